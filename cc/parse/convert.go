package parse

import (
	"fmt"
	"math"

	"ushell/cc/ast"
	"ushell/cc/ctype"
	"ushell/cc/diag"
)

// intNode is a constant of integer type.
func (p *parser) intNode(v int64, t *ctype.Type, at diag.Span) ast.Expr {
	n := &ast.Int{Value: v}
	n.T, n.Where = t, at
	return n
}

func (p *parser) floatNode(v float64, t *ctype.Type, at diag.Span) ast.Expr {
	if t.Kind == ctype.Float {
		v = float64(float32(v))
	}
	n := &ast.Float{Value: v}
	n.T, n.Where = t, at
	return n
}

// errNode stands for an expression with a mistake that was reported.
func (p *parser) errNode(at diag.Span) ast.Expr { return p.intNode(0, errorType, at) }

func (p *parser) refNode(o *ast.Object, at diag.Span) ast.Expr {
	r := &ast.Ref{Obj: o}
	r.T, r.Where = o.Type, at
	if t := o.Type; t.Kind == ctype.Struct && t.Tag.Flex && t.Size > t.Tag.Size {
		c := *t // the initialised elements of a flexible array belong to the object, not to its type
		c.Size = t.Tag.Size
		r.T = &c
	}
	return r
}

// value is e where a value is needed: arrays and functions become pointers
// (C11 6.3.2.1).
func (p *parser) value(e ast.Expr) ast.Expr {
	t := e.Type()
	switch t.Kind {
	case ctype.Array:
		p.taken(e)
		a := &ast.Addr{X: e, Decay: true}
		a.T, a.Where = ctype.PointerTo(t.Elem), *e.Span()
		return a
	case ctype.Func:
		a := &ast.Addr{X: e, Decay: true}
		a.T, a.Where = ctype.PointerTo(t), *e.Span()
		return a
	}
	if t.IsRecord() && !t.Tag.Done {
		p.incomplete(t, *e.Span(), "a value of the incomplete type %s", t.Quoted())
		return p.errNode(*e.Span())
	}
	if r, ok := e.(*ast.Ref); ok {
		p.read(r)
	}
	return e
}

// discard is e as its value is not needed.
func (p *parser) discard(e ast.Expr) ast.Expr {
	if k := e.Type().Kind; k == ctype.Array || k == ctype.Func || k == ctype.Struct || k == ctype.Union {
		return p.value(e)
	}
	p.onlySets(e)
	return e
}

// promoted is the type of e after the integer promotions; that of a bit-field
// depends on its width (C11 6.3.1.1).
func promoted(e ast.Expr) *ctype.Type {
	t := e.Type().Unqualified()
	for {
		// The value of (x, y.field) is still that of a bit-field.
		b, ok := e.(*ast.Binary)
		if !ok || b.Op != ast.Comma {
			break
		}
		e = b.Y
	}
	if m, ok := e.(*ast.Member); ok && m.Field.IsBits {
		if m.Field.Bits < 32 || m.Field.Bits == 32 && t.Signed() {
			return intType
		}
		if t.Size <= 4 {
			return uintType
		}
	}
	return ctype.PromoteInt(t)
}

// promote applies the integer promotions to a value.
func (p *parser) promote(e ast.Expr) ast.Expr {
	if !e.Type().IsInteger() {
		return e
	}
	return p.cast(e, promoted(e), false)
}

// cast converts a value to t, which is no mistake.
func (p *parser) cast(e ast.Expr, t *ctype.Type, explicit bool) ast.Expr {
	from := e.Type()
	if from.Kind == ctype.Error || t.Kind == ctype.Error {
		if from.Kind == ctype.Error {
			return e
		}
		return p.errNode(*e.Span())
	}
	t = t.Unqualified()
	if !explicit && from.Kind == t.Kind && ctype.Same(from.Unqualified(), t) {
		return e
	}
	if c := p.foldCast(e, t); c != nil {
		return c
	}
	c := &ast.Cast{X: e, Explicit: explicit}
	c.T, c.Where = t, *e.Span()
	return c
}

