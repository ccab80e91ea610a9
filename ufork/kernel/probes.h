// The kernel's probes: at which steps they are passed, and what their arguments
// are. docs/probes.md is made from this list, and the tests compare it with the
// sources: each probe has one line here,
//
//   name(arguments): what has just happened, or is about to
//
//   boot(nframes, strategy): the kernel is set up: frames of memory, strategy of fork (0 full, 1 coa, 2 copa)
//   proc.create(pid): a µprocess has an entry in the table
//   proc.switch(from, to): the hart goes from one µprocess to another; from is 0 for the first
//   exec(pid, base): a µprocess has a new program, in a new region that begins at base; what it had before goes away now
//   exit(pid, status): a µprocess ends; status as waitpid stores it
//   fork.call(parent): a µprocess has called fork; nothing is done yet
//   fork.begin(parent, child, from, to, size): a fork has a child and a region for it, and begins with memory: from the region at one address to that at the other, of size bytes
//   fork.share(va, to, pte): a page is given to the child as it is: pte is written to to, in the table of the child whose first page is at va
//   fork.copy(va, pa, to): the page at va of the child is copied by the fork itself, from frame pa to frame to
//   fork.relocate(child): the child has its memory; now its registers are relocated
//   fork.end(child): the child can run
//   fork.fail(child): there was no memory for it, or no region, or child is 0 as there was no entry in the table; what it had is given back
//   cap.relocate(slot, old, new, va): a capability at the address slot is rebuilt, in a page that the child has at va, or without va one that the kernel keeps for it: a register, or the handler of a signal
//   fault.cow(pid, va, cause): a write to a page that is shared since a fork
//   fault.coa(pid, va, cause): the first access to a page under copy on access
//   fault.copa(pid, va, cause): the first load of a capability from a page under copy on pointer access
//   fault.end(pid, err): the page is the µprocess's own now, or err says why not
//   page.copy(va, pa, to): in such a fault, frame pa was copied to frame to
//   page.alloc(pa, kind): a frame was taken, 0 when there is none; kind is that of enum FRAME_...
//   page.free(pa, kind): nobody uses a frame any more
//   console.read(pid): a µprocess reads from the console; nothing is taken yet
//   syscall.enter(pid, number): a system call begins; number is that of ushell/sys.h
//   syscall.exit(pid, number): it is done, its answer is in a0 of the saved registers
//   signal(pid, sig): a signal is pending, or a fault becomes one
#include <probe.h>
