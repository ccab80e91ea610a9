package asm

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"strconv"
	"strings"

	"ushell/image"
)

// directives, by name.
var directives map[string]func(a *assembler, p *parser)

func init() {
	directives = map[string]func(*assembler, *parser){
		".text":   switchTo(".text"),
		".rodata": switchTo(".rodata"),
		".data":   switchTo(".data"),
		".bss":    switchTo(".bss"),

		".byte": data(1), ".half": data(2), ".short": data(2), ".2byte": data(2),
		".word": data(4), ".long": data(4), ".4byte": data(4), ".dword": data(8), ".quad": data(8), ".8byte": data(8),
		".float": float(4), ".single": float(4), ".double": float(8),
		".ascii": text(false), ".asciz": text(true), ".string": text(true),
		".zero": (*assembler).zero, ".skip": (*assembler).zero, ".space": (*assembler).zero,
		".chericap": (*assembler).chericap, ".yword": (*assembler).chericap,

		".balign": func(a *assembler, p *parser) { a.alignTo(p, false) },
		".align":  func(a *assembler, p *parser) { a.alignTo(p, true) },

		".p2align": func(a *assembler, p *parser) { a.alignTo(p, true) },

		".equ": (*assembler).set, ".set": (*assembler).set,
		".globl": (*assembler).globl, ".global": (*assembler).globl,
		".weak": (*assembler).weak, ".local": (*assembler).local,
		".hidden": (*assembler).hidden, ".internal": (*assembler).hidden, ".protected": ignore,
		".comm": (*assembler).comm, ".lcomm": (*assembler).lcomm,
		".file": ignore, ".ident": ignore, ".loc": ignore, ".attribute": ignore, ".addrsig": ignore, ".addrsig_sym": ignore,
		".type": (*assembler).symbolType, ".size": (*assembler).symbolSize,
		".section": (*assembler).sectionDirective,
		".include": (*assembler).include,
		".option":  (*assembler).option,
		".probe":   (*assembler).probe,
		".error":   (*assembler).reportError,

		".pushsection": (*assembler).pushSection, ".popsection": (*assembler).popSection, ".previous": (*assembler).previous,
		".subsection": ignore,
	}
}

// Directives that begin and end blocks, which the expansion handles.
var blockDirectives = []string{".macro", ".endm", ".rept", ".endr", ".if", ".ifdef", ".ifndef", ".elseif", ".else", ".endif"}

func switchTo(name string) func(*assembler, *parser) {
	flags, bss := sectionFlags(name)
	return func(a *assembler, p *parser) { a.enter(a.section(name, flags, bss)) }
}

func data(size uint64) func(*assembler, *parser) {
	return func(a *assembler, p *parser) { a.data(p, size) }
}

func text(zero bool) func(*assembler, *parser) {
	return func(a *assembler, p *parser) { a.strings(p, zero) }
}

// ignore is for directives that say nothing that matters here.
func ignore(a *assembler, p *parser) { p.i = len(p.toks) }

func (a *assembler) directive(p *parser, t token) {
	f := directives[t.text]
	if f == nil {
		hint := ""
		if n := nearest(t.text, append(sortedKeys(directives), blockDirectives...)); n != "" {
			hint = "did you mean " + n + "?"
		}
		p.fail(t.col, hint, "there is no directive %s", t.text)
		return
	}
	f(a, p)
	p.done()
}

// data is .byte and its like: numbers, or addresses.
func (a *assembler) data(p *parser, size uint64) {
	for {
		e := a.operand(p, "a number", "")
		if e == nil {
			return
		}
		var b [8]byte
		if e = a.fold(e); e.op == opNum {
			if !fits(e.num, size) {
				p.fail(e.col, "", "%d does not fit %s", e.num, count(int(size), "byte"))
				return
			}
			binary.LittleEndian.PutUint64(b[:], uint64(e.num))
		} else if a.secs[a.cur].bss {
			p.fail(e.col, "put it into .data", "%s holds only zeros", a.secs[a.cur].name)
			return
		} else {
			a.fix(p, fixup{kind: fixData, size: uint8(size), e: e})
		}
		a.emit(p, b[:size]...)
		if !p.accept(",") {
			return
		}
	}
}

func float(size int) func(*assembler, *parser) {
	return func(a *assembler, p *parser) { a.floats(p, size) }
}

