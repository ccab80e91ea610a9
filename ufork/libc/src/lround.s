        .text

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
