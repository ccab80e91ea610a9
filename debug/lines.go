package debug

import (
	"cmp"
	"fmt"
	"slices"

	"ushell/debug/expr"
	"ushell/debug/frame"
	"ushell/image"
)

// Stepping by lines of source. In assembly every instruction begins a line of
// its own. In C a line has many instructions, and statements begin at some of
// them; code that the compiler says nothing of, such as that of a library, is
// executed as a whole.

// place is what stepping by lines looks at: where the machine is about to
// execute, and for whom.
type place struct {
	file  string
	line  int
	owner frame.Owner
}

func (s *Session) place() place { return s.placeAt(s.m.PCC.Addr) }

func (s *Session) placeAt(pc uint64) place {
	p := place{owner: s.owner(pc)}
	if f, line := s.sourceLine(pc); f != nil {
		p.file, p.line = f.Name, line
	}
	return p
}

// spot is what the debug information says of an address.
type spot struct {
	fn     *image.Function // nil when it says nothing
	begins bool            // a statement begins
	body   bool            // the prologue of fn ends here
	inside bool            // it is in the prologue of fn
}

func (s *Session) spotAt(pc uint64) spot {
	im, at := s.locate(pc)
	out := spot{fn: im.FuncAt(at)}
	l, ok := im.LineAt(at)
	out.begins = ok && l.Addr == at && l.Flags&image.LineInside == 0
	if f := out.fn; f != nil && f.Body > f.Lo {
		out.body = at == f.Body
		out.inside = at < f.Body
	}
	return out
}

// setGoals makes the fast engine stop where add says, for run to hurry there.
func (s *Session) setGoals(add func(at map[uint64]bool)) { s.goals, s.stops = add, nil }

func (s *Session) setGoal(addr uint64) {
	s.setGoals(func(at map[uint64]bool) { at[addr] = true })
}

func (s *Session) clearGoals() { s.goals, s.stops = nil, nil }

// stepLine executes until another line begins. With over, calls are executed as
// a whole: until control comes back to the return address, with the stack as it
// was.
func (s *Session) stepLine(over bool) {
	if _, ok := s.arranged(); ok && over && s.atFault() {
		// What the kernel does about it is like a call.
		if s.leaveTo(s.current()); s.stop.Kind != frame.StopStep {
			return
		}
	}
	frames := s.unwind(s.now(), maxCalls)
	if frames[0].fn != nil && !s.atFault() {
		s.stepStatement(frames, over)
		return
	}
	start := s.place()
	returnTo, sp, inCall := uint64(0), uint64(0), false
	defer s.clearGoals()
	s.run(false, func() (frame.Stop, bool) {
		pc := s.m.PCC.Addr
		switch {
		case inCall && (pc != returnTo || s.m.X[regSP].Addr < sp):
			return frame.Stop{}, false
		case inCall:
			inCall = false
			s.clearGoals()
		case over && s.isCall():
			inCall, returnTo, sp = true, s.last.PCC.Addr+uint64(s.last.Inst.Size), s.m.X[regSP].Addr
			s.setGoal(returnTo)
			return frame.Stop{}, false
		}
		p := s.place()
		return stepStop(), p.line != 0 && p != start
	})
}

// stepStatement is stepLine in a function that debug information speaks of. It
// ends where a statement of another line begins, or where the function has
// returned to one that is known. A function that is stepped into is executed up
// to its first statement.
func (s *Session) stepStatement(frames []callFrame, over bool) {
	here, start := frames[0], s.place()
	caller := callFrame{}
	if len(frames) > 1 && frames[1].fn != nil {
		caller = frames[1]
	}
	s.setGoals(func(at map[uint64]bool) {
		statementsOf(at, frames, over)
		if caller.fn != nil {
			at[caller.pc] = true
		}
	})
	defer s.clearGoals()
	s.run(false, func() (frame.Stop, bool) {
		pc := s.m.PCC.Addr
		if caller.fn != nil && pc == caller.pc && s.m.X[regSP].Addr >= here.cfa {
			return stepStop(), true
		}
		if s.kernel != nil && s.owner(pc) != start.owner {
			// A program's line may need the kernel, and give others their turn. That of
			// the kernel ends where it leaves.
			return stepStop(), start.owner == 'K'
		}
		at := s.spotAt(pc)
		if at.fn == nil || at.inside || !at.begins && !at.body {
			return frame.Stop{}, false
		}
		deeper := here.hasCFA && s.cfaHere() < here.cfa
		if s.place() == start && !(at.body && deeper) {
			return frame.Stop{}, false
		}
		return stepStop(), !over || !deeper
	})
}

