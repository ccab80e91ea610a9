package ufork

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"ushell"
	"ushell/asm"
	"ushell/cc"
	"ushell/cc/diag"
	"ushell/image"
	"ushell/machine"
)

// CFlags say how the C sources of a program are compiled.
type CFlags struct {
	Include    []string // folders for headers, before those of the C library
	Defines    []string
	Undefs     []string
	Warnings   []string // "-Wall" and so on
	Opt        int
	NoDebug    bool
	Subobject  bool
	Permissive bool
	SignedChar bool // plain char is signed
	embedded   bool // sources are ushell's own: #include "..." is found beside them
}

// Options are the compiler's options for these flags.
func (f *CFlags) Options() cc.Options {
	return cc.Options{Headers: f.headers(), Defines: f.Defines, Undefs: f.Undefs, Warnings: f.Warnings,
		Opt: f.Opt, Debug: !f.NoDebug, Subobject: f.Subobject, Permissive: f.Permissive, SignedChar: f.SignedChar}
}

const libraryHeaders = "ufork/libc/include"

// headers finds headers in the folder of the file that includes them (when
// quoted), in those of -I, and in the C library.
func (f *CFlags) headers() cc.Headers {
	return func(name string, quoted bool, from *diag.File, next bool) (string, string, bool, bool) {
		if filepath.IsAbs(name) {
			text, ok := readHeader(name)
			return name, text, false, ok
		}
		passed := !next // what lies before from in the search order is skipped
		if quoted && f.embedded && !from.Sys {
			p := path.Join(path.Dir(from.Path), name)
			for _, files := range []fs.ReadFileFS{ushell.Kernels, ushell.Library} {
				if b, err := files.ReadFile(p); err == nil {
					return p, string(b), false, true
				}
			}
		}
		try := func(dir string) (string, string, bool) {
			p := filepath.Join(dir, filepath.FromSlash(name))
			if !passed {
				passed = filepath.Clean(from.Path) == p
				return "", "", false
			}
			text, ok := readHeader(p)
			return p, text, ok
		}
		if quoted && !from.Sys {
			if p, text, ok := try(filepath.Dir(from.Path)); ok {
				return p, text, false, true
			}
		}
		for _, dir := range f.Include {
			if p, text, ok := try(dir); ok {
				return p, text, false, true
			}
		}
		var tries []string
		if quoted && from.Sys {
			tries = append(tries, path.Join(path.Dir(strings.Trim(from.Path, "<>")), name))
		}
		for _, p := range append(tries, name) {
			if b, err := ushell.Library.ReadFile(path.Join(libraryHeaders, p)); err == nil && fs.ValidPath(p) {
				return "<" + p + ">", string(b), true, true
			}
		}
		return "", "", false, false
	}
}

// readHeader reads a regular file.
func readHeader(name string) (string, bool) {
	info, err := os.Stat(name)
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxSource {
		return "", false
	}
	b, err := os.ReadFile(name)
	return string(b), err == nil
}

// Source is a source file or an object of a program.
type Source struct {
	Name string // as the user wrote it
	Data []byte
}

// ReadSources reads the files of a program. Where there is a stdin, - is what it
// holds: a C source, or an ELF file.
func ReadSources(files []string, stdin io.Reader) ([]Source, error) {
	var out []Source
	for _, name := range files {
		if name == "-" {
			s, err := fromStdin(stdin)
			if err != nil {
				return nil, err
			}
			out, stdin = append(out, s), nil
			continue
		}
		if strings.HasPrefix(name, "@") {
			s, err := embedded(name)
			if err != nil {
				return nil, err
			}
			out = append(out, s)
			continue
		}
		b, err := readFile(name)
		if err != nil {
			return nil, err
		}
		out = append(out, Source{name, b})
	}
	return out, nil
}

