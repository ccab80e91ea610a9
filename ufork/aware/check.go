package aware

import (
	"fmt"

	"ushell/cap"
	"ushell/isa"
	"ushell/machine"
)

// maxProblems bounds what a check reports.
const maxProblems = 20

// checker goes over all µprocesses of a machine.
type checker struct {
	k        *ufork
	m        *machine.Machine
	refs     map[uint64]int  // page-table entries by frame
	writers  map[uint64]int  // those that allow writing, of private pages
	refer    map[uint64]int  // private frames by the index of the region that they refer to
	looked   map[uint64]bool // frames whose contents were
	uses     map[uint64]int  // by the kernel itself, of its frames and tables
	problems []string
}

func (c *checker) say(format string, args ...any) {
	if len(c.problems) < maxProblems {
		c.problems = append(c.problems, fmt.Sprintf(format, args...))
	}
}

// Check says what is wrong with a machine on which the kernel is about to return
// to a program, nothing when all is well:
//
//   - every capability that a µprocess can load or holds in a register lies in its
//     region, is a sentry of the kernel, or is the table of these;
//   - a private frame's capabilities lie in the region that it is recorded to
//     refer to, and one that is not that of the page's owner can't be loaded;
//   - shared frames hold no capabilities;
//   - reference counts are the numbers of page-table entries, a region's count
//     that of the frames that refer to it, and what is free is what is not in use:
//     frames, tables, regions, open files, pipes, contents of files;
//   - no frame of private memory can be written by two.
func (k *ufork) Check(m *machine.Machine) []string {
	c := &checker{k: k, m: m, refs: map[uint64]int{}, writers: map[uint64]int{}, refer: map[uint64]int{},
		looked: map[uint64]bool{}, uses: map[uint64]int{}}
	for _, p := range k.Procs(m) {
		if p.State == Ended || p.Bytes == 0 {
			continue
		}
		c.proc(&p)
	}
	c.tables()
	c.files()
	c.frames()
	c.regions()
	return c.problems
}

// Kinds of frames, as kernel.h has them.
const (
	frameFree    = 0
	frameKernel  = 1
	frameTable   = 2
	framePrivate = 3
	frameShared  = 4
)

// frames compares the kernel's table of frames with the page tables.
func (c *checker) frames() {
	k, m := c.k, c.m
	frames, _ := m.Read(k.frames, 8)
	n, _ := m.Read(k.nframes, 8)
	first, _ := m.Read(k.firstFrame, 8)
	free := uint64(0)
	for i := range n {
		at := frames + i*k.frame.size
		pa := first + i<<12
		what := k.kind.get(m, at)
		switch {
		case what == framePrivate || what == frameShared:
			if refs := int(k.refs.get(m, at)); refs != c.refs[pa] {
				c.say("frame %#x has %d references, but %d page-table entries lead to it", pa, refs, c.refs[pa])
			}
		case c.refs[pa] != 0:
			c.say("frame %#x is of kind %d, but %d page-table entries lead to it", pa, what, c.refs[pa])
		case (what == frameKernel || what == frameTable) != (c.uses[pa] == 1):
			c.say("frame %#x is of kind %d, but the kernel uses it %d times", pa, what, c.uses[pa])
		}
		switch what {
		case framePrivate:
			c.refer[k.frameRegion.get(m, at)]++
			if c.writers[pa] > 1 {
				c.say("frame %#x can be written by %d", pa, c.writers[pa])
			}
		case frameFree:
			free++
		}
	}
	if counted, _ := m.Read(k.nfree, 8); counted != free {
		c.say("%d frames are free, but the kernel counts %d", free, counted)
	}
}

// regions compares the kernel's table of regions with the frames.
func (c *checker) regions() {
	for i := range c.k.nregions {
		at := c.k.regions + i*c.k.region.size
		frames := c.k.regionFrames.get(c.m, at)
		if int(frames) != c.refer[i] {
			c.say("region %d is said to have %d frames, but has %d", i, frames, c.refer[i])
		}
		if frames != 0 && c.k.used.get(c.m, at) == 0 {
			c.say("region %d can be given away, but %d frames refer to it", i, frames)
		}
		owner := c.k.proc1(c.m, int(c.k.owner.get(c.m, at)))
		if frames == 0 && c.k.used.get(c.m, at) != 0 && (owner == nil || owner.State == Ended) {
			c.say("region %d is in use, but nobody's and no frame refers to it", i)
		}
	}
}

