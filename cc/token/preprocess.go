package token

import (
	"unicode/utf8"

	"ushell/cc/diag"
)

// Options say what Preprocess works with.
type Options struct {
	Files *diag.Files
	Diags *diag.List
	// Include finds what #include "name" (quoted) or <name> in the file from
	// means: where it was found, as it is shown and as it is told from others, and
	// its text. next asks for the one behind from in the search order
	// (#include_next). nil: there are no headers.
	Include func(name string, quoted bool, from *diag.File, next bool) (path, text string, sys, ok bool)
	Defines []string // NAME, NAME=VALUE or NAME(X)=VALUE, as -D takes them
	Undefs  []string // as -U; they come after the Defines
	// SignedChar says that plain char is signed.
	SignedChar bool
}

// Bounds, so that no input takes endless time or memory.
const (
	maxIncludes = 200      // headers within headers
	maxText     = 64 << 20 // bytes of all files, each counted as often as it is included
	maxFiles    = 50_000
	maxTokens   = 2 << 20 // in the result
	maxWork     = 4 << 20 // tokens that macros make, and that their arguments are
	maxNesting  = 400     // macro calls within arguments, parentheses in #if
	maxSpelling = 1 << 20 // bytes of a token that a macro makes
)

// preprocessor is the state of Preprocess.
type preprocessor struct {
	Options
	diags *diag.List
	names names
	main  *diag.File

	src     *source // the file that is read
	ctx     []context
	out     []Token
	pad     pad
	guards  map[string]*name // by path: the header does nothing while the name is defined
	once    map[string]bool  // by path: #pragma once
	pushed  map[*name][]*macro
	work    int
	nesting int
	counter int
	dead    bool // a bound was reached: there are no more tokens
	inIf    bool // an #if is read: defined and __has_* mean something
	line    []Token
}

// source is a file that is being read.
type source struct {
	*lexer
	up    *source
	depth int
	conds []cond
	// A header whose first and last lines are #ifndef guard and #endif is not read
	// again while guard is defined.
	guard  *name
	closed bool
	busy   bool // something stands outside of the guard
	unread *Token
}

// pad is what stood before a macro that left nothing: the next token takes it over.
type pad struct{ any, space, line bool }

func (p *pad) to(t *Token) {
	t.Space = t.Space || p.space
	t.Line = t.Line || p.line
	*p = pad{}
}

// context is a list of tokens that are read before the file goes on.
type context struct {
	toks []Token
	i    int
	mac  *macro // it may be expanded again when these are read
	wall bool   // nothing behind it is read
	buf  []Token
}

// Preprocess turns the source into tokens; the last is EOF. What is wrong with it
// is in opt.Diags. No input makes it panic or run on.
func Preprocess(name, text string, opt Options) []Token {
	p := newPreprocessor(opt)
	p.predefine()
	p.main = opt.Files.Add(name, text, 0, false)
	p.out = make([]Token, 0, len(text)/4+16)
	p.enter(p.main)
	p.run()
	return p.out
}

func newPreprocessor(opt Options) *preprocessor {
	p := &preprocessor{Options: opt, diags: opt.Diags, guards: map[string]*name{}, once: map[string]bool{},
		pushed: map[*name][]*macro{}}
	for _, k := range Keywords {
		p.names.of(k).keyword = true
	}
	for s, what := range specials {
		p.names.of(s).special = what
	}
	return p
}

func (p *preprocessor) run() {
	var t Token
	for {
		p.raw(&t)
		if t.name != nil {
			if t.name.macro != nil && t.flags&painted == 0 && p.expand(&t) {
				continue
			}
			if t.name.special != none && p.special(&t) {
				continue
			}
			if t.name.keyword {
				t.Kind = Keyword
			}
		}
		if t.Kind == Other && !p.other(&t) {
			continue
		}
		p.emit(&t)
		if t.Kind == EOF {
			return
		}
	}
}

func (p *preprocessor) emit(t *Token) {
	if len(p.out) >= maxTokens && t.Kind != EOF {
		p.exhausted(t, "the program is too big after preprocessing: more than %d tokens", maxTokens)
		return
	}
	p.out = append(p.out, *t)
}

// exhausted ends preprocessing: a bound was reached.
func (p *preprocessor) exhausted(t *Token, format string, args ...any) {
	if !p.dead {
		p.diags.Fatalf(diag.At(t.Loc), format, args...)
	}
	p.dead = true
}

// charge counts work; when there was too much, preprocessing ends.
func (p *preprocessor) charge(t *Token, n int) bool {
	p.work += n
	if p.work > maxWork {
		p.exhausted(t, "macro expansion makes too much: more than %d tokens", maxWork)
	}
	return !p.dead
}

