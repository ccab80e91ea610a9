package isa

import (
	"encoding/binary"
	"encoding/hex"
	"os"
	"strings"
	"testing"
)

// tsv is the rows of a table without its head.
func tsv(t *testing.T, name string) (rows [][]string) {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n")[1:] {
		rows = append(rows, strings.Split(line, "\t"))
	}
	return rows
}

// instWord is the 2 or 4 bytes, in memory order, as an integer.
func instWord(t *testing.T, digits string) uint32 {
	t.Helper()
	b, err := hex.DecodeString(digits)
	switch {
	case err == nil && len(b) == 2:
		return uint32(binary.LittleEndian.Uint16(b))
	case err == nil && len(b) == 4:
		return binary.LittleEndian.Uint32(b)
	}
	t.Fatalf("%q is no instruction", digits)
	return 0
}

// TestOracle decodes what an independent assembler encoded for RV64 and
// compares its canonical text, in the modes that the row names.
func TestOracle(t *testing.T) {
	rows := 0
	for _, col := range tsv(t, "rvy-encodings.tsv") {
		canonical, mode, xlen := col[1], col[3], col[4]
		if xlen == "32" {
			continue
		}
		w := instWord(t, col[2])
		if w == 0xf475057b {
			// Section "YHIR": it is srliy by XLEN, funct3 101. The assembler has
			// the encoding of the draft before, which is reserved now.
			canonical = ".word 0xf475057b"
		}
		for _, intMode := range bothModes {
			if mode != "both" && mode != modeName(intMode) {
				continue
			}
			rows++
			if got := Decode(w, intMode).String(); got != canonical {
				t.Errorf("%s mode: %08x is %q, want %q", modeName(intMode), w, got, canonical)
			}
		}
	}
	if rows != 117 {
		t.Errorf("%d rows, want 117", rows)
	}
}

// TestEncodingsRV64 compares with what two independent assemblers, which agree,
// make of every row that is not CHERI's, nor of Zabhlrsc, which these do not know
// (TestZabhlrsc): operands at random, bytes in memory order.
func TestEncodingsRV64(t *testing.T) {
	covered := map[Op]bool{}
	for _, col := range tsv(t, "rv64-encodings.tsv") {
		in := Decode(instWord(t, col[1]), false)
		covered[in.Op] = true
		if got := in.String(); got != col[0] {
			t.Errorf("%s is %q, want %q", col[1], got, col[0])
		}
	}
	for _, r := range table {
		if cheri := r.Match&0x7f == 0x7b || r.Ext == "Zabhlrsc"; cheri == covered[r.Op] {
			t.Errorf("%s: covered %v", r.Name, covered[r.Op])
		}
	}
}

// TestZabhlrsc: the encodings are those of lr.w and sc.w with .B=000 and .H=001 as
// funct3 (section "Byte and Halfword Atomic Load Reserved/Store Conditional
// Instructions").
func TestZabhlrsc(t *testing.T) {
	for i, pair := range [][3]Op{{LRB, LRH, LRW}, {SCB, SCH, SCW}} {
		word := pair[2].Row().Match
		for funct3, op := range pair[:2] {
			if got, want := op.Row().Match, word&^(7<<12)|uint32(funct3)<<12; got != want {
				t.Errorf("%s is %#x, want %#x", op.Row().Name, got, want)
			}
		}
		text := [...]string{"lr.b.aq a0, (a1)", "sc.b.rl a0, a2, (a1)"}[i]
		raw := [...]uint32{0x1405852f, 0x1ac5852f}[i]
		if got := Decode(raw, false).String(); got != text {
			t.Errorf("%#x is %q, want %q", raw, got, text)
		}
	}
}

// TestEncodingsRV64C is that for the compressed encodings that are not CHERI's
// and not Zcb's.
func TestEncodingsRV64C(t *testing.T) {
	covered := map[COp]bool{}
	for _, col := range tsv(t, "rv64c-encodings.tsv") {
		in := Decode(instWord(t, col[1]), true)
		covered[in.C] = true
		if got := in.String(); got != col[0] {
			t.Errorf("%s is %q, want %q", col[1], got, col[0])
		}
	}
	for _, r := range compressed {
		if (r.Mode == CapMode || r.Ext == "Zcb") == covered[r.C] && r.C != CADDIHINT && r.C != CNOPHINT {
			t.Errorf("%s: covered %v", r.Name, covered[r.C])
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
