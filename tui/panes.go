package tui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"ushell/views"
)

// focus uses a pane. In the one-pane form it is the one that is shown.
func (m *Model) focus(p views.Pane) {
	if slices.Contains(m.state.Form().Panes(), p) {
		m.state.Focus = p
	}
}

func (m *Model) focusNext(d int) tea.Cmd {
	panes := m.state.Form().Panes()
	n := len(panes)
	m.focus(panes[(slices.Index(panes, m.state.Focus)+d+n)%n])
	return m.refresh()
}

// showFork brings the fork pane into view where there is one pane only.
func (m *Model) showFork() {
	st := &m.state
	l := views.Arrange(m.w, m.h, st.Form())
	if !l.Shows(views.Fork, st.Focus) {
		m.focus(views.Fork)
	}
	if st.Focus == views.Fork {
		st.Cursor[views.Fork] = 0
	}
}

func (m *Model) zoom(on bool) tea.Cmd {
	m.state.Zoomed = on
	return nil
}

// open shows an overlay from its first line.
func (m *Model) open(o views.Overlay) {
	m.state.Overlay, m.state.Scroll = o, 0
}

// page is how far a page key goes.
func (m *Model) page() int {
	if m.state.Overlay != views.NoOverlay {
		_, visible := m.painter.OverlayRows(m.frame, &m.state, m.w, m.h)
		return max(visible-1, 1)
	}
	l := views.Arrange(m.w, m.h, m.state.Form())
	return max(l.ContentHeight(m.state.Focus)-1, 1)
}

// move moves the cursor of the focused pane, or scrolls what is open.
func (m *Model) move(n int) tea.Cmd {
	st := &m.state
	if st.Overlay != views.NoOverlay {
		rows, visible := m.painter.OverlayRows(m.frame, st, m.w, m.h)
		st.Scroll = max(0, min(st.Scroll+n, len(rows)-visible))
		return nil
	}
	if st.Focus == views.Memory {
		// Memory has no ends: the window moves with the cursor.
		st.Cursor[views.Memory] += n
		return m.refresh()
	}
	_, at := views.Rows(m.frame, st)
	views.SetRow(m.frame, st, at+n)
	return nil
}

// toEnd goes to the first or the last row; in memory back to the focus.
func (m *Model) toEnd(last bool) tea.Cmd {
	st := &m.state
	if st.Overlay == views.NoOverlay && st.Focus == views.Memory {
		st.Cursor[views.Memory] = 0
		return m.refresh()
	}
	const far = 1 << 30
	if last {
		return m.move(far)
	}
	return m.move(-far)
}
