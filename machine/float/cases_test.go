package float

import "testing"

// Values of binary64 and, with an s, binary32.
const (
	one, sone     = 0x3ff0_0000_0000_0000, 0x3f80_0000
	two, stwo     = 0x4000_0000_0000_0000, 0x4000_0000
	inf, sinf     = 0x7ff0_0000_0000_0000, 0x7f80_0000
	nan, snan     = 0x7ff8_0000_0000_0000, 0x7fc0_0000
	sig, ssig     = 0x7ff0_0000_0000_0001, 0x7f80_0001 // signalling
	huge, shuge   = 0x7fef_ffff_ffff_ffff, 0x7f7f_ffff // largest
	tiny, stiny   = 0x0010_0000_0000_0000, 0x0080_0000 // smallest normal
	minus, sminus = 1 << 63, 1 << 31                   // sign; alone -0
	ulp, sulp     = 0x3cb0_0000_0000_0000, 0x3400_0000 // 2^-52, 2^-23
)

// cases are corner cases with the sections that decide them. "IEEE" is IEEE 754,
// F and D are the chapters of the extensions.
var cases = []struct {
	f       Format
	op      string
	rm      Rounding
	a, b, c uint64
	v       uint64
	flags   Flags
}{
	// IEEE 6.3: an exact zero sum of different signs is -0 only rounding down.
	{Binary64, "add", RNE, one, one | minus, 0, 0, 0},
	{Binary64, "add", RDN, one, one | minus, 0, minus, 0},
	{Binary64, "sub", RUP, one, one, 0, 0, 0},
	{Binary32, "sub", RDN, sone, sone, 0, sminus, 0},
	{Binary64, "add", RNE, 0, minus, 0, 0, 0},
	{Binary64, "add", RDN, 0, minus, 0, minus, 0},
	{Binary64, "add", RNE, minus, minus, 0, minus, 0},
	{Binary64, "add", RDN, 0, 0, 0, 0, 0},
	{Binary64, "sub", RNE, minus, 0, 0, minus, 0},
	{Binary64, "mul", RNE, minus, one, 0, minus, 0},
	{Binary64, "mul", RDN, minus, one | minus, 0, 0, 0},
	{Binary64, "div", RNE, 0, inf | minus, 0, minus, 0},
	{Binary64, "sqrt", RNE, minus, 0, 0, minus, 0},
	{Binary64, "sqrt", RDN, 0, 0, 0, 0, 0},
	// The sign of the product counts, not that of its rounded value.
	{Binary64, "fma", RNE, one, one, one | minus, 0, 0},
	{Binary64, "fma", RDN, one, one, one | minus, minus, 0},
	{Binary64, "fma", RNE, 0, one | minus, minus, minus, 0},
	{Binary64, "fma", RNE, 0, one | minus, 0, 0, 0},
	{Binary64, "fma", RNE, tiny, tiny, minus, 0, NX | UF},
	{Binary64, "fma", RNE, tiny, tiny | minus, 0, minus, NX | UF},
	{Binary64, "fma", RUP, tiny, tiny, minus, 1, NX | UF},

	// IEEE 4.3.1 and 4.3.2: 1 and half a unit, in every direction.
	{Binary64, "add", RNE, one, ulp - 1<<52, 0, one, NX},
	{Binary64, "add", RTZ, one, ulp - 1<<52, 0, one, NX},
	{Binary64, "add", RDN, one, ulp - 1<<52, 0, one, NX},
	{Binary64, "add", RUP, one, ulp - 1<<52, 0, one + 1, NX},
	{Binary64, "add", RMM, one, ulp - 1<<52, 0, one + 1, NX},
	{Binary64, "add", RNE, one + 1, ulp - 1<<52, 0, one + 2, NX},
	{Binary32, "add", RNE, sone, sulp - 1<<23, 0, sone, NX},
	{Binary32, "add", RMM, sone | sminus, sulp - 1<<23 | sminus, 0, (sone + 1) | sminus, NX},
	{Binary32, "add", RDN, sone | sminus, sulp - 1<<23 | sminus, 0, (sone + 1) | sminus, NX},
	{Binary32, "add", RUP, sone | sminus, sulp - 1<<23 | sminus, 0, sone | sminus, NX},
	// The least number still counts beside the largest.
	{Binary64, "add", RUP, one, 1, 0, one + 1, NX},
	{Binary64, "sub", RTZ, one, 1, 0, one - 1, NX},
	{Binary64, "sub", RNE, one, 1, 0, one, NX},
	// 2^-53(1+2^-78), the product of 1+2^-26 and 2^-53(1-2^-26+2^-52), beside 1 or
	// 1+2^-52: its last bit alone, which is 131 below the leading one of the sum,
	// makes it more than half a unit.
	{Binary64, "fma", RNE, 0x3ff0_0000_0400_0000, 0x3c9f_ffff_f800_0002, one, one + 1, NX},
	{Binary64, "fma", RNE, 0x3ff0_0000_0400_0000, 0x3c9f_ffff_f800_0002, minus | (one + 1), minus | one, NX},
	{Binary64, "fma", RNE, 0x3ff0_0000_0400_0000, 0x3c9f_ffff_f800_0002, one + 1, one + 2, NX},

	// IEEE 7.4: what overflows becomes infinite or the largest number.
	{Binary64, "add", RNE, huge, huge, 0, inf, OF | NX},
	{Binary64, "add", RMM, huge, huge, 0, inf, OF | NX},
	{Binary64, "add", RTZ, huge, huge, 0, huge, OF | NX},
	{Binary64, "add", RDN, huge, huge, 0, huge, OF | NX},
	{Binary64, "add", RUP, huge, huge, 0, inf, OF | NX},
	{Binary64, "add", RDN, huge | minus, huge | minus, 0, inf | minus, OF | NX},
	{Binary64, "add", RUP, huge | minus, huge | minus, 0, huge | minus, OF | NX},
	{Binary32, "mul", RTZ, shuge, shuge | sminus, 0, shuge | sminus, OF | NX},
	// Overflow is judged after rounding: half a unit above the largest.
	{Binary64, "add", RNE, huge, 0x7c90_0000_0000_0000, 0, inf, OF | NX},
	{Binary64, "add", RNE, huge, 0x7c8f_ffff_ffff_ffff, 0, huge, NX},
	{Binary64, "add", RTZ, huge, 0x7c90_0000_0000_0000, 0, huge, NX},
	{Binary64, "add", RUP, huge, 1, 0, inf, OF | NX},
	// FMA does not overflow on the way.
	{Binary64, "fma", RNE, huge, two, huge | minus, huge, 0},

	// F "Subnormal Arithmetic": tininess is detected after rounding. All these
	// become the smallest normal number where subnormal numbers are rounded. But
	// (1-2^-53) times it has 53 bits, and so is tiny. (1-2^-104) times it
	// is not, as it rounds to it with the exponent unbounded too.
	{Binary64, "mul", RNE, tiny, one - 1, 0, tiny, NX | UF},
	{Binary64, "mul", RUP, tiny, one - 1, 0, tiny, NX | UF},
	{Binary64, "mul", RNE, tiny + 1, one - 2, 0, tiny, NX},
	{Binary32, "mul", RNE, stiny + 1, sone - 2, 0, stiny, NX},
	{Binary32, "mul", RUP, stiny + 1, sone - 2, 0, stiny, NX},
	{Binary32, "mul", RTZ, stiny + 1, sone - 2, 0, stiny - 1, NX | UF},
	// Exact subnormal results do not underflow (IEEE 7.5).
	{Binary64, "mul", RNE, tiny, one - 1<<52, 0, tiny >> 1, 0},
	{Binary64, "sub", RNE, tiny + 1, tiny, 0, 1, 0},
	{Binary64, "div", RNE, 1, two, 0, 0, NX | UF},
	{Binary64, "div", RUP, 1, two, 0, 1, NX | UF},
	{Binary64, "div", RMM, 1, two, 0, 1, NX | UF},
	{Binary64, "div", RNE, 3, two, 0, 2, NX | UF},
	{Binary64, "div", RMM, 1, two + 1, 0, 0, NX | UF},

	// IEEE 7.2, 7.3 and F "NaN Generation and Propagation".
	{Binary64, "sub", RNE, inf, inf, 0, nan, NV},
	{Binary64, "add", RNE, inf, inf, 0, inf, 0},
	{Binary64, "mul", RNE, inf | minus, minus, 0, nan, NV},
	{Binary64, "div", RNE, inf, inf | minus, 0, nan, NV},
	{Binary64, "div", RNE, minus, 0, 0, nan, NV},
	{Binary64, "div", RNE, one | minus, 0, 0, inf | minus, DZ},
	{Binary64, "div", RNE, inf, minus, 0, inf | minus, 0},
	{Binary64, "sqrt", RNE, one | minus, 0, 0, nan, NV},
	{Binary64, "sqrt", RNE, inf, 0, 0, inf, 0},
	{Binary64, "sqrt", RNE, inf | minus, 0, 0, nan, NV},
	{Binary64, "sqrt", RNE, nan | minus | 5, 0, 0, nan, 0},
	{Binary64, "add", RNE, nan | minus | 5, one, 0, nan, 0},
	{Binary64, "add", RNE, nan, sig, 0, nan, NV},
	{Binary32, "mul", RNE, sone, ssig | sminus, 0, snan, NV},
	// F "Single-Precision Floating-Point Computational Instructions": FMA of
	// infinity and zero is invalid beside a quiet NaN.
	{Binary64, "fma", RNE, inf, 0, nan, nan, NV},
	{Binary32, "fma", RNE, sminus, sinf, snan, snan, NV},
	{Binary64, "fma", RNE, inf, one, nan, nan, 0},
	{Binary64, "fma", RNE, one, one, sig, nan, NV},
	{Binary64, "fma", RNE, inf, one, inf | minus, nan, NV},
	{Binary64, "fma", RNE, huge, huge, inf | minus, inf | minus, 0},

	// F, minimum and maximum.
	{Binary64, "min", RNE, 0, minus, 0, minus, 0},
	{Binary64, "min", RNE, minus, 0, 0, minus, 0},
	{Binary64, "max", RNE, minus, 0, 0, 0, 0},
	{Binary64, "max", RNE, 0, minus, 0, 0, 0},
	{Binary64, "min", RNE, nan, one, 0, one, 0},
	{Binary64, "max", RNE, one, sig, 0, one, NV},
	{Binary64, "min", RNE, sig, inf, 0, inf, NV},
	{Binary32, "max", RNE, 0xffff_ffff, 0x7fff_ffff, 0, snan, 0},
	{Binary32, "max", RNE, ssig, 0x7fff_ffff, 0, snan, NV},

	// F "Single-Precision Floating-Point Compare Instructions".
	{Binary64, "eq", RNE, 0, minus, 0, 1, 0},
	{Binary64, "lt", RNE, minus, 0, 0, 0, 0},
	{Binary64, "le", RNE, 0, minus, 0, 1, 0},
	{Binary64, "eq", RNE, nan, nan, 0, 0, 0},
	{Binary64, "eq", RNE, sig, one, 0, 0, NV},
	{Binary64, "lt", RNE, one, nan, 0, 0, NV},
	{Binary64, "le", RNE, nan, one, 0, 0, NV},
	{Binary64, "lt", RNE, inf | minus, huge | minus, 0, 1, 0},

	// D "Double-Precision Floating-Point Conversion and Move Instructions".
	{Binary32, "convert", RNE, 1, 0, 0, 0x36a0_0000_0000_0000, 0}, // 2^-149
	{Binary32, "convert", RNE, ssig | sminus, 0, 0, nan, NV},
	{Binary64, "convert", RNE, nan | minus | 5, 0, 0, snan, 0},
	{Binary64, "convert", RNE, 0x7ffc_ffff_ffff_8004, 0, 0, snan, 0},
	{Binary64, "convert", RNE, huge, 0, 0, sinf, OF | NX},
	{Binary64, "convert", RTZ, huge, 0, 0, shuge, OF | NX},
	{Binary64, "convert", RNE, 1 | minus, 0, 0, sminus, NX | UF},
	{Binary64, "convert", RDN, 1 | minus, 0, 0, sminus | 1, NX | UF},
	{Binary64, "convert", RNE, 0x380f_ffff_e000_0000, 0, 0, stiny, NX | UF}, // halfway, as a tie, below 2^-126
	{Binary64, "convert", RNE, 0x380f_ffff_f000_0000, 0, 0, stiny, NX},
	{Binary64, "convert", RNE, 0x380f_ffff_efff_ffff, 0, 0, stiny, NX | UF},
}

