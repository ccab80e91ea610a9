package expr

import (
	"math"

	"ushell/cap"
	"ushell/image"
	"ushell/isa"
)

// eval evaluates a node. Values in memory are not read until they have to be.
func (e *Env) eval(n *node) Value {
	switch n.op {
	case "name":
		return e.name(n)
	case "reg":
		return e.register(n)
	case "num":
		return e.integer(n.tok)
	case "char":
		return Value{Type: e.types().base("int"), num: n.tok.num, loaded: true}
	case "float":
		name := "double"
		if n.tok.suffix == "f" {
			name = "float"
		}
		return Value{Type: e.types().base(name), float: n.tok.float, loaded: true}
	case "string":
		t := e.types().array(e.types().base("char"), int64(len(n.tok.text)+1))
		return Value{Type: t, text: n.tok.text, loaded: true}
	case "cast":
		return e.cast(e.rvalue(n.kids[0]), n.typ, n.at)
	case "sizeof type":
		return e.sizeValue(n.typ, n.at)
	case "sizeof":
		return e.sizeValue(e.eval(n.kids[0]).Type, n.at)
	case "unary *":
		return e.deref(e.rvalue(n.kids[0]), n.at)
	case "unary &":
		return e.address(e.eval(n.kids[0]), n.at)
	case "unary -", "unary +", "unary ~", "unary !":
		return e.unary(n)
	case "index":
		return e.deref(e.add(e.rvalue(n.kids[0]), e.rvalue(n.kids[1]), 1, n.at), n.at)
	case "slice":
		return e.slice(n)
	case ".", "->":
		return e.member(n)
	case "?":
		if e.truth(e.rvalue(n.kids[0]), n.at) {
			return e.rvalue(n.kids[1])
		}
		return e.rvalue(n.kids[2])
	case "&&", "||":
		l := e.truth(e.rvalue(n.kids[0]), n.at)
		if l == (n.op == "||") {
			return e.boolean(l)
		}
		return e.boolean(e.truth(e.rvalue(n.kids[1]), n.at))
	}
	return e.binary(n)
}

// rvalue is the value of n: read from memory, arrays and functions as pointers.
func (e *Env) rvalue(n *node) Value {
	return e.decay(e.load(e.known(e.eval(n), n), n.at), n.at)
}

func (e *Env) known(v Value, n *node) Value {
	if v.Gone != "" {
		fail(n.at, "this has no value: %s", v.Gone)
	}
	return v
}

// decay makes arrays and functions pointers.
func (e *Env) decay(v Value, at int) Value {
	switch e.kind(v.Type) {
	case image.TypeArray:
		if !v.Lvalue {
			fail(at, "a string literal has no address")
		}
		return e.pointerTo(v, e.elem(v.Type))
	case image.TypeFunc:
		if v.Lvalue {
			return e.pointerTo(v, v.Type)
		}
	}
	return v
}

// pointerTo is a pointer to v of type elem *. It has the bounds of the
// capability through which v was found, if it was found through one.
func (e *Env) pointerTo(v Value, elem image.TypeID) Value {
	c := cap.Null(v.Addr)
	if !v.Via.IsInteger() {
		c = v.Via.SetAddr(v.Addr)
	}
	return Value{Type: e.types().pointer(elem), Cap: c, num: v.Addr, loaded: true, Note: v.Note}
}

func (e *Env) findVar(name string) *image.Var {
	return e.types().d.FindVar(name, e.PC)
}

// name is what a name means: a variable, a function, an enumerator, a symbol.
func (e *Env) name(n *node) Value {
	name := n.tok.text
	d := e.types().d
	if v := e.findVar(name); v != nil {
		return e.variable(v, n.at)
	}
	if f := d.FuncNamed(name); f != nil {
		return Value{Type: f.Type, Lvalue: true, Addr: e.Base + f.Lo}
	}
	for i := range d.Types {
		for _, x := range d.Types[i].Enums {
			if x.Name == name {
				return Value{Type: image.TypeID(i), num: uint64(x.Value), loaded: true}
			}
		}
	}
	if e.Image != nil {
		if s, ok := e.Image.Lookup(name); ok {
			addr := s.Value
			if s.Kind != image.Abs {
				addr += e.Base
			}
			return Value{Type: e.types().base("unsigned long"), num: addr, loaded: true}
		}
	}
	if name == "NULL" {
		return Value{Type: e.types().pointer(0), loaded: true}
	}
	for _, v := range d.Globals() {
		if v.Name == name {
			return e.variable(v, n.at) // declared, but no unit defines it
		}
	}
	// Without debug information registers are all there is to name.
	if _, ok := isa.RegNumber(name); ok {
		return e.register(n)
	}
	if n.typeName(e) {
		fail(n.at, "%s is a type; its size is sizeof(%s)", name, name)
	}
	fail(n.at, "there is no %s here", name)
	return Value{}
}

