package machine

import (
	"fmt"
	"testing"

	"ushell/cap"
	"ushell/isa"
)

// The address space of tests with Sv39: three pages in a row, code and two of
// data that are not neighbours in RAM, mapped by three tables.
const (
	pageVA = 0x12_3456_7000
	codeVA = pageVA + codeAt%pageSize
	dataVA = pageVA + pageSize
	nextVA = dataVA + pageSize

	table2 = RAMBase + 0x8000
	table1 = RAMBase + 0x9000
	table0 = RAMBase + 0xa000
	nextAt = dataAt + 2*pageSize // of nextVA

	pteLeafBits = pteV | pteR | pteW | pteX | pteA | pteD
	pteCap      = pteYR | pteYW | pteYD // "the minimum level of PTE support"
)

// entry is the address of the PTE of va in the table of a level.
func entry(va uint64, level int) uint64 {
	return [3]uint64{table0, table1, table2}[level] + 8*(va>>(12+9*level)&0x1ff)
}

func leaf(at, bits uint64) uint64 { return at>>12<<10 | bits }

// paged gives m the address space of tests, with Svyrg, and puts it into mode p
// at codeVA. Pages are of the supervisor.
func paged(m *Machine, p Privilege) {
	m.Priv, m.csr.menvcfg, m.csr.senvcfg = p, envcfgY, envcfgY
	m.csr.mstatus |= statusYRGE
	m.csr.satp = satpSv39<<satpModeShift | table2>>12
	user := uint64(0)
	if p == User {
		user = pteU
	}
	m.mem.write(entry(pageVA, 2), 8, leaf(table1, pteV))
	m.mem.write(entry(pageVA, 1), 8, leaf(table0, pteV))
	m.mem.write(entry(pageVA, 0), 8, leaf(codeAt&^(pageSize-1), pteLeafBits|user))
	m.mem.write(entry(dataVA, 0), 8, leaf(dataAt, pteLeafBits|pteCap|user))
	m.mem.write(entry(nextVA, 0), 8, leaf(nextAt, pteLeafBits|pteCap|user))
	m.setPCC(cap.Root(codeVA))
}

// pageTest is an access in the address space of tests, made by mode with
// status set in mstatus.
type pageTest struct {
	name   string
	op     isa.Op // ld, sd, ly, sy; addi for a fetch
	mode   Privilege
	status uint64
	setup  func(m *Machine)
	cause  uint64 // 0: it works
	reason Reason
}

// runPages executes tests: those that work have the effect that the same access
// has without translation, and the others leave the cause, the address and the
// reason.
func runPages(t *testing.T, tests []pageTest) {
	t.Helper()
	o := cap.Root(dataAt).SetBounds(64)
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			m := newTest()
			paged(m, c.mode)
			if c.mode == MachineMode {
				m.setPCC(cap.Root(codeAt))
			}
			m.csr.mstatus |= c.status
			in := isa.Inst{Op: c.op, Rs1: a1}
			switch c.op {
			case isa.SD, isa.SY:
				in.Rs2 = a2
			default:
				in.Rd = a0
			}
			m.X[a1], m.X[a2] = cap.Root(dataVA), cap.Root(5)
			m.mem.writeCap(dataAt, o)
			place(t, m, in)
			if c.setup != nil {
				c.setup(m)
				m.refreshPCC()
			}
			before := capture(m)
			want := before.next()
			tval := m.X[a1].Addr
			switch {
			case c.cause != 0 && c.op == isa.ADDI:
				want.trap(c.cause, m.PCC.Addr)
			case c.cause != 0:
				want.trap(c.cause, tval)
			case c.op == isa.ADDI:
				want.X[a0] = cap.Null(want.X[a1].Addr)
			case c.op == isa.LD:
				want.X[a0] = cap.Null(o.Addr)
			case c.op == isa.LY:
				want.X[a0] = o
			case c.op == isa.SD:
				want.Mem[dataAt] = cap.Cap{Addr: 5, Meta: o.Meta}
			case c.op == isa.SY:
				want.Mem[dataAt] = m.X[a2]
			}
			var e Effects
			m.Step(&e)
			for _, d := range append(differences(capture(m), want), checkEffects(m, before, &e)...) {
				t.Error(d)
			}
			if c.reason != Reached && e.Access.Reason != c.reason {
				t.Errorf("reason %q, want %q", e.Access.Reason, c.reason)
			}
			if c.cause == 0 && e.Access.Kind != NoAccess && (e.Access.Addr != dataVA || e.Access.Paths[0].Physical != dataAt) {
				t.Errorf("access %+v", e.Access)
			}
		})
	}
}

