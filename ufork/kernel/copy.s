# Copies between kernel and program.
#
# A program's pointer is used as it is: the capability itself says what the
# caller may read or write. When it does not allow the access, or no page is there,
# the fault's handler finds pcc between copy_begin and copy_end and goes on at
# copy_failed. Faults that only ask for a page to be copied are resolved before.

        .text
        .globl copy_begin, copy_end, copy_failed, copy_data, copy_caps, copy_string, copy_device
copy_begin:

# copy_data(to, from, n): bytes, never a tag. Answers how many are left.
copy_data:
        or t0, a0, a1
        andi t0, t0, 7
        bnez t0, 2f
        li t1, 8
1:      bltu a2, t1, 2f
        ld t0, 0(a1)
        sd t0, 0(a0)
        yaddi a0, a0, 8
        yaddi a1, a1, 8
        addi a2, a2, -8
        j 1b
2:      beqz a2, 3f
        lbu t0, 0(a1)
        sb t0, 0(a0)
        yaddi a0, a0, 1
        yaddi a1, a1, 1
        addi a2, a2, -1
        j 2b
3:      li a0, 0
        ret

# copy_caps(to, from, n): n granules with their tags. Answers how many are left.
copy_caps:
        beqz a2, 3b
        ly t0, 0(a1)
        sy t0, 0(a0)
        yaddi a0, a0, 16
        yaddi a1, a1, 16
        addi a2, a2, -1
        j copy_caps

# copy_string(to, from, max): until the NUL. Answers 0, -1 when it is longer than
# max with the NUL, or something positive after a fault.
copy_string:
        beqz a2, 2f
        lbu t0, 0(a1)
        sb t0, 0(a0)
        yaddi a0, a0, 1
        yaddi a1, a1, 1
        beqz t0, 3b
        addi a2, a2, -1
        j copy_string
2:      li a0, -1
        ret

# copy_device(to, from, n): bytes, all to the same address. Answers how many are
# left.
copy_device:
        beqz a2, 3b
        lbu t0, 0(a1)
        sb t0, 0(a0)
        yaddi a1, a1, 1
        addi a2, a2, -1
        j copy_device
copy_end:

copy_failed:
        mv a0, a2
        ret
