package ir

import (
	"ushell/cc/ast"
	"ushell/cc/ctype"
)

// PassKind is how a value travels between functions: docs/abi.md.
type PassKind uint8

// Kinds of passing.
const (
	PassNone  PassKind = iota // it is empty
	PassInt                   // in N integer registers of 8 bytes each
	PassCap                   // in N capability registers
	PassFloat                 // in a floating register
	PassRef                   // by a capability to a copy; a result to where the caller wants it
)

// Pass is a kind and a number of registers.
type Pass struct {
	Kind PassKind
	N    int
}

// Classify says how a value of type t is passed and returned.
func Classify(t *ctype.Type) Pass {
	switch {
	case t.Kind == ctype.Void:
		return Pass{}
	case !isAggregate(t):
		switch classOf(t) {
		case Cap:
			return Pass{PassCap, 1}
		case F32, F64:
			return Pass{PassFloat, 1}
		}
		return Pass{PassInt, 1}
	case t.Size <= 0:
		return Pass{}
	}
	caps := holdsCap(t)
	switch {
	case !caps && t.Size <= 16:
		return Pass{PassInt, int(t.Size+7) / 8}
	case caps && t.Align == 16 && (t.Size == 16 || t.Size == 32):
		return Pass{PassCap, int(t.Size / 16)}
	}
	return Pass{PassRef, 1}
}

// holdsCap says that a capability is somewhere in t.
func holdsCap(t *ctype.Type) bool {
	switch t.Kind {
	case ctype.Array:
		return holdsCap(t.Elem)
	case ctype.Struct, ctype.Union:
		if t.Tag == nil {
			return false
		}
		for _, f := range t.Tag.Members {
			if holdsCap(f.Type) {
				return true
			}
		}
		return false
	}
	return classOf(t) == Cap
}

// allot gives out the places of arguments, from left to right.
type allot struct{ ints, floats, slots int }

const argRegs = 8

// next is the places for a value of type t that is passed as p says, one for each register.
func (a *allot) next(t *ctype.Type, p Pass) []Place {
	switch p.Kind {
	case PassFloat:
		c := classOf(t)
		if a.floats < argRegs {
			a.floats++
			return []Place{{Where: InFReg, N: a.floats - 1, Class: c}}
		}
		return a.regs(1, c)
	case PassInt:
		return a.regs(p.N, Int)
	case PassCap, PassRef:
		return a.regs(p.N, Cap)
	}
	return nil
}

func (a *allot) regs(n int, c Class) []Place {
	list := make([]Place, n)
	if a.ints+n <= argRegs {
		for i := range list {
			list[i] = Place{Where: InReg, N: a.ints, Class: c}
			a.ints++
		}
		return list
	}
	for i := range list {
		list[i] = Place{Where: OnStack, N: a.slots, Class: c}
		if c == Int && i == 1 {
			list[i].At = 8
			list[i].N--
			continue
		}
		a.slots++
	}
	return list
}

// resultPlaces are the places of a result of type t whose pieces are in regs.
func (l *lower) resultPlaces(t *ctype.Type, regs []Reg) []Place {
	var a allot
	list := a.next(t, Classify(t))
	for i := range list {
		list[i].Reg = regs[i]
	}
	return list
}

// loadPieces loads the struct at m, of type t, into the registers it is passed in.
func (l *lower) loadPieces(m mem, t *ctype.Type) []Reg {
	p := Classify(t)
	var regs []Reg
	for i := range int64(p.N) {
		if p.Kind == PassCap {
			regs = append(regs, l.value(Cap, &Ins{Op: Load, W: 16, Addr: m.at(16 * i).a}))
			continue
		}
		regs = append(regs, l.loadPart(m.at(8*i), min(8, t.Size-8*i)))
	}
	return regs
}

// loadPart loads n bytes, 1 to 8, and nothing behind them.
func (l *lower) loadPart(m mem, n int64) Reg {
	var sum Reg
	for off := int64(0); off < n; {
		w := int64(8)
		for w > n-off {
			w /= 2
		}
		r := l.value(Int, &Ins{Op: Load, W: uint8(w), Signed: w == 4 && n == 4, Addr: m.at(off).a})
		if off > 0 {
			r = l.value(Int, &Ins{Op: Shl, W: 8, A: r, Imm: 8 * off})
			r = l.value(Int, &Ins{Op: Or, W: 8, A: sum, B: r})
		}
		sum = r
		off += w
	}
	return sum
}

