package machine

import (
	"ushell/cap"
	"ushell/isa"
)

// CheckKind is one of the checks of a memory access or an instruction fetch,
// in the order of the specification (table "Valid CHERI exception combination
// description").
type CheckKind uint8

// The checks.
const (
	CheckTag CheckKind = iota
	CheckUnsealed
	CheckPermission
	CheckBounds
	CheckIntegrity
	NumChecks
)

// Check is the outcome of one check.
type Check uint8

// Outcomes. The trap has one cause for all of them; only a machine that
// watches itself can tell them apart.
const (
	NotReached Check = iota
	Passed
	Failed
)

// AccessKind says what an authority was asked for.
type AccessKind uint8

// Kinds of access.
const (
	NoAccess AccessKind = iota
	Fetch
	Load
	Store
)

// Authorities that are not one of x1..x31.
const (
	AuthPCC = 32
	AuthDDC = 33
)

// Access is a memory access, or the fetch of an instruction: the capability
// that authorised it or failed to, and where its address led.
type Access struct {
	Kind   AccessKind
	Addr   uint64 // virtual
	Size   uint64 // bytes
	Auth   uint8  // register number, AuthPCC or AuthDDC
	Cap    cap.Cap
	Needs  cap.Perms
	Checks [NumChecks]Check
	// Invalid says that the bounds check failed for the address alone: it is no
	// virtual address, and bounds that are not infinite can't be decoded there.
	Invalid bool
	Reason  Reason  // what stopped an access that was authorised
	TagRule TagRule // what cleared the tag of a loaded capability
	// Where the parts lead: one, or two when the access crosses a page. None
	// when the checks above failed.
	NumPaths uint8
	Paths    [2]Path
}

// Path is how the address of a part of an access was translated (section
// "Virtual Address Translation Process").
type Path struct {
	Virtual    uint64
	Physical   uint64    // valid when Reason is Reached
	Mode       Privilege // whose rights counted: mstatus.MPRV can make it another than the hart's
	Translated bool      // by Sv39; otherwise Physical is Virtual
	Level      uint8     // of PTE: 2, 1 or 0, where a leaf maps 1 GiB, 2 MiB or 4 KiB
	PTEAddr    uint64    // physical address of the entry that was read last, 0 for none
	PTE        uint64    // that entry
	Reason     Reason
}

// OK says whether the address leads somewhere.
func (p *Path) OK() bool { return p.Reason == Reached }

// Reason is what stopped an access other than its authority. One cause stands
// for many of them; only a machine that watches itself can tell them apart.
type Reason uint8

// Reasons, in the order in which they are looked at.
const (
	Reached             Reason = iota
	CapMisaligned              // a capability that is not aligned can't be accessed
	AtomicMisaligned           // an atomic access that is not aligned
	InvalidAddress             // bits 63:39 of a virtual address are not copies of bit 38
	TableNotInRAM              // the page table, or what should be one, is not in RAM
	EntryInvalid               // V=0
	EntryReserved              // W=1 with R=0, or reserved bits are set
	EntryNoLeaf                // the entry of the last level points to a further one
	SuperpageMisaligned        // low bits of the page number of a large page are set
	PageOfUser                 // U=1, from S-mode: a fetch, or data without SUM
	PageOfSupervisor           // U=0, from U-mode
	PageNoCapStore             // YW=0 (Y=0 without Svyrg) for a tagged store
	PageNoPermission           // R, W or X is missing
	PageNotAccessed            // A=0
	PageNotDirty               // D=0 for a store
	PageNotCapDirty            // YD=0 for a tagged store
	NoMemory                   // neither RAM nor a device is at the physical address
	DeviceMisaligned           // registers of devices can't be accessed misaligned
	DeviceFetch                // instructions can't be fetched from a device
	NoAtomicsThere             // an atomic access to a device
	NoTagsThere                // a tagged store to a region without tags
	ReadGeneration             // YR=1 and YRG is not the present generation, for a tagged load
	numReasons
)

