package aware

import (
	"ushell/cap"
	"ushell/image"
	"ushell/machine"
)

// Fork is what is known of one fork: from the kernel's probes, which cost it
// nothing, and from its page tables. docs/forks.md says what the fields mean.
type Fork struct {
	ID       int    `json:"id"`     // from 1
	Parent   int    `json:"parent"` // pid
	Child    int    `json:"child"`  // pid, 0 if there was no entry in the table for it
	Strategy string `json:"strategy"`
	At       uint64 `json:"at"` // instructions from reset to the call
	Cost
	Failed bool `json:"failed,omitempty"`
	Exec   bool `json:"exec,omitempty"` // the child has another program: what follows is not counted
	Ended  bool `json:"ended"`          // it has, or the child has: nothing is added any more

	// Log is what happened to the child's memory and registers, in order, when it
	// is kept.
	Log []Happening `json:"log,omitempty"`

	base, size uint64 // the child's region
	copied     uint64 // frames, for the child
}

// Cost is what a fork costs, in the call and later.
type Cost struct {
	Instructions uint64  `json:"instructions"` // of the call: from fork.call to fork.end or fork.fail
	Phases       []Phase `json:"phases"`       // their sum
	Pages        struct {
		Shared int `json:"shared"` // given to the child as they are
		Eager  int `json:"eager"`  // copied by the fork itself
		// Copied for the child later, by what it did with a page that it had not made
		// its own yet.
		Write  int `json:"write"`
		Access int `json:"access"` // under copy on access
		Load   int `json:"load"`   // of a capability
		// Made its own without a copy in such a fault, as nobody else had them any more.
		Taken int `json:"taken"`
	} `json:"pages"`
	Relocated struct {
		Memory    int `json:"memory"`    // in pages copied or taken over
		Registers int `json:"registers"` // and what else the kernel keeps: ddc, utidc, handlers of signals
	} `json:"relocated"`
	// PrivateBytes are the frames that were copied for the child, by the fork or by
	// its own faults, and its page tables. 0 of a fork that failed.
	PrivateBytes uint64 `json:"private_bytes"`
}

// Phase is a part of a fork call.
type Phase struct {
	Name         string `json:"name"`
	Instructions uint64 `json:"instructions"`
}

// Happening is one copy of a page for the child, or one capability that is relocated
// for it.
type Happening struct {
	At   uint64 `json:"at"`   // instructions since reset
	What string `json:"what"` // "eager", "write", "access", "load": a copy, by what; "taken": over, without one; "rewrite"
	Page uint64 `json:"page"` // its address in the child; 0 of registers
	// Of a rewrite, the capabilities as text: where it is (an address in the child, or one
	// in the kernel for what that keeps: registers, handlers), what was there, what is.
	Slot     uint64 `json:"slot,omitempty"`
	Register string `json:"register,omitempty"` // whose saved value that is
	Old      string `json:"old,omitempty"`
	New      string `json:"new,omitempty"`
	// Of a copy: what the child has of its own then, frames and page tables.
	PrivateBytes uint64 `json:"private_bytes,omitempty"`
}

// Log collects forks from probes as a machine passes them.
type Log struct {
	Forks    []*Fork
	kernel   *ufork
	probes   map[uint64][]*image.Probe
	strategy uint64 // where the kernel keeps it
	Keep     bool   // each fork's Log, which can be long

	open  *Fork  // the fork call under way
	phase string // of it
	mark  uint64 // where that began

	fault *Fork // whose child's fault is under way
	count *int  // where that counts if it copies
	by    string
	va    uint64 // of the page that it is about
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
		case "fork.call", "fork.begin", "fork.share", "fork.copy", "fork.relocate", "fork.end", "fork.fail", "cap.relocate",
			"fault.cow", "fault.coa", "fault.copa", "fault.end", "page.copy", "exec", "exit":
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
		args, caps := map[string]uint64{}, map[string]cap.Cap{}
		for _, a := range p.Args {
			c := ProbeArg(m, a)
			args[a.Name], caps[a.Name] = c.Addr, c
		}
		if f := l.subject(); l.Keep && f != nil {
			l.keep(m, f, p.Name, caps)
		}
		l.probe(m, p.Name, args)
	}
}

// next ends a phase of the call and begins another.
func (l *Log) next(phase string, now uint64) {
	l.open.Phases = append(l.open.Phases, Phase{l.phase, now - l.mark})
	l.phase, l.mark = phase, now
}

