package parse

import (
	"ushell/cc/ast"
	"ushell/cc/ctype"
	"ushell/cc/diag"
	"ushell/cc/token"
)

// expression reads an expression, commas included.
func (p *parser) expression() ast.Expr {
	e := p.assignment()
	for p.is(",") && !p.bad {
		op := p.tok
		p.next()
		y := p.value(p.assignment())
		p.checkCommaLeft(e)
		b := &ast.Binary{Op: ast.Comma, X: p.discard(e), Y: y}
		b.T = y.Type().Unqualified()
		b.Where = cover(op.Loc, *e.Span(), *y.Span())
		e = b
	}
	return e
}

// assignOps are the operators of compound assignments.
var assignOps = map[string]ast.Op{"+=": ast.Add, "-=": ast.Sub, "*=": ast.Mul, "/=": ast.Div, "%=": ast.Rem,
	"<<=": ast.Shl, ">>=": ast.Shr, "&=": ast.And, "|=": ast.Or, "^=": ast.Xor}

// assignment reads an expression without commas.
func (p *parser) assignment() ast.Expr {
	x := p.condExpr()
	if p.tok.Kind != token.Punct || p.bad {
		return x
	}
	op := p.tok
	if op.Text == "=" {
		p.next()
		p.deeper()
		y := p.assignment()
		p.shallower()
		return p.assignTo(op, x, y)
	}
	if o, ok := assignOps[op.Text]; ok {
		p.next()
		p.deeper()
		y := p.assignment()
		p.shallower()
		return p.compoundAssign(op, o, x, y)
	}
	return x
}

// condExpr reads a conditional expression.
func (p *parser) condExpr() ast.Expr {
	c := p.binary(1)
	if !p.is("?") || p.bad {
		return c
	}
	op := p.tok
	p.next()
	c = p.value(c)
	p.warnAssignCond(c)
	c = p.scalar(c, "?:")
	p.deeper()
	defer p.shallower()
	if p.is(":") {
		p.warnf("pedantic", cover(op.Loc, op.Span(), p.tok.Span()), "leaving out the middle operand of ?: is an extension")
		p.next()
		return p.conditional(op, c, nil, p.condExpr())
	}
	x := p.expression()
	if !p.is(":") {
		d := p.missing(":", "")
		if len(d.Message) > 0 {
			d.Notef(op.Span(), "to match this '?'")
		}
		return p.errNode(op.Span())
	}
	p.next()
	y := p.condExpr()
	return p.conditional(op, c, x, y)
}

// precedence is that of the binary operator t, 0 when it is none.
func precedence(t *token.Token) (int, ast.Op) {
	if t.Kind != token.Punct {
		return 0, 0
	}
	switch t.Text {
	case "||":
		return 1, ast.LogOr
	case "&&":
		return 2, ast.LogAnd
	case "|":
		return 3, ast.Or
	case "^":
		return 4, ast.Xor
	case "&":
		return 5, ast.And
	case "==":
		return 6, ast.Eq
	case "!=":
		return 6, ast.Ne
	case "<":
		return 7, ast.Lt
	case ">":
		return 7, ast.Gt
	case "<=":
		return 7, ast.Le
	case ">=":
		return 7, ast.Ge
	case "<<":
		return 8, ast.Shl
	case ">>":
		return 8, ast.Shr
	case "+":
		return 9, ast.Add
	case "-":
		return 9, ast.Sub
	case "*":
		return 10, ast.Mul
	case "/":
		return 10, ast.Div
	case "%":
		return 10, ast.Rem
	}
	return 0, 0
}

// binary reads operators of at least the given precedence.
func (p *parser) binary(least int) ast.Expr {
	x := p.castExpr()
	last := ast.Comma // the operator of x, if that is not in parentheses
	defer func() { p.bareOp = last }()
	for !p.bad {
		prec, op := precedence(p.tok)
		if prec < least || prec == 0 {
			return x
		}
		t := p.tok
		p.next()
		dead := 0
		if prec <= 2 {
			if n, ok := x.(*ast.Int); ok && (n.Value != 0) == (op == ast.LogOr) {
				dead = 1 // never executed: what is wrong there does not matter
			}
		}
		p.unevaled += dead
		y := p.binary(prec + 1)
		p.unevaled -= dead
		p.warnPrecedence(t, op, x, last)
		p.warnPrecedence(t, op, y, p.bareOp)
		x = p.binaryOp(t, op, x, y)
		last = op
	}
	return x
}

