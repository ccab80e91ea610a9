package isa

import "strings"

// Operand is one operand of an instruction as assembly writes it.
type Operand uint8

// Operands.
const (
	OperandRd     Operand = iota // the register Rd
	OperandRs1                   // the register Rs1
	OperandRs2                   // the register Rs2
	OperandImm                   // the number Imm; of lui and auipc its bits 31:12
	OperandMem                   // Imm(Rs1)
	OperandTarget                // a label, or Imm as a distance
	OperandCSR                   // the name or the number CSR
	OperandPred                  // bits 7:4 of Imm as letters
	OperandSucc                  // bits 3:0 of Imm as letters
)

var operandNames = [...]string{"rd", "rs1", "rs2", "imm", "offset(rs1)", "target", "csr", "pred", "succ"}

// operandsOf is the syntax of every format: the assembler reads, and the
// disassembler writes, the operands in this order.
var operandsOf = [...][]Operand{
	FormatNone:   nil,
	FormatR:      {OperandRd, OperandRs1, OperandRs2},
	FormatRdRs1:  {OperandRd, OperandRs1},
	FormatRdRs2:  {OperandRd, OperandRs2},
	FormatRs1Rs2: {OperandRs1, OperandRs2},
	FormatI:      {OperandRd, OperandRs1, OperandImm},
	FormatLoad:   {OperandRd, OperandMem},
	FormatStore:  {OperandRs2, OperandMem},
	FormatBranch: {OperandRs1, OperandRs2, OperandTarget},
	FormatU:      {OperandRd, OperandImm},
	FormatJ:      {OperandRd, OperandTarget},
	FormatShift:  {OperandRd, OperandRs1, OperandImm},
	FormatShiftW: {OperandRd, OperandRs1, OperandImm},
	FormatCSR:    {OperandRd, OperandCSR, OperandRs1},
	FormatCSRI:   {OperandRd, OperandCSR, OperandImm},
	FormatFence:  {OperandPred, OperandSucc},
	FormatBounds: {OperandRd, OperandRs1, OperandImm},
	FormatFenceI: nil,
}

// Operands are the operands of instructions of that format, in the order of
// assembly. The caller must not change them.
func (f Format) Operands() []Operand {
	if int(f) >= len(operandsOf) {
		return nil
	}
	return operandsOf[f]
}

// Syntax is the form that assembly has: "addi rd, rs1, imm".
func (r *Row) Syntax() string {
	var ops []string
	for _, o := range r.Format.Operands() {
		ops = append(ops, operandNames[o])
	}
	return strings.TrimSpace(r.Name + " " + strings.Join(ops, ", "))
}
