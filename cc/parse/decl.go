package parse

import (
	"strconv"

	"ushell/cc/ast"
	"ushell/cc/ctype"
	"ushell/cc/diag"
	"ushell/cc/token"
)

// external reads a declaration at file scope.
func (p *parser) external() {
	for p.accept("__extension__") {
	}
	switch {
	case p.is(";"):
		p.warnf("pedantic", p.tok.Span(), "a ';' that ends nothing is an extension")
		p.next()
		return
	case p.isAsm():
		p.fileAsm()
		return
	case p.is("_Static_assert"):
		p.staticAssert()
		return
	case p.is("}"):
		if p.lost { // the mistake before it was in what it closes
			p.next()
			return
		}
		p.syntax(p.tok.Span(), "a '}' closes nothing here")
		return
	}
	var out []ast.Stmt
	p.declaration(&out)
}

// fileAsm reads asm("text"); at file scope.
func (p *parser) fileAsm() {
	p.next()
	for p.is("volatile") || p.is("__volatile__") || p.is("__volatile") {
		p.next()
	}
	if !p.is("(") {
		p.missing("(", "after asm")
		return
	}
	open := p.opening()
	if p.tok.Kind != token.String {
		p.syntax(p.tok.Span(), "expected a string literal")
		return
	}
	s, _ := p.strings()
	p.closing(")", open)
	p.expect(";", "after asm")
	p.unit.Asm = append(p.unit.Asm, string(s.Data))
}

func (p *parser) isAsm() bool { return p.is("asm") || p.is("__asm__") || p.is("__asm") }

// declaration reads a declaration, or the definition of a function. What is to
// be executed for it goes to out.
func (p *parser) declaration(out *[]ast.Stmt) {
	s := p.declSpecifiers()
	if s == nil {
		return
	}
	if s.ended {
		return
	}
	if p.is(";") {
		p.emptyDeclaration(s)
		p.next()
		return
	}
	var d *declarator
	for first := true; ; first = false {
		d = &declarator{}
		p.declarator(d)
		if p.bad {
			if d.name != nil && s.storage != "typedef" {
				p.declareError(s, d, out)
			}
			return
		}
		if d.name == nil {
			p.syntax(p.tok.Span(), "expected a name")
			return
		}
		t := p.typeOf(d, s.typ, s.at)
		sym := p.asmLabel()
		p.declAttrs(d, p.attributes(nil))
		a := p.allAttrs(s, d)
		if a != nil && a.mode != "" && (s.attrs == nil || s.attrs.mode == "") {
			t = p.withMode(t, a.mode, d.name.Span())
		}
		if first && t.Kind == ctype.Func && s.storage != "typedef" && p.beginsBody(d) {
			p.definition(s, d, t, a, sym)
			return
		}
		p.declare(s, d, t, a, sym, out)
		if p.bad || !p.accept(",") {
			break
		}
	}
	if !p.bad && !p.is(";") && p.is("{") && p.scope.level == 0 {
		p.syntax(p.tok.Span(), "expected ';' after the declaration: only a function has a body")
		return
	}
	if !p.bad && !p.is(";") && p.scope.level == 0 && len(d.chunks) > 0 && d.chunks[0].kind == funcChunk {
		p.syntax(p.prev().After(), "expected '{' or ';' after '%s(...)'", d.name.Text)
		return
	}
	p.expect(";", "after the declaration")
}

// declSpecifiers reads the specifiers of a declaration, nil after a syntax error.
func (p *parser) declSpecifiers() *specs {
	t := p.tok
	if t.Kind == token.Ident && !p.specifier(t) {
		next := p.peek(1)
		if next.Kind == token.Ident || next.Is("*") && (p.peek(2).Kind == token.Ident || p.peek(2).Is("*")) {
			typ := p.unknownType(t)
			p.next()
			// what follows can still be read
			s := &specs{first: t, typ: typ, at: t.Span()}
			return s
		}
		if !next.Is("(") && !next.Is("=") && !next.Is(";") && !next.Is(",") && !next.Is("[") {
			p.syntax(t.Span(), "expected a declaration, or the definition of a function")
			return nil
		}
	} else if !p.specifier(t) && !p.is("*") && !p.is("(") && !p.is("[") {
		p.syntax(t.Span(), "expected a declaration, or the definition of a function")
		return nil
	}
	s := p.specifiers(true)
	if p.tok.Kind == token.Ident && s.noType && !p.bad {
		next := p.peek(1)
		if next.Kind == token.Ident || next.Is("*") && p.peek(2).Kind == token.Ident {
			s.typ, s.noType = p.unknownType(p.tok), false
			p.next()
			return s
		}
	}
	if s.noType && !p.is(";") && s.typ.Kind != ctype.Error {
		at := p.tok.Span()
		if s.first != p.tok {
			at = s.at
		}
		p.pedantic("implicit-int", at, "the type is missing: it was int in old C")
	}
	return s
}