// foldCast is a constant converted to t, nil when e is none.
func (p *parser) foldCast(e ast.Expr, t *ctype.Type) ast.Expr {
	switch n := e.(type) {
	case *ast.Int:
		switch {
		case t.IsInteger() && n.T.IsPointer() && n.Value != 0 && t.Kind != ctype.Bool && !t.IsCapInt() && t.Size < 8:
			return nil
		case t.IsInteger():
			return p.intNode(t.Wrap(n.Value), t, n.Where)
		case t.IsPointer():
			return p.intNode(n.Value, t, n.Where)
		case t.IsFloat() && n.T.IsInteger():
			if n.T.Signed() || n.Value >= 0 {
				if t.Kind == ctype.Float {
					return p.floatNode(float64(float32(n.Value)), t, n.Where)
				}
				return p.floatNode(float64(n.Value), t, n.Where)
			}
			if t.Kind == ctype.Float {
				return p.floatNode(float64(float32(uint64(n.Value))), t, n.Where)
			}
			return p.floatNode(float64(uint64(n.Value)), t, n.Where)
		}
	case *ast.Float:
		switch {
		case t.IsFloat():
			return p.floatNode(n.Value, t, n.Where)
		case t.Kind == ctype.Bool:
			return p.intNode(b2i(n.Value != 0), t, n.Where)
		case t.IsInteger():
			v, _ := floatToInt(n.Value, t)
			return p.intNode(t.Wrap(v), t, n.Where)
		}
	}
	return nil
}

// floatToInt is v cut off to an integer of type t; ok is false when t cannot
// hold it: then it is the nearest that t has, as the machine converts, 0 for a NaN.
func floatToInt(v float64, t *ctype.Type) (n int64, ok bool) {
	v = math.Trunc(v)
	bits := t.Bits()
	lo, hi := 0.0, math.Ldexp(1, bits)
	if t.Signed() {
		hi /= 2
		lo = -hi
	}
	switch {
	case v != v:
		return 0, false
	case v < lo:
		return int64(lo), false
	case v >= hi:
		if t.Signed() {
			return int64(uint64(1)<<(bits-1) - 1), false
		}
		return t.Wrap(-1), false
	case t.Signed():
		return int64(v), true
	}
	return int64(uint64(v)), true
}

// isNull says whether e is a null pointer constant (C11 6.3.2.3).
func (p *parser) isNull(e ast.Expr) bool {
	t := e.Type()
	if n, ok := e.(*ast.Int); ok {
		return n.Value == 0 && (t.IsInteger() || t.IsPointer() && t.Elem.Kind == ctype.Void && t.Elem.Qual == 0)
	}
	if !t.IsInteger() || t.Kind == ctype.Error {
		return false
	}
	switch e.(type) {
	case *ast.Ref, *ast.Call, *ast.Member, *ast.Deref, *ast.Assign, *ast.OpAssign:
		return false
	}
	v, ok := p.evalInt(e)
	return ok && v == 0
}

// scalar is the value e where a condition is needed.
func (p *parser) scalar(e ast.Expr, where string) ast.Expr {
	t := e.Type()
	if t.Kind == ctype.Error || t.IsScalar() {
		return e
	}
	if t.Kind == ctype.Void {
		p.errorf(*e.Span(), "an expression of type void has no value: '%s' requires one", where)
	} else {
		p.errorf(*e.Span(), "'%s' requires a number or a pointer: this is %s", where, t.Quoted())
	}
	return p.errNode(*e.Span())
}

// reason is why a value is converted.
type reason uint8

const (
	assigning reason = iota
	initialising
	passing
	returning
)

// context is where a value is converted as if by assignment.
type context struct {
	what reason
	name string // of the variable, or of the function
	n    int    // of passing: which argument, from 1
	at   diag.Span
	note diag.Span // where the parameter is declared
}

// from is "assigning to 'int' from 'char *'" and the like.
func (c *context) from(t, u *ctype.Type) string {
	tq, uq := t.Quoted(), u.Quoted()
	if t.String() == u.String() {
		tq, uq = quote(t), quote(u)
	}
	switch c.what {
	case initialising:
		return fmt.Sprintf("%s is initialized with %s", tq, uq)
	case passing:
		if c.name == "" {
			return fmt.Sprintf("argument %d is %s, the parameter %s", c.n, uq, tq)
		}
		return fmt.Sprintf("argument %d of '%s' is %s, the parameter %s", c.n, c.name, uq, tq)
	case returning:
		return fmt.Sprintf("'%s' returns %s, and the value is %s", c.name, tq, uq)
	}
	return fmt.Sprintf("%s is assigned to %s", uq, tq)
}

