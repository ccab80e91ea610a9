// A function that changes every floating-point register that it may change.
double callee(void)
{
	asm volatile("fmv.d.x ft0, zero\n\tfmv.d.x ft1, zero\n\tfmv.d.x ft2, zero\n\tfmv.d.x ft3, zero\n\tfmv.d.x ft4, zero\n\tfmv.d.x ft5, zero\n\t"
	             "fmv.d.x ft6, zero\n\tfmv.d.x ft7, zero\n\tfmv.d.x ft8, zero\n\tfmv.d.x ft9, zero\n\tfmv.d.x ft10, zero\n\tfmv.d.x ft11, zero\n\t"
	             "fmv.d.x fa0, zero\n\tfmv.d.x fa1, zero\n\tfmv.d.x fa2, zero\n\tfmv.d.x fa3, zero\n\tfmv.d.x fa4, zero\n\tfmv.d.x fa5, zero\n\t"
	             "fmv.d.x fa6, zero\n\tfmv.d.x fa7, zero"
	             : : : "ft0", "ft1", "ft2", "ft3", "ft4", "ft5", "ft6", "ft7", "ft8", "ft9", "ft10", "ft11",
	               "fa0", "fa1", "fa2", "fa3", "fa4", "fa5", "fa6", "fa7");
	return 10.0;
}
