package parse

import (
	"sort"

	"ushell/cc/ast"
	"ushell/cc/ctype"
	"ushell/cc/diag"
	"ushell/cc/token"
)

// blockItems reads { ... } into b, whose scope is the innermost.
func (p *parser) blockItems(b *ast.Block) {
	open := p.opening()
	b.Where = open.Span()
	for !p.is("}") && p.tok.Kind != token.EOF {
		before := p.i
		p.blockItem(&b.Stmts)
		if p.bad {
			p.syncStatement(before)
		}
		if p.i == before {
			p.next()
		}
		if p.Diags.Stop() {
			p.stopped = true
		}
	}
	b.End = p.tok.Loc.Outer()
	b.Where.End = p.tok.OuterEnd()
	p.closing("}", open)
}

// blockItem reads a declaration or a statement.
func (p *parser) blockItem(out *[]ast.Stmt) {
	for p.is("__extension__") && p.specifier(p.peek(1)) {
		p.next()
	}
	switch {
	case p.is("_Static_assert"):
		p.staticAssert()
	case p.is("__label__"):
		p.localLabels()
	case p.is("[") && p.peek(1).Is("["), p.is("__attribute__"), p.is("__attribute"):
		if a, ok := p.attributeStatement(); ok {
			return
		} else if a {
			p.declaration(out)
		} else {
			p.statement(out)
		}
	case p.specifier(p.tok) && !(p.tok.Kind == token.Ident && p.peek(1).Is(":")):
		p.declaration(out)
	case p.tok.Kind == token.Ident && p.misspeltType():
		p.declaration(out)
	default:
		p.statement(out)
	}
}

// attributeStatement reads attributes before a statement. done: they were a
// statement themselves, such as [[fallthrough]]; decl: a declaration follows, and nothing was read.
func (p *parser) attributeStatement() (decl, done bool) {
	i := p.i
	p.attributes(nil)
	if p.accept(";") {
		return false, true
	}
	if p.specifier(p.tok) {
		p.i = i
		p.tok = &p.toks[i]
		return true, false
	}
	return false, false
}

// misspeltType says whether a statement that begins with an identifier is a
// declaration with an unknown type: two names in a row, or "name *name =" and the like.
func (p *parser) misspeltType() bool {
	next := p.peek(1)
	if next.Kind == token.Ident {
		return p.idents[p.tok.Text] != nil || diag.Nearest(p.tok.Text, []string{"return", "goto", "case"}) == ""
	}
	if !next.Is("*") || p.idents[p.tok.Text] != nil || p.peek(2).Kind != token.Ident {
		return false
	}
	third := p.peek(3)
	return third.Is(";") || third.Is("=") || third.Is(",")
}

// localLabels reads __label__ a, b;
func (p *parser) localLabels() {
	p.next()
	if p.scope.labels == nil {
		p.scope.labels = map[string]*label{}
	}
	for p.tok.Kind == token.Ident {
		p.scope.labels[p.tok.Text] = p.newLabel(p.tok)
		p.next()
		if !p.accept(",") {
			break
		}
	}
	p.expect(";", "after __label__")
}

// block reads a compound statement with a scope of its own.
func (p *parser) compound() *ast.Block {
	b := &ast.Block{Parent: p.scope.block}
	p.push(b)
	p.blockItems(b)
	p.checkUnused(p.scope)
	p.pop()
	return b
}

// sub reads a statement that belongs to another one. It is a block of its own.
func (p *parser) sub() ast.Stmt {
	if p.is("{") {
		return p.compound()
	}
	b := &ast.Block{Parent: p.scope.block}
	b.Where = p.tok.Span()
	p.push(b)
	before := p.i
	if p.specifier(p.tok) && !p.peek(1).Is(":") {
		p.errorf(p.tok.Span(), "a declaration cannot be the body of a statement: it needs { } around it")
		p.declaration(&b.Stmts)
	} else {
		p.statement(&b.Stmts)
	}
	if p.bad {
		p.syncStatement(before)
	}
	p.pop()
	b.End = p.prev().Loc.Outer()
	if len(b.Stmts) == 1 && len(b.Vars) == 0 {
		if in, ok := b.Stmts[0].(*ast.Block); ok {
			in.Parent = b.Parent
		}
		return b.Stmts[0]
	}
	return b
}

