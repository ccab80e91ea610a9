# Numbers that do not fit.
	addi a0, a0, 2048
	lw a0, -2049(a0)
	slli a0, a0, 64
	sraiw a0, a0, 32
	csrwi mstatus, 32
	ybndswi a0, a0, 257
	ybndswi a0, a0, 0
	lui a0, 0x100000
	beqz a0, far
	j odd+1
	.byte 256
	.half -32769
	.word 0x100000000
	.byte far
	.balign 3
	.align 21
	.zero -1
	.zero 1, 256
	.balign 4
	.zero 5000
far:	ret
odd:	ret
