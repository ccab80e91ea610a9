package debug

import (
	"fmt"
	"strings"
	"testing"

	"ushell/debug/frame"
	"ushell/ufork"
)

// TestWatch: continue stops where a variable changes, and reverse-continue goes back
// to the same places, with the same machine.
func TestWatch(t *testing.T) {
	s := underUFork(t, "@hello_fork", "copa")
	exec(t, s, "watch list")
	type stop struct {
		step   uint64
		digest [32]byte
		text   string
	}
	var stops []stop
	for {
		f := mustExec(t, s, "continue")
		if f.Stop.Kind == frame.StopEnd {
			break
		}
		stops = append(stops, stop{s.Position(), s.Digest(), f.Stop.Text})
		if !strings.HasPrefix(f.Stop.Text, "watchpoint 1, list: ") || !strings.HasSuffix(f.Stop.Text, ", by push+0x4c, hello_fork.c:19") || f.Line != 20 {
			t.Errorf("stopped at line %d with %q", f.Line, f.Stop.Text)
		}
	}
	// The child's list is another one: it is not watched.
	if len(stops) != 3 || !strings.Contains(stops[0].text, "list: NULL → 0x") {
		t.Fatalf("stops %+v", stops)
	}
	for i := len(stops) - 1; i >= 0; i-- {
		if f := mustExec(t, s, "reverse-continue"); s.Position() != stops[i].step || s.Digest() != stops[i].digest || f.Stop.Text != stops[i].text {
			t.Errorf("back at %d with %q, not at %d with %q", s.Position(), f.Stop.Text, stops[i].step, stops[i].text)
		}
	}
	if f := mustExec(t, s, "reverse-continue"); f.Step != 0 {
		t.Errorf("before the first change there is another at %d: %q", f.Step, f.Stop.Text)
	}
	for _, want := range stops {
		if mustExec(t, s, "continue"); s.Position() != want.step {
			t.Errorf("again at %d, not at %d", s.Position(), want.step)
		}
	}
	if r := exec(t, s, "info breaks"); !strings.HasPrefix(r.Lines[0], "1 watches list, 16 bytes at 0x") {
		t.Errorf("%q", r.Lines)
	}
	exec(t, s, "delete 1")
	if f := mustExec(t, s, "reverse-continue"); f.Step != 0 {
		t.Errorf("a watchpoint that is deleted stops at %d", f.Step)
	}
}

// TestWatchCopied: the frame below a variable of a child changes when its page is
// copied; its value does not.
func TestWatchCopied(t *testing.T) {
	for _, strategy := range ufork.Strategies {
		s := underUFork(t, "@hello_fork", strategy)
		exec(t, s, "break 41")
		f := mustExec(t, s, "continue")
		exec(t, s, "delete")
		// Until the child loads its own pointer, memory has the parent's.
		v, err := s.env(s.now(), s.here()).Eval("list")
		if fk := f.Forks[0]; err != nil {
			t.Fatal(err)
		} else if v.Cap.Addr-fk.ParentBase < fk.Size {
			v.Cap.Addr += fk.ChildBase - fk.ParentBase
		}
		exec(t, s, fmt.Sprintf("watch *(int *)%#x", v.Cap.Addr))
		f = mustExec(t, s, "continue")
		at := s.Position()
		if f.Owner != 'B' || !strings.Contains(f.Stop.Text, ": 3 → 30, by main+") {
			t.Errorf("%s: stopped in %c with %q", strategy, f.Owner, f.Stop.Text)
		}
		mustExec(t, s, "continue")
		if f = mustExec(t, s, "reverse-continue"); s.Position() != at {
			t.Errorf("%s: back at %d with %q, not at %d", strategy, s.Position(), f.Stop.Text, at)
		}
	}
}

func TestWatchErrors(t *testing.T) {
	s := underUFork(t, "@hello_fork", "copa")
	for _, line := range []string{"watch", "watch 3", "watch nothing", "watch sizeof(int)", "watch *(char *)0", "watch list->value"} {
		if r, err := s.Exec(line); err == nil {
			t.Errorf("%s answers %q", line, r.Lines)
		}
	}
	for range maxWatches {
		exec(t, s, "watch -l list")
	}
	if _, err := s.Exec("watch list"); err == nil {
		t.Error("there is no end of watchpoints")
	}
	if r := exec(t, s, "delete"); r.Lines[0] != "16 breakpoints and watchpoints removed" {
		t.Errorf("%q", r.Lines)
	}
}

// TestWatchLocal: what happens on the stack when the function of a variable has
// returned is nothing that happens to the variable.
func TestWatchLocal(t *testing.T) {
	s := underUFork(t, "@hello_fork", "copa")
	exec(t, s, "break sum")
	mustExec(t, s, "continue")
	exec(t, s, "delete")
	exec(t, s, "watch s")
	var values []string
	for f := mustExec(t, s, "continue"); f.Stop.Kind != frame.StopEnd; f = mustExec(t, s, "continue") {
		values = append(values, f.Stop.Text)
		if len(values) > 10 {
			t.Fatalf("it changes too often: %q", values)
		}
	}
	// It begins with 0, gets three sums, and later calls of it have their s in the same place.
	for i, want := range []string{"→ 0, by sum", "→ 3, by sum", "→ 5, by sum", "→ 6, by sum"} {
		if i >= len(values) || !strings.Contains(values[i], want) {
			t.Fatalf("change %d is not %q: %q", i, want, values)
		}
	}
	for _, v := range values {
		if !strings.Contains(v, "by sum+") {
			t.Errorf("%q is no change of s", v)
		}
	}
	for i := len(values) - 1; i >= 0; i-- {
		if f := mustExec(t, s, "reverse-continue"); f.Stop.Text != values[i] {
			t.Errorf("back to %q, not to %q", f.Stop.Text, values[i])
		}
	}
}
