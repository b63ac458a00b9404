# What an installation holds beside the programs, and the Debian package of it (cmake --build DIR --target package).
set(units packaging/systemd)
install(FILES ${units}/tocd.service ${units}/tocd.socket ${units}/tocd-http.socket ${units}/tocd-scan.socket ${units}/tocd-scan@.service
  DESTINATION lib/systemd/system)
install(FILES ${units}/tocd.sysusers DESTINATION lib/sysusers.d RENAME tocd.conf)
install(FILES ${units}/tocd.tmpfiles DESTINATION lib/tmpfiles.d RENAME tocd.conf)
install(FILES packaging/deb/tocd.yaml DESTINATION /etc/tocd)
install(FILES config/tocd.yaml DESTINATION share/doc/tocd/examples)
install(FILES config/tocd.schema.json DESTINATION share/tocd)
install(FILES README.md packaging/deb/copyright DESTINATION share/doc/tocd)
install(FILES packaging/deb/lintian-overrides DESTINATION share/lintian/overrides RENAME tocd)
install(FILES packaging/deb/changelog DESTINATION share/doc/tocd RENAME changelog.Debian)

foreach(section 1 5 8)
  file(GLOB pages CONFIGURE_DEPENDS packaging/man/*.${section})
  install(FILES ${pages} DESTINATION share/man/man${section})
endforeach()
file(GLOB guides CONFIGURE_DEPENDS packaging/docs/*.md)
install(FILES ${guides} DESTINATION share/doc/tocd)
file(GLOB dashboards CONFIGURE_DEPENDS packaging/grafana/*.json)
install(FILES ${dashboards} DESTINATION share/doc/tocd/examples/grafana)
install(FILES packaging/proxy/nginx.conf packaging/proxy/Caddyfile DESTINATION share/doc/tocd/examples/proxy)
install(FILES ${CMAKE_BINARY_DIR}/sbom.cdx.json DESTINATION share/doc/tocd OPTIONAL)  # deb.sh makes it
install(FILES SECURITY.md DESTINATION share/doc/tocd)
install(FILES packaging/completion/toc.bash DESTINATION share/bash-completion/completions RENAME toc)
install(FILES packaging/completion/_toc DESTINATION share/zsh/vendor-completions)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME tocd)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "the tocd authors <tocd@localhost>")
set(CPACK_STRIP_FILES ON)
# /etc/tocd is no part of the prefix: only DESTDIR puts both into the package.
set(CPACK_SET_DESTDIR ON)
set(CPACK_INSTALL_PREFIX /usr)
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_SOURCE_DIR}/packaging/deb/compress.cmake)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION utils)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "table of contents for large file shares")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION "tocd scans share trees incrementally, keeps one row per file in an SQLite
database with the time it was last seen, and serves a web page and a JSON API
on which people and scripts find files in seconds. It only ever reads the
shares: nothing on them is changed, moved or restructured.

Only the scanner, a process of its own without a network, has the right to
read directories that their permissions close.")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "systemd (>= 252), passwd, init-system-helpers (>= 1.54)")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
  ${CMAKE_SOURCE_DIR}/packaging/deb/conffiles ${CMAKE_SOURCE_DIR}/packaging/deb/postinst
  ${CMAKE_SOURCE_DIR}/packaging/deb/prerm ${CMAKE_SOURCE_DIR}/packaging/deb/postrm)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
include(CPack)
