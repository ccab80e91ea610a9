// Package asm is the assembler and the linker: RISC-V assembly with the RVY
// instructions in, an image out. It reads the usual GNU syntax; instructions
// and their operands come from the table in package isa.
//
// A source becomes an object: scan (a file to statements, a statement to
// tokens), expand (macros, repetition, conditions, includes), statement (bytes,
// labels, fixups), settle (the sizes of what depends on distances), finish
// (fixups to bytes or relocations). Link makes an image of objects: which are
// needed, what lies where, relocations, the table of capabilities.
package asm

import (
	"fmt"
	"slices"
	"strings"
)

// Pos is a place in a source file, lines and columns from 1.
type Pos struct {
	File      *Source
	Line, Col int
	In        *Expansion // nil outside of macros; in one, Col counts in its Text
}

func (p Pos) at(col int) Pos {
	p.Col = col
	return p
}

// Error is one mistake in a source file.
type Error struct {
	Pos  Pos
	Msg  string // what is wrong, and what was expected
	Hint string // what to do about it, may be empty
}

// Error is "FILE:LINE:COL: message", with the hint.
func (e Error) Error() string {
	msg := e.Msg
	if e.Hint != "" {
		msg += "; " + e.Hint
	}
	if e.Pos.File == nil {
		return msg
	}
	if in := e.Pos.In; in != nil {
		msg += fmt.Sprintf(" (in macro %s, called at %s)", in.Macro, e.Pos.outermost().short())
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.Pos.File.Name, e.Pos.Line, e.Pos.Col, msg)
}

// Pretty is Error with the source line and a caret below it.
func (e Error) Pretty() string {
	if e.Pos.File == nil {
		return e.Error()
	}
	lines := strings.Split(e.Pos.File.Text, "\n")
	if e.Pos.Line < 1 || e.Pos.Line > len(lines) {
		return e.Error()
	}
	line := strings.TrimSuffix(lines[e.Pos.Line-1], "\r")
	if e.Pos.In != nil {
		line = e.Pos.In.Text
	}
	var pad strings.Builder
	for i, r := range line {
		if i >= e.Pos.Col-1 {
			break
		}
		if r == '\t' {
			pad.WriteByte('\t')
		} else {
			pad.WriteByte(' ')
		}
	}
	return fmt.Sprintf("%s\n    %s\n    %s^", e.Error(), line, pad.String())
}

// Errors are all mistakes found, in order of file and line.
type Errors []Error

// Error is all of them, one a line.
func (es Errors) Error() string {
	s := make([]string, len(es))
	for i, e := range es {
		s[i] = e.Error()
	}
	return strings.Join(s, "\n")
}

// Pretty is all of them with their source lines.
func (es Errors) Pretty() string {
	s := make([]string, len(es))
	for i, e := range es {
		s[i] = e.Pretty()
	}
	return strings.Join(s, "\n")
}

// maxErrors ends assembly: what follows so many mistakes is noise.
const maxErrors = 50

func (es *Errors) add(p Pos, hint, format string, args ...any) {
	if len(*es) < maxErrors {
		*es = append(*es, Error{p, fmt.Sprintf(format, args...), hint})
	}
}

func (es Errors) sorted(order []*Source) Errors {
	rank := map[*Source]int{}
	for i, s := range order {
		rank[s] = i
	}
	slices.SortStableFunc(es, func(a, b Error) int {
		if a.Pos.File != b.Pos.File {
			return rank[a.Pos.File] - rank[b.Pos.File]
		}
		return a.Pos.Line - b.Pos.Line
	})
	return es
}

// count is "1 byte", "2 bytes".
func count(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}

// nearest is the candidate closest to name in edit distance, "" when none is
// close for a word of that length. Of several it is the one that has most of
// the beginning and the end in common with name.
func nearest(name string, candidates []string) string {
	best, dist, common := "", max(1, (len(name)+1)/3)+1, 0
	if len(name) > 64 {
		return ""
	}
	for _, c := range candidates {
		if max(len(c)-len(name), len(name)-len(c)) > dist {
			continue
		}
		d, ends := editDistance(name, c), commonEnds(name, c)
		if d < dist || d == dist && best != "" && (ends > common || ends == common && c < best) {
			best, dist, common = c, d, ends
		}
	}
	if dist >= len(name) {
		return ""
	}
	return best
}

// commonEnds is how many bytes a and b have in common at both ends.
func commonEnds(a, b string) (n int) {
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	a, b = a[n:], b[n:]
	for i := 1; i <= len(a) && i <= len(b) && a[len(a)-i] == b[len(b)-i]; i++ {
		n++
	}
	return n
}

func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diag := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diag
			if a[i] != b[j] {
				cost++
			}
			diag = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
