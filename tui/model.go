package tui

import (
	"fmt"
	"strings"
	"time"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"ushell/debug/frame"
	"ushell/views"
)

// Model is the state of the program. Make it with New.
type Model struct {
	engine  Engine
	opt     Options
	painter *views.Painter
	state   views.State
	under   views.Overlay // what help was opened over
	frame   *frame.Frame
	view    frame.View
	back    []place // where memory was before each enter
	key     string  // key that is being handled
	w, h    int

	running      bool
	queue        []tea.KeyPressMsg // keys that came while a command ran
	asked        frame.View        // what the frame on its way was asked for
	highlighting string            // file on its way to the painter

	input   textinput.Model
	ask     prompt
	history []string
	recall  int // index in history, len(history) for the line being typed
	last    string

	profile colorprofile.Profile
	dark    bool

	auto    bool // memory follows what the moment is about
	dirty   bool
	content tea.View
	tick    func() tea.Cmd
}

// place is where the memory pane looks.
type place struct {
	view   frame.View
	cursor int
	auto   bool
}

// Messages.
type (
	doneMsg struct {
		line  string
		reply frame.Reply
		err   error
		frame *frame.Frame
	}
	tickMsg        struct{}
	highlightedMsg views.Highlighted
)

// tickEvery is the time between two updates of the header while a command
// runs: 25 a second.
const tickEvery = 40 * time.Millisecond

// New makes the program's model. The engine must not be running a command.
func New(e Engine, opt Options) *Model {
	m := &Model{engine: e, opt: opt, dark: true, profile: colorprofile.TrueColor, dirty: true}
	m.view.MemFollow, m.auto = "sp", true
	m.input = textinput.New()
	m.input.Prompt = ""
	m.input.SetVirtualCursor(false)
	m.state.Keys = keyHelp()
	m.tick = func() tea.Cmd {
		return tea.Tick(tickEvery, func(time.Time) tea.Msg { return tickMsg{} })
	}
	m.painter = views.NewPainter(nil, views.Unicode)
	if opt.ASCII {
		m.painter.Glyphs = views.ASCII
	}
	m.chooseTheme()
	m.asked = viewFor(m.view, 80, 24, &m.state)
	m.setFrame(e.Frame(m.asked))
	return m
}

// Init asks for the terminal's background and starts highlighting.
func (m *Model) Init() tea.Cmd {
	return tea.Batch(tea.RequestBackgroundColor, m.highlight())
}

// chooseTheme picks the styles for what is known about the terminal.
func (m *Model) chooseTheme() {
	depth := views.Colors16
	switch m.profile {
	case colorprofile.TrueColor:
		depth = views.TrueColor
	case colorprofile.ANSI256:
		depth = views.Colors256
	}
	name := views.ThemeName(m.opt.Theme)
	own := name == views.Dark || name == views.Light
	switch {
	case name == views.Mono, !own && env(m.opt.Env, "NO_COLOR") != "", m.profile <= colorprofile.ASCII:
		name = views.Mono
	case own:
	case m.dark:
		name = views.Dark
	default:
		name = views.Light
	}
	m.painter.Theme = views.NewTheme(name, depth, own)
}

// env is the value of a variable; the last one counts.
func env(vars []string, name string) string {
	value := ""
	for _, v := range vars {
		if s, ok := strings.CutPrefix(v, name+"="); ok {
			value = s
		}
	}
	return value
}

// Update handles one message.
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	before := m.dirty
	m.dirty = true
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.w, m.h = msg.Width, msg.Height
		m.input.SetWidth(max(m.w-4, 1))
		return m, m.refresh()
	case tea.ColorProfileMsg:
		m.profile = msg.Profile
		m.chooseTheme()
	case tea.BackgroundColorMsg:
		m.dark = msg.IsDark()
		m.chooseTheme()
	case tea.KeyPressMsg:
		return m, m.press(msg)
	case tea.PasteMsg:
		if m.ask != noPrompt {
			return m, m.edit(msg)
		}
	case doneMsg:
		return m, m.done(msg)
	case tickMsg:
		if m.running {
			m.state.Running, m.state.Progress = true, m.engine.Progress()
			return m, m.tick()
		}
	case highlightedMsg:
		m.highlighting = ""
		m.painter.SetHighlighted(views.Highlighted(msg))
		return m, m.highlight()
	default:
		m.dirty = before
	}
	return m, nil
}

