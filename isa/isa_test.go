package isa

import (
	"fmt"
	"strings"
	"testing"
)

func TestTable(t *testing.T) {
	names := map[string]bool{}
	for i, r := range Rows() {
		if int(r.Op) != i+1 {
			t.Errorf("%s: row %d has Op %d", r.Name, i, r.Op)
		}
		if r.Match&^r.Mask != 0 || r.Mask&0x7f != 0x7f || r.Match&3 != 3 {
			t.Errorf("%s: match %08x, mask %08x", r.Name, r.Match, r.Mask)
		}
		if names[r.Name] || r.Ext == "" || r.Section == "" || !strings.HasSuffix(r.Help, ".") {
			t.Errorf("%s: name, extension, section or help", r.Name)
		}
		names[r.Name] = true
		if m := r.Roles; (m.Mem == NoMem) != (m.MemSize == 0) || m.Mem != NoMem && (m.Auth != AuthRs1 || m.Rs1 != Cap) {
			t.Errorf("%s: roles %+v", r.Name, m)
		}
		checkRoles(t, &table[i])
		if got, ok := ByName(r.Name); !ok || got.Op != r.Op || r.Op.String() != r.Name {
			t.Errorf("%s is not found by its name", r.Name)
		}
	}
	if len(Rows()) != int(numOps)-1 {
		t.Errorf("%d rows for %d instructions", len(Rows()), numOps-1)
	}
	if Invalid.Row() != nil || numOps.Row() != nil {
		t.Error("there are rows for no instruction")
	}
	for old, now := range map[string]Op{"ysentry": YSEALE, "ysunseal": YUNSEALS, "yunseal": YUNSEALS, "packy": YHIW} {
		if r, ok := ByName(old); !ok || r.Op != now {
			t.Errorf("%s is not %s", old, now)
		}
	}
}

// checkRoles: a register has a role if and only if it is an operand.
func checkRoles(t *testing.T, r *Row) {
	named := map[Operand]bool{}
	for _, o := range r.Format.Operands() {
		if o == OperandMem || o == OperandAddr {
			o = OperandRs1
		}
		named[o] = true
	}
	for _, o := range []Operand{OperandRd, OperandRs1, OperandRs2, OperandRs3} {
		if (r.role(o) != Unused) != named[o] {
			t.Errorf("%s: roles %+v, but operands %v", r.Name, r.Roles, r.Syntax())
		}
	}
	if float := r.Roles.Rd == Float || r.Roles.Rs1 == Float || r.Roles.Rs2 == Float; float != (r.Ext == "F" || r.Ext == "D") {
		t.Errorf("%s: extension %s, roles %+v", r.Name, r.Ext, r.Roles)
	}
}

// TestOverlap finds words that two rows match, unless one of the rows is a
// special case of the other.
func TestOverlap(t *testing.T) {
	for i, a := range table {
		for _, b := range table[i+1:] {
			both := a.Mask & b.Mask
			if a.Match&both == b.Match&both && (both != a.Mask && both != b.Mask || a.Mask == b.Mask) {
				t.Errorf("%s and %s overlap", a.Name, b.Name)
			}
		}
	}
}

