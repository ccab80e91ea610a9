package debug

import (
	"strings"
	"testing"

	"ushell/debug/frame"
)

// TestHabits: what people type who know GDB does what they expect, or says what to do
// instead.
func TestHabits(t *testing.T) {
	s := underUFork(t, "@hello_fork", "copa")
	for _, c := range []struct {
		line string
		want string // in the answer, the error, or else why the session stops
		at   int    // line of the source then, 0 for any
	}{
		{"b", "breakpoint 1 at hello_fork.c:32", 32},
		{"b", "breakpoint 1 at hello_fork.c:32 removed", 32},
		{"tbreak push", "breakpoint 2 at push, for one stop", 0},
		{"info breakpoints", "2 at push, for one stop", 0},
		{"c", "breakpoint 2 at push", 16},
		{"info breakpoints", "none", 0},
		{"info args", "value = (int) 1", 0},
		{"info frame", "called by #1 main() at hello_fork.c:32", 0},
		{"info line", "push+0x", 0},
		{"list", "▶   16 ", 0},
		{"list 3", "   3 #include <stdlib.h>", 0},
		{"list 1000", "has lines 1 to ", 0},
		{"list sum", "  22 static int sum(void)", 0},
		{"disas", "push+0x", 0},
		{"disas main", "jal ra, push", 0},
		{"disas 8", "no function is known at 0x8", 0},
		{"info symbol main", "is main, hello_fork.c:30", 0},
		{"break push if value == 3", "breakpoint 3 at push if value == 3", 0},
		{"c", "breakpoint 3 at push if value == 3", 16},
		{"p value", "(int) 3", 0},
		{"delete 3", "breakpoint 3 removed", 0},
		{"b 24 if nothing > 1", "if nothing > 1", 0},
		{"c", "there is no nothing here", 24},
		{"delete", "1 breakpoints", 0},
		{"b 24 if", "expected an expression behind if", 0},
		{"b 24 if )", "^", 0},
		{"b 24 25", "is no place", 0},
		{"until 26", "hello_fork.c:26 is reached", 26},
		{"until", "step", 27},
		{"advance nosuch.c:3", "no instruction comes from line", 0},
		{"until 38", "hello_fork.c:38 is reached", 38},
		{"ni", "step", 38},
		{"bt", "#0 main() at hello_fork.c:38", 0},
		{"info registers a0 $sp", "a0    0x2", 0},
		{"i r fa0", "fa0   ", 0},
		{"info registers nosuch", "there is no register nosuch", 0},
		{"info threads", "A pid 1, parent 0, running", 0},
		{"info float", "fcsr  0x", 0},
		{"info nothing", "expected one of registers, float", 0},
		{"x/2gx $sp", "  0x0000000000000000 0x0000000000000000", 0},
		{"x/4wx $sp", "  0x00000000 0x00000000 0x00000000 0x00000000", 0},
		{"x/dw list", "  3", 0},
		{"x/s list", "\"\\x03\"", 0},
		{"x/2i main", "main+0x4", 0},
		{"x/a &list", "0x", 0},
		{"x/3q list", "x takes /NFU", 0},
		{"x", "expected an address", 0},
		{"x/x nothing", "there is no nothing here", 0},
		{"display list", "the variables (8) are always shown", 0},
		{"vmmap", "pages lists the pages", 0},
		{"continu", "did you mean continue?", 0},
		{"help steppi", "did you mean stepi?", 0},
		{"zzzzzz", "there is no command \"zzzzzz\"; help lists them", 0},
	} {
		r, err := s.Exec(c.line)
		f := s.Frame(frame.View{})
		said := strings.Join(r.Lines, "\n")
		switch {
		case err != nil:
			said = err.Error()
		case said == "":
			said = f.Stop.Text
		}
		if !strings.Contains(said, c.want) || c.at != 0 && f.Source.Line != c.at {
			t.Errorf("%s: line %d, %q; want line %d, %q", c.line, f.Source.Line, said, c.at, c.want)
		}
	}
}

// TestElsewhere: no command of ours is said to be another debugger's only.
func TestElsewhere(t *testing.T) {
	for name := range elsewhere {
		if lookupCommand(name) != nil {
			t.Errorf("%s is a command here", name)
		}
	}
}
