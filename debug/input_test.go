package debug

import (
	"strings"
	"testing"

	"ushell/debug/frame"
	"ushell/machine"
	"ushell/ufork"
)

// TestInput: continue stops where a program would find that nothing has arrived at
// the console. What is given there is part of the past from then on.
func TestInput(t *testing.T) {
	s := underUFork(t, "testdata/greet.c", "copa")
	f := mustExec(t, s, "continue")
	if f.Stop.Kind != frame.StopProbe || !strings.Contains(f.Stop.Text, "A pid 1 reads the console, which is empty") {
		t.Fatalf("%+v", f.Stop)
	}
	at := f.Step
	r, err := s.Exec("input  you")
	if err != nil || r.Lines[0] != "4 bytes arrive at the console" {
		t.Fatalf("%v, %v", r.Lines, err)
	}
	f = mustExec(t, s, "continue")
	if out := string(s.m.Output()); !strings.Contains(f.Stop.Text, "which is empty") || out != "your name? hello you\n" {
		t.Fatalf("%+v, printed %q", f.Stop, out)
	}
	mustExec(t, s, `input "them\nand you\n"`)
	mustExec(t, s, "continue")
	mustExec(t, s, "continue") // the end of the file
	const all = "your name? hello you\nhello them\nhello and you\nnobody\n"
	if out := string(s.m.Output()); out != all {
		t.Fatalf("printed %q", out)
	}
	digest := s.Digest()
	mustExec(t, s, "goto start")
	if f = mustExec(t, s, "continue"); !strings.Contains(f.Stop.Text, "which is empty") || !strings.HasSuffix(string(s.m.Output()), "and you\n") {
		t.Errorf("again: %+v, printed %q", f.Stop, s.m.Output())
	}
	mustExec(t, s, "continue")
	if s.Digest() != digest {
		t.Error("again it comes to another end")
	}
	// Another course, from before the first line arrived.
	s.gotoStep(at - 1)
	mustExec(t, s, "input world")
	mustExec(t, s, "continue")
	if out := string(s.m.Output()); out != "your name? hello world\n" {
		t.Errorf("then it printed %q", out)
	}
	for _, line := range []string{"input", `input ""`, `input "x`} {
		if _, err := s.Exec(line); err == nil {
			t.Errorf("%s is no error", line)
		}
	}
}

// TestInputFile: with a source nothing is asked for.
func TestInputFile(t *testing.T) {
	sys, _, err := ufork.LoadProgram(ufork.Request{Files: []string{"testdata/greet.c"}})
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(sys, machine.NewJournal(strings.NewReader("file\n")))
	if err != nil {
		t.Fatal(err)
	}
	f := mustExec(t, s, "continue")
	if out := string(s.m.Output()); f.Stop.Kind != frame.StopEnd || out != "your name? hello file\nnobody\n" {
		t.Errorf("%+v, printed %q", f.Stop, out)
	}
}
