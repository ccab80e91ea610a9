package views

import (
	"fmt"
	"strings"

	"ushell/debug/frame"
	"ushell/views/screen"
)

// LocalRow is a row of the pane of variables: a variable, a part of one, or,
// with Local nil, a heading.
type LocalRow struct {
	Local *frame.Local
	Depth int    // 0 for a variable, 1 for its members, ...
	Path  string // "n.next", as an expression
	Head  string
}

// shortValue is how long the text of a struct may be that is shown in one row.
const shortValue = 40

// LocalList is the variables of f, row by row, which is what
// State.Cursor[Locals] counts. What is long has its parts below it.
func LocalList(f *frame.Frame) []LocalRow {
	var out []LocalRow
	global := false
	for i := range f.Locals {
		l := &f.Locals[i]
		if l.Block < 0 && !global {
			global = true
			out = append(out, LocalRow{Head: "outside of functions"})
		}
		out = appendLocal(out, l, 0, l.Name)
	}
	return out
}

func appendLocal(out []LocalRow, l *frame.Local, depth int, path string) []LocalRow {
	out = append(out, LocalRow{Local: l, Depth: depth, Path: path})
	if len(l.Text) <= shortValue {
		return out
	}
	for i := range l.Parts {
		part := &l.Parts[i]
		out = appendLocal(out, part, depth+1, path+part.Name)
	}
	return out
}

// nameColumn is the widest that names of variables are.
const nameColumn = 16

// locals draws the variables of the selected function:
//
//	head      ◆ 0x80001020 [rwRW,1020-1040] A nodes+0x20      struct node *
//	i         2 was 1                                         int
func (p *Painter) locals(r Rect, f *frame.Frame, st *State) {
	rows := LocalList(f)
	if len(rows) == 0 {
		if len(f.Calls) > 0 {
			p.nothing(r, "No variables.")
		} else {
			p.nothing(r, "Nothing is known of variables at "+hex(f.PC)+".", "The program, or this part of it, has no debug information.")
		}
		return
	}
	names := 3
	for _, row := range rows {
		if row.Local != nil {
			names = max(names, min(2*row.Depth+cells(row.Local.Name), nameColumn))
		}
	}
	cursor := -1
	if st.Focus == Locals {
		cursor = max(min(st.Cursor[Locals], len(rows)-1), 0)
	}
	first := window(max(cursor, 0), len(rows), r.H)
	for y := range min(r.H, len(rows)-first) {
		row := rows[first+y]
		pn := p.pen(r).row(y)
		if more := len(rows) - first - r.H; y == r.H-1 && more > 0 && r.H > 1 {
			note := fmt.Sprintf(" %d more", more)
			pn.right(p.Theme.Faint, note)
			pn.r.W = max(r.W-cells(note), 0)
			pn.row(y)
		}
		if row.Local == nil {
			pn.text(p.Theme.Faint, row.Head+" ").fill(p.Theme.Faint, p.Glyphs.H)
		} else {
			p.local(pn, row, names)
		}
		if first+y == cursor {
			p.pen(r).row(y).tint(p.Theme.selected)
		}
	}
}

// local draws one variable, or a part of one.
func (p *Painter) local(pn *pen, row LocalRow, names int) {
	t, l := p.Theme, row.Local
	name := t.Base
	switch {
	case l.Changed:
		name = t.Changed
	case l.Gone:
		name = t.Dim
	case row.Depth > 0:
		name = t.Dim
	}
	label := pen{b: pn.b, g: pn.g, r: Rect{pn.r.X, pn.r.Y, min(names, pn.r.W), pn.r.H}}
	label.row(pn.y).space(2*row.Depth).text(name, l.Name)
	pn.col(names + 1)
	typ := ""
	if w := cells(l.Type) + 1; pn.left() >= 40 && row.Depth == 0 && p.localNeeds(l) <= pn.left()-w || pn.left() >= 60 {
		typ = l.Type
		pn.r.W -= w
	}
	p.localValue(pn, l)
	if typ != "" {
		pn.r.W += cells(typ) + 1
		pn.right(t.Faint, typ)
	}
}

// localNeeds is how many cells the value of l needs to say what matters.
func (p *Painter) localNeeds(l *frame.Local) int {
	full := l.Cap.String()
	if !l.IsCap || !strings.HasPrefix(l.Text, full) || l.Cap.IsInteger() {
		return min(cells(l.Text), shortValue)
	}
	n := 2 + spansWidth(p.capForm(l.Cap, capStyle{}, capTerse))
	if tail := cells(strings.TrimPrefix(l.Text, full)); tail > 0 {
		return n + min(tail, shortValue)
	}
	return n
}

