package ir

import (
	"ushell/cc/ast"
	"ushell/cc/ctype"
)

// val is the value of a scalar expression: a register, or a constant integer or
// null derived capability.
type val struct {
	r Reg
	k bool
	n int64
	// trunc: the value is the low trunc bits of r, as a bit-field of type of.
	// Only what storeBits answers has it; see whole.
	trunc int64
	of    *ctype.Type
}

// whole computes what storeBits left to be done if the value is needed.
func (l *lower) whole(x val) val {
	if x.trunc == 0 || x.trunc >= 8*base(x.of).Size {
		return val{r: x.r, k: x.k, n: x.n}
	}
	return val{r: l.extendBits(x.r, x.trunc, x.of)}
}

// inReg is x in a register of class c.
func (l *lower) inReg(x val, c Class) Reg {
	if x.k {
		return l.value(c, &Ins{Op: Const, Imm: x.n})
	}
	return x.r
}

// reg is the value of e in a register.
func (l *lower) reg(e ast.Expr) Reg { return l.inReg(l.expr(e), classOf(e.Type())) }

// effect evaluates e for what it does.
func (l *lower) effect(e ast.Expr) {
	switch x := e.(type) {
	case *ast.OpAssign:
		l.opAssign(x, false)
	case *ast.Cast:
		if x.T.Kind == ctype.Void {
			l.effect(x.X)
			return
		}
		l.expr(e)
	case *ast.Binary:
		if x.Op == ast.Comma {
			for _, y := range chain(x, ast.Comma) {
				l.effect(y)
			}
			return
		}
		l.expr(e)
	case *ast.Cond:
		l.condEffect(x)
	case *ast.Assign:
		l.assign(x)
	case *ast.StmtExpr:
		l.stmtExpr(x, l.effect)
	case *ast.Ref, *ast.Deref, *ast.Member:
		switch {
		case e.Type().Qual&ctype.Volatile != 0 && isScalar(e.Type()):
			l.expr(e)
		case isScalar(e.Type()) || isAggregate(e.Type()):
			l.lvalue(e)
		default:
			if d, ok := e.(*ast.Deref); ok {
				l.effect(d.X)
			}
		}
	default:
		if isAggregate(e.Type()) {
			l.aggregate(e)
			return
		}
		l.expr(e)
	}
}

// chain is the operands of a left-deep chain of one operator.
func chain(e *ast.Binary, op ast.Op) []ast.Expr {
	var list []ast.Expr
	for {
		list = append(list, e.Y)
		x, ok := e.X.(*ast.Binary)
		if !ok || x.Op != op {
			list = append(list, e.X)
			break
		}
		e = x
	}
	for i, j := 0, len(list)-1; i < j; i, j = i+1, j-1 {
		list[i], list[j] = list[j], list[i]
	}
	return list
}

// expr evaluates a scalar or void expression.
func (l *lower) expr(e ast.Expr) val {
	pos := l.pos
	l.at(e.Span())
	v := l.expr1(e)
	l.pos = pos
	return v
}

func (l *lower) expr1(e ast.Expr) val {
	switch e := e.(type) {
	case *ast.Int:
		return val{k: true, n: canonical(e.Value, e.T)}
	case *ast.Float:
		return val{r: l.value(classOf(e.T), &Ins{Op: FConst, F: e.Value})}
	case *ast.Ref, *ast.Deref, *ast.Member, *ast.Compound:
		if t := e.Type(); isAggregate(t) || t.Kind == ctype.Func { // not decayed: its address
			return val{r: l.address(l.lvalue(e).mem)}
		} else if t.Kind == ctype.Void {
			l.effect(e)
			return val{k: true}
		}
		return l.load(l.lvalue(e))
	case *ast.Unary:
		return l.unary(e)
	case *ast.Binary:
		return l.binary(e)
	case *ast.Addr:
		return val{r: l.addrExpr(e)}
	case *ast.Assign:
		return l.whole(l.assign(e))
	case *ast.OpAssign:
		return l.opAssign(e, true)
	case *ast.Cond:
		return l.condExpr(e)
	case *ast.Cast:
		return l.cast(e)
	case *ast.Call:
		return l.call(e, nil)
	case *ast.StmtExpr:
		var v val
		v.k = true
		l.stmtExpr(e, func(x ast.Expr) {
			v = l.expr(x)
			if v.r != 0 && l.isVar[v.r] {
				v.r = l.value(l.f.Class[v.r], &Ins{Op: Move, A: v.r})
			}
		})
		return v
	case *ast.Builtin:
		return l.builtin(e)
	case *ast.LabelAddr:
		return val{r: l.value(Cap, &Ins{Op: LabelAddr, Label: e.Label})}
	}
	return val{k: true}
}

