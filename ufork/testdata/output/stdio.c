// Streams: buffers, pushed-back characters, places, lines and streams over memory.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void over_memory(void)
{
	char *text, line[16], *all = NULL;
	size_t size, room = 0;
	FILE *f = open_memstream(&text, &size);

	for (int i = 0; i < 500; i++)
		fprintf(f, "%d,%c", i, i % 10 == 9 ? '\n' : ' ');
	fclose(f);
	printf("%zu %.20s\n", size, text);
	f = fmemopen(text, size, "r+");
	printf("%d", fgetc(f));
	printf(" %d", ungetc('X', f));
	printf(" %d", fgetc(f));
	printf(" %d\n", fgetc(f));
	printf("%s", fgets(line, sizeof line, f));
	printf("|%ld|\n", ftell(f));
	fseek(f, 100, SEEK_SET);
	printf("%zd", getline(&all, &room, f));
	printf(" %s", all);
	fseek(f, -4, SEEK_END);
	printf("%zu", fread(line, 1, sizeof line, f));
	printf(" %d\n", feof(f) != 0);
	rewind(f);
	fputs("ABC", f);
	fseek(f, 0, SEEK_CUR);
	printf("%c", fgetc(f));
	printf(" %d\n", ferror(f) != 0);
	fclose(f);
	printf("%.6s\n", text);
	free(text);
	free(all);
}

static void scanned(void)
{
	static char text[] = "1 2.5 three\n4";
	FILE *f = fmemopen(text, strlen(text), "r");
	int i, j;
	double d;
	char s[10];

	printf("%d", fscanf(f, "%d%lf%9s%d", &i, &d, s, &j));
	printf(" %d %g %s %d\n", i, d, s, j);
	printf("%d", fscanf(f, "%d", &i));
	printf(" %d\n", feof(f) != 0);
	fclose(f);
}

int main(void)
{
	static char buffer[64];

	setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
	puts("a line that is longer than the buffer of sixty-four bytes which it was given");
	putchar('c');
	putc('\n', stdout);
	fputs("no end of line", stdout);
	fflush(stdout);
	fwrite("\nab\ncd\n", 1, 7, stdout);
	over_memory();
	scanned();
	printf("at exit the rest is written");
	return 0;
}
