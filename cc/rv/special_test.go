package rv

import (
	"strings"
	"testing"

	"ushell/cc/ast"
	"ushell/cc/ir"
)

// TestAtomics does each kind of atomic operation on each width: the value before
// plus ten times the value after.
func TestAtomics(t *testing.T) {
	for _, c := range []struct {
		kind ir.AmoKind
		want int64
	}{{ir.AmoSwap, 6}, {ir.AmoAdd, 18}, {ir.AmoAnd, 4}, {ir.AmoOr, 14}, {ir.AmoXor, 10}, {ir.AmoSub, 6}, {ir.AmoNand, ^4}} {
		for _, w := range []uint8{1, 2, 4, 8} {
			check(t, 12+10*c.want, nil, func() []*fb {
				b := newFunc("test")
				s := b.slot(8, 8)
				at := b.reg(ir.Cap)
				b.add(&ir.Ins{Op: ir.SlotAddr, Dst: at, Slot: s})
				b.add(&ir.Ins{Op: ir.Store, W: w, Addr: place1(at), Imm: 12})
				old, now := b.reg(ir.Int), b.reg(ir.Int)
				b.add(&ir.Ins{Op: ir.Amo, Amo: c.kind, W: w, Signed: true, Dst: old, A: at, B: b.konst(6)})
				b.add(&ir.Ins{Op: ir.Load, W: w, Signed: true, Dst: now, Addr: place1(at)})
				b.ret(b.op(ir.Add, ir.Int, 8, old, b.op(ir.Mul, ir.Int, 8, now, 0, 10), 0))
				return []*fb{b}
			})
		}
	}
}

func TestCompareExchange(t *testing.T) {
	for _, w := range []uint8{1, 2, 4, 8} {
		for _, c := range [][2]int64{{12, 1000*1 + 100*12 + 7}, {11, 1000*0 + 100*12 + 12}} {
			check(t, c[1], nil, func() []*fb {
				b := newFunc("test")
				s := b.slot(8, 8)
				at, was, now := b.reg(ir.Cap), b.reg(ir.Int), b.reg(ir.Int)
				b.add(&ir.Ins{Op: ir.SlotAddr, Dst: at, Slot: s})
				b.add(&ir.Ins{Op: ir.Store, W: w, Addr: place1(at), Imm: 12})
				ok := b.konst(c[0])
				// The result takes the place of what was expected.
				b.add(&ir.Ins{Op: ir.CmpXch, W: w, Signed: true, Dst: ok, Dst2: was, A: at, B: ok, C: b.konst(7)})
				b.add(&ir.Ins{Op: ir.Load, W: w, Signed: true, Dst: now, Addr: place1(at)})
				sum := b.op(ir.Mul, ir.Int, 8, ok, 0, 1000)
				sum = b.op(ir.Add, ir.Int, 8, sum, b.op(ir.Mul, ir.Int, 8, was, 0, 100), 0)
				b.ret(b.op(ir.Add, ir.Int, 8, sum, now, 0))
				return []*fb{b}
			})
		}
	}
}

// TestAtomicCapability swaps a capability twice, and finds its tag.
func TestAtomicCapability(t *testing.T) {
	check(t, 1+2, nil, func() []*fb {
		b := newFunc("test")
		at, null, was, ok, held := b.reg(ir.Cap), b.reg(ir.Cap), b.reg(ir.Cap), b.reg(ir.Int), b.reg(ir.Cap)
		b.add(&ir.Ins{Op: ir.SlotAddr, Dst: at, Slot: b.slot(16, 16)})
		b.add(&ir.Ins{Op: ir.Const, Dst: null})
		b.add(&ir.Ins{Op: ir.Store, W: 16, Addr: place1(at)})
		b.add(&ir.Ins{Op: ir.CmpXch, W: 16, Dst: ok, Dst2: held, A: at, B: null, C: at})
		b.add(&ir.Ins{Op: ir.Amo, Amo: ir.AmoSwap, W: 16, Dst: was, A: at, B: null})
		tag := b.op(ir.CapGetTag, ir.Int, 8, was, 0, 0)
		b.ret(b.op(ir.ShAdd, ir.Int, 8, ok, tag, 1))
		return []*fb{b}
	})
}

