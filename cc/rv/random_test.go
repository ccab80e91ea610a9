package rv

import (
	"fmt"
	"math/rand"
	"testing"

	"ushell/cc/ir"
)

// randomFunc is a function of a few loops over many registers, with calls of mix,
// which is a*31 + b of its two arguments.
func randomFunc(seed int64) (b *fb, mix *fb) {
	mix = newFunc("mix")
	x, y := mix.reg(ir.Int), mix.reg(ir.Int)
	mix.f.Params = []ir.Place{{Reg: x}, {N: 1, Reg: y}}
	mix.ret(mix.op(ir.Add, ir.Int, 8, mix.op(ir.Mul, ir.Int, 8, x, 0, 31), y, 0))

	r := rand.New(rand.NewSource(seed))
	b = newFunc("test")
	var regs []ir.Reg
	for range 3 + r.Intn(50) {
		regs = append(regs, b.konst(int64(r.Uint64())>>r.Intn(60)))
	}
	slot := b.slot(64, 8)
	for i := range int64(8) {
		b.add(&ir.Ins{Op: ir.Store, W: 8, Addr: ir.Address{Slot: slot, Off: 8 * i}, Imm: i * 77})
	}
	if r.Intn(3) == 0 {
		b.slot(int64(3000+r.Intn(6000)), 16) // then offsets are too large for instructions
	}
	var caps, floats []ir.Reg
	for range 1 + r.Intn(30) {
		c := b.reg(ir.Cap)
		b.add(&ir.Ins{Op: ir.SlotAddr, Dst: c, Slot: slot, Imm: 8 * int64(r.Intn(8))})
		caps = append(caps, c)
	}
	for range 1 + r.Intn(40) {
		x := b.reg(ir.F64)
		b.add(&ir.Ins{Op: ir.FConst, Dst: x, F: float64(r.Intn(1000)) / 8})
		floats = append(floats, x)
	}
	anyCap := func() ir.Reg { return caps[r.Intn(len(caps))] }
	anyFloat := func() ir.Reg { return floats[r.Intn(len(floats))] }
	special := func() {
		switch r.Intn(6) {
		case 0:
			b.add(&ir.Ins{Op: ir.Move, Dst: anyCap(), A: anyCap()})
		case 1:
			b.add(&ir.Ins{Op: ir.SlotAddr, Dst: anyCap(), Slot: slot, Imm: 8 * int64(r.Intn(8))})
		case 2:
			b.add(&ir.Ins{Op: ir.Load, W: 8, Dst: regs[r.Intn(len(regs))], Addr: ir.Address{Base: anyCap()}})
		case 3:
			b.add(&ir.Ins{Op: ir.Store, W: 8, B: regs[r.Intn(len(regs))], Addr: ir.Address{Base: anyCap()}})
		case 4:
			b.add(&ir.Ins{Op: []ir.Op{ir.FAdd, ir.FSub}[r.Intn(2)], Dst: anyFloat(), A: anyFloat(), B: anyFloat()})
		case 5:
			b.add(&ir.Ins{Op: ir.Set, Cond: ir.Cond(r.Intn(6)), Dst: regs[r.Intn(len(regs))], A: anyFloat(), B: anyFloat()})
		}
	}
	any := func() ir.Reg { return regs[r.Intn(len(regs))] }
	binary := []ir.Op{ir.Add, ir.Sub, ir.Mul, ir.And, ir.Or, ir.Xor, ir.Shl, ir.Shr, ir.Sar, ir.Div, ir.RemU, ir.MulHU}
	step := func() {
		if r.Intn(3) == 0 {
			special()
			return
		}
		in := &ir.Ins{W: 8, Dst: any(), A: any()}
		switch k := r.Intn(20); {
		case k < 9:
			in.Op = binary[r.Intn(len(binary))]
			if r.Intn(2) == 0 && (in.Op < ir.And || in.Op > ir.Xor) {
				in.W = 4
			}
			if r.Intn(3) == 0 {
				in.Imm = int64(r.Uint64()) >> r.Intn(64)
				if in.Op >= ir.Shl && in.Op <= ir.Sar {
					in.Imm &= 31
				}
			} else {
				in.B = any()
			}
		case k < 12:
			in.Op, in.Cond = ir.Set, ir.Cond(r.Intn(10))
			if r.Intn(2) == 0 {
				in.B = any()
			} else {
				in.Imm = int64(r.Intn(5) - 2)
			}
		case k < 13:
			in.Op = ir.Move
		case k < 14:
			in.Op, in.W, in.Signed = ir.Ext, 1<<r.Intn(3), r.Intn(2) == 0
		case k < 15:
			in.Op, in.W = []ir.Op{ir.Bswap, ir.Popcount, ir.Clz}[r.Intn(3)], 4<<r.Intn(2)
		case k < 16:
			in.Op, in.A, in.Addr = ir.Load, 0, ir.Address{Slot: slot, Off: 8 * int64(r.Intn(8))}
		case k < 17:
			in.Op, in.B, in.A, in.Dst, in.Addr = ir.Store, in.A, 0, 0, ir.Address{Slot: slot, Off: 8 * int64(r.Intn(8))}
		case k < 18:
			b.call("mix", ir.Int, any(), any())
			last := b.cur.Ins[len(b.cur.Ins)-1]
			last.Call.Results[0].Reg = in.Dst
			return
		default:
			in.Op, in.B, in.Imm = ir.ShAdd, any(), int64(r.Intn(4))
			in.W = 4 << r.Intn(2)
			in.Signed = in.W == 8
		}
		b.add(in)
	}
	for range 1 + r.Intn(4) {
		n := b.konst(int64(1 + r.Intn(4)))
		jump := b.add(&ir.Ins{Op: ir.Jump})
		body := b.block(1)
		jump.To = body
		for range r.Intn(30) {
			step()
		}
		br := b.add(&ir.Ins{Op: ir.Branch, Cond: ir.Cond(r.Intn(10)), A: any(), B: any()})
		br.To = b.block(1)
		for range r.Intn(10) {
			step()
		}
		join := b.add(&ir.Ins{Op: ir.Jump})
		br.Else = b.block(1)
		join.To = br.Else
		b.add(&ir.Ins{Op: ir.Sub, W: 8, Dst: n, A: n, Imm: 1})
		back := b.add(&ir.Ins{Op: ir.Branch, Cond: ir.Ne, A: n, To: body})
		back.Else = b.block(0)
	}
	sum := b.konst(0)
	for _, c := range caps {
		n := b.reg(ir.Int)
		b.add(&ir.Ins{Op: ir.Load, W: 8, Dst: n, Addr: ir.Address{Base: c}})
		regs = append(regs, n)
	}
	for _, x := range floats {
		regs = append(regs, b.op(ir.FBits, ir.Int, 8, x, 0, 0))
	}
	for _, r := range regs {
		sum = b.op(ir.Xor, ir.Int, 8, b.op(ir.Mul, ir.Int, 8, sum, 0, 3), r, 0)
	}
	b.ret(sum)
	return b, mix
}

// TestRandom runs random functions at both levels: they agree.
func TestRandom(t *testing.T) {
	n := int64(150)
	if testing.Short() {
		n = 20
	}
	for seed := range n {
		var got [2]uint64
		var texts [2]string
		for opt := range 2 {
			b, mix := randomFunc(seed)
			texts[opt] = text(t, opt, nil, b, mix)
			got[opt] = execute(t, texts[opt]).X[9].Addr
		}
		want := interpret(t, seed)
		if got[0] != want || got[1] != want {
			t.Fatal(fmt.Sprintf("seed %d: -O0 %#x, -O1 %#x, want %#x\n", seed, got[0], got[1], want), texts[1])
		}
	}
}