func (n *node) typeName(e *Env) bool { return e.typedef(n.tok.text) >= 0 }

// register is $NAME.
func (e *Env) register(n *node) Value {
	name := n.tok.text
	v := Value{Type: e.types().base("__uintcap_t"), loaded: true, reg: name}
	if num, ok := isa.RegNumber(name); ok {
		c, known := e.X(num)
		if !known {
			fail(n.at, "%s is not known in this frame", name)
		}
		v.Cap, v.num = c, c.Addr
		return v
	}
	if num, ok := isa.FloatNumber(name); ok {
		bits, known := e.Float(num)
		if !known {
			fail(n.at, "%s is not known in this frame", name)
		}
		v.Type = e.types().base("double")
		if bits>>32 == math.MaxUint32 { // a single-precision number in its box
			v.Type, bits = e.types().base("float"), bits&math.MaxUint32
		}
		v.float = floatOf(bits, e.sizeOf(v.Type))
		return v
	}
	c, ok := e.Register(name)
	if !ok {
		fail(n.at, "there is no register %s", name)
	}
	v.Cap, v.num = c, c.Addr
	return v
}

// integer is the value of a literal, with the type that C gives it.
func (e *Env) integer(t token) Value {
	decimal := t.text[0] != '0' || len(t.text) == 1
	unsigned, long := false, false
	for _, c := range t.suffix {
		unsigned = unsigned || c == 'u'
		long = long || c == 'l'
	}
	name := "unsigned long"
	switch {
	case !long && !unsigned && t.num <= math.MaxInt32:
		name = "int"
	case !long && (unsigned || !decimal) && t.num <= math.MaxUint32:
		name = "unsigned int"
	case !unsigned && t.num <= math.MaxInt64:
		name = "long"
	}
	return Value{Type: e.types().base(name), num: t.num, loaded: true}
}

func (e *Env) boolean(b bool) Value {
	v := Value{Type: e.types().base("int"), loaded: true}
	if b {
		v.num = 1
	}
	return v
}

func (e *Env) sizeValue(t image.TypeID, at int) Value {
	n := e.sizeOf(t)
	if n == 0 {
		fail(at, "the size of %s is not known", e.TypeName(t))
	}
	return Value{Type: e.types().base("unsigned long"), num: n, loaded: true}
}

// deref is what a pointer points at.
func (e *Env) deref(p Value, at int) Value {
	if e.kind(p.Type) != image.TypePointer {
		if e.encoding(p.Type) == image.EncUIntCap || e.encoding(p.Type) == image.EncIntCap || e.isInt(p.Type) {
			fail(at, "this is a %s; cast it to a pointer, such as (long *)", e.TypeName(p.Type))
		}
		fail(at, "%s is no pointer", e.TypeName(p.Type))
	}
	elem := e.elem(p.Type)
	if e.isVoid(elem) {
		fail(at, "void * points at nothing in particular; cast it first")
	}
	v := Value{Type: elem, Lvalue: true, Addr: p.Cap.Addr, Via: p.Cap, Note: p.Note}
	if v.Note == "" {
		v.Note = e.authority(p.Cap, e.sizeOf(elem))
	}
	return v
}

// authority says why the program itself could not read size bytes with c.
func (e *Env) authority(c cap.Cap, size uint64) string {
	switch {
	case c.IsInteger():
		return "" // an address that the user made
	case !c.Tag:
		return "the tag is clear: the program can't read this"
	case c.Sealed():
		return "" // code
	case !c.Bounds().Contains(c.Addr, max(size, 1)):
		return "out of bounds: the program can't read this"
	case !c.Has(cap.R):
		return "no permission R: the program can't read this"
	}
	return ""
}

