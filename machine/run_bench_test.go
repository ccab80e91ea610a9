package machine

import (
	"testing"

	"ushell/cap"
	"ushell/isa"
)

// loop is a program of benchmarks: instructions that are executed for ever.
type loop struct {
	name  string
	code  []isa.Inst
	setup func(m *Machine)
}

// The registers of loops.
const (
	t0, t1, t2, s2, s3 = 5, 6, 7, 18, 19
)

var loops = []loop{
	// Three short chains of dependent instructions beside each other, as compiled
	// loops have them.
	{"integer", []isa.Inst{
		{Op: isa.ADDI, Rd: t0, Rs1: t0, Imm: 1},
		{Op: isa.ADD, Rd: t1, Rs1: t1, Rs2: t0},
		{Op: isa.XOR, Rd: t2, Rs1: a2, Rs2: t0},
		{Op: isa.SLLI, Rd: a0, Rs1: t0, Imm: 3},
		{Op: isa.SUB, Rd: s2, Rs1: s2, Rs2: t2},
		{Op: isa.ANDI, Rd: a1, Rs1: a0, Imm: 255},
		{Op: isa.ADD, Rd: s3, Rs1: s3, Rs2: a1},
		{Op: isa.JAL, Imm: -28},
	}, nil},
	// A list of 64 nodes: follow the link, add to the value, set the bounds of a
	// part, store the link again.
	{"walk", []isa.Inst{
		{Op: isa.LY, Rd: t0, Rs1: s2, Imm: 0},
		{Op: isa.LD, Rd: t1, Rs1: t0, Imm: 16},
		{Op: isa.ADDI, Rd: t1, Rs1: t1, Imm: 1},
		{Op: isa.SD, Rs1: t0, Rs2: t1, Imm: 16},
		{Op: isa.YBNDSWI, Rd: t2, Rs1: t0, Imm: 16},
		{Op: isa.SY, Rs1: s2, Rs2: t0, Imm: 0},
		{Op: isa.YMV, Rd: s2, Rs1: t0},
		{Op: isa.YADDI, Rd: t2, Rs1: t2, Imm: 8},
		{Op: isa.JAL, Imm: -32},
	}, func(m *Machine) {
		node := func(i uint64) cap.Cap { return cap.Root(dataAt + i%64*32).SetBounds(32) }
		for i := range uint64(64) {
			m.mem.writeCap(dataAt+i*32, node(i*7+7))
		}
		m.X[s2] = node(0)
	}},
	// What compiled C does: calls, a frame on the stack, an array, branches.
	{"mix", []isa.Inst{
		{Op: isa.ADDI, Rd: t0, Rs1: t0, Imm: 1},
		{Op: isa.ANDI, Rd: t1, Rs1: t0, Imm: 255},
		{Op: isa.SLLI, Rd: t1, Rs1: t1, Imm: 3},
		{Op: isa.YADD, Rd: s3, Rs1: s2, Rs2: t1},
		{Op: isa.LD, Rd: a0, Rs1: s3},
		{Op: isa.JAL, Rd: 1, Imm: 28}, // the function below
		{Op: isa.ADD, Rd: a0, Rs1: a0, Rs2: t0},
		{Op: isa.SD, Rs1: s3, Rs2: a0},
		{Op: isa.ANDI, Rd: t2, Rs1: t0, Imm: 3},
		{Op: isa.BNE, Rs1: t2, Imm: 8},
		{Op: isa.ADDI, Rd: a1, Rs1: a1, Imm: 1},
		{Op: isa.JAL, Imm: -44},
		{Op: isa.YADDI, Rd: 2, Rs1: 2, Imm: -32},
		{Op: isa.SY, Rs1: 2, Rs2: 1, Imm: 16},
		{Op: isa.SD, Rs1: 2, Rs2: a0, Imm: 8},
		{Op: isa.LW, Rd: a2, Rs1: 2, Imm: 8},
		{Op: isa.XOR, Rd: a0, Rs1: a0, Rs2: a2},
		{Op: isa.LY, Rd: 1, Rs1: 2, Imm: 16},
		{Op: isa.YADDI, Rd: 2, Rs1: 2, Imm: 32},
		{Op: isa.JALR, Rs1: 1},
	}, func(m *Machine) {
		m.X[s2] = cap.Root(dataAt).SetBounds(2048)
		m.X[2] = cap.Root(dataAt + 0x2000).SetBounds(4096).SetAddr(dataAt + 0x3000)
	}},
	{"large", largeLoop(), func(m *Machine) { m.X[s2] = cap.Root(dataAt + 0x8000).SetBounds(4096) }},
}

