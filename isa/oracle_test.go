package isa

import (
	"encoding/binary"
	"encoding/hex"
	"os"
	"strings"
	"testing"
)

// TestOracle decodes what an independent assembler encoded, without
// compression and for capability mode, and compares its canonical text.
func TestOracle(t *testing.T) {
	text, err := os.ReadFile("testdata/rvy-encodings.tsv")
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n")[1:] {
		col := strings.Split(line, "\t")
		canonical, mode, xlen, file := col[1], col[3], col[4], col[5]
		if !strings.HasPrefix(file, "rvy-") || mode == "int" || xlen == "32" {
			continue
		}
		b, err := hex.DecodeString(col[2])
		if err != nil || len(b) != 4 {
			t.Fatalf("%s: not 4 bytes", line)
		}
		rows++
		w := binary.LittleEndian.Uint32(b)
		if w == 0xf475057b {
			// Section "YHIR": it is srliy by XLEN, funct3 101. The assembler has
			// the encoding of the draft before, which is reserved now.
			canonical = ".word 0xf475057b"
		}
		if got := Decode(w, false).String(); got != canonical {
			t.Errorf("%08x is %q, want %q", w, got, canonical)
		}
	}
	if rows != 32 {
		t.Errorf("%d rows, want 32", rows)
	}
}

// TestEncodingsRV64 compares with what two independent assemblers, which agree,
// make of every row that is not CHERI's: operands at random, bytes in memory
// order.
func TestEncodingsRV64(t *testing.T) {
	text, err := os.ReadFile("testdata/rv64-encodings.tsv")
	if err != nil {
		t.Fatal(err)
	}
	covered := map[Op]bool{}
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n")[1:] {
		want, hexa, _ := strings.Cut(line, "\t")
		b, err := hex.DecodeString(hexa)
		if err != nil || len(b) != 4 {
			t.Fatalf("%s: not 4 bytes", line)
		}
		in := Decode(binary.LittleEndian.Uint32(b), false)
		covered[in.Op] = true
		if got := in.String(); got != want {
			t.Errorf("%s is %q, want %q", hexa, got, want)
		}
	}
	for _, r := range table {
		if cheri := r.Match&0x7f == 0x7b; cheri == covered[r.Op] {
			t.Errorf("%s: covered %v", r.Name, covered[r.Op])
		}
	}
}

// TestReservedFences: "base implementations shall ignore" rd, rs1 and "treat
// all such reserved configurations as normal fences" (unprivileged
// specification, "Memory Ordering Instructions"); likewise for fence.i. There
// is no syntax for those fields, so the text is a word.
func TestReservedFences(t *testing.T) {
	for w, op := range map[uint32]Op{
		0x8330000f: FENCE, // fence.tso
		0x0330008f: FENCE, 0x0ff0800f: FENCE, 0xfff0000f: FENCE,
		0x0010100f: FENCEI, 0x0000908f: FENCEI, 0xfff0100f: FENCEI,
	} {
		in := Decode(w, false)
		if in.Op != op || !strings.HasPrefix(in.String(), ".word 0x") {
			t.Errorf("%08x is %v, %q", w, in.Op, in)
		}
		if got, err := Encode(in); err != nil || got != w {
			t.Errorf("%08x encodes to %08x, %v", w, got, err)
		}
	}
}