func (p *Painter) localValue(pn *pen, l *frame.Local) {
	t := p.Theme
	value := t.Bright
	switch {
	case l.Gone:
		value = t.Dim
	case l.Changed:
		value = t.Changed
	}
	if full := l.Cap.String(); l.IsCap && strings.HasPrefix(l.Text, full) && !l.Cap.IsInteger() {
		p.localCap(pn, l, strings.TrimPrefix(l.Text, full))
		return
	}
	was := ""
	if l.Changed {
		was = " was " + l.Old
	}
	text := l.Text
	if cells(text)+cells(was) > pn.left() && len(l.Parts) > 0 {
		was = "" // its parts say more
	}
	if cells(text) > pn.left() && len(l.Parts) > 0 && len(l.Text) > shortValue {
		text = bracket(l.Text)
	}
	if was != "" && cells(text)+cells(was) > pn.left() {
		if room := pn.left() - cells(text); room >= 10 {
			was = cutTo(was, room, p.Glyphs)
		} else {
			was = ""
		}
	}
	pn.text(value, text).text(t.Old, was)
}

// bracket stands for what is shown part by part.
func bracket(text string) string {
	if strings.HasPrefix(text, "{") {
		return "{...}"
	}
	return text
}

// localCap draws a capability with what it points at, and tail, which is what
// the text of the variable has behind it: a string, the name of a function.
func (p *Painter) localCap(pn *pen, l *frame.Local, tail string) {
	t := p.Theme
	glyph := p.Glyphs.Untagged
	if l.Cap.Tag {
		glyph = p.Glyphs.Tagged
	}
	pn.rune(t.Tag, glyph).space(1)
	st := t.capStyle()
	if l.Changed {
		st.digits = t.Changed
	}
	var after []span
	if tail != "" {
		after = append(after, span{t.syntax[syntaxText], tail})
	} else {
		if l.Cap.Tag && l.Owner != frame.None {
			after = append(after, span{t.Owner(l.Owner), " " + ownerLetter(l.Owner)})
		}
		if l.Target != "" {
			after = append(after, span{t.Label, " " + l.Target})
		}
	}
	var was []span
	if l.Changed {
		was = []span{{t.Old, " was " + hex(l.OldCap.Addr)}}
		if l.OldCap.Addr == 0 && l.OldCap.IsInteger() {
			was[0].s = " was NULL"
		}
	}
	room := pn.left() - spansWidth(was)
	if spansWidth(p.capForm(l.Cap, st, capTerse))+spansWidth(after) <= room {
		room -= spansWidth(after)
	}
	pn.spans(p.capability(l.Cap, st, room))
	pn.spans(was)
	for _, s := range after {
		if cells(s.s) <= pn.left() || tail != "" && pn.left() > 6 {
			pn.text(s.st, s.s)
		}
	}
}

// LocalText is a variable in a line, for searching and copying.
func LocalText(row LocalRow) string {
	if row.Local == nil {
		return row.Head
	}
	return fmt.Sprintf("%s = (%s) %s", row.Path, row.Local.Type, row.Local.Text)
}

// callText is a function of the stack of calls in a line.
func callText(c *frame.Call) string {
	text := fmt.Sprintf("#%d %s", c.N, c.Func)
	if c.Args != "" {
		text += "(" + c.Args + ")"
	}
	if c.File != "" {
		text += fmt.Sprintf(" at %s:%d", c.File, c.Line)
	}
	return text
}

// calls draws the stack of calls, the innermost first.
func (p *Painter) calls(r Rect, f *frame.Frame, st *State) {
	if len(f.Calls) == 0 {
		p.nothing(r, "Nothing is known of calls here.")
		return
	}
	t := p.Theme
	cursor := CallCursor(f, st)
	first := window(cursor, len(f.Calls), r.H)
	for y := range min(r.H, len(f.Calls)-first) {
		c := &f.Calls[first+y]
		pn := p.pen(r).row(y)
		mark, name := t.Dim, t.Base
		if c.Selected {
			mark, name = t.Here, t.Bright
			pn.rune(t.Here, p.Glyphs.Current)
		} else {
			pn.space(1)
		}
		where := hex(c.PC)
		if c.File != "" {
			where = fmt.Sprintf("%s:%d", lastPart(c.File), c.Line)
		}
		pn.textf(mark, "%d ", c.N)
		room := pn.r.W
		pn.r.W = max(room-cells(where)-1, pn.x)
		pn.text(name, c.Func)
		if c.Args != "" {
			pn.text(t.Dim, "(").text(p.argStyle(c), c.Args).text(t.Dim, ")")
		}
		pn.r.W = room
		pn.right(t.Faint, where)
		if first+y == cursor && st.Focus == Calls {
			pn.tint(t.selected)
		}
	}
}

func (p *Painter) argStyle(c *frame.Call) screen.Style {
	if c.Selected {
		return p.Theme.Base
	}
	return p.Theme.Dim
}

// CallCursor is the index in f.Calls of the row at the cursor: that of the
// selected function when the pane is not the one in use; -1 if there is none.
func CallCursor(f *frame.Frame, st *State) int {
	at := 0
	for i := range f.Calls {
		if f.Calls[i].Selected {
			at = i
		}
	}
	if st.Focus == Calls {
		at += st.Cursor[Calls]
	}
	return max(min(at, len(f.Calls)-1), min(0, len(f.Calls)-1))
}
