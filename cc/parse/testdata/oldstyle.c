f(a, b) char b; { return a + b; }
int g(a) int a, c; { return a; }
h(x) { return x; }
static s;
int k(a, a) int a; { return 0; }
int (*p)(a, b);
main() { unknown(1); return f(1, 2) + g(1, 2, 3); }
