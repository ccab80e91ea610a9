package ir

import "ushell/cc/ast"

// before puts an instruction of its own in front of the one that is looked at,
// and answers its new register, of class c.
func (n *number) before(c Class, in Ins) Reg {
	last := n.line[len(n.line)-1]
	n.line = n.line[:len(n.line)-1]
	in.Dst = n.f.newReg(c)
	in.Pos = last.Pos
	if last.Stmt {
		in.Stmt, last.Stmt = true, false
	}
	n.once = append(n.once, true)
	n.cur = append(n.cur, 0)
	p := new(Ins)
	*p = in
	n.ins(p)
	n.line = append(n.line, last)
	n.lead(&in.Dst)
	return in.Dst
}

// become makes in another operation with the same result.
func become(in *Ins, to Ins) bool {
	to.Dst, to.Pos, to.Stmt = in.Dst, in.Pos, in.Stmt
	*in = to
	return true
}

func (n *number) isConst(in *Ins, k int64) bool { return become(in, Ins{Op: Const, Imm: k}) }

// copies makes in a copy of r.
func copies(in *Ins, r Reg) bool { return become(in, Ins{Op: Move, A: r}) }

// defOf is how the value in r was computed.
func (n *number) defOf(r Reg) *expr { return &n.def[n.cur[r]] }

// constVN is the constant that vn is.
func (n *number) constVN(vn int32) (int64, bool) {
	d := &n.def[vn]
	return d.imm, d.op == Const && vn != 0
}

// simplify makes in cheaper if it can, and says so.
func (n *number) simplify(in *Ins) bool {
	switch in.Op {
	case Add, Sub, Mul, Div, DivU, Rem, RemU, And, Or, Xor, Shl, Shr, Sar, MulH, MulHU:
		return n.arith(in)
	case ShAdd:
		return n.shAdd(in)
	case Ext:
		return n.ext(in)
	case Set:
		return n.set(in)
	case Branch:
		return n.branch(in)
	case Switch:
		return n.switchIns(in)
	case CapAdd, CapShAdd, CapSetAddr, CapAddr, CapNull:
		return n.capability(in)
	case Load:
		return n.fold(&in.Addr, int64(in.W))
	case Store:
		return n.storeIns(in) || n.fold(&in.Addr, int64(in.W))
	case Zero:
		return n.fold(&in.Addr, in.Size)
	case Copy:
		return n.fold(&in.Addr, in.Size) || n.fold(&in.From, in.Size)
	case IntToF, FToF, FNeg, FAdd, FSub, FMul, FDiv:
		return false
	case CapBounds, CapBoundsEx, CapAndPerm, Alloca:
		return n.operandImm(in)
	}
	return false
}

// operandImm makes a constant second operand Imm; of Alloca the first.
func (n *number) operandImm(in *Ins) bool {
	r := &in.B
	if in.Op == Alloca {
		r = &in.A
	}
	if k, ok := n.value(*r); ok && *r != 0 {
		*r, in.Imm = 0, k
		return true
	}
	return false
}

func (n *number) arith(in *Ins) bool {
	if k, ok := n.value(in.B); ok {
		in.B, in.Imm = 0, k
	}
	if a, ok := n.value(in.A); ok {
		if in.B == 0 {
			if k, ok := foldInt(in.Op, a, in.Imm, in.W); ok {
				return n.isConst(in, k)
			}
			return false
		}
		if commutes(in.Op) {
			in.A, in.B, in.Imm = in.B, 0, a
			return true
		}
		if a == 0 && (in.Op == Shl || in.Op == Shr || in.Op == Sar) {
			return n.isConst(in, 0)
		}
	}
	if in.B == 0 {
		return n.arithImm(in)
	}
	if in.A == in.B || n.cur[in.A] == n.cur[in.B] {
		switch in.Op {
		case Sub, Xor:
			return n.isConst(in, 0)
		case And, Or:
			return copies(in, in.A)
		}
	}
	return n.arithRegs(in)
}

