package rv

import (
	"ushell/cc/ir"
)

// entry takes the parameters from where they arrive.
func (f *function) entry() {
	var arrive []reg
	for i := range f.f.Params {
		p := &f.f.Params[i]
		switch p.Where {
		case ir.InReg:
			arrive = append(arrive, a0+reg(p.N))
		case ir.InFReg:
			arrive = append(arrive, fa0+reg(p.N))
		case ir.InT1:
			arrive = append(arrive, t1)
		}
	}
	if f.f.VaReg != 0 {
		arrive = append(arrive, t1)
	}
	f.pos, f.stmt = f.e.functionPos(f.f), true
	f.put(ins{op: oEntry, rd: none, rs1: none, rs2: none, more: &more{defs: arrive}})
	if f.f.VaReg != 0 && !f.amongParams(f.f.VaReg) {
		f.rr(oYMV, v(f.f.VaReg), t1)
	}
	for i := range f.f.Params {
		f.param(&f.f.Params[i])
	}
}

func (f *function) amongParams(r ir.Reg) bool {
	for i := range f.f.Params {
		if f.f.Params[i].Where == ir.InT1 && f.f.Params[i].Reg == r {
			return true
		}
	}
	return false
}

func (f *function) param(p *ir.Place) {
	var from reg
	switch p.Where {
	case ir.InReg:
		from = a0 + reg(p.N)
	case ir.InFReg:
		from = fa0 + reg(p.N)
	case ir.InT1:
		from = t1
	case ir.OnStack:
		f.stackParam(p)
		return
	}
	if p.Slot != nil {
		f.storePiece(from, p)
		return
	}
	if p.Reg != 0 {
		f.moveIn(p.Class, v(p.Reg), from)
	}
}

// moveIn copies from a register of the convention: a float in an integer register
// as its bits.
func (f *function) moveIn(c ir.Class, rd, rs reg) {
	switch {
	case c == ir.F32 && rs < 32:
		f.rr(oFMVWX, rd, rs)
	case c == ir.F64 && rs < 32:
		f.rr(oFMVDX, rd, rs)
	default:
		f.move(c, rd, rs)
	}
}

func (f *function) moveOut(c ir.Class, rd, rs reg) {
	switch {
	case c == ir.F32 && rd < 32:
		f.rr(oFMVXW, rd, rs)
	case c == ir.F64 && rd < 32:
		f.rr(oFMVXD, rd, rs)
	default:
		f.move(c, rd, rs)
	}
}

// stackParam takes a parameter from its slot of the caller's.
func (f *function) stackParam(p *ir.Place) {
	if f.incoming == nil {
		f.incoming = &ir.Slot{Size: 16, Align: 16}
	}
	at := place{none, f.incoming, int64(16*p.N) + p.At}
	if p.Slot == nil {
		if p.Reg != 0 {
			f.load(loadOp(map[bool]int{true: 16, false: 8}[p.Class == ir.Cap], true, p.Class), v(p.Reg), at, 0)
		}
		return
	}
	c, width := ir.Int, 8
	if p.Size == 16 {
		c, width = ir.Cap, 16
	}
	t := f.temp(c)
	f.load(loadOp(width, false, c), t, at, 0)
	f.storePiece(t, p)
}

// storePiece stores the low p.Size bytes of a register into p.Slot.
func (f *function) storePiece(from reg, p *ir.Place) {
	at := f.address(&ir.Address{Slot: p.Slot, Off: p.Off}, p.Size)
	switch {
	case f.classOf(from) >= ir.F32:
		f.store(storeOp(8, p.Class), from, at, 0)
	default:
		f.store(storeOp(int(p.Size), ir.Int), from, at, 0)
	}
}

// call puts the arguments where they belong, and calls.
func (f *function) call(c *ir.Call) {
	m := ins{op: oCall, rd: none, rs1: none, rs2: none, more: &more{clobbers: callerSaved}}
	for i := range c.Args {
		if a := &c.Args[i]; a.Where == ir.OnStack {
			op := oSD
			switch a.Class {
			case ir.Cap:
				op = oSY
			case ir.F32:
				op = oFSW
			case ir.F64:
				op = oFSD
			}
			rs := zero
			if a.Reg != 0 {
				rs = v(a.Reg)
			}
			at := place{base: sp, off: int64(16*a.N) + a.At}
			if !fits12(at.off) {
				at = place{base: f.temp(ir.Cap)}
				f.addOffset(at.base, sp, int64(16*a.N)+a.At)
			}
			f.store(op, rs, at, 0)
		}
	}
	for i := range c.Args {
		a := &c.Args[i]
		var to reg
		switch a.Where {
		case ir.InReg:
			to = a0 + reg(a.N)
		case ir.InFReg:
			to = fa0 + reg(a.N)
		case ir.InT1:
			to = t1
		default:
			continue
		}
		rs := zero
		if a.Reg != 0 {
			rs = v(a.Reg)
		}
		f.moveOut(a.Class, to, rs)
		m.more.uses = append(m.more.uses, to)
	}
	switch {
	case c.Fn != 0:
		m.op, m.rs1 = oCallReg, v(c.Fn)
	case c.Sym != nil:
		m.sym = c.Sym.Sym
	default:
		m.sym = c.Name
	}
	for i := range c.Results {
		m.more.defs = append(m.more.defs, resultReg(&c.Results[i]))
	}
	f.put(m)
	for i := range c.Results {
		if r := &c.Results[i]; r.Slot != nil {
			f.storePiece(resultReg(r), r)
		} else if r.Reg != 0 {
			f.moveIn(r.Class, v(r.Reg), resultReg(r))
		}
	}
	if c.NoReturn {
		f.put(ins{op: oTrap, rd: none, rs1: none, rs2: none})
	}
}

func resultReg(p *ir.Place) reg {
	if p.Where == ir.InFReg {
		return fa0 + reg(p.N)
	}
	return a0 + reg(p.N)
}

// ret puts the results where they belong, and returns.
func (f *function) ret(results []ir.Place) {
	m := ins{op: oRet, rd: none, rs1: none, rs2: none, more: &more{}}
	for i := range results {
		r := &results[i]
		if r.Reg == 0 {
			continue
		}
		f.moveOut(r.Class, resultReg(r), v(r.Reg))
		m.more.uses = append(m.more.uses, resultReg(r))
	}
	f.put(m)
}
