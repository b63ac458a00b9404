// The same tree twice: one catalogue with all of it, asked by a viewer of whom some is hidden, and one that never had what he does not
// see, asked by everybody. The ids of what he sees are the same in both. What is hidden is decided here by comparing texts of paths.
#pragma once

#include "base/lexical_path.hpp"
#include "catalogue/index_feed.hpp"
#include "catalogue_fixture.hpp"
#include "search/random_trees.hpp"

#include <algorithm>
#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace tocd {

inline bool is_hidden_directory(const Viewer& viewer, const std::string& path) {
    const auto below = [&](const std::string& top) { return is_at_or_below(path, top); };
    if (std::any_of(viewer.hidden.begin(), viewer.hidden.end(), below)) return true;
    if (viewer.only.empty() || std::any_of(viewer.only.begin(), viewer.only.end(), below)) return false;
    return std::none_of(viewer.only.begin(), viewer.only.end(), [&](const std::string& top) {
        return is_at_or_below(top, path) && std::none_of(viewer.hidden.begin(), viewer.hidden.end(), [&](const std::string& hidden) { return is_at_or_below(top, hidden); });
    });
}

inline bool has_hidden_files(const Viewer& viewer, const std::string& path) {
    if (is_hidden_directory(viewer, path)) return true;
    return !viewer.only.empty() && std::none_of(viewer.only.begin(), viewer.only.end(), [&](const std::string& top) { return is_at_or_below(path, top); });
}

struct HiddenPair {
    struct Catalogue : CatalogueFixture {
        Catalogue() : by_sql(path()) {}
        void load_index() {
            feed = std::make_unique<IndexFeed>(path(), changes, 2);
            while (feed->status().state != IndexFeed::State::ready) std::this_thread::yield();
            indexed = std::make_unique<Reader>(path(), never, feed.get());
        }
        const std::atomic<bool> never{false};
        Reader by_sql;
        ChangedRows changes;
        std::unique_ptr<IndexFeed> feed;
        std::unique_ptr<Reader> indexed;
    };
    struct Directory {
        int64_t id;
        std::string path;
    };

    // `choose` says what is hidden, given all paths.
    template <class Choose>
    HiddenPair(Trees& random, Choose&& choose) {
        static const std::vector<std::string> kRoots = {"/srv/raw", "/srv/é"};
        struct PlannedFile {
            size_t directory;
            TestFile file;
            bool staged;
        };
        std::vector<std::pair<size_t, std::string>> planned;  // parent's place, name
        std::vector<int> states;
        std::vector<size_t> share_of;
        for (size_t share = 0; share < kRoots.size(); ++share) {
            const size_t root = planned.size();
            planned.emplace_back(0, "");
            paths.push_back(kRoots[share]);
            for (int i = 0; i < 14; ++i) {
                const size_t parent = root + random.below(planned.size() - root);
                const std::string name = random.text(false) + std::to_string(i) + (random.below(8) == 0 ? "\xFF" : "");
                planned.emplace_back(parent, name);
                paths.push_back(paths[parent] + "/" + name);
            }
            share_of.resize(planned.size(), share);
        }
        for (size_t i = 0; i < planned.size(); ++i) states.push_back(planned[i].second.empty() ? 1 : random.one_of<int>({1, 1, 1, 1, 1, 2, 3, 4}));
        for (size_t i = 0; i < planned.size(); ++i)  // what is below what is gone is gone
            if (!planned[i].second.empty() && states[planned[i].first] == 4) states[i] = 4;
        std::vector<PlannedFile> files;
        for (int i = 0; i < 160; ++i) {
            TestFile file{.name = random.text(false) + std::to_string(i) + random.one_of<std::string>({"", ".h5", ".B", ".\xFF", ".é"})};
            file.size_bytes = random.one_of<int64_t>({0, 4096, 4097, int64_t{3} << 29, int64_t{2} << 40});
            file.mtime_ns = kScanStart - static_cast<int64_t>(random.below(400)) * 7 * 86'400 * 1'000'000'000;
            file.owner = random.one_of<std::string>({"run", "a", "B", "é", "1000", "x" + std::to_string(i)});
            file.inode = random.below(3) == 0 ? 900 + random.below(4) : 0;
            file.link_count = file.inode == 0 ? 1 : 3;
            if (random.below(6) == 0) file.last_seen_ns = kScanStart - 100;
            files.push_back({random.below(planned.size()), file, random.below(12) == 0});
        }
        viewer = choose(paths);
        for (Catalogue* catalogue : {&all, &seen}) {
            std::vector<int64_t> shares, ids;
            for (size_t i = 0; i < kRoots.size(); ++i) shares.push_back(catalogue->add_share(i == 0 ? "raw" : "B", kRoots[i]));
            for (size_t i = 0; i < planned.size(); ++i) {
                ids.push_back(catalogue->add_directory(shares[share_of[i]], planned[i].second.empty() ? 0 : ids[planned[i].first], planned[i].second));
                catalogue->set_state(ids.back(), states[i], states[i] == 2 ? 13 : 0);
                if (states[i] == 2)
                    catalogue->database().execute("INSERT INTO unreadable_directory(directory_id, since_ns) VALUES(" + std::to_string(ids.back()) + ", 77)");
            }
            for (const PlannedFile& planned_file : files) {
                const int64_t id = catalogue->add_file(ids[planned_file.directory], planned_file.file);
                if (planned_file.staged) catalogue->stage(id);
            }
            for (size_t i = 0; i < planned.size(); i += 3)
                if (states[i] != 4) catalogue->add_pending(shares[share_of[i]], ids[i], "pending " + std::to_string(i));
            for (const int64_t share : shares) catalogue->add_scan(share, 2, kScanStart - 1000);
            if (catalogue == &seen) take_out(ids, shares, states, planned);
            catalogue->settle();
            catalogue->load_index();
            directories.clear();
            for (size_t i = 0; i < planned.size(); ++i) directories.push_back({ids[i], paths[i]});
        }
    }

