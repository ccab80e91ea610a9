package asm

import (
	"cmp"
	"encoding/binary"
	"slices"
	"strconv"
	"strings"

	"ushell/cap"
	"ushell/image"
	"ushell/isa"
)

// Sections that the linker makes.
const (
	captableName = ".captable"
	relocsName   = "__cap_relocs"
)

// Flags in an entry of the table of capability initialisers (docs/abi.md).
const (
	relocBytes    = 40
	relocCode     = 1 << 63
	relocReadOnly = 1 << 62
	relocSealed   = 1 << 61
)

// Link puts objects together into an image. Of an archive, a list of objects,
// those are taken that define a symbol that is still undefined. The error is of
// type Errors.
//
// Code comes first in the image, then what is only read, then what is written;
// __text_start to __text_end is what pcc must cover. The linker also makes the
// section .captable with one capability for every object that la names, and
// __cap_relocs, the table by which a loader fills it: entries of five dwords
// (slot, object, offset in it, size of it, flags; see docs/abi.md). Linked at 0,
// these entries are the only addresses in the image.
//
// Objects are not changed: they can be linked again, also at the same time.
func Link(name string, objs []*Object, archives [][]*Object, opt Options) (*image.Image, error) {
	l := newLinker(name, opt)
	im := l.link(objs, archives)
	if len(l.errs) > 0 {
		var files []*Source
		for _, p := range l.objs {
			files = append(files, p.obj.sources...)
		}
		return nil, l.errs.sorted(files)
	}
	return im, nil
}

// maxImage bounds the memory of a program, in bytes.
const maxImage = 1 << 30

// linker is the state of one link.
type linker struct {
	name      string
	opt       Options
	errs      Errors
	keepGoing bool // there are mistakes already: no image will come of it

	objs    []*placed
	globals map[string]*global
	order   []*global // as they were first named
	pending []*global // undefined, to look for in archives

	secs   []*output
	secOf  map[string]int
	table  int // of secs: .captable
	relocs int // of secs: __cap_relocs
	slots  []slot
	slotOf map[slotKey]int
	layout layout
	steps  int             // symbols that were computed
	missed map[string]bool // undefined names that were reported
	files  map[string]int  // sources without text: numbers in the image, from 1
}

// placed is an object in a link.
type placed struct {
	obj     *Object
	index   int
	globals []*global // by symbol, nil for local ones
	out     []int     // by section: the output section
	at      []uint64  // by section: offset in the output section
	addr    []uint64  // by section, once laid out
	slots   []int32   // by symbol: its slot in .captable, from 1
}

// global is a name that objects share.
type global struct {
	name   string
	def    *placed // nil as long as it is undefined
	sym    int32
	weak   bool // the definition is
	strong bool // some use is not weak
	queued bool
	common uint64 // alignment
	size   uint64 // of a common symbol
	slot   int32  // in .captable, from 1
	made   madeBy // by the linker
	addr   uint64
	bytes  uint64
	offset uint64 // of an end: from the beginning of the object
	flags  image.Flags
}

// madeBy says what a symbol of the linker's is.
type madeBy uint8

const (
	notMade madeBy = iota
	border         // of a part of the image: it has an address, but no bounds
	edge           // the same under the name that C programs use: nothing lies there
	bounds         // the beginning or the end of an output section
)

// output is a section of the image.
type output struct {
	name    string
	flags   image.Flags
	bss     bool
	align   uint64
	size    uint64
	addr    uint64
	data    []byte
	parts   []part
	veneers map[int][]*veneer // by the part they stand behind
}

// part is what an object contributes to an output section.
type part struct {
	p        *placed
	sec      int
	off      uint64
	priority int // of .init_array and .fini_array
}

// veneer is a jump to what a call does not reach.
type veneer struct {
	off uint64
	key slotKey
}

// slot is a slot of .captable.
type slot struct {
	p   *placed
	sym int32
	add int64
	pos Pos
}

