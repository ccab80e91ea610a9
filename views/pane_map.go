package views

import (
	"fmt"
	"slices"
	"strings"

	"ushell/debug/frame"
	"ushell/views/screen"
)

const granuleBytes = 16

// strip is a part of a region, drawn as rows of cells that each stand for per
// granules.
type strip struct {
	region     *frame.Region
	name       string
	first, end int // granules of the region, or indices of its pages
	paged      bool
	x, w, rows int // first column and number of cells in a row, and rows
}

// per is the number of granules of a cell: a power of two.
func (s *strip) per() int {
	n, per := s.end-s.first, 1
	for (n+per-1)/per > s.w*s.rows {
		per *= 2
	}
	return per
}

// pointer is an address worth a mark below the strip that holds it.
type pointer struct {
	name string
	addr uint64
}

// strips are the parts of region, and what lies between them if it is used.
func strips(region *frame.Region) []strip {
	if region.Device || region.End <= region.Base {
		return nil
	}
	if region.Pages != nil {
		return pageStrips(region)
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
			out = append(out, strip{region: region, name: "other", first: from, end: to, rows: 1})
		}
	}
	end := 0
	for _, part := range parts {
		a, b := at(part.Base), at(part.End)
		gap(end, a)
		if b > a {
			out = append(out, strip{region: region, name: part.Name, first: a, end: b, rows: 1})
		}
		end = max(end, b)
	}
	gap(end, total)
	return out
}

// pageStrips are the parts of a region by their pages; those of the program's image
// are one.
func pageStrips(region *frame.Region) []strip {
	var out []strip
	for i := range region.Pages {
		name := region.Pages[i].Part
		if name != "heap" && name != "stack" {
			name = "image"
		}
		if n := len(out); n > 0 && out[n-1].name == name {
			out[n-1].end++
			continue
		}
		out = append(out, strip{region: region, name: name, first: i, end: i + 1, paged: true, rows: 1})
	}
	return out
}

