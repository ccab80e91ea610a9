package asm

// opcode is what a node of an expression does.
type opcode uint8

// The leaves, the operators with one operand, those with two.
const (
	opNum   opcode = iota // num
	opPlace               // num bytes into a section
	opSym                 // a name
	opLocal               // 1b or 1f, as seen from num in the order of such labels
	opHere                // .
	opExt                 // symbol num of the object
	opNeg
	opNot
	opZero // !
	opHi
	opLo
	opPCRelHi
	opPCRelLo
	opOrElse
	opAndThen
	opOr
	opXor
	opAnd
	opEq
	opNe
	opLt
	opGt
	opLe
	opGe
	opShl
	opShr
	opAdd
	opSub
	opMul
	opDiv
	opMod
	numOpcodes
)

var opNames = [numOpcodes]string{opNeg: "-", opNot: "~", opZero: "!", opHi: "%hi", opLo: "%lo", opPCRelHi: "%pcrel_hi", opPCRelLo: "%pcrel_lo",
	opOrElse: "||", opAndThen: "&&", opOr: "|", opXor: "^", opAnd: "&", opEq: "==", opNe: "!=", opLt: "<", opGt: ">", opLe: "<=", opGe: ">=",
	opShl: "<<", opShr: ">>", opAdd: "+", opSub: "-", opMul: "*", opDiv: "/", opMod: "%"}

// Precedence of binary operators, that of C.
var opPrec = [numOpcodes]uint8{
	opOrElse: 1, opAndThen: 2, opOr: 3, opXor: 4, opAnd: 5, opEq: 6, opNe: 6,
	opLt: 7, opGt: 7, opLe: 7, opGe: 7, opShl: 8, opShr: 8, opAdd: 9, opSub: 9, opMul: 10, opDiv: 10, opMod: 10}

// binaryOp is the operator that t is, opNum if it is none.
func (t *token) binaryOp() opcode {
	if t.kind != tokPunct {
		return opNum
	}
	for op := opOrElse; op < numOpcodes; op++ {
		if opNames[op] == t.text {
			return op
		}
	}
	return opNum
}

// An expression is a tree of operators over numbers and symbols. Its value is
// known when all addresses are.
type expr struct {
	op opcode
	// folded: nothing in it depends on where it stands any more.
	folded bool
	sec    int32 // of opPlace
	frag   int32 // of opPlace: the fragment of the place
	num    int64
	name   string // of opLocal
	sym    *symbol
	a, b   *expr
	col    int
}

// newExpr allocates expressions by the slab: there is one for most operands.
func (a *assembler) newExpr(e expr) *expr {
	if len(a.exprSlab) == 0 {
		a.exprSlab = make([]expr, 128)
	}
	x := &a.exprSlab[0]
	a.exprSlab = a.exprSlab[1:]
	*x = e
	return x
}

func num(n int64) *expr { return &expr{op: opNum, num: n, folded: true} }

// parser walks the tokens of one statement.
type parser struct {
	a    *assembler
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
	if p.i < len(p.toks) && p.toks[p.i].isPunct(punct) {
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
	if p.i < len(p.toks) {
		t := p.toks[p.i]
		p.expected(t.col, "", "unexpected %s after the last operand", t.describe())
	}
}

// maxDepth bounds the nesting of expressions.
const maxDepth = 100

func (p *parser) expr() *expr { return p.binary(1, 0) }

func (p *parser) binary(min uint8, depth int) *expr {
	left := p.unary(depth)
	for left != nil {
		if p.i >= len(p.toks) {
			return left
		}
		t := &p.toks[p.i]
		op := t.binaryOp()
		if prec := opPrec[op]; prec < min || prec == 0 {
			return left
		}
		p.i++
		right := p.binary(opPrec[op]+1, depth+1)
		if right == nil {
			return nil
		}
		left = p.a.newExpr(expr{op: op, a: left, b: right, col: t.col})
	}
	return nil
}

// name is the next token. A symbol that has the name of a register is written in
// quotes.
func (p *parser) name() token {
	return p.next().unquoted()
}

// unquoted is the token, or the symbol when it is the name of a register in quotes.
func (t token) unquoted() token {
	if t.kind == tokString && regToken(t.text) != noRegister {
		t.kind, t.reg = tokName, noRegister
	}
	return t
}

func (p *parser) unary(depth int) *expr {
	t := p.name()
	if depth > maxDepth {
		p.fail(t.col, "", "this expression is nested too deeply")
		return nil
	}
	switch {
	case t.kind == tokNumber:
		return p.a.newExpr(expr{op: opNum, num: t.num, col: t.col, folded: true})
	case t.kind == tokLocal:
		return p.a.newExpr(expr{op: opLocal, name: t.text, col: t.col})
	case t.kind == tokName && t.text == ".":
		return p.a.newExpr(expr{op: opHere, col: t.col})
	case t.kind == tokName:
		return p.a.newExpr(expr{op: opSym, sym: p.a.intern(t.text), col: t.col})
	case t.kind == tokPunct:
		return p.operator(t, depth)
	}
	p.fail(t.col, "", "expected a number or a symbol, found %s", t.describe())
	return nil
}

// operator reads what begins with an operator or a parenthesis.
func (p *parser) operator(t token, depth int) *expr {
	op := opNum
	switch t.text {
	case "-":
		op = opNeg
	case "~":
		op = opNot
	case "!":
		op = opZero
	case "+":
		return p.unary(depth + 1)
	case "(":
		if e := p.binary(1, depth+1); e != nil && p.expect(")", "to close the parenthesis") {
			return e
		}
		return nil
	case "%":
		return p.modifier(t, depth)
	default:
		p.fail(t.col, "", "expected a number or a symbol, found %s", t.describe())
		return nil
	}
	e := p.unary(depth + 1)
	switch {
	case e == nil:
		return nil
	case op == opNeg && e.op == opNum:
		e.num, e.col = -e.num, t.col
		return e
	}
	return p.a.newExpr(expr{op: op, a: e, col: t.col})
}

// modifier reads %hi(x), %lo(x), %pcrel_hi(x), %pcrel_lo(label).
func (p *parser) modifier(t token, depth int) *expr {
	name := p.next()
	op := opNum
	for m := opHi; m <= opPCRelLo; m++ {
		if opNames[m][1:] == name.text {
			op = m
		}
	}
	if op == opNum {
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
	return p.a.newExpr(expr{op: op, a: e, col: t.col})
}

// fold replaces what may be different elsewhere with what it is here: the
// current place, and symbols that .equ has given a value and may give another.
func (a *assembler) fold(e *expr) *expr {
	if e == nil || e.folded {
		return e
	}
	switch e.op {
	case opNum, opPlace:
		return e
	case opHere:
		s := a.secs[a.cur]
		return a.newExpr(expr{op: opPlace, num: int64(s.off()), sec: int32(a.cur), frag: s.frag(), col: e.col, folded: true})
	case opLocal:
		return a.newExpr(expr{op: opLocal, name: e.name, num: int64(a.order), col: e.col, folded: true})
	case opSym:
		if s := e.sym; s.set && s.defined {
			known := *s.e
			known.col = e.col
			return a.newExpr(known)
		}
		return e
	}
	x := a.newExpr(expr{op: e.op, a: a.fold(e.a), b: a.fold(e.b), col: e.col, folded: true})
	if x.b != nil && x.a.op == opNum && x.b.op == opNum && (x.op == opAdd || x.op == opSub || x.op == opMul) {
		return a.newExpr(expr{op: opNum, num: arith(x.op, x.a.num, x.b.num), col: x.a.col, folded: true})
	}
	return x
}
