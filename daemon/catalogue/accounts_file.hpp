// The file beside the catalogue that keeps what people entered, as several stores use it: it comes with the first entry, is opened anew where it
// was exchanged, so that a restored one holds at once, and its damage is not taken for the catalogue's. Thread: one at a time (its owner locks).
#pragma once

#include "base/error.hpp"
#include "base/text.hpp"
#include "catalogue/damage.hpp"
#include "catalogue/database.hpp"
#include "catalogue/opened_file.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace tocd {

// Where it stands for a catalogue: "tokens.db" in its folder.
[[nodiscard]] std::string token_store_path(const std::string& catalogue_path);

class AccountsFile {
public:
    explicit AccountsFile(std::string path) : path_(std::move(path)) {}

    // What `body` makes of the database; `none` where there is no file and none shall be made. Throws what it throws, what opening throws, and
    // Error(unavailable) where the file is damaged.
    template <class Result, class Body>
    Result use(bool create, Result none, Body body) {
        const OtherFileThanCatalogue other;
        try {
            return open(create) ? body(opened_->database) : none;
        } catch (const Error& error) {
            if (error.kind() != ErrorKind::corrupt && error.kind() != ErrorKind::internal) throw;
            opened_.reset();
            if (error.kind() == ErrorKind::internal) throw;
            throw Error(ErrorKind::unavailable, "the tokens cannot be read, " + display_text(path_) + " is damaged: restore it from a backup, or move it away and make new ones");
        }
    }
    // Another number each time that it was opened: what was read before is of another file, perhaps.
    [[nodiscard]] int64_t times_opened() const noexcept { return times_opened_; }

private:
    struct Opened {
        explicit Opened(const std::string& path);
        Database database;
        const OpenedFile file;
    };
    [[nodiscard]] bool open(bool create);

    const std::string path_;
    std::unique_ptr<Opened> opened_;
    int64_t times_opened_ = 0;
};

}  // namespace tocd