// index is where addr lies among what s counts, -1 if nowhere.
func (s *strip) index(addr uint64) int {
	switch r := s.region; {
	case addr < r.Base:
		return -1
	case s.paged:
		return slices.IndexFunc(r.Pages, func(pg frame.Page) bool { return pg.Addr == addr&^4095 })
	default:
		return int((addr - r.Base) / granuleBytes)
	}
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
func flags(f *frame.Frame) []pointer {
	out := []pointer{{"pc", f.PC}}
	for _, r := range f.Regs {
		if r.Name == "sp" && r.Cap.Tag {
			out = append(out, pointer{"sp", r.Cap.Addr})
		}
	}
	if r := newest(f); r != nil && r.Register == "" {
		out = append(out, pointer{"slot", r.Slot})
	} else if len(f.Mem.Lines) > 0 {
		out = append(out, pointer{"mem", f.Mem.Focus})
	}
	return out
}

// mapRow is one row of the address map: the head of a region, a row of its
// strips, or the flags below that row.
type mapRow struct {
	region  int
	strips  []strip // side by side; none in a head
	line    int     // row of the strips
	flags   bool
	devices bool // all devices in one row
}

const mapNames = 10 // columns for the name of a part that has its own row

// MapList is the regions in the order in which they are shown, which is what
// State.Cursor[Map] counts: the kernel, µprocesses, other memory, devices.
func MapList(f *frame.Frame) []frame.Region {
	rank := func(r frame.Region) int {
		switch {
		case r.Device:
			return 3
		case r.Owner == frame.None:
			return 2
		case r.PID > 0:
			return 1
		}
		return 0
	}
	out := slices.Clone(f.Map)
	if f.Near != nil {
		near := *f.Near
		near.PID = 1 // among the µprocesses, behind them
		out = append(out, near)
	}
	slices.SortStableFunc(out, func(a, b frame.Region) int { return rank(a) - rank(b) })
	return out
}

// addressMap draws the regions, each with its parts as far as there is room.
func (p *Painter) addressMap(r Rect, f *frame.Frame, st *State) {
	if len(f.Map) == 0 {
		p.nothing(r, "Nothing is mapped.")
		return
	}
	ordered := *f
	ordered.Map = MapList(f)
	f = &ordered
	rows := mapRows(f, r.W, r.H)
	cursor := max(min(st.Cursor[Map], len(f.Map)-1), 0)
	at := 0
	for i, row := range rows {
		if row.region == cursor && len(row.strips) == 0 {
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
		case row.devices:
			p.deviceRow(pn, f)
		case len(row.strips) == 0:
			p.regionHead(pn, &f.Map[row.region])
			if row.region == cursor && st.Focus == Map {
				pn.tint(p.Theme.selected)
			}
		case row.flags:
			p.stripFlags(pn, row.strips, row.line, f)
		default:
			for i := range row.strips {
				p.stripRow(pn, &row.strips[i], row.line, len(row.strips) == 1)
			}
		}
	}
}

// mapPlan is how much of each region the map shows.
type mapPlan struct {
	form    []int // of each region, one of the below
	devices int   // rows that each device has, in the end: 0, 1 for all, 2 for its own
	flags   bool
}

const (
	headOnly = iota
	oneRow
	partRows
)

// mapRows decides what fits into w by h cells. Best is a row for every part of
// every region, flags, and more rows for long parts. With less room parts go
// side by side, last those of the regions where something happens; then
// devices go, then flags, then the parts of quiet regions.
func mapRows(f *frame.Frame, w, h int) []mapRow {
	all := make([][]strip, len(f.Map))
	plan := mapPlan{form: make([]int, len(f.Map)), devices: 2, flags: true}
	for i := range f.Map {
		all[i] = strips(&f.Map[i])
		plan.form[i] = partRows
	}
	rows := plan.rows(f, all, w)
	if len(rows) <= h {
		return plan.stretch(f, all, w, h)
	}
	order := byActivity(f)
	for _, i := range order {
		plan.form[i] = oneRow
	}
	for _, weaker := range []func(){func() {}, func() { plan.devices = 1 }, func() { plan.flags = false }, func() { plan.devices = 0 }} {
		weaker()
		if rows = plan.rows(f, all, w); len(rows) <= h {
			break
		}
	}
	for k := len(order) - 1; k >= 0 && len(rows) > h; k-- {
		plan.form[order[k]] = headOnly
		rows = plan.rows(f, all, w)
	}
	for _, i := range order {
		was := len(rows)
		better := mapPlan{slices.Clone(plan.form), plan.devices, plan.flags}
		better.form[i] = partRows
		for devices := plan.devices; devices >= min(plan.devices, 1); devices-- {
			better.devices = devices
			if wide := better.rows(f, all, w); len(wide) <= h {
				plan, rows = better, wide
				break
			}
		}
		if len(rows) == was {
			break // the quieter regions should not get what this one did not
		}
	}
	return rows
}

// rowCells is how many cells a strip has that has its rows for itself.
func rowCells(w int) int { return max(w-mapNames-2-6, 8) }

// byActivity is the regions, those first in which something happens now.
func byActivity(f *frame.Frame) []int {
	order := make([]int, len(f.Map))
	for i := range order {
		order[i] = i
	}
	quiet := func(i int) int {
		r := &f.Map[i]
		switch {
		case anyBit(r.Rewritten, 0, len(r.Rewritten)*64), slices.ContainsFunc(r.Pages, func(pg frame.Page) bool { return pg.Filling || pg.New }):
			return 0
		case r.Owner == f.Owner:
			return 1
		}
		return 2
	}
	slices.SortStableFunc(order, func(a, b int) int { return quiet(a) - quiet(b) })
	return order
}

// stretch gives long parts more rows, up to h in all.
func (pl *mapPlan) stretch(f *frame.Frame, all [][]strip, w, h int) []mapRow {
	rows := pl.rows(f, all, w)
	for {
		longest := longestStrip(all, w)
		if longest == nil {
			return rows
		}
		longest.rows++
		more := pl.rows(f, all, w)
		if len(more) > h {
			longest.rows--
			return pl.rows(f, all, w)
		}
		rows = more
	}
}

// rows is the map according to plan.
func (pl *mapPlan) rows(f *frame.Frame, all [][]strip, w int) []mapRow {
	var rows []mapRow
	add := func(region int, ss []strip, line int) {
		rows = append(rows, mapRow{region: region, strips: ss, line: line})
		for i := range ss {
			if pl.flags && len(ss[i].flagsIn(line, f)) > 0 {
				rows = append(rows, mapRow{region: region, strips: ss, line: line, flags: true})
				return
			}
		}
	}
	for i := range f.Map {
		if f.Map[i].Device && pl.devices < 2 {
			if pl.devices == 1 && !slices.ContainsFunc(rows, func(r mapRow) bool { return r.devices }) {
				rows = append(rows, mapRow{region: i, devices: true})
			}
			continue
		}
		rows = append(rows, mapRow{region: i})
		ss := slices.Clone(all[i]) // their places differ from plan to plan
		switch {
		case len(ss) == 0 || pl.form[i] == headOnly:
		case pl.form[i] == oneRow:
			ss = fewer(ss)
			placeSideBySide(ss, w)
			add(i, ss, 0)
		default:
			for j := range ss {
				ss[j].x, ss[j].w = mapNames+1, rowCells(w)
				for line := range ss[j].rows {
					add(i, ss[j:j+1], line)
				}
			}
		}
	}
	return rows
}

// fewer makes at most three strips of many: the first, the last, and all that
// lies between as one.
func fewer(ss []strip) []strip {
	n := len(ss)
	if n <= 3 {
		return ss
	}
	middle := strip{region: ss[0].region, name: "data", first: ss[1].first, end: ss[n-2].end, rows: 1}
	return []strip{ss[0], middle, ss[n-1]}
}

// placeSideBySide shares w columns among the strips of a region, none getting
// more cells than it has granules.
func placeSideBySide(ss []strip, w int) {
	room := w - 1
	for i := range ss {
		room -= cells(cutName(ss[i].name)) + len("[] ")
		ss[i].w = 1
		room--
	}
	for grown := true; grown && room > 0; {
		grown = false
		for i := range ss {
			if room > 0 && ss[i].w < ss[i].end-ss[i].first {
				ss[i].w++
				room--
				grown = true
			}
		}
	}
	x := 1
	for i := range ss {
		ss[i].x = x + cells(cutName(ss[i].name)) + 1
		x = ss[i].x + ss[i].w + 2
	}
}

// longestStrip is the one whose cells stand for the most granules, of those
// that are not mostly blank.
func longestStrip(all [][]strip, w int) *strip {
	var out *strip
	for i := range all {
		for j := range all[i] {
			s := &all[i][j]
			s.w = rowCells(w)
			if per := s.per(); per > 1 && (s.rows < 2 || s.paged && s.rows < 4) && s.busy() && (out == nil || per > out.per()) {
				out = s
			}
		}
	}
	return out
}

// busy says whether a third of the cells has something in it.
func (s *strip) busy() bool {
	if s.paged {
		return true
	}
	per, used := s.per(), 0
	for g := s.first; g < s.end; g += per {
		if anyBit(s.region.Used, g, min(g+per, s.end)) {
			used++
		}
	}
	return 3*used*per >= s.end-s.first
}

// regionHead draws "A first_fork   80140000-80180000  256 KiB  pid 1 running".
func (p *Painter) regionHead(pn *pen, region *frame.Region) {
	t := p.Theme
	pn.text(t.Owner(region.Owner), ownerLetter(region.Owner)).space(1)
	pn.text(t.Owner(region.Owner), lastPart(region.Name)).space(1).col(min(16, pn.r.W/3))
	if region.Pages != nil {
		pn.textf(t.Base, "%x", region.Base)
		pn.textf(t.Dim, " %d pages", len(region.Pages))
	} else {
		pn.textf(t.Base, "%08x-%08x", region.Base, region.End)
		if size := " " + bytesSize(region.End-region.Base); cells(size) <= pn.left() {
			pn.text(t.Dim, size)
		}
	}
	tail := ""
	switch {
	case region.Device:
		tail = "device"
	case region.PID > 0 && region.State != "":
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

// deviceRow draws the names and addresses of all devices.
func (p *Painter) deviceRow(pn *pen, f *frame.Frame) {
	t := p.Theme
	pn.space(2).text(t.Dim, "devices")
	for i := range f.Map {
		if r := &f.Map[i]; r.Device {
			pn.text(t.Base, "  "+r.Name).textf(t.Dim, " %08x", r.Base)
		}
	}
}

// stripRow draws one row of cells between brackets, and their scale if the
// strip has the row for itself.
func (p *Painter) stripRow(pn *pen, s *strip, line int, alone bool) {
	t, g := p.Theme, p.Glyphs
	name := cutName(s.name)
	if alone && line == 0 {
		pn.col(1).text(t.Dim, name)
	} else if !alone {
		pn.col(s.x-1-cells(name)).text(t.Dim, name)
	}
	pn.col(s.x - 1)
	per := s.per()
	from := s.first + line*s.w*per
	pn.text(t.Faint, "[")
	for i := range s.w {
		a := from + i*per
		b := min(a+per, s.end)
		if a >= s.end {
			break
		}
		style, glyph := t.Base, ' '
		switch {
		case s.paged:
			style, glyph = p.pageCell(s.region.Pages[a:b], s.region.Owner)
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
	switch {
	case alone && line == 0 && s.paged && per > 1:
		pn.right(t.Faint, fmt.Sprintf(" %dp", per))
	case alone && line == 0 && !s.paged:
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
	s = strings.TrimLeft(s, "._")
	if r := []rune(s); len(r) > mapNames-2 {
		return string(r[:mapNames-2])
	}
	return s
}

// flagsIn are the names of flags that point into a row of s, by column of the
// pane.
func (s *strip) flagsIn(line int, f *frame.Frame) map[int]string {
	var out map[int]string
	per := s.per()
	from := s.first + line*s.w*per
	to := min(from+s.w*per, s.end)
	for _, fl := range flags(f) {
		g := s.index(fl.addr)
		// sp at the very top of a stack belongs to its last granule.
		if fl.name == "sp" && (g == s.end || s.paged && fl.addr == s.region.End) {
			g = s.end - 1
		}
		if g < from || g >= to {
			continue
		}
		if out == nil {
			out = map[int]string{}
		}
		col := s.x + (g-from)/per
		if out[col] != "" {
			out[col] += ","
		}
		out[col] += fl.name
	}
	return out
}

// stripFlags draws arrows with names below the cells that they point at.
func (p *Painter) stripFlags(pn *pen, ss []strip, line int, f *frame.Frame) {
	names := map[int]string{}
	var cols []int
	for i := range ss {
		for c, text := range ss[i].flagsIn(line, f) {
			names[c] = text
			cols = append(cols, c)
		}
	}
	slices.Sort(cols)
	for i, x := range cols {
		text := names[x]
		end := pn.r.W
		if i+1 < len(cols) {
			end = cols[i+1]
		}
		if x+1+cells(text) > end && x-cells(text) >= pn.x {
			pn.col(x-cells(text)).text(p.Theme.Label, text)
			pn.rune(p.Theme.Changed, p.Glyphs.Up)
			continue
		}
		pn.col(x).rune(p.Theme.Changed, p.Glyphs.Up).text(p.Theme.Label, text)
	}
}

// mapNote explains the glyphs.
func (p *Painter) mapNote(f *frame.Frame) string {
	g := p.Glyphs
	if legend := p.pageLegend(f); legend != "" {
		return legend
	}
	return fmt.Sprintf("%c tagged %c data %c rewritten", g.Tagged, g.Untagged, g.Rewritten)
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
	boot, bootW := bootOf(f), 0
	if boot > f.End/bootShare {
		bootW = w / bootShare
	} else {
		boot = 0
	}
	col := func(step uint64) int {
		step = min(step, f.End)
		switch {
		case f.End == 0:
			return 0
		case step < boot:
			return int(step * uint64(bootW) / boot)
		case f.End == boot:
			return w - 1
		}
		return bootW + int((step-boot)*uint64(w-1-bootW)/(f.End-boot))
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
		if i == bootW-1 {
			style, glyph = t.Faint, []rune(g.Ellipsis)[0] // the scale changes
		}
		if i == here {
			style = style.With(screen.Reverse | screen.Bold)
		}
		pn.col(x0+i).rune(style, glyph)
	}
	pn.text(t.Faint, end)
}

// bootShare is the part of the timeline, one in so many, that the kernel's boot gets
// when it takes longer than that: what programs do is of more interest.
const bootShare = 8

// bootOf is the position at which the first program begins to run, 0 when none has.
func bootOf(f *frame.Frame) uint64 {
	for _, m := range f.Marks {
		if m.Kind == "proc.switch" {
			return m.Step
		}
	}
	return 0
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
		case "fault.copa":
			events[c] = p.pageGlyph(frame.PageCoPA)
		case "fault.coa":
			events[c] = p.pageGlyph(frame.PageCoA)
		case "fault":
			events[c] = 'X'
		case "outside":
			events[c] = '!'
		}
	}
	return owners, events
}
