package float

// isNaN says whether v is a NaN.
func (f Format) isNaN(v uint64) bool { return f.magnitude(v) > f.Inf() }

// isSignalling says whether v is a signalling NaN.
func (f Format) isSignalling(v uint64) bool { return f.isNaN(v) && v&f.quietBit() == 0 }

// anySignalling is NV if a or b is a signalling NaN.
func (f Format) anySignalling(a, b uint64) Flags {
	if f.isSignalling(a) || f.isSignalling(b) {
		return NV
	}
	return 0
}

// key orders values that are not NaNs as they compare: zeros are equal.
func (f Format) key(v uint64) int64 {
	if v&f.signBit() != 0 {
		return -int64(f.magnitude(v))
	}
	return int64(f.magnitude(v))
}

// Eq is a = b, a quiet comparison: it is false of NaNs, and invalid only if one
// is signalling (section "Single-Precision Floating-Point Compare
// Instructions").
func (f Format) Eq(a, b uint64) (bool, Flags) {
	if f.isNaN(a) || f.isNaN(b) {
		return false, f.anySignalling(a, b)
	}
	return f.key(a) == f.key(b), 0
}

// Lt is a < b, a signalling comparison: it is false of NaNs, and invalid.
func (f Format) Lt(a, b uint64) (bool, Flags) {
	if f.isNaN(a) || f.isNaN(b) {
		return false, NV
	}
	return f.key(a) < f.key(b), 0
}

// Le is a ≤ b, a signalling comparison as Lt is.
func (f Format) Le(a, b uint64) (bool, Flags) {
	if f.isNaN(a) || f.isNaN(b) {
		return false, NV
	}
	return f.key(a) <= f.key(b), 0
}

// Min is the smaller one of a and b, where -0 is less than +0: the operation
// minimumNumber of IEEE 754-2019. If only one is a NaN it is the other one, if
// both are it is the canonical NaN. A signalling NaN is invalid in any case.
func (f Format) Min(a, b uint64) (uint64, Flags) { return f.pick(a, b, false) }

// Max is the larger one of a and b, with zeros and NaNs as in Min: the operation
// maximumNumber.
func (f Format) Max(a, b uint64) (uint64, Flags) { return f.pick(a, b, true) }

func (f Format) pick(a, b uint64, larger bool) (uint64, Flags) {
	flags := f.anySignalling(a, b)
	switch {
	case f.isNaN(a) && f.isNaN(b):
		return f.NaN(), flags
	case f.isNaN(a):
		a = b
	case f.isNaN(b):
	case f.key(a) == f.key(b):
		// Only zeros have equal keys and may differ: in their sign.
		if negative := a&f.signBit() != 0; negative == larger {
			a = b
		}
	case f.key(a) < f.key(b) == larger:
		a = b
	}
	return f.CopySign(a, a), flags // without the bits above the value
}

// Class is the mask of fclass for v, which has one bit set (table "Format of
// result of FCLASS instruction"):
//
//	0  minus infinity       5  positive, subnormal
//	1  negative, normal     6  positive, normal
//	2  negative, subnormal  7  plus infinity
//	3  -0                   8  signalling NaN
//	4  +0                   9  quiet NaN
func (f Format) Class(v uint64) uint64 {
	switch {
	case f.isSignalling(v):
		return 1 << 8
	case f.isNaN(v):
		return 1 << 9
	}
	var n int // how far from zero
	switch m := f.magnitude(v); {
	case m == f.Inf():
		n = 3
	case m&f.Inf() != 0:
		n = 2
	case m != 0:
		n = 1
	}
	if v&f.signBit() != 0 {
		return 1 << (3 - n)
	}
	return 1 << (4 + n)
}
