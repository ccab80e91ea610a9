package ctype

// Same says whether a and b are the same type, qualifiers included. Names of
// typedefs do not matter.
func Same(a, b *Type) bool {
	if a == b {
		return true
	}
	if a.Kind != b.Kind || a.Qual != b.Qual {
		return false
	}
	return sameBelow(a, b, Same)
}

// sameBelow compares two types of one kind, and with same what they are made of.
func sameBelow(a, b *Type, same func(a, b *Type) bool) bool {
	switch a.Kind {
	case Struct, Union, Enum:
		return a.Tag == b.Tag
	case Pointer:
		return same(a.Elem, b.Elem)
	case Array:
		return a.Len == b.Len && a.VLA == b.VLA && same(a.Elem, b.Elem)
	case Func:
		if !same(a.Elem, b.Elem) || a.Variadic != b.Variadic || a.OldStyle != b.OldStyle || len(a.Params) != len(b.Params) {
			return false
		}
		for i := range a.Params {
			if !same(a.Params[i].Type.Unqualified(), b.Params[i].Type.Unqualified()) {
				return false
			}
		}
	}
	return true
}

// Compatible says whether a and b are compatible types (C11 6.2.7).
func Compatible(a, b *Type) bool {
	if a == b || a.Kind == Error || b.Kind == Error {
		return true
	}
	if a.Qual != b.Qual {
		return false
	}
	if a.Kind != b.Kind {
		// an enum is compatible with its integer type
		return a.Kind == Enum && a.Elem.Kind == b.Kind || b.Kind == Enum && b.Elem.Kind == a.Kind
	}
	switch a.Kind {
	case Array:
		if a.Len >= 0 && b.Len >= 0 && a.Len != b.Len {
			return false
		}
		return Compatible(a.Elem, b.Elem)
	case Func:
		return compatibleFuncs(a, b)
	}
	return sameBelow(a, b, Compatible)
}

func compatibleFuncs(a, b *Type) bool {
	if !Compatible(a.Elem.Unqualified(), b.Elem.Unqualified()) {
		return false
	}
	switch {
	case a.OldStyle && b.OldStyle:
		return true
	case b.OldStyle:
		a, b = b, a
		fallthrough
	case a.OldStyle:
		if b.Variadic || len(a.Params) > 0 && len(a.Params) != len(b.Params) {
			return false
		}
		for i, p := range b.Params {
			with := Promote(p.Type.Unqualified())
			if len(a.Params) > 0 {
				with = Promote(a.Params[i].Type.Unqualified())
			}
			if !Compatible(p.Type.Unqualified(), with) {
				return false
			}
		}
		return true
	}
	if a.Variadic != b.Variadic || len(a.Params) != len(b.Params) {
		return false
	}
	for i := range a.Params {
		if !Compatible(a.Params[i].Type.Unqualified(), b.Params[i].Type.Unqualified()) {
			return false
		}
	}
	return true
}

// Promote is the type that an argument of type t has without a prototype: the
// integer promotions, and float becomes double.
func Promote(t *Type) *Type {
	if t.Kind == Float {
		return Basic(Double)
	}
	return PromoteInt(t)
}

// PromoteInt is the type of t after the integer promotions (C11 6.3.1.1).
func PromoteInt(t *Type) *Type {
	b := t.Base()
	switch b.Kind {
	case Bool, Char, SChar, UChar, Short, UShort:
		return Basic(Int)
	}
	if t.Kind == Enum {
		return b
	}
	return t
}

// Common is the type of an operation on a and b, both arithmetic and promoted
// (C11 6.3.1.8).
func Common(a, b *Type) *Type {
	a, b = a.Unqualified(), b.Unqualified()
	if a.IsFloat() || b.IsFloat() {
		if !a.IsFloat() || b.IsFloat() && b.Kind > a.Kind {
			return Basic(b.Kind)
		}
		return Basic(a.Kind)
	}
	a, b = PromoteInt(a), PromoteInt(b)
	switch {
	case a.Kind == b.Kind:
		return a
	case a.Signed() == b.Signed():
		if a.Rank() > b.Rank() {
			return a
		}
		return b
	case a.Signed():
		a, b = b, a
	}
	// a is unsigned, b signed
	switch {
	case a.Rank() >= b.Rank():
		return a
	case b.Bits() > a.Bits() || b.IsCapInt() && a.Bits() < 64:
		return b
	}
	return b.Unsigned()
}

// Composite is the composite of two compatible types (C11 6.2.7).
func Composite(a, b *Type) *Type {
	if a == b || a.Kind != b.Kind {
		return a
	}
	switch a.Kind {
	case Pointer:
		if elem := Composite(a.Elem, b.Elem); elem != a.Elem {
			c := *a
			c.Elem, c.Typedef = elem, ""
			return &c
		}
	case Array:
		elem := Composite(a.Elem, b.Elem)
		switch {
		case a.Len < 0 && b.Len >= 0:
			return ArrayOf(elem, b.Len)
		case a.Len < 0 && a.VLA == nil && b.VLA != nil:
			return VLAOf(elem, b.VLA)
		case elem != a.Elem:
			c := *a
			c.Elem = elem
			return &c
		}
	case Func:
		return compositeFunc(a, b)
	}
	return a
}

func compositeFunc(a, b *Type) *Type {
	if a.OldStyle && !b.OldStyle {
		return b
	}
	if b.OldStyle || len(a.Params) != len(b.Params) {
		return a
	}
	c := *a
	c.Typedef = ""
	c.Elem = Composite(a.Elem, b.Elem)
	c.Params = make([]Param, len(a.Params))
	for i, p := range a.Params {
		t := p.Type
		if q := b.Params[i].Type; t.Qual == q.Qual {
			t = Composite(t, q)
		}
		c.Params[i] = Param{Name: p.Name, Type: t, Loc: p.Loc}
	}
	return &c
}
