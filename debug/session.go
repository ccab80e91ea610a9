// Package debug is the debugger without a screen. A Session drives one booted
// system: it runs, steps, goes back, stops at breakpoints, probes and faults,
// and shows each moment as an immutable frame.
//
// Going back is replay: the session keeps snapshots at intervals, restores the
// last one before the wanted position, and executes again from there. The
// machine is deterministic, so nothing else has to be undone.
package debug

import (
	"fmt"
	"slices"
	"sync/atomic"

	"ushell/cap"
	"ushell/debug/frame"
	"ushell/image"
	"ushell/machine"
	"ushell/ufork"
	"ushell/ufork/aware"
)

// Session debugs one system. Its methods, but for Interrupt and Progress, must
// be called from one goroutine at a time.
type Session struct {
	sys    *ufork.System
	m      *machine.Machine
	kernel aware.Kernel // nil for a bare program

	checkpoints []*machine.Snapshot // in order of position, the first at 0
	near        []*machine.Snapshot // before a position that was gone back to
	recent      *machine.Snapshot   // a short way before where the fast engine was last
	interval    uint64              // least distance between checkpoints
	budget      uint64              // bytes that checkpoints may take
	frontier    uint64              // furthest position visited
	output      []byte              // everything sent up to the frontier
	events      []event             // everything that happened up to the frontier
	probes      map[uint64][]*image.Probe
	tally       tally                   // of the events
	seen        []aware.Region          // that programs were ever in, of a kernel that pages
	seenAt      []uint64                // the positions at which they were first
	told        told                    // the events, as frames have them
	alias       alias                   // the page that is being filled
	blame       blame                   // of the fault that was explained last
	parts       map[placed][]frame.Part // of regions, as far as they were asked for

	last    machine.Effects   // of the step that led to the present position
	hasLast bool              // false at position 0
	before  *machine.Snapshot // the previous stop, for what changed since
	stop    frame.Stop
	breaks  []breakpoint
	watches []watchpoint
	nextBP  int
	catches []string       // kinds of events to stop at
	stops   *machine.Stops // where something may happen; nil to be made anew
	lastCmd string

	goals    func(at map[uint64]bool) // adds addresses at which the fast engine stops too; nil for none
	selected int                      // the frame of the stack of calls whose variables are shown

	viewing int // the µprocess that is looked at, 0 for the one that runs

	interrupted atomic.Bool
	progress    atomic.Uint64
}

// New boots sys and stops before the first instruction. input is what the
// console receives, nil for nothing.
func New(sys *ufork.System, input *machine.Journal) (*Session, error) {
	m, err := sys.Boot(input)
	if err != nil {
		return nil, err
	}
	s := &Session{sys: sys, m: m, interval: firstInterval, budget: DefaultBudget, probes: map[uint64][]*image.Probe{}, nextBP: 1}
	if sys.Kernel != nil {
		if s.kernel, err = aware.New(sys.Kernel); err != nil {
			return nil, err
		}
		if s.paged() {
			s.seen = []aware.Region{} // none yet
		}
		for i := range sys.Kernel.Probes {
			if p := &sys.Kernel.Probes[i]; s.records(p.Name) {
				s.probes[p.Addr] = append(s.probes[p.Addr], p)
			}
		}
	}
	s.checkpoints = []*machine.Snapshot{m.Snapshot()}
	s.before = m.Snapshot()
	s.recordProbes()
	s.stop = frame.Stop{Kind: frame.StopStart, Text: "start"}
	return s, nil
}

// Position is the number of steps executed since reset.
func (s *Session) Position() uint64 { return s.m.Steps() }

// Digest is the digest of the complete machine at the present position.
func (s *Session) Digest() [32]byte { return s.m.Digest() }

// Interrupt makes a command that is running stop soon. Any goroutine may call
// it.
func (s *Session) Interrupt() { s.interrupted.Store(true) }

// Progress is the position while a command runs. Any goroutine may call it.
func (s *Session) Progress() uint64 { return s.progress.Load() }

// advance executes one step. On new ground it records events and checkpoints.
func (s *Session) advance() {
	if _, halted := s.m.Halted(); halted {
		return
	}
	fresh := s.m.Steps() == s.frontier
	s.m.Step(&s.last)
	s.hasLast = true
	if fresh {
		s.frontier = s.m.Steps()
		s.recordEffects()
		s.recordProbes()
		s.checkpoint()
	}
	if s.m.Steps()%4096 == 0 {
		s.progress.Store(s.m.Steps())
	}
}

// effectsAt is what the step from position step does. The present stays.
func (s *Session) effectsAt(step uint64) (e machine.Effects) {
	s.aside(func() {
		s.seek(step + 1)
		e = s.last
	})
	return e
}

// aside does something that goes to other positions, which were visited already. The
// present stays.
func (s *Session) aside(do func()) {
	now, last, has := s.m.Snapshot(), s.last, s.hasLast
	do()
	s.m.Restore(now, s.output)
	s.m.Drop(now)
	s.last, s.hasLast = last, has
}

// stopHere decides whether to stop at the present position.
func (s *Session) stopHere(until func() (frame.Stop, bool)) bool {
	if s.isFault() {
		s.stop = frame.Stop{Kind: frame.StopFault, Text: s.faultTitle()}
		return true
	}
	if stop, ok := until(); ok {
		s.stop = stop
		return true
	}
	if s.watchHere() {
		return true
	}
	if b := s.breakHere(); b != nil {
		s.stopAt(b)
		return true
	}
	return s.caught() || s.ended()
}

