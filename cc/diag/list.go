package diag

import (
	"fmt"
	"slices"
	"strings"
)

// maxErrors ends a compilation: what follows so many mistakes is noise.
const maxErrors = 20

// maxWarnings bounds what is kept of them.
const maxWarnings = 1000

// List collects what is to be said about a compilation. Its zero value with
// Files set is ready.
type List struct {
	Files *Files
	Limit int // how many errors are shown before the compilation ends; 0: 20

	all      []*Diagnostic
	seen     map[key]bool
	errors   int
	warnings int
	fatal    bool
	tooMany  bool
	set      settings
	pragmas  []pragma
	stack    []settings // of #pragma GCC diagnostic push
}

// key tells a message from another one at the same place.
type key struct {
	at, spelt Pos
	message   string
}

// Add takes a diagnostic in, unless it is switched off, has been given before,
// or follows too many. It returns d, so that notes can be added.
func (l *List) Add(d *Diagnostic) *Diagnostic {
	if d.Severity == Warning {
		sev, on := l.severity(d)
		if !on {
			return d
		}
		d.Severity = sev
	}
	k := key{d.Span.At.Outer(), d.Span.At.Pos, d.Message}
	if l.seen[k] {
		return d
	}
	if d.Severity >= Error {
		l.errors++
		l.fatal = l.fatal || d.Severity == Fatal
		if l.errors > l.limit() {
			l.tooMany = true
			return d
		}
	} else if l.warnings++; l.warnings > maxWarnings {
		return d
	}
	if l.seen == nil {
		l.seen = map[key]bool{}
	}
	l.seen[k] = true
	l.all = append(l.all, d)
	return d
}

func (l *List) limit() int {
	if l.Limit > 0 {
		return l.Limit
	}
	return maxErrors
}

// Errorf adds an error.
func (l *List) Errorf(s Span, format string, args ...any) *Diagnostic {
	return l.Add(&Diagnostic{Severity: Error, Span: s, Message: fmt.Sprintf(format, args...)})
}

// Fatalf adds an error after which the compilation stops.
func (l *List) Fatalf(s Span, format string, args ...any) *Diagnostic {
	return l.Add(&Diagnostic{Severity: Fatal, Span: s, Message: fmt.Sprintf(format, args...)})
}

// Warnf adds a warning of the group, "" for one that no option names.
func (l *List) Warnf(g Group, s Span, format string, args ...any) *Diagnostic {
	return l.Add(&Diagnostic{Severity: Warning, Group: g, Span: s, Message: fmt.Sprintf(format, args...)})
}

// Notef adds a note to d.
func (d *Diagnostic) Notef(s Span, format string, args ...any) *Diagnostic {
	d.Notes = append(d.Notes, &Diagnostic{Severity: Note, Span: s, Message: fmt.Sprintf(format, args...)})
	return d
}

// Suggest says what to write in place of the span.
func (d *Diagnostic) Suggest(fix string) *Diagnostic {
	d.Fix = fix
	return d
}

// At is a span of a place alone.
func At(l Loc) Span { return Span{At: l} }

// AtPos is a span of a place outside of macros.
func AtPos(p Pos) Span { return Span{At: Loc{Pos: p}} }

// Errors is the number of errors so far.
func (l *List) Errors() int { return l.errors }

// Stop is set when there were too many errors, or a fatal one: the next stage is
// not worth running.
func (l *List) Stop() bool { return l.tooMany || l.fatal }

// All are the diagnostics in the order of the sources.
func (l *List) All() []*Diagnostic {
	all := slices.Clone(l.all)
	keys := map[*Diagnostic][]Pos{}
	for _, d := range all {
		keys[d] = l.Files.chain(d.Span.At.Outer())
	}
	slices.SortStableFunc(all, func(a, b *Diagnostic) int { return slices.Compare(keys[a], keys[b]) })
	return all
}

// Text is everything that is to be said, "" when that is nothing.
func (l *List) Text(colour bool) string {
	var b strings.Builder
	r := renderer{b: &b, files: l.Files, colour: colour}
	for _, d := range l.All() {
		r.diagnostic(d)
	}
	if l.tooMany {
		fmt.Fprintf(&b, "fatal error: too many errors, stopping after %d\n", l.limit())
	}
	return b.String()
}

// Err is all diagnostics as an *Error when one of them is an error, else nil.
func (l *List) Err() error {
	if l.errors == 0 {
		return nil
	}
	return &Mistakes{List: l}
}

// Mistakes is a compilation that failed. Its text is that of all diagnostics.
type Mistakes struct{ List *List }

// Error is the rendered text, without the last line end.
func (m *Mistakes) Error() string { return strings.TrimSuffix(m.List.Text(false), "\n") }
