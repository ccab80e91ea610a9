package parse

import (
	"strconv"
	"strings"

	"ushell/cc/ast"
	"ushell/cc/ctype"
	"ushell/cc/diag"
	"ushell/cc/token"
)

// primary reads a primary expression.
func (p *parser) primary() ast.Expr {
	t := p.tok
	switch t.Kind {
	case token.Ident:
		return p.identifier()
	case token.Number:
		p.next()
		return p.number(t)
	case token.Char:
		p.next()
		return p.character(t)
	case token.String:
		return p.stringLiteral()
	case token.Keyword:
		switch t.Text {
		case "_Generic":
			return p.generic()
		case "__func__", "__FUNCTION__", "__PRETTY_FUNCTION__":
			p.next()
			return p.funcName(t)
		case "__builtin_va_arg", "__builtin_va_start", "__builtin_va_end", "__builtin_va_copy", "__builtin_offsetof",
			"__builtin_types_compatible_p", "__builtin_choose_expr":
			return p.keywordBuiltin()
		}
	}
	if p.is("(") {
		if p.peek(1).Is("{") {
			return p.stmtExpr()
		}
		open := p.opening()
		if p.is(")") {
			p.syntax(p.tok.Span(), "expected an expression")
			return p.errNode(open.Span())
		}
		p.deeper()
		e := p.expression()
		p.shallower()
		end := p.tok
		p.closing(")", open)
		w := e.Span()
		w.Begin = open.Begin()
		if end.Is(")") {
			w.End = end.OuterEnd()
		}
		return e
	}
	return p.noExpression()
}

// noExpression reports that something else stands where an expression should.
func (p *parser) noExpression() ast.Expr {
	t := p.tok
	switch {
	case t.Kind == token.EOF:
		p.syntax(p.prev().After(), "the file ends where an expression should stand")
	case t.Kind == token.Keyword && p.specifier(t):
		p.syntax(t.Span(), "expected an expression, not a type: '%s'", t.Text)
	case t.Kind == token.Keyword:
		p.syntax(t.Span(), "expected an expression before the keyword '%s'", t.Text)
	default:
		p.syntax(t.Span(), "expected an expression")
	}
	return p.errNode(t.Span())
}

func (p *parser) number(t *token.Token) ast.Expr {
	n, ok := token.ParseNumber(t, p.Diags)
	if !ok {
		return p.errNode(t.Span())
	}
	k := [...]ctype.Kind{token.Int: ctype.Int, token.UInt: ctype.UInt, token.Long: ctype.Long, token.ULong: ctype.ULong,
		token.LongLong: ctype.LongLong, token.ULongLong: ctype.ULongLong, token.Float: ctype.Float,
		token.Double: ctype.Double, token.LongDouble: ctype.LongDouble}[n.Type]
	if n.Floating() {
		return p.floatNode(n.Float, ctype.Basic(k), t.Span())
	}
	return p.intNode(ctype.Basic(k).Wrap(int64(n.Int)), ctype.Basic(k), t.Span())
}

func (p *parser) character(t *token.Token) ast.Expr {
	c, ok := token.ParseChar(t, p.Diags)
	if !ok {
		return p.errNode(t.Span())
	}
	k := ctype.Int
	switch c.Prefix {
	case "":
		if p.SignedChar && uint64(c.Value) < 256 {
			c.Value = int64(int8(c.Value))
		}
	case "u":
		k = ctype.UShort
	case "U":
		k = ctype.UInt
	}
	return p.intNode(ctype.Basic(k).Wrap(c.Value), ctype.Basic(k), t.Span())
}

// strings reads adjacent string literals.
func (p *parser) strings() (token.Str, bool) {
	if p.peek(1).Kind != token.String {
		i := p.i
		p.next()
		return token.Unquote(p.toks[i:i+1], p.Diags)
	}
	var toks []token.Token
	for p.tok.Kind == token.String {
		toks = append(toks, *p.tok)
		p.next()
	}
	return token.Unquote(toks, p.Diags)
}