// storePieces is the inverse of loadPieces.
func (l *lower) storePieces(m mem, t *ctype.Type, regs []Reg) {
	p := Classify(t)
	for i, r := range regs {
		if p.Kind == PassCap {
			l.emit(&Ins{Op: Store, W: 16, Addr: m.at(16 * int64(i)).a, B: r})
			continue
		}
		l.storePart(m.at(8*int64(i)), min(8, t.Size-8*int64(i)), r)
	}
}

// storePart stores the low n bytes of r, 1 to 8.
func (l *lower) storePart(m mem, n int64, r Reg) {
	for off := int64(0); off < n; {
		w := int64(8)
		for w > n-off {
			w /= 2
		}
		x := r
		if off > 0 {
			x = l.value(Int, &Ins{Op: Shr, W: 8, A: r, Imm: 8 * off})
		}
		l.emit(&Ins{Op: Store, W: uint8(w), Addr: m.at(off).a, B: x})
		off += w
	}
}

// params receives the parameters.
func (l *lower) params() {
	var a allot
	ft := l.f.Obj.Type
	if Classify(ft.Elem).Kind == PassRef {
		l.hidden = l.newReg(Cap)
		p := a.regs(1, Cap)[0]
		p.Reg = l.hidden
		l.f.Params = append(l.f.Params, p)
	}
	var late []func()
	for _, o := range l.fn.Params {
		if f := l.param(&a, o, ft.OldStyle); f != nil {
			late = append(late, f)
		}
	}
	if ft.Variadic {
		l.f.VaReg = l.newReg(Cap)
	}
	for _, f := range late {
		f()
	}
}

// param receives a parameter; what it answers makes the code that is needed for it.
func (l *lower) param(a *allot, o *ast.Object, old bool) func() {
	t := o.Type
	pass := Classify(t)
	if old && t.Kind == ctype.Float {
		return l.oldFloat(a, o)
	}
	if pass.Kind == PassRef {
		return l.paramRef(a, o)
	}
	l.declare(o)
	h := l.vars[o]
	places := a.next(t, pass)
	if h.reg != 0 {
		if old && classOf(t) == Int && t.Size < 4 && t.Kind != ctype.Bool {
			r := l.newReg(Int)
			places[0].Reg = r
			l.f.Params = append(l.f.Params, places...)
			return func() { l.emit(&Ins{Op: Ext, Dst: h.reg, A: r, W: uint8(t.Size), Signed: isSigned(t)}) }
		}
		places[0].Reg = h.reg
		l.f.Params = append(l.f.Params, places...)
		return nil
	}
	unit := int64(8)
	if pass.Kind == PassCap {
		unit = 16
	}
	var regs []Reg
	for i := range places {
		p := &places[i]
		off := unit * int64(i)
		n := min(unit, t.Size-off)
		if log2(n) >= 0 && len(regs) == 0 {
			p.Slot, p.Off, p.Size = h.slot, off, n
			continue
		}
		p.Reg = l.newReg(p.Class)
		regs = append(regs, p.Reg)
	}
	l.f.Params = append(l.f.Params, places...)
	if len(regs) == 0 {
		return nil
	}
	return func() { // the last piece, of an odd size
		off := unit * int64(len(places)-1)
		l.storePart(mem{a: Address{Slot: h.slot, Off: off}}, t.Size-off, regs[0])
	}
}

// paramRef receives a large struct. To be seen by the debugger it is copied.
func (l *lower) paramRef(a *allot, o *ast.Object) func() {
	p := a.regs(1, Cap)[0]
	p.Reg = l.newReg(Cap)
	l.f.Params = append(l.f.Params, p)
	if l.keep {
		l.declare(o)
		h := l.vars[o]
		return func() {
			l.copy(mem{a: Address{Slot: h.slot}, align: h.slot.Align}, mem{a: Address{Base: p.Reg}, align: max(o.Type.Align, 1)}, o.Type.Size)
		}
	}
	l.vars[o] = home{ptr: p.Reg}
	l.f.Vars = append(l.f.Vars, Var{Obj: o, Reg: p.Reg, Indirect: true})
	return nil
}

// oldFloat receives a float of a function without a prototype: it comes as a double.
func (l *lower) oldFloat(a *allot, o *ast.Object) func() {
	d := &ctype.Type{Kind: ctype.Double, Size: 8, Align: 8}
	p := a.next(d, Pass{PassFloat, 1})[0]
	p.Reg = l.newReg(F64)
	l.f.Params = append(l.f.Params, p)
	return func() {
		r := l.value(F32, &Ins{Op: FToF, A: p.Reg})
		l.store(l.object(o), val{r: r})
	}
}
