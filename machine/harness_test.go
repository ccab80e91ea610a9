package machine

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"ushell/cap"
	"ushell/isa"
)

// Where tests put things.
const (
	codeAt    = RAMBase + 0x1000
	handlerAt = RAMBase + 0x2000
	dataAt    = RAMBase + 0x4000
	testRAM   = 1 << 16
)

// Registers of tests: a0 is the destination, a1 and a2 are sources.
const (
	a0 = 10
	a1 = 11
	a2 = 12
)

// state is everything that a program or a debugger can observe of a machine.
type state struct {
	X                 [32]cap.Cap
	F                 [32]uint64
	PCC               cap.Cap
	Priv              Privilege
	CSR               csrs
	Clint             clint // without what is derived
	Asleep            bool
	Steps             uint64
	Halted            bool
	Code              uint32
	Out               string
	InPos             int
	InEOF             bool
	Written           int // writes from outside
	UART              uartRegs
	Mem               map[uint64]cap.Cap // granules that are not zero
	Reserved          reservation
	wasPCC            cap.Cap // before the step
	wasStatus, wasRet uint64
}

func capture(m *Machine) state {
	s := state{X: m.X, F: m.F, PCC: m.PCC, Priv: m.Priv, CSR: m.csr, Clint: m.clint, Asleep: m.asleep, Reserved: m.reserved, Steps: m.steps, Halted: m.halted, Code: m.exitCode,
		Out: string(m.uart.out), InPos: m.uart.pos, InEOF: m.uart.sawEOF, Written: m.written, UART: m.uart.uartRegs, Mem: map[uint64]cap.Cap{}}
	for addr := m.mem.base; addr < m.mem.base+m.mem.size; addr += cap.SizeBytes {
		if addr%PageBytes == 0 && m.mem.find(addr) == nil {
			addr += PageBytes - cap.SizeBytes
			continue
		}
		if c := m.mem.readCap(addr); c != (cap.Cap{}) {
			s.Mem[addr] = c
		}
	}
	s.Clint.lines, s.Clint.next = 0, 0
	s.wasPCC, s.wasStatus, s.wasRet = s.PCC, s.CSR.mstatus, s.CSR.minstret
	return s
}

// machine is a machine with the CSRs of s, to read them by name.
func (s *state) machine() *Machine { return &Machine{csr: s.CSR, clint: s.Clint, steps: s.Steps} }

// next is the state after an instruction that does nothing.
func (s state) next() state {
	s.Mem = maps.Clone(s.Mem)
	s.PCC.Addr += InstBytes
	s.Steps++
	s.CSR.mcycle++
	s.CSR.minstret++
	return s
}

// trap makes s the state after a synchronous trap to M-mode.
func (s *state) trap(cause, tval uint64) {
	s.Reserved = reservation{}
	s.CSR.mepc, s.CSR.mcause, s.CSR.mtval = s.wasPCC, cause, tval
	s.CSR.mstatus = s.wasStatus&^(statusMPIE|statusMIE|statusMPP) | s.wasStatus&statusMIE<<4 | uint64(s.Priv)<<11
	s.CSR.minstret = s.wasRet
	s.PCC = s.CSR.mtvec.SetAddr(s.CSR.mtvec.Addr &^ 3)
	s.Priv = MachineMode
}

func (s *state) set(addr uint64, c cap.Cap) {
	if c == (cap.Cap{}) {
		delete(s.Mem, addr)
	} else {
		s.Mem[addr] = c
	}
}

