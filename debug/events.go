package debug

import (
	"fmt"
	"slices"
	"sort"

	"ushell/cap"
	"ushell/debug/frame"
	"ushell/image"
	"ushell/machine"
	"ushell/ufork/aware"
)

// event is something that happened at a position: pc came to a probe, the step
// that led there trapped or wrote to the console, or the user changed something.
type event struct {
	step  uint64
	kind  eventKind
	name  string // of a probe; of an arranged fault that of the probe which follows
	args  map[string]cap.Cap
	trap  machine.Trap
	text  string // console output, or what was done from outside
	where string // what asked for a page
	owner frame.Owner
	// Of a rewrite, and of what copies a page.
	fork      int // number of the fork from 1
	fault     int // number from 1 of the fault that copies within that fork's child, 0 for the fork itself
	register  string
	starved   bool   // of console.read: nothing has arrived that could be read
	inherited bool   // of fault.cow and the like: the page is not the µprocess's own yet
	count     int    // of fork.end: pages that the child shares
	call      uint64 // of fork.begin: where the call began
}

// failed says whether the event is the end of a program's hopes: a fault that
// nobody has arranged, or an arranged one for which there was no memory.
func (e *event) failed() bool {
	return e.kind == evTrap || e.kind == evProbe && e.name == "fault.end" && int32(e.args["err"].Addr) < 0
}

type eventKind uint8

const (
	evProbe eventKind = iota
	evTrap
	evOutput
	evArranged // a fault that fork has arranged
	evOutside  // something was changed from outside
)

// tally is what is known at the frontier.
type tally struct {
	forks  int         // begun
	of     map[int]int // child's pid: number of its fork
	faults map[int]int // fork: faults of its child that copied
	call   uint64      // where the newest fork call began
	fork   int         // whose page is being copied, 0 for none
	fault  int
}

// The probes of the kernel ufork of which an event is made. The others are too
// many to stop at each.
var recorded = []string{"proc.create", "fork.call", "fork.begin", "fork.copy", "fork.relocate", "fork.end", "fork.fail", "cap.relocate",
	"fault.cow", "fault.coa", "fault.copa", "fault.end", "page.copy", "proc.switch", "exec", "exit", "signal", "console.read"}

func (s *Session) records(name string) bool { return !s.paged() || slices.Contains(recorded, name) }

// recordProbes records the probes at the present pc, which is new ground.
func (s *Session) recordProbes() {
	for _, p := range s.probes[s.m.PCC.Addr] {
		e := event{step: s.m.Steps(), kind: evProbe, name: p.Name, args: map[string]cap.Cap{}, owner: s.current()}
		for _, a := range p.Args {
			e.args[a.Name] = s.probeArg(a)
		}
		s.count(&e)
		e.starved = e.name == "console.read" && !s.m.InputWaits()
		s.events = append(s.events, e)
	}
}

// num is an argument of the probe that is a number.
func (e *event) num(name string) int { return int(e.args[name].Addr) }

// begin says which fork e belongs to.
func (t *tally) begin(e *event) {
	if t.of == nil {
		t.of, t.faults = map[int]int{}, map[int]int{}
	}
	switch e.name {
	case "fork.call":
		t.call = e.step
	case "fork.begin":
		e.call = t.call
		t.forks++
		t.fork, t.fault = t.forks, 0
		t.of[e.num("child")] = t.forks
	case "fault.cow", "fault.coa", "fault.copa":
		// A page that is its own already comes from a fork that it made itself.
		if fork := t.of[e.num("pid")]; fork != 0 && e.inherited {
			t.faults[fork]++
			t.fork, t.fault = fork, t.faults[fork]
		}
	}
	e.fork, e.fault = t.fork, t.fault
}

// end notes what is over behind e.
func (t *tally) end(e *event) {
	switch e.name {
	case "fork.end", "fork.fail", "fault.end":
		t.fork, t.fault = 0, 0
	case "exec":
		t.of[e.num("pid")] = 0 // what it has is no copy any more
	}
}

// count says which fork e belongs to, and reads what is there to be read now.
func (s *Session) count(e *event) {
	switch e.name {
	case "fault.cow", "fault.coa", "fault.copa":
		e.inherited = aware.Inherited(s.kernel, s.m, e.args["va"].Addr)
	}
	s.tally.begin(e)
	switch e.name {
	case "cap.relocate":
		slot := e.args["slot"].Addr
		// The new capability is what is in memory now, whatever the probe says.
		e.args["new"], _ = s.m.ReadCap(slot)
		if _, ok := e.args["va"]; !ok {
			e.register, _, _ = s.kernel.SavedRegister(s.m, slot)
		}
	case "fork.end":
		e.count = s.sharedPages(e.num("child"))
	}
	s.tally.end(e)
	if e.name == "fork.begin" || e.name == "proc.create" || e.name == "exec" || e.name == "proc.switch" {
		s.seeRegions()
	}
}

