-- exit: 1
-- os.exit(false) is a failure.
print("leaving")  -- expect: leaving
os.exit(false)
