package rv

import (
	"math/bits"
	"slices"
)

// Positions: the instruction n reads at 2n and writes at 2n+1. A value that is
// last read by the instruction that makes another one can share its register.

// span is positions from from up to, not including, to.
type span struct{ from, to int32 }

// lifetimes are where registers are live.
type lifetimes struct {
	nodes  []spanNode
	head   []int32 // of each virtual register, the first of its spans in nodes, 0: none
	weight []float32
	size   []int32
	fixed  [64][]span // of each register of the machine
	points []point    // what calls destroy, by position
}

type spanNode struct {
	span
	next int32
}

// point is registers that are destroyed.
type point struct {
	span
	mask uint64
}

// frequency is how often an instruction in so many loops is executed, roughly.
func frequency(loop int) float32 {
	w := float32(1)
	for range min(loop, 6) {
		w *= 8
	}
	return w
}

// positions gives every instruction its position.
func (f *function) positions() int32 {
	n := int32(0)
	for _, b := range f.blocks {
		b.start = 2 * n
		n += int32(len(b.ins))
		b.end = 2 * n
	}
	return n
}

// flow finds the registers that are live where blocks begin and end. Only those
// that a block reads before it writes them take part: dense numbers are theirs.
func (f *function) flow() (global []reg) {
	index := make([]int32, len(f.class)) // from 1
	stamp := make([]int32, len(f.class))
	for i, b := range f.blocks {
		for k := range b.ins {
			m := &b.ins[k]
			m.uses(func(r reg) {
				if r.virtual() && stamp[r-firstVirtual] != int32(i+1) && index[r-firstVirtual] == 0 {
					global = append(global, r)
					index[r-firstVirtual] = int32(len(global))
				}
			})
			m.defs(func(r reg) {
				if r.virtual() {
					stamp[r-firstVirtual] = int32(i + 1)
				}
			})
		}
	}
	words := (len(global) + 63) / 64
	store := make([]uint64, 3*words*len(f.blocks))
	cut := func() []uint64 {
		s := store[:words:words]
		store = store[words:]
		return s
	}
	kills := make([][]uint64, len(f.blocks))
	for i, b := range f.blocks {
		b.live, b.out, kills[i] = cut(), cut(), cut()
		for k := range b.ins {
			m := &b.ins[k]
			m.uses(func(r reg) {
				if r.virtual() {
					if n := index[r-firstVirtual] - 1; n >= 0 && kills[i][n/64]>>(n%64)&1 == 0 {
						b.live[n/64] |= 1 << (n % 64)
					}
				}
			})
			m.defs(func(r reg) {
				if r.virtual() {
					if n := index[r-firstVirtual] - 1; n >= 0 {
						kills[i][n/64] |= 1 << (n % 64)
					}
				}
			})
		}
	}
	for changed := true; changed; {
		changed = false
		for i := len(f.blocks) - 1; i >= 0; i-- {
			b := f.blocks[i]
			for _, s := range b.succs {
				for w, x := range s.live {
					b.out[w] |= x
				}
			}
			for w, x := range b.out {
				if in := b.live[w] | x&^kills[i][w]; in != b.live[w] {
					b.live[w], changed = in, true
				}
			}
		}
	}
	return global
}

// defs calls g with each register that the instruction writes.
func (m *ins) defs(g func(reg)) {
	if m.rd >= 0 {
		g(m.rd)
	}
	if m.more != nil {
		for _, r := range m.more.defs {
			g(r)
		}
	}
}

// lifetimes finds the spans of all registers, by going through the text backwards.
func (f *function) lifetimes() *lifetimes {
	f.positions()
	global := f.flow()
	l := &lifetimes{nodes: make([]spanNode, 1, 2*len(f.class)), head: make([]int32, len(f.class)),
		weight: make([]float32, len(f.class)), size: make([]int32, len(f.class))}
	ends := make([]int32, len(f.class)+64) // where the span that is open ends, 0: none is
	each := func(set []uint64, g func(reg)) {
		for w, x := range set {
			for ; x != 0; x &= x - 1 {
				g(global[64*w+bits.TrailingZeros64(x)])
			}
		}
	}
	for i := len(f.blocks) - 1; i >= 0; i-- {
		b := f.blocks[i]
		each(b.out, func(r reg) { ends[r] = b.end })
		w := frequency(b.loop)
		for k := len(b.ins) - 1; k >= 0; k-- {
			l.visit(&b.ins[k], b.start+int32(2*k), ends, w)
		}
		each(b.live, func(r reg) {
			l.add(r, b.start, ends[r])
			ends[r] = 0
		})
		for r := range firstVirtual {
			ends[r] = 0
		}
	}
	slices.Reverse(l.points)
	for r := range l.fixed {
		slices.Reverse(l.fixed[r])
	}
	return l
}

// visit is one instruction at a position.
func (l *lifetimes) visit(m *ins, at int32, ends []int32, w float32) {
	if m.more != nil && m.more.clobbers != 0 {
		p := point{span{at + 1, at + 2}, m.more.clobbers}
		if m.more.inputsToo {
			p.from = at
		}
		l.points = append(l.points, p)
	}
	m.defs(func(r reg) {
		from := at + 1
		if m.more != nil && slices.Contains(m.more.early, r) {
			from = at
		}
		l.add(r, from, max(ends[r], at+2))
		ends[r] = 0
		if r.virtual() {
			l.weight[r-firstVirtual] += w
		}
	})
	m.uses(func(r reg) {
		if ends[r] == 0 {
			ends[r] = at + 1
		}
		if r.virtual() {
			l.weight[r-firstVirtual] += w
		}
	})
}

// add puts a span before the others of r.
func (l *lifetimes) add(r reg, from, to int32) {
	if !r.virtual() {
		l.fixed[r] = append(l.fixed[r], span{from, to})
		return
	}
	n := r - firstVirtual
	l.size[n] += to - from
	if first := l.head[n]; first != 0 && l.nodes[first].from <= to {
		l.nodes[first].from = from
		return
	}
	l.nodes = append(l.nodes, spanNode{span{from, to}, l.head[n]})
	l.head[n] = int32(len(l.nodes) - 1)
}

// destroyed is what is destroyed while the register n is live.
func (l *lifetimes) destroyed(n int32) (mask uint64) {
	for s := l.head[n]; s != 0; s = l.nodes[s].next {
		x := l.nodes[s].span
		i, _ := slices.BinarySearchFunc(l.points, x.from, func(p point, at int32) int { return int(p.to) - 1 - int(at) })
		for ; i < len(l.points) && l.points[i].from < x.to; i++ {
			mask |= l.points[i].mask
		}
	}
	return mask
}