// statement reads a statement and appends it to out.
func (p *parser) statement(out *[]ast.Stmt) {
	p.deeper()
	defer p.shallower()
	for more := true; more; {
		var done bool
		if more, done = p.labelled(out); done || p.bad {
			return
		}
	}
	if p.tok.Kind == token.Ident && p.idents[p.tok.Text] == nil {
		p.misspeltKeyword()
	}
	t := p.tok
	if t.Kind == token.Keyword {
		switch t.Text {
		case "if":
			p.ifStmt(out)
			return
		case "while", "do", "for":
			p.loopStmt(out)
			return
		case "switch":
			p.switchStmt(out)
			return
		case "return":
			p.returnStmt(out)
			return
		case "break":
			p.breakStmt(out)
			return
		case "continue":
			p.continueStmt(out)
			return
		case "goto":
			p.gotoStmt(out)
			return
		case "asm", "__asm__", "__asm":
			p.asmStmt(out)
			return
		case "else":
			p.syntax(t.Span(), "'else' without an 'if' before it")
			return
		}
	}
	switch {
	case p.is("{"):
		*out = append(*out, p.compound())
	case p.accept(";"):
	default:
		if t.Kind == token.Keyword && p.specifier(t) {
			p.syntax(t.Span(), "expected a statement, not a declaration")
			return
		}
		if t.Kind == token.Ident && t.Text == "__builtin_probe" {
			p.probe(out)
			return
		}
		p.exprStmt(out)
	}
}

// misspeltKeyword takes an unknown name at the start of a statement for the
// keyword that it resembles, if what follows would be wrong behind a name.
func (p *parser) misspeltKeyword() {
	t, next := p.tok, p.peek(1)
	var words []string
	switch {
	case next.Kind == token.Number || next.Kind == token.Ident || next.Kind == token.String || next.Kind == token.Char:
		words = []string{"return", "goto", "case", "else"}
	case next.Is(";"):
		words = []string{"break", "continue", "return"}
	case next.Is("("):
		words = []string{"while", "switch", "return"}
		i := 2
		for depth := 1; depth > 0 && i < 60; i++ {
			switch u := p.peek(i); {
			case u.Is("("):
				depth++
			case u.Is(")"):
				depth--
			case u.Is(";"):
				return
			}
		}
		if !p.peek(i).Is("{") {
			return // a call
		}
	case next.Is("{"):
		words = []string{"do", "else"}
	default:
		return
	}
	if n := diag.Nearest(t.Text, words); n != "" && len(t.Text) > 2 {
		p.errorf(t.Span(), "unknown word '%s'; did you mean '%s'?", t.Text, n).Suggest(n)
		k := *t
		k.Kind, k.Text = token.Keyword, n
		p.tok = &k
	}
}

func (p *parser) exprStmt(out *[]ast.Stmt) {
	e := p.expression()
	s := &ast.ExprStmt{X: p.discard(e)}
	s.Where = *e.Span()
	p.expect(";", "after the expression")
	if p.unevaled == 0 {
		p.checkDiscarded(e)
	}
	*out = append(*out, s)
}

// labelled reads a label, case or default, if there is one. more says that there
// was one, done that its statement was read too.
func (p *parser) labelled(out *[]ast.Stmt) (more, done bool) {
	t := p.tok
	switch {
	case t.Kind == token.Ident && p.peek(1).Is(":"):
		p.next()
		p.next()
		a := p.attributes(nil)
		p.defineLabel(t, a, out)
	case t.Is("case") || t.Is("default"):
		p.caseLabel(out)
	default:
		return false, false
	}
	switch {
	case p.bad:
	case p.is("}"):
		p.pedantic("pedantic", p.prev().Span(), "a label at the end of a block needs a statement: ';'")
		return false, true
	case p.specifier(p.tok) && !p.peek(1).Is(":"):
		p.pedantic("pedantic", p.tok.Span(), "a declaration cannot follow a label: it needs a statement")
		p.declaration(out)
		return false, true
	}
	return true, false
}

