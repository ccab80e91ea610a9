package token

import (
	"math"
	"math/bits"
	"strconv"
	"strings"

	"ushell/cc/diag"
)

// NumType is the type of a constant.
type NumType uint8

// Types of constants.
const (
	Int NumType = iota
	UInt
	Long
	ULong
	LongLong
	ULongLong
	Float
	Double
	LongDouble
)

// Num is what a number is worth.
type Num struct {
	Type  NumType
	Int   uint64  // of an integer
	Float float64 // of a floating constant, rounded to its type
}

// Floating says whether n is a floating constant.
func (n *Num) Floating() bool { return n.Type >= Float }

func (n *Num) unsigned() bool { return n.Type == UInt || n.Type == ULong || n.Type == ULongLong }

// ParseNumber is the value of a Number and its type, as C11 6.4.4.1 and 6.4.4.2
// say, with int of 32 bits and long of 64. When it is wrong, diags is told and ok is false.
func ParseNumber(t *Token, diags *diag.List) (n Num, ok bool) {
	s := t.Text
	if isFloat(s) {
		return parseFloat(t, diags)
	}
	base, digits, what := 10, s, "decimal"
	switch {
	case hasPrefix(s, "0x"):
		base, digits, what = 16, s[2:], "hexadecimal"
	case hasPrefix(s, "0b"):
		base, digits, what = 2, s[2:], "binary"
	case len(s) > 1 && s[0] == '0':
		base, digits, what = 8, s[1:], "octal"
	}
	var v uint64
	over := false
	i := 0
	for ; i < len(digits); i++ {
		d := digit(digits[i])
		if d >= base {
			break
		}
		hi, lo := bits.Mul64(v, uint64(base))
		sum, carry := bits.Add64(lo, uint64(d), 0)
		over = over || hi != 0 || carry != 0
		v = sum
	}
	suffix := digits[i:]
	if i == 0 && base != 8 {
		diags.Errorf(t.Span(), "%s constant '%s' has no digits", what, shorten(s))
		return n, false
	}
	if suffix != "" && suffix[0] >= '0' && suffix[0] <= '9' {
		diags.Errorf(t.part(len(s)-len(suffix), 1), "invalid digit '%c' in %s constant", suffix[0], what)
		return n, false
	}
	unsigned, long, ok := intSuffix(suffix)
	if !ok {
		diags.Errorf(t.part(len(s)-len(suffix), len(suffix)), "invalid suffix '%s' on integer constant", shorten(suffix))
		return n, false
	}
	if over {
		diags.Errorf(t.Span(), "integer constant %s is too large for any integer type", shorten(s))
		return n, false
	}
	n.Int = v
	n.Type = intType(v, base == 10, unsigned, long)
	if base == 10 && !unsigned && v > math.MaxInt64 {
		diags.Warnf("", t.Span(), "integer constant is so large that it is unsigned")
	}
	return n, true
}

// part is len bytes of t from off on.
func (t *Token) part(off, n int) diag.Span {
	if int(t.End-t.Loc.Pos) != len(t.Text) || t.Loc.Exp != nil {
		return t.Span()
	}
	p := t.Loc.Pos + diag.Pos(off)
	return diag.Span{At: diag.Loc{Pos: p}, Begin: p, End: p + diag.Pos(n)}
}

func hasPrefix(s, lower string) bool {
	return len(s) >= 2 && s[0] == lower[0] && s[1]|0x20 == lower[1]
}

func isFloat(s string) bool {
	if hasPrefix(s, "0x") {
		return strings.ContainsAny(s, ".pP")
	}
	return !hasPrefix(s, "0b") && strings.ContainsAny(s, ".eE")
}

// intSuffix reads u, l, ll in any order and case, but the ls alike.
func intSuffix(s string) (unsigned bool, long int, ok bool) {
	for s != "" {
		switch {
		case (s[0] == 'u' || s[0] == 'U') && !unsigned:
			unsigned = true
			s = s[1:]
		case (strings.HasPrefix(s, "ll") || strings.HasPrefix(s, "LL")) && long == 0:
			long = 2
			s = s[2:]
		case (s[0] == 'l' || s[0] == 'L') && long == 0:
			long = 1
			s = s[1:]
		default:
			return false, 0, false
		}
	}
	return unsigned, long, true
}

