package debug

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"ushell/cap"
	"ushell/debug/frame"
	"ushell/image"
	"ushell/isa"
)

// Command is one command of the debugger, the same for every front end.
type Command struct {
	Names  []string // the first is the full one
	Syntax string   // of the arguments
	Help   string   // one sentence
	run    func(s *Session, args []string) (frame.Reply, error)
}

var commands []Command

// Commands are all commands, in the order in which help lists them.
func Commands() []Command { return commands }

func init() {
	count := func(f func(s *Session, n uint64)) func(*Session, []string) (frame.Reply, error) {
		return func(s *Session, args []string) (frame.Reply, error) {
			n := uint64(1)
			if len(args) > 1 {
				return frame.Reply{}, fmt.Errorf("expected one number, not %d words", len(args))
			}
			if len(args) == 1 {
				v, err := strconv.ParseUint(args[0], 0, 63)
				if err != nil || v == 0 {
					return frame.Reply{}, fmt.Errorf("%q is not a count (1 or more)", args[0])
				}
				n = v
			}
			f(s, n)
			return frame.Reply{}, nil
		}
	}
	// repeat does f up to n times, as long as it only stops because it stepped.
	repeat := func(f func(s *Session)) func(*Session, []string) (frame.Reply, error) {
		return count(func(s *Session, n uint64) {
			for range n {
				if f(s); s.stop.Kind != frame.StopStep {
					return
				}
			}
		})
	}
	plain := func(f func(s *Session)) func(*Session, []string) (frame.Reply, error) {
		return func(s *Session, args []string) (frame.Reply, error) {
			if len(args) > 0 {
				return frame.Reply{}, fmt.Errorf("this command takes no argument")
			}
			f(s)
			return frame.Reply{}, nil
		}
	}
	commands = []Command{
		{[]string{"stepi", "si"}, "[N]", "executes one instruction, or N", count((*Session).stepInst)},
		{[]string{"step", "s"}, "[N]", "executes until another source line begins, N times", repeat(func(s *Session) { s.stepLine(false) })},
		{[]string{"next", "n"}, "[N]", "like step, but executes calls as a whole", repeat(func(s *Session) { s.stepLine(true) })},
		{[]string{"nexti", "ni"}, "[N]", "like stepi, but executes calls as a whole", repeat((*Session).nextInst)},
		{[]string{"until", "u", "advance"}, "[PLACE]", "executes until a place, as break takes it, or a line further down: a loop to its end", text((*Session).cmdUntil)},
		{[]string{"finish", "f"}, "", "executes until the present function returns", plain((*Session).finish)},
		{[]string{"continue", "c", "run"}, "", "executes until a breakpoint, a fault or the end", plain((*Session).cont)},
		{[]string{"reverse-stepi", "rsi"}, "[N]", "goes back one instruction, or N", count(func(s *Session, n uint64) { s.backTo(s.m.Steps() - min(n, s.m.Steps())) })},
		{[]string{"reverse-step", "rs"}, "[N]", "goes back to where a source line began, N times", repeat(func(s *Session) { s.reverseLine(false) })},
		{[]string{"reverse-next", "rn"}, "[N]", "like reverse-step, but not into calls", repeat(func(s *Session) { s.reverseLine(true) })},
		{[]string{"reverse-finish", "rf"}, "", "goes back to the call of the present function", plain((*Session).reverseFinish)},
		{[]string{"reverse-continue", "rc"}, "", "goes back to the last breakpoint or fault, or to the start", plain((*Session).reverseContinue)},
		{[]string{"next-rewrite", "nr"}, "[N]", "goes to the next pointer that a fork rewrites", repeatRewrites((*Session).nextRewrite)},
		{[]string{"previous-rewrite", "pr"}, "[N]", "goes back to the pointer rewrite before", repeatRewrites((*Session).previousRewrite)},
		{[]string{"next-event", "ne"}, "[EVENT]", "goes to the next event of a kind: a page fault that fork has arranged, or what catch lists", (*Session).cmdNextEvent},
		{[]string{"previous-event", "pe"}, "[EVENT]", "goes back to the event before", (*Session).cmdPreviousEvent},
		{[]string{"enter"}, "", "executes until the kernel begins to work for this µprocess: at a system call, or at a fault", plain((*Session).enter)},
		{[]string{"reverse-enter"}, "", "goes back to the instruction of the program with which the kernel was entered", plain((*Session).reverseEnter)},
		{[]string{"leave", "l"}, "", "executes until the kernel returns to a program", plain((*Session).leave)},
		{[]string{"catch"}, "[EVENT]", "lists the kinds of events, or makes continue stop at one, or not any more", (*Session).cmdCatch},
		{[]string{"goto", "g"}, "POSITION|start|end|PERCENT%", "goes to a position in time", (*Session).cmdGoto},
		{[]string{"history"}, "[BYTES]", "says how far the past reaches and what it takes, or sets how much it may take: 256M, 2G", (*Session).cmdHistory},
		{[]string{"break", "b"}, "[[FILE:]SYMBOL|[FILE:]LINE|*ADDRESS] [if EXPRESSION]", "sets a breakpoint, or removes the one that is there; without a place at the present line", text((*Session).cmdBreak)},
		{[]string{"tbreak", "tb"}, "PLACE [if EXPRESSION]", "sets a breakpoint that stops once", text(func(s *Session, line string) (frame.Reply, error) { return s.setBreak(line, true) })},
		{[]string{"watch"}, "EXPRESSION", "makes continue stop when what is in memory there changes, and reverse-continue go back to the instruction that changed it", text((*Session).cmdWatch)},
		{[]string{"delete", "d"}, "[N]", "removes breakpoint or watchpoint N, or all", (*Session).cmdDelete},
		{[]string{"x"}, "/NFU ADDRESS", "shows memory: N items, F is c capabilities, x d u o t numbers, a addresses, s strings, i instructions, U their size: b 1, h 2, w 4, g 8 bytes; ADDRESS is any expression", nil},
		{[]string{"print", "p"}, "[/F] EXPRESSION", "shows the value of an expression of C, with variables, $registers and symbols; a register alone with all fields of its capability. F is x d u o t c a f s", nil},
		{[]string{"input"}, "TEXT|\"TEXT\"", "has a line arrive at the console now, which a program reads there; in quotes, with escapes as in C, exactly these bytes", nil},
		{[]string{"set"}, "[var] LVALUE = EXPRESSION", "changes a variable, memory or a $register, at this moment whenever it is come to; what came behind is left. A capability keeps its tag, an integer has none; $pc moves within pcc", nil},
		{[]string{"inject"}, "no-page|signal NAME [PID]", "has the kernel's next allocation of a page fail, or a signal come for the running µprocess, or for PID", (*Session).cmdInject},
		{[]string{"list"}, "[PLACE]", "shows the source round the present line, or round a place as break takes it", (*Session).cmdList},
		{[]string{"disassemble", "disas"}, "[ADDRESS]", "shows the instructions of the present function, or of that at an address", text((*Session).cmdDisassemble)},
		{[]string{"ptype"}, "EXPRESSION", "shows the type of an expression, of a struct with the offsets of its members", nil},
		{[]string{"backtrace", "bt", "where"}, "", "lists the functions that are executing, the innermost first", (*Session).cmdBacktrace},
		{[]string{"up"}, "[N]", "shows the variables and the source line of the function that called", count1(func(s *Session, n int) (frame.Reply, error) { return s.selectFrame(s.selected + n) })},
		{[]string{"down"}, "[N]", "undoes up", count1(func(s *Session, n int) (frame.Reply, error) { return s.selectFrame(s.selected - n) })},
		{[]string{"frame"}, "N", "shows function N of the backtrace", frameNumber},
		{[]string{"proc", "inferior", "thread"}, "[PID]", "shows the registers, the calls and the variables of a µprocess, whether it runs or not; lists them", (*Session).cmdProc},
		{[]string{"pages"}, "[PID]", "lists the pages of a µprocess, and why they are as they are", (*Session).cmdPages},
		{[]string{"page"}, "ADDRESS|REGISTER|SYMBOL", "explains one page", (*Session).cmdPage},
		{[]string{"files"}, "[PID]", "lists the open files of a µprocess, or of all", (*Session).cmdFiles},
		{[]string{"check"}, "", "looks for capabilities that are not their holder's, wrong reference counts, and pages that two can write; in the kernel, at its next return to a program", (*Session).cmdCheck},
		{[]string{"info", "i"}, infoNames(), "lists them; behind registers may stand their names, behind symbol an address", (*Session).cmdInfo},
		{[]string{"help", "h"}, "[COMMAND]", "lists the commands, or explains one", (*Session).cmdHelp},
		{[]string{"quit", "q", "exit"}, "", "leaves", func(*Session, []string) (frame.Reply, error) { return frame.Reply{Quit: true}, nil }},
	}
}

