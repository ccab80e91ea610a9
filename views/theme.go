package views

import (
	"ushell/debug/frame"
	"ushell/views/screen"
)

// ThemeName is a choice of colours.
type ThemeName string

// The themes. Mono uses attributes only: bold, reverse, underline, dim.
const (
	Dark  ThemeName = "dark"
	Light ThemeName = "light"
	Mono  ThemeName = "mono"
)

// Depth is how many colours a terminal has. Colours are chosen for each depth
// by hand, because reducing them by arithmetic makes several of them equal.
type Depth int

// Depths.
const (
	TrueColor Depth = iota
	Colors256
	Colors16
)

// Theme is a set of styles by role, made once. No role is told apart from
// another by colour alone: a glyph, a letter or an attribute goes with it.
type Theme struct {
	Name ThemeName

	Base, Dim, Faint, Bright screen.Style
	Header, HeaderDim        screen.Style // the first and the last row
	Key                      screen.Style // a key in the last row
	Title, TitleFocus        screen.Style // of a pane
	Rule, RuleFocus          screen.Style
	Changed, Old             screen.Style // a new value, and what it was
	Tag, Cleared, Rewritten  screen.Style // marks of granules
	OK, Bad, Warn            screen.Style
	Alarm                    screen.Style // the frame around a fault
	Here                     screen.Style // marks the current line
	Label                    screen.Style // symbols
	Match                    screen.Style // what a search found

	owners   [6]screen.Style
	syntax   [syntaxCount]screen.Style
	selected func(screen.Style) screen.Style
	current  func(screen.Style) screen.Style
}

// tone is one colour at each depth.
type tone struct {
	rgb       uint32
	x256, x16 uint8
}

func (t tone) at(d Depth) screen.Color {
	switch d {
	case TrueColor:
		return screen.RGB(t.rgb)
	case Colors256:
		return screen.Index(t.x256)
	}
	return screen.Index(t.x16)
}

// tones are the colours of a theme. Owners follow Okabe and Ito's set, which
// people with any kind of colour vision can tell apart.
type tones struct {
	fg, bg, dim, faint, bright       tone
	band, chip, selected, current    tone
	tag, changed, old, ok, bad, warn tone
	label                            tone
	owners                           [6]tone
	comment, mnemonic, register      tone
	number, text, directive          tone
}

var darkTones = tones{
	fg: tone{0xd3dae3, 252, 7}, bg: tone{0x11151b, 233, 0}, dim: tone{0x8d98a6, 246, 7},
	faint: tone{0x4b5766, 240, 8}, bright: tone{0xffffff, 231, 15},
	band: tone{0x222b37, 236, 0}, chip: tone{0x3d4f66, 239, 4}, selected: tone{0x2b3a4d, 238, 8}, current: tone{0x3a3620, 58, 0},
	tag: tone{0x5fe0b0, 79, 10}, changed: tone{0xffe066, 221, 11}, old: tone{0x9a8f6a, 144, 3},
	ok: tone{0x5fe0b0, 79, 10}, bad: tone{0xff7a5c, 209, 9}, warn: tone{0xffb454, 215, 11},
	label: tone{0xe8c990, 180, 3},
	owners: [6]tone{
		{0xd98fbb, 175, 13}, {0x56b4e9, 75, 14}, {0xe69f00, 214, 11},
		{0x2fbf8f, 36, 10}, {0xf0e442, 227, 15}, {0x6f8fff, 69, 12},
	},
	comment: tone{0x7d8b99, 244, 8}, mnemonic: tone{0xe4eaf1, 255, 15}, register: tone{0xa9cdb5, 151, 7},
	number: tone{0xc3b5ec, 146, 7}, text: tone{0xb9d39b, 150, 2}, directive: tone{0x9fb0d0, 110, 6},
}

var lightTones = tones{
	fg: tone{0x20262d, 235, 0}, bg: tone{0xfcfcf9, 231, 15}, dim: tone{0x5a6570, 241, 8},
	faint: tone{0xb4bcc5, 250, 7}, bright: tone{0x000000, 16, 0},
	band: tone{0xe3e8ee, 254, 7}, chip: tone{0xc3d3e6, 153, 6}, selected: tone{0xd5e4f6, 189, 7}, current: tone{0xfff1bf, 230, 15},
	tag: tone{0x00694c, 23, 2}, changed: tone{0x8a3b00, 94, 1}, old: tone{0x7d7355, 101, 8},
	ok: tone{0x00694c, 23, 2}, bad: tone{0xb3261e, 124, 1}, warn: tone{0x8a4b00, 94, 3},
	label: tone{0x7a5200, 94, 3},
	owners: [6]tone{
		{0x8e3f74, 90, 5}, {0x00629c, 25, 4}, {0xb04a00, 130, 1},
		{0x00704f, 29, 2}, {0x6f6200, 58, 3}, {0x3d46b8, 61, 12},
	},
	comment: tone{0x6b7680, 243, 8}, mnemonic: tone{0x11161b, 233, 0}, register: tone{0x22624a, 23, 2},
	number: tone{0x5b3fa0, 54, 5}, text: tone{0x456b12, 64, 2}, directive: tone{0x3c5486, 60, 4},
}

