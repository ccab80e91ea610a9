package ir

import (
	"strings"

	"ushell/cc/ast"
	"ushell/cc/ctype"
)

// atomic lowers the __atomic_ builtins, and the __sync_ ones that are the same
// under another name. All are sequentially consistent: orders are not looked at.
func (l *lower) atomic(e *ast.Builtin) val {
	name := strings.TrimPrefix(e.Name, "__builtin_")
	for _, p := range []string{"__atomic_", "__sync_", "__c11_atomic_"} {
		name = strings.TrimPrefix(name, p)
	}
	name = strings.TrimSuffix(name, "_n")
	switch name {
	case "thread_fence", "signal_fence", "synchronize":
		for _, x := range e.Args {
			l.effect(x)
		}
		l.emit(&Ins{Op: Fence})
		return val{k: true}
	case "always_lock_free", "is_lock_free":
		for _, x := range e.Args {
			l.effect(x)
		}
		return val{k: true, n: 1}
	}
	if len(e.Args) == 0 || e.Args[0].Type().Kind != ctype.Pointer {
		return l.zeroOf(e.T)
	}
	t := e.Args[0].Type().Elem
	if t.Kind == ctype.Void { // test_and_set, clear
		t = &ctype.Type{Kind: ctype.UChar, Size: 1, Align: 1}
	}
	plain := *t
	plain.Qual = 0
	return l.atomicOn(e, name, &plain)
}

// atomicOn lowers the atomic operation name on a value of type t.
func (l *lower) atomicOn(e *ast.Builtin, name string, t *ctype.Type) val {
	switch name {
	case "load":
		v := l.load(l.shared(e.Args[0], t))
		if e.T.Kind == ctype.Void { // to where the second argument points
			l.store(l.through(e.Args[1], t), v)
			return val{k: true}
		}
		return v
	case "store", "init":
		x := l.operand(e.Args[1], t)
		l.store(l.shared(e.Args[0], t), x)
	case "clear", "lock_release":
		l.store(l.shared(e.Args[0], t), l.zeroOf(t))
	case "exchange", "lock_test_and_set":
		x := l.operand(e.Args[1], t)
		old := l.swap(l.reg(e.Args[0]), x, t)
		if e.T.Kind == ctype.Void {
			l.store(l.through(e.Args[2], t), old)
			return val{k: true}
		}
		return old
	case "test_and_set":
		old := l.swap(l.reg(e.Args[0]), val{k: true, n: 1}, t)
		return l.isZero(old, t, Ne)
	case "compare_exchange", "compare_exchange_strong", "compare_exchange_weak":
		return l.compareExchange(e, t)
	case "val_compare_and_swap", "bool_compare_and_swap":
		old, ok := l.cmpXch(l.reg(e.Args[0]), l.operand(e.Args[1], t), l.operand(e.Args[2], t), t)
		if name[0] == 'b' {
			return val{r: ok}
		}
		return old
	}
	op, wantNew, ok := fetchOp(name)
	if !ok {
		return l.zeroOf(e.T)
	}
	return l.fetch(e, op, wantNew, t)
}

// shared is the lvalue that the pointer e points at, accessed atomically.
func (l *lower) shared(e ast.Expr, t *ctype.Type) lval {
	v := l.through(e, t)
	a := *t
	a.Qual |= ctype.Atomic
	v.t = &a
	return v
}

// through is the lvalue that the pointer e points at.
func (l *lower) through(e ast.Expr, t *ctype.Type) lval {
	return lval{t: t, mem: mem{a: Address{Base: l.reg(e)}, align: max(t.Align, 1)}}
}

// operand is a value given to an atomic operation, or, of the general forms, what
// the pointer given points at.
func (l *lower) operand(e ast.Expr, t *ctype.Type) val {
	from := e.Type()
	if from.Kind == ctype.Pointer && t.Kind != ctype.Pointer && !isIntCap(t) {
		return l.load(l.through(e, t))
	}
	if from.Kind == ctype.Pointer && from.Elem.Kind == ctype.Pointer && sameDepth(from.Elem, t) {
		return l.load(l.through(e, t))
	}
	if isScalar(from) && isScalar(t) {
		return l.convert(l.expr(e), from, t)
	}
	return l.expr(e)
}

// sameDepth says that a and b are pointers of the same depth: enough to tell T *
// from T **.
func sameDepth(a, b *ctype.Type) bool {
	for a.Kind == ctype.Pointer && b.Kind == ctype.Pointer {
		a, b = a.Elem, b.Elem
	}
	return a.Kind == b.Kind
}

// rawBits is x, of type t, in a register that an atomic instruction can take.
func (l *lower) rawBits(x val, t *ctype.Type) Reg {
	r := l.inReg(x, classOf(t))
	if isFloat(t) {
		return l.value(Int, &Ins{Op: FBits, A: r})
	}
	return r
}

