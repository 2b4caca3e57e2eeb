#include "server/workers/messages.hpp"

#include <algorithm>
#include <map>

#include "bytecode/dump.hpp"
#include "net/websocket/protocol.hpp"
#include "net/websocket/utf8.hpp"

namespace tri::server {

namespace {

namespace ws = net::websocket;

constexpr size_t kMaxText = 64 << 10;  // of a message or a traceback in a failure

// What ends a request in a sandbox.
bool is_of_sandbox(FailureCode code) {
  switch (code) {
    case FailureCode::LimitCpu:
    case FailureCode::LimitDeadline:
    case FailureCode::LimitMemory:
    case FailureCode::LimitOutput:
    case FailureCode::LimitSubrequests:
    case FailureCode::LimitRecursion:
    case FailureCode::LuaError:
    case FailureCode::LoadInit:
    case FailureCode::CapDenied:
    case FailureCode::Killed:
    case FailureCode::NoHandler: return true;
    default: return false;
  }
}

bool is_utf8(std::string_view text) {
  ws::Utf8Check check;
  return check.feed(text) && check.complete();
}

Result<SocketAction> action_of(ActionRecord&& record) {
  using Kind = SocketAction::Kind;
  if (record.kind > uint8_t(Kind::Publish))
    return fail("action " + std::to_string(record.kind) + " of a connection");
  SocketAction action;
  action.kind = Kind(record.kind);
  action.is_text = record.is_text;
  action.code = record.code;
  const bool has_topic = action.kind != Kind::Send && action.kind != Kind::Close;
  if (has_topic ? record.topic.empty() || record.topic.size() > kMaxTopic : !record.topic.empty())
    return fail("a topic of " + std::to_string(record.topic.size()) + " bytes");
  if (action.kind == Kind::Close &&
      (!ws::is_sendable(record.code) || record.data.size() > kMaxReason || !is_utf8(record.data)))
    return fail("an end of a connection with code " + std::to_string(record.code));
  const bool has_data = action.kind == Kind::Send || action.kind == Kind::Publish;
  if (has_data && action.is_text && !is_utf8(record.data))
    return fail("a text that is not UTF-8 for a connection");
  action.topic = std::move(record.topic);
  action.data = std::move(record.data);
  return action;
}

Result<Outgoing> outgoing_of(DoneRecord&& record, const Version& version) {
  const auto most = uint64_t(version.manifest().limits.output_bytes);
  if (record.status < 200 || record.status > 599)
    return fail("status " + std::to_string(record.status) + ", expected 200 to 599");
  if (record.body.size() > most)
    return fail("a body of " + std::to_string(record.body.size()) + " bytes, expected at most " +
                std::to_string(most));
  if (record.state.size() > kMaxConnectionState)
    return fail("a connection's state of " + std::to_string(record.state.size()) + " bytes");
  size_t action_bytes = 0;
  for (const ActionRecord& action : record.actions) action_bytes += action.data.size();
  if (record.actions.size() > kMaxActions || action_bytes > std::max(most, uint64_t(kMaxText)))
    return fail(std::to_string(record.actions.size()) + " actions of " +
                std::to_string(action_bytes) + " bytes");
  Outgoing out;
  out.status = record.status;
  out.fields = std::move(record.header);
  out.body = std::move(record.body);
  out.state = std::move(record.state);
  out.is_accepted = record.is_accepted;
  out.wants_close = record.wants_close;
  for (ActionRecord& action : record.actions)
    out.actions.push_back(TRI_TRY(action_of(std::move(action))));
  return out;
}

}  // namespace

Result<MessageKind> kind_of(std::string_view message) {
  if (message.empty() || uint8_t(message[0]) >= uint8_t(MessageKind::Last_))
    return fail("a message of a kind that is none");
  return MessageKind(uint8_t(message[0]));
}

LoadRecord load_record_of(const Version& version, std::vector<std::string>* room) {
  const Manifest& m = version.manifest();
  LoadRecord r;
  r.version = version.id();
  r.number = version.number();
  r.tenant = version.tenant();
  r.name = m.name;
  r.entry = m.entry;
  r.purity = m.purity;
  r.limits = m.limits;
  for (const Capabilities::Store& store : m.capabilities.stores)
    r.stores.push_back({store.name, store.may_write});
  r.fetch.assign(m.capabilities.fetch.begin(), m.capabilities.fetch.end());
  r.secrets.assign(m.capabilities.secrets.begin(), m.capabilities.secrets.end());
  r.clock = uint8_t(m.capabilities.clock);
  room->reserve(version.chunks().size());
  for (const auto& [path, chunk] : version.chunks()) {
    room->push_back(bytecode::dump(*chunk.main, false));
    r.chunks.push_back({path, room->back()});
  }
  return r;
}

Result<std::shared_ptr<Version>> version_of(const LoadRecord& r) {
  Manifest m;
  m.name = r.name;
  m.entry = r.entry;
  m.purity = r.purity;
  m.limits = r.limits;
  for (const StoreRecord& store : r.stores)
    m.capabilities.stores.push_back({std::string(store.name), store.may_write});
  m.capabilities.fetch.assign(r.fetch.begin(), r.fetch.end());
  m.capabilities.secrets.assign(r.secrets.begin(), r.secrets.end());
  m.capabilities.clock = Clock(std::min(r.clock, uint8_t(Clock::Fine)));
  std::map<std::string, bytecode::Chunk> chunks;
  for (const ChunkRecord& chunk : r.chunks)
    chunks.emplace(chunk.path, TRI_TRY(bytecode::undump(chunk.bytes, chunk.path)));
  auto made = Version::of_parts(r.version, std::string(r.tenant), r.number, std::move(m),
                                std::move(chunks));
  if (!made) return fail(made.error().message);
  return std::move(*made);
}

RunRecord run_record_of(uint64_t call, uint64_t version, const Incoming& in) {
  RunRecord r;
  r.call = call;
  r.version = version;
  r.event = uint8_t(in.event);
  r.id = in.id;
  r.method = in.method;
  r.path = in.path;
  r.query = in.query;
  r.body = in.body;
  r.connection = in.connection;
  r.state = in.state;
  r.is_text = in.is_text;
  r.close_code = in.close_code;
  r.header.reserve(in.fields.size());
  for (const Field& field : in.fields) r.header.push_back({field.name, field.value});
  return r;
}

Incoming incoming_of(const RunRecord& r, std::vector<Field>* fields) {
  fields->clear();
  for (const FieldRecord& field : r.header) fields->push_back({field.name, field.value});
  Incoming in;
  in.event = Event(std::min(r.event, uint8_t(Event::Close)));
  in.id = r.id;
  in.method = r.method;
  in.path = r.path;
  in.query = r.query;
  in.body = r.body;
  in.connection = r.connection;
  in.state = r.state;
  in.is_text = r.is_text;
  in.close_code = r.close_code;
  in.fields = *fields;
  return in;
}

void put_result(Answer<Outgoing>&& result, DoneRecord* r) {
  r->ok = result.has_value();
  if (!r->ok) {
    Failure& f = result.error();
    r->code = uint8_t(f.code);
    r->message = std::move(f.message).substr(0, kMaxText);
    r->where = std::move(f.where).substr(0, kMaxText);
    r->traceback = std::move(f.traceback).substr(0, kMaxText);
    r->limit = f.limit;
    r->used = f.used;
    r->elapsed_us = f.elapsed_us;
    return;
  }
  r->status = result->status;
  r->header = std::move(result->fields);
  r->body = std::move(result->body);
  r->state = std::move(result->state);
  r->is_accepted = result->is_accepted;
  r->wants_close = result->wants_close;
  for (SocketAction& a : result->actions)
    r->actions.push_back(
        {uint8_t(a.kind), a.is_text, a.code, std::move(a.topic), std::move(a.data)});
}

Result<Outgoing> head_of(AskRecord&& r) {
  if (r.status < 200 || r.status > 599)
    return fail("status " + std::to_string(r.status) + ", expected 200 to 599");
  Outgoing head;
  head.status = r.status;
  head.fields = std::move(r.header);
  return head;
}

Result<void> take_trace(DoneRecord* record, Trace* to) {
  if (record->is_traced != (to != nullptr))
    return fail(to ? "no trace of a call that was to have one" : "a trace that nobody asked for");
  if (!to) return {};
  TRI_TRY_VOID(record->trace.check());
  *to = std::move(record->trace);
  return {};
}

Result<Answer<Outgoing>> result_of(DoneRecord&& r, const Version& version) {
  if (r.ok) return Answer<Outgoing>(TRI_TRY(outgoing_of(std::move(r), version)));
  if (r.code >= failure_rows().size() || !is_of_sandbox(FailureCode(r.code)))
    return fail("failure " + std::to_string(r.code) + ", which no sandbox has");
  if (std::max({r.message.size(), r.where.size(), r.traceback.size()}) > kMaxText)
    return fail("a failure in more than " + std::to_string(kMaxText) + " bytes of words");
  Failure f;
  f.code = FailureCode(r.code);
  f.message = std::move(r.message);
  f.where = std::move(r.where);
  f.traceback = std::move(r.traceback);
  f.function = version.full_name();
  f.version = version.label();
  f.limit = r.limit;
  f.used = r.used;
  f.elapsed_us = r.elapsed_us;
  return Answer<Outgoing>(std::unexpected(std::move(f)));
}

}  // namespace tri::server
