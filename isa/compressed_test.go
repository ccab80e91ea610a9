package isa

import (
	"math/bits"
	"math/rand"
	"slices"
	"strings"
	"testing"
)

var bothModes = []bool{false, true}

// modeName is that of a pointer mode.
func modeName(intMode bool) string {
	if intMode {
		return "int"
	}
	return "cap"
}

func TestCompressedTable(t *testing.T) {
	for i, r := range CRows() {
		if int(r.C) != i+1 || r.C.Row() != &compressed[i] {
			t.Errorf("%s: row %d has C %d", r.Name, i, r.C)
		}
		if r.Match&^r.Mask != 0 || r.Mask&0xe003 != 0xe003 || r.Match&3 == 3 {
			t.Errorf("%s: match %04x, mask %04x", r.Name, r.Match, r.Mask)
		}
		if r.Op.Row() == nil || r.Ext == "" || r.Section == "" || !strings.HasPrefix(r.Name, "c.") {
			t.Errorf("%s: expansion, extension, section or name", r.Name)
		}
		checkPlaces(t, &compressed[i])
		for _, intMode := range bothModes {
			got, ok := CByName(r.Name, intMode)
			if r.Mode.Has(intMode) && (!ok || got.Name != r.Name || got.Op != r.Op) {
				t.Errorf("%s is not found by its name", r.Name)
			}
		}
	}
	if len(CRows()) != int(numCOps)-1 || NotCompressed.Row() != nil || numCOps.Row() != nil {
		t.Errorf("%d rows for %d encodings", len(CRows()), numCOps-1)
	}
	if _, ok := CByName("c.mv", false); ok {
		t.Error("in capability mode c.mv is called c.ymv")
	}
}

// checkPlaces: the expansion's operands have places, and those with the bits
// under the mask and those of the immediate are all 16.
func checkPlaces(t *testing.T, r *CRow) {
	row := r.Op.Row()
	bitsOf := map[place]uint16{at11: 0xf80, at6: 0x7c, at9x: 0x380, at4x: 0x1c}
	var all uint16
	for _, o := range []Operand{OperandRd, OperandRs1, OperandRs2} {
		if (r.place(o) == noPlace) != (row.role(o) == Unused) {
			t.Errorf("%s: place of operand %d", r.Name, o)
		}
		all |= bitsOf[r.place(o)]
	}
	if r.Imm.encoded() {
		for _, from := range r.Imm.from {
			all |= 1 << from
		}
		if len(r.Imm.from) != len(r.Imm.to) || r.Imm.hi/r.Imm.step-r.Imm.lo/r.Imm.step+1 != 1<<len(r.Imm.to) {
			t.Errorf("%s: immediate %+v", r.Name, r.Imm)
		}
	}
	if all|r.Mask != 0xffff || all&r.Mask != 0 && r.C != CADDIHINT {
		t.Errorf("%s: mask %04x, operands %04x", r.Name, r.Mask, all)
	}
}

// TestCompressedOverlap: of two rows of one mode that 16 bits match one is a
// special case of the other, or a third row is one of both.
func TestCompressedOverlap(t *testing.T) {
	for i, a := range compressed {
		for _, b := range compressed[i+1:] {
			both := a.Mask & b.Mask
			apart := a.Mode != b.Mode && a.Mode != AnyMode && b.Mode != AnyMode
			if apart || a.Match&both != b.Match&both || (both == a.Mask || both == b.Mask) && a.Mask != b.Mask {
				continue
			}
			if !slices.ContainsFunc(compressed, func(c CRow) bool { return c.Mask == a.Mask|b.Mask && c.Match == a.Match|b.Match }) {
				t.Errorf("%s and %s overlap", a.Name, b.Name)
			}
		}
	}
}

