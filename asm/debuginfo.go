package asm

import (
	"slices"
	"strconv"

	"ushell/image"
	"ushell/isa"
)

// Debug information, as a compiler writes it (docs/debuginfo.md). The
// directives are read from their text, without making tokens of it first: a
// program has as many of them as instructions.

// debugPlace is a place in a section of a unit; until sizes are final in one of
// its fragments (relax.go).
type debugPlace struct {
	sec  int
	frag int
	off  uint64
}

// Places in the debug information of a unit are numbers until it is linked: the
// section above the fragment above offBits bits of offset. Sources are smaller
// than what does not fit (maxSections, maxWork, maxBytes).
const (
	offBits  = 28
	fragBits = 24
	secShift = offBits + fragBits
	isPlace  = 1 << 63 // set in Where.Value when it is a place in the unit
	isAddr   = 1 << 62 // set in Where.Value while it is an address already
)

func (p debugPlace) packed() uint64 {
	return uint64(p.sec)<<secShift | uint64(p.frag)&(1<<fragBits-1)<<offBits | p.off&(1<<offBits-1)
}

func unpackPlace(v uint64) debugPlace {
	v &^= isPlace
	return debugPlace{sec: int(v >> secShift), frag: int(v >> offBits & (1<<fragBits - 1)), off: v & (1<<offBits - 1)}
}

// debugUnit collects the debug information of one unit.
type debugUnit struct {
	info   image.Debug // its addresses are packed places
	errs   *Errors
	ids    []debugType  // by number in the unit
	fields int          // index of the struct or union that fields are added to, 0 for none
	enum   int          // index of the enum that enumerators are added to, 0 for none
	open   []int        // scopes that are not ended, outermost first
	marks  []debugRange // ranges between labels that may not be defined yet
	syms   []debugRange // symbols, in lo
	files  []int        // by number in the unit: an index into info.Files, or -1

	loc      debugLoc
	entering bool // a prologue has ended, but no statement has begun
	prologue bool // the next instruction is the first behind a prologue
}

// debugType is what is known of the type with some number.
type debugType struct {
	index   int // into info.Types, 0 when nothing was said of it yet
	defined bool
	used    Pos
}

// debugRange is a place of a variable with labels in it.
type debugRange struct {
	scope, v, where int
	lo, hi          string
	pos             Pos
}

// debugLoc is the source line of the instructions that follow.
type debugLoc struct {
	ok        bool
	file      int // index into info.Files
	line, col int
	flags     image.LineFlags
}

// Limits on debug information.
const (
	maxDebugTypes = 1 << 20
	maxDebugFiles = 1 << 16
	maxDebugDepth = 256 // blocks in each other
)

func newDebugUnit(errs *Errors) *debugUnit {
	return &debugUnit{errs: errs, info: image.Debug{Types: make([]image.Type, 1), Scopes: []image.Scope{{Func: -1, Parent: -1}}}}
}

// debugDirectives are the directives with debug information, by name.
var debugDirectives map[string]func(*debugUnit, *debugScan, debugPlace)

func init() {
	debugDirectives = map[string]func(*debugUnit, *debugScan, debugPlace){
		".file": (*debugUnit).file, ".loc": (*debugUnit).location, ".dprologue": (*debugUnit).prologueEnd,
		".dtype": (*debugUnit).typ, ".dfield": (*debugUnit).field, ".denum": (*debugUnit).enumerator,
		".dfunc": (*debugUnit).function, ".dblock": (*debugUnit).block, ".dend": (*debugUnit).end, ".dvar": (*debugUnit).variable,
	}
}

// directive reads one directive. rest is the text behind its name, whose first
// byte stands at pos.
func (d *debugUnit) directive(name, rest string, pos Pos, at debugPlace) {
	f := debugDirectives[name]
	if f == nil {
		return
	}
	s := &debugScan{s: rest, pos: pos, errs: d.errs}
	f(d, s, at)
	s.done()
}

