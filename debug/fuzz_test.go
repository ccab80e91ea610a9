package debug

import (
	"testing"

	"ushell/debug/frame"
)

// FuzzExec gives a session any command line at some moments of a program that forks: it
// must answer, and draw a frame.
func FuzzExec(f *testing.F) {
	for _, line := range []string{"x/8gx $sp", "x/s list", "b push if value == 3", "watch list->value", "until 38", "list 3", "disas main", "info symbol main", "info reg a0 fa0",
		"print *list", "p/x list", "set list = 0", "proc 2", "pages 2", "page list", "inject signal USR1", "catch copa", "next-event fork", "goto 50%", "history 1M", "tbreak sum",
		"x/4096c 0", "x/3i 0xffffffffffffffff", "b *0xffffffffffffffff", "up 9", "frame 3", "finish", "reverse-enter", "enter", "leave", "check", "rn", "rf", "rc", "ni 3"} {
		for at := range byte(4) {
			f.Add(line, at)
		}
	}
	s := underUFork(f, "@hello_fork", "copa")
	moments := []uint64{0, s.Position()}
	for _, event := range []string{"fork", "copa", "forked", "exit"} {
		s.gotoStep(moments[1])
		exec(f, s, "next-event "+event)
		moments = append(moments, s.Position())
	}
	f.Fuzz(func(t *testing.T, line string, at byte) {
		if len(line) > 200 {
			return
		}
		s.gotoStep(moments[int(at)%len(moments)])
		s.Exec(line)
		s.Frame(frame.View{})
		s.Exec("delete")
		s.Exec("proc 0")
		s.catches = nil
	})
}