func (p *parser) stringLiteral() ast.Expr {
	first := p.tok
	s, ok := p.strings()
	at := cover(first.Loc, first.Span(), p.prev().Span())
	if !ok {
		return p.errNode(at)
	}
	elem := p.char()
	switch s.Prefix {
	case "L":
		elem = intType
	case "u":
		elem = ctype.Basic(ctype.UShort)
	case "U":
		elem = uintType
	}
	data := append(s.Data, make([]byte, s.Width)...)
	return p.refNode(p.literal(data, elem, false), at)
}

// literal is the object of a string literal whose bytes are data. Equal ones are
// one object, unless it is to be its own.
func (p *parser) literal(data []byte, elem *ctype.Type, own bool) *ast.Object {
	key := elem.String() + ":" + string(data)
	if o := p.literals[key]; o != nil && !own {
		return o
	}
	n := len(p.literals)
	o := &ast.Object{Sym: ".L.str." + strconv.Itoa(n), Type: ctype.ArrayOf(elem, int64(len(data))/elem.Size), Storage: ast.Static,
		Data: data, Loc: p.prev().Loc, AddrTaken: true, Used: true}
	if p.literals == nil {
		p.literals = map[string]*ast.Object{}
	}
	if own {
		key = strconv.Itoa(n) + key
	}
	p.literals[key] = o
	p.unit.Objects = append(p.unit.Objects, o)
	return o
}

// identifier reads an identifier as an expression.
func (p *parser) identifier() ast.Expr {
	t := p.tok
	y := p.idents[t.Text]
	if t.Text == "alloca" && p.peek(1).Is("(") && (y == nil || y.kind == symObject && y.obj.Storage == ast.Fn && y.obj.Func == nil) {
		return p.typedBuiltin(t, "__builtin_alloca", prototypes["alloca"]) // it is no function that could be called
	}
	if y == nil {
		if strings.HasPrefix(t.Text, "__") {
			if e := p.builtin(); e != nil {
				return e
			}
		}
		p.next()
		if strings.HasPrefix(t.Text, "__builtin_") && p.is("(") {
			p.errorf(t.Span(), "unknown builtin '%s'", t.Text)
			_, at := p.builtinArgs(t)
			return p.errNode(at)
		}
		return p.undeclared(t)
	}
	p.next()
	switch y.kind {
	case symEnum:
		y.used = true
		return p.intNode(y.value, y.typ, t.Span())
	case symTypedef:
		p.syntax(t.Span(), "expected an expression, not the type '%s'", t.Text)
		return p.errNode(t.Span())
	}
	y.used = true
	o := y.obj
	if o.Type == nil || o.Type.Kind == ctype.Error {
		return p.errNode(t.Span())
	}
	o.Used = true
	if i := p.info[o]; i != nil {
		i.refs++
		if i.attrs != nil && i.attrs.deprecated {
			p.deprecated(i.attrs, o.Name, t.Span(), i.at)
		}
	}
	return p.refNode(o, t.Span())
}

// undeclared is the use of a name that is not known. A call declares a function.
func (p *parser) undeclared(t *token.Token) ast.Expr {
	if p.is("(") {
		if o := p.implicit(t); o != nil {
			o.Used = true
			return p.refNode(o, t.Span())
		}
		return p.errNode(t.Span())
	}
	ok := func(y *symbol) bool { return y.kind != symTypedef && (y.kind != symObject || !p.infoOf(y.obj).builtin) }
	if h := nameHeaders[t.Text]; h != "" {
		d := p.errorf(t.Span(), "use of undeclared identifier '%s'", t.Text)
		d.Notef(t.Span(), "'%s' is declared in <%s>", t.Text, h)
	} else if y := p.nearest(t.Text, ok); y != nil {
		d := p.errorf(t.Span(), "use of undeclared identifier '%s'; did you mean '%s'?", t.Text, y.name).Suggest(y.name)
		if y.at.At.Pos != 0 {
			d.Notef(y.at, "'%s' is declared here", y.name)
		}
	} else {
		p.errorf(t.Span(), "use of undeclared identifier '%s'", t.Text)
	}
	// said once: further uses in this block are of an unknown thing
	o := p.newObject(t.Text, errorType, ast.Static, t.Span())
	p.infoOf(o).unused = true
	p.add(&symbol{name: t.Text, kind: symObject, obj: o, at: t.Span()})
	return p.errNode(t.Span())
}

