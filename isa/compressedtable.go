package isa

// COp names a compressed encoding.
type COp uint8

// Every compressed encoding, in the order of its table.
const (
	NotCompressed COp = iota
	CADDI4SPN
	CADDI4SPNY
	CFLD
	CLY
	CLW
	CLD
	CLBU
	CLHU
	CLH
	CSB
	CSH
	CFSD
	CSY
	CSW
	CSD
	CNOP
	CNOPHINT
	CADDI
	CADDIHINT
	CADDIW
	CLI
	CADDI16SP
	CADDI16SPY
	CLUI
	CSRLI
	CSRAI
	CANDI
	CSUB
	CXOR
	COR
	CAND
	CSUBW
	CADDW
	CMUL
	CZEXTB
	CZEXTW
	CNOT
	CJ
	CBEQZ
	CBNEZ
	CSLLI
	CFLDSP
	CLYSP
	CLWSP
	CLDSP
	CJR
	CMV
	CYMV
	CEBREAK
	CJALR
	CADD
	CFSDSP
	CSYSP
	CSWSP
	CSDSP
	numCOps
)

// compressed are Zca, Zcd and Zcb. Not in Zcb here: c.sext.b, c.zext.h and
// c.sext.h, which need Zbb. Of two rows that could be chosen for an instruction
// the first is.
var compressed = []CRow{
	{C: CADDI4SPN, Name: "c.addi4spn", Match: 0x0000, Mask: 0xe003, Op: ADDI, Rd: at4x, Rs1: x2, Imm: imm4SPN, Mode: IntMode, NonZero: zeroImm, Ext: "Zca", Section: "Integer Register-Immediate Operations"},
	{C: CADDI4SPNY, Name: "c.addi4spn", Match: 0x0000, Mask: 0xe003, Op: YADDI, Rd: at4x, Rs1: x2, Imm: imm4SPN, Mode: CapMode, NonZero: zeroImm, Ext: "Zca", Section: "C.ADDI4SPN (RVY)"},
	{C: CFLD, Name: "c.fld", Match: 0x2000, Mask: 0xe003, Op: FLD, Rd: at4x, Rs1: at9x, Imm: immD, Mode: IntMode, Ext: "Zcd", Section: "Register-Based Loads and Stores"},
	{C: CLY, Name: "c.ly", Match: 0x2000, Mask: 0xe003, Op: LY, Rd: at4x, Rs1: at9x, Imm: immY, Mode: CapMode, Ext: "Zca", Section: "C.LY"},
	{C: CLW, Name: "c.lw", Match: 0x4000, Mask: 0xe003, Op: LW, Rd: at4x, Rs1: at9x, Imm: immW, Ext: "Zca", Section: "Register-Based Loads and Stores"},
	{C: CLD, Name: "c.ld", Match: 0x6000, Mask: 0xe003, Op: LD, Rd: at4x, Rs1: at9x, Imm: immD, Ext: "Zca", Section: "Register-Based Loads and Stores"},
	{C: CLBU, Name: "c.lbu", Match: 0x8000, Mask: 0xfc03, Op: LBU, Rd: at4x, Rs1: at9x, Imm: immByte, Ext: "Zcb", Section: "c.lbu"},
	{C: CLHU, Name: "c.lhu", Match: 0x8400, Mask: 0xfc43, Op: LHU, Rd: at4x, Rs1: at9x, Imm: immHalf, Ext: "Zcb", Section: "c.lhu"},
	{C: CLH, Name: "c.lh", Match: 0x8440, Mask: 0xfc43, Op: LH, Rd: at4x, Rs1: at9x, Imm: immHalf, Ext: "Zcb", Section: "c.lh"},
	{C: CSB, Name: "c.sb", Match: 0x8800, Mask: 0xfc03, Op: SB, Rs1: at9x, Rs2: at4x, Imm: immByte, Ext: "Zcb", Section: "c.sb"},
	{C: CSH, Name: "c.sh", Match: 0x8c00, Mask: 0xfc43, Op: SH, Rs1: at9x, Rs2: at4x, Imm: immHalf, Ext: "Zcb", Section: "c.sh"},
	{C: CFSD, Name: "c.fsd", Match: 0xa000, Mask: 0xe003, Op: FSD, Rs1: at9x, Rs2: at4x, Imm: immD, Mode: IntMode, Ext: "Zcd", Section: "Register-Based Loads and Stores"},
	{C: CSY, Name: "c.sy", Match: 0xa000, Mask: 0xe003, Op: SY, Rs1: at9x, Rs2: at4x, Imm: immY, Mode: CapMode, Ext: "Zca", Section: "C.SY"},
	{C: CSW, Name: "c.sw", Match: 0xc000, Mask: 0xe003, Op: SW, Rs1: at9x, Rs2: at4x, Imm: immW, Ext: "Zca", Section: "Register-Based Loads and Stores"},
	{C: CSD, Name: "c.sd", Match: 0xe000, Mask: 0xe003, Op: SD, Rs1: at9x, Rs2: at4x, Imm: immD, Ext: "Zca", Section: "Register-Based Loads and Stores"},
	{C: CNOP, Name: "c.nop", Match: 0x0001, Mask: 0xffff, Op: ADDI, Rd: x0, Rs1: x0, Ext: "Zca", Section: "NOP Instruction"},
	{C: CNOPHINT, Name: "c.nop", Match: 0x0001, Mask: 0xef83, Op: ADDI, Rd: x0, Rs1: x0, Imm: immCI, Hint: always, Ext: "Zca", Section: "NOP Instruction"},
	{C: CADDI, Name: "c.addi", Match: 0x0001, Mask: 0xe003, Op: ADDI, Rd: at11, Rs1: at11, Imm: immCI, NonZero: zeroRd | zeroImm, Ext: "Zca", Section: "Integer Register-Immediate Operations"},
	{C: CADDIHINT, Name: "c.addi", Match: 0x0001, Mask: 0xf07f, Op: ADDI, Rd: x0, Rs1: at11, Imm: immCI, NonZero: zeroRs1, Hint: always, Ext: "Zca", Section: "Integer Register-Immediate Operations"},
	{C: CADDIW, Name: "c.addiw", Match: 0x2001, Mask: 0xe003, Op: ADDIW, Rd: at11, Rs1: at11, Imm: immCI, NonZero: zeroRd, Ext: "Zca", Section: "Integer Register-Immediate Operations"},
	{C: CLI, Name: "c.li", Match: 0x4001, Mask: 0xe003, Op: ADDI, Rd: at11, Rs1: x0, Imm: immCI, Hint: zeroRd, Ext: "Zca", Section: "Integer Constant-Generation Instructions"},
	{C: CADDI16SP, Name: "c.addi16sp", Match: 0x6101, Mask: 0xef83, Op: ADDI, Rd: x2, Rs1: x2, Imm: imm16SP, Mode: IntMode, NonZero: zeroImm, Ext: "Zca", Section: "Integer Register-Immediate Operations"},
	{C: CADDI16SPY, Name: "c.addi16sp", Match: 0x6101, Mask: 0xef83, Op: YADDI, Rd: x2, Rs1: x2, Imm: imm16SP, Mode: CapMode, NonZero: zeroImm, Ext: "Zca", Section: "C.ADDI16SP (RVY)"},
	{C: CLUI, Name: "c.lui", Match: 0x6001, Mask: 0xe003, Op: LUI, Rd: at11, Imm: immLUI, NonZero: zeroImm, Hint: zeroRd, Ext: "Zca", Section: "Integer Constant-Generation Instructions"},
	{C: CSRLI, Name: "c.srli", Match: 0x8001, Mask: 0xec03, Op: SRLI, Rd: at9x, Rs1: at9x, Imm: immShift, Hint: zeroImm, Ext: "Zca", Section: "Integer Register-Immediate Operations"},
	{C: CSRAI, Name: "c.srai", Match: 0x8401, Mask: 0xec03, Op: SRAI, Rd: at9x, Rs1: at9x, Imm: immShift, Hint: zeroImm, Ext: "Zca", Section: "Integer Register-Immediate Operations"},
	{C: CANDI, Name: "c.andi", Match: 0x8801, Mask: 0xec03, Op: ANDI, Rd: at9x, Rs1: at9x, Imm: immCI, Ext: "Zca", Section: "Integer Register-Immediate Operations"},
	{C: CSUB, Name: "c.sub", Match: 0x8c01, Mask: 0xfc63, Op: SUB, Rd: at9x, Rs1: at9x, Rs2: at4x, Ext: "Zca", Section: "Integer Register-Register Operations"},
	{C: CXOR, Name: "c.xor", Match: 0x8c21, Mask: 0xfc63, Op: XOR, Rd: at9x, Rs1: at9x, Rs2: at4x, Ext: "Zca", Section: "Integer Register-Register Operations"},
	{C: COR, Name: "c.or", Match: 0x8c41, Mask: 0xfc63, Op: OR, Rd: at9x, Rs1: at9x, Rs2: at4x, Ext: "Zca", Section: "Integer Register-Register Operations"},
	{C: CAND, Name: "c.and", Match: 0x8c61, Mask: 0xfc63, Op: AND, Rd: at9x, Rs1: at9x, Rs2: at4x, Ext: "Zca", Section: "Integer Register-Register Operations"},
	{C: CSUBW, Name: "c.subw", Match: 0x9c01, Mask: 0xfc63, Op: SUBW, Rd: at9x, Rs1: at9x, Rs2: at4x, Ext: "Zca", Section: "Integer Register-Register Operations"},
	{C: CADDW, Name: "c.addw", Match: 0x9c21, Mask: 0xfc63, Op: ADDW, Rd: at9x, Rs1: at9x, Rs2: at4x, Ext: "Zca", Section: "Integer Register-Register Operations"},
	{C: CMUL, Name: "c.mul", Match: 0x9c41, Mask: 0xfc63, Op: MUL, Rd: at9x, Rs1: at9x, Rs2: at4x, Ext: "Zcb", Section: "c.mul"},
	{C: CZEXTB, Name: "c.zext.b", Match: 0x9c61, Mask: 0xfc7f, Op: ANDI, Rd: at9x, Rs1: at9x, Imm: immFF, Ext: "Zcb", Section: "c.zext.b"},
	{C: CZEXTW, Name: "c.zext.w", Match: 0x9c71, Mask: 0xfc7f, Op: ADDUW, Rd: at9x, Rs1: at9x, Rs2: x0, Ext: "Zcb", Section: "c.zext.w"},
	{C: CNOT, Name: "c.not", Match: 0x9c75, Mask: 0xfc7f, Op: XORI, Rd: at9x, Rs1: at9x, Imm: immOnes, Ext: "Zcb", Section: "c.not"},
	{C: CJ, Name: "c.j", Match: 0xa001, Mask: 0xe003, Op: JAL, Rd: x0, Imm: immJ, Ext: "Zca", Section: "Control Transfer Instructions"},
	{C: CBEQZ, Name: "c.beqz", Match: 0xc001, Mask: 0xe003, Op: BEQ, Rs1: at9x, Rs2: x0, Imm: immB, Ext: "Zca", Section: "Control Transfer Instructions"},
	{C: CBNEZ, Name: "c.bnez", Match: 0xe001, Mask: 0xe003, Op: BNE, Rs1: at9x, Rs2: x0, Imm: immB, Ext: "Zca", Section: "Control Transfer Instructions"},
	{C: CSLLI, Name: "c.slli", Match: 0x0002, Mask: 0xe003, Op: SLLI, Rd: at11, Rs1: at11, Imm: immShift, Hint: zeroRd | zeroImm, Ext: "Zca", Section: "Integer Register-Immediate Operations"},
	{C: CFLDSP, Name: "c.fldsp", Match: 0x2002, Mask: 0xe003, Op: FLD, Rd: at11, Rs1: x2, Imm: immDSP, Mode: IntMode, Ext: "Zcd", Section: "Stack-Pointer-Based Loads and Stores"},
	{C: CLYSP, Name: "c.lysp", Match: 0x2002, Mask: 0xe003, Op: LY, Rd: at11, Rs1: x2, Imm: immYSP, Mode: CapMode, NonZero: zeroRd, Ext: "Zca", Section: "C.LYSP"},
	{C: CLWSP, Name: "c.lwsp", Match: 0x4002, Mask: 0xe003, Op: LW, Rd: at11, Rs1: x2, Imm: immWSP, NonZero: zeroRd, Ext: "Zca", Section: "Stack-Pointer-Based Loads and Stores"},
	{C: CLDSP, Name: "c.ldsp", Match: 0x6002, Mask: 0xe003, Op: LD, Rd: at11, Rs1: x2, Imm: immDSP, NonZero: zeroRd, Ext: "Zca", Section: "Stack-Pointer-Based Loads and Stores"},
	{C: CJR, Name: "c.jr", Match: 0x8002, Mask: 0xf07f, Op: JALR, Rd: x0, Rs1: at11, NonZero: zeroRs1, Ext: "Zca", Section: "Control Transfer Instructions"},
	{C: CMV, Name: "c.mv", Match: 0x8002, Mask: 0xf003, Op: ADD, Rd: at11, Rs1: x0, Rs2: at6, Mode: IntMode, NonZero: zeroRs2, Hint: zeroRd, Ext: "Zca", Section: "Integer Register-Register Operations"},
	{C: CYMV, Name: "c.ymv", Match: 0x8002, Mask: 0xf003, Op: YMV, Rd: at11, Rs1: at6, Mode: CapMode, NonZero: zeroRs1, Hint: zeroRd, Ext: "Zca", Section: "C.YMV"},
	{C: CEBREAK, Name: "c.ebreak", Match: 0x9002, Mask: 0xffff, Op: EBREAK, Ext: "Zca", Section: "Breakpoint Instruction"},
	{C: CJALR, Name: "c.jalr", Match: 0x9002, Mask: 0xf07f, Op: JALR, Rd: x1, Rs1: at11, NonZero: zeroRs1, Ext: "Zca", Section: "Control Transfer Instructions"},
	{C: CADD, Name: "c.add", Match: 0x9002, Mask: 0xf003, Op: ADD, Rd: at11, Rs1: at11, Rs2: at6, NonZero: zeroRs2, Hint: zeroRd, Ext: "Zca", Section: "Integer Register-Register Operations"},
	{C: CFSDSP, Name: "c.fsdsp", Match: 0xa002, Mask: 0xe003, Op: FSD, Rs1: x2, Rs2: at6, Imm: immSDSP, Mode: IntMode, Ext: "Zcd", Section: "Stack-Pointer-Based Loads and Stores"},
	{C: CSYSP, Name: "c.sysp", Match: 0xa002, Mask: 0xe003, Op: SY, Rs1: x2, Rs2: at6, Imm: immSYSP, Mode: CapMode, Ext: "Zca", Section: "C.SYSP"},
	{C: CSWSP, Name: "c.swsp", Match: 0xc002, Mask: 0xe003, Op: SW, Rs1: x2, Rs2: at6, Imm: immSWSP, Ext: "Zca", Section: "Stack-Pointer-Based Loads and Stores"},
	{C: CSDSP, Name: "c.sdsp", Match: 0xe002, Mask: 0xe003, Op: SD, Rs1: x2, Rs2: at6, Imm: immSDSP, Ext: "Zca", Section: "Stack-Pointer-Based Loads and Stores"},
}
