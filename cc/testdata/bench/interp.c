/* An interpreter of a stack machine, running a sieve and a sum. */
#include <stdio.h>

enum op { PUSH, LOAD, STORE, ADD, SUB, MUL, LT, EQ, AND, JUMP, JUMPZ, PEEK, POKE, DUP, DROP, PRINT, HALT };

struct insn {
	unsigned char op;
	int arg;
};

struct vm {
	const struct insn *code;
	long stack[64];
	long vars[8];
	long mem[2048];
	int pc, sp;
	unsigned long steps;
};

static void push(struct vm *m, long v)
{
	m->stack[m->sp++] = v;
}

static long pop(struct vm *m)
{
	return m->stack[--m->sp];
}

static long run(struct vm *m)
{
	long last = 0;
	for (;;) {
		const struct insn *i = &m->code[m->pc++];
		long a, b;
		m->steps++;
		switch (i->op) {
		case PUSH:
			push(m, i->arg);
			break;
		case LOAD:
			push(m, m->vars[i->arg]);
			break;
		case STORE:
			m->vars[i->arg] = pop(m);
			break;
		case ADD:
			b = pop(m);
			a = pop(m);
			push(m, a + b);
			break;
		case SUB:
			b = pop(m);
			a = pop(m);
			push(m, a - b);
			break;
		case MUL:
			b = pop(m);
			a = pop(m);
			push(m, a * b);
			break;
		case LT:
			b = pop(m);
			a = pop(m);
			push(m, a < b);
			break;
		case EQ:
			b = pop(m);
			a = pop(m);
			push(m, a == b);
			break;
		case AND:
			b = pop(m);
			a = pop(m);
			push(m, a & b);
			break;
		case JUMP:
			m->pc = i->arg;
			break;
		case JUMPZ:
			if (!pop(m))
				m->pc = i->arg;
			break;
		case PEEK:
			a = pop(m);
			push(m, m->mem[a]);
			break;
		case POKE:
			b = pop(m);
			a = pop(m);
			m->mem[a] = b;
			break;
		case DUP:
			a = pop(m);
			push(m, a);
			push(m, a);
			break;
		case DROP:
			pop(m);
			break;
		case PRINT:
			last = pop(m);
			break;
		case HALT:
			return last;
		}
	}
}

/* for (i = 2; i < 2000; i++) if (!mem[i]) { n++; for (j = i * i; j < 2000; j += i) mem[j] = 1; } */
static const struct insn sieve[] = {
	{ PUSH, 2 }, { STORE, 0 },
	{ LOAD, 0 }, { PUSH, 2000 }, { LT, 0 }, { JUMPZ, 32 },
	{ LOAD, 0 }, { PEEK, 0 }, { JUMPZ, 10 }, { JUMP, 27 },
	{ LOAD, 1 }, { PUSH, 1 }, { ADD, 0 }, { STORE, 1 },
	{ LOAD, 0 }, { DUP, 0 }, { MUL, 0 }, { STORE, 2 },
	{ LOAD, 2 }, { PUSH, 2000 }, { LT, 0 }, { JUMPZ, 27 },
	{ LOAD, 2 }, { PUSH, 1 }, { POKE, 0 }, { LOAD, 2 }, { JUMP, 34 },
	{ LOAD, 0 }, { PUSH, 1 }, { ADD, 0 }, { STORE, 0 }, { JUMP, 2 },
	{ LOAD, 1 }, { JUMP, 38 },
	{ LOAD, 0 }, { ADD, 0 }, { STORE, 2 }, { JUMP, 18 },
	{ PRINT, 0 }, { HALT, 0 },
};

static struct vm machine;

int main(void)
{
	unsigned long steps = 0;
	long primes = 0;
	for (int i = 0; i < 4; i++) {
		machine = (struct vm){ .code = sieve };
		primes += run(&machine);
		steps += machine.steps;
	}
	printf("%ld %lu\n", primes, steps);
	return 0;
}
