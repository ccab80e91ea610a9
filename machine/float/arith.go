package float

import "math/bits"

// Neg is v with the opposite sign, NaNs included. It makes of FMA the other
// fused multiply-adds: fmsub is FMA(a, b, Neg(c)), fnmsub FMA(Neg(a), b, c),
// fnmadd FMA(Neg(a), b, Neg(c)).
func (f Format) Neg(v uint64) uint64 { return f.CopySign(v, ^v) }

// CopySign is v with the sign of s, NaNs included. It is fsgnj; fsgnjn is
// CopySign(a, ^b), fsgnjx CopySign(a, a^b).
func (f Format) CopySign(v, s uint64) uint64 { return f.magnitude(v) | s&f.signBit() }

// Add is a+b.
func (f Format) Add(a, b uint64, rm Rounding) (uint64, Flags) {
	x, flags := sum(f.unpack(a), f.unpack(b), rm)
	return f.round(x, rm, flags)
}

// Sub is a-b.
func (f Format) Sub(a, b uint64, rm Rounding) (uint64, Flags) {
	return f.Add(a, f.Neg(b), rm)
}

// Mul is a×b.
func (f Format) Mul(a, b uint64, rm Rounding) (uint64, Flags) {
	x, flags := product(f.unpack(a), f.unpack(b))
	return f.round(x, rm, flags)
}

// FMA is a×b+c, rounded once. Infinity times zero is invalid even when c is a
// quiet NaN (section "Single-Precision Floating-Point Computational
// Instructions").
func (f Format) FMA(a, b, c uint64, rm Rounding) (uint64, Flags) {
	x, invalid := product(f.unpack(a), f.unpack(b))
	x, flags := sum(x, f.unpack(c), rm)
	return f.round(x, rm, invalid|flags)
}

// Div is a/b.
func (f Format) Div(a, b uint64, rm Rounding) (uint64, Flags) {
	x, flags := quotient(f.unpack(a), f.unpack(b))
	return f.round(x, rm, flags)
}

// Sqrt is the square root of a.
func (f Format) Sqrt(a uint64, rm Rounding) (uint64, Flags) {
	x, flags := root(f.unpack(a))
	return f.round(x, rm, flags)
}

// sum is x+y. An exact zero of operands with different signs is +0, or -0 when
// rounding down: all that rm is for (IEEE 754, section 6.3).
func sum(x, y number, rm Rounding) (number, Flags) {
	switch k := max(x.kind, y.kind); {
	case k >= quiet:
		return special(quiet, false), k.flags()
	case x.kind > y.kind:
		return x, 0
	case x.kind < y.kind:
		return y, 0
	case k == infinite && x.neg != y.neg:
		return special(quiet, false), NV
	case k == infinite:
		return x, 0
	case k == zero:
		if x.neg != y.neg {
			x.neg = rm == RDN
		}
		return x, 0
	}
	if x.smaller(y) {
		x, y = y, x
	}
	// Of a product's at most 106 bits a shift by up to 22 loses none. After a
	// shift by more the difference loses at most its leading bit, so the sticky
	// bit stays far below those that are rounded.
	y = y.shiftRight(uint(x.exp - y.exp))
	var carry uint64
	if x.neg == y.neg {
		x.lo, carry = bits.Add64(x.lo, y.lo, 0)
		x.hi, carry = bits.Add64(x.hi, y.hi, carry)
		if carry != 0 {
			x = x.shiftRight(1)
			x.hi |= 1 << 63
		}
		return x, 0
	}
	x.lo, carry = bits.Sub64(x.lo, y.lo, 0)
	x.hi, _ = bits.Sub64(x.hi, y.hi, carry)
	if x.hi|x.lo == 0 {
		return special(zero, rm == RDN), 0
	}
	return x.normalize(), 0
}

