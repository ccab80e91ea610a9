package tui

import (
	"bytes"
	"context"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"ushell/views/viewtest"
)

// TestTerminalIsGivenBack runs the whole program and looks at what it writes:
// it must leave the alternate screen and show the cursor again, however it ends.
func TestTerminalIsGivenBack(t *testing.T) {
	for _, how := range []string{"ctrl+c", "context"} {
		var out bytes.Buffer
		ctx, cancel := context.WithCancel(context.Background())
		e := &fake{make: viewtest.Step}
		sizes := 0
		end := func(_ tea.Model, msg tea.Msg) tea.Msg {
			if _, ok := msg.(tea.WindowSizeMsg); !ok || sizes > 0 {
				return msg
			}
			if sizes++; how == "ctrl+c" {
				return keyPress("ctrl+c")
			}
			cancel()
			return msg
		}
		err := run(ctx, e, Options{Env: []string{"TERM=xterm-256color"}}, tea.WithInput(nil), tea.WithOutput(&out),
			tea.WithoutSignals(), tea.WithWindowSize(80, 24), tea.WithFilter(end))
		cancel()
		if err != nil {
			t.Errorf("%s: %v", how, err)
		}
		s := out.String()
		if in, left := strings.LastIndex(s, "\x1b[?1049h"), strings.LastIndex(s, "\x1b[?1049l"); in >= 0 && left < in {
			t.Errorf("%s: the alternate screen is not left: %q", how, s[max(0, len(s)-200):])
		}
		if hide, show := strings.LastIndex(s, "\x1b[?25l"), strings.LastIndex(s, "\x1b[?25h"); hide >= 0 && show < hide {
			t.Errorf("%s: the cursor stays hidden", how)
		}
		if e.ints != 1 {
			t.Errorf("%s: a command would run on", how)
		}
	}
}

func TestNoTerminal(t *testing.T) {
	err := Run(context.Background(), &fake{make: viewtest.Step}, Options{Env: []string{"TERM=dumb"}})
	if err == nil || !strings.Contains(err.Error(), "TERM=dumb") {
		t.Errorf("on a dumb terminal: %v", err)
	}
}
