#include "server/functions/bundle.hpp"

#include <openssl/evp.h>

#include <filesystem>
#include <fstream>

#include "base/json_writer.hpp"
#include "server/access/digest.hpp"
#include "server/text/json_value.hpp"

namespace tri::server {

namespace {

constexpr size_t kMaxPath = 200;

// Why `path` is no path of a bundle, or null.
const char* fault_of(std::string_view path) {
  if (path.empty()) return "is empty";
  if (path.size() > kMaxPath) return "is longer than 200 bytes";
  if (path.front() == '/') return "is absolute";
  for (const char c : path)
    if (uint8_t(c) < 0x20 || c == 0x7f || c == '\\') return "has a control character or backslash";
  for (size_t at = 0; at <= path.size();) {
    const size_t slash = std::min(path.find('/', at), path.size());
    const std::string_view part = path.substr(at, slash - at);
    if (part.empty()) return "has an empty part";
    if (part == "." || part == "..") return "has a part '.' or '..'";
    at = slash + 1;
  }
  return nullptr;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const size_t bytes = utf8_character(text);
    if (bytes == 0) return false;
    text.remove_prefix(bytes);
  }
  return true;
}

std::string to_base64(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4, '\0');
  // It writes a zero byte behind the text, which std::string has room for.
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                  reinterpret_cast<const unsigned char*>(bytes.data()), int(bytes.size()));
  return text;
}

Result<std::string> from_base64(std::string_view text, const std::string& path) {
  if (text.size() % 4 != 0 || text.size() > kMaxBundleBytes * 2)
    return fail("'" + path + "': expected base64");
  std::string bytes(text.size() / 4 * 3, '\0');
  if (text.empty()) return bytes;
  const int size =
      EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                      reinterpret_cast<const unsigned char*>(text.data()), int(text.size()));
  if (size < 0) return fail("'" + path + "': expected base64");
  // The decoder counts the padding as bytes.
  const size_t padding = text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0;
  bytes.resize(size_t(size) - padding);
  return bytes;
}

// ── tar (POSIX ustar): blocks of 512 bytes, a head and the contents of each file ──

constexpr size_t kBlock = 512;

std::string_view field(std::string_view head, size_t at, size_t size) {
  const std::string_view all = head.substr(at, size);
  return all.substr(0, all.find('\0'));
}

// A number in octal digits. Errors: anything else (also the binary form, for files beyond 8 GiB).
Result<uint64_t> octal(std::string_view text) {
  uint64_t value = 0;
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  if (text.empty() || text.size() > 12) return fail("expected an octal number");
  for (const char c : text) {
    if (c < '0' || c > '7') return fail("expected an octal number");
    value = value * 8 + uint64_t(c - '0');
  }
  return value;
}

bool sum_is_right(std::string_view head) {
  const auto said = octal(field(head, 148, 8));
  uint64_t sum = 8 * ' ';
  for (size_t i = 0; i < kBlock; ++i)
    if (i < 148 || i >= 156) sum += uint8_t(head[i]);
  return said && *said == sum;
}

}  // namespace

size_t Bundle::bytes() const {
  size_t sum = 0;
  for (const auto& [path, bytes] : files) sum += path.size() + bytes.size();
  return sum;
}

std::string Bundle::digest() const {
  // Lengths in front, so that no two bundles give the same text.
  std::string all;
  for (const auto& [path, bytes] : files) {
    all += std::to_string(path.size()) + " " + std::to_string(bytes.size()) + "\n";
    all += path;
    all += bytes;
  }
  return sha256(all);
}

Result<void> add_file(Bundle& bundle, std::string_view path, std::string bytes) {
  if (const char* fault = fault_of(path))
    return fail("the path '" + std::string(path.substr(0, kMaxPath)) + "' " + fault);
  if (bundle.files.size() >= kMaxBundleFiles)
    return fail("more than " + std::to_string(kMaxBundleFiles) + " files");
  if (bytes.size() > kMaxBundleBytes || bundle.bytes() + bytes.size() > kMaxBundleBytes)
    return fail("more than " + std::to_string(kMaxBundleBytes) + " bytes in all");
  if (!bundle.files.emplace(path, std::move(bytes)).second)
    return fail("two files are called '" + std::string(path) + "'");
  return {};
}

