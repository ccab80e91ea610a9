package ir

// sweep removes instructions whose result nobody needs, and slots that are not
// read.
func sweep(f *Func) {
	s := &sweeper{needed: make([]bool, len(f.Class)), head: make([]int32, len(f.Class)), nodes: make([]defNode, 1, len(f.Class)+1)}
	read := readSlots(f)
	for _, b := range f.Blocks {
		for _, in := range b.Ins {
			in.live = !removable(in) && !deadStore(in, read)
			if in.live {
				s.work = append(s.work, in)
			} else if in.Dst != 0 {
				s.nodes = append(s.nodes, defNode{in, s.head[in.Dst]})
				s.head[in.Dst] = int32(len(s.nodes) - 1)
			}
		}
	}
	need := s.need
	for len(s.work) > 0 {
		in := s.work[len(s.work)-1]
		s.work = s.work[:len(s.work)-1]
		in.eachUse(need)
		if in.Asm != nil { // what it writes it may read as well
			in.eachDef(need)
		}
	}
	keepVars(f)
	for _, b := range f.Blocks {
		kept := b.Ins[:0]
		mark := diagMark{}
		for _, in := range b.Ins {
			if !in.live {
				mark.take(in)
				continue
			}
			mark.give(in)
			kept = append(kept, in)
		}
		b.Ins = kept
	}
	dropSlots(f)
}

// keepVars sees to it that the debugger finds variables whose assignments go: one that
// is only ever given what the instruction before it makes is in the register that
// this writes. Of one that loses one of several assignments a register holds an
// old value once it was read last.
func keepVars(f *Func) {
	if len(f.Vars) == 0 {
		return
	}
	defs, dead := make([]int32, len(f.Class)), make([]int32, len(f.Class))
	for _, b := range f.Blocks {
		for _, in := range b.Ins {
			in.eachDef(func(r *Reg) {
				defs[*r]++
				if !in.live {
					dead[*r]++
				}
			})
		}
	}
	for _, p := range f.Params {
		defs[p.Reg]++
	}
	same := map[Reg]Reg{}
	for _, b := range f.Blocks {
		for i, in := range b.Ins {
			if in.live || in.Op != Move || i == 0 || defs[in.Dst] != 1 || defs[in.A] != 1 || f.Class[in.Dst] != f.Class[in.A] {
				continue
			}
			b.Ins[i-1].eachDef(func(r *Reg) {
				if *r == in.A && b.Ins[i-1].live {
					same[in.Dst] = in.A
				}
			})
		}
	}
	for i := range f.Vars {
		v := &f.Vars[i]
		if v.Reg == 0 {
			continue
		}
		v.Stale = v.Stale || dead[v.Reg] > 0 && dead[v.Reg] < defs[v.Reg]
		if r, ok := same[v.Reg]; ok {
			v.Reg = r
		}
	}
}

type sweeper struct {
	needed []bool
	head   []int32 // of each register: its first definition in nodes
	nodes  []defNode
	work   []*Ins
}

type defNode struct {
	in   *Ins
	next int32
}

// need says that something reads *r.
func (s *sweeper) need(r *Reg) {
	if s.needed[*r] {
		return
	}
	s.needed[*r] = true
	for k := s.head[*r]; k != 0; k = s.nodes[k].next {
		if d := s.nodes[k].in; !d.live {
			d.live = true
			s.work = append(s.work, d)
		}
	}
}

// diagMark carries the mark of a statement's beginning from an instruction that
// goes to the one that follows.
type diagMark struct{ from *Ins }

func (m *diagMark) take(in *Ins) {
	if in.Stmt {
		m.from = in
	}
}

func (m *diagMark) give(in *Ins) {
	if m.from != nil && !in.Stmt && in.Op != ScopeIn && in.Op != ScopeOut {
		in.Stmt, in.Pos = true, m.from.Pos
	}
	m.from = nil
}

// readSlots are the slots that something reads, or whose address is taken.
func readSlots(f *Func) map[*Slot]bool {
	read := map[*Slot]bool{}
	if len(f.Slots) == 0 {
		return read
	}
	for _, b := range f.Blocks {
		for _, in := range b.Ins {
			in.eachSlot(func(s *Slot, taken bool) {
				if taken || in.Op != Store && in.Op != Zero && (in.Op != Copy || in.From.Slot == s) || in.Volatile {
					read[s] = true
				}
			})
		}
	}
	return read
}

// deadStore says that in only writes a slot that nothing reads.
func deadStore(in *Ins, read map[*Slot]bool) bool {
	return (in.Op == Store || in.Op == Zero || in.Op == Copy) && in.Addr.Slot != nil && !read[in.Addr.Slot] && !in.Volatile
}

// dropSlots forgets the slots that are no longer mentioned.
func dropSlots(f *Func) {
	if len(f.Slots) == 0 {
		return
	}
	used := map[*Slot]bool{}
	for _, b := range f.Blocks {
		for _, in := range b.Ins {
			in.eachSlot(func(s *Slot, _ bool) { used[s] = true })
		}
	}
	params := f.Params[:0]
	for _, p := range f.Params {
		if p.Slot != nil && !used[p.Slot] {
			// it still has its place among the parameters: it goes nowhere
			p.Slot, p.Off, p.Size = nil, 0, 0
			p.Reg = f.newReg(p.Class)
		}
		params = append(params, p)
	}
	f.Params = params
	kept := f.Slots[:0]
	for _, s := range f.Slots {
		if used[s] {
			kept = append(kept, s)
		}
	}
	f.Slots = kept
	for i := range f.Vars {
		if s := f.Vars[i].Slot; s != nil && !used[s] {
			f.Vars[i].Slot = nil
		}
	}
}
