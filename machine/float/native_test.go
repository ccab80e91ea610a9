package float

import (
	"fmt"
	"math"
	"strconv"
	"testing"
)

func f64(v uint64) float64 { return math.Float64frombits(v) }
func f32(v uint64) float32 { return math.Float32frombits(uint32(v)) }

// bits64 is a result of the host, its NaNs made canonical.
func bits64(v float64) uint64 {
	if v != v {
		return canonical(Binary64)
	}
	return math.Float64bits(v)
}

func bits32(v float32) uint64 {
	if v != v {
		return canonical(Binary32)
	}
	return uint64(math.Float32bits(v))
}

// native are operations as Go defines them, rounded to nearest, ties to even.
// The root of a binary32 rounded to binary64 first is right: that has more than
// twice the precision. Every operation is converted explicitly, so that no
// compiler fuses any.
var native = map[Format]map[string]func(a, b, c uint64) uint64{
	Binary64: {
		"add":     func(a, b, _ uint64) uint64 { return bits64(float64(f64(a) + f64(b))) },
		"sub":     func(a, b, _ uint64) uint64 { return bits64(float64(f64(a) - f64(b))) },
		"mul":     func(a, b, _ uint64) uint64 { return bits64(float64(f64(a) * f64(b))) },
		"div":     func(a, b, _ uint64) uint64 { return bits64(float64(f64(a) / f64(b))) },
		"sqrt":    func(a, _, _ uint64) uint64 { return bits64(math.Sqrt(f64(a))) },
		"fma":     func(a, b, c uint64) uint64 { return bits64(math.FMA(f64(a), f64(b), f64(c))) },
		"convert": func(a, _, _ uint64) uint64 { return bits32(float32(f64(a))) },
		"eq":      func(a, b, _ uint64) uint64 { v, _ := truth(f64(a) == f64(b), 0); return v },
		"lt":      func(a, b, _ uint64) uint64 { v, _ := truth(f64(a) < f64(b), 0); return v },
		"le":      func(a, b, _ uint64) uint64 { v, _ := truth(f64(a) <= f64(b), 0); return v },
	},
	Binary32: {
		"add":     func(a, b, _ uint64) uint64 { return bits32(float32(f32(a) + f32(b))) },
		"sub":     func(a, b, _ uint64) uint64 { return bits32(float32(f32(a) - f32(b))) },
		"mul":     func(a, b, _ uint64) uint64 { return bits32(float32(f32(a) * f32(b))) },
		"div":     func(a, b, _ uint64) uint64 { return bits32(float32(f32(a) / f32(b))) },
		"sqrt":    func(a, _, _ uint64) uint64 { return bits32(float32(math.Sqrt(float64(f32(a))))) },
		"convert": func(a, _, _ uint64) uint64 { return bits64(float64(f32(a))) },
		"eq":      func(a, b, _ uint64) uint64 { v, _ := truth(f32(a) == f32(b), 0); return v },
		"lt":      func(a, b, _ uint64) uint64 { v, _ := truth(f32(a) < f32(b), 0); return v },
		"le":      func(a, b, _ uint64) uint64 { v, _ := truth(f32(a) <= f32(b), 0); return v },
	},
}

// TestNative compares results, without flags, to the arithmetic of the host.
func TestNative(t *testing.T) {
	n := 200_000
	if testing.Short() {
		n /= 10
	}
	for _, f := range formats {
		for i := range operations {
			op := &operations[i]
			host := native[f][op.name]
			if host == nil {
				continue
			}
			t.Run(fmt.Sprint(f, " ", op.name), func(t *testing.T) {
				t.Parallel()
				o := newOperands(f, 1000)
				for range n {
					a := o.value()
					b := o.near(a)
					c := o.near(f.Neg(host(a, b, 0) * uint64(o.IntN(2))))
					got, _ := op.do(f, a, b, c, RNE)
					if want := host(a, b, c); got != want {
						t.Fatalf("%s %s %s: %#x, the host has %#x", f.show(a), f.show(b), f.show(c), got, want)
					}
				}
			})
		}
	}
}

// TestNativeIntegers compares conversions from and to integers to those of the
// host, the latter where Go defines them.
func TestNativeIntegers(t *testing.T) {
	for _, f := range formats {
		o := newOperands(f, 2000)
		for range 200_000 {
			reg := o.integer()
			for i, want := range map[Integer][2]uint64{
				Int32:  {bits32(float32(int32(reg))), bits64(float64(int32(reg)))},
				Uint32: {bits32(float32(uint32(reg))), bits64(float64(uint32(reg)))},
				Int64:  {bits32(float32(int64(reg))), bits64(float64(int64(reg)))},
				Uint64: {bits32(float32(reg)), bits64(float64(reg))},
			} {
				if strconv.IntSize == 32 && f == Binary32 && i.width() == 64 {
					continue // Go for the 386 makes 2^46+2^23 of 2^46+0x1800
				}
				if got, _ := f.FromInt(i, reg, RNE); got != want[f] {
					t.Fatalf("%v to %v of %#x: %s, the host has %s", i, f, reg, f.show(got), f.show(want[f]))
				}
			}
			v := o.halfInteger()
			x := f64(v)
			if f == Binary32 {
				x = float64(f32(v))
			}
			if !(math.Abs(x) < 0x1p63) {
				continue
			}
			if got, _ := f.ToInt(Int64, v, RTZ); got != uint64(int64(x)) {
				t.Fatalf("%v to L of %s: %#x, the host has %#x", f, f.show(v), got, int64(x))
			}
			if got, _ := f.ToInt(Int64, v, RNE); got != uint64(int64(math.RoundToEven(x))) {
				t.Fatalf("%v to L of %s: %#x, the host has %v", f, f.show(v), got, math.RoundToEven(x))
			}
		}
	}
}
