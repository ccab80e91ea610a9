package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"ushell/machine"
	"ushell/ufork"
	"ushell/ufork/aware"
)

// injectFlags say what happens to the kernel from outside.
type injectFlags struct {
	Inject []string `sep:"none" help:"After STEP instructions: no-page has the kernel ufork's next allocation of a page fail, signal=NAME has a signal come for the running µprocess, signal=NAME,PID for another." placeholder:"STEP:EVENT"`
}

// injections are those that are still to be made, in order of position.
type injections struct {
	kernel aware.Kernel
	todo   []injection
}

type injection struct {
	text string
	step uint64
	what aware.Injection
}

// parse reads the flags.
func (f injectFlags) parse() (*injections, error) {
	j := &injections{}
	for _, text := range f.Inject {
		step, what, found := strings.Cut(text, ":")
		n, err := strconv.ParseUint(step, 10, 63)
		if !found || err != nil {
			return nil, fmt.Errorf("--inject %s: expected STEP:EVENT, a number of instructions since reset and what happens then: no-page, signal=NAME or signal=NAME,PID", text)
		}
		i, err := aware.ParseInjection(what)
		if err != nil {
			return nil, fmt.Errorf("--inject %s: %w", text, err)
		}
		j.todo = append(j.todo, injection{text, n, i})
	}
	slices.SortStableFunc(j.todo, func(a, b injection) int {
		switch {
		case a.step < b.step:
			return -1
		case a.step > b.step:
			return 1
		}
		return 0
	})
	return j, nil
}

// forSystem finds the kernel that they are made to.
func (j *injections) forSystem(sys *ufork.System) (err error) {
	if len(j.todo) == 0 {
		return nil
	}
	if sys.Kind != ufork.UFork {
		return errors.New("--inject is for programs under the kernel ufork; --kernel ufork chooses it")
	}
	j.kernel, err = aware.New(sys.Kernel)
	return err
}

// limit is n, or less when one is to be made before.
func (j *injections) limit(m *machine.Machine, n uint64) uint64 {
	if len(j.todo) > 0 {
		n = min(n, j.todo[0].step-m.Steps())
	}
	return n
}

// done says whether all were made.
func (j *injections) done() bool { return len(j.todo) == 0 }

// make makes those of the present position. At the machine's end an error says
// which one was not made.
func (j *injections) make(m *machine.Machine) error {
	_, halted := m.Halted()
	for len(j.todo) > 0 && (halted || j.todo[0].step == m.Steps()) {
		i := j.todo[0]
		if halted {
			return fmt.Errorf("--inject %s: the machine has ended after %d instructions, before that", i.text, m.Steps())
		}
		if err := i.what.Make(j.kernel, m); err != nil {
			return fmt.Errorf("--inject %s: %w", i.text, err)
		}
		j.todo = j.todo[1:]
	}
	return nil
}