// TestAllCompressed goes through all 16-bit encodings in both modes: each is
// reserved or encodes to itself, and its expansion is a legal instruction with
// the same operands.
func TestAllCompressed(t *testing.T) {
	for _, intMode := range bothModes {
		count := map[COp]int{}
		for w := range uint32(1 << 16) {
			if w&3 == 3 {
				continue
			}
			in := Decode(w|0xabcd<<16, intMode)
			if in.Raw != w || in.Size != 2 || (in.Op == Invalid) != (in.C == NotCompressed) {
				t.Fatalf("%04x decodes to %+v", w, in)
			}
			if in.Op == Invalid {
				continue
			}
			count[in.C]++
			if got, err := Encode(in); err != nil || got != w {
				t.Errorf("%04x is %v, which encodes to %04x, %v", w, in, got, err)
			}
			if !in.C.Row().Mode.Has(intMode) || strings.Fields(in.String())[0] != in.C.Row().Name {
				t.Errorf("%s mode: %04x is %v", modeName(intMode), w, in)
			}
			if !intMode && in.ReservedInCapMode() {
				t.Errorf("%04x is %v, whose expansion is reserved", w, in)
			}
			base := in
			base.C, base.Size = NotCompressed, 4
			var err error
			if base.Raw, err = Encode(base); err != nil || Decode(base.Raw, intMode) != base {
				t.Errorf("%04x is %v, whose expansion is %+v, %v", w, in, base, err)
			}
			checkCompress(t, base, intMode)
		}
		for _, r := range compressed {
			if r.Mode.Has(intMode) && count[r.C] == 0 || !r.Mode.Has(intMode) && count[r.C] != 0 {
				t.Errorf("%s mode: %d encodings of %s", modeName(intMode), count[r.C], r.Name)
			}
		}
	}
}

// checkCompress: what Compress makes of a base instruction has its effect, and
// only a HINT has no compressed encoding that is chosen.
func checkCompress(t *testing.T, base Inst, intMode bool) {
	short, ok := Compress(base, intMode)
	rd := base.Op.Row().Roles.Rd
	hint := base.Rd == 0 && (rd == Int || rd == Cap) && base.Op != JAL && base.Op != JALR ||
		base.Imm == 0 && (base.Op == SLLI || base.Op == SRLI || base.Op == SRAI)
	if !ok {
		if !hint {
			t.Errorf("%s mode: no compressed encoding of %v is chosen", modeName(intMode), base)
		}
		return
	}
	if hint && short.C != CNOP {
		t.Errorf("%s mode: the HINT %v is chosen for %v", modeName(intMode), short, base)
	}
	if !sameEffect(base, short) || !MayCompress(base, intMode) || Decode(short.Raw, intMode) != short {
		t.Errorf("%s mode: %v becomes %v", modeName(intMode), base, short)
	}
}

// sameEffect says whether two instructions do the same. Both operands of what
// commutes count, and adding 0 is moving.
func sameEffect(a, b Inst) bool {
	norm := func(in Inst) Inst {
		in = Inst{Op: in.Op, Rd: in.Rd, Rs1: in.Rs1, Rs2: in.Rs2, Imm: in.Imm}
		switch in.Op {
		case ADD, ADDW, AND, OR, XOR, MUL, BEQ, BNE:
			if in.Rs1 < in.Rs2 {
				in.Rs1, in.Rs2 = in.Rs2, in.Rs1
			}
		}
		if in.Op == ADD && in.Rs2 == 0 || in.Op == ADDIW && in.Rs1 == 0 {
			in.Op = ADDI
		}
		return in
	}
	return norm(a) == norm(b)
}

