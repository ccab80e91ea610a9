// Package tui is the terminal program: it turns keys into commands of a
// debugger and draws the frames that the debugger answers with. It computes
// nothing about the machine.
package tui

import (
	"ushell/debug/frame"
	"ushell/views"
)

// Engine is a debugger session as this program uses it.
type Engine interface {
	// Exec runs one command line to its end. Not on two goroutines at once.
	Exec(line string) (frame.Reply, error)
	// Frame is the present moment. Not while Exec runs.
	Frame(v frame.View) *frame.Frame
	// Interrupt makes a running Exec stop soon. On any goroutine.
	Interrupt()
	// Progress is the position while Exec runs. On any goroutine.
	Progress() uint64
}

// Options are what the user chose about the screen.
type Options struct {
	Theme string // "auto" (or ""), "dark", "light", "mono"
	ASCII bool   // draw with ASCII characters only
	// Env holds NAME=value, as os.Environ does; NO_COLOR and TERM matter.
	Env []string
}

// codeRows is how many instructions are asked for: several screens, so that
// one can look around without stepping.
const codeRows = 160

// viewFor is what to ask of the engine for a window of w by h.
func viewFor(v frame.View, w, h int, st *views.State) frame.View {
	v.CodeRows = max(codeRows, 2*h)
	v.MemRows = max(h, 24)
	v.MemScroll = st.Cursor[views.Memory]
	return v
}