// emptyDeclaration is one without declarators: it should declare a tag.
func (p *parser) emptyDeclaration(s *specs) {
	switch {
	case s.typ.Kind == ctype.Error:
	case s.typ.IsRecord() && s.typ.Tag.Name == "" && !s.noType:
		p.warnf("", s.at, "an unnamed '%s' without a variable declares nothing", s.typ)
	case s.defines && (s.typ.IsRecord() || s.typ.Kind == ctype.Enum):
		if s.storage == "typedef" {
			p.warnf("", s.where.Span(), "typedef is followed by no name")
		} else if s.where != nil {
			p.warnf("", s.where.Span(), "'%s' is without effect: no variable is declared", s.where.Text)
		}
	case s.storage == "typedef":
		p.pedantic("", s.at, "typedef is followed by no name")
	default:
		p.pedantic("", s.at, "the declaration declares nothing")
	}
}

// asmLabel reads asm("name") behind a declarator: the symbol of what is declared.
func (p *parser) asmLabel() string {
	if !p.isAsm() {
		return ""
	}
	p.next()
	if !p.is("(") {
		p.missing("(", "after asm")
		return ""
	}
	open := p.opening()
	if p.tok.Kind != token.String {
		p.syntax(p.tok.Span(), "expected a string literal")
		return ""
	}
	s, _ := p.strings()
	p.closing(")", open)
	return string(s.Data)
}

// allAttrs are the attributes of the specifiers and the declarator.
func (p *parser) allAttrs(s *specs, d *declarator) *attrs {
	switch {
	case s.attrs == nil:
		return d.attrs
	case d.attrs == nil:
		return s.attrs
	}
	a := &attrs{}
	a.merge(s.attrs)
	a.merge(d.attrs)
	return a
}

// declare declares what one declarator names, and reads its initialiser.
func (p *parser) declare(s *specs, d *declarator, t *ctype.Type, a *attrs, sym string, out *[]ast.Stmt) {
	if t.Kind == ctype.Error {
		p.declareError(s, d, out)
		return
	}
	switch {
	case s.storage == "typedef":
		p.declareTypedef(s, d, t, a, out)
		return
	case t.Kind == ctype.Func:
		p.declareFunction(s, d, t, a, sym)
		if p.is("=") {
			p.errorf(d.name.Span(), "the function '%s' is initialized like a variable", d.name.Text)
			p.next()
			p.skipInit()
		}
		return
	}
	if s.inline {
		p.errorf(s.inlineAt.Span(), "'%s' can only be used for a function", s.inlineAt.Text)
	}
	if a != nil && a.NoReturn {
		p.errorf(d.name.Span(), "only a function can be noreturn: '%s' is a variable", d.name.Text)
	}
	if p.scope.level > 0 && s.storage != "extern" {
		p.declareLocal(s, d, t, a, sym, out)
		return
	}
	p.declareGlobal(s, d, t, a, sym)
}

// declareError declares a name whose type is wrong, so that it is known.
func (p *parser) declareError(s *specs, d *declarator, out *[]ast.Stmt) {
	at := d.name.Span()
	if p.here(d.name.Text) == nil {
		if s.storage == "typedef" {
			p.add(&symbol{name: d.name.Text, kind: symTypedef, typ: errorType, at: at})
		} else {
			o := p.newObject(d.name.Text, errorType, ast.Static, at)
			p.infoOf(o).unused = true
			p.add(&symbol{name: d.name.Text, kind: symObject, obj: o, at: at})
		}
	}
	if !p.bad && p.accept("=") {
		p.skipInit()
	}
}

// skipInit reads an initialiser that is for nothing.
func (p *parser) skipInit() {
	if p.is("{") {
		p.skipBraces()
		return
	}
	p.assignment()
}