// TestCompressRandom: a compressed encoding that is chosen for a random
// instruction has its effect.
func TestCompressRandom(t *testing.T) {
	rng := rand.New(rand.NewSource(1))
	found := 0
	for i := range 200000 {
		r := &table[i%len(table)]
		w := r.Match | rng.Uint32()&^r.Mask
		if i&1 != 0 { // registers and immediates that are likely to fit
			w = r.Match | rng.Uint32()&rng.Uint32()&rng.Uint32()&^r.Mask
		}
		in := Decode(w, false)
		for _, intMode := range bothModes {
			short, ok := Compress(in, intMode)
			if !ok {
				continue
			}
			found++
			if in.Op == Invalid || !sameEffect(in, short) || bits.OnesCount8(in.Order) != 0 {
				t.Errorf("%s mode: %v becomes %v", modeName(intMode), in, short)
			}
		}
	}
	if found < 1000 {
		t.Errorf("only %d compressed", found)
	}
}

func TestCompress(t *testing.T) {
	for _, c := range []struct {
		in       Inst
		cap, int string
	}{
		{Inst{Op: ADDI, Rd: 10, Rs1: 10}, "", "c.mv a0, a0"},
		{Inst{Op: ADDI, Rd: 10, Rs1: 11}, "", "c.mv a0, a1"},
		{Inst{Op: ADD, Rd: 10, Rs2: 11}, "", "c.mv a0, a1"},
		{Inst{Op: ADD, Rd: 10, Rs1: 11}, "", "c.mv a0, a1"},
		{Inst{Op: ADD, Rd: 10, Rs1: 11, Rs2: 10}, "c.add a0, a1", "c.add a0, a1"},
		{Inst{Op: YMV, Rd: 10, Rs1: 11}, "c.ymv a0, a1", ""},
		{Inst{Op: YADDI, Rd: 10, Rs1: 11}, "", ""},
		{Inst{Op: ADDI}, "c.nop", "c.nop"},
		{Inst{Op: ADDIW, Rd: 10, Imm: -3}, "c.li a0, -3", "c.li a0, -3"},
		{Inst{Op: ADDI, Imm: 5}, "", ""},
		{Inst{Op: ADDI, Rd: 2, Rs1: 2, Imm: 16}, "c.addi sp, 16", "c.addi sp, 16"},
		{Inst{Op: ADDI, Rd: 2, Rs1: 2, Imm: -64}, "", "c.addi16sp sp, -64"},
		{Inst{Op: YADDI, Rd: 2, Rs1: 2, Imm: -64}, "c.addi16sp sp, -64", ""},
		{Inst{Op: SUBW, Rd: 8, Rs1: 9, Rs2: 8}, "", ""},
		{Inst{Op: MUL, Rd: 8, Rs1: 9, Rs2: 8}, "c.mul s0, s1", "c.mul s0, s1"},
		{Inst{Op: ANDI, Rd: 8, Rs1: 8, Imm: 255}, "c.zext.b s0", "c.zext.b s0"},
		{Inst{Op: XORI, Rd: 8, Rs1: 8, Imm: -1}, "c.not s0", "c.not s0"},
		{Inst{Op: ADDUW, Rd: 8, Rs1: 8}, "c.zext.w s0", "c.zext.w s0"},
		{Inst{Op: BEQ, Rs2: 8, Imm: -256}, "c.beqz s0, -256", "c.beqz s0, -256"},
		{Inst{Op: BEQ, Rs1: 8, Imm: 256}, "", ""},
		{Inst{Op: JALR, Rd: 1, Rs1: 5}, "c.jalr t0", "c.jalr t0"},
		{Inst{Op: JALR, Rd: 1, Rs1: 5, Imm: 2}, "", ""},
		{Inst{Op: JAL, Imm: -2048}, "c.j -2048", "c.j -2048"},
		{Inst{Op: JAL, Rd: 1, Imm: 4}, "", ""},
		{Inst{Op: LUI, Rd: 10, Imm: -1 << 17}, "c.lui a0, 1048544", "c.lui a0, 1048544"},
		{Inst{Op: LUI, Rd: 10, Imm: 1 << 17}, "", ""},
		{Inst{Op: FLD, Rd: 15, Rs1: 10}, "", "c.fld fa5, 0(a0)"},
		{Inst{Op: LY, Rd: 10, Rs1: 11, Imm: 496}, "c.ly a0, 496(a1)", ""},
		{Inst{Op: LY, Rd: 10, Rs1: 11, Imm: 512}, "", ""},
		{Inst{Op: LY, Rd: 10, Rs1: 11, Imm: 8}, "", ""},
		{Inst{Op: SY, Rs1: 2, Rs2: 31, Imm: 1008}, "c.sysp t6, 1008(sp)", ""},
		{Inst{Op: FADDS}, "", ""},
		{Inst{}, "", ""},
	} {
		for i, want := range []string{c.cap, c.int} {
			short, ok := Compress(c.in, i == 1)
			if ok != (want != "") || ok && short.String() != want {
				t.Errorf("%s mode: %v becomes %v, want %q", modeName(i == 1), c.in, short, want)
			}
		}
	}
	for _, c := range []struct {
		in   Inst
		want bool
	}{
		{Inst{Op: JAL}, true},
		{Inst{Op: JAL, Imm: 1 << 19}, true},
		{Inst{Op: JAL, Rd: 1}, false},
		{Inst{Op: BNE, Rs1: 15}, true},
		{Inst{Op: BNE, Rs1: 16}, false},
		{Inst{Op: LW, Rd: 10, Rs1: 2}, true},
		{Inst{Op: LW, Rs1: 2}, false},
		{Inst{Op: ADDI, Rd: 10}, true},
		{Inst{Op: ADDI, Rd: 10, Rs1: 11}, false},
	} {
		if got := MayCompress(c.in, false); got != c.want {
			t.Errorf("%v may be compressed: %v", c.in, got)
		}
	}
}

