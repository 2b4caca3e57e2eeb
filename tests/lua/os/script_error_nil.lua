-- exit: 1
-- stderr: \(error object is a nil value\)$
-- error(nil) is an error too.
error(nil)
