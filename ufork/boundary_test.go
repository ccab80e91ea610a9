package ufork

import (
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"ushell/cap"
	"ushell/isa"
	"ushell/machine"
)

// csr is a system register.
func (g *guest) csr(name string) cap.Cap {
	g.t.Helper()
	n, ok := isa.CSRNumber(name)
	if !ok {
		g.t.Fatalf("there is no CSR %s", name)
	}
	v, _ := g.m.ReadCSR(n)
	return v
}

func (g *guest) write(w machine.Write) {
	g.t.Helper()
	if err := g.m.AddWrite(w); err != nil {
		g.t.Fatal(err)
	}
}

func (g *guest) setCSR(name string, v cap.Cap) {
	g.t.Helper()
	n, ok := isa.CSRNumber(name)
	if !ok {
		g.t.Fatalf("there is no CSR %s", name)
	}
	g.write(machine.Write{Kind: machine.WriteCSR, At: uint64(n), Cap: v})
}

// symbol is where something of the kernel's is.
func (g *guest) symbol(name string) (at, size uint64) {
	g.t.Helper()
	s, ok := g.s.Kernel.Lookup(name)
	if !ok {
		g.t.Fatalf("the kernel has no symbol %s", name)
	}
	return s.Value, s.Size
}

const entryBytes = 16 // of an entry stub

// isEntry says whether addr is the first instruction of an entry.
func (g *guest) isEntry(addr uint64) bool {
	at, _ := g.symbol("entries")
	_, table := g.symbol("syscalls")
	return addr-at < table && (addr-at)%entryBytes == 0
}

// TestWaysInAndOut executes programs instruction by instruction, and looks at each
// way between program and kernel: in by a trap, or by a jump to the first
// instruction of an entry; out by sret alone. The kernel runs without interrupts
// from the second instruction of an entry on. A call keeps all registers but a0,
// and leaves nothing in t0. Between a change of a page table and the next use of a
// program's address stands sfence.vma: this machine does not need it, others do.
func TestWaysInAndOut(t *testing.T) {
	for _, name := range []string{"scenario", "attack/handlers", "attack/jumps", "attack/frames"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			waysOf(t, name)
		})
	}
}

func waysOf(t testing.TB, name string) {
	w := &ways{guest: boot(t, loadGuest(t, "testdata/"+name+".c", CFlags{}, KernelOptions{Memory: 32 << 20})), calls: map[int][32]cap.Cap{}}
	w.trap, _ = w.symbol("trap_entry")
	w.started()
	w.m.Run(1)
	w.records, w.firstFrame, w.nframes = w.number("frames"), w.number("first_frame"), w.number("nframes")
	for range 30_000_000 {
		if _, halted := w.m.Halted(); halted || t.Failed() {
			break
		}
		w.step()
	}
	t.Logf("%d traps, %d calls, %d returns, %d with all registers compared, %d changes of page tables", w.traps, w.entered, w.returns, w.compared, w.fences)
	if w.traps < 10 || w.entered < 50 || w.compared < 50 || w.fences < 20 {
		t.Error("too few")
	}
}

type ways struct {
	*guest
	trap                              uint64
	e                                 machine.Effects
	calls                             map[int][32]cap.Cap // by pid: the registers of the call under way
	traps, entered, returns, compared int

	records, firstFrame, nframes uint64 // the kernel's table of frames
	changed                      uint64 // an entry of a page table since the last sfence.vma
	fences                       int
}

func inKernel(pcc cap.Cap) bool { return pcc.Tag && pcc.Has(cap.ASR) }

// step executes an instruction, and looks at the way it went.
func (w *ways) step() {
	from := w.m.PCC
	pid := 0
	if !inKernel(from) {
		pid = w.k.Current(w.m)
	}
	w.m.Step(&w.e)
	if _, halted := w.m.Halted(); halted {
		return
	}
	to := w.m.PCC
	if inKernel(from) {
		w.fence()
	}
	switch {
	case !inKernel(from) && inKernel(to):
		w.in(pid, from, to)
	case inKernel(from) && !inKernel(to):
		w.out(from, to)
	case inKernel(from) && w.csr("sstatus").Addr&2 != 0 && !w.isEntry(to.Addr):
		w.t.Errorf("interrupts are on in the kernel at %v", to)
	}
}

