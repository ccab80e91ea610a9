package ir

import "ushell/cc/ast"

// cheriOps are the builtins that are one operation.
var cheriOps = map[string]Op{
	"address_get": CapAddr, "address_set": CapSetAddr, "offset_increment": CapAdd,
	"base_get": CapGetBase, "length_get": CapGetLen, "top_get": CapGetTop,
	"bounds_set": CapBounds, "bounds_set_exact": CapBoundsEx,
	"perms_and": CapAndPerm, "perms_get": CapGetPerm,
	"tag_get": CapGetTag, "tag_clear": CapClearTag,
	"sealed_get": CapSealed, "type_get": CapGetType, "seal_entry": CapSealEntry,
	"flags_get": CapGetMode, "flags_set": CapSetMode,
	"equal_exact": CapEqExact, "subset_test": CapSubset,
	"representable_alignment_mask": CapMask,
	"program_counter_get":          CapPCC, "stack_get": CapSP, "default_get": CapDDC,
	"cap_build": CapBuild, "copy_from_high": CapGetHigh, "copy_to_high": CapSetHigh,
	"high_get": CapGetHigh, "high_set": CapSetHigh,
}

// cheri lowers __builtin_cheri_ name.
func (l *lower) cheri(e *ast.Builtin, name string) val {
	args := make([]Reg, 0, 3)
	for _, x := range e.Args {
		if isAggregate(x.Type()) {
			l.effect(x)
			continue
		}
		v := l.expr(x)
		args = append(args, l.inReg(v, classOf(x.Type())))
	}
	arg := func(i int) Reg {
		if i < len(args) {
			return args[i]
		}
		return 0
	}
	if op, ok := cheriOps[name]; ok {
		return val{r: l.value(classOf(e.T), &Ins{Op: op, W: 8, A: arg(0), B: arg(1)})}
	}
	switch name {
	case "offset_get":
		a := l.value(Int, &Ins{Op: CapAddr, A: arg(0)})
		return val{r: l.op2(Sub, a, l.value(Int, &Ins{Op: CapGetBase, A: arg(0)}), 0)}
	case "offset_set":
		b := l.value(Int, &Ins{Op: CapGetBase, A: arg(0)})
		return val{r: l.value(Cap, &Ins{Op: CapSetAddr, A: arg(0), B: l.op2(Add, b, arg(1), 0)})}
	case "round_representable_length":
		m := l.value(Int, &Ins{Op: CapMask, A: arg(0)})
		up := l.op2(Xor, m, 0, -1)
		return val{r: l.op2(And, l.op2(Add, arg(0), up, 0), m, 0)}
	case "unseal":
		return val{r: l.value(Cap, &Ins{Op: CapUnseal, A: arg(1), B: arg(0)})}
	case "seal": // there are no sealing types but sentries
		return val{r: l.value(Cap, &Ins{Op: CapClearTag, A: arg(0)})}
	case "perms_check":
		l.permsCheck(arg(0), arg(1))
		return val{k: true}
	case "conditional_seal", "cap_type_copy":
		return val{r: arg(0)}
	}
	return l.zeroOf(e.T)
}

// permsCheck traps if the capability c lacks one of the permissions want.
func (l *lower) permsCheck(c, want Reg) {
	has := l.value(Int, &Ins{Op: CapGetPerm, A: c})
	both := l.op2(And, has, want, 0)
	bad, good := l.block(), l.block()
	l.emit(&Ins{Op: Branch, Cond: Eq, A: both, B: want, To: good, Else: bad})
	l.begin(bad)
	l.emit(&Ins{Op: Trap})
	l.emit(&Ins{Op: Unreachable})
	l.begin(good)
}
