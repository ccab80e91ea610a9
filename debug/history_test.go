package debug

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"ushell/debug/frame"
	"ushell/ufork"
)

// long counts for a while, prints, counts, writes to many pages, and faults.
const long = `
	.include "ufork.inc"
	.globl _start
_start:	KEEP_SYSCALLS
	jal count
	jal say
	jal count
	la s1, pages
	li t1, 256
1:	sd t1, 0(s1)
	li t2, 4096
	yadd s1, s1, t2
	addi t1, t1, -1
	bnez t1, 1b
	jal count
	jal say
	ld a0, 0(zero_page)
count:	li t1, 400000
1:	addi t1, t1, -1
	bnez t1, 1b
	ret
say:	ymv s0, ra
	li a0, 1
	la a1, text
	li a2, 2
	SYSCALL SYS_WRITE
	ymv ra, s0
	ret
	.rodata
text:	.ascii "x\n"
	.size text, 2
	.bss
	.balign 16
pages:	.zero 256*4096
	.size pages, 256*4096
`

func openLong(t testing.TB) *Session {
	t.Helper()
	file := filepath.Join(t.TempDir(), "long.s")
	if err := os.WriteFile(file, []byte(strings.Replace(long, "ld a0, 0(zero_page)", "ld a0, 0(t1)", 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	return load(t, file)
}

// TestHurry: with the fast engine the same events are recorded at the same
// positions as step by step, and it stops at the same places.
func TestHurry(t *testing.T) {
	fast, slow := openLong(t), openLong(t)
	exec(t, fast, "break say")
	var stops []uint64
	for {
		exec(t, fast, "continue")
		stops = append(stops, fast.Position())
		if k := fast.stop.Kind; k != frame.StopBreak {
			if k != frame.StopFault {
				t.Fatalf("stopped because %+v", fast.stop)
			}
			break
		}
	}
	if fast.Position() < 1_200_000 || len(stops) != 3 {
		t.Errorf("stops at %v", stops)
	}
	for slow.Position() < fast.Position() {
		slow.advance()
	}
	if slow.Digest() != fast.Digest() {
		t.Error("the states differ")
	}
	if !reflect.DeepEqual(slow.events, fast.events) || string(slow.output) != string(fast.output) {
		t.Errorf("%d events and %q, step by step %d and %q", len(fast.events), fast.output, len(slow.events), slow.output)
	}
	// Backward: the same breakpoints.
	for i := len(stops) - 2; i >= 0; i-- {
		exec(t, fast, "reverse-continue")
		if fast.Position() != stops[i] {
			t.Errorf("back at %d, want %d", fast.Position(), stops[i])
		}
	}
}

// TestHurryForks: the same of programs that fork, whose probes are passed often: the
// fast engine goes from one to the next. Going back to any event is going back to the
// machine that it was.
func TestHurryForks(t *testing.T) {
	for _, strategy := range ufork.Strategies {
		fast, slow := underUFork(t, "@fork_tree", strategy), underUFork(t, "@fork_tree", strategy)
		exec(t, fast, "continue")
		if fast.stop.Kind != frame.StopEnd {
			t.Fatalf("%s: stopped because %+v", strategy, fast.stop)
		}
		stride := len(fast.events)/23 + 1
		digests := map[uint64][32]byte{}
		for i := 0; i < len(fast.events); i += stride {
			digests[fast.events[i].step] = [32]byte{}
		}
		slow.seek(0)
		for {
			if _, ok := digests[slow.Position()]; ok {
				digests[slow.Position()] = slow.Digest()
			}
			if slow.Position() == fast.Position() {
				break
			}
			slow.advance()
		}
		if slow.Digest() != fast.Digest() || string(slow.output) != string(fast.output) {
			t.Errorf("%s: the machines or their outputs differ", strategy)
		}
		if len(fast.events) < 100 || !reflect.DeepEqual(slow.events, fast.events) {
			t.Fatalf("%s: %d events, step by step %d, or other ones", strategy, len(fast.events), len(slow.events))
		}
		for i := len(fast.events) - 1; i >= 0; i-- {
			step := fast.events[i].step
			if want, ok := digests[step]; ok {
				if fast.seek(step); fast.Digest() != want {
					t.Errorf("%s: going back to %d makes another machine", strategy, step)
				}
			}
		}
	}
}

// TestBudget: with little memory for checkpoints there are few of them, and the
// past still is what it was.
func TestBudget(t *testing.T) {
	s := openLong(t)
	if _, err := s.Exec("history 1K"); err == nil {
		t.Error("a budget of 1K is accepted")
	}
	if _, err := s.Exec("history lots"); err == nil {
		t.Error("a budget of lots is accepted")
	}
	exec(t, s, "history 2M")
	exec(t, s, "goto 500000")
	early := s.Digest()
	exec(t, s, "goto 1200000")
	late := s.Digest()
	if r := exec(t, s, "history"); !strings.Contains(r.Lines[0], "1200000 steps") || !strings.Contains(r.Lines[0], "of 2 MiB") {
		t.Errorf("%q", r.Lines)
	}
	// The program itself holds a MiB; what is above the budget is thinned.
	if held := s.m.HeldBytes(); held > 4<<20 {
		t.Errorf("%d bytes are held", held)
	}
	exec(t, s, "goto 500000")
	if s.Digest() != early {
		t.Error("position 500000 is another")
	}
	for range 20 {
		exec(t, s, "reverse-stepi")
	}
	exec(t, s, "stepi 20")
	if s.Digest() != early {
		t.Error("20 steps back and forward lead elsewhere")
	}
	exec(t, s, "goto 1200000")
	if s.Digest() != late {
		t.Error("position 1200000 is another")
	}
}

// BenchmarkBack measures going back one instruction from far ahead, and then
// further ones.
func BenchmarkBack(b *testing.B) {
	s := openLong(b)
	exec(b, s, "goto 1200000")
	b.Run("first", func(b *testing.B) {
		for range b.N {
			exec(b, s, "goto 1200000")
			s.forgetNearby()
			exec(b, s, "reverse-stepi")
		}
	})
	b.Run("further", func(b *testing.B) {
		exec(b, s, "goto 1200000")
		for range b.N {
			exec(b, s, "reverse-stepi")
		}
	})
}

// BenchmarkFork is continue through a fork that copies 4 MiB at once, with 67,000
// pointers, and what a frame costs then.
func BenchmarkFork(b *testing.B) {
	sys, _, err := ufork.LoadProgram(ufork.Request{Files: []string{"@big_heap"}, Args: []string{"4"},
		UFork: ufork.KernelOptions{Strategy: "full", Isolation: "full", Seed: 1}})
	if err != nil {
		b.Fatal(err)
	}
	var s *Session
	b.Run("continue", func(b *testing.B) {
		for range b.N {
			b.StopTimer()
			if s, err = New(sys, nil); err != nil {
				b.Fatal(err)
			}
			s.RunToProgram()
			b.StartTimer()
			exec(b, s, "continue")
		}
		b.ReportMetric(float64(len(s.events)), "events")
	})
	b.Run("frame", func(b *testing.B) {
		for range b.N {
			s.Frame(frame.View{})
		}
	})
}
