package machine

import (
	"testing"

	"ushell/cap"
	"ushell/isa"
)

// goTo says that the next instruction is at addr in the same pcc.
func goTo(addr uint64) func(*state) { return func(s *state) { s.PCC = s.PCC.SetAddr(addr) } }

func traps(cause, tval uint64) func(*state) { return func(s *state) { s.trap(cause, tval) } }

// raw is the encoding of in, as xtval has it after an illegal instruction.
func raw(in isa.Inst) uint64 {
	w, err := isa.Encode(in)
	if err != nil {
		panic(err)
	}
	return uint64(w)
}

func illegal(name string, in isa.Inst, setup func(*Machine)) instTest {
	return instTest{name, in, setup, traps(causeIllegal, raw(in))}
}

// narrowPCC is a pcc of the 8 bytes at codeAt.
func narrowPCC(m *Machine) { m.setPCC(cap.Root(codeAt).SetBounds(8)) }

func controlTests() []instTest {
	link := cap.Root(codeAt + 4).Seal()
	return append(append(branchTests(), jumpTests()...), []instTest{
		{"auipc", isa.Inst{Op: isa.AUIPC, Rd: a0, Imm: 0x3000}, nil, func(s *state) { s.X[a0] = cap.Root(codeAt + 0x3000) }},
		{"auipc backwards", isa.Inst{Op: isa.AUIPC, Rd: a0, Imm: -0x1000}, nil, func(s *state) { s.X[a0] = cap.Root(codeAt - 0x1000) }},
		{"auipc out of the representable range", isa.Inst{Op: isa.AUIPC, Rd: a0, Imm: 0x10000}, narrowPCC, func(s *state) {
			s.X[a0] = cap.Cap{Addr: codeAt + 0x10000, Meta: s.wasPCC.Meta}
		}},
		{"jal", isa.Inst{Op: isa.JAL, Rd: a0, Imm: 64}, nil, func(s *state) { s.X[a0] = link; s.PCC = cap.Root(codeAt + 64) }},
		{"jal backwards, no link", isa.Inst{Op: isa.JAL, Imm: -64}, nil, goTo(codeAt - 64)},
		{"jal to half a word", isa.Inst{Op: isa.JAL, Imm: 6}, nil, goTo(codeAt + 6)}, // IALIGN is 16
		// Section "JAL": the target pcc has "the semantics of yaddrw", what is
		// wrong with it shows at the target.
		{"jal out of bounds", isa.Inst{Op: isa.JAL, Rd: a0, Imm: 16}, narrowPCC, func(s *state) {
			s.X[a0] = s.wasPCC.SetAddr(codeAt + 4).Seal()
			s.PCC.Addr = codeAt + 16
		}},
		{"jal out of the representable range", isa.Inst{Op: isa.JAL, Imm: 0x10000}, narrowPCC, func(s *state) {
			s.PCC = cap.Cap{Addr: codeAt + 0x10000, Meta: s.wasPCC.Meta}
		}},
	}...)
}

func branchTests() (out []instTest) {
	for _, c := range []struct {
		op    isa.Op
		a, b  uint64
		taken bool
	}{
		{isa.BEQ, 5, 5, true}, {isa.BEQ, 5, 6, false},
		{isa.BNE, 5, 6, true}, {isa.BNE, 5, 5, false},
		{isa.BLT, minus1, 0, true}, {isa.BLT, 0, minus1, false}, {isa.BLT, 1, 1, false},
		{isa.BGE, 0, minus1, true}, {isa.BGE, minus1, 0, false}, {isa.BGE, 1, 1, true},
		{isa.BLTU, 0, minus1, true}, {isa.BLTU, minus1, 0, false}, {isa.BLTU, 1, 1, false},
		{isa.BGEU, minus1, 0, true}, {isa.BGEU, 0, minus1, false}, {isa.BGEU, 1, 1, true},
	} {
		want := goTo(codeAt + 4)
		if c.taken {
			want = goTo(codeAt - 32)
		}
		// Only the addresses count, and rs1 is the higher number.
		out = append(out, instTest{"", isa.Inst{Op: c.op, Rs1: a2, Rs2: a1, Imm: -32},
			func(m *Machine) { m.X[a2], m.X[a1] = cap.Null(c.a), cap.Root(c.b) }, want})
	}
	// Section "BEQ, BNE": reserved if rs1 <= rs2.
	for _, op := range []isa.Op{isa.BEQ, isa.BNE} {
		out = append(out,
			illegal(op.String()+" with rs1 below rs2", isa.Inst{Op: op, Rs1: a1, Rs2: a2, Imm: 8}, nil),
			illegal(op.String()+" with rs1 the same as rs2", isa.Inst{Op: op, Rs1: a1, Rs2: a1, Imm: 8}, nil))
	}
	return append(out,
		instTest{"blt with rs1 below rs2 is not reserved", isa.Inst{Op: isa.BLT, Rs1: 0, Rs2: a2, Imm: 8}, nil, goTo(codeAt + 8)},
		instTest{"taken to half a word", isa.Inst{Op: isa.BGEU, Rs1: a1, Imm: 2}, nil, goTo(codeAt + 2)},
		instTest{"not taken to half a word", isa.Inst{Op: isa.BLTU, Rs1: a1, Imm: 2}, nil, nil},
	)
}

