// Package ast is a checked C program: every expression has its type, every
// conversion stands in the tree, every name is bound, every initialiser is a
// list of stores. What reads it needs to know C's meaning, not its rules.
package ast

import (
	"ushell/cc/ctype"
	"ushell/cc/diag"
)

// Unit is a translation unit.
type Unit struct {
	Objects []*Object // defined or declared at file scope, static locals and string literals, in order
	Asm     []string  // asm at file scope
	Files   *diag.Files
}

// Storage is where an object lives.
type Storage uint8

// Storages.
const (
	Auto   Storage = iota // in a frame
	Static                // in the image: it is defined here, or only declared when Extern is set
	Thread                // static, one for each thread (there is one)
	Fn                    // a function
)

// Object is a variable, a parameter, a string literal or a function.
type Object struct {
	Name    string // as written; "" for what has none
	Sym     string // the symbol in the assembly; unique for static locals and literals
	Type    *ctype.Type
	Storage Storage
	Loc     diag.Loc

	Global bool // the symbol is visible to other units
	Extern bool // declared, not defined here
	Tent   bool // a tentative definition, zero unless another unit defines it
	Param  bool
	// AddrTaken is set when something needs the object in memory: & of it, an
	// array or struct used as such. What is not set can live in a register.
	AddrTaken bool
	Used      bool // something refers to it

	Init []Init // of a Static with a definition: constants; empty for zeros. In order of Off
	Data []byte // of a string literal its bytes, terminator included
	VLA  Expr   // of an Auto variable length array: its size in bytes
	Func *Function

	Attr Attr
}

// Attr are the attributes of an object that reach the assembly or the code.
type Attr struct {
	Section     string
	Align       int64 // 0: that of the type
	Weak        bool
	Alias       string
	NoReturn    bool
	Constructor bool
	Destructor  bool
	Priority    int // of the constructor or destructor, 65535 when none was given
	Used        bool
	NoInline    bool
	Cleanup     *Object // the function to call when the variable's scope ends
	Packed      bool
	Visibility  string
}

// Init is one store of an initialiser: Value goes to Off bytes into the object.
// What no Init covers is zero. In a Static's, Value is constant: a number, or the
// address of an object and an offset.
type Init struct {
	Off   int64
	Type  *ctype.Type  // of what is stored: a scalar, or a struct or union that is copied
	Field *ctype.Field // when it is a bit-field
	Value Expr
	Const *Const // in a Static's: what Value is worth
}

// Const is a constant: a number, or an address.
type Const struct {
	Int   int64   // the number, or the offset from Base in bytes
	Float float64 // of a constant of floating type
	Base  *Object // of an address constant
	Label *Label  // of &&label: its address, in Base, which is the function
	Minus *Label  // of the difference of two labels
}

// Function is the body of a function.
type Function struct {
	Obj    *Object
	Params []*Object // in order; each has Param set
	Locals []*Object // all Auto objects but the parameters, those of inner scopes and of compound literals too
	Labels []*Label
	Body   *Block
	End    diag.Pos // of its closing brace
	Uses   bool     // calls alloca or has a VLA: sp moves
}

// Label is a label of a function.
type Label struct {
	Name      string
	Loc       diag.Loc
	AddrTaken bool   // by &&
	Block     *Block // the innermost block that it stands in
}

// Node is what every statement and expression has.
type Node struct{ Where diag.Span }

// Span is where the node stands in the source.
func (n *Node) Span() *diag.Span { return &n.Where }

// Expr is an expression. Its type is complete, or void, or a function's, and not
// qualified when it is no lvalue. An lvalue where a value is needed stands for
// the value: nothing marks the load.
type Expr interface {
	Span() *diag.Span
	Type() *ctype.Type
}

// E is what every expression has.
type E struct {
	Node
	T *ctype.Type
}

// Type is the type of the expression.
func (e *E) Type() *ctype.Type { return e.T }

// Op is an operator.
type Op uint8

// Operators. The operands of arithmetic, bitwise and relational ones have one
// common type, but for shifts; the result of a relational or logical one is int.
const (
	Neg Op = iota // unary
	BitNot
	LogNot
	Add // binary
	Sub
	Mul
	Div
	Rem
	Shl
	Shr
	And
	Or
	Xor
	Eq
	Ne
	Lt
	Le
	Gt
	Ge
	LogAnd
	LogOr
	Comma
	PtrAdd  // pointer X, integer Y of type long: Y elements on
	PtrSub  // pointer X, integer Y of type long: Y elements back
	PtrDiff // two pointers: elements between them, a long
)

