package image

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"
)

// Debug information as bytes: numbers in LEB128, signed ones zigzag coded, each
// string once in a table at the beginning.

// MapAddrs replaces every address by what f makes of it.
func (d *Debug) MapAddrs(f func(uint64) uint64) {
	span := func(lo, hi *uint64) {
		if *lo != 0 || *hi != 0 {
			*lo, *hi = f(*lo), f(*hi)
		}
	}
	for i := range d.Funcs {
		fn := &d.Funcs[i]
		fn.Lo, fn.Hi, fn.Body = f(fn.Lo), f(fn.Hi), f(fn.Body)
	}
	for i := range d.Scopes {
		s := &d.Scopes[i]
		if s.Func >= 0 {
			s.Lo, s.Hi = f(s.Lo), f(s.Hi)
		}
		for j := range s.Vars {
			for k := range s.Vars[j].Where {
				w := &s.Vars[j].Where[k]
				span(&w.Lo, &w.Hi)
				if w.Kind == WhereSymbol {
					w.Value = f(w.Value)
				}
			}
		}
	}
}

// Clone is a copy that shares nothing with d that MapAddrs, Append or Sort
// change.
func (d *Debug) Clone() *Debug {
	c := &Debug{Files: slices.Clone(d.Files), Types: slices.Clone(d.Types), Funcs: slices.Clone(d.Funcs), Scopes: slices.Clone(d.Scopes)}
	for i := range c.Types {
		t := &c.Types[i]
		t.Params, t.Fields = slices.Clone(t.Params), slices.Clone(t.Fields)
	}
	for i := range c.Scopes {
		s := &c.Scopes[i]
		s.Vars = slices.Clone(s.Vars)
		for j := range s.Vars {
			s.Vars[j].Where = slices.Clone(s.Vars[j].Where)
		}
	}
	return c
}

// Sort puts the functions in order of their addresses.
func (d *Debug) Sort() {
	order := make([]int, len(d.Funcs))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(x, y int) int { return cmp.Compare(d.Funcs[x].Lo, d.Funcs[y].Lo) })
	funcs, index := make([]Function, len(order)), make([]int, len(order))
	for i, old := range order {
		funcs[i], index[old] = d.Funcs[old], i
	}
	d.Funcs = funcs
	for i := range d.Scopes {
		if s := &d.Scopes[i]; s.Func >= 0 {
			s.Func = index[s.Func]
		}
	}
}

// Append adds what o says of another unit to d. The numbers of o's types,
// functions, scopes and files change; its addresses do not. o must not be used
// afterwards.
func (d *Debug) Append(o *Debug) { (&Joiner{Debug: d}).Append(o) }

// Joiner appends debug information of many units to Debug.
type Joiner struct {
	Debug *Debug
	files map[string]int
	bases map[baseType]TypeID
}

// baseType is what makes base types the same.
type baseType struct {
	enc  Encoding
	name string
	size uint64
}

// start looks at what Debug has already.
func (j *Joiner) start() {
	d := j.Debug
	if len(d.Types) == 0 {
		d.Types = []Type{{}}
	}
	j.files, j.bases = map[string]int{}, map[baseType]TypeID{}
	for i, name := range d.Files {
		j.files[name] = i
	}
	for i := range d.Types {
		if t := &d.Types[i]; t.Kind == TypeBase {
			j.bases[baseType{t.Enc, t.Name, t.Size}] = TypeID(i)
		}
	}
}

// Append adds o, which must not be used afterwards.
func (j *Joiner) Append(o *Debug) {
	if j.files == nil {
		j.start()
	}
	d := j.Debug
	ids := j.appendTypes(o)
	funcs, scopes := len(d.Funcs), len(d.Scopes)
	fileOf := make([]int, len(o.Files))
	for i, name := range o.Files {
		n, ok := j.files[name]
		if !ok {
			n = len(d.Files)
			j.files[name] = n
			d.Files = append(d.Files, name)
		}
		fileOf[i] = n
	}
	file := func(n *int) {
		if *n >= 0 && *n < len(fileOf) {
			*n = fileOf[*n]
		} else {
			*n = 0
		}
	}
	for _, f := range o.Funcs {
		f.Type = ids(f.Type)
		f.Scope += scopes
		file(&f.File)
		d.Funcs = append(d.Funcs, f)
	}
	for _, s := range o.Scopes {
		if s.Func >= 0 {
			s.Func += funcs
		}
		if s.Parent >= 0 {
			s.Parent += scopes
		}
		for i := range s.Vars {
			s.Vars[i].Type = ids(s.Vars[i].Type)
			file(&s.Vars[i].File)
		}
		d.Scopes = append(d.Scopes, s)
	}
}

