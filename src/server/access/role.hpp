// Roles of bearer tokens: what their holders may do on the admin plane. Each includes those before it.
#pragma once

#include <cstdint>
#include <string_view>

namespace tri::server {

enum class Role : uint8_t {
  None,      // no token is asked for
  Viewer,    // sees functions, metrics, logs
  Deployer,  // deploys, rolls back, invokes, kills, sets secrets
  Admin,     // tenants, limits, tokens, the journal
};

constexpr const char* name_of(Role role) {
  return role == Role::Viewer     ? "viewer"
         : role == Role::Deployer ? "deployer"
         : role == Role::Admin    ? "admin"
                                  : "none";
}

// Role::None for what is no role.
constexpr Role role_named(std::string_view name) {
  return name == "viewer"     ? Role::Viewer
         : name == "deployer" ? Role::Deployer
         : name == "admin"    ? Role::Admin
                              : Role::None;
}

}  // namespace tri::server
