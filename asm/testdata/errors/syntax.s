# Statements that are none, and blocks without an end.
	adi a0, a0, 1
	ADDI a0, a0, 1
	yadi a0, a0, 1
	.sekshun .text
	.section
	.section .captable
	.section both, "wx"
	5
	"text"
	li a0, 08
	li a0, 'ab'
	li a0, "a"
	.ascii "open
	.ascii 5
	.byte
	.byte 1 +
	.byte (1
	.byte 1 2
	.byte %foo(1)
	.byte 1 / 0, 1 << 64
	.option mips
	.include "nothing.inc"
	.include nothing
	.equ
	.globl 5
	.type f, @thing
	.probe 5
	.probe p, x=
	.error "this is no good"
	.byte 1
	nop
	[1]
	.macro
	.endm
	.macro m a:odd
	.endm
	.endr
	.rept 2
	.rept 2
	.endr
