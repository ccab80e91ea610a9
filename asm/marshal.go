package asm

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/bits"

	"ushell/image"
)

// Objects as bytes: for caches, and for object files (docs/elf.md). Numbers are
// LEB128, signed ones zigzag coded; names are numbers in a table that stands at
// the beginning.

// objectMagic begins an object; the last byte is the version of the format.
const objectMagic = "ushobj\x00\x01"

// MarshalBinary is o as bytes that UnmarshalBinary understands: the same bytes
// for the same object. Places in macros become those of their calls.
func (o *Object) MarshalBinary() ([]byte, error) {
	w := &objectWriter{index: map[string]uint64{}, files: map[*Source]uint64{}}
	w.name(o.Name)
	w.uint(uint64(len(o.sources)))
	for i, s := range o.sources {
		w.files[s] = uint64(i + 1)
		w.name(s.Name)
		if o.noText {
			w.uint(0)
			continue
		}
		w.bytes([]byte(s.Text))
	}
	w.uint(uint64(len(o.Sections)))
	for i := range o.Sections {
		w.section(&o.Sections[i])
	}
	w.uint(uint64(len(o.Symbols) - len(o.Sections)))
	for i := range o.Symbols[len(o.Sections):] {
		w.symbol(&o.Symbols[len(o.Sections)+i])
	}
	w.uint(uint64(len(o.exprs)))
	for _, n := range o.exprs {
		w.b = append(w.b, byte(n.op))
		w.uint(uint64(n.a + 1))
		w.uint(uint64(n.b + 1))
		w.int(n.n)
	}
	w.uint(uint64(len(o.Probes)))
	for i := range o.Probes {
		w.probe(&o.Probes[i])
	}
	var debug []byte
	if o.Debug != nil {
		var err error
		if debug, err = o.Debug.AppendBinary(nil); err != nil {
			return nil, err
		}
	}
	w.bytes(debug)
	out := binary.AppendUvarint([]byte(objectMagic), uint64(len(w.names)))
	for _, s := range w.names {
		out = append(binary.AppendUvarint(out, uint64(len(s))), s...)
	}
	return append(out, w.b...), nil
}

// objectWriter collects what stands behind the table of names.
type objectWriter struct {
	b     []byte
	index map[string]uint64
	names []string
	files map[*Source]uint64
}

func (w *objectWriter) uint(v uint64) { w.b = binary.AppendUvarint(w.b, v) }
func (w *objectWriter) int(v int64)   { w.b = binary.AppendVarint(w.b, v) }

func (w *objectWriter) bytes(b []byte) {
	w.uint(uint64(len(b)))
	w.b = append(w.b, b...)
}

func (w *objectWriter) name(s string) {
	n, ok := w.index[s]
	if !ok {
		n = uint64(len(w.names))
		w.index[s] = n
		w.names = append(w.names, s)
	}
	w.uint(n)
}

// flags are bits, the first one lowest.
func (w *objectWriter) flags(list ...bool) {
	v := byte(0)
	for i, f := range list {
		if f {
			v |= 1 << i
		}
	}
	w.b = append(w.b, v)
}

// pos writes a place in a source: the number of the source from 1, 0 for none.
func (w *objectWriter) pos(p Pos) {
	p = p.outermost()
	n := w.files[p.File]
	w.uint(n)
	if n > 0 {
		w.uint(uint64(p.Line))
		w.uint(uint64(p.Col))
	}
}

func (w *objectWriter) section(s *Section) {
	w.name(s.Name)
	w.b = append(w.b, byte(s.Flags))
	w.flags(s.NoBits)
	w.uint(uint64(bits.TrailingZeros64(s.Align)))
	w.uint(s.Size)
	if !s.NoBits {
		w.b = append(w.b, s.Data...)
	}
	w.uint(uint64(len(s.Relocs)))
	last := uint64(0)
	for i := range s.Relocs {
		r := &s.Relocs[i]
		w.int(int64(r.Off - last))
		last = r.Off
		w.b = append(w.b, byte(r.Kind), r.Size)
		w.flags(r.IntMode)
		w.uint(uint64(r.Sym + 1))
		w.uint(uint64(r.Sub + 1))
		w.uint(uint64(r.expr + 1))
		w.int(r.Add)
		w.uint(r.Auipc)
		w.pos(r.pos)
	}
	w.uint(uint64(len(s.Lines)))
	var before Line
	for i := range s.Lines {
		l := &s.Lines[i]
		w.uint(l.Off - before.Off)
		w.uint(uint64(l.File))
		w.int(int64(l.Line - before.Line))
		w.uint(uint64(l.Col))
		w.b = append(w.b, byte(l.Flags))
		w.flags(l.IntMode)
		before = *l
	}
}

