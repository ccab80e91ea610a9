# Operands of the wrong kind.
	add a0, a1, 5
	add a0, a1, q9
	addi a0, a1, a2
	addi a0, a1
	addi a0, 5, 5
	mv a0, 5
	li a0, a1
	lw a0, a1
	lw a0, 4
	lw a0, 4(5)
	sw a0, 4(a1
	ybndsw a0, a1, 16
	yadd a0, a1, zero
	ymodew zero, a1, a2
	beq a0, a0, .
	bnez zero, .
	j a0
	la a0, 5
	csrr a0, mstatsu
	csrw 0x1000, a0
	csrrw a0, mtvec, 5
	fence x, w
	ret a0
	nop nop
	ecall, 1
	srliy a0, a1, 63
