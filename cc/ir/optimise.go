package ir

// Optimise improves a function. What Lower has improved stays as it is.
func Optimise(f *Func) { optimise(f, newSpace()) }

func optimise(f *Func, sp *space) {
	if f.Twice || f.done {
		return
	}
	f.done = true
	for round := range 2 {
		tidy(f)
		sink(f)
		renumber(f, analyse(f), sp)
		sweep(f)
		if round == 0 {
			hoist(f, false)
		}
	}
	tidy(f)
	hoist(f, true) // numbering would put constants back
	tidy(f)
	sweep(f)
}
