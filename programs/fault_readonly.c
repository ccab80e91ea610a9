// fault_readonly: writes to a constant. It faults: SIGPROT, pointers to constants have no right to store
static const int answer = 42;

int main(void)
{
	*(int *)&answer = 43;
	return answer;
}
/* Faults: 34
Contains:
ended by SIGPROT (34): CHERI store/AMO access fault
*/
