package machine

import "ushell/cap"

// The fast engine: Run does what Step does, without a record and many times as
// fast. It keeps, derived from the machine's state and never part of it:
// instructions decoded into blocks, registers taken apart with their bounds
// decoded, and translations of addresses. It executes only what is common and
// goes well; every other instruction, and everything that traps, is executed
// by Step. So there is one semantics: the loop in runloop.go repeats only its
// simplest part, and tests compare the two on programs and on random streams.
//
// What it keeps is thrown away when it may be wrong: memory counts the writes
// to bytes that were decoded or that are page-table entries, and whatever else
// translations depend on is compared whenever an instruction may have changed
// it.

// Numbers of registers in the engine beyond x0 to x31.
const (
	regDDC  = 254 // authorises accesses in integral pointer mode
	regNone = 255 // takes what is written to x0
)

// What is known of a register's capability. A register without any of these
// is an integer, and its other parts mean nothing.
const (
	kTag    = 1 << iota // its tag
	kMeta               // meta is its metadata; otherwise they are zero
	kSealed             // it is tagged and sealed
	kKnown              // base and length are its bounds; it is tagged, unsealed and intact
	kR                  // known, and it has R
	kW                  // known, and it has W
	kC                  // known, and it has C
	kLM                 // known, and it has LM
)

// registers are the integer registers, taken apart.
type registers struct {
	x, meta, base, length [256]uint64
	kind                  [256]uint8
}

// get is register n as a capability.
func (r *registers) get(n uint8) cap.Cap {
	c := cap.Cap{Addr: r.x[n], Tag: r.kind[n]&kTag != 0}
	if r.kind[n]&kMeta != 0 {
		c.Meta = r.meta[n]
	}
	return c
}

// put makes c register n.
func (r *registers) put(n uint8, c cap.Cap) {
	r.x[n], r.meta[n], r.kind[n] = c.Addr, c.Meta, 0
	if c.Meta != 0 {
		r.kind[n] = kMeta
	}
	if c.Tag {
		r.kind[n] = kMeta | kTag
		if c.Sealed() {
			r.kind[n] |= kSealed
		}
	}
}

// maxLength is the greatest length that the engine works with: it leaves room
// to add the size of an access. Longer bounds are taken for shorter ones, and
// what lies beyond is left to Step.
const maxLength = never - 2*cap.SizeBytes

// learn decodes the bounds of register n, if they can serve as an authority,
// and says whether they can.
func (r *registers) learn(n uint8) bool {
	meta := r.meta[n]
	kind := authorities[meta>>44&0x1ff]
	if r.kind[n]&(kTag|kSealed|kKnown) != kTag || kind == 0 || meta&cap.ReservedMeta != 0 {
		return false
	}
	c := cap.Cap{Addr: r.x[n], Meta: meta, Tag: true}
	base, length, ok := c.QuickBounds()
	if !ok {
		b := c.Bounds()
		if !b.Valid {
			return false
		}
		base, length = b.Base, b.Length().Saturate()
	}
	r.base[n], r.length[n] = base, min(length, maxLength)
	r.kind[n] |= kind
	return true
}

// authorities are what is known of a capability with these permissions and
// pointer mode, bits 52:44 of the metadata, 0 if it is not intact.
var authorities = func() (out [512]uint8) {
	for i := range out {
		c := cap.Root(0)
		c.Meta = c.Meta&^(0x1ff<<44) | uint64(i)<<44
		if !c.Intact() {
			continue
		}
		out[i] = kKnown
		for _, p := range [...]struct {
			perm cap.Perms
			kind uint8
		}{{cap.R, kR}, {cap.W, kW}, {cap.C, kC}, {cap.LM, kLM}} {
			if c.Has(p.perm) {
				out[i] |= p.kind
			}
		}
	}
	return out
}()

// neverWritten stands for a page that is not there. Nobody writes it.
var neverWritten page

const tlbEntries = 256

// tlb says where pages of virtual addresses lead, each in the place of its
// number's low bits. read, write and the others are the address of the page for
// which the engine may do that by itself, otherwise noPage: load, store data or
// what has no tag, load and store capabilities, store to lines without code of a
// page that has code in others.
type tlb struct {
	read, write, capRead, capWrite, guarded [tlbEntries]uint64
	tagged                                  [tlbEntries]bool   // the page takes tags
	at                                      [tlbEntries]uint64 // physical addresses
	p                                       [tlbEntries]*page
}

