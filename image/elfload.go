package image

import (
	"bytes"
	"cmp"
	"debug/elf"
	"fmt"
	"slices"
)

// segment is a PT_LOAD segment.
type segment struct {
	n          int // of the program header
	addr, phys uint64
	size       uint64 // bytes of memory
	file       []byte // those that the file has; the rest is zero
	flags      Flags
	secs       []int // section headers that lie in it, by address
}

func (s *segment) String() string {
	return fmt.Sprintf("segment %d (%#x-%#x)", s.n, s.addr, s.addr+s.size)
}

// segments reads what is to be loaded, and divides it into sections.
func (r *reader) segments() error {
	segs, err := r.loadable()
	if err != nil {
		return err
	}
	if err := r.allot(segs); err != nil {
		return err
	}
	r.parts = make([][2]int, len(r.secs))
	for i := range r.parts {
		r.parts[i] = [2]int{-1, -1}
	}
	for i := range segs {
		r.divide(&segs[i])
	}
	return nil
}

// loadable is the segments to load, by address. They overlap neither where
// they run nor where they are loaded.
func (r *reader) loadable() ([]segment, error) {
	var segs []segment
	total, noPhys := uint64(0), true
	for i := range r.progs {
		p := &r.progs[i]
		if elf.ProgType(p.Type) != elf.PT_LOAD || p.Memsz == 0 {
			continue
		}
		s := segment{n: i, addr: p.Vaddr, phys: p.Paddr, size: p.Memsz, flags: Read}
		file, ok := r.at(p.Off, p.Filesz)
		switch {
		case !ok:
			return nil, fmt.Errorf("segment %d is at offset %#x, %d bytes, but the file ends at %#x: it is cut short or damaged", i, p.Off, p.Filesz, len(r.data))
		case p.Filesz > p.Memsz:
			return nil, fmt.Errorf("segment %d has %d bytes in the file but only %d in memory", i, p.Filesz, p.Memsz)
		case p.Vaddr+p.Memsz < p.Vaddr || p.Paddr+p.Memsz < p.Paddr:
			return nil, fmt.Errorf("segment %d, %#x bytes at %#x, goes beyond the end of the address space", i, p.Memsz, max(p.Vaddr, p.Paddr))
		}
		// Each byte of the file is loaded once, so that a small file is a small
		// image.
		if total += p.Filesz; total > uint64(len(r.data)) {
			return nil, fmt.Errorf("segment %d shares bytes of the file with another segment", i)
		}
		s.file = file
		if elf.ProgFlag(p.Flags)&elf.PF_W != 0 {
			s.flags |= Write
		}
		if elf.ProgFlag(p.Flags)&elf.PF_X != 0 {
			s.flags |= Exec
		}
		noPhys = noPhys && p.Paddr == 0
		segs = append(segs, s)
	}
	if len(segs) == 0 {
		return nil, fmt.Errorf("the file has no segment to load (PT_LOAD)")
	}
	for i := range segs {
		if noPhys { // so do linkers write that there are no physical addresses
			segs[i].phys = segs[i].addr
		}
	}
	for _, by := range []func(*segment) uint64{func(s *segment) uint64 { return s.phys }, func(s *segment) uint64 { return s.addr }} {
		slices.SortStableFunc(segs, func(x, y segment) int { return cmp.Compare(by(&x), by(&y)) })
		for i := range segs[1:] {
			if s, t := &segs[i], &segs[i+1]; by(t)-by(s) < s.size {
				return nil, fmt.Errorf("segments %d and %d overlap: %#x-%#x and %#x-%#x", s.n, t.n, by(s), by(s)+s.size, by(t), by(t)+t.size)
			}
		}
	}
	return segs, nil
}

// allot gives each section that occupies memory to its segment. Sections
// outside of all segments are not loaded.
func (r *reader) allot(segs []segment) error {
	var order []int
	for i := range r.secs {
		s := &r.secs[i]
		zeros := elf.SectionType(s.Type) == elf.SHT_NOBITS
		if f := elf.SectionFlag(s.Flags); f&elf.SHF_ALLOC == 0 || s.Size == 0 || f&elf.SHF_TLS != 0 && zeros {
			continue // .tbss is a template: it has no place of its own
		}
		order = append(order, i)
	}
	slices.SortStableFunc(order, func(x, y int) int { return cmp.Compare(r.secs[x].Addr, r.secs[y].Addr) })
	last := -1
	for _, i := range order {
		s := &r.secs[i]
		n, _ := slices.BinarySearchFunc(segs, s.Addr, func(g segment, a uint64) int {
			if g.addr > a {
				return 1
			}
			return -1
		})
		if n--; n < 0 || s.Addr-segs[n].addr >= segs[n].size {
			continue
		}
		g := &segs[n]
		if s.Size > g.size-(s.Addr-g.addr) {
			return fmt.Errorf("%s, %d bytes at %#x, does not end inside %v", r.describe(i), s.Size, s.Addr, g)
		}
		if last >= 0 && s.Addr-r.secs[last].Addr < r.secs[last].Size {
			return fmt.Errorf("%s and %s overlap at %#x", r.describe(last), r.describe(i), s.Addr)
		}
		last = i
		g.secs = append(g.secs, i)
	}
	return nil
}

// divide makes sections of a segment. What is between them is padding, unless
// it has bytes other than zero.
func (r *reader) divide(g *segment) {
	name := fmt.Sprintf("LOAD %d", g.n)
	at := g.addr
	for _, i := range g.secs {
		s := &r.secs[i]
		r.gap(g, name, at, s.Addr)
		f := Read
		if elf.SectionFlag(s.Flags)&elf.SHF_WRITE != 0 {
			f |= Write
		}
		if elf.SectionFlag(s.Flags)&elf.SHF_EXECINSTR != 0 {
			f |= Exec
		}
		first := len(r.im.Sections)
		at = s.Addr + s.Size
		r.part(g, text(r.names, s.Name), s.Addr, at, f, elf.SectionType(s.Type) == elf.SHT_NOBITS)
		r.parts[i] = [2]int{first, len(r.im.Sections) - 1}
	}
	end, fileEnd := g.addr+g.size, g.addr+uint64(len(g.file))
	if at == g.addr {
		r.part(g, name, at, end, g.flags, false)
		return
	}
	r.gap(g, name, at, end)
	r.part(g, name, max(at, fileEnd), end, g.flags, true)
}

// gap adds the bytes of g from at to end, which lie in no section, if they are
// anything but zeros.
func (r *reader) gap(g *segment, name string, at, end uint64) {
	end = min(end, g.addr+uint64(len(g.file)))
	if at < end && !zero(g.file[at-g.addr:end-g.addr]) {
		r.part(g, name, at, end, g.flags, false)
	}
}

func zero(b []byte) bool { return len(bytes.TrimLeft(b, "\x00")) == 0 }

// part adds the bytes of g from at to end as a section: as two where the bytes
// of the file end in between. zeros says that they should all be zero.
func (r *reader) part(g *segment, name string, at, end uint64, f Flags, zeros bool) {
	add := func(at, end uint64, data []byte) {
		if at < end {
			r.im.Sections = append(r.im.Sections, Section{Name: name, Addr: at, Size: end - at, Data: data, Flags: f, Load: g.phys - g.addr})
		}
	}
	border := min(max(at, g.addr+uint64(len(g.file))), end)
	data := g.file[min(at-g.addr, uint64(len(g.file))):min(border-g.addr, uint64(len(g.file)))]
	if zeros && zero(data) {
		border, data = at, nil
	}
	add(at, border, slices.Clip(data))
	add(border, end, nil)
}
