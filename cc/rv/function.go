package rv

import (
	"ushell/cc/ast"
	"ushell/cc/diag"
	"ushell/cc/ir"
)

// function is a function on its way from the IR to text.
type function struct {
	e     *emitter
	f     *ir.Func
	class []ir.Class // of virtual registers, by number less firstVirtual
	fixed []bool     // of virtual registers that must not be spilled
	// blocks are in the order of the text once they are laid out.
	blocks []*block
	of     map[*ir.Block]*block
	labels map[*ast.Label]*block
	cur    *block
	pos    diag.Pos
	stmt   bool
	owed   diag.Pos // of a statement that begins with the next instruction, 0 for none

	plan []planned // of the block that is being selected
	uses []int32   // how often each register of the IR is read
	last []int32   // where in this block each was last written, from 1
	at   []int32   // the number of the block that last speaks of, from 1

	incoming *ir.Slot // the arguments on the stack
	outgoing int64    // bytes for arguments on the stack, at sp
	calls    bool
	needFP   bool // something asks for the frame pointer
	frame    frame
	spills   []*ir.Slot     // of each virtual register, or nil
	assigned []reg          // of each virtual register
	alias    []reg          // what each virtual register has become part of
	remat    []*ins         // how to make it anew, or nil
	life     *lifetimes     // as of the last round
	open     []*ast.Block   // scopes, while the text is written
	marks    map[int32]bool // labels that debug information names: whether it is still to be written
}

func (f *function) optimise() bool { return f.e.opt.Opt > 0 }

// v is the virtual register of a register of the IR.
func v(r ir.Reg) reg {
	if r == 0 {
		return none
	}
	return firstVirtual + reg(r)
}

// temp is a new virtual register.
func (f *function) temp(c ir.Class) reg {
	f.class = append(f.class, c)
	return firstVirtual + reg(len(f.class)-1)
}

// dst is the register of r, or a new one for a result that nobody wants.
func (f *function) dst(r ir.Reg, c ir.Class) reg {
	if r == 0 {
		return f.temp(c)
	}
	return v(r)
}

func (f *function) classOf(r reg) ir.Class {
	switch {
	case r.virtual():
		return f.class[r-firstVirtual]
	case r >= 32:
		return ir.F64
	}
	return ir.Cap
}

func (f *function) put(m ins) {
	m.pos, m.signed = f.pos, f.stmt
	f.cur.ins = append(f.cur.ins, m)
}

func (f *function) rrr(op opcode, rd, rs1, rs2 reg) {
	f.put(ins{op: op, rd: rd, rs1: rs1, rs2: rs2})
}

func (f *function) rri(op opcode, rd, rs1 reg, imm int64) {
	f.put(ins{op: op, rd: rd, rs1: rs1, rs2: none, imm: imm})
}

func (f *function) rr(op opcode, rd, rs1 reg) {
	f.put(ins{op: op, rd: rd, rs1: rs1, rs2: none})
}

// newInt is a new integer register that op makes of rs1 and rs2.
func (f *function) newInt(op opcode, rs1, rs2 reg) reg {
	t := f.temp(ir.Int)
	f.rrr(op, t, rs1, rs2)
	return t
}

func (f *function) newIntI(op opcode, rs1 reg, imm int64) reg {
	t := f.temp(ir.Int)
	f.rri(op, t, rs1, imm)
	return t
}

func (f *function) li(rd reg, imm int64) {
	f.put(ins{op: oLI, rd: rd, rs1: none, rs2: none, imm: imm})
}

// number is a register that holds imm.
func (f *function) number(imm int64) reg {
	if imm == 0 {
		return zero
	}
	t := f.temp(ir.Int)
	f.li(t, imm)
	return t
}

// move copies a register of the class.
func (f *function) move(c ir.Class, rd, rs reg) {
	switch c {
	case ir.F32:
		f.rr(oFMVS, rd, rs)
	case ir.F64:
		f.rr(oFMVD, rd, rs)
	default:
		if rs == zero {
			f.li(rd, 0)
			return
		}
		f.rr(oYMV, rd, rs)
	}
}

func fits12(n int64) bool { return n >= -2048 && n < 2048 }

