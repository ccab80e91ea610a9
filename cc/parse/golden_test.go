package parse

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ushell/cc/diag"
	"ushell/cc/token"
)

var update = flag.Bool("update", false, "write the golden files")

// The messages about each program in testdata, with their carets, are those in
// the file beside it.
func TestMessages(t *testing.T) {
	files, _ := filepath.Glob("testdata/*.c")
	if len(files) == 0 {
		t.Fatal("no programs")
	}
	for _, name := range files {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		got := messages(t, filepath.Base(name), string(src))
		golden := strings.TrimSuffix(name, ".c") + ".txt"
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s: messages have changed: see go test -run Messages -update, and git diff\n%s", name, got)
		}
	}
}

// messages is what is said about a program.
func messages(t *testing.T, name, src string) string {
	t.Helper()
	files := &diag.Files{}
	diags := &diag.List{Files: files}
	if err := diags.Option("-Wall"); err != nil {
		t.Fatal(err)
	}
	diags.Limit = 200
	toks := token.Preprocess(name, src, token.Options{Files: files, Diags: diags})
	Unit(toks, Options{Files: files, Diags: diags, Permissive: strings.HasPrefix(name, "old")})
	return diags.Text(false)
}
