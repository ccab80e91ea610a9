package ir

import (
	"ushell/cc/ast"
	"ushell/cc/ctype"
)

// mem is a place in memory, and what its address is known to be a multiple of.
type mem struct {
	a     Address
	align int64
}

// lval is what an lvalue stands for: a register, or memory, or some bits of it.
type lval struct {
	mem
	reg  Reg
	t    *ctype.Type
	bits *ctype.Field // a bit-field: mem is the struct's start, its Off is not added
}

func (v *lval) volatile() bool { return v.t.Qual&ctype.Volatile != 0 }
func (v *lval) atomic() bool   { return v.t.Qual&ctype.Atomic != 0 }

// at is m with off added.
func (m mem) at(off int64) mem {
	m.a.Off += off
	m.align = max(m.align, 1)
	if off != 0 {
		m.align = min(m.align, off&-off)
	}
	return m
}

// object is the lvalue of a variable, a literal or a function.
func (l *lower) object(o *ast.Object) lval {
	v := lval{t: o.Type, mem: mem{align: max(o.Type.Align, o.Attr.Align, 1)}}
	if o.Storage != ast.Auto {
		v.a.Base = l.value(Cap, &Ins{Op: SymAddr, Sym: o})
		return v
	}
	l.declare(o)
	h := l.vars[o]
	switch {
	case o.VLA != nil && h.slot != nil:
		v.a.Base = l.value(Cap, &Ins{Op: Load, W: 16, Addr: Address{Slot: h.slot}})
	case h.reg != 0:
		v.reg = h.reg
	case h.slot != nil:
		v.a.Slot = h.slot
		v.align = max(v.align, h.slot.Align)
	default:
		v.a.Base = h.ptr
	}
	return v
}

// lvalue finds the place that the lvalue e names.
func (l *lower) lvalue(e ast.Expr) lval {
	switch e := e.(type) {
	case *ast.Ref:
		return l.object(e.Obj)
	case *ast.Deref:
		v := lval{t: e.T}
		v.mem = mem{a: l.pointee(e.X), align: max(e.T.Align, 1)}
		l.at(e.Span())
		if v.a.Slot != nil && !inSlot(v.a, max(e.T.Size, 0)) {
			v.a = Address{Base: l.value(Cap, &Ins{Op: SlotAddr, Slot: v.a.Slot}), Off: v.a.Off}
		}
		return v
	case *ast.Member:
		var m mem
		if isLvalue(e.X) {
			m = l.lvalue(e.X).mem
		} else {
			m = l.aggregate(e.X)
		}
		v := lval{t: e.T, mem: m}
		if e.Field.IsBits {
			v.bits = e.Field
			return v
		}
		v.mem = m.at(e.Field.Off)
		return v
	case *ast.Compound:
		l.compound(e)
		return l.object(e.Obj)
	}
	return lval{t: e.Type(), mem: l.aggregate(e)}
}

// isLvalue says that e is an lvalue by its form.
func isLvalue(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.Ref, *ast.Deref, *ast.Compound:
		return true
	case *ast.Member:
		return isLvalue(e.X)
	}
	return false
}

// inSlot says that the size bytes at a lie in its slot.
func inSlot(a Address, size int64) bool {
	return a.Off >= 0 && a.Off+size <= a.Slot.Size
}

// pointee is the place that the pointer e points at. Constant offsets are not
// computed, but kept in the address.
func (l *lower) pointee(e ast.Expr) Address {
	var off int64
	for {
		switch x := e.(type) {
		case *ast.Addr:
			if x.X.Type().Kind == ctype.Func || l.narrows(x) {
				break
			}
			v := l.lvalue(x.X)
			if v.reg != 0 || v.bits != nil {
				break
			}
			v.a.Off += off
			return v.a
		case *ast.Cast:
			if t := x.X.Type(); t.Kind == ctype.Pointer && x.T.Kind == ctype.Pointer {
				e = x.X
				continue
			}
		case *ast.Binary:
			if n, ok := x.Y.(*ast.Int); ok && (x.Op == ast.PtrAdd || x.Op == ast.PtrSub) {
				k, fixed := l.elemSize(x.T)
				if !fixed {
					break
				}
				if x.Op == ast.PtrSub {
					k = -k
				}
				if d := n.Value * k; d > -1<<30 && d < 1<<30 && off+d > -1<<30 && off+d < 1<<30 {
					off += d
					e = x.X
					continue
				}
			}
		}
		break
	}
	return Address{Base: l.reg(e), Off: off}
}

