package conformance

import "strings"

// An exercise is one way of compiling and running a file of CTSRD-CHERI's
// cheri-exercises, and what its answers page describes for pure-capability
// code. Addresses are ours, so output is matched by patterns: ADDR stands for
// an address, CAP for a capability as %#p prints it.
type exercise struct {
	name     string
	files    []string // below src/
	flags    []string
	edits    []edit
	stdin    string
	args     []string
	output   string   // standard output and errors
	fault    string   // the kind of fault that ends the program: bounds, tag, permission, sealed
	status   int      // without a fault
	warnings []string // what the compiler must say
	answer   string   // what its answer says, in our words
	needs    string   // of a kernel, beyond a console and memory; revocation: it is only compiled
	hostid   string   // what is in the file /etc/hostid
	kernel   bool     // it can't run without one
}

// An edit is a text of a file that a step of the exercise changes: of the first
// one, or of that with the name beside it.
type edit struct{ file, old, new string }

const (
	ex   = "exercises/"
	miss = "missions/"
	vmem = `Directly mapped page at p=CAP\n p\.perms=ADDR\nPunching hole in the heap at p=CAP\n p\.perms=ADDR\n`
)

// aborted is the status of a program that abort ended.
const aborted = 128 + 6

// repaired is what steps 5 and 7 of adapt-c do.
var repaired = []edit{
	{"", "(long)stdin", "(uintptr_t)stdin"}, {"", "(long)fp", "(uintptr_t)fp"}, {"cat.h", "do_cat(long", "do_cat(uintptr_t"},
	{"methods.c", "(off + (uintptr_t)buf)", "((size_t)off + (uintptr_t)buf)"}, {"methods.c", "verbose_cat(long", "verbose_cat(uintptr_t"},
	{"methods.c", "raw_cat(long", "raw_cat(uintptr_t"}, {"methods.c", "do_cat(long", "do_cat(uintptr_t"},
}

// notRun are the exercises without a program of their own, or for another kernel.
var notRun = []struct{ dir, why string }{
	{ex + "debug-and-disassemble", "has no program of its own: objdump and gdb on that of compile-and-run"},
	{miss + "kernel-FreeBSD-SA-09-06.ktimer", "attacks a timer of FreeBSD's kernel"},
	{miss + "kernel-FreeBSD-SA-18-13.nfs", "attacks NFS in FreeBSD's kernel"},
}

