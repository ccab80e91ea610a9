package ufork

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"ushell/machine"
	"ushell/ufork/aware"
)

var forksBig = flag.Bool("forks-big", false, "TestForksDoc measures the heap of 64 MiB too")

const (
	forksPage = "../docs/forks.md"
	forksData = "testdata/forks.json"
)

// measured is a program under one strategy, and what ushell forks --json says its
// one fork costs.
type measured struct {
	Program  string   `json:"program"`
	Args     []string `json:"args,omitempty"`
	Strategy string   `json:"strategy"`
	aware.Cost
}

// The programs that docs/forks.md measures under each strategy, and one that is
// only reported, under two.
var forksPrograms = []string{"hello_fork", "big_heap 1", "big_heap 4", "big_heap 16", "big_heap 64", "kvsnap 4096", scattered}

const scattered = "big_heap 16 random"

// bigHeaps are the heaps of big_heap for which there are bounds, in MiB.
var bigHeaps = []int{4, 16, 64}

// String is the program as a user types it.
func (r *measured) String() string { return strings.Join(append([]string{r.Program}, r.Args...), " ") }

// pages are those that the parent had mapped.
func (r *measured) pages() int { return r.Pages.Shared + r.Pages.Eager }

// kib is the child's private memory.
func (r *measured) kib() uint64 { return r.PrivateBytes >> 10 }

// big says whether the run takes too long for every test, and much memory.
func (r *measured) big() bool { return slices.Equal(r.Args, []string{"64"}) }

// measure runs the program; docs/forks.md says with which options.
func (r *measured) measure(t *testing.T) {
	opt := KernelOptions{Strategy: r.Strategy, Seed: 1}
	if r.big() {
		opt.Memory = 512 << 20
	}
	s := loadGuest(t, "../programs/"+r.Program+".c", CFlags{}, opt, r.Args...)
	m, err := s.Boot(machine.NewJournal(nil))
	if err != nil {
		t.Fatal(err)
	}
	k, err := aware.New(s.Kernel)
	if err != nil {
		t.Fatal(err)
	}
	log := aware.NewLog(k, s.Kernel)
	if !log.Follow(m, 2_000_000_000) {
		t.Fatalf("%s does not end", r)
	}
	if code, _ := m.Halted(); code != 0 {
		t.Fatalf("%s ended with %d, having printed\n%s", r, code, m.Output())
	}
	if len(log.Forks) != 1 || log.Forks[0].Failed || !log.Forks[0].Ended {
		t.Fatalf("%s made %d forks, not one", r, len(log.Forks))
	}
	r.Cost = log.Forks[0].Cost
}

// measureForks runs everything, except that runs that take long are taken from
// the recorded ones unless all is set.
func measureForks(t *testing.T, recorded []*measured, all bool) []*measured {
	var runs []*measured
	for _, line := range forksPrograms {
		words := strings.Fields(line)
		for _, strategy := range Strategies {
			if line == scattered && strategy == "full" {
				continue
			}
			runs = append(runs, &measured{Program: words[0], Args: words[1:], Strategy: strategy})
		}
	}
	t.Run("runs", func(t *testing.T) {
		for i, r := range runs {
			if r.big() && !all {
				if j := slices.IndexFunc(recorded, func(o *measured) bool { return o.String() == r.String() && o.Strategy == r.Strategy }); j >= 0 {
					runs[i] = recorded[j]
				} else {
					t.Errorf("%s under %s is not recorded; -update measures it", r, r.Strategy)
				}
				continue
			}
			t.Run(r.String()+" "+r.Strategy, func(t *testing.T) {
				t.Parallel()
				r.measure(t)
			})
		}
	})
	if t.Failed() {
		t.FailNow()
	}
	if slices.ContainsFunc(runs, func(r *measured) bool { return r.Instructions == 0 }) {
		t.Skip("-run chose some of the runs only")
	}
	return runs
}

// forksOf finds a program's runs in the order of Strategies; nil for one that was
// not measured.
func forksOf(runs []*measured, program string) (full, coa, copa *measured) {
	found := map[string]*measured{}
	for _, r := range runs {
		if r.String() == program {
			found[r.Strategy] = r
		}
	}
	return found["full"], found["coa"], found["copa"]
}

// TestForksDoc measures what forks cost, judges it, and makes the tables and plots
// of docs/forks.md from it. What was measured is in testdata/forks.json;
// -update writes all of it.
func TestForksDoc(t *testing.T) {
	old, err := os.ReadFile(forksData)
	if err != nil && !*update {
		t.Fatal(err)
	}
	var recorded []*measured
	if err := json.Unmarshal(old, &recorded); err != nil && !*update {
		t.Fatal(err)
	}
	runs := measureForks(t, recorded, *update || *forksBig)
	var lines []string
	for _, r := range runs {
		b, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, string(b))
	}
	generatedFile(t, forksData, "[\n"+strings.Join(lines, ",\n")+"\n]\n")
	generatedSection(t, forksPage, "table", forksTable(runs))
	generatedSection(t, forksPage, "random", forksRandom(runs))
	generatedSection(t, forksPage, "bounds", forksBounds(t, runs))
	generatedFile(t, "../docs/forks-instructions.svg", instructionsPlot(runs).svg())
	generatedFile(t, "../docs/forks-memory.svg", memoryPlot(runs).svg())
}

