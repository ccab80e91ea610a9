package ir

import (
	"fmt"
	"strconv"
	"strings"

	"ushell/cc/ast"
)

var opNames = [...]string{
	Nop: "nop", Const: "const", FConst: "fconst", Move: "move", Add: "add", Sub: "sub", Mul: "mul", MulH: "mulh", MulHU: "mulhu",
	Div: "div", DivU: "divu", Rem: "rem", RemU: "remu", And: "and", Or: "or", Xor: "xor", Shl: "shl", Shr: "shr", Sar: "sar",
	Ext: "ext", Set: "set", FAdd: "fadd", FSub: "fsub", FMul: "fmul", FDiv: "fdiv", FNeg: "fneg", FAbs: "fabs", FSqrt: "fsqrt",
	FMin: "fmin", FMax: "fmax", FCopySign: "fcopysign", IntToF: "inttof", FToInt: "ftoint", FToF: "ftof", FBits: "fbits",
	CapAdd: "capadd", CapShAdd: "capshadd", ShAdd: "shadd", CapNull: "capnull", CapAddr: "capaddr", CapSetAddr: "capsetaddr",
	CapBounds: "capbounds", CapBoundsEx: "capboundsex", CapAndPerm: "capandperm", CapGetPerm: "capgetperm", CapGetBase: "capgetbase",
	CapGetLen: "capgetlen", CapGetTop: "capgettop", CapGetTag: "capgettag", CapGetType: "capgettype", CapGetMode: "capgetmode",
	CapSealed: "capsealed", CapClearTag: "capcleartag", CapSealEntry: "capsealentry", CapEqExact: "capeqexact", CapSubset: "capsubset",
	CapBuild: "capbuild", CapGetHigh: "capgethigh", CapSetHigh: "capsethigh", CapUnseal: "capunseal", CapSetMode: "capsetmode",
	CapMask: "capmask", CapPCC: "cappcc", CapSP: "capsp", CapDDC: "capddc",
	SlotAddr: "slotaddr", SymAddr: "symaddr", LabelAddr: "labeladdr", Load: "load", Store: "store", Copy: "copy", Zero: "zero",
	Amo: "amo", CmpXch: "cmpxch", Fence: "fence", Alloca: "alloca", StackSave: "stacksave", StackBack: "stackback",
	FrameAddr: "frameaddr", ReturnAddr: "returnaddr", Bswap: "bswap", Clz: "clz", Ctz: "ctz", Popcount: "popcount",
	CallOp: "call", AsmOp: "asm", ProbeOp: "probe", ScopeIn: "scopein", ScopeOut: "scopeout", Trap: "trap",
	Jump: "jump", Branch: "branch", Switch: "switch", Ret: "ret", GotoPtr: "gotoptr", Unreachable: "unreachable",
}

var condNames = [...]string{"eq", "ne", "lt", "le", "gt", "ge", "ltu", "leu", "gtu", "geu"}

// String is the function in a form for people and tests.
func (f *Func) String() string {
	p := &printer{f: f, slots: map[*Slot]int{}}
	for i, s := range f.Slots {
		p.slots[s] = i
	}
	fmt.Fprintf(&p.b, "func %s(%s)", f.Obj.Name, p.places(f.Params))
	if f.VaReg != 0 {
		fmt.Fprintf(&p.b, " variadic %s", p.reg(f.VaReg))
	}
	p.b.WriteByte('\n')
	for i, s := range f.Slots {
		name := ""
		if s.Obj != nil {
			name = " " + s.Obj.Name
		}
		fmt.Fprintf(&p.b, "  slot%d: %d align %d%s\n", i, s.Size, s.Align, name)
	}
	for _, b := range f.Blocks {
		fmt.Fprintf(&p.b, "b%d:", b.ID)
		if b.Label != nil {
			fmt.Fprintf(&p.b, " // %s", b.Label.Name)
		}
		p.b.WriteByte('\n')
		for _, in := range b.Ins {
			p.b.WriteString("  ")
			p.ins(in)
			p.b.WriteByte('\n')
		}
	}
	return p.b.String()
}

type printer struct {
	f     *Func
	b     strings.Builder
	slots map[*Slot]int
}

// reg is a register's name: a letter for its class and its number.
func (p *printer) reg(r Reg) string {
	if int(r) >= len(p.f.Class) || r < 0 {
		return "?" + strconv.Itoa(int(r))
	}
	return string("icfd"[p.f.Class[r]]) + strconv.Itoa(int(r))
}

func (p *printer) addr(a Address) string {
	s := ""
	if a.Slot != nil {
		s = "slot" + strconv.Itoa(p.slots[a.Slot])
	} else {
		s = p.reg(a.Base)
	}
	if a.Off != 0 {
		s += fmt.Sprintf("%+d", a.Off)
	}
	return "[" + s + "]"
}

