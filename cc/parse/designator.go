package parse

import (
	"ushell/cc/ast"
	"ushell/cc/ctype"
	"ushell/cc/diag"
	"ushell/cc/token"
)

// place is what a designator designates: a member or elements of an aggregate.
type place struct {
	t      *ctype.Type
	off    int64
	f      *ctype.Field
	repeat []repetition // of ranges, the outermost first
}

// repetition is a range [lo ... hi]: what is stored for the first element is
// stored again n-1 times, each time stride bytes on.
type repetition struct {
	n, stride int64
}

// designation reads designators and their initialiser, and lets the cursor go on behind the first.
func (l *initList) designation(c *cursor) int64 {
	p := l.p
	pl, rest, ok := l.designators(c)
	if !ok {
		if !p.bad {
			p.skipBalanced(func() bool { return p.is(",") })
		}
		return c.off
	}
	var end int64
	if len(pl.repeat) == 0 {
		end = l.value(pl.t, pl.off, pl.f)
	} else {
		end = l.repeated(pl)
	}
	// what follows goes on behind the designated place, at every depth
	for i := len(rest) - 1; i > 0; i-- {
		in := rest[i]
		in.step()
		for !p.bad && !in.done() && p.is(",") {
			next := p.peek(1)
			if next.Is("}") || next.Is(".") || next.Is("[") || next.Kind == token.Ident && p.peek(2).Is(":") {
				break
			}
			p.next()
			end = max(end, l.element(in))
		}
	}
	c.step()
	return end
}

// repeated reads the initialiser of a range, and stores it for each element.
func (l *initList) repeated(pl place) int64 {
	in := &initList{p: l.p, obj: l.obj, name: l.name, static: l.static}
	end := in.value(pl.t, pl.off, pl.f)
	total := int64(len(in.inits))
	for _, r := range pl.repeat {
		if total *= r.n; total > maxInits || r.n > maxInits {
			l.p.errorf(l.p.prev().Span(), "the initializer is too large")
			return end
		}
	}
	l.replicate(in.inits, pl.repeat, 0)
	for _, r := range pl.repeat {
		end += (r.n - 1) * r.stride
	}
	return end
}

func (l *initList) replicate(inits []ast.Init, reps []repetition, shift int64) {
	if len(reps) == 0 {
		for _, i := range inits {
			i.Off += shift
			l.add(i)
		}
		return
	}
	for k := range reps[0].n {
		l.replicate(inits, reps[1:], shift+k*reps[0].stride)
	}
}

// designators reads .member, [index], [lo ... hi] and the = behind them. The
// cursors are those of each aggregate on the way, set to what is designated.
func (l *initList) designators(c *cursor) (pl place, way []*cursor, ok bool) {
	p := l.p
	cur := c
	for {
		var hi int64
		switch {
		case p.is("["):
			hi, ok = l.indexDesignator(cur)
			if !ok {
				return pl, way, false
			}
			way = append(way, cur)
			pl.t, pl.off, pl.f = cur.at()
			if hi > cur.index {
				pl.repeat = append(pl.repeat, repetition{hi - cur.index + 1, cur.t.Elem.Size})
				cur.index = hi
			}
		default:
			old := !p.is(".")
			if !old {
				p.next()
			}
			path := l.memberDesignator(cur)
			if path == nil {
				return pl, way, false
			}
			way = append(way, path...)
			pl.t, pl.off, pl.f = path[len(path)-1].at()
			if old {
				p.warnf("pedantic", p.tok.Span(), "designating a member with ':' is an extension")
				p.next()
				return pl, way, true
			}
		}
		if p.accept("=") {
			return pl, way, true
		}
		if !p.is(".") && !p.is("[") {
			if p.prev().Is("]") && p.tok.Kind != token.EOF && !p.is(",") && !p.is("}") {
				p.warnf("pedantic", p.tok.Span(), "a designator without '=' is an extension")
				return pl, way, true
			}
			p.missing("=", "after the designator")
			return pl, way, false
		}
		if pl.t.Kind != ctype.Array && !pl.t.IsRecord() {
			p.errorf(p.tok.Span(), "a designator for a member of %s, which has none", pl.t.Quoted())
			return pl, way, false
		}
		cur = &cursor{t: pl.t, off: pl.off}
	}
}

// indexDesignator reads [index] or [lo ... hi], and answers the last index.
func (l *initList) indexDesignator(cur *cursor) (hi int64, ok bool) {
	p := l.p
	open := p.opening()
	at := p.tok.Span()
	lo, ok := p.constantInt("an array index")
	hi = lo
	if ok && p.accept("...") {
		p.warnf("pedantic", p.prev().Span(), "a range of indices is an extension")
		hi, ok = p.constantInt("an array index")
	}
	at = cover(at.At, at, p.prev().Span())
	p.closing("]", open)
	switch {
	case !ok || p.bad:
		return 0, false
	case cur.t.Kind != ctype.Array:
		p.errorf(open.Span(), "an index designates an element of an array: this is %s", cur.t.Quoted())
		return 0, false
	case lo < 0 || hi < 0:
		p.errorf(at, "an array index cannot be negative")
		return 0, false
	case hi < lo:
		p.errorf(at, "the range of indices is empty")
		return 0, false
	case cur.t.Len >= 0 && hi >= cur.t.Len:
		p.errorf(at, "index %d is beyond the end of the array, whose type is %s", hi, cur.t.Quoted())
		return 0, false
	case cur.t.Elem.Size > 0 && hi >= ctype.MaxSize/cur.t.Elem.Size:
		p.errorf(at, "index %d is too large", hi)
		return 0, false
	}
	cur.index = lo
	return hi, true
}

// memberDesignator reads a member's name, and answers cursors on the way to it:
// more than one when it lies in an anonymous struct.
func (l *initList) memberDesignator(cur *cursor) []*cursor {
	p := l.p
	t := p.tok
	if t.Kind != token.Ident {
		p.syntax(t.Span(), "expected the name of a member")
		return nil
	}
	p.next()
	if !cur.t.IsRecord() {
		p.errorf(t.Span(), "'.%s' designates a member: this is %s", t.Text, cur.t.Quoted())
		return nil
	}
	path := cur.t.Tag.Find(t.Text)
	if path == nil {
		d := p.errorf(t.Span(), "%s has no member '%s'%s", cur.t.Quoted(), t.Text, nearMember(cur.t, t.Text))
		d.Notef(tagSpan(cur.t.Tag), "'%s' is declared here", cur.t)
		return nil
	}
	var way []*cursor
	for i, f := range path {
		for k, m := range cur.t.Tag.Members {
			if m == f {
				cur.index = int64(k)
			}
		}
		way = append(way, cur)
		if i < len(path)-1 {
			typ, off, _ := cur.at()
			cur = &cursor{t: typ, off: off}
		}
	}
	return way
}

// nearMember is "; did you mean 'x'?" when t has a member of a name like that.
func nearMember(t *ctype.Type, name string) string {
	if n := diag.Nearest(name, t.Tag.Names()); n != "" {
		return "; did you mean '" + n + "'?"
	}
	return ""
}
