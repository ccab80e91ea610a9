package asm

import (
	"cmp"
	"encoding/binary"
	"slices"

	"ushell/cap"
	"ushell/image"
	"ushell/isa"
)

// Flags in an entry of the table of capability initialisers (docs/abi.md).
const (
	relocBytes    = 40
	relocCode     = 1 << 63
	relocReadOnly = 1 << 62
	relocSealed   = 1 << 61
)

// link gives every section its address and every fixup its value. Sections
// that are only read come first, as pcc covers them: code, constants, the
// capability table, the capability initialisers. What can be written follows.
func (a *assembler) link(name string) *image.Image {
	table := a.captableSection()
	relocs := a.section("__cap_relocs", image.Read, false)
	a.secs[relocs].data = make([]byte, relocBytes*len(a.caps))
	order := make([]int, len(a.secs))
	for i := range order {
		order[i] = i
	}
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
			return 5
		}
		return 4
	}
	slices.SortStableFunc(order, func(x, y int) int { return cmp.Compare(rank(x), rank(y)) })
	addr := a.opt.Base
	readOnlyEnd := addr
	for _, i := range order {
		s := a.secs[i]
		if rank(i) >= 4 && addr == readOnlyEnd {
			// The bounds of pcc end here: they must be exactly representable.
			length := readOnlyEnd - a.opt.Base
			readOnlyEnd = a.opt.Base + (length+^cap.AlignMask(length))&cap.AlignMask(length)
			addr = readOnlyEnd
		}
		addr = (addr + s.align - 1) &^ (s.align - 1)
		s.addr = addr
		addr += s.off()
		if rank(i) < 4 {
			readOnlyEnd = addr
		}
	}
	a.defineLinkerSymbols(order, rank, readOnlyEnd, addr, relocs)
	im := &image.Image{Name: name, Base: a.opt.Base}
	a.resolveCaps(im, relocs, readOnlyEnd)
	for i := range a.fixups {
		a.apply(&a.fixups[i], table)
	}
	if len(a.errs) > 0 {
		return nil
	}
	a.fill(im, order)
	return im
}

// captableSection makes the slots that la asked for.
func (a *assembler) captableSection() int {
	table := a.section(".captable", image.Read, false)
	a.secs[table].align = 64
	for i := range a.fixups {
		f := &a.fixups[i]
		if f.kind != fixPair || f.e.op != "slot" {
			continue
		}
		s := a.find(f.unit, f.e.name)
		if s == nil || s.sec < 0 {
			continue // reported when the fixup is applied
		}
		key := s.name
		if !s.global {
			key += "\x00" + string(rune(slices.Index(a.units, f.unit)+1))
		}
		n, ok := a.captable[key]
		if !ok {
			n = len(a.captable)
			a.captable[key] = n
			a.caps = append(a.caps, capAt{unit: f.unit, sec: table, off: uint64(16 * n), sym: s.name, pos: f.pos})
			a.secs[table].data = append(a.secs[table].data, make([]byte, 16)...)
		}
		f.size = uint64(16 * n)
	}
	return table
}

func (a *assembler) defineLinkerSymbols(order []int, rank func(int) int, readOnlyEnd, end uint64, relocs int) {
	dataStart, bssStart := end, end
	for _, i := range slices.Backward(order) {
		if rank(i) >= 4 {
			dataStart = a.secs[i].addr
		}
		if rank(i) == 5 {
			bssStart = a.secs[i].addr
		}
	}
	r := a.secs[relocs]
	for _, d := range []struct {
		name string
		addr uint64
	}{
		{"__text_start", a.opt.Base}, {"__text_end", readOnlyEnd},
		{"__cap_relocs_start", r.addr}, {"__cap_relocs_end", r.addr + r.off()},
		{"__data_start", dataStart}, {"__bss_start", bssStart}, {"__image_end", end},
	} {
		if a.globals[d.name] == nil {
			// In the sense of sections they belong to the first one: what counts
			// is that they are addresses.
			sec := order[0]
			a.globals[d.name] = &symbol{name: d.name, sec: sec, off: d.addr - a.secs[sec].addr, global: true, kind: image.NoType, sizeVal: 0, unit: nil}
		}
	}
}

