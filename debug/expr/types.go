package expr

import (
	"fmt"
	"math"
	"strings"

	"ushell/image"
	"ushell/isa"
)

// types is the table of types of a program, and those that expressions make.
type types struct {
	d     *image.Debug
	extra []image.Type
}

// firstExtra is the number of the first type that an expression makes.
const firstExtra = 1 << 24

func (e *Env) types() *types {
	if e.tab == nil {
		e.tab = &types{d: &image.Debug{}}
		if e.Image != nil && e.Image.Debug != nil {
			e.tab.d = e.Image.Debug
		}
	}
	return e.tab
}

func (t *types) get(id image.TypeID) *image.Type {
	if n := int(id) - firstExtra; n >= 0 && n < len(t.extra) {
		return &t.extra[n]
	}
	return t.d.Type(id)
}

// resolve follows typedefs and qualifiers.
func (t *types) resolve(id image.TypeID) image.TypeID {
	for range 64 {
		switch x := t.get(id); x.Kind {
		case image.TypeTypedef, image.TypeConst, image.TypeVolatile, image.TypeAtomic:
			id = x.Elem
		case image.TypeForward:
			if full := t.d.TagNamed(image.TypeKind(x.Elem), x.Name); full >= 0 {
				return full
			}
			return id
		default:
			return id
		}
	}
	return 0
}

func (t *types) add(x image.Type) image.TypeID {
	for i := range t.extra {
		y := &t.extra[i]
		if y.Kind == x.Kind && y.Name == x.Name && y.Elem == x.Elem && y.Count == x.Count && y.Size == x.Size && y.Enc == x.Enc &&
			len(x.Params)+len(y.Params) == 0 && x.Kind != image.TypeFunc {
			return image.TypeID(firstExtra + i)
		}
	}
	t.extra = append(t.extra, x)
	return image.TypeID(firstExtra + len(t.extra) - 1)
}

func (t *types) pointer(elem image.TypeID) image.TypeID {
	return t.add(image.Type{Kind: image.TypePointer, Elem: elem})
}

func (t *types) array(elem image.TypeID, n int64) image.TypeID {
	return t.add(image.Type{Kind: image.TypeArray, Elem: elem, Count: n})
}

// base is a base type by its name.
func (t *types) base(name string) image.TypeID {
	for _, b := range baseTypes {
		if b.Name == name {
			return t.add(b)
		}
	}
	return 0
}

// baseTypes are the base types of the target.
var baseTypes = []image.Type{
	{Name: "_Bool", Size: 1, Enc: image.EncBool}, {Name: "char", Size: 1, Enc: image.EncUChar},
	{Name: "signed char", Size: 1, Enc: image.EncChar}, {Name: "unsigned char", Size: 1, Enc: image.EncUChar},
	{Name: "short", Size: 2, Enc: image.EncSigned}, {Name: "unsigned short", Size: 2, Enc: image.EncUnsigned},
	{Name: "int", Size: 4, Enc: image.EncSigned}, {Name: "unsigned int", Size: 4, Enc: image.EncUnsigned},
	{Name: "long", Size: 8, Enc: image.EncSigned}, {Name: "unsigned long", Size: 8, Enc: image.EncUnsigned},
	{Name: "long long", Size: 8, Enc: image.EncSigned}, {Name: "unsigned long long", Size: 8, Enc: image.EncUnsigned},
	{Name: "float", Size: 4, Enc: image.EncFloat}, {Name: "double", Size: 8, Enc: image.EncFloat},
	{Name: "long double", Size: 8, Enc: image.EncFloat},
	{Name: "__intcap_t", Size: 16, Enc: image.EncIntCap}, {Name: "__uintcap_t", Size: 16, Enc: image.EncUIntCap},
}

// maxSize bounds the size of a type: memory is smaller.
const maxSize = 1 << 40

// size is the size of a value of this type in bytes, 0 when it has none.
func (t *types) size(id image.TypeID, depth int) uint64 {
	if depth > 64 {
		return 0
	}
	switch x := t.get(t.resolve(id)); x.Kind {
	case image.TypePointer, image.TypeVaList:
		return 16
	case image.TypeArray:
		n := t.size(x.Elem, depth+1)
		if x.Count <= 0 || n > 0 && uint64(x.Count) > maxSize/n {
			return 0
		}
		return uint64(x.Count) * n
	case image.TypeEnum:
		return t.size(x.Elem, depth+1)
	case image.TypeBase, image.TypeStruct, image.TypeUnion:
		return min(x.Size, maxSize)
	}
	return 0
}

func (e *Env) sizeOf(id image.TypeID) uint64 { return e.types().size(id, 0) }

// encoding is that of a base type or of an enum's integers.
func (e *Env) encoding(id image.TypeID) image.Encoding {
	for range 8 {
		x := e.types().get(e.types().resolve(id))
		if x.Kind != image.TypeEnum {
			if x.Kind == image.TypeBase {
				return x.Enc
			}
			return image.EncVoid
		}
		id = x.Elem
	}
	return image.EncVoid
}

