package parse

import (
	"fmt"

	"ushell/cc/ast"
	"ushell/cc/ctype"
	"ushell/cc/diag"
)

// verify checks what package ast promises of the tree of a program without
// mistakes, and answers what does not hold.
func verify(u *ast.Unit) []string {
	v := &verifier{files: u.Files}
	for _, o := range u.Objects {
		v.object(o)
	}
	return v.wrong
}

type verifier struct {
	files  *diag.Files
	wrong  []string
	result *ctype.Type
}

func (v *verifier) failf(at *diag.Span, format string, args ...any) {
	name, line, col := v.files.Presumed(at.At.Outer())
	if len(v.wrong) < 20 {
		v.wrong = append(v.wrong, fmt.Sprintf("%s:%d:%d: ", name, line, col)+fmt.Sprintf(format, args...))
	}
}

func (v *verifier) object(o *ast.Object) {
	at := diag.At(o.Loc)
	if o.Type == nil || o.Type.Kind == ctype.Error {
		v.failf(&at, "object '%s' has no type", o.Name)
		return
	}
	if o.Sym == "" && o.Storage != ast.Auto {
		v.failf(&at, "object '%s' has no symbol", o.Name)
	}
	for i := range o.Init {
		v.init(&o.Init[i], o.Storage != ast.Auto)
		if n := len(o.Init); i+1 < n && o.Init[i].Off > o.Init[i+1].Off {
			v.failf(&at, "'%s': initialisers out of order", o.Name)
		}
	}
	if f := o.Func; f != nil {
		v.result = o.Type.Elem
		v.stmt(f.Body)
	}
}

func (v *verifier) init(i *ast.Init, static bool) {
	at := i.Value.Span()
	v.expr(i.Value)
	if !v.same(i.Type, i.Value.Type()) {
		v.failf(at, "%s is initialised with %s", i.Type, i.Value.Type())
	}
	if static && i.Const == nil {
		v.failf(at, "a static's initialiser without a constant")
	}
}

func (v *verifier) same(a, b *ctype.Type) bool {
	return ctype.Compatible(a.Unqualified(), b.Unqualified())
}

func (v *verifier) stmt(s ast.Stmt) {
	switch s := s.(type) {
	case nil:
	case *ast.Block:
		for _, t := range s.Stmts {
			v.stmt(t)
		}
	case *ast.ExprStmt:
		v.expr(s.X)
	case *ast.VarDecl:
		for i := range s.Init {
			v.init(&s.Init[i], false)
		}
		if s.Obj.VLA != nil {
			v.expr(s.Obj.VLA)
		}
	case *ast.If:
		v.condition(s.Cond)
		v.stmt(s.Then)
		v.stmt(s.Else)
	case *ast.Loop:
		if s.Cond != nil {
			v.condition(s.Cond)
		}
		if s.Post != nil {
			v.expr(s.Post)
		}
		v.stmt(s.Body)
	case *ast.Switch:
		v.expr(s.X)
		v.stmt(s.Body)
	case *ast.Return:
		if s.X != nil {
			v.expr(s.X)
			if !v.same(s.X.Type(), v.result) {
				v.failf(&s.Where, "%s is returned for %s", s.X.Type(), v.result)
			}
		}
	case *ast.GotoPtr:
		v.expr(s.X)
	case *ast.Break:
		if s.To == nil {
			v.failf(&s.Where, "break without a target")
		}
	case *ast.Asm:
		for _, o := range append(append([]ast.AsmOperand(nil), s.Outs...), s.Ins...) {
			v.expr(o.X)
		}
	}
}

func (v *verifier) condition(e ast.Expr) {
	v.expr(e)
	if !e.Type().IsScalar() {
		v.failf(e.Span(), "a condition of type %s", e.Type())
	}
}

func (v *verifier) expr(e ast.Expr) {
	for { // long chains lean to the left
		b, ok := e.(*ast.Binary)
		if !ok {
			break
		}
		v.binary(b)
		v.typed(b)
		v.expr(b.Y)
		e = b.X
	}
	v.typed(e)
	switch e := e.(type) {
	case *ast.Unary:
		v.expr(e.X)
		if e.Op != ast.LogNot && !v.same(e.T, e.X.Type()) {
			v.failf(&e.Where, "unary %d of %s is %s", e.Op, e.X.Type(), e.T)
		}
	case *ast.Deref:
		v.expr(e.X)
		if !e.X.Type().IsPointer() || !ctype.Same(e.X.Type().Elem, e.T) {
			v.failf(&e.Where, "* of %s is %s", e.X.Type(), e.T)
		}
	case *ast.Addr:
		v.expr(e.X)
		if !e.T.IsPointer() || !e.Decay && !v.same(e.T.Elem, e.X.Type()) {
			v.failf(&e.Where, "& of %s is %s", e.X.Type(), e.T)
		}
	case *ast.Member:
		v.expr(e.X)
		if !e.X.Type().IsRecord() || e.Field == nil {
			v.failf(&e.Where, "member of %s", e.X.Type())
		}
	case *ast.Assign:
		v.expr(e.X)
		v.expr(e.Y)
		if !v.same(e.X.Type(), e.Y.Type()) || !isLvalue(e.X) {
			v.failf(&e.Where, "%s = %s", e.X.Type(), e.Y.Type())
		}
	case *ast.OpAssign:
		v.opAssign(e)
	case *ast.Cond:
		v.cond(e)
	case *ast.Cast:
		v.expr(e.X)
		if !e.T.IsScalar() && e.T.Kind != ctype.Void || e.T.Kind != ctype.Void && !e.X.Type().IsScalar() {
			v.failf(&e.Where, "cast of %s to %s", e.X.Type(), e.T)
		}
	case *ast.Call:
		v.call(e)
	case *ast.Compound:
		for i := range e.Init {
			v.init(&e.Init[i], false)
		}
	case *ast.StmtExpr:
		v.stmt(e.Body)
		if e.Value != nil {
			v.expr(e.Value)
		}
	case *ast.Builtin:
		for _, a := range e.Args {
			v.expr(a)
		}
	}
}

