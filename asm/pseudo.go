package asm

import "ushell/isa"

// pseudo is a pseudo-instruction: f reads its operands and emits instructions.
type pseudo struct {
	form string // its operands
	f    func(a *assembler, p *parser)
	when func(p *parser) bool // nil: always; false: the instruction of that name is meant
}

// allPseudos are the pseudo-instructions, by name.
func allPseudos() map[string]pseudo {
	return map[string]pseudo{
		"nop": fixed(isa.Inst{Op: isa.ADDI}),
		"ret": fixed(isa.Inst{Op: isa.JALR, Rs1: 1}),

		"mv":     {"rd, rs", moveInteger, nil},
		"not":    unary(isa.Inst{Op: isa.XORI, Imm: -1}, false),
		"neg":    unary(isa.Inst{Op: isa.SUB}, true),
		"negw":   unary(isa.Inst{Op: isa.SUBW}, true),
		"sext.w": unary(isa.Inst{Op: isa.ADDIW}, false),
		"zext.b": unary(isa.Inst{Op: isa.ANDI, Imm: 255}, false),
		"seqz":   unary(isa.Inst{Op: isa.SLTIU, Imm: 1}, false),
		"snez":   unary(isa.Inst{Op: isa.SLTU}, true),
		"sltz":   unary(isa.Inst{Op: isa.SLT}, false),
		"sgtz":   unary(isa.Inst{Op: isa.SLT}, true),
		"srliy":  {"rd, rs1, 64", shiftCapability, nil},

		"beqz": zeroBranch(isa.BEQ, false), "bnez": zeroBranch(isa.BNE, false),
		"bgez": zeroBranch(isa.BGE, false), "bltz": zeroBranch(isa.BLT, false),
		"blez": zeroBranch(isa.BGE, true), "bgtz": zeroBranch(isa.BLT, true),
		"bgt": swapped(isa.BLT), "ble": swapped(isa.BGE), "bgtu": swapped(isa.BLTU), "bleu": swapped(isa.BGEU),

		"j":    {"target", func(a *assembler, p *parser) { a.jump(p, 0) }, nil},
		"jal":  {"[rd,] target", func(a *assembler, p *parser) { a.jump(p, 1) }, func(p *parser) bool { return !isRegister(p.peek()) }},
		"jr":   {"offset(rs)", func(a *assembler, p *parser) { a.jumpTo(p, 0) }, nil},
		"jalr": {"[rd,] offset(rs)", jumpAndLink, nil},
		"call": {"target", func(a *assembler, p *parser) { a.farJump(p, 1, 1) }, nil},
		"tail": {"target", func(a *assembler, p *parser) { a.farJump(p, 0, 6) }, nil},

		"li":  {"rd, number", loadImmediate, nil},
		"lla": {"rd, symbol", loadLocalAddress, nil},
		"la":  {"rd, symbol", loadCapability, nil},
		"lga": {"rd, symbol", loadCapability, nil},

		"csrr": {"rd, csr", readCSR, nil},
		"csrw": writeCSR(isa.CSRRW), "csrs": writeCSR(isa.CSRRS), "csrc": writeCSR(isa.CSRRC),
		"csrwi": writeCSRImm(isa.CSRRWI), "csrsi": writeCSRImm(isa.CSRRSI), "csrci": writeCSRImm(isa.CSRRCI),
		"rdcycle": readNamed("cycle"), "rdtime": readNamed("time"), "rdinstret": readNamed("instret"),
		"frcsr": readNamed("fcsr"), "frrm": readNamed("frm"), "frflags": readNamed("fflags"),
		"fscsr": swapNamed("fcsr"), "fsrm": swapNamed("frm"), "fsflags": swapNamed("fflags"),
		"fsrmi": swapNamedImm("frm"), "fsflagsi": swapNamedImm("fflags"),

		"zext.w": unary(isa.Inst{Op: isa.ADDUW}, false),
		"zext.h": shiftPair(isa.SRLI, 48), "sext.b": shiftPair(isa.SRAI, 56), "sext.h": shiftPair(isa.SRAI, 48),
		"fmv.s": signOf(isa.FSGNJS), "fneg.s": signOf(isa.FSGNJNS), "fabs.s": signOf(isa.FSGNJXS),
		"fmv.d": signOf(isa.FSGNJD), "fneg.d": signOf(isa.FSGNJND), "fabs.d": signOf(isa.FSGNJXD),
		"fgt.s": swappedFloats(isa.FLTS), "fge.s": swappedFloats(isa.FLES),
		"fgt.d": swappedFloats(isa.FLTD), "fge.d": swappedFloats(isa.FLED),

		"pause":   fixed(isa.Inst{Op: isa.FENCE, Imm: 1 << 4}),
		"unimp":   fixed(isa.Inst{Op: isa.CSRRW, CSR: 0xc00}),
		"c.unimp": {"", func(a *assembler, p *parser) { a.addLine(p); a.emit(p, 0, 0) }, nil},
	}
}

