#include "http/chosen_fields.hpp"

#include "http/to_json.hpp"

#include <algorithm>
#include <map>

namespace tocd {
namespace {

struct Choice {
    std::string keys;  // comma-separated
    std::string doc;
};

Choice choice_of(std::string_view records, const Json& schemas) {
    Choice out;
    std::vector<std::string> keys;
    std::string kinds;
    while (!records.empty()) {
        const std::string name(records.substr(0, records.find(',')));
        records.remove_prefix(std::min(records.size(), name.size() + 1));
        kinds += (kinds.empty() ? "" : " and ") + name;
        for (const auto& [key, ignored] : schemas.at(name).at("properties").items())
            if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
    }
    for (const std::string& key : keys) out.keys += (out.keys.empty() ? "" : ",") + key;
    out.doc = "Only these keys of each " + kinds + "; all when not given. The key with _base64 comes along when the exact bytes need it";
    return out;
}

}  // namespace

Parameter fields_parameter(std::string_view records) {
    // The tables of routes only refer to their texts.
    static const std::map<std::string, Choice, std::less<>> choices = [] {
        const Json schemas = record_schemas();
        std::map<std::string, Choice, std::less<>> all;
        for (const char* kinds : {"File", "Directory", "Directory,File,Dataset", "Dataset", "Share", "Scan"})
            all.emplace(kinds, choice_of(kinds, schemas));
        return all;
    }();
    const Choice& choice = choices.at(std::string(records));
    return {"fields", ParameterType::list, choice.doc, false, choice.keys};
}

Json pick_fields(Json record, const std::vector<std::string>& fields) {
    if (fields.empty()) return record;
    Json out = Json::object();
    const auto take = [&](const std::string& key) {
        if (const auto found = record.find(key); found != record.end() && !out.contains(key)) out[key] = *found;
    };
    for (const std::string& key : fields) {
        take(key);
        take(key + "_base64");
    }
    return out;
}

Json pick_each(Json records, const std::vector<std::string>& fields) {
    if (fields.empty()) return records;
    for (Json& record : records) record = pick_fields(std::move(record), fields);
    return records;
}

}  // namespace tocd
