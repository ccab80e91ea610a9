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

// Form is what a layout depends on beside the size of the window.
type Form struct {
	Focus     Pane
	Zoomed    bool // the focused pane takes all of the window
	Variables bool // the program has debug information: there are variables and calls to show
	Alone     bool // it has the machine to itself: there are no forks
	Paged     bool // its kernel pages: there are µprocesses to show
}

// Panes are those that there are in this form, in the order of their numbers.
func (f Form) Panes() []Pane {
	var out []Pane
	for p := range PaneCount {
		switch {
		case p == Procs && !f.Paged, (p == Locals || p == Calls) && !f.Variables, p == Fork && f.Variables && f.Alone:
			continue
		}
		out = append(out, p)
	}
	return out
}

// Arrange lays out a window.
func Arrange(w, h int, form Form) Layout {
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
		l.Places = []Placed{{form.Panes(), body}}
		return l
	}
	if h >= timelineWindow {
		l.Timeline = Rect{0, 1, w, 1}
		body.Y, body.H = 2, h-4
	}
	switch wide := w >= thirdColumn; {
	case form.Zoomed:
		l.Places = []Placed{{[]Pane{form.Focus}, body}}
	case form.Variables && wide:
		l.threeColumnsC(body, form.Alone)
	case form.Variables:
		l.twoColumnsC(body, form.Alone)
	case wide:
		l.threeColumns(body)
	default:
		l.twoColumns(body)
	}
	if form.Paged && !form.Zoomed {
		for i := range l.Places {
			if l.Places[i].has(Fork) {
				l.Places[i].Panes = append(l.Places[i].Panes, Procs)
			}
		}
	}
	return l
}

// twoColumnsC is twoColumns for a program with variables.
func (l *Layout) twoColumnsC(body Rect, alone bool) {
	bottom := max(body.H/8, 4)
	top := Rect{body.X, body.Y, body.W, body.H - bottom}
	l.Places = append(l.Places, Placed{[]Pane{Console}, Rect{body.X, body.Y + top.H, body.W, bottom}})
	left, right := l.split(top, top.W*54/100)
	second := []Pane{Locals}
	if !alone {
		second = []Pane{Locals, Registers, Calls}
	}
	if l.H >= tallWindow {
		l.stack(left, []int{5, 4, 5}, []Pane{Source}, []Pane{Code}, second)
	} else {
		l.stack(left, []int{14, 12}, []Pane{Source, Code}, second)
	}
	if alone {
		l.stack(right, []int{13, 8, 6}, []Pane{Registers}, []Pane{Memory, Map}, []Pane{Calls})
	} else {
		l.stack(right, []int{11, 7, 10}, []Pane{Map}, []Pane{Memory}, []Pane{Fork})
	}
}

// threeColumnsC is threeColumns for a program with variables.
func (l *Layout) threeColumnsC(body Rect, alone bool) {
	left, rest := l.split(body, body.W*34/100)
	middle, right := l.split(rest, rest.W*50/100)
	if l.H >= tallWindow {
		l.stack(left, []int{6, 4}, []Pane{Source}, []Pane{Code})
	} else {
		l.stack(left, []int{1}, []Pane{Source, Code})
	}
	if alone {
		l.stack(middle, []int{20, 7, 9}, []Pane{Locals}, []Pane{Calls}, []Pane{Console})
		l.stack(right, []int{20, 14, 10}, []Pane{Registers}, []Pane{Memory}, []Pane{Map})
		return
	}
	l.stack(middle, []int{16, 6, 20, 7}, []Pane{Locals}, []Pane{Calls}, []Pane{Registers}, []Pane{Console})
	l.stack(right, []int{18, 16, 22}, []Pane{Map}, []Pane{Memory}, []Pane{Fork})
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