type (
	// Int is an integer constant, of integer, bool, enum or pointer type (a null
	// pointer, or an integer turned into a pointer without authority).
	Int struct {
		E
		Value int64 // the low bits of it, sign extended from its type
	}
	// Float is a constant of floating type.
	Float struct {
		E
		Value float64
	}
	// Ref is an object by its name, or a string literal: an lvalue, or a function.
	Ref struct {
		E
		Obj *Object
	}
	// Unary is Op X.
	Unary struct {
		E
		Op Op
		X  Expr
	}
	// Binary is X Op Y.
	Binary struct {
		E
		Op   Op
		X, Y Expr
		// Prov says whose capability an operation on two capability integers
		// keeps: 0 that of X, 1 that of Y, -1 neither (the result is null derived).
		Prov int8
	}
	// Deref is *X, an lvalue; X is a pointer.
	Deref struct {
		E
		X Expr
	}
	// Addr is &X, X an lvalue or a function; also what an array or a function
	// decays to: then T is a pointer to the element or to the function.
	Addr struct {
		E
		X     Expr
		Decay bool
	}
	// Member is X.Field, an lvalue when X is one.
	Member struct {
		E
		X     Expr
		Field *ctype.Field
	}
	// Assign is X = Y; the value is the new value of X.
	Assign struct {
		E
		X, Y Expr
	}
	// OpAssign is X Op= Y: X is converted to Calc, the operation done in that
	// type (the common one of both; for shifts and pointers that of X), and the
	// result converted back. Post is set for X++ and X--: then the value is that
	// before.
	OpAssign struct {
		E
		Op   Op
		X, Y Expr
		Calc *ctype.Type
		Prov int8
		Post bool
	}
	// Cond is C ? X : Y; X is nil for C ?: Y, and then C has type T converted.
	Cond struct {
		E
		C, X, Y Expr
	}
	// Cast converts X to T: between arithmetic types, pointers, capability
	// integers, to void. Explicit ones were written.
	Cast struct {
		E
		X        Expr
		Explicit bool
	}
	// Call calls Fn, a pointer to a function. The first NFixed arguments are the
	// parameters of its prototype, converted; those behind are promoted.
	Call struct {
		E
		Fn     Expr
		Args   []Expr
		NFixed int
	}
	// Compound is a compound literal in a function: Obj is given its Init, then
	// it is the lvalue Obj.
	Compound struct {
		E
		Obj  *Object
		Init []Init
	}
	// StmtExpr is ({ ... }): its value is that of the last statement.
	StmtExpr struct {
		E
		Body  *Block
		Value Expr // the last statement's expression, not in Body; nil: void
	}
	// Builtin is a builtin that is not expanded by the checker: __builtin_va_arg,
	// __builtin_alloca, __builtin_cheri_*, __atomic_* and so on, with its
	// arguments converted as its prototype says.
	Builtin struct {
		E
		Name string
		Args []Expr
		Of   *ctype.Type // the type argument of those that have one
	}
	// LabelAddr is &&label, a code capability.
	LabelAddr struct {
		E
		Label *Label
	}
)

// Stmt is a statement.
type Stmt interface{ Span() *diag.Span }

type (
	// Block is { ... }, or a for loop with a declaration: the scope of Vars.
	Block struct {
		Node
		Vars   []*Object // declared in it, in order, static ones too
		Stmts  []Stmt
		Parent *Block
		End    diag.Pos // of its closing brace
	}
	// ExprStmt is X;
	ExprStmt struct {
		Node
		X Expr
	}
	// VarDecl is where the declaration of an Auto object is executed: it is
	// given its Init (Zero: what Init does not cover becomes zero).
	VarDecl struct {
		Node
		Obj  *Object
		Init []Init
		Zero bool
	}
	// If is if (Cond) Then else Else; Else may be nil.
	If struct {
		Node
		Cond       Expr
		Then, Else Stmt
	}
	// Loop is for (; Cond; Post) Body, and while; Do: the condition is tested
	// behind the body. Cond and Post may be nil. An initialiser stands before it.
	Loop struct {
		Node
		Cond, Post Expr
		Body       Stmt
		Do         bool
	}
	// Switch is switch (X) Body, X promoted.
	Switch struct {
		Node
		X       Expr
		Cases   []*Case
		Default *Case
		Body    Stmt
	}
	// Case is case Lo ... Hi: or default:, a place in the body of Switch.
	Case struct {
		Node
		Lo, Hi int64
		Of     *Switch
	}
	// Break leaves To, a *Loop or a *Switch; Continue goes on with it.
	Break struct {
		Node
		To Stmt
	}
	// Continue goes on with the next round of To.
	Continue struct {
		Node
		To *Loop
	}
	// LabelStmt is a place to go to.
	LabelStmt struct {
		Node
		Label *Label
	}
	// Goto is goto label; from the block From.
	Goto struct {
		Node
		Label *Label
		From  *Block
	}
	// GotoPtr is goto *X;
	GotoPtr struct {
		Node
		X Expr
	}
	// Return is return X; X may be nil.
	Return struct {
		Node
		X Expr
	}
	// Asm is an asm statement.
	Asm struct {
		Node
		Text     string // with %0, %[name], %% and {a|b} as written
		Outs     []AsmOperand
		Ins      []AsmOperand
		Clobbers []string
		Volatile bool
		Labels   []*Label
	}
	// Probe is PROBE(name, args...): nothing is executed for it, but that its
	// arguments are where the debugger is told they are.
	Probe struct {
		Node
		Name string
		Args []AsmOperand // Name is what the argument is called
	}
)

// AsmOperand is an operand of an asm statement.
type AsmOperand struct {
	Name       string // of %[name]
	Constraint string // "=r", "+m", "0"
	X          Expr   // an lvalue for an output
}
