package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"ushell/views"
)

// prompt is what a line is typed for.
type prompt int

const (
	noPrompt prompt = iota
	commandPrompt
	searchPrompt
)

func (p prompt) prefix() string {
	if p == searchPrompt {
		return "/"
	}
	return ":"
}

func askCommand(m *Model) tea.Cmd { return m.askFor(commandPrompt, "") }
func askGoto(m *Model) tea.Cmd    { return m.askFor(commandPrompt, "goto ") }
func askPrint(m *Model) tea.Cmd   { return m.askFor(commandPrompt, "print ") }
func askSearch(m *Model) tea.Cmd  { return m.askFor(searchPrompt, "") }

func (m *Model) askFor(p prompt, text string) tea.Cmd {
	m.ask = p
	m.recall = len(m.history)
	m.input.SetValue(text)
	m.input.CursorEnd()
	return m.input.Focus()
}

// edit gives a message to the line being typed.
func (m *Model) edit(msg tea.Msg) tea.Cmd {
	var cmd tea.Cmd
	m.input, cmd = m.input.Update(msg)
	return cmd
}

func (m *Model) closePrompt() {
	m.ask = noPrompt
	m.input.Blur()
}

// promptKey handles a key while a line is typed.
func (m *Model) promptKey(msg tea.KeyPressMsg) tea.Cmd {
	switch m.key {
	case "esc", "ctrl+c":
		m.closePrompt()
		return nil
	case "enter":
		kind, line := m.ask, strings.TrimSpace(m.input.Value())
		m.closePrompt()
		if kind == searchPrompt {
			return m.search(m.input.Value())
		}
		return m.submit(line)
	case "up", "ctrl+p":
		m.recallBy(-1)
		return nil
	case "down", "ctrl+n":
		m.recallBy(1)
		return nil
	case "backspace":
		if m.input.Value() == "" {
			m.closePrompt()
			return nil
		}
	}
	return m.edit(msg)
}

// recallBy shows an older or a newer line of the history.
func (m *Model) recallBy(d int) {
	if m.ask != commandPrompt {
		return
	}
	m.recall = max(0, min(m.recall+d, len(m.history)))
	text := ""
	if m.recall < len(m.history) {
		text = m.history[m.recall]
	}
	m.input.SetValue(text)
	m.input.CursorEnd()
}

// submit runs a command line; an empty one repeats the last.
func (m *Model) submit(line string) tea.Cmd {
	line = strings.TrimSpace(strings.TrimPrefix(line, ":"))
	if line == "" {
		line = m.last
	}
	if line == "" {
		m.say("No command to repeat; :help lists them.")
		return nil
	}
	if n := len(m.history); n == 0 || m.history[n-1] != line {
		m.history = append(m.history, line)
	}
	m.last = line
	switch line {
	case "q", "quit", "exit":
		return m.quit()
	}
	return m.exec(line)
}

// search finds the next row that contains text, regardless of case; without
// text, what was searched last.
func (m *Model) search(text string) tea.Cmd {
	st := &m.state
	if text == "" {
		text = st.Search
	}
	if text == "" {
		return nil
	}
	st.Search = text
	rows, at := views.Rows(m.frame, st)
	if st.Overlay != views.NoOverlay {
		rows, _ = m.painter.OverlayRows(m.frame, st, m.w, m.h)
		at = st.Scroll
	}
	want := strings.ToLower(text)
	for k := 1; k <= len(rows); k++ {
		i := (at + k) % len(rows)
		if !strings.Contains(strings.ToLower(rows[i]), want) {
			continue
		}
		if st.Overlay != views.NoOverlay {
			return m.move(i - st.Scroll)
		}
		views.SetRow(m.frame, st, i)
		return m.refresh()
	}
	m.say("Not found: " + text)
	m.state.Severity = views.Problem
	return nil
}