// samples are operands for every format that are legal for every row.
func samples(r *Row) []Inst {
	var out []Inst
	for i, regs := range [][3]uint8{{10, 11, 12}, {1, 31, 30}, {31, 1, 2}, {5, 5, 5}} {
		in := Inst{Op: r.Op, Size: 4}
		imms := []int64{0}
		for _, f := range []struct {
			formats []Format
			imms    []int64
		}{
			{[]Format{FormatI, FormatLoad, FormatStore}, []int64{0, 1, -1, 2047, -2048, 1365, -1366}},
			{[]Format{FormatBranch}, []int64{0, 2, -2, 4094, -4096, 2730, -2732, 2048}},
			{[]Format{FormatJ}, []int64{0, 2, -2, 1<<20 - 2, -1 << 20, 2048, 4096, 0x55554, -0x55556}},
			{[]Format{FormatU}, []int64{0, 4096, -4096, 0x7ffff000, -1 << 31, 0x55555000}},
			{[]Format{FormatShift}, []int64{0, 1, 31, 32, 63}},
			{[]Format{FormatShiftW, FormatCSRI}, []int64{0, 1, 31}},
			{[]Format{FormatFence}, []int64{0, 0xff, 0x33, 0x21, 0x84}},
			{[]Format{FormatBounds}, []int64{1, 12, 255, 256, 264, 504, 512, 528, 2048, 4080, 4096}},
		} {
			for _, x := range f.formats {
				if x == r.Format {
					imms = f.imms
				}
			}
		}
		switch r.Format {
		case FormatR4:
			in.Rs3 = regs[i%3] ^ 8
		case FormatAMO, FormatLR:
			in.Order = uint8(i)
		}
		if r.Format.Rounds() {
			in.Rm = [...]uint8{RNE, RTZ, RMM, DYN}[i]
		}
		switch r.Format {
		case FormatR, FormatAMO, FormatRRm, FormatR4:
			in.Rd, in.Rs1, in.Rs2 = regs[0], regs[1], regs[2]
		case FormatRdRs1, FormatI, FormatLoad, FormatShift, FormatShiftW, FormatCSR, FormatBounds,
			FormatLR, FormatRdRs1Rm, FormatExact:
			in.Rd, in.Rs1 = regs[0], regs[1]
		case FormatRdRs2:
			in.Rd, in.Rs2 = regs[0], regs[2]
		case FormatRs1Rs2, FormatStore, FormatBranch:
			in.Rs1, in.Rs2 = regs[1], regs[2]
		case FormatU, FormatJ, FormatCSRI:
			in.Rd = regs[0]
		}
		if r.Format == FormatCSR || r.Format == FormatCSRI {
			in.CSR = [...]uint16{0x300, 0x416, 0xc00, 0xfff}[regs[0]&3]
		}
		for _, imm := range imms {
			in.Imm = imm
			out = append(out, in)
		}
	}
	return out
}

func TestRoundTrip(t *testing.T) {
	for i := range table {
		for _, in := range samples(&table[i]) {
			w, err := Encode(in)
			if err != nil {
				t.Errorf("%v: %v", in, err)
				continue
			}
			in.Raw = w
			if got := Decode(w, false); got != in {
				t.Errorf("%v encodes to %08x, which decodes to %+v, want %+v", in, w, got, in)
			}
			s := in.String()
			if r, order, ok := Mnemonic(strings.Fields(s)[0]); !ok || r != &table[i] || order != in.Order {
				t.Errorf("%08x is written %q", w, s)
			}
		}
	}
}

// rtype puts the fields of the R format together as the specification's
// encoding diagrams list them: funct7, rs2, rs1, funct3, rd.
func rtype(funct7, rs2, rs1, funct3, rd uint32) uint32 {
	return funct7<<25 | rs2<<20 | rs1<<15 | funct3<<12 | rd<<7 | 0b1111011
}

