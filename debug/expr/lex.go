package expr

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// tokKind is the kind of a token.
type tokKind uint8

const (
	tokEnd tokKind = iota
	tokName
	tokReg // $name
	tokInt
	tokFloat
	tokChar
	tokString
	tokPunct
)

type token struct {
	kind   tokKind
	text   string
	at     int
	num    uint64
	float  float64
	suffix string // of a number, in lower case
}

// maxText bounds an expression, in bytes.
const maxText = 4096

// lex divides text into tokens; the last one is tokEnd.
func lex(text string) []token {
	if len(text) > maxText {
		fail(maxText, "the expression is too long")
	}
	var out []token
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case c == ' ' || c == '\t' || c == '\n':
			i++
		case isLetter(c):
			n := word(text[i:])
			out = append(out, token{kind: tokName, text: text[i : i+n], at: i})
			i += n
		case c == '$':
			n := word(text[i+1:])
			if n == 0 {
				fail(i, "expected the name of a register behind $")
			}
			out = append(out, token{kind: tokReg, text: text[i+1 : i+1+n], at: i})
			i += 1 + n
		case isDigit(c) || c == '.' && i+1 < len(text) && isDigit(text[i+1]):
			t, n := number(text[i:], i)
			out = append(out, t)
			i += n
		case c == '"' || c == '\'':
			t, n := quoted(text[i:], i)
			out = append(out, t)
			i += n
		default:
			p := punct(text[i:])
			if p == "" {
				r, _ := utf8.DecodeRuneInString(text[i:])
				fail(i, "%q has no place in an expression", r)
			}
			out = append(out, token{kind: tokPunct, text: p, at: i})
			i += len(p)
		}
	}
	return append(out, token{kind: tokEnd, at: len(text)})
}

func isLetter(c byte) bool { return c == '_' || c|0x20 >= 'a' && c|0x20 <= 'z' }
func isDigit(c byte) bool  { return c >= '0' && c <= '9' }

// word is how many bytes at the beginning of s belong to a name. Those of
// static variables in symbols have dots in them; here dots are operators.
func word(s string) int {
	n := 0
	for n < len(s) && (isLetter(s[n]) || isDigit(s[n])) {
		n++
	}
	return n
}

var puncts = []string{"<<=", ">>=", "->", "++", "--", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "::"}

func punct(s string) string {
	for _, p := range puncts {
		if strings.HasPrefix(s, p) {
			return p
		}
	}
	if strings.IndexByte("+-*/%&|^~!<>=?:()[].,{};@", s[0]) >= 0 {
		return s[:1]
	}
	return ""
}

// number reads an integer or a floating-point number.
func number(s string, at int) (token, int) {
	n := 0
	hex := strings.HasPrefix(s, "0x") || strings.HasPrefix(s, "0X")
	for n < len(s) {
		c := s[n]
		exp := n > 0 && (c == '+' || c == '-') && (!hex && s[n-1]|0x20 == 'e' || hex && s[n-1]|0x20 == 'p')
		if !isLetter(c) && !isDigit(c) && c != '.' && !exp {
			break
		}
		n++
	}
	body := s[:n]
	if strings.ContainsAny(body, ".") || !hex && strings.ContainsAny(body, "eE") || hex && strings.ContainsAny(body, "pP") {
		digits := body
		suffix := ""
		if last := digits[len(digits)-1] | 0x20; (last == 'f' || last == 'l') && !hex {
			digits, suffix = digits[:len(digits)-1], string(last)
		}
		v, err := strconv.ParseFloat(digits, 64)
		if err != nil && !isRange(err) || strings.Contains(digits, "_") {
			fail(at, "%s is not a number", body)
		}
		return token{kind: tokFloat, text: body, at: at, float: v, suffix: suffix}, n
	}
	digits := strings.TrimRight(body, "uUlL")
	suffix := strings.ToLower(body[len(digits):])
	v, err := strconv.ParseUint(digits, 0, 64)
	switch suffix {
	case "", "u", "l", "ul", "lu", "ll", "ull", "llu":
	default:
		fail(at, "%s is not a number", body)
	}
	if err != nil || strings.Contains(digits, "_") {
		if isRange(err) {
			fail(at, "%s does not fit 64 bits", body)
		}
		fail(at, "%s is not a number", body)
	}
	return token{kind: tokInt, text: digits, at: at, num: v, suffix: suffix}, n
}

func isRange(err error) bool {
	ne, ok := err.(*strconv.NumError)
	return ok && ne.Err == strconv.ErrRange
}

// quoted reads a character or a string.
func quoted(s string, at int) (token, int) {
	q := s[0]
	var b []byte
	i := 1
	for {
		if i >= len(s) {
			fail(at, "this literal has no end")
		}
		c := s[i]
		if c == q {
			i++
			break
		}
		if c != '\\' {
			b = append(b, c)
			i++
			continue
		}
		v, n := escape(s[i:], at+i)
		b = append(b, v)
		i += n
	}
	if q == '"' {
		return token{kind: tokString, text: string(b), at: at}, i
	}
	if len(b) != 1 {
		fail(at, "a character literal holds one character")
	}
	return token{kind: tokChar, text: s[:i], at: at, num: uint64(b[0])}, i
}

// escape reads an escape sequence at the beginning of s.
func escape(s string, at int) (byte, int) {
	if len(s) < 2 {
		fail(at, "this literal has no end")
	}
	if i := strings.IndexByte(`abfnrtve\'"?`, s[1]); i >= 0 {
		return "\a\b\f\n\r\t\v\x1b\\'\"?"[i], 2
	}
	if s[1] == 'x' {
		n := 2
		for n < len(s) && n < 4 && strings.IndexByte("0123456789abcdefABCDEF", s[n]) >= 0 {
			n++
		}
		v, err := strconv.ParseUint(s[2:n], 16, 8)
		if err != nil {
			fail(at, "expected hexadecimal digits behind \\x")
		}
		return byte(v), n
	}
	n := 1
	for n < len(s) && n < 4 && s[n] >= '0' && s[n] <= '7' {
		n++
	}
	v, err := strconv.ParseUint(s[1:n], 8, 8)
	if err != nil {
		fail(at, "there is no escape \\%c", s[1])
	}
	return byte(v), n
}
