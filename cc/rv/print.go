package rv

import (
	"strconv"

	"ushell/cc/ast"
	"ushell/cc/ir"
)

// writer writes a function's instructions as text.
type writer struct {
	f      *function
	e      *emitter
	b      []byte
	line   lineState
	places map[*ast.Object]*ir.Var
	probed bool // no instruction is behind the last probe yet
}

func (w *writer) op(name string) {
	w.b = append(w.b, '\t')
	w.b = append(w.b, name...)
	w.b = append(w.b, ' ')
}

func (w *writer) reg(r reg) {
	if r < 0 || r >= 64 {
		r = zero
	}
	w.b = append(w.b, regNames[r]...)
}

func (w *writer) comma() { w.b = append(w.b, ", "...) }
func (w *writer) end()   { w.b = append(w.b, '\n') }

func (w *writer) int(n int64) { w.b = strconv.AppendInt(w.b, n, 10) }

// offset writes a number with its sign.
func (w *writer) offset(n int64) {
	if n >= 0 {
		w.b = append(w.b, '+')
	}
	w.int(n)
}

func (w *writer) rrr(name string, rd, rs1, rs2 reg) {
	w.rrStart(name, rd, rs1)
	w.comma()
	w.reg(rs2)
	w.end()
}

func (w *writer) rri(name string, rd, rs1 reg, n int64) {
	w.rrStart(name, rd, rs1)
	w.comma()
	w.int(n)
	w.end()
}

func (w *writer) rr(name string, rd, rs reg) {
	w.rrStart(name, rd, rs)
	w.end()
}

func (w *writer) rrStart(name string, rd, rs reg) {
	w.op(name)
	w.reg(rd)
	w.comma()
	w.reg(rs)
}

func (w *writer) li(rd reg, n int64) {
	w.op("li")
	w.reg(rd)
	w.comma()
	w.int(n)
	w.end()
}

func (w *writer) mem(name string, r, base reg, off int64) {
	w.op(name)
	w.reg(r)
	w.comma()
	w.int(off)
	w.b = append(w.b, '(')
	w.reg(base)
	w.b = append(w.b, ")\n"...)
}

// label writes the label of a block.
func (w *writer) label(b *block) {
	w.b = append(w.b, ".L"...)
	w.b = strconv.AppendInt(w.b, int64(w.e.serial), 10)
	w.b = append(w.b, '_')
	w.b = strconv.AppendInt(w.b, int64(b.id), 10)
}

func (w *writer) nextSerial() int {
	w.e.asms++
	return w.e.asms
}

// function writes all of it.
func (w *writer) function() {
	f := w.f
	w.line = lineState{}
	far := w.farBranches()
	for i, b := range f.blocks {
		var next *block
		if i+1 < len(f.blocks) {
			next = f.blocks[i+1]
		}
		if b.named || b.address {
			w.closeProbe()
			w.label(b)
			w.b = append(w.b, ":\n"...)
		}
		for k := range b.ins {
			m := &b.ins[k]
			w.mark(b, k)
			w.row(m)
			before := len(w.b)
			w.ins(m, next, far)
			switch {
			case m.op == oProbe:
				w.probed = true
			case len(w.b) > before && m.op != oScopeIn && m.op != oScopeOut:
				w.probed = false
			}
		}
	}
}

// closeProbe is called where code can be reached from elsewhere: a probe that was
// just passed gets an instruction of its own, or its address would be passed on
// the other ways too.
func (w *writer) closeProbe() {
	if w.probed {
		w.b = append(w.b, "\tnop\n"...)
		w.probed = false
	}
}

// ins writes an instruction.
func (w *writer) ins(m *ins, next *block, far bool) {
	info := &ops[m.op]
	switch info.form {
	case formNone:
		w.b = append(w.b, '\t')
		w.b = append(w.b, info.name...)
		w.end()
	case formRRR:
		w.rrr(info.name, m.rd, m.rs1, m.rs2)
	case formRRI:
		w.rri(info.name, m.rd, m.rs1, m.imm)
	case formRR:
		w.rr(info.name, m.rd, m.rs1)
	case formRR2:
		w.rr(info.name, m.rd, m.rs2)
	case formTrunc:
		w.rrStart(info.name, m.rd, m.rs1)
		w.b = append(w.b, ", rtz\n"...)
	case formLoad:
		w.access(info.name, m.rd, m)
	case formStore:
		w.access(info.name, m.rs2, m)
	case formBranch:
		w.branch(m, next, far)
	case formAMO:
		w.rrStart(info.name, m.rd, m.rs2)
		w.b = append(w.b, ", ("...)
		w.reg(m.rs1)
		w.b = append(w.b, ")\n"...)
	case formLR:
		w.op(info.name)
		w.reg(m.rd)
		w.b = append(w.b, ", ("...)
		w.reg(m.rs1)
		w.b = append(w.b, ")\n"...)
	default:
		w.pseudo(m, next)
	}
}