// clear and set change bits of the PTE of va in the table of a level.
func clearPTE(va uint64, level int, bits uint64) func(*Machine) {
	return func(m *Machine) { at := entry(va, level); m.mem.write(at, 8, m.mem.read(at, 8)&^bits) }
}

func setPTE(va uint64, level int, bits uint64) func(*Machine) {
	return func(m *Machine) { at := entry(va, level); m.mem.write(at, 8, m.mem.read(at, 8)|bits) }
}

func both(fs ...func(*Machine)) func(*Machine) {
	return func(m *Machine) {
		for _, f := range fs {
			f(m)
		}
	}
}

// causes of a page fault, by operation.
var pageCause = map[isa.Op]uint64{isa.ADDI: 12, isa.LD: 13, isa.LY: 13, isa.SD: 15, isa.SY: 15}
var accessCause = map[isa.Op]uint64{isa.ADDI: 1, isa.LD: 5, isa.LY: 5, isa.SD: 7, isa.SY: 7}

// TestWalk: section "Virtual Address Translation Process", step by step, for
// each kind of access.
func TestWalk(t *testing.T) {
	var tests []pageTest
	for _, op := range []isa.Op{isa.ADDI, isa.LD, isa.SD, isa.LY, isa.SY} {
		// Data as S-mode has it, from M-mode, which fetches without translation.
		va, mode, status := uint64(dataVA), MachineMode, uint64(statusMPRV|1<<11)
		if op == isa.ADDI {
			va, mode, status = codeVA, Supervisor, 0
		}
		add := func(name string, setup func(*Machine), cause uint64, r Reason) {
			tests = append(tests, pageTest{op.String() + " " + name, op, mode, status, setup, cause, r})
		}
		page, access := pageCause[op], accessCause[op]
		add("works", nil, 0, Reached)
		to := func(a uint64) func(*Machine) {
			return func(m *Machine) {
				if op == isa.ADDI {
					m.PCC.Addr = a
				} else {
					m.X[a1].Addr = a
				}
			}
		}
		add("of an address that is not canonical", to(va|1<<39), page, InvalidAddress)
		add("of another that is not", to(va|1<<63), page, InvalidAddress)
		add("of a canonical one with no page", to(va|^uint64(1<<38-1)), page, EntryInvalid)
		for level := range 3 {
			add(fmt.Sprint("V=0 at level ", level), clearPTE(va, level, pteV), page, EntryInvalid)
			for _, bit := range []int{54, 59, 60, 61, 62, 63} {
				add(fmt.Sprintf("bit %d at level %d", bit, level), setPTE(va, level, 1<<bit), page, EntryReserved)
			}
			if level > 0 {
				for _, bit := range []int{4, 6, 7} {
					add(fmt.Sprintf("bit %d of a pointer at level %d", bit, level), setPTE(va, level, 1<<bit), page, EntryReserved)
				}
				add(fmt.Sprint("W of a pointer at level ", level), setPTE(va, level, pteW), page, EntryReserved)
				add(fmt.Sprint("a table that is not there, of level ", level), func(m *Machine) {
					m.mem.write(entry(va, level), 8, leaf(0x1000, pteV))
				}, access, TableNotInRAM)
				add(fmt.Sprint("a table in a device, of level ", level), func(m *Machine) {
					m.mem.write(entry(va, level), 8, leaf(UARTBase, pteV))
				}, access, TableNotInRAM)
				add(fmt.Sprint("misaligned large page at level ", level), func(m *Machine) {
					m.mem.write(entry(va, level), 8, leaf(dataAt, pteLeafBits))
				}, page, SuperpageMisaligned)
			}
		}
		add("no root table", func(m *Machine) { m.csr.satp = satpSv39 << satpModeShift }, access, TableNotInRAM)
		add("a pointer at level 0", clearPTE(va, 0, pteR|pteW|pteX|pteA|pteD), page, EntryNoLeaf)
		add("W without R", clearPTE(va, 0, pteR), page, EntryReserved)
		add("A=0", clearPTE(va, 0, pteA), page, PageNotAccessed)
		add("G and RSW have no effect", setPTE(va, 0, 1<<5|3<<8), 0, Reached)
		if op != isa.SD && op != isa.SY {
			add("D=0", clearPTE(va, 0, pteD), 0, Reached)
		} else {
			add("D=0", clearPTE(va, 0, pteD), page, PageNotDirty)
			add("W=0", clearPTE(va, 0, pteW), page, PageNoPermission)
			add("W=0 and A=0", clearPTE(va, 0, pteW|pteA), page, PageNoPermission)
		}
		add("no memory there", func(m *Machine) { m.mem.write(entry(va, 0), 8, leaf(0x1000, pteLeafBits|pteCap)) }, access, NoMemory)
	}
	runPages(t, append(tests, []pageTest{
		{"fetch X=0", isa.ADDI, Supervisor, 0, clearPTE(codeVA, 0, pteX), 12, PageNoPermission},
		{"fetch needs neither R nor W", isa.ADDI, Supervisor, 0, clearPTE(codeVA, 0, pteR|pteW), 0, Reached},
		{"fetch from a device", isa.ADDI, Supervisor, 0, func(m *Machine) { m.mem.write(entry(codeVA, 0), 8, leaf(UARTBase, pteLeafBits)) }, 1, DeviceFetch},
		{"load of what can only be executed", isa.LD, Supervisor, 0, clearPTE(dataVA, 0, pteR|pteW), 13, PageNoPermission},
		{"the same with MXR", isa.LD, Supervisor, statusMXR, clearPTE(dataVA, 0, pteR|pteW), 0, Reached},
		{"capability load with MXR", isa.LY, Supervisor, statusMXR, clearPTE(dataVA, 0, pteR|pteW), 0, Reached},
		{"MXR gives no R permission", isa.LD, Supervisor, statusMXR, func(m *Machine) { m.X[a1] = m.X[a1].ClearPerms(permR) }, 33, Reached},
	}...))
}

