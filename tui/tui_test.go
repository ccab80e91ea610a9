package tui

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"ushell/debug/frame"
	"ushell/views"
	"ushell/views/viewtest"
)

var update = flag.Bool("update", false, "write golden files anew")

// fake is an engine of canned frames. It records what it is asked.
type fake struct {
	make  func() *frame.Frame
	lines []string
	views []frame.View
	reply frame.Reply
	err   error
	block chan struct{} // when set, Exec waits for Interrupt
	ints  int
	steps uint64
	mu    sync.Mutex // of block: Interrupt comes while Exec runs
}

func (e *fake) Exec(line string) (frame.Reply, error) {
	e.lines = append(e.lines, line)
	e.mu.Lock()
	block := e.block
	e.mu.Unlock()
	if block != nil {
		<-block
	}
	if e.err == nil && e.reply.Lines == nil {
		e.steps++
	}
	return e.reply, e.err
}

func (e *fake) Frame(v frame.View) *frame.Frame {
	e.views = append(e.views, v)
	f := e.make()
	f.Step += e.steps
	return f
}

func (e *fake) Interrupt() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.ints++
	if e.block != nil {
		close(e.block)
		e.block = nil
	}
}

func (e *fake) Progress() uint64 { return 1234567 }

// start makes a program of that size, without ticks.
func start(t testing.TB, e *fake, opt Options, w, h int) *Model {
	t.Helper()
	m := New(e, opt)
	m.tick = func() tea.Cmd { return nil }
	perform(m, m.Init())
	send(m, tea.WindowSizeMsg{Width: w, Height: h})
	return m
}

// send gives m a message, and what comes of it, until nothing more comes. It
// says whether the program wants to quit.
func send(m *Model, msg tea.Msg) (quit bool) {
	if _, ok := msg.(tea.QuitMsg); ok {
		return true
	}
	_, cmd := m.Update(msg)
	return perform(m, cmd)
}

func perform(m *Model, cmd tea.Cmd) (quit bool) {
	if cmd == nil {
		return false
	}
	switch msg := cmd().(type) {
	case nil:
		return false
	case tea.BatchMsg:
		for _, c := range msg {
			quit = perform(m, c) || quit
		}
		return quit
	default:
		return send(m, msg)
	}
}

var special = map[string]tea.Key{
	"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "tab": {Code: tea.KeyTab},
	"shift+tab": {Code: tea.KeyTab, Mod: tea.ModShift}, "up": {Code: tea.KeyUp}, "down": {Code: tea.KeyDown},
	"left": {Code: tea.KeyLeft}, "right": {Code: tea.KeyRight}, "pgup": {Code: tea.KeyPgUp}, "pgdown": {Code: tea.KeyPgDown},
	"home": {Code: tea.KeyHome}, "end": {Code: tea.KeyEnd}, "ctrl+l": {Code: 'l', Mod: tea.ModCtrl}, "backspace": {Code: tea.KeyBackspace},
	"ctrl+c": {Code: 'c', Mod: tea.ModCtrl}, "ctrl+a": {Code: 'a', Mod: tea.ModCtrl}, "ctrl+e": {Code: 'e', Mod: tea.ModCtrl},
}

func keyPress(name string) tea.KeyPressMsg {
	if k, ok := special[name]; ok {
		return tea.KeyPressMsg(k)
	}
	r, _ := utf8.DecodeRuneInString(name)
	return tea.KeyPressMsg{Code: r, Text: name}
}

func press(m *Model, keys ...string) (quit bool) {
	for _, k := range keys {
		quit = send(m, keyPress(k)) || quit
	}
	return quit
}

func typeText(m *Model, s string) {
	for _, r := range s {
		press(m, string(r))
	}
}

func plain(m *Model) string { return ansi.Strip(m.View().Content) }

// exact fails unless every row is w cells wide and there are h of them.
func exact(t testing.TB, content string, w, h int) {
	t.Helper()
	if w == 0 || h == 0 {
		return
	}
	rows := strings.Split(content, "\n")
	if len(rows) != h {
		t.Fatalf("%dx%d: %d rows", w, h, len(rows))
	}
	for y, row := range rows {
		if n := ansi.StringWidth(row); n != w {
			t.Fatalf("%dx%d: row %d is %d wide: %q", w, h, y, n, row)
		}
	}
}

