# first_fork: a list of three nodes, a fork, and two lists.
#
# The parent builds the list 1 2 3 and forks. The child multiplies its values by
# ten; the parent waits for it, prints its own list, which has not changed, and
# then changes it too. Everything that points somewhere is a capability: the
# list's head, the links, the stack pointer, the return addresses. Watch the
# fork rewrite each of them.

        .include "ufork.inc"

        .equ NEXT, 0                    # capability: the next node, or NULL
        .equ VALUE, 16                  # dword
        .equ NODE_BYTES, 32
        .equ NODES, 3

        .globl _start
_start: KEEP_SYSCALLS
        yaddi sp, sp, -16
        sy ra, 0(sp)
        jal build
        jal report
        jal split
        ly ra, 0(sp)
        yaddi sp, sp, 16
        ret                             # to the kernel: exit(a0)

# build makes the list. Each node is a piece of the arena with bounds of its own.
build:  la t1, arena
        la t2, head                     # where the next link goes
        li t3, 1
        li t4, NODES
1:      ybndswi t5, t1, NODE_BYTES
        sd t3, VALUE(t5)
        sy t5, 0(t2)
        yaddi t2, t5, NEXT
        yaddi t1, t1, NODE_BYTES
        addi t3, t3, 1
        bleu t3, t4, 1b
        ret

# split forks. In the child it returns from the same call, to the same function,
# through return addresses that the fork has moved.
split:  yaddi sp, sp, -32
        sy ra, 0(sp)
        sy s0, 16(sp)
        la s0, head
        SYSCALL SYS_FORK
        beqz a0, child
        mv a0, zero
        SYSCALL SYS_WAIT
        la a0, text_waited
        li a1, 19
        jal print
        jal report
        li a0, 5
        mv a1, zero
        jal change                      # value + 5
        jal report
        j out
child:  la a0, text_child
        li a1, 17
        jal print
        mv a0, zero
        li a1, 9
        jal change                      # value + 9 * value
        jal report
out:    mv a0, zero
        ly ra, 0(sp)
        ly s0, 16(sp)
        yaddi sp, sp, 32
        ret

# change adds a0 + a1*value to every value of the list at s0.
change: ly t1, 0(s0)
1:      ytagr t2, t1
        beqz t2, 2f
        ld t2, VALUE(t1)
        mul t3, t2, a1
        add t2, t2, t3
        add t2, t2, a0
        sd t2, VALUE(t1)
        ly t1, NEXT(t1)
        j 1b
2:      ret

# report prints who runs and the values of the list.
report: yaddi sp, sp, -64
        sy ra, 0(sp)
        sy s1, 16(sp)
        yaddi s1, sp, 32                # a line of at most 32 characters
        ybndswi s1, s1, 32
        SYSCALL SYS_GETPID
        li t1, 'p'
        sb t1, 0(s1)
        li t1, 'i'
        sb t1, 1(s1)
        li t1, 'd'
        sb t1, 2(s1)
        li t1, ' '
        sb t1, 3(s1)
        addi a0, a0, '0'
        sb a0, 4(s1)
        li t1, ':'
        sb t1, 5(s1)
        yaddi t2, s1, 6                 # where the next character goes
        la t1, head
        ly t1, 0(t1)
1:      ytagr t3, t1
        beqz t3, 2f
        li t3, ' '
        sb t3, 0(t2)
        ld t3, VALUE(t1)
        li t4, 10
        divu t5, t3, t4
        remu t3, t3, t4
        addi t5, t5, '0'
        addi t3, t3, '0'
        sb t5, 1(t2)
        sb t3, 2(t2)
        yaddi t2, t2, 3
        ly t1, NEXT(t1)
        j 1b
2:      li t3, '\n'
        sb t3, 0(t2)
        yaddi t2, t2, 1
        ymv a0, s1
        sub a1, t2, s1
        jal print
        ly ra, 0(sp)
        ly s1, 16(sp)
        yaddi sp, sp, 64
        ret

# print writes the a1 bytes at a0.
print:  yaddi sp, sp, -16
        sy ra, 0(sp)
        mv a2, a1
        ymv a1, a0
        li a0, 1
        SYSCALL SYS_WRITE
        ly ra, 0(sp)
        yaddi sp, sp, 16
        ret

        .rodata
text_child:
        .ascii "child: times ten\n"
        .size text_child, 17
text_waited:
        .ascii "parent: it is done\n"
        .size text_waited, 19

        .data
        .balign 16
head:   .zero 16
        .size head, 16
        .bss
        .balign 16
arena:  .zero NODES*NODE_BYTES
        .size arena, NODES*NODE_BYTES