// address is &v.
func (e *Env) address(v Value, at int) Value {
	switch {
	case v.Gone != "":
		fail(at, "this has no address: %s", v.Gone)
	case v.reg != "":
		fail(at, "this has no address: it is in register %s", v.reg)
	case v.bits > 0:
		fail(at, "a bit-field has no address")
	case !v.Lvalue:
		fail(at, "this has no address")
	}
	return e.pointerTo(v, v.Type)
}

func (e *Env) truth(v Value, at int) bool {
	switch {
	case e.isFloat(v.Type):
		return v.float != 0
	case e.isScalar(v.Type):
		return v.num != 0
	}
	fail(at, "%s is neither true nor false", e.TypeName(v.Type))
	return false
}

func (e *Env) unary(n *node) Value {
	v := e.rvalue(n.kids[0])
	switch op := n.op[len(n.op)-1]; {
	case op == '!':
		return e.boolean(!e.truth(v, n.at))
	case e.isFloat(v.Type) && op != '~':
		if op == '-' {
			v.float = -v.float
		}
		return v.plain()
	case !e.isInt(v.Type):
		fail(n.at, "%c needs a number, this is a %s", op, e.TypeName(v.Type))
	case op == '-':
		v = e.promote(v)
		return e.withInt(v, -v.num)
	case op == '~':
		v = e.promote(v)
		return e.withInt(v, ^v.num)
	}
	return e.promote(v)
}

// plain is v as a value of its own, with no place in memory.
func (v Value) plain() Value {
	return Value{Type: v.Type, loaded: true, num: v.num, float: v.float, Cap: v.Cap}
}

// withInt is v with another number.
func (e *Env) withInt(v Value, n uint64) Value {
	v = v.plain()
	v.num = e.extend(v.Type, n)
	if e.isCap(v.Type) {
		v.Cap = v.Cap.SetAddr(v.num)
	}
	return v
}

// promote makes small integers int.
func (e *Env) promote(v Value) Value {
	v = v.plain()
	if e.sizeOf(v.Type) < 4 || e.kind(v.Type) == image.TypeEnum && e.sizeOf(v.Type) == 4 {
		if e.kind(v.Type) == image.TypeEnum && !e.isSigned(v.Type) {
			v.Type = e.types().base("unsigned int")
		} else {
			v.Type = e.types().base("int")
		}
	}
	return v
}

// common converts two numbers to their common type.
func (e *Env) common(a, b Value) (Value, Value) {
	if e.isFloat(a.Type) || e.isFloat(b.Type) {
		t := e.types().base("float")
		for _, v := range [...]Value{a, b} {
			if e.isFloat(v.Type) && e.sizeOf(v.Type) == 8 {
				t = e.types().base("double")
			}
		}
		return e.cast(a, t, 0), e.cast(b, t, 0)
	}
	a, b = e.promote(a), e.promote(b)
	rank := func(v Value) uint64 {
		r := e.sizeOf(v.Type) * 2
		if !e.isSigned(v.Type) {
			r++
		}
		return r
	}
	if rank(a) >= rank(b) {
		return a, e.cast(b, a.Type, 0)
	}
	return e.cast(a, b.Type, 0), b
}

// cast converts v to type t.
func (e *Env) cast(v Value, t image.TypeID, at int) Value {
	out := Value{Type: t, loaded: true, Note: v.Note}
	switch {
	case e.isVoid(t):
		return out
	case !e.isScalar(v.Type):
		fail(at, "a %s can't become a %s", e.TypeName(v.Type), e.TypeName(t))
	case e.isFloat(t):
		switch {
		case e.isFloat(v.Type):
			out.float = v.float
		case e.isPointer(v.Type):
			fail(at, "a pointer can't become a %s", e.TypeName(t))
		case e.isSigned(v.Type):
			out.float = float64(int64(v.num))
		default:
			out.float = float64(v.num)
		}
		if e.sizeOf(t) == 4 {
			out.float = float64(float32(out.float))
		}
	case e.isCap(t):
		if e.isFloat(v.Type) {
			fail(at, "a %s can't become a pointer", e.TypeName(v.Type))
		}
		if out.num = v.num; e.isCap(v.Type) {
			out.Cap = v.Cap
		} else {
			out.Cap = cap.Null(v.num)
		}
	case e.isInt(t):
		n := v.num
		if e.isFloat(v.Type) {
			n = floatToInt(v.float)
		}
		out.num = e.extend(t, n)
	default:
		fail(at, "nothing can be cast to %s", e.TypeName(t))
	}
	return out
}