func (p *parser) defineLabel(t *token.Token, a *attrs, out *[]ast.Stmt) {
	if p.fn == nil {
		return
	}
	l := p.labelOf(t)
	if l.defined {
		p.errorf(t.Span(), "redefinition of label '%s'", t.Text).Notef(l.at, "previous definition is here")
		return
	}
	l.defined, l.at = true, t.Span()
	l.Loc = t.Loc
	l.unused = a != nil && a.unused
	l.Block = p.scope.block
	l.vlas = p.variableSized()
	p.fn.jumps = true
	p.fn.Labels = append(p.fn.Labels, l.Label)
	s := &ast.LabelStmt{Label: l.Label}
	s.Where = t.Span()
	*out = append(*out, s)
}

// switchState is a switch whose body is read.
type switchState struct {
	*ast.Switch
	typ  *ctype.Type // of its expression, as written
	vlas int
	bad  bool
}

func (p *parser) caseLabel(out *[]ast.Stmt) {
	t := p.tok
	p.next()
	c := &ast.Case{}
	c.Where = t.Span()
	var sw *switchState
	if p.fn != nil && len(p.fn.switches) > 0 {
		sw = p.fn.switches[len(p.fn.switches)-1]
		c.Of = sw.Switch
	}
	if sw == nil {
		p.errorf(t.Span(), "'%s' outside of a switch", t.Text)
	} else if p.scope.vlas > sw.vlas {
		p.errorf(t.Span(), "switch jumps into the scope of a variable with a variable length")
	}
	if t.Text == "default" {
		p.expectColon("default", t)
		if sw == nil {
			return
		}
		if sw.Default != nil {
			p.errorf(t.Span(), "multiple default labels in one switch").Notef(sw.Default.Where, "previous label is here")
			return
		}
		sw.Default = c
		*out = append(*out, c)
		return
	}
	lo := p.condExpr()
	var hi ast.Expr
	if p.accept("...") {
		p.warnf("pedantic", p.prev().Span(), "case ranges are an extension")
		hi = p.condExpr()
	}
	p.expectColon("case", t)
	c.Where.End = p.prev().OuterEnd()
	if sw == nil {
		return
	}
	if p.caseValues(sw, c, lo, hi) {
		sw.Cases = append(sw.Cases, c)
	}
	*out = append(*out, c)
}

// expectColon reads the : behind case or default.
func (p *parser) expectColon(after string, t *token.Token) {
	if p.accept(":") {
		return
	}
	if p.is(";") {
		p.errorf(p.tok.Span(), "expected ':' after '%s', not ';'", after).Suggest(":")
		p.next()
		return
	}
	p.missing(":", "after '"+after+"'")
}

// caseValues works out the values of a case, as the type of the switch has them.
func (p *parser) caseValues(sw *switchState, c *ast.Case, lo, hi ast.Expr) bool {
	t := sw.X.Type()
	v, _, ok := p.intConstant(lo, "a case label")
	if !ok {
		return false
	}
	if t.Kind == ctype.Error || !t.IsInteger() {
		return false
	}
	c.Lo = t.Wrap(v)
	c.Hi = c.Lo
	if c.Lo != v {
		p.warnf("switch", *lo.Span(), "the value of the case is converted from %d to %d by the type of the switch, %s", v, c.Lo, t.Quoted())
	}
	if hi == nil {
		return true
	}
	w, _, ok := p.intConstant(hi, "a case label")
	if !ok {
		return false
	}
	c.Hi = t.Wrap(w)
	if less(c.Hi, c.Lo, t) {
		p.warnf("switch", cover(lo.Span().At, *lo.Span(), *hi.Span()), "the range of the case is empty")
		return false
	}
	return true
}