// clash reports that a name is declared already as something else.
func (p *parser) clash(name *token.Token, y *symbol, what string) {
	p.errorf(name.Span(), "redefinition of '%s' as %s", name.Text, what).Notef(y.at, "previous definition is here")
}

func (p *parser) declareTypedef(s *specs, d *declarator, t *ctype.Type, a *attrs, out *[]ast.Stmt) {
	at := d.name.Span()
	if p.is("=") {
		p.errorf(at, "a typedef cannot be initialized")
		p.next()
		p.skipInit()
	}
	if s.inline {
		p.errorf(s.inlineAt.Span(), "'%s' can only be used for a function", s.inlineAt.Text)
	}
	if s.align {
		p.errorf(a.alignAt, "_Alignas cannot be used for a typedef")
	}
	if s.thread {
		p.errorf(s.where.Span(), "a typedef cannot be thread-local")
	}
	if t.VariablyModified() {
		p.fixLengths(t, out)
	}
	if y := p.here(d.name.Text); y != nil {
		switch {
		case y.kind != symTypedef:
			p.clash(d.name, y, "a typedef")
		case y.typ.Kind == ctype.Error:
		case !ctype.Same(y.typ, t) || t.VariablyModified():
			p.errorf(at, "typedef '%s' is redefined with a different type: %s, before %s", d.name.Text, quote(t), quote(y.typ)).Notef(y.at, "previous definition is here")
		}
		return
	}
	if a != nil && a.transparent && t.Kind == ctype.Union {
		t.Tag.Transparent = true
	}
	t = t.Named(d.name.Text)
	if a != nil && a.align > 0 {
		t = t.Aligned(a.align)
	}
	p.add(&symbol{name: d.name.Text, kind: symTypedef, typ: t, at: at, attrs: a})
}

func quote(t *ctype.Type) string { return "'" + t.Canonical() + "'" }

// linked finds or makes the object with linkage that a declaration is of.
func (p *parser) linked(s *specs, d *declarator, t *ctype.Type, storage ast.Storage) (o *ast.Object, fresh bool) {
	name, at := d.name.Text, d.name.Span()
	y := p.here(name)
	if y == nil {
		if outer := p.idents[name]; outer != nil && outer.kind == symObject && p.externs[name] == outer.obj {
			y = outer
		}
	}
	if y != nil && (y.kind != symObject || y.obj.Type.Kind == ctype.Error) {
		if y.kind != symObject {
			what := "a variable"
			if storage == ast.Fn {
				what = "a function"
			}
			p.clash(d.name, y, what)
		}
		o = p.newObject(name, t, storage, at)
		o.Extern = true
		return o, false
	}
	if y != nil && p.externs[name] != y.obj {
		p.errorf(at, "'%s' is declared extern, but a variable of that name is declared in the same block", name).Notef(y.at, "previous declaration is here")
		o = p.newObject(name, t, storage, at)
		o.Extern = true
		return o, false
	}
	o = p.externs[name]
	if o == nil {
		o = p.newObject(name, t, storage, at)
		o.Extern = true
		o.Global = s.storage != "static"
		o.Attr.Weak = p.weak[name]
		p.externs[name] = o
		p.unit.Objects = append(p.unit.Objects, o)
		p.infoOf(o).at = at
		p.add(&symbol{name: name, kind: symObject, obj: o, at: at, extern: s.storage == "extern"})
		return o, true
	}
	if !p.redeclare(s, d, t, storage, o) {
		o = p.newObject(name, t, storage, at)
		o.Extern = true
		return o, false
	}
	if p.here(name) == nil {
		p.add(&symbol{name: name, kind: symObject, obj: o, at: at, extern: true})
	}
	return o, false
}

