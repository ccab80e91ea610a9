package ufork

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ushell/asm"
	"ushell/image"
	"ushell/machine"
)

// elfOf assembles text, linked at base, and writes it as an ELF file; change
// may do something to the image in between.
func elfOf(t *testing.T, base uint64, text string, change func(*image.Image)) string {
	t.Helper()
	im, err := asm.Build("t", []asm.Source{{Name: "t.s", Text: text}}, asm.Options{Base: base, Include: Include})
	if err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(im)
	}
	b, err := im.WriteELF()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "program")
	if err := os.WriteFile(file, b, 0o666); err != nil {
		t.Fatal(err)
	}
	return file
}

// TestELFPrograms runs the embedded programs from ELF files.
func TestELFPrograms(t *testing.T) {
	for _, p := range Programs() {
		if p.C {
			continue
		}
		src, err := ReadSource("@" + p.Name)
		if err != nil {
			t.Fatal(err)
		}
		file := elfOf(t, 0, src.Text, nil)
		fromELF, code1, _ := run(t, file, "an argument")
		direct, code2, _ := run(t, "@"+p.Name, "an argument")
		direct = strings.ReplaceAll(direct, "@"+p.Name, "program") // its own name
		if fromELF != direct || code1 != code2 {
			t.Errorf("%s: the ELF file printed %q and ended with %d, the source %q and %d", p.Name, fromELF, code1, direct, code2)
		}
	}
}

const pass = `
_start:	ymodeswy
	csrr s0, mtvec
	lla t0, tohost
	yaddrw t1, s0, t0
	lla t0, answer
	yaddrw t0, s0, t0
	ld t0, 0(t0)
	sd t0, 0(t1)
1:	j 1b
	.data
	.balign 8
answer:	.dword 1
tohost:	.dword 0
`

func runBare(t *testing.T, file string) uint32 {
	t.Helper()
	s, err := Load(file, Bare, nil)
	if err != nil {
		t.Fatal(err)
	}
	m, err := s.Boot(nil)
	if err != nil {
		t.Fatal(err)
	}
	m.Run(1000)
	code, halted := m.Halted()
	if !halted {
		t.Fatalf("not halted at %v", m.PCC)
	}
	return code
}

func TestBareELF(t *testing.T) {
	const away = 0x10_0000
	for name, file := range map[string]string{
		"at RAM":               elfOf(t, machine.RAMBase, pass, nil),
		"position independent": elfOf(t, 0, pass, nil),
		"higher in RAM":        elfOf(t, machine.RAMBase+0x4000, pass, nil),
		// All of it is elsewhere: code relative to pc finds its data there.
		"physical addresses": elfOf(t, machine.RAMBase+away, pass, func(im *image.Image) {
			for i := range im.Sections {
				im.Sections[i].Load = ^uint64(away - 1)
			}
		}),
	} {
		if code := runBare(t, file); code != 0 {
			t.Errorf("%s: ended with %d", name, code)
		}
	}
	fail := elfOf(t, machine.RAMBase, strings.Replace(pass, ".dword 1", ".dword 7", 1), nil)
	if code := runBare(t, fail); code != 3 {
		t.Errorf("ended with %d, want 3", code)
	}
}

func TestELFErrors(t *testing.T) {
	large := pass + "\n\t.bss\n\t.zero 9000000\n"
	at := func(name string, addr uint64) func(*image.Image) {
		return func(im *image.Image) {
			for i := range im.Sections {
				if s := &im.Sections[i]; s.Name == name {
					s.Load = addr - s.Addr
				}
			}
		}
	}
	size := func(n uint64) func(*image.Image) {
		return func(im *image.Image) {
			last := &im.Sections[len(im.Sections)-1]
			im.Sections = append(im.Sections, image.Section{Name: "zeros", Addr: last.Addr + last.Size, Size: n, Flags: image.Read | image.Write})
		}
	}
	for _, c := range []struct {
		name string
		file string
		kind Kernel
		want string
	}{
		{"fixed", elfOf(t, machine.RAMBase, pass, nil), First, "the program is linked at 0x80000000, so it needs the machine to itself; run it with --bare"},
		{"no program of ours", elfOf(t, 0, pass, func(im *image.Image) { im.Symbols = nil }), First,
			"the symbol __text_end is missing, so this is no program for a µFork kernel; --bare runs it without one"},
		{"large", elfOf(t, 0, large, nil), First, "the program needs 8789 KB; the kernel gives a µprocess at most 8192 KB"},
		{"huge", elfOf(t, 0, pass, size(1<<62)), First, "the program needs 4503599627370496 KB; the kernel gives a µprocess at most 8192 KB"},
		{"initialisers", elfOf(t, 0, pass+"\nx:\t.chericap tohost\n", nil), Bare, "the program has capability initialisers, which a kernel applies; run it without --bare"},
		{"below RAM", elfOf(t, 0x1000, pass, nil), Bare, "section .text (0x1000-0x102c) is outside of RAM; RAM is 0x80000000-0x88000000: link the program there"},
		{"beyond RAM", elfOf(t, machine.RAMBase, pass, size(128<<20)), Bare, "section zeros (0x80000050-0x88000050) is outside of RAM; RAM is 0x80000000-0x88000000: link the program there"},
		{"UART", elfOf(t, machine.RAMBase, pass, at(".data", machine.UARTBase+0x80)), Bare,
			"section .data (0x10000080-0x10000090) overlaps the UART; RAM is 0x80000000-0x88000000: link the program there"},
		{"finisher", elfOf(t, machine.RAMBase, pass, at(".data", machine.FinisherBase-8)), Bare,
			"section .data (0xffff8-0x100008) overlaps the test finisher; RAM is 0x80000000-0x88000000: link the program there"},
		{"CLINT", elfOf(t, 0x2000000, pass, nil), Bare, "section .text (0x2000000-0x200002c) overlaps the CLINT; RAM is 0x80000000-0x88000000: link the program there"},
	} {
		_, err := Load(c.file, c.kind, nil)
		if err == nil || err.Error() != c.file+": "+c.want && err.Error() != c.want {
			t.Errorf("%s: error %v\nwant  %s", c.name, err, c.want)
		}
	}
}

// TestSources loads an ELF file whose lines name a source that is here.
func TestSources(t *testing.T) {
	source := filepath.Join(t.TempDir(), "t.c")
	if err := os.WriteFile(source, []byte("int x;\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	file := elfOf(t, machine.RAMBase, pass, func(im *image.Image) {
		im.Files[0] = image.File{Name: filepath.ToSlash(source)}
		im.Files = append(im.Files, image.File{Name: "/dev/zero"}, image.File{Name: t.TempDir()}, image.File{Name: "not/here"})
	})
	s, err := Load(file, Bare, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"int x;\n", "", "", ""} {
		if got := s.Program.Files[i].Text; got != want {
			t.Errorf("%s has the text %q, want %q", s.Program.Files[i].Name, got, want)
		}
	}
}