var scenes = []struct {
	name string
	make func() *frame.Frame
	keys []string
}{
	{"start", viewtest.Start, nil},
	{"step", viewtest.Step, nil},
	{"rewrite", viewtest.Rewrite, []string{"r"}},
	{"fault", viewtest.Fault, []string{"c"}},
	{"jump", viewtest.JumpFault, []string{"c"}},
	{"help", viewtest.Step, []string{"?"}},
	{"c", viewtest.C, nil},
}

func TestGolden(t *testing.T) {
	for _, size := range []struct {
		name string
		w, h int
	}{{"80x24", 80, 24}, {"120x36", 120, 36}, {"200x60", 200, 60}} {
		for _, theme := range []string{"dark", "mono"} {
			for _, s := range scenes {
				name := s.name + "-" + size.name + "-" + theme
				t.Run(name, func(t *testing.T) {
					m := start(t, &fake{make: s.make}, Options{Theme: theme, ASCII: theme == "mono"}, size.w, size.h)
					press(m, s.keys...)
					got := m.View().Content
					exact(t, got, size.w, size.h)
					golden(t, name, got)
					picture(t, name, got, size.w, size.h)
				})
			}
		}
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs, see it with -update:\n%s", file, ansi.Strip(got))
	}
}

func TestEveryKeyOnce(t *testing.T) {
	seen := map[string]string{}
	for _, b := range bindings {
		if (b.command == "") == (b.do == nil) {
			t.Errorf("%s: needs either a line or a function", b.title)
		}
		if b.title == "" || b.help == "" || b.group == "" {
			t.Errorf("%v: not described", b.keys)
		}
		for _, k := range b.keys {
			if other, ok := seen[k]; ok {
				t.Errorf("%s is in %s and %s", k, other, b.title)
			}
			seen[k] = b.title
		}
	}
}

// TestEveryKeyDoesSomething presses each key in each pane and wants to see a
// difference, a command, or an end, in at least one of them.
func TestEveryKeyDoesSomething(t *testing.T) {
	for _, b := range bindings {
		for _, k := range b.keys {
			did := false
			for p := range views.PaneCount {
				e := &fake{make: viewtest.Fault}
				m := start(t, e, Options{}, 120, 36)
				press(m, "tab", "3", "down", "enter", string(rune('1'+(p+1)%views.PaneCount)), string(rune('1'+p)))
				if k == "_" || k == "-" {
					press(m, "+")
				}
				if k == "esc" {
					press(m, "?")
				}
				if k == "home" || k == "up" || k == "k" || k == "pgup" {
					press(m, "down", "down")
				}
				before := m.View().Content
				_, cmd := m.Update(keyPress(k))
				did = did || cmd != nil || len(e.lines) > 0 || m.View().Content != before
			}
			if !did {
				t.Errorf("%s does nothing", k)
			}
		}
	}
}