// slotKey is what a slot holds, or where a veneer goes: a global, or a symbol of
// one object.
type slotKey struct {
	g   *global
	p   *placed
	sym int32
	add int64
}

func newLinker(name string, opt Options) *linker {
	return &linker{name: name, opt: opt, globals: map[string]*global{}, secOf: map[string]int{}, slotOf: map[slotKey]int{}, missed: map[string]bool{}, files: map[string]int{}}
}

// fail reports a mistake.
func (l *linker) fail(p Pos, hint, format string, args ...any) { l.errs.add(p, hint, format, args...) }

// full says whether there are so many mistakes that more would not help.
func (l *linker) full() bool { return len(l.errs) >= maxErrors }

func (l *linker) link(objs []*Object, archives [][]*Object) *image.Image {
	for _, o := range objs {
		l.add(o)
	}
	l.search(archives)
	l.makeSections()
	l.claimOwn()
	l.makeSlots()
	l.place()
	for l.addVeneers() {
		l.place()
	}
	if size := l.layout.end - l.opt.Base; size > maxImage {
		l.fail(Pos{}, "", "the program has %d MB; at most %d can be linked", size>>20, maxImage>>20)
		return nil
	}
	l.defineOwn()
	im := &image.Image{Name: l.name, Base: l.opt.Base}
	l.copyData()
	l.initialisers(im)
	l.relocate()
	if len(l.errs) > 0 || l.keepGoing {
		return nil
	}
	l.fill(im)
	return im
}

// add takes an object into the link.
func (l *linker) add(o *Object) {
	p := &placed{obj: o, index: len(l.objs), globals: make([]*global, len(o.Symbols)), slots: make([]int32, len(o.Symbols)),
		out: make([]int, len(o.Sections)), at: make([]uint64, len(o.Sections)), addr: make([]uint64, len(o.Sections))}
	l.objs = append(l.objs, p)
	for i := range o.Symbols {
		if s := &o.Symbols[i]; s.Name != "" && (s.Global || s.Weak || s.Def == Undefined) {
			p.globals[i] = l.declare(p, int32(i), s)
		}
	}
}

// declare notes what an object says of a global symbol.
func (l *linker) declare(p *placed, i int32, s *Symbol) *global {
	g := l.globals[s.Name]
	if g == nil {
		g = &global{name: s.Name}
		l.globals[s.Name] = g
		l.order = append(l.order, g)
	}
	switch {
	case s.Def == Undefined && s.pos.File != nil && s.Global && !s.Weak:
		g.strong = true
	case s.Def == Undefined:
	case g.def == nil:
		g.define(p, i, s)
	case s.Def == Common && g.common > 0:
		g.common, g.size = max(g.common, s.Value), max(g.size, s.Size)
	case s.Weak || s.Def == Common && !g.weak:
	case g.weak || g.common > 0:
		g.define(p, i, s)
	default:
		l.twice(g, s)
	}
	if g.def == nil && g.strong && !g.queued {
		g.queued = true
		l.pending = append(l.pending, g)
	}
	return g
}

func (g *global) define(p *placed, i int32, s *Symbol) {
	g.def, g.sym, g.weak, g.common = p, i, s.Weak, 0
	if s.Def == Common {
		g.common, g.size = s.Value, s.Size
	}
}

// twice reports a second definition. Objects that include the same file of
// numbers all define them, which is no mistake.
func (l *linker) twice(g *global, s *Symbol) {
	old := &g.def.obj.Symbols[g.sym]
	if old.Def == Absolute && s.Def == Absolute && old.Value == s.Value {
		return
	}
	l.fail(s.pos, "it is also defined at "+old.pos.short(), "%s is defined twice", g.name)
}

// search takes members of archives as long as they define something that is
// missing.
func (l *linker) search(archives [][]*Object) {
	var index []map[string]*Object
	for range archives {
		index = append(index, nil)
	}
	for len(l.pending) > 0 {
		g := l.pending[0]
		l.pending = l.pending[1:]
		g.queued = false
		if g.def != nil {
			continue
		}
		for i, members := range archives {
			if index[i] == nil {
				index[i] = indexArchive(members)
			}
			if o := index[i][g.name]; o != nil {
				l.add(o)
				break
			}
		}
	}
}

