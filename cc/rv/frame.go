package rv

import (
	"cmp"
	"slices"

	"ushell/cc/ir"
)

// frame is how a function's piece of the stack is laid out. Offsets count from sp
// on entry, downwards: with a frame pointer the return address is at -16 and the
// caller's frame pointer at -32; then come the registers that are the caller's,
// what was spilled, the slots, and at the bottom, at sp, the space for arguments.
type frame struct {
	spills []*ir.Slot
	saved  []savedReg
	save   int64 // bytes of the first part: what prologues save
	size   int64 // bytes of all
	fp     bool  // s0 is sp on entry
	moves  bool  // sp is elsewhere, as the function runs
}

type savedReg struct {
	r   reg
	off int64
}

// layFrame gives everything in the frame its place, once registers are given out.
func (f *function) layFrame() {
	fr := &f.frame
	fr.fp, fr.moves = f.needFP, f.f.Moves
	at := int64(0)
	if fr.fp {
		fr.saved = append(fr.saved, savedReg{ra, -16}, savedReg{s0, -32})
		at = -32
	}
	used := f.written() & calleeSaved &^ bit(s0)
	for r := range firstVirtual {
		if used&bit(r) == 0 {
			continue
		}
		if at -= 16; r >= 32 {
			at += 8
		}
		fr.saved = append(fr.saved, savedReg{r, at})
	}
	at &^= 15
	fr.save = -at
	place := func(s *ir.Slot) {
		align := max(s.Align, 1)
		if align > 16 { // room to align it as the program runs
			at = (at - s.Size - align) &^ 15
		} else {
			at = (at - s.Size) &^ (align - 1)
		}
		s.Off = at
	}
	for _, size := range [...]int64{8, 16} {
		for _, s := range fr.spills {
			if s.Size == size {
				place(s)
			}
		}
	}
	// In the order of their declaration, downwards, as other compilers have it;
	// large ones last, so that the offsets of the others stay short.
	slots := slices.Clone(f.f.Slots)
	slices.SortStableFunc(slots, func(x, y *ir.Slot) int { return cmp.Compare(largeSize(x), largeSize(y)) })
	for _, s := range slots {
		place(s)
	}
	at -= f.outgoing
	fr.size = -(at &^ 15)
}

// largeSize is the size of a slot that is large, else 0.
func largeSize(s *ir.Slot) int64 {
	const large = 1024
	if s.Size <= large {
		return 0
	}
	return s.Size
}

// written is the registers of the machine that the function writes, but by calls.
func (f *function) written() (mask uint64) {
	for _, b := range f.blocks {
		for i := range b.ins {
			m := &b.ins[i]
			m.defs(func(r reg) { mask |= bit(r) })
			if m.op == oAsm {
				mask |= m.more.clobbers
			}
		}
	}
	return mask
}

// assign replaces virtual registers with those that they were given.
func (f *function) assign() {
	name := func(r *reg) {
		if r.virtual() {
			*r = f.assigned[*r-firstVirtual]
			if *r < 0 { // never read: what is written to it goes nowhere
				*r = zero
			}
		}
	}
	for _, b := range f.blocks {
		for i := range b.ins {
			f.eachReg(&b.ins[i], name)
		}
	}
}

// base is a register and an offset from it that is the place off in the frame; ok:
// the offset fits an instruction.
func (f *function) base(off int64) (r reg, n int64, ok bool) {
	fr := &f.frame
	if fr.fp && (fr.moves || !f.optimise()) && fits12(off) {
		return s0, off, true
	}
	if !fr.moves && fits12(off+fr.size) {
		return sp, off + fr.size, true
	}
	if fr.fp {
		return s0, off, fits12(off)
	}
	return sp, off + fr.size, false
}

// prologue makes the frame.
func (w *writer) prologue() {
	fr := &w.f.frame
	if fr.size == 0 {
		return
	}
	first := fr.size
	if first > 2032 {
		first = fr.save
	}
	if first != 0 {
		w.rri("yaddi", sp, sp, -first)
	}
	for _, s := range fr.saved {
		w.mem(saveOp(s.r), s.r, sp, s.off+first)
	}
	if fr.fp {
		w.rri("yaddi", s0, sp, first)
	}
	if first != fr.size {
		w.moveSP(first - fr.size)
	}
}

// epilogue undoes it.
func (w *writer) epilogue() {
	fr := &w.f.frame
	if fr.size == 0 {
		return
	}
	first := fr.size
	if first > 2032 || fr.moves {
		first = fr.save
		if fr.fp {
			w.rri("yaddi", sp, s0, -first)
		} else {
			w.moveSP(fr.size - first)
		}
	}
	for _, s := range fr.saved {
		w.mem(restoreOp(s.r), s.r, sp, s.off+first)
	}
	if first != 0 {
		w.rri("yaddi", sp, sp, first)
	}
}

// moveSP adds a large number to sp.
func (w *writer) moveSP(n int64) {
	if fits12(n) {
		w.rri("yaddi", sp, sp, n)
		return
	}
	w.li(scratch, n)
	w.rrr("yadd", sp, sp, scratch)
}

func saveOp(r reg) string {
	if r >= 32 {
		return "fsd"
	}
	return "sy"
}

func restoreOp(r reg) string {
	if r >= 32 {
		return "fld"
	}
	return "ly"
}
