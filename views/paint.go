// Package views draws frames: pure functions from a frame, a rectangle and a
// State to cells. It knows no session and runs nothing.
package views

import (
	"fmt"
	"strings"

	"ushell/debug/frame"
	"ushell/views/screen"
)

// Painter draws screens. It keeps one buffer for all of them, and the
// highlighted text of source files. Not for several goroutines.
type Painter struct {
	Theme  *Theme
	Glyphs *Glyphs
	buf    screen.Buffer
	lines  map[string]Highlighted
}

// NewPainter makes a painter.
func NewPainter(t *Theme, g *Glyphs) *Painter {
	return &Painter{Theme: t, Glyphs: g, lines: map[string]Highlighted{}}
}

// Draw draws a whole window of w by h cells. The buffer is the painter's own,
// good until the next Draw.
func (p *Painter) Draw(f *frame.Frame, st *State, w, h int) *screen.Buffer {
	p.buf.Base = p.Theme.Base
	p.buf.Reset(w, h)
	l := Arrange(w, h, st.Form())
	if l.Small {
		p.tooSmall(w, h)
		return &p.buf
	}
	if f == nil {
		f = &frame.Frame{}
	}
	help := p.header(l.Header, f, st)
	if !l.Timeline.Empty() {
		p.timeline(l.Timeline, f)
	}
	for _, pl := range l.Places {
		if l.Tabs {
			p.tabbed(pl, f, st)
		} else {
			p.placed(pl, f, st)
		}
	}
	for _, r := range l.Rules {
		p.rule(r)
	}
	p.overlay(&l, f, st)
	p.info(l.Info, f, st)
	p.footer(l.Footer, f, st, help)
	return &p.buf
}

// body is everything between the header and the last two rows.
func (l *Layout) body() Rect {
	y := l.Header.H + l.Timeline.H
	return Rect{0, y, l.W, l.H - y - 2}
}

func (p *Painter) pen(r Rect) *pen { return &pen{b: &p.buf, g: p.Glyphs, r: r} }

func (p *Painter) tooSmall(w, h int) {
	text := fmt.Sprintf("window %dx%d is too small: %dx%d needed, 80x24 is comfortable", w, h, MinWidth, MinHeight)
	lines := wrap(text, w)
	pn := p.pen(Rect{0, 0, w, h})
	for i, s := range lines {
		pn.row(max((h-len(lines))/2, 0)+i).text(p.Theme.Base, s)
	}
}

// drawPane draws the content of pane.
func (p *Painter) drawPane(pane Pane, r Rect, f *frame.Frame, st *State) {
	if r.Empty() {
		return
	}
	switch pane {
	case Source:
		p.source(r, f, st)
	case Code:
		p.code(r, f, st)
	case Registers:
		p.registers(r, f, st)
	case Map:
		p.addressMap(r, f, st)
	case Memory:
		p.memory(r, f, st)
	case Fork:
		p.fork(r, f, st)
	case Console:
		p.console(r, f, st)
	case Locals:
		p.locals(r, f, st)
	case Procs:
		p.procs(r, f, st)
	case Calls:
		p.calls(r, f, st)
	}
}

// placed draws a pane with its title.
func (p *Painter) placed(pl Placed, f *frame.Frame, st *State) {
	pane := pl.shown(st.Focus)
	focused := st.Focus == pane
	p.title(pl, pane, f, st, focused)
	p.drawPane(pane, pl.Rect.content(), f, st)
}

// title draws the first row of a place: a rule with the pane's number and
// name, what it shows, and the other panes that share the place.
func (p *Painter) title(pl Placed, pane Pane, f *frame.Frame, st *State, focused bool) {
	t, g := p.Theme, p.Glyphs
	r := Rect{pl.Rect.X, pl.Rect.Y, pl.Rect.W, 1}
	rule, glyph, style := t.Rule, g.H, t.Title
	if focused {
		rule, glyph, style = t.RuleFocus, g.HFocus, t.TitleFocus
	}
	p.pen(r).fill(rule, glyph)
	pn := p.pen(r).row(0).space(1)
	pn.textf(style, " %d %s ", pane.number(), pane)
	var others strings.Builder
	for _, q := range pl.Panes {
		if q != pane {
			fmt.Fprintf(&others, " %d %s ", q.number(), q)
		}
	}
	if note := p.note(pane, f, st); note != "" {
		room := pn.left() - cells(others.String()) - 4
		if cells(note) > room {
			note = cutTo(note, room, g)
		}
		if note != "" {
			pn.textf(t.Dim, " %s ", note)
		}
	}
	if s := others.String(); s != "" {
		pn.r.W--
		pn.right(t.Dim, s)
	}
}

// cutTo is s cut to w cells, "" when that leaves next to nothing.
func cutTo(s string, w int, g *Glyphs) string {
	r := []rune(s)
	if w < 6 {
		return ""
	}
	return string(r[:min(w-1, len(r))]) + g.Ellipsis
}

