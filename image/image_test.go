package image

import (
	"bytes"
	"testing"
)

// program has code at 0x1000, constants behind it, data at 0x2000 and zeros.
func program() *Image {
	return &Image{
		Base: 0x1000,
		Sections: []Section{
			{Name: ".text", Addr: 0x1000, Size: 0x10, Data: bytes.Repeat([]byte{0x13}, 16), Flags: Read | Exec},
			{Name: ".rodata", Addr: 0x1010, Size: 4, Data: []byte("abcd"), Flags: Read},
			{Name: ".data", Addr: 0x2000, Size: 2, Data: []byte("xy"), Flags: Read | Write},
			{Name: ".bss", Addr: 0x2010, Size: 0x20, Flags: Read | Write},
		},
		Symbols: []Symbol{
			{Name: "LIMIT", Value: 4, Kind: Abs, Global: true, Section: -1},
			{Name: "__text_start", Value: 0x1000, Global: true},
			{Name: "here", Value: 0x1000, Kind: Func},
			{Name: "_start", Value: 0x1000, Kind: Func, Global: true},
			{Name: "LIKE_AN_ADDRESS", Value: 0x1006, Kind: Abs, Section: -1},
			{Name: "loop", Value: 0x1008, Kind: Func},
			{Name: "end_of_text", Value: 0x1010, Kind: Func, Global: true},
			{Name: "text", Value: 0x1010, Kind: Object, Section: 1},
			{Name: "same", Value: 0x2000, Kind: Object, Section: 2},
			{Name: "same", Value: 0x2010, Kind: Object, Global: true, Section: 3},
		},
		Lines: []Line{{0x1000, 0, 1, 1, 0}, {0x1004, 0, 2, 9, 0}, {0x100c, 0, 4, 9, 0}},
	}
}

func TestSymbolAt(t *testing.T) {
	im := program()
	for _, c := range []struct {
		addr uint64
		name string
		off  uint64
	}{
		{0x0fff, "", 0},
		{0x1000, "_start", 0},
		{0x1007, "_start", 7},
		{0x1008, "loop", 0},
		{0x100f, "loop", 7},
		{0x1010, "text", 0},
		{0x1013, "text", 3},
		{0x1014, "", 0},
		{0x2001, "same", 1},
		{0x2002, "", 0},
		{0x202f, "same", 0x1f},
		{0x2030, "", 0},
	} {
		s, off, ok := im.SymbolAt(c.addr)
		if ok != (c.name != "") || s.Name != c.name || ok && off != c.off {
			t.Errorf("%#x: %s+%#x, %v, want %s+%#x", c.addr, s.Name, off, ok, c.name, c.off)
		}
	}
	im.Symbols = im.Symbols[:1]
	if s, _, ok := im.SymbolAt(0x1000); ok {
		t.Errorf("a number is taken for the symbol of an address: %v", s)
	}
}

func TestLookup(t *testing.T) {
	im := program()
	if s, ok := im.Lookup("same"); !ok || s.Value != 0x2010 {
		t.Errorf("the global symbol is not found first: %v", s)
	}
	if s, ok := im.Lookup("LIMIT"); !ok || s.Value != 4 {
		t.Errorf("LIMIT: %v", s)
	}
	if _, ok := im.Lookup("none"); ok {
		t.Error("a symbol that does not exist is found")
	}
}

func TestLineAt(t *testing.T) {
	im := program()
	for addr, want := range map[uint64]int{0x0ffc: 0, 0x1000: 1, 0x1003: 1, 0x1004: 2, 0x1008: 0, 0x100c: 4, 0x100f: 4, 0x1010: 0} {
		l, ok := im.LineAt(addr)
		if ok != (want != 0) || l.Line != want {
			t.Errorf("%#x: line %d, %v, want %d", addr, l.Line, ok, want)
		}
	}
}

func TestBytes(t *testing.T) {
	im := program()
	if im.Size() != 0x1030 {
		t.Errorf("size %#x", im.Size())
	}
	b := im.Flatten()
	if len(b) != 0x1002 || string(b[0x10:0x14]) != "abcd" || string(b[0x1000:]) != "xy" || b[0x14] != 0 {
		t.Errorf("%d bytes", len(b))
	}
	if s := im.SectionAt(0x2010); s == nil || s.Name != ".bss" {
		t.Error(".bss is not found")
	}
	if s := im.SectionAt(0x1014); s != nil {
		t.Errorf("%s holds what is between two sections", s.Name)
	}
	var none Image
	if none.Size() != 0 || none.Flatten() != nil {
		t.Error("an empty image has bytes")
	}
}