// jumpTests: section "JALR".
func jumpTests() []instTest {
	link := cap.Root(codeAt + 4).Seal()
	jalr := func(imm int64) isa.Inst { return isa.Inst{Op: isa.JALR, Rd: a0, Rs1: a1, Imm: imm} }
	to := func(c cap.Cap) func(*Machine) { return func(m *Machine) { m.X[a1] = c } }
	lands := func(c cap.Cap) func(*state) { return func(s *state) { s.X[a0], s.PCC = link, c } }
	part := cap.Root(handlerAt).SetBounds(64)
	return []instTest{
		{"jalr", jalr(0), to(part), lands(part)},
		{"jalr with an immediate", jalr(8), to(part), lands(part.SetAddr(handlerAt + 8))},
		{"jalr clears bit 0", jalr(9), to(part), lands(part.SetAddr(handlerAt + 8))},
		{"jalr to a sentry", jalr(0), to(part.Seal()), lands(part)},
		{"jalr to a sentry with an immediate", jalr(8), to(part.Seal()),
			lands(cap.Cap{Addr: handlerAt + 8, Meta: part.Seal().Meta})},
		{"jalr to a sentry with an odd address", jalr(0), to(part.SetAddr(handlerAt + 1).Seal()),
			lands(cap.Cap{Addr: handlerAt, Meta: part.Seal().Meta})},
		{"jalr to a sentry, bit 0 from the immediate", jalr(1), to(part.Seal()),
			lands(cap.Cap{Addr: handlerAt, Meta: part.Seal().Meta})},
		{"jalr to an untagged capability", jalr(0), to(part.Untagged()), lands(part.Untagged())},
		{"jalr to an untagged sentry", jalr(0), to(part.Seal().Untagged()), lands(part.Untagged())},
		{"jalr without X", jalr(0), to(part.ClearPerms(1 << 17)), lands(part.ClearPerms(1 << 17))},
		{"jalr out of the representable range", jalr(-4), to(part.SetAddr(handlerAt - 4096)),
			lands(cap.Cap{Addr: handlerAt - 4100, Meta: part.Meta})},
		{"jalr to half a word", jalr(2), to(part), lands(part.SetAddr(handlerAt + 2))},
		{"jalr into the other mode", jalr(0), to(part.SetMode(true)), lands(part.SetMode(true))},
		{"jalr through its own link register", isa.Inst{Op: isa.JALR, Rd: a1, Rs1: a1}, to(part.Seal()),
			func(s *state) { s.X[a1], s.PCC = link, part }},
		// jalr is not among what is reserved with x0; NULL faults at the target.
		{"jalr to NULL", isa.Inst{Op: isa.JALR, Rd: a0}, nil, lands(cap.Cap{})},
	}
}

