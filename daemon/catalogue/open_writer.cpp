#include "catalogue/open_writer.hpp"

#include "base/error.hpp"
#include "base/log.hpp"
#include "catalogue/damage.hpp"
#include "catalogue/kept_holds.hpp"

namespace tocd {

OpenedWriter open_writer(const std::string& catalogue_path, AccountNames names, const Clock& clock, std::chrono::milliseconds commit_every) {
    const auto open = [&] {
        auto writer = std::make_unique<ScanWriter>(catalogue_path, names, clock, commit_every);
        writer->keep_holds(std::make_unique<KeptHolds>(token_store_path(catalogue_path)));
        return writer;
    };
    OpenedWriter opened;
    std::optional<std::string> damage = find_noted_damage(catalogue_path, clock.now_ns());
    if (!damage) {
        try {
            opened.writer = open();
            return opened;
        } catch (const Error& error) {
            if (error.kind() == ErrorKind::corrupt) damage = error.what();
            else if (error.kind() == ErrorKind::internal) damage = look_at_all(catalogue_path);  // rows that cannot be: a page in another's place
            if (!damage) throw;
        }
    }
    opened.set_aside = set_aside(catalogue_path, clock.now_ns());
    log_error("catalogue", "was damaged and is set aside: scans make a new one", {{"reason", *damage}, {"path", opened.set_aside}});
    static_cast<void>(take_met_damage());
    opened.writer = open();
    return opened;
}

}  // namespace tocd
