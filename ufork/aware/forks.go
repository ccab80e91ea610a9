package aware

import (
	"ushell/cap"
	"ushell/image"
	"ushell/machine"
)

// Fork is what is known of one fork: from the kernel's probes, which cost it
// nothing.
type Fork struct {
	ID       int    `json:"id"`
	Parent   int    `json:"parent"`
	Child    int    `json:"child"`
	Strategy string `json:"strategy"`
	At       uint64 `json:"at"` // instructions since reset
	Cost
	Failed bool `json:"failed,omitempty"`
	Ended  bool `json:"ended"` // the child has
	copied uint64
}

// Cost is what a fork costs, in the call and later.
type Cost struct {
	Instructions uint64  `json:"instructions"`
	Phases       []Phase `json:"phases"`
	Pages        struct {
		Shared int `json:"shared"` // given to the child as they are
		Eager  int `json:"eager"`  // copied by the fork itself
		Write  int `json:"write"`  // copied, or taken over, later: by a write of the child,
		Access int `json:"access"` // by an access under copy on access,
		Load   int `json:"load"`   // by a load of a capability
	} `json:"pages"`
	Relocated struct {
		Memory    int `json:"memory"`
		Registers int `json:"registers"`
	} `json:"relocated"`
	// PrivateBytes are the frames that were copied for the child, by the fork or by
	// its own faults, and its page tables.
	PrivateBytes uint64 `json:"private_bytes"`
}

// Phase is a part of a fork call.
type Phase struct {
	Name         string `json:"name"`
	Instructions uint64 `json:"instructions"`
}

// Log collects forks from probes as a machine passes them.
type Log struct {
	Forks    []*Fork
	kernel   *ufork
	probes   map[uint64][]*image.Probe
	strategy uint64 // where the kernel keeps it

	open  *Fork // the fork call under way
	begin uint64
	mark  uint64
	fault *Fork // whose child's fault is under way
}

// NewLog is a log of the forks of a kernel that k reads; nil for a kernel that
// has no such probes.
func NewLog(k Kernel, im *image.Image) *Log {
	u, ok := k.(*ufork)
	if !ok {
		return nil
	}
	l := &Log{kernel: u, probes: map[uint64][]*image.Probe{}}
	if s, ok := im.Lookup("strategy"); ok {
		l.strategy = s.Value
	}
	for i := range im.Probes {
		p := &im.Probes[i]
		switch p.Name {
		case "fork.begin", "fork.share", "fork.copy", "fork.relocate", "fork.end", "fork.fail", "cap.relocate",
			"fault.cow", "fault.coa", "fault.copa", "fault.end", "page.copy", "exit":
			l.probes[p.Addr] = append(l.probes[p.Addr], p)
		}
	}
	return l
}

// Report is what ushell forks --json prints.
type Report struct {
	Forks []*Fork `json:"forks"`
}

// Report is what the log knows.
func (l *Log) Report() Report {
	r := Report{Forks: []*Fork{}}
	r.Forks = append(r.Forks, l.Forks...)
	return r
}

// Follow runs the machine to its end, stopping at probes for the log. It says
// whether the machine ended within limit instructions since reset.
func (l *Log) Follow(m *machine.Machine, limit uint64) (ended bool) {
	stops := &machine.Stops{At: map[uint64]bool{}}
	for a := range l.probes {
		stops.At[a] = true
	}
	for !ended && m.Steps() < limit {
		_, stopped := m.RunUntil(limit-m.Steps(), stops)
		if _, ended = m.Halted(); !ended && stopped {
			l.pass(m)
		}
	}
	for _, f := range l.Forks {
		if !f.Ended {
			l.settle(m, f)
		}
	}
	return ended
}

// ProbeArg is the value of a probe's argument.
func ProbeArg(m *machine.Machine, a image.ProbeArg) cap.Cap {
	switch a.Kind {
	case image.ArgReg:
		return m.X[a.Reg]
	case image.ArgMem:
		c, _ := m.ReadCapVirtual(m.X[a.Reg].Addr + uint64(a.Off))
		return c
	}
	return cap.Null(a.Value)
}

// pass records the probes at the present pc.
func (l *Log) pass(m *machine.Machine) {
	for _, p := range l.probes[m.PCC.Addr] {
		args := map[string]uint64{}
		for _, a := range p.Args {
			args[a.Name] = ProbeArg(m, a).Addr
		}
		l.probe(m, p.Name, args)
	}
}

func (l *Log) phase(name string, now uint64) {
	l.open.Phases = append(l.open.Phases, Phase{name, now - l.mark})
	l.mark = now
}

func (l *Log) probe(m *machine.Machine, name string, args map[string]uint64) {
	now := m.Steps()
	switch name {
	case "fork.begin":
		names := [...]string{"full", "coa", "copa"}
		n, _ := m.Read(l.strategy, 4)
		l.open = &Fork{ID: len(l.Forks) + 1, Parent: int(args["parent"]), Child: int(args["child"]), Strategy: names[n%3], At: now}
		l.Forks = append(l.Forks, l.open)
		l.begin, l.mark = now, now
	case "fork.relocate":
		l.phase("memory", now)
	case "fork.end", "fork.fail":
		l.phase("registers", now)
		l.open.Instructions = now - l.begin
		l.open.Failed = name == "fork.fail"
		l.open = nil
	case "exit":
		if f := l.of(args["pid"]); f != nil {
			f.Ended = true
			l.settle(m, f)
		}
	default:
		l.page(name, args)
	}
}

// page is a probe about a page or a capability.
func (l *Log) page(name string, args map[string]uint64) {
	f := l.open
	if f == nil {
		f = l.fault
	}
	switch name {
	case "fault.cow", "fault.coa", "fault.copa":
		if f = l.of(args["pid"]); f != nil {
			switch name {
			case "fault.cow":
				f.Pages.Write++
			case "fault.coa":
				f.Pages.Access++
			case "fault.copa":
				f.Pages.Load++
			}
		}
		l.fault = f
	case "fault.end":
		l.fault = nil
	}
	if f == nil {
		return
	}
	switch name {
	case "fork.share":
		f.Pages.Shared++
	case "fork.copy":
		f.Pages.Eager++
		f.copied++
	case "page.copy":
		f.copied++
	case "cap.relocate":
		if _, inMemory := args["va"]; inMemory {
			f.Relocated.Memory++
		} else {
			f.Relocated.Registers++
		}
	}
}

// of is the newest fork that made the µprocess pid, nil for the first one.
func (l *Log) of(pid uint64) *Fork {
	for i := len(l.Forks) - 1; i >= 0; i-- {
		if f := l.Forks[i]; f.Child == int(pid) {
			return f
		}
	}
	return nil
}

// settle computes what the child has of its own by now.
func (l *Log) settle(m *machine.Machine, f *Fork) {
	f.PrivateBytes = f.copied << 12
	var err error
	tables := l.kernel.proc.field("tables", &err)
	for _, p := range l.kernel.Procs(m) {
		if p.PID == f.Child {
			f.PrivateBytes += tables.get(m, p.Entry) << 12
		}
	}
}
