#include "catalogue/open_writer.hpp"

#include "base/error.hpp"
#include "base/log.hpp"
#include "catalogue/damage.hpp"

namespace tocd {

OpenedWriter open_writer(const std::string& catalogue_path, AccountNames names, const Clock& clock, std::chrono::milliseconds commit_every) {
    const auto open = [&] { return std::make_unique<ScanWriter>(catalogue_path, names, clock, commit_every); };
    std::optional<std::string> damage = find_noted_damage(catalogue_path, clock.now_ns());
    if (!damage) {
        try {
            return {open(), {}};
        } catch (const Error& error) {
            if (error.kind() == ErrorKind::corrupt) damage = error.what();
            else if (error.kind() == ErrorKind::internal) damage = look_at_all(catalogue_path);  // rows that cannot be: a page in another's place
            if (!damage) throw;
        }
    }
    const std::string path = set_aside(catalogue_path, clock.now_ns());
    log_error("catalogue", "was damaged and is set aside: scans make a new one", {{"reason", *damage}, {"path", path}});
    static_cast<void>(take_met_damage());
    return {open(), path};
}

}  // namespace tocd