// text is a command that takes all that stands behind it.
func text(f func(s *Session, line string) (frame.Reply, error)) func(*Session, []string) (frame.Reply, error) {
	return func(s *Session, args []string) (frame.Reply, error) { return f(s, strings.Join(args, " ")) }
}

// count1 is a command with a count, 1 unless it is given.
func count1(f func(s *Session, n int) (frame.Reply, error)) func(*Session, []string) (frame.Reply, error) {
	return func(s *Session, args []string) (frame.Reply, error) {
		n := 1
		if len(args) > 0 {
			v, err := strconv.ParseUint(args[0], 0, 16)
			if err != nil || len(args) > 1 {
				return frame.Reply{}, fmt.Errorf("%q is not a count", args[0])
			}
			n = int(v)
		}
		return f(s, n)
	}
}

func frameNumber(s *Session, args []string) (frame.Reply, error) {
	n := uint64(s.selected)
	var err error
	if len(args) == 1 {
		n, err = strconv.ParseUint(strings.TrimPrefix(args[0], "#"), 10, 16)
	}
	if err != nil || len(args) > 1 {
		return frame.Reply{}, fmt.Errorf("expected the number of a frame, as backtrace lists them")
	}
	return s.selectFrame(int(n))
}

func repeatRewrites(f func(s *Session)) func(*Session, []string) (frame.Reply, error) {
	return func(s *Session, args []string) (frame.Reply, error) {
		n := uint64(1)
		if len(args) > 0 {
			v, err := strconv.ParseUint(args[0], 0, 63)
			if err != nil {
				return frame.Reply{}, fmt.Errorf("%q is not a count", args[0])
			}
			n = v
		}
		for range n {
			if f(s); s.stop.Kind != frame.StopProbe {
				break
			}
		}
		return frame.Reply{}, nil
	}
}