// note is what the title says behind the name of a pane.
func (p *Painter) note(pane Pane, f *frame.Frame, st *State) string {
	switch pane {
	case Source:
		if c := selectedCall(f); c != nil && c.N > 0 {
			return fmt.Sprintf("%s %s %s called", f.Source.Name, p.Glyphs.Dot, c.Func)
		}
		return f.Source.Name
	case Locals:
		if f.LocalsOf < len(f.Calls) {
			return f.Calls[f.LocalsOf].Func
		}
	case Calls:
		if n := len(f.Calls); n > 0 {
			return fmt.Sprintf("%d deep", n)
		}
	case Code:
		return f.Symbol
	case Registers:
		return p.regsNote(f, st)
	case Map:
		return p.mapNote(f)
	case Procs:
		return fmt.Sprint(len(f.Procs))
	case Memory:
		return p.memoryNote(f)
	case Fork:
		return p.forkNote(f)
	}
	return ""
}

// selectedCall is the function whose variables are shown, nil if none is known.
func selectedCall(f *frame.Frame) *frame.Call {
	for i := range f.Calls {
		if f.Calls[i].Selected {
			return &f.Calls[i]
		}
	}
	return nil
}

// rule draws the line between two columns and joins it to the titles that it
// touches.
func (p *Painter) rule(r Rect) {
	g := p.Glyphs
	for y := r.Y; y < r.Y+r.H; y++ {
		left, right := p.isRule(r.X-1, y), p.isRule(r.X+1, y)
		c := g.V
		switch {
		case y == r.Y && (left || right):
			c = g.TeeDown
		case left && right:
			c = g.Cross
		case left:
			c = g.TeeL
		case right:
			c = g.TeeR
		}
		p.buf.Set(r.X, y, c, p.Theme.Rule)
	}
	// A title that runs below the line's end joins it from beneath.
	if y := r.Y + r.H; p.isRule(r.X, y) {
		p.buf.Set(r.X, y, g.TeeUp, p.buf.At(r.X, y).S)
	}
}

func (p *Painter) isRule(x, y int) bool {
	c := p.buf.At(x, y).R
	return c == p.Glyphs.H || c == p.Glyphs.HFocus
}

// tabbed draws the one-pane form: a bar of tabs, and the pane below it.
func (p *Painter) tabbed(pl Placed, f *frame.Frame, st *State) {
	t := p.Theme
	r := pl.Rect
	bar := p.pen(Rect{r.X, r.Y, r.W, 1})
	bar.fill(t.Rule, p.Glyphs.H)
	bar.row(0)
	tab := st.Focus
	names := tabNames
	if st.Zoomed {
		names[Step] = "source"
	}
	short := r.W < 66
	format := " %d %s "
	if len(pl.Panes) > 9 && r.W < 90 {
		format = " %d %s"
	}
	for _, i := range pl.Panes {
		name, style := names[i], t.Dim
		if i == tab {
			style = t.TitleFocus
		}
		if short && i != tab {
			name = name[:1]
		}
		bar.textf(style, format, i.number(), name)
	}
	content := Rect{r.X, r.Y + 1, r.W, r.H - 1}
	if tab != Step || st.Zoomed {
		bar.r.W--
		if note := p.note(tab, f, st); bar.left() > 3 && note != "" {
			bar.right(t.Dim, " "+note+" ")
		}
		p.drawPane(tab, content.inset(1, 1), f, st)
		return
	}
	if bar.left() > 12 && f.Source.Name != "" {
		bar.r.W--
		bar.right(t.Dim, " "+lastPart(f.Source.Name)+" ")
	}
	p.stepTab(content, f, st)
}

func lastPart(name string) string { return name[strings.LastIndexByte(name, '/')+1:] }

// stepTab is source, or code where there is none, above registers, or above the
// variables of a program that has them.
func (p *Painter) stepTab(r Rect, f *frame.Frame, st *State) {
	upper := r.H * 45 / 100
	if f.Variables && len(f.Locals) > 0 {
		upper = r.H * 55 / 100
	}
	if r.H < 10 {
		upper = r.H * 6 / 10
	}
	top := Rect{r.X + 1, r.Y, r.W - 2, upper}
	if f.Source.Text == "" || f.Source.Line == 0 {
		p.drawPane(Code, top, f, st)
	} else {
		p.drawPane(Source, top, f, st)
	}
	pane := Registers
	if f.Variables && len(f.Locals) > 0 {
		pane = Locals
	}
	lower := Placed{[]Pane{pane}, Rect{r.X, r.Y + upper, r.W, r.H - upper}}
	p.title(lower, pane, f, st, false)
	p.drawPane(pane, lower.Rect.content(), f, st)
}
