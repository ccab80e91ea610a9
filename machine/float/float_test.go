package float

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

var (
	formats   = []Format{Binary32, Binary64}
	roundings = []Rounding{RNE, RTZ, RDN, RUP, RMM}
	integers  = []Integer{Int32, Uint32, Int64, Uint64}
)

func (f Format) String() string    { return [...]string{"binary32", "binary64"}[f] }
func (i Integer) String() string   { return [...]string{"W", "WU", "L", "LU"}[i] }
func (rm Rounding) String() string { return [...]string{"RNE", "RTZ", "RDN", "RUP", "RMM"}[rm] }

func (fl Flags) String() string {
	s := ""
	for i, name := range []string{"NX", "UF", "OF", "DZ", "NV"} {
		if fl>>i&1 != 0 {
			s += " " + name
		}
	}
	return "{" + s + " }"
}

// show is a value as bits and as a number.
func (f Format) show(v uint64) string {
	if f == Binary64 {
		return fmt.Sprintf("%#016x (%x)", v, math.Float64frombits(v))
	}
	return fmt.Sprintf("%#08x (%x)", v, math.Float32frombits(uint32(v)))
}

// operands generates values that are likely to meet special cases.
type operands struct {
	*rand.Rand
	f Format
}

func newOperands(f Format, seed uint64) operands {
	return operands{rand.New(rand.NewPCG(seed, uint64(f))), f}
}

// value is a value with an exponent field and a fraction, each near a limit, of
// few bits, or random.
func (o operands) value() uint64 {
	max := 2*o.f.emax() + 1
	var field int
	switch o.IntN(8) {
	case 0:
		field = o.IntN(3) // zero, subnormal, smallest
	case 1:
		field = max - o.IntN(3) // infinite or NaN, largest
	case 2, 3:
		field = o.f.emax() + o.IntN(2*o.f.fracBits()) - o.f.fracBits() // near 1
	case 4: // what squares to the least or the largest
		field = (o.f.emax() + []int{-1, 1}[o.IntN(2)]*o.f.emax()/2) + o.IntN(5) - 2
	case 5:
		field = o.IntN(2*o.f.fracBits() + 1)
	default:
		field = o.IntN(max + 1)
	}
	return o.compose(o.Uint64(), field, o.fraction())
}

// compose is a value, negative if sign is odd, with an exponent field that is
// clipped to what there is.
func (o operands) compose(sign uint64, field int, fraction uint64) uint64 {
	field = max(0, min(field, 2*o.f.emax()+1))
	v := uint64(field)<<o.f.fracBits() | fraction&(1<<o.f.fracBits()-1)
	return o.f.CopySign(v, -(sign & 1))
}

func (o operands) fraction() uint64 {
	switch w := o.f.fracBits(); o.IntN(8) {
	case 0:
		return 0
	case 1:
		return uint64(o.IntN(4))
	case 2:
		return -uint64(o.IntN(4))
	case 3:
		return 1 << o.IntN(w)
	case 4:
		return 1<<o.IntN(w) | 5<<o.IntN(w)
	case 5:
		return ^uint64(0) << o.IntN(w)
	case 6:
		return 1<<o.IntN(w+1) - 1
	}
	return o.Uint64()
}

// near is a value close to v: the same with another sign, a few units away, or
// with an exponent at a distance that makes ties and sticky bits.
func (o operands) near(v uint64) uint64 {
	switch o.IntN(6) {
	case 0:
		return o.f.CopySign(v, o.Uint64())
	case 1:
		return o.f.CopySign(v+uint64(o.IntN(7))-3, o.Uint64())
	case 2, 3:
		field := int(v & o.f.Inf() >> o.f.fracBits())
		d := o.IntN(2*o.f.fracBits()+9) - o.f.fracBits() - 4
		return o.compose(o.Uint64(), field+d, o.fraction())
	}
	return o.value()
}

// integer is the register with an integer: with few bits, or near those that a
// format can't represent.
func (o operands) integer() uint64 {
	v := o.Uint64() >> o.IntN(64)
	switch o.IntN(4) {
	case 0:
		v = 1<<o.IntN(64) + uint64(o.IntN(5)) - 2
	case 1:
		n := o.IntN(64)
		v = 1<<n | uint64(o.IntN(8))<<o.IntN(n+1)
	case 2:
		v = -v
	}
	return v
}