// TestPageRights: U, SUM and MPRV.
func TestPageRights(t *testing.T) {
	userData, notUser := setPTE(dataVA, 0, pteU), clearPTE(dataVA, 0, pteU)
	var tests []pageTest
	for _, op := range []isa.Op{isa.LD, isa.SD, isa.LY, isa.SY} {
		n := op.String()
		tests = append(tests, []pageTest{
			{n + " by U", op, User, 0, nil, 0, Reached},
			{n + " by U of the supervisor's", op, User, 0, notUser, pageCause[op], PageOfSupervisor},
			{n + " by U of the supervisor's, SUM", op, User, statusSUM, notUser, pageCause[op], PageOfSupervisor},
			{n + " by S of a user page", op, Supervisor, 0, userData, pageCause[op], PageOfUser},
			{n + " by S of a user page, SUM", op, Supervisor, statusSUM, userData, 0, Reached},
			{n + " by M", op, MachineMode, 0, func(m *Machine) { m.X[a1].Addr = 0x100 }, accessCause[op], NoMemory},
			{n + " by M with MPRV as S", op, MachineMode, statusMPRV | 1<<11, nil, 0, Reached},
			{n + " by M with MPRV as M", op, MachineMode, statusMPRV | 3<<11, func(m *Machine) { m.X[a1].Addr = 0x100 }, accessCause[op], NoMemory},
			{n + " by M with MPRV as U", op, MachineMode, statusMPRV, notUser, pageCause[op], PageOfSupervisor},
			{n + " by M with MPRV as S, user page", op, MachineMode, statusMPRV | 1<<11, userData, pageCause[op], PageOfUser},
		}...)
	}
	runPages(t, append(tests, []pageTest{
		{"fetch by U", isa.ADDI, User, 0, nil, 0, Reached},
		{"fetch by U of the supervisor's", isa.ADDI, User, 0, clearPTE(codeVA, 0, pteU), 12, PageOfSupervisor},
		{"fetch by S of a user page", isa.ADDI, Supervisor, 0, setPTE(codeVA, 0, pteU), 12, PageOfUser},
		{"fetch by S of a user page, SUM", isa.ADDI, Supervisor, statusSUM, setPTE(codeVA, 0, pteU), 12, PageOfUser},
		{"bare: S sees physical memory", isa.ADDI, Supervisor, 0, func(m *Machine) {
			m.csr.satp = 0
			m.setPCC(cap.Root(codeAt))
		}, 0, Reached},
	}...))
}

