package ir

import (
	"ushell/cc/ast"
	"ushell/cc/ctype"
)

// arg is an argument of a call of the runtime.
type arg struct {
	r Reg
	c Class
}

// runtime calls a function of the runtime for what it does.
func (l *lower) runtime(name string, _ Class, args ...arg) {
	l.f.Calls = true
	call := &Call{Name: name}
	for i, a := range args {
		call.Args = append(call.Args, Place{Where: InReg, N: i, Class: a.c, Reg: a.r})
	}
	l.emit(&Ins{Op: CallOp, Call: call})
}

// callSym calls a function with one capability for what it does.
func (l *lower) callSym(o *ast.Object, a Reg) {
	l.f.Calls = true
	l.emit(&Ins{Op: CallOp, Call: &Call{Sym: o, Args: []Place{{Where: InReg, Class: Cap, Reg: a}}}})
}

// callee is the function that fn is the address of, if it is one function's.
func callee(fn ast.Expr) *ast.Object {
	if a, ok := fn.(*ast.Addr); ok {
		fn = a.X
	}
	if r, ok := fn.(*ast.Ref); ok && r.Obj.Storage == ast.Fn {
		return r.Obj
	}
	return nil
}

// call lowers a call. A struct that it answers goes to dst, or, when that is nil,
// is thrown away.
func (l *lower) call(e *ast.Call, dst *mem) val {
	ft := e.Fn.Type()
	if ft.Kind == ctype.Pointer {
		ft = ft.Elem
	}
	c := &Call{}
	var fn val
	if c.Sym = callee(e.Fn); c.Sym == nil {
		fn = l.expr(e.Fn)
		if !fn.k && l.isVar[fn.r] {
			fn.r = l.value(Cap, &Ins{Op: Move, A: fn.r})
		}
	} else if isTwice(c.Sym) {
		l.twice = true
	}
	var a allot
	res := Classify(e.T)
	if res.Kind == PassRef {
		if dst == nil {
			m := l.temp(e.T)
			dst = &m
		}
		p := a.regs(1, Cap)[0]
		p.Reg = l.address(*dst)
		c.Args = append(c.Args, p)
	}
	named := len(e.Args)
	if ft.Variadic {
		named = min(e.NFixed, named)
	}
	for _, x := range e.Args[:named] {
		c.Args = append(c.Args, l.argument(&a, x)...)
	}
	if ft.Variadic {
		c.Args = append(c.Args, l.variadic(e.Args[named:]))
	}
	if c.Sym == nil {
		c.Fn = l.inReg(fn, Cap)
	} else {
		c.NoReturn = c.Sym.Attr.NoReturn
	}
	c.Stack = a.slots
	return l.finishCall(e, c, res, dst)
}

// finishCall emits a call and takes its result.
func (l *lower) finishCall(e *ast.Call, c *Call, res Pass, dst *mem) val {
	var regs []Reg
	if res.Kind != PassNone && res.Kind != PassRef {
		var a allot
		c.Results = a.next(e.T, res)
		for i := range c.Results {
			r := l.newReg(c.Results[i].Class)
			c.Results[i].Reg = r
			if isScalar(e.T) {
				l.typed(r, e.T)
			}
			regs = append(regs, r)
		}
	}
	l.f.Calls = true
	l.at(e.Span())
	l.emit(&Ins{Op: CallOp, Call: c})
	if c.NoReturn {
		l.emit(&Ins{Op: Unreachable})
	}
	switch {
	case isAggregate(e.T):
		if dst != nil && res.Kind != PassRef {
			l.storePieces(*dst, e.T, regs)
		}
		return val{k: true}
	case len(regs) == 1:
		return val{r: regs[0]}
	}
	return val{k: true}
}

