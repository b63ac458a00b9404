#include "search/case_fold.hpp"

#include "base/utf8.hpp"
#include "search/simple_folds.hpp"

#include <algorithm>

namespace tocd {

char32_t fold_case(char32_t c) noexcept {
    if (c < 0x80) return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
    const auto is_before = [](const SimpleFold& fold, char32_t sought) { return fold.from < sought; };
    const auto found = std::lower_bound(kSimpleFolds.begin(), kSimpleFolds.end(), c, is_before);
    return found != kSimpleFolds.end() && found->from == c ? found->to : c;
}

std::string fold_case(std::string_view text) {
    std::string out;
    fold_case(text, out);
    return out;
}

void fold_case(std::string_view text, std::string& out) {
    // Most names are ASCII: a loop over bytes that the compiler makes wide.
    out.resize(text.size());
    unsigned char all = 0;
    for (size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        all |= byte;
        out[i] = static_cast<char>(byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte);
    }
    if (all < 0x80) return;
    out.clear();
    while (!text.empty()) {
        const CodePoint point = first_code_point(text);
        if (point.value >= 0)
            append_utf8(out, fold_case(static_cast<char32_t>(point.value)));
        else
            out.append(text.substr(0, point.size_bytes));
        text.remove_prefix(point.size_bytes);
    }
}

}  // namespace tocd
