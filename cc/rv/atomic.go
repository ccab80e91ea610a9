package rv

import "ushell/cc/ir"

// atomic makes the atomic operations. All are sequentially consistent: what
// weaker orders would gain is nothing on one hart.
//
// Words, doublewords and capabilities use the atomic instructions. For bytes and
// half words there are lr and sc alone: the word around them may lie outside of the
// object's bounds (specification, "Zabhlrsc").
func (f *function) atomic(in *ir.Ins) {
	switch {
	case in.Op == ir.Fence:
		f.put(ins{op: oFence, rd: none, rs1: none, rs2: none})
	case in.Op == ir.CmpXch:
		f.compareExchange(in)
	default:
		f.amo(in)
	}
}

var amoOps = map[ir.AmoKind][2]opcode{
	ir.AmoSwap: {oAmoSwapW, oAmoSwapD}, ir.AmoAdd: {oAmoAddW, oAmoAddD}, ir.AmoAnd: {oAmoAndW, oAmoAndD},
	ir.AmoOr: {oAmoOrW, oAmoOrD}, ir.AmoXor: {oAmoXorW, oAmoXorD},
}

func (f *function) amo(in *ir.Ins) {
	c := ir.Int
	if in.W == 16 {
		c = ir.Cap
	}
	rd, at, b := f.dst(in.Dst, c), v(in.A), f.second(in)
	kind := in.Amo
	if in.W == 16 && kind == ir.AmoSwap {
		f.rrr(oAmoSwapY, rd, at, b)
		return
	}
	if kind == ir.AmoSub && in.W >= 4 && in.W != 16 {
		kind, b = ir.AmoAdd, f.newInt(oSub, zero, b)
	}
	if pair, ok := amoOps[kind]; ok && in.W >= 4 && in.W != 16 {
		op := pair[0]
		if in.W == 8 {
			op = pair[1]
		}
		f.rrr(op, rd, at, b)
		return
	}
	f.loop(in, rd, at, b)
}

// reserved are lr and sc of a width.
func reserved(width uint8) (lr, sc opcode) {
	switch width {
	case 1:
		return oLRB, oSCB
	case 2:
		return oLRH, oSCH
	case 4:
		return oLRW, oSCW
	case 8:
		return oLRD, oSCD
	}
	return oLRY, oSCY
}

// loop is a read-modify-write by lr and sc: until the sc succeeds. Nothing in it
// may be spilled.
func (f *function) loop(in *ir.Ins, rd, at, b reg) {
	again, done := f.newBlock(f.cur.loop+1), f.newBlock(f.cur.loop)
	old := f.temp(f.classOf(rd))
	f.jump(again)
	f.cur = again
	lr, sc := reserved(in.W)
	f.rr(lr, old, at)
	next := f.combine(in.Amo, old, b, in.W == 16)
	t := f.newInt(sc, at, next)
	f.branch(oBNe, t, zero, again, done)
	f.cur = done
	f.was(in, rd, old)
}

// was makes rd what lr read, which has extended the sign of what is narrower than a
// register.
func (f *function) was(in *ir.Ins, rd, old reg) {
	switch {
	case in.W == 16:
		f.move(ir.Cap, rd, old)
	case in.W < 4 && !in.Signed:
		f.extend(rd, old, int(in.W), false)
	default:
		f.move(ir.Int, rd, old)
	}
}

// combine is the new value: of a capability with the address combined.
func (f *function) combine(kind ir.AmoKind, old, b reg, whole bool) reg {
	var r reg
	switch kind {
	case ir.AmoSwap:
		return b
	case ir.AmoAdd:
		r = f.newInt(oAdd, old, b)
	case ir.AmoSub:
		r = f.newInt(oSub, old, b)
	case ir.AmoAnd:
		r = f.newInt(oAnd, old, b)
	case ir.AmoOr:
		r = f.newInt(oOr, old, b)
	case ir.AmoXor:
		r = f.newInt(oXor, old, b)
	default:
		r = f.newIntI(oXorI, f.newInt(oAnd, old, b), -1)
	}
	if !whole {
		return r
	}
	t := f.temp(ir.Cap)
	f.rrr(oYAddRW, t, old, r)
	return t
}

// compareExchange is Dst = 1 and A = C if A was B, else Dst = 0; Dst2 is what A
// was.
func (f *function) compareExchange(in *ir.Ins) {
	c := ir.Int
	if in.W == 16 {
		c = ir.Cap
	}
	ok, was, at := f.dst(in.Dst, ir.Int), f.dst(in.Dst2, c), v(in.A)
	want, next := f.second(in), zero
	if in.C != 0 {
		next = v(in.C)
	}
	try, store, done := f.newBlock(f.cur.loop+1), f.newBlock(f.cur.loop+1), f.newBlock(f.cur.loop)
	// Dst and Dst2 can be registers that are read here too: they are written last.
	old, result := f.temp(c), f.temp(ir.Int)
	f.jump(try)
	f.cur = try
	lr, sc := reserved(in.W)
	f.rr(lr, old, at)
	f.li(result, 0)
	f.differ(old, want, in.W, done, store)
	f.cur = store
	t := f.newInt(sc, at, next)
	f.li(result, 1)
	f.branch(oBNe, t, zero, try, done)
	f.cur = done
	f.was(in, was, old)
	f.move(ir.Int, ok, result)
}

// differ branches to to when the values are not the same: of bytes and half words
// their low bits, of capabilities the addresses and tags and all.
func (f *function) differ(old, want reg, width uint8, to, els *block) {
	switch {
	case width == 16:
		f.branch(oBEq, f.newInt(oYEq, old, want), zero, to, els)
	case width < 4:
		x := f.newIntI(oSllI, f.newInt(oXor, old, want), int64(64-8*width))
		f.branch(oBNe, x, zero, to, els)
	case want == zero:
		f.branch(oBNe, old, zero, to, els)
	default:
		f.branch(oBNe, old, want, to, els)
	}
}
