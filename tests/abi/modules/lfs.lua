-- needs: lua-filesystem
local lfs = require "lfs"
local here = assert(lfs.currentdir())
local name = "lfs_test_folder"
assert(lfs.mkdir(name)) ; assert(not lfs.mkdir(name))
assert(lfs.chdir(name)) ; assert(lfs.currentdir() == here .. "/" .. name)
local f = assert(io.open("file", "w")) ; f:write "content"
assert(lfs.lock(f, "w")) ; assert(lfs.unlock(f)) ; f:close()
assert(lfs.attributes("file", "size") == 7 and lfs.attributes("file").mode == "file")
assert(lfs.link("file", "link", true)) ; assert(lfs.symlinkattributes("link", "mode") == "link")
assert(lfs.touch("file", 1000, 2000) and lfs.attributes("file", "modification") == 2000)
local found = {} ; for entry in lfs.dir "." do found[#found + 1] = entry end table.sort(found)
assert(table.concat(found, " ") == ". .. file link")
local iterator, folder = lfs.dir "." ; iterator(folder) ; folder:close()
assert(not pcall(iterator, folder))
assert(select(2, lfs.attributes "absent"):find "absent")
assert(os.remove "link" and os.remove "file") ; assert(lfs.chdir "..") ; assert(lfs.rmdir(name))
print "ok"
