package cap

import "testing"

// FuzzBounds narrows a capability twice and moves it, and checks what must hold
// of any request: the bounds cover it, decode to themselves from every
// representable address, and never exceed those they come from (monotonicity).
func FuzzBounds(f *testing.F) {
	f.Add(uint64(0x8000_1000), uint64(64), uint64(0x8000_1010), uint64(16), uint64(0x8000_1040))
	f.Add(uint64(0), ^uint64(0), uint64(1), uint64(1), ^uint64(0))
	f.Add(uint64(0xfff), uint64(4097), uint64(0x1001), uint64(4095), uint64(0))
	f.Add(^uint64(0)-4096, uint64(4096), ^uint64(0), uint64(1), uint64(0))
	f.Add(uint64(1)<<63, uint64(1)<<62, uint64(1)<<63+5, uint64(1)<<61, uint64(7))
	f.Fuzz(func(t *testing.T, base, length, base2, length2, move uint64) {
		root := Root(base)
		c := root.SetBoundsRounded(length)
		fits := Wide{0, base}.Add(length).Cmp(Wide{1, 0}) <= 0
		if c.Tag != fits {
			t.Fatalf("%#x+%#x: %v", base, length, c)
		}
		checkDerived(t, root, c)
		checkRequest(t, root, c, length)
		// From inside c, if the address is one that it can have.
		d := c.SetAddr(base2)
		checkDerived(t, c, d)
		e := d.SetBoundsRounded(length2)
		checkDerived(t, d, e)
		checkRequest(t, d, e, length2)
		if m := e.SetAddr(move); m.Tag {
			checkDerived(t, e, m)
			first, last, all := e.RepresentableRange()
			if !all && move-first > last-first {
				t.Errorf("%v moves to %#x outside %#x-%#x", e, move, first, last)
			}
		}
		// yamask: a base and a length that it aligns are exact.
		mask := AlignMask(length)
		if l := (length + ^mask) & mask; l >= length && !SetBoundsExact(base&mask, l) {
			t.Errorf("mask %#x of length %#x: %#x+%#x is not exact", mask, length, base&mask, l)
		}
	})
}

// checkDerived fails when c, derived from parent, is tagged and grants more.
func checkDerived(t *testing.T, parent, c Cap) {
	t.Helper()
	if !c.Tag {
		return
	}
	if !parent.Tag || !Within(c, parent) || !c.Intact() {
		t.Errorf("%v derives from %v", c, parent)
	}
}

// checkRequest fails when c, the length bytes from parent's address, does not
// cover them, or is called exact and isn't.
func checkRequest(t *testing.T, parent, c Cap, length uint64) {
	t.Helper()
	if !c.Tag {
		return
	}
	b := c.Bounds()
	if !b.Valid || !b.Contains(parent.Addr, length) {
		t.Errorf("%v does not cover %#x bytes", c, length)
	}
	e := parent.SetBounds(length)
	exact := b.Base == parent.Addr && b.Length() == Wide{0, length}
	if e.Tag != exact || SetBoundsExact(parent.Addr, length) != exact {
		t.Errorf("%v for %#x bytes: exact %v, tag of ybndsw %v", c, length, exact, e.Tag)
	}
	// Any address within the bounds decodes them alike.
	if n := b.Length(); n != (Wide{}) {
		for _, addr := range []uint64{b.Base, b.Top.Sub(1).Lo, b.Base + n.Lo/2} {
			if decodeBounds(c.Meta, addr) != b || !c.SetAddr(addr).Tag {
				t.Errorf("%v has other bounds at %#x", c, addr)
			}
		}
	}
}

// FuzzDerive takes arbitrary bits as a capability: no operation panics, sets a
// tag that it should not, or changes bits of another field.
func FuzzDerive(f *testing.F) {
	f.Add(uint64(0x8000_1000), object().Meta, uint64(0x20))
	f.Add(uint64(0), Root(0).Meta, ^uint64(0))
	f.Add(uint64(5), ^uint64(0), uint64(3))
	f.Fuzz(func(t *testing.T, addr, meta, arg uint64) {
		c := Cap{addr, meta, true}
		if b := c.Bytes(); FromBytes(&b, true) != c {
			t.Errorf("bytes of %v", c)
		}
		if c.String() == "" || c.Intact() != c.Untagged().Intact() {
			t.Errorf("%+v", c)
		}
		for name, d := range map[string]Cap{
			"yaddrw": c.SetAddr(arg), "ybndsrw": c.SetBoundsRounded(arg), "ypermc": c.ClearPerms(arg),
			"ymodew": c.SetMode(arg&1 != 0), "yseale": c.Seal(), "ybld": Build(Root(0), c),
		} {
			if d.Tag && !Within(d, c) {
				t.Errorf("%s of %v is %v", name, c, d)
			}
		}
		// Root grants all that passes the integrity check, and no more.
		if got := Build(Root(0), c.Untagged()); got.Tag != (c.Intact() && c.Top().Cmp(Wide{1, 0}) <= 0) {
			t.Errorf("ybld of %v by root: %v", c, got)
		}
		if got := Build(c, c.Untagged()); got.Tag != (c.Intact() && !c.Sealed()) {
			t.Errorf("ybld of %v by itself: %v", c, got)
		}
	})
}
