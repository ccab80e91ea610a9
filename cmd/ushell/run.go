package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"time"

	"ushell/debug"
	"ushell/debug/frame"
	"ushell/machine"
	"ushell/tui"
	"ushell/ufork"
)

type runCmd struct {
	target
	MaxInsns uint64 `help:"Stop with status 124 after N instructions." placeholder:"N"`
	Engine   string `help:"What executes: run, the fast one, or step, the reference (default: run, with --trace step)." enum:"run,step," default:""`
	Stats    bool   `help:"Print a JSON object on standard error at the end: instructions, traps by cause, seconds, mips."`
	Trace    string `help:"Write a line for each instruction to FILE: count, PC, text, effects." placeholder:"FILE"`
	injectFlags
}

// slice is how many instructions run between looks at the console.
const slice = 1 << 20

func (c runCmd) Run(e *env) error {
	if len(c.Files) == 0 {
		return fmt.Errorf("run needs a FILE or @NAME; ushell programs lists what is built in")
	}
	err := c.checkFlags()
	todo, bad := c.parse()
	if err = cmp.Or(err, bad); err != nil {
		e.report(err)
		return status(exitUsage)
	}
	sys, err := c.load(e)
	if err == nil {
		err = todo.forSystem(sys)
	}
	var r *runner
	if err == nil {
		r, err = c.start(e, sys)
	}
	if err != nil {
		e.report(err)
		return status(exitNotRun)
	}
	begin := time.Now()
	err = c.drive(e, r, todo)
	if c.Stats {
		r.writeStats(e.stderr, time.Since(begin))
	}
	if terr := r.close(); terr != nil {
		e.report(fmt.Errorf("the trace is incomplete: %w", terr))
		return status(exitNotRun)
	}
	if err != nil {
		return err
	}
	return c.end(e, sys, r)
}

// drive executes until the machine ends, and says why when something else
// ended the run.
func (c runCmd) drive(e *env, r *runner, todo *injections) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	printed := 0
	for {
		if err := todo.make(r.m); err != nil {
			e.report(err)
			return status(exitUsage)
		}
		traced := r.noteWrites()
		n := todo.limit(r.m, slice)
		if c.MaxInsns > 0 {
			n = min(n, c.MaxInsns-r.m.Steps())
		}
		if traced == nil {
			traced = r.run(n)
		}
		out := r.m.Output()
		if _, err := e.stdout.Write(out[printed:]); err != nil {
			return err
		}
		printed = len(out)
		_, halted := r.m.Halted()
		switch {
		case traced != nil || halted && todo.done():
			return nil
		case c.MaxInsns > 0 && r.m.Steps() >= c.MaxInsns:
			fmt.Fprintf(e.stderr, "ushell: stopped after %d instructions\n", r.m.Steps())
			return status(exitLimit)
		case ctx.Err() != nil:
			fmt.Fprintf(e.stderr, "ushell: interrupted after %d instructions\n", r.m.Steps())
			return status(exitSIGINT)
		}
	}
}

// end turns the machine's exit code into ours. When a fault ended the program,
// it says which: the run is repeated up to there with the same input, as it is
// deterministic.
func (c runCmd) end(e *env, sys *ufork.System, r *runner) error {
	code, _ := r.m.Halted()
	if sys.Kind == ufork.Bare && !sys.C {
		code = min(code, 1)
	}
	if code == 0 {
		return nil
	}
	if code > 128 && sys.Kind != ufork.Bare {
		if s, err := debug.New(sys, machine.Replay(r.input.Events(), r.input.Writes(), r.input.HasSource())); err == nil {
			s.Exec("continue")
			if f := s.Frame(frame.View{}); f.Fault != nil {
				fmt.Fprintf(e.stderr, "ushell: pid %d faulted at %s: %s\n  %s\n", f.Fault.PID, f.Fault.Where, f.Fault.CauseName, f.Fault.Sentence)
				if !slices.Contains(c.Files, "-") {
					fmt.Fprintf(e.stderr, "  %s shows it%s; press c\n", e.onScreen(), r.inputHint())
				}
			}
		}
	}
	return status(code)
}

// inputHint says how the screen is told what the program has read, "" when that is
// nothing.
func (r *runner) inputHint() string {
	if len(r.input.Events()) == 0 {
		return ""
	}
	return " with --input FILE, of what it read"
}

type screenCmd struct {
	target
	Theme string `help:"Colours: auto, dark, light, mono." enum:"auto,dark,light,mono" default:"auto"`
	ASCII bool   `name:"ascii" help:"Draw with ASCII characters only."`
	Input string `help:"What the program reads from the console, a file; in the screen :input adds to it." placeholder:"FILE"`
	injectFlags
}

func (c screenCmd) Run(e *env) error {
	if len(c.Files) == 0 {
		c.Files = []string{demo}
	}
	if slices.Contains(c.Files, "-") {
		e.report(errors.New("the screen has the keyboard as its standard input: put the source into a file; ushell run - reads it"))
		return status(exitUsage)
	}
	if name := c.Files[0]; isWord(name) {
		fmt.Fprintf(e.stderr, "ushell: %s: there is no such file and no such command; ushell help lists the commands\n", name)
		return status(exitNotRun)
	}
	todo, err := c.parse()
	if err != nil {
		e.report(err)
		return status(exitUsage)
	}
	sys, err := c.load(e)
	if err == nil {
		err = todo.forSystem(sys)
	}
	if err != nil {
		e.report(err)
		return status(exitNotRun)
	}
	var input *machine.Journal
	if c.Input != "" {
		b, err := os.ReadFile(c.Input)
		if err != nil {
			e.report(fmt.Errorf("--input: %w", err))
			return status(exitNotRun)
		}
		input = machine.NewJournal(bytes.NewReader(b))
	}
	s, err := debug.New(sys, input)
	if err != nil {
		e.report(err)
		return status(exitNotRun)
	}
	for _, i := range todo.todo {
		if err := s.InjectAt(i.step, i.what); err != nil {
			e.report(fmt.Errorf("--inject %s: %w", i.text, err))
			return status(exitUsage)
		}
	}
	s.RunToProgram()
	return tui.Run(context.Background(), s, tui.Options{Theme: c.Theme, ASCII: c.ASCII, Env: os.Environ()})
}