// TestFooter: the last row names what is of most use where the machine stands, in
// every width, and the first row or the last one how to get help.
func TestFooter(t *testing.T) {
	with := func(change func(f *frame.Frame)) func() *frame.Frame {
		return func() *frame.Frame {
			f := viewtest.Paged()
			change(f)
			return f
		}
	}
	copied := func(f *frame.Frame) { f.Forks[0].Copies[1].End = f.Step }
	for _, c := range []struct {
		name string
		make func() *frame.Frame
		keys []string // pressed before
		want string   // the first keys, in a window of 80 columns
		wide string   // keys that a window of 120 columns has too
	}{
		{"program", with(func(f *frame.Frame) { copied(f); f.Owner, f.PID = 'B', 2 }), nil,
			"s/S step/back  n/N over  c continue  t/T page fault  r/R rewrite", "o into kernel  i/I instruction  f finish  b break"},
		{"kernel", with(copied), nil, "l leave kernel  s/S step/back  n/N over  f finish  r/R rewrite", "t/T page fault"},
		{"copying", viewtest.Paged, nil, "l leave kernel  r/R rewrite  s/S step/back  t/T page fault", "n/N over  O before kernel  c continue"},
		{"copying, at the fork", viewtest.Paged, []string{"6"}, "l leave kernel  r/R rewrite  s/S step/back  enter slot in memory", "t/T page fault  n/N over"},
		{"awaited fault", with(func(f *frame.Frame) { f.Fault = &frame.Fault{Expected: true} }), nil,
			"r/R rewrite  l leave kernel  e explain  n over  t/T page fault", "s/S step/back  c continue"},
		{"fault", viewtest.Fault, []string{"i", "esc"}, "e explain  S step back  I instruction back  C continue back", "g go to"},
		{"end", with(func(f *frame.Frame) { f.Ended = true }), nil, "S step back  C continue back  I instruction back", "N over, back"},
		{"first kernel", viewtest.Step, nil, "s/S step/back  i/I instruction  n/N over  c continue  r/R rewrite", "l leave kernel"},
		{"first kernel, at the fork", viewtest.Rewrite, []string{"6"}, "r/R rewrite  s/S step/back  i/I instruction  enter slot in memory", "n/N over"},
		{"bare", with(func(f *frame.Frame) { f.Kernel = "bare" }), nil, "s/S step/back  n/N over  c continue  i/I instruction", "f finish  b break"},
		{"running keys", viewtest.Paged, []string{":"}, "enter run  esc cancel", ""},
	} {
		for _, size := range []struct{ w, h int }{{80, 24}, {120, 36}, {200, 60}} {
			m := start(t, &fake{make: c.make}, Options{}, size.w, size.h)
			press(m, c.keys...)
			rows := strings.Split(plain(m), "\n")
			last := rows[len(rows)-1]
			if !strings.HasPrefix(last, " "+c.want) || size.w >= 120 && !strings.Contains(last, c.wide) {
				t.Errorf("%s, %d columns: %q", c.name, size.w, last)
			}
			if m.ask == noPrompt && strings.Count(rows[0]+last, "? help") != 1 {
				t.Errorf("%s, %d columns: how to get help is not said once in\n%s\n%s", c.name, size.w, rows[0], last)
			}
		}
	}
	for w := views.MinWidth; w < 200; w++ {
		m := start(t, &fake{make: viewtest.Paged}, Options{}, w, 24)
		if rows := strings.Split(plain(m), "\n"); !strings.HasPrefix(rows[23], " l leave kernel  r/R rewrite") {
			t.Errorf("%d columns: %q", w, rows[23])
		}
	}
}

func TestCommandsOfKeys(t *testing.T) {
	for key, want := range map[string]string{
		"s": "step", "i": "stepi", "right": "stepi", "n": "next", "f": "finish", "c": "continue",
		"S": "reverse-step", "I": "reverse-stepi", "left": "reverse-stepi", "N": "reverse-next", "F": "reverse-finish",
		"C": "reverse-continue", "r": "next-rewrite", "R": "previous-rewrite", "b": "break first_fork.s:17",
	} {
		e := &fake{make: viewtest.Step}
		m := start(t, e, Options{}, 120, 36)
		press(m, key)
		if got := strings.Join(e.lines, ";"); got != want {
			t.Errorf("%s runs %q, want %q", key, got, want)
		}
	}
}

func TestBreakpoints(t *testing.T) {
	e := &fake{make: viewtest.Step}
	m := start(t, e, Options{}, 120, 36)
	press(m, "1", "up", "up", "up", "b") // line 14 has breakpoint 1
	press(m, "2", "down", "b")           // by address
	want := []string{"delete 1", "break *0x80140060"}
	if strings.Join(e.lines, ";") != strings.Join(want, ";") {
		t.Errorf("ran %q, want %q", e.lines, want)
	}
}

func TestCommandLine(t *testing.T) {
	e := &fake{make: viewtest.Step, reply: frame.Reply{Lines: []string{"sp = 1"}}}
	m := start(t, e, Options{}, 80, 24)
	press(m, ":")
	typeText(m, "rint sp")
	press(m, "ctrl+a", "p")
	if v := m.View(); v.Cursor == nil || v.Cursor.X != 2 || v.Cursor.Y != 22 || !strings.Contains(plain(m), ":print sp") {
		t.Errorf("cursor %v of:\n%s", v.Cursor, plain(m))
	}
	press(m, "enter")
	if !strings.Contains(plain(m), "sp = 1") {
		t.Errorf("no answer in:\n%s", plain(m))
	}
	press(m, ":", "enter", ":", "up", "enter", "g")
	if !strings.Contains(plain(m), ":goto ") {
		t.Errorf("no prompt in:\n%s", plain(m))
	}
	press(m, "esc")
	if got := strings.Join(e.lines, ";"); got != "print sp;print sp;print sp" {
		t.Errorf("ran %q", got)
	}
	for _, q := range []string{"q", "quit", ":q"} {
		press(m, ":")
		typeText(m, q)
		if !press(m, "enter") {
			t.Errorf(":%s does not quit", q)
		}
	}
	e.reply = frame.Reply{Quit: true}
	press(m, ":", "x")
	if !press(m, "enter") {
		t.Error("an answer with Quit does not quit")
	}
}

