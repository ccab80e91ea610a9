typedef __uintcap_t uintptr_t;
typedef __intcap_t intptr_t;
typedef unsigned long size_t;
typedef unsigned long ptraddr_t;
struct node { struct node *next; int value; };
struct __attribute__((packed)) bad { char c; void *p; };

void *integers(long l, int i, size_t n)
{
    void *p = (void *)l;
    p = (void *)i;
    p = (void *)n;
    p = (void *)(uintptr_t)n;
    p = (void *)-1;
    p = (void *)0x1000;
    p = (void *)(uintptr_t)4;
    return p;
}

int *round_trip(int *p)
{
    long l = (long)p;
    int *q = (int *)(long)p;
    q = (int *)(uintptr_t)p;
    q = (int *)((uintptr_t)p & ~(size_t)7);
    q = (int *)(size_t)((uintptr_t)p & ~(size_t)7);
    int i = (int)p;
    return q;
}

uintptr_t provenance(uintptr_t a, uintptr_t b, size_t n, char *p)
{
    uintptr_t r = a + b;
    r = a + n;
    r = n + a;
    r = a - b;
    r = a | 1;
    r = a ^ b;
    r = a & b;
    r = (size_t)a + b;
    r = a << 2;
    r = (uintptr_t)p | (uintptr_t)n;
    r += b;
    if (a == b || a < b) r = 1;
    return r;
}

void buffers(void)
{
    char buf[64];
    _Alignas(16) char aligned[64];
    struct node *n = (struct node *)buf;
    n = (struct node *)aligned;
    void **v = (void **)buf;
    n->next = *v;
}
