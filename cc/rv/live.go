package rv

import "slices"

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

// mention is a block that reads a register before it writes it, or that writes it;
// a list of them.
type mention struct {
	block int32
	next  int32
}

// mentions are the lists of all virtual registers.
type mentions struct {
	all    []mention
	reads  []int32 // of each register the head in all, 0: none
	writes []int32
}

// collect lists where registers are read before they are written in the same
// block, and where they are written.
func (f *function) collect() *mentions {
	l := &mentions{all: make([]mention, 1, len(f.class)), reads: make([]int32, len(f.class)), writes: make([]int32, len(f.class))}
	put := func(head *int32, block int) {
		if *head == 0 || l.all[*head].block != int32(block) {
			l.all = append(l.all, mention{int32(block), *head})
			*head = int32(len(l.all) - 1)
		}
	}
	for i, b := range f.blocks {
		use := func(r reg) {
			if n := r - firstVirtual; n >= 0 {
				if w := l.writes[n]; w == 0 || l.all[w].block != int32(i) {
					put(&l.reads[n], i)
				}
			}
		}
		def := func(r reg) {
			if n := r - firstVirtual; n >= 0 {
				put(&l.writes[n], i)
			}
		}
		for k := range b.ins {
			b.ins[k].uses(use)
			b.ins[k].defs(def)
		}
	}
	return l
}

// flow finds the registers that are live where blocks begin and end: from each
// read it goes back to the writes, one register after the other.
func (f *function) flow() {
	l := f.collect()
	count := len(f.blocks)
	before := make([][]int32, count)
	for i, b := range f.blocks {
		b.id, b.live, b.out = i, b.live[:0], b.out[:0]
	}
	for i, b := range f.blocks {
		for _, s := range b.succs {
			before[s.id] = append(before[s.id], int32(i))
		}
	}
	// The last register that was found to be written in, live into, live out of a
	// block.
	written, in, out := make([]int32, count), make([]int32, count), make([]int32, count)
	var work []int32
	for n := range f.class {
		if l.reads[n] == 0 {
			continue
		}
		r, mark := firstVirtual+reg(n), int32(n+1)
		for m := l.writes[n]; m != 0; m = l.all[m].next {
			written[l.all[m].block] = mark
		}
		enter := func(i int32) {
			if in[i] != mark {
				in[i] = mark
				f.blocks[i].live = append(f.blocks[i].live, r)
				work = append(work, i)
			}
		}
		for m := l.reads[n]; m != 0; m = l.all[m].next {
			enter(l.all[m].block)
		}
		for len(work) > 0 {
			i := work[len(work)-1]
			work = work[:len(work)-1]
			for _, p := range before[i] {
				if out[p] != mark {
					out[p] = mark
					f.blocks[p].out = append(f.blocks[p].out, r)
					if written[p] != mark {
						enter(p)
					}
				}
			}
		}
	}
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
	f.flow()
	l := &lifetimes{nodes: make([]spanNode, 1, 2*len(f.class)), head: make([]int32, len(f.class)),
		weight: make([]float32, len(f.class)), size: make([]int32, len(f.class))}
	ends := make([]int32, len(f.class)+64) // where the span that is open ends, 0: none is
	for i := len(f.blocks) - 1; i >= 0; i-- {
		b := f.blocks[i]
		for _, r := range b.out {
			ends[r] = b.end
		}
		w := frequency(b.loop)
		for k := len(b.ins) - 1; k >= 0; k-- {
			l.visit(&b.ins[k], b.start+int32(2*k), ends, w)
		}
		for _, r := range b.live {
			l.add(r, b.start, ends[r])
			ends[r] = 0
		}
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
