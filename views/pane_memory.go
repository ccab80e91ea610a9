package views

import (
	"fmt"

	"ushell/cap"
	"ushell/debug/frame"
	"ushell/views/screen"
)

// memory draws granules, one a row.
func (p *Painter) memory(r Rect, f *frame.Frame, st *State) {
	t := p.Theme
	if len(f.Mem.Lines) == 0 {
		p.nothing(r, "No memory to show.", "Enter on a register makes this pane follow it.")
		return
	}
	cursor := MemCursor(f, st)
	first := window(cursor, len(f.Mem.Lines), r.H)
	for y := range min(r.H, len(f.Mem.Lines)-first) {
		i := first + y
		pn := p.pen(r).row(y)
		p.granule(pn, &f.Mem.Lines[i], f.Mem.Focus)
		if i == cursor && st.Focus == Memory {
			pn.tint(t.selected)
		}
	}
}

// MemCursor is the index in f.Mem.Lines of the granule at the cursor: the
// focus when the memory pane is not the one in use; -1 if there are none.
func MemCursor(f *frame.Frame, st *State) int {
	lines := f.Mem.Lines
	if len(lines) == 0 {
		return -1
	}
	want := f.Mem.Focus &^ (granuleBytes - 1)
	if st.Focus == Memory {
		want += uint64(int64(st.Cursor[Memory])) * granuleBytes
	}
	i := int64(want-lines[0].Addr) / granuleBytes
	return int(max(min(i, int64(len(lines)-1)), 0))
}

// granule draws
//
//	80181010 ◆ 0x80181030 [rwRW,1030-1050] B node2   was 0x80141030
//	80181020 · 2a000000 00000000 01000000 00000000 *...............
func (p *Painter) granule(pn *pen, g *frame.Granule, focus uint64) {
	t := p.Theme
	addr := t.Dim
	if focus-g.Addr < 16 {
		addr = t.Bright
	}
	pn.text(t.Owner(g.Owner), ownerLetter(g.Owner)).space(1)
	pn.textf(addr, "%08x ", g.Addr)
	if g.Absent {
		pn.text(t.Faint, "no memory")
		return
	}
	glyph, style := p.granuleGlyph(g)
	pn.rune(style, glyph).space(1)
	if g.Tag {
		st := t.capStyle()
		if g.Mark != frame.Plain {
			st.digits = t.Changed
		}
		room := pn.left()
		if g.Mark != frame.Plain {
			// What it was is worth more than all of its digits.
			room -= len("  was ") + cells(hex(g.Old.Addr))
		}
		pn.spans(p.capability(g.Cap, st, room))
		if g.Mark != frame.Plain {
			p.was(pn, g)
		}
		p.fits(pn, t.Label, " "+p.Glyphs.Arrow+" ", g.Target)
	} else {
		p.granuleBytes(pn, g)
	}
	if g.Mark != frame.Plain && !g.Tag {
		p.was(pn, g)
	}
	if g.Label != "" {
		pn.space(1)
		pn.right(t.Label, g.Label)
	}
}

// was writes what the granule held before, in the longest form that fits.
func (p *Painter) was(pn *pen, g *frame.Granule) {
	st := p.Theme.Old
	old := p.capability(g.Old, oneStyle(st), pn.left()-len("  was "))
	if !g.Old.Tag {
		old = p.capForm(cap.Null(g.Old.Addr), oneStyle(st), capAddr)
	}
	if spansWidth(old)+len("  was ") <= pn.left() {
		pn.text(st, "  was ").spans(old)
	}
}

// fits writes prefix and text if there is room for both.
func (p *Painter) fits(pn *pen, st screen.Style, prefix, text string) {
	if text != "" && cells(prefix)+cells(text) <= pn.left() {
		pn.text(p.Theme.Dim, prefix).text(st, text)
	}
}

func (p *Painter) granuleGlyph(g *frame.Granule) (rune, screen.Style) {
	t := p.Theme
	switch {
	case g.Mark == frame.Cleared:
		return p.Glyphs.Cleared, t.Cleared
	case g.Mark == frame.Rewritten:
		return p.Glyphs.Rewritten, t.Rewritten
	case g.Tag && g.Mark == frame.TagSet:
		return p.Glyphs.Tagged, t.Changed
	case g.Tag:
		return p.Glyphs.Tagged, t.Tag
	}
	return p.Glyphs.Untagged, t.Dim
}

// granuleBytes draws 16 bytes in the order of memory, zeros dimmed.
func (p *Painter) granuleBytes(pn *pen, g *frame.Granule) {
	t := p.Theme
	lit := t.Base
	if g.Mark != frame.Plain {
		lit = t.Changed
	}
	group := 4
	if pn.left() >= 16*3+2+16 {
		group = 1
	} else if pn.left() < 35 {
		group = 8
	}
	for i, b := range g.Bytes {
		st := lit
		if b == 0 {
			st = t.Faint
		}
		if i > 0 && i%group == 0 {
			pn.space(1)
		}
		if group == 1 && i == 8 {
			pn.space(1)
		}
		pn.textf(st, "%02x", b)
	}
	if pn.left() < 18 {
		return
	}
	pn.space(2)
	for _, b := range g.Bytes {
		if b >= 0x20 && b < 0x7f {
			pn.rune(t.syntax[syntaxText], rune(b))
		} else {
			pn.rune(t.Faint, '.')
		}
	}
}

func (p *Painter) memoryNote(f *frame.Frame) string {
	if f.Mem.Title == "" {
		return ""
	}
	if at := hex(f.Mem.Focus); f.Mem.Title != at {
		return fmt.Sprintf("follows %s %s %s", f.Mem.Title, p.Glyphs.Arrow, at)
	}
	return f.Mem.Title
}
