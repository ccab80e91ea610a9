// Package parse reads C: from tokens to a checked tree. It is C11 with the
// extensions of GNU C that programs use, and CHERI C's rules for capabilities.
// What is wrong with a program is said as it is met, and reading goes on.
package parse

import (
	"ushell/cc/ast"
	"ushell/cc/ctype"
	"ushell/cc/diag"
	"ushell/cc/token"
)

// Options say how a unit is read.
type Options struct {
	Files *diag.Files
	Diags *diag.List
	// Permissive takes C as it was before 1999: implicit int and implicit
	// functions are warned about, and so are conversions between pointers and integers.
	Permissive bool
	// SignedChar makes plain char signed.
	SignedChar bool
	// Subobject says that the address of a member is bounded to that member.
	Subobject bool
}

// Limits of nesting: what is deeper is refused, so that no program exhausts the stack.
const (
	maxBrackets = 256   // (, [ and { inside each other
	maxNesting  = 10000 // of anything: prefix operators, ?:, assignments
)

// parser is the state of reading one unit.
type parser struct {
	Options
	toks []token.Token
	i    int
	tok  *token.Token // toks[i]
	bad  bool         // a syntax error was reported, and its place not yet left

	lost bool // the declaration before had a syntax error

	brackets, nesting int
	stopped           bool // nothing more is read

	unit    *ast.Unit
	idents  map[string]*symbol
	tags    map[string]*symbol
	scope   *scope
	externs map[string]*ast.Object // everything with linkage, also what only inner scopes declared
	info    map[*ast.Object]*info

	fn       *function
	literals map[string]*ast.Object // string literals by their bytes and element type
	serial   int                    // of local symbols
	pack     []int64                // of #pragma pack, the innermost last
	bareOp   ast.Op                 // the operator of the last expression that was read; Comma when it has none, or parentheses
	searches int                    // for names that could be meant
	unevaled int                    // inside sizeof, typeof and the like
	inStatic bool                   // inside the initialiser of a static object
	weak     map[string]bool        // of #pragma weak before a declaration
}

// Unit reads a translation unit. It always answers one; what is wrong is in
// opt.Diags. The last token is EOF.
func Unit(toks []token.Token, opt Options) *ast.Unit {
	p := &parser{
		Options: opt, toks: toks,
		unit:    &ast.Unit{Files: opt.Files},
		idents:  make(map[string]*symbol, 512),
		tags:    make(map[string]*symbol, 64),
		externs: map[string]*ast.Object{},
		info:    make(map[*ast.Object]*info, 256),
		weak:    map[string]bool{},
	}
	if len(toks) == 0 || toks[len(toks)-1].Kind != token.EOF {
		p.toks = append(toks[:len(toks):len(toks)], token.Token{Kind: token.EOF})
	}
	p.tok = &p.toks[0]
	p.push(nil)
	p.pragmas()
	for p.tok.Kind != token.EOF && !p.Diags.Stop() {
		before := p.i
		p.external()
		p.lost = p.bad
		if p.bad {
			p.syncExternal(before)
		}
		if p.i == before {
			p.next()
		}
	}
	p.finish()
	return p.unit
}

// next goes to the next token. Pragmas are dealt with on the way.
func (p *parser) next() {
	if p.i < len(p.toks)-1 {
		p.i++
		p.tok = &p.toks[p.i]
		if p.tok.Kind == token.Pragma {
			p.pragmas()
		}
	}
}

func (p *parser) pragmas() {
	for p.tok.Kind == token.Pragma && p.i < len(p.toks)-1 {
		p.pragma(p.tok)
		p.i++
		p.tok = &p.toks[p.i]
	}
}

// peek is the token n behind the present one, pragmas not counted.
func (p *parser) peek(n int) *token.Token {
	i := p.i
	for ; n > 0; n-- {
		for i < len(p.toks)-1 {
			i++
			if p.toks[i].Kind != token.Pragma {
				break
			}
		}
	}
	return &p.toks[i]
}

// prev is the token before the present one.
func (p *parser) prev() *token.Token {
	for i := p.i - 1; i >= 0; i-- {
		if p.toks[i].Kind != token.Pragma {
			return &p.toks[i]
		}
	}
	return p.tok
}

// is says whether the present token is the keyword or punctuator text.
func (p *parser) is(text string) bool { return p.tok.Text == text && p.tok.Is(text) }

