# System calls, and how a µprocess enters and leaves the kernel.
#
# There is no trap in a system call: the program holds sealed entries
# (sentries) to the functions below, and calling one is a jump that the hart
# unseals. What changes hands is authority: the kernel's pcc covers the kernel
# and may use system registers, the program's does neither.
#
# Entering stores all registers of the caller in its entry of the process
# table, whose capability waits in sscratch. So fork finds the registers in
# memory like everything else, and leaving is always the same: restore all
# registers of the current µprocess and return to its pcc with sret.

        .include "defs.inc"

        .rodata
        .balign 16
        .globl syscall_table
# Numbers of the system calls are indices of this table (docs/abi.md).
syscall_table:
        .chericap sys_exit
        .chericap sys_fork
        .chericap sys_wait
        .chericap sys_getpid
        .chericap sys_yield
        .chericap sys_write
        .size syscall_table, . - syscall_table

        .data
        .balign 16
        .globl proc_table, kernel_root, region_pool, next_pid
kernel_root:
        .zero 16
        .size kernel_root, 16
uart:   .zero 16
        .size uart, 16
        .globl uart, finisher
finisher:
        .zero 16
        .size finisher, 16
region_pool:                            # base of region 0, size of every region
        .zero 16
        .size region_pool, 16
next_pid:
        .dword 0
        .size next_pid, 8
first_status:                           # exit status of µprocess 1
        .dword 0
        .size first_status, 8
        .bss
        .balign 16
proc_table:
        .zero NPROC*PROC_SIZE
        .size proc_table, NPROC*PROC_SIZE

        .text
# resume: makes the µprocess of t0 the current one and returns to it.
        .globl resume
resume: csrw sscratch, t0
        li t1, RUNNING
        sd t1, PROC_STATE(t0)
        ly t1, PROC_REGS(t0)
        csrw sepc, t1
        li t1, 1 << 8                   # sstatus.SPP: programs run in S-mode too
        csrs sstatus, t1
        ld t1, PROC_PID(t0)
        .probe proc.switch, pid=t1, proc=t0
        ly x1, PROC_REGS+1*16(t0)
        ly x2, PROC_REGS+2*16(t0)
        ly x3, PROC_REGS+3*16(t0)
        ly x4, PROC_REGS+4*16(t0)
        ly x6, PROC_REGS+6*16(t0)
        ly x7, PROC_REGS+7*16(t0)
        ly x8, PROC_REGS+8*16(t0)
        ly x9, PROC_REGS+9*16(t0)
        ly x10, PROC_REGS+10*16(t0)
        ly x11, PROC_REGS+11*16(t0)
        ly x12, PROC_REGS+12*16(t0)
        ly x13, PROC_REGS+13*16(t0)
        ly x14, PROC_REGS+14*16(t0)
        ly x15, PROC_REGS+15*16(t0)
        ly x16, PROC_REGS+16*16(t0)
        ly x17, PROC_REGS+17*16(t0)
        ly x18, PROC_REGS+18*16(t0)
        ly x19, PROC_REGS+19*16(t0)
        ly x20, PROC_REGS+20*16(t0)
        ly x21, PROC_REGS+21*16(t0)
        ly x22, PROC_REGS+22*16(t0)
        ly x23, PROC_REGS+23*16(t0)
        ly x24, PROC_REGS+24*16(t0)
        ly x25, PROC_REGS+25*16(t0)
        ly x26, PROC_REGS+26*16(t0)
        ly x27, PROC_REGS+27*16(t0)
        ly x28, PROC_REGS+28*16(t0)
        ly x29, PROC_REGS+29*16(t0)
        ly x30, PROC_REGS+30*16(t0)
        ly x31, PROC_REGS+31*16(t0)
        ly x5, PROC_REGS+5*16(t0)       # t0 last: it is the way to all the others
        sret

