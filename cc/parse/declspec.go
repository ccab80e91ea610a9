package parse

import (
	"ushell/cc/ctype"
	"ushell/cc/diag"
	"ushell/cc/token"
)

// specs are declaration specifiers.
type specs struct {
	typ      *ctype.Type
	storage  string // typedef, extern, static, auto, register or ""
	thread   bool
	inline   bool
	autoType bool // __auto_type
	noType   bool // no type was written
	defines  bool // it declares a tag, or constants
	attrs    *attrs
	at       diag.Span // of all of them
	first    *token.Token
	where    *token.Token // of the storage class
	inlineAt *token.Token
	align    bool // _Alignas was written
	dup      bool
	ended    bool // by a ; that is missing behind a }, and was reported
}

// word is what a keyword is among specifiers.
type word uint8

const (
	wNone word = iota
	wStorage
	wQual
	wFunc // inline, _Noreturn
	wBase // part of a basic type's name
	wType // anything else that stands for a type
	wOther
)

var words = map[string]word{
	"typedef": wStorage, "extern": wStorage, "static": wStorage, "auto": wStorage, "register": wStorage,
	"_Thread_local": wStorage, "__thread": wStorage,
	"const": wQual, "__const": wQual, "__const__": wQual, "volatile": wQual, "__volatile": wQual, "__volatile__": wQual,
	"restrict": wQual, "__restrict": wQual, "__restrict__": wQual, "__capability": wQual,
	"inline": wFunc, "__inline": wFunc, "__inline__": wFunc, "_Noreturn": wFunc,
	"void": wBase, "_Bool": wBase, "char": wBase, "short": wBase, "int": wBase, "long": wBase, "float": wBase,
	"double": wBase, "signed": wBase, "__signed": wBase, "__signed__": wBase, "unsigned": wBase,
	"_Complex": wBase, "__complex__": wBase, "_Imaginary": wBase,
	"__int128": wType, "__int128_t": wType, "__uint128_t": wType,
	"__intcap": wBase, "__intcap_t": wType, "__uintcap_t": wType, "__ptraddr_t": wType, "__builtin_va_list": wType,
	"struct": wType, "union": wType, "enum": wType, "typeof": wType, "__typeof": wType, "__typeof__": wType,
	"__auto_type": wType, "_Atomic": wType,
	"_Alignas": wOther, "__attribute__": wOther, "__attribute": wOther, "__extension__": wOther,
}

// specifier says whether t begins declaration specifiers.
func (p *parser) specifier(t *token.Token) bool {
	switch t.Kind {
	case token.Keyword:
		return words[t.Text] != wNone && t.Text != "__extension__"
	case token.Ident:
		y := p.idents[t.Text]
		return y != nil && y.kind == symTypedef
	}
	return false
}

// The words of basic types are counted in one number, two bits each.
const (
	cVoid = 1 << (2 * iota)
	cBool
	cChar
	cShort
	cInt
	cLong
	cFloat
	cDouble
	cSigned
	cUnsigned
	cIntCap
	cComplex
)

var counts = map[string]int{"void": cVoid, "_Bool": cBool, "char": cChar, "short": cShort, "int": cInt, "long": cLong,
	"float": cFloat, "double": cDouble, "signed": cSigned, "__signed": cSigned, "__signed__": cSigned,
	"unsigned": cUnsigned, "__intcap": cIntCap, "_Complex": cComplex, "__complex__": cComplex, "_Imaginary": cComplex}

// basics are the valid combinations, without int where it may be left out.
var basics = map[int]ctype.Kind{
	cVoid: ctype.Void, cBool: ctype.Bool, cChar: ctype.Char, cChar + cSigned: ctype.SChar, cChar + cUnsigned: ctype.UChar,
	cShort: ctype.Short, cShort + cSigned: ctype.Short, cShort + cUnsigned: ctype.UShort,
	cInt: ctype.Int, cSigned: ctype.Int, cSigned + cInt: ctype.Int, cUnsigned: ctype.UInt, cUnsigned + cInt: ctype.UInt,
	cLong: ctype.Long, cLong + cSigned: ctype.Long, cLong + cUnsigned: ctype.ULong,
	2 * cLong: ctype.LongLong, 2*cLong + cSigned: ctype.LongLong, 2*cLong + cUnsigned: ctype.ULongLong,
	cFloat: ctype.Float, cDouble: ctype.Double, cLong + cDouble: ctype.LongDouble,
	cIntCap: ctype.IntCap, cIntCap + cSigned: ctype.IntCap, cIntCap + cUnsigned: ctype.UIntCap,
}