// redeclare checks a further declaration of o, and makes the type what both say.
// false: it is no declaration of o at all.
func (p *parser) redeclare(s *specs, d *declarator, t *ctype.Type, storage ast.Storage, o *ast.Object) bool {
	name, at := d.name.Text, d.name.Span()
	i := p.infoOf(o)
	previous := func(dg *diag.Diagnostic) {
		if i.builtin {
			dg.Notef(i.at, "'%s' is a function of the C library with type '%s'", name, o.Type)
		} else {
			dg.Notef(i.at, "previous declaration is here")
		}
	}
	switch {
	case o.Type.Kind == ctype.Error:
		o.Type = t
		return true
	case (o.Storage == ast.Fn) != (storage == ast.Fn):
		previous(p.errorf(at, "'%s' is redeclared as a different kind of symbol", name))
		return false
	case !ctype.Compatible(o.Type, t):
		if i.builtin && !i.implicit || i.builtin && p.Permissive {
			o.Type = t // the program's own function of that name
			break
		}
		dg := p.errorf(at, "conflicting types for '%s': %s, before %s", name, quote(t), quote(o.Type))
		previous(dg)
		return true
	}
	if i.builtin {
		o.Loc = at.At
		i.at = at
	}
	i.builtin = false
	static := s.storage == "static"
	switch {
	case static && o.Global && !i.implicit:
		previous(p.errorf(at, "static declaration of '%s' follows a non-static one", name))
	case static && o.Global:
		o.Global = false
	case !static && !o.Global && s.storage != "extern" && storage != ast.Fn:
		previous(p.errorf(at, "non-static declaration of '%s' follows a static one", name))
	case (o.Storage == ast.Thread) != (storage == ast.Thread) && storage != ast.Fn:
		previous(p.errorf(at, "one declaration of '%s' is thread-local, another is not", name))
	}
	o.Type = ctype.Composite(o.Type, t)
	return true
}

// declareGlobal declares a variable with linkage.
func (p *parser) declareGlobal(s *specs, d *declarator, t *ctype.Type, a *attrs, sym string) {
	at := d.name.Span()
	if s.storage == "auto" || s.storage == "register" && sym == "" {
		p.errorf(s.where.Span(), "a variable outside of functions cannot be '%s'", s.storage)
	}
	if t.VariablyModified() {
		p.errorf(at, "'%s' has a type of variable length, which cannot have linkage", d.name.Text)
		p.declareError(s, d, nil)
		return
	}
	storage := ast.Static
	if s.thread {
		storage = ast.Thread
	}
	if s.autoType {
		t = p.autoType(d, t)
	}
	o, _ := p.linked(s, d, t, storage)
	i := p.infoOf(o)
	p.attach(o, a, sym)
	init := p.is("=")
	if t.Kind == ctype.Void {
		p.errorf(at, "variable '%s' has type void", d.name.Text)
	}
	if !init {
		if s.storage != "extern" {
			if o.Extern {
				o.Extern, o.Tent = false, true
				i.at = at
			}
			if s.storage == "static" && !t.Complete() && t.Kind != ctype.Void && t.Kind != ctype.Error {
				p.incompleteVariable(d.name, t)
			}
		}
		return
	}
	p.next()
	if !o.Extern && !o.Tent {
		p.errorf(at, "redefinition of '%s'", d.name.Text).Notef(i.at, "previous definition is here")
		p.skipInit()
		return
	}
	if s.storage == "extern" {
		if p.scope.level > 0 {
			p.errorf(at, "'%s' is declared extern in a block and initialized", d.name.Text)
		} else {
			p.warnf("", at, "'%s' is declared extern and initialized", d.name.Text)
		}
	}
	i.at = at
	o.Extern, o.Tent = false, false
	p.staticInit(o, d.name)
}

func (p *parser) incompleteVariable(name *token.Token, t *ctype.Type) {
	p.incomplete(t, name.Span(), "variable '%s' has incomplete type %s", name.Text, t.Quoted())
}

// staticInit reads the initialiser of a static object, which must be constant.
func (p *parser) staticInit(o *ast.Object, name *token.Token) {
	if !o.Type.Complete() && o.Type.Kind != ctype.Array {
		if o.Type.Kind != ctype.Error && o.Type.Kind != ctype.Void {
			p.incompleteVariable(name, o.Type)
		}
		p.skipInit()
		return
	}
	was := p.inStatic
	p.inStatic = true
	o.Init, o.Type = p.initialiser(o.Type, o, name.Span())
	p.inStatic = was
}

// autoType is the type that __auto_type stands for: that of the initialiser, which is looked at ahead.
func (p *parser) autoType(d *declarator, t *ctype.Type) *ctype.Type {
	if !p.is("=") || len(d.chunks) > 0 {
		p.errorf(d.name.Span(), "__auto_type needs a plain name and an initializer")
		return errorType
	}
	i, bad := p.i, p.bad
	p.next()
	p.unevaled++
	e := p.value(p.assignment())
	p.unevaled--
	p.i, p.bad = i, bad
	p.tok = &p.toks[i]
	return e.Type().Unqualified().Qualify(t.Qual)
}

