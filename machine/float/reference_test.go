package float

import (
	"math/big"
)

// The reference computes the exact result as a real number and rounds it as the
// standard defines that, with integers of any size. It shares the constants of
// a format with the package, and nothing else.

// value is a decoded floating-point value.
type value struct {
	nan, signalling, inf bool
	neg                  bool
	exact                *big.Rat // the value with its sign, if it is a number
}

func (v value) zero() bool { return v.exact != nil && v.exact.Sign() == 0 }

// pow2 is 2^n.
func pow2(n int) *big.Rat {
	if n < 0 {
		return new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).Lsh(big.NewInt(1), uint(-n)))
	}
	return new(big.Rat).SetInt(new(big.Int).Lsh(big.NewInt(1), uint(n)))
}

// decode: IEEE 754, section 3.4.
func decode(f Format, bits uint64) value {
	p, emax := f.fracBits()+1, f.emax()
	fraction := bits % (1 << (p - 1))
	field := int(bits >> (p - 1) % uint64(2*emax+2))
	v := value{neg: bits>>(p-1)/uint64(2*emax+2)%2 == 1}
	if field == 2*emax+1 {
		v.inf = fraction == 0
		v.nan = fraction != 0
		v.signalling = v.nan && fraction < 1<<(p-2)
		return v
	}
	significand, exp := fraction+1<<(p-1), field-emax
	if field == 0 {
		significand, exp = fraction, 1-emax
	}
	v.exact = new(big.Rat).SetInt(new(big.Int).SetUint64(significand))
	v.exact.Mul(v.exact, pow2(exp-(p-1)))
	if v.neg {
		v.exact.Neg(v.exact)
	}
	return v
}

// real is a positive real number: a fraction, or the square root of it.
type real struct {
	num, den *big.Int
	root     bool
}

func realOf(r *big.Rat) real {
	return real{num: new(big.Int).Abs(r.Num()), den: r.Denom()}
}

// floor is the integer part of r × 2^-exp, and whether that is all of it.
func (r real) floor(exp int) (whole *big.Int, exact bool) {
	num, den, shift := r.num, r.den, -exp
	if r.root {
		shift *= 2 // r × 2^-exp is the root of num/den × 2^(-2exp)
	}
	if shift >= 0 {
		num = new(big.Int).Lsh(num, uint(shift))
	} else {
		den = new(big.Int).Lsh(den, uint(-shift))
	}
	whole, rest := new(big.Int).QuoRem(num, den, new(big.Int))
	exact = rest.Sign() == 0
	if r.root {
		square := whole
		whole = new(big.Int).Sqrt(square)
		exact = exact && new(big.Int).Mul(whole, whole).Cmp(square) == 0
	}
	return whole, exact
}

// exponent is the largest e with 2^e ≤ r.
func (r real) exponent() int {
	e := r.num.BitLen() - r.den.BitLen() // at most 1 too large
	if r.root {
		e = e/2 + 1
	}
	for {
		if whole, _ := r.floor(e); whole.Sign() > 0 {
			return e
		}
		e--
	}
}

// multiple is r rounded to a multiple of 2^exp, in these units, and whether it is
// the same number. neg: r is the magnitude of a negative number.
func (r real) multiple(exp int, neg bool, rm Rounding) (n *big.Int, exact bool) {
	halves, noRest := r.floor(exp - 1)
	n = new(big.Int).Rsh(halves, 1)
	half := halves.Bit(0) == 1 // at least half a unit is left
	exact = noRest && !half
	up := false
	switch rm {
	case RTZ:
	case RDN:
		up = neg && !exact
	case RUP:
		up = !neg && !exact
	case RMM:
		up = half
	case RNE:
		up = half && (!noRest || n.Bit(0) == 1)
	}
	if up {
		n.Add(n, big.NewInt(1))
	}
	return n, exact
}

// roundReal is r with a sign as a value of f: IEEE 754, sections 4.3 and 7.
func roundReal(f Format, r real, neg bool, rm Rounding) (uint64, Flags) {
	p, emax := f.fracBits()+1, f.emax()
	emin := 1 - emax
	sign := uint64(0)
	if neg {
		sign = 1 << (p - 1) * uint64(2*emax+2)
	}
	// As if the exponent range were unbounded.
	e := r.exponent()
	n, _ := r.multiple(e-(p-1), neg, rm)
	unbounded := new(big.Rat).Mul(new(big.Rat).SetInt(n), pow2(e-(p-1)))
	if unbounded.Cmp(pow2(emax+1)) >= 0 {
		infinity := uint64(2*emax+1) << (p - 1)
		if rm == RTZ || rm == RDN && !neg || rm == RUP && neg {
			return sign | infinity - 1, OF | NX
		}
		return sign | infinity, OF | NX
	}
	tiny := unbounded.Cmp(pow2(emin)) < 0
	// With the exponents that there are.
	quantum := max(e, emin) - (p - 1)
	n, exact := r.multiple(quantum, neg, rm)
	var flags Flags
	if !exact {
		flags = NX
		if tiny {
			flags |= UF
		}
	}
	if n.BitLen() > p {
		n.Rsh(n, 1)
		quantum++
	}
	significand := n.Uint64()
	if significand < 1<<(p-1) { // subnormal or zero
		return sign | significand, flags
	}
	field := quantum + (p - 1) + emax
	return sign | uint64(field)<<(p-1) | (significand - 1<<(p-1)), flags
}

