# The bare runtime: from reset to main, and the way of a trap.
#
# The program has the machine to itself. It runs in M-mode and in capability
# mode, but not with the capabilities that the hart resets with: the start makes
# what the program needs of them, and then forgets them.
#
#   pcc         code, constants, capability table; no W, no ASR
#   sp          the stack, the last STACK bytes of RAM; no X
#   globals     each with its own bounds, from the capability initialisers
#   __bare_heap RAM between the image and the stack, for mmap; no X
#   __bare_uart, __bare_finisher, __bare_clint   the devices, a few bytes each
#   mtvec       pcc with ASR, at trap_entry
#   mscratch    where a trap saves the registers
#
# System registers can be reached with ASR only, so the program has no way to
# mtvec and mscratch.

        .equ STACK, 8 << 20
        .equ GUARD, 4096                # between heap and stack, nobody's
        .equ RAM, 0x80000000
        .equ MEGABYTE, 1 << 20
        .equ UART, 0x10000000
        .equ UART_BYTES, 8
        .equ FINISHER, 0x100000
        .equ FINISHER_BYTES, 4
        .equ CLINT, 0x2004000           # mtimecmp and what is behind it
        .equ CLINT_BYTES, 0x8000

        .equ P_W, 1 << 0                # permissions, as in ypermc
        .equ P_LM, 1 << 1
        .equ P_C, 1 << 5
        .equ P_ASR, 1 << 16
        .equ P_X, 1 << 17

# A mcontext_t (include/machine/ucontext.h).
        .equ FCSR, 768
        .equ CAUSE, 776
        .equ TVAL, 784
        .equ FRAME_BYTES, 800

        .equ TRAP_STACK, 16384

        .equ MSTATUS_FS, 1 << 13        # F and D are on, in their first state
        .equ MIE_TIMER, 1 << 7          # what ends a wfi; no interrupt is taken

# An entry of the capability initialisers (docs/abi.md).
        .equ RELOC_SLOT, 0
        .equ RELOC_OBJECT, 8
        .equ RELOC_OFFSET, 16
        .equ RELOC_LENGTH, 24
        .equ RELOC_FLAGS, 32
        .equ RELOC_BYTES, 40
        .equ RELOC_CODE, 63
        .equ RELOC_READ_ONLY, 62
        .equ RELOC_SEALED, 61

        .text
        .globl _start
        .type _start, @function
_start: ymodeswy
        csrw ddc, zero                  # no authority that a load could use by accident
        auipc s0, 0                     # s0: everything
        li t0, MSTATUS_FS
        csrs mstatus, t0
        li t0, MIE_TIMER
        csrs mie, t0

# The capability initialisers: each slot gets what it describes.
        lla s1, __cap_relocs_start
        lla s2, __cap_relocs_end
1:      bgeu s1, s2, 3f
        ld t0, RELOC_OBJECT(s1)
        yaddrw t0, s0, t0
        ld t1, RELOC_LENGTH(s1)
        ybndsrw t0, t0, t1
        ld t1, RELOC_OFFSET(s1)
        yadd t0, t0, t1
        ld t1, RELOC_FLAGS(s1)
        li t2, P_X | P_ASR              # data is not executed
        bgez t1, 2f
        li t2, P_W | P_ASR              # code is not written
2:      slli t3, t1, 63 - RELOC_READ_ONLY
        bgez t3, 2f
        ori t2, t2, P_W
2:      ypermc t0, t0, t2
        slli t3, t1, 63 - RELOC_SEALED
        bgez t3, 2f
        yseale t0, t0
2:      ld t1, RELOC_SLOT(s1)
        yaddrw t1, s0, t1
        sy t0, 0(t1)
        yaddi s1, s1, RELOC_BYTES
        j 1b

# The devices: neither code nor capabilities.
3:      li t0, P_C | P_X | P_ASR
        ypermc s1, s0, t0
        li t0, UART
        yaddrw t0, s1, t0
        ybndswi t0, t0, UART_BYTES
        la t1, __bare_uart
        sy t0, 0(t1)
        li t0, FINISHER
        yaddrw t0, s1, t0
        ybndswi t0, t0, FINISHER_BYTES
        la t1, __bare_finisher
        sy t0, 0(t1)
        li t0, CLINT
        yaddrw t0, s1, t0
        li t1, CLINT_BYTES
        ybndsw t0, t0, t1
        la t1, __bare_clint
        sy t0, 0(t1)

# How much RAM there is: the first megabyte that can't be read begins at s3.
        lla t0, ram_ends
        csrw mtvec, t0
        li s3, RAM
        li s4, MEGABYTE
        yaddrw t0, s0, s3
        .probe fault.expected
