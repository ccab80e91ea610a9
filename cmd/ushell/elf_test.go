package main

import (
	"encoding/hex"
	"os"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"ushell/asm"
	"ushell/ufork"
)

// makeELF assembles a source and writes it as an ELF file: elf BASE SOURCE FILE.
func makeELF(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: elf BASE SOURCE FILE")
	}
	base, err := strconv.ParseUint(args[0], 0, 64)
	ts.Check(err)
	src := asm.Source{Name: args[1]}
	if strings.HasPrefix(args[1], "@") {
		src, err = ufork.ReadSource(args[1])
		ts.Check(err)
	} else {
		src.Text = ts.ReadFile(args[1])
	}
	im, err := asm.Build(args[1], []asm.Source{src}, asm.Options{Base: base, Include: ufork.Include})
	ts.Check(err)
	b, err := im.WriteELF()
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), b, 0o666))
}

// damage copies a file with other bytes at some offset, or cut there when
// there are none: damage FILE COPY OFFSET [BYTES].
func damage(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 || len(args) > 4 {
		ts.Fatalf("usage: damage FILE COPY OFFSET [BYTES]")
	}
	b := []byte(ts.ReadFile(args[0]))
	off, err := strconv.ParseUint(args[2], 0, 64)
	ts.Check(err)
	if len(args) == 3 {
		b = b[:off]
	} else {
		patch, err := hex.DecodeString(args[3])
		ts.Check(err)
		copy(b[off:], patch)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), b, 0o666))
}
