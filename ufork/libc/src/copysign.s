        .text

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
