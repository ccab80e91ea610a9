package rv

import (
	"math"
	"math/bits"
	"testing"

	"ushell/cc/ir"
)

// interpret is the result of randomFunc, by going through its instructions.
func interpret(t *testing.T, seed int64) uint64 {
	b, _ := randomFunc(seed)
	regs := make([]int64, len(b.f.Class)) // of a capability the offset in the slot, of a float the bits
	slot := map[int64]int64{}
	block := b.f.Blocks[0]
	for steps := 0; ; {
		var next *ir.Block
		for _, in := range block.Ins {
			if steps++; steps > 100_000 {
				t.Fatal("it does not end")
			}
			y := in.Imm
			if in.B != 0 {
				y = regs[in.B]
			}
			x := regs[in.A]
			switch in.Op {
			case ir.Const:
				regs[in.Dst] = in.Imm
			case ir.Move:
				regs[in.Dst] = x
			case ir.SlotAddr:
				regs[in.Dst] = in.Imm
			case ir.Load:
				regs[in.Dst] = slot[in.Addr.Off+regs[in.Addr.Base]]
			case ir.Store:
				slot[in.Addr.Off+regs[in.Addr.Base]] = y
			case ir.FConst:
				regs[in.Dst] = int64(math.Float64bits(in.F))
			case ir.FBits:
				regs[in.Dst] = x
			case ir.FAdd:
				regs[in.Dst] = int64(math.Float64bits(float(x) + float(y)))
			case ir.FSub:
				regs[in.Dst] = int64(math.Float64bits(float(x) - float(y)))
			case ir.CallOp:
				regs[in.Call.Results[0].Reg] = regs[in.Call.Args[0].Reg]*31 + regs[in.Call.Args[1].Reg]
			case ir.Set:
				regs[in.Dst] = 0
				if b.f.Class[in.A] == ir.F64 && holdsFloat(in.Cond, float(x), float(y)) || b.f.Class[in.A] == ir.Int && holds(in.Cond, x, y) {
					regs[in.Dst] = 1
				}
			case ir.Jump:
				next = in.To
			case ir.Branch:
				if next = in.Else; holds(in.Cond, x, y) {
					next = in.To
				}
			case ir.Ret:
				return uint64(regs[in.Results[0].Reg])
			case ir.ShAdd:
				y = regs[in.B]
				if in.W == 4 {
					y = int64(uint32(y))
				}
				regs[in.Dst] = x + y<<in.Imm
			default:
				regs[in.Dst] = compute(in, x, y)
			}
		}
		block = next
	}
}

func float(bits int64) float64 { return math.Float64frombits(uint64(bits)) }

func holdsFloat(c ir.Cond, x, y float64) bool {
	return [...]bool{x == y, x != y, x < y, x <= y, x > y, x >= y}[c]
}

func holds(c ir.Cond, x, y int64) bool {
	switch c {
	case ir.Eq:
		return x == y
	case ir.Ne:
		return x != y
	case ir.Lt:
		return x < y
	case ir.Le:
		return x <= y
	case ir.Gt:
		return x > y
	case ir.Ge:
		return x >= y
	case ir.LtU:
		return uint64(x) < uint64(y)
	case ir.LeU:
		return uint64(x) <= uint64(y)
	case ir.GtU:
		return uint64(x) > uint64(y)
	}
	return uint64(x) >= uint64(y)
}

// compute is an operation that reads nothing but its operands.
func compute(in *ir.Ins, x, y int64) int64 {
	narrow := in.W == 4
	switch in.Op {
	case ir.Ext:
		s := 64 - 8*in.W
		if in.Signed {
			return x << s >> s
		}
		return int64(uint64(x) << s >> s)
	case ir.Bswap:
		if narrow {
			return int64(int32(bits.ReverseBytes32(uint32(x))))
		}
		return int64(bits.ReverseBytes64(uint64(x)))
	case ir.Popcount:
		if narrow {
			return int64(bits.OnesCount32(uint32(x)))
		}
		return int64(bits.OnesCount64(uint64(x)))
	case ir.Clz:
		if narrow {
			return int64(bits.LeadingZeros32(uint32(x)))
		}
		return int64(bits.LeadingZeros64(uint64(x)))
	case ir.MulHU:
		hi, _ := bits.Mul64(uint64(x), uint64(y))
		return int64(hi)
	}
	if narrow {
		return int64(int32(compute32(in.Op, int32(x), int32(y))))
	}
	switch in.Op {
	case ir.Add:
		return x + y
	case ir.Sub:
		return x - y
	case ir.Mul:
		return x * y
	case ir.And:
		return x & y
	case ir.Or:
		return x | y
	case ir.Xor:
		return x ^ y
	case ir.Shl:
		return x << (y & 63)
	case ir.Shr:
		return int64(uint64(x) >> (y & 63))
	case ir.Sar:
		return x >> (y & 63)
	case ir.Div:
		switch {
		case y == 0:
			return -1
		case y == -1:
			return -x
		}
		return x / y
	case ir.RemU:
		if y == 0 {
			return x
		}
		return int64(uint64(x) % uint64(y))
	}
	panic(in.Op)
}

func compute32(op ir.Op, x, y int32) int32 {
	switch op {
	case ir.Add:
		return x + y
	case ir.Sub:
		return x - y
	case ir.Mul:
		return x * y
	case ir.Shl:
		return x << (y & 31)
	case ir.Shr:
		return int32(uint32(x) >> (y & 31))
	case ir.Sar:
		return x >> (y & 31)
	case ir.Div:
		switch {
		case y == 0:
			return -1
		case y == -1:
			return -x
		}
		return x / y
	case ir.RemU:
		if y == 0 {
			return x
		}
		return int32(uint32(x) % uint32(y))
	}
	panic(op)
}