// indexArchive is which member defines a name: the first one that does.
func indexArchive(members []*Object) map[string]*Object {
	m := make(map[string]*Object, 8*len(members))
	for _, o := range slices.Backward(members) {
		for i := range o.Symbols {
			if s := &o.Symbols[i]; s.Def != Undefined && s.Name != "" && (s.Global || s.Weak) {
				m[s.Name] = o
			}
		}
	}
	return m
}

// mergedSections are the names under which the linker collects .NAME.anything.
var mergedSections = []string{".text", ".rodata", ".data", ".bss", ".sdata", ".sbss", ".init_array", ".fini_array"}

// outputName is the section of the image that a section goes to.
func outputName(name string) (out string, priority int) {
	for _, m := range mergedSections {
		if name == m {
			return m, lastPriority
		}
		rest, ok := strings.CutPrefix(name, m+".")
		if !ok {
			continue
		}
		if n, err := strconv.Atoi(rest); err == nil && strings.HasSuffix(m, "_array") {
			return m, n
		}
		return m, lastPriority
	}
	return name, 0
}

// lastPriority is that of an initialiser without one.
const lastPriority = 65536

// outSection is the index of the output section of that name.
func (l *linker) outSection(name string, flags image.Flags, bss bool) int {
	if i, ok := l.secOf[name]; ok {
		o := l.secs[i]
		o.flags |= flags
		o.bss = o.bss && bss
		return i
	}
	l.secs = append(l.secs, &output{name: name, flags: flags, bss: bss, align: 64})
	l.secOf[name] = len(l.secs) - 1
	return len(l.secs) - 1
}

// makeSections says which section of which object goes where.
func (l *linker) makeSections() {
	for _, p := range l.objs {
		for i := range p.obj.Sections {
			s := &p.obj.Sections[i]
			name, priority := outputName(s.Name)
			n := l.outSection(name, s.Flags, s.NoBits)
			p.out[i] = n
			o := l.secs[n]
			o.align = max(o.align, s.Align)
			o.parts = append(o.parts, part{p: p, sec: i, priority: priority})
		}
	}
	for _, o := range l.secs {
		if strings.HasSuffix(o.name, "_array") {
			slices.SortStableFunc(o.parts, func(x, y part) int { return cmp.Compare(x.priority, y.priority) })
		}
		if o.flags&image.Write != 0 && o.flags&image.Exec != 0 {
			l.fail(Pos{}, "", "section %s can't be both written and executed", o.name)
		}
	}
	l.makeCommons()
	l.table = l.outSection(captableName, image.Read, false)
	l.relocs = l.outSection(relocsName, image.Read, false)
}

// makeCommons gives the common symbols that nothing else defines their place
// in .bss: they are an object of the linker's own.
func (l *linker) makeCommons() {
	own := &Object{Name: "common"}
	size, align := uint64(0), uint64(1)
	for _, g := range l.order {
		if g.common == 0 {
			continue
		}
		size = (size + g.common - 1) &^ (g.common - 1)
		old := &g.def.obj.Symbols[g.sym]
		own.Symbols = append(own.Symbols, Symbol{Name: g.name, Def: InSection, Global: true, Kind: image.Object, Value: size, Size: g.size, expr: -1, pos: old.pos})
		size += g.size
		align = max(align, g.common)
	}
	if len(own.Symbols) == 0 {
		return
	}
	own.Sections = []Section{{Name: ".bss", Flags: image.Read | image.Write, NoBits: true, Align: align, Size: size}}
	l.add(own) // a definition counts more than common ones
	p := l.objs[len(l.objs)-1]
	n := l.outSection(".bss", image.Read|image.Write, true)
	p.out[0] = n
	l.secs[n].align = max(l.secs[n].align, align)
	l.secs[n].parts = append(l.secs[n].parts, part{p: p})
}

