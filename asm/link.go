package asm

import (
	"cmp"
	"encoding/binary"
	"slices"
	"strings"

	"ushell/cap"
	"ushell/image"
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

// link gives every section its address and every fixup its value.
func (a *assembler) link(name string) *image.Image {
	table := a.captableSection()
	relocs := a.section(relocsName, image.Read, false)
	a.secs[relocs].data = make([]byte, relocBytes*len(a.caps))
	l := a.layout(table, relocs)
	a.linked = true
	a.defineLinkerSymbols(l)
	a.measure()
	im := &image.Image{Name: name, Base: a.opt.Base}
	a.resolveCaps(im, l)
	a.applyAll(table)
	if len(a.errs) > 0 || a.grew() {
		return nil
	}
	a.fill(im, l)
	return im
}

// layout is where things came to lie.
type layout struct {
	order       []int // of the sections, by address
	relocs      int   // the section __cap_relocs
	readOnlyEnd uint64
	dataStart   uint64 // of what can be written
	bssStart    uint64
	end         uint64
}

// layout orders the sections and gives them addresses. Those that are only read
// come first, as pcc covers them: code, constants, the capability table, the
// capability initialisers. What can be written follows.
func (a *assembler) layout(table, relocs int) layout {
	const firstWritten, zeros = 4, 5
	rank := func(i int) int {
		s := a.secs[i]
		switch {
		case i == table:
			return 2
		case i == relocs:
			return 3
		case s.flags&image.Exec != 0:
			return 0
		case s.flags&image.Write == 0:
			return 1
		case s.bss:
			return zeros
		}
		return firstWritten
	}
	l := layout{relocs: relocs, order: make([]int, len(a.secs))}
	for i := range l.order {
		l.order[i] = i
	}
	slices.SortStableFunc(l.order, func(x, y int) int { return cmp.Compare(rank(x), rank(y)) })
	addr := a.opt.Base
	place := func(from, to int) (start uint64) {
		start = (addr + 63) &^ 63
		first := true
		for _, i := range l.order {
			if r := rank(i); r < from || r > to {
				continue
			}
			s := a.secs[i]
			addr = (addr + s.align - 1) &^ (s.align - 1)
			s.addr = addr
			if first {
				start, first = addr, false
			}
			addr += s.off()
		}
		return start
	}
	place(0, firstWritten-1)
	// The bounds of pcc end here: they must be exactly representable.
	mask := cap.AlignMask(addr - a.opt.Base)
	addr = a.opt.Base + (addr-a.opt.Base+^mask)&mask
	l.readOnlyEnd = addr
	l.dataStart = place(firstWritten, firstWritten)
	l.bssStart = place(zeros, zeros)
	if l.bssStart > addr { // there are no such sections
		l.bssStart = addr
	}
	l.dataStart = min(l.dataStart, l.bssStart)
	l.end = addr
	return l
}

// captableSection makes the slots that la asked for.
func (a *assembler) captableSection() int {
	table := a.section(captableName, image.Read, false)
	for i := range a.fixups {
		f := &a.fixups[i]
		if f.kind != fixSlot {
			continue
		}
		s := a.find(f.unit, f.e.name)
		if s == nil {
			continue // reported when the fixup is applied
		}
		key := slotKey{s, f.add}
		n, ok := a.captable[key]
		if !ok {
			n = len(a.captable)
			a.captable[key] = n
			a.caps = append(a.caps, capAt{unit: f.unit, sec: table, off: uint64(16 * n), sym: s.name, add: num(f.add), pos: f.pos.at(f.e.col)})
			a.secs[table].data = append(a.secs[table].data, make([]byte, 16)...)
		}
		f.size = uint64(16 * n)
	}
	return table
}

func (a *assembler) defineLinkerSymbols(l layout) {
	r := a.secs[l.relocs]
	for _, d := range []struct {
		name string
		addr uint64
	}{
		{"__text_start", a.opt.Base}, {"__text_end", l.readOnlyEnd},
		{"__cap_relocs_start", r.addr}, {"__cap_relocs_end", r.addr + r.off()},
		{"__data_start", l.dataStart}, {"__data_end", l.end}, {"__bss_start", l.bssStart}, {"__image_end", l.end},
	} {
		if a.globals[d.name] == nil {
			// In the sense of sections they belong to the first one: what counts
			// is that they are addresses.
			sec := l.order[0]
			a.globals[d.name] = &symbol{name: d.name, sec: sec, off: d.addr - a.secs[sec].addr, global: true}
		}
	}
}

// resolveCaps finds the object of every capability initialiser, and writes the
// table of them that the loader reads.
func (a *assembler) resolveCaps(im *image.Image, l layout) {
	for i, c := range a.caps {
		s := a.find(c.unit, c.sym)
		if s == nil {
			a.undefined(c.unit, c.sym, c.pos)
			continue
		}
		if s.sec < 0 {
			a.fail(c.pos, "use li", "%s is a number, not an address", c.sym)
			continue
		}
		if s.unit == nil {
			a.linkerSymbol(c.pos, s)
			continue
		}
		var off value
		if c.add != nil {
			var ok bool
			if off, ok = a.evaluate(c.add, c.unit, c.pos); !ok {
				continue
			}
		}
		sec := a.secs[s.sec]
		r := image.CapReloc{Slot: a.secs[c.sec].addr + c.off, Object: sec.addr + s.off, Offset: off.n, Size: a.symbolBytes(s)}
		flags := uint64(0)
		switch {
		case sec.flags&image.Exec != 0:
			// Code: the bounds of all that is only read, as functions reach
			// their constants and the capability table through pcc.
			r.Offset += int64(r.Object - a.opt.Base)
			r.Object, r.Size = a.opt.Base, l.readOnlyEnd-a.opt.Base
			r.Kind, r.Sealed = image.CapCode, true
			flags = relocCode | relocSealed
		case sec.flags&image.Write == 0:
			r.Kind = image.CapReadOnly
			flags = relocReadOnly
		}
		im.CapRelocs = append(im.CapRelocs, r)
		b := a.secs[l.relocs].data[relocBytes*i:]
		for j, v := range [...]uint64{r.Slot, r.Object, uint64(r.Offset), r.Size, flags} {
			binary.LittleEndian.PutUint64(b[8*j:], v)
		}
	}
}

// linkerSymbol reports that a capability to a symbol was asked for that the
// linker defines, which is the border of something, not an object.
func (a *assembler) linkerSymbol(pos Pos, s *symbol) {
	a.fail(pos, "use lla to get its address", "%s is no object with bounds of its own", s.name)
}

// fill puts what was linked into the image.
func (a *assembler) fill(im *image.Image, l layout) {
	index := map[int]int{}
	for _, i := range l.order {
		s := a.secs[i]
		if s.off() == 0 {
			continue
		}
		index[i] = len(im.Sections)
		im.Sections = append(im.Sections, image.Section{Name: s.name, Addr: s.addr, Size: s.off(), Data: s.data, Flags: s.flags})
	}
	a.fillSymbols(im, index)
	a.fillLines(im)
	im.Debug = a.linkDebug()
	for _, pr := range a.probes {
		im.Probes = append(im.Probes, image.Probe{Name: pr.name, Addr: a.secs[pr.sec].addr + pr.off, Args: pr.args})
	}
	im.Entry = im.Base
	name := cmp.Or(a.opt.Entry, "_start")
	if s, ok := im.Lookup(name); ok {
		im.Entry = s.Value
	} else if a.opt.Entry != "" {
		a.fail(Pos{}, "", "the entry %s is not defined", name)
	}
}

// fillSymbols lists the symbols, except for labels that begin with .L, which
// are nobody's business but the assembler's.
func (a *assembler) fillSymbols(im *image.Image, index map[int]int) {
	seen := map[string]bool{} // global numbers that several units define alike
	for _, u := range a.units {
		for _, name := range sortedKeys(u.syms) {
			s := u.syms[name]
			if strings.HasPrefix(name, ".L") || s.pos.File == nil || s.sec < 0 && s.global && seen[name] {
				continue
			}
			if out, ok := a.imageSymbol(s, index); ok {
				seen[name] = s.global
				im.Symbols = append(im.Symbols, out)
			}
		}
	}
	for _, name := range sortedKeys(a.globals) {
		s := a.globals[name]
		if s.unit != nil {
			continue
		}
		out := image.Symbol{Name: s.name, Value: a.secs[s.sec].addr + s.off, Global: true, Section: -1}
		for i := range im.Sections {
			if x := &im.Sections[i]; out.Value >= x.Addr && out.Value <= x.Addr+x.Size {
				out.Section = i
			}
		}
		im.Symbols = append(im.Symbols, out)
	}
	slices.SortStableFunc(im.Symbols, func(x, y image.Symbol) int { return cmp.Compare(x.Value, y.Value) })
}

// imageSymbol is s as the image lists it; false when nothing gives it a value,
// which is no mistake as long as nothing uses it.
func (a *assembler) imageSymbol(s *symbol, index map[int]int) (image.Symbol, bool) {
	out := image.Symbol{Name: s.name, Global: s.global, Kind: image.Abs, Section: -1}
	if s.sec < 0 {
		ev := &evaluator{a: a, u: s.unit, quiet: true}
		v, ok := ev.eval(s.e)
		out.Value = uint64(v.n)
		return out, ok
	}
	if i, ok := index[s.sec]; ok {
		out.Section = i
	}
	out.Value = a.secs[s.sec].addr + s.off
	out.Size = a.symbolBytes(s)
	switch kind, ok := s.unit.types[s.name]; {
	case ok:
		out.Kind = kind
	case a.secs[s.sec].flags&image.Exec != 0:
		out.Kind = image.Func
	default:
		out.Kind = image.Object
	}
	return out, true
}

func (a *assembler) fillLines(im *image.Image) {
	files := map[*Source]int{}
	for _, l := range a.lines {
		n, ok := files[l.pos.File]
		if !ok {
			n = len(im.Files)
			files[l.pos.File] = n
			im.Files = append(im.Files, image.File{Name: l.pos.File.Name, Text: l.pos.File.Text})
		}
		im.Lines = append(im.Lines, image.Line{Addr: a.secs[l.sec].addr + l.off, File: n, Line: l.pos.Line, Col: l.pos.Col, Flags: l.flags})
	}
	slices.SortStableFunc(im.Lines, func(x, y image.Line) int { return cmp.Compare(x.Addr, y.Addr) })
}
