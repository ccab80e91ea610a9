package token

import (
	"strings"
	"unicode/utf8"

	"ushell/cc/diag"
)

// Str is the value of a string literal.
type Str struct {
	Prefix string // "", "u8", "L", "u", "U"
	Width  int    // bytes of an element: 1, 2 or 4
	Data   []byte // the elements, little-endian, without the terminator
}

// Len is the number of elements, without the terminator.
func (s *Str) Len() int { return len(s.Data) / s.Width }

// At is an element.
func (s *Str) At(i int) uint32 {
	var v uint32
	for k := s.Width - 1; k >= 0; k-- {
		v = v<<8 | uint32(s.Data[i*s.Width+k])
	}
	return v
}

// CharValue is the value of a character constant: an int, or with a prefix a
// wchar_t (int), char16_t (unsigned short) or char32_t (unsigned int).
type CharValue struct {
	Prefix string // "", "L", "u", "U"
	Value  int64
}

// split takes a literal apart: its prefix, and where the text within the quotes begins.
func split(text string) (prefix string, body string, off int) {
	i := strings.IndexAny(text, `"'`)
	if i < 0 || len(text) < i+2 {
		return "", "", 0
	}
	return text[:i], text[i+1 : len(text)-1], i + 1
}

func widthOf(prefix string) int {
	switch prefix {
	case "u":
		return 2
	case "U", "L":
		return 4
	}
	return 1
}

// Unquote is the value of adjacent string literals (C11 6.4.5). A prefix on one
// of them holds for all. When they are wrong, diags is told and ok is false; the
// value is what could be read.
func Unquote(toks []Token, diags *diag.List) (s Str, ok bool) {
	ok = true
	for i := range toks {
		t := &toks[i]
		if t.Kind != String {
			diags.Errorf(t.Span(), "expected a string literal, not '%s'", shorten(t.Text))
			return Str{Width: 1}, false
		}
		prefix, _, _ := split(t.Text)
		if prefix == "" || prefix == s.Prefix {
			continue
		}
		if s.Prefix != "" {
			diags.Errorf(t.Span(), "a literal with prefix '%s' cannot follow one with '%s'", prefix, s.Prefix)
			ok = false
			continue
		}
		s.Prefix = prefix
	}
	s.Width = widthOf(s.Prefix)
	n := 0
	for i := range toks {
		n += len(toks[i].Text)
	}
	s.Data = make([]byte, 0, n*s.Width)
	for i := range toks {
		r := reader{t: &toks[i], width: s.Width, diags: diags, ok: true}
		_, r.s, r.off = split(toks[i].Text)
		for r.i < len(r.s) {
			s.add(r.next())
		}
		ok = ok && r.ok
	}
	return s, ok
}

// add appends a character, or one element of the given value.
func (s *Str) add(c rune, element bool) {
	switch {
	case s.Width == 1 && element:
		s.Data = append(s.Data, byte(c))
	case s.Width == 1:
		s.Data = utf8.AppendRune(s.Data, c)
	case s.Width == 2 && !element && c > 0xffff:
		c -= 0x10000
		s.unit(0xd800 | uint32(c)>>10)
		s.unit(0xdc00 | uint32(c)&0x3ff)
	default:
		s.unit(uint32(c))
	}
}

func (s *Str) unit(v uint32) {
	for range s.Width {
		s.Data = append(s.Data, byte(v))
		v >>= 8
	}
}

// ParseChar is the value of a character constant (C11 6.4.4.4).
func ParseChar(t *Token, diags *diag.List) (c CharValue, ok bool) {
	r := reader{t: t, diags: diags, ok: true}
	c.Prefix, r.s, r.off = split(t.Text)
	r.width = widthOf(c.Prefix)
	if r.s == "" {
		diags.Errorf(t.Span(), "empty character constant")
		return c, false
	}
	s := Str{Prefix: c.Prefix, Width: r.width}
	for r.i < len(r.s) {
		s.add(r.next())
	}
	n := s.Len()
	if c.Prefix != "" {
		if n > 1 {
			diags.Warnf("multichar", t.Span(), "character constant is too long for its type: only the last of its %d elements counts", n)
		}
		c.Value = int64(s.At(n - 1))
		if c.Prefix == "L" {
			c.Value = int64(int32(c.Value))
		}
		return c, r.ok
	}
	switch {
	case n > 4:
		diags.Warnf("multichar", t.Span(), "character constant is too long for its type: only its last 4 bytes count")
	case n > 1:
		diags.Warnf("multichar", t.Span(), "multi-character character constant")
	}
	v := uint32(0)
	for i := range n {
		v = v<<8 | s.At(i)
	}
	c.Value = int64(int32(v))
	return c, r.ok
}

