package machine

import (
	"crypto/sha256"
	"encoding/binary"

	"ushell/cap"
)

// PageBytes is the unit in which memory is allocated, copied for snapshots and
// digested. It can't be observed by the guest.
const PageBytes = 4096

const (
	pageWords    = PageBytes / 8
	pageGranules = PageBytes / cap.SizeBytes
	chunkPages   = 64
	chunkBytes   = chunkPages * PageBytes
	lineBytes    = PageBytes / 64 // of codeLines
)

// page is 4096 bytes of memory with one tag a granule. What is said of it comes
// first, in the cache line with which a copy of it begins.
type page struct {
	refs int // chunks that hold it: more than one, and it is copied before a write

	// Derived. codeLines are the pieces of 64 bytes from which the fast engine
	// has decoded instructions, one bit a piece; table says that it has read a
	// page-table entry here. Writes of either end what it has kept.
	codeLines uint64
	table     bool
	digest    *[sha256.Size]byte

	words [pageWords]uint64 // little endian
	tags  [pageGranules]uint8
}

// chunk is 64 pages that snapshots share as one.
type chunk struct {
	pages [chunkPages]*page
	refs  int // memories and snapshots that hold it
}

// memory is the physical RAM: sparse, tagged, copied on write after a
// snapshot. Bytes never written are zero.
type memory struct {
	base, size uint64
	chunks     []*chunk
	free       []*page // dropped by snapshots, to be used again
	held       int     // pages that chunks hold
	// These count the writes, and the returns to an image, that may have made
	// wrong what the fast engine keeps: decoded code, translations.
	staleCode, staleTable uint64
	// watched are numbers of pages of which writes are counted, nil for none.
	watched map[uint64]bool
	touched uint64
	// Pages that took the place of others, and the address of the last one.
	replaced   uint64
	replacedAt uint64
}

func newMemory(base, size uint64) memory {
	return memory{base: base, size: size, chunks: make([]*chunk, (size+chunkBytes-1)/chunkBytes)}
}

// holds says whether the size bytes from addr are all RAM.
func (m *memory) holds(addr, size uint64) bool {
	return addr >= m.base && addr-m.base < m.size && m.size-(addr-m.base) >= size
}

// find is the page that holds addr, nil when it was never written.
func (m *memory) find(addr uint64) *page {
	at := addr - m.base
	if c := m.chunks[at/chunkBytes]; c != nil {
		return c.pages[at/PageBytes%chunkPages]
	}
	return nil
}

// own is the page that holds addr, ready to be written: nobody shares it, and
// what was derived from the whole of it is dropped.
func (m *memory) own(addr uint64) *page {
	at := addr - m.base
	c := m.chunks[at/chunkBytes]
	switch {
	case c == nil:
		c = &chunk{refs: 1}
		m.chunks[at/chunkBytes] = c
	case c.refs > 1:
		c.refs--
		d := &chunk{pages: c.pages, refs: 1}
		for _, p := range d.pages {
			if p != nil {
				p.refs++
			}
		}
		m.chunks[at/chunkBytes], c = d, d
	}
	p := &c.pages[at/PageBytes%chunkPages]
	switch {
	case *p == nil:
		*p = m.newPage()
		(*p).words, (*p).tags = [pageWords]uint64{}, [pageGranules]uint8{}
		m.replaced, m.replacedAt = m.replaced+1, addr&^(PageBytes-1)
	case (*p).refs > 1:
		q := m.newPage()
		q.words, q.tags, q.codeLines, q.table = (*p).words, (*p).tags, (*p).codeLines, (*p).table
		(*p).refs--
		*p = q
		m.replaced, m.replacedAt = m.replaced+1, addr&^(PageBytes-1)
	}
	(*p).digest = nil
	return *p
}

// newPage is a page that one chunk holds, its contents arbitrary.
func (m *memory) newPage() *page {
	m.held++
	if n := len(m.free); n > 0 {
		p := m.free[n-1]
		m.free = m.free[:n-1]
		p.refs, p.codeLines, p.table, p.digest = 1, 0, false, nil
		return p
	}
	return &page{refs: 1}
}

// read is the size (1, 2, 4 or 8) bytes at addr, little endian. The range must
// be RAM; it may cross a page.
func (m *memory) read(addr, size uint64) uint64 {
	shift := addr % 8 * 8
	p := m.find(addr)
	if addr%8+size > 8 {
		return m.readSlow(addr, size)
	}
	if p == nil {
		return 0
	}
	return p.words[addr/8%pageWords] >> shift & (never >> (64 - 8*size))
}

