package ufork

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"ushell/cap"
	"ushell/isa"
	"ushell/machine"
	"ushell/ufork/aware"
)

// corrupted is a machine in which something is made wrong: two µprocesses, of
// which one is about to run, and a child that has not touched most of its pages.
type corrupted struct {
	*guest
	current, other aware.Proc
	pages          map[int][]aware.Page // by pid
}

// corrupt boots testdata/checked.c up to where both are there.
func corrupt(t *testing.T) *corrupted {
	t.Helper()
	c := &corrupted{guest: boot(t, loadGuest(t, "testdata/checked.c", CFlags{}, KernelOptions{Memory: 16 << 20}))}
	for turns := 0; c.m.Steps() < 10_000_000; {
		c.m.RunUntil(10_000_000, c.stops)
		procs := c.k.Procs(c.m)
		if len(procs) < 2 || c.k.Current(c.m) != procs[1].PID {
			continue
		}
		if turns++; turns < 10 {
			continue // it has written some pages then, but not all
		}
		c.current, c.other = procs[1], procs[0]
		c.pages = map[int][]aware.Page{}
		for _, p := range procs {
			r, _ := c.k.Region(c.m, p.Base)
			c.pages[p.PID] = c.k.Pages(c.m, r)
		}
		if found := c.k.Check(c.m); found != nil || c.current.PID != 2 {
			t.Fatalf("before anything is wrong, pid %d runs: %q", c.current.PID, found)
		}
		return c
	}
	t.Fatal("there is no fork")
	return nil
}

func (c *corrupted) write(w machine.Write) {
	c.t.Helper()
	if err := c.m.AddWrite(w); err != nil {
		c.t.Fatal(err)
	}
}

func (c *corrupted) setCap(at uint64, v cap.Cap) {
	c.write(machine.Write{Kind: machine.WriteCap, At: at, Cap: v})
}

func (c *corrupted) setReg(n uint64, v cap.Cap) {
	c.write(machine.Write{Kind: machine.WriteReg, At: n, Cap: v})
}

func (c *corrupted) setCSR(name string, v cap.Cap) {
	n, ok := isa.CSRNumber(name)
	if !ok {
		c.t.Fatalf("there is no CSR %s", name)
	}
	c.write(machine.Write{Kind: machine.WriteCSR, At: uint64(n), Cap: v})
}

// bits changes the bits of mask in a CSR to those of v.
func (c *corrupted) bits(name string, mask, v uint64) {
	n, _ := isa.CSRNumber(name)
	old, _ := c.m.ReadCSR(n)
	c.setCSR(name, cap.Null(old.Addr&^mask|v))
}

// add changes a number of up to 8 bytes at at.
func (c *corrupted) add(at, size uint64, change int64) {
	old, _ := c.m.Read(at, size)
	c.set(at, size, old+uint64(change))
}

func (c *corrupted) set(at, size, v uint64) {
	b := make([]byte, size)
	for i := range b {
		b[i] = byte(v >> (8 * i))
	}
	c.write(machine.Write{Kind: machine.WriteBytes, At: at, Data: b})
}

// page is the first page of a µprocess in a state; of those that wait for a write
// one that others have too.
func (c *corrupted) page(p aware.Proc, state aware.PageState) *aware.Page {
	c.t.Helper()
	for i := range c.pages[p.PID] {
		if page := &c.pages[p.PID][i]; page.State == state && (state != aware.PageCoW || page.Refs > 1) {
			return page
		}
	}
	c.t.Fatalf("pid %d has no page in the state %v", p.PID, state)
	return nil
}

// written is the first page that a µprocess can write and nobody else has.
func (c *corrupted) written(p aware.Proc) *aware.Page {
	c.t.Helper()
	for i := range c.pages[p.PID] {
		if page := &c.pages[p.PID][i]; page.Write && page.Refs == 1 {
			return page
		}
	}
	c.t.Fatalf("pid %d has no page of its own", p.PID)
	return nil
}

// gap is an address in no region, with a table of the second level.
func (c *corrupted) gap() uint64 {
	for va := c.current.Base &^ (1<<30 - 1); ; va += 2 << 20 {
		if va-c.current.Base >= c.current.Bytes && va-c.other.Base >= c.other.Bytes {
			return va
		}
	}
}

