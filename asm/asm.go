package asm

import (
	"slices"

	"ushell/image"
	"ushell/isa"
)

// Options say how a program is put together.
type Options struct {
	Base    uint64 // address of the first section; images for a kernel to load link at 0
	Entry   string // symbol where execution begins; "" means _start, or the start of .text
	Include func(name, from string) (Source, error)
	Defines map[string]int64
	// IntMode and Compress are what each source begins with; .option nocapmode
	// or capmode, and .option rvc or norvc, change it.
	IntMode  bool // for integral pointer mode, not for capability pointer mode
	Compress bool // choose compressed encodings where there are any
	// NoLines leaves out which line of the assembly an instruction came from, and
	// the text of the source: for what a compiler wrote, which has lines of its
	// own.
	NoLines bool
	// Compiled is the source that a compiler made the text of: mistakes that the
	// linker finds are shown in it.
	Compiled *Source
	// PageAlign puts what can be written on pages of its own.
	PageAlign bool
}

// Build assembles and links srcs into one image. Each source is a unit with its
// own names; those that .globl names are common. The error is of type Errors,
// and speaks of all sources at once.
func Build(name string, srcs []Source, opt Options) (*image.Image, error) {
	im, _, err := buildAll(name, srcs, opt, maxWork)
	return im, err
}

// buildAll is Build that also answers the linker. work is the limit of
// statements after expansion.
func buildAll(name string, srcs []Source, opt Options, work int) (*image.Image, *linker, error) {
	var objs []*Object
	var errs Errors
	var files []*Source
	stop := false
	for i := range srcs {
		a := assemble(&srcs[i], opt, work)
		work -= a.work
		objs = append(objs, a.object)
		files = append(files, a.files...)
		errs = append(errs, a.errs...)
		stop = stop || a.dead || a.partial
	}
	// Also a program with mistakes is linked, to find those that only show
	// then.
	if stop || len(errs) >= maxErrors {
		return nil, nil, errs[:min(len(errs), maxErrors)].sorted(files)
	}
	l := newLinker(name, opt)
	l.keepGoing = len(errs) > 0
	im := l.link(objs, nil)
	if errs = append(errs, l.errs...); len(errs) > 0 {
		return nil, l, errs[:min(len(errs), maxErrors)].sorted(files)
	}
	return im, l, nil
}

// Assemble translates one source into an object. The error is of type Errors.
func Assemble(src Source, opt Options) (*Object, error) {
	a := assemble(&src, opt, maxWork)
	if len(a.errs) > 0 {
		return nil, a.errs.sorted(a.files)
	}
	return a.object, nil
}

// maxPasses ends the search for sizes that agree with what the source asked
// about them (.if, .zero): after it everything is as long as it can be.
const maxPasses = 20

// assemble goes over a source once. What is longer than was assumed moves what
// follows it; only if the source has looked at such an address before it was
// certain is it read again, with what became long long from the beginning. What
// has become long stays so: then this ends.
func assemble(src *Source, opt Options, work int) *assembler {
	sizes := map[int]uint8{}
	for pass := 0; ; pass++ {
		a := newAssembler(opt, work, sizes, pass == maxPasses)
		a.assembleUnit(src)
		again := a.settle()
		if again && a.early && len(a.errs) == 0 && pass < maxPasses {
			for i := range a.fixups {
				if f := &a.fixups[i]; f.size > f.first {
					sizes[f.serial] = f.size
				}
			}
			continue
		}
		a.finish(src.Name)
		return a
	}
}

// section collects bytes. Its offsets are those of the bytes collected so far,
// until settle moves them (see relax.go).
type section struct {
	name  string
	flags image.Flags
	data  []byte
	size  uint64 // of what has no data
	align uint64
	bss   bool

	items  []item  // what may change its size, in order
	shift  []int64 // by fragment, once settled: how far it moves
	lines  []lineAt
	relocs []Reloc
}

