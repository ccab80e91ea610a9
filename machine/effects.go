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

// Access is a memory access, or the fetch of an instruction, with the
// capability that authorised it or failed to.
type Access struct {
	Kind   AccessKind
	Addr   uint64
	Size   uint64 // bytes
	Auth   uint8  // register number, AuthPCC or AuthDDC
	Cap    cap.Cap
	Needs  cap.Perms
	Checks [NumChecks]Check
}

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
	Addr          uint64
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
	Access    Access   // the explicit access, or the fetch when that failed
	Target    cap.Cap  // pcc after the step
	Jumped    bool     // the step left the sequence (jump, taken branch, return from a trap)
	Trap      Trap
	Output    []byte // what the UART sent, valid until the next step
	NumRegs   int
	Regs      [1]RegChange
	NumCSRs   int
	CSRs      [8]CSRChange
	NumStores int
	Stores    [2]GranuleChange
}

func (e *Effects) csr(n uint16, before, after cap.Cap) {
	if e.NumCSRs < len(e.CSRs) {
		e.CSRs[e.NumCSRs] = CSRChange{n, before, after}
		e.NumCSRs++
	}
}