// forget empties the place i.
func (t *tlb) forget(i uint64) {
	t.read[i], t.write[i], t.capRead[i], t.capWrite[i], t.guarded[i], t.p[i] = noPage, noPage, noPage, noPage, noPage, nil
}

// noPage is not the address of a page.
const noPage = never

// space is what the engine keeps for one privilege level.
type space struct {
	tlb    tlb
	recent [4096]*block      // those that ran last, by the low bits of the address
	blocks map[uint64]*block // all, by address
}

func (s *space) forgetTranslations() {
	for i := range uint64(tlbEntries) {
		s.tlb.forget(i)
	}
}

// context is what translations depend on beside memory, and whether blocks
// that were decoded still mean the same.
type context struct{ satp, status, envcfg uint64 }

func (m *Machine) context() context {
	return context{m.csr.satp, m.csr.mstatus & (statusSUM | statusMXR | statusYRGE | statusSYRG | statusUYRG),
		m.csr.menvcfg&envcfgY | m.csr.senvcfg&envcfgY<<1}
}

// engine is what Run keeps.
type engine struct {
	registers
	spaces [4]*space // by privilege
	now    context
	// What memory counted when the engine last looked.
	staleCode, staleTable, replaced uint64
	// A block is good without a further look while epoch is this.
	epoch     uint64
	slowSteps uint64 // that Step did
	stops     *Stops // at which blocks end

	// Of the present call of run. They are here, not variables of it, so that
	// the loop has registers left for its work.
	code  codeBounds
	known uint64 // what was left to do when the machine last knew the position
}

// codeBounds are those of pcc: its metadata, where it reaches, and whether its
// addresses are translated.
type codeBounds struct {
	meta, base, length uint64
	paged              bool
}

// Stops says behind which steps RunUntil stops. The engine keeps what it has
// decoded for a Stops: a set that is used again should be the same one, and must
// not change.
type Stops struct {
	At     map[uint64]bool // those that lead pc there
	Traps  bool            // those in which an exception was taken
	Output bool            // those in which the UART sent something
	Pages  map[uint64]bool // those that write to the page of RAM with this number, its physical address by PageBytes
}

// at says whether s stops where pc is addr.
func (s *Stops) at(addr uint64) bool { return s != nil && s.At[addr] }

// mark is what reached compares with: how much the UART had sent, and how often
// watched pages were written.
type mark struct {
	sent    int
	touched uint64
}

func (m *Machine) mark() mark { return mark{len(m.uart.out), m.mem.touched} }

// reached says whether s wants to stop behind the last step, before which things
// stood at was.
func (s *Stops) reached(m *Machine, was mark) bool {
	return s != nil && (s.At[m.PCC.Addr] || s.Traps && m.trap.set || s.Output && len(m.uart.out) != was.sent || m.mem.touched != was.touched)
}

// Run executes until the machine halts or limit steps are done, and returns how
// many were done.
func (m *Machine) Run(limit uint64) uint64 {
	n, _ := m.RunUntil(limit, nil)
	return n
}

// Trapped says whether an exception was taken in the last step of RunUntil, of which
// Stops has Traps, or of Step.
func (m *Machine) Trapped() bool { return m.trap.set }

// RunUntil is Run that also stops behind the first step that s names; stopped
// says that it did.
func (m *Machine) RunUntil(limit uint64, s *Stops) (n uint64, stopped bool) {
	begin := m.steps
	m.mem.watched = nil
	if s != nil && len(s.Pages) > 0 {
		m.mem.watched = s.Pages
	}
	if limit >= 2*maxBlock {
		stopped = m.runFor(limit, s)
		return m.steps - begin, stopped
	}
	for m.steps-begin < limit && !m.halted && !stopped {
		was := m.mark()
		m.trap.set = false
		m.Step(nil)
		stopped = s.reached(m, was)
	}
	return m.steps - begin, stopped
}

// runFor is RunUntil with the engine.
func (m *Machine) runFor(limit uint64, s *Stops) (stopped bool) {
	begin := m.steps
	if m.steps >= m.nextWrite && !m.halted {
		m.settle()
	}
	if m.engine == nil {
		m.engine = &engine{}
	}
	e := m.engine
	e.load(m)
	e.replaced = m.mem.replaced // no translation is left from before
	if s != e.stops {
		e.forgetBlocks() // they end where the others stop
		e.stops = s
	}
	for !m.halted && m.steps-begin < limit && !stopped {
		was := m.mark()
		m.trap.set = false
		e.renew(m)
		e.onward(m, limit-(m.steps-begin))
		stopped = s.reached(m, was)
	}
	e.store(m)
	// Pages may be shared or digested before the next run: nothing may be
	// written any more without a look.
	for _, s := range e.spaces {
		if s != nil {
			s.forgetTranslations()
		}
	}
	return stopped
}