func (p *printer) places(list []Place) string {
	var out []string
	for _, x := range list {
		s := ""
		switch x.Where {
		case InReg:
			s = "a" + strconv.Itoa(x.N)
		case InFReg:
			s = "fa" + strconv.Itoa(x.N)
		case OnStack:
			s = "stack" + strconv.Itoa(x.N)
			if x.At != 0 {
				s += "+8"
			}
		case InT1:
			s = "t1"
		}
		if x.Slot != nil {
			s += "=" + p.addr(Address{Slot: x.Slot, Off: x.Off}) + ":" + strconv.FormatInt(x.Size, 10)
		} else {
			s += "=" + p.reg(x.Reg)
		}
		out = append(out, s)
	}
	return strings.Join(out, ", ")
}

func symName(o *ast.Object) string {
	if o.Sym != "" {
		return o.Sym
	}
	return o.Name
}

func (p *printer) ins(in *Ins) {
	if in.Stmt {
		p.b.WriteString("* ")
	}
	if in.Dst != 0 {
		p.b.WriteString(p.reg(in.Dst))
		if in.Dst2 != 0 {
			p.b.WriteString(", " + p.reg(in.Dst2))
		}
		p.b.WriteString(" = ")
	}
	p.b.WriteString(opNames[in.Op])
	if in.W != 0 {
		fmt.Fprintf(&p.b, ".%d", in.W)
		if in.Signed {
			p.b.WriteByte('s')
		}
	}
	if in.Volatile {
		p.b.WriteString(".v")
	}
	p.operands(in)
}

func (p *printer) operands(in *Ins) {
	w := func(format string, args ...any) { fmt.Fprintf(&p.b, format, args...) }
	switch in.Op {
	case Const, StackSave:
		w(" %d", in.Imm)
	case FConst:
		w(" %g", in.F)
	case Set:
		w(" %s %s %s", p.reg(in.A), condNames[in.Cond], p.second(in))
	case Load:
		w(" %s", p.addr(in.Addr))
	case Store:
		w(" %s = %s", p.addr(in.Addr), p.second(in))
	case Copy:
		w(" %s = %s, %d align %d", p.addr(in.Addr), p.addr(in.From), in.Size, in.Align)
	case Zero:
		w(" %s, %d align %d", p.addr(in.Addr), in.Size, in.Align)
	case SlotAddr:
		w(" %s", p.addr(Address{Slot: in.Slot, Off: in.Imm}))
	case SymAddr:
		w(" %s%+d", symName(in.Sym), in.Imm)
	case LabelAddr:
		w(" %s", in.Label.Name)
	case CallOp:
		p.call(in.Call)
	case AsmOp:
		w(" %q", in.Asm.Src.Text)
	case ProbeOp:
		w(" %s", in.Probe.Name)
	case Jump:
		w(" b%d", in.To.ID)
	case Branch:
		w(" %s %s %s b%d else b%d", p.reg(in.A), condNames[in.Cond], p.second(in), in.To.ID, in.Else.ID)
	case Switch:
		w(" %s", p.reg(in.A))
		for _, c := range in.Cases {
			w(" %d..%d:b%d", c.Lo, c.Hi, c.To.ID)
		}
		w(" else b%d", in.Else.ID)
	case Ret:
		w(" %s", p.places(in.Results))
	default:
		if in.A != 0 {
			w(" %s", p.reg(in.A))
		}
		if in.A != 0 && in.B == 0 && binaryImm(in.Op) {
			w(", %d", in.Imm)
		}
		if in.B != 0 {
			w(", %s", p.reg(in.B))
			if in.Op == CapShAdd || in.Op == ShAdd {
				w("<<%d", in.Imm)
			}
		}
		if in.C != 0 {
			w(", %s", p.reg(in.C))
		}
	}
}

// binaryImm says that op takes Imm when it has no second register.
func binaryImm(op Op) bool {
	switch op {
	case Add, Sub, Mul, MulH, MulHU, Div, DivU, Rem, RemU, And, Or, Xor, Shl, Shr, Sar, CapAdd, CapSetAddr, CapBounds, CapBoundsEx, CapAndPerm:
		return true
	}
	return false
}

func (p *printer) second(in *Ins) string {
	if in.B != 0 {
		return p.reg(in.B)
	}
	return strconv.FormatInt(in.Imm, 10)
}

func (p *printer) call(c *Call) {
	name := c.Name
	switch {
	case c.Sym != nil:
		name = symName(c.Sym)
	case c.Fn != 0:
		name = "*" + p.reg(c.Fn)
	}
	fmt.Fprintf(&p.b, " %s(%s)", name, p.places(c.Args))
	if len(c.Results) > 0 {
		fmt.Fprintf(&p.b, " -> %s", p.places(c.Results))
	}
}
