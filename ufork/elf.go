package ufork

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"ushell"
	"ushell/image"
	"ushell/machine"
)

// readELF reads an ELF file for a kernel of this kind: a program that has the
// machine to itself, or one that a kernel places.
func readELF(file string, data []byte, kind Kernel) (*image.Image, error) {
	prog, err := image.ReadELF(file, data)
	if err != nil {
		return nil, err
	}
	addSources(prog, file)
	if kind == Bare {
		if prog.Base == 0 {
			return prog, moveToRAM(prog)
		}
		return prog, nil
	}
	if prog.Base != 0 {
		return nil, fmt.Errorf("the program is linked at %#x, so it needs the machine to itself; run it with --bare", prog.Base)
	}
	for _, name := range []string{"__text_end", "__cap_relocs_start", "__cap_relocs_end"} {
		if _, ok := prog.Lookup(name); !ok {
			return nil, fmt.Errorf("the symbol %s is missing, so this is no program for a µFork kernel; --bare runs it without one", name)
		}
	}
	return prog, nil
}

// moveToRAM gives a position-independent program the place where bare programs
// begin.
func moveToRAM(prog *image.Image) error {
	start, _ := prog.Lookup("__cap_relocs_start")
	end, _ := prog.Lookup("__cap_relocs_end")
	if len(prog.CapRelocs) > 0 || start.Value != end.Value {
		return errors.New("the program has capability initialisers, which a kernel applies; run it without --bare")
	}
	prog.Move(machine.RAMBase)
	return nil
}

// maxSources is how many bytes of source text are read for the lines of an ELF
// file.
const maxSources = 64 << 20

// addSources reads the source files that prog names but does not carry, as far
// as they are here, or beside file, which prog was loaded from: debug information
// holds their names only.
func addSources(prog *image.Image, file string) {
	left := int64(maxSources)
	for i := range prog.Files {
		f := &prog.Files[i]
		if f.Text != "" {
			continue
		}
		name := filepath.FromSlash(f.Name)
		if text, ok := sourceText(name, left); ok {
			f.Text = text
		} else if b, err := ushell.Library.ReadFile(f.Name); err == nil {
			f.Text = string(b) // a header with functions in it
		} else if !filepath.IsAbs(name) && !strings.HasPrefix(file, "@") {
			f.Text, _ = sourceText(filepath.Join(filepath.Dir(file), name), left)
		}
		left -= int64(len(f.Text))
	}
}

// sourceText is the text of a file of at most limit bytes. Regular files only:
// the name comes from a file, and reading a device has effects.
func sourceText(name string, limit int64) (string, bool) {
	info, err := os.Stat(name)
	if err != nil || !info.Mode().IsRegular() || info.Size() > min(limit, maxSource) {
		return "", false
	}
	b, err := os.ReadFile(name)
	return string(b), err == nil
}

// devices are the parts of the physical address space that are no memory.
var devices = []struct {
	name       string
	base, size uint64
}{
	{"the test finisher", machine.FinisherBase, machine.FinisherSize},
	{"the CLINT", 0x200_0000, 0x1_0000},
	{"the UART", machine.UARTBase, machine.UARTSize},
}

// checkPlace says which section of a bare program does not lie in RAM.
func checkPlace(prog *image.Image) error {
	for i := range prog.Sections {
		s := &prog.Sections[i]
		at := s.Addr + s.Load
		if at >= machine.RAMBase && at-machine.RAMBase < machine.DefaultRAM && s.Size <= machine.DefaultRAM-(at-machine.RAMBase) {
			continue
		}
		where := "is outside of RAM"
		for _, d := range devices {
			if at < d.base+d.size && at+s.Size > d.base {
				where = "overlaps " + d.name
				break
			}
		}
		return fmt.Errorf("section %s (%#x-%#x) %s; RAM is %#x-%#x: link the program there",
			image.Printable(s.Name), at, at+s.Size, where, uint64(machine.RAMBase), uint64(machine.RAMBase+machine.DefaultRAM))
	}
	return nil
}
