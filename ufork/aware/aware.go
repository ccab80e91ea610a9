// Package aware reads what a kernel knows out of a machine's memory: its
// µprocesses, their regions and registers. It finds them through the symbols of
// the kernel's image, so the guest runs the same code with and without it.
package aware

import (
	"fmt"

	"ushell/cap"
	"ushell/image"
	"ushell/isa"
	"ushell/machine"
)

// State is what a µprocess is doing.
type State uint8

// States of a µprocess.
const (
	Created State = iota // being made by fork
	Ready
	Running
	Waiting
	Ended
)

var stateNames = [...]string{"being created", "ready", "running", "waiting", "ended"}

// String is the state in a word or two.
func (s State) String() string {
	if int(s) < len(stateNames) {
		return stateNames[s]
	}
	return "unknown"
}

// Proc is a µprocess.
type Proc struct {
	PID, Parent int
	State       State
	Status      int    // exit status, once ended
	Base, Bytes uint64 // its region
	Root        cap.Cap
	Entry       uint64 // address of its entry in the process table
}

// Region is a part of the address space that a µprocess has or had.
type Region struct {
	Index       int // in the kernel's table
	Base, Bytes uint64
	Program     uint64 // address of the file that was loaded there; 0 when there is one program only
}

// PageState says what becomes of a page at the next access.
type PageState uint8

// States of a page.
const (
	PagePrivate PageState = iota // its µprocess's own
	PageEager                    // its own; copied by fork at once
	PageCoW                      // shared after a fork: a write copies it
	PageCoPA                     // shared after a fork: a write or a load of a capability copies it
	PageCoA                      // shared after a fork: any access copies it
	PageShared                   // a shared mapping
	PageNone                     // mapped, but without any right
)

var pageStates = [...]string{"private", "eager", "copy on write", "copy on pointer access", "copy on access", "shared", "no access"}

// String is the state in a word or two.
func (s PageState) String() string { return pageStates[s] }

// Page is a page that is mapped in a region.
type Page struct {
	Addr, Frame       uint64
	PTE               uint64
	Read, Write, Exec bool
	State             PageState
	Refs              int // page-table entries that lead to the frame
	Refers            int // index of the region that the capabilities in it refer to
	Why               string
}

// explain says in a sentence why the page is as it is.
func (p *Page) explain(r Region) {
	switch p.State {
	case PagePrivate:
		p.Why = "nobody else has this frame"
		if p.Refs > 1 {
			p.Why = "read-only, so all can have the same frame"
		}
	case PageEager:
		p.Why = "fork copies it at once: the child needs its capabilities"
	case PageCoW:
		p.Why = fmt.Sprintf("shared by %d since a fork: the first write copies it", p.Refs)
		if p.Refs == 1 {
			p.Why = "the other side has its own copy by now: the first write takes this one over"
		}
	case PageCoPA:
		p.Why = fmt.Sprintf("shared by %d: its capabilities refer to another region, so the first load of one copies it", p.Refs)
	case PageCoA:
		p.Why = fmt.Sprintf("shared by %d: the first access copies it", p.Refs)
	case PageShared:
		p.Why = "a shared mapping: it holds no capabilities and is never copied"
	case PageNone:
		p.Why = "mprotect has taken all rights away"
	}
	if p.Refers != r.Index && p.State == PageCoW {
		p.Why += ", and relocates its capabilities"
	}
}

// Kernel reads the tables of a kernel out of a machine's memory.
type Kernel interface {
	// Procs are the µprocesses that exist, in the order of the kernel's table.
	Procs(m *machine.Machine) []Proc
	// Current is the number of the running µprocess, 0 when there is none.
	Current(m *machine.Machine) int
	// Regions are the regions that are, or can be, in use; nil before the kernel
	// has decided.
	Regions(m *machine.Machine) []Region
	// Region is the region that addr lies in.
	Region(m *machine.Machine, addr uint64) (Region, bool)
	// SavedRegister names the register whose saved value is at the physical
	// address slot, and the µprocess it is of; a handler of signal 10, which the
	// kernel keeps too, is "handler 10".
	SavedRegister(m *machine.Machine, slot uint64) (name string, pid int, ok bool)
	// Pages are the pages that are mapped in a region; nil when the kernel does
	// not use pages.
	Pages(m *machine.Machine, r Region) []Page
	// Page is the page that va lies in, if one is mapped there.
	Page(m *machine.Machine, va uint64) (Page, bool)
	// Descriptors are the open files of a µprocess; nil when the kernel has none.
	Descriptors(m *machine.Machine, p Proc) []Descriptor
	// Paged says whether programs lie at virtual addresses.
	Paged() bool
	// Expected says whether the fault of this cause at va, which was just taken, is
	// one that fork has arranged, and what the page was waiting for.
	Expected(m *machine.Machine, cause, va uint64) (PageState, bool)
	// Signal is what the kernel makes of a fault of this cause of the µprocess pid;
	// false when it has no signals.
	Signal(m *machine.Machine, pid int, cause uint64) (Signal, bool)
	// Saved are the registers that the kernel keeps of the µprocess pid; false when
	// it keeps none, or none that are known.
	Saved(m *machine.Machine, pid int) (Saved, bool)
	// Check says what is wrong, of a kernel that is about to return to a program.
	Check(m *machine.Machine) []string
}

