package ufork

import (
	"encoding/binary"
	"flag"
	"fmt"
	"strings"
	"testing"

	"ushell/image"
	"ushell/machine"
	"ushell/ufork/aware"
)

var injectAll = flag.Bool("inject-all", false, "TestInjection injects at every passage of a probe")

// TestInjection changes something from outside at passages of the kernel's
// probes, in a run with nested forks, pipes, files and signals: the next
// allocation of a page fails, or a signal is pending for the running µprocess.
// The place is a number of instructions since reset, so every injection can be
// made again. Whatever it leads to, no frame is lost, the checker finds nothing,
// and the kernel turns the machine off as it should.
//
// Some passages are chosen; -inject-all takes all.
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
			passages := countPassages(boot(t, s))
			step := max(1, passages/16)
			if *injectAll {
				step = 1
			}
			injectEvery(t, boot(t, s), step)
			t.Logf("%d passages, an injection of each kind at every %d", passages, step)
		})
	}
}

// probeStops are the kernel's probes behind the boot, but those that come with each
// capability.
func probeStops(im *image.Image) *machine.Stops {
	stops := &machine.Stops{At: map[uint64]bool{}}
	for i := range im.Probes {
		if p := &im.Probes[i]; p.Name != "boot" && p.Name != "cap.relocate" && p.Name != "fork.share" {
			stops.At[p.Addr] = true
		}
	}
	return stops
}

// toProbe goes on to the next passage, false at the end.
func (g *guest) toProbe(stops *machine.Stops) bool {
	g.m.RunUntil(50_000_000, stops)
	_, halted := g.m.Halted()
	return !halted
}

// started goes to where the first µprocess runs.
func (g *guest) started() {
	g.m.RunUntil(50_000_000, g.stops)
}

func countPassages(g *guest) int {
	stops := probeStops(g.s.Kernel)
	g.started()
	n := 0
	for g.toProbe(stops) {
		n++
	}
	return n
}

func injectEvery(t *testing.T, g *guest, step int) {
	stops := probeStops(g.s.Kernel)
	g.started()
	for i := 0; g.toProbe(stops); i++ {
		if i%step != 0 {
			continue
		}
		here, out := g.m.Snapshot(), append([]byte(nil), g.m.Output()...)
		for _, what := range []string{"no page", "a signal"} {
			g.inject(what)
			g.after(fmt.Sprintf("%s at passage %d, after %d instructions", what, i, g.m.Steps()))
			if t.Failed() {
				return
			}
			g.m.Restore(here, out)
		}
		g.m.Drop(here)
	}
}

// inject makes the next allocation fail, or SIGUSR1 pending.
func (g *guest) inject(what string) {
	if what == "no page" {
		sym, _ := g.s.Kernel.Lookup("fail_next_page")
		g.m.LoadBytes(sym.Value, []byte{1})
		return
	}
	at := g.number("current") + g.member("proc", "pending")
	pending, _ := g.m.Read(at, 8)
	g.m.LoadBytes(at, binary.LittleEndian.AppendUint64(nil, pending|1<<9))
}

// member is the offset of a member of a struct of the kernel's.
func (g *guest) member(tag, name string) uint64 {
	g.t.Helper()
	d := g.s.Kernel.Debug
	for _, f := range d.Type(d.TagNamed(image.TypeStruct, tag)).Fields {
		if f.Name == name {
			return f.Off
		}
	}
	g.t.Fatalf("struct %s has no member %s", tag, name)
	return 0
}

// after runs to the end of what an injection led to.
func (g *guest) after(what string) {
	g.t.Helper()
	g.k, _ = aware.New(g.s.Kernel) // nothing is remembered of another run
	g.every, g.seen = 8, 0
	out, code := g.run(50_000_000)
	if strings.Contains(out, "kernel:") || code == 255 {
		g.t.Errorf("the kernel ended with %d and printed\n%s", code, out)
	}
	g.atEnd()
	if g.t.Failed() {
		g.t.Errorf("that was after %s", what)
	}
}