// declareLocal declares a variable without linkage.
func (p *parser) declareLocal(s *specs, d *declarator, t *ctype.Type, a *attrs, sym string, out *[]ast.Stmt) {
	at := d.name.Span()
	name := d.name.Text
	if s.autoType {
		if t = p.autoType(d, t); t.Kind == ctype.Error {
			p.declareError(s, d, out)
			return
		}
	}
	if s.thread && s.storage != "static" {
		p.errorf(s.where.Span(), "a thread-local variable in a function must be static or extern")
	}
	if t.Kind == ctype.Void {
		p.errorf(at, "variable '%s' has type void", name)
		p.declareError(s, d, out)
		return
	}
	if y := p.here(name); y != nil {
		what := "redefinition of '%s'"
		if y.kind != symObject {
			what = "redefinition of '%s' as a variable"
		}
		p.errorf(at, what, name).Notef(y.at, "previous definition is here")
	} else if y := p.idents[name]; y != nil && y.level > 0 {
		p.warnf("shadow", at, "declaration of '%s' hides one of an outer block", name).Notef(y.at, "the outer declaration is here")
	}
	static := s.storage == "static"
	storage := ast.Auto
	switch {
	case s.thread:
		storage = ast.Thread
	case static:
		storage = ast.Static
	}
	if t.VariablyModified() {
		if static {
			p.errorf(at, "static variable '%s' cannot have a variable length", name)
			p.declareError(s, d, out)
			return
		}
		p.fixLengths(t, out)
	}
	o := p.newObject(name, t, storage, at)
	i := p.infoOf(o)
	i.at, i.register, i.loops = at, s.storage == "register", p.loopDepth()
	if s.align && i.register {
		p.errorf(a.alignAt, "_Alignas cannot be used for a register variable")
	}
	p.add(&symbol{name: name, kind: symObject, obj: o, at: at})
	if b := p.scope.block; b != nil {
		b.Vars = append(b.Vars, o)
	}
	p.attach(o, a, sym)
	i.unused = a != nil && (a.unused || a.Used || o.Attr.Cleanup != nil)
	if storage != ast.Auto {
		p.serial++
		o.Sym = name + "." + strconv.Itoa(p.serial)
		p.unit.Objects = append(p.unit.Objects, o)
		i.assigned = true
		if p.accept("=") {
			p.staticInit(o, d.name)
		}
		p.mustBeComplete(o, d)
		return
	}
	if p.fn != nil {
		p.fn.Locals = append(p.fn.Locals, o)
	}
	p.localInit(o, d, out)
}

// mustBeComplete checks that the type of a variable is complete behind its declarator.
func (p *parser) mustBeComplete(o *ast.Object, d *declarator) bool {
	if o.Type.Complete() || o.Type.Kind == ctype.Error {
		return true
	}
	if o.Type.Kind == ctype.Array && o.Type.Len < 0 && o.Type.Elem.Complete() {
		p.errorf(d.name.Span(), "the length of the array '%s' is missing", d.name.Text)
	} else {
		p.incompleteVariable(d.name, o.Type)
	}
	o.Type = errorType
	return false
}

// localInit reads the initialiser of an automatic variable.
func (p *parser) localInit(o *ast.Object, d *declarator, out *[]ast.Stmt) {
	v := &ast.VarDecl{Obj: o}
	v.Where = d.name.Span()
	i := p.infoOf(o)
	if p.is("=") {
		eq := p.tok
		p.next()
		switch {
		case o.Type.Variable():
			if p.is("{") && p.peek(1).Is("}") {
				v.Zero = true
				p.next()
				p.next()
				break
			}
			p.errorf(d.name.Span(), "the variable length array '%s' cannot be initialized", d.name.Text)
			p.skipInit()
		case !o.Type.Complete() && o.Type.Kind != ctype.Array:
			p.mustBeComplete(o, d)
			p.skipInit()
		default:
			v.Zero = p.is("{") || o.Type.Kind == ctype.Array
			i.assigned = i.assigned || p.selfInit(o)
			v.Init, o.Type = p.initialiser(o.Type, o, d.name.Span())
			v.Where.End = p.prev().OuterEnd()
			v.Where.At = eq.Loc
		}
		i.assigned = true
	}
	if !p.mustBeComplete(o, d) {
		return
	}
	if o.Type.Variable() {
		o.VLA = p.sizeOf(o.Type, d.name.Span())
		p.scope.vlas++
		p.fn.Uses = true
	}
	if o.Type.Kind == ctype.Array || o.Type.IsRecord() {
		o.AddrTaken = true
		i.assigned = i.assigned || o.Type.IsRecord()
	}
	*out = append(*out, v)
}

