package cap

import "testing"

// object is a 64-byte data capability in RAM.
func object() Cap { return Root(0x8000_1000).SetBounds(64) }

// mangled are capabilities whose tags are set although they fail the integrity
// check, for each of its reasons (section "Integrity of Capabilities").
func mangled() map[string]Cap {
	c := object()
	with := func(set, clear uint64) Cap {
		return Cap{Addr: c.Addr, Meta: c.Meta&^clear | set, Tag: true}
	}
	big := Root(0)
	return map[string]Cap{
		"reserved bit 28":      with(1<<28, 0),
		"reserved bit 43 (GL)": with(1<<43, 0),
		"reserved bit 53":      with(1<<53, 0),
		"reserved bit 59":      with(1<<59, 0),
		"LG clear":             with(0, uint64(LG)<<apShift),
		"SL clear":             with(0, uint64(SL)<<apShift),
		"C without R or W":     with(0, uint64(R|W|LM)<<apShift),
		"LM without C":         with(0, uint64(C)<<apShift),
		"LM without R":         with(0, uint64(R)<<apShift),
		"ASR without X":        with(0, uint64(X)<<apShift),
		"P without X":          with(modeBit, uint64(X|ASR)<<apShift),
		"P without any":        with(modeBit, apMask<<apShift),
		"E < 0":                {Meta: big.Meta | 7<<14 | 7, Tag: true},
		"E max, B not 0":       {Meta: big.Meta | 1<<3, Tag: true},
		"E max-1, B top bit":   {Meta: big.Meta | 1 | 1<<13, Tag: true},
	}
}

// TestIntegrity: what fails the check fails every operation that looks.
func TestIntegrity(t *testing.T) {
	root := Root(0)
	for name, c := range mangled() {
		if c.Intact() {
			t.Errorf("%s: passes the integrity check", name)
		}
		for op, got := range map[string]bool{
			"yaddrw":   c.SetAddr(c.Addr + 1).Tag,
			"ybndsw":   c.SetBounds(8).Tag,
			"ybndsrw":  c.SetBoundsRounded(8).Tag,
			"ypermc":   c.ClearPerms(0).Tag,
			"ymodew":   c.SetMode(true).Tag,
			"yseale":   c.Seal().Tag,
			"ybld":     Build(root, c).Tag,
			"ybld by":  Build(c, c).Tag,
			"yss":      Subset(c, root),
			"yss of":   Subset(c, c),
			"ymoder":   c.IntMode(),
			"yunseals": Cap{c.Addr, c.Meta | typeBit, true}.UnsealWith(root).Tag,
		} {
			if got {
				t.Errorf("%s: %s takes it", name, op)
			}
		}
		// "YPERMR": all currently allocated bits report 0, others still 1.
		if f := c.PermField(); f != fieldOnes {
			t.Errorf("%s: ypermr %#x", name, f)
		}
	}
	for name, c := range map[string]Cap{"NULL": {}, "root": root, "integral root": RootIntMode(0), "object": object(), "sentry": object().Seal()} {
		if !c.Intact() {
			t.Errorf("%s fails the integrity check", name)
		}
	}
}

// TestMalformed: section "Malformed Capability Bounds": base and top are 0.
func TestMalformed(t *testing.T) {
	for _, name := range []string{"E < 0", "E max, B not 0", "E max-1, B top bit"} {
		c := mangled()[name]
		if b := c.Bounds(); b != (Bounds{}) || c.Base() != 0 || c.Top() != (Wide{}) || c.Length() != (Wide{}) || b.Contains(0, 1) {
			t.Errorf("%s: %+v", name, b)
		}
	}
	// B of exponent max-1 may use all bits but the first.
	if c := (Cap{Meta: Root(0).Meta | 1 | 1<<12, Tag: true}); !c.Intact() {
		t.Errorf("%v is malformed", c)
	}
}

func TestRoots(t *testing.T) {
	// Section "NULL Capability Encoding": zero everywhere, bounds of the whole
	// space, no permission.
	var null Cap
	if null.Base() != 0 || null.Top() != (Wide{1, 0}) || null.Perms() != 0 || null.Sealed() || !null.IsInteger() {
		t.Errorf("NULL: %+v", null.Bounds())
	}
	// Section "Infinite Capability Encoding".
	r := Root(0x1234)
	if r.Meta != 0xf01f_e000_0000_0000 || r.Base() != 0 || r.Top() != (Wide{1, 0}) || !r.Tag || r.ModeBit() || r.SDP() != 15 {
		t.Errorf("root: %#x %v", r.Meta, r)
	}
	if i := RootIntMode(0); i.Meta != 0xf01f_f000_0000_0000 || !i.IntMode() {
		t.Errorf("integral root: %#x", i.Meta)
	}
}

