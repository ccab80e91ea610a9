// Package image is a program once it is translated: its bytes in sections, and
// all that a loader and a debugger need to know of them.
package image

import (
	"cmp"
	"slices"
)

// Flags say what a section is for.
type Flags uint8

// Flags of a section.
const (
	Read Flags = 1 << iota
	Write
	Exec
)

// Section is a contiguous part of an image.
type Section struct {
	Name  string
	Addr  uint64
	Size  uint64 // bytes of memory; those beyond Data are zero
	Data  []byte
	Flags Flags
	// Load is the distance from Addr, at which the program expects the section,
	// to where a loader without address translation puts it: 0 but for ELF
	// files whose physical addresses differ from their virtual ones.
	Load uint64
}

// Kind is what a symbol names.
type Kind uint8

// Kinds of symbol.
const (
	NoType Kind = iota
	Func
	Object
	Abs // a number, not an address
)

// Symbol is a name for an address, or for a number.
type Symbol struct {
	Name    string
	Value   uint64
	Size    uint64 // bytes, 0 when unknown
	Kind    Kind
	Global  bool
	Section int // index into Sections, -1 for a number
}

// Line says which source line an instruction came from.
type Line struct {
	Addr      uint64
	File      int // index into Files
	Line, Col int // from 1
	Flags     LineFlags
}

// LineFlags say more of an instruction and its line.
type LineFlags uint8

// Flags of a line.
const (
	// LineInside is set where no statement begins: a debugger that steps by
	// lines does not stop there.
	LineInside LineFlags = 1 << iota
	// LinePrologueEnd is set at the first instruction behind a function's
	// prologue: from there on its variables are in their places.
	LinePrologueEnd
)

// File is a source file.
type File struct{ Name, Text string }

// ArgKind says where the argument of a probe is found.
type ArgKind uint8

// Kinds of probe arguments.
const (
	ArgReg   ArgKind = iota // in the register Reg
	ArgMem                  // in the granule at Off from register Reg
	ArgConst                // Value
)

// ProbeArg is an argument of a probe.
type ProbeArg struct {
	Name  string
	Kind  ArgKind
	Reg   uint8
	Off   int64
	Value uint64
}

// Probe is a static probe: when pc comes to Addr, what Name says happens, with
// these arguments. It costs the guest nothing.
type Probe struct {
	Name string
	Addr uint64
	Args []ProbeArg
}

// CapKind is the authority that a capability initialiser asks for.
type CapKind uint8

// Kinds of capability initialisers.
const (
	CapData     CapKind = iota // read, write
	CapReadOnly                // read
	CapCode                    // read, execute
)

// CapReloc is a capability initialiser: the loader makes a capability with the
// bounds [Object, Object+Size) and the address Object+Offset and stores it in
// Slot.
type CapReloc struct {
	Slot, Object uint64
	Offset       int64
	Size         uint64
	Kind         CapKind
	Sealed       bool
}

// Image is a translated program, linked at Base: 0 for a program that a kernel
// places where it likes, the place in memory for one that has the machine to
// itself. Code reaches everything relative to pcc or through capabilities, so
// the bytes of an image linked at 0 run anywhere: the only addresses in them
// that a loader must move are those in the table of capability initialisers.
type Image struct {
	Name      string
	Base      uint64 // lowest address
	Entry     uint64
	Sections  []Section
	Symbols   []Symbol // in order of Value
	Lines     []Line   // in order of Addr, one an instruction
	Files     []File
	Probes    []Probe
	CapRelocs []CapReloc
	Debug     *Debug // nil when there is none
}

// Lookup finds a symbol by its name; a global one before a local one.
func (im *Image) Lookup(name string) (Symbol, bool) {
	var found Symbol
	ok := false
	for _, s := range im.Symbols {
		if s.Name == name && (!ok || s.Global && !found.Global) {
			found, ok = s, true
		}
	}
	return found, ok
}

func (s *Section) holds(addr uint64) bool { return addr >= s.Addr && addr-s.Addr < s.Size }

