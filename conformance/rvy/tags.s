# Tags: every store of data clears those of the granules that it touches, and no
# others (section "Memory Access", "a write of data clears the tag").

        .include "rvy.inc"

# A store of size bytes at offset off of the middle one of three tagged granules.
        .macro CLEARS store, size, off
        sy s0, 0(s1)
        sy s0, 16(s1)
        sy s0, 32(s1)
        li a0, -1
        \store a0, 16 + \off(s1)
        ly a0, 0(s1)
        TAGGED a0
        ly a0, 16(s1)
        UNTAGGED a0
        ly a0, 32(s1)
        .if \off + \size > 16
        UNTAGGED a0
        .else
        SAME a0, s0
        .endif
        .endm

        .macro CLEARS_ALL store, size
        CLEARS \store, \size, 0
        CLEARS \store, \size, 1
        CLEARS \store, \size, 2
        CLEARS \store, \size, 3
        CLEARS \store, \size, 4
        CLEARS \store, \size, 5
        CLEARS \store, \size, 6
        CLEARS \store, \size, 7
        CLEARS \store, \size, 8
        CLEARS \store, \size, 9
        CLEARS \store, \size, 10
        CLEARS \store, \size, 11
        CLEARS \store, \size, 12
        CLEARS \store, \size, 13
        CLEARS \store, \size, 14
        CLEARS \store, \size, 15
        .endm

begin:  lla s1, data
        CLEARS_ALL sb, 1
        CLEARS_ALL sh, 2
        CLEARS_ALL sw, 4
        CLEARS_ALL sd, 8
        # The bytes are written, the others stay.
        sy s0, 16(s1)
        yhir s2, s0
        sb zero, 16 + 15(s1)
        ld a0, 16 + 8(s1)
        slli s2, s2, 8
        srli s2, s2, 8
        sub a0, a0, s2
        IS a0, 0
        ld a0, 16(s1)
        IS a0, 0
        # Even a store of what is there already.
        sy s0, 16(s1)
        ld a0, 16(s1)
        sd a0, 16(s1)
        ly a0, 16(s1)
        UNTAGGED a0
        # Stores of floating-point registers.
        li a0, 1 << 13
        csrs mstatus, a0
        sy s0, 16(s1)
        fsd ft0, 24(s1)
        ly a0, 16(s1)
        UNTAGGED a0
        sy s0, 16(s1)
        fsw ft0, 16(s1)
        ly a0, 16(s1)
        UNTAGGED a0
        # AMOs and sc of data.
        sy s0, 16(s1)
        yaddi a1, s1, 24
        amoadd.d a0, zero, (a1)
        ly a0, 16(s1)
        UNTAGGED a0
        sy s0, 16(s1)
        yaddi a1, s1, 20
        amoor.w a0, zero, (a1)
        ly a0, 16(s1)
        UNTAGGED a0
        sy s0, 16(s1)
        yaddi a1, s1, 16
        lr.d a0, (a1)
        sc.d a0, zero, (a1)
        IS a0, 0
        ly a0, 16(s1)
        UNTAGGED a0
        # An sc that fails leaves it.
        sy s0, 16(s1)
        sc.d a0, zero, (a1)
        IS a0, 1
        ly a0, 16(s1)
        SAME a0, s0
        # A store that faults leaves it.
        ybndswi a1, s1, 20
        yaddi a1, a1, 16
        mv a2, a1
        TRAPS 34, a2, sd zero, 0(a1)
        ly a0, 16(s1)
        SAME a0, s0
        # sy of the untagged clears, sy of the tagged sets.
        sy zero, 16(s1)
        ly a0, 16(s1)
        SAME a0, zero
        sy s0, 16(s1)
        ly a0, 16(s1)
        SAME a0, s0
        # Copying by integers does not copy the tag.
        ld a0, 16(s1)
        ld a1, 24(s1)
        sd a0, 0(s1)
        sd a1, 8(s1)
        ly a0, 0(s1)
        UNTAGGED a0
        yhir a1, a0
        yhir a2, s0
        sub a1, a1, a2
        IS a1, 0
        PASS

        .data
        .balign 16
data:   .zero 64
