package token

import (
	"strconv"
	"strings"

	"ushell/cc/diag"
)

// directives are the names after #.
var directives = strings.Fields("define undef include include_next if ifdef ifndef elif elifdef elifndef else endif error warning line pragma ident sccs")

// directive does what the line that begins with hash says. The rest of the line
// has been read when it returns.
func (p *preprocessor) directive(hash *Token) {
	s := p.src
	s.line = true
	var name Token
	s.next(&name)
	if name.Kind == EOF {
		s.line = false
		return
	}
	switch name.Text {
	case "if", "ifdef", "ifndef", "elif", "elifdef", "elifndef", "else", "endif":
		p.condition(&name)
		s.line = false
		p.skip()
		return
	}
	s.busy = true
	if name.Text == "include" || name.Text == "include_next" {
		p.include(&name)
		return
	}
	line := p.rest()
	switch {
	case name.Kind == Number:
		p.lineDirective(&name, append([]Token{name}, line...))
	case name.Text == "define":
		p.define(&name, line)
	case name.Text == "undef":
		p.undef(&name, line)
	case name.Text == "error":
		p.diags.Errorf(lineSpan(&name, line), "#error %s", spell(line))
	case name.Text == "warning":
		p.diags.Warnf("cpp", lineSpan(&name, line), "#warning %s", spell(line))
	case name.Text == "line":
		p.lineDirective(&name, p.expandLine(line))
	case name.Text == "pragma":
		p.pragma(hash, &name, line)
	case name.Text == "ident", name.Text == "sccs":
	default:
		d := p.diags.Errorf(name.Span(), "invalid preprocessing directive #%s", shorten(name.Text))
		if n := diag.Nearest(name.Text, directives); n != "" {
			d.Message += "; did you mean #" + n + "?"
			d.Suggest(n)
		}
	}
}

// rest reads the tokens up to the end of a directive's line. They are good until
// the next directive.
func (p *preprocessor) rest() []Token {
	p.line = p.line[:0]
	for {
		var t Token
		p.src.next(&t)
		if t.Kind == EOF {
			p.src.line = false
			return p.line
		}
		p.line = append(p.line, t)
	}
}

// expandLine is the line of a directive with its macros expanded.
func (p *preprocessor) expandLine(line []Token) []Token { return p.expandAll(line) }

// spell is toks as text.
func spell(toks []Token) string {
	var b strings.Builder
	for i := range toks {
		if i > 0 && toks[i].Space {
			b.WriteByte(' ')
		}
		b.WriteString(toks[i].spelling())
	}
	return b.String()
}

// lineSpan is a directive from its name to the end of its line.
func lineSpan(name *Token, line []Token) diag.Span {
	s := name.Span()
	if len(line) > 0 {
		s.End = line[len(line)-1].OuterEnd()
	}
	return s
}

// extra warns of tokens behind a directive that is complete.
func (p *preprocessor) extra(name *Token, line []Token) {
	if len(line) > 0 {
		p.diags.Warnf("extra-tokens", lineSpan(&line[0], line), "extra tokens at end of #%s directive", name.Text)
	}
}

// macroName is the name that a #define, #undef or #ifdef is about.
func (p *preprocessor) macroName(dir *Token, line []Token) *Token {
	switch {
	case len(line) == 0:
		p.diags.Errorf(dir.After(), "macro name missing after #%s", dir.Text)
	case line[0].Kind != Ident:
		p.diags.Errorf(line[0].Span(), "macro names must be identifiers, not '%s'", shorten(line[0].Text))
	default:
		return &line[0]
	}
	return nil
}

func (p *preprocessor) undef(dir *Token, line []Token) {
	t := p.macroName(dir, line)
	if t == nil || !p.mayDefine(t, "undefine") {
		return
	}
	p.extra(dir, line[1:])
	if m := t.name.macro; m != nil && m.loc == 0 {
		p.diags.Warnf("builtin-macro-redefined", t.Span(), "undefining the built-in macro '%s'", t.Text)
	}
	t.name.macro = nil
}

// lineDirective is #line N ["file"], and # N "file" FLAGS as preprocessors print it.
func (p *preprocessor) lineDirective(dir *Token, line []Token) {
	if len(line) == 0 {
		p.diags.Errorf(dir.After(), "#line needs a line number")
		return
	}
	n, err := strconv.ParseUint(line[0].Text, 10, 31)
	if line[0].Kind != Number || err != nil {
		p.diags.Errorf(line[0].Span(), "#line needs a line number from 1 to 2147483647, not '%s'", shorten(line[0].Text))
		return
	}
	f := p.src.file
	name, _, _ := p.Files.Presumed(dir.Loc.Outer())
	if len(line) > 1 {
		s, ok := Unquote(line[1:2], &diag.List{Files: p.Files})
		if !ok || s.Width != 1 {
			p.diags.Errorf(line[1].Span(), "expected a file name in quotes, not '%s'", shorten(line[1].Text))
			return
		}
		name = string(s.Data)
		if dir.Kind != Number {
			p.extra(dir, line[2:])
		}
	}
	at := p.src.pos(min(p.src.off+1, len(p.src.text)))
	f.Marks = append(f.Marks, diag.Mark{Pos: at, Line: int(n), Name: name})
}

