#include "config/share_name.hpp"

#include "base/text.hpp"

namespace tocd {
namespace {

constexpr size_t kMaxBytes = 64;

bool starts_name(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }
bool continues_name(char c) { return starts_name(c) || c == '.' || c == '_' || c == '-'; }

}  // namespace

bool is_share_name(std::string_view name) noexcept {
    if (name.empty() || name.size() > kMaxBytes || !starts_name(name[0])) return false;
    for (const char c : name)
        if (!continues_name(c)) return false;
    return true;
}

std::string share_name_of(std::string_view path) {
    if (path == "/") return "root";
    std::string name;
    for (const char c : ascii_lower(path.substr(path.rfind('/') + 1))) {
        if (name.empty() ? starts_name(c) : continues_name(c))
            name.push_back(c);
        else if (!name.empty() && name.back() != '-')
            name.push_back('-');
        if (name.size() == kMaxBytes) break;
    }
    while (!name.empty() && name.back() == '-') name.pop_back();
    return name.empty() ? "share" : name;
}

}  // namespace tocd
