// fault_jump_data: jumps to data. It faults: SIGPROT, pointers to data have no right to execute
int main(void)
{
	static unsigned code[] = { 0x00008067 };
	((void (*)(void))(void *)code)();
	return 0;
}
/* Faults: 34
Contains:
ended by SIGPROT (34): CHERI instruction access fault
*/
