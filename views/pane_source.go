package views

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"ushell/debug/frame"
	"ushell/views/screen"
)

// tabWidth is the distance of tab stops in source files. Where a pane is narrow the code
// is worth more than its indentation.
func tabWidth(pane int) int {
	if pane < 80 {
		return 4
	}
	return 8
}

// source draws the source file around the cursor.
func (p *Painter) source(r Rect, f *frame.Frame, st *State) {
	t := p.Theme
	if f.Source.Text == "" {
		p.nothing(r, "No source is known for "+hex(f.PC)+".", "The code pane (2) shows its instructions.")
		return
	}
	lines := p.sourceLines(f.Source.Name, f.Source.Text)
	cursor := SourceLine(f, st)
	first := window(cursor-1, len(lines), r.H)
	digits := len(fmt.Sprint(len(lines)))
	for y := range r.H {
		n := first + y + 1
		if n > len(lines) {
			break
		}
		pn := p.pen(r).row(y)
		here := n == f.Source.Line
		switch {
		case here && f.Source.Outer:
			pn.rune(t.Here, p.Glyphs.Cursor)
		case here:
			pn.rune(t.Here, p.Glyphs.Current)
		default:
			pn.space(1)
		}
		if f.Source.Marks[n] {
			pn.rune(t.Bad, p.Glyphs.Break)
		} else {
			pn.space(1)
		}
		number := t.Faint
		if here {
			number = t.Here
		}
		pn.textf(number, "%*d ", digits, n)
		begin := pn.x
		p.tokens(pn, lines[n-1], st.Search)
		if here {
			pn.tint(t.current)
			p.column(pn, begin, lines[n-1], f.Source.Col)
		}
		if n == cursor && st.Focus == Source && cursor != f.Source.Line {
			pn.tint(t.selected)
		}
	}
}

// column underlines the word at column col (in bytes, from 1) of a line that is
// drawn from column x on: where the statement begins.
func (p *Painter) column(pn *pen, x int, line []token, col int) {
	var text strings.Builder
	for _, tk := range line {
		text.WriteString(tk.text)
	}
	s := text.String()
	if col < 1 || col > len(s) || !utf8.RuneStart(s[col-1]) {
		return
	}
	at, width := 0, tabWidth(pn.r.W)
	for i, r := range s {
		if i >= col-1 {
			break
		}
		if r == '\t' {
			at += width - at%width
		} else {
			at += screen.Width(r)
		}
	}
	n := 0
	for i, r := range s[col-1:] {
		if i > 0 && !isWordRune(r) || i > 0 && !isWordRune(rune(s[col-1])) {
			break
		}
		n += screen.Width(r)
	}
	if n = min(n, pn.r.W-x-at); n > 0 {
		p.buf.Restyle(pn.r.X+x+at, pn.r.Y+pn.y, n, func(st screen.Style) screen.Style { return st.With(screen.Underline) })
	}
}

