package rv

import (
	"testing"

	"ushell/cc/ast"
	"ushell/cc/ctype"
	"ushell/cc/ir"
)

func place1(r ir.Reg) ir.Address { return ir.Address{Base: r} }

func TestLoop(t *testing.T) {
	check(t, 4950, nil, func() []*fb {
		b := newFunc("test")
		i, s := b.konst(0), b.konst(0)
		head := &ir.Ins{Op: ir.Jump}
		b.add(head)
		body := b.block(1)
		head.To = body
		b.add(&ir.Ins{Op: ir.Add, W: 8, Dst: s, A: s, B: i})
		b.add(&ir.Ins{Op: ir.Add, W: 8, Dst: i, A: i, Imm: 1})
		br := b.add(&ir.Ins{Op: ir.Branch, Cond: ir.Lt, A: i, Imm: 100, To: body})
		br.Else = b.block(0)
		b.ret(s)
		return []*fb{b}
	})
}

// TestManyArguments passes ten arguments and keeps twenty values across the call.
func TestManyArguments(t *testing.T) {
	want := int64(0)
	for i := range int64(30) {
		want += (i + 1) * 1000003 * (i + 1)
	}
	for i := range int64(10) {
		want += (i + 1) * 7 * (i + 1) * 1000003
	}
	check(t, want, nil, func() []*fb {
		f := newFunc("f")
		var p []ir.Reg
		for i := range 10 {
			c := f.reg(ir.Int)
			pl := ir.Place{Where: ir.InReg, N: i, Reg: c}
			if i >= 8 {
				pl.Where, pl.N = ir.OnStack, i-8
			}
			f.f.Params = append(f.f.Params, pl)
			p = append(p, c)
		}
		sum := f.konst(0)
		for i, r := range p {
			sum = f.op(ir.Add, ir.Int, 8, sum, f.op(ir.Mul, ir.Int, 8, r, 0, int64(7*(i+1))), 0)
		}
		f.ret(sum)
		b := newFunc("test")
		var v []ir.Reg
		for i := range 30 {
			v = append(v, b.op(ir.Mul, ir.Int, 8, b.konst(int64(i+1)), 0, 1000003))
		}
		sum = b.call("f", ir.Int, v[:10]...)
		for i, r := range v {
			sum = b.op(ir.Add, ir.Int, 8, sum, b.op(ir.Mul, ir.Int, 8, r, 0, int64(i+1)), 0)
		}
		b.ret(sum)
		return []*fb{f, b}
	})
}

func TestSlots(t *testing.T) {
	for _, size := range []int64{4, 24, 4096, 5000, 25024} {
		check(t, size+size, nil, func() []*fb {
			b := newFunc("test")
			b.slot(3000, 8)
			s := b.slot(size, 1)
			c := b.reg(ir.Cap)
			b.add(&ir.Ins{Op: ir.SlotAddr, Dst: c, Slot: s})
			last := b.op(ir.CapAdd, ir.Cap, 8, c, 0, size-1)
			b.add(&ir.Ins{Op: ir.Store, W: 1, Addr: ir.Address{Base: last}, Imm: 7})
			b.add(&ir.Ins{Op: ir.Store, W: 4, Addr: ir.Address{Slot: s}, B: b.konst(size)})
			n := b.reg(ir.Int)
			b.add(&ir.Ins{Op: ir.Load, W: 4, Signed: true, Dst: n, Addr: place1(c)})
			l := b.op(ir.CapGetLen, ir.Int, 8, c, 0, 0)
			b.ret(b.op(ir.Add, ir.Int, 8, n, l, 0))
			return []*fb{b}
		})
	}
}

func TestFloats(t *testing.T) {
	check(t, 12, nil, func() []*fb {
		b := newFunc("test")
		x, y, z := b.reg(ir.F64), b.reg(ir.F64), b.reg(ir.F64)
		b.add(&ir.Ins{Op: ir.FConst, Dst: x, F: 2.5})
		b.add(&ir.Ins{Op: ir.FConst, Dst: y, F: 0.3})
		b.add(&ir.Ins{Op: ir.FConst, Dst: z, F: 16})
		z = b.op(ir.FMul, ir.F64, 8, b.op(ir.FMul, ir.F64, 8, x, y, 0), z, 0)
		n := b.reg(ir.Int)
		b.add(&ir.Ins{Op: ir.FToInt, W: 4, Signed: true, Dst: n, A: z})
		b.ret(n)
		return []*fb{b}
	})
}

func TestObjects(t *testing.T) {
	long := &ctype.Type{Kind: ctype.Long, Size: 8, Align: 8}
	ptr := &ctype.Type{Kind: ctype.Pointer, Size: 16, Align: 16, Elem: long}
	x := &ast.Object{Name: "x", Sym: "x", Type: long, Storage: ast.Static, Used: true,
		Init: []ast.Init{{Type: long, Const: &ast.Const{Int: 40}}}}
	p := &ast.Object{Name: "p", Sym: "p", Type: ptr, Storage: ast.Static, Global: true,
		Init: []ast.Init{{Type: ptr, Const: &ast.Const{Base: x}}}}
	check(t, 42, []*ast.Object{x, p}, func() []*fb {
		b := newFunc("test")
		c, d, n := b.reg(ir.Cap), b.reg(ir.Cap), b.reg(ir.Int)
		b.add(&ir.Ins{Op: ir.SymAddr, Dst: c, Sym: p})
		b.add(&ir.Ins{Op: ir.Load, W: 16, Dst: d, Addr: place1(c)})
		b.add(&ir.Ins{Op: ir.Load, W: 8, Dst: n, Addr: place1(d)})
		b.ret(b.op(ir.Add, ir.Int, 8, n, 0, 2))
		return []*fb{b}
	})
}

func TestSwitch(t *testing.T) {
	for arg, want := range map[int64]int64{0: 99, 1: 1, 5: 5, 8: 8, 9: 99, -3: 99, 1000: 1000} {
		check(t, want, nil, func() []*fb {
			b := newFunc("test")
			a := b.konst(arg)
			sw := b.add(&ir.Ins{Op: ir.Switch, A: a})
			one := func(n int64) *ir.Block {
				x := b.block(0)
				b.ret(b.konst(n))
				return x
			}
			for i := range int64(8) {
				sw.Cases = append(sw.Cases, ir.Case{Lo: i + 1, Hi: i + 1, To: one(i + 1)})
			}
			sw.Cases = append(sw.Cases, ir.Case{Lo: 1000, Hi: 1000, To: one(1000)})
			sw.Else = one(99)
			return []*fb{b}
		})
	}
}

func TestAlloca(t *testing.T) {
	for _, size := range []int64{1, 100, 4096, 20000} {
		check(t, size, nil, func() []*fb {
			b := newFunc("test")
			b.f.Moves = true
			c, d := b.reg(ir.Cap), b.reg(ir.Cap)
			b.add(&ir.Ins{Op: ir.Alloca, Dst: c, A: b.konst(size), Align: 16})
			b.add(&ir.Ins{Op: ir.Alloca, Dst: d, Imm: 32, Align: 64})
			b.add(&ir.Ins{Op: ir.Store, W: 16, Addr: place1(d), B: c})
			b.add(&ir.Ins{Op: ir.Store, W: 1, Addr: place1(c), Imm: 1})
			b.ret(b.op(ir.CapGetLen, ir.Int, 8, c, 0, 0))
			return []*fb{b}
		})
	}
}
