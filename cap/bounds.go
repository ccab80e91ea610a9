package cap

import "math/bits"

// Parameters of the bounds encoding (table "RV64Y bounds encoding parameter
// summary").
const (
	mw   = 14 // mantissa width
	maxE = 52 // CAP_MAX_E
)

// Wide is an unsigned number of 65 bits, for tops and lengths: Hi is 0 or 1.
type Wide struct{ Hi, Lo uint64 }

// Cmp is -1, 0 or 1 as a is less than, equal to or greater than b.
func (a Wide) Cmp(b Wide) int {
	switch {
	case a == b:
		return 0
	case a.Hi < b.Hi || a.Hi == b.Hi && a.Lo < b.Lo:
		return -1
	}
	return 1
}

// Add is a+n modulo 2^65.
func (a Wide) Add(n uint64) Wide {
	lo, carry := bits.Add64(a.Lo, n, 0)
	return Wide{(a.Hi + carry) & 1, lo}
}

// Sub is a-n modulo 2^65.
func (a Wide) Sub(n uint64) Wide {
	lo, borrow := bits.Sub64(a.Lo, n, 0)
	return Wide{(a.Hi - borrow) & 1, lo}
}

// Saturate is a, or 2^64-1 when it does not fit 64 bits (ytopr, ylenr).
func (a Wide) Saturate() uint64 {
	if a.Hi != 0 {
		return ^uint64(0)
	}
	return a.Lo
}

// Bounds is the range [Base, Top) that a capability authorises.
type Bounds struct {
	Base  uint64
	Top   Wide
	Valid bool // not malformed; otherwise Base and Top are 0
}

// Length is Top-Base.
func (b Bounds) Length() Wide { return b.Top.Sub(b.Base) }

// Contains says whether the size bytes from addr lie in b. A range that wraps
// round the end of the address space does not.
func (b Bounds) Contains(addr, size uint64) bool {
	return addr >= b.Base && Wide{0, addr}.Add(size).Cmp(b.Top) <= 0
}

// Bounds decodes the bounds of c (section "Capability Bounds Decoding").
func (c Cap) Bounds() Bounds {
	if base, length, ok := c.QuickBounds(); ok {
		return Bounds{Base: base, Top: Wide{0, base}.Add(length), Valid: true}
	}
	if c.Meta&boundsMask == 0 {
		return Bounds{Top: Wide{Hi: 1}, Valid: true} // of the Infinite capability
	}
	return decodeBounds(c.Meta, c.Addr)
}

// Base is the lowest address that c authorises, 0 when malformed (ybaser).
func (c Cap) Base() uint64 { return c.Bounds().Base }

// Top is the first address above what c authorises, 0 when malformed.
func (c Cap) Top() Wide { return c.Bounds().Top }

// Length is Top-Base, in bytes.
func (c Cap) Length() Wide { return c.Bounds().Length() }

// mantissas are the expanded fields of an encoding: exponent, the 14-bit B,
// the 12-bit T, and what T's two missing bits are computed from.
type mantissas struct {
	e           int
	b, t        uint64
	lmsb        uint64
	malformedOK bool
}

func expand(meta uint64) mantissas {
	t, te := meta>>17&0x1ff, meta>>14&7
	b, be := meta>>3&0x7ff, meta&7
	if meta>>26&1 == 1 {
		return mantissas{e: 0, b: b<<3 | be, t: t<<3 | te, malformedOK: true}
	}
	m := mantissas{e: maxE - int(te<<3|be), b: b << 3, t: t << 3, lmsb: 1}
	// Section "Malformed Capability Bounds": exponents beyond the maximum, and
	// bases that set bits beyond the top of the address space.
	m.malformedOK = m.e >= 0 && (m.e != maxE || m.b == 0) && (m.e != maxE-1 || m.b>>13 == 0)
	return m
}

func malformed(meta uint64) bool { return !expand(meta).malformedOK }

func decodeBounds(meta, addr uint64) Bounds {
	m := expand(meta)
	if !m.malformedOK {
		return Bounds{}
	}
	var carry uint64
	if m.t < m.b&0xfff {
		carry = 1
	}
	t := (m.b>>12+carry+m.lmsb)&3<<12 | m.t
	e := uint(m.e)

	// The address is somewhere in the 2^(E+MW) bytes that begin at R; where its
	// middle bits, B or T wrapped, the upper bits differ by one.
	a := addr >> e & (1<<mw - 1)
	r := (m.b - 1<<12) & (1<<mw - 1)
	upper := Wide{0, 0}
	if e+mw < 64 {
		upper.Lo = addr >> (e + mw)
	}
	base := upper.correct(a < r, m.b < r).place(m.b, e)
	top := upper.correct(a < r, t < r).place(t, e)
	// The top has one bit more than an address: where the two are more than
	// half the space apart, that bit was wrong.
	if e < maxE-1 {
		if diff := (top.Hi<<1 | top.Lo>>63) - base.Lo>>63; diff&3 >= 2 {
			top.Hi ^= 1
		}
	}
	return Bounds{Base: base.Lo, Top: top, Valid: true}
}