// halfInteger is a value near the integers, halves between them, and the limits
// of integer types.
func (o operands) halfInteger() uint64 {
	if o.IntN(2) == 0 {
		v, _ := o.f.FromInt(integers[o.IntN(4)], o.integer(), roundings[o.IntN(5)])
		return o.near(v)
	}
	field := o.f.emax() + o.IntN(68) - 3
	return o.compose(o.Uint64(), field, o.fraction())
}

func TestEncodings(t *testing.T) {
	for i, rm := range roundings {
		if int(rm) != i || !rm.Valid() {
			t.Errorf("%v is %d, valid %v", rm, rm, rm.Valid())
		}
	}
	for rm := Rounding(5); rm < 8; rm++ {
		if rm.Valid() {
			t.Errorf("reserved rounding mode %d is valid", uint8(rm))
		}
	}
	for i, fl := range []Flags{NX, UF, OF, DZ, NV} {
		if fl != 1<<i {
			t.Errorf("%v is %#x", fl, uint8(fl))
		}
	}
}

// TestBoxing: section "NaN Boxing of Narrower Values".
func TestBoxing(t *testing.T) {
	for _, c := range []struct {
		f         Format
		reg, want uint64
	}{
		{Binary32, 0xffff_ffff_3f80_0000, 0x3f80_0000},
		{Binary32, 0xffff_ffff_ffff_ffff, 0xffff_ffff},
		{Binary32, 0xffff_fffe_3f80_0000, 0x7fc0_0000},
		{Binary32, 0x7fff_ffff_3f80_0000, 0x7fc0_0000},
		{Binary32, 0x0000_0000_3f80_0000, 0x7fc0_0000},
		{Binary32, 0x3ff0_0000_0000_0000, 0x7fc0_0000},
		{Binary64, 0x3ff0_0000_0000_0000, 0x3ff0_0000_0000_0000},
		{Binary64, 0xffff_ffff_3f80_0000, 0xffff_ffff_3f80_0000},
	} {
		if got := c.f.Unbox(c.reg); got != c.want {
			t.Errorf("%v.Unbox(%#x) = %#x, expected %#x", c.f, c.reg, got, c.want)
		}
	}
	if got := Binary32.Box(0xbf80_0000); got != 0xffff_ffff_bf80_0000 {
		t.Errorf("Box = %#x", got)
	}
	if got := Binary64.Box(1); got != 1 {
		t.Errorf("Box = %#x", got)
	}
}

// TestHighBits: operations on binary32 ignore what is above an operand, and
// leave zeros there.
func TestHighBits(t *testing.T) {
	o := newOperands(Binary32, 7)
	const junk = 0xa5a5_a5a5 << 32
	for range 20000 {
		a := o.value()
		b := o.near(a)
		c := o.near(b)
		rm := roundings[o.IntN(len(roundings))]
		for _, op := range operations {
			v, fl := op.do(Binary32, a, b, c, rm)
			w, fm := op.do(Binary32, a|junk, b|junk, c|junk, rm)
			if v != w || fl != fm {
				t.Errorf("%s of %#x %#x %#x with junk: %#x %v, without: %#x %v", op.name, a, b, c, w, fm, v, fl)
			}
			if op.to == nil && v>>32 != 0 {
				t.Errorf("%s of %#x %#x %#x = %#x", op.name, a, b, c, v)
			}
		}
	}
}

// TestReservedRounding: a reserved mode is RNE, it must not panic.
func TestReservedRounding(t *testing.T) {
	for _, f := range formats {
		o := newOperands(f, 8)
		for range 2000 {
			a := o.value()
			b := o.near(a)
			for _, op := range operations {
				v, fl := op.do(f, a, b, a, RNE)
				if w, fm := op.do(f, a, b, a, Rounding(5+o.IntN(250))); w != v || fm != fl {
					t.Errorf("%v %s %#x %#x: %#x %v, RNE %#x %v", f, op.name, a, b, w, fm, v, fl)
				}
			}
		}
	}
}

func BenchmarkOperations(b *testing.B) {
	for _, f := range formats {
		o := newOperands(f, 1)
		var in [256][3]uint64
		for i := range in {
			for j := range in[i] { // ordinary numbers near 1
				in[i][j] = o.compose(o.Uint64(), f.emax()+o.IntN(8)-4, o.Uint64())
			}
			in[i][0] = f.magnitude(in[i][0])
		}
		for _, op := range operations {
			b.Run(fmt.Sprintf("%v/%s", f, op.name), func(b *testing.B) {
				i := 0
				for b.Loop() {
					x := &in[i%len(in)]
					op.do(f, x[0], x[1], x[2], RNE)
					i++
				}
			})
		}
	}
}