1:      lb t1, 0(t0)
        add s3, s3, s4
        yadd t0, t0, s4
        j 1b
        .balign 4
ram_ends:

# Stack and heap.
        li t0, P_X | P_ASR
        ypermc s1, s0, t0
        li t0, STACK
        sub s4, s3, t0                  # s4: where the stack ends
        yaddrw t1, s1, s4
        ybndsw t1, t1, t0
        yadd sp, t1, t0
        lla t0, __image_end
        mv t0, t0
        li t1, 4095
        add t0, t0, t1
        not t1, t1
        and t0, t0, t1                  # t0: where the heap begins
        li t1, GUARD
        sub t1, s4, t1
        sub t1, t1, t0
        yamask t2, t1                   # rounded inwards to what can be expressed
        not t3, t2
        add t0, t0, t3
        and t0, t0, t2
        li t1, GUARD
        sub t1, s4, t1
        sub t1, t1, t0
        and t1, t1, t2
        yaddrw t0, s1, t0
        ybndsw t0, t0, t1
        la t1, __bare_heap
        sy t0, 0(t1)

# Traps.
        la t0, __bare_frame
        csrw mscratch, t0
        lla t0, __text_start
        lla t1, __text_end
        sub t1, t1, t0
        ybndsw t0, t0, t1
        li t1, P_W
        ypermc t0, t0, t1               # t0: pcc with ASR
        lla t1, trap_entry
        yaddrw t1, t0, t1
        csrw mtvec, t1

# The program: everything that is more than it may have is forgotten.
        li t1, P_ASR
        ypermc t0, t0, t1
        lla t1, program
        yaddrw t0, t0, t1
        ymv s0, zero
        ymv s1, zero
        ymv s2, zero
        ymv t1, zero
        csrw mepc, zero
        jr 0(t0)
program:
        ymv t0, zero
        call __bare_start
        unimp                           # it does not return
        .size _start, . - _start

# trap_entry saves all registers in the frame in mscratch, which is laid out as a
# mcontext_t, and lets __bare_trap see to it. Then it goes on with what is in the
# frame. A trap on the way there is one of the runtime itself.
        .balign 4
        .type trap_entry, @function