// smaller says whether the magnitude of x is less than that of y. Both are
// finite.
func (x number) smaller(y number) bool {
	switch {
	case x.exp != y.exp:
		return x.exp < y.exp
	case x.hi != y.hi:
		return x.hi < y.hi
	}
	return x.lo < y.lo
}

// shiftRight is x with an exponent that is larger by n. What the magnitude loses
// goes into the sticky bit.
func (x number) shiftRight(n uint) number {
	var lost uint64
	switch {
	case n < 64:
		lost = x.lo << (64 - n)
		x.hi, x.lo = x.hi>>n, x.lo>>n|x.hi<<(64-n)
	case n < 128:
		lost = x.lo | x.hi<<(128-n)
		x.hi, x.lo = 0, x.hi>>(n-64)
	default:
		lost = x.hi | x.lo
		x.hi, x.lo = 0, 0
	}
	if lost != 0 {
		x.lo |= 1
	}
	x.exp += int(n)
	return x
}

// product is x×y, exactly. lo of both is empty.
func product(x, y number) (number, Flags) {
	neg := x.neg != y.neg
	switch k := max(x.kind, y.kind); {
	case k >= quiet:
		return special(quiet, false), k.flags()
	case k == infinite && min(x.kind, y.kind) == zero:
		return special(quiet, false), NV
	case k == infinite:
		return special(infinite, neg), 0
	case x.kind == zero || y.kind == zero:
		return special(zero, neg), 0
	}
	p := number{scale: scale{finite, neg, x.exp + y.exp + 1}}
	p.hi, p.lo = bits.Mul64(x.hi, y.hi)
	return p.normalize(), 0
}

// quotient is x/y with 64 bits and a sticky bit. lo of both is empty.
func quotient(x, y number) (number, Flags) {
	neg := x.neg != y.neg
	switch k := max(x.kind, y.kind); {
	case k >= quiet:
		return special(quiet, false), k.flags()
	case x.kind == y.kind && k != finite: // 0/0 and inf/inf
		return special(quiet, false), NV
	case x.kind == infinite:
		return special(infinite, neg), 0
	case y.kind == zero:
		return special(infinite, neg), DZ
	case x.kind == zero || y.kind == infinite:
		return special(zero, neg), 0
	}
	q := number{scale: scale{finite, neg, x.exp - y.exp}}
	// The dividend is doubled if it is the smaller one, so that the quotient has
	// its leading bit.
	hi, lo := x.hi>>1, x.hi<<63
	if x.hi < y.hi {
		hi, lo = x.hi, 0
		q.exp--
	}
	q.hi, q.lo = bits.Div64(hi, lo, y.hi)
	return q, 0 // the remainder, in lo, is as good as its sticky bit
}

// root is the square root of x with 64 bits and a sticky bit. lo of x is empty.
func root(x number) (number, Flags) {
	switch {
	case x.kind >= quiet:
		return special(quiet, false), x.kind.flags()
	case x.kind == zero: // the root of -0 is -0
		return x, 0
	case x.neg:
		return special(quiet, false), NV
	case x.kind == infinite:
		return x, 0
	}
	// The radicand is doubled if the exponent is odd.
	hi, lo := x.hi>>1, x.hi<<63
	if x.exp&1 != 0 {
		hi, lo = x.hi, 0
	}
	x.exp >>= 1
	var exact bool
	if x.hi, exact = intSqrt(hi, lo); !exact {
		x.lo = 1
	}
	return x, 0
}

// intSqrt is the largest integer whose square is at most n = hi.lo, by Newton's
// method from above, and whether the square is n. hi has one of its two leading
// bits set and is less than 2^64-2, so that no quotient overflows.
func intSqrt(hi, lo uint64) (r uint64, exact bool) {
	r = 1<<64 - 1
	for {
		q, rem := bits.Div64(hi, lo, r)
		if q >= r {
			return r, q == r && rem == 0
		}
		r = q + (r-q)/2
	}
}
