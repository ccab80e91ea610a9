package asm

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"

	"ushell/image"
	"ushell/isa"
)

// target is what a symbol is once there are addresses.
type target struct {
	kind  targetKind
	addr  uint64 // or the number
	size  uint64
	flags image.Flags // of the section
	g     *global     // of a symbol that is missing, or the linker's own
}

type targetKind uint8

const (
	noTarget targetKind = iota
	aNumber
	atPlace
)

// target is what symbol i of p is.
func (l *linker) target(p *placed, i int32) target { return l.targetAt(p, i, 0) }

// targetAt is target; depth is the number of symbols that led to it.
func (l *linker) targetAt(p *placed, i int32, depth int) target {
	g := p.globals[i]
	if g != nil {
		if g.def == nil && g.made == notMade {
			return target{g: g}
		}
		if g.def == nil {
			return target{kind: atPlace, addr: g.addr + g.offset, size: g.bytes, flags: g.flags, g: g}
		}
		p, i = g.def, g.sym
	}
	s := &p.obj.Symbols[i]
	switch s.Def {
	case InSection:
		return target{kind: atPlace, addr: p.addr[s.Section] + s.Value, size: s.Size, flags: l.secs[p.out[s.Section]].flags}
	case Absolute:
		return target{kind: aNumber, addr: s.Value}
	case Computed:
		return l.computed(p, s, depth)
	}
	return target{}
}

// computed is the value of a symbol that is an expression of others.
func (l *linker) computed(p *placed, s *Symbol, depth int) target {
	if l.steps++; depth > maxDepth || l.steps > maxNodes {
		l.fail(s.pos, "", "%s is defined by itself", s.Name)
		return target{kind: aNumber}
	}
	if n := p.obj.exprs[s.expr]; n.op == opExt {
		t := l.targetAt(p, int32(n.n), depth+1)
		if t.kind == noTarget {
			l.missing(p, int32(n.n), s.pos)
			return target{kind: aNumber}
		}
		if s.Size > 0 {
			t.size = s.Size
		}
		return t
	}
	ev := &evaluator{l: l, in: p, pos: s.pos, depth: depth}
	v, ok := ev.eval(p.expr(s.expr))
	switch {
	case !ok || v.isNumber():
		return target{kind: aNumber, addr: uint64(v.n)}
	default:
		return target{kind: atPlace, addr: uint64(v.n), size: s.Size, flags: image.Read | image.Write}
	}
}

// expr is the tree of a node of the object.
func (p *placed) expr(n int32) *expr {
	x := p.obj.exprs[n]
	e := &expr{op: x.op, num: x.n, folded: true}
	if x.a >= 0 {
		e.a = p.expr(x.a)
	}
	if x.b >= 0 {
		e.b = p.expr(x.b)
	}
	return e
}

// symbolValue is the value of a symbol in an expression.
func (l *linker) symbolValue(ev *evaluator, e *expr) (value, bool) {
	t := l.targetAt(ev.in, int32(e.num), ev.depth)
	switch {
	case t.kind == atPlace:
		return value{n: int64(t.addr), sec: 0}, true
	case t.kind == aNumber:
		return number(int64(t.addr)), true
	case !t.g.strong:
		return number(0), true
	}
	l.missing(ev.in, int32(e.num), ev.pos)
	return value{}, false
}

// absent says whether a symbol is weak and nothing defines it.
func (l *linker) absent(p *placed, sym int32) bool {
	g := p.globals[sym]
	return g != nil && g.def == nil && g.made == notMade && !g.strong
}

// missing reports a symbol that nothing defines, once.
func (l *linker) missing(p *placed, sym int32, pos Pos) {
	s := &p.obj.Symbols[sym]
	if l.missed[s.Name] {
		return
	}
	l.missed[s.Name] = true
	if s.pos.File != nil {
		pos = s.pos
	}
	if at, ok := p.obj.writtenAt(sym); ok {
		pos = at
	}
	var names []string
	for i := range p.obj.Symbols {
		if x := &p.obj.Symbols[i]; x.Def != Undefined && x.Name != "" {
			names = append(names, x.Name)
		}
	}
	for _, g := range l.order {
		if g.def != nil || g.made != notMade {
			names = append(names, g.name)
		}
	}
	slices.Sort(names)
	l.fail(pos, undefinedHint(s.Name, names), "%s is not defined", s.Name)
}

// writtenAt is the place in a compiler's source of the first use of a symbol.
func (o *Object) writtenAt(sym int32) (Pos, bool) {
	if !o.noText {
		return Pos{}, false
	}
	for i := range o.Sections {
		s := &o.Sections[i]
		for j := range s.Relocs {
			r := &s.Relocs[j]
			if r.Sym != sym {
				continue
			}
			n, _ := slices.BinarySearchFunc(s.Lines, r.Off+1, func(l Line, off uint64) int { return cmp.Compare(l.Off, off) })
			if n == 0 || int(s.Lines[n-1].File) >= len(o.sources) {
				break
			}
			at := s.Lines[n-1]
			return Pos{File: o.sources[at.File], Line: int(at.Line), Col: int(at.Col)}, true
		}
	}
	return Pos{}, false
}

