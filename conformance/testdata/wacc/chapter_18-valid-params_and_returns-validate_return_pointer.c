// What comes back in the space that was passed.
struct s { long a, b, c; };

struct s return_in_mem(void);

int main(void)
{
	struct s x = return_in_mem();
	return x.a != 1 || x.b != 2 || x.c != 3;
}
