# bash completion for toc(1). What a share or a path is called is asked of the daemon, which has a second to answer.

# Runs toc as the line being completed would: with the --server that stands in it.
_toc_ask() {
    local -a server=()
    local i
    for ((i = 1; i < COMP_CWORD; i++)); do
        [[ ${COMP_WORDS[i]} == --server ]] || continue
        # "--server=unix:/x" comes as words, cut at '=' and ':'.
        local address= at=$((i + 1))
        [[ ${COMP_WORDS[at]} == = ]] && ((at++))
        address=${COMP_WORDS[at]}
        while [[ ${COMP_WORDS[at + 1]} == : ]]; do
            address+=:${COMP_WORDS[at + 2]}
            ((at += 2))
        done
        server=(--server "$address")
    done
    command toc "$@" --plain --quiet --timeout 1 "${server[@]}" 2>/dev/null
}

_toc_words() {
    mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur")
}

_toc_shares() {
    local -a names
    mapfile -t names < <(_toc_ask shares | cut -f1)
    _toc_words "${names[*]}"
}

# Directories that the daemon knows; of this machine for a path that is not absolute.
_toc_paths() {
    local typed=${cur//\\/} row type path
    compopt -o filenames -o nospace 2>/dev/null
    if [[ $typed != /* && -n $typed ]]; then
        mapfile -t COMPREPLY < <(compgen -d -S / -- "$typed")
        return
    fi
    local -a directory=()
    [[ $typed == */?* || $typed == /?*/ ]] && directory=(-- "${typed%/*}/")
    while IFS= read -r -d '' row; do
        type=${row%%$'\t'*}
        path=${row#*$'\t'*$'\t'*$'\t'*$'\t'*$'\t'*$'\t'*$'\t'}
        [[ $type == directory && $path == "$typed"* ]] && COMPREPLY+=("${path%/}/")
    done < <(_toc_ask ls --long --null "${directory[@]}")
    # Above the shares there is no directory to list: their roots are offered.
    ((${#COMPREPLY[@]} > 0 || ${#directory[@]} == 0)) && return
    while IFS= read -r -d '' path; do
        [[ $path == "$typed"* ]] && COMPREPLY+=("${path%/}/")
    done < <(_toc_ask ls --null)
}

# Those of the lines of standard input that go on with what is typed of the last value in "a,b". What a share calls its
# files must not reach the shell as more than text: odd ones are left out.
_toc_values() {
    local value before=${cur%"${cur##*,}"}
    while IFS= read -r value; do
        [[ $value =~ ^[A-Za-z0-9._+@-]+$ && $value == "${cur##*,}"* ]] && COMPREPLY+=("$before$value")
    done
}

# Those with most files.
_toc_projects() {
    _toc_values < <(_toc_ask facets --by project --limit 100 | cut -f4)
}

# The query language: its keys, or what a key takes.
_toc_query() {
    case ${1,,} in
        '')
            _toc_words "name: path: dir: ext: size: modified: accessed: changed: seen: first: age: owner: group: share: project: depth: links: is: re: OR NOT"
            [[ ${COMPREPLY[*]} == *: ]] && compopt -o nospace 2>/dev/null ;;
        ext | extension | filetype | type) _toc_values < <(_toc_ask stats --by ext --top 100 | cut -f3) ;;
        owner | user | uid) _toc_values < <(_toc_ask stats --by owner --top 100 | cut -f3) ;;
        project) _toc_projects ;;
        share | root) _toc_values < <(_toc_ask shares | cut -f1) ;;
        is) _toc_values < <(printf '%s\n' gone new empty hidden) ;;
        path | under | below | dir | directory | folder | parent) _toc_paths ;;
        size | bytes) _toc_words "1M.. 100M.. 1G.. 100G.. 1T.. ..1M ..1G" ;;
        modified | mtime | dm | accessed | atime | da | changed | ctime | seen | last_seen | lastseen | first | first_seen | firstseen)
            _toc_words "today yesterday ..1d ..7d ..30d ..1y 30d.. 1y.. 2y.. 5y.." ;;
        age) _toc_words "..1d ..7d ..30d ..1y 30d.. 1y.. 2y.. 5y.." ;;
    esac
}

