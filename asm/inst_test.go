package asm

import (
	"strings"
	"testing"
)

// texts are the canonical texts of the instructions that src assembles to.
func texts(t *testing.T, src string) []string {
	t.Helper()
	lines, err := Listing(Source{"test.s", src}, nil)
	if err != nil {
		t.Errorf("%q: %v", src, err)
	}
	var out []string
	for _, l := range lines {
		out = append(out, l[strings.LastIndexByte(l, '\t')+1:])
	}
	return out
}

func TestInstructions(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		// Pseudo-instructions of the base set, in capability form.
		{"nop", "addi zero, zero, 0"},
		{"mv a0, a1", "addi a0, a1, 0"},
		{"ymv a0, a1", "ymv a0, a1"},
		{"not a0, a1", "xori a0, a1, -1"},
		{"neg a0, a1", "sub a0, zero, a1"},
		{"negw a0, a1", "subw a0, zero, a1"},
		{"sext.w a0, a1", "addiw a0, a1, 0"},
		{"zext.b a0, a1", "andi a0, a1, 255"},
		{"seqz a0, a1", "sltiu a0, a1, 1"},
		{"snez a0, a1", "sltu a0, zero, a1"},
		{"sltz a0, a1", "slt a0, a1, zero"},
		{"sgtz a0, a1", "slt a0, zero, a1"},
		{"j .+8", "jal zero, 8"},
		{"jal .", "jal ra, 0"},
		{"jal t0, .-4", "jal t0, -4"},
		{"jal ra, 16", "jal ra, 16"},
		{"jr a0", "jalr zero, 0(a0)"},
		{"jr 4(a0)", "jalr zero, 4(a0)"},
		{"jalr a0", "jalr ra, 0(a0)"},
		{"jalr 8(a0)", "jalr ra, 8(a0)"},
		{"jalr t0, a0", "jalr t0, 0(a0)"},
		{"jalr t0, 12(a0)", "jalr t0, 12(a0)"},
		{"jalr t0, a0, 12", "jalr t0, 12(a0)"},
		{"ret", "jalr zero, 0(ra)"},
		{"call .", "jal ra, 0"},
		{"tail .", "jal zero, 0"},
		{"csrr a0, mstatus", "csrrs a0, mstatus, zero"},
		{"csrw mtvec, a0", "csrrw zero, mtvec, a0"},
		{"csrs ddc, a0", "csrrs zero, ddc, a0"},
		{"csrc 0x416, a0", "csrrc zero, ddc, a0"},
		{"csrwi stidc, 3", "csrrwi zero, stidc, 3"},
		{"csrsi mstatus, 8", "csrrsi zero, mstatus, 8"},
		{"csrci mstatus, 8", "csrrci zero, mstatus, 8"},
		{"rdcycle a0", "csrrs a0, cycle, zero"},
		{"fence", "fence iorw, iorw"},
		{"fence rw, w", "fence rw, w"},
		{"sfence.vma", "sfence.vma zero, zero"},
		{"sfence.vma a0, a1", "sfence.vma a0, a1"},
		{"lw a0, (a1)", "lw a0, 0(a1)"},
		{"lw a0, -4*2(a1)", "lw a0, -8(a1)"},
		{"sw a0, (1+2)*4(a1)", "sw a0, 12(a1)"},
		{"lui a0, 0xfffff", "lui a0, 1048575"},
		{"lui a0, -1", "lui a0, 1048575"},
		// Section "BEQ, BNE": the register with the higher number comes first.
		{"beq a0, a1, .", "beq a1, a0, 0"},
		{"beq a1, a0, .", "beq a1, a0, 0"},
		{"bne zero, a0, .", "bne a0, zero, 0"},
		{"beqz a0, .", "beq a0, zero, 0"},
		{"bnez a0, .", "bne a0, zero, 0"},
		{"blez a0, .", "bge zero, a0, 0"},
		{"bgtz a0, .", "blt zero, a0, 0"},
		{"bltz a0, .", "blt a0, zero, 0"},
		{"bgez a0, .", "bge a0, zero, 0"},
		{"bgt a0, a1, .", "blt a1, a0, 0"},
		{"bleu a0, a1, .", "bgeu a1, a0, 0"},
		{"blt a0, a1, 8", "blt a0, a1, 8"},
		// RVY: an immediate makes yadd yaddi; older names; the only distance of srliy.
		{"yadd a0, a1, a2", "yadd a0, a1, a2"},
		{"yadd a0, a1, -16", "yaddi a0, a1, -16"},
		{"srliy a0, a1, 64", "yhir a0, a1"},
		{"ysentry a0, a1", "yseale a0, a1"},
		{"ysunseal a0, a1, a2", "yunseals a0, a1, a2"},
		{"packy a0, a1, a2", "yhiw a0, a1, a2"},
		{"ly x10, 16(x2)", "ly a0, 16(sp)"},
		{"sy fp, 'a'(sp)", "sy s0, 97(sp)"},
		{"ybndswi a0, a1, 1 << 12", "ybndswi a0, a1, 4096"},
		// li is as short as it can be made simply.
		{"li a0, 0", "addi a0, zero, 0"},
		{"li a0, -2048", "addi a0, zero, -2048"},
		{"li a0, 0x1000", "lui a0, 1"},
		{"li a0, 2048", "lui a0, 1; addiw a0, a0, -2048"},
		{"li a0, 0x7fffffff", "lui a0, 524288; addiw a0, a0, -1"},
		{"li a0, 0xffffffff", "addi a0, zero, 1; slli a0, a0, 32; addi a0, a0, -1"},
		{"li a0, 0x8000000000000000", "addi a0, zero, -1; slli a0, a0, 63"},
	} {
		if got := strings.Join(texts(t, c.src), "; "); got != c.want {
			t.Errorf("%s: %s, want %s", c.src, got, c.want)
		}
	}
}

