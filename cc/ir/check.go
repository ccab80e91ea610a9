package ir

import "fmt"

// Check verifies what every function must be: each block ends in its only
// terminator, jumps lead to blocks of the function, and registers are of the
// classes that their operations need.
func Check(f *Func) error {
	if len(f.Blocks) == 0 {
		return fmt.Errorf("%s: no blocks", f.Obj.Name)
	}
	c := &checker{f: f, blocks: map[*Block]bool{}, slots: map[*Slot]bool{}}
	for _, b := range f.Blocks {
		if c.blocks[b] {
			return fmt.Errorf("%s: b%d is there twice", f.Obj.Name, b.ID)
		}
		c.blocks[b] = true
	}
	for _, s := range f.Slots {
		c.slots[s] = true
	}
	for _, b := range f.Blocks {
		if len(b.Ins) == 0 {
			return fmt.Errorf("%s: b%d is empty", f.Obj.Name, b.ID)
		}
		for i, in := range b.Ins {
			c.err = ""
			if isTerminator(in.Op) != (i == len(b.Ins)-1) {
				c.fail("terminator")
			}
			c.ins(in)
			if c.err != "" {
				p := &printer{f: f, slots: map[*Slot]int{}}
				for i, s := range f.Slots {
					p.slots[s] = i
				}
				p.ins(in)
				return fmt.Errorf("%s: b%d: %s: %s", f.Obj.Name, b.ID, p.b.String(), c.err)
			}
		}
	}
	return c.defined()
}

// defined verifies that each register that is read is written somewhere.
func (c *checker) defined() error {
	has := make([]bool, len(c.f.Class))
	for _, p := range c.f.Params {
		has[p.Reg] = true
	}
	has[c.f.VaReg] = true
	for _, b := range c.f.Blocks {
		for _, in := range b.Ins {
			in.eachDef(func(r *Reg) { has[*r] = true })
		}
	}
	for _, v := range c.f.Vars {
		has[v.Reg] = true // a variable can be read before it is written
	}
	var err error
	for _, b := range c.f.Blocks {
		for _, in := range b.Ins {
			in.eachUse(func(r *Reg) {
				if !has[*r] && err == nil {
					err = fmt.Errorf("%s: b%d: register %d is never written", c.f.Obj.Name, b.ID, *r)
				}
			})
		}
	}
	return err
}

type checker struct {
	f      *Func
	blocks map[*Block]bool
	slots  map[*Slot]bool
	err    string
}

func (c *checker) fail(s string) {
	if c.err == "" {
		c.err = s
	}
}

// class is r's; a register that isn't one is an error.
func (c *checker) class(r Reg) Class {
	if r <= 0 || int(r) >= len(c.f.Class) {
		c.fail(fmt.Sprintf("no register: %d", r))
		return Int
	}
	return c.f.Class[r]
}

func (c *checker) is(r Reg, want ...Class) {
	got := c.class(r)
	for _, w := range want {
		if got == w {
			return
		}
	}
	c.fail(fmt.Sprintf("register %d has class %d", r, got))
}

// opt is is for a register that may be left out.
func (c *checker) opt(r Reg, want ...Class) {
	if r != 0 {
		c.is(r, want...)
	}
}

func (c *checker) address(a Address) {
	if a.Slot != nil {
		if !c.slots[a.Slot] {
			c.fail("no slot of the function")
		}
		return
	}
	c.is(a.Base, Cap)
}

func (c *checker) target(b *Block) {
	if b == nil || !c.blocks[b] {
		c.fail("no block of the function")
	}
}

func (c *checker) places(list []Place) {
	for _, p := range list {
		if p.Slot == nil {
			c.is(p.Reg, p.Class)
		}
	}
}

