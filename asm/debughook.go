package asm

import (
	"strings"

	"ushell/image"
)

// How the assembler's passes hand debug information on.

// debugStatement reads s if it is a directive with debug information and
// nothing else.
func (a *assembler) debugStatement(s stmtText) bool {
	text := strings.TrimLeft(s.text, " \t")
	if len(text) < 4 || text[0] != '.' || text[1] != 'd' && text[1] != 'l' && text[1] != 'f' {
		return false
	}
	n := strings.IndexAny(text, " \t:\"")
	if n < 0 {
		n = len(text)
	}
	name, rest := text[:n], text[n:]
	if debugDirectives[name] == nil || strings.HasPrefix(rest, ":") {
		return false
	}
	if a.debug == nil {
		a.debug = newDebugUnit(&a.errs)
	}
	sec := a.secs[a.cur]
	a.debug.directive(name, rest, s.pos.at(s.pos.Col+len(s.text)-len(rest)), debugPlace{sec: a.cur, frag: int(sec.frag()), off: sec.off()})
	if len(a.errs) >= maxErrors {
		a.dead = true
	}
	return true
}

// finishDebug is the debug information of the source, now that sizes are final:
// its places are those of sections, its labels are bound. nil if there is none.
func (a *assembler) finishDebug() *image.Debug {
	if a.debug == nil {
		return nil
	}
	final := func(sec int, frag int32, off uint64) debugPlace {
		return debugPlace{sec: sec, off: a.secs[sec].moved(frag, off)}
	}
	a.debug.info.MapAddrs(func(v uint64) uint64 {
		p := unpackPlace(v)
		return final(p.sec, int32(p.frag), p.off).packed()
	})
	return a.debug.finish(func(name string) (debugPlace, bool) {
		s := a.find(name)
		if s == nil || s.sec < 0 {
			return debugPlace{}, false
		}
		return final(int(s.sec), s.frag, s.off), true
	})
}

// noteLine notes where the instruction comes from that is about to be emitted:
// from the line that .loc has said, or from that of the assembly.
func (a *assembler) noteLine(pos Pos) {
	s := a.secs[a.cur]
	l := lineAt{off: s.off(), frag: s.frag(), line: int32(pos.Line), col: int32(pos.Col), file: pos.File, intMode: a.mode.intMode}
	switch d := a.debug; {
	case d != nil && d.loc.ok:
		loc := d.nextLine()
		l.file, l.line, l.col, l.flags = a.debugSource(loc.file), int32(loc.line), int32(loc.col), loc.flags
	case a.opt.NoLines:
		return
	}
	s.lines = append(s.lines, l)
}

// debugSource is the source that a .file has named. Its text is known only if it
// is that of Options.Compiled.
func (a *assembler) debugSource(file int) *Source {
	for len(a.debugFiles) <= file {
		src := &Source{Name: a.debug.info.Files[len(a.debugFiles)]}
		if c := a.opt.Compiled; c != nil && c.Name == src.Name {
			src = c
		}
		a.debugFiles = append(a.debugFiles, src)
	}
	return a.debugFiles[file]
}

// linkDebug is the debug information of all objects.
func (l *linker) linkDebug() *image.Debug {
	var d debugLinker
	for _, p := range l.objs {
		if p.obj.Debug == nil {
			continue
		}
		d.add(p.obj.Debug.Clone(), func(sec int) uint64 {
			if sec < len(p.addr) {
				return p.addr[sec]
			}
			return 0
		}, func(name string) (uint64, bool) {
			g := l.globals[name]
			if g == nil || g.def == nil {
				return 0, false
			}
			t := l.target(g.def, g.sym)
			return t.addr, t.kind == atPlace
		})
	}
	return d.link()
}
