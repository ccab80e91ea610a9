# A number of at least 2^52 (a float of 2^23) is an integer already, and a
# conversion to one could not hold it; so it is answered as it is, which is
# right for infinities and for what is not a number, too.

        .text

        .globl ceil
        .type ceil, @function
        .globl ceill
        .type ceill, @function
ceil:
ceill:
        fabs.d fa1, fa0
        li a0, 0x433
        slli a0, a0, 52
        fmv.d.x fa2, a0
        flt.d a0, fa1, fa2
        beqz a0, 1f
        fcvt.l.d a0, fa0, rup
        fcvt.d.l fa1, a0
        fsgnj.d fa0, fa1, fa0
1:
        ret
        .size ceil, . - ceil
        .size ceill, . - ceill

        .globl ceilf
        .type ceilf, @function
ceilf:
        fabs.s fa1, fa0
        li a0, 0x4b0
        slli a0, a0, 20
        fmv.w.x fa2, a0
        flt.s a0, fa1, fa2
        beqz a0, 1f
        fcvt.w.s a0, fa0, rup
        fcvt.s.w fa1, a0
        fsgnj.s fa0, fa1, fa0
1:
        ret
        .size ceilf, . - ceilf
