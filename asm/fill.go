package asm

import (
	"cmp"
	"encoding/binary"
	"slices"

	"ushell/image"
)

// initialisers finds the object of every capability that the loader makes, and
// writes the table of them that it reads.
func (l *linker) initialisers(im *image.Image) {
	table := l.secs[l.relocs].data
	put := func(p *placed, sym int32, slot uint64, add int64, pos Pos) {
		r, flags, ok := l.capability(p, sym, add, pos)
		if !ok {
			return
		}
		r.Slot = slot
		n := len(im.CapRelocs)
		im.CapRelocs = append(im.CapRelocs, r)
		b := table[relocBytes*n:]
		for j, v := range [...]uint64{r.Slot, r.Object, uint64(r.Offset), r.Size, flags} {
			binary.LittleEndian.PutUint64(b[8*j:], v)
		}
	}
	for _, p := range l.objs {
		for i := range p.obj.Sections {
			relocs := p.obj.Sections[i].Relocs
			for j := range relocs {
				if r := &relocs[j]; r.Kind == RelCap {
					put(p, r.Sym, p.addr[i]+r.Off, r.Add, r.pos)
				}
			}
		}
	}
	for i, s := range l.slots {
		put(s.p, s.sym, l.secs[l.table].addr+uint64(16*i), s.add, s.pos)
	}
}

// capability is the initialiser of a capability to a symbol plus add, and its
// flags in the table; false: there is none, or a mistake.
func (l *linker) capability(p *placed, sym int32, add int64, pos Pos) (r image.CapReloc, flags uint64, ok bool) {
	t := l.target(p, sym)
	name := p.obj.Symbols[sym].Name
	switch {
	case t.kind == noTarget && l.absent(p, sym):
		return r, 0, false // NULL
	case t.kind == noTarget:
		l.missing(p, sym, pos)
		return r, 0, false
	case t.kind == aNumber:
		l.fail(pos, "use li", "%s is a number, not an address", name)
		return r, 0, false
	case t.g != nil && t.g.made == border:
		l.fail(pos, "use lla to get its address", "%s is no object with bounds of its own", name)
		return r, 0, false
	}
	r = image.CapReloc{Object: t.addr, Offset: add, Size: t.size}
	if t.g != nil {
		r.Object -= t.g.offset
		r.Offset += int64(t.g.offset)
	}
	switch {
	case t.flags&image.Exec != 0:
		// Code: the bounds of all that is only read, as functions reach
		// their constants and the capability table through pcc.
		r.Offset += int64(r.Object - l.opt.Base)
		r.Object, r.Size = l.opt.Base, l.layout.readOnlyEnd-l.opt.Base
		r.Kind, r.Sealed = image.CapCode, true
		flags = relocCode | relocSealed
	case t.flags&image.Write == 0:
		r.Kind = image.CapReadOnly
		flags = relocReadOnly
	}
	return r, flags, true
}

// fill puts what was linked into the image.
func (l *linker) fill(im *image.Image) {
	index := make([]int, len(l.secs))
	for _, i := range l.layout.order {
		o := l.secs[i]
		index[i] = -1
		if o.size == 0 {
			continue
		}
		index[i] = len(im.Sections)
		im.Sections = append(im.Sections, image.Section{Name: o.name, Addr: o.addr, Size: o.size, Data: o.data, Flags: o.flags})
	}
	l.fillSymbols(im, index)
	l.fillLines(im)
	im.Debug = l.linkDebug()
	for _, p := range l.objs {
		for _, pr := range p.obj.Probes {
			im.Probes = append(im.Probes, image.Probe{Name: pr.Name, Addr: p.addr[pr.Section] + pr.Off, Args: pr.Args})
		}
	}
	im.Entry = im.Base
	name := cmp.Or(l.opt.Entry, "_start")
	if s, ok := im.Lookup(name); ok {
		im.Entry = s.Value
	} else if l.opt.Entry != "" {
		l.fail(Pos{}, "", "the entry %s is not defined", name)
	}
}

