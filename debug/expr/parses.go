package expr

// Parses says whether text is an expression as far as its form goes; what it names
// may not be there.
func (e *Env) Parses(text string) bool {
	var err error
	func() {
		defer e.guard(text, &err)
		parse(e, text)
	}()
	return err == nil
}
