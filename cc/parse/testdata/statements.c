int f(int x)
{
    switch (x) {
    case 1:
    case 2 ... 4:
    case 3:
    case 1:
    case x:
    case 7 ... 6:
    default:
    default:
        break;
    }
    switch ("x") { case 1: ; }
    goto missing;
    {
        int n = x;
        int vla[n];
    inside:
        vla[0] = 1;
    }
    goto inside;
unused:
    for (static int i = 0; i < 3; i++)
        ;
    if (x)
        int declared = 1;
    asm("add %0, %1" : "r"(x));
    asm("add %0, %5" : "=r"(x) : "r"(x));
    asm("mv %[to], %[from]" : [to] "=r"(5) : "r"(x));
    int nested(int y) { return y; }
    return nested(x);
}

int last_label(int x)
{
    if (x) goto out;
    x++;
out:
}

void no_value(void) { return 1; }
int value(void) { return; }
int falls(int x) { if (x) return 1; }
int loops(void) { for (;;) ; }
int breaks(int x) { for (;;) { if (x) break; } }
int switches(int x) { switch (x) { case 1: return 1; default: return 2; } }
int gotos(int x) { if (x) goto a; return 1; a: return 2; }
_Noreturn void never(void) { }
_Noreturn void really_never(void) { never(); }
int after_never(int x) { if (x) return 1; really_never(); }