// castExpr reads a cast, or a unary expression.
func (p *parser) castExpr() ast.Expr {
	if p.is("(") && p.beginsTypeName(p.peek(1)) {
		p.deeper()
		defer p.shallower()
		open := p.opening()
		t := p.typeName()
		p.closing(")", open)
		if p.is("{") {
			return p.postfix(p.compoundLiteral(open, t))
		}
		x := p.castExpr()
		return p.explicitCast(open, x, t)
	}
	return p.unary()
}

// unary reads a unary expression.
func (p *parser) unary() ast.Expr {
	t := p.tok
	switch t.Kind {
	case token.Punct:
		switch t.Text {
		case "+", "-", "~", "!", "*", "&":
			p.next()
			p.deeper()
			x := p.castExpr()
			p.shallower()
			return p.unaryOp(t, x)
		case "&&":
			return p.labelAddr()
		case "++", "--":
			p.next()
			p.deeper()
			x := p.unary()
			p.shallower()
			return p.increment(t, x, false)
		}
	case token.Keyword:
		switch t.Text {
		case "sizeof", "_Alignof", "__alignof__", "__alignof":
			return p.sizeofExpr()
		case "__extension__":
			p.next()
			p.deeper()
			defer p.shallower()
			return p.castExpr()
		case "__real__", "__imag__":
			p.syntax(t.Span(), "complex types are not supported")
			return p.errNode(t.Span())
		}
	}
	return p.postfix(p.primary())
}

func (p *parser) labelAddr() ast.Expr {
	op := p.tok
	p.next()
	if p.tok.Kind != token.Ident || p.fn == nil {
		p.syntax(p.tok.Span(), "expected the name of a label after &&")
		return p.errNode(op.Span())
	}
	t := p.tok
	p.next()
	l := p.labelOf(t)
	l.AddrTaken = true
	p.fn.gotos = append(p.fn.gotos, gotoUse{label: l, at: t.Span(), addr: true})
	e := &ast.LabelAddr{Label: l.Label}
	e.T = voidPtr
	e.Where = cover(op.Loc, op.Span(), t.Span())
	return e
}

// sizeofExpr reads sizeof and _Alignof.
func (p *parser) sizeofExpr() ast.Expr {
	op := p.tok
	p.next()
	p.deeper()
	defer p.shallower()
	var t *ctype.Type
	var e ast.Expr
	if p.is("(") && p.beginsTypeName(p.peek(1)) {
		open := p.opening()
		t = p.typeName()
		p.closing(")", open)
		if p.is("{") {
			p.unevaled++
			e = p.postfix(p.compoundLiteral(open, t))
			p.unevaled--
			t = e.Type()
		}
	} else {
		p.unevaled++
		e = p.unary()
		p.unevaled--
		t = e.Type()
	}
	at := cover(op.Loc, op.Span(), p.prev().Span())
	if t.Kind == ctype.Error {
		return p.errNode(at)
	}
	if e != nil && isBitField(e) {
		p.errorf(at, "'%s' cannot be applied to the bit-field '%s'", op.Text, e.(*ast.Member).Field.Name)
		return p.errNode(at)
	}
	if op.Text != "sizeof" {
		return p.alignofExpr(op, t, e, at)
	}
	switch {
	case t.Kind == ctype.Void || t.Kind == ctype.Func:
		p.pedantic("pointer-arith", at, "sizeof is applied to %s", what(t))
		return p.intNode(1, sizeType, at)
	case !t.Complete():
		p.incomplete(t, at, "sizeof is applied to the incomplete type %s", t.Quoted())
		return p.errNode(at)
	}
	p.warnSizeof(e, at)
	return p.sizeOf(t, at)
}

// what is a type for messages: "a function", or the type in quotes.
func what(t *ctype.Type) string {
	if t.Kind == ctype.Func {
		return "a function"
	}
	return t.Quoted()
}

func (p *parser) alignofExpr(op *token.Token, t *ctype.Type, e ast.Expr, at diag.Span) ast.Expr {
	if e != nil && op.Text == "_Alignof" {
		p.warnf("pedantic", at, "_Alignof of an expression is an extension")
	}
	for t.Kind == ctype.Array {
		t = t.Elem
	}
	if !t.Complete() && t.Kind != ctype.Void && t.Kind != ctype.Func {
		p.incomplete(t, at, "'%s' is applied to the incomplete type %s", op.Text, t.Quoted())
		return p.errNode(at)
	}
	n := t.Align
	if t.Kind == ctype.Func {
		if op.Text == "_Alignof" {
			p.pedantic("pedantic", at, "'%s' is applied to a function", op.Text)
		}
		n = 4
	}
	if r, ok := e.(*ast.Ref); ok && r.Obj.Attr.Align > 0 {
		n = r.Obj.Attr.Align
	}
	return p.intNode(n, sizeType, at)
}