func TestAnswers(t *testing.T) {
	e := &fake{make: viewtest.Step, reply: frame.Reply{Lines: strings.Split(strings.Repeat("a line of many\n", 50)+"the last", "\n")}}
	m := start(t, e, Options{}, 80, 24)
	press(m, ":")
	typeText(m, "info breaks")
	press(m, "enter")
	if s := plain(m); !strings.Contains(s, "info breaks") || strings.Contains(s, "the last") {
		t.Errorf("no overlay in:\n%s", s)
	}
	press(m, "pgdown", "pgdown", "pgdown", "pgdown")
	if s := plain(m); !strings.Contains(s, "the last") {
		t.Errorf("not scrolled:\n%s", s)
	}
	press(m, "esc")
	if m.state.Overlay != views.NoOverlay {
		t.Error("esc does not close it")
	}
	e.reply, e.err = frame.Reply{}, errors.New("no symbol nowhere")
	press(m, "s")
	if s := plain(m); !strings.Contains(s, "no symbol nowhere") {
		t.Errorf("no error in:\n%s", s)
	}
}

func TestRunning(t *testing.T) {
	e := &fake{make: viewtest.Step, block: make(chan struct{})}
	m := start(t, e, Options{}, 80, 24)
	_, cmd := m.Update(keyPress("c"))
	done := make(chan tea.Msg)
	go func() { done <- cmd() }()
	send(m, tickMsg{})
	if s := plain(m); !strings.Contains(s, "running… 1,234,567 instructions") {
		t.Errorf("not running:\n%s", s)
	}
	press(m, "s", "b", "R")
	if s := plain(m); !strings.Contains(s, "then s b R") || !strings.Contains(s, "ctrl+c interrupt  esc forget") {
		t.Errorf("does not say which keys wait:\n%s", s)
	}
	send(m, tea.WindowSizeMsg{Width: 130, Height: 40})
	exact(t, m.View().Content, 130, 40)
	if press(m, "ctrl+c") {
		t.Error("ctrl+c quits while a command runs")
	}
	msg := <-done
	send(m, msg)
	if e.ints != 1 || m.running || m.state.Running {
		t.Errorf("interrupted %d times, running %v", e.ints, m.running)
	}
	if got := strings.Join(e.lines, ";"); got != "continue" {
		t.Errorf("ran %q", got)
	}
	if last := e.views[len(e.views)-1]; last.MemRows == 0 || last != m.asked {
		t.Errorf("the frame was not asked for again: %+v", last)
	}
	if !press(m, "ctrl+c") {
		t.Error("ctrl+c does not quit")
	}
}

// TestQueue: keys that come faster than steps are not lost.
func TestQueue(t *testing.T) {
	e := &fake{make: viewtest.Step}
	m := start(t, e, Options{}, 80, 24)
	_, cmd := m.Update(keyPress("s"))
	press(m, "s", "r", "down", ":", "x", "enter", "i")
	perform(m, cmd)
	if got := strings.Join(e.lines, ";"); got != "step;step;next-rewrite;x;stepi" {
		t.Errorf("ran %q", got)
	}
}

