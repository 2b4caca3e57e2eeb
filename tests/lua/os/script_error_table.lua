-- exit: 1
-- stderr: \(error object is a table value\)$
-- An error object without text is named by its type.
error({ code = 5 })
