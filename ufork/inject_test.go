package ufork

import (
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"ushell/machine"
	"ushell/ufork/aware"
)

var injectAll = flag.Bool("inject-all", false, "TestInjection injects at every passage of a probe")

// TestInjection has something happen from outside at passages of the kernel's
// probes, in a run with nested forks, pipes, files and signals: the next
// allocation of a page fails, or a signal is pending, one that is handled or one
// that ends the µprocess, for the running one or for one that sleeps. It is in the
// journal of the machine, so what happened can be made again, by ushell run
// --inject too. Whatever it leads to, no frame is lost, the checker finds nothing,
// and the kernel turns the machine off as it should.
//
// The passages are those of all probes. Some are chosen of cap.relocate and
// fork.share, which come with each capability and each page, and some of the
// others; -inject-all takes all.
func TestInjection(t *testing.T) {
	for _, strategy := range Strategies {
		t.Run(strategy, func(t *testing.T) {
			t.Parallel()
			file := "testdata/scenario.c"
			s := loadGuest(t, file, CFlags{}, KernelOptions{Strategy: strategy, Memory: 16 << 20})
			g := boot(t, s)
			out, code := g.run(50_000_000)
			promises(t, file)[0].judge(t, out, code, strategy)
			g.atEnd()
			newInjector(t, s).all()
		})
	}
}

// TestInjectionAsleep has a signal come at instructions of a µprocess's way to
// sleep, and of the kernel that waits with it: it is delivered then, and none is
// slept through. Where it comes before the kernel looks, or after, does not matter.
func TestInjectionAsleep(t *testing.T) {
	for _, c := range []struct {
		args  []string
		wants []string
	}{
		// A signal that comes when the time is over is not too late; one that comes
		// when the kernel has decided to turn the machine off is.
		{nil, []string{"1 signals, interrupted\n", "1 signals, slept\n", "0 signals, slept\n"}},
		{[]string{"forever"}, []string{"1 signals, interrupted\n", "kernel: every µprocess waits for another: nothing will ever happen\n"}},
	} {
		in := newInjector(t, loadGuest(t, "testdata/asleep.c", CFlags{}, KernelOptions{Memory: 16 << 20}, c.args...))
		m, asleep := in.g.m, in.g.address("sleep")
		step := 13
		if *injectAll {
			step = 1
		}
		m.RunUntil(5_000_000, &machine.Stops{At: map[uint64]bool{asleep: true}})
		outputs, places := map[string]int{}, 0
		for n := 0; m.PCC.Addr != in.g.back; n++ {
			if _, halted := m.Halted(); halted {
				break
			}
			if n%step == 0 || n < 40 {
				places++
				at := m.Steps()
				here, printed := m.Snapshot(), slices.Clone(m.Output())
				if err := (aware.Injection{Signal: usr1, PID: 1}).Make(in.g.k, m); err != nil {
					t.Fatal(err)
				}
				m.Run(5_000_000)
				out := string(m.Output())
				if code, halted := m.Halted(); !halted || code > 1 || !slices.Contains(c.wants, out) {
					t.Fatalf("%v: with a signal at %d it ends with %d (%v) and prints %q", c.args, at, code, halted, out)
				}
				outputs[out]++
				if c.args != nil && outputs[c.wants[1]] > 0 && out == c.wants[0] {
					t.Fatalf("%v: with a signal at %d the kernel goes on, with an earlier one it did not", c.args, at)
				}
				m.Restore(here, printed)
				m.AddInput(nil)
				m.Drop(here)
			}
			m.Step(nil)
		}
		for _, want := range c.wants {
			if outputs[want] == 0 {
				t.Errorf("%v: it never prints %q", c.args, want)
			}
		}
		t.Logf("%v: a signal at %d instructions: %v", c.args, places, outputs)
	}
}

// TestInjectionNotices: a kernel that loses something is noticed, and where it
// happened is said.
func TestInjectionNotices(t *testing.T) {
	s := loadGuest(t, "testdata/scenario.c", CFlags{}, KernelOptions{Memory: 16 << 20})
	in := newInjector(t, s)
	in.g.started()
	in.toProbe()
	in.g.m.Run(100)
	// The last frame, which is free, is said to be somebody's.
	at := in.g.number("frames") + 8*(in.g.number("nframes")-1)
	if err := in.g.m.AddWrite(machine.Write{Kind: machine.WriteBytes, At: at + 2, Data: []byte{3, 0}}); err != nil {
		t.Fatal(err)
	}
	if wrong := in.end(); len(wrong) == 0 {
		t.Error("a frame that nobody has is not noticed")
	}
}

