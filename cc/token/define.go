package token

import (
	"slices"

	"ushell/cc/diag"
)

// mayDefine says whether a name can be a macro, or be one no longer.
func (p *preprocessor) mayDefine(t *Token, what string) bool {
	if t.name.special != none {
		p.diags.Errorf(t.Span(), "cannot %s '%s': it is part of the preprocessor", what, t.Text)
		return false
	}
	return true
}

// define is #define.
func (p *preprocessor) define(dir *Token, line []Token) {
	t := p.macroName(dir, line)
	if t == nil || !p.mayDefine(t, "define") {
		return
	}
	m := &macro{name: t.name, loc: t.Loc.Pos, end: t.End}
	body := line[1:]
	if len(body) > 0 && body[0].Text == "(" && body[0].Kind == Punct && !body[0].Space {
		m.fn = true
		n := p.parameters(m, body)
		if n == 0 {
			return
		}
		body = body[n:]
	} else if len(body) > 0 && !body[0].Space {
		p.diags.Warnf("", body[0].Span(), "there should be white space between the macro name '%s' and its body", t.Text)
	}
	if !p.body(m, body) {
		return
	}
	if old := t.name.macro; old != nil && !old.same(m) {
		d := p.diags.Warnf("macro-redefined", t.Span(), "'%s' macro redefined", t.Text)
		if old.loc != 0 {
			d.Notef(diag.Span{At: diag.Loc{Pos: old.loc}, Begin: old.loc, End: old.end}, "previous definition is here")
		}
	}
	t.name.macro = m
}

// parameters reads the list that begins with the parenthesis line[0], and says
// how many tokens it has, 0 when it is wrong.
func (p *preprocessor) parameters(m *macro, line []Token) int {
	i := 1
	at := func() *Token { return &line[min(i, len(line)-1)] }
	wrong := func(format string, args ...any) int {
		s := at().Span()
		if i >= len(line) {
			s = at().After()
		}
		p.diags.Errorf(s, format, args...)
		return 0
	}
	if i < len(line) && line[i].Text == ")" {
		return 2
	}
	for {
		switch {
		case i >= len(line):
			return wrong("expected a parameter name or ')' in the parameters of macro '%s'", m.name.text)
		case line[i].Text == "..." && line[i].Kind == Punct:
			m.params = append(m.params, "__VA_ARGS__")
			m.variadic = true
		case line[i].Kind != Ident:
			return wrong("expected a parameter name, not '%s'", shorten(line[i].Text))
		case slices.Contains(m.params, line[i].Text):
			return wrong("duplicate macro parameter '%s'", line[i].Text)
		case line[i].Text == "__VA_ARGS__":
			return wrong("'__VA_ARGS__' cannot be a parameter: '...' makes it one")
		default:
			m.params = append(m.params, line[i].Text)
			if i+1 < len(line) && line[i+1].Text == "..." { // GNU: args...
				m.variadic = true
				i++
			}
		}
		i++
		switch {
		case i < len(line) && line[i].Text == ")":
			return i + 1
		case i >= len(line):
			return wrong("expected ')' behind the parameters of macro '%s'", m.name.text)
		case m.variadic:
			return wrong("expected ')' after '...'")
		case line[i].Text != ",":
			return wrong("expected ',' or ')' in the parameters of macro '%s', not '%s'", m.name.text, shorten(line[i].Text))
		}
		i++
	}
}

// body makes the body of m.
func (p *preprocessor) body(m *macro, line []Token) bool {
	items, ok := p.items(m, line, false)
	if !ok {
		return false
	}
	m.body = items
	if m.fn {
		return true
	}
	m.plain = make([]Token, len(items))
	for i := range items {
		if items[i].paste {
			m.plain = nil
			break
		}
		m.plain[i] = items[i].tok
	}
	return true
}

// items are the pieces of a body, or of a __VA_OPT__ in one.
func (p *preprocessor) items(m *macro, line []Token, inOpt bool) ([]item, bool) {
	out := make([]item, 0, len(line))
	for i := 0; i < len(line); i++ {
		t := &line[i]
		it := item{tok: *t, param: -1}
		it.tok.Line = false
		switch {
		case t.Kind == Punct && t.Text == "##":
			if len(out) == 0 || i == len(line)-1 {
				p.diags.Errorf(t.Span(), "'##' cannot stand at either end of a macro's body")
				return nil, false
			}
			out[len(out)-1].paste = true
			continue
		case t.Kind == Punct && t.Text == "#" && m.fn:
			if i+1 < len(line) {
				if it.param = m.param(&line[i+1]); it.param >= 0 || m.variadic && line[i+1].Text == "__VA_OPT__" {
					it.str = true
					i++
				}
			}
			if !it.str {
				p.diags.Errorf(t.Span(), "'#' is not followed by a macro parameter")
				return nil, false
			}
		default:
			it.param = m.param(t)
		}
		if name := &line[i]; name.Kind == Ident && name.Text == "__VA_OPT__" && m.variadic {
			n, ok := p.vaOpt(m, &it, line[i:], inOpt)
			if !ok {
				return nil, false
			}
			i += n
		} else if name.Text == "__VA_ARGS__" && it.param < 0 && name.Kind == Ident {
			p.diags.Warnf("pedantic", name.Span(), "__VA_ARGS__ can only appear in the body of a variadic macro")
		}
		out = append(out, it)
	}
	return out, true
}

// vaOpt reads __VA_OPT__(...), which line begins with, and says how many tokens it
// has behind its name.
func (p *preprocessor) vaOpt(m *macro, it *item, line []Token, inOpt bool) (int, bool) {
	if inOpt {
		p.diags.Errorf(line[0].Span(), "__VA_OPT__ cannot be nested")
		return 0, false
	}
	depth := 0
	for i := 1; i < len(line); i++ {
		if line[i].Kind == Punct && line[i].Text == "(" {
			depth++
		} else if line[i].Kind == Punct && line[i].Text == ")" {
			depth--
		}
		if depth == 0 {
			if i == 1 {
				break
			}
			var ok bool
			it.isOpt = true
			it.opt, ok = p.items(m, line[2:i], true)
			return i, ok
		}
	}
	p.diags.Errorf(line[0].Span(), "__VA_OPT__ must be followed by text in parentheses")
	return 0, false
}

// param is the number of the parameter that t names, -1 if it is none.
func (m *macro) param(t *Token) int {
	if t.Kind != Ident {
		return -1
	}
	return slices.Index(m.params, t.Text)
}

// same says whether two definitions are alike, as C11 6.10.3p1 wants it.
func (m *macro) same(o *macro) bool {
	return m.dynamic == notDynamic && o.dynamic == notDynamic && m.fn == o.fn && m.variadic == o.variadic &&
		slices.Equal(m.params, o.params) && slices.EqualFunc(m.body, o.body, sameItem)
}

func sameItem(a, b item) bool {
	return a.tok.Kind == b.tok.Kind && a.tok.spelling() == b.tok.spelling() && a.tok.Space == b.tok.Space &&
		a.param == b.param && a.isOpt == b.isOpt && a.str == b.str && a.paste == b.paste && slices.EqualFunc(a.opt, b.opt, sameItem)
}
