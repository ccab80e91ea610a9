package parse

import (
	"strconv"

	"ushell/cc/ast"
	"ushell/cc/ctype"
	"ushell/cc/diag"
	"ushell/cc/token"
)

// bare says whether e was written without parentheses around it, as far as its
// place tells: its operator's left operand begins where it begins.
func bare(e, left ast.Expr) bool {
	s := e.Span()
	return s.At.Exp == nil && s.Begin == left.Span().Begin
}

// inner is e without the conversions that were not written.
func inner(e ast.Expr) ast.Expr {
	for {
		c, ok := e.(*ast.Cast)
		if !ok || c.Explicit {
			return e
		}
		e = c.X
	}
}

// warnAssignCond warns about if (a = b).
func (p *parser) warnAssignCond(e ast.Expr) {
	a, ok := inner(e).(*ast.Assign)
	if !ok || !bare(a, a.X) {
		return
	}
	p.warnf("parentheses", a.Where, "an assignment is used as a condition: '==' compares; parentheses around it would say that it is meant")
}

// warnPrecedence warns about && within ||, & with comparisons, and shifts with
// sums: in is the operator of e, an operand of op.
func (p *parser) warnPrecedence(t *token.Token, op ast.Op, e ast.Expr, in ast.Op) {
	at := *e.Span()
	if in == ast.Comma || at.At.Exp != nil || t.Loc.Exp != nil {
		return
	}
	switch {
	case op == ast.LogOr && in == ast.LogAnd:
		p.warnf("logical-op-parentheses", at, "'&&' within '||': parentheses would make it clear")
	case (op == ast.And || op == ast.Or || op == ast.Xor) && in >= ast.Eq && in <= ast.Ge:
		p.warnf("parentheses", at, "'%s' has lower precedence than the comparison: the comparison is evaluated first", t.Text)
	case (op == ast.Shl || op == ast.Shr) && (in == ast.Add || in == ast.Sub):
		p.warnf("parentheses", at, "'%s' has lower precedence than '+' and '-': they are evaluated first", t.Text)
	case op >= ast.Lt && op <= ast.Ge && in >= ast.Lt && in <= ast.Ge:
		p.warnf("parentheses", cover(t.Loc, at, t.Span()), "comparisons like 'a < b < c' do not mean what they do in mathematics")
	}
}

// root is the variable whose address, or whose element's, the pointer e is.
func root(e ast.Expr) *ast.Object {
	for {
		switch x := e.(type) {
		case *ast.Cast:
			if !x.T.IsPointer() {
				return nil
			}
			e = x.X
		case *ast.Addr:
			e = x.X
			for {
				m, ok := e.(*ast.Member)
				if !ok {
					break
				}
				e = m.X
			}
			switch r := e.(type) {
			case *ast.Ref:
				return r.Obj
			case *ast.Compound:
				return r.Obj
			case *ast.Deref: // &a[i]
				e = r.X
				if b, ok := e.(*ast.Binary); ok {
					e = b.X
				}
				if _, ok := e.(*ast.Addr); !ok {
					return nil
				}
			default:
				return nil
			}
		case *ast.Binary:
			if x.Op != ast.PtrAdd && x.Op != ast.PtrSub {
				return nil
			}
			e = x.X
			if _, ok := inner(e).(*ast.Addr); !ok {
				return nil
			}
		default:
			return nil
		}
	}
}

// warnLocalAddress warns about returning the address of a local variable.
func (p *parser) warnLocalAddress(e ast.Expr) {
	if !e.Type().IsPointer() {
		return
	}
	o := root(e)
	if o == nil || o.Storage != ast.Auto {
		return
	}
	if o.Name == "" {
		p.warnf("return-local-addr", *e.Span(), "the address of a local compound literal is returned: it does not live longer than the function")
		return
	}
	what := "local variable"
	if o.Param {
		what = "parameter"
	}
	p.warnf("return-local-addr", *e.Span(), "the address of %s '%s' is returned: it does not live longer than the function", what, o.Name)
}

