return "package with init, from " .. select(2, ...)