func TestCases(t *testing.T) {
	for _, c := range cases {
		op := operationNamed(c.op)
		to := c.f
		if op.to != nil {
			to = op.to(c.f)
		}
		if v, flags := op.do(c.f, c.a, c.b, c.c, c.rm); v != c.v || flags != c.flags {
			t.Errorf("%v %s %v %#x %#x %#x\n\tis       %s %v\n\texpected %s %v", c.f, c.op, c.rm, c.a, c.b, c.c, to.show(v), flags, to.show(c.v), c.flags)
		}
	}
}

// integerCases: F, table "Domains of float-to-integer conversions and behavior
// for invalid inputs", and the rounding at its borders.
var integerCases = []struct {
	f     Format
	i     Integer
	rm    Rounding
	in    uint64
	v     uint64
	flags Flags
}{
	{Binary32, Int32, RNE, snan | sminus, 0x7fff_ffff, NV},
	{Binary32, Uint32, RNE, snan, ^uint64(0), NV},
	{Binary32, Int64, RNE, ssig, 1<<63 - 1, NV},
	{Binary32, Uint64, RNE, snan | sminus, ^uint64(0), NV},
	{Binary32, Int32, RNE, sinf, 0x7fff_ffff, NV},
	{Binary32, Uint32, RNE, sinf, ^uint64(0), NV},
	{Binary32, Int32, RNE, sinf | sminus, 0xffff_ffff_8000_0000, NV},
	{Binary32, Uint32, RNE, sinf | sminus, 0, NV},
	{Binary32, Int64, RNE, sinf | sminus, 1 << 63, NV},
	{Binary32, Uint64, RNE, sinf | sminus, 0, NV},
	// -0.75 is valid as an unsigned integer if it rounds to 0.
	{Binary64, Uint32, RTZ, 0xbfe8_0000_0000_0000, 0, NX},
	{Binary64, Uint32, RNE, 0xbfe8_0000_0000_0000, 0, NV},
	{Binary64, Uint64, RUP, 0xbfe8_0000_0000_0000, 0, NX},
	{Binary64, Uint64, RDN, 0xbfe8_0000_0000_0000, 0, NV},
	{Binary64, Int32, RNE, 0xbfe8_0000_0000_0000, ^uint64(0), NX},
	{Binary64, Uint64, RNE, minus, 0, 0},
	{Binary64, Uint64, RDN, 1 | minus, 0, NV},
	// 2^31-0.5, -2^31-0.5, 2^32-0.5.
	{Binary64, Int32, RTZ, 0x41df_ffff_ffe0_0000, 0x7fff_ffff, NX},
	{Binary64, Int32, RNE, 0x41df_ffff_ffe0_0000, 0x7fff_ffff, NV},
	{Binary64, Uint32, RNE, 0x41df_ffff_ffe0_0000, 0xffff_ffff_8000_0000, NX},
	{Binary64, Int32, RNE, 0xc1e0_0000_0010_0000, 0xffff_ffff_8000_0000, NX},
	{Binary64, Int32, RMM, 0xc1e0_0000_0010_0000, 0xffff_ffff_8000_0000, NV},
	{Binary64, Uint32, RDN, 0x41ef_ffff_fff0_0000, ^uint64(0), NX},
	{Binary64, Uint32, RUP, 0x41ef_ffff_fff0_0000, ^uint64(0), NV},
	// 2^63 and the number below, -2^63 and the number below, 2^64.
	{Binary64, Int64, RNE, 0x43e0_0000_0000_0000, 1<<63 - 1, NV},
	{Binary64, Uint64, RNE, 0x43e0_0000_0000_0000, 1 << 63, 0},
	{Binary64, Int64, RNE, 0x43df_ffff_ffff_ffff, 1<<63 - 1024, 0},
	{Binary64, Int64, RNE, 0xc3e0_0000_0000_0000, 1 << 63, 0},
	{Binary64, Int64, RNE, 0xc3e0_0000_0000_0001, 1 << 63, NV},
	{Binary64, Uint64, RNE, 0x43f0_0000_0000_0000, ^uint64(0), NV},
	{Binary64, Uint64, RNE, 0x43ef_ffff_ffff_ffff, ^uint64(2047), 0},
	// Ties, and what is far below 1.
	{Binary64, Int64, RNE, 0x4004_0000_0000_0000, 2, NX}, // 2.5
	{Binary64, Int64, RMM, 0x4004_0000_0000_0000, 3, NX},
	{Binary64, Int64, RNE, 0x3fe0_0000_0000_0000, 0, NX}, // 0.5
	{Binary64, Int64, RMM, 0x3fe0_0000_0000_0000, 1, NX},
	{Binary64, Int64, RUP, 1, 1, NX},
	{Binary64, Int64, RDN, 1 | minus, ^uint64(0), NX},
	{Binary64, Int64, RMM, 1, 0, NX},
}

