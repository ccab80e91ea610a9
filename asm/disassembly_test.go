package asm

import (
	"bytes"
	"math/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ushell/image"
)

// checkReassembly: what is written of an image assembles to its code.
func checkReassembly(t *testing.T, im *image.Image, intMode bool) {
	t.Helper()
	text := Disassembly(im, intMode)
	again, err := Build("again", []Source{{"again.s", text}}, Options{Base: im.Base})
	if err != nil {
		t.Errorf("%s: %v", im.Name, err)
		return
	}
	for _, s := range im.Sections {
		if s.Flags&image.Exec == 0 {
			continue
		}
		x := again.SectionAt(s.Addr)
		if x == nil || x.Name != s.Name || !bytes.Equal(x.Data, s.Data) {
			t.Errorf("%s: section %s is different", im.Name, s.Name)
		}
	}
	for _, s := range im.Symbols {
		x, ok := again.Lookup(s.Name)
		if ok && s.Global && s.Kind == image.Func && (x.Value != s.Value || !x.Global) {
			t.Errorf("%s: %s is at %#x, not at %#x", im.Name, s.Name, x.Value, s.Value)
		}
	}
}

// TestReassembly: from source to image to source to the same bytes.
func TestReassembly(t *testing.T) {
	include := func(name, from string) (Source, error) {
		for _, dir := range []string{filepath.Dir(from), "../programs", "../ufork/first"} {
			if b, err := os.ReadFile(filepath.Join(dir, name)); err == nil {
				return Source{filepath.Join(dir, name), string(b)}, nil
			}
		}
		return Source{}, os.ErrNotExist
	}
	n := 0
	for _, pattern := range []string{"../programs/*.s", "../conformance/rvy/*.s"} {
		files, _ := filepath.Glob(pattern)
		for _, name := range files {
			b, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, opt := range []Options{{Include: include}, {Include: include, Base: 0x80000000, Compress: true}} {
				im, err := Build(name, []Source{{name, string(b)}}, opt)
				if err != nil {
					t.Logf("%s: %v", name, err) // needs more than one source
					continue
				}
				checkReassembly(t, im, false)
				checkReassembly(t, im, true)
				n++
			}
		}
	}
	if n < 10 {
		t.Errorf("only %d programs", n)
	}
	for _, text := range []string{compiled("f", 20, false), "f: j f\n.byte 1\ng: .byte 2\nx$y: call f\n.section other, \"ax\"\nh: beqz a0, h\nbeqz a0, 8\n",
		"\"a0\": call \"a0\"\n.globl \"a0\"\na: .word 0x00b50063\n.half 0\n.word 0xffffffff\nlui a0, 0xfffff\n"} {
		for _, compress := range []bool{false, true} {
			im := mustBuild(t, Options{Compress: compress}, text)
			checkReassembly(t, im, false)
			checkReassembly(t, im, true)
		}
	}
}

// TestReassembleBytes: code may be any bytes.
func TestReassembleBytes(t *testing.T) {
	rng := rand.New(rand.NewSource(1))
	for range 50 {
		data := make([]byte, 1+rng.Intn(3000))
		rng.Read(data)
		im := &image.Image{Name: "bytes", Sections: []image.Section{{Name: ".text", Size: uint64(len(data)), Data: data, Flags: image.Read | image.Exec}}}
		for i := range 20 {
			im.Symbols = append(im.Symbols, image.Symbol{Name: strings.Repeat("x", i+1), Value: uint64(rng.Intn(len(data))), Kind: image.Func})
		}
		checkReassembly(t, im, false)
		checkReassembly(t, im, true)
	}
}
