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
	im, err := Build(src.Name, []Source{src}, Options{Include: include})
	if err != nil {
		return nil, err
	}
	return listing(im), nil
}

func listing(im *image.Image) []string {
	var out []string
	for _, l := range im.Lines {
		s := im.SectionAt(l.Addr)
		if s == nil || s.Flags&image.Exec == 0 {
			continue
		}
		b := s.Data[l.Addr-s.Addr:][:4]
		in := isa.Decode(binary.LittleEndian.Uint32(b), false)
		out = append(out, fmt.Sprintf("%#x\t%s\t%s", l.Addr, hex.EncodeToString(b), in))
	}
	return out
}

// Disassemble is the canonical text of one instruction word, given as 4 or 8
// hexadecimal digits of an integer, with or without 0x.
func Disassemble(word string) (string, error) {
	s := strings.TrimSpace(word)
	s = strings.TrimPrefix(strings.TrimPrefix(s, "0x"), "0X")
	v, err := strconv.ParseUint(s, 16, 32)
	if err != nil || len(s) != 4 && len(s) != 8 {
		return "", fmt.Errorf("%q is not an instruction word: expected 4 or 8 hexadecimal digits", word)
	}
	if len(s) == 4 {
		if v&3 == 3 {
			return "", fmt.Errorf("%s begins a longer instruction: expected 8 digits", word)
		}
		return "", fmt.Errorf("%s is a compressed instruction, which this machine does not have", word)
	}
	in := isa.Decode(uint32(v), false)
	if in.Op == isa.Invalid {
		return "", fmt.Errorf("%s is no instruction of this machine", word)
	}
	return in.String(), nil
}