// area is AREA of kernel.h: from there on lie regions of programs.
const area = 0x1000000000

// fence notes changes of page tables, and looks at accesses to memory of programs.
func (w *ways) fence() {
	for _, s := range w.e.Stores[:w.e.NumStores] {
		i := (s.Addr - w.firstFrame) >> 12
		if kind, _ := w.m.Read(w.records+8*i+2, 2); s.Addr >= w.firstFrame && i < w.nframes && kind == frameTable {
			w.changed = s.Addr
		}
	}
	if w.e.Inst.Op == isa.SFENCEVMA {
		if w.changed != 0 {
			w.fences++
		}
		w.changed = 0
	}
	if w.changed != 0 && (w.e.Access.Kind != machine.NoAccess && w.e.Access.Addr >= area || !inKernel(w.m.PCC)) {
		w.t.Errorf("no sfence.vma between the store to the page table at %#x and the use of a program's address at %v", w.changed, w.e.PCC)
		w.changed = 0
	}
}

func (w *ways) in(pid int, from, to cap.Cap) {
	switch {
	case w.e.Trap.Taken && to.Addr == w.trap:
		w.traps++
		delete(w.calls, pid) // what a trap interrupts is no call
	case w.e.Inst.Op == isa.JALR && w.isEntry(to.Addr):
		w.entered++
		w.calls[pid] = w.m.X // with the link
	case w.e.Inst.Op == isa.SRET && w.isEntry(to.Addr): // a sentry as pcc
	default:
		w.t.Errorf("a way into the kernel by %v, from %v to %v", w.e.Inst.Op, from, to)
	}
}

func (w *ways) out(from, to cap.Cap) {
	w.returns++
	if w.e.Inst.Op != isa.SRET || w.e.Trap.Taken {
		w.t.Errorf("a way out of the kernel by %v, from %v to %v", w.e.Inst.Op, from, to)
	}
	if w.csr("sstatus").Addr&2 == 0 {
		w.t.Errorf("a program runs without interrupts at %v", to)
	}
	pid := w.k.Current(w.m)
	c, ok := w.calls[pid]
	delete(w.calls, pid)
	if !ok || to != c[1].Unseal() { // to a handler, to a new program, to another
		return
	}
	w.compared++
	for i := 1; i < 32; i++ {
		switch {
		case i == 10: // the answer
		case i == 5:
			if w.m.X[5] != (cap.Cap{}) {
				w.t.Errorf("pid %d comes back from a call to %v with t0 %v", pid, to, w.m.X[5])
			}
		case w.m.X[i] != c[i]:
			w.t.Errorf("pid %d comes back from a call to %v with %s %v, which was %v", pid, to, isa.RegName(uint8(i)), w.m.X[i], c[i])
		}
	}
}

// TestFirstInstruction has the timer fire at the first instruction of entries, where
// pcc is the kernel's and the registers are the program's, while a signal is
// pending: each time of these two, and of the signal alone. The handler comes later,
// and never sees that pcc; a µprocess that is to be killed ends.
func TestFirstInstruction(t *testing.T) {
	for _, kind := range []string{"timer and signal", "timer", "signal"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			firstInstruction(t, kind)
		})
	}
	t.Run("kill", func(t *testing.T) {
		g := boot(t, loadGuest(t, "testdata/entered.c", CFlags{}, KernelOptions{}))
		if _, code := g.interrupt(true, true, 8); code != 128+9 {
			t.Errorf("killed at an entry, it ended with %d", code)
		}
	})
}

