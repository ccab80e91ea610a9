package machine

import (
	"math"
	"testing"

	"ushell/cap"
	"ushell/isa"
)

// floatTests are F and D: where operands come from and results go to, flags,
// FS. What is computed is for the tests of package float.
func floatTests() (out []instTest) {
	const fa0, fa1, fa2, fa3 = 10, 11, 12, 13
	bits64 := math.Float64bits
	box := func(v float32) uint64 { return 0xffff_ffff<<32 | uint64(math.Float32bits(v)) }
	on := func(m *Machine) { m.csr.mstatus |= 1 << 13 } // initial
	setup := func(a, b, c uint64) func(m *Machine) {
		return func(m *Machine) {
			on(m)
			m.F[fa1], m.F[fa2], m.F[fa3] = a, b, c
		}
	}
	// result is v in fa0 and the flags; FS becomes dirty.
	result := func(v, flags uint64) func(s *state) {
		return func(s *state) {
			s.F[fa0] = v
			s.CSR.fcsr = flags
			s.CSR.mstatus |= statusFS | statusSD
		}
	}
	for _, c := range []struct {
		op      isa.Op
		a, b, c float64
		v       float64
		flags   uint64
	}{
		{isa.FADDS, 1, 2, 0, 3, 0}, {isa.FSUBS, 1, 2, 0, -1, 0}, {isa.FMULS, 3, 2, 0, 6, 0}, {isa.FDIVS, 1, 2, 0, 0.5, 0}, {isa.FDIVS, 1, 0, 0, math.Inf(1), 8},
		{isa.FSQRTS, 9, 0, 0, 3, 0}, {isa.FMADDS, 2, 3, 4, 10, 0}, {isa.FMSUBS, 2, 3, 4, 2, 0}, {isa.FNMSUBS, 2, 3, 4, -2, 0}, {isa.FNMADDS, 2, 3, 4, -10, 0},
		{isa.FSGNJS, 1, -2, 0, -1, 0}, {isa.FSGNJNS, 1, -2, 0, 1, 0}, {isa.FSGNJXS, -1, -2, 0, 1, 0}, {isa.FMINS, 1, -2, 0, -2, 0}, {isa.FMAXS, 1, -2, 0, 1, 0},
	} {
		in := isa.Inst{Op: c.op, Rd: fa0, Rs1: fa1, Rs2: fa2, Rs3: fa3, Rm: isa.DYN}
		f := c.op.Row().Format
		if !f.Rounds() {
			in.Rm = 0
		}
		if f != isa.FormatR4 {
			in.Rs3 = 0
		}
		if c.op == isa.FSQRTS {
			in.Rs2 = 0
		}
		name := c.op.String()
		if c.flags != 0 {
			name += " with a flag"
		}
		out = append(out, instTest{name, in, setup(box(float32(c.a)), box(float32(c.b)), box(float32(c.c))), result(box(float32(c.v)), c.flags)})
		in.Op += isa.FLD - isa.FLW
		if c.flags == 0 {
			name = in.Op.String()
		} else {
			name = in.Op.String() + " with a flag"
		}
		out = append(out, instTest{name, in, setup(bits64(c.a), bits64(c.b), bits64(c.c)), result(bits64(c.v), c.flags)})
	}
	integer := func(v, flags uint64) func(s *state) {
		return func(s *state) {
			s.X[a0] = cap.Null(v)
			if flags != 0 {
				s.CSR.fcsr = flags
				s.CSR.mstatus |= statusFS | statusSD
			}
		}
	}
	toInt := func(op isa.Op, a, v, flags uint64, rm uint8) {
		out = append(out, instTest{op.String() + " to an integer", isa.Inst{Op: op, Rd: a0, Rs1: fa1, Rm: rm}, setup(a, 0, 0), integer(v, flags)})
	}
	toInt(isa.FCVTWS, box(-1.5), minus1-1, 1, isa.RDN)
	toInt(isa.FCVTWUS, box(3), 3, 0, isa.RTZ)
	toInt(isa.FCVTLS, box(1<<40), 1<<40, 0, isa.RTZ)
	toInt(isa.FCVTLUS, box(-1), 0, 16, isa.RTZ)
	toInt(isa.FCVTWD, bits64(2.5), 2, 1, isa.RNE)
	toInt(isa.FCVTWUD, bits64(1<<32-1), minus1, 0, isa.RTZ)
	toInt(isa.FCVTLD, bits64(-7), minus1-6, 0, isa.RTZ)
	toInt(isa.FCVTLUD, math.Float64bits(math.NaN()), minus1, 16, isa.RTZ)
	toInt(isa.FMVXW, 0x1234_5678_8000_0000, min32, 0, 0)
	toInt(isa.FMVXD, minus1, minus1, 0, 0)
	toInt(isa.FCLASSS, box(1), 1<<6, 0, 0)
	toInt(isa.FCLASSD, bits64(math.Inf(-1)), 1, 0, 0)
	compare := func(op isa.Op, a, b, v, flags uint64) {
		out = append(out, instTest{op.String(), isa.Inst{Op: op, Rd: a0, Rs1: fa1, Rs2: fa2}, setup(a, b, 0), integer(v, flags)})
	}
	compare(isa.FEQS, box(1), box(1), 1, 0)
	compare(isa.FLTS, box(1), minus1, 0, 16)
	compare(isa.FLES, box(1), box(2), 1, 0)
	compare(isa.FEQD, bits64(1), bits64(math.NaN()), 0, 0)
	compare(isa.FLTD, bits64(1), bits64(2), 1, 0)
	compare(isa.FLED, bits64(3), bits64(2), 0, 0)
	fromInt := func(op isa.Op, x, v, flags uint64) {
		in := isa.Inst{Op: op, Rd: fa0, Rs1: a1}
		out = append(out, instTest{op.String(), in, func(m *Machine) { on(m); m.X[a1] = cap.Root(x) }, result(v, flags)})
	}
	fromInt(isa.FCVTSW, minus1, box(-1), 0)
	fromInt(isa.FCVTSWU, 0xffff_0000, box(0xffff_0000), 0)
	fromInt(isa.FCVTSL, 1<<62, box(1<<62), 0)
	fromInt(isa.FCVTSLU, 1<<63|1, box(1<<63), 1)
	fromInt(isa.FCVTDW, minus1, bits64(-1), 0)
	fromInt(isa.FCVTDWU, minus1, bits64(1<<32-1), 0)
	fromInt(isa.FCVTDL, minus1, bits64(-1), 0)
	fromInt(isa.FCVTDLU, 1<<63, bits64(1<<63), 0)
	fromInt(isa.FMVWX, 0x1234_5678_9abc_def0, 0xffff_ffff_9abc_def0, 0)
	fromInt(isa.FMVDX, 0x1234_5678_9abc_def0, 0x1234_5678_9abc_def0, 0)
	memory := func(in isa.Inst, want func(s *state)) instTest {
		return instTest{in.Op.String(), in, func(m *Machine) {
			on(m)
			m.X[a1] = cap.Root(dataAt + 0x800)
			m.mem.write(dataAt+0x800, 8, 0x1122_3344_5566_7788)
			m.F[fa1] = 0x99aa_bbcc_ddee_ff00
		}, want}
	}
	const was = 0x1122_3344_5566_7788
	off := func(in isa.Inst, name string) instTest { return illegal(name, in, nil) }
	badMode := illegal("fadd.d with a reserved frm", isa.Inst{Op: isa.FADDD, Rd: fa0, Rs1: fa1, Rs2: fa2, Rm: isa.DYN}, func(m *Machine) {
		on(m)
		m.csr.fcsr = 5 << 5
	})
	return append(out,
		instTest{"fcvt.s.d", isa.Inst{Op: isa.FCVTSD, Rd: fa0, Rs1: fa1, Rm: isa.DYN}, setup(bits64(1.0000000001), 0, 0), result(box(1), 1)},
		instTest{"fcvt.d.s", isa.Inst{Op: isa.FCVTDS, Rd: fa0, Rs1: fa1}, setup(box(1.5), 0, 0), result(bits64(1.5), 0)},
		instTest{"fadd.s of what is not boxed", isa.Inst{Op: isa.FADDS, Rd: fa0, Rs1: fa1, Rs2: fa2}, setup(bits64(1), box(1), 0), result(0xffff_ffff_7fc0_0000, 0)},
		memory(isa.Inst{Op: isa.FLW, Rd: fa0, Rs1: a1}, result(0xffff_ffff_5566_7788, 0)),
		memory(isa.Inst{Op: isa.FLD, Rd: fa0, Rs1: a1}, result(was, 0)),
		memory(isa.Inst{Op: isa.FSW, Rs1: a1, Rs2: fa1, Imm: 4}, func(s *state) { s.set(dataAt+0x800, cap.Cap{Addr: 0xddee_ff00_5566_7788}) }),
		memory(isa.Inst{Op: isa.FSD, Rs1: a1, Rs2: fa1}, func(s *state) { s.set(dataAt+0x800, cap.Cap{Addr: 0x99aa_bbcc_ddee_ff00}) }),
		off(isa.Inst{Op: isa.FADDD, Rd: fa0}, "fadd.d with FS off"),
		off(isa.Inst{Op: isa.FLD, Rd: fa0, Rs1: a1}, "fld with FS off"),
		off(isa.Inst{Op: isa.FSGNJS, Rd: fa0}, "fsgnj.s with FS off"),
		off(isa.Inst{Op: isa.CSRRS, Rd: a0, CSR: csrFcsr}, "fcsr with FS off"),
		badMode,
		instTest{"fflags", csrrw(csrFflags), func(m *Machine) {
			on(m)
			m.X[a1] = cap.Null(3)
		}, func(s *state) {
			s.X[a0], s.CSR.fcsr = cap.Null(0), 3
			s.CSR.mstatus |= statusFS | statusSD
		}},
		instTest{"frm without a write", isa.Inst{Op: isa.CSRRS, Rd: a0, CSR: csrFrm}, func(m *Machine) {
			on(m)
			m.csr.fcsr = 0x7f
		}, func(s *state) { s.X[a0] = cap.Null(3) }},
	)
}

// TestFloatFaults: what a fault leaves of F and D is what was there.
func TestFloatFaults(t *testing.T) {
	m := newTest()
	m.csr.mstatus |= 1 << 13
	m.X[a1] = m.X[a1].Untagged()
	place(t, m, isa.Inst{Op: isa.FLD, Rd: 10, Rs1: a1})
	want := capture(m).next()
	want.trap(causeCHERILoad, m.X[a1].Addr)
	m.Step(nil)
	for _, d := range differences(capture(m), want) {
		t.Error(d)
	}
}