// less compares two values of the integer type t.
func less(a, b int64, t *ctype.Type) bool {
	if t.Signed() {
		return a < b
	}
	return uint64(a) < uint64(b)
}

func (p *parser) switchStmt(out *[]ast.Stmt) {
	t := p.tok
	p.next()
	s := &ast.Switch{}
	s.Where = t.Span()
	e := p.condition("switch", t, true)
	typ := e.Type()
	if typ.Kind != ctype.Error && !typ.IsInteger() {
		p.errorf(*e.Span(), "switch requires an integer: this is %s", typ.Quoted())
		e = p.errNode(*e.Span())
	} else {
		e = p.promote(e)
	}
	s.X = e
	sw := &switchState{Switch: s, typ: typ, vlas: p.scope.vlas}
	p.fn.switches = append(p.fn.switches, sw)
	p.fn.breaks = append(p.fn.breaks, s)
	s.Body = p.sub()
	p.fn.breaks = p.fn.breaks[:len(p.fn.breaks)-1]
	p.fn.switches = p.fn.switches[:len(p.fn.switches)-1]
	p.checkCases(sw)
	*out = append(*out, s)
}

// checkCases finds labels with the same value, and constants of an enum that no case has.
func (p *parser) checkCases(sw *switchState) {
	cases := append([]*ast.Case(nil), sw.Cases...)
	t := sw.X.Type()
	sort.SliceStable(cases, func(i, j int) bool { return less(cases[i].Lo, cases[j].Lo, t) })
	for i := 1; i < len(cases); i++ {
		a, b := cases[i-1], cases[i]
		if !less(a.Hi, b.Lo, t) {
			if a.Where.At.Outer() > b.Where.At.Outer() {
				a, b = b, a
			}
			p.errorf(b.Where, "duplicate case value %d", cases[i].Lo).Notef(a.Where, "previous case is here")
			sw.bad = true
		}
		if !less(cases[i].Hi, a.Hi, t) {
			continue
		}
		cases[i] = cases[i-1] // a range that reaches further
	}
	if sw.typ.Kind != ctype.Enum || sw.Default != nil || sw.bad || p.Diags.Errors() > 0 {
		return
	}
	for _, e := range sw.typ.Tag.Enums {
		found := false
		for _, c := range sw.Cases {
			found = found || c.Lo <= e.Value && e.Value <= c.Hi
		}
		if !found {
			p.warnf("switch", *sw.X.Span(), "enumeration value '%s' is not handled in the switch", e.Name)
		}
	}
}

// condition reads ( expression ).
func (p *parser) condition(what string, t *token.Token, isSwitch bool) ast.Expr {
	if !p.is("(") {
		p.missing("(", "after '"+what+"'")
		return p.errNode(p.tok.Span())
	}
	open := p.opening()
	if p.is(")") {
		p.syntax(p.tok.Span(), "expected an expression")
	}
	e := p.expression()
	if p.is(";") || p.is("{") {
		p.closing(")", open)
		if p.is("{") {
			p.bad = p.stopped
		}
	} else {
		p.closing(")", open)
	}
	e = p.value(e)
	if isSwitch {
		return e
	}
	p.warnAssignCond(e)
	return p.scalar(e, what)
}

func (p *parser) ifStmt(out *[]ast.Stmt) {
	first := p.ifHead()
	last := first
	for p.is("else") && !p.bad {
		p.next()
		if !p.is("if") {
			last.Else = p.sub()
			break
		}
		n := p.ifHead() // a chain of else if is no nesting
		last.Else = n
		last = n
	}
	*out = append(*out, first)
}

// ifHead reads if (condition) statement.
func (p *parser) ifHead() *ast.If {
	t := p.tok
	p.next()
	s := &ast.If{}
	s.Where = t.Span()
	s.Cond = p.condition("if", t, false)
	if p.is(";") && !p.tok.Line && !p.peek(1).Is("else") {
		p.warnf("empty-body", p.tok.Span(), "the body of the if is empty")
	}
	body := p.tok
	s.Then = p.sub()
	if inner, ok := s.Then.(*ast.If); ok && !body.Is("{") && inner.Else != nil {
		p.warnf("dangling-else", inner.Where, "it is not clear which 'if' the 'else' belongs to: it is taken for this one; braces around it would say so")
	}
	return s
}

