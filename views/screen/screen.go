// Package screen is a grid of styled character cells, and its form as a string
// of text and escape sequences that a terminal understands. It is the only
// package that knows the terminal library's own cells (see Parse).
package screen

import (
	"strconv"

	"github.com/clipperhouse/displaywidth"
)

// Color is a colour of a cell: none, one of the terminal's 256, or 24 bits.
type Color uint32

// Default is the terminal's own colour.
const Default Color = 0

const (
	kindShift   = 24
	kindRGB     = 1
	kindIndexed = 2
)

// RGB is the colour 0xRRGGBB.
func RGB(hex uint32) Color { return Color(kindRGB<<kindShift | hex&0xffffff) }

// Index is colour i of the terminal's palette; below 16 the user chose it.
func Index(i uint8) Color { return Color(kindIndexed<<kindShift | uint32(i)) }

// Attr is a set of attributes that need no colour.
type Attr uint8

// Attributes of a cell.
const (
	Bold Attr = 1 << iota
	Faint
	Italic
	Underline
	Reverse
)

// Style is how a cell looks. The zero Style is the terminal's own.
type Style struct {
	FG, BG Color
	Attr   Attr
}

// With is s with more attributes.
func (s Style) With(a Attr) Style {
	s.Attr |= a
	return s
}

// On is s over another background.
func (s Style) On(bg Color) Style {
	s.BG = bg
	return s
}

// sgr is the escape sequence that selects s, whatever was selected before.
func (s Style) sgr() string {
	out := []byte("\x1b[0")
	for i, code := range [...]string{"1", "2", "3", "4", "7"} {
		if s.Attr&(1<<i) != 0 {
			out = append(append(out, ';'), code...)
		}
	}
	out = appendColor(out, s.FG, 30)
	out = appendColor(out, s.BG, 40)
	return string(append(out, 'm'))
}

func appendColor(out []byte, c Color, first int) []byte {
	v := uint32(c) & 0xffffff
	switch {
	case c>>kindShift == kindRGB:
		out = append(strconv.AppendInt(append(out, ';'), int64(first+8), 10), ";2"...)
		for shift := 16; shift >= 0; shift -= 8 {
			out = strconv.AppendUint(append(out, ';'), uint64(v>>shift&0xff), 10)
		}
	case c>>kindShift == kindIndexed && v < 8:
		out = strconv.AppendInt(append(out, ';'), int64(first)+int64(v), 10)
	case c>>kindShift == kindIndexed && v < 16:
		out = strconv.AppendInt(append(out, ';'), int64(first)+60+int64(v-8), 10)
	case c>>kindShift == kindIndexed:
		out = append(strconv.AppendInt(append(out, ';'), int64(first+8), 10), ";5;"...)
		out = strconv.AppendUint(out, uint64(v), 10)
	}
	return out
}

// Cell is one place of the screen. R is 0 in the second half of a character
// that is two cells wide.
type Cell struct {
	R rune
	S Style
}

// Buffer is a grid of cells. It is meant to live long: Reset keeps its memory.
type Buffer struct {
	W, H  int
	Base  Style // colours of cells that choose none
	cells []Cell
	sgr   map[Style]string
	out   []byte
}

// Reset makes b a blank screen of w by h cells.
func (b *Buffer) Reset(w, h int) {
	w, h = max(w, 0), max(h, 0)
	b.W, b.H = w, h
	if cap(b.cells) < w*h {
		b.cells = make([]Cell, w*h)
	}
	b.cells = b.cells[:w*h]
	for i := range b.cells {
		b.cells[i] = Cell{R: ' '}
	}
}

// At is the cell at column x of row y; outside of the screen, a blank.
func (b *Buffer) At(x, y int) Cell {
	if x < 0 || y < 0 || x >= b.W || y >= b.H {
		return Cell{R: ' '}
	}
	return b.cells[y*b.W+x]
}

// unprintable stands for characters whose width terminals disagree about.
const unprintable = '\ufffd'

// Width is the number of cells that r takes: 0, 1 or 2.
func Width(r rune) int {
	switch {
	case r >= 0x20 && r < 0x7f:
		return 1
	case r < 0x20 || r == 0x7f || r >= 0x1f000:
		return 1 // drawn as unprintable
	}
	return min(displaywidth.Rune(r), 2)
}

// Set puts r at column x of row y and says how many cells it took: 0 when it
// does not fit or has no width.
func (b *Buffer) Set(x, y int, r rune, s Style) int {
	if x < 0 || y < 0 || x >= b.W || y >= b.H {
		return 0
	}
	w := Width(r)
	if w == 0 || x+w > b.W {
		return 0
	}
	if r < 0x20 || r == 0x7f || r >= 0x1f000 {
		r = unprintable
	}
	row := b.cells[y*b.W : (y+1)*b.W]
	// What is left of a wide character that is half overwritten is a blank.
	if row[x].R == 0 && x > 0 {
		row[x-1].R = ' '
	}
	if last := x + w; last < b.W && row[last].R == 0 {
		row[last].R = ' '
	}
	row[x] = Cell{r, s}
	if w == 2 {
		row[x+1] = Cell{0, s}
	}
	return w
}

// Restyle applies f to the style of w cells from column x of row y.
func (b *Buffer) Restyle(x, y, w int, f func(Style) Style) {
	for i := max(x, 0); i < min(x+w, b.W); i++ {
		if y >= 0 && y < b.H {
			c := &b.cells[y*b.W+i]
			c.S = f(c.S)
		}
	}
}

// Text is the characters of w cells from column x of row y.
func (b *Buffer) Text(x, y, w int) string {
	var out []rune
	for i := x; i < x+w; i++ {
		if c := b.At(i, y); c.R != 0 {
			out = append(out, c.R)
		}
	}
	return string(out)
}

// String is the whole screen: rows that are W cells wide, separated by
// newlines, with escape sequences where the style changes.
func (b *Buffer) String() string {
	if b.sgr == nil {
		b.sgr = map[Style]string{}
	}
	b.out = b.out[:0]
	for y := range b.H {
		if y > 0 {
			b.out = append(b.out, '\n')
		}
		b.appendRow(b.cells[y*b.W : (y+1)*b.W])
	}
	return string(b.out)
}

func (b *Buffer) appendRow(row []Cell) {
	var cur Style
	for _, c := range row {
		if c.R == 0 {
			continue
		}
		s := c.S
		if s.FG == Default {
			s.FG = b.Base.FG
		}
		if s.BG == Default {
			s.BG = b.Base.BG
		}
		if s != cur {
			seq, ok := b.sgr[s]
			if !ok {
				seq = s.sgr()
				b.sgr[s] = seq
			}
			b.out = append(b.out, seq...)
			cur = s
		}
		if c.R < 0x80 {
			b.out = append(b.out, byte(c.R))
		} else {
			b.out = append(b.out, string(c.R)...)
		}
	}
	if cur != (Style{}) {
		b.out = append(b.out, "\x1b[m"...)
	}
}
