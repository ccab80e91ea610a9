package asm

import (
	"strings"

	"ushell/image"
	"ushell/isa"
)

// mnemonic is what a name stands for: instructions, where Row has them under
// that name, pseudo-instructions, or both.
type mnemonic struct {
	pseudo *pseudo
	row    *isa.Row
}

var mnemonics map[string]mnemonic

func init() {
	mnemonics = map[string]mnemonic{}
	for name, x := range allPseudos() {
		mnemonics[name] = mnemonic{pseudo: &x}
	}
	for i := range isa.Rows() {
		r := &isa.Rows()[i]
		mnemonics[r.Name] = mnemonic{pseudo: mnemonics[r.Name].pseudo, row: r}
	}
}

// instruction assembles one instruction or pseudo-instruction.
func (a *assembler) instruction(p *parser, t token) {
	if a.secs[a.cur].flags&image.Exec == 0 {
		p.fail(t.col, "put it behind .text", "an instruction in %s", a.secs[a.cur].name)
		return
	}
	if a.secs[a.cur].bss {
		p.fail(t.col, "put it into .text", "%s holds only zeros", a.secs[a.cur].name)
		return
	}
	if a.secs[a.cur].off()%2 != 0 {
		p.fail(t.col, "put .balign 2 before it", "this instruction is not at a multiple of 2")
		return
	}
	m := mnemonics[t.text]
	if x := m.pseudo; x != nil && (x.when == nil || x.when(p)) {
		x.f(a, p)
		p.done()
		if p.syntax {
			a.nameForm(p, t.text+" "+x.form)
		}
		return
	}
	row, order, ok := m.row, uint8(0), m.row != nil
	if !ok {
		row, order, ok = isa.Mnemonic(t.text)
	}
	if ok {
		a.encodeRow(p, row, order)
		p.done()
		if p.syntax {
			a.nameForm(p, row.Syntax())
		}
		return
	}
	if row, ok := isa.CByName(t.text, a.mode.intMode); ok {
		if row.C == isa.CNOP && p.peek().kind != tokEnd {
			row = isa.CNOPHINT.Row() // c.nop with a number is a HINT
		}
		a.encodeCompressed(p, row)
		p.done()
		if p.syntax {
			a.nameForm(p, row.Syntax())
		}
		return
	}
	if _, ok := isa.CByName(t.text, !a.mode.intMode); ok {
		mode, hint := "capability", ""
		if a.mode.intMode {
			mode = "integral"
		}
		if t.text == "c.mv" {
			hint = "use c.ymv"
		}
		p.fail(t.col, hint, "there is no %s in %s pointer mode", t.text, mode)
	} else {
		a.noSuchInstruction(p, t)
	}
	a.place(p, isa.Inst{}, nil)
}

func (a *assembler) noSuchInstruction(p *parser, t token) {
	names := sortedKeys(mnemonics)
	for _, r := range isa.CRows() {
		if r.Mode.Has(a.mode.intMode) {
			names = append(names, r.Name)
		}
	}
	hint := ""
	if n := nearest(strings.ToLower(t.text), names); n != "" {
		hint = "did you mean " + n + "?"
	}
	p.fail(t.col, hint, "there is no instruction %s", t.text)
}

// nameForm adds the form that the operands should have had to a message about
// them that says nothing better.
func (a *assembler) nameForm(p *parser, form string) {
	if n := len(a.errs) - 1; p.syntax && n >= 0 && a.errs[n].Hint == "" {
		a.errs[n].Hint = "the form is " + strings.TrimSpace(form)
	}
}

// reg reads an integer register.
func (a *assembler) reg(p *parser) uint8 { return a.register(p, false) }

// floatReg reads a floating-point register.
func (a *assembler) floatReg(p *parser) uint8 { return a.register(p, true) }

