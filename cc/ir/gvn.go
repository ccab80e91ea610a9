package ir

import "math"

// number finds the instructions of a function whose value is known already: as a
// constant, or in a register. It works on the dominator tree. Every value has a
// number. A register that is written once, before all its uses, has one value
// for good; for the others the number changes with each write, and where paths
// with different values meet it is a new one: what SSA form says with phi
// functions is said here by the blocks that joins answers.
type number struct {
	f  *Func
	fl *flow

	once  []bool  // of each register: it has one value for good
	cur   []int32 // of each register: the number of its value, 0 when it has none yet
	mem   []int32 // of each part of memory: the number of its contents
	part  map[*Slot]int32
	avail []known // what is known of memory
	*space

	meets  [][]Reg   // of each block: the registers that get a new value on entry
	meetsM [][]int32 // and the parts of memory
	moved  map[int32]step
	alias  map[any]bool // the objects that have a second name
	line   []*Ins       // the block's instructions so far
}

// space is what is used again for the next function.
type space struct {
	head  []int32 // of each number: where in nodes the registers that were given the value begin, latest first
	nodes []node
	def   []expr // of each number: how it was computed
	table map[expr]int32
	undo  []undo
	keys  []expr // of undo
	ids   map[any]int32
	names []any // what ids numbers: objects, labels, slots
}

type node struct {
	r    Reg
	next int32
}

func newSpace() *space { return &space{table: make(map[expr]int32, 256), ids: map[any]int32{}} }

func (s *space) clear() {
	s.head, s.nodes, s.def, s.undo, s.keys = s.head[:0], append(s.nodes[:0], node{}), s.def[:0], s.undo[:0], s.keys[:0]
	clear(s.table)
	clear(s.ids)
	clear(s.names)
	s.names = append(s.names[:0], nil)
}

// id is a number for an object, a label or a slot.
func (s *space) id(x any) int32 {
	if k, ok := s.ids[x]; ok {
		return k
	}
	k := int32(len(s.names))
	s.ids[x] = k
	s.names = append(s.names, x)
	return k
}

// expr is a computation with numbered operands. An op of Nop is one that is not
// known; then w is not 0 if it is known that the value is the extension of w bytes.
type expr struct {
	op     Op
	w      uint8
	signed bool
	cond   Cond
	class  Class
	a, b   int32
	m      int32 // of Load: what memory holds
	what   int32 // the id of an object, a label or a slot
	imm    int64
}

// step says that a variable was given a value and a constant added to it.
type step struct {
	r   Reg
	vn  int32
	imm int64
}

// known is a piece of memory whose contents are in the table.
type known struct {
	base int32
	slot *Slot
	off  int64
	key  expr
}

type undo struct {
	kind uint8 // 0 cur, 1 head, 2 table, 3 mem, 4 table entry replaced
	i    int32 // the register, the number, or the place of the key in keys
	old  int32
}

// The part of memory that pointers can reach.
const shared = 0

// renumber runs number over f.
func renumber(f *Func, fl *flow, s *space) {
	s.clear()
	n := &number{f: f, fl: fl, alias: f.alias, space: s, moved: map[int32]step{}}
	n.prepare()
	n.walk()
}

// prepare finds out which registers have one value, and where values meet.
func (n *number) prepare() {
	f := n.f
	nr := len(f.Class)
	n.once = singles(f, n.fl)
	n.cur = make([]int32, nr)
	n.fresh(expr{})
	n.memory()
	n.meeting()
}

// memory gives each slot whose address nothing takes a part of its own.
func (n *number) memory() {
	n.part = map[*Slot]int32{}
	taken := map[*Slot]bool{}
	for _, b := range n.f.Blocks {
		for _, in := range b.Ins {
			in.eachSlot(func(s *Slot, t bool) {
				if t {
					taken[s] = true
				}
			})
		}
	}
	for _, s := range n.f.Slots {
		if !taken[s] {
			n.part[s] = int32(len(n.part)) + 1
		}
	}
	n.mem = make([]int32, len(n.part)+1)
}

