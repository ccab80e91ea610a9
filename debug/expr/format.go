package expr

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"ushell/cap"
	"ushell/image"
)

// Format says how values are written. The zero Format writes each as its type
// asks for.
type Format struct {
	// Letter is 0, or x hexadecimal, d signed, u unsigned, o octal, t binary, c
	// character, a address, f floating point, s string.
	Letter byte
	// Bare leaves away the bounds of capabilities, for what is short of room.
	Bare bool
}

// Letters are the formats that there are.
const Letters = "xduotcafs"

// Limits on what is written.
const (
	maxElements = 200 // of an array
	maxString   = 200 // bytes of a string
	maxDepth    = 8   // structs in structs
	maxOut      = 16 << 10
)

// Text is v in one line.
func (e *Env) Text(v Value, f Format) string {
	w := &writer{e: e, f: f}
	w.top(v)
	return w.b.String()
}

type writer struct {
	e *Env
	f Format
	b strings.Builder
}

func (w *writer) full() bool { return w.b.Len() > maxOut }

// top writes v, with the type of pointers before it.
func (w *writer) top(v Value) {
	if v.Gone != "" {
		w.b.WriteString("<" + v.Gone + ">")
		return
	}
	w.value(v, 0)
}

// value writes v.
func (w *writer) value(v Value, depth int) {
	e := w.e
	if w.full() {
		w.b.WriteString("...")
		return
	}
	loaded, ok := e.tryLoad(v)
	if !ok {
		fmt.Fprintf(&w.b, "<no memory at %#x>", v.Addr)
		return
	}
	v = loaded
	t := e.types().get(e.types().resolve(v.Type))
	switch t.Kind {
	case image.TypeStruct, image.TypeUnion:
		w.aggregate(v, t, depth)
		return
	case image.TypeArray:
		w.array(v, t, depth)
		return
	case image.TypeFunc:
		fmt.Fprintf(&w.b, "%#x", v.Addr)
		w.symbol(v.Addr)
		return
	case image.TypeForward:
		w.b.WriteString("{...}")
		return
	case image.TypeBase:
		if t.Enc == image.EncVoid {
			w.b.WriteString("void")
			return
		}
	}
	w.scalar(v, t)
}

// tryLoad is load that answers false where there is no memory.
func (e *Env) tryLoad(v Value) (out Value, ok bool) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case failure:
			out, ok = v, false
		default:
			panic(r)
		}
	}()
	return e.load(v, 0), true
}

func (w *writer) aggregate(v Value, t *image.Type, depth int) {
	if depth > maxDepth {
		w.b.WriteString("{...}")
		return
	}
	w.b.WriteByte('{')
	for i := range t.Fields {
		if i > 0 {
			w.b.WriteString(", ")
		}
		if w.full() {
			w.b.WriteString("...")
			break
		}
		f := &t.Fields[i]
		if f.Name != "" {
			w.b.WriteString(f.Name + " = ")
		}
		w.value(w.e.fieldOf(v, f), depth+1)
	}
	w.b.WriteByte('}')
}

func (w *writer) array(v Value, t *image.Type, depth int) {
	e := w.e
	n := min(max(t.Count, 0), maxElements)
	if e.isChar(t.Elem) && (w.f.Letter == 0 || w.f.Letter == 's') {
		if !v.Lvalue {
			w.b.WriteString(quote([]byte(v.text)))
			return
		}
		w.chars(v.Addr, uint64(max(t.Count, 0)))
		return
	}
	if depth > maxDepth {
		w.b.WriteString("{...}")
		return
	}
	w.b.WriteByte('{')
	size := e.sizeOf(t.Elem)
	last, repeats := "", 0
	sep := ""
	flush := func() {
		switch {
		case repeats == 0:
		case repeats < 8:
			for range repeats {
				w.b.WriteString(sep + last)
				sep = ", "
			}
		default:
			fmt.Fprintf(&w.b, "%s%s <%d times>", sep, last, repeats)
			sep = ", "
		}
	}
	for i := range n {
		if w.full() {
			break
		}
		inner := &writer{e: e, f: w.f}
		inner.value(Value{Type: t.Elem, Lvalue: true, Addr: v.Addr + uint64(i)*size, Via: v.Via}, depth+1)
		if s := inner.b.String(); s == last && repeats > 0 {
			repeats++
		} else {
			flush()
			last, repeats = s, 1
		}
	}
	flush()
	if t.Count > n || w.full() {
		w.b.WriteString(sep + "...")
	}
	w.b.WriteByte('}')
}

// chars writes an array of n characters as a string: up to its last character
// that is not NUL.
func (w *writer) chars(addr, n uint64) {
	b := make([]byte, min(n, maxString))
	k := 0
	for k < len(b) && w.e.Memory.Read(addr+uint64(k), b[k:k+1]) {
		k++
	}
	if k == 0 && n > 0 {
		fmt.Fprintf(&w.b, "<no memory at %#x>", addr)
		return
	}
	b = b[:k]
	more := n > uint64(k)
	if !more {
		for len(b) > 0 && b[len(b)-1] == 0 {
			b = b[:len(b)-1]
		}
	}
	w.b.WriteString(quote(b))
	if more {
		w.b.WriteString("...")
	}
}

