#include "search/regex.hpp"

#include "base/error.hpp"
#include "base/mutex.hpp"
#include "base/text.hpp"

#include <re2/filtered_re2.h>
#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <string>
#include <utility>

namespace tocd {
namespace {

// What one pattern may take, its automata made while it matches included. A query has a handful of patterns at most.
constexpr int64_t kMaxBytes = 4 << 20;

constexpr int kShortestLiteral = 2;
constexpr size_t kMostLiterals = 8;       // of which every set is tried
constexpr size_t kMostAlternatives = 32;  // each costs a pass over the names

re2::RE2::Options options_of_ours() {
    re2::RE2::Options options;
    options.set_case_sensitive(false);
    options.set_dot_nl(true);
    options.set_log_errors(false);
    options.set_max_mem(kMaxBytes);
    return options;
}

std::unique_ptr<re2::RE2> compile(std::string_view pattern) {
    const re2::RE2::Options options = options_of_ours();
    return std::make_unique<re2::RE2>(re2::StringPiece(pattern.data(), pattern.size()), options);
}

}  // namespace

// One for each of several threads: RE2 takes a lock of its object with each text, and two threads that match short texts with one
// object do little but wait for that.
class Regex::Copies {
public:
    explicit Copies(std::string_view pattern) : pattern_(pattern), first_(compile(pattern)) {
        if (!first_->ok()) throw Error(ErrorKind::invalid_argument, "regular expression: " + first_->error());
    }
    [[nodiscard]] const re2::RE2& of_this_thread() {
        static std::atomic<size_t> threads{0};
        thread_local const size_t number = threads++;
        const size_t place = number % kMost;
        if (const re2::RE2* const known = known_[place].load(std::memory_order_acquire)) return *known;
        Lock lock(mutex_);
        if (!made_[place]) made_[place] = first_ ? std::move(first_) : compile(pattern_);
        known_[place].store(made_[place].get(), std::memory_order_release);
        return *made_[place];
    }

private:
    static constexpr size_t kMost = 8;
    const std::string pattern_;
    std::array<std::atomic<const re2::RE2*>, kMost> known_{};
    Mutex mutex_;
    std::unique_ptr<re2::RE2> first_ TOCD_GUARDED_BY(mutex_);  // until a thread takes it
    std::array<std::unique_ptr<re2::RE2>, kMost> made_ TOCD_GUARDED_BY(mutex_);
};

Regex::Regex(std::string_view pattern) : copies_(std::make_unique<Copies>(pattern)) {}

Regex::~Regex() = default;
Regex::Regex(Regex&&) noexcept = default;
Regex& Regex::operator=(Regex&&) noexcept = default;

bool Regex::finds(std::string_view text) const {
    return copies_->of_this_thread().Match(re2::StringPiece(text.data(), text.size()), 0, text.size(), re2::RE2::UNANCHORED, nullptr, 0);
}

std::optional<RegexProblem> regex_problem(std::string_view pattern) {
    if (pattern.size() > kMaxRegexBytes)
        return RegexProblem{"it has " + std::to_string(pattern.size()) + " bytes, at most " +
                                std::to_string(kMaxRegexBytes) + " are taken",
                            0, pattern.size()};
    const auto compiled = compile(pattern);
    if (compiled->ok()) return std::nullopt;
    // RE2 says what is wrong, and not where; the first place that reads so is the likely one.
    const std::string& wrong = compiled->error_arg();
    const size_t at = wrong.empty() ? std::string_view::npos : pattern.find(wrong);
    if (at == std::string_view::npos) return RegexProblem{compiled->error(), 0, pattern.size()};
    return RegexProblem{compiled->error(), at, wrong.size()};
}

// Source: re2/filtered_re2.h, whose atoms are lowercase; only ASCII's lowercase is surely that of fold_case().
NeededLiterals regex_literals(std::string_view pattern) {
    re2::FilteredRE2 filter(kShortestLiteral);
    int id = 0;
    if (filter.Add(re2::StringPiece(pattern.data(), pattern.size()), options_of_ours(), &id) != re2::RE2::NoError) return {};
    std::vector<std::string> atoms;
    filter.Compile(&atoms);
    if (atoms.empty() || atoms.size() > 64 || !std::all_of(atoms.begin(), atoms.end(), is_ascii)) return {};
    std::vector<int> order(atoms.size());  // the longest first: they tell most
    for (size_t i = 0; i < order.size(); ++i) order[i] = static_cast<int>(i);
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return atoms[static_cast<size_t>(a)].size() > atoms[static_cast<size_t>(b)].size(); });
    const size_t asked = std::min(order.size(), kMostLiterals);
    // What is not asked for may always be there. More literals never make a match impossible: the least sets tell all.
    const auto may_match_with = [&](size_t set) {
        std::vector<int> found(order.begin() + static_cast<std::ptrdiff_t>(asked), order.end());
        for (size_t i = 0; i < asked; ++i)
            if ((set >> i & 1) != 0) found.push_back(order[i]);
        std::vector<int> potentials;
        filter.AllPotentials(found, &potentials);
        return !potentials.empty();
    };
    std::vector<size_t> least;
    for (size_t set = 0; set < size_t{1} << asked; ++set) {
        const bool has_less = std::any_of(least.begin(), least.end(), [&](size_t other) { return (set & other) == other; });
        if (!has_less && may_match_with(set)) least.push_back(set);
    }
    NeededLiterals out;
    if (least.empty()) return out;
    if (least.front() == 0) {  // those that are not asked for may make it match alone: one of all has to be there, or none
        std::vector<int> potentials;
        filter.AllPotentials({}, &potentials);
        if (!potentials.empty() || atoms.size() > kMostAlternatives) return out;
        for (size_t i = 0; i < atoms.size(); ++i) out.clauses.push_back({i});
        out.texts = std::move(atoms);
        return out;
    }
    for (size_t i = 0; i < asked; ++i) out.texts.push_back(atoms[static_cast<size_t>(order[i])]);
    for (const size_t set : least) {
        std::vector<size_t>& clause = out.clauses.emplace_back();
        for (size_t i = 0; i < asked; ++i)
            if ((set >> i & 1) != 0) clause.push_back(i);
    }
    return out;
}

}  // namespace tocd
