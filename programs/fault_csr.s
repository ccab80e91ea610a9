# fault_csr: a program reads sstatus.
#
# Everything runs in S-mode here, programs too. What keeps a program from the
# system registers is its pcc, which lacks the ASR permission.

        .include "ufork.inc"

        .globl _start
_start: KEEP_SYSCALLS
        csrr a0, sstatus
        SYSCALL SYS_EXIT
