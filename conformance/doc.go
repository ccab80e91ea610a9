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
package conformance