_toc() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} command= key= i
    COMPREPLY=()
    # "--gone=any" comes as the words --gone = any, and "ext:h5" as ext : h5.
    if [[ $cur == [:=] ]]; then
        cur=
        key=$prev
    elif [[ $prev == [:=] ]]; then
        prev=${COMP_WORDS[COMP_CWORD - 2]}
        key=$prev
    elif [[ $prev == --gone || $prev == --color ]]; then
        prev=  # without '=' they have no value
    fi
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in
            --server | --timeout) ((i++)) ;;
            find | facets | datasets | export | ls | du | stats | changes | shares | scan | changed) command=${COMP_WORDS[i]}; break ;;
        esac
    done

    local common="--help --json --csv --table --plain --null --color --quiet --server --timeout"
    local options
    case $command in
        find) options="--ext --under --min-size --max-size --modified-after --modified-before --owner --project --share --gone --sort --limit --query --long --count" ;;
        facets) options="--ext --under --min-size --max-size --modified-after --modified-before --owner --project --share --gone --query --by --sort --limit" ;;
        datasets) options="--ext --under --min-size --max-size --modified-after --modified-before --owner --project --share --gone --query --sort --limit --long" ;;
        export) options="--format --output --sort" ;;
        ls) options="--long --sort --gone" ;;
        du) options="--depth --summarize --sort --allocated" ;;
        stats) options="--by --share --sort --top" ;;
        changes) options="--since --share --follow" ;;
        shares | changed) options="" ;;
        scan) options="--full --wait --follow --stop --accept-root --pause --resume --confirm --explain" ;;
        *) options="--version" ;;
    esac

    case $prev in
        --share) _toc_shares; return ;;
        --under | -u) _toc_paths; return ;;
        --project) _toc_projects; return ;;
        --owner) mapfile -t COMPREPLY < <(compgen -u -- "$cur"); return ;;
        --gone) _toc_words "yes any"; return ;;
        --color) _toc_words "auto always never"; return ;;
        --format | -f) [[ $command == export ]] && { _toc_words "csv ndjson paths0 sqlite"; return; } ;;
        --output | -o) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
        --by)
            if [[ $command == facets ]]; then
                _toc_values < <(printf '%s\n' ext owner group share project size age year directory)
            else
                _toc_words "ext owner directory slow large unreadable coverage"
            fi
            return ;;
        --modified-after | --modified-before) _toc_words "12h 1d 7d 2w 30d 1y"; return ;;
        --min-size | --max-size) _toc_words "1M 10M 100M 1G 10G 100G 1T"; return ;;
        --sort | -s)
            case $command in
                find) _toc_words "relevance name path share project ext size allocated modified changed accessed born seen first owner group links inode id -name -path -share -project -ext -size -allocated -modified -changed -accessed -born -seen -first -owner -group -links -inode -id" ;;
                stats | facets) _toc_words "size files" ;;
                datasets) _toc_words "relevance files size newest oldest name path -files -size -newest -oldest -name -path" ;;
                *) _toc_words "name size files modified -name -size -files -modified" ;;
            esac
            return ;;
        --server | --timeout | --ext | -e | --limit | -n | --depth | -d | --top | --since) return ;;
    esac

    if [[ $cur == -* ]]; then
        _toc_words "$common $options"
        return
    fi
    case $command in
        '') _toc_words "find facets datasets export ls du stats changes shares scan changed" ;;
        find | facets | datasets | export) _toc_query "$key" ;;
        ls | du | changes) _toc_paths ;;
        shares) _toc_shares ;;
        scan | changed) if [[ $cur == */* ]]; then _toc_paths; else _toc_shares; fi ;;
    esac
}

complete -F _toc toc
