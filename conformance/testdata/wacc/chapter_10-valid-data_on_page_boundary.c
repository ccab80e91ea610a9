// The last int before what may not be touched: bounds are exact.
int zed;
