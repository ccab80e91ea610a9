// %p prints the address, %#p the whole capability.
#include <cheriintrin.h>
#include <stdio.h>
#include <string.h>

int main(void)
{
	char text[64], want[64];
	int x[4];
	snprintf(text, sizeof text, "%p", (void *)x);
	snprintf(want, sizeof want, "0x%zx", cheri_address_get(x));
	printf("address %d\n", strcmp(text, want) == 0);
	snprintf(text, sizeof text, "%#p", (void *)(x + 1));
	snprintf(want, sizeof want, "0x%zx [rwRW,0x%zx-0x%zx]", cheri_address_get(x + 1), cheri_base_get(x), cheri_base_get(x) + 16);
	printf("capability %d\n", strcmp(text, want) == 0);
	if (strcmp(text, want))
		printf("%s\n%s\n", text, want);
	snprintf(text, sizeof text, "%#p", cheri_tag_clear(x));
	printf("invalid %d\n", strstr(text, "(invalid)") != NULL);
	snprintf(text, sizeof text, "%#p", (void *)main);
	printf("sentry %d\n", strstr(text, "(sentry)") != NULL);
	printf("%p %#p\n", (void *)0x1234, (void *)0x1234);
	return 0;
}
/* Output:
address 1
capability 1
invalid 1
sentry 1
0x1234 0x1234
*/
