// Package diag is what the compiler says to its user: places in sources, and
// errors, warnings and notes about them, each with the line and a caret.
package diag

import "sort"

// Pos is a place in one of the sources of a compilation: files are laid end to
// end, and Pos counts bytes from the start of the first, beginning with 1. 0 is no
// place.
type Pos uint32

// File is a source file as it was read, at one inclusion.
type File struct {
	Name string // as it is shown
	Text string
	Base Pos   // of the first byte
	From Pos   // of the #include that brought it in, 0 for the main file
	Sys  bool  // a header of the C library: warnings inside it are not shown
	line []Pos // where each line begins
}

// Files are the sources of a compilation.
type Files struct {
	All  []*File
	next Pos
}

// Add makes a place for a file that From included.
func (fs *Files) Add(name, text string, from Pos, sys bool) *File {
	if fs.next == 0 {
		fs.next = 1
	}
	f := &File{Name: name, Text: text, Base: fs.next, From: from, Sys: sys}
	fs.next += Pos(len(text)) + 1 // its end is a place too
	fs.All = append(fs.All, f)
	return f
}

// Of is the file that pos lies in, nil when pos is no place.
func (fs *Files) Of(pos Pos) *File {
	i := sort.Search(len(fs.All), func(i int) bool { return fs.All[i].Base > pos })
	if pos == 0 || i == 0 {
		return nil
	}
	return fs.All[i-1]
}

// Position is the file, line and column of pos, the latter from 1, in bytes. The file is nil when pos is no place.
func (fs *Files) Position(pos Pos) (f *File, line, col int) {
	if f = fs.Of(pos); f == nil {
		return nil, 0, 0
	}
	if f.line == nil {
		f.line = append(f.line, f.Base)
		for i := range len(f.Text) {
			if f.Text[i] == '\n' {
				f.line = append(f.line, f.Base+Pos(i)+1)
			}
		}
	}
	line = sort.Search(len(f.line), func(i int) bool { return f.line[i] > pos })
	return f, line, int(pos-f.line[line-1]) + 1
}

// Expansion is one use of a macro: tokens that it made know it.
type Expansion struct {
	Macro  string
	Use    Pos        // of the name where it was used
	Def    Pos        // of its definition, 0 when it is built in
	Parent *Expansion // the expansion that the use itself came from, or nil
}

// Loc is the place of a token: where it is spelt, and the macro it came from.
type Loc struct {
	Pos Pos
	Exp *Expansion // nil outside of macros
}

// Outer is the place that the user wrote the token at: that of the outermost
// macro use, or its own.
func (l Loc) Outer() Pos {
	p := l.Pos
	for e := l.Exp; e != nil; e = e.Parent {
		p = e.Use
	}
	return p
}

// Span is a stretch of source: the caret goes to At, and what lies between Begin
// and End (the first byte behind it) is underlined.
type Span struct {
	At         Loc
	Begin, End Pos // 0: just At. Both lie outside of macros, or in the same text as At
}

// Severity is how bad it is.
type Severity uint8

// Severities.
const (
	Note Severity = iota
	Warning
	Error
)

// Group is a group of warnings that one -W option switches: "cheri-provenance".
type Group string

// Diagnostic is one message, with the notes that explain it.
type Diagnostic struct {
	Severity Severity
	Group    Group // of a warning
	Span     Span
	Message  string
	Fix      string // what to write in place of the span, shown below the caret: a suggestion
	Notes    []Diagnostic
}
