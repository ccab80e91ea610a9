package cap

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"testing"
)

func hexWide(t *testing.T, s string) Wide {
	t.Helper()
	var w Wide
	if len(s) > 16 {
		fmt.Sscanf(s[:len(s)-16], "%x", &w.Hi)
		s = s[len(s)-16:]
	}
	if _, err := fmt.Sscanf(s, "%x", &w.Lo); err != nil {
		t.Fatalf("bad number %q", s)
	}
	return w
}

// TestBoundsOracle checks every row of what a reference implementation of the
// encoding answers.
func TestBoundsOracle(t *testing.T) {
	f, err := os.Open("testdata/cap128-bounds.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows := map[string]int{}
	for sc := bufio.NewScanner(f); sc.Scan(); {
		line := sc.Text()
		if strings.HasPrefix(line, "#") {
			continue
		}
		col := strings.Split(line, "\t")
		num := func(i int) uint64 { return hexWide(t, col[i]).Lo }
		rows[col[0]]++
		switch col[0] {
		case "decode":
			b := decodeBounds(num(1), num(2))
			want := Bounds{num(4), hexWide(t, col[5]), num(3) == 1}
			if b != want {
				t.Errorf("%s: got %+v", line, b)
			}
		case "setbounds":
			enc, exact := encodeBounds(num(1), num(2))
			c := Root(num(1)).SetBoundsRounded(num(2))
			if enc != num(4) || exact != (num(3) == 1) || c.Base() != num(5) || c.Top() != hexWide(t, col[6]) || !c.Tag {
				t.Errorf("%s: got %x exact %v %v", line, enc, exact, c)
			}
			if got := Root(num(1)).SetBounds(num(2)); got.Tag != exact {
				t.Errorf("%s: ybndsw tag %v", line, got.Tag)
			}
		case "yamask":
			if m := AlignMask(num(1)); m != num(2) {
				t.Errorf("%s: got %x", line, m)
			}
		case "setaddr":
			c := Root(num(1)).SetBoundsRounded(num(2))
			if c.Meta&boundsMask != num(3) || c.SetAddr(num(4)).Tag != (num(5) == 1) {
				t.Errorf("%s: got %x %v", line, c.Meta&boundsMask, c.SetAddr(num(4)))
			}
			first, last, all := c.RepresentableRange()
			if in := all || num(4)-first <= last-first; in != (num(5) == 1) {
				t.Errorf("%s: range %x-%x says %v", line, first, last, in)
			}
		default:
			t.Errorf("unknown row %q", line)
		}
	}
	for _, k := range []string{"decode", "setbounds", "yamask", "setaddr"} {
		if rows[k] < 100 {
			t.Errorf("only %d rows of %s", rows[k], k)
		}
	}
}
