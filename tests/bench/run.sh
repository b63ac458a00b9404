#!/usr/bin/env bash
# Benchmark on a warm tree. usage: tests/bench/run.sh TREE [THREADS]   REPETITIONS=3
# Installs what is missing, builds optimised programs in build/bench and prints rates and ratios; see README.md.
set -euo pipefail
if (($# < 1 || $# > 2)) || [[ ! -d $1 ]]; then
    sed -n '2,3s/^# //p' "$0" >&2
    exit 2
fi
. "$(dirname -- "${BASH_SOURCE[0]}")/../../packaging/install_packages.sh"

install_packages build test bench
if [[ ! -r $root_dir/build/bench/build.ninja ]]; then
    run_logged "$log_dir/configure-bench.log" \
        cmake -S "$root_dir" -B "$root_dir/build/bench" -G Ninja -DCMAKE_BUILD_TYPE=Release -DTOCD_WEB=OFF
fi
build_programs bench tocd tocd-scan bench_raw_walk bench_scan_null bench_make_tree
exec python3 "$root_dir/tests/bench/compare.py" "$root_dir/build/bench" "$1" "${2:-$(nproc)}" "${REPETITIONS:-3}"
