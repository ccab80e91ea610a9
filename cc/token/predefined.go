package token

import (
	"strings"

	"ushell/cc/diag"
)

// predefined are the macros that exist before the first line: those that
// programs ask a compiler for CHERI RISC-V (64 bits, pure capabilities) for, and
// what GCC 4.2.1 has, as Clang says it is. A translation has no date: that of the
// epoch stands for it, so that equal sources give equal programs.
const predefined = `
__STDC__ 1
__STDC_VERSION__ 201112L
__STDC_HOSTED__ 1
__STDC_UTF_16__ 1
__STDC_UTF_32__ 1
__STDC_NO_COMPLEX__ 1
__STDC_NO_THREADS__ 1
__STDC_ISO_10646__ 201706L
__DATE__ "Jan  1 1970"
__TIME__ "00:00:00"
__TIMESTAMP__ "Thu Jan  1 00:00:00 1970"
__VERSION__ "4.2.1 compatible ushell C"
__ushell__ 1
__GNUC__ 4
__GNUC_MINOR__ 2
__GNUC_PATCHLEVEL__ 1
__GNUC_STDC_INLINE__ 1
__ELF__ 1
__LP64__ 1
_LP64 1
__CHAR_UNSIGNED__ 1
__CHAR_BIT__ 8
__NO_INLINE__ 1
__USER_LABEL_PREFIX__
__REGISTER_PREFIX__
__riscv 1
__riscv__ 1
__riscv_xlen 64
__riscv_flen 64
__riscv_float_abi_double 1
__riscv_cmodel_medany 1
__riscv_mul 1
__riscv_div 1
__riscv_muldiv 1
__riscv_atomic 1
__riscv_fdiv 1
__riscv_fsqrt 1
__riscv_compressed 1
__riscv_arch_test 1
__riscv_i 2001000
__riscv_m 2000000
__riscv_a 2001000
__riscv_f 2002000
__riscv_d 2002000
__riscv_zicsr 2000000
__riscv_zba 1000000
__riscv_y 1
__CHERI__ 1
__CHERI_PURE_CAPABILITY__ 2
__CHERI_ADDRESS_BITS__ 64
__riscv_clen 128
__SIZEOF_CHERI_CAPABILITY__ 16
__SIZEOF_CAPABILITY__ 16
__BYTE_ORDER__ __ORDER_LITTLE_ENDIAN__
__FLOAT_WORD_ORDER__ __ORDER_LITTLE_ENDIAN__
__ORDER_LITTLE_ENDIAN__ 1234
__ORDER_BIG_ENDIAN__ 4321
__ORDER_PDP_ENDIAN__ 3412
__LITTLE_ENDIAN__ 1
__SIZEOF_SHORT__ 2
__SIZEOF_INT__ 4
__SIZEOF_LONG__ 8
__SIZEOF_LONG_LONG__ 8
__SIZEOF_FLOAT__ 4
__SIZEOF_DOUBLE__ 8
__SIZEOF_LONG_DOUBLE__ 8
__SIZEOF_POINTER__ 16
__SIZEOF_INTCAP__ 16
__SIZEOF_SIZE_T__ 8
__SIZEOF_PTRDIFF_T__ 8
__SIZEOF_WCHAR_T__ 4
__SIZEOF_WINT_T__ 4
__POINTER_WIDTH__ 128
__BIGGEST_ALIGNMENT__ 16
__SIZE_TYPE__ unsigned long
__PTRDIFF_TYPE__ long
__PTRADDR_TYPE__ unsigned long
__INTPTR_TYPE__ __intcap_t
__UINTPTR_TYPE__ __uintcap_t
__INTCAP_TYPE__ __intcap_t
__UINTCAP_TYPE__ __uintcap_t
__WCHAR_TYPE__ int
__WINT_TYPE__ unsigned int
__INTMAX_TYPE__ long
__UINTMAX_TYPE__ unsigned long
__CHAR16_TYPE__ unsigned short
__CHAR32_TYPE__ unsigned int
__SIG_ATOMIC_TYPE__ int
__INT8_TYPE__ signed char
__INT16_TYPE__ short
__INT32_TYPE__ int
__INT64_TYPE__ long
__UINT8_TYPE__ unsigned char
__UINT16_TYPE__ unsigned short
__UINT32_TYPE__ unsigned int
__UINT64_TYPE__ unsigned long
__INT_LEAST8_TYPE__ signed char
__INT_LEAST16_TYPE__ short
__INT_LEAST32_TYPE__ int
__INT_LEAST64_TYPE__ long
__UINT_LEAST8_TYPE__ unsigned char
__UINT_LEAST16_TYPE__ unsigned short
__UINT_LEAST32_TYPE__ unsigned int
__UINT_LEAST64_TYPE__ unsigned long
__INT_FAST8_TYPE__ int
__INT_FAST16_TYPE__ int
__INT_FAST32_TYPE__ int
__INT_FAST64_TYPE__ long
__UINT_FAST8_TYPE__ unsigned int
__UINT_FAST16_TYPE__ unsigned int
__UINT_FAST32_TYPE__ unsigned int
__UINT_FAST64_TYPE__ unsigned long
__SCHAR_MAX__ 127
__SHRT_MAX__ 32767
__INT_MAX__ 2147483647
__LONG_MAX__ 9223372036854775807L
__LONG_LONG_MAX__ 9223372036854775807LL
__WCHAR_MAX__ 2147483647
__WCHAR_MIN__ (-__WCHAR_MAX__ - 1)
__WINT_MAX__ 4294967295U
__WINT_MIN__ 0U
__PTRDIFF_MAX__ 9223372036854775807L
__PTRADDR_MAX__ 18446744073709551615UL
__SIZE_MAX__ 18446744073709551615UL
__INTMAX_MAX__ 9223372036854775807L
__UINTMAX_MAX__ 18446744073709551615UL
__INTPTR_MAX__ 9223372036854775807L
__UINTPTR_MAX__ 18446744073709551615UL
__SIG_ATOMIC_MAX__ 2147483647
__SIG_ATOMIC_MIN__ (-__SIG_ATOMIC_MAX__ - 1)
__INT8_MAX__ 127
__INT16_MAX__ 32767
__INT32_MAX__ 2147483647
__INT64_MAX__ 9223372036854775807L
__UINT8_MAX__ 255
__UINT16_MAX__ 65535
__UINT32_MAX__ 4294967295U
__UINT64_MAX__ 18446744073709551615UL
__INT_LEAST8_MAX__ 127
__INT_LEAST16_MAX__ 32767
__INT_LEAST32_MAX__ 2147483647
__INT_LEAST64_MAX__ 9223372036854775807L
__UINT_LEAST8_MAX__ 255
__UINT_LEAST16_MAX__ 65535
__UINT_LEAST32_MAX__ 4294967295U
__UINT_LEAST64_MAX__ 18446744073709551615UL
__INT_FAST8_MAX__ 2147483647
__INT_FAST16_MAX__ 2147483647
__INT_FAST32_MAX__ 2147483647
__INT_FAST64_MAX__ 9223372036854775807L
__UINT_FAST8_MAX__ 4294967295U
__UINT_FAST16_MAX__ 4294967295U
__UINT_FAST32_MAX__ 4294967295U
__UINT_FAST64_MAX__ 18446744073709551615UL
__SCHAR_WIDTH__ 8
__SHRT_WIDTH__ 16
__INT_WIDTH__ 32
__LONG_WIDTH__ 64
__LONG_LONG_WIDTH__ 64
__SIZE_WIDTH__ 64
__PTRDIFF_WIDTH__ 64
__INTMAX_WIDTH__ 64
__INTPTR_WIDTH__ 128
__WCHAR_WIDTH__ 32
__WINT_WIDTH__ 32
__INT8_C(c) c
__INT16_C(c) c
__INT32_C(c) c
__INT64_C(c) c##L
__UINT8_C(c) c
__UINT16_C(c) c
__UINT32_C(c) c##U
__UINT64_C(c) c##UL
__INTMAX_C(c) c##L
__UINTMAX_C(c) c##UL
__INT64_C_SUFFIX__ L
__UINT32_C_SUFFIX__ U
__UINT64_C_SUFFIX__ UL
__INTMAX_C_SUFFIX__ L
__UINTMAX_C_SUFFIX__ UL
__INT8_FMTd__ "hhd"
__INT16_FMTd__ "hd"
__INT32_FMTd__ "d"
__INT64_FMTd__ "ld"
__FLT_RADIX__ 2
__FLT_EVAL_METHOD__ 0
__DECIMAL_DIG__ 17
__FINITE_MATH_ONLY__ 0
__FLT_MANT_DIG__ 24
__FLT_DIG__ 6
__FLT_DECIMAL_DIG__ 9
__FLT_MIN_EXP__ (-125)
__FLT_MIN_10_EXP__ (-37)
__FLT_MAX_EXP__ 128
__FLT_MAX_10_EXP__ 38
__FLT_MAX__ 3.40282347e+38F
__FLT_MIN__ 1.17549435e-38F
__FLT_EPSILON__ 1.19209290e-7F
__FLT_DENORM_MIN__ 1.40129846e-45F
__FLT_HAS_DENORM__ 1
__FLT_HAS_INFINITY__ 1
__FLT_HAS_QUIET_NAN__ 1
__DBL_MANT_DIG__ 53
__DBL_DIG__ 15
__DBL_DECIMAL_DIG__ 17
__DBL_MIN_EXP__ (-1021)
__DBL_MIN_10_EXP__ (-307)
__DBL_MAX_EXP__ 1024
__DBL_MAX_10_EXP__ 308
__DBL_MAX__ 1.7976931348623157e+308
__DBL_MIN__ 2.2250738585072014e-308
__DBL_EPSILON__ 2.2204460492503131e-16
__DBL_DENORM_MIN__ 4.9406564584124654e-324
__DBL_HAS_DENORM__ 1
__DBL_HAS_INFINITY__ 1
__DBL_HAS_QUIET_NAN__ 1
__LDBL_MANT_DIG__ 53
__LDBL_DIG__ 15
__LDBL_DECIMAL_DIG__ 17
__LDBL_MIN_EXP__ (-1021)
__LDBL_MIN_10_EXP__ (-307)
__LDBL_MAX_EXP__ 1024
__LDBL_MAX_10_EXP__ 308
__LDBL_MAX__ 1.7976931348623157e+308L
__LDBL_MIN__ 2.2250738585072014e-308L
__LDBL_EPSILON__ 2.2204460492503131e-16L
__LDBL_DENORM_MIN__ 4.9406564584124654e-324L
__LDBL_HAS_DENORM__ 1
__LDBL_HAS_INFINITY__ 1
__LDBL_HAS_QUIET_NAN__ 1
__GCC_ATOMIC_BOOL_LOCK_FREE 2
__GCC_ATOMIC_CHAR_LOCK_FREE 2
__GCC_ATOMIC_CHAR16_T_LOCK_FREE 2
__GCC_ATOMIC_CHAR32_T_LOCK_FREE 2
__GCC_ATOMIC_WCHAR_T_LOCK_FREE 2
__GCC_ATOMIC_SHORT_LOCK_FREE 2
__GCC_ATOMIC_INT_LOCK_FREE 2
__GCC_ATOMIC_LONG_LOCK_FREE 2
__GCC_ATOMIC_LLONG_LOCK_FREE 2
__GCC_ATOMIC_POINTER_LOCK_FREE 2
__GCC_ATOMIC_TEST_AND_SET_TRUEVAL 1
__GCC_HAVE_SYNC_COMPARE_AND_SWAP_4 1
__GCC_HAVE_SYNC_COMPARE_AND_SWAP_8 1
__ATOMIC_RELAXED 0
__ATOMIC_CONSUME 1
__ATOMIC_ACQUIRE 2
__ATOMIC_RELEASE 3
__ATOMIC_ACQ_REL 4
__ATOMIC_SEQ_CST 5
`

