# Bounds: how they are set, exactly or rounded, and where an address may go
# (sections "YBNDSW", "YBNDSRW", "YBNDSWI", "YAMASK", "Representable Range",
# "Malformed Capability Bounds").

        .include "rvy.inc"

        .equ AT, 0x80100000

        .macro SETI length
        ybndswi a0, s1, \length
        TAGGED a0
        LENGTH a0, \length
        BASE a0, AT
        .endm

        .macro EXACT at, length
        li a1, \at
        yaddrw a1, s0, a1
        li a2, \length
        ybndsw a0, a1, a2
        TAGGED a0
        LENGTH a0, \length
        BASE a0, \at
        ybndsrw a3, a1, a2
        SAME a0, a3
        .endm

        .macro ROUNDED at, length, base, rounded
        li a1, \at
        yaddrw a1, s0, a1
        li a2, \length
        ybndsw a0, a1, a2
        UNTAGGED a0
        ybndsrw a0, a1, a2
        TAGGED a0
        BASE a0, \base
        LENGTH a0, \rounded
        .endm

        .macro MASK length, want
        li a1, \length
        yamask a0, a1
        IS a0, \want
        .endm

# yadd of distance to s2 keeps the bounds or loses the tag.
        .macro MOVE distance, tag
        li a1, \distance
        yadd a0, s2, a1
        ytagr a2, a0
        IS a2, \tag
        .endm

        .macro MALFORMED meta
        li a1, \meta
        yhiw a0, s1, a1
        BASE a0, 0
        LENGTH a0, 0
        ytopr a2, a0
        IS a2, 0
        ybld a0, s0, a0
        UNTAGGED a0
        .endm

begin:  BASE s0, 0
        LENGTH s0, -1                   # 2^64 does not fit: "saturated"
        ytopr a0, s0
        IS a0, -1
        li s1, AT
        yaddrw s1, s0, s1
        SAME s1, s1

        SETI 1
        SETI 2
        SETI 255
        SETI 256
        SETI 264
        SETI 504
        SETI 512
        SETI 1024
        SETI 4080
        SETI 4096

        EXACT AT, 0
        EXACT AT, 1
        EXACT AT + 7, 4095
        EXACT AT + 8, 4096
        EXACT AT, 8184
        EXACT AT + 16, 8192 + 16
        EXACT AT, 1 << 20
        EXACT 0, 1 << 40
        EXACT 1 << 62, 1 << 62
        EXACT 0xfffffffffffff000, 4096  # to the end of the space
        ROUNDED AT + 1, 4096, AT, 4104
        ROUNDED AT, 4097, AT, 4104
        ROUNDED AT + 8, 8192, AT, 8208
        ROUNDED AT, 0x12340, AT, 0x12380
        ROUNDED AT + 0x10, 0x12340, AT, 0x12380

        MASK 0, -1
        MASK 4095, -1
        MASK 4096, -8
        MASK 8191, -16                  # it rounds to 8192
        MASK 8184, -8
        MASK 8192, -16
        MASK 0x12340, -128
        MASK -1, 0xff80000000000000

        # Only the request needs to be covered, and it must be.
        ybndswi s2, s1, 64
        yaddi a0, s2, 32
        ybndswi a1, a0, 32
        TAGGED a1
        ybndswi a1, a0, 33
        UNTAGGED a1
        yaddi a0, s2, -1
        TAGGED a0
        ybndswi a1, a0, 1
        UNTAGGED a1
        yaddi a0, s2, 64                # one past the end
        TAGGED a0
        ybndsw a1, a0, zero
        TAGGED a1
        ybndswi a1, a0, 1
        UNTAGGED a1
        # The sealed and the untagged stay without.
        yseale a0, s2
        ybndswi a1, a0, 16
        UNTAGGED a1
        ybndsrw a1, a0, zero
        UNTAGGED a1
        yhiw a0, s2, zero
        ybndswi a1, a0, 16
        UNTAGGED a1
        LENGTH a1, 16                   # the bounds are set all the same

        # A window of 2^14 round bounds with exponent 0, from 2^12 below the base.
        MOVE 0, 1
        MOVE 63, 1
        MOVE 64, 1
        MOVE -1, 1
        MOVE -4096, 1
        MOVE -4097, 0
        MOVE 0x2fff, 1
        MOVE 0x3000, 0
        MOVE 1 << 40, 0
        li a1, AT - 4096
        yaddrw a0, s2, a1
        TAGGED a0
        BASE a0, AT
        li a1, AT - 4097
        yaddrw a0, s2, a1
        UNTAGGED a0
        yaddi a0, s2, 0
        SAME a0, s2
        # Any address will do for the Infinite capability.
        li a1, -1
        yaddrw a0, s0, a1
        TAGGED a0
        # Moving the sealed clears the tag, even by nothing.
        yseale a0, s2
        yaddi a1, a0, 0
        UNTAGGED a1
        mv a2, zero
        yadd a1, a0, a2
        UNTAGGED a1
        ymv a2, a0                      # the encoding of yadd with x0
        SAME a2, a0

        # Exponents beyond the largest; bases that set bits above the space.
        MALFORMED (7 << 14) + 7
        MALFORMED (6 << 14) + 5
        MALFORMED 1 << 3
        MALFORMED 1 + (1 << 13)
        PASS
