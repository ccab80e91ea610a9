package ufork

import (
	"flag"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"ushell/asm"
	"ushell/image"
	"ushell/machine"
)

var allMutants = flag.Bool("mutants", false, "TestMutants tries all mutants of the kernel")

// mutants are changes that break one mechanism of the kernel each, and the test that
// must notice: what attacks a claim can fail.
var mutants = []struct {
	name     string
	file     string // of the kernel's sources
	notices  func(testing.TB)
	old, new string // the text, which is there once, and what it becomes
}{
	{"roots left in s2, s3", "boot.s", authority,
		"        ymv s2, zero\n        ymv s3, zero\n",
		""},
	{"ddc not cleared at boot", "boot.s", authority,
		"        csrw ddc, zero ",
		"        nop "},
	{"utidc holds kernel capability", "boot.s", authority,
		"        csrw utidc, zero",
		"        auipc t0, 0\n        csrw utidc, t0"},
	{"stidc holds kernel capability", "boot.s", authority,
		"        csrw stidc, zero",
		"        auipc t0, 0\n        csrw stidc, t0"},
	{"cause 9 not delegated", "boot.s", attacked("instructions"),
		"        li t0, -1\n        csrw medeleg, t0                # all faults and the timer are S-mode's business\n",
		"        li t0, -1 ^ 1 << 9\n        csrw medeleg, t0\n        li t0, -1\n"},
	{"reservations survive a switch", "entry.s", attacked("registers"),
		"swtch:  sc.d zero, zero, (a1)\n",
		"swtch:\n"},
	{"no SIE clear at entry", "entry.s", crossed("attack/jumps"),
		"        csrci sstatus, 2\n        csrrw sp, sscratch, sp\n        li t0",
		"        nop\n        csrrw sp, sscratch, sp\n        li t0"},
	{"t0 not cleared", "entry.s", crossed("attack/jumps"),
		"        sy zero, 5*16(sp)\n        csrrw",
		"        sy t0, 5*16(sp)\n        csrrw"},
	{"leave by linking jalr", "entry.s", crossed("attack/jumps"),
		"        csrrw sp, sscratch, sp\n        sret\n\n# The kernel's own",
		"        csrrw sp, sscratch, sp\n        jalr t0, t0\n\n# The kernel's own"},
	{"interrupts off after return", "entry.s", attacked("timers"),
		"        li t0, 1 << 8 | 1 << 5          # SPP: S-mode; SPIE: with interrupts",
		"        li t0, 1 << 8"},
	{"wait4 writes with the kernel's authority", "syscall.c", attacked("buffers"),
		"copy_out(to, &status, sizeof status) < 0)\n\t\treturn -EFAULT;\n\treturn pid;\n}\n\n// sys_wait is",
		"copy_data(cheri_address_set(kernel_root, cheri_address_get(to)), &status, sizeof status))\n\t\treturn -EFAULT;\n\treturn pid;\n}\n\n// sys_wait is"},
	{"wait writes with the kernel's authority", "syscall.c", attacked("buffers"),
		"status >> 8;\n\tif (pid > 0 && cheri_address_get(to) && copy_out(to, &status, sizeof status) < 0)",
		"status >> 8;\n\tif (pid > 0 && cheri_address_get(to) && copy_data(cheri_address_set(kernel_root, cheri_address_get(to)), &status, sizeof status))"},
	{"nanosleep looks at its argument again", "syscall.c", attacked("arguments"),
		"\twhile (!err && now() < until)\n",
		"\twhile (!err && (copy_in(&t, argp(tf, 0), sizeof t), now() < until + t.tv_sec))\n"},
	{"copy faults not resolved in the kernel", "syscall.c", attacked("copies"),
		"\tif (resolve(current, tf->cause, tf->tval) > 0)\n\t\treturn;",
		""},
	{"copy fault EFAULT missing", "syscall.c", attacked("buffers"),
		"\tif (pc >= cheri_address_get(copy_begin) &&",
		"\tif (0 && pc >= cheri_address_get(copy_begin) &&"},
	{"copies of data carry tags", "copy.s", attacked("smuggle"),
		"        bnez t0, 2f\n        li t1, 8\n1:      bltu a2, t1, 2f\n        ld t0, 0(a1)\n        sd t0, 0(a0)\n        yaddi a0, a0, 8\n        yaddi a1, a1, 8\n        addi a2, a2, -8",
		"        or t0, a0, a1\n        andi t0, t0, 15\n        bnez t0, 2f\n        li t1, 16\n1:      bltu a2, t1, 2f\n        ly t0, 0(a1)\n        sy t0, 0(a0)\n        yaddi a0, a0, 16\n        yaddi a1, a1, 16\n        addi a2, a2, -16"},
	{"pipe write argument used past its bounds", "user.c", atLevel("full"),
		"\treturn copy_data(to, user((void *)from), n) ? -EFAULT : 0;",
		"\treturn copy_data(to, cheri_address_set(kernel_root, cheri_address_get((void *)from)), n) ? -EFAULT : 0;"},
	{"level none does nothing", "user.c", atLevel("none"),
		"\treturn isolation == ISO_NONE ?",
		"\treturn 0 ?"},
	{"level fault is none", "user.c", atLevel("fault"),
		"\treturn isolation == ISO_NONE ?",
		"\treturn isolation != ISO_FULL ?"},
	{"ASR believed without tag in sigreturn", "signal.c", attacked("frames"),
		"\tif (cheri_tag_get(pcc) && cheri_perms_get(pcc) & CHERI_PERM_SYSTEM_REGS && !cheri_is_sealed(pcc))\n\t\tbad",
		"\tif (cheri_perms_get(pcc) & CHERI_PERM_SYSTEM_REGS && !cheri_is_sealed(pcc))\n\t\tbad"},
	{"SIGKILL catchable", "signal.c", attacked("handlers"),
		" || !maskable(BIT(sig)) && cheri_address_get(from))",
		")"},
	{"signal frame with the kernel's authority", "signal.c", attacked("stacks"),
		"\tif (copy_out_caps(sp, &frame, n) < 0)",
		"\tif (copy_caps(cheri_address_set(kernel_root, cheri_address_get(sp)), &frame, n))"},
	{"sigreturn reads with the kernel's authority", "signal.c", attacked("frames"),
		"\tif (copy_in_caps(&frame, tf->regs[SP], sizeof frame / GRANULE) < 0)",
		"\tif (copy_caps(&frame, cheri_address_set(kernel_root, cheri_address_get(tf->regs[SP])), sizeof frame / GRANULE))"},
	{"signal_deliver without the kernel pcc check", "signal.c", interrupted("timer and signal"),
		"\t\tif (cheri_tag_get(pcc) && cheri_perms_get(pcc) & CHERI_PERM_SYSTEM_REGS && !cheri_is_sealed(pcc))\n\t\t\treturn;",
		""},
	{"ASR believed without tag in deliver", "signal.c", attacked("frames"),
		"\t\tif (cheri_tag_get(pcc) && cheri_perms_get(pcc) & CHERI_PERM_SYSTEM_REGS && !cheri_is_sealed(pcc))\n\t\t\treturn;",
		"\t\tif (cheri_perms_get(pcc) & CHERI_PERM_SYSTEM_REGS && !cheri_is_sealed(pcc))\n\t\t\treturn;"},
	{"SIGKILL maskable by sigprocmask", "signal.c", attacked("handlers"),
		"\t\tset = maskable(set);\n",
		""},
	{"SIGKILL maskable by sigsuspend", "signal.c", attacked("handlers"),
		"\tp->blocked = maskable(mask);",
		"\tp->blocked = mask;"},
	{"SIGKILL maskable by sigreturn", "signal.c", attacked("handlers"),
		"\tcurrent->blocked = maskable(frame.context.uc_sigmask);",
		"\tcurrent->blocked = frame.context.uc_sigmask;"},
	{"signal range", "signal.c", attacked("handlers"),
		"\tif (sig < 1 || sig > MAXSIG ||",
		"\tif (sig < 0 || sig > MAXSIG + 1 ||"},
	{"si_capreg is another register", "authority.c", attacked("causes"),
		"(int)(inst >> 15 & 31)",
		"(int)(inst >> 20 & 31)"},
	{"ddc is not blamed", "authority.c", attacked("causes"),
		"\tif (cheri_flags_get(tf->regs[PCC])) {",
		"\tif (0) {"},
	{"code that can't be read is read", "authority.c", attacked("causes"),
		"\tif (copy_in(&half[0], pcc, 2) < 0",
		"\tpcc = cheri_address_set(kernel_root, cheri_address_get(pcc));\n\tif (copy_in(&half[0], pcc, 2) < 0"},
	{"relocation drops software permissions", "relocate.c", attacked("capabilities"),
		"\tn = cheri_perms_and(n, cheri_perms_get(c));",
		"\tn = cheri_perms_and(n, cheri_perms_get(c) & ~CHERI_PERM_SW2);"},
	{"relocation by address", "relocate.c", attacked("capabilities"),
		"\treturn cheri_base_get(c) >= r->base && cheri_top_get(c) <= r->base + r->size;",
		"\treturn cheri_address_get(c) >= r->base && cheri_address_get(c) < r->base + r->size;"},
	{"zero length at the end left", "relocate.c", attacked("capabilities"),
		"\treturn cheri_base_get(c) >= r->base &&",
		"\treturn cheri_base_get(c) >= r->base && cheri_base_get(c) < r->base + r->size &&"},
	{"mode lost", "relocate.c", attacked("capabilities"),
		"\tif (cheri_flags_get(c)) // integral pointer mode\n\t\tn = cheri_flags_set(n, 1);\n",
		""},
	{"seal lost", "relocate.c", attacked("capabilities"),
		"\tif (cheri_is_sealed(c))\n",
		"\tif (0)\n"},
	{"fork keeps pages after ENOMEM", "fork.c", attacked("starved"),
		"\t\tvm_free(c);\n\t\tregion_release(index);\n\t\treturn failed",
		"\t\tregion_release(index);\n\t\treturn failed"},
	{"fork keeps the region after ENOMEM", "fork.c", attacked("starved"),
		"\t\tvm_free(c);\n\t\tregion_release(index);\n\t\treturn failed",
		"\t\tvm_free(c);\n\t\treturn failed"},
	{"ddc not relocated", "fork.c", attacked("registers"),
		"\tgive(&c->ddc, 1, 1, p, c);\n",
		""},
	{"utidc not relocated", "fork.c", threads("copa"),
		"\tgive(&c->utidc, 1, 1, p, c);\n",
		""},
	{"handlers not relocated", "fork.c", attacked("handlers"),
		"\tgive(&c->sig[0].call, MAXSIG + 1, sizeof c->sig[0] / sizeof(void *), p, c);\n",
		""},
	{"registers not relocated", "fork.c", attacked("capabilities"),
		"\tgive(c->tf->regs, 32, 1, p, c);\n",
		""},
	{"pages of the child not armed", "fork.c", attacked("inherit"),
		"more = strategy == COA ? 0 : PTE_YRG;",
		"more = 0;"},
	{"pages of the parent stay writable", "fork.c", attacked("copies"),
		"\t\t\t\t\t*from = pte = (pte & ~(PTE_W",
		"\t\t\t\t\tpte = (pte & ~(PTE_W"},
	{"no sfence after fork", "fork.c", crossed("attack/frames"),
		"\tvm_flush();\n\treturn 0;",
		"\treturn 0;"},
	{"fork takes the parent's heap hint", "fork.c", attacked("stale"),
		"\tc->heap = p->heap - r->base + regions[index].base;",
		"\tc->heap = p->heap;"},
	{"no sfence after own", "fault.c", crossed("attack/frames"),
		"\t*pte = PTE_TO(pa) | bits;\n\tvm_flush();",
		"\t*pte = PTE_TO(pa) | bits;"},
	{"own: no relocation when taken over", "fault.c", attacked("inherit"),
		"\t\t\trelocate_page(pa, from, p, va);\n",
		""},
	{"frames not cleared", "page.c", attacked("stale"),
		"\t\tmemset(page_at(pa), 0, PAGE);",
		"\t\t;"},
	{"region given away while frames refer to it", "region.c", attacked("inherit"),
		"\tregions[index].used = regions[index].frames != 0;",
		"\tregions[index].used = 0;"},
	{"region given away when settled early", "region.c", attacked("inherit"),
		"\t\tr->used = r->frames != 0;",
		"\t\tr->used = 0;"},
	{"munmap outside of the region", "sysmem.c", atLevel("none"),
		"\treturn vm_inside(current, *va, *n) ? 0 : -EINVAL;",
		"\treturn 0;"},
	{"covers without bounds", "sysmem.c", attacked("buffers"),
		"cheri_base_get(c) <= va && cheri_top_get(c) >= va + n",
		"1"},
	{"covers without seal", "sysmem.c", attacked("buffers"),
		" && !cheri_is_sealed(c)",
		""},
	{"covers without tag", "sysmem.c", attacked("buffers"),
		"\treturn cheri_tag_get(c) &&",
		"\treturn"},
	{"munmap without LOAD", "sysmem.c", attacked("buffers"),
		" || !(cheri_perms_get(c) & CHERI_PERM_LOAD)",
		""},
	{"level none keeps munmap", "sysmem.c", atLevel("none"),
		"\tif (isolation != ISO_NONE && (!covers",
		"\tif ((!covers"},
	{"level none keeps VMEM", "sysmem.c", atLevel("none"),
		"\tif (isolation != ISO_NONE && !(cheri_perms_get(c) & PERM_VMEM))",
		"\tif (!(cheri_perms_get(c) & PERM_VMEM))"},
	{"shared memory takes capabilities", "sysmem.c", attacked("smuggle"),
		"\t\tbits |= PTE_SHARED;",
		"\t\tbits |= PTE_SHARED | PTE_CAPS;"},
	{"munmap without VMEM", "sysmem.c", atLevel("full"),
		"\tif (isolation != ISO_NONE && !(cheri_perms_get(c) & PERM_VMEM))\n\t\treturn -EPROT;",
		""},
	{"mprotect makes shared-after-fork pages writable", "sysmem.c", attacked("protections"),
		"kind != PTE_SHARED && !whole",
		"0"},
	{"mprotect of CoA pages", "sysmem.c", attacked("protections"),
		"\t\tif (strategy == COA && kind",
		"\t\tif (0 && kind"},
	{"mprotect keeps no YRG", "sysmem.c", attacked("protections"),
		"(*pte & ~(PTE_V | PTE_R",
		"(*pte & ~(PTE_YRG | PTE_V | PTE_R"},
	{"timer not armed when alone", "proc.c", attacked("timers"),
		"\tarm_timer();\n\tp->since = now();\n\tp->state = RUNNING;\n\tif (p == me)\n\t\treturn;",
		"\tp->since = now();\n\tp->state = RUNNING;\n\tif (p == me)\n\t\treturn;\n\tarm_timer();"},
	{"fork bomb limit", "proc.c", attacked("exhaust"),
		"\treturn 0;\n}\n\nvoid proc_free",
		"\tpanic(\"full\");\n}\n\nvoid proc_free"},
	{"zombies keep their memory", "proc.c", attacked("exhaust"),
		"\tfile_exit(p);\n\tvm_free(p);",
		"\tfile_exit(p);"},
	{"region kept at exit", "proc.c", attacked("inherit"),
		"\tvm_free(p);\n\tregion_release(p->region);",
		"\tvm_free(p);"},
	{"ddc not saved at switches", "proc.c", attacked("registers"),
		"\t\t__asm__ volatile(\"csrr %0, ddc\" : \"=r\"(me->ddc));\n",
		""},
	{"ddc not loaded at switches", "proc.c", attacked("registers"),
		"\t__asm__ volatile(\"csrw ddc, %0\" ::\"r\"(p->ddc));\n",
		""},
	{"utidc not saved", "proc.c", threads("copa"),
		"\t\t__asm__ volatile(\"csrr %0, utidc\" : \"=r\"(me->utidc));\n",
		""},
	{"utidc not loaded", "proc.c", threads("copa"),
		"\t__asm__ volatile(\"csrw utidc, %0\" ::\"r\"(p->utidc));\n",
		""},
	{"timer not armed at switches", "proc.c", attacked("timers"),
		"\t\tidle();\n\tarm_timer();",
		"\t\tidle();"},
	{"exec leaks on ENOMEM", "exec.c", attacked("starved"),
		"\t\tvm_free(p);\n\t\tregion_release(index);\n\t\treturn err;",
		"\t\treturn err;"},
	{"write table through", "exec.c", attacked("jumps"),
		"\ttf->regs[A2] = (void *)syscalls;",
		"\ttf->regs[A2] = cheri_bounds_set(cheri_address_set(kernel_root, (u64)(void *)syscalls), sizeof syscalls);"},
	{"exec keeps handlers", "exec.c", attacked("copies"),
		"\t\tif (cheri_tag_get(p->sig[s].call))\n\t\t\tp->sig[s] = (struct handler){ 0 };",
		"\t\t;"},
	{"exec keeps the old region", "exec.c", attacked("copies"),
		"\tvm_free(&old);\n",
		""},
	{"ddc not cleared by exec", "exec.c", attacked("stale"),
		"\t__asm__ volatile(\"csrw ddc, zero\");\n",
		""},
	{"utidc not cleared by exec", "exec.c", threads("copa"),
		"\t__asm__ volatile(\"csrw utidc, zero\");\n",
		""},
	{"fp registers kept by exec", "exec.c", attacked("stale"),
		"\tfrestore(p->fregs);\n",
		""},
	{"pipe leaks on ENOMEM", "pipe.c", attacked("starved"),
		"\t\t\tif (a)\n\t\t\t\tpage_free(a);\n\t\t\treturn 0;",
		"\t\t\treturn 0;"},
	{"level fault copies first", "console.c", atLevel("fault"),
		"\tif (isolation != ISO_FULL) {",
		"\tif (isolation == ISO_NONE) {"},
}