func (e *Env) kind(id image.TypeID) image.TypeKind { return e.types().get(e.types().resolve(id)).Kind }

func (e *Env) isPointer(id image.TypeID) bool {
	k := e.kind(id)
	return k == image.TypePointer || k == image.TypeVaList
}

func (e *Env) isCap(id image.TypeID) bool {
	enc := e.encoding(id)
	return e.isPointer(id) || enc == image.EncIntCap || enc == image.EncUIntCap
}

func (e *Env) isFloat(id image.TypeID) bool { return e.encoding(id) == image.EncFloat }

func (e *Env) isSigned(id image.TypeID) bool {
	switch e.encoding(id) {
	case image.EncSigned, image.EncChar, image.EncIntCap:
		return true
	}
	return false
}

func (e *Env) isVoid(id image.TypeID) bool {
	x := e.types().get(e.types().resolve(id))
	return x.Kind == image.TypeBase && x.Enc == image.EncVoid
}

// isInt says whether id is an integer type, enums and characters included.
func (e *Env) isInt(id image.TypeID) bool {
	enc := e.encoding(id)
	return enc != image.EncVoid && enc != image.EncFloat
}

func (e *Env) isScalar(id image.TypeID) bool { return e.isInt(id) || e.isFloat(id) || e.isPointer(id) }

func (e *Env) isChar(id image.TypeID) bool {
	enc := e.encoding(id)
	return (enc == image.EncChar || enc == image.EncUChar) && e.kind(id) == image.TypeBase
}

// elem is what a pointer points at or an array consists of.
func (e *Env) elem(id image.TypeID) image.TypeID {
	x := e.types().get(e.types().resolve(id))
	if x.Kind == image.TypePointer || x.Kind == image.TypeArray {
		return x.Elem
	}
	return 0
}

// TypeName is the type as a C compiler writes it in a message: "struct node *",
// "char[16]", "int (*)(const char *, ...)".
func (e *Env) TypeName(id image.TypeID) string { return e.types().name(id, "", 0) }

// name declares decl with the type id.
func (t *types) name(id image.TypeID, decl string, depth int) string {
	if depth > 64 {
		return "..."
	}
	before := func(s string) string {
		if decl == "" {
			return s
		}
		if decl[0] == '[' {
			return s + decl
		}
		return s + " " + decl
	}
	x := t.get(id)
	switch x.Kind {
	case image.TypePointer:
		inner := "*" + decl
		switch t.get(x.Elem).Kind {
		case image.TypeArray, image.TypeFunc:
			inner = "(" + inner + ")"
		}
		return t.name(x.Elem, inner, depth+1)
	case image.TypeArray:
		n := "[]"
		if x.Count >= 0 {
			n = fmt.Sprintf("[%d]", x.Count)
		}
		return t.name(x.Elem, decl+n, depth+1)
	case image.TypeFunc:
		var ps []string
		for _, p := range x.Params {
			ps = append(ps, t.name(p, "", depth+1))
		}
		if x.Variadic {
			ps = append(ps, "...")
		}
		if len(ps) == 0 {
			ps = []string{"void"}
		}
		params := "(" + strings.Join(ps, ", ") + ")"
		if decl == "" {
			return t.name(x.Elem, "", depth+1) + " " + params
		}
		return t.name(x.Elem, decl+params, depth+1)
	case image.TypeConst, image.TypeVolatile, image.TypeAtomic:
		word := map[image.TypeKind]string{image.TypeConst: "const", image.TypeVolatile: "volatile", image.TypeAtomic: "_Atomic"}[x.Kind]
		switch t.get(x.Elem).Kind {
		case image.TypePointer: // the pointer itself is const: it stands behind the star
			if decl != "" && decl[0] != '[' && decl[0] != '(' {
				word += " "
			}
			return t.name(x.Elem, word+decl, depth+1)
		case image.TypeArray:
			return t.name(x.Elem, decl, depth+1)
		}
		return word + " " + t.name(x.Elem, decl, depth+1)
	case image.TypeStruct:
		return before(tagged("struct", x.Name))
	case image.TypeUnion:
		return before(tagged("union", x.Name))
	case image.TypeEnum:
		return before(tagged("enum", x.Name))
	case image.TypeForward:
		word := map[image.TypeKind]string{image.TypeStruct: "struct", image.TypeUnion: "union", image.TypeEnum: "enum"}[image.TypeKind(x.Elem)]
		return before(tagged(word, x.Name))
	case image.TypeVaList:
		return before("va_list")
	case image.TypeBase:
		if x.Enc == image.EncVoid {
			return before("void")
		}
	}
	return before(x.Name)
}

func tagged(word, tag string) string {
	if tag == "" {
		return word + " {...}"
	}
	return word + " " + tag
}

// floatOf is the number that the bits of a float or double are.
func floatOf(bits, size uint64) float64 {
	if size == 4 {
		return float64(math.Float32frombits(uint32(bits)))
	}
	return math.Float64frombits(bits)
}

func regName(n uint8) string { return isa.RegName(n) }