func (p *parser) loopDepth() int {
	if p.fn == nil {
		return 0
	}
	return len(p.fn.loops)
}

func (p *parser) loopStmt(out *[]ast.Stmt) {
	t := p.tok
	p.next()
	l := &ast.Loop{}
	l.Where = t.Span()
	enter := func() {
		p.fn.loops = append(p.fn.loops, l)
	}
	leave := func() {
		p.fn.loops = p.fn.loops[:len(p.fn.loops)-1]
	}
	body := func() {
		p.fn.breaks = append(p.fn.breaks, l)
		l.Body = p.sub()
		p.fn.breaks = p.fn.breaks[:len(p.fn.breaks)-1]
	}
	switch t.Text {
	case "while":
		enter()
		l.Cond = p.condition("while", t, false)
		p.warnEmptyLoop(t)
		body()
		leave()
	case "do":
		l.Do = true
		enter()
		body()
		if !p.is("while") {
			p.missing("while", "after the body of 'do'")
			leave()
			break
		}
		w := p.tok
		p.next()
		l.Cond = p.condition("while", w, false)
		leave()
		p.expect(";", "after do ... while")
	default:
		p.forStmt(l, t, enter, leave, body, out)
		return
	}
	*out = append(*out, l)
}

func (p *parser) warnEmptyLoop(t *token.Token) {
	if p.is(";") && !p.tok.Line && p.peek(1).Is("{") {
		p.warnf("empty-body", p.tok.Span(), "the body of the '%s' is empty", t.Text)
	}
}

// forStmt reads for (...; ...; ...) body.
func (p *parser) forStmt(l *ast.Loop, t *token.Token, enter, leave, body func(), out *[]ast.Stmt) {
	if !p.is("(") {
		p.missing("(", "after 'for'")
		return
	}
	b := &ast.Block{Parent: p.scope.block}
	b.Where = t.Span()
	p.push(b)
	open := p.opening()
	for p.accept("__extension__") {
	}
	switch {
	case p.accept(";"):
	case p.specifier(p.tok) || p.tok.Kind == token.Ident && p.misspeltType():
		p.forDeclaration(b)
	default:
		e := p.expression()
		s := &ast.ExprStmt{X: p.discard(e)}
		s.Where = *e.Span()
		p.checkDiscarded(e)
		b.Stmts = append(b.Stmts, s)
		p.expect(";", "in the head of 'for'")
	}
	enter()
	if !p.is(";") && !p.bad {
		c := p.value(p.expression())
		p.warnAssignCond(c)
		l.Cond = p.scalar(c, "for")
	}
	p.expect(";", "in the head of 'for'")
	if !p.is(")") && !p.bad {
		e := p.expression()
		p.checkDiscarded(e)
		l.Post = p.discard(e)
	}
	p.closing(")", open)
	if p.bad && !p.stopped {
		p.bad = false
		p.skipBalanced(func() bool { return p.is("{") })
		p.accept(")")
	}
	p.warnEmptyLoop(t)
	body()
	leave()
	p.checkUnused(p.scope)
	p.pop()
	b.Stmts = append(b.Stmts, l)
	b.End = p.prev().Loc.Outer()
	switch {
	case len(b.Vars) > 0:
		*out = append(*out, b)
	default:
		if in, ok := l.Body.(*ast.Block); ok && in.Parent == b {
			in.Parent = b.Parent
		}
		*out = append(*out, b.Stmts...)
	}
}

// forDeclaration reads the declaration in the head of a for.
func (p *parser) forDeclaration(b *ast.Block) {
	p.declaration(&b.Stmts)
	for _, y := range p.scope.syms {
		switch {
		case y.kind == symObject && (y.obj.Storage != ast.Auto || y.extern):
			p.pedantic("", y.at, "'%s' is declared in the head of 'for' and is no automatic variable", y.name)
		case y.kind == symTypedef:
			p.pedantic("", y.at, "a typedef cannot be declared in the head of 'for'")
		}
	}
}

