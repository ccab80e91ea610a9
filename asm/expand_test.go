package asm

import (
	"fmt"
	"strings"
	"testing"
)

// dataOf is the bytes that src puts into .data.
func dataOf(t *testing.T, src string) string {
	t.Helper()
	im, err := Build("x", []Source{{"x.s", "\t.data\n" + src}}, Options{
		Defines: map[string]int64{"DEBUG": 1},
		Include: func(name, from string) (Source, error) {
			if name != "bytes.inc" {
				return Source{}, fmt.Errorf("there is no %s (from %s)", name, from)
			}
			return Source{name, ".byte 7\nlabel: .byte 8\n.macro twice x\n.byte \\x, \\x\n.endm\n"}, nil
		}})
	if err != nil {
		t.Errorf("%q: %v", src, err)
		return ""
	}
	if len(im.Sections) == 0 {
		return ""
	}
	return strings.Trim(fmt.Sprint(im.Sections[0].Data), "[]")
}

func TestExpansion(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{".byte 1; .byte 2 # .byte 3", "1 2"},
		{".byte 1 // 2\n/* .byte 3\n.byte 4 */ .byte 5", "1 5"},
		{".ascii \"a;#b\" /* c */, \"//\"\n.asciz \"\\\"\\x41\\102\\n\"", "97 59 35 98 47 47 34 65 66 10 0"},
		{".byte ';', '#', '\\'', ','", "59 35 39 44"},
		{".half -1, 65535; .word 1 << 31", "255 255 255 255 0 0 0 128"},
		{".byte 1; .balign 4; .byte 2; .p2align 1; .byte 3; .align 2", "1 0 0 0 2 0 3 0"},
		{".space 2, 0xff; .skip 1; .zero 2", "255 255 0 0 0"},
		{".rept 3; .byte 1; .endr", "1 1 1"},
		{".rept 0; .byte 1; .endr", ""},
		{"i = 0\n.rept 3\n.rept 2; .byte i; .endr\ni = i + 1\n.endr\n.byte i", "0 0 1 1 2 2 3"},
		{"x = 1; .byte x, later; x = 2; .byte x; later = x; x = 3", "1 2 2"},
		{".set n, . - here\nhere: .byte n", "0"},
		{"here: .byte 1, 2\nn = . - here\n.byte n", "1 2 2"},
		{".if 1; .byte 1; .else; .byte 2; .endif", "1"},
		{".if 0; .byte 1; .if 1; .byte 3; .else; .endif; .else; .byte 2; .endif", "2"},
		{".if 0; .byte 1; .elseif 1; .byte 2; .elseif 1; .byte 3; .else; .byte 4; .endif", "2"},
		{".ifdef DEBUG; .byte DEBUG; .endif; .ifndef DEBUG; .byte 9; .endif", "1"},
		{"a: .byte 1\n.if . - a == 1; .byte 2; .endif", "1 2"},
		{".macro m; .byte 1; .endm; m; m", "1 1"},
		{".macro m a, b=5\n.byte \\a, \\b\n.endm\nm 1\nm 2, 3\nm (1 + 2), ','", "1 5 2 3 3 44"},
		{".macro m a, ab\n.byte \\ab, \\a\n.endm\nm 1, 2", "2 1"},
		{".macro m a:req, b:vararg\n.byte \\a\n.word \\b\n.endm\nm 1, 2, 3", "1 2 0 0 0 3 0 0 0"},
		{".macro m\nl\\@: .byte l\\@ - first\n.endm\nfirst:\nm\nm", "0 1"},
		{".macro m name\n\\name\\()_x = 4\n.endm\nm q\n.byte q_x", "4"},
		{".macro outer x\n.macro inner\n.byte \\x\n.endm\n.endm\nouter 3\ninner", "3"},
		{".macro m x\n.if \\x\n.byte \\x\nm \\x-1\n.endif\n.endm\nm 3", "3 2 1"},
		{".include \"bytes.inc\"\n.byte . - label\ntwice 4", "7 8 1 4 4"},
		{"1: .byte 1f - 1b\n1: .byte 1b - 1f\n1:", "1 255"},
	} {
		if got := dataOf(t, c.src); got != c.want {
			t.Errorf("%q: %s, want %s", c.src, got, c.want)
		}
	}
}

// TestLimits: sources made to use up memory or time end with an error soon.
func TestLimits(t *testing.T) {
	double := strings.Repeat("x", 10)
	var chain strings.Builder
	chain.WriteString("v0 = later\n")
	for i := range 64 {
		fmt.Fprintf(&chain, "v%d = v%d + v%d\n", i+1, i, i)
	}
	self := func(name, from string) (Source, error) { return Source{name + "x", ".include \"" + name + "x\""}, nil }
	for _, c := range []struct{ src, want string }{
		{".zero 1 << 40", "1099511627776 bytes is out of range"},
		{".zero 60000000\n.zero 60000000", "larger than 64 MB"},
		{".bss\n.zero 60000000\n.data\n.zero 60000000", "larger than 64 MB"},
		{".rept 1000000000\nnop\n.endr", "repeating 1000000000 times is out of range"},
		{".rept 0x4000000000000000\nnop\nnop\nnop\n.endr", "is out of range"},
		{".rept 1000000\n.rept 1000000\n.endr\n.endr", "statements after expansion"},
		{".macro m\nm\n.endm\nm", "does a macro call itself?"},
		{".macro m\nm\nm\n.endm\nm", "does a macro call itself?"},
		{".macro m a\nm \\a\\a\n.endm\nm " + double, "bytes after expansion"},
		{".include \"a\"", "nested more than 64 deep"},
		{"x = x + 1\n.byte x", "refers to itself"},
		{"x = y; y = x\n.byte x", "refers to itself"},
		{chain.String() + "later = 1\n.dword v64\n", "too complex"},
		{".byte " + strings.Repeat("(", 5000) + "1", "nested too deeply"},
		{".byte " + strings.Repeat("-", 5000) + "1", "nested too deeply"},
		{".macro s\n.section s\\@\n.endm\n.rept 1000\ns\n.endr", "more than 128 sections"},
		{".align 63", "no alignment"},
		{".balign 0", "not a power of two"},
		{strings.Repeat("x\n", 1000), "there is no instruction x"},
		{strings.Repeat(";", 1<<16), ""},
		{strings.Repeat("/* ", 1<<14), "this comment has no end"},
		{strings.Repeat("a:", 1<<12), "a is defined twice"},
	} {
		_, err := Build("x", []Source{{"x.s", c.src}}, Options{Include: self})
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%.60q: %.300v, want %q", c.src, err, c.want)
		}
		if es, ok := err.(Errors); ok && len(es) > maxErrors {
			t.Errorf("%.60q: %d errors", c.src, len(es))
		}
	}
}
