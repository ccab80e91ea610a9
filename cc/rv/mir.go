package rv

import (
	"ushell/cc/ast"
	"ushell/cc/diag"
	"ushell/cc/ir"
)

// reg is a register of the machine, 0 to 31 for x0 to x31 and 32 to 63 for f0 to
// f31, or a virtual one, from firstVirtual.
type reg int32

const (
	none         reg = -1
	zero         reg = 0
	ra           reg = 1
	sp           reg = 2
	t1           reg = 6
	scratch      reg = 7 // t2: never allocated; what the last step needs for large offsets
	s0           reg = 8 // the frame pointer
	s1           reg = 9
	a0           reg = 10
	fa0          reg = 42
	firstVirtual reg = 64
)

func (r reg) virtual() bool { return r >= firstVirtual }

// ins is an instruction of the machine, or something at its place. rd is written;
// rs1, rs2 and what uses names are read.
type ins struct {
	op           opcode
	signed       bool // of an address by label: unused; of a row of lines: a statement begins
	rd, rs1, rs2 reg
	imm          int64
	slot         *ir.Slot // the address is in this slot, at imm; rs1 is none
	sym          string
	to, els      *block // of a branch
	more         *more
	pos          diag.Pos
}

// more is what few instructions have.
type more struct {
	uses, defs []reg
	early      []reg  // those of defs that are written before all is read
	clobbers   uint64 // bits of registers of the machine that hold nothing afterwards
	inputsToo  bool   // and in which no operand may arrive
	asm        *ir.Asm
	args       []reg // of an asm: the register of each operand, outputs first; of a probe, of each argument
	probe      *ir.Probe
	slots      []*ir.Slot // of a probe: where spilled arguments are
	scope      *ast.Block
	table      []*block
	labels     []*block // that an asm can jump to
}

// block is a basic block. Its last instruction, and no other, leaves it: a branch
// to one of two blocks, a jump, a return. In an asm goto others can.
type block struct {
	id      int
	ins     []ins
	succs   []*block
	loop    int
	label   *ast.Label
	from    *ir.Block
	named   bool // something jumps to it
	address bool // something takes its address
	// Positions of the first instruction and behind the last one.
	start, end int32
	live       []reg  // registers that are live at its beginning
	out        []reg  // and at its end
	writes     uint64 // registers of the machine that are written, once they are assigned; for the debugger
}

// opcode says what an instruction is.
type opcode uint8

// form is how an instruction is written.
type form uint8

const (
	formNone   form = iota
	formRRR         // rd, rs1, rs2
	formRRI         // rd, rs1, imm
	formRR          // rd, rs1
	formRR2         // rd, rs2
	formLoad        // rd, imm(rs1)
	formStore       // rs2, imm(rs1)
	formBranch      // rs1, rs2, label
	formAMO         // rd, rs2, (rs1)
	formLR          // rd, (rs1)
	formTrunc       // rd, rs1, rtz
	formPseudo      // its own
)

