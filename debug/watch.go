package debug

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"ushell/cap"
	"ushell/debug/expr"
	"ushell/debug/frame"
	"ushell/image"
	"ushell/machine"
)

// Watchpoints: continue stops behind the instruction that changes a variable, and
// reverse-continue goes back to it. The fast engine stops behind writes to the page;
// whether they change what is watched is looked at then. What is watched is memory at
// a virtual address: when a fork copies the page the watch goes with it.

// watchpoint is something in memory that is watched.
type watchpoint struct {
	n    int
	text string // as the user wrote it
	e    *expr.Env
	v    expr.Value
	addr uint64
	size uint64
	fn   *image.Function // whose variable it is; nil of what is no variable of a function
	cfa  uint64          // sp at its entry
	last []byte          // what was there when it was last looked at
	said string          // the same as text
}

// Limits on what is watched.
const (
	maxWatches = 16
	maxWatched = 4096 // bytes of one
)

// cmdWatch watches a variable, or what an expression stands for.
func (s *Session) cmdWatch(text string) (frame.Reply, error) {
	text = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(text), "-l "))
	if text == "" {
		return frame.Reply{}, fmt.Errorf("expected what to watch: a variable, list->value, *(long *)0x2990008000")
	}
	if len(s.watches) == maxWatches {
		return frame.Reply{}, fmt.Errorf("%d watchpoints are the most there can be; delete N removes one", maxWatches)
	}
	c := s.here()
	e := s.env(s.now(), c)
	v, err := e.Eval(text)
	if x, ok := err.(*expr.Error); ok {
		return frame.Reply{}, fmt.Errorf("%s", strings.Join(x.Caret(), "\n"))
	}
	size := e.Size(v)
	switch {
	case v.Gone != "":
		return frame.Reply{}, fmt.Errorf("%s has no value here: it is %s", text, v.Gone)
	case !v.Lvalue:
		return frame.Reply{}, fmt.Errorf("%s is not in memory: only what is can be watched, such as *(long *)0x2990008000", text)
	case size == 0 || size > maxWatched:
		return frame.Reply{}, fmt.Errorf("%s has %d bytes: 1 to %d can be watched", text, size, maxWatched)
	}
	w := watchpoint{n: s.nextBP, text: text, e: e, v: v.Place(), addr: v.Addr, size: size}
	s.nextBP++
	if sp, ok := c.reg(regSP); ok && c.hasCFA && v.Addr >= sp.Addr && v.Addr < c.cfa {
		w.fn, w.cfa = c.fn, c.cfa
	}
	s.look(&w)
	s.watches, s.stops = append(s.watches, w), nil
	return frame.Reply{Lines: []string{fmt.Sprintf("watchpoint %d: %s, %d bytes at %#x", w.n, text, size, v.Addr)}}, nil
}

// look notes what w is now.
func (s *Session) look(w *watchpoint) {
	w.last, w.said = s.content(w), w.e.Text(w.v, expr.Format{})
}

// content is what is where w watches, with the tags of all granules behind it.
func (s *Session) content(w *watchpoint) []byte {
	out := make([]byte, w.size)
	p := settled{s.memoryNow()}
	if !readBytes(p, w.addr, out) {
		return nil
	}
	for at := w.addr &^ (cap.SizeBytes - 1); at < w.addr+w.size; at += cap.SizeBytes {
		tag := byte(0)
		if c, _ := readCap(p, at); c.Tag {
			tag = 1
		}
		out = append(out, tag)
	}
	return out
}

// settled is memory without the frame that the kernel fills for a page before the page
// has it: its content is not that of the page yet.
type settled struct{ present }

// lookAtWatches notes what everything watched is now.
func (s *Session) lookAtWatches() {
	for i := range s.watches {
		s.look(&s.watches[i])
	}
}

