error("while loading " .. ...)