// checkUnused warns about what a scope declared and nothing used.
func (p *parser) checkUnused(s *scope) {
	if p.stopped || p.fn == nil || p.Diags.Errors() > p.fn.errors {
		return // what is wrong may be why it is not used
	}
	for _, y := range s.syms {
		if y.kind != symObject || y.extern {
			continue
		}
		o := y.obj
		i := p.info[o]
		if i == nil || i.unused || o.Type == nil || o.Type.Kind == ctype.Error || o.Storage == ast.Fn {
			continue
		}
		switch {
		case o.Param && i.refs == 0:
			p.warnf("unused-parameter", i.at, "unused parameter '%s'", o.Name)
		case o.Param:
		case i.refs == 0:
			p.warnf("unused-variable", i.at, "unused variable '%s'", o.Name)
		case i.refs == i.sets && o.Storage == ast.Auto && !o.AddrTaken:
			p.warnf("unused-but-set-variable", i.at, "variable '%s' is set, and never used", o.Name)
		}
	}
}

// checkUnusedGlobal warns about static functions and variables that nothing uses.
func (p *parser) checkUnusedGlobal(o *ast.Object, i *info) {
	if o.Global || i.unused || i.builtin || p.idents[o.Name] == nil || p.idents[o.Name].obj != o {
		return
	}
	if a := i.attrs; a != nil && (a.unused || a.Used || a.Constructor || a.Destructor || a.Alias != "") {
		return
	}
	switch {
	case o.Storage == ast.Fn && o.Func == nil && o.Used:
		p.warnf("", i.at, "function '%s' is declared static, used, and never defined", o.Name)
	case i.refs > 0:
	case o.Storage == ast.Fn && !i.inlineDef:
		p.warnf("unused-function", i.at, "unused function '%s'", o.Name)
	case o.Storage == ast.Static && o.Type.Qual&ctype.Const == 0:
		p.warnf("unused-variable", i.at, "unused variable '%s'", o.Name)
	}
}

// deprecated warns about the use of what is deprecated.
func (p *parser) deprecated(a *attrs, name string, at, decl diag.Span) {
	if a == nil || !a.deprecated {
		return
	}
	text := ""
	if a.message != "" {
		text = ": " + a.message
	}
	p.warnf("deprecated-declarations", at, "'%s' is deprecated%s", name, text).Notef(decl, "'%s' is declared here", name)
}

// checkDiscarded warns about an expression statement that does nothing.
func (p *parser) checkDiscarded(e ast.Expr) {
	if p.bad {
		return
	}
	if p.is("}") && p.peek(1).Is(")") {
		return // the value of a statement expression
	}
	at := *e.Span()
	switch x := e.(type) {
	case *ast.Call:
		p.checkMustUse(x)
		return
	case *ast.Binary:
		switch {
		case x.Op == ast.Comma:
			p.unusedValue(x.Y)
			return
		case x.Op == ast.LogAnd || x.Op == ast.LogOr:
			p.unusedValue(x.Y)
			return
		case x.Op == ast.Eq && at.At.Exp == nil && isLvalue(x.X):
			p.warnf("unused-value", at, "the result of the comparison is not used: '=' assigns")
			return
		}
	}
	p.unusedValue(e)
}

// unusedValue warns when evaluating e has no effect.
func (p *parser) unusedValue(e ast.Expr) {
	if !idle(e) || e.Type().Kind == ctype.Error || e.Type().Kind == ctype.Void {
		return
	}
	if e.Span().At.Exp != nil || e.Type().Qual&ctype.Volatile != 0 {
		return
	}
	p.warnf("unused-value", *e.Span(), "the value of the expression is not used, and it does nothing else")
}

// idle says whether evaluating e has no effect.
func idle(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.Int, *ast.Float, *ast.Ref, *ast.LabelAddr:
		return true
	case *ast.Unary:
		return idle(e.X)
	case *ast.Binary:
		return e.Op != ast.Comma && idle(e.X) && idle(e.Y)
	case *ast.Deref:
		return idle(e.X) && e.T.Qual&ctype.Volatile == 0
	case *ast.Addr:
		return idle(e.X)
	case *ast.Member:
		return idle(e.X) && e.T.Qual&ctype.Volatile == 0
	case *ast.Cast:
		return e.T.Kind != ctype.Void && idle(e.X)
	case *ast.Cond:
		return (e.X == nil || idle(e.X)) && idle(e.Y)
	}
	return false
}

