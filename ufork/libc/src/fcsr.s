# <fenv.h>: flags and rounding mode are fields of the register fcsr.

        .text

        .globl feclearexcept
        .type feclearexcept, @function
feclearexcept:
        andi a0, a0, 31
        csrrc zero, fflags, a0
        li a0, 0
        ret
        .size feclearexcept, . - feclearexcept

        .globl feraiseexcept
        .type feraiseexcept, @function
feraiseexcept:
        andi a0, a0, 31
        csrrs zero, fflags, a0
        li a0, 0
        ret
        .size feraiseexcept, . - feraiseexcept

        .globl fetestexcept
        .type fetestexcept, @function
fetestexcept:
        csrr a1, fflags
        and a0, a0, a1
        andi a0, a0, 31
        ret
        .size fetestexcept, . - fetestexcept

        .globl fegetround
        .type fegetround, @function
fegetround:
        csrr a0, frm
        ret
        .size fegetround, . - fegetround

        .globl fesetround
        .type fesetround, @function
fesetround:
        li a1, 4
        bgeu a0, a1, .Lmode
        csrw frm, a0
        li a0, 0
        ret
.Lmode:
        li a0, -1
        ret
        .size fesetround, . - fesetround

        .globl __get_fcsr
        .type __get_fcsr, @function
__get_fcsr:
        csrr a0, fcsr
        ret
        .size __get_fcsr, . - __get_fcsr

        .globl __set_fcsr
        .type __set_fcsr, @function
__set_fcsr:
        csrw fcsr, a0
        ret
        .size __set_fcsr, . - __set_fcsr
