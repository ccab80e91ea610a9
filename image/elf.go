package image

import (
	"bytes"
	"cmp"
	"debug/elf"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
)

// The flags of e_flags that CHERI adds (CHERI-RISC-V ELF psABI extension, "ELF
// object files"); the base psABI reserves their bits.
const (
	efCHERIABI = 0x10000 // pure-capability ABI
	efCapMode  = 0x20000 // the entry is executed in capability pointer mode
)

// Sizes of the records of ELF64, in bytes.
const (
	headerBytes  = 64
	progBytes    = 56
	sectionBytes = 64
	symbolBytes  = 24
	dynBytes     = 16
)

// maxName is the longest name of a section or a symbol; longer ones are cut.
const maxName = 4096

// IsELF says whether data begins as an ELF file does.
func IsELF(data []byte) bool { return bytes.HasPrefix(data, []byte(elf.ELFMAG)) }

// IsRelocatable says whether data is an ELF file that is to be linked, not run.
func IsRelocatable(data []byte) bool {
	return IsELF(data) && len(data) >= 18 && elf.Type(data[16])|elf.Type(data[17])<<8 == elf.ET_REL
}

// reader reads one ELF file. It trusts nothing in it: what it allocates is
// bounded by the size of the file, as sections share the file's bytes.
type reader struct {
	data  []byte
	hdr   elf.Header64
	progs []elf.Prog64
	secs  []elf.Section64
	names string // of sections
	im    *Image
	// parts are the indexes in im.Sections that section header i became: the
	// first and the last one, or -1.
	parts [][2]int
}

// ReadELF reads an executable for a 64-bit little-endian RISC-V hart: one
// linked at fixed addresses (ET_EXEC), or a position-independent one without
// dynamic relocations (ET_DYN), which gets Base 0. Sections, symbols and lines
// are there as far as the file has them; what a segment holds outside of
// sections is a section named after it, "LOAD 0". The image shares data.
func ReadELF(name string, data []byte) (*Image, error) {
	r := &reader{data: data, im: &Image{Name: name}}
	for _, step := range []func() error{r.header, r.tables, r.static, r.segments, r.entry, r.symbols, r.own} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	if r.im.Files == nil {
		r.dwarfLines()
	}
	return r.im, nil
}

// at is size bytes of the file from off, false when they are not all there.
func (r *reader) at(off, size uint64) ([]byte, bool) {
	n := uint64(len(r.data))
	if off > n || size > n-off {
		return nil, false
	}
	return r.data[off : off+size : off+size], true
}

// decode reads v, of a fixed size, from the beginning of b.
func decode(b []byte, v any) {
	if _, err := binary.Decode(b, binary.LittleEndian, v); err != nil {
		panic(err) // b has the size of v: callers see to that
	}
}

// header checks that the file is an executable of our kind.
func (r *reader) header() error {
	if !IsELF(r.data) {
		return fmt.Errorf("not an ELF file: expected the magic number 7f 45 4c 46 at its beginning")
	}
	if len(r.data) < headerBytes {
		return fmt.Errorf("the ELF header needs %d bytes, the file has %d: it is cut short", headerBytes, len(r.data))
	}
	decode(r.data, &r.hdr)
	h := &r.hdr
	switch class, order := elf.Class(h.Ident[elf.EI_CLASS]), elf.Data(h.Ident[elf.EI_DATA]); {
	case class != elf.ELFCLASS64:
		return fmt.Errorf("expected a 64-bit ELF file, found %v; compile for RV64", class)
	case order != elf.ELFDATA2LSB:
		return fmt.Errorf("expected a little-endian ELF file, found %v", order)
	case elf.Machine(h.Machine) != elf.EM_RISCV:
		return fmt.Errorf("expected a program for RISC-V (machine %d), found %v", elf.EM_RISCV, elf.Machine(h.Machine))
	}
	switch t := elf.Type(h.Type); t {
	case elf.ET_EXEC, elf.ET_DYN:
		return nil
	case elf.ET_REL:
		return fmt.Errorf("expected an executable, found an object file (ET_REL); link it first")
	default:
		return fmt.Errorf("expected an executable (ET_EXEC or ET_DYN), found %v", t)
	}
}