// View is the screen; it is drawn again only after a message that matters.
func (m *Model) View() tea.View {
	if !m.dirty {
		return m.content
	}
	m.dirty = false
	m.state.Prompt = nil
	if m.ask != noPrompt {
		m.state.Prompt = &views.Prompt{Prefix: m.ask.prefix(), Text: m.input.Value(), Cursor: m.input.Position()}
	}
	v := tea.NewView("")
	if m.w > 0 && m.h > 0 {
		v.Content = m.painter.Draw(m.frame, &m.state, m.w, m.h).String()
	}
	v.AltScreen = true
	if m.state.Prompt != nil && m.w >= views.MinWidth && m.h >= views.MinHeight {
		x, y := views.PromptCursor(m.state.Prompt, m.w, m.h)
		v.Cursor = tea.NewCursor(x, y)
	}
	m.content = v
	return v
}

// press handles a key.
func (m *Model) press(msg tea.KeyPressMsg) tea.Cmd {
	if m.key = msg.String(); m.key == "ctrl+j" {
		// Enter, as a terminal sends it to programs that don't read keys, which is
		// what this one was when the key was pressed: it started.
		m.key = "enter"
	}
	if m.ask != noPrompt {
		return m.promptKey(msg)
	}
	if k := tea.Key(msg); k.Mod&tea.ModAlt != 0 {
		// What terminals make of esc and another key in a hurry: no key has alt here.
		k.Mod &^= tea.ModAlt
		if k.Mod&^tea.ModShift == 0 && k.Text == "" && k.Code >= ' ' && k.Code < 0x7f {
			k.Text = string(k.Code)
		}
		return tea.Batch(m.press(tea.KeyPressMsg{Code: tea.KeyEscape}), m.press(tea.KeyPressMsg(k)))
	}
	b := byKey[m.key]
	if m.running && (b == nil || !b.always || len(m.queue) > 0 && m.key != "ctrl+c") {
		m.wait(msg)
		return nil
	}
	if b == nil {
		m.say(printable(m.key) + " means nothing here; ? lists the keys.")
		return nil
	}
	st := &m.state
	if !m.running {
		st.Message = ""
	}
	if !b.always && m.key != "y" && m.key != "/" && (st.Overlay == views.HelpOverlay || st.Overlay == views.ReplyOverlay) {
		m.open(views.NoOverlay)
		if m.key == "enter" || m.key == "backspace" {
			return nil // they close what is open, as people expect
		}
	}
	if b.do != nil {
		return b.do(m)
	}
	return m.exec(b.command)
}

// printable is the name of a key as it may be shown.
func printable(name string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 || r == 0x7f {
			return -1
		}
		return r
	}, name)
}

// maxQueue is how many keys may wait.
const maxQueue = 64

// wait keeps a key until the running command is done. Esc forgets those that wait.
func (m *Model) wait(msg tea.KeyPressMsg) {
	switch {
	case m.key == "esc":
		m.queue = nil
		m.say("The keys that waited are forgotten.")
	case len(m.queue) == maxQueue:
		m.say(fmt.Sprintf("%d keys wait, and no more can; esc forgets them, ctrl+c interrupts what runs.", maxQueue))
	default:
		m.queue = append(m.queue, msg)
		m.state.Message = ""
	}
	m.state.Waiting = waiting(m.queue)
}

