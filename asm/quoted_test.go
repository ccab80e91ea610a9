package asm

import "testing"

// TestQuotedSymbols: a symbol with the name of a register is written in quotes.
func TestQuotedSymbols(t *testing.T) {
	src := Source{Name: "q.s", Text: `
	.globl "a0", "s1"
	.type "a0", @function
"a0":	la s1, "s1"
	la s1, "s1"+8
	call "a0"
	beqz a0, "a0"
	ret
	.size "a0", .-"a0"
	.data
	.balign 16
"s1":	.chericap "a0"
	.dword "s1"-"s1"
	.ascii "a0"
	.size "s1", 26
`}
	im, err := Build("q", []Source{src}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"a0", "s1"} {
		if s, ok := im.Lookup(name); !ok || !s.Global || s.Size == 0 {
			t.Errorf("%s: %+v", name, s)
		}
	}
}
