package parse

import (
	"slices"
	"sort"

	"ushell/cc/ast"
	"ushell/cc/ctype"
	"ushell/cc/diag"
	"ushell/cc/token"
)

// maxInits bounds the stores of one initialiser.
const maxInits = 1 << 21

// initList collects the stores of an initialiser.
type initList struct {
	p      *parser
	obj    *ast.Object
	name   string
	static bool
	inits  []ast.Init
	bytes  map[int64]ast.Expr // constants of characters, shared
	said   bool               // that it is not constant
}

// initialiser reads an initialiser for an object of type t. It answers the stores
// in order, and the type: an array's length can come from its initialiser.
func (p *parser) initialiser(t *ctype.Type, o *ast.Object, at diag.Span) ([]ast.Init, *ctype.Type) {
	l := &initList{p: p, obj: o, static: p.inStatic}
	if o != nil {
		l.name = o.Name
	}
	p.deeper()
	defer p.shallower()
	open := t.Kind == ctype.Array && t.Len < 0
	flex := t.IsRecord() && t.Kind == ctype.Struct && t.Tag.Flex
	end := int64(0)
	switch {
	case t.Kind == ctype.Array || t.IsRecord():
		end = l.aggregate(t, 0, true)
	default:
		l.scalar(t, nil, 0)
	}
	if open {
		n := int64(0)
		if t.Elem.Size > 0 {
			n = (end + t.Elem.Size - 1) / t.Elem.Size
		}
		typ := ctype.ArrayOf(t.Elem, n)
		t = typ
	}
	if flex && end > t.Size {
		t = l.flexible(t, end)
	}
	return l.inits, t
}

// flexible is the type of a struct whose flexible array has elements: a struct
// of its own, with the same members.
func (l *initList) flexible(t *ctype.Type, end int64) *ctype.Type {
	if !l.static {
		l.p.errorf(diag.At(l.obj.Loc), "the flexible array of '%s' cannot be initialized: '%s' is no static variable", l.name, l.name)
		return t
	}
	c := *t
	c.Size = (end + t.Align - 1) / t.Align * t.Align
	return &c
}

// add appends a store.
func (l *initList) add(i ast.Init) {
	if len(l.inits) >= maxInits {
		if !l.said {
			l.said = true
			l.p.errorf(*i.Value.Span(), "the initializer is too large")
		}
		return
	}
	if l.static {
		c, ok := l.constant(i.Value)
		if !ok {
			return
		}
		i.Const = c
	}
	n := len(l.inits)
	if n == 0 || after(&l.inits[n-1], &i) {
		l.inits = append(l.inits, i)
		return
	}
	l.override(i)
}

// bitsOf are the first bit of a store and the one behind its last.
func bitsOf(i *ast.Init) (lo, hi int64) {
	lo = i.Off * 8
	if i.Field != nil {
		lo += int64(i.Field.BitOff)
		return lo, lo + int64(i.Field.Bits)
	}
	return lo, lo + i.Type.Size*8
}

// after says whether b lies behind a.
func after(a, b *ast.Init) bool {
	_, hi := bitsOf(a)
	lo, _ := bitsOf(b)
	return lo >= hi
}

// override puts a store in its place: what it covers is not stored.
func (l *initList) override(i ast.Init) {
	lo, hi := bitsOf(&i)
	from := sort.Search(len(l.inits), func(k int) bool { _, h := bitsOf(&l.inits[k]); return h > lo })
	to := from
	for to < len(l.inits) {
		if b, _ := bitsOf(&l.inits[to]); b >= hi {
			break
		}
		to++
	}
	for k := from; k < to; k++ {
		a, b := bitsOf(&l.inits[k])
		if a < lo || b > hi {
			// a member of a struct that was copied whole: the copy stays, and comes first
			l.inits = slices.Insert(l.inits, k+1, i)
			return
		}
	}
	if to > from {
		l.p.warnf("override-init", *i.Value.Span(), "the initializer overrides an earlier one").Notef(*l.inits[from].Value.Span(), "the earlier initializer is here")
	}
	l.inits = slices.Replace(l.inits, from, to, i)
}