// differences lists what got has that want has not.
func differences(got, want state) (d []string) {
	put := func(what string, g, w any) {
		if g != w {
			d = append(d, fmt.Sprintf("%s is %v, want %v", what, g, w))
		}
	}
	for i := range got.X {
		put(isa.RegName(uint8(i)), got.X[i], want.X[i])
	}
	for i := range got.F {
		put(isa.FloatName(uint8(i)), fmt.Sprintf("%#x", got.F[i]), fmt.Sprintf("%#x", want.F[i]))
	}
	put("pcc", got.PCC, want.PCC)
	put("privilege", got.Priv, want.Priv)
	if got.CSR != want.CSR {
		g, w := got.machine(), want.machine()
		for n := range uint16(4096) {
			gv, _ := g.ReadCSR(n)
			wv, _ := w.ReadCSR(n)
			put(isa.CSRName(n), gv, wv)
		}
	}
	put("CLINT", got.Clint, want.Clint)
	put("asleep", got.Asleep, want.Asleep)
	put("reservation", got.Reserved, want.Reserved)
	put("steps", got.Steps, want.Steps)
	put("halted", got.Halted, want.Halted)
	put("exit code", got.Code, want.Code)
	put("output", got.Out, want.Out)
	put("input position", got.InPos, want.InPos)
	put("writes from outside", got.Written, want.Written)
	put("registers of the UART", got.UART, want.UART)
	put("end of input", got.InEOF, want.InEOF)
	addrs := map[uint64]bool{}
	for addr := range got.Mem {
		addrs[addr] = true
	}
	for addr := range want.Mem {
		addrs[addr] = true
	}
	for _, addr := range slices.Sorted(maps.Keys(addrs)) {
		put(fmt.Sprintf("%#x", addr), got.Mem[addr], want.Mem[addr])
	}
	return d
}

// newTest is a machine in capability mode at codeAt, its trap handlers at
// handlerAt, with registers that would show a stray write.
func newTest() *Machine {
	m := New(Config{RAM: testRAM})
	m.setPCC(cap.Root(codeAt))
	m.csr.mtvec, m.csr.stvec = cap.Root(handlerAt), cap.Root(handlerAt+0x100)
	for i := uint64(1); i < 32; i++ {
		m.X[i] = cap.Root(dataAt + 64*i).SetBounds(64)
	}
	return m
}

// place puts the instruction in at pc.
func place(t testing.TB, m *Machine, in isa.Inst) {
	t.Helper()
	w, err := isa.Encode(in)
	if err != nil {
		t.Fatalf("%+v: %v", in, err)
	}
	m.mem.write(m.Translate(m.PCC.Addr, Fetch).Physical, 4, uint64(w))
}

// instTest is one step: from what setup makes of newTest's machine, to exactly
// what want makes of the state after a nop.
type instTest struct {
	name  string
	in    isa.Inst
	setup func(m *Machine)
	want  func(s *state)
}

// run executes tests, each with and without Effects.
func run(t *testing.T, tests []instTest) {
	t.Helper()
	for _, c := range tests {
		name := c.name
		if name == "" {
			name = c.in.Op.String()
		}
		t.Run(name, func(t *testing.T) {
			m, blind := newTest(), newTest()
			for _, m := range []*Machine{m, blind} {
				if c.setup != nil {
					c.setup(m)
					m.refreshPCC()
				}
				if c.in.Op != isa.Invalid {
					place(t, m, c.in)
				}
			}
			before := capture(m)
			want := before.next()
			if c.want != nil {
				c.want(&want)
			}
			var e Effects
			m.Step(&e)
			blind.Step(nil)
			for _, d := range differences(capture(m), want) {
				t.Error(d)
			}
			if m.Digest() != blind.Digest() {
				t.Error("without Effects the state is another")
			}
			for _, d := range checkEffects(m, before, &e) {
				t.Error("effects: " + d)
			}
		})
	}
}

