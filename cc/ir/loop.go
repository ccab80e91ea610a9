package ir

// loopInfo is a natural loop.
type loopInfo struct {
	head   int32
	blocks []int32
	in     map[int32]bool
	depth  int
	parent *loopInfo
}

// loops finds the natural loops of a function, outer ones first, and sets how
// deep each block lies.
func (fl *flow) loops() []*loopInfo {
	byHead := map[int32]*loopInfo{}
	var list []*loopInfo
	for _, b := range fl.order {
		for _, s := range fl.succs[b] {
			if !fl.dominates(s, b) {
				continue
			}
			l := byHead[s]
			if l == nil {
				l = &loopInfo{head: s, in: map[int32]bool{s: true}, blocks: []int32{s}}
				byHead[s] = l
				list = append(list, l)
			}
			fl.fill(l, b)
		}
	}
	// An outer loop's head comes first in the order, and has more blocks.
	place := make([]int, len(fl.f.Blocks))
	for i, b := range fl.order {
		place[b] = i
	}
	sortLoops(list, place)
	for _, b := range fl.f.Blocks {
		b.Loop = 0
	}
	inner := map[int32]*loopInfo{}
	for _, l := range list {
		l.parent = inner[l.head]
		if l.parent != nil {
			l.depth = l.parent.depth
		}
		l.depth++
		for _, b := range l.blocks {
			inner[b] = l
			fl.f.Blocks[b].Loop = l.depth
		}
	}
	return list
}

func sortLoops(list []*loopInfo, place []int) {
	for i := 1; i < len(list); i++ {
		for j := i; j > 0 && place[list[j].head] < place[list[j-1].head]; j-- {
			list[j], list[j-1] = list[j-1], list[j]
		}
	}
}

// fill adds to l what leads to its latch b.
func (fl *flow) fill(l *loopInfo, b int32) {
	work := []int32{b}
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if l.in[b] {
			continue
		}
		l.in[b] = true
		l.blocks = append(l.blocks, b)
		work = append(work, fl.preds[b]...)
	}
}

// hoist moves out of loops what is the same in every round; with constants, also
// constants that instructions can't hold.
func hoist(f *Func, constants bool) hoisting {
	fl := analyse(f)
	loops := fl.loops()
	if len(loops) == 0 {
		return none
	}
	if fl.preheaders(loops) {
		fl = analyse(f)
		loops = fl.loops()
	}
	h := &hoister{f: f, fl: fl, once: singles(f, fl), constants: constants, syms: map[Reg]*Ins{}}
	for _, b := range f.Blocks {
		for _, in := range b.Ins {
			if in.Op == SymAddr && h.once[in.Dst] {
				h.syms[in.Dst] = in
			}
		}
	}
	for i := len(loops) - 1; i >= 0; i-- { // inner ones first: what leaves them can go on
		h.loop(loops[i])
	}
	if h.some {
		return moved
	}
	return stayed
}

type hoister struct {
	f         *Func
	fl        *flow
	once      []bool
	syms      map[Reg]*Ins
	constants bool
	some      bool // something was moved
	made      Reg  // the first register of those that hoist made
}

// singles says of each register whether it has one value for good: it is written
// once, before all its uses.
func singles(f *Func, fl *flow) []bool {
	nr := len(f.Class)
	once := make([]bool, nr)
	defs := make([]int32, nr)
	where := make([]int32, nr) // the block of the only definition
	at := make([]int32, nr)
	for _, p := range f.Params {
		defs[p.Reg]++
		at[p.Reg] = -1
	}
	defs[f.VaReg]++
	at[f.VaReg] = -1
	for i, b := range f.Blocks {
		for j, in := range b.Ins {
			in.eachDef(func(r *Reg) {
				defs[*r]++
				where[*r], at[*r] = int32(i), int32(j)
			})
		}
	}
	for r := range once {
		once[r] = defs[r] == 1
	}
	for i, b := range f.Blocks {
		for j, in := range b.Ins {
			in.eachUse(func(r *Reg) {
				d := where[*r]
				if once[*r] && (d == int32(i) && at[*r] >= int32(j) || d != int32(i) && !fl.dominates(d, int32(i))) {
					once[*r] = false
				}
			})
		}
	}
	return once
}