// arithRegs simplifies arithmetic on two registers.
func (n *number) arithRegs(in *Ins) bool {
	switch in.Op {
	case Add:
		if in.W != 8 {
			break
		}
		for range 2 { // x + (y << k)
			if d := n.defOf(in.B); d.op == Shl && d.w == 8 {
				if k, ok := n.constVN(d.b); ok && k >= 1 && k <= 3 {
					if y := n.holder(d.a); y != 0 {
						return become(in, Ins{Op: ShAdd, W: 8, A: in.A, B: y, Imm: k})
					}
				}
			}
			in.A, in.B = in.B, in.A
		}
		// x + -y
		if d := n.defOf(in.B); d.op == Sub && d.w == 8 {
			if k, ok := n.constVN(d.a); ok && k == 0 {
				if y := n.holder(d.b); y != 0 {
					return become(in, Ins{Op: Sub, W: 8, A: in.A, B: y})
				}
			}
		}
	case Sub: // (x + y) - x
		if d := n.defOf(in.A); d.op == Add && d.w == in.W {
			for _, p := range [][2]int32{{d.a, d.b}, {d.b, d.a}} {
				if p[0] != n.cur[in.B] {
					continue
				}
				if y := n.holder(p[1]); y != 0 && (in.W == 8 || n.extended(p[1], 4, true)) {
					return copies(in, y)
				}
			}
		}
	case Shl, Shr, Sar: // the hardware masks the amount
		if d := n.defOf(in.B); d.op == And {
			mask := int64(63)
			if in.W == 4 {
				mask = 31
			}
			if k, ok := n.constVN(d.b); ok && k&mask == mask {
				if y := n.holder(d.a); y != 0 {
					in.B = y
					return true
				}
			}
		}
	}
	return false
}

// arithImm simplifies arithmetic with a constant.
func (n *number) arithImm(in *Ins) bool {
	k := in.Imm
	switch in.Op {
	case Sub:
		in.Op, in.Imm = Add, -k
		return true
	case Add:
		return n.addImm(in)
	case Mul:
		return n.mulImm(in)
	case Div, DivU, Rem, RemU:
		return n.divImm(in)
	case And:
		return n.andImm(in)
	case Or:
		if k == 0 {
			return copies(in, in.A)
		}
		if k == -1 {
			return n.isConst(in, -1)
		}
		return n.chained(in)
	case Xor:
		if k == 0 {
			return copies(in, in.A)
		}
		return n.chained(in)
	case Shl, Shr, Sar:
		return n.shiftImm(in)
	}
	return false
}

// chained combines (x op c) op k.
func (n *number) chained(in *Ins) bool {
	d := n.defOf(in.A)
	if d.op != in.Op || d.w != in.W {
		return false
	}
	c, ok := n.constVN(d.b)
	if !ok {
		return false
	}
	x := n.holder(d.a)
	k, can := foldInt(in.Op, c, in.Imm, 8)
	if x == 0 || !can {
		return false
	}
	in.A, in.Imm = x, k
	return true
}

func (n *number) addImm(in *Ins) bool {
	if in.Imm == 0 {
		if in.W == 8 || n.extended(n.cur[in.A], 4, true) {
			return copies(in, in.A)
		}
		return become(in, Ins{Op: Ext, W: 4, Signed: true, A: in.A})
	}
	d := n.defOf(in.A)
	if d.op != Add || d.w != in.W {
		return false
	}
	c, ok := n.constVN(d.b)
	x := n.holder(d.a)
	if !ok || x == 0 {
		return false
	}
	in.A, in.Imm, in.Signed = x, c+in.Imm, in.Signed && d.signed && (c < 0) == (in.Imm < 0)
	if in.W == 4 {
		in.Imm = int64(int32(in.Imm))
	}
	return true
}