// SectionAt is the section that holds addr, nil if none does.
func (im *Image) SectionAt(addr uint64) *Section {
	for i := range im.Sections {
		if s := &im.Sections[i]; s.holds(addr) {
			return s
		}
	}
	return nil
}

// SymbolAt is the symbol that addr belongs to: the last one at or before it in
// its section, and how many bytes behind it addr is. Of several at one address
// it is one with a kind rather than one without, a global one rather than a
// local one.
func (im *Image) SymbolAt(addr uint64) (s Symbol, off uint64, ok bool) {
	sec := slices.IndexFunc(im.Sections, func(s Section) bool { return s.holds(addr) })
	if sec < 0 {
		return Symbol{}, 0, false
	}
	rank := func(s Symbol) int {
		r := 0
		if s.Kind != NoType {
			r += 2
		}
		if s.Global {
			r++
		}
		return r
	}
	after, _ := slices.BinarySearchFunc(im.Symbols, addr, func(s Symbol, a uint64) int {
		if s.Value > a {
			return 1
		}
		return -1
	})
	for _, c := range slices.Backward(im.Symbols[:after]) {
		if ok && c.Value != s.Value || c.Value < im.Sections[sec].Addr {
			break
		}
		if c.Kind != Abs && c.Section == sec && (!ok || rank(c) >= rank(s)) {
			s, ok = c, true
		}
	}
	return s, addr - s.Value, ok
}

// LineAt is the line of the instruction that holds addr.
func (im *Image) LineAt(addr uint64) (Line, bool) {
	n, exact := slices.BinarySearchFunc(im.Lines, addr, func(l Line, a uint64) int { return cmp.Compare(l.Addr, a) })
	if !exact {
		n--
	}
	if n < 0 || addr-im.Lines[n].Addr >= 4 {
		return Line{}, false
	}
	return im.Lines[n], true
}

// LoadAddr is where a loader without address translation puts what the program
// expects at addr.
func (im *Image) LoadAddr(addr uint64) uint64 {
	if s := im.SectionAt(addr); s != nil {
		return addr + s.Load
	}
	return addr
}

// Move adds delta to every address of a position-independent image, so that it
// stands where it is going to run. The bytes stay as they are: an image with
// capability initialisers needs a loader that applies them.
func (im *Image) Move(delta uint64) {
	im.Base += delta
	im.Entry += delta
	for i := range im.Sections {
		im.Sections[i].Addr += delta
	}
	for i := range im.Symbols {
		if im.Symbols[i].Kind != Abs {
			im.Symbols[i].Value += delta
		}
	}
	sortSymbols(im.Symbols)
	for i := range im.Lines {
		im.Lines[i].Addr += delta
	}
	for i := range im.Probes {
		im.Probes[i].Addr += delta
	}
	for i := range im.CapRelocs {
		im.CapRelocs[i].Slot += delta
		im.CapRelocs[i].Object += delta
	}
	if im.Debug != nil {
		im.Debug.MapAddrs(func(a uint64) uint64 { return a + delta })
	}
}

// sortSymbols puts symbols in order of their values; of those with the same
// value the local ones come first, as in the symbol table of an ELF file.
func sortSymbols(syms []Symbol) {
	slices.SortStableFunc(syms, func(x, y Symbol) int {
		switch c := cmp.Compare(x.Value, y.Value); {
		case c != 0:
			return c
		case x.Global == y.Global:
			return 0
		case y.Global:
			return -1
		}
		return 1
	})
}

// Size is the number of bytes from Base to the end of the last section.
func (im *Image) Size() uint64 {
	end := im.Base
	for _, s := range im.Sections {
		end = max(end, s.Addr+s.Size)
	}
	return end - im.Base
}

// Flatten is the bytes from Base on, without the zeros at the end.
func (im *Image) Flatten() []byte {
	var out []byte
	for _, s := range im.Sections {
		if len(s.Data) == 0 {
			continue
		}
		if need := int(s.Addr-im.Base) + len(s.Data); need > len(out) {
			out = append(out, make([]byte, need-len(out))...)
		}
		copy(out[s.Addr-im.Base:], s.Data)
	}
	return out
}