// statementsOf adds the addresses at which statements begin: over calls only
// those of functions that are executing now, otherwise those of all functions.
func statementsOf(at map[uint64]bool, frames []callFrame, over bool) {
	for i := range frames {
		switch f := &frames[i]; {
		case over && f.fn != nil:
			f.statements(at, f.fn.Lo, f.fn.Hi)
		case !over && (i == 0 || f.im != frames[i-1].im):
			f.statements(at, 0, ^uint64(0))
		}
	}
}

// finish executes until the selected function returns. In the kernel that is
// when the kernel returns to a µprocess, at the latest.
func (s *Session) finish() {
	frames := s.callStack()
	if f := &frames[min(s.selected, len(frames)-1)]; f.fn != nil && len(frames) > s.selected+1 {
		s.finishFrame(f, &frames[s.selected+1])
		return
	}
	owner, depth := s.owner(s.m.PCC.Addr), 0
	s.run(false, func() (frame.Stop, bool) {
		from := s.owner(s.last.PCC.Addr)
		here := s.owner(s.m.PCC.Addr)
		if owner == 'K' && here != 'K' {
			return stepStop(), true
		}
		if from == owner {
			switch {
			case s.isCall() && here == owner:
				depth++
			case s.isReturn():
				depth--
			}
		}
		return stepStop(), depth < 0
	})
}

// finishFrame executes until f returns to its caller, and says what it returned.
func (s *Session) finishFrame(f, caller *callFrame) {
	s.setGoal(caller.pc)
	defer s.clearGoals()
	pid := s.shownPID()
	s.run(false, func() (frame.Stop, bool) {
		done := s.m.PCC.Addr == caller.pc && s.m.X[regSP].Addr >= f.cfa && (s.kernel == nil || s.kernel.Current(s.m) == pid)
		stop := stepStop()
		if done {
			stop.Text = s.returned(f)
		}
		return stop, done
	})
}

// returned says what the function of f has just returned.
func (s *Session) returned(f *callFrame) string {
	e := s.env(s.now(), &s.unwind(s.now(), 1)[0])
	e.Image, e.Base = f.im, f.base
	v, ok := e.Result(f.fn.Type)
	if !ok {
		return f.fn.Name + " returned"
	}
	text := e.Text(v, expr.Format{})
	if len(text) > 120 {
		text = text[:120] + "..."
	}
	return fmt.Sprintf("%s returned %s", f.fn.Name, text)
}

// Going back by lines.

// reverseLine goes back to where the present line, or the one before it, began.
// With over it does not go into functions that were called in between.
func (s *Session) reverseLine(over bool) {
	if frames := s.unwind(s.now(), maxCalls); frames[0].fn != nil {
		s.reverseStatement(frames, over)
		return
	}
	now := s.m.Steps()
	here := s.place()
	birth := s.born(here.owner)
	depth := s.depthBefore(now, here.owner, over)
	step, ok := s.scanBack(func() bool {
		p := s.place()
		begins := p.line != 0 && (!s.hasLast || p != s.placeAt(s.last.PCC.Addr))
		if !begins || !over {
			return begins
		}
		return p.owner == here.owner && depth.at(s.m.Steps()) <= 0
	})
	if !ok && birth != nil {
		s.toParent(birth)
		s.beforeFork(birth)
		return
	}
	if !ok {
		step = 0
	}
	s.backTo(step)
}

// beforeFork says why the session stops in the parent.
func (s *Session) beforeFork(birth *frame.Fork) {
	if s.stop.Kind == frame.StopStep {
		s.stop.Text = fmt.Sprintf("before fork %d: this is %c pid %d", birth.N, birth.Parent, birth.ParentPID)
	}
}

// born is the fork that made the present µprocess, who; nil when it is none or was not
// made by a fork.
func (s *Session) born(who frame.Owner) *frame.Fork {
	if s.kernel == nil || who == 'K' {
		return nil
	}
	pid := s.kernel.Current(s.m)
	forks := s.tell().forks
	for i := len(forks) - 1; i >= 0; i-- {
		if f := &forks[i].Fork; f.ChildPID == pid && f.Child == who && f.Begin <= s.m.Steps() {
			return f
		}
	}
	return nil
}