// intType is the first type of the list in C11 6.4.4.1p5 that v fits.
func intType(v uint64, decimal, unsigned bool, long int) NumType {
	for _, c := range [...]struct {
		t    NumType
		max  uint64
		long int
	}{
		{Int, math.MaxInt32, 0}, {UInt, math.MaxUint32, 0}, {Long, math.MaxInt64, 1},
		{ULong, math.MaxUint64, 1}, {LongLong, math.MaxInt64, 2}, {ULongLong, math.MaxUint64, 2},
	} {
		isUnsigned := c.t&1 == 1
		if v > c.max || c.long < long || unsigned != isUnsigned && (unsigned || decimal) {
			continue
		}
		return c.t
	}
	return ULongLong // a decimal constant beyond long long
}

// parseFloat is ParseNumber of a floating constant.
func parseFloat(t *Token, diags *diag.List) (n Num, ok bool) {
	s := t.Text
	hex := hasPrefix(s, "0x")
	i := floatEnd(s, hex)
	digits, suffix := s[:i], s[i:]
	switch {
	case !strings.ContainsAny(digits, "0123456789"), hex && len(digits) > 2 && strings.IndexAny(digits[2:], "pP") == 0, hex && strings.HasPrefix(digits[2:], ".p"):
		diags.Errorf(t.Span(), "floating constant '%s' has no digits", shorten(s))
		return n, false
	case strings.IndexByte("eEpP+-", digits[len(digits)-1]) >= 0 && (!hex || digits[len(digits)-1]|0x20 != 'e'):
		diags.Errorf(t.Span(), "the exponent of '%s' has no digits", shorten(s))
		return n, false
	case hex && !strings.ContainsAny(digits, "pP"):
		diags.Errorf(t.Span(), "hexadecimal floating constant '%s' needs an exponent: p0", shorten(s))
		return n, false
	}
	n.Type = Double
	size := 64
	switch suffix {
	case "":
	case "f", "F":
		n.Type, size = Float, 32
	case "l", "L":
		n.Type = LongDouble
	default:
		what := "invalid suffix '%s' on floating constant"
		if strings.ContainsAny(suffix, "ijIJ") {
			what = "imaginary constants are not supported: suffix '%s'"
		}
		diags.Errorf(t.part(i, len(suffix)), what, shorten(suffix))
		return n, false
	}
	f, err := strconv.ParseFloat(digits, size)
	if err != nil && !math.IsInf(f, 0) {
		diags.Errorf(t.Span(), "malformed floating constant '%s'", shorten(s))
		return n, false
	}
	if math.IsInf(f, 0) {
		diags.Warnf("overflow", t.Span(), "floating constant is too large for its type: it is infinite")
	} else if f == 0 && strings.ContainsAny(mantissa(digits, hex), "123456789abcdfABCDF") {
		diags.Warnf("overflow", t.Span(), "floating constant is too small for its type: it is zero")
	}
	n.Float = f
	return n, true
}

// mantissa is the part of a floating constant before its exponent.
func mantissa(s string, hex bool) string {
	if hex {
		s = s[2:]
		if i := strings.IndexAny(s, "pP"); i >= 0 {
			s = s[:i]
		}
		return s
	}
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		s = s[:i]
	}
	return s
}

// floatEnd is where the suffix of a floating constant begins.
func floatEnd(s string, hex bool) int {
	i, exp := 0, "eE"
	if hex {
		i, exp = 2, "pP"
	}
	dot := false
	for ; i < len(s); i++ {
		if s[i] == '.' && !dot {
			dot = true
		} else if d := digit(s[i]); d >= 10 && !(hex && d < 16) {
			break
		}
	}
	if i < len(s) && strings.IndexByte(exp, s[i]) >= 0 {
		i++
		if i < len(s) && (s[i] == '+' || s[i] == '-') {
			i++
		}
		for i < len(s) && s[i] >= '0' && s[i] <= '9' {
			i++
		}
	}
	return i
}
