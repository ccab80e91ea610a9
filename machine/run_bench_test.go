package machine

import (
	"encoding/binary"
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

func (l *loop) machine(b *testing.B) *Machine {
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

// BenchmarkPlain is what the others are compared with on machines of any speed:
// fetch, decode, switch, each time, for the integer loop's instructions only,
// without capabilities, traps or privilege levels.
func BenchmarkPlain(b *testing.B) {
	var x [32]uint64
	code := make([]byte, 4*len(loops[0].code))
	for i, in := range loops[0].code {
		w, _ := isa.Encode(in)
		binary.LittleEndian.PutUint32(code[4*i:], w)
	}
	pc := uint64(0)
	b.ResetTimer()
	for range b.N {
		w := binary.LittleEndian.Uint32(code[pc:])
		rd, rs1, rs2 := w>>7&31, w>>15&31, w>>20&31
		imm := uint64(int64(int32(w)) >> 20)
		next := pc + 4
		switch w & 0x7f {
		case 0x13:
			switch w >> 12 & 7 {
			case 0:
				x[rd] = x[rs1] + imm
			case 1:
				x[rd] = x[rs1] << (imm & 63)
			case 7:
				x[rd] = x[rs1] & imm
			}
		case 0x33:
			switch {
			case w>>30&1 != 0:
				x[rd] = x[rs1] - x[rs2]
			case w>>12&7 == 0:
				x[rd] = x[rs1] + x[rs2]
			default:
				x[rd] = x[rs1] ^ x[rs2]
			}
		case 0x6f:
			next = pc - 28
		}
		x[0] = 0
		pc = next
	}
	mips(b, uint64(b.N))
}
