# echo: prints its arguments, as an example of argc and argv.

        .include "ufork.inc"

        .globl _start
_start: KEEP_SYSCALLS
        mv s0, a0                       # argc
        ymv s1, a1                      # argv
        la s2, newline
1:      beqz s0, 2f
        ly a1, 0(s1)
        ylenr a2, a1
        addi a2, a2, -1                 # without the final NUL
        li a0, 1
        SYSCALL SYS_WRITE
        ymv a1, s2
        li a2, 1
        li a0, 1
        SYSCALL SYS_WRITE
        yaddi s1, s1, 16
        addi s0, s0, -1
        j 1b
2:      mv a0, zero
        SYSCALL SYS_EXIT

        .rodata
newline:
        .ascii "\n"
        .size newline, 1
