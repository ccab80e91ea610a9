package debug

import (
	"strings"
	"testing"

	"ushell/debug/frame"
	"ushell/ufork"
)

// TestOtherProgram: behind an exec symbols, lines and breakpoints are those of the
// program that runs then, in the µprocess that runs it.
func TestOtherProgram(t *testing.T) {
	sys, _, err := ufork.LoadProgram(ufork.Request{Files: []string{"testdata/runner.c"},
		UFork: ufork.KernelOptions{Extras: []ufork.Extra{{Path: "testdata/worker.c", Name: "worker", Program: true}}}})
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(sys, nil)
	if err != nil {
		t.Fatal(err)
	}
	s.RunToProgram()
	mustExec(t, s, "break worker.c:square")
	f := mustExec(t, s, "continue")
	if f.Stop.Kind != frame.StopBreak || f.Source.Name != "testdata/worker.c" || sourceText(f) != "return n * n;" || f.Owner != 'B' {
		t.Fatalf("%+v at %q of %s", f.Stop, sourceText(f), f.Source.Name)
	}
	if r, err := s.Exec("print n"); err != nil || !strings.Contains(strings.Join(r.Lines, "\n"), "7") {
		t.Errorf("n: %v, %v", r.Lines, err)
	}
	f = mustExec(t, s, "finish")
	if !strings.Contains(f.Source.Name, "worker.c") {
		t.Errorf("finish ends in %s", f.Source.Name)
	}
	// Before the exec the same µprocess runs the first program.
	f = mustExec(t, s, "previous-event exec")
	if name := f.Source.Name; strings.Contains(name, "worker.c") {
		t.Errorf("before the exec it is in %s", name)
	}
	mustExec(t, s, "break testdata/runner.c:17")
	if f = mustExec(t, s, "continue"); f.Source.Name != "testdata/worker.c" {
		t.Errorf("the breakpoint of the other program is gone: %s", f.Source.Name)
	}
	if f = mustExec(t, s, "continue"); f.Owner != 'A' || sourceText(f) != `printf("%d\n", WEXITSTATUS(status));` {
		t.Errorf("at %q of %s", sourceText(f), f.Source.Name)
	}
	mustExec(t, s, "delete")
	if mustExec(t, s, "continue"); !strings.Contains(string(s.m.Output()), "49\n") {
		t.Errorf("it printed %q", s.m.Output())
	}
}

// TestFiles: descriptors are read from the kernel's tables, with who has the other end.
func TestFiles(t *testing.T) {
	s := underUFork(t, "testdata/runner.c", "copa")
	mustExec(t, s, "break testdata/runner.c:13")
	mustExec(t, s, "continue")
	r, err := s.Exec("files")
	if err != nil {
		t.Fatal(err)
	}
	want := `A pid 1, waiting
  0 console, shared by 6
  1 console, shared by 6
  2 console, shared by 6
  3 pipe 0 end 0, 0 bytes to read, other end: pid 1, pid 2
  4 pipe 0 end 1, 0 bytes to read, other end: pid 1, shared by 3
B pid 2, running
  0 console, shared by 6
  1 console, shared by 6
  2 console, shared by 6
  4 pipe 0 end 1, 0 bytes to read, other end: pid 1, shared by 3
  5 pipe 0 end 1, 0 bytes to read, other end: pid 1, shared by 3`
	if got := strings.Join(r.Lines, "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if r, err := s.Exec("files 2"); err != nil || len(r.Lines) != 6 {
		t.Errorf("files 2: %v, %v", r.Lines, err)
	}
	for _, line := range []string{"files 9", "files x", "files 1 2"} {
		if _, err := s.Exec(line); err == nil {
			t.Errorf("%s is no error", line)
		}
	}
}
