package asm

import (
	"encoding/binary"

	"ushell/image"
	"ushell/isa"
)

// instruction assembles one instruction or pseudo-instruction.
func (a *assembler) instruction(p *parser, t token) {
	if a.secs[a.cur].flags&image.Exec == 0 {
		p.fail(t.col, "put it behind .text", "an instruction in %s", a.secs[a.cur].name)
		return
	}
	if a.secs[a.cur].off()%4 != 0 {
		p.fail(t.col, "put .balign 4 before it", "this instruction is not at a multiple of 4")
		return
	}
	pos := p.pos
	if a.outer != nil {
		pos = *a.outer
	} else {
		pos.Col = t.col
	}
	a.lines = append(a.lines, lineAt{a.cur, a.secs[a.cur].off(), pos})
	if f := pseudos[t.text]; f != nil && f(a, p) {
		p.done()
		return
	}
	row, ok := isa.ByName(t.text)
	if !ok {
		hint := ""
		names := sortedKeys(pseudos)
		for _, r := range isa.Rows() {
			names = append(names, r.Name)
		}
		if n := nearest(t.text, names); n != "" {
			hint = "did you mean " + n + "?"
		}
		p.fail(t.col, hint, "there is no instruction %s", t.text)
		a.emit(p, 0, 0, 0, 0)
		return
	}
	a.encodeRow(p, row)
	p.done()
}

func (a *assembler) reg(p *parser) uint8 {
	t := p.next()
	n, ok := isa.RegNumber(t.text)
	if !ok || t.kind != tokName {
		hint := ""
		if n := nearest(t.text, regNames); n != "" && t.kind == tokName {
			hint = "did you mean " + n + "?"
		}
		p.fail(t.col, hint, "expected a register, found %s", t.describe())
	}
	return n
}

var regNames = func() []string {
	var s []string
	for i := range uint8(32) {
		s = append(s, isa.RegName(i))
	}
	return s
}()

func (a *assembler) comma(p *parser) { p.expect(",", "between the operands") }