// pte is where the page-table entry for va is; level 0 is the last.
func (c *corrupted) pte(va uint64, level uint) uint64 {
	satp, _ := isa.CSRNumber("satp")
	v, _ := c.m.ReadCSR(satp)
	table := v.Addr & (1<<44 - 1) << 12
	for l := uint(2); ; l-- {
		at := table + va>>(12+9*l)&511*8
		if l == level {
			return at
		}
		pte, _ := c.m.Read(at, 8)
		table = pte >> 10 & (1<<44 - 1) << 12
	}
}

// change changes bits of the entry for a page.
func (c *corrupted) change(page *aware.Page, clear, set uint64) {
	c.set(c.pte(page.Addr, 0), 8, page.PTE&^clear|set)
}

// frame is the kernel's record of the frame at pa; region and proc those of a
// µprocess.
func (c *corrupted) frame(pa uint64) uint64 {
	return c.number("frames") + (pa-c.number("first_frame"))>>12*8
}

func (c *corrupted) region(index int, member string) uint64 {
	return c.address("regions") + uint64(index)*c.size("region") + c.member("region", member)
}

func (c *corrupted) proc(p aware.Proc, member string) uint64 {
	return p.Entry + c.member("proc", member)
}

// saved is where a register of one that does not run is kept.
func (c *corrupted) saved(p aware.Proc, n uint64) uint64 {
	tf, _ := c.m.Read(c.proc(p, "tf"), 8)
	return tf + 16*n
}

func (c *corrupted) kernelRoot() cap.Cap {
	v, _ := c.m.ReadCap(c.address("kernel_root"))
	return v
}

// entryCap is the unsealed capability behind an entry of the kernel.
func (c *corrupted) entryCap(off uint64) cap.Cap {
	v, _ := c.m.ReadCap(c.address("syscalls"))
	return v.Unseal().SetAddr(v.Addr + off)
}