// clear removes what was stored between two offsets, for an aggregate that is initialised anew.
func (l *initList) clear(lo, hi int64) {
	if n := len(l.inits); n == 0 || l.inits[n-1].Off < lo {
		return
	}
	l.inits = slices.DeleteFunc(l.inits, func(i ast.Init) bool { return i.Off >= lo && i.Off < hi })
}

// constant is the value of a static's initialiser.
func (l *initList) constant(e ast.Expr) (*ast.Const, bool) {
	if e.Type().Kind == ctype.Error {
		return nil, false
	}
	if e.Type().IsRecord() {
		return nil, false
	}
	c, ok := l.p.eval(e)
	if !ok {
		l.notConstant(e)
		return nil, false
	}
	return &c, true
}

func (l *initList) notConstant(e ast.Expr) {
	l.p.errorf(*e.Span(), "the initializer of a static variable must be constant")
}

// scalar reads an initialiser of a scalar, with or without braces.
func (l *initList) scalar(t *ctype.Type, f *ctype.Field, off int64) {
	p := l.p
	if p.is("{") {
		open := p.opening()
		p.deeper()
		switch {
		case p.is("}"):
			p.warnf("pedantic", open.Span(), "an empty initializer is an extension")
			l.add(ast.Init{Off: off, Type: t.Unqualified(), Field: f, Value: p.cast(p.intNode(0, intType, open.Span()), t, false)})
		case p.is(".") || p.is("["):
			p.errorf(p.tok.Span(), "a designator in the initializer of a scalar of type %s", t.Quoted())
			p.skipBalanced(func() bool { return false })
		default:
			if p.is("{") {
				p.warnf("", p.tok.Span(), "too many braces around the initializer of a scalar")
			}
			l.scalar(t, f, off)
			p.accept(",")
			if !p.is("}") && !p.bad {
				p.pedantic("", p.tok.Span(), "too many initializers for a scalar of type %s", t.Quoted())
				p.skipBalanced(func() bool { return false })
			}
		}
		p.shallower()
		p.closing("}", open)
		return
	}
	l.store(t, f, off, p.value(p.assignment()))
}

// store stores a value in a scalar or a struct.
func (l *initList) store(t *ctype.Type, f *ctype.Field, off int64, e ast.Expr) {
	if t.Kind == ctype.Error || e.Type().Kind == ctype.Error {
		return
	}
	e = l.p.assign(e, t, context{what: initialising, name: l.name})
	if e.Type().Kind == ctype.Error {
		return
	}
	if l.static && t.IsRecord() {
		l.splice(t, off, e)
		return
	}
	if f != nil && f.IsBits {
		l.p.warnBitField(f, e)
	} else {
		f = nil
	}
	l.add(ast.Init{Off: off, Type: t.Unqualified(), Field: f, Value: e})
}

// splice stores a compound literal as the value of a static struct.
func (l *initList) splice(t *ctype.Type, off int64, e ast.Expr) {
	r, ok := e.(*ast.Ref)
	if !ok || r.Obj.Name != "" || r.Obj.Data != nil || r.Obj.Storage != ast.Static {
		l.notConstant(e)
		return
	}
	l.clear(off, off+t.Size)
	for _, i := range r.Obj.Init {
		i.Off += off
		l.add(i)
	}
}

