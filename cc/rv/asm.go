package rv

import (
	"strconv"
	"strings"

	"ushell/cc/ast"
	"ushell/cc/ir"
)

// clobbers says whether the list of clobbers names the register.
func clobbers(list []string, r reg) bool {
	for _, name := range list {
		if regNamed(name) == r {
			return true
		}
	}
	return false
}

// inlineAsm puts the operands of an asm statement into registers of their own, so
// that whatever becomes of the variables the text has registers, and takes the
// results from there.
func (f *function) inlineAsm(a *ir.Asm) {
	m := &more{asm: a, inputsToo: true}
	for _, name := range a.Src.Clobbers {
		if r := regNamed(name); r > 0 && r != sp && r != s0 {
			m.clobbers |= bit(r)
		}
	}
	outs := make([]reg, len(a.Outs))
	for i := range a.Outs {
		o := &a.Outs[i]
		text := constraint(a.Src.Outs, i)
		if o.Mem != nil {
			outs[i] = f.asmAddress(o.Mem, m)
			continue
		}
		outs[i] = f.asmRegister(o)
		m.defs = append(m.defs, outs[i])
		if strings.HasPrefix(text, "+") {
			f.moveAny(outs[i], v(o.Reg))
			m.uses = append(m.uses, outs[i])
		} else if strings.Contains(text, "&") {
			m.early = append(m.early, outs[i])
		}
	}
	m.args = outs
	for i := range a.Ins {
		m.args = append(m.args, f.asmInput(&a.Ins[i], outs, m))
	}
	for _, b := range a.Labels {
		m.labels = append(m.labels, f.of[b])
	}
	f.put(ins{op: oAsm, rd: none, rs1: none, rs2: none, more: m})
	for i := range a.Outs {
		if o := &a.Outs[i]; o.Mem == nil && o.Reg != 0 {
			f.moveAny(v(o.Reg), outs[i])
		}
	}
	if len(m.labels) > 0 {
		// The jump that follows belongs to this block.
		next := f.newBlock(f.cur.loop)
		f.jump(next)
		f.cur = next
	}
}

func constraint(list []ast.AsmOperand, i int) string {
	if i < len(list) {
		return list[i].Constraint
	}
	return ""
}

// moveAny copies a register of any class to one of the same kind.
func (f *function) moveAny(rd, rs reg) { f.move(f.classOf(pick(rd, rs)), rd, rs) }

func pick(rd, rs reg) reg {
	if rd.virtual() {
		return rd
	}
	return rs
}

// asmRegister is a register for an operand: the one that it asks for, or any.
func (f *function) asmRegister(a *ir.AsmArg) reg {
	if r := regNamed(a.Fixed); a.Fixed != "" && r >= 0 {
		return r
	}
	t := f.temp(a.Class)
	f.keep(t)
	return t
}

// keep says that a register must not be spilled: it lives for an instruction or
// two.
func (f *function) keep(r reg) {
	for len(f.fixed) < len(f.class) {
		f.fixed = append(f.fixed, false)
	}
	f.fixed[r-firstVirtual] = true
}

// asmAddress is the base register of a memory operand, none when it is a slot.
func (f *function) asmAddress(a *ir.Address, m *more) reg {
	p := f.address(a, 1)
	t := f.temp(ir.Cap)
	f.keep(t)
	if p.slot != nil {
		f.put(ins{op: oFrame, rd: t, rs1: none, rs2: none, slot: p.slot, imm: p.off})
	} else {
		f.addOffset(t, p.base, p.off)
	}
	m.uses = append(m.uses, t)
	return t
}

func (f *function) asmInput(a *ir.AsmArg, outs []reg, m *more) reg {
	switch {
	case a.Mem != nil:
		return f.asmAddress(a.Mem, m)
	case a.IsImm:
		return none
	case a.Tied > 0 && a.Tied <= len(outs):
		r := outs[a.Tied-1]
		f.moveAny(r, v(a.Reg))
		m.uses = append(m.uses, r)
		return r
	}
	r := f.asmRegister(a)
	if a.Reg == 0 {
		f.li(r, a.Imm)
	} else {
		f.moveAny(r, v(a.Reg))
	}
	m.uses = append(m.uses, r)
	return r
}

