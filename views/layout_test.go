package views

import "testing"

// TestArrangeCovers: at every size the rectangles cover the window, and none
// overlaps another.
func TestArrangeCovers(t *testing.T) {
	owner := make([]int, 250*80)
	for w := MinWidth; w <= 250; w++ {
		for h := MinHeight; h <= 80; h++ {
			for form := range 8 {
				l := Arrange(w, h, Form{Focus: Memory, Zoomed: form&1 != 0, Variables: form&2 != 0, Alone: form&4 != 0})
				clear(owner)
				rects := append([]Rect{l.Header, l.Timeline, l.Info, l.Footer}, l.Rules...)
				for _, p := range l.Places {
					if p.Rect.W < 20 || p.Rect.H < 3 {
						t.Fatalf("%dx%d: %v has %+v", w, h, p.Panes, p.Rect)
					}
					rects = append(rects, p.Rect)
				}
				for _, r := range rects {
					for y := r.Y; y < r.Y+r.H; y++ {
						for x := r.X; x < r.X+r.W; x++ {
							if x < 0 || y < 0 || x >= w || y >= h {
								t.Fatalf("%dx%d: %+v leaves the window", w, h, r)
							}
							owner[y*w+x]++
						}
					}
				}
				for i, n := range owner[:w*h] {
					if n != 1 {
						t.Fatalf("%dx%d: cell %d,%d is in %d rectangles", w, h, i%w, i/w, n)
					}
				}
			}
		}
	}
}

func TestArrangeShows(t *testing.T) {
	for _, c := range []struct {
		w, h   int
		zoomed bool
		shown  []Pane // with the focus on memory
		hidden []Pane
	}{
		{80, 24, false, []Pane{Memory}, []Pane{Source, Fork, Console}},
		{120, 36, false, []Pane{Source, Registers, Map, Memory, Fork, Console}, []Pane{Code}},
		{120, 60, false, []Pane{Source, Code, Registers}, nil},
		{200, 60, false, Form{}.Panes(), nil},
		{200, 60, true, []Pane{Memory}, []Pane{Source, Console}},
	} {
		l := Arrange(c.w, c.h, Form{Focus: Memory, Zoomed: c.zoomed})
		for _, p := range c.shown {
			if !l.Shows(p, Memory) || l.ContentHeight(p) < 3 {
				t.Errorf("%dx%d: %v is not shown, or in %d rows", c.w, c.h, p, l.ContentHeight(p))
			}
		}
		for _, p := range c.hidden {
			if l.Shows(p, Memory) {
				t.Errorf("%dx%d: %v is shown", c.w, c.h, p)
			}
		}
	}
	if l := Arrange(MinWidth-1, 24, Form{}); !l.Small {
		t.Error("not small")
	}
}
