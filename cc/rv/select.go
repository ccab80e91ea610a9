package rv

import (
	"math"
	"math/bits"

	"ushell/cc/ir"
)

// arith is the instructions of an operation on integers: on 64 bits and on 32,
// with a register and with an immediate of 12 bits (oNop: there is none).
type arith struct{ op, opW, imm, immW opcode }

var ariths = map[ir.Op]arith{
	ir.Add: {oAdd, oAddW, oAddI, oAddIW}, ir.Sub: {oSub, oSubW, oNop, oNop}, ir.Mul: {oMul, oMulW, oNop, oNop},
	ir.MulH: {oMulH, oMulH, oNop, oNop}, ir.MulHU: {oMulHU, oMulHU, oNop, oNop},
	ir.Div: {oDiv, oDivW, oNop, oNop}, ir.DivU: {oDivU, oDivUW, oNop, oNop},
	ir.Rem: {oRem, oRemW, oNop, oNop}, ir.RemU: {oRemU, oRemUW, oNop, oNop},
	ir.And: {oAnd, oAnd, oAndI, oAndI}, ir.Or: {oOr, oOr, oOrI, oOrI}, ir.Xor: {oXor, oXor, oXorI, oXorI},
	ir.Shl: {oSll, oSllW, oSllI, oSllIW}, ir.Shr: {oSrl, oSrlW, oSrlI, oSrlIW}, ir.Sar: {oSra, oSraW, oSraI, oSraIW},
}

// ofFloats are the instructions of an operation on F32 and F64.
var ofFloats = map[ir.Op][2]opcode{
	ir.FAdd: {oFAddS, oFAddD}, ir.FSub: {oFSubS, oFSubD}, ir.FMul: {oFMulS, oFMulD}, ir.FDiv: {oFDivS, oFDivD},
	ir.FNeg: {oFNegS, oFNegD}, ir.FAbs: {oFAbsS, oFAbsD}, ir.FSqrt: {oFSqrtS, oFSqrtD},
	ir.FMin: {oFMinS, oFMinD}, ir.FMax: {oFMaxS, oFMaxD}, ir.FCopySign: {oFSgnjS, oFSgnjD},
}

// ofCaps are operations with one instruction: rd, rs1 or rd, rs1, rs2.
var ofCaps = map[ir.Op]opcode{
	ir.CapAddr: oMV, ir.CapNull: oNull, ir.CapGetPerm: oYPermR, ir.CapGetBase: oYBaseR, ir.CapGetLen: oYLenR, ir.CapGetTop: oYTopR,
	ir.CapGetTag: oYTagR, ir.CapGetType: oYTypeR, ir.CapGetMode: oYModeR, ir.CapGetHigh: oYHiR,
	ir.CapSetAddr: oYAddRW, ir.CapEqExact: oYEq, ir.CapSubset: oYSS, ir.CapBuild: oYBld, ir.CapSetHigh: oYHiW,
	ir.CapUnseal: oYUnsealS, ir.CapSetMode: oYModeW,
}

var arithOf [256]*arith
var floatsOf [256]*[2]opcode

func init() {
	for op, a := range ariths {
		arithOf[op] = &a
	}
	for op, o := range ofFloats {
		floatsOf[op] = &o
	}
}

// selectIns makes the instructions for one of the IR.
func (f *function) selectIns(in *ir.Ins, p *planned) {
	if a := arithOf[in.Op]; a != nil {
		f.arithmetic(in, a)
		return
	}
	if o := floatsOf[in.Op]; o != nil {
		f.floating(in, o)
		return
	}
	switch in.Op {
	case ir.Nop:
	case ir.Const:
		f.li(v(in.Dst), in.Imm)
	case ir.FConst:
		f.floatConst(v(in.Dst), in.F)
	case ir.Move:
		f.move(f.class[in.Dst], v(in.Dst), v(in.A))
	case ir.Ext:
		f.extend(v(in.Dst), v(in.A), int(in.W), in.Signed)
	case ir.Set:
		f.set(v(in.Dst), in)
	case ir.ShAdd, ir.CapShAdd:
		f.scaled(in)
	case ir.IntToF, ir.FToInt, ir.FToF, ir.FBits:
		f.convert(in)
	case ir.Load, ir.Store, ir.Copy, ir.Zero, ir.SlotAddr, ir.SymAddr, ir.LabelAddr, ir.Alloca, ir.StackSave, ir.StackBack,
		ir.FrameAddr, ir.ReturnAddr:
		f.memory(in)
	case ir.Amo, ir.CmpXch, ir.Fence:
		f.atomic(in)
	case ir.Bswap, ir.Clz, ir.Ctz, ir.Popcount:
		f.bitCount(in)
	case ir.CallOp:
		f.call(in.Call)
	case ir.AsmOp:
		f.inlineAsm(in.Asm)
	case ir.Trap:
		f.put(ins{op: oBreak, rd: none, rs1: none, rs2: none})
	case ir.ProbeOp:
		f.probe(in.Probe)
	case ir.ScopeIn, ir.ScopeOut:
		if f.e.opt.Debug {
			op := oScopeIn
			if in.Op == ir.ScopeOut {
				op = oScopeOut
			}
			f.put(ins{op: op, rd: none, rs1: none, rs2: none, more: &more{scope: in.Scope}})
		}
	case ir.Jump, ir.Branch, ir.Switch, ir.Ret, ir.GotoPtr, ir.Unreachable:
		f.control(in, p)
	default:
		f.capability(in)
	}
}

