package asm

import (
	"fmt"
	"strings"
	"testing"

	"ushell/image"
)

const debugSample = `
	.file 1 "list.c"
	.dtype 1, base "int", 4, signed
	.dtype 2, pointer 3
	.dtype 3, struct "node" 32
	.dfield "next", 2, 0, 0, 0
	.dfield "value", 1, 16, 3, 4
	.dtype 4, func 1, 0, 2
	.dtype 5, enum "colour" 1
	.denum "RED", -1
	.denum "BLUE", 0xffffffff
	.dtype 6, typedef "N" 7
	.dtype 7, forward struct "other"
	.dtype 8, array 1, -1
	.globl sum
	.type sum, @function
sum:
	.dfunc sum, "sum", 4, 1, 10, 5
	.loc 1 10 1
	yaddi sp, sp, -32
	sy ra, 16(sp)
	.dprologue
	.loc 1 11 3
.La:
	.dvar param, "n", 2, 1, 10, 22, reg a0 .La .Lb, slot -16 .Lb .Lc
	li a1, 0
	.loc 1 12 9 is_stmt 0
	addi a1, a1, 1
.Lb:
	.dblock
	.dvar local, "k", 1, 1, 12, 7, const -7 .Lb .Lc, none
	.dvar static, "s", 1, 1, 13, 7, symbol s.1 4
	.loc 1 13 1
	addi a1, a1, 2
.Lc:
	.dend
	.loc 1 14 1
	ret
	.dend
	.size sum, . - sum
	.dvar global, "g", 1, 1, 1, 5, symbol g
	.dvar global, "elsewhere", 1, 1, 2, 5, symbol elsewhere
	.data
	.globl g
g:	.word 5
s.1: .word 6, 7
`

func TestDebugDirectives(t *testing.T) {
	im, err := Build("t", []Source{{Name: "a.s", Text: "nop\n"}, {Name: "b.s", Text: debugSample}}, Options{Base: 0x1000})
	if err != nil {
		t.Fatal(err)
	}
	d := im.Debug
	if d == nil || len(d.Funcs) != 1 {
		t.Fatalf("debug information %+v", d)
	}
	var b strings.Builder
	f := d.Funcs[0]
	fmt.Fprintf(&b, "%s %#x-%#x body %#x line %d:%d in %s\n", f.Name, f.Lo, f.Hi, f.Body, f.Line, f.Col, d.Files[f.File])
	for addr := f.Lo; addr < f.Hi; addr += 4 {
		l, _ := im.LineAt(addr)
		fmt.Fprintf(&b, "%#x %s:%d:%d %d:", addr, im.Files[l.File].Name, l.Line, l.Col, l.Flags)
		for _, v := range d.VarsAt(addr) {
			w := v.At(addr)
			fmt.Fprintf(&b, " %s@%d,%d,%d,%#x", v.Name, w.Kind, w.Reg, w.Off, w.Value)
		}
		b.WriteByte('\n')
	}
	for i, typ := range d.Types[1:] {
		fmt.Fprintf(&b, "%d %d %q %d %d %v %v %v\n", i+1, typ.Kind, typ.Name, typ.Elem, typ.Count, typ.Params, typ.Fields, typ.Enums)
	}
	want := `sum 0x1004-0x101c body 0x100c line 10:5 in list.c
0x1004 list.c:10:1 0: n@0,0,0,0x0 g@3,0,0,0x1040 elsewhere@0,0,0,0x0
0x1008 list.c:10:1 1: n@0,0,0,0x0 g@3,0,0,0x1040 elsewhere@0,0,0,0x0
0x100c list.c:11:3 2: n@4,10,0,0x0 g@3,0,0,0x1040 elsewhere@0,0,0,0x0
0x1010 list.c:12:9 1: n@4,10,0,0x0 g@3,0,0,0x1040 elsewhere@0,0,0,0x0
0x1014 list.c:13:1 0: k@5,0,0,0xfffffffffffffff9 s@3,0,4,0x1044 n@1,0,-16,0x0 g@3,0,0,0x1040 elsewhere@0,0,0,0x0
0x1018 list.c:14:1 0: n@0,0,0,0x0 g@3,0,0,0x1040 elsewhere@0,0,0,0x0
1 0 "int" 0 0 [] [] []
2 1 "" 3 0 [] [] []
3 4 "node" 0 0 [] [{next 2 0 0 0} {value 1 16 3 4}] []
4 3 "" 1 0 [2] [] []
5 6 "colour" 1 0 [] [] [{RED -1} {BLUE 4294967295}]
6 7 "N" 7 0 [] [] []
7 12 "other" 4 0 [] [] []
8 2 "" 1 -1 [] [] []
`
	if b.String() != want {
		t.Errorf("got\n%swant\n%s", b.String(), want)
	}
}

