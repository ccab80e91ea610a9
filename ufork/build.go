// Package ufork is the operating system's place among the Go packages: it turns
// the sources of a kernel and of a program into a machine that is about to
// boot. The kernels themselves are guest code (first/); what they do is read
// out of a machine by package aware.
package ufork

import (
	"encoding/binary"
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
	"ushell/cap"
	"ushell/image"
	"ushell/isa"
	"ushell/machine"
)

// Kernel names what runs a program.
type Kernel string

// Kernels.
const (
	First Kernel = "first" // ufork/first: contiguous regions, full copy
	UFork Kernel = "ufork" // ufork/kernel: paging, three strategies of fork, POSIX
	Bare  Kernel = "bare"  // none: the program has the machine to itself
)

// System is a program and what runs it, ready to be booted any number of times.
type System struct {
	Name    string // of the program, as the user wrote it
	Kind    Kernel
	C       bool         // it was linked with the C library: its exit status is passed on
	Kernel  *image.Image // nil when Kind is Bare
	Program *image.Image // linked at 0 for a kernel, at RAM for Bare
	others  []loaded     // programs that the µFork kernel has beside it, for execve
	boot    []byte       // the boot image that the kernel loads the program from
	bootAt  uint64
	memory  uint64 // bytes of RAM, 0 for machine.DefaultRAM
}

// loaded is a program in the boot image of the µFork kernel.
type loaded struct {
	im *image.Image
	at uint64 // where the kernel finds its file
}

// Images are those of all programs; what runs first is the first.
func (s *System) Images() []*image.Image {
	images := []*image.Image{s.Program}
	for i := range s.others {
		images = append(images, s.others[i].im)
	}
	return images
}

// ProgramAt is the program whose file the kernel finds at the physical address
// addr: Program unless it is another one's.
func (s *System) ProgramAt(addr uint64) *image.Image {
	for i := range s.others {
		if s.others[i].at == addr {
			return s.others[i].im
		}
	}
	return s.Program
}

// Limits of a program for the first kernel.
const (
	stackBytes   = 4096
	ufStackBytes = 128 << 10 // STACK_BYTES of kernel.h
	maxRegion    = 8 << 20   // 8 regions must fit RAM beside the kernel
)

// Limits of files, in bytes.
const (
	maxSource = 16 << 20
	maxFile   = 256 << 20
)

// Programs lists the embedded programs by name, each with its first line of
// comment.
func Programs() []ProgramInfo {
	var out []ProgramInfo
	entries, err := fs.ReadDir(ushell.Programs, "programs")
	if err != nil {
		return nil
	}
	for _, e := range entries {
		ext := path.Ext(e.Name())
		if name := strings.TrimSuffix(e.Name(), ext); ext == ".s" || ext == ".c" {
			b, _ := ushell.Programs.ReadFile("programs/" + e.Name())
			first, _, _ := strings.Cut(string(b), "\n")
			_, about, _ := strings.Cut(first, ": ")
			about = strings.TrimSuffix(about, " */")
			out = append(out, ProgramInfo{name, about, ext == ".c"})
		}
	}
	return out
}

// ProgramInfo describes an embedded program.
type ProgramInfo struct {
	Name, About string
	C           bool // written in C: for the kernel ufork
}

// ReadSource reads the assembly source FILE, or the embedded program @NAME.
func ReadSource(file string) (asm.Source, error) {
	srcs, err := ReadSources([]string{file}, nil)
	if err != nil {
		return asm.Source{}, err
	}
	if image.IsELF(srcs[0].Data) {
		return asm.Source{}, fmt.Errorf("%s is an ELF file, not a source; ushell run --bare runs it", file)
	}
	return source(srcs[0].Name, srcs[0].Data)
}

// embedded is the program @NAME.
func embedded(name string) (Source, error) {
	for _, ext := range []string{".s", ".c"} {
		file := strings.TrimPrefix(name, "@") + ext
		if b, err := ushell.Programs.ReadFile("programs/" + file); err == nil {
			return Source{file, b}, nil
		}
	}
	return Source{}, fmt.Errorf("there is no program %s; ushell programs lists them", name)
}

