# riscv64-unknown-elf-as -march=rv64gc -gdwarf-5 --debug-prefix-map $PWD=/src lines.s -o lines.o
# riscv64-unknown-elf-ld -Ttext=0x80000000 lines.o -o lines5.elf
# riscv64-unknown-elf-objcopy -R .riscv.attributes lines5.elf
# and with -gdwarf-4 for lines4.elf
	.globl _start
	.text
	.option norelax
	.type _start, @function
_start:
	lla	a0, value
	c.li	a1, 1
	c.nop
	.include "lines.inc"
1:	j	1b
	.size _start, . - _start
	.data
	.globl value
	.type value, @object
	.size value, 8
value:	.dword 7
