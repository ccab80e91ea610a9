#include <ushell/names.h>

const char __days[8][12] = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "???"};

const char __months[13][12] = {"January", "February", "March", "April", "May", "June", "July", "August",
	"September", "October", "November", "December", "???"};
