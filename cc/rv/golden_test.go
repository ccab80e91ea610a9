package rv

import (
	"flag"
	"os"
	"testing"

	"ushell/cc/ast"
)

var update = flag.Bool("update", false, "write testdata/golden.s anew")

// TestGolden compares the assembly of a few functions and objects, as it is
// without optimisation, with what it was.
func TestGolden(t *testing.T) {
	const file = "testdata/golden.s"
	b, err := os.ReadFile("testdata/golden.c")
	if err != nil {
		t.Fatal(err)
	}
	got, err := Emit(parseC(t, "golden.c", string(b)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil || got != string(want) {
		t.Errorf("%s is another (-update writes it): %v\n%s", file, err, got)
	}
}

// FuzzAsmText: no text of an asm statement makes the compiler panic.
func FuzzAsmText(f *testing.F) {
	for _, s := range []string{"mv %0, %1", "%", "%%", "%[x]", "%[", "%z1 %l2 %=", "{a|b}", "%99", "%l[q]"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		u := parseC(t, "f.c", "void f(int x) { int y; asm volatile(\"\" : \"=r\"(y) : [x] \"r\"(x), \"i\"(5), \"m\"(y)); }")
		for _, o := range u.Objects {
			if o.Func == nil {
				continue
			}
			for _, s := range o.Func.Body.Stmts {
				if a, ok := s.(*ast.Asm); ok {
					a.Text = text
				}
			}
		}
		if _, err := Emit(u, Options{}); err != nil {
			t.Error(err)
		}
	})
}
