package views

import (
	"fmt"
	"slices"

	"ushell/debug/frame"
	"ushell/views/screen"
)

const granuleBytes = 16

// strip is a part of a region, drawn as rows of cells that each stand for per
// granules.
type strip struct {
	region     *frame.Region
	name       string
	first, end int // granules of the region
	rows       int
}

func (s *strip) per(w int) int {
	n, per := s.end-s.first, 1
	for (n+per-1)/per > w*s.rows {
		per *= 2
	}
	return per
}

// flag is an address worth a mark below the strip that holds it.
type flag struct {
	name string
	addr uint64
}

// strips are the parts of region, and what lies between them if it is used.
func strips(region *frame.Region) []strip {
	if region.Device || region.End <= region.Base {
		return nil
	}
	total := int(min((region.End-region.Base)/granuleBytes, uint64(len(region.Used))*64))
	at := func(a uint64) int {
		if a <= region.Base {
			return 0
		}
		return int(min((a-region.Base+granuleBytes-1)/granuleBytes, uint64(total)))
	}
	parts := slices.Clone(region.Parts)
	slices.SortStableFunc(parts, func(a, b frame.Part) int { return at(a.Base) - at(b.Base) })
	var out []strip
	gap := func(from, to int) {
		if used := anyBit(region.Used, from, to); used && to > from {
			out = append(out, strip{region, "other", from, to, 1})
		}
	}
	end := 0
	for _, part := range parts {
		a, b := at(part.Base), at(part.End)
		gap(end, a)
		if b > a {
			out = append(out, strip{region, part.Name, a, b, 1})
		}
		end = max(end, b)
	}
	gap(end, total)
	return out
}

// anyBit says whether a bit of [from, to) is set.
func anyBit(bits []uint64, from, to int) bool {
	for i := from; i < to && i/64 < len(bits); i++ {
		if bits[i/64] == 0 {
			i |= 63
			continue
		}
		if bits[i/64]>>(i%64)&1 != 0 {
			return true
		}
	}
	return false
}

// flags are the addresses that the map points out.
func flags(f *frame.Frame) []flag {
	out := []flag{{"pc", f.PC}}
	for _, r := range f.Regs {
		if r.Name == "sp" && r.Cap.Tag {
			out = append(out, flag{"sp", r.Cap.Addr})
		}
	}
	if r := newest(f); r != nil && r.Register == "" {
		out = append(out, flag{"slot", r.Slot})
	} else if len(f.Mem.Lines) > 0 {
		out = append(out, flag{"mem", f.Mem.Focus})
	}
	return out
}

// mapRow is one row of the address map.
type mapRow struct {
	region int
	head   bool
	strip  *strip
	line   int // row of the strip
	flags  bool
}

const mapNames = 8 // columns for the name of a part

// addressMap draws the regions, each with its parts as far as there is room.
func (p *Painter) addressMap(r Rect, f *frame.Frame, st *State) {
	if len(f.Map) == 0 {
		p.nothing(r, "Nothing is mapped.")
		return
	}
	w := max(r.W-mapNames-2-6, 8)
	rows := mapRows(f, w, r.H)
	cursor := max(min(st.Cursor[Map], len(f.Map)-1), 0)
	at := 0
	for i, row := range rows {
		if row.region == cursor && row.head {
			at = i
		}
	}
	first := 0
	if len(rows) > r.H && st.Focus == Map {
		first = window(at, len(rows), r.H)
	}
	for y := range min(r.H, len(rows)-first) {
		row := rows[first+y]
		pn := p.pen(r).row(y)
		switch {
		case row.head:
			p.regionHead(pn, &f.Map[row.region])
			if row.region == cursor && st.Focus == Map {
				pn.tint(p.Theme.selected)
			}
		case row.flags:
			p.stripFlags(pn, row.strip, row.line, w, f)
		default:
			p.stripRow(pn, row.strip, row.line, w)
		}
	}
}

