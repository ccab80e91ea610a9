        .text

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
