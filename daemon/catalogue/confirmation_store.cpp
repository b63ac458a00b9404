#include "catalogue/confirmation_store.hpp"

#include "catalogue/statement.hpp"

namespace tocd {

void ConfirmationStore::keep(const KeptHold& hold) {
    Lock lock(mutex_);
    file_.use(true, true, [&](Database& database) {
        Statement(database,
                  "INSERT INTO held_removals(share, path, since_ns, missed_files, files) VALUES(?1, ?2, ?3, ?4, ?5) "
                  "ON CONFLICT(share) DO UPDATE SET path = ?2, missed_files = ?4, files = ?5")
            .bind_text(1, hold.share).bind_blob(2, hold.path).bind(3, hold.since_ns).bind(4, hold.missed_files).bind(5, hold.files).run();
        return true;
    });
}

void ConfirmationStore::settle(const std::string& share) {
    Lock lock(mutex_);
    file_.use(false, false, [&](Database& database) {
        Statement known(database, "SELECT 1 FROM held_removals WHERE share = ?1");  // a write would sync, after each scan
        if (known.bind_text(1, share).step()) Statement(database, "DELETE FROM held_removals WHERE share = ?1").bind_text(1, share).run();
        return true;
    });
}

std::vector<KeptHold> ConfirmationStore::holds() {
    Lock lock(mutex_);
    return file_.use(false, std::vector<KeptHold>(), [](Database& database) {
        std::vector<KeptHold> out;
        Statement rows(database, "SELECT share, path, since_ns, missed_files, files FROM held_removals ORDER BY share");
        while (rows.step()) out.push_back({rows.text(0), rows.text(1), rows.integer(2), rows.integer(3), rows.integer(4)});
        return out;
    });
}

void ConfirmationStore::add(const Confirmation& confirmation) {
    Lock lock(mutex_);
    file_.use(true, true, [&](Database& database) {
        Statement(database, "INSERT INTO confirmation(at_ns, who, share, what, files) VALUES(?1, ?2, ?3, ?4, ?5)")
            .bind(1, confirmation.at_ns).bind_text(2, confirmation.who).bind_text(3, confirmation.share)
            .bind(4, static_cast<int>(confirmation.what)).bind(5, confirmation.files).run();
        return true;
    });
}

std::vector<Confirmation> ConfirmationStore::newest(int64_t limit) {
    Lock lock(mutex_);
    return file_.use(false, std::vector<Confirmation>(), [&](Database& database) {
        std::vector<Confirmation> out;
        Statement rows(database, "SELECT at_ns, who, share, what, files FROM confirmation ORDER BY id DESC LIMIT ?1");
        rows.bind(1, limit);
        while (rows.step())
            out.push_back({rows.integer(0), rows.text(1), rows.text(2), static_cast<Confirmation::What>(rows.integer(3)), rows.integer(4)});
        return out;
    });
}

}  // namespace tocd
