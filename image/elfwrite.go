package image

import (
	"cmp"
	"debug/elf"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strings"
)

// pageBytes is the alignment of segments: a loader that maps pages can map
// them from the file.
const pageBytes = 4096

// maxPadding is how far apart sections of one segment may be. Where sections are
// loaded elsewhere than they run, the padding of one segment could be the place
// of another: then there is none.
const maxPadding = pageBytes

// writer puts an ELF file together.
type writer struct {
	im    *Image
	out   []byte
	progs []elf.Prog64
	secs  []elf.Section64
	strs  strings.Builder // names of sections
}

// WriteELF is im as an ELF executable: ET_DYN when it is position independent
// (Base 0), ET_EXEC otherwise. ReadELF gives the same image again, with its
// symbols in the order of an ELF file. The flags in e_flags say that a
// position-independent program uses the pure-capability ABI and begins in
// capability pointer mode, as kernels start it; an image that has the machine
// to itself begins at reset, in integral pointer mode, and has none.
func (im *Image) WriteELF() ([]byte, error) {
	w := &writer{im: im, secs: make([]elf.Section64, 1)}
	w.strs.WriteByte(0)
	if err := w.check(); err != nil {
		return nil, err
	}
	w.plan()
	w.out = make([]byte, headerBytes+progBytes*len(w.progs))
	w.load()
	w.symbols()
	for _, o := range ownSections {
		if b := o.write(im); b != nil {
			w.section(o.name, elf.Section64{Type: uint32(elf.SHT_PROGBITS), Addralign: 1}, b)
		}
	}
	w.finish()
	return w.out, nil
}

// check says why im can't be written.
func (w *writer) check() error {
	im := w.im
	if len(im.Sections) == 0 {
		return fmt.Errorf("an image without sections can't be an ELF file")
	}
	if len(im.Sections) > math.MaxUint16/2 {
		return fmt.Errorf("%d sections are too many for an ELF file", len(im.Sections))
	}
	for i := range im.Sections {
		s := &im.Sections[i]
		switch {
		case s.Size == 0 || s.Addr+s.Size < s.Addr:
			return fmt.Errorf("section %s, %#x bytes at %#x, is empty or goes beyond the end of the address space", s.Name, s.Size, s.Addr)
		case len(s.Data) != 0 && uint64(len(s.Data)) != s.Size:
			return fmt.Errorf("section %s has %d of its %d bytes; an ELF file needs all or none", s.Name, len(s.Data), s.Size)
		case i > 0 && s.Addr-im.Sections[i-1].Addr < im.Sections[i-1].Size || i > 0 && s.Addr < im.Sections[i-1].Addr:
			return fmt.Errorf("section %s does not lie behind section %s", s.Name, im.Sections[i-1].Name)
		case strings.ContainsRune(s.Name, 0):
			return fmt.Errorf("the name of section %q has a zero byte", s.Name)
		}
	}
	for _, s := range im.Symbols {
		switch {
		case s.Section >= len(im.Sections):
			return fmt.Errorf("symbol %s is in section %d of %d", s.Name, s.Section, len(im.Sections))
		case s.Name == "" || strings.ContainsRune(s.Name, 0):
			return fmt.Errorf("the name of symbol %q is empty or has a zero byte", s.Name)
		}
	}
	return nil
}

// plan makes the segments: runs of sections that have the same use, with the
// zeros at the end. Offsets come later.
func (w *writer) plan() {
	padding := uint64(maxPadding)
	if slices.ContainsFunc(w.im.Sections, func(s Section) bool { return s.Load != 0 }) {
		padding = 0
	}
	for i := range w.im.Sections {
		s := &w.im.Sections[i]
		flags := elf.PF_R
		if s.Flags&Write != 0 {
			flags |= elf.PF_W
		}
		if s.Flags&Exec != 0 {
			flags |= elf.PF_X
		}
		if n := len(w.progs); n > 0 {
			p, before := &w.progs[n-1], &w.im.Sections[i-1]
			if p.Flags == uint32(flags) && before.Load == s.Load && s.Addr-(before.Addr+before.Size) <= padding &&
				(len(s.Data) == 0 || p.Memsz == p.Filesz) {
				p.Memsz = s.Addr + s.Size - p.Vaddr
				if len(s.Data) > 0 {
					p.Filesz = p.Memsz
				}
				continue
			}
		}
		w.progs = append(w.progs, elf.Prog64{Type: uint32(elf.PT_LOAD), Flags: uint32(flags),
			Vaddr: s.Addr, Paddr: s.Addr + s.Load, Memsz: s.Size, Filesz: uint64(len(s.Data)), Align: pageBytes})
	}
}

// load writes the bytes of segments.
func (w *writer) load() {
	i := 0
	for n := range w.progs {
		p := &w.progs[n]
		if p.Filesz > 0 {
			w.pad((p.Vaddr - uint64(len(w.out))) % pageBytes)
		}
		p.Off = uint64(len(w.out))
		for ; i < len(w.im.Sections) && w.im.Sections[i].Addr-p.Vaddr < p.Memsz; i++ {
			s := &w.im.Sections[i]
			h := elf.Section64{Type: uint32(sectionType(s.Name)), Flags: uint64(elf.SHF_ALLOC), Addr: s.Addr, Size: s.Size, Addralign: alignment(s.Addr)}
			if s.Flags&Write != 0 {
				h.Flags |= uint64(elf.SHF_WRITE)
			}
			if s.Flags&Exec != 0 {
				h.Flags |= uint64(elf.SHF_EXECINSTR)
			}
			if len(s.Data) == 0 {
				h.Type = uint32(elf.SHT_NOBITS)
			} else {
				w.pad(p.Off + s.Addr - p.Vaddr - uint64(len(w.out)))
			}
			h.Off = uint64(len(w.out))
			w.out = append(w.out, s.Data...)
			w.addSection(s.Name, h)
		}
	}
}

