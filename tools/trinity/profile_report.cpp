#include "profile_report.hpp"

#include <algorithm>
#include <cstdio>
#include <functional>

#include "base/json_writer.hpp"
#include "script_command.hpp"
#include "source_file.hpp"

namespace tri::cli {

using engine::Sampler;
using Node = ProfileTree::Node;

namespace {

constexpr size_t kShownFunctions = 25;
constexpr size_t kShownLines = 15;

bool is_native(Sampler::Kind k) { return k == Sampler::Kind::Builtin || k == Sampler::Kind::C; }

Node node_for(const Sampler& sampler, const Sampler::Place& place) {
  Node node;
  node.kind = place.kind;
  if (place.kind != Sampler::Kind::Lua) {
    node.name = place.name ? place.name : "";
    return node;
  }
  const Sampler::Function& f = sampler.functions()[place.function];
  node.name = f.name;
  node.file = f.source;
  node.where = f.line > 0 ? f.source + ":" + std::to_string(f.line) : f.source;
  return node;
}

std::string label_of(const Node& n) {
  if (is_native(n.kind)) return "[" + n.name + "]";
  return n.where.empty() ? n.name : n.name + " (" + n.where + ")";
}

double share(uint64_t part, uint64_t whole) {
  return whole ? 100.0 * double(part) / double(whole) : 0.0;
}

struct Totals {
  Node function;
  uint64_t self_ns = 0, total_ns = 0;
};

// By function, wherever it was called; a function that calls itself counts once per stack.
std::vector<Totals> totals_of(const ProfileTree& tree) {
  std::map<std::string, Totals> by_label;
  std::vector<std::string> path;
  std::function<void(uint32_t)> visit = [&](uint32_t at) {
    const Node& n = tree.nodes[at];
    const std::string label = label_of(n);
    const bool is_inside = std::find(path.begin(), path.end(), label) != path.end();
    if (at != 0) {
      Totals& t = by_label[label];
      t.function = n;
      t.self_ns += n.self_ns;
      if (!is_inside) t.total_ns += n.total_ns;
    }
    path.push_back(label);
    for (const uint32_t child : n.children) visit(child);
    path.pop_back();
  };
  visit(0);
  std::vector<Totals> all;
  for (auto& [label, t] : by_label) all.push_back(std::move(t));
  std::sort(all.begin(), all.end(), [](const Totals& a, const Totals& b) {
    return a.self_ns != b.self_ns ? a.self_ns > b.self_ns : a.total_ns > b.total_ns;
  });
  return all;
}

struct Line {
  std::string file;
  int number;
  uint64_t ns;
};

std::vector<Line> lines_of(const ProfileTree& tree) {
  std::map<std::pair<std::string, int>, uint64_t> by_place;
  for (const Node& n : tree.nodes)
    for (const auto& [line, ns] : n.line_ns)
      if (line > 0 && ns) by_place[{n.file, line}] += ns;
  std::vector<Line> all;
  for (const auto& [place, ns] : by_place) all.push_back({place.first, place.second, ns});
  std::sort(all.begin(), all.end(), [](const Line& a, const Line& b) { return a.ns > b.ns; });
  return all;
}

// The text of a line of a file, without the blanks around it.
class Sources {
 public:
  std::string line(const std::string& path, int number) {
    auto at = files_.find(path);
    if (at == files_.end()) {
      const Result<std::string> text = read_source_file(path.c_str());
      at = files_.emplace(path, text ? *text : std::string()).first;
    }
    std::string_view text = at->second;
    for (int n = 1; n < number && !text.empty(); ++n) {
      const size_t end = text.find('\n');
      text.remove_prefix(end == text.npos ? text.size() : end + 1);
    }
    text = text.substr(0, text.find('\n'));
    const size_t first = text.find_first_not_of(" \t");
    const size_t last = text.find_last_not_of(" \t\r");
    return first == text.npos ? std::string() : std::string(text.substr(first, last - first + 1));
  }