const (
	oNop opcode = iota
	oLI
	oLA
	oLLA  // address of sym, or of the block to
	oSlot // capability to slot, at imm
	oFrame
	oJ
	oRet
	oCall
	oCallReg
	oJumpReg
	oTable // jumps by the index rs1 to one of more.table; rd is a temporary
	oTrap
	oBreak
	oAsm
	oProbe
	oScopeIn
	oScopeOut
	oEntry // parameters are in their registers: defs
	oConst // the float constant sym, by a pair

	oMV
	oNull // like oMV, but there is always an instruction: it clears the metadata
	oYMV
	oFMVS
	oFMVD
	oAdd
	oAddW
	oAddI
	oAddIW
	oSub
	oSubW
	oMul
	oMulW
	oMulH
	oMulHU
	oDiv
	oDivW
	oDivU
	oDivUW
	oRem
	oRemW
	oRemU
	oRemUW
	oAnd
	oAndI
	oOr
	oOrI
	oXor
	oXorI
	oSll
	oSllW
	oSllI
	oSllIW
	oSrl
	oSrlW
	oSrlI
	oSrlIW
	oSra
	oSraW
	oSraI
	oSraIW
	oSlt
	oSltI
	oSltU
	oSltIU
	oAddUW
	oSh1Add
	oSh2Add
	oSh3Add
	oSllIUW
	oSh1AddUW
	oSh2AddUW
	oSh3AddUW

	oYAdd
	oYAddI
	oYSh1Add
	oYSh2Add
	oYSh3Add
	oYSh4Add
	oYSh1AddUW
	oYSh2AddUW
	oYSh3AddUW
	oYSh4AddUW
	oYAddRW
	oYBndsW
	oYBndsRW
	oYBndsWI
	oYPermC
	oYPermR
	oYBaseR
	oYLenR
	oYTopR
	oYTagR
	oYTypeR
	oYModeR
	oYHiR
	oYHiW
	oYBld
	oYEq
	oYSS
	oYSealE
	oYAMask
	oYUnsealS
	oYModeW

	oLB
	oLBU
	oLH
	oLHU
	oLW
	oLWU
	oLD
	oLY
	oFLW
	oFLD
	oSB
	oSH
	oSW
	oSD
	oSY
	oFSW
	oFSD

	oBEq
	oBNe
	oBLt
	oBGe
	oBLtU
	oBGeU

	oFAddS
	oFAddD
	oFSubS
	oFSubD
	oFMulS
	oFMulD
	oFDivS
	oFDivD
	oFSqrtS
	oFSqrtD
	oFMinS
	oFMinD
	oFMaxS
	oFMaxD
	oFNegS
	oFNegD
	oFAbsS
	oFAbsD
	oFSgnjS
	oFSgnjD
	oFEqS
	oFEqD
	oFLtS
	oFLtD
	oFLeS
	oFLeD
	oFCvtWS
	oFCvtWD
	oFCvtWUS
	oFCvtWUD
	oFCvtLS
	oFCvtLD
	oFCvtLUS
	oFCvtLUD
	oFCvtSW
	oFCvtDW
	oFCvtSWU
	oFCvtDWU
	oFCvtSL
	oFCvtDL
	oFCvtSLU
	oFCvtDLU
	oFCvtSD
	oFCvtDS
	oFMVXW
	oFMVXD
	oFMVWX
	oFMVDX

	oFence
	oLRB
	oLRH
	oLRW
	oLRD
	oLRY
	oSCB
	oSCH
	oSCW
	oSCD
	oSCY
	oAmoSwapW
	oAmoSwapD
	oAmoSwapY
	oAmoAddW
	oAmoAddD
	oAmoAndW
	oAmoAndD
	oAmoOrW
	oAmoOrD
	oAmoXorW
	oAmoXorD
	oCSRPCC
	numOps
)

// opInfo is the mnemonic of an opcode and how it is written.
type opInfo struct {
	name string
	form form
}