// TestSvyrgLoads: table "Summary of capability load YR and YRG behavior", row
// by row for both kinds of pages, and what it takes to be in effect; then
// section "The pte.rvy field" for when it is not.
func TestSvyrgLoads(t *testing.T) {
	type row struct {
		mode   Privilege
		status uint64
		bits   uint64 // YR, YRG (or Y)
		tag    bool
		perms  uint64 // dropped from the authority
		result bool   // the tag that arrives
		fault  bool
	}
	var rows []row
	for _, mode := range []Privilege{User, Supervisor} {
		gen := uint64(statusSYRG)
		other := uint64(statusUYRG)
		if mode == User {
			gen, other = other, gen
		}
		for _, tag := range []bool{false, true} {
			for _, now := range []uint64{0, gen, other, gen | other} {
				on := statusYRGE | now
				set := now&gen != 0
				rows = append(rows,
					row{mode: mode, status: on, bits: 0, tag: tag, result: false},
					row{mode: mode, status: on, bits: pteYRG, tag: tag, result: tag},
					row{mode: mode, status: on, bits: pteYR, tag: tag, result: tag, fault: tag && set},
					row{mode: mode, status: on, bits: pteYR | pteYRG, tag: tag, result: tag, fault: tag && !set},
					// Without C permission the extension adds nothing.
					row{mode: mode, status: on, bits: pteYR, tag: tag, perms: permC},
					row{mode: mode, status: on, bits: pteYR | pteYRG, tag: tag, perms: permC},
					// YRGE=0: Y alone decides.
					row{mode: mode, status: now, bits: 0, tag: tag},
					row{mode: mode, status: now, bits: pteY, tag: tag, result: tag},
					row{mode: mode, status: now, bits: pteY, tag: tag, perms: permC})
			}
		}
	}
	for _, r := range rows {
		name := fmt.Sprintf("%v, mstatus %#x, bits %#x, tag %v, without %#x", r.mode, r.status, r.bits, r.tag, r.perms)
		m := newTest()
		paged(m, r.mode)
		m.csr.mstatus = statusXL64 | r.status
		clearPTE(codeVA, 0, pteCap)(m)
		clearPTE(dataVA, 0, pteCap)(m)
		setPTE(dataVA, 0, r.bits)(m)
		o := cap.Root(dataAt).SetBounds(64)
		o.Tag = r.tag
		m.mem.writeCap(dataAt+16, o)
		m.X[a1] = cap.Root(dataVA).ClearPerms(r.perms)
		place(t, m, isa.Inst{Op: isa.LY, Rd: a0, Rs1: a1, Imm: 16})
		before := capture(m)
		want := before.next()
		reason, rule := Reached, TagKept
		if r.fault {
			want.trap(causeCHERILoadCap, dataVA+16)
			reason = ReadGeneration
		} else {
			want.X[a0] = o
			want.X[a0].Tag = r.result
			switch {
			case r.result == r.tag:
			case r.perms != 0:
				rule = TagNoCPerm
			default:
				rule = TagPageRule
			}
		}
		var e Effects
		m.Step(&e)
		for _, d := range append(differences(capture(m), want), checkEffects(m, before, &e)...) {
			t.Errorf("%s: %s", name, d)
		}
		if e.Access.Reason != reason || e.Access.TagRule != rule {
			t.Errorf("%s: reason %q, rule %d", name, e.Access.Reason, e.Access.TagRule)
		}
	}
}