// typed checks what holds of the type of every expression.
func (v *verifier) typed(e ast.Expr) {
	t := e.Type()
	switch {
	case t == nil || t.Kind == ctype.Error:
		v.failf(e.Span(), "%T without a type", e)
	case !isLvalue(e) && t.Kind != ctype.Func && t.Qual != 0 && t.Kind != ctype.Void:
		v.failf(e.Span(), "%T is no lvalue and has type %s", e, t)
	case !t.Complete() && t.Kind != ctype.Void && t.Kind != ctype.Func && t.Kind != ctype.Array && !t.IsRecord():
		v.failf(e.Span(), "%T has the incomplete type %s", e, t)
	}
}

func (v *verifier) binary(e *ast.Binary) {
	x, y := e.X.Type(), e.Y.Type()
	ok := true
	switch e.Op {
	case ast.Comma:
	case ast.LogAnd, ast.LogOr:
		ok = x.IsScalar() && y.IsScalar() && e.T.Kind == ctype.Int
	case ast.Eq, ast.Ne, ast.Lt, ast.Le, ast.Gt, ast.Ge:
		ok = (v.same(x, y) || x.IsPointer() && y.IsPointer()) && e.T.Kind == ctype.Int
	case ast.Shl, ast.Shr:
		ok = v.same(x, e.T) && y.IsInteger()
	case ast.PtrAdd, ast.PtrSub:
		ok = x.IsPointer() && v.same(x, e.T) && y.Unqualified().Kind == ctype.Long
	case ast.PtrDiff:
		ok = x.IsPointer() && y.IsPointer() && e.T.Kind == ctype.Long
	default:
		ok = v.same(x, y) && v.same(x, e.T) && x.IsArith()
	}
	if !ok {
		v.failf(&e.Where, "operator %d: %s and %s make %s", e.Op, x, y, e.T)
	}
}

func (v *verifier) opAssign(e *ast.OpAssign) {
	v.expr(e.X)
	v.expr(e.Y)
	ok := isLvalue(e.X) && e.Calc != nil && v.same(e.X.Type(), e.T)
	switch e.Op {
	case ast.Shl, ast.Shr:
		ok = ok && e.Y.Type().IsInteger()
	case ast.PtrAdd, ast.PtrSub:
		ok = ok && e.Calc.IsPointer() && e.Y.Type().Unqualified().Kind == ctype.Long
	default:
		ok = ok && v.same(e.Y.Type(), e.Calc)
	}
	if !ok {
		v.failf(&e.Where, "operator %d=: %s and %s", e.Op, e.X.Type(), e.Y.Type())
	}
}

func (v *verifier) cond(e *ast.Cond) {
	v.condition(e.C)
	if e.X != nil {
		v.expr(e.X)
	}
	v.expr(e.Y)
	if e.T.Kind != ctype.Void && (e.X != nil && !v.same(e.X.Type(), e.T) || !v.same(e.Y.Type(), e.T)) {
		v.failf(&e.Where, "?: of type %s", e.T)
	}
}

func (v *verifier) call(e *ast.Call) {
	v.expr(e.Fn)
	t := e.Fn.Type()
	if !t.IsPointer() || t.Elem.Kind != ctype.Func {
		v.failf(&e.Where, "call of %s", t)
		return
	}
	t = t.Elem
	for i, a := range e.Args {
		v.expr(a)
		switch {
		case t.OldStyle:
		case i < len(t.Params) && !v.same(a.Type(), t.Params[i].Type):
			v.failf(a.Span(), "argument %d: %s for %s", i+1, a.Type(), t.Params[i].Type)
		case i >= len(t.Params) && (a.Type().Kind == ctype.Float || a.Type().Kind < ctype.Int && a.Type().Kind != ctype.Void):
			v.failf(a.Span(), "argument %d is not promoted: %s", i+1, a.Type())
		}
	}
	if e.NFixed > len(e.Args) || !t.OldStyle && e.NFixed != len(t.Params) {
		v.failf(&e.Where, "%d fixed of %d arguments", e.NFixed, len(e.Args))
	}
}
