// Scheduler: the event loop of a state, and the coroutines that wait for it.
//
//   Lua code in a coroutine that the loop started calls something that waits:
//     new_ticket ─▶ the gateway is asked ─▶ wait(ticket): the coroutine yields to run()
//     ... run(): Receiver::answered(ticket) ─▶ the coroutine is resumed with the results
//   The main thread has nobody to yield to: wait() runs the loop there until its own ticket is answered.
//
// A ticket says in its lowest byte what its answer is made into. Coroutines that wait are held by a table (ticket ->
// thread), so a coroutine that nothing will wake is collected only with the state.
//
// Owner: a userdata in the registry, destroyed when the state closes. Thread: the state's.
#pragma once

#include <deque>
#include <memory>

#include "net/gateway/gateway.hpp"
#include "runtime/args.hpp"

namespace tri::modules {

struct ObjectType;

// What an answer is made into when it is ok; otherwise it is nil, message, code.
enum class Want : uint8_t {
  True,       // true
  Text,       // text
  Response,   // status, body, fields by small name
  WebSocket,  // the object
  Message,    // text, true when it is binary; else nil, message, close code
  Result,     // the value that MessagePack text is
  Item,       // the same, or nothing behind the last
  Stream,     // the object
};

using net::gateway::Ticket;

class Scheduler final : public net::gateway::Receiver {
 public:
  // That of the state, made when there is none. nullptr: raised.
  static Scheduler* of(Thread* L);

  explicit Scheduler(State* S, const net::gateway::Gateway& gateway);
  ~Scheduler();
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;

  net::gateway::Loop& loop() { return *loop_; }
  Ticket new_ticket(Want want) { return ++last_ticket_ << 8 | uint64_t(want); }

  // Whether L may wait: asked before anything is begun. False: raised.
  [[nodiscard]] bool may_wait(Thread* L, Value* at, uint32_t argc);
  // Waits in a framed builtin, and gives what came: the last thing that it does.
  Returned wait(Thread* L, Value* at, Ticket ticket);
  // Answers a ticket of Want::True in a later turn.
  void wake(Ticket ticket) { woken_.push_back(ticket); }
  // Starts a coroutine, whose stack holds a function and its arguments, or resumes it, in a later turn. False: raised.
  [[nodiscard]] bool start(Thread* L, Thread* co);
  // Runs until nothing is left to wait for, or stop(). False: raised.
  [[nodiscard]] bool run(Thread* L);
  void stop() { stopped_ = true; }
  bool runs() const { return runner_ != nullptr; }

  // Registers a function for requests or calls. 0: raised.
  [[nodiscard]] uint64_t add_handler(Thread* L, const Value& function);

  void answered(Ticket ticket, const net::gateway::Answer& answer) override;
  void requested(uint64_t server, net::gateway::Exchange* exchange) override;
  void called(uint64_t server, net::gateway::Call* call) override;

 private:
  bool turn(Thread* L, bool may_block);
  void start_handler(uint64_t server, const ObjectType& type, net::gateway::Object* object);
  void resume(Thread* co, uint32_t nargs);
  Table* waiting() const;
  Table* handlers() const;

  State* state_;
  Userdata* self_ = nullptr;  // user values: who waits, handlers, results of the main thread
  std::unique_ptr<net::gateway::Loop> loop_;
  std::deque<Ticket> woken_;
  Thread* current_ = nullptr;  // the coroutine that the loop runs
  Thread* runner_ = nullptr;   // who runs the loop
  uint64_t last_ticket_ = 0, last_handler_ = 0;
  Ticket main_ticket_ = 0;  // the main thread waits for it
  bool waits_ = false;      // current_ waits for a ticket
  bool stopped_ = false;
};

// Types of objects that answers and handlers get (their methods are beside the modules that have them).
extern const ObjectType kExchangeType, kServerType, kWebSocketType, kCallType, kItemStreamType;

}  // namespace tri::modules
