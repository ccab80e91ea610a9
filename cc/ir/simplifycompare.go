package ir

import "ushell/cc/ast"

// Comparisons, and what depends on them.

// pair brings the operands of a comparison in order: a constant is the second.
// It answers the constants that they are.
func (n *number) pair(in *Ins) (a, b int64, aConst, bConst bool) {
	c := n.f.Class[in.A]
	if c != Int && c != Cap {
		return
	}
	b, bConst = in.Imm, true
	if in.B != 0 {
		b, bConst = n.value(in.B)
	}
	a, aConst = n.value(in.A)
	if aConst && !bConst {
		in.A, in.B, in.Cond = in.B, in.A, swapped(in.Cond)
		a, b, aConst, bConst = b, a, false, true
	}
	if bConst && in.B != 0 && (c == Int || b == 0 && (in.Cond == Eq || in.Cond == Ne)) {
		in.B, in.Imm = 0, b
	}
	return
}

func (n *number) set(in *Ins) bool {
	a, b, ac, bc := n.pair(in)
	c := n.f.Class[in.A]
	if ac && bc {
		k := int64(0)
		if holds(in.Cond, a, b) {
			k = 1
		}
		return n.isConst(in, k)
	}
	if c == F32 || c == F64 {
		return false
	}
	if k, ok := n.always(in); ok {
		return n.isConst(in, k)
	}
	if c == Int && in.B == 0 {
		if n.nearZero(in) {
			return true
		}
		if n.bitsOf(n.cur[in.A]) <= 1 { // it is 0 or 1 itself
			switch {
			case in.Cond == Ne && in.Imm == 0, in.Cond == Eq && in.Imm == 1:
				return copies(in, in.A)
			case in.Cond == Eq && in.Imm == 0, in.Cond == Ne && in.Imm == 1:
				if n.inverse(in) {
					return true
				}
				return become(in, Ins{Op: Xor, W: 8, A: in.A, Imm: 1})
			}
		}
		return n.compareWith(in)
	}
	return false
}

// inverse makes in, which tests that a Set of integers does not hold, the
// contrary Set.
func (n *number) inverse(in *Ins) bool {
	d := n.defOf(in.A)
	if d.op != Set || d.a == 0 {
		return false
	}
	x := n.holder(d.a)
	if x == 0 || n.f.Class[x] > Cap {
		return false
	}
	return n.operandsOf(in, d, x, negated(d.cond))
}

// operandsOf gives the comparison in the operands of the comparison d, the first
// of which is in x, and the condition c.
func (n *number) operandsOf(in *Ins, d *expr, x Reg, c Cond) bool {
	if k, ok := n.constVN(d.b); ok && (n.f.Class[x] == Int || k == 0 && (c == Eq || c == Ne)) {
		in.A, in.B, in.Imm, in.Cond = x, 0, k, c
		return true
	}
	y := n.holder(d.b)
	if y == 0 {
		return false
	}
	in.A, in.B, in.Imm, in.Cond = x, y, 0, c
	return true
}

// nearZero turns comparisons with 1 and -1 into such with 0, which is free.
func (n *number) nearZero(in *Ins) bool {
	c := in.Cond
	switch {
	case in.Imm == 1 && c == Lt:
		c = Le
	case in.Imm == 1 && c == Ge:
		c = Gt
	case in.Imm == -1 && c == Gt:
		c = Ge
	case in.Imm == -1 && c == Le:
		c = Lt
	case in.Imm == 1 && c == LtU, in.Imm == 0 && c == LeU:
		c = Eq
	case in.Imm == 1 && c == GeU, in.Imm == 0 && c == GtU:
		c = Ne
	default:
		return false
	}
	in.Cond, in.Imm = c, 0
	return true
}

// compareWith simplifies a test of a difference for zero, and of a sum with a
// constant for another.
func (n *number) compareWith(in *Ins) bool {
	if in.Cond != Eq && in.Cond != Ne {
		return false
	}
	d := n.defOf(in.A)
	k, isK := n.constVN(d.b)
	switch {
	case d.op == Xor || d.op == Sub && d.w == 8:
		if in.Imm != 0 {
			return false
		}
		x := n.holder(d.a)
		if isK && x != 0 {
			in.A, in.Imm = x, k
			return true
		}
		if y := n.holder(d.b); x != 0 && y != 0 {
			in.A, in.B = x, y
			return true
		}
	case d.op == Add && isK && d.w == 8:
		if x := n.holder(d.a); x != 0 {
			in.A, in.Imm = x, in.Imm-k
			return true
		}
	}
	return false
}

