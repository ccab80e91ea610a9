/* Jumps out of functions (C11 7.13, POSIX). The buffer holds the capabilities
 * that a function has to keep, so it may not be copied byte by byte. */
#ifndef _SETJMP_H
#define _SETJMP_H

/* ra, sp and s0 to s11, then fs0 to fs11, then the mask of blocked signals and
 * whether it was asked for. */
typedef struct {
	void *__regs[14];
	double __floats[12];
	unsigned long __mask;
	long __saved;
} jmp_buf[1];
typedef jmp_buf sigjmp_buf;

int setjmp(jmp_buf buf);
int _setjmp(jmp_buf buf);
_Noreturn void longjmp(jmp_buf buf, int value);
_Noreturn void _longjmp(jmp_buf buf, int value);
int sigsetjmp(sigjmp_buf buf, int save);
_Noreturn void siglongjmp(sigjmp_buf buf, int value);

#define setjmp(buf) setjmp(buf)
#define sigsetjmp(buf, save) sigsetjmp(buf, save)

#endif
