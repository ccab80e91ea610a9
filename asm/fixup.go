package asm

import (
	"encoding/binary"

	"ushell/isa"
)

// applyAll computes every fixup and patches its bytes.
func (a *assembler) applyAll(table int) {
	his := map[uint64]*fixup{}
	for i := range a.fixups {
		if f := &a.fixups[i]; f.kind == fixInst && f.e.op == "%pcrel_hi" {
			his[a.secs[f.sec].addr+f.off] = f
		}
	}
	for i := range a.fixups {
		if a.dead {
			return
		}
		a.apply(&a.fixups[i], table, his)
	}
}

func (a *assembler) apply(f *fixup, table int, his map[uint64]*fixup) {
	sec := a.secs[f.sec]
	pc := sec.addr + f.off
	at := f.pos.at(f.e.col)
	switch {
	case f.kind == fixSlot:
		switch s := a.find(f.unit, f.e.name); {
		case s == nil:
			a.undefined(f.unit, f.e.name, at)
		case s.unit == nil:
			a.linkerSymbol(at, s)
		default:
			a.applyPair(f, at, int64(a.secs[table].addr+f.size-pc))
		}
		return
	case f.kind == fixInst && f.e.op == "%pcrel_lo":
		a.applyPCRelLow(f, at, his)
		return
	}
	v, ok := a.evalAt(f.e, f)
	if !ok {
		return
	}
	switch f.kind {
	case fixPair:
		if v.sec < 0 {
			a.fail(at, "use li", "expected an address, found a number")
			return
		}
		a.applyPair(f, at, v.n-int64(pc))
	case fixData:
		if !fits(v.n, f.size) {
			a.fail(at, "", "%d does not fit %s", v.n, count(int(f.size), "byte"))
			return
		}
		var b [8]byte
		binary.LittleEndian.PutUint64(b[:], uint64(v.n))
		copy(sec.data[f.off:f.off+f.size], b[:])
	case fixInst:
		a.applyInst(f, at, v, pc)
	}
}

// applyInst encodes an instruction with its immediate.
func (a *assembler) applyInst(f *fixup, at Pos, v value, pc uint64) {
	in := f.inst
	in.Imm = v.n
	switch in.Op.Row().Format {
	case isa.FormatBranch, isa.FormatJ:
		if v.sec >= 0 {
			in.Imm = v.n - int64(pc)
		}
		if f.call > 0 && in.Imm%2 == 0 && (in.Imm < -1<<20 || in.Imm >= 1<<20) {
			a.newFar = append(a.newFar, f.call-1)
			return
		}
	case isa.FormatU:
		upper, ok := a.upper(f, at, v)
		if !ok {
			return
		}
		in.Imm = upper
	default:
		if v.sec >= 0 {
			a.fail(at, "use la or lla to get an address", "expected a number, not an address")
			return
		}
	}
	a.patch(f, f.off, in, at)
}

// upper is the immediate of lui and auipc: %hi and %pcrel_hi give it in place,
// a number is its bits 31:12.
func (a *assembler) upper(f *fixup, at Pos, v value) (int64, bool) {
	switch {
	case f.e.op == "%hi" || f.e.op == "%pcrel_hi":
		if v.n < -1<<31 || v.n >= 1<<32 || f.e.op == "%pcrel_hi" && v.n != int64(int32(v.n)) {
			a.fail(at, "", "%#x does not fit the 32 bits that two instructions can make", v.n)
			return 0, false
		}
		return int64(int32(v.n)), true
	case v.sec >= 0:
		a.fail(at, "use %hi or %pcrel_hi for an address", "expected the upper 20 bits as a number, found an address")
		return 0, false
	case v.n < -1<<19 || v.n > 1<<20-1:
		a.fail(at, "", "%d does not fit the upper 20 bits (0 to 0xfffff)", v.n)
		return 0, false
	}
	return int64(int32(v.n << 12)), true
}

// patch writes an instruction at off in the section of f. Where its value is too
// large for the compressed encoding that there is room for it is long in the
// next pass.
func (a *assembler) patch(f *fixup, off uint64, in isa.Inst, at Pos) {
	if f.inst.Size == 2 && in.C == isa.NotCompressed {
		short, ok := isa.Compress(in, f.intMode)
		if !ok {
			a.newLong = append(a.newLong, f.serial)
			return
		}
		in = short
	}
	w, err := isa.Encode(in)
	if err != nil {
		hint := ""
		if in.Op.Row().Format == isa.FormatBranch && in.Imm%2 == 0 {
			hint = "branch the other way round a j"
		}
		a.fail(at, hint, "%v", err)
		return
	}
	copy(a.secs[f.sec].data[off:], instBytes(in, w))
}

// instBytes are the bytes of an instruction that w encodes.
func instBytes(in isa.Inst, w uint32) []byte {
	if in.C != isa.NotCompressed {
		return binary.LittleEndian.AppendUint16(nil, uint16(w))
	}
	return binary.LittleEndian.AppendUint32(nil, w)
}

// applyPair encodes auipc and what follows it, which together reach dist bytes
// from the auipc.
func (a *assembler) applyPair(f *fixup, at Pos, dist int64) {
	low := dist << 52 >> 52
	if dist-low != int64(int32(dist-low)) {
		a.fail(at, "", "the distance of %d bytes is out of the reach of auipc", dist)
		return
	}
	a.patch(f, f.off, isa.Inst{Op: isa.AUIPC, Rd: f.inst.Rs1, Imm: dist - low}, at)
	in := f.inst
	in.Imm = low
	a.patch(f, f.off+4, in, at)
}

// applyPCRelLow finds the auipc that %pcrel_lo names: the low part is that of
// its target, seen from its address.
func (a *assembler) applyPCRelLow(f *fixup, at Pos, his map[uint64]*fixup) {
	label, ok := a.evalAt(f.e.a, f)
	if !ok {
		return
	}
	h := his[uint64(label.n)]
	if label.sec < 0 || h == nil {
		a.fail(at, "name the label of the auipc", "there is no %%pcrel_hi at that label")
		return
	}
	v, ok := a.evalAt(h.e.a, h)
	if !ok {
		return
	}
	in := f.inst
	in.Imm = (v.n - label.n) << 52 >> 52
	a.patch(f, f.off, in, at)
}