// access writes a load or a store, of a place in the frame too.
func (w *writer) access(name string, r reg, m *ins) {
	if m.slot == nil {
		w.mem(name, r, m.rs1, m.imm)
		return
	}
	base, off, ok := w.f.base(m.slot.Off + m.imm)
	if !ok {
		w.li(scratch, off)
		w.rrr("yadd", scratch, base, scratch)
		base, off = scratch, 0
	}
	w.mem(name, r, base, off)
}

var inverse = map[opcode]string{oBEq: "bne", oBNe: "beq", oBLt: "bge", oBGe: "blt", oBLtU: "bgeu", oBGeU: "bltu"}

// branch writes a branch to m.to, or else to m.els, one of which may come next.
func (w *writer) branch(m *ins, next *block, far bool) {
	name, to, els := ops[m.op].name, m.to, m.els
	if m.rs1 == m.rs2 { // beq and bne of a register with itself are reserved
		if m.op == oBNe || m.op == oBLt || m.op == oBLtU {
			to = els
		}
		w.jump(to, next)
		return
	}
	if to == next || far && els != next {
		name, to, els = inverse[m.op], els, to
	}
	if !far {
		w.branchTo(name, m, to)
		w.jump(els, next)
		return
	}
	// to may be too far away: a branch around a jump to it.
	if els == next {
		name = inverse[m.op]
		if to == m.els {
			name = ops[m.op].name
		}
		w.branchTo(name, m, els)
		w.jump(to, nil)
		return
	}
	skip := w.e.newLabel()
	w.compare(name, m)
	w.b = append(w.b, skip...)
	w.end()
	w.jump(els, nil)
	w.b = append(w.b, skip...)
	w.b = append(w.b, ":\n"...)
	w.jump(to, next)
}

func (w *writer) branchTo(name string, m *ins, to *block) {
	w.compare(name, m)
	w.label(to)
	w.end()
}

// compare writes a branch without its target.
func (w *writer) compare(name string, m *ins) {
	switch {
	case m.rs2 == zero:
		w.op(name + "z")
		if name == "bltu" || name == "bgeu" {
			w.b = w.b[:len(w.b)-2]
			w.b = append(w.b, ' ')
			w.reg(m.rs1)
			w.comma()
			w.reg(zero)
		} else {
			w.reg(m.rs1)
		}
	case m.rs1 == zero && (name == "blt" || name == "bge"):
		w.op(map[string]string{"blt": "bgtz", "bge": "blez"}[name])
		w.reg(m.rs2)
	default:
		w.op(name)
		w.reg(m.rs1)
		w.comma()
		w.reg(m.rs2)
	}
	w.comma()
}

func (w *writer) jump(to, next *block) {
	if to == next {
		return
	}
	w.op("j")
	w.label(to)
	w.end()
}

// pseudo writes what is no single instruction.
func (w *writer) pseudo(m *ins, next *block) {
	switch m.op {
	case oLI:
		w.li(m.rd, m.imm)
	case oLA, oLLA:
		w.op(ops[m.op].name)
		w.reg(m.rd)
		w.comma()
		if m.to != nil {
			w.label(m.to)
		} else {
			w.b = append(w.b, m.sym...)
		}
		w.end()
	case oSlot, oFrame:
		w.slotAddress(m)
	case oJ:
		w.jump(m.to, next)
	case oRet:
		w.epilogue()
		w.b = append(w.b, "\tret\n"...)
	case oCall:
		w.op("call")
		w.b = append(w.b, m.sym...)
		w.end()
	case oCallReg:
		w.b = append(w.b, "\tjalr ra, 0("...)
		w.reg(m.rs1)
		w.b = append(w.b, ")\n"...)
	case oJumpReg, oTable:
		w.b = append(w.b, "\tjr 0("...)
		w.reg(m.rs1)
		w.b = append(w.b, ")\n"...)
	case oConst:
		label := w.e.newLabel()
		w.b = append(w.b, label...)
		w.b = append(w.b, ":\tauipc t2, %pcrel_hi("...)
		w.b = append(w.b, m.sym...)
		w.b = append(w.b, ")\n\tfld "...)
		w.reg(m.rd)
		w.b = append(w.b, ", %pcrel_lo("...)
		w.b = append(w.b, label...)
		w.b = append(w.b, ")(t2)\n"...)
	case oCSRPCC:
		w.op("auipc")
		w.reg(m.rd)
		w.b = append(w.b, ", 0\n"...)
	case oAsm:
		w.writeAsm(m.more)
	case oProbe:
		w.writeProbe(m.more)
	case oScopeIn, oScopeOut:
		w.scope(m)
	case oEntry:
		w.prologue()
		w.afterPrologue()
	}
}