// sectionType is the type that a section with contents has by its name.
func sectionType(name string) elf.SectionType {
	switch name {
	case ".init_array":
		return elf.SHT_INIT_ARRAY
	case ".fini_array":
		return elf.SHT_FINI_ARRAY
	}
	return elf.SHT_PROGBITS
}

// alignment is that of a section at addr, as far as it matters: a cache line.
func alignment(addr uint64) uint64 {
	if addr%64 == 0 {
		return 64
	}
	return addr & -addr
}

func (w *writer) pad(n uint64) { w.out = append(w.out, make([]byte, n)...) }

func (w *writer) addSection(name string, h elf.Section64) {
	h.Name = 0
	if name != "" {
		h.Name = uint32(w.strs.Len())
		w.strs.WriteString(name + "\x00")
	}
	w.secs = append(w.secs, h)
}

// section writes a section that is not loaded.
func (w *writer) section(name string, h elf.Section64, b []byte) {
	w.pad(-uint64(len(w.out)) % 8)
	h.Off, h.Size = uint64(len(w.out)), uint64(len(b))
	w.out = append(w.out, b...)
	w.addSection(name, h)
}

// symbols writes the symbol table: local symbols first.
func (w *writer) symbols() {
	syms := slices.Clone(w.im.Symbols)
	slices.SortStableFunc(syms, func(x, y Symbol) int { return cmp.Compare(b2i(x.Global), b2i(y.Global)) })
	table, names := make([]byte, symbolBytes), []byte{0}
	for _, s := range syms {
		bind, typ := elf.STB_LOCAL, elf.STT_NOTYPE
		if s.Global {
			bind = elf.STB_GLOBAL
		}
		switch s.Kind {
		case Func:
			typ = elf.STT_FUNC
		case Object:
			typ = elf.STT_OBJECT
		}
		table = appendRecord(table, elf.Sym64{Name: uint32(len(names)), Info: elf.ST_INFO(bind, typ), Shndx: w.sectionIndex(&s), Value: s.Value, Size: s.Size})
		names = append(append(names, s.Name...), 0)
	}
	locals, _ := slices.BinarySearchFunc(syms, 1, func(s Symbol, g int) int { return cmp.Compare(b2i(s.Global), g) })
	w.section(".symtab", elf.Section64{Type: uint32(elf.SHT_SYMTAB), Link: uint32(len(w.secs) + 1), Info: uint32(locals + 1), Addralign: 8, Entsize: symbolBytes}, table)
	w.section(".strtab", elf.Section64{Type: uint32(elf.SHT_STRTAB), Addralign: 1}, names)
}

// sectionIndex is the number of the section header of a symbol. An address in
// no section belongs to the first one, as linkers do with the symbols of their
// scripts: it is outside of that section, which is how it is recognised.
func (w *writer) sectionIndex(s *Symbol) uint16 {
	switch {
	case s.Section >= 0:
		return uint16(s.Section + 1)
	case s.Kind == NoType:
		return 1
	}
	return uint16(elf.SHN_ABS)
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

func appendRecord(b []byte, v any) []byte {
	b, err := binary.Append(b, binary.LittleEndian, v)
	if err != nil {
		panic(err) // v has no fixed size: a mistake in this file
	}
	return b
}

// finish writes the names of sections, the section headers, and what stands at
// the beginning of the file.
func (w *writer) finish() {
	names := uint16(len(w.secs))
	const shstrtab = ".shstrtab"
	h := elf.Section64{Type: uint32(elf.SHT_STRTAB), Addralign: 1}
	w.addSection(shstrtab, h)
	s := &w.secs[names]
	s.Off, s.Size = uint64(len(w.out)), uint64(w.strs.Len())
	w.out = append(w.out, w.strs.String()...)
	w.pad(-uint64(len(w.out)) % 8)
	hdr := elf.Header64{
		Type: uint16(elf.ET_EXEC), Machine: uint16(elf.EM_RISCV), Version: uint32(elf.EV_CURRENT),
		Entry: w.im.Entry, Phoff: headerBytes, Shoff: uint64(len(w.out)), Ehsize: headerBytes,
		Phentsize: progBytes, Phnum: uint16(len(w.progs)), Shentsize: sectionBytes, Shnum: uint16(len(w.secs)), Shstrndx: names,
	}
	copy(hdr.Ident[:], elf.ELFMAG)
	hdr.Ident[elf.EI_CLASS] = byte(elf.ELFCLASS64)
	hdr.Ident[elf.EI_DATA] = byte(elf.ELFDATA2LSB)
	hdr.Ident[elf.EI_VERSION] = byte(elf.EV_CURRENT)
	if w.im.Base == 0 {
		hdr.Type = uint16(elf.ET_DYN)
		hdr.Flags = efCHERIABI | efCapMode
	}
	for _, h := range w.secs {
		w.out = appendRecord(w.out, h)
	}
	head := appendRecord(nil, hdr)
	for _, p := range w.progs {
		head = appendRecord(head, p)
	}
	copy(w.out, head)
}