// TestEncodings compares words put together from the encoding diagrams of the
// specification, all operands different, with text.
func TestEncodings(t *testing.T) {
	const a0, a1, a2 = 10, 11, 12
	for _, c := range []struct {
		section string
		word    uint32
		text    string
	}{
		{"YADD", rtype(0b0000011, a2, a1, 0b000, a0), "yadd a0, a1, a2"},
		{"YADDI", 0x7ff<<20 | a1<<15 | 0b100<<12 | a0<<7 | 0b1111011, "yaddi a0, a1, 2047"},
		{"YADDI", 0x800<<20 | a1<<15 | 0b100<<12 | a0<<7 | 0b1111011, "yaddi a0, a1, -2048"},
		{"YMV", rtype(0b0000011, 0, a1, 0b000, a0), "ymv a0, a1"},
		{"YADDRW", rtype(0b0001011, a2, a1, 0b000, a0), "yaddrw a0, a1, a2"},
		{"YPERMC", rtype(0b0010011, a2, a1, 0b000, a0), "ypermc a0, a1, a2"},
		{"YHIW", rtype(0b0000001, a2, a1, 0b000, a0), "yhiw a0, a1, a2"},
		{"YBNDSW", rtype(0b0011011, a2, a1, 0b000, a0), "ybndsw a0, a1, a2"},
		{"YBNDSWI", rtype(0b1110000, 0b00001, a1, 0b101, a0), "ybndswi a0, a1, 1"},
		{"YBNDSWI", rtype(0b1110000, 0b00000, a1, 0b101, a0), "ybndswi a0, a1, 4096"},
		{"YBNDSWI", rtype(0b1111000, 0b10011, a1, 0b101, a0), "ybndswi a0, a1, 312"},
		{"YBNDSWI", rtype(0b1111001, 0b00011, a1, 0b101, a0), "ybndswi a0, a1, 560"},
		{"YBNDSRW", rtype(0b0100011, a2, a1, 0b000, a0), "ybndsrw a0, a1, a2"},
		{"YUNSEALS", rtype(0b0000111, a2, a1, 0b000, a0), "yunseals a0, a1, a2"},
		{"YBLD", rtype(0b0001111, a2, a1, 0b000, a0), "ybld a0, a1, a2"},
		{"YSEALE", rtype(0b0010111, a2, 0, 0b000, a0), "yseale a0, a2"},
		{"YEQ", rtype(0b0000110, a2, a1, 0b000, a0), "yeq a0, a1, a2"},
		{"YSS", rtype(0b0001110, a2, a1, 0b000, a0), "yss a0, a1, a2"},
		{"YMODEW", rtype(0b0101011, a2, a1, 0b000, a0), "ymodew a0, a1, a2"},
		{"YMODESWY, YMODESWI", rtype(0b0101011, 0, 0, 0b000, 0), "ymodeswy"},
		{"YMODESWY, YMODESWI", rtype(0b0101011, 1, 0, 0b000, 0), "ymodeswi"},
		{"YAMASK", rtype(0b1111000, 0b00000, a1, 0b000, a0), "yamask a0, a1"},
		{"YBASER", rtype(0b1111010, 0b00000, a1, 0b000, a0), "ybaser a0, a1"},
		{"YPERMR", rtype(0b1111010, 0b00001, a1, 0b000, a0), "ypermr a0, a1"},
		{"YTOPR", rtype(0b1111010, 0b00010, a1, 0b000, a0), "ytopr a0, a1"},
		{"YLENR", rtype(0b1111010, 0b00011, a1, 0b000, a0), "ylenr a0, a1"},
		{"YTAGR", rtype(0b1111010, 0b00100, a1, 0b000, a0), "ytagr a0, a1"},
		{"YTYPER", rtype(0b1111010, 0b00101, a1, 0b000, a0), "ytyper a0, a1"},
		{"YMODER", rtype(0b1111010, 0b00110, a1, 0b000, a0), "ymoder a0, a1"},
		{"SRLIY: shamt is XLEN in 7 bits", 0b00000<<27 | 64<<20 | a1<<15 | 0b101<<12 | a0<<7 | 0b1111011, "yhir a0, a1"},
		{"LY", 0x7f0<<20 | a1<<15 | 0b001<<12 | a0<<7 | 0b1111011, "ly a0, 2032(a1)"},
		{"SY", rtype(0b1000000, a0, a1, 0b010, 0b10000), "sy a0, -2032(a1)"},
		{"YSH1ADD", rtype(0b0000101, a2, a1, 0b000, a0), "ysh1add a0, a1, a2"},
		{"YSH2ADD", rtype(0b0001101, a2, a1, 0b000, a0), "ysh2add a0, a1, a2"},
		{"YSH3ADD", rtype(0b0010101, a2, a1, 0b000, a0), "ysh3add a0, a1, a2"},
		{"YSH4ADD", rtype(0b0011101, a2, a1, 0b000, a0), "ysh4add a0, a1, a2"},
		{"YSH1ADD.UW", rtype(0b0100101, a2, a1, 0b000, a0), "ysh1add.uw a0, a1, a2"},
		{"YSH2ADD.UW", rtype(0b0101101, a2, a1, 0b000, a0), "ysh2add.uw a0, a1, a2"},
		{"YSH3ADD.UW", rtype(0b0110101, a2, a1, 0b000, a0), "ysh3add.uw a0, a1, a2"},
		{"YSH4ADD.UW", rtype(0b0111101, a2, a1, 0b000, a0), "ysh4add.uw a0, a1, a2"},
		{"LR.Y", rtype(0b0001000, 0, a1, 0b011, a0), "lr.y a0, (a1)"},
		{"LR.Y", rtype(0b0001010, 0, a1, 0b011, a0), "lr.y.aq a0, (a1)"},
		{"SC.Y", rtype(0b0001101, a2, a1, 0b011, a0), "sc.y.rl a0, a2, (a1)"},
		{"AMOSWAP.Y", rtype(0b0000111, a2, a1, 0b011, a0), "amoswap.y.aqrl a0, a2, (a1)"},
		// The base instructions, from the tables of the unprivileged manual.
		{"lui", 0xfffff537, "lui a0, 1048575"},
		{"auipc", 0x00001517, "auipc a0, 1"},
		{"jal", 0x010000ef, "jal ra, 16"},
		{"jal", 0xffdff06f, "jal zero, -4"},
		{"jalr", 0x000500e7, "jalr ra, 0(a0)"},
		{"beq", 0x00a58863, "beq a1, a0, 16"},
		{"bgeu", 0xfeb57ee3, "bgeu a0, a1, -4"},
		{"addi", 0xfff58513, "addi a0, a1, -1"},
		{"slli", 0x03f59513, "slli a0, a1, 63"},
		{"srai", 0x4015d513, "srai a0, a1, 1"},
		{"sub", 0x40c58533, "sub a0, a1, a2"},
		{"sraiw", 0x41f5d51b, "sraiw a0, a1, 31"},
		{"remuw", 0x02c5f53b, "remuw a0, a1, a2"},
		{"sd", 0xfea5bc23, "sd a0, -8(a1)"},
		{"ld", 0x0085b503, "ld a0, 8(a1)"},
		{"csrrw", 0x30559573, "csrrw a0, mtvec, a1"},
		{"csrrci", 0x3002f573, "csrrci a0, mstatus, 5"},
		{"csrrs of a number without a name", 0xfff02573, "csrrs a0, 0xfff, zero"},
		{"fence", 0x0330000f, "fence rw, rw"},
		{"fence", 0x0ff0000f, "fence iorw, iorw"},
		{"pause", 0x0100000f, "fence w, 0"},
		{"fence.i", 0x0000100f, "fence.i"},
		{"ecall", 0x00000073, "ecall"},
		{"ebreak", 0x00100073, "ebreak"},
		{"sret", 0x10200073, "sret"},
		{"mret", 0x30200073, "mret"},
		{"wfi", 0x10500073, "wfi"},
		{"sfence.vma", 0x12b50073, "sfence.vma a0, a1"},
	} {
		in := Decode(c.word, false)
		if got := in.String(); got != c.text {
			t.Errorf("%s: %08x is %q, want %q", c.section, c.word, got, c.text)
			continue
		}
		if w, err := Encode(in); err != nil || w != c.word {
			t.Errorf("%s: encodes to %08x, %v, want %08x", c.text, w, err, c.word)
		}
	}
}

