package parse

import (
	"ushell/cc/ast"
	"ushell/cc/ctype"
	"ushell/cc/diag"
	"ushell/cc/token"
)

// tagType finds or declares the tag named by t; declare says that it is declared
// here even if it is known outside.
func (p *parser) tagType(kind ctype.Kind, t *token.Token, declare bool) *ctype.Type {
	y := p.tags[t.Text]
	if y != nil && (!declare || y.level == p.scope.level) {
		if y.typ.Kind == kind {
			return y.typ
		}
		if y.level == p.scope.level || !declare {
			p.errorf(t.Span(), "'%s' is used as a different kind of tag than before", t.Text).Notef(y.at, "previous use is here")
			return ctype.Tagged(kind, &ctype.Tag{Name: t.Text, Loc: t.Loc})
		}
	}
	tag := &ctype.Tag{Name: t.Text, Loc: t.Loc}
	typ := ctype.Tagged(kind, tag)
	p.add(&symbol{name: t.Text, kind: symTag, typ: typ, at: t.Span()})
	return typ
}

// record reads struct or union.
func (p *parser) record(s *specs) *ctype.Type {
	kind := ctype.Struct
	if p.is("union") {
		kind = ctype.Union
	}
	word := p.tok
	p.next()
	a := p.attributes(nil)
	var name *token.Token
	if p.tok.Kind == token.Ident {
		name = p.tok
		p.next()
	}
	if a2 := p.attributes(a); a2 != nil {
		a = a2
	}
	if !p.is("{") {
		if name == nil {
			p.syntax(p.tok.Span(), "expected a name or '{' after '%s'", word.Text)
			return errorType
		}
		// "struct s;" declares it anew in this scope
		t := p.tagType(kind, name, p.is(";"))
		s.defines = true
		return t
	}
	var typ *ctype.Type
	if name != nil {
		typ = p.tagType(kind, name, true)
		if typ.Tag.Done {
			p.redefinedTag(name, typ)
			typ = ctype.Tagged(kind, &ctype.Tag{Name: name.Text, Loc: name.Loc})
		} else {
			typ.Tag.Loc = name.Loc
			p.tags[name.Text].at = name.Span()
		}
	} else {
		typ = ctype.Tagged(kind, &ctype.Tag{Loc: word.Loc})
	}
	s.defines = true
	p.members(typ, a, word)
	return typ
}

func (p *parser) redefinedTag(name *token.Token, typ *ctype.Type) {
	d := p.errorf(name.Span(), "redefinition of '%s'", typ.Unqualified())
	d.Notef(tagSpan(typ.Tag), "previous definition is here")
}

// recordBody collects the members of a struct or union.
type recordBody struct {
	kind   ctype.Kind
	fields []*ctype.Field
	aligns []int64
	packed []bool
	names  map[string]*ctype.Field
}

// members reads { members } and completes the type.
func (p *parser) members(typ *ctype.Type, a *attrs, word *token.Token) {
	open := p.opening()
	p.deeper()
	errors := p.Diags.Errors()
	b := &recordBody{kind: typ.Kind, names: map[string]*ctype.Field{}}
	for !p.is("}") && p.tok.Kind != token.EOF {
		before := p.i
		if p.is(";") {
			p.warnf("pedantic", p.tok.Span(), "a ';' that ends no member is an extension")
			p.next()
			continue
		}
		p.member(b)
		if p.bad {
			p.syncMember()
		}
		if p.i == before {
			p.next()
		}
	}
	p.shallower()
	p.closing("}", open)
	if a2 := p.attributes(a); a2 != nil {
		a = a2
	}
	l := ctype.Layout{Pack: p.packing()}
	if a != nil {
		l.Packed, l.Align = a.Packed, a.align
		typ.Tag.Transparent, typ.Tag.Wide = a.transparent, a.wide
	}
	p.checkFlexible(b)
	if !typ.Tag.Complete(typ.Kind, b.fields, b.aligns, b.packed, l) {
		p.errorf(word.Span(), "'%s' is too large", typ)
	}
	for _, f := range b.fields {
		if f.Type.IsCap() && !f.IsBits && f.Off%ctype.PointerSize != 0 {
			p.warnf("cheri-misaligned", nameSpan(f.Loc, f.Name), "'%s' is a capability, and at offset %d of a packed '%s' not aligned: every access to it will trap", f.Name, f.Off, typ)
		}
	}
	if len(b.fields) == 0 && p.Diags.Errors() == errors {
		p.warnf("pedantic", word.Span(), "an empty '%s' is an extension", word.Text)
	}
}

func (p *parser) syncMember() {
	p.bad = p.stopped
	p.skipBalanced(func() bool { return p.is(";") })
	p.accept(";")
}

