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
	refs     map[uint64]int // page-table entries by frame
	writers  map[uint64]int // those that allow writing, of private pages
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
//   - reference counts are the numbers of page-table entries;
//   - no frame of private memory can be written by two.
func (k *ufork) Check(m *machine.Machine) []string {
	c := &checker{k: k, m: m, refs: map[uint64]int{}, writers: map[uint64]int{}}
	for _, p := range k.Procs(m) {
		if p.State == Ended || p.Bytes == 0 {
			continue
		}
		c.proc(&p)
	}
	frames, _ := m.Read(k.frames, 8)
	n, _ := m.Read(k.nframes, 8)
	first, _ := m.Read(k.firstFrame, 8)
	kind := k.frame.at["kind"].Off
	for i := range n {
		at := frames + i*k.frame.size
		pa := first + i<<12
		what, _ := m.Read(at+kind, 2)
		refs := int(k.refs.get(m, at))
		switch {
		case what == framePrivate || what == frameShared:
			if refs != c.refs[pa] {
				c.say("frame %#x has %d references, but %d page-table entries lead to it", pa, refs, c.refs[pa])
			}
		case c.refs[pa] != 0:
			c.say("frame %#x is of kind %d, but %d page-table entries lead to it", pa, what, c.refs[pa])
		}
		if what == framePrivate && c.writers[pa] > 1 {
			c.say("frame %#x can be written by %d", pa, c.writers[pa])
		}
	}
	return c.problems
}

// Kinds of frames, as kernel.h has them.
const (
	framePrivate = 3
	frameShared  = 4
)

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
		// Loads from a page that is armed fault; those from a shared mapping lose
		// the tag.
		if page.State == PageCoPA || page.State == PageCoA || page.State == PageNone || page.State == PageShared {
			continue
		}
		for off := uint64(0); off < 4096; off += cap.SizeBytes {
			if v, ok := c.m.ReadCap(page.Frame + off); ok && v.Tag {
				c.capability(p, v, func() string { return fmt.Sprintf("at %#x", page.Addr+off) })
			}
		}
	}
	if p.PID == c.k.Current(c.m) {
		for i := 1; i < 32; i++ {
			c.capability(p, c.m.X[i], func() string { return "in " + isa.RegName(uint8(i)) })
		}
		return
	}
	tf := c.k.tf.get(c.m, p.Entry)
	for i := range uint64(32) {
		if v, ok := c.m.ReadCap(tf + i*cap.SizeBytes); ok {
			c.capability(p, v, func() string { return fmt.Sprintf("in saved register %d", i) })
		}
	}
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
	case v.Sealed() && inside(c.k.textLo, c.k.textHi):
	case inside(c.k.tableLo, c.k.tableHi) && !v.Has(cap.W) && !v.Has(cap.X):
	default:
		c.say("pid %d holds %v %s, which is not its own", p.PID, v, where())
	}
}
