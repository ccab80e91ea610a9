# setjmp and longjmp: what a function has to keep for its caller goes into the
# buffer (include/setjmp.h) and comes back from it. The link in ra is a sentry,
# and so is where longjmp returns to.

        .equ MASK, 320
        .equ SAVED, 328

        .text
        .globl setjmp, _setjmp, longjmp, _longjmp, sigsetjmp
        .type setjmp, @function
        .type _setjmp, @function
setjmp:
_setjmp:
        mv a1, zero
# int sigsetjmp(buffer, save)
        .type sigsetjmp, @function
sigsetjmp:
        sy ra, 0(a0)
        sy sp, 16(a0)
        sy s0, 32(a0)
        sy s1, 48(a0)
        sy s2, 64(a0)
        sy s3, 80(a0)
        sy s4, 96(a0)
        sy s5, 112(a0)
        sy s6, 128(a0)
        sy s7, 144(a0)
        sy s8, 160(a0)
        sy s9, 176(a0)
        sy s10, 192(a0)
        sy s11, 208(a0)
        fsd fs0, 224(a0)
        fsd fs1, 232(a0)
        fsd fs2, 240(a0)
        fsd fs3, 248(a0)
        fsd fs4, 256(a0)
        fsd fs5, 264(a0)
        fsd fs6, 272(a0)
        fsd fs7, 280(a0)
        fsd fs8, 288(a0)
        fsd fs9, 296(a0)
        fsd fs10, 304(a0)
        fsd fs11, 312(a0)
        sd a1, SAVED(a0)
        beqz a1, 1f
        tail __sigsetjmp_mask
1:      mv a0, zero
        ret
        .size setjmp, . - setjmp
        .size _setjmp, . - _setjmp
        .size sigsetjmp, . - sigsetjmp

# void longjmp(buffer, value): setjmp returns value, or 1 for 0.
        .type longjmp, @function
        .type _longjmp, @function
longjmp:
_longjmp:
        ly ra, 0(a0)
        ly sp, 16(a0)
        ly s0, 32(a0)
        ly s1, 48(a0)
        ly s2, 64(a0)
        ly s3, 80(a0)
        ly s4, 96(a0)
        ly s5, 112(a0)
        ly s6, 128(a0)
        ly s7, 144(a0)
        ly s8, 160(a0)
        ly s9, 176(a0)
        ly s10, 192(a0)
        ly s11, 208(a0)
        fld fs0, 224(a0)
        fld fs1, 232(a0)
        fld fs2, 240(a0)
        fld fs3, 248(a0)
        fld fs4, 256(a0)
        fld fs5, 264(a0)
        fld fs6, 272(a0)
        fld fs7, 280(a0)
        fld fs8, 288(a0)
        fld fs9, 296(a0)
        fld fs10, 304(a0)
        fld fs11, 312(a0)
        seqz a0, a1
        add a0, a0, a1
        ret
        .size longjmp, . - longjmp
        .size _longjmp, . - _longjmp
