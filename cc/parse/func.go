package parse

import (
	"ushell/cc/ast"
	"ushell/cc/ctype"
	"ushell/cc/diag"
	"ushell/cc/token"
)

// function is what is known of the function whose body is read.
type function struct {
	*ast.Function
	result   *ctype.Type
	noReturn bool
	labels   map[string]*label
	gotos    []gotoUse
	breaks   []ast.Stmt // the loops and switches around, the innermost last
	loops    []*ast.Loop
	switches []*switchState
	jumps    bool // it has labels: the text's order says little about that of execution
	name     *ast.Object
	errors   int // how many errors there were before it
}

// label is a label, perhaps not yet defined.
type label struct {
	*ast.Label
	at      diag.Span // of its definition, or first use
	defined bool
	used    bool
	vlas    []*ast.Object // of variable size, in scope at the label
	unused  bool          // attribute unused
}

// gotoUse is a goto, or &&label: it is checked when all labels are known.
type gotoUse struct {
	label *label
	at    diag.Span
	vlas  []*ast.Object
	addr  bool
}

// beginsBody says whether a function's body, or the declarations of K&R
// parameters, stand here.
func (p *parser) beginsBody(d *declarator) bool {
	if p.is("{") {
		return true
	}
	if len(d.chunks) == 0 || d.chunks[0].kind != funcChunk || len(d.chunks[0].fn.names) == 0 {
		return false
	}
	return p.beginsDeclaration() && !p.is(";")
}

// declareFunction declares a function.
func (p *parser) declareFunction(s *specs, d *declarator, t *ctype.Type, a *attrs, sym string) *ast.Object {
	at := d.name.Span()
	switch {
	case s.storage == "auto" || s.storage == "register":
		p.errorf(s.where.Span(), "a function cannot be '%s'", s.storage)
	case s.storage == "static" && p.scope.level > 0:
		p.errorf(s.where.Span(), "a function declared in a block cannot be static")
	case s.thread:
		p.errorf(s.where.Span(), "a function cannot be thread-local")
	}
	if s.align {
		p.errorf(a.alignAt, "_Alignas cannot be used for a function")
	}
	if len(d.chunks) > 0 && d.chunks[0].kind == funcChunk && len(d.chunks[0].fn.names) > 0 && !p.is("{") && !p.beginsBody(d) {
		p.pedantic("", d.chunks[0].fn.names[0].Span(), "names of parameters without types can only be given where a function is defined")
	}
	if d.name.Text == "main" && s.storage == "static" {
		p.warnf("main", s.where.Span(), "main should not be static")
	}
	o, _ := p.linked(s, d, t, ast.Fn)
	i := p.infoOf(o)
	i.inlineDef = i.inlineDef || s.inline
	if !s.inline || s.storage == "extern" {
		i.externDecl = true
	}
	if at.At.Pos != 0 && o.Extern {
		i.at = at
	}
	p.attach(o, a, sym)
	return o
}

// definition reads the definition of a function, from behind its declarator on.
func (p *parser) definition(s *specs, d *declarator, t *ctype.Type, a *attrs, sym string) {
	at := d.name.Span()
	if p.fn != nil || p.scope.level > 0 {
		p.syntax(at, "'%s' is defined inside of a function: nested functions are not supported", d.name.Text)
		for !p.is("{") && p.tok.Kind != token.EOF {
			p.next()
		}
		p.skipBraces()
		p.bad = p.stopped
		p.declareError(s, d, nil)
		return
	}
	if len(d.chunks) == 0 || d.chunks[0].kind != funcChunk {
		p.errorf(at, "'%s' is defined with a function type that comes from a typedef", d.name.Text)
		p.skipBraces()
		return
	}
	if s.storage == "typedef" {
		p.errorf(s.where.Span(), "a function definition cannot be a typedef")
	}
	l := d.chunks[0].fn
	o := p.declareFunction(s, d, t, a, sym)
	p.push(nil)
	for _, y := range l.syms {
		c := *y
		p.add(&c)
	}
	p.identifiers(l)
	if l.oldStyle {
		p.oldStyleType(o, t, l, at)
	}
	i := p.infoOf(o)
	if o.Func != nil {
		p.errorf(at, "redefinition of '%s'", d.name.Text).Notef(i.at, "previous definition is here")
	} else if !o.Extern && o.Attr.Alias == "" {
		p.errorf(at, "redefinition of '%s'", d.name.Text).Notef(i.at, "previous definition is here")
	}
	i.at = at
	o.Loc = at.At
	p.checkSignature(o, t, l, at)
	p.functionBody(o, t, l)
	p.pop()
	if p.Diags.Stop() {
		p.stopped = true
	}
}