// specifiers reads declaration specifiers. With only a type name's ones allowed,
// storage is false.
func (p *parser) specifiers(storage bool) *specs {
	s := &specs{first: p.tok}
	var quals ctype.Qual
	count := 0
	var countAt *token.Token
loop:
	for {
		t := p.tok
		if s.defines && t.Line && p.prev().Is("}") && p.beginsAnew(t) {
			p.errorf(p.prev().After(), "expected ';' after '%s { }'", s.typ).Suggest(";")
			s.ended = true
			break
		}
		if t.Kind == token.Ident {
			if s.typ != nil || count != 0 {
				break
			}
			y := p.idents[t.Text]
			if y == nil || y.kind != symTypedef {
				break
			}
			y.used = true
			p.deprecated(y.attrs, y.name, t.Span(), y.at)
			s.typ = y.typ
			p.next()
			continue
		}
		if t.Kind != token.Keyword {
			if a := p.attributes(s.attrs); a != s.attrs || p.tok != t {
				s.attrs = a
				continue
			}
			break
		}
		switch words[t.Text] {
		case wStorage:
			p.storageWord(s, t, storage)
		case wQual:
			quals |= p.qualifier(t)
		case wFunc:
			if t.Text == "_Noreturn" {
				if s.attrs == nil {
					s.attrs = &attrs{}
				}
				s.attrs.NoReturn = true
			}
			s.inline = s.inline || t.Text != "_Noreturn"
			s.inlineAt = t
			if !storage {
				p.errorf(t.Span(), "'%s' can only be used for a function", t.Text)
			}
			p.next()
		case wBase:
			c := counts[t.Text]
			if s.typ != nil || c != cLong && count&(3*c) != 0 || count&(2*c) != 0 {
				p.twoTypes(s, t, countAt)
			} else {
				count += c
				countAt = t
			}
			p.next()
		case wType:
			if t.Text == "_Atomic" && !p.peek(1).Is("(") {
				quals |= ctype.Atomic
				p.next()
				continue
			}
			typ := p.typeWord(s, t, &count)
			switch {
			case typ == nil:
			case s.typ != nil || count != 0:
				p.twoTypes(s, t, countAt)
			default:
				s.typ = typ
			}
		case wOther:
			switch t.Text {
			case "_Alignas":
				p.alignas(s)
			case "__extension__":
				p.next()
			default:
				s.attrs = p.attributes(s.attrs)
			}
		default:
			break loop
		}
	}
	s.at = cover(s.first.Loc, s.first.Span(), p.prev().Span())
	p.specifiedType(s, count, quals)
	return s
}

// beginsAnew says whether t, on a line of its own behind the definition of a
// struct, begins another declaration.
func (p *parser) beginsAnew(t *token.Token) bool {
	if t.Kind == token.Keyword {
		w := words[t.Text]
		return w == wBase || w == wType || w == wStorage
	}
	next := p.peek(1)
	return p.specifier(t) && (next.Kind == token.Ident || next.Is("*"))
}

// specifiedType works out the type that the words stand for.
func (p *parser) specifiedType(s *specs, count int, quals ctype.Qual) {
	switch {
	case s.typ != nil:
	case count == 0:
		s.typ, s.noType = intType, true
	case count&(3*cComplex) != 0:
		p.errorf(s.at, "complex types are not supported")
		s.typ = errorType
	default:
		k, ok := basics[count]
		if !ok && count&cInt != 0 && count&(3*cChar) == 0 {
			k, ok = basics[count&^cInt]
			ok = ok && k >= ctype.Short && k <= ctype.ULongLong
		}
		if !ok {
			p.errorf(s.at, "these words do not make up a type")
			s.typ = errorType
			break
		}
		s.typ = ctype.Basic(k)
		if k == ctype.Char {
			s.typ = p.char()
		}
	}
	if s.attrs != nil && s.attrs.mode != "" {
		s.typ = p.withMode(s.typ, s.attrs.mode, s.at)
	}
	if quals&ctype.Restrict != 0 && s.typ.Kind != ctype.Pointer && s.typ.Kind != ctype.Error {
		p.errorf(s.at, "restrict requires a pointer: %s is none", s.typ.Quoted())
		quals &^= ctype.Restrict
	}
	if quals&ctype.Atomic != 0 && (s.typ.Kind == ctype.Array || s.typ.Kind == ctype.Func) {
		p.errorf(s.at, "_Atomic cannot be applied to %s", s.typ.Quoted())
		quals &^= ctype.Atomic
	}
	s.typ = s.typ.Qualify(quals)
}

