package ir

import (
	"math/bits"
	"strings"

	"ushell/cc/ast"
	"ushell/cc/ctype"
)

// op2 makes r op b, or r op imm when b is 0, in 64 bits.
func (l *lower) op2(op Op, a, b Reg, imm int64) Reg {
	return l.value(Int, &Ins{Op: op, W: 8, A: a, B: b, Imm: imm})
}

// bitBuiltin lowers what counts and swaps bits. There are no instructions for
// these.
func (l *lower) bitBuiltin(e *ast.Builtin, name string) (val, bool) {
	var size int64
	switch name {
	case "bswap16":
		size = 2
	case "bswap32":
		size = 4
	case "bswap64":
		size = 8
	}
	if size != 0 {
		x := l.expr(e.Args[0])
		if x.k {
			return val{k: true, n: canonical(int64(bits.ReverseBytes64(uint64(x.n))>>(64-8*size)), e.T)}, true
		}
		return val{r: l.swapBytes(x.r, size)}, true
	}
	stem := strings.TrimSuffix(strings.TrimSuffix(name, "l"), "l")
	count, ok := bitCounts[stem]
	if !ok {
		return val{}, false
	}
	t := base(e.Args[0].Type())
	wide := t.Size == 8
	if strings.HasSuffix(name, "l") {
		wide = true
	}
	x := l.expr(e.Args[0])
	if x.k {
		n := uint64(x.n)
		if !wide {
			n = uint64(uint32(n))
		}
		return val{k: true, n: count.fold(n, wide)}, true
	}
	return val{r: count.make(l, x.r, wide)}, true
}

type bitCount struct {
	fold func(n uint64, wide bool) int64
	make func(l *lower, r Reg, wide bool) Reg
}

func widthOf(wide bool) int64 {
	if wide {
		return 64
	}
	return 32
}

var bitCounts = map[string]bitCount{
	"popcount": {
		func(n uint64, _ bool) int64 { return int64(bits.OnesCount64(n)) },
		(*lower).popcount,
	},
	"parity": {
		func(n uint64, _ bool) int64 { return int64(bits.OnesCount64(n) & 1) },
		(*lower).parity,
	},
	"clz": {
		func(n uint64, wide bool) int64 { return int64(bits.LeadingZeros64(n)) - 64 + widthOf(wide) },
		(*lower).clz,
	},
	"ctz": {
		func(n uint64, wide bool) int64 { return min(int64(bits.TrailingZeros64(n)), widthOf(wide)) },
		(*lower).ctz,
	},
	"ffs": {
		func(n uint64, _ bool) int64 { return int64(bits.TrailingZeros64(n)+1) % 65 },
		(*lower).ffs,
	},
	"clrsb": {
		func(n uint64, wide bool) int64 {
			if !wide {
				n = uint64(int64(int32(n)))
			}
			return int64(bits.LeadingZeros64(n^uint64(int64(n)>>63))) - 65 + widthOf(wide)
		},
		func(l *lower, r Reg, wide bool) Reg {
			s := l.op2(Sar, r, 0, 63)
			x := l.op2(Xor, r, s, 0)
			return l.op2(Add, l.clz(x, wide), 0, -1)
		},
	},
}

// popcount adds up bits in ever wider fields.
func (l *lower) popcount(r Reg, wide bool) Reg {
	k := func(n uint64) int64 {
		if !wide {
			return int64(uint32(n))
		}
		return int64(n)
	}
	if !wide {
		r = l.value(Int, &Ins{Op: Ext, W: 4, A: r})
	}
	odd := l.op2(And, l.op2(Shr, r, 0, 1), 0, k(0x5555555555555555))
	r = l.op2(Sub, r, odd, 0)
	m := l.value(Int, &Ins{Op: Const, Imm: k(0x3333333333333333)})
	r = l.op2(Add, l.op2(And, r, m, 0), l.op2(And, l.op2(Shr, r, 0, 2), m, 0), 0)
	r = l.op2(And, l.op2(Add, r, l.op2(Shr, r, 0, 4), 0), 0, k(0x0f0f0f0f0f0f0f0f))
	r = l.op2(Mul, r, 0, k(0x0101010101010101))
	if wide {
		return l.op2(Shr, r, 0, 56)
	}
	return l.op2(And, l.op2(Shr, r, 0, 24), 0, 255)
}

func (l *lower) parity(r Reg, wide bool) Reg {
	if !wide {
		r = l.value(Int, &Ins{Op: Ext, W: 4, A: r})
	} else {
		r = l.op2(Xor, r, l.op2(Shr, r, 0, 32), 0)
	}
	for _, n := range []int64{16, 8, 4} {
		r = l.op2(Xor, r, l.op2(Shr, r, 0, n), 0)
	}
	table := l.value(Int, &Ins{Op: Const, Imm: 0x6996})
	r = l.op2(Shr, table, l.op2(And, r, 0, 15), 0)
	return l.op2(And, r, 0, 1)
}

// clz fills all bits below the highest, and counts those that are left.
func (l *lower) clz(r Reg, wide bool) Reg {
	if !wide {
		r = l.value(Int, &Ins{Op: Ext, W: 4, A: r})
	}
	for n := int64(1); n < widthOf(wide); n *= 2 {
		r = l.op2(Or, r, l.op2(Shr, r, 0, n), 0)
	}
	return l.popcount(l.op2(Xor, r, 0, -1), wide)
}

// ctz counts the bits below the lowest.
func (l *lower) ctz(r Reg, wide bool) Reg {
	below := l.op2(And, l.op2(Add, r, 0, -1), l.op2(Xor, r, 0, -1), 0)
	return l.popcount(below, wide)
}