func (a *assembler) register(p *parser, float bool) uint8 {
	t := p.next()
	if t.kind == tokName && t.reg != noRegister && (t.reg >= floatToken) == float {
		return t.reg % floatToken
	}
	names, what := regNames, "a register"
	if float {
		names, what = floatNames, "a floating-point register"
	}
	hint := ""
	wrong := t.kind == tokName && t.reg != noRegister
	if wrong && !float {
		what = "an integer register"
	} else if n := nearest(t.text, names); n != "" && t.kind == tokName && !wrong {
		hint = "did you mean " + n + "?"
	}
	p.expected(t.col, hint, "expected %s, found %s", what, t.describe())
	return 0
}

var regNames, floatNames = func() (ints, floats []string) {
	for i := range uint8(32) {
		ints, floats = append(ints, isa.RegName(i)), append(floats, isa.FloatName(i))
	}
	return ints, floats
}()

// isRegister says whether t names an integer register.
func isRegister(t token) bool { return t.kind == tokName && t.reg < floatToken }

func (a *assembler) comma(p *parser) { p.expect(",", "between the operands") }

// operand reads an expression where a register would be a mistake.
func (a *assembler) operand(p *parser, what, hint string) *expr {
	if t := p.peek(); isRegister(t) || t.kind == tokEnd {
		p.expected(t.col, hint, "expected %s, found %s", what, t.describe())
		return nil
	}
	return p.expr()
}

// address reads OFFSET(REGISTER) or (REGISTER).
func (a *assembler) address(p *parser) (*expr, uint8) {
	e := num(0)
	t := p.peek()
	e.col = t.col
	bare := t.isPunct("(") && p.i+2 < len(p.toks) && isRegister(p.toks[p.i+1]) && p.toks[p.i+2].isPunct(")")
	if !bare {
		if isRegister(t) {
			p.expected(t.col, "write 0("+t.text+")", "expected OFFSET(REGISTER), found %s", t.describe())
			return nil, 0
		}
		if e = p.expr(); e == nil {
			return nil, 0
		}
	}
	if !p.expect("(", "before the register that holds the address") {
		return e, 0
	}
	r := a.reg(p)
	p.expect(")", "after the register")
	return e, r
}

// plainAddress reads (REGISTER), or 0(REGISTER).
func (a *assembler) plainAddress(p *parser) uint8 {
	t := p.peek()
	e, r := a.address(p)
	if n, ok := a.number(p, e); ok && n != 0 {
		p.fail(t.col, "", "atomics have no offset: expected (REGISTER)")
	}
	return r
}

// roundingMode reads the last operand of what has a rounding mode; it may be
// missing.
func (a *assembler) roundingMode(p *parser, f isa.Format) uint8 {
	if p.peek().kind == tokEnd {
		return f.DefaultRm()
	}
	if !p.expect(",", "between the operands") {
		return 0
	}
	t := p.next()
	rm, ok := isa.RoundingMode(t.text)
	if !ok {
		p.expected(t.col, "", "expected rne, rtz, rdn, rup, rmm or dyn, found %s", t.describe())
	}
	return rm
}

// encodeRow reads the operands that the row's format lists; order is that of an
// atomic.
func (a *assembler) encodeRow(p *parser, r *isa.Row, order uint8) {
	in := isa.Inst{Op: r.Op, Order: order}
	ops := r.Format.Operands()
	// The operands of fence and sfence.vma may be left out.
	if p.peek().kind == tokEnd && (r.Op == isa.FENCE || r.Op == isa.SFENCEVMA) {
		if r.Op == isa.FENCE {
			in.Imm = 0xff
		}
		ops = nil
	}
	e, second := a.operands(p, &in, ops)
	a.legalOrder(p, &in, second)
	a.place(p, in, e)
}

// encodeCompressed reads the operands of a compressed encoding.
func (a *assembler) encodeCompressed(p *parser, r *isa.CRow) {
	in := isa.Inst{Op: r.Op, C: r.C}
	e, _ := a.operands(p, &in, r.Operands())
	a.place(p, r.Expand(in), e)
}

// operands reads operands into in. It answers the immediate, nil if in has it,
// and the column of the second register.
func (a *assembler) operands(p *parser, in *isa.Inst, ops []isa.Operand) (e *expr, second int) {
	for i, o := range ops {
		if o == isa.OperandRm {
			in.Rm = a.roundingMode(p, in.Op.Row().Format)
			break
		}
		if i > 0 && !p.expect(",", "between the operands") {
			break
		}
		if o == isa.OperandRs2 {
			second = p.peek().col
		}
		if x := a.oneOperand(p, in, o); x != nil {
			e = x
		}
	}
	return e, second
}

