package asm

import (
	"fmt"
	"slices"
	"strings"

	"ushell/image"
	"ushell/isa"
)

// symbol is a label, or what .equ names.
type symbol struct {
	name   string
	sec    int // -1: the value of e
	off    uint64
	e      *expr // as far as it is known where it is defined
	set    bool  // by .equ and its like, which may do it again
	unit   *unit // nil for symbols that the linker defines
	global bool
	pos    Pos
}

// unit is one source with what it includes: the scope of local names.
type unit struct {
	syms    map[string]*symbol
	globl   map[string]Pos
	macros  map[string]*macro
	numbers map[string][]place // numeric labels, in order
	serial  int                // of macro expansions, for \@
	sizes   map[string]sizeOf
	types   map[string]image.Kind
	debug   *debugUnit   // nil without debug information
	info    *image.Debug // what there was of it
}

// sizeOf is what .size says.
type sizeOf struct {
	e     *expr
	pos   Pos
	bytes uint64 // once linked
}

// place is where a numeric label stands; order counts such labels.
type place struct {
	sec   int
	off   uint64
	order int
}

func (a *assembler) newUnit() {
	a.unit = &unit{syms: map[string]*symbol{}, globl: map[string]Pos{}, macros: map[string]*macro{},
		numbers: map[string][]place{}, sizes: map[string]sizeOf{}, types: map[string]image.Kind{}}
	a.units = append(a.units, a.unit)
	for _, name := range sortedKeys(a.opt.Defines) {
		a.unit.syms[name] = &symbol{name: name, sec: -1, e: num(a.opt.Defines[name]), unit: a.unit, set: true}
	}
}

// export makes what .globl named visible to other units.
func (a *assembler) export() {
	for _, name := range sortedKeys(a.unit.globl) {
		s := a.unit.syms[name]
		if s == nil {
			continue // defined elsewhere
		}
		s.global = true
		old := a.globals[name]
		if old == nil {
			a.globals[name] = s
			continue
		}
		// Units that include the same file of numbers all define them.
		if s.sec < 0 && old.sec < 0 && s.e.op == "num" && old.e.op == "num" && s.e.num == old.e.num {
			continue
		}
		a.fail(s.pos, "it is also defined at "+old.pos.short(), "%s is defined twice", name)
	}
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
	switch t.kind {
	case tokNumber:
		if !allDigits(t.text) {
			p.fail(t.col, "", "a numeric label is a decimal number")
			return
		}
		a.unit.numbers[t.text] = append(a.unit.numbers[t.text], place{a.cur, sec.off(), a.order})
		a.order++
	case tokName:
		a.define(p, t, &symbol{name: t.text, sec: a.cur, off: sec.off()})
	default:
		p.fail(t.col, "", "%s can't be a label", t.describe())
	}
}

func (a *assembler) define(p *parser, t token, s *symbol) {
	if isRegister(t) {
		p.fail(t.col, "", "%s is a register; it can't be a symbol", t.text)
		return
	}
	if t.text == "." {
		p.fail(t.col, "use .balign or .zero to move on", "the current place can't be set")
		return
	}
	if old := a.unit.syms[t.text]; old != nil && !(old.set && s.set) {
		p.fail(t.col, "the first one is at "+old.pos.short(), "%s is defined twice", t.text)
		return
	}
	s.unit, s.pos = a.unit, p.at(t.col)
	a.unit.syms[t.text] = s
}

// equ is .equ NAME, EXPRESSION, or NAME = EXPRESSION.
func (a *assembler) equ(p *parser, t token) {
	e := p.expr()
	p.done()
	if e == nil {
		e = num(0) // so that what uses the name is not reported as well
	}
	s := &symbol{name: t.text, sec: -1, e: a.fold(e), set: true}
	if v, ok := a.quietly(s.e); ok {
		if v.sec >= 0 {
			s.sec, s.off = v.sec, uint64(v.n)
		}
		s.e = v.expr(e.col)
	}
	a.define(p, t, s)
}

func (a *assembler) find(u *unit, name string) *symbol {
	if s := u.syms[name]; s != nil {
		return s
	}
	return a.globals[name]
}

// undefined reports a name that is not defined, or not an address.
func (a *assembler) undefined(u *unit, name string, pos Pos) {
	hint := ""
	if n := nearest(name, append(sortedKeys(u.syms), sortedKeys(a.globals)...)); n != "" {
		hint = "did you mean " + n + "?"
	}
	if _, reg := isa.RegNumber(name); reg {
		hint = "a register can't stand here"
	}
	a.fail(pos, hint, "%s is not defined", name)
}

// numeric is the place of 1b or 1f as seen from a place in the order.
func (u *unit) numeric(name string, order int) (place, bool) {
	defs := u.numbers[name[:len(name)-1]]
	n, _ := slices.BinarySearchFunc(defs, order, func(p place, o int) int { return p.order - o })
	if name[len(name)-1] == 'b' {
		n--
	}
	if n < 0 || n >= len(defs) {
		return place{}, false
	}
	return defs[n], true
}

// measure evaluates what .size says, and notes where every symbol ends that
// .size does not speak of.
func (a *assembler) measure() {
	a.starts = make([][]uint64, len(a.secs))
	for _, u := range a.units {
		for _, name := range sortedKeys(u.sizes) {
			z := u.sizes[name]
			s := u.syms[name]
			if s == nil {
				a.undefined(u, name, z.pos)
				continue
			}
			v, ok := a.evaluate(z.e, u, z.pos)
			if ok && (v.sec >= 0 || v.n < 0) {
				a.fail(z.pos, "", "the size of %s is not a number of bytes", name)
			}
			z.bytes = uint64(v.n)
			u.sizes[name] = z
		}
		for _, s := range u.syms {
			if s.sec >= 0 && !s.set && !strings.HasPrefix(s.name, ".L") {
				a.starts[s.sec] = append(a.starts[s.sec], s.off)
			}
		}
	}
	for _, offs := range a.starts {
		slices.Sort(offs)
	}
}

// symbolBytes is the size that .size gave, or else the distance to the next
// label (that does not begin with .L), or to the end of the section.
func (a *assembler) symbolBytes(s *symbol) uint64 {
	if s.unit != nil {
		if z, ok := s.unit.sizes[s.name]; ok {
			return z.bytes
		}
	}
	offs := a.starts[s.sec]
	n, _ := slices.BinarySearch(offs, s.off+1)
	end := a.secs[s.sec].off()
	if n < len(offs) {
		end = offs[n]
	}
	return end - min(s.off, end)
}

func (p Pos) short() string {
	if p.File == nil {
		return "the command line"
	}
	return fmt.Sprintf("%s:%d", p.File.Name, p.Line)
}
