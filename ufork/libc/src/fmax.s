        .text

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