// mapRows decides what fits into h rows: every part of every region with a
// row for flags, and more rows for long parts; or the regions' heads only.
func mapRows(f *frame.Frame, w, h int) []mapRow {
	all := make([][]strip, len(f.Map))
	n := len(f.Map)
	for i := range f.Map {
		all[i] = strips(&f.Map[i])
		n += len(all[i])
	}
	// With little room, only regions that do something now show their parts.
	for i := len(all) - 1; i >= 0 && n > h; i-- {
		if r := &f.Map[i]; r.Owner != f.Owner && !anyBit(r.Rewritten, 0, len(r.Rewritten)*64) {
			n -= len(all[i])
			all[i] = nil
		}
	}
	withFlags := n+len(flags(f)) <= h
	if withFlags {
		n += len(flags(f))
	}
	for n < h {
		longest := longestStrip(all, w)
		if longest == nil {
			break
		}
		longest.rows++
		n++
	}
	var rows []mapRow
	for i := range f.Map {
		rows = append(rows, mapRow{region: i, head: true})
		for j := range all[i] {
			s := &all[i][j]
			for line := range s.rows {
				rows = append(rows, mapRow{region: i, strip: s, line: line})
				if withFlags && len(s.flagsIn(line, w, f)) > 0 {
					rows = append(rows, mapRow{region: i, strip: s, line: line, flags: true})
				}
			}
		}
	}
	return rows
}

// longestStrip is the one whose cells stand for the most granules.
func longestStrip(all [][]strip, w int) *strip {
	var out *strip
	for i := range all {
		for j := range all[i] {
			s := &all[i][j]
			if per := s.per(w); per > 1 && s.rows < 4 && (out == nil || per > out.per(w)) {
				out = s
			}
		}
	}
	return out
}

// regionHead draws "A first_fork   80140000-80180000  256 KiB  pid 1 running".
func (p *Painter) regionHead(pn *pen, region *frame.Region) {
	t := p.Theme
	pn.text(t.Owner(region.Owner), ownerLetter(region.Owner)).space(1)
	pn.text(t.Owner(region.Owner), region.Name).space(1).col(min(16, pn.r.W/3))
	pn.textf(t.Base, "%08x-%08x", region.Base, region.End)
	if size := " " + bytesSize(region.End-region.Base); cells(size) <= pn.left() {
		pn.text(t.Dim, size)
	}
	tail := ""
	switch {
	case region.Device:
		tail = "device"
	case region.PID > 0:
		tail = fmt.Sprintf("pid %d", region.PID)
	}
	if region.State != "" {
		if cells(tail)+1+cells(region.State) < pn.left() {
			tail += " "
		} else {
			tail = ""
		}
		tail += region.State
	}
	if tail != "" && cells(tail) < pn.left() {
		style := t.Dim
		if region.State == "running" {
			style = t.Bright
		}
		pn.right(style, tail)
	}
}

// stripRow draws one row of cells between brackets, and their scale.
func (p *Painter) stripRow(pn *pen, s *strip, line, w int) {
	t, g := p.Theme, p.Glyphs
	if line == 0 {
		pn.space(1).text(t.Dim, cutName(s.name))
	}
	pn.col(mapNames)
	per := s.per(w)
	from := s.first + line*w*per
	pn.text(t.Faint, "[")
	for i := range w {
		a := from + i*per
		b := min(a+per, s.end)
		if a >= s.end {
			break
		}
		style, glyph := t.Base, ' '
		switch {
		case anyBit(s.region.Rewritten, a, b):
			style, glyph = t.Rewritten, g.Rewritten
		case anyBit(s.region.Tagged, a, b):
			style, glyph = t.Owner(s.region.Owner), g.Tagged
		case anyBit(s.region.Used, a, b):
			style, glyph = t.Dim, g.Untagged
		}
		pn.rune(style, glyph)
	}
	pn.text(t.Faint, "]")
	if line == 0 {
		pn.right(t.Faint, " "+bytesShort(per*granuleBytes))
	}
}

// bytesShort is a power of two, shortly: 16, 512, 4K, 1M.
func bytesShort(n int) string {
	switch {
	case n >= 1<<20:
		return fmt.Sprintf("%dM", n>>20)
	case n >= 1<<10:
		return fmt.Sprintf("%dK", n>>10)
	}
	return fmt.Sprint(n)
}

func cutName(s string) string {
	if r := []rune(s); len(r) > mapNames-2 {
		return string(r[:mapNames-2])
	}
	return s
}

