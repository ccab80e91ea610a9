package ir_test

import (
	"os"
	"path/filepath"
	"testing"

	"ushell/cc/diag"
	"ushell/cc/ir"
	"ushell/cc/parse"
	"ushell/cc/token"
)

// FuzzLower lowers whatever the parser finds no mistake in, and verifies what
// comes out.
func FuzzLower(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.c")
	more, _ := filepath.Glob("../testdata/bench/*.c")
	for _, file := range append(files, more...) {
		src, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(src))
	}
	f.Fuzz(func(t *testing.T, src string) {
		for _, opt := range []ir.Options{{}, {Opt: 1}, {Opt: 1, Subobject: true}} {
			files := &diag.Files{}
			diags := &diag.List{Files: files}
			toks := token.Preprocess("fuzz.c", src, token.Options{Files: files, Diags: diags})
			u := parse.Unit(toks, parse.Options{Files: files, Diags: diags, Permissive: true})
			if diags.Errors() > 0 {
				return
			}
			for _, fn := range ir.Lower(u, opt).Funcs {
				if err := ir.Check(fn); err != nil {
					t.Fatalf("%+v: %v\n%v", opt, err, fn)
				}
			}
		}
	})
}
