package machine

import (
	"math/rand/v2"
	"testing"

	"ushell/cap"
	"ushell/isa"
)

// TestWFI: section "Wait for Interrupt": it looks at mie, not at the global
// enables or at delegation; time that it sleeps through passes.
func TestWFI(t *testing.T) {
	wfi := isa.Inst{Op: isa.WFI}
	with := func(mie uint64, f func(m *Machine)) func(*Machine) {
		return func(m *Machine) {
			m.csr.mie = mie
			if f != nil {
				f(m)
			}
		}
	}
	timers := func(m *Machine) {
		m.csr.menvcfg = envcfgSTCE
		m.clint.mtimecmp, m.csr.stimecmp = 30, 20
	}
	// After the step, mtime is the comparand for the first time.
	until := func(ticks uint64) func(*state) {
		return func(s *state) { s.Clint.skipped = ticks*DefaultStepsPerTick - 1 }
	}
	asleep := func(s *state) { s.Asleep, s.Halted, s.Code = true, true, 1 }
	run(t, []instTest{
		{"pending", wfi, with(intSSI, func(m *Machine) { m.csr.mip = intSSI }), nil},
		{"pending, delegated", wfi, with(intSSI, func(m *Machine) { m.csr.mip, m.csr.mideleg = intSSI, intSSI }), nil},
		{"pending, not enabled", wfi, with(intSTI, func(m *Machine) { m.csr.mip = intSSI }), asleep},
		{"msip pending", wfi, with(intMSI, func(m *Machine) { m.clint.msip = true }), nil},
		{"timer pending", wfi, with(intMTI, func(m *Machine) { m.clint.mtimecmp = 0 }), nil},
		{"nothing enabled", wfi, with(0, timers), asleep},
		{"nothing that can come", wfi, with(intSEI|intMEI|intSSI|intMSI, timers), asleep},
		{"mtimecmp", wfi, with(intMTI, timers), until(30)},
		{"stimecmp", wfi, with(intSTI, timers), until(20)},
		{"the first of both", wfi, with(intSTI|intMTI, timers), until(20)},
		{"stimecmp without Sstc", wfi, with(intSTI, func(m *Machine) { timers(m); m.csr.menvcfg = 0 }), asleep},
		{"mtimecmp after reset", wfi, with(intMTI, nil), asleep},
		{"the next tick", wfi, with(intMTI, func(m *Machine) { m.steps = 99; m.clint.mtimecmp = 1 }), nil},
		{"from S", wfi, with(intMTI, func(m *Machine) { timers(m); m.Priv = Supervisor }), until(30)},
	})
}

// TestTimerInterrupt: the timer interrupt is taken at the instruction at which
// mtime reaches mtimecmp, in one run as in single steps; after WFI at the
// instruction behind it.
func TestTimerInterrupt(t *testing.T) {
	for _, c := range []struct {
		name string
		in   isa.Inst
		at   uint64 // position of the interrupt
		epc  uint64
	}{
		{"loop", isa.Inst{Op: isa.JAL}, 70, codeAt},
		{"wfi", isa.Inst{Op: isa.WFI}, 1, codeAt + 4},
	} {
		m := New(Config{RAM: testRAM, StepsPerTick: 7})
		m.setPCC(cap.Root(codeAt))
		m.csr.mtvec = cap.Root(handlerAt + 1)
		m.mem.write(codeAt, 4, raw(c.in))
		m.mem.write(codeAt+4, 4, raw(isa.Inst{Op: isa.ADDI}))
		m.csr.mie, m.csr.mstatus = intMTI, m.csr.mstatus|statusMIE
		m.clintWrite(clintMtimecmp, 8, 10)
		s := m.Snapshot()
		if m.Run(c.at); m.csr.mcause != 0 || m.PCC.Addr != c.epc {
			t.Errorf("%s: cause %#x at %d", c.name, m.csr.mcause, m.Steps())
		}
		var e Effects
		m.Step(&e)
		if !e.Trap.Taken || m.csr.mcause != interruptBit|7 || m.csr.mepc.Addr != c.epc || m.PCC != cap.Root(handlerAt+28) {
			t.Errorf("%s: cause %#x, mepc %v, pcc %v", c.name, m.csr.mcause, m.csr.mepc, m.PCC)
		}
		if v, _ := m.ReadCSR(csrTime); v.Addr != 10 {
			t.Errorf("%s: time is %d", c.name, v.Addr)
		}
		d := m.Digest()
		m.Restore(s, nil)
		m.Run(c.at + 1)
		if m.Digest() != d {
			t.Errorf("%s: another state in a second run", c.name)
		}
	}
}

