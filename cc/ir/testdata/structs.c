typedef struct { int a, b; } pair;
typedef struct { char *p; long n; } two;
typedef struct { char c[3]; } odd;
typedef struct { long v[10]; } large;
typedef struct { unsigned x : 3, y : 7; int z : 10; unsigned char w; } bits;
typedef struct __attribute__((packed)) { char c; unsigned v : 30; long l; } tight;

pair swap(pair p) { return (pair){ p.b, p.a }; }
two move(two t) { t.p++; t.n--; return t; }
odd odds(odd o) { o.c[1] = 0; return o; }
large larger(large l) { l.v[3] = 7; return l; }
int get(bits *b) { return b->x + b->y + b->z; }
void set(bits *b, int v) { b->x = v; b->z += v; b->y = 5; }
unsigned tightly(tight *t) { t->v = 12345; return t->v + (unsigned)t->l; }
void assign(large *a, pair *b) { *a = (large){ { 1, 2 } }; *b = (pair){ 3, 4 }; }
int local(int x) { pair p = { x, 2 }; p.b += x; return p.a * p.b; }