// tables reads the program headers and the section headers.
func (r *reader) tables() error {
	h := &r.hdr
	table := func(what string, off uint64, count, size, want uint16) ([]byte, error) {
		if count == 0 {
			return nil, nil
		}
		if size != want {
			return nil, fmt.Errorf("%s have %d bytes each, expected %d", what, size, want)
		}
		total := uint64(count) * uint64(want)
		b, ok := r.at(off, total)
		if !ok {
			return nil, fmt.Errorf("%s are at offset %#x, %d bytes, but the file ends at %#x: it is cut short or damaged", what, off, total, len(r.data))
		}
		return b, nil
	}
	b, err := table("the program headers", h.Phoff, h.Phnum, h.Phentsize, progBytes)
	if err != nil {
		return err
	}
	if len(b) == 0 {
		return fmt.Errorf("the file has no program headers, so nothing says what to load; link it as an executable")
	}
	r.progs = make([]elf.Prog64, h.Phnum)
	decode(b, r.progs)
	if h.Shoff != 0 {
		if b, err = table("the section headers", h.Shoff, h.Shnum, h.Shentsize, sectionBytes); err != nil {
			return err
		}
	}
	r.secs = make([]elf.Section64, len(b)/sectionBytes)
	decode(b, r.secs)
	if i := int(h.Shstrndx); i > 0 && i < len(r.secs) {
		b, err := r.contents(i)
		if err != nil {
			return err
		}
		r.names = string(b)
	}
	return nil
}

// text is the string at off of a string table.
func text(table string, off uint32) string {
	if uint64(off) >= uint64(len(table)) {
		return ""
	}
	s := table[off:min(uint64(off)+maxName, uint64(len(table)))]
	s, _, _ = strings.Cut(s, "\x00")
	return s
}

// describe names section header i in errors.
func (r *reader) describe(i int) string {
	if name := text(r.names, r.secs[i].Name); name != "" {
		return fmt.Sprintf("section %d (%s)", i, Printable(name))
	}
	return fmt.Sprintf("section %d", i)
}

// Printable is a name from a file as an error message may show it.
func Printable(name string) string {
	if len(name) > 40 {
		name = name[:40] + "..."
	}
	return strings.Map(func(c rune) rune {
		if c < ' ' || c >= 0x7f {
			return '?'
		}
		return c
	}, name)
}

// contents is the bytes in the file of section i.
func (r *reader) contents(i int) ([]byte, error) {
	s := &r.secs[i]
	if elf.SectionType(s.Type) == elf.SHT_NOBITS {
		return nil, nil
	}
	b, ok := r.at(s.Off, s.Size)
	if !ok {
		return nil, fmt.Errorf("%s is at offset %#x, %d bytes, but the file ends at %#x: it is cut short or damaged", r.describe(i), s.Off, s.Size, len(r.data))
	}
	return b, nil
}

// byName is the section with this name that is not loaded, -1 if there is none.
func (r *reader) byName(name string) int {
	return slices.IndexFunc(r.secs, func(s elf.Section64) bool {
		return elf.SectionFlag(s.Flags)&elf.SHF_ALLOC == 0 && text(r.names, s.Name) == name
	})
}

// static checks that nothing is left to be done for a dynamic linker.
func (r *reader) static() error {
	for i := range r.progs {
		p := &r.progs[i]
		switch elf.ProgType(p.Type) {
		case elf.PT_INTERP:
			return fmt.Errorf("the program asks for a dynamic linker; link it with -static or -static-pie")
		case elf.PT_DYNAMIC:
			b, ok := r.at(p.Off, p.Filesz)
			if !ok {
				return fmt.Errorf("segment %d (DYNAMIC) is at offset %#x, %d bytes, but the file ends at %#x", i, p.Off, p.Filesz, len(r.data))
			}
			if err := checkDynamic(b); err != nil {
				return err
			}
		}
	}
	return nil
}

func checkDynamic(b []byte) error {
	for ; len(b) >= dynBytes; b = b[dynBytes:] {
		var d elf.Dyn64
		decode(b, &d)
		switch elf.DynTag(d.Tag) {
		case elf.DT_NULL:
			return nil
		case elf.DT_NEEDED:
			return fmt.Errorf("the program needs shared libraries; link it with -static")
		case elf.DT_RELASZ, elf.DT_RELSZ, elf.DT_PLTRELSZ, dtRELRSZ:
			if d.Val != 0 {
				return fmt.Errorf("the program has dynamic relocations (%d bytes of them), which nothing here applies; link it at a fixed address (-static -no-pie)", d.Val)
			}
		}
	}
	return nil
}

