// fault_permission: writes through a pointer that lost its permission. It faults: SIGPROT
#include <cheriintrin.h>

int main(void)
{
	int x = 1;
	int *p = cheri_perms_clear(&x, CHERI_PERM_STORE);
	*p = 2;
	return x;
}
/* Faults: 34
Contains:
ended by SIGPROT (34): CHERI store/AMO access fault
*/