// TestSvyrgStores: table "Summary of capability store YW and YD behavior", row
// by row, with what is looked at before and after.
func TestSvyrgStores(t *testing.T) {
	untagged := func(m *Machine) { m.X[a2].Tag = false }
	noC := func(m *Machine) { m.X[a1] = m.X[a1].ClearPerms(permC) }
	stripped := func(m *Machine) { noC(m); m.X[a2] = m.X[a2].Untagged() }
	off := func(m *Machine) { m.csr.mstatus &^= statusYRGE; clearPTE(dataVA, 0, pteCap)(m) }
	toDevice := func(bits uint64) func(*Machine) {
		return func(m *Machine) { m.mem.write(entry(dataVA, 0), 8, leaf(UARTBase, pteLeafBits|bits)) }
	}
	runPages(t, []pageTest{
		{"YW=0, no tag", isa.SY, Supervisor, 0, both(clearPTE(dataVA, 0, pteYW), untagged), 0, Reached},
		{"YW=0 and YD=0, no tag", isa.SY, Supervisor, 0, both(clearPTE(dataVA, 0, pteYW|pteYD), untagged), 0, Reached},
		{"YW=0, tag", isa.SY, Supervisor, 0, clearPTE(dataVA, 0, pteYW), 36, PageNoCapStore},
		{"YW=0 and YD=0, tag", isa.SY, Supervisor, 0, clearPTE(dataVA, 0, pteYW|pteYD), 36, PageNoCapStore},
		{"YW=1 and YD=0, no tag", isa.SY, Supervisor, 0, both(clearPTE(dataVA, 0, pteYD), untagged), 0, Reached},
		{"YW=1 and YD=0, tag", isa.SY, Supervisor, 0, clearPTE(dataVA, 0, pteYD), 36, PageNotCapDirty},
		{"YW=1 and YD=1, no tag", isa.SY, Supervisor, 0, untagged, 0, Reached},
		{"YW=1 and YD=1, tag", isa.SY, Supervisor, 0, nil, 0, Reached},
		{"user page", isa.SY, User, 0, clearPTE(dataVA, 0, pteYW), 36, PageNoCapStore},
		{"YR and YRG are of loads", isa.SY, Supervisor, statusSYRG, clearPTE(dataVA, 0, pteYR), 0, Reached},
		{"data never look at YW", isa.SD, Supervisor, 0, clearPTE(dataVA, 0, pteCap), 0, Reached},
		{"without C no tag is stored", isa.SY, Supervisor, 0, both(clearPTE(dataVA, 0, pteYW|pteYD), stripped), 0, Reached},

		// The order within the walk: U, then YW, then R, W and X, then A, D, YD.
		{"V=0 before YW", isa.SY, Supervisor, 0, clearPTE(dataVA, 0, pteV|pteYW), 15, EntryInvalid},
		{"U before YW", isa.SY, User, 0, clearPTE(dataVA, 0, pteU|pteYW), 15, PageOfSupervisor},
		{"YW before W", isa.SY, Supervisor, 0, clearPTE(dataVA, 0, pteYW|pteW|pteA|pteD), 36, PageNoCapStore},
		{"W before YD", isa.SY, Supervisor, 0, clearPTE(dataVA, 0, pteYD|pteW), 15, PageNoPermission},
		{"A before YD", isa.SY, Supervisor, 0, clearPTE(dataVA, 0, pteYD|pteA), 15, PageNotAccessed},
		{"D before YD", isa.SY, Supervisor, 0, clearPTE(dataVA, 0, pteYD|pteD), 15, PageNotDirty},

		// "The PMA is set to CHERI Tag": elsewhere Svyrg adds nothing.
		{"a device takes no tag, whatever YW", isa.SY, Supervisor, 0, toDevice(0), 7, NoTagsThere},
		{"a device takes no tag, YW=1", isa.SY, Supervisor, 0, toDevice(pteCap), 7, NoTagsThere},

		{"YRGE=0, Y=0, tag", isa.SY, Supervisor, 0, off, 36, PageNoCapStore},
		{"YRGE=0, Y=0, no tag", isa.SY, Supervisor, 0, both(off, untagged), 0, Reached},
		{"YRGE=0, Y=1, tag", isa.SY, Supervisor, 0, both(off, setPTE(dataVA, 0, pteY)), 0, Reached},
		{"YRGE=0, Y=0, device", isa.SY, Supervisor, 0, both(off, toDevice(0)), 36, PageNoCapStore},
		{"YRGE=0, Y=0 and W=0", isa.SY, Supervisor, 0, both(off, clearPTE(dataVA, 0, pteW)), 36, PageNoCapStore},
		// "The reserved bits follow the standard reserved behavior for PTE bits."
		{"YRGE=0, YW", isa.SD, Supervisor, 0, both(off, setPTE(dataVA, 0, pteYW)), 15, EntryReserved},
		{"YRGE=0, YRG", isa.LD, Supervisor, 0, both(off, setPTE(dataVA, 0, pteYRG)), 13, EntryReserved},
		{"YRGE=0, YR", isa.ADDI, Supervisor, 0, both(off, setPTE(codeVA, 0, pteYR)), 12, EntryReserved},
		{"YRGE=0, YR of a pointer", isa.ADDI, Supervisor, 0, both(off, setPTE(codeVA, 1, pteYR)), 12, EntryReserved},
		{"YRGE=1, the field of a pointer", isa.ADDI, Supervisor, 0, setPTE(codeVA, 1, pteCap|pteYRG), 0, Reached},
	})
}

