package viewtest

import (
	"ushell/debug/frame"
)

// Regions of the frame Paged.
const (
	PagedParent = 0x29_9000_0000
	PagedChild  = 0x25_e000_0000
	pagedSize   = 256 << 20
)

// pages are the pages of a region: part, number, state.
func pages(base uint64, parts []struct {
	name  string
	at    uint64
	n     int
	state frame.PageState
}) []frame.Page {
	var out []frame.Page
	for _, p := range parts {
		for i := range p.n {
			refs := 1
			if p.state >= frame.PageCoW {
				refs = 2
			}
			out = append(out, frame.Page{Addr: base + p.at + uint64(i)*4096, Part: p.name, State: p.state, Refs: refs})
		}
	}
	return out
}

type pageRun = struct {
	name  string
	at    uint64
	n     int
	state frame.PageState
}

// Paged is a frame under the kernel that pages: the child of a fork has loaded a
// pointer from a page that it shared, and the kernel copies that page.
func Paged() *frame.Frame {
	const stack = pagedSize - 0x20000
	f := C()
	f.Program, f.Kernel, f.Owner, f.For, f.Privilege = "hello_fork.c", "ufork", 'K', 'B', "S"
	f.Step, f.End = 445636, 500250
	f.Stop = frame.Stop{Kind: frame.StopProbe, Text: "rewrite 4 of fork 1, by fault 2 of its child"}
	parent := pages(PagedParent, []pageRun{{"text", 0, 6, frame.PagePrivate}, {"captable", 0x6000, 2, frame.PageEager}, {"data", 0x8000, 2, frame.PageCoW},
		{"heap", 0xa000, 66, frame.PageCoW}, {"stack", stack, 31, frame.PageCoW}, {"stack", stack + 0x1f000, 1, frame.PagePrivate}})
	child := pages(PagedChild, []pageRun{{"text", 0, 6, frame.PageCoPA}, {"captable", 0x6000, 2, frame.PageEager}, {"data", 0x8000, 2, frame.PageCoPA},
		{"heap", 0xa000, 66, frame.PageCoPA}, {"heap", 0x100000, 1, frame.PageShared}, {"stack", stack, 31, frame.PageCoPA}, {"stack", stack + 0x1f000, 1, frame.PagePrivate}})
	child[8].Filling = true
	child[len(child)-1].New = true
	region := func(o frame.Owner, pid int, base uint64, state string, pg []frame.Page) frame.Region {
		return frame.Region{Owner: o, PID: pid, Name: "programs/hello_fork.c", State: state, Base: base, End: base + pagedSize, Pages: pg}
	}
	f.Map = []frame.Region{kernel(), region('A', 1, PagedParent, "waiting", parent), region('B', 2, PagedChild, "running", child), uart()}
	f.Near = &frame.Region{Owner: 'B', Name: "page", Base: PagedChild + 0x8000, End: PagedChild + 0x9000,
		Parts:     []frame.Part{{Name: "granules", Base: PagedChild + 0x8000, End: PagedChild + 0x9000}},
		Used:      bits(4096, [2]int{4, 60}),
		Tagged:    bits(4096, [2]int{8, 24}, [2]int{48, 50}),
		Rewritten: bits(4096, [2]int{14, 15})}
	f.Procs = []frame.Proc{
		{Owner: 'A', PID: 1, State: "waiting", Base: PagedParent, End: PagedParent + pagedSize, Pages: [frame.PageStates]int{frame.PagePrivate: 7, frame.PageEager: 2, frame.PageCoW: 99}, Files: []string{"0 console, shared by 6", "3 pipe 0 end 0, 12 bytes to read, other end: pid 2"}},
		{Owner: 'B', PID: 2, Parent: 1, State: "running", Current: true, Base: PagedChild, End: PagedChild + pagedSize,
			Pages: [frame.PageStates]int{frame.PagePrivate: 1, frame.PageEager: 2, frame.PageCoPA: 105, frame.PageShared: 1}},
		{Owner: 'C', PID: 3, Parent: 1, State: "ended", Status: 7 << 8},
		{Owner: 'D', PID: 4, Parent: 2, State: "ended", Status: 11},
	}
	f.Forks = []frame.Fork{pagedFork()}
	f.Mem = memory(PagedChild, 'B', "0x25e00080e0", PagedChild+0x80e0)
	return f
}

func pagedFork() frame.Fork {
	f := frame.Fork{N: 1, Parent: 'A', Child: 'B', ParentPID: 1, ChildPID: 2, Call: 402867, Begin: 403063, End: 436758, ParentBase: PagedParent, ChildBase: PagedChild,
		Size: pagedSize, Total: 166, Strategy: "copa", Shared: 106, Eager: 2,
		Phases: []frame.Phase{{Name: "entry", Instructions: 196}, {Name: "memory", Instructions: 30938}, {Name: "registers", Instructions: 2757}},
		Copies: []frame.Copy{
			{Step: 440579, End: 444500, Page: PagedChild + pagedSize - 4096, Part: "stack", By: "write", Where: "__ret+0x4", Taken: true, Rewrites: 1},
			{Step: 444659, Page: PagedChild + 0x8000, Part: "data", By: "pointer load", Where: "main+0x6c, programs/hello_fork.c:41", Rewrites: 1},
		}}
	add := func(slot, to uint64, register, part, target string, fault int, step uint64) {
		was := Bounded(PagedParent+to, PagedParent+to, 32)
		now := Bounded(PagedChild+to, PagedChild+to, 32)
		f.Rewrites = append(f.Rewrites, frame.Rewrite{N: len(f.Rewrites) + 1, Step: step, Slot: slot, Register: register, Part: part, Old: was, New: now,
			Distance: PagedChild - PagedParent, Target: target, Agrees: true, Fault: fault})
	}
	add(PagedChild+0x6d10, 0x8300, "", "captable", "list", 0, 407200)
	add(0x80051e40, 0xa010, "s5", "registers", "heap", 0, 436000)
	add(PagedChild+pagedSize-0x880, 0xfffe50, "", "stack", "stack", 1, 441681)
	add(PagedChild+0x80e0, 0xc040, "", "data", "heap", 2, 445636)
	f.AtRewrite = true
	return f
}
