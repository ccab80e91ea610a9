package machine

import (
	"ushell/cap"
	"ushell/isa"
)

// check does the checks that authorise size bytes at addr, in the order of the
// specification, and records them. It stops at the first that fails.
func (m *Machine) check(auth uint8, c cap.Cap, kind AccessKind, needs cap.Perms, addr, size uint64) bool {
	mode := m.Priv
	if kind != Fetch {
		mode = m.dataMode()
	}
	d := m.decoded(auth, c)
	inside := d.bounds.Contains(addr, size)
	invalid := inside && m.invalid(addr, mode) && !infinite(d.bounds)
	all := c.Tag && !c.Sealed() && c.Has(needs) && inside && !invalid && d.intact
	if m.eff == nil {
		return all
	}
	a := &m.eff.Access
	a.Kind, a.Addr, a.Size, a.Auth, a.Cap, a.Needs = kind, addr, size, auth, c, needs
	a.Invalid, a.Reason, a.TagRule, a.NumPaths = false, Reached, TagKept, 0
	a.Checks = [NumChecks]Check{Passed, Passed, Passed, Passed, Passed}
	if !all {
		a.failed([NumChecks]bool{
			CheckTag:        c.Tag,
			CheckUnsealed:   !c.Sealed(),
			CheckPermission: c.Has(needs),
			CheckBounds:     inside && !invalid,
			CheckIntegrity:  d.intact,
		}, invalid)
	}
	return all
}

// failed notes which checks passed, up to the first that did not.
func (a *Access) failed(ok [NumChecks]bool, invalid bool) {
	a.Checks = [NumChecks]Check{}
	for i, pass := range ok {
		if !pass {
			a.Checks[i] = Failed
			a.Invalid = CheckKind(i) == CheckBounds && invalid
			return
		}
		a.Checks[i] = Passed
	}
}

// decoding is what decoding the metadata of a capability gives.
type decoding struct {
	meta   uint64
	bounds cap.Bounds
	intact bool
	known  bool
}

// decoded decodes the authority c, which register auth holds. It keeps what it
// found: the same metadata mean the same bounds at every address inside them,
// and authorities seldom change otherwise.
func (m *Machine) decoded(auth uint8, c cap.Cap) *decoding {
	d := &m.decodings[auth]
	if !d.known || d.meta != c.Meta || !d.bounds.Contains(c.Addr, 1) {
		*d = decoding{meta: c.Meta, bounds: c.Bounds(), intact: c.Intact(), known: true}
	}
	return d
}

// authorise checks the authority for an explicit access of in: rs1, or ddc in
// integral pointer mode. ok is false when it trapped.
func (m *Machine) authorise(in *isa.Inst, kind AccessKind, size uint64) (addr uint64, auth *cap.Cap, ok bool) {
	needs := cap.R
	if kind == Store {
		needs = cap.W
	}
	return m.authoriseFor(in, kind, needs, size)
}

// authoriseFor is authorise for an access that needs these permissions.
func (m *Machine) authoriseFor(in *isa.Inst, kind AccessKind, needs cap.Perms, size uint64) (addr uint64, auth *cap.Cap, ok bool) {
	addr = m.X[in.Rs1].Addr + uint64(in.Imm)
	auth, name := &m.X[in.Rs1], in.Rs1
	if m.intMode() {
		auth, name = &m.csr.ddc, AuthDDC
	}
	cause := uint64(causeCHERILoad)
	if kind == Store {
		cause = causeCHERIStore
	}
	if !m.check(name, *auth, kind, needs, addr, size) {
		m.raise(cause, addr)
		return 0, nil, false
	}
	return addr, auth, true
}

// span is where an authorised access goes: one run of physical bytes, or two
// when it crosses into a page that lies elsewhere.
type span struct {
	at     [2]uint64 // physical addresses
	first  uint64    // bytes in the first run
	device bool      // at[0] is of a device, and there is one run
}

