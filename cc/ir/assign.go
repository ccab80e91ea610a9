package ir

import (
	"ushell/cc/ast"
	"ushell/cc/ctype"
)

// assign lowers X = Y and answers what X then holds (see whole).
func (l *lower) assign(e *ast.Assign) val {
	t := e.X.Type()
	if isAggregate(t) {
		l.assignAggregate(e)
		return val{k: true}
	}
	if r, ok := e.X.(*ast.Ref); ok { // nothing to be evaluated for X
		y := l.expr(e.Y)
		l.at(e.Span())
		return l.store(l.object(r.Obj), y)
	}
	if simple(e.Y) {
		v := l.lvalue(e.X)
		y := l.expr(e.Y)
		l.at(e.Span())
		return l.store(v, y)
	}
	y := l.expr(e.Y)
	v := l.lvalue(e.X)
	l.at(e.Span())
	return l.store(v, y)
}

// simple says that e is a constant or a variable.
func simple(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.Int, *ast.Float, *ast.Ref:
		return true
	case *ast.Cast:
		return simple(e.X)
	}
	return false
}

// assignAggregate copies a struct and answers where it went.
func (l *lower) assignAggregate(e *ast.Assign) mem {
	t := e.X.Type()
	src := l.aggregate(e.Y)
	dst := l.lvalue(e.X)
	l.at(e.Span())
	l.copy(dst.mem, src, t.Size)
	return dst.mem
}

// aggregate is where the value of the struct, union or array e is.
func (l *lower) aggregate(e ast.Expr) mem {
	t := e.Type()
	pos := l.pos
	defer func() { l.pos = pos }()
	l.at(e.Span())
	switch x := e.(type) {
	case *ast.Assign:
		return l.assignAggregate(x)
	case *ast.Cond:
		return mem{a: Address{Base: l.condExpr(x).r}, align: max(t.Align, 1)}
	case *ast.Binary:
		list := chain(x, ast.Comma)
		for _, y := range list[:len(list)-1] {
			l.effect(y)
		}
		return l.aggregate(list[len(list)-1])
	case *ast.StmtExpr:
		var m mem
		l.stmtExpr(x, func(v ast.Expr) {
			m = l.temp(t)
			l.assignTo(m, v, t)
		})
		return m
	case *ast.Call:
		m := l.temp(t)
		l.call(x, &m)
		return m
	case *ast.Builtin:
		return l.builtinAggregate(x)
	case *ast.Cast:
		return l.aggregate(x.X)
	}
	return l.lvalue(e).mem
}

// temp is memory for a value of t.
func (l *lower) temp(t *ctype.Type) mem {
	align := max(t.Align, 1)
	if t.Size >= 8 {
		align = max(align, 8)
	}
	return mem{a: Address{Slot: l.tempSlot(t.Size, align)}, align: align}
}

// assignTo puts the struct e at dst. A function's result is made there at once
// when dst is a slot or the caller's place for the result.
func (l *lower) assignTo(dst mem, e ast.Expr, t *ctype.Type) {
	if c, ok := e.(*ast.Call); ok && dst.a.Slot != nil {
		l.call(c, &dst)
		return
	}
	l.copy(dst, l.aggregate(e), t.Size)
}

// copyMax is how many loads and stores a copy may have; a larger one is a call of
// memcpy.
const copyMax = 8

// copy copies n bytes.
func (l *lower) copy(dst, src mem, n int64) {
	if n <= 0 || dst.a == src.a {
		return
	}
	align := min(max(dst.align, 1), max(src.align, 1), 16)
	if pieces(n, align) <= copyMax {
		l.emit(&Ins{Op: Copy, Addr: dst.a, From: src.a, Size: n, Align: align})
		return
	}
	to, from := l.address(dst), l.address(src)
	l.runtime("memcpy", Cap, arg{r: to, c: Cap}, arg{r: from, c: Cap}, arg{r: l.inReg(val{k: true, n: n}, Int), c: Int})
}

// pieces is how many loads n bytes take.
func pieces(n, align int64) int64 {
	return n/align + (n%align+align/2)/max(align/2, 1)
}

// zero clears n bytes.
func (l *lower) zero(dst mem, n int64) {
	if n <= 0 {
		return
	}
	align := min(max(dst.align, 1), 16)
	if pieces(n, align) <= 2*copyMax {
		l.emit(&Ins{Op: Zero, Addr: dst.a, Size: n, Align: align})
		return
	}
	to := l.address(dst)
	z := l.inReg(val{k: true}, Int)
	l.runtime("memset", Cap, arg{r: to, c: Cap}, arg{r: z, c: Int}, arg{r: l.inReg(val{k: true, n: n}, Int), c: Int})
}

