package isa

// Operand is one operand of an instruction as assembly writes it.
type Operand uint8

// Operands.
const (
	OperandRd     Operand = iota // the register Rd
	OperandRs1                   // the register Rs1
	OperandRs2                   // the register Rs2
	OperandRs3                   // the register Rs3
	OperandImm                   // the number Imm; of lui and auipc its bits 31:12
	OperandMem                   // Imm(Rs1)
	OperandTarget                // a label, or Imm as a distance
	OperandCSR                   // the name or the number CSR
	OperandPred                  // bits 7:4 of Imm as letters
	OperandSucc                  // bits 3:0 of Imm as letters
	OperandAddr                  // (Rs1)
	OperandRm                    // the rounding mode; may be left out
)

var operandNames = [...]string{"rd", "rs1", "rs2", "rs3", "imm", "offset(rs1)", "target", "csr", "pred", "succ", "(rs1)", "rm"}

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

	FormatAMO:     {OperandRd, OperandRs2, OperandAddr},
	FormatLR:      {OperandRd, OperandAddr},
	FormatR4:      {OperandRd, OperandRs1, OperandRs2, OperandRs3, OperandRm},
	FormatRRm:     {OperandRd, OperandRs1, OperandRs2, OperandRm},
	FormatRdRs1Rm: {OperandRd, OperandRs1, OperandRm},
	FormatExact:   {OperandRd, OperandRs1, OperandRm},
}

// Operands are the operands of instructions of that format, in the order of
// assembly. The caller must not change them.
func (f Format) Operands() []Operand {
	if int(f) >= len(operandsOf) {
		return nil
	}
	return operandsOf[f]
}

// DefaultRm is the rounding mode that is meant where assembly names none. The
// exact conversions "should set their rm field to RNE" (section "Floating-Point
// Control and Status Register").
func (f Format) DefaultRm() uint8 {
	switch {
	case f == FormatExact:
		return RNE
	case f.Rounds():
		return DYN
	}
	return 0
}

// Syntax is the form that assembly has: "addi rd, rs1, imm".
func (r *Row) Syntax() string { return syntax(r.Name, r.Format.Operands()) }

func syntax(text string, operands []Operand) string {
	sep := " "
	for _, o := range operands {
		if o == OperandRm {
			text += "[, rm]"
			continue
		}
		text += sep + operandNames[o]
		sep = ", "
	}
	return text
}

// role is what the row does with the register that the operand names.
func (r *Row) role(o Operand) Role {
	switch o {
	case OperandRd:
		return r.Roles.Rd
	case OperandRs1:
		return r.Roles.Rs1
	case OperandRs2:
		return r.Roles.Rs2
	case OperandRs3:
		return r.Roles.Rs3
	}
	return Unused
}

// IsFloat says whether the operand names a floating-point register.
func (r *Row) IsFloat(o Operand) bool { return r.role(o) == Float }