// stmtExpr lowers the statements of e and has use evaluate its value.
func (l *lower) stmtExpr(e *ast.StmtExpr, use func(ast.Expr)) {
	b := e.Body
	marks := len(b.Vars) > 0
	if marks {
		l.emit(&Ins{Op: ScopeIn, Scope: b})
	}
	l.scopes = append(l.scopes, &scope{block: b})
	l.stmts(b.Stmts)
	if e.Value != nil {
		l.begins(e.Value.Span())
		use(e.Value)
		l.stmt = 0
	}
	if l.cur != nil {
		l.leave(len(l.scopes) - 1)
	}
	l.scopes = l.scopes[:len(l.scopes)-1]
	if marks {
		l.emit(&Ins{Op: ScopeOut, Scope: b})
	}
}

func (l *lower) unary(e *ast.Unary) val {
	if e.Op == ast.LogNot {
		return l.logNot(e.X)
	}
	x := l.expr(e.X)
	t := e.T
	switch {
	case isFloat(t):
		return val{r: l.value(classOf(t), &Ins{Op: FNeg, A: l.inReg(x, classOf(t))})}
	case isIntCap(t):
		if x.k {
			if e.Op == ast.Neg {
				return val{k: true, n: -x.n}
			}
			return val{k: true, n: ^x.n}
		}
		a := l.unaryInt(e.Op, val{r: l.capAddr(x)}, 8)
		return val{r: l.value(Cap, &Ins{Op: CapSetAddr, A: x.r, B: l.inReg(a, Int)})}
	}
	v := l.unaryInt(e.Op, x, width(t))
	if v.k {
		v.n = canonical(v.n, t)
	}
	return v
}

func (l *lower) unaryInt(op ast.Op, x val, w uint8) val {
	switch {
	case x.k && op == ast.Neg:
		return val{k: true, n: -x.n}
	case x.k:
		return val{k: true, n: ^x.n}
	case op == ast.Neg:
		zero := l.value(Int, &Ins{Op: Const})
		return val{r: l.value(Int, &Ins{Op: Sub, W: w, A: zero, B: x.r})}
	}
	return val{r: l.value(Int, &Ins{Op: Xor, W: 8, A: x.r, Imm: -1})}
}

// capAddr is the address of the capability x as an integer.
func (l *lower) capAddr(x val) Reg {
	if x.k {
		return l.inReg(x, Int)
	}
	return l.value(Int, &Ins{Op: CapAddr, A: x.r})
}

// logNot is !e.
func (l *lower) logNot(e ast.Expr) val {
	switch x := e.(type) {
	case *ast.Binary:
		if x.Op == ast.LogAnd || x.Op == ast.LogOr {
			return l.truth(e, true)
		}
	}
	return l.isZero(l.expr(e), e.Type(), Eq)
}

// isZero compares x, of type t, with 0: Eq or Ne.
func (l *lower) isZero(x val, t *ctype.Type, c Cond) val {
	switch {
	case x.k:
		return boolVal((x.n == 0) == (c == Eq))
	case isFloat(t):
		z := l.value(classOf(t), &Ins{Op: FConst})
		return val{r: l.value(Int, &Ins{Op: Set, Cond: c, A: x.r, B: z})}
	}
	return val{r: l.value(Int, &Ins{Op: Set, Cond: c, A: x.r})}
}

