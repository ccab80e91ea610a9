# What the tests begin with: it fills the capability table, makes a stack, calls
# test and leaves its result in s1; a trap leaves minus its cause there.
        .equ FINISHER, 0x100000
        .text
        .globl _start
_start: ymodeswy
        auipc s0, 0
        lla t0, trapped
        csrw mtvec, t0
        li t0, 1 << 13
        csrs mstatus, t0
        lla t1, __cap_relocs_start
        lla t2, __cap_relocs_end
1:      bgeu t1, t2, 4f
        ld t3, 8(t1)
        yaddrw a1, s0, t3
        ld t4, 24(t1)
        ybndsrw a1, a1, t4
        ld t4, 16(t1)
        yadd a1, a1, t4
        ld t5, 32(t1)
        li t6, 1                        # W
        bltz t5, 2f
        slli t6, t5, 1
        srli t6, t6, 63
        li t4, 1 << 17                  # X
        or t6, t6, t4
2:      ypermc a1, a1, t6
        slli t5, t5, 2
        bgez t5, 3f
        yseale a1, a1
3:      ld t3, 0(t1)
        yaddrw a2, s0, t3
        sy a1, 0(a2)
        yaddi t1, t1, 40
        j 1b
4:      lla t0, stack
        li t1, 524288
        ybndsw t0, t0, t1
        yadd sp, t0, t1
        call test
        mv s1, a0
        ymv s11, a0
        fmv.d fs11, fa0
done:   li t0, FINISHER
        yaddrw t0, s0, t0
        li t1, 0x5555
        sw t1, 0(t0)
1:      j 1b
        .balign 4
trapped:
        auipc s0, 0
        csrr s1, mcause
        neg s1, s1
        j done
        .bss
        .balign 4096
stack:  .zero 524288
