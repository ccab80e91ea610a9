package debug

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ushell/asm"
	"ushell/debug/frame"
	"ushell/machine"
	"ushell/ufork"
)

func load(t testing.TB, name string) *Session {
	t.Helper()
	sys, err := ufork.Load(name, ufork.First, nil)
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(sys, nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func exec(t testing.TB, s *Session, line string) frame.Reply {
	t.Helper()
	r, err := s.Exec(line)
	if err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	return r
}

// TestRewrites walks through every rewrite of the demo's fork: old and new agree
// in all but their place, and the new one is the child's.
func TestRewrites(t *testing.T) {
	s := load(t, "@first_fork")
	n, registers, sealed := 0, 0, 0
	for {
		exec(t, s, "next-rewrite")
		f := s.Frame(frame.View{})
		if f.Stop.Kind != frame.StopProbe {
			if f.Stop.Kind != frame.StopEnd {
				t.Errorf("stopped because %q", f.Stop.Text)
			}
			break
		}
		n++
		fork := f.Forks[len(f.Forks)-1]
		r := fork.Rewrites[len(fork.Rewrites)-1]
		if !fork.AtRewrite || !r.Agrees || r.Problem != "" || len(fork.Rewrites) != n {
			t.Fatalf("rewrite %d: %+v", n, r)
		}
		// What the frame says is what memory holds.
		c, ok := s.m.ReadCap(r.Slot)
		if !ok || c != r.New || !c.Tag {
			t.Errorf("rewrite %d: %#x holds %v, the frame says %v", n, r.Slot, c, r.New)
		}
		ob, nb := r.Old.Bounds(), c.Bounds()
		if r.Old.Addr-ob.Base != c.Addr-nb.Base || ob.Length() != nb.Length() || r.Old.Perms() != c.Perms() || r.Old.Sealed() != c.Sealed() {
			t.Errorf("rewrite %d: %v became %v", n, r.Old, c)
		}
		if nb.Base < fork.ChildBase || nb.Top.Lo > fork.ChildBase+fork.Size {
			t.Errorf("rewrite %d: %v is outside %#x+%#x", n, c, fork.ChildBase, fork.Size)
		}
		if r.Register != "" {
			registers++
		}
		if c.Sealed() {
			sealed++
		}
	}
	if n < 10 || registers < 3 || sealed < 3 {
		t.Errorf("%d rewrites, %d of registers, %d sealed", n, registers, sealed)
	}
	// And back again.
	for i := n - 1; i > 0; i-- {
		exec(t, s, "previous-rewrite")
		if i == n-1 {
			continue // from the end, the first step back is to the last rewrite
		}
	}
	if k := s.Frame(frame.View{}).Stop; k.Kind != frame.StopProbe {
		t.Errorf("going back ended with %+v", k)
	}
	t.Logf("%d rewrites, %d of registers, %d sealed", n, registers, sealed)
}

// TestBackAndForth checks that stepping back n and forward n leads to the
// identical complete state, for every n up to the start from the end of the
// demo, and from a sample of other positions.
func TestBackAndForth(t *testing.T) {
	s := load(t, "@first_fork")
	var digests [][32]byte
	for {
		digests = append(digests, s.Digest())
		if _, halted := s.m.Halted(); halted {
			break
		}
		s.stepInst(1)
	}
	end := uint64(len(digests) - 1)
	check := func(from, n uint64) {
		s.seek(from)
		s.backTo(from - n)
		if s.Position() != from-n || s.Digest() != digests[from-n] {
			t.Fatalf("back %d from %d: the state is not that of %d", n, from, from-n)
		}
		for s.Position() < from {
			s.advance()
		}
		if s.Digest() != digests[from] {
			t.Fatalf("forward %d to %d: the state differs", n, from)
		}
	}
	step := uint64(1)
	if testing.Short() {
		step = 97
	}
	for n := uint64(1); n <= end; n += step {
		check(end, n)
	}
	for from := uint64(1); from < end; from += end/13 + 1 {
		for _, n := range []uint64{1, min(2, from), from / 3, from / 2, from} {
			check(from, n)
		}
	}
}

func TestFaults(t *testing.T) {
	for _, c := range []struct {
		program, instr, register string
		cause                    int
		failed                   string
		owner                    frame.Owner
		bounds                   string
		size                     uint64
		jump                     string
		sentence                 string
	}{
		{"@fault_parent", "ld a0, 0(s1)", "s1", 33, "tag", 'B', "", 8, "", "it holds an integer"},
		{"@fault_csr", "csrrs a0, sstatus, zero", "pcc", 2, "permission ASR", 'A', "", 0, "", "needs the ASR permission"},
		{"@fault_jump", "", "pcc", 32, "bounds", 'A', "8", 2, "jalr ra, 8(t1)", "begins at its top"},
		{"@fault_store", "sb t3, 0(t4)", "t4", 34, "bounds", 'A', "16", 1, "", "begins at its top"},
	} {
		s := load(t, c.program)
		exec(t, s, "continue")
		f := s.Frame(frame.View{})
		x := f.Fault
		if x == nil || f.Stop.Kind != frame.StopFault {
			t.Errorf("%s: stopped because %+v", c.program, f.Stop)
			continue
		}
		if x.Instr != c.instr || x.Register != c.register || x.Cause != c.cause || x.Owner != c.owner || !strings.Contains(x.Sentence, c.sentence) {
			t.Errorf("%s: %+v", c.program, x)
		}
		failed := ""
		for _, ch := range x.Checks {
			if ch.State == frame.Fail {
				failed = ch.Name
			}
		}
		if failed != c.failed || x.HasRange != (c.size != 0) || x.Size != c.size {
			t.Errorf("%s: failed %q, range %v %d", c.program, failed, x.HasRange, x.Size)
		}
		if c.bounds != "" && x.Auth.Length().Lo != map[string]uint64{"8": 8, "16": 16}[c.bounds] {
			t.Errorf("%s: authority %v", c.program, x.Auth)
		}
		if (x.Jump != nil) != (c.jump != "") || x.Jump != nil && x.Jump.Instr != c.jump {
			t.Errorf("%s: jump %+v", c.program, x.Jump)
		}
		t.Logf("%s: %s | %v | hit %s", c.program, x.Sentence, x.Hints, x.Hit)
		// Going on ends the program, going back leaves the fault.
		exec(t, s, "reverse-stepi")
		if s.Frame(frame.View{}).Fault != nil {
			t.Errorf("%s: the fault is still there one step before", c.program)
		}
	}
}

func TestStepping(t *testing.T) {
	s := load(t, "@first_fork")
	exec(t, s, "break build")
	exec(t, s, "continue")
	f := s.Frame(frame.View{})
	if f.Symbol != "build" || f.Stop.Kind != frame.StopBreak || f.Owner != 'A' || f.PID != 1 {
		t.Fatalf("at %s %+v", f.Symbol, f.Stop)
	}
	entry := f.Step
	exec(t, s, "finish")
	if f = s.Frame(frame.View{}); !strings.HasPrefix(f.Symbol, "_start") {
		t.Errorf("finish led to %s", f.Symbol)
	}
	after := f.Step
	exec(t, s, "reverse-finish")
	if f = s.Frame(frame.View{}); !strings.HasPrefix(f.Symbol, "") || f.Step >= after {
		t.Errorf("reverse-finish led to %s at %d", f.Symbol, f.Step)
	}
	exec(t, s, "goto "+itoa(after))
	exec(t, s, "reverse-next")
	if f = s.Frame(frame.View{}); f.Step >= entry || !strings.HasPrefix(f.Symbol, "_start") {
		t.Errorf("reverse-next went to %s at %d, not before the call at %d", f.Symbol, f.Step, entry)
	}
	line := f.Line
	exec(t, s, "next")
	if f = s.Frame(frame.View{}); f.Line != line+1 || f.Stop.Kind == frame.StopEnd {
		// The breakpoint in build stops next on its way.
		exec(t, s, "delete")
		exec(t, s, "reverse-next")
		exec(t, s, "next")
		if f = s.Frame(frame.View{}); !strings.HasPrefix(f.Symbol, "_start") {
			t.Errorf("next led to %s line %d", f.Symbol, f.Line)
		}
	}
	exec(t, s, "goto end")
	f = s.Frame(frame.View{})
	if !f.Ended || len(f.Console) == 0 {
		t.Errorf("the end: %+v", f.Stop)
	}
	full := f.Console
	exec(t, s, "goto 50%")
	if f = s.Frame(frame.View{}); len(f.Console) >= len(full) {
		t.Errorf("going back did not unprint: %v", f.Console)
	}
	exec(t, s, "reverse-continue")
	if f = s.Frame(frame.View{}); f.Step != 0 || f.Stop.Kind != frame.StopHistory {
		t.Errorf("reverse-continue: %d %+v", f.Step, f.Stop)
	}
}

func itoa(n uint64) string {
	var b []byte
	for ; n > 0; n /= 10 {
		b = append([]byte{byte('0' + n%10)}, b...)
	}
	return string(b)
}

// TestELF opens an ELF file: lines and symbols are those of its source.
func TestELF(t *testing.T) {
	const text = "_start:\tymodeswy\n\tnop\n1:\tj 1b\n"
	im, err := asm.Build("t", []asm.Source{{Name: "t.s", Text: text}}, asm.Options{Base: machine.RAMBase})
	if err != nil {
		t.Fatal(err)
	}
	b, err := im.WriteELF()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "program")
	if err := os.WriteFile(file, b, 0o666); err != nil {
		t.Fatal(err)
	}
	sys, err := ufork.Load(file, ufork.Bare, nil)
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(sys, nil)
	if err != nil {
		t.Fatal(err)
	}
	exec(t, s, "step")
	f := s.Frame(frame.View{})
	if f.Source.Text != text || f.File != "t.s" || f.Line != 2 || f.Symbol != "_start+0x4" {
		t.Errorf("stopped at %s, %s:%d of %q", f.Symbol, f.File, f.Line, f.Source.Text)
	}
}
