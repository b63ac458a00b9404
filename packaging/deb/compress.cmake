# Run by CPack on the staged files: Debian keeps man pages and change logs compressed, the same on every build.
file(GLOB pages "${CPACK_TEMPORARY_DIRECTORY}/usr/share/man/man*/*")
file(GLOB logs "${CPACK_TEMPORARY_DIRECTORY}/usr/share/doc/tocd/changelog*")
foreach(file IN LISTS pages logs)
  if(NOT file MATCHES "\\.gz$")
    execute_process(COMMAND gzip -9nf ${file} COMMAND_ERROR_IS_FATAL ANY)
  endif()
endforeach()