// TestLargePages: sections "Sv39": 2 MiB and 1 GiB pages.
func TestLargePages(t *testing.T) {
	for level := 1; level <= 2; level++ {
		m := newTest()
		paged(m, Supervisor)
		// RAM begins at a multiple of 1 GiB; offset is that of dataAt in it.
		size := uint64(1) << (12 + 9*level)
		va := uint64(dataVA)&^(size-1) + dataAt - RAMBase
		m.mem.write(entry(va, level), 8, leaf(RAMBase, pteLeafBits|pteCap))
		at := m.Translate(va+5, Load)
		if !at.OK() || at.Physical != dataAt+5 || at.Level != uint8(level) || at.PTEAddr != entry(va, level) {
			t.Errorf("level %d: %+v", level, at)
		}
	}
}

// TestInvalidAddresses: section "Invalid Virtual Address Handling".
func TestInvalidAddresses(t *testing.T) {
	const bad = 1 << 40
	part := func(a uint64) cap.Cap { return cap.Root(a).SetBounds(4096) }
	sv39 := func(f func(*Machine)) func(*Machine) { return func(m *Machine) { paged(m, Supervisor); f(m) } }
	ld := isa.Inst{Op: isa.LD, Rd: a0, Rs1: a1}
	sd := isa.Inst{Op: isa.SD, Rs1: a1, Rs2: a2}
	jalr := isa.Inst{Op: isa.JALR, Rs1: a1}
	auth := func(c cap.Cap) func(*Machine) { return sv39(func(m *Machine) { m.X[a1] = c }) }
	lands := func(c cap.Cap) func(*state) { return func(s *state) { s.PCC = c } }
	run(t, []instTest{
		{"load with infinite bounds", ld, auth(cap.Root(bad)), traps(causeLoadPage, bad)},
		{"load with other bounds", ld, auth(part(bad)), traps(causeCHERILoad, bad)},
		{"store with infinite bounds", sd, auth(cap.Root(bad)), traps(causeStorePage, bad)},
		{"store with other bounds", sd, auth(part(bad)), traps(causeCHERIStore, bad)},
		{"load of a valid address with other bounds", ld, auth(part(dataVA)), func(s *state) { s.X[a0] = cap.Null(0) }},
		// "Prior to address translation": the permission counts first.
		{"load without R", ld, auth(cap.Root(bad).ClearPerms(permR)), traps(causeCHERILoad, bad)},
		{"jump with infinite bounds", jalr, auth(cap.Root(bad)), lands(cap.Root(bad))},
		{"jump with other bounds", jalr, auth(part(bad)), lands(part(bad).Untagged())},
		{"jump to a sentry", jalr, auth(part(bad).Seal()), lands(part(bad).Untagged())},
		{"jump to the last valid address", jalr, auth(part(1<<38 - 4096).SetAddr(1<<38 - 4)), lands(part(1<<38 - 4096).SetAddr(1<<38 - 4))},
		{"jump in bare mode", jalr, func(m *Machine) { m.X[a1] = part(bad) }, lands(part(bad))},
		{"M-mode has no invalid addresses", ld, func(m *Machine) { paged(m, MachineMode); m.setPCC(cap.Root(codeAt)); m.X[a1] = part(bad) },
			traps(causeLoadAccess, bad)},
		{"but MPRV can", ld, func(m *Machine) {
			paged(m, MachineMode)
			m.csr.mstatus |= statusMPRV | 1<<11
			m.setPCC(cap.Root(codeAt))
			m.X[a1] = part(bad)
		}, func(s *state) { s.trap(causeCHERILoad, bad) }},
		{"fetch with infinite bounds", isa.Inst{}, sv39(func(m *Machine) { m.setPCC(cap.Root(bad)) }), traps(causeFetchPage, bad)},
		{"fetch with other bounds", isa.Inst{}, sv39(func(m *Machine) { m.setPCC(part(bad)) }), traps(causeCHERIFetch, bad)},
	})

	// A branch from the last valid page to the first address beyond it.
	m := newTest()
	paged(m, Supervisor)
	m.mem.write(entry(1<<38-pageSize, 2), 8, leaf(table1, pteV))
	m.mem.write(entry(1<<38-pageSize, 1), 8, leaf(table0, pteV))
	m.mem.write(entry(1<<38-pageSize, 0), 8, leaf(codeAt, pteLeafBits))
	m.setPCC(cap.Root(1<<38 - pageSize).SetBounds(2 * pageSize).SetAddr(1<<38 - 8))
	m.mem.write(codeAt+pageSize-8, 4, raw(isa.Inst{Op: isa.JAL, Imm: 8}))
	if m.Step(nil); m.PCC.Tag || m.PCC.Addr != 1<<38 {
		t.Errorf("branch to an invalid address: pcc %v", m.PCC)
	}
	if m.Step(nil); m.csr.mcause != causeCHERIFetch || m.csr.mepc.Tag {
		t.Errorf("cause %d, mepc %v", m.csr.mcause, m.csr.mepc)
	}
}