// Tests of mutants: of a program of testdata/attack, of the ways in and out, of first
// instructions, of utidc, of an isolation level.
func attacked(name string) func(testing.TB) { return func(t testing.TB) { attack(t, name) } }
func crossed(name string) func(testing.TB)  { return func(t testing.TB) { waysOf(t, name) } }
func interrupted(kind string) func(testing.TB) {
	return func(t testing.TB) { firstInstruction(t, kind) }
}
func threads(strategy string) func(testing.TB) { return func(t testing.TB) { utidc(t, strategy) } }
func atLevel(level string) func(testing.TB)    { return func(t testing.TB) { isolated(t, level) } }

// verdict is a test of a mutant: that it fails is what is wanted.
type verdict struct {
	testing.TB
	kernel *image.Image
	mu     sync.Mutex
	said   []string
}

func (v *verdict) Helper()                   {}
func (v *verdict) Log(...any)                {}
func (v *verdict) Logf(string, ...any)       {}
func (v *verdict) Error(args ...any)         { v.say(fmt.Sprint(args...)) }
func (v *verdict) Errorf(f string, a ...any) { v.say(fmt.Sprintf(f, a...)) }

func (v *verdict) Fatal(args ...any) {
	v.Error(args...)
	runtime.Goexit()
}

func (v *verdict) Fatalf(format string, args ...any) {
	v.Errorf(format, args...)
	runtime.Goexit()
}

