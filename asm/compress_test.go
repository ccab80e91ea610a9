package asm

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math/rand"
	"strings"
	"testing"

	"ushell/isa"
)

// randomInst is an instruction of the row with random operands, in canonical
// form; false: these operands are reserved or have no syntax in that mode.
func randomInst(rng *rand.Rand, r *isa.Row, intMode bool) (isa.Inst, bool) {
	in := isa.Decode(r.Match|rng.Uint32()&^r.Mask, intMode)
	if in.Op == isa.FENCE || in.Op == isa.FENCEI {
		in = isa.Inst{Op: in.Op, Size: 4, Imm: in.Imm & 0xff}
		if in.Op == isa.FENCEI {
			in.Imm = 0
		}
		in.Raw, _ = isa.Encode(in)
	}
	return in, in.Op == r.Op && (intMode || !in.ReservedInCapMode())
}

// TestEveryRow: the text of an instruction, whatever the row and its operands,
// assembles to its bytes, in both modes.
func TestEveryRow(t *testing.T) {
	rng := rand.New(rand.NewSource(1))
	for _, intMode := range []bool{false, true} {
		var all []isa.Inst
		for i := range isa.Rows() {
			for n := 0; n < 20; {
				in, ok := randomInst(rng, &isa.Rows()[i], intMode)
				if ok {
					all = append(all, in)
				}
				if n++; n == 20 && len(all) == 0 {
					t.Fatalf("no operands for %s", isa.Rows()[i].Name)
				}
			}
		}
		for i := range isa.CRows() {
			r := &isa.CRows()[i]
			for range 40 {
				in := isa.Decode(uint32(r.Match|uint16(rng.Uint32())&^r.Mask), intMode)
				if in.C == r.C {
					all = append(all, in)
				}
			}
		}
		assembleAll(t, all, intMode)
	}
}

// assembleAll assembles the texts of all in one source and compares the bytes.
func assembleAll(t *testing.T, all []isa.Inst, intMode bool) {
	var src strings.Builder
	var want []string
	rows, short := map[isa.Op]bool{}, map[isa.COp]bool{}
	for _, in := range all {
		rows[in.Op], short[in.C] = true, true
		fmt.Fprintln(&src, in)
		b := binary.LittleEndian.AppendUint32(nil, in.Raw)[:in.Size]
		want = append(want, hex.EncodeToString(b)+"\t"+in.String())
	}
	im, a, err := buildAll("all", []Source{{"all.s", src.String()}}, Options{IntMode: intMode}, maxWork)
	if err != nil {
		t.Fatal(err)
	}
	got := listing(im, a.integral())
	for i, l := range got {
		if i >= len(want) || !strings.HasSuffix(l, "\t"+want[i]) {
			t.Fatalf("%q, want %q", l, want[min(i, len(want)-1)])
		}
	}
	for _, r := range isa.Rows() {
		if !rows[r.Op] {
			t.Errorf("%s is not tried", r.Name)
		}
	}
	for _, r := range isa.CRows() {
		if r.Mode.Has(intMode) && !short[r.C] {
			t.Errorf("%s is not tried", r.Name)
		}
	}
}