// TestAcrossPages: misaligned accesses across two pages are translated in both
// before anything changes; xtval is the address of the part that can't be
// reached; a store clears the tags of both granules.
func TestAcrossPages(t *testing.T) {
	lw := isa.Inst{Op: isa.LWU, Rd: a0, Rs1: a1}
	sd := isa.Inst{Op: isa.SD, Rs1: a1, Rs2: a2}
	const first = nextVA - 3
	old := cap.Root(0x1111_1111_1111_1111)
	with := func(fs ...func(*Machine)) func(*Machine) {
		return func(m *Machine) {
			paged(m, Supervisor)
			m.X[a1], m.X[a2] = cap.Root(first), cap.Null(0x8877_6655_4433_2211)
			m.mem.writeCap(dataAt+pageSize-16, old)
			m.mem.writeCap(nextAt, old)
			both(fs...)(m)
		}
	}
	run(t, []instTest{
		{"load", lw, with(), func(s *state) { s.X[a0] = cap.Null(old.Addr>>56<<24 | old.Meta>>40&0xffffff) }},
		{"store", sd, with(), func(s *state) {
			s.Mem[dataAt+pageSize-16] = cap.Cap{Addr: old.Addr, Meta: old.Meta&(1<<40-1) | 0x33_2211<<40}
			s.Mem[nextAt] = cap.Cap{Addr: old.Addr>>40<<40 | 0x88_7766_5544, Meta: old.Meta}
		}},
		{"load, first page invalid", lw, with(clearPTE(dataVA, 0, pteV)), traps(causeLoadPage, first)},
		{"load, second page invalid", lw, with(clearPTE(nextVA, 0, pteV)), traps(causeLoadPage, nextVA)},
		{"load, both invalid", lw, with(clearPTE(dataVA, 0, pteV), clearPTE(nextVA, 0, pteV)), traps(causeLoadPage, first)},
		{"store, second page not dirty", sd, with(clearPTE(nextVA, 0, pteD)), traps(causeStorePage, nextVA)},
		{"store, second page is nowhere", sd, with(func(m *Machine) { m.mem.write(entry(nextVA, 0), 8, leaf(0x1000, pteLeafBits)) }),
			traps(causeStoreAccess, nextVA)},
		{"store, first page is nowhere", sd, with(func(m *Machine) { m.mem.write(entry(dataVA, 0), 8, leaf(0x1000, pteLeafBits)) }),
			traps(causeStoreAccess, first)},
		{"store, second page is a device", sd, with(func(m *Machine) { m.mem.write(entry(nextVA, 0), 8, leaf(UARTBase, pteLeafBits)) }),
			traps(causeStoreAccess, nextVA)},
		// Translation of both parts comes before what is at the first.
		{"store, first nowhere, second invalid", sd, with(func(m *Machine) {
			m.mem.write(entry(dataVA, 0), 8, leaf(0x1000, pteLeafBits))
			m.mem.write(entry(nextVA, 0), 8, 0)
		}), traps(causeStorePage, nextVA)},
		{"within a page", isa.Inst{Op: isa.LWU, Rd: a0, Rs1: a1, Imm: -2}, with(), func(s *state) { s.X[a0] = cap.Null(old.Meta >> 24 & 0xffffffff) }},
		{"a capability never crosses", isa.Inst{Op: isa.LY, Rd: a0, Rs1: a1}, with(), traps(causeLoadAccess, first)},
		{"and its alignment comes before the walk", isa.Inst{Op: isa.SY, Rs1: a1, Rs2: a2}, with(clearPTE(dataVA, 0, pteV)), traps(causeStoreAccess, first)},
	})
}

