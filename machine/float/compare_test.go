package float

import (
	"fmt"
	"math"
	"testing"
)

// operation is one of the package's, on values of a format, and its reference.
// ref is what doesn't depend on the rounding mode but for the sign of zeros; the
// outcome is then rounded.
type operation struct {
	name string
	args int
	do   func(f Format, a, b, c uint64, rm Rounding) (uint64, Flags)
	ref  func(f Format, a, b, c uint64, rm Rounding) outcome
	to   func(f Format) Format // of the result; nil: the same
}

func truth(v bool, flags Flags) (uint64, Flags) {
	if v {
		return 1, flags
	}
	return 0, flags
}

func settled(bits uint64, flags Flags) outcome { return outcome{bits: bits, flags: flags} }

func other(f Format) Format { return 1 - f }

var operations = []operation{
	{"add", 2,
		func(f Format, a, b, _ uint64, rm Rounding) (uint64, Flags) { return f.Add(a, b, rm) },
		func(f Format, a, b, _ uint64, rm Rounding) outcome {
			return refAdd(f, decode(f, a), decode(f, b), rm)
		}, nil},
	{"sub", 2,
		func(f Format, a, b, _ uint64, rm Rounding) (uint64, Flags) { return f.Sub(a, b, rm) },
		func(f Format, a, b, _ uint64, rm Rounding) outcome {
			return refSub(f, decode(f, a), decode(f, b), rm)
		}, nil},
	{"mul", 2,
		func(f Format, a, b, _ uint64, rm Rounding) (uint64, Flags) { return f.Mul(a, b, rm) },
		func(f Format, a, b, _ uint64, _ Rounding) outcome { return refMul(f, decode(f, a), decode(f, b)) }, nil},
	{"div", 2,
		func(f Format, a, b, _ uint64, rm Rounding) (uint64, Flags) { return f.Div(a, b, rm) },
		func(f Format, a, b, _ uint64, _ Rounding) outcome { return refDiv(f, decode(f, a), decode(f, b)) }, nil},
	{"sqrt", 1,
		func(f Format, a, _, _ uint64, rm Rounding) (uint64, Flags) { return f.Sqrt(a, rm) },
		func(f Format, a, _, _ uint64, _ Rounding) outcome { return refSqrt(f, decode(f, a)) }, nil},
	{"fma", 3,
		func(f Format, a, b, c uint64, rm Rounding) (uint64, Flags) { return f.FMA(a, b, c, rm) },
		func(f Format, a, b, c uint64, rm Rounding) outcome {
			return refFMA(f, decode(f, a), decode(f, b), decode(f, c), rm)
		}, nil},
	{"convert", 1,
		func(f Format, a, _, _ uint64, rm Rounding) (uint64, Flags) { return f.Convert(other(f), a, rm) },
		func(f Format, a, _, _ uint64, _ Rounding) outcome { return refConvert(other(f), decode(f, a)) }, other},
	{"min", 2,
		func(f Format, a, b, _ uint64, _ Rounding) (uint64, Flags) { return f.Min(a, b) },
		func(f Format, a, b, _ uint64, _ Rounding) outcome { return settled(refPick(f, a, b, -1)) }, nil},
	{"max", 2,
		func(f Format, a, b, _ uint64, _ Rounding) (uint64, Flags) { return f.Max(a, b) },
		func(f Format, a, b, _ uint64, _ Rounding) outcome { return settled(refPick(f, a, b, 1)) }, nil},
	{"eq", 2,
		func(f Format, a, b, _ uint64, _ Rounding) (uint64, Flags) { return truth(f.Eq(a, b)) },
		relation(false, func(order int) bool { return order == 0 }), nil},
	{"lt", 2,
		func(f Format, a, b, _ uint64, _ Rounding) (uint64, Flags) { return truth(f.Lt(a, b)) },
		relation(true, func(order int) bool { return order < 0 }), nil},
	{"le", 2,
		func(f Format, a, b, _ uint64, _ Rounding) (uint64, Flags) { return truth(f.Le(a, b)) },
		relation(true, func(order int) bool { return order <= 0 }), nil},
	{"class", 1,
		func(f Format, a, _, _ uint64, _ Rounding) (uint64, Flags) { return f.Class(a), 0 },
		func(f Format, a, _, _ uint64, _ Rounding) outcome { return settled(refClass(f, a), 0) }, nil},
}

func relation(signals bool, holds func(int) bool) func(f Format, a, b, _ uint64, _ Rounding) outcome {
	return func(f Format, a, b, _ uint64, _ Rounding) outcome {
		return settled(refRelation(decode(f, a), decode(f, b), signals, holds))
	}
}

// compare does op in every rounding mode and compares it to the reference.
func compare(t *testing.T, op *operation, f Format, a, b, c uint64) {
	t.Helper()
	to := f
	if op.to != nil {
		to = op.to(f)
	}
	for _, rm := range roundings {
		got, flags := op.do(f, a, b, c, rm)
		want, wantFlags := op.ref(f, a, b, c, rm).round(to, rm)
		if got != want || flags != wantFlags {
			in := ""
			for _, v := range []uint64{a, b, c}[:op.args] {
				in += " " + f.show(v)
			}
			t.Errorf("%v %s %v%s\n\tis       %s %v\n\texpected %s %v", f, op.name, rm, in, to.show(got), flags, to.show(want), wantFlags)
		}
	}
}