// TestLoadImmediate follows the instructions that li makes.
func TestLoadImmediate(t *testing.T) {
	values := []int64{0, 1, -1, 1<<63 - 1, -1 << 63, 0x123456789abcdef0, -0x123456789abcdef0, 0x5555555555555555, 0x80000000, 0x80000fff}
	for i := range 64 {
		values = append(values, 1<<i, 1<<i-1, 1<<i+1, -1<<i+1, 0x7ff<<i, 0x800<<i, 0x801<<i)
	}
	for _, v := range values {
		seq := immediate(10, v)
		var x int64
		for _, in := range seq {
			if in.Rs1 == 0 {
				x = 0
			}
			switch in.Op.String() {
			case "lui":
				x = in.Imm
			case "addi":
				x += in.Imm
			case "addiw":
				x = int64(int32(x + in.Imm))
			case "slli":
				x <<= uint(in.Imm)
			}
		}
		if x != v || len(seq) > 8 {
			t.Errorf("%#x: %d instructions give %#x", v, len(seq), x)
		}
	}
}

// TestExpressions checks values, by the bytes of .dword.
func TestExpressions(t *testing.T) {
	for src, want := range map[string]int64{
		"1 + 2 * 3":             7,
		"(1 + 2) * 3":           9,
		"7 / 2 - 7 % 4":         0,
		"1 << 4 | 1":            17,
		"6 & 3 == 3":            0,
		"(6 & 3) == 2":          1,
		"1 || 0 && 0":           1,
		"!0 + ~0":               0,
		"-1 >> 60":              15,
		"- - 3":                 3,
		"2 < 3 != 3 >= 4":       1,
		"'a' + '\\n'":           107,
		"'\\x41'":               65,
		"0b1010 ^ 017":          5,
		"0xffffffffffffffff":    -1,
		"%lo(0x12345fff)":       -1,
		"%hi(0x12345fff)":       0x12346000,
		"5 - 7 - 1":             -3,
		"2 - -3":                5,
		"known * 2":             84,
		"end - start":           8,
		"end > start":           1,
		"later":                 9,
		"len":                   8,
		"alias - start":         4,
		"onebefore - start":     0,
		"(end - start) / 4 * 2": 4,
	} {
		im, err := Build("x", []Source{{"x.s", `
		.equ known, 42
start:		.word 0
1:	onebefore = 1b - 4
		.word 0
end:		.set len, . - start
		.set alias, start + 4
		.data
		.word 0, 0, 0
		.globl value
	value:	.dword ` + src + `
		later = 9`}}, Options{})
		if err != nil {
			t.Errorf("%s: %v", src, err)
			continue
		}
		data := im.SectionAt(mustSymbol(t, im, "value")).Data[12:]
		var got int64
		for i := 7; i >= 0; i-- {
			got = got<<8 | int64(data[i])
		}
		if got != want {
			t.Errorf("%s is %d, want %d", src, got, want)
		}
	}
}