// argument evaluates x and answers where it is to be.
func (l *lower) argument(a *allot, x ast.Expr) []Place {
	t := x.Type()
	if !isAggregate(t) {
		v := l.expr(x)
		if t.Kind == ctype.Void {
			return nil
		}
		places := a.next(t, Classify(t))
		places[0].Reg = l.inReg(v, classOf(t))
		return places
	}
	pass := Classify(t)
	m := l.aggregate(x)
	var regs []Reg
	switch pass.Kind {
	case PassNone:
		return nil
	case PassRef:
		regs = []Reg{l.address(l.private(m, x, t))}
	default:
		regs = l.loadPieces(m, t)
	}
	places := a.next(t, pass)
	for i := range places {
		places[i].Reg = regs[i]
	}
	return places
}

// private is m, or a copy of it when something else can have m.
func (l *lower) private(m mem, x ast.Expr, t *ctype.Type) mem {
	switch x.(type) {
	case *ast.Call, *ast.StmtExpr:
		return m
	}
	c := l.temp(t)
	l.copy(c, m, t.Size)
	return c
}

// variadic puts arguments in an array of 16-byte slots and answers the place of
// the capability to it.
func (l *lower) variadic(args []ast.Expr) Place {
	p := Place{Where: InT1, Class: Cap}
	type item struct {
		m    mem
		r    val
		t    *ctype.Type
		data bool // the bytes at m are the argument
	}
	var items []item
	for _, x := range args {
		t := x.Type()
		it := item{t: t}
		switch {
		case isAggregate(t):
			it.m = l.aggregate(x)
			switch {
			case t.Size <= 0:
				continue
			case t.Size <= 16:
				it.data = true
			default:
				it.m = l.private(it.m, x, t)
			}
		case t.Kind == ctype.Void:
			l.effect(x)
			continue
		default:
			it.r = l.expr(x)
		}
		items = append(items, it)
	}
	if len(items) == 0 {
		p.Reg = l.value(Cap, &Ins{Op: Const})
		return p
	}
	size := int64(16 * len(items))
	s := l.vararg[size]
	if s == nil {
		s = l.tempSlot(size, 16)
		l.vararg[size] = s
	}
	for i, it := range items {
		at := mem{a: Address{Slot: s, Off: int64(16 * i)}, align: 16}
		switch {
		case it.data:
			l.copy(at, it.m, it.t.Size)
		case isAggregate(it.t):
			l.emit(&Ins{Op: Store, W: 16, Addr: at.a, B: l.address(it.m)})
		default:
			l.storeArg(at.a, it.r, it.t)
		}
	}
	p.Reg = l.value(Cap, &Ins{Op: SlotAddr, Slot: s})
	return p
}

// storeArg stores a scalar in a slot of variadic arguments.
func (l *lower) storeArg(a Address, v val, t *ctype.Type) {
	in := &Ins{Op: Store, W: 8, Addr: a}
	switch classOf(t) {
	case Cap:
		in.W = 16
	case F32:
		in.W = 4
	}
	if v.k && (in.W == 8 || v.n == 0) {
		in.Imm = v.n
	} else {
		in.B = l.inReg(v, classOf(t))
	}
	l.emit(in)
}

// vaList is the lvalue that the first argument of a va_ builtin is.
func (l *lower) vaList(e ast.Expr) lval {
	t := e.Type()
	if t.Kind == ctype.Pointer && t.Elem.Kind == ctype.VaList {
		return lval{t: t.Elem, mem: mem{a: l.pointee(e), align: 16}}
	}
	return l.lvalue(e)
}

// vaArg answers where the next variadic argument of type t is, and steps over it.
func (l *lower) vaArg(ap ast.Expr, t *ctype.Type) mem {
	if isAggregate(t) && t.Size <= 0 {
		l.effect(ap)
		return l.temp(t)
	}
	v := l.vaList(ap)
	now := l.load(v)
	if v.reg != 0 {
		now = val{r: l.value(Cap, &Ins{Op: Move, A: v.reg})}
	}
	at := now.r
	if now.k {
		at = l.inReg(now, Cap)
	}
	l.store(v, l.capAdd(val{r: at}, val{k: true, n: 16}))
	if isAggregate(t) && t.Size > 16 {
		return mem{a: Address{Base: l.value(Cap, &Ins{Op: Load, W: 16, Addr: Address{Base: at}})}, align: max(t.Align, 1)}
	}
	return mem{a: Address{Base: at}, align: 16}
}
