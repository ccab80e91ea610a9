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
	if a.unit.debug == nil {
		a.unit.debug = newDebugUnit(&a.errs)
	}
	sec := a.secs[a.cur]
	a.unit.debug.directive(name, rest, s.pos.at(s.pos.Col+len(s.text)-len(rest)), debugPlace{a.cur, sec.off()})
	if len(a.errs) >= maxErrors {
		a.dead = true
	}
	return true
}

// finishDebug binds the labels in the debug information of the unit.
func (a *assembler) finishDebug() {
	if a.unit.debug == nil {
		return
	}
	u := a.unit
	u.info = u.debug.finish(func(name string) (debugPlace, bool) {
		s := u.syms[name]
		if s == nil || s.sec < 0 {
			return debugPlace{}, false
		}
		return debugPlace{s.sec, s.off}, true
	})
}

// noteLine notes where the instruction comes from that is about to be emitted:
// from the line that .loc has said, or from that of the assembly.
func (a *assembler) noteLine(pos Pos) {
	l := lineAt{sec: a.cur, off: a.secs[a.cur].off(), pos: pos, intMode: a.mode.intMode}
	if d := a.unit.debug; d != nil && d.loc.ok {
		loc := d.nextLine()
		l.pos, l.flags = Pos{File: a.debugSource(d.info.Files[loc.file]), Line: loc.line, Col: loc.col}, loc.flags
	}
	a.lines = append(a.lines, l)
}

// debugSource is the source that .file has named. Its text is not known here.
func (a *assembler) debugSource(name string) *Source {
	if a.debugFiles == nil {
		a.debugFiles = map[string]*Source{}
	}
	s := a.debugFiles[name]
	if s == nil {
		s = &Source{Name: name}
		a.debugFiles[name] = s
	}
	return s
}

// linkDebug is the debug information of all units.
func (a *assembler) linkDebug() *image.Debug {
	var l debugLinker
	for _, u := range a.units {
		l.add(u.info, func(sec int) uint64 { return a.secs[sec].addr }, func(name string) (uint64, bool) {
			s := a.find(u, name)
			if s == nil || s.sec < 0 {
				return 0, false
			}
			return a.secs[s.sec].addr + s.off, true
		})
	}
	return l.link()
}
