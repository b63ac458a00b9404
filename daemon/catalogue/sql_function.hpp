// The body of a function that SQLite calls, from C, where no exception may pass.
// Thread: that of the connection.
#pragma once

#include "base/error.hpp"

#include <sqlite3.h>

#include <string>
#include <type_traits>

namespace tocd {

// Answers with what body() gives, a text or a number, or with the error that it throws.
template <typename Body>
void answer_sql(sqlite3_context* context, Body body) noexcept {
    try {
        if constexpr (std::is_same_v<decltype(body()), std::string>) {
            const std::string text = body();
            sqlite3_result_text64(context, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
        } else {
            sqlite3_result_int64(context, body());
        }
    } catch (const Error& error) {
        // A row of a share that is not the viewer's: another condition leaves it out, whenever SQLite comes to that.
        if (error.kind() == ErrorKind::not_found) return sqlite3_result_int64(context, 0);
        sqlite3_result_error(context, error.what(), -1);
        // The deadline that ended a statement within this one ends this one alike.
        if (error.kind() == ErrorKind::limit) sqlite3_result_error_code(context, SQLITE_INTERRUPT);
        if (error.kind() == ErrorKind::corrupt) sqlite3_result_error_code(context, SQLITE_CORRUPT);
    } catch (...) {
        sqlite3_result_error_nomem(context);
    }
}

}  // namespace tocd
