package views

import (
	"slices"
	"strings"

	"ushell/debug/frame"
)

// footer draws the keys that are of use now, as many as fit. Unless the header says
// how to get help, it does.
func (p *Painter) footer(r Rect, f *frame.Frame, st *State, help bool) {
	t := p.Theme
	pn := p.pen(r)
	pn.fill(t.HeaderDim, ' ')
	pn.row(0).text(t.HeaderDim, " ")
	const ask, what = "?", " help "
	keys := footerKeys(f, st)
	if help = help || st.Prompt != nil || st.Overlay != NoOverlay; !help && pn.left() > 40 {
		pn.r.W -= len(ask + what)
	}
	for i, k := range keys {
		gap := min(i, 1) * 2
		if gap+cells(k.Show)+cells(k.Title)+2 > pn.left() {
			break
		}
		pn.space(gap)
		for i, one := range strings.Split(k.Show, "/") {
			if i > 0 {
				pn.text(t.HeaderDim, "/")
			}
			pn.text(t.Key, one)
		}
		pn.text(t.HeaderDim, " "+k.Title)
	}
	if !help && r.W > 40 {
		p.pen(Rect{r.X + r.W - len(ask+what), r.Y, len(ask + what), 1}).text(t.Key, ask).text(t.HeaderDim, what)
	}
}

// What is of use in each situation, the most useful first: names of keys, s/S for a
// key and its way back.
const (
	keysProgram = "s/S n/N c t/T r/R o i/I f b g tab u p"
	keysKernel  = "l s/S n/N f r/R t/T O c i/I b g tab u p"
	keysFork    = "l r/R s/S t/T n/N O c f i/I b g tab u p" // in the kernel, which copies for a fork
	keysFault   = "e S I C g u p tab"
	keysAwaited = "r/R l e n t/T o s/S c i/I b g tab" // at a fault that fork has arranged
	keysEnd     = "S C I N R T g tab"
	keysFirst   = "s/S i/I n/N c r/R o l f b g tab" // under the first kernel
	keysCopying = "r/R s/S i/I n/N c l f b g tab"   // under the first kernel, which forks
	keysAlone   = "s/S n/N c i/I f b g u p tab"     // without a kernel
)

// situation is one of these.
func situation(f *frame.Frame, st *State) string {
	switch {
	case f.Ended:
		return keysEnd
	case f.Fault != nil && f.Fault.Expected:
		return keysAwaited
	case f.Fault != nil:
		return keysFault
	case st.Alone:
		return keysAlone
	case !st.Paged && slices.ContainsFunc(f.Forks, underWay):
		return keysCopying
	case !st.Paged:
		return keysFirst
	case f.Owner != 'K':
		return keysProgram
	case slices.ContainsFunc(f.Forks, underWay):
		return keysFork
	}
	return keysKernel
}

// underWay says whether the kernel is forking, or copies a page for that fork.
func underWay(fk frame.Fork) bool {
	n := len(fk.Copies)
	return fk.End == 0 || n > 0 && fk.Copies[n-1].End == 0
}

// paneKeys are the keys that do something with the row at the cursor of the focused
// pane.
func paneKeys(f *frame.Frame, st *State) []KeyHelp {
	var out []KeyHelp
	if f.Viewing != 0 {
		out = append(out, KeyHelp{Show: "esc", Title: "look at what runs"})
	}
	switch st.Focus {
	case Registers:
		if st.Float {
			return append(out, KeyHelp{Show: "v", Title: "x1-x31"})
		}
		out = append(out, KeyHelp{Show: "enter", Title: "follow in memory"}, KeyHelp{Show: "v", Title: "floating point"})
	case Memory:
		if i := MemCursor(f, st); i >= 0 && f.Mem.Lines[i].Tag {
			out = append(out, KeyHelp{Show: "enter", Title: "follow " + hex(f.Mem.Lines[i].Cap.Addr)})
		}
		if st.CanReturn {
			out = append(out, KeyHelp{Show: "bksp", Title: "return"})
		}
	case Locals:
		out = append(out, KeyHelp{Show: "enter", Title: "show in memory"})
	case Procs:
		out = append(out, KeyHelp{Show: "enter", Title: "look at it"})
	case Map:
		if st.Paged {
			out = append(out, KeyHelp{Show: "enter", Title: "pages, and why"})
		} else {
			out = append(out, KeyHelp{Show: "enter", Title: "show in memory"})
		}
	case Calls:
		out = append(out, KeyHelp{Show: "enter", Title: "select"})
	case Fork:
		if len(f.Forks) > 0 {
			out = append(out, KeyHelp{Show: "enter", Title: "slot in memory"})
		}
	}
	return out
}

// footerKeys are the keys for the footer: those of what is open, or those of the
// situation, with the pane's behind the first few.
func footerKeys(f *frame.Frame, st *State) []KeyHelp {
	switch {
	case st.Prompt != nil:
		return []KeyHelp{{Show: "enter", Title: "run"}, {Show: "esc", Title: "cancel"}, {Show: "up/down", Title: "history"},
			{Show: "ctrl+a/e", Title: "begin/end"}}
	case st.Running && st.Waiting != "":
		return []KeyHelp{{Show: "ctrl+c", Title: "interrupt"}, {Show: "esc", Title: "forget the keys that wait"}}
	case st.Running:
		return []KeyHelp{{Show: "ctrl+c", Title: "interrupt"}}
	case st.Overlay == FaultOverlay:
		return []KeyHelp{{Show: "esc", Title: "close"}, {Show: "I", Title: "step back"}, {Show: "?", Title: "help"},
			{Show: "up/down", Title: "scroll"}, {Show: "b", Title: "break here"}}
	case st.Overlay != NoOverlay:
		return []KeyHelp{{Show: "esc", Title: "close"}, {Show: "up/down", Title: "scroll"}, {Show: "pgup/pgdn", Title: "page"}}
	}
	const first = 3 // keys of the situation before those of the pane
	var out []KeyHelp
	for _, name := range strings.Fields(situation(f, st)) {
		key, back, pair := strings.Cut(name, "/")
		i := slices.IndexFunc(st.Keys, func(k KeyHelp) bool { return strings.Fields(k.Show)[0] == key })
		if i < 0 {
			continue
		}
		k := KeyHelp{Show: key, Title: st.Keys[i].Title}
		if pair {
			k.Show += "/" + back
		}
		if name == "s/S" {
			k.Title += "/back" // so that one sees what capitals do
		}
		out = append(out, k)
	}
	return slices.Insert(out, min(first, len(out)), paneKeys(f, st)...)
}
