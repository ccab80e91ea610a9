package views

import (
	"strings"

	"ushell/cap"
	"ushell/debug/frame"
)

// minRegColumn is the narrowest column of registers.
const minRegColumn = 37

// registers draws the register file in as many columns as it takes to show
// all of it, if they fit.
func (p *Painter) registers(r Rect, f *frame.Frame, st *State) {
	regs := RegList(f)
	if len(regs) == 0 {
		p.nothing(r, "No registers.")
		return
	}
	cols := 1
	for cols < r.W/minRegColumn && cols*r.H < len(regs) {
		cols++
	}
	rows := min(r.H, (len(regs)+cols-1)/cols)
	if cols*rows < len(regs) {
		rows = r.H
	}
	cursor := -1
	if st.Focus == Registers {
		cursor = max(min(st.Cursor[Registers], len(regs)-1), 0)
	}
	first := 0
	if cursor >= 0 && cols*rows < len(regs) {
		first = window(cursor, len(regs), cols*rows)
	}
	gap := 2
	w := (r.W - gap*(cols-1)) / cols
	nameWidth := 3
	for _, reg := range regs[first:min(first+cols*rows, len(regs))] {
		nameWidth = max(nameWidth, len(reg.Name))
	}
	for i := first; i < min(first+cols*rows, len(regs)); i++ {
		k := i - first
		cell := Rect{r.X + k/rows*(w+gap), r.Y + k%rows, w, 1}
		p.register(cell, &regs[i], min(nameWidth, 9))
		if i == cursor {
			p.pen(cell).tint(p.Theme.selected)
		}
	}
}

// register draws one register in a row:
//
//	a0  ◆ 0x80001010 [rwRW,0x80001000-0x80001040] B list+0x10 ◀ authorises
func (p *Painter) register(r Rect, reg *frame.Reg, nameWidth int) {
	t := p.Theme
	pn := p.pen(r)
	name := t.Base
	switch {
	case reg.Role != "":
		name = t.Bright
	case !reg.Changed && reg.Cap == (cap.Cap{}):
		name = t.Dim
	}
	if reg.Changed {
		name = t.Changed
	}
	pn.text(name, reg.Name).col(nameWidth + 1)
	pn.rune(t.Tag, p.tagGlyph(reg)).space(1)

	tail := p.regTail(reg)
	room := pn.left()
	if reg.Changed {
		// What it was is worth more than what it points at.
		if ss, ok := p.transition(reg.Old, reg.Cap, room); ok && shorter(reg.Old) && shorter(reg.Cap) {
			p.withTail(pn.spans(ss), tail)
			return
		}
	}
	st := t.capStyle()
	if reg.Changed {
		st.digits = t.Changed
	} else if reg.Cap == (cap.Cap{}) {
		st.digits = t.Dim
	}
	need := 0
	if reg.Role != "" {
		need = spansWidth(tail[len(tail)-1:]) + 1
	} else if reg.Cap.Tag && reg.Owner != frame.None {
		need = 2
	}
	pn.spans(p.capability(reg.Cap, st, room-need))
	if reg.Changed {
		old := p.capability(reg.Old, oneStyle(t.Old), max(pn.left()-5-spansWidth(tail), 0))
		if was := append([]span{{t.Old, " " + "was "}}, old...); spansWidth(was)+spansWidth(tail) <= pn.left() {
			pn.spans(was)
		}
	}
	p.withTail(pn, tail)
}

// shorter says whether c is written in a few cells, so that old and new fit
// side by side.
func shorter(c cap.Cap) bool { return c.IsInteger() }

func (p *Painter) tagGlyph(reg *frame.Reg) rune {
	switch {
	case reg.Cap.Tag:
		return p.Glyphs.Tagged
	case reg.Changed && reg.Old.Tag && !reg.Cap.IsInteger():
		return p.Glyphs.Cleared
	case reg.Cap.IsInteger():
		return ' '
	}
	return p.Glyphs.Untagged
}

// regTail is what follows the value: whose memory it points at, which symbol,
// its role. Parts are dropped from the middle when they do not fit.
func (p *Painter) regTail(reg *frame.Reg) []span {
	t := p.Theme
	var ss []span
	if reg.Cap.Tag && reg.Owner != frame.None {
		ss = append(ss, span{t.Owner(reg.Owner), " " + ownerLetter(reg.Owner)})
	}
	if reg.Target != "" {
		ss = append(ss, span{t.Label, " " + reg.Target})
	}
	if reg.Role != "" {
		ss = append(ss, span{t.Warn, " " + p.Glyphs.LeftArrow + " " + reg.Role})
	}
	return ss
}

func (p *Painter) withTail(pn *pen, tail []span) {
	for i, s := range tail {
		last := 0
		if i < len(tail)-1 && strings.Contains(tail[len(tail)-1].s, p.Glyphs.LeftArrow) {
			last = cells(tail[len(tail)-1].s)
		}
		if cells(s.s)+last <= pn.left() {
			pn.text(s.st, s.s)
		}
	}
}

// regsNote names the registers that changed, because some may be out of sight.
func (p *Painter) regsNote(f *frame.Frame) string {
	var names []string
	for _, r := range RegList(f) {
		if r.Changed && r.Name != "pcc" {
			names = append(names, r.Name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return "changed: " + strings.Join(names, " ")
}