func (p *parser) checkCommaLeft(e ast.Expr) {
	if b, ok := e.(*ast.Binary); ok && b.Op == ast.Comma {
		e = b.Y
	}
	if e.Type().Kind == ctype.Error || p.unevaled > 0 {
		return
	}
	if _, ok := e.(*ast.Call); ok {
		return
	}
	p.unusedValue(e)
}

// checkMustUse warns when the result of a function that must be used is not.
func (p *parser) checkMustUse(c *ast.Call) {
	if o := callee(c.Fn); o != nil {
		if i := p.infoOf(o); i.attrs != nil && i.attrs.mustUse {
			p.warnf("unused-result", c.Where, "the result of '%s' must be used", o.Name)
		}
	}
}

// warnSelfAssign warns about x = x.
func (p *parser) warnSelfAssign(x, y ast.Expr, at diag.Span) {
	a, ok := x.(*ast.Ref)
	b, ok2 := y.(*ast.Ref)
	if ok && ok2 && a.Obj == b.Obj && at.At.Exp == nil && a.T.Qual&ctype.Volatile == 0 {
		p.warnf("self-assign", at, "'%s' is assigned to itself", a.Obj.Name)
	}
}

// assigned notes that the lvalue x is given a value.
func (p *parser) assigned(x ast.Expr) {
	if r, ok := x.(*ast.Ref); ok {
		if i := p.info[r.Obj]; i != nil {
			i.assigned = true
		}
		return
	}
	for {
		m, ok := x.(*ast.Member)
		if !ok {
			break
		}
		x = m.X
	}
	if r, ok := x.(*ast.Ref); ok {
		if i := p.info[r.Obj]; i != nil {
			i.assigned = true
		}
	}
}

// onlySets notes that e, whose value is not needed, does nothing to a variable but
// give it a value, if so.
func (p *parser) onlySets(e ast.Expr) {
	if c, ok := e.(*ast.Cast); ok && !c.Explicit {
		e = c.X
	}
	var x ast.Expr
	switch a := e.(type) {
	case *ast.Assign:
		x = a.X
	case *ast.OpAssign:
		x = a.X
	}
	if r, ok := x.(*ast.Ref); ok {
		if i := p.info[r.Obj]; i != nil {
			i.sets++
		}
	}
}

// readBefore notes that x is read, and then given a value: x += y.
func (p *parser) readBefore(x ast.Expr) {
	if r, ok := x.(*ast.Ref); ok {
		p.read(r)
	}
	p.assigned(x)
}

// read warns about a variable that is read before it is given a value, where the
// order of the text is that of execution.
func (p *parser) read(r *ast.Ref) {
	o := r.Obj
	if o.Storage != ast.Auto || o.Param || p.unevaled > 0 || p.fn == nil || p.fn.jumps {
		return
	}
	i := p.info[o]
	if i == nil || i.assigned || i.noted || i.loops != p.loopDepth() || !o.Type.IsScalar() || len(p.fn.switches) > 0 {
		return
	}
	i.noted = true
	p.warnf("uninitialized", r.Where, "variable '%s' is used and has no value yet", o.Name).Notef(i.at, "'%s' is declared here", o.Name)
}

// warnShift warns about a shift by a constant that the type has not the bits for.
func (p *parser) warnShift(op ast.Op, t *ctype.Type, y ast.Expr, at diag.Span) {
	n, ok := y.(*ast.Int)
	if !ok || p.unevaled > 0 || !y.Type().IsInteger() {
		return
	}
	bits := ctype.PromoteInt(t.Unqualified()).Bits()
	switch {
	case n.Value < 0 && n.T.Signed():
		p.warnf("shift-count", at, "the shift count, %d, is negative", n.Value)
	case uint64(n.Value) >= uint64(bits):
		p.warnf("shift-count", at, "the shift count, %d, is not less than the width of the type, %d bits", n.Value, bits)
	}
}

