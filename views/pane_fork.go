package views

import (
	"fmt"
	"strings"

	"ushell/cap"
	"ushell/debug/frame"
)

// fork draws the newest fork: which regions, the rewrite that was just made
// in full, and the list of all of them.
func (p *Painter) fork(r Rect, f *frame.Frame, st *State) {
	fk, at := RewriteAt(f, st)
	if fk == nil {
		hints := []string{"No fork yet.", "r runs to the next pointer rewrite."}
		if st.Paged {
			hints = append(hints, "t runs to the next page fault that a fork arranged.")
		}
		p.nothing(r, hints...)
		return
	}
	if st.Focus != Fork {
		at = newest(f)
		if n := len(fk.Rewrites); at == nil && n > 0 {
			at = &fk.Rewrites[n-1]
		}
	}
	pn := p.pen(r).row(0)
	p.forkRegions(pn, fk)
	y := 1
	if fk.Strategy != "" {
		room := r.H - 1
		if newest(f) != nil && r.H < 12 {
			room = 0 // the rewrite is what matters
		}
		y += p.forkPages(Rect{r.X, r.Y + 1, r.W, r.H - 1}, fk, room >= 8)
	}
	if at == nil {
		pn.row(y+1).text(p.Theme.Dim, "No pointer was rewritten yet. r runs to the first one.")
		return
	}
	if r.H >= 14 {
		y++
	}
	y = p.rewriteInFull(Rect{r.X, r.Y + y, r.W, max(r.H-y, 0)}, fk, at) + y
	if r.H >= 14 {
		y++
	}
	if r.H-y >= 2 {
		p.rewriteList(Rect{r.X, r.Y + y, r.W, r.H - y}, fk, at, st)
	}
}

// forkRegions draws "A 80140000-80180000 → B 80180000-801c0000  +0x40000",
// with the number of the fork and of the processes if there is room.
func (p *Painter) forkRegions(pn *pen, fk *frame.Fork) {
	t := p.Theme
	wide := pn.r.W >= 74
	paged := fk.Strategy != ""
	side := func(o frame.Owner, pid int, base uint64) {
		pn.text(t.Owner(o), ownerLetter(o))
		if wide {
			pn.textf(t.Base, " pid %d", pid)
		}
		if paged {
			pn.textf(t.Base, " %x", base)
			return
		}
		pn.textf(t.Base, " %x-%x", base, base+fk.Size)
	}
	if wide {
		pn.textf(t.Bright, "fork %d  ", fk.N)
	}
	side(fk.Parent, fk.ParentPID, fk.ParentBase)
	pn.text(t.Dim, " "+p.Glyphs.Arrow+" ")
	side(fk.Child, fk.ChildPID, fk.ChildBase)
	pn.text(t.Changed, "  "+distance(int64(fk.ChildBase-fk.ParentBase)))
	pn.space(2)
	pn.right(t.Dim, bytesSize(fk.Size)+" each")
}

// forkPages draws what became of the pages, and where the instructions of the call
// went if phases is set, and returns the rows used.
func (p *Painter) forkPages(r Rect, fk *frame.Fork, phases bool) int {
	t, g := p.Theme, p.Glyphs
	pn := p.pen(r).row(0)
	names := map[string]string{"full": "full copy", "coa": "copy on access", "copa": "copy on pointer access"}
	spans := []span{{t.Bright, names[fk.Strategy]}}
	add := func(n int, format string) {
		if n > 0 {
			spans = append(spans, span{t.Base, fmt.Sprintf(format, n)})
		}
	}
	add(fk.Shared, "shared %d")
	add(fk.Eager, "copied at once %d")
	by, taken := map[string]int{}, 0
	for _, c := range fk.Copies {
		switch {
		case c.Failed:
		case !c.Taken:
			by[c.By]++
		case c.End > 0:
			taken++
		}
	}
	for _, what := range []string{"write", "access", "pointer load"} {
		add(by[what], "by "+what+" %d")
	}
	add(taken, "taken over %d")
	if fk.Failed {
		spans = append(spans, span{t.Bad, "failed: no memory"})
	}
	y := 0
	sep := " " + g.Dot + " "
	for i, s := range spans {
		if i > 0 && cells(s.s)+cells(sep) > pn.left() {
			y++
			pn.row(y).space(2)
		} else if i > 0 {
			pn.text(t.Faint, sep)
		}
		pn.text(s.st, s.s)
	}
	y++
	if len(fk.Phases) == 0 || !phases {
		return y
	}
	pn.row(y).text(t.Dim, "instructions")
	for _, ph := range fk.Phases {
		pn.text(t.Dim, "  "+ph.Name+" ").text(t.Base, thousands(ph.Instructions))
	}
	return y + 1
}

