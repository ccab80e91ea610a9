package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"
	"time"

	"ushell/machine"
	"ushell/traces"
	"ushell/ufork"
)

// checkFlags says which flags don't go together.
func (c runCmd) checkFlags() error {
	switch {
	case c.Trace == "-":
		return errors.New("--trace needs a file: standard output belongs to the console")
	case c.Trace != "" && c.Engine == "run":
		return errors.New("--trace needs the effects of each instruction, which --engine run does not record; leave --engine away")
	}
	return nil
}

// runner is a machine and the engine that executes it, with what is recorded.
type runner struct {
	m     *machine.Machine
	input *machine.Journal
	step  bool // the reference engine
	eff   machine.Effects

	trace *traces.Text // nil for none
	noted int          // writes from outside that the trace has
	file  *os.File
}

// start boots sys and opens what is to be written.
func (c runCmd) start(e *env, sys *ufork.System) (*runner, error) {
	input := machine.NewJournal(e.stdin)
	m, err := sys.Boot(input)
	if err != nil {
		return nil, err
	}
	r := &runner{m: m, input: input, step: c.Engine == "step" || c.Trace != ""}
	if c.Trace == "" {
		return r, nil
	}
	if r.file, err = os.Create(c.Trace); err != nil {
		return nil, fmt.Errorf("the trace can't be written: %w", err)
	}
	im := sys.Kernel // the program lies elsewhere in each µprocess
	if im == nil {
		im = sys.Program
	}
	r.trace = traces.NewText(r.file, im)
	return r, nil
}

// noteWrites adds to the trace what was written from outside since the last time.
func (r *runner) noteWrites() error {
	writes := r.input.Writes()
	for ; r.noted < len(writes) && r.trace != nil; r.noted++ {
		if err := r.trace.AddWrite(r.m.PCC.Addr, &writes[r.noted]); err != nil {
			return err
		}
	}
	return nil
}

// run executes n steps at most. The error is the trace's.
func (r *runner) run(n uint64) error {
	if !r.step {
		r.m.Run(n)
		return nil
	}
	for range n {
		if _, halted := r.m.Halted(); halted {
			break
		}
		r.m.Step(&r.eff)
		if r.trace == nil {
			continue
		}
		if err := r.trace.Add(&r.eff); err != nil {
			return err
		}
	}
	return nil
}

// close completes the trace.
func (r *runner) close() error {
	if r.trace == nil {
		return nil
	}
	return errors.Join(r.trace.Close(), r.file.Close())
}

// stats is what --stats prints (docs/trace.md).
type stats struct {
	Instructions uint64            `json:"instructions"`
	Traps        map[string]uint64 `json:"traps"`
	Seconds      float64           `json:"seconds"`
	MIPS         float64           `json:"mips"`
}

// writeStats prints the statistics of a run that took this long.
func (r *runner) writeStats(w io.Writer, took time.Duration) {
	s := stats{Instructions: r.m.Steps(), Traps: map[string]uint64{}, Seconds: took.Seconds()}
	for cause := range uint64(64) {
		name := strconv.FormatUint(cause, 10)
		if n := r.m.Traps(cause, false); n > 0 {
			s.Traps[name] = n
		}
		if n := r.m.Traps(cause, true); n > 0 {
			s.Traps["interrupt "+name] = n
		}
	}
	if s.Seconds > 0 {
		s.MIPS = math.Round(float64(s.Instructions)/s.Seconds/1e3) / 1e3
	}
	b, err := json.Marshal(s)
	if err != nil {
		panic(err) // numbers and names
	}
	fmt.Fprintf(w, "%s\n", b)
}
