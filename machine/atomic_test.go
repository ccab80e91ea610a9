package machine

import (
	"testing"

	"ushell/cap"
	"ushell/isa"
)

// atomicTests are Zaamo, Zalrsc and Zabhlrsc. a1 points at a granule in which there is
// some data, or a capability.
func atomicTests() (out []instTest) {
	const at = dataAt + 0x800
	data := func(lo, hi uint64) func(m *Machine) {
		return func(m *Machine) {
			m.X[a1] = cap.Root(at)
			m.mem.write(at, 8, lo)
			m.mem.write(at+8, 8, hi)
		}
	}
	// amo: v is there, b in a2, w is there afterwards, for both sizes.
	for _, c := range []struct {
		op      isa.Op
		v, b, w uint64
	}{
		{isa.AMOSWAPD, 5, 7, 7}, {isa.AMOADDD, minus1, 2, 1}, {isa.AMOXORD, 0xc, 0xa, 6}, {isa.AMOANDD, 0xc, 0xa, 8}, {isa.AMOORD, 0xc, 0xa, 14},
		{isa.AMOMIND, 1, minus1, minus1}, {isa.AMOMAXD, 1, minus1, 1}, {isa.AMOMINUD, 1, minus1, 1}, {isa.AMOMAXUD, 1, minus1, minus1},
		{isa.AMOSWAPW, 0x8000_0001, 7, 7}, {isa.AMOADDW, 0xffff_ffff, 2, 1}, {isa.AMOXORW, 0xc, 0xa, 6}, {isa.AMOANDW, 0xc, 0xa, 8}, {isa.AMOORW, 0xc, 0xa, 14},
		{isa.AMOMINW, 1, 0xffff_ffff, 0xffff_ffff}, {isa.AMOMAXW, 1, 0xffff_ffff, 1}, {isa.AMOMINUW, 1, 0xffff_ffff, 1}, {isa.AMOMAXUW, 1, 0xffff_ffff, 0xffff_ffff},
	} {
		word := c.op.Row().Roles.MemSize == 4
		out = append(out, instTest{"", isa.Inst{Op: c.op, Rd: a0, Rs1: a1, Rs2: a2}, func(m *Machine) {
			data(c.v, 9)(m)
			m.X[a2] = cap.Null(c.b)
		}, func(s *state) {
			s.X[a0] = cap.Null(c.v)
			if word {
				s.X[a0] = cap.Null(uint64(int64(int32(c.v))))
			}
			s.set(at, cap.Cap{Addr: c.w, Meta: 9})
		}})
	}
	fault := func(name string, op isa.Op, cause, tval uint64, setup func(m *Machine)) instTest {
		in := isa.Inst{Op: op, Rd: a0, Rs1: a1, Rs2: a2}
		if op.Row().Format == isa.FormatLR {
			in.Rs2 = 0
		}
		return instTest{name, in, func(m *Machine) {
			data(1, 2)(m)
			setup(m)
		}, func(s *state) { s.trap(cause, tval) }}
	}
	without := func(p uint64) func(m *Machine) { return func(m *Machine) { m.X[a1] = m.X[a1].ClearPerms(p) } }
	const w, c, r, lm = 1, 1 << 5, 1 << 18, 2
	held := func(size uint64) func(m *Machine) {
		return func(m *Machine) {
			data(1, 2)(m)
			m.X[a2] = cap.Root(77)
			m.reserved = reservation{true, at, size}
		}
	}
	inner := cap.Root(0x1234).SetBounds(8)
	swapped := func(auth func(m *Machine)) func(m *Machine) {
		return func(m *Machine) {
			m.X[a1], m.X[a2] = cap.Root(at), cap.Root(77)
			m.mem.writeCap(at, inner)
			if auth != nil {
				auth(m)
			}
		}
	}
	return append(out,
		instTest{"amoswap.y", isa.Inst{Op: isa.AMOSWAPY, Rd: a0, Rs1: a1, Rs2: a2}, swapped(nil), func(s *state) {
			s.X[a0] = inner
			s.set(at, cap.Root(77))
		}},
		instTest{"amoswap.y without C", isa.Inst{Op: isa.AMOSWAPY, Rd: a0, Rs1: a1, Rs2: a2}, swapped(without(c)), func(s *state) {
			s.X[a0] = inner.Untagged()
			s.set(at, cap.Root(77).Untagged())
		}},
		instTest{"amoswap.y without LM", isa.Inst{Op: isa.AMOSWAPY, Rd: a0, Rs1: a1, Rs2: a2}, swapped(without(lm)), func(s *state) {
			s.X[a0] = inner.DropWrite()
			s.set(at, cap.Root(77))
		}},
		instTest{"amoswap.y with its own authority", isa.Inst{Op: isa.AMOSWAPY, Rd: a1, Rs1: a1, Rs2: a1}, swapped(nil), func(s *state) {
			s.X[a1] = inner
			s.set(at, cap.Root(at))
		}},
		instTest{"lr.w", isa.Inst{Op: isa.LRW, Rd: a0, Rs1: a1}, data(0x8000_0000, 2), func(s *state) {
			s.X[a0], s.Reserved = cap.Null(min32), reservation{true, at, 4}
		}},
		instTest{"lr.d", isa.Inst{Op: isa.LRD, Rd: a0, Rs1: a1}, data(3, 2), func(s *state) {
			s.X[a0], s.Reserved = cap.Null(3), reservation{true, at, 8}
		}},
		instTest{"lr.y", isa.Inst{Op: isa.LRY, Rd: a0, Rs1: a1}, swapped(nil), func(s *state) {
			s.X[a0], s.Reserved = inner, reservation{true, at, 16}
		}},
		instTest{"lr.b", isa.Inst{Op: isa.LRB, Rd: a0, Rs1: a1}, data(0x1280, 2), func(s *state) {
			s.X[a0], s.Reserved = cap.Null(minus1-127), reservation{true, at, 1}
		}},
		instTest{"lr.b of one byte", isa.Inst{Op: isa.LRB, Rd: a0, Rs1: a1}, func(m *Machine) {
			data(0x8000_0012_3400, 2)(m)
			m.X[a1] = cap.Root(at + 1).SetBounds(1)
		}, func(s *state) {
			s.X[a0], s.Reserved = cap.Null(0x34), reservation{true, at + 1, 1}
		}},
		instTest{"lr.h", isa.Inst{Op: isa.LRH, Rd: a0, Rs1: a1}, data(0x3_8000, 2), func(s *state) {
			s.X[a0], s.Reserved = cap.Null(minus1-0x7fff), reservation{true, at, 2}
		}},
		instTest{"sc.b", isa.Inst{Op: isa.SCB, Rd: a0, Rs1: a1, Rs2: a2}, func(m *Machine) {
			held(1)(m)
			m.mem.write(at, 8, 0x1234)
			m.X[a2].Addr = 0xab77
		}, func(s *state) {
			s.X[a0], s.Reserved = cap.Null(0), reservation{}
			s.set(at, cap.Cap{Addr: 0x1277, Meta: 2})
		}},
		instTest{"sc.h", isa.Inst{Op: isa.SCH, Rd: a0, Rs1: a1, Rs2: a2}, func(m *Machine) {
			held(2)(m)
			m.mem.write(at, 8, 0x123456)
			m.X[a2].Addr = 0xcdab77
		}, func(s *state) {
			s.X[a0], s.Reserved = cap.Null(0), reservation{}
			s.set(at, cap.Cap{Addr: 0x12ab77, Meta: 2})
		}},
		instTest{"sc.h after lr.w", isa.Inst{Op: isa.SCH, Rd: a0, Rs1: a1, Rs2: a2}, held(4), func(s *state) {
			s.X[a0], s.Reserved = cap.Null(1), reservation{}
		}},
		instTest{"sc.w", isa.Inst{Op: isa.SCW, Rd: a0, Rs1: a1, Rs2: a2}, held(4), func(s *state) {
			s.X[a0], s.Reserved = cap.Null(0), reservation{}
			s.set(at, cap.Cap{Addr: 77, Meta: 2})
		}},
		instTest{"sc.d", isa.Inst{Op: isa.SCD, Rd: a0, Rs1: a1, Rs2: a2}, held(8), func(s *state) {
			s.X[a0], s.Reserved = cap.Null(0), reservation{}
			s.set(at, cap.Cap{Addr: 77, Meta: 2})
		}},
		instTest{"sc.y", isa.Inst{Op: isa.SCY, Rd: a0, Rs1: a1, Rs2: a2}, held(16), func(s *state) {
			s.X[a0], s.Reserved = cap.Null(0), reservation{}
			s.set(at, cap.Root(77))
		}},
		instTest{"sc.d of another size", isa.Inst{Op: isa.SCD, Rd: a0, Rs1: a1, Rs2: a2}, held(4), func(s *state) {
			s.X[a0], s.Reserved = cap.Null(1), reservation{}
		}},
		instTest{"sc.d without a reservation", isa.Inst{Op: isa.SCD, Rd: a0, Rs1: a1, Rs2: a2}, data(1, 2), func(s *state) { s.X[a0] = cap.Null(1) }},
		fault("amoadd.d without R", isa.AMOADDD, causeCHERIStore, at, without(r)),
		fault("amoadd.d without W", isa.AMOADDD, causeCHERIStore, at, without(w)),
		fault("amoadd.d untagged", isa.AMOADDD, causeCHERIStore, at, func(m *Machine) { m.X[a1].Tag = false }),
		fault("amoadd.d out of bounds", isa.AMOADDD, causeCHERIStore, at, func(m *Machine) { m.X[a1] = m.X[a1].SetBounds(7) }),
		fault("amoadd.d misaligned", isa.AMOADDD, causeStoreAccess, at+4, func(m *Machine) { m.X[a1].Addr += 4 }),
		fault("amoadd.w misaligned", isa.AMOADDW, causeStoreAccess, at+2, func(m *Machine) { m.X[a1].Addr += 2 }),
		fault("amoswap.y misaligned", isa.AMOSWAPY, causeStoreAccess, at+8, func(m *Machine) { m.X[a1].Addr += 8 }),
		fault("lr.d misaligned", isa.LRD, causeLoadAccess, at+4, func(m *Machine) { m.X[a1].Addr += 4 }),
		fault("lr.h misaligned", isa.LRH, causeLoadAccess, at+1, func(m *Machine) { m.X[a1].Addr++ }),
		fault("sc.h misaligned", isa.SCH, causeStoreAccess, at+1, func(m *Machine) { m.X[a1].Addr++ }),
		fault("sc.b without W", isa.SCB, causeCHERIStore, at, without(w)),
		fault("lr.d without R", isa.LRD, causeCHERILoad, at, without(r)),
		fault("sc.d misaligned", isa.SCD, causeStoreAccess, at+4, func(m *Machine) { m.X[a1].Addr += 4 }),
		fault("sc.d without W", isa.SCD, causeCHERIStore, at, without(w)),
		fault("amoadd.d of a device", isa.AMOADDD, causeStoreAccess, UARTBase, func(m *Machine) { m.X[a1] = cap.Root(UARTBase) }),
		fault("a trap ends a reservation", isa.AMOADDD, causeCHERIStore, at, func(m *Machine) {
			m.X[a1].Tag = false
			m.reserved = reservation{true, at, 8}
		}),
	)
}

