package debug

import (
	"fmt"
	"strings"
	"testing"

	"ushell/debug/frame"
	"ushell/ufork"
)

// loadC opens testdata/list.s, which is what a compiler makes of list.c.
func loadC(t testing.TB) *Session {
	t.Helper()
	sys, err := ufork.Load("testdata/list.s", ufork.Bare, nil)
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(sys, nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// at is where a session stands: function, line, and depth of the stack.
func at(s *Session) string {
	f := s.Frame(frame.View{})
	if f.Stop.Kind == frame.StopEnd {
		return "end"
	}
	if len(f.Calls) == 0 {
		return f.Symbol
	}
	return fmt.Sprintf("%s:%d#%d", f.Calls[0].Func, f.Line, len(f.Calls))
}

// trail executes commands and answers where each led.
func trail(t testing.TB, s *Session, lines ...string) string {
	t.Helper()
	var out []string
	for _, l := range lines {
		exec(t, s, l)
		out = append(out, at(s))
	}
	return strings.Join(out, " ")
}

func TestStepC(t *testing.T) {
	s := loadC(t)
	for _, c := range []struct{ commands, want string }{
		{"break main, continue", "_start main:17#2"},
		{"next, next, next, next, next, next, next, next, next", "main:18#2 main:19#2 main:20#2 main:21#2 main:22#2 main:23#2 main:19#2 main:20#2 main:21#2"},
		{"reverse-next, reverse-next, reverse-next, reverse-next", "main:20#2 main:19#2 main:23#2 main:22#2"},
		{"break 25, delete 2, break list.c:25, continue", "main:22#2 main:22#2 main:22#2 main:25#2"},
		{"step, step, step", "sum:9#3 sum:11#3 sum:9#4"},
		{"next, next, next, next", "sum:11#4 sum:12#4 sum:13#4 sum:11#3"},
		{"reverse-step, reverse-step, reverse-next, reverse-next, reverse-next", "sum:13#4 sum:12#4 sum:11#4 sum:9#4 sum:11#3"},
		{"next, next, next, next, next, next", "sum:12#3 sum:13#3 main:25#2 main:26#2 main:27#2 main:28#2"},
		{"reverse-next, reverse-next, reverse-next", "main:27#2 main:26#2 main:25#2"},
		{"step, step, step, finish", "sum:9#3 sum:11#3 sum:9#4 sum:11#3"},
		{"reverse-finish", "main:25#2"},
	} {
		if got := trail(t, s, strings.Split(c.commands, ", ")...); got != c.want {
			t.Errorf("%s led to\n%s, want\n%s", c.commands, got, c.want)
		}
	}
	// A breakpoint inside of a call stops next.
	if got := trail(t, s, "delete", "break main", "goto start", "continue", "break 10", "break 25", "continue", "next", "next", "finish", "finish"); got !=
		"main:25#2 main:25#2 _start main:17#2 main:17#2 main:17#2 main:25#2 sum:10#6 sum:13#6 sum:11#5 sum:11#4" {
		t.Errorf("with a breakpoint in sum: %s", got)
	}
	if got := s.stop.Text; got != "sum returned 1" {
		t.Errorf("finish says %q", got)
	}
	if got := trail(t, s, "delete", "up", "finish", "next", "next", "next"); got != "sum:11#4 sum:11#4 main:25#2 main:26#2 main:27#2 main:28#2" {
		t.Errorf("finish of the caller: %s", got)
	}
	if got := trail(t, s, "next", "continue"); got != "end end" {
		t.Errorf("the end: %s", got)
	}
}

// TestStepBoth: stepping back leads to where stepping forward was, over the
// whole program.
func TestStepBoth(t *testing.T) {
	for _, c := range [][2]string{{"step", "reverse-step"}, {"next", "reverse-next"}} {
		s := loadC(t)
		exec(t, s, "break main")
		exec(t, s, "continue")
		var stops []uint64
		for at(s) != "end" {
			stops = append(stops, s.Position())
			exec(t, s, c[0])
		}
		s.seek(stops[len(stops)-1])
		// A step that left a function stopped in the middle of a line, where no
		// step back stops.
		back := map[uint64]bool{}
		for s.Position() > stops[0] {
			exec(t, s, c[1])
			back[s.Position()] = true
		}
		for _, p := range stops[:len(stops)-1] {
			s.seek(p)
			if sp := s.spotAt(s.m.PCC.Addr); !back[p] && (sp.begins || sp.body) {
				t.Errorf("%s came to %d (%s), %s did not", c[0], p, at(s), c[1])
			}
		}
	}
}

func TestLocals(t *testing.T) {
	s := loadC(t)
	show := func() string {
		var b strings.Builder
		f := s.Frame(frame.View{})
		for _, l := range f.Locals {
			fmt.Fprintf(&b, "%d %s %s %s = %s", l.Block, l.Kind, l.Type, l.Name, l.Text)
			if l.Changed {
				fmt.Fprintf(&b, " was %s", l.Old)
			}
			b.WriteByte('\n')
		}
		return b.String()
	}
	for _, l := range []string{"break main", "continue", "break 23", "continue", "continue"} {
		exec(t, s, l)
	}
	got := show()
	for _, want := range []string{
		"2 local struct node * n = 0x8000", "was 0x8000",
		"1 local int i = 1 was 0\n", "0 local struct node * head = 0x8000", "0 local char[8] name = \"list\"\n",
		"-1 static struct node[3] nodes = {{next = NULL, value = 1}, {next = 0x8000", "value = 2}, {next = NULL, value = 0}} was {",
		"-1 global int total = 0\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the locals are\n%s, want %q", got, want)
		}
	}
	if strings.Contains(got, " c =") {
		t.Errorf("c is shown before it is declared:\n%s", got)
	}
	for _, l := range []string{"break 10", "continue", "continue"} {
		exec(t, s, l)
	}
	f := s.Frame(frame.View{})
	var calls []string
	for _, c := range f.Calls {
		calls = append(calls, callText(c))
	}
	if len(calls) != 6 || !strings.HasPrefix(calls[0], "#0 sum(n=NULL) at list.c:10") || calls[4] != "#4 main() at list.c:25" || !strings.Contains(calls[5], "_start") {
		t.Errorf("the stack of calls is\n%s", strings.Join(calls, "\n"))
	}
	exec(t, s, "up 2")
	if f = s.Frame(frame.View{}); !f.Calls[2].Selected || f.Source.Line != 11 || !f.Source.Outer || len(f.Locals) == 0 || f.Locals[0].Name != "rest" {
		t.Errorf("frame 2 is line %d with %+v", f.Source.Line, f.Locals)
	}
	for _, c := range []struct{ line, want string }{
		{"print n->value", "(int) 2"},
		{"print n->next->value + 1", "(int) 2"},
		{"p/x n->value | 0x10", "(int) 0x12"},
		{"print /t n->value", "(int) 0b10"},
		{"print nodes[1].value", "(int) 2"},
		{"print *n", "(struct node) {next = 0x"},
		{"print total", "(int) 0"},
		{"print sizeof nodes", "(unsigned long) 96"},
		{"print sum", "(int (struct node *)) 0x"},
		{"print $sp", "$sp = 0x"},
		{"ptype *n", "struct node {  32 bytes\n     0  struct node *next;\n    16  int value;\n}"},
		{"ptype (enum colour)0", "enum colour {\n  RED = 0,\n  GREEN = 1,\n  BLUE = 2,\n}"},
		{"down 2", "#0 sum(n=NULL) at list.c:10"},
		{"frame 4", "#4 main() at list.c:25"},
		{"print name", `(char[8]) "list"`},
		{"print stack_end", "stack_end is at 0x"},
		{"backtrace", "  #0 sum(n=NULL) at list.c:10"},
	} {
		r := exec(t, s, c.line)
		if got := strings.Join(r.Lines, "\n"); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: %s, want %s", c.line, got, c.want)
		}
	}
	for _, c := range []struct{ line, want string }{
		{"print n->x", "n->x\n^ there is no n here"},
		{"print 1 +", "1 +\n   ^ the expression ends too early"},
		{"up 9", "nothing is known of who called _start+0x14"},
		{"frame 0x", "expected the number of a frame, as backtrace lists them"},
		{"print/q 1", "print takes /F: one of the letters x d u o t c a f s"},
	} {
		_, err := s.Exec(c.line)
		if err == nil || err.Error() != c.want {
			t.Errorf("%s: %v, want %s", c.line, err, c.want)
		}
	}
}