func (n *number) mulImm(in *Ins) bool {
	k := in.Imm
	if in.W == 4 {
		k = int64(int32(k))
	}
	switch {
	case k == 0:
		return n.isConst(in, 0)
	case k == 1:
		return become(in, Ins{Op: Add, W: in.W, A: in.A})
	case log2(k) > 0:
		return become(in, Ins{Op: Shl, W: in.W, A: in.A, Imm: log2(k)})
	case k == -1:
		return become(in, Ins{Op: Sub, W: in.W, A: n.before(Int, Ins{Op: Const}), B: in.A})
	case in.W == 8 && (k == 3 || k == 5 || k == 9):
		return become(in, Ins{Op: ShAdd, W: 8, A: in.A, B: in.A, Imm: log2(k - 1)})
	case log2(k-1) > 0:
		t := n.before(Int, Ins{Op: Shl, W: in.W, A: in.A, Imm: log2(k - 1)})
		return become(in, Ins{Op: Add, W: in.W, A: t, B: in.A})
	case log2(k+1) > 0:
		t := n.before(Int, Ins{Op: Shl, W: in.W, A: in.A, Imm: log2(k + 1)})
		return become(in, Ins{Op: Sub, W: in.W, A: t, B: in.A})
	}
	for _, f := range []int64{3, 5, 9} { // f * 2^s
		if in.W == 8 && k%f == 0 && log2(k/f) > 0 {
			t := n.before(Int, Ins{Op: ShAdd, W: 8, A: in.A, B: in.A, Imm: log2(f - 1)})
			return become(in, Ins{Op: Shl, W: 8, A: t, Imm: log2(k / f)})
		}
	}
	return false
}

// divImm turns divisions by powers of two into shifts. Others stay: a division is
// one instruction.
func (n *number) divImm(in *Ins) bool {
	k := in.Imm
	if in.W == 4 {
		k = int64(int32(k))
	}
	if k == 1 {
		if in.Op == Div || in.Op == DivU {
			return become(in, Ins{Op: Add, W: in.W, A: in.A})
		}
		return n.isConst(in, 0)
	}
	s := log2(k)
	if s < 0 {
		if in.W == 4 && (in.Op == DivU || in.Op == RemU) && k == -1<<31 {
			s = 31
		} else {
			return false
		}
	}
	switch in.Op {
	case DivU:
		return become(in, Ins{Op: Shr, W: in.W, A: in.A, Imm: s})
	case RemU:
		return become(in, Ins{Op: And, W: 8, A: in.A, Imm: int64(uint64(1)<<s - 1)})
	}
	if b := n.bitsOf(n.cur[in.A]); b < 64 && (in.W == 8 || b < 32) { // it is not negative
		if in.Op == Div {
			return become(in, Ins{Op: Shr, W: in.W, A: in.A, Imm: s})
		}
		return become(in, Ins{Op: And, W: 8, A: in.A, Imm: k - 1})
	}
	top := 8*int64(in.W) - 1
	t := in.A
	if s > 1 {
		t = n.before(Int, Ins{Op: Sar, W: in.W, A: in.A, Imm: top})
	}
	t = n.before(Int, Ins{Op: Shr, W: in.W, A: t, Imm: top + 1 - s}) // 2^s - 1 when it is negative, else 0
	sum := n.before(Int, Ins{Op: Add, W: in.W, A: in.A, B: t})
	if in.Op == Div {
		return become(in, Ins{Op: Sar, W: in.W, A: sum, Imm: s})
	}
	low := n.before(Int, Ins{Op: And, W: 8, A: sum, Imm: k - 1})
	return become(in, Ins{Op: Sub, W: in.W, A: low, B: t})
}

func (n *number) andImm(in *Ins) bool {
	k := in.Imm
	switch {
	case k == 0:
		return n.isConst(in, 0)
	case k == -1:
		return copies(in, in.A)
	}
	if k > 0 && k&(k+1) == 0 && 1<<n.bitsOf(n.cur[in.A])-1 <= uint64(k) && n.bitsOf(n.cur[in.A]) < 64 {
		return copies(in, in.A)
	}
	d := n.defOf(in.A)
	if d.op == Ext && k >= 0 && (d.w == 8 || k < 1<<(8*d.w-1)) { // the bits that it changes are cleared
		if x := n.holder(d.a); x != 0 {
			in.A = x
			return true
		}
	}
	switch k {
	case 0xffff:
		return become(in, Ins{Op: Ext, W: 2, A: in.A})
	case 0xffffffff:
		return become(in, Ins{Op: Ext, W: 4, A: in.A})
	}
	return n.chained(in)
}

