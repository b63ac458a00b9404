#include "catalogue/statement.hpp"

#include "base/text.hpp"
#include "catalogue/sqlite_error.hpp"

#include <sqlite3.h>

namespace tocd {

Statement::Statement(Database& database, std::string_view sql, Use use)
    : database_(database), lent_(database.lend_statement(sql, use == Use::often)), statement_(lent_.statement) {}

Statement::~Statement() { database_.take_back_statement(lent_); }

void Statement::check(int code) const {
    if (code != SQLITE_OK) throw_sqlite_error("working on the catalogue", database_.path(), database_.handle());
}

Statement& Statement::bind_integer(int index, int64_t value) {
    check(sqlite3_bind_int64(statement_, index, value));
    return *this;
}

Statement& Statement::bind_null(int index) {
    check(sqlite3_bind_null(statement_, index));
    return *this;
}

Statement& Statement::bind_text(int index, std::string_view text) {
    const char* const bytes = text.data() == nullptr ? "" : text.data();  // a null pointer would bind NULL
    check(sqlite3_bind_text64(statement_, index, bytes, text.size(), SQLITE_STATIC, SQLITE_UTF8));
    return *this;
}

Statement& Statement::bind_blob(int index, std::string_view bytes) {
    const char* const data = bytes.data() == nullptr ? "" : bytes.data();
    check(sqlite3_bind_blob64(statement_, index, data, bytes.size(), SQLITE_STATIC));
    return *this;
}

Statement& Statement::bind_pointer(int index, void* pointer, const char* type) {
    check(sqlite3_bind_pointer(statement_, index, pointer, type, nullptr));
    return *this;
}

Statement& Statement::bind_name(int index, std::string_view name) {
    return is_utf8(name) ? bind_text(index, name) : bind_blob(index, name);
}

bool Statement::step() {
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    throw_sqlite_error("working on the catalogue", database_.path(), database_.handle());
}

void Statement::run() {
    while (step()) {
    }
    reset();
}

void Statement::reset() noexcept { sqlite3_reset(statement_); }

int Statement::columns() const noexcept { return sqlite3_column_count(statement_); }

bool Statement::is_null(int column) const noexcept { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

int64_t Statement::integer(int column) const noexcept { return sqlite3_column_int64(statement_, column); }

std::optional<int64_t> Statement::optional_integer(int column) const noexcept {
    if (is_null(column)) return std::nullopt;
    return integer(column);
}

std::string_view Statement::bytes(int column) const noexcept {
    const void* const data = sqlite3_column_blob(statement_, column);
    const auto size = static_cast<size_t>(sqlite3_column_bytes(statement_, column));
    return data == nullptr ? std::string_view() : std::string_view(static_cast<const char*>(data), size);
}

}  // namespace tocd
