# Mistakes inside of macros name the call as well.
	.macro inner r
	addi \r, \r, 5000
	addi \q, a0, 1
	.endm
	.macro outer r
	nop
	inner \r
	.endm
	outer a0
	outer a0, a1
	.macro need x:req
	.endm
	need
	inner 5