// outcome is the result of an operation before rounding: either bits, or a real.
type outcome struct {
	bits  uint64
	flags Flags
	exact *real
	neg   bool
}

func (o outcome) round(f Format, rm Rounding) (uint64, Flags) {
	if o.exact == nil {
		return o.bits, o.flags
	}
	return roundReal(f, *o.exact, o.neg, rm)
}

// canonical is the canonical NaN of section "NaN Generation and Propagation".
func canonical(f Format) uint64 {
	if f == Binary64 {
		return 0x7ff8000000000000
	}
	return 0x7fc00000
}

func signed(f Format, magnitude uint64, neg bool) uint64 {
	if neg {
		if f == Binary64 {
			return magnitude + 1<<63
		}
		return magnitude + 1<<31
	}
	return magnitude
}

func infinity(f Format, neg bool) outcome {
	if f == Binary64 {
		return outcome{bits: signed(f, 0x7ff0000000000000, neg)}
	}
	return outcome{bits: signed(f, 0x7f800000, neg)}
}

func invalid(f Format) outcome { return outcome{bits: canonical(f), flags: NV} }

// nanOf is the outcome of an operation on vs if one of them is a NaN.
func nanOf(f Format, vs ...value) (o outcome, ok bool) {
	for _, v := range vs {
		if v.nan {
			o.bits, ok = canonical(f), true
		}
		if v.signalling {
			o.flags = NV
		}
	}
	return o, ok
}

// rational is the outcome of an exact result, which if zero has the sign zeroNeg.
func rational(f Format, r *big.Rat, zeroNeg bool) outcome {
	if r.Sign() == 0 {
		return outcome{bits: signed(f, 0, zeroNeg)}
	}
	exact := realOf(r)
	return outcome{exact: &exact, neg: r.Sign() < 0}
}

// refFMA is a×b+c: sections 5.4.1, 6.3 and 7.2 of IEEE 754.
func refFMA(f Format, a, b, c value, rm Rounding) outcome {
	neg := a.neg != b.neg
	switch o, isNaN := nanOf(f, a, b, c); {
	case a.inf && b.zero() || a.zero() && b.inf:
		return invalid(f)
	case isNaN:
		return o
	case a.inf || b.inf:
		if c.inf && c.neg != neg {
			return invalid(f)
		}
		return infinity(f, neg)
	case c.inf:
		return infinity(f, c.neg)
	}
	product := new(big.Rat).Mul(a.exact, b.exact)
	zeroNeg := rm == RDN
	if product.Sign() == 0 && c.zero() && neg == c.neg {
		zeroNeg = neg
	}
	return rational(f, product.Add(product, c.exact), zeroNeg)
}

func refAdd(f Format, a, b value, rm Rounding) outcome {
	switch o, isNaN := nanOf(f, a, b); {
	case isNaN:
		return o
	case a.inf && b.inf && a.neg != b.neg:
		return invalid(f)
	case a.inf:
		return infinity(f, a.neg)
	case b.inf:
		return infinity(f, b.neg)
	}
	zeroNeg := rm == RDN
	if a.zero() && b.zero() && a.neg == b.neg {
		zeroNeg = a.neg
	}
	return rational(f, new(big.Rat).Add(a.exact, b.exact), zeroNeg)
}

func refSub(f Format, a, b value, rm Rounding) outcome {
	if b.nan {
		return refAdd(f, a, b, rm)
	}
	b.neg = !b.neg
	if b.exact != nil {
		b.exact = new(big.Rat).Neg(b.exact)
	}
	return refAdd(f, a, b, rm)
}

func refMul(f Format, a, b value) outcome {
	neg := a.neg != b.neg
	switch o, isNaN := nanOf(f, a, b); {
	case isNaN:
		return o
	case a.inf && b.zero() || a.zero() && b.inf:
		return invalid(f)
	case a.inf || b.inf:
		return infinity(f, neg)
	}
	return rational(f, new(big.Rat).Mul(a.exact, b.exact), neg)
}

// refDiv: IEEE 754, sections 7.2 and 7.3.
func refDiv(f Format, a, b value) outcome {
	neg := a.neg != b.neg
	switch o, isNaN := nanOf(f, a, b); {
	case isNaN:
		return o
	case a.inf && b.inf || a.zero() && b.zero():
		return invalid(f)
	case a.inf:
		return infinity(f, neg)
	case b.inf:
		return outcome{bits: signed(f, 0, neg)}
	case b.zero():
		o := infinity(f, neg)
		o.flags = DZ
		return o
	}
	return rational(f, new(big.Rat).Quo(a.exact, b.exact), neg)
}