// TestCompressedEncodings has what RVY and Zcb add, put together from the
// diagrams of the specification, and which mode they are of.
func TestCompressedEncodings(t *testing.T) {
	// Registers a0, a1 and t6 are 010, 011 and 11111.
	for _, c := range []struct {
		section  string
		word     uint32
		cap, int string
	}{
		{"C.LY: offset[5:4|8], offset[7:6]", 0b001_111_011_11_010_00, "c.ly a0, 496(a1)", "c.fld fa0, 248(a1)"},
		{"C.LY: offset[8]", 0b001_001_011_00_010_00, "c.ly a0, 256(a1)", "c.fld fa0, 8(a1)"},
		{"C.LY: offset[6]", 0b001_000_011_01_010_00, "c.ly a0, 64(a1)", "c.fld fa0, 64(a1)"},
		{"C.SY", 0b101_001_011_00_010_00, "c.sy a0, 256(a1)", "c.fsd fa0, 8(a1)"},
		{"C.LYSP: offset[5], offset[4|9:6]", 0b001_1_11111_00000_10, "c.lysp t6, 32(sp)", "c.fldsp ft11, 32(sp)"},
		{"C.LYSP: offset[4]", 0b001_0_11111_10000_10, "c.lysp t6, 16(sp)", "c.fldsp ft11, 16(sp)"},
		{"C.LYSP: offset[9]", 0b001_0_11111_01000_10, "c.lysp t6, 512(sp)", "c.fldsp ft11, 8(sp)"},
		{"C.LYSP: dest is not 0", 0b001_0_00000_10000_10, ".half 0x2042", "c.fldsp ft0, 16(sp)"},
		{"C.SYSP: offset[5:4|9:6]", 0b101_100000_11111_10, "c.sysp t6, 32(sp)", "c.fsdsp ft11, 32(sp)"},
		{"C.SYSP: offset[9]", 0b101_001000_11111_10, "c.sysp t6, 512(sp)", "c.fsdsp ft11, 8(sp)"},
		{"C.SYSP of NULL", 0b101_100000_00000_10, "c.sysp zero, 32(sp)", "c.fsdsp ft0, 32(sp)"},
		{"C.YMV", 0b1000_11111_01010_10, "c.ymv t6, a0", "c.mv t6, a0"},
		{"C.ADDI16SP", 0b011_0_00010_10000_01, "c.addi16sp sp, 16", "c.addi16sp sp, 16"},
		{"C.ADDI16SP", 0b011_1_00010_00000_01, "c.addi16sp sp, -512", "c.addi16sp sp, -512"},
		{"C.ADDI4SPN", 0b000_00000010_010_00, "c.addi4spn a0, sp, 4", "c.addi4spn a0, sp, 4"},
		{"c.lbu: uimm[0|1]", 0b100_000_011_10_010_00, "c.lbu a0, 1(a1)", "c.lbu a0, 1(a1)"},
		{"c.lbu: uimm[0|1]", 0b100_000_011_01_010_00, "c.lbu a0, 2(a1)", "c.lbu a0, 2(a1)"},
		{"c.lhu", 0b100_001_011_01_010_00, "c.lhu a0, 2(a1)", "c.lhu a0, 2(a1)"},
		{"c.lh", 0b100_001_011_11_010_00, "c.lh a0, 2(a1)", "c.lh a0, 2(a1)"},
		{"c.sb", 0b100_010_011_11_010_00, "c.sb a0, 3(a1)", "c.sb a0, 3(a1)"},
		{"c.sh", 0b100_011_011_01_010_00, "c.sh a0, 2(a1)", "c.sh a0, 2(a1)"},
		{"c.zext.b", 0b100_111_010_11_000_01, "c.zext.b a0", "c.zext.b a0"},
		{"c.zext.w", 0b100_111_010_11_100_01, "c.zext.w a0", "c.zext.w a0"},
		{"c.not", 0b100_111_010_11_101_01, "c.not a0", "c.not a0"},
		{"c.mul", 0b100_111_010_10_011_01, "c.mul a0, a1", "c.mul a0, a1"},
		// HINTs are no-ops: they print as what they are written like.
		{"c.nop", 0x0015, "c.nop 5", "c.nop 5"},
		{"c.addi of 0", 0x0501, "c.addi a0, 0", "c.addi a0, 0"},
		{"c.li to x0", 0x4015, "c.li zero, 5", "c.li zero, 5"},
		{"c.lui to x0", 0x6015, "c.lui zero, 5", "c.lui zero, 5"},
		{"c.mv to x0", 0x802a, "c.ymv zero, a0", "c.mv zero, a0"},
		{"c.add to x0", 0x902a, "c.add zero, a0", "c.add zero, a0"},
		{"c.slli of x0", 0x0016, "c.slli zero, 5", "c.slli zero, 5"},
		{"c.slli by 0", 0x0502, "c.slli a0, 0", "c.slli a0, 0"},
		{"c.srai by 0", 0x8501, "c.srai a0, 0", "c.srai a0, 0"},
	} {
		for i, want := range []string{c.cap, c.int} {
			if got := Decode(c.word, i == 1).String(); got != want {
				t.Errorf("%s: %04x in %s mode is %q, want %q", c.section, c.word, modeName(i == 1), got, want)
			}
		}
	}
}

