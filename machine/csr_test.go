package machine

import (
	"testing"

	"ushell/cap"
	"ushell/isa"
)

func csrrw(csr uint16) isa.Inst { return isa.Inst{Op: isa.CSRRW, Rd: a0, Rs1: a1, CSR: csr} }
func csrr(csr uint16) isa.Inst  { return isa.Inst{Op: isa.CSRRS, Rd: a0, CSR: csr} }

// csrTests: sections "CSR Classes", "CSRRW", and those of each CSR.
func csrTests() []instTest {
	out := append(widthTests(), authorityTests()...)
	return append(append(out, vectorTests()...), integerCSRTests()...)
}

// widthTests: table "YLEN-bit CSR and Extended CSR access summary".
func widthTests() (out []instTest) {
	o, p := cap.Root(dataAt).SetBounds(64), cap.Root(handlerAt).SetBounds(64)
	bad := p
	bad.Meta |= 1 << 53
	field := map[uint16]func(*csrs) *cap.Cap{
		csrMscratch: func(c *csrs) *cap.Cap { return &c.mscratch }, csrSscratch: func(c *csrs) *cap.Cap { return &c.sscratch },
		csrMTIDC: func(c *csrs) *cap.Cap { return &c.mtidc }, csrSTIDC: func(c *csrs) *cap.Cap { return &c.stidc },
		csrUTIDC: func(c *csrs) *cap.Cap { return &c.utidc }, csrDDC: func(c *csrs) *cap.Cap { return &c.ddc },
		csrSepc: func(c *csrs) *cap.Cap { return &c.sepc }, csrMepc: func(c *csrs) *cap.Cap { return &c.mepc },
	}
	for n, f := range field {
		name := isa.CSRName(n) + " "
		with := func(src cap.Cap) func(*Machine) {
			return func(m *Machine) { *f(&m.csr), m.X[a1] = o, src }
		}
		reads := func(now cap.Cap) func(*state) {
			return func(s *state) { s.X[a0] = o; *f(&s.CSR) = now }
		}
		at16 := o.SetAddr(dataAt + 16)
		out = append(out, []instTest{
			{name + "csrrw", csrrw(n), with(p), reads(p)},
			{name + "csrrw of a sentry", csrrw(n), with(p.Seal()), reads(p.Seal())},
			{name + "csrrw of an integer", csrrw(n), with(cap.Null(8)), reads(cap.Null(8))},
			{name + "csrrw without integrity", csrrw(n), with(bad), reads(bad.Untagged())},
			{name + "csrrw, x0", isa.Inst{Op: isa.CSRRW, Rs1: a1, CSR: n}, with(p), func(s *state) { *f(&s.CSR) = p }},
			{name + "csrr", csrr(n), with(p), reads(o)},
			{name + "csrrs", isa.Inst{Op: isa.CSRRS, Rd: a0, Rs1: a1, CSR: n}, with(cap.Root(16)), reads(at16)},
			{name + "csrrc", isa.Inst{Op: isa.CSRRC, Rd: a0, Rs1: a1, CSR: n}, func(m *Machine) { *f(&m.csr), m.X[a1] = at16, cap.Root(16) },
				func(s *state) { s.X[a0] = at16; *f(&s.CSR) = o }},
			{name + "csrrsi", isa.Inst{Op: isa.CSRRSI, Rd: a0, Imm: 16, CSR: n}, with(p), reads(at16)},
			{name + "csrrsi 0", isa.Inst{Op: isa.CSRRSI, Rd: a0, CSR: n}, with(p), reads(o)},
			{name + "csrrci", isa.Inst{Op: isa.CSRRCI, Rd: a0, Imm: 31, CSR: n}, with(p), reads(o)},
			{name + "csrrwi", isa.Inst{Op: isa.CSRRWI, Rd: a0, Imm: 8, CSR: n}, with(p), reads(cap.Cap{Addr: 8, Meta: o.Meta})},
			// "All writes are XLEN bits only and use the semantics of yaddrw":
			// a sealed CSR loses its tag.
			{name + "csrrsi sealed", isa.Inst{Op: isa.CSRRSI, Rd: a0, Imm: 16, CSR: n}, func(m *Machine) { *f(&m.csr) = o.Seal() },
				func(s *state) { s.X[a0] = o.Seal(); *f(&s.CSR) = at16.Seal().Untagged() }},
		}...)
	}
	return out
}