// What a loop may have in registers that it would otherwise compute in each
// round, and how many of these can be constants.
const (
	hoistMax      = 12
	hoistMaxCalls = 8 // when it calls functions, that keep only some registers
	constantsMax  = 5
)

// loop hoists what is invariant in l to the block before it.
func (h *hoister) loop(l *loopInfo) {
	p := h.preheader(l)
	if p == nil {
		return
	}
	varies := map[Reg]bool{}
	quiet := true // nothing writes memory that pointers reach
	budget := hoistMax
	for _, i := range l.blocks {
		for _, in := range h.f.Blocks[i].Ins {
			in.eachDef(func(r *Reg) { varies[*r] = true })
			switch in.Op {
			case Store, Copy, Zero, Amo, CmpXch, Fence, AsmOp, Alloca, StackBack:
				quiet = false
			case CallOp:
				quiet, budget = false, hoistMaxCalls
			}
		}
	}
	var out []*Ins
	for _, i := range h.inOrder(l) {
		b := h.f.Blocks[i]
		kept := b.Ins[:0]
		mark := diagMark{}
		for _, in := range b.Ins {
			if budget > 0 && h.movable(in, l, varies, quiet) {
				delete(varies, in.Dst)
				mark.take(in)
				in.Stmt = false
				out = append(out, in)
				budget--
				continue
			}
			mark.give(in)
			kept = append(kept, in)
		}
		b.Ins = kept
	}
	if h.constants {
		out = append(out, h.takeConstants(l, min(budget, constantsMax))...)
	}
	if len(out) == 0 {
		return
	}
	h.some = true
	for _, in := range out {
		in.Pos = p.last().Pos
	}
	n := len(p.Ins) - 1
	p.Ins = append(append(p.Ins[:n:n], out...), p.Ins[n])
}

// inOrder is the blocks of l, each behind its dominator.
func (h *hoister) inOrder(l *loopInfo) []int32 {
	var out []int32
	for _, b := range h.fl.order {
		if l.in[b] {
			out = append(out, b)
		}
	}
	return out
}

// movable says that in can be computed before the loop l.
func (h *hoister) movable(in *Ins, l *loopInfo, varies map[Reg]bool, quiet bool) bool {
	if in.Dst == 0 || in.Dst2 != 0 || !h.once[in.Dst] {
		return false
	}
	switch {
	case in.Op == Const:
		return !small(in.Imm) || h.made != 0 && in.Dst >= h.made
	case in.Op == Move, in.Op == CapAddr:
		return false
	case in.Op == Load:
		if !quiet || in.Volatile || !h.certain(in, l) {
			return false
		}
	case !pure(in.Op):
		return false
	}
	ok := true
	in.eachUse(func(r *Reg) { ok = ok && !varies[*r] })
	return ok
}

// certain says that a load can't fail, or that the loop's first block makes it
// anyway.
func (h *hoister) certain(in *Ins, l *loopInfo) bool {
	if in.Addr.Slot != nil {
		return true
	}
	head := h.f.Blocks[l.head]
	for _, x := range head.Ins {
		if x == in {
			return true
		}
		if x.Op == CallOp || x.Op == AsmOp {
			break
		}
	}
	// Of an object of the program, in its bounds.
	x := h.syms[in.Addr.Base]
	return x != nil && x.Imm == 0 && in.Addr.Off >= 0 && in.Addr.Off+int64(in.W) <= x.Sym.Type.Size && !x.Sym.Attr.Weak
}

// small says that a constant is one cheap instruction.
func small(k int64) bool { return k >= -2048 && k < 2048 }