// narrows says that the address of a member gets the member's bounds.
func (l *lower) narrows(x *ast.Addr) bool {
	m, ok := x.X.(*ast.Member)
	if !l.opt.Subobject || !ok || m.Field.IsBits || m.Field.Wide || wide(m.T) || wide(m.X.Type()) {
		return false
	}
	// A trailing array of no length stands for all that follows.
	return m.T.Size > 0 && (m.T.Kind != ctype.Array || m.T.Len > 0)
}

// wide says that t is a struct or a union whose declaration asks for the bounds
// of its container.
func wide(t *ctype.Type) bool { return t.Tag != nil && t.Tag.Wide }

// address is a capability to m.
func (l *lower) address(m mem) Reg {
	switch a := m.a; {
	case a.Slot != nil && inSlot(a, 0):
		return l.value(Cap, &Ins{Op: SlotAddr, Slot: a.Slot, Imm: a.Off})
	case a.Slot != nil:
		b := l.value(Cap, &Ins{Op: SlotAddr, Slot: a.Slot})
		return l.value(Cap, &Ins{Op: CapAdd, A: b, Imm: a.Off})
	case a.Off != 0:
		return l.value(Cap, &Ins{Op: CapAdd, A: a.Base, Imm: a.Off})
	}
	return m.a.Base
}

// addrExpr is &X, or what X decays to.
func (l *lower) addrExpr(e *ast.Addr) Reg {
	x := e.X
	if d, ok := x.(*ast.Deref); ok {
		return l.reg(d.X)
	}
	if r, ok := x.(*ast.Ref); ok && r.Obj.Storage == ast.Fn {
		return l.value(Cap, &Ins{Op: SymAddr, Sym: r.Obj})
	}
	v := l.lvalue(x)
	if v.reg != 0 { // the checker said that nothing needs its address
		s := l.tempSlot(v.t.Size, v.t.Align)
		l.store(lval{mem: mem{a: Address{Slot: s}, align: s.Align}, t: v.t}, val{r: v.reg})
		v.mem = mem{a: Address{Slot: s}}
	}
	r := l.address(v.mem)
	if l.narrows(e) {
		r = l.value(Cap, &Ins{Op: CapBounds, A: r, Imm: x.Type().Size})
	}
	return r
}

// load is the value of a scalar lvalue.
func (l *lower) load(v lval) val {
	switch {
	case v.reg != 0:
		return val{r: v.reg}
	case v.bits != nil:
		return l.loadBits(v)
	}
	if v.atomic() {
		l.emit(&Ins{Op: Fence})
		defer func() { l.emit(&Ins{Op: Fence}) }()
	}
	r := l.loadMem(v.a, v.t)
	return val{r: r}
}

// loadMem loads a scalar of type t.
func (l *lower) loadMem(a Address, t *ctype.Type) Reg {
	b := base(t)
	return l.value(classOf(b), &Ins{Op: Load, W: uint8(b.Size), Signed: isSigned(b) || b.Size == 4, Volatile: t.Qual&ctype.Volatile != 0, Addr: a})
}

// store stores the scalar x, of v's type, and answers what v then holds.
func (l *lower) store(v lval, x val) val {
	switch {
	case v.reg != 0:
		l.setReg(v.reg, x)
		if x.k {
			return x
		}
		return val{r: v.reg} // x may be made there now
	case v.bits != nil:
		return l.storeBits(v, x)
	}
	if v.atomic() {
		l.emit(&Ins{Op: Fence})
	}
	in := &Ins{Op: Store, W: uint8(base(v.t).Size), Volatile: v.volatile(), Addr: v.a}
	if x.k && (in.W < 16 || x.n == 0) && !isFloat(v.t) {
		in.Imm = x.n
	} else {
		in.B = l.inReg(x, classOf(v.t))
	}
	l.emit(in)
	if v.atomic() {
		l.emit(&Ins{Op: Fence})
	}
	return x
}

