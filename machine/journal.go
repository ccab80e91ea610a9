package machine

import (
	"io"
	"slices"
)

// Journal is everything that comes into a machine from outside: the bytes that
// arrive at the UART, each with the position from which the guest sees it, and
// what is written from outside (outside.go). A machine that goes back in time
// meets the same bytes and writes at the same positions again.
//
// Bytes come from a source, or are added. A source is asked when the guest
// takes a byte and there is none, and may block: the byte becomes visible at
// that very instruction. So how long the source takes can't be observed, and a
// guest that polls is told that there always is a byte until the source has
// ended.
type Journal struct {
	events []Input
	writes []Write
	course uint64 // how often a future was left
	eof    bool
	src    io.Reader
	back   []byte // taken from src by a future that was left
}

// Input is a byte that the guest sees from a position on.
type Input struct {
	Step     uint64
	Byte     byte
	FromHost bool // it was read from the source
}

// NewJournal is an empty journal that fills itself from src; nil is no source.
func NewJournal(src io.Reader) *Journal { return &Journal{src: src} }

// Replay is a journal that holds events and writes, each in order of position,
// and gets no more from outside. hadSource is what HasSource said of the journal
// that they come from.
func Replay(events []Input, writes []Write, hadSource bool) *Journal {
	j := &Journal{events: slices.Clone(events), writes: slices.Clone(writes)}
	if hadSource {
		j.src, j.eof = ended{}, true
	}
	return j
}

// ended is a source that has ended.
type ended struct{}

func (ended) Read([]byte) (int, error) { return 0, io.EOF }

// Events are the bytes so far, in order. The caller must not change them.
func (j *Journal) Events() []Input { return j.events }

// Writes are those so far, in order. The caller must not change them.
func (j *Journal) Writes() []Write { return j.writes }

// HasSource says whether bytes come from a source: the guest can tell, as there
// is always one to be read then, until the end.
func (j *Journal) HasSource() bool { return j.src != nil }

// add makes data visible from position now on, after what is visible already.
// What was to become visible later does not happen any more: that future is
// left. What of it came from the source will be taken again.
func (j *Journal) add(now uint64, data []byte) {
	j.course++
	keep := len(j.events)
	for keep > 0 && j.events[keep-1].Step > now {
		keep--
	}
	var back []byte
	for _, e := range j.events[keep:] {
		if e.FromHost {
			back = append(back, e.Byte)
		}
	}
	j.back = append(back, j.back...)
	j.events = j.events[:keep:keep]
	for _, b := range data {
		j.events = append(j.events, Input{Step: now, Byte: b})
	}
}

// writeAt is the position of write i, never when there is none.
func (j *Journal) writeAt(i int) uint64 {
	if i < len(j.writes) {
		return j.writes[i].Step
	}
	return never
}

// visible says whether byte i is there at position now.
func (j *Journal) visible(i int, now uint64) bool {
	return i < len(j.events) && j.events[i].Step <= now
}

// take is byte number i at position now. The source is asked when it is the
// next and is not there; false: there is none.
func (j *Journal) take(i int, now uint64) (byte, bool) {
	if i < len(j.events) && !j.visible(i, now) && (j.events[i].FromHost || j.alive()) {
		// The guest takes another course than before: it asks earlier.
		j.add(now, nil)
		for n := len(j.writes); n > 0 && j.writes[n-1].Step > now; n-- {
			j.writes = j.writes[: n-1 : n-1]
		}
	}
	if i == len(j.events) {
		if b, ok := j.fill(); ok {
			j.events = append(j.events, Input{Step: now, Byte: b, FromHost: true})
		}
	}
	if !j.visible(i, now) {
		return 0, false
	}
	return j.events[i].Byte, true
}

// alive says whether the source may have more.
func (j *Journal) alive() bool { return j.src != nil && (!j.eof || len(j.back) > 0) }

// fill is the next byte of the source.
func (j *Journal) fill() (byte, bool) {
	if len(j.back) > 0 {
		b := j.back[0]
		j.back = j.back[1:]
		return b, true
	}
	for !j.eof && j.src != nil {
		var b [1]byte
		n, err := j.src.Read(b[:])
		j.eof = err != nil
		if n == 1 {
			return b[0], true
		}
	}
	return 0, false
}

// AddInput makes data arrive at the UART now: the guest sees it from the
// present position on. A machine that went back in time takes another course
// from here, and what arrived later before does not arrive any more, nor is
// written from outside what was later; that is so with no data too.
func (m *Machine) AddInput(data []byte) {
	j := m.uart.in
	j.add(m.steps, data)
	m.written = min(m.written, len(j.writes))
	j.writes = j.writes[:m.written:m.written]
	m.nextWrite = never
}

// InputWaits says whether the guest would find a byte at the UART now. With a source
// it does, or comes to its end.
func (m *Machine) InputWaits() bool { return m.uart.in.src != nil || m.uart.ready(m.steps) }

// Input is the journal of the machine.
func (m *Machine) Input() *Journal { return m.uart.in }
