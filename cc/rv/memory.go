package rv

import (
	"ushell/cap"
	"ushell/cc/ir"
)

// roundSlots makes room around the slots whose bounds are not exactly
// representable where they are and as long as they are.
func (f *function) roundSlots() {
	for _, s := range f.f.Slots {
		mask := cap.AlignMask(uint64(max(s.Size, 0)))
		s.Size = int64((uint64(s.Size) + ^mask) & mask)
		s.Align = max(s.Align, 1, int64(-mask))
	}
}

// widelyAligned says whether the slot's alignment is more than that of the stack,
// so that its address is known only as the program runs.
func widelyAligned(s *ir.Slot) bool { return s.Align > 16 }

// place is an address as instructions have it: a base and an offset of 12 bits,
// or a slot and any offset.
type place struct {
	base reg
	slot *ir.Slot
	off  int64
}

// address is a place for the bytes from a.Off to a.Off+size.
func (f *function) address(a *ir.Address, size int64) place {
	p := place{none, a.Slot, a.Off}
	if a.Slot != nil {
		if !widelyAligned(a.Slot) {
			return p
		}
		p.base, p.slot = f.temp(ir.Cap), nil
		f.put(ins{op: oFrame, rd: p.base, rs1: none, rs2: none, slot: a.Slot})
	} else if p.base = v(a.Base); a.Base == 0 {
		p.base = f.number(0)
	}
	if p.base == zero {
		p.base = f.temp(ir.Cap)
		f.li(p.base, 0)
	}
	if !fits12(p.off) || !fits12(p.off+max(size-1, 0)) {
		t := f.temp(ir.Cap)
		f.addOffset(t, p.base, p.off)
		p.base, p.off = t, 0
	}
	return p
}

func (f *function) load(op opcode, rd reg, p place, off int64) {
	f.put(ins{op: op, rd: rd, rs1: p.base, rs2: none, slot: p.slot, imm: p.off + off})
}

func (f *function) store(op opcode, rs reg, p place, off int64) {
	f.put(ins{op: op, rd: none, rs1: p.base, rs2: rs, slot: p.slot, imm: p.off + off})
}

// loadOp is the load of width bytes into a register of the class.
func loadOp(width int, signed bool, c ir.Class) opcode {
	switch {
	case c == ir.F32:
		return oFLW
	case c == ir.F64:
		return oFLD
	case c == ir.Cap || width == 16:
		return oLY
	case width == 1 && signed:
		return oLB
	case width == 1:
		return oLBU
	case width == 2 && signed:
		return oLH
	case width == 2:
		return oLHU
	case width == 4 && signed:
		return oLW
	case width == 4:
		return oLWU
	}
	return oLD
}

func storeOp(width int, c ir.Class) opcode {
	switch {
	case c == ir.F32:
		return oFSW
	case c == ir.F64:
		return oFSD
	case width == 16:
		return oSY
	case width == 1:
		return oSB
	case width == 2:
		return oSH
	case width == 4:
		return oSW
	}
	return oSD
}

func (f *function) memory(in *ir.Ins) {
	switch in.Op {
	case ir.Load:
		rd := f.dst(in.Dst, ir.Int)
		c := ir.Int
		if in.Dst != 0 {
			c = f.class[in.Dst]
		}
		if c == ir.Cap && in.W != 16 {
			c = ir.Int
		}
		p := f.address(&in.Addr, int64(in.W))
		f.load(loadOp(int(in.W), in.Signed, c), rd, p, 0)
	case ir.Store:
		rs, c := zero, ir.Int
		if in.B != 0 {
			rs, c = v(in.B), f.class[in.B]
		} else if in.Imm != 0 {
			rs = f.number(in.Imm)
		}
		p := f.address(&in.Addr, int64(in.W))
		f.store(storeOp(int(in.W), c), rs, p, 0)
	case ir.Copy:
		f.copyBytes(in)
	case ir.Zero:
		p := f.address(&in.Addr, in.Size)
		pieces(in.Size, in.Align, func(off int64, width int) {
			f.store(storeOp(width, ir.Int), zero, p, off)
		})
	case ir.SlotAddr:
		f.put(ins{op: oSlot, rd: v(in.Dst), rs1: none, rs2: none, slot: in.Slot, imm: in.Imm})
	case ir.SymAddr:
		f.symbolAddress(v(in.Dst), in.Sym.Sym, in.Imm)
	case ir.LabelAddr:
		if b := f.labels[in.Label]; b != nil {
			b.address = true
			f.put(ins{op: oLLA, rd: v(in.Dst), rs1: none, rs2: none, to: b})
		} else {
			f.li(v(in.Dst), 0)
		}
	case ir.StackSave:
		f.rr(oYMV, v(in.Dst), sp)
	case ir.StackBack:
		f.rr(oYMV, sp, v(in.A))
	case ir.Alloca:
		f.alloca(in)
	case ir.FrameAddr, ir.ReturnAddr:
		f.frameAddress(in)
	}
}

