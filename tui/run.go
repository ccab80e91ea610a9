package tui

import (
	"context"
	"errors"
	"fmt"
	"os"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/term"
)

// Run shows the program on the terminal until the user quits or ctx ends. The
// terminal is as it was before, also after a panic.
func Run(ctx context.Context, e Engine, opt Options) error {
	if env(opt.Env, "TERM") == "dumb" {
		return errors.New("this terminal cannot move its cursor (TERM=dumb): ushell run FILE works without a screen")
	}
	if !term.IsTerminal(os.Stdout.Fd()) {
		return errors.New("standard output is not a terminal: ushell run FILE works without a screen")
	}
	return run(ctx, e, opt)
}

// run is Run on any input and output.
func run(ctx context.Context, e Engine, opt Options, more ...tea.ProgramOption) error {
	opts := append([]tea.ProgramOption{tea.WithContext(ctx), tea.WithEnvironment(opt.Env)}, more...)
	_, err := tea.NewProgram(New(e, opt), opts...).Run()
	// A command may still be running: nobody is there to see its end.
	e.Interrupt()
	if err != nil && !errors.Is(err, tea.ErrInterrupted) && ctx.Err() == nil {
		return fmt.Errorf("screen: %w", err)
	}
	return nil
}
