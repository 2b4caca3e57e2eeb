#include "net/rpc/protocol.hpp"

#include <utility>

namespace tri::net::rpc {
namespace {

// Of items that a peer may send unasked; more is an error of counting rather than a wish.
constexpr int64_t kMaxCredit = INT32_MAX;
// A key of Deadlines has one bit more than an id.
constexpr uint64_t kMaxId = UINT64_MAX >> 1;

int64_t cost_of_item(std::string_view payload) { return int64_t(payload.size() + kFrameHeadSize); }

}  // namespace

size_t Protocol::consume(std::string_view input, uint64_t now_us) {
  size_t used = 0;
  while (!closed_ && !stalled()) {
    const std::string_view rest = input.substr(used);
    FrameHead head;
    const ParseResult result = parse_frame_head(rest, head);
    if (result == ParseResult::NeedMore) break;
    if (result != ParseResult::Done) {
      violation(explain_frame_head(rest));
      break;
    }
    if (head.payload_size() > options_.max_payload) {
      violation("a payload of " + std::to_string(head.payload_size()) +
                " bytes, expected at most " + std::to_string(options_.max_payload));
      break;
    }
    if (rest.size() - kFrameHeadSize < head.length) break;
    const std::string_view body = rest.substr(kFrameHeadSize, head.length);
    used += kFrameHeadSize + head.length;
    if (!frame(head, body.substr(0, head.header_size), body.substr(head.header_size), now_us))
      break;
  }
  return used;
}

bool Protocol::frame(const FrameHead& head, std::string_view header, std::string_view payload,
                     uint64_t now_us) {
  switch (head.kind) {
    case FrameKind::Call: return take_call(head.id, read_call_header(header), payload, now_us);
    case FrameKind::Reply:
    case FrameKind::Error: return take_answer(head, header, payload);
    case FrameKind::Cancel: return take_cancel(head.id);
    case FrameKind::Item: return take_item(head.id, payload);
    case FrameKind::Credit: return take_credit(head.id, read_credit(header));
    case FrameKind::Ping:
      if (head.flags & kPingAnswer)
        listener_.pong(head.id);
      else
        write_plain(out_, FrameKind::Ping, head.id, {}, kPingAnswer);
      return !closed_;
  }
  TRI_UNREACHABLE();
}

// ── Calls of the peer ────────────────────────────────────────────────────────────────────────────────────────────────

bool Protocol::take_call(uint64_t id, const CallHeader& call, std::string_view payload,
                         uint64_t now_us) {
  if (id <= last_taken_ || id > kMaxId)
    return violation("call " + std::to_string(id) + ", expected an id above " +
                     std::to_string(last_taken_));
  if (int64_t(call.credit) > kMaxCredit)
    return violation("call " + std::to_string(id) + " with a credit of " +
                     std::to_string(call.credit) + ", expected at most " +
                     std::to_string(kMaxCredit));
  last_taken_ = id;
  if (call.remaining_us == 0) {
    write_error(out_, id, error_code::kDeadline, {});
    return true;
  }
  const bool too_much = taken_bytes_ + payload.size() > options_.max_call_bytes && !taken_.empty();
  if (taken_.size() >= options_.max_calls || too_much) {
    write_error(out_, id, error_code::kBusy, {});
    return true;
  }
  const uint64_t deadline_us =
      call.remaining_us < kNoDeadline - now_us ? now_us + call.remaining_us : kNoDeadline;
  const bool streams = call.credit > 0;
  fresh_id_ = id;
  fresh_ = {int64_t(call.credit), uint32_t(payload.size()), streams, false, false};
  taken_bytes_ += payload.size();
  listener_.called({id, call.method, payload, deadline_us, streams});
  if (fresh_id_ != id) return !closed_;
  keep_fresh();
  watch(taken_key(id), deadline_us);
  return true;
}

void Protocol::keep_fresh() { taken_.emplace(std::exchange(fresh_id_, 0), fresh_); }

Protocol::TakenCall* Protocol::find_taken(uint64_t id) {
  if (id == fresh_id_ && id != 0) return &fresh_;
  const auto found = taken_.find(id);
  return found == taken_.end() ? nullptr : &found->second;
}

bool Protocol::take_cancel(uint64_t id) {
  if (id > last_taken_)
    return violation("cancel of call " + std::to_string(id) + ", which was not made");
  const auto found = taken_.find(id);
  if (found == taken_.end() || found->second.cancelled) return true;  // answered meanwhile
  found->second.cancelled = true;
  listener_.cancelled(id);
  return !closed_;
}

bool Protocol::take_credit(uint64_t id, uint32_t bytes) {
  if (id > last_taken_)
    return violation("credit for call " + std::to_string(id) + ", which was not made");
  const auto found = taken_.find(id);
  if (found == taken_.end() || found->second.cancelled) return true;
  TakenCall& call = found->second;
  if (!call.streams)
    return violation("credit for call " + std::to_string(id) + ", which has no items");
  call.credit += bytes;
  if (call.credit > kMaxCredit)
    return violation("credit for call " + std::to_string(id) + " rose to " +
                     std::to_string(call.credit) + ", expected at most " +
                     std::to_string(kMaxCredit));
  if (call.starved && call.credit > 0) {
    call.starved = false;
    listener_.may_send(id);
  }
  return !closed_;
}

bool Protocol::is_cancelled(uint64_t id) const {
  if (id == fresh_id_ && id != 0) return fresh_.cancelled;
  const auto found = taken_.find(id);
  return found == taken_.end() || found->second.cancelled;
}

bool Protocol::forget_taken(uint64_t id) {
  const TakenCall* const call = find_taken(id);
  if (call == nullptr) return false;
  const bool is_wanted = !call->cancelled;
  taken_bytes_ -= call->size;
  if (id == fresh_id_)
    fresh_id_ = 0;
  else
    taken_.erase(id);
  return is_wanted;
}

void Protocol::reply(uint64_t id, std::string_view payload) {
  if (payload.size() > options_.max_payload) return fail(id, error_code::kTooLarge, {});
  if (!forget_taken(id)) return;
  write_plain(out_, FrameKind::Reply, id, payload);
  bound_output();
}

void Protocol::fail(uint64_t id, std::string_view code, std::string_view details) {
  if (!forget_taken(id)) return;
  if (code.empty()) code = error_code::kInternal;
  if (details.size() > options_.max_payload) details = {};
  write_error(out_, id, code.substr(0, kMaxErrorCode), details);
  bound_output();
}

bool Protocol::item(uint64_t id, std::string_view payload) {
  TakenCall* const found = find_taken(id);
  if (found == nullptr || found->cancelled) return true;
  TakenCall& call = *found;
  TRI_CHECK(call.streams);
  if (payload.size() > options_.max_payload) {
    fail(id, error_code::kTooLarge, {});
    return true;
  }
  if (call.credit <= 0) {
    call.starved = true;
    return false;
  }
  call.credit -= cost_of_item(payload);
  write_plain(out_, FrameKind::Item, id, payload);
  bound_output();
  return true;
}

// ── Calls made here ──────────────────────────────────────────────────────────────────────────────────────────────────

Protocol::Made Protocol::call(std::string_view method, std::string_view payload, uint64_t now_us,
                              uint64_t deadline_us, uint32_t credit) {
  if (closed_) return {Refusal::Closed, 0};
  if (method.empty() || method.size() > kMaxName) return {Refusal::BadName, 0};
  if (payload.size() > options_.max_payload) return {Refusal::TooLarge, 0};
  if (made_.size() >= options_.max_calls_made || next_id_ > kMaxId) return {Refusal::TooMany, 0};
  if (deadline_us <= now_us) return {Refusal::TooLate, 0};
  credit = uint32_t(std::min<int64_t>(credit, kMaxCredit));
  const uint64_t id = next_id_++;
  made_.emplace(id, MadeCall{int64_t(credit), credit > 0});
  watch(made_key(id), deadline_us);
  const uint64_t remaining_us = deadline_us == kNoDeadline ? kNoDeadline : deadline_us - now_us;
  write_call(out_, id, {remaining_us, credit, method}, payload);
  bound_output();
  return {closed_ ? Refusal::Closed : Refusal::None, id};
}

void Protocol::cancel(uint64_t id) {
  if (made_.erase(id) == 0) return;
  write_plain(out_, FrameKind::Cancel, id, {});
  bound_output();
}

void Protocol::grant(uint64_t id, uint32_t bytes) {
  const auto found = made_.find(id);
  if (found == made_.end() || !found->second.streams) return;
  int64_t& credit = found->second.credit;
  bytes = uint32_t(std::min<int64_t>(bytes, kMaxCredit - std::max<int64_t>(credit, 0)));
  if (bytes == 0) return;
  credit += bytes;
  write_credit(out_, id, bytes);
  bound_output();
}

bool Protocol::take_answer(const FrameHead& head, std::string_view header,
                           std::string_view payload) {
  if (head.id == 0 || head.id >= next_id_)
    return violation("an answer to call " + std::to_string(head.id) + ", which was not made");
  if (made_.erase(head.id) == 0) return true;  // cancelled or too late
  if (head.kind == FrameKind::Reply)
    listener_.replied(head.id, payload);
  else
    listener_.failed(head.id, header, payload);
  return !closed_;
}

bool Protocol::take_item(uint64_t id, std::string_view payload) {
  if (id == 0 || id >= next_id_)
    return violation("an item of call " + std::to_string(id) + ", which was not made");
  const auto found = made_.find(id);
  if (found == made_.end()) return true;
  MadeCall& call = found->second;
  if (call.credit <= 0)
    return violation("an item of call " + std::to_string(id) + " without credit");
  call.credit -= cost_of_item(payload);
  listener_.item(id, payload);
  return !closed_;
}

// ── Time, and the end ────────────────────────────────────────────────────────────────────────────────────────────────

void Protocol::watch(uint64_t key, uint64_t deadline_us) {
  if (deadline_us == kNoDeadline) return;
  deadlines_.add({deadline_us, key}, made_.size() + taken_.size(),
                 [this](uint64_t one) { return is_open(one); });
}

void Protocol::expire(uint64_t now_us) {
  uint64_t key;
  while (!closed_ && deadlines_.take_due(now_us, key)) {
    const uint64_t id = key >> 1;
    if (key == made_key(id)) {
      if (!made_.contains(id)) continue;
      cancel(id);
      listener_.failed(id, error_code::kDeadline, {});
    } else {
      const auto found = taken_.find(id);
      if (found == taken_.end() || found->second.cancelled) continue;
      // The caller has most likely given up by its own clock; one that has not, learns it here.
      found->second.cancelled = true;
      write_error(out_, id, error_code::kDeadline, {});
      listener_.cancelled(id);
    }
  }
}

void Protocol::close(std::string_view reason) {
  if (std::exchange(closed_, true)) return;
  if (fresh_id_ != 0) keep_fresh();
  // Emptied first: a listener may ask or answer from within.
  const auto made = std::exchange(made_, {});
  auto taken = std::exchange(taken_, {});
  taken_bytes_ = 0;
  deadlines_ = {};
  for (const auto& [id, call] : made) listener_.failed(id, error_code::kConnection, {});
  for (const auto& [id, call] : taken)
    if (!call.cancelled) listener_.cancelled(id);
  listener_.closed(reason);
}

bool Protocol::violation(std::string why) {
  close("the peer broke the protocol: " + why);
  return false;
}

void Protocol::bound_output() {
  if (out_.size() <= options_.max_output || closed_) return;
  out_ = {};
  close("the peer does not read: more than " + std::to_string(options_.max_output) +
        " bytes wait to be sent");
}

}  // namespace tri::net::rpc
