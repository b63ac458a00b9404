#include "client/path_argument.hpp"

#include "base/error.hpp"
#include "base/lexical_path.hpp"

#include <filesystem>
#include <vector>

namespace tocd {

std::string absolute_path(std::string_view text) {
    if (text.empty()) throw Error(ErrorKind::invalid_argument, "an empty path: write . for the working directory");
    if (text.find('\0') != text.npos) throw Error(ErrorKind::invalid_argument, "a path holds no NUL");
    std::string whole(text);
    if (!text.starts_with('/')) {
        std::error_code error;
        const std::string here = std::filesystem::current_path(error).string();
        if (error)
            throw error_from_errno(ErrorKind::unavailable, "there is no working directory to begin a path with", "",
                                   error.value());
        whole = here + "/" + whole;
    }
    std::vector<std::string_view> parts;
    add_names(whole, parts);  // above / is /
    std::string out;
    for (const std::string_view part : parts) out.append("/").append(part);
    return out.empty() ? "/" : out;
}

}  // namespace tocd