// TestExpansions: a machine executes these and need not know of the compressed
// encodings.
func TestExpansions(t *testing.T) {
	for _, c := range []struct {
		word     uint32
		cap, int Inst
	}{
		{0x6161, Inst{Op: YADDI, Rd: 2, Rs1: 2, Imm: 80}, Inst{Op: ADDI, Rd: 2, Rs1: 2, Imm: 80}},
		{0x0048, Inst{Op: YADDI, Rd: 10, Rs1: 2, Imm: 4}, Inst{Op: ADDI, Rd: 10, Rs1: 2, Imm: 4}},
		{0x852e, Inst{Op: YMV, Rd: 10, Rs1: 11}, Inst{Op: ADD, Rd: 10, Rs2: 11}},
		{0x8082, Inst{Op: JALR, Rs1: 1}, Inst{Op: JALR, Rs1: 1}},
		{0x9082, Inst{Op: JALR, Rd: 1, Rs1: 1}, Inst{Op: JALR, Rd: 1, Rs1: 1}},
		{0xc101, Inst{Op: BEQ, Rs1: 10, Imm: 0}, Inst{Op: BEQ, Rs1: 10, Imm: 0}},
		{0x9002, Inst{Op: EBREAK}, Inst{Op: EBREAK}},
		{0x2108, Inst{Op: LY, Rd: 10, Rs1: 10}, Inst{Op: FLD, Rd: 10, Rs1: 10}},
		// Section "HINT Instructions": HINTs "do not modify any architectural
		// state". As addi a0, a0, 0 would clear the tag of a0, the destination
		// of the HINT c.addi a0, 0 is x0 here.
		{0x0501, Inst{Op: ADDI, Rs1: 10}, Inst{Op: ADDI, Rs1: 10}},
		// "The C.SLLI code points with shamt=0 or with rd=x0 are HINTs if the
		// base architecture is not RVY": here they are shifts, which clear the
		// tag.
		{0x0502, Inst{Op: SLLI, Rd: 10, Rs1: 10}, Inst{Op: SLLI, Rd: 10, Rs1: 10}},
		{0x8101, Inst{Op: SRLI, Rd: 10, Rs1: 10}, Inst{Op: SRLI, Rd: 10, Rs1: 10}},
	} {
		for i, want := range []Inst{c.cap, c.int} {
			got := Decode(c.word, i == 1)
			got.C, got.Size, got.Raw = 0, 0, 0
			if got != want {
				t.Errorf("%04x in %s mode is %+v, want %+v", c.word, modeName(i == 1), got, want)
			}
		}
	}
}

