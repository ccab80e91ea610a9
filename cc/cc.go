// Package cc is the C compiler: C11 with the GNU extensions that programs use,
// for pure-capability RV64Y. It turns a source into assembly; its stages are the
// packages below it, in the order token, parse, ir, rv. What may go wrong is in
// diag. The calling convention is in docs/abi.md.
package cc

import (
	"fmt"
	"strings"

	"ushell/cc/ast"
	"ushell/cc/diag"
	"ushell/cc/parse"
	"ushell/cc/rv"
	"ushell/cc/token"
)

// Headers finds what #include "name" (quoted) or <name> means in the file from:
// where it was found and its text. sys is set for a header of the C library; next
// asks for the one behind from in the search order (#include_next).
type Headers func(name string, quoted bool, from *diag.File, next bool) (path, text string, sys, ok bool)

// Options say how a source is compiled.
type Options struct {
	Headers    Headers
	Defines    []string // NAME, NAME=VALUE or NAME(X)=VALUE, as -D takes them
	Undefs     []string
	Warnings   []string // "-Wall", "-Werror", "-Wno-unused-variable", in their order
	Opt        int      // 0: variables stay in memory; 1: registers, optimised
	Debug      bool     // with debug information
	Subobject  bool     // &member and member arrays get the bounds of the member
	Permissive bool     // implicit int and implicit functions, as in old C, are warned about only
	SignedChar bool     // plain char is signed
}

// MaxSource is the most bytes that a source may have.
const MaxSource = 16 << 20

// start makes the place for diagnostics.
func start(opt *Options) (*diag.List, error) {
	files := &diag.Files{}
	diags := &diag.List{Files: files}
	for _, w := range opt.Warnings {
		if err := diags.Option(w); err != nil {
			return nil, err
		}
	}
	return diags, nil
}

func (opt *Options) tokens(name, text string, diags *diag.List) []token.Token {
	return token.Preprocess(name, text, token.Options{Files: diags.Files, Diags: diags, Include: opt.Headers,
		Defines: opt.Defines, Undefs: opt.Undefs, SignedChar: opt.SignedChar})
}

// CheckOptions says what is wrong with the warning options.
func CheckOptions(warnings []string) error {
	_, err := start(&Options{Warnings: warnings})
	return err
}

// Preprocess is a source after preprocessing, as text.
func Preprocess(name, text string, opt Options) (string, *diag.List, error) {
	diags, err := start(&opt)
	if err != nil {
		return "", nil, err
	}
	var b strings.Builder
	err = token.Print(&b, opt.tokens(name, text, diags), diags.Files)
	return b.String(), diags, err
}

// Check is a source as a checked tree, and what is to be said about it.
func Check(name, text string, opt Options) (*ast.Unit, *diag.List, error) {
	diags, err := start(&opt)
	if err != nil {
		return nil, nil, err
	}
	if len(text) > MaxSource {
		return nil, nil, fmt.Errorf("%s has %d MB; a C source has at most %d", name, len(text)>>20, MaxSource>>20)
	}
	toks := opt.tokens(name, text, diags)
	unit := parse.Unit(toks, parse.Options{Files: diags.Files, Diags: diags, Permissive: opt.Permissive, SignedChar: opt.SignedChar,
		Subobject: opt.Subobject})
	return unit, diags, nil
}

// Compile is the assembly of a source. When there are errors it is empty, and
// they are in the list, as the warnings are in any case; err is for what has no
// place in the source.
func Compile(name, text string, opt Options) (assembly string, diags *diag.List, err error) {
	unit, diags, err := Check(name, text, opt)
	if err != nil || diags.Errors() > 0 {
		return "", diags, err
	}
	assembly, err = rv.Emit(unit, rv.Options{Opt: opt.Opt, Debug: opt.Debug, Subobject: opt.Subobject, Name: name})
	if err != nil {
		return "", diags, fmt.Errorf("%s: %w", name, err)
	}
	return assembly, diags, nil
}

// IsSource says whether a file of this name holds C.
func IsSource(name string) bool { return strings.HasSuffix(name, ".c") }