// identifiers reads the declarations of K&R parameters.
func (p *parser) identifiers(l *paramList) {
	if len(l.names) == 0 {
		return
	}
	byName := map[string]*ast.Object{}
	for _, n := range l.names {
		if byName[n.Text] != nil {
			p.errorf(n.Span(), "redefinition of parameter '%s'", n.Text)
		}
		o := p.newObject(n.Text, nil, ast.Auto, n.Span())
		o.Param = true
		byName[n.Text] = o
		l.objs = append(l.objs, o)
		i := p.infoOf(o)
		i.at, i.assigned = n.Span(), true
	}
	for !p.is("{") && p.tok.Kind != token.EOF && !p.bad {
		p.identifierDeclaration(byName)
	}
	if p.bad {
		p.bad = p.stopped
		p.skipBalanced(func() bool { return p.is("{") })
	}
	for i, o := range l.objs {
		if o.Type == nil {
			p.pedantic("implicit-int", l.names[i].Span(), "the type of parameter '%s' is missing: it was int in old C", o.Name)
			o.Type = intType
		}
		l.params = append(l.params, ctype.Param{Name: o.Name, Type: o.Type, Loc: o.Loc})
		p.add(&symbol{name: o.Name, kind: symObject, obj: o, at: l.names[i].Span()})
	}
}

func (p *parser) identifierDeclaration(byName map[string]*ast.Object) {
	if !p.beginsDeclaration() {
		p.syntax(p.tok.Span(), "expected the declaration of a parameter, or '{'")
		return
	}
	s := p.specifiers(true)
	for !p.bad && !p.is(";") {
		d := &declarator{}
		p.declarator(d)
		if p.bad || d.name == nil {
			return
		}
		p.declAttrs(d, p.attributes(nil))
		d.param = true
		t := p.adjust(p.typeOf(d, s.typ, s.at), d)
		o := byName[d.name.Text]
		switch {
		case o == nil:
			p.errorf(d.name.Span(), "'%s' is not a parameter of this function", d.name.Text)
		case o.Type != nil:
			p.errorf(d.name.Span(), "redefinition of parameter '%s'", d.name.Text)
		default:
			if !t.Complete() && t.Kind != ctype.Error {
				p.incomplete(t, d.name.Span(), "parameter '%s' has incomplete type %s", d.name.Text, t.Quoted())
				t = errorType
			}
			o.Type = t
		}
		if !p.accept(",") {
			break
		}
	}
	p.expect(";", "after the declaration")
}

// oldStyleType gives a function defined without a prototype its type: its
// parameters are known, but calls are not checked against them.
func (p *parser) oldStyleType(o *ast.Object, t *ctype.Type, l *paramList, at diag.Span) {
	c := *t
	c.Params = l.params
	c.OldStyle = true
	switch {
	case o.Type.Kind != ctype.Func:
	case o.Type.OldStyle:
		o.Type = &c
	case !ctype.Compatible(o.Type, &c) && len(l.params) == len(o.Type.Params):
		p.errorf(at, "the parameters of '%s' do not have the types that its prototype %s promises", o.Name, quote(o.Type))
	case len(l.params) != len(o.Type.Params):
		p.errorf(at, "'%s' is defined with %d parameters; its prototype is %s", o.Name, len(l.params), quote(o.Type))
	}
}

