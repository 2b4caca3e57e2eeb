// What `trinity profile` prints: samples gathered by function, as a table, as folded stacks and as a page with a flame graph.
#pragma once

#include <array>
#include <map>
#include <string>
#include <vector>

#include "engine/sampler.hpp"

namespace tri::cli {

// The samples as a tree of functions: lines and tiers of one function are gathered in one node.
struct ProfileTree {
  struct Node {
    std::string name = {};   // "Account.deposit", "insert", "(collector)"
    std::string where = {};  // "bank.lua:12", where a Lua function is defined; "" of others
    std::string file = {};   // "bank.lua"; "" of others
    engine::Sampler::Kind kind = engine::Sampler::Kind::Root;
    uint64_t self_ns = 0;
    uint64_t total_ns = 0;                 // with what it calls
    std::array<uint64_t, 4> tier_ns = {};  // of self_ns: [n] in tier n, [0] not in Lua code
    std::map<int, uint64_t> line_ns = {};  // of self_ns
    std::vector<uint32_t> children = {};   // the largest first
  };
  std::vector<Node> nodes;  // [0] is the root
};
ProfileTree profile_tree(const engine::Sampler& sampler);

std::string profile_as_text(const engine::Sampler& sampler, const ProfileTree& tree);
// One line per stack: "main chunk (a.lua);f (a.lua:3) 1234", in microseconds.
std::string profile_as_folded(const ProfileTree& tree);
std::string profile_as_json(const engine::Sampler& sampler, const ProfileTree& tree);
// A page that needs nothing else.
std::string profile_as_html(const engine::Sampler& sampler, const ProfileTree& tree,
                            const std::string& title);

}  // namespace tri::cli