func (l *lower) fromBits(r Reg, t *ctype.Type) val {
	if isFloat(t) {
		return val{r: l.value(classOf(t), &Ins{Op: FBits, A: r})}
	}
	return val{r: r}
}

func rawClass(t *ctype.Type) Class {
	if classOf(t) == Cap {
		return Cap
	}
	return Int
}

// swap stores x at addr and answers what was there.
func (l *lower) swap(addr Reg, x val, t *ctype.Type) val {
	b := base(t)
	r := l.rawBits(x, t)
	old := l.value(rawClass(t), &Ins{Op: Amo, Amo: AmoSwap, W: uint8(b.Size), Signed: isSigned(b) || b.Size == 4, A: addr, B: r})
	return l.fromBits(old, t)
}

// cmpXch stores now at addr if it holds was; it answers what it held, and
// whether it was so.
func (l *lower) cmpXch(addr Reg, was, now val, t *ctype.Type) (old val, ok Reg) {
	b := base(t)
	in := &Ins{Op: CmpXch, W: uint8(b.Size), Signed: isSigned(b) || b.Size == 4, A: addr}
	in.B = l.rawBits(was, t)
	in.C = l.rawBits(now, t)
	in.Dst = l.newReg(Int)
	in.Dst2 = l.newReg(rawClass(t))
	l.emit(in)
	return l.fromBits(in.Dst2, t), in.Dst
}

// compareExchange lowers compare_exchange: the second argument points at what is
// expected, and there goes what was found.
func (l *lower) compareExchange(e *ast.Builtin, t *ctype.Type) val {
	addr := l.reg(e.Args[0])
	expected := l.through(e.Args[1], t)
	want := l.operand(e.Args[2], t)
	was := l.load(expected)
	old, ok := l.cmpXch(addr, was, want, t)
	fail, done := l.block(), l.block()
	l.emit(&Ins{Op: Branch, Cond: Ne, A: ok, To: done, Else: fail})
	l.begin(fail)
	l.store(expected, old)
	l.begin(done)
	return val{r: ok}
}

// fetchOp takes names such as fetch_add, add_fetch, fetch_and_add, add_and_fetch apart.
func fetchOp(name string) (op string, wantNew, ok bool) {
	switch {
	case strings.HasPrefix(name, "fetch_and_") && name != "fetch_and_fetch":
		op = strings.TrimPrefix(name, "fetch_and_")
	case strings.HasPrefix(name, "fetch_"):
		op = strings.TrimPrefix(name, "fetch_")
	case strings.HasSuffix(name, "_and_fetch"):
		op, wantNew = strings.TrimSuffix(name, "_and_fetch"), true
	case strings.HasSuffix(name, "_fetch"):
		op, wantNew = strings.TrimSuffix(name, "_fetch"), true
	}
	switch op {
	case "add", "sub", "and", "or", "xor", "nand":
		return op, wantNew, true
	}
	return "", false, false
}

// fetch lowers an atomic read-modify-write.
func (l *lower) fetch(e *ast.Builtin, op string, wantNew bool, t *ctype.Type) val {
	b := base(t)
	y := l.operand(e.Args[1], t)
	if t.Kind == ctype.Pointer || isIntCap(t) { // the operand is a number of bytes
		y = l.expr1Int(y)
	}
	addr := l.reg(e.Args[0])
	aop := map[string]ast.Op{"add": ast.Add, "sub": ast.Sub, "and": ast.And, "or": ast.Or, "xor": ast.Xor}[op]
	next := func(old val) val {
		if rawClass(t) == Cap {
			n := l.arithInt(aop, val{r: l.capAddr(old)}, y, 8, false)
			if op == "nand" {
				n = l.unaryInt(ast.BitNot, l.arithInt(ast.And, val{r: l.capAddr(old)}, y, 8, false), 8)
			}
			return val{r: l.value(Cap, &Ins{Op: CapSetAddr, A: old.r, B: l.inReg(n, Int)})}
		}
		if op == "nand" {
			v := l.unaryInt(ast.BitNot, l.arithInt(ast.And, old, y, 8, false), 8)
			return l.convert(v, longType(true), t)
		}
		return l.convert(l.arithInt(aop, old, y, 8, isSigned(t)), longType(true), t)
	}
	kind, ok := amoKind(aop)
	if op == "nand" {
		kind = AmoNand
	}
	if !ok || rawClass(t) == Cap || isFloat(t) {
		return l.retry(addr, t, !wantNew, next)
	}
	old := l.value(Int, &Ins{Op: Amo, Amo: kind, W: uint8(b.Size), Signed: isSigned(b) || b.Size == 4, A: addr, B: l.inReg(y, Int)})
	if wantNew {
		return next(val{r: old})
	}
	return val{r: old}
}

// expr1Int is the capability x as an integer.
func (l *lower) expr1Int(x val) val {
	if x.k || l.f.Class[x.r] != Cap {
		return x
	}
	return val{r: l.capAddr(x)}
}
