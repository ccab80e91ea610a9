// Which capability a fault was about.
//
// The hart says that a capability did not allow an access, but neither which nor
// why. A handler gets both. The capability is pcc for a fetch; a jump to what can't
// be executed faults there too, at its target. For other accesses it is the one in
// the register through which the instruction at pcc goes to memory, or ddc in
// integral pointer mode. The reason is what an examination of it finds, in the
// order of the hart's own checks. The instruction is read with the program's pcc,
// so of code that can only be executed nothing is known.
#include "kernel.h"

enum { OP_LOAD = 0x03, OP_LOAD_FP = 0x07, OP_STORE = 0x23, OP_STORE_FP = 0x27, OP_AMO = 0x2f, OP_CAP = 0x7b };
enum { FUNCT5_SWAP = 1, FUNCT5_LR = 2, FUNCT5_SC = 3 }; // of atomics

// address_register is the number of the register that holds the address to which
// inst goes, -1 when it does not go to memory. The low half of a compressed one
// counts.
int address_register(u32 inst)
{
	u32 op = inst & 0x7f, funct3 = inst >> 12 & 7, funct5 = inst >> 27, quadrant = inst & 3, c = inst >> 13 & 7;
	if (quadrant == 3) {
		int memory = op == OP_LOAD || op == OP_LOAD_FP || op == OP_STORE || op == OP_STORE_FP || op == OP_AMO;
		if (op == OP_CAP) // ly, sy; amoswap.y, lr.y, sc.y
			memory = funct3 == 1 || funct3 == 2 || funct3 == 3 && funct5 >= FUNCT5_SWAP && funct5 <= FUNCT5_SC;
		return memory ? (int)(inst >> 15 & 31) : -1;
	}
	if (quadrant == 0) // all but c.addi4spn, through x8 to x15
		return c == 0 ? -1 : (int)(8 + (inst >> 7 & 7));
	if (quadrant == 2) // all but c.slli, and c.jr with its kind
		return c == 0 || c == 4 ? -1 : SP;
	return -1;
}

// both says whether inst needs the permissions to load and to store.
static int both(u32 inst)
{
	u32 op = inst & 0x7f, funct3 = inst >> 12 & 7, funct5 = inst >> 27;
	return (op == OP_AMO || op == OP_CAP && funct3 == 3) && funct5 != FUNCT5_LR && funct5 != FUNCT5_SC;
}

static long read_instruction(struct trapframe *tf, u32 *inst)
{
	uint16_t half[2] = { 0, 0 };
	const char *pcc = tf->regs[PCC];
	if (copy_in(&half[0], pcc, 2) < 0 || (half[0] & 3) == 3 && copy_in(&half[1], pcc + 2, 2) < 0)
		return -EFAULT;
	*inst = half[0] | (u32)half[1] << 16;
	return 0;
}

static int reason(void *c, u64 needs)
{
	if (!cheri_tag_get(c))
		return PROT_CHERI_TAG;
	if (cheri_is_sealed(c))
		return PROT_CHERI_SEALED;
	return (cheri_perms_get(c) & needs) != needs ? PROT_CHERI_PERM : PROT_CHERI_BOUNDS;
}

// fault_authority is the number of the register (si_capreg) whose capability did not
// allow what caused the fault, -1 when that is not known. *code becomes the reason,
// where the hart has checked a capability.
int fault_authority(struct trapframe *tf, int *code)
{
	u32 inst;
	u64 needs = CHERI_PERM_LOAD;
	if (tf->cause == 32) {
		*code = reason(tf->regs[PCC], CHERI_PERM_EXECUTE);
		return PCC;
	}
	if (read_instruction(tf, &inst) < 0)
		return -1;
	int reg = address_register(inst);
	if (reg < 0 || tf->cause == 36) // there the page did not allow it
		return reg;
	void *c = tf->regs[reg];
	if (cheri_flags_get(tf->regs[PCC])) {
		__asm__ volatile("csrr %0, ddc" : "=r"(c));
		reg = CAPREG_DDC;
	}
	if (tf->cause == 34)
		needs = both(inst) ? CHERI_PERM_LOAD | CHERI_PERM_STORE : CHERI_PERM_STORE;
	*code = reason(c, needs);
	return reg;
}