# trap_entry: only faults come here, as no interrupt is enabled and system
# calls do not trap. The µprocess ends with 128 + the number of a signal.
        .balign 4
        .globl trap_entry
trap_entry:
        csrrw t0, sscratch, t0
        beqz t0, kernel_fault           # while it boots there is no µprocess
        SAVE_ALL
        csrr t1, sscratch
        sy t1, PROC_REGS+5*16(t0)
        csrw sscratch, t0
        csrr t1, sepc
        sy t1, PROC_REGS(t0)
        ypermr t2, t1
        srli t2, t2, 16                 # pcc with ASR: the kernel itself has faulted
        andi t2, t2, 1
        bnez t2, kernel_fault
        csrr t1, scause
        .probe proc.fault, cause=t1, proc=t0
        li a0, 128 + 4                  # SIGILL
        li t2, 2
        beq t1, t2, end_current
        li a0, 128 + 5                  # SIGTRAP
        li t2, 3
        beq t1, t2, end_current
        li a0, 128 + 31                 # SIGSYS: ecall is no system call here
        li t2, 9
        beq t1, t2, end_current
        li a0, 128 + 11                 # SIGSEGV: every memory and capability fault
        j end_current

kernel_fault:
        li a0, 255
        j power_off

# power_off: ends the machine with the status a0.
        .globl power_off
power_off:
        la t0, finisher
        ly t0, 0(t0)
        li t1, FINISHER_PASS
        andi a0, a0, 255
        beqz a0, 1f
        slli a0, a0, 16
        li t1, FINISHER_FAIL
        or t1, t1, a0
1:      sw t1, 0(t0)
2:      j 2b

# getpid() is the number of the caller.
        .globl sys_getpid
sys_getpid:
        ENTER
        ld a0, PROC_PID(t0)
        sy a0, PROC_REGS+10*16(t0)
        j resume

# write(fd, buffer, n) sends n bytes of the buffer to the console and returns n.
# The caller's capability is what authorises reading the buffer: the kernel
# looks at it first so that it is not the kernel that faults.
        .globl sys_write
sys_write:
        ENTER
        li a3, EBADF
        li t1, 1
        beq a0, t1, 1f
        li t1, 2
        bne a0, t1, write_done
1:      li a3, EFAULT
        ytagr t1, a1
        beqz t1, write_done
        ytyper t1, a1
        bnez t1, write_done
        ypermr t1, a1
        srli t1, t1, 18                 # R
        andi t1, t1, 1
        beqz t1, write_done
        mv t1, a1                       # addresses, as numbers
        ybaser t2, a1
        bltu t1, t2, write_done
        ytopr t2, a1
        bgtu t1, t2, write_done
        sub t2, t2, t1
        bgtu a2, t2, write_done
        la t2, uart
        ly t2, 0(t2)
        mv a3, a2
1:      beqz a2, write_done
        lbu t1, 0(a1)
        sb t1, 0(t2)
        yaddi a1, a1, 1
        addi a2, a2, -1
        j 1b
write_done:
        sy a3, PROC_REGS+10*16(t0)
        j resume

# yield() lets the next µprocess run that can.
        .globl sys_yield
sys_yield:
        ENTER
        sy zero, PROC_REGS+10*16(t0)
        li t1, READY
        sd t1, PROC_STATE(t0)
        j schedule

# exit(status) ends the caller.
        .globl sys_exit
sys_exit:
        ENTER
        # fall through

# end_current: the µprocess of t0 ends with the status a0. Its children lose
# their parent; it stays in the table until its parent waits for it.
end_current:
        sd a0, PROC_STATUS(t0)
        li t1, ENDED
        sd t1, PROC_STATE(t0)
        ld s0, PROC_PID(t0)
        .probe proc.exit, pid=s0, status=a0
        li t1, 1
        bne s0, t1, 1f
        la t1, first_status
        sd a0, 0(t1)
1:      ld s1, PROC_PARENT(t0)
        bnez s1, 1f
        sd zero, PROC_PID(t0)           # nobody will wait for it