// floats is .float and .double: numbers of single or double precision.
func (a *assembler) floats(p *parser, size int) {
	for {
		negative := p.accept("-")
		if !negative {
			p.accept("+")
		}
		t := p.next()
		v, err := strconv.ParseFloat(t.text, 8*size)
		switch {
		case t.kind == tokNumber && err != nil: // 0x10 or 'a', rounded once
			if v, err = float64(uint64(t.num)), nil; size == 4 {
				v = float64(float32(uint64(t.num)))
			}
		case t.kind != tokNumber && t.kind != tokFloat && (t.kind != tokName || err != nil):
			p.fail(t.col, "", "expected a number such as 1.5, inf or nan, found %s", t.describe())
			return
		}
		if negative {
			v = -v
		}
		if err != nil {
			p.fail(t.col, "", "%s does not fit %s", t.text, count(size, "byte"))
			return
		}
		a.emit(p, floatBytes(v, size)...)
		if !p.accept(",") {
			return
		}
	}
}

// floatBytes are the bytes of a number; of a NaN those of the canonical one.
func floatBytes(v float64, size int) []byte {
	switch {
	case size == 4 && v != v:
		return binary.LittleEndian.AppendUint32(nil, 0x7fc00000)
	case size == 4:
		return binary.LittleEndian.AppendUint32(nil, math.Float32bits(float32(v)))
	case v != v:
		return binary.LittleEndian.AppendUint64(nil, 0x7ff8000000000000)
	}
	return binary.LittleEndian.AppendUint64(nil, math.Float64bits(v))
}

