// Package expr evaluates expressions of C in a program that stands still: what
// a user types to look at variables, memory and registers, or to say what they
// are to be. Nothing is changed here, and nothing is called.
//
// Reading goes through Env, so that the same expression can be evaluated at
// present and at an earlier moment, in any frame of the stack. Memory is read
// without the authority of a capability; where the program itself could not
// have read it, the value has a note that says so.
package expr

import (
	"fmt"
	"strings"

	"ushell/cap"
	"ushell/image"
	"ushell/isa"
)

// Memory is the memory of a machine.
type Memory interface {
	// Read fills b from addr on; false when not all of it is memory.
	Read(addr uint64, b []byte) bool
	// ReadCap is the granule that addr lies in.
	ReadCap(addr uint64) (cap.Cap, bool)
}

// Env is the moment and the frame in which an expression is evaluated.
type Env struct {
	Image  *image.Image // the program; its debug information may be missing
	Base   uint64       // what is added to the addresses of Image
	PC     uint64       // an address of Image: what is visible there can be named
	Memory Memory
	// X is an integer register of the frame, Float a floating-point one,
	// Register what stands behind $ by any other name. They answer false when it
	// is not known, or there is none.
	X        func(n uint8) (cap.Cap, bool)
	Float    func(n uint8) (uint64, bool)
	Register func(name string) (cap.Cap, bool)
	// CFA is the value of sp at the entry of the frame's function.
	CFA    uint64
	HasCFA bool
	Symbol func(addr uint64) string // names an address, "" when nothing is there

	tab *types
}

// Error is what is wrong with an expression, and where.
type Error struct {
	Text string // the expression
	At   int    // the byte that it is about
	Msg  string
}

// Error is the message in one line.
func (e *Error) Error() string { return e.Msg }

// Caret is the expression, and below it a caret with the message.
func (e *Error) Caret() []string {
	at := min(e.At, len(e.Text))
	pad := strings.Map(func(r rune) rune {
		if r == '\t' {
			return r
		}
		return ' '
	}, e.Text[:at])
	return []string{e.Text, pad + "^ " + e.Msg}
}

// Value is the value of an expression: a number, a capability, or something in
// memory.
type Value struct {
	Type image.TypeID // in the tables of the Env that made it
	Gone string       // why there is no value: "optimised out"
	Note string       // what the program could not have done: "the tag is clear"

	Lvalue bool   // it is in memory, at Addr
	Addr   uint64 // of its first byte
	Via    cap.Cap
	bits   uint8 // of a bit-field
	bitOff uint8

	loaded bool
	num    uint64  // an integer, extended to 64 bits as its type says
	float  float64 // a floating-point number
	Cap    cap.Cap // a pointer, or an integer with provenance
	text   string  // of a string literal
	reg    string  // the register that holds it
}

// fail is a panic that Eval turns into an Error.
type failure struct {
	at  int
	msg string
}

func fail(at int, format string, args ...any) {
	panic(failure{at, fmt.Sprintf(format, args...)})
}

// Eval evaluates an expression. The error is of type *Error.
func (e *Env) Eval(text string) (v Value, err error) {
	defer e.guard(text, &err)
	n := parse(e, text)
	v = e.eval(n)
	var b [1]byte
	switch {
	case !v.Lvalue || e.isScalar(v.Type):
		v = e.load(v, n.at)
	case v.Gone == "" && !e.Memory.Read(v.Addr, b[:]):
		fail(n.at, "there is no memory at %#x", v.Addr)
	}
	return v, nil
}

func (e *Env) guard(text string, err *error) {
	switch r := recover().(type) {
	case nil:
	case failure:
		*err = &Error{text, r.at, r.msg}
	default:
		panic(r)
	}
}

// Variable is the value of a variable in the frame.
func (e *Env) Variable(v *image.Var) (out Value) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case failure:
			out = Value{Type: v.Type, Gone: r.msg}
		default:
			panic(r)
		}
	}()
	out = e.variable(v, 0)
	if out.Gone == "" && (!out.Lvalue || e.isScalar(out.Type)) {
		out = e.load(out, 0)
	}
	return out
}

// variable finds v.
func (e *Env) variable(v *image.Var, at int) Value {
	w := v.At(e.PC)
	if w.Ref {
		return e.behind(v, w)
	}
	return e.at(v, w)
}

