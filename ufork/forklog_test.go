package ufork

import (
	"fmt"
	"path/filepath"
	"reflect"
	"testing"

	"ushell/cap"
	"ushell/image"
	"ushell/machine"
	"ushell/ufork/aware"
)

// counter counts what forks do in another way than aware.Log: it knows no probe. It
// looks at the machine's memory where the kernel calls sys_fork and resolve, and
// where they return.
type counter struct {
	t     *testing.T
	g     *guest
	im    *image.Image
	forks []*counted
	live  map[int]*counted // by the child's pid
	stops *machine.Stops
	back  map[uint64][]func() // by address: what to do at a return
}

// counted is a fork as the counter sees it.
type counted struct {
	aware.Fork
	base   uint64          // of the child's region
	came   map[uint64]bool // pages that the fork gave it, by their distance from there; true: copied at once
	faults map[uint64]bool // those copied or taken over later
	copies int             // frames copied, at once or later
	tables uint64          // made by the fork itself
	had    uint64          // the kernel's count of the child's tables then
}

func newCounter(t *testing.T, g *guest) *counter {
	c := &counter{t: t, g: g, im: g.s.Kernel, live: map[int]*counted{}, back: map[uint64][]func(){}}
	c.stops = &machine.Stops{At: map[uint64]bool{}}
	for _, name := range []string{"sys_fork", "resolve", "proc_exit", "sys_execve"} {
		c.stops.At[c.symbol(name)] = true
	}
	return c
}

func (c *counter) symbol(name string) uint64 {
	c.t.Helper()
	sym, ok := c.im.Lookup(name)
	if !ok {
		c.t.Fatalf("the kernel has no symbol %s", name)
	}
	return sym.Value
}

// run runs the program to its end.
func (c *counter) run() {
	m := c.g.m
	for {
		if m.RunUntil(1<<30, c.stops); m.Steps() > 1<<30 {
			c.t.Fatal("the program does not end")
		}
		if _, halted := m.Halted(); halted {
			return
		}
		at := m.PCC.Addr
		if todo := c.back[at]; len(todo) > 0 {
			todo[len(todo)-1]()
			c.back[at] = todo[:len(todo)-1]
			continue
		}
		switch at {
		case c.symbol("sys_fork"):
			c.fork()
		case c.symbol("resolve"):
			c.resolve()
		case c.symbol("proc_exit"):
			c.end()
		case c.symbol("sys_execve"):
			pid := c.g.k.Current(m)
			c.tables(c.live[pid])
			// Arguments are read before the old region goes: resolve counts them.
			c.atReturn(func() {
				if f := c.live[pid]; f != nil && c.proc(pid).Base != f.base {
					f.Exec, f.Ended = true, true
					delete(c.live, pid)
				}
			})
		}
	}
}

// atReturn has f done where the function that begins here returns to.
func (c *counter) atReturn(f func()) {
	ra := c.g.m.X[1].Addr
	c.back[ra] = append(c.back[ra], f)
	if !c.stops.At[ra] {
		s := &machine.Stops{At: map[uint64]bool{ra: true}}
		for a := range c.stops.At {
			s.At[a] = true
		}
		c.stops = s
	}
}

func (c *counter) proc(pid int) aware.Proc {
	for _, p := range c.g.k.Procs(c.g.m) {
		if p.PID == pid {
			return p
		}
	}
	return aware.Proc{}
}

func (c *counter) pages(pid int) map[uint64]aware.Page {
	base := c.proc(pid).Base
	r, _ := c.g.k.Region(c.g.m, base)
	out := map[uint64]aware.Page{}
	for _, p := range c.g.k.Pages(c.g.m, r) {
		out[p.Addr-base] = p
	}
	return out
}

// refer counts the capabilities in a frame that point into the region that it is
// recorded to refer to.
func (c *counter) refer(p aware.Page) (n int) {
	for _, r := range c.g.k.Regions(c.g.m) {
		if r.Index != p.Refers {
			continue
		}
		for off := uint64(0); off < pageBytes; off += cap.SizeBytes {
			v, _ := c.g.m.ReadCap(p.Frame + off)
			if b := v.Bounds(); v.Tag && b.Base >= r.Base && b.Top.Hi == 0 && b.Top.Lo <= r.Base+r.Bytes {
				n++
			}
		}
	}
	return n
}