func lookupCommand(name string) *Command {
	for i := range commands {
		if slices.Contains(commands[i].Names, name) {
			return &commands[i]
		}
	}
	return nil
}

// Exec executes one command line. An empty one repeats the last.
func (s *Session) Exec(line string) (frame.Reply, error) {
	line = strings.TrimSpace(line)
	if line == "" {
		line = s.lastCmd
	}
	words := strings.Fields(line)
	if len(words) == 0 {
		return frame.Reply{}, nil
	}
	s.lastCmd = line
	name, format, isX := strings.Cut(words[0], "/")
	c := lookupCommand(name)
	if c == nil {
		return frame.Reply{}, unknown(words[0])
	}
	_, rest, _ := strings.Cut(line, words[0])
	switch full := c.Names[0]; {
	case full == "x":
		return s.cmdExamine(format, rest)
	case full == "print":
		if f, more, ok := strings.Cut(strings.TrimSpace(rest)+" ", " "); ok && !isX && len(f) > 1 && f[0] == '/' {
			format, rest = f[1:], more
		}
		return s.cmdPrint(format, rest)
	case isX:
		return frame.Reply{}, fmt.Errorf("only x and print take a format behind a slash")
	case full == "ptype":
		return s.cmdType(rest)
	case full == "set":
		return s.cmdSet(rest)
	case full == "input":
		return s.cmdInput(rest)
	}
	moving := slices.Contains(movingCommands, c.Names[0])
	if moving {
		s.remember()
	}
	r, err := c.run(s, words[1:])
	if moving {
		s.selected, s.viewing = 0, 0
	}
	s.progress.Store(s.m.Steps())
	return r, err
}

// movingCommands are the commands that change the position: what changed since
// the last stop is counted from before them.
var movingCommands = []string{"stepi", "nexti", "step", "next", "until", "finish", "continue", "reverse-stepi", "reverse-step", "reverse-next",
	"reverse-finish", "reverse-continue", "next-rewrite", "previous-rewrite", "next-event", "previous-event", "enter", "reverse-enter", "leave", "goto"}

func (s *Session) cmdGoto(args []string) (frame.Reply, error) {
	if len(args) != 1 {
		return frame.Reply{}, fmt.Errorf("expected a position, start, end, or a percentage")
	}
	switch a := args[0]; {
	case a == "start":
		s.gotoStep(0)
	case a == "end":
		s.seek(s.frontier)
		s.travel(math.MaxUint64)
	case strings.HasSuffix(a, "%"):
		v, err := strconv.ParseFloat(strings.TrimSuffix(a, "%"), 64)
		if err != nil || !(v >= 0 && v <= 100) {
			return frame.Reply{}, fmt.Errorf("%q is not a percentage (0%% to 100%%)", a)
		}
		s.gotoStep(uint64(float64(s.frontier) * v / 100))
	default:
		v, err := strconv.ParseUint(strings.ReplaceAll(a, ",", ""), 0, 64)
		if err != nil {
			return frame.Reply{}, fmt.Errorf("%q is not a position: expected a number, start, end, or a percentage", a)
		}
		s.gotoStep(v)
	}
	return frame.Reply{}, nil
}