// sizeOf is the size of a complete type, in bytes: a constant, or computed as the program runs.
func (p *parser) sizeOf(t *ctype.Type, at diag.Span) ast.Expr {
	if !t.Variable() {
		return p.intNode(t.Size, sizeType, at)
	}
	elem := p.sizeOf(t.Elem, at)
	var n ast.Expr
	if e, ok := t.VLA.(ast.Expr); ok {
		n = p.cast(e, sizeType, false)
	} else {
		n = p.intNode(t.Len, sizeType, at)
	}
	return p.arith(ast.Mul, n, elem, sizeType, at)
}

// arith is an operation on two operands of type t.
func (p *parser) arith(op ast.Op, x, y ast.Expr, t *ctype.Type, at diag.Span) ast.Expr {
	if e := p.foldBinary(op, x, y, t, at); e != nil {
		return e
	}
	b := &ast.Binary{Op: op, X: x, Y: y}
	b.T, b.Where = t, at
	return b
}

// unaryOp applies + - ~ ! * &.
func (p *parser) unaryOp(op *token.Token, x ast.Expr) ast.Expr {
	at := cover(op.Loc, op.Span(), *x.Span())
	if op.Text == "&" {
		return p.address(x, at)
	}
	x = p.value(x)
	t := x.Type()
	if t.Kind == ctype.Error {
		return p.errNode(at)
	}
	switch op.Text {
	case "*":
		return p.deref(x, at)
	case "!":
		p.warnNot(op, x)
		x = p.scalar(x, "!")
		return p.logNot(x, at)
	case "~":
		if !t.IsInteger() {
			return p.badOperand(op, x, at)
		}
	default:
		if !t.IsArith() {
			return p.badOperand(op, x, at)
		}
	}
	x = p.promote(x)
	if op.Text == "+" {
		if isLvalue(x) { // the value, no longer an lvalue
			c := &ast.Cast{X: x}
			c.T, c.Where = x.Type().Unqualified(), at
			return c
		}
		*x.Span() = at
		return x
	}
	o := ast.Neg
	if op.Text == "~" {
		o = ast.BitNot
	}
	return p.unaryNode(o, x, at)
}

func (p *parser) unaryNode(o ast.Op, x ast.Expr, at diag.Span) ast.Expr {
	if e := p.foldUnary(o, x, at); e != nil {
		return e
	}
	u := &ast.Unary{Op: o, X: x}
	u.T, u.Where = x.Type().Unqualified(), at
	return u
}

func (p *parser) logNot(x ast.Expr, at diag.Span) ast.Expr {
	if x.Type().Kind == ctype.Error {
		return p.errNode(at)
	}
	switch n := x.(type) {
	case *ast.Int:
		return p.intNode(b2i(n.Value == 0), intType, at)
	case *ast.Float:
		return p.intNode(b2i(n.Value == 0), intType, at)
	}
	u := &ast.Unary{Op: ast.LogNot, X: x}
	u.T, u.Where = intType, at
	return u
}

func b2i(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

func (p *parser) badOperand(op *token.Token, x ast.Expr, at diag.Span) ast.Expr {
	p.errorf(at, "'%s' cannot be applied to %s", op.Text, x.Type().Quoted())
	return p.errNode(at)
}

// deref is *x.
func (p *parser) deref(x ast.Expr, at diag.Span) ast.Expr {
	t := x.Type()
	if !t.IsPointer() {
		p.errorf(at, "'*' requires a pointer: this is %s", t.Quoted())
		return p.errNode(at)
	}
	if t.Elem.Kind == ctype.Void {
		p.warnf("pedantic", at, "dereferencing a pointer to void")
	}
	if a, ok := x.(*ast.Addr); ok && a.Decay && a.X.Type().Kind == ctype.Func {
		return a.X // *f is f
	}
	d := &ast.Deref{X: x}
	d.T, d.Where = t.Elem, at
	return d
}

// isLvalue says whether e designates an object.
func isLvalue(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.Ref:
		return e.T.Kind != ctype.Func
	case *ast.Deref:
		return e.T.Kind != ctype.Func && (e.T.Kind != ctype.Void || e.T.Qual != 0)
	case *ast.Member:
		return isLvalue(e.X)
	case *ast.Compound:
		return true
	}
	return false
}

