package parse

import (
	"ushell/cc/ast"
	"ushell/cc/ctype"
	"ushell/cc/diag"
	"ushell/cc/token"
)

// declarator is a declarator as it was read: the name, and what is around it.
type declarator struct {
	abstract bool // it cannot have a name
	param    bool // it need not have a name
	member   bool
	name     *token.Token
	chunks   []chunk // the one closest to the name first
	attrs    *attrs
	start    *token.Token
}

type chunkKind uint8

const (
	ptrChunk chunkKind = iota
	arrayChunk
	funcChunk
)

// chunk is one derivation of a type: *, [] or ().
type chunk struct {
	kind   chunkKind
	at     diag.Span
	quals  ctype.Qual // of a pointer, or in the brackets of a parameter
	static bool       // of a parameter: [static n]
	length ast.Expr   // of an array, nil when there is none
	star   bool       // [*]
	fn     *paramList
}

// paramList are the parameters of a function declarator.
type paramList struct {
	params   []ctype.Param
	objs     []*ast.Object
	names    []*token.Token // of an identifier list (K&R)
	variadic bool
	oldStyle bool
	syms     []*symbol // what the prototype's scope declares
}

// maxDerivations is how many derivations one declarator can have.
const maxDerivations = 512

// declarator reads a declarator.
func (p *parser) declarator(d *declarator) {
	if d.start == nil {
		d.start = p.tok
	}
	p.deeper()
	defer p.shallower()
	var ptrs []chunk
	p.declAttrs(d, p.attributes(nil))
	for !p.bad && (p.is("*") || p.is("^")) {
		t := p.tok
		if t.Text == "^" {
			p.syntax(t.Span(), "blocks are not supported")
			return
		}
		p.next()
		q, a := p.qualifiers()
		p.declAttrs(d, a)
		ptrs = append(ptrs, chunk{kind: ptrChunk, quals: q, at: t.Span()})
	}
	p.declAttrs(d, p.attributes(nil))
	p.direct(d)
	for i := len(ptrs) - 1; i >= 0; i-- {
		d.chunks = append(d.chunks, ptrs[i])
	}
	if len(d.chunks) > maxDerivations {
		p.errorf(d.start.Span(), "a declarator can have at most %d derivations", maxDerivations)
		d.chunks = nil
	}
}

func (p *parser) declAttrs(d *declarator, a *attrs) {
	if a == nil {
		return
	}
	if d.attrs == nil {
		d.attrs = &attrs{}
	}
	d.attrs.merge(a)
}

// direct reads a declarator without its pointers.
func (p *parser) direct(d *declarator) {
	switch {
	case p.tok.Kind == token.Ident && !d.abstract:
		d.name = p.tok
		p.next()
		p.declAttrs(d, p.attributes(nil))
	case p.is("(") && p.nestedDeclarator(d):
		open := p.opening()
		p.declarator(d)
		p.closing(")", open)
	case d.abstract || d.param || d.member && p.is(":"):
	default:
		what := "expected a name"
		if p.tok.Kind == token.Keyword {
			what = "expected a name, not the keyword '" + p.tok.Text + "'"
		}
		p.syntax(p.tok.Span(), "%s", what)
		return
	}
	for !p.bad {
		switch {
		case p.is("["):
			d.chunks = append(d.chunks, p.arrayChunk(d))
		case p.is("("):
			d.chunks = append(d.chunks, p.funcChunk())
		default:
			return
		}
	}
}

// nestedDeclarator says whether the ( here begins a declarator in parentheses,
// rather than parameters.
func (p *parser) nestedDeclarator(d *declarator) bool {
	if !d.abstract && !d.param {
		return true
	}
	t := p.peek(1)
	switch {
	case t.Is("*"), t.Is("["), t.Is("^"):
		return true
	case t.Is("("):
		return true
	case t.Is("__attribute__"), t.Is("__attribute"):
		return true
	case t.Kind == token.Ident:
		return d.param && !p.specifier(t)
	}
	return false
}

// arrayChunk reads [length].
func (p *parser) arrayChunk(d *declarator) chunk {
	c := chunk{kind: arrayChunk, at: p.tok.Span()}
	open := p.opening()
	for {
		if p.is("static") {
			c.static = true
			p.next()
			continue
		}
		q, _ := p.qualifiers()
		if q == 0 {
			break
		}
		c.quals |= q
	}
	if p.is("*") && p.peek(1).Is("]") {
		c.star = true
		p.next()
	} else if !p.is("]") {
		c.length = p.value(p.assignment())
	}
	p.closing("]", open)
	c.at.End = p.prev().OuterEnd()
	return c
}

