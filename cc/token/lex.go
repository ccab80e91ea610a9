package token

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"ushell/cc/diag"
)

// lexer reads the tokens of one file.
type lexer struct {
	pp   *preprocessor
	file *diag.File
	text string // that of the file without its line splices
	off  int
	cuts []cut
	cut  int  // how many cuts lie before the place last asked for
	line bool // in a directive: the end of the line is the end
}

// cut is a line splice that was taken out: what stands at off in the text without
// splices, and everything behind, stands delta bytes further on in the file.
type cut struct{ off, delta int }

// byte classes
const (
	clIdent = 1 << iota // letter, digit, _ or $
	clDigit
	clSpace // blank, but for a line end
)

var class = func() (t [256]uint8) {
	for c := range t {
		switch b := byte(c); {
		case b >= '0' && b <= '9':
			t[c] = clIdent | clDigit
		case b >= 'a' && b <= 'z', b >= 'A' && b <= 'Z', b == '_', b == '$':
			t[c] = clIdent
		case b == ' ', b == '\t', b == '\v', b == '\f', b == '\r':
			t[c] = clSpace
		}
	}
	return t
}()

func newLexer(p *preprocessor, f *diag.File) *lexer {
	l := &lexer{pp: p, file: f}
	l.text, l.cuts = splice(f.Text)
	if strings.HasPrefix(l.text, "\ufeff") { // a byte order mark
		l.off = len("\ufeff")
	}
	return l
}

// splice takes out each backslash that stands at the end of a line, and the line end.
func splice(text string) (string, []cut) {
	i := nextSplice(text, 0)
	if i < 0 {
		return text, nil
	}
	var b strings.Builder
	b.Grow(len(text))
	var cuts []cut
	from := 0
	for ; i >= 0; i = nextSplice(text, from) {
		b.WriteString(text[from:i])
		from = i + strings.IndexByte(text[i:], '\n') + 1
		cuts = append(cuts, cut{b.Len(), from - b.Len()})
	}
	b.WriteString(text[from:])
	return b.String(), cuts
}

// nextSplice is where the next backslash stands that only blanks separate from
// the line's end, -1 when there is none.
func nextSplice(text string, from int) int {
	for {
		i := strings.IndexByte(text[from:], '\\')
		if i < 0 {
			return -1
		}
		i += from
		j := i + 1
		for j < len(text) && class[text[j]]&clSpace != 0 {
			j++
		}
		if j < len(text) && text[j] == '\n' {
			return i
		}
		from = i + 1
	}
}

// pos is the place of the byte at off.
func (l *lexer) pos(off int) diag.Pos {
	if len(l.cuts) == 0 {
		return l.file.Base + diag.Pos(off)
	}
	for l.cut > 0 && l.cuts[l.cut-1].off > off {
		l.cut--
	}
	for l.cut < len(l.cuts) && l.cuts[l.cut].off <= off {
		l.cut++
	}
	if l.cut > 0 {
		off += l.cuts[l.cut-1].delta
	}
	return l.file.Base + diag.Pos(off)
}

// end is the place behind what ends at off: not behind a splice that follows.
func (l *lexer) end(off int) diag.Pos {
	if off == 0 {
		return l.pos(0)
	}
	return l.pos(off-1) + 1
}

func (l *lexer) span(from, to int) diag.Span {
	p := l.pos(from)
	return diag.Span{At: diag.Loc{Pos: p}, Begin: p, End: l.end(to)}
}

// next reads a token. At the end of the file, and in a directive at the end of
// the line, it is EOF.
func (l *lexer) next(t *Token) {
	*t = Token{Line: l.off == 0}
	l.space(t)
	i := l.off
	t.Loc.Pos = l.pos(i)
	if i >= len(l.text) || l.line && l.text[i] == '\n' {
		t.End = t.Loc.Pos
		return
	}
	switch c := l.text[i]; {
	case class[c]&clDigit != 0:
		l.number(t)
	case class[c]&clIdent != 0:
		l.ident(t)
	case c == '"' || c == '\'':
		l.quoted(t, i)
	case c == '.' && i+1 < len(l.text) && class[l.text[i+1]]&clDigit != 0:
		l.number(t)
	case c >= utf8.RuneSelf || c == '\\':
		l.oddIdent(t, i)
	default:
		l.punct(t, c)
	}
	t.End = l.end(l.off)
}

