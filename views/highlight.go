package views

import (
	"strings"
	"unicode"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
)

// syntaxKind is what a piece of source text is.
type syntaxKind uint8

const (
	syntaxPlain syntaxKind = iota
	syntaxComment
	syntaxMnemonic
	syntaxRegister
	syntaxNumber
	syntaxText
	syntaxDirective
	syntaxLabel
	syntaxCount
)

type token struct {
	kind syntaxKind
	text string
}

// Highlighted is a source file cut into tokens, line by line.
type Highlighted struct {
	Name, Text string
	lines      [][]token
}

// Highlight cuts text into tokens. It takes a tenth of a second for a long
// file, so it is meant for a goroutine; until its result is given to
// SetHighlighted the file is drawn plainly.
func Highlight(name, text string) Highlighted {
	h := Highlighted{Name: name, Text: text}
	lexer := lexers.Get("gas")
	if strings.HasSuffix(name, ".c") || strings.HasSuffix(name, ".h") {
		lexer = lexers.Get("c")
	}
	it, err := chroma.Coalesce(lexer).Tokenise(nil, text)
	if err != nil {
		h.lines = plainLines(text)
		return h
	}
	var line []token
	for t := it(); t != chroma.EOF; t = it() {
		kind := kindOf(t)
		for i, part := range strings.Split(t.Value, "\n") {
			if i > 0 {
				h.lines = append(h.lines, line)
				line = nil
			}
			if part != "" {
				line = append(line, token{kind, part})
			}
		}
	}
	if len(line) > 0 {
		h.lines = append(h.lines, line)
	}
	return h
}

func plainLines(text string) [][]token {
	var out [][]token
	for _, s := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		out = append(out, []token{{syntaxPlain, s}})
	}
	return out
}

func kindOf(t chroma.Token) syntaxKind {
	switch {
	case t.Type.InCategory(chroma.Comment):
		return syntaxComment
	case t.Type.InSubCategory(chroma.LiteralString):
		return syntaxText
	case t.Type.InCategory(chroma.Literal):
		return syntaxNumber
	case t.Type == chroma.NameLabel:
		return syntaxLabel
	case t.Type == chroma.NameAttribute:
		return syntaxDirective
	case t.Type == chroma.NameFunction, t.Type.InCategory(chroma.Keyword):
		return syntaxMnemonic
	case t.Type.InCategory(chroma.Name) && isRegister(t.Value):
		return syntaxRegister
	}
	return syntaxPlain
}

// isRegister says whether a word names a register: zero, ra, a0, cs11, x7.
func isRegister(s string) bool {
	switch strings.TrimPrefix(s, "c") {
	case "zero", "ra", "sp", "gp", "tp", "fp", "pcc", "ddc", "null":
		return true
	}
	s = strings.TrimPrefix(s, "c")
	if len(s) < 2 || len(s) > 3 || !strings.ContainsRune("astx", rune(s[0])) {
		return false
	}
	return unicode.IsDigit(rune(s[1])) && (len(s) == 2 || unicode.IsDigit(rune(s[2])))
}

// SetHighlighted gives the painter a file that Highlight has cut.
func (p *Painter) SetHighlighted(h Highlighted) { p.lines[h.Name] = h }

// HasHighlighted says whether the painter has the tokens of that very text.
func (p *Painter) HasHighlighted(name, text string) bool {
	h, ok := p.lines[name]
	return ok && h.Text == text
}

// sourceLines is the file, with tokens when they are there.
func (p *Painter) sourceLines(name, text string) [][]token {
	if p.HasHighlighted(name, text) {
		return p.lines[name].lines
	}
	return plainLines(text)
}
