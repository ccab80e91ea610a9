//go:build csuites

package conformance

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// An exercise is one way of compiling and running a file of CTSRD-CHERI's
// cheri-exercises, and what its answers page describes for pure-capability
// code. Addresses are ours, so output is matched by patterns: ADDR stands for
// an address, CAP for a capability as %#p prints it.
type exercise struct {
	name   string
	files  []string // below src/
	flags  []string
	edit   [2]string // a text of the first file that a step of the exercise changes
	stdin  string
	args   []string
	output string // standard output and errors
	fault  string // the kind of fault that ends the program: bounds, tag, permission
	status int    // without a fault
	// warnings are what the compiler must say.
	warnings []string
	kernel   string // what it needs of a kernel; it is only compiled
}

const (
	ex   = "exercises/"
	miss = "missions/"
)

var exercises = []exercise{
	{name: "compile-and-run/print-pointer", files: []string{ex + "compile-and-run/print-pointer.c"},
		output: "size of pointer: 16\nsize of address: 8\n"},
	{name: "compile-and-run/print-capability", files: []string{ex + "compile-and-run/print-capability.c"},
		output: "cap to int length: 4\ncap to cap length: 16\n"},
	{name: "cheri-tags/corrupt-pointer", files: []string{ex + "cheri-tags/corrupt-pointer.c"},
		output: `buf=CAP &p=CAP\np\.ptr=CAP \(0x10f into buf\) \*p\.ptr=0f\nq=CAP \(0x(\w+) into buf\)\n\*q=\w\w\nr=ADDR \[rwRW,ADDR-ADDR\] \(invalid\) \(0x\w+\)\n`,
		fault:  "tag"},
	{name: "buffer-overflow-stack", files: []string{ex + "buffer-overflow-stack/buffer-overflow-stack.c"},
		output: `upper = ADDR, lower = ADDR, diff = 10\nupper\[0\] = a\n`, fault: "bounds"},
	{name: "buffer-overflow-global", files: []string{ex + "buffer-overflow-global/buffer-overflow-global.c"},
		output: `c = c\n`, fault: "bounds"},
	{name: "buffer-overflow-global, a large buffer", files: []string{ex + "buffer-overflow-global/buffer-overflow-global.c"},
		edit: [2]string{"char buffer[128];", "char buffer[1024*1024 + 1];"}, output: `c = c\nc = c\n`},
	{name: "buffer-overflow-global, repaired", files: []string{ex + "buffer-overflow-global/buffer-overflow-global.c"},
		edit: [2]string{"i <= len", "i < len"}, output: `c = c\nc = c\n`},
	{name: "subobject-bounds/buffer-overflow-subobject", files: []string{ex + "subobject-bounds/buffer-overflow-subobject.c"},
		output: `b\.i = c\nb\.i = b\n`},
	{name: "subobject-bounds/buffer-overflow-subobject -Xsubobject", files: []string{ex + "subobject-bounds/buffer-overflow-subobject.c"},
		flags: []string{"-Xsubobject"}, output: `b\.i = c\n`, fault: "bounds"},
	{name: "subobject-bounds/subobject-list", files: []string{ex + "subobject-bounds/subobject-list.c"},
		output: `Traversing list=CAP first=CAP lastnp=CAP\n( Ilist cursor=CAP\n  next=CAP\n  prevnp=CAP\n  val field at CAP\n){2}` +
			`Traversing list again, accessing superobject field\.\.\.\n Ilist cursor=CAP value=1 \(at CAP\)\n Ilist cursor=CAP value=3 \(at CAP\)\n`},
	// As it is now, the member is marked to keep its container's bounds: the
	// answer to step 5, second variant.
	{name: "subobject-bounds/subobject-list -Xsubobject", files: []string{ex + "subobject-bounds/subobject-list.c"},
		flags: []string{"-Xsubobject"},
		output: `Traversing list=CAP first=CAP lastnp=CAP\n( Ilist cursor=CAP\n  next=CAP\n  prevnp=CAP\n  val field at CAP\n){2}` +
			`Traversing list again, accessing superobject field\.\.\.\n Ilist cursor=CAP value=1 \(at CAP\)\n Ilist cursor=CAP value=3 \(at CAP\)\n`},
	{name: "subobject-bounds/subobject-list -Xsubobject, unmarked", files: []string{ex + "subobject-bounds/subobject-list.c"},
		flags: []string{"-Xsubobject"}, edit: [2]string{"ilist __subobject_use_container_bounds;", "ilist;"},
		output: `Traversing list=CAP first=CAP lastnp=CAP\n( Ilist cursor=CAP\n  next=CAP\n  prevnp=CAP\n  val field at CAP\n){2}` +
			`Traversing list again, accessing superobject field\.\.\.\n`, fault: "bounds"},
	{name: "control-flow-pointer", files: []string{ex + "control-flow-pointer/buffer-overflow-fnptr.c"}, fault: "tag"},
	{name: "buffer-overflow-heap 0x20", files: []string{ex + "buffer-overflow-heap/buffer-overflow-heap.c"}, args: []string{"0x20"},
		output: `sz=20, CRRL\(sz\)=20\nb1=CAP b2=CAP diff=20\nOverflowing by 1\n`, fault: "bounds"},
	{name: "buffer-overflow-heap 0x1001", files: []string{ex + "buffer-overflow-heap/buffer-overflow-heap.c"}, args: []string{"0x1001"},
		output: `sz=1001, CRRL\(sz\)=1008\nb1=CAP b2=CAP diff=1\w00\nOverflowing by 1\nb2 begins: BBBB\nOverflowing by \w+\n`, fault: "bounds"},
	{name: "type-confusion", files: []string{ex + "type-confusion/union-int-ptr.c"},
		output: `lp\.ptr Hello World!\n`, fault: "tag"},
	{name: "adapt-c/cat", files: []string{ex + "adapt-c/cat/cat.c", ex + "adapt-c/cat/methods.c"}, stdin: "one\ntwo\n",
		output: `\w+: write\(2\) failed: Bad address\n`, status: 1,
		warnings: []string{`methods\.c:70:\d+: warning: .*provenance`, `methods\.c:80:\d+: warning: .*`}},
	{name: "adapt-c/cat -n", files: []string{ex + "adapt-c/cat/cat.c", ex + "adapt-c/cat/methods.c"}, stdin: "one\ntwo\n", args: []string{"-n"},
		fault: "tag"},
	{name: "cheri-allocator", files: []string{ex + "cheri-allocator/cheri-allocator.c"},
		output: `Allocator initialised\nAllocating memory\nAllocation returned ADDR\nPreparing to overflow ADDR\nOverflowed allocation ADDR\n` +
			`Freeing allocation ADDR\nAllocation ADDR freed\nAllocating memory\nAllocation returned ADDR\nAllocating memory\nAllocation returned ADDR\nAllocating memory\n`,
		fault: "tag"},
	{name: "cheri-allocator, with bounds", files: []string{ex + "cheri-allocator/cheri-allocator.c"},
		edit:   [2]string{"return (alloc->a_bytes);", "return (cheri_bounds_set(alloc->a_bytes, ALLOC_SIZE));"},
		output: `Allocator initialised\nAllocating memory\nAllocation returned ADDR\nPreparing to overflow ADDR\n`, fault: "bounds"},
	// Freed memory waits for a revocation, so the second object lies elsewhere.
	{name: "pointer-revocation", files: []string{ex + "pointer-revocation/temporal-control.c"},
		output: `Installing function pointer in obj1 at CAP\nDemonstrating use after free:\n First function: CAP\n` +
			`Assigning function pointer through obj2 at CAP\nCalling function pointer through obj1 \(now CAP\):\n (First|Second) function: CAP\n`},
	{name: "pointer-revocation -DCAPREVOKE", files: []string{ex + "pointer-revocation/temporal-control.c"}, flags: []string{"-D", "CAPREVOKE"},
		output: `Installing function pointer in obj1 at CAP\nDemonstrating use after free:\n First function: CAP\n` +
			`Assigning function pointer through obj2 at CAP\nCalling function pointer through obj1 \(now .*\):\n`, fault: "permission|tag",
		kernel: "revocation"},
	{name: "pointer-injection/long-over-pipe", files: []string{ex + "pointer-injection/long-over-pipe.c"}, kernel: "pipe, fork"},
	{name: "pointer-injection/ptr-over-pipe", files: []string{ex + "pointer-injection/ptr-over-pipe.c"}, kernel: "pipe, fork"},
	{name: "cheriabi/print-more", files: []string{ex + "cheriabi/print-more.c"},
		output: `&argv\[0\]=CAP\n argv\[0\]=CAP\n&stack_local=CAP\n&rodata_const=ADDR \[rR?,ADDR-ADDR\]\n&relro_ptr=ADDR \[rR,ADDR-ADDR\]\n&rw_ptr=CAP\nprintf=ADDR \[rxR,ADDR-ADDR\] \(sentry\)\n`},
	{name: "cheriabi/perm-vmem", files: []string{ex + "cheriabi/perm-vmem.c"},
		output: `Directly mapped page at p=CAP\n p\.perms=ADDR\nPunching hole in the heap at p=CAP\n p\.perms=ADDR\nmunmap failed: Memory protection violation\nDone\n`},
	{name: "cheriabi/kern-read-over", files: []string{ex + "cheriabi/kern-read-over.c"}, kernel: "pipe, fork, waitpid"},
	{name: "buffer-overflow-control-flow", files: []string{miss + "buffer-overflow-control-flow/buffer-overflow.c", miss + "buffer-overflow-control-flow/btpalloc.c"},
		stdin: "abcd", output: `Checksum: 0x393b\nExploit unsuccessful!\n`},
	{name: "buffer-overflow-control-flow, overflowing", files: []string{miss + "buffer-overflow-control-flow/buffer-overflow.c", miss + "buffer-overflow-control-flow/btpalloc.c"},
		stdin: strings.Repeat("A", 26000), fault: "bounds"},
	{name: "buffer-overflow-control-flow -DCHERI_NO_ALIGN_PAD, overflowing", files: []string{miss + "buffer-overflow-control-flow/buffer-overflow.c", miss + "buffer-overflow-control-flow/btpalloc.c"},
		flags: []string{"-D", "CHERI_NO_ALIGN_PAD"}, stdin: strings.Repeat("A", 25024), output: `Checksum: 0x\w+\n`, fault: "tag"},
	{name: "uninitialized-stack-frame-control-flow", files: []string{miss + "uninitialized-stack-frame-control-flow/stack-mission.c"},
		stdin:  strings.Repeat("41", 512) + "\n",
		output: `Cookie monster is hungry, provide some cookies!\n'=' skips the next 16 bytes\n'-' skips to the next character\nXX as two hex digits stores a single cookie\n> `,
		fault:  "tag|bounds"},
	{name: "uninitialized-stack-frame-control-flow, no cookies", files: []string{miss + "uninitialized-stack-frame-control-flow/stack-mission.c"},
		stdin: "\n", output: `Cookie monster is hungry, provide some cookies!\n(?s:.*)> ?No cookies\?\?\n`, status: 1},
	{name: "use-after-free-control-flow", files: []string{miss + "use-after-free-control-flow/temporal-mission.c"}, stdin: "FCC RD ZLD f\n",
		output: `Ready \(CHERI-RISC-V\)\nNew farm \(index 0\) at ADDR\nNew crop at ADDR\nNew crop at ADDR\nFarm 0 cursor ADDR\nFYI: Current farm is ADDR\n` +
			`FYI:  cursor ADDR\nFYI:  cursor->describe ADDR\n(Chelan|Colt) at ADDR\nFarm 0 cursor ADDR\nFYI: Current farm is ADDR\nFYI:  cursor ADDR\n` +
			`FYI:  cursor->describe ADDR\n(Chelan|Colt) at ADDR\nTear down farm \(index 0\) at ADDR\n`},
}