// TestInjectionRefused: what can't happen is said, and a µprocess that sleeps wakes
// for a signal that it does not block.
func TestInjectionRefused(t *testing.T) {
	in := newInjector(t, loadGuest(t, "testdata/scenario.c", CFlags{}, KernelOptions{Memory: 16 << 20}))
	g := in.g
	refused := func(i aware.Injection, want string) {
		t.Helper()
		if err := i.Make(g.k, g.m); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("at %d, %s: %v, want %q", g.m.Steps(), i, err, want)
		}
	}
	refused(aware.Injection{Signal: usr1}, "no µprocess runs at this moment")
	refused(aware.Injection{Signal: usr1, PID: 1}, "no µprocess 1 at this moment")
	state := func(pid int) aware.State {
		for _, p := range g.k.Procs(g.m) {
			if p.PID == pid {
				return p.State
			}
		}
		return aware.Created
	}
	until := func(pid int, want aware.State) {
		t.Helper()
		for state(pid) != want {
			if in.toProbe() == "" {
				t.Fatalf("µprocess %d never is %v", pid, want)
			}
		}
	}
	until(1, aware.Waiting)
	refused(aware.Injection{Signal: usr1, PID: 99}, "no µprocess 99 at this moment; there are 1, 2")
	if err := (aware.Injection{Signal: usr1, PID: 1}).Make(g.k, g.m); err != nil || state(1) != aware.Ready {
		t.Errorf("signalled while it waits: %v, it is %v", err, state(1))
	}
	until(2, aware.Ended)
	refused(aware.Injection{Signal: usr1, PID: 2}, "the µprocess 2 has ended; there are 1")
	for in.toProbe() != "" {
	}
	refused(aware.Injection{NoPage: true}, "the machine has ended")
	s, err := Load("@first_fork", First, nil)
	if err != nil {
		t.Fatal(err)
	}
	k, err := aware.New(s.Kernel)
	if err != nil {
		t.Fatal(err)
	}
	if err := (aware.Injection{NoPage: true}).Make(k, g.m); err == nil || !strings.Contains(err.Error(), "--kernel ufork") {
		t.Errorf("with the first kernel: %v", err)
	}
}

// sparse are the probes that are passed most often.
var sparse = []string{"cap.relocate", "fork.share"}

// injector makes a run with each injection.
type injector struct {
	g      *guest
	stops  *machine.Stops
	probes map[uint64]string
	kinds  []injected
	every  int               // returns to programs between checks
	seen   map[[32]byte]bool // states behind injections from which a run went on to the end
	step   map[bool]int
	count  map[bool]int // passages: of sparse probes, of others
}

// injected is a kind of injection.
type injected struct {
	what aware.Injection
	// meets are where the next thing happens that it makes a difference to.
	meets *machine.Stops
	runs  int // that went on from there to the end
	none  int // passages at which it could not be made
}

// Signals: one that the scenario handles, and one that it does not.
const usr1, term = 10, 15

func newInjector(t testing.TB, s *System) *injector {
	g := boot(t, s)
	in := &injector{g: g, stops: &machine.Stops{At: map[uint64]bool{}}, probes: map[uint64]string{}, every: 8,
		seen: map[[32]byte]bool{}, count: map[bool]int{}}
	alloc := map[uint64]bool{}
	for i := range s.Kernel.Probes {
		p := &s.Kernel.Probes[i]
		in.stops.At[p.Addr], in.probes[p.Addr] = true, p.Name
		if p.Name == "page.alloc" {
			alloc[p.Addr] = true
		}
	}
	in.kinds = []injected{
		{what: aware.Injection{NoPage: true}, meets: &machine.Stops{At: alloc}},
		{what: aware.Injection{Signal: usr1}, meets: g.stops},
		{what: aware.Injection{Signal: term}, meets: g.stops},
		{what: aware.Injection{Signal: usr1, PID: 1}, meets: g.stops},
	}
	return in
}

// toProbe goes on to the next passage, "" at the end.
func (in *injector) toProbe() string {
	m := in.g.m
	m.RunUntil(50_000_000, in.stops)
	if _, halted := m.Halted(); halted {
		return ""
	}
	return in.probes[m.PCC.Addr]
}

// started goes to where the first µprocess runs.
func (g *guest) started() {
	g.m.RunUntil(50_000_000, g.stops)
}

// choose counts the passages, and says of how many one is taken.
func (in *injector) choose(fresh *injector) {
	fresh.g.started()
	for name := fresh.toProbe(); name != ""; name = fresh.toProbe() {
		in.count[slices.Contains(sparse, name)]++
	}
	in.step = map[bool]int{true: max(1, in.count[true]/8), false: max(1, in.count[false]/20)}
	if *injectAll {
		in.step = map[bool]int{true: 1, false: 1}
		in.every = 4
	}
}

