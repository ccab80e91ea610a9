# Zyhybrid: integral pointer mode, ddc, switching (chapter "Hybrid").

        .include "rvy.inc"

begin:  lla s1, data
        mv s2, s1                       # the address, as an integer
        # ymoder and ymodew.
        ymoder a0, s0
        IS a0, 0
        li a1, 1
        ymodew a2, s0, a1
        ymoder a0, a2
        IS a0, 1
        TAGGED a2
        ymodew a2, a2, zero
        SAME a2, s0
        li a1, P_X
        ypermc a2, s0, a1
        li a1, 1
        ymodew a3, a2, a1               # without X there is no mode
        SAME a3, a2

        csrw ddc, s1
        ymodeswi
        .option nocapmode
        # Addresses are integers, ddc authorises.
        li a0, 42
        sd a0, 0(s2)
        ld a1, 0(s2)
        xori a1, a1, 42
        bnez a1, bad
        # The capability in a register counts for nothing but its address.
        ld a1, 0(s1)
        xori a1, a1, 42
        bnez a1, bad
        # Links and auipc are integers.
        jal a0, 1f
1:      ytagr a1, a0
        bnez a1, bad
        auipc a0, 0
        ytagr a1, a0
        bnez a1, bad
        # ly and sy work, with integer addresses.
        sy s0, 16(s2)
        ly a1, 16(s2)
        yeq a1, a1, s0
        beqz a1, bad
        # Instructions on capabilities are as ever.
        yaddi a1, s1, 8
        ytagr a1, a1
        beqz a1, bad
        ymoder a1, s1
        bnez a1, bad
        # beq and bne of any order, and a base of x0, are no reserved encodings.
        li a0, 1
        li a1, 2
        bne a0, a1, 1f
        j bad
1:      # CSRs that CHERI extends are XLEN wide, those that it adds are not.
        csrr a0, mscratch
        csrw mscratch, s1
        csrr a0, mscratch
        ytagr a1, a0
        bnez a1, bad
        csrr a0, ddc
        yeq a1, a0, s1
        beqz a1, bad
        ymodeswy
        .option capmode
        csrr a0, mscratch               # a narrow write leaves the rest: NULL's
        UNTAGGED a0
        sub a0, a0, s2
        IS a0, 0

        # ddc's bounds and permissions count.
        ybndswi a0, s1, 8
        csrw ddc, a0
        lla s7, 2f
        ymodeswi
        .option nocapmode
        ld a1, 0(s2)
        ld a1, 8(s2)
        .option capmode
bad:    jal t6, fail                    # in either mode a jump by distance
        .balign 4
2:      IS s9, 33
        addi a1, s2, 8
        sub a1, a1, s10
        IS a1, 0
        # The trap came back to capability mode, as s7 is; epc knows the other.
        ymoder a0, s11
        IS a0, 1
        csrw ddc, zero
        lla s7, 2f
        ymodeswi
        .option nocapmode
        sd zero, 0(s2)
        .option capmode
        jal t6, fail
        .balign 4
2:      IS s9, 34
        # A jump in capability mode to a capability of the other mode switches.
        csrw ddc, s0
        lla a0, 1f
        li a1, 1
        ymodew a0, a0, a1
        jalr a2, 0(a0)
        .option nocapmode
1:      ld a1, 0(s2)
        auipc a3, 0
        ymodeswy
        .option capmode
        UNTAGGED a3
        SEALED a2, 1
        PASS

        .data
        .balign 16
data:   .zero 64
