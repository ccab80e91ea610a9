package diag

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// when says which options show a group of warnings.
type when uint8

const (
	always when = iota // unless -Wno-GROUP
	wall               // with -Wall
	wextra             // with -Wextra
	asked              // with -WGROUP, and -Weverything
)

// groups are the groups of warnings. What is not in the table is always on.
var groups = map[Group]when{
	"address":                       wall,
	"array-bounds":                  always,
	"attributes":                    always,
	"builtin-macro-redefined":       always,
	"cast-align":                    asked,
	"cast-qual":                     asked,
	"char-subscripts":               wall,
	"cheri-capability-misuse":       always,
	"cheri-misaligned":              always,
	"cheri-provenance":              always,
	"cheri-provenance-ambiguous":    always,
	"comment":                       wall,
	"constant-conversion":           always,
	"conversion":                    asked,
	"cpp":                           always,
	"dangling-else":                 wall,
	"declaration-after-statement":   asked,
	"deprecated-declarations":       always,
	"discarded-qualifiers":          always,
	"div-by-zero":                   always,
	"empty-body":                    wextra,
	"enum-conversion":               wextra,
	"expansion-to-defined":          wextra,
	"extra-tokens":                  always,
	"float-conversion":              asked,
	"format":                        wall,
	"format-extra-args":             wall,
	"format-security":               wextra,
	"implicit-fallthrough":          wextra,
	"implicit-function-declaration": always,
	"implicit-int":                  always,
	"incompatible-pointer-types":    always,
	"int-conversion":                always,
	"int-to-pointer-cast":           always,
	"invalid-pp-token":              always,
	"logical-op-parentheses":        wall,
	"macro-redefined":               always,
	"main":                          wall,
	"misleading-indentation":        wall,
	"missing-braces":                asked,
	"missing-field-initializers":    wextra,
	"missing-prototypes":            asked,
	"multichar":                     always,
	"nonnull":                       wall,
	"null-character":                always,
	"overflow":                      always,
	"override-init":                 wextra,
	"parentheses":                   wall,
	"pedantic":                      asked,
	"pointer-arith":                 asked,
	"pointer-sign":                  wall,
	"pointer-to-int-cast":           always,
	"return-local-addr":             always,
	"return-type":                   wall,
	"self-assign":                   wall,
	"sequence-point":                wall,
	"shadow":                        asked,
	"shift-count":                   always,
	"sign-compare":                  wextra,
	"sizeof-pointer-memaccess":      wall,
	"strict-prototypes":             asked,
	"string-plus-int":               always,
	"switch":                        wall,
	"switch-default":                asked,
	"tautological-compare":          wall,
	"trigraphs":                     wall,
	"type-limits":                   wextra,
	"undef":                         asked,
	"uninitialized":                 wall,
	"unknown-escape":                always,
	"unknown-pragmas":               wall,
	"unreachable-code":              asked,
	"unused-but-set-variable":       wall,
	"unused-function":               wall,
	"unused-label":                  wall,
	"unused-macros":                 asked,
	"unused-parameter":              wextra,
	"unused-result":                 always,
	"unused-value":                  wall,
	"unused-variable":               wall,
	"vla":                           asked,
	"write-strings":                 asked,
}

// constraints are the groups of what standard C forbids.
var constraints = []Group{"discarded-qualifiers", "implicit-function-declaration", "implicit-int", "incompatible-pointer-types",
	"int-conversion", "pedantic", "pointer-arith", "pointer-sign", "unknown-escape"}

// umbrella are groups of groups, and names that other compilers use.
var umbrella = map[Group][]Group{
	"unused":                {"unused-but-set-variable", "unused-function", "unused-label", "unused-value", "unused-variable"},
	"cheri":                 {"cheri-capability-misuse", "cheri-misaligned", "cheri-provenance", "cheri-provenance-ambiguous"},
	"comments":              {"comment"},
	"shift-count-overflow":  {"shift-count"},
	"shift-count-negative":  {"shift-count"},
	"division-by-zero":      {"div-by-zero"},
	"#warnings":             {"cpp"},
	"logical-op":            {"logical-op-parentheses"},
	"initializer-overrides": {"override-init"},
	"incompatible-pointer-types-discards-qualifiers": {"discarded-qualifiers"},
	"maybe-uninitialized":                            {"uninitialized"},
	"unused-but-set-parameter":                       {"unused-parameter"},
	"cheri-pointer-conversion":                       {"cheri-provenance"},
	"self-assign-field":                              {"self-assign"},
	"bool-compare":                                   {"tautological-compare"},
}

// setting is what options say about one group.
type setting uint8

const (
	unset setting = iota
	off
	on
	onError  // on, an error
	notError // an error under -Werror no longer
)

// settings are the options in force.
type settings struct {
	all, extra, every bool
	none              bool // -w
	werror            bool
	groups            map[Group]setting // never changed, but replaced
}