// toParent goes back to where the parent calls the fork birth, and answers its
// functions that debug information speaks of.
func (s *Session) toParent(birth *frame.Fork) []callFrame {
	s.seek(birth.Begin)
	s.reverseEnter()
	frames := s.unwind(s.now(), maxCalls)
	return frames[s.firstKnown(frames):]
}

// reverseStatement is reverseLine in a function that debug information speaks
// of: back to the last place where stepping forward could have stopped.
func (s *Session) reverseStatement(frames []callFrame, over bool) {
	here := frames[0]
	owner := s.owner(here.pc)
	// What is gone back to without going into calls is in a function that is
	// executing now.
	at := map[uint64]bool{}
	statementsOf(at, frames, over)
	birth, since := s.born(owner), uint64(0)
	if birth != nil {
		since = birth.Begin
	}
	step, ok := s.scanBackAt(at, since, func() bool {
		return !over || !here.hasCFA || s.cfaHere() >= here.cfa
	}, func() bool {
		pc := s.m.PCC.Addr
		at, p := s.spotAt(pc), s.placeAt(pc)
		return at.fn != nil && !at.inside && p.owner == owner && (!s.hasLast || at.body || p != s.placeAt(s.last.PCC.Addr))
	})
	if !ok && birth != nil {
		// What comes before is the parent's past.
		if frames := s.toParent(birth); frames[0].fn != nil {
			s.reverseStatement(frames, over)
		}
		s.beforeFork(birth)
		return
	}
	if !ok {
		step = 0
	}
	s.backTo(step)
}

// statements adds the addresses in [lo, hi) of the code of f at which statements
// begin.
func (f *callFrame) statements(at map[uint64]bool, lo, hi uint64) {
	lines := f.im.Lines
	inside := func(a uint64) bool { // a prologue
		fn := f.im.FuncAt(a)
		return fn == nil || a < fn.Body
	}
	first, _ := slices.BinarySearchFunc(lines, lo, func(l image.Line, a uint64) int { return cmp.Compare(l.Addr, a) })
	for _, l := range lines[first:] {
		if l.Addr >= hi {
			break
		}
		if l.Flags&image.LineInside == 0 && !inside(l.Addr) {
			at[f.base+l.Addr] = true
		}
	}
	if f.fn != nil {
		at[f.base+f.fn.Body] = true
	}
}

// cfaHere is the sp at the entry of the present function, 0 when not known.
func (s *Session) cfaHere() uint64 {
	if f := s.unwind(s.now(), 2)[0]; f.hasCFA {
		return f.cfa
	}
	return s.m.X[regSP].Addr
}

// reverseFinishOf goes back to the call of f, if it can be found: in the present
// µprocess, or in the one that it was forked from.
func (s *Session) reverseFinishOf(f *callFrame) bool {
	birth, since := s.born(s.owner(f.pc)), uint64(0)
	if birth != nil {
		since = birth.Begin
	}
	step, ok := s.scanBackAt(map[uint64]bool{f.base + f.fn.Lo: true}, since, func() bool { return s.m.X[regSP].Addr == f.cfa }, s.isCall)
	if ok {
		s.backTo(step - 1)
		return true
	}
	if birth == nil {
		return false
	}
	for _, p := range s.toParent(birth) {
		if p.fn == f.fn && p.hasCFA && p.cfa-birth.ParentBase == f.cfa-birth.ChildBase {
			found := s.reverseFinishOf(&p)
			s.beforeFork(birth)
			return found
		}
	}
	return false
}

// reverseFinish goes back to the call of the selected function.
func (s *Session) reverseFinish() {
	now := s.m.Steps()
	frames := s.callStack()
	if f := frames[min(s.selected, len(frames)-1)]; f.fn != nil && f.hasCFA {
		if s.reverseFinishOf(&f) {
			return
		}
		s.seek(now)
	}
	owner := s.owner(s.m.PCC.Addr)
	d := s.depthBefore(now, owner, true)
	s.seek(now)
	for i := len(d.steps) - 1; i >= 0; i-- {
		if d.deltas[i] == 1 && d.at(d.steps[i]) == 0 {
			s.backTo(d.steps[i] - 1)
			return
		}
	}
	// No call of its own code: the step that came here from other code.
	step, ok := s.scanBack(func() bool { return s.owner(s.m.PCC.Addr) != owner })
	if !ok {
		step = 0
	}
	s.backTo(step)
}