// refSqrt: IEEE 754, sections 5.4.1, 6.3 and 7.2.
func refSqrt(f Format, a value) outcome {
	switch o, isNaN := nanOf(f, a); {
	case isNaN:
		return o
	case a.zero():
		return outcome{bits: signed(f, 0, a.neg)}
	case a.neg:
		return invalid(f)
	case a.inf:
		return infinity(f, false)
	}
	exact := realOf(a.exact)
	exact.root = true
	return outcome{exact: &exact}
}

func refConvert(to Format, a value) outcome {
	switch o, isNaN := nanOf(to, a); {
	case isNaN:
		return o
	case a.inf:
		return infinity(to, a.neg)
	}
	return rational(to, a.exact, a.neg)
}

// integerRange: table "Domains of float-to-integer conversions and behavior for
// invalid inputs".
func integerRange(i Integer) (least, most *big.Int) {
	one := big.NewInt(1)
	width := uint(32)
	if i == Int64 || i == Uint64 {
		width = 64
	}
	if i == Uint32 || i == Uint64 {
		most = new(big.Int).Lsh(one, width)
		return new(big.Int), most.Sub(most, one)
	}
	most = new(big.Int).Lsh(one, width-1)
	return new(big.Int).Neg(most), new(big.Int).Sub(most, one)
}

// refRegister is n in a 64-bit register, where 32 bits are sign extended.
func refRegister(i Integer, n *big.Int) uint64 {
	low := new(big.Int).And(n, new(big.Int).SetUint64(1<<64-1)).Uint64()
	if i == Int32 || i == Uint32 {
		low %= 1 << 32
		if low >= 1<<31 {
			low += 0xffffffff << 32
		}
	}
	return low
}

func refToInt(i Integer, a value, rm Rounding) (uint64, Flags) {
	least, most := integerRange(i)
	switch {
	case a.nan || a.inf && !a.neg:
		return refRegister(i, most), NV
	case a.inf:
		return refRegister(i, least), NV
	case a.zero():
		return 0, 0
	}
	n, exact := realOf(a.exact).multiple(0, a.neg, rm)
	if a.neg {
		n.Neg(n)
	}
	switch {
	case n.Cmp(least) < 0:
		return refRegister(i, least), NV
	case n.Cmp(most) > 0:
		return refRegister(i, most), NV
	case exact:
		return refRegister(i, n), 0
	}
	return refRegister(i, n), NX
}

func refFromInt(f Format, i Integer, reg uint64) outcome {
	least, _ := integerRange(i)
	n := new(big.Int).SetUint64(reg)
	width := uint(64)
	if i == Int32 || i == Uint32 {
		width = 32
		n.SetUint64(reg % (1 << 32))
	}
	if least.Sign() < 0 && n.Bit(int(width)-1) == 1 {
		n.Sub(n, new(big.Int).Lsh(big.NewInt(1), width))
	}
	return rational(f, new(big.Rat).SetInt(n), false)
}

// refCompare is the order of two values that are not NaNs.
func refCompare(a, b value) int {
	rank := func(v value) *big.Rat {
		if v.exact != nil {
			return v.exact
		}
		r := pow2(5000) // beyond any number
		if v.neg {
			r.Neg(r)
		}
		return r
	}
	return rank(a).Cmp(rank(b))
}

// refRelation: section "Single-Precision Floating-Point Compare Instructions".
func refRelation(a, b value, signals bool, holds func(order int) bool) (uint64, Flags) {
	if a.nan || b.nan {
		if signals || a.signalling || b.signalling {
			return 0, NV
		}
		return 0, 0
	}
	if holds(refCompare(a, b)) {
		return 1, 0
	}
	return 0, 0
}

// refPick is Min (sign -1) or Max (1) of x and y: section "Single-Precision
// Floating-Point Computational Instructions".
func refPick(f Format, x, y uint64, sign int) (uint64, Flags) {
	a, b := decode(f, x), decode(f, y)
	var flags Flags
	if a.signalling || b.signalling {
		flags = NV
	}
	switch {
	case a.nan && b.nan:
		return canonical(f), flags
	case a.nan:
		return y, flags
	case b.nan:
		return x, flags
	}
	order := refCompare(a, b)
	if a.zero() && b.zero() && a.neg != b.neg {
		order = 1
		if a.neg {
			order = -1
		}
	}
	if order*sign >= 0 {
		return x, flags
	}
	return y, flags
}

// refClass: table "Format of result of FCLASS instruction".
func refClass(f Format, x uint64) uint64 {
	v := decode(f, x)
	subnormal := v.exact != nil && new(big.Rat).Abs(v.exact).Cmp(pow2(1-f.emax())) < 0
	for bit, is := range []bool{
		v.inf && v.neg,
		v.exact != nil && v.neg && !subnormal,
		subnormal && v.neg && !v.zero(),
		v.zero() && v.neg,
		v.zero() && !v.neg,
		subnormal && !v.neg && !v.zero(),
		v.exact != nil && !v.neg && !subnormal,
		v.inf && !v.neg,
		v.signalling,
		v.nan && !v.signalling,
	} {
		if is {
			return 1 << bit
		}
	}
	return 0
}