func (c *checker) ins(in *Ins) {
	switch in.Op {
	case Const:
		c.is(in.Dst, Int, Cap)
	case FConst:
		c.is(in.Dst, F32, F64)
	case Move:
		c.is(in.Dst, c.class(in.A))
	case Add, Sub, Mul, MulH, MulHU, Div, DivU, Rem, RemU, And, Or, Xor, Shl, Shr, Sar:
		c.is(in.Dst, Int)
		c.is(in.A, Int)
		c.opt(in.B, Int)
		if in.W != 4 && in.W != 8 {
			c.fail("width")
		}
	case ShAdd:
		c.is(in.Dst, Int)
		c.is(in.A, Int)
		c.is(in.B, Int)
	case Ext, Bswap, Clz, Ctz, Popcount, CapMask:
		c.is(in.Dst, Int)
		c.is(in.A, Int)
	case Set, Branch:
		c.comparison(in)
	case FAdd, FSub, FMul, FDiv, FMin, FMax, FCopySign:
		c.is(in.Dst, F32, F64)
		c.is(in.A, c.class(in.Dst))
		c.is(in.B, c.class(in.Dst))
	case FNeg, FAbs, FSqrt:
		c.is(in.Dst, F32, F64)
		c.is(in.A, c.class(in.Dst))
	case IntToF:
		c.is(in.Dst, F32, F64)
		c.is(in.A, Int)
	case FToInt:
		c.is(in.Dst, Int)
		c.is(in.A, F32, F64)
	case FToF:
		c.is(in.Dst, F32, F64)
		c.is(in.A, F32, F64)
	case FBits:
		if c.class(in.Dst) == Int {
			c.is(in.A, F32, F64)
		} else {
			c.is(in.Dst, F32, F64)
			c.is(in.A, Int)
		}
	default:
		c.others(in)
	}
}

func (c *checker) comparison(in *Ins) {
	a := c.class(in.A)
	c.opt(in.B, a)
	if in.Op == Set {
		c.is(in.Dst, Int)
		if (a == F32 || a == F64) && in.B == 0 {
			c.fail("no second operand")
		}
	} else {
		c.is(in.A, Int, Cap)
		c.target(in.To)
		c.target(in.Else)
	}
	if a == Cap && in.B == 0 && (in.Imm != 0 || in.Cond > Ne) {
		c.fail("no null test")
	}
}

func (c *checker) others(in *Ins) {
	switch in.Op {
	case CapAdd, CapSetAddr, CapBounds, CapBoundsEx, CapAndPerm, CapSetHigh, CapSetMode, CapShAdd:
		c.is(in.Dst, Cap)
		c.is(in.A, Cap)
		c.opt(in.B, Int)
	case CapNull:
		c.is(in.Dst, Cap)
		c.is(in.A, Int)
	case CapAddr, CapGetPerm, CapGetBase, CapGetLen, CapGetTop, CapGetTag, CapGetType, CapGetMode, CapSealed, CapGetHigh:
		c.is(in.Dst, Int)
		c.is(in.A, Cap)
	case CapClearTag, CapSealEntry:
		c.is(in.Dst, Cap)
		c.is(in.A, Cap)
	case CapEqExact, CapSubset:
		c.is(in.Dst, Int)
		c.is(in.A, Cap)
		c.is(in.B, Cap)
	case CapBuild, CapUnseal:
		c.is(in.Dst, Cap)
		c.is(in.A, Cap)
		c.is(in.B, Cap)
	case CapPCC, CapSP, CapDDC, LabelAddr, StackSave, FrameAddr, ReturnAddr, SymAddr:
		c.is(in.Dst, Cap)
	case SlotAddr:
		c.is(in.Dst, Cap)
		c.address(Address{Slot: in.Slot})
	case Alloca:
		c.is(in.Dst, Cap)
		c.opt(in.A, Int)
	case StackBack, GotoPtr:
		c.is(in.A, Cap)
	case Load, Store, Copy, Zero, Amo, CmpXch:
		c.memory(in)
	case CallOp:
		c.places(in.Call.Args)
		c.places(in.Call.Results)
		if in.Call.Sym == nil && in.Call.Name == "" {
			c.is(in.Call.Fn, Cap)
		}
	case Jump:
		c.target(in.To)
	case Switch:
		c.is(in.A, Int)
		c.target(in.Else)
		for _, k := range in.Cases {
			c.target(k.To)
		}
	case Ret:
		c.places(in.Results)
	}
}

func (c *checker) memory(in *Ins) {
	value := func(r Reg) {
		switch in.W {
		case 16:
			c.is(r, Cap)
		case 4:
			c.is(r, Int, F32)
		case 8:
			c.is(r, Int, F64)
		case 1, 2:
			c.is(r, Int)
		default:
			c.fail("width")
		}
	}
	switch in.Op {
	case Load:
		value(in.Dst)
		c.address(in.Addr)
	case Store:
		if in.B != 0 {
			value(in.B)
		} else if in.W == 16 && in.Imm != 0 {
			c.fail("no null capability")
		}
		c.address(in.Addr)
	case Copy:
		c.address(in.From)
		c.address(in.Addr)
	case Zero:
		c.address(in.Addr)
	default:
		c.is(in.A, Cap)
		value(in.B)
		if in.Op == CmpXch {
			value(in.C)
			value(in.Dst2)
			c.is(in.Dst, Int)
			return
		}
		value(in.Dst)
	}
}