func (s *Session) cmdHistory(args []string) (frame.Reply, error) {
	if len(args) > 1 {
		return frame.Reply{}, fmt.Errorf("expected a number of bytes, such as 256M, or nothing")
	}
	if len(args) == 1 {
		bytes, err := parseBytes(args[0])
		if err != nil {
			return frame.Reply{}, err
		}
		if err := s.SetBudget(bytes); err != nil {
			return frame.Reply{}, err
		}
	}
	return frame.Reply{Lines: []string{s.History()}}, nil
}

// parseBytes reads a size: a number, with K, M or G behind it for its multiples.
func parseBytes(text string) (uint64, error) {
	unit := uint64(1)
	digits := text
	for i, suffix := range []string{"K", "M", "G"} {
		if d, ok := strings.CutSuffix(strings.ToUpper(text), suffix); ok {
			digits, unit = d, 1<<(10*(i+1))
		}
	}
	n, err := strconv.ParseUint(digits, 10, 32)
	if err != nil {
		return 0, fmt.Errorf("%q is not a number of bytes, such as 256M or 2G", text)
	}
	return n * unit, nil
}

// register is the register of that name: x1 to x31 by any name, pcc, a CSR.
func (s *Session) register(name string) (cap.Cap, bool) {
	name = strings.TrimPrefix(name, "$")
	if n, ok := isa.RegNumber(name); ok {
		return s.shown().reg(n), true
	}
	if name == "pcc" || name == "pc" {
		if saved, ok := s.viewed(); ok {
			return saved.Regs[0], true
		}
		return s.m.PCC, true
	}
	if n, ok := isa.CSRNumber(name); ok {
		return s.m.ReadCSR(n)
	}
	return cap.Cap{}, false
}

// address reads an address: a number, a register, or a symbol.
func (s *Session) address(word string) (uint64, error) {
	if v, err := strconv.ParseUint(word, 0, 64); err == nil {
		return v, nil
	}
	if c, ok := s.register(word); ok {
		return c.Addr, nil
	}
	im, base := s.runningProgram()
	if sym, ok := im.Lookup(word); ok && sym.Kind != image.Abs {
		return base + sym.Value, nil
	}
	if s.sys.Kernel != nil {
		if sym, ok := s.sys.Kernel.Lookup(word); ok && sym.Kind != image.Abs {
			return sym.Value, nil
		}
	}
	return 0, fmt.Errorf("%q is not an address: expected a number, a register or a symbol", word)
}

// runningProgram is the program of the current µprocess, and where its copy
// begins.
func (s *Session) runningProgram() (*image.Image, uint64) {
	if s.kernel == nil {
		return s.sys.Program, 0
	}
	pid := s.kernel.Current(s.m)
	for _, p := range s.kernel.Procs(s.m) {
		if r, ok := s.kernel.Region(s.m, p.Base); ok && p.PID == pid {
			return s.programIn(r), r.Base
		}
	}
	if r := s.kernel.Regions(s.m); len(r) > 0 {
		return s.programIn(r[0]), r[0].Base
	}
	return s.sys.Program, 0
}

// describeCap lists all fields of a capability.
func describeCap(name string, c cap.Cap) []string {
	b := c.Bounds()
	yes := func(v bool) string {
		if v {
			return "yes"
		}
		return "no"
	}
	lines := []string{
		fmt.Sprintf("%s = %s", name, c),
		fmt.Sprintf("  tag      %s", yes(c.Tag)),
		fmt.Sprintf("  address  %#x", c.Addr),
		fmt.Sprintf("  bounds   %#x to %s, %s bytes", b.Base, b.Top, b.Length()),
		fmt.Sprintf("  perms    %s", strings.Join(c.PermNames(), " ")),
		fmt.Sprintf("  sealed   %s", yes(c.Sealed())),
		fmt.Sprintf("  metadata %#016x", c.Meta),
	}
	if !b.Valid {
		lines = append(lines, "  the bounds are malformed")
	}
	return lines
}

func (s *Session) cmdHelp(args []string) (frame.Reply, error) {
	var r frame.Reply
	for _, c := range commands {
		if len(args) == 1 && !slices.Contains(c.Names, args[0]) {
			continue
		}
		r.Lines = append(r.Lines, fmt.Sprintf("%-26s  %s", strings.TrimRight(strings.Join(c.Names, ", ")+" "+c.Syntax, " "), c.Help))
	}
	if len(r.Lines) == 0 {
		return r, unknown(args[0])
	}
	return r, nil
}
