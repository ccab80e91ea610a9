package machine

import (
	"testing"

	"ushell/cap"
	"ushell/isa"
)

// trapS makes s the state after a trap that is delegated to S-mode.
func (s *state) trapS(cause, tval uint64) {
	s.CSR.sepc, s.CSR.scause, s.CSR.stval = s.wasPCC, cause, tval
	s.CSR.mstatus = s.wasStatus&^(statusSPIE|statusSIE|statusSPP) | s.wasStatus&statusSIE<<4 | uint64(s.Priv)<<8
	s.CSR.minstret = s.wasRet
	s.PCC = s.CSR.stvec.SetAddr(s.CSR.stvec.Addr &^ 3)
	s.Priv = Supervisor
}

// TestFetch: the checks of pcc (section "CHERI Exception handling"), which come
// before those of physical memory.
func TestFetch(t *testing.T) {
	pcc := func(c cap.Cap) func(*Machine) { return func(m *Machine) { m.setPCC(c) } }
	reserved := cap.Root(codeAt)
	reserved.Meta |= 1 << 53
	o := cap.Root(codeAt).SetBounds(8)
	fault := func(name string, c cap.Cap) instTest {
		return instTest{name, isa.Inst{}, pcc(c), traps(causeCHERIFetch, c.Addr)}
	}
	run(t, []instTest{
		fault("tag", o.Untagged()),
		fault("sealed", o.Seal()),
		fault("no X", o.ClearPerms(1<<17)),
		fault("integrity", reserved),
		fault("after the top", o.SetAddr(codeAt+8)),
		{"half beyond the top", isa.Inst{Op: isa.ADDI}, pcc(cap.Root(codeAt).SetBounds(2)), traps(causeCHERIFetch, codeAt)},
		fault("below the base", o.SetAddr(codeAt-4)),
		fault("NULL", cap.Cap{}),
		fault("the end of the space", cap.Root(minus1-3).SetBounds(1)),
		fault("before an access fault", cap.Root(0x1000).Untagged()),
		{"no memory", isa.Inst{}, pcc(cap.Root(0x1000)), traps(causeFetchAccess, 0x1000)},
		{"a device", isa.Inst{}, pcc(cap.Root(UARTBase)), traps(causeFetchAccess, UARTBase)},
		{"the last instruction in bounds", isa.Inst{Op: isa.ADDI}, pcc(o.SetAddr(codeAt + 4)), nil},
		// "If an executed instruction is in pcc bounds, then it is also
		// guaranteed that the next linear instruction is representable."
		{"the last instruction of a page", isa.Inst{Op: isa.ADDI}, pcc(cap.Root(codeAt).SetBounds(4096).SetAddr(codeAt + 4092)), nil},
	})
}

// TestJumpOutOfBounds: a jump retires, its target faults, and xepc holds that
// target.
func TestJumpOutOfBounds(t *testing.T) {
	m := newTest()
	narrowPCC(m)
	place(t, m, isa.Inst{Op: isa.JAL, Imm: 64})
	target := m.PCC.SetAddr(codeAt + 64)
	var e Effects
	if m.Step(&e); e.Trap.Taken || m.PCC != target {
		t.Fatalf("the jump traps: %+v, pcc %v", e.Trap, m.PCC)
	}
	before := capture(m)
	want := before.next()
	want.trap(causeCHERIFetch, codeAt+64)
	m.Step(&e)
	for _, d := range append(differences(capture(m), want), checkEffects(m, before, &e)...) {
		t.Error(d)
	}
	a := e.Access
	if a.Kind != Fetch || a.Auth != AuthPCC || a.Cap != target || a.Checks != [NumChecks]Check{Passed, Passed, Passed, Failed, NotReached} {
		t.Errorf("access %+v", a)
	}
}