func TestInlineAsm(t *testing.T) {
	src := &ast.Asm{Text: "add %0, %1, %[c]\n\taddi %0, %0, %2\n\tsw %z4, %5\n\tli t3, 0\n\tli s3, 0",
		Outs:     []ast.AsmOperand{{Constraint: "=&r"}},
		Ins:      []ast.AsmOperand{{Constraint: "r"}, {Constraint: "i"}, {Name: "c", Constraint: "0"}, {Constraint: "rJ"}, {Constraint: "m"}},
		Clobbers: []string{"t3", "s3", "memory"}}
	check(t, 40+7+100, nil, func() []*fb {
		b := newFunc("test")
		s := b.slot(4, 4)
		b.add(&ir.Ins{Op: ir.Store, W: 4, Addr: ir.Address{Slot: s}, Imm: 9})
		kept, out, now := b.konst(100), b.reg(ir.Int), b.reg(ir.Int)
		b.add(&ir.Ins{Op: ir.AsmOp, Asm: &ir.Asm{Src: src, Outs: []ir.AsmArg{{Reg: out}},
			Ins: []ir.AsmArg{{Reg: b.konst(30)}, {IsImm: true, Imm: 7}, {Reg: b.konst(10), Tied: 1}, {IsImm: true}, {Mem: &ir.Address{Slot: s}}}}})
		b.add(&ir.Ins{Op: ir.Load, W: 4, Dst: now, Addr: ir.Address{Slot: s}})
		sum := b.op(ir.Add, ir.Int, 8, out, kept, 0)
		b.ret(b.op(ir.Add, ir.Int, 8, sum, now, 0))
		return []*fb{b}
	})
}

// TestFarBranches: a function that no branch can cross.
func TestFarBranches(t *testing.T) {
	check(t, 3*2000, nil, func() []*fb {
		b := newFunc("test")
		n, s := b.konst(3), b.konst(0)
		jump := b.add(&ir.Ins{Op: ir.Jump})
		body := b.block(1)
		jump.To = body
		for range 2000 {
			b.add(&ir.Ins{Op: ir.Xor, W: 8, Dst: s, A: s, Imm: 0x1234567})
			b.add(&ir.Ins{Op: ir.Xor, W: 8, Dst: s, A: s, Imm: 0x1234567})
			b.add(&ir.Ins{Op: ir.Add, W: 8, Dst: s, A: s, Imm: 1})
		}
		b.add(&ir.Ins{Op: ir.Add, W: 8, Dst: n, A: n, Imm: -1})
		br := b.add(&ir.Ins{Op: ir.Branch, Cond: ir.Ne, A: n, To: body})
		br.Else = b.block(0)
		b.ret(s)
		return []*fb{b}
	})
}

// TestLeaf: a function that needs no frame has none, and parameters stay where
// they are.
func TestLeaf(t *testing.T) {
	b := newFunc("f")
	x, y := b.reg(ir.Int), b.reg(ir.Int)
	b.f.Params = []ir.Place{{Reg: x}, {N: 1, Reg: y}}
	b.ret(b.op(ir.Add, ir.Int, 4, x, y, 0))
	got := text(t, 1, nil, b)
	if want := "f:\n\taddw a0, a0, a1\n\tret\n"; !strings.Contains(got, want) {
		t.Errorf("%s, want %s", got, want)
	}
}

func BenchmarkEmit(b *testing.B) {
	for range b.N {
		b.StopTimer()
		var list []*fb
		for seed := range int64(100) {
			f, mix := randomFunc(seed)
			list = append(list, f, mix)
		}
		b.StartTimer()
		text(b, 1, nil, list...)
	}
}
