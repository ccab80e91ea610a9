package asm

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestOracle assembles every RV64 capability-mode row of what an independent
// assembler does, and disassembles its bytes.
func TestOracle(t *testing.T) {
	f, err := os.Open("testdata/rvy-encodings.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	// Section "YHIR" of the specification: "yhir rd, cs1 is a pseudo instruction
	// for a XLEN-wide right shift (SRLIY)", an instruction of RVY-MISC
	// (funct3=101) with shamt=XLEN. The row has the encoding of an earlier draft.
	corrected := map[string]string{"yhir a0, a0": "7b550504"}
	rows := 0
	for sc := bufio.NewScanner(f); sc.Scan(); {
		col := strings.Split(sc.Text(), "\t")
		if len(col) < 6 || !strings.HasPrefix(col[5], "rvy-") || col[3] != "cap" && col[3] != "both" || col[4] != "64" && col[4] != "both" {
			continue
		}
		rows++
		if b, ok := corrected[col[0]]; ok {
			col[2] = b
		}
		lines, err := Listing(Source{"row.s", col[0] + "\n"}, nil)
		want := "0x0\t" + col[2] + "\t" + col[1]
		if err != nil || len(lines) != 1 || lines[0] != want {
			t.Errorf("%s: got %q, %v, want %q", col[0], lines, err, want)
		}
		b := col[2]
		if text, err := Disassemble(b[6:8] + b[4:6] + b[2:4] + b[0:2]); err != nil || text != col[1] {
			t.Errorf("%s: disassembles to %q, %v, want %q", b, text, err, col[1])
		}
	}
	if rows < 30 {
		t.Errorf("only %d rows", rows)
	}
}

// TestKernelSources assembles the kernel as a whole.
func TestKernelSources(t *testing.T) {
	dir := "../ufork/first"
	include := func(name, from string) (Source, error) {
		b, err := os.ReadFile(filepath.Join(dir, name))
		return Source{name, string(b)}, err
	}
	var srcs []Source
	for _, n := range []string{"boot.s", "calls.s", "fork.s"} {
		s, err := include(n, "")
		if err != nil {
			t.Fatal(err)
		}
		srcs = append(srcs, s)
	}
	im, err := Build("first", srcs, Options{Base: 0x80000000, Include: include})
	if err != nil {
		t.Fatal(err.(Errors).Pretty())
	}
	if len(im.Probes) < 4 || im.Entry != 0x80000000 {
		t.Errorf("%d probes, entry %#x", len(im.Probes), im.Entry)
	}
}