// wrongs are all that the checker promises to notice, each with what it must say:
// which µprocess, and which page or capability.
var wrongs = []struct {
	name string
	make func(*corrupted)
	want string // a regular expression
}{
	{"another's root in a register", func(c *corrupted) { c.setReg(9, c.other.Root) }, `^pid 2 holds 0x.* in s1, which is not its own$`},
	{"a capability across the end", func(c *corrupted) {
		end := c.current.Base + c.current.Bytes
		c.setReg(10, cap.Root(end-16).SetBounds(32).ClearPerms(1<<16))
	}, `^pid 2 holds 0x.* in a0, which is not its own$`},
	{"the kernel's root", func(c *corrupted) { c.setReg(31, c.kernelRoot()) }, `^pid 2 holds 0x.* in t6, which is not its own$`},
	{"an entry that is not sealed", func(c *corrupted) { c.setReg(5, c.entryCap(0)) }, `^pid 2 holds 0x.* in t0, which is not its own$`},
	{"a sentry behind an entry", func(c *corrupted) { c.setReg(5, c.entryCap(4).Seal()) }, `^pid 2 holds 0x.* in t0, which is not its own$`},
	{"the table of entries to be written", func(c *corrupted) {
		c.setReg(12, c.kernelRoot().SetAddr(c.address("syscalls")).SetBounds(16))
	}, `^pid 2 holds 0x.* in a2, which is not its own$`},
	{"its own region with ASR", func(c *corrupted) { c.setReg(8, cap.Root(c.current.Base).SetBounds(4096)) }, `^pid 2 holds 0x.* in s0, which is not its own$`},
	{"pcc", func(c *corrupted) { c.setCSR("sepc", c.other.Root) }, `^pid 2 holds 0x.* as pcc, which is not its own$`},
	{"ddc", func(c *corrupted) { c.setCSR("ddc", c.other.Root) }, `^pid 2 holds 0x.* in ddc, which is not its own$`},
	{"utidc", func(c *corrupted) { c.setCSR("utidc", c.other.Root) }, `^pid 2 holds 0x.* in utidc, which is not its own$`},
	{"stidc", func(c *corrupted) { c.setCSR("stidc", c.entryCap(0)) }, `^pid 2 holds 0x.* in stidc, which is not its own$`},
	{"a saved register", func(c *corrupted) { c.setCap(c.saved(c.other, 9), c.current.Root) }, `^pid 1 holds 0x.* in saved s1, which is not its own$`},
	{"the saved pcc", func(c *corrupted) { c.setCap(c.saved(c.other, 0), c.current.Root) }, `^pid 1 holds 0x.* as saved pcc, which is not its own$`},
	{"the saved ddc", func(c *corrupted) { c.setCap(c.proc(c.other, "ddc"), c.current.Root) }, `^pid 1 holds 0x.* in saved ddc, which is not its own$`},
	{"the saved utidc", func(c *corrupted) { c.setCap(c.proc(c.other, "utidc"), c.entryCap(0)) }, `^pid 1 holds 0x.* in saved utidc, which is not its own$`},
	{"a handler", func(c *corrupted) { c.setCap(c.proc(c.current, "sig")+32*10, c.other.Root) }, `^pid 2 holds 0x.* as handler of signal 10, which is not its own$`},
	{"a handler of the other", func(c *corrupted) { c.setCap(c.proc(c.other, "sig")+32*64, c.current.Root) }, `^pid 1 holds 0x.* as handler of signal 64, which is not its own$`},
	{"the root", func(c *corrupted) { c.setCap(c.proc(c.other, "root"), c.current.Root) }, `^pid 1 has the root 0x.*, which is not its region from 0x`},
	{"the root with ASR", func(c *corrupted) {
		c.setCap(c.proc(c.other, "root"), cap.Root(c.other.Base).SetBounds(c.other.Bytes))
	}, `^pid 1 has the root 0x.*, which is not its region`},

	{"a capability of another's in memory", func(c *corrupted) {
		c.setCap(c.page(c.current, aware.PageEager).Frame+32, c.other.Root)
	}, `^pid 2 holds 0x.* at 0x.*020, which is not its own$`},
	{"in memory that refers to another region", func(c *corrupted) {
		c.setCap(c.page(c.current, aware.PageCoPA).Frame, c.current.Root)
	}, `^pid \d holds 0x.* at 0x.*000, which is not its own$`},
	{"in shared memory", func(c *corrupted) { c.setCap(c.page(c.current, aware.PageShared).Frame+16, c.current.Root) }, `^pid \d has 0x.* in shared memory at 0x.*010$`},
	{"shared memory that takes capabilities", func(c *corrupted) {
		c.change(c.page(c.current, aware.PageShared), 0, 1<<55|1<<57|1<<58)
	}, `^pid 2 can have capabilities in shared memory at 0x`},
	{"private memory that takes none", func(c *corrupted) { c.change(c.page(c.current, aware.PageEager), 1<<57, 0) }, `^pid 2 can't have capabilities in private memory at 0x`},
	{"a page that is not armed any more", func(c *corrupted) { c.change(c.page(c.current, aware.PageCoPA), 1<<56, 0) }, `^pid 2 can load from 0x.*, whose capabilities refer to region 0$`},
	{"a page that strips tags instead", func(c *corrupted) { c.change(c.page(c.current, aware.PageCoPA), 1<<55, 0) }, `^pid 2 has the page 0x.*, which is to be copied at the first load`},
	{"a page that another can see change", func(c *corrupted) { c.change(c.page(c.other, aware.PageCoW), 0, 1<<2) }, `^private frame 0x.* can be written by 1 of the 2 that have it: pid 1 at 0x.*, pid 2 at 0x`},
	{"a page for user mode", func(c *corrupted) { c.change(c.page(c.current, aware.PageEager), 0, 1<<4) }, `^pid 2 has the page 0x.* with the U bit`},

	{"a frame that two can write", func(c *corrupted) {
		a, b := c.written(c.other), c.written(c.current)
		c.set(c.pte(b.Addr, 0), 8, b.PTE&^((1<<44-1)<<10)|a.Frame>>12<<10)
	}, `^private frame 0x.* can be written by 2 of the 2 that have it: pid 1 at 0x.*, pid 2 at 0x`},
	{"the kernel's memory", func(c *corrupted) { c.change(c.page(c.current, aware.PageEager), (1<<44-1)<<10, 0x80000000>>12<<10) },
		`^pid 2 has the kernel's memory at 0x80000000 mapped at 0x`},
	{"a page table", func(c *corrupted) {
		at := c.pte(c.current.Base, 0)
		c.change(c.page(c.current, aware.PageEager), (1<<44-1)<<10, at>>12<<10)
	}, `^pid 2 has the frame 0x.* of kind 2 mapped at 0x`},
	{"a mapping of the dead", func(c *corrupted) {
		pte, _ := c.m.Read(c.pte(c.current.Base, 1), 8)
		c.set(c.pte(c.gap(), 1), 8, pte)
	}, `^there is a page table for 0x.*, which is in no µprocess's region$`},
	{"a page of 2 MiB", func(c *corrupted) { c.set(c.pte(c.gap(), 1), 8, 0x80000000>>2|0xcf) }, `^a page of 2 MiB is mapped at 0x`},
	{"a page of 1 GiB", func(c *corrupted) { c.set(c.pte(8<<30, 2), 8, 0x80000000>>2|0xcf) }, `^a page of 1 GiB is mapped at 0x200000000: 0x`},

	{"a reference too many", func(c *corrupted) { c.add(c.frame(c.page(c.current, aware.PageCoPA).Frame), 2, 1) },
		`^frame 0x.* has 3 references, but 2 page-table entries lead to it: pid 1 at 0x.*, pid 2 at 0x`},
	{"a reference too few", func(c *corrupted) { c.add(c.frame(c.page(c.current, aware.PageShared).Frame), 2, -1) },
		`^frame 0x.* has 1 references, but 2 page-table entries lead to it: pid 1 at 0x.*, pid 2 at 0x`},
	{"a frame that is said to be free", func(c *corrupted) { c.set(c.frame(c.page(c.current, aware.PageEager).Frame)+2, 2, 0) },
		`^frame 0x.* is of kind 0, but 1 page-table entries lead to it: pid 2 at 0x`},
	{"a frame that is lost", func(c *corrupted) { c.set(c.frame(c.freeFrame())+2, 2, 1) }, `^frame 0x.* is of kind 1, but the kernel uses it 0 times$`},
	{"a page table that is lost", func(c *corrupted) { c.set(c.frame(c.freeFrame())+2, 2, 2) }, `^frame 0x.* is of kind 2, but the kernel uses it 0 times$`},
	{"a page table that is free", func(c *corrupted) { c.set(c.frame(c.pte(c.current.Base, 0))+2, 2, 0) }, `^frame 0x.* is of kind 0, but the kernel uses it 1 times$`},
	{"another number of free frames", func(c *corrupted) { c.add(c.address("nfree"), 8, 1) }, `^\d+ frames are free, but the kernel counts \d+$`},
	{"a page that is not counted", func(c *corrupted) { c.add(c.proc(c.other, "pages"), 8, -1) }, `^pid 1 is said to have \d+ pages, but has \d+$`},
	{"a table that is not counted", func(c *corrupted) { c.add(c.proc(c.current, "tables"), 8, 1) }, `^pid 2 is said to have 3 page tables, but has 2$`},
	{"the region that a frame refers to", func(c *corrupted) { c.add(c.frame(c.page(c.other, aware.PageCoW).Frame)+4, 4, 1) }, `^pid 1 can load from 0x.*, whose capabilities refer to region 1$`},
	{"a region's frames", func(c *corrupted) { c.add(c.region(0, "frames"), 4, 1) }, `^region 0, which pid 1 has \(0: nobody\), is said to have \d+ frames, but has \d+$`},
	{"a region that is given away", func(c *corrupted) { c.set(c.region(1, "used"), 4, 0) }, `^pid 2 has no region$`},
	{"a region that nobody has", func(c *corrupted) { c.set(c.region(5, "used"), 4, 1) }, `^region 5 is in use, but nobody has it and no frame refers to it$`},
	{"a region of one that never was", func(c *corrupted) {
		c.set(c.region(5, "used"), 4, 1)
		c.set(c.region(5, "owner"), 4, 77)
	}, `^region 5 is in use, but nobody has it and no frame refers to it$`},
	{"a region of another's", func(c *corrupted) { c.set(c.region(1, "owner"), 4, 1) }, `^pid 2 has the region 1, whose owner is pid 1$`},
	{"regions that overlap", func(c *corrupted) {
		c.set(c.region(5, "used"), 4, 1)
		c.set(c.region(5, "base"), 8, c.other.Base+4096)
		c.set(c.region(5, "size"), 8, 4096)
	}, `^regions 0 and 5 overlap at 0x`},
	{"an open file without a descriptor", func(c *corrupted) { c.add(c.address("files")+c.member("file", "refs"), 4, 1) }, `^open file 0 has 7 references, but 6 descriptors lead to it$`},
	{"an end of a pipe", func(c *corrupted) { c.add(c.address("pipes")+c.member("pipe", "ends"), 4, 1) }, `^end 0 of pipe 0 is said to be open 2 times, but is 1$`},
	{"a file's holders", func(c *corrupted) { c.add(c.address("inodes")+c.member("inode", "holders"), 4, 1) },
		`^file 0 is said to have 2 holders, but has 1$`},

	{"no timer", func(c *corrupted) { c.setCSR("stimecmp", cap.Null(1<<60)) }, `^pid 2 runs without a timer: it is \d+, and would fire at 1152921504606846976$`},
	{"no timer interrupt", func(c *corrupted) { c.setCSR("sie", cap.Null(0)) }, `^pid 2 runs without interrupts`},
	{"no interrupts", func(c *corrupted) { c.bits("sstatus", 1<<5, 0) }, `^pid 2 runs without interrupts`},
	{"no read generations", func(c *corrupted) { c.bits("sstatus", 1<<59, 0) }, `^pid 2 runs with sstatus 0x.*: pages that are to be copied`},
	{"the other read generation", func(c *corrupted) { c.bits("sstatus", 0, 1<<60) }, `^pid 2 runs with sstatus 0x.*: pages that are to be copied`},
	{"a trap that M-mode gets", func(c *corrupted) { c.bits("medeleg", 1<<9, 0) }, `^pid 2 can have traps that the kernel does not get: causes 0x200 of medeleg$`},
	{"a timer that M-mode gets", func(c *corrupted) { c.bits("mideleg", 1<<5, 0) }, `^pid 2 runs with a timer that the kernel does not get$`},
	{"another's kernel stack", func(c *corrupted) {
		v, _ := c.m.ReadCap(c.proc(c.other, "tf"))
		c.setCSR("sscratch", v)
	}, `^pid 2 runs with sscratch 0x.*, which is not its kernel stack$`},
	{"no kernel stack", func(c *corrupted) { c.setCSR("sscratch", cap.Null(0)) }, `^pid 2 runs with sscratch 0x0.*, which is not its kernel stack$`},
	{"another vector", func(c *corrupted) { c.setCSR("stvec", c.entryCap(0)) }, `^pid 2 runs with stvec 0x.*, which does not lead into the kernel$`},
	{"addresses that are not translated", func(c *corrupted) { c.setCSR("satp", cap.Null(0)) }, `^satp is 0x0: addresses are not translated$`},
}