// reader reads the characters of a literal.
type reader struct {
	t     *Token
	s     string // between the quotes
	i     int
	off   int // of s in the token
	width int
	diags *diag.List
	ok    bool
}

func (r *reader) fail(from int, format string, args ...any) {
	r.diags.Errorf(r.t.part(r.off+from, r.i-from), format, args...)
	r.ok = false
}

// next is a character, or the value of one element, as numeric escapes give it.
func (r *reader) next() (c rune, element bool) {
	from := r.i
	if r.s[r.i] != '\\' || r.i+1 >= len(r.s) {
		c, n := utf8.DecodeRuneInString(r.s[r.i:])
		r.i += n
		if c == utf8.RuneError && n == 1 {
			if r.width > 1 {
				r.fail(from, "byte 0x%02X is not UTF-8", r.s[from])
			}
			return rune(r.s[from]), true
		}
		return c, false
	}
	e := r.s[r.i+1]
	r.i += 2
	switch e {
	case 'x':
		return r.hex(from), true
	case 'u', 'U':
		return r.universal(from, map[byte]int{'u': 4, 'U': 8}[e]), false
	case '0', '1', '2', '3', '4', '5', '6', '7':
		v := rune(e - '0')
		for n := 1; n < 3 && r.i < len(r.s) && r.s[r.i] >= '0' && r.s[r.i] <= '7'; n++ {
			v = v<<3 | rune(r.s[r.i]-'0')
			r.i++
		}
		if v > 255 && r.width == 1 {
			r.fail(from, "octal escape sequence is out of range: a character holds at most \\377")
		}
		return v, true
	}
	if v := strings.IndexByte(escapes, e); v >= 0 {
		return rune(meanings[v]), true
	}
	c, n := utf8.DecodeRuneInString(r.s[from+1:])
	r.i = from + 1 + n
	r.diags.Warnf("unknown-escape", r.t.part(r.off+from, 1+n), "unknown escape sequence '\\%c'", c)
	if c == utf8.RuneError && n == 1 {
		return rune(e), true
	}
	return c, false
}

const (
	escapes  = `abtnvfreE\'"?`
	meanings = "\a\b\t\n\v\f\r\x1b\x1b\\'\"?"
)

func (r *reader) hex(from int) rune {
	v, n, over := uint32(0), 0, false
	for ; r.i < len(r.s) && digit(r.s[r.i]) < 16; r.i++ {
		over = over || v >= 1<<28
		v = v<<4 | uint32(digit(r.s[r.i]))
		n++
	}
	switch {
	case n == 0:
		r.fail(from, "\\x is followed by no hexadecimal digit")
	case over || v > uint32(1<<(8*r.width)-1):
		r.fail(from, "hex escape sequence is out of range: an element has %d bytes", r.width)
	}
	return rune(v)
}

// universal reads a universal character name (C11 6.4.3).
func (r *reader) universal(from, n int) rune {
	v := uint32(0)
	for range n {
		if r.i >= len(r.s) || digit(r.s[r.i]) > 15 {
			r.fail(from, "incomplete universal character name: \\%c takes %d hexadecimal digits", r.s[from+1], n)
			return '?'
		}
		v = v<<4 | uint32(digit(r.s[r.i]))
		r.i++
	}
	if v > 0x10ffff || v >= 0xd800 && v < 0xe000 {
		r.fail(from, "'%s' is no character", r.s[from:r.i])
		return '?'
	}
	if v < 0xa0 && v != '$' && v != '@' && v != '`' {
		r.diags.Warnf("pedantic", r.t.part(r.off+from, r.i-from), "'%s' is not a universal character name that C11 allows", r.s[from:r.i])
	}
	return rune(v)
}