func TestSetAddr(t *testing.T) {
	big := Root(0x8000_0000).SetBounds(1 << 20) // exponent above 0
	first, last, _ := object().RepresentableRange()
	bigFirst, bigLast, _ := big.RepresentableRange()
	for _, c := range []struct {
		section string
		c       Cap
		addr    uint64
		tag     bool
	}{
		{"YADDRW: inside", object(), 0x8000_1020, true},
		{"Representability and Updating the Address: one past the end", object(), 0x8000_1040, true},
		{"Representable Range: first", object(), first, true},
		{"Representable Range: before the first", object(), first - 1, false},
		{"Representable Range: last", object(), last, true},
		{"Representable Range: after the last", object(), last + 1, false},
		{"Representable Range: first of a large one", big, bigFirst, true},
		{"Representable Range: before that", big, bigFirst - 1, false},
		{"Representable Range: last of a large one", big, bigLast, true},
		{"Representable Range: after that", big, bigLast + 1, false},
		{"at least a quarter of 2^(E+MW) below the base", big, big.Base() - 1<<18, true},
		{"E > CAP_MAX_E - 3: always", Root(0), ^uint64(0), true},
		{"YADDRW: sealed", object().Seal(), 0x8000_1020, false},
		{"YADDRW: sealed, the same address", object().Seal(), 0x8000_1000, false},
		{"untagged stays so", object().Untagged(), 0x8000_1020, false},
		{"NULL", Cap{}, 5, false},
	} {
		got := c.c.SetAddr(c.addr)
		if got != (Cap{c.addr, c.c.Meta, c.tag}) {
			t.Errorf("%s: %v becomes %v", c.section, c.c, got)
		}
		if c.tag && got.Bounds() != c.c.Bounds() {
			t.Errorf("%s: bounds of %v change to %v", c.section, c.c, got)
		}
	}
}

// TestSetBounds: section "YBNDSW, YBNDSWI" and "YBNDSRW".
func TestSetBounds(t *testing.T) {
	o := object()
	at := func(c Cap, addr uint64) Cap { return c.SetAddr(addr) }
	const odd = 0x8000_0001
	for _, c := range []struct {
		name           string
		c              Cap
		length         uint64
		exact, rounded bool
	}{
		{"the whole", o, 64, true, true},
		{"a part", at(o, 0x8000_1010), 16, true, true},
		{"length 0", o, 0, true, true},
		{"length 0 at the top", at(o, 0x8000_1040), 0, true, true},
		{"one byte too long", o, 65, false, false},
		{"from below the base", at(o, 0x8000_0fff), 2, false, false},
		{"from the top", at(o, 0x8000_1040), 1, false, false},
		{"sealed", o.Seal(), 8, false, false},
		{"untagged", o.Untagged(), 8, false, false},
		{"longest exact length at an odd address", Root(odd), 4095, true, true},
		{"rounded", Root(odd), 4097, false, true},
		{"round the end of the space", Root(^uint64(0)), 2, false, false},
		{"the last byte", Root(^uint64(0)), 1, true, true},
		{"all but one", Root(0), ^uint64(0), false, true},
	} {
		e, r := c.c.SetBounds(c.length), c.c.SetBoundsRounded(c.length)
		if e.Tag != c.exact || r.Tag != c.rounded {
			t.Errorf("%s: %v, rounded %v", c.name, e, r)
		}
		e.Tag, r.Tag = false, false
		if e != r {
			t.Errorf("%s: %v and %v differ in more than the tag", c.name, e, r)
		}
		if c.exact && (e.Base() != c.c.Addr || e.Length() != (Wide{0, c.length})) {
			t.Errorf("%s: %v", c.name, e)
		}
	}
}

// TestSeal: sections "YSEALE" and "Capability Type (CT)".
func TestSeal(t *testing.T) {
	o := object()
	s := o.Seal()
	if !s.Tag || !s.Sealed() || s.Type() != 1 || o.Type() != 0 || s.Meta != o.Meta|1<<27 || s.Bounds() != o.Bounds() {
		t.Errorf("%v sealed is %v", o, s)
	}
	if again := s.Seal(); again.Tag || !again.Sealed() {
		t.Errorf("sealed again: %v", again)
	}
	if u := o.Untagged().Seal(); u.Tag || !u.Sealed() {
		t.Errorf("an untagged one sealed: %v", u)
	}
	if s.Unseal() != o {
		t.Errorf("unsealed: %v", s.Unseal())
	}
}

