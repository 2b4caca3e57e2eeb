// Times the grammars of the wire, alternating with peers that were built as shared objects (bench/net/parse.py).
//
// usage: parse_bench [--megabytes N] [--rounds N] [NAME=SHARED_OBJECT]...
//
// Prints, per workload and parser, the best and the median rate per CPU second over the rounds, and how many times faster
// the first row is (medians). All parsers must agree on the number of fields.
#include <dlfcn.h>
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include "net/csv/rows.hpp"
#include "net/http/framing.hpp"
#include "net/http/head.hpp"
#include "net/msgpack/value.hpp"
#include "net/resp/value.hpp"
#include "net/websocket/frame.hpp"
#include "traffic.hpp"

namespace {

using namespace tri;
using namespace tri::net;

struct Work {
  std::string data;
  std::vector<size_t> ends;  // of the pieces in which it arrives
};

// Parses all of a work and returns how much it found (fields, nodes, cells, frames); 0 says that it failed.
using Parse = std::function<size_t(Work&)>;

struct Contender {
  std::string name;
  Parse parse;
  std::vector<double> seconds;
};

using PeerEntry = size_t (*)(const char*, const size_t*, size_t, size_t*);

struct Peer {
  std::string name;
  PeerEntry entry;
};

size_t parse_requests(Work& work, parse::Isa isa, bool framed) {
  http::RequestParser parser(isa);
  http::RequestHead head;
  size_t at = 0, found = 0;
  for (const size_t end : work.ends)
    while (at < end) {
      const std::string_view input(work.data.data() + at, end - at);
      const auto result = parser.parse(input, head);
      if (result == http::HeadResult::NeedMore) break;
      if (result != http::HeadResult::Done) return 0;
      if (framed && !http::framing_of(head, input)) return 0;
      found += head.fields.size();
      at += head.size;
    }
  return at == work.data.size() ? found : 0;
}

template <class Parser>
size_t parse_messages(Work& work, parse::Isa isa) {
  Parser parser(isa);
  std::vector<typename Parser::Node> nodes(4096);
  size_t at = 0, found = 0;
  for (const size_t end : work.ends)
    while (at < end) {
      const auto result = parser.parse({work.data.data() + at, end - at}, nodes);
      if (result == parse::ParseResult::NeedMore) break;
      if (result != parse::ParseResult::Done) return 0;
      found += parser.count();
      at += parser.size();
    }
  return at == work.data.size() ? found : 0;
}

size_t parse_csv(Work& work, parse::Isa isa) {
  const csv::RowParser parser(isa);
  std::vector<csv::Cell> cells(1024);
  size_t at = 0, found = 0;
  for (const size_t end : work.ends)
    while (at < end) {
      const auto rows = parser.parse({work.data.data() + at, end - at}, false, cells);
      if (rows.result == parse::ParseResult::Malformed) return 0;
      found += rows.cells;
      at += rows.used;
      if (rows.result != parse::ParseResult::Full) break;
    }
  return at == work.data.size() ? found : 0;
}

// Each frame is unmasked in place; the next round masks it again, which is the same work.
size_t parse_frames(Work& work, parse::Isa isa) {
  const websocket::Masker masker(isa);
  size_t at = 0, found = 0;
  for (const size_t end : work.ends)
    while (at < end) {
      websocket::FrameHeader header;
      const auto start = websocket::parse_frame({work.data.data() + at, end - at}, header);
      if (start.result == parse::ParseResult::Malformed) return 0;
      if (start.result == parse::ParseResult::NeedMore || start.size + header.length > end - at)
        break;
      masker.apply({work.data.data() + at + start.size, size_t(header.length)}, header.key);
      at += start.size + size_t(header.length);
      ++found;
    }
  return at == work.data.size() ? found : 0;
}

// CPU time: other programs on the machine cost no more than the caches they share.
double cpu_seconds() {
  timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return double(now.tv_sec) + double(now.tv_nsec) * 1e-9;
}

double seconds_of(const Parse& parse, Work& work, size_t repeat, size_t& found) {
  const double start = cpu_seconds();
  for (size_t i = 0; i < repeat; ++i) found = parse(work);
  return (cpu_seconds() - start) / double(repeat);
}

bool compare(const char* title, Work work, std::vector<Contender> contenders, int rounds) {
  const size_t repeat = std::max<size_t>(1, (8u << 20) / work.data.size());
  size_t agreed = 0;
  for (int round = 0; round < rounds; ++round)
    for (Contender& contender : contenders) {
      size_t found = 0;
      contender.seconds.push_back(seconds_of(contender.parse, work, repeat, found));
      if (agreed == 0) agreed = found;
      if (found == 0 || found != agreed) {
        std::printf("%s: %s found %zu, the first %zu\n", title, contender.name.c_str(), found,
                    agreed);
        return false;
      }
    }
  std::printf("%s (%zu bytes, %zu pieces, %zu found)\n", title, work.data.size(), work.ends.size(),
              agreed);
  double ours = 0;
  for (Contender& contender : contenders) {
    std::sort(contender.seconds.begin(), contender.seconds.end());
    const double gigabytes = double(work.data.size()) / 1e9;
    const double median = gigabytes / contender.seconds[contender.seconds.size() / 2];
    if (ours == 0) ours = median;
    std::printf("  %-24s best %6.2f GB/s   median %6.2f GB/s   trinity/this %5.2f\n",
                contender.name.c_str(), gigabytes / contender.seconds.front(), median,
                ours / median);
  }
  return true;
}

std::vector<Contender> with_isas(const std::function<size_t(Work&, parse::Isa)>& parse) {
  std::vector<Contender> all;
  for (const auto isa : {parse::Isa::Avx512, parse::Isa::Avx2, parse::Isa::Portable})
    if (parse::has_isa(isa))
      all.push_back({std::string("trinity ") + parse::kIsaNames[int(isa)],
                     [=](Work& work) { return parse(work, isa); },
                     {}});
  return all;
}

Work whole(std::string data) {
  const size_t size = data.size();
  return {std::move(data), {size}};
}

}  // namespace