// signalled is the status of a program that SIGPROT ended.
const signalled = 128 + 34

// faults are the kinds of fault, as the bare runtime describes them.
var faults = map[string]string{"tag": "it has no tag", "bounds": "the access is not in its bounds", "permission": "it lacks the permission"}

// TestCHERIExercises compiles every C file of cheri-exercises with -Wall and
// runs those that need no kernel.
func TestCHERIExercises(t *testing.T) {
	dir := filepath.Join(checkout(t, "USHELL_CHERI_EXERCISES"), "src")
	used := map[string]bool{}
	var trials []trial
	for _, e := range exercises {
		for _, f := range e.files {
			used[f] = true
		}
		trials = append(trials, trial{e.name, func(tmp string) (string, string) { return e.try(dir, tmp) }})
	}
	for _, name := range walk(t, dir) {
		if !used[name] {
			t.Errorf("%s is not tried", name)
		}
	}
	runSuite(t, "testdata/cheri-exercises.tsv", trials)
}

// try compiles and runs one exercise.
func (e exercise) try(dir, tmp string) (result, reason string) {
	files, err := e.copies(dir, tmp)
	if err != nil {
		return "suite", err.Error()
	}
	prog := filepath.Join(tmp, "prog")
	args := append([]string{"cc", "-Wall", "-o", prog}, append(e.flags, files...)...)
	o := command(tmp, compileTime, "", args...)
	if o.status != 0 {
		return "compile", firstError(o.stderr)
	}
	for _, w := range e.warnings {
		if !regexp.MustCompile(w).MatchString(o.stderr) {
			return "warning", "no warning " + w
		}
	}
	if e.kernel != "" {
		return "kernel", "Needs a kernel: " + e.kernel
	}
	return e.judge(execute(prog, e.stdin, e.args...))
}

