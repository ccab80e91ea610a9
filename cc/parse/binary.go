package parse

import (
	"ushell/cc/ast"
	"ushell/cc/ctype"
	"ushell/cc/diag"
	"ushell/cc/token"
)

// binaryOp is x op y.
func (p *parser) binaryOp(t *token.Token, op ast.Op, x, y ast.Expr) ast.Expr {
	at := cover(t.Loc, *x.Span(), *y.Span())
	x, y = p.value(x), p.value(y)
	xt, yt := x.Type(), y.Type()
	if xt.Kind == ctype.Error || yt.Kind == ctype.Error {
		return p.errNode(at)
	}
	switch op {
	case ast.LogAnd, ast.LogOr:
		return p.logical(op, x, y, at, t)
	case ast.Eq, ast.Ne, ast.Lt, ast.Le, ast.Gt, ast.Ge:
		return p.comparison(t, op, x, y, at)
	case ast.Add, ast.Sub:
		if xt.IsPointer() || yt.IsPointer() {
			return p.pointerArith(t, op, x, y, at)
		}
	case ast.Shl, ast.Shr:
		return p.shift(t, op, x, y, at)
	}
	ok := xt.IsArith() && yt.IsArith()
	if op == ast.Rem || op == ast.And || op == ast.Or || op == ast.Xor {
		ok = xt.IsInteger() && yt.IsInteger()
	}
	if !ok {
		return p.badOperands(t, x, y, at)
	}
	common := ctype.Common(promoted(x), promoted(y))
	if (op == ast.Div || op == ast.Rem) && common.IsInteger() {
		p.warnDivision(y, at)
	}
	x, y = p.cast(x, common, false), p.cast(y, common, false)
	if e := p.foldBinary(op, x, y, common, at); e != nil {
		return e
	}
	b := &ast.Binary{Op: op, X: x, Y: y}
	b.T, b.Where = common, at
	if common.IsCapInt() {
		b.Prov = p.whose(t, op, x, y, at)
	}
	return b
}

// whose says whose capability an operation on capability integers keeps.
func (p *parser) whose(t *token.Token, op ast.Op, x, y ast.Expr, at diag.Span) int8 {
	xp, yp := provenance(x), provenance(y)
	switch {
	case !xp && !yp:
		return -1
	case !xp && op == ast.Sub:
		return -1
	case !xp:
		return 1
	case yp && op != ast.Sub:
		p.warnAmbiguous(t.Text, x, y, at)
	}
	return 0
}

func (p *parser) warnAmbiguous(op string, x, y ast.Expr, at diag.Span) {
	p.warnf("cheri-provenance-ambiguous", at, "both operands of '%s' can be capabilities, %s and %s: the result is derived from the left one; a cast of the other to an integer such as size_t would say so", op, x.Type().Quoted(), y.Type().Quoted())
}

// opText is how an operator is written.
func opText(op ast.Op) string {
	return map[ast.Op]string{ast.Add: "+", ast.Sub: "-", ast.Mul: "*", ast.Div: "/", ast.Rem: "%", ast.And: "&", ast.Or: "|", ast.Xor: "^"}[op]
}

func (p *parser) badOperands(t *token.Token, x, y ast.Expr, at diag.Span) ast.Expr {
	p.errorf(at, "'%s' cannot be applied to %s and %s", t.Text, x.Type().Quoted(), y.Type().Quoted())
	return p.errNode(at)
}

func (p *parser) logical(op ast.Op, x, y ast.Expr, at diag.Span, t *token.Token) ast.Expr {
	if !x.Type().IsScalar() || !y.Type().IsScalar() {
		return p.badOperands(t, x, y, at)
	}
	p.warnAssignCond(x)
	p.warnAssignCond(y)
	if a, ok := x.(*ast.Int); ok {
		if b, ok := y.(*ast.Int); ok {
			v := a.Value != 0 && b.Value != 0
			if op == ast.LogOr {
				v = a.Value != 0 || b.Value != 0
			}
			return p.intNode(b2i(v), intType, at)
		}
	}
	b := &ast.Binary{Op: op, X: x, Y: y}
	b.T, b.Where = intType, at
	return b
}

func (p *parser) shift(t *token.Token, op ast.Op, x, y ast.Expr, at diag.Span) ast.Expr {
	if !x.Type().IsInteger() || !y.Type().IsInteger() {
		return p.badOperands(t, x, y, at)
	}
	x, y = p.promote(x), p.promote(y)
	p.warnShift(op, x.Type(), y, at)
	typ := x.Type().Unqualified()
	if e := p.foldBinary(op, x, y, typ, at); e != nil {
		return e
	}
	b := &ast.Binary{Op: op, X: x, Y: y}
	b.T, b.Where = typ, at
	if typ.IsCapInt() && !provenance(x) {
		b.Prov = -1
	}
	return b
}

