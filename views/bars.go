package views

import (
	"fmt"

	"ushell/debug/frame"
	"ushell/views/screen"
)

// header draws the first row: what runs, who, where in time. It says whether there
// was room for how to get help.
func (p *Painter) header(r Rect, f *frame.Frame, st *State) (help bool) {
	t, g := p.Theme, p.Glyphs
	pn := p.pen(r)
	pn.fill(t.HeaderDim, ' ')
	pn.row(0).text(t.Header, " "+g.Micro+"shell ")
	if st.Running {
		word := "running"
		if st.Interrupting {
			word = "interrupting"
		}
		pn.textf(t.Key, " %s%s %s instructions ", word, g.Ellipsis, thousands(st.Progress))
		pn.right(t.HeaderDim, "ctrl+c interrupts ")
		return true
	}
	for _, s := range p.headerSpans(f, r.W-pn.x) {
		pn.text(s.st, s.s)
	}
	for _, s := range []string{"? help  : command  ctrl+c quit ", "? help  : command ", "? help "} {
		if pn.left() > cells(s)+1 {
			pn.right(t.HeaderDim, s)
			return true
		}
	}
	return false
}

// headerSpans are the parts of the header that fit, the important ones first
// to stay.
func (p *Painter) headerSpans(f *frame.Frame, w int) []span {
	t, g := p.Theme, p.Glyphs
	owner := t.Owner(f.Owner)
	owner.BG = t.HeaderDim.BG
	owner.Attr |= t.HeaderDim.Attr
	who := ownerLetter(f.Owner)
	switch {
	case f.PID > 0:
		who += fmt.Sprintf(" pid %d", f.PID)
	case f.Owner == 'K' && f.For != 0:
		who += " kernel for " + ownerLetter(f.For)
	case f.Owner == 'K':
		who += " kernel"
	}
	viewing := ""
	if f.Viewing != 0 {
		viewing = "looking at " + ownerLetter(f.Viewing)
	}
	program := f.Program
	if len(program) > 24 || f.Variables {
		program = lastPart(program)
	}
	strategy := ""
	if len(f.Forks) > 0 {
		strategy = f.Forks[len(f.Forks)-1].Strategy
	}
	mode := "capability mode"
	if f.IntMode {
		mode = "integer mode"
	}
	position := fmt.Sprintf("%s %s of %s %s", g.Open, thousands(f.Step), thousands(f.End), g.Close)
	if f.Step == f.End {
		position = fmt.Sprintf("%s %s %s", g.Open, thousands(f.Step), g.Close)
	}
	parts := []struct {
		span
		rank int
	}{
		{span{t.Header, program}, 3}, {span{owner, who}, 1}, {span{t.Key, viewing}, 1}, {span{t.HeaderDim, f.Privilege + "-mode"}, 4},
		{span{t.HeaderDim, mode}, 6}, {span{t.HeaderDim, strategy}, 5}, {span{t.Header, position}, 2}, {span{t.HeaderDim, f.Symbol}, 5},
	}
	keep := make([]bool, len(parts))
	for rank := 1; rank <= 6; rank++ {
		for i, part := range parts {
			if part.rank == rank && part.s != "" && cells(part.s)+2 <= w {
				keep[i], w = true, w-cells(part.s)-2
			}
		}
	}
	var out []span
	for i, part := range parts {
		if keep[i] {
			out = append(out, span{t.HeaderDim, " "}, part.span, span{t.HeaderDim, " "})
		}
	}
	return out
}

// info draws the last row but one: a line being typed, a message, or why the
// machine stands here and what its last instruction did.
func (p *Painter) info(r Rect, f *frame.Frame, st *State) {
	t := p.Theme
	pn := p.pen(r)
	switch {
	case st.Prompt != nil:
		p.prompt(pn, st.Prompt)
		return
	case st.Message != "":
		style := t.Bright
		if st.Severity == Problem {
			style = t.Bad
		}
		pn.space(1).text(style, st.Message)
		return
	}
	pn.space(1)
	if st.Running && st.Waiting != "" {
		const what = "then "
		r := []rune(st.Waiting)
		pn.text(t.Dim, what).text(t.Bright, string(r[max(len(r)-pn.left(), 0):]))
		return
	}
	if f.Stop.Text != "" {
		pn.text(p.stopStyle(f.Stop.Kind), f.Stop.Text).space(2)
	}
	if f.Effect.Text == "" || pn.left() < 8 || f.Stop.Kind == frame.StopFault {
		return // of a fault the panel says more
	}
	if f.Effect.Text[0] == '(' {
		pn.text(t.Dim, f.Effect.Text)
	} else {
		pn.text(t.Dim, "did ")
		p.instruction(pn, f.Effect.Text, 0)
	}
	pn.space(1)
	for _, n := range f.Effect.Notes {
		if pn.left() < 12 {
			return
		}
		pn.text(t.Faint, " "+p.Glyphs.Dot+" ").text(t.Dim, n)
	}
}

func (p *Painter) stopStyle(k frame.StopKind) screen.Style {
	switch k {
	case frame.StopFault:
		return p.Theme.Bad
	case frame.StopEnd, frame.StopHistory, frame.StopInterrupt, frame.StopLimit:
		return p.Theme.Warn
	case frame.StopProbe:
		return p.Theme.Rewritten
	}
	return p.Theme.Bright
}

// promptFirst is the first character of the text that is shown, so that the
// cursor is in view.
func promptFirst(pr *Prompt, w int) int {
	return max(pr.Cursor-(w-cells(pr.Prefix)-2), 0)
}

func (p *Painter) prompt(pn *pen, pr *Prompt) {
	pn.text(p.Theme.Bright, pr.Prefix)
	r := []rune(pr.Text)
	first := min(promptFirst(pr, pn.r.W), len(r))
	pn.text(p.Theme.Base, string(r[first:]))
}

// PromptCursor is where the terminal's cursor belongs while a line is typed.
func PromptCursor(pr *Prompt, w, h int) (x, y int) {
	x = cells(pr.Prefix)
	for i, c := range []rune(pr.Text) {
		if i >= promptFirst(pr, w) && i < pr.Cursor {
			x += screen.Width(c)
		}
	}
	return min(x, max(w-1, 0)), h - 2
}
