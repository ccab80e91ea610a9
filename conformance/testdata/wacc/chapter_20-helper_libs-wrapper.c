// What chapter 20 has around functions that are called target: registers that
// they must keep are checked by the code around the call.
int target();

int main(void)
{
	return target(1, 2, 3, 4, 5, 6, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0);
}
