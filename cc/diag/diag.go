// Package diag is what the compiler says to its user: places in sources, and
// errors, warnings and notes about them, each with the line and a caret.
package diag

import (
	"slices"
	"sort"
	"strings"
)

// Pos is a place in one of the sources of a compilation: files are laid end to
// end, and Pos counts bytes from the start of the first, beginning with 1. 0 is no
// place.
type Pos uint32

// File is a source file as it was read, at one inclusion.
type File struct {
	Name  string // as it is shown
	Path  string // where it was found: what an #include_next in it starts from
	Text  string
	Base  Pos    // of the first byte
	From  Pos    // of the #include that brought it in, 0 for the main file
	Sys   bool   // a header of the C library: warnings inside it are not shown
	Marks []Mark // of #line, in order
	line  []Pos  // where each line begins
}

// Mark is a #line directive: the line that begins at Pos is said to be Line of Name.
type Mark struct {
	Pos  Pos
	Line int
	Name string
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
	f := &File{Name: name, Path: name, Text: text, Base: fs.next, From: from, Sys: sys}
	fs.next += Pos(len(text)) + 1 // its end is a place too
	fs.All = append(fs.All, f)
	return f
}

// Size is how many bytes of text there are in all files.
func (fs *Files) Size() int { return int(fs.next) }

// Of is the file that pos lies in, nil when pos is no place.
func (fs *Files) Of(pos Pos) *File {
	i := sort.Search(len(fs.All), func(i int) bool { return fs.All[i].Base > pos })
	if pos == 0 || i == 0 || pos >= fs.next {
		return nil
	}
	return fs.All[i-1]
}

// Position is the file, line and column of pos, the latter from 1, in bytes. The file is nil when pos is no place.
func (fs *Files) Position(pos Pos) (f *File, line, col int) {
	if f = fs.Of(pos); f == nil {
		return nil, 0, 0
	}
	line, col = f.position(pos)
	return f, line, col
}

func (f *File) position(pos Pos) (line, col int) {
	if f.line == nil {
		f.line = append(f.line, f.Base)
		for i := 0; ; {
			n := strings.IndexByte(f.Text[i:], '\n')
			if n < 0 {
				break
			}
			i += n + 1
			f.line = append(f.line, f.Base+Pos(i))
		}
	}
	line = sort.Search(len(f.line), func(i int) bool { return f.line[i] > pos })
	return line, int(pos-f.line[line-1]) + 1
}

// Presumed is Position as #line directives have it: the name that is shown, and
// the line. The name is "" when pos is no place.
func (fs *Files) Presumed(pos Pos) (name string, line, col int) {
	f, line, col := fs.Position(pos)
	if f == nil {
		return "", 0, 0
	}
	i := sort.Search(len(f.Marks), func(i int) bool { return f.Marks[i].Pos > pos })
	if i == 0 {
		return f.Name, line, col
	}
	m := f.Marks[i-1]
	at, _ := f.position(m.Pos)
	return m.Name, m.Line + line - at, col
}

// lineAt is the text of the line that pos lies in, without its end, and where it begins.
func (f *File) lineAt(pos Pos) (text string, begin Pos) {
	line, _ := f.position(pos)
	begin = f.line[line-1]
	text = f.Text[begin-f.Base:]
	if i := strings.IndexByte(text, '\n'); i >= 0 {
		text = text[:i]
	}
	return strings.TrimSuffix(text, "\r"), begin
}

// chain is pos behind the places of the #includes that led to it, outermost
// first: its order is that in which a compiler meets places.
func (fs *Files) chain(pos Pos) []Pos {
	var c []Pos
	for pos != 0 {
		c = append(c, pos)
		f := fs.Of(pos)
		if f == nil {
			break
		}
		pos = f.From
	}
	slices.Reverse(c)
	return c
}

// Expansion is one use of a macro: tokens that it made know it.
type Expansion struct {
	Macro  string
	Use    Pos        // of the name where it was used
	End    Pos        // the first byte behind the use: behind the name, or behind the arguments' parenthesis
	Def    Pos        // of its definition, 0 when it is built in
	Parent *Expansion // the expansion that the use itself came from, or nil
}

// Loc is the place of a token: where it is spelt, and the macro whose body it
// stands in. A token of a macro's argument is spelt where the argument is, and
// belongs to the macro that wrote the argument.
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

// AtUse is the place of Outer, with no macro about it. A warning there is shown
// even if the macro is one of the C library.
func (l Loc) AtUse() Loc { return Loc{Pos: l.Outer()} }

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
	Fatal // an error after which going on makes no sense
)

func (s Severity) String() string { return [...]string{"note", "warning", "error", "fatal error"}[s] }

// Group is a group of warnings that one -W option switches: "cheri-provenance".
type Group string

// Diagnostic is one message, with the notes that explain it.
type Diagnostic struct {
	Severity Severity
	Group    Group // of a warning
	Span     Span
	Message  string
	Fix      string // what to write in place of Begin to End, or before At when these are 0, shown below the caret: a suggestion
	Notes    []*Diagnostic
}
