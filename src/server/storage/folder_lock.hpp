// FolderLock: who has a data folder. One server at a time: a second would not see what the first is told.
#pragma once

#include <string>

#include "base/result.hpp"

namespace tri::server {

class FolderLock {
 public:
  FolderLock() = default;
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

  // Makes the folder if need be. Errors: another process has it, or it cannot be used.
  Result<void> take(const std::string& folder);
  // The lock of another process, which sent its descriptor: both have it until one ends.
  void adopt(int descriptor);
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_ = -1;
};

}  // namespace tri::server