// authorityTests: sections "ASR-permission" and "Zyhybrid: Added State".
func authorityTests() []instTest {
	noASR := func(m *Machine) { m.setPCC(cap.Root(codeAt).ClearPerms(1 << 16)) }
	in := func(f func(*Machine), p Privilege) func(*Machine) {
		return func(m *Machine) {
			m.Priv, m.csr.menvcfg, m.csr.senvcfg = p, envcfgY, envcfgY
			if f != nil {
				f(m)
			}
		}
	}
	const xl = 2 << 32
	reads := func(c cap.Cap) func(*state) { return func(s *state) { s.X[a0] = c } }
	return []instTest{
		{"mscratch from M", csrr(csrMscratch), nil, reads(cap.Cap{})},
		illegal("mscratch without ASR", csrr(csrMscratch), noASR),
		illegal("mscratch from S", csrr(csrMscratch), in(nil, Supervisor)),
		illegal("mstatus without ASR", csrr(csrMstatus), noASR),
		{"sstatus from S", csrr(csrSstatus), in(nil, Supervisor), reads(cap.Null(xl))},
		illegal("sstatus without ASR", csrr(csrSstatus), in(noASR, Supervisor)),
		illegal("sstatus from U", csrr(csrSstatus), in(nil, User)),
		// "The privileged xtidc CSRs require ASR for writing, but not for
		// reading (if access is permitted in the current privilege mode)."
		{"mtidc read without ASR", csrr(csrMTIDC), noASR, reads(cap.Cap{})},
		illegal("mtidc written without ASR", csrrw(csrMTIDC), noASR),
		illegal("mtidc read from S", csrr(csrMTIDC), in(nil, Supervisor)),
		{"stidc read without ASR", csrr(csrSTIDC), in(noASR, Supervisor), reads(cap.Cap{})},
		illegal("stidc written without ASR", csrrw(csrSTIDC), in(noASR, Supervisor)),
		illegal("stidc read from U", csrr(csrSTIDC), in(nil, User)),
		{"utidc read without ASR", csrr(csrUTIDC), in(noASR, User), reads(cap.Cap{})},
		{"utidc written with ASR", csrrw(csrUTIDC), in(nil, User), func(s *state) { s.X[a0] = cap.Cap{}; s.CSR.utidc = s.X[a1] }},
		illegal("utidc written without ASR", csrrw(csrUTIDC), in(noASR, User)),
		{"ddc written without ASR", csrrw(csrDDC), in(noASR, User), func(s *state) { s.X[a0] = cap.RootIntMode(0); s.CSR.ddc = s.X[a1] }},
		illegal("read-only written", csrrw(csrMhartid), nil),
		{"read-only read", csrr(csrMhartid), nil, reads(cap.Null(0))},
		illegal("no such CSR", csrr(0x7c0), nil),
		illegal("satp from S with TVM", csrr(csrSatp), in(func(m *Machine) { m.csr.mstatus |= statusTVM }, Supervisor)),
		{"cycle from M without ASR", csrr(csrCycle), noASR, reads(cap.Null(0))},
		illegal("cycle from S", csrr(csrCycle), in(nil, Supervisor)),
		illegal("cycle from U without scounteren", csrr(csrCycle), in(func(m *Machine) { m.csr.mcounteren = 7 }, User)),
		{"instret from U", csrr(csrInstret), in(func(m *Machine) { m.csr.mcounteren, m.csr.scounteren, m.csr.minstret = 4, 4, 9 }, User), reads(cap.Null(9))},
	}
}

