int printf(const char *, ...) __attribute__((format(printf, 1, 2)));
#define NULL ((void *)0)
struct node { int v; struct node *next; }
int count(struct node *n) { return n ? 1 + count(n->next) : 0; }
int main() {
    node *n;
    struct nod *m;
    struct node a = { 1, NULL };
    printf("%d\n" count(&a));
    a->v = 3;
    printf("%s\n", a.v);
    n.v = 1;
    retrun 0;
}
