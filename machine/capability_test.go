package machine

import (
	"ushell/cap"
	"ushell/isa"
)

// capabilityTests are the instructions of RVY that compute: what they compute
// is the matter of package cap, here it is which operand is which and that
// nothing else changes.
func capabilityTests() []instTest {
	o := cap.Root(dataAt).SetBounds(64)
	big := cap.Root(dataAt + 1) // any bounds can be set
	reg := func(a, b cap.Cap) func(*Machine) { return func(m *Machine) { m.X[a1], m.X[a2] = a, b } }
	gives := func(c cap.Cap) func(*state) { return func(s *state) { s.X[a0] = c } }
	rrr := func(op isa.Op) isa.Inst { return isa.Inst{Op: op, Rd: a0, Rs1: a1, Rs2: a2} }
	rr := func(op isa.Op) isa.Inst { return isa.Inst{Op: op, Rd: a0, Rs1: a1} }
	n := cap.Null
	moved := func(c cap.Cap, addr uint64) cap.Cap { c.Addr = addr; return c }
	return append([]instTest{
		{"yadd", rrr(isa.YADD), reg(o, n(16)), gives(moved(o, dataAt+16))},
		{"yadd of a capability adds its address", rrr(isa.YADD), reg(cap.Root(1), o), gives(cap.Root(dataAt + 1))},
		{"yadd out of the representable range", rrr(isa.YADD), reg(o, n(1<<20)), gives(moved(o, dataAt+1<<20).Untagged())},
		{"yadd to a sealed one", rrr(isa.YADD), reg(o.Seal(), n(0)), gives(o.Seal().Untagged())},
		{"yaddi", isa.Inst{Op: isa.YADDI, Rd: a0, Rs1: a1, Imm: -1}, reg(o, n(0)), gives(moved(o, dataAt-1))},
		{"yaddi to a sealed one", isa.Inst{Op: isa.YADDI, Rd: a0, Rs1: a1}, reg(o.Seal(), n(0)), gives(o.Seal().Untagged())},
		{"ymv", rr(isa.YMV), reg(o.Seal(), n(0)), gives(o.Seal())},
		{"ymv of an integer", rr(isa.YMV), reg(n(5), n(0)), gives(n(5))},
		{"yaddrw", rrr(isa.YADDRW), reg(o, n(dataAt+8)), gives(moved(o, dataAt+8))},
		{"yhiw", rrr(isa.YHIW), reg(n(7), n(o.Meta)), gives(cap.Cap{Addr: 7, Meta: o.Meta})},
		{"yhiw of capabilities is untagged", rrr(isa.YHIW), reg(o, o), gives(cap.Cap{Addr: dataAt, Meta: dataAt})},
		{"ybndsw", rrr(isa.YBNDSW), reg(o, n(8)), gives(o.SetBounds(8))},
		{"ybndsw too long", rrr(isa.YBNDSW), reg(o, n(65)), gives(cap.Root(dataAt).SetBounds(65).Untagged())},
		{"ybndsw not exact", rrr(isa.YBNDSW), reg(big, n(4097)), gives(big.SetBoundsRounded(4097).Untagged())},
		{"ybndswi", isa.Inst{Op: isa.YBNDSWI, Rd: a0, Rs1: a1, Imm: 12}, reg(o, n(0)), gives(o.SetBounds(12))},
		{"ybndswi of a page", isa.Inst{Op: isa.YBNDSWI, Rd: a0, Rs1: a1, Imm: 4096}, reg(cap.Root(dataAt), n(0)), gives(cap.Root(dataAt).SetBounds(4096))},
		{"ybndsrw", rrr(isa.YBNDSRW), reg(big, n(4097)), gives(big.SetBoundsRounded(4097))},
		{"ypermc", rrr(isa.YPERMC), reg(o, n(1)), gives(o.ClearPerms(1))},
		{"yseale", isa.Inst{Op: isa.YSEALE, Rd: a0, Rs2: a2}, reg(n(0), o), gives(o.Seal())},
		{"yseale of a sentry", isa.Inst{Op: isa.YSEALE, Rd: a0, Rs2: a2}, reg(n(0), o.Seal()), gives(o.Seal().Untagged())},
		{"yunseals", rrr(isa.YUNSEALS), reg(o, o.Seal()), gives(o)},
		{"yunseals, operands the other way", rrr(isa.YUNSEALS), reg(o.Seal(), o), gives(o.Untagged())},
		{"ybld", rrr(isa.YBLD), reg(cap.Root(0), o.Untagged()), gives(o)},
		{"ybld, operands the other way", rrr(isa.YBLD), reg(o.Untagged(), cap.Root(0)), gives(cap.Root(0).Untagged())},
		{"ymodew", rrr(isa.YMODEW), reg(o, n(3)), gives(o.SetMode(true))},
		{"ymodew back", rrr(isa.YMODEW), reg(o.SetMode(true), n(2)), gives(o)},
		{"a capability to x0", isa.Inst{Op: isa.YADD, Rs1: a1, Rs2: a2}, reg(o, n(1)), nil},
	}, inspectTests(o, reg, gives, rrr, rr)...)
}

