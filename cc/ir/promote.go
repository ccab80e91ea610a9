package ir

import "slices"

// promote puts the members of small structs whose address nothing takes into
// registers, and says whether there were such.
func promote(f *Func) bool {
	some := false
	for range 3 {
		if !promoteOnce(f) {
			break
		}
		some = true
	}
	return some
}

// What is looked at: slots of at most promoteSize bytes, with at most promotePieces members.
const (
	promoteSize   = 128
	promotePieces = 8
)

// piece is a part of a slot that is always accessed as a whole.
type piece struct {
	off   int64
	w     uint8
	class Class
	reg   Reg
	given bool // it has a value on entry
}

// candidate is a slot that may be promoted.
type candidate struct {
	bad    bool
	pieces []piece
	out    [][2]int64 // where copies from it begin and end: all of that must be pieces
	into   [][2]int64 // and those to it: no piece may lie partly in that
}

// access notes an access of w bytes at off.
func (c *candidate) access(off int64, w uint8, class Class) {
	for i := range c.pieces {
		p := &c.pieces[i]
		if p.off == off && p.w == w {
			if class != p.class && (class == Cap || p.class == Cap) {
				c.bad = true
			}
			return
		}
		if off < p.off+int64(p.w) && p.off < off+int64(w) {
			c.bad = true
			return
		}
	}
	if len(c.pieces) == promotePieces {
		c.bad = true
		return
	}
	c.pieces = append(c.pieces, piece{off: off, w: w, class: class})
}

// tiled says that pieces cover all bytes from lo to hi, and none sticks out.
func (c *candidate) tiled(lo, hi int64) bool {
	for _, p := range c.pieces {
		end := p.off + int64(p.w)
		if end <= lo || p.off >= hi {
			continue
		}
		if p.off != lo || end > hi {
			return false
		}
		lo = end
	}
	return lo == hi
}

// apart says that no piece lies partly in lo to hi.
func (c *candidate) apart(lo, hi int64) bool {
	for _, p := range c.pieces {
		end := p.off + int64(p.w)
		if end > lo && p.off < hi && (p.off < lo || end > hi) {
			return false
		}
	}
	return true
}

func promoteOnce(f *Func) bool {
	cands := map[*Slot]*candidate{}
	for _, s := range f.Slots {
		if s.Size <= promoteSize {
			cands[s] = &candidate{}
		}
	}
	if len(cands) == 0 {
		return false
	}
	for _, p := range f.Params {
		if c := cands[p.Slot]; c != nil {
			c.access(p.Off, uint8(p.Size), p.Class)
		}
	}
	for _, b := range f.Blocks {
		for _, in := range b.Ins {
			survey(f, in, cands)
		}
	}
	some := false
	for s, c := range cands {
		slices.SortFunc(c.pieces, func(a, b piece) int { return int(a.off - b.off) })
		for _, r := range c.out {
			c.bad = c.bad || !c.tiled(r[0], r[1])
		}
		for _, r := range c.into {
			c.bad = c.bad || !c.apart(r[0], r[1])
		}
		if c.bad || len(c.pieces) == 0 {
			delete(cands, s)
		}
	}
	// In the order of the slots, so that the result is always the same.
	for _, s := range f.Slots {
		if c := cands[s]; c != nil {
			some = true
			for i := range c.pieces {
				c.pieces[i].reg = f.newReg(c.pieces[i].class)
			}
		}
	}
	if some {
		(&promoter{f: f, cands: cands}).run()
		dropSlots(f)
	}
	return some
}

// survey notes what an instruction does with slots.
func survey(f *Func, in *Ins, cands map[*Slot]*candidate) {
	spoil := func(s *Slot) {
		if c := cands[s]; c != nil {
			c.bad = true
		}
	}
	to, from := cands[in.Addr.Slot], cands[in.From.Slot]
	switch {
	case in.Volatile:
		in.eachSlot(func(s *Slot, _ bool) { spoil(s) })
	case in.Op == Load && to != nil:
		to.access(in.Addr.Off, in.W, f.Class[in.Dst])
	case in.Op == Store && to != nil:
		to.access(in.Addr.Off, in.W, storeClass(f, in))
	case in.Op == Zero && to != nil:
		to.into = append(to.into, [2]int64{in.Addr.Off, in.Addr.Off + in.Size})
	case in.Op == Copy && to != nil && from != nil: // only one of the two: the other stays in memory
		to.bad = true
		from.out = append(from.out, [2]int64{in.From.Off, in.From.Off + in.Size})
	case in.Op == Copy && to != nil:
		to.into = append(to.into, [2]int64{in.Addr.Off, in.Addr.Off + in.Size})
	case in.Op == Copy && from != nil:
		from.out = append(from.out, [2]int64{in.From.Off, in.From.Off + in.Size})
	default:
		in.eachSlot(func(s *Slot, _ bool) { spoil(s) })
	}
}

