package image

import (
	"slices"
)

// Debug is what a compiler says of a program in a language with types and
// variables: the types, the functions with their nested blocks, and where each
// variable is while which instructions execute.
type Debug struct {
	Types  []Type     // Types[0] is void
	Funcs  []Function // in order of Lo
	Scopes []Scope
	Files  []string // names of the source files that the positions here refer to
}

// TypeID is an index into the Types of a Debug. 0 is void.
type TypeID int32

// TypeKind says what a type is made of.
type TypeKind uint8

// Kinds of types.
const (
	TypeBase     TypeKind = iota // Name, Size, Enc
	TypePointer                  // Elem
	TypeArray                    // Elem, Count
	TypeFunc                     // Elem is the result; Params, Variadic
	TypeStruct                   // Name is the tag, "" for none; Size, Fields
	TypeUnion                    // like TypeStruct
	TypeEnum                     // Name, Elem is the integer type, Enums
	TypeTypedef                  // Name, Elem
	TypeConst                    // Elem
	TypeVolatile                 // Elem
	TypeAtomic                   // Elem
	TypeVaList                   // a capability to the next argument
	TypeForward                  // a struct, union or enum that this unit only names: Name, Elem is its kind
	typeKinds
)

// Encoding says what the bits of a base type mean.
type Encoding uint8

// Encodings of base types.
const (
	EncVoid Encoding = iota
	EncSigned
	EncUnsigned
	EncBool
	EncChar  // a signed character
	EncUChar // an unsigned one
	EncFloat
	EncIntCap  // an integer with the size and the provenance of a capability
	EncUIntCap // an unsigned one
	encodings
)

// Type is a type of C.
type Type struct {
	Kind     TypeKind
	Enc      Encoding
	Variadic bool
	Name     string
	Size     uint64 // bytes, of base types, structs and unions
	Elem     TypeID
	Count    int64 // elements of an array, -1 when that is not known
	Params   []TypeID
	Fields   []Field
	Enums    []Enumerator
}

// Field is a member of a struct or union.
type Field struct {
	Name   string // "" for an unnamed struct or union whose members are the outer one's
	Type   TypeID
	Off    uint64 // bytes from the beginning
	Bits   uint8  // of a bit-field, 0 for none
	BitOff uint8  // of a bit-field: its lowest bit, counted from that of the byte at Off
}

// Enumerator is a name for a value of an enum.
type Enumerator struct {
	Name  string
	Value int64
}

// Function is a function as its source declares it.
type Function struct {
	Name, Symbol string
	Type         TypeID
	Lo, Hi       uint64 // its instructions: [Lo, Hi)
	Body         uint64 // the first instruction behind the prologue
	File         int    // index into the Files of the Debug
	Line, Col    int
	Scope        int // the outermost block; the parameters are in it
}

// Scope is a block: of a function, or, with Func -1, all that the unit declares
// outside of functions.
type Scope struct {
	Func   int // index into Funcs, -1 for none
	Parent int // index into Scopes, -1 for none
	Lo, Hi uint64
	Vars   []Var
}

// VarKind says what a variable is.
type VarKind uint8

// Kinds of variables.
const (
	VarParam VarKind = iota
	VarLocal
	VarGlobal
	VarStatic
	varKinds
)

// Var is a variable.
type Var struct {
	Kind            VarKind
	Name            string
	Type            TypeID
	File, Line, Col int
	Where           []Where // the first that holds at an address counts
}

// WhereKind says how a variable is found.
type WhereKind uint8

// Ways to find a variable.
const (
	WhereNone   WhereKind = iota // nowhere: it was optimised away
	WhereFrame                   // at Off from the frame pointer, s0
	WhereStack                   // at Off from the stack pointer
	WhereSymbol                  // at the address Value, where Symbol is, or Off bytes behind it
	WhereReg                     // in register Reg
	WhereConst                   // it is Value
	whereKinds
)

// FloatReg is added to the number of a floating-point register in Where.Reg.
const FloatReg = 32

// Where is a place of a variable, while [Lo, Hi) executes; always when both
// are 0.
type Where struct {
	Kind   WhereKind
	Ref    bool // what is there is a capability to the variable
	Reg    uint8
	Off    int64
	Value  uint64
	Symbol string
	Lo, Hi uint64
}

// Holds says whether the variable is here while the instruction at addr is
// about to execute.
func (w *Where) Holds(addr uint64) bool { return w.Lo == 0 && w.Hi == 0 || addr >= w.Lo && addr < w.Hi }

// At is where v is while the instruction at addr is about to execute: nowhere,
// if nothing is said of that.
func (v *Var) At(addr uint64) Where {
	for i := range v.Where {
		if v.Where[i].Holds(addr) {
			return v.Where[i]
		}
	}
	return Where{}
}

// FuncAt is the function that the instruction at addr belongs to, nil if none
// is known.
func (im *Image) FuncAt(addr uint64) *Function {
	if im.Debug == nil {
		return nil
	}
	return im.Debug.FuncAt(addr)
}

// FuncAt is the function that the instruction at addr belongs to, nil if none
// is known.
func (d *Debug) FuncAt(addr uint64) *Function {
	if i := d.funcAt(addr); i >= 0 {
		return &d.Funcs[i]
	}
	return nil
}