// address is &x.
func (p *parser) address(x ast.Expr, at diag.Span) ast.Expr {
	t := x.Type()
	if t.Kind == ctype.Error {
		return p.errNode(at)
	}
	if d, ok := x.(*ast.Deref); ok { // &*x is x, and need not be read
		if t.Kind == ctype.Void && t.Qual == 0 {
			p.warnf("pedantic", at, "taking the address of an expression of type void")
		}
		c := &ast.Cast{X: d.X}
		c.T, c.Where = d.X.Type().Unqualified(), at
		return c
	}
	if t.Kind != ctype.Func && !isLvalue(x) {
		p.errorf(at, "cannot take the address of a value of type %s: it is not stored anywhere", t.Quoted())
		return p.errNode(at)
	}
	if m, ok := x.(*ast.Member); ok && m.Field.IsBits {
		p.errorf(at, "cannot take the address of the bit-field '%s'", m.Field.Name)
		return p.errNode(at)
	}
	if o := p.taken(x); o != nil && p.infoOf(o).register {
		p.errorf(at, "cannot take the address of '%s', a register variable", o.Name)
		return p.errNode(at)
	}
	a := &ast.Addr{X: x}
	a.T, a.Where = ctype.PointerTo(t), at
	return a
}

// taken notes that the object in which the lvalue x lies must be in memory; it
// answers it, or nil when x does not lie in a named one.
func (p *parser) taken(x ast.Expr) *ast.Object {
	for {
		switch e := x.(type) {
		case *ast.Member:
			x = e.X
			continue
		case *ast.Ref:
			e.Obj.AddrTaken = true
			if i := p.info[e.Obj]; i != nil {
				i.assigned = true
			}
			return e.Obj
		case *ast.Compound:
			e.Obj.AddrTaken = true
			return nil
		}
		return nil
	}
}

// increment is ++x, --x, x++ or x--.
func (p *parser) increment(op *token.Token, x ast.Expr, post bool) ast.Expr {
	at := cover(op.Loc, op.Span(), *x.Span())
	if post {
		at = cover(op.Loc, *x.Span(), op.Span())
	}
	t := x.Type()
	if t.Kind == ctype.Error {
		return p.errNode(at)
	}
	if !p.modifiable(x, at) {
		return p.errNode(at)
	}
	if !t.IsScalar() {
		p.errorf(at, "'%s' cannot be applied to %s", op.Text, t.Quoted())
		return p.errNode(at)
	}
	o := ast.Add
	if op.Text == "--" {
		o = ast.Sub
	}
	p.readBefore(x)
	e := p.opAssign(o, x, p.intNode(1, intType, at), at)
	if a, ok := e.(*ast.OpAssign); ok {
		a.Post = post
	} else if c, ok := e.(*ast.Cast); ok {
		if a, ok := c.X.(*ast.OpAssign); ok {
			a.Post = post
		}
	}
	return e
}

// modifiable says whether x can be assigned to, and reports it if not.
func (p *parser) modifiable(x ast.Expr, at diag.Span) bool {
	t := x.Type()
	switch {
	case t.Kind == ctype.Error:
		return false
	case t.Kind == ctype.Func:
		p.errorf(at, "a function is not assignable")
		return false
	case !isLvalue(x):
		p.errorf(at, "the expression is not assignable: it is a value, no variable")
		return false
	case t.Kind == ctype.Array:
		p.errorf(at, "an array of type %s is not assignable", t.Quoted())
		return false
	case !t.Complete():
		p.incomplete(t, at, "a variable of the incomplete type %s is not assignable", t.Quoted())
		return false
	case t.Qual&ctype.Const != 0:
		p.constWrite(x, at)
		return false
	case t.IsRecord() && t.HasConst():
		p.errorf(at, "a variable of type %s is not assignable: it has a const member", t.Quoted())
		return false
	}
	return true
}

