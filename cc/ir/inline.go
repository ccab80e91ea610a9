package ir

import "ushell/cc/ast"

// What is inlined: functions of at most inlineSize instructions, static ones that
// are called once of at most inlineOnce; and the caller may not grow beyond
// inlineGrow.
const (
	inlineSize = 24
	inlineOnce = 120
	inlineGrow = 4000
)

// inliner puts the bodies of functions in the place of calls.
type inliner struct {
	funcs map[*ast.Object]*Func
	calls map[*ast.Object]int  // direct calls of each function
	taken map[*ast.Object]bool // its address is taken
	space *space
	state map[*Func]uint8 // 1: its callees are being looked at, 2: done
}

// optimiseUnit improves all functions of a unit, those that are called first.
func optimiseUnit(u *Unit) {
	x := &inliner{space: newSpace(), funcs: map[*ast.Object]*Func{}, calls: map[*ast.Object]int{}, taken: map[*ast.Object]bool{}, state: map[*Func]uint8{}}
	for _, f := range u.Funcs {
		x.funcs[f.Obj] = f
		for _, b := range f.Blocks {
			for _, in := range b.Ins {
				switch {
				case in.Op == CallOp && in.Call.Sym != nil:
					x.calls[in.Call.Sym]++
				case in.Op == SymAddr:
					x.taken[in.Sym] = true
				}
			}
		}
	}
	alias := map[string]bool{}
	for _, o := range u.Src.Objects {
		alias[o.Attr.Alias] = true
	}
	for _, o := range u.Src.Objects {
		x.taken[o] = x.taken[o] || alias[o.Sym]
		for i := range o.Init {
			if c := o.Init[i].Const; c != nil && c.Base != nil {
				x.taken[c.Base] = true
			}
		}
	}
	for _, f := range u.Funcs {
		x.visit(f, 0)
	}
	kept := u.Funcs[:0]
	for _, f := range u.Funcs {
		if !x.gone(f) {
			kept = append(kept, f)
		}
	}
	u.Funcs = kept
}

// gone says that all calls of f were inlined, and nothing else needs it.
func (x *inliner) gone(f *Func) bool {
	o := f.Obj
	a := &o.Attr
	return !o.Global && x.calls[o] == 0 && !x.taken[o] && o.Storage == ast.Fn && o.Used &&
		!a.Used && !a.Constructor && !a.Destructor && a.Section == "" && a.Alias == "" && x.state[f] == 3
}

// visitDepth is how deep chains of calls are followed; a function that is deeper
// is not inlined.
const visitDepth = 200

// visit optimises f behind the functions that it calls.
func (x *inliner) visit(f *Func, depth int) {
	if x.state[f] != 0 || depth > visitDepth {
		return
	}
	x.state[f] = 1
	for _, b := range f.Blocks {
		for _, in := range b.Ins {
			if in.Op == CallOp && in.Call.Sym != nil {
				if g := x.funcs[in.Call.Sym]; g != nil {
					x.visit(g, depth+1)
				}
			}
		}
	}
	x.expand(f)
	optimise(f, x.space)
	x.state[f] = 2
}

// expand inlines calls in f.
func (x *inliner) expand(f *Func) {
	if f.Twice {
		return
	}
	size := count(f)
	for i := 0; i < len(f.Blocks); i++ {
		b := f.Blocks[i]
		for j, in := range b.Ins {
			if in.Op != CallOp || in.Call.Sym == nil {
				continue
			}
			g := x.funcs[in.Call.Sym]
			if g == nil || g == f || x.state[g] < 2 || !x.wanted(g) {
				continue
			}
			n := count(g)
			if size+n > inlineGrow {
				continue
			}
			size += n
			x.calls[g.Obj]--
			x.state[g] = 3
			for _, gb := range g.Blocks {
				for _, gi := range gb.Ins {
					if gi.Op == CallOp && gi.Call.Sym != nil {
						x.calls[gi.Call.Sym]++
					}
				}
			}
			i += splice(f, i, j, g)
			break
		}
	}
}

// count is how many instructions f has, scopes and jumps not counted.
func count(f *Func) int {
	n := 0
	for _, b := range f.Blocks {
		for _, in := range b.Ins {
			switch in.Op {
			case ScopeIn, ScopeOut, Jump, Const, Nop:
			case CallOp:
				n += 3
			default:
				n++
			}
		}
	}
	return n
}

// wanted says that calls of g are to be inlined.
func (x *inliner) wanted(g *Func) bool {
	o := g.Obj
	if g.VaReg != 0 || g.Moves || g.Twice || o.Attr.NoInline || o.Attr.Weak || o.Attr.Section != "" || o.Attr.NoReturn || o.Attr.Alias != "" {
		return false
	}
	for _, b := range g.Blocks {
		if b.Label != nil && b.Label.AddrTaken {
			return false
		}
		for _, in := range b.Ins {
			switch in.Op {
			case AsmOp, ProbeOp, FrameAddr, ReturnAddr, GotoPtr, CapSP, CapPCC:
				return false
			case CallOp:
				if in.Call.Sym == o {
					return false
				}
			}
		}
	}
	for _, p := range g.Params {
		if p.Slot != nil && p.Off+p.Size > p.Slot.Size {
			return false
		}
	}
	n := count(g)
	once := !o.Global && x.calls[o] == 1 && !x.taken[o]
	return n <= inlineSize || once && n <= inlineOnce
}

