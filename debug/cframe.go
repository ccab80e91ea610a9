package debug

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"ushell/cap"
	"ushell/debug/expr"
	"ushell/debug/frame"
	"ushell/image"
	"ushell/isa"
)

// What a frame of a C program shows: the stack of calls and the variables.

// env is where expressions are evaluated: in frame f at moment mo.
func (s *Session) env(mo moment, f *callFrame) *expr.Env {
	return &expr.Env{
		Image: f.im, Base: f.base, PC: f.look - f.base, Memory: mo, CFA: f.cfa, HasCFA: f.hasCFA,
		X:     f.reg,
		Float: func(n uint8) (uint64, bool) { return mo.float(n), f.known == ^uint32(0) },
		Register: func(name string) (cap.Cap, bool) {
			if name == "pc" || name == "pcc" {
				return mo.pcc().SetAddr(f.pc), true
			}
			if n, ok := isa.CSRNumber(name); ok {
				return s.m.ReadCSR(n)
			}
			return cap.Cap{}, false
		},
		Symbol: s.symbol,
	}
}

// here is the selected frame of the stack of calls.
func (s *Session) here() *callFrame {
	frames := s.callStack()
	return &frames[min(s.selected, len(frames)-1)]
}

// Limits on what a frame shows of variables.
const (
	maxLocals    = 200
	maxGlobals   = 64
	maxParts     = 16
	maxPartDepth = 2
	maxValue     = 400 // bytes of the text of a value
)

// calls fills the stack of calls of f and the variables of the selected one,
// and answers an address in the line that it executes. False when none of the
// functions has debug information.
func (s *Session) calls(f *frame.Frame) (uint64, bool) {
	frames := s.callStack()
	if !slices.ContainsFunc(frames, func(c callFrame) bool { return c.fn != nil }) {
		return 0, false
	}
	s.selected = min(s.selected, len(frames)-1)
	for i := range frames {
		f.Calls = append(f.Calls, s.call(i, &frames[i]))
	}
	at := &frames[s.selected]
	f.LocalsOf = s.selected + s.firstKnown(frames[s.selected:])
	f.Locals = s.locals(&frames[f.LocalsOf])
	return at.look, true
}

// firstKnown is the index of the first of frames that has variables, as functions of
// the C library have none; 0 when none has, or the first is the kernel's.
func (s *Session) firstKnown(frames []callFrame) int {
	for i := range frames {
		if frames[i].fn != nil {
			return i
		}
	}
	return 0
}

// call describes frame n.
func (s *Session) call(n int, c *callFrame) frame.Call {
	out := frame.Call{N: n, Func: s.symbol(c.pc), PC: c.pc, Owner: s.owner(c.look), Selected: n == s.selected}
	if file, line := s.sourceLine(c.look); file != nil {
		out.File, out.Line = file.Name, line
	}
	if c.fn == nil {
		return out
	}
	out.Func = c.fn.Name
	e := s.env(s.shown(), c)
	var args []string
	d := c.im.Debug
	for i := range d.Scopes[c.fn.Scope].Vars {
		v := &d.Scopes[c.fn.Scope].Vars[i]
		if v.Kind == image.VarParam {
			args = append(args, v.Name+"="+cut(e.Text(e.Variable(v), expr.Format{Bare: true}), 40))
		}
	}
	out.Args = strings.Join(args, ", ")
	return out
}

// cut is text cut to n bytes.
func cut(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n] + "..."
}

// locals are the variables of the function of c, the innermost first, and then
// those of its unit.
func (s *Session) locals(c *callFrame) []frame.Local {
	if c.fn == nil {
		return nil
	}
	l := &localReader{s: s, now: s.env(s.shown(), c), seen: map[string]bool{}}
	line := 0
	if lat, ok := c.im.LineAt(c.look - c.base); ok {
		line = lat.Line
	}
	l.findBefore(c)
	scopes := c.im.Debug.ScopesAt(c.look - c.base)
	var out []frame.Local
	for i, sc := range scopes {
		global := sc.Func < 0
		for j := range sc.Vars {
			v := &sc.Vars[j]
			if global && (len(v.Where) == 0 || l.globals >= maxGlobals) || len(out) >= maxLocals || l.seen[v.Name] {
				continue
			}
			// What is declared further down does not exist yet.
			if v.Kind == image.VarLocal && v.Line > line && v.File == c.fn.File {
				continue
			}
			l.seen[v.Name] = true
			if global {
				l.globals++
			}
			x := l.local(v)
			x.Block = len(scopes) - 2 - i
			out = append(out, x)
		}
	}
	return out
}

