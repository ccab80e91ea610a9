package debug

import (
	"fmt"
	"slices"

	"ushell/debug/frame"
	"ushell/isa"
	"ushell/machine"
)

// isCall and isReturn classify the last step by the calling convention: ra is
// the link.
func (s *Session) isCall() bool {
	in := s.last.Inst
	return s.last.Jumped && (in.Op == isa.JAL || in.Op == isa.JALR) && in.Rd == 1
}

func (s *Session) isReturn() bool {
	in := s.last.Inst
	return s.last.Jumped && in.Op == isa.JALR && in.Rd == 0 && in.Rs1 == 1
}

func stepStop() frame.Stop { return frame.Stop{Kind: frame.StopStep, Text: "step"} }

// stepInst executes n instructions.
func (s *Session) stepInst(n uint64) {
	done := uint64(0)
	s.run(false, func() (frame.Stop, bool) {
		done++
		return stepStop(), done >= n
	})
}

// nextInst executes one instruction, or a call as a whole.
func (s *Session) nextInst() {
	owner := s.owner(s.m.PCC.Addr)
	if s.stepInst(1); s.stop.Kind != frame.StopStep || !s.isCall() {
		return
	}
	returnTo, sp := s.last.PCC.Addr+uint64(s.last.Inst.Size), s.m.X[regSP].Addr
	if s.owner(s.m.PCC.Addr) != owner {
		sp = 0 // into the kernel, which has another stack
	}
	s.setGoal(returnTo)
	defer s.clearGoals()
	s.run(false, func() (frame.Stop, bool) { return stepStop(), s.m.PCC.Addr == returnTo && s.m.X[regSP].Addr >= sp })
}

// cont executes until something stops it.
func (s *Session) cont() {
	s.run(true, func() (frame.Stop, bool) { return frame.Stop{}, false })
}

// Going back.

// backTo goes back to position step.
func (s *Session) backTo(step uint64) {
	s.seek(step)
	s.stop = stepStop()
	if step == 0 {
		s.stop = frame.Stop{Kind: frame.StopHistory, Text: "this is the start of history"}
	}
}

// scanBack looks for the last position before the present one that want
// accepts, and answers it; false if there is none. want is asked in ascending
// order at the positions of one stretch between checkpoints, then at those of
// the stretch before, until one was accepted. It sees the session at that
// position, with the step that led there in last.
func (s *Session) scanBack(want func() bool) (uint64, bool) {
	s.interrupted.Store(false)
	limit := s.m.Steps()
	for limit > 0 {
		// A stretch is what lies behind its checkpoint, so that last is known
		// everywhere in it; position 0 belongs to the first one.
		i := s.checkpointBefore(max(limit, 2) - 2)
		found, ok := uint64(0), false
		s.restore(i)
		begin := s.m.Steps()
		if begin == 0 && want() {
			ok = true
		}
		for s.m.Steps()+1 < limit {
			s.advance()
			if want() {
				found, ok = s.m.Steps(), true
			}
		}
		if ok {
			return found, true
		}
		if s.interrupted.Load() || begin == 0 {
			break
		}
		limit = begin + 1
	}
	return 0, false
}

// scanBackAt is scanBack for positions at which pc is one of a set: the fast
// engine finds them. may is asked at each, and what it accepts is looked at again
// from the last one back, by is, with the step that led there in last. It does not
// look before the checkpoint of since.
func (s *Session) scanBackAt(at map[uint64]bool, since uint64, may, is func() bool) (uint64, bool) {
	s.interrupted.Store(false)
	stops := &machine.Stops{At: at}
	limit := s.m.Steps()
	for span := 1; limit > since && !s.interrupted.Load(); span *= 4 {
		s.restore(max(s.checkpointBefore(limit-1)-span+1, 0))
		begin := s.m.Steps()
		var found []uint64
		for stopped := true; ; _, stopped = s.m.RunUntil(min(limit-1-s.m.Steps(), stretch), stops) {
			if stopped && at[s.m.PCC.Addr] && may() {
				found = append(found, s.m.Steps())
			}
			if s.m.Steps() >= limit-1 || s.interrupted.Load() {
				break
			}
		}
		for _, step := range slices.Backward(found) {
			if s.seek(step); is() {
				return step, true
			}
		}
		limit = begin
	}
	return 0, false
}

// depths are the positions before the present one at which the depth of calls
// changes, relative to the present: 1 is inside a function that was called and
// has returned since, -1 is the caller.
type depths struct {
	at0    int
	steps  []uint64
	deltas []int
	sums   []int // of the deltas so far
}

// callWindow bounds how far back calls are counted: what matters to a user who
// steps over a line backwards is near.
const callWindow = 1 << 18

