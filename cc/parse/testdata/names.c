#define LIMIT 10
typedef unsigned long size_type;
struct point { int x, y; struct { int depth; }; };
struct point origin;
enum color { red, green, blue };
int counter, printed;
int compute(int value);
extern int printf(const char *format, ...);

int f(struct point *p)
{
    int total = 0;
    totl = 1;
    total = conter + 1;
    prinft("%d\n", total);
    strlen("x");
    nowhere(1);
    p->z = 1;
    p->dept = 2;
    p.x = 3;
    origin->x = 4;
    total->x = 5;
    total = gren;
    size_typ n = 1;
    uint8_t byte = 2;
    point q;
    goto ende;
end:
    return total + NULL + compute(1, 2) + compute();
}

int counter(void) { return 0; }
int printed = 1;
int printed = 2;
static int compute(int value) { return value; }
double counter;
typedef long size_type;
struct point { int again; };
enum color { red };
int f(struct point *p) { return 1; }

void scopes(int a)
{
    int a;
    int b;
    long b;
    {
        int b = 1;
        extern int counter;
    }
    extern int local;
    x: ;
    x: ;
    break;
    continue;
    case 1: ;
    default: ;
}
