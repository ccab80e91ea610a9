int printf(const char *, ...) __attribute__((format(printf, 1, 2)));
int add(int a, int b) { return a + b }
int main(void)
{
    int r = add(1 2);
    int q = add(1, 2;
    char c = "x";
    char *s = 'x';
    int v[] = [1, 2, 3];
    x = 3;
    int y := 4;
    if (r = 3) then { r = 1; }
    else if r == 4 { r = 2; }
    switch r { case 1: r = 2; }
    int z = r => 3;
    float f = 1,5;
    printf('hello\n');
    printf("a %d\n, r);
    return;
}
