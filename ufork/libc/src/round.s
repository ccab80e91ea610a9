# The functions of <math.h> that are an instruction or a few.
#
# A number of at least 2^52 (a float of 2^23) is an integer already, and a
# conversion to one could not hold it; so it is answered as it is, which is
# right for infinities and for what is not a number, too.

        .text

        .globl floor
        .type floor, @function
        .globl floorl
        .type floorl, @function
floor:
floorl:
        fabs.d fa1, fa0
        li a0, 0x433
        slli a0, a0, 52
        fmv.d.x fa2, a0
        flt.d a0, fa1, fa2
        beqz a0, .Ld1
        fcvt.l.d a0, fa0, rdn
        fcvt.d.l fa1, a0
        fsgnj.d fa0, fa1, fa0
.Ld1:
        ret
        .size floor, . - floor
        .size floorl, . - floorl

        .globl floorf
        .type floorf, @function
floorf:
        fabs.s fa1, fa0
        li a0, 0x4b0
        slli a0, a0, 20
        fmv.w.x fa2, a0
        flt.s a0, fa1, fa2
        beqz a0, .Lf1
        fcvt.w.s a0, fa0, rdn
        fcvt.s.w fa1, a0
        fsgnj.s fa0, fa1, fa0
.Lf1:
        ret
        .size floorf, . - floorf

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
        beqz a0, .Ld2
        fcvt.l.d a0, fa0, rup
        fcvt.d.l fa1, a0
        fsgnj.d fa0, fa1, fa0
.Ld2:
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
        beqz a0, .Lf2
        fcvt.w.s a0, fa0, rup
        fcvt.s.w fa1, a0
        fsgnj.s fa0, fa1, fa0
.Lf2:
        ret
        .size ceilf, . - ceilf

        .globl trunc
        .type trunc, @function
        .globl truncl
        .type truncl, @function
trunc:
truncl:
        fabs.d fa1, fa0
        li a0, 0x433
        slli a0, a0, 52
        fmv.d.x fa2, a0
        flt.d a0, fa1, fa2
        beqz a0, .Ld3
        fcvt.l.d a0, fa0, rtz
        fcvt.d.l fa1, a0
        fsgnj.d fa0, fa1, fa0
.Ld3:
        ret
        .size trunc, . - trunc
        .size truncl, . - truncl

        .globl truncf
        .type truncf, @function
truncf:
        fabs.s fa1, fa0
        li a0, 0x4b0
        slli a0, a0, 20
        fmv.w.x fa2, a0
        flt.s a0, fa1, fa2
        beqz a0, .Lf3
        fcvt.w.s a0, fa0, rtz
        fcvt.s.w fa1, a0
        fsgnj.s fa0, fa1, fa0
.Lf3:
        ret
        .size truncf, . - truncf

        .globl round
        .type round, @function
        .globl roundl
        .type roundl, @function
round:
roundl:
        fabs.d fa1, fa0
        li a0, 0x433
        slli a0, a0, 52
        fmv.d.x fa2, a0
        flt.d a0, fa1, fa2
        beqz a0, .Ld4
        fcvt.l.d a0, fa0, rmm
        fcvt.d.l fa1, a0
        fsgnj.d fa0, fa1, fa0
.Ld4:
        ret
        .size round, . - round
        .size roundl, . - roundl

        .globl roundf
        .type roundf, @function
roundf:
        fabs.s fa1, fa0
        li a0, 0x4b0
        slli a0, a0, 20
        fmv.w.x fa2, a0
        flt.s a0, fa1, fa2
        beqz a0, .Lf4
        fcvt.w.s a0, fa0, rmm
        fcvt.s.w fa1, a0
        fsgnj.s fa0, fa1, fa0
.Lf4:
        ret
        .size roundf, . - roundf

        .globl rint
        .type rint, @function
        .globl rintl
        .type rintl, @function
        .globl nearbyint
        .type nearbyint, @function
        .globl nearbyintl
        .type nearbyintl, @function
rint:
rintl:
nearbyint:
nearbyintl:
        fabs.d fa1, fa0
        li a0, 0x433
        slli a0, a0, 52
        fmv.d.x fa2, a0
        flt.d a0, fa1, fa2
        beqz a0, .Ld5
        fcvt.l.d a0, fa0, dyn
        fcvt.d.l fa1, a0
        fsgnj.d fa0, fa1, fa0
