#include "catalogue/kept_access.hpp"

#include "catalogue/statement.hpp"

namespace tocd {

void store_kept_access(Database& database, int64_t share_id, const AccessLists& lists) {
    Statement(database, "DELETE FROM kept_access WHERE share_id = ?1").bind(1, share_id).run();
    for (size_t entry = 0; entry < lists.size(); ++entry) {
        std::vector<std::string> subjects = lists[entry];
        subjects.emplace_back();
        for (const std::string& subject : subjects)  // one may be named twice
            Statement(database, "INSERT OR IGNORE INTO kept_access(share_id, entry, subject) VALUES (?1, ?2, ?3)")
                .bind(1, share_id).bind(2, entry).bind_text(3, subject).run();
    }
}

std::vector<KeptAccess> read_kept_access(Database& database) {
    std::vector<KeptAccess> out;
    Statement rows(database, "SELECT s.name, k.subject FROM kept_access k JOIN share s ON s.id = k.share_id WHERE NOT s.configured"
                             " ORDER BY s.name, k.entry, k.subject");
    while (rows.step()) {
        const std::string share = rows.text(0), subject = rows.text(1);
        if (out.empty() || out.back().share != share) out.push_back({share, {}});
        if (subject.empty()) out.back().lists.emplace_back();  // the first of an entry
        else out.back().lists.back().push_back(subject);
    }
    return out;
}

}  // namespace tocd