    Catalogue all, seen;
    Viewer viewer;
    std::vector<std::string> paths;
    std::vector<Directory> directories;  // of `all`

private:
    template <class Planned>
    void take_out(const std::vector<int64_t>& ids, const std::vector<int64_t>& shares, const std::vector<int>& states, const Planned& planned) {
        const auto run = [&](const std::string& sql) { seen.database().execute(sql); };
        for (size_t i = ids.size(); i-- > 0;) {
            const std::string id = std::to_string(ids[i]);
            if (has_hidden_files(viewer, paths[i]))
                for (const char* table : {"file_detail WHERE file_id", "staged_gone WHERE file_id", "file WHERE id"})
                    run(std::string("DELETE FROM ") + table + " >> 24 = " + id);
            const std::string pending = "pending " + std::to_string(i);
            if (is_hidden_directory(viewer, paths[i] + "/" + pending)) {
                if (i % 3 == 0 && states[i] != 4) run("UPDATE directory_stamp SET entry_count = max(entry_count - 1, 0) WHERE directory_id = " + id);
                run("DELETE FROM pending_directory WHERE parent_id = " + id);
            }
            if (!is_hidden_directory(viewer, paths[i])) {
                if (has_hidden_files(viewer, paths[i]))  // what else is in a passage was never there either
                    run("UPDATE directory_stamp SET entry_count = (SELECT count(*) FROM directory WHERE parent_id = " + id + ") WHERE directory_id = " + id);
                continue;
            }
            if (!planned[i].second.empty() && states[i] < 3)
                run("UPDATE directory_stamp SET entry_count = max(entry_count - 1, 0) WHERE directory_id = " + std::to_string(ids[planned[i].first]));
            run("DELETE FROM directory_stamp WHERE directory_id = " + id + "; DELETE FROM unreadable_directory WHERE directory_id = " + id +
                "; DELETE FROM directory WHERE id = " + id);
            seen.forget(ids[i]);
        }
        for (size_t share = 0; share < shares.size(); ++share)
            if (is_hidden_directory(viewer, share == 0 ? "/srv/raw" : "/srv/é"))
                run("DELETE FROM scan WHERE share_id = " + std::to_string(shares[share]) + "; DELETE FROM share WHERE id = " + std::to_string(shares[share]));
        run("DELETE FROM extension WHERE id <> 0 AND id NOT IN (SELECT extension_id FROM file)");
        run("DELETE FROM owner WHERE id NOT IN (SELECT owner_id FROM file) AND id NOT IN (SELECT owner_id FROM directory WHERE owner_id IS NOT NULL)");
    }
};

}  // namespace tocd
