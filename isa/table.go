package isa

// Op names an instruction.
type Op uint16

// Every instruction, in the order of the table.
const (
	Invalid Op = iota
	LUI
	AUIPC
	JAL
	JALR
	BEQ
	BNE
	BLT
	BGE
	BLTU
	BGEU
	LB
	LH
	LW
	LD
	LBU
	LHU
	LWU
	SB
	SH
	SW
	SD
	ADDI
	SLTI
	SLTIU
	XORI
	ORI
	ANDI
	SLLI
	SRLI
	SRAI
	ADD
	SUB
	SLL
	SLT
	SLTU
	XOR
	SRL
	SRA
	OR
	AND
	ADDIW
	SLLIW
	SRLIW
	SRAIW
	ADDW
	SUBW
	SLLW
	SRLW
	SRAW
	FENCE
	FENCEI
	ECALL
	EBREAK
	MRET
	SRET
	WFI
	SFENCEVMA
	CSRRW
	CSRRS
	CSRRC
	CSRRWI
	CSRRSI
	CSRRCI
	MUL
	MULH
	MULHSU
	MULHU
	DIV
	DIVU
	REM
	REMU
	MULW
	DIVW
	DIVUW
	REMW
	REMUW
	YADD
	YMV
	YADDRW
	YPERMC
	YHIW
	YBNDSW
	YBNDSRW
	YUNSEALS
	YBLD
	YSEALE
	YEQ
	YSS
	YMODEW
	YMODESWY
	YMODESWI
	YAMASK
	YBASER
	YPERMR
	YTOPR
	YLENR
	YTAGR
	YTYPER
	YMODER
	LY
	SY
	YADDI
	YBNDSWI
	YHIR
	numOps
)