// comparison is x < y and the like.
func (p *parser) comparison(t *token.Token, op ast.Op, x, y ast.Expr, at diag.Span) ast.Expr {
	xt, yt := x.Type().Unqualified(), y.Type().Unqualified()
	b := &ast.Binary{Op: op}
	b.T, b.Where = intType, at
	switch {
	case xt.IsArith() && yt.IsArith():
		common := ctype.Common(promoted(x), promoted(y))
		p.warnCompare(op, x, y, common, at)
		x, y = p.cast(x, common, false), p.cast(y, common, false)
		if e := p.foldCompare(op, x, y, common, at); e != nil {
			return e
		}
	case xt.IsPointer() && yt.IsPointer():
		p.checkCompared(op, x, y, at)
		if p.isNull(x) && !p.isNull(y) {
			x = p.cast(x, yt, false)
		} else {
			y = p.cast(y, xt, false)
		}
	case xt.IsPointer() && yt.IsInteger():
		p.checkComparedInt(t, op, x, y, at)
		y = p.cast(y, xt, false)
	case xt.IsInteger() && yt.IsPointer():
		p.checkComparedInt(t, op, y, x, at)
		x = p.cast(x, yt, false)
	default:
		return p.badOperands(t, x, y, at)
	}
	b.X, b.Y = x, y
	return b
}

func (p *parser) checkCompared(op ast.Op, x, y ast.Expr, at diag.Span) {
	a, b := x.Type().Elem.Unqualified(), y.Type().Elem.Unqualified()
	equality := op == ast.Eq || op == ast.Ne
	p.warnStringCompare(x, y, at)
	switch {
	case equality && (p.isNull(x) || p.isNull(y)):
		p.warnAddress(op, x, y, at)
	case ctype.Compatible(a, b) || equalButQuals(a, b):
		if !equality && a.Kind == ctype.Func {
			p.warnf("pedantic", at, "functions have no order")
		}
	case a.Kind == ctype.Void || b.Kind == ctype.Void:
		if !equality && a.Kind != b.Kind {
			p.warnf("pedantic", at, "ordered comparison of different pointer types, %s and %s", x.Type().Quoted(), y.Type().Quoted())
		}
	default:
		p.pedantic("incompatible-pointer-types", at, "comparison of different pointer types, %s and %s", x.Type().Quoted(), y.Type().Quoted())
	}
}

func (p *parser) checkComparedInt(t *token.Token, op ast.Op, ptr, n ast.Expr, at diag.Span) {
	if p.isNull(n) {
		if op == ast.Eq || op == ast.Ne {
			p.warnAddress(op, ptr, n, at)
		} else {
			p.warnf("pedantic", at, "ordered comparison of a pointer with zero")
		}
		return
	}
	p.pedantic("int-conversion", at, "comparison of a pointer and an integer, %s and %s", ptr.Type().Quoted(), n.Type().Quoted())
}

// arithPointer checks that a pointer of type t can be moved.
func (p *parser) arithPointer(t *ctype.Type, at diag.Span) bool {
	e := t.Elem
	switch {
	case e.Kind == ctype.Void:
		p.warnf("pointer-arith", at, "arithmetic on a pointer to void is an extension")
	case e.Kind == ctype.Func:
		p.pedantic("pointer-arith", at, "arithmetic on a pointer to a function, %s", t.Quoted())
	case !e.Complete() && e.Kind != ctype.Error:
		p.incomplete(e, at, "arithmetic on a pointer to the incomplete type %s", e.Quoted())
		return false
	}
	return true
}

// pointerArith is pointer + integer, pointer - integer and pointer - pointer.
func (p *parser) pointerArith(t *token.Token, op ast.Op, x, y ast.Expr, at diag.Span) ast.Expr {
	if op == ast.Add && y.Type().IsPointer() && x.Type().IsInteger() {
		x, y = y, x
	}
	xt, yt := x.Type().Unqualified(), y.Type().Unqualified()
	if !xt.IsPointer() {
		return p.badOperands(t, x, y, at)
	}
	if yt.IsInteger() {
		if !p.arithPointer(xt, at) {
			return p.errNode(at)
		}
		p.warnStringPlus(op, x, y, at)
		return p.move(op, x, y, at)
	}
	if op == ast.Add || !yt.IsPointer() {
		return p.badOperands(t, x, y, at)
	}
	if !ctype.Compatible(xt.Elem.Unqualified(), yt.Elem.Unqualified()) && !equalButQuals(xt.Elem, yt.Elem) {
		p.pedantic("incompatible-pointer-types", at, "subtraction of different pointer types, %s and %s", xt.Quoted(), yt.Quoted())
		if p.Diags.Errors() > 0 {
			return p.errNode(at)
		}
	}
	if !p.arithPointer(xt, at) {
		return p.errNode(at)
	}
	b := &ast.Binary{Op: ast.PtrDiff, X: x, Y: y}
	b.T, b.Where = longType, at
	if xt.Elem.Variable() {
		b.X, b.Y = p.cast(x, charPtr, false), p.cast(y, charPtr, false)
		return p.arith(ast.Div, b, p.cast(p.sizeOf(xt.Elem, at), longType, false), longType, at)
	}
	if xt.Elem.Size == 0 {
		p.warnf("", at, "subtraction of pointers to %s, whose size is zero", xt.Elem.Quoted())
		return p.intNode(0, longType, at)
	}
	return b
}