// appendTypes adds the types of o, and answers how their numbers change. Base
// types are shared, and so are pointers to them and to void.
func (j *Joiner) appendTypes(o *Debug) func(TypeID) TypeID {
	d := j.Debug
	ids := make([]TypeID, len(o.Types))
	next := TypeID(len(d.Types))
	fresh := make([]bool, len(o.Types))
	for i := range o.Types {
		t := &o.Types[i]
		if i == 0 {
			continue
		}
		if t.Kind == TypeBase {
			k := baseType{t.Enc, t.Name, t.Size}
			if id, ok := j.bases[k]; ok {
				ids[i] = id
				continue
			}
			j.bases[k] = next
		}
		ids[i], fresh[i] = next, true
		next++
	}
	id := func(t TypeID) TypeID {
		if t < 0 || int(t) >= len(ids) {
			return 0
		}
		return ids[t]
	}
	for i := range o.Types {
		if !fresh[i] {
			continue
		}
		t := o.Types[i]
		if t.Kind != TypeForward {
			t.Elem = id(t.Elem)
		}
		for k := range t.Params {
			t.Params[k] = id(t.Params[k])
		}
		for k := range t.Fields {
			t.Fields[k].Type = id(t.Fields[k].Type)
		}
		d.Types = append(d.Types, t)
	}
	return id
}

// debugWriter writes a Debug; strings go to a table.
type debugWriter struct {
	b     []byte
	index map[string]uint64
	names []string
}

func (w *debugWriter) uint(v uint64) { w.b = binary.AppendUvarint(w.b, v) }
func (w *debugWriter) int(v int64)   { w.b = binary.AppendVarint(w.b, v) }

func (w *debugWriter) text(s string) {
	n, ok := w.index[s]
	if !ok {
		n = uint64(len(w.names))
		w.index[s] = n
		w.names = append(w.names, s)
	}
	w.uint(n)
}

func (w *debugWriter) place(file, line, col int) {
	w.uint(uint64(file))
	w.uint(uint64(line))
	w.uint(uint64(col))
}

// AppendBinary appends d to b as bytes that UnmarshalBinary understands.
func (d *Debug) AppendBinary(b []byte) ([]byte, error) {
	w := &debugWriter{index: map[string]uint64{}}
	w.uint(uint64(len(d.Files)))
	for _, f := range d.Files {
		w.text(f)
	}
	w.uint(uint64(len(d.Types)))
	for i := range d.Types {
		w.typ(&d.Types[i])
	}
	w.uint(uint64(len(d.Funcs)))
	last := uint64(0)
	for i := range d.Funcs {
		f := &d.Funcs[i]
		w.text(f.Name)
		w.text(f.Symbol)
		w.uint(uint64(f.Type))
		w.uint(f.Lo - last)
		w.uint(f.Hi - f.Lo)
		w.uint(f.Body - f.Lo)
		w.place(f.File, f.Line, f.Col)
		w.uint(uint64(f.Scope))
		last = f.Lo
	}
	w.uint(uint64(len(d.Scopes)))
	for i := range d.Scopes {
		w.scope(&d.Scopes[i])
	}
	b = binary.AppendUvarint(b, uint64(len(w.names)))
	for _, s := range w.names {
		b = putText(b, s)
	}
	return append(b, w.b...), nil
}

func (w *debugWriter) typ(t *Type) {
	variadic := byte(0)
	if t.Variadic {
		variadic = 1
	}
	w.b = append(w.b, byte(t.Kind), byte(t.Enc), variadic)
	w.text(t.Name)
	w.uint(t.Size)
	w.uint(uint64(t.Elem))
	w.int(t.Count)
	w.uint(uint64(len(t.Params)))
	for _, p := range t.Params {
		w.uint(uint64(p))
	}
	w.uint(uint64(len(t.Fields)))
	for _, f := range t.Fields {
		w.text(f.Name)
		w.uint(uint64(f.Type))
		w.uint(f.Off)
		w.b = append(w.b, f.Bits, f.BitOff)
	}
	w.uint(uint64(len(t.Enums)))
	for _, e := range t.Enums {
		w.text(e.Name)
		w.int(e.Value)
	}
}

func (w *debugWriter) scope(s *Scope) {
	w.uint(uint64(s.Func + 1))
	w.uint(uint64(s.Parent + 1))
	w.uint(s.Lo)
	w.uint(s.Hi - s.Lo)
	w.uint(uint64(len(s.Vars)))
	for i := range s.Vars {
		v := &s.Vars[i]
		w.b = append(w.b, byte(v.Kind))
		w.text(v.Name)
		w.uint(uint64(v.Type))
		w.place(v.File, v.Line, v.Col)
		w.uint(uint64(len(v.Where)))
		for _, p := range v.Where {
			ref := byte(0)
			if p.Ref {
				ref = 1
			}
			w.b = append(w.b, byte(p.Kind), ref, p.Reg)
			w.int(p.Off)
			w.uint(p.Value)
			w.text(p.Symbol)
			w.uint(p.Lo)
			w.uint(p.Hi - p.Lo)
		}
	}
}

