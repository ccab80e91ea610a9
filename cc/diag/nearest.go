package diag

// Nearest is the candidate closest to name in edit distance (insertion,
// deletion, replacement, exchange of neighbours), "" when none is close for a
// word of that length. Of several it is the first that has most of its beginning
// and end in common with name.
func Nearest(name string, candidates []string) string {
	if len(name) > 64 || name == "" {
		return ""
	}
	best, dist, common := "", (len(name)+2)/3+1, -1
	for _, c := range candidates {
		if c == "" || c == name || max(len(c)-len(name), len(name)-len(c)) > dist {
			continue
		}
		d := distance(name, c)
		if d > dist || d >= len(name) || best == "" && d == dist {
			continue
		}
		if ends := commonEnds(name, c); d < dist || ends > common {
			best, dist, common = c, d, ends
		}
	}
	return best
}

// commonEnds is how many bytes a and b have in common at both ends.
func commonEnds(a, b string) (n int) {
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	a, b = a[n:], b[n:]
	for i := 1; i <= len(a) && i <= len(b) && a[len(a)-i] == b[len(b)-i]; i++ {
		n++
	}
	return n
}

// distance is the number of changes that turn a into b.
func distance(a, b string) int {
	before, prev, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		prev[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := prev[j-1]
			if lower(a[i-1]) != lower(b[j-1]) {
				cost++
			}
			row[j] = min(cost, prev[j]+1, row[j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, prev, row = prev, row, before
	}
	return prev[len(b)]
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		c += 'a' - 'A'
	}
	return c
}
