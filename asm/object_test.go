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

func mustAssemble(t testing.TB, opt Options, texts ...string) (objs []*Object) {
	t.Helper()
	for i, s := range texts {
		o, err := Assemble(Source{fmt.Sprintf("%c.s", 'a'+i), s}, opt)
		if err != nil {
			t.Fatal(err)
		}
		objs = append(objs, o)
	}
	return objs
}

func mustLink(t testing.TB, objs []*Object, archives ...[]*Object) *image.Image {
	t.Helper()
	im, err := Link("test", objs, archives, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return im
}

// names are the symbols of the image in order of their values.
func names(im *image.Image) string {
	var out []string
	for _, s := range im.Symbols {
		if !strings.HasPrefix(s.Name, "__") {
			out = append(out, s.Name)
		}
	}
	return strings.Join(out, " ")
}

// TestArchive: of an archive only what is needed comes into the program.
func TestArchive(t *testing.T) {
	lib := mustAssemble(t, Options{},
		".globl f\nf: tail g\n",
		".globl g\n.weak w\ng: ret\n la a0, w\n",
		".globl w\nw: ret\n",
		".globl g\ng: nop\n",
		".globl unused\nunused: call missing\n")
	main := mustAssemble(t, Options{}, ".globl _start\n_start: call f\n")
	if got := names(mustLink(t, main, lib)); got != "_start f g" {
		t.Errorf("linked %s", got)
	}
	if got := names(mustLink(t, main, lib[3:], lib)); got != "_start f g" {
		t.Errorf("linked %s", got)
	}
	// What is there already is not looked for.
	own := mustAssemble(t, Options{}, ".globl _start\n_start: call f\n.globl g\ng: ret\n")
	if got := names(mustLink(t, own, lib)); got != "_start g f" {
		t.Errorf("linked %s", got)
	}
}

// TestWeak: a definition counts more than a weak one, wherever it is; a weak
// symbol without any is 0.
func TestWeak(t *testing.T) {
	weak := ".globl _start\n.weak f, absent, .Lx\n_start: call f\n call absent\n la a0, absent\n lla a1, absent\nf: ret\n.size f, . - f\n.data\n.dword absent\n.dword . - f\n"
	for _, texts := range [][]string{{weak, ".globl f\nf: nop\n"}, {weak, ".weak f\nf: nop\n"}, {".weak f\nf: nop\n", weak}, {".globl f\n.equ f, 0x100\n", weak}} {
		im := mustLink(t, mustAssemble(t, Options{}, texts...))
		at := mustSymbol(t, im, "_start")
		f := mustSymbol(t, im, "f")
		if f == 0x100 {
			continue // a number: the call is a distance
		}
		if in := word(im, at); in.Op != isa.JAL || at+uint64(in.Imm) != f {
			t.Errorf("%q: %v at %#x, f at %#x", texts, in, at, f)
		}
		if in := word(im, at+4); in.Op != isa.CSRRW { // unimp
			t.Errorf("a call to nothing is %v", in)
		}
		if in := word(im, at+16); in.String() != "addi a1, zero, 0" {
			t.Errorf("the address of nothing is %v", in)
		}
		if len(im.CapRelocs) != 0 {
			t.Errorf("initialisers %v", im.CapRelocs)
		}
	}
}

// TestCommon: a common symbol is as large as the largest, and no definition's
// rival.
func TestCommon(t *testing.T) {
	im := mustLink(t, mustAssemble(t, Options{},
		".comm x, 8, 8\n.comm y, 4\n.local z\n.comm z, 3, 32\n.lcomm u, 100\n_start: la a0, x\n la a1, y\n la a2, z\n",
		".comm x, 40, 64\n.globl y\n.data\ny: .word 1, 2\n"))
	for name, want := range map[string]uint64{"x": 40, "y": 8, "z": 3, "u": 100} {
		s, _ := im.Lookup(name)
		if s.Size != want || s.Kind != image.Object {
			t.Errorf("%s: %+v, want %d bytes", name, s, want)
		}
		if sec := im.SectionAt(s.Value); sec == nil || (sec.Name == ".bss") != (name != "y") {
			t.Errorf("%s is not where it should be", name)
		}
	}
	if mustSymbol(t, im, "x")%64 != 0 || mustSymbol(t, im, "z")%32 != 0 {
		t.Error("alignment")
	}
	if len(im.CapRelocs) != 3 || im.CapRelocs[0].Size != 40 || im.CapRelocs[1].Size != 8 {
		t.Errorf("initialisers %v", im.CapRelocs)
	}
}

// TestMerging: sections of the same kind become one; initialisers are in order.
func TestMerging(t *testing.T) {
	im := mustLink(t, mustAssemble(t, Options{},
		"_start: la a0, __init_array_start\n la a1, __init_array_end\n la a2, __start_set\n la a3, __stop_set\n la a4, end\n lla a5, etext\n la a6, __fini_array_start\n"+
			".section .text.hot,\"ax\",@progbits\nhot: ret\n.section .rodata.str1.8,\"aMS\",@progbits,1\nstr: .asciz \"x\"\n"+
			".section .init_array,\"aw\"\n.chericap last\n.section .data.rel.ro.local,\"aw\"\n.p2align 4\nptr: .chericap str+1\n"+
			".text\nlast: ret\n.section set,\"a\"\n.word 1\n",
		".text\nfirst: ret\nsecond: ret\n.section .init_array.00200,\"aw\"\n.chericap second\n.section .init_array.101,\"aw\"\n.chericap first\n"+
			".section .bss.x,\"aw\",@nobits\nb: .zero 4\n.section set,\"a\"\n.word 2\n"))
	var got []string
	for _, s := range im.Sections {
		got = append(got, s.Name)
	}
	if s := strings.Join(got, " "); s != ".text .rodata set .captable __cap_relocs .init_array .data .bss" {
		t.Errorf("sections %s", s)
	}
	at := func(name string) uint64 { return mustSymbol(t, im, name) }
	var array, set image.Section
	for _, s := range im.Sections {
		switch s.Name {
		case ".init_array":
			array = s
		case "set":
			set = s
		}
	}
	order := map[uint64]uint64{}
	bounds := map[int64]image.CapReloc{}
	for _, r := range im.CapRelocs {
		if r.Slot >= array.Addr && r.Slot < array.Addr+array.Size {
			order[(r.Slot-array.Addr)/16] = uint64(r.Offset)
		}
		if r.Object == set.Addr {
			bounds[r.Offset] = r
		}
	}
	if len(order) != 3 || order[0] != at("first") || order[1] != at("second") || order[2] != at("last") {
		t.Errorf("initialisers in order %v", order)
	}
	if len(bounds) != 2 || bounds[0].Size != 8 || bounds[8].Size != 8 {
		t.Errorf("the borders of a section are %v", bounds)
	}
	if at("__init_array_end")-at("__init_array_start") != 48 || at("end") != at("__image_end") {
		t.Error("borders")
	}
}

// TestPointers: capabilities in data, to data, functions and labels in them, and
// tables of distances.
func TestPointers(t *testing.T) {
	im := mustLink(t, mustAssemble(t, Options{Compress: true},
		"_start: call g\n.globl f\nf: beqz a0, .Lb\n.La: ret\n.zero 300\n.Lb: ret\n.size f, . - f\n.section .rodata\ntable: .word .La - table, .Lb - table, .Lb - .La, f - .Lb\n"+
			".data\np: .chericap x + 8, f, .Lb, g, 5, s\nn: .dword .Lb - .La\n",
		".globl g, x\ng: ret\n.data\n.zero 16\nx: .zero 24\n.size x, 24\n.globl s\n.set s, x + 8\n"))
	at := func(name string) uint64 { return mustSymbol(t, im, name) }
	want := []image.CapReloc{
		{Slot: at("p"), Object: at("x"), Offset: 8, Size: 24},
		{Slot: at("p") + 16, Offset: int64(at("f")), Size: at("__text_end"), Kind: image.CapCode, Sealed: true},
		{Slot: at("p") + 32, Offset: int64(at("f")) + 306, Size: at("__text_end"), Kind: image.CapCode, Sealed: true},
		{Slot: at("p") + 48, Offset: int64(at("g")), Size: at("__text_end"), Kind: image.CapCode, Sealed: true},
		{Slot: at("p") + 80, Object: at("s"), Size: 16},
	}
	if fmt.Sprint(im.CapRelocs) != fmt.Sprint(want) {
		t.Errorf("%+v, want %+v", im.CapRelocs, want)
	}
	s := im.SectionAt(at("table"))
	b := s.Data[at("table")-s.Addr:]
	la, lb := at("f")+4, at("f")+306
	for i, want := range []uint64{la - at("table"), lb - at("table"), lb - la, at("f") - lb} {
		if got := binary.LittleEndian.Uint32(b[4*i:]); got != uint32(want) {
			t.Errorf("entry %d of the table: %#x, want %#x", i, got, uint32(want))
		}
	}
	if d := im.SectionAt(at("n")); binary.LittleEndian.Uint64(d.Data[at("n")-d.Addr:]) != lb-la {
		t.Error("distance")
	}
}

// TestFarBranch: a branch beyond its reach is the opposite one around a jump.
func TestFarBranch(t *testing.T) {
	im := mustBuild(t, Options{}, "_start: beq a1, a0, far\nbltu a0, a1, far\nnear: bgez a0, near\n.zero 5000\nfar: bnez a1, near\n")
	far, near := mustSymbol(t, im, "far"), mustSymbol(t, im, "near")
	var got []string
	for pc := uint64(0); pc < 20; pc += 4 {
		got = append(got, word(im, pc).String())
	}
	want := fmt.Sprintf("bne a1, a0, 8; jal zero, %d; bgeu a0, a1, 8; jal zero, %d; bge a0, zero, 0", far-4, far-12)
	if s := strings.Join(got, "; "); s != want || near != 16 {
		t.Errorf("%s, want %s", s, want)
	}
	if a, b := word(im, far), word(im, far+4); a.String() != "beq a1, zero, 8" || far+4+uint64(b.Imm) != near {
		t.Errorf("%v; %v", a, b)
	}
	if len(im.Lines) != 7 {
		t.Errorf("%d lines", len(im.Lines))
	}
}

// TestVeneer: a call to another object that jal does not reach goes by way of
// t2, and calls to the same place share that way.
func TestVeneer(t *testing.T) {
	im := mustLink(t, mustAssemble(t, Options{},
		"_start: call far\n tail far\n call near\nnear: ret\n",
		".zero 1 << 20\n",
		".globl far\nfar: call _start2\n.globl mid\nmid: ret\n",
		".globl _start2\n_start2: call mid\n"))
	far := mustSymbol(t, im, "far")
	a, b, c := word(im, 0), word(im, 4), word(im, 8)
	if a.Op != isa.JAL || a.Rd != 1 || b.Op != isa.JAL || b.Rd != 0 || a.Imm != b.Imm+4 || c.Imm != 4 {
		t.Fatalf("%v; %v; %v", a, b, c)
	}
	v := uint64(a.Imm)
	hi, lo := word(im, v), word(im, v+4)
	if v != 16 || hi.Op != isa.AUIPC || hi.Rd != 7 || lo.Op != isa.JALR || lo.Rd != 0 || lo.Rs1 != 7 || v+uint64(hi.Imm+lo.Imm) != far {
		t.Errorf("%v; %v at %#x", hi, lo, v)
	}
	// In a large section calls to others are pairs.
	im = mustLink(t, mustAssemble(t, Options{}, "_start: call far\n.zero 2 << 20\n call far\n", ".globl far\nfar: ret\n"))
	if in := word(im, 0); in.Op != isa.AUIPC {
		t.Errorf("call in a large section: %v", in)
	}
}

// TestLinkErrors: what objects do not agree on.
func TestLinkErrors(t *testing.T) {
	for _, c := range []struct {
		want  string
		texts []string
	}{
		{"a.s:1:6: f is not defined\na.s:2:8: g is not defined", []string{"call f\n.dword g, g\ncall f\n.globl gg\ngg: nop\n"}},
		{"b.s:2:1: f is defined twice; it is also defined at a.s:2", []string{".globl f\nf: nop\n", ".globl f\nf: nop\n"}},
		{"a.s:1:8: n is a number, not an address; use li", []string{"la a0, n\n", ".globl n\nn = 5\n"}},
		{"a.s:1:9: expected an address, found a number; use li", []string{"lla a0, n\n", ".globl n\nn = 5\n"}},
		{"a.s:1:14: expected a number, not an address; use la or lla to get an address", []string{"addi a0, a0, f\n", ".globl f\nf: nop\n"}},
		{"a.s:1:14: immediate 5000 is out of range (-2048 to 2047)", []string{"addi a0, a0, n\n", ".globl n\nn = 5000\n"}},
		{"a.s:1:7: 300 does not fit 1 byte", []string{".byte n\n", ".globl n\nn = 300\n"}},
		{"a.s:1:10: branch distance 8000 is out of range (-4096 to 4094); branch the other way round a j", []string{"bltz a0, f\n.zero 7996\n", ".globl f\nf: nop\n"}},
		{"a.s:2:1: a is defined by itself", []string{".globl a\na = b\n.dword a\n", ".globl b\nb = a\n"}},
	} {
		_, err := Link("x", mustAssemble(t, Options{}, c.texts...), nil, Options{})
		if err == nil || err.Error() != c.want {
			t.Errorf("%q: %v, want %s", c.texts, err, c.want)
		}
	}
}

// TestLater: expressions of symbols that other objects define.
func TestLater(t *testing.T) {
	im := mustLink(t, mustAssemble(t, Options{},
		"_start: li a0, 0\n addi a0, a0, n * 2 + 1\n lui a1, %hi(big)\n addi a1, a1, %lo(big)\n1: auipc a2, %pcrel_hi(x + n)\n yaddi a2, a2, %pcrel_lo(1b)\n"+
			".data\nd: .dword x - y, x - _start, n << 4, (x - y) / 2, -n, sum\n.globl sum\nsum = n + 1\n",
		".globl n, big, x, y\nn = 7\nbig = 0x12345fff\n.data\ny: .zero 24\nx: .byte 1\n"))
	at := func(name string) uint64 { return mustSymbol(t, im, name) }
	if in := word(im, 4); in.Imm != 15 {
		t.Errorf("%v", in)
	}
	if a, b := word(im, 8), word(im, 12); a.Imm+b.Imm != 0x12345fff {
		t.Errorf("%v; %v", a, b)
	}
	if a, b := word(im, 16), word(im, 20); 16+uint64(a.Imm+b.Imm) != at("x")+7 {
		t.Errorf("%v; %v", a, b)
	}
	s := im.SectionAt(at("d"))
	for i, want := range []int64{24, int64(at("x")), 112, 12, -7, 8} {
		if got := int64(binary.LittleEndian.Uint64(s.Data[at("d")-s.Addr+uint64(8*i):])); got != want {
			t.Errorf("%d: %d, want %d", i, got, want)
		}
	}
}

// TestLinkAgain: linking changes no object.
func TestLinkAgain(t *testing.T) {
	objs := mustAssemble(t, Options{}, linked, "\t.globl shared_data\n\t.data\nshared_data: .dword shared\n")
	a, b := mustLink(t, objs), mustLink(t, objs)
	if fmt.Sprint(a.Symbols, a.CapRelocs, a.Lines) != fmt.Sprint(b.Symbols, b.CapRelocs, b.Lines) {
		t.Error("the second link is different")
	}
	for i := range a.Sections {
		if !bytes.Equal(a.Sections[i].Data, b.Sections[i].Data) {
			t.Errorf("%s is different", a.Sections[i].Name)
		}
	}
}

// TestDirectives: what compilers write for other assemblers as well.
func TestDirectives(t *testing.T) {
	im := mustBuild(t, Options{}, `	.file "a.c"
	.file 1 "a.c"
	.option pic
	.attribute 5, "rv64i2p1"
	.text
	.globl main
	.p2align 2
	.type main, @function
main:
.LFB0:
	.loc 1 2 3
	beqz a0, 1f
	.pushsection .rodata
	.p2align 3
.LC0:	.string "x"
	.popsection
1:	ret
.LFE0:
	.size main, .LFE0-.LFB0
	.previous
	.section .note.GNU-stack,"",@progbits
	.ident "us"
	.section .tdata.x,"aw",@progbits
	.data
	.previous
	.hidden main
	.protected main
v:	.word 1
`)
	if s, _ := im.Lookup("main"); s.Size != 8 || s.Kind != image.Func || !s.Global {
		t.Errorf("main: %+v", s)
	}
	if s := im.SectionAt(mustSymbol(t, im, "v")); s == nil || s.Name != ".tdata.x" {
		t.Errorf("v is in %v", s)
	}
	if got := names(im); got != "main v" {
		t.Errorf("symbols %s", got)
	}
}

// TestHostileExpressions: expressions that only the linker could evaluate, and
// that are too large or have no end.
func TestHostileExpressions(t *testing.T) {
	var chain strings.Builder
	chain.WriteString("v0 = elsewhere\n")
	for i := range 64 {
		fmt.Fprintf(&chain, "v%d = v%d + v%d\n", i+1, i, i)
	}
	for _, c := range []struct{ text, want string }{
		{"x = elsewhere * 2 + x\n.dword x\n", "too complex, or refers to itself"},
		{chain.String() + ".dword v64\n", "too complex, or refers to itself"},
		{".section x, \"ax\", @nobits\ny: beqz a0, y\nlla a0, y\n", "x holds only zeros"},
		{"unused = elsewhere + 1\nnop\n", ""},
	} {
		o, err := Assemble(Source{"x.s", c.text}, Options{})
		if err == nil {
			_, err = Link("x", []*Object{o}, nil, Options{})
		}
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%.60q: %v, want %q", c.text, err, c.want)
		}
	}
}