// funcChunk reads (parameters).
func (p *parser) funcChunk() chunk {
	c := chunk{kind: funcChunk, at: p.tok.Span(), fn: &paramList{}}
	open := p.opening()
	p.push(nil)
	defer func() {
		c.fn.syms = p.scope.syms
		p.pop()
	}()
	switch {
	case p.is(")"):
		c.fn.oldStyle = true
	case p.is("void") && p.peek(1).Is(")"):
		p.next()
	case p.tok.Kind == token.Ident && !p.specifier(p.tok) && (p.peek(1).Is(",") || p.peek(1).Is(")")):
		p.identifierList(c.fn)
	default:
		p.parameters(c.fn)
	}
	p.closing(")", open)
	return c
}

// identifierList reads the names of a K&R definition.
func (p *parser) identifierList(l *paramList) {
	l.oldStyle = true
	for {
		if p.tok.Kind != token.Ident {
			p.syntax(p.tok.Span(), "expected the name of a parameter")
			return
		}
		l.names = append(l.names, p.tok)
		p.next()
		if !p.accept(",") {
			return
		}
	}
}

// parameters reads the parameters of a prototype.
func (p *parser) parameters(l *paramList) {
	for {
		if p.is("...") {
			if len(l.params) == 0 {
				p.pedantic("", p.tok.Span(), "a parameter with a name must come before '...'")
			}
			p.next()
			l.variadic = true
			return
		}
		if !p.parameter(l) {
			return
		}
		if !p.accept(",") {
			return
		}
	}
}

// parameter reads one parameter; false after a syntax error.
func (p *parser) parameter(l *paramList) bool {
	var s *specs
	if !p.beginsTypeName(p.tok) {
		t := p.tok
		if a := p.attributes(nil); a != nil {
			return p.parameter(l)
		}
		if t.Kind != token.Ident {
			if p.is(")") {
				p.syntax(t.Span(), "expected a parameter")
			} else {
				p.syntax(t.Span(), "expected the type of a parameter")
			}
			return false
		}
		s = &specs{typ: p.unknownType(t), at: t.Span(), first: t}
		p.next()
	} else {
		s = p.specifiers(true)
	}
	if s.storage != "" && s.storage != "register" || s.thread {
		p.errorf(s.where.Span(), "a parameter cannot be '%s'", s.where.Text)
	}
	if s.noType && s.typ.Kind != ctype.Error {
		p.pedantic("implicit-int", s.at, "the type of a parameter is missing")
	}
	d := &declarator{param: true}
	p.declarator(d)
	p.declAttrs(d, p.attributes(nil))
	t := p.typeOf(d, s.typ, s.at)
	at := s.at
	if d.name != nil {
		at = d.name.Span()
	}
	p.addParam(l, d, s, t, at)
	return !p.bad
}

// addParam declares a parameter in the scope of its prototype.
func (p *parser) addParam(l *paramList, d *declarator, s *specs, t *ctype.Type, at diag.Span) {
	name := ""
	if d.name != nil {
		name = d.name.Text
	}
	written := t
	t = p.adjust(t, d)
	if t.Kind == ctype.Void {
		p.errorf(at, "a parameter cannot have type void")
		t = errorType
	}
	if s.align {
		p.errorf(s.attrs.alignAt, "_Alignas cannot be used for a parameter")
	}
	if s.autoType {
		p.errorf(at, "__auto_type cannot be the type of a parameter")
	}
	o := p.newObject(name, t, ast.Auto, at)
	o.Param = true
	i := p.infoOf(o)
	i.at, i.assigned, i.register = at, true, s.storage == "register"
	i.attrs = s.attrs
	if d.attrs != nil {
		i.attrs = d.attrs
	}
	i.unused = i.attrs != nil && i.attrs.unused
	if written.Kind == ctype.Array {
		i.array = written
		if e, ok := written.VLA.(ast.Expr); ok && !idle(e) {
			i.length = e
		}
	}
	l.params = append(l.params, ctype.Param{Name: name, Type: t, Loc: at.At})
	l.objs = append(l.objs, o)
	if name == "" {
		return
	}
	if y := p.here(name); y != nil {
		p.errorf(at, "redefinition of parameter '%s'", name).Notef(y.at, "previous declaration is here")
		return
	}
	p.add(&symbol{name: name, kind: symObject, obj: o, at: at})
}

// adjust makes a parameter's array or function type a pointer (C11 6.7.6.3).
func (p *parser) adjust(t *ctype.Type, d *declarator) *ctype.Type {
	switch t.Kind {
	case ctype.Array:
		q := ctype.Qual(0)
		if d != nil && len(d.chunks) > 0 && d.chunks[0].kind == arrayChunk {
			q = d.chunks[0].quals
		}
		return ctype.PointerTo(t.Elem).Qualify(q)
	case ctype.Func:
		return ctype.PointerTo(t)
	}
	return t
}

