package views

import (
	"strings"

	"ushell/debug/frame"
)

// floatsOrder is the order in which floating-point registers are shown: what a call
// is made of first.
var floatsOrder = []string{"fcsr", "fa0", "fa1", "fa2", "fa3", "fa4", "fa5", "fa6", "fa7",
	"ft0", "ft1", "ft2", "ft3", "ft4", "ft5", "ft6", "ft7", "ft8", "ft9", "ft10", "ft11",
	"fs0", "fs1", "fs2", "fs3", "fs4", "fs5", "fs6", "fs7", "fs8", "fs9", "fs10", "fs11"}

// FloatList is the floating-point registers of f in the order in which they are
// shown, which is what State.Cursor[Registers] counts while they are.
func FloatList(f *frame.Frame) []frame.Float {
	byName := map[string]frame.Float{}
	for _, r := range f.Float {
		byName[r.Name] = r
	}
	var out []frame.Float
	for _, name := range floatsOrder {
		if r, ok := byName[name]; ok {
			out = append(out, r)
		}
	}
	return out
}

const (
	floatName  = 5  // columns for "fs10 "
	floatValue = 25 // for the longest double
	floatHex   = 18
)

// floats draws the floating-point registers, as double and in hexadecimal, in as many
// columns as it takes to show all of them, if they fit.
func (p *Painter) floats(r Rect, f *frame.Frame, st *State) {
	regs := FloatList(f)
	if len(regs) == 0 {
		p.nothing(r, "No floating-point registers.")
		return
	}
	const gap = 2
	cols := 1
	for cols < r.W/(floatName+floatValue+gap) && cols*r.H < len(regs) {
		cols++
	}
	rows := max(min(r.H, (len(regs)+cols-1)/cols), 1)
	cursor, first := -1, 0
	if st.Focus == Registers {
		cursor = max(min(st.Cursor[Registers], len(regs)-1), 0)
		if cols*rows < len(regs) {
			first = window(cursor, len(regs), cols*rows)
		}
	}
	w := (r.W - gap*(cols-1)) / cols
	for k := range regs[first:min(first+cols*rows, len(regs))] {
		cell := Rect{r.X + k/rows*(w+gap), r.Y + k%rows, w, 1}
		p.float(cell, &regs[first+k])
		if first+k == cursor {
			p.pen(cell).tint(p.Theme.selected)
		}
	}
}

// float draws one of them in a row:
//
//	fa0  1.5                      0x3ff8000000000000  was 1
func (p *Painter) float(r Rect, reg *frame.Float) {
	t := p.Theme
	name, value := t.Base, t.Base
	switch {
	case reg.Changed:
		name, value = t.Changed, t.Changed
	case reg.Bits == 0 && reg.Name != "fcsr":
		name, value = t.Dim, t.Dim
	}
	pn := p.pen(r).text(name, reg.Name).col(floatName).text(value, reg.Text())
	was := ""
	if reg.Changed {
		was = "  was " + reg.Was() // worth more than the bits
	}
	if r.W >= floatName+floatValue+floatHex+cells(was) {
		pn.col(floatName+floatValue).textf(t.Dim, "%#016x", reg.Bits)
	}
	if cells(was) <= pn.left() {
		pn.text(t.Old, was)
	}
}

// floatsNote names the floating-point registers that changed.
func floatsNote(f *frame.Frame) string {
	var names []string
	for _, r := range FloatList(f) {
		if r.Changed {
			names = append(names, r.Name)
		}
	}
	if len(names) == 0 {
		return "f0-f31"
	}
	return "f0-f31 changed: " + strings.Join(names, " ")
}