 private:
  std::map<std::string, std::string> files_;
};

const char* clock_name(const Sampler& sampler) {
  return sampler.options().clock == Sampler::Clock::Wall ? "wall time" : "processor time";
}

}  // namespace

ProfileTree profile_tree(const Sampler& sampler) {
  ProfileTree tree;
  tree.nodes.emplace_back();
  tree.nodes[0].name = "all";
  std::vector<uint32_t> node_of(sampler.nodes().size(), 0);
  // Children of a node by what they are: line and tier left out.
  using Key = std::pair<uint32_t, Sampler::Place>;
  std::map<Key, uint32_t> known;
  for (size_t n = 0; n < sampler.nodes().size(); ++n) {
    const Sampler::Node& sample = sampler.nodes()[n];
    if (n > 0) {
      const Key key{node_of[sample.parent],
                    {sample.place.kind, 0, sample.place.function, 0, sample.place.name}};
      const auto [at, is_new] = known.emplace(key, uint32_t(tree.nodes.size()));
      if (is_new) {
        tree.nodes.push_back(node_for(sampler, sample.place));
        tree.nodes[key.first].children.push_back(at->second);
      }
      node_of[n] = at->second;
    }
    Node& node = tree.nodes[node_of[n]];
    node.self_ns += sample.ns;
    node.tier_ns[sample.place.tier] += sample.ns;
    if (sample.place.kind == Sampler::Kind::Lua) node.line_ns[sample.place.line] += sample.ns;
  }
  // Children come behind their parents.
  for (Node& node : tree.nodes) node.total_ns = node.self_ns;
  for (size_t n = tree.nodes.size(); n-- > 0;)
    for (const uint32_t child : tree.nodes[n].children)
      tree.nodes[n].total_ns += tree.nodes[child].total_ns;
  for (Node& node : tree.nodes)
    std::sort(node.children.begin(), node.children.end(), [&](uint32_t a, uint32_t b) {
      return tree.nodes[a].total_ns > tree.nodes[b].total_ns;
    });
  return tree;
}

std::string profile_as_text(const Sampler& sampler, const ProfileTree& tree) {
  const uint64_t total = sampler.total_ns();
  uint64_t tier1 = 0, tier2 = 0, tier3 = 0, native = 0, collector = 0;
  for (const Node& n : tree.nodes) {
    tier1 += n.tier_ns[1];
    tier2 += n.tier_ns[2];
    tier3 += n.tier_ns[3];
    if (is_native(n.kind)) native += n.self_ns;
    if (n.kind == Sampler::Kind::Collector) collector += n.self_ns;
  }
  std::string out;
  char line[400];
  std::snprintf(line, sizeof line, "%s samples over %.3f s of %s, %u asked for per second\n",
                with_separators(sampler.samples()).c_str(), double(total) * 1e-9,
                clock_name(sampler), sampler.options().rate);
  out += line;
  if (!total) return out + "The script ended before the first sample.\n";
  std::snprintf(
      line, sizeof line,
      "tier 1 %.1f %%, tier 2 %.1f %%, tier 3 %.1f %%, builtins %.1f %%, collector %.1f %%\n",
      share(tier1, total), share(tier2, total), share(tier3, total), share(native, total),
      share(collector, total));
  out += line;
  out += "\n   self    total  function\n";
  size_t shown = 0;
  for (const Totals& t : totals_of(tree)) {
    if (shown++ == kShownFunctions) break;
    std::snprintf(line, sizeof line, "%5.1f %%  %5.1f %%  ", share(t.self_ns, total),
                  share(t.total_ns, total));
    out += line + label_of(t.function) + "\n";
  }
  out += "\n   self  line\n";
  Sources sources;
  shown = 0;
  for (const Line& l : lines_of(tree)) {
    if (shown++ == kShownLines) break;
    std::snprintf(line, sizeof line, "%5.1f %%  ", share(l.ns, total));
    const std::string text = sources.line(l.file, l.number);
    out +=
        line + l.file + ":" + std::to_string(l.number) + (text.empty() ? "" : "  " + text) + "\n";
  }
  return out;
}

std::string profile_as_folded(const ProfileTree& tree) {
  std::string out, path;
  std::function<void(uint32_t)> visit = [&](uint32_t at) {
    const Node& n = tree.nodes[at];
    const size_t length = path.size();
    if (at != 0) {
      std::string label = label_of(n);
      std::replace(label.begin(), label.end(), ';', ',');  // separates frames
      std::replace(label.begin(), label.end(), '\n', ' ');
      path += (path.empty() ? "" : ";") + label;
    }
    const uint64_t microseconds = (n.self_ns + 500) / 1000;
    if (at != 0 && microseconds) out += path + " " + std::to_string(microseconds) + "\n";
    for (const uint32_t child : n.children) visit(child);
    path.resize(length);
  };
  visit(0);
  return out;
}

std::string profile_as_json(const Sampler& sampler, const ProfileTree& tree) {
  JsonWriter json;
  json.begin_object();
  json.key("format").text("trinity-profile").key("version").number(1);
  json.key("clock").text(sampler.options().clock == Sampler::Clock::Wall ? "wall" : "processor");
  json.key("rate").number(sampler.options().rate).key("samples").number(sampler.samples());
  json.key("total_ns").number(sampler.total_ns());
  std::function<void(uint32_t)> visit = [&](uint32_t at) {
    const Node& n = tree.nodes[at];
    static constexpr const char* kKinds[] = {"all", "lua", "builtin", "c", "collector", "other"};
    json.begin_object().key("name").text(n.name).key("kind").text(kKinds[int(n.kind)]);
    if (!n.where.empty()) json.key("where").text(n.where).key("file").text(n.file);
    json.key("self_ns").number(n.self_ns).key("total_ns").number(n.total_ns);
    if (n.kind == Sampler::Kind::Lua) {
      json.key("tier1_ns")
          .number(n.tier_ns[1])
          .key("tier2_ns")
          .number(n.tier_ns[2])
          .key("tier3_ns")
          .number(n.tier_ns[3]);
      json.key("lines").begin_array();
      for (const auto& [line, ns] : n.line_ns)
        if (ns)
          json.begin_object()
              .key("line")
              .number(uint64_t(std::max(line, 0)))
              .key("ns")
              .number(ns)
              .end_object();
      json.end_array();
    }
    json.key("children").begin_array();
    for (const uint32_t child : n.children) visit(child);
    json.end_array().end_object();
  };
  json.key("tree");
  visit(0);
  json.end_object();
  return json.take();
}

}  // namespace tri::cli
