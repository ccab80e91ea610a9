package views

import (
	"fmt"
	"strings"

	"ushell/cap"
	"ushell/debug/frame"
)

// ruler draws the bounds of the authorising capability and the range that was
// requested, to scale:
//
//	0x80181000                              0x80181040
//	├──────────────── buf ──────────────────┤
//	                                        ███ 4 bytes requested, begins exactly at the end
//
// When the request is far away, the part between is left out and says so.
func (p *Painter) ruler(ft *frame.Fault, w int) [][]span {
	base, top := ft.Auth.Base(), ft.Auth.Top()
	length := ft.Auth.Length()
	switch {
	case !ft.HasRange || ft.Register == "" || w < 30:
		return nil
	case ft.Auth.IsInteger() || length.Hi != 0 || top.Hi != 0 || length.Lo == 0 || length.Lo > 1<<48:
		return nil // no bounds that could be drawn
	}
	s := scale{w: w, base: base, top: top.Lo, addr: ft.Addr, size: max(ft.Size, 1)}
	s.fit()
	t := p.Theme
	out := [][]span{
		nil,
		{{t.Dim, s.labels(hex(base), top.String())}},
		{{t.OK, s.bar(p.Glyphs, boundsName(ft, length))}, {t.Bad, s.after()}},
	}
	return append(append(out, p.request(ft, &s)...), nil)
}

func boundsName(ft *frame.Fault, length cap.Wide) string {
	name := bytesSize(length.Lo)
	if ft.Object != "" {
		name = ft.Object + ", " + name
	}
	return " " + name + " "
}

// scale maps addresses to columns.
type scale struct {
	w                     int
	base, top, addr, size uint64
	from, to              int // columns of base and of top
	mark, markEnd         int // columns of the request
	gap                   uint64
}

// fit chooses the columns. The bounds and the request are to one scale unless
// so much lies between them that neither would be seen.
func (s *scale) fit() {
	end := s.addr + s.size
	if end < s.addr {
		end = ^uint64(0)
	}
	lo, hi := min(s.base, s.addr), max(s.top, end)
	length := s.top - s.base
	switch {
	case s.addr >= s.top:
		s.gap = s.addr - s.top
	case end <= s.base:
		s.gap = s.base - end
	}
	if s.gap > 3*length {
		s.apart()
		return
	}
	// A margin shows that what lies outside is outside.
	margin := s.w / 12
	last := float64(s.w - 1 - 2*margin)
	col := func(v uint64) int { return margin + int(float64(v-lo)/float64(hi-lo)*last) }
	s.gap = 0
	s.from, s.to = col(s.base), max(col(s.top), col(s.base)+1)
	s.mark, s.markEnd = col(s.addr), max(col(end), col(s.addr)+1)
	if s.addr >= s.top {
		s.mark = max(s.mark, min(s.to+1, s.w-1))
		s.markEnd = max(s.markEnd, s.mark+1)
	}
}

// apart puts the bounds at one end and the request at the other.
func (s *scale) apart() {
	bar := s.w * 55 / 100
	if s.addr >= s.top {
		s.from, s.to = 0, bar
		s.mark, s.markEnd = s.w-4, s.w-3
		return
	}
	s.from, s.to = s.w-1-bar, s.w-1
	s.mark, s.markEnd = 3, 4
}

// labels are the bounds above the ends of the bar, moved apart where they
// would touch and to the left where they would leave the row.
func (s *scale) labels(lo, hi string) string {
	from := max(min(s.from, s.w-len(hi)-1-len(lo)), 0)
	left := strings.Repeat(" ", from) + lo
	at := max(min(s.to+1, s.w)-len(hi), len(left)+1)
	if at+len(hi) > s.w {
		return left
	}
	return left + strings.Repeat(" ", at-len(left)) + hi
}

func (s *scale) bar(g *Glyphs, name string) string {
	n := max(s.to-s.from-1, 0)
	line := []rune(strings.Repeat(string(g.RulerH), n))
	if k := []rune(name); len(k)+2 <= n {
		copy(line[(n-len(k))/2:], k)
	}
	out := string(g.RulerL) + string(line) + string(g.RulerR)
	if s.gap > 0 && s.from > 0 {
		return s.before() + out
	}
	return strings.Repeat(" ", s.from) + out
}

// before and after are the part that is left out, in front of the bounds or
// behind them.
func (s *scale) before() string { return centred(s.gapText(), s.from) }

func (s *scale) after() string {
	if s.gap == 0 || s.from > 0 {
		return ""
	}
	return centred(s.gapText(), s.w-s.to-1)
}

func (s *scale) gapText() string { return "// " + bytesSize(s.gap) + " between //" }

func centred(text string, w int) string {
	if len(text) > w {
		return strings.Repeat(" ", w)
	}
	left := (w - len(text)) / 2
	return strings.Repeat(" ", left) + text + strings.Repeat(" ", w-left-len(text))
}

// request draws the bytes asked for and says where they lie, beside them or
// below.
func (p *Painter) request(ft *frame.Fault, s *scale) [][]span {
	t := p.Theme
	n := max(min(s.markEnd, s.w)-s.mark, 1)
	pad := func(n int) span { return span{s: strings.Repeat(" ", max(n, 0))} }
	block := span{t.Bad, strings.Repeat(string(p.Glyphs.Fill), n)}
	text := fmt.Sprintf("%s at %s: %s", count(ft.Size), hex(ft.Addr), relation(ft))
	switch w := cells(text); {
	case w+1 <= s.w-s.mark-n:
		return [][]span{{pad(s.mark), block, {t.Bright, " " + text}}}
	case w+1 <= s.mark:
		return [][]span{{pad(s.mark - 1 - w), {t.Bright, text + " "}, block}}
	case w <= s.w:
		return [][]span{{pad(s.mark), block}, {pad(min(s.mark, s.w-w)), {t.Bright, text}}}
	}
	return [][]span{{pad(s.mark), block}}
}

// relation says how the request lies to the bounds.
func relation(ft *frame.Fault) string {
	base, top := ft.Auth.Base(), ft.Auth.Top()
	at := cap.Wide{Lo: ft.Addr}
	end := at.Add(ft.Size)
	switch {
	case end.Cmp(cap.Wide{Lo: base}) <= 0:
		return "ends " + count(base-end.Lo) + " before the start"
	case ft.Addr < base:
		return "begins " + count(base-ft.Addr) + " before the start"
	case at.Cmp(top) == 0:
		return "begins exactly at the end"
	case at.Cmp(top) > 0:
		return "begins " + count(at.Sub(top.Lo).Saturate()) + " past the end"
	case end.Cmp(top) > 0:
		return "ends " + count(end.Sub(top.Lo).Saturate()) + " past the end"
	}
	return "lies within the bounds"
}

func count(n uint64) string {
	if n == 1 {
		return "1 byte"
	}
	return thousands(n) + " bytes"
}
