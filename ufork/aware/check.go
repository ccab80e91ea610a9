package aware

import (
	"fmt"
	"slices"
	"strings"

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
	procs    []Proc          // those that have not ended
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

// Check says what is wrong with a machine that runs a program, or whose kernel is
// about to return to one, nothing when all is well:
//
//   - every capability that a µprocess can load or holds in a register, and every
//     one that the kernel keeps for it (saved registers, ddc, utidc, handlers of
//     signals), lies in its region, is a sentry of the kernel, or is the table of
//     these; the root that others are derived from is the region, without ASR;
//   - a private frame's capabilities lie in the region that it is recorded to
//     refer to, and one that is not that of the page's owner can't be loaded;
//   - shared frames hold no capabilities, and their pages take none;
//   - reference counts are the numbers of page-table entries, a region's count
//     that of the frames that refer to it, and what is free is what is not in use:
//     frames, tables, regions, open files, pipes, contents of files;
//   - nothing is mapped but pages of µprocesses, each in frames of their kind, and
//     no page of private memory can be written while another has its frame;
//   - a program runs with interrupts, with a timer that will fire, with capability
//     read generations on, and the way into the kernel is there.
//
// Each problem names the µprocess, and the page or the capability.
func (k *ufork) Check(m *machine.Machine) []string {
	c := &checker{k: k, m: m, refs: map[uint64]int{}, writers: map[uint64]int{}, refer: map[uint64]int{},
		looked: map[uint64]bool{}, uses: map[uint64]int{}}
	for _, p := range k.Procs(m) {
		if p.State != Ended && p.Bytes != 0 {
			c.procs = append(c.procs, p)
		}
	}
	for i := range c.procs {
		c.proc(&c.procs[i])
	}
	c.mappings()
	c.files()
	c.frames()
	c.regions()
	return c.problems
}

func (c *checker) proc(p *Proc) {
	r, ok := c.k.Region(c.m, p.Base)
	if !ok {
		c.say("pid %d has no region", p.PID)
		return
	}
	c.root(p, r)
	pages := c.k.Pages(c.m, r)
	for i := range pages {
		c.page(p, r, &pages[i])
	}
	if n := c.k.mapped.get(c.m, p.Entry); n != uint64(len(pages)) {
		c.say("pid %d is said to have %d pages, but has %d", p.PID, n, len(pages))
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

// root checks what fork and mmap derive a µprocess's capabilities from.
func (c *checker) root(p *Proc, r Region) {
	b := p.Root.Bounds()
	if !p.Root.Tag || p.Root.Sealed() || b.Base != r.Base || b.Top != (cap.Wide{Lo: r.Base + r.Bytes}) || p.Root.Has(cap.ASR) {
		c.say("pid %d has the root %v, which is not its region from %#x, %#x bytes", p.PID, p.Root, r.Base, r.Bytes)
	}
}

// page checks a page and, once for frames that are shared, what its frame holds.
func (c *checker) page(p *Proc, r Region, page *Page) {
	c.refs[page.Frame]++
	shared := page.PTE&pteKind == pteShared // also while it has no rights
	if page.Write && !shared {
		c.writers[page.Frame]++
	}
	if !c.entryOf(p, page, shared) {
		return
	}
	armed := page.State == PageCoPA || page.State == PageCoA || page.State == PageNone
	if !shared && !armed && page.Refers != r.Index {
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
		if shared {
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
	inProgram := !c.m.PCC.Has(cap.ASR)
	pcc, _ := c.m.ReadCSR(mustCSR("sepc"))
	if inProgram {
		pcc = c.m.PCC
	}
	if !c.entry(pcc) {
		c.capability(p, pcc, func() string { return "as pcc" })
	}
	c.system(p, inProgram)
}

// saved checks the registers of one that does not run.
func (c *checker) saved(p *Proc) {
	tf := c.k.tf.get(c.m, p.Entry)
	for i := range uint64(32) {
		v, ok := c.m.ReadCap(tf + i*cap.SizeBytes)
		if ok && (i > 0 || !c.entry(v)) {
			c.capability(p, v, func() string {
				if i == 0 {
					return "as saved pcc"
				}
				return "in saved " + isa.RegName(uint8(i))
			})
		}
	}
	for _, r := range []struct {
		name string
		at   field
	}{{"ddc", c.k.ddc}, {"utidc", c.k.utidc}} {
		if v, ok := c.m.ReadCap(p.Entry + r.at.off); ok {
			c.capability(p, v, func() string { return "in saved " + r.name })
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
	case inside(p.Base, p.Base+p.Bytes) && !v.Has(cap.ASR):
	case v.Sealed() && inside(c.k.textLo, c.k.textHi) && c.entry(v):
	case inside(c.k.tableLo, c.k.tableHi) && !v.Has(cap.W) && !v.Has(cap.X):
	default:
		c.say("pid %d holds %v %s, which is not its own", p.PID, v, where())
	}
}

// mappers are the pages that lead to a frame, in words.
func (c *checker) mappers(frame uint64) string {
	var out []string
	for _, p := range c.procs {
		r, _ := c.k.Region(c.m, p.Base)
		for _, page := range c.k.Pages(c.m, r) {
			if page.Frame == frame {
				out = append(out, fmt.Sprintf("pid %d at %#x", p.PID, page.Addr))
			}
		}
	}
	if len(out) == 0 {
		return "nobody has it"
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}
