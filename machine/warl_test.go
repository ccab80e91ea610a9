package machine

import (
	"testing"

	"ushell/cap"
	"ushell/isa"
)

// warl is what a CSR of XLEN bits keeps of what is written: the writable bits;
// the fixed ones read as they are here.
type warl struct{ writable, fixed uint64 }

// warlTable holds every CSR of XLEN bits that can be written, by M-mode after
// reset with everything delegated. satp and what mstatus.MPP can't hold are in
// tests of their own.
func warlTable() map[uint16]warl {
	all := ^uint64(0)
	t := map[uint16]warl{
		csrMstatus: {mstatusMask &^ statusMPP, statusXL64}, csrSstatus: {sstatusMask, 2 << 32},
		csrMisa: {0, misaValue}, csrMedeleg: {0x1f_0000_b3fe, 0}, csrMideleg: {0x222, 0},
		csrMie: {0xaaa, 0}, csrMip: {0x222, 0}, csrSie: {0x222, 0}, csrSip: {2, 0},
		csrMcounteren: {7, 0}, csrScounteren: {7, 0}, csrMcountinh: {5, 0},
		csrMenvcfg: {1<<63 | 1<<9 | 1, 0}, csrSenvcfg: {1<<9 | 1, 0},
		csrMcause: {all, 0}, csrScause: {all, 0}, csrMtval: {all, 0}, csrStval: {all, 0},
		csrFflags: {0x1f, 0}, csrFrm: {7, 0}, csrFcsr: {0xff, 0},
		csrMcycle: {all, 0}, csrMinstret: {all, 0}, csrStimecmp: {all, 0},
	}
	for n := uint16(csrPmpcfg0); n <= csrPmpcfg15; n += 2 {
		t[n] = warl{}
	}
	for n := uint16(csrPmpaddr0); n <= csrPmpaddr63; n++ {
		t[n] = warl{}
	}
	for i := uint16(0); i < 29; i++ {
		t[csrMhpm3+i], t[csrMhpmevent3+i] = warl{}, warl{}
	}
	return t
}

// TestWARL: what each CSR reads as after each of some writes, and that all
// CSRs are either in the table, or read-only, or hold a capability.
func TestWARL(t *testing.T) {
	table := warlTable()
	for n := range uint16(4096) {
		m := newTest()
		_, exists := m.ReadCSR(n)
		reg, _ := m.csr.capability(n)
		rule, listed := table[n]
		switch {
		case n>>10 == 3 || reg != nil || n == csrSatp:
			if listed {
				t.Errorf("%s is in the table", isa.CSRName(n))
			}
			continue
		case exists != listed:
			t.Errorf("%s: exists %v, in the table %v", isa.CSRName(n), exists, listed)
			continue
		case !exists:
			continue
		}
		for _, v := range []uint64{0, ^uint64(0), 0xaaaa_aaaa_aaaa_aaaa, 0x5555_5555_5555_5555, 1 << 63, 1 << 32, 0x1234_5678_9abc_def0} {
			if n == csrMstatus {
				v &^= statusMPP
			}
			m := newTest()
			m.csr.mideleg = supervisorInts
			if n <= csrFcsr {
				m.csr.mstatus |= statusFS
			}
			m.X[a1] = cap.Null(v)
			place(t, m, csrrw(n))
			var e Effects
			if m.Step(&e); e.Trap.Taken {
				t.Errorf("%s: cause %d", isa.CSRName(n), e.Trap.Cause)
			}
			want := v&rule.writable | rule.fixed
			if n == csrMstatus || n == csrSstatus {
				// "SD = (FS==0b11 OR XS==0b11 OR VS==0b11)"
				want &^= statusSD
				if want&statusFS == statusFS {
					want |= statusSD
				}
			}
			if got, _ := m.ReadCSR(n); got != cap.Null(want) {
				t.Errorf("%s is %#x after %#x, want %#x", isa.CSRName(n), got.Addr, v, want)
			}
		}
	}
}

// TestReadOnlyCSRs: "Attempts to write a read-only register raise
// illegal-instruction exceptions"; csrrs with x0 does not write.
func TestReadOnlyCSRs(t *testing.T) {
	var tests []instTest
	for n := uint16(0xc00); n != 0x1000; n++ {
		m := newTest()
		if v, ok := m.ReadCSR(n); ok {
			name := isa.CSRName(n)
			tests = append(tests,
				illegal(name+" written", csrrw(n), nil),
				illegal(name+" set", isa.Inst{Op: isa.CSRRSI, Rd: a0, Imm: 1, CSR: n}, nil),
				instTest{name + " read", csrr(n), nil, func(s *state) { s.X[a0] = v }})
		}
	}
	if len(tests) != 3*(32+5) {
		t.Errorf("%d read-only CSRs", len(tests)/3)
	}
	run(t, tests)
}

// TestSatp: section "Supervisor Address Translation and Protection Register".
func TestSatp(t *testing.T) {
	sv39 := func(rest uint64) uint64 { return 8<<60 | rest }
	old := sv39(0xabc)
	for _, c := range []struct{ write, want uint64 }{
		{sv39(0), sv39(0)},
		{sv39(1<<60 - 1), sv39(1<<60 - 1)}, // 16 bits of ASID, 44 of PPN
		{0, 0},
		// Bare with anything else is UNSPECIFIED: it is cleared.
		{0x1234, 0},
		// "If satp is written with an unsupported MODE, the entire write has no
		// effect."
		{9<<60 | 5, old}, {10<<60 | 5, old}, {1<<60 | 5, old}, {11<<60 | 5, old}, {15<<60 | 5, old},
	} {
		m := newTest()
		m.csr.satp = old
		m.X[a1] = cap.Null(c.write)
		place(t, m, csrrw(csrSatp))
		if m.Step(nil); m.csr.satp != c.want || m.X[a0] != cap.Null(old) {
			t.Errorf("satp is %#x after %#x, want %#x", m.csr.satp, c.write, c.want)
		}
	}
}