int main(int argc, char** argv) {
  size_t megabytes = 64;
  int rounds = 9;
  std::vector<Peer> peers;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    const size_t equals = argument.find('=');
    if (argument == "--megabytes" && i + 1 < argc) {
      megabytes = size_t(std::atoi(argv[++i]));
    } else if (argument == "--rounds" && i + 1 < argc) {
      rounds = std::atoi(argv[++i]);
    } else if (equals != std::string::npos) {
      void* object = dlopen(argument.substr(equals + 1).c_str(), RTLD_NOW | RTLD_LOCAL);
      const auto entry = object ? PeerEntry(dlsym(object, "peer_parse")) : nullptr;
      if (entry == nullptr) {
        std::fprintf(stderr, "parse_bench: %s: %s\n", argument.c_str(), dlerror());
        return 66;
      }
      peers.push_back({argument.substr(0, equals), entry});
    } else {
      std::fprintf(stderr, "usage: parse_bench [--megabytes N] [--rounds N] [NAME=OBJECT]...\n");
      return 64;
    }
  }
  const size_t size = megabytes << 20;
  bench::Traffic traffic(1);

  std::vector<Contender> http =
      with_isas([](Work& work, parse::Isa isa) { return parse_requests(work, isa, false); });
  http.push_back({"trinity, with framing",
                  [](Work& work) { return parse_requests(work, parse::best_isa(), true); },
                  {}});
  for (const Peer& peer : peers)
    http.push_back({peer.name,
                    [=](Work& work) {
                      size_t fields = 0;
                      const size_t used =
                          peer.entry(work.data.data(), work.ends.data(), work.ends.size(), &fields);
                      return used == work.data.size() ? fields : 0;
                    },
                    {}});

  bool fine = compare("http: the browser's request, repeated",
                      whole(bench::Traffic::browser_request()), http, rounds);
  Work requests{traffic.requests(size), {}};
  requests.ends = traffic.pieces(requests.data.size());
  fine &= compare("http: distinct requests in pieces", std::move(requests), http, rounds);
  const auto pieced = [&](std::string data) {
    std::vector<size_t> ends = traffic.pieces(data.size());
    return Work{std::move(data), std::move(ends)};
  };
  fine &= compare("resp: commands and replies in pieces", pieced(traffic.resp(size)),
                  with_isas(parse_messages<resp::ValueParser>), rounds);
  fine &= compare("msgpack: orders in pieces", pieced(traffic.msgpack(size)),
                  with_isas(parse_messages<msgpack::ValueParser>), rounds);
  // A piece holds a whole frame at least, as the buffer of a connection does.
  Work frames = whole(traffic.websocket(size));
  fine &= compare("websocket: masked frames", std::move(frames), with_isas(parse_frames), rounds);
  fine &= compare("csv: eight columns in pieces", pieced(traffic.csv(size)), with_isas(parse_csv),
                  rounds);
  return fine ? 0 : 1;
}
