package machine

import (
	"math/rand/v2"
	"testing"

	"ushell/cap"
	"ushell/isa"
)

const (
	permW  = 1 << 0 // bits of ypermc
	permLM = 1 << 1
	permC  = 1 << 5
	permR  = 1 << 18
)

// badAuths are capabilities that authorise no access of 8 bytes at dataAt+8
// for want of the permission perm, one for each check of section "CHERI
// Exception handling".
func badAuths(perm uint64) map[string]cap.Cap {
	o := cap.Root(dataAt).SetBounds(64).SetAddr(dataAt + 8)
	reserved := o
	reserved.Meta |= 1 << 53
	return map[string]cap.Cap{
		"tag":         o.Untagged(),
		"seal":        o.Seal(),
		"permission":  o.ClearPerms(perm),
		"below base":  o.SetBounds(8).SetAddr(dataAt + 7),
		"beyond top":  cap.Root(dataAt).SetBounds(15).SetAddr(dataAt + 8),
		"integrity":   reserved,
		"NULL":        cap.Null(dataAt + 8),
		"end of all":  cap.Root(minus1 - 3),
		"from beyond": o.SetAddr(dataAt + 64),
	}
}

func authTests(op isa.Op, cause uint64, perm uint64) (out []instTest) {
	for name, auth := range badAuths(perm) {
		if name == "end of all" && op.Row().Roles.MemSize < 8 {
			continue
		}
		in := isa.Inst{Op: op, Rd: a0, Rs1: a1}
		if op.Row().Roles.Mem == isa.Store {
			in.Rd, in.Rs2 = 0, a2
		}
		out = append(out, instTest{op.String() + ": " + name, in,
			func(m *Machine) { m.X[a1] = auth }, traps(cause, auth.Addr)})
	}
	return out
}

// at makes a1 a root capability at addr.
func at(addr uint64) func(*Machine) { return func(m *Machine) { m.X[a1] = cap.Root(addr) } }

func loadTests() []instTest {
	const bytes = 0x8877_6655_4433_f2f1
	out := append(authTests(isa.LD, causeCHERILoad, permR), authTests(isa.LY, causeCHERILoad, permR)...)
	for _, c := range []struct {
		op isa.Op
		v  uint64
	}{
		{isa.LB, 0xffff_ffff_ffff_fff1}, {isa.LH, 0xffff_ffff_ffff_f2f1}, {isa.LW, 0x4433_f2f1}, {isa.LD, bytes},
		{isa.LBU, 0xf1}, {isa.LHU, 0xf2f1}, {isa.LWU, 0x4433_f2f1},
	} {
		out = append(out, instTest{"", isa.Inst{Op: c.op, Rd: a0, Rs1: a1, Imm: -8}, func(m *Machine) {
			m.X[a1] = cap.Root(dataAt).SetBounds(64).SetAddr(dataAt + 24)
			m.mem.write(dataAt+16, 8, bytes)
		}, func(s *state) { s.X[a0] = cap.Null(c.v) }},
			// Section "Changes to load/stores": reserved if cs1 is c0.
			illegal(c.op.String()+" from x0", isa.Inst{Op: c.op, Rd: a0}, nil))
	}
	return append(append(out, loadCapTests()...), []instTest{
		{"lw of a negative word", isa.Inst{Op: isa.LW, Rd: a0, Rs1: a1}, func(m *Machine) {
			m.X[a1] = cap.Root(dataAt)
			m.mem.write(dataAt, 4, 0x8000_0000)
		}, func(s *state) { s.X[a0] = cap.Null(min32) }},
		{"ld misaligned across pages", isa.Inst{Op: isa.LD, Rd: a0, Rs1: a1}, func(m *Machine) {
			m.X[a1] = cap.Root(dataAt + PageBytes - 3)
			m.mem.write(dataAt+PageBytes-3, 8, bytes)
		}, func(s *state) { s.X[a0] = cap.Null(bytes) }},
		{"ld of a capability's bytes", isa.Inst{Op: isa.LD, Rd: a0, Rs1: a1, Imm: 8}, func(m *Machine) {
			m.X[a1] = cap.Root(dataAt)
			m.mem.writeCap(dataAt, cap.Root(5))
		}, func(s *state) { s.X[a0] = cap.Null(cap.Root(5).Meta) }},
		{"ld to x0 still checks", isa.Inst{Op: isa.LD, Rs1: a1}, func(m *Machine) { m.X[a1] = cap.Null(3) }, traps(causeCHERILoad, 3)},
		{"ld from no memory", isa.Inst{Op: isa.LD, Rd: a0, Rs1: a1}, at(0x1000), traps(causeLoadAccess, 0x1000)},
		{"ld across the end of RAM", isa.Inst{Op: isa.LD, Rd: a0, Rs1: a1}, at(RAMBase + testRAM - 4), traps(causeLoadAccess, RAMBase+testRAM)},
		{"lw misaligned from a device", isa.Inst{Op: isa.LW, Rd: a0, Rs1: a1}, at(UARTBase + 2), traps(causeLoadAccess, UARTBase+2)},
		// Table "CHERI PMAs", "CHERI Tag Store Fault": loads give a clear tag.
		{"ly from a device", isa.Inst{Op: isa.LY, Rd: a0, Rs1: a1}, at(FinisherBase), func(s *state) { s.X[a0] = cap.Cap{} }},
		{"ly misaligned from a device", isa.Inst{Op: isa.LY, Rd: a0, Rs1: a1}, at(UARTBase + 8), traps(causeLoadAccess, UARTBase+8)},
	}...)
}

