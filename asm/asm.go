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
}

// Build assembles and links srcs into one image. Each source is a unit with its
// own names; those that .globl names are common. The error is of type Errors.
//
// Code comes first in the image, then what is only read, then what is written;
// __text_start to __text_end is what pcc must cover. The linker also makes the
// section .captable with one capability for every object that la names, and
// __cap_relocs, the table by which a loader fills it: entries of five dwords
// (slot, object, offset in it, size of it, flags; see docs/abi.md). Linked at 0,
// these entries are the only addresses in the image.
func Build(name string, srcs []Source, opt Options) (*image.Image, error) {
	return build(name, srcs, opt, maxWork)
}

// maxPasses ends the search for the calls that need two instructions, and for
// the instructions whose value is too large for their compressed encoding: after
// it all of them are long.
const maxPasses = 20

// build goes over the sources until everything that depends on addresses is long
// enough. What has become long stays so: then this ends.
func build(name string, srcs []Source, opt Options, work int) (*image.Image, error) {
	im, _, err := buildAll(name, srcs, opt, work)
	return im, err
}

// buildAll is build that also answers the state of the last pass.
func buildAll(name string, srcs []Source, opt Options, work int) (*image.Image, *assembler, error) {
	far, long := map[int]bool{}, map[int]bool{}
	for pass := 0; ; pass++ {
		a := &assembler{opt: opt, maxWork: work, globals: map[string]*symbol{}, secOf: map[string]int{},
			captable: map[slotKey]int{}, far: far, long: long, allLong: pass == maxPasses}
		for i := range srcs {
			a.assembleUnit(&srcs[i])
		}
		// Also a program with mistakes is linked, to find those that only show
		// then.
		var im *image.Image
		if !a.dead && !a.partial {
			im = a.link(name)
		}
		if len(a.errs) > 0 {
			return nil, a, a.errs.sorted(a.files)
		}
		if !a.grew() {
			return im, a, nil
		}
		for _, n := range a.newFar {
			far[n] = true
		}
		for _, n := range a.newLong {
			long[n] = true
		}
	}
}

// grew says whether something must be longer than it was in this pass.
func (a *assembler) grew() bool { return len(a.newFar)+len(a.newLong) > 0 }

// section collects bytes; addresses are given when all is collected.
type section struct {
	name  string
	flags image.Flags
	data  []byte
	size  uint64 // of .bss, which has no data
	align uint64
	bss   bool
	addr  uint64
}

func (s *section) off() uint64 { return max(s.size, uint64(len(s.data))) }

// fixup is bytes that are computed when all addresses are known.
type fixup struct {
	unit    *unit
	sec     int
	off     uint64
	kind    fixKind
	inst    isa.Inst // its Size is that of the place for it
	size    uint64   // of fixData; of fixSlot the offset of the slot in .captable
	call    int      // of a call that is one jal: its number, from 1
	serial  int      // of fixInst: the number of the instruction
	intMode bool     // of fixInst: the pointer mode it is for
	e       *expr    // folded; of fixSlot the symbol
	add     int64    // of fixSlot: the offset in the object
	pos     Pos
}

type fixKind uint8

const (
	fixInst fixKind = iota // the immediate of inst
	fixData                // size bytes
	fixPair                // auipc here, the low part in inst at off+4
	fixSlot                // a pair that reaches a slot of .captable
)

type lineAt struct {
	sec     int
	off     uint64
	pos     Pos
	intMode bool
	flags   image.LineFlags
}

type probeAt struct {
	name string
	sec  int
	off  uint64
	args []image.ProbeArg
}

// capAt is a slot that the loader fills with a capability to sym+add.
type capAt struct {
	unit *unit
	sec  int
	off  uint64
	sym  string
	add  *expr // folded, may be nil
	pos  Pos
}

// slotKey is what a slot of .captable holds.
type slotKey struct {
	sym *symbol
	add int64
}

// assembler is the state of one pass over all sources.
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

	secs   []*section
	secOf  map[string]int
	cur    int
	bytes  uint64 // of all sections
	starts [][]uint64
	linked bool // sections have addresses

	units    []*unit
	unit     *unit
	globals  map[string]*symbol
	order    int // numeric labels so far
	fixups   []fixup
	lines    []lineAt
	probes   []probeAt
	caps     []capAt
	captable map[slotKey]int

	debugFiles map[string]*Source // that .file names

	mode      mode
	savedMode []mode // by .option push

	calls   int // call and tail so far
	far     map[int]bool
	newFar  []int
	insts   int // instructions so far; a call counts as one
	long    map[int]bool
	newLong []int
	allLong bool
}

// mode is what .option sets.
type mode struct {
	intMode, compress bool
}

func (a *assembler) fail(p Pos, hint, format string, args ...any) {
	a.errs.add(p, hint, format, args...)
	if len(a.errs) >= maxErrors {
		a.dead = true
	}
}

func (a *assembler) assembleUnit(src *Source) {
	a.newUnit()
	a.mode, a.savedMode = mode{a.opt.IntMode, a.opt.Compress}, nil
	a.cur = a.section(".text", image.Read|image.Exec, false)
	a.file(src)
	a.finishDebug()
	a.export()
}

// section is the index of the section of that name, which it makes if there is
// none yet.
func (a *assembler) section(name string, flags image.Flags, bss bool) int {
	if i, ok := a.secOf[name]; ok {
		return i
	}
	a.secs = append(a.secs, &section{name: name, flags: flags, bss: bss, align: 64})
	a.secOf[name] = len(a.secs) - 1
	return len(a.secs) - 1
}

func (a *assembler) parser(s stmtText) *parser {
	toks, ok := scan(s, &a.errs)
	return &parser{toks: toks, pos: s.pos, errs: &a.errs, bad: !ok}
}

// statement assembles one statement: labels, then a directive, an instruction,
// or the call of a macro.
func (a *assembler) statement(s stmtText) {
	if a.debugStatement(s) {
		return
	}
	p := a.parser(s)
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
	case a.unit.macros[t.text] != nil:
		rest := s.text[t.col-s.pos.Col+len(t.text):]
		a.call(a.unit.macros[t.text], t.text, p.pos, rest)
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

// fix notes that the bytes that come next depend on f.e.
func (a *assembler) fix(p *parser, f fixup) {
	f.unit, f.sec, f.off, f.pos = a.unit, a.cur, a.secs[a.cur].off(), p.pos
	f.e = a.fold(f.e)
	a.fixups = append(a.fixups, f)
}