var exercises = []exercise{
	{name: "compile-and-run/print-pointer", answer: "16 and 8", files: []string{ex + "compile-and-run/print-pointer.c"},
		output: "size of pointer: 16\nsize of address: 8\n"},
	{name: "compile-and-run/print-capability", answer: "4 and 16", files: []string{ex + "compile-and-run/print-capability.c"},
		output: "cap to int length: 4\ncap to cap length: 16\n"},
	{name: "cheri-tags/corrupt-pointer", answer: "a pointer written byte by byte has no tag", files: []string{ex + "cheri-tags/corrupt-pointer.c"},
		output: `buf=CAP &p=CAP\np\.ptr=CAP \(0x10f into buf\) \*p\.ptr=0f\nq=CAP \(0x(\w+) into buf\)\n\*q=\w\w\nr=ADDR \[rwRW,ADDR-ADDR\] \(invalid\) \(0x\w+\)\n`,
		fault:  "tag"},
	{name: "buffer-overflow-stack", answer: "the write behind lower fails", files: []string{ex + "buffer-overflow-stack/buffer-overflow-stack.c"},
		output: `upper = ADDR, lower = ADDR, diff = 10\nupper\[0\] = a\n`, fault: "bounds"},
	{name: "buffer-overflow-global", answer: "the write behind buffer fails", files: []string{ex + "buffer-overflow-global/buffer-overflow-global.c"},
		output: `c = c\n`, fault: "bounds"},
	{name: "buffer-overflow-global, a large buffer", answer: "padding takes the overflow", files: []string{ex + "buffer-overflow-global/buffer-overflow-global.c"},
		edits: []edit{{"", "char buffer[128];", "char buffer[1024*1024 + 1];"}}, output: `c = c\nc = c\n`},
	{name: "buffer-overflow-global, repaired", answer: "no overflow", files: []string{ex + "buffer-overflow-global/buffer-overflow-global.c"},
		edits: []edit{{"", "i <= len", "i < len"}}, output: `c = c\nc = c\n`},
	{name: "subobject-bounds/buffer-overflow-subobject", answer: "the overflow stays in the object, and succeeds", files: []string{ex + "subobject-bounds/buffer-overflow-subobject.c"},
		output: `b\.i = c\nb\.i = b\n`},
	{name: "subobject-bounds/buffer-overflow-subobject -Xsubobject", answer: "the overflow fails", files: []string{ex + "subobject-bounds/buffer-overflow-subobject.c"},
		flags: []string{"-Xsubobject"}, output: `b\.i = c\n`, fault: "bounds"},
	{name: "subobject-bounds/subobject-list", answer: "the list is walked", files: []string{ex + "subobject-bounds/subobject-list.c"},
		output: `Traversing list=CAP first=CAP lastnp=CAP\n( Ilist cursor=CAP\n  next=CAP\n  prevnp=CAP\n  val field at CAP\n){2}` +
			`Traversing list again, accessing superobject field\.\.\.\n Ilist cursor=CAP value=1 \(at CAP\)\n Ilist cursor=CAP value=3 \(at CAP\)\n`},
	// As it is now, the member is marked to keep its container's bounds: the
	// answer to step 5, second variant.
	{name: "subobject-bounds/subobject-list -Xsubobject", answer: "the marked member has the bounds of its container (step 5)", files: []string{ex + "subobject-bounds/subobject-list.c"},
		flags: []string{"-Xsubobject"},
		output: `Traversing list=CAP first=CAP lastnp=CAP\n( Ilist cursor=CAP\n  next=CAP\n  prevnp=CAP\n  val field at CAP\n){2}` +
			`Traversing list again, accessing superobject field\.\.\.\n Ilist cursor=CAP value=1 \(at CAP\)\n Ilist cursor=CAP value=3 \(at CAP\)\n`},
	{name: "subobject-bounds/subobject-list -Xsubobject, unmarked", answer: "the container is out of bounds", files: []string{ex + "subobject-bounds/subobject-list.c"},
		flags: []string{"-Xsubobject"}, edits: []edit{{"", "ilist __subobject_use_container_bounds;", "ilist;"}},
		output: `Traversing list=CAP first=CAP lastnp=CAP\n( Ilist cursor=CAP\n  next=CAP\n  prevnp=CAP\n  val field at CAP\n){2}` +
			`Traversing list again, accessing superobject field\.\.\.\n`, fault: "bounds"},
	{name: "control-flow-pointer", answer: "the overwritten function pointer has no tag", files: []string{ex + "control-flow-pointer/buffer-overflow-fnptr.c"}, fault: "tag"},
	{name: "buffer-overflow-heap 0x20", answer: "the first byte behind b1 fails", files: []string{ex + "buffer-overflow-heap/buffer-overflow-heap.c"}, args: []string{"0x20"},
		output: `sz=20, CRRL\(sz\)=20\nb1=CAP b2=CAP diff=20\nOverflowing by 1\n`, fault: "bounds"},
	{name: "buffer-overflow-heap 0x1001", answer: "padding takes the first overflow, the second fails", files: []string{ex + "buffer-overflow-heap/buffer-overflow-heap.c"}, args: []string{"0x1001"},
		output: `sz=1001, CRRL\(sz\)=1008\nb1=CAP b2=CAP diff=1\w00\nOverflowing by 1\nb2 begins: BBBB\nOverflowing by \w+\n`, fault: "bounds"},
	{name: "type-confusion", answer: "the changed pointer has no tag", files: []string{ex + "type-confusion/union-int-ptr.c"},
		output: `lp\.ptr Hello World!\n`, fault: "tag"},
	{name: "adapt-c/cat", answer: "write fails with EFAULT; two warnings", files: []string{ex + "adapt-c/cat/cat.c", ex + "adapt-c/cat/methods.c"}, stdin: "one\ntwo\n",
		output: `\S+: write\(2\) failed: Bad address\n`, status: 1,
		warnings: []string{`methods\.c:70:\d+: warning: .*provenance`, `methods\.c:80:\d+: warning: .*`}},
	{name: "adapt-c/cat -n", answer: "a FILE that was a long has no tag", files: []string{ex + "adapt-c/cat/cat.c", ex + "adapt-c/cat/methods.c"}, stdin: "one\ntwo\n", args: []string{"-n"},
		fault: "tag"},
	{name: "adapt-c/cat, repaired", answer: "the input", files: []string{ex + "adapt-c/cat/cat.c", ex + "adapt-c/cat/methods.c"}, stdin: "one\ntwo\n",
		edits: repaired, output: "one\ntwo\n"},
	{name: "adapt-c/cat -n, repaired", answer: "the input, with numbers", files: []string{ex + "adapt-c/cat/cat.c", ex + "adapt-c/cat/methods.c"}, stdin: "one\ntwo\n", args: []string{"-n"},
		edits: repaired, output: " +1\tone\n +2\ttwo\n"},
	{name: "adapt-c/cat /etc/hostid", files: []string{ex + "adapt-c/cat/cat.c", ex + "adapt-c/cat/methods.c"}, args: []string{"/etc/hostid"},
		needs: "open, fstat", kernel: true, hostid: "one\ntwo\n", answer: "write fails with EFAULT", output: `\S+: write\(2\) failed: Bad address\n`, status: 1},
	{name: "adapt-c/cat -n /etc/hostid", files: []string{ex + "adapt-c/cat/cat.c", ex + "adapt-c/cat/methods.c"}, args: []string{"-n", "/etc/hostid"},
		needs: "open", kernel: true, hostid: "one\ntwo\n", answer: "a FILE that was a long has no tag", fault: "tag"},
	{name: "adapt-c/cat -n /etc/hostid, repaired", files: []string{ex + "adapt-c/cat/cat.c", ex + "adapt-c/cat/methods.c"}, args: []string{"-n", "/etc/hostid"},
		needs: "open", kernel: true, edits: repaired, hostid: "one\ntwo\n", answer: "the file, with numbers", output: " +1\tone\n +2\ttwo\n"},
	{name: "cheri-allocator", answer: "the overwritten link of the free list has no tag", files: []string{ex + "cheri-allocator/cheri-allocator.c"},
		output: `Allocator initialised\nAllocating memory\nAllocation returned ADDR\nPreparing to overflow ADDR\nOverflowed allocation ADDR\n` +
			`Freeing allocation ADDR\nAllocation ADDR freed\nAllocating memory\nAllocation returned ADDR\nAllocating memory\nAllocation returned ADDR\nAllocating memory\n`,
		fault: "tag"},
	{name: "cheri-allocator, with bounds", answer: "the overflow fails", files: []string{ex + "cheri-allocator/cheri-allocator.c"},
		edits:  []edit{{"", "return (alloc->a_bytes);", "return (cheri_bounds_set(alloc->a_bytes, ALLOC_SIZE));"}},
		output: `Allocator initialised\nAllocating memory\nAllocation returned ADDR\nPreparing to overflow ADDR\n`, fault: "bounds"},
	// Freed memory waits for a revocation, so the second object lies elsewhere.
	{name: "pointer-revocation", answer: "no revocation yet: the old pointer still works", files: []string{ex + "pointer-revocation/temporal-control.c"},
		output: `Installing function pointer in obj1 at CAP\nDemonstrating use after free:\n First function: CAP\n` +
			`Assigning function pointer through obj2 at CAP\nCalling function pointer through obj1 \(now CAP\):\n (First|Second) function: CAP\n`},
	{name: "pointer-revocation -DCAPREVOKE", answer: "the old pointer has no permissions", files: []string{ex + "pointer-revocation/temporal-control.c"}, flags: []string{"-D", "CAPREVOKE"},
		output: `Installing function pointer in obj1 at CAP\nDemonstrating use after free:\n First function: CAP\n` +
			`Assigning function pointer through obj2 at CAP\nCalling function pointer through obj1 \(now .*\):\n`, fault: "permission|tag",
		needs: "revocation", kernel: true},
	{name: "pointer-injection/long-over-pipe", files: []string{ex + "pointer-injection/long-over-pipe.c"},
		needs: "pipe, fork", kernel: true, answer: "the number arrives", output: `received 42\n`},
	{name: "pointer-injection/ptr-over-pipe", files: []string{ex + "pointer-injection/ptr-over-pipe.c"},
		needs: "pipe, fork", kernel: true, answer: "the pointer arrives without its tag", fault: "tag"},
	{name: "cheriabi/kern-read-over", files: []string{ex + "cheriabi/kern-read-over.c"},
		needs: "pipe, fork, waitpid", kernel: true, answer: "read fails with EFAULT, behind what fits",
		output: `Write OK\nlower=ADDR upper=ADDR\nBad read \(Bad address\); lower\[0\]=0x10 upper\[0\]=0x0\n`},
	// The file has step 3 in it already, and asserts that mmap with MAP_FIXED may
	// replace pages of the heap. Step 3 says that it may not, and so does CheriBSD.
	{name: "cheriabi/perm-vmem, before step 3", files: []string{ex + "cheriabi/perm-vmem.c"},
		needs: "mmap, munmap", answer: "the heap can't be unmapped: it lacks the permission VMEM",
		edits:  []edit{{"", "char *q = mmap(p, 4096,", "char *q = p; if (0) q = mmap(p, 4096,"}, {"", "if (madvise(", "if (0 && madvise("}},
		output: vmem + `munmap failed: Memory protection violation\nDone\n`},
	{name: "cheriabi/perm-vmem", files: []string{ex + "cheriabi/perm-vmem.c"}, needs: "mmap with MAP_FIXED",
		answer: "what mmap gave may be replaced, the heap not: its assertion fails",
		output: vmem + `Assertion failed: \(q != MAP_FAILED\)`, status: aborted},
	{name: "cheriabi/perm-vmem, without the assertion", files: []string{ex + "cheriabi/perm-vmem.c"}, needs: "mmap with MAP_FIXED, madvise",
		answer: "none of the three is permitted for the heap", edits: []edit{{"", "assert(q != MAP_FAILED)", "printf(\"%d\\n\", q != MAP_FAILED)"}},
		output: vmem + `0\nmadvise failed: Memory protection violation\nmunmap failed: Memory protection violation\nDone\n`},
	{name: "cheriabi/print-more", files: []string{ex + "cheriabi/print-more.c"}, needs: "a process",
		answer: "each has bounds and permissions of its own, printf is a sentry",
		output: `&argv\[0\]=CAP\n argv\[0\]=CAP\n&stack_local=CAP\n&rodata_const=ADDR \[rR?,ADDR-ADDR\]\n&relro_ptr=ADDR \[rR,ADDR-ADDR\]\n&rw_ptr=CAP\nprintf=ADDR \[rxR,ADDR-ADDR\] \(sentry\)\n`},
	{name: "cheriabi/print-more, step 8", files: []string{ex + "cheriabi/print-more.c"}, needs: "a process",
		answer: "nothing can be read through a sentry", edits: []edit{{"", "PRINTF_PTR \"\\n\", printf)", "PRINTF_PTR \"\\n\", (void *)(uintptr_t)*(char *)printf)"}},
		output: `&argv`, fault: "sealed"},
	{name: "buffer-overflow-control-flow", answer: "the checksum, no exploit", files: []string{miss + "buffer-overflow-control-flow/buffer-overflow.c", miss + "buffer-overflow-control-flow/btpalloc.c"},
		stdin: "abcd", output: `Checksum: 0x393b\nExploit unsuccessful!\n`},
	{name: "buffer-overflow-control-flow, overflowing", answer: "the overflow fails", files: []string{miss + "buffer-overflow-control-flow/buffer-overflow.c", miss + "buffer-overflow-control-flow/btpalloc.c"},
		stdin: strings.Repeat("A", 26000), fault: "bounds"},
	{name: "buffer-overflow-control-flow -DCHERI_NO_ALIGN_PAD, overflowing", answer: "the overwritten function pointer has no tag", files: []string{miss + "buffer-overflow-control-flow/buffer-overflow.c", miss + "buffer-overflow-control-flow/btpalloc.c"},
		flags: []string{"-D", "CHERI_NO_ALIGN_PAD"}, stdin: strings.Repeat("A", 25024), output: `Checksum: 0x\w+\n`, fault: "tag"},
	{name: "uninitialized-stack-frame-control-flow", answer: "what cookies make of a function pointer has no tag, or is out of bounds", files: []string{miss + "uninitialized-stack-frame-control-flow/stack-mission.c"},
		stdin:  strings.Repeat("41", 512) + "\n",
		output: `Cookie monster is hungry, provide some cookies!\n'=' skips the next 16 bytes\n'-' skips to the next character\nXX as two hex digits stores a single cookie\n> `,
		fault:  "tag|bounds"},
	{name: "uninitialized-stack-frame-control-flow, no cookies", answer: "it says so", files: []string{miss + "uninitialized-stack-frame-control-flow/stack-mission.c"},
		stdin: "\n", output: `Cookie monster is hungry, provide some cookies!\n(?s:.*)> ?No cookies\?\?\n`, status: 1},
	{name: "use-after-free-control-flow", answer: "a harmless session", files: []string{miss + "use-after-free-control-flow/temporal-mission.c"}, stdin: "FCC RD ZLD f\n",
		output: `Ready \(CHERI-RISC-V\)\nNew farm \(index 0\) at ADDR\nNew crop at ADDR\nNew crop at ADDR\nFarm 0 cursor ADDR\nFYI: Current farm is ADDR\n` +
			`FYI:  cursor ADDR\nFYI:  cursor->describe ADDR\n(Chelan|Colt) at ADDR\nFarm 0 cursor ADDR\nFYI: Current farm is ADDR\nFYI:  cursor ADDR\n` +
			`FYI:  cursor->describe ADDR\n(Chelan|Colt) at ADDR\nTear down farm \(index 0\) at ADDR\n`},
}
