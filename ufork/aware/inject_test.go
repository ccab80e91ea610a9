package aware

import (
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

func TestParseInjection(t *testing.T) {
	for _, c := range []struct {
		text string
		want Injection
		err  string
	}{
		{"no-page", Injection{NoPage: true}, ""},
		{"signal=SIGUSR1", Injection{Signal: 10}, ""},
		{"signal=term,3", Injection{Signal: 15, PID: 3}, ""},
		{"signal=34,12", Injection{Signal: 34, PID: 12}, ""},
		{"signal=SIGIOT", Injection{Signal: 6}, ""},
		{"", Injection{}, "expected no-page, signal=NAME or signal=NAME,PID"},
		{"no-page=1", Injection{}, "no injection"},
		{"signal", Injection{}, "no injection"},
		{"signal=", Injection{}, `no signal ""`},
		{"signal=SIGNOT", Injection{}, `no signal "SIGNOT": expected a name such as SIGUSR1, or a number from 1 to 64`},
		{"signal=65", Injection{}, "no signal"},
		{"signal=0", Injection{}, "no signal"},
		{"signal=HUP,", Injection{}, `"" is no pid`},
		{"signal=HUP,0", Injection{}, `"0" is no pid: expected a number from 1`},
		{"signal=HUP,x", Injection{}, "is no pid"},
	} {
		got, err := ParseInjection(c.text)
		switch {
		case c.err == "" && (err != nil || got != c.want):
			t.Errorf("%q: %+v, %v", c.text, got, err)
		case c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)):
			t.Errorf("%q: %v, want %q", c.text, err, c.err)
		}
	}
}

// TestSignalNames: signals have the numbers that programs know them by.
func TestSignalNames(t *testing.T) {
	header, err := os.ReadFile("../libc/include/signal.h")
	if err != nil {
		t.Fatal(err)
	}
	defines := regexp.MustCompile(`(?m)^#define (SIG[A-Z0-9]+) (\d+)$`).FindAllStringSubmatch(string(header), -1)
	if len(defines) < 30 {
		t.Fatalf("%d signals in signal.h", len(defines))
	}
	for _, d := range defines {
		want, _ := strconv.Atoi(d[2])
		if n, err := ParseSignal(d[1]); n != want || err != nil {
			t.Errorf("%s is %d, %v; signal.h has %d", d[1], n, err, want)
		}
		if SignalName(want) != d[1] {
			t.Errorf("signal %d is called %s, not %s", want, SignalName(want), d[1])
		}
	}
	if SignalName(50) != "50" {
		t.Errorf("signal 50 is called %s", SignalName(50))
	}
}

// FuzzParseInjection: what is read is written as what reads the same.
func FuzzParseInjection(f *testing.F) {
	for _, s := range []string{"no-page", "signal=SIGUSR1", "signal=usr2,4", "signal=50", "signal=,", "=", "signal=9,,"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		i, err := ParseInjection(text)
		if err != nil {
			return
		}
		if again, err := ParseInjection(i.String()); err != nil || again != i {
			t.Errorf("%q: %+v is written as %q, which is %+v, %v", text, i, i.String(), again, err)
		}
	})
}
