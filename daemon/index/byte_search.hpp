// Finds a word in bytes without regard to the case of A-Z. Thread: any.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tocd {

class ByteSearch {
public:
    static constexpr size_t kSlackBytes = 64;
    explicit ByteSearch(std::string_view needle) : needle_(needle) {}
    [[nodiscard]] size_t find(std::string_view text, size_t from = 0) const noexcept {
        for (size_t at = from; at + needle_.size() <= text.size(); ++at) {
            size_t i = 0;
            while (i < needle_.size()) {
                const char c = text[at + i];
                if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c) != needle_[i]) break;
                ++i;
            }
            if (i == needle_.size()) return at;
        }
        return std::string_view::npos;
    }

private:
    std::string needle_;
};

}  // namespace tocd