func (w *objectWriter) symbol(s *Symbol) {
	w.name(s.Name)
	w.b = append(w.b, byte(s.Def), byte(s.Kind))
	w.flags(s.Global, s.Weak, s.Hidden)
	w.uint(uint64(s.Section))
	w.uint(s.Value)
	w.uint(s.Size)
	w.uint(uint64(s.expr + 1))
	w.pos(s.pos)
}

func (w *objectWriter) probe(p *Probe) {
	w.name(p.Name)
	w.uint(uint64(p.Section))
	w.uint(p.Off)
	w.uint(uint64(len(p.Args)))
	for _, a := range p.Args {
		w.name(a.Name)
		w.b = append(w.b, byte(a.Kind), a.Reg)
		w.int(a.Off)
		w.uint(a.Value)
	}
}

// UnmarshalBinary makes o what MarshalBinary wrote. It checks everything that
// the linker relies on.
func (o *Object) UnmarshalBinary(b []byte) error {
	r := &objectReader{b: string(b)}
	*o = Object{}
	r.object(o)
	if r.err == nil && r.i < len(r.b) {
		r.fail("bytes behind the end")
	}
	if r.err != nil {
		*o = Object{}
		return fmt.Errorf("object file: %w", r.err)
	}
	return nil
}

// objectReader reads what objectWriter wrote. After an error it reads zeros.
type objectReader struct {
	b     string
	i     int
	err   error
	names []string
	files []*Source
}

func (r *objectReader) fail(why string) {
	if r.err == nil {
		r.err = errors.New(why)
	}
	r.i = len(r.b)
}

func (r *objectReader) uint() uint64 {
	if r.i < len(r.b) && r.b[r.i] < 0x80 {
		r.i++
		return uint64(r.b[r.i-1])
	}
	v := uint64(0)
	for shift := 0; shift < 70; shift += 7 {
		b := r.byte()
		v |= uint64(b&0x7f) << shift
		if b < 0x80 {
			return v
		}
	}
	r.fail("a number is too long")
	return 0
}

func (r *objectReader) int() int64 {
	v := r.uint()
	return int64(v>>1) ^ -int64(v&1)
}

func (r *objectReader) byte() byte {
	if r.i >= len(r.b) {
		r.fail("it ends too early")
		return 0
	}
	r.i++
	return r.b[r.i-1]
}

// count is a number of entries of at least size bytes each.
func (r *objectReader) count(size int) int {
	n := r.uint()
	if n > uint64((len(r.b)-r.i)/size) {
		r.fail("a count is larger than the file")
		return 0
	}
	return int(n)
}

// below is a number less than limit.
func (r *objectReader) below(limit int, what string) int {
	n := r.uint()
	if n >= uint64(limit) {
		r.fail(what + " is out of range")
		return 0
	}
	return int(n)
}

// index is a number less than limit that is written plus 1; -1 for none.
func (r *objectReader) index(limit int, what string) int32 {
	return int32(r.below(limit+1, what)) - 1
}

// string is the next n bytes.
func (r *objectReader) string(n int) string {
	if n > len(r.b)-r.i {
		r.fail("it ends too early")
		return ""
	}
	r.i += n
	return r.b[r.i-n : r.i]
}

func (r *objectReader) name() string {
	if n := r.below(max(len(r.names), 1), "a name"); n < len(r.names) {
		return r.names[n]
	}
	return ""
}

// flags are n bits.
func (r *objectReader) flags(n int) byte {
	v := r.byte()
	if v>>n != 0 {
		r.fail("unknown flags")
	}
	return v
}

