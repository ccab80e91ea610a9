        .text

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