// TestReserved lists words next to legal ones that mean nothing.
func TestReserved(t *testing.T) {
	for name, w := range map[string]uint32{
		"ones":                 0xffffffff,
		"yseale with rs1":      rtype(0b0010111, 12, 11, 0, 10),
		"ymodew to x0":         rtype(0b0101011, 12, 11, 0, 0),
		"mode switch with rs2": rtype(0b0101011, 2, 0, 0, 0),
		"srliy by 63":          63<<20 | 11<<15 | 5<<12 | 10<<7 | 0x7b,
		"srliy with funct5":    1<<27 | 64<<20 | 11<<15 | 5<<12 | 10<<7 | 0x7b,
		"yhir of a past draft": 0xf475057b,
		"funct7 without a row": rtype(0b1111011, 0, 11, 0, 10),
		"slliw by 32":          0x0205951b,
		"ecall to a0":          0x00000573,
		"lr.w with rs2":        0x10c5a52f,
		"lr.y with rs2":        rtype(0b0001000, 12, 11, 3, 10),
		"amoadd.y":             rtype(0b0000000, 12, 11, 3, 10),
		"fadd.s, rounding 5":   0x00c5d553,
		"fadd.s, rounding 6":   0x00c5e553,
		"fmadd.d, rounding 5":  0x6ac5d543,
		"fcvt.d.w, rounding 6": 0xd205e553,
		"fmadd of 16 bits":     0x6cc5f543,
		"fsqrt.s with rs2":     0x5815f553,
		"fadd.q":               0x06c5f553,
	} {
		if in := Decode(w, false); in.Op != Invalid {
			t.Errorf("%s: %08x is %v", name, w, in)
		} else if s := in.String(); s != fmt.Sprintf(".word 0x%08x", w) {
			t.Errorf("%s is written %q", name, s)
		}
	}
}

