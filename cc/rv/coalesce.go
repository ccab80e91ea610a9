package rv

// coalesce makes one register of two where one is a copy of the other and they
// are never live at once, so that the copy goes away. A variable of the program
// takes in temporaries that are copied to it, but no other variable, nor its own copies: a
// debugger shows what is in it.
func (f *function) coalesce() {
	if !f.optimise() {
		return
	}
	isVar := make([]bool, len(f.class))
	for i := range f.f.Vars {
		if r := f.f.Vars[i].Reg; r != 0 {
			isVar[r] = true
		}
	}
	f.grow()
	l := f.lifetimes()
	f.alias = make([]reg, len(f.class))
	for n := range f.alias {
		f.alias[n] = firstVirtual + reg(n)
	}
	same := make([]uint64, len(f.class))
	known := make([]bool, len(f.class))
	destroyed := func(n reg) uint64 {
		if !known[n] {
			same[n], known[n] = l.destroyed(int32(n)), true
		}
		return same[n]
	}
	merged := false
	for depth := f.deepest(); depth >= 0; depth-- {
		for _, b := range f.blocks {
			if b.loop != depth {
				continue
			}
			for i := range b.ins {
				m := &b.ins[i]
				if !m.isMove() || !m.rd.virtual() || !m.rs1.virtual() {
					continue
				}
				to, from := f.root(m.rd)-firstVirtual, f.root(m.rs1)-firstVirtual
				if to == from || isVar[from] || f.fixed[to] || f.fixed[from] || f.class[to] != f.class[from] ||
					l.head[to] == 0 || l.head[from] == 0 || destroyed(to) != destroyed(from) || l.overlap(int32(to), int32(from)) {
					continue
				}
				l.join(int32(to), int32(from))
				f.alias[from] = firstVirtual + to
				merged = true
			}
		}
	}
	if merged {
		f.rename()
	}
}

// root is the register that r has become part of.
func (f *function) root(r reg) reg {
	for f.alias[r-firstVirtual] != r {
		r = f.alias[r-firstVirtual]
	}
	return r
}

func (f *function) deepest() (depth int) {
	for _, b := range f.blocks {
		depth = max(depth, b.loop)
	}
	return depth
}

// rename writes the registers that others have become part of in their place, and
// drops the moves that are between the same then.
func (f *function) rename() {
	name := func(r *reg) {
		if r.virtual() {
			*r = f.root(*r)
		}
	}
	for _, b := range f.blocks {
		kept := b.ins[:0]
		for i := range b.ins {
			m := b.ins[i]
			f.eachReg(&m, name)
			if !m.isMove() || m.rd != m.rs1 {
				kept = append(kept, m)
			}
		}
		b.ins = kept
	}
}

// eachReg calls g with every place of the instruction that names a register.
func (f *function) eachReg(m *ins, g func(*reg)) {
	g(&m.rd)
	g(&m.rs1)
	g(&m.rs2)
	if m.more == nil {
		return
	}
	for _, list := range [...][]reg{m.more.uses, m.more.defs, m.more.early, m.more.args} {
		for k := range list {
			g(&list[k])
		}
	}
}

// overlap says whether two registers are live at once.
func (l *lifetimes) overlap(x, y int32) bool {
	a, b := l.head[x], l.head[y]
	for a != 0 && b != 0 {
		s, t := l.nodes[a].span, l.nodes[b].span
		switch {
		case s.to <= t.from:
			a = l.nodes[a].next
		case t.to <= s.from:
			b = l.nodes[b].next
		default:
			return true
		}
	}
	return false
}

// join gives the spans of y to x.
func (l *lifetimes) join(x, y int32) {
	a, b := l.head[x], l.head[y]
	end := &l.head[x]
	for a != 0 || b != 0 {
		if b == 0 || a != 0 && l.nodes[a].from < l.nodes[b].from {
			*end = a
			a = l.nodes[a].next
		} else {
			*end = b
			b = l.nodes[b].next
		}
		end = &l.nodes[*end].next
	}
	*end = 0
	l.head[y] = 0
}
