package rv

import (
	"cmp"
	"math"
	"slices"

	"ushell/cc/ir"
)

// Registers in the order in which they are given out: those that calls destroy
// first, and of these the ones that compressed instructions can name.
var (
	orderX = []reg{15, 14, 13, 12, 11, 10, 16, 17, 28, 29, 30, 31, 5, 6, 9, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27}
	orderF = []reg{47, 46, 45, 44, 43, 42, 48, 49, 32, 33, 34, 35, 36, 37, 38, 39, 60, 61, 62, 63,
		40, 41, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59}
)

// maxRounds bounds how often registers are given out anew after spilling; each
// round leaves only shorter lifetimes.
const maxRounds = 30

// hint is a register that it would be good to share, by a move.
type hint struct {
	with reg
	next int32
}

// allocator gives each virtual register one of the machine, or decides that it
// lives in the frame. Registers are taken in the order of how much they are used
// for how long they live.
type allocator struct {
	f     *function
	l     *lifetimes
	taken [64]busy
	hints []hint
	first []int32
	used  uint64 // registers that were given out
}

// allocate gives out registers, and spills, until all fit.
func (f *function) allocate() bool {
	f.spills = make([]*ir.Slot, len(f.class))
	f.remat = make([]*ins, len(f.class))
	f.coalesce()
	for range maxRounds {
		f.grow()
		a := &allocator{f: f, l: f.lifetimes()}
		spilled, ok := a.run()
		if !ok {
			return false
		}
		if len(spilled) == 0 {
			f.life = a.l
			return true
		}
		f.spill(spilled)
	}
	return false
}

// grow makes the tables of virtual registers long enough.
func (f *function) grow() {
	n := len(f.class)
	f.fixed = append(f.fixed, make([]bool, n-len(f.fixed))...)
	f.spills = append(f.spills, make([]*ir.Slot, n-len(f.spills))...)
	f.remat = append(f.remat, make([]*ins, n-len(f.remat))...)
	f.assigned = make([]reg, n)
}

func (a *allocator) run() (spilled []reg, ok bool) {
	buckets := int(a.f.blocks[len(a.f.blocks)-1].end+2)>>bucketBits + 1
	store := make(busy, 64*buckets)
	for r := range a.taken {
		a.taken[r] = store[r*buckets : (r+1)*buckets]
		for _, x := range a.l.fixed[r] {
			a.taken[r].put(x)
		}
	}
	a.collectHints()
	a.f.findRemat()
	type entry struct {
		n        int32
		priority float32
	}
	var list []entry
	for n := range a.l.head {
		a.f.assigned[n] = none
		if a.l.head[n] == 0 {
			continue
		}
		p := a.l.weight[n] / float32(a.l.size[n])
		if a.f.remat[n] != nil {
			p /= 2
		}
		if a.f.fixed[n] {
			p = math.MaxFloat32
		}
		list = append(list, entry{int32(n), p})
	}
	slices.SortStableFunc(list, func(x, y entry) int { return cmp.Compare(y.priority, x.priority) })
	for _, e := range list {
		if a.place(e.n) {
			continue
		}
		if a.f.fixed[e.n] {
			return nil, false
		}
		spilled = append(spilled, firstVirtual+reg(e.n))
	}
	return spilled, true
}

// collectHints notes the moves.
func (a *allocator) collectHints() {
	a.hints, a.first = make([]hint, 1), make([]int32, len(a.f.class))
	put := func(r, with reg) {
		if r.virtual() {
			n := r - firstVirtual
			a.hints = append(a.hints, hint{with, a.first[n]})
			a.first[n] = int32(len(a.hints) - 1)
		}
	}
	for _, b := range a.f.blocks {
		for i := range b.ins {
			if m := &b.ins[i]; m.isMove() || m.op == oMV && m.rs1 != zero {
				put(m.rd, m.rs1)
				put(m.rs1, m.rd)
			}
		}
	}
}

// place finds a register for the virtual register n.
func (a *allocator) place(n int32) bool {
	not := a.l.destroyed(n)
	float := a.f.class[n] >= ir.F32
	for h := a.first[n]; h != 0; h = a.hints[h].next {
		r := a.hints[h].with
		if r.virtual() {
			r = a.f.assigned[r-firstVirtual]
		}
		if r >= 0 && (r >= 32) == float && allocatable&bit(r) != 0 && not&bit(r) == 0 && a.worth(n, r) && a.free(n, r) {
			a.take(n, r)
			return true
		}
	}
	order := orderX
	if float {
		order = orderF
	}
	for _, r := range order {
		if not&bit(r) == 0 && a.worth(n, r) && a.free(n, r) {
			a.take(n, r)
			return true
		}
	}
	return false
}

var allocatable = func() (mask uint64) {
	for _, r := range orderX {
		mask |= bit(r)
	}
	for _, r := range orderF {
		mask |= bit(r)
	}
	return mask
}()

// worth says whether the register n gains more by r than saving r costs.
func (a *allocator) worth(n int32, r reg) bool {
	if calleeSaved&^a.used&bit(r) == 0 || a.f.fixed[n] {
		return true
	}
	if a.f.remat[n] != nil {
		return a.l.weight[n] > 3
	}
	return a.l.weight[n] > 2
}

// busy is when a register of the machine holds something: spans in order, cut where
// buckets of positions begin, so that little moves when one is put in.
type busy [][]span

const bucketBits = 10

// free says whether r holds nothing while n is live.
func (a *allocator) free(n int32, r reg) bool {
	for s := a.l.head[n]; s != 0; s = a.l.nodes[s].next {
		x := a.l.nodes[s].span
		for k := x.from >> bucketBits; k <= (x.to-1)>>bucketBits; k++ {
			list := a.taken[r][k]
			if i := firstAfter(list, x.from); i < len(list) && list[i].from < x.to {
				return false
			}
		}
	}
	return true
}

// put notes that the register holds something.
func (b busy) put(x span) {
	for x.from < x.to {
		k := x.from >> bucketBits
		part := span{x.from, min(x.to, (k+1)<<bucketBits)}
		b[k] = slices.Insert(b[k], firstAfter(b[k], part.from), part)
		x.from = part.to
	}
}

// firstAfter is the index of the first span that ends after at.
func firstAfter(list []span, at int32) int {
	lo, hi := 0, len(list)
	for lo < hi {
		if mid := (lo + hi) / 2; list[mid].to > at {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return lo
}

func (a *allocator) take(n int32, r reg) {
	a.f.assigned[n] = r
	a.used |= bit(r)
	for s := a.l.head[n]; s != 0; s = a.l.nodes[s].next {
		a.taken[r].put(a.l.nodes[s].span)
	}
}

// findRemat finds the registers that are written once, with what can be made anew
// at any place.
func (f *function) findRemat() {
	count := make([]uint8, len(f.class))
	clear(f.remat)
	for _, b := range f.blocks {
		for i := range b.ins {
			m := &b.ins[i]
			m.defs(func(r reg) {
				if r.virtual() {
					count[r-firstVirtual] = min(count[r-firstVirtual]+1, 2)
				}
			})
			if m.rd.virtual() && m.cheap() {
				f.remat[m.rd-firstVirtual] = m
			}
		}
	}
	for n, c := range count {
		if c != 1 {
			f.remat[n] = nil
		}
	}
}

// cheap says whether an instruction costs less than a load from the frame, or not
// much more, and reads nothing.
func (m *ins) cheap() bool {
	switch m.op {
	case oLI:
		return liSize(m.imm) <= 2
	case oLA, oLLA, oSlot, oFrame:
		return true
	}
	return false
}
