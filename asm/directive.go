package asm

import (
	"encoding/binary"
	"fmt"

	"ushell/image"
	"ushell/isa"
)

// directives, by name.
var directives map[string]func(a *assembler, p *parser)

func init() {
	sec := func(name string, flags image.Flags, bss bool) func(*assembler, *parser) {
		return func(a *assembler, p *parser) { a.cur = a.section(name, flags, bss) }
	}
	data := func(size uint64) func(*assembler, *parser) {
		return func(a *assembler, p *parser) { a.data(p, size) }
	}
	ignore := func(a *assembler, p *parser) { p.i = len(p.toks) }
	equ := func(a *assembler, p *parser) {
		t := p.next()
		if t.kind != tokName {
			p.fail(t.col, "", "expected a name, found %s", t.describe())
			return
		}
		if p.expect(",", "after the name") {
			a.equ(p, t)
		}
	}
	text := func(zero bool) func(*assembler, *parser) {
		return func(a *assembler, p *parser) { a.strings(p, zero) }
	}
	directives = map[string]func(*assembler, *parser){
		".text":   sec(".text", image.Read|image.Exec, false),
		".rodata": sec(".rodata", image.Read, false),
		".data":   sec(".data", image.Read|image.Write, false),
		".bss":    sec(".bss", image.Read|image.Write, true),
		".byte":   data(1), ".half": data(2), ".short": data(2), ".2byte": data(2),
		".word": data(4), ".long": data(4), ".4byte": data(4), ".dword": data(8), ".quad": data(8), ".8byte": data(8),
		".ascii": text(false), ".asciz": text(true), ".string": text(true),
		".zero": (*assembler).zero, ".skip": (*assembler).zero, ".space": (*assembler).zero,
		".balign":   func(a *assembler, p *parser) { a.alignTo(p, false) },
		".align":    func(a *assembler, p *parser) { a.alignTo(p, true) },
		".p2align":  func(a *assembler, p *parser) { a.alignTo(p, true) },
		".equ":      equ,
		".set":      equ,
		".globl":    (*assembler).globl,
		".global":   (*assembler).globl,
		".local":    ignore,
		".file":     ignore,
		".ident":    ignore,
		".type":     (*assembler).symbolType,
		".size":     (*assembler).symbolSize,
		".section":  (*assembler).sectionDirective,
		".include":  (*assembler).include,
		".option":   (*assembler).option,
		".chericap": (*assembler).chericap,
		".yword":    (*assembler).chericap,
		".probe":    (*assembler).probe,
		".error": func(a *assembler, p *parser) {
			t := p.next()
			p.fail(t.col, "", "%s", t.text)
		},
	}
}

func (a *assembler) directive(p *parser, t token) {
	f := directives[t.text]
	if f == nil {
		hint := ""
		if n := nearest(t.text, sortedKeys(directives)); n != "" {
			hint = "did you mean " + n + "?"
		}
		p.fail(t.col, hint, "there is no directive %s", t.text)
		return
	}
	f(a, p)
	p.done()
}

// emit appends bytes to the current section.
func (a *assembler) emit(p *parser, b ...byte) {
	s := a.secs[a.cur]
	if s.bss {
		for _, x := range b {
			if x != 0 {
				p.fail(p.pos.Col, "", "%s holds only zeros", s.name)
				return
			}
		}
		a.reserve(p, uint64(len(b)))
		return
	}
	if len(s.data)+len(b) > maxBytes {
		a.tooBig(p)
		return
	}
	s.data = append(s.data, b...)
}

func (a *assembler) reserve(p *parser, n uint64) {
	s := a.secs[a.cur]
	if n > maxBytes || s.off()+n > maxBytes {
		a.tooBig(p)
		return
	}
	if s.bss {
		s.size += n
		return
	}
	s.data = append(s.data, make([]byte, n)...)
}

func (a *assembler) tooBig(p *parser) {
	p.fail(p.pos.Col, "", "the program is larger than %d MB", maxBytes>>20)
	a.dead = true
}

func (a *assembler) fix(f fixup, p *parser) {
	f.unit, f.sec, f.off, f.pos, f.order = a.unit, a.cur, a.secs[a.cur].off(), p.pos, a.order
	a.fixups = append(a.fixups, f)
}

