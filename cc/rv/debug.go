package rv

import (
	"maps"
	"slices"
	"strconv"

	"ushell/cc/ast"
	"ushell/cc/ctype"
	"ushell/cc/diag"
	"ushell/cc/ir"
)

// lineState is the row of the line table that was last written.
type lineState struct {
	file, line, col int
	any             bool
}

// files names the sources, numbered from 1.
func (e *emitter) files() {
	if !e.opt.Debug || e.unit.Files == nil {
		return
	}
	e.numbers = make(map[*diag.File]int, len(e.unit.Files.All))
	for i, f := range e.unit.Files.All {
		e.numbers[f] = i + 1
		e.line("\t.file ", strconv.Itoa(i+1), " ", quoted(f.Name))
	}
}

// place is the file, numbered as files did, the line and the column of pos.
func (e *emitter) place(pos diag.Pos) (file, line, col int) {
	if pos == 0 || e.unit.Files == nil {
		return 0, 0, 0
	}
	f, line, col := e.unit.Files.Position(pos)
	if f == nil {
		return 0, 0, 0
	}
	return e.numbers[f], line, col
}

func (e *emitter) placeText(pos diag.Pos) string {
	file, line, col := e.place(pos)
	return strconv.Itoa(file) + ", " + strconv.Itoa(line) + ", " + strconv.Itoa(col)
}

// row writes a row of the line table, when the place is another.
func (w *writer) row(m *ins) {
	if !w.e.opt.Debug || m.pos == 0 || m.op == oNop || m.op == oScopeIn || m.op == oScopeOut {
		return
	}
	file, line, col := w.e.place(m.pos)
	if now := (lineState{file, line, col, m.signed}); file == 0 || now == w.line {
		return
	} else {
		w.line = now
	}
	w.b = append(w.b, "\t.loc "...)
	w.int(int64(file))
	w.b = append(w.b, ' ')
	w.int(int64(line))
	w.b = append(w.b, ' ')
	w.int(int64(col))
	if !m.signed {
		w.b = append(w.b, " is_stmt 0"...)
	}
	w.end()
}

func (w *writer) afterPrologue() {
	if w.e.opt.Debug {
		w.b = append(w.b, "\t.dprologue\n"...)
	}
}

// beginDebug writes the function's own entry, and the variables of its outermost
// scope.
func (w *writer) beginDebug() {
	if !w.e.opt.Debug {
		return
	}
	o := w.f.f.Obj
	w.b = append(w.b, "\t.dfunc "...)
	w.b = append(w.b, o.Sym+", "+quoted(o.Name)+", "+strconv.Itoa(w.e.types.of(o.Type))+", "+w.e.placeText(o.Loc.Outer())...)
	w.end()
	for _, b := range w.f.blocks {
		for k := range b.ins {
			b.writes |= b.ins[k].written()
		}
	}
	w.places = map[*ast.Object]*ir.Var{}
	for i := range w.f.f.Vars {
		w.places[w.f.f.Vars[i].Obj] = &w.f.f.Vars[i]
	}
	// A variable's register may hold it before its scope begins: all labels that
	// will be named must be known from here on.
	written := len(w.b)
	for i := range w.f.f.Vars {
		if v := &w.f.f.Vars[i]; v.Reg != 0 {
			w.ranges(v, "")
		}
	}
	w.b = w.b[:written]
	if fn := o.Func; fn != nil {
		w.variables(fn.Params)
		if fn.Body != nil {
			w.variables(fn.Body.Vars)
		}
	}
}

func (w *writer) body() *ast.Block {
	if fn := w.f.f.Obj.Func; fn != nil {
		return fn.Body
	}
	return nil
}

// endDebug closes the scopes that are open, and the function.
func (w *writer) endDebug() {
	if !w.e.opt.Debug {
		return
	}
	for range w.f.open {
		w.b = append(w.b, "\t.dend\n"...)
	}
	// What was to be marked in code that is not laid out ends here too.
	for _, n := range slices.Sorted(maps.Keys(w.f.marks)) {
		if w.f.marks[n] {
			w.markLabel(n)
		}
	}
	w.b = append(w.b, "\t.dend\n"...)
}

// scope begins or ends a lexical block. They nest in the text or are left out.
func (w *writer) scope(m *ins) {
	s, open := m.more.scope, &w.f.open
	if s == nil || s == w.body() {
		return
	}
	if m.op == oScopeIn {
		*open = append(*open, s)
		w.b = append(w.b, "\t.dblock\n"...)
		w.variables(s.Vars)
		return
	}
	for i := len(*open) - 1; i >= 0; i-- {
		if (*open)[i] != s {
			continue
		}
		for range len(*open) - i {
			w.b = append(w.b, "\t.dend\n"...)
		}
		*open = (*open)[:i]
		return
	}
}

// variables writes the variables of a scope.
func (w *writer) variables(list []*ast.Object) {
	for _, o := range list {
		if o.Name != "" && o.Storage != ast.Fn && !o.Extern {
			w.variable(o)
		}
	}
}