// TestCLINTRegisters: their addresses, widths and parts.
func TestCLINTRegisters(t *testing.T) {
	m := newTest()
	m.steps = 1234
	write := func(off, size, v uint64) { m.deviceWrite(CLINTBase+off, size, v) }
	read := func(off, size uint64) uint64 { return m.deviceRead(CLINTBase+off, size) }
	check := func(what string, got, want uint64) {
		t.Helper()
		if got != want {
			t.Errorf("%s is %#x, want %#x", what, got, want)
		}
	}
	check("mtime", read(clintMtime, 8), 12)
	check("mtime by byte", read(clintMtime, 1), 12)
	check("mtimecmp after reset", read(clintMtimecmp, 8), never)
	write(clintMtimecmp, 4, 0x1234_5678)
	check("low half written", read(clintMtimecmp, 8), 0xffff_ffff_1234_5678)
	write(clintMtimecmp+4, 4, 7)
	check("high half written", read(clintMtimecmp, 8), 7<<32|0x1234_5678)
	write(clintMtimecmp+1, 1, 0xaa)
	check("a byte written", read(clintMtimecmp, 4), 0x1234_aa78)
	check("the high half", read(clintMtimecmp+4, 4), 7)
	write(clintMsip, 4, never)
	check("msip", read(clintMsip, 4), 1)
	check("mip", m.mip(m.clint.lines), intMSI)
	write(clintMsip, 8, 2)
	check("msip has one bit", read(clintMsip, 8), 0)
	write(4, 4, 1)
	check("hart 1 is not there", read(4, 4), 0)
	write(clintMtime, 8, 1<<40)
	check("mtime written", read(clintMtime, 8), 1<<40)
	m.steps += 100
	check("mtime goes on", read(clintMtime, 8), 1<<40+1)
	check("mip once mtime is above", m.mip(m.clint.lines), intMTI)
	write(0x8000, 8, 5)
	check("nothing else", read(0x8000, 8), 0)

	// By instructions: what a capability load reads, and a page of U-mode's.
	run(t, []instTest{
		{"ly", isa.Inst{Op: isa.LY, Rd: a0, Rs1: a1}, func(m *Machine) { m.X[a1] = cap.Root(CLINTBase + clintMtimecmp) },
			func(s *state) { s.X[a0] = cap.Cap{Addr: never} }},
		{"sy", isa.Inst{Op: isa.SY, Rs1: a1, Rs2: a2}, func(m *Machine) { m.X[a1], m.X[a2] = cap.Root(CLINTBase+clintMtimecmp), cap.Null(9) },
			func(s *state) { s.Clint.mtimecmp = 9 }},
		{"sd", isa.Inst{Op: isa.SD, Rs1: a1, Rs2: a2}, func(m *Machine) { m.X[a1], m.X[a2] = cap.Root(CLINTBase+clintMtime), cap.Null(9) },
			func(s *state) { s.Clint.offset = 9 }},
		{"sd misaligned", isa.Inst{Op: isa.SD, Rs1: a1, Rs2: a2}, func(m *Machine) { m.X[a1] = cap.Root(CLINTBase + clintMtime + 4) },
			traps(causeStoreAccess, CLINTBase+clintMtime+4)},
		{"beyond it", isa.Inst{Op: isa.LD, Rd: a0, Rs1: a1}, func(m *Machine) { m.X[a1] = cap.Root(CLINTBase + CLINTSize) },
			traps(causeLoadAccess, CLINTBase+CLINTSize)},
	})
}

