package ctype

import "testing"

func ptr(t *Type) *Type { return PointerTo(t) }

func TestString(t *testing.T) {
	char, integer := Basic(Char), Basic(Int)
	size := Basic(ULong).Named("size_t")
	s := Tagged(Struct, &Tag{Name: "s"})
	anonymous := Tagged(Struct, &Tag{})
	anonymous.Named("point")
	f := FuncOf(integer, []Param{{Type: ptr(char.Qualify(Const))}}, true)
	for _, c := range []struct {
		t    *Type
		want string
	}{
		{integer, "int"},
		{Basic(UIntCap), "__uintcap_t"},
		{ptr(char.Qualify(Const)), "const char *"},
		{ptr(ptr(char)).Qualify(Const), "char **const"},
		{ArrayOf(integer, 3), "int[3]"},
		{ArrayOf(ArrayOf(ptr(integer), 3), -1), "int *[][3]"},
		{ptr(ArrayOf(integer, 3)), "int (*)[3]"},
		{f, "int (const char *, ...)"},
		{ptr(f), "int (*)(const char *, ...)"},
		{ArrayOf(ptr(FuncOf(Basic(Void), nil, false)), 2), "void (*[2])(void)"},
		{FuncOf(ptr(f), []Param{{Type: size}}, false), "int (*(size_t))(const char *, ...)"},
		{s.Qualify(Const | Volatile), "const volatile struct s"},
		{ptr(s.Qualify(Const)), "const struct s *"},
		{size.Qualify(Const), "const size_t"},
		{anonymous, "point"},
		{Tagged(Union, &Tag{}), "union (unnamed)"},
		{VLAOf(integer, 1), "int[*]"},
		{integer.Qualify(Atomic), "_Atomic int"},
	} {
		if got := c.t.String(); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
	if got, want := ptr(size).Quoted(), "'size_t *' (aka 'unsigned long *')"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// A type of a tag becomes complete with it, however it is qualified and named.
func TestComplete(t *testing.T) {
	tag := &Tag{Name: "s"}
	s := Tagged(Struct, tag)
	c, n := s.Qualify(Const), s.Named("name")
	if s.Complete() || c.Complete() || c.Size != -1 {
		t.Fatal("complete too early")
	}
	tag.Complete(Struct, []*Field{{Name: "p", Type: ptr(s)}, {Name: "n", Type: Basic(Int)}}, []int64{0, 0}, []bool{false, false}, Layout{})
	for _, x := range []*Type{s, c, n, s.Qualify(Const), c.Unqualified()} {
		if x.Size != 32 || x.Align != 16 || !x.Complete() {
			t.Errorf("%s: %d bytes, aligned to %d", x, x.Size, x.Align)
		}
	}
	if !Same(s, n) || Same(s, c) || !Same(c.Unqualified(), s) || !Compatible(ptr(n), ptr(s)) {
		t.Error("types of one tag are not the same")
	}
}

// Layouts that GCC gives structs for LP64.
func TestLayout(t *testing.T) {
	bits := func(name string, k Kind, n int) *Field {
		return &Field{Name: name, Type: Basic(k), Bits: n, IsBits: true}
	}
	plain := func(name string, typ *Type) *Field { return &Field{Name: name, Type: typ} }
	for _, c := range []struct {
		what        string
		kind        Kind
		fields      []*Field
		layout      Layout
		size, align int64
		at          []int64 // the first bit of each field
	}{
		{"padding", Struct, []*Field{plain("c", Basic(Char)), plain("l", Basic(Long)), plain("s", Basic(Short))}, Layout{}, 24, 8, []int64{0, 64, 128}},
		{"capability", Struct, []*Field{plain("i", Basic(Int)), plain("p", ptr(Basic(Void)))}, Layout{}, 32, 16, []int64{0, 128}},
		{"bits share a unit", Struct, []*Field{bits("a", Int, 3), bits("b", Int, 29), bits("c", Int, 1)}, Layout{}, 8, 4, []int64{0, 3, 32}},
		{"never across a unit", Struct, []*Field{bits("a", Int, 20), bits("b", Int, 20)}, Layout{}, 8, 4, []int64{0, 32}},
		{"types of different size", Struct, []*Field{bits("a", Char, 4), bits("b", Int, 12), bits("c", Long, 40)}, Layout{}, 8, 8, []int64{0, 4, 16}},
		{"behind a char", Struct, []*Field{plain("c", Basic(Char)), bits("b", Int, 24)}, Layout{}, 4, 4, []int64{0, 8}},
		{"zero width", Struct, []*Field{bits("a", Char, 3), bits("", Int, 0), bits("b", Char, 3)}, Layout{}, 5, 1, []int64{0, 32, 32}},
		{"unnamed bits do not align", Struct, []*Field{plain("c", Basic(Char)), bits("", Long, 8)}, Layout{}, 2, 1, []int64{0, 8}},
		{"packed", Struct, []*Field{plain("c", Basic(Char)), plain("l", Basic(Long)), bits("a", Int, 5), bits("b", Int, 31)}, Layout{Packed: true}, 14, 1, []int64{0, 8, 72, 77}},
		{"pack(2)", Struct, []*Field{plain("c", Basic(Char)), plain("l", Basic(Long)), bits("a", Int, 20), bits("b", Int, 20)}, Layout{Pack: 2}, 16, 2, []int64{0, 16, 80, 100}},
		{"aligned", Struct, []*Field{plain("c", Basic(Char))}, Layout{Align: 32}, 32, 32, []int64{0}},
		{"union", Union, []*Field{plain("c", ArrayOf(Basic(Char), 5)), bits("b", Int, 9), plain("s", Basic(Short))}, Layout{}, 8, 4, []int64{0, 0, 0}},
		{"flexible", Struct, []*Field{plain("n", Basic(Int)), plain("d", ArrayOf(Basic(Long), -1))}, Layout{}, 8, 8, []int64{0, 64}},
		{"empty", Struct, nil, Layout{}, 0, 1, nil},
	} {
		tag := &Tag{}
		typ := Tagged(c.kind, tag)
		if !tag.Complete(c.kind, c.fields, make([]int64, len(c.fields)), make([]bool, len(c.fields)), c.layout) {
			t.Errorf("%s: too large", c.what)
		}
		if typ.Size != c.size || typ.Align != c.align {
			t.Errorf("%s: %d bytes, aligned to %d; want %d and %d", c.what, typ.Size, typ.Align, c.size, c.align)
		}
		for i, f := range tag.Members {
			if got := f.Off*8 + int64(f.BitOff); got != c.at[i] {
				t.Errorf("%s: %s at bit %d, want %d", c.what, f.Name, got, c.at[i])
			}
			if !tag.Packed && c.layout.Pack == 0 && f.IsBits && f.BitOff+f.Bits > int(f.Type.Size)*8 {
				t.Errorf("%s: %s reaches behind its unit", c.what, f.Name)
			}
		}
		if tag.Flex != (c.what == "flexible") {
			t.Errorf("%s: flexible: %v", c.what, tag.Flex)
		}
	}
	huge := &Tag{}
	Tagged(Struct, huge)
	big := plain("a", ArrayOf(Basic(Char), 1<<62))
	if huge.Complete(Struct, []*Field{big, {Name: "b", Type: big.Type}}, make([]int64, 2), make([]bool, 2), Layout{}) {
		t.Error("a struct of 2^63 bytes is accepted")
	}
}

func TestCommon(t *testing.T) {
	for _, c := range [][3]Kind{
		{Int, Int, Int}, {Char, Short, Int}, {Int, UInt, UInt}, {UInt, Long, Long}, {ULong, Long, ULong}, {ULong, LongLong, ULongLong},
		{Long, LongLong, LongLong}, {Int, Float, Float}, {Float, Double, Double}, {LongDouble, ULong, LongDouble},
		{Int, IntCap, IntCap}, {ULong, IntCap, UIntCap}, {UIntCap, Int, UIntCap}, {UInt, IntCap, IntCap}, {Bool, Bool, Int},
	} {
		for _, k := range [][2]Kind{{c[0], c[1]}, {c[1], c[0]}} {
			if got := Common(Basic(k[0]), Basic(k[1])); got.Kind != c[2] {
				t.Errorf("%s and %s: %s, want %s", Basic(k[0]), Basic(k[1]), got, Basic(c[2]))
			}
		}
	}
}

func TestCompatible(t *testing.T) {
	i, s := Basic(Int), Tagged(Struct, &Tag{Name: "s"})
	params := func(ts ...*Type) (ps []Param) {
		for _, t := range ts {
			ps = append(ps, Param{Type: t})
		}
		return ps
	}
	old := FuncOf(i, nil, false)
	old.OldStyle = true
	enum := Tagged(Enum, &Tag{Name: "e"})
	for _, c := range []struct {
		a, b *Type
		want bool
	}{
		{i, i, true}, {i, Basic(UInt), false}, {i, i.Qualify(Const), false}, {ptr(i), ptr(i.Qualify(Const)), false},
		{ArrayOf(i, 3), ArrayOf(i, -1), true}, {ArrayOf(i, 3), ArrayOf(i, 4), false}, {s, Tagged(Struct, &Tag{Name: "s"}), false},
		{FuncOf(i, params(i), false), FuncOf(i, params(i.Qualify(Const)), false), true},
		{FuncOf(i, params(i), false), FuncOf(i, params(i, i), false), false},
		{FuncOf(i, params(i), false), FuncOf(i, params(i), true), false},
		{old, FuncOf(i, params(i), false), true}, {old, FuncOf(i, params(Basic(Char)), false), false}, {old, FuncOf(i, params(i), true), false},
		{enum, Basic(UInt), true}, {enum, i, false}, {Basic(Char), Basic(UChar), false}, {Basic(Long), Basic(LongLong), false},
	} {
		if got := Compatible(c.a, c.b); got != c.want || Compatible(c.b, c.a) != got {
			t.Errorf("%s and %s: %v", c.a, c.b, got)
		}
	}
	if c := Composite(ptr(ArrayOf(i, -1)), ptr(ArrayOf(i, 5))); c.String() != "int (*)[5]" {
		t.Errorf("composite %s", c)
	}
	if c := Composite(old, FuncOf(i, params(ptr(i)), false)); c.String() != "int (int *)" {
		t.Errorf("composite %s", c)
	}
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		k       Kind
		v, want int64
	}{
		{Bool, 256, 1}, {Bool, 0, 0}, {Char, -1, 255}, {SChar, 200, -56}, {UShort, -1, 65535}, {Int, 1 << 31, -1 << 31},
		{UInt, -1, 1<<32 - 1}, {Long, -5, -5}, {ULong, -1, -1}, {UIntCap, -1, -1},
	} {
		if got := Basic(c.k).Wrap(c.v); got != c.want {
			t.Errorf("%s: %d becomes %d, want %d", Basic(c.k), c.v, got, c.want)
		}
	}
}
