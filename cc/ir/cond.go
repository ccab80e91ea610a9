package ir

import (
	"ushell/cc/ast"
	"ushell/cc/ctype"
)

// cond goes to yes when e is not zero, else to no.
func (l *lower) cond(e ast.Expr, yes, no *Block) {
	pos := l.pos
	l.at(e.Span())
	l.cond1(e, yes, no)
	l.pos = pos
}

func (l *lower) cond1(e ast.Expr, yes, no *Block) {
	switch x := e.(type) {
	case *ast.Unary:
		if x.Op == ast.LogNot {
			l.cond(x.X, no, yes)
			return
		}
	case *ast.Cast:
		// To a type that holds every value of the other, or to _Bool.
		if t := x.X.Type(); isScalar(t) && (x.T.Kind == ctype.Bool || isIntLike(x.T) && isIntLike(t) && x.T.Size >= t.Size) {
			l.cond(x.X, yes, no)
			return
		}
	case *ast.Binary:
		switch x.Op {
		case ast.LogAnd, ast.LogOr:
			list := chain(x, x.Op)
			for _, y := range list[:len(list)-1] {
				next := l.block()
				if x.Op == ast.LogAnd {
					l.cond(y, next, no)
				} else {
					l.cond(y, yes, next)
				}
				l.begin(next)
			}
			l.cond(list[len(list)-1], yes, no)
			return
		case ast.Comma:
			list := chain(x, ast.Comma)
			for _, y := range list[:len(list)-1] {
				l.effect(y)
			}
			l.cond(list[len(list)-1], yes, no)
			return
		case ast.Eq, ast.Ne, ast.Lt, ast.Le, ast.Gt, ast.Ge:
			if t := x.X.Type(); !isFloat(t) {
				a := l.expr(x.X)
				b := l.expr(x.Y)
				c, a, b := l.comparison(x.Op, a, b, t)
				l.branch(c, a, b, t, yes, no)
				return
			}
		}
	}
	v := l.expr(e)
	if t := e.Type(); isFloat(t) {
		v = l.isZero(v, t, Ne)
	}
	l.branch(Ne, v, val{k: true}, e.Type(), yes, no)
}

// isIntLike says that t is an integer type that is kept in an Int.
func isIntLike(t *ctype.Type) bool { return isScalar(t) && classOf(t) == Int }

// branch compares a and b, of type t.
func (l *lower) branch(c Cond, a, b val, t *ctype.Type, yes, no *Block) {
	if a.k && b.k {
		if holds(c, a.n, b.n) {
			l.jump(yes)
		} else {
			l.jump(no)
		}
		return
	}
	in := &Ins{Op: Branch, Cond: c, To: yes, Else: no}
	l.operands(in, a, b, t)
	l.emit(in)
}

// truth is e, or !e, as 0 or 1, for && and ||.
func (l *lower) truth(e ast.Expr, not bool) val {
	yes, no, end := l.block(), l.block(), l.block()
	r := l.varReg(Int)
	l.typed(r, &ctype.Type{Kind: ctype.Bool, Size: 1})
	l.cond(e, yes, no)
	one, zero := int64(1), int64(0)
	if not {
		one, zero = zero, one
	}
	l.begin(yes)
	l.emit(&Ins{Op: Const, Dst: r, Imm: one})
	l.jump(end)
	l.begin(no)
	l.emit(&Ins{Op: Const, Dst: r, Imm: zero})
	l.begin(end)
	return val{r: r}
}

// condExpr is C ? X : Y.
func (l *lower) condExpr(e *ast.Cond) val {
	if e.T.Kind == ctype.Void {
		l.condEffect(e)
		return val{k: true}
	}
	var r Reg
	if isAggregate(e.T) {
		r = l.varReg(Cap)
	} else {
		r = l.varReg(classOf(e.T))
		l.typed(r, e.T)
	}
	arm := func(x ast.Expr) {
		if isAggregate(e.T) {
			l.setReg(r, val{r: l.address(l.aggregate(x))})
		} else {
			l.setReg(r, l.expr(x))
		}
	}
	no, end := l.block(), l.block()
	if e.X == nil {
		v := l.expr(e.C)
		l.setReg(r, v)
		b := val{r: r}
		if isFloat(e.T) {
			b = l.isZero(b, e.T, Ne)
		}
		l.branch(Ne, b, val{k: true}, e.T, end, no)
	} else {
		yes := l.block()
		l.cond(e.C, yes, no)
		l.begin(yes)
		arm(e.X)
		l.jump(end)
	}
	l.begin(no)
	arm(e.Y)
	l.begin(end)
	return val{r: r}
}

// condEffect is C ? X : Y for what it does.
func (l *lower) condEffect(e *ast.Cond) {
	yes, no, end := l.block(), l.block(), l.block()
	if e.X == nil {
		l.cond(e.C, end, no)
	} else {
		l.cond(e.C, yes, no)
		l.begin(yes)
		l.effect(e.X)
		l.jump(end)
	}
	l.begin(no)
	l.effect(e.Y)
	l.begin(end)
}