// address reads OFFSET(REGISTER) or (REGISTER), or, for jalr, REGISTER.
func (a *assembler) address(p *parser) (*expr, uint8) {
	e := &expr{op: "num", col: p.peek().col}
	if t := p.peek(); !(t.text == "(" && p.i+2 < len(p.toks) && p.toks[p.i+2].text == ")" && isRegister(p.toks[p.i+1])) {
		if isRegister(t) {
			p.fail(t.col, "write 0("+t.text+")", "expected OFFSET(REGISTER), found %s", t.describe())
			return e, 0
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

func isRegister(t token) bool {
	_, ok := isa.RegNumber(t.text)
	return ok && t.kind == tokName
}

// encodeRow reads the operands that the row's format asks for.
func (a *assembler) encodeRow(p *parser, r *isa.Row) {
	in := isa.Inst{Op: r.Op}
	var e *expr
	switch r.Format {
	case isa.FormatR:
		in.Rd = a.reg(p)
		a.comma(p)
		in.Rs1 = a.reg(p)
		a.comma(p)
		if r.Op == isa.YADD && !isRegister(p.peek()) {
			in.Op = isa.YADDI
			e = p.expr()
			break
		}
		in.Rs2 = a.reg(p)
	case isa.FormatRdRs1:
		in.Rd = a.reg(p)
		a.comma(p)
		in.Rs1 = a.reg(p)
	case isa.FormatRdRs2:
		in.Rd = a.reg(p)
		a.comma(p)
		in.Rs2 = a.reg(p)
	case isa.FormatRs1Rs2:
		if p.peek().kind != tokEnd {
			in.Rs1 = a.reg(p)
			if p.accept(",") {
				in.Rs2 = a.reg(p)
			}
		}
	case isa.FormatI, isa.FormatShift, isa.FormatShiftW, isa.FormatBounds:
		in.Rd = a.reg(p)
		a.comma(p)
		in.Rs1 = a.reg(p)
		a.comma(p)
		e = p.expr()
	case isa.FormatLoad:
		in.Rd = a.reg(p)
		a.comma(p)
		e, in.Rs1 = a.address(p)
	case isa.FormatStore:
		in.Rs2 = a.reg(p)
		a.comma(p)
		e, in.Rs1 = a.address(p)
	case isa.FormatBranch:
		in.Rs1 = a.reg(p)
		a.comma(p)
		col := p.peek().col
		in.Rs2 = a.reg(p)
		a.comma(p)
		e = p.expr()
		a.legalOrder(p, &in, col)
	case isa.FormatU, isa.FormatJ:
		in.Rd = a.reg(p)
		a.comma(p)
		e = p.expr()
	case isa.FormatCSR, isa.FormatCSRI:
		in.Rd = a.reg(p)
		a.comma(p)
		in.CSR = a.csr(p)
		a.comma(p)
		if r.Format == isa.FormatCSRI {
			e = p.expr()
		} else {
			in.Rs1 = a.reg(p)
		}
	case isa.FormatFence:
		in.Imm = a.fenceSets(p)
	}
	a.place(p, in, e)
}

// legalOrder puts the registers of beq and bne into the order that is legal in
// capability mode: rs1 has the higher number (section "BEQ").
func (a *assembler) legalOrder(p *parser, in *isa.Inst, col int) {
	if in.Op != isa.BEQ && in.Op != isa.BNE {
		return
	}
	if in.Rs1 < in.Rs2 {
		in.Rs1, in.Rs2 = in.Rs2, in.Rs1
	}
	if in.Rs1 == in.Rs2 && !p.bad {
		hint := "use j"
		if in.Op == isa.BNE {
			hint = "it would never branch"
		}
		p.fail(col, hint, "%s of a register with itself is a reserved encoding in capability mode", in.Op)
	}
}

func (a *assembler) csr(p *parser) uint16 {
	t := p.peek()
	if n, ok := isa.CSRNumber(t.text); ok && t.kind == tokName {
		p.next()
		return n
	}
	if t.kind == tokName && a.find(a.unit, t.text) == nil {
		p.fail(t.col, "", "there is no CSR %s", t.text)
		return 0
	}
	n, ok := a.number(p, p.expr())
	if ok && (n < 0 || n > 0xfff) {
		p.fail(t.col, "", "CSR numbers are 0 to 0xfff")
	}
	return uint16(n)
}

func (a *assembler) fenceSets(p *parser) int64 {
	if p.peek().kind == tokEnd {
		return 0xff
	}
	set := func() int64 {
		t := p.next()
		v, ok := isa.FenceSet(t.text)
		if !ok {
			p.fail(t.col, "", "expected letters of iorw, found %s", t.describe())
		}
		return v
	}
	pred := set()
	a.comma(p)
	return pred<<4 | set()
}

// place emits in with the immediate e; nil means in.Imm holds it.
func (a *assembler) place(p *parser, in isa.Inst, e *expr) {
	if e != nil {
		a.fix(fixup{kind: fixInst, inst: in, e: e}, p)
		a.emit(p, 0, 0, 0, 0)
		return
	}
	if p.bad {
		a.emit(p, 0, 0, 0, 0)
		return
	}
	w, err := isa.Encode(in)
	if err != nil {
		p.fail(p.pos.Col, "", "%v", err)
	}
	var b [4]byte
	binary.LittleEndian.PutUint32(b[:], w)
	a.emit(p, b[:]...)
}

// pair emits auipc rd; OP rd, lo(rd), which together reach the address e.
func (a *assembler) pair(p *parser, rd uint8, op isa.Op, e *expr) {
	if e == nil {
		return
	}
	a.fix(fixup{kind: fixPair, inst: isa.Inst{Op: op, Rd: rd, Rs1: rd}, e: e}, p)
	a.emit(p, make([]byte, 4)...)
	pos := a.lines[len(a.lines)-1].pos
	a.lines = append(a.lines, lineAt{a.cur, a.secs[a.cur].off(), pos})
	a.emit(p, make([]byte, 4)...)
}

// pseudos are the pseudo-instructions. One that answers false has not read
// anything: the instruction of that name is meant.
var pseudos map[string]func(a *assembler, p *parser) bool

func num(n int64) *expr { return &expr{op: "num", num: n} }

func init() {
	fixed := func(in isa.Inst) func(*assembler, *parser) bool {
		return func(a *assembler, p *parser) bool { a.place(p, in, nil); return true }
	}
	// two is OP rd, rs as an instruction made by f.
	two := func(f func(rd, rs uint8) isa.Inst) func(*assembler, *parser) bool {
		return func(a *assembler, p *parser) bool {
			rd := a.reg(p)
			a.comma(p)
			a.place(p, f(rd, a.reg(p)), nil)
			return true
		}
	}
	// zeroBranch is OP rs, target against zero.
	zeroBranch := func(op isa.Op, rsFirst bool) func(*assembler, *parser) bool {
		return func(a *assembler, p *parser) bool {
			col := p.peek().col
			in := isa.Inst{Op: op, Rs1: a.reg(p)}
			if !rsFirst {
				in.Rs1, in.Rs2 = 0, in.Rs1
			}
			a.comma(p)
			e := p.expr()
			a.legalOrder(p, &in, col)
			a.place(p, in, e)
			return true
		}
	}
	// swapped is OP rs, rt, target with the operands the other way round.
	swapped := func(op isa.Op) func(*assembler, *parser) bool {
		return func(a *assembler, p *parser) bool {
			in := isa.Inst{Op: op, Rs2: a.reg(p)}
			a.comma(p)
			in.Rs1 = a.reg(p)
			a.comma(p)
			a.place(p, in, p.expr())
			return true
		}
	}
	csrTo := func(op isa.Op) func(*assembler, *parser) bool {
		return func(a *assembler, p *parser) bool {
			in := isa.Inst{Op: op, CSR: a.csr(p)}
			a.comma(p)
			in.Rs1 = a.reg(p)
			a.place(p, in, nil)
			return true
		}
	}
	csrImm := func(op isa.Op) func(*assembler, *parser) bool {
		return func(a *assembler, p *parser) bool {
			in := isa.Inst{Op: op, CSR: a.csr(p)}
			a.comma(p)
			a.place(p, in, p.expr())
			return true
		}
	}
	jump := func(rd uint8) func(*assembler, *parser) bool {
		return func(a *assembler, p *parser) bool {
			a.place(p, isa.Inst{Op: isa.JAL, Rd: rd}, p.expr())
			return true
		}
	}
	counter := func(csr string) func(*assembler, *parser) bool {
		n, _ := isa.CSRNumber(csr)
		return func(a *assembler, p *parser) bool {
			a.place(p, isa.Inst{Op: isa.CSRRS, Rd: a.reg(p), CSR: n}, nil)
			return true
		}
	}
	pseudos = map[string]func(*assembler, *parser) bool{
		"nop":    fixed(isa.Inst{Op: isa.ADDI}),
		"ret":    fixed(isa.Inst{Op: isa.JALR, Rs1: 1}),
		"mv":     two(func(rd, rs uint8) isa.Inst { return isa.Inst{Op: isa.ADDI, Rd: rd, Rs1: rs} }),
		"not":    two(func(rd, rs uint8) isa.Inst { return isa.Inst{Op: isa.XORI, Rd: rd, Rs1: rs, Imm: -1} }),
		"neg":    two(func(rd, rs uint8) isa.Inst { return isa.Inst{Op: isa.SUB, Rd: rd, Rs2: rs} }),
		"negw":   two(func(rd, rs uint8) isa.Inst { return isa.Inst{Op: isa.SUBW, Rd: rd, Rs2: rs} }),
		"sext.w": two(func(rd, rs uint8) isa.Inst { return isa.Inst{Op: isa.ADDIW, Rd: rd, Rs1: rs} }),
		"zext.b": two(func(rd, rs uint8) isa.Inst { return isa.Inst{Op: isa.ANDI, Rd: rd, Rs1: rs, Imm: 255} }),
		"seqz":   two(func(rd, rs uint8) isa.Inst { return isa.Inst{Op: isa.SLTIU, Rd: rd, Rs1: rs, Imm: 1} }),
		"snez":   two(func(rd, rs uint8) isa.Inst { return isa.Inst{Op: isa.SLTU, Rd: rd, Rs2: rs} }),
		"sltz":   two(func(rd, rs uint8) isa.Inst { return isa.Inst{Op: isa.SLT, Rd: rd, Rs1: rs} }),
		"sgtz":   two(func(rd, rs uint8) isa.Inst { return isa.Inst{Op: isa.SLT, Rd: rd, Rs2: rs} }),
		"beqz":   zeroBranch(isa.BEQ, true), "bnez": zeroBranch(isa.BNE, true),
		"bgez": zeroBranch(isa.BGE, true), "bltz": zeroBranch(isa.BLT, true),
		"blez": zeroBranch(isa.BGE, false), "bgtz": zeroBranch(isa.BLT, false),
		"bgt": swapped(isa.BLT), "ble": swapped(isa.BGE), "bgtu": swapped(isa.BLTU), "bleu": swapped(isa.BGEU),
		"j": jump(0), "call": jump(1), "tail": jump(0),
		"jal":  jalPseudo,
		"jr":   func(a *assembler, p *parser) bool { a.jumpTo(p, 0); return true },
		"jalr": jalrPseudo,
		"li":   loadImmediate,
		"lla": func(a *assembler, p *parser) bool {
			rd := a.reg(p)
			a.comma(p)
			a.pair(p, rd, isa.YADDI, p.expr())
			return true
		},
		"la": loadCapability, "lga": loadCapability,
		"csrr": func(a *assembler, p *parser) bool {
			in := isa.Inst{Op: isa.CSRRS, Rd: a.reg(p)}
			a.comma(p)
			in.CSR = a.csr(p)
			a.place(p, in, nil)
			return true
		},
		"csrw": csrTo(isa.CSRRW), "csrs": csrTo(isa.CSRRS), "csrc": csrTo(isa.CSRRC),
		"csrwi": csrImm(isa.CSRRWI), "csrsi": csrImm(isa.CSRRSI), "csrci": csrImm(isa.CSRRCI),
		"rdcycle": counter("cycle"), "rdtime": counter("time"), "rdinstret": counter("instret"),
	}
}

// jalPseudo is jal TARGET, with ra as the link.
func jalPseudo(a *assembler, p *parser) bool {
	if isRegister(p.peek()) {
		return false
	}
	a.place(p, isa.Inst{Op: isa.JAL, Rd: 1}, p.expr())
	return true
}

// jalrPseudo is jalr [RD,] TARGET with the target as REGISTER, OFFSET(REGISTER),
// or REGISTER, OFFSET.
func jalrPseudo(a *assembler, p *parser) bool {
	rd := uint8(1)
	if isRegister(p.peek()) && p.i+1 < len(p.toks) && p.toks[p.i+1].text == "," {
		rd = a.reg(p)
		p.next()
	}
	a.jumpTo(p, rd)
	return true
}

func (a *assembler) jumpTo(p *parser, rd uint8) {
	in := isa.Inst{Op: isa.JALR, Rd: rd}
	if !isRegister(p.peek()) {
		var e *expr
		e, in.Rs1 = a.address(p)
		a.place(p, in, e)
		return
	}
	in.Rs1 = a.reg(p)
	var e *expr
	if p.accept(",") {
		e = p.expr()
	}
	a.place(p, in, e)
}

// loadImmediate is li: the shortest sequence of lui, addi, addiw and slli.
func loadImmediate(a *assembler, p *parser) bool {
	rd := a.reg(p)
	a.comma(p)
	e := p.expr()
	v, ok := a.number(p, e)
	if !ok || p.bad {
		a.emit(p, 0, 0, 0, 0)
		return true
	}
	pos := a.lines[len(a.lines)-1].pos
	for i, in := range immediate(rd, v) {
		if i > 0 {
			a.lines = append(a.lines, lineAt{a.cur, a.secs[a.cur].off(), pos})
		}
		a.place(p, in, nil)
	}
	return true
}

func immediate(rd uint8, v int64) []isa.Inst {
	low := v << 52 >> 52
	if v == int64(int32(v)) {
		hi := int64(int32(v - low))
		switch {
		case hi == 0:
			return []isa.Inst{{Op: isa.ADDI, Rd: rd, Imm: low}}
		case low == 0:
			return []isa.Inst{{Op: isa.LUI, Rd: rd, Imm: hi}}
		}
		return []isa.Inst{{Op: isa.LUI, Rd: rd, Imm: hi}, {Op: isa.ADDIW, Rd: rd, Rs1: rd, Imm: low}}
	}
	rest, shift := (v-low)>>12, int64(12)
	for rest&1 == 0 {
		rest >>= 1
		shift++
	}
	seq := append(immediate(rd, rest), isa.Inst{Op: isa.SLLI, Rd: rd, Rs1: rd, Imm: shift})
	if low != 0 {
		seq = append(seq, isa.Inst{Op: isa.ADDI, Rd: rd, Rs1: rd, Imm: low})
	}
	return seq
}

// loadCapability is la: loads the capability to a symbol, with its bounds,
// from a slot of .captable that is made for it.
func loadCapability(a *assembler, p *parser) bool {
	rd := a.reg(p)
	a.comma(p)
	t := p.next()
	if t.kind != tokName || isRegister(t) {
		p.fail(t.col, "for a number, use li", "expected a symbol, found %s", t.describe())
		return true
	}
	e := &expr{op: "slot", name: t.text, col: t.col}
	a.pair(p, rd, isa.LY, e)
	return true
}