// selfInit says whether the initialiser is the variable itself: int x = x;
func (p *parser) selfInit(o *ast.Object) bool {
	return p.tok.Kind == token.Ident && p.tok.Text == o.Name && (p.peek(1).Is(";") || p.peek(1).Is(","))
}

// fixLengths evaluates the lengths of a variably modified type here, once: they
// are kept in variables that the program does not see.
func (p *parser) fixLengths(t *ctype.Type, out *[]ast.Stmt) {
	for ; t != nil; t = t.Elem {
		if t.Kind != ctype.Array && t.Kind != ctype.Pointer && t.Kind != ctype.Func {
			return
		}
		e, ok := t.VLA.(ast.Expr)
		if !ok {
			continue
		}
		if _, ok := e.(*ast.Int); ok {
			continue
		}
		if r, ok := e.(*ast.Ref); ok && r.Obj.Name == "" && r.Obj.Storage == ast.Auto {
			continue
		}
		if p.fn == nil || out == nil {
			continue
		}
		o := p.temp(sizeType, *e.Span())
		v := &ast.VarDecl{Obj: o, Init: []ast.Init{{Type: sizeType, Value: e}}}
		v.Where = *e.Span()
		*out = append(*out, v)
		t.VLA = ast.Expr(p.refNode(o, *e.Span()))
	}
}

// attach gives an object its attributes and its symbol.
func (p *parser) attach(o *ast.Object, a *attrs, sym string) {
	if sym != "" {
		o.Sym = sym
	}
	if a == nil {
		return
	}
	i := p.infoOf(o)
	if i.attrs == nil {
		i.attrs = &attrs{}
	}
	i.attrs.merge(a)
	m := i.attrs
	x := m.Attr
	x.Align = 0
	if a.align != 0 {
		x.Align = max(o.Attr.Align, a.align)
		if a.align < o.Type.Align && o.Type.Complete() && a.Attr.Align == 0 && !a.Packed {
			x.Align = max(o.Type.Align, o.Attr.Align)
			if a.alignAt.At.Pos != 0 && p.alignasAt(a) {
				p.errorf(a.alignAt, "_Alignas(%d) is less than the alignment of %s, which is %d", a.align, o.Type.Quoted(), o.Type.Align)
			}
		}
	} else {
		x.Align = o.Attr.Align
	}
	x.Weak = x.Weak || o.Attr.Weak
	x.Cleanup = o.Attr.Cleanup
	if a.cleanup != "" {
		x.Cleanup = p.cleanupFunction(o, a)
	}
	if a.Alias != "" {
		o.Extern, o.Tent = false, false
	}
	o.Attr = x
}

// alignasAt says whether the alignment was asked for with _Alignas, which cannot lower it.
func (p *parser) alignasAt(a *attrs) bool {
	f := p.Files.Of(a.alignAt.Begin)
	if f == nil {
		return false
	}
	text := f.Text[a.alignAt.Begin-f.Base:]
	return len(text) > 8 && text[:8] == "_Alignas"
}

// cleanupFunction is the function of a cleanup attribute.
func (p *parser) cleanupFunction(o *ast.Object, a *attrs) *ast.Object {
	y := p.idents[a.cleanup]
	switch {
	case y == nil:
		p.errorf(a.cleanupAt, "use of undeclared identifier '%s'", a.cleanup)
	case y.kind != symObject || y.obj.Storage != ast.Fn:
		p.errorf(a.cleanupAt, "'%s' is not a function", a.cleanup)
	case o.Storage != ast.Auto || o.Param:
		p.warnf("attributes", a.cleanupAt, "the attribute 'cleanup' is ignored: '%s' is no local variable", o.Name)
	default:
		y.obj.Used = true
		o.AddrTaken = true
		return y.obj
	}
	return nil
}
