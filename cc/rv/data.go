package rv

import (
	"encoding/binary"
	"math"
	"strconv"

	"ushell/cap"
	"ushell/cc/ast"
	"ushell/cc/ctype"
)

// data appends the objects of the unit that live in the image, the floating
// constants, and the tables of constructors and destructors.
func (e *emitter) data() {
	for _, o := range e.unit.Objects {
		switch {
		case o.Attr.Alias != "":
			e.alias(o)
		case o.Storage == ast.Fn:
			e.functionObject(o)
		case o.Extern:
			if o.Attr.Weak && o.Used {
				e.line("\t.weak ", o.Sym)
			}
		case o.Storage == ast.Static || o.Storage == ast.Thread:
			if e.kept(o) {
				e.object(o)
			}
		}
	}
	if len(e.order) > 0 {
		e.line("\t.section .rodata, \"a\", @progbits\n\t.balign 8")
		for _, bits := range e.order {
			e.line(e.consts[bits], ":\t.dword ", strconv.FormatInt(int64(bits), 10))
		}
	}
}

func (e *emitter) alias(o *ast.Object) {
	e.linkage(o)
	if o.Storage == ast.Fn {
		e.line("\t.type ", o.Sym, ", @function")
	} else {
		e.line("\t.type ", o.Sym, ", @object")
	}
	e.line("\t.set ", o.Sym, ", ", o.Attr.Alias)
}

// functionObject appends what a function has beside its code.
func (e *emitter) functionObject(o *ast.Object) {
	if o.Func == nil {
		if o.Attr.Weak && o.Used {
			e.line("\t.weak ", o.Sym)
		}
		return
	}
	for _, x := range [...]struct {
		is   bool
		name string
	}{{o.Attr.Constructor, ".init_array"}, {o.Attr.Destructor, ".fini_array"}} {
		if !x.is {
			continue
		}
		name := x.name
		if p := o.Attr.Priority; p != 0 && p != 65535 {
			digits := strconv.Itoa(100000 + p)
			name += "." + digits[1:]
		}
		e.line("\t.section ", name, ", \"aw\", @progbits\n\t.balign 16\n\t.chericap ", o.Sym)
	}
}

// item is a piece of an object that only the linker knows: an address.
type item struct {
	off  int64
	size int64
	text string // a directive and its operand
}

// object appends an object.
func (e *emitter) object(o *ast.Object) {
	size := o.Type.Size
	for i := range o.Init {
		size = max(size, o.Init[i].Off+o.Init[i].Type.Size)
	}
	size = max(size, int64(len(o.Data)))
	mask := cap.AlignMask(uint64(max(size, 0)))
	align := max(o.Type.Align, o.Attr.Align, 1, int64(-mask))
	padded := int64((uint64(size) + ^mask) & mask)
	e.objectSection(o)
	e.line("\t.balign ", strconv.FormatInt(align, 10))
	e.linkage(o)
	e.line("\t.type ", o.Sym, ", @object")
	e.line("\t.size ", o.Sym, ", ", strconv.FormatInt(padded, 10))
	e.line(o.Sym, ":")
	if len(o.Init) == 0 && len(o.Data) == 0 {
		e.zeros(max(padded, 1))
		return
	}
	image := make([]byte, padded)
	copy(image, o.Data)
	var items []item
	for i := range o.Init {
		items = e.initialise(image, items, &o.Init[i])
	}
	e.contents(image, items, o.Data != nil)
	if padded == 0 {
		e.zeros(1)
	}
}

func (e *emitter) objectSection(o *ast.Object) {
	name := ".data"
	switch {
	case o.Attr.Section != "":
		flags := "aw"
		if constant(o.Type) {
			flags = "a"
		}
		e.line("\t.section ", quoted(o.Attr.Section), ", \"", flags, "\", @progbits")
		return
	case constant(o.Type) || o.Data != nil:
		e.line("\t.section .rodata, \"a\", @progbits")
		return
	case len(o.Init) == 0:
		name = ".bss"
	}
	e.line("\t", name)
}

// constant says whether an object of the type cannot be written.
func constant(t *ctype.Type) bool {
	for t.Kind == ctype.Array && t.Qual&ctype.Const == 0 && t.Elem != nil {
		t = t.Elem
	}
	return t.Qual&ctype.Const != 0
}

