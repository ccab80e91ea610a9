// The last bytes before what may not be touched: bounds are exact.
struct { char arr[10]; } on_page_boundary;
