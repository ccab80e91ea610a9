package views

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"ushell/cap"
	"ushell/debug/frame"
	"ushell/views/screen"
	"ushell/views/viewtest"
)

var update = flag.Bool("update", false, "write golden files anew")

func testPainter(name ThemeName, g *Glyphs) *Painter {
	return NewPainter(NewTheme(name, TrueColor, false), g)
}

var frames = []struct {
	name string
	make func() *frame.Frame
}{
	{"start", viewtest.Start}, {"step", viewtest.Step}, {"rewrite", viewtest.Rewrite},
	{"fault", viewtest.Fault}, {"jump", viewtest.JumpFault}, {"empty", func() *frame.Frame { return &frame.Frame{} }}, {"c", viewtest.C}, {"paged", viewtest.Paged},
}

// TestPanes keeps a picture of each pane alone, at a narrow and a wide size.
func TestPanes(t *testing.T) {
	for i, f := range frames {
		for pane := range PaneCount {
			switch f.name {
			case "c":
				if pane != Source && pane != Locals && pane != Calls {
					continue
				}
			case "paged":
				if pane != Map && pane != Fork && pane != Procs {
					continue
				}
			default:
				if i >= 3 || pane >= Locals {
					continue
				}
			}
			for _, size := range []Rect{{W: 38, H: 10}, {W: 60, H: 14}, {W: 110, H: 20}} {
				p := testPainter(Mono, Unicode)
				p.buf.Reset(size.W, size.H)
				p.drawPane(pane, size, f.make(), &State{Focus: pane})
				name := fmt.Sprintf("%s-%s-%d", f.name, tabNames[pane], size.W)
				golden(t, name, screen.Plain(screen.Parse(p.buf.String(), size.W, size.H)))
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
		t.Errorf("%s differs (-update writes it anew):\n%s", file, got)
	}
}

// TestAnyRectangle: no pane and no overlay panics or leaves its place,
// whatever room it has and wherever the cursor is.
func TestAnyRectangle(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for _, f := range frames {
		for _, g := range []*Glyphs{Unicode, ASCII} {
			p := testPainter(Dark, g)
			for range 400 {
				r := Rect{X: rnd.IntN(6), Y: rnd.IntN(4), W: rnd.IntN(130), H: rnd.IntN(40)}
				st := &State{Focus: Pane(rnd.IntN(int(PaneCount))), Search: "a"}
				for i := range st.Cursor {
					st.Cursor[i] = rnd.IntN(200) - 100
				}
				p.buf.Reset(r.X+r.W+3, r.Y+r.H+2)
				p.drawPane(st.Focus, r, f.make(), st)
				for y := range p.buf.H {
					for x := range p.buf.W {
						inside := x >= r.X && x < r.X+r.W && y >= r.Y && y < r.Y+r.H
						if !inside && p.buf.At(x, y) != (screen.Cell{R: ' '}) {
							t.Fatalf("%s, %v in %+v: writes %q at %d,%d", f.name, st.Focus, r, p.buf.At(x, y).R, x, y)
						}
					}
				}
			}
		}
	}
}

// TestHang: long lines of answers go on below, however narrow the window is.
func TestHang(t *testing.T) {
	const line = "0x25e0000000    6 text   r-x  copy on pointer access: shared by 2: its capabilities refer to another region"
	got := hang(line, 60)
	want := []string{"0x25e0000000    6 text   r-x  copy on pointer access: shared", "                              by 2: its capabilities refer", "                              to another region"}
	if strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("%q", got)
	}
	for w := range 130 {
		text := ""
		for _, part := range hang(line+strings.Repeat("µ", 50), w) {
			if w >= 8 && cells(part) > w {
				t.Errorf("%d cells of %q in %d", cells(part), part, w)
			}
			text += strings.ReplaceAll(part, " ", "")
		}
		if text != strings.ReplaceAll(line+strings.Repeat("µ", 50), " ", "") {
			t.Errorf("in %d cells: %q", w, text)
		}
	}
}

// TestTimeline: a long boot of the kernel leaves room for what programs do.
func TestTimeline(t *testing.T) {
	line := func(f *frame.Frame) string {
		p := testPainter(Mono, Unicode)
		p.buf.Reset(120, 1)
		p.timeline(Rect{W: 120, H: 1}, f)
		return screen.Plain(screen.Parse(p.buf.String(), 120, 1))
	}
	f := viewtest.Paged()
	f.Step, f.End = 400000, 500000
	f.Marks = []frame.Mark{{Step: 350000, Kind: "proc.switch", Owner: 'A'}, {Step: 425000, Kind: "fork.begin", Owner: 'A'}, {Step: 470000, Kind: "proc.switch", Owner: 'B'}}
	got := []rune(line(f))
	at := func(r rune) int { return slices.Index(got, r) }
	if a, fork, b := at('A'), at('F'), at('B'); at('…') != a-1 || a < 10 || a > 18 || fork-a < 45 || b <= fork {
		t.Errorf("A at %d, F at %d, B at %d in %q", a, fork, b, string(got))
	}
	f.Marks[0].Step = 20000
	if got = []rune(line(f)); at('…') >= 0 || at('A') > 10 {
		t.Errorf("a short boot: %q", string(got))
	}
	f.Marks, f.Step, f.End = nil, 0, 0
	line(f)
	f.Marks = []frame.Mark{{Step: 300, Kind: "proc.switch", Owner: 'A'}}
	f.Step, f.End = 300, 300
	if got = []rune(line(f)); at('A') < 100 {
		t.Errorf("at the end of the boot: %q", string(got))
	}
}

// TestFloats keeps pictures of the floating-point registers.
func TestFloats(t *testing.T) {
	f := viewtest.Step()
	f.Float = viewtest.Floats()
	for _, size := range []Rect{{W: 38, H: 10}, {W: 60, H: 14}, {W: 110, H: 20}} {
		for _, focus := range []Pane{Source, Registers} {
			p := testPainter(Mono, Unicode)
			p.buf.Reset(size.W, size.H)
			st := &State{Focus: focus, Float: true}
			st.Cursor[Registers] = 32
			p.drawPane(Registers, size, f, st)
			golden(t, fmt.Sprintf("step-floats-%v-%d", focus, size.W), screen.Plain(screen.Parse(p.buf.String(), size.W, size.H)))
		}
	}
	for _, c := range []struct {
		name string
		bits uint64
		want string
	}{{"fa0", 0x3ff8000000000000, "1.5"}, {"fa0", 0xffffffff3fc00000, "1.5f"}, {"ft0", 0xfff0000000000000, "-Inf"}, {"ft0", 0x7ff8000000000000, "NaN"},
		{"ft0", 1, "5e-324"}, {"fcsr", 0, "rne"}, {"fcsr", 0x7f, "rup NX UF OF DZ NV"}} {
		if got := (&frame.Float{Name: c.name, Bits: c.bits}).Text(); got != c.want {
			t.Errorf("%s with %#x is %q, not %q", c.name, c.bits, got, c.want)
		}
	}
}

// TestWindows draws whole windows of many sizes.
func TestWindows(t *testing.T) {
	keys := []KeyHelp{{Show: "s", Title: "step", Group: "Forward", Help: strings.Repeat("goes on ", 30)}, {Show: "c", Title: "continue", Group: "Forward", Help: "runs"}}
	for _, f := range frames {
		for _, size := range [][2]int{{1, 1}, {20, 5}, {40, 10}, {60, 12}, {80, 24}, {110, 30}, {120, 36}, {133, 52}, {160, 30}, {200, 60}, {250, 80}} {
			for overlay := NoOverlay; overlay <= ReplyOverlay; overlay++ {
				for _, g := range []*Glyphs{Unicode, ASCII} {
					w, h := size[0], size[1]
					p := testPainter(Light, g)
					st := &State{Keys: keys, Overlay: overlay, Reply: []string{"one", "two\tthree"}, Scroll: 1, Focus: Fork}
					s := p.Draw(f.make(), st, w, h).String()
					rows := strings.Split(s, "\n")
					if len(rows) != h {
						t.Fatalf("%s %dx%d: %d rows", f.name, w, h, len(rows))
					}
					for y, row := range rows {
						if n := ansi.StringWidth(row); n != w {
							t.Fatalf("%s %dx%d: row %d has %d cells: %q", f.name, w, h, y, n, ansi.Strip(row))
						}
					}
					if g == ASCII {
						for _, r := range ansi.Strip(s) {
							if r > 0x7e {
								t.Fatalf("%s %dx%d: %q among ASCII", f.name, w, h, r)
							}
						}
					}
				}
			}
		}
	}
}

func TestMonoHasNoColour(t *testing.T) {
	for _, f := range frames {
		p := testPainter(Mono, Unicode)
		s := p.Draw(f.make(), &State{Overlay: FaultOverlay}, 120, 36).String()
		for _, part := range strings.Split(s, "\x1b[")[1:] {
			seq, _, _ := strings.Cut(part, "m")
			for _, n := range strings.Split(seq, ";") {
				if len(n) > 1 {
					t.Fatalf("%s: colour in %q", f.name, seq)
				}
			}
		}
	}
}

func text(ss []span) string {
	out := ""
	for _, s := range ss {
		out += s.s
	}
	return out
}

func TestCapabilityForms(t *testing.T) {
	p := testPainter(Dark, Unicode)
	data := viewtest.Bounded(0x80141010, 0x80141000, 64)
	for _, c := range []struct {
		c    cap.Cap
		w    int
		want string
	}{
		{data, 80, "0x80141010 [rwRW,0x80141000-0x80141040]"},
		{data, 38, "0x80141010 [rwRW,1000-1040]"},
		{data, 26, "80141010 rwRW 1000-1040"},
		{data, 22, "80141010 rwRW"},
		{data, 3, "80141010"},
		{data.Seal(), 80, "0x80141010 [rwRW,0x80141000-0x80141040] (sentry)"},
		{data.Seal(), 30, "80141010 rwRW 1000-1040 s"},
		{data.Untagged(), 80, "0x80141010 [rwRW,0x80141000-0x80141040] (invalid)"},
		{data.Untagged(), 30, "80141010 rwRW 1000-1040 i"},
		{cap.Root(0x80000000), 23, "80000000 rwxRWa 0-2⁶⁴"},
		{cap.Null(0x2a), 80, "0x2a"},
		{cap.Null(0), 1, "0x0"},
	} {
		if got := text(p.capability(c.c, p.Theme.capStyle(), c.w)); got != c.want {
			t.Errorf("%v in %d: %q, want %q", c.c, c.w, got, c.want)
		}
		if full := text(p.capForm(c.c, capStyle{}, capFull)); full != c.c.String() {
			t.Errorf("full form %q, want %q", full, c.c)
		}
	}
}

// TestPrefixIsDim: what all three addresses share is told apart from the rest.
func TestPrefixIsDim(t *testing.T) {
	p := testPainter(Dark, Unicode)
	ss := p.capForm(viewtest.Bounded(0x80141010, 0x80141000, 64), p.Theme.capStyle(), capFull)
	if ss[0].s != "0x801410" || ss[0].st != p.Theme.Dim || ss[1].s != "10" || ss[1].st != p.Theme.Base {
		t.Errorf("%+v", ss)
	}
}

func TestRuler(t *testing.T) {
	buf := viewtest.Bounded(0x80141000, 0x80141000, 128)
	for _, c := range []struct {
		name       string
		addr, size uint64
		where      string
		apart      bool
	}{
		{"inside", 0x80141040, 8, "lies within the bounds", false},
		{"at the end", 0x80141080, 1, "begins exactly at the end", false},
		{"over the end", 0x8014107e, 4, "ends 2 bytes past the end", false},
		{"behind", 0x80141090, 4, "begins 16 bytes past the end", false},
		{"before", 0x80140ff0, 4, "ends 12 bytes before the start", false},
		{"over the start", 0x80140fff, 2, "begins 1 byte before the start", false},
		{"far behind", 0x90000000, 4, "past the end", true},
		{"far before", 0x1000, 4, "before the start", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := testPainter(Mono, Unicode)
			ft := &frame.Fault{Register: "a0", Auth: buf, HasRange: true, Addr: c.addr, Size: c.size, Object: "buf"}
			for w := 10; w < 200; w += 7 {
				lines := p.ruler(ft, w)
				if w < 30 {
					if lines != nil {
						t.Fatal("drawn without room")
					}
					continue
				}
				for _, l := range lines {
					if spansWidth(l) > w {
						t.Errorf("%d wide in %d: %q", spansWidth(l), w, text(l))
					}
				}
				bar, req := text(lines[2]), text(lines[3])
				from, to := strings.IndexRune(bar, '├'), strings.IndexRune(bar, '┤')
				at := cells(req[:strings.IndexRune(req, '█')])
				from, to = cells(bar[:from]), cells(bar[:to])
				switch {
				case c.addr+c.size <= 0x80141000 && at >= from, c.addr >= 0x80141080 && at <= to,
					c.name == "inside" && (at <= from || at >= to):
					t.Errorf("in %d: request at %d, bounds %d-%d\n%s\n%s", w, at, from, to, bar, req)
				}
				if w > 100 && !strings.Contains(req, c.where) {
					t.Errorf("%q lacks %q", req, c.where)
				}
				if apart := strings.Contains(bar, "//"); apart != c.apart && w > 60 {
					t.Errorf("in %d: %q", w, bar)
				}
			}
		})
	}
	p := testPainter(Mono, Unicode)
	for _, auth := range []cap.Cap{cap.Root(0), cap.Null(5), viewtest.Bounded(0x1000, 0x1000, 0)} {
		if p.ruler(&frame.Fault{Register: "a0", Auth: auth, HasRange: true, Addr: 4, Size: 4}, 100) != nil {
			t.Errorf("a ruler for %v", auth)
		}
	}
}