func (w *writer) variable(o *ast.Object) {
	kind := "local"
	switch {
	case o.Param:
		kind = "param"
	case o.Storage != ast.Auto:
		kind = "static"
		w.e.told[o] = true
	}
	w.b = append(w.b, "\t.dvar "...)
	w.b = append(w.b, kind+", "+quoted(o.Name)+", "+strconv.Itoa(w.e.types.of(o.Type))+", "+w.e.placeText(o.Loc.Outer())...)
	switch v := w.places[o]; {
	case o.Storage != ast.Auto:
		w.b = append(w.b, ", symbol "+o.Sym...)
	case v == nil:
		w.b = append(w.b, ", none"...)
	case v.Slot != nil && !widelyAligned(v.Slot):
		w.b = append(w.b, ", "...)
		w.b = append(w.b, refTo(v)...)
		w.inFrame(v.Slot.Off)
	case v.Reg != 0:
		w.ranges(v, refTo(v))
	default:
		w.b = append(w.b, ", none"...)
	}
	w.end()
}

// refTo is what stands before a place that holds a capability to the variable.
func refTo(v *ir.Var) string {
	if v.Indirect {
		return "ref "
	}
	return ""
}

// inFrame writes a place in the frame that lasts as long as the function.
func (w *writer) inFrame(off int64) {
	if w.f.frame.fp {
		w.b = append(w.b, "frame "...)
		w.int(off)
		return
	}
	w.b = append(w.b, "stack "...)
	w.int(off + w.f.frame.size)
}

// ranges writes where a variable that is in a virtual register is.
func (w *writer) ranges(v *ir.Var, ref string) {
	f, n := w.f, reg(v.Reg)
	if f.alias != nil {
		n = f.root(n+firstVirtual) - firstVirtual
	}
	if s := f.spills[n]; s != nil {
		w.b = append(w.b, ", "...)
		w.b = append(w.b, ref...)
		w.inFrame(s.Off)
		return
	}
	r := f.assigned[n]
	if m := f.remat[n]; r < 0 && m != nil && m.op == oLI {
		w.b = append(w.b, ", const "...)
		w.int(m.imm)
		w.range2(span{0, 2 * f.lastPos()})
		return
	}
	if r < 0 {
		w.b = append(w.b, ", none"...)
		return
	}
	for _, x := range f.held(n, r, v.Stale) {
		w.b = append(w.b, ", "...)
		w.b = append(w.b, ref...)
		w.b = append(w.b, "reg "...)
		w.reg(r)
		w.range2(x)
	}
}

// range2 writes the labels of a span: from behind the instruction that writes to
// that which reads last.
func (w *writer) range2(s span) {
	w.b = append(w.b, ' ')
	w.markName((s.from + 1) / 2)
	w.b = append(w.b, ' ')
	w.markName((s.to + 1) / 2)
}

func (w *writer) markName(n int32) {
	if w.f.marks == nil {
		w.f.marks = map[int32]bool{}
	}
	if _, known := w.f.marks[n]; !known {
		w.f.marks[n] = true
	}
	w.b = append(w.b, ".Lp"...)
	w.int(int64(w.e.serial))
	w.b = append(w.b, '_')
	w.int(int64(n))
}

func (w *writer) markLabel(n int32) {
	w.f.marks[n] = false
	w.markName(n)
	w.b = append(w.b, ":\n"...)
}

// mark writes the label of the instruction k of b, when a range has it.
func (w *writer) mark(b *block, k int) {
	if w.f.marks == nil {
		return
	}
	if n := b.start/2 + int32(k); w.f.marks[n] {
		w.markLabel(n)
	}
}

// lastPos is the position behind the last instruction.
func (f *function) lastPos() int32 { return f.blocks[len(f.blocks)-1].end / 2 }

// typeTable numbers the types of a unit.
type typeTable struct {
	ids  map[*ctype.Type]int
	tags map[*ctype.Tag]int
	text map[string]int
	out  []string // the directives, from number 1
}

// of is the number of a type.
func (t *typeTable) of(x *ctype.Type) int {
	if t.ids == nil {
		t.ids, t.tags, t.text = map[*ctype.Type]int{}, map[*ctype.Tag]int{}, map[string]int{}
	}
	if x == nil {
		return t.add("base \"void\" 0 void")
	}
	if id, ok := t.ids[x]; ok {
		return id
	}
	id := t.make(x)
	t.ids[x] = id
	return id
}

func (t *typeTable) add(text string) int {
	if id, ok := t.text[text]; ok {
		return id
	}
	t.out = append(t.out, text)
	t.text[text] = len(t.out)
	return len(t.out)
}

