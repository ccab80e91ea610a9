/* What a signal handler learns of the place that was interrupted, and may
 * change: all registers. The order is that of the saved registers in the
 * kernels' tables, see docs/abi.md. */
#ifndef _MACHINE_UCONTEXT_H
#define _MACHINE_UCONTEXT_H

#include <stddef.h>

typedef unsigned long sigset_t;

typedef struct {
	void *ss_sp;
	size_t ss_size;
	int ss_flags;
} stack_t;

typedef struct __mcontext {
	__UINTPTR_TYPE__ mc_capregs[32]; /* pcc, then x1 to x31 */
	unsigned long mc_fpregs[32];     /* f0 to f31, as bits */
	unsigned long mc_fcsr;
	unsigned long mc_cause; /* of the trap, and its value */
	unsigned long mc_tval;
	unsigned long mc_flags;
} mcontext_t;

/* Indexes of mc_capregs, by the names of the registers. */
#define MC_PCC 0
#define MC_RA 1
#define MC_SP 2
#define MC_GP 3
#define MC_TP 4
#define MC_T0 5
#define MC_S0 8
#define MC_A0 10

typedef struct __ucontext {
	mcontext_t uc_mcontext;
	sigset_t uc_sigmask;
	stack_t uc_stack;
	struct __ucontext *uc_link;
	int uc_flags;
} ucontext_t;

#endif