// checkSignature checks what must hold where a function is defined.
func (p *parser) checkSignature(o *ast.Object, t *ctype.Type, l *paramList, at diag.Span) {
	r := t.Elem
	if r.Kind != ctype.Void && !r.Complete() && r.Kind != ctype.Error {
		p.incomplete(r, at, "'%s' returns the incomplete type %s", o.Name, r.Quoted())
	}
	for i, q := range l.objs {
		if q.Name == "" && !l.oldStyle && q.Type.Kind != ctype.Error {
			p.pedantic("pedantic", diag.At(l.params[i].Loc), "the name of the parameter is missing")
		}
		if !q.Type.Complete() && q.Type.Kind != ctype.Error {
			p.incomplete(q.Type, nameSpan(q.Loc, q.Name), "parameter '%s' has incomplete type %s", q.Name, q.Type.Quoted())
			q.Type = errorType
		}
	}
	if o.Name != "main" {
		return
	}
	if r.Unqualified().Kind != ctype.Int && r.Kind != ctype.Error {
		p.warnf("main", at, "main should return int, not %s", r.Quoted())
	}
	switch n := len(l.params); {
	case n > 3 || n == 1:
		p.warnf("main", at, "main takes no parameters or two, not %d", n)
	case n >= 2 && l.params[0].Type.Unqualified().Kind != ctype.Int:
		p.warnf("main", diag.At(l.params[0].Loc), "the first parameter of main should be int, not %s", l.params[0].Type.Quoted())
	}
}

// functionBody reads { ... } of o.
func (p *parser) functionBody(o *ast.Object, t *ctype.Type, l *paramList) {
	f := &function{Function: &ast.Function{Obj: o, Params: l.objs}, result: t.Elem, labels: map[string]*label{}}
	f.noReturn = o.Attr.NoReturn
	f.errors = p.Diags.Errors()
	o.Func = f.Function
	o.Extern = false
	i := p.infoOf(o)
	if i.inlineDef && !i.externDecl && o.Global || i.attrs != nil && i.attrs.gnuInline && o.Global {
		o.Attr.Weak = true // another unit can define it too
	}
	p.fn = f
	body := &ast.Block{}
	body.Where = p.tok.Span()
	p.scope.block = body
	for _, q := range l.objs {
		if i := p.infoOf(q); i.length != nil {
			s := &ast.ExprStmt{X: i.length}
			s.Where = *i.length.Span()
			body.Stmts = append(body.Stmts, s)
		}
		p.fixLengths(q.Type, &body.Stmts)
		q.AddrTaken = q.Type != nil && q.Type.IsRecord()
		if l.oldStyle {
			p.narrow(q, f, &body.Stmts)
		}
	}
	p.blockItems(body)
	f.Body = body
	f.End = body.End
	p.finishLabels(f)
	if o.Name == "main" && f.result.Unqualified().Kind == ctype.Int {
		r := &ast.Return{X: p.intNode(0, intType, diag.AtPos(f.End))}
		r.Where = diag.AtPos(f.End)
		body.Stmts = append(body.Stmts, r)
	} else {
		p.checkFlow(f)
	}
	p.checkUnused(p.scope)
	p.fn = nil
}

// narrow makes the variable of a K&R parameter of type float, which comes as a double.
func (p *parser) narrow(q *ast.Object, f *function, out *[]ast.Stmt) {
	if q.Type.Kind != ctype.Float {
		return
	}
	for i, o := range f.Params {
		if o != q {
			continue
		}
		in := p.newObject(q.Name, doubleType, ast.Auto, nameSpan(q.Loc, q.Name))
		in.Param = true
		f.Params[i] = in
		q.Param = false
		f.Locals = append(f.Locals, q)
		v := &ast.VarDecl{Obj: q, Init: []ast.Init{{Type: q.Type, Value: p.cast(p.refNode(in, nameSpan(q.Loc, q.Name)), q.Type, false)}}}
		v.Where = nameSpan(q.Loc, q.Name)
		*out = append(*out, v)
	}
}

// funcName is the object that __func__ stands for.
func (p *parser) funcName(t *token.Token) ast.Expr {
	name := ""
	if p.fn == nil {
		p.warnf("pedantic", t.Span(), "'%s' is used outside of a function", t.Text)
	} else {
		name = p.fn.Obj.Name
		if p.fn.name != nil {
			return p.refNode(p.fn.name, t.Span())
		}
	}
	o := p.literal([]byte(name+"\x00"), p.char().Qualify(ctype.Const), true)
	if p.fn != nil {
		p.fn.name = o
	}
	return p.refNode(o, t.Span())
}