// all makes the injections, one in a run.
func (in *injector) all() {
	g := in.g
	begin := time.Now()
	in.choose(newInjector(g.t, g.s))
	in.booting()
	taken := 0
	passed := map[bool]int{}
	for name := in.toProbe(); name != ""; name = in.toProbe() {
		often := slices.Contains(sparse, name)
		passed[often]++
		if passed[often]%in.step[often] != 0 {
			continue
		}
		taken++
		here, out := g.m.Snapshot(), slices.Clone(g.m.Output())
		for i := range in.kinds {
			in.inject(&in.kinds[i], name)
			if g.t.Failed() {
				return
			}
			g.m.Restore(here, out)
		}
		g.m.AddInput(nil) // what was injected does not happen on the way to the next
		g.m.Drop(here)
	}
	for _, k := range in.kinds {
		g.t.Logf("%s at %d of %d passages, %d of them of %v: %d different runs; at %d it could not be made", k.what, taken, in.count[true]+in.count[false],
			in.count[true]/in.step[true], sparse, k.runs, k.none)
	}
	g.t.Logf("%v", time.Since(begin).Round(time.Second/10))
}

// booting has there be no page while the kernel starts: it says so and gives up.
// It leaves the machine where the first µprocess runs.
func (in *injector) booting() {
	g := in.g
	n, panics, step := 0, 0, 4
	if *injectAll {
		step = 1
	}
	for in.toProbe() != "" && g.k.Current(g.m) == 0 {
		if n++; n%step != 0 {
			continue
		}
		here := g.m.Snapshot()
		if err := in.kinds[0].what.Make(g.k, g.m); err != nil {
			g.t.Fatal(err)
		}
		g.m.Run(50_000_000)
		if code, halted := g.m.Halted(); !halted || code != 0 {
			panics++
			if out := string(g.m.Output()); code != 255 || !strings.HasPrefix(out, "kernel: there is no memory for the p") {
				g.t.Errorf("with no page at %d, in the boot, it ends with %d (%v) and prints %q", here.Steps(), code, halted, out)
			}
		}
		g.m.Restore(here, nil)
		g.m.AddInput(nil)
		g.m.Drop(here)
	}
	if panics == 0 {
		g.t.Error("the kernel starts without memory")
	}
	g.t.Logf("%d passages in the boot; where there was no page the kernel gave up %d times", n, panics)
	g.started()
}

// inject makes one injection at present, and the run to its end; unless when it
// makes a difference the state is one that it was before in another run: then what
// follows is known.
func (in *injector) inject(k *injected, name string) {
	g := in.g
	g.t.Helper()
	at := g.m.Steps()
	if err := k.what.Make(g.k, g.m); err != nil {
		k.none++
		return
	}
	g.m.RunUntil(50_000_000, k.meets)
	state := g.m.Digest()
	if in.seen[state] {
		return
	}
	in.seen[state] = true
	k.runs++
	for _, wrong := range in.end() {
		g.t.Errorf("%s", wrong)
	}
	if !g.t.Failed() && k.runs%16 == 1 {
		in.again(k.runs%32 == 1)
	}
	if g.t.Failed() {
		g.t.Errorf("that was ushell run ufork/testdata/scenario.c --memory 16 --seed 0 --strategy %s --inject %d:%s, at %s", g.strategy(), at, k.what, name)
	}
}

// strategy is the one that the kernel follows.
func (g *guest) strategy() string { return Strategies[g.number("strategy")] }

// end runs to the end, and says what is wrong there or on the way.
func (in *injector) end() (wrong []string) {
	g := in.g
	for n := 1; ; n++ {
		_, stopped := g.m.RunUntil(50_000_000, g.stops)
		code, halted := g.m.Halted()
		out := string(g.m.Output())
		switch {
		case halted && (strings.Contains(out, "kernel:") || code == 255):
			return append(wrong, fmt.Sprintf("the kernel ended with %d and printed\n%s", code, out))
		case halted:
			return append(append(wrong, g.k.Check(g.m)...), g.lost()...)
		case !stopped:
			return append(wrong, fmt.Sprintf("not at its end after %d instructions, having printed\n%s", g.m.Steps(), out))
		case n%in.every == 0:
			for _, w := range g.k.Check(g.m) {
				wrong = append(wrong, fmt.Sprintf("after %d instructions: %s", g.m.Steps(), w))
			}
			if wrong != nil {
				return wrong
			}
		}
	}
}

// again makes the run that has just ended on another machine, out of the journal.
func (in *injector) again(byStep bool) {
	g := in.g
	g.t.Helper()
	j := g.m.Input()
	m, err := g.s.Boot(machine.Replay(j.Events(), j.Writes(), j.HasSource()))
	if err != nil {
		g.t.Fatal(err)
	}
	if byStep {
		for m.Steps() < g.m.Steps() {
			m.Step(nil)
		}
	} else {
		m.Run(g.m.Steps())
	}
	if m.Digest() != g.m.Digest() {
		g.t.Errorf("replayed from the journal (%d writes) the state at the end is another", len(j.Writes()))
	}
}
