package asm

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestOracle assembles every RV64 row of what an independent assembler does, in
// the modes that the row names, and disassembles its bytes. In the files rvyc-*
// compression is on.
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
		if len(col) < 6 || col[4] != "64" && col[4] != "both" {
			continue
		}
		if b, ok := corrected[col[0]]; ok {
			col[2] = b
		}
		for _, mode := range []string{"cap", "int"} {
			if col[3] == mode || col[3] == "both" {
				rows++
				checkRow(t, col[0], col[1], col[2], mode == "int", strings.HasPrefix(col[5], "rvyc-"))
			}
		}
	}
	if rows != 117 {
		t.Errorf("%d rows, want 117", rows)
	}
}

// checkRow assembles text alone, to the bytes of canonical, and disassembles
// them.
func checkRow(t *testing.T, text, canonical, bytes string, intMode, compress bool) {
	t.Helper()
	src := text + "\n"
	if compress {
		src = ".option rvc\n" + src
	}
	if intMode {
		src = ".option nocapmode\n" + src
	}
	lines, err := Listing(Source{"row.s", src}, nil)
	want := "0x0\t" + bytes + "\t" + canonical
	if err != nil || len(lines) != 1 || lines[0] != want {
		t.Errorf("%s: got %q, %v, want %q", text, lines, err, want)
	}
	word := ""
	for i := 0; i < len(bytes); i += 2 {
		word = bytes[i:i+2] + word
	}
	if text, err := Disassemble(word, intMode); err != nil || text != canonical {
		t.Errorf("%s: disassembles to %q, %v, want %q", bytes, text, err, canonical)
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
