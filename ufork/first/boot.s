# The first µFork kernel: from reset to the first µprocess.
#
# The hart resets in M-mode, in integral pointer mode, with capabilities to
# everything. Three things happen here: the kernel switches to capability mode
# and to S-mode; it makes the few capabilities it will live on and forgets all
# others; it loads the program and starts it as µprocess 1.
#
# From then on nothing but these capabilities stands between the µprocesses and
# the kernel: everything runs at one privilege level, in one address space.

        .include "defs.inc"

        .text
        .globl _start
_start: ymodeswy                        # capability mode; a1 is the address of the boot image
        csrw ddc, zero                  # no authority that a load could use by accident
        csrw mscratch, zero

        # In M-mode and S-mode, traps go to capability-mode code.
        lla t0, machine_trap
        csrw mtvec, t0
        li t0, 1 << 9                   # menvcfg.Y: CHERI for S-mode
        csrw menvcfg, t0
        li t0, -1
        csrw medeleg, t0                # all faults are S-mode's business
        li t0, 3 << 11
        csrc mstatus, t0
        li t0, 1 << 11                  # mret goes to S-mode
        csrs mstatus, t0

        # The kernel's own capability initialisers. auipc derives from pcc, which
        # is a root still: s0 is the capability to everything.
        auipc s0, 0
        mv s1, zero
        lla t0, __cap_relocs_start
        lla t1, __cap_relocs_end
        ymv s2, t0
        mv s3, t1
        jal ra, apply_relocs

        # kernel_root: all of memory, but no system registers. Every region's
        # root is derived from it.
        li t0, P_ASR
        ypermc s4, s0, t0
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

        # pcc for S-mode: the kernel's code, its read-only data, and the right to
        # use system registers. stvec gets the same.
        lla t0, __text_start
        lla t1, __text_end
        sub t1, t1, t0
        ybndsrw t0, t0, t1
        li t1, P_W
        ypermc t0, t0, t1
        lla t1, trap_entry
        yaddrw t1, t0, t1
        csrw stvec, t1
        lla t1, load_program
        yaddrw t1, t0, t1
        csrw mepc, t1
        ymv s0, zero
        ymv s5, zero
        mret                            # a1 still is the address of the boot image

# Only a fault of the kernel in M-mode comes here.
        .balign 4
machine_trap:
        li t0, FINISHER
        auipc t1, 0
        yaddrw t1, t1, t0
        li t0, 0xff0000 | FINISHER_FAIL
        sw t0, 0(t1)
1:      j 1b

# apply_relocs: fills every slot of a table of capability initialisers with the
# capability it describes, derived from s0. s1: the address that offset 0 of the
# image has; s2: capability to the table; s3: address of its end. Changes t0-t4.
        .globl apply_relocs
apply_relocs:
        bgeu s2, s3, 2f
        ld t0, RELOC_OBJECT(s2)
        add t0, t0, s1
        yaddrw t0, s0, t0
        ld t1, RELOC_LENGTH(s2)
        ybndsrw t0, t0, t1
        ld t1, RELOC_OFFSET(s2)
        yadd t0, t0, t1
        ld t1, RELOC_FLAGS(s2)
        li t2, P_X | P_ASR              # data: no code in it
        bgez t1, 1f
        li t2, P_W                      # code is not written
1:      slli t3, t1, 63 - RELOC_READ_ONLY
        bgez t3, 1f
        ori t2, t2, P_W
1:      ypermc t0, t0, t2
        slli t3, t1, 63 - RELOC_SEALED
        bgez t3, 1f
        yseale t0, t0
1:      ld t1, RELOC_SLOT(s2)
        add t1, t1, s1
        yaddrw t1, s0, t1
        sy t0, 0(t1)
        yaddi s2, s2, RELOC_BYTES
        j apply_relocs
2:      ret

# load_program: makes µprocess 1 of the boot image. S-mode, a1: its address.
        .globl load_program
