// fault_misaligned: loads a pointer from an address that is no multiple of 16. It faults: SIGBUS
int main(void)
{
	static _Alignas(16) char space[64];
	void **p = (void **)(space + 8);
	return *p != 0;
}
/* Warns: yes
Faults: 7
Contains:
ended by SIGBUS (7): load access fault
*/
