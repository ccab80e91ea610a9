typedef unsigned int uint;
struct a { int x; } sa;
struct b { int x; } sb;
void take_int(int n);
void take_pointer(int *p, const char *s);
int variadic(const char *f, ...);

int *f(int n, int *ip, char *cp, const int *cip, void *vp, unsigned *up, double d, int **ipp)
{
    ip = n;
    n = ip;
    ip = cp;
    ip = cip;
    ip = vp;
    ip = up;
    ip = 0;
    ip = 1;
    ip = (void *)0;
    ip = d;
    d = ip;
    cip = ip;
    ipp = vp;
    const int **cipp = ipp;
    sa = sb;
    sa = n;
    n = sa;
    int m = "text", *q = 3.5;
    char small = 300, text[2] = "abc";
    unsigned char byte = -1;
    uint u = 1LL << 40;
    _Bool flag = ip;
    take_int(ip);
    take_int("x");
    take_int(sa);
    take_int();
    take_int(1, 2);
    take_pointer(n, ip);
    take_pointer(cip, 0);
    variadic();
    variadic("x", sa, f(0, 0, 0, 0, 0, 0, 0, 0), take_int(1));
    if (ip == n) ;
    if (ip == cp) ;
    if (ip < 0) ;
    if (ip == vp) ;
    if (ip == 0) ;
    n = n ? ip : cp;
    void (*fp)(int) = take_pointer;
    fp(1, 2);
    vp = fp;
    if (n)
        return n;
    return cip;
}

void g(void) { return 1; }
int h(void) { return; }
int k(void) { return take_int(1); }
void l(void) { int x = take_int(1); take_int(take_int(1)); }
