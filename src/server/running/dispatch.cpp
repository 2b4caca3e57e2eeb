#include "server/running/dispatch.hpp"

#include <boost/asio.hpp>
#include <boost/asio/any_completion_handler.hpp>

#include "server/access/digest.hpp"

namespace tri::server {

namespace {

namespace asio = boost::asio;

}  // namespace

// What continues the coroutine that waits for a job.
struct Dispatch::Waiter {
  asio::any_completion_handler<void()> handler;
  asio::any_io_executor executor;

  // On the loop's own thread, at once: who is done there is not within what waits.
  static void wake(std::unique_ptr<Waiter> waiter) {
    asio::any_io_executor executor = waiter->executor;
    asio::dispatch(executor,
                   [handler = std::move(waiter->handler)]() mutable { std::move(handler)(); });
  }
  static void wake_later(std::unique_ptr<Waiter> waiter) {
    asio::any_io_executor executor = waiter->executor;
    asio::post(executor,
               [handler = std::move(waiter->handler)]() mutable { std::move(handler)(); });
  }
};

std::string new_request_id() {
  // 15 characters: they lie in the string itself, wherever it is copied to.
  static const std::string prefix = random_hex(4).substr(0, 7);
  static std::atomic<uint32_t> count{0};
  uint32_t number = count.fetch_add(1, std::memory_order_relaxed);
  std::string id = prefix + "00000000";
  for (size_t i = id.size(); number != 0; number >>= 4) id[--i] = "0123456789abcdef"[number & 15];
  return id;
}

Dispatch::~Dispatch() {
  if (has_turn_) function_.tenant()->running.fetch_sub(1);
}

bool Dispatch::refuse_job(FailureCode code, std::string message, int64_t limit, int64_t used) {
  Failure failure;
  failure.code = code;
  failure.message = std::move(message);
  failure.limit = limit;
  failure.used = used;
  job_.result = std::unexpected(std::move(failure));
  return finish();
}

bool Dispatch::start() {
  Tenant& tenant = *function_.tenant();
  job_.hardened = tenant.hardened;
  job_.share = &tenant.share;
  has_turn_ = true;
  if (tenant.running.fetch_add(1) >= tenant.max_concurrent.load(std::memory_order_relaxed)) {
    tenant.refused.fetch_add(1, std::memory_order_relaxed);
    return refuse_job(FailureCode::BusyTenant, "");
  }
  auto version = on_.catalog.choose(function_);
  if (!version) {
    job_.result = std::unexpected(std::move(version.error()));
    return finish();
  }
  job_.version = std::move(*version);
  const Limits& limits = job_.version->manifest().limits;
  const int64_t size = int64_t(job_.incoming.body.size());
  for (const int64_t most :
       {tenant.max_body_bytes.load(std::memory_order_relaxed), limits.body_bytes})
    if (most > 0 && size > most)
      return refuse_job(FailureCode::LimitBody,
                        "the body has " + std::to_string(size) + " bytes, expected at most " +
                            std::to_string(most),
                        most, size);
  const auto check_rate = [&](RateLimit& rate, int64_t per_second) {
    const int64_t wait_ns = rate.take(per_second, job_.received_ns);
    if (wait_ns == 0) return true;
    (void)refuse_job(FailureCode::LimitRate,
                     "more than " + std::to_string(per_second) + " requests per second",
                     per_second);
    job_.result.error().retry_after_s = wait_ns / 1'000'000'000 + 1;
    return false;
  };
  // The function's first: what it refuses costs its tenant nothing.
  if (!check_rate(function_.rate(), limits.requests_per_second) ||
      !check_rate(tenant.rate, tenant.requests_per_second.load(std::memory_order_relaxed)))
    return true;
  if (!on_.runner.start_here(job_)) return false;
  return finish();
}

void Dispatch::submit(std::unique_ptr<Waiter> waiter) {
  is_submitted_ = true;
  job_.done_data = this;
  job_.done = [](Job& done) {
    // Who waited may be gone with all this once it is marked.
    const uintptr_t waiting = static_cast<Dispatch*>(done.done_data)->waiter_.exchange(kDone);
    if (is_waiter(waiting))
      Waiter::wake(std::unique_ptr<Waiter>(reinterpret_cast<Waiter*>(waiting)));
  };
  // Once it is taken, it may be done at any time, and its waiter with it.
  waiter_ = reinterpret_cast<uintptr_t>(waiter.release());
  auto taken = on_.runner.submit(job_);
  if (taken) return;
  job_.result = std::unexpected(std::move(taken.error()));
  const uintptr_t waiting = waiter_.exchange(kDone);
  Waiter::wake_later(std::unique_ptr<Waiter>(reinterpret_cast<Waiter*>(waiting)));
}

net::http::Task<bool> Dispatch::wait_or_told() {
  // The loop is not done while a job is: what the job refers to lies in the coroutine that waits.
  asio::any_io_executor executor =
      asio::prefer(asio::any_io_executor(co_await asio::this_coro::executor),
                   asio::execution::outstanding_work.tracked);
  co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(
      [&](auto handler) {
        JobRunner& runner = on_.runner;
        Job& job = job_;
        auto slot = asio::get_associated_cancellation_slot(handler);
        auto waiter = std::make_unique<Waiter>(Waiter{std::move(handler), executor});
        // Erasing the handler's type takes the slot for itself; this takes it back.
        if (slot.is_connected())
          slot.assign([&runner, &job](asio::cancellation_type) { runner.cancel(job); });
        if (!is_submitted_) return submit(std::move(waiter));
        uintptr_t expected = kNobody;
        Waiter* const waiting = waiter.release();
        if (waiter_.compare_exchange_strong(expected, reinterpret_cast<uintptr_t>(waiting))) return;
        // It was told before it waited, or is done.
        if (expected == kTold) waiter_.compare_exchange_strong(expected, kNobody);
        Waiter::wake_later(std::unique_ptr<Waiter>(waiting));
      },
      asio::use_awaitable);
  if (waiter_.load() != kDone) co_return false;
  (void)finish();
  co_return true;
}

net::http::Task<void> Dispatch::wait() {
  while (!co_await wait_or_told()) {
  }
}

void Dispatch::tell() {
  uintptr_t waiting = waiter_.load();
  do {
    if (waiting == kTold || waiting == kDone) return;
  } while (
      !waiter_.compare_exchange_weak(waiting, is_waiter(waiting) ? uintptr_t(kNobody) : kTold));
  if (is_waiter(waiting))
    Waiter::wake_later(std::unique_ptr<Waiter>(reinterpret_cast<Waiter*>(waiting)));
}

bool Dispatch::finish() {
  elapsed_ns_ = monotonic_ns() - job_.received_ns;
  Failure* const failure = job_.result ? nullptr : &job_.result.error();
  function_.metrics().count(job_, elapsed_ns_);
  if (!failure) job_.version->life().add(job_.run_ns, job_.tier);
  if (!failure) return true;
  failure->request = job_.id;
  switch (failure->code) {
    // Of the server's state or the client's doing: nothing that an author could mend.
    case FailureCode::BusyQueue:
    case FailureCode::BusyTenant:
    case FailureCode::LimitRate:
    case FailureCode::LimitBody:
    case FailureCode::NoHandler: break;
    default:
      if (job_.version)
        on_.log.add("error", job_.version->full_name(), job_.id,
                    std::string(row_of(failure->code).code) + ": " + failure->message +
                        (failure->where.empty() ? "" : " (" + failure->where + ")"));
  }
  return true;
}

}  // namespace tri::server
