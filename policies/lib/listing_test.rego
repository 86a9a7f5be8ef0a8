package policylint.lib.listing_test

import data.policylint.lib.listing

test_one_two_and_more if {
	listing.all(["a"]) == "a"
	listing.all(["a", "b"]) == "a and b"
	listing.all(["a", "b", "c"]) == "a, b and c"
}