func fixed(in isa.Inst) pseudo {
	return pseudo{"", func(a *assembler, p *parser) { a.place(p, in, nil) }, nil}
}

// unary is OP rd, rs: in with that register as Rs2 or as Rs1.
func unary(in isa.Inst, asRs2 bool) pseudo {
	return pseudo{"rd, rs", func(a *assembler, p *parser) {
		in := in
		in.Rd = a.reg(p)
		a.comma(p)
		if asRs2 {
			in.Rs2 = a.reg(p)
		} else {
			in.Rs1 = a.reg(p)
		}
		a.place(p, in, nil)
	}, nil}
}

// moveInteger is mv: it copies the integer. ymv copies a capability.
func moveInteger(a *assembler, p *parser) {
	in := isa.Inst{Op: isa.ADDI, Rd: a.reg(p)}
	a.comma(p)
	if t := p.peek(); t.kind == tokNumber && !p.bad {
		p.expected(t.col, "for a number, use li", "expected a register, found %s", t.describe())
	}
	in.Rs1 = a.reg(p)
	a.place(p, in, nil)
}

// shiftCapability is srliy, whose only distance on RV64 is 64: yhir.
func shiftCapability(a *assembler, p *parser) {
	in := isa.Inst{Op: isa.YHIR, Rd: a.reg(p)}
	a.comma(p)
	in.Rs1 = a.reg(p)
	a.comma(p)
	t := p.peek()
	if n, ok := a.number(p, a.operand(p, "the number 64", "")); ok && n != 64 {
		p.fail(t.col, "", "srliy shifts by 64 only")
	}
	a.place(p, in, nil)
}

// zeroBranch is OP rs, target, which compares rs with zero, or zero with rs.
func zeroBranch(op isa.Op, zeroFirst bool) pseudo {
	return pseudo{"rs, target", func(a *assembler, p *parser) {
		col := p.peek().col
		in := isa.Inst{Op: op, Rs1: a.reg(p)}
		if zeroFirst {
			in.Rs1, in.Rs2 = 0, in.Rs1
		}
		a.comma(p)
		e := a.operand(p, "a label", "")
		a.legalOrder(p, &in, col)
		a.place(p, in, e)
	}, nil}
}

// swapped is OP rs, rt, target, which op does with the operands the other way
// round.
func swapped(op isa.Op) pseudo {
	return pseudo{"rs, rt, target", func(a *assembler, p *parser) {
		in := isa.Inst{Op: op, Rs2: a.reg(p)}
		a.comma(p)
		in.Rs1 = a.reg(p)
		a.comma(p)
		a.place(p, in, a.operand(p, "a label", ""))
	}, nil}
}

func (a *assembler) jump(p *parser, rd uint8) {
	e := a.operand(p, "a label", "for a register, use jr or jalr")
	a.place(p, isa.Inst{Op: isa.JAL, Rd: rd}, e)
}

// jumpAndLink is jalr with or without the register for the return address.
func jumpAndLink(a *assembler, p *parser) {
	rd := uint8(1)
	if isRegister(p.peek()) && p.i+1 < len(p.toks) && p.toks[p.i+1].isPunct(",") {
		rd = a.reg(p)
		p.next()
	}
	a.jumpTo(p, rd)
}

// jumpTo reads the target of jalr: OFFSET(REGISTER), REGISTER, or REGISTER,
// OFFSET.
func (a *assembler) jumpTo(p *parser, rd uint8) {
	in := isa.Inst{Op: isa.JALR, Rd: rd}
	var e *expr
	if isRegister(p.peek()) {
		in.Rs1 = a.reg(p)
		if p.accept(",") {
			e = a.operand(p, "a number", "")
		}
	} else {
		e, in.Rs1 = a.address(p)
	}
	a.place(p, in, e)
}

// farJump is call and tail: jal where its reach is enough, or else auipc and
// jalr through the register via. Where only the linker knows, it is jal.
func (a *assembler) farJump(p *parser, rd, via uint8) {
	e := a.operand(p, "a label", "for a register, use jr or jalr")
	a.placeCall(p, isa.Inst{Op: isa.JAL, Rd: rd}, e, via)
}

// loadImmediate is li: lui, addi, addiw and slli as needed.
func loadImmediate(a *assembler, p *parser) {
	rd := a.reg(p)
	a.comma(p)
	v, ok := a.number(p, a.operand(p, "a number", "to copy a register, use mv"))
	if !ok {
		a.place(p, isa.Inst{}, nil)
		return
	}
	for _, in := range immediate(rd, v) {
		a.place(p, in, nil)
	}
}

// immediate is a sequence that puts v into rd.
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