// largeLoop is 4,096 instructions in hundreds of blocks.
func largeLoop() (code []isa.Inst) {
	for i := range int64(512) {
		code = append(code,
			isa.Inst{Op: isa.ADDI, Rd: t0, Rs1: t0, Imm: i % 7},
			isa.Inst{Op: isa.LD, Rd: t1, Rs1: s2, Imm: i % 64 * 8},
			isa.Inst{Op: isa.ADD, Rd: t1, Rs1: t1, Rs2: t0},
			isa.Inst{Op: isa.SD, Rs1: s2, Rs2: t1, Imm: i % 64 * 8},
			isa.Inst{Op: isa.XOR, Rd: t2, Rs1: t1, Rs2: t0},
			isa.Inst{Op: isa.YADDI, Rd: s3, Rs1: s2, Imm: i % 100},
			isa.Inst{Op: isa.ANDI, Rd: a0, Rs1: t2, Imm: 15},
			isa.Inst{Op: isa.BNE, Rs1: a0, Imm: 4})
	}
	return append(code, isa.Inst{Op: isa.JAL, Imm: -4096 * 4})
}

func (l *loop) machine(b testing.TB) *Machine {
	m := New(Config{RAM: 1 << 20})
	m.setPCC(cap.Root(codeAt).ClearPerms(0))
	for i, in := range l.code {
		w, err := isa.Encode(in)
		if err != nil {
			b.Fatalf("%v: %v", in, err)
		}
		m.mem.write(codeAt+uint64(4*i), 4, uint64(w))
	}
	if l.setup != nil {
		l.setup(m)
	}
	return m
}

func mips(b *testing.B, n uint64) {
	b.ReportMetric(float64(n)/b.Elapsed().Seconds()/1e6, "MIPS")
}

// BenchmarkRun is the fast engine: a million instructions an operation.
func BenchmarkRun(b *testing.B) {
	for i := range loops {
		b.Run(loops[i].name, func(b *testing.B) {
			m := loops[i].machine(b)
			b.ResetTimer()
			for range b.N {
				m.Run(1_000_000)
			}
			mips(b, uint64(b.N)*1_000_000)
		})
	}
}

// BenchmarkCheckpoints is BenchmarkRun with a snapshot every million
// instructions, of which 64 are kept.
func BenchmarkCheckpoints(b *testing.B) {
	for i := range loops {
		b.Run(loops[i].name, func(b *testing.B) {
			m := loops[i].machine(b)
			var kept [64]*Snapshot
			b.ResetTimer()
			for n := range b.N {
				m.Run(1_000_000)
				if old := kept[n%64]; old != nil {
					m.Drop(old)
				}
				kept[n%64] = m.Snapshot()
			}
			mips(b, uint64(b.N)*1_000_000)
		})
	}
}

// BenchmarkStepEffects is the reference engine with a record of each step.
func BenchmarkStepEffects(b *testing.B) {
	for i := range loops {
		b.Run(loops[i].name, func(b *testing.B) {
			m := loops[i].machine(b)
			var e Effects
			b.ResetTimer()
			for range b.N {
				m.Step(&e)
			}
			mips(b, uint64(b.N))
		})
	}
}

// plain is what Run is compared with on machines of any speed: the same hart as
// an interpreter that fetches, decodes and switches each time, with every
// check, for the instructions of the loops alone. It keeps capabilities as
// values and nothing else.
type plain struct {
	x   [32]cap.Cap
	pcc cap.Cap
	mem *memory
}

// authority checks c for size bytes at addr.
func (p *plain) authority(c cap.Cap, needs cap.Perms, addr, size uint64) *page {
	base, length, ok := c.QuickBounds()
	if !ok {
		b := c.Bounds()
		base, length = b.Base, b.Length().Saturate()
	}
	if !c.Tag || c.Sealed() || !c.Has(needs) || addr-base >= length || length-(addr-base) < size || addr%size != 0 {
		panic("the loops do not fault")
	}
	if needs == cap.W {
		return p.mem.own(addr)
	}
	if page := p.mem.find(addr); page != nil {
		return page
	}
	return &neverWritten
}