// inspectTests are those whose result is an integer.
func inspectTests(o cap.Cap, reg func(a, b cap.Cap) func(*Machine), gives func(cap.Cap) func(*state),
	rrr, rr func(isa.Op) isa.Inst) []instTest {
	n := cap.Null
	part := o.SetBounds(8)
	malformed := cap.Cap{Meta: o.Meta&^(1<<26) | 7<<14 | 7, Tag: true}
	return []instTest{
		{"yeq", rrr(isa.YEQ), reg(o, o), gives(n(1))},
		{"yeq of another tag", rrr(isa.YEQ), reg(o, o.Untagged()), gives(n(0))},
		{"yeq of another seal", rrr(isa.YEQ), reg(o, o.Seal()), gives(n(0))},
		{"yeq of another address", rrr(isa.YEQ), reg(o, o.SetAddr(dataAt+1)), gives(n(0))},
		{"yss: rs2 within rs1", rrr(isa.YSS), reg(o, part), gives(n(1))},
		{"yss: rs1 within rs2", rrr(isa.YSS), reg(part, o), gives(n(0))},
		{"yamask", rr(isa.YAMASK), reg(n(1<<20), n(0)), gives(n(^uint64(1<<11 - 1)))},
		{"yamask of a short length", rr(isa.YAMASK), reg(n(4095), n(0)), gives(n(minus1))},
		{"ybaser", rr(isa.YBASER), reg(o.SetAddr(dataAt+7), n(0)), gives(n(dataAt))},
		{"ytopr", rr(isa.YTOPR), reg(o, n(0)), gives(n(dataAt + 64))},
		{"ytopr saturates", rr(isa.YTOPR), reg(cap.Root(0), n(0)), gives(n(minus1))},
		{"ylenr", rr(isa.YLENR), reg(o, n(0)), gives(n(64))},
		{"ylenr saturates", rr(isa.YLENR), reg(cap.Root(0), n(0)), gives(n(minus1))},
		// "If the bounds can't be decoded, or cs1 fails any integrity checks,
		// then return zero."
		{"ybaser malformed", rr(isa.YBASER), reg(malformed, n(0)), gives(n(0))},
		{"ytopr malformed", rr(isa.YTOPR), reg(malformed, n(0)), gives(n(0))},
		{"ylenr malformed", rr(isa.YLENR), reg(malformed, n(0)), gives(n(0))},
		{"ytagr", rr(isa.YTAGR), reg(o, n(0)), gives(n(1))},
		{"ytagr untagged", rr(isa.YTAGR), reg(o.Untagged(), n(0)), gives(n(0))},
		{"ytyper", rr(isa.YTYPER), reg(o.Seal(), n(0)), gives(n(1))},
		{"ytyper unsealed", rr(isa.YTYPER), reg(o, n(0)), gives(n(0))},
		{"ypermr", rr(isa.YPERMR), reg(o, n(0)), gives(n(0xffffff))},
		{"ypermr malformed", rr(isa.YPERMR), reg(malformed, n(0)), gives(n(0xf8fc1c))},
		{"ymoder", rr(isa.YMODER), reg(o.SetMode(true), n(0)), gives(n(1))},
		{"ymoder in capability mode", rr(isa.YMODER), reg(o, n(0)), gives(n(0))},
		{"yhir", rr(isa.YHIR), reg(o, n(0)), gives(n(o.Meta))},
	}
}