func TestDebugErrors(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`.loc 1 2 3`, "x.s:1:6: there was no .file 1"},
		{`.file 1 "a.c" ; .loc 1 x 3`, `x.s:1:24: expected the line, found "x"`},
		{`.dtype 1, pointer 2`, "x.s:1:7: type 2 is not defined"},
		{`.dtype 1, thing 2`, `x.s:1:11: there is no kind of type "thing"`},
		{`.dtype 1, base "int" 4`, "x.s:1:23: expected an encoding"},
		{`.dtype 1, base int 4 signed`, "x.s:1:16: expected the name of the type in quotes"},
		{`.dtype 1, base "int`, "x.s:1:16: this string has no end"},
		{`.dtype 99999999 const 1`, "x.s:1:8: the number of a type is 99999999, expected 0 to 1048575"},
		{`.dfield "a", 1, 0`, "x.s:1:8: a field needs a struct or union before it"},
		{`.dend`, "x.s:1:6: no function or block is open"},
		{`.dtype 1, base "int" 4 signed extra`, `x.s:1:31: unexpected "extra" behind the operands`},
		{".file 1 \"a.c\"\n.dtype 1, va_list\n.dfunc f, \"f\", 1, 1, 1, 1", "function f has no .dend"},
		{".file 1 \"a.c\"\n.dtype 1, va_list\n.dvar local, \"f\", 1, 1, 1, 1, reg a0 .La .Lb", "x.s:3:6: .La or .Lb is not defined"},
		{".file 1 \"a.c\"\n.dtype 1, va_list\n.dvar local, \"f\", 1, 1, 1, 1, reg q0 .La .Lb", `x.s:3:35: there is no register "q0"`},
	} {
		_, err := Build("x", []Source{{Name: "x.s", Text: c.text + "\nnop\n"}}, Options{})
		if err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", c.text, err, c.want)
		}
	}
}

func FuzzDebugDirectives(f *testing.F) {
	f.Add(debugSample)
	f.Fuzz(func(t *testing.T, text string) {
		im, err := Build("t", []Source{{Name: "t.s", Text: text}}, Options{})
		if err != nil || im.Debug == nil {
			return
		}
		b, err := im.Debug.AppendBinary(nil)
		if err != nil {
			t.Fatal(err)
		}
		var d image.Debug
		if err := d.UnmarshalBinary(b); err != nil {
			t.Fatalf("what was written is refused: %v", err)
		}
	})
}

// BenchmarkDebugDirectives: directives per operation, 100,000 of them.
func BenchmarkDebugDirectives(b *testing.B) {
	var text strings.Builder
	text.WriteString(".file 1 \"list.c\"\n.dtype 1, base \"int\", 4, signed\n.dtype 4, func 1, 0, 1\n")
	for i := range 100_000 / 8 {
		fmt.Fprintf(&text, "f%d:\n.dfunc f%d, \"f%d\", 4, 1, %d, 5\n.loc 1 %d 3\n.La%d:\n.dvar param, \"n\", 1, 1, 10, 22, reg a0 .La%d .Lb%d\n.dblock\n.dvar local, \"k\", 1, 1, 12, 7, frame -48\n.loc 1 %d 4\n.dend\n.Lb%d:\n.dend\n", i, i, i, i, i, i, i, i, i, i)
	}
	var errs Errors
	list := splitStatements(&Source{Name: "t.s", Text: text.String()}, &errs)
	b.ReportAllocs()
	for b.Loop() {
		a := newAssembler(Options{}, maxWork, nil, false)
		a.cur = a.section(".text", image.Read|image.Exec, false)
		for _, s := range list {
			a.debugStatement(s)
		}
	}
}
