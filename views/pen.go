package views

import (
	"fmt"
	"strings"

	"ushell/views/screen"
)

// Rect is a part of the screen: W by H cells whose first is at X, Y.
type Rect struct{ X, Y, W, H int }

// Empty says whether r has no cell.
func (r Rect) Empty() bool { return r.W <= 0 || r.H <= 0 }

// inset is r without its first n columns and last m.
func (r Rect) inset(n, m int) Rect { return Rect{r.X + n, r.Y, max(r.W-n-m, 0), r.H} }

// pen writes text in one rectangle, row by row. What does not fit is cut and
// the cut is shown.
type pen struct {
	b    *screen.Buffer
	g    *Glyphs
	r    Rect
	x, y int // next cell, from the corner of r
}

func (p *pen) row(y int) *pen {
	p.x, p.y = 0, y
	return p
}

// left is the number of cells that are left in the row.
func (p *pen) left() int { return p.r.W - p.x }

// text writes s, cut to the row, and returns p.
func (p *pen) text(st screen.Style, s string) *pen {
	if p.y < 0 || p.y >= p.r.H {
		return p
	}
	for _, c := range s {
		c = p.g.plain(c)
		if c == '\t' {
			c = ' '
		}
		w := screen.Width(c)
		if p.x+w > p.r.W {
			p.cut(st)
			p.x = p.r.W
			return p
		}
		p.x += p.b.Set(p.r.X+p.x, p.r.Y+p.y, c, st)
	}
	return p
}

// cut marks the last cell of the row, to say that something is missing.
func (p *pen) cut(st screen.Style) {
	if p.r.W > 0 {
		p.b.Set(p.r.X+p.r.W-1, p.r.Y+p.y, []rune(p.g.Ellipsis)[0], st)
	}
}

func (p *pen) textf(st screen.Style, format string, args ...any) *pen {
	return p.text(st, fmt.Sprintf(format, args...))
}

// rune writes one character.
func (p *pen) rune(st screen.Style, c rune) *pen { return p.text(st, string(c)) }

// col goes to column x, or stays one cell behind what is written there.
func (p *pen) col(x int) *pen {
	if x > p.x {
		p.x = min(x, p.r.W)
	}
	return p
}

// space skips n cells.
func (p *pen) space(n int) *pen { return p.col(p.x + n) }

// right writes s at the end of the row if it does not cover what is there.
func (p *pen) right(st screen.Style, s string) *pen {
	n := cells(s)
	if p.left() >= n {
		p.x = p.r.W - n
		p.text(st, s)
	}
	return p
}

// spans writes each span, cut as one text.
func (p *pen) spans(ss []span) *pen {
	for _, s := range ss {
		p.text(s.st, s.s)
	}
	return p
}

// fill writes c to the end of the row.
func (p *pen) fill(st screen.Style, c rune) *pen {
	for p.left() > 0 && p.y >= 0 && p.y < p.r.H {
		p.b.Set(p.r.X+p.x, p.r.Y+p.y, c, st)
		p.x++
	}
	return p
}

// tint restyles the whole row.
func (p *pen) tint(f func(screen.Style) screen.Style) {
	if p.y >= 0 && p.y < p.r.H {
		p.b.Restyle(p.r.X, p.r.Y+p.y, p.r.W, f)
	}
}

// span is a piece of text with its style.
type span struct {
	st screen.Style
	s  string
}

func spansWidth(ss []span) int {
	n := 0
	for _, s := range ss {
		n += cells(s.s)
	}
	return n
}

// cells is the number of cells that s takes.
func cells(s string) int {
	n := 0
	for _, r := range s {
		n += screen.Width(r)
	}
	return n
}

// thousands writes n with commas.
func thousands(n uint64) string {
	s := fmt.Sprint(n)
	var out strings.Builder
	for i, c := range s {
		if i > 0 && (len(s)-i)%3 == 0 {
			out.WriteByte(',')
		}
		out.WriteRune(c)
	}
	return out.String()
}

// bytesSize writes a size shortly: 48 B, 4 KiB, 1.5 MiB.
func bytesSize(n uint64) string {
	switch {
	case n >= 1<<20 && n%(1<<20) == 0:
		return fmt.Sprintf("%d MiB", n>>20)
	case n >= 1000<<10:
		return strings.Replace(fmt.Sprintf("%.1f MiB", float64(n)/(1<<20)), ".0", "", 1)
	case n >= 1<<10 && n%(1<<10) == 0:
		return fmt.Sprintf("%d KiB", n>>10)
	case n >= 10<<10:
		return fmt.Sprintf("%.1f KiB", float64(n)/(1<<10))
	}
	return fmt.Sprintf("%d B", n)
}

// wrap breaks s at blanks into lines of at most w cells.
func wrap(s string, w int) []string {
	if w < 1 {
		return nil
	}
	var lines []string
	line := ""
	for _, word := range strings.Fields(s) {
		for cells(word) > w {
			if line != "" {
				lines, line = append(lines, line), ""
			}
			r := []rune(word)
			n := min(w, len(r))
			lines, word = append(lines, string(r[:n])), string(r[n:])
			if len(r) <= n {
				break
			}
		}
		switch {
		case word == "":
		case line == "":
			line = word
		case cells(line)+1+cells(word) <= w:
			line += " " + word
		default:
			lines, line = append(lines, line), word
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// window is the first of n rows to show so that row cursor stands in the
// middle of h rows, as far as the ends allow.
func window(cursor, n, h int) int {
	return max(0, min(cursor-h/2, n-h))
}