func firstInstruction(t testing.TB, kind string) {
	g := boot(t, loadGuest(t, "testdata/entered.c", CFlags{}, KernelOptions{}))
	out, code := g.interrupt(strings.Contains(kind, "timer"), strings.Contains(kind, "signal"), 9)
	want := "interrupted often, 0 from the kernel, 0 wrong\n"
	if !strings.Contains(kind, "signal") {
		want = "seldom interrupted, 0 from the kernel, 0 wrong\n"
	}
	if out != want || code != 0 {
		t.Errorf("it ended with %d, having printed %q, want %q", code, out, want)
	}
	g.atEnd()
}

// interrupt runs to the end. Whenever a µprocess that has a handler comes to the
// first instruction of an entry, the timer is due, and a signal pending: the bit
// number bit of the set.
func (g *guest) interrupt(timer, signal bool, bit int) (string, uint32) {
	g.t.Helper()
	stops := &machine.Stops{At: map[uint64]bool{g.back: true}}
	at, _ := g.symbol("entries")
	_, table := g.symbol("syscalls")
	for off := uint64(0); off < table; off += entryBytes {
		stops.At[at+off] = true
	}
	trap, _ := g.symbol("trap_entry")
	hits, again := 0, map[uint64]bool{} // those that come back to the entry from the timer
	for g.m.Steps() < 100_000_000 && !g.t.Failed() {
		g.m.RunUntil(10_000_000, stops)
		if code, halted := g.m.Halted(); halted {
			g.t.Logf("interrupted %d times", hits)
			return string(g.m.Output()), code
		}
		if g.m.PCC.Addr == g.back {
			g.check()
			continue
		}
		if g.csr("sstatus").Addr&2 == 0 {
			continue // not by a program
		}
		p := g.number("current")
		// No second one within its handler, where it would only nest.
		blocked, _ := g.m.Read(p+g.member("proc", "blocked"), 8)
		if handler, _ := g.m.ReadCap(p + g.member("proc", "sig") + 32*10); !handler.Tag || blocked>>9&1 != 0 || again[p] {
			again[p] = false
			continue
		}
		hits++
		if signal {
			pending, _ := g.m.Read(p+g.member("proc", "pending"), 8)
			g.write(machine.Write{Kind: machine.WriteBytes, At: p + g.member("proc", "pending"), Data: binary.LittleEndian.AppendUint64(nil, pending|1<<bit)})
		}
		if timer {
			again[p] = true
			entry := g.m.PCC
			g.setCSR("stimecmp", cap.Null(0))
			g.m.Run(1)
			if g.m.PCC.Addr != trap || g.csr("sepc") != entry {
				g.t.Fatalf("the timer did not interrupt the first instruction of the entry %v: pcc is %v, sepc %v", entry, g.m.PCC, g.csr("sepc"))
			}
		}
	}
	g.t.Fatalf("not at its end after %d interruptions", hits)
	return "", 0
}

// TestAuthorityOfTheKernel looks at all that is there when the first program is
// about to run: what reset left in the hart is gone, and of the roots that boot
// derives there are no more than it says.
func TestAuthorityOfTheKernel(t *testing.T) { authority(t) }

