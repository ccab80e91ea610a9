package cap

// Perms is the AP field: one bit an architectural permission.
type Perms uint8

// Architectural permissions, at their place in the AP field (table "Encoding
// of architectural permissions for RV64Y").
const (
	C   Perms = 1 << iota // load and store capabilities
	W                     // write data
	R                     // read data
	X                     // execute
	ASR                   // access system registers
	LM                    // load mutable: without it, loaded capabilities lose W and LM
	LG                    // Zylevels1 only, otherwise reserved one
	SL                    // Zylevels1 only, otherwise reserved one
)

// reservedOnes are the AP bits of absent extensions; they read as one in every
// valid capability.
const reservedOnes = LG | SL

// Perms is the AP field of c as it is encoded.
func (c Cap) Perms() Perms { return Perms(c.Meta >> apShift & apMask) }

// SDP is the field of software-defined permissions, 4 bits.
func (c Cap) SDP() uint8 { return uint8(c.Meta >> sdpShift) }

// Has says whether c holds all of p.
func (c Cap) Has(p Perms) bool { return c.Perms()&p == p }

// legal says whether the permissions follow the rules of section "Permission
// Transitions", with the P bit as given.
func (p Perms) legal(mode bool) bool {
	if p == 0 {
		// No permission at all: the form NULL has, reserved bits included.
		return !mode
	}
	switch {
	case p&reservedOnes != reservedOnes,
		p&C != 0 && p&(R|W) == 0,
		p&LM != 0 && p&(C|R) != C|R,
		p&ASR != 0 && p&X == 0,
		mode && p&X == 0:
		return false
	}
	return true
}

// legalPerms says it for the AP field and the P bit, bits 52:44 of the metadata.
var legalPerms = func() (out [512]bool) {
	for i := range out {
		out[i] = Perms(i >> 1).legal(i&1 != 0)
	}
	return out
}()

// normal drops the permissions that the rules do not allow beside the others.
func (p Perms) normal() Perms {
	if p&(R|W) == 0 {
		p &^= C
	}
	if p&(C|R) != C|R {
		p &^= LM
	}
	if p&X == 0 {
		p &^= ASR
	}
	return p | reservedOnes
}

// Bits of the permission field that ypermr reads and ypermc takes (section
// "Capability Permissions"); every bit that is not named here reads as one
// below bit 24 and as zero above.
const (
	fieldW    = 1 << 0
	fieldLM   = 1 << 1
	fieldC    = 1 << 5
	fieldSDP  = 6 // first of 4 bits
	fieldASR  = 1 << 16
	fieldX    = 1 << 17
	fieldR    = 1 << 18
	fieldOnes = 0x7<<2 | 0x3f<<10 | 0x1f<<19
)

var fieldBits = [...]struct {
	perm  Perms
	field uint64
}{{W, fieldW}, {LM, fieldLM}, {C, fieldC}, {ASR, fieldASR}, {X, fieldX}, {R, fieldR}}

// PermField is what ypermr reads: the permissions in their architectural
// order. When c fails the integrity check every allocated bit reads as zero.
func (c Cap) PermField() uint64 {
	f := uint64(fieldOnes)
	if !c.Intact() {
		return f
	}
	for _, b := range fieldBits {
		if c.Has(b.perm) {
			f |= b.field
		}
	}
	return f | uint64(c.SDP())<<fieldSDP
}

// ClearPerms is ypermc: c without the permissions whose bits are set in field
// (in the order of PermField), and without those that may not stand alone
// then. The tag clears when c is sealed and its permissions change, or when c
// fails the integrity check. (The specification's listing clears the tag of
// every sealed capability; its description, which is followed here, says "if
// cs1 is sealed and any bits in the AP-field or SDP-field were affected".)
func (c Cap) ClearPerms(field uint64) Cap {
	intact := c.Intact()
	p := c.Perms()
	for _, b := range fieldBits {
		if field&b.field != 0 {
			p &^= b.perm
		}
	}
	out := c.withPerms(p, c.SDP()&^uint8(field>>fieldSDP&0xf))
	out.Tag = c.Tag && intact && (!c.Sealed() || out.Perms() == c.Perms() && out.SDP() == c.SDP())
	return out
}

// DropWrite is what a load without LM permission does to a tagged unsealed
// capability: it loses W and LM.
func (c Cap) DropWrite() Cap { return c.withPerms(c.Perms()&^(W|LM), c.SDP()) }

func (c Cap) withPerms(p Perms, sdp uint8) Cap {
	p = p.normal()
	c.Meta = c.Meta&^(0xf<<sdpShift|apMask<<apShift) | uint64(sdp)<<sdpShift | uint64(p)<<apShift
	if p&X == 0 {
		c.Meta &^= modeBit
	}
	return c
}

// PermString is the permissions as GDB and CheriBSD write them: r w x for
// data and code, R W for loading and storing capabilities, a for ASR. As they
// need more than one bit, R means that capabilities can be loaded (R and C), W
// that they can be stored (W and C); "m" follows when loaded capabilities are
// not mutable, which those tools do not show.
func (c Cap) PermString() string { return string(c.appendPerms(nil)) }

func (c Cap) appendPerms(b []byte) []byte {
	p := c.Perms()
	for _, x := range [...]struct {
		needs  Perms
		letter byte
	}{{R, 'r'}, {W, 'w'}, {X, 'x'}, {R | C, 'R'}, {W | C, 'W'}, {ASR, 'a'}} {
		if p&x.needs == x.needs {
			b = append(b, x.letter)
		}
	}
	return b
}

// PermNames are the names that the specification gives to c's permissions.
func (c Cap) PermNames() []string {
	var names []string
	for _, n := range [...]struct {
		p    Perms
		name string
	}{{R, "R"}, {W, "W"}, {C, "C"}, {LM, "LM"}, {X, "X"}, {ASR, "ASR"}} {
		if c.Has(n.p) {
			names = append(names, n.name)
		}
	}
	return names
}