// loadCapTests: section "LY".
func loadCapTests() []instTest {
	o := cap.Root(handlerAt).SetBounds(64)
	ly := isa.Inst{Op: isa.LY, Rd: a0, Rs1: a1, Imm: 16}
	from := func(perm uint64, c cap.Cap) func(*Machine) {
		return func(m *Machine) {
			m.X[a1] = cap.Root(dataAt).ClearPerms(perm)
			m.mem.writeCap(dataAt+16, c)
		}
	}
	gives := func(c cap.Cap) func(*state) { return func(s *state) { s.X[a0] = c } }
	weak := cap.Cap{Addr: 9, Meta: 0x1ff << 45, Tag: false}
	return []instTest{
		{"ly", ly, from(0, o), gives(o)},
		{"ly of a sentry", ly, from(0, o.Seal()), gives(o.Seal())},
		{"ly of data", ly, from(0, weak), gives(weak)},
		{"ly without C", ly, from(permC, o), gives(o.Untagged())},
		{"ly without LM", ly, from(permLM, o), gives(o.ClearPerms(permW | permLM))},
		// "Sealed capabilities are not modified", and neither is data.
		{"ly of a sentry without LM", ly, from(permLM, o.Seal()), gives(o.Seal())},
		{"ly of data without LM", ly, from(permLM, o.Untagged()), gives(o.Untagged())},
		{"ly without W", ly, from(permW, o), gives(o)},
		// base-1: C needs R or W.
		{"ly without LM of a write-only one", ly, from(permLM, o.ClearPerms(permR)), gives(o.ClearPerms(permR | permW))},
		illegal("ly from x0", isa.Inst{Op: isa.LY, Rd: a0}, nil),
		// "Raise a load access fault exception when the effective address is not
		// aligned", after the checks of the capability.
		{"ly misaligned", isa.Inst{Op: isa.LY, Rd: a0, Rs1: a1, Imm: 8}, from(0, o), traps(causeLoadAccess, dataAt+8)},
		{"ly misaligned and out of bounds", isa.Inst{Op: isa.LY, Rd: a0, Rs1: a1, Imm: 8}, func(m *Machine) {
			m.X[a1] = cap.Root(dataAt).SetBounds(23)
		}, traps(causeCHERILoad, dataAt+8)},
	}
}

