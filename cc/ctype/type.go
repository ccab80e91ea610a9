// Package ctype is the types of C, as RV64Y with the pure-capability ABI has
// them: sizes, alignments, layout.
package ctype

import "ushell/cc/diag"

// Kind is the kind of a type.
type Kind uint8

// Kinds of type, the arithmetic ones first, in the order of their rank.
const (
	Void Kind = iota
	Bool
	Char // plain char is unsigned, as the RISC-V psABI says, unless Negative is set
	SChar
	UChar
	Short
	UShort
	Int
	UInt
	Long
	ULong
	LongLong
	ULongLong
	IntCap  // __intcap_t, intptr_t: an integer in a capability
	UIntCap // __uintcap_t, uintptr_t
	Float
	Double
	LongDouble // the same format as double: docs/abi.md
	Enum
	Pointer
	Array
	Func
	Struct
	Union
	VaList // __builtin_va_list: a capability to the array of the arguments that are left
	Error  // of an expression with a mistake, so that it is reported once
)

// Qual are the qualifiers.
type Qual uint8

// Qualifiers.
const (
	Const Qual = 1 << iota
	Volatile
	Restrict
	Atomic
)

// Type is a type. Types are compared with Same, not with ==. A qualified type
// is a copy of the unqualified one that shares its tag.
type Type struct {
	Kind     Kind
	Qual     Qual
	Size     int64 // bytes; of an incomplete type -1
	Align    int64 // bytes
	Elem     *Type // of Pointer what it points at, of Array the element, of Func the result, of Enum the integer type
	Len      int64 // of Array the number of elements, -1 when it is not known
	VLA      any   // of Array: an ast.Expr, when the length is known only as the program runs
	Params   []Param
	Variadic bool
	OldStyle bool   // of Func: declared without a prototype
	Negative bool   // of Char: it is signed, which an option asks for
	Tag      *Tag   // of Struct, Union, Enum
	Typedef  string // the name that it was written by, for messages; else ""

	typedefQual Qual  // the qualifiers that Typedef stands for
	more        int64 // an alignment that was asked for
}

// Param is a parameter of a function type.
type Param struct {
	Name string
	Type *Type // adjusted: no arrays, no functions
	Loc  diag.Loc
}

// Tag is what structs, unions and enums of one declaration share.
type Tag struct {
	Wide        bool   // addresses of members of it, and of it as a member, never get bounds of their own
	Name        string // "" for an anonymous one
	Loc         diag.Loc
	Members     []*Field // of Struct and Union, in order; anonymous members are Fields without a name
	Enums       []Enumerator
	Packed      bool
	Flex        bool // the last member is a flexible array
	Done        bool // it is complete
	Transparent bool // of Union: as a parameter it takes any of its members (transparent_union)
	Size        int64
	Align       int64

	types []*Type // of this tag, with all qualifiers and names
}

// Field is a member.
type Field struct {
	Name   string
	Type   *Type
	Off    int64 // bytes from the start of the struct; of a bit-field those of its storage unit
	Bits   int   // of a bit-field its width, else 0
	BitOff int   // of a bit-field its first bit in the storage unit of Type.Size bytes at Off; in a packed struct only the bytes that hold its bits are surely inside
	IsBits bool  // it is a bit-field, also when its width is 0
	Wide   bool  // its address never gets bounds of its own, whatever the options say
	Loc    diag.Loc
}

// Enumerator is a constant of an enum.
type Enumerator struct {
	Name  string
	Value int64
}