// debugReader reads what debugWriter wrote. All numbers that refer to something
// are checked against how many there are.
type debugReader struct {
	*decoder
	names []string
}

func (r *debugReader) name() string {
	n := r.below(len(r.names), "name")
	if n >= len(r.names) {
		return ""
	}
	return r.names[n]
}

func (r *debugReader) small(what string) int { return r.below(math.MaxInt32, what) }

func (r *debugReader) place(file, line, col *int, files int) {
	*file = r.below(max(files, 1), "file")
	*line = r.small("line")
	*col = r.small("column")
}

// UnmarshalBinary reads what AppendBinary wrote.
func (d *Debug) UnmarshalBinary(b []byte) error {
	r := &decoder{b: b}
	d.read(r)
	if r.err == nil && len(r.b) > 0 {
		r.fail("bytes behind the last entry")
	}
	return r.err
}

func (d *Debug) read(dec *decoder) {
	*d = Debug{}
	r := &debugReader{decoder: dec}
	for range r.count(1) {
		r.names = append(r.names, r.text())
	}
	for range r.count(1) {
		d.Files = append(d.Files, r.name())
	}
	if n := r.count(9); n > 0 {
		d.Types = make([]Type, n)
		for i := range d.Types {
			r.typ(&d.Types[i], n)
		}
	}
	last := uint64(0)
	for range r.count(10) {
		f := Function{Name: r.name(), Symbol: r.name(), Type: TypeID(r.below(max(len(d.Types), 1), "type"))}
		f.Lo = last + r.uint()
		f.Hi = f.Lo + r.uint()
		f.Body = f.Lo + r.uint()
		r.place(&f.File, &f.Line, &f.Col, len(d.Files))
		f.Scope = r.small("scope")
		last = f.Lo
		d.Funcs = append(d.Funcs, f)
	}
	for i := range r.count(5) {
		d.Scopes = append(d.Scopes, r.scope(d, i))
	}
	for i := range d.Funcs {
		if d.Funcs[i].Scope >= len(d.Scopes) {
			r.fail("a function without a block")
		}
	}
	if r.err != nil {
		*d = Debug{}
	}
}

func (r *debugReader) typ(t *Type, types int) {
	t.Kind = TypeKind(r.below(int(typeKinds), "kind of type"))
	t.Enc = Encoding(r.below(int(encodings), "encoding"))
	t.Variadic = r.below(2, "flag") == 1
	t.Name, t.Size = r.name(), r.uint()
	t.Elem, t.Count = TypeID(r.below(max(types, int(typeKinds)), "type")), r.int()
	if t.Kind != TypeForward && int(t.Elem) >= types {
		r.fail("a type refers to one that there is not")
	}
	for range r.count(1) {
		t.Params = append(t.Params, TypeID(r.below(types, "type")))
	}
	for range r.count(5) {
		f := Field{Name: r.name(), Type: TypeID(r.below(types, "type")), Off: r.uint()}
		f.Bits, f.BitOff = uint8(r.fixed(1)), uint8(r.fixed(1))
		t.Fields = append(t.Fields, f)
	}
	for range r.count(2) {
		t.Enums = append(t.Enums, Enumerator{Name: r.name(), Value: r.int()})
	}
}

func (r *debugReader) scope(d *Debug, index int) Scope {
	s := Scope{Func: r.below(len(d.Funcs)+1, "function") - 1, Parent: r.below(index+1, "block") - 1}
	s.Lo = r.uint()
	s.Hi = s.Lo + r.uint()
	for range r.count(7) {
		v := Var{Kind: VarKind(r.below(int(varKinds), "kind of variable")), Name: r.name()}
		v.Type = TypeID(r.below(max(len(d.Types), 1), "type"))
		r.place(&v.File, &v.Line, &v.Col, len(d.Files))
		for range r.count(7) {
			w := Where{Kind: WhereKind(r.below(int(whereKinds), "kind of place")), Ref: r.below(2, "flag") == 1, Reg: uint8(r.below(2*FloatReg, "register"))}
			w.Off, w.Value, w.Symbol = r.int(), r.uint(), r.name()
			w.Lo = r.uint()
			w.Hi = w.Lo + r.uint()
			v.Where = append(v.Where, w)
		}
		s.Vars = append(s.Vars, v)
	}
	return s
}

func writeDebug(im *Image) []byte {
	if im.Debug == nil {
		return nil
	}
	b, _ := im.Debug.AppendBinary(binary.AppendUvarint(nil, ownVersion))
	return b
}

func readDebug(im *Image, d *decoder) {
	im.Debug = &Debug{}
	if im.Debug.read(d); d.err != nil {
		im.Debug = nil
	}
}