// NewTheme makes the styles of a theme. Unless own is set, the terminal keeps
// its own background and text colour.
func NewTheme(name ThemeName, d Depth, own bool) *Theme {
	if name == Mono {
		return monoTheme()
	}
	c := &darkTones
	if name == Light {
		c = &lightTones
	}
	fg := func(t tone) screen.Style { return screen.Style{FG: t.at(d)} }
	bold := func(t tone) screen.Style { return fg(t).With(screen.Bold) }
	t := &Theme{
		Name: name, Dim: fg(c.dim), Faint: fg(c.faint), Bright: bold(c.bright),
		Header: bold(c.bright).On(c.band.at(d)), HeaderDim: fg(c.dim).On(c.band.at(d)), Key: bold(c.changed).On(c.band.at(d)),
		Title: fg(c.dim).With(screen.Bold), TitleFocus: bold(c.bright).On(c.chip.at(d)),
		Rule: fg(c.faint), RuleFocus: fg(c.dim),
		Changed: bold(c.changed), Old: fg(c.old),
		Tag: bold(c.tag), Cleared: bold(c.bad), Rewritten: bold(c.changed),
		OK: bold(c.ok), Bad: bold(c.bad), Alarm: bold(c.bad), Here: bold(c.changed), Warn: bold(c.warn), Label: fg(c.label),
		Match: fg(c.bg).On(c.changed.at(d)),
	}
	if own {
		t.Base = screen.Style{FG: c.fg.at(d), BG: c.bg.at(d)}
	}
	for i, o := range c.owners {
		t.owners[i] = bold(o)
	}
	for i, s := range [syntaxCount]tone{c.fg, c.comment, c.mnemonic, c.register, c.number, c.text, c.directive, c.label} {
		t.syntax[i] = fg(s)
	}
	t.syntax[syntaxPlain] = screen.Style{}
	t.syntax[syntaxLabel] = bold(c.label)
	t.selected = func(s screen.Style) screen.Style { return s.On(c.selected.at(d)) }
	t.current = func(s screen.Style) screen.Style { return s.On(c.current.at(d)) }
	if d == Colors16 {
		// Sixteen colours leave none for a background that all others are
		// legible on.
		t.selected = func(s screen.Style) screen.Style { return s.With(screen.Reverse) }
		t.current = func(s screen.Style) screen.Style { return s.With(screen.Bold) }
	}
	return t
}

func monoTheme() *Theme {
	plain := screen.Style{}
	bold, faint, reverse := plain.With(screen.Bold), plain.With(screen.Faint), plain.With(screen.Reverse)
	t := &Theme{
		Name: Mono, Dim: plain, Faint: faint, Bright: bold,
		Header: reverse.With(screen.Bold), HeaderDim: reverse, Key: reverse.With(screen.Bold),
		Title: bold, TitleFocus: reverse.With(screen.Bold), Rule: faint, RuleFocus: plain,
		Changed: bold.With(screen.Underline), Old: faint,
		Tag: bold, Cleared: bold, Rewritten: bold,
		OK: plain, Bad: bold.With(screen.Underline), Alarm: bold, Here: bold, Warn: bold, Label: plain,
		Match:    reverse,
		selected: func(s screen.Style) screen.Style { return s.With(screen.Reverse) },
		current:  func(s screen.Style) screen.Style { return s.With(screen.Bold) },
	}
	for i := range t.owners {
		t.owners[i] = bold
	}
	t.syntax[syntaxComment] = faint
	t.syntax[syntaxLabel] = bold
	return t
}

// Owner is the style of what o owns. Letters after E share colours.
func (t *Theme) Owner(o frame.Owner) screen.Style {
	switch {
	case o == frame.None:
		return t.Dim
	case o == 'K':
		return t.owners[0]
	}
	return t.owners[1+int(o-'A'+250)%5]
}