func (p *parser) breakStmt(out *[]ast.Stmt) {
	t := p.tok
	p.next()
	p.expect(";", "after 'break'")
	if len(p.fn.breaks) == 0 {
		p.errorf(t.Span(), "'break' outside of a loop or switch")
		return
	}
	s := &ast.Break{To: p.fn.breaks[len(p.fn.breaks)-1]}
	s.Where = t.Span()
	*out = append(*out, s)
}

func (p *parser) continueStmt(out *[]ast.Stmt) {
	t := p.tok
	p.next()
	p.expect(";", "after 'continue'")
	for i := len(p.fn.breaks) - 1; i >= 0; i-- {
		if l, ok := p.fn.breaks[i].(*ast.Loop); ok {
			s := &ast.Continue{To: l}
			s.Where = t.Span()
			*out = append(*out, s)
			return
		}
	}
	p.errorf(t.Span(), "'continue' outside of a loop")
}

func (p *parser) gotoStmt(out *[]ast.Stmt) {
	t := p.tok
	p.next()
	p.fn.jumps = true
	if p.is("*") {
		p.next()
		e := p.value(p.expression())
		if !e.Type().IsPointer() && e.Type().Kind != ctype.Error {
			if e.Type().IsInteger() {
				e = p.cast(e, voidPtr, false)
			} else {
				p.errorf(*e.Span(), "goto * requires a pointer: this is %s", e.Type().Quoted())
			}
		}
		p.expect(";", "after goto")
		s := &ast.GotoPtr{X: e}
		s.Where = t.Span()
		*out = append(*out, s)
		return
	}
	if p.tok.Kind != token.Ident {
		p.syntax(p.tok.Span(), "expected the name of a label after goto")
		return
	}
	n := p.tok
	p.next()
	p.expect(";", "after goto")
	l := p.labelOf(n)
	p.fn.gotos = append(p.fn.gotos, gotoUse{label: l, at: n.Span(), vlas: p.variableSized()})
	s := &ast.Goto{Label: l.Label, From: p.scope.block}
	s.Where = cover(t.Loc, t.Span(), n.Span())
	*out = append(*out, s)
}

func (p *parser) returnStmt(out *[]ast.Stmt) {
	t := p.tok
	p.next()
	s := &ast.Return{}
	s.Where = t.Span()
	want := p.fn.result
	if p.fn.noReturn {
		p.warnf("", t.Span(), "'%s' is declared noreturn and returns", p.fn.Obj.Name)
	}
	if p.is(";") {
		p.next()
		if want.Kind != ctype.Void && want.Kind != ctype.Error {
			p.pedantic("return-type", t.Span(), "'%s' should return a value of type %s", p.fn.Obj.Name, want.Quoted())
		}
		*out = append(*out, s)
		return
	}
	e := p.value(p.expression())
	p.expect(";", "after 'return'")
	s.Where = cover(t.Loc, t.Span(), *e.Span())
	switch {
	case want.Kind == ctype.Void:
		if e.Type().Kind == ctype.Void {
			p.warnf("pedantic", *e.Span(), "'%s' returns nothing: a value of type void is an extension", p.fn.Obj.Name)
			x := &ast.ExprStmt{X: e}
			x.Where = *e.Span()
			*out = append(*out, x)
		} else if e.Type().Kind != ctype.Error {
			p.pedantic("return-type", *e.Span(), "'%s' returns nothing, and cannot return a value", p.fn.Obj.Name).Notef(p.infoOf(p.fn.Obj).at, "'%s' is declared here", p.fn.Obj.Name)
		}
	default:
		p.warnLocalAddress(e)
		s.X = p.assign(e, want.Unqualified(), context{what: returning, name: p.fn.Obj.Name})
	}
	*out = append(*out, s)
}