// char is the type of plain char.
func (p *parser) char() *ctype.Type {
	if p.SignedChar {
		return signedChar
	}
	return charType
}

// twoTypes says that a type is named twice.
func (p *parser) twoTypes(s *specs, t, before *token.Token) {
	if s.dup {
		return
	}
	s.dup = true
	if before == nil {
		before = s.first
	}
	switch {
	case before.Text == t.Text && t.Text == "long":
		p.errorf(t.Span(), "'long long long' is too long for a type")
	case before.Text == t.Text:
		p.errorf(t.Span(), "'%s' is written twice", t.Text)
	default:
		p.errorf(t.Span(), "cannot combine '%s' with the type before it", t.Text)
	}
}

// storageWord reads a storage class.
func (p *parser) storageWord(s *specs, t *token.Token, allowed bool) {
	p.next()
	if !allowed {
		p.errorf(t.Span(), "a storage class cannot be used here")
		return
	}
	if t.Text == "_Thread_local" || t.Text == "__thread" {
		s.thread = true
		if s.where == nil {
			s.where = t
		}
		return
	}
	switch {
	case s.storage == t.Text:
		p.errorf(t.Span(), "'%s' is written twice", t.Text)
	case s.storage != "":
		p.errorf(t.Span(), "cannot combine '%s' with '%s'", t.Text, s.storage)
	default:
		s.storage, s.where = t.Text, t
	}
}

// qualifier reads a qualifier. __capability means nothing where every pointer is one.
func (p *parser) qualifier(t *token.Token) ctype.Qual {
	p.next()
	switch t.Text {
	case "const", "__const", "__const__":
		return ctype.Const
	case "volatile", "__volatile", "__volatile__":
		return ctype.Volatile
	case "restrict", "__restrict", "__restrict__":
		return ctype.Restrict
	}
	return 0
}

// qualifiers reads the qualifiers behind a *.
func (p *parser) qualifiers() (q ctype.Qual, a *attrs) {
	for {
		switch {
		case p.tok.Kind == token.Keyword && words[p.tok.Text] == wQual:
			q |= p.qualifier(p.tok)
		case p.is("_Atomic"):
			q |= ctype.Atomic
			p.next()
		case p.is("__attribute__") || p.is("__attribute"):
			a = p.attributes(a)
		default:
			return q, a
		}
	}
}

// typeWord reads a specifier that is a whole type, or nil when it only counts.
func (p *parser) typeWord(s *specs, t *token.Token, count *int) *ctype.Type {
	switch t.Text {
	case "struct", "union":
		return p.record(s)
	case "enum":
		return p.enum(s)
	case "typeof", "__typeof", "__typeof__":
		return p.typeof()
	case "_Atomic":
		p.next()
		open := p.opening()
		typ := p.typeName()
		p.closing(")", open)
		if typ.Kind == ctype.Array || typ.Kind == ctype.Func || typ.Qual != 0 {
			p.errorf(t.Span(), "_Atomic cannot be applied to %s", typ.Quoted())
			return typ
		}
		return typ.Qualify(ctype.Atomic)
	}
	p.next()
	switch t.Text {
	case "__auto_type":
		s.autoType = true
		return intType
	case "__int128", "__int128_t", "__uint128_t":
		p.errorf(t.Span(), "integers of 128 bits are not supported")
		return errorType
	case "__intcap_t":
		return ctype.Basic(ctype.IntCap)
	case "__uintcap_t":
		return ctype.Basic(ctype.UIntCap)
	case "__ptraddr_t":
		return sizeType
	}
	return ctype.Basic(ctype.VaList)
}

// typeof reads typeof(expression) or typeof(type).
func (p *parser) typeof() *ctype.Type {
	p.next()
	if !p.is("(") {
		p.missing("(", "after typeof")
		return errorType
	}
	open := p.opening()
	var t *ctype.Type
	if p.beginsTypeName(p.tok) {
		t = p.typeName()
	} else {
		p.unevaled++
		e := p.expression()
		p.unevaled--
		t = e.Type()
		if isBitField(e) {
			t = t.Unqualified()
		}
	}
	p.closing(")", open)
	return t
}

