# The page: packages and bundle. Its types are of the API that the built tocd tells, so that a test checks them. Sets TOCD_WEB_DIST and TOCD_WEB_FILES for tocd_embed.
set(TOCD_WEB_DIST ${CMAKE_BINARY_DIR}/web)
set(TOCD_WEB_FILES index.html app.js app.css favicon.svg licenses.txt)

find_program(TOCD_NODE NAMES node nodejs)
find_program(TOCD_NPM npm)
if(NOT TOCD_NODE OR NOT TOCD_NPM)
  message(FATAL_ERROR "The page needs Node 18 or newer and npm (apt install nodejs npm); or configure with -DTOCD_WEB=OFF: the API without a page")
endif()

set(packages_stamp ${CMAKE_BINARY_DIR}/web-packages.stamp)
add_custom_command(OUTPUT ${packages_stamp}
  COMMAND ${CMAKE_COMMAND} -DWEB=${CMAKE_SOURCE_DIR}/web -DNPM=${TOCD_NPM} -DSTAMP=${packages_stamp} -P ${CMAKE_SOURCE_DIR}/web/packages.cmake
  DEPENDS ${CMAKE_SOURCE_DIR}/web/package-lock.json ${CMAKE_SOURCE_DIR}/web/packages.cmake
  COMMENT "Packages of the page" VERBATIM)

file(GLOB_RECURSE web_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/web/src/*)
list(TRANSFORM TOCD_WEB_FILES PREPEND ${TOCD_WEB_DIST}/ OUTPUT_VARIABLE web_outputs)
add_custom_command(OUTPUT ${web_outputs}
  COMMAND ${TOCD_NODE} ${CMAKE_SOURCE_DIR}/web/build.mjs ${TOCD_WEB_DIST}
  DEPENDS ${packages_stamp} ${web_sources} ${CMAKE_SOURCE_DIR}/web/build.mjs ${CMAKE_SOURCE_DIR}/LICENSE
  COMMENT "Bundle of the page" VERBATIM)
add_custom_target(web DEPENDS ${web_outputs})
