package token

import (
	"strconv"
	"strings"

	"ushell/cc/diag"
)

// special is what the preprocessor itself does with a name.
type special uint8

const (
	none special = iota
	pragmaOp
	definedOp
	hasInclude // from here on: names that count as defined, and mean something in #if
	hasIncludeNext
	hasAttribute
	hasBuiltin
	hasFeature
	hasWarning
	isIdentifier
)

var specials = map[string]special{
	"_Pragma": pragmaOp, "defined": definedOp,
	"__has_include": hasInclude, "__has_include_next": hasIncludeNext,
	"__has_attribute": hasAttribute, "__has_c_attribute": hasAttribute, "__has_builtin": hasBuiltin,
	"__has_feature": hasFeature, "__has_extension": hasFeature, "__has_warning": hasWarning, "__is_identifier": isIdentifier,
}

// dynamic is a macro whose value depends on where it is used.
type dynamic uint8

const (
	notDynamic dynamic = iota
	lineMacro
	fileMacro
	baseFileMacro
	levelMacro
	counterMacro
)

var dynamics = map[string]dynamic{"__LINE__": lineMacro, "__FILE__": fileMacro, "__BASE_FILE__": baseFileMacro,
	"__INCLUDE_LEVEL__": levelMacro, "__COUNTER__": counterMacro}

// dynamic replaces the use t of a dynamic macro.
func (p *preprocessor) dynamic(t *Token, m *macro) bool {
	r := *t
	r.name, r.Kind = nil, Number
	name, line, _ := p.Files.Presumed(t.Loc.Outer())
	switch m.dynamic {
	case lineMacro:
		r.Text = strconv.Itoa(line)
	case fileMacro:
		r.Kind, r.Text = String, quote(name)
	case baseFileMacro:
		r.Kind, r.Text = String, quote(p.main.Name)
	case levelMacro:
		r.Text = strconv.Itoa(p.src.depth)
	case counterMacro:
		r.Text = strconv.Itoa(p.counter)
		p.counter++
	}
	if p.charge(t, 1) {
		p.push([]Token{r}, nil, false)
	}
	return true
}

// quote is s as a string literal.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c < ' ' || c == 0x7f:
			b.WriteString("\\" + string([]byte{'0' + c>>6, '0' + c>>3&7, '0' + c&7}))
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// special does what the name t means; false when it is an ordinary name here.
func (p *preprocessor) special(t *Token) bool {
	what := t.name.special
	if what == pragmaOp && !p.inIf {
		return p.pragmaOperator(t)
	}
	if !p.inIf || what == none || what == pragmaOp {
		return false
	}
	r := *t
	r.Kind, r.name, r.Text = Number, nil, "0"
	if p.query(t, what) {
		r.Text = "1"
	}
	r.End = max(r.End, t.End)
	p.push([]Token{r}, nil, false)
	return true
}

// query is whether what defined or a __has_ operator asks for holds.
func (p *preprocessor) query(t *Token, what special) bool {
	var u Token
	p.raw(&u)
	paren := u.Kind == Punct && u.Text == "("
	if paren {
		p.raw(&u)
	} else if what != definedOp {
		return p.wrongQuery(t, &u, "expected '(' after %s")
	}
	yes := false
	switch {
	case what == hasInclude || what == hasIncludeNext:
		return p.queryInclude(t, &u, what == hasIncludeNext)
	case u.Kind == String && what == hasWarning:
	case u.Kind != Ident:
		return p.wrongQuery(t, &u, "expected a name after %s")
	case what == definedOp:
		yes = defined(u.name)
	case what == isIdentifier:
		yes = !u.name.keyword
	default:
		yes = has(what, u.Text)
	}
	if !paren {
		return yes
	}
	if p.raw(&u); u.Text == "::" || u.Text == ":" { // __has_c_attribute(gnu::packed)
		for u.Kind != EOF && u.Text != ")" {
			p.raw(&u)
		}
	}
	if u.Text != ")" {
		return p.wrongQuery(t, &u, "expected ')' after %s")
	}
	return yes
}

// wrongQuery says what is missing, and drops the rest of the line.
func (p *preprocessor) wrongQuery(t, u *Token, format string) bool {
	s := u.Span()
	if u.Kind == EOF {
		s = t.After()
	}
	p.diags.Errorf(s, format, t.Text)
	for u.Kind != EOF {
		p.raw(u)
	}
	return false
}

