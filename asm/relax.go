package asm

import (
	"ushell/image"
	"ushell/isa"
)

// item is something in a section that may change its size when distances are
// known: an instruction that may need more bytes, or the padding of an
// alignment behind one.
//
// What stands between items is a fragment: its bytes move together. So every
// place is noted as an offset, as if nothing had grown, with the number of its
// fragment; where it comes to lie is one addition.
type item struct {
	off   uint64 // of its first byte, as if nothing had grown
	first uint32 // bytes at first
	now   uint32 // bytes
	align uint32 // 0 for an instruction
	fix   int32  // index of the instruction's fixup
}

// Sizes of an instruction that branches or calls: in the last form a branch is
// the opposite branch around a jal, a call auipc and jalr.
const (
	compressedBytes = 2
	plainBytes      = 4
	pairBytes       = 8
)

// farSection is how large a section must be for calls to other sections to take
// two instructions from the beginning. Calls in a smaller one reach the veneers
// that the linker puts behind it.
const farSection = 512 << 10

// Rounds that end the search for the smallest sizes: after so many nothing is
// compressed whose distance may change, after twice as many nothing is plain
// that may have to be a pair.
const relaxRounds = 40

// settle gives every item its size, and every fragment its place. It says
// whether anything is different from what was assumed.
func (a *assembler) settle() bool {
	for round := 0; ; round++ {
		changed := false
		for _, s := range a.secs {
			if len(s.items) > 0 && s.moveFragments() {
				changed = true
			}
		}
		if !a.growItems(round / relaxRounds) {
			for _, s := range a.secs {
				if len(s.items) > 0 {
					s.rebuild()
				}
			}
			return changed
		}
	}
}

// moveFragments computes how far each fragment moves; true: some do.
func (s *section) moveFragments() (moved bool) {
	if s.shift == nil {
		s.shift = make([]int64, len(s.items)+1)
	}
	shift := int64(0)
	for i := range s.items {
		it := &s.items[i]
		if it.align > 0 {
			at := it.off + uint64(shift)
			it.now = uint32(-at & uint64(it.align-1))
		}
		shift += int64(it.now) - int64(it.first)
		s.shift[i+1] = shift
		moved = moved || shift != 0
	}
	return moved
}

// growItems makes those instructions longer that must be; false: none. late
// counts how often the rounds should have been enough.
func (a *assembler) growItems(late int) (grew bool) {
	for _, s := range a.secs {
		for i := range s.items {
			it := &s.items[i]
			if it.align > 0 {
				continue
			}
			f := &a.fixups[it.fix]
			need := a.need(f)
			switch {
			case late == 1:
				need = max(need, plainBytes)
			case late > 1:
				need = maxSize(f)
			}
			if need > f.size {
				f.size, it.now = need, uint32(need)
				grew = true
			}
		}
	}
	return grew
}

// maxSize is how long the instruction of f may become.
func maxSize(f *fixup) uint8 {
	if f.call || f.inst.Op.Row().Format == isa.FormatBranch {
		return pairBytes
	}
	return plainBytes
}

// need is how many bytes the instruction of f must have where things now are.
func (a *assembler) need(f *fixup) uint8 {
	format := f.inst.Op.Row().Format
	sec := a.secs[f.sec]
	in := f.inst
	if format != isa.FormatBranch && format != isa.FormatJ {
		return a.needImmediate(f)
	}
	ev := &evaluator{a: a, quiet: true}
	v, ok := ev.eval(f.e)
	switch {
	case !ok && !ev.later:
		return f.size // a mistake, reported later
	case ok && v.isNumber():
		in.Imm = v.n
	case ok && v.isPlace() && v.sec == f.sec:
		in.Imm = v.n - int64(sec.moved(f.frag, f.off))
	case f.call && sec.off() > farSection:
		return pairBytes
	default:
		return max(f.size, plainBytes)
	}
	if f.size == compressedBytes {
		if _, ok := isa.Compress(in, f.intMode); ok {
			return compressedBytes
		}
	}
	if in.Imm%2 != 0 { // a mistake
		return plainBytes
	}
	switch {
	case format == isa.FormatBranch && (in.Imm < -4096 || in.Imm > 4094), f.call && (in.Imm < -1<<20 || in.Imm >= 1<<20):
		return pairBytes
	}
	return plainBytes
}

// needImmediate is need for an instruction with an immediate that may have a
// compressed encoding.
func (a *assembler) needImmediate(f *fixup) uint8 {
	in := f.inst
	ev := &evaluator{a: a, quiet: true}
	v, ok := ev.eval(f.e)
	if !ok && !ev.later {
		return f.size
	}
	if !ok || !v.isNumber() {
		return plainBytes
	}
	in.Imm = v.n
	if in.Op.Row().Format == isa.FormatU {
		in.Imm = int64(int32(v.n << 12))
		if f.e.op == opHi {
			in.Imm = int64(int32(v.n))
		}
	}
	if _, ok := isa.Compress(in, f.intMode); ok {
		return compressedBytes
	}
	return plainBytes
}

// rebuild makes room for what has grown.
func (s *section) rebuild() {
	last := len(s.items)
	if s.bss {
		s.size += uint64(s.shift[last])
		return
	}
	changed := false
	for i := range s.items {
		changed = changed || s.items[i].now != s.items[i].first
	}
	if !changed {
		return
	}
	out := make([]byte, 0, len(s.data)+int(s.shift[last]))
	from := uint64(0)
	for i := range s.items {
		it := &s.items[i]
		out = append(out, s.data[from:it.off]...)
		from = it.off + uint64(it.first)
		switch {
		case it.align > 0 && s.flags&image.Exec != 0:
			out = appendPadding(out, uint64(it.now))
		default:
			out = append(out, make([]byte, it.now)...)
		}
	}
	s.data = append(out, s.data[from:]...)
}

// appendPadding appends n bytes of instructions that do nothing; a byte before
// an even offset is zero.
func appendPadding(b []byte, n uint64) []byte {
	if n%2 != 0 {
		b = append(b, 0)
		n--
	}
	if n%4 != 0 {
		b = append(b, 0x01, 0) // c.nop
		n -= 2
	}
	for ; n > 0; n -= 4 {
		b = append(b, 0x13, 0, 0, 0) // nop
	}
	return b
}
