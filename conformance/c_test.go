package conformance

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"ushell/ufork"
)

// maxProgram is how many instructions a test program may execute.
const maxProgram = 200_000_000

// TestC runs the C programs in cheri/ on the bare runtime, not optimised and
// optimised. The comment at the end of each says what it prints ("Output:" and
// the lines behind it), or with which status it ends for which argument ("Run:
// ARGUMENT = STATUS"); "Flags: -Xsubobject" says how it is compiled.
func TestC(t *testing.T) {
	files, err := filepath.Glob("cheri/*.c")
	if err != nil || len(files) == 0 {
		t.Fatalf("no programs: %v", err)
	}
	for _, file := range files {
		for opt := range 2 {
			t.Run(fmt.Sprintf("%s/O%d", filepath.Base(file), opt), func(t *testing.T) {
				t.Parallel()
				testC(t, file, opt)
			})
		}
	}
}

func testC(t *testing.T, file string, opt int) {
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	_, comment, ok := strings.Cut(string(b), "\n/* ")
	comment = strings.TrimSuffix(comment, "*/\n")
	flags := ufork.CFlags{Opt: opt}
	runs := 0
	for rest := comment; ok && rest != ""; {
		var line string
		line, rest, _ = strings.Cut(rest, "\n")
		key, value, _ := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		switch key {
		case "Flags":
			for _, f := range strings.Fields(value) {
				if f == "-Xsubobject" {
					flags.Subobject = true
				} else {
					flags.Warnings = append(flags.Warnings, f)
				}
			}
		case "Output":
			out, code := runC(t, file, flags)
			if out != rest || code != 0 {
				t.Errorf("it ended with %d and printed\n%s\nwant\n%s", code, out, rest)
			}
			return
		case "Run":
			arg, status, _ := strings.Cut(value, " = ")
			want, err := strconv.Atoi(status)
			if err != nil {
				t.Fatalf("%q has no status", line)
			}
			if out, code := runC(t, file, flags, arg); code != want {
				t.Errorf("%s: it ended with %d, want %d, and printed\n%s", arg, code, want, out)
			}
			runs++
		default:
			t.Fatalf("%q in the comment at the end is not known", line)
		}
	}
	if runs == 0 {
		t.Fatal("the comment at the end says nothing of output or runs")
	}
}

// runC answers what a program prints and its exit status.
func runC(t *testing.T, file string, flags ufork.CFlags, args ...string) (string, int) {
	t.Helper()
	sys, said, err := ufork.LoadProgram(ufork.Request{Files: []string{file}, Kind: ufork.Bare, Args: args, C: flags})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range said {
		if text := s.Text(false); text != "" {
			t.Error(text)
		}
	}
	m, err := sys.Boot(nil)
	if err != nil {
		t.Fatal(err)
	}
	m.Run(maxProgram)
	code, halted := m.Halted()
	if !halted {
		t.Errorf("it goes on after %d instructions, at %v", m.Steps(), m.PCC)
	}
	return string(m.Output()), int(code)
}
