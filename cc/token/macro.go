package token

import (
	"strings"

	"ushell/cc/diag"
)

// macro is a definition.
type macro struct {
	name     *name
	loc      diag.Pos // of its name in the definition, 0 when it is built in
	end      diag.Pos
	body     []item
	plain    []Token // the body of an object-like macro without ##
	params   []string
	fn       bool // function-like
	variadic bool // the last parameter takes all that is left
	off      bool // its body is being read: its name is not expanded there
	dynamic  dynamic
}

// item is a piece of a body.
type item struct {
	tok   Token
	param int    // -1: tok itself
	opt   []item // of __VA_OPT__(...): what stands in the parentheses
	isOpt bool
	str   bool // # stands before it
	paste bool // ## stands behind it
}

// arg is an argument of a call.
type arg struct {
	raw      []Token
	expanded []Token
	done     bool // expanded is set
}

// expand replaces the macro name t, if it is used so that it is one.
func (p *preprocessor) expand(t *Token) bool {
	m := t.name.macro
	if m.dynamic != notDynamic {
		return p.dynamic(t, m)
	}
	exp := diag.Expansion{Macro: m.name.text, Use: t.Loc.Pos, End: t.End, Def: m.loc, Parent: t.Loc.Exp}
	var args []arg
	if m.fn {
		var ok bool
		if args, ok = p.arguments(t, m, &exp); !ok {
			return false
		}
		if args == nil {
			return true // it was said why
		}
	}
	e := new(diag.Expansion)
	*e = exp
	// The buffers belong to the context that is pushed: they are used again when
	// it has been read.
	n := len(p.ctx)
	var buf []Token
	if n < cap(p.ctx) {
		buf = p.ctx[:n+1][n].buf[:0]
	}
	if m.plain != nil {
		buf = append(buf, m.plain...)
		for i := range buf {
			p.place(&buf[i], t, e)
		}
	} else {
		buf = p.substitute(buf, m, m.body, args, t, e)
	}
	if !p.charge(t, len(buf)+1) {
		return true
	}
	if len(buf) == 0 {
		p.pad.any = p.pad.any || t.Space || t.Line
		p.pad.space = p.pad.space || t.Space
		p.pad.line = p.pad.line || t.Line
		return true
	}
	buf[0].Space, buf[0].Line = t.Space, t.Line
	p.push(buf, m, false)
	p.ctx[n].buf = buf
	return true
}

// place makes b, a token of a body, one of the expansion e of t.
func (p *preprocessor) place(b, t *Token, e *diag.Expansion) {
	b.Loc.Exp = e
	if e.Def == 0 { // built in: it has no place of its own
		b.Loc, b.End = t.Loc, t.End
	}
	if b.name != nil && b.name.macro != nil && b.name.macro.off {
		b.flags |= painted
	}
}

// arguments reads the arguments of a call of m. It returns false when no
// parenthesis follows, so that t is no call. A call that does not end is nil: it is dropped.
func (p *preprocessor) arguments(t *Token, m *macro, exp *diag.Expansion) ([]arg, bool) {
	var paren Token
	if !p.paren(&paren) {
		return nil, false
	}
	args := []arg{{}}
	depth := 0
	var u Token
	for {
		p.raw(&u)
		if u.Kind == EOF {
			p.unread(&u)
			if p.dead {
				return nil, true
			}
			p.diags.Errorf(t.Span(), "unterminated call of macro '%s': there is no ')' for this '('", m.name.text).
				Notef(diag.At(paren.Loc), "the arguments begin here")
			return nil, true
		}
		if !p.charge(t, 1) {
			return nil, true
		}
		if u.Kind == Punct {
			switch u.Text {
			case "(":
				depth++
			case ")":
				if depth--; depth < 0 {
					exp.End = u.End
					if u.Loc.Exp != t.Loc.Exp {
						exp.End = t.End // the call ends in another text than it begins in
					}
					return p.count(t, m, args), true
				}
			case ",":
				if depth == 0 && !(m.variadic && len(args) == len(m.params)) {
					args = append(args, arg{})
					continue
				}
			}
		}
		if u.Line {
			u.Line, u.Space = false, true
		}
		a := &args[len(args)-1]
		a.raw = append(a.raw, u)
	}
}

