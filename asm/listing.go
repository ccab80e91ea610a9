package asm

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"ushell/image"
	"ushell/isa"
)

// Listing assembles one file at origin 0 and answers one line an instruction:
// address, bytes in memory order, canonical text, separated by tabs.
func Listing(src Source, include func(name, from string) (Source, error)) ([]string, error) {
	im, l, err := buildAll(src.Name, []Source{src}, Options{Include: include}, maxWork)
	if err != nil {
		return nil, err
	}
	return listing(im, l.integral()), nil
}

// integral are the addresses of the instructions for integral pointer mode.
func (l *linker) integral() map[uint64]bool {
	m := map[uint64]bool{}
	for _, p := range l.objs {
		for i := range p.obj.Sections {
			for _, ln := range p.obj.Sections[i].Lines {
				if ln.IntMode {
					m[p.addr[i]+ln.Off] = true
				}
			}
		}
	}
	return m
}

func listing(im *image.Image, integral map[uint64]bool) []string {
	var out []string
	for _, l := range im.Lines {
		s := im.SectionAt(l.Addr)
		if s == nil || s.Flags&image.Exec == 0 {
			continue
		}
		in, b := instAt(s.Data[l.Addr-s.Addr:], integral[l.Addr])
		out = append(out, fmt.Sprintf("%#x\t%s\t%s", l.Addr, hex.EncodeToString(b), in))
	}
	return out
}

// instAt is the instruction at the beginning of code, and its bytes.
func instAt(code []byte, intMode bool) (isa.Inst, []byte) {
	w := uint32(binary.LittleEndian.Uint16(code))
	if w&3 == 3 && len(code) >= 4 {
		w = binary.LittleEndian.Uint32(code)
	}
	in := isa.Decode(w, intMode)
	return in, code[:in.Size]
}

// Disassemble is the canonical text of one instruction word, given as 4 or 8
// hexadecimal digits of an integer, with or without 0x, in integral or in
// capability pointer mode.
func Disassemble(word string, intMode bool) (string, error) {
	s := strings.TrimSpace(word)
	s = strings.TrimPrefix(strings.TrimPrefix(s, "0x"), "0X")
	v, err := strconv.ParseUint(s, 16, 32)
	if err != nil || len(s) != 4 && len(s) != 8 {
		return "", fmt.Errorf("%q is not an instruction word: expected 4 or 8 hexadecimal digits", word)
	}
	in := isa.Decode(uint32(v), intMode)
	switch {
	case len(s) == 4 && v&3 == 3:
		return "", fmt.Errorf("%s begins a longer instruction: expected 8 digits", word)
	case in.Op == isa.Invalid:
		return "", fmt.Errorf("%s is no instruction of this machine", word)
	case len(s) == 8 && in.Size == 2:
		return "", fmt.Errorf("%s begins with an instruction of 16 bits: expected 4 digits", word)
	}
	return in.String(), nil
}