// behind finds v by the capability to it that is at w.
func (e *Env) behind(v *image.Var, w image.Where) Value {
	out := Value{Type: v.Type, Lvalue: true}
	if w.Kind == image.WhereReg {
		c, ok := e.X(w.Reg)
		if !ok {
			return Value{Type: v.Type, Gone: "the register is not known"}
		}
		out.Addr = c.Addr
		return out
	}
	p := e.at(v, w)
	if p.Gone != "" {
		return p
	}
	c, ok := e.Memory.ReadCap(p.Addr)
	if !ok {
		return Value{Type: v.Type, Gone: "its place can't be read"}
	}
	out.Addr = c.Addr
	return out
}

// at is what is at w.
func (e *Env) at(v *image.Var, w image.Where) Value {
	out := Value{Type: v.Type}
	switch w.Kind {
	case image.WhereFrame:
		if !e.HasCFA {
			out.Gone = "the frame is not known"
			return out
		}
		out.Lvalue, out.Addr = true, e.CFA+uint64(w.Off)
	case image.WhereStack:
		sp, ok := e.X(2)
		if !ok {
			out.Gone = "sp is not known"
			return out
		}
		out.Lvalue, out.Addr = true, sp.Addr+uint64(w.Off)
	case image.WhereSymbol:
		out.Lvalue, out.Addr = true, e.Base+w.Value+uint64(w.Off)
	case image.WhereConst:
		return e.fromBits(v.Type, w.Value)
	case image.WhereReg:
		return e.inRegister(v.Type, w.Reg)
	default:
		out.Gone = "optimised out"
		if v.Kind == image.VarGlobal {
			out.Gone = "not in this program"
		}
	}
	return out
}

// inRegister is a variable of type t in a register.
func (e *Env) inRegister(t image.TypeID, reg uint8) Value {
	if reg >= image.FloatReg {
		bits, ok := e.Float(reg - image.FloatReg)
		if !ok {
			return Value{Type: t, Gone: "the register is not known"}
		}
		v := e.fromBits(t, bits)
		v.reg = isa.FloatName(reg - image.FloatReg)
		return v
	}
	c, ok := e.X(reg)
	if !ok {
		return Value{Type: t, Gone: "the register is not known"}
	}
	v := e.fromBits(t, c.Addr)
	if e.isCap(t) {
		v.Cap = c
	}
	v.reg = regName(reg)
	return v
}

// fromBits is a scalar of type t with these bits.
func (e *Env) fromBits(t image.TypeID, bits uint64) Value {
	v := Value{Type: t, loaded: true}
	switch {
	case e.isFloat(t):
		v.float = floatOf(bits, e.sizeOf(t))
	case e.isCap(t):
		v.Cap, v.num = cap.Null(bits), bits
	default:
		v.num = e.extend(t, bits)
	}
	return v
}

// load reads a scalar that is in memory.
func (e *Env) load(v Value, at int) Value {
	if v.loaded || !v.Lvalue || v.Gone != "" {
		return v
	}
	rt := e.types().resolve(v.Type)
	switch e.types().get(rt).Kind {
	case image.TypeFunc, image.TypeArray, image.TypeStruct, image.TypeUnion, image.TypeForward:
		return v
	}
	if e.isCap(v.Type) {
		c, ok := e.Memory.ReadCap(v.Addr)
		if !ok || v.Addr%cap.SizeBytes != 0 {
			fail(at, "there is no memory for a capability at %#x", v.Addr)
		}
		v.Cap, v.num, v.loaded = c, c.Addr, true
		return v
	}
	size := e.sizeOf(v.Type)
	if v.bits > 0 {
		size = (uint64(v.bitOff) + uint64(v.bits) + 7) / 8
	}
	if size == 0 || size > 16 {
		fail(at, "a value of type %s can't be read", e.TypeName(v.Type))
	}
	var b [16]byte
	if !e.Memory.Read(v.Addr, b[:size]) {
		fail(at, "there is no memory at %#x", v.Addr)
	}
	lo, hi := uint64(0), uint64(0)
	for i := range 8 {
		lo |= uint64(b[i]) << (8 * i)
		hi |= uint64(b[8+i]) << (8 * i)
	}
	if v.bits > 0 {
		lo = lo>>v.bitOff | hi<<(64-v.bitOff) // shifts of 64 make 0
		v.num = e.field(v.Type, lo, v.bits)
		v.loaded = true
		return v
	}
	loaded := e.fromBits(v.Type, lo)
	v.num, v.float, v.loaded = loaded.num, loaded.float, true
	return v
}