// generatedFile compares a file with what it should be, or writes it.
func generatedFile(t *testing.T, file, text string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	old, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(old) == text {
		return
	}
	was, now := strings.Split(string(old), "\n"), strings.Split(text, "\n")
	i := 0
	for i < len(was) && i < len(now) && was[i] == now[i] {
		i++
	}
	line := func(lines []string) string {
		if i < len(lines) {
			return lines[i]
		}
		return "(its end)"
	}
	t.Errorf("%s is stale at line %d: %q should be %q; -update writes it", file, i+1, line(was), line(now))
}

// generatedSection does that with the part of a page between the marks of name.
func generatedSection(t *testing.T, page, name, text string) {
	t.Helper()
	b, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	begin, end := "<!-- "+name+": made by go test ./ufork -run Fork -update -->\n", "<!-- end of "+name+" -->\n"
	head, rest, ok := strings.Cut(string(b), begin)
	_, tail, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("%s has no place for %q: %s%s", page, name, begin, end)
	}
	generatedFile(t, page, head+begin+text+end+tail)
}

func forksTable(runs []*measured) string {
	var b strings.Builder
	b.WriteString("| program | strategy | instructions | shared | eager | write | access | load | taken | rewritten | private |\n" +
		"| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n")
	for _, r := range runs {
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s |\n", r, r.Strategy, thousands(r.Instructions), thousands(r.Pages.Shared),
			thousands(r.Pages.Eager), thousands(r.Pages.Write), thousands(r.Pages.Access), thousands(r.Pages.Load), thousands(r.Pages.Taken),
			thousands(r.Relocated.Memory), thousands(r.kib()))
	}
	return b.String()
}

func forksRandom(runs []*measured) string {
	_, _, walked := forksOf(runs, "big_heap 16")
	_, coa, copa := forksOf(runs, scattered)
	return fmt.Sprintf("With `random` as a second argument the child of `big_heap 16` reads as many nodes in scattered places: under copa %s pages are copied by pointer loads\n"+
		"instead of %s, and %s KiB are private instead of %s; under coa it has %s KiB. This is reported, not judged.\n",
		thousands(copa.Pages.Load), thousands(walked.Pages.Load), thousands(copa.kib()), thousands(walked.kib()), thousands(coa.kib()))
}

// bound is something that was asked for.
type bound struct {
	what, how string
	most, is  uint64
	unit      string
}

// forkBounds are the bounds that issue and documentation give.
func forkBounds(runs []*measured) []bound {
	var out []bound
	for _, mib := range bigHeaps {
		full, coa, copa := forksOf(runs, fmt.Sprintf("big_heap %d", mib))
		name := fmt.Sprintf("`big_heap %d`, copa: ", mib)
		pages := uint64(copa.pages())
		out = append(out, bound{name + "instructions", fmt.Sprintf("150 for each of %s pages, and 50,000", thousands(pages)), most(copa), copa.Instructions, ""})
		if mib == 16 {
			out = append(out, bound{name + "instructions", "a thirtieth of full copy", full.Instructions / 30, copa.Instructions, ""})
		}
		out = append(out, bound{name + "private memory", "a tenth of full copy", full.kib() / 10, copa.kib(), " KiB"},
			bound{name + "private memory", "a fifth of coa", coa.kib() / 5, copa.kib(), " KiB"})
	}
	_, coa, copa := forksOf(runs, "kvsnap 4096")
	return append(out, bound{"`kvsnap 4096`, copa: private memory of the child that saves", "a quarter of coa", coa.kib() / 4, copa.kib(), " KiB"})
}

// most is how many instructions a fork under copy on pointer access may take.
func most(r *measured) uint64 { return 150*uint64(r.pages()) + 50_000 }

func forksBounds(t *testing.T, runs []*measured) string {
	var b strings.Builder
	b.WriteString("| | at most | that is | measured |\n| --- | --- | ---: | ---: |\n")
	for _, g := range forkBounds(runs) {
		if g.is > g.most {
			t.Errorf("%s: %d%s, more than %d%s (%s)", g.what, g.is, g.unit, g.most, g.unit, g.how)
		}
		fmt.Fprintf(&b, "| %s | %s | %s%s | %s%s |\n", g.what, g.how, thousands(g.most), g.unit, thousands(g.is), g.unit)
	}
	return b.String()
}

// thousands is n with commas.
func thousands[N int | uint64](n N) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
