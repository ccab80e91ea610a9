// The last bytes before what may not be touched: bounds are exact.
struct { char arr[18]; } on_page_boundary;