// assign converts the value e to t as an assignment does (C11 6.5.16.1), and
// reports what is wrong with that.
func (p *parser) assign(e ast.Expr, t *ctype.Type, c context) ast.Expr {
	u := e.Type().Unqualified()
	t = t.Unqualified()
	if u.Kind == ctype.Error || t.Kind == ctype.Error {
		return p.cast(e, t, false)
	}
	at := *e.Span()
	note := func(d *diag.Diagnostic) {
		if c.note.At.Pos != 0 && d.Message != "" {
			d.Notef(c.note, "the parameter is declared here")
		}
	}
	switch {
	case u.Kind == ctype.Void:
		note(p.errorf(at, "an expression of type void has no value: %s", c.from(t, u)))
		return p.errNode(at)
	case t.Kind == ctype.Bool && u.IsScalar():
		return p.cast(e, t, false)
	case t.IsArith() && u.IsArith():
		p.warnNarrow(e, t)
		return p.cast(e, t, false)
	case t.IsRecord() || u.IsRecord():
		if t.Kind != u.Kind || t.Tag != u.Tag {
			note(p.errorf(at, "incompatible types: %s", c.from(t, u)))
			return p.errNode(at)
		}
		if !t.Complete() {
			p.incomplete(t, at, "the type %s is incomplete", t.Quoted())
			return p.errNode(at)
		}
		return e
	case t.Kind == ctype.VaList || u.Kind == ctype.VaList:
		if t.Kind != u.Kind {
			note(p.errorf(at, "incompatible types: %s", c.from(t, u)))
			return p.errNode(at)
		}
		return e
	case t.IsPointer() && u.IsPointer():
		p.checkPointers(e, t, u, c, note)
		return p.cast(e, t, false)
	case t.IsPointer() && u.IsInteger():
		if !p.isNull(e) {
			note(p.pedantic("int-conversion", at, "integer becomes a pointer without a cast: %s", c.from(t, u)))
			if !p.Permissive {
				return p.errNode(at)
			}
		}
		return p.cast(e, t, false)
	case t.IsInteger() && u.IsPointer():
		note(p.pedantic("int-conversion", at, "pointer becomes an integer without a cast: %s", c.from(t, u)))
		if !p.Permissive {
			return p.errNode(at)
		}
		return p.cast(e, t, false)
	case t.Kind == ctype.Void:
		return p.cast(e, t, false)
	}
	note(p.errorf(at, "incompatible types: %s", c.from(t, u)))
	return p.errNode(at)
}

// checkPointers reports an assignment between pointers that are not compatible.
func (p *parser) checkPointers(e ast.Expr, t, u *ctype.Type, c context, note func(*diag.Diagnostic)) {
	at := *e.Span()
	a, b := t.Elem, u.Elem
	if p.isNull(e) {
		return
	}
	av, bv := a.Kind == ctype.Void, b.Kind == ctype.Void
	ua, ub := a.Unqualified(), b.Unqualified()
	switch {
	case av && b.Kind == ctype.Func || bv && a.Kind == ctype.Func:
		p.warnf("pedantic", at, "a pointer to a function and one to void are not compatible: %s", c.from(t, u))
		return
	case av || bv || ctype.Compatible(ua, ub):
		// elements of arrays are qualified, not arrays
	case equalButQuals(ua, ub) && a.Kind == ctype.Array:
		p.lostQualifiers(t, u, elemQual(b)&^elemQual(a), at, c, note)
		return
	case signOnly(ua, ub):
		note(p.warnf("pointer-sign", at, "pointers to integers of different signedness: %s", c.from(t, u)))
		return
	default:
		g := diag.Group("incompatible-pointer-types")
		note(p.pedantic(g, at, "incompatible pointer types: %s", c.from(t, u)))
		return
	}
	if lost := b.Qual &^ a.Qual &^ ctype.Atomic; lost != 0 {
		p.lostQualifiers(t, u, lost, at, c, note)
	}
}