// aggregate reads the initialiser of an array, struct or union at off: in braces,
// or as far as the enclosing list goes. It answers where the last element that
// was initialised ends.
func (l *initList) aggregate(t *ctype.Type, off int64, top bool) int64 {
	p := l.p
	if n, ok := l.stringInit(t, off); ok {
		return n
	}
	if p.is("{") {
		return l.braced(t, off)
	}
	at := p.tok.Span()
	if t.Kind == ctype.Array {
		if lit := l.arrayLiteral(t, off); lit >= 0 {
			return lit
		}
		if p.is("[") {
			p.syntax(at, "the initializer of an array is a list in braces: { }")
			return off
		}
		p.errorf(at, "the initializer of an array must be a list in braces%s", map[bool]string{true: " or a string", false: ""}[t.Elem.IsChar()])
		p.assignment()
		return off
	}
	e := p.value(p.assignment())
	if e.Type().Kind != ctype.Error {
		l.store(t, nil, off, e)
	}
	return off + t.Size
}

// arrayLiteral stores a compound literal or a string constant in an array, as GNU C allows; -1 when there is none.
func (l *initList) arrayLiteral(t *ctype.Type, off int64) int64 {
	p := l.p
	if !p.is("(") {
		return -1
	}
	i := p.i
	e := p.assignment()
	var o *ast.Object
	var inits []ast.Init
	switch e := e.(type) {
	case *ast.Compound:
		o, inits = e.Obj, e.Init
	case *ast.Ref:
		if e.Obj.Name == "" && e.Obj.Data == nil {
			o, inits = e.Obj, e.Obj.Init
		} else if e.Obj.Data != nil && t.Elem.IsChar() { // a string in parentheses
			p.warnf("pedantic", *e.Span(), "a string in parentheses as the initializer of an array is an extension")
			s := token.Str{Width: 1, Data: e.Obj.Data[:len(e.Obj.Data)-1]}
			return l.text(t, off, &s, *e.Span())
		}
	}
	if o == nil || o.Type.Kind != ctype.Array || !ctype.Compatible(o.Type.Elem.Unqualified(), t.Elem.Unqualified()) {
		p.i = i
		p.tok = &p.toks[i]
		return -1
	}
	p.warnf("pedantic", *e.Span(), "a compound literal as the initializer of an array is an extension")
	for _, i := range inits {
		i.Off += off
		l.add(i)
	}
	return off + o.Type.Size
}

// stringInit stores a string literal in an array of characters; ok is false when
// there is none here, or t is no such array.
func (l *initList) stringInit(t *ctype.Type, off int64) (end int64, ok bool) {
	p := l.p
	if t.Kind != ctype.Array || !t.Elem.IsInteger() {
		return 0, false
	}
	braces := p.is("{") && p.peek(1).Kind == token.String
	if p.tok.Kind != token.String && !braces {
		return 0, false
	}
	if braces { // {"abc"}, but not {"abc"[0]}
		if next := p.afterStrings(p.i + 1); !next.Is("}") && !next.Is(",") || !t.Elem.IsChar() && t.Elem.Size > 4 {
			return 0, false
		}
		open := p.opening()
		end, ok = l.stringInit(t, off)
		p.accept(",")
		if ok && !p.is("}") {
			p.pedantic("", p.tok.Span(), "too many initializers for an array of type %s", t.Quoted())
			p.skipBalanced(func() bool { return false })
		}
		p.closing("}", open)
		return end, ok
	}
	if next := p.afterStrings(p.i); !next.Is(",") && !next.Is("}") && !next.Is(";") && !next.Is(")") && next.Kind != token.EOF {
		return 0, false
	}
	at := p.tok.Span()
	s, _ := p.strings()
	at.End = p.prev().OuterEnd()
	wide := !t.Elem.IsChar()
	if wide != (s.Width > 1) || wide && t.Elem.Size != int64(s.Width) {
		p.errorf(at, "an array of type %s is initialized with a string whose elements have %d bytes", t.Quoted(), s.Width)
		return off, true
	}
	return l.text(t, off, &s, at), true
}

// afterStrings is the first token behind the string literals that begin with
// the token i.
func (p *parser) afterStrings(i int) *token.Token {
	for p.toks[i].Kind == token.String || p.toks[i].Kind == token.Pragma {
		i++
	}
	return &p.toks[i]
}

