package parse

import (
	"strings"

	"ushell/cc/ast"
	"ushell/cc/ctype"
	"ushell/cc/diag"
	"ushell/cc/token"
)

// attrs are the attributes of a declaration.
type attrs struct {
	ast.Attr
	align       int64 // of aligned and _Alignas, 0: none
	alignAt     diag.Span
	unused      bool
	deprecated  bool
	message     string // of deprecated
	mustUse     bool   // warn_unused_result
	mayFall     bool   // fallthrough
	gnuInline   bool
	transparent bool
	mode        string
	formats     []formatAttr
	nonnull     []int64
	allNonnull  bool
	cleanup     string
	cleanupAt   diag.Span
	sentinel    bool
	wide        bool //
}

// formatAttr is a format attribute: which parameter is the format, which is the
// first that it formats (0: none is checked); both from 1.
type formatAttr struct {
	scan       bool
	fmt, first int
}

// merge takes in what b says.
func (a *attrs) merge(b *attrs) {
	if b == nil {
		return
	}
	or := func(x *bool, y bool) { *x = *x || y }
	str := func(x *string, y string) {
		if y != "" {
			*x = y
		}
	}
	str(&a.Section, b.Section)
	str(&a.Alias, b.Alias)
	str(&a.Visibility, b.Visibility)
	str(&a.mode, b.mode)
	str(&a.message, b.message)
	or(&a.Weak, b.Weak)
	or(&a.NoReturn, b.NoReturn)
	or(&a.Constructor, b.Constructor)
	or(&a.Destructor, b.Destructor)
	or(&a.Used, b.Used)
	or(&a.NoInline, b.NoInline)
	or(&a.Packed, b.Packed)
	or(&a.unused, b.unused)
	or(&a.deprecated, b.deprecated)
	or(&a.mustUse, b.mustUse)
	or(&a.mayFall, b.mayFall)
	or(&a.gnuInline, b.gnuInline)
	or(&a.transparent, b.transparent)
	or(&a.allNonnull, b.allNonnull)
	or(&a.sentinel, b.sentinel)
	or(&a.wide, b.wide)
	if b.Priority != 0 {
		a.Priority = b.Priority
	}
	if b.align > a.align {
		a.align, a.alignAt = b.align, b.alignAt
	}
	if b.cleanup != "" {
		a.cleanup, a.cleanupAt = b.cleanup, b.cleanupAt
	}
	a.formats = append(a.formats, b.formats...)
	a.nonnull = append(a.nonnull, b.nonnull...)
}

// attributes reads all attributes that stand here, in either spelling. It
// answers a, or a new attrs when a is nil and there are any.
func (p *parser) attributes(a *attrs) *attrs {
	for {
		switch {
		case p.is("__attribute__") || p.is("__attribute"):
			if a == nil {
				a = &attrs{}
			}
			p.gnuAttribute(a)
		case p.is("[") && p.peek(1).Is("[") && p.peek(1).Loc.Pos == p.tok.End:
			if a == nil {
				a = &attrs{}
			}
			p.bracketAttribute(a)
		default:
			return a
		}
	}
}

func (p *parser) gnuAttribute(a *attrs) {
	p.next()
	if !p.is("(") || !p.peek(1).Is("(") {
		p.missing("((", "after __attribute__")
		return
	}
	outer := p.opening()
	inner := p.opening()
	p.attributeList(a)
	p.closing(")", inner)
	p.closing(")", outer)
}

func (p *parser) bracketAttribute(a *attrs) {
	outer := p.opening()
	inner := p.opening()
	p.attributeList(a)
	p.closing("]", inner)
	p.closing("]", outer)
}

// attributeList reads attributes with commas between them; each may be empty.
func (p *parser) attributeList(a *attrs) {
	for !p.bad {
		if t := p.tok; t.Kind == token.Ident || t.Kind == token.Keyword {
			p.next()
			if p.is(":") && p.peek(1).Is(":") {
				p.next()
				p.next()
				t = p.tok
				p.next()
			} else if p.accept("::") {
				t = p.tok
				p.next()
			}
			p.attribute(a, t)
		}
		if !p.accept(",") {
			return
		}
	}
}

