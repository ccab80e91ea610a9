package ir

// Capabilities and addresses.

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
