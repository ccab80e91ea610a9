package machine

import (
	"ushell/cap"
	"ushell/isa"
	"ushell/machine/float"
)

// FRegChange is a write of a floating-point register, NaN boxing included.
type FRegChange struct {
	Reg           uint8
	Before, After uint64
}

// dirtyFloat marks the state of the extensions F and D as changed (section
// "Extension Context Status in mstatus Register": FS and SD).
func (m *Machine) dirtyFloat() {
	if s := m.csr.mstatus | statusFS | statusSD; s != m.csr.mstatus {
		m.setStatus(s)
	}
}

// setFloat writes floating-point register n.
func (m *Machine) setFloat(n uint8, v uint64) {
	if m.eff != nil {
		m.eff.FRegs[0] = FRegChange{n, m.F[n], v}
		m.eff.NumFRegs = 1
	}
	m.F[n] = v
	m.dirtyFloat()
}

// raiseFlags accrues the exceptions that an operation raised.
func (m *Machine) raiseFlags(f float.Flags) {
	now := m.csr.fcsr | uint64(f)
	if now == m.csr.fcsr {
		return
	}
	if m.eff != nil {
		m.eff.csr(csrFcsr, cap.Null(m.csr.fcsr), cap.Null(now))
	}
	m.csr.fcsr = now
	m.dirtyFloat()
}

// floatFormat is the format that op computes in, and the operation of F that it
// is in that format; both formats have the same ones.
func floatFormat(op isa.Op) (float.Format, isa.Op) {
	switch {
	case op < isa.FLD:
		return float.Binary32, op
	case op <= isa.FMAXD:
		return float.Binary64, op - isa.FLD + isa.FLW
	}
	return float.Binary64, op - isa.FCVTWD + isa.FCVTWS
}

// execFloat executes F and D.
func (m *Machine) execFloat(in *isa.Inst) {
	rm := float.Rounding(in.Rm)
	if in.Rm == isa.DYN {
		rm = float.Rounding(m.csr.fcsr >> 5 & 7)
	}
	if m.csr.mstatus&statusFS == 0 || in.Op.Row().Format.Rounds() && !rm.Valid() {
		m.raise(causeIllegal, uint64(in.Raw))
		return
	}
	switch in.Op {
	case isa.FCVTSD:
		m.convertFloat(in, float.Binary64, float.Binary32, rm)
		return
	case isa.FCVTDS:
		m.convertFloat(in, float.Binary32, float.Binary64, rm)
		return
	}
	f, op := floatFormat(in.Op)
	if !m.moveFloat(in, f, op) && !m.compareFloat(in, f, op) && !m.convertInt(in, f, op, rm) {
		v, flags := m.arithmetic(in, f, op, rm)
		m.raiseFlags(flags)
		m.setFloat(in.Rd, f.Box(v))
	}
}

// moveFloat executes what moves bits without a look at them.
func (m *Machine) moveFloat(in *isa.Inst, f float.Format, op isa.Op) bool {
	size := uint64(4)
	if f == float.Binary64 {
		size = 8
	}
	switch op {
	case isa.FLW:
		if v, ok := m.loadValue(in, size); ok {
			m.setFloat(in.Rd, f.Box(v))
		}
	case isa.FSW:
		m.storeValue(in, size, m.F[in.Rs2])
	case isa.FMVXW:
		v := m.F[in.Rs1]
		if size == 4 {
			v = uint64(int64(int32(v)))
		}
		m.setInt(in.Rd, v)
	case isa.FMVWX:
		m.setFloat(in.Rd, f.Box(m.X[in.Rs1].Addr))
	default:
		return false
	}
	return true
}

// compareFloat executes what has an integer as its result and does not round.
func (m *Machine) compareFloat(in *isa.Inst, f float.Format, op isa.Op) bool {
	a, b := f.Unbox(m.F[in.Rs1]), f.Unbox(m.F[in.Rs2])
	var yes bool
	var flags float.Flags
	switch op {
	case isa.FEQS:
		yes, flags = f.Eq(a, b)
	case isa.FLTS:
		yes, flags = f.Lt(a, b)
	case isa.FLES:
		yes, flags = f.Le(a, b)
	case isa.FCLASSS:
		m.setInt(in.Rd, f.Class(a))
		return true
	default:
		return false
	}
	m.raiseFlags(flags)
	m.setInt(in.Rd, flag(yes))
	return true
}

// convertInt executes conversions from and to integers.
func (m *Machine) convertInt(in *isa.Inst, f float.Format, op isa.Op, rm float.Rounding) bool {
	switch op {
	case isa.FCVTWS, isa.FCVTWUS, isa.FCVTLS, isa.FCVTLUS:
		v, flags := f.ToInt(float.Integer(op-isa.FCVTWS), f.Unbox(m.F[in.Rs1]), rm)
		m.raiseFlags(flags)
		m.setInt(in.Rd, v)
	case isa.FCVTSW, isa.FCVTSWU, isa.FCVTSL, isa.FCVTSLU:
		v, flags := f.FromInt(float.Integer(op-isa.FCVTSW), m.X[in.Rs1].Addr, rm)
		m.raiseFlags(flags)
		m.setFloat(in.Rd, f.Box(v))
	default:
		return false
	}
	return true
}

func (m *Machine) convertFloat(in *isa.Inst, from, to float.Format, rm float.Rounding) {
	v, flags := from.Convert(to, from.Unbox(m.F[in.Rs1]), rm)
	m.raiseFlags(flags)
	m.setFloat(in.Rd, to.Box(v))
}

// arithmetic is the result of what computes with floating-point numbers alone.
func (m *Machine) arithmetic(in *isa.Inst, f float.Format, op isa.Op, rm float.Rounding) (uint64, float.Flags) {
	a, b, c := f.Unbox(m.F[in.Rs1]), f.Unbox(m.F[in.Rs2]), f.Unbox(m.F[in.Rs3])
	switch op {
	case isa.FMADDS:
		return f.FMA(a, b, c, rm)
	case isa.FMSUBS:
		return f.FMA(a, b, f.Neg(c), rm)
	case isa.FNMSUBS:
		return f.FMA(f.Neg(a), b, c, rm)
	case isa.FNMADDS:
		return f.FMA(f.Neg(a), b, f.Neg(c), rm)
	case isa.FADDS:
		return f.Add(a, b, rm)
	case isa.FSUBS:
		return f.Sub(a, b, rm)
	case isa.FMULS:
		return f.Mul(a, b, rm)
	case isa.FDIVS:
		return f.Div(a, b, rm)
	case isa.FSQRTS:
		return f.Sqrt(a, rm)
	case isa.FSGNJS:
		return f.CopySign(a, b), 0
	case isa.FSGNJNS:
		return f.CopySign(a, ^b), 0
	case isa.FSGNJXS:
		return f.CopySign(a, a^b), 0
	case isa.FMINS:
		return f.Min(a, b)
	}
	return f.Max(a, b)
}
