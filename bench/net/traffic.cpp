#include "traffic.hpp"

#include <cstring>

#include "net/websocket/frame.hpp"

namespace tri::bench {

std::string Traffic::browser_request() {
  return "GET /wp-content/uploads/2010/03/hello-kitty-darth-vader-pink.jpg HTTP/1.1\r\n"
         "Host: www.kittyhell.com\r\n"
         "User-Agent: Mozilla/5.0 (Macintosh; U; Intel Mac OS X 10.6; ja-JP-mac; rv:1.9.2.3) "
         "Gecko/20100401 Firefox/3.6.3 Pathtraq/0.9\r\n"
         "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n"
         "Accept-Language: ja,en-us;q=0.7,en;q=0.3\r\n"
         "Accept-Encoding: gzip,deflate\r\n"
         "Accept-Charset: Shift_JIS,utf-8;q=0.7,*;q=0.7\r\n"
         "Keep-Alive: 115\r\n"
         "Connection: keep-alive\r\n"
         "Cookie: wp_ozh_wsa_visits=2; wp_ozh_wsa_visit_lasttime=xxxxxxxxxx; "
         "__utma=xxxxxxxxx.xxxxxxxxxx.xxxxxxxxxx.xxxxxxxxxx.xxxxxxxxxx.x; "
         "__utmz=xxxxxxxxx.xxxxxxxxxx.x.x.utmccn=(referral)|utmcsr=reader.livedoor.com|"
         "utmcct=/reader/|utmcmd=referral\r\n"
         "\r\n";
}

std::string Traffic::word(size_t low, size_t high) {
  constexpr char kLetters[] = "etaoinshrdlucmfwypvbgkjqxz0123456789-_";
  std::string text(between(low, high), ' ');
  for (char& c : text) c = kLetters[random_() % (sizeof kLetters - 1)];
  return text;
}

std::string Traffic::value() {
  const size_t dice = random_() % 100;
  return word(dice < 40   ? 16
              : dice < 80 ? 64
              : dice < 95 ? 512
                          : 16384,
              dice < 40   ? 64
              : dice < 80 ? 512
              : dice < 95 ? 4096
                          : 16384);
}

std::string Traffic::requests(size_t bytes) {
  constexpr const char* kNames[] = {
      "Accept",       "Accept-Encoding", "Accept-Language", "Cache-Control",  "Cookie",
      "Content-Type", "Origin",          "Referer",         "User-Agent",     "X-Forwarded-For",
      "X-Request-Id", "Authorization",   "traceparent",     "Sec-Fetch-Mode", "If-None-Match"};
  std::string text;
  while (text.size() < bytes) {
    text += (chance(70) ? "GET /" : "POST /") + word(0, 20) + "/" + word(1, 40);
    if (chance(40)) text += "?" + word(1, 8) + "=" + word(1, 30);
    text += " HTTP/1.1\r\nHost: " + word(4, 20) + ".example.com\r\n";
    for (size_t fields = between(0, 22); fields > 0; --fields)
      text += std::string(kNames[random_() % std::size(kNames)]) + ": " +
              word(1, chance(20) ? 150 : 40) + "\r\n";
    text += "\r\n";
  }
  return text;
}

std::string Traffic::resp(size_t bytes) {
  const auto blob = [](const std::string& data) {
    return "$" + std::to_string(data.size()) + "\r\n" + data + "\r\n";
  };
  std::string text;
  while (text.size() < bytes) {
    switch (random_() % 6) {
      case 0: text += "*2\r\n$3\r\nGET\r\n" + blob(word(8, 40)); break;
      case 1:
      case 2: text += "*3\r\n$3\r\nSET\r\n" + blob(word(8, 40)) + blob(value()); break;
      case 3: text += blob(value()); break;
      case 4: text += ":" + std::to_string(random_()) + "\r\n+OK\r\n"; break;
      default: {
        const size_t count = between(1, 10);
        text += "*" + std::to_string(count) + "\r\n";
        for (size_t i = 0; i < count; ++i) text += blob(word(4, 60));
      }
    }
  }
  return text;
}

std::string Traffic::msgpack(size_t bytes) {
  std::string text;
  const auto string = [&](const std::string& data) {
    if (data.size() < 32)
      text += char(0xa0 | data.size());
    else
      text += {char(0xd9), char(data.size())};
    text += data;
  };
  const auto integer = [&](uint32_t number) {
    if (number < 128) {
      text += char(number);
    } else if (number < 65536) {
      text += {char(0xcd), char(number >> 8), char(number)};
    } else {
      text += {char(0xce), char(number >> 24), char(number >> 16), char(number >> 8), char(number)};
    }
  };
  const auto real = [&] {
    text += char(0xcb);
    for (int i = 0; i < 8; ++i) text += char(random_());
  };
  while (text.size() < bytes) {
    const bool binary = chance(10);
    text += char(0x80 | (6 + binary));
    string("id"), integer(uint32_t(random_()));
    string("customer"), string(word(8, 30));
    string("state"), string(word(4, 8));
    string("paid"), text += char(chance(50) ? 0xc3 : 0xc2);
    string("note"), string(word(4, 60));
    string("items");
    const size_t items = between(0, 15);
    text += char(0x90 | items);
    for (size_t i = 0; i < items; ++i) {
      text += char(0x84);
      string("sku"), string(word(8, 12));
      string("name"), string(word(6, 40));
      string("count"), integer(uint32_t(random_() % 300));
      string("price"), real();
    }
    if (binary) {
      const size_t size = between(256, 2048);
      string("blob"), text += {char(0xc5), char(size >> 8), char(size)};
      text.append(size, char(random_()));
    }
  }
  return text;
}

std::string Traffic::csv(size_t bytes) {
  std::string text;
  while (text.size() < bytes) {
    for (int column = 0; column < 8; ++column) {
      std::string cell = column < 3   ? std::to_string(random_() % 1000000)
                         : column < 5 ? word(3, 12)
                         : column < 6 ? "2026-11-" + std::to_string(between(10, 28))
                                      : word(2, 10) + " " + word(2, 10) + " " + word(2, 10);
      if (chance(1)) cell.insert(cell.size() / 2, "\"\"");
      if (chance(10) || cell.find('"') != std::string::npos) cell = "\"" + cell + ",\"";
      text += cell + (column < 7 ? "," : "\r\n");
    }
  }
  return text;
}

std::string Traffic::websocket(size_t bytes) {
  using namespace net::websocket;
  std::string text;
  while (text.size() < bytes) {
    const size_t dice = random_() % 100;
    const size_t size = dice < 30   ? between(16, 125)
                        : dice < 70 ? between(126, 1000)
                        : dice < 95 ? between(1000, 4000)
                                    : 65536;
    char header[kMaxFrameHeader];
    const MaskingKey key = {uint8_t(random_()), uint8_t(random_()), uint8_t(random_()),
                            uint8_t(random_())};
    text.append(header, write_frame_header(header, 0x82, size, &key));
    text.append(size, 'x');
  }
  return text;
}

std::vector<size_t> Traffic::pieces(size_t size) {
  std::vector<size_t> ends;
  for (size_t end = 0; end < size;) {
    end = std::min(size, end + between(1024, 65536));
    ends.push_back(end);
  }
  return ends;
}

}  // namespace tri::bench
