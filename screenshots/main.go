// Screenshots draws the pictures of ushell that the documentation shows, by
// running real programs to the moments that are worth seeing:
//
//	go run ./screenshots [-dir screenshots] [NAME...]
//
// It needs no terminal, and the same sources give the same files.
package main

import (
	"flag"
	"fmt"
	"image/color"
	"os"
	"path/filepath"
	"slices"

	tea "charm.land/bubbletea/v2"

	"ushell/debug"
	"ushell/screenshots/render"
	"ushell/tui"
	"ushell/ufork"
)

// scene is one picture: a program, and what is typed until the moment comes.
type scene struct {
	name    string
	program string
	w, h    int
	theme   string
	ascii   bool
	lines   []string // command lines
	keys    []string // then keys
}

var scenes = []scene{
	{"step", "@first_fork", 120, 36, "dark", false, []string{"break change", "continue"}, []string{"s", "s", "s", "s"}},
	{"rewrite", "@first_fork", 120, 36, "dark", false, nil, []string{"r", "r", "r", "r"}},
	{"rewrite-80x24", "@first_fork", 80, 24, "dark", false, nil, []string{"r", "r", "r", "r"}},
	{"step-80x24", "@first_fork", 80, 24, "dark", false, []string{"break build", "continue"}, []string{"s", "s", "s", "s", "s", "s"}},
	{"fork", "@first_fork", 200, 60, "dark", false, nil, slices.Repeat([]string{"r"}, 12)},
	{"fork-light", "@first_fork", 200, 60, "light", false, nil, slices.Repeat([]string{"r"}, 12)},
	{"fault", "@fault_store", 120, 36, "dark", false, []string{"continue"}, nil},
	{"fault-80x24", "@fault_store", 80, 24, "dark", false, []string{"continue"}, nil},
	{"fault-jump", "@fault_jump", 120, 36, "light", false, []string{"continue"}, nil},
	{"help", "@first_fork", 120, 36, "dark", false, nil, []string{"?"}},
	{"mono-80x24", "@first_fork", 80, 24, "mono", false, []string{"break build", "continue"}, []string{"s", "s", "s", "s"}},
	{"copa", "@hello_fork", 120, 36, "dark", false, []string{"next-event copa"}, []string{"e"}},
	{"copa-rewrite", "@hello_fork", 120, 36, "dark", false, []string{"next-event copa"}, []string{"r", "r", "r"}},
	{"copa-rewrite-80x24", "@hello_fork", 80, 24, "dark", false, []string{"next-event copa"}, []string{"r", "r", "r"}},
	{"copa-child", "@hello_fork", 200, 60, "dark", false, []string{"next-event copa"}, []string{"l", "n"}},
	{"copa-processes-light", "@hello_fork", 120, 36, "light", false, []string{"next-event copa"}, []string{"l", "0"}},
	{"mono-ascii", "@first_fork", 120, 36, "mono", true, nil, []string{"r", "r", "r"}},
}

// load makes the engine of a scene.
func load(program string) (tui.Engine, error) {
	sys, err := ufork.Load(program, "", nil)
	if err != nil {
		return nil, err
	}
	s, err := debug.New(sys, nil)
	if err == nil && sys.C {
		s.RunToProgram()
	}
	return s, err
}

func main() {
	dir := flag.String("dir", "screenshots", "directory to write the pictures to")
	flag.Parse()
	for _, s := range scenes {
		if flag.NArg() > 0 && !slices.Contains(flag.Args(), s.name) {
			continue
		}
		file := filepath.Join(*dir, s.name+".png")
		if err := s.write(file); err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", s.name, err)
			os.Exit(1)
		}
		fmt.Println(file)
	}
}

// write plays the scene and draws its last screen.
func (s *scene) write(file string) error {
	engine, err := load(s.program)
	if err != nil {
		return err
	}
	content := s.play(engine)
	out, err := os.Create(file)
	if err != nil {
		return err
	}
	o := render.Options{W: s.w, H: s.h, Size: 20, Margin: 12, FG: color.RGBA{0xd3, 0xda, 0xe3, 255}, BG: color.RGBA{0x11, 0x15, 0x1b, 255}}
	if s.theme == "light" {
		o.FG, o.BG = color.RGBA{0x20, 0x26, 0x2d, 255}, color.RGBA{0xfc, 0xfc, 0xf9, 255}
	}
	if err := render.PNG(out, content, o); err != nil {
		out.Close()
		return err
	}
	return out.Close()
}

// play types the scene's lines and keys, and returns the screen.
func (s *scene) play(engine tui.Engine) string {
	m := tui.New(engine, tui.Options{Theme: s.theme, ASCII: s.ascii})
	perform(m, m.Init())
	send(m, tea.WindowSizeMsg{Width: s.w, Height: s.h})
	for _, line := range s.lines {
		press(m, ":")
		for _, r := range line {
			press(m, string(r))
		}
		press(m, "enter")
	}
	for _, k := range s.keys {
		press(m, k)
	}
	return m.View().Content
}

var named = map[string]tea.Key{
	"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "tab": {Code: tea.KeyTab},
	"up": {Code: tea.KeyUp}, "down": {Code: tea.KeyDown},
}

func press(m *tui.Model, key string) {
	k, ok := named[key]
	if !ok {
		k = tea.Key{Code: []rune(key)[0], Text: key}
	}
	send(m, tea.KeyPressMsg(k))
}

// send gives m a message, and then what comes of it, until nothing does.
func send(m *tui.Model, msg tea.Msg) {
	_, cmd := m.Update(msg)
	perform(m, cmd)
}

func perform(m *tui.Model, cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range msg {
			perform(m, c)
		}
	default:
		send(m, msg)
	}
}