// needsReg says that the constant second operand of in must be put in a register.
func needsReg(in *Ins) bool {
	if in.B != 0 {
		return false
	}
	k := in.Imm
	switch in.Op {
	case Branch:
		return k != 0
	case Store:
		return k != 0 && in.W < 16
	case Mul, MulH, MulHU, Div, DivU, Rem, RemU:
		return in.A != 0
	case Add, Or, Xor:
		return in.A != 0 && !small(k)
	case And:
		return in.A != 0 && !small(k) && !mask(k)
	case Set:
		return !small(k) || !small(k+1) || !small(-k)
	case CapAdd:
		return !small(k)
	}
	return false
}

// mask says that k is some low bits: two shifts do.
func mask(k int64) bool { return k > 0 && k&(k+1) == 0 }

// takeConstants puts constants that the innermost loop l would make in every round
// into registers before it.
func (h *hoister) takeConstants(l *loopInfo, budget int) []*Ins {
	var out []*Ins
	have := map[int64]Reg{}
	for _, i := range h.inOrder(l) {
		b := h.f.Blocks[i]
		if b.Loop != l.depth {
			continue
		}
		for _, in := range b.Ins {
			if !needsReg(in) || in.A != 0 && h.f.Class[in.A] > Cap || in.Op == Branch && h.f.Class[in.A] == Cap {
				continue
			}
			r := have[in.Imm]
			if r == 0 {
				if budget <= 0 {
					continue
				}
				budget--
				r = h.f.newReg(Int)
				h.once = append(h.once, true)
				if h.made == 0 {
					h.made = r
				}
				have[in.Imm] = r
				out = append(out, &Ins{Op: Const, Dst: r, Imm: in.Imm})
			}
			in.B, in.Imm = r, 0
		}
	}
	return out
}

// before is the blocks outside of l that go on with its head; none when the head
// is a label that a pointer can lead to.
func (fl *flow) before(l *loopInfo) []*Block {
	var from []*Block
	if lb := fl.f.Blocks[l.head].Label; lb != nil && lb.AddrTaken {
		return nil
	}
	for _, p := range fl.preds[l.head] {
		b := fl.f.Blocks[p]
		if n := len(b.Ins); n > 1 && b.Ins[n-2].Op == AsmOp && len(b.Ins[n-2].Asm.Labels) > 0 {
			return nil
		}
		if !l.in[p] {
			from = append(from, b)
		}
	}
	return from
}

// preheader is the block that goes on with the head of l and nothing else, nil
// when there is none.
func (h *hoister) preheader(l *loopInfo) *Block {
	from := h.fl.before(l)
	if len(from) != 1 || from[0].last().Op != Jump || len(h.fl.succs[from[0].ID]) != 1 {
		return nil
	}
	return from[0]
}

// preheaders makes a preheader for each loop that has none, and says whether
// there were such.
func (fl *flow) preheaders(loops []*loopInfo) bool {
	front := map[*Block]*Block{}
	for _, l := range loops {
		from := fl.before(l)
		if len(from) == 0 || len(from) == 1 && from[0].last().Op == Jump && len(fl.succs[from[0].ID]) == 1 {
			continue
		}
		head := fl.f.Blocks[l.head]
		p := &Block{Ins: []*Ins{{Op: Jump, To: head, Pos: head.Ins[0].Pos}}, Loop: l.depth - 1}
		for _, b := range from {
			redirect(b.last(), head, p)
		}
		front[head] = p
	}
	if len(front) == 0 {
		return false
	}
	var out []*Block
	for _, b := range fl.f.Blocks {
		if p := front[b]; p != nil {
			out = append(out, p)
		}
		out = append(out, b)
	}
	fl.f.Blocks = out
	return true
}

// redirect makes the jumps of in to from lead to to.
func redirect(in *Ins, from, to *Block) {
	if in.To == from {
		in.To = to
	}
	if in.Else == from {
		in.Else = to
	}
	for i := range in.Cases {
		if in.Cases[i].To == from {
			in.Cases[i].To = to
		}
	}
}