// constWrite reports an assignment to what is const.
func (p *parser) constWrite(x ast.Expr, at diag.Span) {
	switch e := x.(type) {
	case *ast.Ref:
		d := p.errorf(at, "cannot assign to '%s', which is declared const: its type is %s", e.Obj.Name, e.T.Quoted())
		d.Notef(p.infoOf(e.Obj).at, "'%s' is declared here", e.Obj.Name)
	case *ast.Member:
		p.errorf(at, "cannot assign to member '%s', which is const: its type is %s", e.Field.Name, e.T.Quoted()).Notef(nameSpan(e.Field.Loc, e.Field.Name), "'%s' is declared here", e.Field.Name)
	default:
		p.errorf(at, "cannot assign to a variable of the const type %s", x.Type().Quoted())
	}
}

// assignTo is x = y.
func (p *parser) assignTo(op *token.Token, x, y ast.Expr) ast.Expr {
	at := cover(op.Loc, *x.Span(), *y.Span())
	y = p.value(y)
	if x.Type().Kind == ctype.Error || !p.modifiable(x, at) {
		return p.errNode(at)
	}
	p.warnSelfAssign(x, y, at)
	p.assigned(x)
	t := x.Type().Unqualified()
	a := &ast.Assign{X: x, Y: p.assign(y, t, context{what: assigning, at: at})}
	a.T, a.Where = t, at
	return a
}

// compoundAssign is x op= y.
func (p *parser) compoundAssign(op *token.Token, o ast.Op, x, y ast.Expr) ast.Expr {
	at := cover(op.Loc, *x.Span(), *y.Span())
	y = p.value(y)
	if x.Type().Kind == ctype.Error || y.Type().Kind == ctype.Error || !p.modifiable(x, at) {
		return p.errNode(at)
	}
	p.readBefore(x)
	xt, yt := x.Type(), y.Type()
	ok := false
	switch o {
	case ast.Add, ast.Sub:
		ok = xt.IsArith() && yt.IsArith() || xt.IsPointer() && yt.IsInteger()
	case ast.Mul, ast.Div:
		ok = xt.IsArith() && yt.IsArith()
	default:
		ok = xt.IsInteger() && yt.IsInteger()
	}
	if !ok {
		p.errorf(at, "'%s' cannot be applied to %s and %s", op.Text, xt.Quoted(), yt.Quoted())
		return p.errNode(at)
	}
	if o == ast.Shl || o == ast.Shr {
		p.warnShift(o, xt, y, at)
	}
	if (o == ast.Div || o == ast.Rem) && xt.IsInteger() {
		p.warnDivision(y, at)
	}
	return p.opAssign(o, x, y, at)
}

// opAssign is x op= y, of operands that were checked.
func (p *parser) opAssign(o ast.Op, x, y ast.Expr, at diag.Span) ast.Expr {
	t := x.Type().Unqualified()
	a := &ast.OpAssign{Op: o, X: x}
	a.T, a.Where = t, at
	switch {
	case t.IsPointer():
		if !p.arithPointer(t, at) {
			return p.errNode(at)
		}
		a.Op = ast.PtrAdd
		if o == ast.Sub {
			a.Op = ast.PtrSub
		}
		a.Calc, a.Y = t, p.cast(y, longType, false)
		if t.Elem.Variable() {
			return p.vlaOpAssign(a, at)
		}
	case o == ast.Shl || o == ast.Shr:
		a.Calc = ctype.PromoteInt(promoted(x))
		a.Y = p.promote(y)
	default:
		a.Calc = ctype.Common(promoted(x), promoted(y))
		a.Y = p.cast(y, a.Calc, false)
		if a.Calc.IsCapInt() {
			a.Prov = 0
			if t.IsCapInt() && provenance(a.Y) && o != ast.Sub {
				p.warnAmbiguous(opText(o)+"=", x, y, at)
			}
			if !t.IsCapInt() {
				a.Prov = -1
				if provenance(a.Y) {
					a.Prov = 1
				}
			}
		}
	}
	return a
}

// vlaOpAssign moves a pointer to an array of variable length, by its bytes.
func (p *parser) vlaOpAssign(a *ast.OpAssign, at diag.Span) ast.Expr {
	addr := p.address(a.X, at)
	d := &ast.Deref{X: p.cast(addr, ctype.PointerTo(charPtr), false)}
	d.T, d.Where = charPtr, at
	size := p.cast(p.sizeOf(a.T.Elem, at), longType, false)
	t := a.T
	a.X, a.Y, a.Calc = d, p.arith(ast.Mul, a.Y, size, longType, at), charPtr
	a.T = charPtr
	return p.cast(a, t, false)
}
