package expr

import (
	"slices"

	"ushell/image"
)

// node is a node of the tree of an expression.
type node struct {
	op   string // operator; "name", "reg", "num", "float", "char", "string", "cast", "sizeof type", "member", "index", "slice", "call"
	at   int    // where it stands, for messages
	kids []*node
	tok  token
	typ  image.TypeID // of a cast, of sizeof a type
}

// maxNesting bounds how deep expressions may be nested.
const maxNesting = 200

type parser struct {
	e     *Env
	toks  []token
	i     int
	depth int
}

// parse reads a whole expression.
func parse(e *Env, text string) *node {
	p := &parser{e: e, toks: lex(text)}
	if p.peek().kind == tokEnd {
		fail(0, "expected an expression")
	}
	n := p.expr()
	if t := p.peek(); t.kind != tokEnd {
		if t.kind == tokPunct && (t.text == "=" || slices.Contains(assignments, t.text)) {
			fail(t.at, "nothing is changed by looking; set does that")
		}
		fail(t.at, "unexpected %s", t.text)
	}
	return n
}

func (p *parser) peek() token { return p.toks[p.i] }

func (p *parser) next() token {
	t := p.toks[p.i]
	if t.kind != tokEnd {
		p.i++
	}
	return t
}

func (p *parser) is(s string) bool {
	t := p.peek()
	return t.kind == tokPunct && t.text == s
}

func (p *parser) accept(s string) bool {
	if p.is(s) {
		p.i++
		return true
	}
	return false
}

func (p *parser) expect(s string) {
	if t := p.peek(); !p.accept(s) {
		if t.kind == tokEnd {
			fail(t.at, "expected %s", s)
		}
		fail(t.at, "expected %s, found %s", s, t.text)
	}
}

func (p *parser) enter() func() {
	if p.depth++; p.depth > maxNesting {
		fail(p.peek().at, "the expression is nested too deep")
	}
	return func() { p.depth-- }
}

// expr is an expression without commas at its top.
func (p *parser) expr() *node {
	defer p.enter()()
	c := p.binary(0)
	if !p.is("?") {
		return c
	}
	at := p.next().at
	a := p.expr()
	p.expect(":")
	return &node{op: "?", at: at, kids: []*node{c, a, p.expr()}}
}

// levels are the binary operators, from the loosest.
var levels = [][]string{{"||"}, {"&&"}, {"|"}, {"^"}, {"&"}, {"==", "!="}, {"<", "<=", ">", ">="}, {"<<", ">>"}, {"+", "-"}, {"*", "/", "%"}}

func (p *parser) binary(level int) *node {
	if level == len(levels) {
		return p.unary()
	}
	defer p.enter()()
	n := p.binary(level + 1)
	for p.peek().kind == tokPunct && slices.Contains(levels[level], p.peek().text) {
		t := p.next()
		n = &node{op: t.text, at: t.at, kids: []*node{n, p.binary(level + 1)}}
	}
	return n
}

func (p *parser) unary() *node {
	defer p.enter()()
	t := p.peek()
	if t.kind == tokPunct {
		switch t.text {
		case "-", "+", "!", "~", "*", "&":
			p.next()
			return &node{op: "unary " + t.text, at: t.at, kids: []*node{p.unary()}}
		case "&&", "++", "--":
			fail(t.at, "unexpected %s", t.text)
		case "(":
			if p.typeAhead(1) {
				p.next()
				typ := p.typeName()
				p.expect(")")
				return &node{op: "cast", at: t.at, typ: typ, kids: []*node{p.unary()}}
			}
		}
	}
	if t.kind == tokName && (t.text == "sizeof" || t.text == "_Alignof") {
		p.next()
		if t.text == "_Alignof" {
			fail(t.at, "alignments are not known here")
		}
		if p.is("(") && p.typeAhead(1) {
			p.next()
			typ := p.typeName()
			p.expect(")")
			return &node{op: "sizeof type", at: t.at, typ: typ}
		}
		return &node{op: "sizeof", at: t.at, kids: []*node{p.unary()}}
	}
	return p.postfix()
}

