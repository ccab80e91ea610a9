# Sealing (sections "YSEALE", "YUNSEALS", "YBLD", "Capability Type").

        .include "rvy.inc"

begin:  SEALED s0, 0
        lla s1, begin
        ybndswi s1, s1, 64
        yseale s2, s1
        TAGGED s2
        SEALED s2, 1
        yhir a0, s1
        yhir a1, s2
        xor a0, a0, a1
        IS a0, 1 << 27                  # nothing else differs
        # Twice is too often.
        yseale a0, s2
        UNTAGGED a0
        SEALED a0, 1
        # The untagged can be sealed, and stays untagged.
        yhiw a0, s1, zero
        yseale a0, a0
        UNTAGGED a0
        SEALED a0, 1

        # Unsealing needs an authority that covers it.
        yunseals a0, s0, s2
        SAME a0, s1
        yunseals a0, s1, s2
        SAME a0, s1
        ybndswi a1, s1, 32
        yunseals a0, a1, s2
        UNTAGGED a0
        SEALED a0, 0
        li a1, P_X
        ypermc a1, s0, a1
        yunseals a0, a1, s2
        UNTAGGED a0
        yunseals a0, s2, s2             # sealed itself
        UNTAGGED a0
        yhiw a1, s0, zero
        yunseals a0, a1, s2             # untagged
        UNTAGGED a0
        yunseals a0, s0, s1             # nothing to unseal
        UNTAGGED a0
        yhir a1, s2
        yhiw a1, s2, a1
        yunseals a0, s0, a1             # an untagged sentry
        UNTAGGED a0

        # Building keeps the type.
        yhir a1, s2
        yhiw a1, s2, a1
        UNTAGGED a1
        ybld a0, s0, a1
        SAME a0, s2
        ybld a0, s2, a1                 # a sealed authority
        UNTAGGED a0

        # What would change it clears the tag.
        ymodew a0, s2, zero
        UNTAGGED a0
        li a1, P_SDP
        ypermc a0, s2, a1
        UNTAGGED a0
        yaddrw a0, s2, s1
        UNTAGGED a0
        # What only looks does not care.
        LENGTH s2, 64
        yss a0, s0, s2
        IS a0, 1
        yeq a0, s1, s2
        IS a0, 0

        # A sentry is no authority for data.
        lla a1, data
        yseale a1, a1
        mv a2, a1
        TRAPS 33, a2, ld a0, 0(a1)
        TRAPS 33, a2, lbu a0, 0(a1)
        TRAPS 33, a2, ly a0, 0(a1)
        TRAPS 34, a2, sd a0, 0(a1)
        TRAPS 34, a2, sy a0, 0(a1)
        TRAPS 34, a2, amoadd.d a0, a0, (a1)
        TRAPS 33, a2, lr.d a0, (a1)
        # It can be stored and loaded.
        lla a1, data
        sy s2, 0(a1)
        ly a0, 0(a1)
        SAME a0, s2
        # Without LM the sealed keeps its permissions (section "LY").
        li a2, P_LM
        ypermc a3, a1, a2
        ly a0, 0(a3)
        SAME a0, s2
        PASS

        .data
        .balign 16
data:   .zero 32
