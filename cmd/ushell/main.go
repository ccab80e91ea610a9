// Command ushell is an interactive debugger and visualiser for µprocess
// memory: it steps a CHERI machine and the µFork kernel that runs on it,
// instruction by instruction, forward and backward.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
	"github.com/charmbracelet/x/term"

	"ushell/asm"
	"ushell/image"
	"ushell/ufork"
)

// Exit statuses of our own; those of programs are passed on.
const (
	exitFail   = 1   // asm, dis, cap: the input was wrong; the screen could not open
	exitUsage  = 2   // the command line was wrong
	exitLimit  = 124 // run: --max-insns was reached
	exitNotRun = 125 // run: nothing could be read, assembled or loaded
	exitSIGINT = 130 // run: interrupted
)

type cli struct {
	Screen   screenCmd   `cmd:"" default:"withargs" help:"Open the screen on FILE, or on the demo (this is what ushell FILE does)."`
	Run      runCmd      `cmd:"" help:"Run FILE without a screen."`
	Forks    forksCmd    `cmd:"" help:"Run FILE and report on each of its forks."`
	Cc       ccCmd       `cmd:"" help:"Compile C sources and link them with the C library."`
	Asm      asmCmd      `cmd:"" help:"Assemble FILE: one line an instruction (address, bytes, canonical text)."`
	Dis      disCmd      `cmd:"" help:"Disassemble an ELF executable, or instruction words, one a line."`
	Cap      capCmd      `cmd:"" help:"Calculate with capabilities."`
	Programs programsCmd `cmd:"" help:"List the programs that are built in."`
}

// target is a program and what runs it.
type target struct {
	Files     []string `arg:"" optional:"" name:"file" help:"C sources (.c), assembly sources (.s), an ELF file, @NAME for a built-in program, or - for C from standard input."`
	Kernel    string   `help:"What runs the program: ufork, first, or bare for nothing (default: ufork, but first for @NAME in assembly, and bare for an ELF file that is linked for it)." enum:"first,ufork,bare," default:""`
	Bare      bool     `help:"Short for --kernel bare."`
	Strategy  string   `help:"How the kernel ufork forks: full, coa (copy on access), copa (copy on pointer access)." enum:"full,coa,copa" default:"copa"`
	Isolation string   `help:"How much the kernel ufork mistrusts programs: full, fault, none." enum:"full,fault,none" default:"full"`
	Seed      uint64   `help:"Seed of what the kernel ufork draws: the places of regions, getrandom." default:"1"`
	Memory    uint64   `help:"Memory of the machine in MiB." default:"128"`
	Data      []string `name:"file" help:"Give the kernel ufork a file, under its own name or another." placeholder:"FILE[=NAME]" sep:"none"`
	Programs  []string `name:"program" help:"Translate FILE and give it to the kernel ufork as a program for execve, under its name without .c or another." placeholder:"FILE[=NAME]" sep:"none"`
	cFlags
}

// maxMemory is how much memory a machine can have, in MiB. It must end below where
// the kernel ufork has its regions.
const maxMemory = 32 << 10

// demo is what the screen shows when no file is named.
const demo = "@first_fork"

// load translates the program; what the compiler says goes to standard error.
// The error is a status when all has been said.
func (t *target) load(e *env) (*ufork.System, error) {
	r := ufork.Request{Files: t.Files, Args: e.args}
	switch {
	case t.Bare && t.Kernel != "" && t.Kernel != "bare":
		return nil, fmt.Errorf("--bare and --kernel %s contradict each other", t.Kernel)
	case t.Bare || t.Kernel == "bare":
		r.Kind = ufork.Bare
	default:
		r.Kind = ufork.Kernel(t.Kernel)
	}
	r.UFork = ufork.KernelOptions{Strategy: t.Strategy, Isolation: t.Isolation, Seed: t.Seed, Memory: t.Memory << 20}
	if t.Memory < 1 || t.Memory > maxMemory {
		return nil, fmt.Errorf("--memory %d: expected 1 to %d MiB", t.Memory, maxMemory)
	}
	var err error
	if r.C, err = t.flags(0); err != nil {
		return nil, err
	}
	if r.UFork.Extras, err = t.extras(); err != nil {
		return nil, err
	}
	r.Stdin = e.stdin
	sys, said, err := ufork.LoadProgram(r)
	e.say(said)
	var bad *ufork.Mistakes
	if errors.As(err, &bad) {
		return nil, status(exitNotRun)
	}
	return sys, err
}

