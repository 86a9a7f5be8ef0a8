package policylint.lib.quantity_test

import data.policylint.lib.quantity

test_lengths_of_time if {
	every text, seconds in {
		"500ms": 0.5, "0.5s": 0.5, "2": 2, "5m": 300, "1h30m": 5400, "28d": 2419200, "4w": 2419200, "1M": 2592000,
		"P1D": 86400, "PT1M": 60, "P1DT12H": 129600, "PT0.5S": 0.5, "05m": 300,
	} {
		quantity.seconds(text) == seconds
	}
	quantity.seconds(3) == 3
}

test_what_is_no_length if {
	every text in ["", "P", "soon", "5 minutes", "${WINDOW}", "-5m", null] {
		not quantity.seconds(text)
	}
}

test_units if {
	quantity.unit("minutes") == {"kind": "time", "factor": 60}
	quantity.unit(" Percent ") == {"kind": "share", "factor": 0.01}
	quantity.unit("USD/request") == {"kind": "usd/request", "factor": 1}
	quantity.unit(null) == {"kind": "", "factor": 1}
}

test_units_of_metrics if {
	quantity.of_metric("http_request_duration_milliseconds_bucket") == 0.001
	quantity.of_metric("nv_inference_request_duration_us") == 0.000001
	quantity.of_metric("http_request_duration_seconds_bucket") == 1
}

test_numbers if {
	quantity.number("99.9 %") == 0.999
	quantity.number("0.999") == 0.999
	not quantity.number("many")
}

test_arithmetic if {
	quantity.arithmetic("0.02") == 0.02
	abs(quantity.arithmetic("14.4 * 0.001") - 0.0144) < 0.0000001
	quantity.arithmetic("1 / 4") == 0.25
	not quantity.arithmetic("1 / 0")
}
