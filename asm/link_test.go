package asm

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"ushell/image"
	"ushell/isa"
)

func mustBuild(t *testing.T, opt Options, texts ...string) *image.Image {
	t.Helper()
	var srcs []Source
	for i, s := range texts {
		srcs = append(srcs, Source{fmt.Sprintf("%c.s", 'a'+i), s})
	}
	im, err := Build("test", srcs, opt)
	if err != nil {
		t.Fatal(err)
	}
	return im
}

func mustSymbol(t *testing.T, im *image.Image, name string) uint64 {
	t.Helper()
	s, ok := im.Lookup(name)
	if !ok {
		t.Fatalf("there is no symbol %s", name)
	}
	return s.Value
}

func word(im *image.Image, addr uint64) isa.Inst {
	s := im.SectionAt(addr)
	return isa.Decode(binary.LittleEndian.Uint32(s.Data[addr-s.Addr:]), false)
}

const linked = `
	.globl _start, shared
	.data
	.balign 16
list:	.zero 32
next:	.byte 1
	.bss
room:	.zero 100
	.rodata
text:	.asciz "hi"
	.text
	nop
_start:	la a0, list
	la a1, text
	la a2, f
	la a3, list+16
	la a4, list
	lla a5, next
	.globl hook
	.probe hook.one, slot=16(a0), old=a1, size=4*4, a2
	ret
f:	.probe end
	ret
	.equ shared, 17
	.data
	.balign 16
slot:	.chericap room+4, shared_data
	.globl end
end:
`

func TestLayout(t *testing.T) {
	im := mustBuild(t, Options{}, linked, "\t.globl shared_data\n\t.data\nshared_data: .dword shared\n")
	var got []string
	for _, s := range im.Sections {
		got = append(got, fmt.Sprintf("%s %d", s.Name, s.Flags))
		if s.Addr%64 != 0 {
			t.Errorf("%s is at %#x", s.Name, s.Addr)
		}
	}
	if s := strings.Join(got, ", "); s != ".text 5, .rodata 1, .captable 1, __cap_relocs 1, .data 3, .bss 3" {
		t.Errorf("sections %s", s)
	}
	at := func(name string) uint64 { return mustSymbol(t, im, name) }
	if im.Entry != at("_start") || im.Entry != 4 {
		t.Errorf("entry %#x", im.Entry)
	}
	if at("__text_start") != 0 || at("__data_start") != im.Sections[4].Addr || at("__bss_start") != at("room") ||
		at("__image_end") != im.Size() || at("__data_end") != im.Size() {
		t.Errorf("borders of the sections in %v", im.Symbols)
	}
	relocs := im.Sections[3]
	if at("__cap_relocs_start") != relocs.Addr || at("__cap_relocs_end") != relocs.Addr+relocs.Size || at("__text_end") < relocs.Addr+relocs.Size {
		t.Error("borders of the capability initialisers")
	}
	if s, _ := im.Lookup("shared"); s.Kind != image.Abs || s.Value != 17 || !s.Global {
		t.Errorf("shared: %+v", s)
	}
	if s, _ := im.Lookup("f"); s.Kind != image.Func || s.Size != 4 || s.Global {
		t.Errorf("f: %+v", s)
	}
}

