// Package float is the binary32 and binary64 arithmetic of IEEE 754 as the
// extensions F and D of RISC-V have it: every NaN result is the canonical NaN,
// tininess is detected after rounding, conversions to integers saturate.
// Integer operations alone compute it, so that results and flags are the same
// on every host.
//
// An operation unpacks its operands to numbers, which are wide enough for the
// exact result (or a result with a sticky bit), and rounds that once.
//
// Sections named in this package are of the chapters "F Extension for
// Single-Precision Floating-Point" and "D Extension for Double-Precision
// Floating-Point" of the RISC-V unprivileged specification.
package float

import "math/bits"

// Format is a floating-point format, encoded as in the fmt field of
// instructions (table "Format field encoding"). There are no others here.
//
// Values of a format are bit patterns in the low bits of a uint64. Operations
// ignore the bits above, and results have zeros there.
type Format uint8

const (
	Binary32 Format = 0 // S
	Binary64 Format = 1 // D
)

// Rounding is a rounding mode, encoded as in the frm field (table "Rounding
// mode encoding").
type Rounding uint8

const (
	RNE Rounding = 0 // to nearest, ties to even
	RTZ Rounding = 1 // towards zero
	RDN Rounding = 2 // down, towards minus infinity
	RUP Rounding = 3 // up, towards plus infinity
	RMM Rounding = 4 // to nearest, ties to the larger magnitude
)

// Valid says whether rm is not reserved. Instructions that name a reserved mode
// are not for this package, which would round to nearest, ties to even.
func (rm Rounding) Valid() bool { return rm <= RMM }

// Flags are the exceptions that an operation raised, encoded as in the fflags
// field (table "Accrued exception flag encoding").
type Flags uint8

const (
	NX Flags = 1 << iota // inexact
	UF                   // underflow
	OF                   // overflow
	DZ                   // divide by zero
	NV                   // invalid operation
)

// fracBits is the width of the fraction field.
func (f Format) fracBits() int {
	if f == Binary64 {
		return 52
	}
	return 23
}

// emax is the largest exponent, and the bias. The smallest exponent of a normal
// number is 1-emax.
func (f Format) emax() int {
	if f == Binary64 {
		return 1023
	}
	return 127
}

// signBit is the sign of a value. The bits below it are the magnitude.
func (f Format) signBit() uint64 {
	if f == Binary64 {
		return 1 << 63
	}
	return 1 << 31
}

// magnitude is v without its sign.
func (f Format) magnitude(v uint64) uint64 { return v & (f.signBit() - 1) }

// Inf is plus infinity. Its bits are those of the exponent field.
func (f Format) Inf() uint64 {
	if f == Binary64 {
		return 0x7ff0_0000_0000_0000
	}
	return 0x7f80_0000
}

// quietBit is the bit of a NaN that tells quiet (1) from signalling (0).
func (f Format) quietBit() uint64 { return 1 << (f.fracBits() - 1) }

// NaN is the canonical NaN (section "NaN Generation and Propagation").
func (f Format) NaN() uint64 { return f.Inf() | f.quietBit() }

// Box is the value of a 64-bit register that holds v: narrower values have ones
// above them (section "NaN Boxing of Narrower Values").
func (f Format) Box(v uint64) uint64 {
	if f == Binary32 {
		return v | 0xffff_ffff<<32
	}
	return v
}

// Unbox is the value that an operation reads from a 64-bit register: the
// canonical NaN if the register does not hold a boxed value. (Moves and stores
// take the low bits instead, boxed or not.)
func (f Format) Unbox(reg uint64) uint64 {
	switch {
	case f == Binary64:
		return reg
	case reg>>32 != 0xffff_ffff:
		return f.NaN()
	}
	return reg & 0xffff_ffff
}

// kind is what a number is. The kinds are in ascending order of precedence:
// the largest kind of the operands decides about NaN results.
type kind uint8

const (
	zero kind = iota
	finite
	infinite
	quiet
	signalling
)

// flags are the exceptions of an operation on NaNs up to kind k: a signalling
// NaN is an invalid operand.
func (k kind) flags() Flags {
	if k == signalling {
		return NV
	}
	return 0
}

// number is a value of any format, or an intermediate result. If it is finite
// its magnitude is 2^exp times hi.lo, where the leading bit of hi, always set,
// counts 1. The last bit of lo is sticky: it is also set when the exact
// magnitude is larger than the other bits say.
type number struct {
	scale
	hi, lo uint64
}

// scale is the part of a number beside its magnitude. The compiler keeps structs
// in registers if they have at most four fields each: hence two.
type scale struct {
	kind kind
	neg  bool
	exp  int
}