// fromStdin is what standard input holds.
func fromStdin(stdin io.Reader) (Source, error) {
	if stdin == nil {
		return Source{}, errors.New("standard input (-) is not there to be read, or was read already; put the source into a file")
	}
	b, err := io.ReadAll(io.LimitReader(stdin, maxFile+1))
	switch {
	case err != nil:
		return Source{}, fmt.Errorf("standard input: %v", err)
	case len(b) > maxFile:
		return Source{}, fmt.Errorf("standard input has more than %d MB; at most that can be loaded", maxFile>>20)
	case image.IsELF(b):
		return Source{"stdin", b}, nil
	}
	return Source{"stdin.c", b}, nil
}

// Said is what the compiler said about one source.
type Said = *diag.List

// Translate turns a C or assembly source, or a relocatable ELF file, into an
// object. The list holds the compiler's diagnostics, nil for other files; when
// there are errors among them the object is nil.
func Translate(src Source, flags *CFlags) (*asm.Object, Said, error) {
	switch {
	case image.IsELF(src.Data):
		obj, err := asm.ReadObject(src.Data)
		if err != nil {
			err = fmt.Errorf("%s: %w", src.Name, err)
		}
		return obj, nil, err
	case cc.IsSource(src.Name):
		text, said, err := cc.Compile(src.Name, string(src.Data), flags.Options())
		if err != nil || said.Errors() > 0 {
			return nil, said, err
		}
		obj, err := asm.Assemble(asm.Source{Name: src.Name, Text: text}, asm.Options{NoLines: true,
			Compiled: &asm.Source{Name: src.Name, Text: string(src.Data)}})
		if err != nil {
			// Inline assembly is what can be wrong here.
			err = fmt.Errorf("the assembler does not take what was compiled from %s:\n%w", src.Name, err)
		}
		return obj, said, err
	}
	if len(src.Data) > maxSource {
		return nil, nil, fmt.Errorf("%s has %d MB; that is no source file", src.Name, len(src.Data)>>20)
	}
	obj, err := asm.Assemble(asm.Source{Name: src.Name, Text: string(src.Data)}, asm.Options{Include: Include})
	return obj, nil, err
}

// NeedsLibrary says whether a program of these sources is linked with the C
// library.
func NeedsLibrary(srcs []Source) bool {
	for i := range srcs {
		if cc.IsSource(srcs[i].Name) || image.IsRelocatable(srcs[i].Data) {
			return true
		}
	}
	return len(srcs) > 1
}

// LinkC links objects with the C library for what runs them.
func LinkC(name string, objs []*asm.Object, kind Kernel) (*image.Image, error) {
	runtime, err := buildSet(runtimeSet(kind))
	if err != nil {
		return nil, err
	}
	lib, err := buildSet(librarySet)
	if err != nil {
		return nil, err
	}
	opt := asm.Options{PageAlign: true}
	if kind == Bare {
		opt.Base = machine.RAMBase
	}
	return asm.Link(name, slices.Concat(runtime.Start, objs), [][]*asm.Object{runtime.Archive, lib.All}, opt)
}

// Mistakes are the diagnostics of the sources of a program that did not
// compile.
type Mistakes struct{ Said []Said }

func (m *Mistakes) Error() string { return strings.TrimSuffix(m.Text(false), "\n") }

// Text is the diagnostics, coloured or not.
func (m *Mistakes) Text(colour bool) string {
	var b strings.Builder
	for _, s := range m.Said {
		b.WriteString(s.Text(colour))
	}
	return b.String()
}

// BuildC compiles and links a program. said is what the compiler has to say
// also when it succeeds; the error is *Mistakes when a source has errors.
func BuildC(name string, srcs []Source, kind Kernel, flags *CFlags) (im *image.Image, said []Said, err error) {
	var objs []*asm.Object
	bad := false
	for _, src := range srcs {
		obj, s, err := Translate(src, flags)
		if s != nil {
			said = append(said, s)
			bad = bad || s.Errors() > 0
		}
		if err != nil {
			return nil, said, err
		}
		objs = append(objs, obj)
	}
	if bad {
		return nil, said, &Mistakes{said}
	}
	im, err = LinkC(name, objs, kind)
	if im != nil {
		addSources(im, name)
	}
	return im, said, err
}
