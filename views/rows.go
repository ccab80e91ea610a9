package views

import (
	"fmt"
	"strings"

	"ushell/debug/frame"
)

// Rows is the text of what the cursor of the focused pane can point at, row by
// row, and the index of the row at which it is, -1 when there are none.
// Searching and copying work on it.
func Rows(f *frame.Frame, st *State) (rows []string, at int) {
	switch st.Focus {
	case Source:
		if f.Source.Text != "" {
			rows = strings.Split(strings.TrimSuffix(f.Source.Text, "\n"), "\n")
		}
		at = SourceLine(f, st) - 1
	case Code:
		for _, c := range f.Code {
			text := fmt.Sprintf("%#x  %s", c.Addr, c.Text)
			if c.Label != "" {
				text += "  # " + c.Label
			}
			rows = append(rows, text)
		}
		at = CodeIndex(f, st)
	case Registers:
		at = st.Cursor[Registers]
		if st.Float {
			for _, r := range FloatList(f) {
				rows = append(rows, fmt.Sprintf("%-4s %s  %#016x", r.Name, r.Text(), r.Bits))
			}
			break
		}
		for _, r := range RegList(f) {
			rows = append(rows, strings.TrimSpace(fmt.Sprintf("%-4s %s  %s", r.Name, r.Cap, r.Target)))
		}
	case Map:
		for _, r := range MapList(f) {
			rows = append(rows, fmt.Sprintf("%s %s %#x-%#x %s", ownerLetter(r.Owner), r.Name, r.Base, r.End, r.State))
		}
		at = st.Cursor[Map]
	case Procs:
		for i := range f.Procs {
			rows = append(rows, procText(&f.Procs[i]))
		}
		at = st.Cursor[Procs]
	case Memory:
		for i := range f.Mem.Lines {
			rows = append(rows, granuleText(&f.Mem.Lines[i]))
		}
		at = MemCursor(f, st)
	case Fork:
		if fk := lastFork(f); fk != nil {
			for i := range fk.Rewrites {
				rw := &fk.Rewrites[i]
				rows = append(rows, fmt.Sprintf("%s: %s -> %s  %s %s", where(rw), rw.Old, rw.New, distance(rw.Distance), rw.Target))
			}
		}
		at = len(rows) - 1 + st.Cursor[Fork]
	case Console:
		for _, l := range consoleLines(f) {
			rows = append(rows, l.text)
		}
		at = len(rows) - 1 + st.Cursor[Console]
	case Locals:
		for _, row := range LocalList(f) {
			rows = append(rows, LocalText(row))
		}
		at = st.Cursor[Locals]
	case Calls:
		for i := range f.Calls {
			rows = append(rows, callText(&f.Calls[i]))
		}
		at = CallCursor(f, st)
	}
	return rows, min(max(at, 0), len(rows)-1)
}

func granuleText(g *frame.Granule) string {
	if g.Tag {
		return strings.TrimSpace(fmt.Sprintf("%#x: %s  %s", g.Addr, g.Cap, g.Target))
	}
	return fmt.Sprintf("%#x: % x", g.Addr, g.Bytes)
}

// SetRow points the cursor of the focused pane at row i of Rows.
func SetRow(f *frame.Frame, st *State, i int) {
	rows, at := Rows(f, st)
	if len(rows) == 0 {
		return
	}
	i = min(max(i, 0), len(rows)-1)
	switch st.Focus {
	case Registers, Map, Locals, Procs:
		st.Cursor[st.Focus] = i
	case Fork, Console:
		st.Cursor[st.Focus] = i - (len(rows) - 1)
	case Calls:
		st.Cursor[Calls] += i - at
	case Source:
		st.Cursor[Source] = i + 1 - max(f.Source.Line, 1)
	case Code:
		st.Cursor[Code] += i - at
		// Beyond the ends the cursor does not move with it.
		if CodeIndex(f, st) != i {
			st.Cursor[Code] = 0
			st.Cursor[Code] = i - CodeIndex(f, st)
		}
	case Memory:
		focus := f.Mem.Focus &^ (granuleBytes - 1)
		st.Cursor[Memory] = int(int64(f.Mem.Lines[i].Addr-focus) / granuleBytes)
	}
}
