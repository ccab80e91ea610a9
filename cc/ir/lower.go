package ir

import (
	"ushell/cc/ast"
	"ushell/cc/ctype"
	"ushell/cc/diag"
)

// Options says how to lower.
type Options struct {
	Opt       int  // 0: every variable is in memory; 1: variables are in registers where they can be, and the code is improved
	Subobject bool // the address of a member has the bounds of the member
}

// Lower makes the functions of a unit. The unit must be free of errors.
func Lower(u *ast.Unit, opt Options) *Unit {
	out := &Unit{Src: u}
	alias := map[string]bool{}
	twoNames := map[any]bool{}
	for _, o := range u.Objects {
		if o.Attr.Alias != "" {
			alias[o.Attr.Alias] = true
			twoNames[o] = true
		}
	}
	for _, o := range u.Objects {
		if alias[o.Sym] {
			twoNames[o] = true
		}
		if o.Data != nil || o.Name == "" { // a literal is there because something names it
			o.Used = true
		}
		if o.Func == nil || opt.Opt > 0 && unneeded(o) && !alias[o.Sym] {
			continue
		}
		f := lowerFunc(u, o, opt)
		f.alias = twoNames
		out.Funcs = append(out.Funcs, f)
	}
	if opt.Opt > 0 {
		optimiseUnit(out)
	}
	return out
}

// unneeded says that nothing can call the function o.
func unneeded(o *ast.Object) bool {
	a := &o.Attr
	return !o.Global && !o.Used && !a.Used && !a.Constructor && !a.Destructor && a.Section == ""
}

// lower makes one function.
type lower struct {
	u     *ast.Unit
	opt   Options
	fn    *ast.Function
	f     *Func
	cur   *Block // nil behind a terminator
	depth int    // loops
	next  int    // ID of the next block

	vars   map[*ast.Object]home
	isVar  []bool // of each register: it is a variable's, so that it can change
	labels map[*ast.Label]*Block
	jumps  map[ast.Stmt]*jump // of the loops and switches that are open
	cases  map[*ast.Case]*Block
	scopes []*scope

	pos    diag.Pos // of the instructions that are made
	stmt   diag.Pos // of the statement, when its first instruction is still to come
	hidden Reg      // where a large result goes
	vararg map[int64]*Slot
	keep   bool // all variables stay in memory
	twice  bool // a call of setjmp was met
}

// home is where a variable is: in a register, in a slot, or where a register
// points.
type home struct {
	reg  Reg
	slot *Slot
	ptr  Reg
}

// jump is where break and continue of a statement lead.
type jump struct {
	brk, cont *Block
	scopes    int // how many scopes are open there
}

// scope is an open block.
type scope struct {
	block *ast.Block
	exits []exit
}

// exit is what must be done when a scope ends: give back stack, or call the
// cleanup function of a variable.
type exit struct {
	sp  Reg
	obj *ast.Object
	at  diag.Pos
}

func lowerFunc(u *ast.Unit, o *ast.Object, opt Options) *Func {
	l := newLower(u, o, opt, opt.Opt == 0)
	f := l.function()
	if l.twice && !l.keep {
		f = newLower(u, o, opt, true).function()
	}
	f.Twice = l.twice
	return f
}

func newLower(u *ast.Unit, o *ast.Object, opt Options, keep bool) *lower {
	return &lower{
		u: u, opt: opt, fn: o.Func, keep: keep,
		f:      &Func{Obj: o, Class: make([]Class, 1, 64)},
		vars:   map[*ast.Object]home{},
		isVar:  make([]bool, 1, 64),
		labels: map[*ast.Label]*Block{},
		jumps:  map[ast.Stmt]*jump{},
		cases:  map[*ast.Case]*Block{},
		vararg: map[int64]*Slot{},
	}
}

