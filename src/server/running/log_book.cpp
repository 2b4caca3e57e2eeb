#include "server/running/log_book.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/json_writer.hpp"
#include "server/storage/store.hpp"

namespace tri::server {

LogBook::~LogBook() {
  if (file_ && file_ != stderr) std::fclose(file_);
}

Result<void> LogBook::open(const std::string& path) {
  FILE* const file = path == "-" ? stderr : std::fopen(path.c_str(), "ae");
  if (!file) return fail("cannot open the log '" + path + "': " + std::strerror(errno));
  const std::lock_guard lock(mutex_);
  if (file_ && file_ != stderr) std::fclose(file_);
  file_ = file;
  return {};
}

void LogBook::add(std::string_view kind, std::string_view function, std::string_view request,
                  std::string_view text) {
  LogLine line;
  line.at_ms = wall_clock_ms();
  line.kind = kind;
  line.function = function;
  line.request = request;
  line.text = text;
  const std::lock_guard lock(mutex_);
  line.number = newest_.load(std::memory_order_relaxed) + 1;
  if (file_) {
    const std::string json = json_of(line) + "\n";
    std::fwrite(json.data(), 1, json.size(), file_);
    std::fflush(file_);
  }
  newest_.store(line.number, std::memory_order_release);
  lines_.push_back(std::move(line));
  if (lines_.size() > most_) lines_.pop_front();
}

std::vector<LogLine> LogBook::read(const LogFilter& filter, size_t most, uint64_t* last) {
  const auto is_wanted = [&](const LogLine& line) {
    return (filter.kind.empty() || line.kind == filter.kind) &&
           (filter.function.empty() || line.function == filter.function ||
            (filter.function.ends_with('/') && line.function.starts_with(filter.function)));
  };
  const std::lock_guard lock(mutex_);
  *last = newest_.load(std::memory_order_relaxed);
  std::vector<LogLine> found;
  for (auto line = lines_.rbegin(); line != lines_.rend() && line->number > filter.after; ++line)
    if (found.size() < most && is_wanted(*line)) found.push_back(*line);
  std::reverse(found.begin(), found.end());
  return found;
}

std::string LogBook::json_of(const LogLine& line) {
  JsonWriter out;
  out.begin_object().key("number").number(line.number).key("at_ms").integer(line.at_ms);
  out.key("kind").text(line.kind);
  if (!line.function.empty()) out.key("function").text(line.function);
  if (!line.request.empty()) out.key("request").text(line.request);
  out.key("text").text(line.text).end_object();
  return out.take_bare();
}

}  // namespace tri::server
