return { min_price = 1.0, currency = "EUR" }