// depthBefore counts calls and returns of owner's code up to now.
func (s *Session) depthBefore(now uint64, owner frame.Owner, wanted bool) *depths {
	d := &depths{}
	if !wanted {
		return d
	}
	from := uint64(0)
	if now > callWindow {
		from = now - callWindow
	}
	s.seek(from)
	total := 0
	for s.m.Steps() < now {
		s.advance()
		if s.owner(s.last.PCC.Addr) != owner {
			continue
		}
		delta := 0
		switch {
		case s.isCall() && s.owner(s.m.PCC.Addr) == owner:
			delta = 1
		case s.isReturn():
			delta = -1
		default:
			continue
		}
		total += delta
		d.steps = append(d.steps, s.m.Steps())
		d.deltas = append(d.deltas, delta)
		d.sums = append(d.sums, total)
	}
	d.at0 = -total
	return d
}

// at is the depth at a position.
func (d *depths) at(step uint64) int {
	n, exact := slices.BinarySearch(d.steps, step)
	if exact {
		n++
	}
	if n == 0 {
		return d.at0
	}
	return d.at0 + d.sums[n-1]
}

// reverseContinue goes back to the last stop that running would have made: a
// breakpoint, or a fault or what is caught, which are among the events.
func (s *Session) reverseContinue() {
	now := s.m.Steps()
	fault, isFault, event := uint64(0), false, 0
	for i := len(s.events) - 1; i >= 0 && !isFault; i-- {
		if e := &s.events[i]; s.catching(e) && e.step < now {
			fault, isFault, event = e.step, true, i
		}
	}
	step, isBreak := s.breakBefore()
	watch, isWatch := s.watchBefore(now)
	switch {
	case isFault && (!isBreak || fault >= step) && (!isWatch || fault >= watch):
		s.standAt(event)
	case isWatch && (!isBreak || watch >= step):
		s.standAtWatch(watch)
	case isBreak:
		s.seek(step)
		s.stopAt(s.breakHere())
	default:
		s.backTo(0)
	}
}

// breakBefore is the last position before the present one that is at a
// breakpoint.
func (s *Session) breakBefore() (uint64, bool) {
	if len(s.breaks) == 0 {
		return 0, false
	}
	here := func() bool { return s.breakHere() != nil }
	regions := s.programRegions()
	if regions == nil {
		return s.scanBack(here)
	}
	at := map[uint64]bool{}
	s.breakAddrs(at, regions)
	return s.scanBackAt(at, 0, here, here)
}

// gotoStep goes to any position, executing new ground if need be.
func (s *Session) gotoStep(step uint64) {
	if step <= s.frontier {
		s.seek(step)
		s.stop = frame.Stop{Kind: frame.StopStep, Text: fmt.Sprintf("position %d", step)}
		if step == 0 {
			s.stop = frame.Stop{Kind: frame.StopStart, Text: "start"}
		}
		return
	}
	s.seek(s.frontier)
	s.travel(step)
}

// travel executes up to position step, past faults and breakpoints.
func (s *Session) travel(step uint64) {
	s.interrupted.Store(false)
	for n := uint64(1); s.m.Steps() < step; n++ {
		if s.ended() {
			return
		}
		if n < stepsBefore {
			s.advance()
		} else if s.hurry(min(stretch, step-s.m.Steps())) {
			n = 1
		}
		if (n >= stepsBefore || n%1024 == 0) && s.interrupted.Load() {
			s.stop = frame.Stop{Kind: frame.StopInterrupt, Text: "interrupted"}
			return
		}
	}
	if !s.ended() {
		if !s.hasLast {
			s.seek(step) // to know what the last step did
		}
		s.stop = frame.Stop{Kind: frame.StopStep, Text: fmt.Sprintf("position %d", step)}
	}
}

// programWithin bounds how long RunToProgram looks for the program's first
// instruction.
const programWithin = 1 << 24

// RunToProgram executes what comes before the program: the kernel's boot up to
// the first instruction of the program, or what a C library does before main.
// That is what a user who opens a program wants to see first. The rest stays in
// the history.
func (s *Session) RunToProgram() {
	defer s.remember()
	im, begin := s.sys.Program, s.stop
	if im.Debug != nil {
		if main := im.Debug.FuncNamed("main"); main != nil && s.runInto(main.Body, "main begins; what comes before it is behind") {
			return
		}
	}
	if s.kernel != nil {
		s.seek(0)
		if s.runInto(im.Entry, "the program begins; the kernel's boot is behind") {
			return
		}
	}
	s.gotoStep(0) // it does not come that far
	s.stop = begin
}

// runInto executes up to the place at in the program's image, and says whether it
// came there.
func (s *Session) runInto(at uint64, why string) bool {
	s.setGoals(func(goals map[uint64]bool) {
		if s.kernel == nil {
			goals[at] = true
			return
		}
		for _, r := range s.programRegions() {
			goals[r.Base+at] = true
		}
	})
	defer s.clearGoals()
	begin := s.m.Steps()
	s.run(false, func() (frame.Stop, bool) {
		im, pc := s.locate(s.m.PCC.Addr)
		return frame.Stop{Kind: frame.StopStart, Text: why}, im == s.sys.Program && pc == at || s.m.Steps()-begin >= programWithin
	})
	return s.stop.Kind != frame.StopFault && s.stop.Kind != frame.StopEnd
}
