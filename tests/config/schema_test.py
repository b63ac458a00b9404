"""The schema that editors get agrees with tocd: valid itself, takes the example, refuses typical mistakes.

usage: schema_test.py CONFIG_DIRECTORY (needs Debian's python3-jsonschema and python3-yaml)
"""

import json
import pathlib
import re
import sys

import jsonschema
import yaml


def uncommented(text):
    """The example with its settings ("#key: …", but not "# prose") taken out of their comments."""
    return "\n".join(line if re.match(r" *# [^ ]", line) else re.sub(r"^( *)#", r"\1", line) for line in text.splitlines())


def main(folder):
    validator_class = jsonschema.Draft202012Validator
    schema = json.loads((folder / "tocd.schema.json").read_text(encoding="utf-8"))
    validator_class.check_schema(schema)
    validator = validator_class(schema)

    example = (folder / "tocd.yaml").read_text(encoding="utf-8")
    whole = yaml.safe_load(uncommented(example))
    assert set(whole) == set(schema["properties"]), "the example has every section"
    good = [
        yaml.safe_load(example),
        whole,
        None,
        {"shares": [{"path": "/srv/a", "scan_every": "1h30m"}]},
        {"projects": ["^/srv/projects/(?P<project>[^/]+)/"], "shares": None},
        {"http": {"query_timeout": 0.5, "max_body_bytes": "2M", "idle_timeout": 90}},
    ]
    bad = [
        {"share": []},
        {"shares": [{"name": "a"}]},
        {"shares": [{"path": "/a", "exlude": []}]},
        {"shares": [{"path": "/a", "exclude": "*.tmp"}]},
        {"shares": [{"path": "/a", "kind": "nfs"}]},
        {"shares": [{"path": "/a", "scan_every": "1.5h"}]},
        {"shares": [{"path": "/a", "scan_every": "90"}]},
        {"shares": [{"path": "/a", "scan_every": -1}]},
        {"shares": [{"path": 12}]},
        {"projects": "^/srv/"},
        {"projects": [{"rule": "^/srv/"}]},
        {"http": {"threads": 0}},
        {"http": {"threads": "8"}},
        {"http": {"max_body_bytes": "1 MB"}},
        {"log": {"level": "loud"}},
        [],
    ]
    for document in good:
        validator.validate(document)
    wrong = [document for document in bad if validator.is_valid(document)]
    if wrong:
        sys.exit(f"the schema takes what tocd refuses: {wrong}")


main(pathlib.Path(sys.argv[1]))