trap_entry:
        csrrw sp, mscratch, sp
        sy x1, 16(sp)
        sy x3, 48(sp)
        sy x4, 64(sp)
        sy x5, 80(sp)
        sy x6, 96(sp)
        sy x7, 112(sp)
        sy x8, 128(sp)
        sy x9, 144(sp)
        sy x10, 160(sp)
        sy x11, 176(sp)
        sy x12, 192(sp)
        sy x13, 208(sp)
        sy x14, 224(sp)
        sy x15, 240(sp)
        sy x16, 256(sp)
        sy x17, 272(sp)
        sy x18, 288(sp)
        sy x19, 304(sp)
        sy x20, 320(sp)
        sy x21, 336(sp)
        sy x22, 352(sp)
        sy x23, 368(sp)
        sy x24, 384(sp)
        sy x25, 400(sp)
        sy x26, 416(sp)
        sy x27, 432(sp)
        sy x28, 448(sp)
        sy x29, 464(sp)
        sy x30, 480(sp)
        sy x31, 496(sp)
        fsd f0, 512(sp)
        fsd f1, 520(sp)
        fsd f2, 528(sp)
        fsd f3, 536(sp)
        fsd f4, 544(sp)
        fsd f5, 552(sp)
        fsd f6, 560(sp)
        fsd f7, 568(sp)
        fsd f8, 576(sp)
        fsd f9, 584(sp)
        fsd f10, 592(sp)
        fsd f11, 600(sp)
        fsd f12, 608(sp)
        fsd f13, 616(sp)
        fsd f14, 624(sp)
        fsd f15, 632(sp)
        fsd f16, 640(sp)
        fsd f17, 648(sp)
        fsd f18, 656(sp)
        fsd f19, 664(sp)
        fsd f20, 672(sp)
        fsd f21, 680(sp)
        fsd f22, 688(sp)
        fsd f23, 696(sp)
        fsd f24, 704(sp)
        fsd f25, 712(sp)
        fsd f26, 720(sp)
        fsd f27, 728(sp)
        fsd f28, 736(sp)
        fsd f29, 744(sp)
        fsd f30, 752(sp)
        fsd f31, 760(sp)
        csrr t0, mscratch
        sy t0, 32(sp)
        csrr t0, mepc
        sy t0, 0(sp)
        frcsr t0
        sd t0, FCSR(sp)
        csrr t0, mcause
        sd t0, CAUSE(sp)
        csrr t0, mtval
        sd t0, TVAL(sp)
        lla t0, trap_in_trap
        csrw mtvec, t0
        ymv a0, sp
        la sp, trap_stack
        li t0, TRAP_STACK
        yadd sp, sp, t0
        call __bare_trap

        la sp, __bare_frame
        csrw mscratch, sp
        lla t0, trap_entry
        csrw mtvec, t0
        ly t0, 0(sp)
        csrw mepc, t0
        ld t0, FCSR(sp)
        fscsr t0
        fld f0, 512(sp)
        fld f1, 520(sp)
        fld f2, 528(sp)
        fld f3, 536(sp)
        fld f4, 544(sp)
        fld f5, 552(sp)
        fld f6, 560(sp)
        fld f7, 568(sp)
        fld f8, 576(sp)
        fld f9, 584(sp)
        fld f10, 592(sp)
        fld f11, 600(sp)
        fld f12, 608(sp)
        fld f13, 616(sp)
        fld f14, 624(sp)
        fld f15, 632(sp)
        fld f16, 640(sp)
        fld f17, 648(sp)
        fld f18, 656(sp)
        fld f19, 664(sp)
        fld f20, 672(sp)
        fld f21, 680(sp)
        fld f22, 688(sp)
        fld f23, 696(sp)
        fld f24, 704(sp)
        fld f25, 712(sp)
        fld f26, 720(sp)
        fld f27, 728(sp)
        fld f28, 736(sp)
        fld f29, 744(sp)
        fld f30, 752(sp)
        fld f31, 760(sp)
        ly x1, 16(sp)
        ly x3, 48(sp)
        ly x4, 64(sp)
        ly x5, 80(sp)
        ly x6, 96(sp)
        ly x7, 112(sp)
        ly x8, 128(sp)
        ly x9, 144(sp)
        ly x10, 160(sp)
        ly x11, 176(sp)
        ly x12, 192(sp)
        ly x13, 208(sp)
        ly x14, 224(sp)
        ly x15, 240(sp)
        ly x16, 256(sp)
        ly x17, 272(sp)
        ly x18, 288(sp)
        ly x19, 304(sp)
        ly x20, 320(sp)
        ly x21, 336(sp)
        ly x22, 352(sp)
        ly x23, 368(sp)
        ly x24, 384(sp)
        ly x25, 400(sp)
        ly x26, 416(sp)
        ly x27, 432(sp)
        ly x28, 448(sp)
        ly x29, 464(sp)
        ly x30, 480(sp)
        ly x31, 496(sp)
        ly x2, 32(sp)
        mret
        .size trap_entry, . - trap_entry

        .balign 4
trap_in_trap:
        la t0, __bare_finisher
        ly t0, 0(t0)
        li t1, 255 << 16 | 0x3333
        sw t1, 0(t0)
1:      j 1b
        .size trap_in_trap, . - trap_in_trap

# Where a signal handler returns to: the system call sigreturn, which is the one
# ecall there is.
        .globl __bare_sigreturn
        .type __bare_sigreturn, @function
__bare_sigreturn:
        ecall
        .size __bare_sigreturn, . - __bare_sigreturn

# unsigned long __bare_time(void): mtime, in units of 100 ns.
        .globl __bare_time
        .type __bare_time, @function
__bare_time:
        rdtime a0
        ret
        .size __bare_time, . - __bare_time

# void __bare_wait(void): until mtime has reached mtimecmp.
        .globl __bare_wait
        .type __bare_wait, @function
__bare_wait:
        wfi
        ret
        .size __bare_wait, . - __bare_wait

        .bss
        .balign 16
        .globl __bare_uart, __bare_finisher, __bare_clint, __bare_heap, __bare_frame
        .type __bare_uart, @object
__bare_uart:
        .zero 16
        .size __bare_uart, 16
        .type __bare_finisher, @object
__bare_finisher:
        .zero 16
        .size __bare_finisher, 16
        .type __bare_clint, @object
__bare_clint:
        .zero 16
        .size __bare_clint, 16
        .type __bare_heap, @object
__bare_heap:
        .zero 16
        .size __bare_heap, 16
        .type __bare_frame, @object
__bare_frame:
        .zero FRAME_BYTES
        .size __bare_frame, FRAME_BYTES
        .balign 64
        .type trap_stack, @object
trap_stack:
        .zero TRAP_STACK
        .size trap_stack, TRAP_STACK