// TestSstc: who may access stimecmp, and what STIP is.
func TestSstc(t *testing.T) {
	in := func(p Privilege, menvcfg, mcounteren uint64) func(*Machine) {
		return func(m *Machine) { m.Priv, m.csr.menvcfg, m.csr.mcounteren = p, envcfgY|menvcfg, mcounteren }
	}
	reads := func(s *state) { s.X[a0] = cap.Null(never) }
	pending := func(m *Machine) { m.csr.menvcfg, m.csr.stimecmp, m.X[a1] = envcfgSTCE, 0, cap.Null(0) }
	run(t, []instTest{
		{"from S", csrr(csrStimecmp), in(Supervisor, envcfgSTCE, 2), reads},
		illegal("from S without STCE", csrr(csrStimecmp), in(Supervisor, 0, 2)),
		illegal("from S without TM", csrr(csrStimecmp), in(Supervisor, envcfgSTCE, 5)),
		illegal("from U", csrr(csrStimecmp), in(User, envcfgSTCE, 2)),
		{"from M, always", csrr(csrStimecmp), in(MachineMode, 0, 0), reads},
		{"written", csrrw(csrStimecmp), func(m *Machine) { m.X[a1] = cap.Null(77) },
			func(s *state) { s.X[a0] = cap.Null(never); s.CSR.stimecmp = 77 }},
		{"STIP is the timer's", csrr(csrMip), pending, func(s *state) { s.X[a0] = cap.Null(intSTI) }},
		{"and read-only", csrrw(csrMip), func(m *Machine) { pending(m); m.csr.mip = intSSI },
			func(s *state) { s.X[a0] = cap.Null(intSTI | intSSI); s.CSR.mip = 0 }},
		{"in sip too", csrr(csrSip), func(m *Machine) { pending(m); m.csr.mideleg = intSTI }, func(s *state) { s.X[a0] = cap.Null(intSTI) }},
		{"a bit that software wrote is hidden", csrr(csrMip), func(m *Machine) { m.csr.menvcfg, m.csr.mip = envcfgSTCE, intSTI },
			func(s *state) { s.X[a0] = cap.Null(0) }},
		{"without STCE it is software's", csrrw(csrMip), func(m *Machine) { pending(m); m.csr.menvcfg = 0; m.X[a1] = cap.Null(intSTI) },
			func(s *state) { s.X[a0] = cap.Null(0); s.CSR.mip = intSTI }},
		{"and stays there", csrr(csrMip), func(m *Machine) { m.csr.mip = intSTI }, func(s *state) { s.X[a0] = cap.Null(intSTI) }},
	})
}

// TestTimersAgree: what is derived from time is at every step what would be
// computed anew, whatever is written and wherever mtime is.
func TestTimersAgree(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	near := func(m *Machine) uint64 { return m.mtime() + r.Uint64N(5) - 2 }
	for range 200 {
		m := newTest()
		m.clint.stepsPerTick = 1 + r.Uint64N(4)
		m.mem.write(codeAt, 4, raw(isa.Inst{Op: isa.JAL}))
		m.updateTimers()
		for range 200 {
			switch r.IntN(12) {
			case 0:
				m.clintWrite(clintMtimecmp, 8, near(m))
			case 1:
				m.csr.stimecmp = near(m)
				m.updateTimers()
			case 2:
				m.clintWrite(clintMtime, 8, r.Uint64()>>r.IntN(64)*-r.Uint64N(2))
			case 3:
				m.csr.menvcfg = envcfgSTCE * r.Uint64N(2)
				m.updateTimers()
			case 4:
				m.clintWrite(clintMtime, 8, -r.Uint64N(3))
			case 5:
				m.csr.mie = intMTI
				if m.timerLines()&intMTI == 0 && m.clint.mtimecmp-m.mtime() < 100 {
					m.sleep()
				}
				m.csr.mie = 0
			}
			m.Step(nil)
			m.interrupt()
			if m.clint.lines != m.timerLines() || m.clint.next <= m.steps {
				t.Fatalf("at %d, time %#x: %#x, want %#x", m.steps, m.mtime(), m.clint.lines, m.timerLines())
			}
		}
	}
}