// keyOf is what a symbol of an object is, whoever names it.
func keyOf(p *placed, sym int32, add int64) slotKey {
	if g := p.globals[sym]; g != nil {
		return slotKey{g: g, add: add}
	}
	return slotKey{p: p, sym: sym, add: add}
}

// makeSlots makes the slots of .captable that la asked for.
func (l *linker) makeSlots() {
	for _, p := range l.objs {
		for i := range p.obj.Sections {
			for j := range p.obj.Sections[i].Relocs {
				if r := &p.obj.Sections[i].Relocs[j]; r.Kind == RelSlot {
					l.slot(p, r)
				}
			}
		}
	}
	l.secs[l.table].size = uint64(16 * len(l.slots))
}

// slot is the number of the slot that r loads.
func (l *linker) slot(p *placed, r *Reloc) int {
	known := &p.slots[r.Sym]
	if g := p.globals[r.Sym]; g != nil {
		known = &g.slot
	}
	if r.Add == 0 && *known > 0 {
		return int(*known - 1)
	}
	key := keyOf(p, r.Sym, r.Add)
	if r.Add != 0 {
		if n, ok := l.slotOf[key]; ok {
			return n
		}
	}
	n := len(l.slots)
	l.slots = append(l.slots, slot{p, r.Sym, r.Add, r.pos})
	if r.Add == 0 {
		*known = int32(n + 1)
	} else {
		l.slotOf[key] = n
	}
	return n
}

// layout is where things came to lie.
type layout struct {
	order       []int // of the sections, by address
	textEnd     uint64
	readOnlyEnd uint64
	dataStart   uint64 // of what can be written
	bssStart    uint64
	end         uint64
}

// Ranks of output sections: their order in the image. Those that are only read
// come first, as pcc covers them.
const (
	rankCode = iota
	rankConstants
	rankTable
	rankRelocs
	rankWritten
	rankZeros
)

func (l *linker) rank(i int) int {
	o := l.secs[i]
	switch {
	case i == l.table:
		return rankTable
	case i == l.relocs:
		return rankRelocs
	case o.flags&image.Exec != 0:
		return rankCode
	case o.flags&image.Write == 0:
		return rankConstants
	case o.bss:
		return rankZeros
	}
	return rankWritten
}

// place puts the parts of every section one behind the other, and gives the
// sections addresses.
func (l *linker) place() {
	caps := 0
	for _, s := range l.slots {
		if !l.absent(s.p, s.sym) {
			caps++
		}
	}
	for _, o := range l.secs {
		off := uint64(0)
		for i := range o.parts {
			x := &o.parts[i]
			s := &x.p.obj.Sections[x.sec]
			if s.Size > 0 {
				off = (off + s.Align - 1) &^ (s.Align - 1)
			}
			x.off = off
			x.p.at[x.sec] = off
			off += s.Size
			for _, v := range o.veneers[i] {
				off = (off + 3) &^ 3
				v.off = off
				off += pairBytes
			}
			for j := range s.Relocs {
				if s.Relocs[j].Kind == RelCap && !l.absent(x.p, s.Relocs[j].Sym) {
					caps++
				}
			}
		}
		o.size = max(off, o.size)
	}
	l.secs[l.relocs].size = uint64(relocBytes * caps)
	l.address()
	for _, p := range l.objs {
		for i := range p.out {
			p.addr[i] = l.secs[p.out[i]].addr + p.at[i]
		}
	}
}

const pageBytes = 4096