// implicit declares a function that is called without a declaration.
func (p *parser) implicit(t *token.Token) *ast.Object {
	name := t.Text
	if o := p.externs[name]; o != nil && o.Storage == ast.Fn {
		// declared in a block that was left
		p.pedantic("implicit-function-declaration", t.Span(), "the declaration of '%s' is not in scope here", name).Notef(p.infoOf(o).at, "it is here")
		return o
	}
	lib, known := library[name]
	ok := func(y *symbol) bool { return y.kind == symObject && y.obj.Storage == ast.Fn }
	switch near := p.nearest(name, ok); {
	case known && lib.header != "":
		d := p.pedantic("implicit-function-declaration", t.Span(), "call to '%s', which is not declared", name)
		d.Notef(t.Span(), "'%s' is declared in <%s>", name, lib.header)
	case near != nil:
		d := p.pedantic("implicit-function-declaration", t.Span(), "call to '%s', which is not declared; did you mean '%s'?", name, near.name)
		d.Suggest(near.name).Notef(near.at, "'%s' is declared here", near.name)
	default:
		d := p.pedantic("implicit-function-declaration", t.Span(), "call to '%s', which is not declared", name)
		if h := nameHeaders[name]; h != "" {
			d.Notef(t.Span(), "'%s' is declared in <%s>", name, h)
		}
	}
	typ := ctype.FuncOf(intType, nil, false)
	typ.OldStyle = true
	if known {
		typ = signature(lib.sig)
	}
	if !known && !p.Permissive {
		typ = errorType
	}
	return p.declareBuiltin(name, typ, t.Span(), true)
}

// declareBuiltin declares a function that the program did not declare.
func (p *parser) declareBuiltin(name string, typ *ctype.Type, at diag.Span, implicit bool) *ast.Object {
	o := p.newObject(name, typ, ast.Fn, at)
	o.Extern, o.Global = true, true
	i := p.infoOf(o)
	i.at, i.builtin, i.implicit, i.unused = at, true, implicit, true
	if lib, ok := library[name]; ok {
		i.attrs = &attrs{}
		if lib.format != nil {
			i.attrs.formats = []formatAttr{*lib.format}
		}
		o.Attr.NoReturn = lib.noReturn
	}
	if typ.Kind == ctype.Error {
		return nil
	}
	if implicit {
		y := &symbol{name: name, kind: symObject, obj: o, at: at}
		p.addOutermost(y)
	}
	p.externs[name] = o
	p.unit.Objects = append(p.unit.Objects, o)
	return o
}

// addOutermost puts a name that no scope has into file scope.
func (p *parser) addOutermost(y *symbol) {
	s := p.scope
	for s.parent != nil {
		s = s.parent
	}
	y.level = 0
	y.prev = p.idents[y.name]
	p.idents[y.name] = y
	s.syms = append(s.syms, y)
}

// postfix reads what stands behind a primary expression.
func (p *parser) postfix(e ast.Expr) ast.Expr {
	for !p.bad && p.tok.Kind == token.Punct {
		t := p.tok
		switch t.Text {
		case "[":
			open := p.opening()
			i := p.value(p.expression())
			end := p.tok.Span()
			p.closing("]", open)
			e = p.index(e, i, cover(open.Loc, *e.Span(), end))
		case "(":
			e = p.call(e)
		case ".", "->":
			p.next()
			e = p.member2(e, t)
		case "++", "--":
			p.next()
			e = p.increment(t, e, true)
		default:
			return e
		}
	}
	return e
}

