package asm

import "ushell/image"

// hooks is how the debug directives (.loc, .dtype and their like) are plugged
// in: the file that knows them fills this in from an init function. What they
// say is kept apart from everything else: nothing here depends on it.
type hooks struct {
	// directives, by name with the dot; they come before those of the same name
	// here. They collect what they read in a.debug, and note places with a.here.
	directives map[string]func(*assembler, *parser)
	// finish makes o.Debug of a.debug: sizes are final now, and a.resolve says
	// where a mark is; a.symbolIndex gives a symbol a place in o.Symbols.
	finish func(a *assembler, o *Object)
	// marshal and unmarshal are for cache and object files; unmarshal checks
	// what it reads.
	marshal   func(o *Object) ([]byte, error)
	unmarshal func(o *Object, b []byte) error
	// merge puts what the objects of a program say into its image.
	merge func(im *image.Image, objs []Placed)
}

var debugHook hooks

// mark is a place in the source's sections, whatever becomes longer.
type mark struct {
	sec, frag int32
	off       uint64
}

// here is the current place.
func (a *assembler) here() mark {
	s := a.secs[a.cur]
	return mark{int32(a.cur), s.frag(), s.off()}
}

// resolve is where a mark is once sizes are final: bytes into a section.
func (a *assembler) resolve(m mark) (sec int32, off uint64) {
	return m.sec, a.secs[m.sec].moved(m.frag, m.off)
}

// symbolIndex is the place in o.Symbols of a name that the source uses.
func (a *assembler) symbolIndex(name string, pos Pos) int32 {
	s := a.intern(name)
	if s.use.File == nil {
		s.use = pos
	}
	return a.out.add(a, s)
}

// Placed is an object that the linker has given addresses.
type Placed struct {
	Object *Object
	p      *placed
	l      *linker
}

// Section is the address of a section of the object.
func (p Placed) Section(i int32) uint64 { return p.p.addr[i] }

// Symbol is the address and the size of a symbol of the object, wherever it is
// defined; false if nowhere.
func (p Placed) Symbol(i int32) (addr, size uint64, ok bool) {
	t := p.l.target(p.p, i)
	return t.addr, t.size, t.kind != noTarget
}
