// Searches through sets of every shape, compiled per instruction set, so that tests can compare them.
#pragma once

#include <cstddef>
#include <cstdint>

#include "net/parse/byte_set.hpp"
#include "net/parse/isa.hpp"

namespace tri::net::parse {

// One set per way that members_of has of finding members.
inline constexpr ByteSet kProbeSets[] = {
    kNoByte,
    kAnyByte,
    bytes_of("x"),
    byte_range(0, ' '),
    byte_range(0x80, 0xff),
    byte_range('a', 'f'),
    bytes_of("a") | byte_range(0xe0, 0xef),
    ~byte_range('0', '9'),
    ~bytes_of("\r\n"),
    kAlpha | kDigit | bytes_of("!#$%&'*+-.^_`|~"),
    byte_range(' ', '~') | byte_range(0x80, 0xff) | bytes_of("\t"),
    bytes_of("\x01\x11 Aa\x7f\x80\x91\xa2\xff"),
};
inline constexpr size_t kProbeCount = sizeof kProbeSets / sizeof kProbeSets[0];

// The offset of the first byte at or after `from` that is not in kProbeSets[set], or `size`.
using ScanEntry = size_t (*)(size_t set, const uint8_t* bytes, size_t from, size_t size);

template <Isa>
ScanEntry scan_kernel();

}  // namespace tri::net::parse