func (p *preprocessor) queryInclude(t, u *Token, next bool) bool {
	var line []Token
	depth := 0
	for ; u.Kind != EOF; p.raw(u) {
		if u.Text == "(" {
			depth++
		} else if u.Text == ")" {
			if depth--; depth < 0 {
				break
			}
		}
		line = append(line, *u)
	}
	if u.Kind == EOF {
		return p.wrongQuery(t, u, "expected ')' after %s")
	}
	if len(line) > 0 && line[0].Kind == Ident {
		line = p.expandAll(line)
	}
	if len(line) > 0 {
		file, quoted, n := computed(line)
		if n == len(line) && file != "" {
			if p.Include == nil {
				return false
			}
			_, _, _, ok := p.Include(file, quoted, p.src.file, next)
			return ok
		}
	}
	p.diags.Errorf(t.Span(), "expected \"FILE\" or <FILE> after %s", t.Text)
	return false
}

// has is what __has_attribute and the like answer.
func has(what special, s string) bool {
	if len(s) > 4 && strings.HasPrefix(s, "__") && strings.HasSuffix(s, "__") {
		s = s[2 : len(s)-2]
	}
	switch what {
	case hasAttribute:
		return knownAttributes[s]
	case hasBuiltin:
		for _, b := range knownBuiltins {
			if s == b || strings.HasSuffix(b, "*") && strings.HasPrefix(s, b[:len(b)-1]) {
				return true
			}
		}
	case hasFeature:
		return knownFeatures[s]
	}
	return false
}

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

var knownAttributes = set(`alias aligned always_inline cleanup cold const constructor deprecated destructor fallthrough format
	format_arg gnu_inline hot malloc maybe_unused may_alias nodiscard noinline nonnull noreturn nothrow packed pure
	returns_nonnull returns_twice section sentinel unused used visibility warn_unused_result weak`)

var knownFeatures = set(`capabilities pointer_interpretation c_alignas c_alignof c_atomic c_generic_selections c_static_assert
	c_thread_local c_generic_selection_with_controlling_type statement_expressions gnu_asm`)

// knownBuiltins are those that __has_builtin answers 1 for; * stands for any end.
var knownBuiltins = strings.Fields(`__builtin_cheri_* __builtin_va_* __builtin_offsetof __builtin_types_compatible_p
	__builtin_choose_expr __builtin_constant_p __builtin_expect __builtin_unreachable __builtin_trap __builtin_alloca
	__builtin_memcpy __builtin_memmove __builtin_memset __builtin_memcmp __builtin_strlen __builtin_strcmp
	__builtin_clz* __builtin_ctz* __builtin_popcount* __builtin_ffs* __builtin_parity* __builtin_bswap16 __builtin_bswap32
	__builtin_bswap64 __builtin_add_overflow __builtin_sub_overflow __builtin_mul_overflow __builtin_abs
	__builtin_frame_address __builtin_return_address __builtin_huge_val* __builtin_inf* __builtin_nan*
	__builtin_is_aligned __builtin_align_up __builtin_align_down __atomic_* __sync_*`)

// pragmaOperator is _Pragma("...") (C11 6.10.9).
func (p *preprocessor) pragmaOperator(t *Token) bool {
	var open, str, end Token
	if !p.paren(&open) {
		p.diags.Errorf(t.Span(), "_Pragma takes a string literal in parentheses")
		return true
	}
	p.raw(&str)
	if str.Kind == String {
		p.raw(&end)
	}
	if end.Text != ")" {
		p.diags.Errorf(t.Span(), "_Pragma takes a string literal in parentheses")
		if str.Kind == EOF || end.Kind == EOF && str.Kind == String {
			p.unread(&str)
			if str.Kind == String {
				p.unread(&end)
			}
		}
		return true
	}
	_, body, _ := split(str.Text)
	body = strings.NewReplacer(`\\`, `\`, `\"`, `"`).Replace(body)
	l := lexer{pp: p, file: &diag.File{Text: body}, text: body, line: true}
	var line []Token
	for {
		var u Token
		if l.next(&u); u.Kind == EOF {
			break
		}
		u.Loc, u.End = str.Loc, str.End
		line = append(line, u)
	}
	name := *t
	name.Text = "pragma"
	p.pragma(t, &name, line)
	return true
}
