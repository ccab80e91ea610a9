package ir

// eachUse calls do with each register that the instruction reads.
func (in *Ins) eachUse(do func(*Reg)) {
	use := func(r *Reg) {
		if *r != 0 {
			do(r)
		}
	}
	use(&in.A)
	use(&in.B)
	use(&in.C)
	use(&in.Addr.Base)
	use(&in.From.Base)
	for i := range in.Results {
		use(&in.Results[i].Reg)
	}
	if c := in.Call; c != nil {
		use(&c.Fn)
		for i := range c.Args {
			use(&c.Args[i].Reg)
		}
	}
	if in.Asm != nil {
		in.Asm.eachUse(use)
	}
	if in.Probe != nil {
		for i := range in.Probe.Args {
			a := &in.Probe.Args[i]
			use(&a.Reg)
			if a.Addr != nil {
				use(&a.Addr.Base)
			}
		}
	}
}

func (a *Asm) eachUse(use func(*Reg)) {
	for i := range a.Ins {
		use(&a.Ins[i].Reg)
		if a.Ins[i].Mem != nil {
			use(&a.Ins[i].Mem.Base)
		}
	}
	for i := range a.Outs {
		if a.Outs[i].Mem != nil {
			use(&a.Outs[i].Mem.Base)
		}
	}
}

// eachDef calls do with each register that the instruction writes.
func (in *Ins) eachDef(do func(*Reg)) {
	if in.Dst != 0 {
		do(&in.Dst)
	}
	if in.Dst2 != 0 {
		do(&in.Dst2)
	}
	if c := in.Call; c != nil {
		for i := range c.Results {
			if c.Results[i].Reg != 0 {
				do(&c.Results[i].Reg)
			}
		}
	}
	if in.Asm != nil {
		for i := range in.Asm.Outs {
			if in.Asm.Outs[i].Reg != 0 {
				do(&in.Asm.Outs[i].Reg)
			}
		}
	}
}

// eachSlot calls do with each slot that the instruction accesses or takes the
// address of.
func (in *Ins) eachSlot(do func(s *Slot, addressTaken bool)) {
	if in.Addr.Slot != nil {
		do(in.Addr.Slot, false)
	}
	if in.From.Slot != nil {
		do(in.From.Slot, false)
	}
	if in.Slot != nil {
		do(in.Slot, true)
	}
	if in.Asm != nil {
		for _, list := range [][]AsmArg{in.Asm.Outs, in.Asm.Ins} {
			for i := range list {
				if m := list[i].Mem; m != nil && m.Slot != nil {
					do(m.Slot, true)
				}
			}
		}
	}
	if in.Probe != nil {
		for i := range in.Probe.Args {
			if m := in.Probe.Args[i].Addr; m != nil && m.Slot != nil {
				do(m.Slot, true)
			}
		}
	}
}

// pure says that the instruction does nothing but compute Dst, of its operands
// alone, and cannot trap: it can be left out, moved and shared. Load is not.
func pure(op Op) bool {
	switch op {
	case CapPCC, CapSP, CapDDC, Alloca, StackSave, StackBack, FrameAddr, ReturnAddr, CapUnseal, CapBuild:
		return false
	}
	return op >= Const && op <= LabelAddr || op >= Bswap && op <= Popcount
}

// removable says that the instruction is not needed when nobody reads Dst.
func removable(in *Ins) bool {
	switch in.Op {
	case CapPCC, CapSP, CapDDC, StackSave, FrameAddr, ReturnAddr, CapUnseal, CapBuild:
		return true
	case Load:
		return !in.Volatile
	case Nop:
		return true
	}
	return pure(in.Op)
}