// space skips white space and comments.
func (l *lexer) space(t *Token) {
	text, i := l.text, l.off
	for i < len(text) {
		switch c := text[i]; {
		case class[c]&clSpace != 0:
			t.Space = true
			i++
		case c == '\n':
			if l.line {
				l.off = i
				return
			}
			t.Line = true
			i++
		case c == '/' && i+1 < len(text) && text[i+1] == '/':
			t.Space = true
			if n := strings.IndexByte(text[i:], '\n'); n >= 0 {
				i += n
			} else {
				i = len(text)
			}
		case c == '/' && i+1 < len(text) && text[i+1] == '*':
			t.Space = true
			i = l.comment(i)
		case c == 0:
			t.Space = true
			l.pp.diags.Warnf("null-character", l.span(i, i+1), "null character ignored")
			for i < len(text) && text[i] == 0 {
				i++
			}
		default:
			l.off = i
			return
		}
	}
	l.off = i
}

// comment is where the one that begins at i ends.
func (l *lexer) comment(i int) int {
	n := strings.Index(l.text[i+2:], "*/")
	if n < 0 {
		l.pp.diags.Errorf(l.span(i, i+2), "unterminated comment: no '*/' ends what begins here")
		return len(l.text)
	}
	if k := strings.Index(l.text[i+2:i+2+n], "/*"); k >= 0 {
		l.pp.diags.Warnf("comment", l.span(i+2+k, i+4+k), "'/*' within a comment").
			Notef(l.span(i, i+2), "the comment begins here")
	}
	return i + 2 + n + 2
}

func (l *lexer) ident(t *Token) {
	text, start := l.text, l.off
	i, h := start, uint32(hashSeed)
	for i < len(text) && class[text[i]]&clIdent != 0 {
		h = (h ^ uint32(text[i])) * hashMul
		i++
	}
	if i < len(text) {
		switch c := text[i]; {
		case c >= utf8.RuneSelf || c == '\\':
			l.oddIdent(t, start)
			return
		case (c == '"' || c == '\'') && i-start <= 2 && prefix(text[start:i], c):
			l.quoted(t, i)
			return
		}
	}
	l.off = i
	l.named(t, l.pp.names.get(text[start:i], h))
}

func (l *lexer) named(t *Token, n *name) {
	t.Kind, t.name, t.Text = Ident, n, n.text
}

// prefix says whether s before the quote makes a literal of another type.
func prefix(s string, quote byte) bool {
	return s == "L" || s == "u" || s == "U" || s == "u8" && quote == '"'
}

// oddIdent reads an identifier with characters beyond ASCII, written as such or
// as \u and \U, or what is no token at all.
func (l *lexer) oddIdent(t *Token, start int) {
	var b strings.Builder
	i := start
	for i < len(l.text) {
		c, n := utf8.DecodeRuneInString(l.text[i:])
		if c == '\\' {
			if c, n = ucn(l.text[i:]); n == 0 {
				break
			}
		}
		if c < utf8.RuneSelf && (class[c]&clIdent == 0 || n > 1) || c >= utf8.RuneSelf && !unicode.Is(identChars, c) ||
			c == utf8.RuneError && n == 1 || i == start && unicode.Is(notFirst, c) {
			break
		}
		b.WriteRune(c)
		i += n
	}
	if i > start {
		l.off = i
		l.named(t, l.pp.names.of(b.String()))
		return
	}
	_, n := utf8.DecodeRuneInString(l.text[start:])
	l.off = start + n
	t.Kind, t.Text = Other, l.text[start:l.off]
}

// ucn reads \uXXXX or \UXXXXXXXX; n is 0 when s does not begin with one.
func ucn(s string) (c rune, n int) {
	switch {
	case strings.HasPrefix(s, `\u`) && len(s) >= 6:
		n = 6
	case strings.HasPrefix(s, `\U`) && len(s) >= 10:
		n = 10
	default:
		return 0, 0
	}
	for _, d := range []byte(s[2:n]) {
		v := digit(d)
		if v > 15 || c > unicode.MaxRune {
			return 0, 0
		}
		c = c<<4 | rune(v)
	}
	return c, n
}