// vectorTests: sections "mtvec", "mepc".
func vectorTests() []instTest {
	o := cap.Root(handlerAt).SetBounds(64)
	tvec := cap.Root(handlerAt) // newTest's
	tight := cap.Root(dataAt).SetBounds(16)
	_, last, _ := tight.RepresentableRange()
	edge := tight.SetAddr(last &^ 3)
	with := func(c cap.Cap) func(*Machine) { return func(m *Machine) { m.X[a1] = c } }
	gets := func(c cap.Cap) func(*state) { return func(s *state) { s.X[a0], s.CSR.mtvec = tvec, c } }
	epc := func(c cap.Cap) func(*state) { return func(s *state) { s.X[a0], s.CSR.mepc = cap.RootIntMode(0), c } }
	return []instTest{
		{"mtvec", csrrw(csrMtvec), with(o), gets(o)},
		{"mtvec vectored", csrrw(csrMtvec), with(o.SetAddr(handlerAt + 1)), gets(o.SetAddr(handlerAt + 1))},
		{"mtvec with reserved modes", csrrw(csrMtvec), with(o.SetAddr(handlerAt + 3)), gets(o.SetAddr(handlerAt + 1))},
		// "A sealed capability written to mtvec is always read back with its tag
		// cleared."
		{"mtvec sealed", csrrw(csrMtvec), with(o.Seal()), gets(o.Seal().Untagged())},
		{"stvec sealed", csrrw(csrStvec), with(o.Seal()), func(s *state) { s.X[a0], s.CSR.stvec = cap.Root(handlerAt+0x100), o.Seal().Untagged() }},
		// "The hardware sets the tag to zero if any observable address cannot be
		// represented exactly."
		{"mtvec direct at the edge", csrrw(csrMtvec), with(edge), gets(edge)},
		{"mtvec vectored at the edge", csrrw(csrMtvec), with(edge.SetAddr(edge.Addr + 1)), gets(edge.SetAddr(edge.Addr + 1).Untagged())},
		{"mtvec by address", isa.Inst{Op: isa.CSRRSI, Rd: a0, Imm: 1, CSR: csrMtvec}, nil, gets(tvec.SetAddr(handlerAt + 1))},
		{"mepc sealed", csrrw(csrMepc), with(o.Seal()), epc(o.Seal())},
		// "Set the tag to zero on writing if mepc.address[0]=1, or
		// mepc.address[1]=1 when IALIGN=32."
		{"mepc odd", csrrw(csrMepc), with(o.SetAddr(handlerAt + 5)), epc(o.SetAddr(handlerAt + 4).Untagged())},
		{"mepc with bit 0", csrrw(csrMepc), with(o.SetAddr(handlerAt + 1)), epc(o.Untagged())},
		{"sepc with bit 0", csrrw(csrSepc), with(o.SetAddr(handlerAt + 1)), func(s *state) { s.X[a0], s.CSR.sepc = cap.RootIntMode(0), o.Untagged() }},
		{"mepc by address", isa.Inst{Op: isa.CSRRWI, Rd: a0, Imm: 7, CSR: csrMepc}, nil, epc(cap.RootIntMode(6).Untagged())},
	}
}