// special is a number without a magnitude.
func special(k kind, neg bool) number { return number{scale: scale{kind: k, neg: neg}} }

// unpack is the number of a value. It leaves lo empty.
func (f Format) unpack(v uint64) number {
	fraction := v & (1<<f.fracBits() - 1)
	field := int(v & f.Inf() >> f.fracBits())
	x := number{
		scale: scale{finite, v&f.signBit() != 0, field - f.emax()},
		hi:    fraction << (63 - f.fracBits()),
	}
	switch {
	case field == 2*f.emax()+1 && fraction == 0:
		x.kind = infinite
	case field == 2*f.emax()+1 && v&f.quietBit() != 0:
		x.kind = quiet
	case field == 2*f.emax()+1:
		x.kind = signalling
	case field != 0:
		x.hi |= 1 << 63
	case fraction == 0:
		x.kind = zero
	default: // subnormal: the exponent of field 1, without the leading bit
		x.exp++
		x = x.normalize()
	}
	return x
}

// normalize shifts the leading bit of a nonzero magnitude into its place.
func (x number) normalize() number {
	if x.hi == 0 {
		x.hi, x.lo = x.lo, 0
		x.exp -= 64
	}
	n := bits.LeadingZeros64(x.hi)
	x.hi = x.hi<<n | x.lo>>(64-n)
	x.lo <<= n
	x.exp -= n
	return x
}

// round is the value of format f nearest to x in the direction rm, and flags
// together with those that rounding raises.
func (f Format) round(x number, rm Rounding, flags Flags) (uint64, Flags) {
	var sign uint64
	if x.neg {
		sign = f.signBit()
	}
	switch x.kind {
	case zero:
		return sign, flags
	case infinite:
		return sign | f.Inf(), flags
	case quiet, signalling:
		return f.NaN(), flags
	}
	if x.lo != 0 {
		x.hi |= 1
	}
	v := f.Inf()
	if x.exp <= f.emax() {
		var inexact Flags
		v, inexact = f.roundFinite(x, rm)
		flags |= inexact
	}
	if v == f.Inf() {
		flags |= OF | NX
		if !overflowsToInf(rm, x.neg) {
			v--
		}
	}
	return sign | v, flags
}

// overflowsToInf says whether a result that is too large becomes infinite. The
// other directions give the largest finite number.
func overflowsToInf(rm Rounding, neg bool) bool {
	switch rm {
	case RTZ:
		return false
	case RDN:
		return neg
	case RUP:
		return !neg
	}
	return true
}

// roundFinite is the magnitude of a number of at most the exponent emax, whose
// bits are all in hi, rounded: infinity if rounding carries it beyond the
// largest finite number.
func (f Format) roundFinite(x number, rm Rounding) (v uint64, flags Flags) {
	drop, below := uint(63-f.fracBits()), 1-f.emax()-x.exp
	subnormal := below > 0
	n, field := drop, 0
	if subnormal {
		n += uint(below)
	} else {
		field = -below
	}
	kept, rest := split(x.hi, n)
	if rest != 0 {
		flags = NX
		if subnormal && f.tiny(x, rm) {
			flags |= UF
		}
	}
	if roundsUp(rm, x.neg, kept, rest) {
		kept++
	}
	// The leading bit, in kept, makes the field of a normal number one more, and
	// a carry of the increment another one more.
	return uint64(field)<<f.fracBits() + kept, flags
}

// tiny says whether a number below the normal ones is so after rounding too,
// with the exponent range unbounded (section "Subnormal Arithmetic").
func (f Format) tiny(x number, rm Rounding) bool {
	kept, rest := split(x.hi, uint(63-f.fracBits()))
	carries := kept == 2<<f.fracBits()-1 && roundsUp(rm, x.neg, kept, rest)
	return x.exp < -f.emax() || !carries
}

// split is x, not 0, in units of 2^n: what is whole, and the rest in units of
// 2^(n-64). A rest that is too small for them is 1.
func split(x uint64, n uint) (whole, rest uint64) {
	if n > 64 {
		return 0, 1
	}
	return x >> n, x << (64 - n)
}

// roundsUp says whether the magnitude whole, of which a rest (in units of 2^-64)
// is left, is to be incremented.
func roundsUp(rm Rounding, neg bool, whole, rest uint64) bool {
	const half = 1 << 63
	switch rm {
	case RTZ:
		return false
	case RDN:
		return neg && rest != 0
	case RUP:
		return !neg && rest != 0
	case RMM:
		return rest >= half
	}
	return rest > half || rest == half && whole&1 != 0
}