// newBlock is a block behind the current one.
func (f *function) newBlock(loop int) *block {
	b := &block{id: len(f.blocks), loop: loop}
	f.blocks = append(f.blocks, b)
	return b
}

func (f *function) jump(to *block) {
	f.put(ins{op: oJ, rd: none, rs1: none, rs2: none, to: to})
}

// branch ends the block: to to when rs1 op rs2, or else to els.
func (f *function) branch(op opcode, rs1, rs2 reg, to, els *block) {
	f.put(ins{op: op, rd: none, rs1: rs1, rs2: rs2, to: to, els: els})
}

// selectAll makes the instructions of all blocks.
func (f *function) selectAll() {
	f.class = append([]ir.Class(nil), f.f.Class...)
	if len(f.class) == 0 {
		f.class = make([]ir.Class, 1)
	}
	f.needFP = !f.optimise() || f.f.Moves
	f.of = make(map[*ir.Block]*block, len(f.f.Blocks))
	f.labels = map[*ast.Label]*block{}
	first := make([]*block, len(f.f.Blocks))
	for i, b := range f.f.Blocks {
		nb := &block{from: b, loop: b.Loop, label: b.Label}
		f.of[b], first[i] = nb, nb
		if b.Label != nil {
			f.labels[b.Label] = nb
			nb.address = b.Label.AddrTaken
		}
		for _, in := range b.Ins {
			if in.Op == ir.CallOp {
				f.calls = true
				f.outgoing = max(f.outgoing, 16*int64(in.Call.Stack))
			}
			if in.Op == ir.FrameAddr || in.Op == ir.ReturnAddr {
				f.needFP = true
			}
			if in.Op == ir.AsmOp && len(in.Asm.Src.Clobbers) > 0 && clobbers(in.Asm.Src.Clobbers, ra) {
				f.calls = true
			}
		}
	}
	f.needFP = f.needFP || f.calls
	f.countUses()
	for i, b := range f.f.Blocks {
		f.cur = first[i]
		f.cur.id = len(f.blocks)
		f.blocks = append(f.blocks, f.cur)
		if i == 0 {
			f.entry()
		}
		f.selectBlock(b, int32(i+1))
	}
	for i, b := range f.blocks {
		b.id = i
	}
	f.connect()
}

func (f *function) selectBlock(b *ir.Block, number int32) {
	f.planBlock(b, number)
	for i, in := range b.Ins {
		if f.plan[i].skip {
			continue
		}
		f.pos, f.stmt = in.Pos, in.Stmt
		f.selectIns(in, &f.plan[i])
	}
	if n := len(f.cur.ins); n == 0 || !f.cur.ins[n-1].leaves() {
		f.put(ins{op: oTrap, rd: none, rs1: none, rs2: none})
	}
}

// leaves says whether the instruction ends a block.
func (m *ins) leaves() bool {
	switch m.op {
	case oJ, oRet, oJumpReg, oTable, oTrap:
		return true
	}
	return ops[m.op].form == formBranch
}

// connect finds the successors of every block, and drops blocks that nothing
// reaches.
func (f *function) connect() {
	var addressed []*block
	for _, b := range f.blocks {
		if b.address {
			addressed = append(addressed, b)
		}
	}
	for _, b := range f.blocks {
		b.succs = b.succs[:0]
		for i := range b.ins {
			m := &b.ins[i]
			if m.to != nil && m.op != oLLA {
				b.succs = append(b.succs, m.to)
			}
			if m.els != nil {
				b.succs = append(b.succs, m.els)
			}
			if m.more != nil {
				b.succs = append(b.succs, m.more.table...)
				b.succs = append(b.succs, m.more.labels...)
			}
			if m.op == oJumpReg {
				b.succs = append(b.succs, addressed...)
			}
		}
	}
	seen := make([]bool, len(f.blocks))
	work := []*block{f.blocks[0]}
	work = append(work, addressed...)
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if seen[b.id] {
			continue
		}
		seen[b.id] = true
		work = append(work, b.succs...)
	}
	kept := f.blocks[:0]
	for _, b := range f.blocks {
		if seen[b.id] {
			kept = append(kept, b)
		}
	}
	f.blocks = kept
	for i, b := range f.blocks {
		b.id = i
	}
}