func (w *writer) scalar(v Value, t *image.Type) {
	e := w.e
	switch {
	case e.isFloat(v.Type):
		w.float(v)
	case w.f.Letter == 's' && e.isPointer(v.Type):
		w.str(v)
	case w.f.Letter != 0 && w.f.Letter != 's':
		w.formatted(v)
	case e.isPointer(v.Type):
		w.pointer(v)
	case e.isCap(v.Type):
		w.capability(v.Cap)
	case t.Kind == image.TypeEnum:
		w.enum(v, t)
	case e.encoding(v.Type) == image.EncBool:
		w.b.WriteString(strconv.FormatBool(v.num != 0))
	case e.isChar(v.Type):
		w.decimal(v)
		if c := byte(v.num); c != 0 {
			w.b.WriteString(" " + quoteChar(c))
		}
	default:
		w.decimal(v)
	}
}

func (w *writer) decimal(v Value) {
	if w.e.isSigned(v.Type) {
		fmt.Fprint(&w.b, int64(v.num))
	} else {
		fmt.Fprint(&w.b, v.num)
	}
}

func (w *writer) float(v Value) {
	size := w.e.sizeOf(v.Type)
	bits := math.Float64bits(v.float)
	if size == 4 {
		bits = uint64(math.Float32bits(float32(v.float)))
	}
	switch w.f.Letter {
	case 'x', 'o', 't':
		w.formatted(Value{Type: w.e.types().base("unsigned long"), num: bits, loaded: true})
		return
	}
	w.b.WriteString(floatText(v.float, size))
}

// floatText is the shortest text that is read as the same number; it always
// looks like a floating-point number.
func floatText(f float64, size uint64) string {
	s := strconv.FormatFloat(f, 'g', -1, int(8*size))
	if !strings.ContainsAny(s, ".enN") {
		s += ".0"
	}
	return strings.Replace(s, "NaN", "nan", 1)
}

// formatted writes v as the letter of the format says.
func (w *writer) formatted(v Value) {
	n, bits := v.num, 8*min(w.e.sizeOf(v.Type), 8)
	if v.bits > 0 {
		bits = uint64(v.bits)
	}
	u := n
	if bits > 0 && bits < 64 {
		u &= 1<<bits - 1
	}
	switch w.f.Letter {
	case 'x':
		fmt.Fprintf(&w.b, "%#x", u)
	case 'o':
		fmt.Fprintf(&w.b, "%#o", u)
	case 't':
		fmt.Fprintf(&w.b, "%#b", u)
	case 'u':
		fmt.Fprint(&w.b, u)
	case 'c':
		fmt.Fprintf(&w.b, "%d %s", n&0xff, quoteChar(byte(n)))
	case 'a':
		fmt.Fprintf(&w.b, "%#x", u)
		w.symbol(u)
	case 'f':
		w.b.WriteString(floatText(floatOf(u, bits/8), max(bits/8, 4)))
	default:
		fmt.Fprint(&w.b, int64(n))
	}
}

func (w *writer) symbol(addr uint64) {
	if w.e.Symbol == nil {
		return
	}
	if s := w.e.Symbol(addr); s != "" {
		w.b.WriteString(" <" + s + ">")
	}
}

// pointer writes a capability, what it points at, and a string behind it.
func (w *writer) pointer(v Value) {
	elem := w.e.elem(v.Type)
	w.capability(v.Cap)
	if v.Cap.IsInteger() && v.Cap.Addr == 0 {
		return
	}
	switch {
	case w.e.kind(elem) == image.TypeFunc:
		w.symbol(v.Cap.Addr)
	case w.e.isChar(elem):
		w.b.WriteByte(' ')
		w.str(v)
	}
}

func (w *writer) capability(c cap.Cap) {
	switch {
	case c.IsInteger() && c.Addr == 0:
		w.b.WriteString("NULL")
	case c.IsInteger() || w.f.Bare:
		fmt.Fprintf(&w.b, "%#x", c.Addr)
	default:
		w.b.WriteString(c.String())
	}
}

// str writes the string that a pointer points at, as far as its bounds and its
// memory reach.
func (w *writer) str(v Value) {
	c := v.Cap
	limit := uint64(maxString)
	if c.Tag {
		b := c.Bounds()
		if !b.Contains(c.Addr, 1) {
			w.b.WriteString("<out of bounds>")
			return
		}
		limit = min(limit, b.Top.Sub(c.Addr).Saturate())
	}
	var out []byte
	var one [1]byte
	for uint64(len(out)) < limit {
		if !w.e.Memory.Read(c.Addr+uint64(len(out)), one[:]) {
			if len(out) == 0 {
				w.b.WriteString("<no memory>")
				return
			}
			break
		}
		if one[0] == 0 {
			w.b.WriteString(quote(out))
			return
		}
		out = append(out, one[0])
	}
	w.b.WriteString(quote(out) + "...")
}

