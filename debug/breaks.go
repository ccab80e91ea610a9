package debug

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"ushell/debug/expr"
	"ushell/debug/frame"
	"ushell/image"
)

// breakpoint is a place to stop: an address, or, in a program that every
// µprocess has a copy of, a place in each copy.
type breakpoint struct {
	n     int
	addrs []uint64     // usually one
	in    *image.Image // the program that they are places in, in every region that has it; nil when they are addresses
	where string
	cond  string // an expression of C that must not be 0, "" for none
	once  bool   // it goes when it has stopped something
}

// text is what b is called when something stops there.
func (b *breakpoint) text() string {
	if b.n == 0 {
		return b.where
	}
	return fmt.Sprintf("breakpoint %d at %s", b.n, b.where)
}

// breakHere is the breakpoint at the present pc, if any.
func (s *Session) breakHere() *breakpoint {
	pc := s.m.PCC.Addr
	if len(s.breaks) == 0 || s.stops != nil && !s.stops.At[pc] {
		return nil
	}
	im, at := s.locate(pc)
	for i := range s.breaks {
		if b := &s.breaks[i]; b.isAt(im, at, pc) && (b.cond == "" || s.holds(b.cond)) {
			return b
		}
	}
	return nil
}

// holds says whether the condition of a breakpoint holds here. One that can't be
// evaluated does: then the user sees why.
func (s *Session) holds(cond string) bool {
	e := s.env(s.now(), &s.unwind(s.now(), 2)[0])
	v, err := e.Eval(cond)
	n, ok := e.Number(v)
	return err != nil || !ok || n != 0
}

// stopAt makes b why the session stops.
func (s *Session) stopAt(b *breakpoint) {
	s.stop = frame.Stop{Kind: frame.StopBreak, Text: b.text()}
	if b.cond != "" {
		s.stop.Text += " if " + b.cond
		e := s.env(s.now(), &s.unwind(s.now(), 2)[0])
		if _, err := e.Eval(b.cond); err != nil {
			s.stop.Text += ": " + err.Error()
		}
	}
	if b.once {
		n := b.n
		s.breaks, s.stops = slices.DeleteFunc(s.breaks, func(x breakpoint) bool { return x.n == n }), nil
	}
}

// isAt says whether b stops at the address pc, which is the place at in the image
// im.
func (b *breakpoint) isAt(im *image.Image, at, pc uint64) bool {
	if b.in == nil {
		return slices.Contains(b.addrs, pc)
	}
	return b.in == im && slices.Contains(b.addrs, at)
}

// program is im if it is one that a kernel places, so that addresses in it are
// relative; else nil.
func (s *Session) program(im *image.Image) *image.Image {
	if s.kernel == nil || im == s.sys.Kernel {
		return nil
	}
	return im
}

// images are those of the programs, then the kernel's, if there is one.
func (s *Session) images() []*image.Image {
	images := s.sys.Images()
	if s.sys.Kernel != nil {
		images = append(images, s.sys.Kernel)
	}
	return images
}

// resolve finds the place that a breakpoint names.
func (s *Session) resolve(where string) (breakpoint, error) {
	if a, ok := strings.CutPrefix(where, "*"); ok {
		v, err := strconv.ParseUint(a, 0, 64)
		if err != nil {
			return breakpoint{}, fmt.Errorf("%q is not an address", a)
		}
		b := breakpoint{where: where, addrs: []uint64{v}}
		if im, at := s.locate(v); s.program(im) != nil {
			b.addrs[0], b.in = at, im
		}
		return b, nil
	}
	file, what, hasFile := strings.Cut(where, ":")
	if !hasFile {
		file, what = "", where
	}
	if line, err := strconv.Atoi(what); err == nil {
		images := s.images()
		if !hasFile {
			file, images = s.currentFile(), s.sys.Images()
		}
		if b, ok := s.resolveLine(images, file, line); ok {
			return b, nil
		}
		return breakpoint{}, fmt.Errorf("no instruction comes from line %s", where)
	}
	for _, name := range []string{what, "sys_" + what} {
		for _, im := range s.images() {
			if addr, ok := entry(im, file, name); ok {
				return breakpoint{where: strings.TrimSuffix(where, what) + name, addrs: []uint64{addr}, in: s.program(im)}, nil
			}
		}
	}
	return breakpoint{}, fmt.Errorf("there is no symbol %q; expected a symbol, FILE:LINE, FILE:FUNCTION or *ADDRESS", where)
}