func isWordRune(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

// tokens draws a line of source, with tabs expanded.
func (p *Painter) tokens(pn *pen, line []token, search string) {
	start, width := pn.x, tabWidth(pn.r.W)
	var plain strings.Builder
	for _, tk := range line {
		st := p.Theme.syntax[tk.kind]
		for _, s := range strings.SplitAfter(tk.text, "\t") {
			body, tab := strings.CutSuffix(s, "\t")
			pn.text(st, body)
			plain.WriteString(body)
			if tab {
				n := width - (pn.x-start)%width
				pn.space(n)
				plain.WriteString(strings.Repeat(" ", n))
			}
		}
	}
	p.highlightMatches(pn, start, plain.String(), search)
}

// highlightMatches marks where search occurs in text, written from column x.
func (p *Painter) highlightMatches(pn *pen, x int, text, search string) {
	if search == "" {
		return
	}
	low, want := strings.ToLower(text), strings.ToLower(search)
	for at := 0; ; {
		i := strings.Index(low[at:], want)
		if i < 0 {
			return
		}
		at += i
		col := x + cells(low[:at])
		n := min(cells(want), pn.r.W-col)
		p.buf.Restyle(pn.r.X+col, pn.r.Y+pn.y, n, func(screen.Style) screen.Style { return p.Theme.Match })
		at += len(want)
	}
}

// nothing says in the middle of a pane why it is empty.
func (p *Painter) nothing(r Rect, lines ...string) {
	var all []string
	for _, s := range lines {
		all = append(all, wrap(s, r.W-2)...)
	}
	pn := p.pen(r)
	for i, s := range all {
		pn.row(max((r.H-len(all))/3, 0) + i)
		pn.space((r.W-cells(s))/2).text(p.Theme.Dim, s)
	}
}

// codeRow is a row of the code pane: a label or an instruction.
type codeRow struct {
	label string
	line  int // index in f.Code
}

// code draws disassembly around the cursor.
func (p *Painter) code(r Rect, f *frame.Frame, st *State) {
	if len(f.Code) == 0 {
		p.nothing(r, "There is no code at "+hex(f.PC)+".")
		return
	}
	cursor := CodeIndex(f, st)
	var rows []codeRow
	at := 0
	for i, c := range f.Code {
		if c.Label != "" {
			rows = append(rows, codeRow{c.Label, i})
		}
		if i == cursor {
			at = len(rows)
		}
		rows = append(rows, codeRow{"", i})
	}
	first := window(at, len(rows), r.H)
	for y := range min(r.H, len(rows)-first) {
		row := rows[first+y]
		pn := p.pen(r).row(y)
		c := &f.Code[row.line]
		if row.label != "" {
			pn.space(2).text(p.Theme.Owner(c.Owner), ownerLetter(c.Owner)).space(1)
			pn.text(p.Theme.syntax[syntaxLabel], row.label+":")
			continue
		}
		p.codeLine(pn, c)
		if row.line == cursor && st.Focus == Code && !c.Current {
			pn.tint(p.Theme.selected)
		}
	}
}

func (p *Painter) codeLine(pn *pen, c *frame.CodeLine) {
	t := p.Theme
	if c.Current {
		pn.rune(t.Here, p.Glyphs.Current)
	} else {
		pn.space(1)
	}
	if c.Break {
		pn.rune(t.Bad, p.Glyphs.Break)
	} else {
		pn.space(1)
	}
	pn.text(t.Owner(c.Owner), ownerLetter(c.Owner)).space(1)
	addr := t.Dim
	if c.Current {
		addr = t.Here
	}
	pn.textf(addr, "%x ", c.Addr)
	if pn.r.W >= 60 {
		pn.textf(t.Faint, " %0*x ", 2*max(c.Size, 1), c.Raw)
	}
	pn.space(1)
	p.instruction(pn, c.Text, pn.x+8)
	if c.Line > 0 && pn.r.W >= 44 {
		pn.space(1)
		pn.right(t.Faint, fmt.Sprintf("%d", c.Line))
	}
	if c.Current {
		pn.tint(t.current)
	}
}

// instruction draws "ly a5, 0(s0)" with its parts told apart, operands from
// column operandsAt on.
func (p *Painter) instruction(pn *pen, text string, operandsAt int) {
	t := p.Theme
	name, operands, _ := strings.Cut(text, " ")
	pn.text(t.syntax[syntaxMnemonic], name)
	if operands == "" {
		return
	}
	pn.space(1).col(operandsAt)
	word := ""
	flush := func() {
		kind := syntaxPlain
		switch {
		case word == "":
			return
		case isRegister(word):
			kind = syntaxRegister
		case word[0] >= '0' && word[0] <= '9' || word[0] == '-':
			kind = syntaxNumber
		default:
			kind = syntaxLabel
		}
		pn.text(t.syntax[kind], word)
		word = ""
	}
	for _, c := range operands {
		if strings.ContainsRune(" ,()<>[]", c) {
			flush()
			pn.text(t.Dim, string(c))
			continue
		}
		word += string(c)
	}
	flush()
}
