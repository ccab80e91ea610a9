package token

import "ushell/cc/diag"

// cond is an #if that has no #endif yet.
type cond struct {
	at     diag.Span
	name   string    // ifdef
	live   bool      // the group that is read now counts
	taken  bool      // a group has been read, or none is to be
	orElse diag.Span // of its #else
	isElse bool
	guard  bool // it may be an include guard
}

// live says whether the group that s is in counts.
func (s *source) live() bool { return len(s.conds) == 0 || s.conds[len(s.conds)-1].live }

// skip reads over groups that do not count.
func (p *preprocessor) skip() {
	s := p.src
	for !s.live() && s.skipGroup() {
		var name Token
		s.line = true
		s.next(&name)
		switch name.Text {
		case "if", "ifdef", "ifndef", "elif", "elifdef", "elifndef", "else", "endif":
			p.condition(&name)
		}
		s.line = false
	}
}

// condition does what #if and its kin say. dir is the name of the directive.
func (p *preprocessor) condition(dir *Token) {
	s := p.src
	switch dir.Text {
	case "if", "ifdef", "ifndef":
		c := cond{at: dir.Span(), name: dir.Text}
		if !s.live() {
			c.taken = true
		} else {
			outside := !s.busy && !s.closed && s.guard == nil && len(s.conds) == 0
			s.busy = true
			c.live = p.test(dir, p.rest(), outside)
			c.taken, c.guard = c.live, s.guard != nil && outside
		}
		s.conds = append(s.conds, c)
		return
	}
	if len(s.conds) == 0 {
		p.diags.Errorf(dir.Span(), "#%s without #if", dir.Text)
		s.busy = true
		return
	}
	c := &s.conds[len(s.conds)-1]
	if dir.Text == "endif" {
		p.extra(dir, p.rest())
		if c.guard {
			s.closed, s.busy = true, false
		}
		s.conds = s.conds[:len(s.conds)-1]
		return
	}
	if c.guard {
		s.guard, c.guard = nil, false
	}
	if c.isElse {
		p.diags.Errorf(dir.Span(), "#%s after #else", dir.Text).Notef(c.orElse, "the #else is here").
			Notef(c.at, "the conditional began here")
		c.live = false
		return
	}
	if dir.Text == "else" {
		p.extra(dir, p.rest())
		c.isElse, c.orElse = true, dir.Span()
		c.live, c.taken = !c.taken, true
		return
	}
	c.live = false
	if !c.taken {
		c.live = p.test(dir, p.rest(), false)
		c.taken = c.live
	}
}

// test is the condition of #if, #ifdef and so on. When guard is set the file may
// be a header that begins with its include guard, which is noted.
func (p *preprocessor) test(dir *Token, line []Token, guard bool) bool {
	switch dir.Text {
	case "if", "elif":
		if guard {
			p.src.guard = notDefined(line)
		}
		return p.evaluate(dir, line)
	}
	t := p.macroName(dir, line)
	if t == nil {
		return false
	}
	p.extra(dir, line[1:])
	is := defined(t.name)
	if dir.Text == "ifndef" || dir.Text == "elifndef" {
		if guard {
			p.src.guard = t.name
		}
		return !is
	}
	return is
}

// defined says whether a name counts as a macro.
func defined(n *name) bool { return n.macro != nil || n.special >= hasInclude }

// notDefined is the name X of the line "!defined(X)", or nil.
func notDefined(line []Token) *name {
	if len(line) < 3 || line[0].Text != "!" || line[1].Text != "defined" {
		return nil
	}
	line = line[2:]
	if len(line) == 3 && line[0].Text == "(" && line[2].Text == ")" {
		line = line[1:2]
	}
	if len(line) != 1 || line[0].Kind != Ident {
		return nil
	}
	return line[0].name
}

// evaluate is whether the expression of an #if is not 0. One that is wrong is.
func (p *preprocessor) evaluate(dir *Token, line []Token) bool {
	if len(line) == 0 {
		p.diags.Errorf(dir.After(), "#%s with no expression", dir.Text)
		return false
	}
	last := line[len(line)-1]
	p.inIf = true
	toks := p.expandAll(line)
	p.inIf = false
	if p.dead {
		return false
	}
	e := evaluator{p: p, toks: toks, end: last.After(), dir: dir}
	v := e.conditional(true)
	if !e.failed && e.i < len(toks) {
		e.trailing()
	}
	return !e.failed && v.v != 0
}

