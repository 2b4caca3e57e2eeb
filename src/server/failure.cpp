#include "server/failure.hpp"

#include "base/json_writer.hpp"

namespace tri::server {

std::span<const FailureRow> failure_rows() {
  static constexpr FailureRow kRows[] = {
#define TRI_FAILURE(name, code, status, retryable, meaning) {code, status, retryable, meaning},
#include "server/failure.def"
#undef TRI_FAILURE
  };
  return kRows;
}

const FailureRow& row_of(FailureCode code) { return failure_rows()[size_t(code)]; }

std::string Failure::told(bool with_details) const {
  const bool own_words = code != FailureCode::LuaError || with_details;
  return own_words && !message.empty() ? message : row_of(code).meaning;
}

std::string Failure::json(bool with_details) const {
  JsonWriter out;
  out.begin_object().key("error");
  write(out, with_details);
  out.end_object();
  return out.take();
}

void Failure::write(JsonWriter& out, bool with_details) const {
  const FailureRow& row = row_of(code);
  out.begin_object();
  out.key("code").text(row.code);
  out.key("message").text(told(with_details));
  if (!function.empty()) out.key("function").text(function);
  if (!version.empty()) out.key("version").text(version);
  if (!request.empty()) out.key("request").text(request);
  if (limit > 0) out.key("limit").integer(limit);
  if (used > 0) out.key("used").integer(used);
  if (elapsed_us > 0) out.key("elapsed_us").integer(elapsed_us);
  if (with_details && !where.empty()) out.key("where").text(where);
  if (with_details && !traceback.empty()) out.key("traceback").text(traceback);
  out.key("retryable").boolean(row.retryable);
  out.end_object();
}

}  // namespace tri::server
