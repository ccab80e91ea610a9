# Jumps (sections "JAL", "JALR", "Unconditional Jumps", "Branches and Jumps").

        .include "rvy.inc"

begin:  # Links are sentries behind the jump, with pcc's bounds.
        jal a0, 1f
2:      j 3f
1:      TAGGED a0
        SEALED a0, 1
        lla a1, 2b
        yseale a1, a1
        SAME a0, a1
        jalr zero, 0(a0)
3:      lla a1, 1f
        jalr a0, 0(a1)
2:      j 3f
1:      SEALED a0, 1
        lla a1, 2b
        yseale a1, a1
        SAME a0, a1
        jalr zero, 0(a0)
3:
        # Jumping to a sentry unseals it.
        lla a1, 1f
        ybndswi a1, a1, 4
        yseale a1, a1
        lla s7, 2f
        jalr a0, 0(a1)
1:      j 2f                            # the only instruction in bounds
        jal t6, fail
2:
        # Out of pcc's bounds: at the target, not at the jump.
        lla a1, 1f
        ybndswi a1, a1, 4
        yaddi a2, a1, 4
        mv a2, a2
        TRAPS 32, a2, jalr zero, 4(a1)
        TRAPS 32, a2, jalr zero, 0(a1)  # the nop at 1, then beyond
        mv a3, s11
        sub a3, a3, a2
        IS a3, 0                        # epc is there too
        .balign 4
        j 3f
1:      nop
3:
        # A sentry is unsealed only without an offset.
        lla a1, 1b
        yseale a1, a1
        addi a2, a1, 4
        TRAPS 32, a2, jalr zero, 4(a1)
        # Bit 0 of the target is cleared; with it set a sentry stays sealed.
        lla a1, 1f
        yaddi a1, a1, 1
        jalr zero, 0(a1)
        jal t6, fail
        .balign 4
1:      lla a1, 2f
        yaddi a1, a1, 1
        yseale a1, a1
        addi a2, a1, -1
        TRAPS 32, a2, jalr zero, 0(a1)
2:
        # No tag, no X.
        lla a1, 2b
        yhir a2, a1
        yhiw a1, a1, a2
        mv a2, a1
        TRAPS 32, a2, jalr zero, 0(a1)
        UNTAGGED s11
        lla a1, 2b
        li a3, P_X
        ypermc a1, a1, a3
        TRAPS 32, a2, jalr zero, 0(a1)

        # Links are made from the new pcc, also behind a jump to the next
        # instruction.
        li a4, 3
4:      lla a1, 1f
        li a3, P_ASR
        ypermc a1, a1, a3
        jalr zero, 0(a1)
1:      jal a0, 1f
1:      ypermr a2, a0
        and a2, a2, a3
        IS a2, 0
        addi a4, a4, -1
        bnez a4, 4b
        PASS