// debugScan reads the operands of a directive: words, numbers and strings with
// blanks or commas between them.
type debugScan struct {
	s    string
	i    int
	pos  Pos
	errs *Errors
	bad  bool
}

func (s *debugScan) fail(at int, hint, format string, args ...any) {
	if !s.bad {
		s.errs.add(s.pos.at(s.pos.Col+at), hint, format, args...)
	}
	s.bad = true
}

func (s *debugScan) blanks() {
	for s.i < len(s.s) && (s.s[s.i] == ' ' || s.s[s.i] == '\t' || s.s[s.i] == ',') {
		s.i++
	}
}

// more says whether another operand follows.
func (s *debugScan) more() bool {
	s.blanks()
	return s.i < len(s.s) && !s.bad
}

func (s *debugScan) done() {
	if s.more() {
		s.fail(s.i, "", "unexpected %q behind the operands", s.s[s.i:min(len(s.s), s.i+20)])
	}
}

// word is the next operand as it stands, "" at the end.
func (s *debugScan) word() string {
	s.blanks()
	begin := s.i
	for s.i < len(s.s) && s.s[s.i] != ' ' && s.s[s.i] != '\t' && s.s[s.i] != ',' && s.s[s.i] != '"' {
		s.i++
	}
	return s.s[begin:s.i]
}

// peekNumber says whether a number comes next.
func (s *debugScan) peekNumber() bool {
	s.blanks()
	return s.i < len(s.s) && (isDigit(s.s[s.i]) || s.s[s.i] == '-')
}

func (s *debugScan) name(what string) string {
	s.blanks()
	at := s.i
	if at < len(s.s) && s.s[at] == '"' {
		return s.quoted(what)
	}
	w := s.word()
	if w == "" {
		s.fail(at, "", "expected %s", what)
	}
	return w
}

func (s *debugScan) number(what string) int64 {
	s.blanks()
	at := s.i
	w := s.word()
	v, err := strconv.ParseInt(w, 0, 64)
	if err != nil {
		u, uerr := strconv.ParseUint(w, 0, 64)
		if uerr != nil {
			s.fail(at, "", "expected %s, found %q", what, w)
		}
		v = int64(u)
	}
	return v
}

// below is a number from 0 to limit-1.
func (s *debugScan) below(limit int64, what string) int {
	s.blanks()
	at := s.i
	v := s.number(what)
	if v < 0 || v >= limit {
		s.fail(at, "", "%s is %d, expected 0 to %d", what, v, limit-1)
		return 0
	}
	return int(v)
}

// quoted is a string in quotes.
func (s *debugScan) quoted(what string) string {
	s.blanks()
	at := s.i
	if at == len(s.s) || s.s[at] != '"' {
		s.fail(at, "", "expected %s in quotes", what)
		return ""
	}
	plain := true
	for s.i++; s.i < len(s.s) && s.s[s.i] != '"'; s.i++ {
		if s.s[s.i] == '\\' {
			plain = false
			s.i++
		}
	}
	if s.i >= len(s.s) {
		s.i = len(s.s)
		s.fail(at, "", "this string has no end")
		return ""
	}
	s.i++
	if plain {
		return s.s[at+1 : s.i-1]
	}
	text, ok := unquote(s.s[at:s.i])
	if !ok {
		s.fail(at, "", "this string has an unknown escape")
	}
	return text
}

// file is .file NUMBER "name". Without a number it says nothing that matters.
func (d *debugUnit) file(s *debugScan, _ debugPlace) {
	if !s.peekNumber() {
		s.i = len(s.s)
		return
	}
	n := s.below(maxDebugFiles, "the number of the file")
	name := s.quoted("the name of a file")
	if s.bad {
		return
	}
	for len(d.files) <= n {
		d.files = append(d.files, -1)
	}
	at := slices.Index(d.info.Files, name)
	if at < 0 {
		at = len(d.info.Files)
		d.info.Files = append(d.info.Files, name)
	}
	d.files[n] = at
}

