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
	Number // a preprocessing number: Convert tells what it is worth
	Char
	String
	Other  // a byte that is no token: an error unless it is skipped
	Pragma // a #pragma that is for the parser: Text is the rest of its line
)

// Token is a token after preprocessing.
type Token struct {
	Kind  Kind
	Space bool   // white space stood before it
	Line  bool   // it is the first of its line
	Text  string // as spelt; of Ident, Keyword and Punct compare with ==
	Loc   diag.Loc
	End   diag.Pos // the first byte behind it
}

// Is says whether t is the keyword or punctuator text.
func (t *Token) Is(text string) bool {
	return (t.Kind == Punct || t.Kind == Keyword) && t.Text == text
}