func (r *objectReader) pos() Pos {
	n := r.below(len(r.files)+1, "the number of a source")
	if n == 0 {
		return Pos{}
	}
	return Pos{File: r.files[n-1], Line: r.below(1<<31, "a line"), Col: r.below(1<<31, "a column")}
}

func (r *objectReader) object(o *Object) {
	if len(r.b) < len(objectMagic) || r.b[:len(objectMagic)] != objectMagic {
		r.fail("this is no object, or one of another version")
		return
	}
	r.i = len(objectMagic)
	r.names = make([]string, r.count(1))
	for i := range r.names {
		r.names[i] = r.string(r.count(1))
	}
	o.Name = r.name()
	for range r.count(2) {
		s := &Source{Name: r.name()}
		s.Text = r.string(r.count(1))
		r.files = append(r.files, s)
	}
	o.sources = r.files
	n := r.below(2*maxSections, "the number of sections")
	o.Sections = make([]Section, n)
	total := uint64(0)
	for i := range o.Sections {
		r.section(&o.Sections[i])
		if total += o.Sections[i].Size; total > maxBytes {
			r.fail("the sections are too large")
		}
	}
	o.Symbols = make([]Symbol, n, n+16)
	for i := range n {
		o.Symbols[i] = Symbol{Def: InSection, Section: int32(i), Size: o.Sections[i].Size, expr: -1}
	}
	for range r.count(9) {
		o.Symbols = append(o.Symbols, r.symbol(n))
	}
	r.exprs(o)
	for range r.count(4) {
		o.Probes = append(o.Probes, r.probe(n))
	}
	if b := r.string(r.count(1)); b != "" {
		o.Debug = &image.Debug{}
		if err := o.Debug.UnmarshalBinary([]byte(b)); err != nil {
			r.fail(err.Error())
		}
	}
	if r.err == nil {
		r.check(o)
	}
}

func (r *objectReader) section(s *Section) {
	s.Name = r.name()
	s.Flags = image.Flags(r.byte())
	if s.Flags&^(image.Read|image.Write|image.Exec) != 0 || s.Flags&(image.Write|image.Exec) == image.Write|image.Exec {
		r.fail("a section has flags that can't be")
	}
	s.NoBits = r.flags(1) != 0
	s.Align = 1 << r.below(21, "an alignment")
	s.Size = uint64(r.below(maxBytes+1, "the size of a section"))
	if !s.NoBits {
		s.Data = []byte(r.string(int(s.Size)))
	}
	if n := r.count(10); n > 0 {
		s.Relocs = make([]Reloc, n)
		last := uint64(0)
		for i := range s.Relocs {
			x := &s.Relocs[i]
			x.Off = last + uint64(r.int())
			last = x.Off
			x.Kind, x.Size = RelocKind(r.byte()), r.byte()
			x.IntMode = r.flags(1) != 0
			const any = 1 << 30 // see check
			x.Sym, x.Sub, x.expr = r.index(any, "a symbol"), r.index(any, "a symbol"), r.index(any, "an expression")
			x.Add = r.int()
			x.Auipc = r.uint()
			x.pos = r.pos()
		}
	}
	if n := r.count(6); n > 0 {
		s.Lines = make([]Line, n)
		before := Line{}
		for i := range s.Lines {
			l := &s.Lines[i]
			l.Off = before.Off + r.uint()
			l.File = int32(r.below(max(len(r.files), 1), "the number of a source"))
			l.Line = before.Line + int32(r.int())
			l.Col = int32(r.below(1<<31, "a column"))
			l.Flags = image.LineFlags(r.byte())
			l.IntMode = r.flags(1) != 0
			if len(r.files) == 0 || l.Off < before.Off || l.Off >= s.Size || l.Line < 0 {
				r.fail("a line is out of range")
			}
			before = *l
		}
	}
}

