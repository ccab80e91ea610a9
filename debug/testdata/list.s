# list.c, as a compiler would write it without optimising, and what starts it.
	.equ FINISHER, 0x100000
	.globl _start
_start:	ymodeswy
	lla sp, stack_end
	auipc s0, 0
	jal main
	snez a0, a0
	slli a0, a0, 16
	li t0, 0x3333
	or t1, a0, t0
	bnez a0, 1f
	li t1, 0x5555
1:	li t0, FINISHER
	auipc t2, 0
	yaddrw t2, t2, t0
	sw t1, 0(t2)
2:	j 2b

	.file 1 "list.c"
	.dtype 1, base "int", 4, signed
	.dtype 2, base "char", 1, uchar
	.dtype 3, struct "node" 32
	.dfield "next", 4, 0, 0, 0
	.dfield "value", 1, 16, 0, 0
	.dtype 4, pointer 3
	.dtype 5, base "unsigned int", 4, unsigned
	.dtype 6, enum "colour" 5
	.denum "RED", 0
	.denum "GREEN", 1
	.denum "BLUE", 2
	.dtype 7, func 1, 0, 4
	.dtype 8, func 1, 0
	.dtype 9, array 2, 8
	.dtype 10, array 3, 3

	.type sum, @function
sum:
	.dfunc sum, "sum", 7, 1, 7, 5
	.dvar param, "n", 4, 1, 7, 22, frame -48
	.loc 1 8 1
	yaddi sp, sp, -64
	sy ra, 48(sp)
	sy s0, 32(sp)
	yaddi s0, sp, 64
	sy a0, -48(s0)
	.dprologue
	.loc 1 9 7
	ly a5, -48(s0)
	bnez a5, .Lelse
	.loc 1 10 12
	li a0, 0
	j .Lsumend
.Lelse:
	.dblock
	.dvar local, "rest", 1, 1, 11, 7, frame -52
	.loc 1 11 14
	ly a5, -48(s0)
	ly a0, 0(a5)
	jal sum
	sw a0, -52(s0)
	.loc 1 12 10
	ly a5, -48(s0)
	lw a4, 16(a5)
	lw a5, -52(s0)
	addw a0, a4, a5
	.dend
.Lsumend:
	.loc 1 13 1
	ly ra, 48(sp)
	ly s0, 32(sp)
	yaddi sp, sp, 64
	ret
	.dend
	.size sum, . - sum

	.type main, @function
	.globl main
main:
	.dfunc main, "main", 8, 1, 15, 5
	.dvar local, "head", 4, 1, 17, 16, frame -48
	.dvar local, "name", 9, 1, 18, 8, frame -56
	.dvar local, "c", 6, 1, 26, 15, frame -60
	.loc 1 16 1
	yaddi sp, sp, -112
	sy ra, 96(sp)
	sy s0, 80(sp)
	yaddi s0, sp, 112
	.dprologue
	.loc 1 17 16
	sy zero, -48(s0)
	.loc 1 18 8
	li a5, 0x7473696c
	sd a5, -56(s0)
	.dblock
	.dvar local, "i", 1, 1, 19, 12, frame -64
	.loc 1 19 12
	sw zero, -64(s0)
	j .Lcond
.Lbody:
	.dblock
	.dvar local, "n", 4, 1, 20, 18, frame -80
	.loc 1 20 22
	lw a4, -64(s0)
	slli a4, a4, 5
	lla a5, nodes
	ybndswi a5, a5, 96
	yadd a5, a5, a4
	sy a5, -80(s0)
	.loc 1 21 14
	lw a4, -64(s0)
	addiw a4, a4, 1
	ly a5, -80(s0)
	sw a4, 16(a5)
	.loc 1 22 13
	ly a5, -80(s0)
	ly a4, -48(s0)
	sy a4, 0(a5)
	.loc 1 23 10
	ly a4, -80(s0)
	sy a4, -48(s0)
	.dend
	.loc 1 19 31
	lw a4, -64(s0)
	addiw a4, a4, 1
	sw a4, -64(s0)
.Lcond:
	.loc 1 19 21
	lw a4, -64(s0)
	li a5, 3
	blt a4, a5, .Lbody
	.dend
	.loc 1 25 11
	ly a0, -48(s0)
	jal sum
	.loc 1 25 9 is_stmt 0
	lla a5, total
	sw a0, 0(a5)
	.loc 1 26 15
	li a5, 2
	sw a5, -60(s0)
	.loc 1 27 10
	lla a5, total
	lw a5, 0(a5)
	addiw a0, a5, -6
	.loc 1 28 1
	ly ra, 96(sp)
	ly s0, 80(sp)
	yaddi sp, sp, 112
	ret
	.dend
	.size main, . - main

	.dvar static, "nodes", 10, 1, 4, 20, symbol nodes
	.dvar global, "total", 1, 1, 5, 5, symbol total
	.bss
	.balign 16
nodes:	.zero 96
	.type nodes, @object
	.size nodes, 96
	.globl total
total:	.zero 4
	.type total, @object
	.size total, 4
	.balign 16
	.zero 4096
stack_end:
