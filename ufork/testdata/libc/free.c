/* What free refuses. */
#include <cheriintrin.h>
#include <stdlib.h>
#include <string.h>

static char global[32];

int main(int argc, char **argv)
{
	char *p = malloc(100), *q = malloc(100);

	if (strcmp(argv[1], "twice") == 0) {
		free(p);
		free(p);
	} else if (strcmp(argv[1], "inside") == 0) {
		free(p + 16);
	} else if (strcmp(argv[1], "untagged") == 0) {
		free(cheri_tag_clear(p));
	} else {
		free(global);
	}
	free(q);
	return 0;
}
