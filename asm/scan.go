package asm

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"ushell/isa"
)

// Source is a source file.
type Source struct {
	Name string // as errors show it
	Text string
}

type tokenKind uint8

const (
	tokEnd    tokenKind = iota
	tokName             // identifier, directive, register, mnemonic
	tokNumber           // value in num
	tokString           // text is what it stands for
	tokPunct            // operator or punctuation
	tokLocal            // 1b or 1f: text is the digits and the letter
	tokFloat            // 1.5 or 2e-3, which is no integer
)

type token struct {
	kind tokenKind
	text string
	num  int64
	col  int
	reg  uint8 // of a tokName: the register it names, see regToken
}

// stmtText is one statement's source: part of a line, with comments blanked.
type stmtText struct {
	text string
	pos  Pos // of the first byte of text
}

// splitStatements cuts a file into statements: lines, further cut at
// semicolons, comments replaced with blanks so that columns stay true.
func splitStatements(src *Source, errs *Errors) []stmtText {
	if strings.IndexByte(src.Text, 0) >= 0 || !utf8.ValidString(src.Text) {
		errs.add(Pos{File: src, Line: 1, Col: 1}, "give a text file of assembly", "this is not a text file")
		return nil
	}
	sp := splitter{src: src, out: make([]stmtText, 0, strings.Count(src.Text, "\n")+1)}
	rest := src.Text
	for n := 1; ; n++ {
		line, after, more := rest, "", false
		if i := strings.IndexByte(rest, '\n'); i >= 0 {
			line, after, more = rest[:i], rest[i+1:], true
		}
		if sp.comment.File == nil && plainLine(line) {
			sp.cut(n, line, 0)
		} else {
			sp.line(n, []byte(strings.TrimSuffix(line, "\r")))
		}
		if !more {
			break
		}
		rest = after
	}
	if sp.comment.File != nil {
		errs.add(sp.comment, "end it with */", "this comment has no end")
	}
	return sp.out
}

// plainLine says whether a line is one statement, without comments.
func plainLine(line string) bool {
	for i := range len(line) {
		if classes[line[i]]&classSpecial != 0 {
			return false
		}
	}
	return true
}

// Classes of bytes.
const (
	className    = 1 << iota // may continue a name
	classStart               // may begin one
	classBlank               // between tokens
	classSpecial             // may end a statement, or begin a literal or a comment
)

var classes = func() (c [256]uint8) {
	for i := range c {
		b := byte(i)
		if isNameStart(b) {
			c[i] |= className | classStart
		}
		if isDigit(b) {
			c[i] |= className
		}
		if strings.IndexByte(" \t\f\v", b) >= 0 {
			c[i] |= classBlank
		}
		if strings.IndexByte("\"'/#;\r", b) >= 0 {
			c[i] |= classSpecial
		}
	}
	return c
}()

// splitter collects statements.
type splitter struct {
	src     *Source
	out     []stmtText
	comment Pos // where the comment began that a line begins in
}

// line cuts line n, which may hold comments, at semicolons.
func (sp *splitter) line(n int, b []byte) {
	start := 0
	for j := 0; j < len(b); j++ {
		switch {
		case sp.comment.File != nil:
			if b[j] == '*' && j+1 < len(b) && b[j+1] == '/' {
				sp.comment = Pos{}
				b[j+1] = ' '
			}
			b[j] = ' '
		case b[j] == '"' || b[j] == '\'':
			j = skipQuoted(b, j)
		case b[j] == '/' && j+1 < len(b) && b[j+1] == '*':
			sp.comment = Pos{File: sp.src, Line: n, Col: j + 1}
			b[j], b[j+1] = ' ', ' '
			j++
		case b[j] == '#' || b[j] == '/' && j+1 < len(b) && b[j+1] == '/':
			for k := j; k < len(b); k++ {
				b[k] = ' '
			}
		case b[j] == ';':
			sp.cut(n, string(b[start:j]), start)
			start = j + 1
		}
	}
	sp.cut(n, string(b[start:]), start)
}

// cut takes a statement that begins at byte col of its line.
func (sp *splitter) cut(n int, text string, col int) {
	blanks := 0
	for blanks < len(text) && (text[blanks] == ' ' || text[blanks] == '\t') {
		blanks++
	}
	if blanks < len(text) {
		sp.out = append(sp.out, stmtText{text[blanks:], Pos{File: sp.src, Line: n, Col: col + blanks + 1}})
	}
}

