package ir

func optimise(f *Func, sp *space) {
	if f.Twice || f.done {
		return
	}
	f.done = true
	tidy(f)
	promote(f)
	sink(f)
	renumber(f, analyse(f), sp)
	sweep(f)
	again := tidy(f)
	again = splitOffsets(f) || again
	again = promote(f) || again // of what was inlined, addresses are known only now
	loops := hoist(f, false)
	if again || loops == moved {
		tidy(f)
		sink(f)
		renumber(f, analyse(f), sp)
		sweep(f)
		tidy(f)
	}
	if loops != none {
		hoist(f, true) // numbering would put constants back
		tidy(f)
		sweep(f)
	}
}

// hoisting is what hoist found.
type hoisting uint8

const (
	none   hoisting = iota // no loops
	stayed                 // nothing to be moved
	moved
)