.Ld5:
        ret
        .size rint, . - rint
        .size rintl, . - rintl
        .size nearbyint, . - nearbyint
        .size nearbyintl, . - nearbyintl

        .globl rintf
        .type rintf, @function
        .globl nearbyintf
        .type nearbyintf, @function
rintf:
nearbyintf:
        fabs.s fa1, fa0
        li a0, 0x4b0
        slli a0, a0, 20
        fmv.w.x fa2, a0
        flt.s a0, fa1, fa2
        beqz a0, .Lf5
        fcvt.w.s a0, fa0, dyn
        fcvt.s.w fa1, a0
        fsgnj.s fa0, fa1, fa0
.Lf5:
        ret
        .size rintf, . - rintf
        .size nearbyintf, . - nearbyintf

        .globl lrint
        .type lrint, @function
        .globl lrintl
        .type lrintl, @function
        .globl llrint
        .type llrint, @function
        .globl llrintl
        .type llrintl, @function
lrint:
lrintl:
llrint:
llrintl:
        fcvt.l.d a0, fa0, dyn
        ret
        .size lrint, . - lrint
        .size lrintl, . - lrintl
        .size llrint, . - llrint
        .size llrintl, . - llrintl

        .globl lrintf
        .type lrintf, @function
        .globl llrintf
        .type llrintf, @function
lrintf:
llrintf:
        fcvt.l.s a0, fa0, dyn
        ret
        .size lrintf, . - lrintf
        .size llrintf, . - llrintf

        .globl lround
        .type lround, @function
        .globl lroundl
        .type lroundl, @function
        .globl llround
        .type llround, @function
        .globl llroundl
        .type llroundl, @function
lround:
lroundl:
llround:
llroundl:
        fcvt.l.d a0, fa0, rmm
        ret
        .size lround, . - lround
        .size lroundl, . - lroundl
        .size llround, . - llround
        .size llroundl, . - llroundl

        .globl lroundf
        .type lroundf, @function
        .globl llroundf
        .type llroundf, @function
lroundf:
llroundf:
        fcvt.l.s a0, fa0, rmm
        ret
        .size lroundf, . - lroundf
        .size llroundf, . - llroundf

        .globl sqrt
        .type sqrt, @function
        .globl sqrtl
        .type sqrtl, @function
sqrt:
sqrtl:
        fsqrt.d fa0, fa0
        ret
        .size sqrt, . - sqrt
        .size sqrtl, . - sqrtl

        .globl sqrtf
        .type sqrtf, @function
sqrtf:
        fsqrt.s fa0, fa0
        ret
        .size sqrtf, . - sqrtf

        .globl fabs
        .type fabs, @function
        .globl fabsl
        .type fabsl, @function
fabs:
fabsl:
        fabs.d fa0, fa0
        ret
        .size fabs, . - fabs
        .size fabsl, . - fabsl

        .globl fabsf
        .type fabsf, @function
fabsf:
        fabs.s fa0, fa0
        ret
        .size fabsf, . - fabsf

        .globl copysign
        .type copysign, @function
        .globl copysignl
        .type copysignl, @function
copysign:
copysignl:
        fsgnj.d fa0, fa0, fa1
        ret
        .size copysign, . - copysign
        .size copysignl, . - copysignl

        .globl copysignf
        .type copysignf, @function
copysignf:
        fsgnj.s fa0, fa0, fa1
        ret
        .size copysignf, . - copysignf

        .globl fmin
        .type fmin, @function
        .globl fminl
        .type fminl, @function
fmin:
fminl:
        fmin.d fa0, fa0, fa1
        ret
        .size fmin, . - fmin
        .size fminl, . - fminl

        .globl fminf
        .type fminf, @function
fminf:
        fmin.s fa0, fa0, fa1
        ret
        .size fminf, . - fminf

        .globl fmax
        .type fmax, @function
        .globl fmaxl
        .type fmaxl, @function
fmax:
fmaxl:
        fmax.d fa0, fa0, fa1
        ret
        .size fmax, . - fmax
        .size fmaxl, . - fmaxl

        .globl fmaxf
        .type fmaxf, @function
fmaxf:
        fmax.s fa0, fa0, fa1
        ret
        .size fmaxf, . - fmaxf

        .globl fma
        .type fma, @function
        .globl fmal
        .type fmal, @function
fma:
fmal:
        fmadd.d fa0, fa0, fa1, fa2
        ret
        .size fma, . - fma
        .size fmal, . - fmal

        .globl fmaf
        .type fmaf, @function
fmaf:
        fmadd.s fa0, fa0, fa1, fa2
        ret
        .size fmaf, . - fmaf
