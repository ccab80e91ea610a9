package views

import "ushell/debug/frame"

// Glyphs are the characters that are drawn for more than their text.
type Glyphs struct {
	Tagged, Untagged, Cleared, Rewritten rune
	Current, Break, Cursor               rune // in front of a line
	Arrow, LeftArrow, Dot, Yes, No, Skip string
	Plus, Ellipsis                       string
	H, HFocus, V                         rune // rules
	Cross, TeeDown, TeeUp, TeeL, TeeR    rune // where they meet
	TopL, TopR, BottomL, BottomR         rune // of a frame around an overlay
	DoubleH, DoubleV                     rune
	Up                                   rune // points at what is above
	Fill, FillEnd                        rune // a bar that is drawn to scale
	RulerL, RulerR, RulerH               rune
	Micro, Open, Close                   string
	Top64                                string // 2 to the 64
	Pages                                []rune // by frame.PageState
}

// Unicode and ASCII are the two sets of glyphs. Terminals that give East Asian
// ambiguous characters two cells need the second.
var (
	Unicode = &Glyphs{
		Tagged: '◆', Untagged: '·', Cleared: '◇', Rewritten: '▶', Current: '▶', Break: '●', Cursor: '▸',
		Arrow: "→", LeftArrow: "◀", Dot: "·", Yes: "✓", No: "✗", Skip: "–", Plus: "+", Ellipsis: "…",
		H: '─', HFocus: '━', V: '│', Cross: '┼', TeeDown: '┬', TeeUp: '┴', TeeL: '┤', TeeR: '├',
		TopL: '┏', TopR: '┓', BottomL: '┗', BottomR: '┛', DoubleH: '━', DoubleV: '┃', Up: '▲', Fill: '█', FillEnd: '▌',
		RulerL: '├', RulerR: '┤', RulerH: '─', Micro: "µ", Open: "⟨", Close: "⟩", Top64: "2⁶⁴",
		Pages: []rune("■▦▣▨▧▤□"),
	}
	ASCII = &Glyphs{
		Tagged: '*', Untagged: '.', Cleared: 'o', Rewritten: '>', Current: '>', Break: '@', Cursor: ':',
		Arrow: "->", LeftArrow: "<-", Dot: "-", Yes: "ok", No: "FAIL", Skip: "-", Plus: "+", Ellipsis: "~",
		H: '-', HFocus: '=', V: '|', Cross: '+', TeeDown: '+', TeeUp: '+', TeeL: '+', TeeR: '+',
		TopL: '+', TopR: '+', BottomL: '+', BottomR: '+', DoubleH: '=', DoubleV: '|', Up: '^', Fill: '#', FillEnd: '#',
		RulerL: '|', RulerR: '|', RulerH: '-', Micro: "u", Open: "<", Close: ">", Top64: "2^64",
		Pages: []rune("#E=/\\~_"),
	}
)

// plain replaces the few characters beyond ASCII that frames are made of, so
// that the ASCII glyphs are enough to show them.
func (g *Glyphs) plain(r rune) rune {
	if g != ASCII || r < 0x80 {
		return r
	}
	switch r {
	case 'µ':
		return 'u'
	case '→', '▶', '›':
		return '>'
	case '←', '◀', '‹':
		return '<'
	case '…':
		return '~'
	case '–', '—', '·', '−', '─':
		return '-'
	case '’', '‘':
		return '\''
	case '“', '”':
		return '"'
	case '×':
		return 'x'
	case '✓':
		return '+'
	case '✗':
		return 'x'
	case '◆':
		return '*'
	}
	return '?'
}

// ownerLetter is o as it is shown: a blank for nobody.
func ownerLetter(o frame.Owner) string {
	if o < 0x20 || o > 0x7e {
		return " "
	}
	return string(rune(o))
}