func integerCSRTests() []instTest {
	with := func(v uint64) func(*Machine) { return func(m *Machine) { m.X[a1] = cap.Root(v) } }
	xl := cap.Null(statusXL64)
	zero := cap.Null(0)
	return []instTest{
		{"mstatus", csrrw(csrMstatus), with(minus1), func(s *state) { s.X[a0], s.CSR.mstatus = xl, statusXL64|mstatusMask|statusSD }},
		{"mstatus.MPP of 2", csrrw(csrMstatus), func(m *Machine) { m.X[a1], m.csr.mstatus = cap.Null(2<<11), statusXL64|statusMPP },
			func(s *state) { s.X[a0], s.CSR.mstatus = cap.Null(statusXL64|statusMPP), statusXL64|statusMPP }},
		{"sstatus", csrrw(csrSstatus), with(minus1), func(s *state) { s.X[a0], s.CSR.mstatus = cap.Null(2<<32), statusXL64|sstatusMask|statusSD }},
		{"medeleg", csrrw(csrMedeleg), with(minus1), func(s *state) { s.X[a0], s.CSR.medeleg = zero, 0x1f_0000_b3fe }},
		{"mideleg", csrrw(csrMideleg), with(minus1), func(s *state) { s.X[a0], s.CSR.mideleg = zero, 0x222 }},
		{"mie", csrrw(csrMie), with(minus1), func(s *state) { s.X[a0], s.CSR.mie = zero, 0xaaa }},
		{"mip", csrrw(csrMip), with(minus1), func(s *state) { s.X[a0], s.CSR.mip = zero, 0x222 }},
		{"sie", csrrw(csrSie), func(m *Machine) { with(minus1)(m); m.csr.mideleg = 2 }, func(s *state) { s.X[a0], s.CSR.mie = zero, 2 }},
		{"sip", csrrw(csrSip), func(m *Machine) { with(minus1)(m); m.csr.mideleg = 0x222 }, func(s *state) { s.X[a0], s.CSR.mip = zero, 2 }},
		{"menvcfg", csrrw(csrMenvcfg), with(minus1), func(s *state) { s.X[a0], s.CSR.menvcfg = zero, envcfgY|envcfgFIOM|envcfgSTCE }},
		{"senvcfg", csrrw(csrSenvcfg), with(minus1), func(s *state) { s.X[a0], s.CSR.senvcfg = zero, envcfgY|envcfgFIOM }},
		{"mcounteren", csrrw(csrMcounteren), with(minus1), func(s *state) { s.X[a0], s.CSR.mcounteren = zero, 7 }},
		{"scounteren", csrrw(csrScounteren), with(minus1), func(s *state) { s.X[a0], s.CSR.scounteren = zero, 7 }},
		{"mcause", csrrw(csrMcause), with(minus1), func(s *state) { s.X[a0], s.CSR.mcause = zero, minus1 }},
		{"mtval", csrrw(csrMtval), with(minus1), func(s *state) { s.X[a0], s.CSR.mtval = zero, minus1 }},
		{"scause", csrrw(csrScause), with(minus1), func(s *state) { s.X[a0], s.CSR.scause = zero, minus1 }},
		{"stval", csrrw(csrStval), with(minus1), func(s *state) { s.X[a0], s.CSR.stval = zero, minus1 }},
		{"misa is read only", csrrw(csrMisa), with(0), func(s *state) { s.X[a0] = cap.Null(misaValue) }},
		{"satp is zero", csrrw(csrSatp), with(minus1), func(s *state) { s.X[a0] = zero }},
		{"pmpaddr63 is zero", csrrw(csrPmpaddr63), with(minus1), func(s *state) { s.X[a0] = zero }},
		illegal("pmpcfg1 is not there", csrr(csrPmpcfg0+1), nil),
		// Unprivileged specification, section "Zicsr": "a value written to
		// instret by one instruction will be the value read by the following".
		{"minstret", csrrw(csrMinstret), with(100), func(s *state) { s.X[a0], s.CSR.minstret = zero, 100 }},
		{"mcycle", csrrw(csrMcycle), with(100), func(s *state) { s.X[a0], s.CSR.mcycle = zero, 100 }},
		{"mcause set bits", isa.Inst{Op: isa.CSRRS, Rd: a0, Rs1: a1, CSR: csrMcause}, func(m *Machine) { with(6)(m); m.csr.mcause = 3 },
			func(s *state) { s.X[a0], s.CSR.mcause = cap.Null(3), 7 }},
		{"mcause clear bits", isa.Inst{Op: isa.CSRRCI, Rd: a0, Imm: 2, CSR: csrMcause}, func(m *Machine) { m.csr.mcause = 3 },
			func(s *state) { s.X[a0], s.CSR.mcause = cap.Null(3), 1 }},
	}
}

// TestReset: section "Disabling CHERI", the reset values.
func TestReset(t *testing.T) {
	m := New(Config{})
	root := cap.RootIntMode(0)
	for n, want := range map[uint16]cap.Cap{
		csrMtvec: root, csrStvec: root, csrMepc: root, csrSepc: root, csrDDC: root,
		csrMscratch: {}, csrSscratch: {}, csrMTIDC: {}, csrSTIDC: {}, csrUTIDC: {},
		csrMenvcfg: {}, csrSenvcfg: {}, csrMstatus: cap.Null(statusXL64), csrMinstret: {}, csrMie: {},
	} {
		if got, ok := m.ReadCSR(n); !ok || got != want {
			t.Errorf("%s is %v, want %v", isa.CSRName(n), got, want)
		}
	}
	if m.PCC != cap.RootIntMode(RAMBase) || m.Priv != MachineMode || m.X != [32]cap.Cap{} || m.Steps() != 0 {
		t.Errorf("pcc %v, mode %v", m.PCC, m.Priv)
	}
	if _, size := m.RAM(); size != DefaultRAM {
		t.Errorf("%d bytes of RAM", size)
	}
}

