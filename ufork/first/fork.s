# fork: a copy of the calling µprocess at another place in the same address
# space.
#
# POSIX promises that the child's memory has the parent's contents. In one
# address space the copy lies elsewhere, so every pointer in it would still
# point into the parent. Tags say exactly which granules hold pointers: each
# tagged capability whose bounds lie in the parent's region is built again from
# the root capability of the child, with the same offset, length, permissions
# and seal. It is never made by editing bits, so the child can't end up with
# more than its root allows. Everything else, data and capabilities to the
# kernel's entries, is copied as it is.
#
# Registers are memory here: the caller's are in the process table already.

        .include "defs.inc"

        .text
# s0 parent's entry, s1 child's entry, s2 base of the parent's region, s3 its
# size, s4 distance from parent to child, s5 child's root, s6 from, s7 to, s8
# granules left.
        .globl sys_fork
sys_fork:
        ENTER
        ymv s0, t0
        jal ra, find_free               # s1: a free entry, or NULL
        li a0, EAGAIN
        ytagr t1, s1
        beqz t1, fork_done
        ld s2, PROC_BASE(s0)
        ld s3, PROC_BYTES(s0)
        jal ra, make_child
        ld t1, PROC_PID(s0)
        ld t2, PROC_PID(s1)
        .probe fork.begin, parent=t1, child=t2, from=s2, to=t3, size=s3

        # Memory. kernel_root reads and writes both regions.
        la t1, kernel_root
        ly t1, 0(t1)
        yaddrw s6, t1, s2
        ybndsw s6, s6, s3
        ymv s7, s5
        srli s8, s3, 4
        jal ra, copy_granules

        # Registers, pcc first. They are part of the two entries.
        yaddi s6, s0, PROC_REGS
        yaddi s7, s1, PROC_REGS
        li s8, 32
        jal ra, copy_granules
        sy zero, PROC_REGS+10*16(s1)    # fork returns 0 to the child

        li t1, READY
        sd t1, PROC_STATE(s1)
        ld a0, PROC_PID(s1)
        .probe fork.end, child=a0
fork_done:
        ymv t0, s0
        sy a0, PROC_REGS+10*16(t0)
        j resume

# find_free: s1 = a free entry of the process table, bounded to itself, or NULL;
# t1 = its index.
find_free:
        la s1, proc_table
        mv t1, zero
        li t2, NPROC
1:      ld t3, PROC_PID(s1)
        beqz t3, 2f
        yaddi s1, s1, PROC_SIZE
        addi t1, t1, 1
        bltu t1, t2, 1b
        ymv s1, zero
        ret
2:      li t3, PROC_SIZE
        ybndsw s1, s1, t3
        ret

# make_child: fills the entry s1, number t1 of the table, for a child of s0.
# Entry i owns region i of the pool. Returns s4, s5, and the base in t3.
make_child:
        la t2, next_pid
        ld t3, 0(t2)
        sd t3, PROC_PID(s1)
        addi t3, t3, 1
        sd t3, 0(t2)
        ld t3, PROC_PID(s0)
        sd t3, PROC_PARENT(s1)
        sd zero, PROC_STATE(s1)         # not yet anything that could run
        sd zero, PROC_STATUS(s1)
        la t2, region_pool
        ld t3, 0(t2)
        mul t1, t1, s3
        add t3, t3, t1                  # base of the child's region
        sd t3, PROC_BASE(s1)
        sd s3, PROC_BYTES(s1)
        la t2, kernel_root
        ly t2, 0(t2)
        yaddrw t2, t2, t3
        ybndsw s5, t2, s3
        sy s5, PROC_ROOT(s1)
        sub s4, t3, s2
        ret

# copy_granules: copies s8 granules from s6 to s7, relocating capabilities.
copy_granules:
        ymv s9, ra
1:      ly a0, 0(s6)
        ytagr t0, a0
        beqz t0, 2f                     # data
        ybaser t0, a0
        sub t0, t0, s2
        bgeu t0, s3, 2f                 # not the parent's: kept
        ytopr t1, a0
        sub t1, t1, s2
        bgtu t1, s3, 2f
        ymv a1, a0
        jal ra, relocate
        sy a0, 0(s7)
        .probe cap.relocate, slot=s7, old=a1, new=a0
        j 3f
2:      sy a0, 0(s7)
3:      yaddi s6, s6, 16
        yaddi s7, s7, 16
        addi s8, s8, -1
        bnez s8, 1b
        ymv ra, s9
        ret

# relocate: a0 = the capability a1, which points into the parent's region, built
# again from the child's root s5. Both regions are aligned to their size, a
# power of two, so bounds that were exact there are exact here.
relocate:
        ybaser t0, a1
        add t1, t0, s4
        yaddrw a0, s5, t1               # the child's counterpart of the base
        ylenr t1, a1
        ybndsw a0, a0, t1               # the same length
        mv t1, a1
        add t1, t1, s4
        yaddrw a0, a0, t1               # the same offset, even one out of bounds
        ypermr t1, a1
        not t1, t1
        ypermc a0, a0, t1               # the same permissions
        ytyper t1, a1
        beqz t1, 1f
        yseale a0, a0                   # a return address, or a function
1:      ret
