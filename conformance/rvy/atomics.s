# Atomics (sections "AMOSWAP.Y", "LR.Y", "SC.Y", Zaamo, Zalrsc).

        .include "rvy.inc"

begin:  lla s1, data
        ybndswi s1, s1, 64
        mv s2, s1
        # amoswap.y exchanges capabilities, tags included.
        sy s0, 0(s1)
        amoswap.y a0, s1, (s1)
        SAME a0, s0
        ly a1, 0(s1)
        SAME a1, s1
        amoswap.y a0, zero, (s1)
        SAME a0, s1
        ly a1, 0(s1)
        SAME a1, zero
        # "The value stored to memory is the original value of cs2"
        sy s0, 0(s1)
        ymv a0, s1
        amoswap.y a0, a0, (a0)
        SAME a0, s0
        ly a1, 0(s1)
        SAME a1, s1
        # Without C: untagged both ways.
        li t0, P_C
        ypermc a1, s1, t0
        amoswap.y a0, s0, (a1)
        UNTAGGED a0
        ly a1, 0(s1)
        UNTAGGED a1
        # Without LM the loaded one loses W and LM.
        sy s1, 0(s1)
        li t0, P_LM
        ypermc a1, s1, t0
        amoswap.y a0, s0, (a1)
        TAGGED a0
        ypermr a2, a0
        andi a2, a2, P_W + P_LM
        IS a2, 0
        ly a1, 0(s1)
        SAME a1, s0
        # It needs R and W; the fault is the store's.
        li t0, P_R
        ypermc a1, s1, t0
        TRAPS 34, s2, amoswap.y a0, a0, (a1)
        TRAPS 34, s2, amoadd.w a0, a0, (a1)
        li t0, P_W
        ypermc a1, s1, t0
        TRAPS 34, s2, amoadd.d a0, a0, (a1)
        # Alignment.
        yaddi a1, s1, 8
        addi a2, s2, 8
        TRAPS 7, a2, amoswap.y a0, a0, (a1)
        TRAPS 5, a2, lr.y a0, (a1)
        TRAPS 7, a2, sc.y a0, a0, (a1)

        # lr.y and sc.y.
        sy s0, 0(s1)
        lr.y a0, (s1)
        SAME a0, s0
        sc.y a0, s1, (s1)
        IS a0, 0
        ly a1, 0(s1)
        SAME a1, s1
        sc.y a0, s0, (s1)               # the reservation is used up
        IS a0, 1
        ly a1, 0(s1)
        SAME a1, s1
        lr.y a0, (s1)
        yaddi a1, s1, 16
        sc.y a0, s0, (a1)               # another address
        IS a0, 1
        lr.y a0, (s1)
        lla s7, 1f
        ecall
1:      sc.y a0, s0, (s1)               # a trap came between
        IS a0, 1
        # lr.y without C: untagged.
        li t0, P_C
        ypermc a1, s1, t0
        lr.y a0, (a1)
        UNTAGGED a0
        sc.y a0, s0, (a1)
        IS a0, 0
        ly a1, 0(s1)
        UNTAGGED a1

        # The integers.
        li a0, -5
        sd a0, 0(s1)
        li a1, 3
        amomax.d a2, a1, (s1)
        IS a2, -5
        ld a2, 0(s1)
        IS a2, 3
        li a1, -1
        amominu.d a2, a1, (s1)
        ld a2, 0(s1)
        IS a2, 3
        li a0, 0x80000000
        sw a0, 0(s1)
        amoadd.w a2, zero, (s1)
        IS a2, 0xffffffff80000000       # words are sign extended
        ytagr a3, a2
        IS a3, 0
        PASS

        .data
        .balign 16
data:   .zero 64
