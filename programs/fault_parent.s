# fault_parent: a child remembers an address of its parent as a number.
#
# A fork rewrites pointers because their tags say that they are pointers. An
# address that was stored as an integer has no tag: the child's copy still is
# the parent's address, and it is no authority to anything. Using it faults.

        .include "ufork.inc"

        .globl _start
_start: KEEP_SYSCALLS
        la s0, secret
        mv s1, s0                       # the address, as a number
        SYSCALL SYS_FORK
        beqz a0, child
        mv a0, zero
        SYSCALL SYS_WAIT
        mv a0, zero
        SYSCALL SYS_EXIT
child:  ld a0, 0(s0)                    # the pointer was rewritten: fine
        ld a0, 0(s1)                    # the number was not: this faults
        SYSCALL SYS_EXIT

        .data
        .balign 16
secret: .dword 42
        .size secret, 8
