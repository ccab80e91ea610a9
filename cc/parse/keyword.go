package parse

import (
	"math"
	"math/bits"
	"strings"

	"ushell/cc/ast"
	"ushell/cc/ctype"
	"ushell/cc/diag"
	"ushell/cc/token"
)

// foldBuiltin is the value of a builtin of constants, nil when it is none.
func (p *parser) foldBuiltin(name string, args []ast.Expr, at diag.Span) ast.Expr {
	if len(args) == 0 {
		return nil
	}
	name = strings.TrimPrefix(name, "__builtin_")
	if f, ok := args[0].(*ast.Float); ok {
		switch {
		case strings.HasPrefix(name, "fabs"):
			return p.floatNode(math.Abs(f.Value), f.T, at)
		case strings.HasPrefix(name, "sqrt") && f.Value >= 0:
			return p.floatNode(math.Sqrt(f.Value), f.T, at)
		case strings.HasPrefix(name, "copysign"):
			if g, ok := args[1].(*ast.Float); ok {
				return p.floatNode(math.Copysign(f.Value, g.Value), f.T, at)
			}
		}
		return nil
	}
	n, ok := args[0].(*ast.Int)
	if !ok || len(args) != 1 || !n.T.IsInteger() {
		return nil
	}
	size := n.T.Bits()
	v := uint64(n.Value)
	if size < 64 {
		v &= 1<<size - 1
	}
	switch strings.TrimRight(name, "l") {
	case "bswap16":
		return p.intNode(int64(bits.ReverseBytes16(uint16(v))), n.T, at)
	case "bswap32":
		return p.intNode(int64(bits.ReverseBytes32(uint32(v))), n.T, at)
	case "bswap64":
		return p.intNode(int64(bits.ReverseBytes64(v)), n.T, at)
	case "c": // clz and ctz end in z
	case "clz":
		if v != 0 {
			return p.intNode(int64(bits.LeadingZeros64(v)-(64-size)), intType, at)
		}
	case "ctz":
		if v != 0 {
			return p.intNode(int64(bits.TrailingZeros64(v)), intType, at)
		}
	case "popcount":
		return p.intNode(int64(bits.OnesCount64(v)), intType, at)
	case "parity":
		return p.intNode(int64(bits.OnesCount64(v)&1), intType, at)
	case "ffs":
		if v == 0 {
			return p.intNode(0, intType, at)
		}
		return p.intNode(int64(bits.TrailingZeros64(v)+1), intType, at)
	}
	return nil
}

// keywordBuiltin reads a builtin whose name is a keyword.
func (p *parser) keywordBuiltin() ast.Expr {
	t := p.tok
	p.next()
	if !p.is("(") {
		p.missing("(", "after "+t.Text)
		return p.errNode(t.Span())
	}
	open := p.opening()
	p.deeper()
	var e ast.Expr
	switch t.Text {
	case "__builtin_va_arg":
		e = p.vaArg(t)
	case "__builtin_offsetof":
		e = p.offsetof(t)
	case "__builtin_types_compatible_p":
		a := p.typeName()
		p.expect(",", "")
		b := p.typeName()
		same := ctype.Compatible(a.Unqualified(), b.Unqualified()) && (a.Kind == b.Kind || a.Kind != ctype.Enum && b.Kind != ctype.Enum)
		e = p.intNode(b2i(same), intType, t.Span())
	case "__builtin_choose_expr":
		e = p.chooseExpr()
	default:
		e = p.vaBuiltin(t)
	}
	p.shallower()
	end := p.tok.Span()
	p.closing(")", open)
	if _, ok := e.(*ast.Ref); !ok {
		*e.Span() = cover(t.Loc, t.Span(), end)
	}
	return e
}

// vaListOperand is an argument that must be a va_list.
func (p *parser) vaListOperand(e ast.Expr, name string) bool {
	if e.Type().Kind == ctype.Error {
		return false
	}
	if e.Type().Kind != ctype.VaList {
		p.errorf(*e.Span(), "'%s' requires a va_list: this is %s", name, e.Type().Quoted())
		return false
	}
	return true
}

// vaBuiltin reads the arguments of va_start, va_end and va_copy.
func (p *parser) vaBuiltin(t *token.Token) ast.Expr {
	ap := p.assignment()
	p.assigned(ap)
	ok := p.vaListOperand(ap, t.Text)
	args := []ast.Expr{ap}
	switch t.Text {
	case "__builtin_va_start":
		if p.fn == nil || !p.fn.Obj.Type.Variadic {
			p.errorf(t.Span(), "va_start is used in a function with a fixed number of parameters")
			ok = false
		}
		if p.accept(",") {
			p.lastParam(p.value(p.assignment()))
		}
	case "__builtin_va_copy":
		if p.expect(",", "") {
			src := p.value(p.assignment())
			ok = p.vaListOperand(src, t.Text) && ok
			args = append(args, src)
		} else {
			ok = false
		}
	}
	if ok && t.Text != "__builtin_va_end" && !isLvalue(ap) {
		p.errorf(*ap.Span(), "'%s' requires a variable", t.Text)
		ok = false
	}
	if !ok {
		return p.errNode(t.Span())
	}
	return builtinNode(t.Text, voidType, t.Span(), args...)
}