// slotAddress writes the capability to a slot: derived from the base, with the
// slot's bounds, and moved to the byte asked for.
func (w *writer) slotAddress(m *ins) {
	s := m.slot
	rd := m.rd
	if rd == zero {
		return
	}
	off := s.Off
	if m.op == oFrame && !widelyAligned(s) {
		off += m.imm
	}
	base, n, ok := w.f.base(off)
	switch {
	case widelyAligned(s):
		w.li(scratch, n+s.Align-1)
		w.rrr("add", scratch, base, scratch)
		k := int64(0)
		for int64(1)<<k < s.Align {
			k++
		}
		w.rri("srli", scratch, scratch, k)
		w.rri("slli", scratch, scratch, k)
		w.rrr("yaddrw", rd, base, scratch)
	case ok && n == 0:
		w.rr("ymv", rd, base)
	case ok:
		w.rri("yaddi", rd, base, n)
	default:
		w.li(scratch, n)
		w.rrr("yadd", rd, base, scratch)
	}
	if m.op == oSlot {
		if boundsImm(s.Size) {
			w.rri("ybndswi", rd, rd, s.Size)
		} else {
			w.li(scratch, s.Size)
			w.rrr("ybndsw", rd, rd, scratch)
		}
	}
	if m.imm != 0 && (m.op == oSlot || widelyAligned(s)) {
		if fits12(m.imm) {
			w.rri("yaddi", rd, rd, m.imm)
		} else {
			w.li(scratch, m.imm)
			w.rrr("yadd", rd, rd, scratch)
		}
	}
}

// tables writes the jump tables of the function, behind it: distances of the
// targets from the table.
func (w *writer) tables() {
	for _, b := range w.f.blocks {
		for i := range b.ins {
			m := &b.ins[i]
			if m.op != oTable {
				continue
			}
			w.b = append(w.b, "\t.balign 4\n"...)
			w.b = append(w.b, m.sym...)
			w.b = append(w.b, ":\n"...)
			for _, to := range m.more.table {
				w.b = append(w.b, "\t.word "...)
				w.label(to)
				w.b = append(w.b, '-')
				w.b = append(w.b, m.sym...)
				w.end()
			}
		}
	}
}

// farBranches says whether the function is so long that a branch may not reach
// all of it.
func (w *writer) farBranches() bool { return w.bound() > 4000 }

// bound is an upper bound of the function's bytes.
func (w *writer) bound() int {
	n := 0
	for _, b := range w.f.blocks {
		for i := range b.ins {
			n += w.size(&b.ins[i])
		}
	}
	return n
}

// size is an upper bound of the bytes of an instruction.
func (w *writer) size(m *ins) int {
	switch m.op {
	case oLI:
		return 4 * liSize(m.imm)
	case oLA, oLLA, oCall, oConst:
		return 8
	case oSlot, oFrame:
		return 40
	case oRet, oEntry:
		return 4*len(w.f.frame.saved) + 32
	case oAsm:
		return 8 * (1 + len(m.more.asm.Src.Text)/4)
	case oScopeIn, oScopeOut, oNop:
		return 0
	case oProbe:
		return 4 // see closeProbe
	}
	if m.slot != nil {
		return 16
	}
	if ops[m.op].form == formBranch {
		return 12
	}
	return 4
}

// writeProbe writes a probe.
func (w *writer) writeProbe(m *more) {
	p := m.probe
	w.b = append(w.b, "\t.probe "...)
	w.b = append(w.b, p.Name...)
	for i := range p.Args {
		a := &p.Args[i]
		w.comma()
		if isName(a.Name) {
			w.b = append(w.b, a.Name...)
			w.b = append(w.b, '=')
		}
		var slot *ir.Slot
		off := int64(0)
		if m.slots != nil {
			slot = m.slots[i]
		}
		if a.Addr != nil {
			off = a.Addr.Off
			if slot == nil {
				slot = a.Addr.Slot
			}
		}
		switch {
		case slot != nil:
			r, n, _ := w.f.base(slot.Off + off)
			w.inMemory(n, r)
		case a.Addr != nil && m.args[i] >= 0:
			w.inMemory(off, m.args[i])
		case m.args[i] >= 0 && m.args[i] < 32:
			w.reg(m.args[i])
		default:
			w.int(a.Imm)
		}
	}
	w.end()
}

// isName says whether what a probe's argument is called can be written before
// it: an expression can't, it gets a number.
func isName(s string) bool {
	for i := range len(s) {
		if c := s[i]; c != '_' && (c|32 < 'a' || c|32 > 'z') && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return s != ""
}

func (w *writer) inMemory(off int64, r reg) {
	w.int(off)
	w.b = append(w.b, '(')
	w.reg(r)
	w.b = append(w.b, ')')
}
