package rv

import (
	"flag"
	"fmt"
	"os"
	"testing"

	"ushell/cc/ast"
)

var update = flag.Bool("update", false, "write testdata/golden.s anew")

// TestGolden compares the assembly of a few functions with what it was.
func TestGolden(t *testing.T) {
	const file = "testdata/golden.s"
	b, err := os.ReadFile("testdata/golden.c")
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	for opt := range 2 {
		s, err := Emit(parseC(t, "golden.c", string(b)), Options{Opt: opt})
		if err != nil {
			t.Fatal(err)
		}
		got += fmt.Sprintf("# -O%d\n%s", opt, s)
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
