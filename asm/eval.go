package asm

// value is a number, or a place: bytes into a section, or from a symbol that
// only the linker finds. Once sizes are settled it may also be a place less
// another one.
type value struct {
	n    int64
	sec  int32 // section of the object, -1 for none
	frag int32 // of sec, as long as sizes are not settled
	sym  *symbol
	sub  *value
}

func number(n int64) value { return value{n: n, sec: -1} }

func (v *value) isNumber() bool { return v.sec < 0 && v.sym == nil && v.sub == nil }

// isPlace says whether v is an address in a section of this object.
func (v *value) isPlace() bool { return v.sec >= 0 && v.sub == nil }

// expr is an expression for a value without sub.
func (v value) expr(col int) *expr {
	if v.sec < 0 {
		return &expr{op: opNum, num: v.n, col: col, folded: true}
	}
	return &expr{op: opPlace, num: v.n, sec: v.sec, frag: v.frag, col: col, folded: true}
}

// number evaluates an expression that must be known now.
func (a *assembler) number(p *parser, e *expr) (int64, bool) {
	if e == nil {
		return 0, false
	}
	if e.op == opNum {
		return e.num, true
	}
	ev := &evaluator{a: a, pos: p.pos, now: true}
	v, ok := ev.eval(a.fold(e))
	if ok && !v.isNumber() {
		p.fail(e.col, "", "expected a number that is known here, found an address")
		ok = false
	}
	if !ok {
		p.bad = true
	}
	return v.n, ok
}

// quietly evaluates a folded expression if it is known now, whatever becomes
// longer.
func (a *assembler) quietly(e *expr) (value, bool) {
	ev := &evaluator{a: a, quiet: true, now: true, exact: true}
	return ev.eval(e)
}

// evaluator evaluates one folded expression: as the assembler sees it, before
// sizes are settled or after, or as the linker does, for an object.
type evaluator struct {
	a     *assembler
	l     *linker
	in    *placed // l's object
	pos   Pos
	quiet bool // report nothing
	now   bool // before sizes are settled: names must be defined
	exact bool // with now: nothing that may still grow may matter
	local bool // in a difference: a weak symbol is what this object says
	// later: there is no mistake, but only the linker knows.
	later bool
	steps int
	depth int
}

// maxSteps bounds the work for one expression: symbols defined by two others
// each can make it explode.
const maxSteps = 10000

func (ev *evaluator) fail(col int, format string, args ...any) (value, bool) {
	switch {
	case ev.quiet:
	case ev.l != nil:
		ev.l.fail(ev.pos, "", format, args...) // nodes have no columns
	default:
		ev.a.fail(ev.pos.at(col), "", format, args...)
	}
	return value{}, false
}

// leave says that the linker must evaluate this.
func (ev *evaluator) leave() (value, bool) {
	ev.later = true
	return value{}, false
}

func (ev *evaluator) eval(e *expr) (value, bool) {
	switch e.op {
	case opNum:
		return number(e.num), true
	case opPlace:
		return ev.place(e.sec, e.frag, uint64(e.num)), true
	}
	ev.depth++
	ev.steps++
	if ev.steps > maxSteps || ev.depth > 4*maxDepth {
		return ev.fail(e.col, "this expression is too complex, or refers to itself")
	}
	v, ok := ev.operator(e)
	ev.depth--
	return v, ok
}

// place is bytes into a section: in the linker an address.
func (ev *evaluator) place(sec, frag int32, off uint64) value {
	if ev.l != nil {
		return value{n: int64(ev.in.addr[sec] + off), sec: 0}
	}
	return value{n: int64(ev.a.secs[sec].moved(frag, off)), sec: sec, frag: frag}
}

func (ev *evaluator) operator(e *expr) (value, bool) {
	switch e.op {
	case opSym:
		return ev.symbol(e)
	case opExt:
		return ev.l.symbolValue(ev, e)
	case opLocal:
		pl, ok := ev.a.numeric(e.name, int(e.num))
		if !ok {
			return ev.fail(e.col, "there is no label %s: in that direction", e.name[:len(e.name)-1])
		}
		return ev.place(pl.sec, pl.frag, pl.off), true
	}
	outer := ev.local
	ev.local = outer || e.op == opSub || e.op >= opEq && e.op <= opGe
	a, ok := ev.eval(e.a)
	if !ok {
		return value{}, false
	}
	if e.b == nil {
		ev.local = outer
		return ev.unary(e, a)
	}
	b, ok := ev.eval(e.b)
	ev.local = outer
	if !ok {
		return value{}, false
	}
	return ev.binary(e, a, b)
}

func (ev *evaluator) symbol(e *expr) (value, bool) {
	s := e.sym
	if s.use.File == nil {
		s.use = ev.pos.at(e.col)
	}
	switch {
	case !s.defined && ev.now:
		if !ev.quiet {
			ev.a.undefined(s.name, ev.pos.at(e.col))
		}
		return value{}, false
	case !s.defined || s.weak && !ev.local && !ev.now:
		return value{sec: -1, sym: s}, true
	case s.sec >= 0:
		return ev.place(s.sec, s.frag, s.off), true
	}
	return ev.eval(s.e)
}