func (l *lower) function() *Func {
	l.f.Moves = l.fn.Uses
	l.begin(l.block())
	l.at(l.fn.Body.Span())
	l.params()
	for _, v := range l.fn.Locals {
		if v.Storage == ast.Auto {
			l.declare(v)
		}
	}
	for _, lb := range l.fn.Labels {
		l.label(lb)
	}
	l.blockStmt(l.fn.Body, true)
	if l.cur != nil {
		l.pos, l.stmt = l.fn.End, l.fn.End
		l.leaveAll()
		l.fallOff()
	}
	l.finish()
	return l.f
}

// fallOff is what happens at the end of a function that doesn't return there:
// main answers 0, and so do others, as any value will do.
func (l *lower) fallOff() {
	t := l.f.Obj.Type.Elem
	if t.Kind == ctype.Void || isAggregate(t) {
		l.emit(&Ins{Op: Ret})
		return
	}
	r := l.newReg(classOf(t))
	if c := l.f.Class[r]; c == F32 || c == F64 {
		l.emit(&Ins{Op: FConst, Dst: r})
	} else {
		l.emit(&Ins{Op: Const, Dst: r})
	}
	l.emit(&Ins{Op: Ret, Results: l.resultPlaces(t, []Reg{r})})
}

// finish drops what can't be reached and numbers the blocks.
func (l *lower) finish() {
	dropUnreachable(l.f)
	for i, b := range l.f.Blocks {
		b.ID = i
	}
}

// dropUnreachable removes the blocks that no path from the entry leads to. The
// marks of scopes in them move to the block that follows, so that they still
// nest.
func dropUnreachable(f *Func) {
	visit(f)
	kept := f.Blocks[:0]
	var marks []*Ins
	for _, b := range f.Blocks {
		if b.mark != f.stamp {
			for _, in := range b.Ins {
				if in.Op == ScopeIn || in.Op == ScopeOut {
					marks = append(marks, in)
				}
			}
			continue
		}
		if len(marks) > 0 {
			b.Ins = append(marks, b.Ins...)
			marks = nil
		}
		kept = append(kept, b)
	}
	if len(marks) > 0 {
		b := kept[len(kept)-1]
		n := len(b.Ins) - 1
		b.Ins = append(append(b.Ins[:n:n], marks...), b.Ins[n])
	}
	f.Blocks = kept
}

// visit marks the blocks that a path from the entry, or from a label whose
// address is taken, leads to.
func visit(f *Func) {
	f.stamp++
	work := append(make([]*Block, 0, 32), f.Blocks[0])
	for _, b := range f.Blocks {
		if b.Label != nil && b.Label.AddrTaken {
			work = append(work, b)
		}
	}
	add := func(s *Block) {
		if s.mark != f.stamp {
			work = append(work, s)
		}
	}
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if b.mark != f.stamp {
			b.mark = f.stamp
			eachSucc(b, add)
		}
	}
}

// eachSucc calls do for each block that b can go on with, but for those that a
// GotoPtr can lead to.
func eachSucc(b *Block, do func(*Block)) {
	if len(b.Ins) == 0 {
		return
	}
	in := b.Ins[len(b.Ins)-1]
	switch in.Op {
	case Jump:
		do(in.To)
	case Branch:
		do(in.To)
		do(in.Else)
	case Switch:
		for _, c := range in.Cases {
			do(c.To)
		}
		do(in.Else)
	}
	if n := len(b.Ins); n > 1 && b.Ins[n-2].Op == AsmOp {
		for _, t := range b.Ins[n-2].Asm.Labels {
			do(t)
		}
	}
}

// newReg makes a register.
func (l *lower) newReg(c Class) Reg {
	l.isVar = append(l.isVar, false)
	return l.f.newReg(c)
}

func (f *Func) newReg(c Class) Reg {
	f.Class = append(f.Class, c)
	return Reg(len(f.Class) - 1)
}

// block makes a block that is begun later.
func (l *lower) block() *Block {
	l.next++
	return &Block{ID: l.next}
}

// begin lets the code go on with b, from here and from where else is a jump to b.
func (l *lower) begin(b *Block) {
	if l.cur != nil {
		l.emit(&Ins{Op: Jump, To: b})
	}
	b.Loop = l.depth
	l.f.Blocks = append(l.f.Blocks, b)
	l.cur = b
}