// warnDivision warns about a division by a constant zero.
func (p *parser) warnDivision(y ast.Expr, at diag.Span) {
	if n, ok := y.(*ast.Int); ok && n.Value == 0 && p.unevaled == 0 && y.Type().IsInteger() {
		p.warnf("div-by-zero", at, "division by zero")
	}
}

// warnNarrow warns about a constant that a conversion changes.
func (p *parser) warnNarrow(e ast.Expr, t *ctype.Type) {
	switch n := e.(type) {
	case *ast.Int:
		if !t.IsInteger() || !n.T.IsInteger() || t.Kind == ctype.Bool {
			return
		}
		w := t.Wrap(n.Value)
		if w == n.Value && (t.Signed() == n.T.Signed() || n.Value >= 0 || t.Bits() >= n.T.Bits()) {
			return
		}
		if w != n.Value && n.T.Signed() && n.Value < 0 && !t.Signed() && n.Value >= -1<<min(t.Bits()-1, 62) {
			return // -1 for the greatest value is an idiom
		}
		if !t.Signed() && w == int64(uint64(n.Value)) {
			return
		}
		if t.Bits() == n.T.Bits() {
			return
		}
		p.warnf("constant-conversion", n.Where, "the conversion from %s to %s changes the value from %s to %s", n.T.Quoted(), t.Quoted(), decimal(n.Value, n.T), decimal(w, t))
	case *ast.Float:
		if !t.IsInteger() || t.Kind == ctype.Bool {
			return
		}
		if _, ok := floatToInt(n.Value, t); !ok {
			p.warnf("constant-conversion", n.Where, "%s cannot hold the value %g", t.Quoted(), n.Value)
		}
	}
}

// decimal is a value of the integer type t in decimal.
func decimal(v int64, t *ctype.Type) string {
	if t.Signed() {
		return strconv.FormatInt(v, 10)
	}
	return strconv.FormatUint(uint64(v), 10)
}

// warnBitField warns about a constant that a bit-field cannot hold.
func (p *parser) warnBitField(f *ctype.Field, e ast.Expr) {
	n, ok := e.(*ast.Int)
	if !ok || f.Bits == 0 || f.Bits >= 64 || f.Type.Kind == ctype.Bool {
		return
	}
	w := n.Value << (64 - f.Bits) >> (64 - f.Bits)
	if !f.Type.Signed() {
		w = int64(uint64(n.Value) << (64 - f.Bits) >> (64 - f.Bits))
	}
	if w != n.Value && n.Value>>f.Bits != 0 && n.Value != -1 {
		p.warnf("constant-conversion", n.Where, "the bit-field '%s' has %d bits: %d becomes %d", f.Name, f.Bits, n.Value, w)
	}
}

// warnCast warns about casts between pointers and integers that lose something.
func (p *parser) warnCast(x ast.Expr, t *ctype.Type, at diag.Span) {
	u := x.Type().Unqualified()
	switch {
	case t.IsPointer() && u.IsInteger() && !u.IsCapInt():
		if _, ok := p.evalInt(x); ok || p.unevaled > 0 {
			return
		}
		switch {
		case fromPointer(x):
			p.warnf("cheri-provenance", at, "the pointer was cast to %s, which holds its address only: the pointer that the cast back makes cannot be dereferenced; uintptr_t keeps it whole", u.Quoted())
		case u.Bits() < 64:
			p.warnf("int-to-pointer-cast", at, "cast to the pointer %s from the smaller integer type %s", t.Quoted(), u.Quoted())
		default:
			p.warnf("cheri-capability-misuse", at, "a cast from the integer type %s, which holds no capability, makes a pointer that cannot be dereferenced", u.Quoted())
		}
	case t.IsPointer() && u.IsCapInt() && !provenance(x):
		if _, ok := p.evalInt(x); ok || p.unevaled > 0 {
			return
		}
		if c, ok := x.(*ast.Cast); ok && c.Explicit {
			return // (void *)(uintptr_t)n says that it is meant
		}
		p.warnf("cheri-provenance", at, "the value of type %s is made of integers only, and holds no capability: the pointer cannot be dereferenced", u.Quoted())
	case u.IsPointer() && t.IsInteger() && !t.IsCapInt() && t.Bits() < 64 && t.Kind != ctype.Bool:
		p.warnf("pointer-to-int-cast", at, "cast from the pointer %s to the smaller integer type %s", u.Quoted(), t.Quoted())
	case t.IsPointer() && u.IsPointer():
		p.warnPointerCast(x, t, u, at)
	}
}

