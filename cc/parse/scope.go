package parse

import (
	"sort"

	"ushell/cc/ast"
	"ushell/cc/ctype"
	"ushell/cc/diag"
)

// symKind is what a name stands for.
type symKind uint8

const (
	symObject symKind = iota // a variable or a function
	symTypedef
	symEnum // an enumeration constant
	symTag
)

// symbol is a name in a scope.
type symbol struct {
	name  string
	kind  symKind
	level int         // of its scope, 0 is file scope
	typ   *ctype.Type // of a typedef, a tag, an enumeration constant
	obj   *ast.Object
	value int64 // of an enumeration constant
	at    diag.Span
	prev  *symbol // what the name stood for outside
	// set by an extern declaration in a block: the object has linkage, the name this scope
	extern bool
	used   bool
	attrs  *attrs
}

// scope is a stretch of source in which names are declared.
type scope struct {
	parent *scope
	level  int
	syms   []*symbol
	block  *ast.Block // of a block, else nil
	labels map[string]*label
	vlas   int // how many variables of variable size are in scope
}

// info is what is known of an object beyond what the tree tells.
type info struct {
	at         diag.Span // of the declaration that counts: the definition, or the last
	attrs      *attrs
	refs, sets int  // uses of a local, and those that only assign to it
	assigned   bool // a local has a value, as far as the text up to here tells
	loops      int  // how many loops stood around its declaration
	register   bool
	inlineDef  bool        // declared inline
	externDecl bool        // declared extern, or without inline
	unused     bool        // warnings about it not being used are not wanted
	implicit   bool        // declared by being called
	builtin    bool        // declared by the compiler
	noted      bool        // something was said about it that is said once
	array      *ctype.Type // of a parameter that was declared as an array
	length     ast.Expr    // of such an array, when evaluating it has an effect
}

func (p *parser) push(b *ast.Block) *scope {
	s := &scope{parent: p.scope, block: b}
	if s.parent != nil {
		s.level = s.parent.level + 1
		s.vlas = s.parent.vlas
		if b == nil {
			s.block = s.parent.block
		}
	}
	p.scope = s
	return s
}

// pop leaves the innermost scope: its names stand for what they did before.
func (p *parser) pop() {
	s := p.scope
	for i := len(s.syms) - 1; i >= 0; i-- {
		y := s.syms[i]
		m := p.idents
		if y.kind == symTag {
			m = p.tags
		}
		if y.prev == nil {
			delete(m, y.name)
		} else {
			m[y.name] = y.prev
		}
	}
	p.scope = s.parent
}

// add puts a name into the innermost scope.
func (p *parser) add(y *symbol) *symbol {
	m := p.idents
	if y.kind == symTag {
		m = p.tags
	}
	y.level = p.scope.level
	y.prev = m[y.name]
	m[y.name] = y
	p.scope.syms = append(p.scope.syms, y)
	return y
}

// here is what the name stands for in the innermost scope, nil when that declares none.
func (p *parser) here(name string) *symbol {
	if y := p.idents[name]; y != nil && y.level == p.scope.level {
		return y
	}
	return nil
}

// infoOf is what is known of an object.
func (p *parser) infoOf(o *ast.Object) *info {
	i := p.info[o]
	if i == nil {
		i = &info{at: diag.At(o.Loc)}
		p.info[o] = i
	}
	return i
}

// nearest is the name in scope that name could be a misspelling of, among those
// that ok accepts.
func (p *parser) nearest(name string, ok func(*symbol) bool) *symbol {
	if p.searches++; p.searches > 100 {
		return nil // what follows so many mistakes is worth no long search
	}
	var names []string
	for n, y := range p.idents {
		if len(name) < 5 && p.inHeader(y) {
			continue // so many short names that one is always near
		}
		if ok(y) && max(len(n)-len(name), len(name)-len(n)) <= 3 {
			names = append(names, n)
		}
	}
	sort.Strings(names)
	if n := diag.Nearest(name, names); n != "" {
		return p.idents[n]
	}
	return nil
}

// inHeader says whether a name is declared in a header of the C library.
func (p *parser) inHeader(y *symbol) bool {
	f := p.Files.Of(y.at.At.Pos)
	return f != nil && f.Sys
}

// newObject is an object with a name.
func (p *parser) newObject(name string, t *ctype.Type, s ast.Storage, at diag.Span) *ast.Object {
	o := &ast.Object{Name: name, Type: t, Storage: s, Loc: at.At}
	if s != ast.Auto {
		o.Sym = name
	}
	return o
}

// temp is a variable that the program does not name. It is part of the function.
func (p *parser) temp(t *ctype.Type, at diag.Span) *ast.Object {
	o := &ast.Object{Type: t, Storage: ast.Auto, Loc: at.At}
	if p.fn != nil {
		p.fn.Locals = append(p.fn.Locals, o)
	}
	return o
}