// New finds the tables of a kernel through its symbols and debug information.
func New(im *image.Image) (Kernel, error) {
	if _, ok := im.Lookup("proc_table"); ok {
		return newFirst(im)
	}
	return newUFork(im)
}

// first is the first kernel: its assembly has symbols for all offsets.
type first struct {
	table, poolAt, max, size                            uint64
	pid, state, parent, status, base, bytes, root, regs uint64
	states                                              map[uint64]State
}

func newFirst(im *image.Image) (*first, error) {
	k := &first{states: map[uint64]State{0: Created}}
	var state [4]uint64
	for _, f := range []struct {
		name string
		to   *uint64
	}{
		{"proc_table", &k.table}, {"region_pool", &k.poolAt}, {"NPROC", &k.max}, {"PROC_SIZE", &k.size},
		{"PROC_PID", &k.pid}, {"PROC_STATE", &k.state}, {"PROC_PARENT", &k.parent}, {"PROC_STATUS", &k.status},
		{"PROC_BASE", &k.base}, {"PROC_BYTES", &k.bytes}, {"PROC_ROOT", &k.root}, {"PROC_REGS", &k.regs},
		{"READY", &state[0]}, {"RUNNING", &state[1]}, {"WAITING", &state[2]}, {"ENDED", &state[3]},
	} {
		s, ok := im.Lookup(f.name)
		if !ok {
			return nil, fmt.Errorf("the kernel %s has no symbol %s", im.Name, f.name)
		}
		*f.to = s.Value
	}
	for i, v := range state {
		k.states[v] = Ready + State(i)
	}
	return k, nil
}

func (k *first) Procs(m *machine.Machine) []Proc {
	var out []Proc
	for i := range k.max {
		at := k.table + i*k.size
		word := func(off uint64) uint64 {
			v, _ := m.Read(at+off, 8)
			return v
		}
		if word(k.pid) == 0 {
			continue
		}
		p := Proc{PID: int(word(k.pid)), Parent: int(word(k.parent)), State: k.states[word(k.state)],
			Status: int(word(k.status)), Base: word(k.base), Bytes: word(k.bytes), Entry: at}
		p.Root, _ = m.ReadCap(at + k.root)
		out = append(out, p)
	}
	return out
}

func (k *first) Current(m *machine.Machine) int {
	for i := range k.max {
		at := k.table + i*k.size
		if v, _ := m.Read(at+k.state, 8); k.states[v] == Running {
			if pid, _ := m.Read(at+k.pid, 8); pid != 0 {
				return int(pid)
			}
		}
	}
	return 0
}

// pool is where regions are: the base of the first one and the size of each,
// both 0 before the kernel has decided.
func (k *first) pool(m *machine.Machine) (base, size uint64) {
	base, _ = m.Read(k.poolAt, 8)
	size, _ = m.Read(k.poolAt+8, 8)
	return base, size
}

func (k *first) Regions(m *machine.Machine) []Region {
	base, size := k.pool(m)
	if size == 0 {
		return nil
	}
	out := make([]Region, k.max)
	for i := range out {
		out[i] = Region{Index: i, Base: base + uint64(i)*size, Bytes: size}
	}
	return out
}

func (k *first) Region(m *machine.Machine, addr uint64) (Region, bool) {
	pool, size := k.pool(m)
	if size == 0 || addr < pool || addr-pool >= size*k.max {
		return Region{}, false
	}
	i := (addr - pool) / size
	return Region{Index: int(i), Base: pool + i*size, Bytes: size}, true
}

func (k *first) Pages(*machine.Machine, Region) []Page { return nil }

func (k *first) Descriptors(*machine.Machine, Proc) []Descriptor { return nil }

func (k *first) Check(*machine.Machine) []string { return nil }

func (k *first) SavedRegister(m *machine.Machine, slot uint64) (name string, pid int, ok bool) {
	if slot < k.table || slot >= k.table+k.max*k.size {
		return "", 0, false
	}
	at := k.table + (slot-k.table)/k.size*k.size
	off := slot - at
	if off < k.regs || off >= k.regs+32*cap.SizeBytes {
		return "", 0, false
	}
	v, _ := m.Read(at+k.pid, 8)
	if n := (off - k.regs) / cap.SizeBytes; n > 0 {
		return isa.RegName(uint8(n)), int(v), true
	}
	return "pcc", int(v), true
}
