package asm

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"ushell/image"
	"ushell/isa"
)

// Options say how a program is put together.
type Options struct {
	Base    uint64 // address of the first section; images for a kernel to load link at 0
	Entry   string // symbol where execution begins; "" means _start, or the start of .text
	Include func(name, from string) (Source, error)
	Defines map[string]int64
}

// Limits that keep a mistake in a source file from eating the host's memory.
const (
	maxBytes      = 64 << 20 // of an image
	maxStatements = 2 << 20  // after expansion
	maxNesting    = 64       // of macros, includes, repetitions
)

// Build assembles and links srcs into one image. The error is of type Errors
// when the sources are at fault.
func Build(name string, srcs []Source, opt Options) (*image.Image, error) {
	a := &assembler{opt: opt, globals: map[string]*symbol{}, captable: map[string]int{}}
	for i := range srcs {
		a.assembleUnit(&srcs[i])
	}
	if len(a.errs) == 0 {
		im := a.link(name)
		if len(a.errs) == 0 {
			return im, nil
		}
	}
	return nil, a.errs.sorted(a.files)
}

// section collects bytes; addresses are given when all is collected.
type section struct {
	name  string
	flags image.Flags
	data  []byte
	size  uint64 // beyond data in .bss
	align uint64
	bss   bool
	addr  uint64
}

func (s *section) off() uint64 { return max(s.size, uint64(len(s.data))) }

// symbol is a label, or a number that .equ names.
type symbol struct {
	name    string
	sec     int // -1: value of e
	off     uint64
	e       *expr
	unit    *unit
	size    *expr
	sizeVal uint64
	kind    image.Kind
	global  bool
	pos     Pos
}

// unit is one source file with what it includes: the scope of local names.
type unit struct {
	syms    map[string]*symbol
	globl   map[string]Pos
	macros  map[string]*macro
	numbers map[string][]place // numeric labels, in order
	serial  int                // of macro expansions, for \@
	sizes   map[string]*expr
	types   map[string]image.Kind
}

type place struct {
	sec   int
	off   uint64
	order int
}

type macro struct {
	params   []string
	defaults []string
	body     []stmtText
}

// fixup is bytes that are computed when all addresses are known.
type fixup struct {
	unit  *unit
	sec   int
	off   uint64
	kind  fixKind
	inst  isa.Inst
	size  uint64
	e     *expr
	pos   Pos
	order int // numeric labels defined before it
}

type fixKind uint8

const (
	fixInst fixKind = iota // the immediate of inst
	fixData                // size bytes
	fixPair                // auipc here, the low part in inst at off+4
)

type lineAt struct {
	sec int
	off uint64
	pos Pos
}

type probeAt struct {
	unit *unit
	name string
	sec  int
	off  uint64
	args []image.ProbeArg
	pos  Pos
}

// capAt is a slot that the loader fills with a capability to sym+off.
type capAt struct {
	unit *unit
	sec  int
	off  uint64
	sym  string
	add  *expr
	pos  Pos
}

type assembler struct {
	opt      Options
	errs     Errors
	files    []*Source
	secs     []*section
	cur      int
	unit     *unit
	globals  map[string]*symbol
	units    []*unit
	fixups   []fixup
	lines    []lineAt
	probes   []probeAt
	caps     []capAt
	captable map[string]int // symbol to index of its slot
	slots    []string
	order    int
	stmts    int
	nesting  int
	stack    []string // files being included
	outer    *Pos     // of the outermost macro call under way
	dead     bool
}

func (a *assembler) fail(p Pos, hint, format string, args ...any) {
	a.errs.add(p, hint, format, args...)
	if len(a.errs) >= maxErrors {
		a.dead = true
	}
}

