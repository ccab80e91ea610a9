package aware

import (
	"ushell/cap"
	"ushell/machine"
)

// Signal is what the kernel makes of a fault of a program.
type Signal struct {
	Number  int
	Name    string
	Handler uint64 // its address, 0 for none
	Blocked bool   // then it ends the µprocess, handler or not
}

// Handled says whether the program gets it; otherwise its µprocess ends.
func (s Signal) Handled() bool { return s.Handler != 0 && !s.Blocked }

// signalOf is the signal of a cause, as the table in the kernel's signal.c has it.
func signalOf(cause uint64) int {
	switch cause {
	case 2:
		return 4
	case 3:
		return 5
	case 8, 9:
		return 31
	case 4, 5, 6, 7:
		return 7
	case 32, 33, 34, 36:
		return 34
	}
	return 11
}

// Signal: the first kernel has none.
func (k *first) Signal(*machine.Machine, int, uint64) (Signal, bool) { return Signal{}, false }

func (k *ufork) Signal(m *machine.Machine, pid int, cause uint64) (Signal, bool) {
	p := k.proc1(m, pid)
	if p == nil {
		return Signal{}, false
	}
	n := signalOf(cause)
	s := Signal{Number: n, Name: SignalName(n), Blocked: k.blocked.get(m, p.Entry)>>(n-1)&1 != 0}
	if c, ok := m.ReadCap(p.Entry + k.sig.off + uint64(n)*k.sig.size); ok && c.Tag {
		s.Handler = c.Addr
	}
	return s, true
}

// Saved are the registers of a µprocess as the kernel keeps them while it does not
// run: those of the program, and those with which its kernel stack goes on.
type Saved struct {
	Regs   [32]cap.Cap // x1 to x31; pcc in place of x0
	Float  [32]uint64
	FCSR   uint64
	Kernel [32]cap.Cap // ra, sp and s0 to s11 only; pcc, which is ra, in place of x0
}

func (k *first) Saved(*machine.Machine, int) (Saved, bool) { return Saved{}, false }

// contextRegs are the registers of struct context, in its order.
var contextRegs = []int{1, 2, 8, 9, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27}

// Saved: of the running µprocess Regs only hold while the kernel works for it, and
// Float and Kernel don't.
func (k *ufork) Saved(m *machine.Machine, pid int) (Saved, bool) {
	var s Saved
	p := k.proc1(m, pid)
	if p == nil || p.State == Ended {
		return s, false
	}
	tf := k.tf.get(m, p.Entry)
	for i := range s.Regs {
		s.Regs[i], _ = m.ReadCap(tf + uint64(i)*cap.SizeBytes)
	}
	for i := range s.Float {
		s.Float[i], _ = m.Read(p.Entry+k.fregs.off+uint64(i)*8, 8)
	}
	s.FCSR, _ = m.Read(p.Entry+k.fregs.off+32*8, 8)
	for i, n := range contextRegs {
		s.Kernel[n], _ = m.ReadCap(p.Entry + k.ctx.off + uint64(i)*cap.SizeBytes)
	}
	s.Kernel[0] = s.Kernel[1]
	return s, true
}