// Option takes a warning option: -Wall, -WGROUP, -Wno-GROUP, -Werror,
// -Werror=GROUP, -w and so on. It says what is wrong with one that does not exist.
func (l *List) Option(opt string) error {
	return l.set.option(opt)
}

func (s *settings) option(opt string) error {
	switch opt {
	case "-w":
		s.none = true
	case "-Wall":
		s.all = true
	case "-Wextra", "-W":
		s.extra = true
	case "-Weverything":
		s.all, s.extra, s.every = true, true, true
	case "-Werror", "-Wno-error":
		s.werror = opt == "-Werror"
	case "-pedantic", "-Wpedantic":
		s.change("pedantic", on)
		s.change("pointer-arith", on)
	case "-pedantic-errors":
		for _, g := range constraints {
			s.change(g, onError)
		}
	default:
		name, ok := strings.CutPrefix(opt, "-W")
		if !ok {
			return fmt.Errorf("%s is no warning option", opt)
		}
		to := on
		if rest, ok := strings.CutPrefix(name, "no-error="); ok {
			name, to = rest, notError
		} else if rest, ok := strings.CutPrefix(name, "no-"); ok {
			s.change(Group(rest), off) // unknown ones are no concern of ours: other compilers have them
			return nil
		} else if rest, ok := strings.CutPrefix(name, "error="); ok {
			name, to = rest, onError
		}
		name, _, _ = strings.Cut(name, "=") // -Wformat=2
		if !s.change(Group(name), to) {
			return unknown(name)
		}
	}
	return nil
}

func unknown(name string) error {
	var names []string
	for g := range groups {
		names = append(names, string(g))
	}
	slices.Sort(names)
	if n := Nearest(name, names); n != "" {
		return fmt.Errorf("unknown warning option -W%s; did you mean -W%s?", name, n)
	}
	return fmt.Errorf("unknown warning option -W%s", name)
}

// change sets a group, and those that it stands for; false when there is no such group.
func (s *settings) change(g Group, to setting) bool {
	names := umbrella[g]
	if names == nil {
		if _, ok := groups[g]; !ok {
			return false
		}
		names = []Group{g}
	}
	s.groups = maps.Clone(s.groups)
	if s.groups == nil {
		s.groups = map[Group]setting{}
	}
	for _, g := range names {
		s.groups[g] = to
	}
	return true
}

// of is whether a warning of the group is shown, and as what.
func (s *settings) of(g Group) (Severity, bool) {
	set := s.groups[g]
	shown := false
	switch groups[g] {
	case always:
		shown = true
	case wall:
		shown = s.all
	case wextra:
		shown = s.extra
	case asked:
		shown = s.every
	}
	switch set {
	case off:
		shown = false
	case on, onError:
		shown = true
	}
	if s.none && set != onError {
		shown = false
	}
	if set == onError || s.werror && set != notError {
		return Error, shown
	}
	return Warning, shown
}

// pragma is a change of the settings by #pragma GCC diagnostic.
type pragma struct {
	at  []Pos // the chain of its place
	set settings
}

// Pragma takes a #pragma GCC diagnostic in: verb is push, pop, ignored, warning
// or error. It holds from pos on.
func (l *List) Pragma(pos Pos, verb, opt string) error {
	cur := l.set
	if n := len(l.pragmas); n > 0 {
		cur = l.pragmas[n-1].set
	}
	switch verb {
	case "push":
		l.stack = append(l.stack, cur)
		return nil
	case "pop":
		if len(l.stack) == 0 {
			return fmt.Errorf("#pragma diagnostic pop without a push")
		}
		cur = l.stack[len(l.stack)-1]
		l.stack = l.stack[:len(l.stack)-1]
	case "ignored", "warning", "error":
		name, ok := strings.CutPrefix(opt, "-W")
		if !ok {
			return fmt.Errorf("expected a warning option like \"-Wunused\" after %s", verb)
		}
		to := map[string]setting{"ignored": off, "warning": on, "error": onError}[verb]
		if !cur.change(Group(name), to) && verb != "ignored" {
			return unknown(name)
		}
	default:
		return fmt.Errorf("expected push, pop, ignored, warning or error after #pragma diagnostic")
	}
	l.pragmas = append(l.pragmas, pragma{l.Files.chain(pos), cur})
	return nil
}

// severity is whether the warning is shown, and as what.
func (l *List) severity(d *Diagnostic) (Severity, bool) {
	at := d.Span.At
	if f := l.Files.Of(at.Pos); f != nil && f.Sys {
		return Warning, false
	}
	set := &l.set
	if len(l.pragmas) > 0 {
		c := l.Files.chain(at.Outer())
		i, _ := slices.BinarySearchFunc(l.pragmas, c, func(p pragma, c []Pos) int {
			return slices.Compare(p.at, c)
		})
		if i > 0 {
			set = &l.pragmas[i-1].set
		}
	}
	return set.of(d.Group)
}
