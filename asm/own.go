package asm

import (
	"strings"

	"ushell/image"
)

// claimOwn says which undefined symbols the linker defines itself. Their
// addresses come with the layout.
func (l *linker) claimOwn() {
	for _, name := range borderNames {
		g := l.globals[name]
		if g == nil {
			g = &global{name: name}
			l.globals[name] = g
			l.order = append(l.order, g)
		}
		if g.def == nil {
			g.made = border
		}
	}
	for _, g := range l.order {
		switch {
		case g.def != nil || g.made != notMade:
		case edges[g.name]:
			g.made = edge
		default:
			if _, _, ok := l.sectionBorder(g.name); ok {
				g.made = bounds
			}
		}
	}
}

// borderNames are the borders of the parts of every image.
var borderNames = []string{"__text_start", "__text_end", "__cap_relocs_start", "__cap_relocs_end",
	"__data_start", "__data_end", "__bss_start", "__image_end"}

// edges are borders that C programs know; those with one underscore are older.
var edges = map[string]bool{"end": true, "_end": true, "edata": true, "_edata": true, "etext": true, "_etext": true, "__etext": true}

// sectionBorder is the output section, -1 for an empty one, that a name such as
// __start_SECTION or __stop_SECTION speaks of, for sections whose names are
// identifiers of C; or __init_array_start or its like.
func (l *linker) sectionBorder(name string) (out int, end, ok bool) {
	for _, s := range []string{"init_array", "fini_array"} {
		if name == "__"+s+"_start" || name == "__"+s+"_end" {
			out, ok = l.secOf["."+s]
			if !ok {
				out = -1
			}
			return out, strings.HasSuffix(name, "_end"), true
		}
	}
	section, start := strings.CutPrefix(name, "__start_")
	if !start {
		if section, end = strings.CutPrefix(name, "__stop_"); !end {
			return 0, false, false
		}
	}
	if out, ok = l.secOf[section]; !ok || !isIdentifier(section) {
		return 0, false, false
	}
	return out, end, true
}

func isIdentifier(s string) bool {
	for i := range len(s) {
		if c := s[i]; c != '_' && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (i == 0 || !isDigit(c)) {
			return false
		}
	}
	return s != ""
}

// defineOwn gives the linker's own symbols their addresses.
func (l *linker) defineOwn() {
	ly, r := &l.layout, l.secs[l.relocs]
	dataEnd := ly.bssStart
	addrs := map[string]uint64{
		"__text_start": l.opt.Base, "__text_end": ly.readOnlyEnd,
		"__cap_relocs_start": r.addr, "__cap_relocs_end": r.addr + r.size,
		"__data_start": ly.dataStart, "__data_end": ly.end, "__bss_start": ly.bssStart, "__image_end": ly.end,
		"end": ly.end, "_end": ly.end, "edata": dataEnd, "_edata": dataEnd,
		"etext": ly.textEnd, "_etext": ly.textEnd, "__etext": ly.textEnd,
	}
	for _, g := range l.order {
		switch g.made {
		case border, edge:
			g.addr, g.flags = addrs[g.name], image.Read
		case bounds:
			n, end, _ := l.sectionBorder(g.name)
			g.addr, g.flags = ly.dataStart, image.Read|image.Write
			if n < 0 {
				continue
			}
			o := l.secs[n]
			g.addr, g.bytes, g.flags = o.addr, o.size, o.flags
			if end {
				g.offset = o.size
			}
		}
	}
}
