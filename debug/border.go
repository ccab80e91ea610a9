package debug

import (
	"fmt"
	"strings"

	"ushell/debug/frame"
	"ushell/machine"
)

// Between a program and its kernel.

// leave executes until the kernel returns to a program.
func (s *Session) leave() { s.leaveTo(frame.None) }

// leaveTo executes until the kernel returns to the µprocess who, or to any.
func (s *Session) leaveTo(who frame.Owner) {
	if s.sys.Kernel == nil || s.owner(s.m.PCC.Addr) != 'K' {
		s.stop = frame.Stop{Kind: frame.StopStep, Text: "this is not the kernel"}
		return
	}
	s.setGoals(s.returnsOf)
	defer s.clearGoals()
	s.run(false, func() (frame.Stop, bool) {
		at := s.owner(s.m.PCC.Addr)
		stop := frame.Stop{Kind: frame.StopStep, Text: fmt.Sprintf("%c goes on", at)}
		return stop, at != 'K' && (who == frame.None || at == who)
	})
}

// returnsOf adds the addresses of the instructions by which the kernel goes to
// programs: sret and mret are the only way out.
func (s *Session) returnsOf(at map[uint64]bool) {
	for _, sec := range s.sys.Kernel.Sections {
		for i := 0; i+4 <= len(sec.Data); i += 2 {
			if w := sec.Data[i:]; w[0] == 0x73 && w[1] == 0 && w[2] == 0x20 && (w[3] == 0x10 || w[3] == 0x30) {
				at[sec.Addr+uint64(i)] = true
			}
		}
	}
}

// workBegins are the addresses at which the kernel begins to work for a program: the
// functions of system calls, and that of traps. nil when the kernel's functions are
// not known.
func (s *Session) workBegins() map[uint64]bool {
	d := s.sys.Kernel.Debug
	if d == nil {
		return nil
	}
	out := map[uint64]bool{}
	for i := range d.Funcs {
		if f := &d.Funcs[i]; strings.HasPrefix(f.Name, "sys_") || f.Name == "user_trap" {
			out[f.Body] = true
		}
	}
	return out
}

// enter executes until the kernel begins to work for the present µprocess.
func (s *Session) enter() {
	switch {
	case s.ended():
		return
	case s.kernel == nil:
		s.stop = frame.Stop{Kind: frame.StopStep, Text: "there is no kernel: the program has the machine to itself"}
		return
	case s.owner(s.m.PCC.Addr) == 'K' && !s.atFault(): // at one the program is shown
		s.stop = frame.Stop{Kind: frame.StopStep, Text: "this is the kernel"}
		return
	}
	begins, pid := s.workBegins(), s.kernel.Current(s.m)
	if begins != nil {
		s.setGoals(func(at map[uint64]bool) {
			for a := range begins {
				at[a] = true
			}
		})
		defer s.clearGoals()
	}
	s.run(false, func() (frame.Stop, bool) {
		pc := s.m.PCC.Addr
		if begins == nil {
			return stepStop(), s.owner(pc) == 'K'
		}
		const interrupt = 1 << 63
		cause, _ := s.register("scause")
		name, _, _ := strings.Cut(s.symbol(pc), "+")
		trap := !strings.HasPrefix(name, "sys_")
		stop := frame.Stop{Kind: frame.StopStep, Text: fmt.Sprintf("%s for %c pid %d", name, letter(pid), pid)}
		return stop, begins[pc] && s.kernel.Current(s.m) == pid && !(trap && cause.Addr&interrupt != 0)
	})
}

// reverseEnter goes back to the last instruction of a program: that with which the
// kernel was entered.
func (s *Session) reverseEnter() {
	if s.kernel == nil || s.owner(s.m.PCC.Addr) != 'K' {
		s.stop = frame.Stop{Kind: frame.StopStep, Text: "this is not the kernel"}
		return
	}
	now := s.m.Steps()
	returns := map[uint64]bool{}
	s.returnsOf(returns)
	toProgram := func() bool {
		to, ok := s.register("sepc")
		return ok && s.owner(to.Addr) != 'K'
	}
	if s.sys.Kernel.Debug == nil {
		toProgram = func() bool { return true } // it returns to nothing else
	}
	last, ok := s.scanBackAt(returns, 0, toProgram, func() bool { return true })
	if !ok {
		s.backTo(0)
		return
	}
	// From there the program runs up to the first instruction of the kernel.
	s.seek(last)
	entries := s.entries()
	s.m.Run(1)
	for s.m.Steps() < now && s.owner(s.m.PCC.Addr) != 'K' {
		s.m.RunUntil(now-s.m.Steps(), &machine.Stops{At: entries, Traps: true})
	}
	s.backTo(s.m.Steps() - 1)
}

// entries are the addresses at which the kernel is entered: by a jump to the sentry of
// a system call, or by a trap.
func (s *Session) entries() map[uint64]bool {
	out := map[uint64]bool{}
	for _, sym := range s.sys.Kernel.Symbols {
		if strings.HasPrefix(sym.Name, "entry_") || strings.HasPrefix(sym.Name, "sys_") || sym.Name == "trap_entry" {
			out[sym.Value] = true
		}
	}
	return out
}
