package ir

import (
	"strconv"

	"ushell/cc/ast"
	"ushell/cc/ctype"
)

// varDecl executes the declaration of an automatic variable.
func (l *lower) varDecl(s *ast.VarDecl) {
	o := s.Obj
	if o.Storage != ast.Auto {
		return
	}
	if o.VLA != nil {
		l.vlaDecl(s)
		return
	}
	l.declare(o)
	l.initialise(o, s.Init, s.Zero)
	if o.Attr.Cleanup != nil {
		l.exitAt(exit{obj: o, at: s.Where.At.Outer()})
	}
}

// exitAt notes what is to be done at the end of the innermost scope.
func (l *lower) exitAt(x exit) {
	sc := l.scopes[len(l.scopes)-1]
	for _, y := range sc.exits {
		if y == x {
			return
		}
	}
	sc.exits = append(sc.exits, x)
}

// vlaDecl makes room for a variable length array.
func (l *lower) vlaDecl(s *ast.VarDecl) {
	o := s.Obj
	l.declare(o)
	l.f.Moves = true
	n := l.expr(o.VLA)
	sp := l.value(Cap, &Ins{Op: StackSave})
	l.exitAt(exit{sp: sp, at: s.Where.At.Outer()})
	in := &Ins{Op: Alloca, Align: max(o.Type.Align, o.Attr.Align, 1), Imm: n.n}
	if !n.k {
		in.A = n.r
	}
	h := l.vars[o]
	if h.slot == nil {
		in.Dst = h.ptr
		l.emit(in)
	} else {
		r := l.value(Cap, in)
		l.emit(&Ins{Op: Store, W: 16, Addr: Address{Slot: h.slot}, B: r})
	}
	if o.Attr.Cleanup != nil {
		l.exitAt(exit{obj: o, at: s.Where.At.Outer()})
	}
}

// compound gives a compound literal its value.
func (l *lower) compound(e *ast.Compound) {
	l.declare(e.Obj)
	l.initialise(e.Obj, e.Init, true)
}

// initialise makes the stores of an initialiser. The object's own value, which an
// initialiser can use, is what it was before, but for a compound literal: that
// is built anew.
func (l *lower) initialise(o *ast.Object, list []ast.Init, zero bool) {
	v := l.object(o)
	if v.reg != 0 {
		switch {
		case len(list) > 0:
			l.setReg(v.reg, l.expr(list[0].Value))
		case zero && !isFloat(o.Type):
			l.setReg(v.reg, val{k: true})
		case zero:
			l.emit(&Ins{Op: FConst, Dst: v.reg})
		}
		return
	}
	if zero && len(list) > imageMin && l.fromImage(v.mem, o, list) {
		return
	}
	if zero && !covered(list, o.Type.Size) {
		l.zero(v.mem, o.Type.Size)
	} else {
		zero = false
	}
	for i := range list {
		it := &list[i]
		if zero && isZero(it.Value) {
			continue
		}
		l.initOne(v.mem, it)
	}
}

// initOne makes one store of an initialiser.
func (l *lower) initOne(m mem, it *ast.Init) {
	pos := l.pos
	l.at(it.Value.Span())
	defer func() { l.pos = pos }()
	if it.Field != nil && it.Field.IsBits {
		// The field's Off is that of its unit in its own struct; Init's is that in the whole.
		f := *it.Field
		f.Off = 0
		l.store(lval{mem: m.at(it.Off), t: it.Type, bits: &f}, l.expr(it.Value))
		return
	}
	at := m.at(it.Off)
	if isAggregate(it.Type) {
		if lit := literal(it.Value); lit != nil && it.Type.Kind == ctype.Array {
			src := l.object(lit)
			l.copy(at, src.mem, min(it.Type.Size, int64(len(lit.Data))))
			if n := int64(len(lit.Data)); n < it.Type.Size {
				l.zero(at.at(n), it.Type.Size-n)
			}
			return
		}
		l.assignTo(at, it.Value, it.Type)
		return
	}
	l.store(lval{mem: at, t: it.Type}, l.expr(it.Value))
}

// literal is the string literal that e names.
func literal(e ast.Expr) *ast.Object {
	if a, ok := e.(*ast.Addr); ok && a.Decay {
		e = a.X
	}
	if r, ok := e.(*ast.Ref); ok && r.Obj.Data != nil {
		return r.Obj
	}
	return nil
}

func isZero(e ast.Expr) bool {
	switch x := e.(type) {
	case *ast.Int:
		return x.Value == 0
	case *ast.Cast:
		return isZero(x.X) && !isFloat(x.T)
	}
	return false
}

// covered says that the initialisers, in order, leave no byte of size out.
func covered(list []ast.Init, size int64) bool {
	end := int64(0)
	for i := range list {
		it := &list[i]
		if it.Field != nil && it.Field.IsBits || it.Off > end {
			return false
		}
		end = max(end, it.Off+max(it.Type.Size, 0))
	}
	return end >= size
}

// imageMin is how many stores an initialiser of constants may have; a longer one
// is copied from the image.
const imageMin = 16

// fromImage initialises m from a constant object that is made for it, when all of
// list are integers.
func (l *lower) fromImage(m mem, o *ast.Object, list []ast.Init) bool {
	static := make([]ast.Init, len(list))
	for i, it := range list {
		n, ok := it.Value.(*ast.Int)
		if !ok || classOf(it.Type) == Cap && n.Value != 0 || isFloat(it.Type) {
			return false
		}
		it.Const = &ast.Const{Int: n.Value}
		static[i] = it
	}
	c := &ast.Object{Sym: l.imageName(), Type: constant(o.Type), Storage: ast.Static, Used: true, Init: static, Loc: o.Loc}
	l.u.Objects = append(l.u.Objects, c)
	l.copy(m, l.object(c).mem, o.Type.Size)
	return true
}

// imageName is a name for a constant object. The unit's objects are numbered, so
// that none can have it twice.
func (l *lower) imageName() string { return ".L.init." + strconv.Itoa(len(l.u.Objects)) }

func constant(t *ctype.Type) *ctype.Type {
	c := *t
	c.Qual |= ctype.Const
	return &c
}