// place reads FILE LINE COL. All are 0 where there is nothing to say.
func (d *debugUnit) place(s *debugScan) (file, line, col int) {
	s.blanks()
	at := s.i
	n := s.below(maxDebugFiles, "the number of the file")
	line = s.below(1<<31, "the line")
	col = s.below(1<<29, "the column")
	switch {
	case s.bad || n == 0 && line == 0:
	case n >= len(d.files) || d.files[n] < 0:
		s.fail(at, "", "there was no .file %d", n)
	default:
		file = d.files[n]
	}
	return file, line, col
}

// location is .loc FILE LINE COL [is_stmt 0].
func (d *debugUnit) location(s *debugScan, at debugPlace) {
	l := debugLoc{ok: true}
	l.file, l.line, l.col = d.place(s)
	for s.more() {
		begin := s.i
		switch w := s.word(); w {
		case "is_stmt":
			if s.below(2, "is_stmt") == 0 {
				l.flags |= image.LineInside
			}
		case "prologue_end":
			d.prologue = true
		default:
			s.fail(begin, "", "expected is_stmt, found %q", w)
		}
	}
	if s.bad {
		return
	}
	d.loc = l
	if d.entering && l.flags&image.LineInside == 0 {
		// The first statement behind the prologue: parameters were stored.
		d.entering, d.prologue = false, true
		d.setBody(at)
	}
}

func (d *debugUnit) setBody(at debugPlace) {
	if len(d.open) > 0 {
		d.info.Funcs[len(d.info.Funcs)-1].Body = at.packed()
	}
}

// prologueEnd is .dprologue: the code of the function itself begins here, or at
// the first statement that follows, if there is one.
func (d *debugUnit) prologueEnd(_ *debugScan, at debugPlace) {
	d.entering = true
	d.setBody(at)
}

// nextLine is the line of an instruction that is being assembled, if the unit
// says lines.
func (d *debugUnit) nextLine() debugLoc {
	l := d.loc
	if d.prologue {
		l.flags = l.flags&^image.LineInside | image.LinePrologueEnd
		d.prologue = false
	}
	d.loc.flags |= image.LineInside
	return l
}

// typeRef reads the number of a type.
func (d *debugUnit) typeRef(s *debugScan) image.TypeID {
	n := s.below(maxDebugTypes, "the number of a type")
	if s.bad {
		return 0
	}
	return image.TypeID(d.typeIndex(n, s.pos))
}

func (d *debugUnit) typeIndex(n int, pos Pos) int {
	if n >= len(d.ids) {
		d.ids = append(d.ids, make([]debugType, n+1-len(d.ids))...)
	}
	t := &d.ids[n]
	if t.index == 0 {
		t.index, t.used = len(d.info.Types), pos
		d.info.Types = append(d.info.Types, image.Type{})
	}
	return t.index
}

var debugEncodings = map[string]image.Encoding{"void": image.EncVoid, "signed": image.EncSigned, "unsigned": image.EncUnsigned,
	"bool": image.EncBool, "char": image.EncChar, "uchar": image.EncUChar, "float": image.EncFloat, "intcap": image.EncIntCap, "uintcap": image.EncUIntCap}

