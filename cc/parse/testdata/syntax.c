int missing_semicolon(int a)
{
    int b = a + 1
    int c = b * 2;
    return c
}

int parens(int a)
{
    if (a > 1 {
        return (a + 2;
    }
    while a < 3)
        a++;
    return a +;
}

int later(void) { return undeclared_after_errors; }

void brackets(void)
{
    int a[3;
    a[1 = 2;
    for (int i = 0; i < 3, i++)
        a[i] = i;
    do { a[0]++; } while (a[0] < 3)
    else { }
}

struct s {
    int x
    int y;
    int;
    return;
    char z;
};

int use(struct s *p) { return p->z + p->nothing; }

int case_label(int x)
{
    switch (x) {
    case 1; return 1;
    case : return 2;
    default return 3;
    }
}

int = 3;
float float f;
int 2x;
enum { A, B C, D };
int (*fp)(int, );
typedef int;
int g(int x, y);
char *s = "open;
int last = 'ab;
int after_all = undeclared_at_the_end;
