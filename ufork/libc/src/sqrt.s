        .text

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
