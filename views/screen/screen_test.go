package screen

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

func TestStyleSequences(t *testing.T) {
	for _, c := range []struct {
		s    Style
		want string
	}{
		{Style{}, "\x1b[0m"},
		{Style{FG: RGB(0x0a141e)}, "\x1b[0;38;2;10;20;30m"},
		{Style{FG: Index(3), BG: Index(12)}, "\x1b[0;33;104m"},
		{Style{FG: Index(200), BG: Index(17)}, "\x1b[0;38;5;200;48;5;17m"},
		{Style{Attr: Bold | Faint | Italic | Underline | Reverse}, "\x1b[0;1;2;3;4;7m"},
	} {
		if got := c.s.sgr(); got != c.want {
			t.Errorf("%+v: %q, want %q", c.s, got, c.want)
		}
	}
}

func TestSetKeepsRowsWhole(t *testing.T) {
	var b Buffer
	b.Reset(6, 1)
	for i, r := range "a漢b" {
		_ = i
		x := strings.IndexRune("a漢.b", r)
		if r == '漢' {
			x = 1
		}
		if r == 'b' {
			x = 3
		}
		b.Set(x, 0, r, Style{})
	}
	if got := b.String(); got != "a漢b  " {
		t.Errorf("%q", got)
	}
	b.Set(2, 0, 'x', Style{}) // the second half of the wide character
	if got := b.String(); got != "a xb  " {
		t.Errorf("%q", got)
	}
	if b.Set(5, 0, '漢', Style{}) != 0 || b.Set(6, 0, 'x', Style{}) != 0 || b.Set(0, -1, 'x', Style{}) != 0 {
		t.Error("something was set outside of the screen")
	}
	b.Set(0, 0, '\x1b', Style{})
	b.Set(1, 0, '\n', Style{})
	if got := b.String(); strings.ContainsAny(got, "\x1b\n") {
		t.Errorf("control characters in %q", got)
	}
}

func TestParseReadsWhatStringWrote(t *testing.T) {
	var b Buffer
	b.Reset(4, 2)
	b.Set(0, 0, 'µ', Style{FG: RGB(0xff0000), Attr: Bold})
	b.Set(3, 1, '◆', Style{Attr: Reverse | Underline})
	rows := Parse(b.String(), 4, 2)
	if Plain(rows) != "µ\n   ◆\n" {
		t.Errorf("%q", Plain(rows))
	}
	if rows[0][0].Attr != Bold || rows[1][3].Attr != Reverse|Underline || rows[0][1].Attr != 0 {
		t.Errorf("attributes %v %v", rows[0], rows[1])
	}
	if r, _, _, _ := rows[0][0].FG.RGBA(); r != 0xffff {
		t.Errorf("colour %v", rows[0][0].FG)
	}
}

// FuzzSet: whatever is written, every row of the string is as wide as the
// screen.
func FuzzSet(f *testing.F) {
	f.Add("plain", 3)
	f.Add("漢字 and é, \x1b[31m, 🙂 \u200d", 1)
	f.Fuzz(func(t *testing.T, text string, x int) {
		var b Buffer
		b.Reset(20, 1)
		for _, r := range text {
			if r > 0x2fff && r < 0xa000 || r < 0x300 {
				x += b.Set(x%20, 0, r, Style{FG: Index(uint8(r))})
			}
		}
		if n := ansi.StringWidth(b.String()); n != 20 {
			t.Errorf("%d cells: %q", n, b.String())
		}
	})
}

func BenchmarkString(b *testing.B) {
	var s Buffer
	s.Reset(200, 60)
	for y := range 60 {
		for x := range 200 {
			s.Set(x, y, 'x', Style{FG: RGB(uint32(x * y / 7))})
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		_ = s.String()
	}
}