// reach translates the size bytes at addr, all of them before anything is
// accessed, and finds what is at the physical addresses. tagged says that a set
// tag is to be stored. ok is false when it trapped; xtval is then the address
// of the part that can't be reached.
func (m *Machine) reach(addr, size uint64, kind AccessKind, tagged bool) (p span, ok bool) {
	mode := m.dataMode()
	p.first = min(size, pageSize-addr%pageSize)
	if !m.follow(0, addr, kind, mode, tagged) {
		return p, false
	}
	p.at[0] = m.paths[0].Physical
	second := addr + p.first
	if p.first < size {
		if !m.follow(1, second, kind, mode, tagged) {
			return p, false
		}
		p.at[1] = m.paths[1].Physical
	}
	if !m.mem.holds(p.at[0], p.first) {
		if reason := deviceReason(p.at[0], size, tagged); reason != Reached {
			return p, m.refuse(reason, kind, addr)
		}
		p.device = true
	} else if p.first < size && !m.mem.holds(p.at[1], size-p.first) {
		reason := NoMemory
		if deviceAt(p.at[1], 1) {
			reason = DeviceMisaligned
		}
		return p, m.refuse(reason, kind, second)
	}
	return p, true
}

// deviceReason says whether size bytes at the physical address at, which is not
// RAM, can be accessed: naturally aligned registers of a device can. They have
// no tags, and no tag can be stored (PMA "CHERI Tag Store Fault").
func deviceReason(at, size uint64, tagged bool) Reason {
	switch {
	case !deviceAt(at, 1):
		return NoMemory
	case at%size != 0:
		return DeviceMisaligned
	case tagged:
		return NoTagsThere
	}
	return Reached
}

// refuse raises what r is for an access of kind. It returns false.
func (m *Machine) refuse(r Reason, kind AccessKind, addr uint64) bool {
	if m.eff != nil {
		m.eff.Access.Reason = r
	}
	m.raise(r.cause(kind), addr)
	return false
}

// follow translates addr, where part i of an access begins, into m.paths[i].
func (m *Machine) follow(i uint8, addr uint64, kind AccessKind, mode Privilege, tagged bool) bool {
	t := &m.paths[i]
	ok := m.walk(t, addr, kind, mode, tagged)
	if m.eff != nil {
		m.eff.Access.NumPaths = i + 1
	}
	return ok || m.refuse(t.Reason, kind, addr)
}

// load executes a load of data, sign extended from its size if signed.
func (m *Machine) load(in *isa.Inst, size uint64, signed bool) {
	v, ok := m.loadValue(in, size)
	if !ok {
		return
	}
	if signed {
		shift := 64 - 8*size
		v = uint64(int64(v<<shift) >> shift)
	}
	m.setInt(in.Rd, v)
}

// loadValue is what a load reads, zero extended; ok is false when it trapped.
func (m *Machine) loadValue(in *isa.Inst, size uint64) (v uint64, ok bool) {
	addr, _, ok := m.authorise(in, Load, size)
	if !ok {
		return 0, false
	}
	p, ok := m.reach(addr, size, Load, false)
	if !ok {
		return 0, false
	}
	return m.readSpan(&p, size), true
}

func (m *Machine) readSpan(p *span, size uint64) (v uint64) {
	switch {
	case p.device:
		return m.deviceRead(p.at[0], size)
	case p.first == size:
		return m.mem.read(p.at[0], size)
	}
	for i := range size {
		v |= m.mem.read(p.byte(i), 1) << (8 * i)
	}
	return v
}

// byte is the physical address of byte i.
func (p *span) byte(i uint64) uint64 {
	if i < p.first {
		return p.at[0] + i
	}
	return p.at[1] + i - p.first
}