// TestCompression: which instructions get a compressed encoding, and when.
func TestCompression(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"nop; ret; ebreak", "addi zero, zero, 0; jalr zero, 0(ra); ebreak"},
		{".option rvc; nop; ret; ebreak", "c.nop; c.jr ra; c.ebreak"},
		{".option rvc; mv a0, a1; ymv a0, a1", "addi a0, a1, 0; c.ymv a0, a1"},
		{".option rvc; .option nocapmode; mv a0, a1; ymv a0, a1", "c.mv a0, a1; ymv a0, a1"},
		{".option rvc; li a0, 0x12345; li a1, -5", "c.lui a0, 18; addiw a0, a0, 837; c.li a1, -5"},
		{".option rvc; lui a0, 0xfffe0; lui a0, 31; lui a0, 32", "c.lui a0, 1048544; c.lui a0, 31; lui a0, 32"},
		{".option push; .option rvc; nop; .option pop; nop", "c.nop; addi zero, zero, 0"},
		{".option arch, +c; nop; .option arch, -c; nop", "c.nop; addi zero, zero, 0"},
		{".option arch, +zba, +zca; nop", "c.nop"},
		{".option rvc; ly a0, 16(sp); sy a0, 0(a1); ly a0, 8(a1)", "c.lysp a0, 16(sp); c.sy a0, 0(a1); ly a0, 8(a1)"},
		{".option rvc; zext.b a0, a0; zext.w a0, a0; not a0, a0; sext.w a0, a0", "c.zext.b a0; c.zext.w a0; c.not a0; c.addiw a0, 0"},
		{".option rvc; beqz a0, .; bnez s0, .+254; bnez s0, .+256; bnez t0, .", "c.beqz a0, 0; c.bnez s0, 254; bne s0, zero, 256; bne t0, zero, 0"},
		{".option rvc; j .-2048; j .-2050; jal .", "c.j -2048; jal zero, -2050; jal ra, 0"},
		{".option rvc; call .; tail .; jr a0; jalr a0", "jal ra, 0; c.j 0; c.jr a0; c.jalr a0"},
		{".option rvc; lw a0, x(a1); lw a0, y(a1); .equ x, 124; .equ y, 128", "c.lw a0, 124(a1); lw a0, 128(a1)"},
		{".option rvc; addi a0, a0, %lo(x); addi a0, a0, %lo(y); .equ x, 0x1001f; .equ y, 0x10020", "c.addi a0, 31; addi a0, a0, 32"},
		{".option rvc; addi a0, a0, 0; slli a0, a0, 0; add zero, a0, a1", "addi a0, a0, 0; slli a0, a0, 0; add zero, a0, a1"},
		// Written as such they need no option.
		{"c.addi a0, 1; c.lw a0, 4(a1); c.j .+4; c.beqz a0, .-6", "c.addi a0, 1; c.lw a0, 4(a1); c.j 4; c.beqz a0, -6"},
		{"c.addi16sp sp, -64; c.addi4spn a0, sp, 8; c.lui a0, 0xfffff; c.jalr a5", "c.addi16sp sp, -64; c.addi4spn a0, sp, 8; c.lui a0, 1048575; c.jalr a5"},
		{"c.nop; c.nop 5; c.addi a0, 0; c.li zero, 5", "c.nop; c.nop 5; c.addi a0, 0; c.li zero, 5"},
		{"c.unimp; unimp", ".half 0x0000; csrrw zero, cycle, zero"},
	} {
		src := strings.ReplaceAll(c.src, "; ", "\n")
		if got := strings.Join(texts(t, src), "; "); got != c.want {
			t.Errorf("%s: %s, want %s", c.src, got, c.want)
		}
	}
}

func TestCompressionErrors(t *testing.T) {
	for src, want := range map[string]string{
		"c.mv a0, a1":                       "t.s:1:1: there is no c.mv in capability pointer mode; use c.ymv",
		"c.fld fa0, 0(a0)":                  "t.s:1:1: there is no c.fld in capability pointer mode",
		".option nocapmode\nc.ly a0, 0(a0)": "t.s:2:1: there is no c.ly in integral pointer mode",
		"c.lw t0, 0(a0)":                    "t.s:1:10: c.lw takes s0, s1 and a0 to a5 there, not t0",
		"c.lw a0, 2(a0)":                    "t.s:1:10: 2 is not a multiple of 4, as c.lw needs",
		"c.addi16sp a0, 16":                 "t.s:1:16: c.addi16sp takes sp there, not a0",
		"c.add a0":                          `t.s:1:9: expected "," between the operands, found the end of the line; the form is c.add rd, rs2`,
		"c.sub t0, a0":                      "t.s:1:1: c.sub takes s0, s1 and a0 to a5 there, not t0",
		"c.jr zero":                         "t.s:1:1: c.jr with these operands is a reserved encoding",
		"c.j far\n.zero 4000\nfar:":         "t.s:1:5: 4002 is out of range for c.j (-2048 to 2046)",
		"c.lws a0, 0(sp)":                   "t.s:1:1: there is no instruction c.lws; did you mean c.lwsp?",
		".option pop":                       "t.s:1:9: .option pop without .option push",
		".option rvd":                       `t.s:1:9: there is no option "rvd"`,
		"lw a0, 0(zero)":                    "t.s:1:1: an access through zero is a reserved encoding in capability pointer mode",
		".byte 1\nnop":                      "t.s:2:1: this instruction is not at a multiple of 2; put .balign 2 before it",
		".option rvc\nbeqz a0, 5000":        "t.s:2:10: branch distance 5000 is out of range (-4096 to 4094); branch the other way round a j",
	} {
		_, err := Listing(Source{"t.s", src}, nil)
		if err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", src, err, want)
		}
	}
}

// TestIntegralMode: what is different in code for integral pointer mode.
func TestIntegralMode(t *testing.T) {
	src := ".option nocapmode\nbeq a0, a1, .\nbeq a0, a0, .\nlw a0, 16(zero)\nla a0, x\nlla a0, x\n.option capmode\nbeq a0, a1, .\nla a0, x\n.data\nx: .dword 1\n"
	want := "beq a0, a1, 0; beq a0, a0, 0; lw a0, 16(zero); auipc a0, 0; addi a0, a0, 84; auipc a0, 0; addi a0, a0, 76; beq a1, a0, 0; auipc a0, 0; ly a0, 32(a0)"
	got := strings.Join(texts(t, src), "; ")
	// The distance to the data is that of the layout; both forms reach the same.
	pick := func(s string) string {
		var out []string
		for _, p := range strings.Split(s, "; ") {
			if i := strings.LastIndexByte(p, ' '); strings.HasPrefix(p, "addi") || strings.HasPrefix(p, "ly") {
				p = p[:i]
			}
			out = append(out, p)
		}
		return strings.Join(out, "; ")
	}
	if pick(got) != pick(want) {
		t.Errorf("%s, want %s", got, want)
	}
}

