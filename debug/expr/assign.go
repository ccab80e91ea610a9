package expr

import (
	"encoding/binary"
	"math"
	"slices"

	"ushell/cap"
	"ushell/image"
	"ushell/isa"
)

// Assignment is what an assignment changes, and to what. Env does not change
// anything itself.
type Assignment struct {
	Value Value // of the type of what it is assigned to

	// A register: its name, and what it is to hold. An integer is a capability
	// without a tag; of a floating-point register Cap.Addr is its bits.
	Register string
	Cap      cap.Cap

	// Memory, when Register is "": the virtual address, and what is to be there:
	// a granule that is Cap, or these bytes.
	Addr  uint64
	IsCap bool
	Data  []byte
}

// Assign understands LVALUE = EXPRESSION. The error is of type *Error.
func (e *Env) Assign(text string) (a Assignment, err error) {
	defer e.guard(text, &err)
	p := &parser{e: e, toks: lex(text)}
	if p.peek().kind == tokEnd {
		fail(0, "expected a variable, a place in memory or a $register, then = and a value")
	}
	target := p.unary()
	eq := p.next()
	switch {
	case eq.kind == tokPunct && slices.Contains(assignments, eq.text):
		fail(eq.at, "%s is not understood here; write out = and the whole value", eq.text)
	case eq.kind != tokPunct || eq.text != "=":
		fail(eq.at, "expected = and a value")
	}
	n := p.expr()
	if t := p.peek(); t.kind != tokEnd {
		fail(t.at, "unexpected %s", t.text)
	}
	to := e.target(target)
	v := e.rvalue(n)
	if to.reg != "" {
		if _, ok := isa.FloatNumber(to.reg); ok && target.op == "reg" && e.isFloat(v.Type) {
			to.Type = v.Type // a register is as wide as what is put there
		}
	}
	v = e.cast(v, to.Type, n.at)
	if e.isPointer(to.Type) && !v.Cap.Tag && v.num != 0 && v.Note == "" {
		v.Note = "an integer has no tag, so nothing can be reached with this; a tag comes only with a capability that a register or memory holds"
	}
	a = Assignment{Value: v}
	if to.reg != "" {
		a.Register, a.Cap = to.reg, e.inFull(v)
		return a, nil
	}
	e.intoMemory(&a, to, target.at)
	return a, nil
}

// assignments are the operators of C that change something, but =.
var assignments = []string{"+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>=", "++", "--"}

// target is what n names, if that can be assigned to.
func (e *Env) target(n *node) Value {
	v := e.known(e.eval(n), n)
	switch {
	case v.reg != "":
	case !v.Lvalue && n.op == "name":
		fail(n.at, "%s is no variable; what lies at an address is *(long *)%s", n.tok.text, n.tok.text)
	case !v.Lvalue:
		fail(n.at, "this is no place that could be assigned to")
	case e.kind(v.Type) == image.TypeFunc:
		fail(n.at, "a function can't be assigned to")
	}
	if !e.isScalar(v.Type) || e.sizeOf(v.Type) == 0 {
		fail(n.at, "only numbers and pointers can be assigned to, one at a time, not a %s", e.TypeName(v.Type))
	}
	return v
}

// inFull is what a register holds when it holds v (docs/abi.md, "Types"): a
// number of 32 bits is sign extended, an unsigned one too.
func (e *Env) inFull(v Value) cap.Cap {
	switch size := e.sizeOf(v.Type); {
	case e.isFloat(v.Type) && size == 4:
		return cap.Null(math.MaxUint32<<32 | uint64(math.Float32bits(float32(v.float))))
	case e.isFloat(v.Type):
		return cap.Null(math.Float64bits(v.float))
	case e.isCap(v.Type):
		return v.Cap
	case size == 4:
		return cap.Null(uint64(int64(int32(v.num))))
	}
	return cap.Null(v.num)
}

// intoMemory says what is to be written where to makes v the value of to.
func (e *Env) intoMemory(a *Assignment, to Value, at int) {
	v := a.Value
	a.Addr = to.Addr
	if e.isCap(to.Type) {
		if to.Addr%cap.SizeBytes != 0 {
			fail(at, "%#x is no place for a capability: it is no multiple of %d", to.Addr, cap.SizeBytes)
		}
		a.IsCap, a.Cap = true, v.Cap
		return
	}
	size, bits := e.sizeOf(to.Type), v.num
	switch {
	case e.isFloat(to.Type) && size == 4:
		bits = uint64(math.Float32bits(float32(v.float)))
	case e.isFloat(to.Type):
		bits = math.Float64bits(v.float)
	}
	if to.bits > 0 {
		a.Data = e.mergeField(to, bits, at)
		a.Value.num = e.field(to.Type, bits, to.bits)
		return
	}
	a.Data = binary.LittleEndian.AppendUint64(nil, bits)[:min(size, 8)]
}

// mergeField is the bytes at to with its bit-field set to v.
func (e *Env) mergeField(to Value, v uint64, at int) []byte {
	b := make([]byte, (int(to.bitOff)+int(to.bits)+7)/8)
	if !e.Memory.Read(to.Addr, b) {
		fail(at, "there is no memory at %#x", to.Addr)
	}
	for i := range int(to.bits) {
		bit := int(to.bitOff) + i
		b[bit/8] = b[bit/8]&^(1<<(bit%8)) | byte(v>>i&1)<<(bit%8)
	}
	return b
}
