package parse

import (
	"math"
	"math/bits"

	"ushell/cc/ast"
	"ushell/cc/ctype"
	"ushell/cc/diag"
)

// foldUnary is -x or ~x of a constant, nil when x is none.
func (p *parser) foldUnary(op ast.Op, x ast.Expr, at diag.Span) ast.Expr {
	t := x.Type().Unqualified()
	switch n := x.(type) {
	case *ast.Int:
		if !t.IsInteger() {
			return nil
		}
		v := -n.Value
		if op == ast.BitNot {
			v = ^n.Value
		}
		w := t.Wrap(v)
		if op == ast.Neg && t.Signed() && n.Value != 0 && w == n.Value {
			p.warnf("overflow", at, "overflow: -(%d) does not fit %s", n.Value, t.Quoted())
		}
		return p.intNode(w, t, at)
	case *ast.Float:
		if op == ast.Neg {
			return p.floatNode(-n.Value, t, at)
		}
	}
	return nil
}

// foldBinary is x op y of constants of type t (of a shift, y has its own), nil
// when they are none or the result is not defined.
func (p *parser) foldBinary(op ast.Op, x, y ast.Expr, t *ctype.Type, at diag.Span) ast.Expr {
	switch a := x.(type) {
	case *ast.Int:
		b, ok := y.(*ast.Int)
		if !ok || !t.IsInteger() {
			return nil
		}
		v, over, ok := intOp(op, a.Value, b.Value, t)
		if !ok {
			return nil
		}
		if over && p.unevaled == 0 {
			p.warnf("overflow", at, "overflow in the expression: the result is %d with type %s", v, t.Quoted())
		}
		return p.intNode(v, t, at)
	case *ast.Float:
		b, ok := y.(*ast.Float)
		if !ok || !t.IsFloat() {
			return nil
		}
		v, ok := floatOp(op, a.Value, b.Value, t)
		if !ok {
			return nil
		}
		return p.floatNode(v, t, at)
	}
	return nil
}

// intOp is a op b in the integer type t; over says that a signed result does not
// fit, ok is false when there is no result.
func intOp(op ast.Op, a, b int64, t *ctype.Type) (v int64, over, ok bool) {
	signed := t.Signed()
	switch op {
	case ast.Add:
		v = a + b
		over = signed && (a > 0) == (b > 0) && a != 0 && b != 0 && (v > 0) != (a > 0)
	case ast.Sub:
		v = a - b
		over = signed && (a < 0) != (b < 0) && (v < 0) != (a < 0)
	case ast.Mul:
		v = a * b
		if signed {
			hi, lo := bits.Mul64(magnitude(a), magnitude(b))
			over = hi != 0 || lo > 1<<63 || lo == 1<<63 && (a < 0) == (b < 0)
		}
	case ast.Div, ast.Rem:
		if b == 0 {
			return 0, false, false
		}
		if !signed {
			if op == ast.Div {
				v = int64(uint64(a) / uint64(b))
			} else {
				v = int64(uint64(a) % uint64(b))
			}
			break
		}
		if b == -1 {
			if op == ast.Div {
				v = -a
				over = a == math.MinInt64
			}
			break
		}
		if op == ast.Div {
			v = a / b
		} else {
			v = a % b
		}
	case ast.Shl:
		if b < 0 || b >= int64(t.Bits()) {
			return 0, false, false
		}
		return t.Wrap(a << uint(b)), false, true
	case ast.Shr:
		if b < 0 || b >= int64(t.Bits()) {
			return 0, false, false
		}
		if signed {
			v = a >> uint(b)
		} else {
			v = int64(uint64(a) >> uint(b))
		}
	case ast.And:
		v = a & b
	case ast.Or:
		v = a | b
	case ast.Xor:
		v = a ^ b
	default:
		return 0, false, false
	}
	w := t.Wrap(v)
	return w, over || signed && w != v, true
}

func magnitude(v int64) uint64 {
	if v < 0 {
		return -uint64(v)
	}
	return uint64(v)
}