func distance(d int64) string {
	if d < 0 {
		return "-" + hex(uint64(-d))
	}
	return "+" + hex(uint64(d))
}

// rewriteInFull draws one rewrite with its proof, and returns the rows used.
func (p *Painter) rewriteInFull(r Rect, fk *frame.Fork, rw *frame.Rewrite) int {
	t, g := p.Theme, p.Glyphs
	pn := p.pen(r).row(0)
	total := max(fk.Total, len(fk.Rewrites))
	pn.rune(t.Rewritten, g.Rewritten).textf(t.Bright, " rewrite %d of %d", rw.N, total)
	pn.text(t.Dim, "  in ").text(t.Base, where(rw))
	if rw.Part != "" && rw.Part != "registers" {
		pn.text(t.Dim, " "+rw.Part)
	}
	p.fits(pn, t.Label, "  "+g.Arrow+" ", rw.Target)
	if rw.Fault > 0 && rw.Fault <= len(fk.Copies) {
		p.fits(pn, t.Warn, "  by ", fk.Copies[rw.Fault-1].By)
	}
	pn.space(2)
	pn.right(t.Dim, "at "+thousands(rw.Step))

	line := func(y int, o frame.Owner, word string, c cap.Cap, st capStyle, mark rune) {
		pn.row(y).space(2).text(t.Dim, word+" ").text(t.Owner(o), ownerLetter(o)).space(1)
		pn.rune(st.digits, mark).space(1)
		pn.spans(p.capability(c, st, pn.left()))
	}
	line(1, fk.Parent, "old", rw.Old, oneStyle(t.Old), g.Tagged)
	line(2, fk.Child, "new", rw.New, oneStyle(t.Changed), g.Rewritten)
	p.fits(pn, t.Changed, "  ", distance(rw.Distance))
	y := 3
	lines := packSpans(p.agreement(fk, rw, true), r.W-2)
	if len(lines) > 1 {
		lines = packSpans(p.agreement(fk, rw, false), r.W-2)
	}
	for _, ss := range lines {
		pn.row(y).space(2).spans(ss)
		y++
	}
	if !rw.Agrees && rw.Problem != "" {
		pn.row(y).space(2).text(t.Bad, rw.Problem)
		y++
	}
	return min(y, r.H)
}

func where(rw *frame.Rewrite) string {
	if strings.HasPrefix(rw.Register, "handler ") {
		return strings.Replace(rw.Register, "handler", "the handler of signal", 1)
	}
	if rw.Register != "" {
		return "register " + rw.Register
	}
	return hex(rw.Slot)
}

// agreement says of each property whether the new capability has it as the
// old one had, with its value if there is room for values.
func (p *Painter) agreement(fk *frame.Fork, rw *frame.Rewrite, values bool) []span {
	o, n := rw.Old, rw.New
	var out []span
	check := func(ok bool, name, value, but string) {
		if name != "" && value != "" && (values || !ok) {
			name += " "
		}
		if name == "" || values || !ok {
			name += value
		}
		if ok {
			out = append(out, span{p.Theme.OK, p.Glyphs.Yes + " " + name})
			return
		}
		out = append(out, span{p.Theme.Bad, p.Glyphs.No + " " + name + " " + p.Glyphs.Arrow + " " + but})
	}
	oOff, nOff := o.Addr-o.Base(), n.Addr-n.Base()
	check(oOff == nOff, "offset", hex(oOff), hex(nOff))
	check(o.Length() == n.Length(), "length", o.Length().String(), n.Length().String())
	check(o.Perms() == n.Perms(), "", o.PermString(), n.PermString())
	seal := func(c cap.Cap) string {
		if c.Sealed() {
			return "sentry"
		}
		return "unsealed"
	}
	check(o.Sealed() == n.Sealed(), "", seal(o), seal(n))
	end := cap.Wide{Lo: fk.ChildBase}.Add(fk.Size)
	inside := n.Base() >= fk.ChildBase && n.Top().Cmp(end) <= 0
	check(inside && n.Tag, "", "inside "+ownerLetter(fk.Child), "not")
	return out
}

