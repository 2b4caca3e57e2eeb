// How soon a hostile program stops when it is told to: CPU time of its thread from the request to the return of the call, for each
// program of engine/hostile_programs.hpp in both tiers.
//
//   stop_latency [REPETITIONS [NAME]]      median and worst of each in milliseconds, the worst of all at the end
//
// CPU time, so that other work on the machine does not count. Heap: at most 256 MiB.
#include <pthread.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <vector>

#include "engine/engine.hpp"
#include "engine/hostile_programs.hpp"
#include "lib/libraries.hpp"
#include "lib/load.hpp"
#include "runtime/call.hpp"
#include "runtime/error.hpp"
#include "runtime/limits.hpp"

namespace tri {
namespace {

constexpr size_t kMemory = size_t(256) << 20;
constexpr long kBegin_ns = 30'000'000;  // programs get so long, then and after each further stretch
constexpr long kStretch_ns = 7'000'000;

struct Stopper {
  State* S;
  clockid_t clock;  // CPU time of the thread that runs the program
  long after_ns;
  double asked = 0;
};

double seconds(clockid_t clock) {
  timespec now;
  clock_gettime(clock, &now);
  return double(now.tv_sec) + double(now.tv_nsec) / 1e9;
}

void* stop(void* data) {
  auto* s = static_cast<Stopper*>(data);
  const timespec wait{.tv_sec = 0, .tv_nsec = s->after_ns};
  nanosleep(&wait, nullptr);
  s->asked = seconds(s->clock);
  request_stop(s->S);
  return nullptr;
}

// Milliseconds of CPU from the request to the end; below 0: it ended by itself.
double measure(const char* text, uint32_t tier, bool metered, long after_ns) {
  State* S = engine::create_state({.seed = 1, .max_tier = tier, .metered = metered});
  if (!S || !lib::open_all(S->main)) std::abort();
  Thread* L = S->main;
  S->heap->set_limit(kMemory);
  if (lib::push_chunk(L, text, "=p", "t") != lib::Load::Ok) std::abort();
  Stopper stopper{.S = S, .clock = {}, .after_ns = after_ns};
  pthread_getcpuclockid(pthread_self(), &stopper.clock);
  pthread_t thread;
  if (pthread_create(&thread, nullptr, stop, &stopper) != 0) std::abort();
  (void)!call_protected(L, L->top - 1, 0, 0);
  const double end = seconds(stopper.clock);
  const bool stopped = S->stop == Stop::Interrupt;
  pthread_join(thread, nullptr);
  engine::destroy_state(S);
  return stopped ? (end - stopper.asked) * 1000 : -1;
}

}  // namespace
}  // namespace tri

int main(int argc, char** argv) {
  using namespace tri;
  const int repetitions = argc > 1 ? std::atoi(argv[1]) : 5;
  double worst = 0;
  int late = 0, programs = 0;
  std::printf("%-34s %17s %17s %17s\n", "", "tier 1", "tier 2", "tier 2 metered");
  for (const engine::HostileProgram& program : engine::kHostilePrograms) {
    if (argc > 2 && !std::strstr(program.name, argv[2])) continue;
    ++programs;
    std::printf("%-34s", program.name);
    double worst_here = 0;
    for (int kind = 0; kind < 3; ++kind) {
      std::vector<double> times;
      for (int i = 0; i < repetitions; ++i) {
        const double ms =
            measure(program.text, kind == 0 ? 1 : 2, kind == 2, kBegin_ns + i * kStretch_ns);
        if (ms >= 0) times.push_back(ms);
      }
      if (times.empty()) {
        std::printf(" %17s", "ends by itself");
        continue;
      }
      std::sort(times.begin(), times.end());
      worst_here = std::max(worst_here, times.back());
      std::printf(" %8.3f %8.3f", times[times.size() / 2], times.back());
    }
    std::printf("%s\n", worst_here > 5 ? "  late" : "");
    std::fflush(stdout);
    late += worst_here > 5;
    worst = std::max(worst, worst_here);
  }
  std::printf("%d programs, worst %.3f ms, %d above 5 ms\n", programs, worst, late);
}
