// lua.hpp: the C interface for C++, where its headers declare C linkage by themselves.
#pragma once

#include "lauxlib.h"
#include "lua.h"
#include "lualib.h"
