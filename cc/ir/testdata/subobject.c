struct s { int a; char name[8]; int last[]; };
char *name(struct s *p) { return p->name; }
int *member(struct s *p) { return &p->a; }
int *rest(struct s *p) { return p->last; }
char *third(struct s *p) { return &p->name[3]; }
