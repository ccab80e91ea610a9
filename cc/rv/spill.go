package rv

import "ushell/cc/ir"

// spill gives registers a place in the frame, or makes what they hold anew where
// it is read. Each read and each write has a register of its own then.
func (f *function) spill(list []reg) {
	home := make(map[reg]bool, len(list))
	for _, r := range list {
		home[r] = true
		if n := r - firstVirtual; f.remat[n] != nil {
			copied := *f.remat[n]
			f.remat[n] = &copied
		} else {
			size := int64(8)
			if f.class[n] == ir.Cap {
				size = 16
			}
			f.spills[n] = &ir.Slot{Size: size, Align: size}
			f.frame.spills = append(f.frame.spills, f.spills[n])
		}
	}
	for _, b := range f.blocks {
		if !touches(b, home) {
			continue
		}
		old := b.ins
		f.owed = 0
		f.cur = &block{ins: make([]ins, 0, len(old)+len(old)/2)}
		for i := range old {
			f.respill(old[i], home)
		}
		b.ins = f.cur.ins
	}
}

func touches(b *block, home map[reg]bool) (found bool) {
	see := func(r reg) { found = found || r.virtual() && home[r] }
	for i := range b.ins {
		b.ins[i].uses(see)
		b.ins[i].defs(see)
		if found {
			return true
		}
	}
	return false
}

// respill puts the instruction m with loads before it and stores behind it.
func (f *function) respill(m ins, home map[reg]bool) {
	if f.owed != 0 && m.op != oNop && m.op != oScopeIn && m.op != oScopeOut && m.op != oProbe {
		if !m.signed {
			m.pos, m.signed = f.owed, true
		}
		f.owed = 0
	}
	f.pos, f.stmt = m.pos, m.signed
	if m.op == oProbe {
		f.respillProbe(&m, home)
		f.cur.ins = append(f.cur.ins, m)
		return
	}
	if m.rd.virtual() && home[m.rd] && f.remat[m.rd-firstVirtual] != nil {
		// It is made where it is read. If a statement began here, it begins with what
		// comes next.
		if m.signed {
			f.owed = m.pos
		}
		return
	}
	if m.isMove() && home[m.rs1] != home[m.rd] {
		if home[m.rs1] {
			f.reload(m.rd, m.rs1)
		} else {
			f.saveTo(m.rs1, m.rd)
		}
		return
	}
	made := map[reg]reg(nil)
	read := func(r *reg) {
		if !r.virtual() || !home[*r] {
			return
		}
		t, ok := made[*r]
		if !ok {
			t = f.temp(f.class[*r-firstVirtual])
			f.keep(t)
			f.reload(t, *r)
			if made == nil {
				made = map[reg]reg{}
			}
			made[*r] = t
		}
		*r = t
	}
	read(&m.rs1)
	read(&m.rs2)
	if m.more != nil {
		for i := range m.more.uses {
			read(&m.more.uses[i])
		}
	}
	if m.rd.virtual() && home[m.rd] {
		t := f.temp(f.class[m.rd-firstVirtual])
		f.keep(t)
		to := m.rd
		m.rd = t
		f.cur.ins = append(f.cur.ins, m)
		f.saveTo(t, to)
		return
	}
	f.cur.ins = append(f.cur.ins, m)
}

// reload brings what r holds into t.
func (f *function) reload(t, r reg) {
	n := r - firstVirtual
	if m := f.remat[n]; m != nil {
		again := *m
		again.rd = t
		f.put(again)
		return
	}
	width := int(f.spills[n].Size)
	f.load(loadOp(width, false, f.class[n]), t, place{none, f.spills[n], 0}, 0)
}

func (f *function) saveTo(t, r reg) {
	n := r - firstVirtual
	width := int(f.spills[n].Size)
	f.store(storeOp(width, f.class[n]), t, place{none, f.spills[n], 0}, 0)
}

// respillProbe tells of the places in the frame instead.
func (f *function) respillProbe(m *ins, home map[reg]bool) {
	more := *m.more
	more.uses = nil
	more.args = append([]reg(nil), more.args...)
	if more.slots == nil {
		more.slots = make([]*ir.Slot, len(more.args))
	}
	for i, r := range more.args {
		if r.virtual() && home[r] && more.probe.Args[i].Reg != 0 {
			more.args[i] = none
			more.slots[i] = f.spills[r-firstVirtual]
		} else if r.virtual() {
			more.uses = append(more.uses, r)
		}
	}
	m.more = &more
}