// compareInt does the conversions between format f and integers.
func compareInt(t *testing.T, f Format, v, reg uint64) {
	t.Helper()
	for _, i := range integers {
		o := refFromInt(f, i, reg)
		for _, rm := range roundings {
			got, flags := f.ToInt(i, v, rm)
			if want, wantFlags := refToInt(i, decode(f, v), rm); got != want || flags != wantFlags {
				t.Errorf("%v to %v %v %s\n\tis       %#x %v\n\texpected %#x %v", f, i, rm, f.show(v), got, flags, want, wantFlags)
			}
			got, flags = f.FromInt(i, reg, rm)
			if want, wantFlags := o.round(f, rm); got != want || flags != wantFlags {
				t.Errorf("%v to %v %v %#x\n\tis       %s %v\n\texpected %s %v", i, f, rm, reg, f.show(got), flags, f.show(want), wantFlags)
			}
		}
	}
}

// limits are the values around which something changes, of either sign.
func limits(f Format) []uint64 {
	w := f.fracBits()
	one := uint64(f.emax()) << w
	small := []uint64{
		0, 1, 2, 1<<w - 1, // zero, subnormal
		1 << w, 1<<w + 1, 2<<w - 1, 2 << w, // smallest normal
		one - 1, one, one + 1, one + 1<<(w-1), one + 1<<w, // 1, 1.5, 2
		one + uint64(w)<<w, one - uint64(w+1)<<w, // far from 1 by the precision
		one/2 + 1<<(w-1), one + one/2, // squares at the limits
		f.Inf() - 1<<w, f.Inf() - 1, f.Inf(), // largest
		f.Inf() + 1, f.NaN() - 1, f.NaN(), f.NaN() + 1, // NaNs
	}
	for _, v := range small {
		small = append(small, v|f.signBit())
	}
	return small
}

// TestLimits compares all combinations of limits to the reference.
func TestLimits(t *testing.T) {
	for _, f := range formats {
		vs := limits(f)
		for i := range operations {
			op := &operations[i]
			t.Run(fmt.Sprint(f, " ", op.name), func(t *testing.T) {
				for _, a := range vs {
					for n, b := range vs {
						if op.args < 2 && n > 0 {
							break
						}
						if op.args < 3 {
							compare(t, op, f, a, b, 0)
							continue
						}
						for m := n % 3; m < len(vs); m += 3 { // one third of them, for time
							compare(t, op, f, a, b, vs[m])
						}
					}
				}
			})
		}
	}
}

// TestReference compares random operands to the reference.
func TestReference(t *testing.T) {
	n := 8_000
	if testing.Short() {
		n /= 10
	}
	for _, f := range formats {
		for i := range operations {
			op := &operations[i]
			t.Run(fmt.Sprint(f, " ", op.name), func(t *testing.T) {
				t.Parallel()
				o := newOperands(f, uint64(i))
				for range n {
					a := o.value()
					b := o.near(a)
					c := o.near(b)
					if o.IntN(2) == 0 { // near -a×b, so that most of it cancels
						p, _ := f.Mul(a, b, RNE)
						c = o.near(f.Neg(p))
					}
					compare(t, op, f, a, b, c)
					if t.Failed() {
						return // one is enough to read
					}
				}
			})
		}
		t.Run(fmt.Sprint(f, " integers"), func(t *testing.T) {
			t.Parallel()
			o := newOperands(f, 100)
			for range n {
				compareInt(t, f, o.halfInteger(), o.integer())
				if t.Failed() {
					return
				}
			}
		})
	}
}

// TestNarrowing compares conversions of binary64 near where binary32 rounds,
// overflows and becomes subnormal.
func TestNarrowing(t *testing.T) {
	o, o32 := newOperands(Binary64, 50), newOperands(Binary32, 50)
	op := operationNamed("convert")
	for range 20000 {
		wide, _ := Binary32.Convert(Binary64, o32.value(), RNE)
		wide += uint64(o.IntN(5)) - 2 + uint64(o.IntN(3))<<28
		compare(t, op, Binary64, wide, 0, 0)
	}
}

func operationNamed(name string) *operation {
	for i := range operations {
		if operations[i].name == name {
			return &operations[i]
		}
	}
	panic("no operation " + name)
}

// FuzzReference compares every operation on three values to the reference.
func FuzzReference(f *testing.F) {
	one, tiny := math.Float64bits(1), math.Float64bits(0x1p-1022)
	f.Add(one, one+1, tiny)
	f.Add(tiny, one-1, tiny|1<<63)
	f.Add(tiny-1, one+1, uint64(1))
	f.Add(uint64(0x7fefffffffffffff), one, uint64(0x7ca0000000000000))
	f.Add(uint64(0x7ff0000000000001), uint64(0), uint64(0x7ff0000000000000))
	f.Add(uint64(0xffffffff_3f800000), uint64(0xffffffff_00800000), uint64(0xffffffff_80ffffff))
	f.Fuzz(func(t *testing.T, a, b, c uint64) {
		const low = 0xffff_ffff
		for i := range operations {
			compare(t, &operations[i], Binary64, a, b, c)
			compare(t, &operations[i], Binary32, a&low, b&low, c&low)
			compare(t, &operations[i], Binary32, a>>32, b>>32, c>>32)
		}
		compareInt(t, Binary64, a, b)
		compareInt(t, Binary32, a&low, b)
	})
}
