package ctype

// Layout says how a struct or union is to be laid out.
type Layout struct {
	Packed bool
	Align  int64 // at least, 0 when nothing was said
	Pack   int64 // of #pragma pack: at most, for each member; 0 when nothing was said
}

// Complete lays the members out, as GCC does for RV64 with the LP64 ABI (the
// RISC-V psABI leaves bit-fields to it: units of the declared type, never across
// its natural boundary unless packed), and makes the tag complete. It answers
// false when the size overflows. Fields have Type, Bits and IsBits set, and their
// own alignment in aligns, 0 where nothing was said.
func (tag *Tag) Complete(kind Kind, members []*Field, aligns []int64, packed []bool, l Layout) bool {
	lay := layouter{union: kind == Union, Layout: l, align: 1}
	tag.Members = members
	tag.Packed = l.Packed
	for i, f := range members {
		lay.one = l.Packed || packed[i]
		lay.field(f, aligns[i])
	}
	if n := len(members); n > 0 && members[n-1].Type.Kind == Array && members[n-1].Type.Size <= 0 && kind == Struct {
		tag.Flex = members[n-1].Type.Len < 0
	}
	tag.Align = max(lay.align, l.Align)
	bytes := (max(lay.bit, lay.most) + 7) / 8
	tag.Size = roundUp(bytes, tag.Align)
	ok := !lay.over && tag.Size <= maxSize
	if !ok {
		tag.Size = tag.Align
	}
	tag.complete(nil)
	return ok
}

// maxSize bounds the size of an object, in bytes.
const maxSize = 1 << 58

// MaxSize is the greatest size that an array can have, in bytes.
const MaxSize = int64(1<<63 - 1)

func roundUp(n, align int64) int64 { return (n + align - 1) / align * align }

// layouter places one member after the other.
type layouter struct {
	Layout
	union bool
	one   bool  // the member is packed
	bit   int64 // the first free bit
	most  int64 // of a union, the end of the largest member
	align int64
	over  bool
}

func (l *layouter) field(f *Field, align int64) {
	if l.union {
		l.bit = 0
	}
	if f.IsBits {
		l.bits(f, align)
	} else {
		own := max(f.Type.Align, 1)
		if l.one {
			own = 1
		}
		own = max(own, align)
		if l.Pack > 0 {
			own = min(own, l.Pack)
		}
		f.Off = roundUp((l.bit+7)/8, own)
		if f.Type.Size > maxSize {
			l.over = true
			return
		}
		l.bit = (f.Off + max(f.Type.Size, 0)) * 8
		l.align = max(l.align, own)
	}
	l.over = l.over || l.bit > maxSize*8 || l.bit < 0
	if l.over {
		l.bit = 0
	}
	l.most = max(l.most, l.bit)
}

// bits places a bit-field. Under #pragma pack they follow each other without
// regard to units; those without a name do not count for the alignment.
func (l *layouter) bits(f *Field, align int64) {
	own := f.Type.Align
	if f.Bits == 0 { // what follows begins at a boundary
		l.bit = roundUp(l.bit, max(own, align)*8)
		f.Off = l.bit / 8
		return
	}
	if l.Pack > 0 {
		align = min(align, l.Pack)
	}
	if align > 0 {
		l.bit = roundUp(l.bit, align*8)
	}
	width, free := int64(f.Bits), l.one || l.Pack > 0
	if !free && (l.bit%(own*8)+width+own*8-1)/(own*8) > f.Type.Size/own {
		l.bit = roundUp(l.bit, own*8)
	}
	if f.Name != "" {
		switch {
		case l.Pack > 0:
			align = max(align, min(own, l.Pack))
		case !l.one:
			align = max(align, own)
		}
		l.align = max(l.align, align)
	}
	f.place(l.bit, own, free)
	l.bit += width
}

// place finds the storage unit of a bit-field: the aligned one of its type that
// holds it. In a packed struct it begins at a byte, and the unit can reach behind
// the struct, or the last bits lie behind the unit: only the bytes that hold bits
// of the field may be touched.
func (f *Field) place(bit, align int64, packed bool) {
	if packed {
		align = 1
	}
	f.Off = bit / (align * 8) * align
	f.BitOff = int(bit - f.Off*8)
}
