// Package conformance runs test suites for the architecture.
//
// The public riscv-tests run in integral pointer mode, from reset, as
// ushell run --bare runs them:
//
//	RISCV_TESTS=path/to/riscv-tests go test -tags riscvtests ./conformance
//
// RISCV_TEST_ENV names a checkout of riscv-test-env where it is not the folder
// env of the suite. riscv64-unknown-elf-gcc must be installed. The expected
// results are in testdata/riscv-tests.tsv: with -update they are written anew,
// the reasons for those that don't pass stay.
//
// The suites for the C compiler have the tag csuites. Each takes its checkout
// from an environment variable and is skipped without it:
//
//	USHELL_C_TESTSUITE     c-testsuite/c-testsuite
//	USHELL_CHIBICC         rui314/chibicc
//	USHELL_WACC            nlsandler/writing-a-c-compiler-tests
//	USHELL_CTORTURE        SingleSource/Regression/C/gcc-c-torture/execute of llvm/llvm-test-suite
//	USHELL_CHERI_EXERCISES CTSRD-CHERI/cheri-exercises
//	USHELL_CJSON, USHELL_TINYEXPR, USHELL_SDS, USHELL_LUA
//	                       DaveGamble/cJSON, codeplea/tinyexpr, antirez/sds, lua/lua (v5.4.8)
//
// USHELL_ONLY is a regular expression for the programs to try, USHELL_BINARY
// a command that is already built, USHELL_CFLAGS more options for the compiler,
// USHELL_MAX_INSNS another limit of instructions. The results are in testdata/*.tsv; a test
// fails when one gets worse.
//
// The tag crosscc compares with riscv64-unknown-elf-gcc: random programs must
// print the same, and the programs in testdata/bench must not take many more
// instructions. USHELL_SEEDS is how many random programs there are,
// USHELL_SEED the first.
package conformance
