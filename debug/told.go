package debug

import (
	"sort"

	"ushell/debug/frame"
	"ushell/machine"
)

// told is what the events up to the frontier amount to, in the form in which frames
// have it. It grows with the events, so that a frame costs what it shows and not what
// has ever happened: its slices are parts of those here, which are only added to.
type told struct {
	events int // that were looked at
	forks  []toldFork
	marks  []frame.Mark
	output []int // events that are console output
}

// toldFork is a fork with all that is known of it.
type toldFork struct {
	frame.Fork // as it begins
	rewrites   []frame.Rewrite
	other      []toldEvent      // of the fork, other than rewrites
	pages      map[uint64][]int // rewrites in memory, by page
}

// toldEvent is an event of a fork, behind so many rewrites.
type toldEvent struct{ event, rewrites int }

// tell adds the events that are new.
func (s *Session) tell() *told {
	t := &s.told
	for ; t.events < len(s.events); t.events++ {
		i := t.events
		switch e := &s.events[i]; e.kind {
		case evOutput:
			t.output = append(t.output, i)
		case evTrap:
			t.marks = append(t.marks, frame.Mark{Step: e.step, Kind: "fault", Text: machine.CauseName(e.trap.Cause, false), Owner: e.owner})
		case evOutside:
			t.marks = append(t.marks, frame.Mark{Step: e.step, Kind: "outside", Text: e.text, Owner: e.owner})
		case evProbe:
			t.marks = append(t.marks, frame.Mark{Step: e.step, Kind: e.name, Text: e.name, Owner: e.owner})
			s.tellFork(i)
		}
	}
	return t
}

func (s *Session) tellFork(i int) {
	t, e := &s.told, &s.events[i]
	if e.fork == 0 || e.fork > len(t.forks) && e.name != "fork.begin" {
		return
	}
	switch e.name {
	case "fork.begin":
		num := func(name string) uint64 { return e.args[name].Addr }
		f := frame.Fork{N: e.fork, ParentPID: int(num("parent")), ChildPID: int(num("child")),
			Parent: letter(int(num("parent"))), Child: letter(int(num("child"))), Call: e.step, Begin: e.step,
			ParentBase: num("from"), ChildBase: num("to"), Size: num("size"), Strategy: s.strategy()}
		if s.paged() {
			f.Call = e.call
			f.Phases = []frame.Phase{{Name: "entry", Instructions: f.Begin - f.Call}}
		}
		t.forks = append(t.forks, toldFork{pages: map[uint64][]int{}, Fork: f})
	case "cap.relocate":
		f := &t.forks[e.fork-1]
		n := len(f.rewrites)
		r := s.rewrite(e, &f.Fork, n+1)
		f.rewrites = append(f.rewrites, r)
		if r.Register == "" {
			f.pages[r.Slot&^4095] = append(f.pages[r.Slot&^4095], n)
		}
	default:
		f := &t.forks[e.fork-1]
		f.other = append(f.other, toldEvent{i, len(f.rewrites)})
	}
}

// forks are the forks up to the present position, from the events.
func (s *Session) forks() []frame.Fork {
	var out []frame.Fork
	now := s.m.Steps()
	t := s.tell()
	for i := range t.forks {
		tf := &t.forks[i]
		if tf.Begin > now {
			break
		}
		f := tf.Fork
		n := sort.Search(len(tf.rewrites), func(k int) bool { return tf.rewrites[k].Step > now })
		f.Rewrites, f.Total = tf.rewrites[:n:n], len(tf.rewrites)
		f.AtRewrite = n > 0 && f.Rewrites[n-1].Step == now
		begin := 0 // of the rewrites of the newest copy
		for _, o := range tf.other {
			if s.events[o.event].step > now {
				break
			}
			copies := len(f.Copies)
			if s.forkEvent(&f, o.event); len(f.Copies) > copies {
				begin = o.rewrites
			}
			if k := len(f.Copies); k > 0 && s.events[o.event].name == "fault.end" {
				f.Copies[k-1].Rewrites = o.rewrites - begin
			}
		}
		if k := len(f.Copies); k > 0 && f.Copies[k-1].End == 0 {
			f.Copies[k-1].Rewrites = n - begin
		}
		out = append(out, f)
	}
	return out
}

// rewrittenIn are the rewrites up to the present position in the page at base, of the
// fork number n.
func (s *Session) rewrittenIn(n int, base uint64) []*frame.Rewrite {
	tf := &s.tell().forks[n-1]
	var out []*frame.Rewrite
	for _, i := range tf.pages[base] {
		if r := &tf.rewrites[i]; r.Step <= s.m.Steps() {
			out = append(out, r)
		}
	}
	return out
}