// oneOperand reads an operand into in, or answers the immediate.
func (a *assembler) oneOperand(p *parser, in *isa.Inst, o isa.Operand) (e *expr) {
	r := in.Op.Row()
	float := r.IsFloat(o)
	switch o {
	case isa.OperandRd:
		in.Rd = a.register(p, float)
	case isa.OperandRs1:
		in.Rs1 = a.register(p, float)
	case isa.OperandRs2:
		if t := p.peek(); !isRegister(t) && t.kind != tokEnd {
			if imm, ok := isa.ByName(r.Name + "i"); ok {
				return a.immediateForm(p, in, imm)
			}
		}
		in.Rs2 = a.register(p, float)
	case isa.OperandRs3:
		in.Rs3 = a.register(p, float)
	case isa.OperandAddr:
		in.Rs1 = a.plainAddress(p)
	case isa.OperandImm:
		hint := ""
		if t := p.peek(); isRegister(t) || t.kind == tokEnd {
			if reg, ok := isa.ByName(strings.TrimSuffix(r.Name, "i")); ok && strings.HasSuffix(r.Name, "i") {
				hint = "for a register, use " + reg.Name
			}
		}
		return a.operand(p, "a number", hint)
	case isa.OperandMem:
		e, in.Rs1 = a.address(p)
	case isa.OperandTarget:
		return a.operand(p, "a label", "")
	case isa.OperandCSR:
		in.CSR = a.csr(p)
	case isa.OperandPred:
		in.Imm = a.fenceSet(p) << 4
	case isa.OperandSucc:
		in.Imm |= a.fenceSet(p)
	}
	return e
}

// immediateForm is the last operand of an instruction that has a register there
// but was given a number: yadd then means yaddi, as the specification has it;
// of the others that is a mistake.
func (a *assembler) immediateForm(p *parser, in *isa.Inst, imm *isa.Row) *expr {
	t := p.peek()
	if in.Op == isa.YADD {
		in.Op = isa.YADDI
		return a.operand(p, "a register or a number", "")
	}
	if t.kind == tokName && nearest(t.text, regNames) != "" {
		a.reg(p)
		return nil
	}
	p.expected(t.col, "for a number, use "+imm.Name, "expected a register, found %s", t.describe())
	return nil
}

// legalOrder puts the registers of beq and bne into the order that is legal in
// capability mode: rs1 has the higher number (section "BEQ, BNE").
func (a *assembler) legalOrder(p *parser, in *isa.Inst, col int) {
	if in.Op != isa.BEQ && in.Op != isa.BNE || a.mode.intMode {
		return
	}
	if in.Rs1 < in.Rs2 {
		in.Rs1, in.Rs2 = in.Rs2, in.Rs1
	}
	if in.Rs1 == in.Rs2 {
		hint := "use j"
		if in.Op == isa.BNE {
			hint = "it would never branch"
		}
		p.fail(col, hint, "%s of a register with itself is a reserved encoding in capability mode", in.Op)
	}
}

// csr reads the name or the number of a CSR.
func (a *assembler) csr(p *parser) uint16 {
	t := p.peek()
	if n, ok := isa.CSRNumber(t.text); ok && t.kind == tokName {
		p.next()
		return n
	}
	if t.kind == tokName && a.find(t.text) == nil {
		hint := ""
		if n := nearest(t.text, isa.CSRNames()); n != "" {
			hint = "did you mean " + n + "?"
		}
		p.fail(t.col, hint, "there is no CSR %s", t.text)
		return 0
	}
	n, ok := a.number(p, a.operand(p, "a CSR", ""))
	if ok && (n < 0 || n > 0xfff) {
		p.fail(t.col, "", "CSR numbers are 0 to 0xfff")
	}
	return uint16(n)
}