// capability makes the operations on capabilities.
func (f *function) capability(in *ir.Ins) {
	rd := f.dst(in.Dst, ir.Cap)
	if op, ok := ofCaps[in.Op]; ok {
		rs2 := v(in.B)
		if ops[op].form == formRRR && in.B == 0 {
			rs2 = f.number(in.Imm)
		}
		rs1 := v(in.A)
		if in.A == 0 {
			rs1 = zero
		}
		if ops[op].form == formRR {
			rs2 = none
		}
		f.rrr(op, rd, rs1, rs2)
		return
	}
	switch in.Op {
	case ir.CapAdd:
		f.capAdd(rd, in)
	case ir.CapBounds, ir.CapBoundsEx:
		op := oYBndsRW
		if in.Op == ir.CapBoundsEx {
			op = oYBndsW
		}
		if in.B == 0 && boundsImm(in.Imm) {
			f.rri(oYBndsWI, rd, v(in.A), in.Imm)
			return
		}
		f.rrr(op, rd, v(in.A), f.second(in))
	case ir.CapAndPerm:
		f.rrr(oYPermC, rd, v(in.A), f.newIntI(oXorI, f.second(in), -1))
	case ir.CapSealed:
		f.rrr(oSltU, rd, zero, f.unaryInt(oYTypeR, v(in.A)))
	case ir.CapClearTag:
		f.rrr(oYHiW, rd, v(in.A), f.unaryInt(oYHiR, v(in.A)))
	case ir.CapSealEntry:
		f.put(ins{op: oYSealE, rd: rd, rs1: none, rs2: v(in.A)})
	case ir.CapMask:
		f.rr(oYAMask, rd, f.first(in))
	case ir.CapPCC:
		f.put(ins{op: oCSRPCC, rd: rd, rs1: none, rs2: none})
	case ir.CapSP:
		f.rr(oYMV, rd, sp)
	case ir.CapDDC:
		f.li(rd, 0)
	}
}

func (f *function) unaryInt(op opcode, rs reg) reg {
	t := f.temp(ir.Int)
	f.rr(op, t, rs)
	return t
}

// first and second are the operands of in as registers.
func (f *function) first(in *ir.Ins) reg {
	if in.A == 0 {
		return f.number(in.Imm)
	}
	return v(in.A)
}

func (f *function) second(in *ir.Ins) reg {
	if in.B == 0 {
		return f.number(in.Imm)
	}
	return v(in.B)
}

// boundsImm says whether ybndswi takes the length.
func boundsImm(n int64) bool {
	return n >= 1 && n < 256 || n < 512 && n > 0 && n%8 == 0 || n <= 4096 && n > 0 && n%16 == 0
}

func (f *function) capAdd(rd reg, in *ir.Ins) {
	if in.B != 0 {
		f.rrr(oYAdd, rd, v(in.A), v(in.B))
		return
	}
	f.addOffset(rd, v(in.A), in.Imm)
}

// scaled is ShAdd and CapShAdd.
func (f *function) scaled(in *ir.Ins) {
	table := [...][4]opcode{
		{oAdd, oSh1Add, oSh2Add, oSh3Add}, {oAddUW, oSh1AddUW, oSh2AddUW, oSh3AddUW},
		{oYSh1Add, oYSh2Add, oYSh3Add, oYSh4Add}, {oYSh1AddUW, oYSh2AddUW, oYSh3AddUW, oYSh4AddUW},
	}
	row, n := 0, in.Imm
	if in.Op == ir.CapShAdd {
		row, n = 2, n-1
	}
	if in.W == 4 && !in.Signed {
		row++
	}
	f.rrr(table[row][n&3], v(in.Dst), v(in.B), v(in.A))
}

