package ir

import (
	"strings"

	"ushell/cc/ast"
	"ushell/cc/ctype"
)

// builtin lowers a builtin function that answers a scalar or nothing.
func (l *lower) builtin(e *ast.Builtin) val {
	name := strings.TrimPrefix(e.Name, "__builtin_")
	switch {
	case strings.HasPrefix(name, "cheri_"):
		return l.cheri(e, strings.TrimPrefix(name, "cheri_"))
	case strings.HasPrefix(name, "__atomic_") || strings.HasPrefix(name, "__sync_") || strings.HasPrefix(name, "__c11_atomic_"):
		return l.atomic(e)
	case strings.Contains(name, "_overflow"):
		return l.overflow(e, name)
	}
	if v, ok := l.memoryBuiltin(e, name); ok {
		return v
	}
	if v, ok := l.floatBuiltin(e, name); ok {
		return v
	}
	if v, ok := l.bitBuiltin(e, name); ok {
		return v
	}
	for _, x := range e.Args {
		l.effect(x)
	}
	return l.zeroOf(e.T)
}

// zeroOf is zero as a value of type t.
func (l *lower) zeroOf(t *ctype.Type) val {
	if isFloat(t) {
		return val{r: l.value(classOf(t), &Ins{Op: FConst})}
	}
	return val{k: true}
}

// builtinAggregate lowers a builtin that answers a struct: va_arg.
func (l *lower) builtinAggregate(e *ast.Builtin) mem {
	if e.Name == "__builtin_va_arg" {
		return l.vaArg(e.Args[0], e.T)
	}
	l.builtin(e)
	return l.temp(e.T)
}

// memoryBuiltin lowers what has to do with the frame and with variadic arguments.
func (l *lower) memoryBuiltin(e *ast.Builtin, name string) (val, bool) {
	none := val{k: true}
	switch name {
	case "va_start":
		v := l.vaList(e.Args[0])
		x := val{k: true}
		if l.f.VaReg != 0 {
			x = val{r: l.f.VaReg}
		}
		l.store(v, x)
	case "va_end":
		l.effect(e.Args[0])
	case "va_copy":
		src := l.load(l.vaList(e.Args[1]))
		l.store(l.vaList(e.Args[0]), src)
	case "va_arg":
		if isAggregate(e.T) {
			l.vaArg(e.Args[0], e.T)
			return none, true
		}
		m := l.vaArg(e.Args[0], e.T)
		return val{r: l.loadMem(m.a, e.T)}, true
	case "alloca", "alloca_with_align":
		l.f.Moves = true
		in := &Ins{Op: Alloca, Align: 16}
		if n := l.expr(e.Args[0]); n.k {
			in.Imm = n.n
		} else {
			in.A = n.r
		}
		if len(e.Args) > 1 {
			if a, ok := e.Args[1].(*ast.Int); ok {
				in.Align = max(16, a.Value/8)
			}
		}
		return val{r: l.value(Cap, in)}, true
	case "unreachable":
		l.emit(&Ins{Op: Unreachable})
	case "trap", "abort", "debugtrap":
		l.emit(&Ins{Op: Trap})
		if name != "debugtrap" {
			l.emit(&Ins{Op: Unreachable})
		}
	case "frame_address", "return_address":
		in := &Ins{Op: FrameAddr}
		if name == "return_address" {
			in.Op = ReturnAddr
			l.f.Calls = true
		}
		if len(e.Args) > 0 {
			in.Imm = l.expr(e.Args[0]).n
		}
		return val{r: l.value(Cap, in)}, true
	case "extract_return_addr", "frob_return_addr", "assume_aligned", "launder":
		return l.expr(e.Args[0]), true
	default:
		return none, false
	}
	return none, true
}