func (v *verdict) Failed() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return len(v.said) > 0
}

func (v *verdict) say(s string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.said = append(v.said, s)
}

// TestMutants breaks the kernel, and looks whether that is noticed. Some mutants are
// tried; with -mutants all are. Whoever changes a line of the kernel that a mutant is
// made of changes the mutant too.
func TestMutants(t *testing.T) {
	for i, m := range mutants {
		if i%8 != 0 && !*allMutants {
			continue
		}
		t.Run(strings.ReplaceAll(m.name, " ", "_"), func(t *testing.T) {
			t.Parallel()
			said := judge(t, m.file, m.old, m.new, m.notices)
			if len(said) == 0 {
				t.Error("nothing notices it")
			} else {
				t.Logf("%.300s", said[0])
			}
		})
	}
	// The tests do not fail because of how it is done.
	for i, notices := range []func(testing.TB){attacked("registers"), crossed("attack/jumps"), interrupted("timer"), threads("copa"), atLevel("none"), authority} {
		t.Run(fmt.Sprintf("none/%d", i), func(t *testing.T) {
			t.Parallel()
			if said := judge(t, "fork.c", "long sys_fork(", "long sys_fork(", notices); len(said) != 0 {
				t.Errorf("the kernel as it is: %.300s", said)
			}
		})
	}
}