func TestCapRelocs(t *testing.T) {
	im := mustBuild(t, Options{}, linked, "\t.globl shared_data\n\t.data\nshared_data: .dword shared\n")
	at := func(name string) uint64 { return mustSymbol(t, im, name) }
	textEnd, table := at("__text_end"), im.Sections[2].Addr
	want := []image.CapReloc{
		{Slot: at("slot"), Object: at("room"), Offset: 4, Size: 100, Kind: image.CapData},
		{Slot: at("slot") + 16, Object: at("shared_data"), Size: 8, Kind: image.CapData},
		{Slot: table, Object: at("list"), Size: 32, Kind: image.CapData},
		{Slot: table + 16, Object: at("text"), Size: 3, Kind: image.CapReadOnly},
		{Slot: table + 32, Object: 0, Offset: int64(at("f")), Size: textEnd, Kind: image.CapCode, Sealed: true},
		{Slot: table + 48, Object: at("list"), Offset: 16, Size: 32, Kind: image.CapData},
	}
	if len(im.CapRelocs) != len(want) {
		t.Fatalf("%d initialisers: %+v", len(im.CapRelocs), im.CapRelocs)
	}
	for i, r := range im.CapRelocs {
		if r != want[i] {
			t.Errorf("%d: %+v, want %+v", i, r, want[i])
		}
		flags := map[image.CapKind]uint64{image.CapData: 0, image.CapReadOnly: 1 << 62, image.CapCode: 1<<63 | 1<<61}[r.Kind]
		var b []byte
		for _, v := range []uint64{r.Slot, r.Object, uint64(r.Offset), r.Size, flags} {
			b = binary.LittleEndian.AppendUint64(b, v)
		}
		if got := im.Sections[3].Data[40*i:][:40]; !bytes.Equal(got, b) {
			t.Errorf("entry %d is % x", i, got)
		}
	}
	// la a4, list shares the slot of la a0, list.
	for i, slot := range []uint64{0, 16, 32, 48, 0} {
		pc := 4 + 8*uint64(i)
		hi, lo := word(im, pc), word(im, pc+4)
		if hi.Op != isa.AUIPC || lo.Op != isa.LY || lo.Rd != hi.Rd || lo.Rs1 != hi.Rd || pc+uint64(hi.Imm+lo.Imm) != table+slot {
			t.Errorf("%#x: %v; %v", pc, hi, lo)
		}
	}
	if hi, lo := word(im, 44), word(im, 48); lo.Op != isa.YADDI || 44+uint64(hi.Imm+lo.Imm) != at("next") {
		t.Errorf("lla: %v; %v", hi, lo)
	}
}

func TestProbesAndLines(t *testing.T) {
	im := mustBuild(t, Options{}, linked, "\t.globl shared_data\n\t.data\nshared_data: .dword shared\n")
	want := "[{hook.one 52 [{slot 1 10 16 0} {old 0 11 0 0} {size 2 0 0 16} {arg3 0 12 0 0}]} {end 56 []}]"
	if got := fmt.Sprint(im.Probes); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if len(im.Lines) != 15 || im.Files[0].Name != "a.s" || im.Files[0].Text != linked {
		t.Errorf("%d lines", len(im.Lines))
	}
	for addr, want := range map[uint64]string{0: "12:2", 4: "13:9", 8: "13:9", 12: "14:2", 52: "21:2", 56: "22:17"} {
		l, ok := im.LineAt(addr)
		if got := fmt.Sprintf("%d:%d", l.Line, l.Col); !ok || addr == 56 && l.Line != 23 || addr != 56 && got != want {
			t.Errorf("%#x: %s, want %s", addr, got, want)
		}
	}
}

// TestPosition checks that an image linked at 0 is the one linked elsewhere,
// but for the capability initialisers.
func TestPosition(t *testing.T) {
	second := "\t.globl shared_data\n\t.data\nshared_data: .dword shared\n"
	low, high := mustBuild(t, Options{}, linked, second), mustBuild(t, Options{Base: 0x80000000}, linked, second)
	for i, s := range low.Sections {
		h := high.Sections[i]
		if h.Addr-s.Addr != 0x80000000 {
			t.Errorf("%s is at %#x and %#x", s.Name, s.Addr, h.Addr)
		}
		if s.Name != relocsName && !bytes.Equal(s.Data, h.Data) {
			t.Errorf("the bytes of %s depend on its place", s.Name)
		}
	}
	if high.Entry != 0x80000004 || high.Base != 0x80000000 || high.Size() != low.Size() {
		t.Errorf("entry %#x", high.Entry)
	}
}

// TestUnits checks that names are local unless .globl says otherwise.
func TestUnits(t *testing.T) {
	im := mustBuild(t, Options{Entry: "main"},
		"\t.globl main\nmain: call helper\nlocal: j local\n.Lhidden: nop\n",
		"\t.globl helper\nlocal: nop\nhelper: j local\n\tcall main\n")
	if im.Entry != 0 {
		t.Errorf("entry %#x", im.Entry)
	}
	var got []string
	for pc := uint64(0); pc < 24; pc += 4 {
		got = append(got, word(im, pc).String())
	}
	want := "jal ra, 16; jal zero, 0; addi zero, zero, 0; addi zero, zero, 0; jal zero, -4; jal ra, -20"
	if s := strings.Join(got, "; "); s != want {
		t.Errorf("%s, want %s", s, want)
	}
	n := 0
	for _, s := range im.Symbols {
		if s.Name == "local" {
			n++
		}
		if s.Name == ".Lhidden" {
			t.Error("a label that begins with .L is in the image")
		}
	}
	if n != 2 {
		t.Errorf("%d symbols are called local", n)
	}
}

