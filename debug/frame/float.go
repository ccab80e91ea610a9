package frame

import (
	"math"
	"strconv"
)

// Text is what the register holds: a double, or a single, which has an f behind it;
// of fcsr how results are rounded and which exceptions there have been.
func (r *Float) Text() string { return r.text(r.Bits) }

// Was is what Text was at the previous stop.
func (r *Float) Was() string { return r.text(r.Old) }

func (r *Float) text(bits uint64) string {
	switch {
	case r.Name == "fcsr":
		return fcsrText(bits)
	case bits>>32 == math.MaxUint32:
		return strconv.FormatFloat(float64(math.Float32frombits(uint32(bits))), 'g', -1, 32) + "f"
	}
	return strconv.FormatFloat(math.Float64frombits(bits), 'g', -1, 64)
}

// fcsrText names the parts of fcsr (unprivileged specification, "Floating-Point
// Control and Status Register").
func fcsrText(bits uint64) string {
	text := [...]string{"rne", "rtz", "rdn", "rup", "rmm", "5", "6", "dyn"}[bits>>5&7]
	for i, flag := range []string{"NX", "UF", "OF", "DZ", "NV"} {
		if bits>>i&1 != 0 {
			text += " " + flag
		}
	}
	return text
}