// checkFlexible checks where members of unknown length stand.
func (p *parser) checkFlexible(b *recordBody) {
	for i, f := range b.fields {
		flexible := f.Type.Kind == ctype.Array && f.Type.Len < 0 && f.Type.VLA == nil
		at := nameSpan(f.Loc, f.Name)
		switch {
		case flexible && b.kind == ctype.Union:
			p.warnf("pedantic", at, "flexible array member '%s' in a union is an extension", f.Name)
		case flexible && i < len(b.fields)-1:
			p.errorf(at, "flexible array member '%s' is not the last member", f.Name)
			f.Type = ctype.ArrayOf(f.Type.Elem, 0)
		case flexible && i == 0:
			p.pedantic("pedantic", at, "flexible array member '%s' in a struct that has no other member", f.Name)
		case f.Type.IsRecord() && f.Type.Tag.Flex && i < len(b.fields)-1:
			p.warnf("pedantic", at, "'%s' ends with a flexible array and is not the last member", f.Name)
		}
	}
}

// member reads one declaration of members.
func (p *parser) member(b *recordBody) {
	for p.accept("__extension__") {
	}
	if p.is("_Static_assert") {
		p.staticAssert()
		return
	}
	if !p.beginsTypeName(p.tok) {
		if p.tok.Kind != token.Ident {
			p.syntax(p.tok.Span(), "expected a member")
			return
		}
		typ := p.unknownType(p.tok)
		p.next()
		if p.tok.Kind != token.Ident && !p.is("*") {
			p.bad = true
			return
		}
		p.memberDeclarators(b, &specs{typ: typ, at: p.prev().Span()})
		return
	}
	s := p.memberSpecifiers()
	if s.ended {
		p.anonymous(b, s)
		return
	}
	if p.is(";") {
		p.anonymous(b, s)
		p.next()
		return
	}
	p.memberDeclarators(b, s)
}

func (p *parser) memberSpecifiers() *specs {
	s := p.specifiers(false)
	if s.noType {
		p.errorf(s.at, "a member needs a type")
	}
	return s
}

// anonymous is a member without a declarator: an anonymous struct or union.
func (p *parser) anonymous(b *recordBody, s *specs) {
	switch {
	case s.typ.IsRecord() && (s.typ.Tag.Name == "" || s.typ.Typedef != ""):
		f := &ctype.Field{Type: s.typ, Loc: s.first.Loc}
		if !s.typ.Complete() {
			p.errorf(s.at, "member has incomplete type %s", s.typ.Quoted())
			return
		}
		for _, name := range s.typ.Tag.Names() {
			p.memberName(b, &ctype.Field{Name: name, Loc: s.first.Loc})
		}
		p.addMember(b, f, s.attrs)
	case s.typ.IsRecord() || s.typ.Kind == ctype.Enum:
		if !s.typ.Tag.Done || s.typ.Tag.Name != "" {
			p.warnf("", s.at, "declaration does not declare a member")
		}
	default:
		p.pedantic("", s.at, "declaration does not declare a member")
	}
}

func (p *parser) addMember(b *recordBody, f *ctype.Field, a *attrs) {
	align, packed := int64(0), false
	if a != nil {
		align, packed = a.align, a.Packed
		f.Wide = a.wide
	}
	b.fields = append(b.fields, f)
	b.aligns = append(b.aligns, align)
	b.packed = append(b.packed, packed)
}

// memberName checks that a member's name is new.
func (p *parser) memberName(b *recordBody, f *ctype.Field) {
	if f.Name == "" {
		return
	}
	if old := b.names[f.Name]; old != nil {
		p.errorf(nameSpan(f.Loc, f.Name), "duplicate member '%s'", f.Name).Notef(nameSpan(old.Loc, old.Name), "previous declaration is here")
	}
	b.names[f.Name] = f
}

func (p *parser) memberDeclarators(b *recordBody, s *specs) {
	for {
		d := &declarator{member: true}
		var a *attrs
		if s.attrs != nil {
			c := *s.attrs
			a = &c
		}
		f := &ctype.Field{Type: s.typ, Loc: p.tok.Loc}
		if !p.is(":") {
			p.declarator(d)
			if p.bad {
				return
			}
			f.Type = p.typeOf(d, s.typ, s.at)
			if d.name != nil {
				f.Name, f.Loc = d.name.Text, d.name.Loc
			} else {
				p.syntax(p.tok.Span(), "expected the name of a member")
				return
			}
			if d.attrs != nil {
				if a == nil {
					a = &attrs{}
				}
				a.merge(d.attrs)
			}
		}
		if p.is(":") {
			p.bitField(f)
		}
		if a2 := p.attributes(nil); a2 != nil {
			if a == nil {
				a = &attrs{}
			}
			a.merge(a2)
		}
		if a != nil && a.mode != "" {
			f.Type = p.withMode(f.Type, a.mode, nameSpan(f.Loc, f.Name))
		}
		p.memberType(f)
		p.memberName(b, f)
		p.addMember(b, f, a)
		if p.accept(",") {
			continue
		}
		p.expect(";", "after the member")
		return
	}
}

