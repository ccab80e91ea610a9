package ir

import (
	"testing"

	"ushell/cc/ast"
	"ushell/cc/ctype"
)

var (
	tInt  = &ctype.Type{Kind: ctype.Int, Size: 4, Align: 4}
	tLong = &ctype.Type{Kind: ctype.Long, Size: 8, Align: 8}
	tPtr  = &ctype.Type{Kind: ctype.Pointer, Size: 16, Align: 16, Elem: tInt}
)

func e(t *ctype.Type) ast.E { return ast.E{T: t} }

func ref(o *ast.Object) ast.Expr { return &ast.Ref{E: e(o.Type), Obj: o} }

func num(n int64) ast.Expr { return &ast.Int{E: e(tInt), Value: n} }

// sumOf is a function that adds up an array of n ints.
func sumOf() *ast.Unit {
	p := &ast.Object{Name: "p", Type: tPtr, Param: true}
	n := &ast.Object{Name: "n", Type: tInt, Param: true}
	s := &ast.Object{Name: "s", Type: tInt}
	i := &ast.Object{Name: "i", Type: tInt}
	f := &ast.Object{Name: "sum", Sym: "sum", Storage: ast.Fn, Global: true,
		Type: &ctype.Type{Kind: ctype.Func, Elem: tInt, Params: []ctype.Param{{Type: tPtr}, {Type: tInt}}}}
	body := &ast.Block{Vars: []*ast.Object{s, i}}
	index := &ast.Cast{E: e(tLong), X: ref(i)}
	item := &ast.Deref{E: e(tInt), X: &ast.Binary{E: e(tPtr), Op: ast.PtrAdd, X: ref(p), Y: index}}
	loop := &ast.Loop{
		Cond: &ast.Binary{E: e(tInt), Op: ast.Lt, X: ref(i), Y: ref(n)},
		Post: &ast.OpAssign{E: e(tInt), Op: ast.Add, X: ref(i), Y: num(1), Calc: tInt, Post: true},
		Body: &ast.ExprStmt{X: &ast.OpAssign{E: e(tInt), Op: ast.Add, X: ref(s), Y: item, Calc: tInt}},
	}
	body.Stmts = []ast.Stmt{
		&ast.VarDecl{Obj: s, Init: []ast.Init{{Type: tInt, Value: num(0)}}},
		&ast.VarDecl{Obj: i, Init: []ast.Init{{Type: tInt, Value: num(0)}}},
		loop,
		&ast.Return{X: ref(s)},
	}
	f.Func = &ast.Function{Obj: f, Params: []*ast.Object{p, n}, Locals: []*ast.Object{s, i}, Body: body}
	return &ast.Unit{Objects: []*ast.Object{f}}
}

func TestLower(t *testing.T) {
	for opt, want := range []string{`func sum(a0=[slot0]:16, a1=[slot1]:4)
  slot0: 16 align 16 p
  slot1: 4 align 4 n
  slot2: 4 align 4 s
  slot3: 4 align 4 i
b0:
  store.4 [slot2] = 0
  store.4 [slot3] = 0
  jump b3
b1:
  c1 = load.16 [slot0]
  i2 = load.4s [slot3]
  c3 = capshadd.8 c1, i2<<2
  i4 = load.4s [c3]
  i5 = load.4s [slot2]
  i6 = add.4s i5, i4
  store.4 [slot2] = i6
  jump b2
b2:
  i7 = load.4s [slot3]
  i8 = add.4s i7, 1
  store.4 [slot3] = i8
  jump b3
b3:
  i9 = load.4s [slot3]
  i10 = load.4s [slot1]
  branch i9 lt i10 b1 else b4
b4:
  i11 = load.4s [slot2]
  ret a0=i11
`, `func sum(a0=c1, a1=i2)
b0:
  i3 = const 0
  i4 = const 0
  jump b3
b1:
  c5 = capshadd.8 c1, i4<<2
  i6 = load.4s [c5]
  i3 = add.4s i3, i6
  jump b2
b2:
  i4 = add.4s i4, 1
  jump b3
b3:
  branch i4 lt i2 b1 else b4
b4:
  ret a0=i3
`} {
		u := sumOf()
		f := lowerFunc(u, u.Objects[0], Options{Opt: opt})
		if err := Check(f); err != nil {
			t.Error(err)
		}
		if got := f.String(); got != want {
			t.Errorf("opt %d:\n%s", opt, got)
		}
	}
}

func TestOptimise(t *testing.T) {
	u := Lower(sumOf(), Options{Opt: 1})
	f := u.Funcs[0]
	if err := Check(f); err != nil {
		t.Error(err)
	}
	want := `func sum(a0=c1, a1=i2)
b0:
  i3 = const 0
  i4 = const 0
  jump b2
b1:
  c5 = capshadd.8 c1, i4<<2
  i6 = load.4s [c5]
  i3 = add.4s i3, i6
  i4 = add.4s i4, 1
  jump b2
b2:
  branch i4 lt i2 b1 else b3
b3:
  ret a0=i3
`
	if got := f.String(); got != want {
		t.Error(got)
	}
}
