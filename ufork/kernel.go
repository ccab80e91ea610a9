package ufork

import (
	"encoding/binary"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"ushell"
	"ushell/asm"
	"ushell/cap"
	"ushell/image"
	"ushell/machine"
)

// Strategies of fork, and isolation levels, in the order of their numbers.
var (
	Strategies = []string{"full", "coa", "copa"}
	Isolations = []string{"full", "fault", "none"}
)

// KernelOptions say how the µFork kernel is booted.
type KernelOptions struct {
	Strategy  string  // "" is copa
	Isolation string  // "" is full
	Seed      uint64  // of the places of regions, and of getrandom
	Memory    uint64  // bytes of RAM, 0 for machine.DefaultRAM
	Extras    []Extra // what its file system begins with, beside the program
}

// number is the place of name in names, or that of the default.
func number(what, name, byDefault string, names []string) (uint64, error) {
	if name == "" {
		name = byDefault
	}
	if i := slices.Index(names, name); i >= 0 {
		return uint64(i), nil
	}
	return 0, fmt.Errorf("there is no %s %q; there are %s", what, name, strings.Join(names, ", "))
}

const kernelSources = "ufork/kernel"

// BuildKernel compiles the µFork kernel, or takes it from the cache, and links it.
func BuildKernel() (*image.Image, error) {
	kernel, err := buildSet(UFork)
	if err != nil {
		return nil, err
	}
	lib, err := buildSet(librarySet)
	if err != nil {
		return nil, err
	}
	im, err := asm.Link("ufork", kernel.All, [][]*asm.Object{lib.All}, asm.Options{Base: machine.RAMBase, PageAlign: true})
	if err != nil {
		return nil, fmt.Errorf("the kernel: %w", err)
	}
	for i := range im.Files {
		if b, err := ushell.Kernels.ReadFile(im.Files[i].Name); err == nil {
			im.Files[i].Text = string(b)
		}
	}
	return im, nil
}

// kernelFiles are the kernel's sources in the order of their names.
func kernelFiles() ([]Source, error) {
	var srcs []Source
	entries, err := fs.ReadDir(ushell.Kernels, kernelSources)
	for _, e := range entries {
		if ext := path.Ext(e.Name()); ext != ".c" && ext != ".s" {
			continue
		}
		name := path.Join(kernelSources, e.Name())
		b, err := ushell.Kernels.ReadFile(name)
		if err != nil {
			return nil, err
		}
		srcs = append(srcs, Source{name, b})
	}
	return srcs, err
}

const (
	programMagic = 0x474f5250554b // "KUPROG"
	bootMagic    = 0x324b524f4655 // "UFORK2"
	pageBytes    = 4096
)

// packProgram is a program linked at 0 as a file that the kernel executes: its
// header (struct program of kernel.h), then the image.
func packProgram(im *image.Image) ([]byte, error) {
	addr := func(name string) uint64 {
		s, _ := im.Lookup(name)
		return s.Value
	}
	textEnd := addr("__text_end")
	if !cap.SetBoundsExact(0, textEnd) {
		return nil, fmt.Errorf("bounds of %d bytes of code are not exactly representable", textEnd)
	}
	var table, tableEnd uint64
	data := im.Base + im.Size()
	for i := range im.Sections {
		s := &im.Sections[i]
		if s.Name == ".captable" {
			table, tableEnd = s.Addr, s.Addr+s.Size
		}
		if s.Flags&image.Write != 0 && s.Size > 0 {
			data = min(data, s.Addr)
		}
	}
	file := im.Flatten()
	var b []byte
	for _, v := range [...]uint64{programMagic, uint64(len(file)), max(im.Size(), textEnd), im.Entry, textEnd,
		addr("__cap_relocs_start"), addr("__cap_relocs_end"), table, tableEnd, data} {
		b = binary.LittleEndian.AppendUint64(b, v)
	}
	return append(b, file...), nil
}
