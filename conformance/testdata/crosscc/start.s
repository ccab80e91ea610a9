# Reset for what the cross compiler makes: a stack, floating point, main, and
# the end through the test finisher.
	.section .text.init
	.globl _start
_start:
	la	sp, stack_top
	li	t0, 0x6000
	csrs	mstatus, t0
	call	main
	li	t0, 0x100000
	li	t1, 0x5555
	sw	t1, 0(t0)
1:	j	1b
