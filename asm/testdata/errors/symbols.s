# Names.
start:	j strat
start:	la a0, nowhere
	la a0, LIMIT
	lla a0, LIMIT
	li a0, later
	.equ LIMIT, 5
LIMIT:	nop
a0:	nop
sp = 4
	j 1b
	lla a0, 9f
	.dword start + start
	.dword 2 * start
	.dword 5 - start
	.dword start < 5
	.if over - start
	.endif
	addi a0, a0, start
	lui a0, start
	addi a0, a0, %pcrel_lo(start)
	lui a0, %pcrel_hi(5)
	la a0, __text_end
	.chericap LIMIT
	.size missing, 4
	.data
over:	nop
	.bss
	.byte 1
	.word over
