package ir

// splitOffsets gives accesses whose offset does not fit in an instruction a base
// of their own, so that those near each other share it. It says whether there
// were such.
func splitOffsets(f *Func) bool {
	some := false
	for _, b := range f.Blocks {
		if !hasFar(b) {
			continue
		}
		some = true
		list := make([]*Ins, 0, len(b.Ins)+4)
		for _, in := range b.Ins {
			for _, a := range []*Address{&in.Addr, &in.From} {
				if !far(a) {
					continue
				}
				low := (a.Off+2048)&4095 - 2048
				t := &Ins{Op: CapAdd, Dst: f.newReg(Cap), A: a.Base, Imm: a.Off - low, Pos: in.Pos}
				if in.Stmt {
					t.Stmt, in.Stmt = true, false
				}
				list = append(list, t)
				*a = Address{Base: t.Dst, Off: low}
			}
			list = append(list, in)
		}
		b.Ins = list
	}
	return some
}

// far says that the offset of a does not fit in an instruction.
func far(a *Address) bool { return a.Slot == nil && a.Base != 0 && !small(a.Off) }

func hasFar(b *Block) bool {
	for _, in := range b.Ins {
		if far(&in.Addr) || far(&in.From) {
			return true
		}
	}
	return false
}
