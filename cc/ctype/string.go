package ctype

import (
	"strconv"
	"strings"
)

var names = [...]string{Void: "void", Bool: "_Bool", Char: "char", SChar: "signed char", UChar: "unsigned char",
	Short: "short", UShort: "unsigned short", Int: "int", UInt: "unsigned int", Long: "long", ULong: "unsigned long",
	LongLong: "long long", ULongLong: "unsigned long long", IntCap: "__intcap_t", UIntCap: "__uintcap_t",
	Float: "float", Double: "double", LongDouble: "long double", VaList: "__builtin_va_list", Error: "<error>"}

func (q Qual) String() string {
	var s []string
	for i, name := range [...]string{"const", "volatile", "restrict", "_Atomic"} {
		if q&(1<<i) != 0 {
			s = append(s, name)
		}
	}
	return strings.Join(s, " ")
}

// String is t as it would be written in a cast, with the names of typedefs that
// it was written with: "const char *", "int (*)[3]".
func (t *Type) String() string { return t.write("", true) }

// Canonical is String with typedefs replaced by what they stand for.
func (t *Type) Canonical() string { return t.write("", false) }

// Quoted is t in quotes for messages, behind it what it stands for when it was
// written with a typedef: 'size_t' (aka 'unsigned long').
func (t *Type) Quoted() string {
	s, c := t.String(), t.Canonical()
	if s == c || c == "" {
		return "'" + s + "'"
	}
	return "'" + s + "' (aka '" + c + "')"
}

// write is the declaration of inner with type t.
func (t *Type) write(inner string, typedefs bool) string {
	if typedefs && t.Typedef != "" {
		return declare(t.Qual&^t.typedefQual, t.Typedef, inner)
	}
	switch t.Kind {
	case Pointer:
		inner = strings.TrimPrefix(inner, " ")
		s := "*" + t.Qual.String()
		if t.Qual != 0 && inner != "" {
			s += " "
		}
		s += inner
		if e := t.Elem; (e.Kind == Array || e.Kind == Func) && (!typedefs || e.Typedef == "") {
			s = "(" + s + ")"
		}
		return t.Elem.write(s, typedefs)
	case Array:
		n := ""
		switch {
		case t.VLA != nil:
			n = "*"
		case t.Len >= 0:
			n = strconv.FormatInt(t.Len, 10)
		}
		return t.Elem.write(inner+"["+n+"]", typedefs)
	case Func:
		if inner == "" {
			inner = " "
		}
		return t.Elem.write(inner+"("+t.params(typedefs)+")", typedefs)
	}
	return declare(t.Qual, t.base(), inner)
}

// declare puts qualifiers, a type's name and a declarator together.
func declare(q Qual, name, inner string) string {
	if s := q.String(); s != "" {
		name = s + " " + name
	}
	if inner == "" || inner[0] == '[' {
		return name + inner
	}
	if inner[0] == ' ' {
		return name + inner
	}
	return name + " " + inner
}

func (t *Type) params(typedefs bool) string {
	var s []string
	for _, p := range t.Params {
		s = append(s, p.Type.write("", typedefs))
	}
	switch {
	case t.Variadic:
		s = append(s, "...")
	case len(s) == 0 && !t.OldStyle:
		return "void"
	}
	return strings.Join(s, ", ")
}

// base is the name of a type that is no derived one.
func (t *Type) base() string {
	var word string
	switch t.Kind {
	case Struct:
		word = "struct "
	case Union:
		word = "union "
	case Enum:
		word = "enum "
	default:
		return names[t.Kind]
	}
	if t.Tag.Name != "" {
		return word + t.Tag.Name
	}
	for _, v := range t.Tag.types {
		if v.Typedef != "" && v.Qual == 0 {
			return v.Typedef
		}
	}
	return word + "(unnamed)"
}