// loadLocalAddress is lla: a capability to a place in the image, derived from
// pcc and with its bounds; in integral pointer mode the address.
func loadLocalAddress(a *assembler, p *parser) {
	rd := a.reg(p)
	a.comma(p)
	e := a.operand(p, "a symbol", "")
	in := isa.Inst{Op: isa.YADDI, Rd: rd, Rs1: rd}
	if a.mode.intMode {
		in.Op = isa.ADDI
	}
	a.pair(p, fixup{kind: fixPair, inst: in, e: e})
}

// loadCapability is la: it loads the capability to a symbol, with the bounds of
// the symbol, from a slot of .captable that is made for it; in integral pointer
// mode it is lla.
func loadCapability(a *assembler, p *parser) {
	if a.mode.intMode {
		loadLocalAddress(a, p)
		return
	}
	rd := a.reg(p)
	a.comma(p)
	t := p.name()
	if t.kind != tokName || isRegister(t) {
		hint := ""
		if t.kind == tokNumber {
			hint = "for a number, use li"
		}
		p.expected(t.col, hint, "expected a symbol, found %s", t.describe())
	}
	f := fixup{kind: fixSlot, inst: isa.Inst{Op: isa.LY, Rd: rd, Rs1: rd}}
	if nx := p.peek(); nx.isPunct("+") || nx.isPunct("-") {
		f.add, _ = a.number(p, p.expr())
	}
	if t.kind == tokName {
		f.e = a.newExpr(expr{op: opSym, sym: a.intern(t.text), col: t.col, folded: true})
	}
	a.pair(p, f)
}

func readCSR(a *assembler, p *parser) {
	in := isa.Inst{Op: isa.CSRRS, Rd: a.reg(p)}
	a.comma(p)
	in.CSR = a.csr(p)
	a.place(p, in, nil)
}

func writeCSR(op isa.Op) pseudo {
	return pseudo{"csr, rs", func(a *assembler, p *parser) {
		in := isa.Inst{Op: op, CSR: a.csr(p)}
		a.comma(p)
		in.Rs1 = a.reg(p)
		a.place(p, in, nil)
	}, nil}
}

func writeCSRImm(op isa.Op) pseudo {
	return pseudo{"csr, number", func(a *assembler, p *parser) {
		in := isa.Inst{Op: op, CSR: a.csr(p)}
		a.comma(p)
		a.place(p, in, a.operand(p, "a number", ""))
	}, nil}
}

// readNamed is OP rd, which reads the CSR of that name.
func readNamed(csr string) pseudo {
	n, _ := isa.CSRNumber(csr)
	return pseudo{"rd", func(a *assembler, p *parser) {
		a.place(p, isa.Inst{Op: isa.CSRRS, Rd: a.reg(p), CSR: n}, nil)
	}, nil}
}

// swapNamed is OP [rd,] rs, which writes the CSR of that name.
func swapNamed(csr string) pseudo {
	n, _ := isa.CSRNumber(csr)
	return pseudo{"[rd,] rs", func(a *assembler, p *parser) {
		in := isa.Inst{Op: isa.CSRRW, CSR: n, Rs1: a.reg(p)}
		if p.accept(",") {
			in.Rd, in.Rs1 = in.Rs1, a.reg(p)
		}
		a.place(p, in, nil)
	}, nil}
}

func swapNamedImm(csr string) pseudo {
	n, _ := isa.CSRNumber(csr)
	return pseudo{"[rd,] number", func(a *assembler, p *parser) {
		in := isa.Inst{Op: isa.CSRRWI, CSR: n}
		if isRegister(p.peek()) {
			in.Rd = a.reg(p)
			a.comma(p)
		}
		a.place(p, in, a.operand(p, "a number", ""))
	}, nil}
}

// shiftPair is OP rd, rs, which shifts to the left and back by op.
func shiftPair(op isa.Op, n int64) pseudo {
	return pseudo{"rd, rs", func(a *assembler, p *parser) {
		in := isa.Inst{Op: isa.SLLI, Rd: a.reg(p), Imm: n}
		a.comma(p)
		in.Rs1 = a.reg(p)
		a.place(p, in, nil)
		a.place(p, isa.Inst{Op: op, Rd: in.Rd, Rs1: in.Rd, Imm: n}, nil)
	}, nil}
}

// signOf is OP rd, rs: op with rs for both operands.
func signOf(op isa.Op) pseudo {
	return pseudo{"rd, rs", func(a *assembler, p *parser) {
		in := isa.Inst{Op: op, Rd: a.floatReg(p)}
		a.comma(p)
		in.Rs1 = a.floatReg(p)
		in.Rs2 = in.Rs1
		a.place(p, in, nil)
	}, nil}
}

// swappedFloats is OP rd, rs, rt, which op does with the operands the other way
// round.
func swappedFloats(op isa.Op) pseudo {
	return pseudo{"rd, rs, rt", func(a *assembler, p *parser) {
		in := isa.Inst{Op: op, Rd: a.reg(p)}
		a.comma(p)
		in.Rs2 = a.floatReg(p)
		a.comma(p)
		in.Rs1 = a.floatReg(p)
		a.place(p, in, nil)
	}, nil}
}
