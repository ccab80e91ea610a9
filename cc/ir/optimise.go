package ir

// optimiseUnit improves all functions of a unit.
func optimiseUnit(u *Unit) {
	for _, f := range u.Funcs {
		Optimise(f)
	}
}

// Optimise improves a function.
func Optimise(f *Func) {
	if f.Twice {
		return
	}
	for range 2 {
		tidy(f)
		renumber(f, analyse(f))
		sweep(f)
	}
	tidy(f)
	sweep(f)
}