func TestSizes(t *testing.T) {
	im := mustBuild(t, Options{}, `
	.data
one:	.byte 1
.Linside: .byte 2
two:	.zero 8
	.size two, . - two - 4
three:	.zero 5
	half = three + 2
	.size four, 3
four:	.zero 9
	.type three, @function
`)
	for name, want := range map[string]uint64{"one": 2, "two": 4, "three": 5, "four": 3} {
		if s, _ := im.Lookup(name); s.Size != want {
			t.Errorf("%s has %d bytes, want %d", name, s.Size, want)
		}
	}
	if s, _ := im.Lookup("three"); s.Kind != image.Func {
		t.Error(".type is not heard")
	}
}

// TestFarCall: what jal does not reach takes two instructions, and everything
// behind it moves.
func TestFarCall(t *testing.T) {
	im := mustBuild(t, Options{}, `
_start:	call far
	tail far
	call near
near:	ret
	.zero 1 << 20
far:	call near
	tail far
`)
	far, near := mustSymbol(t, im, "far"), mustSymbol(t, im, "near")
	if near != 20 || far != 24+1<<20 {
		t.Fatalf("near %#x, far %#x", near, far)
	}
	for _, c := range []struct {
		pc, target uint64
		link       uint8
		via        uint8
	}{{0, far, 1, 1}, {8, far, 0, 6}, {far, near, 1, 1}} {
		hi, lo := word(im, c.pc), word(im, c.pc+4)
		if hi.Op != isa.AUIPC || hi.Rd != c.via || lo.Op != isa.JALR || lo.Rd != c.link || lo.Rs1 != c.via || c.pc+uint64(hi.Imm+lo.Imm) != c.target {
			t.Errorf("%#x: %v; %v", c.pc, hi, lo)
		}
	}
	if in := word(im, 16); in.String() != "jal ra, 4" {
		t.Errorf("near call: %v", in)
	}
}

func TestRelocationOperators(t *testing.T) {
	im := mustBuild(t, Options{}, `
	nop
1:	auipc a0, %pcrel_hi(there)
	yaddi a0, a0, %pcrel_lo(1b)
	lui a1, %hi(0x12345fff)
	addi a1, a1, %lo(0x12345fff)
	ld a2, %pcrel_lo(1b)(a0)
	sd a2, %pcrel_lo(1b)(a0)
	.data
	.zero 3000
there:	.dword . - there, there - start
start = 0f
0:
`)
	there := mustSymbol(t, im, "there")
	hi := word(im, 4)
	for _, pc := range []uint64{8, 20, 24} {
		if in := word(im, pc); 4+uint64(hi.Imm+in.Imm) != there {
			t.Errorf("%v; %v, want %#x", hi, in, there)
		}
	}
	if a, b := word(im, 12), word(im, 16); a.Imm+b.Imm != 0x12345fff {
		t.Errorf("%v; %v", a, b)
	}
}

// TestTextEnd: what pcc covers has bounds that can be encoded.
func TestTextEnd(t *testing.T) {
	for _, src := range []string{"nop\n.zero 100000", "nop\n.zero 100000\n.data\n.byte 1\n.bss\nx: .byte 0"} {
		im := mustBuild(t, Options{}, src)
		end := mustSymbol(t, im, "__text_end")
		if end%256 != 0 || end < 100004 || mustSymbol(t, im, "__data_start") < end {
			t.Errorf("__text_end is %#x", end)
		}
	}
}

func TestEmpty(t *testing.T) {
	for _, src := range []string{"", "\n\n", "# nothing", "/* nothing */", ";;;"} {
		im := mustBuild(t, Options{}, src)
		if len(im.Sections) != 0 || im.Size() != 0 {
			t.Errorf("%q: %v", src, im.Sections)
		}
	}
}