func TestIntegerCases(t *testing.T) {
	for _, c := range integerCases {
		if v, flags := c.f.ToInt(c.i, c.in, c.rm); v != c.v || flags != c.flags {
			t.Errorf("%v to %v %v %s\n\tis       %#x %v\n\texpected %#x %v", c.f, c.i, c.rm, c.f.show(c.in), v, flags, c.v, c.flags)
		}
	}
}

// TestFromIntCases: F and D, conversions of integers. The upper half of the
// register doesn't matter to 32-bit ones.
func TestFromIntCases(t *testing.T) {
	for _, c := range []struct {
		f     Format
		i     Integer
		rm    Rounding
		reg   uint64
		v     uint64
		flags Flags
	}{
		{Binary32, Int32, RDN, 0, 0, 0}, // "will never set any exception flags"
		{Binary64, Int32, RNE, 0x7fff_ffff_ffff_fffe, 0xc000_0000_0000_0000, 0},
		{Binary64, Uint32, RNE, ^uint64(1), 0x41ef_ffff_ffc0_0000, 0},
		{Binary64, Uint32, RNE, 0xfff0_0000_0000_0000, 0, 0},
		{Binary64, Int64, RNE, 1 << 63, 0xc3e0_0000_0000_0000, 0},
		{Binary64, Uint64, RNE, 1 << 63, 0x43e0_0000_0000_0000, 0},
		{Binary64, Uint64, RNE, ^uint64(0), 0x43f0_0000_0000_0000, NX},
		{Binary64, Uint64, RTZ, ^uint64(0), 0x43ef_ffff_ffff_ffff, NX},
		{Binary64, Int64, RNE, 1<<53 + 1, 0x4340_0000_0000_0000, NX},
		{Binary64, Int64, RMM, 1<<53 + 1, 0x4340_0000_0000_0001, NX},
		{Binary32, Int32, RNE, 1<<24 + 1, 0x4b80_0000, NX},
		{Binary32, Int32, RDN, ^uint64(1 << 24), 0xcb80_0001, NX},
		{Binary32, Uint32, RUP, 0xffff_ffff, 0x4f80_0000, NX},
	} {
		if v, flags := c.f.FromInt(c.i, c.reg, c.rm); v != c.v || flags != c.flags {
			t.Errorf("%v to %v %v %#x\n\tis       %s %v\n\texpected %s %v", c.i, c.f, c.rm, c.reg, c.f.show(v), flags, c.f.show(c.v), c.flags)
		}
	}
}

