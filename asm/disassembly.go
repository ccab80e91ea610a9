package asm

import (
	"fmt"
	"slices"
	"strings"

	"ushell/image"
	"ushell/isa"
)

// Disassembly is the code of an image as a source that assembles to the same
// bytes at the same place: the sections that are executed, with the symbols in
// them as labels, and labels .L with the address in hexadecimal for the targets
// of other branches and jumps. What is no instruction, or none that an assembler
// may write, is data. Distances to what is not in these sections are numbers.
// The code is for one pointer mode; an image does not say which.
func Disassembly(im *image.Image, intMode bool) string {
	d := &disassembler{im: im, intMode: intMode, labels: map[uint64][]string{}}
	d.nameSymbols()
	for i := range im.Sections {
		if s := &im.Sections[i]; s.Flags&image.Exec != 0 {
			d.findTargets(s)
		}
	}
	fmt.Fprintf(&d.b, "# %s\n", strings.Map(printable, im.Name))
	if intMode {
		d.b.WriteString("\t.option nocapmode\n")
	}
	for i := range im.Sections {
		if s := &im.Sections[i]; s.Flags&image.Exec != 0 {
			d.section(s)
		}
	}
	return d.b.String()
}

func printable(r rune) rune {
	if r < ' ' {
		return '?'
	}
	return r
}

// disassembler writes a source.
type disassembler struct {
	im      *image.Image
	intMode bool
	b       strings.Builder
	labels  map[uint64][]string // by address
	globals []image.Symbol
	places  []uint64 // of labels, in order
}

// nameSymbols makes labels of symbols whose names assembly can write. Of several
// with one name the first one has it.
func (d *disassembler) nameSymbols() {
	seen := map[string]bool{}
	for _, global := range []bool{true, false} {
		for _, s := range d.im.Symbols {
			if s.Global != global || seen[s.Name] || s.Kind == image.Abs || s.Kind == image.NoType || !isSymbolName(s.Name) || d.codeAt(s.Value) == nil {
				continue
			}
			seen[s.Name] = true
			d.labels[s.Value] = append(d.labels[s.Value], symbolText(s.Name))
			if global {
				d.globals = append(d.globals, s)
			}
		}
	}
	for at := range d.labels {
		d.places = append(d.places, at)
	}
	slices.Sort(d.places)
}

// isSymbolName says whether assembly can write s as the name of a symbol, and it
// is not that of a label that this file makes.
func isSymbolName(s string) bool {
	return s != "" && s != "." && isNameStart(s[0]) && wordBytes(s) == len(s) && !strings.HasPrefix(s, ".L")
}

// symbolText is a symbol as assembly writes it: in quotes where it would be a
// register.
func symbolText(name string) string {
	if regToken(name) != noRegister {
		return `"` + name + `"`
	}
	return name
}

// codeAt is the section with code at addr, nil if there is none.
func (d *disassembler) codeAt(addr uint64) *image.Section {
	if s := d.im.SectionAt(addr); s != nil && s.Flags&image.Exec != 0 {
		return s
	}
	return nil
}

// piece is an instruction, or bytes that are none.
type piece struct {
	in   isa.Inst
	data []byte
	inst bool
}

// pieces calls f for all that is in s: no piece goes beyond a label.
func (d *disassembler) pieces(s *image.Section, f func(at uint64, p piece)) {
	code := s.Data
	n, _ := slices.BinarySearch(d.places, s.Addr+1)
	for off := 0; off < len(code); {
		at := s.Addr + uint64(off)
		for n < len(d.places) && d.places[n] <= at {
			n++
		}
		room := len(code) - off
		if n < len(d.places) {
			room = int(min(uint64(room), d.places[n]-at))
		}
		p := d.piece(code[off:off+room], at)
		f(at, p)
		off += len(p.data)
	}
}

// piece is what stands at the beginning of code.
func (d *disassembler) piece(code []byte, at uint64) piece {
	if at%2 != 0 || len(code) < 2 {
		return piece{data: code[:1]}
	}
	if code[0]&3 == 3 && len(code) < 4 {
		return piece{data: code[:2]}
	}
	in, b := instAt(code, d.intMode)
	p := piece{in: in, data: b}
	if in.Op == isa.Invalid || !d.intMode && in.ReservedInCapMode() || len(b) == 4 && code[0]&3 != 3 {
		return p
	}
	w, err := isa.Encode(in)
	p.inst = err == nil && w == in.Raw && !strings.HasPrefix(in.String(), ".")
	return p
}

// findTargets makes labels for the targets of the branches and jumps of s.
func (d *disassembler) findTargets(s *image.Section) {
	var targets []uint64
	starts := map[uint64]bool{}
	d.pieces(s, func(at uint64, p piece) {
		starts[at] = true
		if t := at + uint64(p.in.Imm); p.inst && jumps(&p.in) && t >= s.Addr && t < s.Addr+s.Size {
			targets = append(targets, t)
		}
	})
	for _, t := range targets {
		if starts[t] && d.labels[t] == nil {
			d.labels[t] = []string{fmt.Sprintf(".L%x", t)}
		}
	}
}

// jumps says whether in has a target.
func jumps(in *isa.Inst) bool {
	f := in.Op.Row().Format
	return f == isa.FormatBranch || f == isa.FormatJ
}

func (d *disassembler) section(s *image.Section) {
	fmt.Fprintf(&d.b, "\n\t.section %s, \"ax\"\n", sectionText(s.Name))
	if align := s.Addr & -s.Addr; align > 64 { // what sections have in any case
		fmt.Fprintf(&d.b, "\t.balign %d\n", min(align, 1<<20))
	}
	for _, g := range d.globals {
		if s.Addr <= g.Value && g.Value-s.Addr < s.Size {
			fmt.Fprintf(&d.b, "\t.globl %s\n", symbolText(g.Name))
		}
	}
	d.pieces(s, func(at uint64, p piece) {
		for _, l := range d.labels[at] {
			fmt.Fprintf(&d.b, "%s:\n", l)
		}
		d.b.WriteString("\t" + d.text(s, at, &p) + "\n")
	})
}

// sectionText is the name of a section as .section reads it.
func sectionText(name string) string {
	if name != "" && isNameStart(name[0]) && wordBytes(name) == len(name) {
		return name
	}
	return ".text.other"
}

// text is one piece of s.
func (d *disassembler) text(s *image.Section, at uint64, p *piece) string {
	switch {
	case !p.inst && len(p.data) == 4:
		return fmt.Sprintf(".word 0x%02x%02x%02x%02x", p.data[3], p.data[2], p.data[1], p.data[0])
	case !p.inst && len(p.data) == 2:
		return fmt.Sprintf(".half 0x%02x%02x", p.data[1], p.data[0])
	case !p.inst:
		return fmt.Sprintf(".byte 0x%02x", p.data[0])
	case jumps(&p.in):
		t := at + uint64(p.in.Imm)
		if l := d.labels[t]; l != nil && t >= s.Addr && t < s.Addr+s.Size {
			return p.in.Text(at, func(uint64) string { return l[0] })
		}
	}
	return p.in.String()
}