// index is x[i].
func (p *parser) index(x, i ast.Expr, at diag.Span) ast.Expr {
	p.warnBounds(x, i, at)
	x = p.value(x)
	if i.Type().IsPointer() && x.Type().IsInteger() {
		x, i = i, x
	}
	xt, it := x.Type(), i.Type()
	switch {
	case xt.Kind == ctype.Error || it.Kind == ctype.Error:
		return p.errNode(at)
	case !xt.IsPointer():
		p.errorf(at, "[] requires an array or a pointer: this is %s", xt.Quoted())
		return p.errNode(at)
	case !it.IsInteger():
		p.errorf(*i.Span(), "an array index must be an integer: this is %s", it.Quoted())
		return p.errNode(at)
	case xt.Elem.Kind == ctype.Func:
		p.errorf(at, "[] cannot be applied to a pointer to a function")
		return p.errNode(at)
	}
	if it.IsChar() && it.Kind == ctype.Char {
		if _, ok := i.(*ast.Int); !ok {
			p.warnf("char-subscripts", *i.Span(), "the array index is of type char")
		}
	}
	if !p.arithPointer(xt, at) {
		return p.errNode(at)
	}
	return p.deref(p.move(ast.Add, x, i, at), at)
}

// member2 is x.name or x->name, behind the operator.
func (p *parser) member2(x ast.Expr, op *token.Token) ast.Expr {
	t := p.tok
	if t.Kind != token.Ident {
		p.syntax(t.Span(), "expected the name of a member after '%s'", op.Text)
		return p.errNode(op.Span())
	}
	p.next()
	at := cover(t.Loc, *x.Span(), t.Span())
	typ := x.Type()
	if typ.Kind == ctype.Error {
		return p.errNode(at)
	}
	opAt := cover(op.Loc, *x.Span(), t.Span())
	if op.Text == "->" {
		x = p.value(x)
		typ = x.Type()
		switch {
		case typ.IsRecord():
			p.errorf(opAt, "'->' requires a pointer: this is %s; '.' was meant", typ.Quoted()).Suggest("")
			return p.errNode(at)
		case !typ.IsPointer() || !typ.Elem.IsRecord():
			p.errorf(opAt, "'->' requires a pointer to a struct or union: this is %s", typ.Quoted())
			return p.errNode(at)
		}
		d := &ast.Deref{X: x}
		d.T, d.Where = typ.Elem, *x.Span()
		x, typ = d, typ.Elem
	} else if !typ.IsRecord() {
		if typ.IsPointer() && typ.Elem.IsRecord() {
			p.errorf(opAt, "'.' requires a struct or union: this is %s, a pointer; '->' was meant", typ.Quoted())
		} else {
			p.errorf(opAt, "'.' requires a struct or union: this is %s", typ.Quoted())
		}
		return p.errNode(at)
	}
	if !typ.Complete() {
		p.incomplete(typ, at, "the type %s is incomplete: its members are not known", typ.Quoted())
		return p.errNode(at)
	}
	path := typ.Tag.Find(t.Text)
	if path == nil {
		d := p.errorf(t.Span(), "%s has no member '%s'%s", typ.Unqualified().Quoted(), t.Text, nearMember(typ, t.Text))
		if n := diag.Nearest(t.Text, typ.Tag.Names()); n != "" {
			d.Suggest(n)
		}
		d.Notef(tagSpan(typ.Tag), "'%s' is declared here", typ.Unqualified())
		return p.errNode(at)
	}
	for _, f := range path {
		x = p.memberNode(x, f, at)
	}
	return x
}