// seeRegions notes where programs are.
func (s *Session) seeRegions() {
	if !s.paged() {
		return
	}
	for _, r := range s.kernel.Regions(s.m) {
		if !slices.Contains(s.seen, r) {
			s.seen, s.seenAt, s.stops = append(s.seen, r), append(s.seenAt, s.m.Steps()), nil
		}
	}
}

// sharedPages is how many pages the µprocess pid shares with others.
func (s *Session) sharedPages(pid int) int {
	n := 0
	for _, p := range s.kernel.Procs(s.m) {
		if r, ok := s.kernel.Region(s.m, p.Base); ok && p.PID == pid {
			for _, page := range s.kernel.Pages(s.m, r) {
				if page.Refs > 1 {
					n++
				}
			}
		}
	}
	return n
}

func (s *Session) probeArg(a image.ProbeArg) cap.Cap {
	if s.paged() {
		return aware.ProbeArg(s.m, a)
	}
	switch a.Kind {
	case image.ArgReg:
		return s.m.X[a.Reg]
	case image.ArgMem:
		c, _ := s.m.ReadCap(s.m.X[a.Reg].Addr + uint64(a.Off))
		return c
	}
	return cap.Null(a.Value)
}

// arrangedName is the probe that the kernel passes when it handles the fault.
func arrangedName(state aware.PageState) string {
	switch state {
	case aware.PageCoPA:
		return "fault.copa"
	case aware.PageCoA:
		return "fault.coa"
	}
	return "fault.cow"
}

