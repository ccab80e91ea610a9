package views

import (
	"fmt"
	"strings"

	"ushell/debug/frame"
	"ushell/views/screen"
)

// box draws a frame with a title, blank inside, and returns the inside.
func (p *Painter) box(r Rect, title string, st screen.Style) Rect {
	g := p.Glyphs
	for y := range r.H {
		pn := p.pen(r).row(y)
		switch y {
		case 0:
			pn.rune(st, g.TopL).fill(st, g.DoubleH)
			p.buf.Set(r.X+r.W-1, r.Y, g.TopR, st)
		case r.H - 1:
			pn.rune(st, g.BottomL).fill(st, g.DoubleH)
			p.buf.Set(r.X+r.W-1, r.Y+y, g.BottomR, st)
		default:
			pn.rune(st, g.DoubleV).fill(p.Theme.Base, ' ')
			p.buf.Set(r.X+r.W-1, r.Y+y, g.DoubleV, st)
		}
	}
	p.pen(Rect{r.X + 2, r.Y, max(r.W-4, 0), 1}).text(st, " "+title+" ")
	return Rect{r.X + 2, r.Y + 1, max(r.W-4, 0), max(r.H-2, 0)}
}

// scrolled draws lines in a box at the bottom of body, as high as they need,
// with a note where there are more.
func (p *Painter) scrolled(body Rect, title string, style screen.Style, lines [][]span, st *State) {
	h := min(len(lines)+2, body.H)
	r := Rect{body.X, body.Y + body.H - h, body.W, h}
	in := p.box(r, title, style)
	first := max(0, min(st.Scroll, len(lines)-in.H))
	for y := range min(in.H, len(lines)-first) {
		pn := p.pen(in).row(y)
		text := ""
		for _, s := range lines[first+y] {
			text += s.s
		}
		pn.spans(lines[first+y])
		p.highlightMatches(pn, 0, text, st.Search)
	}
	if len(lines) > in.H {
		note := fmt.Sprintf(" %d-%d of %d ", first+1, min(first+in.H, len(lines)), len(lines))
		p.pen(Rect{r.X + 2, r.Y + r.H - 1, max(r.W-4, 0), 1}).right(style, note)
	}
}

// helpLines is every key, group by group, in cols columns of w cells in all.
func (p *Painter) helpLines(keys []KeyHelp, w, cols int, paged bool) [][]span {
	t := p.Theme
	colW := (w - 3*(cols-1)) / cols
	var groups [][][]span
	byGroup := map[string]int{}
	for _, k := range keys {
		i, ok := byGroup[k.Group]
		if !ok {
			i = len(groups)
			byGroup[k.Group] = i
			groups = append(groups, [][]span{{{t.Title.With(screen.Underline), k.Group}}})
		}
		const keyW = 12
		for j, s := range wrap(k.Help, colW-keyW) {
			key := ""
			if j == 0 {
				key = k.Show
			}
			pad := strings.Repeat(" ", max(keyW-1-cells(key), 1))
			groups[i] = append(groups[i], []span{{t.Changed, " " + key}, {t.Base, pad + s}})
		}
	}
	for i := range groups {
		groups[i] = append(groups[i], nil)
	}
	if cols == 1 {
		var out [][]span
		for _, g := range groups {
			out = append(out, g...)
		}
		return append(out, p.legend(w, paged)...)
	}
	return append(sideBySide(groups, colW), p.legend(w, paged)...)
}

// sideBySide puts groups into two columns of about the same height.
func sideBySide(groups [][][]span, colW int) [][]span {
	var left, right [][]span
	total := 0
	for _, g := range groups {
		total += len(g)
	}
	for _, g := range groups {
		if len(left)*2 < total && len(right) == 0 {
			left = append(left, g...)
		} else {
			right = append(right, g...)
		}
	}
	out := make([][]span, max(len(left), len(right)))
	for i := range out {
		n := 0
		if i < len(left) {
			out[i] = append(out[i], left[i]...)
			n = spansWidth(left[i])
		}
		if i < len(right) {
			out[i] = append(out[i], span{s: strings.Repeat(" ", colW+3-n)})
			out[i] = append(out[i], right[i]...)
		}
	}
	return out
}

