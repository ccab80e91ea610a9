package image

import (
	"reflect"
	"testing"
)

// sampleDebug is two functions; the first has a block in a block.
func sampleDebug() *Debug {
	return &Debug{
		Files: []string{"a.c", "b.h"},
		Types: []Type{{}, {Kind: TypeBase, Enc: EncSigned, Name: "int", Size: 4}, {Kind: TypePointer, Elem: 3},
			{Kind: TypeStruct, Name: "node", Size: 32, Fields: []Field{{Name: "next", Type: 2}, {Name: "v", Type: 1, Off: 16, Bits: 3, BitOff: 4}}},
			{Kind: TypeForward, Elem: TypeID(TypeStruct), Name: "node"}, {Kind: TypeTypedef, Name: "N", Elem: 4},
			{Kind: TypeFunc, Elem: 1, Params: []TypeID{2}, Variadic: true}, {Kind: TypeEnum, Name: "e", Elem: 1, Enums: []Enumerator{{"RED", -1}, {"BLUE", 7}}},
			{Kind: TypeArray, Elem: 1, Count: -1}},
		Funcs: []Function{{Name: "f", Symbol: "f", Type: 6, Lo: 0x100, Hi: 0x140, Body: 0x108, Line: 3, Col: 5, Scope: 1},
			{Name: "g", Symbol: "g.1", Type: 6, Lo: 0x140, Hi: 0x150, Body: 0x140, File: 1, Line: 30, Scope: 4}},
		Scopes: []Scope{
			{Func: -1, Parent: -1, Vars: []Var{{Kind: VarGlobal, Name: "x", Type: 1, Where: []Where{{Kind: WhereSymbol, Symbol: "x", Value: 0x400}}},
				{Kind: VarGlobal, Name: "elsewhere", Type: 1}}},
			{Func: 0, Parent: 0, Lo: 0x100, Hi: 0x140, Vars: []Var{{Kind: VarParam, Name: "x", Type: 2, Where: []Where{{Kind: WhereReg, Reg: 10, Lo: 0x100, Hi: 0x110}, {Kind: WhereFrame, Off: -48, Lo: 0x110, Hi: 0x140}}}}},
			{Func: 0, Parent: 1, Lo: 0x110, Hi: 0x130, Vars: []Var{{Kind: VarLocal, Name: "y", Type: 1, Where: []Where{{Kind: WhereConst, Value: 7}}}}},
			{Func: 0, Parent: 2, Lo: 0x118, Hi: 0x120, Vars: []Var{{Kind: VarLocal, Name: "y", Type: 5}}},
			{Func: 1, Parent: 0, Lo: 0x140, Hi: 0x150},
		},
	}
}

func names(vars []*Var) string {
	s := ""
	for _, v := range vars {
		s += v.Name + " "
	}
	return s
}

func TestScopes(t *testing.T) {
	d := sampleDebug()
	for _, c := range []struct {
		addr  uint64
		fn    string
		depth int
		vars  string
	}{
		{0xff, "", 0, ""},
		{0x100, "f", 2, "x elsewhere "},
		{0x110, "f", 3, "y x elsewhere "},
		{0x118, "f", 4, "y x elsewhere "},
		{0x120, "f", 3, "y x elsewhere "},
		{0x130, "f", 2, "x elsewhere "},
		{0x140, "g", 2, "x elsewhere "},
		{0x150, "", 0, ""},
	} {
		name := ""
		if f := d.FuncAt(c.addr); f != nil {
			name = f.Name
		}
		if got := d.ScopesAt(c.addr); name != c.fn || len(got) != c.depth {
			t.Errorf("%#x is in %q, %d blocks deep, want %q, %d", c.addr, name, len(got), c.fn, c.depth)
		}
		if got := names(d.VarsAt(c.addr)); got != c.vars {
			t.Errorf("variables at %#x: %q, want %q", c.addr, got, c.vars)
		}
	}
	if v := d.FindVar("x", 0x104); v == nil || v.Kind != VarParam || v.At(0x104).Kind != WhereReg || v.At(0x110).Off != -48 || v.At(0x150).Kind != WhereNone {
		t.Errorf("x in f is %+v", v)
	}
	if v := d.FindVar("x", 0); v == nil || v.Kind != VarGlobal {
		t.Errorf("x outside of functions is %+v", v)
	}
	if v := d.FindVar("elsewhere", 0x104); v != nil {
		t.Errorf("a variable of another unit is found: %+v", v)
	}
	if id := d.Resolve(5); d.Type(id).Kind != TypeStruct || len(d.Type(id).Fields) != 2 {
		t.Errorf("the typedef of the struct that is only named is %+v", d.Type(id))
	}
}