func (f *function) symbolAddress(rd reg, sym string, off int64) {
	if off == 0 {
		f.put(ins{op: oLA, rd: rd, rs1: none, rs2: none, sym: sym})
		return
	}
	t := f.temp(ir.Cap)
	f.put(ins{op: oLA, rd: t, rs1: none, rs2: none, sym: sym})
	f.addOffset(rd, t, off)
}

// pieces cuts size bytes into the widest aligned accesses.
func pieces(size, align int64, g func(off int64, width int)) {
	width := int64(16)
	for align = max(align, 1); width > align; {
		width /= 2
	}
	for off := int64(0); off < size; off += width {
		for width > size-off {
			width /= 2
		}
		g(off, int(width))
	}
}

// copyBytes copies a struct, a few pieces at a time: first some loads, then their
// stores, which is correct too where the two places are the same.
func (f *function) copyBytes(in *ir.Ins) {
	from, to := f.address(&in.From, in.Size), f.address(&in.Addr, in.Size)
	type piece struct {
		r     reg
		off   int64
		width int
	}
	var held []piece
	flush := func() {
		for _, p := range held {
			f.store(storeOp(p.width, ir.Int), p.r, to, p.off)
		}
		held = held[:0]
	}
	pieces(in.Size, in.Align, func(off int64, width int) {
		c := ir.Int
		if width == 16 {
			c = ir.Cap
		}
		r := f.temp(c)
		f.load(loadOp(width, false, c), r, from, off)
		if held = append(held, piece{r, off, width}); len(held) == 4 {
			flush()
		}
	})
	flush()
}

// alloca moves sp down and makes a capability to what lies above the space for
// arguments, with exact bounds.
func (f *function) alloca(in *ir.Ins) {
	align := max(in.Align, 16)
	var size, mask reg
	if in.A == 0 {
		m := cap.AlignMask(uint64(in.Imm))
		size = f.number(int64((uint64(in.Imm) + ^m) & m))
		mask = f.number(max(int64(-m), align) * -1)
	} else {
		m := f.unaryInt(oYAMask, v(in.A))
		up := f.newInt(oAdd, v(in.A), f.newIntI(oXorI, m, -1))
		size = f.newInt(oAnd, up, m)
		mask = f.newInt(oAnd, m, f.number(-align))
	}
	top := sp
	if f.outgoing != 0 {
		top = f.temp(ir.Cap)
		f.addOffset(top, sp, f.outgoing)
	}
	addr := f.newInt(oAnd, f.newInt(oSub, top, size), mask)
	whole := f.temp(ir.Cap)
	f.rrr(oYAddRW, whole, top, addr)
	f.addOffset(sp, whole, -f.outgoing)
	f.rrr(oYBndsW, f.dst(in.Dst, ir.Cap), whole, size)
}

// frameAddress follows the chain of frames.
func (f *function) frameAddress(in *ir.Ins) {
	rd := f.dst(in.Dst, ir.Cap)
	from := s0
	for range in.Imm {
		t := f.temp(ir.Cap)
		f.put(ins{op: oLY, rd: t, rs1: from, rs2: none, imm: -32})
		from = t
	}
	if in.Op == ir.FrameAddr {
		f.rr(oYMV, rd, from)
	} else {
		f.put(ins{op: oLY, rd: rd, rs1: from, rs2: none, imm: -16})
	}
}