func (l *Log) probe(m *machine.Machine, name string, args map[string]uint64) {
	now := m.Steps()
	switch name {
	case "fork.call":
		names := [...]string{"full", "coa", "copa"}
		n, _ := m.Read(l.strategy, 4)
		l.open = &Fork{ID: len(l.Forks) + 1, Parent: int(args["parent"]), Strategy: names[n%3], At: now}
		l.Forks = append(l.Forks, l.open)
		l.phase, l.mark = "entry", now
	case "fork.begin":
		l.open.Child, l.open.base, l.open.size = int(args["child"]), args["to"], args["size"]
		l.next("memory", now)
	case "fork.relocate":
		l.next("registers", now)
	case "fork.end", "fork.fail":
		l.next("", now)
		l.open.Instructions = now - l.open.At
		l.open.Failed = name == "fork.fail"
		l.open.Ended = l.open.Failed
		l.open = nil
	case "exec", "exit":
		if f := l.of(args["pid"]); f != nil {
			l.settle(m, f)
			f.Ended, f.Exec = true, name == "exec"
		}
	case "fault.cow", "fault.coa", "fault.copa":
		l.begin(m, name, args)
	default:
		l.page(name, args)
	}
}

// begin is the fault of a µprocess. One on a page that is its own already comes
// from a fork that it made itself, later: that is no cost of the fork that made it.
func (l *Log) begin(m *machine.Machine, name string, args map[string]uint64) {
	f := l.of(args["pid"])
	if f == nil || !Inherited(l.kernel, m, args["va"]) {
		return
	}
	l.fault, l.va = f, args["va"]&^4095
	switch name {
	case "fault.cow":
		l.count, l.by = &f.Pages.Write, "write"
	case "fault.coa":
		l.count, l.by = &f.Pages.Access, "access"
	case "fault.copa":
		l.count, l.by = &f.Pages.Load, "load"
	}
}

// subject is the fork whose call or whose child's fault is under way, or nil.
func (l *Log) subject() *Fork {
	if l.open != nil {
		return l.open
	}
	return l.fault
}

// keep notes what a probe says in the fork's Log.
func (l *Log) keep(m *machine.Machine, f *Fork, name string, args map[string]cap.Cap) {
	h := Happening{At: m.Steps()}
	switch name {
	case "fork.copy", "page.copy":
		h.What, h.Page = "eager", args["va"].Addr&^4095
		if name == "page.copy" {
			h.What = l.by
		}
		h.PrivateBytes = (f.copied + 1 + l.kernel.tables(m, f.base, f.size)) << 12
	case "fault.end":
		if l.count == nil || args["err"].Addr != 0 {
			return
		}
		h.What, h.Page = "taken", l.va
	case "cap.relocate":
		va, inMemory := args["va"]
		h.What, h.Slot = "rewrite", args["slot"].Addr
		if inMemory {
			h.Page = va.Addr &^ 4095
			h.Slot = h.Page | h.Slot&4095
		} else {
			h.Register, _, _ = l.kernel.SavedRegister(m, h.Slot)
		}
		h.Old, h.New = args["old"].String(), args["new"].String()
	default:
		return
	}
	f.Log = append(f.Log, h)
}

// Inherited says whether the page at va came with a fork and is not yet the
// µprocess's own: its capabilities refer to another region.
func Inherited(k Kernel, m *machine.Machine, va uint64) bool {
	p, ok := k.Page(m, va)
	r, _ := k.Region(m, va)
	return ok && p.Refers != r.Index
}

// page is a probe about a page or a capability, of the fork under way or the fault.
func (l *Log) page(name string, args map[string]uint64) {
	f := l.subject()
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
		*l.count++
		l.count = nil
		f.copied++
	case "fault.end":
		if l.count != nil && args["err"] == 0 {
			f.Pages.Taken++
		}
		l.fault, l.count = nil, nil
	case "cap.relocate":
		if _, inMemory := args["va"]; inMemory {
			f.Relocated.Memory++
		} else {
			f.Relocated.Registers++
		}
	}
}

// of is the fork that made the µprocess pid, nil if that has another program by now
// or there is none.
func (l *Log) of(pid uint64) *Fork {
	for i := len(l.Forks) - 1; i >= 0; i-- {
		if f := l.Forks[i]; f.Child == int(pid) && !f.Ended {
			return f
		}
	}
	return nil
}

// settle computes what the child has of its own by now.
func (l *Log) settle(m *machine.Machine, f *Fork) {
	f.PrivateBytes = (f.copied + l.kernel.tables(m, f.base, f.size)) << 12
}