// TestCompressedReserved lists what sections "C" and "Zcb" reserve, and what
// belongs to extensions that are not here.
func TestCompressedReserved(t *testing.T) {
	for name, w := range map[string]uint32{
		"zeros":                  0x0000,
		"c.addi4spn of 0":        0x0008,
		"quadrant 0, 100 111":    0x9c00,
		"c.sh with bit 6":        0x8c40,
		"c.addiw to x0":          0x2005,
		"c.addi16sp of 0":        0x6101,
		"c.lui of 0":             0x6501,
		"c.lui of 0 to x0":       0x6001,
		"c.lwsp to x0":           0x4012,
		"c.ldsp to x0":           0x6022,
		"c.jr of x0":             0x8002,
		"c.sext.b (Zbb)":         0x9d65,
		"c.zext.h (Zbb)":         0x9d69,
		"c.sext.h (Zbb)":         0x9d6d,
		"quadrant 1, 111 11 110": 0x9d79,
		"quadrant 1, 111 11 111": 0x9d7d,
	} {
		for _, intMode := range bothModes {
			if in := Decode(w, intMode); in.Op != Invalid || in.Size != 2 || !strings.HasPrefix(in.String(), ".half 0x") {
				t.Errorf("%s: %04x is %v", name, w, in)
			}
		}
	}
}

