package ufork

import (
	"encoding/binary"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"strings"

	"ushell/image"
	"ushell/machine"
)

// What the µFork kernel boots from: its options, and the files that its file
// system begins with (docs/kernel.md, "The boot image").

// Extra is a file of the host that the kernel's file system begins with: as it is,
// or translated into a program that execve finds.
type Extra struct {
	Path    string // C or assembly source, object, ELF file or @NAME when it is a program
	Name    string // in the file system
	Program bool
}

// ParseExtra reads FILE or FILE=NAME. Without a name a file keeps its path, and a
// program is called as its file is, without the folder and .c, .s, .o or .elf.
func ParseExtra(text string, program bool) (Extra, error) {
	file, name, named := strings.Cut(text, "=")
	if file == "" || named && name == "" {
		return Extra{}, fmt.Errorf("%q: expected FILE or FILE=NAME", text)
	}
	if !named {
		name = filepath.ToSlash(file)
		if program {
			name = strings.TrimPrefix(path.Base(name), "@")
			switch ext := path.Ext(name); ext {
			case ".c", ".s", ".o", ".elf":
				name = strings.TrimSuffix(name, ext)
			}
		}
	}
	plain := strings.TrimLeft(path.Clean(name), "/")
	switch {
	case plain == "" || plain == ".":
		return Extra{}, fmt.Errorf("%q: %q is no name of a file", text, name)
	case len(plain) > maxName:
		return Extra{}, fmt.Errorf("%q: a name has at most %d bytes; FILE=NAME gives it another", text, maxName)
	}
	return Extra{file, plain, program}, nil
}

// Limits of the kernel's file system (NAME and NINODE of kernel.h).
const (
	maxName  = 63
	maxFiles = 128
)

// bootFile is a file of the boot image.
type bootFile struct {
	name string
	data []byte
	im   *image.Image // of a program
	at   uint64       // where it lies in the boot image
}

// readExtras reads and translates them. said is what the compiler has to say.
func readExtras(extras []Extra, kind Kernel, flags *CFlags) (files []bootFile, said []Said, err error) {
	if len(extras) > 0 && kind != UFork {
		return nil, nil, errors.New("--file and --program are for the kernel ufork, which has a file system; --kernel ufork chooses it")
	}
	if len(extras) >= maxFiles {
		return nil, nil, fmt.Errorf("%d files are too many; the kernel's file system begins with %d at most", len(extras), maxFiles-1)
	}
	names := map[string]string{}
	for _, x := range extras {
		if other, twice := names[x.Name]; twice {
			return nil, said, fmt.Errorf("%s and %s would both be called %s; FILE=NAME gives one another name", other, x.Path, x.Name)
		}
		names[x.Name] = x.Path
		if !x.Program {
			data, err := readFile(x.Path)
			if err != nil {
				return nil, said, err
			}
			files = append(files, bootFile{name: x.Name, data: data})
			continue
		}
		srcs, err := ReadSources([]string{x.Path}, nil)
		if err != nil {
			return nil, said, err
		}
		im, s, err := translate(x.Path, srcs, kind, flags)
		said = append(said, s...)
		if err != nil {
			return nil, said, err
		}
		data, err := packProgram(im)
		if err != nil {
			return nil, said, fmt.Errorf("%s: %w", x.Path, err)
		}
		files = append(files, bootFile{name: x.Name, data: data, im: im})
	}
	return files, said, nil
}

// archive is a boot image of the µFork kernel while it is put together.
type archive struct {
	table []uint64 // five dwords a file: struct bootfile
	data  []byte   // what follows the header
}

const archiveHeader = 12 * 8

// add appends bytes at a multiple of 16 and answers their offset.
func (a *archive) add(b []byte) uint64 {
	a.data = append(a.data, make([]byte, -len(a.data)&15)...)
	at := archiveHeader + len(a.data)
	a.data = append(a.data, b...)
	return uint64(at)
}

// file adds a file and answers the offset of its contents.
func (a *archive) file(name string, data []byte, mode uint64) uint64 {
	at := a.add(append([]byte(name), 0))
	contents := a.add(data)
	a.table = append(a.table, at, uint64(len(name)+1), contents, uint64(len(data)), mode)
	return contents
}

// kernelBoot is the boot image of struct boot in kernel.h: options, files,
// arguments. The program is its first file; more are the others, with their places
// in the image when they come back.
func kernelBoot(prog *image.Image, args []string, opt KernelOptions, more []bootFile) ([]byte, []bootFile, error) {
	strategy, err := number("strategy", opt.Strategy, "copa", Strategies)
	if err != nil {
		return nil, nil, err
	}
	isolation, err := number("isolation level", opt.Isolation, "full", Isolations)
	if err != nil {
		return nil, nil, err
	}
	file, err := packProgram(prog)
	if err != nil {
		return nil, nil, err
	}
	var a archive
	a.file(args[0], file, 0o755)
	placed := append([]bootFile(nil), more...)
	for i := range placed {
		f := &placed[i]
		mode := uint64(0o644)
		if f.im != nil {
			mode = 0o755
		}
		f.at = a.file(f.name, f.data, mode)
	}
	var text []byte
	for _, s := range args {
		text = append(append(text, s...), 0)
	}
	argsAt := a.add(text)
	var table []byte
	for _, v := range a.table {
		table = binary.LittleEndian.AppendUint64(table, v)
	}
	tableAt := a.add(table)
	total := uint64(archiveHeader + len(a.data))
	memory := opt.Memory
	if memory == 0 {
		memory = machine.DefaultRAM
	}
	var b []byte
	for _, v := range [...]uint64{bootMagic, total, strategy, isolation, opt.Seed, memory,
		uint64(len(a.table) / 5), tableAt, uint64(len(args)), argsAt, uint64(len(text)), 0} {
		b = binary.LittleEndian.AppendUint64(b, v)
	}
	return append(b, a.data...), placed, nil
}
