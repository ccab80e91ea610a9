package debug

import (
	"fmt"
	"sort"

	"ushell/cap"
	"ushell/debug/frame"
	"ushell/image"
	"ushell/machine"
)

// event is something that happened at a position: pc came to a probe, or the
// step that led there trapped or wrote to the console.
type event struct {
	step  uint64
	kind  eventKind
	name  string // of a probe
	args  map[string]cap.Cap
	trap  machine.Trap
	text  string // console output
	owner frame.Owner
	// Of a rewrite.
	fork     int // number of the fork from 1
	register string
}

type eventKind uint8

const (
	evProbe eventKind = iota
	evTrap
	evOutput
)

// recordProbes records the probes at the present pc, which is new ground.
func (s *Session) recordProbes() {
	for _, p := range s.probes[s.m.PCC.Addr] {
		e := event{step: s.m.Steps(), kind: evProbe, name: p.Name, args: map[string]cap.Cap{}, owner: s.current()}
		for _, a := range p.Args {
			e.args[a.Name] = s.probeArg(a)
		}
		if p.Name == "fork.begin" {
			e.fork = s.forksBegun() + 1
		}
		if p.Name == "cap.relocate" || p.Name == "fork.end" {
			e.fork = s.forksBegun()
		}
		if p.Name == "cap.relocate" {
			slot := e.args["slot"].Addr
			// The new capability is what is in memory now, whatever the probe says.
			e.args["new"], _ = s.m.ReadCap(slot)
			e.register, _, _ = s.kernel.SavedRegister(s.m, slot)
		}
		s.events = append(s.events, e)
	}
}

func (s *Session) probeArg(a image.ProbeArg) cap.Cap {
	switch a.Kind {
	case image.ArgReg:
		return s.m.X[a.Reg]
	case image.ArgMem:
		c, _ := s.m.ReadCap(s.m.X[a.Reg].Addr + uint64(a.Off))
		return c
	}
	return cap.Null(a.Value)
}

func (s *Session) forksBegun() int {
	for i := len(s.events) - 1; i >= 0; i-- {
		if e := &s.events[i]; e.kind == evProbe && e.name == "fork.begin" {
			return e.fork
		}
	}
	return 0
}

// recordEffects records what the last step did.
func (s *Session) recordEffects() {
	if s.isFault() {
		s.events = append(s.events, event{step: s.m.Steps(), kind: evTrap, trap: s.last.Trap, owner: s.owner(s.last.PCC.Addr)})
	}
	if len(s.last.Output) == 0 {
		return
	}
	s.output = append(s.output, s.last.Output...)
	s.events = append(s.events, event{step: s.m.Steps(), kind: evOutput, owner: s.current(), text: string(s.last.Output)})
}

// current is the letter of the running µprocess, also while the kernel works
// for it.
func (s *Session) current() frame.Owner {
	if s.kernel == nil {
		return 'A'
	}
	return letter(s.kernel.Current(s.m))
}

// past is how many events had happened at position step.
func (s *Session) past(step uint64) int {
	return sort.Search(len(s.events), func(i int) bool { return s.events[i].step > step })
}

// isRewrite says whether event i is the rewrite of a pointer.
func (s *Session) isRewrite(i int) bool {
	return s.events[i].kind == evProbe && s.events[i].name == "cap.relocate"
}

// nextRewrite goes to the next pointer rewrite: one that was seen already, or
// the first on new ground.
func (s *Session) nextRewrite() {
	now := s.m.Steps()
	for i := s.past(now); i < len(s.events); i++ {
		if s.isRewrite(i) {
			s.seek(s.events[i].step)
			s.stop = s.rewriteStop(i)
			return
		}
	}
	s.seek(s.frontier)
	s.run(true, func() (frame.Stop, bool) {
		i := len(s.events) - 1
		if i < 0 || s.events[i].step != s.m.Steps() || !s.isRewrite(i) {
			return frame.Stop{}, false
		}
		return s.rewriteStop(i), true
	})
}

// previousRewrite goes back to the pointer rewrite before the present position.
func (s *Session) previousRewrite() {
	now := s.m.Steps()
	for i := len(s.events) - 1; i >= 0; i-- {
		if s.events[i].step < now && s.isRewrite(i) {
			s.seek(s.events[i].step)
			s.stop = s.rewriteStop(i)
			return
		}
	}
	s.seek(0)
	s.stop = frame.Stop{Kind: frame.StopHistory, Text: "no earlier rewrite: this is the start of history"}
}

func (s *Session) rewriteStop(i int) frame.Stop {
	n := 0
	for j := i; j >= 0 && !(s.events[j].kind == evProbe && s.events[j].name == "fork.begin"); j-- {
		if s.isRewrite(j) {
			n++
		}
	}
	return frame.Stop{Kind: frame.StopProbe, Text: fmt.Sprintf("rewrite %d of fork %d", n, s.events[i].fork)}
}