// paren reads a parenthesis if one comes next, else nothing.
func (p *preprocessor) paren(t *Token) bool {
	// Contexts that are used up are left first: a call may have its name in a body
	// and its arguments behind it. But their macros stay off until something is read.
	before := p.pad
	for i := len(p.ctx) - 1; i >= 0; i-- {
		c := &p.ctx[i]
		if c.i < len(c.toks) {
			if u := &c.toks[c.i]; u.Kind != Punct || u.Text != "(" {
				return false
			}
			p.raw(t)
			p.pad = before
			return true
		}
		if c.wall {
			return false
		}
	}
	p.fromFile(t)
	if t.Kind == Punct && t.Text == "(" {
		for len(p.ctx) > 0 {
			p.pop()
		}
		return true
	}
	p.unread(t)
	return false
}

// unread gives t back to the file, if it came from there.
func (p *preprocessor) unread(t *Token) {
	if len(p.ctx) > 0 && p.ctx[len(p.ctx)-1].wall {
		return
	}
	u := *t
	p.src.unread = &u
}

// count checks the number of arguments, and makes it right.
func (p *preprocessor) count(t *Token, m *macro, args []arg) []arg {
	want := len(m.params)
	if want == 0 && len(args) == 1 && len(args[0].raw) == 0 {
		return args[:0]
	}
	if len(args) == want || m.variadic && len(args) == want-1 {
		return args
	}
	what := "arguments"
	if want == 1 {
		what = "argument"
	}
	least := ""
	if m.variadic {
		least, want = "at least ", want-1
	}
	var d *diag.Diagnostic
	if len(args) > want {
		d = p.diags.Errorf(t.Span(), "macro '%s' is called with %d arguments, but it takes %s%d", m.name.text, len(args), least, want)
	} else {
		d = p.diags.Errorf(t.Span(), "macro '%s' requires %s%d %s, but only %d given", m.name.text, least, want, what, len(args))
	}
	p.noteMacro(d, m)
	if len(args) > len(m.params) {
		return args[:len(m.params)]
	}
	return p.missing(m, args)
}

func (p *preprocessor) missing(m *macro, args []arg) []arg {
	for len(args) < len(m.params) {
		args = append(args, arg{})
	}
	return args
}

func (p *preprocessor) noteMacro(d *diag.Diagnostic, m *macro) {
	if m.loc != 0 {
		d.Notef(diag.Span{At: diag.Loc{Pos: m.loc}, Begin: m.loc, End: m.end}, "macro '%s' is defined here", m.name.text)
	}
}

// substitute appends a body to out, with arguments in place of parameters, and
// with # and ## done (C11 6.10.3.1 to 6.10.3.3).
func (p *preprocessor) substitute(out []Token, m *macro, body []item, args []arg, t *Token, e *diag.Expansion) []Token {
	chain := 0 // where what the ## before the item made begins; nothing there is a placemarker
	var one [1]Token
	for i := range body {
		it := &body[i]
		pasted := i > 0 && body[i-1].paste
		if !pasted {
			chain = len(out)
		}
		toks := p.piece(one[:0], it, m, args, pasted, t, e)
		if p.dead {
			return out
		}
		// GNU: the comma of ", ## args" goes when there are none, and is not pasted.
		if pasted && it.param == len(m.params)-1 && m.variadic && body[i-1].param < 0 && body[i-1].tok.Text == "," && !body[i-1].isOpt {
			if len(toks) == 0 {
				out = out[:chain]
			}
			out = append(out, toks...)
			chain = len(out)
			continue
		}
		if pasted && len(out) > chain && len(toks) > 0 {
			if p.paste(&out[len(out)-1], &toks[0], diag.Loc{Pos: it.tok.Loc.Pos, Exp: e}) {
				toks = toks[1:]
			}
		}
		n := len(out)
		out = append(out, toks...)
		if n < len(out) && !pasted {
			out[n].Space = it.tok.Space
		}
	}
	return out
}