func (m *memory) readSlow(addr, size uint64) (v uint64) {
	for i := range size {
		v |= m.read(addr+i, 1) << (8 * i)
	}
	return v
}

// write stores the size low bytes of v at addr and clears the tags of the
// granules it touches: data never carries a tag.
func (m *memory) write(addr, size, v uint64) {
	if addr%8+size > 8 {
		for i := range size {
			m.write(addr+i, 1, v>>(8*i))
		}
		return
	}
	p := m.own(addr)
	m.forget(p, addr)
	shift := addr % 8 * 8
	mask := uint64(never) >> (64 - 8*size) << shift
	w := &p.words[addr/8%pageWords]
	*w = *w&^mask | v<<shift&mask
	p.tags[addr/cap.SizeBytes%pageGranules] = 0
}

// forget notes that the bytes at addr of p, all in one line, are written.
func (m *memory) forget(p *page, addr uint64) {
	if p.table {
		m.staleTable++
	}
	if p.codeLines>>(addr%PageBytes/lineBytes)&1 != 0 {
		m.staleCode++
	}
	if m.watched != nil && m.watched[addr/PageBytes] {
		m.touched++
	}
}

// readCap is the granule at addr, which must be aligned.
func (m *memory) readCap(addr uint64) cap.Cap {
	p := m.find(addr)
	if p == nil {
		return cap.Cap{}
	}
	w := addr / 8 % pageWords
	return cap.Cap{Addr: p.words[w], Meta: p.words[w|1], Tag: p.tags[addr/cap.SizeBytes%pageGranules] != 0}
}

func (m *memory) writeCap(addr uint64, c cap.Cap) {
	p := m.own(addr)
	m.forget(p, addr)
	w := addr / 8 % pageWords
	p.words[w], p.words[w|1] = c.Addr, c.Meta
	p.tags[addr/cap.SizeBytes%pageGranules] = uint8(flag(c.Tag))
}

// memoryImage is the contents of a memory at a moment. It shares chunks with the
// memory and with other images; both sides copy before they write.
type memoryImage []*chunk

func (m *memory) snapshot() memoryImage {
	s := make(memoryImage, len(m.chunks))
	copy(s, m.chunks)
	for _, c := range s {
		if c != nil {
			c.refs++
		}
	}
	return s
}

// restore makes s, an image of this memory, its contents.
func (m *memory) restore(s memoryImage) {
	m.staleCode++
	m.staleTable++
	for i, c := range s {
		if old := m.chunks[i]; old != c {
			if c != nil {
				c.refs++
			}
			m.chunks[i] = c
			m.release(old)
		}
	}
}

// release gives up one hold on c: pages that nobody holds any more are used
// again.
func (m *memory) release(c *chunk) {
	if c == nil {
		return
	}
	if c.refs--; c.refs > 0 {
		return
	}
	for _, p := range c.pages {
		if p == nil {
			continue
		}
		if p.refs--; p.refs == 0 {
			m.free = append(m.free, p)
			m.held--
		}
	}
}

// readCap is the granule at addr of s, an image of m.
func (s memoryImage) readCap(m *memory, addr uint64) cap.Cap {
	then := memory{base: m.base, size: m.size, chunks: s}
	if !then.holds(addr, cap.SizeBytes) {
		return cap.Cap{}
	}
	return then.readCap(addr)
}

// writeDigest adds all of memory to h, in order of address. A page of
// untagged zeros is the same as one that was never written.
func (m *memory) writeDigest(h interface{ Write([]byte) (int, error) }) {
	var b [8]byte
	for i, c := range m.chunks {
		if c == nil {
			continue
		}
		for j, p := range c.pages {
			if p == nil {
				continue
			}
			if p.digest == nil {
				d := p.sum()
				p.digest = &d
			}
			if *p.digest == zeroPage {
				continue
			}
			binary.LittleEndian.PutUint64(b[:], m.base/PageBytes+uint64(i*chunkPages+j))
			h.Write(b[:])
			h.Write(p.digest[:])
		}
	}
}

var zeroPage = (&page{}).sum()

func (p *page) sum() (d [sha256.Size]byte) {
	b := make([]byte, 0, PageBytes+pageGranules)
	for _, w := range p.words {
		b = binary.LittleEndian.AppendUint64(b, w)
	}
	for _, t := range p.tags {
		b = append(b, t)
	}
	return sha256.Sum256(b)
}