func (p *parser) lostQualifiers(t, u *ctype.Type, lost ctype.Qual, at diag.Span, c context, note func(*diag.Diagnostic)) {
	if lost != 0 {
		note(p.warnf("discarded-qualifiers", at, "discards '%s': %s", lost, c.from(t, u)))
	}
}

func elemQual(t *ctype.Type) ctype.Qual {
	for t.Kind == ctype.Array {
		t = t.Elem
	}
	return t.Qual
}

// equalButQuals says whether arrays have elements that differ in qualifiers only.
func equalButQuals(a, b *ctype.Type) bool {
	for a.Kind == ctype.Array && b.Kind == ctype.Array {
		if a.Len >= 0 && b.Len >= 0 && a.Len != b.Len {
			return false
		}
		a, b = a.Elem, b.Elem
	}
	return ctype.Compatible(a.Unqualified(), b.Unqualified())
}

// signOnly says whether two integer types differ in signedness only.
func signOnly(a, b *ctype.Type) bool {
	if !a.IsInteger() || !b.IsInteger() || a.Kind == ctype.Bool || b.Kind == ctype.Bool {
		return false
	}
	if a.IsChar() && b.IsChar() {
		return true
	}
	return a.Base().Unsigned().Kind == b.Base().Unsigned().Kind
}

// explicitCast is (t)x, x not yet a value.
func (p *parser) explicitCast(open interface{ Span() diag.Span }, x ast.Expr, t *ctype.Type) ast.Expr {
	s := open.Span()
	at := cover(s.At, s, *x.Span())
	if t.Kind == ctype.Error {
		return p.errNode(at)
	}
	x = p.value(x)
	u := x.Type()
	if u.Kind == ctype.Error {
		return p.errNode(at)
	}
	if t.Kind == ctype.Void {
		c := &ast.Cast{X: x, Explicit: true}
		c.T, c.Where = voidType, at
		return c
	}
	ok := true
	switch {
	case t.IsRecord() && u.IsRecord() && t.Tag == u.Tag:
		p.warnf("pedantic", at, "a cast to the struct or union %s is an extension", t.Quoted())
		return x
	case t.Kind == ctype.Union && t.Tag.Done:
		if e := p.unionCast(x, t, at); e != nil {
			return e
		}
		ok = false
	case t.Kind == ctype.VaList && u.Kind == ctype.VaList:
		return x
	case !t.IsScalar() || !u.IsScalar():
		ok = false
	case t.IsFloat() && u.IsPointer() || t.IsPointer() && u.IsFloat():
		ok = false
	}
	if !ok {
		if u.Kind == ctype.Void {
			p.errorf(at, "an expression of type void has no value to cast to %s", t.Quoted())
		} else {
			p.errorf(at, "cannot cast %s to %s", u.Quoted(), t.Quoted())
		}
		return p.errNode(at)
	}
	p.warnCast(x, t, at)
	e := p.cast(x, t, true)
	*e.Span() = at
	return e
}

// unionCast is (union u)x, an extension: the member of x's type is set.
func (p *parser) unionCast(x ast.Expr, t *ctype.Type, at diag.Span) ast.Expr {
	for _, f := range t.Tag.Members {
		if f.Name == "" || !ctype.Compatible(f.Type.Unqualified(), x.Type().Unqualified()) {
			continue
		}
		if p.fn == nil {
			return nil
		}
		c := &ast.Compound{Obj: p.temp(t.Unqualified(), at), Init: []ast.Init{{Off: f.Off, Type: f.Type, Value: x}}}
		c.T, c.Where = c.Obj.Type, at
		c.Obj.AddrTaken = true
		return c
	}
	return nil
}

// provenance says whether the capability integer e can hold a capability, as
// far as its expression tells.
func provenance(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.Int, *ast.Float:
		return false
	case *ast.Cast:
		t := e.X.Type()
		if t.IsCapInt() {
			return provenance(e.X)
		}
		return t.IsCap()
	case *ast.Unary:
		return e.Op != ast.LogNot && e.T.IsCapInt() && provenance(e.X)
	case *ast.Binary:
		if !e.T.IsCapInt() {
			return false
		}
		if e.Op == ast.Comma {
			return provenance(e.Y)
		}
		return e.Prov >= 0
	case *ast.Cond:
		return e.X == nil || provenance(e.X) || provenance(e.Y)
	}
	return e.Type().IsCap()
}
