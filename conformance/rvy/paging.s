# What pages do to capabilities: Svyrg, and its meaning without YRGE (chapter
# "Svyrg", tables of capability loads and stores). Data accesses are made with
# the supervisor's rights (MPRV), through one page of a GiB that maps RAM to
# itself.

        .include "rvy.inc"

        .equ V, 1
        .equ R, 2
        .equ W, 4
        .equ U, 0x10
        .equ A, 0x40
        .equ D, 0x80
        .equ YR, 1 << 55
        .equ YRG, 1 << 56
        .equ YW, 1 << 57
        .equ YD, 1 << 58
        .equ Y, 1 << 58                 # without Svyrg
        .equ DATA, V + R + W + A + D
        .equ RAM, 0x20000000            # page number of RAM, at its place in the entry

        .equ MPRV, 1 << 17
        .equ SUM, 1 << 18
        .equ YRGE, 1 << 59
        .equ SYRG, 1 << 60
        .equ UYRG, 1 << 61

# Data accesses are the machine's again.
        .macro OFF
        li t0, MPRV
        csrc mstatus, t0
        .endm

# Data accesses are the supervisor's, through an entry with these bits.
        .macro PAGE bits
        OFF
        li t0, RAM + \bits
        sd t0, 16(s3)
        li t0, 3 << 11
        csrc mstatus, t0
        li t0, MPRV + (1 << 11)
        csrs mstatus, t0
        .endm

        .macro STATUS set, clear
        li t0, \clear
        csrc mstatus, t0
        li t0, \set
        csrs mstatus, t0
        .endm

# ly from the page keeps the tag, clears it, or traps.
        .macro LOADS bits, tag
        PAGE \bits
        ly a0, 0(s1)
        OFF
        ytagr a1, a0
        IS a1, \tag
        .endm
        .macro LOAD_TRAPS bits, cause
        PAGE \bits
        TRAPS \cause, s2, ly a0, 0(s1)
        OFF
        .endm

# sy to the page of a capability with its tag set.
        .macro STORES bits
        PAGE \bits
        sy s0, 16(s1)
        OFF
        ly a0, 16(s1)
        SAME a0, s0
        sy zero, 16(s1)
        .endm
        .macro STORE_TRAPS bits, cause
        PAGE \bits
        TRAPS \cause, s4, sy s0, 16(s1)
        OFF
        ly a0, 16(s1)
        SAME a0, zero
        .endm

begin:  lla s1, data
        mv s2, s1
        addi s4, s1, 16
        lla s3, table
        sy s0, 0(s1)
        mv t0, s3
        srli t0, t0, 12
        li t1, 8 << 60
        or t0, t0, t1
        csrw satp, t0
        li t0, 1 << 9
        csrw menvcfg, t0

        # Svyrg.
        STATUS YRGE, SYRG + UYRG
        # YR=0 strips, unless YRG says that there is nothing to strip.
        LOADS DATA, 0
        LOADS DATA + YRG, 1
        # YR=1: the generations must be the same.
        LOADS DATA + YR, 1
        LOAD_TRAPS DATA + YR + YRG, 35
        STATUS SYRG, 0
        LOADS DATA + YR + YRG, 1
        LOAD_TRAPS DATA + YR, 35
        LOADS DATA, 0
        # The supervisor's generation is not that of user pages.
        STATUS SUM, 0
        LOADS DATA + U + YR, 1
        LOAD_TRAPS DATA + U + YR + YRG, 35
        STATUS UYRG, 0
        LOADS DATA + U + YR + YRG, 1
        STATUS 0, SYRG + UYRG + SUM
        # Only set tags trap.
        PAGE DATA + YR + YRG
        ly a0, 32(s1)
        ld a0, 0(s1)
        OFF
        # An authority without C never does.
        li t0, P_C
        ypermc a3, s1, t0
        PAGE DATA + YR + YRG
        ly a0, 0(a3)
        OFF
        UNTAGGED a0

        # Stores need YW, and YD.
        STORES DATA + YW + YD
        STORE_TRAPS DATA, 36
        STORE_TRAPS DATA + YD, 36
        STORE_TRAPS DATA + YW, 36
        # The untagged need neither.
        PAGE DATA
        sy zero, 16(s1)
        sd zero, 16(s1)
        OFF
        # 36 for YW=0 comes before 15, 15 before 36 for YD=0.
        STORE_TRAPS V + R + A + D, 36
        STORE_TRAPS V + R + A + D + YW, 15
        STORE_TRAPS V + R + W + A + YW, 15
        STORE_TRAPS V + R + W + D + YW + YD, 15
        STORE_TRAPS V + R + A + YW + YD, 15
        # The loads of the supervisor from a user page.
        LOAD_TRAPS DATA + U + YR, 13
        LOAD_TRAPS 0, 13
        LOAD_TRAPS V + R + W + D + YR, 13
        # amoswap.y: the store's trap first, then the load's.
        PAGE DATA + YR + YRG
        TRAPS 36, s2, amoswap.y a0, s0, (s1)
        PAGE DATA + YR + YRG + YW + YD
        TRAPS 35, s2, amoswap.y a0, s0, (s1)
        PAGE DATA + YR + YW + YD
        amoswap.y a0, s0, (s1)
        OFF
        TAGGED a0
        # Traps change nothing in memory.
        ly a0, 0(s1)
        SAME a0, s0

        # Without YRGE bit 58 is Y, and bits 57:55 are reserved.
        STATUS 0, YRGE
        LOADS DATA + Y, 1
        LOADS DATA, 0
        STORES DATA + Y
        STORE_TRAPS DATA, 36
        LOAD_TRAPS DATA + YR, 13
        LOAD_TRAPS DATA + YRG, 13
        STORE_TRAPS DATA + YW + Y, 15
        PASS

        .data
        .balign 16
data:   .zero 48
        .balign 4096
table:  .zero 4096
