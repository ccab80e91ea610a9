package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"ushell/asm"
	"ushell/cc"
	"ushell/ufork"
)

// cFlags are the options of the C compiler that several commands have.
type cFlags struct {
	Include    []string `short:"I" sep:"none" help:"Look for headers in DIR first." placeholder:"DIR"`
	Define     []string `short:"D" sep:"none" help:"Define the macro NAME, as 1 or as VALUE." placeholder:"NAME[=VALUE]"`
	Undefine   []string `short:"U" sep:"none" help:"Undefine the macro NAME." placeholder:"NAME"`
	Optimise   *int     `short:"O" help:"0 keeps variables in memory, as debugging likes it; 1 uses registers (default: 1 for cc, else 0)." placeholder:"N"`
	Warn       []string `short:"W" sep:"none" help:"Warnings: all, error, GROUP, no-GROUP, error=GROUP." placeholder:"NAME"`
	NoWarn     bool     `short:"w" help:"No warnings."`
	X          []string `short:"X" sep:"none" help:"subobject: pointers to members get the bounds of the member." placeholder:"subobject"`
	Permissive bool     `help:"Take old C: implicit int and implicit functions are warned about only."`
	SignedChar bool     `help:"Plain char is signed."`
}

// flags are the compiler's, with what is said of optimisation as the default.
func (c *cFlags) flags(opt int) (ufork.CFlags, error) {
	f := ufork.CFlags{Include: c.Include, Defines: c.Define, Undefs: c.Undefine, Opt: opt, Permissive: c.Permissive, SignedChar: c.SignedChar}
	if c.Optimise != nil {
		f.Opt = min(*c.Optimise, 1)
	}
	for _, w := range c.Warn {
		f.Warnings = append(f.Warnings, "-W"+w)
	}
	if c.NoWarn {
		f.Warnings = append(f.Warnings, "-w")
	}
	for _, x := range c.X {
		if x != "subobject" {
			return f, fmt.Errorf("-X%s is not known; -Xsubobject is", x)
		}
		f.Subobject = true
	}
	if f.Opt < 0 {
		return f, fmt.Errorf("-O%d is not known; -O0 and -O1 are", f.Opt)
	}
	return f, cc.CheckOptions(f.Warnings)
}

// say prints what the compiler has to say.
func (e *env) say(said []ufork.Said) {
	for _, s := range said {
		if s != nil {
			fmt.Fprint(e.stderr, s.Text(e.colour))
		}
	}
}

type ccCmd struct {
	cFlags
	Files      []string `arg:"" help:"C sources (.c), assembly sources (.s), objects (.o), or - for C from standard input."`
	Preprocess bool     `short:"E" help:"Only preprocess; to standard output without -o."`
	Assembly   bool     `short:"S" help:"Only compile, to assembly (FILE.s)."`
	Compile    bool     `short:"c" help:"Only compile and assemble, to an object (FILE.o)."`
	Kernel     string   `help:"What the program is linked for: bare, or ufork for the µFork kernel, which places it." enum:"bare,ufork" default:"bare"`
	Output     string   `short:"o" help:"Write to FILE; - is standard output." placeholder:"FILE"`
	NoDebug    bool     `help:"Leave debug information out."`
}

func (c ccCmd) Run(e *env) error {
	flags, err := c.flags(1)
	if err == nil && c.Output != "" && len(c.Files) > 1 && (c.Preprocess || c.Assembly || c.Compile) {
		err = errors.New("-o names one file, but several would be written")
	}
	if err != nil {
		e.report(err)
		return status(exitUsage)
	}
	flags.NoDebug = c.NoDebug
	srcs, err := ufork.ReadSources(c.Files, e.stdin)
	if err != nil {
		return err
	}
	switch {
	case c.Preprocess, c.Assembly:
		return c.text(e, srcs, &flags)
	case c.Compile:
		return c.objects(e, srcs, &flags)
	}
	im, said, err := ufork.BuildC(srcs[0].Name, srcs, ufork.Kernel(c.Kernel), &flags)
	var bad *ufork.Mistakes
	e.say(said)
	if errors.As(err, &bad) {
		return status(exitFail)
	}
	if err != nil {
		return err
	}
	out := c.Output
	if out == "" {
		out = "a.out"
	}
	b, err := im.WriteELF()
	if err != nil {
		return err
	}
	return e.write(out, b, 0o755)
}

// text does -E and -S.
func (c ccCmd) text(e *env, srcs []ufork.Source, flags *ufork.CFlags) error {
	failed := false
	for _, src := range srcs {
		if !cc.IsSource(src.Name) {
			return fmt.Errorf("%s is no C source (.c)", src.Name)
		}
		step, out := cc.Compile, replaceExt(src.Name, ".s")
		if c.Preprocess {
			step, out = cc.Preprocess, "-"
		}
		text, said, err := step(src.Name, string(src.Data), flags.Options())
		e.say([]ufork.Said{said})
		if err != nil {
			return err
		}
		if said.Errors() > 0 {
			failed = true
			continue
		}
		if c.Output != "" {
			out = c.Output
		}
		if err := e.write(out, []byte(text), 0o644); err != nil {
			return err
		}
	}
	if failed {
		return status(exitFail)
	}
	return nil
}

// objects does -c.
func (c ccCmd) objects(e *env, srcs []ufork.Source, flags *ufork.CFlags) error {
	failed := false
	for _, src := range srcs {
		obj, said, err := ufork.Translate(src, flags)
		e.say([]ufork.Said{said})
		if err != nil {
			return err
		}
		if obj == nil {
			failed = true
			continue
		}
		b, err := asm.WriteObject(obj)
		if err != nil {
			return err
		}
		out := c.Output
		if out == "" {
			out = replaceExt(src.Name, ".o")
		}
		if err := e.write(out, b, 0o644); err != nil {
			return err
		}
	}
	if failed {
		return status(exitFail)
	}
	return nil
}

// replaceExt is the name of an output in the current folder.
func replaceExt(name, ext string) string {
	base := filepath.Base(name)
	return strings.TrimSuffix(base, filepath.Ext(base)) + ext
}

func (e *env) write(name string, b []byte, mode os.FileMode) error {
	if name == "-" {
		_, err := e.stdout.Write(b)
		return err
	}
	return os.WriteFile(name, b, mode)
}