// setReg gives the variable in r the value x. What was just computed for it is
// computed into it.
func (l *lower) setReg(r Reg, x val) {
	if x.k {
		l.emit(&Ins{Op: Const, Dst: r, Imm: x.n})
		return
	}
	if x.r == r {
		return
	}
	if l.cur != nil && len(l.cur.Ins) > 0 && !l.isVar[x.r] {
		last := l.cur.Ins[len(l.cur.Ins)-1]
		if last.Dst == x.r && last.Dst2 == 0 && last.Op != CallOp {
			last.Dst = r
			return
		}
	}
	l.emit(&Ins{Op: Move, Dst: r, A: x.r})
}

// unit is the piece of memory that a bit-field is read from: w bytes at off of
// the struct, the field's lowest bit being bit shift of it. w is 0 when no one
// piece will do.
func (v *lval) unit() (off, w, shift int64) {
	f := v.bits
	bit := f.Off*8 + int64(f.BitOff)
	end := bit + int64(f.Bits)
	if v.volatile() && f.Type.Size > 0 && f.Off%f.Type.Size == 0 && int64(f.BitOff+f.Bits) <= f.Type.Size*8 && f.Type.Size <= max(v.align, 1) {
		return f.Off, f.Type.Size, int64(f.BitOff)
	}
	for w = 1; w <= 8; w *= 2 {
		off = bit / 8 / w * w
		if (off+w)*8 >= end && w <= max(v.align, 1) {
			return off, w, bit - off*8
		}
	}
	return 0, 0, 0
}

func (l *lower) loadBits(v lval) val {
	f := v.bits
	n := int64(f.Bits)
	off, w, shift := v.unit()
	if w == 0 {
		return val{r: l.extendBits(l.gatherBits(v), n, f.Type)}
	}
	if n == 8*w {
		m := v.at(off)
		return val{r: l.value(Int, &Ins{Op: Load, W: uint8(w), Signed: isSigned(f.Type) || base(f.Type).Size == 4 && w == 4, Volatile: v.volatile(), Addr: m.a})}
	}
	r := l.value(Int, &Ins{Op: Load, W: uint8(w), Signed: w == 4, Volatile: v.volatile(), Addr: v.at(off).a})
	if shift+n == 8*w && w < 8 && !isSigned(f.Type) && w != 4 {
		return val{r: l.value(Int, &Ins{Op: Shr, W: 8, A: r, Imm: shift})}
	}
	if !isSigned(f.Type) && shift == 0 && n < 12 {
		return val{r: l.value(Int, &Ins{Op: And, W: 8, A: r, Imm: 1<<n - 1})}
	}
	if up := 64 - shift - n; up > 0 {
		r = l.value(Int, &Ins{Op: Shl, W: 8, A: r, Imm: up})
	}
	op := Shr
	if isSigned(f.Type) || n == 32 && base(f.Type).Size == 4 {
		op = Sar
	}
	return val{r: l.value(Int, &Ins{Op: op, W: 8, A: r, Imm: 64 - n})}
}

// extendBits makes the value of a field of n bits of the low bits of r.
func (l *lower) extendBits(r Reg, n int64, t *ctype.Type) Reg {
	if n >= 64 {
		return r
	}
	op := Shr
	if isSigned(t) || n == 32 && base(t).Size == 4 {
		op = Sar
	}
	r = l.value(Int, &Ins{Op: Shl, W: 8, A: r, Imm: 64 - n})
	return l.value(Int, &Ins{Op: op, W: 8, A: r, Imm: 64 - n})
}

// gatherBits reads a field byte by byte.
func (l *lower) gatherBits(v lval) Reg {
	bit := v.bits.Off*8 + int64(v.bits.BitOff)
	end := bit + int64(v.bits.Bits)
	var sum Reg
	for at := bit / 8; at*8 < end; at++ {
		r := l.value(Int, &Ins{Op: Load, W: 1, Volatile: v.volatile(), Addr: v.at(at).a})
		switch s := at*8 - bit; {
		case s < 0:
			r = l.value(Int, &Ins{Op: Shr, W: 8, A: r, Imm: -s})
		case s > 0:
			r = l.value(Int, &Ins{Op: Shl, W: 8, A: r, Imm: s})
		}
		if sum != 0 {
			r = l.value(Int, &Ins{Op: Or, W: 8, A: sum, B: r})
		}
		sum = r
	}
	return sum
}

