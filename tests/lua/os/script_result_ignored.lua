-- What a script returns does not matter to its status.
print("done")  -- expect: done
return false, "text", nil
