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
	if st.Float {
		p.floats(r, f, st)
		return
	}
	regs := RegList(f)
	if len(regs) == 0 {
		p.nothing(r, "No registers.")
		return
	}
	cols := 1
	for cols < r.W/minRegColumn && cols*r.H < len(regs) {
		cols++
	}
	var zero []string
	if st.Focus != Registers && cols*r.H < len(regs) && r.H > 2 {
		regs, zero = withoutZero(regs)
		r.H--
		p.pen(Rect{r.X, r.Y + r.H, r.W, 1}).text(p.Theme.Faint, "zero ").text(p.Theme.Dim, strings.Join(zero, " "))
	}
	rows := max(min(r.H, (len(regs)+cols-1)/cols), 1)
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
	shown := regs[first:min(first+cols*rows, len(regs))]
	names := nameWidths(shown, rows)
	form := p.regForm(shown, rows, names, w)
	for k := range shown {
		i := first + k
		cell := Rect{r.X + k/rows*(w+gap), r.Y + k%rows, w, 1}
		p.register(cell, &regs[i], names[k/rows], form)
		if i == cursor {
			p.pen(cell).tint(p.Theme.selected)
		}
	}
}

// nameWidths is how wide the names of each column of so many rows are.
func nameWidths(regs []frame.Reg, rows int) []int {
	var out []int
	for k := range regs {
		if k%rows == 0 {
			out = append(out, 3)
		}
		last := &out[len(out)-1]
		*last = min(max(*last, len(regs[k].Name)), 9)
	}
	return out
}

// withoutZero is regs without those that are NULL and were so before, and the
// names of these. It is for panes that are too small for all registers, until
// they are looked through with the cursor.
func withoutZero(regs []frame.Reg) (kept []frame.Reg, zero []string) {
	for _, r := range regs {
		if r.Cap == (cap.Cap{}) && !r.Changed && r.Role == "" {
			zero = append(zero, r.Name)
		} else {
			kept = append(kept, r)
		}
	}
	return kept, zero
}

// regForm is the longest form in which all capabilities fit into columns of w
// cells, so that they read evenly. Those with a role or an old value beside them may
// be shorter.
func (p *Painter) regForm(regs []frame.Reg, rows int, names []int, w int) capForm {
	form := capFull
	for i := range regs {
		reg := &regs[i]
		if reg.Cap.IsInteger() || reg.Changed || reg.Role != "" {
			continue
		}
		tail := names[i/rows] + 3 // and the mark of the tag
		if reg.Cap.Tag && reg.Owner != frame.None {
			tail += 2
		}
		for form < capPerms && spansWidth(p.capForm(reg.Cap, capStyle{}, form))+tail > w {
			form++
		}
	}
	return form
}

// register draws one register in a row:
//
//	a0  ◆ 0x80001010 [rwRW,0x80001000-0x80001040] B list+0x10 ◀ authorises
func (p *Painter) register(r Rect, reg *frame.Reg, nameWidth int, form capForm) {
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
	was := p.regWas(reg)
	if reg.Changed && need+spansWidth(was)+spansWidth(p.capForm(reg.Cap, st, capTerse)) <= room {
		need += spansWidth(was)
	} else {
		was = nil
	}
	pn.spans(p.capabilityFrom(form, reg.Cap, st, room-need))
	pn.spans(was)
	p.withTail(pn, tail)
}

// regWas is the address that a register held before, if it changed.
func (p *Painter) regWas(reg *frame.Reg) []span {
	if !reg.Changed {
		return nil
	}
	return []span{{p.Theme.Old, " was " + hex(reg.Old.Addr)}}
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
func (p *Painter) regsNote(f *frame.Frame, st *State) string {
	if st.Float {
		return floatsNote(f)
	}
	var names []string
	for _, r := range RegList(f) {
		if r.Changed && r.Name != "pcc" {
			names = append(names, r.Name)
		}
	}
	for _, r := range FloatList(f) {
		if r.Changed && r.Name != "fcsr" {
			names = append(names, r.Name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return "changed: " + strings.Join(names, " ")
}