// attribute reads the arguments of the attribute t.
func (p *parser) attribute(a *attrs, t *token.Token) {
	name := strings.TrimSuffix(strings.TrimPrefix(t.Text, "__"), "__")
	var open *token.Token
	if p.is("(") {
		open = p.opening()
	}
	done := func() {
		if open != nil {
			p.closing(")", open)
		}
	}
	switch name {
	case "aligned":
		a.alignAt = t.Span()
		a.align = max(a.align, 16)
		if open != nil {
			at := p.tok.Span()
			if n, ok := p.constantInt("an alignment"); ok {
				a.align = p.alignment(n, at)
			}
		}
	case "section", "visibility", "alias":
		s := p.attrString(t, open)
		switch name {
		case "section":
			a.Section = s
		case "visibility":
			a.Visibility = s
		default:
			a.Alias = s
		}
	case "constructor", "destructor":
		a.Constructor = a.Constructor || name == "constructor"
		a.Destructor = a.Destructor || name == "destructor"
		a.Priority = 65535
		if open != nil && !p.is(")") {
			if n, ok := p.constantInt("a priority"); ok {
				a.Priority = int(max(0, min(n, 65535)))
			}
		}
	case "cleanup":
		if open == nil || p.tok.Kind != token.Ident {
			p.errorf(t.Span(), "attribute 'cleanup' takes the name of a function")
			break
		}
		a.cleanup, a.cleanupAt = p.tok.Text, p.tok.Span()
		p.next()
	case "format":
		p.formatAttribute(a, t, open)
	case "mode":
		if open != nil && p.tok.Kind == token.Ident {
			a.mode = strings.Trim(p.tok.Text, "_")
			p.next()
		}
	case "nonnull":
		a.allNonnull = open == nil || p.is(")")
		for open != nil && !p.is(")") && !p.bad {
			n, _ := p.constantInt("a parameter's number")
			a.nonnull = append(a.nonnull, n)
			if !p.accept(",") {
				break
			}
		}
	case "deprecated":
		a.deprecated = true
		if open != nil && p.tok.Kind == token.String {
			a.message = p.attrString(t, open)
		}
	case "vector_size", "ext_vector_type":
		p.errorf(t.Span(), "vector types are not supported")
		p.skipBalanced(func() bool { return false })
	default:
		p.plainAttribute(a, name, t)
		if open != nil {
			p.skipBalanced(func() bool { return false })
		}
	}
	done()
}

// plainAttribute is one without arguments, or whose arguments do not matter.
func (p *parser) plainAttribute(a *attrs, name string, t *token.Token) {
	switch name {
	case "packed":
		a.Packed = true
	case "noreturn", "_Noreturn":
		a.NoReturn = true
	case "weak":
		a.Weak = true
	case "unused", "maybe_unused":
		a.unused = true
	case "used", "retain":
		a.Used = true
	case "noinline":
		a.NoInline = true
	case "warn_unused_result", "nodiscard":
		a.mustUse = true
	case "fallthrough":
		a.mayFall = true
	case "gnu_inline":
		a.gnuInline = true
	case "transparent_union":
		a.transparent = true
	case "sentinel":
		a.sentinel = true
	case "cheri_no_subobject_bounds":
		a.wide = true
	default:
		if !harmless[name] {
			p.warnf("attributes", t.Span(), "unknown attribute '%s' ignored", t.Text)
		}
	}
}

// harmless are attributes that change nothing here.
var harmless = map[string]bool{}

func init() {
	for _, s := range strings.Fields(`always_inline const pure malloc alloc_size alloc_align returns_nonnull nothrow leaf
		hot cold noclone no_instrument_function optimize no_sanitize no_sanitize_address no_sanitize_undefined may_alias
		artificial assume_aligned returns_twice flatten externally_visible no_reorder nocommon common no_split_stack
		stack_protect no_stack_protector noipa no_icf access nonstring designated_init format_arg gcc_struct ms_struct
		warn_if_not_aligned error warning tls_model target minsize optnone nodebug unavailable availability
		enable_if overloadable cheri_no_provenance cheri_subobject_bounds_use_remaining_size cheri_no_subobject_bounds
		extension noescape fd_arg counted_by reproducible unsequenced`) {
		harmless[s] = true
	}
}

// alignment checks an alignment that was asked for.
func (p *parser) alignment(n int64, at diag.Span) int64 {
	switch {
	case n < 0 || n&(n-1) != 0:
		p.errorf(at, "requested alignment is not a power of 2")
		return 0
	case n > 1<<20:
		p.errorf(at, "requested alignment is too large: at most 1048576 bytes")
		return 0
	}
	return n
}