// memberType checks the type of a member.
func (p *parser) memberType(f *ctype.Field) {
	at := nameSpan(f.Loc, f.Name)
	t := f.Type
	switch {
	case t.Kind == ctype.Func:
		p.errorf(at, "member '%s' has function type %s", f.Name, t.Quoted())
		f.Type = errorType
	case t.Kind == ctype.Void:
		p.errorf(at, "member '%s' has type void", f.Name)
		f.Type = errorType
	case t.VariablyModified():
		p.errorf(at, "member '%s' cannot have a variable length", f.Name)
		f.Type = errorType
	case t.Kind == ctype.Array && t.Len < 0:
		if !t.Elem.Complete() && t.Elem.Kind != ctype.Error {
			p.incomplete(t.Elem, at, "member '%s' is an array of the incomplete type %s", f.Name, t.Elem.Quoted())
			f.Type = errorType
		}
	case !t.Complete():
		p.incomplete(t, at, "member '%s' has incomplete type %s", f.Name, t.Quoted())
		f.Type = errorType
	}
}

// incomplete reports a use of an incomplete type, with the place of its declaration.
func (p *parser) incomplete(t *ctype.Type, at diag.Span, format string, args ...any) {
	d := p.errorf(at, format, args...)
	for t.Kind == ctype.Array {
		t = t.Elem
	}
	if t.Tag != nil {
		d.Notef(tagSpan(t.Tag), "forward declaration of '%s'", t.Unqualified())
	}
}

// bitField reads : width.
func (p *parser) bitField(f *ctype.Field) {
	p.next()
	at := p.tok.Span()
	n, ok := p.constantInt("the width of a bit-field")
	f.IsBits = true
	if !ok {
		f.Bits = 1
		if f.Type.Kind == ctype.Error || !f.Type.IsInteger() {
			f.Type = intType
		}
		return
	}
	what := "bit-field '" + f.Name + "'"
	if f.Name == "" {
		what = "unnamed bit-field"
	}
	f.Bits = 1
	switch t := f.Type; {
	case t.Kind == ctype.Error:
		f.Type = intType
	case !t.IsInteger() || t.IsCapInt():
		p.errorf(nameSpan(f.Loc, f.Name), "%s has type %s, which is no integer type", what, t.Quoted())
		f.Type = intType
	case n < 0:
		p.errorf(at, "%s has negative width %d", what, n)
	case n == 0 && f.Name != "":
		p.errorf(at, "%s has zero width", what)
	case n > int64(t.Bits()):
		p.errorf(at, "width of %s (%d bits) exceeds that of its type (%d bits)", what, n, t.Bits())
		f.Bits = t.Bits()
	default:
		f.Bits = int(n)
	}
}

// enum reads an enum.
func (p *parser) enum(s *specs) *ctype.Type {
	word := p.tok
	p.next()
	a := p.attributes(nil)
	var name *token.Token
	if p.tok.Kind == token.Ident {
		name = p.tok
		p.next()
	}
	if !p.is("{") {
		if name == nil {
			p.syntax(p.tok.Span(), "expected a name or '{' after 'enum'")
			return errorType
		}
		if p.tags[name.Text] == nil {
			p.warnf("pedantic", name.Span(), "'enum %s' is used before it is declared", name.Text)
		}
		s.defines = true
		return p.tagType(ctype.Enum, name, p.is(";"))
	}
	var typ *ctype.Type
	if name != nil {
		typ = p.tagType(ctype.Enum, name, true)
		if typ.Tag.Done {
			p.redefinedTag(name, typ)
			typ = ctype.Tagged(ctype.Enum, &ctype.Tag{Name: name.Text, Loc: name.Loc})
		}
	} else {
		typ = ctype.Tagged(ctype.Enum, &ctype.Tag{Loc: word.Loc})
	}
	s.defines = true
	p.enumerators(typ, word)
	if a2 := p.attributes(a); a2 != nil {
		a = a2
	}
	p.enumType(typ, a)
	return typ
}

