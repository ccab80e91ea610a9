package machine

import (
	"math"

	"ushell/cap"
	"ushell/isa"
)

const (
	minInt64 = 1 << 63 // as bits
	minus1   = math.MaxUint64
	min32    = 0xffff_ffff_8000_0000 // the smallest word, sign extended
)

// integerCases are results v of a and b: rs1 and rs2, or rs1 and the immediate.
var integerCases = []struct {
	op      isa.Op
	a, b, v uint64
}{
	{isa.ADDI, 5, minus1, 4},
	{isa.ADDI, minus1, 1, 0},
	{isa.SLTI, minus1, 0, 1},
	{isa.SLTI, 0, minus1, 0},
	{isa.SLTIU, minus1, 0, 0},
	{isa.SLTIU, 0, minus1, 1},
	{isa.XORI, 0x5a5, minus1, ^uint64(0x5a5)},
	{isa.ORI, 0x50, 0x0a, 0x5a},
	{isa.ANDI, 0xfff, 0x0f0, 0x0f0},
	{isa.SLLI, 1, 63, minInt64},
	{isa.SRLI, minInt64, 63, 1},
	{isa.SRAI, minInt64, 63, minus1},
	{isa.ADD, minus1, 2, 1},
	{isa.SUB, 1, 2, minus1},
	{isa.SLL, 1, 65, 2},
	{isa.SLT, minInt64, 0, 1},
	{isa.SLT, 0, minInt64, 0},
	{isa.SLTU, minInt64, 0, 0},
	{isa.SLTU, 0, minInt64, 1},
	{isa.XOR, 0b1100, 0b1010, 0b0110},
	{isa.SRL, minInt64, 64 + 62, 2},
	{isa.SRA, minInt64, 64 + 62, minus1 - 1},
	{isa.OR, 0b1100, 0b1010, 0b1110},
	{isa.AND, 0b1100, 0b1010, 0b1000},
	{isa.ADDIW, 0x7fff_ffff, 1, min32},
	{isa.ADDIW, 0xdead_0000_0000_0000, 0, 0},
	{isa.SLLIW, 1, 31, min32},
	{isa.SRLIW, 0xffff_ffff_8000_0000, 31, 1},
	{isa.SRLIW, 0xffff_ffff_8000_0000, 0, min32},
	{isa.SRAIW, 0x8000_0000, 31, minus1},
	{isa.ADDW, 0xffff_ffff, 1, 0},
	{isa.SUBW, 0, 1, minus1},
	{isa.SUBW, min32, 1, 0x7fff_ffff},
	{isa.SLLW, 1, 32 + 31, min32},
	{isa.SRLW, 0x1_8000_0000, 32 + 4, 0x0800_0000},
	{isa.SRAW, 0x8000_0000, 32 + 4, 0xffff_ffff_f800_0000},
	{isa.MUL, 1<<32 + 1, 1<<32 + 1, 1<<33 + 1},
	{isa.MUL, minus1, minus1, 1},
	{isa.MULH, minus1, minus1, 0},
	{isa.MULH, minInt64, minInt64, 1 << 62},
	{isa.MULH, minInt64, 1, minus1},
	{isa.MULHSU, minus1, minus1, minus1},
	{isa.MULHSU, minInt64, minus1, minInt64},
	{isa.MULHSU, 1, minus1, 0},
	{isa.MULHU, minus1, minus1, minus1 - 1},
	{isa.MULHU, minInt64, 2, 1},
	{isa.MULW, 0x1_0000_0003, 0x5555_5556, 2},
	{isa.MULW, 0x8000_0000, 1, min32},
	// Unprivileged specification, table "Semantics for division by zero and
	// division overflow".
	{isa.DIV, 7, 0, minus1},
	{isa.DIV, minInt64, minus1, minInt64},
	{isa.DIV, ^uint64(6), 2, ^uint64(2)},
	{isa.DIVU, 7, 0, minus1},
	{isa.DIVU, minInt64, minus1, 0},
	{isa.DIVU, minus1, 2, 1<<63 - 1},
	{isa.REM, ^uint64(6), 0, ^uint64(6)},
	{isa.REM, minInt64, minus1, 0},
	{isa.REM, ^uint64(6), 2, minus1},
	{isa.REM, 7, ^uint64(1), 1},
	{isa.REMU, 7, 0, 7},
	{isa.REMU, minInt64, minus1, minInt64},
	{isa.DIVW, 7, 0, minus1},
	{isa.DIVW, 0x8000_0000, 0xffff_ffff, min32},
	{isa.DIVW, 0x1_0000_0009, 0x2_0000_0002, 4},
	{isa.DIVUW, 7, 1 << 32, minus1},
	{isa.DIVUW, 0xffff_ffff, 1, minus1},
	{isa.REMW, 0x8000_0000, 1 << 32, min32},
	{isa.REMW, 0x8000_0000, 0xffff_ffff, 0},
	{isa.REMW, 0xffff_fff9, 2, minus1},
	{isa.REMUW, 0x8000_0001, 1 << 32, 0xffff_ffff_8000_0001},
	{isa.REMUW, 0xffff_ffff, 0x10, 15},
}

// integerTests are the instructions that compute integers: a0 becomes NULL
// with an address, whatever it was before, and so do capabilities' addresses
// as sources (section "Changes to Existing RISC-V Base ISA Instructions": "for
// all other results the high bits of the register and the tag are zero").
func integerTests() (out []instTest) {
	for _, c := range integerCases {
		in := isa.Inst{Op: c.op, Rd: a0, Rs1: a1}
		imm := c.op.Row().Format != isa.FormatR
		if imm {
			in.Imm = int64(c.b)
		} else {
			in.Rs2 = a2
		}
		out = append(out, instTest{"", in,
			func(m *Machine) {
				m.X[a1] = cap.Root(c.a) // only the address counts
				if !imm {
					m.X[a2] = cap.Root(c.b)
				}
			},
			func(s *state) { s.X[a0] = cap.Null(c.v) }})
	}
	return append(out,
		instTest{"lui", isa.Inst{Op: isa.LUI, Rd: a0, Imm: 0x1234_5000}, nil, func(s *state) { s.X[a0] = cap.Null(0x1234_5000) }},
		instTest{"lui sign extends", isa.Inst{Op: isa.LUI, Rd: a0, Imm: -1 << 31}, nil, func(s *state) { s.X[a0] = cap.Null(min32) }},
		instTest{"x0 stays NULL", isa.Inst{Op: isa.ADDI, Imm: 5}, nil, nil},
		instTest{"add reads a capability's address", isa.Inst{Op: isa.ADD, Rd: a0, Rs1: a1, Rs2: 0}, nil,
			func(s *state) { s.X[a0] = cap.Null(s.X[a1].Addr) }},
		instTest{"operands may be the destination", isa.Inst{Op: isa.ADD, Rd: a1, Rs1: a1, Rs2: a1}, nil,
			func(s *state) { s.X[a1] = cap.Null(2 * s.X[a1].Addr) }},
	)
}
