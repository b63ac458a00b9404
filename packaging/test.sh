#!/usr/bin/env bash
# Installs everything, builds with AddressSanitizer and UBSan in build/asan, and runs the tests.
#   packaging/test.sh                all tests but those labelled slow
#   packaging/test.sh ARGUMENT…      ctest's own arguments: -R 'catalogue:', -L slow
# Ends with "N passed, N failed" and exit status 0 only when every test that was chosen ran and passed.
set -euo pipefail

least_tests=250  # fewer mean that some were lost on the way

. "$(dirname -- "${BASH_SOURCE[0]}")/install_packages.sh"

install_packages build run test
configure asan
build_programs asan all

build_dir=$root_dir/build/asan
default_label=(-LE slow)
for argument in "$@"; do
    case $argument in -L* | --label-regex*) default_label=() ;; esac
done

if (($# == 0)); then
    found=$(ctest --test-dir "$build_dir" -N "${default_label[@]}" | sed -n 's/^Total Tests: //p')
    ((found >= least_tests)) || fail "only ${found:-0} tests were found; at least $least_tests are expected"
fi

begin_step "Running the tests"
status=0
export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=1:abort_on_error=0} UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1}
ctest --test-dir "$build_dir" -j2 --no-tests=error --output-on-failure --output-junit "$build_dir/tests.xml" \
    "${default_label[@]}" "$@" || status=$?
end_step

# ctest itself is content with tests that were skipped or not run, and doctest with a name that matches no case.
[[ -r $build_dir/tests.xml ]] || fail "ctest ended with status $status and left no result"
all=$(sed -n 's/^\ttests="\([0-9]*\)".*/\1/p' "$build_dir/tests.xml" | head -n 1)
passed=$(grep -c $'^\t<testcase .* status="run">$' "$build_dir/tests.xml" || true)
sed -n 's/^\t<testcase name="\(.*\)" classname=".*" status="\(fail\|notrun\|disabled\)">$/   \2: \1/p' "$build_dir/tests.xml"
if grep -Eq 'test cases: +0 \|' "$build_dir/tests.xml"; then
    printf 'tocd: a test ran no test case: its name and its program do not agree\n' >&2
    passed=$((passed - 1))
fi
failed=$((all - passed))
printf '   %d s in all\n' "$SECONDS"
printf '%d passed, %d failed\n' "$passed" "$failed"
((status == 0 && failed == 0 && passed > 0))
