package rv

import (
	"math"
	"slices"

	"ushell/cc/ir"
)

// control makes what ends a block of the IR.
func (f *function) control(in *ir.Ins, p *planned) {
	switch in.Op {
	case ir.Jump:
		f.jump(f.of[in.To])
	case ir.Branch:
		f.conditional(in, p)
	case ir.Switch:
		f.switchOn(in)
	case ir.Ret:
		f.ret(in.Results)
	case ir.GotoPtr:
		f.put(ins{op: oJumpReg, rd: none, rs1: v(in.A), rs2: none})
	case ir.Unreachable:
		if n := len(f.cur.ins); n == 0 || f.cur.ins[n-1].op != oTrap {
			f.put(ins{op: oTrap, rd: none, rs1: none, rs2: none})
		}
	}
}

// conditional is a branch on a comparison of integers, addresses or floats.
func (f *function) conditional(in *ir.Ins, p *planned) {
	to, els := f.of[in.To], f.of[in.Else]
	if p.set != nil {
		if in.Cond == ir.Eq {
			to, els = els, to
		}
		in = p.set
	}
	if to == els {
		f.jump(to)
		return
	}
	if in.A != 0 && f.class[in.A] >= ir.F32 {
		t := f.temp(ir.Int)
		if f.setFloat(t, in.Cond, v(in.A), v(in.B), f.class[in.A]) {
			to, els = els, to
		}
		f.branch(oBNe, t, zero, to, els)
		return
	}
	if in.B == 0 {
		f.branchImm(f.left(in), in.Cond, in.Imm, to, els)
		return
	}
	f.compareAndBranch(f.left(in), in.Cond, v(in.B), to, els)
}

func (f *function) compareAndBranch(a reg, c ir.Cond, b reg, to, els *block) {
	if a == b {
		if c == ir.Ne || c == ir.Lt || c == ir.Gt || c == ir.LtU || c == ir.GtU {
			to = els
		}
		f.jump(to)
		return
	}
	switch c {
	case ir.Eq:
		f.branch(oBEq, a, b, to, els)
	case ir.Ne:
		f.branch(oBNe, a, b, to, els)
	case ir.Lt:
		f.branch(oBLt, a, b, to, els)
	case ir.Ge:
		f.branch(oBGe, a, b, to, els)
	case ir.Gt:
		f.branch(oBLt, b, a, to, els)
	case ir.Le:
		f.branch(oBGe, b, a, to, els)
	case ir.LtU:
		f.branch(oBLtU, a, b, to, els)
	case ir.GeU:
		f.branch(oBGeU, a, b, to, els)
	case ir.GtU:
		f.branch(oBLtU, b, a, to, els)
	case ir.LeU:
		f.branch(oBGeU, b, a, to, els)
	}
}

// branchImm compares with a constant: with zero where that says the same.
func (f *function) branchImm(a reg, c ir.Cond, n int64, to, els *block) {
	switch {
	case n == 1 && c == ir.Lt:
		c, n = ir.Le, 0
	case n == 1 && c == ir.Ge:
		c, n = ir.Gt, 0
	case n == -1 && c == ir.Gt:
		c, n = ir.Ge, 0
	case n == -1 && c == ir.Le:
		c, n = ir.Lt, 0
	case n == 1 && c == ir.LtU || n == 0 && c == ir.LeU:
		c, n = ir.Eq, 0
	case n == 1 && c == ir.GeU || n == 0 && c == ir.GtU:
		c, n = ir.Ne, 0
	case n == 0 && c == ir.LtU:
		f.jump(els)
		return
	case n == 0 && c == ir.GeU:
		f.jump(to)
		return
	}
	if a == zero && n == 0 {
		f.compareAndBranch(zero, c, zero, to, els)
		return
	}
	f.compareAndBranch(a, c, f.number(n), to, els)
}

// A table is made for at least tableCases values that fill at least a third of it.
const tableCases = 5

