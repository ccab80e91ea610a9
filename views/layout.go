package views

// Sizes of the window at which the layout changes.
const (
	MinWidth, MinHeight     = 40, 10 // below: a message only
	MultiWidth, MultiHeight = 110, 30
	thirdColumn             = 160
	tallWindow              = 48 // rows from which source and code are both shown
	timelineWindow          = 34
)

// Placed is a pane, or several that share a place, and where they are. The
// first row of Rect is the title.
type Placed struct {
	Panes []Pane
	Rect  Rect
}

// has says whether p has its place here.
func (pl Placed) has(p Pane) bool {
	for _, q := range pl.Panes {
		if p == q {
			return true
		}
	}
	return false
}

// shown is the pane of pl to draw when the focus is on focus.
func (pl Placed) shown(focus Pane) Pane {
	if pl.has(focus) {
		return focus
	}
	return pl.Panes[0]
}

// Layout says where everything is. Its rectangles cover the window without
// overlap.
type Layout struct {
	W, H         int
	Small        bool // the window is too small for anything
	Tabs         bool // one pane, with a bar of tabs in its first row
	Header       Rect
	Timeline     Rect
	Places       []Placed
	Rules        []Rect // vertical lines between columns
	Info, Footer Rect
}

// Arrange lays out a window. When zoomed, the focused pane takes all of it.
func Arrange(w, h int, focus Pane, zoomed bool) Layout {
	l := Layout{W: w, H: h}
	if w < MinWidth || h < MinHeight {
		l.Small = true
		return l
	}
	l.Header = Rect{0, 0, w, 1}
	l.Info = Rect{0, h - 2, w, 1}
	l.Footer = Rect{0, h - 1, w, 1}
	body := Rect{0, 1, w, h - 3}
	if w < MultiWidth || h < MultiHeight {
		l.Tabs = true
		l.Places = []Placed{{allPanes(), body}}
		return l
	}
	if h >= timelineWindow {
		l.Timeline = Rect{0, 1, w, 1}
		body.Y, body.H = 2, h-4
	}
	switch {
	case zoomed:
		l.Places = []Placed{{[]Pane{focus}, body}}
	case w >= thirdColumn:
		l.threeColumns(body)
	default:
		l.twoColumns(body)
	}
	return l
}

func allPanes() []Pane {
	out := make([]Pane, PaneCount)
	for i := range out {
		out[i] = Pane(i)
	}
	return out
}

func (l *Layout) twoColumns(body Rect) {
	bottom := max(body.H/8, 4)
	top := Rect{body.X, body.Y, body.W, body.H - bottom}
	l.Places = append(l.Places, Placed{[]Pane{Console}, Rect{body.X, body.Y + top.H, body.W, bottom}})
	left, right := l.split(top, top.W*52/100)
	if l.H >= tallWindow {
		l.stack(left, []int{4, 4, 5}, []Pane{Source}, []Pane{Code}, []Pane{Registers})
	} else {
		l.stack(left, []int{11, 16}, []Pane{Source, Code}, []Pane{Registers})
	}
	l.stack(right, []int{11, 7, 10}, []Pane{Map}, []Pane{Memory}, []Pane{Fork})
}

func (l *Layout) threeColumns(body Rect) {
	left, rest := l.split(body, body.W*31/100)
	middle, right := l.split(rest, rest.W*46/100)
	if l.H >= tallWindow {
		l.stack(left, []int{5, 5}, []Pane{Source}, []Pane{Code})
		l.stack(middle, []int{42, 14}, []Pane{Registers}, []Pane{Console})
	} else {
		l.stack(left, []int{1}, []Pane{Source, Code})
		l.stack(middle, []int{24, 6}, []Pane{Registers}, []Pane{Console})
	}
	l.stack(right, []int{18, 16, 22}, []Pane{Map}, []Pane{Memory}, []Pane{Fork})
}

// split cuts r into a part of w columns, a line and the rest.
func (l *Layout) split(r Rect, w int) (left, right Rect) {
	l.Rules = append(l.Rules, Rect{r.X + w, r.Y, 1, r.H})
	return Rect{r.X, r.Y, w, r.H}, Rect{r.X + w + 1, r.Y, r.W - w - 1, r.H}
}

// stack puts places one above the other, with heights in proportion to weights.
func (l *Layout) stack(r Rect, weights []int, panes ...[]Pane) {
	total := 0
	for _, w := range weights {
		total += w
	}
	y, sum := r.Y, 0
	for i, w := range weights {
		sum += w
		end := r.Y + r.H*sum/total
		l.Places = append(l.Places, Placed{panes[i], Rect{r.X, y, r.W, end - y}})
		y = end
	}
}

// content is where a placed pane draws, below its title.
func (r Rect) content() Rect {
	return Rect{r.X + 1, r.Y + 1, max(r.W-2, 0), max(r.H-1, 0)}
}

// ContentHeight is the number of rows that pane p has in l, 0 if it is not
// shown.
func (l *Layout) ContentHeight(p Pane) int {
	for _, pl := range l.Places {
		if pl.has(p) {
			return pl.Rect.content().H
		}
	}
	return 0
}

// Shows says whether pane p is on the screen while the focus is on focus.
func (l *Layout) Shows(p, focus Pane) bool {
	for _, pl := range l.Places {
		if pl.shown(focus) == p {
			return true
		}
	}
	return false
}