// resolveCaps finds the object of every capability initialiser, and writes the
// table of them that the loader reads.
func (a *assembler) resolveCaps(im *image.Image, relocs int, readOnlyEnd uint64) {
	for i, c := range a.caps {
		s := a.find(c.unit, c.sym)
		if s == nil || s.sec < 0 {
			a.undefined(c.unit, c.sym, c.pos, s)
			continue
		}
		off := int64(0)
		if c.add != nil {
			v, ok := a.evaluate(c.add, c.unit, value{0, -1}, c.pos, 0)
			if !ok {
				continue
			}
			off = v.n
		}
		sec := a.secs[s.sec]
		r := image.CapReloc{Slot: a.secs[c.sec].addr + c.off, Object: sec.addr + s.off, Offset: off, Size: a.symbolBytes(s)}
		flags := uint64(0)
		switch {
		case sec.flags&image.Exec != 0:
			// Code: the bounds of all that is only read, as functions reach
			// their constants and the capability table through pcc.
			r.Offset += int64(r.Object - a.opt.Base)
			r.Object, r.Size = a.opt.Base, readOnlyEnd-a.opt.Base
			r.Kind, r.Sealed = image.CapCode, true
			flags = relocCode | relocSealed
		case sec.flags&image.Write == 0:
			r.Kind = image.CapReadOnly
			flags = relocReadOnly
		}
		im.CapRelocs = append(im.CapRelocs, r)
		b := a.secs[relocs].data[relocBytes*i:]
		for j, v := range [...]uint64{r.Slot, r.Object, uint64(r.Offset), r.Size, flags} {
			binary.LittleEndian.PutUint64(b[8*j:], v)
		}
	}
}

// symbolBytes is the size that .size gave, or else the distance to the next
// symbol or the end of the section.
func (a *assembler) symbolBytes(s *symbol) uint64 {
	if s.unit != nil {
		if e := s.unit.sizes[s.name]; e != nil {
			return uint64(e.num)
		}
	}
	end := a.secs[s.sec].off()
	for _, u := range a.units {
		for _, o := range u.syms {
			if o.sec == s.sec && o.off > s.off && o.off < end {
				end = o.off
			}
		}
	}
	return end - min(s.off, end)
}

func (a *assembler) undefined(u *unit, name string, pos Pos, s *symbol) {
	if s != nil {
		a.fail(pos, "use li", "%s is a number, not an address", name)
		return
	}
	hint := ""
	if n := nearest(name, a.names(u)); n != "" {
		hint = "did you mean " + n + "?"
	}
	a.fail(pos, hint, "%s is not defined", name)
}

// apply computes one fixup and patches its bytes.
func (a *assembler) apply(f *fixup, table int) {
	sec := a.secs[f.sec]
	pc := sec.addr + f.off
	at := Pos{f.pos.File, f.pos.Line, f.e.col}
	if f.e.op == "slot" {
		if s := a.find(f.unit, f.e.name); s == nil || s.sec < 0 {
			a.undefined(f.unit, f.e.name, at, s)
			return
		}
		a.applyPair(f, at, int64(a.secs[table].addr+f.size-pc))
		return
	}
	if f.kind == fixInst && f.e.op == "%pcrel_lo" {
		a.applyPCRelLow(f, at)
		return
	}
	v, ok := a.evaluate(f.e, f.unit, value{int64(pc), f.sec}, f.pos, f.order)
	if !ok {
		return
	}
	switch f.kind {
	case fixPair:
		a.applyPair(f, at, v.n-int64(pc))
	case fixData:
		if bits := 8 * f.size; bits < 64 && (v.n >= 1<<bits || v.n < -1<<(bits-1)) {
			a.fail(at, "", "%d does not fit %d bytes", v.n, f.size)
			return
		}
		var b [8]byte
		binary.LittleEndian.PutUint64(b[:], uint64(v.n))
		copy(sec.data[f.off:f.off+f.size], b[:])
	case fixInst:
		a.applyInst(f, at, v, pc)
	}
}

func (a *assembler) applyInst(f *fixup, at Pos, v value, pc uint64) {
	in := f.inst
	in.Imm = v.n
	switch in.Op.Row().Format {
	case isa.FormatBranch, isa.FormatJ:
		if v.sec >= 0 {
			in.Imm = v.n - int64(pc)
		}
	case isa.FormatU:
		if f.e.op != "%hi" && f.e.op != "%pcrel_hi" {
			if v.sec >= 0 || v.n < -1<<19 || v.n > 1<<20-1 {
				a.fail(at, "use %hi or %pcrel_hi for an address", "expected the 20 upper bits as a number (0 to 0xfffff)")
				return
			}
			in.Imm = int64(int32(v.n << 12))
		} else {
			in.Imm = int64(int32(v.n))
		}
	default:
		if v.sec >= 0 {
			a.fail(at, "use la or lla to get an address", "expected a number, not an address")
			return
		}
	}
	a.patch(f.sec, f.off, in, at)
}