// localReader reads variables at present and at the previous stop.
type localReader struct {
	s       *Session
	now     *expr.Env
	was     *expr.Env // nil when the function was not executing then
	wasVars map[*image.Var]bool
	seen    map[string]bool
	globals int
}

// findBefore finds the frame of c at the previous stop.
func (l *localReader) findBefore(c *callFrame) {
	s := l.s
	if s.viewing != 0 {
		return // it has not run since
	}
	mo := earlier{s, s.before}
	for _, old := range s.unwind(mo, maxCalls) {
		if old.fn != c.fn || old.base != c.base || !old.hasCFA || old.cfa != c.cfa {
			continue
		}
		l.was = s.env(mo, &old)
		l.wasVars = map[*image.Var]bool{}
		for _, v := range c.im.Debug.VarsAt(old.look - old.base) {
			l.wasVars[v] = true
		}
		return
	}
}

func (l *localReader) local(v *image.Var) frame.Local {
	kind := map[image.VarKind]string{image.VarParam: "param", image.VarLocal: "local", image.VarStatic: "static", image.VarGlobal: "global"}[v.Kind]
	val := l.now.Variable(v)
	var old *expr.Value
	if l.was != nil && l.wasVars[v] {
		o := l.was.Variable(v)
		old = &o
	}
	out := l.value(v.Name, val, old, 0)
	out.Kind = kind
	return out
}

// value is a variable or a part of one, with its value at the previous stop.
func (l *localReader) value(name string, v expr.Value, old *expr.Value, depth int) frame.Local {
	e := l.now
	text := e.Text(v, expr.Format{})
	out := frame.Local{Name: name, Type: e.TypeName(v.Type), Text: cut(text, maxValue), Gone: v.Gone != "", Addr: v.Addr, HasAddr: v.Lvalue}
	if e.IsCap(v) {
		out.IsCap, out.Cap, out.Target = true, v.Cap, l.s.object(v.Cap)
		if v.Cap.Tag {
			out.Owner = l.s.owner(v.Cap.Base())
		}
	}
	if old != nil && old.Gone == "" && v.Gone == "" {
		if was := l.was.Text(*old, expr.Format{}); was != text {
			out.Changed, out.Old, out.OldCap = true, cut(was, maxValue), old.Cap
		}
	}
	if depth >= maxPartDepth {
		return out
	}
	parts := e.Parts(v, maxParts)
	var oldParts []expr.Part
	if old != nil && old.Gone == "" {
		oldParts = l.was.Parts(*old, maxParts)
	}
	for i, p := range parts {
		var o *expr.Value
		if i < len(oldParts) {
			o = &oldParts[i].Value
		}
		out.Parts = append(out.Parts, l.value(p.Name, p.Value, o, depth+1))
	}
	return out
}

// Commands.

// selectFrame makes frame n of the stack of calls the selected one.
func (s *Session) selectFrame(n int) (frame.Reply, error) {
	frames := s.callStack()
	switch {
	case n < 0:
		return frame.Reply{}, fmt.Errorf("this is the innermost function")
	case n >= len(frames):
		return frame.Reply{}, fmt.Errorf("nothing is known of who called %s", s.call(len(frames)-1, &frames[len(frames)-1]).Func)
	}
	s.selected = n
	return frame.Reply{Lines: []string{callText(s.call(n, &frames[n]))}}, nil
}

// callText is a frame of the stack of calls in a line.
func callText(c frame.Call) string {
	text := fmt.Sprintf("#%d %s", c.N, c.Func)
	if c.Args != "" || !strings.Contains(c.Func, "+") {
		text += "(" + c.Args + ")"
	}
	if c.File != "" {
		return fmt.Sprintf("%s at %s:%d", text, c.File, c.Line)
	}
	return fmt.Sprintf("%s at %#x", text, c.PC)
}