func (t *typeTable) make(x *ctype.Type) int {
	inner := *x
	switch {
	case x.Typedef != "":
		inner.Typedef = ""
		return t.add("typedef " + quoted(x.Typedef) + " " + strconv.Itoa(t.make(&inner)))
	case x.Qual&ctype.Const != 0:
		inner.Qual &^= ctype.Const
		return t.add("const " + strconv.Itoa(t.make(&inner)))
	case x.Qual&ctype.Volatile != 0:
		inner.Qual &^= ctype.Volatile
		return t.add("volatile " + strconv.Itoa(t.make(&inner)))
	case x.Qual&ctype.Atomic != 0:
		inner.Qual &^= ctype.Atomic
		return t.add("atomic " + strconv.Itoa(t.make(&inner)))
	}
	switch x.Kind {
	case ctype.Pointer:
		return t.add("pointer " + strconv.Itoa(t.of(x.Elem)))
	case ctype.Array:
		return t.add("array " + strconv.Itoa(t.of(x.Elem)) + " " + strconv.FormatInt(x.Len, 10))
	case ctype.Func:
		return t.function(x)
	case ctype.Struct, ctype.Union, ctype.Enum:
		return t.tagged(x)
	case ctype.VaList:
		return t.add("va_list")
	}
	return t.add("base " + baseType(x))
}

func (t *typeTable) function(x *ctype.Type) int {
	text := "func " + strconv.Itoa(t.of(x.Elem))
	if x.Variadic {
		text += " 1"
	} else {
		text += " 0"
	}
	for i := range x.Params {
		text += " " + strconv.Itoa(t.of(x.Params[i].Type))
	}
	return t.add(text)
}

// tagged is a struct, a union or an enum: what it is made of follows its line.
func (t *typeTable) tagged(x *ctype.Type) int {
	if x.Tag == nil {
		return t.add("base \"int\" 4 signed")
	}
	if id, ok := t.tags[x.Tag]; ok {
		return id
	}
	t.out = append(t.out, "")
	id := len(t.out)
	t.tags[x.Tag] = id
	word := map[ctype.Kind]string{ctype.Struct: "struct", ctype.Union: "union", ctype.Enum: "enum"}[x.Kind]
	name := quoted(x.Tag.Name)
	switch {
	case x.Kind == ctype.Enum:
		text := "enum " + name + " " + strconv.Itoa(t.of(x.Elem))
		for _, c := range x.Tag.Enums {
			text += "\n\t.denum " + quoted(c.Name) + ", " + strconv.FormatInt(c.Value, 10)
		}
		t.out[id-1] = text
	case !x.Tag.Done:
		t.out[id-1] = "forward " + word + " " + name
	default:
		text := word + " " + name + " " + strconv.FormatInt(x.Tag.Size, 10)
		for _, m := range x.Tag.Members {
			text += "\n\t.dfield " + quoted(m.Name) + ", " + strconv.Itoa(t.of(m.Type)) + ", " + strconv.FormatInt(m.Off, 10) +
				", " + strconv.Itoa(m.Bits) + ", " + strconv.Itoa(m.BitOff)
		}
		t.out[id-1] = text
	}
	return id
}

var baseTypes = map[ctype.Kind]string{
	ctype.Void: `"void" 0 void`, ctype.Bool: `"_Bool" 1 bool`, ctype.Char: `"char" 1 uchar`, ctype.SChar: `"signed char" 1 char`,
	ctype.UChar: `"unsigned char" 1 uchar`, ctype.Short: `"short" 2 signed`, ctype.UShort: `"unsigned short" 2 unsigned`,
	ctype.Int: `"int" 4 signed`, ctype.UInt: `"unsigned int" 4 unsigned`, ctype.Long: `"long" 8 signed`,
	ctype.ULong: `"unsigned long" 8 unsigned`, ctype.LongLong: `"long long" 8 signed`, ctype.ULongLong: `"unsigned long long" 8 unsigned`,
	ctype.IntCap: `"__intcap_t" 16 intcap`, ctype.UIntCap: `"__uintcap_t" 16 uintcap`, ctype.Float: `"float" 4 float`,
	ctype.Double: `"double" 8 float`, ctype.LongDouble: `"long double" 8 float`,
}

func baseType(x *ctype.Type) string {
	if x.Kind == ctype.Char && x.Negative {
		return `"char" 1 char`
	}
	if s, ok := baseTypes[x.Kind]; ok {
		return s
	}
	return `"void" 0 void`
}

// debugTypes appends the global variables and the types.
func (e *emitter) debugTypes() {
	if !e.opt.Debug {
		return
	}
	for _, o := range e.unit.Objects {
		if (o.Storage != ast.Static && o.Storage != ast.Thread) || o.Extern || o.Name == "" || o.Data != nil || o.Attr.Alias != "" {
			continue
		}
		if !e.kept(o) || e.told[o] {
			continue
		}
		kind := "static"
		if o.Global {
			kind = "global"
		}
		e.line("\t.dvar ", kind, ", ", quoted(o.Name), ", ", strconv.Itoa(e.types.of(o.Type)), ", ", e.placeText(o.Loc.Outer()), ", symbol ", o.Sym)
	}
	for i, text := range e.types.out {
		e.line("\t.dtype ", strconv.Itoa(i+1), ", ", text)
	}
}