// move is the pointer x moved by y elements.
func (p *parser) move(op ast.Op, x, y ast.Expr, at diag.Span) ast.Expr {
	t := x.Type().Unqualified()
	b := &ast.Binary{Op: ast.PtrAdd, X: x, Y: p.cast(y, longType, false)}
	if op == ast.Sub {
		b.Op = ast.PtrSub
	}
	b.T, b.Where = t, at
	if t.Elem.Variable() {
		size := p.cast(p.sizeOf(t.Elem, at), longType, false)
		b.X, b.Y, b.T = p.cast(x, charPtr, false), p.arith(ast.Mul, b.Y, size, longType, at), charPtr
		return p.cast(b, t, false)
	}
	if n, ok := x.(*ast.Int); ok { // of a constant pointer, such as a null pointer
		if m, ok := b.Y.(*ast.Int); ok {
			size := t.Elem.Size
			if t.Elem.Kind == ctype.Void || t.Elem.Kind == ctype.Func {
				size = 1
			}
			d := m.Value * size
			if op == ast.Sub {
				d = -d
			}
			return p.intNode(n.Value+d, t, at)
		}
	}
	return b
}

// conditional is c ? x : y; x is nil for c ?: y.
func (p *parser) conditional(op *token.Token, c, x, y ast.Expr) ast.Expr {
	at := cover(op.Loc, *c.Span(), *y.Span())
	first := c
	if x != nil {
		x = p.value(x)
		first = x
	}
	y = p.value(y)
	xt, yt := first.Type().Unqualified(), y.Type().Unqualified()
	if xt.Kind == ctype.Error || yt.Kind == ctype.Error || c.Type().Kind == ctype.Error {
		return p.errNode(at)
	}
	var t *ctype.Type
	switch {
	case xt.IsArith() && yt.IsArith():
		t = ctype.Common(promoted(first), promoted(y))
	case xt.Kind == ctype.Void || yt.Kind == ctype.Void:
		if xt.Kind != yt.Kind {
			p.warnf("pedantic", at, "only one side of ?: is void")
		}
		t = voidType
	case xt.IsRecord() && yt.IsRecord() && xt.Tag == yt.Tag:
		t = xt
	case xt.Kind == ctype.VaList && yt.Kind == ctype.VaList:
		t = xt
	case xt.IsPointer() || yt.IsPointer():
		t = p.commonPointer(first, y, at)
	}
	if t != nil && t.Kind == ctype.Error {
		return p.errNode(at)
	}
	if t == nil {
		p.errorf(at, "the two sides of ?: are incompatible: %s and %s", xt.Quoted(), yt.Quoted())
		return p.errNode(at)
	}
	if t.IsScalar() {
		if x != nil {
			x = p.cast(x, t, false)
		}
		y = p.cast(y, t, false)
	}
	if n, ok := c.(*ast.Int); ok && x != nil { // of constants only: what is not constant may hold labels
		a, xok := x.(*ast.Int)
		b, yok := y.(*ast.Int)
		if xok && yok {
			if n.Value == 0 {
				a = b
			}
			return p.intNode(a.Value, t, at)
		}
	}
	e := &ast.Cond{C: c, X: x, Y: y}
	e.T, e.Where = t, at
	return e
}

// commonPointer is the type of ?: when one side at least is a pointer (C11 6.5.15); nil when there is none.
func (p *parser) commonPointer(x, y ast.Expr, at diag.Span) *ctype.Type {
	xt, yt := x.Type().Unqualified(), y.Type().Unqualified()
	switch {
	case xt.IsPointer() && p.isNull(y):
		return xt
	case yt.IsPointer() && p.isNull(x):
		return yt
	case !xt.IsPointer() || !yt.IsPointer():
		if xt.IsPointer() && yt.IsInteger() || xt.IsInteger() && yt.IsPointer() {
			p.pedantic("int-conversion", at, "one side of ?: is a pointer, the other an integer: %s and %s", xt.Quoted(), yt.Quoted())
			if xt.IsPointer() {
				return xt
			}
			return yt
		}
		return nil
	}
	a, b := xt.Elem, yt.Elem
	q := a.Qual | b.Qual
	ua, ub := a.Unqualified(), b.Unqualified()
	switch {
	case ctype.Compatible(ua, ub):
		return ctype.PointerTo(ctype.Composite(ua, ub).Qualify(q))
	case ua.Kind == ctype.Void || ub.Kind == ctype.Void:
		return ctype.PointerTo(voidType.Qualify(q))
	case equalButQuals(ua, ub):
		return ctype.PointerTo(ua.Qualify(elemQual(ub)))
	}
	p.pedantic("incompatible-pointer-types", at, "the two sides of ?: are pointers to different types, %s and %s", xt.Quoted(), yt.Quoted())
	if !p.Permissive {
		return errorType
	}
	return ctype.PointerTo(voidType.Qualify(q))
}