// TestUnwindEverywhere: at every instruction of the program the stack of calls
// ends in main and _start, and each frame's CFA is the sp at its entry.
func TestUnwindEverywhere(t *testing.T) {
	s := loadC(t)
	exec(t, s, "break main")
	exec(t, s, "continue")
	var entries []uint64 // sp at the entries of the functions that are executing
	main := s.here()
	if main.fn == nil || !main.hasCFA {
		t.Fatalf("main is %+v", main)
	}
	s.seek(0)
	for n := 0; ; n++ {
		if _, halted := s.m.Halted(); halted {
			break
		}
		s.advance()
		if s.isCall() {
			entries = append(entries, s.m.X[regSP].Addr)
		} else if s.isReturn() {
			entries = entries[:len(entries)-1]
		}
		if len(entries) == 0 {
			continue
		}
		frames := s.unwind(s.now(), maxCalls)
		if len(frames) != len(entries)+1 {
			t.Fatalf("at step %d, %s: %d frames, want %d", n, s.where(s.m.PCC.Addr), len(frames), len(entries)+1)
		}
		for i := range entries {
			if f := &frames[len(frames)-2-i]; !f.hasCFA || f.cfa != entries[i] {
				t.Fatalf("at step %d, %s: frame %d has the CFA %#x, want %#x", n, s.where(s.m.PCC.Addr), i, f.cfa, entries[i])
			}
		}
	}
}
