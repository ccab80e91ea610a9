// Package ir is the compiler's middle: functions as blocks of instructions on
// virtual registers. Lower makes it of the checked tree and improves
// it, and package rv turns it into assembly.
package ir

import (
	"ushell/cc/ast"
	"ushell/cc/ctype"
	"ushell/cc/diag"
)

// Unit is a translation unit.
type Unit struct {
	Src   *ast.Unit
	Funcs []*Func // those with a body, in order
}

// Class is what a virtual register holds.
type Class uint8

// Classes of register. An Int holds 64 bits. A value of a C type of 32 bits is
// kept sign extended, also an unsigned one; a narrower one is extended as its
// type says; _Bool is 0 or 1.
const (
	Int Class = iota
	Cap       // a capability, pointers and (u)intptr_t alike
	F32
	F64
)

// Reg is a virtual register of a function, from 1; 0 is none. Registers can be
// written more than once.
type Reg int32

// Func is a function.
type Func struct {
	Obj    *ast.Object
	Blocks []*Block // the first is the entry; in the order they are emitted
	Class  []Class  // of each register; [0] is not used
	Slots  []*Slot
	Params []Place // where parameters arrive, each to be moved to its register or slot on entry
	Vars   []Var   // for the debugger
	Calls  bool    // it calls something, so that ra must be kept
	Moves  bool    // sp moves: alloca, variable length arrays
	Twice  bool    // it calls setjmp, which can return twice: no two values may share a place in the frame
	done   bool    // it was optimised
	stamp  int32   // of the last walk over the blocks
	alias  map[any]bool
	holds  []holding // what is known of registers; it can be shorter than Class
	VaReg  Reg       // of a variadic function: the capability to the variadic arguments, as it came in t1
}

// holding says that a register only ever holds integers that are the extension of
// their low w bytes; w 0: nothing is known.
type holding struct {
	w      uint8
	signed bool
}

// Slot is a piece of the frame.
type Slot struct {
	Size, Align int64
	Obj         *ast.Object // nil for a temporary
	Off         int64       // from the frame pointer; rv's
}

// Var says where a variable is while its function runs.
type Var struct {
	Obj  *ast.Object
	Slot *Slot // in memory, or
	Reg  Reg   // in a register
	// Indirect: what is there is a capability to the variable (a variable length
	// array, a large struct that was passed).
	Indirect bool
	// Stale: an assignment to it was left out, so its register need not have its
	// value when nothing reads it any more.
	Stale bool
}

// Where is how a value is passed.
type Where uint8

// Ways to pass a value.
const (
	InReg   Where = iota // register a0+N, an integer or a capability
	InFReg               // fa0+N
	OnStack              // the 16-byte slot N of those at the callee's sp on entry
	InT1                 // t1: the capability to the variadic arguments
)

// Place is one register's worth of a parameter, an argument or a result.
type Place struct {
	Where Where
	N     int
	Class Class // of the value: an F32 or F64 can travel in an integer register or a slot, as its bits
	Reg   Reg   // the value
	// Slot, for a parameter that is a piece of a struct: it is stored there at
	// Off instead, Size bytes of it.
	Slot *Slot
	Off  int64
	Size int64 // a power of two
	At   int64 // OnStack: where in the 16 bytes, 0 or 8 (the second half of a struct of two integers)
}

// Block is a basic block: its last instruction, and no other, is a terminator.
type Block struct {
	ID   int
	Ins  []*Ins
	Loop int // how many loops it lies in
	// Label is the C label that &&label can name, nil for most.
	Label *ast.Label

	mark  int32 // the number of the walk that met it last
	preds int32
}

// Cond is a condition.
type Cond uint8

// Conditions; of capabilities they compare addresses, unsigned. Of floating
// values Eq, Ne, Lt, Le, Gt, Ge are C's: all but Ne are false for NaN.
const (
	Eq Cond = iota
	Ne
	Lt
	Le
	Gt
	Ge
	LtU
	LeU
	GtU
	GeU
)

// Op is an operation.
type Op uint8

