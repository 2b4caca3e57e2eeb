#include "net/gateway/operation.hpp"

#include <boost/asio.hpp>

namespace tri::net::gateway {

namespace asio = boost::asio;

void Gate::open() {
  open_ = true;
  if (waiting_) asio::post(loop_, std::exchange(waiting_, nullptr));
}

Task<> Gate::wait() {
  if (open_) co_return;
  co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(
      [this](auto handler) {
        // Not any_completion_handler: that of Asio 1.81 can be copied by mistake, and then wraps itself without end.
        waiting_ = [kept = std::make_shared<decltype(handler)>(std::move(handler))] {
          std::move (*kept)();
        };
      },
      asio::use_awaitable);
}

void Operations::start(Ticket ticket, Task<Outcome> task, uint64_t timeout_ms) {
  const auto running = std::make_shared<Running>();
  running_[ticket] = running;
  if (timeout_ms > 0) {
    running->timer =
        std::make_unique<asio::steady_timer>(loop_, std::chrono::milliseconds(timeout_ms));
    running->timer->async_wait(
        [weak = std::weak_ptr<Running>(running)](boost::system::error_code error) {
          const auto one = weak.lock();
          if (error || !one) return;
          one->timed_out = true;
          one->signal.emit(asio::cancellation_type::terminal);
        });
  }
  asio::co_spawn(loop_, std::move(task),
                 asio::bind_cancellation_slot(
                     running->signal.slot(),
                     [this, ticket, running](std::exception_ptr thrown, Outcome outcome) {
                       finish(ticket, thrown, std::move(outcome));
                     }));
}

void Operations::finish(Ticket ticket, std::exception_ptr thrown, Outcome outcome) {
  const auto found = running_.find(ticket);
  if (found == running_.end()) return;
  const std::shared_ptr<Running> running = std::move(found->second);
  running_.erase(found);
  if (running->timer) running->timer->cancel();
  if (thrown) {
    try {
      std::rethrow_exception(thrown);
    } catch (const std::exception& error) {
      outcome = Outcome::failed(error.what());
    }
  }
  // However it noticed.
  if (!outcome.ok && running->timed_out) outcome = Outcome::failed("timeout", "timeout");
  if (!outcome.ok && running->cancelled) outcome = Outcome::failed("cancelled", "cancelled");
  answer(ticket, std::move(outcome));
}

void Operations::answer(Ticket ticket, Outcome outcome) {
  // std::function copies, and an Outcome cannot be copied.
  events_.push_back(
      [ticket, kept = std::make_shared<Outcome>(std::move(outcome))](Receiver& receiver) {
        std::vector<Field> fields;
        for (const auto& [name, value] : kept->fields) fields.push_back({name, value});
        receiver.answered(ticket, {.ok = kept->ok,
                                   .error = kept->error,
                                   .code = kept->code,
                                   .number = kept->number,
                                   .text = kept->text,
                                   .fields = fields,
                                   .object = kept->object.release()});
      });
}

void Operations::cancel(Ticket ticket) {
  const auto found = running_.find(ticket);
  if (found == running_.end()) return;
  const std::shared_ptr<Running> running = found->second;
  running->cancelled = true;
  // Later: what is cancelled may be what asks for it.
  asio::post(loop_, [running] { running->signal.emit(asio::cancellation_type::terminal); });
}

void Operations::tell_all(Receiver& receiver) {
  for (size_t left = events_.size(); left > 0; --left) {
    const std::function<void(Receiver&)> event = std::move(events_.front());
    events_.pop_front();
    event(receiver);
  }
}

}  // namespace tri::net::gateway