// source is b as a source file.
func source(file string, b []byte) (asm.Source, error) {
	if len(b) > maxSource {
		return asm.Source{}, fmt.Errorf("%s has %d MB; that is no source file", file, len(b)>>20)
	}
	return asm.Source{Name: file, Text: string(b)}, nil
}

// readFile is all of a file of the user's.
func readFile(file string) ([]byte, error) {
	info, err := os.Stat(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%s: there is no such file", file)
	case err != nil:
		return nil, fmt.Errorf("%s: %v", file, errors.Unwrap(err))
	case info.IsDir():
		return nil, fmt.Errorf("%s is a directory; give a C source (.c), an assembly source (.s) or an ELF file", file)
	case info.Size() > maxFile:
		return nil, fmt.Errorf("%s has %d MB; at most %d can be loaded", file, info.Size()>>20, maxFile>>20)
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %v", file, errors.Unwrap(err))
	}
	defer f.Close()
	// A pipe or a device has no size: read no more than is allowed.
	b, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s: %v", file, errors.Unwrap(err))
	case len(b) > maxFile:
		return nil, fmt.Errorf("%s has more than %d MB; at most that can be loaded", file, maxFile>>20)
	}
	return b, nil
}

// Include finds the file that .include names: beside the file that includes it,
// or among the embedded ones.
func Include(name, from string) (asm.Source, error) {
	if !filepath.IsAbs(name) && filepath.Dir(from) != "." {
		beside := filepath.Join(filepath.Dir(from), name)
		if b, err := os.ReadFile(beside); err == nil {
			return asm.Source{Name: beside, Text: string(b)}, nil
		}
	}
	if b, err := os.ReadFile(name); err == nil {
		return asm.Source{Name: name, Text: string(b)}, nil
	}
	if b, err := ushell.Programs.ReadFile("programs/" + name); err == nil {
		return asm.Source{Name: name, Text: string(b)}, nil
	}
	return asm.Source{}, fmt.Errorf("there is no file %s here, and none is built in", name)
}

// Request is a program and what is to run it.
type Request struct {
	Files []string  // sources (.c, .s) and objects, or one ELF program, or one @NAME
	Kind  Kernel    // "": the one that defaultKernel chooses
	Args  []string  // the program's arguments after its name
	Stdin io.Reader // what - among Files is; nil for nothing
	C     CFlags
	UFork KernelOptions
}

// Load translates one file, an assembly or C source or an ELF file, and puts it
// together with the kernel that runs it. args are the program's arguments after its name.
func Load(file string, kind Kernel, args []string) (*System, error) {
	s, _, err := LoadProgram(Request{Files: []string{file}, Kind: kind, Args: args})
	return s, err
}

// LoadProgram translates a program and puts it together with what runs it. said
// is what the compiler has to say about its C sources.
func LoadProgram(r Request) (s *System, said []Said, err error) {
	if len(r.Files) == 0 {
		return nil, nil, errors.New("there is no file to load")
	}
	srcs, err := ReadSources(r.Files, r.Stdin)
	if err != nil {
		return nil, nil, err
	}
	name := r.Files[0]
	if name == "-" {
		name = srcs[0].Name
	}
	isC := NeedsLibrary(srcs)
	kind := r.Kind
	if kind == "" {
		kind = defaultKernel(name, srcs[0].Data, isC)
	}
	prog, said, err := translate(name, srcs, kind, &r.C)
	if err != nil {
		return nil, said, err
	}
	more, alsoSaid, err := readExtras(r.UFork.Extras, kind, &r.C)
	said = append(said, alsoSaid...)
	if err != nil {
		return nil, said, err
	}
	s, err = compose(name, prog, kind, r.Args, r.UFork, more)
	if s != nil {
		s.C = isC || linkedWithLibrary(prog)
	}
	return s, said, err
}

// defaultKernel is what runs a program when nobody says: the µFork kernel, but the
// first one for the built-in programs that are written for it, and nothing for an ELF
// file that is linked where only a program without a kernel can be.
func defaultKernel(name string, data []byte, isC bool) Kernel {
	if image.IsELF(data) && !isC {
		if prog, err := image.ReadELF(name, data); err == nil && prog.Base != 0 {
			return Bare
		}
	}
	if strings.HasPrefix(name, "@") && !isC {
		return First
	}
	return UFork
}