1:      la s2, proc_table
        li s3, NPROC
2:      ld t1, PROC_PID(s2)
        beqz t1, 4f
        ld t2, PROC_PARENT(s2)
        bne t2, s0, 3f
        sd zero, PROC_PARENT(s2)        # a child of the one that ends
        ld t2, PROC_STATE(s2)
        li t3, ENDED
        bne t2, t3, 3f
        sd zero, PROC_PID(s2)
3:      bne t1, s1, 4f
        ld t2, PROC_STATE(s2)           # the parent: it may be waiting
        li t3, WAITING
        bne t2, t3, 4f
        li t2, READY
        sd t2, PROC_STATE(s2)
4:      addi s3, s3, -1
        yaddi s2, s2, PROC_SIZE
        bnez s3, 2b
        # fall through

# schedule: round robin, beginning behind the µprocess of t0. When no entry is
# in use any more the machine ends with the status of µprocess 1.
        .globl schedule
schedule:
        la s2, proc_table
        li s3, NPROC*PROC_SIZE
        sub t1, t0, s2                  # offset of t0 in the table
        li s4, NPROC
        mv s5, zero                     # is any entry in use?
1:      addi t1, t1, PROC_SIZE
        bltu t1, s3, 2f
        mv t1, zero
2:      yadd t2, s2, t1
        ld t3, PROC_PID(t2)
        beqz t3, 3f
        li s5, 1
        ld t3, PROC_STATE(t2)
        li t4, READY
        bne t3, t4, 3f
        li t3, PROC_SIZE
        ybndsw t0, t2, t3
        j resume
3:      addi s4, s4, -1
        bnez s4, 1b
        bnez s5, kernel_fault           # all wait for each other: can't happen
        la t1, first_status
        ld a0, 0(t1)
        j power_off

# wait(status) returns the number of a child that has ended and stores its
# status, a word, at the pointer unless that is NULL. While the caller has
# children but none has ended, it waits: its pcc becomes this function, so that
# it comes back here, with the same registers, when a child has ended.
        .globl sys_wait
sys_wait:
        ENTER
        ld s0, PROC_PID(t0)
        la s2, proc_table
        li s3, NPROC
        li s4, ECHILD
1:      ld t1, PROC_PID(s2)
        beqz t1, 2f
        ld t2, PROC_PARENT(s2)
        bne t2, s0, 2f
        mv s4, zero
        ld t2, PROC_STATE(s2)
        li t3, ENDED
        beq t2, t3, reap
2:      addi s3, s3, -1
        yaddi s2, s2, PROC_SIZE
        bnez s3, 1b
        bnez s4, wait_done
        la t1, syscall_table
        ly t1, 2*16(t1)
        sy t1, PROC_REGS(t0)
        li t1, WAITING
        sd t1, PROC_STATE(t0)
        j schedule
reap:   mv s4, t1
        ld t2, PROC_STATUS(s2)
        beqz a0, 1f
        jal ra, may_store_word
        bnez t3, 1f
        li s4, EFAULT
        j wait_done
1:      sd zero, PROC_PID(s2)
        beqz a0, wait_done
        sw t2, 0(a0)
wait_done:
        sy s4, PROC_REGS+10*16(t0)
        j resume

# may_store_word: t3 = 1 if the capability a0 authorises storing a word at its
# address, else 0. Changes t4, t5.
may_store_word:
        ytagr t3, a0
        ytyper t4, a0
        xori t4, t4, 1
        and t3, t3, t4
        ypermr t4, a0
        and t3, t3, t4                  # W is bit 0 of the permissions
        mv t4, a0
        ybaser t5, a0
        sltu t5, t4, t5
        xori t5, t5, 1
        and t3, t3, t5
        ytopr t5, a0
        addi t4, t4, 4
        sltu t5, t5, t4
        xori t5, t5, 1
        and t3, t3, t5
        ret
