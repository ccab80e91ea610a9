struct node { struct node *next; int value; };
enum colour { RED, GREEN, BLUE };

static struct node nodes[3];
int total;

int sum(struct node *n)
{
  if (!n)
    return 0;
  int rest = sum(n->next);
  return n->value + rest;
}

int main(void)
{
  struct node *head = 0;
  char name[8] = "list";
  for (int i = 0; i < 3; i++) {
    struct node *n = &nodes[i];
    n->value = i + 1;
    n->next = head;
    head = n;
  }
  total = sum(head);
  enum colour c = BLUE;
  return total - 6;
}