// recordEffects records what the last step did.
func (s *Session) recordEffects() {
	if s.isFault() {
		s.events = append(s.events, event{step: s.m.Steps(), kind: evTrap, trap: s.last.Trap, owner: s.owner(s.last.PCC.Addr)})
	} else if state, ok := s.arranged(); ok {
		s.events = append(s.events, event{step: s.m.Steps(), kind: evArranged, name: arrangedName(state), trap: s.last.Trap,
			owner: s.current(), where: s.where(s.last.PCC.Addr)})
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

// eventClass is a kind of event that can be gone to, or stopped at.
type eventClass struct {
	name, help string
	is         func(e *event) bool
	paged      bool // there is none but under a kernel that pages
}

func probeNamed(names ...string) func(e *event) bool {
	return func(e *event) bool { return e.kind == evProbe && slices.Contains(names, e.name) }
}

func arrangedNamed(names ...string) func(e *event) bool {
	return func(e *event) bool { return e.kind == evArranged && slices.Contains(names, e.name) }
}

// eventClasses are all that there are. "cow" and the like are the fault itself,
// in the instruction that provoked it.
var eventClasses = []eventClass{
	{"fork", "a fork begins", probeNamed("fork.begin"), false},
	{"forked", "a fork is complete", probeNamed("fork.end", "fork.fail"), false},
	{"rewrite", "a pointer was rewritten", probeNamed("cap.relocate"), false},
	{"copy", "a page was copied", probeNamed("fork.copy", "page.copy"), true},
	{"page-fault", "a fault that fork has arranged", func(e *event) bool { return e.kind == evArranged }, true},
	{"cow", "one of copy on write", arrangedNamed("fault.cow"), true},
	{"coa", "one of copy on access", arrangedNamed("fault.coa"), true},
	{"copa", "one of copy on pointer access", arrangedNamed("fault.copa"), true},
	{"resolved", "such a fault was handled", probeNamed("fault.end"), true},
	{"switch", "another µprocess runs", probeNamed("proc.switch"), false},
	{"exec", "a program begins", probeNamed("exec"), true},
	{"exit", "a µprocess ends", probeNamed("exit", "proc.exit"), false},
	{"signal", "a signal arrives", probeNamed("signal"), true},
	{"fault", "a fault of a program", (*event).failed, false},
	{"output", "something is written to the console", func(e *event) bool { return e.kind == evOutput }, false},
	{"input", "a program reads from the console", probeNamed("console.read"), true},
	{"outside", "you changed something: set, inject, input", func(e *event) bool { return e.kind == evOutside }, false},
}

func findClass(name string) *eventClass {
	for i := range eventClasses {
		if eventClasses[i].name == name {
			return &eventClasses[i]
		}
	}
	return nil
}

// classNames are the names of all classes.
func classNames() []string {
	var out []string
	for _, c := range eventClasses {
		out = append(out, c.name)
	}
	return out
}

// nextEvent goes to the next event that want accepts: one that was seen already,
// or the first on new ground.
func (s *Session) nextEvent(want func(e *event) bool) {
	now := s.m.Steps()
	for i := s.past(now); i < len(s.events); i++ {
		if want(&s.events[i]) {
			s.standAt(i)
			return
		}
	}
	s.seek(s.frontier)
	s.run(true, func() (frame.Stop, bool) {
		for i := len(s.events) - 1; i >= 0 && s.events[i].step == s.m.Steps(); i-- {
			if want(&s.events[i]) {
				return s.eventStop(i), true
			}
		}
		return frame.Stop{}, false
	})
}

// previousEvent goes back to the event before the present position that want
// accepts.
func (s *Session) previousEvent(want func(e *event) bool, what string) {
	now := s.m.Steps()
	for i := len(s.events) - 1; i >= 0; i-- {
		if s.events[i].step < now && want(&s.events[i]) {
			s.standAt(i)
			return
		}
	}
	s.seek(0)
	s.stop = frame.Stop{Kind: frame.StopHistory, Text: "no earlier " + what + ": this is the start of history"}
}

func (s *Session) standAt(i int) {
	s.seek(s.events[i].step)
	s.stop = s.eventStop(i)
}

// caught says whether something happened at the present position that the user
// wants to stop at, or that everybody does.
func (s *Session) caught() bool {
	for i := s.past(s.m.Steps()) - 1; i >= 0 && s.events[i].step == s.m.Steps(); i-- {
		if s.catching(&s.events[i]) {
			s.stop = s.eventStop(i)
			return true
		}
	}
	return false
}

func (s *Session) catching(e *event) bool {
	return e.failed() || e.starved || slices.ContainsFunc(s.catches, func(name string) bool { return findClass(name).is(e) })
}

func (s *Session) nextRewrite()     { s.nextEvent(findClass("rewrite").is) }
func (s *Session) previousRewrite() { s.previousEvent(findClass("rewrite").is, "rewrite") }

// eventStop says why the session stops at event i.
func (s *Session) eventStop(i int) frame.Stop {
	e := &s.events[i]
	num := func(name string) uint64 { return e.args[name].Addr }
	who := func(name string) string { return fmt.Sprintf("%c pid %d", letter(int(num(name))), num(name)) }
	out := frame.Stop{Kind: frame.StopProbe, Text: e.name}
	switch {
	case e.kind == evTrap:
		return frame.Stop{Kind: frame.StopFault, Text: s.faultTitle()}
	case e.kind == evOutput:
		out.Text = fmt.Sprintf("%c writes to the console", e.owner)
	case e.kind == evOutside:
		out.Text = "from outside: " + e.text
	case e.kind == evArranged:
		out.Text = fmt.Sprintf("%s, expected: the kernel copies the page %#x for %c", arrangedTexts[e.name], e.trap.Tval&^4095, e.owner)
	case e.name == "cap.relocate":
		out.Text = s.rewriteText(i)
	case e.name == "fork.begin":
		out.Text = fmt.Sprintf("fork %d begins: %s → %s", e.fork, who("parent"), who("child"))
	case e.starved:
		out.Text = who("pid") + " reads the console, which is empty; :input TEXT, or c for its end"
	case e.name == "console.read":
		out.Text = who("pid") + " reads from the console"
	case e.name == "fork.fail" && e.fork == 0:
		out.Text = "a fork failed: there is no entry in the table or no region for a child"
	case e.name == "fork.fail":
		out.Text = fmt.Sprintf("fork %d failed: there is no memory", e.fork)
	case e.name == "fork.end":
		out.Text = fmt.Sprintf("fork %d is complete", e.fork)
	case e.name == "fork.copy" || e.name == "page.copy":
		out.Text = fmt.Sprintf("the page %#x is copied to the frame %#x", num("va"), num("to"))
	case e.failed():
		out = frame.Stop{Kind: frame.StopFault, Text: fmt.Sprintf("there is no memory for the copy of a page: %s gets SIGBUS", who("pid"))}
	case e.name == "fault.end":
		out.Text = fmt.Sprintf("the fault of %s is handled", who("pid"))
	case e.name == "proc.switch" && s.paged():
		out.Text = fmt.Sprintf("%s runs", who("to"))
	case e.name == "exec" || e.name == "exit" || e.name == "signal":
		out.Text = fmt.Sprintf("%s of %s", e.name, who("pid"))
	}
	return out
}

var arrangedTexts = map[string]string{"fault.cow": "copy on write", "fault.coa": "copy on access", "fault.copa": "copy on pointer access"}

// rewriteText numbers a rewrite within its fork, or within the fault that made it.
func (s *Session) rewriteText(i int) string {
	n := 0
	for j := i; j >= 0; j-- {
		e := &s.events[j]
		if e.kind == evProbe && e.fork == s.events[i].fork && e.name == "fork.begin" {
			break
		}
		if e.kind == evProbe && e.name == "cap.relocate" && e.fork == s.events[i].fork {
			n++
		}
	}
	if s.events[i].fault > 0 {
		return fmt.Sprintf("rewrite %d of fork %d, by fault %d of its child", n, s.events[i].fork, s.events[i].fault)
	}
	return fmt.Sprintf("rewrite %d of fork %d", n, s.events[i].fork)
}
