package ir

import (
	"ushell/cc/ast"
	"ushell/cc/ctype"
)

func (l *lower) stmts(list []ast.Stmt) {
	for _, s := range list {
		l.stmtOne(s)
	}
}

func (l *lower) stmtOne(s ast.Stmt) {
	switch s := s.(type) {
	case *ast.Block:
		l.blockStmt(s, false)
	case *ast.ExprStmt:
		l.begins(s.X.Span())
		l.effect(s.X)
	case *ast.VarDecl:
		l.begins(s.Span())
		l.varDecl(s)
	case *ast.If:
		l.ifStmt(s)
	case *ast.Loop:
		l.loop(s)
	case *ast.Switch:
		l.switchStmt(s)
	case *ast.Case:
		if b := l.cases[s]; b != nil {
			l.begin(b)
		}
	case *ast.Break:
		l.begins(s.Span())
		if j := l.jumps[s.To]; j != nil {
			l.leave(j.scopes)
			l.jump(j.brk)
		}
	case *ast.Continue:
		l.begins(s.Span())
		if j := l.jumps[s.To]; j != nil {
			l.leave(j.scopes)
			l.jump(j.cont)
		}
	case *ast.LabelStmt:
		l.begin(l.label(s.Label))
	case *ast.Goto:
		l.begins(s.Span())
		l.leaveTo(s.Label)
		l.jump(l.label(s.Label))
	case *ast.GotoPtr:
		l.begins(s.Span())
		r := l.reg(s.X)
		l.emit(&Ins{Op: GotoPtr, A: r})
	case *ast.Return:
		l.begins(s.Span())
		l.returnStmt(s)
	case *ast.Asm:
		l.begins(s.Span())
		l.asmStmt(s)
	case *ast.Probe:
		l.begins(s.Span())
		l.probe(s)
	}
}

// blockStmt lowers a block; the outermost one has no marks of its own.
func (l *lower) blockStmt(b *ast.Block, outer bool) {
	marks := !outer && len(b.Vars) > 0
	if marks {
		l.emit(&Ins{Op: ScopeIn, Scope: b})
	}
	l.scopes = append(l.scopes, &scope{block: b})
	l.stmts(b.Stmts)
	if outer {
		return // lowerFunc ends it
	}
	l.at(b.Span())
	if b.End != 0 {
		l.pos = b.End
	}
	if l.cur != nil {
		l.leave(len(l.scopes) - 1)
	}
	l.scopes = l.scopes[:len(l.scopes)-1]
	if marks {
		l.emit(&Ins{Op: ScopeOut, Scope: b})
	}
}

// leave makes the exits of all scopes but the first n.
func (l *lower) leave(n int) {
	for i := len(l.scopes) - 1; i >= n; i-- {
		l.exits(l.scopes[i].exits)
	}
}

func (l *lower) leaveAll() { l.leave(0) }

func (l *lower) exits(list []exit) {
	for i := len(list) - 1; i >= 0; i-- {
		x := list[i]
		if x.obj == nil {
			l.emit(&Ins{Op: StackBack, A: x.sp})
			continue
		}
		a := l.address(l.object(x.obj).mem)
		l.callSym(x.obj.Attr.Cleanup, a)
	}
}

// leaveTo makes the exits of the scopes that a goto to lb leaves, and of those
// variables of other scopes that are declared behind the label.
func (l *lower) leaveTo(lb *ast.Label) {
	within := map[*ast.Block]bool{}
	for b := lb.Block; b != nil; b = b.Parent {
		within[b] = true
	}
	for i := len(l.scopes) - 1; i >= 0; i-- {
		s := l.scopes[i]
		n := len(s.exits)
		if !within[s.block] {
			n = 0
		}
		for n > 0 && s.exits[n-1].at > lb.Loc.Outer() {
			n--
		}
		l.exits(s.exits[n:])
	}
}

func (l *lower) ifStmt(s *ast.If) {
	end := l.block()
	for {
		l.begins(s.Cond.Span())
		yes, no := l.block(), end
		if s.Else != nil {
			no = l.block()
		}
		l.cond(s.Cond, yes, no)
		l.begin(yes)
		l.stmtOne(s.Then)
		l.jump(end)
		if s.Else == nil {
			break
		}
		l.begin(no)
		next, ok := s.Else.(*ast.If)
		if !ok {
			l.stmtOne(s.Else)
			break
		}
		s = next
	}
	l.begin(end)
}

func (l *lower) loop(s *ast.Loop) {
	body, cont, end := l.block(), l.block(), l.block()
	test := cont
	if s.Post != nil || s.Do {
		test = l.block()
	}
	l.jumps[s] = &jump{brk: end, cont: cont, scopes: len(l.scopes)}
	if s.Do {
		l.jumps[s].cont = test
	}
	forever := s.Cond == nil || isTrue(s.Cond)
	if !s.Do && !forever {
		l.jump(test)
	}
	l.depth++
	l.begin(body)
	l.stmtOne(s.Body)
	if s.Post != nil {
		l.begin(cont)
		l.begins(s.Post.Span())
		l.effect(s.Post)
	}
	l.begin(test)
	if forever {
		l.jump(body)
	} else {
		l.begins(s.Cond.Span())
		l.cond(s.Cond, body, end)
	}
	l.depth--
	l.begin(end)
	delete(l.jumps, s)
}

func isTrue(e ast.Expr) bool {
	n, ok := e.(*ast.Int)
	return ok && n.Value != 0
}

func (l *lower) returnStmt(s *ast.Return) {
	t := l.f.Obj.Type.Elem
	if s.X == nil || t.Kind == ctype.Void {
		if s.X != nil {
			l.effect(s.X)
		}
		l.leaveAll()
		l.emit(&Ins{Op: Ret})
		return
	}
	if !isAggregate(t) {
		r := l.reg(s.X)
		if l.mustLeave() && l.isVar[r] {
			r = l.value(l.f.Class[r], &Ins{Op: Move, A: r})
		}
		l.leaveAll()
		l.emit(&Ins{Op: Ret, Results: l.resultPlaces(t, []Reg{r})})
		return
	}
	if l.hidden != 0 {
		l.assignTo(mem{a: Address{Base: l.hidden}, align: t.Align}, s.X, t)
		l.leaveAll()
		l.emit(&Ins{Op: Ret})
		return
	}
	m := l.aggregate(s.X)
	regs := l.loadPieces(m, t)
	l.leaveAll()
	l.emit(&Ins{Op: Ret, Results: l.resultPlaces(t, regs)})
}

// mustLeave says that leaving the function runs code.
func (l *lower) mustLeave() bool {
	for _, s := range l.scopes {
		if len(s.exits) > 0 {
			return true
		}
	}
	return false
}

// isTwice says that o is setjmp or its like, which can return a second time:
// then no variable may be in a register.
func isTwice(o *ast.Object) bool {
	switch o.Name {
	case "setjmp", "_setjmp", "sigsetjmp", "__sigsetjmp", "vfork", "getcontext", "__builtin_setjmp":
		return true
	}
	return false
}
