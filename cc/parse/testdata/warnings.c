typedef unsigned long size_t;
int printf(const char *format, ...) __attribute__((format(printf, 1, 2)));
int must(void) __attribute__((warn_unused_result));
void old(void) __attribute__((deprecated("use new")));
int *gp;
static int unused_function(void) { return 1; }
static int unused_global;
static inline int unused_inline(void) { return 1; }
static int never_defined(void);

int f(int a, int b, char *s)
{
    int unused, set, uninitialised, self = self;
    unsigned u = 1;
    set = 1;
    if (a = b) a = 2;
    if ((a = b)) a = 3;
    while (a = b) ;
    if (a)
        if (b)
            a = 1;
        else
            a = 2;
    a == b;
    a + b;
    a;
    *s;
    must();
    (void)must();
    old();
    a = a;
    if (a == a) b = 1;
    if (a && b || u) b = 2;
    if (a & 1 == 0) b = 3;
    if (!a == b) b = 4;
    if (1 < a < 3) b = 5;
    b = a << 1 + 2;
    b = a << 32;
    b = 1 << -1;
    b = a / 0;
    b = a % 0;
    b = 2147483647 + 1;
    if (s == "text") b = 1;
    if (f == 0) b = 2;
    if (&a == 0) b = 3;
    s = "text" + b;
    int array[3];
    array[3] = 1;
    array[-1] = 2;
    gp = &array[3];
    b = array[uninitialised];
    a, b;
    never_defined();
    for (int i = 0; i < 3; i++);
    {
        int a = 1;
        b += a;
    }
label:
    return b;
}

int *local(int p)
{
    int x = 1, a[2] = { 0 };
    if (p == 1) return &x;
    if (p == 2) return a;
    if (p == 3) return &a[1];
    if (p == 4) return &p;
    return (int[]){ 1 };
}

unsigned long size(int a[10], int i)
{
    char c = 1;
    a[c] = i;
    return sizeof(a);
}

enum color { red, green, blue };
int name(enum color c)
{
    switch (c) {
    case red: return 1;
    case green: return 2;
    }
    return 0;
}

void only_set(char *to, const char *from)
{
    int counted = 0;
    char *d = to;
    const char *s = from;
    while ((*d++ = *s++) != 0)
        counted++;
}