// onward executes at least one step, at most limit. The one that leads to a write
// from outside is done by Step alone, with all registers where they belong.
func (e *engine) onward(m *Machine, limit uint64) {
	toWrite := m.nextWrite - m.steps - 1
	if _, ok := m.interrupt(); ok && toWrite > 0 {
		e.slowSteps++
		m.Step(nil) // takes it: no register changes
		return
	}
	left := min(limit, m.clint.next-m.steps, toWrite)
	if b := e.find(m); b != nil && b.n <= left {
		e.run(m, b, left)
		return
	}
	e.store(m)
	e.slowSteps++
	m.Step(nil)
	e.followPages(m)
	e.load(m)
}

// forgetBlocks throws away everything that was decoded.
func (e *engine) forgetBlocks() {
	for _, s := range e.spaces {
		if s != nil {
			clear(s.blocks)
			clear(s.recent[:])
		}
	}
	e.epoch++
}

func (e *engine) load(m *Machine) {
	for i := uint8(1); i < 32; i++ {
		e.put(i, m.X[i])
	}
	e.put(regDDC, m.csr.ddc)
}

func (e *engine) store(m *Machine) {
	for i := uint8(1); i < 32; i++ {
		m.X[i] = e.get(i)
	}
}

// renew throws away what the last instruction may have made wrong.
func (e *engine) renew(m *Machine) {
	now := m.context()
	if now == e.now && e.staleTable == m.mem.staleTable && e.staleCode == m.mem.staleCode {
		return
	}
	if now != e.now || e.staleTable != m.mem.staleTable {
		for _, s := range e.spaces {
			if s != nil {
				s.forgetTranslations()
			}
		}
	}
	e.epoch++
	e.now, e.staleTable, e.staleCode = now, m.mem.staleTable, m.mem.staleCode
}

// space is what is kept for level p.
func (e *engine) space(p Privilege) *space {
	if e.spaces[p] == nil {
		e.spaces[p] = &space{blocks: map[uint64]*block{}}
		e.spaces[p].forgetTranslations()
	}
	return e.spaces[p]
}

// slow executes the instruction in of b by Step, and says whether the engine
// may go on behind it. done is how many steps were done that the machine does
// not know of yet.
func (e *engine) slow(m *Machine, b *block, in *op, done uint64) bool {
	m.retire(done)
	m.PCC.Addr = b.pc + uint64(in.off)
	for _, n := range [...]uint8{in.rs1, in.rs2, in.rd} {
		if n < 32 {
			m.X[n] = e.get(n)
		}
	}
	timers, lines := m.clint.next, m.clint.lines
	was := m.mark()
	e.slowSteps++
	m.Step(nil)
	e.followPages(m)
	if in.rd < 32 {
		e.put(in.rd, m.X[in.rd])
	}
	if m.trap.set || m.halted || in.op == opLeave || m.PCC.Addr != b.pc+uint64(in.off)+uint64(in.how&sizeMask) ||
		m.PCC.Meta != e.code.meta || !m.PCC.Tag || // a jump to the next instruction
		m.clint.next != timers || m.clint.lines != lines || m.mark() != was {
		if in.op == opLeave {
			e.put(regDDC, m.csr.ddc)
		}
		return false
	}
	return e.staleTable == m.mem.staleTable && e.staleCode == m.mem.staleCode
}

// retire counts n instructions that were executed without Step.
func (m *Machine) retire(n uint64) {
	m.steps += n
	if m.csr.mcountinhibit&1 == 0 {
		m.csr.mcycle += n
	}
	if m.csr.mcountinhibit&4 == 0 {
		m.csr.minstret += n
	}
}

