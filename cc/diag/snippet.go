package diag

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	tabStop   = 8
	maxColumn = 110 // of a source line; longer ones are shown in part
)

// snippet writes the source line of s.At, the caret and the range below it, and
// the fix below that.
func (r *renderer) snippet(s Span, fix string) {
	f := r.files.Of(s.At.Pos)
	if f == nil {
		return
	}
	text, begin := f.lineAt(s.At.Pos)
	at := min(int(s.At.Pos-begin), len(text))
	lo, hi := at, at
	if s.Begin != 0 && s.Begin <= s.End && r.files.Of(s.Begin) == f {
		lo = clamp(int(s.Begin)-int(begin), 0, len(text))
		hi = clamp(int(s.End)-int(begin), 0, len(text))
		if hi < lo || hi < at && s.End < begin {
			lo, hi = at, at
		}
	}
	head, tail := window(text, at)
	left, right := "", ""
	if head > 0 {
		left = "..."
	}
	if tail < len(text) {
		right = "..."
	}
	shown, col := columns(text[head:tail])
	column := func(i int) int { return len(left) + col[clamp(i, head, tail)-head] }
	fmt.Fprintf(r.b, "%s%s%s\n", left, shown, right)

	mark := []byte(strings.Repeat(" ", max(column(at)+1, column(hi))))
	for i := column(lo); i < column(hi); i++ {
		mark[i] = '~'
	}
	mark[column(at)] = '^'
	r.paint("\x1b[1;32m", strings.TrimRight(string(mark), " "))
	r.b.WriteByte('\n')
	if fix != "" && !strings.ContainsAny(fix, "\n\r") && len(fix) <= maxColumn {
		r.b.WriteString(strings.Repeat(" ", column(lo)))
		r.paint("\x1b[32m", fix)
		r.b.WriteByte('\n')
	}
}

func clamp(x, lo, hi int) int { return max(lo, min(x, hi)) }

// window is the part of a long line that is shown: about the caret, between characters.
func window(text string, at int) (head, tail int) {
	if len(text) <= maxColumn {
		return 0, len(text)
	}
	head = clamp(at-maxColumn/2, 0, len(text)-maxColumn)
	tail = head + maxColumn
	for n := 0; head > 0 && n < utf8.UTFMax && !utf8.RuneStart(text[head]); n++ {
		head--
	}
	for n := 0; tail < len(text) && n < utf8.UTFMax && !utf8.RuneStart(text[tail]); n++ {
		tail++
	}
	return head, tail
}

// columns is text as a terminal can show it, and for each byte and the end the
// column that it is shown at.
func columns(text string) (string, []int) {
	var b strings.Builder
	col := make([]int, 0, len(text)+1)
	at := 0
	for i := 0; i < len(text); {
		c, n := utf8.DecodeRuneInString(text[i:])
		for range n {
			col = append(col, at)
		}
		switch {
		case c == '\t':
			w := tabStop - at%tabStop
			b.WriteString("        "[:w])
			at += w
		case c == utf8.RuneError && n == 1:
			fmt.Fprintf(&b, "<%02X>", text[i])
			at += 4
		case c < ' ' || c == 0x7f:
			fmt.Fprintf(&b, "<%02X>", c)
			at += 4
		case !unicode.IsPrint(c) && !unicode.Is(unicode.Mn, c):
			s := fmt.Sprintf("<U+%04X>", c)
			b.WriteString(s)
			at += len(s)
		default:
			b.WriteRune(c)
			at += width(c)
		}
		i += n
	}
	return b.String(), append(col, at)
}

// wide are the blocks whose characters take two columns in a terminal.
var wide = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x1100, Hi: 0x115f, Stride: 1}, {Lo: 0x231a, Hi: 0x231b, Stride: 1}, {Lo: 0x23e9, Hi: 0x23ec, Stride: 1},
		{Lo: 0x2e80, Hi: 0x303e, Stride: 1}, {Lo: 0x3041, Hi: 0x33ff, Stride: 1}, {Lo: 0x3400, Hi: 0x4dbf, Stride: 1},
		{Lo: 0x4e00, Hi: 0x9fff, Stride: 1}, {Lo: 0xa000, Hi: 0xa4cf, Stride: 1}, {Lo: 0xa960, Hi: 0xa97f, Stride: 1},
		{Lo: 0xac00, Hi: 0xd7a3, Stride: 1}, {Lo: 0xf900, Hi: 0xfaff, Stride: 1}, {Lo: 0xfe30, Hi: 0xfe6f, Stride: 1},
		{Lo: 0xff00, Hi: 0xff60, Stride: 1}, {Lo: 0xffe0, Hi: 0xffe6, Stride: 1},
	},
	R32: []unicode.Range32{
		{Lo: 0x16fe0, Hi: 0x18cff, Stride: 1}, {Lo: 0x1b000, Hi: 0x1b2ff, Stride: 1}, {Lo: 0x1f300, Hi: 0x1f64f, Stride: 1},
		{Lo: 0x1f680, Hi: 0x1f6ff, Stride: 1}, {Lo: 0x1f900, Hi: 0x1f9ff, Stride: 1}, {Lo: 0x1fa70, Hi: 0x1faff, Stride: 1},
		{Lo: 0x20000, Hi: 0x3fffd, Stride: 1},
	},
}

// width is how many columns a character takes.
func width(c rune) int {
	switch {
	case unicode.In(c, unicode.Mn, unicode.Me):
		return 0
	case c >= 0x1100 && unicode.Is(wide, c):
		return 2
	}
	return 1
}
