# fault_store: a loop that runs one byte too far.

        .include "ufork.inc"

        .equ SIZE, 16

        .globl _start
_start: KEEP_SYSCALLS
        la a0, buffer
        mv t1, zero
        li t2, SIZE
        li t3, 'x'
1:      yadd t4, a0, t1
        sb t3, 0(t4)
        addi t1, t1, 1
        bleu t1, t2, 1b                 # should be bltu
        mv a0, zero
        SYSCALL SYS_EXIT

        .data
        .balign 16
buffer: .zero SIZE
        .size buffer, SIZE
neighbour:
        .dword 0x1122334455667788
        .size neighbour, 8