// attrString is the string that the attribute t has as its argument.
func (p *parser) attrString(t, open *token.Token) string {
	if open == nil || p.tok.Kind != token.String {
		p.errorf(t.Span(), "attribute '%s' takes a string", t.Text)
		return ""
	}
	s, _ := p.strings()
	return string(s.Data)
}

func (p *parser) formatAttribute(a *attrs, t, open *token.Token) {
	if open == nil || p.tok.Kind != token.Ident {
		p.errorf(t.Span(), "attribute 'format' takes an archetype and two numbers")
		return
	}
	kind := strings.Trim(p.tok.Text, "_")
	p.next()
	f := formatAttr{scan: kind == "scanf" || kind == "gnu_scanf"}
	for _, n := range []*int{&f.fmt, &f.first} {
		if p.expect(",", "") {
			v, _ := p.constantInt("a parameter's number")
			*n = int(max(0, min(v, 1000)))
		}
	}
	if strings.HasSuffix(kind, "printf") || f.scan {
		a.formats = append(a.formats, f)
	}
}

// modes are the integer types of the mode attribute, signed.
var modes = map[string]ctype.Kind{"QI": ctype.SChar, "byte": ctype.SChar, "HI": ctype.Short, "SI": ctype.Int,
	"DI": ctype.Long, "word": ctype.Long, "pointer": ctype.IntCap, "SF": ctype.Float, "DF": ctype.Double, "unwind_word": ctype.Long}

// withMode is t as the mode attribute changes it.
func (p *parser) withMode(t *ctype.Type, mode string, at diag.Span) *ctype.Type {
	k, ok := modes[mode]
	if !ok {
		p.errorf(at, "unknown machine mode '%s'", mode)
		return t
	}
	m := ctype.Basic(k)
	if t.IsInteger() && !t.Signed() && m.IsInteger() {
		m = m.Unsigned()
	}
	return m.Qualify(t.Qual)
}

// pragma takes in a #pragma that is for the parser.
func (p *parser) pragma(t *token.Token) {
	w := t.Words()
	switch {
	case len(w) >= 3 && w[0].Text == "weak" && w[1].Kind == token.Ident:
		name := w[1].Text
		p.weak[name] = true
		if o := p.externs[name]; o != nil {
			o.Attr.Weak = true
		}
		if w[2].Is("=") && w[3].Kind == token.Ident {
			p.weakAlias(name, w[3].Text, t)
		}
	case w[0].Text == "pack" && len(w) > 2:
		p.pragmaPack(t, w[1:])
	}
}

// weakAlias makes name a weak name of another object of this unit.
func (p *parser) weakAlias(name, of string, t *token.Token) {
	typ := ctype.FuncOf(intType, nil, false)
	if o := p.externs[of]; o != nil {
		typ = o.Type
	}
	o := p.newObject(name, typ, ast.Fn, t.Span())
	if typ.Kind != ctype.Func {
		o.Storage = ast.Static
	}
	o.Global, o.Attr.Weak, o.Attr.Alias = true, true, of
	p.externs[name] = o
	p.unit.Objects = append(p.unit.Objects, o)
}

// pragmaPack is #pragma pack(4), pack(), pack(push), pack(push, 4), pack(pop).
func (p *parser) pragmaPack(t *token.Token, w []token.Token) {
	cur := int64(0)
	if n := len(p.pack); n > 0 {
		cur = p.pack[n-1]
	}
	set, pushed := int64(0), false
	for i := range w {
		switch {
		case w[i].Text == "push":
			pushed, set = true, cur
		case w[i].Text == "pop":
			if len(p.pack) > 0 {
				p.pack = p.pack[:len(p.pack)-1]
			}
			return
		case w[i].Kind == token.Number:
			n, ok := token.ParseNumber(&w[i], p.Diags)
			if v := int64(n.Int); !ok || v < 0 || v > 16 || v&(v-1) != 0 {
				p.warnf("unknown-pragmas", t.Span(), "#pragma pack takes 1, 2, 4, 8 or 16")
				return
			}
			set = int64(n.Int)
		}
	}
	if pushed || len(p.pack) == 0 {
		if pushed && len(p.pack) == 0 {
			p.pack = append(p.pack, cur)
		}
		p.pack = append(p.pack, set)
		return
	}
	p.pack[len(p.pack)-1] = set
}

// packing is the #pragma pack in force, 0: none.
func (p *parser) packing() int64 {
	if n := len(p.pack); n > 0 {
		return p.pack[n-1]
	}
	return 0
}