// addOffset is rd = rs with n added to its address.
func (f *function) addOffset(rd, rs reg, n int64) {
	switch {
	case n == 0:
		f.rr(oYMV, rd, rs)
	case fits12(n):
		f.rri(oYAddI, rd, rs, n)
	default:
		f.rrr(oYAdd, rd, rs, f.number(n))
	}
}

func (f *function) arithmetic(in *ir.Ins, a *arith) {
	rd, narrow := v(in.Dst), in.W == 4
	op := a.op
	if narrow {
		op = a.opW
	}
	rs := v(in.A)
	if in.A == 0 {
		rs = zero
	}
	if in.B != 0 {
		f.rrr(op, rd, rs, v(in.B))
		return
	}
	n := in.Imm
	switch in.Op {
	case ir.Sub:
		if n != math.MinInt64 {
			n, a = -n, arithOf[ir.Add]
			op = a.op
			if narrow {
				op = a.opW
			}
		}
	case ir.Shl, ir.Shr, ir.Sar:
		n &= 63
		if narrow {
			n &= 31
		}
	case ir.Mul:
		if f.timesPower(rd, rs, n, narrow) {
			return
		}
	}
	imm := a.imm
	if narrow {
		imm = a.immW
	}
	switch {
	case imm == oNop:
	case fits12(n):
		f.rri(imm, rd, rs, n)
		return
	case (imm == oAddI || imm == oAddIW) && n >= -4096 && n <= 4094:
		half := n / 2
		f.rri(imm, rd, f.newIntI(imm, rs, half), n-half)
		return
	case in.Op == ir.And && n == math.MaxUint32:
		f.rrr(oAddUW, rd, rs, zero)
		return
	case in.Op == ir.And && n == 0xffff:
		f.extend(rd, rs, 2, false)
		return
	}
	f.rrr(op, rd, rs, f.number(n))
}

// timesPower multiplies by a power of two or one of 3, 5, 9 times it.
func (f *function) timesPower(rd, rs reg, n int64, narrow bool) bool {
	if n <= 0 {
		return false
	}
	k := int64(bits.TrailingZeros64(uint64(n)))
	shl := oSllI
	if narrow {
		if shl = oSllIW; k > 31 {
			return false
		}
	}
	switch odd := n >> k; odd {
	case 1:
		f.rri(shl, rd, rs, k)
	case 3, 5, 9:
		op := map[int64]opcode{3: oSh1Add, 5: oSh2Add, 9: oSh3Add}[odd]
		switch {
		case k != 0:
			f.rri(shl, rd, f.newInt(op, rs, rs), k)
		case narrow:
			f.rri(oAddIW, rd, f.newInt(op, rs, rs), 0)
		default:
			f.rrr(op, rd, rs, rs)
		}
	default:
		return false
	}
	return true
}

func (f *function) extend(rd, rs reg, width int, signed bool) {
	switch {
	case width == 8:
		f.rr(oYMV, rd, rs)
	case width == 4 && signed:
		f.rri(oAddIW, rd, rs, 0)
	case width == 4:
		f.rrr(oAddUW, rd, rs, zero)
	case width == 1 && !signed:
		f.rri(oAndI, rd, rs, 255)
	default:
		op, n := oSraI, int64(64-8*width)
		if !signed {
			op = oSrlI
		}
		f.rri(op, rd, f.newIntI(oSllI, rs, n), n)
	}
}

// set makes rd 1 when a comparison of integers, capabilities or floats holds, or
// else 0.
func (f *function) set(rd reg, in *ir.Ins) {
	if in.A != 0 && f.class[in.A] >= ir.F32 {
		if f.setFloat(rd, in.Cond, v(in.A), v(in.B), f.class[in.A]) {
			f.rri(oXorI, rd, rd, 1)
		}
		return
	}
	a, c := f.left(in), in.Cond
	if in.B == 0 && f.setImm(rd, a, c, in.Imm) {
		return
	}
	b := f.second(in)
	switch c {
	case ir.Eq, ir.Ne:
		t := a
		if b != zero {
			t = f.newInt(oSub, a, b)
		}
		if c == ir.Eq {
			f.rri(oSltIU, rd, t, 1)
		} else {
			f.rrr(oSltU, rd, zero, t)
		}
		return
	}
	op := oSlt
	if c >= ir.LtU {
		op, c = oSltU, c-ir.LtU+ir.Lt
	}
	if c == ir.Gt || c == ir.Le {
		a, b = b, a
	}
	if c == ir.Lt || c == ir.Gt {
		f.rrr(op, rd, a, b)
		return
	}
	f.rri(oXorI, rd, f.newInt(op, a, b), 1)
}

