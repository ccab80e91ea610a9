/* Requests to devices (POSIX). No device here has any but the window's size. */
#ifndef _SYS_IOCTL_H
#define _SYS_IOCTL_H

struct winsize {
	unsigned short ws_row, ws_col, ws_xpixel, ws_ypixel;
};

#define TIOCGWINSZ 0x5413
#define FIONREAD 0x541b

int ioctl(int fd, unsigned long request, ...);

#endif
