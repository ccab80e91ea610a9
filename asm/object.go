package asm

import (
	"cmp"
	"slices"

	"ushell/image"
	"ushell/isa"
)

// Object is one source translated: what the linker puts together. Sizes are
// final; what depends on where sections and the symbols of other objects come
// to lie is a relocation.
type Object struct {
	Name     string
	Sections []Section
	// Symbols begin with one for each section, without a name, in order. The
	// defined ones follow in order of their names, then others as they are used.
	Symbols []Symbol
	Probes  []Probe
	// Debug is what the debug directives of the source said; its addresses are
	// packed places in sections (debuginfo.go). nil if they said nothing.
	Debug *image.Debug

	sources []*Source
	noText  bool   // the text of the sources is not kept
	exprs   []node // for relocations that are more than a symbol and a number
}

// Section is a part of an object.
type Section struct {
	Name   string
	Flags  image.Flags
	NoBits bool   // all zero: Data is empty
	Align  uint64 // a power of two
	Size   uint64
	Data   []byte
	Relocs []Reloc // in the order of the source
	Lines  []Line  // in order of Off, one an instruction
}

// Line says where an instruction was written.
type Line struct {
	Off             uint64 // in its section
	File, Line, Col int32  // the number of the source; lines and columns from 1
	Flags           image.LineFlags
	IntMode         bool // the instruction is for integral pointer mode
}

// Def says how an object defines a symbol.
type Def uint8

// Ways to define a symbol.
const (
	Undefined Def = iota
	InSection     // Value bytes into Section
	Absolute      // the number Value
	Common        // Size bytes of zeros, aligned to Value, that all objects share
	Computed      // an expression of symbols that are defined elsewhere
)

// Symbol is a name in an object.
type Symbol struct {
	Name    string // "" for a section
	Def     Def
	Global  bool // visible to other objects; so is every weak and undefined one
	Weak    bool
	Hidden  bool // not for others than this program
	Kind    image.Kind
	Section int32
	Value   uint64
	Size    uint64
	expr    int32
	pos     Pos // of its definition, or first use
}

// RelocKind says what a relocation changes.
type RelocKind uint8

// Kinds of relocations.
const (
	RelData    RelocKind = iota // Size bytes: S + A
	RelImm                      // the immediate of an instruction: S + A, or the distance for a jump
	RelCall                     // a jal that may go by way of t2: the distance
	RelHi                       // lui: %hi(S + A)
	RelLo                       // an immediate: %lo(S + A)
	RelPCRelHi                  // auipc: %pcrel_hi(S + A)
	RelPCRelLo                  // an immediate: the low part for the auipc at Auipc
	RelPair                     // auipc and the low part in what follows: S + A
	RelSlot                     // auipc and ly of the slot of .captable for S + A
	RelCap                      // 16 bytes that the loader makes a capability to S + A
	numRelocs
)

// Reloc is a relocation: S is the symbol Sym, less the symbol Sub unless that
// is -1.
type Reloc struct {
	Off     uint64
	Kind    RelocKind
	Size    uint8 // of RelData: bytes
	IntMode bool  // the instruction is for integral pointer mode
	Sym     int32 // -1 if expr says what the value is
	Sub     int32
	Add     int64
	Auipc   uint64
	expr    int32 // index of the node, -1 for none
	pos     Pos
}

// Probe is a static probe at Off in Section.
type Probe struct {
	Name    string
	Section int32
	Off     uint64
	Args    []image.ProbeArg
}

// node is one operator or leaf of an expression that the linker evaluates: a
// number, a symbol of the object, an operator on earlier nodes. b is -1 for
// operators with one operand.
type node struct {
	op   opcode
	a, b int32
	n    int64
}

// objectBuilder collects what finish puts into an object.
type objectBuilder struct {
	symbols []Symbol
	exprs   []node
}

