// instructions: what a program in S-mode can execute, but may not get anything from
#include "attack.h"

#define TRY(name, text) static void name(void) { __asm__ volatile(text ::: "t0", "memory"); }
TRY(ecall, "ecall")
TRY(ebreak, "ebreak")
TRY(wfi, "wfi\n wfi\n wfi")
TRY(sfence, "sfence.vma")
TRY(sret, "sret")
TRY(mret, "mret")
TRY(read_status, "csrr t0, sstatus")
TRY(clear_sie, "csrci sstatus, 2")
TRY(write_stvec, "csrw stvec, zero")
TRY(read_sepc, "csrr t0, sepc")
TRY(read_sscratch, "csrr t0, sscratch")
TRY(write_sscratch, "csrw sscratch, zero")
TRY(read_satp, "csrr t0, satp")
TRY(write_satp, "csrw satp, zero")
TRY(write_sie, "csrw sie, zero")
TRY(write_timer, "csrw stimecmp, zero")
TRY(read_mstatus, "csrr t0, mstatus")
TRY(write_ddc, "csrw ddc, sp")
TRY(write_stidc, "csrw stidc, sp")
TRY(unimp, "unimp")

static void read_ddc(void)
{
	void *ddc, *stidc;
	__asm__ volatile("csrr %0, ddc\n csrr %1, stidc" : "=r"(ddc), "=r"(stidc));
	_exit(cheri_tag_get(ddc) || cheri_tag_get(stidc));
}

int main(void)
{
	attack("ecall", ecall);
	attack("ebreak", ebreak);
	attack("wfi", wfi);
	attack("sfence.vma", sfence);
	attack("sret", sret);
	attack("mret", mret);
	attack("read sstatus", read_status);
	attack("clear SIE", clear_sie);
	attack("write stvec", write_stvec);
	attack("read sepc", read_sepc);
	attack("read sscratch", read_sscratch);
	attack("write sscratch", write_sscratch);
	attack("read satp", read_satp);
	attack("write satp", write_satp);
	attack("write sie", write_sie);
	attack("write stimecmp", write_timer);
	attack("read mstatus", read_mstatus);
	attack("write ddc", write_ddc);
	attack("write stidc", write_stidc);
	attack("unimp", unimp);
	attack("read ddc, stidc", read_ddc);
	puts("alive");
	return 0;
}
/* Contains:
ecall: signal 31
ebreak: signal 5
wfi: ended with 0
sfence.vma: ended with 0
alive
*/