// waiting is keys as one would write them down: "s s :goto 120 enter".
func waiting(keys []tea.KeyPressMsg) string {
	var b strings.Builder
	typing := false
	for _, k := range keys {
		name := k.String()
		if typing && k.Text != "" {
			b.WriteString(k.Text)
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(printable(name))
		typing = name == ":" || name == "/"
	}
	return b.String()
}

// replay handles the keys that waited, until one of them starts a command.
func (m *Model) replay() tea.Cmd {
	var cmds []tea.Cmd
	for len(m.queue) > 0 && !m.running {
		msg := m.queue[0]
		m.queue = m.queue[1:]
		m.state.Waiting = waiting(m.queue)
		cmds = append(cmds, m.press(msg))
	}
	return tea.Batch(cmds...)
}

// exec starts a command on its own goroutine. Only one runs at a time.
func (m *Model) exec(line string) tea.Cmd {
	if m.running {
		m.say("A command is running; ctrl+c interrupts it.")
		return nil
	}
	m.running = true
	m.state.Message = ""
	m.asked = viewFor(m.view, m.w, m.h, &m.state)
	m.asked.MemScroll = 0
	e, v := m.engine, m.asked
	run := func() tea.Msg {
		reply, err := e.Exec(line)
		return doneMsg{line, reply, err, e.Frame(v)}
	}
	return tea.Batch(run, m.tick())
}

// done shows what a command answered and where the machine stands now.
func (m *Model) done(msg doneMsg) tea.Cmd {
	st := &m.state
	m.running, st.Running, st.Interrupting = false, false, false
	st.Message = ""
	before := m.frame
	m.setFrame(msg.frame)
	if m.frame.Step != before.Step {
		for _, p := range []views.Pane{views.Source, views.Code, views.Fork, views.Console, views.Memory, views.Calls} {
			st.Cursor[p] = 0
		}
	}
	m.followMoment()
	switch f := m.frame; {
	case f.Fault == nil && st.Overlay == views.FaultOverlay:
		m.open(views.NoOverlay)
	case f.Fault != nil && !f.Fault.Expected && (before.Fault == nil || before.Step != f.Step):
		m.open(views.FaultOverlay)
	}
	if msg.reply.Quit {
		return m.quit()
	}
	m.answer(msg)
	if msg.err != nil {
		m.queue, st.Waiting = nil, "" // they were meant for something else
	}
	return tea.Batch(m.refresh(), m.highlight(), m.replay())
}

// followMoment turns memory to what the machine stands at: the slot of a
// rewrite, the address of a fault, or else the stack; unless the user chose
// something else.
func (m *Model) followMoment() {
	if !m.auto {
		return
	}
	m.view.MemFollow, m.view.MemAddr = "", 0
	f := m.frame
	for i := range f.Forks {
		if fk := &f.Forks[i]; fk.AtRewrite {
			m.view.MemAddr = fk.Rewrites[len(fk.Rewrites)-1].Slot
			return
		}
	}
	if f.Fault != nil && f.Fault.HasRange {
		m.view.MemAddr = f.Fault.Addr
		return
	}
	m.view.MemFollow = "sp"
}

// answer shows a reply: a line below, more lines over the panes.
func (m *Model) answer(msg doneMsg) {
	lines := msg.reply.Lines
	severity := views.Info
	if msg.err != nil {
		lines = append(strings.Split(strings.TrimSpace(msg.err.Error()), "\n"), lines...)
		severity = views.Problem
	}
	switch {
	case len(lines) == 0:
	case len(lines) == 1 && len(lines[0]) < max(m.w-1, views.MinWidth):
		m.say(lines[0])
		m.state.Severity = severity
	default:
		m.state.Reply, m.state.ReplyTitle = lines, msg.line
		m.open(views.ReplyOverlay)
	}
}

// refresh asks the engine for the frame that the window needs now. While a
// command runs the last frame stays.
func (m *Model) refresh() tea.Cmd {
	want := viewFor(m.view, m.w, m.h, &m.state)
	if m.running || want == m.asked {
		return nil
	}
	m.asked = want
	m.setFrame(m.engine.Frame(want))
	return m.highlight()
}

func (m *Model) setFrame(f *frame.Frame) {
	if f == nil {
		f = &frame.Frame{}
	}
	m.frame = f
	m.state.SetProgram(f)
}

// highlight starts to cut the shown source file into tokens, once.
func (m *Model) highlight() tea.Cmd {
	name, text := m.frame.Source.Name, m.frame.Source.Text
	if text == "" || m.highlighting != "" || m.painter.HasHighlighted(name, text) {
		return nil
	}
	m.highlighting = name
	return func() tea.Msg { return highlightedMsg(views.Highlight(name, text)) }
}

// say shows one line of text at the bottom.
func (m *Model) say(text string) {
	m.state.Message, m.state.Severity = text, views.Info
}

func (m *Model) quit() tea.Cmd {
	if m.running {
		m.engine.Interrupt()
	}
	return tea.Quit
}

func (m *Model) copied(lines ...string) tea.Cmd {
	m.say("Copied.")
	return tea.SetClipboard(strings.Join(lines, "\n"))
}