func floatOp(op ast.Op, a, b float64, t *ctype.Type) (v float64, ok bool) {
	if t.Kind == ctype.Float {
		x, y := float32(a), float32(b)
		switch op {
		case ast.Add:
			return float64(x + y), true
		case ast.Sub:
			return float64(x - y), true
		case ast.Mul:
			return float64(x * y), true
		case ast.Div:
			return float64(x / y), true
		}
		return 0, false
	}
	switch op {
	case ast.Add:
		return a + b, true
	case ast.Sub:
		return a - b, true
	case ast.Mul:
		return a * b, true
	case ast.Div:
		return a / b, true
	}
	return 0, false
}

// foldCompare is x < y and the like of constants of type t, nil when they are none.
func (p *parser) foldCompare(op ast.Op, x, y ast.Expr, t *ctype.Type, at diag.Span) ast.Expr {
	switch a := x.(type) {
	case *ast.Int:
		if b, ok := y.(*ast.Int); ok && t.IsInteger() {
			return p.intNode(b2i(compareInt(op, a.Value, b.Value, t)), intType, at)
		}
	case *ast.Float:
		if b, ok := y.(*ast.Float); ok {
			return p.intNode(b2i(compareFloat(op, a.Value, b.Value)), intType, at)
		}
	}
	return nil
}

func compareInt(op ast.Op, a, b int64, t *ctype.Type) bool {
	switch op {
	case ast.Eq:
		return a == b
	case ast.Ne:
		return a != b
	case ast.Lt:
		return less(a, b, t)
	case ast.Le:
		return !less(b, a, t)
	case ast.Gt:
		return less(b, a, t)
	}
	return !less(a, b, t)
}

func compareFloat(op ast.Op, a, b float64) bool {
	switch op {
	case ast.Eq:
		return a == b
	case ast.Ne:
		return a != b
	case ast.Lt:
		return a < b
	case ast.Le:
		return a <= b
	case ast.Gt:
		return a > b
	}
	return a >= b
}

// evalInt is the value of an integer expression that is constant, in the wider
// sense of GNU C: operands that are never evaluated need not be.
func (p *parser) evalInt(e ast.Expr) (int64, bool) {
	if n, ok := e.(*ast.Int); ok && n.T.Kind != ctype.Error {
		return n.Value, true
	}
	c, ok := p.eval(e)
	if !ok || c.Base != nil || c.Label != nil || !e.Type().IsInteger() {
		return 0, false
	}
	return c.Int, true
}

// constantInt reads a constant expression and answers its value.
func (p *parser) constantInt(what string) (int64, bool) {
	v, _, ok := p.intConstant(p.condExpr(), what)
	return v, ok
}

// intConstant is the value and the type of e, an integer constant expression.
func (p *parser) intConstant(e ast.Expr, what string) (int64, *ctype.Type, bool) {
	e = p.value(e)
	t := e.Type()
	if t.Kind == ctype.Error {
		return 0, intType, false
	}
	if !t.IsInteger() {
		p.errorf(*e.Span(), "%s must be an integer constant: this is %s", what, t.Quoted())
		return 0, intType, false
	}
	v, ok := p.evalInt(e)
	if !ok {
		d := p.errorf(*e.Span(), "%s must be an integer constant", what)
		if r, ok := e.(*ast.Ref); ok && r.T.Qual&ctype.Const != 0 {
			d.Notef(p.infoOf(r.Obj).at, "'%s' is a variable, even though it is const", r.Obj.Name)
		}
		return 0, intType, false
	}
	return v, t, true
}

