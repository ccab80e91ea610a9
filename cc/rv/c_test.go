package rv

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"ushell/cc/ast"
	"ushell/cc/diag"
	"ushell/cc/parse"
	"ushell/cc/token"
)

// parseC is the checked tree of a C source without headers.
func parseC(t testing.TB, name, text string) *ast.Unit {
	t.Helper()
	files := &diag.Files{}
	diags := &diag.List{Files: files}
	toks := token.Preprocess(name, text, token.Options{Files: files, Diags: diags})
	u := parse.Unit(toks, parse.Options{Files: files, Diags: diags})
	if diags.Errors() > 0 {
		t.Fatal(diags.Text(false))
	}
	return u
}

// TestC runs testdata/c/*.c at both levels, with and without directives for the
// debugger; test answers the number of the check that fails, or 0.
func TestC(t *testing.T) {
	files, err := filepath.Glob("testdata/c/*.c")
	if err != nil || len(files) < 7 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			library, err := os.ReadFile("testdata/library.c")
			if err != nil {
				t.Fatal(err)
			}
			for opt := range 2 {
				var plain string
				for _, debug := range []bool{false, true} {
					var texts []string
					for _, src := range []string{string(b), string(library)} {
						s, err := Emit(parseC(t, file, src), Options{Opt: opt, Debug: debug, Name: file})
						if err != nil {
							t.Fatal(err)
						}
						texts = append(texts, s)
					}
					if debug && code(texts[0]) != code(plain) {
						t.Errorf("-O%d: directives for the debugger change the code", opt)
					}
					plain = texts[0]
					if got := int64(execute(t, texts...).X[9].Addr); got != 0 {
						t.Errorf("-O%d: %d", opt, got)
					}
				}
			}
		})
	}
}

// code is assembly without what only a debugger reads.
func code(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if !debugLine.MatchString(line) {
			b.WriteString(line)
		}
	}
	return b.String()
}

var debugLine = regexp.MustCompile(`^(\t\.(loc|file|(dfunc|dend|dblock|dvar|dtype|dfield|denum|dprologue))( |\n)|\.Lp)`)
