package parse

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Whatever the text is, reading ends, and the tree of what has no mistakes is whole.
func FuzzUnit(f *testing.F) {
	for _, src := range valid {
		f.Add(src, false)
	}
	files, _ := filepath.Glob("testdata/*.c")
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, part := range strings.SplitAfter(string(b), "\n}\n") {
			f.Add(part, strings.Contains(name, "old"))
		}
	}
	for _, src := range []string{"int *", "struct Undefined a[] = {1};", "int f(", "({", "int x = (((", "enum { A = ", "struct { struct {",
		"typedef t t; t (t)", "int a[] = { [", "#pragma pack(push, 1)\nstruct s { int : 0; char c : 1; } x = { .c",
		"int f() { switch (1) case 1: default: if (1) else", "_Generic(", "void f(void) { asm goto(\"\" : : : : x", "f(a, b) int"} {
		f.Add(src, true)
	}
	f.Fuzz(func(t *testing.T, src string, permissive bool) {
		u, diags := parsed(src, permissive, "-Weverything")
		if len(diags.Text(true)) > 1<<20 {
			t.Error("messages without end")
		}
		if diags.Errors() > 0 {
			return
		}
		for _, w := range verify(u) {
			t.Error(w)
		}
	})
}
