package screen

import (
	"image/color"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
)

// Seen is a cell as a terminal shows it after it has read a string: what tests
// and pictures look at.
type Seen struct {
	Text   string // one character, "" in the second half of a wide one
	FG, BG color.Color
	Attr   Attr
}

// Parse reads what String made (or any other styled text) the way the terminal
// library reads it, into rows of w cells.
func Parse(content string, w, h int) [][]Seen {
	buf := uv.NewScreenBuffer(w, h)
	uv.NewStyledString(content).Draw(buf, uv.Rect(0, 0, w, h))
	rows := make([][]Seen, h)
	for y := range rows {
		rows[y] = make([]Seen, w)
		for x := range rows[y] {
			rows[y][x] = seen(buf.CellAt(x, y))
		}
	}
	return rows
}

func seen(c *uv.Cell) Seen {
	if c == nil {
		return Seen{Text: " "}
	}
	s := Seen{Text: c.Content, FG: c.Style.Fg, BG: c.Style.Bg}
	for _, a := range [...]struct {
		from uint8
		to   Attr
	}{{uv.AttrBold, Bold}, {uv.AttrFaint, Faint}, {uv.AttrItalic, Italic}, {uv.AttrReverse, Reverse}} {
		if c.Style.Attrs&a.from != 0 {
			s.Attr |= a.to
		}
	}
	if c.Style.Underline != uv.UnderlineNone {
		s.Attr |= Underline
	}
	return s
}

// Plain is the text of parsed rows, without trailing blanks.
func Plain(rows [][]Seen) string {
	var out strings.Builder
	for _, row := range rows {
		var line strings.Builder
		for _, c := range row {
			line.WriteString(c.Text)
		}
		out.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	return out.String()
}