// value is a number in an #if: an intmax_t, or a uintmax_t.
type value struct {
	v        uint64
	unsigned bool
}

func truth(b bool) value {
	if b {
		return value{v: 1}
	}
	return value{}
}

// evaluator reads an expression (C11 6.10.1) by recursive descent. Its methods
// take whether what they read counts: in 0 && 1/0 the division does not.
type evaluator struct {
	p      *preprocessor
	toks   []Token
	i      int
	dir    *Token
	end    diag.Span
	depth  int
	failed bool
}

// fail says what is wrong, the first time.
func (e *evaluator) fail(s diag.Span, format string, args ...any) value {
	if !e.failed {
		e.p.diags.Errorf(s, format, args...)
	}
	e.failed = true
	return value{}
}

func (e *evaluator) peek() *Token {
	if e.i < len(e.toks) && !e.failed {
		return &e.toks[e.i]
	}
	return &Token{}
}

func (e *evaluator) accept(punct string) bool {
	if t := e.peek(); t.Kind == Punct && t.Text == punct {
		e.i++
		return true
	}
	return false
}

func (e *evaluator) here() diag.Span {
	if e.i < len(e.toks) {
		return e.toks[e.i].Span()
	}
	return e.end
}

// trailing says what stands behind an expression that should be over.
func (e *evaluator) trailing() {
	t := e.peek()
	switch t.Text {
	case "=":
		e.fail(t.Span(), "'=' is no operator in #%s; did you mean '=='?", e.dir.Text)
	case ")":
		e.fail(t.Span(), "')' without a '(' in #%s", e.dir.Text)
	case "(":
		if e.i > 0 && e.toks[e.i-1].Kind == Ident {
			e.fail(e.toks[e.i-1].Span(), "function-like macro '%s' is not defined", e.toks[e.i-1].Text)
			return
		}
		fallthrough
	default:
		e.fail(t.Span(), "expected an operator before '%s' in #%s", shorten(t.Text), e.dir.Text)
	}
}

// conditional is a ? b : c.
func (e *evaluator) conditional(live bool) value {
	if e.depth++; e.depth > maxNesting {
		return e.fail(e.here(), "the expression of #%s is nested too deeply", e.dir.Text)
	}
	defer func() { e.depth-- }()
	c := e.binary(0, live)
	if !e.accept("?") {
		return c
	}
	x := e.conditional(live && c.v != 0)
	if !e.accept(":") {
		return e.fail(e.here(), "expected ':' in the conditional expression of #%s", e.dir.Text)
	}
	y := e.conditional(live && c.v == 0)
	u := x.unsigned || y.unsigned
	if c.v != 0 {
		return value{x.v, u}
	}
	return value{y.v, u}
}

// priority of the binary operators.
var priority = map[string]int{"||": 1, "&&": 2, "|": 3, "^": 4, "&": 5, "==": 6, "!=": 6, "<": 7, ">": 7, "<=": 7, ">=": 7,
	"<<": 8, ">>": 8, "+": 9, "-": 9, "*": 10, "/": 10, "%": 10}

// binary reads operators of a priority above least.
func (e *evaluator) binary(least int, live bool) value {
	x := e.unary(live)
	for {
		op := e.peek()
		pri := priority[op.Text]
		if op.Kind != Punct || pri <= least {
			return x
		}
		e.i++
		counts := live && !(op.Text == "&&" && x.v == 0) && !(op.Text == "||" && x.v != 0)
		y := e.binary(pri, counts)
		x = e.apply(op, x, y, counts)
	}
}

// apply is x op y.
func (e *evaluator) apply(op *Token, x, y value, live bool) value {
	u := x.unsigned || y.unsigned
	switch op.Text {
	case "||":
		return truth(x.v != 0 || y.v != 0)
	case "&&":
		return truth(x.v != 0 && y.v != 0)
	case "|":
		return value{x.v | y.v, u}
	case "^":
		return value{x.v ^ y.v, u}
	case "&":
		return value{x.v & y.v, u}
	case "==":
		return truth(x.v == y.v)
	case "!=":
		return truth(x.v != y.v)
	case "<":
		return truth(less(x.v, y.v, u))
	case ">":
		return truth(less(y.v, x.v, u))
	case "<=":
		return truth(!less(y.v, x.v, u))
	case ">=":
		return truth(!less(x.v, y.v, u))
	case "<<", ">>":
		return shift(x, y, op.Text == "<<")
	case "+":
		return value{x.v + y.v, u}
	case "-":
		return value{x.v - y.v, u}
	case "*":
		return value{x.v * y.v, u}
	}
	if y.v == 0 {
		if live {
			e.fail(op.Span(), "division by zero in #%s", e.dir.Text)
		}
		return value{unsigned: u}
	}
	return divide(x.v, y.v, u, op.Text == "/")
}