// TestKeysWait: keys that are typed while a command runs wait for its end, as many
// as there is room for; esc forgets them.
func TestKeysWait(t *testing.T) {
	e := &fake{make: viewtest.Step, block: make(chan struct{})}
	m := start(t, e, Options{}, 80, 24)
	_, cmd := m.Update(keyPress("c"))
	done := make(chan tea.Msg)
	go func() { done <- cmd() }()
	send(m, tickMsg{})
	press(m, "s", "n", "esc")
	if s := plain(m); len(m.queue) != 0 || !strings.Contains(s, "The keys that waited are forgotten.") {
		t.Errorf("esc leaves %d keys:\n%s", len(m.queue), s)
	}
	press(m, "i", ":")
	typeText(m, "goto 120")
	press(m, "enter", "?", "ctrl+l")
	if s := plain(m); !strings.Contains(s, "then i :goto 120 enter ? ctrl+l") {
		t.Errorf("does not say which keys wait:\n%s", s)
	}
	for range maxQueue {
		press(m, "down")
	}
	if s := plain(m); len(m.queue) != maxQueue || !strings.Contains(s, "no more can") {
		t.Errorf("%d keys wait:\n%s", len(m.queue), s)
	}
	e.Interrupt()
	send(m, <-done)
	if got := strings.Join(e.lines, ";"); got != "continue;stepi;goto 120" || len(m.queue) > 0 || m.state.Waiting != "" {
		t.Errorf("ran %q, %d keys wait", got, len(m.queue))
	}
	if m.state.Overlay != views.HelpOverlay {
		t.Error("the keys behind the commands are lost")
	}
}

// TestEarlyEnter: what was typed before the program had the terminal to itself has
// another code for enter.
func TestEarlyEnter(t *testing.T) {
	e := &fake{make: viewtest.Step}
	m := start(t, e, Options{}, 80, 24)
	press(m, ":")
	typeText(m, "goto 120")
	send(m, tea.KeyPressMsg{Code: 'j', Mod: tea.ModCtrl})
	if got := strings.Join(e.lines, ";"); got != "goto 120" {
		t.Errorf("ran %q", got)
	}
}

func TestFollow(t *testing.T) {
	e := &fake{make: viewtest.Step}
	m := start(t, e, Options{}, 80, 24)
	press(m, "3", "down", "down", "enter")
	if v := e.views[len(e.views)-1]; v.MemFollow != "sp" && v.MemFollow != "ra" || m.state.Focus != views.Memory {
		t.Errorf("follows %q", v.MemFollow)
	}
	at := m.view
	for range 40 {
		if i := views.MemCursor(m.frame, &m.state); m.frame.Mem.Lines[i].Tag {
			break
		}
		press(m, "up")
	}
	i := views.MemCursor(m.frame, &m.state)
	press(m, "enter")
	if v := m.view; v.MemFollow != "" || v.MemAddr != m.frame.Mem.Lines[i].Cap.Addr {
		t.Errorf("enter shows %+v", v)
	}
	press(m, "backspace")
	if m.view.MemFollow != at.MemFollow {
		t.Errorf("backspace shows %+v, want %+v", m.view, at)
	}
}

// TestFloats: v shows the floating-point registers, and the others again; while these
// are shown the title says which of those changed.
func TestFloats(t *testing.T) {
	m := start(t, &fake{make: func() *frame.Frame {
		f := viewtest.Step()
		f.Float = viewtest.Floats()
		return f
	}}, Options{}, 120, 36)
	if s := plain(m); !strings.Contains(s, "changed: a4 a5 fa0 fa1") {
		t.Errorf("the title does not say what changed:\n%s", s)
	}
	press(m, "v")
	if s := plain(m); m.state.Focus != views.Registers || !strings.Contains(s, "fa0  1.5") || !strings.Contains(s, "f0-f31 changed: fcsr fa0 fa1") || strings.Contains(s, " a0 ") {
		t.Errorf("v shows\n%s", s)
	}
	press(m, "/")
	typeText(m, "nan")
	press(m, "enter")
	if rows, at := views.Rows(m.frame, &m.state); !strings.HasPrefix(rows[at], "fs11 NaN") {
		t.Errorf("found %q", rows[at])
	}
	press(m, "enter")
	if s := plain(m); !strings.Contains(s, "point nowhere") {
		t.Errorf("enter at a number shows\n%s", s)
	}
	press(m, "v")
	if s := plain(m); strings.Contains(s, "fa0  1.5") || !strings.Contains(s, "a5") {
		t.Errorf("v again shows\n%s", s)
	}
}

