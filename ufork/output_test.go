package ufork

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"ushell"
	"ushell/cc"
	"ushell/machine"
)

// TestOutput runs the programs in testdata/output on the bare runtime, not
// optimised and optimised, and compares what they print with the file .out
// beside them. Those but capability.c print the same with another C library.
// What they read is in the file .in, if there is one.
func TestOutput(t *testing.T) {
	files, err := filepath.Glob("testdata/output/*.c")
	if err != nil || len(files) == 0 {
		t.Fatalf("no programs: %v", err)
	}
	for _, file := range files {
		for opt := range 2 {
			t.Run(fmt.Sprintf("%s/O%d", filepath.Base(file), opt), func(t *testing.T) {
				t.Parallel()
				testOutput(t, file, opt)
			})
		}
	}
}

func testOutput(t *testing.T, file string, opt int) {
	base := strings.TrimSuffix(file, ".c")
	want, err := os.ReadFile(base + ".out")
	if err != nil {
		t.Fatal(err)
	}
	var in io.Reader
	if b, err := os.ReadFile(base + ".in"); err == nil {
		in = bytes.NewReader(b)
	}
	s, said, err := LoadProgram(Request{Files: []string{file}, Kind: Bare, C: CFlags{Opt: opt}})
	if err != nil {
		t.Fatal(err)
	}
	for _, list := range said {
		if text := list.Text(false); text != "" {
			t.Error(text)
		}
	}
	m, err := s.Boot(machine.NewJournal(in))
	if err != nil {
		t.Fatal(err)
	}
	m.Run(50_000_000)
	if code, halted := m.Halted(); !halted || code != 0 {
		t.Errorf("it ended: %v, with %d, at %v", halted, code, m.PCC)
	}
	if got := m.Output(); !bytes.Equal(got, want) {
		t.Errorf("it printed\n%s\nwant\n%s", got, want)
	}
}

// TestLibraryWarnings compiles the C library with warnings.
func TestLibraryWarnings(t *testing.T) {
	flags := &CFlags{Warnings: []string{"-Wall"}, embedded: true}
	err := fs.WalkDir(ushell.Library, "ufork/libc", func(name string, _ fs.DirEntry, err error) error {
		if err != nil || path.Ext(name) != ".c" {
			return err
		}
		b, err := ushell.Library.ReadFile(name)
		if err != nil {
			return err
		}
		_, said, err := cc.Check(name, string(b), flags.Options())
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if text := said.Text(false); text != "" {
			t.Error(text)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