// enum writes the name of a value, or of the bits it is made of.
func (w *writer) enum(v Value, t *image.Type) {
	for _, x := range t.Enums {
		if uint64(x.Value) == v.num || w.e.extend(v.Type, uint64(x.Value)) == v.num {
			w.b.WriteString(x.Name)
			return
		}
	}
	var names []string
	left := v.num
	for _, x := range t.Enums {
		if bit := uint64(x.Value); bit != 0 && bit&(bit-1) == 0 && left&bit != 0 {
			names = append(names, x.Name)
			left &^= bit
		}
	}
	if left == 0 && len(names) > 0 {
		w.b.WriteString(strings.Join(names, " | "))
		return
	}
	w.decimal(v)
}

func quoteChar(c byte) string {
	if c == '\'' {
		return `'\''`
	}
	s := quote([]byte{c})
	s = s[1 : len(s)-1]
	if s == `\"` {
		s = `"`
	}
	return "'" + s + "'"
}

// quote is a string of C. UTF-8 stays as it is.
func quote(b []byte) string {
	var out strings.Builder
	out.WriteByte('"')
	for i := 0; i < len(b); {
		c := b[i]
		if c >= 0x80 {
			if r, n := utf8.DecodeRune(b[i:]); r != utf8.RuneError && unicode.IsPrint(r) {
				out.WriteRune(r)
				i += n
				continue
			}
		}
		switch {
		case c == '\n':
			out.WriteString(`\n`)
		case c == '\t':
			out.WriteString(`\t`)
		case c == '\r':
			out.WriteString(`\r`)
		case c == 0:
			out.WriteString(`\0`)
		case c == '"' || c == '\\':
			out.WriteString(`\` + string(rune(c)))
		case c < 0x20 || c >= 0x7f:
			fmt.Fprintf(&out, `\%03o`, c)
		default:
			out.WriteByte(c)
		}
		i++
	}
	out.WriteByte('"')
	return out.String()
}

// Part is a member of a struct or an element of an array.
type Part struct {
	Name  string // ".next", "[3]"
	Value Value
}

// Parts are the members of a struct or union, or the first elements of an
// array; nothing for what has no parts.
func (e *Env) Parts(v Value, limit int) []Part {
	if v.Gone != "" || !v.Lvalue {
		return nil
	}
	t := e.types().get(e.types().resolve(v.Type))
	var out []Part
	add := func(name string, p Value) {
		if loaded, ok := e.tryLoad(p); ok {
			p = loaded
		} else {
			p.Gone = fmt.Sprintf("no memory at %#x", p.Addr)
		}
		out = append(out, Part{name, p})
	}
	switch t.Kind {
	case image.TypeStruct, image.TypeUnion:
		for i := range t.Fields {
			if len(out) == limit {
				break
			}
			name := "." + t.Fields[i].Name
			if name == "." {
				name = map[image.TypeKind]string{image.TypeStruct: "(struct)", image.TypeUnion: "(union)"}[e.kind(t.Fields[i].Type)]
			}
			add(name, e.fieldOf(v, &t.Fields[i]))
		}
	case image.TypeArray:
		size := e.sizeOf(t.Elem)
		for i := range min(t.Count, int64(limit)) {
			add(fmt.Sprintf("[%d]", i), Value{Type: t.Elem, Lvalue: true, Addr: v.Addr + uint64(i)*size, Via: v.Via})
		}
	}
	return out
}

// Lines is v in lines of at most width cells, if it is a struct or an array that
// does not fit one.
func (e *Env) Lines(v Value, f Format, width int) []string {
	text := e.Text(v, f)
	if len(text) <= width {
		return []string{text}
	}
	return e.lines(v, f, width, "", 0)
}

func (e *Env) lines(v Value, f Format, width int, indent string, depth int) []string {
	text := e.Text(v, f)
	parts := e.Parts(v, maxElements)
	if len(text)+len(indent) <= width || len(parts) == 0 || depth > maxDepth || e.isChar(e.elem(v.Type)) {
		return []string{text}
	}
	out := []string{"{"}
	for _, p := range parts {
		name := strings.TrimPrefix(p.Name, ".") + " = "
		if p.Name == "" || p.Name[0] == '(' {
			name = ""
		}
		sub := e.lines(p.Value, f, width-len(name), indent+"  ", depth+1)
		for i, s := range sub {
			if i == 0 {
				s = name + s
			}
			out = append(out, "  "+s)
		}
		if len(out) > maxElements {
			out = append(out, "  ...")
			break
		}
	}
	return append(out, "}")
}