func (n *number) shiftImm(in *Ins) bool {
	top := 8*int64(in.W) - 1
	in.Imm &= top
	if in.Imm == 0 {
		return become(in, Ins{Op: Add, W: in.W, A: in.A})
	}
	d := n.defOf(in.A)
	c, ok := n.constVN(d.b)
	if d.op == in.Op && d.w == in.W && ok {
		if x := n.holder(d.a); x != 0 {
			s := c&top + in.Imm
			if s > top {
				if in.Op != Sar {
					return n.isConst(in, 0)
				}
				s = top
			}
			in.A, in.Imm = x, s
			return true
		}
	}
	if in.Op == Shr && in.W == 8 && n.bitsOf(n.cur[in.A]) <= int(in.Imm) {
		return n.isConst(in, 0)
	}
	// (x >> c) << c clears low bits.
	if in.Op == Shl && in.W == 8 && (d.op == Shr || d.op == Sar) && d.w == 8 && ok && c == in.Imm && c < 12 {
		if x := n.holder(d.a); x != 0 {
			return become(in, Ins{Op: And, W: 8, A: x, Imm: -1 << c})
		}
	}
	return false
}

func (n *number) shAdd(in *Ins) bool {
	if b, ok := n.value(in.B); ok && in.W == 8 {
		return become(in, Ins{Op: Add, W: 8, A: in.A, Imm: b << in.Imm})
	}
	if a, ok := n.value(in.A); ok && a == 0 && in.W == 8 {
		return become(in, Ins{Op: Shl, W: 8, A: in.B, Imm: in.Imm})
	}
	return false
}

func (n *number) ext(in *Ins) bool {
	if a, ok := n.value(in.A); ok {
		return n.isConst(in, extend(a, int64(in.W), in.Signed))
	}
	if in.W == 8 || n.extended(n.cur[in.A], in.W, in.Signed) {
		return copies(in, in.A)
	}
	d := n.defOf(in.A)
	switch d.op {
	case Ext:
		if d.w >= in.W {
			if x := n.holder(d.a); x != 0 {
				in.A = x
				return true
			}
		}
	case And:
		if k, ok := n.constVN(d.b); ok && k&(1<<(8*in.W)-1) == 1<<(8*in.W)-1 {
			if x := n.holder(d.a); x != 0 {
				in.A = x
				return true
			}
		}
	case Add, Sub, Mul:
		if d.w == 8 && in.W == 4 && in.Signed { // only the low words matter
			x, y := n.holder(d.a), n.holder(d.b)
			if k, ok := n.constVN(d.b); ok && x != 0 {
				return become(in, Ins{Op: d.op, W: 4, A: x, Imm: k})
			}
			if x != 0 && y != 0 {
				return become(in, Ins{Op: d.op, W: 4, A: x, B: y})
			}
		}
	}
	return false
}

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

// storeIns makes a constant that is stored part of the store, and stores what is
// there before an extension that the store does not see.
func (n *number) storeIns(in *Ins) bool {
	if in.B == 0 {
		return false
	}
	c := n.f.Class[in.B]
	if k, ok := n.value(in.B); ok && (c == Int || c == Cap && k == 0) {
		in.B, in.Imm = 0, k
		return true
	}
	if d := n.defOf(in.B); c == Int && (d.op == Ext && d.w >= in.W) {
		if x := n.holder(d.a); x != 0 {
			in.B = x
			return true
		}
	}
	return false
}

// reach is how far a constant may be moved from an index into an offset: that
// near an object, all addresses can be represented.
const reach = 1024

func (n *number) capability(in *Ins) bool {
	switch in.Op {
	case CapAdd:
		if n.operandImm(in) {
			return true
		}
		if in.B != 0 {
			return n.capAddReg(in)
		}
		if in.Imm == 0 {
			return copies(in, in.A)
		}
		d := n.defOf(in.A)
		if k, ok := n.constVN(d.b); ok && d.op == CapAdd {
			if x := n.holder(d.a); x != 0 {
				in.A, in.Imm = x, in.Imm+k
				return true
			}
		}
		if d.op == SlotAddr {
			if s := n.names[d.what].(*Slot); d.imm+in.Imm >= 0 && d.imm+in.Imm <= s.Size {
				return become(in, Ins{Op: SlotAddr, Slot: s, Imm: d.imm + in.Imm})
			}
		}
	case CapShAdd:
		return n.capShAdd(in)
	case CapSetAddr:
		if n.operandImm(in) {
			return false
		}
		return n.setAddr(in)
	case CapAddr:
		if d := n.defOf(in.A); d.op == CapNull || d.op == CapSetAddr {
			vn := d.a
			if d.op == CapSetAddr {
				vn = d.b
			}
			if x := n.holder(vn); x != 0 && n.f.Class[x] == Int {
				return copies(in, x)
			}
		}
		if a, ok := n.value(in.A); ok {
			return n.isConst(in, a)
		}
	case CapNull:
		if a, ok := n.value(in.A); ok {
			return n.isConst(in, a)
		}
	}
	return false
}

