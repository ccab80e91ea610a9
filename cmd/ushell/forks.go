package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"ushell/machine"
	"ushell/ufork/aware"
)

type forksCmd struct {
	target
	JSON     bool   `name:"json" help:"Print JSON."`
	Log      bool   `help:"List each page that is copied for a child, and each capability that is rewritten, old and new."`
	MaxInsns uint64 `help:"Stop after N instructions." placeholder:"N" default:"20000000000"`
	injectFlags
}

func (c forksCmd) Run(e *env) error {
	if len(c.Files) == 0 {
		return errors.New("forks needs a FILE or @NAME; ushell programs lists what is built in")
	}
	todo, err := c.parse()
	if err != nil {
		e.report(err)
		return status(exitUsage)
	}
	sys, err := c.load(e)
	if err != nil {
		e.report(err)
		return status(exitNotRun)
	}
	if sys.Kernel == nil {
		return errors.New("a bare program has no kernel, and so no fork")
	}
	kernel, err := aware.New(sys.Kernel)
	if err != nil {
		return err
	}
	log := aware.NewLog(kernel, sys.Kernel)
	if log == nil {
		return errors.New("forks reports on the kernel ufork; --kernel ufork chooses it")
	}
	log.Keep = c.Log
	if err := todo.forSystem(sys); err != nil {
		return err
	}
	m, err := sys.Boot(machine.NewJournal(e.stdin))
	if err != nil {
		return err
	}
	ended := false
	for !ended && m.Steps() < c.MaxInsns {
		err = todo.make(m)
		if err == nil {
			ended = log.Follow(m, m.Steps()+todo.limit(m, c.MaxInsns-m.Steps()))
		}
		if ended {
			err = todo.make(m)
		}
		if err != nil {
			e.report(err)
			return status(exitUsage)
		}
	}
	if c.JSON {
		if err := writeForksJSON(e.stdout, log.Report()); err != nil {
			return err
		}
	} else {
		writeForks(e.stdout, log.Forks)
	}
	if code, _ := m.Halted(); code != 0 {
		fmt.Fprintf(e.stderr, "ushell: the program ended with status %d\n", code)
	}
	if !ended {
		fmt.Fprintf(e.stderr, "ushell: stopped after %d instructions\n", m.Steps())
		return status(exitLimit)
	}
	return nil
}

func writeForksJSON(w io.Writer, r aware.Report) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(r)
}

func writeForks(w io.Writer, forks []*aware.Fork) {
	if len(forks) == 0 {
		fmt.Fprintln(w, "the program did not fork")
	}
	for _, f := range forks {
		fmt.Fprintln(w, forkTitle(f))
		var phases []string
		for _, p := range f.Phases {
			phases = append(phases, fmt.Sprintf("%s %d", p.Name, p.Instructions))
		}
		fmt.Fprintf(w, "  instructions  %d (%s)\n", f.Instructions, strings.Join(phases, ", "))
		fmt.Fprintf(w, "  pages         %d shared, %d copied at once; later copied by a write %d, an access %d, a pointer load %d, taken over %d\n",
			f.Pages.Shared, f.Pages.Eager, f.Pages.Write, f.Pages.Access, f.Pages.Load, f.Pages.Taken)
		fmt.Fprintf(w, "  rewritten     %d capabilities in memory, %d in registers\n", f.Relocated.Memory, f.Relocated.Registers)
		fmt.Fprintf(w, "  private       %d KiB of the child's own\n", f.PrivateBytes>>10)
		for i := range f.Log {
			writeHappening(w, &f.Log[i])
		}
	}
}

var happenings = map[string]string{"eager": "copied by fork", "write": "copied by a write", "access": "copied by an access", "load": "copied by a pointer load",
	"taken": "taken over"}

// writeHappening writes a line of a fork's log.
func writeHappening(w io.Writer, h *aware.Happening) {
	if h.What == "rewrite" {
		where := fmt.Sprintf("%#x", h.Slot)
		if h.Register != "" {
			where = "register " + h.Register
		}
		fmt.Fprintf(w, "    %12d  %s: %s -> %s\n", h.At, where, h.Old, h.New)
		return
	}
	fmt.Fprintf(w, "    %12d  page %#x %s", h.At, h.Page, happenings[h.What])
	if h.PrivateBytes > 0 {
		fmt.Fprintf(w, ", %d KiB private now", h.PrivateBytes>>10)
	}
	fmt.Fprintln(w)
}

// forkTitle says who forked when, and up to when the rest is counted.
func forkTitle(f *aware.Fork) string {
	switch {
	case f.Failed && f.Child == 0:
		return fmt.Sprintf("fork %d: pid %d could not fork (%s) after %d instructions: there are too many µprocesses", f.ID, f.Parent, f.Strategy, f.At)
	case f.Failed && len(f.Phases) == 1:
		return fmt.Sprintf("fork %d: pid %d could not fork (%s) after %d instructions: there is no room for a region", f.ID, f.Parent, f.Strategy, f.At)
	case f.Failed:
		return fmt.Sprintf("fork %d: pid %d could not fork (%s) after %d instructions: there is no memory", f.ID, f.Parent, f.Strategy, f.At)
	}
	s := fmt.Sprintf("fork %d: pid %d made pid %d (%s) after %d instructions", f.ID, f.Parent, f.Child, f.Strategy, f.At)
	switch {
	case f.Exec:
		s += ", counted until it executed another program"
	case !f.Ended:
		s += ", the child lives"
	}
	return s
}
