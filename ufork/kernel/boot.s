# From reset to C: capability mode, S-mode, and the few capabilities that the
# kernel lives on.
#
# The hart resets in M-mode, in integral pointer mode, with capabilities to
# everything. What is derived here is all the authority there will ever be:
# kernel_root (memory, to read and write), program_root (what the regions of
# programs are derived from: X too), the two devices, and pcc over the kernel's
# code, which alone has ASR. Everything else is forgotten.

        .equ P_W, 1 << 0
        .equ P_C, 1 << 5
        .equ P_ASR, 1 << 16
        .equ P_X, 1 << 17
        .equ UART, 0x10000000
        .equ FINISHER, 0x100000
        .equ RELOC_BYTES, 40

        .text
        .globl _start
_start: ymodeswy                        # capability mode; a1 is the address of the boot image
        csrw ddc, zero                  # no authority that a load could use by accident
        csrw utidc, zero
        csrw stidc, zero
        csrw mtidc, zero
        csrw mscratch, zero
        csrw sscratch, zero
        lla t0, machine_trap
        csrw mtvec, t0
        li t0, 1 << 9                   # menvcfg.Y: CHERI for S-mode
        li t1, 1
        slli t1, t1, 63                 # STCE: stimecmp is S-mode's
        or t0, t0, t1
        csrw menvcfg, t0
        li t0, -1
        csrw medeleg, t0                # all faults and the timer are S-mode's business
        csrw mideleg, t0
        csrw stimecmp, t0
        li t0, 7
        csrw mcounteren, t0             # time, cycle, instret can be read
        csrw scounteren, t0
        li t0, 3 << 11
        csrc mstatus, t0
        li t0, 1 << 11 | 1 << 13        # mret goes to S-mode; FS: floating point is there
        csrs mstatus, t0

        # The kernel's own capability initialisers, with the authority of pcc,
        # which is a root still.
        auipc s0, 0
        lla s2, __cap_relocs_start
        lla s3, __cap_relocs_end
1:      bgeu s2, s3, 4f
        ld t0, 8(s2)
        yaddrw t0, s0, t0
        ld t1, 24(s2)
        ybndsrw t0, t0, t1
        ld t1, 16(s2)
        yadd t0, t0, t1
        ld t1, 32(s2)
        li t2, P_X | P_ASR              # data: no code in it
        bgez t1, 2f
        li t2, P_W                      # code is not written, and keeps ASR
2:      slli t3, t1, 1
        bgez t3, 3f
        ori t2, t2, P_W
3:      ypermc t0, t0, t2
        slli t3, t1, 2
        bgez t3, 5f
        yseale t0, t0
5:      ld t1, 0(s2)
        yaddrw t1, s0, t1
        sy t0, 0(t1)
        yaddi s2, s2, RELOC_BYTES
        j 1b

4:      li t0, P_ASR
        ypermc s4, s0, t0
        la t0, program_root
        sy s4, 0(t0)
        li t0, P_X
        ypermc s4, s4, t0
        la t0, kernel_root
        sy s4, 0(t0)
        li t1, P_ASR | P_X | P_C        # what a device needs
        ypermc s5, s0, t1
        li t1, UART
        yaddrw t1, s5, t1
        ybndswi t1, t1, 8
        la t0, uart
        sy t1, 0(t0)
        li t1, FINISHER
        yaddrw t1, s5, t1
        ybndswi t1, t1, 4
        la t0, finisher
        sy t1, 0(t0)

        # pcc for S-mode: the kernel's code and what it only reads, with ASR.
        lla t0, __text_start
        lla t1, __text_end
        sub t1, t1, t0
        ybndsrw t0, t0, t1
        li t1, P_W
        ypermc t0, t0, t1
        lla t1, trap_entry
        yaddrw t1, t0, t1
        csrw stvec, t1
        lla t1, begin
        yaddrw t1, t0, t1
        csrw mepc, t1
        ymv s0, zero                    # what was derived from the roots on the way
        ymv s2, zero
        ymv s3, zero
        ymv s4, zero
        ymv s5, zero
        ymv t0, zero
        ymv t1, zero
        mret                            # a1 still is the address of the boot image

        # S-mode. The stack is that of the first entry of the process table.
begin:  la sp, kstacks
        li t0, 8192
        ybndsw sp, sp, t0
        yadd sp, sp, t0
        mv a0, a1
        call kmain

# Only a fault of the kernel in M-mode comes here.
        .balign 4
machine_trap:
        li t0, FINISHER
        auipc t1, 0
        yaddrw t1, t1, t0
        li t0, 0xff0000 | 0x3333
        sw t0, 0(t1)
1:      j 1b

        .data
        .balign 16
        .globl kernel_root, program_root, uart, finisher
        .type kernel_root, @object
        .size kernel_root, 16
kernel_root: .zero 16
        .type program_root, @object
        .size program_root, 16
program_root: .zero 16
        .type uart, @object
        .size uart, 16
uart:   .zero 16
        .type finisher, @object
        .size finisher, 16
finisher: .zero 16