// systemTests: traps by instructions, returns, fences, mode switches.
func systemTests() []instTest {
	asr := uint64(1 << 16)
	noASR := func(m *Machine) { m.setPCC(cap.Root(codeAt).ClearPerms(asr)) }
	part := cap.Root(handlerAt).SetBounds(64)
	in := func(op isa.Op) isa.Inst { return isa.Inst{Op: op} }
	super := func(m *Machine) { m.Priv = Supervisor; m.csr.menvcfg = envcfgY }
	user := func(m *Machine) { m.Priv = User; m.csr.menvcfg, m.csr.senvcfg = envcfgY, envcfgY }
	with := func(f func(*Machine), status uint64) func(*Machine) {
		return func(m *Machine) { f(m); m.csr.mstatus |= status }
	}
	return []instTest{
		{"ecall from M", in(isa.ECALL), nil, traps(11, 0)},
		{"ecall from S", in(isa.ECALL), super, traps(9, 0)},
		{"ecall from U", in(isa.ECALL), user, traps(8, 0)},
		{"ebreak", in(isa.EBREAK), nil, traps(causeBreakpoint, codeAt)},
		{"fence", isa.Inst{Op: isa.FENCE, Imm: 0xff}, nil, nil},
		{"fence with reserved fields", isa.Inst{Op: isa.FENCE, Rd: a0, Rs1: a1, Imm: 0x933}, nil, nil},
		{"fence.i", in(isa.FENCEI), nil, nil},
		{"wfi", in(isa.WFI), func(m *Machine) { m.csr.mip, m.csr.mie = intSSI, intSSI }, nil},
		illegal("wfi from U", in(isa.WFI), user),
		illegal("wfi from S with TW", in(isa.WFI), with(super, statusTW)),
		{"sfence.vma", isa.Inst{Op: isa.SFENCEVMA, Rs1: a1, Rs2: a2}, super, nil},
		illegal("sfence.vma from U", in(isa.SFENCEVMA), user),
		illegal("sfence.vma from S with TVM", in(isa.SFENCEVMA), with(super, statusTVM)),
		// Section "MRET": "mret unseals mepc and writes the result into pcc".
		{"mret", in(isa.MRET), func(m *Machine) {
			m.csr.mepc = part.Seal()
			m.csr.mstatus |= 1<<11 | statusMPIE | statusMPRV
		}, func(s *state) {
			s.PCC, s.Priv = part, Supervisor
			s.CSR.mstatus = statusXL64 | statusMIE | statusMPIE
		}},
		{"mret to M keeps MPRV", in(isa.MRET), func(m *Machine) {
			m.csr.mepc = part
			m.csr.mstatus |= statusMPP | statusMPRV | statusMIE
		}, func(s *state) { s.PCC, s.CSR.mstatus = part, statusXL64|statusMPIE|statusMPRV }},
		{"mret to an untagged mepc", in(isa.MRET), func(m *Machine) {
			m.csr.mepc = part.Untagged()
			m.csr.mstatus |= statusMPP
		}, func(s *state) { s.PCC, s.CSR.mstatus = part.Untagged(), statusXL64|statusMPIE }},
		{"sret from S to U", in(isa.SRET), func(m *Machine) { super(m); m.csr.sepc = part.Seal() },
			func(s *state) { s.PCC, s.Priv, s.CSR.mstatus = part, User, statusXL64|statusSPIE }},
		{"sret from M to S", in(isa.SRET), func(m *Machine) { m.csr.sepc = part; m.csr.mstatus |= statusSPP | statusSPIE | statusTSR },
			func(s *state) {
				s.PCC, s.Priv, s.CSR.mstatus = part, Supervisor, statusXL64|statusSPIE|statusSIE|statusTSR
			}},
		illegal("mret from S", in(isa.MRET), super),
		illegal("sret from U", in(isa.SRET), user),
		illegal("sret from S with TSR", in(isa.SRET), with(super, statusTSR)),
		// "An illegal instruction exception is raised when pcc does not grant
		// ASR-permission."
		illegal("mret without ASR", in(isa.MRET), noASR),
		illegal("sret without ASR", in(isa.SRET), noASR),
		{"ymodeswy in capability mode", in(isa.YMODESWY), nil, nil},
		{"ymodeswi", in(isa.YMODESWI), nil, func(s *state) { s.PCC = s.PCC.SetMode(true) }},
	}
}

// TestIllegal: words that are no instruction.
func TestIllegal(t *testing.T) {
	for _, w := range []uint64{0, 0xffffffff, 0x5620007b, 0xf475057b} {
		m := newTest()
		m.mem.write(codeAt, 4, w)
		want := capture(m).next()
		want.trap(causeIllegal, w)
		m.Step(nil)
		for _, d := range differences(capture(m), want) {
			t.Errorf("%08x: %s", w, d)
		}
	}
}
