package asm

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
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
	f.Add(".option rvc\n1: beqz a0, 2f\n j 1b\n call 2f\n.option nocapmode\n fld fa0, 8(a0)\n.balign 16\n2: c.ebreak\n.option pop\n")
	f.Add("fmadd.s fa0, fa1, fa2, fa3, rtz\n amoadd.d.aqrl a0, a1, (a2)\n.double 1e3, -nan\n fsflagsi 3\n")
	f.Add("1: j 1b\n.if 1\n.equ x, . - 1b\n.endif\n.probe p, a=16(a0), b=x\n.asciz \"\\x41\"\n")
	f.Add(variety)
	f.Add(variety + varietyRest)
	f.Add("a: beqz a0, b\n.zero 5000\n.balign 32\n.if . - a > 5000\ncall c\n.endif\nb: ret\n.comm c, 5\n.lcomm d, 6, 8\n.pushsection x, \"a\"\n.popsection\n.previous\n")
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
		im, a, err := buildAll("fuzz", []Source{{"fuzz.s", text}}, Options{Include: include}, 5000)
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
		for _, p := range a.objs {
			checkKept(t, p.obj)
		}
		integral := a.integral()
		lines := listing(im, integral)
		if len(lines) > 500 {
			lines = lines[:500]
		}
		for _, l := range lines {
			checkListed(t, l, integral)
		}
	})
}

// checkKept: an object is the same after it was bytes.
func checkKept(t *testing.T, o *Object) {
	b, err := o.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	again := &Object{}
	if err := again.UnmarshalBinary(b); err != nil {
		t.Fatalf("what was written is refused: %v", err)
	}
	if c, err := again.MarshalBinary(); err != nil || !bytes.Equal(b, c) {
		t.Errorf("written again it is different: %v", err)
	}
}

// checkListed: what a line lists decodes, and its text assembles to its bytes.
func checkListed(t *testing.T, l string, integral map[uint64]bool) {
	part := strings.Split(l, "\t")
	addr, err := strconv.ParseUint(part[0], 0, 64)
	raw, err2 := hex.DecodeString(part[1])
	if err != nil || err2 != nil || len(part) != 3 || len(raw) != 2 && len(raw) != 4 {
		t.Fatalf("listed as %q", l)
	}
	if part[1] == "0000" { // c.unimp
		return
	}
	opt := Options{IntMode: integral[addr]}
	in, _ := instAt(raw, opt.IntMode)
	if in.Op == isa.Invalid {
		t.Fatalf("%q does not decode", l)
	}
	if in.ReservedInCapMode() && !opt.IntMode {
		t.Errorf("%q is reserved", l)
	}
	im, a, err := buildAll("again", []Source{{"again.s", part[2]}}, opt, maxWork)
	if err != nil {
		t.Errorf("%q: %v", l, err)
	} else if again := listing(im, a.integral()); len(again) != 1 || !strings.HasSuffix(again[0], part[1]+"\t"+part[2]) {
		t.Errorf("%q assembles to %q", l, again)
	}
}

// FuzzDisassemble: a word either is an error or text that assembles to it.
func FuzzDisassemble(f *testing.F) {
	f.Add("06c5857b")
	f.Add("0x0001")
	f.Add("ret")
	f.Add("2108")
	f.Add("0000008F")
	f.Fuzz(func(t *testing.T, word string) {
		for _, intMode := range []bool{false, true} {
			checkDisassembly(t, word, intMode)
		}
	})
}

func checkDisassembly(t *testing.T, word string, intMode bool) {
	text, err := Disassemble(word, intMode)
	if err != nil {
		return
	}
	im, a, err := buildAll("word", []Source{{"word.s", text}}, Options{IntMode: intMode}, maxWork)
	if err != nil {
		// These exist but no assembler may write them in capability mode.
		if strings.Contains(err.Error(), "reserved encoding") {
			return
		}
		t.Fatalf("%q is %q: %v", word, text, err)
	}
	if strings.HasPrefix(text, ".word") { // a fence with fields that have no syntax
		if got := binary.LittleEndian.Uint32(im.Sections[0].Data); text != fmt.Sprintf(".word 0x%08x", got) {
			t.Errorf("%q is %q, which assembles to %08x", word, text, got)
		}
		return
	}
	lines := listing(im, a.integral())
	if len(lines) != 1 || !strings.HasSuffix(lines[0], "\t"+text) && (intMode || !strings.HasPrefix(text, "b")) {
		t.Errorf("%q is %q, which is listed as %q", word, text, lines)
	}
}
