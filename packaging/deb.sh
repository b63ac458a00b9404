#!/usr/bin/env bash
# Builds the Debian package in build/release and looks at it with lintian.
#   packaging/deb.sh [DIR]    puts tocd_VERSION_ARCH.deb into DIR (default: build)
set -euo pipefail

case ${1:-} in -*)
    printf 'usage: packaging/deb.sh [DIR]\n' >&2
    exit 2
    ;;
esac
. "$(dirname -- "${BASH_SOURCE[0]}")/install_packages.sh"
target_dir=$(realpath -m -- "${1:-$root_dir/build}")

install_packages build package
# Always: a build folder may be one that was configured without the page.
begin_step "Configuring build/release"
run_logged "$log_dir/configure-release.log" cmake -S "$root_dir" --preset release -DTOCD_TESTS=OFF -DTOCD_WEB=ON
end_step
build_programs release all

begin_step "Listing what it is made of"
/usr/bin/python3 "$packaging_dir/sbom.py" "$root_dir/build/release" "$root_dir/build/release/"{tocd,tocd-scan,toc} \
    >"$root_dir/build/release/sbom.cdx.json"
end_step

begin_step "Packing"
rm -rf -- "$root_dir/build/release/_CPack_Packages" "$root_dir/build/release/"*.deb
run_logged "$log_dir/package.log" cpack --config "$root_dir/build/release/CPackConfig.cmake" -B "$root_dir/build/release"
deb=$(echo "$root_dir/build/release/"*.deb)
[[ -r $deb ]] || fail "no package came out; see $log_dir/package.log"
run_logged "$log_dir/lintian.log" lintian --allow-root --tag-display-limit 0 --fail-on error,warning "$deb"
mkdir -p -- "$target_dir"
cp -- "$deb" "$target_dir/"
end_step
printf '%s\n' "$target_dir/$(basename -- "$deb")"