func (a *assembler) patch(sec int, off uint64, in isa.Inst, at Pos) {
	w, err := isa.Encode(in)
	if err != nil {
		hint := ""
		if in.Op.Row().Format == isa.FormatBranch {
			hint = "branch the other way round a j"
		}
		a.fail(at, hint, "%v", err)
		return
	}
	binary.LittleEndian.PutUint32(a.secs[sec].data[off:], w)
}

func (a *assembler) applyPair(f *fixup, at Pos, dist int64) {
	if dist != int64(int32(dist)) {
		a.fail(at, "", "the distance %d is out of range", dist)
		return
	}
	low := dist << 52 >> 52
	a.patch(f.sec, f.off, isa.Inst{Op: isa.AUIPC, Rd: f.inst.Rd, Imm: int64(int32(dist - low))}, at)
	in := f.inst
	in.Imm = low
	a.patch(f.sec, f.off+4, in, at)
}

// applyPCRelLow finds the auipc that %pcrel_lo names: the low part is that of
// its target, from its address.
func (a *assembler) applyPCRelLow(f *fixup, at Pos) {
	label, ok := a.evaluate(f.e.a, f.unit, value{int64(a.secs[f.sec].addr + f.off), f.sec}, f.pos, f.order)
	if !ok {
		return
	}
	for i := range a.fixups {
		h := &a.fixups[i]
		pc := a.secs[h.sec].addr + h.off
		if h.e.op != "%pcrel_hi" || pc != uint64(label.n) {
			continue
		}
		v, ok := a.evaluate(h.e.a, h.unit, value{int64(pc), h.sec}, h.pos, h.order)
		if !ok {
			return
		}
		in := f.inst
		in.Imm = (v.n - int64(pc)) << 52 >> 52
		a.patch(f.sec, f.off, in, at)
		return
	}
	a.fail(at, "name the label of the auipc", "there is no %%pcrel_hi at that label")
}

// fill puts what was linked into the image.
func (a *assembler) fill(im *image.Image, order []int) {
	index := map[int]int{}
	for _, i := range order {
		s := a.secs[i]
		if s.off() == 0 {
			continue
		}
		index[i] = len(im.Sections)
		im.Sections = append(im.Sections, image.Section{Name: s.name, Addr: s.addr, Size: s.off(), Data: s.data, Flags: s.flags})
	}
	a.fillSymbols(im, index)
	a.fillLines(im)
	for _, pr := range a.probes {
		im.Probes = append(im.Probes, image.Probe{Name: pr.name, Addr: a.secs[pr.sec].addr + pr.off, Args: pr.args})
	}
	im.Entry = im.Base
	name := cmp.Or(a.opt.Entry, "_start")
	if s, ok := im.Lookup(name); ok {
		im.Entry = s.Value
	} else if a.opt.Entry != "" {
		a.errs.add(Pos{}, "", "the entry %s is not defined", name)
	}
}

func (a *assembler) fillSymbols(im *image.Image, index map[int]int) {
	seen := map[string]bool{}
	add := func(s *symbol) {
		out := image.Symbol{Name: s.name, Global: s.global, Kind: s.kind, Section: -1}
		if s.sec >= 0 {
			i, ok := index[s.sec]
			if !ok {
				i = -1
			}
			out.Section = i
			out.Value = a.secs[s.sec].addr + s.off
			if s.unit != nil {
				out.Size = a.symbolBytes(s)
				if k, ok := s.unit.types[s.name]; ok {
					out.Kind = k
				} else if a.secs[s.sec].flags&image.Exec != 0 {
					out.Kind = image.Func
				} else {
					out.Kind = image.Object
				}
			}
		} else {
			if s.pos.File == nil {
				return
			}
			v, ok := a.evaluate(s.e, s.unit, value{0, -1}, s.pos, 0)
			if !ok {
				return
			}
			out.Value = uint64(v.n)
			if s.global && seen[s.name] {
				return
			}
			seen[s.name] = true
		}
		im.Symbols = append(im.Symbols, out)
	}
	for _, u := range a.units {
		for _, name := range sortedKeys(u.syms) {
			add(u.syms[name])
		}
	}
	for _, name := range sortedKeys(a.globals) {
		if s := a.globals[name]; s.unit == nil {
			add(s)
		}
	}
	slices.SortStableFunc(im.Symbols, func(x, y image.Symbol) int { return cmp.Compare(x.Value, y.Value) })
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
		im.Lines = append(im.Lines, image.Line{Addr: a.secs[l.sec].addr + l.off, File: n, Line: l.pos.Line, Col: l.pos.Col})
	}
	slices.SortStableFunc(im.Lines, func(x, y image.Line) int { return cmp.Compare(x.Addr, y.Addr) })
}
