/* Sizes of the integer types (C11 5.2.4.2.1), and of what POSIX limits. */
#ifndef _LIMITS_H
#define _LIMITS_H

#define CHAR_BIT 8
#define MB_LEN_MAX 4

#define SCHAR_MAX __SCHAR_MAX__
#define SCHAR_MIN (-SCHAR_MAX - 1)
#define UCHAR_MAX (SCHAR_MAX * 2 + 1)
#ifdef __CHAR_UNSIGNED__
#define CHAR_MAX UCHAR_MAX
#define CHAR_MIN 0
#else
#define CHAR_MAX SCHAR_MAX
#define CHAR_MIN SCHAR_MIN
#endif
#define SHRT_MAX __SHRT_MAX__
#define SHRT_MIN (-SHRT_MAX - 1)
#define USHRT_MAX (SHRT_MAX * 2 + 1)
#define INT_MAX __INT_MAX__
#define INT_MIN (-INT_MAX - 1)
#define UINT_MAX (INT_MAX * 2U + 1U)
#define LONG_MAX __LONG_MAX__
#define LONG_MIN (-LONG_MAX - 1L)
#define ULONG_MAX (LONG_MAX * 2UL + 1UL)
#define LLONG_MAX __LONG_LONG_MAX__
#define LLONG_MIN (-LLONG_MAX - 1LL)
#define ULLONG_MAX (LLONG_MAX * 2ULL + 1ULL)

#define CHAR_WIDTH 8
#define INT_WIDTH 32
#define LONG_WIDTH 64
#define LONG_BIT 64
#define WORD_BIT 32
#define SSIZE_MAX LONG_MAX
#define SIZE_T_MAX ULONG_MAX
#define OFF_MAX LONG_MAX
#define OFF_MIN LONG_MIN

#define ARG_MAX 4096
#define PATH_MAX 1024
#define NAME_MAX 255
#define PIPE_BUF 512
#define OPEN_MAX 64
#define IOV_MAX 16
#define LINE_MAX 2048
#define PAGE_SIZE 4096
#define PAGESIZE 4096
#define NGROUPS_MAX 16
#define HOST_NAME_MAX 64
#define LOGIN_NAME_MAX 33

#define _POSIX_ARG_MAX 4096
#define _POSIX_OPEN_MAX 20
#define _POSIX_PATH_MAX 256
#define _POSIX_NAME_MAX 14
#define _POSIX_PIPE_BUF 512
#define _POSIX_SSIZE_MAX 32767
#define _POSIX2_LINE_MAX 2048

#endif
