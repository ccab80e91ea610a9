// Package token turns C source into tokens: the lexer, and the preprocessor
// with its macros, conditions and includes.
package token

import "ushell/cc/diag"

// Kind is what a token is.
type Kind uint8

// Kinds of token.
const (
	EOF Kind = iota
	Ident
	Keyword
	Punct
	Number // a preprocessing number: ParseNumber tells what it is worth
	Char   // a character constant: ParseChar
	String // a string literal: Unquote
	Other  // a byte that is no token, or a quote that does not end; none are left after preprocessing
	Pragma // a #pragma that is for the parser: Text is the rest of its line, Words its tokens
)

// Token is a token after preprocessing.
type Token struct {
	Text  string   // as spelt, in UTF-8; of Ident, Keyword and Punct compare with ==. Digraphs are what they stand for
	Loc   diag.Loc // of its first byte
	name  *name    // of Ident and Keyword
	End   diag.Pos // the first byte behind it, in the same text as Loc.Pos
	Kind  Kind
	Space bool // white space stood before it
	Line  bool // it is the first of its line
	flags flags
}

type flags uint8

const (
	painted flags = 1 << iota // a macro's name that was met inside that macro: never expanded again
	alt                       // spelt as a digraph
	open                      // of Other: a quote without its end
)

// Is says whether t is the keyword or punctuator text.
func (t *Token) Is(text string) bool {
	return (t.Kind == Punct || t.Kind == Keyword) && t.Text == text
}

// Span is where t stands: where it is spelt, and its range there.
func (t *Token) Span() diag.Span {
	return diag.Span{At: t.Loc, Begin: t.Begin(), End: t.OuterEnd()}
}

// Begin is the place that the user wrote t at, outside of macros.
func (t *Token) Begin() diag.Pos { return t.Loc.Outer() }

// OuterEnd is the first byte behind t as the user wrote it: behind the outermost
// macro use that it came from.
func (t *Token) OuterEnd() diag.Pos {
	end := t.End
	for e := t.Loc.Exp; e != nil; e = e.Parent {
		end = e.End
	}
	return end
}

// After is the place right behind t, where something is missing.
func (t *Token) After() diag.Span { return diag.AtPos(t.OuterEnd()) }

// Words are the tokens of a Pragma, without macros expanded, at its place. The
// last is EOF.
func (t *Token) Words() []Token {
	p := newPreprocessor(Options{Files: &diag.Files{}, Diags: &diag.List{Files: &diag.Files{}}})
	l := newLexer(p, &diag.File{Text: t.Text})
	var out []Token
	for {
		var w Token
		l.next(&w)
		w.Loc, w.End = t.Loc, t.End
		if w.name != nil && w.name.keyword {
			w.Kind = Keyword
		}
		out = append(out, w)
		if w.Kind == EOF {
			return out
		}
	}
}

// spelling is t as it was written, digraphs too.
func (t *Token) spelling() string {
	if t.flags&alt != 0 {
		for _, d := range digraphs {
			if d[1] == t.Text {
				return d[0]
			}
		}
	}
	return t.Text
}

var digraphs = [...][2]string{{"<:", "["}, {":>", "]"}, {"<%", "{"}, {"%>", "}"}, {"%:", "#"}, {"%:%:", "##"}}