func TestAgreement(t *testing.T) {
	p := testPainter(Mono, Unicode)
	fk := &frame.Fork{Child: 'B', ChildBase: viewtest.ChildBase, Size: viewtest.RegionSize}
	o, n := viewtest.Bounded(0x80101010, 0x80101000, 64), viewtest.Bounded(0x80141010, 0x80141000, 64)
	for _, c := range []struct {
		old, new cap.Cap
		want     string
	}{
		{o, n, "✓ offset 0x10,✓ length 0x40,✓ rwRW,✓ unsealed,✓ inside B"},
		{o, n.SetAddr(0x80141020), "✗ offset 0x10 → 0x20,✓ length 0x40,✓ rwRW,✓ unsealed,✓ inside B"},
		{o, n.Seal(), "✓ offset 0x10,✓ length 0x40,✓ rwRW,✗ unsealed → sentry,✓ inside B"},
		{o, o, "✓ offset 0x10,✓ length 0x40,✓ rwRW,✓ unsealed,✗ inside B → not"},
		{o, n.Untagged(), "✓ offset 0x10,✓ length 0x40,✓ rwRW,✓ unsealed,✗ inside B → not"},
	} {
		var got []string
		for _, s := range p.agreement(fk, &frame.Rewrite{Old: c.old, New: c.new}, true) {
			got = append(got, s.s)
		}
		if strings.Join(got, ",") != c.want {
			t.Errorf("%q, want %q", strings.Join(got, ","), c.want)
		}
	}
}

