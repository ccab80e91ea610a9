package asm

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// Limits that keep a mistake in a source file from eating the host's memory.
const (
	maxBytes    = 64 << 20 // of all sections together
	maxSections = 128
	maxNesting  = 64       // of macros, repetitions, conditions and includes
	maxWork     = 2 << 20  // statements after expansion; a long one counts for several
	maxText     = 64 << 10 // bytes of a statement after expansion
)

// macro is what .macro defines.
type macro struct {
	params []param
	body   []stmtText
}

type param struct {
	name, def string
	required  bool
	rest      bool // takes all remaining arguments, commas included
}

// Expansion is the call of a macro, and one statement of its body with the
// arguments put in.
type Expansion struct {
	Macro string
	Call  Pos
	Text  string
}

// outermost is the call in the source that led to p, or p itself.
func (p Pos) outermost() Pos {
	for p.In != nil {
		p = p.In.Call
	}
	return p
}

// file assembles the statements of a source file in the current unit.
func (a *assembler) file(src *Source) {
	a.files = append(a.files, src)
	a.stack = append(a.stack, src.Name)
	a.statements(splitStatements(src, &a.errs))
	a.stack = a.stack[:len(a.stack)-1]
}

// firstWord is the first word of a statement, behind labels it may begin with.
func firstWord(text string) string {
	for {
		text = strings.TrimLeft(text, " \t")
		i := strings.IndexAny(text, " \t:,(\"")
		if i < 0 {
			return text
		}
		if text[i] != ':' {
			return text[:i]
		}
		text = text[i+1:]
	}
}

// spend counts work, and ends the assembly when there is too much of it.
func (a *assembler) spend(p Pos, n int) bool {
	if a.work += n; a.work > a.maxWork && !a.dead {
		a.fail(p, "", "more than %d statements after expansion", a.maxWork)
		a.dead = true
	}
	return !a.dead
}

// statements goes through a list of statements, expanding as it goes.
func (a *assembler) statements(list []stmtText) {
	if a.nesting++; a.nesting > maxNesting && len(list) > 0 {
		a.fail(list[0].pos, "does a macro call itself?", "macros, repetitions, conditions and includes are nested more than %d deep", maxNesting)
		a.dead = true
	}
	defer func() { a.nesting-- }()
	for i := 0; i < len(list) && !a.dead; i++ {
		if !a.spend(list[i].pos, 1+len(list[i].text)>>8) {
			return
		}
		switch word := firstWord(list[i].text); word {
		case ".macro":
			end := a.block(list, i, ".macro", ".endm")
			a.defineMacro(list[i], list[i+1:min(end, len(list))])
			i = end
		case ".rept":
			end := a.block(list, i, ".rept", ".endr")
			a.repeat(list[i], list[i+1:min(end, len(list))])
			i = end
		case ".if", ".ifdef", ".ifndef":
			i = a.conditional(list, i)
		case ".endm", ".endr", ".else", ".elseif", ".endif":
			a.fail(list[i].pos, "", "%s without a beginning", word)
		default:
			a.statement(list[i])
		}
	}
}

// block is the index of the statement that ends the block that begins at i.
func (a *assembler) block(list []stmtText, i int, begin, end string) int {
	depth := 0
	for j := i; j < len(list); j++ {
		switch firstWord(list[j].text) {
		case begin:
			depth++
		case end:
			if depth--; depth == 0 {
				return j
			}
		}
	}
	a.fail(list[i].pos, "end it with "+end, "this %s has no end", begin)
	return len(list)
}

// conditional assembles the part of .if to .endif whose condition holds, and
// answers the index of the latter.
func (a *assembler) conditional(list []stmtText, i int) int {
	holds := a.condition(list[i])
	done := holds
	start, depth := i+1, 0
	for j := i + 1; j < len(list); j++ {
		word := firstWord(list[j].text)
		switch word {
		case ".if", ".ifdef", ".ifndef":
			depth++
			continue
		case ".endif":
			depth--
		case ".else", ".elseif":
		default:
			continue
		}
		if depth > 0 || depth == 0 && word == ".endif" {
			continue
		}
		if holds {
			a.statements(list[start:j])
		}
		if word == ".endif" || a.dead {
			return j
		}
		start = j + 1
		holds = !done && (word == ".else" || a.condition(list[j]))
		done = done || holds
	}
	a.fail(list[i].pos, "end it with .endif", "this %s has no end", firstWord(list[i].text))
	return len(list)
}

// condition evaluates what stands behind .if and its like.
func (a *assembler) condition(s stmtText) (holds bool) {
	p := a.parser(s)
	defer a.release()
	switch word := p.next().text; word {
	case ".if", ".elseif":
		n, _ := a.number(p, p.expr())
		holds = n != 0
	default:
		t := p.next()
		if t.kind != tokName {
			p.fail(t.col, "", "expected a symbol, found %s", t.describe())
		}
		holds = (a.find(t.text) != nil) == (word == ".ifdef")
	}
	p.done()
	return holds
}

