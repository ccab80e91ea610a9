# fault_jump: a jump past the bounds of the capability it jumps to.
#
# The jump itself succeeds; what is wrong shows when the first instruction at
# the target is fetched.

        .include "ufork.inc"

        .globl _start
_start: KEEP_SYSCALLS
        lla t1, small
        ybndswi t1, t1, 8               # two instructions
        jalr ra, 0(t1)                  # fine
        jalr ra, 8(t1)                  # one instruction past the end
        mv a0, zero
        SYSCALL SYS_EXIT

small:  li a0, 1
        ret
after:  li a0, 2
        ret