// text stores the elements of a string in an array.
func (l *initList) text(t *ctype.Type, off int64, s *token.Str, at diag.Span) int64 {
	n := int64(s.Len())
	size := t.Elem.Size
	if t.Len >= 0 && n > t.Len {
		l.p.pedantic("", at, "the string has %d elements, the array %s only %d", n, t.Quoted(), t.Len)
		n = t.Len
	}
	l.clear(off, off+max(t.Size, (n+1)*size))
	if l.bytes == nil {
		l.bytes = map[int64]ast.Expr{}
	}
	for i := range n {
		v := t.Elem.Wrap(int64(s.At(int(i))))
		if v == 0 {
			continue
		}
		e := l.bytes[v]
		if e == nil {
			e = l.p.intNode(v, t.Elem.Unqualified(), at)
			l.bytes[v] = e
		}
		l.add(ast.Init{Off: off + i*size, Type: t.Elem.Unqualified(), Value: e})
	}
	if t.Len >= 0 {
		return off + t.Size
	}
	return off + (n+1)*size
}

// cursor goes through the elements of an aggregate.
type cursor struct {
	t     *ctype.Type
	off   int64
	index int64 // the next element or member

	designated bool // there was a designator
}

// members is how many elements there are; -1: any number.
func (c *cursor) count() int64 {
	if c.t.Kind == ctype.Array {
		return c.t.Len
	}
	return int64(len(c.t.Tag.Members))
}

// at is the type and the offset of the next element, and its member.
func (c *cursor) at() (*ctype.Type, int64, *ctype.Field) {
	if c.t.Kind == ctype.Array {
		return c.t.Elem, c.off + c.index*c.t.Elem.Size, nil
	}
	f := c.t.Tag.Members[c.index]
	return f.Type.Qualify(c.t.Qual), c.off + f.Off, f
}

// skip goes past unnamed bit-fields: they are not initialised.
func (c *cursor) skip() {
	if c.t.Kind == ctype.Array {
		return
	}
	for c.index < int64(len(c.t.Tag.Members)) {
		f := c.t.Tag.Members[c.index]
		if !f.IsBits || f.Name != "" {
			return
		}
		c.index++
	}
}

// done says whether there is no further element.
func (c *cursor) done() bool {
	c.skip()
	n := c.count()
	return n >= 0 && c.index >= n
}

// step goes on to the next element; of a union there is only one.
func (c *cursor) step() {
	c.index++
	if c.t.Kind == ctype.Union {
		c.index = int64(len(c.t.Tag.Members))
	}
}

// braced reads { ... } for an aggregate.
func (l *initList) braced(t *ctype.Type, off int64) int64 {
	p := l.p
	open := p.opening()
	p.deeper()
	defer p.shallower()
	l.clear(off, off+max(t.Size, 1))
	c := &cursor{t: t, off: off}
	end, said := off, false
	if p.is("}") {
		p.warnf("pedantic", open.Span(), "an empty initializer is an extension")
	}
	for !p.is("}") && p.tok.Kind != token.EOF && !p.bad {
		if p.designated() {
			c.designated = true
			end = max(end, l.designation(c))
		} else if c.done() {
			if !said {
				p.excess(t)
			}
			said = true
			p.skipInit()
		} else {
			end = max(end, l.element(c))
		}
		if !p.accept(",") {
			break
		}
	}
	l.missingMembers(c, open)
	if p.bad {
		p.skipBalanced(func() bool { return false })
	}
	p.closing("}", open)
	return end
}

func (p *parser) excess(t *ctype.Type) {
	switch {
	case t.Kind == ctype.Array:
		p.pedantic("", p.tok.Span(), "too many initializers for an array of type %s", t.Quoted())
	default:
		p.pedantic("", p.tok.Span(), "too many initializers for %s", t.Quoted())
	}
}