func (a *assembler) repeat(s stmtText, body []stmtText) {
	p := a.parser(s)
	defer a.release()
	p.next()
	n, ok := a.number(p, p.expr())
	p.done()
	if !ok || p.bad {
		return
	}
	if n < 0 || n > int64(a.maxWork) {
		a.fail(s.pos, "", "repeating %d times is out of range (0 to %d)", n, a.maxWork)
		return
	}
	for range n {
		if !a.spend(s.pos, 1) {
			return
		}
		a.statements(body)
	}
}

// defineMacro reads .macro NAME a, b=default, c:req, d:vararg.
func (a *assembler) defineMacro(s stmtText, body []stmtText) {
	words := strings.FieldsFunc(strings.TrimSpace(s.text), func(r rune) bool { return r == ' ' || r == '\t' || r == ',' })
	if len(words) < 2 {
		a.fail(s.pos, "", "expected a name after .macro")
		return
	}
	m := &macro{body: body}
	for _, w := range words[2:] {
		var x param
		x.name, x.def, _ = strings.Cut(strings.TrimPrefix(w, "\\"), "=")
		var qualifier string
		x.name, qualifier, _ = strings.Cut(x.name, ":")
		switch qualifier {
		case "req":
			x.required = true
		case "vararg":
			x.rest = true
		case "":
		default:
			a.fail(s.pos, "", "expected req or vararg after the colon, found %q", qualifier)
			return
		}
		m.params = append(m.params, x)
	}
	a.macros[words[1]] = m
}

// call expands a macro; rest is what stands behind its name.
func (a *assembler) call(m *macro, name string, pos Pos, rest string) {
	args := splitArgs(rest)
	n := len(m.params)
	if n > 0 && m.params[n-1].rest && len(args) > n {
		args = append(args[:n-1:n-1], strings.Join(args[n-1:], ", "))
	}
	if len(args) > n {
		a.fail(pos, "", "macro %s takes %s, not %d", name, count(n, "argument"), len(args))
		return
	}
	a.serial++
	pairs := []string{`\@`, fmt.Sprint(a.serial), `\()`, ""}
	order := make([]int, n)
	for i, x := range m.params {
		order[i] = i
		if x.required && (i >= len(args) || args[i] == "") {
			a.fail(pos, "", "macro %s needs the argument %s", name, x.name)
			return
		}
	}
	// Longer names first, as \ab must not be taken for \a.
	slices.SortStableFunc(order, func(x, y int) int { return len(m.params[y].name) - len(m.params[x].name) })
	for _, i := range order {
		v := m.params[i].def
		if i < len(args) && args[i] != "" {
			v = args[i]
		}
		pairs = append(pairs, `\`+m.params[i].name, v)
	}
	rep := strings.NewReplacer(pairs...)
	body := make([]stmtText, len(m.body))
	for i, b := range m.body {
		text := rep.Replace(b.text)
		if len(text) > maxText || !a.spend(pos, len(text)>>8) {
			a.fail(pos, "", "a statement of macro %s has more than %d bytes after expansion", name, maxText)
			a.dead = true
			return
		}
		at := b.pos
		at.Col, at.In = 1, &Expansion{name, pos, text}
		body[i] = stmtText{text, at}
	}
	a.statements(body)
}

// splitArgs cuts at the commas outside of parentheses and quotes.
func splitArgs(s string) []string {
	var out []string
	depth, start := 0, 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '"', '\'':
			i = skipQuoted([]byte(s), i)
		case '(':
			depth++
		case ')':
			depth--
		case ',':
			if depth == 0 {
				out = append(out, strings.TrimSpace(s[start:i]))
				start = i + 1
			}
		}
	}
	if last := strings.TrimSpace(s[min(start, len(s)):]); last != "" || len(out) > 0 {
		out = append(out, last)
	}
	return out
}

// include reads another file at this place.
func (a *assembler) include(p *parser) {
	t := p.next()
	if t.kind != tokString {
		p.fail(t.col, "", "expected a file name in quotes, found %s", t.describe())
		return
	}
	p.done()
	if a.opt.Include == nil {
		p.fail(t.col, "", "nothing can be included here")
		a.partial = true
		return
	}
	src, err := a.opt.Include(t.text, p.pos.File.Name)
	if err != nil {
		p.fail(t.col, "", "%v", err)
		a.partial = true
		return
	}
	if slices.Contains(a.stack, src.Name) {
		p.fail(t.col, "", "%s includes itself", path.Base(src.Name))
		return
	}
	a.file(&src)
}
