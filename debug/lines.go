package debug

import (
	"cmp"
	"fmt"
	"slices"

	"ushell/debug/expr"
	"ushell/debug/frame"
	"ushell/image"
	"ushell/isa"
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
	frames := s.unwind(s.now(), maxCalls)
	if frames[0].fn != nil && !s.isFault() {
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
		statementsOf(at, frames, over, start)
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
		at := s.spotAt(pc)
		if at.fn == nil || at.inside || !at.begins && !at.body {
			return frame.Stop{}, false
		}
		again := s.place() == start
		if again && (over || !at.body) {
			return frame.Stop{}, false
		}
		switch {
		case again: // the same line, called by itself
			return stepStop(), s.deeper(&here)
		case over:
			return stepStop(), !s.deeper(&here)
		}
		return stepStop(), true
	})
}

// deeper says whether the present function was called by that of f, or by what
// that has called.
func (s *Session) deeper(f *callFrame) bool {
	if !f.hasCFA || s.m.X[regSP].Addr >= f.regs[regSP].Addr {
		return false
	}
	now := s.unwind(s.now(), 2)[0]
	return now.hasCFA && now.cfa < f.cfa
}

// statementsOf adds the addresses at which statements begin that are not of the
// place but: over calls only those of functions that are executing now, otherwise
// those of all functions.
func statementsOf(at map[uint64]bool, frames []callFrame, over bool, but place) {
	for i := range frames {
		switch f := &frames[i]; {
		case over && f.fn != nil:
			f.statements(at, f.fn.Lo, f.fn.Hi, but)
		case !over && (i == 0 || f.im != frames[i-1].im):
			f.statements(at, 0, ^uint64(0), but)
		}
	}
}

// finish executes until the selected function returns. In the kernel that is
// when the kernel returns to a µprocess, at the latest.
func (s *Session) finish() {
	frames := s.unwind(s.now(), s.selected+2)
	if f := &frames[min(s.selected, len(frames)-1)]; f.fn != nil && len(frames) == s.selected+2 {
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
	s.run(false, func() (frame.Stop, bool) {
		done := s.m.PCC.Addr == caller.pc && s.m.X[regSP].Addr >= f.cfa
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
	depth := s.depthBefore(now, here.owner, over)
	step, ok := s.scanBack(func() bool {
		p := s.place()
		begins := p.line != 0 && (!s.hasLast || p != s.placeAt(s.last.PCC.Addr))
		if !begins || !over {
			return begins
		}
		return p.owner == here.owner && depth.at(s.m.Steps()) <= 0
	})
	s.backIf(step, ok, now)
}

// reverseStatement is reverseLine in a function that debug information speaks
// of: back to the last place where stepping forward could have stopped, the first
// statement of a line that comes after another line.
func (s *Session) reverseStatement(frames []callFrame, over bool) {
	here, now := frames[0], s.m.Steps()
	owner := s.owner(here.pc)
	// What is gone back to without going into calls is in a function that is
	// executing now.
	at := map[uint64]bool{}
	statementsOf(at, frames, over, place{})
	for i := range frames {
		if f := &frames[i]; over && f.fn != nil {
			f.dropInner(at, f.fn, s.m.PCC.ModeBit())
		} else if d := f.im.Debug; !over && d != nil && (i == 0 || f.im != frames[i-1].im) {
			for j := range d.Funcs {
				f.dropInner(at, &d.Funcs[j], s.m.PCC.ModeBit())
			}
		}
	}
	step, ok := s.scanBackAt(at, func() bool {
		return s.owner(s.m.PCC.Addr) == owner && (!over || !s.deeper(&here))
	}, func() place {
		p := s.place()
		if !over && s.spotAt(s.m.PCC.Addr).body {
			p.file = "" // the beginning of a function is no other line's
			p.line = -int(s.m.Steps())
		}
		return p
	})
	s.backIf(step, ok, now)
}

// statements adds the addresses in [lo, hi) of the code of f at which statements
// begin, but for those of a line: of that only where its function begins.
func (f *callFrame) statements(at map[uint64]bool, lo, hi uint64, but place) {
	for _, l := range f.linesFrom(lo) {
		if l.Addr >= hi {
			break
		}
		if l.Flags&image.LineInside != 0 {
			continue
		}
		fn := f.im.FuncAt(l.Addr)
		if fn == nil || l.Addr < fn.Body || l.Addr > fn.Body && l.Line == but.line && f.im.Files[l.File].Name == but.file {
			continue
		}
		at[f.base+l.Addr] = true
	}
	if f.fn != nil {
		at[f.base+f.fn.Body] = true
	}
}

// linesFrom are the lines of the code of f from an address on.
func (f *callFrame) linesFrom(lo uint64) []image.Line {
	first, _ := slices.BinarySearchFunc(f.im.Lines, lo, func(l image.Line, a uint64) int { return cmp.Compare(l.Addr, a) })
	return f.im.Lines[first:]
}

// dropInner takes away the addresses in function fn of the code of f to which
// control comes from the same line only: in a loop of one line they are all but
// the first, and going back over it must not stop at each. In a function with
// jumps to anywhere all stay.
func (f *callFrame) dropInner(at map[uint64]bool, fn *image.Function, intMode bool) {
	sec := f.im.SectionAt(fn.Lo)
	if sec == nil || fn.Hi-sec.Addr > uint64(len(sec.Data)) {
		return
	}
	entered := map[uint64]bool{} // from another line
	lineOf := func(a uint64) int {
		l, _ := f.im.LineAt(a)
		return l.Line
	}
	falls, before := true, 0 // into the next instruction, from this line
	for a := fn.Lo; a < fn.Hi; {
		code := sec.Data[a-sec.Addr:]
		raw := uint32(0)
		for i := range min(4, len(code)) {
			raw |= uint32(code[i]) << (8 * i)
		}
		in := isa.Decode(raw, intMode)
		if in.Size == 0 {
			return
		}
		line := lineOf(a)
		if falls && line != before {
			entered[a] = true
		}
		falls, before = true, line
		switch {
		case in.Op.Row().Format == isa.FormatBranch, in.Op == isa.JAL && in.Rd == 0:
			if to := a + uint64(in.Imm); to >= fn.Lo && to < fn.Hi && lineOf(to) != line {
				entered[to] = true
			}
			falls = in.Op != isa.JAL
		case in.Op == isa.JALR && in.Rd == 0 && in.Rs1 == regRA:
			falls = false
		case in.Op == isa.JALR && in.Rd == 0:
			return
		}
		a += uint64(in.Size)
	}
	for _, l := range f.linesFrom(fn.Body + 1) {
		if l.Addr >= fn.Hi {
			break
		}
		if !entered[l.Addr] {
			delete(at, f.base+l.Addr)
		}
	}
}

// reverseFinish goes back to the call of the selected function.
func (s *Session) reverseFinish() {
	now := s.m.Steps()
	frames := s.unwind(s.now(), s.selected+2)
	if f := frames[min(s.selected, len(frames)-1)]; f.fn != nil && f.hasCFA {
		entry := f.base + f.fn.Lo
		step, ok := s.scanBackAt(map[uint64]bool{entry: true}, func() bool { return s.m.X[regSP].Addr == f.cfa }, nil)
		if ok {
			s.backTo(step - 1)
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
	s.backIf(step, ok, now)
}
