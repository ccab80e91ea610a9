package debug

import (
	"fmt"
	"strconv"
	"strings"

	"ushell/cap"
	"ushell/debug/frame"
	"ushell/machine"
	"ushell/ufork/aware"
)

// What a kernel that pages has mapped where.

// pagedRegion is the region of a µprocess by its pages.
func (s *Session) pagedRegion(p *aware.Proc) frame.Region {
	im := s.programAt(p.Base)
	r := frame.Region{Owner: letter(p.PID), PID: p.PID, Name: im.Name, State: p.State.String(), Base: p.Base, End: p.Base + p.Bytes}
	for _, part := range s.programParts(im, p.Bytes) {
		part.Base += p.Base
		part.End += p.Base
		r.Parts = append(r.Parts, part)
	}
	region, ok := s.kernel.Region(s.m, p.Base)
	if !ok {
		return r
	}
	filling := s.filling().page
	before := s.entriesBefore(region)
	part := 0
	for _, page := range s.kernel.Pages(s.m, region) {
		// A page belongs to the part that its first byte lies in.
		for part+1 < len(r.Parts) && page.Addr >= r.Parts[part].End {
			part++
		}
		out := frame.Page{Addr: page.Addr, Part: r.Parts[part].Name, State: frame.PageState(page.State), Refs: page.Refs,
			Filling: page.Addr == filling, New: before != nil && before[page.Addr] != page.PTE}
		r.Pages = append(r.Pages, out)
	}
	if filling-r.Base < p.Bytes && !containsPage(r.Pages, filling) {
		r.Pages = insertPage(r.Pages, frame.Page{Addr: filling, Part: s.partName(filling), State: frame.PagePrivate, Refs: 1, Filling: true})
	}
	return r
}

func containsPage(pages []frame.Page, addr uint64) bool {
	for i := range pages {
		if pages[i].Addr == addr {
			return true
		}
	}
	return false
}

// insertPage adds a page in its place.
func insertPage(pages []frame.Page, p frame.Page) []frame.Page {
	i := len(pages)
	for i > 0 && pages[i-1].Addr > p.Addr {
		i--
	}
	return append(pages[:i:i], append([]frame.Page{p}, pages[i:]...)...)
}

// entriesBefore are the page-table entries of a region at the previous stop, nil
// when the region had none.
func (s *Session) entriesBefore(r aware.Region) map[uint64]uint64 {
	now := s.m.Snapshot()
	s.m.Restore(s.before, s.output)
	defer func() {
		s.m.Restore(now, s.output)
		s.m.Drop(now)
	}()
	was, ok := s.kernel.Region(s.m, r.Base)
	if !ok || was != r {
		return nil
	}
	out := map[uint64]uint64{}
	for _, p := range s.kernel.Pages(s.m, r) {
		out[p.Addr] = p.PTE
	}
	return out
}

// nearPage is the page of interest: that of the newest rewrite, or that which the
// memory pane shows. nil when it is not one of a program.
func (s *Session) nearPage(f *frame.Frame) *frame.Region {
	if !s.paged() {
		return nil
	}
	at := f.Mem.Focus &^ 4095
	for i := range f.Forks {
		if fk := &f.Forks[i]; fk.AtRewrite && fk.Rewrites[len(fk.Rewrites)-1].Register == "" {
			at = fk.Rewrites[len(fk.Rewrites)-1].Slot &^ 4095
		}
	}
	rewritten := map[uint64]bool{}
	for i := range f.Forks {
		for _, w := range s.rewrittenIn(f.Forks[i].N, at) {
			rewritten[w.Slot] = true
		}
	}
	owner := s.owner(at)
	if _, ok := s.readCap(at); !ok || owner == frame.None || owner == 'K' {
		return nil
	}
	r := &frame.Region{Owner: owner, Name: "page", Base: at, End: at + 4096,
		Parts:  []frame.Part{{Name: "granules", Base: at, End: at + 4096}},
		Tagged: make([]uint64, 4), Used: make([]uint64, 4), Rewritten: make([]uint64, 4)}
	for i := range uint64(256) {
		c, _ := s.readCap(at + i*cap.SizeBytes)
		bit := uint64(1) << (i % 64)
		if c.Tag {
			r.Tagged[i/64] |= bit
		}
		if c != (cap.Cap{}) {
			r.Used[i/64] |= bit
		}
		if rewritten[at+i*cap.SizeBytes] && c.Tag {
			r.Rewritten[i/64] |= bit
		}
	}
	return r
}

// errNoPages says why there are no pages to show.
var errNoPages = fmt.Errorf("this kernel does not page: only ufork does")