// lastParam checks that e is the last parameter of the function.
func (p *parser) lastParam(e ast.Expr) {
	if p.fn == nil || len(p.fn.Params) == 0 {
		return
	}
	last := p.fn.Params[len(p.fn.Params)-1]
	if r, ok := e.(*ast.Ref); !ok || r.Obj != last {
		if e.Type().Kind != ctype.Error {
			p.warnf("", *e.Span(), "the second argument of va_start is not the last parameter with a name, '%s'", last.Name)
		}
	}
}

// vaArg reads va_arg(ap, type).
func (p *parser) vaArg(t *token.Token) ast.Expr {
	ap := p.assignment()
	ok := p.vaListOperand(ap, t.Text)
	if !p.expect(",", "") {
		return p.errNode(t.Span())
	}
	at := p.tok.Span()
	typ := p.typeName()
	at = cover(at.At, at, p.prev().Span())
	switch {
	case !ok || typ.Kind == ctype.Error:
		return p.errNode(t.Span())
	case !typ.Complete():
		p.incomplete(typ, at, "va_arg cannot read the incomplete type %s", typ.Quoted())
		return p.errNode(t.Span())
	case typ.Kind == ctype.Array:
		p.errorf(at, "va_arg cannot read an array: %s is passed as a pointer", typ.Quoted())
		return p.errNode(t.Span())
	}
	if q := ctype.Promote(typ.Unqualified()); typ.IsArith() && !ctype.Same(q, typ.Unqualified()) && typ.Kind != ctype.Enum {
		p.warnf("", at, "va_arg of %s: such an argument is passed as %s, and must be read as that", typ.Quoted(), q.Quoted())
	}
	b := builtinNode(t.Text, typ.Unqualified(), t.Span(), ap)
	b.Of = typ.Unqualified()
	return b
}

// offsetof reads the arguments of __builtin_offsetof.
func (p *parser) offsetof(t *token.Token) ast.Expr {
	at := p.tok.Span()
	typ := p.typeName()
	if !p.expect(",", "") {
		return p.errNode(t.Span())
	}
	if typ.Kind != ctype.Error && !typ.IsRecord() {
		p.errorf(at, "offsetof requires a struct or union: this is %s", typ.Quoted())
		typ = errorType
	} else if !typ.Complete() {
		p.incomplete(typ, at, "offsetof requires a complete type: %s is not", typ.Quoted())
		typ = errorType
	}
	off := p.intNode(0, sizeType, t.Span())
	for first := true; !p.bad; first = false {
		switch {
		case first || p.is("."):
			if !first {
				p.next()
			}
			n := p.tok
			if n.Kind != token.Ident {
				p.syntax(n.Span(), "expected the name of a member")
				return off
			}
			p.next()
			if typ.Kind == ctype.Error {
				continue
			}
			var path []*ctype.Field
			if typ.IsRecord() && typ.Tag.Done {
				path = typ.Tag.Find(n.Text)
			}
			if path == nil {
				near := ""
				if typ.IsRecord() {
					near = nearMember(typ, n.Text)
				}
				p.errorf(n.Span(), "%s has no member '%s'%s", typ.Quoted(), n.Text, near)
				typ = errorType
				continue
			}
			for _, f := range path {
				if f.IsBits {
					p.errorf(n.Span(), "offsetof cannot be applied to the bit-field '%s'", f.Name)
				}
				off = p.arith(ast.Add, off, p.intNode(f.Off, sizeType, n.Span()), sizeType, n.Span())
				typ = f.Type
			}
		case p.is("["):
			open := p.opening()
			i := p.cast(p.value(p.expression()), sizeType, false)
			p.closing("]", open)
			if typ.Kind == ctype.Error {
				continue
			}
			if typ.Kind != ctype.Array {
				p.errorf(open.Span(), "[] requires an array: this is %s", typ.Quoted())
				typ = errorType
				continue
			}
			typ = typ.Elem
			d := p.arith(ast.Mul, i, p.intNode(typ.Size, sizeType, open.Span()), sizeType, open.Span())
			off = p.arith(ast.Add, off, d, sizeType, open.Span())
		default:
			return off
		}
	}
	return off
}

// chooseExpr reads the arguments of __builtin_choose_expr.
func (p *parser) chooseExpr() ast.Expr {
	c := p.assignment()
	v, _, ok := p.intConstant(c, "the first argument of __builtin_choose_expr")
	p.expect(",", "")
	read := func(live bool) ast.Expr {
		if !live {
			p.unevaled++
			defer func() { p.unevaled-- }()
		}
		return p.assignment()
	}
	x := read(v != 0)
	p.expect(",", "")
	y := read(v == 0)
	switch {
	case !ok:
		return p.errNode(*c.Span())
	case v != 0:
		return x
	}
	return y
}