// frames counts the frames of a kind.
func (c *counter) frames(kind uint64) (n uint64) {
	frames := c.g.number("frames")
	for i := range c.g.number("nframes") {
		if v, _ := c.g.m.Read(frames+8*i+2, 2); v == kind {
			n++
		}
	}
	return n
}

// member is where the entry of a µprocess has a member, and how many elements that has.
func (c *counter) member(name string) (off uint64, count int64) {
	d := c.im.Debug
	for _, f := range d.Type(d.TagNamed(image.TypeStruct, "proc")).Fields {
		if f.Name == name {
			return f.Off, d.Type(d.Resolve(f.Type)).Count
		}
	}
	c.t.Fatalf("struct proc has no %s", name)
	return 0, 0
}

// kept are the capabilities that the kernel keeps for a µprocess that does not run,
// or whose call it executes: registers, ddc and utidc, handlers.
func (c *counter) kept(p aware.Proc) (out []cap.Cap) {
	m := c.g.m
	one := func(at uint64) {
		v, _ := m.ReadCap(at)
		out = append(out, v)
	}
	off, _ := c.member("tf")
	tf, _ := m.Read(p.Entry+off, 8)
	for i := range uint64(32) {
		one(tf + i*cap.SizeBytes)
	}
	for _, name := range []string{"ddc", "utidc"} {
		off, _ := c.member(name)
		one(p.Entry + off)
	}
	off, n := c.member("sig")
	d := c.im.Debug
	handler := d.Type(d.TagNamed(image.TypeStruct, "handler")).Size
	for i := range uint64(n) {
		one(p.Entry + off + i*handler)
	}
	return out
}

// fork is the call of sys_fork.
func (c *counter) fork() {
	m := c.g.m
	parent := c.g.k.Current(m)
	f := &counted{came: map[uint64]bool{}, faults: map[uint64]bool{}}
	f.ID, f.Parent, f.Strategy, f.At = len(c.forks)+1, parent, Strategies[c.g.number("strategy")], m.Steps()
	c.forks = append(c.forks, f)
	tables := c.frames(frameTable)
	refer := map[uint64]int{}
	for off, p := range c.pages(parent) {
		refer[off] = c.refer(p)
	}
	c.atReturn(func() {
		f.Instructions = m.Steps() - f.At
		pid := int(int64(m.X[10].Addr))
		if pid < 0 {
			f.Failed, f.Ended = true, true
			return
		}
		f.Child, f.base, f.tables = pid, c.proc(pid).Base, c.frames(frameTable)-tables
		c.live[pid] = f
		before := c.pages(parent)
		for off, p := range c.pages(pid) {
			f.came[off] = p.Frame != before[off].Frame
			if !f.came[off] {
				f.Pages.Shared++
				continue
			}
			f.Pages.Eager++
			f.copies++
			f.Relocated.Memory += refer[off]
		}
		kept := c.kept(c.proc(parent))
		for i, v := range c.kept(c.proc(pid)) {
			if v.Tag && v.Addr != kept[i].Addr {
				f.Relocated.Registers++
			}
		}
		f.had = c.tables(f)
	})
}

// tables is the kernel's own count of the last-level tables of f's child.
func (c *counter) tables(f *counted) uint64 {
	if f == nil {
		return 0
	}
	off, _ := c.member("tables")
	n, _ := c.g.m.Read(c.proc(f.Child).Entry+off, 8)
	f.PrivateBytes = (uint64(f.copies) + f.tables + n - f.had) * pageBytes
	return n
}

