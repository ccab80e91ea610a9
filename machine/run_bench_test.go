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
	// 1,024 pages of which one is written every thousand instructions.
	{"rewriting", []isa.Inst{
		{Op: isa.ADDI, Rd: t1, Imm: 243},
		{Op: isa.ADDI, Rd: t1, Rs1: t1, Imm: -1},
		{Op: isa.ADD, Rd: t2, Rs1: t2, Rs2: t1},
		{Op: isa.XOR, Rd: a2, Rs1: t2, Rs2: t1},
		{Op: isa.BNE, Rs1: t1, Imm: -12},
		{Op: isa.SD, Rs1: s3, Rs2: t0},
		{Op: isa.YADD, Rd: s3, Rs1: s3, Rs2: a1},
		{Op: isa.ADDI, Rd: t0, Rs1: t0, Imm: 1},
		{Op: isa.ANDI, Rd: a0, Rs1: t0, Imm: 1023},
		{Op: isa.BNE, Rs1: a0, Imm: -36},
		{Op: isa.YMV, Rd: s3, Rs1: s2},
		{Op: isa.JAL, Imm: -44},
	}, func(m *Machine) {
		m.X[s2] = cap.Root(RAMBase + 1<<20).SetBounds(1 << 22)
		m.X[s3], m.X[a1] = m.X[s2], cap.Null(4096)
	}},
	// A call of the environment every eight instructions.
	{"traps", []isa.Inst{
		{Op: isa.ADDI, Rd: t0, Rs1: t0, Imm: 1},
		{Op: isa.ADD, Rd: t1, Rs1: t1, Rs2: t0},
		{Op: isa.ECALL},
		{Op: isa.JAL, Imm: -12},
		{Op: isa.CSRRS, Rd: a0, CSR: csrMepc}, // the handler
		{Op: isa.YADDI, Rd: a0, Rs1: a0, Imm: 4},
		{Op: isa.CSRRW, Rs1: a0, CSR: csrMepc},
		{Op: isa.MRET},
	}, func(m *Machine) {
		m.csr.mtvec = m.PCC.SetAddr(codeAt + 16)
		m.csr.mstatus |= statusMPP
	}},
	// Sv39: more pages than the TLB of the engine has places, and every 64 loads
	// a store to their table.
	{"tables", []isa.Inst{
		{Op: isa.LD, Rd: a0, Rs1: s3},
		{Op: isa.YADD, Rd: s3, Rs1: s3, Rs2: a1},
		{Op: isa.ADDI, Rd: t0, Rs1: t0, Imm: 1},
		{Op: isa.ANDI, Rd: t1, Rs1: t0, Imm: 63},
		{Op: isa.BNE, Rs1: t1, Imm: -16},
		{Op: isa.SD, Rs1: a2, Rs2: t2},
		{Op: isa.ANDI, Rd: t1, Rs1: t0, Imm: 511},
		{Op: isa.BNE, Rs1: t1, Imm: -28},
		{Op: isa.YMV, Rd: s3, Rs1: s2},
		{Op: isa.JAL, Imm: -36},
	}, manyPages},
	{"large", largeLoop(), func(m *Machine) { m.X[s2] = cap.Root(dataAt + 0x8000).SetBounds(4096) }},
}