func (p *plain) step() {
	pc := p.pcc.Addr
	page := p.authority(p.pcc, cap.X, pc, 4)
	w := uint32(page.words[pc/8%pageWords] >> (pc % 8 * 8))
	rd, rs1, rs2, funct := w>>7&31, w>>15&31, w>>20&31, w>>12&7
	a, b := p.x[rs1], p.x[rs2]
	imm := uint64(int64(int32(w)) >> 20)
	storeImm := imm&^31 | uint64(rd)
	next := pc + 4
	set := func(c cap.Cap) {
		if rd != 0 {
			p.x[rd] = c
		}
	}
	switch w & 0x7f {
	case 0x13:
		v := a.Addr + imm
		switch funct {
		case 1:
			v = a.Addr << (imm & 63)
		case 7:
			v = a.Addr & imm
		}
		set(cap.Null(v))
	case 0x33:
		v := a.Addr + b.Addr
		switch {
		case w>>30&1 != 0:
			v = a.Addr - b.Addr
		case funct == 4:
			v = a.Addr ^ b.Addr
		}
		set(cap.Null(v))
	case 0x03:
		at := a.Addr + imm
		if funct == 2 {
			set(cap.Null(uint64(int32(p.authority(a, cap.R, at, 4).words[at/8%pageWords] >> (at % 8 * 8)))))
		} else {
			set(cap.Null(p.authority(a, cap.R, at, 8).words[at/8%pageWords]))
		}
	case 0x23:
		at := a.Addr + storeImm
		page := p.authority(a, cap.W, at, 8)
		page.words[at/8%pageWords], page.tags[at/16%pageGranules] = b.Addr, 0
	case 0x63:
		if a.Addr != b.Addr {
			next = pc + (uint64(int64(int32(w))>>31)<<12 | uint64(w>>7&1)<<11 | uint64(w>>25&0x3f)<<5 | uint64(w>>8&15)<<1)
		}
	case 0x6f:
		link := p.pcc
		link.Addr = pc + 4
		set(link.Seal())
		next = pc + (uint64(int64(int32(w))>>31)<<20 | uint64(w&0xff000) | uint64(w>>20&1)<<11 | uint64(w>>21&0x3ff)<<1)
	case 0x67:
		next = a.Unseal().Addr
	case 0x7b:
		p.capability(w, funct, imm, storeImm, a, b, set)
	}
	p.pcc.Addr = next
}

func (p *plain) capability(w, funct uint32, imm, storeImm uint64, a, b cap.Cap, set func(cap.Cap)) {
	switch funct {
	case 0: // yadd, ymv
		set(a.SetAddr(a.Addr + b.Addr))
	case 1:
		at := a.Addr + imm
		page := p.authority(a, cap.R|cap.C, at, 16)
		i := at / 8 % pageWords
		set(cap.Cap{Addr: page.words[i], Meta: page.words[i|1], Tag: page.tags[at/16%pageGranules] != 0})
	case 2:
		at := a.Addr + storeImm
		page := p.authority(a, cap.W, at, 16)
		i := at / 8 % pageWords
		page.words[i], page.words[i|1], page.tags[at/16%pageGranules] = b.Addr, b.Meta, uint8(flag(b.Tag))
	case 4:
		set(a.SetAddr(a.Addr + imm))
	case 5:
		set(a.SetBounds(uint64(isa.Decode(w, false).Imm)))
	}
}

// TestPlain: the loops mean the same to the plain interpreter and to Run.
func TestPlain(t *testing.T) {
	for i := range loops {
		m, other := loops[i].machine(t), loops[i].machine(t)
		p := plain{x: other.X, pcc: other.PCC, mem: &other.mem}
		m.Run(100_000)
		for range 100_000 {
			p.step()
		}
		if p.x != m.X || p.pcc != m.PCC {
			t.Errorf("%s: the registers differ: %v and %v", loops[i].name, p.x, m.X)
		}
	}
}

// BenchmarkPlain is the plain interpreter.
func BenchmarkPlain(b *testing.B) {
	for i := range loops {
		b.Run(loops[i].name, func(b *testing.B) {
			m := loops[i].machine(b)
			p := plain{x: m.X, pcc: m.PCC, mem: &m.mem}
			b.ResetTimer()
			for range b.N {
				p.step()
			}
			mips(b, uint64(b.N))
		})
	}
}
