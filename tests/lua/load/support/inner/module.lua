return "inner module named " .. (...)
