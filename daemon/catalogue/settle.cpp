#include "catalogue/settle.hpp"

#include "base/error.hpp"
#include "catalogue/statement.hpp"

#include <string_view>

namespace tocd {

void go_on_unless(const std::atomic<bool>& given_up) {
    if (given_up.load(std::memory_order_relaxed))
        throw Error(ErrorKind::unavailable, "tocd had to stop while the end of the scan was stored: the next scan goes on");
}

void store_gone_files(Database& database, int64_t share_id, int64_t gone_files) {
    Statement(database, "UPDATE share SET gone_files = ?2 WHERE id = ?1 AND gone_files <> ?2")
        .bind(1, share_id).bind(2, gone_files).run();
}

ShareSums load_sums(Database& database, int64_t share_id) {
    ShareSums sums;
    Statement extensions(database, "SELECT extension_id, files, size_low, size_carry FROM extension_sum WHERE share_id = ?1");
    extensions.bind(1, share_id);
    while (extensions.step())
        sums.by_extension[extensions.integer(0)] = {extensions.integer(1), wide(extensions.integer(2), extensions.integer(3))};
    Statement owners(database, "SELECT owner_id, files, size_low, size_carry FROM owner_sum WHERE share_id = ?1");
    owners.bind(1, share_id);
    while (owners.step())
        sums.by_owner[owners.integer(0)] = {owners.integer(1), wide(owners.integer(2), owners.integer(3))};
    return sums;
}

void store_sums(Database& database, int64_t share_id, ShareSums& sums) {
    if (!sums.changed) return;
    const auto store = [&](std::string_view sql, const std::unordered_map<int64_t, Sum>& map) {
        Statement write(database, sql);
        for (const auto& [id, sum] : map)
            write.bind(1, share_id).bind(2, id).bind(3, sum.files)
                .bind(4, low_of(sum.size_bytes)).bind(5, carry_of(sum.size_bytes)).run();
    };
    store("INSERT OR REPLACE INTO extension_sum(share_id, extension_id, files, size_low, size_carry)"
          " VALUES (?1, ?2, ?3, ?4, ?5)", sums.by_extension);
    store("INSERT OR REPLACE INTO owner_sum(share_id, owner_id, files, size_low, size_carry)"
          " VALUES (?1, ?2, ?3, ?4, ?5)", sums.by_owner);
    sums.changed = false;
}

}  // namespace tocd