// freeFrame is one that nobody has.
func (c *corrupted) freeFrame() uint64 {
	last := c.number("nframes") - 1
	if kind, _ := c.m.Read(c.number("frames")+8*last+2, 2); kind != frameFree {
		c.t.Fatal("the last frame is not free")
	}
	return c.number("first_frame") + last<<12
}

// TestCheckerNotices makes each thing wrong that the checker promises to notice. It
// says so, and nothing is wrong when it is undone.
func TestCheckerNotices(t *testing.T) {
	c := corrupt(t)
	out := append([]byte(nil), c.m.Output()...)
	for _, w := range wrongs {
		before := c.m.Snapshot()
		c.t = t
		w.make(c)
		found := c.k.Check(c.m)
		want := regexp.MustCompile(w.want)
		if len(found) == 0 || !matches(want, found) {
			t.Errorf("%s: it says %q, want %s", w.name, found, w.want)
		}
		c.m.Restore(before, out)
		c.m.Drop(before)
		if found := c.k.Check(c.m); found != nil {
			t.Fatalf("%s, undone: %q", w.name, found)
		}
	}
}

func matches(want *regexp.Regexp, found []string) bool {
	for _, f := range found {
		if want.MatchString(f) {
			return true
		}
	}
	return false
}

// TestCheckerInProgram: it looks at a machine that runs a program too.
func TestCheckerInProgram(t *testing.T) {
	c := corrupt(t)
	c.m.Run(3)
	if c.m.PCC.Has(cap.ASR) {
		t.Fatalf("the kernel runs at %v", c.m.PCC)
	}
	if found := c.k.Check(c.m); found != nil {
		t.Errorf("in a program: %q", found)
	}
	c.setReg(machine.AuthPCC, c.other.Root)
	if found := fmt.Sprint(c.k.Check(c.m)); !strings.Contains(found, "pid 2 holds") || !strings.Contains(found, "as pcc, which is not its own") {
		t.Errorf("with another's pcc: %s", found)
	}
}
