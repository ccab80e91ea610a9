typedef __uintcap_t uintptr_t;
typedef unsigned long size_t;

uintptr_t align(uintptr_t p) { return (p + 15) & ~(uintptr_t)15; }
char *mark(char *p) { return (char *)((uintptr_t)p | 1); }
size_t address(void *p) { return (size_t)p; }
void *number(long n) { return (void *)n; }
int order(char *p, char *q) { return p < q || !p; }
long distance(int *p, int *q) { return q - p; }
void *narrow(void *p, size_t n) { return __builtin_cheri_bounds_set(p, n); }
int tagged(void *p) { return __builtin_cheri_tag_get(p) && __builtin_cheri_length_get(p) > 16; }
_Bool some(void *p) { return p; }
