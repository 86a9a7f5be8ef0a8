package policylint.lib.pins_test

import data.policylint.lib.pins

test_exact_versions if {
	every text in ["5.49.1", "3.5", "6.0.0b1", "1.2.3.post1", "2.1.2+cu118", "v0.16.0"] { pins.exact_version(text) }
	every text in ["5", "5.x", "latest", ">=5.0", "5.*", "", "^5.1.0"] { not pins.exact_version(text) }
}

test_commits if {
	pins.commit("8b1a6f0c35d94e72b6c0f1a9e84d3c7b52f6a901")
	every text in ["8b1a6f0", "main", "8B1A6F0C35D94E72B6C0F1A9E84D3C7B52F6A901"] { not pins.commit(text) }
	pins.short_commit("8b1a6f0")
	every text in ["main", "1234567", "defaced"] { not pins.short_commit(text) }
}