// extras are the files that the kernel's file system begins with.
func (t *target) extras() ([]ufork.Extra, error) {
	var all []ufork.Extra
	for i, list := range [][]string{t.Programs, t.Data} {
		for _, text := range list {
			x, err := ufork.ParseExtra(text, i == 0)
			if err != nil {
				return nil, err
			}
			all = append(all, x)
		}
	}
	return all, nil
}

// env is what a command works with; tests replace it.
type env struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	line           []string // the command line, up to --
	args           []string // of the program, from behind --
	colour         bool     // of diagnostics
}

// onScreen is the command line that opens the screen on what run runs: without what
// only run has, which is in the table with how many words follow.
func (e *env) onScreen() string {
	only := map[string]int{"--max-insns": 1, "--stats": 0, "--trace": 1, "--engine": 1}
	words := []string{"ushell"}
	for i := 1; i < len(e.line); i++ { // behind run
		name, _, joined := strings.Cut(e.line[i], "=")
		more, drop := only[name]
		switch {
		case drop && !joined:
			i += more
		case !drop:
			words = append(words, quoted(e.line[i]))
		}
	}
	if len(e.args) > 0 {
		words = append(words, "--")
		for _, a := range e.args {
			words = append(words, quoted(a))
		}
	}
	return strings.Join(words, " ")
}

