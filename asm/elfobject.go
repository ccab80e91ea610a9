package asm

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
	"fmt"
	"strings"

	"ushell/image"
	"ushell/isa"
)

// ownObjectSection holds the whole object, as MarshalBinary writes it: what ELF
// has no place for is there. The rest of the file says the same to other tools.
const ownObjectSection = ".ushell.object"

// Sizes of what ELF files consist of.
const (
	elfHeaderBytes  = 64
	elfSectionBytes = 64
	elfSymbolBytes  = 24
	elfRelaBytes    = 24
)

// e_flags: the pure-capability ABI, code in capability pointer mode.
const elfObjectFlags = 0x10000 | 0x20000

// Types of relocations that ELF for RISC-V has no number for are from the range
// for vendors.
const (
	relaCapability = 192 + iota // RelCap
	relaSlot                    // RelSlot
	relaPair                    // RelPair
	relaImmediate               // RelImm that is not a jump
	relaPairLow                 // RelPCRelLo
	relaExpression              // more than a symbol and a number
)

// elfExclude marks a section that linkers leave out.
const elfExclude = 0x80000000

// WriteObject is o as an ELF file, of type ET_REL, that ReadObject reads.
func WriteObject(o *Object) ([]byte, error) {
	own, err := o.MarshalBinary()
	if err != nil {
		return nil, err
	}
	w := &elfObject{o: o, secs: make([]elf.Section64, 1), out: make([]byte, elfHeaderBytes), number: make([]uint32, len(o.Symbols))}
	for i := range o.Sections {
		w.contents(&o.Sections[i])
	}
	w.orderSymbols()
	relas := 0
	for i := range o.Sections {
		if len(o.Sections[i].Relocs) > 0 {
			relas++
		}
	}
	symtab := uint32(len(w.secs) + relas)
	for i := range o.Sections {
		if s := &o.Sections[i]; len(s.Relocs) > 0 {
			w.section(".rela"+s.Name, elf.Section64{Type: uint32(elf.SHT_RELA), Flags: uint64(elf.SHF_INFO_LINK), Link: symtab, Info: uint32(i + 1),
				Addralign: 8, Entsize: elfRelaBytes}, w.relocations(s))
		}
	}
	w.symbols(symtab + 1)
	w.section(ownObjectSection, elf.Section64{Type: uint32(elf.SHT_PROGBITS), Flags: elfExclude, Addralign: 1}, own)
	return w.finish(), nil
}

// ReadObject reads an object file that WriteObject wrote.
func ReadObject(b []byte) (*Object, error) {
	f, err := elf.NewFile(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("this is no object file: %v", err)
	}
	if f.Type != elf.ET_REL || f.Machine != elf.EM_RISCV || f.Class != elf.ELFCLASS64 {
		return nil, fmt.Errorf("this is no object file for RV64: %v, %v, %v", f.Type, f.Machine, f.Class)
	}
	s := f.Section(ownObjectSection)
	if s == nil {
		return nil, fmt.Errorf("this object file has no section %s: another compiler wrote it", ownObjectSection)
	}
	data, err := s.Data()
	if err != nil {
		return nil, fmt.Errorf("section %s: %v", ownObjectSection, err)
	}
	o := &Object{}
	return o, o.UnmarshalBinary(data)
}

// elfObject puts a file together.
type elfObject struct {
	o      *Object
	out    []byte
	secs   []elf.Section64
	names  strings.Builder // of sections
	order  []int32         // of symbols: local ones first
	locals int
	number []uint32 // of symbols in the file
}

// section adds a section with its bytes.
func (w *elfObject) section(name string, h elf.Section64, b []byte) {
	if w.names.Len() == 0 {
		w.names.WriteByte(0)
	}
	align := max(h.Addralign, 1)
	w.out = append(w.out, make([]byte, -uint64(len(w.out))%align)...)
	h.Name = uint32(w.names.Len())
	w.names.WriteString(name + "\x00")
	h.Off = uint64(len(w.out))
	if b != nil || h.Type != uint32(elf.SHT_NOBITS) {
		h.Size = uint64(len(b))
	}
	w.out = append(w.out, b...)
	w.secs = append(w.secs, h)
}

