// The space for a result is passed as a hidden first argument. It must not be
// an object that the function can reach otherwise.
void exit(int);

struct s { long a, b, c; };

struct s globvar;

void overlap_with_globvar(struct s *result)
{
	if (result + 1 > &globvar && result < &globvar + 1)
		exit(1);
	*result = (struct s){400, 500, 600};
}

void overlap_with_pointer(struct s *result, struct s *p)
{
	if (result + 1 > p && result < p + 1)
		exit(3);
	*result = (struct s){2 * p->a, 2 * p->b, 2 * p->c};
}
