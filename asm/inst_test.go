package asm

import (
	"encoding/hex"
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
		// A, F and D.
		{"amoadd.w a0, a1, (a2)", "amoadd.w a0, a1, (a2)"},
		{"amomaxu.d.aqrl a0, a1, 0(a2)", "amomaxu.d.aqrl a0, a1, (a2)"},
		{"lr.y.aq a0, (a1)", "lr.y.aq a0, (a1)"},
		{"sc.d.rl a0, a1, (a2)", "sc.d.rl a0, a1, (a2)"},
		{"fadd.s f10, fa1, ft2", "fadd.s fa0, fa1, ft2"},
		{"fadd.s fa0, fa1, fa2, dyn", "fadd.s fa0, fa1, fa2"},
		{"fmadd.d fa0, fa1, fa2, fa3, rtz", "fmadd.d fa0, fa1, fa2, fa3, rtz"},
		{"fcvt.w.s a0, fa0, rtz", "fcvt.w.s a0, fa0, rtz"},
		{"fcvt.d.w fa0, a0", "fcvt.d.w fa0, a0"},
		{"fcvt.d.w fa0, a0, dyn", "fcvt.d.w fa0, a0, dyn"},
		{"fcvt.d.s fa0, fa1, rne", "fcvt.d.s fa0, fa1"},
		{"fld fs0, -8(a0)", "fld fs0, -8(a0)"},
		{"fsw ft11, 4(a0)", "fsw ft11, 4(a0)"},
		{"fmv.x.s a0, fa0", "fmv.x.w a0, fa0"},
		{"fmv.s.x fa0, a0", "fmv.w.x fa0, a0"},
		{"fmv.s fa0, fa1", "fsgnj.s fa0, fa1, fa1"},
		{"fneg.d fa0, fa1", "fsgnjn.d fa0, fa1, fa1"},
		{"fabs.s fa0, fa1", "fsgnjx.s fa0, fa1, fa1"},
		{"fgt.s a0, fa0, fa1", "flt.s a0, fa1, fa0"},
		{"fge.d a0, fa0, fa1", "fle.d a0, fa1, fa0"},
		{"frcsr a0", "csrrs a0, fcsr, zero"},
		{"fscsr a0", "csrrw zero, fcsr, a0"},
		{"fscsr a0, a1", "csrrw a0, fcsr, a1"},
		{"frrm a0", "csrrs a0, frm, zero"},
		{"fsrm a0, a1", "csrrw a0, frm, a1"},
		{"fsrmi 1", "csrrwi zero, frm, 1"},
		{"fsrmi a0, 1", "csrrwi a0, frm, 1"},
		{"frflags a0", "csrrs a0, fflags, zero"},
		{"fsflags a0", "csrrw zero, fflags, a0"},
		{"fsflagsi 0", "csrrwi zero, fflags, 0"},
		// Zba, and what has no instruction of its own without Zbb.
		{"zext.w a0, a1", "add.uw a0, a1, zero"},
		{"zext.h a0, a1", "slli a0, a1, 48; srli a0, a0, 48"},
		{"sext.b a0, a1", "slli a0, a1, 56; srai a0, a0, 56"},
		{"sext.h a0, a1", "slli a0, a1, 48; srai a0, a0, 48"},
		{"ysh4add.uw a0, a1, a2", "ysh4add.uw a0, a1, a2"},
		{"slli.uw a0, a1, 63", "slli.uw a0, a1, 63"},
		{"pause", "fence w, 0"},
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

func TestFloats(t *testing.T) {
	for src, want := range map[string]string{
		".float 1.5, -2, 0x10":        "0000c03f" + "000000c0" + "00008041",
		".single 1e-3, .5e+1":         "6f12833a" + "0000a040",
		".float inf, -inf, nan, -nan": "0000807f" + "000080ff" + "0000c07f" + "0000c07f",
		".float 16777217, -0.0":       "0000804b" + "00000080",
		".float 0xffffff7fffffffff":   "ffff7f5f", // would be rounded up if rounded twice
		".double 0.1, 1e400000 ":      "error: a.s:1:14: 1e400000 does not fit 8 bytes",
		".double 0.1, 0x1.8p3":        "9a9999999999b93f" + "0000000000002840",
		".double 4.9e-324, 123456789": "0100000000000000" + "0000005434 6f9d41",
		".float 1e39":                 "error: a.s:1:8: 1e39 does not fit 4 bytes",
		".float x":                    `error: a.s:1:8: expected a number such as 1.5, inf or nan, found "x"`,
		".float 1.5.2":                `error: a.s:1:8: "1.5.2" is not a number of 64 bits`,
		".float":                      "error: a.s:1:7: expected a number such as 1.5, inf or nan, found the end of the line",
		".word 1.5":                   `error: a.s:1:7: expected a number or a symbol, found "1.5"`,
	} {
		im, err := Build("x", []Source{{"a.s", src}}, Options{})
		got := ""
		if err != nil {
			got = "error: " + err.Error()
		} else {
			got = hex.EncodeToString(im.Sections[0].Data)
		}
		if want := strings.ReplaceAll(want, "34 6f", "346f"); got != want {
			t.Errorf("%s: %s, want %s", src, got, want)
		}
	}
}

func TestFloatErrors(t *testing.T) {
	for src, want := range map[string]string{
		"fadd.s fa0, fa1, a2":       `a.s:1:18: expected a floating-point register, found "a2"; the form is fadd.s rd, rs1, rs2[, rm]`,
		"fadd.s fa0, fa1, fa2, rti": `a.s:1:23: expected rne, rtz, rdn, rup, rmm or dyn, found "rti"; the form is fadd.s rd, rs1, rs2[, rm]`,
		"add a0, a1, fa2":           `a.s:1:13: expected an integer register, found "fa2"; the form is add rd, rs1, rs2`,
		"fadd.s fa0, fa1, fx2":      `a.s:1:18: expected a floating-point register, found "fx2"; did you mean fa2?`,
		"amoadd.w a0, a1, 4(a2)":    `a.s:1:18: atomics have no offset: expected (REGISTER)`,
		"amoadd.w a0, a1, a2":       `a.s:1:18: expected OFFSET(REGISTER), found "a2"; write 0(a2)`,
		"lr.w a0, (zero)":           "a.s:1:1: an access through zero is a reserved encoding in capability pointer mode",
		"fmv.d fa0, a1":             `a.s:1:12: expected a floating-point register, found "a1"; the form is fmv.d rd, rs`,
	} {
		_, err := Build("x", []Source{{"a.s", src}}, Options{})
		if err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", src, err, want)
		}
	}
}