func (n *number) capAddReg(in *Ins) bool {
	d := n.defOf(in.B)
	k, ok := n.constVN(d.b)
	if !ok {
		return false
	}
	x := n.holder(d.a)
	if x == 0 {
		return false
	}
	switch {
	case d.op == Shl && d.w == 8 && k >= 1 && k <= 4:
		return become(in, Ins{Op: CapShAdd, W: 8, A: in.A, B: x, Imm: k})
	case d.op == Add && (d.w == 8 || d.signed && n.extended(d.a, 4, true)) && k > -reach && k < reach:
		p := n.before(Cap, Ins{Op: CapAdd, A: in.A, B: x})
		return become(in, Ins{Op: CapAdd, A: p, Imm: k})
	}
	return false
}

func (n *number) capShAdd(in *Ins) bool {
	if in.W != 8 {
		return false
	}
	if k, ok := n.value(in.B); ok {
		return become(in, Ins{Op: CapAdd, A: in.A, Imm: k << in.Imm})
	}
	d := n.defOf(in.B)
	k, ok := n.constVN(d.b)
	switch x := n.holder(d.a); {
	case x == 0:
	case d.op == Ext && d.w == 4 && !d.signed:
		in.B, in.W = x, 4
		return true
	case d.op == Shl && d.w == 8 && ok && k+in.Imm <= 4:
		in.B, in.Imm = x, in.Imm+k
		return true
	case d.op == Add && ok && (d.w == 8 || d.signed && n.extended(d.a, 4, true)) && k<<in.Imm > -reach && k<<in.Imm < reach:
		p := n.before(Cap, Ins{Op: CapShAdd, W: 8, A: in.A, B: x, Imm: in.Imm})
		return become(in, Ins{Op: CapAdd, A: p, Imm: k << in.Imm})
	}
	return false
}

// setAddr turns the addition of a constant to an address into one to the
// capability.
func (n *number) setAddr(in *Ins) bool {
	if in.B == 0 {
		return false
	}
	d := n.defOf(in.B)
	if d.op == CapAddr && d.a == n.cur[in.A] {
		return copies(in, in.A)
	}
	if d.op != Add || d.w != 8 {
		return false
	}
	if e := n.def[d.a]; e.op != CapAddr || e.a != n.cur[in.A] {
		return false
	}
	if k, ok := n.constVN(d.b); ok {
		return become(in, Ins{Op: CapAdd, A: in.A, Imm: k})
	}
	if y := n.holder(d.b); y != 0 {
		return become(in, Ins{Op: CapAdd, A: in.A, B: y})
	}
	return false
}

// fold brings a constant that was added to the base of an address into its
// offset, and makes the address of a slot the slot.
func (n *number) fold(a *Address, size int64) bool {
	if a.Slot != nil || a.Base == 0 {
		return false
	}
	vn := n.cur[a.Base]
	d := &n.def[vn]
	switch d.op {
	case CapAdd:
		k, ok := n.constVN(d.b)
		if off := a.Off + k; ok && off >= -2048 && off < 2048 {
			if x := n.holder(d.a); x != 0 {
				a.Base, a.Off = x, off
				return true
			}
		}
	case SlotAddr:
		s := n.names[d.what].(*Slot)
		if off := a.Off + d.imm; off >= 0 && off+size <= s.Size {
			*a = Address{Slot: s, Off: off}
			return true
		}
	}
	// *p++: what p was is a copy, but p itself is as good.
	if s, ok := n.moved[vn]; ok && n.once[a.Base] && n.cur[s.r] == s.vn && a.Off-s.imm >= -2048 && a.Off-s.imm < 2048 {
		a.Base, a.Off = s.r, a.Off-s.imm
		return true
	}
	return false
}