func (p *parser) memberNode(x ast.Expr, f *ctype.Field, at diag.Span) ast.Expr {
	m := &ast.Member{X: x, Field: f}
	m.Where = at
	m.T = f.Type.Qualify(x.Type().Qual &^ ctype.Atomic)
	if f.Type.Kind != ctype.Array && !isLvalue(x) {
		m.T = f.Type.Unqualified()
	}
	return m
}

// call reads the arguments of a call.
func (p *parser) call(f ast.Expr) ast.Expr {
	open := p.opening()
	p.deeper()
	var args []ast.Expr
	for !p.is(")") && !p.bad {
		args = append(args, p.value(p.assignment()))
		if !p.accept(",") {
			break
		}
		if p.is(")") {
			p.syntax(p.tok.Span(), "expected an expression")
		}
	}
	p.shallower()
	end := p.tok
	p.closing(")", open)
	at := cover(f.Span().At, *f.Span(), end.Span())
	if f.Type().Kind == ctype.Error || p.bad {
		return p.errNode(at)
	}
	f = p.value(f)
	t := f.Type()
	if !t.IsPointer() || t.Elem.Kind != ctype.Func {
		p.errorf(*f.Span(), "only a function can be called: this is %s", t.Quoted())
		return p.errNode(at)
	}
	return p.callNode(f, args, at, end.Span())
}

// callee is the function that a call calls directly, or nil.
func callee(f ast.Expr) *ast.Object {
	if a, ok := f.(*ast.Addr); ok {
		if r, ok := a.X.(*ast.Ref); ok && r.Obj.Storage == ast.Fn {
			return r.Obj
		}
	}
	return nil
}

// callNode checks and converts the arguments of a call of f, a pointer to a function.
func (p *parser) callNode(f ast.Expr, args []ast.Expr, at, end diag.Span) ast.Expr {
	t := f.Type().Elem
	o := callee(f)
	name := ""
	var i *info
	if o != nil {
		name, i = o.Name, p.infoOf(o)
	} else if r, ok := f.(*ast.Ref); ok {
		name = r.Obj.Name
	}
	if !p.countArgs(t, len(args), name, i, at, end, args) {
		return p.errNode(at)
	}
	if r := t.Elem; r.Kind != ctype.Void && !r.Complete() && r.Kind != ctype.Error {
		p.incomplete(r, at, "the call returns the incomplete type %s", r.Quoted())
		return p.errNode(at)
	}
	for k, a := range args {
		if k < len(t.Params) && !t.OldStyle {
			q := &t.Params[k]
			c := context{what: passing, name: name, n: k + 1, note: nameSpan(q.Loc, q.Name)}
			if !q.Type.Complete() && q.Type.Kind != ctype.Error {
				p.incomplete(q.Type, *a.Span(), "parameter %d has incomplete type %s", k+1, q.Type.Quoted())
				return p.errNode(at)
			}
			if q.Type.Kind == ctype.Union {
				if e := p.transparent(a, q.Type, *a.Span()); e != nil {
					args[k] = e
					continue
				}
			}
			args[k] = p.assign(a, q.Type, c)
			continue
		}
		args[k] = p.promoteArg(a, k+1)
	}
	e := &ast.Call{Fn: f, Args: args, NFixed: len(t.Params)}
	if t.OldStyle {
		e.NFixed = len(args)
	}
	e.T, e.Where = t.Elem.Unqualified(), at
	p.checkCall(e, o, i)
	return e
}

// countArgs checks the number of arguments.
func (p *parser) countArgs(t *ctype.Type, n int, name string, i *info, at, end diag.Span, args []ast.Expr) bool {
	want := len(t.Params)
	if n == want || t.OldStyle || n > want && t.Variadic {
		return true
	}
	what := "the function"
	if name != "" {
		what = "'" + name + "'"
	}
	least := ""
	if t.Variadic {
		least = "at least "
	}
	var d *diag.Diagnostic
	if n < want {
		d = p.errorf(cover(end.At, at, end), "too few arguments: %s takes %s%s, and is given %d", what, least, count(want, "argument"), n)
	} else {
		d = p.errorf(cover(args[want].Span().At, *args[want].Span(), *args[n-1].Span()), "too many arguments: %s takes %s, and is given %d", what, count(want, "argument"), n)
	}
	if i != nil && i.at.At.Pos != 0 && !i.implicit {
		d.Notef(i.at, "'%s' is declared here", name)
	}
	return false
}

