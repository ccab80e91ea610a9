// Package rv turns the compiler's IR into assembly text for RV64Y: it selects
// instructions, gives out registers, lays out frames and data.
package rv

import (
	"fmt"
	"strconv"
	"strings"

	"ushell/cc/ast"
	"ushell/cc/diag"
	"ushell/cc/ir"
)

// Options say how the text is made.
type Options struct {
	Opt       int    // 0: every variable in memory, everything as written; 1: optimised
	Debug     bool   // with directives for a debugger
	Subobject bool   // pointers to members and elements have bounds of their own
	Name      string // of the unit
}

// emitter is the state of the translation of a unit.
type emitter struct {
	opt     Options
	unit    *ast.Unit
	b       []byte
	serial  int // of the function
	count   int // labels so far
	asms    int
	consts  map[uint64]string
	order   []uint64 // of consts
	labels  map[*ast.Label]string
	types   typeTable
	numbers map[*diag.File]int   // of the sources, from 1
	told    map[*ast.Object]bool // static variables that a function has told the debugger of
	keep    map[*ast.Object]bool // what needed has found
}

// Emit is the assembly text of a unit.
func Emit(u *ast.Unit, opt Options) (string, error) {
	return emitUnit(ir.Lower(u, ir.Options{Opt: opt.Opt, Subobject: opt.Subobject}), opt)
}

// emitUnit is the assembly text of a unit of the IR.
func emitUnit(u *ir.Unit, opt Options) (string, error) {
	e := &emitter{opt: opt, unit: u.Src, consts: map[uint64]string{}, labels: map[*ast.Label]string{}, told: map[*ast.Object]bool{}}
	e.b = make([]byte, 0, 1<<16)
	quoteRegisters(u)
	e.files()
	for _, text := range e.unit.Asm {
		e.b = append(e.b, text...)
		e.b = append(e.b, '\n')
	}
	e.b = append(e.b, "\t.text\n"...)
	e.keep = e.needed(u)
	for _, f := range u.Funcs {
		if !e.kept(f.Obj) {
			continue
		}
		if err := e.function(f); err != nil {
			return "", err
		}
	}
	e.data()
	e.debugTypes()
	return string(e.b), nil
}

// quoteRegisters puts symbols with the names of registers into quotes, as the
// assembler wants them.
func quoteRegisters(u *ir.Unit) {
	quote := func(s *string) {
		if regNamed(*s) >= 0 {
			*s = quoted(*s)
		}
	}
	for _, o := range u.Src.Objects {
		quote(&o.Sym)
		quote(&o.Attr.Alias)
	}
	for _, f := range u.Funcs {
		quote(&f.Obj.Sym)
	}
}

func (e *emitter) kept(o *ast.Object) bool { return e.keep == nil || e.keep[o] }

// maxFunction is how far jal jumps.
const maxFunction = 1 << 20

// function appends a function.
func (e *emitter) function(fn *ir.Func) error {
	e.serial++
	f := &function{e: e, f: fn}
	f.roundSlots()
	f.selectAll()
	f.layout()
	if !f.allocate() {
		return fmt.Errorf("%s: an asm statement needs more registers than there are", fn.Obj.Name)
	}
	f.assign()
	f.peephole()
	f.layFrame()
	f.returns()
	e.begin(fn.Obj)
	w := &writer{f: f, e: e, b: e.b}
	if n := w.bound(); n > maxFunction {
		return fmt.Errorf("the function %s is too large: a jump cannot reach further than %d bytes, and its code may have %d", fn.Obj.Name, maxFunction, n)
	}
	f.nameBlocks(w.farBranches())
	for l, b := range f.labels {
		if b.address {
			e.labels[l] = ".L" + strconv.Itoa(e.serial) + "_" + strconv.Itoa(b.id)
		}
	}
	w.beginDebug()
	w.function()
	w.endDebug()
	sym := fn.Obj.Sym
	w.b = append(w.b, "\t.size "...)
	w.b = append(w.b, sym...)
	w.b = append(w.b, ", .-"...)
	w.b = append(w.b, sym...)
	w.b = append(w.b, '\n')
	w.tables()
	e.b = w.b
	if fn.Obj.Attr.Section != "" {
		e.b = append(e.b, "\t.text\n"...)
	}
	return nil
}

// begin appends what stands before a function's first instruction.
func (e *emitter) begin(o *ast.Object) {
	if o.Attr.Section != "" {
		e.line("\t.section ", quoted(o.Attr.Section), ", \"ax\", @progbits")
	}
	e.line("\t.balign ", strconv.FormatInt(max(o.Attr.Align, 4), 10))
	e.linkage(o)
	e.line("\t.type ", o.Sym, ", @function")
	e.line(o.Sym, ":")
}

// linkage says who sees the symbol.
func (e *emitter) linkage(o *ast.Object) {
	switch {
	case o.Attr.Weak:
		e.line("\t.weak ", o.Sym)
	case o.Global:
		e.line("\t.globl ", o.Sym)
	}
	if o.Attr.Visibility != "" && o.Attr.Visibility != "default" {
		e.line("\t.", o.Attr.Visibility, " ", o.Sym)
	}
}

func (e *emitter) line(parts ...string) {
	for _, s := range parts {
		e.b = append(e.b, s...)
	}
	e.b = append(e.b, '\n')
}

// newLabel is a label that is not yet used.
func (e *emitter) newLabel() string {
	e.count++
	return ".Lx" + strconv.Itoa(e.count)
}

// constant is the label of a double in .rodata.
func (e *emitter) constant(bits uint64) string {
	label, ok := e.consts[bits]
	if !ok {
		label = ".Lc" + strconv.Itoa(len(e.consts))
		e.consts[bits] = label
		e.order = append(e.order, bits)
	}
	return label
}

// functionPos is where the function is said to begin.
func (e *emitter) functionPos(f *ir.Func) diag.Pos {
	if f.Obj == nil {
		return 0
	}
	return f.Obj.Loc.Outer()
}

// quoted is s as a string of the assembler.
func quoted(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c < ' ' || c >= 0x7f:
			b.WriteByte('\\')
			b.WriteByte('0' + c>>6)
			b.WriteByte('0' + c>>3&7)
			b.WriteByte('0' + c&7)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}