func storeTests() []instTest {
	out := append(authTests(isa.SD, causeCHERIStore, permW), authTests(isa.SY, causeCHERIStore, permW)...)
	old := cap.Root(handlerAt)
	for _, c := range []struct {
		op isa.Op
		v  uint64
	}{
		{isa.SB, 0xf1}, {isa.SH, 0xf2f1}, {isa.SW, 0x4433_f2f1}, {isa.SD, 0x8877_6655_4433_f2f1},
	} {
		size := uint64(c.op.Row().Roles.MemSize)
		keep := ^uint64(0) << (8*size - 1) << 1
		out = append(out, instTest{"", isa.Inst{Op: c.op, Rs1: a1, Rs2: a2, Imm: -8}, func(m *Machine) {
			m.X[a1] = cap.Root(dataAt).SetBounds(64).SetAddr(dataAt + 24)
			m.X[a2] = cap.Root(0x8877_6655_4433_f2f1)
			m.mem.writeCap(dataAt+16, old)
			m.mem.writeCap(dataAt+32, old)
		}, func(s *state) {
			// The tag of the granule goes with the bytes, its neighbour's stays.
			s.Mem[dataAt+16] = cap.Cap{Addr: old.Addr&keep | c.v, Meta: old.Meta}
		}},
			illegal(c.op.String()+" to x0", isa.Inst{Op: c.op, Rs2: a2}, nil))
	}
	return append(append(out, storeCapTests()...), []instTest{
		// "Misaligned stores may clear up to two associated tags."
		{"sd across two granules", isa.Inst{Op: isa.SD, Rs1: a1, Rs2: a2}, func(m *Machine) {
			m.X[a1], m.X[a2] = cap.Root(dataAt+12), cap.Null(0x1111_2222_3333_4444)
			m.mem.writeCap(dataAt, old)
			m.mem.writeCap(dataAt+16, old)
		}, func(s *state) {
			s.Mem[dataAt] = cap.Cap{Addr: old.Addr, Meta: old.Meta&0xffff_ffff | 0x3333_4444<<32}
			s.Mem[dataAt+16] = cap.Cap{Addr: old.Addr&^0xffff_ffff | 0x1111_2222, Meta: old.Meta}
		}},
		{"sw across two pages", isa.Inst{Op: isa.SW, Rs1: a1, Rs2: a2}, func(m *Machine) {
			m.X[a1], m.X[a2] = cap.Root(dataAt+PageBytes-2), cap.Null(0x3333_4444)
			m.mem.writeCap(dataAt+PageBytes-16, old)
			m.mem.writeCap(dataAt+PageBytes, old)
		}, func(s *state) {
			s.Mem[dataAt+PageBytes-16] = cap.Cap{Addr: old.Addr, Meta: old.Meta&(1<<48-1) | 0x4444<<48}
			s.Mem[dataAt+PageBytes] = cap.Cap{Addr: old.Addr&^0xffff | 0x3333, Meta: old.Meta}
		}},
		{"sd to no memory", isa.Inst{Op: isa.SD, Rs1: a1, Rs2: a2}, at(0x1000), traps(causeStoreAccess, 0x1000)},
		// "mtval will contain the virtual address of the portion of the access
		// that caused the fault."
		{"sd across the end of RAM", isa.Inst{Op: isa.SD, Rs1: a1, Rs2: a2}, at(RAMBase + testRAM - 4), traps(causeStoreAccess, RAMBase+testRAM)},
		{"sh misaligned to a device", isa.Inst{Op: isa.SH, Rs1: a1, Rs2: a2}, at(UARTBase + 1), traps(causeStoreAccess, UARTBase+1)},
		{"sy to a device", isa.Inst{Op: isa.SY, Rs1: a1, Rs2: a2}, at(UARTBase), traps(causeStoreAccess, UARTBase)},
		{"sy to a device without C", isa.Inst{Op: isa.SY, Rs1: a1, Rs2: a2}, func(m *Machine) {
			m.X[a1], m.X[a2] = cap.Root(UARTBase).ClearPerms(permC), cap.Root('x')
		}, func(s *state) { s.Out, s.UART.thrEmpty = "x", true }},
		{"sy of an untagged one to a device", isa.Inst{Op: isa.SY, Rs1: a1, Rs2: a2}, func(m *Machine) {
			m.X[a1], m.X[a2] = cap.Root(UARTBase), cap.Null('x')
		}, func(s *state) { s.Out, s.UART.thrEmpty = "x", true }},
	}...)
}