// TestCHERIDisabled: section "Disabling CHERI" and table "Hart's behavior
// depending on the effective CHERI enable".
func TestCHERIDisabled(t *testing.T) {
	o := cap.Root(dataAt).SetBounds(64)
	in := func(p Privilege, menv, senv uint64, mode bool) func(*Machine) {
		return func(m *Machine) {
			m.Priv, m.csr.menvcfg, m.csr.senvcfg = p, menv, senv
			m.setPCC(cap.Root(codeAt).SetMode(mode))
			m.csr.ddc, m.X[a1] = o, cap.Null(dataAt)
		}
	}
	gives := func(c cap.Cap) func(*state) { return func(s *state) { s.X[a0] = c } }
	var tests []instTest
	for _, op := range []isa.Op{isa.YADDI, isa.LY, isa.YMV, isa.YTAGR, isa.YMODESWI} {
		inst := isa.Inst{Op: op}
		if op != isa.YMODESWI {
			inst.Rd, inst.Rs1 = a0, a1
		}
		tests = append(tests,
			illegal(op.String()+" in S", inst, in(Supervisor, 0, envcfgY, true)),
			illegal(op.String()+" in U by senvcfg", inst, in(User, envcfgY, 0, true)),
			illegal(op.String()+" in U by menvcfg", inst, in(User, 0, envcfgY, true)))
	}
	run(t, append(tests, []instTest{
		{"enabled in S", isa.Inst{Op: isa.YTAGR, Rd: a0, Rs1: a1}, in(Supervisor, envcfgY, 0, true), gives(cap.Null(0))},
		{"enabled in U", isa.Inst{Op: isa.YTAGR, Rd: a0, Rs1: a1}, in(User, envcfgY, envcfgY, true), gives(cap.Null(0))},
		{"always enabled in M", isa.Inst{Op: isa.YTAGR, Rd: a0, Rs1: a1}, in(MachineMode, 0, 0, true), gives(cap.Null(0))},
		illegal("natively YLEN CSRs are not there", csrr(csrDDC), in(Supervisor, 0, 0, true)),
		illegal("nor stidc", csrr(csrSTIDC), in(Supervisor, 0, 0, true)),
		{"extended CSRs are XLEN wide", csrr(csrStvec), in(Supervisor, 0, 0, true), gives(cap.Null(handlerAt + 0x100))},
		// With CHERI disabled ddc authorises data whatever pcc's P bit is.
		{"ddc authorises with P=1", isa.Inst{Op: isa.LD, Rd: a0, Rs1: a1}, in(Supervisor, 0, 0, true), gives(cap.Null(0))},
		{"ddc authorises with P=0", isa.Inst{Op: isa.LD, Rd: a0, Rs1: a1}, in(Supervisor, 0, 0, false), gives(cap.Null(0))},
		{"auipc is an integer with P=0", isa.Inst{Op: isa.AUIPC, Rd: a0}, in(User, envcfgY, 0, false), gives(cap.Null(codeAt))},
		{"ddc's bounds hold", isa.Inst{Op: isa.LD, Rd: a0, Rs1: a1, Imm: 64}, in(Supervisor, 0, 0, true), traps(causeCHERILoad, dataAt+64)},
		// "Disabling CHERI has no effect on implicit accesses or security checks."
		{"pcc's bounds hold", isa.Inst{}, func(m *Machine) {
			in(Supervisor, 0, 0, true)(m)
			m.setPCC(cap.RootIntMode(codeAt + 8).SetBounds(8).SetAddr(codeAt))
		}, traps(causeCHERIFetch, codeAt)},
	}...))
}