// contents adds a section of the object.
func (w *elfObject) contents(s *Section) {
	h := elf.Section64{Type: uint32(elf.SHT_PROGBITS), Flags: uint64(elf.SHF_ALLOC), Addralign: s.Align, Size: s.Size}
	if s.Flags&image.Write != 0 {
		h.Flags |= uint64(elf.SHF_WRITE)
	}
	if s.Flags&image.Exec != 0 {
		h.Flags |= uint64(elf.SHF_EXECINSTR)
	}
	switch name, _ := outputName(s.Name); {
	case s.NoBits:
		h.Type = uint32(elf.SHT_NOBITS)
	case name == ".init_array":
		h.Type = uint32(elf.SHT_INIT_ARRAY)
	case name == ".fini_array":
		h.Type = uint32(elf.SHT_FINI_ARRAY)
	case strings.HasPrefix(name, ".note"):
		h.Type, h.Flags = uint32(elf.SHT_PROGBITS), 0
	}
	w.section(s.Name, h, s.Data)
}

// orderSymbols numbers the symbols as the file has them.
func (w *elfObject) orderSymbols() {
	global := func(s *Symbol) bool { return s.Global || s.Weak || s.Def == Undefined || s.Def == Computed }
	for _, pass := range []bool{false, true} {
		for i := range w.o.Symbols {
			if global(&w.o.Symbols[i]) == pass {
				w.number[i] = uint32(len(w.order) + 1)
				w.order = append(w.order, int32(i))
			}
		}
		if !pass {
			w.locals = len(w.order)
		}
	}
}

func (w *elfObject) symbols(strtab uint32) {
	table, names := make([]byte, elfSymbolBytes), []byte{0}
	for n, i := range w.order {
		s := &w.o.Symbols[i]
		bind, typ := elf.STB_LOCAL, elf.STT_NOTYPE
		switch {
		case s.Weak:
			bind = elf.STB_WEAK
		case n >= w.locals:
			bind = elf.STB_GLOBAL
		}
		switch {
		case s.Name == "":
			typ = elf.STT_SECTION
		case s.Kind == image.Func:
			typ = elf.STT_FUNC
		case s.Kind == image.Object:
			typ = elf.STT_OBJECT
		}
		x := elf.Sym64{Info: elf.ST_INFO(bind, typ), Value: s.Value, Size: s.Size}
		switch s.Def {
		case InSection:
			x.Shndx = uint16(s.Section + 1)
		case Absolute:
			x.Shndx = uint16(elf.SHN_ABS)
		case Common:
			x.Shndx = uint16(elf.SHN_COMMON)
		default:
			x.Value, x.Size = 0, 0
		}
		if s.Hidden {
			x.Other = byte(elf.STV_HIDDEN)
		}
		if s.Name != "" {
			x.Name = uint32(len(names))
			names = append(append(names, s.Name...), 0)
		} else {
			x.Size = 0
		}
		table = appendELF(table, x)
	}
	w.section(".symtab", elf.Section64{Type: uint32(elf.SHT_SYMTAB), Link: strtab, Info: uint32(w.locals + 1), Addralign: 8, Entsize: elfSymbolBytes}, table)
	w.section(".strtab", elf.Section64{Type: uint32(elf.SHT_STRTAB), Addralign: 1}, names)
}

func (w *elfObject) relocations(s *Section) []byte {
	var out []byte
	for i := range s.Relocs {
		r := &s.Relocs[i]
		typ, sub := elfRelocType(r, s.Data[r.Off:])
		sym := uint64(0)
		if r.Sym >= 0 {
			sym = uint64(w.number[r.Sym])
		}
		out = appendELF(out, elf.Rela64{Off: r.Off, Info: sym<<32 | uint64(typ), Addend: r.Add})
		if sub > 0 {
			out = appendELF(out, elf.Rela64{Off: r.Off, Info: uint64(w.number[r.Sub])<<32 | uint64(sub)})
		}
	}
	return out
}

