# Permissions: how they read, how they are cleared, which combinations are legal
# (sections "Capability Permissions", "Permission Transitions", "YPERMC").

        .include "rvy.inc"

        .macro CLEARED mask, want
        li a1, \mask
        ypermc a0, s0, a1
        TAGGED a0
        PERMS a0, \want
        .endm

# A capability with these bits 63:0 of metadata is built or not.
        .macro BUILDS meta, tag
        li a1, \meta
        yhiw a0, zero, a1
        ybld a0, s0, a0
        ytagr a1, a0
        IS a1, \tag
        .endm

        .equ AP_C, 1 << 45
        .equ AP_W, 1 << 46
        .equ AP_R, 1 << 47
        .equ AP_X, 1 << 48
        .equ AP_ASR, 1 << 49
        .equ AP_LM, 1 << 50
        .equ AP_ONES, 3 << 51           # of the absent Zylevels1
        .equ MODE, 1 << 44

begin:  PERMS s0, P_ALL
        PERMS zero, P_NONE

        CLEARED P_W, P_ALL - P_W
        CLEARED P_ASR, P_ALL - P_ASR
        CLEARED P_LM, P_ALL - P_LM
        CLEARED P_SDP, P_ALL - P_SDP
        CLEARED P_SDP * 15, P_ALL - P_SDP * 15
        # "LM requires C and R", "C requires R or W", "ASR requires X".
        CLEARED P_C, P_ALL - P_C - P_LM
        CLEARED P_R, P_ALL - P_R - P_LM
        CLEARED P_R + P_W, P_ALL - P_R - P_W - P_C - P_LM
        CLEARED P_X, P_ALL - P_X - P_ASR
        CLEARED P_X + P_R + P_W, P_ALL - P_X - P_ASR - P_R - P_W - P_C - P_LM
        CLEARED -1, P_NONE
        # Bits without a permission have no effect.
        CLEARED P_NONE, P_ALL
        CLEARED 0xffffffffff000000, P_ALL
        CLEARED 0, P_ALL

        # Twice is once; the tag stays.
        li a1, P_W
        ypermc a0, s0, a1
        ypermc a2, a0, a1
        SAME a0, a2
        # What has no tag gets none.
        yhiw a0, zero, zero
        ypermc a0, a0, a1
        UNTAGGED a0
        # Clearing X clears the mode too.
        li a1, 1
        ymodew a0, s0, a1
        li a1, P_X
        ypermc a0, a0, a1
        TAGGED a0
        yhir a0, a0
        srli a0, a0, 44
        andi a0, a0, 1
        IS a0, 0

        # "if cs1 is sealed and any bits in the AP-field or SDP-field were affected"
        yseale a0, s0
        ypermc a1, a0, zero
        SAME a0, a1
        li a2, P_W
        ypermc a1, a0, a2
        UNTAGGED a1
        ypermc a0, s0, a2
        yseale a0, a0
        ypermc a1, a0, a2               # it lacks W already
        SAME a0, a1
        li a2, P_SDP
        ypermc a1, a0, a2
        UNTAGGED a1

        # Legal combinations.
        BUILDS 0, 1
        BUILDS AP_ONES, 1
        BUILDS AP_ONES + AP_R, 1
        BUILDS AP_ONES + AP_W, 1
        BUILDS AP_ONES + AP_R + AP_W, 1
        BUILDS AP_ONES + AP_R + AP_C, 1
        BUILDS AP_ONES + AP_W + AP_C, 1
        BUILDS AP_ONES + AP_R + AP_W + AP_C, 1
        BUILDS AP_ONES + AP_R + AP_C + AP_LM, 1
        BUILDS AP_ONES + AP_R + AP_W + AP_C + AP_LM, 1
        BUILDS AP_ONES + AP_X, 1
        BUILDS AP_ONES + AP_X + AP_ASR, 1
        BUILDS AP_ONES + AP_X + MODE, 1
        BUILDS AP_ONES + AP_X + AP_R + AP_C, 1
        # Illegal ones.
        BUILDS AP_R, 0
        BUILDS AP_R + (1 << 51), 0
        BUILDS AP_R + (1 << 52), 0
        BUILDS AP_ONES + AP_C, 0
        BUILDS AP_ONES + AP_LM, 0
        BUILDS AP_ONES + AP_R + AP_LM, 0
        BUILDS AP_ONES + AP_C + AP_LM, 0
        BUILDS AP_ONES + AP_W + AP_C + AP_LM, 0
        BUILDS AP_ONES + AP_ASR, 0
        BUILDS AP_ONES + AP_R + AP_ASR, 0
        BUILDS AP_ONES + MODE, 0
        BUILDS AP_ONES + AP_R + MODE, 0
        BUILDS MODE, 0
        # Reserved bits.
        BUILDS AP_ONES + AP_R + (1 << 28), 0
        BUILDS AP_ONES + AP_R + (1 << 43), 0
        BUILDS AP_ONES + AP_R + (1 << 53), 0
        BUILDS AP_ONES + AP_R + (1 << 59), 0
        # What fails the integrity check reads without permissions.
        li a1, AP_ONES + AP_C + AP_X
        yhiw a0, zero, a1
        PERMS a0, P_NONE
        li a1, AP_ONES + AP_X
        yhiw a0, zero, a1
        PERMS a0, P_NONE + P_X

        # Nothing is built that the authority lacks.
        li a1, P_W
        ypermc a2, s0, a1
        ybld a0, a2, s0
        UNTAGGED a0
        ybld a0, a2, a2
        SAME a0, a2
        li a1, P_SDP
        ypermc a2, s0, a1
        ybld a0, a2, s0
        UNTAGGED a0
        # Subsets.
        yss a0, s0, a2
        IS a0, 1
        yss a0, a2, s0
        IS a0, 0
        PASS