// TestDelegation: medeleg, "bits of medeleg refer to valid CHERI exceptions",
// and where a trap finds itself.
func TestDelegation(t *testing.T) {
	load := isa.Inst{Op: isa.LD, Rd: a0, Rs1: a1}
	in := func(p Privilege, deleg, status uint64) func(*Machine) {
		return func(m *Machine) {
			m.Priv, m.csr.menvcfg, m.csr.senvcfg = p, envcfgY, envcfgY
			m.csr.medeleg, m.csr.mstatus = deleg, m.csr.mstatus|status
			m.X[a1] = cap.Null(8)
		}
	}
	toS := func(cause, tval uint64) func(*state) { return func(s *state) { s.trapS(cause, tval) } }
	sealed := func(m *Machine) { m.csr.mtvec = m.csr.mtvec.Seal() }
	run(t, []instTest{
		{"load from S", load, in(Supervisor, 1<<33, statusSIE), toS(causeCHERILoad, 8)},
		{"load from U", load, in(User, 1<<33, statusSIE|statusMIE), toS(causeCHERILoad, 8)},
		{"load from M is not delegated", load, in(MachineMode, 1<<33, statusMIE), traps(causeCHERILoad, 8)},
		{"others are not", load, in(Supervisor, ^uint64(1<<33), 0), traps(causeCHERILoad, 8)},
		{"store", isa.Inst{Op: isa.SY, Rs1: a1, Rs2: a2}, in(User, 1<<34, 0), toS(causeCHERIStore, 8)},
		{"fetch", isa.Inst{}, func(m *Machine) { in(User, 1<<32, 0)(m); m.PCC.Tag = false }, toS(causeCHERIFetch, codeAt)},
		{"illegal", isa.Inst{Op: isa.MRET}, in(User, 1<<2, 0), toS(causeIllegal, 0x30200073)},
		{"ecall", isa.Inst{Op: isa.ECALL}, in(User, 1<<8, 0), toS(8, 0)},
		{"page fault", isa.Inst{Op: isa.LD, Rd: a0, Rs1: a1}, inPages(User, 13, clearPTE(dataVA, 0, pteV)), toS(13, dataVA)},
		{"store page fault", isa.Inst{Op: isa.SD, Rs1: a1, Rs2: a2}, inPages(Supervisor, 15, clearPTE(dataVA, 0, pteD)), toS(15, dataVA)},
		{"load capability fault", isa.Inst{Op: isa.LY, Rd: a0, Rs1: a1}, inPages(User, 35, setPTE(dataVA, 0, pteYRG)), toS(35, dataVA)},
		{"CHERI store page fault", isa.Inst{Op: isa.SY, Rs1: a1, Rs2: a2}, inPages(User, 36, clearPTE(dataVA, 0, pteYD)), toS(36, dataVA)},
		{"load capability fault, not delegated", isa.Inst{Op: isa.LY, Rd: a0, Rs1: a1}, inPages(User, 36, setPTE(dataVA, 0, pteYRG)), traps(35, dataVA)},
		// Section "mtvec": its capability is not unsealed on a trap.
		{"to a sealed vector", load, func(m *Machine) { in(MachineMode, 0, 0)(m); sealed(m) }, func(s *state) {
			s.trap(causeCHERILoad, 8)
			s.PCC = cap.Root(handlerAt).Seal().Untagged()
		}},
		{"vectored: a synchronous trap goes to the base", load, func(m *Machine) {
			in(MachineMode, 0, 0)(m)
			m.csr.mtvec = cap.Root(handlerAt + 1)
		}, func(s *state) { s.trap(causeCHERILoad, 8); s.PCC = cap.Root(handlerAt) }},
	})
}

// inPages is the address space of tests, changed by f, with cause delegated.
func inPages(p Privilege, cause uint64, f func(*Machine)) func(*Machine) {
	return func(m *Machine) {
		paged(m, p)
		m.csr.medeleg = 1 << cause
		m.X[a1], m.X[a2] = cap.Root(dataVA), cap.Root(5)
		m.mem.writeCap(dataAt, cap.Root(7))
		f(m)
	}
}

// TestPriority: section "Machine Cause Register", table of priorities.
func TestPriority(t *testing.T) {
	narrow := func(m *Machine) { m.setPCC(cap.Root(codeAt).SetBounds(2)) }
	run(t, []instTest{
		{"pcc before illegal", isa.Inst{Op: isa.LD, Rd: a0}, narrow, traps(causeCHERIFetch, codeAt)},
		{"pcc before breakpoint", isa.Inst{Op: isa.EBREAK}, narrow, traps(causeCHERIFetch, codeAt)},
		{"reserved base before the capability", isa.Inst{Op: isa.LD, Rd: a0}, nil, traps(causeIllegal, 0x3503)},
		{"capability before access fault", isa.Inst{Op: isa.LD, Rd: a0, Rs1: a1}, func(m *Machine) {
			m.X[a1] = cap.Root(0x1000).Untagged()
		}, traps(causeCHERILoad, 0x1000)},
		{"capability before misaligned", isa.Inst{Op: isa.SY, Rs1: a1, Rs2: a2}, func(m *Machine) {
			m.X[a1] = cap.Root(dataAt + 1).Seal()
		}, traps(causeCHERIStore, dataAt+1)},
	})
}

// TestChecks: of the checks of an access, those before the first that fails
// passed, and those after it were not done.
func TestChecks(t *testing.T) {
	for name, failed := range map[string]CheckKind{"tag": CheckTag, "seal": CheckUnsealed, "permission": CheckPermission,
		"beyond top": CheckBounds, "below base": CheckBounds, "integrity": CheckIntegrity} {
		m := newTest()
		m.X[a1] = badAuths(permR)[name]
		place(t, m, isa.Inst{Op: isa.LD, Rd: a0, Rs1: a1})
		var e Effects
		m.Step(&e)
		want := Access{Kind: Load, Addr: m.X[a1].Addr, Size: 8, Auth: a1, Cap: m.X[a1], Needs: cap.R}
		for i := range NumChecks {
			switch {
			case i < failed:
				want.Checks[i] = Passed
			case i == failed:
				want.Checks[i] = Failed
			}
		}
		if e.Access != want {
			t.Errorf("%s: %+v, want %+v", name, e.Access, want)
		}
	}
}