// partOf is the part of memory that the address is in.
func (n *number) partOf(a Address) int32 {
	if a.Slot == nil {
		return shared
	}
	return n.part[a.Slot]
}

// writes calls do with the parts of memory that the instruction changes.
func (n *number) writes(in *Ins, do func(int32)) {
	switch in.Op {
	case Store, Copy, Zero:
		do(n.partOf(in.Addr))
	case Amo, CmpXch, Fence, CallOp, AsmOp, Alloca, StackBack:
		do(shared)
	}
}

// meeting finds the blocks where values meet.
func (n *number) meeting() {
	nb := len(n.f.Blocks)
	n.meets = make([][]Reg, nb)
	n.meetsM = make([][]int32, nb)
	defs := make([][]int32, len(n.once))
	memDefs := make([][]int32, len(n.mem))
	note := func(list *[]int32, i int) {
		if k := len(*list); k == 0 || (*list)[k-1] != int32(i) {
			*list = append(*list, int32(i))
		}
	}
	for i, b := range n.f.Blocks {
		for _, in := range b.Ins {
			in.eachDef(func(r *Reg) {
				if !n.once[*r] {
					note(&defs[*r], i)
				}
			})
			n.writes(in, func(p int32) { note(&memDefs[p], i) })
		}
	}
	mark := make([]int32, nb)
	stamp := int32(0)
	for r, list := range defs {
		if len(list) > 0 {
			stamp++
			if list[0] != 0 { // before it is written its value is that on entry
				list = append(list, 0)
			}
			for _, b := range n.fl.joins(list, mark, stamp) {
				n.meets[b] = append(n.meets[b], Reg(r))
			}
		}
	}
	for p, list := range memDefs {
		stamp++
		for _, b := range n.fl.joins(append(list, 0), mark, stamp) {
			n.meetsM[b] = append(n.meetsM[b], int32(p))
		}
	}
}

// walk visits the blocks, each behind its dominator.
func (n *number) walk() {
	type item struct {
		b     int32
		next  int
		undo  int
		avail []known
	}
	for r := range n.cur {
		n.cur[r] = n.fresh(n.known(Reg(r)))
		n.push(n.cur[r], Reg(r))
	}
	for p := range n.mem {
		n.mem[p] = n.fresh(expr{})
	}
	stack := []item{{}}
	n.block(0)
	for len(stack) > 0 {
		it := &stack[len(stack)-1]
		if kids := n.fl.kids[it.b]; it.next < len(kids) {
			k := kids[it.next]
			it.next++
			if it.next == 1 {
				it.avail = append([]known(nil), n.avail...)
			} else {
				n.avail = append(n.avail[:0], it.avail...)
			}
			stack = append(stack, item{b: k, undo: len(n.undo)})
			n.block(k)
			continue
		}
		n.restore(it.undo)
		stack = stack[:len(stack)-1]
	}
}

// restore forgets what was found below a block.
func (n *number) restore(to int) {
	for i := len(n.undo) - 1; i >= to; i-- {
		u := &n.undo[i]
		switch u.kind {
		case 0:
			n.cur[u.i] = u.old
		case 1:
			n.head[u.i] = u.old
		case 2:
			delete(n.table, n.keys[u.i])
		case 3:
			n.mem[u.i] = u.old
		case 4:
			n.table[n.keys[u.i]] = u.old
		}
	}
	n.undo = n.undo[:to]
}

// fresh is a new number for what d computes.
func (n *number) fresh(d expr) int32 {
	n.def = append(n.def, d)
	n.head = append(n.head, 0)
	return int32(len(n.def) - 1)
}

// unknown is a new number for a value that r is given, of which no more is known
// than its type.
func (n *number) unknown(r Reg) int32 { return n.fresh(n.known(r)) }