// raw reads a token without expanding it.
func (p *preprocessor) raw(t *Token) {
	for n := len(p.ctx); n > 0; n = len(p.ctx) {
		c := &p.ctx[n-1]
		if p.dead {
			c.i = len(c.toks)
		}
		if c.i < len(c.toks) {
			*t = c.toks[c.i]
			c.i++
			if p.pad.any {
				p.pad.to(t)
			}
			if t.name != nil && t.name.macro != nil && t.name.macro.off {
				t.flags |= painted
			}
			return
		}
		if c.wall {
			*t = Token{}
			p.pad = pad{}
			return
		}
		p.pop()
	}
	p.fromFile(t)
}

// fromFile reads a token from the file, and does what the directives on the way to it say.
func (p *preprocessor) fromFile(t *Token) {
	for {
		s := p.src
		if p.dead {
			for s.up != nil {
				s = s.up
			}
			p.src = s
			*t = Token{Line: true}
			t.Loc.Pos = p.main.Base + diag.Pos(len(p.main.Text))
			t.End = t.Loc.Pos
			return
		}
		if s.unread != nil {
			*t, s.unread = *s.unread, nil
			return
		}
		s.next(t)
		switch {
		case t.Kind == EOF:
			p.leave(t)
			if p.src == nil {
				p.src = s
				t.Line = true
				return
			}
		case t.Line && t.Kind == Punct && t.Text == "#":
			p.directive(t)
		default:
			s.busy = true
			if p.pad.any {
				p.pad.to(t)
			}
			return
		}
	}
}

func (p *preprocessor) push(toks []Token, m *macro, wall bool) {
	n := len(p.ctx)
	if n < cap(p.ctx) {
		p.ctx = p.ctx[:n+1]
	} else {
		p.ctx = append(p.ctx, context{})
	}
	c := &p.ctx[n]
	c.toks, c.i, c.mac, c.wall = toks, 0, m, wall
	if m != nil {
		m.off = true
	}
}

func (p *preprocessor) pop() {
	c := &p.ctx[len(p.ctx)-1]
	if c.mac != nil {
		c.mac.off = false
	}
	c.toks, c.mac = nil, nil
	p.ctx = p.ctx[:len(p.ctx)-1]
}

// expandAll is toks with their macros expanded, apart from what follows them.
func (p *preprocessor) expandAll(toks []Token) []Token {
	if !slicesAny(toks) {
		return toks
	}
	if p.nesting >= maxNesting {
		p.exhausted(&toks[0], "macro calls are nested too deeply: more than %d within each other's arguments", maxNesting)
		return nil
	}
	p.nesting++
	before := p.pad
	p.pad = pad{}
	p.push(toks, nil, true)
	var out []Token
	for {
		var t Token
		p.raw(&t)
		if t.Kind == EOF {
			break
		}
		if t.name != nil && (t.name.macro != nil && t.flags&painted == 0 && p.expand(&t) || p.inIf && p.special(&t)) {
			continue
		}
		out = append(out, t)
	}
	p.pop()
	p.pad = before
	p.nesting--
	return out
}

// slicesAny says whether one of toks may be expanded.
func slicesAny(toks []Token) bool {
	for i := range toks {
		if n := toks[i].name; n != nil && (n.macro != nil || n.special != none) {
			return true
		}
	}
	return false
}

// other says what is wrong with a token that is none, and makes what the parser
// can go on with; false when that is nothing.
func (p *preprocessor) other(t *Token) bool {
	s := t.Span()
	if t.flags&open != 0 {
		quote := byte('"')
		if c := t.Text[0]; c == '\'' || len(t.Text) > 1 && t.Text[1] == '\'' && c != '"' {
			quote = '\''
		}
		p.diags.Errorf(s, "missing terminating '%c' character", quote)
		t.Kind, t.Text = String, t.Text+string(quote)
		if quote == '\'' {
			t.Kind, t.Text, t.name = Number, "0", nil
		}
		return true
	}
	c, n := utf8.DecodeRuneInString(t.Text)
	switch {
	case c == utf8.RuneError && n == 1:
		p.diags.Errorf(s, "stray byte 0x%02X in the program: source is UTF-8", t.Text[0])
	case c == '\\':
		p.diags.Errorf(s, "stray '\\' in the program")
	case c < ' ' || c == 0x7f:
		p.diags.Errorf(s, "stray byte 0x%02X in the program", c)
	default:
		d := p.diags.Errorf(s, "unexpected character '%c' (U+%04X)", c, c)
		if like := lookalikes[c]; like != "" {
			d.Suggest(like)
		}
	}
	return false
}
