package render

import (
	"image"
	"image/color"

	"golang.org/x/image/vector"
)

// Sides of a cell that a line of a box goes to.
const (
	left = 1 << iota
	right
	up
	down
	heavyX // the horizontal part is heavy
	heavyY
)

var boxes = map[rune]int{
	'─': left | right, '│': up | down, '┼': left | right | up | down,
	'┬': left | right | down, '┴': left | right | up, '┤': up | down | left, '├': up | down | right,
	'━': left | right | heavyX, '┃': up | down | heavyY,
	'┏': right | down | heavyX | heavyY, '┓': left | down | heavyX | heavyY,
	'┗': right | up | heavyX | heavyY, '┛': left | up | heavyX | heavyY,
}

// shape draws ch exactly, if it is one of the characters that need it.
func (p *painter) shape(r image.Rectangle, ch rune, c color.Color) bool {
	if sides, ok := boxes[ch]; ok {
		p.box(r, sides, c)
		return true
	}
	w, h := float32(p.w), float32(p.h)
	mx, my := w/2, h/2
	s := min(w/2, h/4) // half of a mark
	switch ch {
	case '█':
		p.fill(r, c)
	case '▌':
		p.fill(image.Rect(r.Min.X, r.Min.Y, r.Min.X+p.w/2, r.Max.Y), c)
	case '◆':
		p.polygon(r, c, mx, my-s, mx+s, my, mx, my+s, mx-s, my)
	case '◇':
		k := s - 1.6
		p.polygon(r, c, mx, my-s, mx+s, my, mx, my+s, mx-s, my, mx, my-s,
			mx, my-k, mx-k, my, mx, my+k, mx+k, my, mx, my-k)
	case '▶':
		p.polygon(r, c, mx-s+0.5, my-s, mx+s, my, mx-s+0.5, my+s)
	case '◀':
		p.polygon(r, c, mx+s-0.5, my-s, mx-s, my, mx+s-0.5, my+s)
	case '▸':
		p.polygon(r, c, mx-s/2, my-s/1.5, mx+s/1.5, my, mx-s/2, my+s/1.5)
	case '▲':
		p.polygon(r, c, mx, my-s, mx+s, my+s-0.5, mx-s, my+s-0.5)
	case '●':
		p.disc(r, c, mx, my, s*0.85)
	case '·':
		p.disc(r, c, mx, my, max(w/8, 1.1))
	default:
		return false
	}
	return true
}

// box draws lines from the middle of a cell to its sides.
func (p *painter) box(r image.Rectangle, sides int, c color.Color) {
	thin := max(p.w/9, 1)
	tx, ty := thin, thin // thickness of the horizontal and the vertical part
	if sides&heavyX != 0 {
		tx = 2 * thin
	}
	if sides&heavyY != 0 {
		ty = 2 * thin
	}
	x0, y0 := r.Min.X+(p.w-ty)/2, r.Min.Y+(p.h-tx)/2
	x1, y1 := x0+ty, y0+tx
	if sides&left != 0 {
		p.fill(image.Rect(r.Min.X, y0, x1, y1), c)
	}
	if sides&right != 0 {
		p.fill(image.Rect(x0, y0, r.Max.X, y1), c)
	}
	if sides&up != 0 {
		p.fill(image.Rect(x0, r.Min.Y, x1, y1), c)
	}
	if sides&down != 0 {
		p.fill(image.Rect(x0, y0, x1, r.Max.Y), c)
	}
}

// polygon fills the shape with corners at the points, in pixels of the cell.
func (p *painter) polygon(r image.Rectangle, c color.Color, points ...float32) {
	z := vector.NewRasterizer(p.w, p.h)
	z.MoveTo(points[0], points[1])
	for i := 2; i < len(points); i += 2 {
		z.LineTo(points[i], points[i+1])
	}
	z.ClosePath()
	z.Draw(p.img, r, image.NewUniform(c), image.Point{})
}

// disc fills a circle, made of four curves.
func (p *painter) disc(r image.Rectangle, c color.Color, x, y, radius float32) {
	const k = 0.5523 // control points that make a cubic curve round
	q := radius * k
	z := vector.NewRasterizer(p.w, p.h)
	z.MoveTo(x+radius, y)
	z.CubeTo(x+radius, y+q, x+q, y+radius, x, y+radius)
	z.CubeTo(x-q, y+radius, x-radius, y+q, x-radius, y)
	z.CubeTo(x-radius, y-q, x-q, y-radius, x, y-radius)
	z.CubeTo(x+q, y-radius, x+radius, y-q, x+radius, y)
	z.ClosePath()
	z.Draw(p.img, r, image.NewUniform(c), image.Point{})
}