func TestConsoleLines(t *testing.T) {
	f := &frame.Frame{Console: []frame.Text{{Owner: 'A', Text: "one\ntw"}, {Owner: 'A', Text: "o"}, {Owner: 'B', Text: "b\n\nc"}, {Owner: 'A', Text: "!\n"}}}
	want := []consoleLine{{'A', "one"}, {'A', "two"}, {'B', "b"}, {'B', ""}, {'B', "c"}, {'A', "!"}}
	got := consoleLines(f)
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// TestRowsAndSetRow: pointing at a row of any pane makes it the row pointed at.
func TestRowsAndSetRow(t *testing.T) {
	for _, f := range frames {
		for pane := range PaneCount {
			st := &State{Focus: pane}
			fr := f.make()
			rows, _ := Rows(fr, st)
			for _, i := range []int{0, len(rows) / 2, len(rows) - 1, -5, len(rows) + 5} {
				SetRow(fr, st, i)
				_, at := Rows(fr, st)
				if want := max(min(i, len(rows)-1), min(0, len(rows)-1)); at != want {
					t.Errorf("%s, %v: row %d after SetRow(%d)", f.name, pane, at, i)
				}
			}
		}
	}
}

func TestHighlight(t *testing.T) {
	src := viewtest.Step().Source
	h := Highlight(src.Name, src.Text)
	lines := strings.Split(strings.TrimSuffix(src.Text, "\n"), "\n")
	if len(h.lines) != len(lines) {
		t.Fatalf("%d lines, want %d", len(h.lines), len(lines))
	}
	kinds := map[syntaxKind]bool{}
	for i, line := range h.lines {
		got := ""
		for _, tk := range line {
			got += tk.text
			kinds[tk.kind] = true
		}
		if got != lines[i] {
			t.Errorf("line %d is %q, want %q", i+1, got, lines[i])
		}
	}
	for k := syntaxPlain; k < syntaxCount; k++ {
		if !kinds[k] {
			t.Errorf("no token of kind %d", k)
		}
	}
}

// FuzzHighlight: cutting a file into tokens loses no line and no character.
func FuzzHighlight(f *testing.F) {
	f.Add("a: li a0, 1 # x\n.ascii \"q\"\n")
	f.Add("\"\n/* \n */ ;'\\\n\n\n")
	f.Fuzz(func(t *testing.T, src string) {
		if !utf8.ValidString(src) || strings.Contains(src, "\r") || !strings.HasSuffix(src, "\n") {
			return
		}
		var out strings.Builder
		for _, line := range Highlight("x.s", src).lines {
			for _, tk := range line {
				out.WriteString(tk.text)
			}
			out.WriteByte('\n')
		}
		if out.String() != src {
			t.Errorf("%q became %q", src, out.String())
		}
	})
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		s    string
		w    int
		want string
	}{
		{"", 5, ""}, {"a bc def", 4, "a bc|def"}, {"abcdefgh i", 3, "abc|def|gh|i"}, {"one", 0, ""},
	} {
		if got := strings.Join(wrap(c.s, c.w), "|"); got != c.want {
			t.Errorf("%q in %d: %q, want %q", c.s, c.w, got, c.want)
		}
	}
}

func TestOwnersDiffer(t *testing.T) {
	for _, name := range []ThemeName{Dark, Light} {
		for _, d := range []Depth{TrueColor, Colors256, Colors16} {
			th := NewTheme(name, d, false)
			seen := map[screen.Color]frame.Owner{}
			for _, o := range []frame.Owner{'K', 'A', 'B', 'C', 'D'} {
				c := th.Owner(o).FG
				if other, ok := seen[c]; ok {
					t.Errorf("%s, %d: %c looks like %c", name, d, o, other)
				}
				seen[c] = o
			}
		}
	}
	th := NewTheme(Dark, TrueColor, false)
	if th.Owner('F') != th.Owner('A') || th.Owner('Z') != th.Owner('E') && th.Owner(1) == th.Owner('K') {
		t.Error("owners beyond E")
	}
}

func BenchmarkDraw(b *testing.B) {
	p := testPainter(Dark, Unicode)
	f := viewtest.Rewrite()
	p.SetHighlighted(Highlight(f.Source.Name, f.Source.Text))
	b.ReportAllocs()
	for b.Loop() {
		_ = p.Draw(f, &State{}, 200, 60).String()
	}
}
