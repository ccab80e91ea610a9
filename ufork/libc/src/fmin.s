        .text

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
