int f(int n)
    return n + 1;
}
void g(void)
{
    int a[10];
    for (int i = 0; i <= 10; i++ {
        a[i] = i;
    }
    while (1)
    {
        if (a[0] > 3) { break; 
    }
}
int main(void) { g(); return f(1); }