// TestInterrupts: which interrupt is taken, and where.
func TestInterrupts(t *testing.T) {
	const soft, timer, ext = 1 << 1, 1 << 5, 1 << 9
	for _, c := range []struct {
		name        string
		priv        Privilege
		status      uint64
		mip, mie    uint64
		mideleg     uint64
		taken       bool
		to          Privilege
		cause       uint64
		vectoredEnd uint64 // of the handler
	}{
		{"none enabled", MachineMode, statusMIE, soft, timer, 0, false, 0, 0, 0},
		{"disabled in M", MachineMode, 0, soft, soft, 0, false, 0, 0, 0},
		{"enabled in M", MachineMode, statusMIE, soft, soft, 0, true, MachineMode, 1, handlerAt + 4},
		{"always in S", Supervisor, 0, timer, timer, 0, true, MachineMode, 5, handlerAt + 20},
		{"always in U", User, 0, ext, ext, 0, true, MachineMode, 9, handlerAt + 36},
		{"delegated, in M", MachineMode, statusMIE | statusSIE, soft, soft, soft, false, 0, 0, 0},
		{"delegated, disabled in S", Supervisor, 0, soft, soft, soft, false, 0, 0, 0},
		{"delegated, enabled in S", Supervisor, statusSIE, soft, soft, soft, true, Supervisor, 1, handlerAt + 0x104},
		{"delegated, in U", User, 0, timer, timer, timer, true, Supervisor, 5, handlerAt + 0x114},
		{"external first", MachineMode, statusMIE, soft | timer | ext, soft | timer | ext, 0, true, MachineMode, 9, handlerAt + 36},
		{"software before timer", MachineMode, statusMIE, soft | timer, soft | timer, 0, true, MachineMode, 1, handlerAt + 4},
		{"M before S", User, 0, soft | ext, soft | ext, ext, true, MachineMode, 1, handlerAt + 4},
	} {
		m := newTest()
		m.Priv, m.csr.mstatus = c.priv, statusXL64|c.status
		m.csr.mip, m.csr.mie, m.csr.mideleg = c.mip, c.mie, c.mideleg
		m.csr.mtvec, m.csr.stvec = cap.Root(handlerAt+1), cap.Root(handlerAt+0x101)
		place(t, m, isa.Inst{Op: isa.ADDI, Rd: a0})
		before := capture(m)
		want := before.next()
		switch {
		case !c.taken:
			want.X[a0] = cap.Cap{}
		case c.to == Supervisor:
			want.trapS(interruptBit|c.cause, 0)
			want.PCC = cap.Root(c.vectoredEnd)
		default:
			want.trap(interruptBit|c.cause, 0)
			want.PCC = cap.Root(c.vectoredEnd)
		}
		var e Effects
		m.Step(&e)
		if e.Trap.Interrupt != c.taken || e.Fetched == c.taken {
			t.Errorf("%s: %+v", c.name, e.Trap)
		}
		for _, d := range append(differences(capture(m), want), checkEffects(m, before, &e)...) {
			t.Errorf("%s: %s", c.name, d)
		}
	}
}

// TestTrapAndReturn: a fault in U, handled in M, and back to the same
// instruction with everything as it was.
func TestTrapAndReturn(t *testing.T) {
	m := newTest()
	m.Priv, m.csr.menvcfg, m.csr.senvcfg = User, envcfgY, envcfgY
	m.X[a1] = cap.Null(8)
	place(t, m, isa.Inst{Op: isa.LD, Rd: a0, Rs1: a1})
	m.mem.write(handlerAt, 4, raw(isa.Inst{Op: isa.MRET}))
	before := capture(m)
	if n := m.Run(2); n != 2 {
		t.Fatalf("%d steps", n)
	}
	after := capture(m)
	if after.PCC != before.PCC || after.Priv != User || after.X != before.X || after.CSR.mepc != before.PCC {
		t.Errorf("pcc %v, mode %v", after.PCC, after.Priv)
	}
}

func TestCauseNames(t *testing.T) {
	seen := map[string]uint64{}
	for _, cause := range []uint64{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 15, 32, 33, 34, 35, 36} {
		name := CauseName(cause, false)
		if other, ok := seen[name]; ok || name == "unknown cause" {
			t.Errorf("%d and %d are %q", cause, other, name)
		}
		seen[name] = cause
	}
	for _, cause := range []uint64{1, 3, 5, 7, 9, 11} {
		name := CauseName(cause, true)
		if other, ok := seen[name]; ok || name == "interrupt" {
			t.Errorf("interrupts %d and %d are %q", cause, other, name)
		}
		seen[name] = cause
	}
	if CauseName(99, false) != "unknown cause" || CauseName(5, true) != "supervisor timer interrupt" || CauseName(99, true) != "interrupt" {
		t.Error("names of other causes")
	}
}
