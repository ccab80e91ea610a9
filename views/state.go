package views

import (
	"slices"

	"ushell/debug/frame"
)

// Pane is one of the things that a screen is made of.
type Pane int

// Panes, in the order of their numbers. Step is the first tab of the one-pane
// form: source above registers.
const (
	Source Pane = iota
	Code
	Registers
	Map
	Memory
	Fork
	Console
	Locals
	Calls
	Procs
	PaneCount
	Step = Source
)

var paneNames = [PaneCount]string{"source", "code", "registers", "address space", "memory", "fork", "console", "variables", "calls", "processes"}
var tabNames = [PaneCount]string{"step", "code", "regs", "map", "mem", "fork", "console", "vars", "calls", "procs"}

func (p Pane) String() string {
	if p < 0 || p >= PaneCount {
		return ""
	}
	return paneNames[p]
}

// number is the key of a pane: 1 to 9, and 0 for the tenth.
func (p Pane) number() int { return (int(p) + 1) % 10 }

// Overlay is what lies over the panes.
type Overlay int

// Overlays.
const (
	NoOverlay Overlay = iota
	HelpOverlay
	FaultOverlay
	ReplyOverlay
)

// Severity is how the message line looks.
type Severity int

// Severities.
const (
	Info Severity = iota
	Problem
)

// KeyHelp describes a key for the footer and the help overlay.
type KeyHelp struct {
	Show  string // "s", "shift+tab"
	Title string // a word or two for the footer
	Group string
	Help  string // a sentence
}

// State is everything that a screen depends on beside the frame. The zero
// State with Keys is a good first one.
type State struct {
	Focus  Pane
	Zoomed bool
	Float  bool // the registers pane shows the floating-point registers
	// Cursor is the line that is pointed at in each pane: from the current
	// line in Source and Code, an index in Registers, Map and Locals, from the
	// newest in Fork, from the last line in Console, and from the selected
	// function in Calls. Memory has MemAt instead.
	Cursor [PaneCount]int

	// Variables, Alone and Paged are those of the program (Form).
	Variables, Alone, Paged bool

	Overlay      Overlay
	Scroll       int // first line of the overlay
	ReplyTitle   string
	Reply        []string
	Keys         []KeyHelp
	Message      string
	Severity     Severity
	Prompt       *Prompt
	Running      bool
	Interrupting bool
	Waiting      string // keys that wait for what runs
	Progress     uint64
	Search       string // highlighted in the panes that can be searched
	CanReturn    bool   // memory was reached by following a capability
	MemMoved     bool   // the cursor of the memory pane is at MemAt, not at the focus
	MemAt        uint64
}

// Form is what the layout of this state depends on.
func (st *State) Form() Form {
	return Form{Focus: st.Focus, Zoomed: st.Zoomed, Variables: st.Variables, Alone: st.Alone, Paged: st.Paged}
}

// SetProgram takes from a frame what the layout depends on.
func (st *State) SetProgram(f *frame.Frame) {
	st.Variables, st.Alone, st.Paged = f.Variables, f.Kernel == "bare", f.Kernel == "ufork"
	if form := st.Form(); !slices.Contains(form.Panes(), st.Focus) {
		st.Focus = Source
	}
}

// Prompt is a line being typed.
type Prompt struct {
	Prefix string
	Text   string
	Cursor int // position in Text, in characters
}

// regsOrder is the order in which registers are shown: what a function call is
// made of comes first, so that it stays on a small screen.
var regsOrder = []string{
	"pcc", "ra", "sp", "gp", "tp", "a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7",
	"s0", "s1", "t0", "t1", "t2", "t3", "t4", "t5", "t6",
	"s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11",
}

// RegList is the registers of f in the order in which they are shown, which is
// what State.Cursor[Registers] counts.
func RegList(f *frame.Frame) []frame.Reg {
	byName := make(map[string]frame.Reg, 48)
	all := append(append([]frame.Reg{}, f.Special...), f.Regs...)
	for _, r := range all {
		byName[r.Name] = r
	}
	out := make([]frame.Reg, 0, len(byName))
	for _, name := range regsOrder {
		if r, ok := byName[name]; ok {
			out = append(out, r)
			delete(byName, name)
		}
	}
	for _, r := range all {
		if _, ok := byName[r.Name]; ok {
			out = append(out, r)
			delete(byName, r.Name)
		}
	}
	return out
}

// CodeIndex is the index in f.Code of the line at the cursor, -1 if there is
// no code.
func CodeIndex(f *frame.Frame, st *State) int {
	cur := len(f.Code) / 2
	for i := range f.Code {
		if f.Code[i].Current {
			cur = i
		}
	}
	return max(min(cur+st.Cursor[Code], len(f.Code)-1), min(0, len(f.Code)-1))
}

// SourceLine is the line of the source pane at the cursor, from 1; 0 if there
// is no source.
func SourceLine(f *frame.Frame, st *State) int {
	n := lineCount(f.Source.Text)
	return max(min(max(f.Source.Line, 1)+st.Cursor[Source], n), min(1, n))
}

// RewriteAt is the rewrite at the cursor, and the fork that it belongs to;
// both nil when there is none.
func RewriteAt(f *frame.Frame, st *State) (*frame.Fork, *frame.Rewrite) {
	fk := lastFork(f)
	if fk == nil || len(fk.Rewrites) == 0 {
		return fk, nil
	}
	i := max(min(len(fk.Rewrites)-1+st.Cursor[Fork], len(fk.Rewrites)-1), 0)
	return fk, &fk.Rewrites[i]
}

// lastFork is the fork of which something happens now, or else the last one, nil if
// there was none.
func lastFork(f *frame.Frame) *frame.Fork {
	if len(f.Forks) == 0 {
		return nil
	}
	for i := len(f.Forks) - 1; i >= 0; i-- {
		fk := &f.Forks[i]
		if fk.AtRewrite {
			return fk
		}
		if n := len(fk.Copies); n > 0 && fk.Copies[n-1].End == 0 {
			return fk
		}
	}
	return &f.Forks[len(f.Forks)-1]
}

// newest is the rewrite at which the machine stands, nil if it stands at none.
func newest(f *frame.Frame) *frame.Rewrite {
	for i := len(f.Forks) - 1; i >= 0; i-- {
		if fk := &f.Forks[i]; fk.AtRewrite {
			return &fk.Rewrites[len(fk.Rewrites)-1]
		}
	}
	return nil
}

func lineCount(text string) int {
	if text == "" {
		return 0
	}
	n := 1
	for i := range len(text) - 1 {
		if text[i] == '\n' {
			n++
		}
	}
	return n
}
