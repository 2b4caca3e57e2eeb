#include "base/nearest.hpp"

#include <algorithm>

namespace tri {

namespace {

// Edits that make one of the other: insertions, deletions, replacements, swaps of neighbours.
// `limit` + 1 stands for more.
int distance(std::string_view a, std::string_view b, int limit) {
  if (std::max(a.size(), b.size()) - std::min(a.size(), b.size()) > size_t(limit)) return limit + 1;
  std::vector<int> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) above[j] = int(j);
  for (size_t i = 1; i <= a.size(); ++i) {
    row[0] = int(i);
    for (size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(above);
    above.swap(row);
  }
  return std::min(above[b.size()], limit + 1);
}

}  // namespace

std::string nearest(std::string_view word, const std::vector<std::string>& names) {
  const int limit = word.size() < 3 ? 0 : word.size() < 6 ? 1 : 2;
  int best = limit + 1;
  std::string found;
  for (const std::string& name : names) {
    const int d = name == word ? limit + 1 : distance(word, name, limit);
    if (d < best) {
      best = d;
      found = name;
    } else if (d == best) {
      found.clear();
    }
  }
  return found;
}

}  // namespace tri