// labelOf is the label of that name of the function, or of a block that declares it.
func (p *parser) labelOf(t *token.Token) *label {
	for s := p.scope; s != nil; s = s.parent {
		if l := s.labels[t.Text]; l != nil {
			return l
		}
	}
	l := p.fn.labels[t.Text]
	if l == nil {
		l = p.newLabel(t)
		p.fn.labels[t.Text] = l
	}
	return l
}

func (p *parser) newLabel(t *token.Token) *label {
	l := &label{Label: &ast.Label{Name: t.Text, Loc: t.Loc}, at: t.Span()}
	return l
}

// variableSized are the variables of variable size that are in scope here.
func (p *parser) variableSized() []*ast.Object {
	if p.scope.vlas == 0 {
		return nil
	}
	var out []*ast.Object
	for s := p.scope; s != nil; s = s.parent {
		for _, y := range s.syms {
			if y.kind == symObject && y.obj.VLA != nil {
				out = append(out, y.obj)
			}
		}
	}
	return out
}

// finishLabels checks the labels of a function and the jumps to them.
func (p *parser) finishLabels(f *function) {
	for _, g := range f.gotos {
		l := g.label
		if !l.defined {
			if !l.used {
				d := p.errorf(g.at, "use of undeclared label '%s'", l.Name)
				if n := diag.Nearest(l.Name, f.definedLabels()); n != "" {
					d.Notef(f.labels[n].at, "did you mean '%s'?", n)
				}
			}
			l.used = true
			continue
		}
		l.used = true
		if g.addr {
			continue
		}
		for _, v := range l.vlas {
			if !contains(g.vlas, v) {
				d := p.errorf(g.at, "goto jumps into the scope of '%s', which has a variable length", v.Name)
				d.Notef(p.infoOf(v).at, "'%s' is declared here", v.Name)
				d.Notef(l.at, "the label '%s' is here", l.Name)
				break
			}
		}
	}
	for _, l := range f.Labels {
		if y := f.labels[l.Name]; y != nil && y.Label == l && !y.used && !y.unused {
			p.warnf("unused-label", y.at, "unused label '%s'", l.Name)
		}
	}
}

func (f *function) definedLabels() []string {
	var out []string
	for _, l := range f.Labels {
		if y := f.labels[l.Name]; y != nil && y.defined {
			out = append(out, l.Name)
		}
	}
	return out
}

func contains(list []*ast.Object, o *ast.Object) bool {
	for _, x := range list {
		if x == o {
			return true
		}
	}
	return false
}

// maxObject is the most bytes that an object can have: more than half of the
// machine's memory would not leave room for anything else.
const maxObject = 64 << 20

// checkSize refuses an object that cannot be in any image, nor on any stack.
func (p *parser) checkSize(o *ast.Object) {
	if o.Storage == ast.Fn || o.Extern || o.VLA != nil || o.Type.Size <= maxObject {
		return
	}
	p.errorf(nameSpan(o.Loc, o.Name), "'%s' has %d bytes: at most %d are possible", o.Name, o.Type.Size, maxObject)
}

// finish checks what can only be checked at the end of the unit.
func (p *parser) finish() {
	for _, o := range p.unit.Objects {
		p.checkSize(o)
		if o.Func != nil {
			for _, l := range o.Func.Locals {
				p.checkSize(l)
			}
		}
		i := p.info[o]
		if i == nil || o.Name == "" {
			continue
		}
		t := o.Type
		switch {
		case o.Tent && t.Kind == ctype.Array && t.Len < 0 && t.Elem.Complete():
			p.warnf("", i.at, "the length of the array '%s' is never given: it has one element", o.Name)
			o.Type = ctype.ArrayOf(t.Elem, 1)
		case o.Tent && !t.Complete() && t.Kind != ctype.Error && t.Kind != ctype.Void:
			p.incomplete(t, i.at, "variable '%s' has type %s, which is never completed", o.Name, t.Quoted())
		}
		if o.Func != nil && i.inlineDef && i.externDecl && (i.attrs == nil || !i.attrs.gnuInline) && !p.weak[o.Name] && (i.attrs == nil || !i.attrs.Weak) {
			o.Attr.Weak = false
		}
		p.checkUnusedGlobal(o, i)
	}
	if n := len(p.pack); n > 1 {
		p.pack = nil
	}
}