// left is the first operand, which is a register but for constants that
// nobody has folded.
func (f *function) left(in *ir.Ins) reg {
	if in.A == 0 {
		return zero
	}
	return v(in.A)
}

// setImm is set with a constant; false: it takes a register.
func (f *function) setImm(rd, a reg, c ir.Cond, n int64) bool {
	invert := false
	switch c {
	case ir.Eq, ir.Ne:
		t := a
		switch {
		case n == 0:
		case n > -2048 && n <= 2048:
			t = f.newIntI(oAddI, a, -n)
		default:
			return false
		}
		if c == ir.Eq {
			f.rri(oSltIU, rd, t, 1)
		} else {
			f.rrr(oSltU, rd, zero, t)
		}
		return true
	case ir.Le, ir.Gt:
		if n == math.MaxInt64 {
			return false
		}
		c, n, invert = ir.Lt, n+1, c == ir.Gt
	case ir.LeU, ir.GtU:
		if n == -1 {
			return false
		}
		if c == ir.GtU && n == 0 {
			f.rrr(oSltU, rd, zero, a)
			return true
		}
		c, n, invert = ir.LtU, n+1, c == ir.GtU
	case ir.Ge, ir.GeU:
		c, invert = c-ir.Ge+ir.Lt, true
	}
	if !fits12(n) {
		return false
	}
	op := oSltI
	if c == ir.LtU {
		op = oSltIU
	}
	if !invert {
		f.rri(op, rd, a, n)
		return true
	}
	f.rri(oXorI, rd, f.newIntI(op, a, n), 1)
	return true
}

// setFloat makes a comparison of floating values; true: rd is 1 when it does not
// hold.
func (f *function) setFloat(rd reg, c ir.Cond, a, b reg, class ir.Class) (inverted bool) {
	op := oFEqS
	switch c {
	case ir.Lt, ir.LtU:
		op = oFLtS
	case ir.Le, ir.LeU:
		op = oFLeS
	case ir.Gt, ir.GtU:
		op, a, b = oFLtS, b, a
	case ir.Ge, ir.GeU:
		op, a, b = oFLeS, b, a
	}
	if class == ir.F64 {
		op++
	}
	f.rrr(op, rd, a, b)
	return c == ir.Ne
}

func (f *function) floating(in *ir.Ins, o *[2]opcode) {
	op := o[0]
	if f.class[in.Dst] == ir.F64 {
		op = o[1]
	}
	rs2 := none
	if ops[op].form == formRRR {
		rs2 = v(in.B)
	}
	f.rrr(op, v(in.Dst), v(in.A), rs2)
}

// convert is the conversions from, to and between floating values.
func (f *function) convert(in *ir.Ins) {
	rd, rs := v(in.Dst), v(in.A)
	to, from := f.class[in.Dst], f.class[in.A]
	var op opcode
	switch in.Op {
	case ir.FToF:
		switch {
		case to == from:
			f.move(to, rd, rs)
			return
		case to == ir.F32:
			op = oFCvtSD
		default:
			op = oFCvtDS
		}
	case ir.FBits:
		switch {
		case to == ir.F32:
			op = oFMVWX
		case to == ir.F64:
			op = oFMVDX
		case from == ir.F32:
			op = oFMVXW
		default:
			op = oFMVXD
		}
	case ir.IntToF:
		op = oFCvtSW
		if in.W == 8 {
			op = oFCvtSL
		}
		if !in.Signed {
			op += 2
		}
		if to == ir.F64 {
			op++
		}
	case ir.FToInt:
		op = oFCvtWS
		if in.W == 8 {
			op = oFCvtLS
		}
		if !in.Signed {
			op += 2
		}
		if from == ir.F64 {
			op++
		}
	}
	f.rr(op, rd, rs)
}