// include is #include and #include_next. The line has not been read.
func (p *preprocessor) include(dir *Token) {
	file, quoted, at, ok := p.header(dir)
	if !ok {
		return
	}
	if p.Include == nil {
		p.diags.Fatalf(at, "'%s' file not found: there are no headers here", shorten(file))
		return
	}
	s := p.src
	path, text, sys, ok := p.Include(file, quoted, s.file, dir.Text == "include_next")
	switch {
	case !ok:
		p.diags.Fatalf(at, "'%s' file not found", shorten(file))
		return
	case p.once[path], p.guards[path] != nil && p.guards[path].macro != nil:
		return
	case s.depth >= maxIncludes:
		p.dead = true
		p.diags.Fatalf(at, "#include nested too deeply: more than %d headers within headers; does '%s' include itself?", maxIncludes, shorten(file))
		return
	case len(p.Files.All) >= maxFiles || p.Files.Size()+len(text) > maxText:
		p.dead = true
		p.diags.Fatalf(at, "too many headers: more than %d files or %d MiB", maxFiles, maxText>>20)
		return
	}
	p.enter(p.Files.Add(path, text, dir.Loc.Pos, sys))
}

// header is what an #include names.
func (p *preprocessor) header(dir *Token) (file string, quoted bool, at diag.Span, ok bool) {
	s := p.src
	if file, quoted, at, ok = s.headerName(); ok {
		p.extra(dir, p.rest())
		return file, quoted, at, p.named(file, at)
	}
	line := p.expandLine(p.rest())
	if len(line) == 0 {
		p.diags.Errorf(dir.After(), "expected \"FILE\" or <FILE> after #%s", dir.Text)
		return
	}
	file, quoted, n := computed(line)
	if n == 0 {
		p.diags.Errorf(lineSpan(&line[0], line), "expected \"FILE\" or <FILE> after #%s", dir.Text)
		return "", false, at, false
	}
	p.extra(dir, line[n:])
	at = lineSpan(&line[0], line[:n])
	return file, quoted, at, p.named(file, at)
}

func (p *preprocessor) named(file string, at diag.Span) bool {
	if file == "" {
		p.diags.Errorf(at, "empty file name in #include")
	}
	return file != ""
}

// computed is the header that the tokens of an #include name, and how many of
// them; 0 when they name none.
func computed(line []Token) (file string, quoted bool, n int) {
	if line[0].Kind == String && line[0].Text[0] == '"' {
		return line[0].Text[1 : len(line[0].Text)-1], true, 1
	}
	if line[0].Text != "<" {
		return "", false, 0
	}
	for i := range line {
		if line[i].Text == ">" {
			name := spell(line[1:i])
			return name, false, i + 1
		}
	}
	return "", false, 0
}

// headerName reads "FILE" or <FILE>, in which nothing is escaped.
func (l *lexer) headerName() (file string, quoted bool, at diag.Span, ok bool) {
	var t Token
	l.space(&t)
	if l.off >= len(l.text) {
		return
	}
	end := byte('>')
	switch l.text[l.off] {
	case '"':
		end, quoted = '"', true
	case '<':
	default:
		return
	}
	rest := l.text[l.off+1 : lineEnd(l.text, l.off)]
	n := strings.IndexByte(rest, end)
	if n < 0 {
		return
	}
	at = l.span(l.off, l.off+n+2)
	l.off += n + 2
	return rest[:n], quoted, at, true
}

// enter begins to read a file.
func (p *preprocessor) enter(f *diag.File) {
	s := &source{lexer: newLexer(p, f), up: p.src}
	if s.up != nil {
		s.depth = s.up.depth + 1
	}
	p.src = s
}

// leave ends the file that is read, t being its end, and goes on with the one
// that included it; p.src is nil when there is none.
func (p *preprocessor) leave(*Token) {
	s := p.src
	for _, c := range s.conds {
		p.diags.Errorf(c.at, "unterminated conditional: there is no #endif for this #%s", c.name)
	}
	if s.guard != nil && s.closed && !s.busy {
		p.guards[s.file.Path] = s.guard
	}
	s.conds = nil
	p.src = s.up
}
