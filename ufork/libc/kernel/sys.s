# The system calls of programs that a µFork kernel runs: jumps to the kernel's
# sentries (docs/abi.md). The kernel returns to ra, which is the caller's.

        .macro CALL name, number
        .globl __sys_\name
        .type __sys_\name, @function
__sys_\name:
        la t0, __syscalls
        ly t0, 0(t0)
        ly t0, 16*\number(t0)
        jr t0
        .size __sys_\name, .-__sys_\name
        .endm

        .text
        CALL exit, 0
        CALL fork, 1
        CALL getpid, 3
        CALL sched_yield, 4
        CALL write, 5
        CALL wait4, 6
        CALL getppid, 7
        CALL execve, 8
        CALL read, 9
        CALL open, 10
        CALL close, 11
        CALL lseek, 12
        CALL fstat, 13
        CALL dup, 14
        CALL dup2, 15
        CALL pipe, 16
        CALL fcntl, 17
        CALL mmap, 18
        CALL munmap, 19
        CALL mprotect, 20
        CALL nanosleep, 21
        CALL clock_gettime, 22
        CALL kill, 23
        CALL sigaction, 24
        CALL sigprocmask, 25
        CALL getrandom, 27
        CALL uname, 28
        CALL sigsuspend, 29