// missingMembers warns about members that have no initialiser.
func (l *initList) missingMembers(c *cursor, open *token.Token) {
	zero := l.p.prev().Text == "0" && c.index == 1 // { 0 } is for all
	if c.t.Kind != ctype.Struct || c.index == 0 || zero || c.designated || c.done() {
		return
	}
	f := c.t.Tag.Members[c.index]
	if f.Name != "" && f.Type.Kind != ctype.Array {
		l.p.warnf("missing-field-initializers", open.Span(), "member '%s' has no initializer", f.Name)
	}
}

// designated says whether a designator stands here.
func (p *parser) designated() bool {
	return p.is(".") || p.is("[") || p.tok.Kind == token.Ident && p.peek(1).Is(":")
}

// element reads the initialiser of the next element, and what elements of its
// own it has when it has no braces.
func (l *initList) element(c *cursor) int64 {
	t, off, f := c.at()
	end := l.value(t, off, f)
	c.step()
	return end
}

// value reads the initialiser of a member or element, with braces elided if it
// is an aggregate (C11 6.7.9, 20).
func (l *initList) value(t *ctype.Type, off int64, f *ctype.Field) int64 {
	p := l.p
	switch {
	case t.Kind == ctype.Error:
		p.skipInit()
		return off
	case t.Kind != ctype.Array && !t.IsRecord():
		l.scalar(t, f, off)
		return off + t.Size
	case p.is("{"):
		return l.braced(t, off)
	}
	if end, ok := l.stringInit(t, off); ok {
		return end
	}
	if t.Kind == ctype.Array && p.is("(") && p.beginsTypeName(p.peek(1)) {
		if end := l.arrayLiteral(t, off); end >= 0 {
			return end
		}
	}
	p.deeper()
	defer p.shallower()
	if p.tok.Kind == token.String && beginsWithText(t) {
		return l.elided(t, off, nil)
	}
	e := p.value(p.assignment())
	return l.elided(t, off, e)
}

// beginsWithText says whether the first element of t, and so on, is an array of characters.
func beginsWithText(t *ctype.Type) bool {
	for t.Kind == ctype.Array || t.IsRecord() {
		if t.Kind == ctype.Array && t.Elem.IsInteger() {
			return true
		}
		c := cursor{t: t}
		if c.done() {
			return false
		}
		t, _, _ = c.at()
	}
	return false
}

// elided stores e in the aggregate t: as its value, or as that of its first
// element, and reads what follows for the further ones. With e nil a string is to
// be read first, for an array of characters that t begins with.
func (l *initList) elided(t *ctype.Type, off int64, e ast.Expr) int64 {
	p := l.p
	if e == nil {
		if end, ok := l.stringInit(t, off); ok {
			return end
		}
		if t.Kind == ctype.Array && t.Elem.IsInteger() { // "abc"[0], a character
			e = p.value(p.assignment())
		}
	} else if t.IsRecord() && (e.Type().Kind == ctype.Error || e.Type().IsRecord() && e.Type().Tag == t.Tag) {
		l.store(t, nil, off, e)
		return off + t.Size
	}
	c := &cursor{t: t, off: off}
	if c.done() {
		if e == nil {
			e = p.value(p.assignment())
		}
		p.errorf(*e.Span(), "%s has no element to initialize", t.Quoted())
		return off
	}
	p.warnf("missing-braces", p.prev().Span(), "braces around the initializer of the inner %s would make it clear", t.Quoted())
	first, at, f := c.at()
	var end int64
	if first.Kind == ctype.Array || first.IsRecord() {
		end = l.elided(first, at, e)
	} else {
		l.store(first, f, at, e)
		end = at + first.Size
	}
	c.step()
	for !p.bad && !c.done() && p.is(",") {
		if next := p.peek(1); next.Is("}") || next.Is(".") || next.Is("[") || next.Kind == token.Ident && p.peek(2).Is(":") {
			break
		}
		p.next()
		end = max(end, l.element(c))
	}
	return end
}