// TestCounters: mcountinhibit, and counters that do not exist.
func TestCounters(t *testing.T) {
	in := func(p Privilege, menable, senable uint64) func(*Machine) {
		return func(m *Machine) { m.Priv, m.csr.mcounteren, m.csr.scounteren = p, menable, senable }
	}
	inhibit := func(bits uint64) func(*Machine) { return func(m *Machine) { m.csr.mcountinhibit = bits } }
	nop := isa.Inst{Op: isa.ADDI}
	zero := func(s *state) { s.X[a0] = cap.Null(0) }
	run(t, []instTest{
		{"cycle stands still", nop, inhibit(1), func(s *state) { s.CSR.mcycle = 0 }},
		{"instret stands still", nop, inhibit(4), func(s *state) { s.CSR.minstret = 0 }},
		{"both", nop, inhibit(5), func(s *state) { s.CSR.mcycle, s.CSR.minstret = 0, 0 }},
		{"cycle of a trap stands still", isa.Inst{Op: isa.ECALL}, inhibit(1), func(s *state) { s.trap(11, 0); s.CSR.mcycle = 0 }},
		// "Any CSR write takes effect after the writing instruction has otherwise
		// completed."
		{"the write itself counts", csrrw(csrMcountinh), func(m *Machine) { m.X[a1] = cap.Null(never) },
			func(s *state) { s.X[a0] = cap.Null(0); s.CSR.mcountinhibit = 5 }},
		{"and the write that ends it does not", csrrw(csrMcountinh), func(m *Machine) { m.csr.mcountinhibit, m.X[a1] = 5, cap.Null(0) },
			func(s *state) {
				s.X[a0] = cap.Null(5)
				s.CSR.mcountinhibit, s.CSR.mcycle, s.CSR.minstret = 0, 0, 0
			}},
		{"minstret is written while inhibited", csrrw(csrMinstret), func(m *Machine) { m.csr.mcountinhibit, m.X[a1] = 4, cap.Null(50) },
			func(s *state) { s.X[a0] = cap.Null(0); s.CSR.minstret = 50 }},
		{"time is not inhibited", csrr(csrTime), func(m *Machine) { m.csr.mcountinhibit = 7; m.steps = 500 },
			func(s *state) { s.X[a0] = cap.Null(5); s.CSR.mcycle, s.CSR.minstret = 0, 0 }},
		{"hpmcounter3 from M", csrr(csrHpm3), nil, zero},
		illegal("hpmcounter31 from S", csrr(csrHpm31), in(Supervisor, 7, 7)),
		{"mhpmcounter3", csrr(csrMhpm3), nil, zero},
		{"mhpmcounter31 stays zero", csrrw(csrMhpm31), nil, zero},
		{"mhpmevent3", csrr(csrMhpmevent3), nil, zero},
		{"mhpmevent31 stays zero", csrrw(csrMhpmevent31), nil, zero},
		illegal("mhpmcounter2 is minstret's", csrr(0xb01), nil),
		illegal("mcountinhibit from S", csrr(csrMcountinh), in(Supervisor, 7, 7)),
		{"time from S", csrr(csrTime), in(Supervisor, 2, 0), zero},
		{"time from U", csrr(csrTime), in(User, 2, 2), zero},
		illegal("time from U, mcounteren alone", csrr(csrTime), in(User, 7, 5)),
		illegal("time from U, scounteren alone", csrr(csrTime), in(User, 5, 7)),
		illegal("time from S", csrr(csrTime), in(Supervisor, 5, 7)),
		illegal("time is read-only", csrrw(csrTime), nil),
		illegal("instret from S", csrr(csrInstret), in(Supervisor, 3, 7)),
	})
}