// eval is the value of a constant expression: a number, or an address.
func (p *parser) eval(e ast.Expr) (ast.Const, bool) {
	switch e := e.(type) {
	case *ast.Int:
		return ast.Const{Int: e.Value}, e.T.Kind != ctype.Error
	case *ast.Float:
		return ast.Const{Float: e.Value}, true
	case *ast.Cast:
		return p.evalCast(e)
	case *ast.Unary:
		return p.evalUnary(e)
	case *ast.Binary:
		return p.evalBinary(e)
	case *ast.Cond:
		return p.evalCond(e)
	case *ast.Addr:
		return p.evalAddress(e.X)
	case *ast.LabelAddr:
		if p.fn == nil {
			return ast.Const{}, false
		}
		return ast.Const{Base: p.fn.Obj, Label: e.Label}, true
	}
	return ast.Const{}, false
}

// evalTruth is whether a constant is not zero; an address never is.
func (p *parser) evalTruth(e ast.Expr) (truth, ok bool) {
	c, ok := p.eval(e)
	if !ok {
		return false, false
	}
	if c.Base != nil {
		return true, c.Label != nil || !c.Base.Attr.Weak
	}
	if e.Type().IsFloat() {
		return c.Float != 0, true
	}
	return c.Int != 0, true
}

func (p *parser) evalCond(e *ast.Cond) (ast.Const, bool) {
	truth, ok := p.evalTruth(e.C)
	if !ok {
		return ast.Const{}, false
	}
	switch {
	case !truth:
		return p.eval(e.Y)
	case e.X != nil:
		return p.eval(e.X)
	}
	c, ok := p.eval(e.C)
	if !ok || e.T.IsFloat() != e.C.Type().IsFloat() {
		return ast.Const{}, false
	}
	return c, true
}

func (p *parser) evalCast(e *ast.Cast) (ast.Const, bool) {
	c, ok := p.eval(e.X)
	if !ok {
		return c, false
	}
	from, to := e.X.Type(), e.T
	switch {
	case to.Kind == ctype.Bool:
		truth, ok := p.evalTruth(e.X)
		return ast.Const{Int: b2i(truth)}, ok
	case c.Base != nil || c.Label != nil:
		// an address stays one in what holds a capability; the difference of labels is a number
		return c, to.IsCap() || c.Minus != nil && to.IsInteger()
	case from.IsFloat() && to.IsFloat():
		if to.Kind == ctype.Float {
			c.Float = float64(float32(c.Float))
		}
		return c, true
	case from.IsFloat():
		v, _ := floatToInt(c.Float, to)
		return ast.Const{Int: to.Wrap(v)}, to.IsInteger()
	case to.IsFloat():
		v := float64(c.Int)
		if !from.Signed() {
			v = float64(uint64(c.Int))
		}
		if to.Kind == ctype.Float {
			v = float64(float32(v))
		}
		return ast.Const{Float: v}, from.IsInteger()
	case to.IsInteger():
		return ast.Const{Int: to.Wrap(c.Int)}, true
	}
	return c, to.IsPointer()
}

func (p *parser) evalUnary(e *ast.Unary) (ast.Const, bool) {
	if e.Op == ast.LogNot {
		truth, ok := p.evalTruth(e.X)
		return ast.Const{Int: b2i(!truth)}, ok
	}
	c, ok := p.eval(e.X)
	if !ok || c.Base != nil {
		return c, false
	}
	if e.T.IsFloat() {
		return ast.Const{Float: -c.Float}, e.Op == ast.Neg
	}
	v := -c.Int
	if e.Op == ast.BitNot {
		v = ^c.Int
	}
	return ast.Const{Int: e.T.Wrap(v)}, true
}

