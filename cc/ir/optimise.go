package ir

// optimiseUnit improves all functions of a unit.
func optimiseUnit(u *Unit) {
	for _, f := range u.Funcs {
		Optimise(f)
	}
}

// Optimise improves a function.
func Optimise(f *Func) {
}
