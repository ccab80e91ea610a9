package ir

import "ushell/cc/ctype"

// isAggregate says that values of t are not in registers.
func isAggregate(t *ctype.Type) bool {
	return t.Kind == ctype.Struct || t.Kind == ctype.Union || t.Kind == ctype.Array
}

func isScalar(t *ctype.Type) bool {
	return !isAggregate(t) && t.Kind != ctype.Void && t.Kind != ctype.Func
}

// classOf is the class of register that holds a value of the scalar type t.
func classOf(t *ctype.Type) Class {
	switch t.Kind {
	case ctype.Pointer, ctype.IntCap, ctype.UIntCap, ctype.VaList, ctype.Func, ctype.Array:
		return Cap
	case ctype.Float:
		return F32
	case ctype.Double, ctype.LongDouble:
		return F64
	}
	return Int
}

// base is t, or the integer type of an enum.
func base(t *ctype.Type) *ctype.Type {
	if t.Kind == ctype.Enum && t.Elem != nil {
		return t.Elem
	}
	return t
}

// isSigned says that t is a signed integer type.
func isSigned(t *ctype.Type) bool { return base(t).Signed() }

func isIntCap(t *ctype.Type) bool { return t.Kind == ctype.IntCap || t.Kind == ctype.UIntCap }

func isFloat(t *ctype.Type) bool {
	return t.Kind == ctype.Float || t.Kind == ctype.Double || t.Kind == ctype.LongDouble
}

// width is 4 for integers of up to 32 bits, else 8.
func width(t *ctype.Type) uint8 {
	if base(t).Size <= 4 {
		return 4
	}
	return 8
}

// canonical is n as a register holds it when it is of type t.
func canonical(n int64, t *ctype.Type) int64 {
	b := base(t)
	if b.Kind == ctype.Bool {
		if n != 0 {
			return 1
		}
		return 0
	}
	if classOf(t) != Int {
		return n
	}
	return extend(n, b.Size, isSigned(b) || b.Size == 4)
}

// extend is the low w bytes of n, extended.
func extend(n, w int64, signed bool) int64 {
	if w <= 0 || w >= 8 {
		return n
	}
	s := uint(64 - 8*w)
	if signed {
		return n << s >> s
	}
	return int64(uint64(n) << s >> s)
}

// log2 is the logarithm of n, -1 when n is no power of two.
func log2(n int64) int64 {
	if n <= 0 || n&(n-1) != 0 {
		return -1
	}
	k := int64(0)
	for n > 1 {
		n >>= 1
		k++
	}
	return k
}
