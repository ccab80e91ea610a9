package asm

import (
	"strconv"
	"strings"
	"unicode/utf8"
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
)

type token struct {
	kind tokenKind
	text string
	num  int64
	col  int
}

// stmtText is one statement's source: part of a line, with comments blanked.
type stmtText struct {
	text string
	pos  Pos
}

// splitStatements cuts a file into statements: lines, further cut at
// semicolons, comments replaced with blanks so that columns stay true.
func splitStatements(src *Source, errs *Errors) []stmtText {
	if strings.ContainsRune(src.Text, 0) || !utf8.ValidString(src.Text) {
		errs.add(Pos{src, 1, 1}, "give a text file of assembly", "this is not a text file")
		return nil
	}
	var out []stmtText
	inComment := Pos{}
	for i, line := range strings.Split(src.Text, "\n") {
		b := []byte(strings.TrimSuffix(line, "\r"))
		start := 0
		for j := 0; j < len(b); j++ {
			switch {
			case inComment.File != nil:
				if b[j] == '*' && j+1 < len(b) && b[j+1] == '/' {
					inComment = Pos{}
					b[j+1] = ' '
				}
				b[j] = ' '
			case b[j] == '"' || b[j] == '\'':
				j = skipQuoted(b, j)
			case b[j] == '/' && j+1 < len(b) && b[j+1] == '*':
				inComment = Pos{src, i + 1, j + 1}
				b[j], b[j+1] = ' ', ' '
				j++
			case b[j] == '#' || b[j] == '/' && j+1 < len(b) && b[j+1] == '/':
				for k := j; k < len(b); k++ {
					b[k] = ' '
				}
			case b[j] == ';':
				out = append(out, stmtText{string(b[:j]), Pos{src, i + 1, start + 1}})
				for k := start; k <= j; k++ {
					b[k] = ' '
				}
				start = j + 1
			}
		}
		out = append(out, stmtText{string(b), Pos{src, i + 1, start + 1}})
	}
	if inComment.File != nil {
		errs.add(inComment, "end it with */", "this comment has no end")
	}
	return out
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

// scan cuts a statement into tokens.
func scan(s stmtText, errs *Errors) []token {
	var out []token
	text := s.text
	at := func(col int) Pos { return Pos{s.pos.File, s.pos.Line, col + 1} }
	for i := 0; i < len(text); {
		c := text[i]
		start := i
		switch {
		case c == ' ' || c == '\t' || c == '\f' || c == '\v':
			i++
			continue
		case isNameStart(c) || c == '\\' || c == '@':
			for i++; i < len(text) && (isNameStart(text[i]) || isDigit(text[i])); i++ {
			}
			out = append(out, token{kind: tokName, text: text[start:i], col: start + 1})
		case isDigit(c):
			for i++; i < len(text) && (isNameStart(text[i]) || isDigit(text[i])) && text[i] != '.'; i++ {
			}
			word := text[start:i]
			if n := len(word) - 1; (word[n] == 'b' || word[n] == 'f') && allDigits(word[:n]) {
				out = append(out, token{kind: tokLocal, text: word, col: start + 1})
				break
			}
			v, ok := parseNumber(word)
			if !ok {
				errs.add(at(start), "", "%q is not a number", word)
				return nil
			}
			out = append(out, token{kind: tokNumber, text: word, num: v, col: start + 1})
		case c == '"' || c == '\'':
			end := skipQuoted([]byte(text), i)
			lit, ok := unquote(text[i : end+1])
			if !ok || end == i {
				errs.add(at(start), "", "this literal is not complete or has an unknown escape")
				return nil
			}
			i = end + 1
			if c == '"' {
				out = append(out, token{kind: tokString, text: lit, col: start + 1})
				break
			}
			r, size := utf8.DecodeRuneInString(lit)
			if size == 0 || size != len(lit) {
				errs.add(at(start), "", "a character literal holds one character")
				return nil
			}
			if len(lit) == 1 {
				r = rune(lit[0])
			}
			out = append(out, token{kind: tokNumber, text: lit, num: int64(r), col: start + 1})
		default:
			n := 1
			if i+1 < len(text) {
				switch text[i : i+2] {
				case "<<", ">>", "==", "!=", "<=", ">=", "&&", "||":
					n = 2
				}
			}
			if !strings.ContainsRune("+-*/%&|^~!<>()=,:[]{}", rune(c)) {
				errs.add(at(start), "", "unexpected %q", string(rune(c)))
				return nil
			}
			i += n
			out = append(out, token{kind: tokPunct, text: text[start:i], col: start + 1})
		}
	}
	return out
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