// relocate applies the relocations of all objects.
func (l *linker) relocate() {
	for _, p := range l.objs {
		for i := range p.obj.Sections {
			s := &p.obj.Sections[i]
			if len(s.Relocs) == 0 {
				continue
			}
			o := l.secs[p.out[i]]
			if o.bss || s.NoBits {
				continue
			}
			for j := range s.Relocs {
				if l.full() {
					return
				}
				r := &s.Relocs[j]
				l.apply(p, i, r, o.data[p.at[i]+r.Off:])
			}
		}
	}
}

// apply computes one relocation, for section i of p: b are its bytes.
func (l *linker) apply(p *placed, i int, r *Reloc, b []byte) {
	pc := p.addr[i] + r.Off
	switch r.Kind {
	case RelCap:
		return // see initialisers
	case RelSlot:
		l.say(r, "", patchPair(b, int64(l.secs[l.table].addr+uint64(16*l.slot(p, r)))-int64(pc)))
		return
	}
	if r.Kind != RelData && b[0]&3 == 3 && len(b) < plainBytes {
		l.fail(r.pos, "", "there is no instruction to relocate")
		return
	}
	n, isNumber, ok := l.value(p, r)
	if !ok {
		return
	}
	if isNumber && r.expr < 0 && r.Sub < 0 && l.absent(p, r.Sym) && l.applyAbsent(r, b) {
		return
	}
	switch r.Kind {
	case RelData:
		if !fits(n, uint64(r.Size)) {
			l.fail(r.pos, "", "%d does not fit %s", n, count(int(r.Size), "byte"))
			return
		}
		var w [8]byte
		binary.LittleEndian.PutUint64(w[:], uint64(n))
		copy(b[:r.Size], w[:])
	case RelPair:
		if isNumber {
			l.fail(r.pos, "use li", "expected an address, found a number")
			return
		}
		l.say(r, "", patchPair(b, n-int64(pc)))
	case RelCall:
		l.applyCall(p, i, r, b, n, isNumber)
	case RelHi, RelPCRelHi:
		op := opHi
		if r.Kind == RelPCRelHi {
			if isNumber {
				l.fail(r.pos, "", "%%pcrel_hi needs an address")
				return
			}
			op, n = opPCRelHi, n-int64(pc)
		}
		imm, msg := upperImm(op, n)
		l.say(r, "", msg)
		l.patch(r, b, imm)
	case RelLo:
		l.patch(r, b, n<<52>>52)
	case RelPCRelLo:
		l.patch(r, b, (n-int64(p.addr[i]+r.Auipc))<<52>>52)
	default:
		l.applyImm(r, b, n, isNumber, pc)
	}
}

// say reports msg if there is one.
func (l *linker) say(r *Reloc, hint, msg string) {
	if msg != "" {
		l.fail(r.pos, hint, "%s", msg)
	}
}

// value is what r speaks of, and whether that is a number and not an address.
func (l *linker) value(p *placed, r *Reloc) (n int64, isNumber, ok bool) {
	if r.expr >= 0 {
		ev := &evaluator{l: l, in: p, pos: r.pos}
		v, ok := ev.eval(p.expr(r.expr))
		return v.n, v.isNumber(), ok
	}
	t, ok := l.named(p, r, r.Sym)
	if !ok {
		return 0, false, false
	}
	n, isNumber = int64(t.addr)+r.Add, t.kind == aNumber
	if r.Sub < 0 {
		return n, isNumber, true
	}
	u, ok := l.named(p, r, r.Sub)
	if !ok {
		return 0, false, false
	}
	if isNumber && u.kind == atPlace {
		l.fail(r.pos, "", "- needs two numbers or two addresses")
		return 0, false, false
	}
	return n - int64(u.addr), isNumber || u.kind == atPlace, true
}

// named is the target of a symbol that r names: 0 for a weak one that nothing
// defines.
func (l *linker) named(p *placed, r *Reloc, sym int32) (target, bool) {
	t := l.target(p, sym)
	if t.kind != noTarget {
		return t, true
	}
	if l.absent(p, sym) {
		return target{kind: aNumber}, true
	}
	l.missing(p, sym, r.pos)
	return target{}, false
}

// Instructions in the place of a call to a weak symbol that nothing defines,
// which the program must not come to (unimp), and of one that makes its address
// (li rd, 0).
const (
	unimp = 0xc0001073
	liRd  = 0x00000013
	nop   = 0x00000013
)

