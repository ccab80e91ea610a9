# Where a program begins that a µFork kernel runs: a0 argc, a1 argv, a2 the table
# of system calls (docs/abi.md). The environment is empty: argv's NULL ends it.

        .text
        .globl _start
        .type _start, @function
_start: la t0, __syscalls
        sy a2, 0(t0)
        slli t0, a0, 4
        yadd a2, a1, t0
        call __libc_start
1:      j 1b
        .size _start, .-_start

        .bss
        .balign 16
        .globl __syscalls
        .type __syscalls, @object
__syscalls: .zero 16
        .size __syscalls, 16