// copies are the files to compile, in their folders' copies if a step of the
// exercise changes them.
func (e exercise) copies(dir, tmp string) ([]string, error) {
	var out []string
	for _, f := range e.files {
		out = append(out, filepath.Join(dir, f))
	}
	if e.edit[0] == "" {
		return out, nil
	}
	if err := os.CopyFS(filepath.Join(tmp, "src"), os.DirFS(filepath.Dir(out[0]))); err != nil {
		return nil, err
	}
	out[0] = filepath.Join(tmp, "src", filepath.Base(out[0]))
	text, err := os.ReadFile(out[0])
	if err != nil {
		return nil, err
	}
	if !strings.Contains(string(text), e.edit[0]) {
		return nil, fmt.Errorf("%s does not contain %q", out[0], e.edit[0])
	}
	return out, os.WriteFile(out[0], []byte(strings.Replace(string(text), e.edit[0], e.edit[1], 1)), 0o666)
}

// judge compares with the answers page.
func (e exercise) judge(o outcome) (result, reason string) {
	pattern := strings.NewReplacer("CAP", `ADDR \[\w*,ADDR-ADDR\]( \(sentry\))?`).Replace(e.output)
	pattern = strings.ReplaceAll(pattern, "ADDR", "0x[0-9a-f]+")
	if ok, err := regexp.MatchString("^(?s:"+pattern+")", o.stdout); err != nil || !ok {
		return "output", clip(fmt.Sprintf("%q", o.stdout+o.stderr))
	}
	if e.fault != "" {
		for kind := range strings.SplitSeq(e.fault, "|") {
			if o.status == signalled && strings.HasSuffix(o.stdout, ": "+faults[kind]+"\n") {
				return "pass", ""
			}
		}
		return "fault", clip(fmt.Sprintf("expected %s: status %d, %s", e.fault, o.status, lastLine(o.stdout, o.stderr)))
	}
	if o.status != e.status {
		return "status", clip(fmt.Sprintf("status %d: %s", o.status, lastLine(o.stdout, o.stderr)))
	}
	return "pass", ""
}