// data is .byte and its like: numbers, or addresses.
func (a *assembler) data(p *parser, size uint64) {
	for {
		e := p.expr()
		if e == nil {
			return
		}
		if e.op == "num" {
			a.checkFit(p, e, e.num, size)
			var b [8]byte
			binary.LittleEndian.PutUint64(b[:], uint64(e.num))
			a.emit(p, b[:size]...)
		} else {
			a.fix(fixup{kind: fixData, size: size, e: e}, p)
			if a.secs[a.cur].bss {
				p.fail(e.col, "", "%s holds only zeros", a.secs[a.cur].name)
				return
			}
			a.emit(p, make([]byte, size)...)
		}
		if !p.accept(",") {
			return
		}
	}
}

func (a *assembler) checkFit(p *parser, e *expr, v int64, size uint64) {
	bits := 8 * size
	if bits < 64 && (v >= 1<<bits || v < -1<<(bits-1)) {
		p.fail(e.col, "", "%d does not fit %d bytes", v, size)
	}
}

func (a *assembler) strings(p *parser, zero bool) {
	for {
		t := p.next()
		if t.kind != tokString {
			p.fail(t.col, "", "expected a string in quotes, found %s", t.describe())
			return
		}
		a.emit(p, []byte(t.text)...)
		if zero {
			a.emit(p, 0)
		}
		if !p.accept(",") {
			return
		}
	}
}

func (a *assembler) zero(p *parser) {
	e := p.expr()
	n, ok := a.number(p, e)
	if !ok {
		return
	}
	if n < 0 || n > maxBytes {
		p.fail(e.col, "", "%d bytes is out of range", n)
		return
	}
	if p.accept(",") {
		fill, ok := a.number(p, p.expr())
		if ok && fill != 0 {
			for range n {
				a.emit(p, byte(fill))
			}
			return
		}
	}
	a.reserve(p, uint64(n))
}

func (a *assembler) alignTo(p *parser, power bool) {
	e := p.expr()
	n, ok := a.number(p, e)
	if !ok {
		return
	}
	if power {
		if n < 0 || n > 20 {
			p.fail(e.col, "", "2^%d is no alignment (0 to 20)", n)
			return
		}
		n = 1 << n
	}
	if n <= 0 || n&(n-1) != 0 || n > 1<<20 {
		p.fail(e.col, "", "alignment %d is not a power of two up to 1 MB", n)
		return
	}
	a.align(p, uint64(n))
}

func (a *assembler) align(p *parser, n uint64) {
	s := a.secs[a.cur]
	s.align = max(s.align, n)
	pad := -s.off() & (n - 1)
	if s.flags&image.Exec != 0 {
		for ; pad >= 4 && s.off()%4 == 0; pad -= 4 {
			a.emit(p, 0x13, 0, 0, 0) // nop
		}
	}
	a.reserve(p, pad)
}

func (a *assembler) equ(p *parser, t token) {
	e := p.expr()
	if e == nil {
		return
	}
	// Values that are known are kept as numbers, so that a later redefinition
	// can use the earlier value.
	if a.known(e) {
		if n, ok := a.number(p, e); ok {
			e = &expr{op: "num", num: n, col: e.col}
		}
	}
	p.done()
	a.define(p, t, &symbol{name: t.text, sec: -1, e: e})
}

// known says whether e has only numbers and names of numbers.
func (a *assembler) known(e *expr) bool {
	if e == nil {
		return true
	}
	switch e.op {
	case "num":
		return true
	case "sym":
		s := a.unit.syms[e.name]
		return s != nil && s.sec < 0 && s.e.op == "num"
	case "local", ".", "%hi", "%lo", "%pcrel_hi", "%pcrel_lo":
		return false
	}
	return a.known(e.a) && a.known(e.b)
}

func (a *assembler) globl(p *parser) {
	for {
		t := p.next()
		if t.kind != tokName {
			p.fail(t.col, "", "expected a symbol, found %s", t.describe())
			return
		}
		a.unit.globl[t.text] = p.at(t.col)
		if !p.accept(",") {
			return
		}
	}
}

// symbolType is .type NAME, @function or @object.
func (a *assembler) symbolType(p *parser) {
	t := p.next()
	p.accept(",")
	p.accept("%")
	switch k := p.next(); k.text {
	case "@function", "function", "STT_FUNC":
		a.unit.types[t.text] = image.Func
	case "@object", "object", "STT_OBJECT":
		a.unit.types[t.text] = image.Object
	default:
		p.fail(k.col, "", "expected @function or @object, found %s", k.describe())
	}
}

