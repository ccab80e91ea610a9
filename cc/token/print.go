package token

import (
	"bufio"
	"fmt"
	"io"

	"ushell/cc/diag"
)

// Print writes tokens as text, as -E shows it: with lines "# 12 "file.c"" where
// the place jumps. Read again it gives the same tokens.
func Print(w io.Writer, toks []Token, files *diag.Files) error {
	b := bufio.NewWriter(w)
	pr := printer{b: b, files: files, fresh: true}
	for i := range toks {
		pr.token(&toks[i])
	}
	if !pr.fresh {
		b.WriteByte('\n')
	}
	return b.Flush()
}

type printer struct {
	b     *bufio.Writer
	files *diag.Files
	file  *diag.File
	name  string
	line  int
	fresh bool // at the start of a line
	prev  Token
}

func (pr *printer) token(t *Token) {
	if t.Kind == EOF {
		return
	}
	pos := t.Loc.Outer()
	if t.Line || t.Kind == Pragma || pr.file == nil || pr.prev.Kind == Pragma {
		name, line, col := pr.files.Presumed(pos)
		pr.moveTo(pr.files.Of(pos), name, line)
		if pr.fresh && t.Kind != Pragma {
			for range min(col-1, 40) {
				pr.b.WriteByte(' ')
			}
		}
	} else if t.Space || pr.glues(t) {
		pr.b.WriteByte(' ')
	}
	if t.Kind == Pragma {
		pr.b.WriteString("#pragma ")
	}
	pr.b.WriteString(t.spelling())
	pr.fresh = false
	pr.prev = *t
}

// moveTo goes to a line: by empty lines if it is near, else with a line marker.
func (pr *printer) moveTo(f *diag.File, name string, line int) {
	if !pr.fresh {
		pr.b.WriteByte('\n')
		pr.line++
		pr.fresh = true
	}
	if f != pr.file || name != pr.name || line < pr.line || line > pr.line+8 {
		fmt.Fprintf(pr.b, "# %d %s\n", line, quote(name))
		pr.file, pr.name, pr.line = f, name, line
	}
	for ; pr.line < line; pr.line++ {
		pr.b.WriteByte('\n')
	}
}

// glues says whether t right behind the token before it could be read as
// something else. Where they stood side by side in the source it can not.
func (pr *printer) glues(t *Token) bool {
	p := &pr.prev
	if p.End == t.Loc.Pos && p.Loc.Exp == t.Loc.Exp {
		return false
	}
	word := func(k Kind) bool { return k == Ident || k == Keyword || k == Number }
	switch {
	case word(p.Kind):
		return word(t.Kind) || t.Kind == Char || t.Kind == String || p.Kind == Number && (t.Text == "." || t.Text[0] == '+' || t.Text[0] == '-')
	case p.Kind == Punct && t.Kind == Punct:
		text := p.Text + t.Text
		return text[:2] == "//" || text[:2] == "/*" || longest(text) > len(p.Text)
	case p.Kind == Punct:
		return p.Text == "." && t.Kind == Number
	}
	return false
}

// longest is how much of text the punctuator at its start takes.
func longest(text string) int {
	for _, s := range puncts[text[0]] {
		if len(text) >= len(s) && text[:len(s)] == s {
			return len(s)
		}
	}
	return 0
}
