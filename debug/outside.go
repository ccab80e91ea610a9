package debug

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"ushell/debug/expr"
	"ushell/debug/frame"
	"ushell/isa"
	"ushell/machine"
	"ushell/ufork/aware"
)

// What the user changes is written from outside: the machine's journal has it, so
// it happens again whenever this moment is come to again. What was recorded of the
// time behind it is of another course that the machine does not take any more.

// mayChange says why nothing can be changed.
func (s *Session) mayChange() error {
	if _, halted := s.m.Halted(); halted {
		return errors.New("the machine has ended: nothing that is changed now would matter; go back first")
	}
	return nil
}

// change makes what do does, writes from outside, part of the past. text says what
// it is. The answer says what was left.
func (s *Session) change(text string, do func() error) ([]string, error) {
	before := s.m.Snapshot()
	if err := do(); err != nil {
		s.m.Drop(before)
		return nil, err
	}
	now, was := s.m.Steps(), s.frontier
	s.leaveFuture(before)
	s.events = append(s.events, event{step: now, kind: evOutside, text: text, owner: s.current()})
	if was > now {
		return []string{fmt.Sprintf("the %d steps that came behind this moment are left", was-now)}, nil
	}
	return nil, nil
}

// leaveFuture forgets what is recorded of the time behind the present moment. At
// this position it was before until just now.
func (s *Session) leaveFuture(before *machine.Snapshot) {
	now := s.m.Steps()
	s.forgetNearby()
	for n := len(s.checkpoints); n > 0 && s.checkpoints[n-1].Steps() >= now; n-- {
		s.m.Drop(s.checkpoints[n-1])
		s.checkpoints = slices.Delete(s.checkpoints, n-1, n)
	}
	if len(s.checkpoints) == 0 {
		s.checkpoints = append(s.checkpoints, s.m.Snapshot())
	}
	// What changed is counted from a stop that has been, or from just before.
	if s.before.Steps() >= now {
		s.before, before = before, s.before
	}
	s.m.Drop(before)
	s.frontier = now
	s.output = slices.Clone(s.m.Output())
	s.events = slices.Clip(s.events[:s.past(now)])
	s.tally = tally{}
	for i := range s.events {
		if e := &s.events[i]; e.kind == evProbe {
			s.tally.begin(e)
			s.tally.end(e)
		}
	}
	seen := 0
	for seen < len(s.seen) && s.seenAt[seen] <= now {
		seen++
	}
	s.seen, s.seenAt = s.seen[:seen:seen], s.seenAt[:seen:seen]
	s.stops, s.alias, s.told, s.blame = nil, alias{events: -1}, told{}, blame{}
	s.forgetRecent()
}