// typeOf is the type that the declarator makes of the specified type.
func (p *parser) typeOf(d *declarator, t *ctype.Type, at diag.Span) *ctype.Type {
	if d.name != nil {
		at = d.name.Span()
	}
	for i := len(d.chunks) - 1; i >= 0; i-- {
		c := &d.chunks[i]
		switch c.kind {
		case ptrChunk:
			q := c.quals
			if q&ctype.Restrict != 0 && t.Kind == ctype.Func {
				p.errorf(c.at, "a pointer to a function cannot be restrict")
				q &^= ctype.Restrict
			}
			if t.Kind == ctype.Error {
				continue // of what is not known there is no pointer
			}
			t = ctype.PointerTo(t).Qualify(q)
		case arrayChunk:
			t = p.arrayOf(d, c, t, i, at)
		case funcChunk:
			t = p.funcOf(d, c, t, at)
		}
		if t.Kind == ctype.Error {
			return t
		}
	}
	return t
}

// named is "'x'" or "the type", for messages about a declarator.
func (d *declarator) named() string {
	if d.name != nil {
		return "'" + d.name.Text + "'"
	}
	return "this type"
}

func (p *parser) arrayOf(d *declarator, c *chunk, elem *ctype.Type, depth int, at diag.Span) *ctype.Type {
	switch {
	case elem.Kind == ctype.Error:
		return errorType
	case elem.Kind == ctype.Func:
		p.errorf(at, "%s is declared as an array of functions", d.named())
		return errorType
	case !elem.Complete():
		p.incomplete(elem, at, "%s is an array whose elements have the incomplete type %s", d.named(), elem.Quoted())
		return errorType
	case elem.IsRecord() && elem.Tag.Flex:
		p.warnf("pedantic", at, "%s is an array of %s, which ends with a flexible array", d.named(), elem.Quoted())
	}
	if (c.static || c.quals != 0) && (!d.param || depth != 0) {
		p.errorf(c.at, "'static' and qualifiers in [] can only be used for the outermost length of a parameter")
	}
	if c.star && !d.param {
		p.errorf(c.at, "[*] can only be used in a function's prototype")
		return errorType
	}
	if c.length == nil {
		if c.star {
			return ctype.VLAOf(elem, ast.Expr(p.intNode(1, sizeType, c.at)))
		}
		return ctype.ArrayOf(elem, -1)
	}
	e := c.length
	if e.Type().Kind == ctype.Error {
		return errorType
	}
	if !e.Type().IsInteger() {
		p.errorf(*e.Span(), "the length of an array has type %s, which is no integer type", e.Type().Quoted())
		return errorType
	}
	n, ok := p.evalInt(e)
	if !ok {
		return p.vlaOf(d, c, elem)
	}
	if n < 0 && e.Type().Signed() {
		p.errorf(*e.Span(), "%s is an array of negative length", d.named())
		return errorType
	}
	if n == 0 {
		p.warnf("pedantic", *e.Span(), "an array of length zero is an extension")
	}
	if n < 0 || elem.Size > 0 && n > ctype.MaxSize/elem.Size {
		p.errorf(*e.Span(), "the array is too large")
		return errorType
	}
	if elem.Variable() {
		return ctype.VLAOf(elem, p.intNode(n, sizeType, *e.Span()))
	}
	return ctype.ArrayOf(elem, n)
}

// vlaOf is an array whose length is known only as the program runs.
func (p *parser) vlaOf(d *declarator, c *chunk, elem *ctype.Type) *ctype.Type {
	e := c.length
	if p.fn == nil && p.scope.level == 0 {
		p.errorf(*e.Span(), "the length of an array outside of functions must be constant")
		return errorType
	}
	if d.member {
		p.errorf(*e.Span(), "the length of an array in a struct must be constant")
		return errorType
	}
	p.warnf("vla", *e.Span(), "a variable length array is used")
	return ctype.VLAOf(elem, p.cast(e, sizeType, false))
}

func (p *parser) funcOf(d *declarator, c *chunk, result *ctype.Type, at diag.Span) *ctype.Type {
	switch result.Kind {
	case ctype.Error:
	case ctype.Func:
		p.errorf(at, "%s is declared as a function that returns a function", d.named())
		return errorType
	case ctype.Array:
		p.errorf(at, "%s is declared as a function that returns an array", d.named())
		return errorType
	}
	t := ctype.FuncOf(result, c.fn.params, c.fn.variadic)
	t.OldStyle = c.fn.oldStyle
	return t
}