// floatToInt is a number without its fraction, as far as 64 bits hold it.
func floatToInt(f float64) uint64 {
	switch {
	case f != f:
		return 0
	case f < 0:
		return uint64(int64(max(f, math.MinInt64)))
	case f >= 1<<64:
		return math.MaxUint64
	}
	return uint64(f)
}

// add is a + sign*b, with pointers.
func (e *Env) add(a, b Value, sign int64, at int) Value {
	if e.isPointer(b.Type) && sign > 0 && !e.isPointer(a.Type) {
		a, b = b, a
	}
	if !e.isPointer(a.Type) {
		fail(at, "neither is a pointer or an array")
	}
	if !e.isInt(b.Type) {
		fail(at, "expected an integer, found a %s", e.TypeName(b.Type))
	}
	elem := e.elem(a.Type)
	size := e.sizeOf(elem)
	if e.isVoid(elem) || e.kind(elem) == image.TypeFunc {
		size = 1
	}
	if size == 0 {
		fail(at, "the size of %s is not known", e.TypeName(elem))
	}
	out := a.plain()
	out.Note = a.Note
	out.Cap = a.Cap.SetAddr(a.Cap.Addr + uint64(sign)*b.num*size)
	if a.Cap.Tag && !out.Cap.Tag && !a.Cap.Sealed() && out.Note == "" {
		out.Note = "too far out of bounds: the tag is lost"
	}
	out.num = out.Cap.Addr
	return out
}

// maxSlice bounds how many elements a slice may have.
const maxSlice = 4096

// slice is v[i:j].
func (e *Env) slice(n *node) Value {
	p, i, j := e.rvalue(n.kids[0]), e.rvalue(n.kids[1]), e.rvalue(n.kids[2])
	if !e.isInt(i.Type) || !e.isInt(j.Type) {
		fail(n.at, "expected integers in a slice")
	}
	count := int64(j.num - i.num)
	if count <= 0 || count > maxSlice {
		fail(n.at, "this slice has %d elements; expected 1 to %d", count, maxSlice)
	}
	first := e.deref(e.add(p, i, 1, n.at), n.at)
	size := e.sizeOf(first.Type)
	if first.Note == "" || size > 0 {
		if note := e.authority(first.Via, size*uint64(count)); first.Note == "" {
			first.Note = note
		}
	}
	first.Type = e.types().array(first.Type, count)
	return first
}

// member is v.name or v->name.
func (e *Env) member(n *node) Value {
	v := e.known(e.eval(n.kids[0]), n.kids[0])
	if n.op == "->" || e.isPointer(v.Type) { // the wrong one of the two is understood too
		p := e.decay(e.load(v, n.at), n.at)
		if e.kind(p.Type) != image.TypePointer {
			fail(n.at, "%s is no pointer", e.TypeName(p.Type))
		}
		v = e.deref(p, n.at)
	}
	if k := e.kind(v.Type); k != image.TypeStruct && k != image.TypeUnion {
		if k == image.TypeForward {
			fail(n.at, "the members of %s are not known", e.TypeName(v.Type))
		}
		fail(n.at, "%s has no members", e.TypeName(v.Type))
	}
	if out, ok := e.find(v, n.tok.text, 0); ok {
		return out
	}
	fail(n.at, "%s has no member %s", e.TypeName(v.Type), n.tok.text)
	return Value{}
}

// find finds a member, also in unnamed structs and unions.
func (e *Env) find(v Value, name string, depth int) (Value, bool) {
	t := e.types().get(e.types().resolve(v.Type))
	for i := range t.Fields {
		f := &t.Fields[i]
		m := e.fieldOf(v, f)
		if f.Name == name {
			return m, true
		}
		if f.Name == "" && depth < 16 {
			if m, ok := e.find(m, name, depth+1); ok {
				return m, true
			}
		}
	}
	return Value{}, false
}

func (e *Env) fieldOf(v Value, f *image.Field) Value {
	m := Value{Type: f.Type, Lvalue: true, Addr: v.Addr + f.Off, Via: v.Via, Note: v.Note}
	if f.Bits > 0 {
		// The field begins in the byte at Addr, so that it spans as few bytes as
		// can be.
		m.Addr += uint64(f.BitOff / 8)
		m.bits, m.bitOff = f.Bits, f.BitOff%8
	}
	return m
}

