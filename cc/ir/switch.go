package ir

import (
	"math"
	"sort"

	"ushell/cc/ast"
)

// switchStmt lowers a switch: the dense stretches of its cases become Switch
// instructions, and between them a tree of comparisons decides.
func (l *lower) switchStmt(s *ast.Switch) {
	l.begins(s.X.Span())
	v := l.expr(s.X)
	if !v.k && l.f.Class[v.r] == Cap {
		v = val{r: l.capAddr(v)}
	}
	end := l.block()
	other := end
	if s.Default != nil {
		other = l.block()
		l.cases[s.Default] = other
	}
	var cases []Case
	for _, c := range s.Cases {
		if c == s.Default {
			continue
		}
		b := l.block()
		l.cases[c] = b
		if lo, hi := canonical(c.Lo, s.X.Type()), canonical(c.Hi, s.X.Type()); lo <= hi {
			cases = append(cases, Case{Lo: lo, Hi: hi, To: b})
		} else { // unsigned, and it spans the middle
			cases = append(cases, Case{Lo: lo, Hi: math.MaxInt64, To: b}, Case{Lo: math.MinInt64, Hi: hi, To: b})
		}
	}
	l.choose(v, cases, other)
	l.jumps[s] = &jump{brk: end, scopes: len(l.scopes)}
	l.stmtOne(s.Body)
	delete(l.jumps, s)
	l.begin(end)
}

// choose jumps to the case that has v, or to other.
func (l *lower) choose(v val, cases []Case, other *Block) {
	if v.k {
		for _, c := range cases {
			if c.Lo <= v.n && v.n <= c.Hi {
				l.jump(c.To)
				return
			}
		}
		l.jump(other)
		return
	}
	sort.SliceStable(cases, func(i, j int) bool { return cases[i].Lo < cases[j].Lo })
	l.decide(v.r, cases, other)
}

// What a jump table costs: it is worth it from tableMin cases on, when it has at most
// tableSpread entries for each.
const (
	tableMin    = 5
	tableSpread = 4
)

func dense(cases []Case) bool {
	n := uint64(len(cases))
	span := uint64(cases[n-1].Hi) - uint64(cases[0].Lo)
	return n >= tableMin && span < n*tableSpread
}

// decide is choose for cases in order.
func (l *lower) decide(r Reg, cases []Case, other *Block) {
	if n := len(cases); n > 3 {
		if dense(cases) {
			l.emit(&Ins{Op: Switch, A: r, Cases: cases, Else: other})
			return
		}
		m := split(cases)
		low, high := l.block(), l.block()
		l.emit(&Ins{Op: Branch, Cond: Lt, A: r, Imm: cases[m].Lo, To: low, Else: high})
		l.begin(low)
		l.decide(r, cases[:m], other)
		l.begin(high)
		l.decide(r, cases[m:], other)
		return
	}
	for _, c := range cases {
		l.test(r, c)
	}
	l.jump(other)
}

// split is where to divide cases: in the middle, or at the widest gap near it.
func split(cases []Case) int {
	n := len(cases)
	best, gap := n/2, uint64(0)
	for i := max(1, n/4); i <= min(n-1, 3*n/4); i++ {
		if g := uint64(cases[i].Lo) - uint64(cases[i-1].Hi); g > gap && g > tableSpread*2 {
			best, gap = i, g
		}
	}
	return best
}

// test jumps to c.To if c has the value in r.
func (l *lower) test(r Reg, c Case) {
	next := l.block()
	in := &Ins{Op: Branch, To: c.To, Else: next, A: r}
	switch {
	case c.Lo == c.Hi:
		in.Cond, in.Imm = Eq, c.Lo
	case c.Lo == math.MinInt64:
		in.Cond, in.Imm = Le, c.Hi
	case c.Hi == math.MaxInt64:
		in.Cond, in.Imm = Ge, c.Lo
	default:
		in.A = l.value(Int, &Ins{Op: Add, W: 8, A: r, Imm: -c.Lo})
		in.Cond, in.Imm = LeU, c.Hi-c.Lo
	}
	l.emit(in)
	l.begin(next)
}
