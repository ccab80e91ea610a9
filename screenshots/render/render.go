// Package render turns a screen of text and escape sequences into a picture,
// without a terminal: letters from the DejaVu fonts, lines, blocks and the
// marks of granules as exact shapes, so that they join without seams.
package render

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"

	"codeberg.org/go-fonts/dejavu/dejavusansmono"
	"codeberg.org/go-fonts/dejavu/dejavusansmonobold"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"ushell/views/screen"
)

// Options are the looks of a picture.
type Options struct {
	W, H   int     // of the screen, in cells
	Size   float64 // of the font, in pixels; 0 means 16
	FG, BG color.Color
	Margin int // around the screen, in pixels
}

// Picture draws a screen.
func Picture(content string, o Options) (*image.RGBA, error) {
	if o.Size == 0 {
		o.Size = 16
	}
	p, err := newPainter(o)
	if err != nil {
		return nil, err
	}
	rows := screen.Parse(content, o.W, o.H)
	for y, row := range rows {
		for x, c := range row {
			p.background(x, y, c)
		}
	}
	for y, row := range rows {
		for x, c := range row {
			p.cell(x, y, c)
		}
	}
	return p.img, nil
}

// PNG draws a screen and writes it as a PNG file.
func PNG(w io.Writer, content string, o Options) error {
	img, err := Picture(content, o)
	if err != nil {
		return err
	}
	enc := png.Encoder{CompressionLevel: png.BestCompression}
	return enc.Encode(w, img)
}

type painter struct {
	img           *image.RGBA
	o             Options
	w, h, base    int // size of a cell, and where letters stand in it
	regular, bold font.Face
}

func newPainter(o Options) (*painter, error) {
	p := &painter{o: o}
	var err error
	if p.regular, err = face(dejavusansmono.TTF, o.Size); err != nil {
		return nil, err
	}
	if p.bold, err = face(dejavusansmonobold.TTF, o.Size); err != nil {
		return nil, err
	}
	adv, _ := p.regular.GlyphAdvance('M')
	m := p.regular.Metrics()
	p.w = adv.Round()
	p.h = (m.Ascent + m.Descent).Ceil() + 1
	p.base = m.Ascent.Ceil()
	r := image.Rect(0, 0, o.W*p.w+2*o.Margin, o.H*p.h+2*o.Margin)
	p.img = image.NewRGBA(r)
	draw.Draw(p.img, r, image.NewUniform(o.BG), image.Point{}, draw.Src)
	return p, nil
}

func face(ttf []byte, size float64) (font.Face, error) {
	f, err := opentype.Parse(ttf)
	if err != nil {
		return nil, fmt.Errorf("font: %w", err)
	}
	return opentype.NewFace(f, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingFull})
}

// colors are those of a cell, with its attributes worked in.
func (p *painter) colors(c screen.Seen) (fg, bg color.Color) {
	fg, bg = c.FG, c.BG
	if fg == nil {
		fg = p.o.FG
	}
	if bg == nil {
		bg = p.o.BG
	}
	if c.Attr&screen.Reverse != 0 {
		fg, bg = bg, fg
	}
	if c.Attr&screen.Faint != 0 {
		fg = mix(fg, bg)
	}
	return fg, bg
}

// mix is half of each colour.
func mix(a, b color.Color) color.Color {
	ar, ag, ab, _ := a.RGBA()
	br, bg, bb, _ := b.RGBA()
	half := func(x, y uint32) uint8 { return uint8((x + y) >> 9) }
	return color.RGBA{half(ar, br), half(ag, bg), half(ab, bb), 255}
}

func (p *painter) rect(x, y int) image.Rectangle {
	x0, y0 := p.o.Margin+x*p.w, p.o.Margin+y*p.h
	return image.Rect(x0, y0, x0+p.w, y0+p.h)
}

func (p *painter) background(x, y int, c screen.Seen) {
	_, bg := p.colors(c)
	r := p.rect(x, y)
	if c.Text == "" {
		r.Min.X -= p.w // second half of a wide character
	}
	draw.Draw(p.img, r, image.NewUniform(bg), image.Point{}, draw.Src)
}

func (p *painter) cell(x, y int, c screen.Seen) {
	if c.Text == "" {
		return
	}
	fg, _ := p.colors(c)
	r := p.rect(x, y)
	if c.Attr&screen.Underline != 0 {
		p.fill(image.Rect(r.Min.X, r.Min.Y+p.base+2, r.Max.X, r.Min.Y+p.base+3), fg)
	}
	ch := []rune(c.Text)[0]
	if ch == ' ' || p.shape(r, ch, fg) {
		return
	}
	f := p.regular
	if c.Attr&screen.Bold != 0 {
		f = p.bold
	}
	d := font.Drawer{Dst: p.img, Src: image.NewUniform(fg), Face: f,
		Dot: fixed.P(r.Min.X, r.Min.Y+p.base)}
	d.DrawString(string(ch))
}

func (p *painter) fill(r image.Rectangle, c color.Color) {
	draw.Draw(p.img, r, image.NewUniform(c), image.Point{}, draw.Over)
}