// packSpans puts spans side by side into lines of at most w cells.
func packSpans(ss []span, w int) [][]span {
	var lines [][]span
	var line []span
	for _, s := range ss {
		if len(line) > 0 && spansWidth(line)+2+cells(s.s) > w {
			lines = append(lines, line)
			line = nil
		}
		if len(line) > 0 {
			line = append(line, span{s: "  "})
		}
		line = append(line, s)
	}
	if len(line) > 0 {
		lines = append(lines, line)
	}
	return lines
}

// rewriteList draws one row a rewrite, with at kept in view.
func (p *Painter) rewriteList(r Rect, fk *frame.Fork, at *frame.Rewrite, st *State) {
	t, g := p.Theme, p.Glyphs
	wide := r.W >= 54
	w := 8 // digits of an address
	if fk.ChildBase>>32 != 0 || fk.ParentBase>>32 != 0 {
		w = 10
	}
	oldAt, newAt, farAt, partAt := w+3, 2*w+4, 3*w+9, 3*w+20
	if w > 8 { // all distances are the same: the head has it
		farAt, partAt = 0, 3*w+9
	}
	head := p.pen(r).row(0)
	head.space(2).text(t.Title, "slot").col(oldAt).text(t.Title, "old").col(newAt).space(len("→ ")).text(t.Title, "new")
	if wide && farAt > 0 {
		head.col(farAt).text(t.Title, "distance")
	}
	if wide {
		head.col(partAt).text(t.Title, "where")
	}
	rows, cursor := rewriteRows(fk, at)
	h := r.H - 1
	first := window(cursor, len(rows), h)
	for y := range min(h, len(rows)-first) {
		rw := rows[first+y].rw
		pn := p.pen(r).row(y + 1)
		if c := rows[first+y].copy; c != nil {
			p.copyRow(pn, c)
			continue
		}
		style, old := t.Base, t.Dim
		if fk.AtRewrite && rw == &fk.Rewrites[len(fk.Rewrites)-1] {
			style, old = t.Changed, t.Old
			pn.rune(t.Rewritten, g.Rewritten)
		}
		slot := fmt.Sprintf("%0*x", w, rw.Slot)
		if rw.Register != "" {
			slot = rw.Register
		}
		pn.col(2).text(style, slot).col(oldAt).textf(old, "%0*x", w, rw.Old.Addr)
		pn.col(newAt).text(t.Dim, g.Arrow+" ").textf(style, "%0*x", w, rw.New.Addr)
		if !rw.Agrees {
			pn.text(t.Bad, " "+g.No)
		}
		if wide {
			if farAt > 0 {
				pn.col(farAt).text(t.Dim, distance(rw.Distance))
			}
			pn.col(partAt).text(t.Base, partName(rw))
			p.fits(pn, t.Label, " "+g.Arrow+" ", rw.Target)
		}
		if rw.N == at.N && st.Focus == Fork {
			pn.tint(t.selected)
		}
	}
}

// rewriteRow is a row of the list of rewrites: one of them, or the fault that those
// below it belong to.
type rewriteRow struct {
	rw   *frame.Rewrite
	copy *frame.Copy
}

