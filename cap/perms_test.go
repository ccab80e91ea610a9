package cap

import (
	"strings"
	"testing"
)

// TestClearPerms: section "YPERMC" and the rules of "Permission Transitions".
func TestClearPerms(t *testing.T) {
	all := R | W | X | C | LM | ASR
	for _, c := range []struct {
		rule  string
		clear uint64
		want  Perms
	}{
		{"nothing", 0, all},
		{"W", fieldW, all &^ W},
		{"LM", fieldLM, all &^ LM},
		{"base-2: LM needs C", fieldC, all &^ (C | LM)},
		{"base-2: LM needs R", fieldR, all &^ (R | LM)},
		{"base-1: C needs R or W", fieldR | fieldW, X | ASR},
		{"base-3: ASR needs X", fieldX, all &^ (X | ASR)},
		{"ASR", fieldASR, all &^ ASR},
		{"everything", ^uint64(0), 0},
		{"reserved bits do nothing", fieldOnes | 0xff_ffff_ff00_0000, all},
	} {
		o := object()
		got := o.ClearPerms(c.clear)
		sdp := uint8(0xf) &^ uint8(c.clear>>fieldSDP&0xf)
		if !got.Tag || got.Perms() != c.want|reservedOnes || got.SDP() != sdp {
			t.Errorf("%s: %v %v, sdp %x", c.rule, got.PermNames(), got, got.SDP())
		}
		if got.Addr != o.Addr || got.Bounds() != o.Bounds() || !got.Intact() {
			t.Errorf("%s: more than permissions changed: %v", c.rule, got)
		}
		if again := got.ClearPerms(c.clear); again != got {
			t.Errorf("%s: twice gives %v", c.rule, again)
		}
	}
	if c := object().ClearPerms(5 << fieldSDP); c.SDP() != 10 || c.PermField()>>fieldSDP&15 != 10 {
		t.Errorf("software permissions %x", c.SDP())
	}
}

// TestClearPermsSealed: "if cs1 is sealed and any bits in the AP-field or
// SDP-field were affected".
func TestClearPermsSealed(t *testing.T) {
	s := object().ClearPerms(fieldW | 1<<fieldSDP).Seal()
	for field, want := range map[uint64]bool{0: true, fieldW: true, 1 << fieldSDP: true, fieldR: false, 2 << fieldSDP: false} {
		if got := s.ClearPerms(field); got.Tag != want || !got.Sealed() {
			t.Errorf("%#x: %v", field, got)
		}
	}
	if object().Untagged().ClearPerms(fieldW).Tag {
		t.Error("ypermc sets a tag")
	}
}

// TestPermField: section "YPERMR", the layout of "Capability permissions bit
// field".
func TestPermField(t *testing.T) {
	for _, c := range []struct {
		name string
		c    Cap
		want uint64
	}{
		{"root", Root(0), 0xffffff},
		{"NULL", Cap{}, 0xf8fc1c},
		{"without W", Root(0).ClearPerms(1), 0xfffffe},
		{"without LM", Root(0).ClearPerms(2), 0xfffffd},
		{"without software permissions", Root(0).ClearPerms(0xf << 6), 0xfffc3f},
		{"without ASR", Root(0).ClearPerms(1 << 16), 0xfeffff},
		{"without X", Root(0).ClearPerms(1 << 17), 0xfcffff},
		{"without R", Root(0).ClearPerms(1 << 18), 0xfbfffd},
		{"tags do not matter", Root(0).Untagged(), 0xffffff},
	} {
		if got := c.c.PermField(); got != c.want {
			t.Errorf("%s: %#x, want %#x", c.name, got, c.want)
		}
	}
}

// TestEveryPermission: each of the 2^9 patterns of AP and P either fails the
// integrity check, or survives ypermc of nothing; "the total valid
// combinations" of section "Architectural Permissions (AP) Encoding" without
// Zylevels1 is (1 + R, W, RW with and without C, LM) times 5, and NULL's.
func TestEveryPermission(t *testing.T) {
	legal := 0
	for ap := range uint64(512) {
		c := Cap{Meta: (ap&255)<<apShift | ap>>8<<44, Tag: true}
		out := c.ClearPerms(0)
		if !c.Intact() {
			if out.Tag || !out.Intact() {
				t.Errorf("%#x becomes %#x", c.Meta, out.Meta)
			}
			continue
		}
		legal++
		if out.Perms()&^reservedOnes != c.Perms()&^reservedOnes || out.ModeBit() != c.ModeBit() || !out.Tag {
			t.Errorf("%#x becomes %#x", c.Meta, out.Meta)
		}
	}
	// Of C, W, R and LM: none, R, W, RW, RC, WC, RWC, RC+LM, RWC+LM.
	if legal != 9*5+1 {
		t.Errorf("%d combinations", legal)
	}
}

// TestDropWrite: section "LY", the implicit ypermc.
func TestDropWrite(t *testing.T) {
	if c := object().DropWrite(); c.Perms() != R|X|C|ASR|reservedOnes || !c.Tag {
		t.Errorf("%v", c)
	}
	// base-1: C of a write-only capability goes too.
	if c := object().ClearPerms(fieldR).DropWrite(); c.Perms() != X|ASR|reservedOnes {
		t.Errorf("%v", c)
	}
}

func TestString(t *testing.T) {
	data := uint64(fieldX | fieldASR)
	o := object().ClearPerms(data)
	for _, c := range []struct {
		c    Cap
		want string
	}{
		{o.SetAddr(0x8000_1010), "0x80001010 [rwRW,0x80001000-0x80001040]"},
		{o.Untagged(), "0x80001000 [rwRW,0x80001000-0x80001040] (invalid)"},
		{object().Seal(), "0x80001000 [rwxRWa,0x80001000-0x80001040] (sentry)"},
		{object().Seal().Untagged(), "0x80001000 [rwxRWa,0x80001000-0x80001040] (invalid,sentry)"},
		{o.ClearPerms(fieldC), "0x80001000 [rw,0x80001000-0x80001040]"},
		{o.ClearPerms(fieldW), "0x80001000 [rR,0x80001000-0x80001040]"},
		{o.ClearPerms(fieldR), "0x80001000 [wW,0x80001000-0x80001040]"},
		{o.ClearPerms(^uint64(0)), "0x80001000 [,0x80001000-0x80001040]"},
		{Root(0), "0x0 [rwxRWa,0x0-0x10000000000000000]"},
		{Null(0), "0x0"},
		{Null(42), "0x2a"},
		{Cap{Addr: 42, Tag: true}, "0x2a [,0x0-0x10000000000000000]"},
		{mangled()["E < 0"].Untagged(), "0x0 [rwxRWa,0x0-0x0] (invalid)"},
	} {
		if got := c.c.String(); got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
	}
	if got := strings.Join(object().ClearPerms(fieldW).PermNames(), " "); got != "R C LM X ASR" {
		t.Errorf("names: %s", got)
	}
}
