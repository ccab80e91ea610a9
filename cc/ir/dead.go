package ir

// sweep removes instructions whose result nobody needs, and slots that are not
// read.
func sweep(f *Func) {
	needed := make([]bool, len(f.Class))
	defs := make([][]*Ins, len(f.Class))
	var work []*Ins
	read := readSlots(f)
	for _, b := range f.Blocks {
		for _, in := range b.Ins {
			if removable(in) || deadStore(in, read) {
				in.eachDef(func(r *Reg) { defs[*r] = append(defs[*r], in) })
				continue
			}
			work = append(work, in)
		}
	}
	live := make(map[*Ins]bool)
	for len(work) > 0 {
		in := work[len(work)-1]
		work = work[:len(work)-1]
		in.eachUse(func(r *Reg) {
			if needed[*r] {
				return
			}
			needed[*r] = true
			for _, d := range defs[*r] {
				if !live[d] {
					live[d] = true
					work = append(work, d)
				}
			}
		})
		if in.Asm != nil {
			in.eachDef(func(r *Reg) {
				if !needed[*r] {
					needed[*r] = true
					for _, d := range defs[*r] {
						if !live[d] {
							live[d] = true
							work = append(work, d)
						}
					}
				}
			})
		}
	}
	for _, b := range f.Blocks {
		kept := b.Ins[:0]
		mark := diagMark{}
		for _, in := range b.Ins {
			if (removable(in) || deadStore(in, read)) && !live[in] {
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
