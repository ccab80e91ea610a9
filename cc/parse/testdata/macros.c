#define SQUARE(x) ((x) * (x)
#define MAX(a, b) ((a) > (b) ? (a) : b.x)
#define CALL(f, ...) f(__VA_ARGS__)
#define TWICE(x) SQUARE2(SQUARE2(x))
#define SQUARE2(x) ((x) * (x) + undefined)
#define ASSIGN(x) if (x = 1) x = 2
int take(int n);
int f(void)
{
    int a = SQUARE(3);
    int b = MAX(1, 2);
    CALL(take, "x", 2);
    CALL(take, "y");
    a = TWICE(b);
    ASSIGN(a);
    return a;
}