// floatBuiltin lowers the classification of floating values and what one
// instruction computes.
func (l *lower) floatBuiltin(e *ast.Builtin, name string) (val, bool) {
	stem := strings.TrimSuffix(name, "l")
	if n, isF := strings.CutSuffix(stem, "f"); isF && n != "is" && n != "isin" {
		stem = n
	}
	switch {
	case strings.HasPrefix(stem, "isinf_sign"):
		x := l.reg(e.Args[0])
		return l.infSign(x), true
	}
	ops := map[string]Op{"fabs": FAbs, "sqrt": FSqrt, "copysign": FCopySign, "fmin": FMin, "fmax": FMax}
	if op, ok := ops[stem]; ok {
		in := &Ins{Op: op, A: l.reg(e.Args[0])}
		if len(e.Args) > 1 {
			in.B = l.reg(e.Args[1])
		}
		return val{r: l.value(classOf(e.T), in)}, true
	}
	if cond, ok := floatConds[stem]; ok {
		a, b := l.reg(e.Args[0]), l.reg(e.Args[1])
		return val{r: l.value(Int, &Ins{Op: Set, Cond: cond, A: a, B: b})}, true
	}
	switch stem {
	case "isnan":
		x := l.reg(e.Args[0])
		return val{r: l.value(Int, &Ins{Op: Set, Cond: Ne, A: x, B: x})}, true
	case "isunordered", "islessgreater":
		a, b := l.reg(e.Args[0]), l.reg(e.Args[1])
		return l.unordered(a, b, stem == "islessgreater"), true
	case "isinf", "isin", "isfinite", "isnormal", "signbit":
		return l.classify(l.reg(e.Args[0]), stem), true
	}
	return val{}, false
}

var floatConds = map[string]Cond{"isgreater": Gt, "isgreaterequal": Ge, "isless": Lt, "islessequal": Le}

// unordered is whether a or b is NaN, or, with differ, whether a < b or a > b.
func (l *lower) unordered(a, b Reg, differ bool) val {
	x := l.value(Int, &Ins{Op: Set, Cond: Lt, A: a, B: b})
	y := l.value(Int, &Ins{Op: Set, Cond: Gt, A: a, B: b})
	if differ {
		return val{r: l.value(Int, &Ins{Op: Or, W: 8, A: x, B: y})}
	}
	x = l.value(Int, &Ins{Op: Set, Cond: Eq, A: a, B: a})
	y = l.value(Int, &Ins{Op: Set, Cond: Eq, A: b, B: b})
	both := l.value(Int, &Ins{Op: And, W: 8, A: x, B: y})
	return val{r: l.value(Int, &Ins{Op: Xor, W: 8, A: both, Imm: 1})}
}

// bitsOf is the bits of the floating value in r, without its sign, the lowest bit
// of the exponent, and the bits of infinity.
func (l *lower) bitsOf(r Reg) (bits, magnitude Reg, unit, inf int64) {
	bits = l.value(Int, &Ins{Op: FBits, A: r})
	up := int64(1)
	unit, inf = 1<<52, 0x7ff<<52
	if l.f.Class[r] == F32 {
		up, unit, inf = 33, 1<<23, 0xff<<23
	}
	m := l.value(Int, &Ins{Op: Shl, W: 8, A: bits, Imm: up})
	return bits, l.value(Int, &Ins{Op: Shr, W: 8, A: m, Imm: up}), unit, inf
}

func (l *lower) classify(r Reg, what string) val {
	bits, m, unit, inf := l.bitsOf(r)
	switch what {
	case "signbit":
		return val{r: l.value(Int, &Ins{Op: Set, Cond: Lt, A: bits})}
	case "isfinite":
		return val{r: l.value(Int, &Ins{Op: Set, Cond: LtU, A: m, Imm: inf})}
	case "isnormal":
		d := l.value(Int, &Ins{Op: Add, W: 8, A: m, Imm: -unit})
		return val{r: l.value(Int, &Ins{Op: Set, Cond: LtU, A: d, Imm: inf - unit})}
	}
	return val{r: l.value(Int, &Ins{Op: Set, Cond: Eq, A: m, Imm: inf})}
}

// infSign is 1 for infinity, -1 for minus infinity, else 0.
func (l *lower) infSign(r Reg) val {
	bits, m, _, inf := l.bitsOf(r)
	is := l.value(Int, &Ins{Op: Set, Cond: Eq, A: m, Imm: inf})
	neg := l.value(Int, &Ins{Op: Sar, W: 8, A: bits, Imm: 63})
	x := l.value(Int, &Ins{Op: Xor, W: 8, A: is, B: neg})
	d := l.value(Int, &Ins{Op: Sub, W: 8, A: x, B: neg})
	zero := l.value(Int, &Ins{Op: Const})
	mask := l.value(Int, &Ins{Op: Sub, W: 8, A: zero, B: is})
	return val{r: l.value(Int, &Ins{Op: And, W: 8, A: d, B: mask})}
}
