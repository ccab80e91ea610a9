//go:build e2e

package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// ushell is the program under test.
var ushell string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "ushell-e2e")
	if err != nil {
		panic(err)
	}
	ushell = filepath.Join(dir, "ushell")
	build := exec.Command("go", "build", "-o", ushell, "ushell/cmd/ushell")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "the program can't be built:", err)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// terminal is a tmux server of its own with one window.
type terminal struct {
	t      *testing.T
	socket string
}

// open starts a shell in a window of w by h, and ushell with args in it.
func open(t *testing.T, w, h int, args ...string) *terminal {
	t.Helper()
	term := &terminal{t: t, socket: fmt.Sprintf("ushell-%d-%s", os.Getpid(), strings.ReplaceAll(t.Name(), "/", "-"))}
	term.tmux("-f", "/dev/null", "new-session", "-d", "-x", strconv.Itoa(w), "-y", strconv.Itoa(h), "env", "PS1=shell-prompt ", "TERM=tmux-256color",
		"sh")
	t.Cleanup(func() { exec.Command("tmux", "-L", term.socket, "kill-server").Run() })
	term.wait("a shell", func(s string) bool { return strings.Contains(s, "shell-prompt") })
	term.keys(strings.Join(append([]string{ushell}, args...), " "), "Enter")
	return term
}

func (term *terminal) tmux(args ...string) string {
	term.t.Helper()
	out, err := exec.Command("tmux", append([]string{"-L", term.socket}, args...)...).CombinedOutput()
	if err != nil {
		term.t.Fatalf("tmux %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// keys types keys, as tmux names them.
func (term *terminal) keys(keys ...string) {
	term.t.Helper()
	term.tmux(append([]string{"send-keys"}, keys...)...)
}

// command types a command line of ushell's.
func (term *terminal) command(line string) {
	term.t.Helper()
	term.keys(":")
	term.tmux("send-keys", "-l", line)
	term.keys("Enter")
}

func (term *terminal) screen() string { return term.tmux("capture-pane", "-p") }

// wait polls the screen until ok accepts it.
func (term *terminal) wait(what string, ok func(screen string) bool) string {
	term.t.Helper()
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(15 * time.Millisecond) {
		s := term.screen()
		if ok(s) {
			return s
		}
		if time.Now().After(end) {
			term.t.Fatalf("no %s on the screen:\n%s", what, s)
		}
	}
}

// waitText waits until all texts are on the screen.
func (term *terminal) waitText(texts ...string) string {
	term.t.Helper()
	return term.wait(strings.Join(texts, ", "), func(s string) bool {
		for _, text := range texts {
			if !strings.Contains(s, text) {
				return false
			}
		}
		return true
	})
}
