package rv

// layout decides in which order blocks stand in the text, and which of them need
// a label.
func (f *function) layout() {
	if f.optimise() {
		f.thread()
		f.connect()
	}
	for i, b := range f.blocks {
		b.id = i
	}
}

// thread makes what jumps to a block that only jumps go on to where that goes.
func (f *function) thread() {
	target := func(b *block) *block {
		for range len(f.blocks) {
			if len(b.ins) != 1 || b.ins[0].op != oJ || b.ins[0].to == b || b.address {
				break
			}
			b = b.ins[0].to
		}
		return b
	}
	for _, b := range f.blocks {
		for i := range b.ins {
			m := &b.ins[i]
			if m.to != nil && m.op != oLLA {
				m.to = target(m.to)
			}
			if m.els != nil {
				m.els = target(m.els)
			}
			if m.els != nil && m.to == m.els {
				*m = ins{op: oJ, rd: none, rs1: none, rs2: none, to: m.to, pos: m.pos, signed: m.signed}
			}
			if m.more != nil {
				for k, to := range m.more.table {
					m.more.table[k] = target(to)
				}
			}
		}
	}
}

// nameBlocks marks the blocks that need a label.
func (f *function) nameBlocks(far bool) {
	for i, b := range f.blocks {
		var next *block
		if i+1 < len(f.blocks) {
			next = f.blocks[i+1]
		}
		for k := range b.ins {
			m := &b.ins[k]
			for _, to := range [...]*block{m.to, m.els} {
				if to != nil && (to != next || far || m.op == oLLA) {
					to.named = true
				}
			}
			if m.more != nil {
				for _, to := range m.more.table {
					to.named = true
				}
				for _, to := range m.more.labels {
					to.named = true
				}
			}
		}
	}
}

// peephole drops what does nothing once registers are known. Positions stay as
// they are.
func (f *function) peephole() {
	for _, b := range f.blocks {
		for i := range b.ins {
			m := &b.ins[i]
			switch {
			case (m.isMove() || m.op == oMV && f.optimise()) && m.rd == m.rs1,
				m.rd == zero && m.more == nil && !effects(m.op),
				m.op == oAddI && m.rd == m.rs1 && m.imm == 0:
				m.op = oNop
			}
		}
	}
}

// effects says whether the instruction does more than to write rd.
func effects(op opcode) bool {
	info := ops[op]
	return info.form == formAMO || info.form == formLR || info.form == formLoad || op == oNop
}

// returns makes jumps to a block that only returns returns, in a function without
// a frame.
func (f *function) returns() {
	if !f.optimise() || f.frame.size != 0 {
		return
	}
	only := func(b *block) bool {
		for i := range b.ins {
			if op := b.ins[i].op; op != oNop && op != oRet {
				return false
			}
		}
		return true
	}
	for i, b := range f.blocks {
		m := &b.ins[len(b.ins)-1]
		if m.op == oJ && only(m.to) && (i+1 == len(f.blocks) || f.blocks[i+1] != m.to) {
			m.op, m.to = oRet, nil
		}
	}
}
