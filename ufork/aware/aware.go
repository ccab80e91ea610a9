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

// Kernel knows where a kernel keeps its tables.
type Kernel struct {
	table, pool, max, size                              uint64
	pid, state, parent, status, base, bytes, root, regs uint64
	states                                              map[uint64]State
}

// New finds the tables of a kernel through its symbols.
func New(im *image.Image) (*Kernel, error) {
	k := &Kernel{states: map[uint64]State{0: Created}}
	var state [4]uint64
	for _, f := range []struct {
		name string
		to   *uint64
	}{
		{"proc_table", &k.table}, {"region_pool", &k.pool}, {"NPROC", &k.max}, {"PROC_SIZE", &k.size},
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

// Procs are the µprocesses that exist, in the order of the kernel's table.
func (k *Kernel) Procs(m *machine.Machine) []Proc {
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

// Current is the number of the running µprocess, 0 when there is none.
func (k *Kernel) Current(m *machine.Machine) int {
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

// Pool is where regions are: the base of the first one and the size of each,
// both 0 before the kernel has decided.
func (k *Kernel) Pool(m *machine.Machine) (base, size uint64) {
	base, _ = m.Read(k.pool, 8)
	size, _ = m.Read(k.pool+8, 8)
	return base, size
}

// Regions are the bases of all regions there can be, nil before the kernel has
// decided.
func (k *Kernel) Regions(m *machine.Machine) []uint64 {
	base, size := k.Pool(m)
	if size == 0 {
		return nil
	}
	out := make([]uint64, k.max)
	for i := range out {
		out[i] = base + uint64(i)*size
	}
	return out
}

// Region is the base of the region that addr lies in, if it lies in the pool.
func (k *Kernel) Region(m *machine.Machine, addr uint64) (base uint64, ok bool) {
	pool, size := k.Pool(m)
	if size == 0 || addr < pool || addr-pool >= size*k.max {
		return 0, false
	}
	return addr - (addr-pool)%size, true
}

// SavedRegister names the register whose saved value is in slot, an address in
// the process table, and the number of the entry's µprocess.
func (k *Kernel) SavedRegister(m *machine.Machine, slot uint64) (name string, pid int, ok bool) {
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
