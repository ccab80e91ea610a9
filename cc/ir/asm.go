package ir

import (
	"strings"

	"ushell/cc/ast"
	"ushell/cc/ctype"
)

// asmStmt lowers an asm statement.
func (l *lower) asmStmt(s *ast.Asm) {
	a := &Asm{Src: s}
	var after []func()
	for _, o := range s.Outs {
		out, f := l.asmOut(o)
		a.Outs = append(a.Outs, out)
		if f != nil {
			after = append(after, f)
		}
	}
	for _, o := range s.Ins {
		a.Ins = append(a.Ins, l.asmIn(o, a.Outs))
	}
	for _, lb := range s.Labels {
		a.Labels = append(a.Labels, l.label(lb))
	}
	if clobbersAll(s) {
		l.f.Calls = true
	}
	l.emit(&Ins{Op: AsmOp, Asm: a, Volatile: s.Volatile || len(s.Outs) == 0})
	if len(a.Labels) > 0 {
		l.begin(l.block())
	}
	for _, f := range after {
		f()
	}
}

// clobbersAll says that the asm can write ra, so that it must be kept.
func clobbersAll(s *ast.Asm) bool {
	for _, c := range s.Clobbers {
		if c == "ra" || c == "x1" || c == "cra" {
			return true
		}
	}
	return false
}

// fixed is the register that a variable was bound to by asm("name").
func fixed(e ast.Expr) string {
	if r, ok := e.(*ast.Ref); ok && r.Obj.Storage == ast.Auto {
		return r.Obj.Sym
	}
	return ""
}

// inMemory says that a constraint asks for memory and not for a register.
func inMemory(c string) bool {
	return strings.ContainsAny(c, "moVA") && !strings.ContainsAny(c, "rfg")
}

// asmOut makes an output operand; what it answers stores it where it belongs.
func (l *lower) asmOut(o ast.AsmOperand) (AsmArg, func()) {
	t := o.X.Type()
	v := l.lvalue(o.X)
	if inMemory(o.Constraint) || isAggregate(t) {
		if v.reg != 0 { // the checker made it live in memory, so this is not met
			v.mem = l.temp(t)
		}
		m := v.a
		return AsmArg{Mem: &m, Class: rawClassOr(t)}, nil
	}
	c := classOf(t)
	arg := AsmArg{Class: c, Fixed: fixed(o.X)}
	if strings.Contains(o.Constraint, "+") {
		arg.Reg = l.newReg(c)
		l.setReg(arg.Reg, l.copyOf(l.load(v), c))
	} else {
		arg.Reg = l.newReg(c)
	}
	r := arg.Reg
	return arg, func() { l.store(v, val{r: l.tidy(r, t)}) }
}

// copyOf is x in a register that is no variable's.
func (l *lower) copyOf(x val, c Class) val {
	if x.k {
		return x
	}
	return val{r: l.value(c, &Ins{Op: Move, A: x.r})}
}

func rawClassOr(t *ctype.Type) Class {
	if isScalar(t) {
		return classOf(t)
	}
	return Int
}

// tidy extends what an asm left in r as a value of type t is kept.
func (l *lower) tidy(r Reg, t *ctype.Type) Reg {
	b := base(t)
	if classOf(b) != Int || b.Size >= 8 {
		return r
	}
	return l.value(Int, &Ins{Op: Ext, W: uint8(b.Size), Signed: isSigned(b) || b.Size == 4, A: r})
}

// asmIn makes an input operand.
func (l *lower) asmIn(o ast.AsmOperand, outs []AsmArg) AsmArg {
	t := o.X.Type()
	c := o.Constraint
	if n := strings.IndexAny(c, "0123456789"); n >= 0 && int(c[n]-'0') < len(outs) {
		tied := int(c[n] - '0')
		x := l.copyOf(l.expr(o.X), rawClassOr(t))
		return AsmArg{Reg: l.inReg(x, outs[tied].Class), Class: outs[tied].Class, Tied: tied + 1}
	}
	if inMemory(c) {
		m := l.lvalueOrTemp(o.X).a
		return AsmArg{Mem: &m, Class: rawClassOr(t)}
	}
	if strings.ContainsAny(c, "inIKJsS") {
		if sym, off, ok := symbolOf(o.X); ok {
			return AsmArg{IsImm: true, Sym: sym, Imm: off}
		}
	}
	if isAggregate(t) {
		m := l.aggregate(o.X).a
		return AsmArg{Mem: &m}
	}
	x := l.expr(o.X)
	if x.k && strings.ContainsAny(c, "inIKJ") {
		return AsmArg{IsImm: true, Imm: x.n, Class: classOf(t)}
	}
	return AsmArg{Reg: l.inReg(x, classOf(t)), Class: classOf(t), Fixed: fixed(o.X)}
}

// lvalueOrTemp is the place of e in memory, made for it if need be.
func (l *lower) lvalueOrTemp(e ast.Expr) lval {
	if isLvalue(e) {
		if v := l.lvalue(e); v.reg == 0 {
			return v
		}
	}
	if isAggregate(e.Type()) {
		return lval{t: e.Type(), mem: l.aggregate(e)}
	}
	v := lval{t: e.Type(), mem: l.temp(e.Type())}
	l.store(v, l.expr(e))
	return v
}

// symbolOf is the symbol and the offset that the address constant e is.
func symbolOf(e ast.Expr) (*ast.Object, int64, bool) {
	switch x := e.(type) {
	case *ast.Addr:
		if r, ok := x.X.(*ast.Ref); ok && r.Obj.Storage != ast.Auto {
			return r.Obj, 0, true
		}
	case *ast.Cast:
		return symbolOf(x.X)
	}
	return nil, 0, false
}

// probe lowers PROBE(name, args...): where its arguments are.
func (l *lower) probe(s *ast.Probe) {
	p := &Probe{Name: s.Name}
	for _, o := range s.Args {
		p.Args = append(p.Args, l.probeArg(o))
	}
	l.emit(&Ins{Op: ProbeOp, Probe: p})
}

func (l *lower) probeArg(o ast.AsmOperand) ProbeArg {
	t := o.X.Type()
	arg := ProbeArg{Name: o.Name, Type: t}
	if isLvalue(o.X) && (isAggregate(t) || isVariable(o.X)) {
		if v := l.lvalue(o.X); v.bits == nil {
			if v.reg != 0 {
				arg.Reg = v.reg
				return arg
			}
			a := v.a
			arg.Addr = &a
			return arg
		}
	}
	if isAggregate(t) {
		a := l.aggregate(o.X).a
		arg.Addr = &a
		return arg
	}
	x := l.expr(o.X)
	if x.k {
		arg.Imm = x.n
	} else {
		arg.Reg = x.r
	}
	return arg
}

// isVariable says that e is an automatic variable.
func isVariable(e ast.Expr) bool {
	r, ok := e.(*ast.Ref)
	return ok && r.Obj.Storage == ast.Auto
}
