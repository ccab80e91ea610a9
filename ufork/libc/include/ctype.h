/* Classes of characters (C11 7.4): those of ASCII; other bytes are in none. */
#ifndef _CTYPE_H
#define _CTYPE_H

int isalnum(int c);
int isalpha(int c);
int isblank(int c);
int iscntrl(int c);
int isdigit(int c);
int isgraph(int c);
int islower(int c);
int isprint(int c);
int ispunct(int c);
int isspace(int c);
int isupper(int c);
int isxdigit(int c);
int tolower(int c);
int toupper(int c);

int isascii(int c);
int toascii(int c);
int ishexnumber(int c);
int isnumber(int c);
int digittoint(int c); /* the value of a hexadecimal digit, 0 of anything else */

#endif
