# What the room net needs beyond other rooms.
#
# Its *_kernel.cpp files are compiled once per instruction set; src/net/parse/isa.hpp tells how. No compiler flag says
# so, because code of other headers must stay what every machine can run.
file(GLOB kernels CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/net/*/*_kernel.cpp)
set(isas PORTABLE)
if(CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64")
  list(APPEND isas AVX2 AVX512)
endif()
foreach(isa IN LISTS isas)
  string(TOLOWER ${isa} name)
  add_library(trinity_net_${name} OBJECT ${kernels})
  target_compile_definitions(trinity_net_${name} PRIVATE TRI_NET_ISA_${isa}=1)
  target_compile_options(trinity_net_${name} PRIVATE -fno-exceptions -fno-rtti)
  target_link_libraries(trinity_net_${name} PRIVATE trinity_flags)
  target_sources(trinity_net PRIVATE $<TARGET_OBJECTS:trinity_net_${name}>)
endforeach()

# Debian: libboost1.81-dev (Asio, headers alone), libssl-dev, zlib1g-dev, libdeflate-dev, libsimdjson-dev.
find_package(Threads REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(ZLIB REQUIRED)
find_package(Boost 1.81 REQUIRED)
target_link_libraries(trinity_net PUBLIC Boost::headers Threads::Threads 
  PRIVATE OpenSSL::SSL OpenSSL::Crypto ZLIB::ZLIB deflate simdjson)
target_compile_definitions(trinity_net PUBLIC BOOST_ASIO_HAS_CO_AWAIT BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_DISABLE_BOOST_COROUTINE)

# Beside the unit tests: what tests/wire/differential.py compares with other readers.
if(TRINITY_TESTS)
  add_executable(wire_show ${PROJECT_SOURCE_DIR}/tests/wire/wire_show.cpp)
  target_link_libraries(wire_show PRIVATE trinity_net)
  set_target_properties(wire_show PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/test)
endif()

# What needs those libraries, for Lua programs: a shared object that the command line loads when a program requires it
# (net/gateway/gateway.hpp). It lies in lib/trinity beside bin, in the build folder and when installed under a prefix; when
# installed where libraries of several machines are, TRINITY_LIBRARY_FOLDER is where.
include(GNUInstallDirs)
add_library(trinity_net_gateway MODULE ${PROJECT_SOURCE_DIR}/cmake/net_gateway.cpp)
target_link_libraries(trinity_net_gateway PRIVATE trinity_net)
set_target_properties(trinity_net_gateway PROPERTIES PREFIX "" OUTPUT_NAME net
  LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/lib/trinity)
target_link_options(trinity_net_gateway PRIVATE LINKER:-z,now LINKER:-z,relro LINKER:--gc-sections LINKER:--as-needed
  LINKER:--exclude-libs,ALL)
install(TARGETS trinity_net_gateway LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/trinity)
target_compile_definitions(trinity_base PRIVATE TRINITY_LIBRARY_FOLDER="${CMAKE_INSTALL_LIBDIR}/trinity")
