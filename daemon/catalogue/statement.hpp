// One use of a compiled SQL statement. Compiled statements are kept per connection and taken from there by their
// text; at scope end the statement is reset and its parameters are cleared, so no read stays open.
// Not SQLite::Statement: that cannot bind a string_view without a copy, and each column read copies a shared_ptr.
// Thread: that of its Database.
#pragma once

#include "catalogue/database.hpp"

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tocd {

class Statement {
public:
    // `sql` is one statement. Throws Error(internal) when it does not compile. `once`: its text is made up for one
    // query and is not worth keeping.
    enum class Use { often, once };
    Statement(Database& database, std::string_view sql, Use use = Use::often);
    ~Statement();
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    // Parameters count from 1. Unsigned 64-bit values are stored as their bit pattern.
    template <std::integral Value>
    Statement& bind(int index, Value value) {
        return bind_integer(index, static_cast<int64_t>(value));
    }
    template <std::integral Value>
    Statement& bind(int index, const std::optional<Value>& value) {
        return value ? bind_integer(index, static_cast<int64_t>(*value)) : bind_null(index);
    }
    Statement& bind_null(int index);
    // TEXT and BLOB: the bytes are not copied and must live until the statement is reset or gone.
    Statement& bind_text(int index, std::string_view text);
    Statement& bind_blob(int index, std::string_view bytes);
    // For a function of ours that asks for this `type`, a literal; what it points to must live as long as texts.
    Statement& bind_pointer(int index, void* pointer, const char* type);
    // A name as the catalogue keeps it: TEXT when it is UTF-8, else BLOB.
    Statement& bind_name(int index, std::string_view name);

    // True when there is a row to read. Throws as throw_sqlite_error().
    bool step();
    // Runs it to its end and resets it (parameters stay): for INSERT, UPDATE, DELETE.
    void run();
    // Ready for new parameters and another run; the old parameters stay until bound anew.
    void reset() noexcept;

    [[nodiscard]] int columns() const noexcept;  // of a row
    // Columns of the current row count from 0. Views are valid until the next step() or reset().
    [[nodiscard]] bool is_null(int column) const noexcept;
    [[nodiscard]] int64_t integer(int column) const noexcept;  // 0 when NULL
    [[nodiscard]] std::optional<int64_t> optional_integer(int column) const noexcept;
    [[nodiscard]] std::string_view bytes(int column) const noexcept;  // TEXT or BLOB; empty when NULL
    [[nodiscard]] std::string text(int column) const { return std::string(bytes(column)); }

private:
    Statement& bind_integer(int index, int64_t value);
    void check(int code) const;

    Database& database_;
    const Database::Lent lent_;
    sqlite3_stmt* const statement_;
};

}  // namespace tocd