// judge is what the test says of a mutant.
func judge(t *testing.T, file, old, new string, notices func(testing.TB)) []string {
	t.Helper()
	kernel, err := mutate(file, old, new)
	if err != nil {
		t.Fatal(err)
	}
	v := &verdict{TB: t, kernel: kernel}
	done := make(chan bool)
	go func() { // Fatal ends it
		defer close(done)
		notices(v)
	}()
	<-done
	return v.said
}

// mutate is the kernel with a change of one source.
func mutate(file, old, new string) (*image.Image, error) {
	kernel, err := buildSet(UFork)
	if err != nil {
		return nil, err
	}
	lib, err := buildSet(librarySet)
	if err != nil {
		return nil, err
	}
	srcs, err := kernelFiles()
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(srcs, func(s Source) bool { return s.Name == kernelSources+"/"+file })
	if i < 0 {
		return nil, fmt.Errorf("the kernel has no %s", file)
	}
	if n := strings.Count(string(srcs[i].Data), old); n != 1 {
		return nil, fmt.Errorf("%s has %d times, not once, what the mutant changes: %q", file, n, old)
	}
	src := Source{srcs[i].Name, []byte(strings.Replace(string(srcs[i].Data), old, new, 1))}
	b, err := compileMember(src, setFlags(UFork))
	if err != nil {
		return nil, err
	}
	obj := &asm.Object{}
	if err := obj.UnmarshalBinary(b); err != nil {
		return nil, err
	}
	all := slices.Clone(kernel.All)
	all[i] = obj
	return asm.Link("ufork", all, [][]*asm.Object{lib.All}, asm.Options{Base: machine.RAMBase, PageAlign: true})
}