// enumerators reads { constants }.
func (p *parser) enumerators(typ *ctype.Type, word *token.Token) {
	open := p.opening()
	if p.is("}") {
		p.errorf(word.Span(), "an enum needs a constant")
	}
	next, over := int64(0), false
	t := intType
	for !p.is("}") && p.tok.Kind != token.EOF && !p.bad {
		name := p.tok
		if name.Kind != token.Ident {
			p.syntax(name.Span(), "expected the name of a constant")
			break
		}
		p.next()
		p.attributes(nil)
		if p.accept("=") {
			at := p.tok.Span()
			if e := p.condExpr(); true {
				if v, vt, ok := p.intConstant(e, "the value of an enumeration constant"); ok {
					next, over, t = v, false, vt
					if int64(int32(v)) != v || !vt.Signed() && v < 0 {
						p.warnf("pedantic", at, "values of enumeration constants beyond int are an extension")
					}
				}
			}
		}
		switch {
		case over:
			p.errorf(name.Span(), "the value of '%s' is too large", name.Text)
		case next == 1<<31 && p.prev() == name:
			p.warnf("pedantic", name.Span(), "values of enumeration constants beyond int are an extension")
		}
		p.declareEnumerator(name, next, fitting(next, t))
		typ.Tag.Enums = append(typ.Tag.Enums, ctype.Enumerator{Name: name.Text, Value: next})
		over = next == 1<<63-1
		next++
		if !p.accept(",") {
			break
		}
	}
	if !p.bad && !p.is("}") {
		p.syntax(p.tok.Span(), "expected ',' or '}' in the list of constants")
	}
	if p.bad {
		p.bad = p.stopped
		p.skipBalanced(func() bool { return false })
	}
	p.closing("}", open)
}

// fitting is the type of an enumeration constant: int if it fits.
func fitting(v int64, t *ctype.Type) *ctype.Type {
	switch {
	case int64(int32(v)) == v && (t.Signed() || v >= 0):
		return intType
	case int64(uint32(v)) == v:
		return uintType
	case !t.Signed() && v < 0:
		return sizeType
	}
	return longType
}

func (p *parser) declareEnumerator(name *token.Token, v int64, t *ctype.Type) {
	if y := p.here(name.Text); y != nil {
		what := "redefinition of '%s' as an enumeration constant"
		if y.kind == symEnum {
			what = "redefinition of enumeration constant '%s'"
		}
		p.errorf(name.Span(), what, name.Text).Notef(y.at, "previous definition is here")
		return
	}
	p.add(&symbol{name: name.Text, kind: symEnum, typ: t, value: v, at: name.Span()})
}

// enumType chooses the integer type of an enum as GCC does: unsigned int unless a
// value is negative, and long where that is too small.
func (p *parser) enumType(typ *ctype.Type, a *attrs) {
	lo, hi, huge := int64(0), int64(0), false
	for _, e := range typ.Tag.Enums {
		lo, hi = min(lo, e.Value), max(hi, e.Value)
	}
	for _, e := range typ.Tag.Enums {
		if y := p.idents[e.Name]; y != nil && y.kind == symEnum && y.typ == sizeType {
			huge = true
		}
	}
	k := ctype.UInt
	switch {
	case huge:
		k = ctype.ULong
	case a != nil && a.Packed && lo >= 0 && hi < 256:
		k = ctype.UChar
	case a != nil && a.Packed && lo >= 0 && hi < 65536:
		k = ctype.UShort
	case a != nil && a.Packed && lo >= -128 && hi < 128:
		k = ctype.SChar
	case a != nil && a.Packed && lo >= -32768 && hi < 32768:
		k = ctype.Short
	case lo < 0 && lo >= -1<<31 && hi < 1<<31:
		k = ctype.Int
	case lo < 0:
		k = ctype.Long
	case hi >= 1<<32:
		k = ctype.ULong
	}
	typ.Tag.CompleteEnum(ctype.Basic(k))
}

// staticAssert reads _Static_assert(condition, "message");
func (p *parser) staticAssert() {
	p.next()
	if !p.is("(") {
		p.missing("(", "after _Static_assert")
		return
	}
	open := p.opening()
	e := p.condExpr()
	msg := ""
	if p.accept(",") {
		if p.tok.Kind != token.String {
			p.syntax(p.tok.Span(), "expected a string literal")
			return
		}
		s, _ := p.strings()
		msg = ": " + string(s.Data)
	}
	p.closing(")", open)
	p.expect(";", "after _Static_assert")
	v, _, ok := p.intConstant(e, "the condition of _Static_assert")
	if ok && v == 0 {
		p.errorf(*e.Span(), "static assertion failed%s", msg)
	}
}

// isBitField says whether e is a bit-field.
func isBitField(e ast.Expr) bool {
	m, ok := e.(*ast.Member)
	return ok && m.Field.IsBits
}