// known is what is known of a register's values.
func (n *number) known(r Reg) expr {
	if int(r) >= len(n.f.holds) {
		return expr{}
	}
	k := n.f.holds[r]
	return expr{w: k.w, signed: k.signed}
}

func (n *number) push(vn int32, r Reg) {
	n.nodes = append(n.nodes, node{r, n.head[vn]})
	n.head[vn] = int32(len(n.nodes) - 1)
}

// give says that r now has the value vn.
func (n *number) give(r Reg, vn int32) {
	n.undo = append(n.undo, undo{kind: 0, i: int32(r), old: n.cur[r]}, undo{kind: 1, i: vn, old: n.head[vn]})
	n.cur[r] = vn
	n.push(vn, r)
}

func (n *number) enter(key expr, vn int32) {
	u := undo{kind: 2, i: int32(len(n.keys))}
	n.keys = append(n.keys, key)
	if old, ok := n.table[key]; ok {
		u.kind, u.old = 4, old
	}
	n.undo = append(n.undo, u)
	n.table[key] = vn
}

func (n *number) setMem(p, vn int32) {
	n.undo = append(n.undo, undo{kind: 3, i: p, old: n.mem[p]})
	n.mem[p] = vn
}

// block numbers the values of a block and improves its instructions.
func (n *number) block(i int32) {
	b := n.f.Blocks[i]
	for _, r := range n.meets[i] {
		n.give(r, n.unknown(r))
	}
	for _, p := range n.meetsM[i] {
		n.setMem(p, n.fresh(expr{}))
		n.clobber(p)
	}
	if p := n.fl.preds[i]; len(p) == 1 && p[0] == n.fl.idom[i] && i != 0 {
		n.assume(n.f.Blocks[p[0]], b)
	}
	clear(n.moved)
	list := b.Ins
	n.line = make([]*Ins, 0, len(list)+4)
	for _, in := range list {
		n.ins(in)
	}
	b.Ins = n.line
}

// clobber forgets what is known of a part of memory.
func (n *number) clobber(p int32) {
	kept := n.avail[:0]
	for _, k := range n.avail {
		if n.partOf(Address{Slot: k.slot}) != p {
			kept = append(kept, k)
		}
	}
	n.avail = kept
}

// assume notes what the branch at the end of p says about values in b.
func (n *number) assume(p, b *Block) {
	br := p.last()
	if br.Op != Branch || br.To == br.Else {
		return
	}
	yes := br.To == b
	bv := n.second(br)
	for _, c := range []Cond{br.Cond, negated(br.Cond)} {
		truth := int64(0)
		if yes == (c == br.Cond) {
			truth = 1
		}
		n.enter(expr{op: Set, cond: c, a: n.cur[br.A], b: bv}, n.constant(truth, Int))
		n.enter(expr{op: Set, cond: swapped(c), a: bv, b: n.cur[br.A]}, n.constant(truth, Int))
	}
	if !n.once[br.A] && n.f.Class[br.A] == Int && (br.Cond == Eq && yes || br.Cond == Ne && !yes) && n.def[bv].op == Const && br.B == 0 {
		n.give(br.A, bv)
	}
}

func negated(c Cond) Cond {
	return [...]Cond{Eq: Ne, Ne: Eq, Lt: Ge, Le: Gt, Gt: Le, Ge: Lt, LtU: GeU, LeU: GtU, GtU: LeU, GeU: LtU}[c]
}

// second is the number of an instruction's second operand, a register or Imm.
func (n *number) second(in *Ins) int32 {
	if in.B != 0 {
		return n.cur[in.B]
	}
	return n.constant(in.Imm, n.f.Class[in.A])
}

// constant is the number of a constant.
func (n *number) constant(k int64, c Class) int32 {
	key := expr{op: Const, imm: k, class: c}
	if vn, ok := n.table[key]; ok {
		return vn
	}
	vn := n.fresh(key)
	n.table[key] = vn // it stays so everywhere
	return vn
}