// fromPointer says whether the integer x is a pointer that was cast.
func fromPointer(x ast.Expr) bool {
	for {
		c, ok := x.(*ast.Cast)
		if !ok {
			return false
		}
		if c.X.Type().IsCap() {
			return !c.X.Type().IsCapInt() || provenance(c.X)
		}
		x = c.X
	}
}

func (p *parser) warnPointerCast(x ast.Expr, t, u *ctype.Type, at diag.Span) {
	if t.Elem.Kind == ctype.Func || !t.Elem.Complete() {
		return
	}
	if lost := u.Elem.Qual &^ t.Elem.Qual & (ctype.Const | ctype.Volatile); lost != 0 {
		p.warnf("cast-qual", at, "the cast from %s to %s drops '%s'", u.Quoted(), t.Quoted(), lost)
	}
	if t.Elem.HasCap() {
		o := root(x)
		_, direct := x.(*ast.Addr)
		if o != nil && direct && o.Type.Complete() && max(o.Type.Align, o.Attr.Align) < ctype.PointerSize {
			p.warnf("cheri-misaligned", at, "'%s' is aligned to %d bytes, and %s holds capabilities, which are aligned to %d: storing one there can trap", o.Name, max(o.Type.Align, o.Attr.Align), t.Elem.Quoted(), ctype.PointerSize)
			return
		}
	}
	if u.Elem.Complete() && u.Elem.Align < t.Elem.Align {
		p.warnf("cast-align", at, "the cast from %s to %s asks for more alignment, %d instead of %d", u.Quoted(), t.Quoted(), t.Elem.Align, u.Elem.Align)
	}
}

// warnCompare warns about comparisons that always have the same result.
func (p *parser) warnCompare(op ast.Op, x, y ast.Expr, common *ctype.Type, at diag.Span) {
	if p.unevaled > 0 || !common.IsInteger() {
		return
	}
	n, ok := y.(*ast.Int)
	if ok && n.Value == 0 && !common.Signed() && x.Type().Kind != ctype.Bool {
		if _, same := x.(*ast.Int); !same && (op == ast.Lt || op == ast.Ge) {
			p.warnf("type-limits", at, "an unsigned value is always at least 0")
		}
	}
	if a, ok := x.(*ast.Ref); ok && at.At.Exp == nil {
		if b, ok := y.(*ast.Ref); ok && a.Obj == b.Obj && a.T.Qual&ctype.Volatile == 0 && !a.T.IsFloat() {
			p.warnf("tautological-compare", at, "'%s' is compared with itself", a.Obj.Name)
		}
	}
	xs, ys := promoted(x).Signed(), promoted(y).Signed()
	if xs != ys && !common.Signed() {
		s := x
		if ys {
			s = y
		}
		if t := s.Type(); !t.Signed() && t.Kind != ctype.Enum {
			return // it became signed by promotion, and is not negative
		}
		if k, ok := s.(*ast.Int); ok && k.Value >= 0 {
			return
		}
		p.warnf("sign-compare", at, "comparison of integers of different signedness: %s and %s", x.Type().Quoted(), y.Type().Quoted())
	}
}