// switchOn jumps by a table where the cases are dense, and otherwise finds the
// case by halving.
func (f *function) switchOn(in *ir.Ins) {
	cases := slices.Clone(in.Cases)
	slices.SortStableFunc(cases, func(x, y ir.Case) int {
		switch {
		case x.Lo < y.Lo:
			return -1
		case x.Lo > y.Lo:
			return 1
		}
		return 0
	})
	f.search(v(in.A), cases, f.of[in.Else], math.MinInt64, math.MaxInt64)
}

// dense says whether a table is worth while.
func dense(cases []ir.Case) bool {
	lo, hi := cases[0].Lo, cases[len(cases)-1].Hi
	span := uint64(hi) - uint64(lo)
	values := uint64(0)
	for _, c := range cases {
		values += uint64(c.Hi) - uint64(c.Lo) + 1
	}
	return len(cases) >= tableCases && span < 1<<16 && span+1 <= 3*values
}

// search finds the case of the value a, which is known to lie from lo to hi.
func (f *function) search(a reg, cases []ir.Case, els *block, lo, hi int64) {
	switch {
	case len(cases) == 0:
		f.jump(els)
	case len(cases) == 1:
		f.oneCase(a, &cases[0], els, lo, hi)
	case dense(cases):
		f.table(a, cases, els)
	case len(cases) <= 3 && !ranges(cases):
		for i := range cases {
			next := els
			if i+1 < len(cases) {
				next = f.newBlock(f.cur.loop)
			}
			f.branchImm(a, ir.Eq, cases[i].Lo, f.of[cases[i].To], next)
			if next != els {
				f.cur = next
			}
		}
	default:
		mid := len(cases) / 2
		less, more := f.newBlock(f.cur.loop), f.newBlock(f.cur.loop)
		at := cases[mid].Lo
		f.branchImm(a, ir.Lt, at, less, more)
		f.cur = less
		f.search(a, cases[:mid], els, lo, at-1)
		f.cur = more
		f.search(a, cases[mid:], els, at, hi)
	}
}

func ranges(cases []ir.Case) bool {
	return slices.ContainsFunc(cases, func(c ir.Case) bool { return c.Lo != c.Hi })
}

func (f *function) oneCase(a reg, c *ir.Case, els *block, lo, hi int64) {
	to := f.of[c.To]
	switch {
	case c.Lo == c.Hi:
		f.branchImm(a, ir.Eq, c.Lo, to, els)
	case c.Lo <= lo:
		f.branchImm(a, ir.Le, c.Hi, to, els)
	case c.Hi >= hi:
		f.branchImm(a, ir.Ge, c.Lo, to, els)
	default:
		f.branchImm(f.less(a, c.Lo), ir.LeU, c.Hi-c.Lo, to, els)
	}
}

// less is a - n.
func (f *function) less(a reg, n int64) reg {
	switch {
	case n == 0:
		return a
	case fits12(-n) && n != math.MinInt64:
		return f.newIntI(oAddI, a, -n)
	}
	return f.newInt(oSub, a, f.number(n))
}

func (f *function) table(a reg, cases []ir.Case, els *block) {
	lo, hi := cases[0].Lo, cases[len(cases)-1].Hi
	table := make([]*block, hi-lo+1)
	for i := range table {
		table[i] = els
	}
	for _, c := range cases {
		for n := c.Lo; ; n++ {
			table[n-lo] = f.of[c.To]
			if n == c.Hi {
				break
			}
		}
	}
	index := f.less(a, lo)
	do := f.newBlock(f.cur.loop)
	f.branchImm(index, ir.LeU, hi-lo, do, els)
	f.cur = do
	base, t, off := f.temp(ir.Cap), f.temp(ir.Cap), f.temp(ir.Int)
	label := f.e.newLabel()
	f.put(ins{op: oLLA, rd: base, rs1: none, rs2: none, sym: label})
	f.rrr(oYSh2Add, t, index, base)
	f.load(oLW, off, place{base: t}, 0)
	target := f.temp(ir.Cap)
	f.rrr(oYAdd, target, base, off)
	f.put(ins{op: oTable, rd: none, rs1: target, rs2: none, sym: label, more: &more{table: table}})
}