func (l *lower) ffs(r Reg, wide bool) Reg {
	some := l.value(Int, &Ins{Op: Set, Cond: Ne, A: r})
	mask := l.op2(Sub, l.value(Int, &Ins{Op: Const}), some, 0)
	return l.op2(And, l.op2(Add, l.ctz(r, wide), 0, 1), mask, 0)
}

// swapBytes reverses the low size bytes of r; what is above them is 0 for 2
// bytes, and the sign for 4.
func (l *lower) swapBytes(r Reg, size int64) Reg {
	if size == 2 {
		hi := l.op2(Shl, l.op2(And, r, 0, 255), 0, 8)
		lo := l.op2(And, l.op2(Shr, r, 0, 8), 0, 255)
		return l.op2(Or, hi, lo, 0)
	}
	if size == 4 {
		r = l.value(Int, &Ins{Op: Ext, W: 4, A: r})
	}
	mask := func(n int64) Reg {
		if size == 4 {
			n = int64(uint32(n))
		}
		return l.value(Int, &Ins{Op: Const, Imm: n})
	}
	swap := func(n, k int64) {
		m := mask(k)
		hi := l.op2(Shl, l.op2(And, r, m, 0), 0, n)
		lo := l.op2(And, l.op2(Shr, r, 0, n), m, 0)
		r = l.op2(Or, hi, lo, 0)
	}
	swap(8, 0x00ff00ff00ff00ff)
	if size == 4 {
		hi := l.value(Int, &Ins{Op: Shl, W: 4, A: r, Imm: 16})
		lo := l.op2(Shr, r, 0, 16)
		return l.op2(Or, hi, lo, 0)
	}
	swap(16, 0x0000ffff0000ffff)
	return l.op2(Or, l.op2(Shl, r, 0, 32), l.op2(Shr, r, 0, 32), 0)
}

// overflow lowers __builtin_add_overflow and its like: a, b and where the result
// goes; or, with _p, a value of the result's type.
func (l *lower) overflow(e *ast.Builtin, name string) val {
	ta, tb := base(e.Args[0].Type()), base(e.Args[1].Type())
	a, b := l.wide(e.Args[0]), l.wide(e.Args[1])
	to := e.Of
	third := e.Args[2].Type()
	predicate := strings.HasSuffix(name, "_p")
	if to == nil && predicate {
		to = third
	}
	if to == nil {
		to = third.Elem
	}
	to = base(to)
	op := Add
	switch {
	case strings.Contains(name, "sub"):
		op = Sub
	case strings.Contains(name, "mul"):
		op = Mul
	}
	lo, hi := l.exact(op, a, b, isSigned(ta) || ta.Size < 4, isSigned(tb) || tb.Size < 4, ta.Size <= 4 && tb.Size <= 4)
	res := lo
	var bad Reg
	if to.Size < 8 {
		res = l.value(Int, &Ins{Op: Ext, W: uint8(to.Size), Signed: isSigned(to), A: lo})
		if to.Kind == ctype.Bool {
			res = l.op2(And, lo, 0, 1)
		}
		bad = l.op2(Xor, res, lo, 0)
	}
	sign := l.op2(Sar, res, 0, 63)
	if !isSigned(to) {
		sign = l.value(Int, &Ins{Op: Const})
	}
	off := l.op2(Xor, hi, sign, 0)
	if bad != 0 {
		off = l.op2(Or, off, bad, 0)
	}
	if predicate {
		l.effect(e.Args[2])
	} else {
		if to.Size == 4 && !isSigned(to) {
			res = l.value(Int, &Ins{Op: Ext, W: 4, Signed: true, A: res})
		}
		l.store(lval{t: to, mem: mem{a: l.pointee(e.Args[2]), align: to.Align}}, val{r: res})
	}
	return val{r: l.value(Int, &Ins{Op: Set, Cond: Ne, A: off})}
}

// wide is the value of e in 64 bits, zero extended when it is unsigned.
func (l *lower) wide(e ast.Expr) Reg {
	t := base(e.Type())
	x := l.expr(e)
	if classOf(t) == Cap {
		x = l.toInt(x)
	}
	if t.Size == 4 && !isSigned(t) {
		if x.k {
			return l.inReg(val{k: true, n: int64(uint32(x.n))}, Int)
		}
		return l.value(Int, &Ins{Op: Ext, W: 4, A: x.r})
	}
	return l.inReg(x, Int)
}

// exact computes a op b in 128 bits: of each it is said whether it is signed, and
// narrow that both are of at most 32 bits.
func (l *lower) exact(op Op, a, b Reg, sa, sb, narrow bool) (lo, hi Reg) {
	lo = l.op2(op, a, b, 0)
	if narrow && (op != Mul || sa || sb) {
		return lo, l.op2(Sar, lo, 0, 63)
	}
	high := func(r Reg, signed bool) Reg {
		if signed {
			return l.op2(Sar, r, 0, 63)
		}
		return l.value(Int, &Ins{Op: Const})
	}
	if op == Mul {
		if sa && sb {
			return lo, l.op2(MulH, a, b, 0)
		}
		hi = l.op2(MulHU, a, b, 0)
		if sa {
			hi = l.op2(Sub, hi, l.op2(And, high(a, true), b, 0), 0)
		}
		if sb {
			hi = l.op2(Sub, hi, l.op2(And, high(b, true), a, 0), 0)
		}
		return lo, hi
	}
	var carry Reg
	if op == Add {
		carry = l.value(Int, &Ins{Op: Set, Cond: LtU, A: lo, B: a})
	} else {
		carry = l.value(Int, &Ins{Op: Set, Cond: LtU, A: a, B: b})
	}
	hi = l.op2(op, high(a, sa), high(b, sb), 0)
	return lo, l.op2(op, hi, carry, 0)
}