// warnStringCompare warns about s == "text".
func (p *parser) warnStringCompare(x, y ast.Expr, at diag.Span) {
	for _, e := range [...]ast.Expr{x, y} {
		if a, ok := inner(e).(*ast.Addr); ok && a.Decay {
			if r, ok := a.X.(*ast.Ref); ok && r.Obj.Data != nil {
				p.warnf("address", at, "comparison with a string literal compares addresses: strcmp compares strings")
				return
			}
		}
	}
}

// warnAddress warns about comparing with NULL what cannot be NULL.
func (p *parser) warnAddress(op ast.Op, x, y ast.Expr, at diag.Span) {
	if p.isNull(x) {
		x = y
	}
	a, ok := x.(*ast.Addr)
	if !ok || at.At.Exp != nil {
		return
	}
	r, ok := a.X.(*ast.Ref)
	if !ok || r.Obj.Attr.Weak || r.Obj.Name == "" {
		return
	}
	p.warnf("address", at, "the address of '%s' is never NULL", r.Obj.Name)
}

// warnStringPlus warns about "text" + 1.
func (p *parser) warnStringPlus(op ast.Op, x, y ast.Expr, at diag.Span) {
	a, ok := x.(*ast.Addr)
	if !ok || !a.Decay || op != ast.Add || at.At.Exp != nil {
		return
	}
	r, ok := a.X.(*ast.Ref)
	if !ok || r.Obj.Data == nil {
		return
	}
	if n, ok := y.(*ast.Int); ok && n.Value >= 0 && n.Value < int64(len(r.Obj.Data)) {
		return
	}
	p.warnf("string-plus-int", at, "adding a number to a string does not append it: it moves the pointer")
}

// warnBounds warns about an index that is constant and beyond the array.
func (p *parser) warnBounds(x, i ast.Expr, at diag.Span) {
	n, ok := i.(*ast.Int)
	t := x.Type()
	if !ok || t.Kind != ctype.Array || t.Len <= 0 || p.unevaled > 0 || !n.T.IsInteger() {
		return
	}
	if m, ok := x.(*ast.Member); ok && t.Len <= 1 && m.Field != nil {
		return // an array at the end of a struct, in the old manner
	}
	if n.Value < 0 || n.Value > t.Len {
		p.warnf("array-bounds", at, "index %d is outside of the array, which has %d elements", n.Value, t.Len)
	} else if n.Value == t.Len {
		p.oneBeyond(t, n, at)
	}
}

// oneBeyond warns about a[n] of an array of n elements, unless only its address is taken.
func (p *parser) oneBeyond(t *ctype.Type, n *ast.Int, at diag.Span) {
	if before := p.tokenBefore(at.Begin); before == "&" {
		return
	}
	p.warnf("array-bounds", at, "index %d is outside of the array, which has %d elements", n.Value, t.Len)
}

// tokenBefore is the text of the token that ends before a place near the present one.
func (p *parser) tokenBefore(pos diag.Pos) string {
	for i := p.i; i > 0 && i > p.i-64; i-- {
		if p.toks[i].Begin() == pos {
			return p.toks[i-1].Text
		}
	}
	return "&"
}

// warnNot warns about !a == b and the like.
func (p *parser) warnNot(op *token.Token, x ast.Expr) {
	if x.Type().Kind == ctype.Error || op.Loc.Exp != nil {
		return
	}
	if prec, o := precedence(p.tok); prec == 6 || prec == 7 || prec == 5 && o == ast.And {
		if x.Type().Kind != ctype.Bool && p.peek(1).Text != "!" && (prec != 5) {
			p.warnf("parentheses", op.Span(), "'!' is applied to the left operand of '%s' only", p.tok.Text)
		}
	}
}

// warnSizeof warns about sizeof of an array parameter, which is a pointer.
func (p *parser) warnSizeof(e ast.Expr, at diag.Span) {
	r, ok := e.(*ast.Ref)
	if !ok || !r.Obj.Param {
		return
	}
	if i := p.info[r.Obj]; i != nil && i.array != nil {
		p.warnf("", at, "sizeof of the parameter '%s' is that of a pointer: it was declared as %s", r.Obj.Name, i.array.Quoted()).Notef(i.at, "'%s' is declared here", r.Obj.Name)
	}
}