// accept goes past text if it is there.
func (p *parser) accept(text string) bool {
	if p.is(text) {
		p.next()
		return true
	}
	return false
}

// expect goes past text, or says that it is missing: "expected ';' after expression".
func (p *parser) expect(text, where string) bool {
	if p.accept(text) {
		return true
	}
	was := p.bad
	p.missing(text, where)
	// Where a line ends without its ';', what follows is most likely right.
	if text == ";" && !was && p.tok.Line {
		p.bad = false
		return true
	}
	return false
}

// missing says that text is not there. What follows a line's end is not what
// the user looks at: then the place is behind the token before.
func (p *parser) missing(text, where string) *diag.Diagnostic {
	s := p.prev().After()
	if text != ";" && text != "}" && !p.tok.Line && p.tok.Kind != token.EOF {
		s = p.tok.Span()
	}
	if where != "" {
		where = " " + where
	}
	d := p.syntax(s, "expected '%s'%s", text, where)
	if text == ";" || text == ")" || text == "]" {
		d.Suggest(text)
	}
	return d
}

// closing goes past the bracket that matches open, or says that it is missing.
func (p *parser) closing(text string, open *token.Token) bool {
	p.brackets--
	if p.accept(text) {
		return true
	}
	was := p.bad
	d := p.missing(text, "")
	if !was {
		d.Notef(open.Span(), "to match this '%s'", open.Text)
	}
	return false
}

// opening goes past an opening bracket, and watches the depth.
func (p *parser) opening() *token.Token {
	t := p.tok
	p.brackets++
	if p.brackets > maxBrackets {
		p.tooDeep(t, "brackets are nested more than %d deep", maxBrackets)
	}
	p.next()
	return t
}

// deeper counts a level of recursion; every call is followed by shallower.
func (p *parser) deeper() {
	p.nesting++
	if p.nesting > maxNesting {
		p.tooDeep(p.tok, "the program is nested more than %d deep", maxNesting)
	}
}

func (p *parser) shallower() { p.nesting-- }

// tooDeep gives up: the rest is not read.
func (p *parser) tooDeep(t *token.Token, format string, args ...any) {
	if !p.stopped {
		p.Diags.Fatalf(t.Span(), format, args...)
	}
	p.stopped = true
	p.bad = true
	p.i = len(p.toks) - 1
	p.tok = &p.toks[p.i]
}

// syntax reports a syntax error, unless it follows from one before.
func (p *parser) syntax(s diag.Span, format string, args ...any) *diag.Diagnostic {
	if p.bad || p.stopped {
		p.bad = true
		return &diag.Diagnostic{}
	}
	p.bad = true
	return p.Diags.Errorf(s, format, args...)
}

// errorf reports an error that is none of syntax.
func (p *parser) errorf(s diag.Span, format string, args ...any) *diag.Diagnostic {
	if p.stopped {
		return &diag.Diagnostic{}
	}
	return p.Diags.Errorf(s, format, args...)
}

// warnf reports a warning.
func (p *parser) warnf(g diag.Group, s diag.Span, format string, args ...any) *diag.Diagnostic {
	if p.stopped {
		return &diag.Diagnostic{}
	}
	return p.Diags.Warnf(g, s, format, args...)
}

// pedantic reports what standard C forbids and GNU C has: a mistake more often
// than not. Old programs, that is with Permissive, get a warning.
func (p *parser) pedantic(g diag.Group, s diag.Span, format string, args ...any) *diag.Diagnostic {
	if p.Permissive {
		return p.warnf(g, s, format, args...)
	}
	return p.errorf(s, format, args...)
}

// skipBalanced goes past tokens up to one for which stop is true outside of
// brackets, or a bracket closes that was not opened.
func (p *parser) skipBalanced(stop func() bool) {
	depth := 0
	for p.tok.Kind != token.EOF {
		if depth == 0 && stop() {
			return
		}
		switch {
		case p.is("(") || p.is("[") || p.is("{"):
			depth++
		case p.is(")") || p.is("]") || p.is("}"):
			if depth == 0 {
				return
			}
			depth--
		}
		p.next()
	}
}