func (p *parser) postfix() *node {
	n := p.primary()
	for steps := 0; p.peek().kind == tokPunct; steps++ {
		if steps > maxNesting {
			fail(p.peek().at, "the expression is nested too deep")
		}
		t := p.peek()
		switch t.text {
		case "[":
			p.next()
			i := p.expr()
			if p.accept(":") {
				j := p.expr()
				p.expect("]")
				n = &node{op: "slice", at: t.at, kids: []*node{n, i, j}}
				continue
			}
			p.expect("]")
			n = &node{op: "index", at: t.at, kids: []*node{n, i}}
		case ".", "->":
			p.next()
			name := p.next()
			if name.kind != tokName {
				fail(name.at, "expected the name of a member")
			}
			n = &node{op: t.text, at: name.at, tok: name, kids: []*node{n}}
		case "(":
			fail(t.at, "functions of the program are not called from here")
		default:
			return n
		}
	}
	return n
}

func (p *parser) primary() *node {
	t := p.next()
	switch t.kind {
	case tokName:
		return &node{op: "name", at: t.at, tok: t}
	case tokReg:
		return &node{op: "reg", at: t.at, tok: t}
	case tokInt:
		return &node{op: "num", at: t.at, tok: t}
	case tokFloat:
		return &node{op: "float", at: t.at, tok: t}
	case tokChar:
		return &node{op: "char", at: t.at, tok: t}
	case tokString:
		for p.peek().kind == tokString {
			t.text += p.next().text
		}
		return &node{op: "string", at: t.at, tok: t}
	case tokEnd:
		fail(t.at, "the expression ends too early")
	}
	if t.text == "(" {
		n := p.expr()
		p.expect(")")
		return n
	}
	fail(t.at, "unexpected %s", t.text)
	return nil
}

// Type names.

var typeWords = []string{"void", "char", "short", "int", "long", "float", "double", "signed", "unsigned", "_Bool", "bool",
	"struct", "union", "enum", "const", "volatile", "restrict", "_Atomic", "__intcap_t", "__uintcap_t", "__intcap", "__uintcap", "va_list", "__builtin_va_list"}

// typeAhead says whether a type name begins k tokens ahead.
func (p *parser) typeAhead(k int) bool {
	if p.i+k >= len(p.toks) {
		return false
	}
	t := p.toks[p.i+k]
	return t.kind == tokName && (slices.Contains(typeWords, t.text) || p.e.findVar(t.text) == nil && p.e.typedef(t.text) >= 0)
}

// typedef is the type that a typedef names, -1 for none.
func (e *Env) typedef(name string) image.TypeID {
	d := e.types().d
	for i := range d.Types {
		if t := &d.Types[i]; t.Kind == image.TypeTypedef && t.Name == name {
			return image.TypeID(i)
		}
	}
	for _, s := range [...]struct{ name, base string }{{"uint8_t", "unsigned char"}, {"int8_t", "signed char"}, {"uint16_t", "unsigned short"}, {"int16_t", "short"},
		{"uint32_t", "unsigned int"}, {"int32_t", "int"}, {"uint64_t", "unsigned long"}, {"int64_t", "long"}, {"size_t", "unsigned long"},
		{"uintptr_t", "__uintcap_t"}, {"intptr_t", "__intcap_t"}} {
		if s.name == name {
			return e.types().base(s.base)
		}
	}
	return -1
}

// typeName is the name of a type, as in a cast.
func (p *parser) typeName() image.TypeID {
	return p.abstract(p.specifiers())
}

// specifiers are the words a type name begins with.
func (p *parser) specifiers() image.TypeID {
	at := p.peek().at
	count := map[string]int{}
	typ, found := image.TypeID(0), false
	for p.peek().kind == tokName {
		t := p.peek()
		switch t.text {
		case "const", "volatile", "restrict", "_Atomic":
		case "struct", "union", "enum":
			p.next()
			typ, found = p.tag(t), true
			continue
		case "void", "char", "short", "int", "long", "float", "double", "signed", "unsigned", "_Bool", "bool":
			if count[t.text]++; count[t.text] > 2 {
				fail(t.at, "there is no such type")
			}
		case "__intcap_t", "__intcap":
			typ, found = p.e.types().base("__intcap_t"), true
		case "__uintcap_t", "__uintcap":
			typ, found = p.e.types().base("__uintcap_t"), true
		case "va_list", "__builtin_va_list":
			typ, found = p.e.types().add(image.Type{Kind: image.TypeVaList}), true
		default:
			id := p.e.typedef(t.text)
			if id < 0 || found || len(count) > 0 {
				return p.baseOf(count, typ, found, at)
			}
			typ, found = id, true
		}
		p.next()
	}
	return p.baseOf(count, typ, found, at)
}

