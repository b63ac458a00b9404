#include "config/reference.hpp"

#include "config/field_value.hpp"
#include "config/field_words.hpp"
#include "config/fields.hpp"

namespace tocd {

const char* const kSmallConfig = R"(shares:
  - name: projects
    path: /srv/projects
    exclude: [".snapshot/", "*.tmp"]
  - path: /srv/archive
    scan_every: 1w
http:
  listen: ["127.0.0.1:8080", "[::1]:8080"]
  allowed_hosts: [toc.example.org]
)";

namespace {

constexpr const char* kBegin = R"(# tocd.yaml: every setting

This page is made by `tocd --reference config` from the table that `tocd` itself loads the file by. The same stands in
`man 5 tocd.yaml`, as a commented file (`tocd --example-config`), and for editors as JSON Schema (`tocd --config-schema`).
What to think of when settings are chosen: [admin.md](admin.md).

The file is YAML or JSON. Everything has a default but the path of a share, so this is a whole configuration:

```yaml
)";

constexpr const char* kRules = R"(```

- `tocd --config FILE --check-config` says what is wrong with a file, by line; `--print-config` shows what holds then.
- A key that does not exist is a mistake, and so is a value out of its limits: tocd does not start with them, and a
  running one keeps what it had when it is told to reload (`systemctl reload tocd`, or SIGHUP).
- A reload takes in `shares`, `projects`, `access`, `publish`, `scan.max_scans`, `scan.stuck_after` and `log`; the rest takes effect at the next start, and the log says so.
- A *duration* is `500ms`, `90s`, `15m`, `24h`, `1d`, `2w`, `1h30m`, or a number of seconds.
- A *size* is a number of bytes, or `16k`, `1M`, `2G` (times 1024).
- A *path* may hold any bytes, also such as are not UTF-8.
)";

std::string cell(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '|') out.push_back('\\');
        out.push_back(c);
    }
    return out;
}

// Outside of code a backslash is written twice.
std::string prose(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '|' || c == '\\') out.push_back('\\');
        out.push_back(c);
    }
    return out;
}

}  // namespace

std::string config_reference() {
    Config config = default_entries();
    std::string out = std::string(kBegin) + kSmallConfig + kRules;
    for (const SectionRow& section : sections()) {
        out.append("\n## ").append(section.key).append("\n\n").append(section.doc);
        if (const Field* const whole = whole_section(section.section)) {
            out.append(" A ").append(type_words(*whole, whole->slot(config, 0))).append(". ").append(whole->doc);
            out.append("\n\n```yaml\n").append(section.key).append(":\n  - ").append(yaml_text(whole->example)).append("\n```\n");
            continue;
        }
        if (is_list(section.section)) out += " A list; each of its entries has these keys.";
        out += "\n\n| key | value | default | meaning |\n|---|---|---|---|\n";
        for (const Field& field : fields()) {
            if (field.section != section.section) continue;
            const Slot slot = field.slot(config, 0);
            const std::string preset = preset_words(field, slot);
            const std::string range = range_words(field, slot);
            out.append("| `").append(field.key).append("` | ").append(type_words(field, slot)).append(" | ");
            out.append(field.required ? preset : "`" + cell(preset) + "`").append(" | ").append(prose(field.doc));
            out.append(range.empty() ? "" : " " + cell(range)).append(" |\n");
        }
    }
    return out;
}

}  // namespace tocd