// typ is .dtype NUMBER, KIND, ...
func (d *debugUnit) typ(s *debugScan, _ debugPlace) {
	s.blanks()
	start := s.i
	n := s.below(maxDebugTypes, "the number of a type")
	if s.bad {
		return
	}
	index := d.typeIndex(n, s.pos)
	if d.ids[n].defined {
		s.fail(start, "", "type %d is defined twice", n)
		return
	}
	d.ids[n].defined = true
	s.blanks()
	at := s.i
	kind := s.name("the kind of the type")
	t := image.Type{}
	switch kind {
	case "base":
		t.Kind, t.Name = image.TypeBase, s.quoted("the name of the type")
		t.Size = uint64(s.below(1<<16, "the size"))
		s.blanks()
		at = s.i
		w := s.name("an encoding")
		enc, ok := debugEncodings[w]
		if !ok {
			s.fail(at, "", "there is no encoding %q", w)
		}
		t.Enc = enc
	case "pointer":
		t.Kind, t.Elem = image.TypePointer, d.typeRef(s)
	case "array":
		t.Kind, t.Elem = image.TypeArray, d.typeRef(s)
		t.Count = s.number("the number of elements")
	case "func":
		t.Kind, t.Elem = image.TypeFunc, d.typeRef(s)
		t.Variadic = s.below(2, "the flag of a variadic function") == 1
		for s.more() {
			t.Params = append(t.Params, d.typeRef(s))
		}
	case "struct", "union":
		t.Kind = debugTags[kind]
		t.Name = s.quoted("the tag")
		t.Size = uint64(s.number("the size"))
	case "enum":
		t.Kind, t.Name = image.TypeEnum, s.quoted("the tag")
		t.Elem = d.typeRef(s)
	case "typedef":
		t.Kind, t.Name = image.TypeTypedef, s.quoted("the name of the type")
		t.Elem = d.typeRef(s)
	case "const", "volatile", "atomic":
		t.Kind = map[string]image.TypeKind{"const": image.TypeConst, "volatile": image.TypeVolatile, "atomic": image.TypeAtomic}[kind]
		t.Elem = d.typeRef(s)
	case "va_list":
		t.Kind = image.TypeVaList
	case "forward":
		s.blanks()
		at = s.i
		w := s.name("struct, union or enum")
		k, ok := debugTags[w]
		if !ok {
			s.fail(at, "", "expected struct, union or enum, found %q", w)
		}
		t.Kind, t.Elem, t.Name = image.TypeForward, image.TypeID(k), s.quoted("the tag")
	default:
		s.fail(at, "", "there is no kind of type %q", kind)
	}
	if s.bad {
		return
	}
	d.fields, d.enum = 0, 0
	switch t.Kind {
	case image.TypeStruct, image.TypeUnion:
		d.fields = index
	case image.TypeEnum:
		d.enum = index
	}
	d.info.Types[index] = t
}

var debugTags = map[string]image.TypeKind{"struct": image.TypeStruct, "union": image.TypeUnion, "enum": image.TypeEnum}

// field is .dfield "name", TYPE, OFFSET, BITS, BITOFFSET.
func (d *debugUnit) field(s *debugScan, _ debugPlace) {
	if d.fields == 0 {
		s.fail(0, "", "a field needs a struct or union before it")
		return
	}
	f := image.Field{Name: s.quoted("the name of the field"), Type: d.typeRef(s)}
	f.Off = uint64(s.number("the offset"))
	if s.more() {
		f.Bits = uint8(s.below(129, "the number of bits"))
		f.BitOff = uint8(s.below(128, "the number of the first bit"))
	}
	if !s.bad {
		t := &d.info.Types[d.fields]
		t.Fields = append(t.Fields, f)
	}
}

// enumerator is .denum "name", VALUE.
func (d *debugUnit) enumerator(s *debugScan, _ debugPlace) {
	if d.enum == 0 {
		s.fail(0, "", "an enumerator needs an enum before it")
		return
	}
	e := image.Enumerator{Name: s.quoted("the name of the enumerator"), Value: s.number("the value")}
	if !s.bad {
		t := &d.info.Types[d.enum]
		t.Enums = append(t.Enums, e)
	}
}

// function is .dfunc SYMBOL, "name", TYPE, FILE, LINE, COL.
func (d *debugUnit) function(s *debugScan, at debugPlace) {
	if len(d.open) > 0 {
		s.fail(0, "", "the function before has no .dend")
		return
	}
	f := image.Function{Symbol: s.name("the symbol of the function"), Name: s.quoted("the name of the function"), Type: d.typeRef(s)}
	f.File, f.Line, f.Col = d.place(s)
	if s.bad {
		return
	}
	f.Lo, f.Hi, f.Body = at.packed(), at.packed(), at.packed()
	f.Scope = len(d.info.Scopes)
	// The prologue comes from where the function begins.
	d.loc = debugLoc{ok: f.Line > 0, file: f.File, line: f.Line, col: f.Col}
	d.open = append(d.open, f.Scope)
	d.info.Scopes = append(d.info.Scopes, image.Scope{Func: len(d.info.Funcs), Lo: f.Lo, Hi: f.Lo})
	d.info.Funcs = append(d.info.Funcs, f)
}