// quoted is a word as a shell reads it.
func quoted(word string) string {
	if word != "" && strings.Trim(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@%_+=:,./-") == "" {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

// status is an exit status on its way to main.
type status int

func (s status) Error() string { return fmt.Sprintf("exit status %d", int(s)) }

// report prints an error; mistakes in sources with their line and a caret. Of a
// status all has been said.
func (e *env) report(err error) {
	var s status
	if errors.As(err, &s) {
		return
	}
	var errs asm.Errors
	if errors.As(err, &errs) {
		fmt.Fprintln(e.stderr, errs.Pretty())
		return
	}
	fmt.Fprintln(e.stderr, "ushell:", err)
}

func main() {
	e := &env{stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr,
		colour: os.Getenv("NO_COLOR") == "" && term.IsTerminal(os.Stderr.Fd())}
	os.Exit(e.main(os.Args[1:]))
}

// main executes one command line and answers the exit status.
func (e *env) main(args []string) int {
	// What follows -- belongs to the program.
	if i := slices.Index(args, "--"); i >= 0 {
		e.args = args[i+1:]
		args = args[:i]
	}
	e.line = args
	var c cli
	exited := -1
	parser, err := kong.New(&c, kong.Name("ushell"), kong.Writers(e.stdout, e.stderr), kong.UsageOnError(),
		kong.Description("Step through µFork and CHERI capabilities, forward and backward. ushell alone opens the demo, ushell FILE a program of yours, "+
			"ushell help COMMAND says what a command can do."),
		kong.Exit(func(code int) { exited = code; panic(status(code)) }))
	if err != nil {
		panic(err) // the command line's own definition is wrong
	}
	ctx, code, done := e.parse(parser, args, &exited)
	if done {
		return code
	}
	err = ctx.Run(e)
	var s status
	switch {
	case err == nil:
		return 0
	case errors.As(err, &s):
		return int(s)
	}
	e.report(err)
	return exitFail
}

// asHelp makes a --help of the command help, which kong has not. The error is about
// what there is no help on.
func asHelp(parser *kong.Kong, args []string) ([]string, error) {
	if len(args) == 0 || args[0] != "help" {
		return args, nil
	}
	args = args[1:]
	if len(args) == 0 || args[0] == "help" {
		return []string{"--help"}, nil
	}
	if !slices.ContainsFunc(parser.Model.Children, func(n *kong.Node) bool { return n.Name == args[0] }) {
		return nil, fmt.Errorf("there is no command %s", args[0])
	}
	return append(slices.Clone(args), "--help"), nil
}

// isWord says whether the user may have meant the name of a command: it looks like
// one, and there is no file of that name.
func isWord(name string) bool {
	_, err := os.Lstat(name)
	return err != nil && name != "" && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz-") == "" && name[0] != '-'
}

// parse reads the command line. kong leaves through its exit function for
// --help.
func (e *env) parse(parser *kong.Kong, args []string, exited *int) (ctx *kong.Context, code int, done bool) {
	defer func() {
		if r := recover(); r != nil {
			if _, ok := r.(status); !ok {
				panic(r)
			}
			code, done = *exited, true
		}
	}()
	args, err := asHelp(parser, args)
	if err == nil {
		ctx, err = parser.Parse(args)
	}
	if err != nil {
		fmt.Fprintf(e.stderr, "ushell: %v; ushell help shows the commands\n", err)
		return nil, exitUsage, true
	}
	return ctx, 0, false
}

type programsCmd struct{}

func (programsCmd) Run(e *env) error {
	w := 0
	for _, p := range ufork.Programs() {
		w = max(w, len(p.Name))
	}
	for _, p := range ufork.Programs() {
		fmt.Fprintf(e.stdout, "@%-*s  %s\n", w, p.Name, p.About)
	}
	return nil
}

// input opens FILE, or standard input for "-" or no name.
func (e *env) input(file string) (asm.Source, error) {
	if file != "" && file != "-" {
		return ufork.ReadSource(file)
	}
	b, err := io.ReadAll(e.stdin)
	return asm.Source{Name: "<stdin>", Text: string(b)}, err
}

type asmCmd struct {
	File string `arg:"" optional:"" default:"-" help:"Assembly source, @NAME, or - for standard input."`
}

func (c asmCmd) Run(e *env) error {
	src, err := e.input(c.File)
	if err != nil {
		return err
	}
	lines, err := asm.Listing(src, ufork.Include)
	var errs asm.Errors
	if errors.As(err, &errs) {
		fmt.Fprintln(e.stderr, errs)
		return status(exitFail)
	}
	for _, l := range lines {
		fmt.Fprintln(e.stdout, l)
	}
	return err
}

type disCmd struct {
	File    string `arg:"" optional:"" default:"-" help:"File of instruction words, - for standard input, or an ELF executable: its code as assembly source."`
	IntMode bool   `help:"Decode as in integral pointer mode."`
}

func (c disCmd) Run(e *env) error {
	if b, err := os.ReadFile(c.File); err == nil && image.IsELF(b) {
		im, err := image.ReadELF(c.File, b)
		if err == nil {
			_, err = io.WriteString(e.stdout, asm.Disassembly(im, c.IntMode))
		}
		return err
	}
	src, err := e.input(c.File)
	if err != nil {
		return err
	}
	bad := false
	for i, line := range strings.Split(src.Text, "\n") {
		word := strings.TrimSpace(strings.SplitN(line, "#", 2)[0])
		if word == "" {
			continue
		}
		text, err := asm.Disassemble(word, c.IntMode)
		if err != nil {
			bad = true
			fmt.Fprintf(e.stderr, "%s:%d:%d: %v\n", src.Name, i+1, strings.Index(line, word)+1, err)
			continue
		}
		fmt.Fprintln(e.stdout, text)
	}
	if bad {
		return status(exitFail)
	}
	return nil
}
