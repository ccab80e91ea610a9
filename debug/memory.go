package debug

import "ushell/cap"

// Under a kernel that pages, a debugger wants to see also the pages that it has
// made inaccessible until they are copied; and while it fills a frame that no entry
// leads to yet, the page is that frame.

// paged says whether programs lie at virtual addresses.
func (s *Session) paged() bool { return s.kernel != nil && s.kernel.Paged() }

// readCap is the granule at addr now.
func (s *Session) readCap(addr uint64) (cap.Cap, bool) { return readCap(s.memoryNow(), addr) }

// memoryNow is the present moment for what is about memory only: where the machine
// stands makes no difference.
func (s *Session) memoryNow() present { return present{s, s.m, s.m.PCC} }

// alias says that a virtual page is about to have a frame.
type alias struct {
	step        uint64
	events      int
	page, frame uint64 // page is 0 for none
}

// filling is the page that the kernel fills at the present moment.
func (s *Session) filling() alias {
	if a := &s.alias; a.step == s.m.Steps() && a.events == len(s.events) {
		return *a
	}
	s.alias = alias{step: s.m.Steps(), events: len(s.events)}
	for i := s.past(s.m.Steps()) - 1; i >= 0; i-- {
		e := &s.events[i]
		if e.kind != evProbe {
			continue
		}
		switch e.name {
		case "fork.copy", "page.copy":
			s.alias.page, s.alias.frame = e.args["va"].Addr, e.args["to"].Addr
			return s.alias
		case "cap.relocate":
			if va, ok := e.args["va"]; ok {
				s.alias.page, s.alias.frame = va.Addr, e.args["slot"].Addr&^4095
			}
			return s.alias
		case "fork.begin", "fork.relocate", "fork.end", "fork.fail", "fault.end", "fault.cow", "fault.coa", "fault.copa", "exit", "exec":
			return s.alias
		}
	}
	return s.alias
}