// finish computes fixups and puts the object together.
func (a *assembler) finish(name string) {
	o := &Object{Name: name, noText: a.opt.NoLines, sources: slices.Concat(a.files, a.debugFiles)}
	a.measure()
	for i, s := range a.secs {
		a.out.symbols = append(a.out.symbols, Symbol{Def: InSection, Section: int32(i), Size: s.moved(s.frag(), s.off()), expr: -1})
	}
	var defined []*symbol
	for _, s := range a.symList {
		if (s.defined || s.common > 0) && !s.private() && s.pos.File != nil {
			defined = append(defined, s)
		}
	}
	slices.SortFunc(defined, func(x, y *symbol) int { return cmp.Compare(x.name, y.name) })
	for _, s := range defined {
		a.out.add(a, s)
	}
	a.applyAll()
	for _, s := range a.secs {
		size := s.off()
		if s.bss {
			s.data = nil
		}
		o.Sections = append(o.Sections, Section{Name: s.name, Flags: s.flags, NoBits: s.bss, Align: s.align, Size: size, Data: s.data,
			Relocs: s.relocs, Lines: s.objectLines(o.sources)})
	}
	for _, pr := range a.probes {
		o.Probes = append(o.Probes, Probe{Name: pr.name, Section: pr.sec, Off: a.secs[pr.sec].moved(pr.frag, pr.off), Args: pr.args})
	}
	o.Symbols, o.exprs = a.out.symbols, a.out.exprs
	o.Debug = a.finishDebug()
	a.object = o
}

// add gives s a place in the symbol table, and answers its index.
func (b *objectBuilder) add(a *assembler, s *symbol) int32 {
	if s.index > 0 {
		return s.index - 1
	}
	s.index = int32(len(b.symbols) + 1)
	out := Symbol{Name: s.name, Global: s.global, Weak: s.weak, Hidden: s.hidden, Size: s.bytes, expr: -1, pos: s.pos}
	if s.typed {
		out.Kind = s.kind
	}
	b.symbols = append(b.symbols, out)
	i := s.index - 1
	switch {
	case s.common > 0:
		out.Def, out.Value, out.Global, out.Kind = Common, s.common, true, image.Object
	case !s.defined:
		out.Global = true
		if out.pos = s.use; out.pos.File == nil {
			out.pos = s.pos
		}
	case s.sec >= 0:
		sec := a.secs[s.sec]
		out.Def, out.Section, out.Value = InSection, s.sec, sec.moved(s.frag, s.off)
		if !s.typed {
			out.Kind = kindIn(sec.flags)
		}
	default:
		b.define(a, s, &out)
	}
	b.symbols[i] = out
	return i
}

// define gives out the value of the expression of s. What nothing gives a value
// stays undefined, which is no mistake as long as nothing uses it.
func (b *objectBuilder) define(a *assembler, s *symbol, out *Symbol) {
	ev := &evaluator{a: a, quiet: true, pos: s.pos}
	v, ok := ev.eval(s.e)
	switch {
	case ok && v.isNumber():
		out.Def, out.Value, out.Kind = Absolute, uint64(v.n), image.Abs
	case ok && v.isPlace():
		out.Def, out.Section, out.Value = InSection, v.sec, uint64(v.n)
		if !s.typed {
			out.Kind = kindIn(a.secs[v.sec].flags)
		}
	case ok || ev.later:
		out.Def, out.expr = Computed, b.tree(a, s.e, s.pos, 0)
	}
}

// kindIn is what a symbol in a section names if .type does not say.
func kindIn(f image.Flags) image.Kind {
	if f&image.Exec != 0 {
		return image.Func
	}
	return image.Object
}

// ref is the index of the symbol that v is relative to, -1 for none.
func (b *objectBuilder) ref(a *assembler, v *value) int32 {
	switch {
	case v == nil:
	case v.sym != nil:
		return b.add(a, v.sym)
	case v.sec >= 0:
		return v.sec
	}
	return -1
}

// tree stores an expression for the linker, and answers the index of its node,
// -1 after a mistake. depth is that of e in the whole.
func (b *objectBuilder) tree(a *assembler, e *expr, pos Pos, depth int) int32 {
	if len(b.exprs) > maxNodes || depth > 4*maxDepth {
		a.fail(pos.at(e.col), "", "this expression is too complex, or refers to itself")
		return -1
	}
	switch s := e.sym; {
	case e.op == opSym && s.defined && s.sec < 0 && !s.weak:
		return b.tree(a, s.e, pos, depth+1)
	case e.op == opNum || e.op == opPlace || e.op == opSym || e.op == opLocal:
		ev := &evaluator{a: a, pos: pos}
		v, ok := ev.eval(e)
		if !ok {
			return -1
		}
		return b.leaf(a, &v)
	}
	x, y := b.tree(a, e.a, pos, depth+1), int32(-1)
	if x < 0 {
		return -1
	}
	if e.b != nil {
		if y = b.tree(a, e.b, pos, depth+1); y < 0 {
			return -1
		}
	}
	return b.node(node{op: e.op, a: x, b: y})
}

