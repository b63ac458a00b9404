#include "http/file_columns.hpp"

#include "base/text.hpp"
#include "http/record_fields.hpp"
#include "http/to_json.hpp"

namespace tocd {
namespace {

std::string_view companion(FieldKind kind) {
    return kind == FieldKind::time ? "_ns" : kind == FieldKind::bytes ? "_base64" : "";
}

std::string csv_value(const FileColumn& column, const FileRecord& file) {
    const Json value = column.field->value(file);
    if (value.is_null()) return {};
    switch (column.field->kind) {
        case FieldKind::time: return column.exact ? std::to_string(value.get<int64_t>()) : format_iso(value.get<int64_t>());
        case FieldKind::bytes: {
            const auto& bytes = value.get_ref<const std::string&>();
            if (!column.exact) return display_text(bytes);
            return is_utf8(bytes) ? std::string() : base64_encode(bytes);
        }
        case FieldKind::text: return display_text(value.get_ref<const std::string&>());
        case FieldKind::flag: return value.get<bool>() ? "true" : "false";
        case FieldKind::integer: return std::to_string(value.get<int64_t>());
        case FieldKind::number: break;
    }
    return value.dump();
}

}  // namespace

std::string FileColumn::key() const {
    return std::string(field->key).append(exact ? companion(field->kind) : std::string_view{});
}

std::vector<FileColumn> file_columns(const std::vector<std::string>& keys) {
    std::vector<FileColumn> out;
    for (const std::string& key : keys)
        for (const Field<FileRecord>& field : file_fields())
            for (const bool exact : {false, true})
                if (const FileColumn column{&field, exact}; (!exact || !companion(field.kind).empty()) && column.key() == key)
                    out.push_back(column);
    return out;
}

const std::vector<FileColumn>& csv_columns() {
    static const std::vector<FileColumn> columns = [] {
        std::vector<FileColumn> all;
        for (const Field<FileRecord>& field : file_fields())
            if (field.key != "project") all.push_back({&field, false});
        for (const FileColumn& column : file_columns({"directory_base64", "name_base64"})) all.push_back(column);
        return all;
    }();
    return columns;
}

Json to_json(const FileRecord& file, const std::vector<FileColumn>& columns) {
    if (columns.empty()) return to_json(file);
    Json out = Json::object();
    for (const FileColumn& column : columns) {
        const FieldKind kind = column.field->kind;
        Json value = column.field->value(file);
        if (kind == FieldKind::bytes) {
            Json both = Json::object();
            put_field(both, column.field->key, kind, std::move(value));
            if (column.exact) both.erase(std::string(column.field->key));
            out.update(both);  // name and name_base64 may both be asked for
        } else if (kind == FieldKind::time) {
            out[column.key()] = column.exact || value.is_null() ? std::move(value) : Json(format_iso(value.get<int64_t>()));
        } else {
            put_field(out, column.field->key, kind, std::move(value));
        }
    }
    return out;
}

std::string csv_header(const std::vector<FileColumn>& columns) {
    std::string out;
    for (const FileColumn& column : columns) out.append(out.empty() ? "" : ",").append(column.key());
    return out + "\r\n";
}

void append_csv_row(std::string& out, const FileRecord& file, const std::vector<FileColumn>& columns, CsvFormulas formulas) {
    std::vector<std::string> values;
    values.reserve(columns.size());
    for (const FileColumn& column : columns) values.push_back(csv_value(column, file));
    append_csv_line(out, values, formulas);
}

}  // namespace tocd