// count is "1 argument", "2 arguments".
func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}

// promoteArg converts an argument that no parameter stands for.
func (p *parser) promoteArg(a ast.Expr, n int) ast.Expr {
	t := a.Type()
	switch {
	case t.Kind == ctype.Error:
		return a
	case t.Kind == ctype.Void:
		p.errorf(*a.Span(), "argument %d is an expression of type void, which has no value", n)
		return p.errNode(*a.Span())
	case t.IsRecord() && !t.Complete():
		p.incomplete(t, *a.Span(), "argument %d has incomplete type %s", n, t.Quoted())
		return p.errNode(*a.Span())
	case t.Kind == ctype.Float:
		return p.cast(a, doubleType, false)
	}
	return p.promote(a)
}

// transparent is an argument for a union parameter with the attribute
// transparent_union, nil when it is none.
func (p *parser) transparent(a ast.Expr, t *ctype.Type, at diag.Span) ast.Expr {
	if a.Type().IsRecord() && a.Type().Tag == t.Tag || !t.Tag.Transparent {
		return nil
	}
	return p.unionCast(a, t, at)
}

// generic reads _Generic(expression, type: expression, ...).
func (p *parser) generic() ast.Expr {
	t := p.tok
	p.next()
	if !p.is("(") {
		p.missing("(", "after _Generic")
		return p.errNode(t.Span())
	}
	open := p.opening()
	p.unevaled++
	c := p.value(p.assignment())
	p.unevaled--
	ct := c.Type().Unqualified()
	var chosen, other ast.Expr
	var seen []*ctype.Type
	var otherAt *token.Token
	for p.accept(",") {
		at := p.tok.Span()
		var typ *ctype.Type
		if p.is("default") {
			if otherAt != nil {
				p.errorf(at, "_Generic has two default associations").Notef(otherAt.Span(), "the other one is here")
			}
			otherAt = p.tok
			p.next()
		} else {
			typ = p.typeName()
			p.checkAssociation(typ, seen, at)
			seen = append(seen, typ)
		}
		p.expect(":", "in _Generic")
		match := typ != nil && chosen == nil && ct.Kind != ctype.Error && typ.Kind != ctype.Error && ctype.Compatible(typ, ct)
		if !match {
			p.unevaled++
		}
		e := p.assignment()
		if !match {
			p.unevaled--
		}
		if match {
			chosen = e
		} else if typ == nil {
			other = e
		}
		if p.bad {
			break
		}
	}
	p.closing(")", open)
	switch {
	case chosen != nil:
		return chosen
	case other != nil:
		return other
	}
	if ct.Kind != ctype.Error && !p.bad {
		p.errorf(*c.Span(), "_Generic has no association for %s", ct.Quoted())
	}
	return p.errNode(t.Span())
}

func (p *parser) checkAssociation(t *ctype.Type, seen []*ctype.Type, at diag.Span) {
	if t.Kind == ctype.Error {
		return
	}
	if !t.Complete() {
		p.incomplete(t, at, "an association of _Generic has the incomplete type %s", what(t))
	} else if t.VariablyModified() {
		p.errorf(at, "an association of _Generic has a type of variable length, %s", t.Quoted())
	}
	for _, s := range seen {
		if s.Kind != ctype.Error && ctype.Compatible(s, t) {
			p.errorf(at, "_Generic has two associations for compatible types, %s and %s", s.Quoted(), t.Quoted())
			return
		}
	}
}