// resolveLine finds a line of a file in one of the images; "" is any file.
func (s *Session) resolveLine(images []*image.Image, file string, line int) (b breakpoint, ok bool) {
	// A file of exactly that name is meant rather than one in a folder.
	for _, same := range []func(name string) bool{func(name string) bool { return name == file },
		func(name string) bool { return file == "" || sameFile(name, file) }} {
		for _, im := range images {
			addrs, found := im.LineAddrs(same, line)
			if len(addrs) == 0 || im.Debug == nil && found != line {
				continue
			}
			b.addrs, b.in = onePerFunction(im, addrs), s.program(im)
			l, _ := im.LineAt(b.addrs[0])
			b.where = fmt.Sprintf("%s:%d", im.Files[l.File].Name, found)
			return b, true
		}
	}
	return b, false
}

// currentFile is the source file of the present instruction, "" when it is not
// one of a C program: then any file of the program is meant.
func (s *Session) currentFile() string {
	if im, _ := s.locate(s.m.PCC.Addr); im.Debug != nil && im != s.sys.Kernel {
		if f, _ := s.sourceLine(s.m.PCC.Addr); f != nil {
			return f.Name
		}
	}
	return ""
}

// entry is where a breakpoint at a function goes: behind its prologue. A file that is
// not "" is the one that it must come from.
func entry(im *image.Image, file, name string) (uint64, bool) {
	if im.Debug != nil {
		for i := range im.Debug.Funcs {
			if f := &im.Debug.Funcs[i]; f.Name == name && comesFrom(im, f.Body, file) {
				return f.Body, true
			}
		}
	}
	sym, ok := im.Lookup(name)
	return sym.Value, ok && sym.Kind != image.Abs && comesFrom(im, sym.Value, file)
}

// comesFrom says whether the instruction at addr comes from a file of that name, ""
// for any.
func comesFrom(im *image.Image, addr uint64, file string) bool {
	if file == "" {
		return true
	}
	l, ok := im.LineAt(addr)
	return ok && sameFile(im.Files[l.File].Name, file)
}

// onePerFunction is the first of the addresses in each function. A line such as
// that of a for loop has several places in one.
func onePerFunction(im *image.Image, addrs []uint64) []uint64 {
	if im.Debug == nil {
		return addrs[:1]
	}
	var out []uint64
	seen := map[*image.Function]bool{}
	for _, a := range addrs {
		f := im.FuncAt(a)
		if f != nil && a == f.Lo {
			a = f.Body // the line with the function's name
		}
		if !seen[f] {
			seen[f] = true
			out = append(out, a)
		}
	}
	return out
}

func sameFile(name, want string) bool {
	return name == want || strings.HasSuffix(name, "/"+want)
}