func TestCompressedEncodeErrors(t *testing.T) {
	for _, c := range []struct {
		in   Inst
		want string
	}{
		{Inst{Op: ADD, C: CSUB}, "no such instruction"},
		{Inst{Op: ADD, C: numCOps}, "no such instruction"},
		{Inst{Op: LW, C: CLW, Rd: 5, Rs1: 10}, "c.lw takes s0, s1 and a0 to a5 there, not t0"},
		{Inst{Op: FLD, C: CFLD, Rd: 5, Rs1: 10}, "c.fld takes fs0, fs1 and fa0 to fa5 there, not ft5"},
		{Inst{Op: LW, C: CLWSP, Rd: 5, Rs1: 10}, "c.lwsp takes sp there, not a0"},
		{Inst{Op: LW, C: CLWSP, Rs1: 2}, "c.lwsp with these operands is a reserved encoding"},
		{Inst{Op: LW, C: CLW, Rd: 10, Rs1: 10, Imm: 128}, "128 is out of range for c.lw (0 to 124)"},
		{Inst{Op: LW, C: CLW, Rd: 10, Rs1: 10, Imm: 2}, "2 is not a multiple of 4, as c.lw needs"},
		{Inst{Op: SUB, C: CSUB, Rd: 10, Rs1: 11, Rs2: 8}, "c.sub reads and writes the same register"},
		{Inst{Op: LUI, C: CLUI, Rd: 10, Imm: 1 << 17}, "32 is out of range for c.lui (-32 to 31)"},
		{Inst{Op: LUI, C: CLUI, Rd: 2, Imm: 1 << 12}, "c.lui with these operands is the encoding of c.addi16sp; write that"},
		{Inst{Op: ADDI, C: CADDI, Imm: 1}, "c.addi with these operands is the encoding of c.nop; write that"},
		{Inst{Op: JALR, C: CJR}, "c.jr with these operands is a reserved encoding"},
		{Inst{Op: JALR, C: CJALR, Rd: 1}, "c.jalr with these operands is the encoding of c.ebreak; write that"},
		{Inst{Op: JALR, C: CJR, Rs1: 1, Imm: 4}, "c.jr has no immediate 4"},
		{Inst{Op: JAL, C: CJ, Imm: 2048}, "2048 is out of range for c.j (-2048 to 2046)"},
	} {
		if _, err := Encode(c.in); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v, want %q", c.in, err, c.want)
		}
	}
}

// TestCompressedOperands: assembly writes some of the operands of the
// expansion, the others follow.
func TestCompressedOperands(t *testing.T) {
	for c, want := range map[COp]string{
		CADDI4SPN: "c.addi4spn rd, rs1, imm", CADDI16SPY: "c.addi16sp rd, imm", CLW: "c.lw rd, offset(rs1)",
		CSDSP: "c.sdsp rs2, offset(rs1)", CADD: "c.add rd, rs2", CMV: "c.mv rd, rs2", CYMV: "c.ymv rd, rs1",
		CLI: "c.li rd, imm", CSRLI: "c.srli rd, imm", CBEQZ: "c.beqz rs1, target", CJ: "c.j target", CJALR: "c.jalr rs1",
		CNOT: "c.not rd", CZEXTW: "c.zext.w rd", CNOP: "c.nop", CEBREAK: "c.ebreak", CLUI: "c.lui rd, imm",
	} {
		if got := c.Row().Syntax(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	for c, x := range map[COp][2]Inst{
		CADD:   {{Rd: 10, Rs2: 11}, {Op: ADD, Rd: 10, Rs1: 10, Rs2: 11}},
		CLI:    {{Rd: 10, Imm: 3}, {Op: ADDI, Rd: 10, Imm: 3}},
		CJALR:  {{Rs1: 10}, {Op: JALR, Rd: 1, Rs1: 10}},
		CNOT:   {{Rd: 10}, {Op: XORI, Rd: 10, Rs1: 10, Imm: -1}},
		CBNEZ:  {{Rs1: 10, Imm: 8}, {Op: BNE, Rs1: 10, Imm: 8}},
		CLWSP:  {{Rd: 10, Rs1: 2, Imm: 8}, {Op: LW, Rd: 10, Rs1: 2, Imm: 8}},
		CZEXTW: {{Rd: 10}, {Op: ADDUW, Rd: 10, Rs1: 10}},
	} {
		x[1].C, x[1].Size = c, 2
		if got := c.Row().Expand(x[0]); got != x[1] {
			t.Errorf("%s of %+v is %+v, want %+v", c.Row().Name, x[0], got, x[1])
		}
	}
}
