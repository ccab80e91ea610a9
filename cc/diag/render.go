package diag

import (
	"fmt"
	"strings"
)

// renderer writes diagnostics as text.
type renderer struct {
	b      *strings.Builder
	files  *Files
	colour bool
	last   Pos // the #include whose chain was shown last
}

// maxExpansions is how many macros a message shows on its way to the place.
const maxExpansions = 6

// diagnostic writes d and its notes.
func (r *renderer) diagnostic(d *Diagnostic) {
	r.one(d)
	for _, n := range d.Notes {
		r.one(n)
	}
}

// one writes one message: at the place that the user wrote, then what macros it came through.
func (r *renderer) one(d *Diagnostic) {
	at := d.Span.At
	s := d.Span
	if at.Exp != nil {
		s.At = Loc{Pos: at.Outer()}
	}
	r.includes(s.At.Pos)
	r.message(d.Severity, d.Group, s.At.Pos, d.Message)
	fix := d.Fix
	r.snippet(s, fix)
	r.expansions(at)
}

// includes writes the chain of #includes that led to pos, once.
func (r *renderer) includes(pos Pos) {
	f := r.files.Of(pos)
	if f == nil || f.From == 0 || f.From == r.last {
		if f != nil {
			r.last = f.From
		}
		return
	}
	r.last = f.From
	lead := "In file included from"
	for n := 0; f != nil && f.From != 0; n++ {
		name, line, _ := r.files.Presumed(f.From)
		if n == 10 {
			fmt.Fprintf(r.b, "%s more files:\n", lead)
			return
		}
		fmt.Fprintf(r.b, "%s %s:%d:\n", lead, name, line)
		f = r.files.Of(f.From)
	}
}

// message writes the first line.
func (r *renderer) message(sev Severity, g Group, pos Pos, text string) {
	if name, line, col := r.files.Presumed(pos); name != "" {
		r.paint("\x1b[1m", fmt.Sprintf("%s:%d:%d: ", name, line, col))
	}
	r.paint([...]string{"\x1b[1;36m", "\x1b[1;35m", "\x1b[1;31m", "\x1b[1;31m"}[sev], sev.String()+": ")
	if g != "" && sev == Error {
		text += " [-Werror=" + string(g) + "]"
	} else if g != "" {
		text += " [-W" + string(g) + "]"
	}
	r.paint("\x1b[1m", text)
	r.b.WriteByte('\n')
}

func (r *renderer) paint(code, text string) {
	if r.colour {
		text = code + text + "\x1b[0m"
	}
	r.b.WriteString(text)
}

// expansions writes the macros between the place of use and where at is spelt,
// from the outermost on: for each where in its body the next one stands.
func (r *renderer) expansions(at Loc) {
	var chain []Loc
	for at.Exp != nil {
		chain = append(chain, at)
		at = Loc{at.Exp.Use, at.Exp.Parent}
	}
	skip := len(chain) - maxExpansions
	for i := len(chain) - 1; i >= 0; i-- {
		n := len(chain) - 1 - i
		if skip > 0 && n >= maxExpansions/2 && n < maxExpansions/2+skip {
			if n == maxExpansions/2 {
				fmt.Fprintf(r.b, "note: (%d macro expansions are not shown)\n", skip)
			}
			continue
		}
		c := chain[i]
		if c.Exp.Def == 0 {
			continue
		}
		r.message(Note, "", c.Pos, "in expansion of macro '"+c.Exp.Macro+"'")
		r.snippet(Span{At: Loc{Pos: c.Pos}}, "")
	}
}