// flagsIn are the flags that point into a row of s, each with its column.
func (s *strip) flagsIn(line, w int, f *frame.Frame) map[int][]string {
	var out map[int][]string
	per := s.per(w)
	from := s.first + line*w*per
	to := min(from+w*per, s.end)
	for _, fl := range flags(f) {
		if fl.addr < s.region.Base {
			continue
		}
		g := (fl.addr - s.region.Base) / granuleBytes
		// sp at the very top of a stack belongs to its last granule.
		if g == uint64(s.end) && fl.name == "sp" {
			g--
		}
		if g < uint64(from) || g >= uint64(to) {
			continue
		}
		if out == nil {
			out = map[int][]string{}
		}
		col := (int(g) - from) / per
		out[col] = append(out[col], fl.name)
	}
	return out
}

// stripFlags draws arrows with names below the cells that they point at.
func (p *Painter) stripFlags(pn *pen, s *strip, line, w int, f *frame.Frame) {
	marks := s.flagsIn(line, w, f)
	var cols []int
	for c := range marks {
		cols = append(cols, c)
	}
	slices.Sort(cols)
	for _, c := range cols {
		text := ""
		for i, name := range marks[c] {
			if i > 0 {
				text += ","
			}
			text += name
		}
		x := mapNames + 1 + c
		if x+1+cells(text) > pn.r.W && x-cells(text) >= pn.x {
			pn.col(x-cells(text)).text(p.Theme.Label, text)
			pn.rune(p.Theme.Changed, p.Glyphs.Up)
			continue
		}
		pn.col(x).rune(p.Theme.Changed, p.Glyphs.Up).text(p.Theme.Label, text)
	}
}

// mapNote explains the glyphs.
func (p *Painter) mapNote(*frame.Frame) string {
	g := p.Glyphs
	return fmt.Sprintf("%c tagged  %c data  %c rewritten", g.Tagged, g.Untagged, g.Rewritten)
}

// timeline draws the whole history in one row: who ran when, forks, faults,
// and where the machine stands.
func (p *Painter) timeline(r Rect, f *frame.Frame) {
	t, g := p.Theme, p.Glyphs
	pn := p.pen(r.inset(1, 1))
	begin, end := "0 ", " "+thousands(f.End)
	pn.text(t.Faint, begin)
	x0, w := pn.x, pn.r.W-cells(begin)-cells(end)
	if w < 20 {
		return
	}
	col := func(step uint64) int {
		if f.End == 0 {
			return 0
		}
		return int(min(step, f.End) * uint64(w-1) / f.End)
	}
	here := col(f.Step)
	owners, events := p.timelineCells(f, w, col)
	for i := range w {
		style := t.Owner(owners[i])
		glyph := g.H
		if i <= here {
			glyph = g.HFocus
		} else {
			style.Attr &^= screen.Bold
		}
		if e := events[i]; e != 0 {
			glyph = e
			style = t.Owner(owners[i])
			if e == g.Rewritten {
				style = t.Rewritten
			}
		}
		if i == here {
			style = style.With(screen.Reverse | screen.Bold)
		}
		pn.col(x0+i).rune(style, glyph)
	}
	pn.text(t.Faint, end)
}

// timelineCells is who ran at each cell and the event to show there.
func (p *Painter) timelineCells(f *frame.Frame, w int, col func(uint64) int) ([]frame.Owner, []rune) {
	owners, events := make([]frame.Owner, w), make([]rune, w)
	fill := func(from int, o frame.Owner) {
		for i := from; i < w; i++ {
			owners[i] = o
		}
	}
	fill(0, 'K')
	for _, m := range f.Marks {
		c := col(m.Step)
		switch m.Kind {
		case "proc.switch":
			fill(c, m.Owner)
			if m.Owner != frame.None && events[c] == 0 {
				events[c] = rune(m.Owner)
			}
		case "cap.relocate":
			if events[c] == 0 {
				events[c] = p.Glyphs.Rewritten
			}
		case "fork.begin":
			events[c] = 'F'
		case "fault":
			events[c] = 'X'
		}
	}
	return owners, events
}