func (e *Env) binary(n *node) Value {
	a, b := e.rvalue(n.kids[0]), e.rvalue(n.kids[1])
	pointers := e.isPointer(a.Type) || e.isPointer(b.Type)
	switch n.op {
	case "==", "!=", "<", "<=", ">", ">=":
		return e.compare(n, a, b)
	case "+":
		if pointers {
			return e.add(a, b, 1, n.at)
		}
	case "-":
		if e.isPointer(a.Type) && e.isPointer(b.Type) {
			size := e.sizeOf(e.elem(a.Type))
			return Value{Type: e.types().base("long"), num: uint64(int64(a.num-b.num) / int64(max(size, 1))), loaded: true}
		}
		if e.isPointer(a.Type) {
			return e.add(a, b, -1, n.at)
		}
	}
	if pointers || !e.isScalar(a.Type) || !e.isScalar(b.Type) {
		fail(n.at, "%s can't be applied to %s and %s", n.op, e.TypeName(a.Type), e.TypeName(b.Type))
	}
	if n.op == "<<" || n.op == ">>" {
		if e.isFloat(a.Type) || e.isFloat(b.Type) {
			fail(n.at, "%s needs integers", n.op)
		}
		return e.shift(n.op, e.promote(a), b.num)
	}
	a, b = e.common(a, b)
	if e.isFloat(a.Type) {
		return e.floats(n, a, b)
	}
	return e.integers(n, a, b)
}

func (e *Env) compare(n *node, a, b Value) Value {
	if !e.isScalar(a.Type) || !e.isScalar(b.Type) {
		fail(n.at, "%s and %s can't be compared", e.TypeName(a.Type), e.TypeName(b.Type))
	}
	less, equal := false, false
	switch {
	case e.isPointer(a.Type) || e.isPointer(b.Type):
		less, equal = a.num < b.num, a.num == b.num
	default:
		a, b = e.common(a, b)
		switch {
		case e.isFloat(a.Type):
			if a.float != a.float || b.float != b.float {
				return e.boolean(n.op == "!=")
			}
			less, equal = a.float < b.float, a.float == b.float
		case e.isSigned(a.Type):
			less, equal = int64(a.num) < int64(b.num), a.num == b.num
		default:
			less, equal = a.num < b.num, a.num == b.num
		}
	}
	switch n.op {
	case "==":
		return e.boolean(equal)
	case "!=":
		return e.boolean(!equal)
	case "<":
		return e.boolean(less)
	case "<=":
		return e.boolean(less || equal)
	case ">":
		return e.boolean(!less && !equal)
	}
	return e.boolean(!less)
}

func (e *Env) shift(op string, a Value, by uint64) Value {
	by &= max(8*min(e.sizeOf(a.Type), 8), 8) - 1
	switch {
	case op == "<<":
		return e.withInt(a, a.num<<by)
	case e.isSigned(a.Type):
		return e.withInt(a, uint64(int64(a.num)>>by))
	}
	return e.withInt(a, a.num>>by)
}

func (e *Env) floats(n *node, a, b Value) Value {
	out := a.plain()
	switch n.op {
	case "+":
		out.float = a.float + b.float
	case "-":
		out.float = a.float - b.float
	case "*":
		out.float = a.float * b.float
	case "/":
		out.float = a.float / b.float
	default:
		fail(n.at, "%s needs integers", n.op)
	}
	if e.sizeOf(a.Type) == 4 {
		out.float = float64(float32(out.float))
	}
	return out
}

func (e *Env) integers(n *node, a, b Value) Value {
	signed := e.isSigned(a.Type)
	x, y := a.num, b.num
	switch n.op {
	case "+":
		x += y
	case "-":
		x -= y
	case "*":
		x *= y
	case "/", "%":
		switch {
		case y == 0:
			fail(n.at, "division by zero")
		case signed && int64(y) == -1: // the one case that overflows
			if x = -x; n.op == "%" {
				x = 0
			}
		case signed && n.op == "/":
			x = uint64(int64(x) / int64(y))
		case signed:
			x = uint64(int64(x) % int64(y))
		case n.op == "/":
			x /= y
		default:
			x %= y
		}
	case "&":
		x &= y
	case "|":
		x |= y
	case "^":
		x ^= y
	default:
		fail(n.at, "unexpected %s", n.op)
	}
	return e.withInt(a, x)
}