// rewriteRows are the rows of the list, and the index of that of at.
func rewriteRows(fk *frame.Fork, at *frame.Rewrite) (rows []rewriteRow, cursor int) {
	fault := 0
	for i := range fk.Rewrites {
		rw := &fk.Rewrites[i]
		for ; fault < min(rw.Fault, len(fk.Copies)); fault++ {
			rows = append(rows, rewriteRow{copy: &fk.Copies[fault]})
		}
		if rw.N == at.N {
			cursor = len(rows)
		}
		rows = append(rows, rewriteRow{rw: rw})
	}
	for ; fault < len(fk.Copies); fault++ {
		rows = append(rows, rewriteRow{copy: &fk.Copies[fault]})
	}
	return rows, cursor
}

// copyRow draws a fault of the child: the page, what asked for it, and where.
func (p *Painter) copyRow(pn *pen, c *frame.Copy) {
	t := p.Theme
	pn.textf(t.Title, "%x %s", c.Page, c.Part).text(t.Warn, " by "+c.By)
	if c.Failed {
		pn.text(t.Bad, " no memory")
	} else if c.Taken && c.End > 0 {
		pn.text(t.Dim, " taken over")
	}
	p.fits(pn, t.Dim, " ", shortWhere(c.Where))
	pn.space(2)
	if at := thousands(c.Step); cells(at)+1 < pn.left() {
		pn.right(t.Faint, at)
	}
}

// shortWhere is the file and the line of "symbol+off, dir/file:line".
func shortWhere(where string) string {
	_, line, ok := strings.Cut(where, ", ")
	if !ok {
		return where
	}
	return lastPart(line)
}

func partName(rw *frame.Rewrite) string {
	if rw.Register != "" {
		return "register"
	}
	return rw.Part
}

// forkNote is the head of the pane: "1: A pid 1 → B pid 2 · 3,912 instructions".
func (p *Painter) forkNote(f *frame.Frame) string {
	fk := lastFork(f)
	if fk == nil {
		return ""
	}
	s := fmt.Sprintf("%d %s A pid %d %s B pid %d", fk.N, p.Glyphs.Dot, fk.ParentPID, p.Glyphs.Arrow, fk.ChildPID)
	s = strings.Replace(s, "A pid", ownerLetter(fk.Parent)+" pid", 1)
	s = strings.Replace(s, "B pid", ownerLetter(fk.Child)+" pid", 1)
	if fk.End > fk.Begin {
		return s + fmt.Sprintf(" %s %s instructions", p.Glyphs.Dot, thousands(fk.End-fk.Call))
	}
	return s + fmt.Sprintf(" %s since %s", p.Glyphs.Dot, thousands(fk.Begin))
}

// consoleLine is a row of output of one owner.
type consoleLine struct {
	owner frame.Owner
	text  string
}

// consoleLines cuts output into lines; one that another owner continues is
// broken, so that each line has one author.
func consoleLines(f *frame.Frame) []consoleLine {
	var out []consoleLine
	open := false
	for _, t := range f.Console {
		for i, s := range strings.SplitAfter(t.Text, "\n") {
			body, ended := strings.CutSuffix(s, "\n")
			if s == "" {
				continue
			}
			if open && i == 0 && out[len(out)-1].owner == t.Owner {
				out[len(out)-1].text += body
			} else {
				out = append(out, consoleLine{t.Owner, body})
			}
			open = !ended
		}
	}
	return out
}

// console draws the end of the output, or what is above it.
func (p *Painter) console(r Rect, f *frame.Frame, st *State) {
	t := p.Theme
	lines := consoleLines(f)
	if len(lines) == 0 {
		p.pen(r).row(0).text(t.Dim, "Nothing was written yet.")
		return
	}
	last := max(min(len(lines)+st.Cursor[Console], len(lines)), min(r.H, len(lines)))
	first := max(last-r.H, 0)
	for y, line := range lines[first:last] {
		pn := p.pen(r).row(y)
		pn.text(t.Owner(line.owner), ownerLetter(line.owner)+" "+string(p.Glyphs.V)+" ")
		start := pn.x
		pn.text(t.Base, line.text)
		p.highlightMatches(pn, start, line.text, st.Search)
	}
}