var ops = [numOps]opInfo{
	oNop: {"nop", formPseudo}, oLI: {"li", formPseudo}, oLA: {"la", formPseudo}, oLLA: {"lla", formPseudo},
	oSlot: {"", formPseudo}, oFrame: {"", formPseudo}, oJ: {"j", formPseudo}, oRet: {"ret", formPseudo},
	oCall: {"call", formPseudo}, oCallReg: {"jalr", formPseudo}, oJumpReg: {"jr", formPseudo}, oTable: {"", formPseudo},
	oTrap: {"unimp", formNone}, oBreak: {"ebreak", formNone}, oAsm: {"", formPseudo}, oProbe: {"", formPseudo}, oScopeIn: {"", formPseudo},
	oScopeOut: {"", formPseudo}, oEntry: {"", formPseudo}, oConst: {"", formPseudo},

	oMV: {"mv", formRR}, oNull: {"mv", formRR}, oYMV: {"ymv", formRR}, oFMVS: {"fmv.s", formRR}, oFMVD: {"fmv.d", formRR},
	oAdd: {"add", formRRR}, oAddW: {"addw", formRRR}, oAddI: {"addi", formRRI}, oAddIW: {"addiw", formRRI},
	oSub: {"sub", formRRR}, oSubW: {"subw", formRRR}, oMul: {"mul", formRRR}, oMulW: {"mulw", formRRR},
	oMulH: {"mulh", formRRR}, oMulHU: {"mulhu", formRRR}, oDiv: {"div", formRRR}, oDivW: {"divw", formRRR},
	oDivU: {"divu", formRRR}, oDivUW: {"divuw", formRRR}, oRem: {"rem", formRRR}, oRemW: {"remw", formRRR},
	oRemU: {"remu", formRRR}, oRemUW: {"remuw", formRRR}, oAnd: {"and", formRRR}, oAndI: {"andi", formRRI},
	oOr: {"or", formRRR}, oOrI: {"ori", formRRI}, oXor: {"xor", formRRR}, oXorI: {"xori", formRRI},
	oSll: {"sll", formRRR}, oSllW: {"sllw", formRRR}, oSllI: {"slli", formRRI}, oSllIW: {"slliw", formRRI},
	oSrl: {"srl", formRRR}, oSrlW: {"srlw", formRRR}, oSrlI: {"srli", formRRI}, oSrlIW: {"srliw", formRRI},
	oSra: {"sra", formRRR}, oSraW: {"sraw", formRRR}, oSraI: {"srai", formRRI}, oSraIW: {"sraiw", formRRI},
	oSlt: {"slt", formRRR}, oSltI: {"slti", formRRI}, oSltU: {"sltu", formRRR}, oSltIU: {"sltiu", formRRI},
	oAddUW: {"add.uw", formRRR}, oSh1Add: {"sh1add", formRRR}, oSh2Add: {"sh2add", formRRR}, oSh3Add: {"sh3add", formRRR},
	oSllIUW: {"slli.uw", formRRI}, oSh1AddUW: {"sh1add.uw", formRRR}, oSh2AddUW: {"sh2add.uw", formRRR}, oSh3AddUW: {"sh3add.uw", formRRR},

	oYAdd: {"yadd", formRRR}, oYAddI: {"yaddi", formRRI}, oYSh1Add: {"ysh1add", formRRR}, oYSh2Add: {"ysh2add", formRRR},
	oYSh3Add: {"ysh3add", formRRR}, oYSh4Add: {"ysh4add", formRRR}, oYSh1AddUW: {"ysh1add.uw", formRRR},
	oYSh2AddUW: {"ysh2add.uw", formRRR}, oYSh3AddUW: {"ysh3add.uw", formRRR}, oYSh4AddUW: {"ysh4add.uw", formRRR},
	oYAddRW: {"yaddrw", formRRR}, oYBndsW: {"ybndsw", formRRR}, oYBndsRW: {"ybndsrw", formRRR}, oYBndsWI: {"ybndswi", formRRI},
	oYPermC: {"ypermc", formRRR}, oYPermR: {"ypermr", formRR}, oYBaseR: {"ybaser", formRR}, oYLenR: {"ylenr", formRR},
	oYTopR: {"ytopr", formRR}, oYTagR: {"ytagr", formRR}, oYTypeR: {"ytyper", formRR}, oYModeR: {"ymoder", formRR},
	oYHiR: {"yhir", formRR}, oYHiW: {"yhiw", formRRR}, oYBld: {"ybld", formRRR}, oYEq: {"yeq", formRRR}, oYSS: {"yss", formRRR},
	oYSealE: {"yseale", formRR2}, oYAMask: {"yamask", formRR}, oYUnsealS: {"yunseals", formRRR}, oYModeW: {"ymodew", formRRR},

	oLB: {"lb", formLoad}, oLBU: {"lbu", formLoad}, oLH: {"lh", formLoad}, oLHU: {"lhu", formLoad}, oLW: {"lw", formLoad},
	oLWU: {"lwu", formLoad}, oLD: {"ld", formLoad}, oLY: {"ly", formLoad}, oFLW: {"flw", formLoad}, oFLD: {"fld", formLoad},
	oSB: {"sb", formStore}, oSH: {"sh", formStore}, oSW: {"sw", formStore}, oSD: {"sd", formStore}, oSY: {"sy", formStore},
	oFSW: {"fsw", formStore}, oFSD: {"fsd", formStore},

	oBEq: {"beq", formBranch}, oBNe: {"bne", formBranch}, oBLt: {"blt", formBranch}, oBGe: {"bge", formBranch},
	oBLtU: {"bltu", formBranch}, oBGeU: {"bgeu", formBranch},

	oFAddS: {"fadd.s", formRRR}, oFAddD: {"fadd.d", formRRR}, oFSubS: {"fsub.s", formRRR}, oFSubD: {"fsub.d", formRRR},
	oFMulS: {"fmul.s", formRRR}, oFMulD: {"fmul.d", formRRR}, oFDivS: {"fdiv.s", formRRR}, oFDivD: {"fdiv.d", formRRR},
	oFSqrtS: {"fsqrt.s", formRR}, oFSqrtD: {"fsqrt.d", formRR}, oFMinS: {"fmin.s", formRRR}, oFMinD: {"fmin.d", formRRR},
	oFMaxS: {"fmax.s", formRRR}, oFMaxD: {"fmax.d", formRRR}, oFNegS: {"fneg.s", formRR}, oFNegD: {"fneg.d", formRR},
	oFAbsS: {"fabs.s", formRR}, oFAbsD: {"fabs.d", formRR}, oFSgnjS: {"fsgnj.s", formRRR}, oFSgnjD: {"fsgnj.d", formRRR},
	oFEqS: {"feq.s", formRRR}, oFEqD: {"feq.d", formRRR}, oFLtS: {"flt.s", formRRR}, oFLtD: {"flt.d", formRRR},
	oFLeS: {"fle.s", formRRR}, oFLeD: {"fle.d", formRRR},
	oFCvtWS: {"fcvt.w.s", formTrunc}, oFCvtWD: {"fcvt.w.d", formTrunc}, oFCvtWUS: {"fcvt.wu.s", formTrunc}, oFCvtWUD: {"fcvt.wu.d", formTrunc},
	oFCvtLS: {"fcvt.l.s", formTrunc}, oFCvtLD: {"fcvt.l.d", formTrunc}, oFCvtLUS: {"fcvt.lu.s", formTrunc}, oFCvtLUD: {"fcvt.lu.d", formTrunc},
	oFCvtSW: {"fcvt.s.w", formRR}, oFCvtDW: {"fcvt.d.w", formRR}, oFCvtSWU: {"fcvt.s.wu", formRR}, oFCvtDWU: {"fcvt.d.wu", formRR},
	oFCvtSL: {"fcvt.s.l", formRR}, oFCvtDL: {"fcvt.d.l", formRR}, oFCvtSLU: {"fcvt.s.lu", formRR}, oFCvtDLU: {"fcvt.d.lu", formRR},
	oFCvtSD: {"fcvt.s.d", formRR}, oFCvtDS: {"fcvt.d.s", formRR},
	oFMVXW: {"fmv.x.w", formRR}, oFMVXD: {"fmv.x.d", formRR}, oFMVWX: {"fmv.w.x", formRR}, oFMVDX: {"fmv.d.x", formRR},

	oFence: {"fence rw, rw", formNone}, oLRB: {"lr.b.aqrl", formLR}, oLRH: {"lr.h.aqrl", formLR}, oLRW: {"lr.w.aqrl", formLR}, oLRD: {"lr.d.aqrl", formLR}, oLRY: {"lr.y.aqrl", formLR},
	oSCB: {"sc.b.rl", formAMO}, oSCH: {"sc.h.rl", formAMO}, oSCW: {"sc.w.rl", formAMO}, oSCD: {"sc.d.rl", formAMO}, oSCY: {"sc.y.rl", formAMO},
	oAmoSwapW: {"amoswap.w.aqrl", formAMO}, oAmoSwapD: {"amoswap.d.aqrl", formAMO}, oAmoSwapY: {"amoswap.y.aqrl", formAMO},
	oAmoAddW: {"amoadd.w.aqrl", formAMO}, oAmoAddD: {"amoadd.d.aqrl", formAMO}, oAmoAndW: {"amoand.w.aqrl", formAMO},
	oAmoAndD: {"amoand.d.aqrl", formAMO}, oAmoOrW: {"amoor.w.aqrl", formAMO}, oAmoOrD: {"amoor.d.aqrl", formAMO},
	oAmoXorW: {"amoxor.w.aqrl", formAMO}, oAmoXorD: {"amoxor.d.aqrl", formAMO},
	oCSRPCC: {"auipc", formPseudo},
}

