package rv

import "ushell/cc/ir"

// planned is what was found out about an instruction of the IR before it is
// selected: that what reads its result does its work too, or that it does the
// work of others.
type planned struct {
	skip bool
	set  *ir.Ins // of Branch: the comparison that it makes
}

// eachUse calls g with every register that in reads.
func eachUse(in *ir.Ins, g func(ir.Reg)) {
	for _, r := range [...]ir.Reg{in.A, in.B, in.C, in.Addr.Base, in.From.Base} {
		if r != 0 {
			g(r)
		}
	}
	for i := range in.Results {
		if in.Op == ir.Ret && in.Results[i].Reg != 0 {
			g(in.Results[i].Reg)
		}
	}
	if in.Call != nil {
		if in.Call.Fn != 0 {
			g(in.Call.Fn)
		}
		for i := range in.Call.Args {
			if r := in.Call.Args[i].Reg; r != 0 {
				g(r)
			}
		}
	}
	if in.Asm != nil {
		for _, list := range [][]ir.AsmArg{in.Asm.Outs, in.Asm.Ins} {
			for i := range list {
				if list[i].Reg != 0 {
					g(list[i].Reg)
				}
				if m := list[i].Mem; m != nil && m.Base != 0 {
					g(m.Base)
				}
			}
		}
	}
	if in.Probe != nil {
		for i := range in.Probe.Args {
			if r := in.Probe.Args[i].Reg; r != 0 {
				g(r)
			}
			if a := in.Probe.Args[i].Addr; a != nil && a.Base != 0 {
				g(a.Base)
			}
		}
	}
}

// eachDef calls g with every register that in writes.
func eachDef(in *ir.Ins, g func(ir.Reg)) {
	if in.Dst != 0 {
		g(in.Dst)
	}
	if in.Dst2 != 0 {
		g(in.Dst2)
	}
	if in.Call != nil {
		for i := range in.Call.Results {
			if r := in.Call.Results[i].Reg; r != 0 {
				g(r)
			}
		}
	}
	if in.Asm != nil {
		for i := range in.Asm.Outs {
			if r := in.Asm.Outs[i].Reg; r != 0 {
				g(r)
			}
		}
	}
}

func (f *function) countUses() {
	n := len(f.class)
	f.uses, f.last, f.at = make([]int32, n), make([]int32, n), make([]int32, n)
	if !f.optimise() {
		return
	}
	for _, b := range f.f.Blocks {
		for _, in := range b.Ins {
			eachUse(in, func(r ir.Reg) { f.uses[r]++ })
		}
	}
}

// lastDef is the index of the last write to r in the block before the present
// place, or -1.
func (f *function) lastDef(r ir.Reg, number int32) int32 {
	if r == 0 || f.at[r] != number {
		return -1
	}
	return f.last[r] - 1
}

// planBlock looks for results that are read once, by an instruction that can
// make them itself.
func (f *function) planBlock(b *ir.Block, number int32) {
	f.plan = append(f.plan[:0], make([]planned, len(b.Ins))...)
	if !f.optimise() {
		return
	}
	for i, in := range b.Ins {
		switch in.Op {
		case ir.Load, ir.Store:
			f.foldOffset(b, in, number)
		case ir.Branch:
			f.foldSet(b, in, i, number)
		}
		eachDef(in, func(r ir.Reg) { f.last[r], f.at[r] = int32(i+1), number })
	}
}

// foldable is the index of the instruction that made r, if in this block, and
// nothing has since written what it reads; else -1.
func (f *function) foldable(b *ir.Block, r ir.Reg, number int32) int32 {
	j := f.lastDef(r, number)
	if j < 0 {
		return -1
	}
	def := b.Ins[j]
	if f.lastDef(def.A, number) >= j || f.lastDef(def.B, number) >= j {
		return -1
	}
	return j
}

// foldOffset makes what CapAdd with a constant has added part of the address.
func (f *function) foldOffset(b *ir.Block, in *ir.Ins, number int32) {
	for in.Addr.Base != 0 {
		j := f.foldable(b, in.Addr.Base, number)
		if j < 0 {
			return
		}
		def := b.Ins[j]
		size := int64(in.W)
		switch {
		case def.Op == ir.CapAdd && def.B == 0 && fits12(def.Imm+in.Addr.Off):
			in.Addr.Off += def.Imm
			f.uses[def.A]++
			f.drop(b, in.Addr.Base, j)
			in.Addr.Base = def.A
			continue
		case def.Op == ir.SlotAddr && def.Imm+in.Addr.Off >= 0 && def.Imm+in.Addr.Off+size <= def.Slot.Size:
			in.Addr.Off += def.Imm
			f.drop(b, in.Addr.Base, j)
			in.Addr.Base, in.Addr.Slot = 0, def.Slot
		}
		return
	}
}

// drop takes a use of r away; when none is left the instruction j that made it
// is skipped.
func (f *function) drop(b *ir.Block, r ir.Reg, j int32) {
	if f.uses[r]--; f.uses[r] == 0 {
		f.plan[j].skip = true
		f.uses[b.Ins[j].A]--
	}
}

// foldSet makes a branch on the result of Set a branch on its condition.
func (f *function) foldSet(b *ir.Block, in *ir.Ins, i int, number int32) {
	if in.B != 0 || in.Imm != 0 || in.Cond != ir.Ne && in.Cond != ir.Eq || f.uses[in.A] != 1 {
		return
	}
	j := f.foldable(b, in.A, number)
	if j < 0 || b.Ins[j].Op != ir.Set || f.plan[j].skip {
		return
	}
	def := b.Ins[j]
	f.plan[i].set = def
	f.uses[in.A] = 0
	f.plan[j].skip = true
}
