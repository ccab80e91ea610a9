// The last char before what may not be touched: bounds are exact.
char zed;