// funcAt is the index of the function that addr belongs to, -1 for none.
func (d *Debug) funcAt(addr uint64) int {
	n, _ := slices.BinarySearchFunc(d.Funcs, addr, func(f Function, a uint64) int {
		if f.Lo > a {
			return 1
		}
		return -1
	})
	// One whose end is not behind its beginning has no instructions.
	for n--; n >= 0; n-- {
		switch f := &d.Funcs[n]; {
		case addr < f.Hi:
			return n
		case f.Hi > f.Lo:
			return -1
		}
	}
	return -1
}

// FuncNamed is the function of that name in the source, nil if there is none.
func (d *Debug) FuncNamed(name string) *Function {
	for i := range d.Funcs {
		if d.Funcs[i].Name == name {
			return &d.Funcs[i]
		}
	}
	return nil
}

// ScopesAt are the blocks that hold addr, the innermost first, and last what
// the unit declares outside of functions. What a function's block is inside of
// stands before it in Scopes, and its own blocks right behind it.
func (d *Debug) ScopesAt(addr uint64) []*Scope {
	index := d.funcAt(addr)
	if index < 0 {
		return nil
	}
	at := d.Funcs[index].Scope
	for i := at + 1; i > 0 && i < len(d.Scopes) && d.Scopes[i].Func == index; i++ {
		if s := &d.Scopes[i]; addr >= s.Lo && addr < s.Hi {
			at = i
		}
	}
	var out []*Scope
	for at >= 0 && at < len(d.Scopes) {
		out = append(out, &d.Scopes[at])
		if d.Scopes[at].Parent >= at {
			break
		}
		at = d.Scopes[at].Parent
	}
	return out
}

// VarsAt are the variables that can be named at addr, the innermost first. What
// is hidden by another of its name is left out.
func (d *Debug) VarsAt(addr uint64) []*Var {
	var out []*Var
	seen := map[string]bool{}
	for _, s := range d.ScopesAt(addr) {
		for i := range s.Vars {
			if v := &s.Vars[i]; !seen[v.Name] {
				seen[v.Name] = true
				out = append(out, v)
			}
		}
	}
	return out
}

// Globals are the variables declared outside of functions, of all units.
func (d *Debug) Globals() []*Var {
	var out []*Var
	for i := range d.Scopes {
		if s := &d.Scopes[i]; s.Func < 0 {
			for j := range s.Vars {
				out = append(out, &s.Vars[j])
			}
		}
	}
	return out
}

// FindVar is the variable that name means at addr: the innermost one, one of
// the same unit, or else a global one of any unit that defines it.
func (d *Debug) FindVar(name string, addr uint64) *Var {
	for _, s := range d.ScopesAt(addr) {
		for i := range s.Vars {
			if s.Vars[i].Name == name && s.Vars[i].defined() {
				return &s.Vars[i]
			}
		}
	}
	var static *Var
	for _, v := range d.Globals() {
		switch {
		case v.Name != name || !v.defined():
		case v.Kind == VarGlobal:
			return v
		case static == nil:
			static = v
		}
	}
	return static
}

// defined says whether more is known of v than that some other unit has it.
func (v *Var) defined() bool { return v.Kind < VarGlobal || len(v.Where) > 0 }

// Type is the type with the number id; void if there is none.
func (d *Debug) Type(id TypeID) *Type {
	if id < 0 || int(id) >= len(d.Types) {
		return &Type{}
	}
	return &d.Types[id]
}

// maxTypeChain bounds how many types that stand for others follow each other.
const maxTypeChain = 64

// Resolve follows typedefs and qualifiers, and finds the definition of what
// the unit of id only names, in any unit.
func (d *Debug) Resolve(id TypeID) TypeID {
	for range maxTypeChain {
		switch t := d.Type(id); t.Kind {
		case TypeTypedef, TypeConst, TypeVolatile, TypeAtomic:
			id = t.Elem
		case TypeForward:
			full := d.TagNamed(TypeKind(t.Elem), t.Name)
			if full < 0 {
				return id
			}
			return full
		default:
			return id
		}
	}
	return 0
}

// TagNamed is the struct, union or enum with that tag, -1 if no unit defines
// it.
func (d *Debug) TagNamed(kind TypeKind, tag string) TypeID {
	for i := range d.Types {
		if t := &d.Types[i]; t.Kind == kind && t.Name == tag && tag != "" {
			return TypeID(i)
		}
	}
	return -1
}

// LineAddrs are the addresses at which a statement on this line of a file
// begins, in ascending order: one for each stretch of instructions. Where no
// statement begins on the line, they are those of the first line behind it
// where one does, and line says which.
func (im *Image) LineAddrs(match func(file string) bool, want int) (addrs []uint64, line int) {
	for i := range im.Lines {
		l := &im.Lines[i]
		if l.Flags&LineInside != 0 || l.Line < want || line != 0 && l.Line > line || !match(im.Files[l.File].Name) {
			continue
		}
		if i > 0 && l.Line == im.Lines[i-1].Line && l.File == im.Lines[i-1].File {
			continue
		}
		if l.Line != line {
			addrs, line = addrs[:0], l.Line
		}
		addrs = append(addrs, l.Addr)
	}
	return addrs, line
}