// TestEscTwice: esc and another key in a hurry are both of them.
func TestEscTwice(t *testing.T) {
	m := start(t, &fake{make: viewtest.Fault}, Options{}, 120, 36)
	press(m, "c", "?")
	send(m, tea.KeyPressMsg{Code: tea.KeyEscape, Mod: tea.ModAlt})
	if m.state.Overlay != views.NoOverlay {
		t.Errorf("overlay %d is open:\n%s", m.state.Overlay, plain(m))
	}
	press(m, "?")
	send(m, tea.KeyPressMsg{Code: ':', Mod: tea.ModAlt})
	if m.state.Overlay != views.NoOverlay || m.ask != commandPrompt {
		t.Errorf("esc and : leave overlay %d and prompt %d", m.state.Overlay, m.ask)
	}
	typeText(m, "goto 1")
	send(m, tea.KeyPressMsg{Code: 'b', Mod: tea.ModAlt}) // a word back, in what is typed
	if m.ask != commandPrompt || m.input.Position() != 5 {
		t.Errorf("in a prompt alt+b goes to %d", m.input.Position())
	}
}

// TestFollowRegions: enter in the map shows the region at the cursor, which is
// not at the same place in the frame.
func TestFollowRegions(t *testing.T) {
	for i, want := range views.MapList(viewtest.Step()) {
		m := start(t, &fake{make: func() *frame.Frame {
			f := viewtest.Step()
			slices.Reverse(f.Map)
			return f
		}}, Options{}, 120, 36)
		press(m, "4")
		for range i {
			press(m, "down")
		}
		press(m, "enter")
		if want.PID > 0 {
			want.Base = viewtest.ParentBase + viewtest.ChildBase - want.Base // reversed too
		}
		if m.view.MemAddr != want.Base || m.view.MemFollow != "" {
			t.Errorf("row %d shows %#x, want %#x of %s", i, m.view.MemAddr, want.Base, want.Name)
		}
	}
}

func TestSearch(t *testing.T) {
	m := start(t, &fake{make: viewtest.Step}, Options{}, 80, 24)
	press(m, "/")
	typeText(m, "SYS_exit")
	press(m, "enter")
	if _, at := views.Rows(m.frame, &m.state); at != 21 {
		t.Errorf("found row %d", at)
	}
	press(m, "/", "enter")
	if _, at := views.Rows(m.frame, &m.state); at != 28 {
		t.Errorf("found row %d next", at)
	}
	press(m, "/")
	typeText(m, "nowhere to be found")
	press(m, "enter")
	if s := plain(m); !strings.Contains(s, "Not found") {
		t.Errorf("no message in:\n%s", s)
	}
}

// TestMemoryHasNoEnds: the cursor moves the window over memory.
func TestMemoryHasNoEnds(t *testing.T) {
	m := start(t, &fake{make: viewtest.Step}, Options{}, 80, 24)
	press(m, "5", "down", "down", "pgdown")
	if m.asked.MemScroll < 3 {
		t.Errorf("scrolled by %d", m.asked.MemScroll)
	}
	press(m, "home")
	if m.asked.MemScroll != 0 {
		t.Errorf("home leaves it scrolled by %d", m.asked.MemScroll)
	}
}

func TestForkComesForward(t *testing.T) {
	m := start(t, &fake{make: viewtest.Rewrite}, Options{}, 80, 24)
	press(m, "r")
	if m.state.Focus != views.Fork {
		t.Error("r does not show the fork")
	}
	if s := plain(m); !strings.Contains(s, "rewrite 4 of 12") || !strings.Contains(s, "✓") {
		t.Errorf("no rewrite in:\n%s", s)
	}
}

// TestMemoryFollowsTheMoment: the slot of a rewrite, the address of a fault,
// and what the user chose once he chose.
func TestMemoryFollowsTheMoment(t *testing.T) {
	e := &fake{make: viewtest.Rewrite}
	m := start(t, e, Options{}, 120, 36)
	if m.asked.MemFollow != "sp" {
		t.Errorf("at first memory follows %q", m.asked.MemFollow)
	}
	press(m, "r")
	if rws := m.frame.Forks[0].Rewrites; m.asked.MemFollow != "" || m.asked.MemAddr != rws[len(rws)-1].Slot {
		t.Errorf("at a rewrite: %+v", m.asked)
	}
	e.make = viewtest.Fault
	press(m, "c")
	if m.asked.MemAddr != m.frame.Fault.Addr {
		t.Errorf("at a fault: %+v", m.asked)
	}
	e.make = viewtest.Step
	press(m, "esc", "s", "3", "enter")
	chosen := m.asked.MemFollow
	e.make = viewtest.Rewrite
	press(m, "r")
	if m.asked.MemFollow != chosen || chosen == "" {
		t.Errorf("follows %+v, chosen was %q", m.asked, chosen)
	}
	press(m, "backspace")
	if m.asked.MemFollow != "" || m.asked.MemAddr == 0 {
		t.Errorf("backspace: %+v", m.asked)
	}
}

