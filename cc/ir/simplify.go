package ir

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