// fits says whether size bytes hold v, signed or unsigned.
func fits(v int64, size uint64) bool {
	bits := 8 * size
	return bits >= 64 || v < 1<<bits && v >= -1<<(bits-1)
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

// zero is .zero COUNT[, BYTE].
func (a *assembler) zero(p *parser) {
	e := a.operand(p, "a number of bytes", "")
	n, ok := a.number(p, e)
	if !ok {
		return
	}
	if n < 0 || n > maxBytes {
		p.fail(e.col, "", "%d bytes is out of range (0 to %d)", n, maxBytes)
		return
	}
	var fill int64
	if p.accept(",") {
		e = a.operand(p, "a number", "")
		if fill, ok = a.number(p, e); !ok {
			return
		}
		if !fits(fill, 1) {
			p.fail(e.col, "", "%d does not fit a byte", fill)
			return
		}
	}
	if fill == 0 {
		a.reserve(p, uint64(n))
		return
	}
	a.emit(p, bytes.Repeat([]byte{byte(fill)}, int(n))...)
}

// alignTo is .balign BYTES, or .align and .p2align POWER.
func (a *assembler) alignTo(p *parser, power bool) {
	e := a.operand(p, "a number", "")
	n, ok := a.number(p, e)
	if !ok {
		return
	}
	switch {
	case power && (n < 0 || n > 20):
		p.fail(e.col, "for a number of bytes, use .balign", "2^%d bytes is no alignment (2^0 to 2^20)", n)
		return
	case power:
		n = 1 << n
	case n <= 0 || n&(n-1) != 0 || n > 1<<20:
		p.fail(e.col, "", "alignment %d is not a power of two up to 1048576", n)
		return
	}
	a.align(p, uint64(n))
}

func (a *assembler) align(p *parser, n uint64) {
	s := a.secs[a.cur]
	s.align = max(s.align, n)
	off := s.off()
	pad := -off & (n - 1)
	if len(s.items) > 0 {
		s.items = append(s.items, item{off: off, first: uint32(pad), now: uint32(pad), align: uint32(n)})
	}
	if s.flags&image.Exec == 0 || s.bss || pad == 0 {
		a.reserve(p, pad)
		return
	}
	if a.grow(p, pad) {
		// Code is padded with instructions that do nothing, up to an odd byte.
		s.data = appendPadding(s.data, pad)
	}
}

// set is .equ NAME, EXPRESSION.
func (a *assembler) set(p *parser) {
	t := p.name()
	if t.kind != tokName {
		p.fail(t.col, "", "expected a name, found %s", t.describe())
		return
	}
	if p.expect(",", "after the name") {
		a.equ(p, t)
	}
}

func (a *assembler) reportError(p *parser) {
	t := p.next()
	if t.kind != tokString {
		p.fail(t.col, "", "expected a message in quotes, found %s", t.describe())
		return
	}
	p.fail(p.pos.Col, "", "%s", t.text)
}

// names calls f for every symbol of a list.
func (a *assembler) names(p *parser, f func(s *symbol)) {
	for {
		t := p.name()
		if t.kind != tokName {
			p.fail(t.col, "", "expected a symbol, found %s", t.describe())
			return
		}
		f(a.intern(t.text))
		if !p.accept(",") {
			return
		}
	}
}

func (a *assembler) globl(p *parser) {
	a.names(p, func(s *symbol) { s.global = true })
}

// weak is .weak NAME: another object's definition counts more, and without any
// it is 0.
func (a *assembler) weak(p *parser) {
	a.names(p, func(s *symbol) { s.weak = true })
}

// local is .local NAME, which is how names are anyway; with .comm it is .lcomm.
func (a *assembler) local(p *parser) {
	a.names(p, func(s *symbol) { s.local = true })
}

func (a *assembler) hidden(p *parser) {
	a.names(p, func(s *symbol) { s.hidden = true })
}

// comm is .comm NAME, BYTES[, ALIGNMENT]: zeros that all objects share which
// have a .comm of that name.
func (a *assembler) comm(p *parser) {
	t, bytes, align, ok := a.commonOperands(p)
	if !ok {
		return
	}
	s := a.intern(t.text)
	if s.local {
		a.allocate(p, t, bytes, align)
		return
	}
	if s.defined {
		p.fail(t.col, "the first one is at "+s.pos.short(), "%s is defined twice", t.text)
		return
	}
	s.common, s.bytes, s.global, s.pos = max(align, s.common), max(bytes, s.bytes), true, p.at(t.col)
}

// lcomm is .lcomm NAME, BYTES[, ALIGNMENT]: zeros of this object's own.
func (a *assembler) lcomm(p *parser) {
	if t, bytes, align, ok := a.commonOperands(p); ok {
		a.allocate(p, t, bytes, align)
	}
}

// commonOperands reads NAME, BYTES[, ALIGNMENT].
func (a *assembler) commonOperands(p *parser) (t token, bytes, align uint64, ok bool) {
	t = p.name()
	if t.kind != tokName || isRegister(t) {
		p.fail(t.col, "", "expected a symbol, found %s", t.describe())
		return t, 0, 0, false
	}
	if !p.expect(",", "after the name") {
		return t, 0, 0, false
	}
	e := a.operand(p, "a number of bytes", "")
	n, ok := a.number(p, e)
	if !ok {
		return t, 0, 0, false
	}
	if n < 0 || n > maxBytes {
		p.fail(e.col, "", "%d bytes is out of range (0 to %d)", n, maxBytes)
		return t, 0, 0, false
	}
	m := int64(1)
	for m < 16 && m < n {
		m *= 2
	}
	if p.accept(",") {
		e = a.operand(p, "an alignment", "")
		if m, ok = a.number(p, e); !ok {
			return t, 0, 0, false
		}
		if m <= 0 || m&(m-1) != 0 || m > 1<<20 {
			p.fail(e.col, "", "alignment %d is not a power of two up to 1048576", m)
			return t, 0, 0, false
		}
	}
	return t, uint64(n), uint64(m), true
}

// allocate defines t in .bss.
func (a *assembler) allocate(p *parser, t token, bytes, align uint64) {
	flags, bss := sectionFlags(".bss")
	back := a.cur
	a.cur = a.section(".bss", flags, bss)
	a.align(p, align)
	a.label(p, t)
	a.reserve(p, bytes)
	s := a.intern(t.text)
	if s.size == nil {
		s.size, s.sizeAt = num(int64(bytes)), p.at(t.col)
	}
	a.cur = back
}

// symbolType is .type NAME, @function or @object.
func (a *assembler) symbolType(p *parser) {
	t := p.name()
	if t.kind != tokName {
		p.fail(t.col, "", "expected a symbol, found %s", t.describe())
		return
	}
	p.accept(",")
	p.accept("%")
	switch k := p.next(); strings.TrimPrefix(k.text, "@") {
	case "function", "STT_FUNC":
		s := a.intern(t.text)
		s.typed, s.kind = true, image.Func
	case "object", "STT_OBJECT":
		s := a.intern(t.text)
		s.typed, s.kind = true, image.Object
	case "notype", "STT_NOTYPE", "tls_object", "STT_TLS", "common", "gnu_unique_object", "gnu_indirect_function":
		if strings.HasPrefix(k.text, "tls") || strings.HasPrefix(k.text, "gnu_ind") {
			p.fail(k.col, "", "this machine's programs have no symbols of type %s", k.text)
		}
	default:
		p.fail(k.col, "", "expected @function or @object, found %s", k.describe())
	}
}

// symbolSize is .size NAME, EXPRESSION.
func (a *assembler) symbolSize(p *parser) {
	t := p.name()
	if t.kind != tokName {
		p.fail(t.col, "", "expected a symbol, found %s", t.describe())
		return
	}
	if !p.expect(",", "after the name") {
		return
	}
	if e := p.expr(); e != nil {
		s := a.intern(t.text)
		s.size, s.sizeAt = a.fold(e), p.at(e.col)
	}
}

// sectionDirective is .section NAME[, "flags"[, @type[, ENTRY BYTES]]].
func (a *assembler) sectionDirective(p *parser) {
	if n, ok := a.namedSection(p); ok {
		a.enter(n)
	}
}

// pushSection is .pushsection, which is .section until .popsection.
func (a *assembler) pushSection(p *parser) {
	if n, ok := a.namedSection(p); ok && len(a.pushed) < maxNesting {
		a.pushed = append(a.pushed, [2]int{a.cur, a.prevSec})
		a.enter(n)
	}
}

func (a *assembler) popSection(p *parser) {
	n := len(a.pushed) - 1
	if n < 0 {
		p.fail(p.pos.Col, "", ".popsection without .pushsection")
		return
	}
	a.cur, a.prevSec = a.pushed[n][0], a.pushed[n][1]
	a.pushed = a.pushed[:n]
}

// previous is .previous: back to the section before this one.
func (a *assembler) previous(*parser) { a.cur, a.prevSec = a.prevSec, a.cur }

// namedSection reads the name and the flags of a section, and answers its index.
func (a *assembler) namedSection(p *parser) (int, bool) {
	t := p.next()
	if t.kind != tokName && t.kind != tokString || t.text == "" {
		p.fail(t.col, "", "expected the name of a section, found %s", t.describe())
		return 0, false
	}
	if t.text == captableName || t.text == relocsName {
		p.fail(t.col, "use .chericap elsewhere, or la", "the linker makes %s", t.text)
		return 0, false
	}
	name := t.text
	for p.accept("-") { // a name such as .note.GNU-stack
		name += "-" + p.next().text
	}
	flags, bss := sectionFlags(name)
	if p.accept(",") {
		f := p.next()
		if f.kind != tokString {
			p.fail(f.col, "", "expected flags in quotes, found %s", f.describe())
			return 0, false
		}
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
			k := p.next()
			bss = strings.TrimPrefix(k.text, "@") == "nobits"
			if p.accept(",") {
				a.number(p, p.expr()) // the size of an entry: nothing is merged
			}
		}
	}
	if flags&image.Write != 0 && flags&image.Exec != 0 {
		p.fail(t.col, "", "no section can be both written and executed")
		return 0, false
	}
	if _, known := a.secOf[name]; !known && len(a.secs) >= maxSections {
		p.fail(t.col, "", "more than %d sections", maxSections)
		return 0, false
	}
	return a.section(name, flags, bss), true
}

