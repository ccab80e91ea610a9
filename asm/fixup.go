package asm

import (
	"encoding/binary"

	"ushell/isa"
)

// hiAt is where a %pcrel_hi stands.
type hiAt struct {
	sec int32
	off uint64
}

// applyAll computes every fixup: it patches the bytes, or leaves a relocation
// where only the linker knows the value.
func (a *assembler) applyAll() {
	var his map[hiAt]*fixup
	for i := range a.fixups {
		if f := &a.fixups[i]; f.kind == fixInst && f.e.op == opPCRelHi {
			if his == nil {
				his = map[hiAt]*fixup{}
			}
			his[hiAt{f.sec, a.offset(f)}] = f
		}
	}
	for i := range a.fixups {
		if len(a.errs) >= maxErrors {
			return
		}
		a.apply(&a.fixups[i], his)
	}
}

// offset is where f is in its section.
func (a *assembler) offset(f *fixup) uint64 { return a.secs[f.sec].moved(f.frag, f.off) }

func (a *assembler) apply(f *fixup, his map[hiAt]*fixup) {
	at := f.pos.at(f.e.col)
	switch f.kind {
	case fixSlot, fixCap:
		a.applyCapability(f, at)
		return
	case fixInst:
		if f.e.op == opPCRelLo {
			a.applyPCRelLow(f, at, his)
			return
		}
	}
	e := f.e
	if f.kind == fixInst && (e.op == opHi || e.op == opLo || e.op == opPCRelHi) {
		e = e.a
	}
	ev := evaluator{a: a, pos: f.pos}
	v, ok := ev.eval(e)
	switch {
	case ev.later:
		a.relocate(f, f.relocKind(), value{sec: -1}, a.out.tree(a, e, f.pos, 0))
	case !ok:
	case f.kind == fixData && v.isNumber():
		a.applyData(f, at, v.n)
	case f.kind == fixData:
		a.relocate(f, RelData, v, -1)
	case f.kind == fixPair:
		a.applyAddress(f, at, v)
	default:
		a.applyInst(f, at, v)
	}
}

func (a *assembler) applyData(f *fixup, at Pos, n int64) {
	if !fits(n, uint64(f.size)) {
		a.fail(at, "", "%d does not fit %s", n, count(int(f.size), "byte"))
		return
	}
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], uint64(n))
	copy(a.secs[f.sec].data[a.offset(f):][:f.size], b[:])
}

// applyAddress is for the pair that reaches an address.
func (a *assembler) applyAddress(f *fixup, at Pos, v value) {
	switch {
	case v.isNumber():
		a.fail(at, "use li", "expected an address, found a number")
	case v.isPlace() && v.sec == f.sec:
		a.applyPair(f, at, v.n-int64(a.offset(f)))
	default:
		a.relocate(f, RelPair, v, -1)
	}
}

// applyInst encodes an instruction with its immediate.
func (a *assembler) applyInst(f *fixup, at Pos, v value) {
	in := f.inst
	in.Imm = v.n
	pc := int64(a.offset(f))
	switch format := in.Op.Row().Format; format {
	case isa.FormatBranch, isa.FormatJ:
		switch {
		case v.isNumber():
		case v.isPlace() && v.sec == f.sec:
			in.Imm = v.n - pc
		default:
			a.relocateJump(f, v)
			return
		}
		if f.size == pairBytes {
			a.applyFar(f, at, in.Imm)
			return
		}
	case isa.FormatU:
		n, ok := a.upper(f, at, v)
		if !ok {
			return
		}
		in.Imm = n
	default:
		switch {
		case v.isNumber() && f.e.op == opLo:
			in.Imm = v.n << 52 >> 52
		case v.isNumber():
		case f.e.op == opLo || v.sym != nil:
			a.relocate(f, f.relocKind(), v, -1)
			return
		default:
			a.fail(at, "use la or lla to get an address", "expected a number, not an address")
			return
		}
	}
	a.patch(f, uint64(pc), in, at)
}

// applyFar is the long form of a branch or a call to a distance.
func (a *assembler) applyFar(f *fixup, at Pos, dist int64) {
	if f.call {
		a.applyPair(f, at, dist)
		return
	}
	in := f.inst
	in.Op, in.Imm = opposite(in.Op), pairBytes
	pc := a.offset(f)
	f.size = plainBytes
	a.patch(f, pc, in, at)
	a.patch(f, pc+4, isa.Inst{Op: isa.JAL, Size: 4, Imm: dist - 4}, at)
	f.size = pairBytes
}

// opposite is the branch that is taken when op is not.
func opposite(op isa.Op) isa.Op {
	switch op {
	case isa.BEQ:
		return isa.BNE
	case isa.BNE:
		return isa.BEQ
	case isa.BLT:
		return isa.BGE
	case isa.BGE:
		return isa.BLT
	case isa.BLTU:
		return isa.BGEU
	}
	return isa.BLTU
}

// relocateJump leaves a branch, jump or call to the linker.
func (a *assembler) relocateJump(f *fixup, v value) {
	in, pc := f.inst, a.offset(f)
	in.Imm = 0
	if f.size == pairBytes {
		if f.call {
			a.relocate(f, RelPair, v, -1)
			return
		}
		// The opposite branch, around the jump that is relocated.
		in.Op, in.Imm = opposite(in.Op), pairBytes
		f.size = plainBytes
		a.patch(f, pc, in, f.pos)
		f.inst = isa.Inst{Op: isa.JAL, Size: 4}
		a.relocateAt(f, pc+4, RelImm, v, -1)
		return
	}
	a.relocate(f, f.relocKind(), v, -1)
}

