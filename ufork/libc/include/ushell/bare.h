/* The parts of the bare runtime to each other. */
#ifndef _USHELL_BARE_H
#define _USHELL_BARE_H

#include <signal.h>
#include <stddef.h>
#include <stdint.h>

/* What the start has made (crt0.s). */
extern volatile uint8_t *__bare_uart;
extern volatile uint32_t *__bare_finisher;
extern volatile uint64_t *__bare_clint; /* mtimecmp; mtime is word 0x7ff8/8 */
extern char *__bare_heap;

unsigned long __bare_time(void);
void __bare_wait(void);
void __bare_sigreturn(void);

void __bare_put(const char *s, size_t n);
extern int __bare_midline; /* what was put last did not end a line */
_Noreturn void __bare_halt(int status);

/* The registers are those of a trap, and what is in them goes on. */
void __bare_trap(mcontext_t *regs);

_Noreturn void __bare_die(mcontext_t *regs, siginfo_t *info);

/* Answers whether the handler for a fault is now what goes on; if not, there is
 * none that could be called. */
int __bare_deliver(mcontext_t *regs, siginfo_t *info);
void __bare_after_handler(mcontext_t *regs);

#endif