func boolVal(b bool) val {
	if b {
		return val{k: true, n: 1}
	}
	return val{k: true}
}

// binary evaluates a binary expression. Left-deep chains of arithmetic, which can
// be very long, are walked without recursion.
func (l *lower) binary(e *ast.Binary) val {
	var rest []*ast.Binary
	for !lazy(e.Op) {
		x, ok := e.X.(*ast.Binary)
		if !ok {
			break
		}
		rest = append(rest, e)
		e = x
	}
	v := l.binary1(e, nil)
	for i := len(rest) - 1; i >= 0; i-- {
		l.at(rest[i].Span())
		v = l.binary1(rest[i], &v)
	}
	return v
}

// lazy says that op does not just compute with the values of both operands.
func lazy(op ast.Op) bool { return op == ast.LogAnd || op == ast.LogOr || op == ast.Comma }

// binary1 evaluates e; left is the value of e.X when it is known.
func (l *lower) binary1(e *ast.Binary, left *val) val {
	switch e.Op {
	case ast.LogAnd, ast.LogOr:
		return l.truth(e, false)
	case ast.Comma:
		list := chain(e, ast.Comma)
		for _, x := range list[:len(list)-1] {
			l.effect(x)
		}
		return l.expr(list[len(list)-1])
	}
	var x val
	if left != nil {
		x = *left
	} else {
		x = l.expr(e.X)
	}
	y := l.expr(e.Y)
	switch e.Op {
	case ast.PtrAdd:
		return l.ptrAdd(x, y, e.T, false)
	case ast.PtrSub:
		return l.ptrAdd(x, y, e.T, true)
	case ast.PtrDiff:
		return l.ptrDiff(x, y, e.X.Type())
	case ast.Eq, ast.Ne, ast.Lt, ast.Le, ast.Gt, ast.Ge:
		return l.compare(e.Op, x, y, e.X.Type())
	}
	return l.arith(e.Op, x, y, e.T, e.Y.Type(), e.Prov)
}

// arith computes x op y in type t; a shift's y has the type yt.
func (l *lower) arith(op ast.Op, x, y val, t, yt *ctype.Type, prov int8) val {
	if isFloat(t) {
		c := classOf(t)
		return val{r: l.value(c, &Ins{Op: floatOps[op], A: l.inReg(x, c), B: l.inReg(y, c)})}
	}
	if (op == ast.Shl || op == ast.Shr) && classOf(yt) == Cap && !y.k {
		y = val{r: l.capAddr(y)}
	}
	if !isIntCap(t) {
		v := l.arithInt(op, x, y, width(t), isSigned(t))
		if v.k {
			v.n = canonical(v.n, t)
		}
		return v
	}
	a, b := x, y
	if !x.k {
		a = val{r: l.capAddr(x)}
	}
	if !y.k && l.f.Class[y.r] == Cap {
		b = val{r: l.capAddr(y)}
	}
	v := l.arithInt(op, a, b, 8, isSigned(t))
	from := x
	switch {
	case prov == 1 && op != ast.Shl && op != ast.Shr:
		from = y
	case prov < 0:
		from = val{k: true}
	}
	switch {
	case from.k && v.k:
		return v
	case from.k:
		return val{r: l.value(Cap, &Ins{Op: CapNull, A: v.r})}
	}
	return val{r: l.value(Cap, &Ins{Op: CapSetAddr, A: from.r, B: l.inReg(v, Int)})}
}

var floatOps = map[ast.Op]Op{ast.Add: FAdd, ast.Sub: FSub, ast.Mul: FMul, ast.Div: FDiv}