// legend explains the glyphs and letters.
func (p *Painter) legend(w int, paged bool) [][]span {
	t, g := p.Theme, p.Glyphs
	out := [][]span{{{t.Title.With(screen.Underline), "what the marks mean"}}}
	items := []span{
		{t.Tag, string(g.Tagged)}, {t.Base, " granule or register with its tag"},
		{t.Dim, string(g.Untagged)}, {t.Base, " data without a tag"},
		{t.Cleared, string(g.Cleared)}, {t.Base, " tag just cleared"},
		{t.Rewritten, string(g.Rewritten)}, {t.Base, " rewritten by the fork"},
		{t.Owner('K'), "K"}, {t.Base, " the kernel's"},
		{t.Owner('A'), "A"}, {t.Base, " the first µprocess's"},
		{t.Owner('B'), "B"}, {t.Base, " its child's, and so on"},
		{t.Changed, "changed"}, {t.Base, " since the last stop"},
		{t.Base, "s, i"}, {t.Base, " in narrow columns: sealed (sentry), invalid"},
	}
	if paged {
		for s, what := range pageMeanings {
			items = append(items, span{t.Warn, string(p.pageGlyph(frame.PageState(s)))}, span{t.Base, " " + what})
		}
	}
	var line []span
	for i := 0; i < len(items); i += 2 {
		pair := items[i : i+2]
		if len(line) > 0 && spansWidth(line)+spansWidth(pair)+4 > w {
			out = append(out, line)
			line = nil
		}
		pad := "   "
		if len(line) == 0 {
			pad = " "
		}
		line = append(append(line, span{s: pad}), pair...)
	}
	return append(out, line)
}

// overlayLines is the text of the open overlay, and how wide it is drawn.
func (p *Painter) overlayLines(f *frame.Frame, st *State, l *Layout) [][]span {
	w := l.body().W - 4
	switch {
	case st.Overlay == HelpOverlay:
		cols := 1
		if w >= 130 {
			cols = 2
		}
		return p.helpLines(st.Keys, w, cols, st.Paged)
	case st.Overlay == FaultOverlay && f != nil && f.Fault != nil:
		return p.faultLines(f.Fault, w)
	case st.Overlay == ReplyOverlay:
		var lines [][]span
		for _, s := range st.Reply {
			for _, part := range hang(strings.ReplaceAll(s, "\t", "    "), w) {
				lines = append(lines, []span{{p.Theme.Base, part}})
			}
		}
		return lines
	}
	return nil
}

// hang breaks a line at blanks into lines of at most w cells. Those behind the first
// one are indented: below the text behind the last gap in the line's first half, where
// that of a table's last column begins, or else a little.
func hang(s string, w int) []string {
	indent := 4
	if half := string([]rune(s)[:min(len([]rune(s)), w/2)]); strings.Contains(half, "  ") {
		indent = max(cells(half[:strings.LastIndex(half, "  ")])+2, indent)
	}
	var out []string
	for r := []rune(s); ; {
		if cells(string(r)) <= w || w < 2*indent {
			return append(out, string(r))
		}
		n := min(w, len(r)-1)
		for cells(string(r[:n])) > w {
			n--
		}
		for at := n; at > max(w/2, indent); at-- {
			if r[at] == ' ' {
				n = at
				break
			}
		}
		out = append(out, strings.TrimRight(string(r[:n]), " "))
		r = []rune(strings.Repeat(" ", indent) + strings.TrimLeft(string(r[n:]), " "))
	}
}

// OverlayRows is the text of the open overlay in a window of w by h, and how
// many rows of it are visible at once.
func (p *Painter) OverlayRows(f *frame.Frame, st *State, w, h int) (rows []string, visible int) {
	l := Arrange(w, h, st.Form())
	for _, line := range p.overlayLines(f, st, &l) {
		var text strings.Builder
		for _, s := range line {
			text.WriteString(s.s)
		}
		rows = append(rows, text.String())
	}
	return rows, max(l.body().H-2, 0)
}

// overlay draws what is open over the panes.
func (p *Painter) overlay(l *Layout, f *frame.Frame, st *State) {
	lines := p.overlayLines(f, st, l)
	switch st.Overlay {
	case HelpOverlay:
		p.scrolled(l.body(), "keys", p.Theme.Bright, lines, st)
	case ReplyOverlay:
		p.scrolled(l.body(), st.ReplyTitle, p.Theme.Bright, lines, st)
	case FaultOverlay:
		if f.Fault != nil {
			p.scrolled(l.body(), p.faultTitle(f.Fault), p.Theme.Alarm, lines, st)
		}
	}
}

