// Package cap is the RV64Y capability as a value: its fields, its compressed
// bounds, the rules by which one capability is derived from another, and its
// printed form. It knows of no memory and no machine.
//
// The format is the one of the RISC-V CHERI specification (riscv-cheri commit
// 47b031e0), section "The RV64Y Capability Base" (rvy64-encoding.adoc), with
// Zyhybrid's P bit and without Zylevels1. The derivation rules are those of
// riscv-unpriv-integration.adoc and of the page of each instruction.
package cap

// Cap is a capability as a register or a 16-byte granule of memory holds it.
// The zero Cap is NULL: tag clear, address 0, bounds of the whole space.
type Cap struct {
	Addr uint64 // lower half: the address, or an integer when Tag is clear
	Meta uint64 // upper half: permissions, type, bounds
	Tag  bool
}

// Fields of Meta (table "capability encoding format metadata fields").
const (
	sdpShift     = 60
	apShift      = 45
	apMask       = 0xff
	modeBit      = 1 << 44 // P, pointer mode: 1 is integral (Zyhybrid)
	typeBit      = 1 << 27 // CT, capability type: 1 is a sentry
	boundsMask   = 1<<27 - 1
	reservedMask = 0x7f<<53 | (1<<44-1)&^(1<<28-1)
)

// SizeBytes is the size of a capability in memory, and of a granule.
const SizeBytes = 16

// Null is the untagged capability that holds the integer addr.
func Null(addr uint64) Cap { return Cap{Addr: addr} }

// Root is the Infinite capability: every permission, all of the address
// space, capability pointer mode.
func Root(addr uint64) Cap {
	return Cap{Addr: addr, Meta: 0xf<<sdpShift | apMask<<apShift, Tag: true}
}

// RootIntMode is Root with the P bit set: what a hart with Zyhybrid resets
// pcc and its trap registers to.
func RootIntMode(addr uint64) Cap {
	c := Root(addr)
	c.Meta |= modeBit
	return c
}

// Sealed says whether the capability type is not 0. With this encoding the
// only sealed type is the sentry.
func (c Cap) Sealed() bool { return c.Meta&typeBit != 0 }

// Type is the CT field: 0 unsealed, 1 sentry (ytyper).
func (c Cap) Type() uint64 { return c.Meta >> 27 & 1 }

// Untagged is c with its tag clear.
func (c Cap) Untagged() Cap {
	c.Tag = false
	return c
}

// IntMode is what ymoder reads: the P bit, or false when c has no X
// permission or fails the integrity check.
func (c Cap) IntMode() bool {
	return c.Meta&modeBit != 0 && c.Has(X) && c.Intact()
}

// ModeBit is the raw P bit, as the hart consults it in pcc.
func (c Cap) ModeBit() bool { return c.Meta&modeBit != 0 }

// SetMode is ymodew: P becomes intMode where c has the X permission. When c is
// sealed or fails the integrity check the tag clears instead.
func (c Cap) SetMode(intMode bool) Cap {
	if c.Sealed() || !c.Intact() {
		c.Tag = false
		return c
	}
	if c.Has(X) {
		c.Meta &^= modeBit
		if intMode {
			c.Meta |= modeBit
		}
	}
	return c
}

// Intact is the integrity check (section "Integrity of Capabilities"): bounds
// not malformed, reserved bits zero, a legal combination of permissions.
func (c Cap) Intact() bool {
	return c.Meta&reservedMask == 0 && legalPerms[c.Meta>>44&0x1ff] && (c.Meta>>26&1 == 1 || c.Meta&boundsMask == 0 || !malformed(c.Meta))
}

// SetAddr gives c another address (yaddrw, yadd, auipc, and CSR writes of
// XLEN bits). The tag clears when c is sealed, when the new address is outside
// the representable range, or when c fails the integrity check.
func (c Cap) SetAddr(addr uint64) Cap {
	if c.Tag && (c.Sealed() || !c.Representable(addr) || !c.Intact()) {
		c.Tag = false
	}
	c.Addr = addr
	return c
}

// Seal is yseale: c as a sentry. The tag clears when c was sealed already or
// fails the integrity check.
func (c Cap) Seal() Cap {
	c.Tag = c.Tag && !c.Sealed() && c.Intact()
	c.Meta |= typeBit
	return c
}

// Unseal is what a jump, and a return from a trap, do to a sentry: the same
// capability with type 0. Whether that is allowed is for the caller to know.
func (c Cap) Unseal() Cap {
	c.Meta &^= typeBit
	return c
}

// UnsealWith is yunseals: c unsealed, tagged only if auth is a tagged unsealed
// capability of which c, a tagged sealed one, is a subset.
func (c Cap) UnsealWith(auth Cap) Cap {
	ok := auth.Tag && !auth.Sealed() && c.Tag && c.Sealed() && Within(c, auth)
	c.Tag = ok
	return c.Unseal()
}

// Build is ybld: bits as a tagged capability if auth, tagged and unsealed,
// covers it in bounds and permissions, and bits pass the integrity check. The
// type of bits is kept.
func Build(auth, bits Cap) Cap {
	bits.Tag = auth.Tag && !auth.Sealed() && Within(bits, auth)
	return bits
}

// Pack is yhiw: address of lo, metadata hi, tag clear.
func Pack(lo, hi uint64) Cap { return Cap{Addr: lo, Meta: hi} }

// Within says whether c grants nothing that auth does not: permissions a
// subset, bounds inside, both pass the integrity check. Tags, types and modes
// are not looked at (the rules shared by yss, ybld and yunseals).
func Within(c, auth Cap) bool {
	if !c.Intact() || !auth.Intact() {
		return false
	}
	if c.Perms()&^auth.Perms() != 0 || c.SDP()&^auth.SDP() != 0 {
		return false
	}
	cb, ab := c.Bounds(), auth.Bounds()
	return cb.Base >= ab.Base && cb.Top.Cmp(ab.Top) <= 0
}

// Subset is yss: equal tags, and c within auth.
func Subset(c, auth Cap) bool { return c.Tag == auth.Tag && Within(c, auth) }

// FromBytes reads a granule's 16 bytes, little endian, and its tag.
func FromBytes(b *[16]byte, tag bool) Cap {
	var lo, hi uint64
	for i := 7; i >= 0; i-- {
		lo = lo<<8 | uint64(b[i])
		hi = hi<<8 | uint64(b[i+8])
	}
	return Cap{Addr: lo, Meta: hi, Tag: tag}
}

// Bytes is the inverse of FromBytes.
func (c Cap) Bytes() (b [16]byte) {
	for i := range 8 {
		b[i] = byte(c.Addr >> (8 * i))
		b[i+8] = byte(c.Meta >> (8 * i))
	}
	return b
}