// intOp is the operation for op.
func intOp(op ast.Op, signed bool) Op {
	pick := func(s, u Op) Op {
		if signed {
			return s
		}
		return u
	}
	switch op {
	case ast.Add:
		return Add
	case ast.Sub:
		return Sub
	case ast.Mul:
		return Mul
	case ast.Div:
		return pick(Div, DivU)
	case ast.Rem:
		return pick(Rem, RemU)
	case ast.Shl:
		return Shl
	case ast.Shr:
		return pick(Sar, Shr)
	case ast.And:
		return And
	case ast.Or:
		return Or
	}
	return Xor
}

// arithInt computes with integers of w bytes. Values that are kept in 64 bits
// can be combined bit by bit in 64 bits.
func (l *lower) arithInt(aop ast.Op, x, y val, w uint8, signed bool) val {
	op := intOp(aop, signed)
	if op == And || op == Or || op == Xor {
		w = 8
	}
	if x.k && y.k {
		if n, ok := foldInt(op, x.n, y.n, w); ok {
			return val{k: true, n: n}
		}
	}
	if x.k && commutes(op) {
		x, y = y, x
	}
	// Signed says that the sum does not overflow: C leaves that undefined.
	in := &Ins{Op: op, W: w, A: l.inReg(x, Int), Signed: signed && w == 4 && (op == Add || op == Sub || op == Mul)}
	switch {
	case y.k && op == Sub:
		in.Op, in.Imm = Add, -y.n
	case y.k:
		in.Imm = y.n
	default:
		in.B = y.r
	}
	return val{r: l.value(Int, in)}
}

func commutes(op Op) bool {
	switch op {
	case Add, Mul, And, Or, Xor, MulH, MulHU:
		return true
	}
	return false
}

// compare computes x op y, of type t, as 0 or 1.
func (l *lower) compare(op ast.Op, x, y val, t *ctype.Type) val {
	c, x, y := l.comparison(op, x, y, t)
	if x.k && y.k {
		return boolVal(holds(c, x.n, y.n))
	}
	in := &Ins{Op: Set, Cond: c}
	l.operands(in, x, y, t)
	return val{r: l.value(Int, in)}
}

// comparison makes the operands of a comparison fit an instruction: a constant is
// the second, signed capability integers are integers.
func (l *lower) comparison(op ast.Op, x, y val, t *ctype.Type) (Cond, val, val) {
	signed := isSigned(t)
	if t.Kind == ctype.IntCap && op != ast.Eq && op != ast.Ne {
		if !x.k {
			x = val{r: l.capAddr(x)}
		}
		if !y.k {
			y = val{r: l.capAddr(y)}
		}
	}
	c := condOf(op, signed || isFloat(t))
	if x.k && !y.k {
		x, y, c = y, x, swapped(c)
	}
	return c, x, y
}

// operands puts x and y, compared as type t, in an instruction.
func (l *lower) operands(in *Ins, x, y val, t *ctype.Type) {
	c := classOf(t)
	if !x.k {
		c = l.f.Class[x.r]
	}
	in.A = l.inReg(x, c)
	switch {
	case y.k && (c == Int || y.n == 0 && (in.Cond == Eq || in.Cond == Ne)):
		in.Imm = y.n
	default:
		in.B = l.inReg(y, c)
	}
}

func condOf(op ast.Op, signed bool) Cond {
	switch op {
	case ast.Eq:
		return Eq
	case ast.Ne:
		return Ne
	}
	c := map[ast.Op]Cond{ast.Lt: Lt, ast.Le: Le, ast.Gt: Gt, ast.Ge: Ge}[op]
	if !signed {
		c += LtU - Lt
	}
	return c
}

// swapped is the condition with the operands exchanged.
func swapped(c Cond) Cond {
	return [...]Cond{Eq: Eq, Ne: Ne, Lt: Gt, Le: Ge, Gt: Lt, Ge: Le, LtU: GtU, LeU: GeU, GtU: LtU, GeU: LeU}[c]
}

