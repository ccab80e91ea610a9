package debug

import (
	"fmt"
	"maps"

	"ushell/debug/frame"
	"ushell/machine"
	"ushell/ufork/aware"
)

// The past is kept as checkpoints: snapshots that share the pages that did not
// change between them. Any position is reached from the last checkpoint before
// it, by executing again with the fast engine. There are two kinds. Those of
// the history are made on new ground; when there are too many of them, or they
// take more memory than the budget, every other one is dropped and the distance
// doubles. Those nearby are made when going back a long way, so that the next
// steps back are short.
const (
	firstInterval  = 1024
	maxCheckpoints = 1024
	nearby         = 64
	// Going back further than this makes checkpoints nearby.
	longWay = 1 << 15

	// DefaultBudget is how many bytes checkpoints may take unless the user says
	// otherwise.
	DefaultBudget = 512 << 20
	minBudget     = 1 << 20
)

// checkpoint records the present, the frontier, if the last checkpoint is far
// enough behind.
func (s *Session) checkpoint() {
	if s.frontier-s.checkpoints[len(s.checkpoints)-1].Steps() < s.interval {
		return
	}
	s.checkpoints = append(s.checkpoints, s.m.Snapshot())
	s.thin()
}

// thin drops checkpoints until they are few enough, and within the budget. The
// first one always stays.
func (s *Session) thin() {
	for len(s.checkpoints) > 2 && (len(s.checkpoints) >= maxCheckpoints || s.m.HeldBytes() > s.budget) {
		s.forgetNearby()
		kept := s.checkpoints[:0]
		for i, c := range s.checkpoints {
			if i%2 == 0 {
				kept = append(kept, c)
			} else {
				s.m.Drop(c)
			}
		}
		clear(s.checkpoints[len(kept):])
		s.checkpoints = kept
		s.interval *= 2
	}
}

func (s *Session) forgetNearby() {
	for _, c := range s.near {
		s.m.Drop(c)
	}
	s.near = nil
}

// remember makes the present the moment with which the next stop is compared.
func (s *Session) remember() {
	s.m.Drop(s.before)
	s.before = s.m.Snapshot()
}

// lastBefore is the last of the checkpoints at or before step, nil if there is
// none.
func lastBefore(checkpoints []*machine.Snapshot, step uint64) *machine.Snapshot {
	for i := len(checkpoints) - 1; i >= 0; i-- {
		if checkpoints[i].Steps() <= step {
			return checkpoints[i]
		}
	}
	return nil
}

// checkpointBefore is the index of the last checkpoint of the history at or
// before step.
func (s *Session) checkpointBefore(step uint64) int {
	i := len(s.checkpoints) - 1
	for i > 0 && s.checkpoints[i].Steps() > step {
		i--
	}
	return i
}

// restore makes the checkpoint i of the history the present.
func (s *Session) restore(i int) { s.restoreTo(s.checkpoints[i]) }

func (s *Session) restoreTo(c *machine.Snapshot) {
	s.m.Restore(c, s.output)
	s.hasLast = false
}

// seek goes to a position that was visited already.
func (s *Session) seek(step uint64) {
	step = min(step, s.frontier)
	if step == 0 {
		s.restore(0)
		return
	}
	// One step less without a record, then the last one with it.
	from := s.checkpoints[s.checkpointBefore(step-1)]
	if c := lastBefore(s.near, step-1); c != nil && c.Steps() > from.Steps() {
		from = c
	}
	if c := s.recent; c != nil && c.Steps() < step && c.Steps() > from.Steps() {
		from = c
	}
	if at := s.m.Steps(); at >= step || from.Steps() > at {
		s.restoreTo(from)
	}
	s.replay(step - 1)
	s.advance()
}

// replay executes up to the position step, which was visited already. If the way
// is long it leaves checkpoints behind, for the next steps back.
func (s *Session) replay(step uint64) {
	way := step - s.m.Steps()
	if way > longWay {
		s.forgetNearby()
		for piece := way / nearby; step-s.m.Steps() > piece; {
			s.m.Run(piece)
			s.near = append(s.near, s.m.Snapshot())
		}
	}
	s.m.Run(step - s.m.Steps())
}

// SetBudget sets how many bytes checkpoints may take.
func (s *Session) SetBudget(bytes uint64) error {
	if bytes < minBudget {
		return fmt.Errorf("the history needs at least %d MiB", minBudget>>20)
	}
	s.budget = bytes
	s.thin()
	return nil
}

// History says how far the past reaches and what it takes.
func (s *Session) History() string {
	return fmt.Sprintf("%d steps, every one can be gone back to: %d checkpoints, at least %d steps apart, %d of %d MiB",
		s.frontier, len(s.checkpoints), s.interval, s.m.HeldBytes()>>20, s.budget>>20)
}

// Running forward.