func sectionFlags(name string) (image.Flags, bool) {
	has := func(prefix string) bool {
		return name == prefix || len(name) > len(prefix) && name[:len(prefix)+1] == prefix+"."
	}
	switch {
	case has(".text"):
		return image.Read | image.Exec, false
	case has(".data"), has(".sdata"), has(".init_array"), has(".fini_array"):
		return image.Read | image.Write, false
	case has(".bss"), has(".sbss"):
		return image.Read | image.Write, true
	}
	return image.Read, false
}

// option is .option: rvc and norvc say whether compressed encodings are chosen,
// capmode and nocapmode for which pointer mode the code is; the rest of what
// other assemblers take changes nothing here.
func (a *assembler) option(p *parser) {
	switch t := p.next(); t.text {
	case "rvc":
		a.mode.compress = true
	case "norvc":
		a.mode.compress = false
	case "capmode":
		a.mode.intMode = false
	case "nocapmode":
		a.mode.intMode = true
	case "push":
		a.savedMode = append(a.savedMode, a.mode)
	case "pop":
		n := len(a.savedMode) - 1
		if n < 0 {
			p.fail(t.col, "", ".option pop without .option push")
			return
		}
		a.mode, a.savedMode = a.savedMode[n], a.savedMode[:n]
	case "arch":
		a.archOption(p)
	case "pic", "nopic", "relax", "norelax":
	default:
		p.fail(t.col, "", "there is no option %s", t.describe())
	}
}