func TestReservedInCapMode(t *testing.T) {
	for _, c := range []struct {
		in   Inst
		want bool
	}{
		{Inst{Op: BEQ, Rs1: 11, Rs2: 10}, false},
		{Inst{Op: BEQ, Rs1: 10, Rs2: 11}, true},
		{Inst{Op: BNE, Rs1: 10, Rs2: 10}, true},
		{Inst{Op: BNE, Rs1: 10}, false},
		{Inst{Op: BLT, Rs1: 10, Rs2: 11}, false},
		{Inst{Op: LD, Rd: 10}, true},
		{Inst{Op: SB, Rs2: 10}, true},
		{Inst{Op: LY, Rs1: 2}, false},
		{Inst{Op: JALR, Rd: 1}, false},
		{Inst{}, false},
	} {
		if got := c.in.ReservedInCapMode(); got != c.want {
			t.Errorf("%v: %v", c.in, got)
		}
	}
}

func TestEncodeErrors(t *testing.T) {
	for _, c := range []struct {
		in   Inst
		want string
	}{
		{Inst{}, "no such instruction"},
		{Inst{Op: FMADDS, Rs3: 32}, "no register x32"},
		{Inst{Op: FMADDS, Rm: 5}, "no rounding mode 5 (0 to 4, or 7 for dyn)"},
		{Inst{Op: FCVTDS, Rm: 9}, "no rounding mode 9"},
		{Inst{Op: AMOADDW, Order: 4}, "no memory order 4 (0 to 3)"},
		{Inst{Op: ADDI, Imm: 2048}, "immediate 2048 is out of range (-2048 to 2047)"},
		{Inst{Op: ADDI, Rd: 32}, "no register x32"},
		{Inst{Op: BLT, Imm: 4096}, "branch distance 4096 is out of range (-4096 to 4094)"},
		{Inst{Op: BLT, Imm: 3}, "branch distance 3 is not a multiple of 2"},
		{Inst{Op: JAL, Imm: 1 << 20}, "jump distance 1048576 is out of range (-1048576 to 1048574)"},
		{Inst{Op: LUI, Imm: 1}, "upper immediate 1 is not a multiple of 4096"},
		{Inst{Op: SLLI, Imm: 64}, "shift amount 64 is out of range (0 to 63)"},
		{Inst{Op: CSRRWI, Imm: 32}, "immediate 32 is out of range (0 to 31)"},
		{Inst{Op: CSRRW, CSR: 0x1000}, "no CSR 0x1000 (0 to 0xfff)"},
		{Inst{Op: YBNDSWI, Imm: 257}, "length 257 is not encodable"},
		{Inst{Op: YBNDSWI, Imm: 0}, "length 0 is not encodable"},
		{Inst{Op: YADD, Rd: 10, Rs1: 11}, "is the encoding of ymv; write that"},
		{Inst{Op: YMODEW, Rs1: 11, Rs2: 12}, "ymodew with these operands is a reserved encoding"},
	} {
		if _, err := Encode(c.in); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v, want %q", c.in, err, c.want)
		}
	}
}

// TestBoundsLengths checks the immediate of ybndswi against the regions that
// the specification lists.
func TestBoundsLengths(t *testing.T) {
	encodable := map[int64]bool{4096: true}
	for n := int64(1); n <= 255; n++ {
		encodable[n] = true
	}
	for n := int64(256); n <= 504; n += 8 {
		encodable[n] = true
	}
	for n := int64(512); n <= 4080; n += 16 {
		encodable[n] = true
	}
	for n := int64(-1); n <= 5000; n++ {
		if _, err := Encode(Inst{Op: YBNDSWI, Rd: 1, Rs1: 2, Imm: n}); (err == nil) != encodable[n] {
			t.Errorf("length %d: %v", n, err)
		}
	}
}