var reasonTexts = [numReasons]string{
	Reached:             "it leads to memory or a device",
	CapMisaligned:       "the address of a capability must be a multiple of 16",
	AtomicMisaligned:    "the address of an atomic access must be a multiple of its size",
	InvalidAddress:      "bits 63:39 of the virtual address are not copies of bit 38",
	TableNotInRAM:       "the page table is not in RAM",
	EntryInvalid:        "the page-table entry is not valid (V=0)",
	EntryReserved:       "the page-table entry has a reserved encoding",
	EntryNoLeaf:         "the page-table entry of the last level is not a leaf",
	SuperpageMisaligned: "the page-table entry maps a large page at an address that is not aligned",
	PageOfUser:          "it is a user page (U=1), which S-mode reads and writes only with SUM, and never executes",
	PageOfSupervisor:    "it is a page of the supervisor (U=0)",
	PageNoCapStore:      "the page does not take capabilities (YW=0)",
	PageNoPermission:    "the page does not have the permission",
	PageNotAccessed:     "the page is not marked accessed (A=0)",
	PageNotDirty:        "the page is not marked dirty (D=0)",
	PageNotCapDirty:     "the page is not marked dirty with capabilities (YD=0)",
	NoMemory:            "no memory and no device is at the physical address",
	DeviceMisaligned:    "a device is not accessed misaligned",
	DeviceFetch:         "a device does not hold instructions",
	NoAtomicsThere:      "a device does not take atomic accesses",
	NoTagsThere:         "a device does not take capabilities with a tag",
	ReadGeneration:      "the page's capability read generation is not the present one (YRG)",
}

// String is the reason in words, a clause.
func (r Reason) String() string {
	if r < numReasons {
		return reasonTexts[r]
	}
	return "unknown reason"
}

// TagRule is the rule by which a set tag was loaded as clear.
type TagRule uint8

// Rules that clear a loaded tag.
const (
	TagKept     TagRule = iota // or it was not set
	TagNoCPerm                 // the authorising capability has no C permission
	TagPageRule                // the page strips tags: YR=0 with YRG=0, or Y=0 without Svyrg
)

// RegChange is a write of a register, even of the value it had.
type RegChange struct {
	Reg           uint8
	Before, After cap.Cap
}

// CSRChange is a write of a CSR, explicit or by a trap.
type CSRChange struct {
	CSR           uint16
	Before, After cap.Cap
}

// GranuleChange is what a store did to one granule of memory.
type GranuleChange struct {
	Addr          uint64 // physical
	Before, After cap.Cap
}

// Trap is a trap that was taken.
type Trap struct {
	Taken     bool
	Interrupt bool
	Cause     uint64 // without the interrupt bit
	Tval      uint64
	From, To  Privilege
}

// Effects is what one step did. The caller owns it; Step fills it without
// allocating.
type Effects struct {
	Step      uint64   // position before the step
	PCC       cap.Cap  // before the step
	Inst      isa.Inst // Op is Invalid when nothing could be decoded
	Fetched   bool     // Inst holds the bits that were fetched
	FetchPath Path     // of pc, valid where Translated
	Access    Access   // the explicit access, or the fetch when that failed; of Kind NoAccess when there was none
	Target    cap.Cap  // pcc after the step
	Reset     bool     // the step reset the hart and the devices; registers and CSRs are not listed
	Jumped    bool     // the step left the sequence (jump, taken branch, return from a trap)
	Trap      Trap
	Output    []byte // what the UART sent, valid until the next step
	NumRegs   int
	Regs      [1]RegChange
	NumFRegs  int
	FRegs     [1]FRegChange
	NumCSRs   int
	CSRs      [8]CSRChange
	NumStores int
	Stores    [4]GranuleChange
}

// begin makes e the record of nothing yet. What lies beyond the counts of the
// arrays, and in an access of no kind, is left as it was: clearing all of it
// would cost more than many instructions do.
func (e *Effects) begin(step uint64, pcc cap.Cap) {
	e.Step, e.PCC = step, pcc
	e.Inst, e.Fetched, e.Jumped = isa.Inst{}, false, false
	e.Reset = false
	e.Trap, e.Output = Trap{}, nil
	e.NumRegs, e.NumFRegs, e.NumCSRs, e.NumStores = 0, 0, 0, 0
	e.Access.Kind, e.FetchPath.Translated = NoAccess, false
}

func (e *Effects) csr(n uint16, before, after cap.Cap) {
	if e.NumCSRs < len(e.CSRs) {
		e.CSRs[e.NumCSRs] = CSRChange{n, before, after}
		e.NumCSRs++
	}
}

// granule notes that the granule at addr is about to change, once.
func (e *Effects) granule(addr uint64, before cap.Cap) {
	for _, s := range e.Stores[:e.NumStores] {
		if s.Addr == addr {
			return
		}
	}
	e.Stores[e.NumStores] = GranuleChange{Addr: addr, Before: before}
	e.NumStores++
}
