#include "model/records.hpp"

#include <charconv>

namespace tocd {
namespace {

std::string id_text(char prefix, int64_t id) {
    char digits[20];
    const auto end = std::to_chars(digits, digits + sizeof digits, id < 0 ? -id : id, 16).ptr;
    return std::string(1, prefix) + (id < 0 ? "p" : "") + std::string(digits, end);
}

std::optional<int64_t> parse_id(char prefix, std::string_view text) {
    if (text.empty() || text[0] != prefix) return std::nullopt;
    text.remove_prefix(1);
    const bool pending = text.starts_with('p');
    if (pending) text.remove_prefix(1);
    int64_t id = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id, 16);
    if (error != std::errc() || end != text.data() + text.size() || id <= 0) return std::nullopt;
    return pending ? -id : id;
}

}  // namespace

std::string file_id_text(int64_t id) { return id_text('f', id); }
std::string directory_id_text(int64_t id) { return id_text('d', id); }
std::optional<int64_t> parse_file_id(std::string_view text) { return parse_id('f', text); }
std::optional<int64_t> parse_directory_id(std::string_view text) { return parse_id('d', text); }

std::string_view state_name(DirectoryState state) noexcept {
    switch (state) {
        case DirectoryState::pending: return "pending";
        case DirectoryState::listed: return "listed";
        case DirectoryState::failed: return "failed";
        case DirectoryState::staged_gone: return "staged_gone";
        case DirectoryState::gone: return "gone";
    }
    return "listed";
}

std::string_view outcome_name(ScanOutcome outcome) noexcept {
    switch (outcome) {
        case ScanOutcome::running: return "running";
        case ScanOutcome::complete: return "complete";
        case ScanOutcome::incomplete: return "incomplete";
        case ScanOutcome::interrupted: return "interrupted";
        case ScanOutcome::refused: return "refused";
    }
    return "running";
}

std::string_view mode_name(ScanMode mode) noexcept {
    switch (mode) {
        case ScanMode::full: return "full";
        case ScanMode::fast: return "fast";
        case ScanMode::part: return "part";
    }
    return "full";
}

std::string_view change_name(ChangeKind kind) noexcept {
    switch (kind) {
        case ChangeKind::added: return "added";
        case ChangeKind::changed: return "changed";
        case ChangeKind::moved: return "moved";
        case ChangeKind::gone: return "gone";
    }
    return "changed";
}

}  // namespace tocd