// place reads where a breakpoint is to be and its condition: LOCATION if EXPRESSION.
// Without a location it is the present line.
func (s *Session) breakAt(text string) (breakpoint, error) {
	where, cond := strings.TrimSpace(text), ""
	if i := strings.Index(" "+where+" ", " if "); i >= 0 {
		where, cond = strings.TrimSpace(where[:max(i-1, 0)]), strings.TrimSpace(where[min(i+2, len(where)):])
		if cond == "" {
			return breakpoint{}, errors.New("expected an expression behind if")
		}
	}
	if where == "" {
		c := s.here()
		file, line := s.sourceLine(c.look)
		if where = fmt.Sprintf("*%#x", c.pc); file != nil {
			where = fmt.Sprintf("%s:%d", file.Name, line)
		}
	}
	if strings.ContainsAny(where, " \t") && where[0] != '*' {
		return breakpoint{}, fmt.Errorf("%q is no place: expected a symbol, FILE:LINE, FILE:FUNCTION or *ADDRESS, and perhaps if CONDITION", where)
	}
	b, err := s.resolve(where)
	if err != nil {
		return b, err
	}
	if cond != "" {
		e := s.env(s.now(), s.here())
		var x *expr.Error
		if _, err := e.Eval(cond); errors.As(err, &x) && !e.Parses(cond) {
			return b, errors.New(strings.Join(x.Caret(), "\n"))
		}
	}
	b.cond = cond
	return b, nil
}

// cmdBreak sets a breakpoint, or removes the one that is there.
func (s *Session) cmdBreak(text string) (frame.Reply, error) { return s.setBreak(text, false) }

func (s *Session) setBreak(text string, once bool) (frame.Reply, error) {
	b, err := s.breakAt(text)
	if err != nil {
		return frame.Reply{}, err
	}
	for i, old := range s.breaks {
		if slices.Equal(old.addrs, b.addrs) && old.in == b.in && old.cond == b.cond {
			s.breaks, s.stops = slices.Delete(s.breaks, i, i+1), nil
			return frame.Reply{Lines: []string{fmt.Sprintf("breakpoint %d at %s removed", old.n, old.where)}}, nil
		}
	}
	b.n, b.once = s.nextBP, once
	s.nextBP++
	s.breaks, s.stops = append(s.breaks, b), nil
	said := b.text()
	if once {
		said += ", for one stop"
	}
	if b.cond != "" {
		said += " if " + b.cond
	}
	return frame.Reply{Lines: []string{said}}, nil
}

// cmdUntil executes up to a place, or to a line further down in the function.
func (s *Session) cmdUntil(text string) (frame.Reply, error) {
	if strings.TrimSpace(text) == "" {
		s.untilLine()
		return frame.Reply{}, nil
	}
	b, err := s.breakAt(text)
	if err != nil {
		return frame.Reply{}, err
	}
	b.where += " is reached"
	s.breaks, s.stops = append(s.breaks, b), nil
	s.cont()
	s.breaks, s.stops = slices.DeleteFunc(s.breaks, func(x breakpoint) bool { return x.n == 0 }), nil
	return frame.Reply{}, nil
}

// untilLine executes until a line further down begins, or the function has returned: a
// loop is executed to its end.
func (s *Session) untilLine() {
	begin, fn := s.place(), s.unwind(s.now(), 1)[0].fn
	cfa := s.cfaHere()
	for {
		s.stepLine(true)
		now := s.place()
		if s.stop.Kind != frame.StopStep || now.file != begin.file || now.line > begin.line || s.unwind(s.now(), 1)[0].fn != fn || s.cfaHere() != cfa {
			return
		}
	}
}

func (s *Session) cmdDelete(args []string) (frame.Reply, error) {
	if len(args) == 0 {
		n := len(s.breaks) + len(s.watches)
		s.breaks, s.watches, s.stops = nil, nil, nil
		return frame.Reply{Lines: []string{fmt.Sprintf("%d breakpoints and watchpoints removed", n)}}, nil
	}
	if s.deleteWatch(args[0]) {
		return frame.Reply{Lines: []string{fmt.Sprintf("watchpoint %s removed", args[0])}}, nil
	}
	n, err := strconv.Atoi(args[0])
	i := slices.IndexFunc(s.breaks, func(b breakpoint) bool { return b.n == n })
	if err != nil || i < 0 {
		return frame.Reply{}, fmt.Errorf("there is no breakpoint %s", args[0])
	}
	s.breaks, s.stops = slices.Delete(s.breaks, i, i+1), nil
	return frame.Reply{Lines: []string{fmt.Sprintf("breakpoint %d removed", n)}}, nil
}
