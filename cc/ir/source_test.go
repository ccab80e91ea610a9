package ir_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ushell/cc/ast"
	"ushell/cc/diag"
	"ushell/cc/ir"
	"ushell/cc/parse"
	"ushell/cc/token"
)

// check is the tree of a source.
func check(t testing.TB, name, src string) *ast.Unit {
	t.Helper()
	files := &diag.Files{}
	diags := &diag.List{Files: files}
	toks := token.Preprocess(name, src, token.Options{Files: files, Diags: diags})
	u := parse.Unit(toks, parse.Options{Files: files, Diags: diags})
	if diags.Errors() > 0 {
		t.Fatal(diags.Text(false))
	}
	return u
}

// lowered is the functions of a source as text.
func lowered(t testing.TB, name, src string, opt ir.Options) string {
	t.Helper()
	var b strings.Builder
	for _, f := range ir.Lower(check(t, name, src), opt).Funcs {
		if err := ir.Check(f); err != nil {
			t.Errorf("%s: %v\n%v", name, err, f)
		}
		b.WriteString(f.String())
	}
	return b.String()
}

// TestGolden compares what the sources in testdata become with what they became.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.c")
	if err != nil || len(files) == 0 {
		t.Fatal(err, len(files))
	}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range []struct {
			name string
			opt  ir.Options
		}{{"O0", ir.Options{}}, {"O1", ir.Options{Opt: 1}}, {"O1s", ir.Options{Opt: 1, Subobject: true}}} {
			if o.opt.Subobject != strings.Contains(file, "subobject") {
				continue
			}
			got := lowered(t, file, string(src), o.opt)
			golden := strings.TrimSuffix(file, ".c") + "." + o.name + ".txt"
			want, err := os.ReadFile(golden)
			if os.Getenv("UPDATE") != "" {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				continue
			}
			if err != nil || string(want) != got {
				t.Errorf("%s is no longer so (UPDATE=1 writes it again):\n%s", golden, got)
			}
		}
	}
}

// program is a program of about n lines.
func program(n int) string {
	var b strings.Builder
	b.WriteString("typedef struct node { struct node *left, *right; int key; char name[16]; } node;\nint puts(const char *s);\n")
	for i := 0; i < n/25; i++ {
		fmt.Fprintf(&b, `
static int find%[1]d(node *t, int key, double d)
{
	int depth = 0, best = -1;
	while (t != 0) {
		if (t->key == key)
			return depth + (int)(d * 2.5);
		best = best < t->key ? t->key : best;
		t = key < t->key ? t->left : t->right;
		depth++;
	}
	switch (depth %% 4) {
	case 0: best += 0x%[1]x; break;
	case 1: best = (best << 3) ^ (best >> 2); break;
	default: puts("not found: %[1]d"); break;
	}
	for (int i = 0; i < 10; i++) {
		node tmp = { .key = i, .name = "tmp" };
		best += tmp.key * i + tmp.name[i];
	}
	return best;
}

int use%[1]d(node *t) { return find%[1]d(t, %[1]d, 1.5); }
`, i)
	}
	return b.String()
}

// TestDeep lowers what nests as far as the parser lets it, or farther along one
// side: long sums, long chains of else if and of &&.
func TestDeep(t *testing.T) {
	const n = 20_000
	sum := "int f(int a) { return a" + strings.Repeat(" + a", n) + "; }\n"
	and := "int g(int a) { return a" + strings.Repeat(" && a", n) + "; }\n"
	or := "int h(int a) { if (a" + strings.Repeat(" || a", n) + ") return 1; return 2; }\n"
	comma := "int k(int a) { return a" + strings.Repeat(", a", n) + "; }\n"
	for i, src := range []string{sum, and, or, comma} {
		for opt := range 2 {
			u := check(t, "deep.c", src)
			for _, f := range ir.Lower(u, ir.Options{Opt: opt}).Funcs {
				if err := ir.Check(f); err != nil {
					t.Error(i, opt, err)
				}
			}
		}
	}
}

func TestElseIf(t *testing.T) {
	var b strings.Builder
	b.WriteString("int f(int a)\n{\n\tif (a == 0) return 1;\n")
	for i := 1; i < 150; i++ {
		fmt.Fprintf(&b, "\telse if (a == %d) return %d;\n", i, i+1)
	}
	b.WriteString("\treturn 0;\n}\n")
	for opt := range 2 {
		lowered(t, "elseif.c", b.String(), ir.Options{Opt: opt})
	}
}

func benchmark(b *testing.B, opt ir.Options) {
	src := program(10_000)
	b.ReportMetric(float64(strings.Count(src, "\n")), "lines")
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		u := check(b, "bench.c", src)
		b.StartTimer()
		ir.Lower(u, opt)
	}
}

func BenchmarkLower(b *testing.B)    { benchmark(b, ir.Options{}) }
func BenchmarkOptimise(b *testing.B) { benchmark(b, ir.Options{Opt: 1}) }
