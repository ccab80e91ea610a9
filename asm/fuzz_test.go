package asm

import (
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ushell/isa"
)

// FuzzAssemble: whatever the source, there is either a listing or a list of
// errors with places; what is listed decodes, and its canonical text assembles
// to the same bytes.
func FuzzAssemble(f *testing.F) {
	f.Add("_start: li a0, 0x12345678\n\tbeq a0, a1, _start\n\tla a0, x\n\t.data\nx: .chericap _start\n")
	f.Add(".macro m a, b=1\nl\\@: addi \\a, \\a, \\b\n.endm\nm a0\n.rept 2\nm a1, 2\n.endr\n")
	f.Add("1: j 1b\n.if 1\n.equ x, . - 1b\n.endif\n.probe p, a=16(a0), b=x\n.asciz \"\\x41\"\n")
	for _, pattern := range []string{"testdata/errors/*.s", "../ufork/first/*.s", "../programs/*.s"} {
		names, _ := filepath.Glob(pattern)
		for _, name := range names {
			b, err := os.ReadFile(name)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(string(b))
		}
	}
	include := func(name, from string) (Source, error) {
		if strings.HasPrefix(name, "x") {
			return Source{name, "nop\n.include \"" + name + "\""}, nil
		}
		return Source{}, errors.New("there is no such file")
	}
	f.Fuzz(func(t *testing.T, text string) {
		im, err := build("fuzz", []Source{{"fuzz.s", text}}, Options{Include: include}, 5000)
		if err != nil {
			es, ok := err.(Errors)
			if !ok || len(es) == 0 || len(es) > maxErrors {
				t.Fatalf("%d errors: %v", len(es), err)
			}
			for _, e := range es {
				if e.Pos.File == nil || e.Pos.Line < 1 || e.Pos.Col < 1 || e.Msg == "" || e.Pretty() == "" {
					t.Errorf("error without a place: %+v", e)
				}
			}
			return
		}
		lines := listing(im)
		if len(lines) > 500 {
			lines = lines[:500]
		}
		for _, l := range lines {
			part := strings.Split(l, "\t")
			raw, err := hex.DecodeString(part[1])
			if err != nil || len(part) != 3 || len(raw) != 4 {
				t.Fatalf("listed as %q", l)
			}
			w := uint32(raw[0]) | uint32(raw[1])<<8 | uint32(raw[2])<<16 | uint32(raw[3])<<24
			in := isa.Decode(w, false)
			if in.Op == isa.Invalid {
				t.Fatalf("%q does not decode", l)
			}
			if in.ReservedInCapMode() && in.Op.Row().Roles.Mem == isa.NoMem {
				t.Errorf("%q is reserved", l)
			}
			again, err := Listing(Source{"again.s", part[2]}, nil)
			if err != nil || len(again) != 1 || !strings.HasSuffix(again[0], part[1]+"\t"+part[2]) {
				t.Errorf("%q assembles to %q, %v", l, again, err)
			}
		}
	})
}

// FuzzDisassemble: a word either is an error or text that assembles to it.
func FuzzDisassemble(f *testing.F) {
	f.Add("06c5857b")
	f.Add("0x0001")
	f.Add("ret")
	f.Fuzz(func(t *testing.T, word string) {
		text, err := Disassemble(word)
		if err != nil {
			return
		}
		lines, err := Listing(Source{"word.s", text}, nil)
		if err != nil {
			// These exist but no assembler may write them in capability mode.
			if strings.Contains(err.Error(), "reserved encoding") {
				return
			}
			t.Fatalf("%q is %q: %v", word, text, err)
		}
		if len(lines) != 1 || !strings.HasSuffix(lines[0], "\t"+text) && !strings.HasPrefix(text, "b") {
			t.Errorf("%q is %q, which is listed as %q", word, text, lines)
		}
	})
}
