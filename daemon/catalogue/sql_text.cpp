#include "catalogue/sql_text.hpp"

namespace tocd {

SqlText& SqlText::value(int64_t number) {
    values_.emplace_back(number);
    return add("?" + std::to_string(values_.size()));
}

SqlText& SqlText::value(std::string_view text) {
    values_.emplace_back(std::string(text));
    return add("?" + std::to_string(values_.size()));
}

SqlText& SqlText::values(const std::vector<int64_t>& numbers) {
    add("(");
    for (size_t i = 0; i < numbers.size(); ++i) {
        if (i > 0) add(",");
        value(numbers[i]);
    }
    return add(")");
}

SqlText& SqlText::pointer(void* pointer, const char* type) {
    values_.emplace_back(Pointer{pointer, type});
    return add("?" + std::to_string(values_.size()));
}

void SqlText::bind_to(Statement& statement) const {
    for (size_t i = 0; i < values_.size(); ++i) {
        const int index = static_cast<int>(i) + 1;
        if (const auto* number = std::get_if<int64_t>(&values_[i]))
            statement.bind(index, *number);
        else if (const auto* pointer = std::get_if<Pointer>(&values_[i]))
            statement.bind_pointer(index, pointer->pointer, pointer->type);
        else
            statement.bind_text(index, std::get<std::string>(values_[i]));
    }
}

}  // namespace tocd
