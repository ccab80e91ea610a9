package aware

import "ushell/machine"

// satpSv39 is the mode of satp in which addresses are translated.
const satpSv39 = 8

// Causes of exceptions that the kernel provokes.
const (
	causeStorePage = 15
	causeLoadCap   = 35
)

func (k *first) Paged() bool { return false }
func (k *ufork) Paged() bool { return true }

// Expected says whether the fault of this cause at va, which has just been taken,
// is one that fork has arranged, as resolve() in the kernel's fault.c decides it:
// then the state of the page is the reason.
func (k *first) Expected(*machine.Machine, uint64, uint64) (PageState, bool) { return 0, false }

func (k *ufork) Expected(m *machine.Machine, cause, va uint64) (PageState, bool) {
	r, ok := k.Region(m, va)
	if !ok {
		return 0, false
	}
	if p := k.proc1(m, k.Current(m)); p == nil || p.Base != r.Base {
		return 0, false
	}
	p, ok := k.Page(m, va)
	switch {
	case !ok:
		return 0, false
	case p.State == PageCoA:
		return PageCoA, true
	case p.State == PageCoPA && cause == causeLoadCap:
		return PageCoPA, true
	case cause == causeStorePage && p.PTE&pteKind == pteCow:
		return PageCoW, true
	}
	return 0, false
}

func (k *ufork) proc1(m *machine.Machine, pid int) *Proc {
	for i := range k.read(m).procs {
		if p := &k.cached.procs[i]; p.PID == pid {
			return p
		}
	}
	return nil
}

func (k *first) Page(*machine.Machine, uint64) (Page, bool) { return Page{}, false }

// Page is the page that va lies in.
func (k *ufork) Page(m *machine.Machine, va uint64) (Page, bool) {
	r, ok := k.Region(m, va)
	satp, _ := m.ReadCSR(mustCSR("satp"))
	if !ok || satp.Addr>>60 != satpSv39 {
		return Page{}, false
	}
	table := satp.Addr & (1<<44 - 1) << 12
	for level := 2; level >= 0; level-- {
		pte, _ := m.Read(table+va>>(12+9*level)&511*8, 8)
		if level == 0 && pte != 0 {
			return k.describe(m, va&^4095, pte, r), true
		}
		if pte&pteValid == 0 {
			break
		}
		table = pte >> 10 & (1<<44 - 1) << 12
	}
	return Page{}, false
}

// describe is the page at va with what the kernel knows of its frame.
func (k *ufork) describe(m *machine.Machine, va, pte uint64, r Region) Page {
	frames, _ := m.Read(k.frames, 8)
	first, _ := m.Read(k.firstFrame, 8)
	p := page(va, pte)
	at := frames + (p.Frame-first)>>12*k.frame.size
	p.Refs = int(k.refs.get(m, at))
	p.Refers = int(k.frameRegion.get(m, at))
	p.explain(r)
	return p
}