func (s *Session) ended() bool {
	code, halted := s.m.Halted()
	if halted {
		s.stop = frame.Stop{Kind: frame.StopEnd, Text: fmt.Sprintf("the machine has ended with status %d", code)}
	}
	return halted
}

// trapped says whether the last step was a synchronous trap, other than an
// environment call where that is how to call a kernel.
func (s *Session) trapped() bool {
	t := &s.last.Trap
	return s.hasLast && t.Taken && !t.Interrupt && (s.paged() || !(t.Cause >= 8 && t.Cause <= 11))
}

// isFault says whether the last step was a fault of what is debugged: a trap, but
// not one that was provoked. Programs provoke traps to learn something, and mark
// them with the probe fault.expected; fork arranges some; and a kernel finds out by
// one that a pointer it was passed does not allow the access.
func (s *Session) isFault() bool {
	if !s.trapped() || s.expected(s.last.PCC.Addr) {
		return false
	}
	_, arranged := s.arranged()
	return !arranged && !s.inCopy(s.last.PCC.Addr)
}

// arranged says whether the last step was a fault that fork has arranged, and
// what the page was waiting for.
func (s *Session) arranged() (aware.PageState, bool) {
	if s.kernel == nil || !s.trapped() {
		return 0, false
	}
	return s.kernel.Expected(s.m, s.last.Trap.Cause, s.last.Trap.Tval)
}

// inCopy says whether pc is where the kernel uses pointers that were passed to it.
func (s *Session) inCopy(pc uint64) bool {
	if !s.paged() {
		return false
	}
	lo, ok := s.sys.Kernel.Lookup("copy_begin")
	hi, ok2 := s.sys.Kernel.Lookup("copy_end")
	return ok && ok2 && pc >= lo.Value && pc < hi.Value
}

// atFault says whether the session stands at a fault: one of what is debugged, or
// an arranged one that was asked for.
func (s *Session) atFault() bool {
	if s.stop.Kind == frame.StopProbe {
		if _, ok := s.arranged(); ok {
			return true
		}
	}
	return s.isFault()
}

func (s *Session) expected(pc uint64) bool {
	im, at := s.locate(pc)
	return slices.ContainsFunc(im.Probes, func(p image.Probe) bool { return p.Addr == at && p.Name == "fault.expected" })
}

// Where things are.

// owner is whose memory addr is.
func (s *Session) owner(addr uint64) frame.Owner {
	if s.kernel == nil {
		if addr-s.sys.Program.Base < s.sys.Program.Size() {
			return 'A'
		}
		return frame.None
	}
	if k := s.sys.Kernel; addr-k.Base < k.Size() {
		return 'K'
	}
	if r, ok := s.kernel.Region(s.m, addr); ok {
		for _, p := range s.kernel.Procs(s.m) {
			if p.Base == r.Base && p.Bytes > 0 {
				return letter(p.PID)
			}
		}
		return frame.None
	}
	if s.paged() && s.m.Holds(addr, 1) {
		return 'K' // its stacks, its tables, and the frames of all pages
	}
	return frame.None
}

// letter is the letter of a µprocess: A for 1, B for 2, and round again after
// J, as K is the kernel.
func letter(pid int) frame.Owner {
	if pid <= 0 {
		return 'K'
	}
	return frame.Owner('A' + (pid-1)%10)
}

// locate is the image that addr lies in and addr's place in that image.
func (s *Session) locate(addr uint64) (im *image.Image, at uint64) {
	if s.kernel == nil {
		return s.sys.Program, addr
	}
	if k := s.sys.Kernel; addr-k.Base < k.Size() {
		return k, addr
	}
	if r, ok := s.kernel.Region(s.m, addr); ok {
		return s.programIn(r), addr - r.Base
	}
	return s.sys.Kernel, addr
}

// programIn is the image of what was loaded in a region.
func (s *Session) programIn(r aware.Region) *image.Image { return s.sys.ProgramAt(r.Program) }

// symbol names addr as "name" or "name+0x10", "" when nothing is there.
func (s *Session) symbol(addr uint64) string {
	im, at := s.locate(addr)
	sym, off, ok := im.SymbolAt(at)
	switch {
	case !ok:
		if part := s.partName(addr); part == "stack" || part == "arguments" {
			return part
		}
		return ""
	case off == 0:
		return sym.Name
	}
	return fmt.Sprintf("%s+%#x", sym.Name, off)
}

// object names what a capability points into: the symbol at its base, or the
// part of the region.
func (s *Session) object(c cap.Cap) string {
	if !c.Tag {
		return ""
	}
	if c.Sealed() || c.Has(cap.X) {
		return s.symbol(c.Addr)
	}
	im, at := s.locate(c.Base())
	if sym, off, ok := im.SymbolAt(at); ok {
		if off == 0 {
			return sym.Name
		}
		return fmt.Sprintf("%s+%#x", sym.Name, off)
	}
	return s.partName(c.Base())
}

// sourceLine is the file and the line of the instruction at addr.
func (s *Session) sourceLine(addr uint64) (*image.File, int) {
	im, at := s.locate(addr)
	l, ok := im.LineAt(at)
	if !ok {
		return nil, 0
	}
	return &im.Files[l.File], l.Line
}

// where is "symbol+off, file:line" of addr, as far as it is known.
func (s *Session) where(addr uint64) string {
	w := s.symbol(addr)
	if f, line := s.sourceLine(addr); f != nil {
		if w != "" {
			w += ", "
		}
		w += fmt.Sprintf("%s:%d", f.Name, line)
	}
	if w == "" {
		return fmt.Sprintf("%#x", addr)
	}
	return w
}