func TestFault(t *testing.T) {
	m := start(t, &fake{make: viewtest.Fault}, Options{}, 80, 24)
	press(m, "c")
	if s := plain(m); !strings.Contains(s, "FAULT") || !strings.Contains(s, "✗ bounds") {
		t.Errorf("no fault in:\n%s", s)
	}
	press(m, "esc")
	if s := plain(m); strings.Contains(s, "✗ bounds") {
		t.Errorf("esc leaves it:\n%s", s)
	}
	press(m, "e")
	if s := plain(m); !strings.Contains(s, "✗ bounds") {
		t.Errorf("e does not bring it back:\n%s", s)
	}
}

func TestTooSmall(t *testing.T) {
	m := start(t, &fake{make: viewtest.Step}, Options{}, 20, 5)
	s := strings.Join(strings.Fields(plain(m)), " ")
	exact(t, m.View().Content, 20, 5)
	if !strings.Contains(s, "is too small: 40x10 needed") {
		t.Errorf("says:\n%s", s)
	}
}

func TestNoColor(t *testing.T) {
	for env, want := range map[string]views.ThemeName{"NO_COLOR=0": views.Mono, "NO_COLOR=": views.Dark, "NO_COLOR=yes": views.Mono, "X=1": views.Dark} {
		if m := New(&fake{make: viewtest.Step}, Options{Env: []string{env}}); m.painter.Theme.Name != want {
			t.Errorf("%s: theme %s, want %s", env, m.painter.Theme.Name, want)
		}
	}
	m := start(t, &fake{make: viewtest.Step}, Options{Env: []string{"NO_COLOR=1"}}, 120, 36)
	if s := m.View().Content; strings.Contains(s, "38;") || strings.Contains(s, "48;") {
		t.Error("colours in spite of NO_COLOR")
	}
}

// FuzzKeys presses any keys in windows of any size.
func FuzzKeys(f *testing.F) {
	var names []string
	for _, b := range bindings {
		names = append(names, b.keys...)
	}
	names = append(names, "x", "/", "z", "ctrl+a", "ctrl+e", "µ", "\u0300")
	makers := []func() *frame.Frame{viewtest.Start, viewtest.Step, viewtest.Rewrite, viewtest.Fault, viewtest.JumpFault, func() *frame.Frame { return &frame.Frame{} }}
	f.Add([]byte{1, 120, 36, 5, 6, 7, 8, 9, 30, 31, 0xff, 80, 24, 3})
	f.Add([]byte{2, 80, 24, 11, 13, 14, 15, 16, 17, 18, 0xff, 20, 5, 1, 2, 0xff, 250, 80, 22, 22, 40, 41})
	f.Add([]byte{3, 40, 10, 4, 26, 14, 14, 14, 28, 15, 15, 15, 19, 20})
	f.Add([]byte{5, 0, 0, 25, 40, 41, 42, 19})
	f.Fuzz(func(t *testing.T, in []byte) {
		if len(in) < 3 || len(in) > 200 {
			return
		}
		w, h := int(in[1]), int(in[2])
		m := start(t, &fake{make: makers[int(in[0])%len(makers)]}, Options{ASCII: in[0]&64 != 0}, w, h)
		for i := 3; i < len(in); i++ {
			if in[i] == 0xff && i+2 < len(in) {
				w, h = int(in[i+1]), int(in[i+2])
				send(m, tea.WindowSizeMsg{Width: w, Height: h})
				i += 2
			} else {
				press(m, names[int(in[i])%len(names)])
			}
			exact(t, m.View().Content, w, h)
		}
	})
}
