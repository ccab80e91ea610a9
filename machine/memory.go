package machine

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"ushell/cap"
	"ushell/isa"
)

// PageBytes is the unit in which memory is allocated, copied for snapshots and
// digested. It can't be observed by the guest.
const PageBytes = 4096

const (
	pageGranules = PageBytes / cap.SizeBytes
	tlbSize      = 256
)

// page is 4096 bytes of memory with one tag bit a granule.
type page struct {
	data  [PageBytes]byte
	tags  [pageGranules / 64]uint64
	epoch uint64 // a page of an older epoch is shared with a snapshot: copy before writing
	// Derived, dropped when the page is written.
	code   *[PageBytes / 4]isa.Inst // instructions decoded so far; Size 0: not yet
	digest *[sha256.Size]byte
}

// memory is the physical RAM: sparse, tagged, copied on write after a
// snapshot. Bytes never written are zero.
type memory struct {
	base, size uint64
	pages      map[uint64]*page // by page number
	epoch      uint64
	tlb        [tlbSize]tlbEntry
}

type tlbEntry struct {
	number uint64
	p      *page
}

func newMemory(base, size uint64) memory {
	return memory{base: base, size: size, pages: map[uint64]*page{}, epoch: 1}
}

// holds says whether the size bytes from addr are all RAM.
func (m *memory) holds(addr, size uint64) bool {
	return addr >= m.base && addr-m.base < m.size && m.size-(addr-m.base) >= size
}

// find is the page that holds addr, nil when it was never written.
func (m *memory) find(addr uint64) *page {
	n := addr / PageBytes
	e := &m.tlb[n%tlbSize]
	if e.p != nil && e.number == n {
		return e.p
	}
	p := m.pages[n]
	if p != nil {
		*e = tlbEntry{n, p}
	}
	return p
}

// own is the page that holds addr, ready to be written.
func (m *memory) own(addr uint64) *page {
	p := m.find(addr)
	if p != nil && p.epoch == m.epoch {
		p.digest = nil
		return p
	}
	n := addr / PageBytes
	q := &page{epoch: m.epoch}
	if p != nil {
		q.data, q.tags = p.data, p.tags
	}
	m.pages[n] = q
	m.tlb[n%tlbSize] = tlbEntry{n, q}
	return q
}

// read is the size (1, 2, 4 or 8) bytes at addr, little endian. The range must
// be RAM; it may cross a page.
func (m *memory) read(addr, size uint64) uint64 {
	off := addr % PageBytes
	if off+size > PageBytes {
		return m.readSlow(addr, size)
	}
	p := m.find(addr)
	if p == nil {
		return 0
	}
	switch size {
	case 1:
		return uint64(p.data[off])
	case 2:
		return uint64(binary.LittleEndian.Uint16(p.data[off:]))
	case 4:
		return uint64(binary.LittleEndian.Uint32(p.data[off:]))
	}
	return binary.LittleEndian.Uint64(p.data[off:])
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
	off := addr % PageBytes
	if off+size > PageBytes {
		for i := range size {
			m.write(addr+i, 1, v>>(8*i))
		}
		return
	}
	p := m.own(addr)
	p.forget(off, size)
	switch size {
	case 1:
		p.data[off] = byte(v)
	case 2:
		binary.LittleEndian.PutUint16(p.data[off:], uint16(v))
	case 4:
		binary.LittleEndian.PutUint32(p.data[off:], uint32(v))
	default:
		binary.LittleEndian.PutUint64(p.data[off:], v)
	}
	p.setTag(off, false)
	p.setTag(off+size-1, false)
}

// forget drops the decoded instructions of the size bytes at off.
func (p *page) forget(off, size uint64) {
	if p.code == nil {
		return
	}
	for i := off / 4; i <= (off+size-1)/4; i++ {
		p.code[i].Size = 0
	}
}

func (p *page) setTag(off uint64, tag bool) {
	g := off / cap.SizeBytes
	if tag {
		p.tags[g/64] |= 1 << (g % 64)
	} else {
		p.tags[g/64] &^= 1 << (g % 64)
	}
}

func (p *page) tag(off uint64) bool {
	g := off / cap.SizeBytes
	return p.tags[g/64]>>(g%64)&1 != 0
}

// readCap is the granule at addr, which must be aligned.
func (m *memory) readCap(addr uint64) cap.Cap {
	p := m.find(addr)
	if p == nil {
		return cap.Cap{}
	}
	off := addr % PageBytes
	return cap.Cap{
		Addr: binary.LittleEndian.Uint64(p.data[off:]),
		Meta: binary.LittleEndian.Uint64(p.data[off+8:]),
		Tag:  p.tag(off),
	}
}

func (m *memory) writeCap(addr uint64, c cap.Cap) {
	p := m.own(addr)
	off := addr % PageBytes
	p.forget(off, cap.SizeBytes)
	binary.LittleEndian.PutUint64(p.data[off:], c.Addr)
	binary.LittleEndian.PutUint64(p.data[off+8:], c.Meta)
	p.setTag(off, c.Tag)
}

// fetch is the instruction at addr (4-byte aligned RAM), decoded once a page.
func (m *memory) fetch(addr uint64) isa.Inst {
	p := m.find(addr)
	if p == nil {
		return isa.Inst{Size: 4}
	}
	if p.code == nil {
		p.code = new([PageBytes / 4]isa.Inst)
	}
	off := addr % PageBytes
	in := &p.code[off/4]
	if in.Size == 0 {
		raw := binary.LittleEndian.Uint32(p.data[off:])
		*in = isa.Decode(raw, false)
		if in.Size != 4 { // compressed: not executed yet
			*in = isa.Inst{Raw: raw, Size: 4}
		}
	}
	return *in
}

// snapshot shares every page with the returned map; both sides copy a page
// before they write it.
func (m *memory) snapshot() map[uint64]*page {
	m.epoch++
	s := make(map[uint64]*page, len(m.pages))
	for n, p := range m.pages {
		s[n] = p
	}
	return s
}

func (m *memory) restore(s map[uint64]*page) {
	m.epoch++
	m.tlb = [tlbSize]tlbEntry{}
	m.pages = make(map[uint64]*page, len(s))
	for n, p := range s {
		m.pages[n] = p
	}
}

// writeDigest adds all of memory to h, in order of address. A page of
// untagged zeros is the same as one that was never written.
func (m *memory) writeDigest(h interface{ Write([]byte) (int, error) }) {
	numbers := make([]uint64, 0, len(m.pages))
	for n := range m.pages {
		numbers = append(numbers, n)
	}
	slices.Sort(numbers)
	var b [8]byte
	for _, n := range numbers {
		p := m.pages[n]
		if p.digest == nil {
			d := p.sum()
			p.digest = &d
		}
		if *p.digest == zeroPage {
			continue
		}
		binary.LittleEndian.PutUint64(b[:], n)
		h.Write(b[:])
		h.Write(p.digest[:])
	}
}

var zeroPage = (&page{}).sum()

func (p *page) sum() [sha256.Size]byte {
	h := sha256.New()
	h.Write(p.data[:])
	var b [8]byte
	for _, t := range p.tags {
		binary.LittleEndian.PutUint64(b[:], t)
		h.Write(b[:])
	}
	var d [sha256.Size]byte
	h.Sum(d[:0])
	return d
}