func (p *Painter) faultTitle(ft *frame.Fault) string {
	dot := " " + p.Glyphs.Dot + " "
	title := "FAULT  " + ownerLetter(ft.Owner)
	if ft.Expected {
		title = "page fault  " + ownerLetter(ft.Owner)
	}
	if ft.PID > 0 {
		title += fmt.Sprintf(" pid %d", ft.PID)
	}
	if ft.Access != "" {
		title += dot + ft.Access
	}
	return title + dot + "instruction " + thousands(ft.Step)
}

const faultNames = 9 // columns for "register", "checks"

// faultLines is the explanation, from what to know first to the details.
func (p *Painter) faultLines(ft *frame.Fault, w int) [][]span {
	t, g := p.Theme, p.Glyphs
	var out [][]span
	for _, s := range wrap(ft.Sentence, w) {
		out = append(out, []span{{t.Bright, s}})
	}
	out = append(out, nil)
	add := func(name string, ss ...span) {
		if spansWidth(ss) == 0 {
			return
		}
		for i, line := range wrapSpans(ss, w-faultNames) {
			if i > 0 {
				name = ""
			}
			pad := strings.Repeat(" ", max(faultNames-cells(name), 1))
			out = append(out, append([]span{{t.Dim, name + pad}}, line...))
		}
	}
	add("at", span{t.Base, hex(ft.PC) + "  "}, span{t.Label, ft.Where})
	if ft.Instr != "" {
		add("instr", span{t.Bright, ft.Instr})
	}
	cause := fmt.Sprintf("%d %s, tval %#x", ft.Cause, ft.CauseName, ft.Tval)
	add("cause", span{t.Base, cause})
	if j := ft.Jump; j != nil {
		text := fmt.Sprintf("%s at %#x %s", j.Instr, j.PC, j.Where)
		if j.Register != "" {
			text += ", target in " + j.Register
		}
		add("jump", span{t.Warn, text})
	}
	add("checks", p.checks(ft.Checks)...)
	for _, c := range ft.Checks {
		if c.State == frame.Fail && !strings.Contains(ft.Sentence, c.Detail) {
			add("", span{t.Bad, g.No + " " + c.Name + ": "}, span{t.Base, c.Detail})
		}
	}
	if ft.Register != "" {
		auth := append([]span{{t.Bright, ft.Register + " "}}, p.capability(ft.Auth, t.capStyle(), w-faultNames-cells(ft.Register)-1)...)
		if ft.Object != "" {
			auth = append(auth, span{t.Label, " " + ft.Object})
		}
		add("register", auth...)
	}
	out = append(out, p.ruler(ft, w)...)
	if ft.Hit != "" {
		add("there", span{t.Base, ft.Hit})
	}
	for i, h := range ft.Hints {
		name := ""
		if i == 0 {
			name = "hints"
		}
		add(name, span{t.Base, h})
	}
	return out
}

// checks draws each check with its outcome.
func (p *Painter) checks(cs []frame.Check) []span {
	t, g := p.Theme, p.Glyphs
	var out []span
	for _, c := range cs {
		switch c.State {
		case frame.Pass:
			out = append(out, span{t.OK, g.Yes + " " + c.Name})
		case frame.Fail:
			out = append(out, span{t.Bad, g.No + " " + c.Name})
		default:
			out = append(out, span{t.Dim, g.Skip + " " + c.Name})
		}
		out = append(out, span{s: "   "})
	}
	return out
}

// wrapSpans breaks spans into lines of at most w cells, each span at blanks.
func wrapSpans(ss []span, w int) [][]span {
	var lines [][]span
	var line []span
	for _, s := range ss {
		if spansWidth(line)+cells(strings.TrimRight(s.s, " ")) <= w {
			line = append(line, s)
			continue
		}
		room := max(w-spansWidth(line), 0)
		if len(line) > 0 && room < 20 || cells(s.s) <= w {
			lines, line = append(lines, line), nil
			room = w
		}
		for i, part := range wrap(s.s, room) {
			if i > 0 || len(line) > 0 && spansWidth(line)+cells(part) > w {
				lines, line = append(lines, line), nil
			}
			line = append(line, span{s.st, part})
		}
	}
	return append(lines, line)
}
