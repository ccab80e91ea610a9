package image

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// whole has everything that an image can have.
func whole(base uint64) *Image {
	im := &Image{
		Name: "whole", Base: base, Entry: base + 8,
		Sections: []Section{
			{Name: ".text", Addr: base, Size: 0x10, Data: []byte("\x13\x00\x00\x00\x01\x00\x01\x00\x13\x00\x00\x00\x13\x00\x00\x00"), Flags: Read | Exec},
			{Name: ".rodata", Addr: base + 0x10, Size: 4, Data: []byte("abcd"), Flags: Read},
			{Name: ".data", Addr: base + 0x40, Size: 2, Data: []byte("xy"), Flags: Read | Write},
			{Name: "zeros", Addr: base + 0x50, Size: 2, Data: []byte{0, 0}, Flags: Read | Write},
			{Name: ".bss", Addr: base + 0x60, Size: 0x20, Flags: Read | Write},
			{Name: ".bss", Addr: base + 0x80, Size: 0x20, Flags: Read | Write},
			{Name: "far", Addr: base + 0x100000, Size: 1, Data: []byte{7}, Flags: Read | Write},
			{Name: "end", Addr: base + 0x200000, Size: 1 << 20, Flags: Read | Write},
		},
		Symbols: []Symbol{
			{Name: "LIMIT", Value: 4, Kind: Abs, Section: -1},
			{Name: "local", Value: base, Kind: Func},
			{Name: "_start", Value: base, Size: 8, Kind: Func, Global: true},
			{Name: "__text_start", Value: base, Global: true},
			{Name: "__text_end", Value: base + 0x10, Global: true},
			{Name: "nowhere", Value: base + 0x30, Global: true, Section: -1},
			{Name: "x", Value: base + 0x40, Size: 2, Kind: Object, Section: 2},
			{Name: "empty", Value: base + 0x60, Kind: Func, Section: -1},
			{Name: "__image_end", Value: base + 0x300000, Global: true, Section: 7},
			{Name: "MINUS", Value: 1<<64 - 1, Size: 3, Kind: Abs, Global: true, Section: -1},
		},
		Files:  []File{{"a.s", "nop\n\tnop\n"}, {"b/c.inc", "\xff\x00"}},
		Lines:  []Line{{base, 0, 7, 1, 0}, {base + 4, 1, 2, 9, LineInside}, {base + 6, 1, 2, 9, LinePrologueEnd}},
		Probes: []Probe{{"fork.begin", base + 4, []ProbeArg{{"old", ArgMem, 10, -16, 0}, {"n", ArgConst, 0, 0, 1 << 63}}}, {"none", base, nil}},
		CapRelocs: []CapReloc{
			{Slot: base + 0x60, Object: base + 0x40, Offset: -1, Size: 2},
			{Slot: base + 0x70, Object: base, Offset: 8, Size: 0x40, Kind: CapCode, Sealed: true},
		},
		Debug: sampleDebug(),
	}
	im.Debug.MapAddrs(func(a uint64) uint64 { return a + base })
	sortSymbols(im.Symbols)
	return im
}

var update = flag.Bool("update", false, "write the golden files")