// watchHere says whether the last step changed something that is watched, and stops
// there.
func (s *Session) watchHere() bool {
	if len(s.watches) == 0 || s.hasLast && s.last.NumStores == 0 {
		return false
	}
	for i := range s.watches {
		w := &s.watches[i]
		if bytes.Equal(s.content(w), w.last) {
			continue
		}
		if !s.hasLast {
			s.seek(s.m.Steps()) // to know what the last step did
		}
		was, now := w.said, s.m.Steps()
		s.look(w)
		if !s.changedAt(w, now) || s.gone(w) {
			continue
		}
		s.stop = frame.Stop{Kind: frame.StopBreak, Text: fmt.Sprintf("watchpoint %d, %s: %s → %s, by %s", w.n, w.text, was, w.said, s.where(s.last.PCC.Addr))}
		return true
	}
	return false
}

// changedAt says whether the step that led to position step changed what w watches.
// If not it was seen late: the page has another frame, or there is no page any more.
func (s *Session) changedAt(w *watchpoint, step uint64) (changed bool) {
	s.aside(func() {
		s.seek(step)
		now := s.content(w)
		s.seek(step - 1)
		changed = !bytes.Equal(s.content(w), now)
	})
	return changed
}

// gone says whether w is a variable of a function that is not executing any more: its
// place on the stack is used for something else.
func (s *Session) gone(w *watchpoint) bool {
	return w.fn != nil && !slices.ContainsFunc(s.callStack(), func(c callFrame) bool { return c.fn == w.fn && c.hasCFA && c.cfa == w.cfa })
}

// watchedPages are the pages of RAM, by number, in which something watched lies now.
func (s *Session) watchedPages() map[uint64]bool {
	if len(s.watches) == 0 {
		return nil
	}
	out := map[uint64]bool{}
	for i := range s.watches {
		w := &s.watches[i]
		for at := w.addr &^ 4095; at < w.addr+w.size; at += 4096 {
			if pa, ok := translate(s.memoryNow(), at); ok && s.m.Holds(pa, 1) {
				out[pa/machine.PageBytes] = true
			}
		}
	}
	return out
}

// watchBefore is the last position before now to which a step led that changed
// something watched. Pages may have been elsewhere then: where the kernel may change
// that, at its probes, they are looked for again.
func (s *Session) watchBefore(now uint64) (uint64, bool) {
	if len(s.watches) == 0 {
		return 0, false
	}
	s.interrupted.Store(false)
	at := map[uint64]bool{}
	for addr := range s.probes {
		at[addr] = true
	}
	limit := now
	for span := 1; limit > 0 && !s.interrupted.Load(); span *= 4 {
		s.restore(max(s.checkpointBefore(limit-1)-span+1, 0))
		begin := s.m.Steps()
		type change struct {
			w    *watchpoint
			step uint64
		}
		var seen []change
		s.lookAtWatches()
		stops := &machine.Stops{At: at, Pages: s.watchedPages()}
		for s.m.Steps() < limit-1 && !s.interrupted.Load() {
			s.m.RunUntil(min(limit-1-s.m.Steps(), stretch), stops)
			for i := range s.watches {
				if w := &s.watches[i]; !bytes.Equal(s.content(w), w.last) {
					w.last = s.content(w)
					seen = append(seen, change{w, s.m.Steps()})
				}
			}
			if pages := s.watchedPages(); !maps.Equal(pages, stops.Pages) {
				stops = &machine.Stops{At: at, Pages: pages}
			}
		}
		for _, c := range slices.Backward(seen) {
			if s.seek(c.step); s.changedAt(c.w, c.step) && !s.gone(c.w) {
				return c.step, true
			}
		}
		if begin == 0 {
			break
		}
		limit = begin + 1
	}
	return 0, false
}

// standAtWatch goes back to a position at which something watched changed.
func (s *Session) standAtWatch(step uint64) {
	s.seek(step - 1)
	s.lookAtWatches()
	s.seek(step)
	if !s.watchHere() {
		s.stop = stepStop()
	}
}

// deleteWatch removes watchpoint n.
func (s *Session) deleteWatch(n string) bool {
	for i := range s.watches {
		if strconv.Itoa(s.watches[i].n) == n {
			s.watches, s.stops = append(s.watches[:i:i], s.watches[i+1:]...), nil
			return true
		}
	}
	return false
}