// leaf stores a number, or an address and what is added to it.
func (b *objectBuilder) leaf(a *assembler, v *value) int32 {
	base := b.ref(a, v)
	if base < 0 {
		return b.node(node{op: opNum, a: -1, b: -1, n: v.n})
	}
	x := b.node(node{op: opExt, a: -1, b: -1, n: int64(base)})
	if v.n == 0 {
		return x
	}
	return b.node(node{op: opAdd, a: x, b: b.node(node{op: opNum, a: -1, b: -1, n: v.n})})
}

// maxNodes bounds the expressions of an object.
const maxNodes = 1 << 20

func (b *objectBuilder) node(n node) int32 {
	b.exprs = append(b.exprs, n)
	return int32(len(b.exprs) - 1)
}

// relocKind is what the linker must do for f.
func (f *fixup) relocKind() RelocKind {
	switch {
	case f.kind == fixData:
		return RelData
	case f.kind == fixPair:
		return RelPair
	case f.call && f.size != pairBytes:
		return RelCall
	case f.call:
		return RelPair
	}
	switch f.e.op {
	case opHi:
		return RelHi
	case opLo:
		return RelLo
	case opPCRelHi:
		return RelPCRelHi
	}
	return RelImm
}

// relocate leaves f to the linker: v is what it knows, or tree.
func (a *assembler) relocate(f *fixup, kind RelocKind, v value, tree int32) {
	a.relocateAt(f, a.offset(f), kind, v, tree)
}

func (a *assembler) relocateAt(f *fixup, off uint64, kind RelocKind, v value, tree int32) {
	s := a.secs[f.sec]
	r := Reloc{Off: off, Kind: kind, IntMode: f.intMode, Sym: a.out.ref(a, &v), Sub: a.out.ref(a, v.sub), Add: v.n, expr: tree, pos: f.pos.at(f.e.col)}
	if tree < 0 && r.Sym < 0 {
		return // a mistake that was reported
	}
	switch kind {
	case RelData:
		r.Size = f.size
	case RelCap:
	case RelPair, RelSlot:
		a.putPair(f, off)
	default:
		if kind == RelPCRelLo {
			r.Auipc = uint64(f.add)
		}
		in := f.inst
		in.Imm = 0
		w, err := isa.Encode(in)
		if err != nil {
			in.Imm = 1 // ybndswi has no length 0
			w, err = isa.Encode(in)
		}
		if err != nil {
			a.fail(r.pos, "", "%v", err)
			return
		}
		putInst(s.data[off:], in.C != isa.NotCompressed, w)
	}
	s.relocs = append(s.relocs, r)
}

// objectLines are the lines of the instructions of s: two for what has become a
// pair of them.
func (s *section) objectLines(sources []*Source) []Line {
	if len(s.lines) == 0 {
		return nil
	}
	out := make([]Line, 0, len(s.lines)+len(s.lines)/8)
	var file *Source
	number := int32(0)
	for _, l := range s.lines {
		if l.file != file {
			file, number = l.file, int32(slices.Index(sources, l.file))
		}
		x := Line{Off: s.moved(l.frag, l.off), File: number, Line: l.line, Col: l.col, Flags: l.flags, IntMode: l.intMode}
		out = append(out, x)
		if int(l.frag) < len(s.items) {
			if it := &s.items[l.frag]; it.off == l.off && it.align == 0 && it.now == pairBytes {
				x.Off += 4
				x.Flags = x.Flags&^image.LinePrologueEnd | image.LineInside
				out = append(out, x)
			}
		}
	}
	return out
}

// Sources are the files that o was made from.
func (o *Object) Sources() []*Source { return o.sources }
