package parse

import (
	"ushell/cc/ast"
	"ushell/cc/ctype"
	"ushell/cc/diag"
)

// checkFlow warns about a function that ends without returning its value.
func (p *parser) checkFlow(f *function) {
	if p.stopped || p.Diags.Errors() > f.errors {
		return
	}
	w := &flow{p: p, breaks: map[ast.Stmt]bool{}, targets: map[*ast.Label]bool{}}
	for _, g := range f.gotos {
		w.targets[g.label.Label] = true
	}
	if !w.block(f.Body, true) {
		return
	}
	end := diag.AtPos(f.End)
	switch {
	case f.noReturn:
		p.warnf("", end, "'%s' is declared noreturn and returns", f.Obj.Name)
	case f.result.Kind == ctype.Void || f.result.Kind == ctype.Error:
	case !w.returns && p.Permissive:
	default:
		p.warnf("return-type", end, "'%s' can end without returning a value", f.Obj.Name)
	}
}

// flow finds out whether the end of a statement can be reached. Its methods take
// whether the beginning can.
type flow struct {
	p       *parser
	breaks  map[ast.Stmt]bool // loops and switches that a reachable break leaves
	targets map[*ast.Label]bool
	returns bool
}

func (w *flow) block(b *ast.Block, live bool) bool {
	for _, s := range b.Stmts {
		live = w.stmt(s, live)
	}
	return live
}

func (w *flow) stmt(s ast.Stmt, live bool) bool {
	switch s := s.(type) {
	case nil:
		return live
	case *ast.Block:
		return w.block(s, live)
	case *ast.ExprStmt:
		return live && !w.never(s.X)
	case *ast.VarDecl:
		return live
	case *ast.If:
		return w.ifStmt(s, live)
	case *ast.Loop:
		return w.loop(s, live)
	case *ast.Switch:
		return w.switchStmt(s, live)
	case *ast.Case:
		return true
	case *ast.LabelStmt:
		return live || w.targets[s.Label]
	case *ast.Break:
		if live {
			w.breaks[s.To] = true
		}
		return false
	case *ast.Return:
		w.returns = w.returns || s.X != nil
		return false
	case *ast.Continue, *ast.Goto, *ast.GotoPtr:
		return false
	}
	return live
}

func (w *flow) ifStmt(s *ast.If, live bool) bool {
	truth, known := w.truth(s.Cond)
	then := w.stmt(s.Then, live && (!known || truth))
	if s.Else == nil {
		return then || live && (!known || !truth)
	}
	other := w.stmt(s.Else, live && (!known || !truth))
	return then || other
}

func (w *flow) loop(s *ast.Loop, live bool) bool {
	truth, known := true, true
	if s.Cond != nil {
		truth, known = w.truth(s.Cond)
	}
	end := w.stmt(s.Body, live && (s.Do || !known || truth))
	if w.breaks[s] {
		return true
	}
	if known && truth {
		return false
	}
	if s.Do {
		return live && (end || w.continues(s.Body, s))
	}
	return live
}

// continues says whether a continue of the loop stands in s.
func (w *flow) continues(s ast.Stmt, l *ast.Loop) bool {
	switch s := s.(type) {
	case *ast.Block:
		for _, t := range s.Stmts {
			if w.continues(t, l) {
				return true
			}
		}
	case *ast.If:
		return w.continues(s.Then, l) || w.continues(s.Else, l)
	case *ast.Loop:
		return w.continues(s.Body, l)
	case *ast.Switch:
		return w.continues(s.Body, l)
	case *ast.Continue:
		return s.To == l
	}
	return false
}

func (w *flow) switchStmt(s *ast.Switch, live bool) bool {
	end := w.stmt(s.Body, false)
	return end || w.breaks[s] || live && s.Default == nil && !w.covered(s)
}

// covered says whether the cases of a switch name every constant of its enum.
func (w *flow) covered(s *ast.Switch) bool {
	x := s.X
	if c, ok := x.(*ast.Cast); ok {
		x = c.X
	}
	t := x.Type()
	if t.Kind != ctype.Enum || len(t.Tag.Enums) == 0 {
		return false
	}
	for _, e := range t.Tag.Enums {
		found := false
		for _, c := range s.Cases {
			found = found || c.Lo <= e.Value && e.Value <= c.Hi
		}
		if !found {
			return false
		}
	}
	return true
}

func (w *flow) truth(e ast.Expr) (truth, known bool) {
	switch e := e.(type) {
	case *ast.Int:
		return e.Value != 0, e.T.Kind != ctype.Error
	case *ast.Cast, *ast.Unary, *ast.Binary, *ast.Cond:
		return w.p.evalTruth(e)
	}
	return false, false
}

// never says whether evaluating e never ends.
func (w *flow) never(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.Call:
		o := callee(e.Fn)
		return o != nil && o.Attr.NoReturn
	case *ast.Builtin:
		return e.Name == "__builtin_unreachable" || e.Name == "__builtin_trap"
	case *ast.Cast:
		return w.never(e.X)
	case *ast.Binary:
		return e.Op == ast.Comma && (w.never(e.X) || w.never(e.Y))
	case *ast.Cond:
		return e.X != nil && w.never(e.X) && w.never(e.Y)
	case *ast.StmtExpr:
		return !w.block(e.Body, true) || e.Value != nil && w.never(e.Value)
	}
	return false
}
