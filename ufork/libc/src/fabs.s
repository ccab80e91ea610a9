        .text

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
