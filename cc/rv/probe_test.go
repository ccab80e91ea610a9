package rv

import (
	"strings"
	"testing"
)

// TestProbesOfTheirOwn: the address of a probe is not that of code that other
// paths reach too.
func TestProbesOfTheirOwn(t *testing.T) {
	const src = `
int g(int, int);
int f(int a, int b)
{
	if (a == 1)
		__builtin_probe("one", a);
	if (b == 2)
		__builtin_probe("two", b);
	for (int i = 0; i < a; i++) {
		g(a, i);
		if (i == b)
			__builtin_probe("three", i);
	}
	switch (b) {
	case 1: __builtin_probe("four", a);
	case 2: g(a, b); break;
	default: __builtin_probe("five", a);
	}
	return a + b;
}
`
	for opt := range 2 {
		text, err := Emit(parseC(t, "probes.c", src), Options{Opt: opt, Name: "probes.c"})
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(code(text), "\n")
		probes, nops := 0, 0
		for i, l := range lines {
			if !strings.HasPrefix(l, "\t.probe ") {
				continue
			}
			probes++
			if strings.HasSuffix(lines[i+1], ":") {
				t.Errorf("-O%d: behind %q comes %q", opt, l, lines[i+1])
			}
			if lines[i+1] == "\tnop" {
				nops++
			}
		}
		if probes != 5 || nops == 0 {
			t.Errorf("-O%d: %d probes, %d with an instruction of their own", opt, probes, nops)
		}
	}
}