load_program:
        la t0, kernel_root
        ly s6, 0(t0)
        yaddrw s7, s6, a1               # s7: the boot image
        ld t0, BOOT_MAGIC(s7)
        li t1, MAGIC
        bne t0, t1, bad_image
        ld t0, BOOT_BYTES(s7)
        ybndsrw s7, s7, t0

        # Region 0 of the pool. Its size is a power of two and so is its
        # alignment, so that what is representable in one region is in all.
        ld s8, BOOT_REGION_BYTES(s7)
        li t0, REGION_POOL
        add t0, t0, s8
        addi t0, t0, -1
        neg t1, s8
        and s1, t0, t1                  # s1: base of the region
        la t0, region_pool
        sd s1, 0(t0)
        sd s8, 8(t0)
        yaddrw s0, s6, s1
        ybndsw s0, s0, s8               # s0: the root of µprocess 1

        # Its image, eight bytes at a time.
        ld t0, BOOT_IMAGE(s7)
        yadd t1, s7, t0
        ld t2, BOOT_FILE_BYTES(s7)
        ymv t3, s0
        add t4, s1, t2
1:      bgeu t3, t4, 1f
        ld t0, 0(t1)
        sd t0, 0(t3)
        yaddi t1, t1, 8
        yaddi t3, t3, 8
        j 1b
1:      ld t0, BOOT_RELOCS(s7)
        yadd s2, s0, t0
        ld s3, BOOT_RELOCS_END(s7)
        add s3, s3, s1
        jal ra, apply_relocs

        # Entry 0 of the process table.
        la s9, proc_table
        li t0, PROC_SIZE
        ybndsw s9, s9, t0
        li t0, 1
        sd t0, PROC_PID(s9)
        li t0, RUNNING
        sd t0, PROC_STATE(s9)
        sd s1, PROC_BASE(s9)
        sd s8, PROC_BYTES(s9)
        sy s0, PROC_ROOT(s9)
        li t0, 2
        la t1, next_pid
        sd t0, 0(t1)

        # pcc: the read-only part of the image, not writable, no system registers.
        ld t0, BOOT_TEXT_END(s7)
        ybndsrw t1, s0, t0
        li t0, P_W
        ypermc t1, t1, t0
        ld t0, BOOT_ENTRY(s7)
        yadd t1, t1, t0
        sy t1, PROC_REGS(s9)
        # sp: the top of the region. Data only.
        ld t0, BOOT_STACK_BYTES(s7)
        add t1, s1, s8
        sub t1, t1, t0
        yaddrw t1, s0, t1
        ybndsw t1, t1, t0
        yadd t1, t1, t0
        li t0, P_X
        ypermc t1, t1, t0
        sy t1, PROC_REGS+2*16(s9)
        # ra: returning from the entry is exit(a0). a2: the system calls.
        la t0, syscall_table
        ly t1, 0(t0)
        sy t1, PROC_REGS+1*16(s9)
        li t1, P_W
        ypermc t0, t0, t1
        sy t0, PROC_REGS+12*16(s9)
        jal ra, copy_args
        ymv t0, s9
        j resume

bad_image:
        li a0, 125
        j power_off

# copy_args: a0 = argc, a1 = argv of µprocess 1 (s9), an array of capabilities
# to strings, each with the bounds of its string. Changes t0-t6, a3.
copy_args:
        ld a3, BOOT_ARGC(s7)
        sd a3, PROC_REGS+10*16(s9)
        ld t0, BOOT_ARGS_AT(s7)
        yadd t1, s0, t0                 # t1: the next slot of argv
        slli t0, a3, 4
        addi t0, t0, 16                 # argv ends with NULL
        yadd t2, t1, t0                 # t2: where the next string goes
        ybndsw t1, t1, t0
        li t0, P_X
        ypermc t1, t1, t0
        ypermc t2, t2, t0
        sy t1, PROC_REGS+11*16(s9)
        ld t0, BOOT_ARGS(s7)
        yadd t3, s7, t0                 # t3: the strings
1:      beqz a3, 3f
        ymv t4, t2
2:      lbu t0, 0(t3)
        sb t0, 0(t4)
        yaddi t3, t3, 1
        yaddi t4, t4, 1
        bnez t0, 2b
        sub t0, t4, t2
        ybndsrw t5, t2, t0
        sy t5, 0(t1)
        yaddi t1, t1, 16
        ymv t2, t4
        addi a3, a3, -1
        j 1b
3:      ret