func (a *assembler) symbolSize(p *parser) {
	t := p.next()
	if t.kind != tokName || !p.expect(",", "after the name") {
		p.fail(t.col, "", "expected a symbol, found %s", t.describe())
		return
	}
	e := p.expr()
	if n, ok := a.number(p, e); ok {
		a.unit.sizes[t.text] = &expr{op: "num", num: n}
	}
}

// sectionDirective is .section NAME[, "flags"[, @type]].
func (a *assembler) sectionDirective(p *parser) {
	t := p.next()
	if t.kind != tokName && t.kind != tokString {
		p.fail(t.col, "", "expected the name of a section, found %s", t.describe())
		return
	}
	flags, bss := sectionFlags(t.text)
	if p.accept(",") {
		f := p.next()
		flags = image.Read
		for _, ch := range f.text {
			switch ch {
			case 'w':
				flags |= image.Write
			case 'x':
				flags |= image.Exec
			}
		}
		if p.accept(",") {
			p.accept("%")
			k := p.next().text
			bss = k == "@nobits" || k == "nobits"
		}
	}
	a.cur = a.section(t.text, flags, bss)
}

func sectionFlags(name string) (image.Flags, bool) {
	has := func(prefix string) bool {
		return name == prefix || len(name) > len(prefix) && name[:len(prefix)+1] == prefix+"."
	}
	switch {
	case has(".text"):
		return image.Read | image.Exec, false
	case has(".data"), has(".sdata"):
		return image.Read | image.Write, false
	case has(".bss"), has(".sbss"):
		return image.Read | image.Write, true
	}
	return image.Read, false
}

// option accepts what other assemblers take; compressed instructions are never
// chosen, which is always allowed.
func (a *assembler) option(p *parser) {
	switch t := p.next(); t.text {
	case "rvc", "norvc", "push", "pop", "pic", "nopic", "relax", "norelax", "capmode", "arch":
		p.i = len(p.toks)
	default:
		p.fail(t.col, "", "there is no option %s", t.describe())
	}
}

// chericap is .chericap SYMBOL[+OFFSET]: a granule that the loader fills.
func (a *assembler) chericap(p *parser) {
	for {
		a.align(p, 16)
		t := p.next()
		if t.kind != tokName {
			p.fail(t.col, "", "expected a symbol, found %s", t.describe())
			return
		}
		c := capAt{unit: a.unit, sec: a.cur, off: a.secs[a.cur].off(), sym: t.text, pos: p.at(t.col)}
		if nx := p.peek(); nx.kind == tokPunct && (nx.text == "+" || nx.text == "-") {
			c.add = p.expr()
		}
		a.caps = append(a.caps, c)
		a.emit(p, make([]byte, 16)...)
		if !p.accept(",") {
			return
		}
	}
}

// probe is .probe NAME[, arg=OPERAND]...: a static probe at this address.
// OPERAND is a register, OFFSET(REGISTER) for a granule of memory, or a number.
func (a *assembler) probe(p *parser) {
	t := p.next()
	if t.kind != tokName {
		p.fail(t.col, "", "expected the name of a probe, found %s", t.describe())
		return
	}
	pr := probeAt{unit: a.unit, name: t.text, sec: a.cur, off: a.secs[a.cur].off(), pos: p.pos}
	for p.accept(",") {
		arg := image.ProbeArg{Name: fmt.Sprintf("arg%d", len(pr.args))}
		if n := p.peek(); n.kind == tokName && p.i+1 < len(p.toks) && p.toks[p.i+1].text == "=" {
			arg.Name = p.next().text
			p.next()
		}
		if r, ok := isa.RegNumber(p.peek().text); ok {
			p.next()
			arg.Kind, arg.Reg = image.ArgReg, r
		} else {
			v, ok := int64(0), true
			if p.peek().text != "(" {
				v, ok = a.number(p, p.expr())
			}
			if !ok {
				return
			}
			arg.Kind, arg.Value, arg.Off = image.ArgConst, uint64(v), v
			if p.accept("(") {
				arg.Kind = image.ArgMem
				arg.Reg = a.reg(p)
				p.expect(")", "after the register")
			}
		}
		pr.args = append(pr.args, arg)
	}
	a.probes = append(a.probes, pr)
}