// Operations. Where one has two operands and B is 0, Imm is the second, and it
// can be any 64-bit number. W is 4 or 8, and 4 means that the low words are used
// and the result is sign extended; And, Or and Xor have W 8. Signed on Add, Sub and
// Mul is a note for Optimise. Branch compares
// integers or capabilities (with Imm, Eq or Ne: a null test), Set floats too.
const (
	Nop    Op = iota
	Const     // Dst = Imm; of class Cap: a null capability with address Imm
	FConst    // Dst = F
	Move      // Dst = A, of the same class
	Add       // integers: Dst = A op B
	Sub
	Mul
	MulH  // high 64 bits, signed
	MulHU // unsigned
	Div
	DivU
	Rem
	RemU
	And
	Or
	Xor
	Shl
	Shr  // logical
	Sar  // arithmetic
	Ext  // Dst = the low W bytes of A, extended as Signed says
	Set  // Dst = A Cond B, 0 or 1; operands of any one class
	FAdd // F32 or F64 by the class of Dst
	FSub
	FMul
	FDiv
	FNeg
	FAbs
	FSqrt
	FMin
	FMax
	FCopySign
	IntToF // Dst = A: of W bytes, Signed
	FToInt // Dst = A truncated, to W bytes, Signed
	FToF   // between F32 and F64
	FBits  // between a floating register and the bits of it in an integer register

	CapAdd      // Dst = A with B added to its address
	CapShAdd    // Dst = A with B<<Imm added to its address, Imm 1 to 4; W 4 and not Signed: the low word of B, zero extended (ysh2add, ysh2add.uw)
	ShAdd       // integers: Dst = A + B<<Imm, Imm 0 to 3; W 4 and not Signed: the low word of B, zero extended (sh2add, sh2add.uw, add.uw)
	CapNull     // Dst (Cap) = the null capability with the address A (an Int): a move of the integer
	CapAddr     // Dst (Int) = address of A
	CapSetAddr  // Dst = A with the address B
	CapBounds   // Dst = A with bounds from its address, length B, rounded
	CapBoundsEx // the same, exact or without a tag
	CapAndPerm
	CapGetPerm
	CapGetBase
	CapGetLen
	CapGetTop
	CapGetTag
	CapGetType
	CapGetMode
	CapSealed    // Dst = 1 when it is sealed
	CapClearTag  // Dst = A without its tag
	CapSealEntry // Dst = A as a sentry
	CapEqExact   // Dst = 1 when A and B are the same in all bits and the tag
	CapSubset    // Dst = 1 when B lies within A
	CapBuild     // Dst = B built from the authority A
	CapGetHigh   // Dst (Int) = metadata
	CapSetHigh   // Dst = A with metadata B, no tag
	CapUnseal    // Dst = the sentry B unsealed by the authority A
	CapSetMode   // Dst = A with the pointer mode of bit 0 of B
	CapMask      // Dst = representable alignment mask of the length A
	CapPCC       // Dst = pcc
	CapSP        // Dst = sp
	CapDDC       // Dst = ddc

	SlotAddr  // Dst = capability to Slot, with its exact bounds, at Imm
	SymAddr   // Dst = capability to Sym, at Imm
	LabelAddr // Dst = the address of Label's block, a code capability
	Load      // Dst = W bytes at Addr, extended as Signed says
	Store     // W bytes at Addr = B, or Imm (0 alone for W 16) when B is 0
	Copy      // W bytes... of struct: Size bytes at Addr = those at From; both at least Align aligned; tags are kept. Small ones only: others are calls
	Zero      // Size bytes at Addr = 0; small

	// W of the atomic ones is 1, 2, 4, 8 or 16.
	Amo    // Dst = W bytes at A, extended as Signed says; then A = Dst Amo B; of capabilities only AmoSwap
	CmpXch // Dst = 1 and A = C if W bytes at A equal B, else Dst = 0; Dst2 is what A held, extended as Signed says
	Fence

	Alloca     // Dst = A (or Imm) bytes of stack, aligned to 16 and to Align, exact bounds
	StackSave  // Dst = sp
	StackBack  // sp = A
	FrameAddr  // Dst = frame pointer, Imm frames up
	ReturnAddr // Dst = return address, Imm frames up

	Bswap
	Clz // of W bytes
	Ctz
	Popcount

	CallOp // Call
	AsmOp  // Asm
	ProbeOp
	ScopeIn  // the block Scope begins, for the debugger
	ScopeOut // it ends
	Trap     // stop with a breakpoint exception; an Unreachable follows

	// Terminators.
	Jump   // to To
	Branch // to To if A Cond B, else to Else
	Switch // jump by A to the case whose value it is, else to Else: Cases. A table when they are dense
	Ret    // Results
	GotoPtr
	Unreachable
)

// Address is what Load and Store use: Base (a Cap) or Slot, and Off.
type Address struct {
	Base Reg
	Slot *Slot
	Off  int64
}

// Ins is an instruction. What an Op does not speak of is zero.
type Ins struct {
	Op       Op
	W        uint8
	Signed   bool
	Volatile bool
	Cond     Cond
	Amo      AmoKind
	Dst      Reg
	Dst2     Reg
	A, B, C  Reg
	Imm      int64
	F        float64
	Addr     Address
	From     Address // of Copy
	Size     int64
	Align    int64
	Slot     *Slot
	Sym      *ast.Object
	Label    *ast.Label
	Call     *Call
	Asm      *Asm
	Probe    *Probe
	Scope    *ast.Block
	To, Else *Block
	Cases    []Case
	Results  []Place // of Ret
	Pos      diag.Pos
	live     bool // sweep's
	Stmt     bool // it begins a statement: a place where stepping by lines stops
}

// AmoKind is what an atomic read-modify-write does.
type AmoKind uint8

// Kinds.
const (
	AmoSwap AmoKind = iota
	AmoAdd
	AmoAnd
	AmoOr
	AmoXor
	AmoSub
	AmoNand
)

// Case is a range of values of a Switch.
type Case struct {
	Lo, Hi int64
	To     *Block
}

// Call is a call.
type Call struct {
	Sym      *ast.Object // direct, or
	Name     string      // of a function of the runtime, or
	Fn       Reg         // through a pointer
	Args     []Place
	Results  []Place // none, one or two
	NoReturn bool
	Stack    int // slots of 16 bytes that Args OnStack use
}

// Asm is an inline assembly statement. Its text has operands %0... as written.
type Asm struct {
	Src  *ast.Asm
	Outs []AsmArg // in the order of Src.Outs; a "+" one is read too
	Ins  []AsmArg
	// Labels are the blocks of asm goto: then the instruction is followed by a
	// Jump, and these can be jumped to as well.
	Labels []*Block
}

// AsmArg is an operand: a register, memory, or a constant. Fixed names the
// register that the constraint or a register variable asks for.
type AsmArg struct {
	Reg   Reg
	Mem   *Address
	Imm   int64
	Sym   *ast.Object
	IsImm bool
	Class Class
	Tied  int // of an input: 1 + the output that it shares the register with
	Fixed string
}

// Probe is a probe: Args say where its arguments are.
type Probe struct {
	Name string
	Args []ProbeArg
}

// ProbeArg is an argument of a probe: in a register, in a slot, or a constant.
type ProbeArg struct {
	Name string
	Reg  Reg
	Addr *Address
	Imm  int64
	Type *ctype.Type
}
