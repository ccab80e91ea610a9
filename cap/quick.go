package cap

// ReservedMeta are the bits of Meta that are zero in every intact capability.
const ReservedMeta = reservedMask

// QuickBounds is Bounds for the capabilities that programs use, in a few
// operations: base and length, and whether they could be found so. It can't
// for malformed bounds and for exponents near the largest, and answers false.
func (c Cap) QuickBounds() (base, length uint64, ok bool) {
	meta := c.Meta
	t, b := meta>>14&0xfff, meta&0x3fff
	if meta>>26&1 == 1 {
		length = (t - b) & 0xfff
		base = c.Addr - (c.Addr-b+0x1000)&0x3fff + 0x1000
		return base, length, true
	}
	e := maxE - (t&7<<3 | b&7)
	if e >= maxE-1 { // or beyond zero
		return 0, 0, false
	}
	t, b = t&^7, b&^7
	s := c.Addr >> e
	base = (s - (s-b+0x1000)&0x3fff + 0x1000) << e
	return base, ((t-b)&0xfff | 0x1000) << e, true
}
