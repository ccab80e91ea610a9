package ir

// flow is what is known of a function's paths. Blocks are named by their
// numbers, which are their places in Func.Blocks.
type flow struct {
	f     *Func
	preds [][]int32
	succs [][]int32
	order []int32 // reverse postorder
	idom  []int32 // the immediate dominator; the entry's is itself
	kids  [][]int32
	in    []int32 // preorder number in the dominator tree
	out   []int32 // the greatest such number below
	front [][]int32
}

// analyse numbers the blocks and computes their order and dominators. Blocks that
// can't be reached must have been dropped.
func analyse(f *Func) *flow {
	n := len(f.Blocks)
	fl := &flow{f: f, preds: make([][]int32, n), succs: make([][]int32, n), idom: make([]int32, n), kids: make([][]int32, n), in: make([]int32, n), out: make([]int32, n)}
	for i, b := range f.Blocks {
		b.ID = i
	}
	var taken []int32
	for i, b := range f.Blocks {
		if b.Label != nil && b.Label.AddrTaken {
			taken = append(taken, int32(i))
		}
	}
	for i, b := range f.Blocks {
		link := func(t int32) {
			for _, s := range fl.succs[i] {
				if s == t {
					return
				}
			}
			fl.succs[i] = append(fl.succs[i], t)
			fl.preds[t] = append(fl.preds[t], int32(i))
		}
		if b.Ins[len(b.Ins)-1].Op == Switch {
			fl.linkSwitch(i, b)
			continue
		}
		eachSucc(b, func(s *Block) { link(int32(s.ID)) })
		if b.Ins[len(b.Ins)-1].Op == GotoPtr {
			for _, t := range taken {
				link(t)
			}
		}
	}
	fl.postorder()
	fl.dominators()
	fl.number()
	return fl
}

// linkSwitch links a block that can have many successors.
func (fl *flow) linkSwitch(i int, b *Block) {
	seen := map[int32]bool{}
	eachSucc(b, func(s *Block) {
		if t := int32(s.ID); !seen[t] {
			seen[t] = true
			fl.succs[i] = append(fl.succs[i], t)
			fl.preds[t] = append(fl.preds[t], int32(i))
		}
	})
}

func (fl *flow) postorder() {
	n := len(fl.f.Blocks)
	seen := make([]bool, n)
	next := make([]int32, n)
	stack := []int32{0}
	seen[0] = true
	// A label whose address is taken may have no other way to it than a pointer.
	for i := n - 1; i > 0; i-- {
		if len(fl.preds[i]) == 0 {
			fl.preds[i] = append(fl.preds[i], 0)
			fl.succs[0] = append(fl.succs[0], int32(i))
		}
	}
	for len(stack) > 0 {
		b := stack[len(stack)-1]
		if int(next[b]) < len(fl.succs[b]) {
			s := fl.succs[b][next[b]]
			next[b]++
			if !seen[s] {
				seen[s] = true
				stack = append(stack, s)
			}
			continue
		}
		stack = stack[:len(stack)-1]
		fl.order = append(fl.order, b)
	}
	for i, j := 0, len(fl.order)-1; i < j; i, j = i+1, j-1 {
		fl.order[i], fl.order[j] = fl.order[j], fl.order[i]
	}
}

// dominators computes idom by the iteration of Cooper, Harvey and Kennedy, "A
// Simple, Fast Dominance Algorithm", and from it the dominance frontiers.
func (fl *flow) dominators() {
	n := len(fl.f.Blocks)
	at := make([]int32, n) // place in order
	for i, b := range fl.order {
		at[b] = int32(i)
	}
	for i := range fl.idom {
		fl.idom[i] = -1
	}
	fl.idom[0] = 0
	for changed := true; changed; {
		changed = false
		for _, b := range fl.order[1:] {
			d := int32(-1)
			for _, p := range fl.preds[b] {
				switch {
				case fl.idom[p] < 0:
				case d < 0:
					d = p
				default:
					x, y := p, d
					for x != y {
						for at[x] > at[y] {
							x = fl.idom[x]
						}
						for at[y] > at[x] {
							y = fl.idom[y]
						}
					}
					d = x
				}
			}
			if fl.idom[b] != d {
				fl.idom[b] = d
				changed = true
			}
		}
	}
	fl.front = make([][]int32, n)
	for _, b := range fl.order {
		if len(fl.preds[b]) < 2 && !(b == 0 && len(fl.preds[b]) > 0) {
			continue
		}
		for _, p := range fl.preds[b] {
			for x := p; x != fl.idom[b] || b == 0; x = fl.idom[x] {
				if k := len(fl.front[x]); k == 0 || fl.front[x][k-1] != b {
					fl.front[x] = append(fl.front[x], b)
				}
				if x == 0 {
					break
				}
			}
		}
	}
}

// number numbers the dominator tree.
func (fl *flow) number() {
	for _, b := range fl.order[1:] {
		fl.kids[fl.idom[b]] = append(fl.kids[fl.idom[b]], b)
	}
	var n int32
	type item struct {
		b    int32
		next int
	}
	stack := []item{{}}
	for len(stack) > 0 {
		it := &stack[len(stack)-1]
		if it.next < len(fl.kids[it.b]) {
			k := fl.kids[it.b][it.next]
			it.next++
			n++
			fl.in[k] = n
			stack = append(stack, item{b: k})
			continue
		}
		fl.out[it.b] = n
		stack = stack[:len(stack)-1]
	}
}

// dominates says that every path to b goes through a.
func (fl *flow) dominates(a, b int32) bool { return fl.in[a] <= fl.in[b] && fl.in[b] <= fl.out[a] }

// joins are the blocks where values of something that is written in the blocks
// defs meet: their iterated dominance frontier.
func (fl *flow) joins(defs []int32, mark []int32, stamp int32) []int32 {
	var out []int32
	work := append([]int32(nil), defs...)
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		for _, j := range fl.front[b] {
			if mark[j] != stamp {
				mark[j] = stamp
				out = append(out, j)
				work = append(work, j)
			}
		}
	}
	return out
}