func TestDebugBinary(t *testing.T) {
	want := sampleDebug()
	b, err := want.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	var got Debug
	if err := got.UnmarshalBinary(b); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(&got, want) {
		t.Errorf("read back:\n%+v\nwant:\n%+v", got, want)
	}
	for n := range b {
		if err := got.UnmarshalBinary(b[:n]); err == nil {
			t.Errorf("%d of %d bytes are accepted", n, len(b))
		}
	}
}

func FuzzDebugBinary(f *testing.F) {
	b, _ := sampleDebug().AppendBinary(nil)
	f.Add(b, uint64(0x118))
	f.Fuzz(func(t *testing.T, b []byte, addr uint64) {
		var d Debug
		if d.UnmarshalBinary(b) != nil {
			return
		}
		d.VarsAt(addr)
		d.FindVar("x", addr)
		for i := range d.Types {
			d.Type(d.Resolve(TypeID(i)))
		}
		var sum Debug
		sum.Append(&d)
	})
}

func TestDebugAppend(t *testing.T) {
	var d Debug
	d.Append(sampleDebug())
	second := sampleDebug()
	second.MapAddrs(func(a uint64) uint64 { return a + 0x1000 })
	d.Append(second)
	if n := 1 + 2*8 - 1; len(d.Types) != n {
		t.Errorf("%d types, want %d: int is shared", len(d.Types), n)
	}
	if len(d.Files) != 2 {
		t.Errorf("files %q", d.Files)
	}
	for _, base := range []uint64{0, 0x1000} {
		v := d.FindVar("y", base+0x118)
		if v == nil || d.Type(d.Resolve(v.Type)).Kind != TypeStruct {
			t.Fatalf("y of unit at %#x is %+v", base, v)
		}
		f := d.FuncAt(base + 0x108)
		p := d.Type(d.Type(f.Type).Params[0])
		if p.Kind != TypePointer || d.Type(p.Elem).Name != "node" {
			t.Errorf("the parameter of f has the type %+v", p)
		}
		if g := d.FuncAt(base + 0x140); g.Scope < 0 || d.Scopes[g.Scope].Lo != base+0x140 {
			t.Errorf("g has block %d", g.Scope)
		}
	}
}

func TestLineAddrs(t *testing.T) {
	im := &Image{Files: []File{{Name: "a.c"}, {Name: "b.c"}}, Lines: []Line{
		{Addr: 0, Line: 1}, {Addr: 4, Line: 1, Flags: LineInside}, {Addr: 8, Line: 5}, {Addr: 12, Line: 3, File: 1}, {Addr: 16, Line: 5}, {Addr: 20, Line: 5}, {Addr: 24, Line: 7},
	}}
	all := func(name string) bool { return name == "a.c" }
	for _, c := range []struct {
		want, line int
		addrs      []uint64
	}{{1, 1, []uint64{0}}, {2, 5, []uint64{8, 16}}, {5, 5, []uint64{8, 16}}, {6, 7, []uint64{24}}, {8, 0, nil}} {
		addrs, line := im.LineAddrs(all, c.want)
		if line != c.line || !reflect.DeepEqual(addrs, c.addrs) && len(addrs)+len(c.addrs) > 0 {
			t.Errorf("line %d: %v of line %d, want %v of line %d", c.want, addrs, line, c.addrs, c.line)
		}
	}
}