// archOption is .option arch, +c or -zca and the like: of extensions only that
// of compressed encodings can be switched.
func (a *assembler) archOption(p *parser) {
	for p.accept(",") {
		on := p.accept("+")
		off := !on && p.accept("-")
		t := p.next()
		if t.kind != tokName {
			p.fail(t.col, "", "expected an extension, found %s", t.describe())
			return
		}
		if (t.text == "c" || t.text == "zca") && (on || off) {
			a.mode.compress = on
		}
	}
}

// chericap is .chericap SYMBOL[+OFFSET]: a granule that the loader fills. A
// number stands for a granule without a tag that holds it as an address.
func (a *assembler) chericap(p *parser) {
	for {
		a.align(p, 16)
		t := p.peek()
		if t.kind == tokNumber || t.isPunct("-") {
			n, ok := a.number(p, p.expr())
			if !ok {
				return
			}
			a.emit(p, binary.LittleEndian.AppendUint64(nil, uint64(n))...)
			a.zeros(p, 8)
			if !p.accept(",") {
				return
			}
			continue
		}
		t = p.name()
		if t.kind != tokName || isRegister(t) {
			p.fail(t.col, "", "expected a symbol, found %s", t.describe())
			return
		}
		f := fixup{kind: fixCap, e: a.newExpr(expr{op: opSym, sym: a.intern(t.text), col: t.col, folded: true})}
		if nx := p.peek(); nx.isPunct("+") || nx.isPunct("-") {
			f.addend = a.fold(p.expr())
		}
		if s := a.secs[a.cur]; s.bss {
			p.fail(t.col, "put it into .data", "%s holds only zeros", s.name)
			return
		}
		a.fix(p, f)
		a.reserve(p, 16)
		if !p.accept(",") {
			return
		}
	}
}

// probe is .probe NAME[, [arg=]OPERAND]...: a static probe at this address.
func (a *assembler) probe(p *parser) {
	t := p.next()
	if t.kind != tokName {
		p.fail(t.col, "", "expected the name of a probe, found %s", t.describe())
		return
	}
	pr := probeAt{name: t.text, sec: int32(a.cur), frag: a.secs[a.cur].frag(), off: a.secs[a.cur].off()}
	for p.accept(",") {
		arg := image.ProbeArg{Name: fmt.Sprintf("arg%d", len(pr.args))}
		if p.peek().kind == tokName && p.i+1 < len(p.toks) && p.toks[p.i+1].isPunct("=") {
			arg.Name = p.next().text
			p.next()
		}
		a.probeOperand(p, &arg)
		pr.args = append(pr.args, arg)
	}
	if !p.bad {
		a.probes = append(a.probes, pr)
	}
}

// probeOperand reads a register, OFFSET(REGISTER) for a granule of memory, or a
// number.
func (a *assembler) probeOperand(p *parser, arg *image.ProbeArg) {
	if isRegister(p.peek()) {
		arg.Kind, arg.Reg = image.ArgReg, a.reg(p)
		return
	}
	memory := p.peek().isPunct("(") && p.i+1 < len(p.toks) && isRegister(p.toks[p.i+1])
	var v int64
	if !memory {
		var ok bool
		if v, ok = a.number(p, a.operand(p, "a register, a place in memory or a number", "")); !ok {
			return
		}
	}
	if memory || p.peek().isPunct("(") {
		p.next()
		arg.Kind, arg.Off = image.ArgMem, v
		arg.Reg = a.reg(p)
		p.expect(")", "after the register")
		return
	}
	arg.Kind, arg.Value = image.ArgConst, uint64(v)
}
