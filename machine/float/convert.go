package float

// Integer is an integer type, encoded as in the rs2 field of conversions. Its
// values are those of a 64-bit register, where 32-bit integers are sign
// extended, unsigned ones too.
type Integer uint8

const (
	Int32  Integer = 0 // W
	Uint32 Integer = 1 // WU
	Int64  Integer = 2 // L
	Uint64 Integer = 3 // LU
)

func (i Integer) signed() bool { return i&1 == 0 }

func (i Integer) width() uint {
	if i&2 == 0 {
		return 32
	}
	return 64
}

// limit is the largest magnitude of a negative or of another integer.
func (i Integer) limit(neg bool) uint64 {
	switch {
	case i.signed() && neg:
		return 1 << (i.width() - 1)
	case i.signed():
		return 1<<(i.width()-1) - 1
	case neg:
		return 0
	}
	return ^uint64(0) >> (64 - i.width())
}

// register is the register with an integer of magnitude m.
func (i Integer) register(neg bool, m uint64) uint64 {
	if neg {
		m = -m
	}
	if i.width() == 32 {
		return uint64(int32(m))
	}
	return m
}

// Convert is v, of format f, in the format to. A wider format has it exactly.
func (f Format) Convert(to Format, v uint64, rm Rounding) (uint64, Flags) {
	x := f.unpack(v)
	return to.round(x, rm, x.kind.flags())
}

// FromInt is the integer of type i in the register reg. A 32-bit integer is in
// the low half, what the other half holds doesn't matter.
func (f Format) FromInt(i Integer, reg uint64, rm Rounding) (uint64, Flags) {
	if i.width() == 32 {
		reg &= 0xffff_ffff
		if i.signed() {
			reg = uint64(int32(reg))
		}
	}
	x := number{scale: scale{kind: finite, exp: 63}, hi: reg}
	if reg == 0 {
		return 0, 0
	}
	if i.signed() && int64(reg) < 0 {
		x.neg, x.hi = true, -reg
	}
	return f.round(x.normalize(), rm, 0)
}

// ToInt is the register with v rounded to an integer of type i. What is out of
// range after rounding becomes the nearest integer and a NaN the largest, both
// invalid and not inexact (table "Domains of float-to-integer conversions and
// behavior for invalid inputs").
func (f Format) ToInt(i Integer, v uint64, rm Rounding) (uint64, Flags) {
	x := f.unpack(v)
	switch {
	case x.kind >= quiet:
		return i.register(false, i.limit(false)), NV
	case x.kind == zero:
		return 0, 0
	case x.kind == infinite || x.exp > 63:
		return i.register(x.neg, i.limit(x.neg)), NV
	}
	whole, rest := split(x.hi, uint(63-x.exp))
	if roundsUp(rm, x.neg, whole, rest) {
		whole++ // there is no rest where this would overflow
	}
	switch {
	case whole > i.limit(x.neg):
		return i.register(x.neg, i.limit(x.neg)), NV
	case rest != 0:
		return i.register(x.neg, whole), NX
	}
	return i.register(x.neg, whole), 0
}