// always says that the outcome of a comparison is known.
func (n *number) always(in *Ins) (int64, bool) {
	a, b := n.cur[in.A], n.second(in)
	if a == b {
		switch in.Cond {
		case Eq, Le, Ge, LeU, GeU:
			return 1, true
		}
		return 0, true
	}
	if vn, ok := n.table[expr{op: Set, cond: in.Cond, a: a, b: b}]; ok {
		if k, ok := n.constVN(vn); ok {
			return k, true
		}
	}
	if n.f.Class[in.A] == Cap && in.B == 0 && (in.Cond == Eq || in.Cond == Ne) && n.notNull(a) {
		if in.Cond == Ne {
			return 1, true
		}
		return 0, true
	}
	if n.f.Class[in.A] == Int && in.B == 0 {
		return n.inRange(in)
	}
	return 0, false
}

// notNull says that vn is the address of an object.
func (n *number) notNull(vn int32) bool {
	d := &n.def[vn]
	switch d.op {
	case SlotAddr:
		return true
	case SymAddr:
		o, ok := n.names[d.what].(*ast.Object)
		return ok && !o.Attr.Weak && d.imm == 0
	}
	return false
}

// inRange decides a comparison of a value of few bits with a constant.
func (n *number) inRange(in *Ins) (int64, bool) {
	k := n.bitsOf(n.cur[in.A])
	if k > 62 {
		return 0, false
	}
	top := int64(1)<<k - 1
	truth := func(b bool) (int64, bool) {
		if b {
			return 1, true
		}
		return 0, true
	}
	c := in.Imm
	switch in.Cond {
	case Lt, Ge:
		if c <= 0 || c > top {
			return truth((c > top) == (in.Cond == Lt))
		}
	case Le, Gt:
		if c < 0 || c >= top {
			return truth((c >= top) == (in.Cond == Le))
		}
	case Eq, Ne:
		if c < 0 || c > top {
			return truth(in.Cond == Ne)
		}
	}
	return 0, false
}

func (n *number) branch(in *Ins) bool {
	a, b, ac, bc := n.pair(in)
	goTo := func(yes bool) bool {
		to := in.Else
		if yes {
			to = in.To
		}
		*in = Ins{Op: Jump, To: to, Pos: in.Pos, Stmt: in.Stmt}
		return false
	}
	if ac && bc {
		return goTo(holds(in.Cond, a, b))
	}
	if k, ok := n.always(in); ok {
		return goTo(k != 0)
	}
	if n.f.Class[in.A] != Int || in.B != 0 {
		return false
	}
	if n.nearZero(in) {
		return true
	}
	d := n.defOf(in.A)
	if d.op == Set && in.Imm == 0 && (in.Cond == Eq || in.Cond == Ne) {
		x := n.holder(d.a)
		if x == 0 || n.f.Class[x] > Cap {
			return false
		}
		c := d.cond
		if in.Cond == Eq {
			c = negated(c)
		}
		return n.operandsOf(in, d, x, c)
	}
	if d.op == Xor && in.Imm == 0 && (in.Cond == Eq || in.Cond == Ne) {
		if k, ok := n.constVN(d.b); ok && k == 1 && n.bitsOf(d.a) <= 1 { // !x
			if x := n.holder(d.a); x != 0 {
				in.A = x
				in.Cond = Eq + Ne - in.Cond
				return true
			}
		}
	}
	return n.compareWith(in)
}

func (n *number) switchIns(in *Ins) bool {
	a, ok := n.value(in.A)
	if !ok {
		return false
	}
	to := in.Else
	for _, c := range in.Cases {
		if c.Lo <= a && a <= c.Hi {
			to = c.To
			break
		}
	}
	*in = Ins{Op: Jump, To: to, Pos: in.Pos, Stmt: in.Stmt}
	return false
}