// writeAsm writes the text of an asm statement with its operands.
func (w *writer) writeAsm(m *more) {
	text := m.asm.Src.Text
	w.b = append(w.b, '\t')
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case c == '{' || c == '}':
			if c == '{' { // of alternatives the first is meant
				continue
			}
		case c == '|':
			for i < len(text) && text[i] != '}' {
				i++
			}
		case c != '%' || i+1 == len(text):
			w.b = append(w.b, c)
		default:
			i = w.asmPercent(m, text, i+1)
		}
	}
	w.b = append(w.b, '\n')
}

// asmPercent writes what stands for the operand whose name begins at text[i], and
// answers the index of its last byte.
func (w *writer) asmPercent(m *more, text string, i int) int {
	modifier := byte(0)
	switch c := text[i]; {
	case c == '%' || c == '{' || c == '|' || c == '}':
		w.b = append(w.b, c)
		return i
	case c == '=':
		w.b = strconv.AppendInt(w.b, int64(w.nextSerial()), 10)
		return i
	case (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z') && i+1 < len(text) && (text[i+1] == '[' || text[i+1] >= '0' && text[i+1] <= '9'):
		modifier = c
		i++
	}
	n, end := -1, i
	if text[i] == '[' {
		j := strings.IndexByte(text[i:], ']')
		if j < 0 {
			w.b = append(w.b, text[i:]...)
			return len(text)
		}
		n, end = operandNamed(m.asm.Src, text[i+1:i+j]), i+j
	} else {
		for end < len(text) && text[end] >= '0' && text[end] <= '9' {
			end++
		}
		n, _ = strconv.Atoi(text[i:end])
		if end--; end < i {
			w.b = append(w.b, '%', text[i])
			return i
		}
	}
	w.asmOperand(m, n, modifier)
	return end
}

func operandNamed(a *ast.Asm, name string) int {
	n := 0
	for _, list := range [][]ast.AsmOperand{a.Outs, a.Ins} {
		for i := range list {
			if list[i].Name == name {
				return n
			}
			n++
		}
	}
	for i, l := range a.Labels {
		if l.Name == name {
			return n + i
		}
	}
	return -1
}

// asmOperand writes operand n: a register, an address, a constant, a label.
func (w *writer) asmOperand(m *more, n int, modifier byte) {
	a := m.asm
	operands := len(a.Outs) + len(a.Ins)
	if n < 0 || n >= operands+len(m.labels) {
		w.b = append(w.b, '%', '?')
		return
	}
	if n >= operands {
		w.label(m.labels[n-operands])
		return
	}
	var x *ir.AsmArg
	if n < len(a.Outs) {
		x = &a.Outs[n]
	} else {
		x = &a.Ins[n-len(a.Outs)]
	}
	switch r := m.args[n]; {
	case x.Mem != nil:
		w.b = append(w.b, "0("...)
		w.reg(r)
		w.b = append(w.b, ')')
	case x.IsImm && x.Sym != nil:
		w.b = append(w.b, x.Sym.Sym...)
		if x.Imm != 0 {
			w.offset(x.Imm)
		}
	case x.IsImm && modifier == 'z' && x.Imm == 0:
		w.b = append(w.b, "zero"...)
	case x.IsImm:
		w.b = strconv.AppendInt(w.b, x.Imm, 10)
	default:
		w.reg(r)
	}
}

// probe tells the debugger where values are. A value that is in no register by
// itself is brought into one.
func (f *function) probe(p *ir.Probe) {
	m := &more{probe: p}
	for i := range p.Args {
		a := &p.Args[i]
		r := none
		switch {
		case a.Reg != 0:
			r = v(a.Reg)
			m.uses = append(m.uses, r)
		case a.Addr != nil && a.Addr.Slot == nil:
			r = v(a.Addr.Base)
			m.uses = append(m.uses, r)
		}
		m.args = append(m.args, r)
	}
	f.put(ins{op: oProbe, rd: none, rs1: none, rs2: none, more: m})
}