// piece is what one item of a body becomes.
func (p *preprocessor) piece(one []Token, it *item, m *macro, args []arg, pasted bool, t *Token, e *diag.Expansion) []Token {
	switch {
	case it.isOpt:
		var toks []Token
		if last := len(m.params) - 1; last < len(args) && len(p.expanded(&args[last])) > 0 {
			toks = p.substitute(nil, m, it.opt, args, t, e)
		}
		if it.str {
			return append(one, p.stringify(it, toks, t, e))
		}
		return toks
	case it.param < 0:
		one = append(one, it.tok)
		p.place(&one[0], t, e)
		return one
	case it.param >= len(args): // variable arguments that are not there
		if it.str {
			return append(one, p.stringify(it, nil, t, e))
		}
		return nil
	case it.str:
		return append(one, p.stringify(it, args[it.param].raw, t, e))
	case pasted || it.paste:
		return args[it.param].raw
	}
	return p.expanded(&args[it.param])
}

func (p *preprocessor) expanded(a *arg) []Token {
	if !a.done {
		a.done = true
		a.expanded = p.expandAll(a.raw)
	}
	return a.expanded
}

// stringify is the # operator (C11 6.10.3.2).
func (p *preprocessor) stringify(it *item, toks []Token, t *Token, e *diag.Expansion) Token {
	var b strings.Builder
	b.WriteByte('"')
	for i := range toks {
		u := &toks[i]
		if u.Space && i > 0 {
			b.WriteByte(' ')
		}
		s := u.spelling()
		if u.Kind == String || u.Kind == Char || u.flags&open != 0 {
			for j := range len(s) {
				if s[j] == '"' || s[j] == '\\' {
					b.WriteByte('\\')
				}
				b.WriteByte(s[j])
			}
		} else {
			b.WriteString(s)
		}
		if b.Len() > maxSpelling {
			p.exhausted(t, "a macro makes a string of more than %d bytes", maxSpelling)
			break
		}
	}
	b.WriteByte('"')
	p.charge(t, b.Len()/16)
	s := b.String()
	if n := len(s) - len(strings.TrimRight(s[:len(s)-1], `\`)) - 1; n%2 == 1 {
		s = s[:len(s)-2] + `"` // a lone backslash would take the quote
		p.diags.Warnf("invalid-pp-token", diag.At(t.Loc), "invalid string literal: the final '\\' is ignored")
	}
	r := it.tok
	r.Kind, r.name, r.Text = String, nil, s
	p.place(&r, t, e)
	return r
}

// paste makes one token of a and b (C11 6.10.3.3), in a. It returns false when
// that gives no token; then where says what stands behind the ##.
func (p *preprocessor) paste(a, b *Token, where diag.Loc) bool {
	text := a.spelling() + b.spelling()
	if len(text) > maxSpelling {
		p.exhausted(a, "a macro makes a token of more than %d bytes", maxSpelling)
		return true
	}
	p.charge(a, len(text)/16)
	l := lexer{pp: p, file: &diag.File{Text: text}, text: text, line: true}
	var r Token
	if !strings.HasPrefix(text, "//") && !strings.HasPrefix(text, "/*") {
		l.next(&r)
	}
	if l.off != len(text) || r.Kind == Other || r.Kind == EOF {
		p.diags.Errorf(diag.At(where), "pasting formed '%s', which is no token", shorten(text))
		return false
	}
	r.Loc, r.End, r.Space, r.Line = a.Loc, a.End, a.Space, a.Line
	if r.name != nil && r.name.macro != nil && r.name.macro.off {
		r.flags |= painted
	}
	*a = r
	return true
}

// shorten is s for a message.
func shorten(s string) string {
	if len(s) > 60 {
		return s[:57] + "..."
	}
	return s
}
