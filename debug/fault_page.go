package debug

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"ushell/debug/frame"
	"ushell/machine"
	"ushell/ufork/aware"
)

// Faults of pages under a kernel that pages: the capability authorises the access,
// but the page says no. Why the page is as it is, the page tables and the kernel's
// tables say; who made it so, history does.

// ofPage says whether a is an access that its capability authorises and its page
// does not allow.
func (s *Session) ofPage(a machine.Access) bool {
	if !s.paged() || a.Kind == machine.NoAccess || slices.Contains(a.Checks[:], machine.Failed) {
		return false
	}
	switch a.Reason {
	case machine.EntryInvalid, machine.EntryNoLeaf, machine.PageNoCapStore, machine.PageNoPermission, machine.ReadGeneration:
		return true
	}
	return false
}

// explainPage explains f, the fault of an access that its page does not allow.
func (s *Session) explainPage(f *frame.Fault, a machine.Access) {
	detail := s.pageDetail(f.Tval, a)
	f.Checks = append(f.Checks, frame.Check{Name: "page", State: frame.Fail, Detail: detail})
	f.Sentence = fmt.Sprintf("%s authorises the %s at %#x, but %s.", f.Register, f.Access, a.Addr, detail)
	if who := s.blameFor(f.Step, f.Tval, a); who != "" {
		f.Hints = append(f.Hints, who)
	}
}

// pageDetail says what the page of va is, a clause.
func (s *Session) pageDetail(va uint64, a machine.Access) string {
	page := va &^ 4095
	p, ok := s.kernel.Page(s.m, va)
	r, in := s.kernel.Region(s.m, va)
	switch {
	case !in:
		return fmt.Sprintf("the page %#x lies in no region: no µprocess has memory there", page)
	case !ok:
		return fmt.Sprintf("no page is mapped at %#x%s", page, s.between(r, page))
	case p.State == aware.PageNone:
		return fmt.Sprintf("the page %#x is there, but %s", page, p.Why)
	case a.Reason == machine.PageNoCapStore:
		return fmt.Sprintf("the page %#x takes no capabilities (YW=0): it is %s", page, p.Why)
	}
	what := map[machine.AccessKind]string{machine.Fetch: "executed", machine.Load: "read", machine.Store: "written"}[a.Kind]
	return fmt.Sprintf("the page %#x is %s (%s, %s): it can't be %s", page, rights(&p), p.State, p.Why, what)
}

// between says between which pages of the region a page that is not mapped lies.
func (s *Session) between(r aware.Region, page uint64) string {
	pages := s.kernel.Pages(s.m, r)
	i := sort.Search(len(pages), func(i int) bool { return pages[i].Addr > page })
	switch {
	case i > 0 && i < len(pages):
		return fmt.Sprintf(", between %s, whose last page is %#x, and %s, which begins at %#x",
			s.partName(pages[i-1].Addr), pages[i-1].Addr, s.partName(pages[i].Addr), pages[i].Addr)
	case i > 0:
		return fmt.Sprintf(": the last page of the region is %#x, %s", pages[i-1].Addr, s.partName(pages[i-1].Addr))
	}
	return ""
}

// blame remembers what blameFor found of the fault at a position.
type blame struct {
	step uint64
	text string
}

// blameFor says since when the page of va does not allow the access a that faulted
// at position step, and what changed it; "" when it never did.
func (s *Session) blameFor(step, va uint64, a machine.Access) string {
	if b := &s.blame; b.text != "" && b.step == step {
		return b.text
	}
	s.blame = blame{step, s.findBlame(va, a)}
	return s.blame.text
}

func (s *Session) findBlame(va uint64, a machine.Access) string {
	needs := map[machine.AccessKind]uint64{machine.Fetch: pageExec, machine.Load: pageRead, machine.Store: pageWrite}[a.Kind]
	fine := func() bool {
		entry, _, ok := walk(s.now(), va)
		// A page that fork has taken the right from for a while is fine: the kernel
		// would copy it.
		return ok && entry&pageRead != 0 && (entry&needs != 0 || needs == pageWrite && entry&pageKind == pageCow)
	}
	if a.Reason == machine.PageNoCapStore {
		return ""
	}
	text := ""
	s.aside(func() {
		lo, hi, ok := s.lastReturn(fine)
		if !ok {
			return
		}
		for lo+1 < hi {
			mid := lo + (hi-lo)/2
			if s.seek(mid); fine() {
				lo = mid
			} else {
				hi = mid
			}
		}
		s.seek(hi)
		text = fmt.Sprintf("The page was good for that until instruction %d changed it", lo)
		if call := s.programCall(); call != "" {
			text += ": " + call
		}
		text += "."
	})
	return text
}

// Bits of the kernel's page-table entries (kernel.h).
const (
	pageRead  = 1 << 1
	pageWrite = 1 << 2
	pageExec  = 1 << 3
	pageKind  = 3 << 8
	pageCow   = 1 << 8
)

// blameWithin bounds how far back the reason for a page is looked for: some tenths
// of a second's work.
const blameWithin = 1 << 26

// lastReturn looks for the last return of the kernel to a program before the present
// position at which want accepts the machine, and the next return after it: what
// makes a difference to want happens only in the kernel.
func (s *Session) lastReturn(want func() bool) (at, next uint64, ok bool) {
	now := s.m.Steps()
	returns := map[uint64]bool{}
	s.returnsOf(returns)
	at, ok = s.scanBackAt(returns, now-min(now, blameWithin), want, func() bool { return true })
	if !ok {
		return 0, 0, false
	}
	s.seek(at)
	s.m.Run(1)
	s.m.RunUntil(now-s.m.Steps(), &machine.Stops{At: returns})
	return at, s.m.Steps(), true
}

// programCall names the system call that the kernel executes, and the line of the
// program that asks for it; "" when it does not execute one.
func (s *Session) programCall() string {
	name := ""
	for _, c := range s.unwind(s.now(), maxCalls) {
		switch {
		case c.fn == nil:
		case s.owner(c.look) != 'K':
			file, line := s.sourceLine(c.look)
			if file == nil {
				return fmt.Sprintf("%s, called by %s", name, c.fn.Name)
			}
			return fmt.Sprintf("%s, called by %s, %s:%d", name, c.fn.Name, file.Name, line)
		default:
			if call, ok := strings.CutPrefix(c.fn.Name, "sys_"); ok {
				name = call
			}
		}
	}
	return name
}
