//go:build csuites

package conformance

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// sources are the files that match below dir, by their names there.
func sources(t *testing.T, dir string, patterns ...string) []string {
	t.Helper()
	var names []string
	for _, p := range patterns {
		files, err := filepath.Glob(filepath.Join(dir, p))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s has no %s: %v", dir, p, err)
		}
		for _, f := range files {
			name, _ := filepath.Rel(dir, f)
			names = append(names, name)
		}
	}
	return names
}

// TestCTestsuite runs c-testsuite: programs that print what lies beside them.
func TestCTestsuite(t *testing.T) {
	dir := filepath.Join(checkout(t, "USHELL_C_TESTSUITE"), "tests", "single-exec")
	var trials []trial
	for _, name := range sources(t, dir, "*.c") {
		src := filepath.Join(dir, name)
		trials = append(trials, trial{name, func(tmp string) (string, string) {
			out, err := os.ReadFile(src + ".expected")
			if err != nil {
				return "suite", err.Error()
			}
			return want(tmp, []string{src}, 0, string(out))
		}})
	}
	runSuite(t, "testdata/c-testsuite.tsv", trials)
}

// TestChibicc runs chibicc's assertions. They end at the first that fails. Char
// is signed, as they expect, and old C is permitted.
func TestChibicc(t *testing.T) {
	dir := filepath.Join(checkout(t, "USHELL_CHIBICC"), "test")
	var trials []trial
	for _, name := range sources(t, dir, "*.c") {
		trials = append(trials, trial{name, func(tmp string) (string, string) {
			common := filepath.Join(tmp, "common.c") // the suite's has no suffix
			text, err := os.ReadFile(filepath.Join(dir, "common"))
			if err == nil {
				err = os.WriteFile(common, text, 0o666)
			}
			if err != nil {
				return "suite", err.Error()
			}
			prog, reason := compileIn(filepath.Dir(dir), tmp, "--permissive", "--signed-char", "-I", "test", "-I", ".", "test/"+name, common)
			if prog == "" {
				return "compile", reason
			}
			o := execute(prog, "")
			if o.status == 0 && !strings.HasSuffix(o.stdout, "OK\n") {
				return "output", clip(lastLine(o.stdout, ""))
			}
			return verdictOf(o, 0, o.stdout)
		}})
	}
	runSuite(t, "testdata/chibicc.tsv", trials)
}

// TestCTorture runs gcc's c-torture/execute as llvm-test-suite has it. Old C is
// permitted. A test passes if it returns or exits with 0.
func TestCTorture(t *testing.T) {
	dir := checkout(t, "USHELL_CTORTURE")
	var trials []trial
	for _, name := range sources(t, dir, "*.c") {
		trials = append(trials, trial{name, func(tmp string) (string, string) {
			prog, reason := compile(tmp, "--permissive", filepath.Join(dir, name))
			if prog == "" {
				return "compile", reason
			}
			o := execute(prog, "")
			return verdictOf(o, 0, o.stdout)
		}})
	}
	runSuite(t, "testdata/ctorture.tsv", trials)
}

// waccResult is what the suite expects of a program.
type waccResult struct {
	ReturnCode int    `json:"return_code"`
	Stdout     string `json:"stdout"`
}

// waccProperties are what else programs need.
type waccProperties struct {
	Libs         map[string][]string `json:"libs"`
	AssemblyLibs map[string][]string `json:"assembly_libs"`
}

// TestWACCValid runs the valid programs of writing-a-c-compiler-tests and those
// of the chapters on optimisation, with char signed as they expect it. A library
// and its client are one program with two rows.
func TestWACCValid(t *testing.T) {
	dir := checkout(t, "USHELL_WACC")
	results := map[string]waccResult{}
	var props waccProperties
	readJSON(t, filepath.Join(dir, "expected_results.json"), &results)
	readJSON(t, filepath.Join(dir, "test_properties.json"), &props)
	tests := filepath.Join(dir, "tests")
	here, err := filepath.Abs("testdata/wacc")
	if err != nil {
		t.Fatal(err)
	}
	var trials []trial
	for _, name := range walk(t, tests) {
		if strings.Contains(name, "/invalid_") || strings.Contains(name, "helper_libs/") {
			continue
		}
		lib := strings.TrimSuffix(name, "_client.c")
		files := []string{name}
		if lib != name {
			lib += ".c"
			files = []string{name, lib}
		} else if client := strings.TrimSuffix(name, ".c") + "_client.c"; exists(filepath.Join(tests, client)) {
			files = []string{name, client}
		}
		files = append(files, props.Libs[lib]...)
		own := props.AssemblyLibs[lib] // instead of which, as they are for x86, we have C
		if len(own) == 0 && strings.HasPrefix(name, "chapter_20/") && !definesMain(filepath.Join(tests, name)) {
			own = []string{"chapter_20/helper_libs/wrapper"}
		}
		r, ok := results[lib]
		trials = append(trials, trial{name, func(tmp string) (string, string) {
			if !ok {
				return "suite", "no expected result"
			}
			args := []string{"--signed-char"}
			for _, f := range files {
				args = append(args, filepath.Join(tests, f))
			}
			for _, f := range own {
				args = append(args, filepath.Join(here, strings.ReplaceAll(f, "/", "-")+".c"))
			}
			return want(tmp, args, r.ReturnCode, r.Stdout)
		}})
	}
	runSuite(t, "testdata/wacc-valid.tsv", trials)
}

func definesMain(file string) bool {
	text, err := os.ReadFile(file)
	return err == nil && strings.Contains(string(text), "main(void)")
}

func exists(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}

// walk lists every C file below dir by its name there.
func walk(t *testing.T, dir string) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(dir, func(file string, d os.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(file, ".c") {
			name, _ := filepath.Rel(dir, file)
			names = append(names, filepath.ToSlash(name))
		}
		return err
	})
	if err != nil || len(names) == 0 {
		t.Fatalf("%s has no C files: %v", dir, err)
	}
	return names
}

func readJSON(t *testing.T, file string, into any) {
	t.Helper()
	b, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(b, into)
	}
	if err != nil {
		t.Fatal(err)
	}
}