func (s *section) off() uint64 { return max(s.size, uint64(len(s.data))) }

// frag is the number of the fragment that the next byte belongs to: how many
// items stand before it.
func (s *section) frag() int32 { return int32(len(s.items)) }

// moved is where off, in a fragment, comes to lie.
func (s *section) moved(frag int32, off uint64) uint64 {
	if s.shift == nil {
		return off
	}
	return off + uint64(s.shift[frag])
}

// fixup is bytes that are computed when the sizes of everything are known.
type fixup struct {
	sec     int32
	frag    int32
	off     uint64
	kind    fixKind
	first   uint8 // bytes at first, of an instruction
	size    uint8 // bytes now; of fixData always
	call    bool  // call or tail: via reaches what jal does not
	via     uint8
	intMode bool // of fixInst: the pointer mode it is for
	serial  int  // the number of the instruction
	inst    isa.Inst
	e       *expr // folded; of fixSlot and fixCap the symbol
	add     int64 // of fixSlot: the offset in the object
	addend  *expr // of fixCap: the offset in the object, may be nil
	pos     Pos
}

type fixKind uint8

const (
	fixInst fixKind = iota // the immediate of inst
	fixData                // size bytes
	fixPair                // auipc here, the low part in inst at off+4
	fixSlot                // a pair that reaches a slot of .captable
	fixCap                 // a granule that the loader fills with a capability
)

// lineAt is where the instruction at off was written.
type lineAt struct {
	off       uint64
	frag      int32
	line, col int32
	file      *Source
	intMode   bool
	flags     image.LineFlags
}

type probeAt struct {
	name string
	sec  int32
	frag int32
	off  uint64
	args []image.ProbeArg
}

// assembler is the state of one pass over a source.
type assembler struct {
	opt     Options
	errs    Errors
	dead    bool // what follows is not worth looking at
	partial bool // a file is missing, and with it all that it defines
	files   []*Source
	stack   []string // files being included
	nesting int
	work    int
	maxWork int

	secs    []*section
	secOf   map[string]int
	cur     int
	prevSec int // for .previous
	pushed  [][2]int
	bytes   uint64 // of all sections
	early   bool   // a number was asked for that depends on what may still grow

	syms    map[string]*symbol
	symList []*symbol
	macros  map[string]*macro
	numbers map[string][]place // numeric labels, in order
	serial  int                // of macro expansions, for \@
	order   int                // numeric labels so far

	fixups []fixup
	probes []probeAt
	object *Object
	out    objectBuilder
	debug  *debugUnit // nil without debug information

	debugFiles []*Source // that .file named

	mode      mode
	savedMode []mode // by .option push

	insts   int // instructions so far; a call counts as one
	sizes   map[int]uint8
	allLong bool

	parsers  []*parser // by depth of use
	inUse    int
	exprSlab []expr
	symSlab  []symbol
}

// mode is what .option sets.
type mode struct {
	intMode, compress bool
}

func newAssembler(opt Options, work int, sizes map[int]uint8, allLong bool) *assembler {
	a := &assembler{opt: opt, maxWork: work, sizes: sizes, allLong: allLong,
		secOf: map[string]int{}, syms: map[string]*symbol{}, macros: map[string]*macro{}, numbers: map[string][]place{}}
	for _, name := range sortedKeys(opt.Defines) {
		s := a.intern(name)
		s.defined, s.set, s.sec, s.e = true, true, -1, num(opt.Defines[name])
	}
	return a
}

func (a *assembler) fail(p Pos, hint, format string, args ...any) {
	a.errs.add(p, hint, format, args...)
	if len(a.errs) >= maxErrors {
		a.dead = true
	}
}

func (a *assembler) assembleUnit(src *Source) {
	a.mode = mode{a.opt.IntMode, a.opt.Compress}
	// About as many as compilers need.
	a.fixups = make([]fixup, 0, len(src.Text)/96)
	a.symList = make([]*symbol, 0, len(src.Text)/128)
	a.cur = a.section(".text", image.Read|image.Exec, false)
	a.file(src)
}