// translate turns the files of a program into an image for what runs it.
func translate(name string, srcs []Source, kind Kernel, flags *CFlags) (prog *image.Image, said []Said, err error) {
	isC := NeedsLibrary(srcs)
	switch {
	case isC && kind == First:
		return nil, nil, fmt.Errorf("%s: the kernel first runs assembly programs; a C program needs --kernel ufork or --bare", name)
	case isC:
		return BuildC(name, srcs, kind, flags)
	case image.IsELF(srcs[0].Data):
		if prog, err = readELF(name, srcs[0].Data, kind); err != nil {
			err = fmt.Errorf("%s: %w", name, err)
		}
	default:
		prog, err = buildAssembly(name, srcs[0], kind)
	}
	return prog, nil, err
}

func buildAssembly(name string, src Source, kind Kernel) (*image.Image, error) {
	base := uint64(0)
	if kind == Bare {
		base = machine.RAMBase
	}
	text, err := source(src.Name, src.Data)
	if err != nil {
		return nil, err
	}
	prog, err := asm.Build(name, []asm.Source{text}, asm.Options{Base: base, Include: Include})
	if err == nil {
		addSources(prog, src.Name)
	}
	return prog, err
}

// Build is Load for a source that was read already.
func Build(name string, src asm.Source, kind Kernel, args []string) (*System, error) {
	prog, err := buildAssembly(name, Source{src.Name, []byte(src.Text)}, kind)
	if err != nil {
		return nil, err
	}
	return compose(name, prog, kind, args, KernelOptions{}, nil)
}

// compose puts a program, and what else the kernel is to have, together with what
// runs it.
func compose(name string, prog *image.Image, kind Kernel, args []string, opt KernelOptions, more []bootFile) (*System, error) {
	if !slices.ContainsFunc(prog.Sections, func(s image.Section) bool { return s.Flags&image.Exec != 0 }) {
		return nil, fmt.Errorf("%s has no instructions", name)
	}
	s := &System{Name: name, Kind: kind, Program: prog}
	var err error
	if kind == Bare {
		if err := checkPlace(prog); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		return s, passArgs(prog, append([]string{path.Base(filepath.ToSlash(name))}, args...))
	}
	args = append([]string{path.Base(filepath.ToSlash(name))}, args...)
	if kind == UFork {
		s.memory = opt.Memory
		if s.Kernel, err = BuildKernel(); err == nil {
			s.boot, more, err = kernelBoot(prog, args, opt, more)
		}
	} else if s.Kernel, err = BuildFirst(); err == nil {
		s.boot, err = bootImage(prog, args)
	}
	if err != nil {
		return nil, err
	}
	s.bootAt = (s.Kernel.Base + s.Kernel.Size() + 4095) &^ 4095
	for _, f := range more {
		if f.im != nil {
			s.others = append(s.others, loaded{f.im, s.bootAt + f.at})
		}
	}
	return s, nil
}

// bareArgs is the object of the C library's bare runtime that receives the
// arguments: their number as 8 bytes, then the strings with their NULs.
const bareArgs = "__bare_args"

// linkedWithLibrary says that prog has the start of the C library's bare runtime.
func linkedWithLibrary(prog *image.Image) bool {
	_, ok := prog.Lookup(bareArgs)
	return ok
}

// passArgs writes the arguments of a bare program where its runtime looks for
// them.
func passArgs(prog *image.Image, args []string) error {
	sym, ok := prog.Lookup(bareArgs)
	if !ok {
		if len(args) > 1 {
			return errors.New("a bare program takes no arguments, unless it is linked with the C library")
		}
		return nil
	}
	b := binary.LittleEndian.AppendUint64(nil, uint64(len(args)))
	for _, a := range args {
		b = append(append(b, a...), 0)
	}
	sec := prog.SectionAt(sym.Value)
	if sec == nil || uint64(len(b)) > sym.Size || sym.Value-sec.Addr+sym.Size > uint64(len(sec.Data)) {
		return fmt.Errorf("%d bytes of arguments are too many for a bare program; it can have %d", len(b)-8, max(8, sym.Size)-8)
	}
	copy(sec.Data[sym.Value-sec.Addr:], b)
	return nil
}