// resolve is the call of resolve(p, cause, va): what it makes of the page.
func (c *counter) resolve() {
	m := c.g.m
	pid, cause, va := c.g.k.Current(m), m.X[11].Addr, m.X[12].Addr
	was, ok := c.g.k.Page(m, va)
	r, inRegion := c.g.k.Region(m, va)
	n := 0
	if ok {
		n = c.refer(was)
	}
	c.atReturn(func() {
		f := c.live[pid]
		if f == nil || !ok || !inRegion || r.Base != f.base || was.Refers == r.Index {
			return
		}
		now, _ := c.g.k.Page(m, va)
		if now.Refers != r.Index {
			return // it did nothing
		}
		off := va&^4095 - r.Base
		if f.faults[off] || f.came[off] {
			c.t.Errorf("fork %d: the page at +%#x becomes the child's own twice", f.ID, off)
		}
		f.faults[off] = true
		f.Relocated.Memory += n
		switch {
		case now.Frame == was.Frame:
			f.Pages.Taken++
		case was.State == aware.PageCoA:
			f.Pages.Access++
		case cause == 35:
			f.Pages.Load++
		default:
			f.Pages.Write++
		}
		if now.Frame != was.Frame {
			f.copies++
		}
		c.tables(f)
	})
}

// end is the end of the current µprocess: those of its pages that came from the fork
// and are its own now have been counted.
func (c *counter) end() {
	pid := c.g.k.Current(c.g.m)
	f := c.live[pid]
	if f == nil {
		return
	}
	c.tables(f)
	f.Ended = true
	delete(c.live, pid)
	r, _ := c.g.k.Region(c.g.m, f.base)
	for off, p := range c.pages(pid) {
		eager, came := f.came[off]
		if own := p.Refers == r.Index; came && p.State != aware.PageShared && own != (eager || f.faults[off]) {
			c.t.Errorf("fork %d: at the end the page at +%#x is %+v: own %v", f.ID, off, p, own)
		}
	}
}

// TestForkLog compares the report on forks with what is counted without it.
func TestForkLog(t *testing.T) {
	for _, c := range []struct {
		file string
		args []string
		mem  uint64
	}{
		{"testdata/forks.c", nil, 0}, {"../programs/hello_fork.c", nil, 0}, {"../programs/fork_tree.c", []string{"2"}, 0},
		{"../programs/kvsnap.c", []string{"64"}, 0}, {"../programs/shared_memory.c", nil, 0}, {"testdata/scenario.c", nil, 0},
		{"../programs/big_heap.c", []string{"1"}, 3 << 20},
	} {
		for _, strategy := range Strategies {
			t.Run(filepath.Base(c.file)+" "+strategy, func(t *testing.T) {
				t.Parallel()
				s := loadGuest(t, c.file, CFlags{}, KernelOptions{Strategy: strategy, Seed: 1, Memory: c.mem}, c.args...)
				want := newCounter(t, boot(t, s))
				want.run()
				g := boot(t, s)
				log := aware.NewLog(g.k, s.Kernel)
				if !log.Follow(g.m, 1<<30) {
					t.Fatal("the program does not end")
				}
				if len(log.Forks) != len(want.forks) || len(want.forks) == 0 {
					t.Fatalf("%d forks, not %d", len(log.Forks), len(want.forks))
				}
				for i, got := range log.Forks {
					compareForks(t, got, want.forks[i])
				}
			})
		}
	}
}

// besides is how many instructions of sys_fork may lie outside of its probes.
const besides = 60

func compareForks(t *testing.T, got *aware.Fork, want *counted) {
	t.Helper()
	sum := uint64(0)
	for _, p := range got.Phases {
		sum += p.Instructions
	}
	if sum != got.Instructions {
		t.Errorf("fork %d: phases %v are %d instructions together, not %d", got.ID, got.Phases, sum, got.Instructions)
	}
	if got.Instructions > want.Instructions || got.Instructions+besides < want.Instructions || got.At < want.At || got.At > want.At+besides {
		t.Errorf("fork %d: %d instructions from %d, but sys_fork takes %d from %d", got.ID, got.Instructions, got.At, want.Instructions, want.At)
	}
	if want.Failed {
		if !got.Failed || !got.Ended || got.PrivateBytes != 0 {
			t.Errorf("fork %d: %+v, but it failed", got.ID, got)
		}
		return
	}
	pick := func(f *aware.Fork) string {
		return fmt.Sprint(f.ID, f.Parent, f.Child, f.Strategy, f.Pages, f.Relocated, f.PrivateBytes, f.Failed, f.Exec, f.Ended)
	}
	if !reflect.DeepEqual(pick(got), pick(&want.Fork)) {
		t.Errorf("fork %d: the log says\n%s, counted is\n%s", got.ID, pick(got), pick(&want.Fork))
	}
}
