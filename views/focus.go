package views

import (
	"fmt"
	"strings"

	"ushell/debug/frame"
)

// CursorRange is the least and the greatest value of State.Cursor of a pane
// that mean different lines of f.
func CursorRange(f *frame.Frame, p Pane) (lo, hi int) {
	switch p {
	case Source:
		at := max(f.Source.Line, 1)
		return min(1-at, 0), max(lineCount(f.Source.Text)-at, 0)
	case Code:
		at := CodeIndex(f, &State{})
		return -max(at, 0), max(len(f.Code)-1-at, 0)
	case Registers:
		return 0, max(len(RegList(f))-1, 0)
	case Map:
		return 0, max(len(f.Map)-1, 0)
	case Fork:
		if fk := lastFork(f); fk != nil {
			return min(1-len(fk.Rewrites), 0), 0
		}
	case Console:
		return -max(len(consoleLines(f))-1, 0), 0
	}
	return 0, 0
}

// FocusedText is the line at the cursor of the pane in use as plain text, to
// be copied; "" if there is none.
func FocusedText(f *frame.Frame, st *State) string {
	switch st.Focus {
	case Source:
		if n := SourceLine(f, st); n > 0 {
			return fmt.Sprintf("%s:%d: %s", f.Source.Name, n, strings.TrimSpace(strings.Split(f.Source.Text, "\n")[n-1]))
		}
	case Code:
		if i := CodeIndex(f, st); i >= 0 {
			return fmt.Sprintf("%#x: %s", f.Code[i].Addr, f.Code[i].Text)
		}
	case Registers:
		if regs := RegList(f); len(regs) > 0 {
			r := regs[max(min(st.Cursor[Registers], len(regs)-1), 0)]
			return r.Name + " " + r.Cap.String()
		}
	case Map:
		if len(f.Map) > 0 {
			r := f.Map[max(min(st.Cursor[Map], len(f.Map)-1), 0)]
			return fmt.Sprintf("%s %s %#x-%#x", ownerLetter(r.Owner), r.Name, r.Base, r.End)
		}
	case Memory:
		if i := MemCursor(f, st); i >= 0 {
			g := f.Mem.Lines[i]
			if g.Tag {
				return fmt.Sprintf("%#x: %s", g.Addr, g.Cap)
			}
			return fmt.Sprintf("%#x: % x", g.Addr, g.Bytes)
		}
	case Fork:
		if fk, rw := RewriteAt(f, st); rw != nil {
			return fmt.Sprintf("fork %d rewrite %d at %#x: %s -> %s", fk.N, rw.N, rw.Slot, rw.Old, rw.New)
		}
	case Console:
		if lines := consoleLines(f); len(lines) > 0 {
			return lines[max(min(len(lines)-1+st.Cursor[Console], len(lines)-1), 0)].text
		}
	}
	return ""
}

// WrapLines breaks lines that are longer than w cells at blanks, and keeps
// the indentation of the others.
func WrapLines(lines []string, w int) []string {
	var out []string
	for _, s := range lines {
		s = strings.ReplaceAll(s, "\t", "    ")
		if cells(s) <= w {
			out = append(out, s)
			continue
		}
		indent := min(len(s)-len(strings.TrimLeft(s, " ")), w/2)
		for _, part := range wrap(s, w-indent) {
			out = append(out, strings.Repeat(" ", indent)+part)
		}
	}
	return out
}
