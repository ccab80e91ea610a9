package debug

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"ushell/debug/expr"
	"ushell/debug/frame"
	"ushell/isa"
	"ushell/ufork/aware"
)

// infos are what info lists, each with the names by which it can be asked for.
var infos = []struct {
	names string
	list  func(s *Session, args []string) ([]string, error)
}{
	{"registers all-registers", (*Session).infoRegisters},
	{"float", func(s *Session, _ []string) (out []string, err error) {
		for _, x := range s.floats() {
			out = append(out, fmt.Sprintf("%-5s %#016x  %s", x.Name, x.Bits, x.Text()))
		}
		return out, nil
	}},
	{"breaks breakpoints watchpoints", func(s *Session, _ []string) ([]string, error) { return s.infoBreaks(), nil }},
	{"forks", func(s *Session, _ []string) ([]string, error) { return s.infoForks(), nil }},
	{"procs processes inferiors threads", func(s *Session, _ []string) ([]string, error) { return s.infoProcs(), nil }},
	{"locals", func(s *Session, _ []string) ([]string, error) { return s.infoVariables(""), nil }},
	{"args", func(s *Session, _ []string) ([]string, error) { return s.infoVariables("param"), nil }},
	{"frame", func(s *Session, _ []string) ([]string, error) { return s.infoFrame(), nil }},
	{"line source", func(s *Session, _ []string) ([]string, error) {
		c := s.here()
		return []string{fmt.Sprintf("%#x is %s", c.pc, s.where(c.look))}, nil
	}},
	{"symbol", func(s *Session, args []string) ([]string, error) {
		addr, err := s.addressOf(strings.Join(args, " "))
		if err != nil {
			return nil, err
		}
		what := s.hit(addr)
		if what == "" {
			what = "no memory"
		}
		return []string{fmt.Sprintf("%#x is %s: %s", addr, s.where(addr), what)}, nil
	}},
	{"signals", func(s *Session, _ []string) ([]string, error) {
		return nil, errors.New("catch signal makes continue stop at signals; the screen for a fault says who handles it")
	}},
	{"sharedlibrary", func(s *Session, _ []string) ([]string, error) {
		return nil, errors.New("the C library is part of each program")
	}},
}

func (s *Session) cmdInfo(args []string) (frame.Reply, error) {
	if len(args) > 0 {
		for _, i := range infos {
			if slices.ContainsFunc(strings.Fields(i.names), func(n string) bool { return strings.HasPrefix(n, args[0]) }) {
				lines, err := i.list(s, args[1:])
				if len(lines) == 0 && err == nil {
					lines = []string{"none"}
				}
				return frame.Reply{Lines: lines}, err
			}
		}
	}
	return frame.Reply{}, fmt.Errorf("expected one of %s", strings.ReplaceAll(infoNames(), "|", ", "))
}

// infoNames are the names of what info lists.
func infoNames() string {
	var out []string
	for _, i := range infos[:len(infos)-2] {
		out = append(out, strings.Fields(i.names)[0])
	}
	return strings.Join(out, "|")
}

// infoRegisters lists the registers that are named, or all.
func (s *Session) infoRegisters(names []string) ([]string, error) {
	if len(names) == 0 {
		names = append(names, "pcc")
		for i := uint8(1); i < 32; i++ {
			names = append(names, isa.RegName(i))
		}
	}
	var out []string
	for _, name := range names {
		c, ok := s.register(name)
		if !ok {
			e := s.env(s.shown(), s.here())
			v, err := e.Eval("$" + strings.TrimPrefix(name, "$"))
			if err != nil {
				return nil, fmt.Errorf("there is no register %s", name)
			}
			out = append(out, fmt.Sprintf("%-5s %s", name, e.Text(v, expr.Format{})))
			continue
		}
		out = append(out, strings.TrimRight(fmt.Sprintf("%-5s %s  %s", strings.TrimPrefix(name, "$"), c, s.object(c)), " "))
	}
	return out, nil
}

func (s *Session) infoBreaks() []string {
	var out []string
	for i := range s.breaks {
		b := &s.breaks[i]
		line := fmt.Sprintf("%d at %s", b.n, b.where)
		if b.cond != "" {
			line += " if " + b.cond
		}
		if b.once {
			line += ", for one stop"
		}
		out = append(out, line)
	}
	for _, w := range s.watches {
		out = append(out, fmt.Sprintf("%d watches %s, %d bytes at %#x", w.n, w.text, w.size, w.addr))
	}
	return out
}

// infoVariables lists variables of a kind, "" for all.
func (s *Session) infoVariables(kind string) []string {
	var out []string
	frames := s.callStack()
	at := min(s.selected, len(frames)-1)
	for _, v := range s.locals(&frames[at+s.firstKnown(frames[at:])]) {
		if kind == "" || v.Kind == kind {
			out = append(out, fmt.Sprintf("%s = (%s) %s", v.Name, v.Type, v.Text))
		}
	}
	return out
}

// infoFrame describes the selected function of the stack of calls.
func (s *Session) infoFrame() []string {
	frames := s.callStack()
	n := min(s.selected, len(frames)-1)
	c := &frames[n]
	out := []string{callText(s.call(n, c)), fmt.Sprintf("  pc       %#x, %s of %c", c.pc, s.partName(c.look), s.owner(c.look))}
	if c.hasCFA {
		out = append(out, fmt.Sprintf("  sp       %#x at its entry", c.cfa))
	}
	if n+1 < len(frames) {
		out = append(out, "  called by "+callText(s.call(n+1, &frames[n+1])))
	}
	return out
}

func (s *Session) infoForks() []string {
	var out []string
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	for _, f := range s.forks() {
		say("fork %d: pid %d → pid %d, %d of %d rewrites, distance %#x", f.N, f.ParentPID, f.ChildPID, len(f.Rewrites), f.Total, f.ChildBase-f.ParentBase)
		if f.Strategy == "" {
			continue
		}
		say("  %s: %d pages shared, %d copied at once, %d copied or taken over in faults since", f.Strategy, f.Shared, f.Eager, len(f.Copies))
		for _, p := range f.Phases {
			say("  %d instructions for %s", p.Instructions, p.Name)
		}
		for _, c := range f.Copies {
			say("  %#x %s %s by a %s at %d, %s; %d pointers rewritten", c.Page, c.Part, copied(c), c.By, c.Step, c.Where, c.Rewrites)
		}
	}
	return out
}

func (s *Session) infoProcs() []string {
	var out []string
	for _, p := range s.procs() {
		line := fmt.Sprintf("%c pid %d, parent %d, %s, %#x-%#x", p.Owner, p.PID, p.Parent, p.State, p.Base, p.End)
		for state, n := range p.Pages {
			if n > 0 {
				line += fmt.Sprintf(", %d %s", n, aware.PageState(state))
			}
		}
		out = append(out, line)
	}
	return out
}