// value is the constant that r holds.
func (n *number) value(r Reg) (int64, bool) {
	d := &n.def[n.cur[r]]
	return d.imm, d.op == Const && r != 0
}

// holder is a register that holds vn now, the first that does; 0 when there is none.
func (n *number) holder(vn int32) Reg {
	var best Reg
	k := n.head[vn]
	for range holdersMax {
		if k == 0 {
			break
		}
		if r := n.nodes[k].r; n.cur[r] == vn {
			best = r
		}
		k = n.nodes[k].next
	}
	return best
}

// holdersMax is how many registers are looked at for a value.
const holdersMax = 16

// ins improves one instruction and numbers what it computes.
func (n *number) ins(in *Ins) {
	if in.Op == Nop {
		return
	}
	in.eachUse(n.lead)
	n.line = append(n.line, in)
	for range 8 {
		if !n.simplify(in) {
			break
		}
	}
	switch {
	case in.Op == Move:
		n.move(in)
	case pure(in.Op) && in.Dst != 0:
		n.compute(in)
	case in.Op == Load && !in.Volatile:
		n.loadIns(in)
	default:
		in.eachDef(func(r *Reg) { n.give(*r, n.unknown(*r)) })
		n.effect(in)
	}
}

// lead replaces a register that has one value by the first that has it.
func (n *number) lead(r *Reg) {
	if !n.once[*r] || n.def[n.cur[*r]].op == Const {
		return
	}
	if h := n.holder(n.cur[*r]); h != 0 {
		*r = h
	}
}

func (n *number) move(in *Ins) {
	vn := n.cur[in.A]
	if n.cur[in.Dst] == vn && !n.once[in.Dst] {
		n.drop(in)
		return
	}
	if d := n.def[vn]; d.op == Const && n.f.Class[in.Dst] <= Cap {
		in.Op, in.A, in.Imm = Const, 0, d.imm
	}
	n.give(in.Dst, vn)
}

// drop takes the last instruction out again.
func (n *number) drop(in *Ins) {
	in.Op = Nop
	if !in.Stmt {
		n.line = n.line[:len(n.line)-1]
	}
	in.Dst, in.A, in.B = 0, 0, 0
}

// key is what the pure instruction in computes.
func (n *number) key(in *Ins) expr {
	k := expr{op: in.Op, w: in.W, signed: in.Signed, cond: in.Cond, class: n.f.Class[in.Dst], imm: in.Imm}
	if in.Op == Add || in.Op == Sub || in.Op == Mul {
		k.signed = false
	}
	switch in.Op {
	case FConst:
		k.imm = int64(math.Float64bits(in.F))
	case Set:
		k.w, k.signed = 0, false
		k.class = Int
	}
	switch {
	case in.Sym != nil:
		k.what = n.id(in.Sym)
	case in.Label != nil:
		k.what = n.id(in.Label)
	case in.Slot != nil:
		k.what = n.id(in.Slot)
	}
	if in.A != 0 {
		k.a = n.cur[in.A]
	}
	if in.B != 0 {
		k.b = n.cur[in.B]
	} else if in.A != 0 && (in.Op == Set || binaryImm(in.Op)) {
		k.b = n.constant(in.Imm, Int)
		if in.Op == Set {
			k.b = n.constant(in.Imm, n.f.Class[in.A])
		}
		k.imm = 0
	}
	if in.B != 0 && commutes(in.Op) && k.a > k.b {
		k.a, k.b = k.b, k.a
	}
	return k
}

// compute numbers what a pure instruction computes.
func (n *number) compute(in *Ins) {
	if in.Op == Const {
		n.give(in.Dst, n.constant(in.Imm, n.f.Class[in.Dst]))
		return
	}
	key := n.key(in)
	look := key
	if in.Op == Set { // as assume notes it
		look = expr{op: Set, cond: key.cond, a: key.a, b: key.b}
		key = look
	}
	if vn, ok := n.table[look]; ok {
		n.reuse(in, vn)
		return
	}
	how := key
	how.signed = in.Signed
	vn := n.fresh(how)
	n.enter(key, vn)
	n.stepped(in)
	n.give(in.Dst, vn)
	if s, ok := n.moved[-1]; ok {
		delete(n.moved, -1)
		s.vn = vn
		n.moved[key.a] = s
	}
}