// compoundLiteral reads { ... } behind (type).
func (p *parser) compoundLiteral(open *token.Token, t *ctype.Type) ast.Expr {
	at := open.Span()
	switch {
	case t.Kind == ctype.Error:
		p.skipBraces()
		return p.errNode(at)
	case t.Variable() || t.Kind == ctype.Func || t.Kind == ctype.Void || !t.Complete() && t.Kind != ctype.Array:
		p.errorf(at, "a compound literal cannot have the type %s", t.Quoted())
		p.skipBraces()
		return p.errNode(at)
	}
	o := &ast.Object{Type: t, Storage: ast.Auto, Loc: open.Loc, AddrTaken: true, Used: true}
	static := p.fn == nil || p.inStatic
	was := p.inStatic
	p.inStatic = static
	var inits []ast.Init
	inits, o.Type = p.initialiser(t, o, at)
	p.inStatic = was
	at = cover(at.At, at, p.prev().Span())
	if static {
		p.serial++
		o.Storage, o.Init, o.Sym = ast.Static, inits, ".L.lit."+strconv.Itoa(p.serial)
		p.unit.Objects = append(p.unit.Objects, o)
		return p.refNode(o, at)
	}
	p.fn.Locals = append(p.fn.Locals, o)
	e := &ast.Compound{Obj: o, Init: inits}
	e.T, e.Where = o.Type, at
	return e
}

// stmtExpr reads ({ ... }).
func (p *parser) stmtExpr() ast.Expr {
	open := p.opening()
	if p.fn == nil {
		p.errorf(open.Span(), "a statement expression can only be used in a function")
		p.skipBraces()
		p.closing(")", open)
		return p.errNode(open.Span())
	}
	p.warnf("pedantic", open.Span(), "a statement expression is an extension")
	p.deeper()
	b := p.compound()
	p.shallower()
	end := p.tok.Span()
	p.closing(")", open)
	e := &ast.StmtExpr{Body: b}
	e.T, e.Where = voidType, cover(open.Loc, open.Span(), end)
	if n := len(b.Stmts); n > 0 {
		if s, ok := b.Stmts[n-1].(*ast.ExprStmt); ok {
			v := p.value(s.X)
			b.Stmts = b.Stmts[:n-1]
			e.Value, e.T = v, v.Type().Unqualified()
		}
	}
	return e
}

// nameHeaders says which header declares a name that is no function.
var nameHeaders = map[string]string{"NULL": "stddef.h", "stdin": "stdio.h", "stdout": "stdio.h", "stderr": "stdio.h",
	"EOF": "stdio.h", "BUFSIZ": "stdio.h", "true": "stdbool.h", "false": "stdbool.h", "errno": "errno.h", "EINTR": "errno.h",
	"INT_MAX": "limits.h", "INT_MIN": "limits.h", "UINT_MAX": "limits.h", "LONG_MAX": "limits.h", "LONG_MIN": "limits.h",
	"CHAR_BIT": "limits.h", "SIZE_MAX": "stdint.h", "EXIT_SUCCESS": "stdlib.h", "EXIT_FAILURE": "stdlib.h", "RAND_MAX": "stdlib.h",
	"SIGINT": "signal.h", "SIGSEGV": "signal.h", "SIGKILL": "signal.h", "M_PI": "math.h", "O_RDONLY": "fcntl.h",
	"O_CREAT": "fcntl.h", "assert": "assert.h", "offsetof": "stddef.h", "va_start": "stdarg.h", "va_arg": "stdarg.h",
	"va_end": "stdarg.h", "va_copy": "stdarg.h", "STDIN_FILENO": "unistd.h", "STDOUT_FILENO": "unistd.h", "STDERR_FILENO": "unistd.h",
	"PROT_READ": "sys/mman.h", "MAP_FAILED": "sys/mman.h", "WIFEXITED": "sys/wait.h", "PRIu64": "inttypes.h", "PRIx64": "inttypes.h"}
