package ir

import (
	"math/rand"
	"testing"
)

// TestDominators compares dominators with their definition, on random graphs.
func TestDominators(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	for range 500 {
		n := 1 + r.Intn(12)
		f := &Func{}
		for i := range n {
			f.Blocks = append(f.Blocks, &Block{ID: i})
		}
		for _, b := range f.Blocks {
			to, other := f.Blocks[r.Intn(n)], f.Blocks[r.Intn(n)]
			switch r.Intn(3) {
			case 0:
				b.Ins = []*Ins{{Op: Ret}}
			case 1:
				b.Ins = []*Ins{{Op: Jump, To: to}}
			default:
				b.Ins = []*Ins{{Op: Branch, To: to, Else: other}}
			}
		}
		dropUnreachable(f)
		fl := analyse(f)
		for a := range f.Blocks {
			for b := range f.Blocks {
				if got, want := fl.dominates(int32(a), int32(b)), a == b || !reaches(f, a, b); got != want {
					t.Fatalf("b%d dominates b%d: %v, want %v\n%v", a, b, got, want, fl.succs)
				}
			}
		}
	}
}

// reaches says that there is a path from the entry to b that avoids a.
func reaches(f *Func, a, b int) bool {
	seen := map[*Block]bool{f.Blocks[a]: true}
	work := []*Block{f.Blocks[0]}
	for len(work) > 0 {
		x := work[len(work)-1]
		work = work[:len(work)-1]
		if seen[x] {
			continue
		}
		seen[x] = true
		if x == f.Blocks[b] {
			return true
		}
		eachSucc(x, func(s *Block) { work = append(work, s) })
	}
	return false
}
