package ir

// sink moves the step of a variable behind the last use of the value before it:
//
//	t = x; x = x + 1; ... t ...   becomes   ... x ...; x = x + 1
//
// so that x++ needs no copy.
func sink(f *Func) {
	uses := make([]int32, len(f.Class))
	for _, b := range f.Blocks {
		for _, in := range b.Ins {
			in.eachUse(func(r *Reg) { uses[*r]++ })
		}
	}
	for _, b := range f.Blocks {
		for i := 0; i+1 < len(b.Ins); i++ {
			if in := b.Ins[i]; in.Op == Move && uses[in.Dst] > 0 {
				sinkOne(b, i, uses)
			}
		}
	}
}

// sinkWindow is how far a step is moved at most.
const sinkWindow = 40

func sinkOne(b *Block, i int, uses []int32) {
	t, x := b.Ins[i].Dst, b.Ins[i].A
	step := b.Ins[i+1]
	if step.Dst != x || step.A != x && step.A != t || step.B != 0 || step.Op != Add && step.Op != CapAdd {
		return
	}
	last, left := 0, uses[t]
	if step.A == t {
		left--
	}
	for j := i + 2; j < len(b.Ins)-1 && j < i+sinkWindow && left > 0; j++ {
		in := b.Ins[j]
		n := int32(0)
		bad := in.Op == ProbeOp || in.Op == AsmOp
		in.eachUse(func(r *Reg) {
			if *r == t {
				n++
			}
			bad = bad || *r == x
		})
		// The step goes behind the last use, which may itself write x or t only then.
		in.eachDef(func(r *Reg) { bad = bad || *r == x || *r == t })
		if bad {
			return
		}
		if n > 0 {
			left -= n
			last = j
		}
	}
	if left > 0 || last == 0 {
		return
	}
	for j := i + 2; j <= last; j++ {
		b.Ins[j].eachUse(func(r *Reg) {
			if *r == t {
				*r = x
			}
		})
	}
	step.A = x
	copyIns := b.Ins[i]
	copy(b.Ins[i:last], b.Ins[i+2:last+1])
	b.Ins[last-1] = step
	*copyIns = Ins{Op: Nop, Pos: copyIns.Pos, Stmt: copyIns.Stmt}
	// The mark of a statement's beginning stays in front.
	if copyIns.Stmt || step.Stmt && last > i+2 {
		first := b.Ins[i]
		if !first.Stmt && first != step {
			first.Stmt, first.Pos = true, copyIns.Pos
		}
		step.Stmt = false
	}
	b.Ins[last] = copyIns
}