func (ev *evaluator) unary(e *expr, a value) (value, bool) {
	if !a.isNumber() {
		return ev.unaryPlace(e, a)
	}
	switch e.op {
	case opHi:
		return number((a.n + 0x800) &^ 0xfff), true
	case opLo:
		return number(a.n << 52 >> 52), true
	case opPCRelHi:
		return ev.fail(e.col, "%%pcrel_hi needs an address")
	case opPCRelLo:
		return ev.fail(e.col, "%%pcrel_lo must be all of an immediate")
	case opNeg:
		return number(-a.n), true
	case opNot:
		return number(^a.n), true
	}
	return number(truth(a.n == 0)), true
}

// unaryPlace is an operator before an address, or what may be one.
func (ev *evaluator) unaryPlace(e *expr, a value) (value, bool) {
	switch {
	case e.op == opPCRelLo:
		return ev.fail(e.col, "%%pcrel_lo must be all of an immediate")
	case e.op == opPCRelHi && ev.l != nil:
		return ev.fail(e.col, "%%pcrel_hi must be all of an immediate")
	case (e.op == opHi || e.op == opLo) && ev.l != nil:
		a.sec = -1
		return ev.unary(e, a)
	case e.op >= opHi && e.op <= opPCRelHi && ev.now:
		return ev.fail(e.col, "%s of an address is known only after linking", opNames[e.op])
	case e.op >= opHi || a.sym != nil || a.sub != nil:
		return ev.leave()
	}
	return ev.fail(e.col, "an address can't be an operand of %s", opNames[e.op])
}

func truth(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

func (ev *evaluator) binary(e *expr, a, b value) (value, bool) {
	an, bn := a.isNumber(), b.isNumber()
	switch {
	case an && bn:
		return ev.numbers(e, a.n, b.n)
	case e.op == opAdd && an:
		b.n += a.n
		return b, true
	case e.op == opAdd && bn:
		a.n += b.n
		return a, true
	case e.op == opSub && bn:
		a.n -= b.n
		return a, true
	}
	if a.sym != nil || b.sym != nil || a.sub != nil || b.sub != nil {
		if e.op == opSub && !an && a.sub == nil && b.sub == nil {
			return ev.difference(a, b)
		}
		return ev.leave()
	}
	switch {
	case e.op == opAdd:
		return ev.fail(e.col, "two addresses can't be added")
	case e.op != opSub && (e.op < opEq || e.op > opGe):
		return ev.fail(e.col, "an address can't be an operand of %s", opNames[e.op])
	case an || bn:
		return ev.fail(e.col, "%s needs two numbers or two addresses", opNames[e.op])
	}
	return ev.addresses(e, a, b)
}

// difference is a less b, of which the linker knows at least one.
func (ev *evaluator) difference(a, b value) (value, bool) {
	a.n -= b.n
	b.n = 0
	a.sub = &b
	return a, true
}

// addresses compares or subtracts two places in sections.
func (ev *evaluator) addresses(e *expr, a, b value) (value, bool) {
	switch {
	case ev.l != nil:
	case a.sec != b.sec && ev.now:
		return ev.fail(e.col, "how far two sections are apart is known only after linking")
	case a.sec != b.sec && e.op == opSub:
		return ev.difference(a, b)
	case a.sec != b.sec:
		return ev.leave()
	case a.frag != b.frag && ev.now:
		if ev.exact {
			return value{}, false
		}
		ev.a.early = true
	}
	return number(arith(e.op, a.n, b.n)), true
}

func (ev *evaluator) numbers(e *expr, a, b int64) (value, bool) {
	switch e.op {
	case opDiv, opMod:
		if b == 0 {
			return ev.fail(e.col, "division by zero")
		}
	case opShl, opShr:
		if b < 0 || b > 63 {
			return ev.fail(e.col, "a shift by %d bits is out of range (0 to 63)", b)
		}
	}
	return number(arith(e.op, a, b)), true
}

func arith(op opcode, a, b int64) int64 {
	switch op {
	case opAdd:
		return a + b
	case opSub:
		return a - b
	case opMul:
		return a * b
	case opDiv:
		return a / b
	case opMod:
		return a % b
	case opShl:
		return a << uint(b)
	case opShr:
		return int64(uint64(a) >> uint(b))
	case opAnd:
		return a & b
	case opOr:
		return a | b
	case opXor:
		return a ^ b
	case opEq:
		return truth(a == b)
	case opNe:
		return truth(a != b)
	case opLt:
		return truth(a < b)
	case opGt:
		return truth(a > b)
	case opLe:
		return truth(a <= b)
	case opGe:
		return truth(a >= b)
	case opAndThen:
		return truth(a != 0 && b != 0)
	}
	return truth(a != 0 || b != 0)
}
