// The dashboard: one page, put into the program from dashboard.html; it asks the admin plane with the visitor's token.
#pragma once

#include "server/routes/route.hpp"

namespace tri::server {

AdminReply dashboard();

}  // namespace tri::server