func (l *lower) jump(b *Block) {
	if l.cur != nil {
		l.emit(&Ins{Op: Jump, To: b})
	}
}

// emit adds an instruction and answers it. Behind a terminator it goes to a
// block that is dropped in the end.
func (l *lower) emit(in *Ins) *Ins {
	if l.cur == nil {
		l.begin(l.block())
	}
	in.Pos = l.pos
	if l.stmt != 0 && in.Op != ScopeIn && in.Op != ScopeOut {
		in.Stmt, in.Pos, l.stmt = true, l.stmt, 0
	}
	l.cur.Ins = append(l.cur.Ins, in)
	if isTerminator(in.Op) {
		l.cur = nil
	}
	return in
}

// value is emit of an instruction that makes a new register of class c.
func (l *lower) value(c Class, in *Ins) Reg {
	in.Dst = l.newReg(c)
	l.emit(in)
	return in.Dst
}

func isTerminator(op Op) bool { return op >= Jump }

// at makes s the place of what follows.
func (l *lower) at(s *diag.Span) { l.pos = s.At.Outer() }

// begins says that a statement begins at s.
func (l *lower) begins(s *diag.Span) {
	p := s.At.Outer()
	if s.Begin != 0 && s.At.Exp == nil {
		p = s.Begin
	}
	l.pos, l.stmt = p, p
}

// declare gives a variable its home.
func (l *lower) declare(o *ast.Object) {
	if _, ok := l.vars[o]; ok {
		return
	}
	if o.VLA != nil {
		r := l.varReg(Cap)
		h := home{ptr: r}
		if l.keep {
			h = home{slot: l.tempSlot(16, 16)}
		}
		l.vars[o] = h
		l.f.Vars = append(l.f.Vars, Var{Obj: o, Reg: h.ptr, Slot: h.slot, Indirect: true})
		return
	}
	if !l.keep && canBeReg(o) {
		r := l.varReg(classOf(o.Type))
		l.typed(r, o.Type)
		l.vars[o] = home{reg: r}
		l.f.Vars = append(l.f.Vars, Var{Obj: o, Reg: r})
		return
	}
	s := l.slotFor(o)
	l.vars[o] = home{slot: s}
	l.f.Vars = append(l.f.Vars, Var{Obj: o, Slot: s})
}

// typed notes that r only holds values of type t.
func (l *lower) typed(r Reg, t *ctype.Type) {
	b := base(t)
	if l.opt.Opt == 0 || classOf(b) != Int || b.Size > 4 {
		return
	}
	for len(l.f.holds) <= int(r) {
		l.f.holds = append(l.f.holds, holding{})
	}
	l.f.holds[r] = holding{w: uint8(b.Size), signed: isSigned(b) || b.Size == 4}
}

func (l *lower) varReg(c Class) Reg {
	r := l.newReg(c)
	l.isVar[r] = true
	return r
}

// canBeReg says that the variable o can live in a register.
func canBeReg(o *ast.Object) bool {
	return !o.AddrTaken && isScalar(o.Type) && o.Type.Qual&(ctype.Volatile|ctype.Atomic) == 0 && o.Attr.Cleanup == nil
}

func (l *lower) slotFor(o *ast.Object) *Slot {
	s := &Slot{Size: max(o.Type.Size, 0), Align: max(o.Type.Align, o.Attr.Align, 1), Obj: o}
	if isAggregate(o.Type) && o.Type.Kind != ctype.Array && s.Size >= 8 {
		s.Align = max(s.Align, 8)
	}
	l.f.Slots = append(l.f.Slots, s)
	return s
}

// tempSlot is a piece of the frame that is no variable.
func (l *lower) tempSlot(size, align int64) *Slot {
	s := &Slot{Size: max(size, 1), Align: max(align, 1)}
	l.f.Slots = append(l.f.Slots, s)
	return s
}

// label is the block of a label.
func (l *lower) label(lb *ast.Label) *Block {
	b := l.labels[lb]
	if b == nil {
		b = l.block()
		b.Label = lb
		l.labels[lb] = b
	}
	return b
}