// checkEffects applies e to the state before a step, and lists how the result
// differs from m, the machine after it.
func checkEffects(m *Machine, before state, e *Effects) (d []string) {
	s, now := before, capture(m)
	s.Mem = maps.Clone(before.Mem)
	same := func(what string, a, b cap.Cap) {
		if a != b {
			d = append(d, fmt.Sprintf("%s was %v, not %v", what, b, a))
		}
	}
	same("pcc", e.PCC, s.PCC)
	for _, r := range e.Regs[:e.NumRegs] {
		same(isa.RegName(r.Reg), r.Before, s.X[r.Reg])
		s.X[r.Reg] = r.After
	}
	for _, r := range e.FRegs[:e.NumFRegs] {
		if r.Before != s.F[r.Reg] {
			d = append(d, fmt.Sprintf("%s was %#x, not %#x", isa.FloatName(r.Reg), s.F[r.Reg], r.Before))
		}
		s.F[r.Reg] = r.After
	}
	if before.CSR.mcountinhibit&1 == 0 {
		s.CSR.mcycle++
	}
	if !e.Trap.Taken && before.CSR.mcountinhibit&4 == 0 {
		s.CSR.minstret++
	}
	for _, c := range e.CSRs[:e.NumCSRs] {
		old, _ := before.machine().ReadCSR(c.CSR)
		same(isa.CSRName(c.CSR), c.Before, old)
		if r, _ := s.CSR.capability(c.CSR); r != nil {
			*r = c.After
		} else if c.CSR == csrMstatus {
			s.CSR.mstatus = c.After.Addr
		} else {
			s.CSR.writeInteger(c.CSR, c.After.Addr)
		}
	}
	for _, g := range e.Stores[:e.NumStores] {
		same(fmt.Sprintf("%#x", g.Addr), g.Before, s.Mem[g.Addr])
		s.set(g.Addr, g.After)
	}
	s.PCC, s.Steps, s.Out = e.Target, s.Steps+1, s.Out+string(e.Output)
	s.Reserved = now.Reserved // a register of the hart that no record lists
	switch {
	case e.Trap.Taken:
		s.Priv = e.Trap.To
		if e.Trap.From != before.Priv || e.NumRegs+e.NumStores+len(e.Output) != 0 {
			d = append(d, "a trap with other effects")
		}
	case e.Inst.Op == isa.MRET:
		s.Priv = Privilege(before.CSR.mstatus >> 11 & 3)
	case e.Inst.Op == isa.SRET:
		s.Priv = Privilege(before.CSR.mstatus >> 8 & 1)
	case e.Access.Kind == Load && deviceAt(e.Access.Paths[0].Physical, e.Access.Size):
		s.InPos, s.InEOF, s.UART = now.InPos, now.InEOF, now.UART
	case e.Access.Kind == Store:
		s.Halted, s.Code, s.Clint, s.UART = now.Halted, now.Code, now.Clint, now.UART
	case e.Inst.Op == isa.WFI:
		s.Halted, s.Code, s.Asleep, s.Clint = now.Halted, now.Code, now.Asleep, now.Clint
	}
	if !e.Jumped && !e.Trap.Taken && e.Target.Addr != e.PCC.Addr+uint64(e.Inst.Size) {
		d = append(d, "a jump that is not called one")
	}
	return append(d, differences(now, s)...)
}

// allTests are the tests of single instructions, by the part of the
// architecture they are about.
func allTests() map[string][]instTest {
	return map[string][]instTest{
		"integer": integerTests(), "control": controlTests(), "capability": capabilityTests(),
		"load": loadTests(), "store": storeTests(), "csr": csrTests(), "atomic": atomicTests(), "address": addressTests(), "float": floatTests(), "system": systemTests(), "integral": integralTests(),
	}
}

func TestInstructions(t *testing.T) {
	tests := allTests()
	for _, part := range slices.Sorted(maps.Keys(tests)) {
		t.Run(part, func(t *testing.T) { run(t, tests[part]) })
	}
}

// TestEveryInstruction: each is in a test, and names are not used twice.
func TestEveryInstruction(t *testing.T) {
	covered := map[isa.Op]bool{}
	for part, tests := range allTests() {
		names := map[string]bool{}
		for _, c := range tests {
			covered[c.in.Op] = true
			if c.name != "" && names[c.name] {
				t.Errorf("%s: %q twice", part, c.name)
			}
			names[c.name] = true
		}
	}
	for _, r := range isa.Rows() {
		if !covered[r.Op] {
			t.Errorf("%s is in no test", r.Name)
		}
	}
}
