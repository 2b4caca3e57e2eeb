// Messages between the front door and a worker: what goes through the rings. One byte that says which, and a record of codec.hpp.
//
//   front door ──▶ worker    Load, Name, Forget, Run, Check, Kill, Stacks, Reply, End
//   worker ──▶ front door    Ready, Done, Ask, Withdraw, Line, StacksAre
//
// The worker believes the front door. The front door believes nothing: what these readers give has good lengths and enumerations
// and no more; workforce.cpp checks the rest where it is used.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/failure.hpp"
#include "server/functions/version.hpp"
#include "server/running/trace.hpp"
#include "server/sandbox/exchange.hpp"
#include "server/sandbox/host.hpp"
#include "server/workers/codec.hpp"

namespace tri::server {

// Enumerations on the wire end with Last_ for the decoder; those of other files come as numbers.
enum class MessageKind : uint8_t {
  // to the worker
  Load,    // LoadRecord: a version that jobs will name
  Name,    // NameRecord: which number it has got
  Forget,  // ForgetRecord: no job will name it any more
  Run,     // RunRecord
  Check,   // CheckRecord: does its init run?
  Kill,    // CallRecord: the call is to end
  Stacks,  // StacksRecord: where those are that run so long
  Reply,   // ReplyRecord: to an Ask
  // to the front door
  Ready,      // nothing: the worker is confined and runs
  Done,       // DoneRecord
  Ask,        // AskRecord: something outside the sandbox
  Withdraw,   // CallRecord: nobody waits for the reply
  Line,       // LineRecord: for the log
  StacksAre,  // StacksAreRecord
  Last_
};

struct ChunkRecord {
  std::string_view path, bytes;
  template <class C>
  void fields(C& c) {
    c(path, bytes);
  }
};

struct StoreRecord {
  std::string_view name;
  bool may_write = false;
  template <class C>
  void fields(C& c) {
    c(name, may_write);
  }
};

struct LoadRecord {
  uint64_t version = 0;  // its id
  int64_t number = 0;
  std::string_view tenant, name, entry, purity;
  Limits limits;
  std::vector<StoreRecord> stores;
  std::vector<std::string_view> fetch, secrets;
  uint8_t clock = 0;
  std::vector<ChunkRecord> chunks;
  template <class C>
  void fields(C& c) {
    c(version, number, tenant, name, entry, purity);
    c(limits.cpu_fuel, limits.deadline_ms, limits.memory_bytes, limits.output_bytes,
      limits.subrequests, limits.requests_per_second, limits.body_bytes);
    c(stores, fetch, secrets, clock, chunks);
  }
};

struct NameRecord {
  uint64_t version = 0;
  int64_t number = 0;
  template <class C>
  void fields(C& c) {
    c(version, number);
  }
};

struct ForgetRecord {
  uint64_t version = 0;
  template <class C>
  void fields(C& c) {
    c(version);
  }
};

struct CallRecord {
  uint64_t call = 0;
  template <class C>
  void fields(C& c) {
    c(call);
  }
};

struct CheckRecord {
  uint64_t call = 0, version = 0;
  template <class C>
  void fields(C& c) {
    c(call, version);
  }
};

struct FieldRecord {
  std::string_view name, value;
  template <class C>
  void fields(C& c) {
    c(name, value);
  }
};

struct RunRecord {
  uint64_t call = 0, version = 0;
  int64_t received_ns = 0, due_ns = 0;
  bool hardened = false, is_traced = false, may_stream = false;
  uint8_t event = 0;
  std::string_view id, method, path, query, body, connection, state;
  bool is_text = true;
  uint16_t close_code = 0;
  std::vector<FieldRecord> header;
  template <class C>
  void fields(C& c) {
    c(call, version, received_ns, due_ns, hardened, is_traced, may_stream, event, id, method, path,
      query, body);
    c(connection, state, is_text, close_code, header);
  }
};

struct ActionRecord {
  uint8_t kind = 0;
  bool is_text = true;
  uint16_t code = 0;
  std::string topic, data;
  template <class C>
  void fields(C& c) {
    c(kind, is_text, code, topic, data);
  }
};

// What a job has come to: of an answer, or of a failure.
struct DoneRecord {
  uint64_t call = 0;
  int64_t queued_ns = 0, prepare_ns = 0, run_ns = 0, reset_ns = 0, fuel = 0;
  uint64_t heap_bytes = 0;
  uint8_t tier = 1;
  bool was_fresh = false, has_reset = false, ok = false, is_traced = false;
  Trace trace;
  // of an answer
  int32_t status = 0;
  std::vector<std::pair<std::string, std::string>> header;
  std::string body, state;
  std::vector<ActionRecord> actions;
  bool is_accepted = false, wants_close = false;
  // of a failure
  uint8_t code = 0;
  std::string message, where, traceback;
  int64_t limit = 0, used = 0, elapsed_us = 0;
  template <class C>
  void fields(C& c) {
    c(call, queued_ns, prepare_ns, run_ns, reset_ns, fuel, heap_bytes, tier, was_fresh, has_reset,
      ok, is_traced);
    if (is_traced) c(trace);
    if (ok)
      c(status, header, body, state, actions, is_accepted, wants_close);
    else
      c(code, message, where, traceback, limit, used, elapsed_us);
  }
};

// Piece: of an answer's body, which is taken; the reply comes when there is room for another.
enum class AskKind : uint8_t { Get, Put, Delete, Keys, Secret, Fetch, Piece, Last_ };

struct AskRecord {
  uint64_t call = 0;  // of the worker's own counting; its reply has it too
  uint64_t version = 0;
  AskKind kind = AskKind::Get;
  std::string store;       // or the secret's name, or the method of a fetch
  std::string key, value;  // or the URL and the body; or a piece
  int64_t number = 0;      // of keys at most; or ms; or the call whose piece it is
  int32_t status = 0;      // of the answer that a piece is of
  std::vector<std::pair<std::string, std::string>> header;
  template <class C>
  void fields(C& c) {
    c(call, version, kind, store, key, value, number, status, header);
  }
};

struct ReplyRecord {
  uint64_t call = 0;
  bool ok = false;         // else `text` says why not
  bool has_value = false;  // there is one; or: there was one to delete
  std::string text;        // the value, the body
  int32_t status = 0;
  std::vector<std::string> keys;
  std::vector<std::pair<std::string, std::string>> header;
  template <class C>
  void fields(C& c) {
    c(call, ok, has_value, text, status, keys, header);
  }
};

struct LineRecord {
  uint64_t version = 0;
  std::string_view request, line;
  template <class C>
  void fields(C& c) {
    c(version, request, line);
  }
};

struct StacksRecord {
  uint64_t round = 0;
  int64_t least_ms = 0, wait_ms = 0;
  template <class C>
  void fields(C& c) {
    c(round, least_ms, wait_ms);
  }
};

struct StackRow {
  std::string request, stack;
  template <class C>
  void fields(C& c) {
    c(request, stack);
  }
};

struct StacksAreRecord {
  uint64_t round = 0;
  std::vector<StackRow> rows;
  template <class C>
  void fields(C& c) {
    c(round, rows);
  }
};

// Appends the message to *out, which is cleared first.
template <class Record>
void write_message(std::string* out, MessageKind kind, const Record& record) {
  out->clear();
  Encoder{*out}(kind, record);
}
template <class Record>
std::string message_of(MessageKind kind, const Record& record) {
  std::string out;
  write_message(&out, kind, record);
  return out;
}
// The kind is the first byte of a message; its record is what follows. Errors: a kind that is none.
Result<MessageKind> kind_of(std::string_view message);
// Errors: the bytes are no such record.
template <class Record>
Result<void> read_record(std::string_view message, Record* record) {
  Decoder in{message.substr(1)};
  in(*record);
  return in.finish();
}

// ── records of what the server has ──

// A version with its chunks; *room keeps their bytes as long as the record is used.
LoadRecord load_record_of(const Version& version, std::vector<std::string>* room);
// Errors: a chunk is refused.
Result<std::shared_ptr<Version>> version_of(const LoadRecord& record);

RunRecord run_record_of(uint64_t call, uint64_t version, const Incoming& in);
// `fields` keeps what the result refers to, besides the record's own bytes.
Incoming incoming_of(const RunRecord& record, std::vector<Field>* fields);

void put_result(Answer<Outgoing>&& result, DoneRecord* record);
// The head of an answer that comes in pieces. Errors: what of it cannot be.
Result<Outgoing> head_of(AskRecord&& record);
// What a worker says came of a job, as far as it can be true: lengths and numbers within what a function may give, names of failures
// that a sandbox has. Errors: what is not so.
Result<Answer<Outgoing>> result_of(DoneRecord&& record, const Version& version);
// The trace that came with it, into *to; null when none was asked for. Errors: it is none that could be.
Result<void> take_trace(DoneRecord* record, Trace* to);

}  // namespace tri::server
