package views

import (
	"fmt"
	"strings"

	"ushell/debug/frame"
	"ushell/views/screen"
)

// Pages and the µprocesses that have them.

// pageGlyph is how a page of a state is drawn. Pages that several have are not
// filled, those that a fault will copy are hatched.
func (p *Painter) pageGlyph(s frame.PageState) rune {
	return p.Glyphs.Pages[min(int(s), len(p.Glyphs.Pages)-1)]
}

// drawnState is the state as which a page is drawn: what nobody may write can be
// private and shared all the same.
func drawnState(pg *frame.Page) frame.PageState {
	if pg.State == frame.PagePrivate && pg.Refs > 1 {
		return frame.PageCoW
	}
	return pg.State
}

// pageNames are the states in the legend.
var pageNames = [frame.PageStates]string{"private", "eager", "shared", "CoPA", "CoA", "mapping", "no access"}

// pageMeanings are the states in the help.
var pageMeanings = [frame.PageStates]string{"page of its own", "one that fork copies at once", "shared: a write copies it", "shared, CoPA: a pointer load copies it",
	"shared, CoA: any access copies it", "shared mapping", "no access"}

// weights order states by how much there is to say: the one that a cell shows
// which stands for several pages.
var weights = [frame.PageStates]int{frame.PageNone: 0, frame.PagePrivate: 1, frame.PageEager: 2, frame.PageCoW: 3, frame.PageShared: 4, frame.PageCoA: 5, frame.PageCoPA: 6}

// pageCell is the style and the glyph of a cell that stands for these pages.
func (p *Painter) pageCell(pages []frame.Page, owner frame.Owner) (screen.Style, rune) {
	t := p.Theme
	if len(pages) == 0 {
		return t.Base, ' '
	}
	at, fresh := &pages[0], false
	for i := range pages {
		pg := &pages[i]
		if pg.Filling {
			return t.Rewritten, p.Glyphs.Rewritten
		}
		if pg.New != fresh && pg.New || pg.New == fresh && weights[drawnState(pg)] > weights[drawnState(at)] {
			at, fresh = pg, pg.New
		}
	}
	state := drawnState(at)
	style := t.Dim
	switch state {
	case frame.PagePrivate, frame.PageEager:
		style = t.Owner(owner)
	case frame.PageCoPA, frame.PageCoA:
		style = t.Warn
	case frame.PageShared:
		style = t.Label
	}
	if fresh {
		style = t.Changed
	}
	return style, p.pageGlyph(state)
}

// pageLegend explains the glyphs of the states that there are.
func (p *Painter) pageLegend(f *frame.Frame) string {
	var there [frame.PageStates]bool
	for i := range f.Map {
		for j := range f.Map[i].Pages {
			there[drawnState(&f.Map[i].Pages[j])] = true
		}
	}
	var out []string
	for s, ok := range there {
		if ok {
			out = append(out, fmt.Sprintf("%c %s", p.pageGlyph(frame.PageState(s)), pageNames[s]))
		}
	}
	return strings.Join(out, " ")
}

// procs draws the µprocesses: what each is doing, and how its pages are.
func (p *Painter) procs(r Rect, f *frame.Frame, st *State) {
	t := p.Theme
	if len(f.Procs) == 0 {
		p.nothing(r, "No µprocess yet.")
		return
	}
	cursor := max(min(st.Cursor[Procs], len(f.Procs)-1), 0)
	list := r
	if n := len(f.Procs) + 1; r.H > n+1 {
		p.descriptors(Rect{r.X, r.Y + n, r.W, r.H - n}, &f.Procs[cursor])
		list.H = n
	}
	first := window(cursor, len(f.Procs), max(list.H-1, 1))
	head := p.pen(r).row(0)
	head.col(2).text(t.Title, "pid").col(7).text(t.Title, "of").col(11).text(t.Title, "state").col(25).text(t.Title, "region").col(37).text(t.Title, "pages")
	for y := range min(list.H-1, len(f.Procs)-first) {
		pr := &f.Procs[first+y]
		pn := p.pen(r).row(y + 1)
		pn.text(t.Owner(pr.Owner), ownerLetter(pr.Owner)).col(2).textf(t.Base, "%d", pr.PID)
		if pr.Parent > 0 {
			pn.col(7).textf(t.Dim, "%d", pr.Parent)
		}
		style := t.Base
		if pr.Current {
			style = t.Bright
		}
		if pr.Owner == f.Viewing {
			pn.col(10).rune(t.Here, p.Glyphs.Current)
		}
		pn.col(11).text(style, pr.State)
		if pr.End > pr.Base {
			pn.col(25).textf(t.Dim, "%x", pr.Base).col(36)
		} else {
			pn.col(25).text(t.Dim, exitText(pr.Status))
		}
		for s, n := range pr.Pages {
			if n > 0 && pn.left() > 8 {
				pn.textf(t.Base, " %c %d", p.pageGlyph(frame.PageState(s)), n)
			}
		}
		if first+y == cursor && st.Focus == Procs {
			pn.tint(t.selected)
		}
	}
}

// descriptors draws the open files of the µprocess at the cursor, below the list.
func (p *Painter) descriptors(r Rect, pr *frame.Proc) {
	t := p.Theme
	if len(pr.Files) == 0 {
		return
	}
	p.pen(r).row(0).col(2).textf(t.Title, "open files of pid %d", pr.PID)
	for y, line := range pr.Files[:min(len(pr.Files), r.H-1)] {
		if y == r.H-2 && len(pr.Files) > r.H-1 {
			line = fmt.Sprintf("and %d more", len(pr.Files)-y)
		}
		p.pen(r).row(y+1).col(2).text(t.Base, line)
	}
}

// exitText is how a µprocess has ended: what waitpid answers.
func exitText(status int) string {
	if sig := status & 127; sig != 0 {
		return fmt.Sprintf("by signal %d", sig)
	}
	return fmt.Sprintf("with status %d", status>>8&255)
}

func procText(pr *frame.Proc) string {
	return fmt.Sprintf("%s pid %d, parent %d, %s, %#x-%#x", ownerLetter(pr.Owner), pr.PID, pr.Parent, pr.State, pr.Base, pr.End)
}
