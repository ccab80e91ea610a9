typedef unsigned long size_t;
typedef long int64_t;
int printf(const char *format, ...) __attribute__((format(printf, 1, 2)));
int scanf(const char *format, ...) __attribute__((format(scanf, 1, 2)));
int log_it(int level, const char *format, ...) __attribute__((format(printf, 2, 3)));
struct s { int x; };

void f(int i, long l, unsigned u, double d, float fl, char *s, void *p, size_t n, int64_t i64, struct s *sp, short sh, char c, __uintcap_t cap)
{
    printf("%d %ld %u %f %s %p %c %%\n", i, l, u, d, s, p, c);
    printf("%zu %hd %hhd %x %5.2f %-10s %+d % d %05d %#x\n", n, sh, c, u, fl, s, i, i, i, u);
    printf("%*d %.*f\n", i, i, i, d);
    printf("%p\n", cap);
    printf("%d\n", l);
    printf("%ld\n", i);
    printf("%d\n", n);
    printf("%i64\n", i64);
    printf("%s\n", i);
    printf("%d\n", s);
    printf("%f\n", i);
    printf("%d\n", d);
    printf("%p\n", i);
    printf("%d %d\n", i);
    printf("%d\n", i, i);
    printf("%y\n", i);
    printf("100%\n");
    printf("%");
    printf("%ls\n", s);
    printf("%hs\n", s);
    printf("%*d\n", l, i);
    printf("%d and" " %s\n", i, i);
    printf(s);
    printf("\n", i);
    log_it(1, "%s", 5);
    scanf("%d %s %lf %c", &i, s, &d, &c);
    scanf("%d", i);
    scanf("%f", &d);
    scanf("%lf", &fl);
    scanf("%s", &s);
    scanf("%*d %d", &i);
    scanf("%[a-z]", s);
    scanf("%5[^]]%n", s, &i);
    scanf("%d", &l);
    __builtin_printf("%d\n", d);
}