// BuildFirst assembles the first kernel.
func BuildFirst() (*image.Image, error) {
	read := func(name, _ string) (asm.Source, error) {
		b, err := ushell.Kernels.ReadFile("ufork/first/" + name)
		return asm.Source{Name: name, Text: string(b)}, err
	}
	var srcs []asm.Source
	for _, n := range []string{"boot.s", "calls.s", "fork.s"} {
		src, err := read(n, "")
		if err != nil {
			return nil, err
		}
		srcs = append(srcs, src)
	}
	return asm.Build("first", srcs, asm.Options{Base: machine.RAMBase, Include: read})
}

// headerBytes is the size of a boot image's header (docs/abi.md).
const headerBytes = 112

// bootImage puts a program linked at 0 and its arguments behind a header that
// tells the kernel how to load them.
func bootImage(im *image.Image, args []string) ([]byte, error) {
	addr := func(name string) uint64 {
		s, _ := im.Lookup(name)
		return s.Value
	}
	if im.Size() > maxRegion {
		return nil, tooLarge(im.Size())
	}
	file := im.Flatten()
	file = append(file, make([]byte, -len(file)&15)...)
	argsAt := (im.Size() + 15) &^ 15
	var text []byte
	for _, a := range args {
		text = append(append(text, a...), 0)
	}
	need := argsAt + uint64(16*(len(args)+1)+len(text)) + stackBytes
	region := uint64(4096)
	for region < need {
		region *= 2
	}
	if region > maxRegion {
		return nil, tooLarge(need)
	}
	if !cap.SetBoundsExact(argsAt, uint64(16*(len(args)+1))) {
		return nil, fmt.Errorf("%d arguments are too many: the bounds of argv could not be exact", len(args)-1)
	}
	if !cap.SetBoundsExact(0, addr("__text_end")) {
		return nil, fmt.Errorf("bounds of %d bytes of code are not exactly representable", addr("__text_end"))
	}
	total := uint64(headerBytes + len(file) + len(text))
	var b []byte
	for _, v := range [...]uint64{
		0x314b524f4655, headerBytes, uint64(len(file)), im.Entry, addr("__text_end"),
		addr("__cap_relocs_start"), addr("__cap_relocs_end"),
		headerBytes + uint64(len(file)), uint64(len(text)), uint64(len(args)), argsAt,
		stackBytes, region, total,
	} {
		b = binary.LittleEndian.AppendUint64(b, v)
	}
	return append(append(b, file...), text...), nil
}

func tooLarge(need uint64) error {
	return fmt.Errorf("the program needs %d KB; the kernel gives a µprocess at most %d KB", need>>10, maxRegion>>10)
}

// Boot is a machine that is about to execute its first instruction. input is
// what the console receives, nil for nothing.
func (s *System) Boot(input *machine.Journal) (*machine.Machine, error) {
	im := s.Kernel
	cfg := machine.Config{Input: input, RAM: s.memory}
	if s.Kind == Bare {
		im = s.Program
		if sym, ok := im.Lookup("tohost"); ok && sym.Kind != image.Abs {
			cfg.ToHost = im.LoadAddr(sym.Value)
		}
	}
	m := machine.New(cfg)
	for i := range im.Sections {
		sec := &im.Sections[i]
		if at := sec.Addr + sec.Load; !m.Holds(at, sec.Size) || !m.LoadBytes(at, sec.Data) {
			return nil, fmt.Errorf("%s does not fit memory", s.Name)
		}
	}
	m.SetPC(im.LoadAddr(im.Entry))
	if s.Kind != Bare {
		if !m.LoadBytes(s.bootAt, s.boot) {
			return nil, fmt.Errorf("%s does not fit memory", s.Name)
		}
		// As firmware does: a0 is the number of the hart, a1 the address of the
		// boot image.
		a1, _ := isa.RegNumber("a1")
		m.X[a1] = cap.Null(s.bootAt)
	}
	return m, nil
}

// StackBytes is the size of a µprocess's stack, at the top of its region; 0 for
// a bare program, which has the stack that it makes.
func (s *System) StackBytes() uint64 {
	switch s.Kind {
	case Bare:
		return 0
	case UFork:
		return ufStackBytes
	}
	return stackBytes
}
