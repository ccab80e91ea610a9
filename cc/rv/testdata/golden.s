	.text
	.balign 4
	.globl total
	.type total, @function
total:
	yaddi sp, sp, -64
	sy ra, 48(sp)
	sy s0, 32(sp)
	yaddi s0, sp, 64
	sy a0, -48(s0)
	sd zero, -56(s0)
	j .L1_3
.L1_1:
	ly a5, -48(s0)
	ld a4, 16(a5)
	ld a5, -56(s0)
	add a5, a5, a4
	sd a5, -56(s0)
	ly a5, -48(s0)
	ly a5, 0(a5)
	sy a5, -48(s0)
.L1_3:
	ly a5, -48(s0)
	bnez a5, .L1_1
	ld a0, -56(s0)
	ly ra, 48(sp)
	ly s0, 32(sp)
	yaddi sp, sp, 64
	ret
	.size total, .-total
	.balign 4
	.globl fill
	.type fill, @function
fill:
	yaddi sp, sp, -64
	sy ra, 48(sp)
	sy s0, 32(sp)
	yaddi s0, sp, 64
	sy a0, -48(s0)
	sw a1, -52(s0)
	sw a2, -56(s0)
	j .L2_2
.L2_1:
	ly a4, -48(s0)
	yaddi a5, a4, 1
	sy a5, -48(s0)
	lw a5, -52(s0)
	andi a5, a5, 255
	sb a5, 0(a4)
.L2_2:
	lw a4, -56(s0)
	addiw a5, a4, -1
	sw a5, -56(s0)
	bnez a4, .L2_1
	ly ra, 48(sp)
	ly s0, 32(sp)
	yaddi sp, sp, 64
	ret
	.size fill, .-fill
	.balign 4
	.type pick, @function
pick:
	yaddi sp, sp, -48
	sy ra, 32(sp)
	sy s0, 16(sp)
	yaddi s0, sp, 48
	sw a0, -36(s0)
	lw a5, -36(s0)
	addi a4, a5, -1
	li a5, 5
	bltu a5, a4, .L3_8
	lla a3, .Lx1
	ysh2add a5, a4, a3
	lw a5, 0(a5)
	yadd a5, a3, a5
	jr 0(a5)
.L3_2:
	li a0, 10
	ly ra, 32(sp)
	ly s0, 16(sp)
	yaddi sp, sp, 48
	ret
.L3_3:
	li a0, 25
	ly ra, 32(sp)
	ly s0, 16(sp)
	yaddi sp, sp, 48
	ret
.L3_4:
	li a0, 31
	ly ra, 32(sp)
	ly s0, 16(sp)
	yaddi sp, sp, 48
	ret
.L3_5:
	li a0, 47
	ly ra, 32(sp)
	ly s0, 16(sp)
	yaddi sp, sp, 48
	ret
.L3_6:
	li a0, 58
	ly ra, 32(sp)
	ly s0, 16(sp)
	yaddi sp, sp, 48
	ret
.L3_7:
	li a0, 60
	ly ra, 32(sp)
	ly s0, 16(sp)
	yaddi sp, sp, 48
	ret
.L3_8:
	li a0, 0
	ly ra, 32(sp)
	ly s0, 16(sp)
	yaddi sp, sp, 48
	ret
	.size pick, .-pick
	.balign 4
.Lx1:
	.word .L3_2-.Lx1
	.word .L3_3-.Lx1
	.word .L3_4-.Lx1
	.word .L3_5-.Lx1
	.word .L3_6-.Lx1
	.word .L3_7-.Lx1
	.balign 4
	.globl scale
	.type scale, @function
scale:
	yaddi sp, sp, -64
	sy ra, 48(sp)
	sy s0, 32(sp)
	yaddi s0, sp, 64
	fsd fa0, -48(s0)
	sw a0, -52(s0)
	fld fa4, -48(s0)
	la a5, ratio
	fld fa5, 0(a5)
	fmul.d fa5, fa4, fa5
	fsd fa5, -40(s0)
	lw a0, -52(s0)
	call pick
	fcvt.d.w fa4, a0
	fld fa5, -40(s0)
	fadd.d fa0, fa5, fa4
	ly ra, 48(sp)
	ly s0, 32(sp)
	yaddi sp, sp, 64
	ret
	.size scale, .-scale
	.balign 4
	.globl local
	.type local, @function
local:
	yaddi sp, sp, -64
	sy ra, 48(sp)
	sy s0, 32(sp)
	yaddi s0, sp, 64
	sw a0, -36(s0)
	sw zero, -52(s0)
	sw zero, -48(s0)
	sw zero, -44(s0)
	sw zero, -40(s0)
	lw a5, -36(s0)
	sw a5, -52(s0)
	lw a5, -36(s0)
	addiw a5, a5, 1
	sw a5, -48(s0)
	yaddi a0, s0, -52
	ybndswi a0, a0, 16
	li a1, 4
	call each
	lw a5, -44(s0)
	addw a0, a0, a5
	ly ra, 48(sp)
	ly s0, 32(sp)
	yaddi sp, sp, 64
	ret
	.size local, .-local
	.data
	.balign 16
	.type first, @object
	.size first, 32
first:
	.zero 16
	.dword -7
	.dword 500153084262
	.data
	.balign 16
	.globl list
	.type list, @object
	.size list, 16
list:
	.chericap first
	.section .rodata, "a", @progbits
	.balign 8
	.type ratio, @object
	.size ratio, 8
ratio:
	.dword 4591870180066957722
