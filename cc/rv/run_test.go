package rv

import (
	"os"
	"testing"

	"ushell/asm"
	"ushell/cc/ast"
	"ushell/cc/ctype"
	"ushell/cc/ir"
	"ushell/machine"
)

// fb builds a function of the IR.
type fb struct {
	f   *ir.Func
	cur *ir.Block
}

func object(name string) *ast.Object {
	return &ast.Object{Name: name, Sym: name, Storage: ast.Fn, Global: true, Type: &ctype.Type{Kind: ctype.Func}}
}

func newFunc(name string) *fb {
	b := &fb{f: &ir.Func{Obj: object(name), Class: make([]ir.Class, 1)}}
	b.block(0)
	return b
}

func (b *fb) reg(c ir.Class) ir.Reg {
	b.f.Class = append(b.f.Class, c)
	return ir.Reg(len(b.f.Class) - 1)
}

func (b *fb) block(loop int) *ir.Block {
	n := &ir.Block{ID: len(b.f.Blocks), Loop: loop}
	b.f.Blocks = append(b.f.Blocks, n)
	b.cur = n
	return n
}

func (b *fb) add(in *ir.Ins) *ir.Ins {
	b.cur.Ins = append(b.cur.Ins, in)
	return in
}

func (b *fb) op(op ir.Op, c ir.Class, w uint8, x, y ir.Reg, imm int64) ir.Reg {
	r := b.reg(c)
	b.add(&ir.Ins{Op: op, W: w, Dst: r, A: x, B: y, Imm: imm})
	return r
}

func (b *fb) konst(n int64) ir.Reg { return b.op(ir.Const, ir.Int, 8, 0, 0, n) }

func (b *fb) ret(r ir.Reg) {
	b.add(&ir.Ins{Op: ir.Ret, Results: []ir.Place{{Class: b.f.Class[r], Reg: r}}})
}

func (b *fb) call(name string, result ir.Class, args ...ir.Reg) ir.Reg {
	c := &ir.Call{Name: name}
	for i, a := range args {
		p := ir.Place{N: i, Class: b.f.Class[a], Reg: a}
		if i >= 8 {
			p.Where, p.N = ir.OnStack, i-8
			c.Stack++
		}
		c.Args = append(c.Args, p)
	}
	r := b.reg(result)
	c.Results = []ir.Place{{Class: result, Reg: r}}
	b.f.Calls = true
	b.add(&ir.Ins{Op: ir.CallOp, Call: c})
	return r
}

func (b *fb) slot(size, align int64) *ir.Slot {
	s := &ir.Slot{Size: size, Align: align}
	b.f.Slots = append(b.f.Slots, s)
	return s
}

// text is the assembly of functions.
func text(t testing.TB, opt int, objects []*ast.Object, funcs ...*fb) string {
	t.Helper()
	u := &ir.Unit{Src: &ast.Unit{Objects: objects}}
	for _, b := range funcs {
		if err := ir.Check(b.f); err != nil {
			t.Fatal(err)
		}
		u.Funcs = append(u.Funcs, b.f)
	}
	s, err := emitUnit(u, Options{Opt: opt, Name: "test"})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// execute runs assembly that defines test, and answers the machine when it ended.
func execute(t testing.TB, texts ...string) *machine.Machine {
	t.Helper()
	start, err := os.ReadFile("testdata/start.s")
	if err != nil {
		t.Fatal(err)
	}
	srcs := []asm.Source{{Name: "start.s", Text: string(start)}}
	for _, s := range texts {
		srcs = append(srcs, asm.Source{Name: "test.s", Text: s})
	}
	im, err := asm.Build("test", srcs, asm.Options{Base: machine.RAMBase, Compress: true})
	if err != nil {
		t.Fatalf("%v\n%s", err, texts[0])
	}
	m := machine.New(machine.Config{})
	for i := range im.Sections {
		s := &im.Sections[i]
		if !m.LoadBytes(s.Addr, s.Data) {
			t.Fatal("no room")
		}
	}
	m.SetPC(im.Entry)
	m.Run(10_000_000)
	if _, halted := m.Halted(); !halted {
		t.Fatalf("it does not end; pc %v\n%s", m.PCC, texts[0])
	}
	return m
}

// check runs test at both levels and compares its integer result.
func check(t *testing.T, want int64, objects []*ast.Object, make func() []*fb) {
	t.Helper()
	for opt := range 2 {
		s := text(t, opt, objects, make()...)
		if got := int64(execute(t, s).X[9].Addr); got != want {
			t.Errorf("-O%d: %d, want %d\n%s", opt, got, want, s)
		}
	}
}