// table is the instruction set. Sections are those of the RISC-V and of the
// RISC-V CHERI specification.
var table = []Row{
	{LUI, "lui", 0x00000037, 0x0000007f, FormatU, "I", "Integer Register-Immediate Instructions",
		"Puts a 20-bit immediate into bits 31:12 of rd, sign extended.", Roles{Rd: Int}},
	{AUIPC, "auipc", 0x00000017, 0x0000007f, FormatU, "I", "AUIPC",
		"Adds an upper immediate to the address of pcc; in capability mode rd becomes a copy of pcc with that address.", Roles{Rd: Cap}},
	{JAL, "jal", 0x0000006f, 0x0000007f, FormatJ, "I", "JAL",
		"Jumps by an offset; rd receives the return address, a sentry in capability mode.", Roles{Rd: Cap}},
	{JALR, "jalr", 0x00000067, 0x0000707f, FormatLoad, "I", "JALR",
		"Jumps to the capability in rs1, unsealing a sentry; rd receives the return address as a sentry.", Roles{Rd: Cap, Rs1: Cap, Auth: AuthRs1}},
	{BEQ, "beq", 0x00000063, 0x0000707f, FormatBranch, "I", "Conditional Branches",
		"Branches if rs1 and rs2 are equal.", Roles{Rs1: Int, Rs2: Int}},
	{BNE, "bne", 0x00001063, 0x0000707f, FormatBranch, "I", "Conditional Branches",
		"Branches if rs1 and rs2 are not equal.", Roles{Rs1: Int, Rs2: Int}},
	{BLT, "blt", 0x00004063, 0x0000707f, FormatBranch, "I", "Conditional Branches",
		"Branches if rs1 is less than rs2, signed.", Roles{Rs1: Int, Rs2: Int}},
	{BGE, "bge", 0x00005063, 0x0000707f, FormatBranch, "I", "Conditional Branches",
		"Branches if rs1 is at least rs2, signed.", Roles{Rs1: Int, Rs2: Int}},
	{BLTU, "bltu", 0x00006063, 0x0000707f, FormatBranch, "I", "Conditional Branches",
		"Branches if rs1 is less than rs2, unsigned.", Roles{Rs1: Int, Rs2: Int}},
	{BGEU, "bgeu", 0x00007063, 0x0000707f, FormatBranch, "I", "Conditional Branches",
		"Branches if rs1 is at least rs2, unsigned.", Roles{Rs1: Int, Rs2: Int}},
	{LB, "lb", 0x00000003, 0x0000707f, FormatLoad, "I", "Load and Store Instructions",
		"Loads 1 byte, sign extended.", Roles{Rd: Int, Rs1: Cap, Mem: Load, MemSize: 1, Auth: AuthRs1}},
	{LH, "lh", 0x00001003, 0x0000707f, FormatLoad, "I", "Load and Store Instructions",
		"Loads 2 bytes, sign extended.", Roles{Rd: Int, Rs1: Cap, Mem: Load, MemSize: 2, Auth: AuthRs1}},
	{LW, "lw", 0x00002003, 0x0000707f, FormatLoad, "I", "Load and Store Instructions",
		"Loads 4 bytes, sign extended.", Roles{Rd: Int, Rs1: Cap, Mem: Load, MemSize: 4, Auth: AuthRs1}},
	{LD, "ld", 0x00003003, 0x0000707f, FormatLoad, "I", "Load and Store Instructions",
		"Loads 8 bytes, sign extended.", Roles{Rd: Int, Rs1: Cap, Mem: Load, MemSize: 8, Auth: AuthRs1}},
	{LBU, "lbu", 0x00004003, 0x0000707f, FormatLoad, "I", "Load and Store Instructions",
		"Loads 1 byte, zero extended.", Roles{Rd: Int, Rs1: Cap, Mem: Load, MemSize: 1, Auth: AuthRs1}},
	{LHU, "lhu", 0x00005003, 0x0000707f, FormatLoad, "I", "Load and Store Instructions",
		"Loads 2 bytes, zero extended.", Roles{Rd: Int, Rs1: Cap, Mem: Load, MemSize: 2, Auth: AuthRs1}},
	{LWU, "lwu", 0x00006003, 0x0000707f, FormatLoad, "I", "Load and Store Instructions",
		"Loads 4 bytes, zero extended.", Roles{Rd: Int, Rs1: Cap, Mem: Load, MemSize: 4, Auth: AuthRs1}},
	{SB, "sb", 0x00000023, 0x0000707f, FormatStore, "I", "Load and Store Instructions",
		"Stores the low 1 byte of rs2 and clears the tags of the granules it touches.", Roles{Rs1: Cap, Rs2: Int, Mem: Store, MemSize: 1, Auth: AuthRs1}},
	{SH, "sh", 0x00001023, 0x0000707f, FormatStore, "I", "Load and Store Instructions",
		"Stores the low 2 bytes of rs2 and clears the tags of the granules it touches.", Roles{Rs1: Cap, Rs2: Int, Mem: Store, MemSize: 2, Auth: AuthRs1}},
	{SW, "sw", 0x00002023, 0x0000707f, FormatStore, "I", "Load and Store Instructions",
		"Stores the low 4 bytes of rs2 and clears the tags of the granules it touches.", Roles{Rs1: Cap, Rs2: Int, Mem: Store, MemSize: 4, Auth: AuthRs1}},
	{SD, "sd", 0x00003023, 0x0000707f, FormatStore, "I", "Load and Store Instructions",
		"Stores the low 8 bytes of rs2 and clears the tags of the granules it touches.", Roles{Rs1: Cap, Rs2: Int, Mem: Store, MemSize: 8, Auth: AuthRs1}},
	{ADDI, "addi", 0x00000013, 0x0000707f, FormatI, "I", "Integer Register-Immediate Instructions",
		"rd becomes rs1 plus an immediate.", Roles{Rd: Int, Rs1: Int}},
	{SLTI, "slti", 0x00002013, 0x0000707f, FormatI, "I", "Integer Register-Immediate Instructions",
		"rd becomes 1 if rs1 is less than an immediate, signed.", Roles{Rd: Int, Rs1: Int}},
	{SLTIU, "sltiu", 0x00003013, 0x0000707f, FormatI, "I", "Integer Register-Immediate Instructions",
		"rd becomes 1 if rs1 is less than an immediate, unsigned.", Roles{Rd: Int, Rs1: Int}},
	{XORI, "xori", 0x00004013, 0x0000707f, FormatI, "I", "Integer Register-Immediate Instructions",
		"rd becomes rs1 xor an immediate.", Roles{Rd: Int, Rs1: Int}},
	{ORI, "ori", 0x00006013, 0x0000707f, FormatI, "I", "Integer Register-Immediate Instructions",
		"rd becomes rs1 or an immediate.", Roles{Rd: Int, Rs1: Int}},
	{ANDI, "andi", 0x00007013, 0x0000707f, FormatI, "I", "Integer Register-Immediate Instructions",
		"rd becomes rs1 and an immediate.", Roles{Rd: Int, Rs1: Int}},
	{SLLI, "slli", 0x00001013, 0xfc00707f, FormatShift, "I", "Integer Register-Immediate Instructions",
		"rd becomes rs1 shifted left by an immediate.", Roles{Rd: Int, Rs1: Int}},
	{SRLI, "srli", 0x00005013, 0xfc00707f, FormatShift, "I", "Integer Register-Immediate Instructions",
		"rd becomes rs1 shifted right by an immediate.", Roles{Rd: Int, Rs1: Int}},
	{SRAI, "srai", 0x40005013, 0xfc00707f, FormatShift, "I", "Integer Register-Immediate Instructions",
		"rd becomes rs1 shifted right with its sign by an immediate.", Roles{Rd: Int, Rs1: Int}},
	{ADD, "add", 0x00000033, 0xfe00707f, FormatR, "I", "Integer Register-Register Operations",
		"rd becomes rs1 plus rs2.", Roles{Rd: Int, Rs1: Int, Rs2: Int}},
	{SUB, "sub", 0x40000033, 0xfe00707f, FormatR, "I", "Integer Register-Register Operations",
		"rd becomes rs1 minus rs2.", Roles{Rd: Int, Rs1: Int, Rs2: Int}},
	{SLL, "sll", 0x00001033, 0xfe00707f, FormatR, "I", "Integer Register-Register Operations",
		"rd becomes rs1 shifted left by rs2.", Roles{Rd: Int, Rs1: Int, Rs2: Int}},
	{SLT, "slt", 0x00002033, 0xfe00707f, FormatR, "I", "Integer Register-Register Operations",
		"rd becomes 1 if rs1 is less than rs2, signed.", Roles{Rd: Int, Rs1: Int, Rs2: Int}},
	{SLTU, "sltu", 0x00003033, 0xfe00707f, FormatR, "I", "Integer Register-Register Operations",
		"rd becomes 1 if rs1 is less than rs2, unsigned.", Roles{Rd: Int, Rs1: Int, Rs2: Int}},
	{XOR, "xor", 0x00004033, 0xfe00707f, FormatR, "I", "Integer Register-Register Operations",
		"rd becomes rs1 xor rs2.", Roles{Rd: Int, Rs1: Int, Rs2: Int}},
	{SRL, "srl", 0x00005033, 0xfe00707f, FormatR, "I", "Integer Register-Register Operations",
		"rd becomes rs1 shifted right by rs2.", Roles{Rd: Int, Rs1: Int, Rs2: Int}},
	{SRA, "sra", 0x40005033, 0xfe00707f, FormatR, "I", "Integer Register-Register Operations",
		"rd becomes rs1 shifted right with its sign by rs2.", Roles{Rd: Int, Rs1: Int, Rs2: Int}},
	{OR, "or", 0x00006033, 0xfe00707f, FormatR, "I", "Integer Register-Register Operations",
		"rd becomes rs1 or rs2.", Roles{Rd: Int, Rs1: Int, Rs2: Int}},
	{AND, "and", 0x00007033, 0xfe00707f, FormatR, "I", "Integer Register-Register Operations",
		"rd becomes rs1 and rs2.", Roles{Rd: Int, Rs1: Int, Rs2: Int}},
	{ADDIW, "addiw", 0x0000001b, 0x0000707f, FormatI, "I", "Integer Register-Immediate Instructions",
		"rd becomes the low word of rs1 plus an immediate, sign extended.", Roles{Rd: Int, Rs1: Int}},
	{SLLIW, "slliw", 0x0000101b, 0xfe00707f, FormatShiftW, "I", "Integer Register-Immediate Instructions",
		"rd becomes the low word of rs1 shifted left by an immediate, sign extended.", Roles{Rd: Int, Rs1: Int}},
	{SRLIW, "srliw", 0x0000501b, 0xfe00707f, FormatShiftW, "I", "Integer Register-Immediate Instructions",
		"rd becomes the low word of rs1 shifted right by an immediate, sign extended.", Roles{Rd: Int, Rs1: Int}},
	{SRAIW, "sraiw", 0x4000501b, 0xfe00707f, FormatShiftW, "I", "Integer Register-Immediate Instructions",
		"rd becomes the low word of rs1 shifted right with its sign by an immediate, sign extended.", Roles{Rd: Int, Rs1: Int}},
	{ADDW, "addw", 0x0000003b, 0xfe00707f, FormatR, "I", "Integer Register-Register Operations",
		"rd becomes the low word of rs1 plus that of rs2, sign extended.", Roles{Rd: Int, Rs1: Int, Rs2: Int}},
	{SUBW, "subw", 0x4000003b, 0xfe00707f, FormatR, "I", "Integer Register-Register Operations",
		"rd becomes the low word of rs1 minus that of rs2, sign extended.", Roles{Rd: Int, Rs1: Int, Rs2: Int}},
	{SLLW, "sllw", 0x0000103b, 0xfe00707f, FormatR, "I", "Integer Register-Register Operations",
		"rd becomes the low word of rs1 shifted left by that of rs2, sign extended.", Roles{Rd: Int, Rs1: Int, Rs2: Int}},
	{SRLW, "srlw", 0x0000503b, 0xfe00707f, FormatR, "I", "Integer Register-Register Operations",
		"rd becomes the low word of rs1 shifted right by that of rs2, sign extended.", Roles{Rd: Int, Rs1: Int, Rs2: Int}},
	{SRAW, "sraw", 0x4000503b, 0xfe00707f, FormatR, "I", "Integer Register-Register Operations",
		"rd becomes the low word of rs1 shifted right with its sign by that of rs2, sign extended.", Roles{Rd: Int, Rs1: Int, Rs2: Int}},
	{FENCE, "fence", 0x0000000f, 0x0000707f, FormatFence, "I", "Memory Ordering Instructions",
		"Orders memory accesses; one hart needs no more.", Roles{}},
	{FENCEI, "fence.i", 0x0000100f, 0x0000707f, FormatFenceI, "Zifencei", "Zifencei",
		"Makes stores visible to instruction fetch.", Roles{}},
	{ECALL, "ecall", 0x00000073, 0xffffffff, FormatNone, "I", "Environment Call and Breakpoints",
		"Traps into the execution environment.", Roles{}},
	{EBREAK, "ebreak", 0x00100073, 0xffffffff, FormatNone, "I", "Environment Call and Breakpoints",
		"Traps to a debugger.", Roles{}},
	{MRET, "mret", 0x30200073, 0xffffffff, FormatNone, "Priv", "Trap Return",
		"Returns from a trap in M-mode: pcc becomes mepc, unsealed. Needs ASR.", Roles{Auth: AuthPCC}},
	{SRET, "sret", 0x10200073, 0xffffffff, FormatNone, "Priv", "Trap Return",
		"Returns from a trap in S-mode: pcc becomes sepc, unsealed. Needs ASR.", Roles{Auth: AuthPCC}},
	{WFI, "wfi", 0x10500073, 0xffffffff, FormatNone, "Priv", "Environment Call and Breakpoints",
		"May wait for an interrupt.", Roles{}},
	{SFENCEVMA, "sfence.vma", 0x12000073, 0xfe007fff, FormatRs1Rs2, "Priv", "Supervisor Memory-Management Fence Instruction",
		"Orders page-table updates.", Roles{Rs1: Int, Rs2: Int}},
	{CSRRW, "csrrw", 0x00001073, 0x0000707f, FormatCSR, "Zicsr", "CSRRW",
		"Swaps a CSR with rs1; a capability CSR as a whole.", Roles{Rd: Cap, Rs1: Cap, Auth: AuthPCC}},
	{CSRRS, "csrrs", 0x00002073, 0x0000707f, FormatCSR, "Zicsr", "CSRRW",
		"Reads a CSR and sets the bits of rs1 in it.", Roles{Rd: Cap, Rs1: Int, Auth: AuthPCC}},
	{CSRRC, "csrrc", 0x00003073, 0x0000707f, FormatCSR, "Zicsr", "CSRRW",
		"Reads a CSR and clears the bits of rs1 in it.", Roles{Rd: Cap, Rs1: Int, Auth: AuthPCC}},
	{CSRRWI, "csrrwi", 0x00005073, 0x0000707f, FormatCSRI, "Zicsr", "CSRRWI",
		"Reads a CSR and writes an immediate to it.", Roles{Rd: Cap, Auth: AuthPCC}},
	{CSRRSI, "csrrsi", 0x00006073, 0x0000707f, FormatCSRI, "Zicsr", "CSRRWI",
		"Reads a CSR and sets the bits of an immediate in it.", Roles{Rd: Cap, Auth: AuthPCC}},
	{CSRRCI, "csrrci", 0x00007073, 0x0000707f, FormatCSRI, "Zicsr", "CSRRWI",
		"Reads a CSR and clears the bits of an immediate in it.", Roles{Rd: Cap, Auth: AuthPCC}},
	{MUL, "mul", 0x02000033, 0xfe00707f, FormatR, "M", "M Extension",
		"rd becomes the low half of rs1 times rs2.", Roles{Rd: Int, Rs1: Int, Rs2: Int}},
	{MULH, "mulh", 0x02001033, 0xfe00707f, FormatR, "M", "M Extension",
		"rd becomes the high half of rs1 times rs2, both signed.", Roles{Rd: Int, Rs1: Int, Rs2: Int}},
	{MULHSU, "mulhsu", 0x02002033, 0xfe00707f, FormatR, "M", "M Extension",
		"rd becomes the high half of rs1, signed, times rs2, unsigned.", Roles{Rd: Int, Rs1: Int, Rs2: Int}},
	{MULHU, "mulhu", 0x02003033, 0xfe00707f, FormatR, "M", "M Extension",
		"rd becomes the high half of rs1 times rs2, both unsigned.", Roles{Rd: Int, Rs1: Int, Rs2: Int}},
	{DIV, "div", 0x02004033, 0xfe00707f, FormatR, "M", "M Extension",
		"rd becomes rs1 divided by rs2, signed.", Roles{Rd: Int, Rs1: Int, Rs2: Int}},
	{DIVU, "divu", 0x02005033, 0xfe00707f, FormatR, "M", "M Extension",
		"rd becomes rs1 divided by rs2, unsigned.", Roles{Rd: Int, Rs1: Int, Rs2: Int}},
	{REM, "rem", 0x02006033, 0xfe00707f, FormatR, "M", "M Extension",
		"rd becomes the remainder of rs1 divided by rs2, signed.", Roles{Rd: Int, Rs1: Int, Rs2: Int}},
	{REMU, "remu", 0x02007033, 0xfe00707f, FormatR, "M", "M Extension",
		"rd becomes the remainder of rs1 divided by rs2, unsigned.", Roles{Rd: Int, Rs1: Int, Rs2: Int}},
	{MULW, "mulw", 0x0200003b, 0xfe00707f, FormatR, "M", "M Extension",
		"rd becomes the product of the low words, sign extended.", Roles{Rd: Int, Rs1: Int, Rs2: Int}},
	{DIVW, "divw", 0x0200403b, 0xfe00707f, FormatR, "M", "M Extension",
		"rd becomes the signed quotient of the low words, sign extended.", Roles{Rd: Int, Rs1: Int, Rs2: Int}},
	{DIVUW, "divuw", 0x0200503b, 0xfe00707f, FormatR, "M", "M Extension",
		"rd becomes the unsigned quotient of the low words, sign extended.", Roles{Rd: Int, Rs1: Int, Rs2: Int}},
	{REMW, "remw", 0x0200603b, 0xfe00707f, FormatR, "M", "M Extension",
		"rd becomes the signed remainder of the low words, sign extended.", Roles{Rd: Int, Rs1: Int, Rs2: Int}},
	{REMUW, "remuw", 0x0200703b, 0xfe00707f, FormatR, "M", "M Extension",
		"rd becomes the unsigned remainder of the low words, sign extended.", Roles{Rd: Int, Rs1: Int, Rs2: Int}},
	{YADD, "yadd", 0x0600007b, 0xfe00707f, FormatR, "Y", "YADD",
		"rd becomes rs1 with rs2 added to its address; the tag clears if the bounds would change or rs1 is sealed.", Roles{Rd: Cap, Rs1: Cap, Rs2: Int}},
	{YMV, "ymv", 0x0600007b, 0xfff0707f, FormatRdRs1, "Y", "YMV",
		"rd becomes a copy of the capability rs1.", Roles{Rd: Cap, Rs1: Cap}},
	{YADDRW, "yaddrw", 0x1600007b, 0xfe00707f, FormatR, "Y", "YADDRW",
		"rd becomes rs1 with the address rs2; the tag clears if the bounds would change or rs1 is sealed.", Roles{Rd: Cap, Rs1: Cap, Rs2: Int}},
	{YPERMC, "ypermc", 0x2600007b, 0xfe00707f, FormatR, "Y", "YPERMC",
		"rd becomes rs1 without the permissions whose bits are set in rs2.", Roles{Rd: Cap, Rs1: Cap, Rs2: Int}},
	{YHIW, "yhiw", 0x0200007b, 0xfe00707f, FormatR, "Y", "YHIW",
		"rd becomes the address of rs1 with the upper half rs2, untagged.", Roles{Rd: Cap, Rs1: Int, Rs2: Int}},
	{YBNDSW, "ybndsw", 0x3600007b, 0xfe00707f, FormatR, "Y", "YBNDSW",
		"rd becomes rs1 narrowed to rs2 bytes from its address, exactly or untagged.", Roles{Rd: Cap, Rs1: Cap, Rs2: Int}},
	{YBNDSRW, "ybndsrw", 0x4600007b, 0xfe00707f, FormatR, "Y", "YBNDSRW",
		"rd becomes rs1 narrowed to at least rs2 bytes from its address, rounded outwards where needed.", Roles{Rd: Cap, Rs1: Cap, Rs2: Int}},
	{YUNSEALS, "yunseals", 0x0e00007b, 0xfe00707f, FormatR, "Y", "YUNSEALS",
		"rd becomes the sentry rs2 unsealed, if the capability rs1 covers it.", Roles{Rd: Cap, Rs1: Cap, Rs2: Cap, Auth: AuthRs1}},
	{YBLD, "ybld", 0x1e00007b, 0xfe00707f, FormatR, "Y", "YBLD",
		"rd becomes the bits of rs2 as a tagged capability, if the capability rs1 covers it.", Roles{Rd: Cap, Rs1: Cap, Rs2: Cap, Auth: AuthRs1}},
	{YSEALE, "yseale", 0x2e00007b, 0xfe0ff07f, FormatRdRs2, "Y", "YSEALE",
		"rd becomes rs2 sealed as a sentry.", Roles{Rd: Cap, Rs2: Cap}},
	{YEQ, "yeq", 0x0c00007b, 0xfe00707f, FormatR, "Y", "YEQ",
		"rd becomes 1 if rs1 and rs2 are the same bit for bit, tags included.", Roles{Rd: Int, Rs1: Cap, Rs2: Cap}},
	{YSS, "yss", 0x1c00007b, 0xfe00707f, FormatR, "Y", "YSS",
		"rd becomes 1 if the tags are equal and rs2 grants nothing that rs1 does not.", Roles{Rd: Int, Rs1: Cap, Rs2: Cap}},
	{YMODEW, "ymodew", 0x5600007b, 0xfe00707f, FormatR, "Zyhybrid", "YMODEW",
		"rd becomes rs1 with the pointer mode of bit 0 of rs2.", Roles{Rd: Cap, Rs1: Cap, Rs2: Int}},
	{YMODESWY, "ymodeswy", 0x5600007b, 0xffffffff, FormatNone, "Zyhybrid", "YMODESWY",
		"Switches to capability pointer mode.", Roles{}},
	{YMODESWI, "ymodeswi", 0x5610007b, 0xffffffff, FormatNone, "Zyhybrid", "YMODESWI",
		"Switches to integral pointer mode.", Roles{}},
	{YAMASK, "yamask", 0xf000007b, 0xfff0707f, FormatRdRs1, "Y", "YAMASK",
		"rd becomes the mask that aligns a base so that rs1 bytes from it are exactly representable.", Roles{Rd: Int, Rs1: Int}},
	{YBASER, "ybaser", 0xf400007b, 0xfff0707f, FormatRdRs1, "Y", "YBASER",
		"rd becomes the base of rs1.", Roles{Rd: Int, Rs1: Cap}},
	{YPERMR, "ypermr", 0xf410007b, 0xfff0707f, FormatRdRs1, "Y", "YPERMR",
		"rd becomes the permissions of rs1, a bit each.", Roles{Rd: Int, Rs1: Cap}},
	{YTOPR, "ytopr", 0xf420007b, 0xfff0707f, FormatRdRs1, "Y", "YTOPR",
		"rd becomes the top of rs1, at most 2^64-1.", Roles{Rd: Int, Rs1: Cap}},
	{YLENR, "ylenr", 0xf430007b, 0xfff0707f, FormatRdRs1, "Y", "YLENR",
		"rd becomes the length of rs1, at most 2^64-1.", Roles{Rd: Int, Rs1: Cap}},
	{YTAGR, "ytagr", 0xf440007b, 0xfff0707f, FormatRdRs1, "Y", "YTAGR",
		"rd becomes the tag of rs1.", Roles{Rd: Int, Rs1: Cap}},
	{YTYPER, "ytyper", 0xf450007b, 0xfff0707f, FormatRdRs1, "Y", "YTYPER",
		"rd becomes the type of rs1: 0 unsealed, 1 sentry.", Roles{Rd: Int, Rs1: Cap}},
	{YMODER, "ymoder", 0xf460007b, 0xfff0707f, FormatRdRs1, "Zyhybrid", "YMODER",
		"rd becomes the pointer mode of rs1.", Roles{Rd: Int, Rs1: Cap}},
	{LY, "ly", 0x0000107b, 0x0000707f, FormatLoad, "Y", "LY",
		"Loads a capability; without C permission it comes untagged, without LM it loses W and LM.", Roles{Rd: Cap, Rs1: Cap, Mem: Load, MemSize: 16, Auth: AuthRs1}},
	{SY, "sy", 0x0000207b, 0x0000707f, FormatStore, "Y", "SY",
		"Stores the capability rs2; without C permission its tag is not stored.", Roles{Rs1: Cap, Rs2: Cap, Mem: Store, MemSize: 16, Auth: AuthRs1}},
	{YADDI, "yaddi", 0x0000407b, 0x0000707f, FormatI, "Y", "YADDI",
		"rd becomes rs1 with an immediate added to its address; the tag clears if the bounds would change or rs1 is sealed.", Roles{Rd: Cap, Rs1: Cap}},
	{YBNDSWI, "ybndswi", 0xe000507b, 0xe000707f, FormatBounds, "Y", "YBNDSWI",
		"rd becomes rs1 narrowed to an immediate number of bytes from its address, exactly or untagged.", Roles{Rd: Cap, Rs1: Cap}},
	{YHIR, "yhir", 0x0400507b, 0xfff0707f, FormatRdRs1, "Y", "YHIR",
		"rd becomes the upper half of rs1.", Roles{Rd: Int, Rs1: Cap}},
}