// manyPages maps 512 pages for the supervisor, the first of them the code, and
// the table itself behind them.
func manyPages(m *Machine) {
	const tables, pages, va = RAMBase + 1<<20, RAMBase + 1<<21, 0x4000_0000
	m.mem.write(tables+8*(va>>30), 8, leaf(tables+pageSize, pteV))
	m.mem.write(tables+pageSize, 8, leaf(tables+2*pageSize, pteV))
	m.mem.write(tables+pageSize+8, 8, leaf(tables+3*pageSize, pteV))
	for i := range uint64(512) {
		m.mem.write(tables+2*pageSize+8*i, 8, leaf(pages+i*pageSize, pteLeafBits))
	}
	m.mem.write(tables+3*pageSize, 8, leaf(tables+2*pageSize, pteLeafBits))
	m.mem.write(tables+3*pageSize+8, 8, leaf(codeAt&^(pageSize-1), pteLeafBits))
	m.Priv, m.csr.menvcfg = Supervisor, envcfgY
	m.csr.satp = satpSv39<<satpModeShift | tables>>12
	m.X[s2] = cap.Root(va)
	m.X[s3], m.X[a1] = m.X[s2], cap.Null(pageSize)
	m.X[a2], m.X[t2] = cap.Root(va+512*pageSize+8*511), cap.Null(leaf(pages+511*pageSize, pteLeafBits))
	m.setPCC(cap.Root(va + 513*pageSize + codeAt%pageSize))
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
	m := New(Config{RAM: 8 << 20})
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
// an interpreter that fetches, decodes and switches each time, with every check
// of a capability that authorises, for the instructions of the loops alone. It
// has pcc's bounds decoded, and decodes those of other capabilities each time.
type plain struct {
	x, meta             [32]uint64
	tag                 [32]bool
	pc, pcBase, pcLimit uint64
	pcMeta              uint64
	mem                 *memory
}

func newPlain(m *Machine) *plain {
	p := &plain{mem: &m.mem, pc: m.PCC.Addr, pcMeta: m.PCC.Meta, pcBase: m.pccBounds.Base, pcLimit: min(m.pccBounds.Length().Saturate(), maxLength)}
	for i, c := range m.X {
		p.x[i], p.meta[i], p.tag[i] = c.Addr, c.Meta, c.Tag
	}
	return p
}

func (p *plain) get(n uint32) cap.Cap { return cap.Cap{Addr: p.x[n], Meta: p.meta[n], Tag: p.tag[n]} }

func (p *plain) put(n uint32, c cap.Cap) {
	if n != 0 {
		p.x[n], p.meta[n], p.tag[n] = c.Addr, c.Meta, c.Tag
	}
}

func (p *plain) int(n uint32, v uint64) {
	if n != 0 {
		p.x[n], p.meta[n], p.tag[n] = v, 0, false
	}
}

// may says whether register n authorises size bytes at addr.
func (p *plain) may(n uint32, needs uint64, addr, size uint64) bool {
	meta := p.meta[n]
	base, length, ok := cap.Cap{Addr: p.x[n], Meta: meta}.QuickBounds()
	off := addr - base
	return ok && p.tag[n] && meta&(sentryBit|cap.ReservedMeta) == 0 && meta>>45&needs == needs && off < length && length-off >= size && addr%size == 0
}

func (p *plain) page(addr uint64) *page {
	if page := p.mem.find(addr); page != nil {
		return page
	}
	return &neverWritten
}

// run executes n instructions.
func (p *plain) run(n int) {
	for range n {
		pc := p.pc
		if pc-p.pcBase >= p.pcLimit || p.pcLimit-(pc-p.pcBase) < 4 {
			panic("the loops do not fault")
		}
		w := uint32(p.page(pc).words[pc/8%pageWords] >> (pc % 8 * 8))
		rd, rs1, rs2, funct := w>>7&31, w>>15&31, w>>20&31, w>>12&7
		imm := uint64(int64(int32(w)) >> 20)
		p.pc = pc + 4
		switch w & 0x7f {
		case 0x13:
			switch funct {
			case 0:
				p.int(rd, p.x[rs1]+imm)
			case 1:
				p.int(rd, p.x[rs1]<<(imm&63))
			case 7:
				p.int(rd, p.x[rs1]&imm)
			}
		case 0x33:
			switch {
			case w>>30&1 != 0:
				p.int(rd, p.x[rs1]-p.x[rs2])
			case funct == 4:
				p.int(rd, p.x[rs1]^p.x[rs2])
			default:
				p.int(rd, p.x[rs1]+p.x[rs2])
			}
		case 0x03:
			at, size := p.x[rs1]+imm, uint64(1)<<(funct&3)
			if !p.may(rs1, 4, at, size) {
				panic("the loops do not fault")
			}
			v := p.page(at).words[at/8%pageWords]
			if size == 4 {
				v = uint64(int32(v >> (at % 8 * 8)))
			}
			p.int(rd, v)
		case 0x23:
			at := p.x[rs1] + (imm&^31 | uint64(rd))
			if !p.may(rs1, 2, at, 8) {
				panic("the loops do not fault")
			}
			page := p.mem.own(at)
			page.words[at/8%pageWords], page.tags[at/16%pageGranules] = p.x[rs2], 0
		case 0x63:
			if p.x[rs1] != p.x[rs2] {
				p.pc = pc + (uint64(int64(int32(w))>>31)<<12 | uint64(w>>7&1)<<11 | uint64(w>>25&0x3f)<<5 | uint64(w>>8&15)<<1)
			}
		case 0x6f:
			p.put(rd, cap.Cap{Addr: pc + 4, Meta: p.pcMeta | sentryBit, Tag: true})
			p.pc = pc + (uint64(int64(int32(w))>>31)<<20 | uint64(w&0xff000) | uint64(w>>20&1)<<11 | uint64(w>>21&0x3ff)<<1)
		case 0x67:
			if !p.tag[rs1] || p.meta[rs1]&^sentryBit != p.pcMeta {
				panic("the loops do not fault")
			}
			p.pc = p.x[rs1] + imm
		case 0x7b:
			p.capability(w, rd, rs1, rs2, funct, imm)
		}
	}
}

func (p *plain) capability(w, rd, rs1, rs2, funct uint32, imm uint64) {
	switch funct {
	case 0: // yadd, ymv
		c := p.get(rs1)
		p.put(rd, c.SetAddr(c.Addr+p.x[rs2]))
	case 1:
		at := p.x[rs1] + imm
		if !p.may(rs1, 5, at, 16) {
			panic("the loops do not fault")
		}
		page, i := p.page(at), at/8%pageWords
		p.put(rd, cap.Cap{Addr: page.words[i], Meta: page.words[i|1], Tag: page.tags[at/16%pageGranules] != 0})
	case 2:
		at := p.x[rs1] + (imm&^31 | uint64(rd))
		if !p.may(rs1, 3, at, 16) {
			panic("the loops do not fault")
		}
		page, i := p.mem.own(at), at/8%pageWords
		page.words[i], page.words[i|1], page.tags[at/16%pageGranules] = p.x[rs2], p.meta[rs2], uint8(flag(p.tag[rs2]))
	case 4:
		c := p.get(rs1)
		p.put(rd, c.SetAddr(c.Addr+imm))
	case 5:
		n := uint64(w >> 20 & 0xff)
		if n >= 256 {
			panic("the loops set small bounds")
		}
		p.put(rd, p.get(rs1).SetBounds(n))
	}
}

// isPlain says whether the plain interpreter can execute l.
func (l *loop) isPlain() bool { return l.name != "traps" && l.name != "tables" }

// TestPlain: the loops mean the same to the plain interpreter and to Run.
func TestPlain(t *testing.T) {
	for i := range loops {
		if !loops[i].isPlain() {
			continue
		}
		m, other := loops[i].machine(t), loops[i].machine(t)
		p := newPlain(other)
		m.Run(100_000)
		p.run(100_000)
		for n, c := range m.X {
			if p.get(uint32(n)) != c {
				t.Errorf("%s: %s is %v and %v", loops[i].name, isa.RegName(uint8(n)), p.get(uint32(n)), c)
			}
		}
		if p.pc != m.PCC.Addr {
			t.Errorf("%s: pc is %#x and %#x", loops[i].name, p.pc, m.PCC.Addr)
		}
	}
}

// BenchmarkPlain is the plain interpreter.
func BenchmarkPlain(b *testing.B) {
	for i := range loops {
		if !loops[i].isPlain() {
			continue
		}
		b.Run(loops[i].name, func(b *testing.B) {
			m := loops[i].machine(b)
			p := newPlain(m)
			b.ResetTimer()
			for range b.N {
				p.run(1_000_000)
			}
			mips(b, uint64(b.N)*1_000_000)
		})
	}
}

// TestLoops: both engines come to the same state on the loops of benchmarks,
// and the loops do what they are for.
func TestLoops(t *testing.T) {
	for i := range loops {
		fresh := func() *Machine { return loops[i].machine(t) }
		if d := bothEngines(fresh, 200_000, func() uint64 { return 50_000 }); d != "" {
			t.Errorf("%s: %s", loops[i].name, d)
		}
		m := fresh()
		m.Run(200_000)
		ecalls := m.Traps(11, false)
		if (ecalls > 0) != (loops[i].name == "traps") || m.csr.minstret+ecalls != m.steps {
			t.Errorf("%s: %d calls, %d of %d instructions retired", loops[i].name, ecalls, m.csr.minstret, m.steps)
		}
	}
}