// skipQuoted is the index of the quote that ends the literal at i, or of the
// last byte of the line.
func skipQuoted(b []byte, i int) int {
	for j := i + 1; j < len(b); j++ {
		switch b[j] {
		case '\\':
			j++
		case b[i]:
			return j
		}
	}
	return len(b) - 1
}

func isNameStart(c byte) bool {
	return c == '_' || c == '.' || c == '$' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// scan cuts a statement into tokens, which it appends to out, up to the first
// mistake; false: there is one.
func scan(s stmtText, out []token, errs *Errors) ([]token, bool) {
	text := s.text
	for i := 0; i < len(text); {
		c := text[i]
		class := classes[c]
		if class&classBlank != 0 {
			i++
			continue
		}
		var t token
		var n int // bytes it takes
		var msg string
		switch {
		case c == '.' && i+1 < len(text) && isDigit(text[i+1]) && isFloat(text[i:i+floatBytesIn(text[i:])]): // but .2byte is a name
			n = floatBytesIn(text[i:])
			t = token{kind: tokFloat, text: text[i : i+n]}
		case class&classStart != 0 || c == '\\' || c == '@':
			n = 1 + wordBytes(text[i+1:])
			t = token{kind: tokName, text: text[i : i+n], reg: regToken(text[i : i+n])}
		case isDigit(c):
			t, n, msg = scanNumber(text[i:])
		case c == '"' || c == '\'':
			t, n, msg = scanQuoted(text[i:])
		default:
			t, n, msg = scanPunct(text[i:])
		}
		if msg != "" {
			errs.add(s.pos.at(s.pos.Col+i), "", "%s", msg)
			return out, false
		}
		t.col = s.pos.Col + i
		out = append(out, t)
		i += n
	}
	return out, true
}

// What regToken answers: the number of an integer register, that of a
// floating-point register plus floatToken, or noRegister.
const (
	floatToken = 32
	noRegister = 255
)

// regTable finds the names of registers, of at most 4 bytes, by a hash of them.
var regTable = func() (t [1 << regBits]struct {
	name uint32
	reg  uint8
}) {
	put := func(name string, reg uint8) {
		k := packName(name)
		i := regHash(k)
		for t[i].name != 0 && t[i].name != k {
			i = (i + 1) % uint32(len(t))
		}
		t[i].name, t[i].reg = k, reg
	}
	for n := range uint8(32) {
		for _, name := range []string{isa.RegName(n), "x" + strconv.Itoa(int(n))} {
			put(name, n)
		}
		for _, name := range []string{isa.FloatName(n), "f" + strconv.Itoa(int(n))} {
			put(name, n+floatToken)
		}
	}
	if n, ok := isa.RegNumber("fp"); ok {
		put("fp", n)
	}
	return t
}()

const regBits = 10

func packName(s string) (k uint32) {
	for i := range len(s) {
		k = k<<8 | uint32(s[i])
	}
	return k
}

func regHash(k uint32) uint32 { return k * 0x9e3779b1 >> (32 - regBits) }

// regToken is the register that a name means.
func regToken(s string) uint8 {
	if len(s) < 2 || len(s) > 4 {
		return noRegister
	}
	k := packName(s)
	for i := regHash(k); regTable[i].name != 0; i = (i + 1) % (1 << regBits) {
		if regTable[i].name == k {
			return regTable[i].reg
		}
	}
	return noRegister
}

// wordBytes is how many bytes at the beginning of s may continue a name.
func wordBytes(s string) int {
	for i := range len(s) {
		if classes[s[i]]&className == 0 {
			return i
		}
	}
	return len(s)
}

// scanNumber reads a number, which may be no integer, or 1b or 1f.
func scanNumber(s string) (t token, n int, msg string) {
	if t, ok := scanDecimal(s); ok {
		return t, len(t.text), ""
	}
	word := s[:wordBytes(s)]
	last := len(word) - 1
	if (word[last] == 'b' || word[last] == 'f') && allDigits(word[:last]) {
		return token{kind: tokLocal, text: word}, len(word), ""
	}
	v, ok := parseNumber(word)
	if ok {
		return token{kind: tokNumber, text: word, num: v}, len(word), ""
	}
	if long := s[:floatBytesIn(s)]; isFloat(long) {
		return token{kind: tokFloat, text: long}, len(long), ""
	}
	return token{}, 0, fmt.Sprintf("%q is not a number of 64 bits", word)
}

// scanDecimal reads a number of a few decimal digits, as most are.
func scanDecimal(s string) (token, bool) {
	v, n := int64(0), 0
	for n < len(s) && isDigit(s[n]) {
		v = 10*v + int64(s[n]-'0')
		n++
	}
	if n > 18 || s[0] == '0' && n > 1 || n < len(s) && classes[s[n]]&className != 0 {
		return token{}, false
	}
	return token{kind: tokNumber, text: s[:n], num: v}, true
}

// floatBytesIn is how many bytes at the beginning of s may be a floating-point
// number: its exponent may have a sign.
func floatBytesIn(s string) int {
	n := wordBytes(s)
	exponent := "eE"
	if strings.HasPrefix(s, "0x") || strings.HasPrefix(s, "0X") {
		exponent = "pP"
	}
	if n+1 < len(s) && strings.IndexByte(exponent, s[n-1]) >= 0 && (s[n] == '-' || s[n] == '+') && isDigit(s[n+1]) {
		n += 1 + wordBytes(s[n+1:])
	}
	return n
}

// isFloat says whether s is a floating-point number, be it too large. What has
// neither a point nor an exponent is an integer.
func isFloat(s string) bool {
	_, err := strconv.ParseFloat(s, 64)
	return (err == nil || errors.Is(err, strconv.ErrRange)) && strings.ContainsAny(s, ".eEpP") && !strings.Contains(s, "_")
}

// scanQuoted reads "a string" or 'c'.
func scanQuoted(s string) (t token, n int, msg string) {
	n = skipQuoted([]byte(s), 0) + 1
	lit, ok := unquote(s[:n])
	if !ok {
		return token{}, 0, "this literal has no end, or an unknown escape"
	}
	if s[0] == '"' {
		return token{kind: tokString, text: lit}, n, ""
	}
	r, size := utf8.DecodeRuneInString(lit)
	if size == 0 || size != len(lit) {
		return token{}, 0, "a character literal holds one character"
	}
	if size == 1 {
		r = rune(lit[0])
	}
	return token{kind: tokNumber, text: s[:n], num: int64(r)}, n, ""
}

func scanPunct(s string) (t token, n int, msg string) {
	if len(s) >= 2 {
		switch s[:2] {
		case "<<", ">>", "==", "!=", "<=", ">=", "&&", "||":
			return token{kind: tokPunct, text: s[:2]}, 2, ""
		}
	}
	if strings.IndexByte("+-*/%&|^~!<>()=,:", s[0]) < 0 {
		return token{}, 0, fmt.Sprintf("unexpected %q", s[:1])
	}
	return token{kind: tokPunct, text: s[:1]}, 1, ""
}

func allDigits(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
	}
	return s != ""
}