// field is the value of a bit-field of so many bits.
func (e *Env) field(t image.TypeID, v uint64, bits uint8) uint64 {
	if bits >= 64 {
		return v
	}
	v &= 1<<bits - 1
	if e.isSigned(t) && v>>(bits-1) != 0 {
		v |= ^uint64(0) << bits
	}
	return v
}

// extend is v cut to the size of t and extended as t says.
func (e *Env) extend(t image.TypeID, v uint64) uint64 {
	size := e.sizeOf(t)
	if e.encoding(t) == image.EncBool {
		if v != 0 {
			return 1
		}
		return 0
	}
	if size == 0 || size >= 8 {
		return v
	}
	return e.field(t, v, uint8(8*size))
}

// Number is v as an integer, if it is one, or a pointer.
func (e *Env) Number(v Value) (uint64, bool) {
	switch {
	case v.Gone != "":
		return 0, false
	case e.isFloat(v.Type):
		return uint64(int64(v.float)), true
	case v.loaded:
		return v.num, true
	}
	return v.Addr, v.Lvalue
}

// IsCap says whether v is a capability: a pointer or an integer with provenance.
func (e *Env) IsCap(v Value) bool { return v.loaded && v.Gone == "" && e.isCap(v.Type) }

// Register is the name of the register that v is in, if it is in one.
func (v Value) Register() (string, bool) { return v.reg, v.reg != "" }

// Result is what a function of type fn has just returned; false when it returns
// nothing, or something that is not in a register.
func (e *Env) Result(fn image.TypeID) (Value, bool) {
	const a0, fa0 = 10, 10
	t := e.types().get(e.types().resolve(fn))
	if t.Kind != image.TypeFunc || !e.isScalar(t.Elem) {
		return Value{}, false
	}
	v := Value{}
	if e.isFloat(t.Elem) {
		v = e.inRegister(t.Elem, image.FloatReg+fa0)
	} else {
		v = e.inRegister(t.Elem, a0)
	}
	return v, v.Gone == ""
}

// Describe is a type with what it is made of, in lines: the members of a struct
// with their offsets, the enumerators of an enum.
func (e *Env) Describe(id image.TypeID) []string {
	t := e.types().get(e.types().resolve(id))
	name := e.TypeName(id)
	if full := e.TypeName(e.types().resolve(id)); full != name && e.types().get(id).Kind == image.TypeTypedef {
		name = full
	}
	switch t.Kind {
	case image.TypeStruct, image.TypeUnion:
		out := []string{fmt.Sprintf("%s {  %d bytes", name, t.Size)}
		for i := range t.Fields {
			f := &t.Fields[i]
			decl := e.types().name(f.Type, f.Name, 0)
			if f.Bits > 0 {
				decl += fmt.Sprintf(" : %d", f.Bits)
			}
			out = append(out, fmt.Sprintf("  %4d  %s;", f.Off, decl))
		}
		return append(out, "}")
	case image.TypeEnum:
		out := []string{name + " {"}
		for _, x := range t.Enums {
			out = append(out, fmt.Sprintf("  %s = %d,", x.Name, x.Value))
		}
		return append(out, "}")
	}
	if n := e.sizeOf(id); n > 0 {
		return []string{fmt.Sprintf("%s, %d bytes", name, n)}
	}
	return []string{name}
}

// Place is what v is in memory, to be read anew: without the value that it had.
func (v Value) Place() Value {
	return Value{Type: v.Type, Lvalue: v.Lvalue, Addr: v.Addr, bits: v.bits, bitOff: v.bitOff}
}

// Size is the number of bytes that v takes in memory.
func (e *Env) Size(v Value) uint64 {
	if v.bits > 0 {
		return (uint64(v.bitOff) + uint64(v.bits) + 7) / 8
	}
	return e.sizeOf(v.Type)
}
