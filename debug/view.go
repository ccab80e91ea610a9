package debug

import (
	"fmt"
	"strconv"
	"strings"

	"ushell/cap"
	"ushell/debug/frame"
	"ushell/ufork/aware"
)

// One µprocess runs; any can be looked at. What is shown of one that does not run are
// the registers that the kernel has saved, and the calls from its kernel stack on.

// shown is the moment of what is looked at: the present one, or that of a µprocess
// which does not run.
func (s *Session) shown() moment {
	if saved, ok := s.viewed(); ok {
		return waiting{s.now(), saved}
	}
	return s.now()
}

// shownPID is the number of the µprocess that is looked at, 0 for none.
func (s *Session) shownPID() int {
	if s.viewing != 0 || s.kernel == nil {
		return s.viewing
	}
	return s.kernel.Current(s.m)
}

// viewed is what the kernel has saved of the µprocess that is looked at, false if that
// is the one that runs.
func (s *Session) viewed() (*aware.Saved, bool) {
	if s.viewing == 0 {
		return nil, false
	}
	saved, ok := s.kernel.Saved(s.m, s.viewing)
	return &saved, ok
}

// waiting is the present moment of a µprocess that does not run.
type waiting struct {
	present
	saved *aware.Saved
}

func (w waiting) reg(n uint8) cap.Cap {
	if n &= 31; n != 0 {
		return w.saved.Regs[n]
	}
	return cap.Cap{}
}
func (w waiting) float(n uint8) uint64 { return w.saved.Float[n&31] }
func (w waiting) pcc() cap.Cap         { return w.saved.Regs[0] }

// callStack is the stack of calls of what is looked at, the innermost first: the
// kernel's, and those of the program for which it works.
func (s *Session) callStack() []callFrame {
	saved, ok := s.viewed()
	if !ok {
		frames := s.unwind(s.now(), maxCalls)
		if !s.paged() || s.owner(frames[0].look) != 'K' {
			return frames
		}
		now, ok := s.kernel.Saved(s.m, s.kernel.Current(s.m))
		if !ok {
			return frames
		}
		return s.withProgram(frames, &now)
	}
	f := callFrame{pc: saved.Kernel[0].Addr, look: saved.Kernel[0].Addr - 1, regs: saved.Kernel, known: 1<<regRA | 1<<regSP}
	for n := range uint8(32) {
		if calleeSaved(n) && n != 3 && n != 4 { // swtch does not save gp and tp
			f.known |= 1 << n
		}
	}
	frames := s.unwindFrom(s.now(), f, maxCalls)
	if frames[0].fn == nil {
		return s.unwindProgram(saved, false) // it has not been in the kernel yet
	}
	return s.withProgram(frames, saved)
}

// withProgram adds the calls of a program, whose registers are saved, to those of the
// kernel that works for it, if the kernel's are known up to where it was entered.
func (s *Session) withProgram(kernel []callFrame, saved *aware.Saved) []callFrame {
	for i := range kernel {
		if fn := kernel[i].fn; fn != nil && s.owner(kernel[i].look) == 'K' && (fn.Name == "syscall" || fn.Name == "user_trap") {
			return append(kernel[:i+1:i+1], s.unwindProgram(saved, fn.Name == "syscall")...)
		}
	}
	return kernel
}

// unwindProgram are the calls of a program whose registers are saved. called says that
// its pcc is where a call returns to.
func (s *Session) unwindProgram(saved *aware.Saved, called bool) []callFrame {
	f := callFrame{pc: saved.Regs[0].Addr, look: saved.Regs[0].Addr, regs: saved.Regs, known: ^uint32(0)}
	if called {
		f.look--
	}
	return s.unwindFrom(s.now(), f, maxCalls)
}

// cmdProc shows a µprocess, 0 for the one that runs, or lists all.
func (s *Session) cmdProc(args []string) (frame.Reply, error) {
	switch {
	case s.kernel == nil:
		return frame.Reply{}, fmt.Errorf("there are no µprocesses: the program has the machine to itself")
	case len(args) == 0:
		return s.cmdInfo([]string{"procs"})
	}
	pid, err := strconv.Atoi(args[0])
	if len(args[0]) == 1 && args[0][0] >= 'A' && args[0][0] <= 'J' {
		for _, p := range s.procs() {
			if p.Owner == frame.Owner(args[0][0]) {
				pid, err = p.PID, nil
			}
		}
	}
	if err != nil || len(args) > 1 {
		return frame.Reply{}, fmt.Errorf("expected the number or the letter of a µprocess, as info procs lists them")
	}
	if pid == 0 {
		s.selected, s.viewing = 0, 0
		return frame.Reply{}, nil
	}
	for _, p := range s.procs() {
		if p.PID == pid {
			return s.view(&p)
		}
	}
	return frame.Reply{}, fmt.Errorf("there is no µprocess %d now", pid)
}

func (s *Session) view(p *frame.Proc) (frame.Reply, error) {
	s.selected, s.viewing = 0, 0
	who := fmt.Sprintf("%c pid %d", p.Owner, p.PID)
	if p.PID == s.kernel.Current(s.m) {
		return frame.Reply{Lines: []string{who + " runs: it is what is shown"}}, nil
	}
	if _, ok := s.kernel.Saved(s.m, p.PID); !ok {
		return frame.Reply{}, fmt.Errorf("%s has ended, or its registers are not known", who)
	}
	s.viewing = p.PID
	frames := s.callStack()
	for i := range frames {
		if frames[i].fn != nil && s.owner(frames[i].look) != 'K' {
			s.selected = i // where the program is, not what the kernel does for it
			break
		}
	}
	_, where, _ := strings.Cut(callText(s.call(s.selected, &frames[s.selected])), " ") // without its number
	return frame.Reply{Lines: []string{fmt.Sprintf("%s, %s: %s", who, p.State, where)}}, nil
}