// syncStatement goes to where a statement can begin again after a syntax error:
// behind the next ;, before a } that closes the block, or before a word that
// begins a statement at the start of a line.
func (p *parser) syncStatement(begin int) {
	p.bad = p.stopped
	for p.tok.Kind != token.EOF {
		switch {
		case p.is(";"):
			p.next()
			return
		case p.is("}"):
			return
		case p.i > begin && p.tok.Line && p.beginsStatement():
			return
		case p.is("{"):
			p.skipBraces()
			return
		case p.is("(") || p.is("["):
			if !p.skipParens() {
				return
			}
			continue
		}
		p.next()
	}
}

func (p *parser) beginsStatement() bool {
	if p.tok.Kind != token.Keyword {
		return false
	}
	switch p.tok.Text {
	case "if", "for", "while", "do", "switch", "case", "default", "return", "break", "continue", "goto":
		return true
	case "int", "char", "void", "long", "short", "unsigned", "signed", "float", "double", "struct", "union", "enum",
		"typedef", "static", "extern", "const", "_Bool":
		return true
	}
	return false
}

// skipBraces goes past a { and the } that matches it.
func (p *parser) skipBraces() {
	p.next()
	p.skipBalanced(func() bool { return false })
	if p.is("}") {
		p.next()
	}
}

// skipParens goes past a bracket and the one that matches it; false when a
// statement's end comes before.
func (p *parser) skipParens() bool {
	p.next()
	p.skipBalanced(func() bool { return p.is(";") || p.is("{") })
	if p.is(")") || p.is("]") {
		p.next()
		return true
	}
	return p.is("{")
}

// syncExternal goes to where a declaration at file scope can begin again.
func (p *parser) syncExternal(begin int) {
	p.bad = p.stopped
	p.brackets = 0
	for p.tok.Kind != token.EOF {
		switch {
		case p.is(";"):
			p.next()
			return
		case p.is("{"):
			p.skipBraces()
			p.accept(";")
			return
		case p.is("}"):
			p.next()
			if p.tok.Line || p.tok.Kind == token.EOF {
				return
			}
			continue
		case p.i > begin && p.tok.Line && p.column() == 1 && p.beginsDeclaration():
			return
		}
		p.next()
	}
}

// column is that of the present token, 0 inside of macros.
func (p *parser) column() int {
	if p.tok.Loc.Exp != nil {
		return 0
	}
	_, _, col := p.Files.Position(p.tok.Loc.Pos)
	return col
}

// beginsDeclaration says whether the present token begins declaration specifiers.
func (p *parser) beginsDeclaration() bool { return p.specifier(p.tok) }

// cover is a span from the one to the other with the caret at at.
func cover(at diag.Loc, from, to diag.Span) diag.Span {
	return diag.Span{At: at, Begin: begin(from), End: end(to)}
}

func begin(s diag.Span) diag.Pos {
	if s.Begin != 0 {
		return s.Begin
	}
	return s.At.Outer()
}

func end(s diag.Span) diag.Pos {
	if s.End != 0 {
		return s.End
	}
	return s.At.Outer() + 1
}

// nameSpan is the place of a name.
func nameSpan(l diag.Loc, name string) diag.Span {
	s := diag.At(l)
	if l.Exp == nil && l.Pos != 0 && name != "" {
		s.Begin, s.End = l.Pos, l.Pos+diag.Pos(len(name))
	}
	return s
}

func tagSpan(tag *ctype.Tag) diag.Span { return nameSpan(tag.Loc, tag.Name) }

// intType, longType, sizeType are the types that constants and sizes have.
var (
	intType    = ctype.Basic(ctype.Int)
	uintType   = ctype.Basic(ctype.UInt)
	longType   = ctype.Basic(ctype.Long)
	sizeType   = ctype.Basic(ctype.ULong)
	boolType   = ctype.Basic(ctype.Bool)
	charType   = ctype.Basic(ctype.Char)
	signedChar = &ctype.Type{Kind: ctype.Char, Size: 1, Align: 1, Negative: true}
	voidType   = ctype.Basic(ctype.Void)
	doubleType = ctype.Basic(ctype.Double)
	errorType  = ctype.Basic(ctype.Error)
	voidPtr    = ctype.PointerTo(voidType)
	charPtr    = ctype.PointerTo(charType)
	constChar  = ctype.PointerTo(charType.Qualify(ctype.Const))
	constVoid  = ctype.PointerTo(voidType.Qualify(ctype.Const))
)