// storeBits stores x in a bit-field and answers the field's new value.
func (l *lower) storeBits(v lval, x val) val {
	f := v.bits
	n := int64(f.Bits)
	if n == 0 {
		return x
	}
	off, w, shift := v.unit()
	switch {
	case w == 0:
		l.scatterBits(v, x)
	case n == 8*w:
		in := &Ins{Op: Store, W: uint8(w), Volatile: v.volatile(), Addr: v.at(off).a, Imm: x.n}
		if !x.k {
			in.B = x.r
		}
		l.emit(in)
	default:
		l.mergeBits(v.at(off).a, w, shift, n, x, v.volatile())
	}
	if base(f.Type).Kind == ctype.Bool {
		return x
	}
	if x.k {
		k := extend(x.n<<(64-n)>>(64-n), 8, true)
		if !isSigned(f.Type) && !(n == 32 && base(f.Type).Size == 4) {
			k = int64(uint64(x.n) << (64 - n) >> (64 - n))
		}
		return val{k: true, n: k}
	}
	return val{r: x.r, trunc: n, of: f.Type}
}

// mergeBits replaces n bits from shift on in the w bytes at a.
func (l *lower) mergeBits(a Address, w, shift, n int64, x val, volatile bool) {
	mask := int64(uint64(1)<<n - 1)
	old := l.value(Int, &Ins{Op: Load, W: uint8(w), Signed: w == 4, Volatile: volatile, Addr: a})
	if !x.k || uint64(x.n)&uint64(mask) != uint64(mask) {
		old = l.value(Int, &Ins{Op: And, W: 8, A: old, Imm: extend(^(mask << shift), w, w == 4)})
	}
	switch {
	case x.k && x.n&mask == 0:
	case x.k:
		old = l.value(Int, &Ins{Op: Or, W: 8, A: old, Imm: extend((x.n&mask)<<shift, w, w == 4)})
	default:
		var r Reg
		switch {
		case shift+n == 8*w: // what is above is not stored
			r = x.r
			if shift > 0 {
				r = l.value(Int, &Ins{Op: Shl, W: 8, A: r, Imm: shift})
			}
		case n < 12:
			r = l.value(Int, &Ins{Op: And, W: 8, A: x.r, Imm: mask})
			if shift > 0 {
				r = l.value(Int, &Ins{Op: Shl, W: 8, A: r, Imm: shift})
			}
		default:
			r = l.value(Int, &Ins{Op: Shl, W: 8, A: x.r, Imm: 64 - n})
			if d := 64 - n - shift; d > 0 {
				r = l.value(Int, &Ins{Op: Shr, W: 8, A: r, Imm: d})
			}
		}
		old = l.value(Int, &Ins{Op: Or, W: 8, A: old, B: r})
	}
	l.emit(&Ins{Op: Store, W: uint8(w), Volatile: volatile, Addr: a, B: old})
}

// scatterBits stores a field byte by byte.
func (l *lower) scatterBits(v lval, x val) {
	r := l.inReg(x, Int)
	bit := v.bits.Off*8 + int64(v.bits.BitOff)
	end := bit + int64(v.bits.Bits)
	for at := bit / 8; at*8 < end; at++ {
		lo, hi := max(bit, at*8), min(end, at*8+8)
		piece := r
		if lo > bit {
			piece = l.value(Int, &Ins{Op: Shr, W: 8, A: r, Imm: lo - bit})
		}
		a := v.at(at).a
		if hi-lo == 8 {
			l.emit(&Ins{Op: Store, W: 1, Volatile: v.volatile(), Addr: a, B: piece})
			continue
		}
		l.mergeBits(a, 1, lo-at*8, hi-lo, val{r: piece}, v.volatile())
	}
}
