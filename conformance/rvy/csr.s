# CSRs (sections "CSRRW", "ASR-permission", "mtvec", "mepc", "Disabling CHERI",
# and the tables of CSRs that CHERI adds and extends).

        .include "rvy.inc"

        .macro HOLDS_CAP csr
        csrrw a1, \csr, s1
        csrr a0, \csr
        SAME a0, s1
        csrrw a0, \csr, a1
        SAME a0, s1
        csrr a0, \csr
        SAME a0, a1
        .endm

begin:  lla s1, begin
        HOLDS_CAP mscratch
        HOLDS_CAP sscratch
        HOLDS_CAP mepc
        HOLDS_CAP sepc
        HOLDS_CAP stvec
        HOLDS_CAP ddc
        HOLDS_CAP utidc
        HOLDS_CAP stidc
        HOLDS_CAP mtidc

        # Reading is whole; setting and clearing bits changes the address, as
        # yaddrw does.
        csrw mscratch, s1
        csrrs a0, mscratch, zero
        SAME a0, s1
        li a2, 8
        csrrs a0, mscratch, a2
        SAME a0, s1
        csrr a0, mscratch
        mv a1, s1
        ori a1, a1, 8
        yaddrw a1, s1, a1
        SAME a0, a1
        csrrsi a0, mscratch, 16
        csrrci a0, mscratch, 24
        csrr a0, mscratch
        mv a2, s1
        andi a2, a2, -25
        yaddrw a1, s1, a2
        SAME a0, a1
        # Out of the representable range the tag clears.
        ybndswi a0, s1, 8
        csrw mscratch, a0
        li a1, 1 << 40
        csrs mscratch, a1
        csrr a0, mscratch
        UNTAGGED a0
        # csrrwi writes an address too.
        csrw mscratch, s0
        csrwi mscratch, 17
        csrr a0, mscratch
        TAGGED a0
        mv a1, a0
        IS a1, 17
        # What fails the integrity check is written without its tag; bits stay.
        li a1, 1 << 53
        yhiw a1, zero, a1
        csrw mscratch, a1
        csrr a0, mscratch
        SAME a0, a1
        # Sealed ones are kept as they are in mscratch and mepc.
        yseale a1, s1
        csrw mscratch, a1
        csrr a0, mscratch
        SAME a0, a1
        csrw mepc, a1
        csrr a0, mepc
        SAME a0, a1

        # mepc: bit 0 reads as zero (IALIGN is 16).
        yaddi a1, s1, 1
        csrw mepc, a1
        csrr a0, mepc
        UNTAGGED a0
        mv a0, a0
        mv a1, s1
        sub a0, a0, a1
        IS a0, 0
        yaddi a1, s1, 2
        csrw mepc, a1
        csrr a0, mepc
        SAME a0, a1

        # Integer CSRs read as integers, whatever was written.
        csrr a1, mcause
        csrw mcause, s1
        csrr a0, mcause
        UNTAGGED a0
        yhir a0, a0
        IS a0, 0
        csrw mcause, a1
        # menvcfg.Y and senvcfg.Y are bit 9.
        li a1, 1 << 9
        csrw menvcfg, a1
        csrr a0, menvcfg
        IS a0, 1 << 9
        csrw senvcfg, a1
        csrr a0, senvcfg
        IS a0, 1 << 9
        csrr a0, misa
        srli a0, a0, 24
        andi a0, a0, 1
        IS a0, 1                        # Y

        # Without ASR, privileged CSRs are out of reach, and mret.
        csrr s4, mtvec
        lla a0, 1f
        li a1, P_ASR
        ypermc a0, a0, a1
        lla s7, 2f
        jalr zero, 0(a0)
1:      csrr a0, mscratch
        jal t6, fail
2:      IS s9, 2
        lla a0, 1f
        li a1, P_ASR
        ypermc a0, a0, a1
        lla s7, 2f
        jalr zero, 0(a0)
1:      mret
        jal t6, fail
2:      IS s9, 2
        lla a0, 1f
        li a1, P_ASR
        ypermc a0, a0, a1
        lla s7, 2f
        jalr zero, 0(a0)
1:      csrw utidc, zero                # "writing xtidc requires ASR"
        jal t6, fail
2:      IS s9, 2
        lla a0, 1f
        li a1, P_ASR
        ypermc a0, a0, a1
        lla s7, 2f
        jalr zero, 0(a0)
1:      csrr a0, utidc                  # reading does not
        csrr a1, mtidc
        csrr a2, cycle                  # nor do the counters
        csrr a2, ddc
        ecall
        jal t6, fail
2:      IS s9, 11

        # A trap leaves pcc in mepc, as it was.
        lla a0, 1f
        ybndswi a0, a0, 8
        lla s7, 2f
        jalr zero, 0(a0)
        .balign 4
1:      ecall
        nop
2:      IS s9, 11
        LENGTH s11, 8
        SEALED s11, 0
        # mret unseals.
        li a1, 3 << 11
        csrs mstatus, a1
        lla a0, 1f
        yseale a0, a0
        csrw mepc, a0
        mret
        jal t6, fail
1:      auipc a0, 0
        SEALED a0, 0
        TAGGED a0

        # No such CSR; read-only ones.
        lla s7, 1f
        csrr a0, 0x7ff
        jal t6, fail
1:      IS s9, 2
        lla s7, 1f
        csrw mhartid, zero
        jal t6, fail
1:      IS s9, 2
        csrr a0, mhartid
        IS a0, 0
        PASS