// applyAbsent is apply for a weak symbol that nothing defines, where 0 is not
// what an instruction can reach.
func (l *linker) applyAbsent(r *Reloc, b []byte) bool {
	switch r.Kind {
	case RelCall:
		if b[0]&3 == 3 {
			binary.LittleEndian.PutUint32(b, unimp)
			return true
		}
	case RelPair:
		hi, lo := binary.LittleEndian.Uint32(b), binary.LittleEndian.Uint32(b[4:])
		if lo&0x7f == 0x67 { // jalr
			hi, lo = unimp, unimp
		} else {
			hi, lo = liRd|hi&0xf80, nop
		}
		binary.LittleEndian.PutUint32(b, hi)
		binary.LittleEndian.PutUint32(b[4:], lo)
		return true
	}
	return false
}

// applyCall is for jal: where the target is too far, by way of a veneer.
func (l *linker) applyCall(p *placed, i int, r *Reloc, b []byte, n int64, isNumber bool) {
	pc := p.addr[i] + r.Off
	dist := n
	if !isNumber {
		dist = n - int64(pc)
	}
	if inJalReach(dist) || isNumber || r.expr >= 0 {
		l.patch(r, b, dist)
		return
	}
	o := l.secs[p.out[i]]
	for j := range o.parts {
		if o.parts[j].p != p || o.parts[j].sec != i {
			continue
		}
		if v := findVeneer(o.veneers[j], keyOf(p, r.Sym, r.Add)); v != nil {
			at := o.addr + v.off
			l.say(r, "", patchPair(o.data[v.off:], n-int64(at)))
			dist = int64(at) - int64(pc)
		}
	}
	l.patch(r, b, dist)
}

// applyImm is for an immediate, or the distance of a jump.
func (l *linker) applyImm(r *Reloc, b []byte, n int64, isNumber bool, pc uint64) {
	in, _ := instAt(b, r.IntMode)
	if in.Op == isa.Invalid {
		l.fail(r.pos, "", "there is no instruction to relocate")
		return
	}
	switch in.Op.Row().Format {
	case isa.FormatBranch, isa.FormatJ:
		if !isNumber {
			n -= int64(pc)
		}
	case isa.FormatU:
		if !isNumber {
			l.fail(r.pos, "use %hi or %pcrel_hi for an address", "expected the upper 20 bits as a number, found an address")
			return
		}
		var msg string
		if n, msg = upperImm(opNum, n); msg != "" {
			l.say(r, "", msg)
			return
		}
	default:
		if !isNumber {
			l.fail(r.pos, "use la or lla to get an address", "expected a number, not an address")
			return
		}
	}
	l.patch(r, b, n)
}

// patch gives the instruction at b an immediate.
func (l *linker) patch(r *Reloc, b []byte, imm int64) {
	if w := binary.LittleEndian.Uint16(b); w&0x7f == 0x6f && inJalReach(imm) && imm%2 == 0 { // jal
		old := binary.LittleEndian.Uint32(b)
		u := uint32(imm)
		binary.LittleEndian.PutUint32(b, old&0xfff|u>>20&1<<31|u>>1&0x3ff<<21|u>>11&1<<20|u&0xff000)
		return
	}
	in, _ := instAt(b, r.IntMode)
	in.Imm = imm
	w, err := isa.Encode(in)
	if err != nil {
		hint := ""
		if in.Op != isa.Invalid && in.Op.Row().Format == isa.FormatBranch && imm%2 == 0 {
			hint = "branch the other way round a j"
		}
		l.fail(r.pos, hint, "%v", err)
		return
	}
	putInst(b, in.C != isa.NotCompressed, w)
}

// upperImm is the immediate of lui and auipc for n: %hi and %pcrel_hi give it in
// place, a number is its bits 31:12. If it does not fit, msg says so.
func upperImm(op opcode, n int64) (imm int64, msg string) {
	switch {
	case op == opPCRelHi:
		n = (n + 0x800) &^ 0xfff
		if n != int64(int32(n)) {
			return 0, fmt.Sprintf("%#x does not fit the 32 bits that two instructions can make", n)
		}
		return n, ""
	case op == opHi:
		n = (n + 0x800) &^ 0xfff
		if n < -1<<31 || n >= 1<<32 {
			return 0, fmt.Sprintf("%#x does not fit the 32 bits that two instructions can make", n)
		}
		return int64(int32(n)), ""
	case n < -1<<19 || n > 1<<20-1:
		return 0, fmt.Sprintf("%d does not fit the upper 20 bits (0 to 0xfffff)", n)
	}
	return int64(int32(n << 12)), ""
}

// patchPair makes auipc and what follows it, whose immediate is that of an
// addition or a load, reach dist bytes from the auipc.
func patchPair(b []byte, dist int64) string {
	low := dist << 52 >> 52
	if dist-low != int64(int32(dist-low)) {
		return fmt.Sprintf("the distance of %d bytes is out of the reach of auipc", dist)
	}
	hi, lo := binary.LittleEndian.Uint32(b), binary.LittleEndian.Uint32(b[4:])
	binary.LittleEndian.PutUint32(b, hi&0xfff|uint32(dist-low))
	binary.LittleEndian.PutUint32(b[4:], lo&0xfffff|uint32(low)<<20)
	return ""
}