// fill notes the translation of va for loads, or for stores.
func (e *engine) fill(m *Machine, va uint64, store bool) {
	kind := Load
	if store {
		kind = Store
	}
	mode := m.dataMode()
	var t Path
	if !m.walk(&t, va, kind, mode, false) {
		return
	}
	at := t.Physical &^ (PageBytes - 1)
	if !m.mem.holds(at, PageBytes) {
		return
	}
	e.markTables(m, &t)
	entries := &e.space(mode).tlb
	i, page := va/PageBytes%tlbEntries, va&^(PageBytes-1)
	p := m.mem.find(at)
	if store {
		if overlap(at, PageBytes, m.toHost, 8) || overlap(at, PageBytes, m.fromHost, 8) || m.mem.watched[at/PageBytes] {
			return
		}
		p = m.mem.own(at)
		e.followPages(m)
	}
	if p == nil {
		p = &neverWritten
	}
	if entries.read[i] != page && entries.write[i] != page && entries.guarded[i] != page {
		entries.forget(i)
	}
	entries.at[i], entries.p[i] = at, p
	if !store {
		entries.read[i] = page
		if clear, fault := m.pageTagRule(&t); !clear && !fault {
			entries.capRead[i] = page
		}
		return
	}
	entries.tagged[i] = m.walk(&t, va, kind, mode, true)
	switch {
	case p.table:
	case p.codeLines != 0:
		entries.guarded[i] = page
	default:
		entries.write[i] = page
		if entries.tagged[i] {
			entries.capWrite[i] = page
		}
	}
}

// markTables marks the pages of the entries that the walk t read.
func (e *engine) markTables(m *Machine, t *Path) {
	if !t.Translated {
		return
	}
	table := m.csr.satp & satpPPN * pageSize
	for level := 2; level >= int(t.Level); level-- {
		at := table + 8*(t.Virtual>>(12+9*level)&0x1ff)
		if p := m.mem.find(at); p != nil {
			if !p.table {
				p.table = true
				e.noStores(p, false)
			}
			table = m.mem.read(at, 8) & ptePPN >> 10 * pageSize
		}
	}
}

// noStores ends stores of the engine's own to p, or makes them look at the line
// first.
func (e *engine) noStores(p *page, look bool) {
	for _, s := range e.spaces {
		if s == nil {
			continue
		}
		t := &s.tlb
		for i := range t.p {
			if t.p[i] == p {
				if look && t.write[i] != noPage {
					t.guarded[i] = t.write[i]
				} else if !look {
					t.guarded[i] = noPage
				}
				t.write[i], t.capWrite[i] = noPage, noPage
			}
		}
	}
}

// storeBesideCode does what the loop does for a store, on a page that has code in
// it too, if the line has none.
func (e *engine) storeBesideCode(m *Machine, o *op) bool {
	r := &e.registers
	va := r.x[o.rs1] + uint64(o.imm)
	entries, i := &e.space(m.dataMode()).tlb, va/PageBytes%tlbEntries
	size := uint64(storeSizes[o.op])
	off := va - r.base[o.auth]
	if size == 0 || entries.guarded[i] != va&^(PageBytes-1) || va%size != 0 || entries.p[i].codeLines>>(va%PageBytes/lineBytes)&1 != 0 ||
		r.kind[o.auth]&kW == 0 || off >= r.length[o.auth] || r.length[o.auth]-off < size {
		return false
	}
	p := entries.p[i]
	w := &p.words[va/8%pageWords]
	tag := &p.tags[va/cap.SizeBytes%pageGranules]
	if size < cap.SizeBytes {
		shift := va % 8 * 8
		mask := uint64(never) >> (64 - 8*size) << shift
		*w, *tag = *w&^mask|r.x[o.rs2]<<shift&mask, 0
		return true
	}
	c := e.get(o.rs2)
	if c.Tag && (!entries.tagged[i] || r.kind[o.auth]&kC == 0) {
		return false
	}
	*w, p.words[va/8%pageWords|1], *tag = c.Addr, c.Meta, uint8(flag(c.Tag))
	return true
}

// followPages makes translations lead to the pages that took the place of
// others since the last time.
func (e *engine) followPages(m *Machine) {
	switch m.mem.replaced - e.replaced {
	case 0:
		return
	case 1:
		p := m.mem.find(m.mem.replacedAt)
		for _, s := range e.spaces {
			if s == nil {
				continue
			}
			t := &s.tlb
			for i := range t.p {
				if t.at[i] == m.mem.replacedAt && t.p[i] != nil {
					t.p[i] = p
				}
			}
		}
	default:
		for _, s := range e.spaces {
			if s != nil {
				s.forgetTranslations()
			}
		}
	}
	e.replaced = m.mem.replaced
}