func less(x, y uint64, unsigned bool) bool {
	if unsigned {
		return x < y
	}
	return int64(x) < int64(y)
}

func divide(x, y uint64, unsigned, quotient bool) value {
	switch {
	case unsigned && quotient:
		return value{x / y, true}
	case unsigned:
		return value{x % y, true}
	case int64(y) == -1: // the most negative number has no opposite: it wraps
		if quotient {
			return value{v: -x}
		}
		return value{}
	case quotient:
		return value{v: uint64(int64(x) / int64(y))}
	}
	return value{v: uint64(int64(x) % int64(y))}
}

// shift is x << y or x >> y; a negative y shifts the other way.
func shift(x, y value, left bool) value {
	n := y.v
	if !y.unsigned && int64(n) < 0 {
		left, n = !left, -n
	}
	switch {
	case left && n < 64:
		x.v <<= n
	case left:
		x.v = 0
	case x.unsigned && n < 64:
		x.v >>= n
	case x.unsigned:
		x.v = 0
	default:
		x.v = uint64(int64(x.v) >> min(n, 63))
	}
	return x
}

func (e *evaluator) unary(live bool) value {
	// Operators in a row are read in a loop: there may be very many.
	from := e.i
	for {
		t := e.peek()
		if t.Kind != Punct || t.Text != "!" && t.Text != "~" && t.Text != "-" && t.Text != "+" {
			break
		}
		e.i++
	}
	to := e.i
	v := e.primary(live)
	for i := to - 1; i >= from; i-- {
		switch e.toks[i].Text {
		case "!":
			v = truth(v.v == 0)
		case "~":
			v.v = ^v.v
		case "-":
			v.v = -v.v
		}
	}
	return v
}

func (e *evaluator) primary(live bool) value {
	t := e.peek()
	switch t.Kind {
	case Number:
		e.i++
		return e.number(t)
	case Char:
		e.i++
		c, ok := ParseChar(t, e.p.diags)
		e.failed = e.failed || !ok
		if e.p.SignedChar && c.Prefix == "" && uint64(c.Value) < 256 {
			c.Value = int64(int8(c.Value))
		}
		return value{v: uint64(c.Value)}
	case Ident:
		if next := e.i + 1; next < len(e.toks) && e.toks[next].Text == "(" && e.toks[next].Kind == Punct && live {
			return e.fail(t.Span(), "function-like macro '%s' is not defined", t.Text)
		}
		e.i++
		if live {
			e.p.diags.Warnf("undef", t.Span(), "'%s' is not defined: it counts as 0", t.Text)
		}
		if next := e.i; !live && next < len(e.toks) && e.toks[next].Text == "(" {
			return e.call()
		}
		return value{}
	case Punct:
		if e.accept("(") {
			v := e.conditional(live)
			if !e.accept(")") {
				return e.fail(e.here(), "expected ')' in the expression of #%s", e.dir.Text)
			}
			return v
		}
	case String:
		return e.fail(t.Span(), "a string is no number: #%s needs an integer expression", e.dir.Text)
	}
	if e.i >= len(e.toks) {
		return e.fail(e.end, "expected a value at the end of the expression of #%s", e.dir.Text)
	}
	return e.fail(t.Span(), "expected a value, not '%s', in #%s", shorten(t.Text), e.dir.Text)
}

// call reads over the arguments of a function-like macro that does not exist,
// where nothing counts: #if defined(F) && F(1).
func (e *evaluator) call() value {
	depth := 0
	for ; e.i < len(e.toks); e.i++ {
		if t := &e.toks[e.i]; t.Kind == Punct && t.Text == "(" {
			depth++
		} else if t.Kind == Punct && t.Text == ")" {
			if depth--; depth == 0 {
				e.i++
				return value{}
			}
		}
	}
	return value{}
}

func (e *evaluator) number(t *Token) value {
	n, ok := ParseNumber(t, e.p.diags)
	switch {
	case !ok:
		e.failed = true
	case n.Floating():
		e.fail(t.Span(), "floating constant in #%s: it needs an integer expression", e.dir.Text)
	}
	return value{n.Int, n.unsigned() || int64(n.Int) < 0}
}