// addressTests are Zba, with what RVY adds.
func addressTests() (out []instTest) {
	const a, b = 0xffff_ffff_0000_0003, 0x8000_4100
	for i, op := range []isa.Op{isa.ADDUW, isa.SH1ADD, isa.SH2ADD, isa.SH3ADD, isa.SH1ADDUW, isa.SH2ADDUW, isa.SH3ADDUW} {
		v := [...]uint64{3 + b, a<<1&minus1 + b, a<<2&minus1 + b, a<<3&minus1 + b, 6 + b, 12 + b, 24 + b}[i]
		out = append(out, instTest{"", isa.Inst{Op: op, Rd: a0, Rs1: a1, Rs2: a2}, func(m *Machine) {
			m.X[a1], m.X[a2] = cap.Null(a), cap.Root(b)
		}, func(s *state) { s.X[a0] = cap.Null(v) }})
	}
	out = append(out, instTest{"", isa.Inst{Op: isa.SLLIUW, Rd: a0, Rs1: a1, Imm: 40}, func(m *Machine) { m.X[a1] = cap.Null(a) },
		func(s *state) { s.X[a0] = cap.Null(3 << 40) }})
	for i, op := range []isa.Op{isa.YSH1ADD, isa.YSH2ADD, isa.YSH3ADD, isa.YSH4ADD, isa.YSH1ADDUW, isa.YSH2ADDUW, isa.YSH3ADDUW, isa.YSH4ADDUW} {
		in := isa.Inst{Op: op, Rd: a0, Rs1: a1, Rs2: a2}
		small := cap.Root(b).SetBounds(64)
		index := uint64(3)
		if i >= 4 {
			index = a
		}
		out = append(out, instTest{op.String(), in, func(m *Machine) { m.X[a1], m.X[a2] = cap.Null(index), small },
			func(s *state) {
				s.X[a0] = small
				s.X[a0].Addr += 3 << (i%4 + 1)
			}}, instTest{op.String() + " of a sentry", in, func(m *Machine) { m.X[a1], m.X[a2] = cap.Null(index), small.Seal() },
			func(s *state) {
				s.X[a0] = small.Seal().Untagged()
				s.X[a0].Addr += 3 << (i%4 + 1)
			}}, instTest{op.String() + " out of what is representable", in, func(m *Machine) { m.X[a1], m.X[a2] = cap.Null(1<<30), small },
			func(s *state) {
				s.X[a0] = small.Untagged()
				s.X[a0].Addr += 1 << (30 + i%4 + 1)
			}})
	}
	return out
}

// TestReservedPage: lr reserves the physical address.
func TestReservedPage(t *testing.T) {
	m := newTest()
	paged(m, Supervisor)
	m.X[a1] = cap.Root(dataVA + 16)
	place(t, m, isa.Inst{Op: isa.LRD, Rd: a0, Rs1: a1})
	m.Step(nil)
	if want := (reservation{true, dataAt + 16, 8}); m.reserved != want {
		t.Errorf("%+v, want %+v", m.reserved, want)
	}
}