// storeCapTests: section "SY".
func storeCapTests() []instTest {
	o := cap.Root(handlerAt).SetBounds(64)
	sy := isa.Inst{Op: isa.SY, Rs1: a1, Rs2: a2, Imm: 16}
	with := func(perm uint64, c cap.Cap) func(*Machine) {
		return func(m *Machine) { m.X[a1], m.X[a2] = cap.Root(dataAt).ClearPerms(perm), c }
	}
	stores := func(c cap.Cap) func(*state) { return func(s *state) { s.Mem[dataAt+16] = c } }
	return []instTest{
		{"sy", sy, with(0, o), stores(o)},
		{"sy of a sentry", sy, with(0, o.Seal()), stores(o.Seal())},
		{"sy of an untagged one", sy, with(0, o.Untagged()), stores(o.Untagged())},
		{"sy without C", sy, with(permC, o), stores(o.Untagged())},
		{"sy without LM", sy, with(permLM, o), stores(o)},
		{"sy without R", sy, with(permR, o), stores(o)},
		illegal("sy to x0", isa.Inst{Op: isa.SY, Rs2: a2}, nil),
		{"sy misaligned", isa.Inst{Op: isa.SY, Rs1: a1, Rs2: a2, Imm: 1}, with(0, o), traps(causeStoreAccess, dataAt+1)},
		{"sy misaligned without W", isa.Inst{Op: isa.SY, Rs1: a1, Rs2: a2, Imm: 1}, with(permW, o), traps(causeCHERIStore, dataAt+1)},
	}
}

// integralTests: integral pointer mode (section "Zyhybrid"): ddc authorises
// data, x0 may be a base, links and auipc are integers, extended CSRs are XLEN
// wide.
func integralTests() []instTest {
	integral := func(f func(*Machine)) func(*Machine) {
		return func(m *Machine) {
			m.setPCC(cap.RootIntMode(codeAt))
			if f != nil {
				f(m)
			}
		}
	}
	o := cap.Root(dataAt).SetBounds(64)
	ddc := func(c cap.Cap, a uint64) func(*Machine) {
		return integral(func(m *Machine) {
			m.csr.ddc, m.X[a1], m.X[a2] = c, cap.Null(a), cap.Root(7)
			m.mem.writeCap(dataAt, o)
		})
	}
	part := cap.Root(handlerAt).SetBounds(64).SetMode(true)
	return []instTest{
		{"ld by ddc", isa.Inst{Op: isa.LD, Rd: a0, Rs1: a1, Imm: -16}, ddc(o, dataAt+16), func(s *state) { s.X[a0] = cap.Null(dataAt) }},
		{"ld by ddc, not by rs1", isa.Inst{Op: isa.LD, Rd: a0, Rs1: a1}, integral(func(m *Machine) { m.csr.ddc = o }),
			traps(causeCHERILoad, dataAt+64*a1)},
		{"ly by ddc", isa.Inst{Op: isa.LY, Rd: a0, Rs1: a1}, ddc(o, dataAt), func(s *state) { s.X[a0] = o }},
		{"ly by ddc without C", isa.Inst{Op: isa.LY, Rd: a0, Rs1: a1}, ddc(o.ClearPerms(permC), dataAt), func(s *state) { s.X[a0] = o.Untagged() }},
		{"sy by ddc", isa.Inst{Op: isa.SY, Rs1: a1, Rs2: a2}, ddc(o, dataAt), func(s *state) { s.Mem[dataAt] = cap.Root(7) }},
		{"sd by ddc out of bounds", isa.Inst{Op: isa.SD, Rs1: a1, Rs2: a2}, ddc(o, dataAt+57), traps(causeCHERIStore, dataAt+57)},
		{"sd by ddc without W", isa.Inst{Op: isa.SD, Rs1: a1, Rs2: a2}, ddc(o.ClearPerms(permW), dataAt), traps(causeCHERIStore, dataAt)},
		{"ld from x0", isa.Inst{Op: isa.LD, Rd: a0, Imm: 16}, integral(nil), traps(causeLoadAccess, 16)},
		{"beq of the same registers", isa.Inst{Op: isa.BEQ, Rs1: a1, Rs2: a1, Imm: 8}, integral(nil), goTo(codeAt + 8)},
		{"auipc", isa.Inst{Op: isa.AUIPC, Rd: a0, Imm: 4096}, integral(nil), func(s *state) { s.X[a0] = cap.Null(codeAt + 4096) }},
		{"jal", isa.Inst{Op: isa.JAL, Rd: a0, Imm: 8}, integral(nil), func(s *state) { s.X[a0] = cap.Null(codeAt + 4); s.PCC.Addr += 4 }},
		{"jalr takes only the address", isa.Inst{Op: isa.JALR, Rd: a0, Rs1: a1, Imm: 4}, integral(func(m *Machine) { m.X[a1] = part.SetMode(false).Seal() }),
			func(s *state) { s.X[a0] = cap.Null(codeAt + 4); s.PCC.Addr = handlerAt + 4 }},
		{"capability instructions are there", isa.Inst{Op: isa.YADDI, Rd: a0, Rs1: a1, Imm: 1}, integral(nil),
			func(s *state) { s.X[a0] = s.X[a1].SetAddr(dataAt + 64*a1 + 1) }},
		{"ymodeswy", isa.Inst{Op: isa.YMODESWY}, integral(nil), func(s *state) { s.PCC = cap.Root(codeAt + 4) }},
		{"ymodeswi changes nothing", isa.Inst{Op: isa.YMODESWI}, integral(nil), nil},
		{"csrrw of an extended CSR", isa.Inst{Op: isa.CSRRW, Rd: a0, Rs1: a1, CSR: csrMscratch}, integral(func(m *Machine) {
			m.csr.mscratch, m.X[a1] = o, cap.Root(dataAt+8)
		}), func(s *state) { s.X[a0], s.CSR.mscratch = cap.Null(dataAt), o.SetAddr(dataAt+8) }},
		{"csrrw of ddc", isa.Inst{Op: isa.CSRRW, Rd: a0, Rs1: a1, CSR: csrDDC}, integral(func(m *Machine) {
			m.csr.ddc, m.X[a1] = o, part
		}), func(s *state) { s.X[a0], s.CSR.ddc = o, part }},
	}
}