// cmdPages lists the pages of a µprocess, neighbours of the same kind together.
func (s *Session) cmdPages(args []string) (frame.Reply, error) {
	var r frame.Reply
	if !s.paged() {
		return r, errNoPages
	}
	pid := s.kernel.Current(s.m)
	if len(args) > 0 {
		n, err := strconv.Atoi(args[0])
		if err != nil || len(args) > 1 {
			return r, fmt.Errorf("expected the number of a µprocess")
		}
		pid = n
	}
	for _, p := range s.kernel.Procs(s.m) {
		region, ok := s.kernel.Region(s.m, p.Base)
		if p.PID != pid || p.Bytes == 0 || !ok {
			continue
		}
		pages := s.kernel.Pages(s.m, region)
		became := s.copiesOf(pid)
		r.Lines = append(r.Lines, fmt.Sprintf("%c pid %d: %d pages of %#x-%#x", letter(pid), pid, len(pages), p.Base, p.Base+p.Bytes))
		for i := 0; i < len(pages); {
			a := &pages[i]
			j := i + 1
			for j < len(pages) && like(a, &pages[j]) && s.partName(pages[j].Addr) == s.partName(a.Addr) && became[pages[j].Addr] == became[a.Addr] {
				j++
			}
			r.Lines = append(r.Lines, fmt.Sprintf("%#x %4d %-8s %s  %s: %s%s", a.Addr, j-i, s.partName(a.Addr), rights(a), a.State, a.Why, became[a.Addr]))
			i = j
		}
		return r, nil
	}
	return r, fmt.Errorf("there is no µprocess %d with memory", pid)
}

// copiesOf says of pages of the µprocess pid how they became its own after the fork
// that made it.
func (s *Session) copiesOf(pid int) map[uint64]string {
	out := map[uint64]string{}
	for _, f := range s.forks() {
		if f.ChildPID != pid {
			continue
		}
		for _, c := range f.Copies {
			if c.End != 0 {
				out[c.Page] = fmt.Sprintf("; %s by a %s at %d, %s", copied(c), c.By, c.Step, c.Where)
			}
		}
	}
	return out
}

func like(a, b *aware.Page) bool {
	return b.State == a.State && b.Refs == a.Refs && b.Why == a.Why && rights(a) == rights(b)
}

func rights(p *aware.Page) string {
	out := []byte("---")
	for i, ok := range []bool{p.Read, p.Write, p.Exec} {
		if ok {
			out[i] = "rwx"[i]
		}
	}
	return string(out)
}

// cmdPage explains one page.
func (s *Session) cmdPage(args []string) (frame.Reply, error) {
	var r frame.Reply
	switch {
	case !s.paged():
		return r, errNoPages
	case len(args) != 1:
		return r, fmt.Errorf("expected one address, register or symbol")
	}
	addr, err := s.address(args[0])
	if err != nil {
		return r, err
	}
	p, ok := s.kernel.Page(s.m, addr)
	if !ok {
		return r, fmt.Errorf("no page of a program is mapped at %#x", addr)
	}
	say := func(format string, args ...any) { r.Lines = append(r.Lines, fmt.Sprintf(format, args...)) }
	say("page %#x, %s of %c, %s", p.Addr, s.partName(p.Addr), s.owner(p.Addr), rights(&p))
	if s.filling().page == p.Addr {
		say("state    being copied: nobody may use it until the fault is handled")
	} else {
		say("state    %s: %s", p.State, p.Why)
	}
	say("frame    %#x, %d page-table entries lead to it%s", p.Frame, p.Refs, s.others(&p))
	if region, ok := s.kernel.Region(s.m, addr); ok && region.Index != p.Refers {
		say("content  its capabilities refer to region %d, not to this one, which is %d: nobody may load them before they are relocated", p.Refers, region.Index)
	}
	tags := 0
	for off := uint64(0); off < 4096; off += cap.SizeBytes {
		if c, ok := s.m.ReadCap(p.Frame + off); ok && c.Tag {
			tags++
		}
	}
	say("tags     %d of 256 granules", tags)
	for _, f := range s.forks() {
		for _, c := range f.Copies {
			if c.Page == p.Addr {
				say("history  %s at %d by a %s, %s; %d pointers rewritten", copied(c), c.Step, c.By, c.Where, c.Rewrites)
			}
		}
	}
	return r, nil
}

func copied(c frame.Copy) string {
	if c.End == 0 {
		return "being made the child's own"
	}
	if c.Failed {
		return "not copied, for want of memory,"
	}
	if c.Taken {
		return "taken over"
	}
	return "copied"
}

// others names who else has the frame of p.
func (s *Session) others(p *aware.Page) string {
	var out []string
	for _, proc := range s.kernel.Procs(s.m) {
		r, ok := s.kernel.Region(s.m, proc.Base)
		if !ok || proc.Bytes == 0 {
			continue
		}
		for _, q := range s.kernel.Pages(s.m, r) {
			if q.Frame == p.Frame && q.Addr != p.Addr {
				out = append(out, fmt.Sprintf("%c at %#x", letter(proc.PID), q.Addr))
			}
		}
	}
	if len(out) == 0 {
		return ""
	}
	return ", also " + strings.Join(out, ", ")
}