// cmdSet changes a variable, memory or a register.
func (s *Session) cmdSet(text string) (frame.Reply, error) {
	text = strings.TrimSpace(text)
	// GDB's "set var": there may be a variable of that name.
	if word, rest, ok := strings.Cut(text, " "); ok && (word == "var" || word == "variable") && !strings.HasPrefix(strings.TrimSpace(rest), "=") {
		text = strings.TrimSpace(rest)
	}
	if err := s.mayChange(); err != nil {
		return frame.Reply{}, err
	}
	e := s.env(s.now(), s.here())
	a, err := e.Assign(text)
	if x, ok := err.(*expr.Error); ok {
		return frame.Reply{}, fmt.Errorf("%s", strings.Join(x.Caret(), "\n"))
	}
	writes, err := s.writesOf(&a)
	if err != nil {
		return frame.Reply{}, err
	}
	left, err := s.change("set "+text, func() error {
		for _, w := range writes {
			if err := s.m.AddWrite(w); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return frame.Reply{}, err
	}
	name, _, _ := strings.Cut(text, "=")
	lines := s.printed(e, a.Value, expr.Format{})
	lines[0] = strings.TrimSpace(name) + " = " + lines[0]
	return frame.Reply{Lines: append(lines, left...)}, nil
}

// writesOf are the writes that a stands for.
func (s *Session) writesOf(a *expr.Assignment) ([]machine.Write, error) {
	if a.Register != "" {
		w, err := s.registerWrite(a)
		return []machine.Write{w}, err
	}
	if !a.IsCap {
		var out []machine.Write
		for addr, data := a.Addr, a.Data; len(data) > 0; {
			n := min(uint64(len(data)), pageBytes-addr%pageBytes) // the next page may lie anywhere
			pa, err := s.writable(addr, false)
			if err != nil {
				return nil, err
			}
			out = append(out, machine.Write{Kind: machine.WriteBytes, At: pa, Data: data[:n]})
			addr, data = addr+n, data[n:]
		}
		return out, nil
	}
	pa, err := s.writable(a.Addr, a.Cap.Tag)
	return []machine.Write{{Kind: machine.WriteCap, At: pa, Cap: a.Cap}}, err
}

// pageBytes is the size of a page of virtual memory.
const pageBytes = 1 << pageBits

// registerWrite is the write of a register of the hart.
func (s *Session) registerWrite(a *expr.Assignment) (machine.Write, error) {
	name := a.Register
	if s.viewing != 0 {
		return machine.Write{}, fmt.Errorf("%s is the register of a µprocess that does not run; proc 0 shows the one that does, whose registers can be set", name)
	}
	if s.selected > 0 {
		return machine.Write{}, fmt.Errorf("%s is a register, which the functions that were called since use too; down or frame 0 shows the innermost one, whose registers can be set", name)
	}
	if n, ok := isa.RegNumber(name); ok {
		return machine.Write{Kind: machine.WriteReg, At: uint64(n), Cap: a.Cap}, nil
	}
	if n, ok := isa.FloatNumber(name); ok {
		return machine.Write{Kind: machine.WriteFloat, At: uint64(n), Cap: a.Cap}, nil
	}
	if name != "pc" && name != "pcc" {
		n, _ := isa.CSRNumber(name)
		return machine.Write{Kind: machine.WriteCSR, At: uint64(n), Cap: a.Cap}, nil
	}
	if s.atFault() {
		return machine.Write{}, fmt.Errorf("the fault has been taken: %s is the handler's; where the program goes on is in sepc, or mepc", name)
	}
	c := a.Cap
	if name == "pc" { // the address alone
		c = s.m.PCC.SetAddr(a.Cap.Addr)
	}
	return machine.Write{Kind: machine.WriteReg, At: machine.AuthPCC, Cap: c}, nil
}

// writable is the physical address behind addr, for a write that the kernel's
// records and other µprocesses do not suffer from. tagged says that it is of a
// capability with its tag.
func (s *Session) writable(addr uint64, tagged bool) (uint64, error) {
	if s.paged() {
		if a := s.filling(); a.page != 0 && addr&^(pageBytes-1) == a.page {
			return a.frame | addr%pageBytes, nil
		}
		if p, ok := s.kernel.Page(s.m, addr); ok {
			if err := s.separate(&p, tagged); err != nil {
				return 0, err
			}
		}
	}
	pa, ok := translate(s.now(), addr)
	if !ok || !s.m.Holds(pa, 1) {
		return 0, fmt.Errorf("there is no memory at %#x", addr)
	}
	return pa, nil
}

// separate says why the page p should not be written.
func (s *Session) separate(p *aware.Page, tagged bool) error {
	r, _ := s.kernel.Region(s.m, p.Addr)
	switch {
	case p.State == aware.PageShared && tagged:
		return fmt.Errorf("the page %#x is a shared mapping, which holds no capabilities", p.Addr)
	case p.State == aware.PageShared:
		return nil
	case p.Refs > 1:
		return fmt.Errorf("the page %#x is one of %d that have the same frame since a fork, and all would see the change; once the program has written there it has its own", p.Addr, p.Refs)
	case tagged && p.Refers != r.Index:
		return fmt.Errorf("the page %#x holds another µprocess's capabilities still, which the kernel relocates when the program needs one; set it after that", p.Addr)
	}
	return nil
}

// cmdInput has bytes arrive at the console.
func (s *Session) cmdInput(text string) (frame.Reply, error) {
	text = strings.TrimSpace(text)
	data := text + "\n"
	if strings.HasPrefix(text, `"`) {
		var err error
		if data, err = strconv.Unquote(text); err != nil {
			return frame.Reply{}, fmt.Errorf("%s is no text in quotes: expected one as in C, such as \"one\\ntwo\\n\"", text)
		}
	}
	if text == "" || data == "" {
		return frame.Reply{}, errors.New("expected what arrives at the console")
	}
	if err := s.mayChange(); err != nil {
		return frame.Reply{}, err
	}
	left, err := s.change("input "+strconv.Quote(data), func() error {
		s.m.AddInput([]byte(data))
		return nil
	})
	for i := len(s.events) - 1; i >= 0 && s.events[i].step == s.m.Steps(); i-- {
		s.events[i].starved = false // who is about to read finds something now
	}
	return frame.Reply{Lines: append([]string{fmt.Sprintf("%d bytes arrive at the console", len(data))}, left...)}, err
}

// InjectAt has i happen at position step, and goes back to the start.
func (s *Session) InjectAt(step uint64, i aware.Injection) error {
	if s.kernel == nil {
		return errNoKernel
	}
	s.gotoStep(step)
	if s.Position() != step {
		return fmt.Errorf("the machine has ended after %d instructions, before that", s.Position())
	}
	if _, err := s.change("inject "+i.String(), func() error { return i.Make(s.kernel, s.m) }); err != nil {
		return err
	}
	s.gotoStep(0)
	return nil
}

var errNoKernel = errors.New("this program runs without a kernel, to which nothing can happen; --kernel ufork has one")

// cmdInject has something happen to the kernel.
func (s *Session) cmdInject(args []string) (frame.Reply, error) {
	const expected = "expected no-page, or signal NAME [PID]"
	if len(args) == 0 {
		return frame.Reply{}, errors.New(expected)
	}
	i := aware.Injection{}
	var err error
	switch {
	case args[0] == "no-page" && len(args) == 1:
		i.NoPage = true
	case args[0] == "signal" && (len(args) == 2 || len(args) == 3):
		i.Signal, err = aware.ParseSignal(args[1])
		if err == nil && len(args) == 3 {
			i.PID, err = aware.ParsePID(args[2])
		}
	default:
		return frame.Reply{}, errors.New(expected)
	}
	if err != nil {
		return frame.Reply{}, err
	}
	if err := s.mayChange(); err != nil {
		return frame.Reply{}, err
	}
	if s.kernel == nil {
		return frame.Reply{}, errNoKernel
	}
	left, err := s.change("inject "+i.String(), func() error { return i.Make(s.kernel, s.m) })
	if err != nil {
		return frame.Reply{}, err
	}
	text := "the next allocation of a page fails"
	if !i.NoPage {
		if i.PID == 0 {
			i.PID = s.kernel.Current(s.m)
		}
		text = fmt.Sprintf("%s is pending for pid %d", aware.SignalName(i.Signal), i.PID)
	}
	return frame.Reply{Lines: append([]string{text}, left...)}, nil
}
