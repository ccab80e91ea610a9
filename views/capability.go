package views

import (
	"fmt"
	"strings"

	"ushell/cap"
	"ushell/views/screen"
)

// capForm is how much of a capability is written.
type capForm int

// Forms, from the longest:
//
//	0x80001010 [rwRW,0x80001000-0x80001040] (sentry)
//	0x80001010 [rwRW,1000-1040] (sentry)
//	80001010 rwRW 1000-1040 s
//	80001010 rwRW s
//	80001010
const (
	capFull capForm = iota
	capShort
	capTerse
	capPerms
	capAddr
	capForms
)

// capStyle is what a capability is written with: digits is the style of the
// interesting ones, prefix of those that its three addresses share.
type capStyle struct{ digits, prefix, perms screen.Style }

func (t *Theme) capStyle() capStyle {
	return capStyle{digits: t.Base, prefix: t.Dim, perms: t.syntax[syntaxRegister]}
}

// one is c with a single style.
func oneStyle(s screen.Style) capStyle { return capStyle{s, s, s} }

// capability is c in the longest form that fits into w cells, or in the
// shortest one.
func (p *Painter) capability(c cap.Cap, st capStyle, w int) []span {
	return p.capabilityFrom(capFull, c, st, w)
}

// capabilityFrom is capability without the forms longer than first.
func (p *Painter) capabilityFrom(first capForm, c cap.Cap, st capStyle, w int) []span {
	for f := first; f < capForms; f++ {
		if ss := p.capForm(c, st, f); spansWidth(ss) <= w {
			return ss
		}
	}
	return p.capForm(c, st, capAddr)
}

func (p *Painter) capForm(c cap.Cap, st capStyle, f capForm) []span {
	if c.IsInteger() {
		return []span{{st.digits, hex(c.Addr)}}
	}
	base, top := hex(c.Base()), c.Top().String()
	same := samePrefix(hex(c.Addr), base, top)
	if f >= capShort {
		base, top = shortBounds(c, hex(c.Addr), p.Glyphs)
	}
	var ss []span
	add := func(s screen.Style, text string) { ss = append(ss, span{s, text}) }
	addr := func(s string) {
		if same > 0 && (f == capFull || s == hex(c.Addr)) {
			add(st.prefix, s[:same])
			s = s[same:]
		}
		add(st.digits, s)
	}
	addr(hex(c.Addr))
	perms := c.PermString()
	if perms == "" {
		perms = "-"
	}
	switch f {
	case capFull, capShort:
		add(st.prefix, " [")
		add(st.perms, perms)
		add(st.prefix, ",")
		addr(base)
		add(st.prefix, "-")
		addr(top)
		add(st.prefix, "]")
	case capTerse:
		add(st.prefix, " ")
		add(st.perms, perms)
		add(st.prefix, " ")
		add(st.digits, base)
		add(st.prefix, "-")
		add(st.digits, top)
	case capPerms:
		add(st.prefix, " ")
		add(st.perms, perms)
	}
	add(st.perms, capAttributes(c, f))
	if f >= capTerse {
		ss[0].s = strings.TrimPrefix(ss[0].s, "0x")
	}
	return ss
}

// capAttributes is what follows the bounds.
func capAttributes(c cap.Cap, f capForm) string {
	words := map[bool][2]string{false: {"invalid", "sentry"}, true: {"i", "s"}}[f >= capTerse]
	var out []string
	if !c.Tag {
		out = append(out, words[0])
	}
	if c.Sealed() {
		out = append(out, words[1])
	}
	switch {
	case len(out) == 0:
		return ""
	case f >= capTerse:
		return " " + strings.Join(out, "")
	}
	return " (" + strings.Join(out, ",") + ")"
}

func hex(n uint64) string { return fmt.Sprintf("%#x", n) }

// samePrefix is how many leading characters all of the numbers share; 0 when
// their lengths differ, as then their digits stand for different powers.
func samePrefix(a ...string) int {
	n := len(a[0])
	for _, s := range a[1:] {
		if len(s) != len(a[0]) {
			return 0
		}
		k := 0
		for k < n && s[k] == a[0][k] {
			k++
		}
		n = k
	}
	if n <= len("0x") {
		return 0
	}
	return n
}

// shortBounds writes base and top without the digits that they share with the
// address, but with four at least, and both with the same number of them.
func shortBounds(c cap.Cap, addr string, g *Glyphs) (base, top string) {
	base, top = hex(c.Base()), c.Top().String()
	same := samePrefix(addr, base, top)
	if same > 0 {
		same = max(min(same, len(addr)-4), 0)
	}
	if c.Top().Hi != 0 {
		return strings.TrimPrefix(base, "0x"), g.Top64
	}
	if same == 0 {
		return strings.TrimPrefix(base, "0x"), strings.TrimPrefix(top, "0x")
	}
	return base[same:], top[same:]
}

// transition is "old → new", each in the longest form for which both fit into
// w cells; ok is false when not even the shortest ones do.
func (p *Painter) transition(old, now cap.Cap, w int) (ss []span, ok bool) {
	for f := capFull; f < capForms; f++ {
		ss = p.capForm(old, oneStyle(p.Theme.Old), f)
		ss = append(ss, span{p.Theme.Dim, " " + p.Glyphs.Arrow + " "})
		ss = append(ss, p.capForm(now, oneStyle(p.Theme.Changed), f)...)
		if spansWidth(ss) <= w {
			return ss, true
		}
	}
	return nil, false
}