func authority(t testing.TB) {
	g := boot(t, loadGuest(t, "testdata/entered.c", CFlags{}, KernelOptions{}))
	begin, ok := g.s.Kernel.Lookup("kmain")
	if !ok {
		t.Fatal("the kernel has no kmain")
	}
	g.m.RunUntil(10_000_000, &machine.Stops{At: map[uint64]bool{begin.Value: true}})
	for _, name := range []string{"ddc", "utidc", "stidc", "mtidc", "sscratch", "mscratch"} {
		if v := g.csr(name); v.Tag || v.Addr != 0 {
			t.Errorf("kmain begins with %s %v", name, v)
		}
	}
	for i := 1; i < 32; i++ {
		if c := g.m.X[i]; c.Tag && c.Length().Hi != 0 {
			t.Errorf("kmain begins with %v in %s", c, isa.RegName(uint8(i)))
		}
	}
	g.m.RunUntil(50_000_000, g.stops)
	textLo, _ := g.symbol("__text_start")
	textHi, _ := g.symbol("__text_end")
	roots := map[string]int{}
	for name, c := range g.capabilities() {
		b := c.Bounds()
		inText := b.Base >= textLo && b.Top.Hi == 0 && b.Top.Lo <= textHi
		switch {
		case c.Has(cap.ASR) && (!inText || c.Has(cap.W)):
			t.Errorf("%s: %v has ASR, and is not the kernel's code", name, c)
		case c.Has(cap.X) && !inText && !c.Has(cap.ASR) && b.Length().Hi == 0 && !g.inRegion(b):
			t.Errorf("%s: %v has X outside of programs and the kernel's code", name, c)
		case b.Length().Hi != 0:
			roots[fmt.Sprintf("%s %s", name, c.PermString())]++
		}
	}
	want := map[string]int{"kernel_root rwRW": 1, "program_root rwxRW": 1}
	if fmt.Sprint(roots) != fmt.Sprint(want) {
		t.Errorf("capabilities to everything: %v, want %v", roots, want)
	}
}

// inRegion says whether b lies where regions of programs may.
func (g *guest) inRegion(b cap.Bounds) bool {
	for _, r := range g.k.Regions(g.m) {
		if b.Base >= r.Base && b.Top.Hi == 0 && b.Top.Lo <= r.Base+r.Bytes {
			return true
		}
	}
	return false
}

// capabilities are all in memory, by the name of the kernel's variable or by their
// address, and in registers.
func (g *guest) capabilities() map[string]cap.Cap {
	out := map[string]cap.Cap{}
	base, size := g.m.RAM()
	for at := base; at < base+size; at += cap.SizeBytes {
		c, _ := g.m.ReadCap(at)
		if !c.Tag {
			continue
		}
		name := fmt.Sprintf("%#x", at)
		if s, off, ok := g.s.Kernel.SymbolAt(at); ok && off == 0 {
			name = s.Name
		}
		out[name] = c
	}
	for i := 1; i < 32; i++ {
		if c := g.m.X[i]; c.Tag {
			out[isa.RegName(uint8(i))] = c
		}
	}
	for _, name := range []string{"sepc", "sscratch", "stvec", "stidc", "utidc", "ddc"} {
		if c := g.csr(name); c.Tag {
			out[name] = c
		}
	}
	return out
}

// TestUtidc: a program can read utidc, and can't write it, so it is set from
// outside. It is the µprocess's: the child's is relocated, switches keep both
// apart, and exec takes it away.
func TestUtidc(t *testing.T) {
	for _, strategy := range Strategies {
		t.Run(strategy, func(t *testing.T) {
			t.Parallel()
			utidc(t, strategy)
		})
	}
}

func utidc(t testing.TB, strategy string) {
	g := boot(t, loadGuest(t, "testdata/utidc.c", CFlags{}, KernelOptions{Strategy: strategy}))
	g.started()
	g.m.Run(1)
	procs := g.k.Procs(g.m)
	if len(procs) != 1 {
		t.Fatalf("%d µprocesses", len(procs))
	}
	// A capability to 64 bytes of the region, sealed as it may be.
	own := procs[0].Root.SetAddr(procs[0].Base + 0x123450).SetBounds(64).SetAddr(procs[0].Base + 0x123460).Seal()
	if !own.Tag {
		t.Fatalf("%v", own)
	}
	g.setCSR("utidc", own)
	out, code := g.run(50_000_000)
	want := "parent: offset 0x123460, length 64, tag 1, sealed 1\nchild: offset 0x123460, length 64, tag 1, sealed 1\n" +
		"the child's after exec: tag 0\nparent: offset 0x123460, length 64, tag 1, sealed 1\n"
	if out != want || code != 0 {
		t.Errorf("it ended with %d, having printed\n%s\nwant\n%s", code, out, want)
	}
	g.atEnd()
}
