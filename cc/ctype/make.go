package ctype

// basic are the types that need no declaration. Pointers to them can be shared
// because types are never changed once they are complete.
var basic = [...]Type{
	Void:       {Kind: Void, Size: -1, Align: 1},
	Bool:       {Kind: Bool, Size: 1, Align: 1},
	Char:       {Kind: Char, Size: 1, Align: 1},
	SChar:      {Kind: SChar, Size: 1, Align: 1},
	UChar:      {Kind: UChar, Size: 1, Align: 1},
	Short:      {Kind: Short, Size: 2, Align: 2},
	UShort:     {Kind: UShort, Size: 2, Align: 2},
	Int:        {Kind: Int, Size: 4, Align: 4},
	UInt:       {Kind: UInt, Size: 4, Align: 4},
	Long:       {Kind: Long, Size: 8, Align: 8},
	ULong:      {Kind: ULong, Size: 8, Align: 8},
	LongLong:   {Kind: LongLong, Size: 8, Align: 8},
	ULongLong:  {Kind: ULongLong, Size: 8, Align: 8},
	IntCap:     {Kind: IntCap, Size: 16, Align: 16},
	UIntCap:    {Kind: UIntCap, Size: 16, Align: 16},
	Float:      {Kind: Float, Size: 4, Align: 4},
	Double:     {Kind: Double, Size: 8, Align: 8},
	LongDouble: {Kind: LongDouble, Size: 8, Align: 8},
	VaList:     {Kind: VaList, Size: 16, Align: 16},
	Error:      {Kind: Error, Size: 4, Align: 4},
}

// Basic is the unqualified type of a kind that needs no declaration.
func Basic(k Kind) *Type { return &basic[k] }

// PointerSize is the size and the alignment of a capability, in bytes.
const PointerSize = 16

// PointerTo is the type of pointers to t.
func PointerTo(t *Type) *Type {
	return &Type{Kind: Pointer, Size: PointerSize, Align: PointerSize, Elem: t}
}

// ArrayOf is the type of arrays of n elements; n is -1 for an unknown length.
func ArrayOf(elem *Type, n int64) *Type {
	t := &Type{Kind: Array, Size: -1, Align: elem.Align, Elem: elem, Len: n}
	if n >= 0 && elem.Size >= 0 {
		t.Size = n * elem.Size
	}
	return t
}

// VLAOf is the type of arrays whose length is the value of an expression.
func VLAOf(elem *Type, length any) *Type {
	return &Type{Kind: Array, Size: -1, Align: elem.Align, Elem: elem, Len: -1, VLA: length}
}

// FuncOf is the type of functions with a prototype.
func FuncOf(result *Type, params []Param, variadic bool) *Type {
	return &Type{Kind: Func, Size: -1, Align: 1, Elem: result, Params: params, Variadic: variadic}
}

// Tagged is the type of a new tag: incomplete, but for an enum, which is an
// unsigned int until Complete says what it is.
func Tagged(kind Kind, tag *Tag) *Type {
	t := &Type{Kind: kind, Size: -1, Align: 1, Tag: tag}
	if kind == Enum {
		t.Elem, t.Size, t.Align = Basic(UInt), 4, 4
	}
	tag.Size, tag.Align = t.Size, t.Align
	tag.types = append(tag.types, t)
	return t
}

// complete gives all types of the tag its size.
func (tag *Tag) complete(elem *Type) {
	tag.Done = true
	for _, t := range tag.types {
		t.Size, t.Align = tag.Size, max(tag.Align, t.more)
		if t.Kind == Enum {
			t.Elem = elem
		}
	}
}

// CompleteEnum makes an enum complete, with the integer type that holds its values.
func (tag *Tag) CompleteEnum(of *Type) {
	tag.Size, tag.Align = of.Size, of.Align
	tag.complete(of)
}

// copy is a copy of t that can be changed. Those of one tag are known to it, so
// that they become complete with it.
func (t *Type) copy() *Type {
	c := *t
	if t.Tag != nil {
		t.Tag.types = append(t.Tag.types, &c)
	}
	return &c
}

// Qualify is t with the qualifiers q added. Those of an array belong to its elements.
func (t *Type) Qualify(q Qual) *Type {
	if t.Kind == Array {
		if elem := t.Elem.Qualify(q); elem != t.Elem {
			c := *t
			c.Elem = elem
			return &c
		}
		return t
	}
	if t.Qual|q == t.Qual || t.Kind == Error {
		return t
	}
	return t.variant(t.Qual|q, t.Typedef, t.typedefQual)
}

// variant is t with other qualifiers and another name. Types of a tag are looked
// for among those that exist.
func (t *Type) variant(q Qual, name string, nameQual Qual) *Type {
	if t.Tag != nil {
		for _, v := range t.Tag.types {
			if v.Qual == q && v.Typedef == name && v.typedefQual == nameQual && v.more == t.more {
				return v
			}
		}
	}
	c := t.copy()
	c.Qual, c.Typedef, c.typedefQual = q, name, nameQual
	return c
}

// Unqualified is t without qualifiers; those of an array's elements stay.
func (t *Type) Unqualified() *Type {
	if t.Qual == 0 {
		return t
	}
	if t.Kind < Enum && t.more == 0 && t.Typedef == "" && !t.Negative {
		return Basic(t.Kind)
	}
	name := t.Typedef
	if t.typedefQual != 0 {
		name = "" // the qualifiers are part of what it names
	}
	return t.variant(0, name, 0)
}

// Named is t as the typedef name stands for it.
func (t *Type) Named(name string) *Type {
	return t.variant(t.Qual, name, t.Qual)
}

// Aligned is t with a greater (or with a typedef, any) alignment.
func (t *Type) Aligned(align int64) *Type {
	c := t.copy()
	c.Align, c.more = align, align
	return c
}
