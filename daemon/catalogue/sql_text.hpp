// SQL text that grows together with the values of its parameters.
// Thread: one at a time.
#pragma once

#include "catalogue/statement.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tocd {

class SqlText {
public:
    SqlText& add(std::string_view sql) {
        text_ += sql;
        return *this;
    }
    SqlText& value(int64_t number);  // adds "?N"
    SqlText& value(std::string_view text);
    SqlText& values(const std::vector<int64_t>& numbers);  // adds "(?1,?2)"; none: "()", which nothing is in
    SqlText& pointer(void* pointer, const char* type);     // adds "?N"; see Statement::bind_pointer()

    [[nodiscard]] const std::string& text() const noexcept { return text_; }
    void bind_to(Statement& statement) const;  // the values must outlive the statement's run

private:
    struct Pointer {
        void* pointer;
        const char* type;
    };
    std::string text_;
    std::vector<std::variant<int64_t, std::string, Pointer>> values_;
};

}  // namespace tocd
