package debug

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"ushell/cc/diag"
	"ushell/debug/frame"
)

// What people who know GDB type without thinking.

// elsewhere are names of other debuggers' commands, with what does it here.
var elsewhere = func() map[string]string {
	out := map[string]string{}
	for _, h := range [][2]string{
		{"display", "the variables (8) are always shown; print shows an expression once"},
		{"undisplay", "nothing is displayed: the variables (8) are always shown"},
		{"start", "goto start goes to reset, break main and continue to main"},
		{"r", "c continues, goto start goes back to reset; on the screen r is a key"},
		{"restart", "goto start goes back to reset"},
		{"starti", "goto start goes to reset"},
		{"reverse-nexti rni", "reverse-stepi goes back one instruction"},
		{"awatch rwatch", "watch stops at changes; reads are not watched"},
		{"condition ignore", "break LOCATION if EXPRESSION sets a breakpoint with a condition"},
		{"enable disable", "delete removes a breakpoint, break sets it again"},
		{"clear", "delete N, or break at the same place, removes a breakpoint"},
		{"commands", "there are no scripts; catch makes continue stop at events"},
		{"jump", "set $pcc changes where execution goes on"},
		{"call", "functions can't be called; print evaluates expressions without calls"},
		{"kill", "quit leaves; inject signal sends a signal"},
		{"attach file", "name the program on the command line: ushell FILE"},
		{"handle", "catch signal makes continue stop at signals; faults always stop it"},
		{"signal", "inject signal sends one; catch signal stops at them"},
		{"layout tui", "tab and 0-9 choose a pane, + enlarges it"},
		{"focus", "tab and 0-9 choose a pane"},
		{"refresh", "ctrl+l draws the screen again"},
		{"whatis", "ptype shows a type"},
		{"output printf echo", "print shows a value"},
		{"explore", "print shows a value, enter in the variables (8) follows a pointer"},
		{"search find forward-search", "/ searches in a pane"},
		{"source define", "there are no scripts"},
		{"checkpoint", "every position can be gone back to: goto N"},
		{"record", "everything is recorded: reverse-step, reverse-continue and goto go back"},
		{"save", "there are no sessions to save: the same program runs the same way again"},
		{"vmmap", "pages lists the pages of a µprocess, the pane address space (4) shows them"},
		{"telescope", "x/16c sp shows capabilities, the pane memory (5) follows them"},
		{"stack", "x/16c sp shows the stack, backtrace the calls"},
		{"context ctx", "the panes show it"},
		{"regs", "info registers"},
		{"nearpc", "disassemble, or the pane code (2)"},
		{"hexdump", "x/64b ADDRESS"},
		{"dq", "x/8gx ADDRESS"},
		{"dd", "x/8wx ADDRESS"},
		{"db", "x/16b ADDRESS"},
		{"heap", "pages shows the heap's pages"},
		{"bins", "there is no view of malloc's lists"},
		{"canary", "there is no canary: capabilities have bounds"},
		{"checksec", "info registers shows the capabilities; every access is checked against one"},
		{"got", "x/32c ADDRESS shows the captable; pages says where it is"},
		{"procinfo", "info procs"},
		{"piebase", "info procs shows where each region begins"},
		{"follow-fork-mode detach", "all µprocesses run in one session: proc shows another"},
	} {
		for _, name := range strings.Fields(h[0]) {
			out[name] = h[1]
		}
	}
	return out
}()

// unknown says what to do instead of a command that there is not.
func unknown(name string) error {
	if hint, ok := elsewhere[name]; ok {
		return fmt.Errorf("there is no command %s: %s", name, hint)
	}
	var names []string
	for _, c := range commands {
		names = append(names, c.Names...)
	}
	best := diag.Nearest(name, names)
	if best != "" {
		return fmt.Errorf("there is no command %q; did you mean %s? help lists them", name, best)
	}
	return fmt.Errorf("there is no command %q; help lists them", name)
}

// cmdList shows lines of the source: round the present one, or one that is named.
func (s *Session) cmdList(args []string) (frame.Reply, error) {
	const around = 5
	if len(args) > 1 {
		return frame.Reply{}, errors.New("expected one place, as break takes it, or none")
	}
	c := s.here()
	file, here := s.sourceLine(c.look)
	at := here
	if n, err := strconv.Atoi(strings.Join(args, "")); err == nil && file != nil {
		at = n
	} else if len(args) == 1 {
		b, err := s.resolve(args[0])
		if err != nil {
			return frame.Reply{}, err
		}
		im := b.in
		if im == nil {
			im, b.addrs[0] = s.locate(b.addrs[0])
		}
		l, ok := im.LineAt(b.addrs[0])
		if !ok {
			return frame.Reply{}, fmt.Errorf("nothing is known of lines at %s", args[0])
		}
		if f := &im.Files[l.File]; f != file {
			file, here = f, 0
		}
		at = l.Line
	}
	if file == nil || file.Text == "" {
		return frame.Reply{}, errors.New("nothing is known of the source here")
	}
	var r frame.Reply
	lines := strings.Split(strings.TrimSuffix(file.Text, "\n"), "\n")
	if at < 1 || at > len(lines) {
		return r, fmt.Errorf("%s has lines 1 to %d", file.Name, len(lines))
	}
	for n := max(at-around, 1); n <= min(at+around, len(lines)); n++ {
		mark := "  "
		if n == here {
			mark = "▶ "
		}
		r.Lines = append(r.Lines, fmt.Sprintf("%s%4d %s", mark, n, lines[n-1]))
	}
	return r, nil
}

// maxDisassembly bounds what disassemble shows, in instructions.
const maxDisassembly = 2000

// cmdDisassemble shows the instructions of a function: the present one, or one that is
// named, by itself or by an address in it.
func (s *Session) cmdDisassemble(text string) (frame.Reply, error) {
	pc := s.here().pc
	at := pc
	if text = strings.TrimSpace(text); text != "" {
		addr, err := s.addressOf(text)
		if err != nil {
			return frame.Reply{}, err
		}
		at = addr
	}
	im, rel := s.locate(at)
	base := at - rel
	lo, hi := uint64(0), uint64(0)
	if fn := im.FuncAt(rel); fn != nil {
		lo, hi = fn.Lo, fn.Hi
	} else if sym, off, ok := im.SymbolAt(rel); ok {
		lo, hi = rel-off, rel-off+max(sym.Size, off+4)
	} else {
		return frame.Reply{}, fmt.Errorf("no function is known at %#x; x/10i shows instructions anywhere", at)
	}
	var r frame.Reply
	for addr := base + lo; addr < base+hi && len(r.Lines) < maxDisassembly; {
		line, size := s.examine('i', addr)
		mark := "  "
		if addr == pc {
			mark = "▶ "
		}
		r.Lines = append(r.Lines, mark+line)
		addr += size
	}
	return r, nil
}
