package asm

// An expression is a tree of operators over numbers and symbols. Its value is
// known when all addresses are.
type expr struct {
	op   string // "num", "sym", "local", ".", "u-", "u~", "u!", "%hi", ..., or a binary operator
	num  int64
	name string
	a, b *expr
	col  int
}

// value is a number, or a place in a section of this link.
type value struct {
	n   int64
	sec int // section index, -1 for a number
}

// parser walks the tokens of one statement.
type parser struct {
	toks []token
	i    int
	pos  Pos
	errs *Errors
	bad  bool
}

func (p *parser) peek() token {
	if p.i < len(p.toks) {
		return p.toks[p.i]
	}
	col := p.pos.Col
	if n := len(p.toks); n > 0 {
		col = p.toks[n-1].col + len(p.toks[n-1].text)
	}
	return token{kind: tokEnd, col: col}
}

func (p *parser) next() token {
	t := p.peek()
	p.i++
	return t
}

func (p *parser) at(col int) Pos { return Pos{p.pos.File, p.pos.Line, col} }

// fail reports a mistake once a statement.
func (p *parser) fail(col int, hint, format string, args ...any) {
	if !p.bad {
		p.bad = true
		p.errs.add(p.at(col), hint, format, args...)
	}
}

func (p *parser) accept(punct string) bool {
	if t := p.peek(); t.kind == tokPunct && t.text == punct {
		p.i++
		return true
	}
	return false
}

func (p *parser) expect(punct, where string) bool {
	if p.accept(punct) {
		return true
	}
	p.fail(p.peek().col, "", "expected %q %s, found %s", punct, where, p.peek().describe())
	return false
}

func (t token) describe() string {
	switch t.kind {
	case tokEnd:
		return "the end of the line"
	case tokString:
		return "a string"
	}
	return "\"" + t.text + "\""
}

// done reports what is left over.
func (p *parser) done() {
	if t := p.peek(); t.kind != tokEnd {
		p.fail(t.col, "", "unexpected %s after the last operand", t.describe())
	}
}

// Precedence of binary operators, that of C.
var precedence = map[string]int{
	"||": 1, "&&": 2, "|": 3, "^": 4, "&": 5, "==": 6, "!=": 6,
	"<": 7, ">": 7, "<=": 7, ">=": 7, "<<": 8, ">>": 8, "+": 9, "-": 9, "*": 10, "/": 10, "%": 10,
}

// maxDepth bounds the nesting of expressions.
const maxDepth = 100

func (p *parser) expr() *expr { return p.binary(1, 0) }

func (p *parser) binary(min, depth int) *expr {
	left := p.unary(depth)
	for left != nil {
		t := p.peek()
		prec := precedence[t.text]
		if t.kind != tokPunct || prec < min || prec == 0 {
			return left
		}
		p.i++
		right := p.binary(prec+1, depth+1)
		if right == nil {
			return nil
		}
		left = &expr{op: t.text, a: left, b: right, col: t.col}
	}
	return nil
}

func (p *parser) unary(depth int) *expr {
	t := p.next()
	if depth > maxDepth {
		p.fail(t.col, "", "this expression is nested too deeply")
		return nil
	}
	switch {
	case t.kind == tokNumber:
		return &expr{op: "num", num: t.num, col: t.col}
	case t.kind == tokLocal:
		return &expr{op: "local", name: t.text, col: t.col}
	case t.kind == tokName && t.text == ".":
		return &expr{op: ".", col: t.col}
	case t.kind == tokName:
		return &expr{op: "sym", name: t.text, col: t.col}
	case t.kind == tokPunct && (t.text == "-" || t.text == "~" || t.text == "!"):
		if a := p.unary(depth + 1); a != nil {
			return &expr{op: "u" + t.text, a: a, col: t.col}
		}
	case t.kind == tokPunct && t.text == "+":
		return p.unary(depth + 1)
	case t.kind == tokPunct && t.text == "(":
		e := p.binary(1, depth+1)
		if e != nil && p.expect(")", "to close the parenthesis") {
			return e
		}
	case t.kind == tokPunct && t.text == "%":
		return p.modifier(t, depth)
	default:
		p.fail(t.col, "", "expected a number or a symbol, found %s", t.describe())
	}
	return nil
}

