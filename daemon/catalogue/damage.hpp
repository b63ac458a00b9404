// What becomes of a catalogue whose file is damaged: it is set aside under another name, and scans make a new one. All
// that it held is on the shares; only its history is lost.
// Thread: any to hear and note of it; the rest at the start, under the CatalogueLock, while nobody has the file open.
#pragma once

#include "base/time.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tocd {

// Before SQLite's first use in the process: from then on it is known what SQLite calls damaged.
void listen_for_damage() noexcept;
// What it called damaged first since the last call, in its words; empty: nothing.
[[nodiscard]] std::string take_met_damage();

// While it lives, what SQLite calls damaged on its thread is another file, of which nothing is told here.
class OtherFileThanCatalogue {
public:
    OtherFileThanCatalogue() noexcept;
    ~OtherFileThanCatalogue();
    OtherFileThanCatalogue(const OtherFileThanCatalogue&) = delete;
    OtherFileThanCatalogue& operator=(const OtherFileThanCatalogue&) = delete;
};

// As if SQLite had called it damaged in these words.
void tell_damage(std::string_view what);

// Asks the next start to look at every page of the catalogue before it trusts it: writes "<catalogue>.suspect".
// Never throws; a note that cannot be written is lost with a warning.
void note_damage(const std::string& catalogue_path, std::string_view what) noexcept;

// What is wrong with a catalogue, found by reading all of it: minutes for many gigabytes. Nothing when it is sound. Throws what
// Database throws but Error(corrupt).
[[nodiscard]] std::optional<std::string> look_at_all(const std::string& catalogue_path);

// What look_at_all() finds wrong with a catalogue that was noted. Nothing when there is no note, or the file is sound, which takes
// the note away. One that was noted again within a day after it looked sound is damaged whatever SQLite says.
[[nodiscard]] std::optional<std::string> find_noted_damage(const std::string& catalogue_path, UnixNs now_ns);

// Renames the catalogue and its log to "<catalogue>.damaged-<time>", in place of one that was set aside before, and gives
// that path. Throws Error(corrupt) when the file does not look like one that tocd has made, and Error(unavailable) when it
// cannot be renamed.
std::string set_aside(const std::string& catalogue_path, UnixNs now_ns);

}  // namespace tocd