// parseNumber reads 10, 0x1f, 0b101, 017.
func parseNumber(s string) (int64, bool) {
	v, err := strconv.ParseUint(s, 0, 64)
	return int64(v), err == nil && !strings.Contains(s, "_")
}

// unquote reads a quoted literal with the escapes of C.
func unquote(s string) (string, bool) {
	if len(s) < 2 || s[len(s)-1] != s[0] {
		return "", false
	}
	body := s[1 : len(s)-1]
	var b strings.Builder
	for i := 0; i < len(body); i++ {
		if body[i] != '\\' {
			b.WriteByte(body[i])
			continue
		}
		i++
		if i == len(body) {
			return "", false
		}
		switch c := body[i]; c {
		case 'n':
			b.WriteByte('\n')
		case 't':
			b.WriteByte('\t')
		case 'r':
			b.WriteByte('\r')
		case 'a':
			b.WriteByte(7)
		case 'e':
			b.WriteByte(27)
		case '\\', '"', '\'':
			b.WriteByte(c)
		case 'x':
			j := i + 1
			for j < len(body) && j < i+3 && strings.IndexByte("0123456789abcdefABCDEF", body[j]) >= 0 {
				j++
			}
			v, err := strconv.ParseUint(body[i+1:j], 16, 8)
			if err != nil {
				return "", false
			}
			b.WriteByte(byte(v))
			i = j - 1
		default:
			j := i
			for j < len(body) && j < i+3 && body[j] >= '0' && body[j] <= '7' {
				j++
			}
			v, err := strconv.ParseUint(body[i:j], 8, 8)
			if err != nil {
				return "", false
			}
			b.WriteByte(byte(v))
			i = j - 1
		}
	}
	return b.String(), true
}