// address orders the sections and gives them addresses.
func (l *linker) address() {
	l.layout = layout{order: make([]int, len(l.secs))}
	ly := &l.layout
	for i := range ly.order {
		ly.order[i] = i
	}
	slices.SortStableFunc(ly.order, func(x, y int) int { return cmp.Compare(l.rank(x), l.rank(y)) })
	addr := l.opt.Base
	put := func(from, to int) (start uint64) {
		start = (addr + 63) &^ 63
		first := true
		for _, i := range ly.order {
			if r := l.rank(i); r < from || r > to {
				continue
			}
			o := l.secs[i]
			addr = (addr + o.align - 1) &^ (o.align - 1)
			o.addr = addr
			if first {
				start, first = addr, false
			}
			addr += o.size
			if from == rankCode && l.rank(i) == rankCode {
				ly.textEnd = addr
			}
		}
		return start
	}
	ly.textEnd = l.opt.Base
	put(rankCode, rankRelocs)
	// The bounds of pcc end here: they must be exactly representable.
	mask := cap.AlignMask(addr - l.opt.Base)
	addr = l.opt.Base + (addr-l.opt.Base+^mask)&mask
	ly.readOnlyEnd = addr
	if l.opt.PageAlign {
		addr = (addr + pageBytes - 1) &^ (pageBytes - 1)
	}
	ly.dataStart = put(rankWritten, rankWritten)
	ly.bssStart = put(rankZeros, rankZeros)
	if ly.bssStart > addr { // there are no such sections
		ly.bssStart = addr
	}
	ly.dataStart = min(ly.dataStart, ly.bssStart)
	ly.end = addr
}

// addVeneers makes the veneers for calls that do not reach; false: all do.
func (l *linker) addVeneers() (added bool) {
	for n, o := range l.secs {
		if o.flags&image.Exec == 0 || l.layout.textEnd-l.opt.Base < 1<<20 {
			continue
		}
		for i := range o.parts {
			x := &o.parts[i]
			relocs := x.p.obj.Sections[x.sec].Relocs
			for j := range relocs {
				if r := &relocs[j]; r.Kind == RelCall && r.expr < 0 && l.addVeneer(n, i, r) {
					added = true
				}
			}
		}
	}
	return added
}

// addVeneer makes a veneer behind part i of section n if r needs one that is
// not there.
func (l *linker) addVeneer(n, i int, r *Reloc) bool {
	o := l.secs[n]
	x := &o.parts[i]
	t := l.target(x.p, r.Sym)
	if t.kind != atPlace {
		return false
	}
	dist := int64(t.addr) + r.Add - int64(x.p.addr[x.sec]+r.Off)
	key := keyOf(x.p, r.Sym, r.Add)
	if inJalReach(dist) || findVeneer(o.veneers[i], key) != nil {
		return false
	}
	if o.veneers == nil {
		o.veneers = map[int][]*veneer{}
	}
	o.veneers[i] = append(o.veneers[i], &veneer{key: key})
	return true
}

func inJalReach(dist int64) bool { return dist >= -1<<20 && dist < 1<<20 }

func findVeneer(list []*veneer, key slotKey) *veneer {
	for _, v := range list {
		if v.key == key {
			return v
		}
	}
	return nil
}

// copyData fills the sections with the bytes of their parts.
func (l *linker) copyData() {
	for _, o := range l.secs {
		if o.bss {
			continue
		}
		o.data = make([]byte, o.size)
		for i := range o.parts {
			x := &o.parts[i]
			copy(o.data[x.off:], x.p.obj.Sections[x.sec].Data)
			for _, v := range o.veneers[i] {
				binary.LittleEndian.PutUint32(o.data[v.off:], veneerHi)
				binary.LittleEndian.PutUint32(o.data[v.off+4:], veneerLo)
			}
		}
	}
}

// What a veneer consists of: auipc t2, 0 and jalr zero, 0(t2).
var veneerHi, veneerLo = func() (uint32, uint32) {
	t2, _ := isa.RegNumber("t2")
	hi, err1 := isa.Encode(isa.Inst{Op: isa.AUIPC, Rd: t2})
	lo, err2 := isa.Encode(isa.Inst{Op: isa.JALR, Rs1: t2})
	if err1 != nil || err2 != nil {
		panic("asm: the instructions of a veneer can't be encoded") // a mistake in package isa
	}
	return hi, lo
}()