// holds evaluates a comparison of integers.
func holds(c Cond, a, b int64) bool {
	switch c {
	case Eq:
		return a == b
	case Ne:
		return a != b
	case Lt:
		return a < b
	case Le:
		return a <= b
	case Gt:
		return a > b
	case Ge:
		return a >= b
	case LtU:
		return uint64(a) < uint64(b)
	case LeU:
		return uint64(a) <= uint64(b)
	case GtU:
		return uint64(a) > uint64(b)
	}
	return uint64(a) >= uint64(b)
}

// elemSize is the size of what a pointer type points at; fixed is false when it
// is known only as the program runs.
func (l *lower) elemSize(t *ctype.Type) (n int64, fixed bool) {
	e := t.Elem
	if e == nil || e.Kind == ctype.Void || e.Kind == ctype.Func {
		return 1, true
	}
	for x := e; x.Kind == ctype.Array; x = x.Elem {
		if x.VLA != nil {
			return 0, false
		}
	}
	return max(e.Size, 0), true
}

// sizeOf is the size of t, computed when it is a variable length array.
func (l *lower) sizeOf(t *ctype.Type) val {
	if t.Kind != ctype.Array {
		if t.Kind == ctype.Void || t.Kind == ctype.Func {
			return val{k: true, n: 1}
		}
		return val{k: true, n: t.Size}
	}
	n := val{k: true, n: t.Len}
	if x, ok := t.VLA.(ast.Expr); ok {
		n = l.expr(x)
		if !n.k && l.f.Class[n.r] == Cap {
			n = val{r: l.capAddr(n)}
		}
	}
	return l.arithInt(ast.Mul, n, l.sizeOf(t.Elem), 8, true)
}

// ptrAdd is x + y elements, or x - y.
func (l *lower) ptrAdd(x, y val, t *ctype.Type, minus bool) val {
	k, fixed := l.elemSize(t)
	if !fixed {
		y = l.arithInt(ast.Mul, y, l.sizeOf(t.Elem), 8, true)
		k = 1
	}
	if y.k {
		if minus {
			k = -k
		}
		return l.capAdd(x, val{k: true, n: y.n * k})
	}
	s := log2(k)
	if s >= 1 && s <= 4 && !minus && !x.k && !isPtrConst(x) {
		return val{r: l.value(Cap, &Ins{Op: CapShAdd, W: 8, A: x.r, B: y.r, Imm: s})}
	}
	switch {
	case k == 0:
		return x
	case s > 0:
		y = val{r: l.value(Int, &Ins{Op: Shl, W: 8, A: y.r, Imm: s})}
	case s != 0:
		y = val{r: l.value(Int, &Ins{Op: Mul, W: 8, A: y.r, Imm: k})}
	}
	if minus {
		y = l.unaryInt(ast.Neg, y, 8)
	}
	return l.capAdd(x, y)
}

func isPtrConst(x val) bool { return x.k }

// capAdd is the pointer x with y bytes added.
func (l *lower) capAdd(x, y val) val {
	switch {
	case x.k && y.k:
		return val{k: true, n: x.n + y.n}
	case y.k && y.n == 0:
		return x
	}
	in := &Ins{Op: CapAdd, A: l.inReg(x, Cap)}
	if y.k {
		in.Imm = y.n
	} else {
		in.B = y.r
	}
	return val{r: l.value(Cap, in)}
}

// ptrDiff is the number of elements between two pointers of type t.
func (l *lower) ptrDiff(x, y val, t *ctype.Type) val {
	a, b := x, y
	if !x.k {
		a = val{r: l.capAddr(x)}
	}
	if !y.k {
		b = val{r: l.capAddr(y)}
	}
	d := l.arithInt(ast.Sub, a, b, 8, true)
	k, fixed := l.elemSize(t)
	switch s := log2(k); {
	case !fixed:
		return l.arithInt(ast.Div, d, l.sizeOf(t.Elem), 8, true)
	case k <= 1:
		return d
	case s > 0 && !d.k:
		return val{r: l.value(Int, &Ins{Op: Sar, W: 8, A: d.r, Imm: s})}
	}
	return l.arithInt(ast.Div, d, val{k: true, n: k}, 8, true)
}