func (r *objectReader) symbol(sections int) Symbol {
	s := Symbol{Name: r.name(), Def: Def(r.byte()), Kind: image.Kind(r.byte())}
	f := r.flags(3)
	s.Global, s.Weak, s.Hidden = f&1 != 0, f&2 != 0, f&4 != 0
	s.Section = int32(r.below(max(sections, 1), "the section of a symbol"))
	s.Value, s.Size = r.uint(), r.uint()
	s.expr = r.index(maxNodes, "an expression")
	s.pos = r.pos()
	switch {
	case s.Name == "" || s.Def > Computed || s.Kind > image.Abs:
		r.fail("a symbol is damaged")
	case s.Def == InSection && sections == 0:
		r.fail("a symbol is in no section")
	case s.Def == Common && (bits.OnesCount64(s.Value) != 1 || s.Value > 1<<20 || s.Size > maxBytes):
		r.fail("a common symbol is too large")
	}
	return s
}

func (r *objectReader) probe(sections int) Probe {
	p := Probe{Name: r.name(), Section: int32(r.below(sections, "the section of a probe")), Off: r.uint()}
	for range r.count(5) {
		a := image.ProbeArg{Name: r.name(), Kind: image.ArgKind(r.byte()), Reg: r.byte(), Off: r.int(), Value: r.uint()}
		if a.Kind > image.ArgConst || a.Reg > 31 {
			r.fail("an argument of a probe is damaged")
		}
		p.Args = append(p.Args, a)
	}
	return p
}

// exprs reads the expressions. Each node has operands before it that no other
// has: so they are trees.
func (r *objectReader) exprs(o *Object) {
	n := r.count(4)
	if n > maxNodes {
		r.fail("too many expressions")
		return
	}
	o.exprs = make([]node, n)
	depth, used := make([]int, n), make([]bool, n)
	child := func(i int, c int32) {
		if used[c] {
			r.fail("an expression has two users")
		}
		used[c] = true
		depth[i] = max(depth[i], depth[c]+1)
	}
	for i := range o.exprs {
		x := node{op: opcode(r.byte()), a: r.index(i, "an operand"), b: r.index(i, "an operand"), n: r.int()}
		ok := false
		switch {
		case x.op == opNum:
			ok = x.a < 0 && x.b < 0
		case x.op == opExt:
			ok = x.a < 0 && x.b < 0 && x.n >= 0 && x.n < int64(len(o.Symbols))
		case x.op >= opNeg && x.op <= opPCRelLo:
			ok = x.a >= 0 && x.b < 0
		case x.op > opPCRelLo && x.op < numOpcodes:
			ok = x.a >= 0 && x.b >= 0
		}
		if !ok {
			r.fail("an expression is damaged")
			return
		}
		if x.a >= 0 {
			child(i, x.a)
		}
		if x.b >= 0 {
			child(i, x.b)
		}
		if depth[i] > 4*maxDepth {
			r.fail("an expression is nested too deeply")
		}
		o.exprs[i] = x
	}
}

// check looks at what refers to what comes later.
func (r *objectReader) check(o *Object) {
	for i := range o.Symbols {
		if s := &o.Symbols[i]; s.Def == Computed && (s.expr < 0 || int(s.expr) >= len(o.exprs)) {
			r.fail("the expression of a symbol is missing")
		}
	}
	for i := range o.Sections {
		s := &o.Sections[i]
		for j := range s.Relocs {
			x := &s.Relocs[j]
			tree := x.expr >= 0
			switch width := x.width(); {
			case s.NoBits || width == 0 || x.Off > s.Size || s.Size-x.Off < width || x.Auipc > s.Size:
				r.fail("a relocation is out of its section")
			case int(x.Sym) >= len(o.Symbols) || int(x.Sub) >= len(o.Symbols) || int(x.expr) >= len(o.exprs),
				tree != (x.Sym < 0), tree && (x.Sub >= 0 || x.Kind == RelSlot || x.Kind == RelCap):
				r.fail("the value of a relocation is damaged")
			}
		}
	}
}

// width is how many bytes a relocation changes at least, 0 if there is no such
// relocation.
func (x *Reloc) width() uint64 {
	switch {
	case x.Kind == RelData && (x.Size == 1 || x.Size == 2 || x.Size == 4 || x.Size == 8):
		return uint64(x.Size)
	case x.Kind == RelData || x.Kind >= numRelocs:
		return 0
	case x.Kind == RelPair || x.Kind == RelSlot:
		return pairBytes
	case x.Kind == RelCap:
		return 16
	}
	return compressedBytes
}