func (a *assembler) fenceSet(p *parser) int64 {
	t := p.next()
	v, ok := isa.FenceSet(t.text)
	if !ok {
		p.expected(t.col, "", "expected letters of iorw, found %s", t.describe())
	}
	return v
}

// place emits in with the immediate e; nil means that in.Imm holds it. After a
// mistake in the statement it only keeps the place.
func (a *assembler) place(p *parser, in isa.Inst, e *expr) { a.placeCall(p, in, e, 0) }

// placeCall is place; via is the register through which a jal goes that is a
// call, and so may reach farther, 0 for other instructions.
func (a *assembler) placeCall(p *parser, in isa.Inst, e *expr, via uint8) {
	a.addLine(p)
	serial := a.insts
	a.insts++
	in.Size = plainBytes
	if in.C != isa.NotCompressed {
		in.Size = compressedBytes
	}
	if p.bad {
		a.emit(p, make([]byte, in.Size)...)
		return
	}
	if !a.mode.intMode && in.Op.Row().Roles.Mem != isa.NoMem && in.ReservedInCapMode() {
		p.fail(p.pos.Col, "", "an access through zero is a reserved encoding in capability pointer mode")
	}
	e = a.fold(e)
	if e != nil && e.op == opNum && via == 0 {
		in.Imm = e.num
		if in.Op.Row().Format == isa.FormatU {
			n, msg := upperImm(opNum, e.num)
			if msg != "" {
				p.fail(e.col, "", "%s", msg)
			}
			in.Imm = n
		}
	}
	if e == nil || e.op == opNum && via == 0 {
		a.placeKnown(p, in, e)
		return
	}
	f := fixup{kind: fixInst, inst: in, e: e, serial: serial, intMode: a.mode.intMode, call: via > 0, via: via, first: in.Size}
	if a.mode.compress && in.C == isa.NotCompressed && !a.allLong && isa.MayCompress(in, a.mode.intMode) {
		f.first = compressedBytes
	}
	if n, ok := a.sizes[serial]; ok {
		f.first = n
	}
	if a.allLong && in.C == isa.NotCompressed {
		f.first = maxSize(&f)
	}
	f.size = f.first
	f.inst.Size = f.size
	a.fix(p, f)
	s := a.secs[a.cur]
	off := s.off()
	a.zeros(p, uint64(f.size))
	if in.C == isa.NotCompressed && f.size < maxSize(&f) {
		s.items = append(s.items, item{off: off, first: uint32(f.size), now: uint32(f.size), fix: int32(len(a.fixups) - 1)})
	}
}

// placeKnown emits an instruction whose immediate is known; e is where it
// stands, nil if it is implied.
func (a *assembler) placeKnown(p *parser, in isa.Inst, e *expr) {
	if a.mode.compress && in.C == isa.NotCompressed {
		in, _ = isa.Compress(in, a.mode.intMode)
	}
	w, err := isa.Encode(in)
	if err != nil {
		col, hint := p.pos.Col, ""
		if e != nil {
			col = e.col
			if in.Op.Row().Format == isa.FormatBranch && in.Imm%2 == 0 {
				hint = "branch the other way round a j"
			}
		}
		p.fail(col, hint, "%v", err)
	}
	if in.C != isa.NotCompressed {
		a.emit(p, byte(w), byte(w>>8))
		return
	}
	a.emit(p, byte(w), byte(w>>8), byte(w>>16), byte(w>>24))
}

// zeros emits n zeros, of at most a pair of instructions.
func (a *assembler) zeros(p *parser, n uint64) {
	var b [pairBytes]byte
	a.emit(p, b[:n]...)
}

// pair emits auipc and an instruction that adds the low part, which together
// reach what f.e says. f.inst.Rs1 is the register between them.
func (a *assembler) pair(p *parser, f fixup) {
	a.insts++
	if !p.bad && f.e != nil {
		f.e, f.size = a.fold(f.e), pairBytes
		a.fix(p, f)
	}
	for range 2 {
		a.addLine(p)
		a.zeros(p, plainBytes)
	}
}

// addLine notes where the instruction that comes next was written. In a macro
// that is its call.
func (a *assembler) addLine(p *parser) { a.noteLine(p.pos.outermost()) }