// stepped notes that a variable had a constant added.
func (n *number) stepped(in *Ins) {
	if in.Op == CapAdd && in.B == 0 && !n.once[in.Dst] && in.A == in.Dst {
		n.moved[-1] = step{r: in.Dst, imm: in.Imm}
	}
}

// reuse makes in, whose value vn is known, a constant or a copy.
func (n *number) reuse(in *Ins, vn int32) {
	if d := &n.def[vn]; d.op == Const && n.f.Class[in.Dst] <= Cap {
		*in = Ins{Op: Const, Dst: in.Dst, Imm: d.imm, Pos: in.Pos, Stmt: in.Stmt}
	} else if h := n.holder(vn); h == in.Dst {
		n.drop(in)
		return
	} else if h != 0 && n.f.Class[h] == n.f.Class[in.Dst] {
		*in = Ins{Op: Move, Dst: in.Dst, A: h, Pos: in.Pos, Stmt: in.Stmt}
	}
	n.give(in.Dst, vn)
}

// loadKey is what a load of w bytes at a answers.
func (n *number) loadKey(a Address, w uint8, signed bool, c Class) expr {
	k := expr{op: Load, w: w, signed: signed, class: c, imm: a.Off, m: n.mem[n.partOf(a)]}
	if a.Slot == nil {
		k.a = n.cur[a.Base]
	} else {
		k.what = n.id(a.Slot)
	}
	if w >= 8 || c != Int {
		k.signed = false
	}
	return k
}

// loadIns numbers what a load answers.
func (n *number) loadIns(in *Ins) {
	k := n.loadKey(in.Addr, in.W, in.Signed, n.f.Class[in.Dst])
	if vn, ok := n.table[k]; ok {
		n.reuse(in, vn)
		return
	}
	vn := n.fresh(k)
	n.remember(in.Addr, k, vn)
	n.give(in.Dst, vn)
}

// remember says that memory holds vn at a.
func (n *number) remember(a Address, k expr, vn int32) {
	n.enter(k, vn)
	if len(n.avail) < 48 {
		n.avail = append(n.avail, known{base: k.a, slot: a.Slot, off: a.Off, key: k})
	}
}

// effect notes what an instruction does to memory.
func (n *number) effect(in *Ins) {
	switch in.Op {
	case Store:
		n.written(in.Addr, int64(in.W))
		n.forward(in)
	case Copy, Zero:
		n.written(in.Addr, in.Size)
	default:
		n.writes(in, func(p int32) {
			n.setMem(p, n.fresh(expr{}))
			n.clobber(p)
		})
	}
}

// written says that size bytes at a changed: what is known of others stays known.
func (n *number) written(a Address, size int64) {
	p := n.partOf(a)
	n.setMem(p, n.fresh(expr{}))
	var base int32
	if a.Slot == nil {
		base = n.cur[a.Base]
	}
	root := n.root(base, a.Slot)
	kept := n.avail[:0]
	for _, k := range n.avail {
		if n.partOf(Address{Slot: k.slot}) != p {
			kept = append(kept, k)
			continue
		}
		same := k.base == base && k.slot == a.Slot
		apart := same && (k.off+int64(k.key.w) <= a.Off || a.Off+size <= k.off)
		if !same && root != nil {
			other := n.root(k.base, k.slot)
			apart = other != nil && other != root
		}
		if !apart {
			continue
		}
		vn, ok := n.table[k.key]
		if !ok {
			continue
		}
		k.key.m = n.mem[p]
		n.enter(k.key, vn)
		kept = append(kept, k)
	}
	n.avail = kept
}