// correct adds the correction (table "Calculation of address correction") to
// the upper bits of an address.
func (a Wide) correct(addrLow, boundLow bool) Wide {
	switch {
	case addrLow && !boundLow:
		return a.Sub(1)
	case !addrLow && boundLow:
		return a.Add(1)
	}
	return a
}

// place is the 65-bit number with a above the 14 bits m above e zeros.
func (a Wide) place(m uint64, e uint) Wide {
	w := a.shl(e + mw)
	low := Wide{0, m}.shl(e)
	return Wide{(w.Hi | low.Hi) & 1, w.Lo | low.Lo}
}

func (a Wide) shl(n uint) Wide {
	switch {
	case n == 0:
		return a
	case n < 64:
		return Wide{(a.Hi<<n | a.Lo>>(64-n)) & 1, a.Lo << n}
	case n == 64:
		return Wide{a.Lo & 1, 0}
	}
	return Wide{}
}

// Representable says whether c with the address addr would have the same
// bounds (section "Representable Range").
func (c Cap) Representable(addr uint64) bool {
	if base, length, ok := c.QuickBounds(); ok {
		other, _, _ := Cap{Addr: addr, Meta: c.Meta}.QuickBounds()
		return addr-base < length || other == base
	}
	return c.Meta&boundsMask == 0 || c.representable(addr)
}

// representable is Representable in the specification's shape.
func (c Cap) representable(addr uint64) bool {
	b := decodeBounds(c.Meta, c.Addr)
	if b.Valid && b.Contains(addr, 1) {
		return true
	}
	return decodeBounds(c.Meta, addr) == b
}

// RepresentableRange is [first, last]: the addresses round c's own that it can
// take without a change of bounds. all is true when every address will do.
func (c Cap) RepresentableRange() (first, last uint64, all bool) {
	m := expand(c.Meta)
	if !m.malformedOK || m.e+mw >= 64 {
		return 0, ^uint64(0), true
	}
	span := uint64(1) << (uint(m.e) + mw)
	// The range begins at R scaled by 2^E, in the window in which base lies.
	first = c.Base() - uint64(1)<<(uint(m.e)+12)
	return first, first + span - 1, false
}

// encodeBounds finds the smallest encoding whose bounds cover the length bytes
// from base (section "Capability Bounds Encoding"): the low 27 bits of the
// metadata, and whether the bounds are exactly those.
func encodeBounds(base, length uint64) (enc uint64, exact bool) {
	if length < 1<<12 {
		t := base + length
		return 1<<26 | t>>3&0x1ff<<17 | t&7<<14 | base>>3&0x7ff<<3 | base&7, true
	}
	top := Wide{0, base}.Add(length)
	e := max(bits.Len64(length)-(mw-1), 0)
	b, t := roundOut(base, top, e)
	if t.Sub(b).Cmp(Wide{0, 1}.shl(uint(e)+mw-1)) >= 0 {
		// Rounding made the length one bit longer.
		e++
		b, t = roundOut(base, top, e)
	}
	x := uint64(maxE - e)
	bm, tm := b>>(e+3)&0x7ff, t.Lo>>(e+3)&0x1ff
	if e+3 > 52 {
		// T's 9 bits reach above bit 63.
		tm |= t.Hi << (64 - (e + 3)) & 0x1ff
	}
	return tm<<17 | x>>3<<14 | bm<<3 | x&7, b == base && t == top
}

// roundOut moves base down and top up to multiples of 2^(e+3).
func roundOut(base uint64, top Wide, e int) (uint64, Wide) {
	granule := uint64(1) << (e + 3)
	t := top.Add(granule - 1)
	t.Lo &^= granule - 1
	return base &^ (granule - 1), t
}

// SetBounds is c narrowed to the length bytes from its address (ybndsw). The
// tag clears when c is sealed or malformed, does not cover the request, or the
// bounds are not exactly representable.
func (c Cap) SetBounds(length uint64) Cap { return c.setBounds(length, true) }

// SetBoundsRounded is SetBounds that rounds the bounds outwards instead where
// they are not exactly representable (ybndsrw). Only the requested range needs
// to be inside c.
func (c Cap) SetBoundsRounded(length uint64) Cap { return c.setBounds(length, false) }

func (c Cap) setBounds(length uint64, needExact bool) Cap {
	enc, exact := encodeBounds(c.Addr, length)
	old := c.Bounds()
	c.Tag = c.Tag && !c.Sealed() && c.Intact() && old.Contains(c.Addr, length) && (exact || !needExact)
	c.Meta = c.Meta&^boundsMask | enc
	return c
}

// SetBoundsExact says whether the length bytes from addr are exactly
// representable.
func SetBoundsExact(addr, length uint64) bool {
	_, exact := encodeBounds(addr, length)
	return exact
}

// AlignMask is yamask: the mask that rounds a base down so that length bytes
// from it, length rounded up to a multiple too, are exactly representable.
func AlignMask(length uint64) uint64 {
	if length < 1<<12 {
		return ^uint64(0)
	}
	e := bits.Len64(length) - (mw - 1)
	if _, t := roundOut(0, Wide{0, length}, e); t.Cmp(Wide{0, 1}.shl(uint(e)+mw-1)) >= 0 {
		e++
	}
	return ^uint64(0) << (e + 3)
}
