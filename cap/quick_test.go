package cap

import (
	"math/rand/v2"
	"testing"
)

// TestQuickBounds compares the quick decoding with that of the specification's
// shape, over random encodings and addresses of every size.
func TestQuickBounds(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	found := 0
	for range 2_000_000 {
		c := Cap{Addr: r.Uint64() >> r.UintN(64), Meta: r.Uint64() & boundsMask}
		base, length, ok := c.QuickBounds()
		if !ok {
			continue
		}
		found++
		for _, addr := range [...]uint64{r.Uint64() >> r.UintN(64), c.Addr + r.Uint64()>>r.UintN(64), base + length, base - 1} {
			if got, want := c.Representable(addr), c.representable(addr); got != want {
				t.Fatalf("%#x at %#x: representable at %#x: %v, want %v", c.Meta, c.Addr, addr, got, want)
			}
		}
		if b := decodeBounds(c.Meta, c.Addr); c.Bounds() != b || !b.Valid || b.Base != base || b.Length() != (Wide{Lo: length}) {
			t.Fatalf("%#x at %#x: base %#x, length %#x; want %#x, %s", c.Meta, c.Addr, base, length, b.Base, b.Length())
		}
	}
	// The Infinite capability's are found in a third way.
	root := Root(r.Uint64())
	if b := decodeBounds(root.Meta, root.Addr); root.Bounds() != b || !root.representable(r.Uint64()) || !root.Representable(r.Uint64()) {
		t.Errorf("the bounds of %v are %v", root, b)
	}
	if found < 1_000_000 {
		t.Errorf("only %d of the encodings were decoded", found)
	}
}

func BenchmarkQuickBounds(b *testing.B) {
	c := Root(0x8000_1000).SetBounds(0x123)
	for range b.N {
		c.Addr++
		if base, _, _ := c.QuickBounds(); base == 1 {
			b.Fatal()
		}
	}
}
