void f(int n, void *p, int *ip, const int *cip, float x, ...)
{
    __builtin_va_list ap;
    __builtin_va_start(ap, x);
    __builtin_va_start(ap, n);
    n = __builtin_va_arg(ap, int);
    n = __builtin_va_arg(ap, char);
    n = __builtin_va_arg(n, int);
    n = __builtin_va_arg(ap, int[2]);
    __builtin_va_end(ap);
    n = __builtin_popcount(1, 2);
    n = __builtin_popcount("x");
    n = __builtin_expect(n);
    n = __builtin_nonsense(1);
    n = __builtin_offsetof(int, x);
    n = __builtin_offsetof(struct s { int a : 2; int b[2]; }, b[1]);
    n = __builtin_offsetof(struct s, a);
    n = __builtin_offsetof(struct s, c);
    n = __builtin_types_compatible_p(int, long);
    n = __builtin_choose_expr(1, 2, "x");
    n = __builtin_choose_expr(n, 2, 3);
    n = __builtin_add_overflow(1, 2, n);
    n = __builtin_add_overflow(1.5, 2, ip);
    n = __atomic_load_n(ip, 5) + __atomic_fetch_add(ip, 1, 5);
    n = __atomic_load_n(n, 5);
    __atomic_store_n(cip, 1, 5);
    n = __sync_fetch_and_add(ip, 1);
    n = __sync_nonsense(ip, 1);
    p = __builtin_cheri_bounds_set(p, 16);
    n = __builtin_cheri_length_get(n);
    p = __builtin_alloca(n);
    n = _Generic(n, long: 1, char: 2);
    n = _Generic(n, int: 1, int: 2);
    n = _Generic(n, int: 1, default: 2, default: 3);
    n = __builtin_strlen(1, 2);
}

void g(int n)
{
    __builtin_va_list ap;
    __builtin_va_start(ap, n);
}

int h(int n, int *p)
{
    __builtin_prefetch(p++);
    __builtin_prefetch(n);
    return alloca(n) != 0 && __builtin_expect(n, n++) && alloca("x") && __builtin_longjmp(p, 1);
}
