package machine

import (
	"math/rand/v2"
	"testing"

	"ushell/cap"
	"ushell/isa"
)

// short encodes a compressed instruction.
func short(t testing.TB, in isa.Inst, intMode bool) uint64 {
	t.Helper()
	c, ok := isa.Compress(in, intMode)
	if !ok {
		t.Fatalf("%v has no compressed encoding", in)
	}
	w, err := isa.Encode(c)
	if err != nil || w>>16 != 0 {
		t.Fatalf("%v: %#x, %v", in, w, err)
	}
	return uint64(w)
}

// TestCompressed: 16 bits are their expansion, in either pointer mode, but for
// the size: pc and links are 2 further.
func TestCompressed(t *testing.T) {
	const s0, s1 = 8, 9
	for _, c := range []struct {
		name    string
		in      isa.Inst
		intMode bool
		want    func(m *Machine, s *state)
	}{
		{"c.addi", isa.Inst{Op: isa.ADDI, Rd: a0, Rs1: a0, Imm: 1}, false, func(m *Machine, s *state) { s.X[a0] = cap.Null(s.X[a0].Addr + 1) }},
		{"c.yaddi", isa.Inst{Op: isa.YADDI, Rd: 2, Rs1: 2, Imm: 16}, false, func(m *Machine, s *state) { s.X[2] = s.X[2].SetAddr(s.X[2].Addr + 16) }},
		{"c.ymv", isa.Inst{Op: isa.YMV, Rd: a0, Rs1: a1}, false, func(m *Machine, s *state) { s.X[a0] = s.X[a1] }},
		{"c.mv", isa.Inst{Op: isa.ADD, Rd: a0, Rs2: a1}, true, func(m *Machine, s *state) { s.X[a0] = cap.Null(s.X[a1].Addr) }},
		{"c.ly", isa.Inst{Op: isa.LY, Rd: s0, Rs1: s1}, false, func(m *Machine, s *state) { s.X[s0] = cap.Root(77) }},
		{"c.sy", isa.Inst{Op: isa.SY, Rs2: s0, Rs1: s1, Imm: 16}, false, func(m *Machine, s *state) { s.set(s.X[s1].Addr+16, s.X[s0]) }},
		{"c.jalr", isa.Inst{Op: isa.JALR, Rd: 1, Rs1: a1}, false, func(m *Machine, s *state) {
			s.PCC = s.X[a1]
			s.X[1] = cap.Root(codeAt + 2).Seal()
		}},
		{"c.j", isa.Inst{Op: isa.JAL, Imm: -6}, false, func(m *Machine, s *state) { s.PCC.Addr = codeAt - 6 }},
		{"c.bnez", isa.Inst{Op: isa.BNE, Rs1: s0, Imm: 10}, false, func(m *Machine, s *state) { s.PCC.Addr = codeAt + 10 }},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := newTest()
			if c.intMode {
				m.setPCC(m.PCC.SetMode(true))
			}
			m.mem.writeCap(m.X[s1].Addr, cap.Root(77))
			m.mem.write(codeAt, 2, short(t, c.in, c.intMode))
			before := capture(m)
			want := before.next()
			want.PCC.Addr = codeAt + 2
			c.want(m, &want)
			var e Effects
			m.Step(&e)
			for _, d := range differences(capture(m), want) {
				t.Error(d)
			}
			for _, d := range checkEffects(m, before, &e) {
				t.Error("effects: " + d)
			}
		})
	}
}

// TestModeOfEncoding: the same 16 bits mean something else in the other mode.
func TestModeOfEncoding(t *testing.T) {
	m := newTest()
	w := short(t, isa.Inst{Op: isa.YMV, Rd: a0, Rs1: a1}, false)
	m.mem.write(codeAt, 2, w)
	m.Step(nil)
	if m.X[a0] != m.X[a1] {
		t.Errorf("in capability mode: %v", m.X[a0])
	}
	m.setPCC(cap.RootIntMode(codeAt))
	m.Step(nil)
	if m.X[a0] != cap.Null(m.X[a1].Addr) {
		t.Errorf("in integral mode: %v", m.X[a0])
	}
}