func (s *Session) cmdBacktrace(args []string) (frame.Reply, error) {
	if len(args) > 0 {
		return frame.Reply{}, fmt.Errorf("this command takes no argument")
	}
	var r frame.Reply
	frames := s.callStack()
	for i := range frames {
		mark := "  "
		if i == min(s.selected, len(frames)-1) {
			mark = "▶ "
		}
		r.Lines = append(r.Lines, mark+callText(s.call(i, &frames[i])))
	}
	return r, nil
}

// cmdPrint evaluates an expression. A register alone is shown with all fields
// of its capability.
func (s *Session) cmdPrint(format, text string) (frame.Reply, error) {
	if text = strings.TrimSpace(text); text == "" {
		return frame.Reply{}, fmt.Errorf("expected an expression")
	}
	f := expr.Format{}
	if len(format) > 1 || format != "" && !strings.Contains(expr.Letters, format) {
		return frame.Reply{}, fmt.Errorf("print takes /F: one of the letters %s", strings.Join(strings.Split(expr.Letters, ""), " "))
	}
	if format != "" {
		f.Letter = format[0]
	}
	c := s.here()
	e := s.env(s.shown(), c)
	v, err := e.Eval(text)
	if frames := s.callStack(); err != nil && c.fn == nil && s.selected < len(frames) {
		// A function of the library: who called it has variables.
		caller := &frames[s.selected+s.firstKnown(frames[s.selected:])]
		in := s.env(s.shown(), caller)
		if again, notThere := in.Eval(text); notThere == nil {
			c, e, v, err = caller, in, again, nil
		}
	}
	if x, ok := err.(*expr.Error); ok {
		return frame.Reply{}, fmt.Errorf("%s", strings.Join(x.Caret(), "\n"))
	}
	if reg, ok := v.Register(); ok && f.Letter == 0 && strings.TrimPrefix(text, "$") == reg && e.IsCap(v) {
		return frame.Reply{Lines: describeCap(text, v.Cap)}, nil
	}
	if im, at := s.symbolOf(text, c); im && f.Letter == 0 {
		return frame.Reply{Lines: []string{fmt.Sprintf("%s is at %#x", text, at)}}, nil
	}
	lines := s.printed(e, v, f)
	if note := s.foreign(v.Addr); note != "" && v.Lvalue && e.IsCap(v) && v.Cap.Tag {
		lines = append(lines, note)
	}
	return frame.Reply{Lines: lines}, nil
}

// foreign says that the program would not load the pointer that is in memory at addr:
// the page is shared since a fork, and the kernel relocates its pointers first. "" where
// it would.
func (s *Session) foreign(addr uint64) string {
	if !s.paged() {
		return ""
	}
	p, ok := s.kernel.Page(s.m, addr)
	r, in := s.kernel.Region(s.m, addr)
	if !ok || !in || p.Refers == r.Index {
		return ""
	}
	return fmt.Sprintf("this is still the pointer of who had the page before the fork: the kernel relocates it when %c loads it", s.owner(addr))
}

// symbolOf says where a symbol is that debug information knows nothing of.
func (s *Session) symbolOf(name string, c *callFrame) (bool, uint64) {
	sym, ok := c.im.Lookup(name)
	if !ok || sym.Kind == image.Abs {
		return false, 0
	}
	if d := c.im.Debug; d != nil && (d.FindVar(name, c.look-c.base) != nil || d.FuncNamed(name) != nil) {
		return false, 0
	}
	return true, c.base + sym.Value
}

// printed is a value as print answers it: a line with its type, or several
// lines, and what there is to say of a capability.
func (s *Session) printed(e *expr.Env, v expr.Value, f expr.Format) []string {
	const width = 72
	lines := e.Lines(v, f, width)
	lines[0] = "(" + e.TypeName(v.Type) + ") " + lines[0]
	if v.Note != "" {
		lines = append(lines, v.Note)
	}
	return lines
}

func (s *Session) cmdType(text string) (frame.Reply, error) {
	e := s.env(s.shown(), s.here())
	v, err := e.Eval(text)
	if x, ok := err.(*expr.Error); ok {
		return frame.Reply{}, fmt.Errorf("%s", strings.Join(x.Caret(), "\n"))
	}
	return frame.Reply{Lines: e.Describe(v.Type)}, nil
}
