// An interpreter of a small stack machine, which looks for prime numbers.
void out(unsigned long x);

enum op { PUSH, LOAD, STORE, ADD, MUL, REM, LESS, NOT, JUMP, JUMPZ, PRINT, HALT };

struct ins {
	unsigned char op;
	int arg;
};

static const struct ins program[] = {
	[0] = {PUSH, 2}, {STORE, 0}, {PUSH, 0}, {STORE, 2},
	// 4: for each n below 2500
	{LOAD, 0}, {PUSH, 2500}, {LESS, 0}, {JUMPZ, 35}, {PUSH, 2}, {STORE, 1},
	// 10: while d * d <= n
	{LOAD, 0}, {LOAD, 1}, {LOAD, 1}, {MUL, 0}, {LESS, 0}, {NOT, 0}, {JUMPZ, 26},
	// 17: n % d
	{LOAD, 0}, {LOAD, 1}, {REM, 0}, {JUMPZ, 30}, {LOAD, 1}, {PUSH, 1}, {ADD, 0}, {STORE, 1}, {JUMP, 10},
	// 26: a prime number
	{LOAD, 2}, {PUSH, 1}, {ADD, 0}, {STORE, 2},
	// 30: the next one
	{LOAD, 0}, {PUSH, 1}, {ADD, 0}, {STORE, 0}, {JUMP, 4},
	// 35
	{LOAD, 2}, {PRINT, 0}, {HALT, 0},
};

static long stack[64], vars[8];

static void run(const struct ins *code)
{
	long *sp = stack;
	const struct ins *pc = code;
	for (;; pc++) {
		switch (pc->op) {
		case PUSH: *sp++ = pc->arg; break;
		case LOAD: *sp++ = vars[pc->arg]; break;
		case STORE: vars[pc->arg] = *--sp; break;
		case ADD: sp--; sp[-1] += sp[0]; break;
		case MUL: sp--; sp[-1] *= sp[0]; break;
		case REM: sp--; sp[-1] %= sp[0]; break;
		case LESS: sp--; sp[-1] = sp[-1] < sp[0]; break;
		case NOT: sp[-1] = !sp[-1]; break;
		case JUMP: pc = code + pc->arg - 1; break;
		case JUMPZ:
			if (*--sp == 0)
				pc = code + pc->arg - 1;
			break;
		case PRINT: out((unsigned long)*--sp); break;
		case HALT: return;
		}
	}
}

int main(void)
{
	run(program);
	return 0;
}