func storeClass(f *Func, in *Ins) Class {
	switch {
	case in.B != 0:
		return f.Class[in.B]
	case in.W == 16:
		return Cap
	}
	return Int
}

type promoter struct {
	f     *Func
	cands map[*Slot]*candidate
	out   []*Ins
	in    *Ins
}

func (p *promoter) run() {
	for i, b := range p.f.Blocks {
		p.out = nil
		if i == 0 {
			p.enter(b)
		}
		for _, in := range b.Ins {
			p.in = in
			p.ins(in)
		}
		b.Ins = p.out
	}
}

// enter gives the registers a value on entry: that of a parameter, or none in
// particular, but one that a read before a write can have.
func (p *promoter) enter(b *Block) {
	p.in = &Ins{Pos: b.Ins[0].Pos}
	for i := range p.f.Params {
		a := &p.f.Params[i]
		c := p.cands[a.Slot]
		if c == nil {
			continue
		}
		x := c.find(a.Off)
		r := p.f.newReg(a.Class)
		p.set(x, r, a.Class)
		a.Slot, a.Off, a.Size, a.Reg = nil, 0, 0, r
		x.given = true
	}
	for _, s := range p.f.Slots {
		c := p.cands[s]
		if c == nil {
			continue
		}
		for i := range c.pieces {
			if x := &c.pieces[i]; !x.given {
				p.zero(x)
			}
		}
	}
}

func (p *promoter) zero(x *piece) {
	if x.class >= F32 {
		p.add(&Ins{Op: FConst, Dst: x.reg})
	} else {
		p.add(&Ins{Op: Const, Dst: x.reg})
	}
}

func (c *candidate) find(off int64) *piece {
	for i := range c.pieces {
		if c.pieces[i].off == off {
			return &c.pieces[i]
		}
	}
	return nil
}

func (p *promoter) add(in *Ins) {
	in.Pos = p.in.Pos
	if p.in.Stmt {
		in.Stmt, p.in.Stmt = true, false
	}
	p.out = append(p.out, in)
}

// set gives the piece x the value in r, of class c.
func (p *promoter) set(x *piece, r Reg, c Class) {
	op := Move
	if c != x.class {
		op = FBits
	}
	p.add(&Ins{Op: op, Dst: x.reg, A: r})
}

// ins rewrites an instruction.
func (p *promoter) ins(in *Ins) {
	c := p.cands[in.Addr.Slot]
	switch {
	case in.Op == Load && c != nil:
		x := c.find(in.Addr.Off)
		dc := p.f.Class[in.Dst]
		switch {
		case dc != x.class:
			p.add(&Ins{Op: FBits, Dst: in.Dst, A: x.reg})
		case dc == Int && in.W < 8:
			p.add(&Ins{Op: Ext, W: in.W, Signed: in.Signed, Dst: in.Dst, A: x.reg})
		default:
			p.add(&Ins{Op: Move, Dst: in.Dst, A: x.reg})
		}
	case in.Op == Store && c != nil:
		x := c.find(in.Addr.Off)
		r, k := in.B, storeClass(p.f, in)
		if r == 0 {
			r = p.f.newReg(k)
			p.add(&Ins{Op: Const, Dst: r, Imm: in.Imm})
		}
		p.set(x, r, k)
	case in.Op == Zero && c != nil:
		for i := range c.pieces {
			if x := &c.pieces[i]; x.off >= in.Addr.Off && x.off < in.Addr.Off+in.Size {
				p.zero(x)
			}
		}
	case in.Op == Copy && c != nil:
		p.copyIn(c, in)
	case in.Op == Copy && p.cands[in.From.Slot] != nil:
		p.copyOut(p.cands[in.From.Slot], in)
	default:
		p.out = append(p.out, in)
	}
}

// copyIn loads the pieces that a copy writes.
func (p *promoter) copyIn(c *candidate, in *Ins) {
	for i := range c.pieces {
		x := &c.pieces[i]
		if x.off < in.Addr.Off || x.off >= in.Addr.Off+in.Size {
			continue
		}
		a := in.From
		a.Off += x.off - in.Addr.Off
		p.add(&Ins{Op: Load, W: x.w, Signed: x.w == 4, Dst: x.reg, Addr: a})
	}
}

// copyOut stores the pieces that a copy reads.
func (p *promoter) copyOut(c *candidate, in *Ins) {
	for i := range c.pieces {
		x := &c.pieces[i]
		if x.off < in.From.Off || x.off >= in.From.Off+in.Size {
			continue
		}
		a := in.Addr
		a.Off += x.off - in.From.Off
		p.add(&Ins{Op: Store, W: x.w, Addr: a, B: x.reg})
	}
}
