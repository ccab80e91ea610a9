/* assert, with and without NDEBUG. */
#define NDEBUG
#include <assert.h>

static void quiet(void)
{
	assert(0);
}

#undef NDEBUG
#include <assert.h>

int main(void) { quiet(); assert(1 + 1 == 2); assert(1 + 1 == 3); return 0; }