// copier copies a function's body into another.
type copier struct {
	f, g   *Func
	regs   Reg // what is added to g's registers
	slots  map[*Slot]*Slot
	blocks map[*Block]*Block
	call   *Ins
	after  *Block
}

// splice puts g in the place of the call that is instruction j of block i of f,
// and answers how many blocks of g there are now behind block i.
func splice(f *Func, i, j int, g *Func) int {
	b := f.Blocks[i]
	call := b.Ins[j]
	c := &copier{f: f, g: g, regs: Reg(len(f.Class) - 1), slots: map[*Slot]*Slot{}, blocks: map[*Block]*Block{}, call: call}
	for len(f.holds) < len(f.Class) {
		f.holds = append(f.holds, holding{})
	}
	f.holds = append(f.holds, g.holds[min(1, len(g.holds)):]...)
	f.Class = append(f.Class, g.Class[1:]...)
	f.Calls = f.Calls || g.Calls
	for _, s := range g.Slots {
		n := &Slot{Size: s.Size, Align: s.Align}
		c.slots[s] = n
		f.Slots = append(f.Slots, n)
	}
	c.after = &Block{Ins: append([]*Ins(nil), b.Ins[j+1:]...), Loop: b.Loop}
	b.Ins = append(b.Ins[:j:j], c.arguments()...)
	for _, gb := range g.Blocks {
		c.blocks[gb] = &Block{Loop: b.Loop + gb.Loop}
	}
	b.Ins = append(b.Ins, &Ins{Op: Jump, To: c.blocks[g.Blocks[0]], Pos: call.Pos})
	if call.Stmt {
		b.Ins[j].Stmt = true
	}
	added := make([]*Block, 0, len(g.Blocks)+1)
	for _, gb := range g.Blocks {
		nb := c.blocks[gb]
		for _, in := range gb.Ins {
			nb.Ins = append(nb.Ins, c.ins(in)...)
		}
		added = append(added, nb)
	}
	added = append(added, c.after)
	rest := append([]*Block(nil), f.Blocks[i+1:]...)
	f.Blocks = append(append(f.Blocks[:i+1], added...), rest...)
	return len(g.Blocks)
}

// at gives an instruction the place of the call.
func (c *copier) at(in *Ins) *Ins {
	in.Pos, in.Stmt = c.call.Pos, false
	return in
}

// arguments moves the arguments to where g expects its parameters.
func (c *copier) arguments() []*Ins {
	var out []*Ins
	for _, p := range c.g.Params {
		var arg Reg
		for _, a := range c.call.Call.Args {
			if a.Where == p.Where && a.N == p.N && a.At == p.At {
				arg = a.Reg
			}
		}
		switch {
		case arg == 0 && p.Slot == nil: // the caller gave fewer
			in := &Ins{Op: Const, Dst: p.Reg + c.regs}
			if p.Class >= F32 {
				in.Op = FConst
			}
			out = append(out, c.at(in))
		case arg == 0:
		case c.f.Class[arg] != p.Class: // as is without a prototype, and wrong
		case p.Slot != nil:
			out = append(out, c.at(&Ins{Op: Store, W: uint8(p.Size), Addr: Address{Slot: c.slots[p.Slot], Off: p.Off}, B: arg}))
		default:
			out = append(out, c.at(&Ins{Op: Move, Dst: p.Reg + c.regs, A: arg}))
		}
	}
	return out
}

// ins is a copy of an instruction of g; of a return, what takes its place.
func (c *copier) ins(in *Ins) []*Ins {
	switch in.Op {
	case ScopeIn, ScopeOut, Nop:
		return nil
	case Ret:
		return c.results(in)
	}
	n := new(Ins)
	*n = *in
	if in.Call != nil {
		k := *in.Call
		k.Args = append([]Place(nil), k.Args...)
		k.Results = append([]Place(nil), k.Results...)
		n.Call = &k
	}
	n.Cases = append([]Case(nil), in.Cases...)
	move := func(r *Reg) { *r += c.regs }
	n.eachUse(move)
	n.eachDef(move)
	for _, s := range []**Slot{&n.Slot, &n.Addr.Slot, &n.From.Slot} {
		if *s != nil {
			*s = c.slots[*s]
		}
	}
	if n.To != nil {
		n.To = c.blocks[n.To]
	}
	if n.Else != nil {
		n.Else = c.blocks[n.Else]
	}
	for i := range n.Cases {
		n.Cases[i].To = c.blocks[n.Cases[i].To]
	}
	return []*Ins{c.at(n)}
}

// results moves what g returns to where the call expects it.
func (c *copier) results(ret *Ins) []*Ins {
	var out []*Ins
	for i, r := range c.call.Call.Results {
		switch {
		case i < len(ret.Results) && c.g.Class[ret.Results[i].Reg] == c.f.Class[r.Reg]:
			out = append(out, c.at(&Ins{Op: Move, Dst: r.Reg, A: ret.Results[i].Reg + c.regs}))
		case r.Class >= F32:
			out = append(out, c.at(&Ins{Op: FConst, Dst: r.Reg}))
		default:
			out = append(out, c.at(&Ins{Op: Const, Dst: r.Reg}))
		}
	}
	return append(out, c.at(&Ins{Op: Jump, To: c.after}))
}