// floatConst makes a floating constant: from an integer register where that is
// short, or else from .rodata.
func (f *function) floatConst(rd reg, x float64) {
	if f.class[rd-firstVirtual] == ir.F32 {
		n := math.Float32bits(float32(x))
		f.rr(oFMVWX, rd, f.number(int64(int32(n))))
		return
	}
	n := math.Float64bits(x)
	if liSize(int64(n)) <= 2 {
		f.rr(oFMVDX, rd, f.number(int64(n)))
		return
	}
	f.put(ins{op: oConst, rd: rd, rs1: none, rs2: none, sym: f.e.constant(n), imm: int64(n)})
}

// liSize is how many instructions li needs: docs of the assembler's li.
func liSize(n int64) int {
	low := n << 52 >> 52
	if n == int64(int32(n)) {
		if low == 0 || n == low {
			return 1
		}
		return 2
	}
	rest := (n - low) >> 12
	size := 1
	for rest&1 == 0 {
		rest >>= 1
	}
	if low != 0 {
		size++
	}
	return size + liSize(rest)
}

// bitCount makes the operations on bits that the instruction set lacks.
func (f *function) bitCount(in *ir.Ins) {
	rd, rs, width := v(in.Dst), v(in.A), int64(in.W)
	switch in.Op {
	case ir.Bswap:
		f.bswap(rd, rs, width)
	case ir.Popcount:
		f.popcount(rd, f.zeroExtended(rs, width))
	case ir.Ctz:
		// The ones below the lowest one of x are those of (x - 1) & ^x; of a word,
		// no more than its 32.
		t := f.newInt(oAnd, f.newIntI(oAddI, rs, -1), f.newIntI(oXorI, rs, -1))
		f.popcount(rd, f.zeroExtended(t, width))
	case ir.Clz:
		x := f.zeroExtended(rs, width)
		for s := int64(1); s < 8*width; s *= 2 {
			x = f.newInt(oOr, x, f.newIntI(oSrlI, x, s))
		}
		f.popcount(rd, f.zeroExtended(f.newIntI(oXorI, x, -1), width))
	}
}

func (f *function) zeroExtended(rs reg, width int64) reg {
	if width == 8 {
		return rs
	}
	t := f.temp(ir.Int)
	f.extend(t, rs, int(width), false)
	return t
}

// repeated is a register with a pattern of 32 bits twice.
func (f *function) repeated(pattern int64) reg {
	c := f.number(pattern)
	return f.newInt(oAdd, c, f.newIntI(oSllI, c, 32))
}

// popcount adds the bits of rs up: in pairs, nibbles, bytes, and then the bytes
// by a multiplication.
func (f *function) popcount(rd, rs reg) {
	ones := f.repeated(0x55555555)
	x := f.newInt(oSub, rs, f.newInt(oAnd, f.newIntI(oSrlI, rs, 1), ones))
	pairs := f.repeated(0x33333333)
	x = f.newInt(oAdd, f.newInt(oAnd, x, pairs), f.newInt(oAnd, f.newIntI(oSrlI, x, 2), pairs))
	x = f.newInt(oAnd, f.newInt(oAdd, x, f.newIntI(oSrlI, x, 4)), f.repeated(0x0f0f0f0f))
	f.rri(oSrlI, rd, f.newInt(oMul, x, f.repeated(0x01010101)), 56)
}

// bswap reverses the bytes: neighbours, then pairs of them, and so on.
func (f *function) bswap(rd, rs reg, width int64) {
	swap := func(x reg, n int64, mask reg) reg {
		hi := f.newIntI(oSllI, f.newInt(oAnd, x, mask), n)
		return f.newInt(oOr, hi, f.newInt(oAnd, f.newIntI(oSrlI, x, n), mask))
	}
	switch width {
	case 2:
		hi := f.newIntI(oSllI, f.newIntI(oAndI, rs, 255), 8)
		lo := f.newIntI(oSrlI, f.newIntI(oSllI, rs, 48), 56)
		f.rrr(oOr, rd, hi, lo)
	case 4:
		x := swap(rs, 8, f.number(0x00ff00ff))
		f.rrr(oOr, rd, f.newIntI(oSllIW, x, 16), f.newIntI(oSrlIW, x, 16))
	default:
		x := swap(rs, 8, f.repeated(0x00ff00ff))
		c := f.number(0xffff)
		x = swap(x, 16, f.newInt(oAdd, c, f.newIntI(oSllI, c, 32)))
		f.rrr(oOr, rd, f.newIntI(oSllI, x, 32), f.newIntI(oSrlI, x, 32))
	}
}