// upper is the immediate of lui and auipc: %hi and %pcrel_hi give it in place,
// a number is its bits 31:12. When the linker knows it, there is no result.
func (a *assembler) upper(f *fixup, at Pos, v value) (int64, bool) {
	switch {
	case f.e.op == opPCRelHi && v.isNumber():
		a.fail(at, "", "%%pcrel_hi needs an address")
		return 0, false
	case f.e.op == opPCRelHi && v.isPlace() && v.sec == f.sec:
		v = number(v.n - int64(a.offset(f)))
	case (f.e.op == opHi || f.e.op == opPCRelHi || v.sym != nil) && !v.isNumber():
		a.relocate(f, f.relocKind(), v, -1)
		return 0, false
	case !v.isNumber():
		a.fail(at, "use %hi or %pcrel_hi for an address", "expected the upper 20 bits as a number, found an address")
		return 0, false
	}
	n, msg := upperImm(f.e.op, v.n)
	if msg != "" {
		a.fail(at, "", "%s", msg)
	}
	return n, msg == ""
}

// patch writes an instruction at off in the section of f.
func (a *assembler) patch(f *fixup, off uint64, in isa.Inst, at Pos) {
	if f.size == compressedBytes && in.C == isa.NotCompressed {
		in, _ = isa.Compress(in, f.intMode)
	}
	w, err := isa.Encode(in)
	if err != nil {
		a.fail(at, "", "%v", err)
		return
	}
	putInst(a.secs[f.sec].data[off:], in.C != isa.NotCompressed, w)
}

// putInst writes an instruction that w encodes.
func putInst(b []byte, short bool, w uint32) {
	if short {
		binary.LittleEndian.PutUint16(b, uint16(w))
		return
	}
	binary.LittleEndian.PutUint32(b, w)
}

// applyPair encodes auipc and what follows it, which together reach dist bytes
// from the auipc.
func (a *assembler) applyPair(f *fixup, at Pos, dist int64) {
	off := a.offset(f)
	a.putPair(f, off)
	if msg := patchPair(a.secs[f.sec].data[off:], dist); msg != "" {
		a.fail(at, "", "%s", msg)
	}
}

// putPair writes the two instructions without what they reach.
func (a *assembler) putPair(f *fixup, off uint64) {
	in := f.inst
	if f.call {
		in = isa.Inst{Op: isa.JALR, Rd: in.Rd, Rs1: f.via}
	}
	in.Imm = 0
	hi, err1 := isa.Encode(isa.Inst{Op: isa.AUIPC, Rd: in.Rs1})
	lo, err2 := isa.Encode(in)
	if err1 != nil || err2 != nil {
		a.fail(f.pos, "", "these registers can't be encoded")
		return
	}
	putInst(a.secs[f.sec].data[off:], false, hi)
	putInst(a.secs[f.sec].data[off+4:], false, lo)
}

// applyPCRelLow finds the auipc that %pcrel_lo names: the low part is that of
// its target, seen from its address.
func (a *assembler) applyPCRelLow(f *fixup, at Pos, his map[hiAt]*fixup) {
	ev := evaluator{a: a, pos: f.pos, local: true}
	label, ok := ev.eval(f.e.a)
	if !ok && !ev.later {
		return
	}
	var h *fixup
	if ok && label.isPlace() {
		h = his[hiAt{label.sec, uint64(label.n)}]
	}
	if h == nil || h.sec != f.sec {
		a.fail(at, "name the label of the auipc", "there is no %%pcrel_hi at that label")
		return
	}
	ev = evaluator{a: a, pos: h.pos}
	v, ok := ev.eval(h.e.a)
	if ok && v.isPlace() && v.sec == f.sec {
		in := f.inst
		in.Imm = (v.n - label.n) << 52 >> 52
		a.patch(f, a.offset(f), in, at)
		return
	}
	f.add = label.n
	switch {
	case ev.later:
		a.relocate(f, RelPCRelLo, value{sec: -1}, a.out.tree(a, h.e.a, h.pos, 0))
	case ok:
		a.relocate(f, RelPCRelLo, v, -1)
	}
}

// applyCapability leaves a slot that the linker makes, or an initialised
// capability.
func (a *assembler) applyCapability(f *fixup, at Pos) {
	s := f.e.sym
	if s.use.File == nil {
		s.use = at
	}
	if s.defined && s.sec < 0 {
		ev := evaluator{a: a, pos: at}
		v, ok := ev.eval(s.e)
		if !ok && !ev.later {
			return
		}
		if ok && v.isNumber() {
			a.fail(at, "use li", "%s is a number, not an address", s.name)
			return
		}
	}
	kind := RelSlot
	add := f.add
	if f.kind == fixCap {
		kind = RelCap
		if f.addend != nil {
			ev := evaluator{a: a, pos: f.pos}
			v, ok := ev.eval(f.addend)
			switch {
			case ev.later || ok && !v.isNumber():
				a.fail(at, "", "the offset in %s is not a number that is known here", s.name)
				return
			case !ok:
				return
			}
			add = v.n
		}
	}
	a.relocate(f, kind, value{n: add, sec: -1, sym: s}, -1)
}