// TestCodeAlignment: the padding between instructions is executed.
func TestCodeAlignment(t *testing.T) {
	im := mustBuild(t, Options{}, ".option rvc\nnop\n.balign 16\nx: nop\n.balign 4\n.byte 1\n.balign 8\ny: nop\n")
	want := "0100" + "0100" + "13000000" + "13000000" + "13000000" + "0100" + "0100" + "01" + "00" + "0100" + "0100"
	if got := hex.EncodeToString(im.Sections[0].Data); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// jumble is a random program of labels, jumps, branches, immediates that depend
// on addresses, and gaps.
func jumble(rng *rand.Rand, n int) string {
	jumps := []string{"beqz a0, l%d\n", "bnez s1, l%d\n", "j l%d\n", "jal l%d\n", "call l%d\n", "tail l%d\n", "blt a0, a1, l%d\n", "bne a1, t0, l%d\n"}
	var b strings.Builder
	for i := range n {
		target := max(0, min(n-1, i+rng.Intn(161)-80))
		fmt.Fprintf(&b, "l%d:\t", i)
		switch rng.Intn(10) {
		case 0:
			fmt.Fprintf(&b, "lw a0, %%lo(l%d)(a1)\n", target)
		case 1:
			fmt.Fprintf(&b, "addi a0, a0, (l%d-l%d)%%128\n", target, i)
		default:
			fmt.Fprintf(&b, jumps[rng.Intn(len(jumps))], target)
		}
		switch rng.Intn(12) {
		case 0:
			fmt.Fprintf(&b, ".balign %d\n", 2<<rng.Intn(5))
		case 1:
			fmt.Fprintf(&b, ".zero %d\n", 2*rng.Intn(90))
		}
	}
	return b.String()
}

// TestGrowth: with compression a program is the same instructions with the same
// targets, however the lengths of what is between them depend on each other.
func TestGrowth(t *testing.T) {
	rng := rand.New(rand.NewSource(1))
	for round := range 60 {
		src := jumble(rng, 50+rng.Intn(250))
		long, _ := decodeProgram(t, src, false)
		short, compressed := decodeProgram(t, src, true)
		if len(long) != len(short) || compressed < len(short)/5 {
			t.Fatalf("round %d: %d and %d instructions, %d of them compressed", round, len(long), len(short), compressed)
		}
		for i := range long {
			if long[i] != short[i] {
				t.Fatalf("round %d, instruction %d: %s, with compression %s", round, i, long[i], short[i])
			}
		}
	}
}

// decodeProgram is the instructions of a program, of jumps with the number of
// the instruction that is their target, and how many are compressed.
func decodeProgram(t *testing.T, src string, compress bool) (out []string, compressed int) {
	im, _, err := buildAll("p", []Source{{"p.s", src}}, Options{Compress: compress}, maxWork)
	if err != nil {
		t.Fatal(err)
	}
	number := map[uint64]int{}
	for i, l := range im.Lines {
		number[l.Addr] = i
	}
	for _, l := range im.Lines {
		in, _ := instAt(im.Sections[0].Data[l.Addr:], false)
		text := fmt.Sprintf("%s %d %d %d", in.Op, in.Rd, in.Rs1, in.Rs2)
		if f := in.Op.Row().Format; f == isa.FormatBranch || f == isa.FormatJ {
			target, ok := number[l.Addr+uint64(in.Imm)]
			if !ok {
				t.Fatalf("%v at %#x goes to no instruction", in, l.Addr)
			}
			text += fmt.Sprint(" to ", target)
		}
		out = append(out, text)
		if in.Size == 2 {
			compressed++
		}
	}
	return out, compressed
}

// TestGrowthEnds: each of these branches is long only because the next one is,
// and the last one is: more of them than there are passes.
func TestGrowthEnds(t *testing.T) {
	for _, n := range []int{3, 3 * maxPasses} {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "\tbeqz a0, to%d\n", i)
			if i > 0 {
				fmt.Fprintf(&b, "to%d:", i-1)
			}
			b.WriteString("\txor t4, t5, t6\n\t.zero 246\n")
		}
		fmt.Fprintf(&b, "\t.zero 300\nto%d:\tnop\n", n-1)
		out, compressed := decodeProgram(t, b.String(), true)
		if len(out) != 2*n+1 || compressed != 1 {
			t.Errorf("%d instructions, %d compressed", len(out), compressed)
		}
	}
}