func (p *parser) tag(t token) image.TypeID {
	name := p.next()
	if name.kind != tokName {
		fail(name.at, "expected a tag behind %s", t.text)
	}
	kind := map[string]image.TypeKind{"struct": image.TypeStruct, "union": image.TypeUnion, "enum": image.TypeEnum}[t.text]
	id := p.e.types().d.TagNamed(kind, name.text)
	if id < 0 {
		fail(name.at, "there is no %s %s", t.text, name.text)
	}
	return id
}

// baseOf is the type that the words of a base type name.
func (p *parser) baseOf(count map[string]int, typ image.TypeID, found bool, at int) image.TypeID {
	if found {
		if len(count) > 0 {
			fail(at, "there is no such type")
		}
		return typ
	}
	sign := ""
	if count["unsigned"] > 0 {
		sign = "unsigned "
	}
	name := ""
	switch {
	case count["void"] > 0:
		return 0
	case count["_Bool"]+count["bool"] > 0:
		name = "_Bool"
	case count["float"] > 0:
		name = "float"
	case count["double"] > 0 && count["long"] > 0:
		name = "long double"
	case count["double"] > 0:
		name = "double"
	case count["char"] > 0:
		if name = sign + "char"; count["signed"] > 0 {
			name = "signed char"
		}
	case count["short"] > 0:
		name = sign + "short"
	case count["long"] == 2:
		name = sign + "long long"
	case count["long"] == 1:
		name = sign + "long"
	case count["int"]+count["signed"]+count["unsigned"] > 0:
		name = sign + "int"
	}
	id := p.e.types().base(name)
	if name == "" || id == 0 {
		fail(at, "there is no such type")
	}
	return id
}

// abstract reads what follows the specifiers in a type name: stars, brackets,
// parentheses.
func (p *parser) abstract(t image.TypeID) image.TypeID {
	defer p.enter()()
	for p.is("*") || p.peek().kind == tokName && (p.peek().text == "const" || p.peek().text == "volatile" || p.peek().text == "restrict") {
		if p.next().text == "*" {
			t = p.e.types().pointer(t)
		}
	}
	if p.is("(") && p.i+1 < len(p.toks) && p.toks[p.i+1].kind == tokPunct && (p.toks[p.i+1].text == "*" || p.toks[p.i+1].text == "(") {
		// What is in parentheses applies to what follows them.
		p.next()
		inner := p.i
		p.skipParens()
		t = p.suffixes(t)
		end := p.i
		p.i = inner
		t = p.abstract(t)
		p.expect(")")
		p.i = end
		return t
	}
	return p.suffixes(t)
}

// skipParens goes behind the parenthesis that closes.
func (p *parser) skipParens() {
	for depth := 1; depth > 0; {
		t := p.next()
		switch {
		case t.kind == tokEnd:
			fail(t.at, "expected )")
		case t.kind == tokPunct && t.text == "(":
			depth++
		case t.kind == tokPunct && t.text == ")":
			depth--
		}
	}
}

// suffixes are array bounds and parameters.
func (p *parser) suffixes(t image.TypeID) image.TypeID {
	defer p.enter()()
	switch {
	case p.accept("["):
		n := int64(-1)
		if !p.is("]") {
			num := p.next()
			if num.kind != tokInt || num.num > 1<<32 {
				fail(num.at, "expected the number of elements")
			}
			n = int64(num.num)
		}
		p.expect("]")
		return p.e.types().array(p.suffixes(t), n)
	case p.is("("):
		p.next()
		f := image.Type{Kind: image.TypeFunc, Elem: t}
		for !p.accept(")") {
			if len(f.Params) > 0 {
				p.expect(",")
			}
			if p.is(".") {
				p.next()
				p.expect(".")
				p.expect(".")
				f.Variadic = true
				p.expect(")")
				break
			}
			if !p.typeAhead(0) {
				fail(p.peek().at, "expected the type of a parameter")
			}
			f.Params = append(f.Params, p.typeName())
		}
		if len(f.Params) == 1 && f.Params[0] == 0 {
			f.Params = nil
		}
		return p.e.types().add(f)
	}
	return t
}
