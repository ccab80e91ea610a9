package asm

import (
	"fmt"
	"slices"
	"strings"

	"ushell/image"
	"ushell/isa"
)

// symbol is a name in a source: a label, what .equ names, or what is defined
// elsewhere.
type symbol struct {
	name    string
	defined bool
	sec     int32 // -1: the value of e
	frag    int32
	off     uint64
	e       *expr   // as far as it is known where it is defined
	alias   *symbol // of .set NAME, SYMBOL
	set     bool    // by .equ and its like, which may do it again
	global  bool
	weak    bool
	hidden  bool
	local   bool   // .local said so
	common  uint64 // .comm: its alignment, 0 for others
	typed   bool
	kind    image.Kind
	size    *expr // what .size says, folded
	bytes   uint64
	sizeAt  Pos
	pos     Pos
	use     Pos   // the first one
	index   int32 // in the object, from 1
}

// private names are nobody's business but the assembler's.
func (s *symbol) private() bool { return strings.HasPrefix(s.name, ".L") }

// place is where a numeric label stands; order counts such labels.
type place struct {
	sec   int32
	frag  int32
	off   uint64
	order int
}

// intern is the symbol of that name, defined or not.
func (a *assembler) intern(name string) *symbol {
	if s := a.syms[name]; s != nil {
		return s
	}
	if len(a.symSlab) == 0 {
		a.symSlab = make([]symbol, 64)
	}
	s := &a.symSlab[0]
	a.symSlab = a.symSlab[1:]
	s.name, s.sec = name, -1
	a.syms[name] = s
	a.symList = append(a.symList, s)
	return s
}

// find is the symbol of that name if it is defined.
func (a *assembler) find(name string) *symbol {
	if s := a.syms[name]; s != nil && s.defined {
		return s
	}
	return nil
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// label defines the label t at the current place.
func (a *assembler) label(p *parser, t token) {
	sec := a.secs[a.cur]
	t = t.unquoted()
	switch t.kind {
	case tokNumber:
		if !allDigits(t.text) {
			p.fail(t.col, "", "a numeric label is a decimal number")
			return
		}
		a.numbers[t.text] = append(a.numbers[t.text], place{int32(a.cur), sec.frag(), sec.off(), a.order})
		a.order++
	case tokName:
		if s := a.define(p, t, false); s != nil {
			s.sec, s.frag, s.off = int32(a.cur), sec.frag(), sec.off()
		}
	default:
		p.fail(t.col, "", "%s can't be a label", t.describe())
	}
}

// define makes t a defined symbol, whose value the caller gives it; nil when it
// can't be one.
func (a *assembler) define(p *parser, t token, set bool) *symbol {
	if isRegister(t) {
		p.fail(t.col, "", "%s is a register; it can't be a symbol", t.text)
		return nil
	}
	if t.text == "." {
		p.fail(t.col, "use .balign or .zero to move on", "the current place can't be set")
		return nil
	}
	s := a.intern(t.text)
	if s.defined && !(s.set && set) || s.common > 0 {
		p.fail(t.col, "the first one is at "+s.pos.short(), "%s is defined twice", t.text)
		return nil
	}
	s.defined, s.set, s.pos = true, set, p.at(t.col)
	return s
}

// equ is .equ NAME, EXPRESSION, or NAME = EXPRESSION.
func (a *assembler) equ(p *parser, t token) {
	e := p.expr()
	p.done()
	if e == nil {
		e = num(0) // so that what uses the name is not reported as well
	}
	folded := a.fold(e)
	s := a.define(p, t, true)
	if s == nil {
		return
	}
	s.sec, s.frag, s.off, s.e, s.alias = -1, 0, 0, folded, nil
	if e.op == opSym && e.sym != s {
		s.alias = e.sym
	}
	if v, ok := a.quietly(folded); ok {
		if v.sec >= 0 {
			s.sec, s.frag, s.off = v.sec, v.frag, uint64(v.n)
		}
		s.e = v.expr(e.col)
	}
}

// undefined reports a name that is not defined, or not an address.
func (a *assembler) undefined(name string, pos Pos) {
	var names []string
	for _, s := range a.symList {
		if s.defined {
			names = append(names, s.name)
		}
	}
	slices.Sort(names)
	a.fail(pos, undefinedHint(name, names), "%s is not defined", name)
}

func undefinedHint(name string, names []string) string {
	if _, reg := isa.RegNumber(name); reg {
		return "a register can't stand here"
	}
	if n := nearest(name, names); n != "" {
		return "did you mean " + n + "?"
	}
	return ""
}

// numeric is the place of 1b or 1f as seen from a place in the order.
func (a *assembler) numeric(name string, order int) (place, bool) {
	defs := a.numbers[name[:len(name)-1]]
	n, _ := slices.BinarySearchFunc(defs, order, func(p place, o int) int { return p.order - o })
	if name[len(name)-1] == 'b' {
		n--
	}
	if n < 0 || n >= len(defs) {
		return place{}, false
	}
	return defs[n], true
}

// measure gives every symbol its size: what .size says, or else the distance to
// the next label (that does not begin with .L), or to the end of the section.
func (a *assembler) measure() {
	starts := make([][]uint64, len(a.secs))
	for _, s := range a.symList {
		if s.defined && s.sec >= 0 && !s.set && (!s.private() || s.size != nil) {
			starts[s.sec] = append(starts[s.sec], a.secs[s.sec].moved(s.frag, s.off))
		}
	}
	for _, offs := range starts {
		slices.Sort(offs)
	}
	for _, s := range a.symList {
		switch {
		case s.size != nil:
			a.measureSize(s)
		case s.common > 0 || !s.defined || s.sec < 0:
		default:
			sec := a.secs[s.sec]
			off := sec.moved(s.frag, s.off)
			n, _ := slices.BinarySearch(starts[s.sec], off+1)
			end := sec.moved(sec.frag(), sec.off())
			if n < len(starts[s.sec]) {
				end = starts[s.sec][n]
			}
			s.bytes = end - min(off, end)
		}
	}
	// An alias is as large as what it names, unless .size says otherwise.
	for _, s := range a.symList {
		for from, n := s.alias, 0; from != nil && s.size == nil && n < maxDepth; from, n = from.alias, n+1 {
			s.bytes = from.bytes
			if !s.typed {
				s.typed, s.kind = from.typed, from.kind
			}
		}
	}
}

// measureSize evaluates what .size says of s.
func (a *assembler) measureSize(s *symbol) {
	if !s.defined && s.common == 0 {
		a.undefined(s.name, s.sizeAt)
		return
	}
	ev := &evaluator{a: a, pos: s.sizeAt, local: true}
	v, ok := ev.eval(s.size)
	if ev.later || ok && (!v.isNumber() || v.n < 0) {
		a.fail(s.sizeAt, "", "the size of %s is not a number of bytes", s.name)
		return
	}
	if s.common == 0 {
		s.bytes = uint64(v.n)
	}
}

func (p Pos) short() string {
	if p.File == nil {
		return "the command line"
	}
	return fmt.Sprintf("%s:%d", p.File.Name, p.Line)
}