// fillSymbols lists the symbols, except for labels that begin with .L, which
// are nobody's business but the assembler's.
func (l *linker) fillSymbols(im *image.Image, index []int) {
	n := 0
	for _, p := range l.objs {
		n += len(p.obj.Symbols)
	}
	im.Symbols = make([]image.Symbol, 0, n)
	for _, p := range l.objs {
		for i := range p.obj.Symbols {
			if out, ok := l.imageSymbol(p, int32(i), index); ok {
				im.Symbols = append(im.Symbols, out)
			}
		}
	}
	for _, name := range ownNames(l.order) {
		g := l.globals[name]
		out := image.Symbol{Name: g.name, Value: g.addr + g.offset, Global: true, Section: -1}
		for i := range im.Sections {
			if x := &im.Sections[i]; out.Value >= x.Addr && out.Value <= x.Addr+x.Size {
				out.Section = i
			}
		}
		im.Symbols = append(im.Symbols, out)
	}
	slices.SortStableFunc(im.Symbols, func(x, y image.Symbol) int { return cmp.Compare(x.Value, y.Value) })
}

// ownNames are the names of the symbols that the linker made.
func ownNames(order []*global) []string {
	var names []string
	for _, g := range order {
		if g.made != notMade {
			names = append(names, g.name)
		}
	}
	slices.Sort(names)
	return names
}

// imageSymbol is symbol i of p as the image lists it; false when it does not:
// it has no name, or another object defines it.
func (l *linker) imageSymbol(p *placed, i int32, index []int) (image.Symbol, bool) {
	s := &p.obj.Symbols[i]
	g := p.globals[i]
	if s.Name == "" || len(s.Name) > 1 && s.Name[:2] == ".L" || s.Def == Undefined || s.Def == Common || g != nil && (g.def != p || g.sym != i) {
		return image.Symbol{}, false
	}
	out := image.Symbol{Name: s.Name, Global: s.Global || s.Weak, Kind: s.Kind, Section: -1}
	if s.Def == InSection {
		out.Value, out.Size, out.Section = p.addr[s.Section]+s.Value, s.Size, index[p.out[s.Section]]
		return out, true
	}
	errs := len(l.errs)
	t := l.target(p, i)
	if len(l.errs) > errs { // no mistake, as nothing uses it
		l.errs = l.errs[:errs]
		return image.Symbol{}, false
	}
	if out.Value = t.addr; t.kind == aNumber {
		out.Kind = image.Abs
		return out, true
	}
	out.Size = t.size
	for j, o := range l.secs {
		if index[j] >= 0 && t.addr >= o.addr && t.addr-o.addr < o.size {
			out.Section = index[j]
		}
	}
	return out, t.kind == atPlace
}

// fillLines lists the lines of instructions, in order of their addresses: parts
// lie in that order, and so do the lines of each.
func (l *linker) fillLines(im *image.Image) {
	n := 0
	for _, p := range l.objs {
		for i := range p.obj.Sections {
			n += len(p.obj.Sections[i].Lines)
		}
	}
	if n == 0 {
		return
	}
	im.Lines = make([]image.Line, 0, n)
	files := make([][]int, len(l.objs)) // by object, then by its sources: the number in the image, from 1
	for _, i := range l.layout.order {
		for _, x := range l.secs[i].parts {
			lines := x.p.obj.Sections[x.sec].Lines
			if len(lines) > 0 && files[x.p.index] == nil {
				files[x.p.index] = make([]int, len(x.p.obj.sources))
			}
			known := files[x.p.index]
			base := x.p.addr[x.sec]
			for j := range lines {
				ln := &lines[j]
				f := &known[ln.File]
				if *f == 0 {
					*f = l.file(im, x.p.obj.sources[ln.File])
				}
				im.Lines = append(im.Lines, image.Line{Addr: base + ln.Off, File: *f - 1, Line: int(ln.Line), Col: int(ln.Col), Flags: ln.Flags})
			}
		}
	}
}

// file is the number of a source in the image, from 1. Objects share those of
// which only the name is known.
func (l *linker) file(im *image.Image, src *Source) int {
	if n := l.files[src.Name]; n > 0 && src.Text == "" {
		return n
	}
	im.Files = append(im.Files, image.File{Name: src.Name, Text: src.Text})
	if src.Text == "" {
		l.files[src.Name] = len(im.Files)
	}
	return len(im.Files)
}