// modifier reads %hi(x), %lo(x), %pcrel_hi(x), %pcrel_lo(label).
func (p *parser) modifier(t token, depth int) *expr {
	name := p.next()
	switch name.text {
	case "hi", "lo", "pcrel_hi", "pcrel_lo":
	default:
		p.fail(name.col, "", "expected hi, lo, pcrel_hi or pcrel_lo after %%, found %s", name.describe())
		return nil
	}
	if !p.expect("(", "after %"+name.text) {
		return nil
	}
	e := p.binary(1, depth+1)
	if e == nil || !p.expect(")", "to close %"+name.text) {
		return nil
	}
	return &expr{op: "%" + name.text, a: e, col: t.col}
}

// evaluator gives symbols their values.
type evaluator struct {
	lookup func(name string, col int) (value, bool) // reports what is undefined itself
	local  func(name string, col int) (value, bool)
	dot    value
	fail   func(col int, format string, args ...any)
	depth  int
}

func (ev *evaluator) eval(e *expr) (value, bool) {
	ev.depth++
	defer func() { ev.depth-- }()
	if ev.depth > 4*maxDepth {
		ev.fail(e.col, "this expression refers to itself")
		return value{}, false
	}
	switch e.op {
	case "num":
		return value{e.num, -1}, true
	case "sym":
		return ev.lookup(e.name, e.col)
	case "local":
		return ev.local(e.name, e.col)
	case ".":
		return ev.dot, true
	}
	a, ok := ev.eval(e.a)
	if !ok {
		return value{}, false
	}
	if e.b == nil {
		return ev.unary(e, a)
	}
	b, ok := ev.eval(e.b)
	if !ok {
		return value{}, false
	}
	return ev.binary(e, a, b)
}

func (ev *evaluator) unary(e *expr, a value) (value, bool) {
	switch e.op {
	case "%hi":
		return value{(a.n + 0x800) &^ 0xfff, -1}, true
	case "%lo":
		return value{int64(int32(a.n<<20) >> 20), -1}, true
	case "%pcrel_hi":
		return value{(a.n - ev.dot.n + 0x800) &^ 0xfff, -1}, true
	case "%pcrel_lo":
		ev.fail(e.col, "%%pcrel_lo is only good in the instruction that follows %%pcrel_hi's label")
		return value{}, false
	}
	if a.sec >= 0 {
		ev.fail(e.col, "an address can't be an operand of %s", e.op[1:])
		return value{}, false
	}
	switch e.op {
	case "u-":
		return value{-a.n, -1}, true
	case "u~":
		return value{^a.n, -1}, true
	}
	return value{truth(a.n == 0), -1}, true
}

func truth(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

func (ev *evaluator) binary(e *expr, a, b value) (value, bool) {
	switch {
	case e.op == "+" && (a.sec < 0 || b.sec < 0):
		return value{a.n + b.n, max(a.sec, b.sec)}, true
	case e.op == "-" && b.sec < 0:
		return value{a.n - b.n, a.sec}, true
	case e.op == "+" && a.sec >= 0:
		ev.fail(e.col, "two addresses can't be added")
		return value{}, false
	}
	switch e.op {
	case "/", "%":
		if b.n == 0 {
			ev.fail(e.col, "division by zero")
			return value{}, false
		}
	case "<<", ">>":
		if b.n < 0 || b.n > 63 {
			ev.fail(e.col, "a shift by %d bits", b.n)
			return value{}, false
		}
	}
	return value{arith(e.op, a.n, b.n), -1}, true
}

func arith(op string, a, b int64) int64 {
	switch op {
	case "-":
		return a - b
	case "*":
		return a * b
	case "/":
		return a / b
	case "%":
		return a % b
	case "<<":
		return a << uint(b)
	case ">>":
		return int64(uint64(a) >> uint(b))
	case "&":
		return a & b
	case "|":
		return a | b
	case "^":
		return a ^ b
	case "==":
		return truth(a == b)
	case "!=":
		return truth(a != b)
	case "<":
		return truth(a < b)
	case ">":
		return truth(a > b)
	case "<=":
		return truth(a <= b)
	case ">=":
		return truth(a >= b)
	case "&&":
		return truth(a != 0 && b != 0)
	}
	return truth(a != 0 || b != 0)
}
