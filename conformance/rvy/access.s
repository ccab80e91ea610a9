# What loads and stores need, and what they do to capabilities (sections "LY",
# "SY", "Load and Store Instructions", "Load Mutable permission").

        .include "rvy.inc"

        .macro WITHOUT reg, mask
        li t0, \mask
        ypermc \reg, s1, t0
        .endm

begin:  lla s1, data
        ybndswi s1, s1, 64
        sy s1, 0(s1)
        mv s2, s1
        addi s3, s1, 64

        # Permissions.
        WITHOUT a1, P_R
        TRAPS 33, s2, ld a0, 0(a1)
        TRAPS 33, s2, ly a0, 0(a1)
        sd zero, 16(a1)
        WITHOUT a1, P_W
        TRAPS 34, s2, sd a0, 0(a1)
        TRAPS 34, s2, sy a0, 0(a1)
        TRAPS 34, s2, sb a0, 0(a1)
        TRAPS 34, s2, amoswap.y a0, a0, (a1)
        TRAPS 34, s2, sc.d a0, a0, (a1)
        ld a0, 0(a1)
        # Without C the tag is neither loaded nor stored.
        WITHOUT a1, P_C
        ly a0, 0(a1)
        UNTAGGED a0
        yhir a2, a0
        yhir a3, s1
        sub a2, a2, a3
        IS a2, 0
        sy s1, 16(a1)
        ly a0, 16(s1)
        UNTAGGED a0
        # Without LM what is loaded loses W and LM.
        WITHOUT a1, P_LM
        ly a0, 0(a1)
        TAGGED a0
        ypermr a2, a0
        ypermr a3, s1
        xor a2, a2, a3
        IS a2, P_W + P_LM
        LENGTH a0, 64
        sy zero, 16(s1)                 # an integer loses nothing
        ly a0, 16(a1)
        SAME a0, zero

        # Bounds, at both ends and across them.
        TRAPS 33, s3, lbu a0, 64(s1)
        addi a2, s2, -1
        TRAPS 33, a2, lbu a0, -1(s1)
        addi a2, s2, 57
        TRAPS 33, a2, ld a0, 57(s1)
        addi a2, s2, 62
        TRAPS 34, a2, sw a0, 62(s1)
        TRAPS 34, s3, sy s1, 64(s1)
        addi a2, s2, -16
        TRAPS 33, a2, ly a0, -16(s1)
        lbu a0, 63(s1)
        ld a0, 56(s1)
        ly a0, 48(s1)

        # Misaligned: integers work, capabilities do not.
        li a0, 0x1122334455667788
        sd a0, 33(s1)
        ld a1, 33(s1)
        sub a1, a1, a0
        IS a1, 0
        lhu a1, 35(s1)
        IS a1, 0x5566
        lw a1, 37(s1)
        IS a1, 0x11223344
        addi a2, s2, 8
        TRAPS 5, a2, ly a0, 8(s1)
        TRAPS 7, a2, sy a0, 8(s1)
        addi a2, s2, 1
        TRAPS 5, a2, ly a0, 1(s1)
        # The capability's checks come before the alignment.
        addi a2, s2, 56
        TRAPS 33, a2, ly a0, 56(s1)

        # No memory there.
        li a2, 0x40000000
        yaddrw a1, s0, a2
        TRAPS 5, a2, ld a0, 0(a1)
        TRAPS 7, a2, sd a0, 0(a1)
        TRAPS 5, a2, ly a0, 0(a1)
        TRAPS 1, a2, jalr zero, 0(a1)
        # Devices have no tags: an untagged store works, a tagged one does not.
        li a2, 0x100000
        yaddrw a1, s0, a2
        sy zero, 16(a1)
        addi a2, a2, 16
        TRAPS 7, a2, sy s1, 16(a1)

        # An integer is no authority.
        mv a1, s1
        TRAPS 33, s2, ld a0, 0(a1)
        TRAPS 34, s2, sd a0, 0(a1)
        # The checks do not change anything.
        li a0, 77
        TRAPS 33, s2, ld a0, 0(a1)
        IS a0, 77
        PASS

        .data
        .balign 16
data:   .zero 64
