package ir

// last is the block's terminator.
func (b *Block) last() *Ins { return b.Ins[len(b.Ins)-1] }

// tidy simplifies the paths of a function: jumps to jumps, branches that need not
// be, blocks that can be one. It says whether it found anything to do.
func tidy(f *Func) bool {
	some := false
	for i := range 4 {
		changed := false
		for _, b := range f.Blocks {
			if retarget(b) {
				changed = true
			}
		}
		if changed || i == 0 {
			dropUnreachable(f)
		}
		if merge(f) {
			changed = true
		}
		if !changed {
			break
		}
		some = true
	}
	for i, b := range f.Blocks {
		b.ID = i
	}
	return some
}

// retarget lets the jumps of b go where they end up.
func retarget(b *Block) bool {
	in := b.last()
	changed := false
	to := func(p **Block) {
		if t := through(*p); t != *p {
			*p = t
			changed = true
		}
	}
	switch in.Op {
	case Jump:
		to(&in.To)
		if t := decided(b, in.To); t != nil {
			in.To = t
			changed = true
		}
	case Branch:
		to(&in.To)
		to(&in.Else)
		if in.To == in.Else {
			*in = Ins{Op: Jump, To: in.To, Pos: in.Pos, Stmt: in.Stmt}
			changed = true
		}
	case Switch:
		to(&in.Else)
		for i := range in.Cases {
			to(&in.Cases[i].To)
		}
	}
	return changed
}

// through is where a jump to b leads in the end.
func through(b *Block) *Block {
	for range 16 {
		if len(b.Ins) != 1 || b.Ins[0].Op != Jump || b.Ins[0].To == b || b.Label != nil && b.Label.AddrTaken {
			break
		}
		b = b.Ins[0].To
	}
	return b
}

// decided is where the branch that is all that to consists of leads when one
// comes from b, which sets what it tests to a constant.
func decided(b, to *Block) *Block {
	if len(to.Ins) != 1 || to.Ins[0].Op != Branch {
		return nil
	}
	br := to.Ins[0]
	a, ok := constAtEnd(b, br.A)
	if !ok {
		return nil
	}
	c := br.Imm
	if br.B != 0 {
		if c, ok = constAtEnd(b, br.B); !ok {
			return nil
		}
	}
	if holds(br.Cond, a, c) {
		return br.To
	}
	return br.Else
}

// constAtEnd is the constant that r is at the end of b, if b sets it.
func constAtEnd(b *Block, r Reg) (int64, bool) {
	for i := len(b.Ins) - 1; i >= 0; i-- {
		in := b.Ins[i]
		if in.Dst == r {
			return in.Imm, in.Op == Const
		}
		if in.Call != nil || in.Asm != nil || in.Dst2 == r {
			return 0, false
		}
	}
	return 0, false
}

// merge makes one block of a block and its only successor, when that has no other
// predecessor. Blocks with marks of scopes are merged only with their neighbour.
func merge(f *Func) bool {
	for _, b := range f.Blocks {
		b.preds = 0
	}
	count := func(s *Block) { s.preds++ }
	for _, b := range f.Blocks {
		eachSucc(b, count)
	}
	f.stamp++ // marks those that are gone
	any := false
	for i, b := range f.Blocks {
		if b.mark == f.stamp {
			continue
		}
		for j := i + 1; ; {
			in := b.last()
			if in.Op != Jump || in.To == b || in.To == f.Blocks[0] || in.To.preds != 1 || in.To.mark == f.stamp || in.To.Label != nil && in.To.Label.AddrTaken {
				break
			}
			for j < len(f.Blocks) && f.Blocks[j].mark == f.stamp {
				j++
			}
			t := in.To
			if (j >= len(f.Blocks) || f.Blocks[j] != t) && hasMarks(t) {
				break
			}
			if n := len(b.Ins); n > 1 && b.Ins[n-2].Op == AsmOp && len(b.Ins[n-2].Asm.Labels) > 0 {
				break
			}
			b.Ins = append(b.Ins[:len(b.Ins)-1], t.Ins...)
			if b.Label == nil {
				b.Label = t.Label
			}
			t.mark, any = f.stamp, true
		}
	}
	if !any {
		return false
	}
	kept := f.Blocks[:0]
	for _, b := range f.Blocks {
		if b.mark != f.stamp {
			kept = append(kept, b)
		}
	}
	f.Blocks = kept
	return true
}

func hasMarks(b *Block) bool {
	for _, in := range b.Ins {
		if in.Op == ScopeIn || in.Op == ScopeOut {
			return true
		}
	}
	return false
}