func (a *assembler) assembleUnit(src *Source) {
	a.unit = &unit{syms: map[string]*symbol{}, globl: map[string]Pos{}, macros: map[string]*macro{},
		numbers: map[string][]place{}, sizes: map[string]*expr{}, types: map[string]image.Kind{}}
	a.units = append(a.units, a.unit)
	for _, name := range sortedKeys(a.opt.Defines) {
		a.unit.syms[name] = &symbol{name: name, sec: -1, e: &expr{op: "num", num: a.opt.Defines[name]}, unit: a.unit, kind: image.Abs}
	}
	a.cur = a.section(".text", image.Read|image.Exec, false)
	a.file(src)
	for _, name := range sortedKeys(a.unit.globl) {
		s := a.unit.syms[name]
		if s == nil {
			continue // declared, defined elsewhere
		}
		s.global = true
		if old := a.globals[name]; old != nil && !(old.sec < 0 && s.sec < 0) {
			a.fail(s.pos, fmt.Sprintf("it is also defined at %s:%d", old.pos.File.Name, old.pos.Line), "%s is defined twice", name)
			continue
		}
		a.globals[name] = s
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

func (a *assembler) file(src *Source) {
	a.files = append(a.files, src)
	a.stack = append(a.stack, src.Name)
	a.statements(splitStatements(src, &a.errs))
	a.stack = a.stack[:len(a.stack)-1]
}

// section is the index of the section of that name.
func (a *assembler) section(name string, flags image.Flags, bss bool) int {
	for i, s := range a.secs {
		if s.name == name {
			return i
		}
	}
	a.secs = append(a.secs, &section{name: name, flags: flags, bss: bss, align: 64})
	return len(a.secs) - 1
}

// firstWord is the first word of a statement, behind labels it may begin with.
func firstWord(text string) string {
	for {
		text = strings.TrimLeft(text, " \t")
		i := strings.IndexAny(text, " \t:,(\"")
		if i < 0 {
			return text
		}
		if text[i] != ':' {
			return text[:i]
		}
		text = text[i+1:]
	}
}

// statements goes through a list of statements, expanding as it goes.
func (a *assembler) statements(list []stmtText) {
	if a.nesting++; a.nesting > maxNesting {
		if len(list) > 0 {
			a.fail(list[0].pos, "does a macro call itself?", "macros, repetitions and includes are nested more than %d deep", maxNesting)
			a.dead = true
		}
	}
	defer func() { a.nesting-- }()
	for i := 0; i < len(list) && !a.dead; i++ {
		if a.stmts++; a.stmts > maxStatements {
			a.fail(list[i].pos, "", "more than %d statements after expansion", maxStatements)
			a.dead = true
			return
		}
		switch word := firstWord(list[i].text); word {
		case ".macro":
			end := a.block(list, i, ".macro", ".endm")
			a.defineMacro(list[i], list[i+1:min(end, len(list))])
			i = end
		case ".rept":
			end := a.block(list, i, ".rept", ".endr")
			a.repeat(list[i], list[i+1:min(end, len(list))])
			i = end
		case ".if", ".ifdef", ".ifndef":
			i = a.conditional(list, i)
		case ".endm", ".endr", ".else", ".endif":
			a.fail(list[i].pos, "", "%s without a beginning", word)
		default:
			a.statement(list[i])
		}
	}
}

// block is the index of the statement that ends the block that begins at i.
func (a *assembler) block(list []stmtText, i int, begin, end string) int {
	depth := 0
	for j := i; j < len(list); j++ {
		switch firstWord(list[j].text) {
		case begin:
			depth++
		case end:
			if depth--; depth == 0 {
				return j
			}
		}
	}
	a.fail(list[i].pos, "end it with "+end, "this %s has no end", begin)
	return len(list)
}

func (a *assembler) parser(s stmtText) *parser {
	return &parser{toks: scan(s, &a.errs), pos: s.pos, errs: &a.errs}
}

// number evaluates an expression that must be known now.
func (a *assembler) number(p *parser, e *expr) (int64, bool) {
	if e == nil {
		return 0, false
	}
	v, ok := a.evaluate(e, a.unit, value{int64(a.secs[a.cur].off()), a.cur}, p.pos, a.order)
	if ok && v.sec >= 0 {
		p.fail(e.col, "", "expected a number that is known here, not an address")
		return 0, false
	}
	return v.n, ok
}

// evaluate gives e its value as seen from unit u at the place dot. Before
// linking, section addresses are all 0, so that only differences are known.
func (a *assembler) evaluate(e *expr, u *unit, dot value, pos Pos, order int) (value, bool) {
	ev := &evaluator{dot: dot}
	ev.fail = func(col int, format string, args ...any) {
		a.fail(Pos{pos.File, pos.Line, col}, "", format, args...)
	}
	ev.lookup = func(name string, col int) (value, bool) {
		s := a.find(u, name)
		if s == nil {
			hint := ""
			if n := nearest(name, a.names(u)); n != "" {
				hint = "did you mean " + n + "?"
			}
			if _, isReg := isa.RegNumber(name); isReg {
				hint = "a register can't stand here"
			}
			a.fail(Pos{pos.File, pos.Line, col}, hint, "%s is not defined", name)
			return value{}, false
		}
		if s.sec >= 0 {
			return value{int64(a.secs[s.sec].addr + s.off), s.sec}, true
		}
		inner := *ev
		ev.depth++
		defer func() { ev.depth-- }()
		inner.depth = ev.depth
		if inner.depth > 4*maxDepth {
			ev.fail(col, "%s is defined by itself", name)
			return value{}, false
		}
		return ev.eval(s.e)
	}
	ev.local = func(name string, col int) (value, bool) {
		pl, ok := u.numeric(name, order)
		if !ok {
			ev.fail(col, "there is no label %s: in that direction", name[:len(name)-1])
			return value{}, false
		}
		return value{int64(a.secs[pl.sec].addr + pl.off), pl.sec}, true
	}
	return ev.eval(e)
}

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

func (a *assembler) find(u *unit, name string) *symbol {
	if s := u.syms[name]; s != nil {
		return s
	}
	return a.globals[name]
}

func (a *assembler) names(u *unit) []string {
	return append(sortedKeys(u.syms), sortedKeys(a.globals)...)
}

// conditional handles .if to .endif and answers the index of the latter.
func (a *assembler) conditional(list []stmtText, i int) int {
	p := a.parser(list[i])
	word := p.next().text
	take := false
	switch word {
	case ".if":
		n, _ := a.number(p, p.expr())
		take = n != 0
	default:
		take = (a.find(a.unit, p.next().text) != nil) == (word == ".ifdef")
	}
	p.done()
	start, depth := i+1, 0
	for j := i + 1; j < len(list); j++ {
		switch firstWord(list[j].text) {
		case ".if", ".ifdef", ".ifndef":
			depth++
		case ".else":
			if depth == 0 {
				if take {
					a.statements(list[start:j])
				}
				take, start = !take, j+1
			}
		case ".endif":
			if depth == 0 {
				if take {
					a.statements(list[start:j])
				}
				return j
			}
			depth--
		}
	}
	a.fail(list[i].pos, "end it with .endif", "this %s has no end", word)
	return len(list)
}

func (a *assembler) repeat(s stmtText, body []stmtText) {
	p := a.parser(s)
	p.next()
	n, ok := a.number(p, p.expr())
	p.done()
	if !ok || p.bad {
		return
	}
	if n < 0 || n*int64(len(body)+1) > maxStatements {
		a.fail(s.pos, "", "repeating %d times is out of range", n)
		return
	}
	for range n {
		a.statements(body)
		if a.dead {
			return
		}
	}
}

// defineMacro reads .macro NAME a, b=default.
func (a *assembler) defineMacro(s stmtText, body []stmtText) {
	words := strings.FieldsFunc(strings.TrimSpace(s.text), func(r rune) bool { return r == ' ' || r == '\t' || r == ',' })
	if len(words) < 2 {
		a.fail(s.pos, "", "expected a name after .macro")
		return
	}
	m := &macro{body: body}
	for _, w := range words[2:] {
		name, def, _ := strings.Cut(w, "=")
		m.params = append(m.params, strings.TrimPrefix(name, "\\"))
		m.defaults = append(m.defaults, def)
	}
	a.unit.macros[words[1]] = m
}

// call expands a macro with the arguments of a statement.
func (a *assembler) call(m *macro, name string, s stmtText, rest string) {
	args := splitArgs(rest)
	if len(args) > len(m.params) {
		a.fail(s.pos, "", "macro %s takes %d arguments, not %d", name, len(m.params), len(args))
		return
	}
	a.unit.serial++
	pairs := []string{`\@`, fmt.Sprint(a.unit.serial), `\()`, ""}
	// Longer names first, as \ab must not be taken for \a.
	order := make([]int, len(m.params))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(x, y int) int { return len(m.params[y]) - len(m.params[x]) })
	for _, i := range order {
		v := m.defaults[i]
		if i < len(args) && args[i] != "" {
			v = args[i]
		}
		pairs = append(pairs, `\`+m.params[i], v)
	}
	rep := strings.NewReplacer(pairs...)
	body := make([]stmtText, len(m.body))
	for i, b := range m.body {
		body[i] = stmtText{rep.Replace(b.text), b.pos}
	}
	top := a.outer == nil
	if top {
		pos := s.pos
		a.outer = &pos
	}
	a.statements(body)
	if top {
		a.outer = nil
	}
}

// splitArgs cuts at the commas outside of parentheses and quotes.
func splitArgs(s string) []string {
	var out []string
	depth, start := 0, 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '"', '\'':
			i = skipQuoted([]byte(s), i)
		case '(':
			depth++
		case ')':
			depth--
		case ',':
			if depth == 0 {
				out = append(out, strings.TrimSpace(s[start:i]))
				start = i + 1
			}
		}
	}
	if last := strings.TrimSpace(s[min(start, len(s)):]); last != "" || len(out) > 0 {
		out = append(out, last)
	}
	return out
}

// statement assembles one statement: labels, then a directive, an instruction,
// or the call of a macro.
func (a *assembler) statement(s stmtText) {
	p := a.parser(s)
	for len(p.toks)-p.i >= 2 && p.toks[p.i+1].kind == tokPunct && p.toks[p.i+1].text == ":" {
		a.label(p, p.next())
		p.next()
	}
	t := p.next()
	switch {
	case t.kind == tokEnd:
	case t.kind != tokName:
		p.fail(t.col, "", "expected an instruction, a directive or a label, found %s", t.describe())
	case a.unit.macros[t.text] != nil:
		a.call(a.unit.macros[t.text], t.text, s, s.text[t.col-1+len(t.text):])
	case t.text[0] == '.':
		a.directive(p, t)
	case len(p.toks) > p.i && p.peek().text == "=" && p.peek().kind == tokPunct:
		p.next()
		a.equ(p, t)
	default:
		a.instruction(p, t)
	}
}

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
		if _, reg := isa.RegNumber(t.text); reg {
			p.fail(t.col, "", "%s is a register, it can't be a label", t.text)
			return
		}
		a.define(p, t, &symbol{name: t.text, sec: a.cur, off: sec.off()})
	default:
		p.fail(t.col, "", "%s can't be a label", t.describe())
	}
}

func (a *assembler) define(p *parser, t token, s *symbol) {
	if old := a.unit.syms[t.text]; old != nil && old.pos.File != nil && !(old.sec < 0 && s.sec < 0) {
		p.fail(t.col, fmt.Sprintf("the first one is at %s:%d", old.pos.File.Name, old.pos.Line), "%s is defined twice", t.text)
		return
	}
	s.unit, s.pos = a.unit, p.at(t.col)
	if s.sec < 0 {
		s.kind = image.Abs
	}
	a.unit.syms[t.text] = s
}

// include reads another file at this place.
func (a *assembler) include(p *parser) {
	t := p.next()
	if t.kind != tokString {
		p.fail(t.col, "", "expected a file name in quotes, found %s", t.describe())
		return
	}
	p.done()
	if a.opt.Include == nil {
		p.fail(t.col, "", "nothing can be included here")
		return
	}
	src, err := a.opt.Include(t.text, p.pos.File.Name)
	if err != nil {
		p.fail(t.col, "", "%v", err)
		return
	}
	if slices.Contains(a.stack, src.Name) {
		p.fail(t.col, "", "%s includes itself", path.Base(src.Name))
		return
	}
	a.file(&src)
}