// digit is the value of a digit, 99 when it is none.
func digit(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return 99
}

// number reads a preprocessing number (C11 6.4.8).
func (l *lexer) number(t *Token) {
	text, i := l.text, l.off+1
	for ; i < len(text); i++ {
		c := text[i]
		if c == '+' || c == '-' {
			if p := text[i-1] | 0x20; p != 'e' && p != 'p' {
				break
			}
		} else if class[c]&clIdent == 0 && c != '.' {
			break
		}
	}
	t.Kind, t.Text = Number, text[l.off:i]
	l.off = i
}

// quoted reads a string literal or a character constant whose quote stands at i.
func (l *lexer) quoted(t *Token, i int) {
	text, quote := l.text, l.text[i]
	t.Kind = String
	if quote == '\'' {
		t.Kind = Char
	}
	for i++; i < len(text) && text[i] != quote; i++ {
		if text[i] == '\n' {
			break
		}
		if text[i] == '\\' && i+1 < len(text) && text[i+1] != '\n' {
			i++
		}
	}
	i = min(i, len(text))
	if i < len(text) && text[i] == quote {
		i++
	} else {
		t.Kind = Other
		t.flags |= open
		for i > l.off+1 && text[i-1] == '\r' {
			i--
		}
	}
	t.Text = text[l.off:i]
	l.off = i
}

// punct reads a punctuator that begins with c.
func (l *lexer) punct(t *Token, c byte) {
	rest := l.text[l.off:]
	for _, s := range puncts[c] {
		if strings.HasPrefix(rest, s) {
			t.Kind, t.Text = Punct, s
			l.off += len(s)
			if len(s) >= 2 {
				l.digraph(t)
			}
			return
		}
	}
	t.Kind, t.Text = Other, rest[:1]
	l.off++
}

func (l *lexer) digraph(t *Token) {
	switch t.Text[0] {
	case '<', ':', '%':
		for _, d := range digraphs {
			if d[0] == t.Text {
				t.Text = d[1]
				t.flags |= alt
				return
			}
		}
	}
}

// puncts are the punctuators by their first byte, longest first.
var puncts = func() (t [256][]string) {
	for _, s := range strings.Fields(`%:%: ... <<= >>= <: :> <% %> %: -> ++ -- << >> <= >= == != && || *= /= %= += -= &= ^= |= ## ::
		[ ] ( ) { } . & * + - ~ ! / % < > ^ | ? : ; = , #`) {
		if s != "::" { // [[gnu::unused]] is read as two colons
			t[s[0]] = append(t[s[0]], s)
		}
	}
	return t
}()

// skipGroup goes on to the next line that begins with #, and stands behind it;
// false at the end of the file. Nothing is said about what it skips.
func (l *lexer) skipGroup() bool {
	text, i := l.text, l.off
	first := false // only blanks so far on this line
	for i < len(text) {
		switch c := text[i]; {
		case c == '\n':
			first = true
			i++
		case class[c]&clSpace != 0:
			i++
		case c == '/' && strings.HasPrefix(text[i:], "/*"):
			n := strings.Index(text[i+2:], "*/")
			if n < 0 {
				l.off = len(text)
				return false
			}
			i += n + 4
		case c == '/' && strings.HasPrefix(text[i:], "//"):
			i = lineEnd(text, i)
		case c == '#' && first, first && strings.HasPrefix(text[i:], "%:") && !strings.HasPrefix(text[i:], "%:%:"):
			l.off = i + 1
			if c == '%' {
				l.off++
			}
			return true
		case c == '"' || c == '\'':
			for i++; i < len(text) && text[i] != '\n' && text[i] != c; i++ {
				if text[i] == '\\' {
					i++
				}
			}
			if i < len(text) && text[i] == c {
				i++
			}
			first = false
		default:
			first = false
			i++
		}
	}
	l.off = len(text)
	return false
}

// lineEnd is where the line that i lies in ends.
func lineEnd(text string, i int) int {
	if n := strings.IndexByte(text[i:], '\n'); n >= 0 {
		return i + n
	}
	return len(text)
}