// regNames are the names of the registers of the machine.
var regNames = [64]string{
	"zero", "ra", "sp", "gp", "tp", "t0", "t1", "t2", "s0", "s1", "a0", "a1", "a2", "a3", "a4", "a5",
	"a6", "a7", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6",
	"ft0", "ft1", "ft2", "ft3", "ft4", "ft5", "ft6", "ft7", "fs0", "fs1", "fa0", "fa1", "fa2", "fa3", "fa4", "fa5",
	"fa6", "fa7", "fs2", "fs3", "fs4", "fs5", "fs6", "fs7", "fs8", "fs9", "fs10", "fs11", "ft8", "ft9", "ft10", "ft11",
}

// regNamed is the register of a name, "x10" and "f10" and "fp" too.
func regNamed(name string) reg {
	for i, n := range regNames {
		if n == name {
			return reg(i)
		}
	}
	if name == "fp" {
		return s0
	}
	if (len(name) == 2 || len(name) == 3 && name[1] != '0') && (name[0] == 'x' || name[0] == 'f') {
		n := 0
		for _, c := range name[1:] {
			if c < '0' || c > '9' {
				return none
			}
			n = n*10 + int(c-'0')
		}
		if n < 32 {
			if name[0] == 'f' {
				n += 32
			}
			return reg(n)
		}
	}
	return none
}

func bit(r reg) uint64 { return 1 << uint(r) }

// regRange is the registers lo to hi.
func regRange(lo, hi reg) uint64 { return (bit(hi)<<1 - 1) &^ (bit(lo) - 1) }

// Registers that a call destroys, and that a function must leave as they were.
var (
	callerSaved = bit(ra) | regRange(5, 7) | regRange(10, 17) | regRange(28, 31) | regRange(32, 39) | regRange(42, 49) | regRange(60, 63)
	calleeSaved = regRange(8, 9) | regRange(18, 27) | regRange(40, 41) | regRange(50, 59)
)

// uses calls f with each register that the instruction reads.
func (m *ins) uses(f func(reg)) {
	if m.rs1 >= 0 {
		f(m.rs1)
	}
	if m.rs2 >= 0 {
		f(m.rs2)
	}
	if m.more != nil {
		for _, r := range m.more.uses {
			f(r)
		}
	}
}

// isMove says whether the instruction copies a register as it is.
func (m *ins) isMove() bool {
	return (m.op == oYMV || m.op == oFMVD || m.op == oFMVS) && m.rs1 != zero
}