// block is .dblock.
func (d *debugUnit) block(s *debugScan, at debugPlace) {
	switch n := len(d.open); {
	case n == 0:
		s.fail(0, "", "a block needs a function before it")
	case n >= maxDebugDepth:
		s.fail(0, "", "more than %d blocks in each other", maxDebugDepth)
	default:
		d.info.Scopes = append(d.info.Scopes, image.Scope{Func: len(d.info.Funcs) - 1, Parent: d.open[n-1], Lo: at.packed(), Hi: at.packed()})
		d.open = append(d.open, len(d.info.Scopes)-1)
	}
}

// end is .dend: of a block, or of a function.
func (d *debugUnit) end(s *debugScan, at debugPlace) {
	n := len(d.open)
	if n == 0 {
		s.fail(0, "", "no function or block is open")
		return
	}
	scope := &d.info.Scopes[d.open[n-1]]
	if unpackPlace(scope.Lo).sec != at.sec {
		s.fail(0, "", "this is another section than where it began")
		return
	}
	scope.Hi = at.packed()
	if d.open = d.open[:n-1]; n == 1 {
		d.info.Funcs[len(d.info.Funcs)-1].Hi = scope.Hi
		d.loc, d.entering = debugLoc{}, false
	}
}

var debugVarKinds = map[string]image.VarKind{"param": image.VarParam, "local": image.VarLocal, "global": image.VarGlobal, "static": image.VarStatic}

// variable is .dvar KIND, "name", TYPE, FILE, LINE, COL, WHERE...
func (d *debugUnit) variable(s *debugScan, _ debugPlace) {
	s.blanks()
	at := s.i
	w := s.name("the kind of the variable")
	kind, ok := debugVarKinds[w]
	if !ok {
		s.fail(at, "", "expected param, local, global or static, found %q", w)
		return
	}
	v := image.Var{Kind: kind, Name: s.quoted("the name of the variable"), Type: d.typeRef(s)}
	v.File, v.Line, v.Col = d.place(s)
	scope := 0
	if n := len(d.open); n > 0 && kind != image.VarGlobal {
		scope = d.open[n-1]
	}
	r := debugRange{scope: scope, v: len(d.info.Scopes[scope].Vars), pos: s.pos}
	for s.more() {
		r.where = len(v.Where)
		v.Where = append(v.Where, d.where(s, r))
	}
	if !s.bad {
		d.info.Scopes[scope].Vars = append(d.info.Scopes[scope].Vars, v)
	}
}

// where reads a place of a variable.
func (d *debugUnit) where(s *debugScan, r debugRange) image.Where {
	s.blanks()
	at := s.i
	var w image.Where
	labels := false
	kind := s.name("where the variable is")
	if kind == "ref" {
		w.Ref = true
		kind = s.name("where the capability to the variable is")
	}
	switch kind {
	case "none":
	case "frame":
		w.Kind, w.Off = image.WhereFrame, s.number("an offset")
	case "stack":
		w.Kind, w.Off = image.WhereStack, s.number("an offset")
	case "slot":
		w.Kind, w.Off = image.WhereFrame, s.number("an offset")
		labels = true
	case "symbol":
		w.Kind, w.Symbol = image.WhereSymbol, s.name("a symbol")
		if s.peekNumber() {
			w.Off = s.number("an offset")
		}
		r.lo = w.Symbol
		if !s.bad {
			d.syms = append(d.syms, r)
		}
	case "reg":
		w.Kind, w.Reg = image.WhereReg, s.register()
		labels = true
	case "const":
		w.Kind, w.Value = image.WhereConst, uint64(s.number("a value"))
		labels = true
	default:
		s.fail(at, "", "there is no place %q for a variable", kind)
	}
	if labels {
		r.lo, r.hi = s.name("the label where this begins"), s.name("the label where this ends")
		if !s.bad {
			d.marks = append(d.marks, r)
		}
	}
	return w
}