func write(t testing.TB, im *Image) []byte {
	t.Helper()
	b, err := im.WriteELF()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestRoundTrip(t *testing.T) {
	shifted := whole(0x80000000)
	for i := range shifted.Sections[2:] {
		shifted.Sections[2+i].Load = 0x1000000
	}
	for name, im := range map[string]*Image{"at 0": whole(0), "at RAM": whole(0x80000000), "shifted": shifted} {
		got, err := ReadELF("whole", write(t, im))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !reflect.DeepEqual(got, im) {
			t.Errorf("%s: read\n%+v\nwrote\n%+v", name, got, im)
		}
	}
}

// TestStandard reads what was written with the standard library.
func TestStandard(t *testing.T) {
	im := whole(0x80000000)
	f, err := elf.NewFile(bytes.NewReader(write(t, im)))
	if err != nil {
		t.Fatal(err)
	}
	if f.Type != elf.ET_EXEC || f.Machine != elf.EM_RISCV || f.Entry != im.Entry {
		t.Errorf("header %+v", f.FileHeader)
	}
	for _, s := range im.Sections {
		g := f.Section(s.Name)
		if g == nil {
			t.Errorf("no section %s", s.Name)
			continue
		}
		if s.Data == nil {
			if g.Type != elf.SHT_NOBITS {
				t.Errorf("%s has type %v", s.Name, g.Type)
			}
		} else if b, err := g.Data(); err != nil || !bytes.Equal(b, s.Data) {
			t.Errorf("%s holds %x, %v", s.Name, b, err)
		}
	}
	syms, err := f.Symbols()
	if err != nil || len(syms) != len(im.Symbols) {
		t.Fatalf("%d symbols, %v", len(syms), err)
	}
	seenGlobal := false
	for _, s := range syms {
		want, ok := im.Lookup(s.Name)
		if !ok || s.Value != want.Value || s.Size != want.Size {
			t.Errorf("%+v, want %+v", s, want)
		}
		global := elf.ST_BIND(s.Info) == elf.STB_GLOBAL
		if seenGlobal && !global {
			t.Errorf("%s is a local symbol behind a global one", s.Name)
		}
		seenGlobal = seenGlobal || global
	}
	for _, p := range f.Progs {
		if (p.Off-p.Vaddr)%p.Align != 0 && p.Filesz > 0 {
			t.Errorf("%+v is not aligned", p.ProgHeader)
		}
	}
	// Every byte of every section is in a segment.
	for _, s := range im.Sections {
		ok := false
		for _, p := range f.Progs {
			if s.Addr >= p.Vaddr && s.Addr+s.Size <= p.Vaddr+p.Memsz {
				b := make([]byte, len(s.Data))
				_, err := p.ReadAt(b, int64(s.Addr-p.Vaddr))
				ok = len(b) == 0 || err == nil && bytes.Equal(b, s.Data)
			}
		}
		if !ok {
			t.Errorf("%s is in no segment", s.Name)
		}
	}
}

// parts is an ELF file in pieces that a test can damage.
type parts struct {
	hdr   elf.Header64
	progs []elf.Prog64
	secs  []elf.Section64
	data  []byte // the whole file; the tables are written over it
}

func take(t testing.TB, data []byte) *parts {
	t.Helper()
	p := &parts{data: bytes.Clone(data)}
	decode(data, &p.hdr)
	p.progs = make([]elf.Prog64, p.hdr.Phnum)
	decode(data[p.hdr.Phoff:], p.progs)
	p.secs = make([]elf.Section64, p.hdr.Shnum)
	decode(data[p.hdr.Shoff:], p.secs)
	return p
}

func (p *parts) put(at uint64, v any) {
	b, err := binary.Append(nil, binary.LittleEndian, v)
	if err != nil {
		panic(err)
	}
	copy(p.data[at:], b)
}

func (p *parts) bytes() []byte {
	phoff, shoff := uint64(headerBytes), binary.LittleEndian.Uint64(p.data[40:])
	p.put(phoff, p.progs)
	p.put(shoff, p.secs)
	p.put(0, p.hdr)
	return p.data
}

// hostile are damaged ELF files; testdata/hostile.golden is what is said of
// them.
var hostile = []struct {
	name string
	do   func(p *parts)
	cut  int // bytes left of the file, 0 for all
}{
	{"no magic", func(p *parts) { p.hdr.Ident[1] = 'e' }, 0},
	{"header cut", nil, 30},
	{"32 bits", func(p *parts) { p.hdr.Ident[elf.EI_CLASS] = 1 }, 0},
	{"big-endian", func(p *parts) { p.hdr.Ident[elf.EI_DATA] = 2 }, 0},
	{"x86", func(p *parts) { p.hdr.Machine = uint16(elf.EM_X86_64) }, 0},
	{"object file", func(p *parts) { p.hdr.Type = uint16(elf.ET_REL) }, 0},
	{"core", func(p *parts) { p.hdr.Type = uint16(elf.ET_CORE) }, 0},
	{"no segments", func(p *parts) { p.hdr.Phnum = 0 }, 0},
	{"many segments", func(p *parts) { p.hdr.Phnum = 0xffff }, 0},
	{"size of program headers", func(p *parts) { p.hdr.Phentsize = 32 }, 0},
	{"file cut", nil, 0x2000},
	{"section headers far away", func(p *parts) { p.hdr.Shoff = 1<<64 - 64 }, 0},
	{"names far away", func(p *parts) { p.secs[16].Off = 1 << 63 }, 0},
	{"nothing to load", func(p *parts) {
		for i := range p.progs {
			p.progs[i].Type = uint32(elf.PT_NOTE)
		}
	}, 0},
	{"segment beyond the file", func(p *parts) { p.progs[0].Off = 0x10000 }, 0},
	{"segment larger than memory", func(p *parts) { p.progs[0].Memsz = 8 }, 0},
	{"segment beyond all addresses", func(p *parts) { p.progs[4].Memsz = 1<<64 - 0x80200000 }, 0},
	{"physical address beyond all", func(p *parts) { p.progs[1].Paddr = 1<<64 - 2 }, 0},
	{"segments overlap", func(p *parts) { p.progs[2].Vaddr = 0x80000011 }, 0},
	{"loaded over each other", func(p *parts) { p.progs[1].Paddr = 0x8000000f }, 0},
	{"bytes twice", func(p *parts) {
		p.progs[0].Off, p.progs[0].Filesz, p.progs[0].Memsz = 0, uint64(len(p.data)-8), uint64(len(p.data)-8)
	}, 0},
	{"section leaves its segment", func(p *parts) { p.secs[2].Size = 5 }, 0},
	{"sections overlap", func(p *parts) { p.secs[4].Addr = 0x80000041 }, 0},
	{"entry nowhere", func(p *parts) { p.hdr.Entry = 0x1000 }, 0},
	{"entry odd", func(p *parts) { p.hdr.Entry = 0x80000001 }, 0},
	{"interpreter", func(p *parts) { p.progs[1].Type = uint32(elf.PT_INTERP) }, 0},
	{"symbols without names", func(p *parts) { p.secs[9].Link = 99 }, 0},
	{"symbols far away", func(p *parts) { p.secs[9].Size = 1 << 40 }, 0},
	{"version of files", func(p *parts) { p.data[p.secs[11].Off] = 3 }, 0},
	{"count of files", func(p *parts) { p.data[p.secs[11].Off+1] = 99 }, 0},
	{"length of a name", func(p *parts) { p.data[p.secs[11].Off+2] = 99 }, 0},
	{"file of a line", func(p *parts) { p.data[p.secs[12].Off+7] = 2 }, 0},
	{"lines cut", func(p *parts) { p.secs[12].Size-- }, 0},
	{"lines too long", func(p *parts) { p.secs[12].Size++ }, 0},
	{"control characters", func(p *parts) {
		p.secs[2].Size = 5
		copy(p.data[bytes.Index(p.data, []byte(".rodata\x00")):], "\x1b[31m\xff")
	}, 0},
}

func TestHostile(t *testing.T) {
	good := write(t, whole(0x80000000))
	var got strings.Builder
	for _, c := range hostile {
		p := take(t, good)
		if c.do != nil {
			c.do(p)
		}
		b := p.bytes()
		if c.cut > 0 {
			b = b[:c.cut]
		}
		_, err := ReadELF("x", b)
		fmt.Fprintf(&got, "%s: %v\n", c.name, err)
	}
	golden := filepath.Join("testdata", "hostile.golden")
	if *update {
		if err := os.WriteFile(golden, []byte(got.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got.String() != string(want) {
		t.Errorf("errors\n%s\nwant\n%s", got.String(), want)
	}
}

// dynamic is an ELF file with these tags, at the place of its data.
func dynamic(t testing.TB, tags ...uint64) []byte {
	im := whole(0)
	for len(tags)%4 != 0 {
		tags = append(tags, 0)
	}
	var b []byte
	for _, v := range tags {
		b = binary.LittleEndian.AppendUint64(b, v)
	}
	im.Sections[6].Data, im.Sections[6].Size = b, uint64(len(b))
	p := take(t, write(t, im))
	p.progs[3].Type = uint32(elf.PT_DYNAMIC) // no longer loaded: it isn't needed
	return p.bytes()
}

func TestDynamic(t *testing.T) {
	for _, c := range []struct {
		tags []uint64
		want string
	}{
		{[]uint64{uint64(elf.DT_SYMTAB), 4, 0, 0, uint64(elf.DT_NEEDED), 1}, ""},
		{[]uint64{uint64(elf.DT_RELASZ), 0}, ""},
		{[]uint64{uint64(elf.DT_RELASZ), 48}, "the program has dynamic relocations (48 bytes of them), which nothing here applies; link it at a fixed address (-static -no-pie)"},
		{[]uint64{uint64(elf.DT_SYMTAB), 4, uint64(elf.DT_NEEDED), 1}, "the program needs shared libraries; link it with -static"},
	} {
		_, err := ReadELF("x", dynamic(t, c.tags...))
		if got := fmt.Sprint(err); got != c.want && !(err == nil && c.want == "") {
			t.Errorf("%v: %s, want %s", c.tags, got, c.want)
		}
	}
}

// TestWithoutSections reads a file of which only the segments are left.
func TestWithoutSections(t *testing.T) {
	p := take(t, write(t, whole(0x80000000)))
	p.hdr.Shoff, p.hdr.Shnum = 0, 0
	im, err := ReadELF("x", p.bytes())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range im.Sections {
		got = append(got, fmt.Sprintf("%s %#x+%#x %d %d", s.Name, s.Addr, s.Size, len(s.Data), s.Flags))
	}
	want := []string{
		"LOAD 0 0x80000000+0x10 16 5", "LOAD 1 0x80000010+0x4 4 1",
		"LOAD 2 0x80000040+0x12 18 3", "LOAD 2 0x80000052+0x4e 0 3",
		"LOAD 3 0x80100000+0x1 1 3", "LOAD 4 0x80200000+0x100000 0 3",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("sections\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestGaps reads a segment with bytes outside of its sections.
func TestGaps(t *testing.T) {
	p := take(t, write(t, whole(0x80000000)))
	p.progs[2].Memsz += 0x100                       // zeros behind .bss
	p.data[p.progs[2].Off+6] = 1                    // between .data and zeros
	p.secs[3].Flags &^= uint64(elf.SHF_ALLOC)       // .data is in no section now
	p.secs[8].Addr, p.secs[8].Size = 0x80200800, 16 // end
	im, err := ReadELF("x", p.bytes())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range im.Sections[2:] {
		got = append(got, fmt.Sprintf("%s %#x+%#x %d", s.Name, s.Addr, s.Size, len(s.Data)))
	}
	want := []string{
		"LOAD 2 0x80000040+0x10 16", "zeros 0x80000050+0x2 2", ".bss 0x80000060+0x20 0", ".bss 0x80000080+0x20 0",
		"LOAD 2 0x800000a0+0x100 0", "far 0x80100000+0x1 1", "end 0x80200800+0x10 0", "LOAD 4 0x80200810+0xff7f0 0",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("sections\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestWriteErrors(t *testing.T) {
	for _, c := range []struct {
		do   func(*Image)
		want string
	}{
		{func(im *Image) { im.Sections = nil }, "an image without sections can't be an ELF file"},
		{func(im *Image) { im.Sections[2].Size = 5 }, "section .data has 2 of its 5 bytes; an ELF file needs all or none"},
		{func(im *Image) { im.Sections[1].Addr = 1 }, "section .rodata does not lie behind section .text"},
		{func(im *Image) { im.Sections[7].Size = 1 << 63; im.Sections[7].Addr = 1 << 63 }, "section end, 0x8000000000000000 bytes at 0x8000000000000000, is empty or goes beyond the end of the address space"},
		{func(im *Image) { im.Symbols[1].Section = 8 }, "symbol _start is in section 8 of 8"},
		{func(im *Image) { im.Symbols[1].Name = "" }, `the name of symbol "" is empty or has a zero byte`},
	} {
		im := whole(0)
		c.do(im)
		if _, err := im.WriteELF(); err == nil || err.Error() != c.want {
			t.Errorf("error %v\nwant  %s", err, c.want)
		}
	}
}

func TestMove(t *testing.T) {
	im := whole(0)
	im.Move(0x80000000)
	if want := whole(0x80000000); !reflect.DeepEqual(im.Sections, want.Sections) || !reflect.DeepEqual(im.Symbols, want.Symbols) ||
		!reflect.DeepEqual(im, want) {
		t.Errorf("moved\n%+v\nlinked there\n%+v", im, want)
	}
}

func TestLoadAddr(t *testing.T) {
	im := whole(0x80000000)
	im.Sections[2].Load = 1<<64 - 0x40
	for addr, want := range map[uint64]uint64{0x80000000: 0x80000000, 0x80000041: 0x80000001, 5: 5} {
		if got := im.LoadAddr(addr); got != want {
			t.Errorf("%#x is loaded to %#x, want %#x", addr, got, want)
		}
	}
}

// TestDWARF reads the lines of a file that binutils made (testdata/lines.s
// says how), in both of the shapes of line tables.
func TestDWARF(t *testing.T) {
	for _, v := range []string{"4", "5"} {
		data, err := os.ReadFile("testdata/lines" + v + ".elf")
		if err != nil {
			t.Fatal(err)
		}
		im, err := ReadELF("lines", data)
		if err != nil {
			t.Fatal(err)
		}
		var got strings.Builder
		for _, l := range im.Lines {
			fmt.Fprintf(&got, "%#x %s:%d\n", l.Addr, filepath.Base(im.Files[l.File].Name), l.Line)
		}
		const want = `0x80000000 lines.s:10
0x80000004 lines.s:10
0x80000008 lines.s:11
0x8000000a lines.s:12
0x8000000c lines.s:12
0x80000010 lines.inc:3
0x80000012 lines.s:14
`
		if got.String() != want {
			t.Errorf("DWARF %s:\n%swant\n%s", v, got.String(), want)
		}
		again, err := ReadELF("lines", write(t, im))
		if err != nil || !reflect.DeepEqual(im, again) {
			t.Errorf("DWARF %s: written and read again it is\n%+v, %v\nwas\n%+v", v, again, err, im)
		}
	}
}

// TestTools has binutils list what was written, where they are installed.
func TestTools(t *testing.T) {
	for _, base := range []uint64{0, 0x80000000} {
		file := filepath.Join(t.TempDir(), "whole.elf")
		if err := os.WriteFile(file, write(t, whole(base)), 0o666); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct{ tool, arg, want string }{
			{"riscv64-unknown-elf-readelf", "-aW", "_start"},
			{"riscv64-unknown-elf-objdump", "-d", "<_start>:"},
		} {
			tool, err := exec.LookPath(c.tool)
			if err != nil {
				t.Skip(c.tool + " is not installed")
			}
			out, err := exec.Command(tool, c.arg, file).CombinedOutput()
			if err != nil || !strings.Contains(string(out), c.want) || strings.Contains(strings.ToLower(string(out)), "warning") {
				t.Errorf("%s %s, linked at %#x: %v\n%s", c.tool, c.arg, base, err, out)
			}
			t.Logf("%s", out)
		}
	}
}

// FuzzReadELF reads damaged ELF files. What is read without an error is sound,
// and survives being written.
func FuzzReadELF(f *testing.F) {
	f.Add(write(f, whole(0)))
	good := write(f, whole(0x80000000))
	f.Add(good)
	for _, c := range hostile {
		p := take(f, good)
		if c.do != nil {
			c.do(p)
		}
		f.Add(p.bytes())
	}
	f.Add(dynamic(f, uint64(elf.DT_RELASZ), 48))
	for _, name := range []string{"testdata/lines4.elf", "testdata/lines5.elf"} {
		if b, err := os.ReadFile(name); err == nil {
			f.Add(b)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		im, err := ReadELF("x", data)
		if err != nil {
			return
		}
		total := 0
		for i, s := range im.Sections {
			if s.Size == 0 || s.Addr+s.Size < s.Addr || s.Addr+s.Load+s.Size < s.Addr+s.Load {
				t.Errorf("section %d: %#x bytes at %#x, loaded %#x higher", i, s.Size, s.Addr, s.Load)
			}
			if i > 0 && s.Addr-im.Sections[i-1].Addr < im.Sections[i-1].Size {
				t.Errorf("section %d overlaps the one before it", i)
			}
			total += len(s.Data)
		}
		if total > len(data) {
			t.Errorf("%d bytes are loaded from a file of %d", total, len(data))
		}
		if im.SectionAt(im.Entry) == nil {
			t.Errorf("the entry %#x is in no section", im.Entry)
		}
		again, err := im.WriteELF()
		if err != nil {
			t.Fatalf("can't be written: %v", err)
		}
		back, err := ReadELF("x", again)
		if err != nil {
			t.Fatalf("can't be read again: %v", err)
		}
		if !reflect.DeepEqual(im, back) {
			t.Errorf("read\n%+v\nthen\n%+v", im, back)
		}
	})
}
