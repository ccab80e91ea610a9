package ushell_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// allowed is every edge between our packages, and what each may use from
// outside. Packages import downward only: a line names only packages of lines
// above it. "" is the root, which holds the embedded files.
var allowed = []struct{ pkg, imports, modules string }{
	{"", "", ""},
	{"cap", "", ""},
	{"isa", "", ""},
	{"machine/float", "", ""},
	{"machine", "cap isa machine/float", ""},
	{"image", "", ""},
	{"asm", "cap image isa", ""},
	{"cc/diag", "", ""},
	{"cc/token", "cc/diag", ""},
	{"cc/ctype", "cc/diag", ""},
	{"cc/ast", "cc/ctype cc/diag", ""},
	{"cc/ir", "cc/ast cc/ctype cc/diag", ""},
	{"cc/rv", "cap cc/ast cc/ctype cc/diag cc/ir", ""},
	{"cc/parse", "cc/ast cc/ctype cc/diag cc/token", ""},
	{"cc", "cc/ast cc/diag cc/parse cc/rv cc/token", ""},
	{"traces", "cap image isa machine", ""},
	{"ufork", " asm cap cc cc/diag image isa machine", ""},
	{"ufork/aware", "cap image isa machine", ""},
	{"debug/frame", "cap", ""},
	{"debug/expr", "cap image isa", ""},
	{"debug", "cap cc/diag debug/expr debug/frame image isa machine ufork ufork/aware", ""},
	{"views/screen", "", "charmbracelet/ultraviolet charmbracelet/x/ansi clipperhouse/displaywidth"},
	{"views", "cap debug/frame views/screen", "chroma colorful charmbracelet/colorprofile lipgloss charmbracelet/ultraviolet charmbracelet/x/ansi"},
	{"views/viewtest", "cap debug/frame", ""},
	{"tui", "debug/frame views", "bubbletea bubbles lipgloss charmbracelet/colorprofile charmbracelet/x charmbracelet/ultraviolet"},
	{"screenshots/render", "views/screen", "dejavu golang.org/x/image charmbracelet/ultraviolet"},
	{"screenshots", "debug screenshots/render tui ufork", "bubbletea charmbracelet/ultraviolet charmbracelet/colorprofile"},
	{"conformance", "", ""},
	{"e2e", "", ""},
	{"cmd/ushell", "asm cap cc debug debug/frame image machine traces tui ufork ufork/aware", "kong charmbracelet/x/term"},
}

// sourceImports are the imports of every package outside of tests.
func sourceImports(t *testing.T) map[string]map[string]bool {
	found := map[string]map[string]bool{}
	err := filepath.WalkDir(".", func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && strings.HasPrefix(d.Name(), ".") && file != "." {
			return fs.SkipDir
		}
		if !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return nil
		}
		pkg := path.Dir(filepath.ToSlash(file))
		if pkg == "." {
			pkg = ""
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		if found[pkg] == nil {
			found[pkg] = map[string]bool{}
		}
		for _, im := range f.Imports {
			name, _ := strconv.Unquote(im.Path.Value)
			found[pkg][name] = true
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestImports(t *testing.T) {
	found := sourceImports(t)
	rank := map[string]int{}
	for i, a := range allowed {
		rank[a.pkg] = i
	}
	for _, a := range allowed {
		mine := found[a.pkg]
		if mine == nil {
			t.Errorf("package %q of the table does not exist", a.pkg)
			continue
		}
		delete(found, a.pkg)
		ours := strings.Split(a.imports, " ")
		if a.imports == "" {
			ours = nil
		}
		for _, name := range slices.Sorted(maps.Keys(mine)) {
			if inner, ok := strings.CutPrefix(name, "ushell"); ok {
				inner = strings.TrimPrefix(inner, "/")
				if !slices.Contains(ours, inner) {
					t.Errorf("%q imports %q, which the table does not allow", a.pkg, inner)
				} else if rank[inner] >= rank[a.pkg] {
					t.Errorf("%q imports %q, which is not below it", a.pkg, inner)
				}
				continue
			}
			if !strings.Contains(strings.Split(name, "/")[0], ".") {
				continue // standard library
			}
			if !slices.ContainsFunc(strings.Fields(a.modules), func(m string) bool { return strings.Contains(name, m) }) {
				t.Errorf("%q imports %s, which the table does not allow", a.pkg, name)
			}
		}
		for _, inner := range ours {
			if !mine[strings.TrimSuffix("ushell/"+inner, "/")] {
				t.Errorf("the table allows %q to import %q, which it does not use", a.pkg, inner)
			}
		}
	}
	for pkg := range found {
		t.Errorf("package %q is not in the table", pkg)
	}
}