// loadCap executes ly (section "LY"): the tag needs C permission, and the
// consent of the page; without LM permission an unsealed capability loses W
// and LM.
func (m *Machine) loadCap(in *isa.Inst) {
	addr, auth, ok := m.authorise(in, Load, cap.SizeBytes)
	if !ok {
		return
	}
	if addr%cap.SizeBytes != 0 {
		m.refuse(CapMisaligned, Load, addr)
		return
	}
	p, ok := m.reach(addr, cap.SizeBytes, Load, false)
	if !ok {
		return
	}
	if p.device {
		lo := m.deviceRead(p.at[0], 8)
		m.setReg(in.Rd, cap.Cap{Addr: lo, Meta: m.deviceRead(p.at[0]+8, 8)})
		return
	}
	c := m.mem.readCap(p.at[0])
	if c.Tag && !m.mayLoadTag(auth, &c) {
		m.refuse(ReadGeneration, Load, addr)
		return
	}
	if c.Tag && !c.Sealed() && !auth.Has(cap.LM) {
		c = c.DropWrite()
	}
	m.setReg(in.Rd, c)
}

// mayLoadTag clears the set tag of c where it may not be loaded. false: the
// load faults instead (cause 35).
func (m *Machine) mayLoadTag(auth, c *cap.Cap) bool {
	rule := TagKept
	if !auth.Has(cap.C) {
		rule = TagNoCPerm
	} else if clear, fault := m.pageTagRule(&m.paths[0]); fault {
		return false
	} else if clear {
		rule = TagPageRule
	}
	c.Tag = rule == TagKept
	if m.eff != nil {
		m.eff.Access.TagRule = rule
	}
	return true
}

func (m *Machine) store(in *isa.Inst, size uint64) { m.storeValue(in, size, m.X[in.Rs2].Addr) }

// storeValue executes a store of the low size bytes of v.
func (m *Machine) storeValue(in *isa.Inst, size, v uint64) {
	addr, _, ok := m.authorise(in, Store, size)
	if !ok {
		return
	}
	p, ok := m.reach(addr, size, Store, false)
	if !ok {
		return
	}
	if p.device {
		m.deviceWrite(p.at[0], size, v)
		return
	}
	m.beforeStore(p.at[0], p.first)
	if p.first == size {
		m.mem.write(p.at[0], size, v)
	} else {
		m.beforeStore(p.at[1], size-p.first)
		for i := range size {
			m.mem.write(p.byte(i), 1, v>>(8*i))
		}
	}
	m.afterStore(&p, size)
}

// storeCap executes sy (section "SY"): the tag is stored with C permission.
func (m *Machine) storeCap(in *isa.Inst) {
	addr, auth, ok := m.authorise(in, Store, cap.SizeBytes)
	if !ok {
		return
	}
	if addr%cap.SizeBytes != 0 {
		m.refuse(CapMisaligned, Store, addr)
		return
	}
	c := m.X[in.Rs2]
	c.Tag = c.Tag && auth.Has(cap.C)
	p, ok := m.reach(addr, cap.SizeBytes, Store, c.Tag)
	if !ok {
		return
	}
	if p.device {
		m.deviceWrite(p.at[0], 8, c.Addr)
		m.deviceWrite(p.at[0]+8, 8, c.Meta)
		return
	}
	m.beforeStore(p.at[0], cap.SizeBytes)
	m.mem.writeCap(p.at[0], c)
	m.afterStore(&p, cap.SizeBytes)
}

// beforeStore records the granules of the size bytes at the physical address
// at, which are about to change.
func (m *Machine) beforeStore(at, size uint64) {
	if m.eff == nil {
		return
	}
	for g := at &^ (cap.SizeBytes - 1); g < at+size; g += cap.SizeBytes {
		m.eff.granule(g, m.mem.readCap(g))
	}
}

// afterStore lets the host see a store to tohost, and records what the granules
// hold now.
func (m *Machine) afterStore(p *span, size uint64) {
	if m.toHost != 0 && (overlap(p.at[0], p.first, m.toHost, 8) || overlap(p.at[1], size-p.first, m.toHost, 8)) {
		m.toHostWrite()
	}
	if m.eff == nil {
		return
	}
	for i := range m.eff.NumStores {
		s := &m.eff.Stores[i]
		s.After = m.mem.readCap(s.Addr)
	}
}

// overlap says whether n bytes from a and k bytes from b have one in common.
func overlap(a, n, b, k uint64) bool { return a < b+k && b < a+n }
