int variable;
int not_constant = variable;
int call(void);
int calls = call();
int *address = &variable + 1;
long as_long = (long)&variable;
int too_many[2] = { 1, 2, 3 };
int beyond[2] = { [2] = 1, [-1] = 2, [0 ... 5] = 3 };
struct s { int a; int b[2]; struct { int c, d; } e; } good = { 1, { 2, 3 }, { 4, 5 } };
struct s elided = { 1, 2, 3, 4, 5 };
struct s excess = { 1, 2, 3, 4, 5, 6 };
struct s unknown = { .x = 1, .bb = 2, [0] = 3 };
struct s twice = { .a = 1, .a = 2 };
struct s wrong = { "text", { 1.5, &variable } };
int scalar = { 1, 2 };
int braces = { { 1 } };
int designated = { .x = 1 };
char text[3] = "abcd";
char fits[3] = "abc";
int wide[] = L"wide";
char mixed[] = L"wide";
int list[] = 5;
struct s value = 3;
int label_difference = 3 / 0;
float f = 1.0f / 0;
const int constant = 3;
int uses_constant = constant;
int array[constant];
static int inner[] = { [0 ... 2] = 1, 5 };
_Static_assert(sizeof inner == 4 * sizeof(int), "length");

void locals(int n)
{
    static int s = n;
    int vla[n] = { 1 };
    static int svla[n];
    int unknown_length[];
    struct s copy = good, other = { good };
    union { int i; char c; } u = { 1, 2 };
    extern int e = 1;
    struct later l = { 1 };
    int self[] = { sizeof(self) };
    int ok[] = { n, n + 1 };
    char *p[] = { "a", "b", 3 };
    (int[]){ 1, 2 };
    (struct s){ .q = 1 };
}