func (p *parser) evalBinary(e *ast.Binary) (ast.Const, bool) {
	switch e.Op {
	case ast.LogAnd, ast.LogOr:
		x, ok := p.evalTruth(e.X)
		if !ok {
			return ast.Const{}, false
		}
		if x == (e.Op == ast.LogOr) {
			return ast.Const{Int: b2i(x)}, true
		}
		y, ok := p.evalTruth(e.Y)
		return ast.Const{Int: b2i(y)}, ok
	case ast.Comma:
		return ast.Const{}, false
	}
	a, ok := p.eval(e.X)
	if !ok {
		return a, false
	}
	b, ok := p.eval(e.Y)
	if !ok {
		return b, false
	}
	t := e.X.Type()
	switch e.Op {
	case ast.PtrAdd, ast.PtrSub:
		size := max(t.Elem.Size, 0)
		if t.Elem.Kind == ctype.Void || t.Elem.Kind == ctype.Func {
			size = 1
		}
		d := b.Int * size
		if e.Op == ast.PtrSub {
			d = -d
		}
		a.Int += d
		return a, b.Base == nil && a.Label == nil
	case ast.PtrDiff:
		return difference(a, b, max(t.Elem.Size, 1))
	}
	if a.Base != nil || b.Base != nil {
		return p.evalAddresses(e, a, b)
	}
	return evalNumbers(e, a, b)
}

// difference is a - b, of two places in one object or two labels.
func difference(a, b ast.Const, size int64) (ast.Const, bool) {
	switch {
	case a.Label != nil && b.Label != nil && a.Base == b.Base && a.Minus == nil && b.Minus == nil:
		return ast.Const{Base: a.Base, Label: a.Label, Minus: b.Label, Int: a.Int - b.Int}, true
	case a.Label == nil && b.Label == nil && a.Base == b.Base:
		return ast.Const{Int: (a.Int - b.Int) / size}, true
	}
	return ast.Const{}, false
}

// evalAddresses is an operation with an address as operand: in capability
// integers a number can be added, and places in one object compared.
func (p *parser) evalAddresses(e *ast.Binary, a, b ast.Const) (ast.Const, bool) {
	switch e.Op {
	case ast.Add:
		if b.Base != nil && a.Base == nil {
			a, b = b, a
		}
		a.Int += b.Int
		return a, b.Base == nil && a.Label == nil
	case ast.Sub:
		if b.Base == nil {
			a.Int -= b.Int
			return a, a.Label == nil
		}
		return difference(a, b, 1)
	case ast.Eq, ast.Ne, ast.Lt, ast.Le, ast.Gt, ast.Ge:
		if a.Base == b.Base && a.Label == nil && b.Label == nil {
			return ast.Const{Int: b2i(compareInt(e.Op, a.Int, b.Int, longType))}, true
		}
		known := func(c ast.Const) bool { return c.Base == nil || !c.Base.Attr.Weak }
		if (e.Op == ast.Eq || e.Op == ast.Ne) && known(a) && known(b) && (a.Base == nil) != (b.Base == nil) && a.Int == 0 && b.Int == 0 {
			return ast.Const{Int: b2i(e.Op == ast.Ne)}, true
		}
	}
	return ast.Const{}, false
}

func evalNumbers(e *ast.Binary, a, b ast.Const) (ast.Const, bool) {
	t := e.X.Type()
	switch e.Op {
	case ast.Eq, ast.Ne, ast.Lt, ast.Le, ast.Gt, ast.Ge:
		if t.IsFloat() {
			return ast.Const{Int: b2i(compareFloat(e.Op, a.Float, b.Float))}, true
		}
		return ast.Const{Int: b2i(compareInt(e.Op, a.Int, b.Int, t))}, true
	}
	if t.IsFloat() {
		v, ok := floatOp(e.Op, a.Float, b.Float, t)
		return ast.Const{Float: v}, ok
	}
	v, _, ok := intOp(e.Op, a.Int, b.Int, e.T.Unqualified())
	return ast.Const{Int: v}, ok
}

// evalAddress is the address of the lvalue or function e, if it is constant.
func (p *parser) evalAddress(e ast.Expr) (ast.Const, bool) {
	switch e := e.(type) {
	case *ast.Ref:
		o := e.Obj
		return ast.Const{Base: o}, o.Storage == ast.Static || o.Storage == ast.Fn
	case *ast.Deref:
		return p.eval(e.X)
	case *ast.Member:
		c, ok := p.evalAddress(e.X)
		c.Int += e.Field.Off
		return c, ok && c.Label == nil
	}
	return ast.Const{}, false
}
