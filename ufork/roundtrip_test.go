package ufork

import (
	"bytes"
	"os"
	"testing"

	"ushell/asm"
	"ushell/image"
)

// TestRoundTrip: what the compiler made, disassembled and assembled again, are
// the same bytes: of every C program, with the parts of the library it uses, not
// optimised and optimised.
func TestRoundTrip(t *testing.T) {
	for _, p := range Programs() {
		if !p.C {
			continue
		}
		srcs, err := ReadSources([]string{"@" + p.Name}, nil)
		if err != nil {
			t.Fatal(err)
		}
		for opt := range 2 {
			im, _, err := BuildC(p.Name, srcs, Bare, &CFlags{Opt: opt, Warnings: []string{"-w"}})
			if err != nil {
				t.Errorf("%s: %v", p.Name, err)
				continue
			}
			again, err := asm.Build(p.Name, []asm.Source{{Name: "again.s", Text: asm.Disassembly(im, false)}}, asm.Options{Base: im.Base})
			if err != nil {
				t.Errorf("%s -O%d: %v", p.Name, opt, err)
				continue
			}
			if want, got := code(im), code(again); !bytes.Equal(want, got) {
				t.Errorf("%s -O%d: %d bytes of code become %d others", p.Name, opt, len(want), len(got))
			}
		}
	}
}

// code is what is executed, in the order of addresses.
func code(im *image.Image) (out []byte) {
	for i := range im.Sections {
		if s := &im.Sections[i]; s.Flags&image.Exec != 0 {
			out = append(out, s.Data...)
		}
	}
	return out
}

// TestCache: programs that are linked with a cached library and with a fresh one
// are the same; a damaged cache is not used.
func TestCache(t *testing.T) {
	srcs, err := setFiles(runtimeSet(Bare))
	if err != nil {
		t.Fatal(err)
	}
	file := t.TempDir() + "/objects"
	fresh, err := cachedSet(file, librarySet, srcs)
	if err != nil {
		t.Fatal(err)
	}
	packed, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	cached, err := unpack(packed, srcs)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := unpack(packed, srcs[1:]); err == nil {
		t.Error("a cache with another number of objects was used")
	}
	for i := 0; i < len(packed); i += 97 {
		damaged := bytes.Clone(packed)
		damaged[i] ^= 1
		if _, err := unpack(damaged, srcs); err == nil {
			t.Errorf("a cache with another byte at %d was used", i)
		}
		if _, err := unpack(packed[:i], srcs); err == nil {
			t.Errorf("the first %d bytes of a cache were used", i)
		}
	}
	for i := range fresh.All {
		a, err1 := fresh.All[i].MarshalBinary()
		b, err2 := cached.All[i].MarshalBinary()
		if err1 != nil || err2 != nil || !bytes.Equal(a, b) {
			t.Errorf("%s: the cached object is another one", srcs[i].Name)
		}
	}
}