const dtRELRSZ = elf.DynTag(35)

// entry checks the entry and gives the image its base.
func (r *reader) entry() error {
	im := r.im
	im.Entry = r.hdr.Entry
	im.Base = im.Sections[0].Addr
	if elf.Type(r.hdr.Type) == elf.ET_DYN {
		im.Base = 0
	} else if im.Base == 0 {
		return fmt.Errorf("the program is linked at address 0, but not as a position-independent one (ET_DYN); link it with -static-pie, or where the machine has RAM")
	}
	switch {
	case im.SectionAt(im.Entry) == nil:
		return fmt.Errorf("the entry %#x lies in nothing that is loaded", im.Entry)
	case im.Entry%2 != 0:
		return fmt.Errorf("the entry %#x is odd; instructions are aligned to 2 bytes", im.Entry)
	}
	return nil
}

// symbols reads the symbol table.
func (r *reader) symbols() error {
	i := slices.IndexFunc(r.secs, func(s elf.Section64) bool { return elf.SectionType(s.Type) == elf.SHT_SYMTAB })
	if i < 0 {
		return nil
	}
	b, err := r.contents(i)
	if err != nil {
		return err
	}
	link := r.secs[i].Link
	if link == 0 || uint64(link) >= uint64(len(r.secs)) {
		return fmt.Errorf("%s has its names in section %d, of %d sections", r.describe(i), link, len(r.secs))
	}
	strs, err := r.contents(int(link))
	if err != nil {
		return err
	}
	names := string(strs)
	for ; len(b) >= symbolBytes; b = b[symbolBytes:] {
		var s elf.Sym64
		decode(b, &s)
		if sym, ok := r.symbol(&s, text(names, s.Name)); ok {
			r.im.Symbols = append(r.im.Symbols, sym)
		}
	}
	sortSymbols(r.im.Symbols)
	return nil
}

// symbol is s as an image has it; false for what names neither an address nor a
// number: undefined symbols, files, sections, the assembler's own labels and
// marks (.L1, $x).
func (r *reader) symbol(s *elf.Sym64, name string) (Symbol, bool) {
	out := Symbol{Name: name, Value: s.Value, Size: s.Size, Section: -1, Global: elf.ST_BIND(s.Info) != elf.STB_LOCAL}
	if name == "" || !out.Global && (strings.HasPrefix(name, ".L") || strings.HasPrefix(name, "$")) {
		return out, false
	}
	switch elf.ST_TYPE(s.Info) {
	case elf.STT_FUNC, elf.STT_GNU_IFUNC:
		out.Kind = Func
	case elf.STT_OBJECT, elf.STT_COMMON:
		out.Kind = Object
	case elf.STT_SECTION, elf.STT_FILE, elf.STT_TLS:
		return out, false
	}
	switch n := elf.SectionIndex(s.Shndx); {
	case n == elf.SHN_ABS:
		if out.Kind == NoType {
			out.Kind = Abs
		}
		return out, true
	case n == elf.SHN_UNDEF || n >= elf.SHN_LORESERVE || int(n) >= len(r.secs):
		return out, false
	case elf.SectionFlag(r.secs[n].Flags)&elf.SHF_ALLOC == 0:
		return out, false
	default:
		out.Section = r.sectionOf(s.Value, r.parts[n])
		return out, true
	}
}

// sectionOf is the section of the image that a symbol of this value belongs to:
// of its own ones, which may be two, if it lies in one or at its end; else one
// that holds it, or ends there; else -1.
func (r *reader) sectionOf(v uint64, own [2]int) int {
	secs := r.im.Sections
	if own[0] >= 0 {
		if secs[own[0]].holds(v) {
			return own[0]
		}
		if last := &secs[own[1]]; v >= last.Addr && v-last.Addr <= last.Size {
			return own[1]
		}
	}
	i, found := slices.BinarySearchFunc(secs, v, func(s Section, v uint64) int { return cmp.Compare(s.Addr, v) })
	if found {
		return i
	}
	if i > 0 && v-secs[i-1].Addr <= secs[i-1].Size {
		return i - 1
	}
	return -1
}
