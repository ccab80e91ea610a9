// fault_subobject: runs from one member into the next. Silent, unless compiled with -Xsubobject
#include <stdio.h>
#include <string.h>

struct account {
	char name[8];
	int balance;
};

static void rename_to(char *name, const char *to)
{
	strcpy(name, to);
}

int main(void)
{
	struct account a = { "mallory", 0 };
	rename_to(a.name, "mallory!xyz");
	printf("the balance is %d\n", a.balance);
	return 0;
}
/* Output:
the balance is 8026488
Flags: -Xsubobject
Faults: 34
Contains:
ended by SIGPROT (34): CHERI store/AMO access fault
*/