// root is the object that an address lies in: its bounds keep it there.
func (n *number) root(vn int32, s *Slot) any {
	if s != nil {
		return s
	}
	for range 8 {
		d := &n.def[vn]
		switch d.op {
		case CapAdd, CapShAdd, CapBounds, CapSetAddr:
			vn = d.a
		case SymAddr:
			if n.alias[n.names[d.what]] {
				return nil
			}
			return n.names[d.what]
		case SlotAddr:
			return n.names[d.what]
		default:
			return nil
		}
	}
	return nil
}

// forward notes that what was stored can be loaded again.
func (n *number) forward(in *Ins) {
	if in.Volatile {
		return
	}
	c := Int
	if in.W == 16 {
		c = Cap
	}
	var vn int32
	if in.B != 0 {
		c = n.f.Class[in.B]
		vn = n.cur[in.B]
	} else {
		vn = n.constant(in.Imm, c)
	}
	for _, signed := range []bool{false, true} {
		if c == Int && in.W < 8 && !n.extended(vn, in.W, signed) {
			continue
		}
		if signed && (c != Int || in.W >= 8) {
			break
		}
		n.remember(in.Addr, n.loadKey(in.Addr, in.W, signed, c), vn)
	}
}

// extended says that vn is as if its low w bytes had been extended.
func (n *number) extended(vn int32, w uint8, signed bool) bool {
	d := &n.def[vn]
	if d.op == Const {
		return extend(d.imm, int64(w), signed) == d.imm
	}
	if d.op == Nop && d.w > 0 {
		if d.signed {
			return signed && d.w <= w
		}
		return d.w <= w && !signed || d.w < w
	}
	if k := n.bitsOf(vn); k < 64 && (k < 8*int(w) || !signed && k == 8*int(w)) {
		return true
	}
	if !signed {
		return false
	}
	switch d.op {
	case Load, Ext, FToInt, Amo:
		return d.w <= w && d.signed || d.w < w && d.class == Int
	case Add, Sub, Mul, Div, DivU, Rem, RemU, Shl, Shr, Sar:
		if d.w == 4 && w == 4 {
			return true
		}
		return d.op == Sar && n.def[d.b].op == Const && n.def[d.b].imm >= 64-8*int64(w)
	case And, Or, Xor:
		return n.extended(d.a, w, true) && n.extended(d.b, w, true)
	}
	return false
}

// bitsOf is how many low bits of vn can be other than 0; 64 when it may be negative.
func (n *number) bitsOf(vn int32) int { return n.bits(vn, 4) }

func (n *number) bits(vn int32, depth int) int {
	d := &n.def[vn]
	if depth == 0 {
		return 64
	}
	switch d.op {
	case Const:
		if d.imm < 0 {
			return 64
		}
		k := 0
		for u := d.imm; u > 0; u >>= 1 {
			k++
		}
		return k
	case Nop:
		if !d.signed && d.w > 0 && d.w < 8 {
			return 8 * int(d.w)
		}
	case Load, Ext:
		if !d.signed && d.w < 8 && d.class == Int {
			return 8 * int(d.w)
		}
	case Set, CapGetTag, CapSealed, CapEqExact, CapSubset:
		return 1
	case And:
		return min(n.bits(d.a, depth-1), n.bits(d.b, depth-1))
	case Or, Xor:
		return max(n.bits(d.a, depth-1), n.bits(d.b, depth-1))
	case Shr:
		if k := n.def[d.b]; k.op == Const {
			s := int(k.imm)
			x := n.bits(d.a, depth-1)
			if d.w == 4 {
				if x > 31 && s&31 > 0 {
					x = 32
				}
				s &= 31
			}
			if s &= 63; s > 0 && x > s {
				return x - s
			} else if s > 0 {
				return 0
			}
		}
	case Shl:
		if k := n.def[d.b]; k.op == Const && d.w == 8 && k.imm >= 0 {
			if x := n.bits(d.a, depth-1) + int(k.imm); x < 64 {
				return x
			}
		}
	}
	return 64
}
