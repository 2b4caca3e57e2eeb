// How fast programs are compiled, dumped, read back and verified: bytes of a generated program of 4 MB per second of CPU
// time, for every step, so that the steps compare.
#include <benchmark/benchmark.h>

#include <string>

#include "bench/micro/generated_program.hpp"
#include "bytecode/dump.hpp"
#include "bytecode/verifier.hpp"
#include "syntax/compile.hpp"

namespace {

using namespace tri;

const std::string& program() {
  static const std::string text = bench::GeneratedProgram::text(4'000'000);
  return text;
}

bytecode::Chunk compiled(benchmark::State& state) {
  auto chunk = syntax::compile(program(), "=program");
  if (!chunk) {
    state.SkipWithError(chunk.error().message.c_str());
    return {};
  }
  return std::move(*chunk);
}

void count_bytes(benchmark::State& state) {
  state.SetBytesProcessed(int64_t(state.iterations()) * int64_t(program().size()));
}

void compile(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(compiled(state));
  count_bytes(state);
}

void compile_small(benchmark::State& state) {
  const std::string text = bench::GeneratedProgram::text(size_t(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(syntax::compile(text, "=program"));
  state.SetBytesProcessed(int64_t(state.iterations()) * int64_t(text.size()));
}

void dump(benchmark::State& state) {
  const bytecode::Chunk chunk = compiled(state);
  for (auto _ : state) benchmark::DoNotOptimize(bytecode::dump(*chunk.main, /*strip=*/false));
  count_bytes(state);
}

void undump(benchmark::State& state) {
  const std::string bytes = bytecode::dump(*compiled(state).main, /*strip=*/false);
  for (auto _ : state) benchmark::DoNotOptimize(bytecode::undump(bytes, "=program"));
  count_bytes(state);
}

void verify(benchmark::State& state) {
  const bytecode::Chunk chunk = compiled(state);
  for (auto _ : state) benchmark::DoNotOptimize(bytecode::verify(*chunk.main));
  count_bytes(state);
}

BENCHMARK(compile)->Unit(benchmark::kMillisecond);
BENCHMARK(compile_small)->Arg(100)->Arg(2000)->Arg(50000)->Unit(benchmark::kMicrosecond);
BENCHMARK(dump)->Unit(benchmark::kMillisecond);
BENCHMARK(undump)->Unit(benchmark::kMillisecond);
BENCHMARK(verify)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