// cmdFiles lists descriptors.
func (s *Session) cmdFiles(args []string) (frame.Reply, error) {
	if !s.paged() {
		return frame.Reply{}, fmt.Errorf("there are no files: %s", errNoPages)
	}
	pid := 0
	if len(args) > 0 {
		n, err := strconv.Atoi(args[0])
		if err != nil || n <= 0 || len(args) > 1 {
			return frame.Reply{}, fmt.Errorf("expected the number of a µprocess, as the processes pane lists them")
		}
		pid = n
	}
	var r frame.Reply
	for _, p := range s.kernel.Procs(s.m) {
		if pid != 0 && p.PID != pid {
			continue
		}
		r.Lines = append(r.Lines, fmt.Sprintf("%c pid %d, %s", letter(p.PID), p.PID, p.State))
		for _, d := range s.kernel.Descriptors(s.m, p) {
			r.Lines = append(r.Lines, "  "+d.String())
		}
	}
	if len(r.Lines) == 0 {
		return frame.Reply{}, fmt.Errorf("there is no µprocess %d now", pid)
	}
	return r, nil
}

// cmdCheck looks for what is wrong with the machine.
func (s *Session) cmdCheck(args []string) (frame.Reply, error) {
	switch {
	case !s.paged():
		return frame.Reply{}, errNoPages
	case len(args) > 0:
		return frame.Reply{}, fmt.Errorf("this command takes no argument")
	}
	if s.owner(s.m.PCC.Addr) == 'K' {
		return s.checkAtReturn(), nil
	}
	return checked(s.kernel.Check(s.m)), nil
}

// checked is the answer to what Check found.
func checked(problems []string) frame.Reply {
	if len(problems) == 0 {
		problems = []string{"consistent: every capability that a µprocess can reach is its own, reference counts match, no private page is written by two"}
	}
	return frame.Reply{Lines: problems}
}

// checkAhead bounds how many instructions of the kernel are executed to come to where
// all must hold.
const checkAhead = 1 << 26

// checkAtReturn checks the machine as it is when the kernel returns to a program: in
// the middle of its work nothing need hold. The present stays.
func (s *Session) checkAtReturn() frame.Reply {
	s.interrupted.Store(false)
	returns := map[uint64]bool{}
	s.returnsOf(returns)
	begin := s.m.Steps()
	where := s.where(s.m.PCC.Addr)
	var r frame.Reply
	s.aside(func() {
		for s.m.Steps()-begin < checkAhead && !s.interrupted.Load() {
			if _, halted := s.m.Halted(); halted {
				r = checked(s.kernel.Check(s.m))
				r.Lines = append([]string{"The kernel does not return to a program any more: the machine ends. At its end:"}, r.Lines...)
				return
			}
			if to, ok := s.register("sepc"); ok && returns[s.m.PCC.Addr] && s.owner(to.Addr) != 'K' {
				r = checked(s.kernel.Check(s.m))
				r.Lines = append([]string{fmt.Sprintf("The kernel is at work in %s, where nothing need hold. When it returns to a program, %d instructions on:",
					where, s.m.Steps()-begin)}, r.Lines...)
				return
			}
			s.m.Run(1)
			s.m.RunUntil(min(stretch, checkAhead), &machine.Stops{At: returns})
		}
		r.Lines = []string{fmt.Sprintf("The kernel is at work in %s, where nothing need hold, and does not return to a program within %d instructions.", where, s.m.Steps()-begin)}
	})
	return r
}

// cmdNextEvent and cmdPreviousEvent go to an event of a class.
func (s *Session) cmdNextEvent(args []string) (frame.Reply, error) {
	c, err := class(args, "page-fault")
	if err == nil && c.paged && !s.paged() {
		err = errNoPages
	}
	if err == nil {
		s.nextEvent(c.is)
	}
	return frame.Reply{}, err
}

func (s *Session) cmdPreviousEvent(args []string) (frame.Reply, error) {
	c, err := class(args, "page-fault")
	if err == nil {
		s.previousEvent(c.is, c.name)
	}
	return frame.Reply{}, err
}

func class(args []string, byDefault string) (*eventClass, error) {
	name := byDefault
	if len(args) == 1 {
		name = args[0]
	}
	if c := findClass(name); c != nil && len(args) < 2 {
		return c, nil
	}
	return nil, fmt.Errorf("expected one of %s", strings.Join(classNames(), ", "))
}

// cmdCatch makes running stop at events of a class, or not any more.
func (s *Session) cmdCatch(args []string) (frame.Reply, error) {
	var r frame.Reply
	if len(args) == 0 {
		for _, c := range eventClasses {
			mark := " "
			for _, name := range s.catches {
				if name == c.name {
					mark = "*"
				}
			}
			r.Lines = append(r.Lines, fmt.Sprintf("%s %-10s %s", mark, c.name, c.help))
		}
		return r, nil
	}
	c, err := class(args, "")
	if err != nil {
		return r, err
	}
	for i, name := range s.catches {
		if name == c.name {
			s.catches = append(s.catches[:i:i], s.catches[i+1:]...)
			return frame.Reply{Lines: []string{"continue does not stop any more when " + c.help}}, nil
		}
	}
	s.catches = append(s.catches, c.name)
	return frame.Reply{Lines: []string{"continue stops when " + c.help}}, nil
}