// alignas reads _Alignas(constant) or _Alignas(type).
func (p *parser) alignas(s *specs) {
	t := p.tok
	p.next()
	if s.attrs == nil {
		s.attrs = &attrs{}
	}
	if !p.is("(") {
		p.missing("(", "after _Alignas")
		return
	}
	s.align = true
	open := p.opening()
	var n int64
	at := p.tok.Span()
	if p.beginsTypeName(p.tok) {
		typ := p.typeName()
		n = typ.Align
	} else if v, ok := p.constantInt("an alignment"); ok {
		n = p.alignment(v, at)
	}
	p.closing(")", open)
	if n > s.attrs.align {
		s.attrs.align, s.attrs.alignAt = n, t.Span()
	}
}

// beginsTypeName says whether t begins a type name, in a cast or sizeof.
func (p *parser) beginsTypeName(t *token.Token) bool {
	switch t.Kind {
	case token.Keyword:
		switch words[t.Text] {
		case wBase, wType, wQual, wStorage, wFunc:
			return true
		case wOther:
			return t.Text == "__attribute__" || t.Text == "__attribute" || t.Text == "_Alignas"
		}
		return false
	case token.Ident:
		y := p.idents[t.Text]
		return y != nil && y.kind == symTypedef
	}
	return false
}

// typeName reads a type as in a cast: specifiers and a declarator without a name.
func (p *parser) typeName() *ctype.Type {
	if !p.beginsTypeName(p.tok) {
		p.notAType()
		return errorType
	}
	s := p.specifiers(false)
	if s.noType && s.typ.Kind != ctype.Error {
		p.pedantic("implicit-int", s.at, "the type is missing: it was int in old C")
	}
	if s.autoType {
		p.errorf(s.at, "__auto_type can only be used to declare a variable")
	}
	d := &declarator{abstract: true}
	p.declarator(d)
	return p.typeOf(d, s.typ, s.at)
}

// notAType says that what stands here is no type, or an unknown one.
func (p *parser) notAType() {
	if p.tok.Kind == token.Ident {
		p.unknownType(p.tok)
		p.next()
		return
	}
	p.syntax(p.tok.Span(), "expected a type")
}

// unknownType says that a name that stands for a type by its place is not known,
// and answers the type that could be meant.
func (p *parser) unknownType(t *token.Token) *ctype.Type {
	if y := p.tags[t.Text]; y != nil {
		word := map[ctype.Kind]string{ctype.Struct: "struct", ctype.Union: "union", ctype.Enum: "enum"}[y.typ.Kind]
		p.errorf(t.Span(), "'%s' is no type by itself: its tag needs '%s' before it", t.Text, word).Suggest(word + " " + t.Text)
		return y.typ
	}
	if y := p.idents[t.Text]; y != nil {
		p.errorf(t.Span(), "'%s' is not a type", t.Text).Notef(y.at, "'%s' is declared here", t.Text)
		return errorType
	}
	d := p.errorf(t.Span(), "unknown type name '%s'%s", t.Text, p.didYouMean(t.Text, func(y *symbol) bool { return y.kind == symTypedef }))
	if y := p.nearest(t.Text, func(y *symbol) bool { return y.kind == symTypedef }); y != nil {
		d.Suggest(y.name)
		return y.typ
	} else if h := typeHeaders[t.Text]; h != "" {
		d.Notef(t.Span(), "'%s' is declared in <%s>", t.Text, h)
	}
	return errorType
}

// typeHeaders says which header declares a type.
var typeHeaders = map[string]string{"size_t": "stddef.h", "ptrdiff_t": "stddef.h", "wchar_t": "stddef.h", "FILE": "stdio.h",
	"bool": "stdbool.h", "int8_t": "stdint.h", "int16_t": "stdint.h", "int32_t": "stdint.h", "int64_t": "stdint.h",
	"uint8_t": "stdint.h", "uint16_t": "stdint.h", "uint32_t": "stdint.h", "uint64_t": "stdint.h", "intptr_t": "stdint.h",
	"uintptr_t": "stdint.h", "intmax_t": "stdint.h", "uintmax_t": "stdint.h", "va_list": "stdarg.h", "ssize_t": "sys/types.h",
	"pid_t": "sys/types.h", "off_t": "sys/types.h", "time_t": "time.h", "jmp_buf": "setjmp.h", "ptraddr_t": "stddef.h"}

// didYouMean is "; did you mean 'x'?" when there is such a name, else "".
func (p *parser) didYouMean(name string, ok func(*symbol) bool) string {
	if y := p.nearest(name, ok); y != nil {
		return "; did you mean '" + y.name + "'?"
	}
	return ""
}
