# Compressed instructions in capability pointer mode (chapter "C", mapping table
# for RV64Y): they are 2 bytes, and what they expand to depends on the mode.

        .include "rvy.inc"
        .option rvc

begin:  lla s1, data
        ybndswi s1, s1, 256
        # c.sy, c.ly.
        c.sy s1, 16(s1)
        c.ly a0, 16(s1)
        SAME a0, s1
        c.sy s0, 32(s1)
        c.ly a0, 32(s1)
        SAME a0, s0
        # c.sysp, c.lysp, c.addi16sp, c.addi4spn: the stack pointer is a
        # capability.
        yaddi sp, s1, 128
        ymv a2, sp
        c.addi16sp sp, -64
        TAGGED sp
        yaddi a1, a2, -64
        SAME sp, a1
        c.sysp s0, 16(sp)
        c.lysp a0, 16(sp)
        SAME a0, s0
        ly a0, 80(s1)
        SAME a0, s0
        c.addi4spn a0, sp, 16
        TAGGED a0
        yaddi a1, sp, 16
        SAME a0, a1
        # c.mv moves the capability (c.ymv).
        c.ymv a0, s1
        SAME a0, s1
        # c.addi and the others are integer instructions.
        ymv a0, s1
        c.addi a0, 1
        UNTAGGED a0
        ymv a0, s1
        c.add a0, s0
        UNTAGGED a0
        ymv a0, s1
        c.slli a0, 1
        UNTAGGED a0
        ymv a0, s1
        c.addiw a0, 0
        UNTAGGED a0
        c.li a0, -5
        IS a0, -5
        c.lui a0, 2
        IS a0, 8192
        # Stores and loads of data through capabilities.
        li a0, 0x12345678
        c.sd a0, 0(s1)
        c.ld a1, 0(s1)
        IS a1, 0x12345678
        c.lw a1, 0(s1)
        IS a1, 0x12345678
        c.sw a0, 4(s1)
        c.lw a1, 4(s1)
        IS a1, 0x12345678
        c.lbu a1, 1(s1)
        IS a1, 0x56
        c.lhu a1, 2(s1)
        IS a1, 0x1234
        c.lh a1, 2(s1)
        IS a1, 0x1234
        c.sb a0, 3(s1)
        c.lbu a1, 3(s1)
        IS a1, 0x78
        c.sh a0, 2(s1)
        c.lhu a1, 2(s1)
        IS a1, 0x5678
        # c.jr and c.jalr: links are 2 further.
        lla a1, 1f
        jal t0, 0f
0:      c.jalr a1
2:      j 3f
1:      SEALED ra, 1
        lla a1, 2b
        yseale a1, a1
        SAME ra, a1
        c.jr ra
3:
        # c.beqz is legal: its second register is x0.
        li a0, 0
        c.beqz a0, 1f
        jal t6, fail
1:      c.bnez a0, 1f
        j 2f
1:      jal t6, fail
2:
        # Through the untagged they trap as their expansions do.
        mv a0, s1
        TRAPS 33, a0, c.ld a1, 0(a0)
        TRAPS 34, a0, c.sy a1, 0(a0)
        addi a2, a0, 24
        TRAPS 33, a2, c.lw a1, 24(a0)
        # c.ebreak; 0 is illegal.
        lla s7, 1f
        c.ebreak
        jal t6, fail
1:      IS s9, 3
        lla s7, 1f
        .half 0
        .option norvc
        jal t6, fail
1:      IS s9, 2
        IS s10, 0
        PASS

        .data
        .balign 16
data:   .zero 256