// TestUnsealWith: section "YUNSEALS", a case for each of its conditions.
func TestUnsealWith(t *testing.T) {
	o := object()
	s := o.Seal()
	for _, c := range []struct {
		name    string
		c, auth Cap
		tag     bool
	}{
		{"root", s, Root(0), true},
		{"the same bounds, another address", s, o.SetAddr(0x8000_1040), true},
		{"authority untagged", s, Root(0).Untagged(), false},
		{"authority sealed", s, Root(0).Seal(), false},
		{"untagged", s.Untagged(), Root(0), false},
		{"not sealed", o, Root(0), false},
		{"authority smaller", s, o.SetBounds(63), false},
		{"authority begins later", s, o.SetAddr(0x8000_1001).SetBounds(63), false},
		{"authority lacks a permission", s, o.ClearPerms(fieldX), false},
		{"authority lacks a software permission", s, o.ClearPerms(1 << fieldSDP), false},
		{"by NULL", s, Cap{}, false},
	} {
		want := o
		want.Tag = c.tag
		if got := c.c.UnsealWith(c.auth); got != want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

// TestBuild: section "YBLD".
func TestBuild(t *testing.T) {
	o := object()
	bits := o.Untagged()
	for _, c := range []struct {
		name       string
		auth, bits Cap
		tag        bool
	}{
		{"root", Root(0), bits, true},
		{"itself", o, bits, true},
		{"tagged bits", Root(0), o, true},
		{"the type is kept", Root(0), bits.Seal(), true},
		{"the mode is not compared", Root(0), o.SetMode(true).Untagged(), true},
		{"authority untagged", Root(0).Untagged(), bits, false},
		{"authority sealed", Root(0).Seal(), bits, false},
		{"beyond the top", o.SetBounds(32), bits, false},
		{"below the base", o.SetAddr(0x8000_1010).SetBounds(48), bits, false},
		{"more permissions", o.ClearPerms(fieldW), bits, false},
		{"more software permissions", o.ClearPerms(8 << fieldSDP), bits, false},
		{"by NULL", Cap{}, bits, false},
		{"an integer", Root(0), Null(7), true},
	} {
		want := c.bits
		want.Tag = c.tag
		if got := Build(c.auth, c.bits); got != want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

// TestSubset: section "YSS".
func TestSubset(t *testing.T) {
	o := object()
	part := o.SetAddr(0x8000_1010).SetBounds(16)
	for _, c := range []struct {
		name    string
		c, auth Cap
		want    bool
	}{
		{"itself", o, o, true},
		{"a part", part, o, true},
		{"the whole of a part", o, part, false},
		{"fewer permissions", o.ClearPerms(fieldW), o, true},
		{"more permissions", o, o.ClearPerms(fieldW), false},
		{"tags differ", part.Untagged(), o, false},
		{"both untagged", part.Untagged(), o.Untagged(), true},
		{"seals are not compared", part.Seal(), o, true},
		{"nor that of the other", part, o.Seal(), true},
	} {
		if got := Subset(c.c, c.auth); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

// TestMode: sections "YMODEW" and "YMODER".
func TestMode(t *testing.T) {
	o := object()
	i := o.SetMode(true)
	if !i.Tag || !i.IntMode() || i.SetMode(false) != o || o.IntMode() {
		t.Errorf("%v with P is %v", o, i)
	}
	if d := o.ClearPerms(fieldX); d.SetMode(true) != d {
		t.Errorf("P without X: %v", d.SetMode(true))
	}
	s := o.Seal()
	if got := s.SetMode(true); got != s.Untagged() {
		t.Errorf("P of a sealed one: %v", got)
	}
	if got := o.Untagged().SetMode(true); got != i.Untagged() {
		t.Errorf("P of an untagged one: %v", got)
	}
	// Section "Pointer Mode Encoding": ypermc that removes X clears P.
	if d := i.ClearPerms(fieldX); !d.Tag || d.ModeBit() {
		t.Errorf("P after ypermc of X: %v", d)
	}
}

func TestPack(t *testing.T) {
	c := object()
	if got := Pack(c.Addr, c.Meta); got != c.Untagged() {
		t.Errorf("yhiw: %v", got)
	}
	b := c.Bytes()
	if FromBytes(&b, true) != c || b[0] != 0x00 || b[3] != 0x80 || b[15] != byte(c.Meta>>56) {
		t.Errorf("bytes %x", b)
	}
}