// opAssign lowers X op= Y; want says that its value is needed.
func (l *lower) opAssign(e *ast.OpAssign, want bool) val {
	var y val
	early := !simple(e.Y)
	if early {
		y = l.expr(e.Y)
	}
	v := l.lvalue(e.X)
	if !early {
		y = l.expr(e.Y)
	}
	l.at(e.Span())
	if v.atomic() && v.reg == 0 && v.bits == nil {
		return l.atomicAssign(e, v, y)
	}
	old := l.load(v)
	if e.Post && want && v.reg != 0 {
		old = val{r: l.value(l.f.Class[v.reg], &Ins{Op: Move, A: v.reg})}
	}
	now := l.store(v, l.compute(e, old, y, v.t))
	switch {
	case !want:
		return val{k: true}
	case e.Post:
		return old
	}
	return l.whole(now)
}

// compute is the new value of X, of type t, in X op= Y.
func (l *lower) compute(e *ast.OpAssign, old, y val, t *ctype.Type) val {
	switch e.Op {
	case ast.PtrAdd:
		return l.ptrAdd(old, y, t, false)
	case ast.PtrSub:
		return l.ptrAdd(old, y, t, true)
	}
	calc := e.Calc
	if calc == nil {
		calc = t
	}
	x := l.convert(old, t, calc)
	return l.convert(l.arith(e.Op, x, y, calc, e.Y.Type(), e.Prov), calc, t)
}

// atomicAssign is X op= Y of an atomic X: one instruction where there is one, or
// a loop that tries until nothing came between.
func (l *lower) atomicAssign(e *ast.OpAssign, v lval, y val) val {
	t := v.t
	c := classOf(t)
	addr := l.address(v.mem)
	if kind, ok := amoKind(e.Op); ok && c == Int && base(t).Size >= 4 && base(e.Calc).Size == base(t).Size && isIntLike(e.Calc) {
		r := l.inReg(y, Int)
		old := l.value(Int, &Ins{Op: Amo, W: uint8(base(t).Size), Signed: true, Amo: kind, A: addr, B: r})
		if e.Post {
			return val{r: old}
		}
		return l.arithInt(e.Op, val{r: old}, val{r: r}, uint8(base(t).Size), isSigned(t))
	}
	return l.retry(addr, t, e.Post, func(old val) val { return l.compute(e, old, y, t) })
}

// retry replaces what is at addr, of type t, by what next makes of it, and
// answers the old value or the new one.
func (l *lower) retry(addr Reg, t *ctype.Type, wantOld bool, next func(val) val) val {
	c := classOf(t)
	raw := c
	if c == F32 || c == F64 {
		raw = Int
	}
	b := base(t)
	held := l.varReg(raw)
	l.emit(&Ins{Op: Load, Dst: held, W: uint8(b.Size), Signed: isSigned(b) || b.Size == 4, Addr: Address{Base: addr}})
	again, done := l.block(), l.block()
	l.begin(again)
	old := held
	if raw != c {
		old = l.value(c, &Ins{Op: FBits, A: held})
	}
	oldCopy := l.value(c, &Ins{Op: Move, A: old})
	now := l.inReg(next(val{r: oldCopy}), c)
	bits := now
	if raw != c {
		bits = l.value(Int, &Ins{Op: FBits, A: now})
	}
	ok := l.newReg(Int)
	seen := l.newReg(raw)
	l.emit(&Ins{Op: CmpXch, Dst: ok, Dst2: seen, W: uint8(b.Size), Signed: isSigned(b) || b.Size == 4, A: addr, B: held, C: bits})
	l.emit(&Ins{Op: Move, Dst: held, A: seen})
	l.emit(&Ins{Op: Branch, Cond: Ne, A: ok, To: done, Else: again})
	l.begin(done)
	if wantOld {
		return val{r: oldCopy}
	}
	return val{r: now}
}

func amoKind(op ast.Op) (AmoKind, bool) {
	switch op {
	case ast.Add:
		return AmoAdd, true
	case ast.Sub:
		return AmoSub, true
	case ast.And:
		return AmoAnd, true
	case ast.Or:
		return AmoOr, true
	case ast.Xor:
		return AmoXor, true
	}
	return 0, false
}