// section is the index of the section of that name, which it makes if there is
// none yet.
func (a *assembler) section(name string, flags image.Flags, bss bool) int {
	if i, ok := a.secOf[name]; ok {
		return i
	}
	align := uint64(1)
	if flags&image.Exec != 0 {
		align = 2
	}
	a.secs = append(a.secs, &section{name: name, flags: flags, bss: bss, align: align})
	a.secOf[name] = len(a.secs) - 1
	return len(a.secs) - 1
}

// enter makes sec the current section.
func (a *assembler) enter(sec int) { a.prevSec, a.cur = a.cur, sec }

// parser is a parser for a statement; release gives it back.
func (a *assembler) parser(s stmtText) *parser {
	if a.inUse == len(a.parsers) {
		a.parsers = append(a.parsers, &parser{a: a})
	}
	p := a.parsers[a.inUse]
	a.inUse++
	toks, ok := scan(s, p.toks[:0], &a.errs)
	*p = parser{a: a, toks: toks, pos: s.pos, errs: &a.errs, bad: !ok}
	return p
}

func (a *assembler) release() { a.inUse-- }

// statement assembles one statement: labels, then a directive, an instruction,
// or the call of a macro.
func (a *assembler) statement(s stmtText) {
	if s.text[0] == '.' && a.debugStatement(s) {
		return
	}
	p := a.parser(s)
	defer a.release()
	bad := p.bad
	for len(p.toks)-p.i >= 2 && p.toks[p.i+1].isPunct(":") {
		a.label(p, p.next())
		p.next()
		p.bad = bad // a mistake in a label says nothing of what follows it
	}
	t := p.next()
	p.pos.Col = t.col
	switch {
	case t.kind == tokEnd:
	case t.kind != tokName:
		p.fail(t.col, "", "expected an instruction, a directive or a label, found %s", t.describe())
	case p.peek().isPunct("="):
		p.next()
		a.equ(p, t)
	case len(a.macros) > 0 && a.macros[t.text] != nil:
		rest := s.text[t.col-s.pos.Col+len(t.text):]
		a.call(a.macros[t.text], t.text, p.pos, rest)
	case t.text[0] == '.':
		a.directive(p, t)
	default:
		a.instruction(p, t)
	}
	if p.bad && len(a.errs) >= maxErrors {
		a.dead = true
	}
}

// emit appends bytes to the current section.
func (a *assembler) emit(p *parser, b ...byte) {
	s := a.secs[a.cur]
	if !a.grow(p, uint64(len(b))) {
		return
	}
	if !s.bss {
		s.data = append(s.data, b...)
		return
	}
	if slices.ContainsFunc(b, func(x byte) bool { return x != 0 }) {
		p.fail(p.pos.Col, "put it into .data", "%s holds only zeros", s.name)
	}
	s.size += uint64(len(b))
}

// reserve appends n zeros to the current section.
func (a *assembler) reserve(p *parser, n uint64) {
	s := a.secs[a.cur]
	switch {
	case !a.grow(p, n):
	case s.bss:
		s.size += n
	default:
		s.data = append(s.data, make([]byte, n)...)
	}
}

func (a *assembler) grow(p *parser, n uint64) bool {
	if n > maxBytes || a.bytes+n > maxBytes {
		p.fail(p.pos.Col, "", "the program is larger than %d MB", maxBytes>>20)
		a.dead = true
		return false
	}
	a.bytes += n
	return true
}

// fix notes that the bytes that come next depend on f.e, which is folded.
func (a *assembler) fix(p *parser, f fixup) {
	s := a.secs[a.cur]
	f.sec, f.frag, f.off, f.pos = int32(a.cur), s.frag(), s.off(), p.pos
	a.fixups = append(a.fixups, f)
}
