package rv

import "slices"

// Where variables can be found. A register of the machine holds a variable from
// where it is assigned until something else is written there, which may be long
// after it was read last: that is what a debugger wants to know.

// maxHeld bounds what is looked at for the debugger's sake: variables by blocks.
const maxHeld = 1 << 22

// held are the spans in which the register r of the machine holds the virtual register
// n, in order. Of one that is stale it does as long as n is live, and no longer.
func (f *function) held(n, r reg, stale bool) []span {
	var live []span
	for s := f.life.head[n]; s != 0; s = f.life.nodes[s].next {
		live = append(live, f.life.nodes[s].span)
	}
	if stale || len(live) == 0 {
		return live
	}
	h := &holder{f: f, r: r, live: live}
	out := h.extend()
	if len(f.blocks)*len(f.f.Vars) <= maxHeld {
		h.spread()
		for i, b := range f.blocks {
			if h.in[i] && !h.covers(b.start) {
				out = append(out, span{b.start, f.lasts(r, b.start, b)})
			}
		}
	}
	slices.SortFunc(out, func(a, b span) int { return int(a.from - b.from) })
	joined := out[:1]
	for _, x := range out[1:] {
		if last := &joined[len(joined)-1]; x.from <= last.to {
			last.to = max(last.to, x.to)
		} else {
			joined = append(joined, x)
		}
	}
	return joined
}

// holder finds where a register holds a value that is live in some spans.
type holder struct {
	f    *function
	r    reg
	live []span
	in   []bool // it is held where the block begins, on every way there
	out  []bool // and where it ends
	way  []fate
}

// fate is what a block does to the value.
type fate uint8

const (
	passes fate = iota // held at the end if at the beginning
	gives              // held at the end
	takes              // not held at the end
)

// extend is the live spans, each up to where something else is written to the register
// or the block ends. It finds the fate of all blocks.
func (h *holder) extend() []span {
	f := h.f
	h.way = make([]fate, len(f.blocks))
	for i, b := range f.blocks {
		if b.writes&bit(h.r) != 0 {
			h.way[i] = takes
		}
	}
	out := slices.Clone(h.live)
	for k := range out {
		x := &out[k]
		for i := f.blockAt(x.from); i < len(f.blocks) && f.blocks[i].start < x.to; i++ {
			b := f.blocks[i]
			h.way[i] = gives
			if x.to < b.end {
				x.to = f.lasts(h.r, x.to, b)
				if x.to < b.end {
					h.way[i] = takes
				}
				break
			}
		}
	}
	return out
}

// spread finds in which blocks the value is held at the beginning.
func (h *holder) spread() {
	count := len(h.f.blocks)
	h.in, h.out = make([]bool, count), make([]bool, count)
	for i := range h.out {
		h.in[i] = i > 0
		h.out[i] = h.way[i] != takes
	}
	h.out[0] = h.way[0] == gives
	for changed := true; changed; {
		changed = false
		for i, b := range h.f.blocks {
			if h.out[i] {
				continue
			}
			for _, s := range b.succs {
				if h.in[s.id] {
					h.in[s.id], changed = false, true
					h.out[s.id] = h.way[s.id] == gives
				}
			}
		}
	}
}

// covers says whether the value is live at a position.
func (h *holder) covers(at int32) bool {
	return slices.ContainsFunc(h.live, func(x span) bool { return x.from <= at && at < x.to })
}

// blockAt is the index of the block that a position lies in.
func (f *function) blockAt(at int32) int {
	i, _ := slices.BinarySearchFunc(f.blocks, at+1, func(b *block, at int32) int { return int(b.end) - int(at) })
	return i
}

// lasts is up to where the register r of the machine, from the position at in b on,
// holds what it held: something else is written there, or the block ends.
func (f *function) lasts(r reg, at int32, b *block) int32 {
	for k := int(at-b.start) / 2; k < len(b.ins); k++ {
		if b.ins[k].written()&bit(r) != 0 {
			return b.start + int32(2*k) + 1
		}
	}
	return b.end
}

// written are the registers of the machine in which the instruction leaves something
// else.
func (m *ins) written() (mask uint64) {
	if m.op == oNop {
		return 0
	}
	if m.more != nil {
		mask = m.more.clobbers
	}
	m.defs(func(r reg) { mask |= bit(r) })
	return mask
}