func TestText(t *testing.T) {
	sym := func(addr uint64) string {
		if addr == 0x1010 {
			return "loop"
		}
		return ""
	}
	for _, c := range []struct {
		in   Inst
		want string
	}{
		{Inst{Op: BNE, Rs1: 11, Imm: 16}, "bne a1, zero, loop"},
		{Inst{Op: JAL, Rd: 1, Imm: -0x1000}, "jal ra, 0x0"},
		{Inst{Op: ADDI, Rd: 10, Imm: 16}, "addi a0, zero, 16"},
	} {
		if got := c.in.Text(0x1000, sym); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

func TestSyntax(t *testing.T) {
	for op, want := range map[Op]string{
		ADDI: "addi rd, rs1, imm", SY: "sy rs2, offset(rs1)", BEQ: "beq rs1, rs2, target", ECALL: "ecall",
		AMOADDD: "amoadd.d rd, rs2, (rs1)", LRY: "lr.y rd, (rs1)", FMADDS: "fmadd.s rd, rs1, rs2, rs3[, rm]",
		CSRRW: "csrrw rd, csr, rs1", FENCE: "fence pred, succ", YSEALE: "yseale rd, rs2",
	} {
		if got := op.Row().Syntax(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if Format(200).Operands() != nil {
		t.Error("there are operands for no format")
	}
}

func TestNames(t *testing.T) {
	for n := range uint8(32) {
		for _, s := range []string{RegName(n), fmt.Sprintf("x%d", n)} {
			if got, ok := RegNumber(s); !ok || got != n {
				t.Errorf("%s: %d, %v", s, got, ok)
			}
		}
	}
	for n := range uint8(32) {
		for _, s := range []string{FloatName(n), fmt.Sprintf("f%d", n)} {
			if got, ok := FloatNumber(s); !ok || got != n {
				t.Errorf("%s: %d, %v", s, got, ok)
			}
		}
	}
	for n, name := range roundingNames {
		if got, ok := RoundingMode(name); ok != (name != "") || ok && int(got) != n {
			t.Errorf("rounding mode %q: %d, %v", name, got, ok)
		}
	}
	for _, name := range []string{"add.aq", "amoadd.w.rlaq", "lr.aq", ".aq", "fence.tso"} {
		if r, _, ok := Mnemonic(name); ok {
			t.Errorf("%s is %s", name, r.Name)
		}
	}
	if n, ok := RegNumber("fp"); !ok || n != 8 {
		t.Error("fp is s0")
	}
	if _, ok := RegNumber("x32"); ok {
		t.Error("there is no x32")
	}
	if len(csrNames) != len(csrNumbers) {
		t.Error("two CSRs have the same number")
	}
	for name, n := range csrNumbers {
		if got, ok := CSRNumber(name); !ok || got != n || CSRName(n) != name {
			t.Errorf("%s: %#x, %s", name, got, CSRName(n))
		}
	}
	for v := range int64(16) {
		if got, ok := FenceSet(fenceSet(v)); !ok || got != v {
			t.Errorf("fence set %d is written %s", v, fenceSet(v))
		}
	}
	if _, ok := FenceSet("wx"); ok {
		t.Error("wx is no fence set")
	}
}

func TestDecodeAllocatesNothing(t *testing.T) {
	if n := testing.AllocsPerRun(100, func() { Decode(0x00a58863, false) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// FuzzDecode: any word either is no instruction, or encodes to itself, in both
// modes.
func FuzzDecode(f *testing.F) {
	for _, r := range table {
		f.Add(r.Match)
		f.Add(r.Match | ^r.Mask)
	}
	for _, r := range compressed {
		f.Add(uint32(r.Match))
		f.Add(uint32(r.Match | ^r.Mask))
	}
	f.Fuzz(func(t *testing.T, w uint32) {
		for _, intMode := range bothModes {
			want, size := w, uint8(4)
			if w&3 != 3 {
				want, size = w&0xffff, 2
			}
			in := Decode(w, intMode)
			if in.String() == "" {
				t.Errorf("%08x has no text", w)
			}
			if in.Raw != want || in.Size != size {
				t.Errorf("%08x decodes to %+v", w, in)
			}
			if in.Op == Invalid {
				continue
			}
			got, err := Encode(in)
			if err != nil || got != want || Decode(got, intMode) != in {
				t.Errorf("%08x is %v, which encodes to %08x, %v", w, in, got, err)
			}
			if short, ok := Compress(in, intMode); ok && !sameEffect(in, short) && in.C == NotCompressed {
				t.Errorf("%v becomes %v", in, short)
			}
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	words := [...]uint32{0x00a58863, 0x0085b503, 0x02c5f53b, rtype(0b1111010, 6, 11, 0, 10)}
	for i := range b.N {
		Decode(words[i&3], false)
	}
}