Result<Bundle> bundle_from_json(std::string_view json) {
  const JsonValue root = TRI_TRY(read_json(json));
  const JsonValue* files = root.find("files");
  if (!files || !files->is_object())
    return fail("expected {\"files\": {\"main.lua\": \"...\", ...}}");
  Bundle bundle;
  for (const auto& [path, value] : files->members) {
    if (value.is_text()) {
      TRI_TRY_VOID(add_file(bundle, path, value.text));
      continue;
    }
    const JsonValue* encoded = value.find("base64");
    if (!encoded || !encoded->is_text())
      return fail("'" + path + "': expected a string or {\"base64\": \"...\"}");
    std::string bytes = TRI_TRY(from_base64(encoded->text, path));
    TRI_TRY_VOID(add_file(bundle, path, std::move(bytes)));
  }
  return bundle;
}

Result<Bundle> bundle_from_tar(std::string_view archive) {
  Bundle bundle;
  for (size_t at = 0; at + kBlock <= archive.size();) {
    const std::string_view head = archive.substr(at, kBlock);
    if (head.find_first_not_of('\0') == head.npos) return bundle;  // the end
    const std::string where = "tar archive, byte " + std::to_string(at) + ": ";
    if (!sum_is_right(head)) return fail(where + "a head whose sum is wrong");
    const auto size = octal(field(head, 124, 12));
    if (!size || *size > kMaxBundleBytes) return fail(where + "a file that is too large");
    const size_t whole = (size_t(*size) + kBlock - 1) / kBlock * kBlock;
    if (archive.size() - at - kBlock < whole) return fail(where + "the archive ends too early");
    std::string path(field(head, 345, 155));
    if (!path.empty()) path += '/';
    path += field(head, 0, 100);
    while (path.starts_with("./")) path.erase(0, 2);
    switch (head[156]) {
      case '0':
      case '\0': {
        auto added = add_file(bundle, path, std::string(archive.substr(at + kBlock, *size)));
        if (!added) return fail(where + added.error().message);
        break;
      }
      case '5':  // a folder: its files name it
      case 'g':  // comments for all files
        break;
      default:
        return fail(where + "'" + path + "' is no regular file (type '" + head[156] +
                    "'; links and long names are not taken: use tar --format=ustar)");
    }
    at += kBlock + whole;
  }
  return fail("tar archive: no end mark");
}

Result<Bundle> bundle_from_folder(const std::string& folder) {
  namespace fs = std::filesystem;
  std::error_code error;
  Bundle bundle;
  fs::recursive_directory_iterator it(folder, error), end;
  if (error) return fail("cannot read the folder '" + folder + "': " + error.message());
  while (it != end) {
    const fs::path path = it->path();
    const std::string relative = path.lexically_relative(folder).generic_string();
    const fs::file_status status = it->symlink_status(error);
    if (error) return fail("cannot read '" + path.string() + "': " + error.message());
    if (fs::is_symlink(status))
      return fail("'" + path.string() + "' is a symbolic link; a bundle holds its files itself");
    if (fs::is_directory(status)) {
      if (path.filename().string().starts_with('.')) it.disable_recursion_pending();
    } else if (fs::is_regular_file(status) && !path.filename().string().starts_with('.')) {
      if (fs::file_size(path, error) > kMaxBundleBytes)
        return fail("'" + path.string() + "' is larger than a bundle may be");
      std::ifstream in(path, std::ios::binary);
      std::string bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
      if (!in.good() && !in.eof()) return fail("cannot read '" + path.string() + "'");
      TRI_TRY_VOID(add_file(bundle, relative, std::move(bytes)));
    }
    it.increment(error);
    if (error) return fail("cannot read the folder '" + folder + "': " + error.message());
  }
  return bundle;
}

std::string json_of(const Bundle& bundle) {
  JsonWriter out;
  out.begin_object().key("files").begin_object();
  for (const auto& [path, bytes] : bundle.files) {
    out.key(path);
    if (is_utf8(bytes))
      out.text(bytes);
    else
      out.begin_object().key("base64").text(to_base64(bytes)).end_object();
  }
  out.end_object().end_object();
  return out.take();
}

}  // namespace tri::server