func (s *debugScan) register() uint8 {
	s.blanks()
	at := s.i
	w := s.name("a register")
	if n, ok := isa.RegNumber(w); ok {
		return n
	}
	if n, ok := isa.FloatNumber(w); ok {
		return n + image.FloatReg
	}
	s.fail(at, "", "there is no register %q", w)
	return 0
}

// finish binds the labels, when the unit is complete. It answers nil when the
// unit has no debug information.
func (d *debugUnit) finish(label func(name string) (debugPlace, bool)) *image.Debug {
	if len(d.open) > 0 {
		f := &d.info.Funcs[len(d.info.Funcs)-1]
		d.errs.add(Pos{}, "", "function %s has no .dend", f.Name)
	}
	for n := range d.ids {
		if t := &d.ids[n]; t.index != 0 && !t.defined {
			d.errs.add(t.used, "", "type %d is not defined", n)
		}
	}
	for _, r := range d.marks {
		w := d.at(r)
		lo, okLo := label(r.lo)
		hi, okHi := label(r.hi)
		switch {
		case w == nil:
		case !okLo || !okHi:
			d.errs.add(r.pos, "", "%s or %s is not defined", r.lo, r.hi)
		case lo.sec != hi.sec || hi.off < lo.off:
			d.errs.add(r.pos, "", "%s is not behind %s", r.hi, r.lo)
		case lo == hi:
			*w = image.Where{Lo: lo.packed() | 1, Hi: lo.packed() | 1} // never
		default:
			w.Lo, w.Hi = lo.packed(), hi.packed()
		}
	}
	for _, r := range d.syms {
		if p, ok := label(r.lo); ok && d.at(r) != nil {
			d.at(r).Value = p.packed() | isPlace
		}
	}
	if len(d.info.Types) == 1 && len(d.info.Funcs) == 0 && len(d.info.Scopes[0].Vars) == 0 {
		return nil
	}
	return &d.info
}

// at is the place that r is of, nil when its variable was refused.
func (d *debugUnit) at(r debugRange) *image.Where {
	if vars := d.info.Scopes[r.scope].Vars; r.v < len(vars) && r.where < len(vars[r.v].Where) {
		return &vars[r.v].Where[r.where]
	}
	return nil
}

// debugLinker joins the debug information of units, when their sections have
// addresses.
type debugLinker struct {
	out  image.Debug
	join image.Joiner
}

// add adds a unit, which must not be used afterwards. section is the address of
// a section of the unit, symbol that of a name as the unit sees it.
func (l *debugLinker) add(d *image.Debug, section func(sec int) uint64, symbol func(name string) (uint64, bool)) {
	if d == nil {
		return
	}
	for i := range d.Scopes {
		for j := range d.Scopes[i].Vars {
			v := &d.Scopes[i].Vars[j]
			kept := v.Where[:0]
			for _, w := range v.Where {
				if w.Kind == image.WhereSymbol && w.Value&isPlace == 0 {
					a, ok := symbol(w.Symbol)
					if !ok {
						continue
					}
					w.Value = a | isAddr
				}
				kept = append(kept, w)
			}
			v.Where = kept
		}
	}
	d.MapAddrs(func(v uint64) uint64 {
		if v&isAddr != 0 {
			return v &^ isAddr
		}
		p := unpackPlace(v)
		return section(p.sec) + p.off
	})
	l.join.Debug = &l.out
	l.join.Append(d)
}

// link is the whole; nil when no unit had debug information.
func (l *debugLinker) link() *image.Debug {
	if l.join.Debug == nil {
		return nil
	}
	l.out.Sort()
	return &l.out
}
