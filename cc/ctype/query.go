package ctype

// IsInteger says whether t is an integer type: _Bool, enums and capability
// integers are.
func (t *Type) IsInteger() bool { return t.Kind >= Bool && t.Kind <= UIntCap || t.Kind == Enum }

// IsFloat says whether t is a floating type.
func (t *Type) IsFloat() bool { return t.Kind >= Float && t.Kind <= LongDouble }

// IsArith says whether t is an arithmetic type.
func (t *Type) IsArith() bool { return t.IsInteger() || t.IsFloat() }

// IsPointer says whether t is a pointer.
func (t *Type) IsPointer() bool { return t.Kind == Pointer }

// IsScalar says whether t is an arithmetic type or a pointer.
func (t *Type) IsScalar() bool { return t.IsArith() || t.Kind == Pointer }

// IsRecord says whether t is a struct or a union.
func (t *Type) IsRecord() bool { return t.Kind == Struct || t.Kind == Union }

// IsCap says whether values of t are capabilities.
func (t *Type) IsCap() bool {
	return t.Kind == Pointer || t.Kind == IntCap || t.Kind == UIntCap || t.Kind == VaList
}

// IsCapInt says whether t is an integer in a capability.
func (t *Type) IsCapInt() bool { return t.Kind == IntCap || t.Kind == UIntCap }

// IsChar says whether t is a character type.
func (t *Type) IsChar() bool { return t.Kind >= Char && t.Kind <= UChar }

// Base is the integer type of an enum, and t itself otherwise.
func (t *Type) Base() *Type {
	if t.Kind == Enum {
		return t.Elem
	}
	return t
}

// Signed says whether t is a signed integer type.
func (t *Type) Signed() bool {
	switch t.Base().Kind {
	case SChar, Short, Int, Long, LongLong, IntCap:
		return true
	case Char:
		return t.Negative
	}
	return false
}

// Bits is the number of bits of the value of an integer type: of a capability
// integer those of its address.
func (t *Type) Bits() int {
	switch b := t.Base(); b.Kind {
	case Bool:
		return 1
	case IntCap, UIntCap:
		return 64
	default:
		return int(b.Size) * 8
	}
}

// Rank orders the integer types by their conversion rank (C11 6.3.1.1).
func (t *Type) Rank() int {
	switch t.Base().Kind {
	case Bool:
		return 1
	case Char, SChar, UChar:
		return 2
	case Short, UShort:
		return 3
	case Int, UInt:
		return 4
	case Long, ULong:
		return 5
	case LongLong, ULongLong:
		return 6
	case IntCap, UIntCap:
		return 7
	}
	return 0
}

// Unsigned is the unsigned type of the same rank.
func (t *Type) Unsigned() *Type {
	switch b := t.Base(); b.Kind {
	case Char, SChar:
		return Basic(UChar)
	case Short:
		return Basic(UShort)
	case Int:
		return Basic(UInt)
	case Long:
		return Basic(ULong)
	case LongLong:
		return Basic(ULongLong)
	case IntCap:
		return Basic(UIntCap)
	default:
		return b
	}
}

// Wrap is v as a value of the integer type t holds it, sign or zero extended
// from its bits; of _Bool 0 or 1.
func (t *Type) Wrap(v int64) int64 {
	if t.Base().Kind == Bool {
		if v != 0 {
			return 1
		}
		return 0
	}
	n := t.Bits()
	if n >= 64 || n == 0 {
		return v
	}
	if t.Signed() {
		return v << (64 - n) >> (64 - n)
	}
	return int64(uint64(v) << (64 - n) >> (64 - n))
}

// Complete says whether the size of t is known, or will be as the program runs.
func (t *Type) Complete() bool {
	switch t.Kind {
	case Void, Func:
		return false
	case Array:
		return (t.Len >= 0 || t.VLA != nil) && t.Elem.Complete()
	case Struct, Union:
		return t.Tag.Done
	}
	return true
}

// Variable says whether the size of t is known only as the program runs.
func (t *Type) Variable() bool {
	for ; t.Kind == Array; t = t.Elem {
		if t.VLA != nil {
			return true
		}
	}
	return false
}

// VariablyModified says whether t has a variable length array in it anywhere.
func (t *Type) VariablyModified() bool {
	for ; t != nil; t = t.Elem {
		switch {
		case t.VLA != nil:
			return true
		case t.Kind != Array && t.Kind != Pointer && t.Kind != Func:
			return false
		}
	}
	return false
}

// HasCap says whether an object of t holds capabilities.
func (t *Type) HasCap() bool {
	switch t.Kind {
	case Array:
		return t.Elem.HasCap()
	case Struct, Union:
		for _, f := range t.Tag.Members {
			if f.Type.HasCap() {
				return true
			}
		}
		return false
	}
	return t.IsCap()
}

// HasConst says whether t or a member of it is const: nothing can be assigned to it.
func (t *Type) HasConst() bool {
	if t.Qual&Const != 0 {
		return true
	}
	switch t.Kind {
	case Array:
		return t.Elem.HasConst()
	case Struct, Union:
		for _, f := range t.Tag.Members {
			if f.Type.HasConst() {
				return true
			}
		}
	}
	return false
}

// Find is the member of that name, with the anonymous members on the way to it
// before it; nil when there is none.
func (tag *Tag) Find(name string) []*Field {
	for _, f := range tag.Members {
		if f.Name == name && name != "" {
			return []*Field{f}
		}
	}
	for _, f := range tag.Members {
		if f.Name == "" && f.Type.IsRecord() {
			if path := f.Type.Tag.Find(name); path != nil {
				return append([]*Field{f}, path...)
			}
		}
	}
	return nil
}

// Names are the names of all members, those of anonymous members too.
func (tag *Tag) Names() []string {
	var out []string
	for _, f := range tag.Members {
		if f.Name == "" && f.Type.IsRecord() {
			out = append(out, f.Type.Tag.Names()...)
		} else if f.Name != "" {
			out = append(out, f.Name)
		}
	}
	return out
}
