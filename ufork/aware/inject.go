package aware

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"ushell/machine"
)

// Injection is something that happens to the kernel ufork from outside, as an
// operator of the machine could wish: there is no memory, or a signal comes. It is
// made by writes of the kernel's memory that the machine's journal holds.
type Injection struct {
	NoPage bool // the next allocation of a page fails, once
	Signal int  // otherwise this signal becomes pending, as kill makes it
	PID    int  // for this µprocess; 0 is the one that runs
}

// signals are the names of signals, as the C library's signal.h has them.
var signals = map[string]int{
	"HUP": 1, "INT": 2, "QUIT": 3, "ILL": 4, "TRAP": 5, "ABRT": 6, "IOT": 6, "BUS": 7, "FPE": 8, "KILL": 9, "USR1": 10, "SEGV": 11, "USR2": 12,
	"PIPE": 13, "ALRM": 14, "TERM": 15, "CHLD": 17, "CONT": 18, "STOP": 19, "TSTP": 20, "TTIN": 21, "TTOU": 22, "URG": 23, "XCPU": 24, "XFSZ": 25,
	"VTALRM": 26, "PROF": 27, "WINCH": 28, "IO": 29, "PWR": 30, "SYS": 31, "PROT": 34,
}

const maxSignal = 64

// ParseSignal reads the name of a signal, with or without SIG, or its number.
func ParseSignal(text string) (int, error) {
	if n, ok := signals[strings.TrimPrefix(strings.ToUpper(text), "SIG")]; ok {
		return n, nil
	}
	if n, err := strconv.Atoi(text); err == nil && n >= 1 && n <= maxSignal {
		return n, nil
	}
	return 0, fmt.Errorf("there is no signal %q: expected a name such as SIGUSR1, or a number from 1 to %d", text, maxSignal)
}

// SignalName is the name of a signal, its number if it has none.
func SignalName(n int) string {
	var names []string
	for name, v := range signals {
		if v == n {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return strconv.Itoa(n)
	}
	return "SIG" + slices.Min(names)
}

// ParseInjection reads no-page, signal=NAME or signal=NAME,PID.
func ParseInjection(text string) (Injection, error) {
	what, rest, valued := strings.Cut(text, "=")
	switch {
	case what == "no-page" && !valued:
		return Injection{NoPage: true}, nil
	case what == "signal" && valued:
		name, pid, named := strings.Cut(rest, ",")
		n, err := ParseSignal(name)
		if err != nil {
			return Injection{}, err
		}
		i := Injection{Signal: n}
		if named {
			i.PID, err = ParsePID(pid)
		}
		return i, err
	}
	return Injection{}, fmt.Errorf("there is no injection %q: expected no-page, signal=NAME or signal=NAME,PID", text)
}

// ParsePID reads the number of a µprocess.
func ParsePID(text string) (int, error) {
	if n, err := strconv.ParseInt(text, 10, 32); err == nil && n > 0 {
		return int(n), nil
	}
	return 0, fmt.Errorf("%q is no pid: expected a number from 1", text)
}

// String is what ParseInjection reads.
func (i Injection) String() string {
	switch {
	case i.NoPage:
		return "no-page"
	case i.PID == 0:
		return "signal=" + SignalName(i.Signal)
	}
	return fmt.Sprintf("signal=%s,%d", SignalName(i.Signal), i.PID)
}

// Make does it to the machine m at present, whose kernel is k.
func (i Injection) Make(k Kernel, m *machine.Machine) error {
	u, ok := k.(*ufork)
	if !ok {
		return errors.New("only the kernel ufork can be told that there is no page, or that a signal is pending; --kernel ufork chooses it")
	}
	if _, halted := m.Halted(); halted {
		return errors.New("the machine has ended: nothing can happen to it any more")
	}
	writes := []machine.Write{{Kind: machine.WriteBytes, At: u.noPage, Data: []byte{1, 0, 0, 0}}}
	if !i.NoPage {
		var err error
		if writes, err = u.signal(m, i); err != nil {
			return err
		}
	}
	for _, w := range writes {
		if err := m.AddWrite(w); err != nil {
			return err
		}
	}
	return nil
}

// signal are the writes by which a signal comes: what signal_send of the kernel
// does for one that nothing ignores.
func (k *ufork) signal(m *machine.Machine, i Injection) ([]machine.Write, error) {
	if i.PID == 0 {
		if i.PID = k.Current(m); i.PID == 0 {
			return nil, errors.New("no µprocess runs at this moment that could get a signal")
		}
	}
	p := k.proc1(m, i.PID)
	switch {
	case p == nil:
		return nil, fmt.Errorf("there is no µprocess %d at this moment%s", i.PID, k.alive(m))
	case p.State == Ended:
		return nil, fmt.Errorf("the µprocess %d has ended%s", i.PID, k.alive(m))
	}
	word := func(off, size, v uint64) machine.Write {
		return machine.Write{Kind: machine.WriteBytes, At: p.Entry + off, Data: binary.LittleEndian.AppendUint64(nil, v)[:size]}
	}
	bit := uint64(1) << (i.Signal - 1)
	writes := []machine.Write{word(k.pending.off, k.pending.size, k.pending.get(m, p.Entry)|bit)}
	if p.State == Waiting && k.blocked.get(m, p.Entry)&bit == 0 {
		writes = append(writes, word(k.state.off, k.state.size, runnable))
	}
	return writes, nil
}

// runnable is the kernel's RUNNABLE, by its place in uforkStates.
var runnable = uint64(slices.Index(uforkStates, Ready))

// alive lists the µprocesses that could get a signal.
func (k *ufork) alive(m *machine.Machine) string {
	var pids []string
	for _, p := range k.Procs(m) {
		if p.State != Ended {
			pids = append(pids, strconv.Itoa(p.PID))
		}
	}
	if len(pids) == 0 {
		return ""
	}
	return "; there are " + strings.Join(pids, ", ")
}