// TestNoHiddenTranslations: a store to a page table, and a write of satp, take
// effect at the next instruction, without sfence.vma.
func TestNoHiddenTranslations(t *testing.T) {
	m := newTest()
	paged(m, Supervisor)
	// The table of level 0 is mapped at nextVA, writable.
	m.mem.write(entry(nextVA, 0), 8, leaf(table0, pteLeafBits))
	m.mem.write(dataAt, 8, 1)
	m.mem.write(nextAt, 8, 2)
	m.X[a1], m.X[a2] = cap.Root(dataVA), cap.Null(leaf(nextAt, pteLeafBits))
	m.X[13] = cap.Root(nextVA + entry(dataVA, 0)%pageSize)
	for i, in := range []isa.Inst{
		{Op: isa.LD, Rd: a0, Rs1: a1}, {Op: isa.SD, Rs1: 13, Rs2: a2}, {Op: isa.LD, Rd: 14, Rs1: a1},
		{Op: isa.CSRRW, Rs1: 0, CSR: csrSatp}, {Op: isa.ADDI, Rd: 15},
	} {
		m.mem.write(codeAt+4*uint64(i), 4, raw(in))
	}
	m.Run(3)
	if m.X[a0].Addr != 1 || m.X[14].Addr != 2 {
		t.Errorf("loads before and after: %v, %v", m.X[a0], m.X[14])
	}
	m.Run(2)
	if m.csr.mcause != causeFetchAccess || m.csr.mtval != codeVA+16 {
		t.Errorf("after satp=0: cause %d, tval %#x", m.csr.mcause, m.csr.mtval)
	}
}

// TestTranslate: what a debugger asks changes nothing and agrees with what
// accesses do.
func TestTranslate(t *testing.T) {
	m := newTest()
	paged(m, User)
	m.mem.writeCap(dataAt+16, cap.Root(3))
	d := m.Digest()
	if at := m.Translate(dataVA+20, Store); !at.OK() || at.Physical != dataAt+20 || at.Mode != User || at.PTE&pteU == 0 {
		t.Errorf("%+v", at)
	}
	if at := m.TranslateAs(Supervisor, codeVA, Fetch); at.OK() || at.Reason != PageOfUser {
		t.Errorf("%+v", at)
	}
	if at := m.TranslateAs(MachineMode, 0x123, Load); !at.OK() || at.Physical != 0x123 || at.Translated {
		t.Errorf("%+v", at)
	}
	if v, ok := m.ReadVirtual(dataVA+12, 8); !ok || v != 3<<32 {
		t.Errorf("%#x, %v", v, ok)
	}
	m.mem.write(nextAt, 8, 0x55)
	if v, ok := m.ReadVirtual(nextVA-4, 8); !ok || v != 0x55<<32 {
		t.Errorf("across pages: %#x, %v", v, ok)
	}
	if _, ok := m.ReadVirtual(nextVA+pageSize-4, 8); ok {
		t.Error("beyond the last page")
	}
	if c, ok := m.ReadCapVirtual(dataVA + 17); !ok || c != cap.Root(3) {
		t.Errorf("%v, %v", c, ok)
	}
	m.mem.write(nextAt, 8, 0)
	if m.Digest() != d {
		t.Error("translating changes the machine")
	}
}

func TestReasonTexts(t *testing.T) {
	seen := map[string]bool{}
	for r := range numReasons {
		if s := r.String(); s == "" || seen[s] {
			t.Errorf("reason %d is %q", r, s)
		} else {
			seen[s] = true
		}
	}
	if Reason(200).String() != "unknown reason" {
		t.Error("a reason that does not exist")
	}
}