// predefine makes the macros that exist before the first line, and those of the
// command line.
func (p *preprocessor) predefine() {
	for text, d := range dynamics {
		n := p.names.of(text)
		n.macro = &macro{name: n, dynamic: d}
	}
	p.src = &source{lexer: &lexer{pp: p, file: &diag.File{}, text: predefined}}
	for p.src.off+1 < len(predefined) {
		p.src.off++ // the line end
		p.defineHere()
	}
	for _, n := range p.names.slots {
		if n == nil || n.macro == nil {
			continue
		}
		n.macro.loc, n.macro.end = 0, 0
	}
	if p.SignedChar {
		p.names.of("__CHAR_UNSIGNED__").macro = nil
	}
	var b strings.Builder
	for _, d := range p.Defines {
		name, value, ok := strings.Cut(d, "=")
		if !ok {
			value = "1"
		}
		b.WriteString("#define " + line(name) + " " + line(value) + "\n")
	}
	for _, u := range p.Undefs {
		b.WriteString("#undef " + line(u) + "\n")
	}
	p.src = nil
	if b.Len() == 0 {
		return
	}
	f := p.Files.Add("<command line>", b.String(), 0, false)
	p.main = f
	p.enter(f)
	var t Token
	for t.Kind = Other; t.Kind != EOF; { // directives only
		p.fromFile(&t)
	}
	p.src = nil
}

// defineHere makes a macro of the rest of the line.
func (p *preprocessor) defineHere() {
	p.src.line = true
	dir := Token{Text: "define"}
	p.define(&dir, p.rest())
}

// line is s up to its first line end.
func line(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	return s
}
