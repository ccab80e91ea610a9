# The boundary between programs and kernel.
#
# Both run in S-mode, so nothing but the following makes it one. sscratch holds
# the kernel stack (a capability to the trapframe at its top) while a program
# runs, and null while the kernel does. A program gets in by a trap, or by a jump
# to one of the sentries below; it keeps interrupts enabled until the first
# instruction of a sentry has cleared SIE. A trap on that instruction is still the
# program's: its registers are the program's, only its pcc is the kernel's, which
# signal.c never shows to it. The kernel leaves only by sret, with every
# register loaded from the trapframe, so none of its own capabilities stays
# behind.

        .equ FRAME, 544                 # sizeof(struct trapframe)

# SAVE: all registers but sp and t0, into the trapframe at sp.
        .macro SAVE
        sy x1, 1*16(sp)
        sy x3, 3*16(sp)
        sy x4, 4*16(sp)
        sy x6, 6*16(sp)
        sy x7, 7*16(sp)
        sy x8, 8*16(sp)
        sy x9, 9*16(sp)
        sy x10, 10*16(sp)
        sy x11, 11*16(sp)
        sy x12, 12*16(sp)
        sy x13, 13*16(sp)
        sy x14, 14*16(sp)
        sy x15, 15*16(sp)
        sy x16, 16*16(sp)
        sy x17, 17*16(sp)
        sy x18, 18*16(sp)
        sy x19, 19*16(sp)
        sy x20, 20*16(sp)
        sy x21, 21*16(sp)
        sy x22, 22*16(sp)
        sy x23, 23*16(sp)
        sy x24, 24*16(sp)
        sy x25, 25*16(sp)
        sy x26, 26*16(sp)
        sy x27, 27*16(sp)
        sy x28, 28*16(sp)
        sy x29, 29*16(sp)
        sy x30, 30*16(sp)
        sy x31, 31*16(sp)
        .endm

# LOAD: the same from there.
        .macro LOAD
        ly x1, 1*16(sp)
        ly x3, 3*16(sp)
        ly x4, 4*16(sp)
        ly x6, 6*16(sp)
        ly x7, 7*16(sp)
        ly x8, 8*16(sp)
        ly x9, 9*16(sp)
        ly x10, 10*16(sp)
        ly x11, 11*16(sp)
        ly x12, 12*16(sp)
        ly x13, 13*16(sp)
        ly x14, 14*16(sp)
        ly x15, 15*16(sp)
        ly x16, 16*16(sp)
        ly x17, 17*16(sp)
        ly x18, 18*16(sp)
        ly x19, 19*16(sp)
        ly x20, 20*16(sp)
        ly x21, 21*16(sp)
        ly x22, 22*16(sp)
        ly x23, 23*16(sp)
        ly x24, 24*16(sp)
        ly x25, 25*16(sp)
        ly x26, 26*16(sp)
        ly x27, 27*16(sp)
        ly x28, 28*16(sp)
        ly x29, 29*16(sp)
        ly x30, 30*16(sp)
        ly x31, 31*16(sp)
        .endm

# ENTRY: the sentry of a system call. t0 is the one register that is not kept.
        .macro ENTRY number
        csrci sstatus, 2
        csrrw sp, sscratch, sp
        li t0, \number
        j syscall_entry
        .endm

        .text
        .balign 4
        .globl entries
entries:
entry_0: ENTRY 0
entry_1: ENTRY 1
entry_2: ENTRY 2
entry_3: ENTRY 3
entry_4: ENTRY 4
entry_5: ENTRY 5
entry_6: ENTRY 6
entry_7: ENTRY 7
entry_8: ENTRY 8
entry_9: ENTRY 9
entry_10: ENTRY 10
entry_11: ENTRY 11
entry_12: ENTRY 12
entry_13: ENTRY 13
entry_14: ENTRY 14
entry_15: ENTRY 15
entry_16: ENTRY 16
entry_17: ENTRY 17
entry_18: ENTRY 18
entry_19: ENTRY 19
entry_20: ENTRY 20
entry_21: ENTRY 21
entry_22: ENTRY 22
entry_23: ENTRY 23
entry_24: ENTRY 24
entry_25: ENTRY 25
entry_26: ENTRY 26
entry_27: ENTRY 27
entry_28: ENTRY 28
entry_29: ENTRY 29

# A system call: ra is where to return to, t0 the number.
syscall_entry:
        SAVE
        sy ra, 0(sp)
        sy zero, 5*16(sp)
        csrrw t1, sscratch, zero
        sy t1, 2*16(sp)
        ymv a0, sp
        mv a1, t0
        call syscall
        ymv a0, sp
        j trap_return

# A trap, of a program or of the kernel itself.
        .balign 4
        .globl trap_entry
trap_entry:
        csrrw sp, sscratch, sp
        beqz sp, of_kernel
        SAVE
        sy t0, 5*16(sp)
        csrrw t1, sscratch, zero
        sy t1, 2*16(sp)
        csrr t1, sepc
        sy t1, 0(sp)
        csrr t1, scause
        sd t1, 512(sp)
        csrr t1, stval
        sd t1, 520(sp)
        ymv a0, sp
        call user_trap
        ymv a0, sp

# trap_return(frame): back to the program.
        .globl trap_return
trap_return:
        ymv sp, a0
        ly t0, 0(sp)
        csrw sepc, t0
        li t0, 1 << 8 | 1 << 5          # SPP: S-mode; SPIE: with interrupts
        csrs sstatus, t0
        ly t0, 2*16(sp)
        csrw sscratch, t0
        LOAD
        ly t0, 5*16(sp)
        csrrw sp, sscratch, sp
        sret

