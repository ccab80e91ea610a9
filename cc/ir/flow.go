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
	fl.link(taken)
	fl.postorder()
	fl.dominators()
	fl.number()
	return fl
}

// link finds successors and predecessors; taken are the blocks whose address is
// taken.
func (fl *flow) link(taken []int32) {
	n := len(fl.f.Blocks)
	seen := make([]int32, n)
	count := make([]int32, n+1)
	edges := make([]int32, 0, 2*n)
	i := int32(0)
	add := func(s *Block) {
		if t := int32(s.ID); seen[t] != i+1 {
			seen[t] = i + 1
			count[t]++
			edges = append(edges, t)
		}
	}
	for _, b := range fl.f.Blocks {
		from := len(edges)
		eachSucc(b, add)
		if b.last().Op == GotoPtr {
			for _, t := range taken {
				add(fl.f.Blocks[t])
			}
		}
		fl.succs[i] = edges[from:len(edges):len(edges)]
		i++
	}
	back := make([]int32, len(edges))
	at := int32(0)
	for t := range fl.preds {
		fl.preds[t] = back[at : at : at+count[t]]
		at += count[t]
	}
	for i, list := range fl.succs {
		for _, t := range list {
			fl.preds[t] = append(fl.preds[t], int32(i))
		}
	}
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

// dominators computes idom as Georgiadis does with semidominators ("Linear-Time
// Algorithms for Dominators and Related Problems", 2005: SNCA), and from it the
// dominance frontiers.
func (fl *flow) dominators() {
	n := len(fl.f.Blocks)
	d := &snca{num: make([]int32, n), parent: make([]int32, n), semi: make([]int32, n), label: make([]int32, n), up: make([]int32, n)}
	d.search(fl)
	for i := len(d.order) - 1; i > 0; i-- {
		v := int32(i)
		for _, p := range fl.preds[d.order[i]] {
			u := d.num[p]
			if u < 0 {
				continue
			}
			if s := d.semi[d.eval(u, v)]; s < d.semi[v] {
				d.semi[v] = s
			}
		}
		d.label[v] = v
		d.up[v] = d.parent[v]
	}
	dom := make([]int32, len(d.order))
	for i := 1; i < len(d.order); i++ {
		x := d.parent[i]
		for x > d.semi[i] {
			x = dom[x]
		}
		dom[i] = x
		fl.idom[d.order[i]] = d.order[x]
	}
	fl.front = make([][]int32, n)
	for _, b := range fl.order {
		if len(fl.preds[b]) < 2 && !(b == 0 && len(fl.preds[b]) > 0) {
			continue
		}
		for _, p := range fl.preds[b] {
			for x := p; x != fl.idom[b] || b == 0; x = fl.idom[x] {
				if k := len(fl.front[x]); k > 0 && fl.front[x][k-1] == b {
					break // and so have those above it
				}
				fl.front[x] = append(fl.front[x], b)
				if x == 0 {
					break
				}
			}
		}
	}
}

// snca is the state of the computation of dominators. Blocks go by their preorder
// numbers in a depth first search.
type snca struct {
	order  []int32 // the block of each number
	num    []int32 // the number of each block, -1 when it is not reached
	parent []int32
	semi   []int32
	label  []int32
	up     []int32 // the way to the root of the forest of those that are done, shortened
}

func (d *snca) search(fl *flow) {
	for i := range d.num {
		d.num[i] = -1
	}
	type item struct{ b, from int32 }
	stack := []item{{0, 0}}
	for len(stack) > 0 {
		it := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if d.num[it.b] >= 0 {
			continue
		}
		v := int32(len(d.order))
		d.num[it.b] = v
		d.order = append(d.order, it.b)
		d.parent[v], d.semi[v], d.label[v], d.up[v] = it.from, v, v, -1
		for _, s := range fl.succs[it.b] {
			if d.num[s] < 0 {
				stack = append(stack, item{s, v})
			}
		}
	}
	for v := range d.order {
		d.semi[v] = int32(v)
	}
}

// eval is the one with the least semidominator on the way from u up to the root of
// its tree, among those that are done: those above last.
func (d *snca) eval(u, last int32) int32 {
	if u <= last {
		return u
	}
	var path []int32
	for x := u; d.up[x] > last; x = d.up[x] {
		path = append(path, x)
	}
	for i := len(path) - 1; i >= 0; i-- {
		x := path[i]
		a := d.up[x]
		if d.semi[d.label[a]] < d.semi[d.label[x]] {
			d.label[x] = d.label[a]
		}
		d.up[x] = d.up[a]
	}
	return d.label[u]
}

// number numbers the dominator tree.
func (fl *flow) number() {
	count := make([]int32, len(fl.kids))
	for _, b := range fl.order[1:] {
		count[fl.idom[b]]++
	}
	back := make([]int32, len(fl.order))
	at := int32(0)
	for i, c := range count {
		fl.kids[i] = back[at : at : at+c]
		at += c
	}
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