// TestParcels: an instruction of 32 bits may lie across a page, and what is
// wrong with its second half is reported there.
func TestParcels(t *testing.T) {
	in := raw(isa.Inst{Op: isa.ADDI, Rd: a0, Imm: 5})
	for _, c := range []struct {
		name        string
		pc          cap.Cap
		setup       func(m *Machine)
		cause, tval uint64
	}{
		{"good", cap.Root(dataVA + pageSize - 2), nil, 0, 0},
		{"not mapped", cap.Root(dataVA + pageSize - 2), func(m *Machine) { m.mem.write(entry(nextVA, 0), 8, 0) }, causeFetchPage, nextVA},
		{"out of bounds", cap.Root(dataVA).SetBounds(pageSize).SetAddr(dataVA + pageSize - 2), nil, causeCHERIFetch, dataVA + pageSize - 2},
		{"first half not mapped", cap.Root(dataVA + pageSize - 2), func(m *Machine) { m.mem.write(entry(dataVA, 0), 8, 0) }, causeFetchPage, dataVA + pageSize - 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := newTest()
			paged(m, Supervisor)
			m.mem.write(dataAt+pageSize-2, 2, in&0xffff)
			m.mem.write(nextAt, 2, in>>16)
			if c.setup != nil {
				c.setup(m)
			}
			m.setPCC(c.pc)
			var e Effects
			m.Step(&e)
			if c.cause == 0 {
				if e.Trap.Taken || m.X[a0] != cap.Null(5) || m.PCC.Addr != nextVA+2 {
					t.Errorf("trap %+v, a0 %v, pcc %v", e.Trap, m.X[a0], m.PCC)
				}
			} else if !e.Trap.Taken || e.Trap.Cause != c.cause || e.Trap.Tval != c.tval {
				t.Errorf("trap %+v, want cause %d, tval %#x", e.Trap, c.cause, c.tval)
			}
		})
	}
}

// TestFetchAtTheEndOfRAM: two bytes are enough for a compressed instruction.
func TestFetchAtTheEndOfRAM(t *testing.T) {
	const last = RAMBase + testRAM - 2
	for _, c := range []struct{ word, cause, tval uint64 }{{0x4515, 0, 0}, {0x0513, causeFetchAccess, last + 2}} {
		m := newTest()
		m.setPCC(cap.Root(last))
		m.mem.write(last, 2, c.word)
		var e Effects
		if m.Step(&e); e.Trap.Taken != (c.cause != 0) || e.Trap.Cause != c.cause || e.Trap.Tval != c.tval {
			t.Errorf("%#x: trap %+v", c.word, e.Trap)
		}
	}
}

// TestExpansions: every compressed encoding does what its expansion does, for
// some operands, from registers that point to memory.
func TestExpansions(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	ran := map[isa.COp]bool{}
	for _, r := range isa.CRows() {
		for range 40 {
			word, intMode := r.Match|uint16(rng.Uint32())&^r.Mask, rng.Uint32()&1 != 0
			short := isa.Decode(uint32(word), intMode)
			long := short
			long.C = isa.NotCompressed
			bits, err := isa.Encode(long)
			if short.C != r.C || err != nil {
				continue // another row, or the other mode
			}
			var got [2]state
			for i, w := range []uint64{uint64(word), uint64(bits)} {
				m := newTest()
				m.setPCC(cap.Root(codeAt).SetMode(intMode))
				m.csr.ddc = cap.Root(0)
				m.csr.mstatus |= 1 << 13
				for i := range m.F {
					m.F[i] = uint64(i) * 0x0123_4567_89ab_cdef
				}
				m.mem.write(codeAt, uint64(2+2*i), w)
				m.Step(nil)
				got[i] = capture(m)
				delete(got[i].Mem, codeAt)
			}
			if got[1].PCC.Addr == codeAt+4 && got[0].PCC.Addr == codeAt+2 {
				got[1].PCC = got[0].PCC
			}
			if link := got[1].X[1]; link.Addr == codeAt+4 {
				want := link.Unseal().SetAddr(codeAt + 2)
				if link.Sealed() {
					want = want.Seal()
				}
				got[1].X[1] = want
			}
			if got[0].CSR.mcause == causeIllegal {
				got[1].CSR.mtval = uint64(word)
			}
			for _, d := range differences(got[0], got[1]) {
				t.Errorf("%s (%04x): %s", r.Name, word, d)
			}
			ran[r.C] = true
		}
		if !ran[r.C] {
			t.Errorf("%s never ran", r.Name)
		}
	}
}
