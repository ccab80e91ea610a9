package asm

// An expression is a tree of operators over numbers and symbols. Its value is
// known when all addresses are.
type expr struct {
	op   string // "num", "place", "slot", "sym", "local", ".", "u-", "u~", "u!", "%hi", ..., or a binary operator
	num  int64  // of "num"; the offset of "place"; of "local", the place in the order of such labels
	sec  int    // of "place"
	name string
	a, b *expr
	col  int
	// folded: nothing in it depends on where it stands any more.
	folded bool
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
	bad  bool // a mistake was reported
	// syntax: the mistake is in the form of the operands.
	syntax bool
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

func (p *parser) at(col int) Pos { return p.pos.at(col) }

// fail reports a mistake once a statement.
func (p *parser) fail(col int, hint, format string, args ...any) {
	if !p.bad {
		p.bad = true
		p.errs.add(p.at(col), hint, format, args...)
	}
}

// expected is fail for an operand that has not the right form.
func (p *parser) expected(col int, hint, format string, args ...any) {
	p.syntax = p.syntax || !p.bad
	p.fail(col, hint, format, args...)
}

func (p *parser) accept(punct string) bool {
	if p.peek().isPunct(punct) {
		p.i++
		return true
	}
	return false
}

func (p *parser) expect(punct, where string) bool {
	if p.accept(punct) {
		return true
	}
	p.expected(p.peek().col, "", "expected %q %s, found %s", punct, where, p.peek().describe())
	return false
}

func (t token) isPunct(s string) bool { return t.kind == tokPunct && t.text == s }

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
		p.expected(t.col, "", "unexpected %s after the last operand", t.describe())
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

// fold replaces what may be different elsewhere with what it is here: the
// current place, and symbols that .equ has given a value and may give another.
func (a *assembler) fold(e *expr) *expr {
	if e == nil || e.folded {
		return e
	}
	switch e.op {
	case "num", "place", "slot":
		return e
	case ".":
		return value{int64(a.secs[a.cur].off()), a.cur}.expr(e.col)
	case "local":
		return &expr{op: "local", name: e.name, num: int64(a.order), col: e.col, folded: true}
	case "sym":
		if s := a.unit.syms[e.name]; s != nil && s.set {
			known := *s.e
			known.col = e.col
			return &known
		}
		return e
	}
	return &expr{op: e.op, a: a.fold(e.a), b: a.fold(e.b), col: e.col, folded: true}
}

// expr is an expression for a value that is known.
func (v value) expr(col int) *expr {
	if v.sec < 0 {
		return &expr{op: "num", num: v.n, col: col}
	}
	return &expr{op: "place", num: v.n, sec: v.sec, col: col}
}

func num(n int64) *expr { return &expr{op: "num", num: n} }

// number evaluates an expression that must be known now.
func (a *assembler) number(p *parser, e *expr) (int64, bool) {
	if e == nil {
		return 0, false
	}
	v, ok := a.evaluate(a.fold(e), a.unit, p.pos)
	if ok && v.sec >= 0 {
		p.fail(e.col, "", "expected a number that is known here, found an address")
		ok = false
	}
	if !ok {
		p.bad = true
	}
	return v.n, ok
}

// quietly evaluates a folded expression if it is known now.
func (a *assembler) quietly(e *expr) (value, bool) {
	ev := &evaluator{a: a, u: a.unit, quiet: true}
	return ev.eval(e)
}

// evaluate gives a folded expression its value as seen from unit u. Before
// linking, places are offsets in their sections.
func (a *assembler) evaluate(e *expr, u *unit, pos Pos) (value, bool) {
	ev := &evaluator{a: a, u: u, pos: pos}
	return ev.eval(e)
}

// evalAt is evaluate for an expression that depends on where it stands
// (%pcrel_hi).
func (a *assembler) evalAt(e *expr, f *fixup) (value, bool) {
	ev := &evaluator{a: a, u: f.unit, pos: f.pos, pc: int64(a.secs[f.sec].addr + f.off)}
	return ev.eval(e)
}

// evaluator evaluates one expression.
type evaluator struct {
	a     *assembler
	u     *unit
	pos   Pos
	pc    int64
	quiet bool // report nothing
	steps int
	depth int
}

// maxSteps bounds the work for one expression: symbols defined by two others
// each can make it explode.
const maxSteps = 10000

func (ev *evaluator) fail(col int, format string, args ...any) (value, bool) {
	if !ev.quiet {
		ev.a.fail(ev.pos.at(col), "", format, args...)
	}
	return value{}, false
}

func (ev *evaluator) eval(e *expr) (value, bool) {
	ev.depth++
	defer func() { ev.depth-- }()
	if ev.steps++; ev.steps > maxSteps || ev.depth > 4*maxDepth {
		return ev.fail(e.col, "this expression is too complex, or refers to itself")
	}
	switch e.op {
	case "num":
		return value{e.num, -1}, true
	case "place":
		return value{int64(ev.a.secs[e.sec].addr) + e.num, e.sec}, true
	case "sym":
		return ev.symbol(e)
	case "local":
		pl, ok := ev.u.numeric(e.name, int(e.num))
		if !ok {
			return ev.fail(e.col, "there is no label %s: in that direction", e.name[:len(e.name)-1])
		}
		return value{int64(ev.a.secs[pl.sec].addr + pl.off), pl.sec}, true
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

func (ev *evaluator) symbol(e *expr) (value, bool) {
	s := ev.a.find(ev.u, e.name)
	if s == nil {
		if !ev.quiet {
			ev.a.undefined(ev.u, e.name, ev.pos.at(e.col))
		}
		return value{}, false
	}
	if s.sec >= 0 {
		return value{int64(ev.a.secs[s.sec].addr + s.off), s.sec}, true
	}
	if s.unit == ev.u {
		return ev.eval(s.e)
	}
	// Names in it are those of the unit that defines it.
	u := ev.u
	ev.u = s.unit
	v, ok := ev.eval(s.e)
	ev.u = u
	return v, ok
}

func (ev *evaluator) unary(e *expr, a value) (value, bool) {
	if e.op[0] == '%' && a.sec >= 0 && !ev.a.linked {
		return ev.fail(e.col, "%s of an address is known only after linking", e.op)
	}
	switch e.op {
	case "%hi":
		return value{(a.n + 0x800) &^ 0xfff, -1}, true
	case "%lo":
		return value{a.n << 52 >> 52, -1}, true
	case "%pcrel_hi":
		if a.sec < 0 {
			return ev.fail(e.col, "%%pcrel_hi needs an address")
		}
		return value{(a.n - ev.pc + 0x800) &^ 0xfff, -1}, true
	case "%pcrel_lo":
		return ev.fail(e.col, "%%pcrel_lo must be all of an immediate")
	}
	if a.sec >= 0 {
		return ev.fail(e.col, "an address can't be an operand of %s", e.op[1:])
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
	case a.sec < 0 && b.sec < 0:
		return ev.numbers(e, a.n, b.n)
	case e.op == "+" && a.sec >= 0 && b.sec >= 0:
		return ev.fail(e.col, "two addresses can't be added")
	case e.op == "+":
		return value{a.n + b.n, max(a.sec, b.sec)}, true
	case e.op == "-" && b.sec < 0:
		return value{a.n - b.n, a.sec}, true
	}
	switch e.op {
	case "-", "==", "!=", "<", ">", "<=", ">=":
		if a.sec < 0 || b.sec < 0 {
			return ev.fail(e.col, "%s needs two numbers or two addresses", e.op)
		}
		if a.sec != b.sec && !ev.a.linked {
			return ev.fail(e.col, "how far two sections are apart is known only after linking")
		}
		return value{arith(e.op, a.n, b.n), -1}, true
	}
	return ev.fail(e.col, "an address can't be an operand of %s", e.op)
}

func (ev *evaluator) numbers(e *expr, a, b int64) (value, bool) {
	switch e.op {
	case "/", "%":
		if b == 0 {
			return ev.fail(e.col, "division by zero")
		}
	case "<<", ">>":
		if b < 0 || b > 63 {
			return ev.fail(e.col, "a shift by %d bits is out of range (0 to 63)", b)
		}
	}
	return value{arith(e.op, a, b), -1}, true
}

func arith(op string, a, b int64) int64 {
	switch op {
	case "+":
		return a + b
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