# The kernel's own fault: on a program's memory inside a system call, or a bug.
of_kernel:
        csrrw sp, sscratch, sp
        yaddi sp, sp, -FRAME
        SAVE
        sy t0, 5*16(sp)
        csrr t1, sepc
        sy t1, 0(sp)
        csrr t1, scause
        sd t1, 512(sp)
        csrr t1, stval
        sd t1, 520(sp)
        ymv a0, sp
        call kernel_trap
        ly t0, 0(sp)
        csrw sepc, t0
        li t0, 1 << 8                   # SPP: S-mode; SPIE is 0 as SIE was
        csrs sstatus, t0
        LOAD
        ly t0, 5*16(sp)
        yaddi sp, sp, FRAME
        sret

# swtch(old, new): from one kernel stack to another. The sc fails: what lr has
# reserved must not outlive a switch, and no trap has ended it when a call led here.
        .globl swtch
swtch:  sc.d zero, zero, (a1)
        sy ra, 0(a0)
        sy sp, 16(a0)
        sy s0, 32(a0)
        sy s1, 48(a0)
        sy s2, 64(a0)
        sy s3, 80(a0)
        sy s4, 96(a0)
        sy s5, 112(a0)
        sy s6, 128(a0)
        sy s7, 144(a0)
        sy s8, 160(a0)
        sy s9, 176(a0)
        sy s10, 192(a0)
        sy s11, 208(a0)
        ly ra, 0(a1)
        ly sp, 16(a1)
        ly s0, 32(a1)
        ly s1, 48(a1)
        ly s2, 64(a1)
        ly s3, 80(a1)
        ly s4, 96(a1)
        ly s5, 112(a1)
        ly s6, 128(a1)
        ly s7, 144(a1)
        ly s8, 160(a1)
        ly s9, 176(a1)
        ly s10, 192(a1)
        ly s11, 208(a1)
        ret

# first_return: where a new µprocess begins: its sp is its trapframe.
        .globl first_return
first_return:
        ymv a0, sp
        j trap_return

# fsave(regs), frestore(regs): f0 to f31 and fcsr.
        .globl fsave
fsave:
        fsd f0, 0(a0)
        fsd f1, 8(a0)
        fsd f2, 16(a0)
        fsd f3, 24(a0)
        fsd f4, 32(a0)
        fsd f5, 40(a0)
        fsd f6, 48(a0)
        fsd f7, 56(a0)
        fsd f8, 64(a0)
        fsd f9, 72(a0)
        fsd f10, 80(a0)
        fsd f11, 88(a0)
        fsd f12, 96(a0)
        fsd f13, 104(a0)
        fsd f14, 112(a0)
        fsd f15, 120(a0)
        fsd f16, 128(a0)
        fsd f17, 136(a0)
        fsd f18, 144(a0)
        fsd f19, 152(a0)
        fsd f20, 160(a0)
        fsd f21, 168(a0)
        fsd f22, 176(a0)
        fsd f23, 184(a0)
        fsd f24, 192(a0)
        fsd f25, 200(a0)
        fsd f26, 208(a0)
        fsd f27, 216(a0)
        fsd f28, 224(a0)
        fsd f29, 232(a0)
        fsd f30, 240(a0)
        fsd f31, 248(a0)
        csrr t0, fcsr
        sd t0, 256(a0)
        ret
        .globl frestore
frestore:
        fld f0, 0(a0)
        fld f1, 8(a0)
        fld f2, 16(a0)
        fld f3, 24(a0)
        fld f4, 32(a0)
        fld f5, 40(a0)
        fld f6, 48(a0)
        fld f7, 56(a0)
        fld f8, 64(a0)
        fld f9, 72(a0)
        fld f10, 80(a0)
        fld f11, 88(a0)
        fld f12, 96(a0)
        fld f13, 104(a0)
        fld f14, 112(a0)
        fld f15, 120(a0)
        fld f16, 128(a0)
        fld f17, 136(a0)
        fld f18, 144(a0)
        fld f19, 152(a0)
        fld f20, 160(a0)
        fld f21, 168(a0)
        fld f22, 176(a0)
        fld f23, 184(a0)
        fld f24, 192(a0)
        fld f25, 200(a0)
        fld f26, 208(a0)
        fld f27, 216(a0)
        fld f28, 224(a0)
        fld f29, 232(a0)
        fld f30, 240(a0)
        fld f31, 248(a0)
        ld t0, 256(a0)
        csrw fcsr, t0
        ret

# The table of sentries that programs get.
        .section .rodata
        .balign 16
        .globl syscalls
        .type syscalls, @object
syscalls:
        .chericap entry_0
        .chericap entry_1
        .chericap entry_2
        .chericap entry_3
        .chericap entry_4
        .chericap entry_5
        .chericap entry_6
        .chericap entry_7
        .chericap entry_8
        .chericap entry_9
        .chericap entry_10
        .chericap entry_11
        .chericap entry_12
        .chericap entry_13
        .chericap entry_14
        .chericap entry_15
        .chericap entry_16
        .chericap entry_17
        .chericap entry_18
        .chericap entry_19
        .chericap entry_20
        .chericap entry_21
        .chericap entry_22
        .chericap entry_23
        .chericap entry_24
        .chericap entry_25
        .chericap entry_26
        .chericap entry_27
        .chericap entry_28
        .chericap entry_29
        .size syscalls, .-syscalls