// TestSigns: F "Single-Precision Floating-Point Conversion and Move
// Instructions": sign injection changes the sign alone, of NaNs too, which it
// does not make canonical.
func TestSigns(t *testing.T) {
	for _, c := range []struct {
		f         Format
		a, b      uint64
		j, jn, jx uint64 // fsgnj, fsgnjn, fsgnjx
		neg       uint64 // of a
	}{
		{Binary64, one, minus, one | minus, one, one | minus, one | minus},
		{Binary64, one | minus, minus, one | minus, one, one, one},
		{Binary64, sig, one, sig, sig | minus, sig, sig | minus},
		{Binary64, sig | minus, 0, sig, sig | minus, sig | minus, sig},
		{Binary32, sone, sminus, sone | sminus, sone, sone | sminus, sone | sminus},
		{Binary32, ssig | sminus, sone, ssig, ssig | sminus, ssig | sminus, ssig},
		{Binary32, 0, 0, 0, sminus, 0, sminus},
	} {
		for _, r := range []struct {
			name      string
			got, want uint64
		}{
			{"fsgnj", c.f.CopySign(c.a, c.b), c.j},
			{"fsgnjn", c.f.CopySign(c.a, ^c.b), c.jn},
			{"fsgnjx", c.f.CopySign(c.a, c.a^c.b), c.jx},
			{"Neg", c.f.Neg(c.a), c.neg},
		} {
			if r.got != r.want {
				t.Errorf("%v %s of %#x %#x = %#x, expected %#x", c.f, r.name, c.a, c.b, r.got, r.want)
			}
		}
	}
}