// initialise puts one store of an initialiser into the image, or what the linker
// must do into items.
func (e *emitter) initialise(image []byte, items []item, in *ast.Init) []item {
	c, t := in.Const, in.Type
	if c == nil {
		if o := literal(in.Value); o != nil && in.Off < int64(len(image)) {
			end := min(in.Off+t.Size, int64(len(image)))
			copy(image[in.Off:end], o.Data)
		}
		return items
	}
	if in.Field != nil && in.Field.IsBits {
		putBits(image, in, c.Int)
		return items
	}
	if in.Off < 0 || in.Off+t.Size > int64(len(image)) {
		return items
	}
	at := image[in.Off:]
	switch {
	case c.Base != nil || c.Label != nil:
		return append(items, e.address(in, c))
	case t.Kind == ctype.Float:
		binary.LittleEndian.PutUint32(at, math.Float32bits(float32(c.Float)))
	case t.Kind == ctype.Double || t.Kind == ctype.LongDouble:
		binary.LittleEndian.PutUint64(at, math.Float64bits(c.Float))
	default:
		var b [8]byte
		binary.LittleEndian.PutUint64(b[:], uint64(c.Int))
		copy(at[:t.Size], b[:])
	}
	return items
}

// literal is the string literal that x is, which an array of characters is
// initialised with.
func literal(x ast.Expr) *ast.Object {
	switch x := x.(type) {
	case *ast.Ref:
		return x.Obj
	case *ast.Addr:
		return literal(x.X)
	case *ast.Cast:
		return literal(x.X)
	}
	return nil
}

// putBits puts the value of a bit-field into the image.
func putBits(image []byte, in *ast.Init, v int64) {
	f := in.Field
	for i := range f.Bits {
		n := in.Off*8 + int64(f.BitOff) + int64(i)
		if n < 0 || n/8 >= int64(len(image)) {
			return
		}
		if v>>i&1 != 0 {
			image[n/8] |= 1 << (n % 8)
		} else {
			image[n/8] &^= 1 << (n % 8)
		}
	}
}

// address is an address constant: a capability, or where the type has no room for
// one the number.
func (e *emitter) address(in *ast.Init, c *ast.Const) item {
	size := in.Type.Size
	it := item{off: in.Off, size: size}
	directive := map[int64]string{1: "\t.byte ", 2: "\t.half ", 4: "\t.word ", 8: "\t.dword ", 16: "\t.chericap "}[size]
	it.text = directive
	switch {
	case c.Label != nil && c.Minus != nil:
		it.text += e.labelText(c.Label) + "-" + e.labelText(c.Minus)
		if c.Int != 0 {
			it.text += signed(c.Int)
		}
	case c.Label != nil && c.Base != nil:
		it.text += c.Base.Sym + "+" + e.labelText(c.Label) + "-" + c.Base.Sym
	case c.Base != nil:
		it.text += c.Base.Sym
		if c.Int != 0 {
			it.text += signed(c.Int)
		}
	}
	return it
}

func signed(n int64) string {
	if n >= 0 {
		return "+" + strconv.FormatInt(n, 10)
	}
	return strconv.FormatInt(n, 10)
}

func (e *emitter) labelText(l *ast.Label) string {
	if s, ok := e.labels[l]; ok {
		return s
	}
	return "0"
}

// contents appends the bytes of an image with the items in their places.
func (e *emitter) contents(image []byte, items []item, text bool) {
	at := int64(0)
	for i := range items {
		it := &items[i]
		if it.off < at {
			continue // a later store to the same place: the parser keeps the last
		}
		e.bytes(image[at:it.off], at, text)
		e.line(it.text)
		at = it.off + it.size
	}
	e.bytes(image[at:], at, text)
}

// bytes appends bytes that begin at the offset at: as text, or as numbers of eight
// bytes where they are aligned, and zeros by their count.
func (e *emitter) bytes(b []byte, at int64, text bool) {
	if text {
		for len(b) > 0 {
			n := min(len(b), 80)
			e.line("\t.ascii ", quoted(string(b[:n])))
			b = b[n:]
		}
		return
	}
	for len(b) > 0 {
		n := 0
		for n < len(b) && b[n] == 0 {
			n++
		}
		if n >= 8 || n == len(b) {
			e.zeros(int64(n))
			b, at = b[n:], at+int64(n)
			continue
		}
		width := int64(8)
		for width > int64(len(b)) || at%width != 0 {
			width /= 2
		}
		var word [8]byte
		copy(word[:], b[:width])
		v := int64(binary.LittleEndian.Uint64(word[:]))
		e.b = append(e.b, map[int64]string{1: "\t.byte ", 2: "\t.half ", 4: "\t.word ", 8: "\t.dword "}[width]...)
		e.b = strconv.AppendInt(e.b, v, 10)
		e.b = append(e.b, '\n')
		b, at = b[width:], at+width
	}
}

func (e *emitter) zeros(n int64) {
	if n > 0 {
		e.line("\t.zero ", strconv.FormatInt(n, 10))
	}
}