// TestStoreIntoCode: an instruction that was executed and is then written is
// the new one, the next time.
func TestStoreIntoCode(t *testing.T) {
	m := newTest()
	add := func(imm int64) uint64 { return raw(isa.Inst{Op: isa.ADDI, Rd: a0, Rs1: a0, Imm: imm}) }
	m.X[a0], m.X[a1], m.X[a2] = cap.Null(0), cap.Root(codeAt), cap.Null(add(100)|add(1000)<<32)
	m.mem.write(codeAt, 8, add(1)|add(10)<<32)
	m.mem.write(codeAt+8, 4, raw(isa.Inst{Op: isa.SD, Rs1: a1, Rs2: a2}))
	m.mem.write(codeAt+12, 4, raw(isa.Inst{Op: isa.JAL, Imm: -12}))
	m.Run(6)
	if got := m.X[a0]; got != cap.Null(1111) {
		t.Errorf("a0 is %v", got)
	}
}

// TestDecodedAuthorities: what is kept of the authorities that were decoded
// last can't be told from decoding each anew.
func TestDecodedAuthorities(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	m := newTest()
	c := cap.Root(0)
	for i := range 20000 {
		switch r.IntN(4) {
		case 0:
			c = cap.Root(r.Uint64() >> r.IntN(64)).SetBoundsRounded(r.Uint64() >> r.IntN(64))
		case 1:
			c.Meta ^= 1 << r.IntN(64)
		default:
			if n := c.Length().Saturate(); n > 0 {
				c.Addr = c.Base() + r.Uint64N(n) + r.Uint64N(3) - 1
			}
		}
		if d := m.decoded(a1, c); d.bounds != c.Bounds() || d.intact != c.Intact() {
			t.Fatalf("%d: %v: %+v, want %+v", i, c, *d, c.Bounds())
		}
	}
}