const (
	// stepsBefore is how many steps are executed one by one before the fast
	// engine is used: where things happen often, that is all it takes.
	stepsBefore = 4096
	// stretch is how far the fast engine goes at once: a few milliseconds.
	stretch = 1 << 20
)

// run executes until until says so, the machine ends, a fault, a breakpoint, or
// an interrupt. until is asked after each step, its answer is the reason; with
// onEvents, or while there are goals, only after steps behind which something
// happened or pc is at a goal, as nothing else makes a difference to it.
func (s *Session) run(onEvents bool, until func() (frame.Stop, bool)) {
	s.interrupted.Store(false)
	s.lookAtWatches()
	for n := uint64(1); ; n++ {
		if s.ended() {
			return
		}
		switch {
		case !onEvents && s.goals == nil || n < stepsBefore:
			s.advance()
		case s.hurry(stretch):
			if s.goals != nil {
				n = 1 // until may be about what comes behind a goal
			}
		default:
			if s.interrupted.Load() {
				s.seek(s.m.Steps()) // to know what the last step did
				s.stop = frame.Stop{Kind: frame.StopInterrupt, Text: "interrupted"}
				return
			}
			continue
		}
		if s.stopHere(until) {
			if !s.hasLast {
				s.seek(s.m.Steps()) // to know what the last step did
			}
			return
		}
		if n%1024 == 0 && s.interrupted.Load() {
			s.stop = frame.Stop{Kind: frame.StopInterrupt, Text: "interrupted"}
			return
		}
	}
}

// hurry executes up to limit steps with the fast engine, as long as nothing
// happens that is an event or a reason to stop; then it says true. What the step did
// that made it happen is recorded, but where that only led to a certain pc: most
// events are those of probes, where the registers say all.
func (s *Session) hurry(limit uint64) bool {
	stops := s.stopsHere()
	if stops == nil {
		s.advance()
		return true
	}
	begin := s.m.Steps()
	if begin < s.frontier {
		limit = min(limit, s.frontier-begin)
	}
	s.markRecent()
	sent := len(s.m.Output())
	_, stopped := s.m.RunUntil(limit, stops)
	_, halted := s.m.Halted()
	s.hasLast = false
	s.progress.Store(s.m.Steps())
	fresh := s.m.Steps() > s.frontier
	s.frontier = max(s.frontier, s.m.Steps())
	happened := stopped || halted
	if happened && (halted || s.m.Trapped() || len(s.m.Output()) != sent) {
		s.seek(s.m.Steps()) // again, to know what the last step did
		if fresh {
			s.recordEffects()
		}
	}
	if fresh {
		if happened {
			s.recordProbes()
		}
		s.checkpoint()
	}
	return happened
}

// recentEvery is the distance of the snapshots from which seek goes to where the fast
// engine has just been: so many steps are executed as fast as a snapshot is made.
const recentEvery = 1 << 14

// markRecent makes the present the recent snapshot, unless there is one a short way
// back.
func (s *Session) markRecent() {
	if s.recent != nil && s.m.Steps()-s.recent.Steps() < recentEvery {
		return
	}
	s.forgetRecent()
	s.recent = s.m.Snapshot()
}

func (s *Session) forgetRecent() {
	if s.recent != nil {
		s.m.Drop(s.recent)
		s.recent = nil
	}
}

// programRegions are those that programs are in, or were: breakpoints in programs lie
// there. nil before the kernel has decided.
func (s *Session) programRegions() []aware.Region {
	switch {
	case s.kernel == nil:
		return []aware.Region{}
	case s.paged():
		return s.seen
	}
	return s.kernel.Regions(s.m)
}

// stopsHere is where the fast engine must stop: at probes, breakpoints, faults,
// output, and writes to pages that are watched. nil before the kernel has laid out its regions, in which
// breakpoints of programs lie.
func (s *Session) stopsHere() *machine.Stops {
	pages := s.watchedPages()
	if s.stops != nil && maps.Equal(pages, s.stops.Pages) {
		return s.stops
	}
	stops := &machine.Stops{At: map[uint64]bool{}, Traps: true, Output: true, Pages: pages}
	for addr := range s.probes {
		stops.At[addr] = true
	}
	regions := s.programRegions()
	if regions == nil {
		return nil
	}
	s.breakAddrs(stops.At, regions)
	if s.goals != nil {
		s.goals(stops.At)
	}
	s.stops = stops
	return stops
}

// breakAddrs adds the addresses of all breakpoints. regions are those of
// µprocesses.
func (s *Session) breakAddrs(at map[uint64]bool, regions []aware.Region) {
	for i := range s.breaks {
		b := &s.breaks[i]
		for _, addr := range b.addrs {
			if b.in == nil {
				at[addr] = true
				continue
			}
			for _, r := range regions {
				if b.in == s.programIn(r) {
					at[r.Base+addr] = true
				}
			}
		}
	}
}