func (c *checker) proc(p *Proc) {
	r, ok := c.k.Region(c.m, p.Base)
	if !ok {
		c.say("pid %d has no region", p.PID)
		return
	}
	for _, page := range c.k.Pages(c.m, r) {
		c.refs[page.Frame]++
		if page.Write && page.State != PageShared {
			c.writers[page.Frame]++
		}
		c.page(p, r, &page)
	}
	sig := c.k.sig
	for i := range sig.count {
		if v, ok := c.m.ReadCap(p.Entry + sig.off + i*sig.size); ok {
			c.capability(p, v, func() string { return fmt.Sprintf("as handler of signal %d", i) })
		}
	}
	if p.PID == c.k.Current(c.m) {
		c.hart(p)
		return
	}
	c.saved(p)
}

// page checks what a page's frame holds, once for frames that are shared.
func (c *checker) page(p *Proc, r Region, page *Page) {
	armed := page.State == PageCoPA || page.State == PageCoA || page.State == PageNone
	if page.State != PageShared && !armed && page.Refers != r.Index {
		c.say("pid %d can load from %#x, whose capabilities refer to region %d", p.PID, page.Addr, page.Refers)
	}
	if c.looked[page.Frame] {
		return
	}
	c.looked[page.Frame] = true
	at := c.k.regions + uint64(page.Refers)*c.k.region.size
	in := Proc{PID: p.PID, Base: c.k.base.get(c.m, at), Bytes: c.k.size.get(c.m, at)}
	for off := uint64(0); off < 4096; off += cap.SizeBytes {
		v, ok := c.m.ReadCap(page.Frame + off)
		if !ok || !v.Tag {
			continue
		}
		if page.State == PageShared {
			c.say("pid %d has %v in shared memory at %#x", p.PID, v, page.Addr+off)
			continue
		}
		c.capability(&in, v, func() string { return fmt.Sprintf("at %#x", page.Addr+off) })
	}
}

// hart checks the registers of the running µprocess, which the kernel has loaded.
func (c *checker) hart(p *Proc) {
	for i := 1; i < 32; i++ {
		c.capability(p, c.m.X[i], func() string { return "in " + isa.RegName(uint8(i)) })
	}
	for _, name := range []string{"ddc", "utidc", "stidc"} {
		if v, ok := c.m.ReadCSR(mustCSR(name)); ok {
			c.capability(p, v, func() string { return "in " + name })
		}
	}
	if v, ok := c.m.ReadCSR(mustCSR("sepc")); ok && !c.entry(v) {
		c.capability(p, v, func() string { return "as pcc" })
	}
}

// saved checks the registers of one that does not run.
func (c *checker) saved(p *Proc) {
	tf := c.k.tf.get(c.m, p.Entry)
	for i := range uint64(32) {
		v, ok := c.m.ReadCap(tf + i*cap.SizeBytes)
		if ok && (i > 0 || !c.entry(v)) {
			c.capability(p, v, func() string { return fmt.Sprintf("in saved register %d", i) })
		}
	}
	for name, f := range map[string]field{"ddc": c.k.ddc, "utidc": c.k.utidc} {
		if v, ok := c.m.ReadCap(p.Entry + f.off); ok {
			c.capability(p, v, func() string { return "in saved " + name })
		}
	}
}

// entry says whether pcc is that of a program that a trap found on the first
// instruction of an entry: unsealed, the kernel's.
func (c *checker) entry(pcc cap.Cap) bool {
	const bytes = 16 // of an entry
	b := pcc.Bounds()
	return b.Base == c.k.textLo && pcc.Addr-c.k.entries < bytes*c.k.nentries && (pcc.Addr-c.k.entries)%bytes == 0
}

// capability checks one that p can use.
func (c *checker) capability(p *Proc, v cap.Cap, where func() string) {
	if !v.Tag {
		return
	}
	b := v.Bounds()
	inside := func(lo, hi uint64) bool { return b.Base >= lo && b.Top.Hi == 0 && b.Top.Lo <= hi }
	switch {
	case inside(p.Base, p.Base+p.Bytes):
	case v.Sealed() && inside(c.k.textLo, c.k.textHi) && c.entry(v):
	case inside(c.k.tableLo, c.k.tableHi) && !v.Has(cap.W) && !v.Has(cap.X):
	default:
		c.say("pid %d holds %v %s, which is not its own", p.PID, v, where())
	}
}