// elfRelocType is the type of r, whose bytes are b, in ELF; sub is that of what
// is subtracted, 0 for nothing.
func elfRelocType(r *Reloc, b []byte) (typ, sub elf.R_RISCV) {
	if r.expr >= 0 || r.Sub >= 0 && r.Kind != RelData {
		return relaExpression, 0
	}
	switch r.Kind {
	case RelData:
		return elfDataType(r)
	case RelCall:
		return elf.R_RISCV_JAL, 0
	case RelHi:
		return elf.R_RISCV_HI20, 0
	case RelPCRelHi:
		return elf.R_RISCV_PCREL_HI20, 0
	case RelPCRelLo:
		return relaPairLow, 0
	case RelSlot:
		return relaSlot, 0
	case RelCap:
		return relaCapability, 0
	case RelPair:
		if len(b) >= pairBytes && b[4]&0x7f == 0x67 { // jalr
			return elf.R_RISCV_CALL_PLT, 0
		}
		return relaPair, 0
	}
	in, _ := instAt(b, r.IntMode)
	format := isa.FormatNone
	if in.Op != isa.Invalid {
		format = in.Op.Row().Format
	}
	switch short := in.Size == compressedBytes; {
	case r.Kind == RelLo && format == isa.FormatStore:
		return elf.R_RISCV_LO12_S, 0
	case r.Kind == RelLo:
		return elf.R_RISCV_LO12_I, 0
	case format == isa.FormatBranch && short:
		return elf.R_RISCV_RVC_BRANCH, 0
	case format == isa.FormatBranch:
		return elf.R_RISCV_BRANCH, 0
	case format == isa.FormatJ && short:
		return elf.R_RISCV_RVC_JUMP, 0
	case format == isa.FormatJ:
		return elf.R_RISCV_JAL, 0
	}
	return relaImmediate, 0
}

// elfDataType is elfRelocType for data.
func elfDataType(r *Reloc) (typ, sub elf.R_RISCV) {
	switch {
	case r.Sub < 0 && r.Size == 8:
		return elf.R_RISCV_64, 0
	case r.Sub < 0 && r.Size == 4:
		return elf.R_RISCV_32, 0
	case r.Sub < 0 && r.Size == 2:
		return elf.R_RISCV_SET16, 0
	case r.Sub < 0:
		return elf.R_RISCV_SET8, 0
	case r.Size == 8:
		return elf.R_RISCV_ADD64, elf.R_RISCV_SUB64
	case r.Size == 4:
		return elf.R_RISCV_ADD32, elf.R_RISCV_SUB32
	case r.Size == 2:
		return elf.R_RISCV_ADD16, elf.R_RISCV_SUB16
	}
	return elf.R_RISCV_ADD8, elf.R_RISCV_SUB8
}

// finish writes the names of sections, the section headers and the header.
func (w *elfObject) finish() []byte {
	shstrndx := uint16(len(w.secs))
	w.section(".shstrtab", elf.Section64{Type: uint32(elf.SHT_STRTAB), Addralign: 1}, nil)
	s := &w.secs[shstrndx]
	s.Size = uint64(w.names.Len())
	w.out = append(w.out, w.names.String()...)
	w.out = append(w.out, make([]byte, -uint64(len(w.out))%8)...)
	hdr := elf.Header64{Type: uint16(elf.ET_REL), Machine: uint16(elf.EM_RISCV), Version: uint32(elf.EV_CURRENT), Shoff: uint64(len(w.out)),
		Flags: elfObjectFlags, Ehsize: elfHeaderBytes, Shentsize: elfSectionBytes, Shnum: uint16(len(w.secs)), Shstrndx: shstrndx}
	copy(hdr.Ident[:], elf.ELFMAG)
	hdr.Ident[elf.EI_CLASS] = byte(elf.ELFCLASS64)
	hdr.Ident[elf.EI_DATA] = byte(elf.ELFDATA2LSB)
	hdr.Ident[elf.EI_VERSION] = byte(elf.EV_CURRENT)
	for _, h := range w.secs {
		w.out = appendELF(w.out, h)
	}
	copy(w.out, appendELF(nil, hdr))
	return w.out
}

// appendELF appends a structure of a fixed size.
func appendELF(b []byte, v any) []byte {
	b, err := binary.Append(b, binary.LittleEndian, v)
	if err != nil {
		panic(err) // v has no fixed size: a mistake in this file
	}
	return b
}
