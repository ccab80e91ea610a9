package ushell_test

import (
	"io/fs"
	"path"
	"strings"
	"testing"

	"ushell"
	"ushell/cc/diag"
	"ushell/cc/token"
)

// preprocess is the text of a file after the preprocessor, with the library's
// headers; it fails for anything that the preprocessor has to say.
func preprocess(t *testing.T, name, text string) []token.Token {
	t.Helper()
	files := &diag.Files{}
	list := &diag.List{Files: files}
	toks := token.Preprocess(name, text, token.Options{
		Files: files, Diags: list,
		Include: func(name string, quoted bool, from *diag.File, next bool) (string, string, bool, bool) {
			p := path.Join("ufork/libc/include", name)
			b, err := ushell.Library.ReadFile(p)
			return p, string(b), true, err == nil
		},
	})
	if s := list.Text(false); s != "" {
		t.Error(s)
	}
	return toks
}

// TestHeaders includes every header of the library, on its own and twice. The
// second time leaves nothing, except for assert.h, which has to look at NDEBUG
// again.
func TestHeaders(t *testing.T) {
	err := fs.WalkDir(ushell.Library, "ufork/libc/include", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name := strings.TrimPrefix(p, "ufork/libc/include/")
		t.Run(name, func(t *testing.T) {
			line := "#include <" + name + ">\n"
			once := preprocess(t, "once.c", line)
			twice := preprocess(t, "twice.c", line+line)
			if len(once) != len(twice) {
				t.Errorf("%d tokens, and %d when it is included twice", len(once), len(twice))
			}
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestLibraryPreprocesses looks for headers that are missing.
func TestLibraryPreprocesses(t *testing.T) {
	for _, dir := range []string{"ufork/libc/src", "ufork/libc/bare"} {
		entries, err := ushell.Library.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if !strings.HasSuffix(e.Name(), ".c") {
				continue
			}
			b, err := ushell.Library.ReadFile(path.Join(dir, e.Name()))
			if err != nil {
				t.Fatal(err)
			}
			preprocess(t, e.Name(), string(b))
		}
	}
}
